//! Stop words: articles, prepositions and the like, which say little about a text.
//! Gives those of some languages in the form in which words are compared.
//! Must not know what they weigh.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::tokens;

/// Lines of a language code, a colon and words.
const WORDS: &str = include_str!("stop_words.txt");

/// The language whose stop words are those of every note: names and code use it everywhere.
const EVERYWHERE: &str = "en";

/// The stop words of some languages.
#[derive(Debug, Default)]
pub struct StopWords(BTreeMap<&'static str, BTreeSet<Box<str>>>);

impl StopWords {
    /// Those of English and of languages by their codes; `pt-BR` has those of `pt`.
    #[must_use]
    pub fn new<'l>(languages: impl Iterator<Item = &'l str>) -> Self {
        let wanted: BTreeSet<&str> = languages.map(primary).chain([EVERYWHERE]).collect();
        let lines = WORDS.lines().filter_map(|it| it.split_once(':'));
        let lines = lines.filter(|(code, _)| wanted.contains(code));
        let read = |(code, line): (&'static str, &str)| {
            let mut words = BTreeSet::new();
            tokens(line, |word| {
                words.insert(word.into());
            });
            (code, words)
        };
        Self(lines.map(read).collect())
    }

    /// Whether a word is one in a note of some language.
    #[must_use]
    pub fn has(&self, language: &str, word: &str) -> bool {
        let has = |code| self.0.get(code).is_some_and(|it| it.contains(word));
        has(EVERYWHERE) || has(primary(language))
    }

    /// Those of all languages.
    #[must_use]
    pub fn all(&self) -> BTreeSet<&str> {
        self.0.values().flatten().map(|it| &**it).collect()
    }
}

/// The language of a code, without script and region.
fn primary(code: &str) -> &str {
    code.split('-').next().unwrap_or(code)
}
