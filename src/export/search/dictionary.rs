//! All words of a site's texts in order, with their places.
//! Gives both as text: words without what they share with the one before, places as distances.
//! Must not know what the places are.

#[expect(
    clippy::disallowed_types,
    reason = "its words are sorted before they are given"
)]
use std::collections::HashMap;

use super::Numbers;
use crate::search::{Occurrence, Words, order};

/// Words and their places.
#[derive(Debug, Default)]
pub(super) struct Dictionary<'w> {
    words: Vec<&'w str>,
    /// The places of each word as text.
    postings: Vec<String>,
}

impl<'w> Dictionary<'w> {
    /// The words of notes that follow each other; sections are counted through.
    pub(super) fn new(notes: impl Iterator<Item = &'w Words>) -> Self {
        #[expect(clippy::disallowed_types, reason = "sorted below")]
        let mut places: HashMap<&str, Vec<(u32, &[Occurrence])>> = HashMap::new();
        let mut first = 0;
        for note in notes {
            for (word, own) in note.all() {
                places.entry(word).or_default().push((first, own));
            }
            first += u32::try_from(note.lengths.len()).unwrap_or(u32::MAX);
        }
        let mut words: Vec<_> = places.into_iter().collect();
        words.sort_unstable_by(|a, b| order(a.0, b.0));
        let postings = words.iter().map(|(_, places)| postings(places)).collect();
        Self { words: words.into_iter().map(|it| it.0).collect(), postings }
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

    /// The places of all words.
    pub(super) fn postings(&self) -> String {
        self.postings.concat()
    }

    /// The places in shards of about so many bytes, each with its number of words.
    pub(super) fn shards(&self, size: usize) -> Vec<(String, usize)> {
        let mut shards = Vec::new();
        let (mut text, mut count) = (String::new(), 0);
        for it in &self.postings {
            text.push_str(it);
            count += 1;
            if text.len() >= size {
                shards.push((std::mem::take(&mut text), std::mem::take(&mut count)));
            }
        }
        shards.extend((count > 0).then_some((text, count)));
        shards
    }
}

/// The number of sections that have a word; then for each `2 × gap + repeated`, followed by
/// `count − 2` if it is repeated.
fn postings(notes: &[(u32, &[Occurrence])]) -> String {
    let count: usize = notes.iter().map(|it| it.1.len()).sum();
    let mut numbers = Numbers::default();
    numbers.push(u32::try_from(count).unwrap_or(u32::MAX));
    let mut last = 0;
    for (first, occurrences) in notes {
        for it in *occurrences {
            let section = first + it.section;
            let is_repeated = it.count > 1;
            numbers.push((section - last) * 2 + u32::from(is_repeated));
            if is_repeated {
                numbers.push(it.count - 2);
            }
            last = section;
        }
    }
    numbers.into_text()
}
