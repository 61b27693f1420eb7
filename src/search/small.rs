//! Small words: articles, prepositions and the like, which say little about a text.
//! Gives those of some languages in the form in which words are compared.
//! Must not know what they weigh.

use std::collections::BTreeSet;

use crate::text::tokens;

/// Lines of a language code, a colon and words.
const WORDS: &str = include_str!("small.txt");

/// The small words of some languages.
#[derive(Debug, Default)]
pub struct Small(BTreeSet<Box<str>>);

impl Small {
    /// Those of languages by their codes; `pt-BR` has those of `pt`.
    #[must_use]
    pub fn of<'l>(languages: impl Iterator<Item = &'l str>) -> Self {
        let languages: BTreeSet<&str> =
            languages.filter_map(|it| it.split('-').next()).collect();
        let mut words = BTreeSet::new();
        let lines = WORDS.lines().filter_map(|it| it.split_once(':'));
        for (_, line) in lines.filter(|(code, _)| languages.contains(code)) {
            tokens(line, |word| {
                words.insert(word.into());
            });
        }
        Self(words)
    }

    /// Whether a word is one of them.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }

    /// All of them, in order.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|it| &**it)
    }
}
