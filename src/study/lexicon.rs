//! Lists of words and phrases in many languages, and whether a text holds one of them.
//! Gives whole matches, beginnings and matches anywhere, whatever the letter case.
//! Must not know what the words mean.

use std::collections::BTreeMap;

use super::words::normal;
use crate::text::is_joined;

/// A text in the form in which it is looked up, made once for all lists.
#[derive(Debug)]
pub(super) struct Normal {
    text: String,
}

impl Normal {
    pub(super) fn new(text: &str) -> Self {
        Self { text: normal(text) }
    }

    fn words(&self) -> Vec<&str> {
        self.text.split([' ', '/', '&']).filter(|it| !it.is_empty()).collect()
    }
}

/// Words and phrases in lower case.
#[derive(Debug)]
pub(super) struct Lexicon {
    /// Those whose script parts words with spaces, by their first word: the words after it.
    spaced: BTreeMap<&'static str, Vec<Vec<&'static str>>>,
    /// Those that may stand inside a longer run of letters.
    unspaced: Vec<&'static str>,
}

impl Lexicon {
    /// Reads a list with `|` between its entries.
    pub(super) fn new(list: &'static str) -> Self {
        let entries = list.split('|').map(str::trim).filter(|it| !it.is_empty());
        let (unspaced, phrases): (Vec<_>, Vec<_>) =
            entries.partition(|it| it.chars().all(|c| is_joined(c) || c == ' '));
        let mut spaced: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
        for phrase in phrases {
            let mut words = phrase.split([' ', '/', '&']).filter(|it| !it.is_empty());
            if let Some(first) = words.next() {
                spaced.entry(first).or_default().push(words.collect());
            }
        }
        Self { spaced, unspaced }
    }

    /// Whether a text is one of the entries.
    pub(super) fn is(&self, text: &Normal) -> bool {
        let words = text.words();
        self.phrases_at(&words).any(|it| it.len() + 1 == words.len())
            || self.unspaced.contains(&text.text.as_str())
    }

    /// Whether a text begins with one of the entries.
    pub(super) fn begins(&self, text: &Normal) -> bool {
        self.phrases_at(&text.words()).next().is_some()
            || self.unspaced_in(text).any(|it| text.text.starts_with(it))
    }

    /// Whether one of the entries stands anywhere in a text.
    pub(super) fn within(&self, text: &Normal) -> bool {
        let words = text.words();
        let mut ends = (0..words.len()).filter_map(|at| words.get(at..));
        ends.any(|it| self.phrases_at(it).next().is_some())
            || self.unspaced_in(text).any(|it| text.text.contains(it))
    }

    /// The entries that these words begin with, each without its first word.
    fn phrases_at<'w>(
        &'w self,
        words: &'w [&str],
    ) -> impl Iterator<Item = &'w Vec<&'static str>> {
        let parts = words.split_first();
        let rest = parts.map_or([].as_slice(), |(_, rest)| rest);
        let entries = parts.and_then(|(first, _)| self.spaced.get(first));
        entries.into_iter().flatten().filter(move |it| rest.starts_with(it))
    }

    /// The entries without spaces, where the text can hold one.
    fn unspaced_in(&self, text: &Normal) -> impl Iterator<Item = &str> {
        let is_possible = !text.text.is_ascii();
        self.unspaced.iter().copied().filter(move |_| is_possible)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_phrases_are_found_where_they_may_stand() {
        let words = Lexicon::new("tip | rule of thumb | 팁 | 考点");
        for text in ["Exam Tip:", "Tip/Trick", "A rule of thumb", "시험 팁들", "重要考点"]
        {
            assert!(words.within(&Normal::new(text)), "{text}");
        }
        for text in ["tipping", "ruler of thumbs", ""] {
            assert!(!words.within(&Normal::new(text)), "{text}");
        }
        assert!(words.is(&Normal::new("**Tip:**")) && !words.is(&Normal::new("a tip")));
        let begins = |text| words.begins(&Normal::new(text));
        assert!(begins("Rule of thumb: x") && !begins("the rule of thumb"));
    }
}
