//! The words of a note by the sections they stand in.
//! Gives each word once, with how often each section holds it.
//! Must not know where the words are stored.

#[expect(
    clippy::disallowed_types,
    reason = "its words are sorted before they are given"
)]
use std::{cmp::Ordering, collections::HashMap};

use super::{Section, Small};
use crate::text::tokens;

/// How often a word stands in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// The place of the section among those of its note.
    pub section: u32,
    /// How often, at least once.
    pub count: u32,
}

/// A word with the sections that hold it, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word as it is compared.
    pub text: Box<str>,
    /// Where it stands.
    pub occurrences: Vec<Occurrence>,
}

/// The words of a note.
#[derive(Debug, Default)]
pub struct Words {
    /// Each word once, in [`order`].
    pub all: Vec<Word>,
    /// How many words each section has.
    pub lengths: Vec<u32>,
}

impl Words {
    /// The words in the texts of some sections, but for small ones.
    #[must_use]
    pub fn of(sections: &[Section], small: &Small) -> Self {
        #[expect(clippy::disallowed_types, reason = "sorted below")]
        let mut words: HashMap<Box<str>, Vec<Occurrence>> = HashMap::new();
        let mut lengths = Vec::with_capacity(sections.len());
        for (section, it) in (0..).zip(sections) {
            let mut length = 0;
            tokens(&it.text, |word| {
                length += 1;
                let first = Occurrence { section, count: 1 };
                match words.get_mut(word) {
                    Some(places) => match places.last_mut() {
                        Some(last) if last.section == section => last.count += 1,
                        _ => places.push(first),
                    },
                    None if small.has(word) => (),
                    None => {
                        words.insert(word.into(), vec![first]);
                    }
                }
            });
            lengths.push(length);
        }
        let words =
            words.into_iter().map(|(text, occurrences)| Word { text, occurrences });
        let mut all: Vec<Word> = words.collect();
        all.sort_unstable_by(|a, b| order(&a.text, &b.text));
        Self { all, lengths }
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
