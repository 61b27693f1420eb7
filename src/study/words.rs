//! Words that hint at what a header or caption means, in the languages notes are written in.
//! Gives weak signals only: a table in any other language is judged by its structure.
//! Must not decide anything.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::text::{is_joined, is_mark};

/// What a word of a header hints at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hint {
    /// A situation that asks for a decision: "scenario", "if you need".
    Situation,
    /// What to do then: "solution", "use".
    Answer,
    /// Why.
    Reason,
    /// The column that names what is compared: "aspect", "feature".
    Aspect,
    /// What alternatives are judged by: "cost", "pros", "best for".
    Criterion,
    /// What a thing is: "description", "meaning", "example".
    Description,
}

/// The words, by hint; see `words.txt`.
static WORDS: LazyLock<Words> = LazyLock::new(|| Words::read(include_str!("words.txt")));

#[derive(Debug, Default)]
struct Words {
    /// What each word of a header hints at.
    headers: BTreeMap<&'static str, Vec<Hint>>,
    decision: Vec<&'static str>,
    versus: Vec<&'static str>,
}

impl Words {
    fn read(text: &'static str) -> Self {
        let mut words = Self::default();
        let mut section = "";
        for line in text.lines().filter(|it| !it.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']'))
            {
                section = name;
                continue;
            }
            for word in line.split(',').map(str::trim).filter(|it| !it.is_empty()) {
                let hint = match section {
                    "situation" => Hint::Situation,
                    "answer" => Hint::Answer,
                    "reason" => Hint::Reason,
                    "aspect" => Hint::Aspect,
                    "criterion" => Hint::Criterion,
                    "description" => Hint::Description,
                    "decision" => {
                        words.decision.push(word);
                        continue;
                    }
                    _ => {
                        words.versus.push(word);
                        continue;
                    }
                };
                words.headers.entry(word).or_default().push(hint);
            }
        }
        words
    }
}

/// No known word is longer, in bytes.
const LONGEST: usize = 64;

/// What a header hints at: the longest known words it begins and ends with decide.
#[must_use]
pub(super) fn hints(header: &str) -> Vec<Hint> {
    let header = normal(header);
    let words = &WORDS.headers;
    if let Some(hints) = words.get(header.as_str()) {
        return hints.clone();
    }
    let known = |(word, rest): (&str, Option<char>)| {
        let is_whole = is_unspaced(word) || rest.is_none_or(|c| !c.is_alphanumeric());
        words.get(word).filter(|_| is_whole)
    };
    let boundaries = || header.char_indices().map(|(at, _)| at);
    let first = boundaries()
        .filter(|at| *at <= LONGEST)
        .rev()
        .filter_map(|at| header.split_at_checked(at))
        .find_map(|(word, rest)| known((word, rest.chars().next())));
    let last = boundaries()
        .filter(|at| header.len() - at <= LONGEST)
        .filter_map(|at| header.split_at_checked(at))
        .find_map(|(rest, word)| known((word, rest.chars().next_back())));
    [first, last].into_iter().flatten().flatten().copied().collect()
}

/// Whether a heading or caption speaks of decisions.
#[must_use]
pub(super) fn speaks_of_decisions(text: &str) -> bool {
    let text = normal(text);
    WORDS.decision.iter().any(|word| contains(&text, word))
}

/// Whether a heading or caption sets things side by side.
#[must_use]
pub(super) fn speaks_of_comparison(text: &str) -> bool {
    let text = normal(text);
    WORDS.versus.iter().any(|word| contains(&text, word))
}

/// Lower case, without the signs that may surround words.
pub(super) fn normal(text: &str) -> String {
    let lower = text.to_lowercase();
    let is_sign = |c: char| {
        !c.is_alphanumeric()
            && !matches!(c, ' ' | '-' | '\'' | '’' | '/' | '&' | '.')
            && !is_mark(c)
    };
    let plain: String = lower.chars().map(|c| if is_sign(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = plain
        .split_whitespace()
        .map(|it| it.trim_matches('.'))
        .filter(|it| !it.is_empty())
        .collect();
    words.join(" ")
}

fn contains(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|it| it.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|it| it.chars().next());
        is_unspaced(word)
            || [before, after].iter().flatten().all(|c| !c.is_alphanumeric())
    })
}

/// Whether a word may stand inside a longer run of letters.
fn is_unspaced(word: &str) -> bool {
    word.chars().next().is_some_and(is_joined)
}
