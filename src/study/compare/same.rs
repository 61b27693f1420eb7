//! Whether two cells say the same in other words.
//! Gives a contradiction only where neither holds all that the other says.
//! Knows spellings, not meanings: `slow` and `not fast` are different.

use std::collections::BTreeSet;

use crate::study::lexicon::{self, List};

/// Whether two of some cells say different things: neither holds all the words of the other.
pub(super) fn contradict<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let mut said: Vec<BTreeSet<String>> = cells.map(words).collect();
    // Unless each holds the one before it, two of them differ.
    said.sort_by_key(BTreeSet::len);
    said.windows(2).any(|it| matches!(it, [a, b] if !a.is_subset(b)))
}

/// The words of a cell in lower case, each in one of its spellings; none for a cell that says
/// nothing, such as `–` or `n/a`.
fn words(text: &str) -> BTreeSet<String> {
    let text = text.to_lowercase();
    if text == "n/a" {
        return BTreeSet::new();
    }
    let chars: Vec<char> = text.chars().collect();
    let mut spaced = String::with_capacity(text.len());
    for (at, c) in chars.iter().copied().enumerate() {
        let before = at.checked_sub(1).and_then(|it| chars.get(it)).copied();
        let digits =
            chars.iter().skip(at + 1).take_while(|it| it.is_ascii_digit()).count();
        let is_between = before.is_some_and(|it| it.is_ascii_digit()) && digits > 0;
        match c {
            // Of thousands: `1,000`.
            ',' if is_between && digits == 3 => (),
            '.' if is_between => spaced.push('.'),
            // Of a number below zero.
            '-' | '–' if digits > 0 && !before.is_some_and(char::is_alphanumeric) => {
                spaced.push('-');
            }
            // Of formulas: `$O(n)$`.
            '$' | '\\' | '{' | '}' | '\u{fe0f}' => (),
            ',' | ';' | '.' | '(' | ')' | '-' | '–' | '—' | '‑' => spaced.push(' '),
            _ if !c.is_ascii() && is_mark(c) => spaced.extend([' ', c, ' ']),
            // A number and its unit: `20 B`, `20B`.
            _ if before.is_some_and(|it| it.is_ascii_digit()) && !c.is_ascii_digit() => {
                spaced.extend([' ', c]);
            }
            _ => spaced.push(c),
        }
    }
    let word = |it: &str| {
        let is_of = |list| lexicon::has(list, it);
        let no = || is_of(List::No).then_some("no");
        let same = is_of(List::Yes).then_some("yes").or_else(no);
        same.unwrap_or(it).to_owned()
    };
    spaced.split_whitespace().map(word).collect()
}

/// Whether a sign is a word of its own.
fn is_mark(c: char) -> bool {
    let sign = c.encode_utf8(&mut [0; 4]).to_owned();
    [List::Yes, List::No].into_iter().any(|it| lexicon::begins_with_sign(it, &sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_thing_agree() {
        for (a, b) in [
            ("✅", "Yes"),
            ("✔\u{fe0f} fast", "yes"),
            ("❌", "no"),
            ("None", "-"),
            ("n/a", "3"),
            ("5 %", "5%"),
            ("1,000 €", "1000€"),
            ("20 bytes", "20 Bytes (fixed)"),
            ("connection-oriented", "connection oriented"),
            ("$O(n \\log n)$", "O(n log n)"),
            ("3-way handshake", "3 way handshake"),
        ] {
            assert!(!contradict([a, b].into_iter()), "{a} | {b}");
        }
    }

    #[test]
    fn other_values_contradict() {
        for (a, b) in [
            ("✅", "❌"),
            ("low", "very high"),
            ("1,5", "15"),
            ("1.5", "15"),
            ("1,000", "1.000"),
            ("10 ms", "10 s"),
            ("-5 °C", "5 °C"),
            ("O(n)", "O(n²)"),
        ] {
            assert!(contradict([a, b].into_iter()), "{a} | {b}");
        }
    }
}
