//! Numbers as text that compresses well and that a script reads at once.
//! Gives one printable ASCII character for each number below 45, more for larger ones.
//! Must not know what is counted.

/// The first character; those from here on need no escape in JSON, but for the backslash.
const FIRST: u8 = b'#';
/// How many characters end a number, and how many are followed by more of it.
const LAST: u32 = 45;
const MORE: u32 = 46;

/// Numbers, written one after the other.
#[derive(Debug, Default)]
pub(super) struct Numbers(String);

impl Numbers {
    /// Adds a number.
    pub(super) fn push(&mut self, mut number: u32) {
        while number >= LAST {
            let digit = LAST + (number - LAST) % MORE;
            self.digit(digit);
            number = (number - digit) / MORE;
        }
        self.digit(number);
    }

    /// Adds numbers that grow, by how much each is more than the one before.
    pub(super) fn push_growing(&mut self, numbers: impl IntoIterator<Item = u32>) {
        let mut last = 0;
        for number in numbers {
            self.push(number.saturating_sub(last));
            last = number;
        }
    }

    /// How many bytes a number takes.
    pub(super) fn size_of(mut number: u32) -> usize {
        let mut size = 1;
        while number >= LAST {
            number = (number - LAST) / MORE;
            size += 1;
        }
        size
    }

    /// Removes all numbers.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }

    fn digit(&mut self, digit: u32) {
        let code = FIRST + u8::try_from(digit).unwrap_or_default();
        self.0.push(char::from(if code < b'\\' { code } else { code + 1 }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads numbers as the engine does.
    fn read(text: &str) -> Vec<u32> {
        let (mut numbers, mut number, mut unit) = (Vec::new(), 0, 1);
        for code in text.bytes() {
            let digit = u32::from(code - FIRST - u8::from(code > b'\\'));
            number += digit * unit;
            unit *= MORE;
            if digit < LAST {
                numbers.push(number);
                (number, unit) = (0, 1);
            }
        }
        numbers
    }

    #[test]
    fn numbers_are_read_as_they_were_written() {
        let written: Vec<u32> =
            (0..10_000).chain([99_999, 1_000_000, 123_456_789]).collect();
        let mut numbers = Numbers::default();
        for it in &written {
            numbers.push(*it);
        }
        let text = numbers.into_text();
        assert!(text.bytes().all(|it| it.is_ascii_graphic() && !b"\"\\".contains(&it)));
        assert_eq!(read(&text), written);
    }
}
