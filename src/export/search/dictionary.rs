//! All words of a site's texts in order, with their places.
//! Gives both as text: words without what they share with the one before, places as distances.
//! Must not know what the places are.

use std::ops::Range;

use rayon::prelude::*;

use super::Numbers;
use crate::{
    note::doc::widened,
    search::{Numbering, Occurrence, Words, order},
};

/// The places of all words, in the order of these.
#[derive(Debug)]
pub(super) struct Dictionary(Vec<Places>);

/// The places of a word.
#[derive(Debug)]
struct Places {
    count: u32,
    all: Numbers,
}

/// Gathers the words of notes that follow each other. A word is kept once, with its places as
/// they are written: the words of all notes would take far more room.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    numbering: Numbering,
    /// The words as they are met, one after the other.
    text: String,
    words: Vec<Word>,
    /// How many sections the notes have so far.
    sections: u32,
}

/// A word of the site.
#[derive(Debug)]
struct Word {
    /// Where it begins and ends in the text.
    start: usize,
    end: usize,
    /// Its places, how many they are, and the last of them.
    places: Numbers,
    count: u32,
    last: u32,
}

impl Gathered {
    /// Adds those of the next note; sections are counted through.
    pub(super) fn add(&mut self, note: &Words) {
        for (text, digest, own) in note.all() {
            let (words, known) = (&self.words, self.text.as_bytes());
            let is_it = |it| {
                let place =
                    words.get(widened(it)).map_or(0..0, |it: &Word| it.start..it.end);
                known.get(place) == Some(text.as_bytes())
            };
            let (number, is_new) = self.numbering.number(digest, is_it);
            if is_new {
                let start = self.text.len();
                self.text.push_str(text);
                let (end, places) = (self.text.len(), Numbers::default());
                self.words.push(Word { start, end, places, count: 0, last: 0 });
            }
            if let Some(word) = self.words.get_mut(widened(number)) {
                word.add(self.sections, own);
            }
        }
        self.sections += u32::try_from(note.lengths.len()).unwrap_or(u32::MAX);
    }

    /// The words in order, and the places of each.
    ///
    /// Of a word a capital letter says how many UTF-16 units are those of the word before, `A` for
    /// none; then follow the others. No word has a capital letter.
    pub(super) fn in_order(self) -> (String, Dictionary) {
        let Self { text, mut words, .. } = self;
        let text_of = |it: &Word| text.get(it.start..it.end).unwrap_or_default();
        let with_key = |(at, it): (usize, &Word)| (key(text_of(it)), text_of(it), at);
        let mut sorted: Vec<(u64, &str, usize)> =
            words.iter().enumerate().map(with_key).collect();
        sorted.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| order(a.1, b.1)));
        let places_of = |it: &(u64, &str, usize)| {
            let word = words.get_mut(it.2)?;
            Some(Places { count: word.count, all: std::mem::take(&mut word.places) })
        };
        let places = sorted.iter().filter_map(places_of).collect();
        (shortened(sorted.iter().map(|it| it.1)), Dictionary(places))
    }
}

impl Word {
    /// Adds the sections of a note, the first of which has a number: for each
    /// `2 × gap + repeated`, followed by `count − 2` if it is repeated.
    fn add(&mut self, first: u32, own: &[Occurrence]) {
        for it in own {
            let section = first + it.section;
            let is_repeated = it.count > 1;
            self.places.push((section - self.last) * 2 + u32::from(is_repeated));
            if is_repeated {
                self.places.push(it.count - 2);
            }
            (self.last, self.count) = (section, self.count + 1);
        }
    }
}

impl Dictionary {
    /// How many bytes all places have.
    pub(super) fn size(&self) -> usize {
        self.0.iter().map(Places::size).sum()
    }

    /// The places of all words as one text.
    pub(super) fn all(&self) -> String {
        let mut all = String::new();
        self.push(0..self.0.len(), |it| all.push_str(it));
        all
    }

    /// The words whose places make shards of about so many bytes.
    pub(super) fn shards(&self, most: usize) -> Vec<Range<usize>> {
        let mut shards = Vec::new();
        let (mut first, mut size) = (0, 0);
        for (at, it) in self.0.iter().enumerate() {
            size += it.size();
            if size >= most {
                shards.push(first..at + 1);
                (first, size) = (at + 1, 0);
            }
        }
        shards.extend((first < self.0.len()).then_some(first..self.0.len()));
        shards
    }

    /// Hands on the places of some words as JSON, piece by piece; no number needs an escape there.
    pub(super) fn pieces(&self, words: Range<usize>, mut take: impl FnMut(&str)) {
        take("\"");
        self.push(words, &mut take);
        take("\"");
    }

    fn push(&self, words: Range<usize>, mut take: impl FnMut(&str)) {
        let mut count = Numbers::default();
        for it in self.0.get(words).unwrap_or_default() {
            count.clear();
            count.push(it.count);
            take(count.text());
            take(it.all.text());
        }
    }
}

impl Places {
    /// How many bytes they have with their number.
    fn size(&self) -> usize {
        Numbers::size_of(self.count) + self.all.text().len()
    }
}

/// Words in order, without what they share with the one before.
fn shortened<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut text = String::new();
    let mut last = "";
    for word in words {
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
