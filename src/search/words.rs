//! The words of a note by the sections they stand in.
//! Gives each word once, with how often each section holds it.
//! Must not know where the words are stored.

#[expect(
    clippy::disallowed_types,
    reason = "the words are sorted before they are given"
)]
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
    /// The words in [`order`], one after the other.
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

    /// Each word once, in [`order`], with the sections that hold it, in order.
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
#[expect(clippy::disallowed_types, reason = "the words are sorted before they are given")]
struct Counter {
    /// For each word its number and where its last occurrence is counted.
    words: HashMap<Box<str>, (u32, u32)>,
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
                number
            }
        };
        self.found.push((number, Occurrence { section, count: 1 }));
    }

    fn into_words(self, lengths: Vec<u32>) -> Words {
        let Self { words, mut found } = self;
        let mut words: Vec<(Box<str>, u32)> =
            words.into_iter().map(|(word, (number, _))| (word, number)).collect();
        words.sort_unstable_by(|a, b| order(&a.0, &b.0));
        let mut ranks = vec![0; words.len()];
        for (rank, (_, number)) in (0_u32..).zip(&words) {
            if let Some(it) = ranks.get_mut(wide(*number)) {
                *it = rank;
            }
        }
        let rank = |it: &(u32, Occurrence)| ranks.get(wide(it.0)).copied();
        // Sections follow each other already.
        found.sort_by_key(rank);
        let (mut text, mut ends) = (String::new(), Vec::with_capacity(words.len()));
        let mut end = 0;
        for (word, number) in &words {
            text.push_str(word);
            let own = found.get(end..).unwrap_or_default().iter();
            end += own.take_while(|it| it.0 == *number).count();
            ends.push((narrow(text.len()), narrow(end)));
        }
        let occurrences = found.into_iter().map(|it| it.1).collect();
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
