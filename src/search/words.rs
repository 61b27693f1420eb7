//! The words of a note by the sections they stand in.
//! Gives each word once, with how often each section holds it.
//! Must not know where the words are stored.

use std::{
    cmp::Ordering,
    hash::{BuildHasher, RandomState},
};

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::Section;
use crate::{
    note::doc::{narrowed, widened},
    text::tokens,
};

/// How often a word stands in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// The place of the section among those of its note.
    pub section: u32,
    /// How often, at least once.
    pub count: u32,
}

/// The digests of words, other ones in each run: no author can choose words that have the same.
#[derive(Debug, Clone, Copy)]
pub struct Digests(u64);

impl Default for Digests {
    fn default() -> Self {
        Self(RandomState::new().hash_one(0))
    }
}

impl Digests {
    fn of(self, word: &str) -> u32 {
        let digest = xxh3_64_with_seed(word.as_bytes(), self.0);
        u32::try_from(digest >> 32).unwrap_or_default()
    }
}

/// The numbers of words, from 0 in the order in which they are met.
#[derive(Debug, Default)]
pub struct Numbering {
    /// Digests with numbers from 1, each in the first free place from the one its digest says; a
    /// power of two of places, half of them free.
    places: Vec<(u32, u32)>,
    count: u32,
}

impl Numbering {
    /// The number of the word with a digest that `is_it`, and whether it is a new one.
    pub fn number(&mut self, digest: u32, is_it: impl Fn(u32) -> bool) -> (u32, bool) {
        if self.places.len() <= widened(self.count) * 2 {
            self.grow();
        }
        let mut at = digest;
        loop {
            let mask = self.places.len().wrapping_sub(1);
            let Some(place) = self.places.get_mut(widened(at) & mask) else {
                return (self.count, true);
            };
            match *place {
                (_, 0) => {
                    self.count += 1;
                    *place = (digest, self.count);
                    return (self.count - 1, true);
                }
                (other, next) if other == digest && is_it(next - 1) => {
                    return (next - 1, false);
                }
                _ => at = at.wrapping_add(1),
            }
        }
    }

    fn grow(&mut self) {
        let mask = (self.places.len() * 2).max(128) - 1;
        let before = std::mem::replace(&mut self.places, vec![(0, 0); mask + 1]);
        for it in before.into_iter().filter(|it| it.1 > 0) {
            let mut at = it.0;
            while let Some(place) = self.places.get_mut(widened(at) & mask) {
                if place.1 == 0 {
                    *place = it;
                    break;
                }
                at = at.wrapping_add(1);
            }
        }
    }
}

/// The words of a note, kept in two lists: those of a thousand notes are in memory at once.
#[derive(Debug, Default)]
pub struct Words {
    /// The words as they are met, one after the other.
    text: String,
    entries: Vec<Word>,
    occurrences: Vec<Occurrence>,
    /// How many words each section has.
    pub lengths: Vec<u32>,
}

/// A word of a note.
#[derive(Debug, Clone, Copy)]
struct Word {
    digest: u32,
    /// Where it ends in the text.
    end: u32,
    /// Where its occurrences end.
    places: u32,
}

impl Words {
    /// The words in the texts of some sections, without stop words.
    #[must_use]
    pub fn of(
        sections: &[Section],
        digests: Digests,
        is_stop_word: impl Fn(&str) -> bool,
    ) -> Self {
        let mut counter = Counter::default();
        let mut lengths = Vec::with_capacity(sections.len());
        for (section, it) in (0..).zip(sections) {
            let mut length = 0;
            tokens(&it.text, |word| {
                length += 1;
                counter.add(word, digests.of(word), section, &is_stop_word);
            });
            tokens(&it.others, |word| {
                counter.add(word, digests.of(word), section, &is_stop_word);
            });
            lengths.push(length);
        }
        counter.into_words(lengths)
    }

    /// Each word once, as they are met, with its digest and the sections that hold it, in order.
    pub fn all(&self) -> impl Iterator<Item = (&str, u32, &[Occurrence])> {
        let (mut start, mut first) = (0, 0);
        let all = self.entries.iter().map(move |it| {
            let word = self.text.get(start..widened(it.end)).unwrap_or_default();
            let places = self.occurrences.get(first..widened(it.places));
            (start, first) = (widened(it.end), widened(it.places));
            (word, it.digest, places.unwrap_or_default())
        });
        all.filter(|it| !it.2.is_empty())
    }
}

/// Counts the words of one note.
#[derive(Default)]
struct Counter {
    numbers: Numbering,
    /// The words by their numbers, one after the other.
    text: String,
    counts: Vec<Count>,
    /// The occurrences, each with the number of its word.
    found: Vec<(u32, Occurrence)>,
}

/// What is known of a word while others are counted.
struct Count {
    /// The word and how many occurrences it has; a stop word has none.
    word: Word,
    /// Where it begins in the text.
    start: u32,
    /// The place of its last occurrence, from 1; none of a stop word.
    last: Option<u32>,
}

impl Counter {
    fn add(
        &mut self,
        word: &str,
        digest: u32,
        section: u32,
        is_stop_word: impl Fn(&str) -> bool,
    ) {
        let (counts, text) = (&self.counts, self.text.as_bytes());
        let is_it = |number: u32| {
            let it = counts.get(widened(number));
            let place = it.map_or(0..0, |it| widened(it.start)..widened(it.word.end));
            text.get(place) == Some(word.as_bytes())
        };
        let (number, is_new) = self.numbers.number(digest, is_it);
        if is_new {
            let start = narrowed(self.text.len());
            self.text.push_str(word);
            let end = narrowed(self.text.len());
            let last = (!is_stop_word(word)).then_some(0);
            self.counts.push(Count {
                word: Word { digest, end, places: 0 },
                start,
                last,
            });
        }
        let Some(count) = self.counts.get_mut(widened(number)) else { return };
        let Some(last) = &mut count.last else { return };
        let before = widened(*last).checked_sub(1);
        match before.and_then(|it| self.found.get_mut(it)) {
            Some((_, it)) if it.section == section => it.count += 1,
            _ => {
                self.found.push((number, Occurrence { section, count: 1 }));
                *last = narrowed(self.found.len());
                count.word.places += 1;
            }
        }
    }

    /// Brings the occurrences of each word together; sections follow each other already.
    fn into_words(self, lengths: Vec<u32>) -> Words {
        let Self { mut text, counts, found, .. } = self;
        text.shrink_to_fit();
        let mut entries: Vec<Word> = counts.iter().map(|it| it.word).collect();
        let mut end = 0;
        for it in &mut entries {
            // The place of its first occurrence, until all are in their places.
            (it.places, end) = (end, end + it.places);
        }
        let nothing = Occurrence { section: 0, count: 0 };
        let mut occurrences = vec![nothing; found.len()];
        for (number, it) in found {
            if let Some(word) = entries.get_mut(widened(number))
                && let Some(place) = occurrences.get_mut(widened(word.places))
            {
                *place = it;
                word.places += 1;
            }
        }
        Words { text, entries, occurrences, lengths }
    }
}

/// The order of words in an index: that of JavaScript, which compares UTF-16 units.
#[must_use]
pub fn order(a: &str, b: &str) -> Ordering {
    if a.is_ascii() || b.is_ascii() {
        return a.cmp(b);
    }
    a.encode_utf16().cmp(b.encode_utf16())
}
