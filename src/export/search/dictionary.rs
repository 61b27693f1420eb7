//! All words of a site's texts in order, with their places.
//! Gives both as text: words without what they share with the one before, places as distances.
//! Must not know what the places are.

use rayon::prelude::*;

use super::Numbers;
use crate::search::{Numbering, Occurrence, Words, order};

/// Words and their places.
#[derive(Debug, Default)]
pub(super) struct Dictionary<'w> {
    words: Vec<&'w str>,
    /// The places of all words as text, by stretches of words.
    postings: Vec<Stretch>,
}

/// The places of neighbouring words.
#[derive(Debug)]
struct Stretch {
    text: String,
    /// Where those of each word end in the text.
    ends: Vec<usize>,
}

/// How many words a stretch has.
const STRETCH: usize = 1024;

/// A word of the site.
struct Word<'w> {
    text: &'w str,
    /// How its text is ordered, as far as eight bytes tell it.
    key: u64,
    /// Where its places end among those of all words, and how many it has.
    end: usize,
    count: usize,
}

impl<'w> Dictionary<'w> {
    /// The words of notes that follow each other; sections are counted through.
    pub(super) fn new(notes: impl Iterator<Item = &'w Words> + Clone) -> Self {
        let mut numbering = Numbering::default();
        let mut words: Vec<Word<'w>> = Vec::new();
        // The number of each word of each note.
        let mut numbers: Vec<u32> = Vec::new();
        for (text, digest, own) in notes.clone().flat_map(Words::all) {
            let is_it = |it| words.get(wide(it)).is_some_and(|it| it.text == text);
            let (number, is_new) = numbering.number(digest, is_it);
            if is_new {
                words.push(Word { text, key: key(text), end: 0, count: 0 });
            }
            if let Some(word) = words.get_mut(wide(number)) {
                word.count += own.len();
            }
            numbers.push(number);
        }
        let places = places(&mut words, &numbers, notes);
        words.par_sort_unstable_by(|a, b| {
            a.key.cmp(&b.key).then_with(|| order(a.text, b.text))
        });
        let stretches = words.par_chunks(STRETCH);
        let postings = stretches.map(|it| Stretch::new(it, &places)).collect();
        Self { words: words.into_iter().map(|it| it.text).collect(), postings }
    }

    /// The words: a capital letter for how many UTF-16 units are those of the word before, `A`
    /// for none, then the others. No word has a capital letter.
    pub(super) fn words(&self) -> String {
        let mut text = String::new();
        let mut last = "";
        for word in &self.words {
            let pairs = last.chars().zip(word.chars());
            let (mut bytes, mut units) = (0, 0_u8);
            for (a, _) in pairs.take_while(|(a, b)| a == b) {
                let length = u8::try_from(a.len_utf16()).unwrap_or_default();
                if units + length > 25 {
                    break;
                }
                units += length;
                bytes += a.len_utf8();
            }
            text.push(char::from(b'A' + units));
            text.push_str(word.get(bytes..).unwrap_or_default());
            last = word;
        }
        text
    }

    /// How many bytes the places of all words have.
    pub(super) fn size(&self) -> usize {
        self.postings.iter().map(|it| it.text.len()).sum()
    }

    /// The places of all words.
    pub(super) fn postings(&self) -> String {
        self.postings.iter().map(|it| it.text.as_str()).collect()
    }

    /// The places in shards of about so many bytes, each with its number of words.
    pub(super) fn shards(&self, size: usize) -> Vec<(String, usize)> {
        let mut shards = Vec::new();
        let (mut text, mut count) = (String::new(), 0);
        for stretch in &self.postings {
            let mut from = 0;
            for &end in &stretch.ends {
                text.push_str(stretch.text.get(from..end).unwrap_or_default());
                count += 1;
                from = end;
                if text.len() >= size {
                    shards.push((std::mem::take(&mut text), std::mem::take(&mut count)));
                }
            }
        }
        shards.extend((count > 0).then_some((text, count)));
        shards
    }
}

/// The places of all words among the sections of all notes, those of each word together, where it
/// says they end.
fn places<'w>(
    words: &mut [Word<'_>],
    numbers: &[u32],
    notes: impl Iterator<Item = &'w Words>,
) -> Vec<Occurrence> {
    let mut end = 0;
    for it in words.iter_mut() {
        // Where its places begin, until all are there.
        (it.end, end) = (end, end + it.count);
    }
    let mut places = vec![Occurrence { section: 0, count: 0 }; end];
    let (mut first, mut numbers) = (0, numbers.iter());
    for note in notes {
        for ((.., own), number) in note.all().zip(numbers.by_ref()) {
            let Some(word) = words.get_mut(wide(*number)) else { continue };
            let to = word.end..word.end + own.len();
            let to = places.get_mut(to).unwrap_or_default().iter_mut();
            for (to, it) in to.zip(own) {
                *to = Occurrence { section: first + it.section, ..*it };
            }
            word.end += own.len();
        }
        first += u32::try_from(note.lengths.len()).unwrap_or(u32::MAX);
    }
    places
}

/// The first eight bytes of a word as a number, which orders words as `order` does if it differs:
/// only characters of four bytes have units of UTF-16 below those of some characters of three.
fn key(word: &str) -> u64 {
    let mut bytes = [0; 8];
    for (to, byte) in bytes.iter_mut().zip(word.bytes()) {
        *to = match byte {
            0xee | 0xef => byte + 0x10,
            byte => byte,
        };
    }
    u64::from_be_bytes(bytes)
}

impl Stretch {
    fn new(words: &[Word<'_>], places: &[Occurrence]) -> Self {
        let mut numbers = Numbers::default();
        let mut ends = Vec::with_capacity(words.len());
        for it in words {
            let own = places.get(it.end - it.count..it.end).unwrap_or_default();
            push_postings(own, &mut numbers);
            ends.push(numbers.len());
        }
        Self { text: numbers.into_text(), ends }
    }
}

/// Adds the number of sections that have a word; then for each `2 × gap + repeated`, followed by
/// `count − 2` if it is repeated.
fn push_postings(places: &[Occurrence], numbers: &mut Numbers) {
    numbers.push(u32::try_from(places.len()).unwrap_or(u32::MAX));
    let mut last = 0;
    for it in places {
        let is_repeated = it.count > 1;
        numbers.push((it.section - last) * 2 + u32::from(is_repeated));
        if is_repeated {
            numbers.push(it.count - 2);
        }
        last = it.section;
    }
}

fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_order_words_as_scripts_do() {
        let words = [
            "a",
            "ab",
            "abcdefghi",
            "abcdefgh",
            "b",
            "é",
            "éa",
            "列",
            "\u{d7a3}",
            "\u{e000}",
        ];
        let others =
            ["\u{ffee}", "𠮷野", "🚀", "a列", "a🚀", "a\u{ffee}", "abcdefg\u{ffee}", ""];
        let words: Vec<&str> = words.into_iter().chain(others).collect();
        for a in &words {
            for b in &words {
                let by_key = key(a).cmp(&key(b));
                assert!(by_key.is_eq() || by_key == order(a, b), "{a} {b}");
            }
        }
    }
}
