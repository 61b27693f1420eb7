//! The words of a note by the sections they stand in.
//! Gives each word once, with how often each section holds it.
//! Must not know where the words are stored.

#[expect(clippy::disallowed_types, reason = "nothing goes through it")]
use std::{cmp::Ordering, collections::HashMap};

use super::Section;
use crate::text::tokens;

/// How often a word stands in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// The place of the section among those of its note.
    pub section: u32,
    /// How often, at least once.
    pub count: u32,
}

/// The words of a note, kept in two lists: those of a thousand notes are in memory at once.
#[derive(Debug, Default)]
pub struct Words {
    /// The words as they are met, one after the other.
    text: String,
    /// For each word where it ends in the text, and where its occurrences end.
    ends: Vec<(u32, u32)>,
    occurrences: Vec<Occurrence>,
    /// How many words each section has.
    pub lengths: Vec<u32>,
}

impl Words {
    /// The words in the texts of some sections, without stop words.
    #[must_use]
    pub fn of(sections: &[Section], is_stop_word: impl Fn(&str) -> bool) -> Self {
        let mut counter = Counter::default();
        let mut lengths = Vec::with_capacity(sections.len());
        for (section, it) in (0..).zip(sections) {
            let mut length = 0;
            tokens(&it.text, |word| {
                length += 1;
                counter.add(word, section, &is_stop_word);
            });
            tokens(&it.others, |word| counter.add(word, section, &is_stop_word));
            lengths.push(length);
        }
        counter.into_words(lengths)
    }

    /// Each word once, as they are met, with the sections that hold it, in order.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[Occurrence])> {
        let before = std::iter::once((0, 0)).chain(self.ends.iter().copied());
        before.zip(&self.ends).map(|(from, to)| {
            let word = self.text.get(wide(from.0)..wide(to.0)).unwrap_or_default();
            let places = self.occurrences.get(wide(from.1)..wide(to.1));
            (word, places.unwrap_or_default())
        })
    }
}

/// Counts the words of one note.
#[derive(Default)]
#[expect(clippy::disallowed_types, reason = "nothing goes through it")]
struct Counter {
    /// For each word its number and where its last occurrence is counted.
    words: HashMap<Box<str>, (u32, u32)>,
    /// The words by their numbers, one after the other.
    text: String,
    /// For each word where it ends in the text, and how many occurrences it has.
    counts: Vec<(u32, u32)>,
    /// The occurrences, each with the number of its word.
    found: Vec<(u32, Occurrence)>,
}

impl Counter {
    fn add(&mut self, word: &str, section: u32, is_stop_word: impl Fn(&str) -> bool) {
        let next = narrow(self.found.len());
        let number = match self.words.get_mut(word) {
            Some((number, last)) => {
                match self.found.get_mut(wide(*last)) {
                    Some((_, it)) if it.section == section => {
                        it.count += 1;
                        return;
                    }
                    _ => *last = next,
                }
                *number
            }
            None if is_stop_word(word) => return,
            None => {
                let number = narrow(self.words.len());
                self.words.insert(word.into(), (number, next));
                self.text.push_str(word);
                self.counts.push((narrow(self.text.len()), 0));
                number
            }
        };
        if let Some((_, count)) = self.counts.get_mut(wide(number)) {
            *count += 1;
        }
        self.found.push((number, Occurrence { section, count: 1 }));
    }

    /// Brings the occurrences of each word together; sections follow each other already.
    fn into_words(self, lengths: Vec<u32>) -> Words {
        let Self { mut text, counts: mut ends, found, .. } = self;
        text.shrink_to_fit();
        ends.shrink_to_fit();
        let mut end = 0;
        for (_, count) in &mut ends {
            // The place of its first occurrence, until all are in their places.
            (*count, end) = (end, end + *count);
        }
        let nothing = Occurrence { section: 0, count: 0 };
        let mut occurrences = vec![nothing; found.len()];
        for (number, it) in found {
            if let Some((_, next)) = ends.get_mut(wide(number))
                && let Some(place) = occurrences.get_mut(wide(*next))
            {
                *place = it;
                *next += 1;
            }
        }
        Words { text, ends, occurrences, lengths }
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

fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
