//! Stop words: articles, prepositions and the like, which say little about a text.
//! Gives those of some languages in the form in which words are compared.
//! Must not know what they weigh.

use std::collections::BTreeSet;

use crate::text::{ByWord, tokens};

/// Lines of a language code, a colon and words.
const WORDS: &str = include_str!("stop_words.txt");

/// The language whose stop words are those of every note: names and code use it everywhere.
const EVERYWHERE: &str = "en";

/// The stop words of some languages.
#[derive(Debug, Default)]
pub struct StopWords {
    all: BTreeSet<Box<str>>,
    /// The languages of each.
    languages: ByWord<Vec<&'static str>>,
}

impl StopWords {
    /// Those of English and of languages by their codes; `pt-BR` has those of `pt`.
    #[must_use]
    pub fn new<'l>(languages: impl Iterator<Item = &'l str>) -> Self {
        let wanted: BTreeSet<&str> = languages.map(primary).chain([EVERYWHERE]).collect();
        let lines = WORDS.lines().filter_map(|it| it.split_once(':'));
        let lines = lines.filter(|(code, _)| wanted.contains(code));
        let mut words = Self::default();
        for (code, line) in lines {
            tokens(line, |word| {
                words.all.insert(word.into());
                words.languages.or_default(word).push(code);
            });
        }
        words
    }

    /// Whether a word is one in a note of some language.
    #[must_use]
    pub fn has(&self, language: &str, word: &str) -> bool {
        let of = |code: &&str| *code == EVERYWHERE || *code == primary(language);
        self.languages.get(word).is_some_and(|it| it.iter().any(of))
    }

    /// Those of all languages.
    #[must_use]
    pub fn all(&self) -> BTreeSet<&str> {
        self.all.iter().map(|it| &**it).collect()
    }
}

/// The language of a code, without script and region.
fn primary(code: &str) -> &str {
    code.split('-').next().unwrap_or(code)
}
