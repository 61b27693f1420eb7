//! The words that extraction knows, in many languages, and the one way they are looked up.
//! Gives where entries of `words.txt` stand in a text, whatever its letter case and script.
//! Must not know what follows from a word.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::{
    diag::Span,
    text::{ByWord, is_joined, is_mark},
};

/// Declares the lists with their names in `words.txt`.
macro_rules! lists {
    ($($list:ident $name:literal),* $(,)?) => {
        /// A list of `words.txt`, which says what its entries have in common.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum List { $($list),* }

        impl List {
            /// The list of a name.
            fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$list),)*
                    _ => None,
                }
            }

            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$list),*];
        }
    };
}

lists! {
    Situation "situation",
    Answer "answer",
    Reason "reason",
    Aspect "aspect",
    Criterion "criterion",
    Description "description",
    Choice "choice",
    Decision "decision",
    Comparison "comparison",
    Rules "rules",
    Glossary "glossary",
    Kinds "kinds",
    Tips "tips",
    Tip "tip",
    Gotchas "gotchas",
    Gotcha "gotcha",
    Weights "weights",
    Generic "generic",
    Meaning "meaning",
    Purpose "purpose",
    Remedy "remedy",
    Advice "advice",
    How "how",
    Placeholders "placeholders",
    Remarks "remarks",
    Question "question",
    Reply "reply",
    Condition "condition",
    Pronouns "pronouns",
    Versus "versus",
    And "and",
    With "with",
    Not "not",
    Of "of",
    Openers "openers",
    Qualifiers "qualifiers",
    Yes "yes",
    No "no",
    Marks "marks",
    Types "types",
    TypeWords "type words",
    Constraints "constraints",
    Roles "roles",
    Duties "duties",
    Access "access",
    Days "days",
    Times "times",
    Samples "samples",
    Results "results",
    Operations "operations",
    Vocabulary "vocabulary",
    Languages "languages",
    Negations "negations",
    Choose "choose",
    Avoid "avoid",
    WhatIs "what is",
}

/// Whether a word or sign in lower case is an entry of a list, as written there.
pub(super) fn has(list: List, word: &str) -> bool {
    has_any(&[list], word)
}

/// Whether a word or sign in lower case is an entry of one of these lists.
pub(super) fn has_any(lists: &[List], word: &str) -> bool {
    let found = LEXICON.whole.get(word);
    found.is_some_and(|it| it.iter().any(|list| lists.contains(list)))
}

/// Whether a text begins with a sign of a list, such as `✅`.
pub(super) fn begins_with_sign(list: List, text: &str) -> bool {
    let sign = text.chars().next().filter(|it| !it.is_alphanumeric());
    sign.is_some_and(|it| has(list, it.encode_utf8(&mut [0; 4])))
}

/// A text as the lexicon reads it: words in lower case, whatever stands between them.
#[derive(Debug)]
pub(super) struct Text<'t> {
    written: &'t str,
    /// The words with single spaces.
    plain: String,
    words: Vec<Word>,
}

/// A word of a text.
#[derive(Debug)]
struct Word {
    /// Where it is in [`Text::plain`].
    plain: Span,
    /// Where it is in [`Text::written`], with the full stop of `vs.`.
    written: Span,
    /// Whether a hyphen, apostrophe or dot binds it to the one before.
    is_bound: bool,
}

impl<'t> Text<'t> {
    /// Reads a text; words with hyphens are one word: `long-term` holds no `term`.
    pub(super) fn new(written: &'t str) -> Self {
        let mut text = Self {
            written,
            plain: String::with_capacity(written.len()),
            words: Vec::new(),
        };
        let mut start = None;
        let mut chars = written.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if c.is_alphanumeric() || is_mark(c) {
                start.get_or_insert(at);
            } else if let Some(start) = start.take() {
                let ends_here = chars.peek().is_none_or(|it| it.1.is_whitespace());
                let end = if c == '.' && ends_here { at + 1 } else { at };
                text.push(start..at, end);
            }
        }
        if let Some(start) = start {
            text.push(start..written.len(), written.len());
        }
        text
    }

    /// Reads a text with the parts of words with hyphens as words: `exam-tip` holds a `tip`.
    pub(super) fn with_parts(written: &'t str) -> Self {
        let mut text = Self::new(written);
        let mut before = 0;
        for word in &mut text.words {
            let sign = written.get(before..word.written.start);
            word.is_bound &= !sign.is_some_and(|it| it.starts_with(is_hyphen));
            before = word.written.end;
        }
        text
    }

    fn push(&mut self, word: Span, end: usize) {
        let before = self.words.last().map_or(0, |it| it.written.end);
        let between = self.written.get(before..word.start).unwrap_or_default();
        let mut signs = between.chars();
        let is_sign = |c: char| is_hyphen(c) || is_apostrophe(c) || c == '.';
        let is_bound = !self.words.is_empty()
            && signs.next().is_some_and(is_sign)
            && signs.next().is_none();
        if !self.words.is_empty() {
            self.plain.push(' ');
        }
        let start = self.plain.len();
        let letters = self.written.get(word.clone()).unwrap_or_default();
        if letters.is_ascii() {
            self.plain.extend(letters.chars().map(|it| it.to_ascii_lowercase()));
        } else {
            self.plain.push_str(&letters.to_lowercase());
        }
        let plain = start..self.plain.len();
        self.words.push(Word { plain, written: word.start..end, is_bound });
    }

    /// Whether the text is an entry of a list.
    pub(super) fn is(&self, list: List) -> bool {
        let mut entries = self.first_entries(&LEXICON.words);
        entries.any(|it| it.role == Role::Entry(list) && it.end == self.plain.len())
    }

    /// Whether the text begins with an entry of a list.
    pub(super) fn begins_with(&self, list: List) -> bool {
        self.first_entries(&LEXICON.words).any(|it| it.role == Role::Entry(list))
    }

    /// Whether an entry of a list stands anywhere in the text.
    pub(super) fn holds(&self, list: List) -> bool {
        self.entries(&LEXICON.words).any(|it| it.role == Role::Entry(list))
    }

    /// The lists that have the text as an entry; without any, those of the longest entries of
    /// these lists that it begins and ends with.
    pub(super) fn hints(&self, lists: &[List]) -> Vec<List> {
        let end = self.plain.len();
        let of = |it: &Entry| match it.role {
            Role::Entry(list) => lists.contains(&list).then_some((list, it.clone())),
            _ => None,
        };
        let first: Vec<(List, Entry)> =
            self.first_entries(&LEXICON.words).filter_map(|it| of(&it)).collect();
        let longest = first.iter().map(|it| it.1.end).max().unwrap_or_default();
        let mut hints: Vec<List> =
            first.iter().filter(|it| it.1.end == longest).map(|it| it.0).collect();
        if longest < end {
            let last: Vec<(List, Entry)> =
                self.last_entries(&LEXICON.words).filter_map(|it| of(&it)).collect();
            let start = last.iter().map(|it| it.1.start).min().unwrap_or_default();
            hints.extend(last.iter().filter(|it| it.1.start == start).map(|it| it.0));
        }
        hints
    }

    /// The pieces of the text between entries of a list that stand by themselves, with white space
    /// around them.
    pub(super) fn split(&self, list: List) -> Vec<&'t str> {
        let mut pieces = Vec::new();
        let mut from = 0;
        for entry in self.entries(&LEXICON.words) {
            if entry.role != Role::Entry(list) {
                continue;
            }
            let written = self.written_at(&entry);
            if written.start >= from && self.stands_apart(&written) {
                pieces.extend(self.written.get(from..written.start));
                from = written.end;
            }
        }
        pieces.extend(self.written.get(from..));
        pieces
    }

    /// What stands before and behind the first entry of a list that stands by itself.
    pub(super) fn cut(&self, list: List) -> Option<(&'t str, &'t str)> {
        let entries =
            self.entries(&LEXICON.words).filter(|it| it.role == Role::Entry(list));
        let mut places = entries.map(|it| self.written_at(&it));
        let place = places.find(|it| self.stands_apart(it))?;
        Some((self.written.get(..place.start)?, self.written.get(place.end..)?))
    }

    /// The things that stand for `…` in patterns of these lists, each with its list, as written:
    /// those behind the longest words first.
    pub(super) fn things(&self, lists: &[List]) -> Vec<(List, &'t str)> {
        let pattern =
            |at: usize| LEXICON.patterns.get(at).filter(|it| lists.contains(&it.list));
        let mut begins: Vec<Entry> = self.first_entries(&LEXICON.of_patterns).collect();
        begins.sort_by_key(|it| std::cmp::Reverse(it.end));
        let mut things = Vec::new();
        for entry in begins {
            let Role::Before(at) = entry.role else { continue };
            let Some(pattern) = pattern(at) else { continue };
            let Some(rest) = self.behind(&entry) else { continue };
            if !pattern.has_after {
                things.push((pattern.list, rest));
                continue;
            }
            let mut after = self
                .entries(&LEXICON.of_patterns)
                .filter(|it| it.role == Role::After(at));
            let after = after.find(|it| it.start >= entry.end && self.closes(it));
            let length = after.map(|it| self.written.len() - self.written_at(&it).start);
            let thing = length.and_then(|it| rest.get(..rest.len().checked_sub(it)?));
            things.extend(thing.map(|it| (pattern.list, it)));
        }
        for entry in self.last_entries(&LEXICON.of_patterns) {
            let Role::After(at) = entry.role else { continue };
            let Some(pattern) = pattern(at).filter(|it| !it.has_before) else { continue };
            if self.closes(&entry) {
                let thing = self.written.get(..self.written_at(&entry).start);
                things.extend(thing.map(|it| (pattern.list, it)));
            }
        }
        things
    }

    /// What is written behind words that a thing may follow.
    fn behind(&self, entry: &Entry) -> Option<&'t str> {
        let rest = self.written.get(self.written_at(entry).end..)?;
        match entry.next {
            Next::Word => {
                let next = rest.chars().next();
                next.is_none_or(char::is_whitespace).then_some(rest)
            }
            Next::Elided => rest.strip_prefix(is_apostrophe),
            Next::Letter => Some(rest),
        }
    }

    /// Whether words can follow a thing: they stand by themselves, or end the text in a script
    /// that joins words.
    fn closes(&self, entry: &Entry) -> bool {
        match entry.next {
            Next::Letter => entry.end == self.plain.len(),
            Next::Word | Next::Elided => self.stands_apart(&self.written_at(entry)),
        }
    }

    /// Every entry of any list in the text, in order.
    fn entries(&self, index: &'static Index) -> impl Iterator<Item = Entry> {
        self.entries_from(0, index)
    }

    /// The entries of all lists that the text ends with, the longest first.
    fn last_entries(&self, index: &'static Index) -> impl Iterator<Item = Entry> {
        let tail = self.words.len().saturating_sub(index.longest);
        self.entries_from(tail, index).filter(|it| it.end == self.plain.len())
    }

    /// The entries that begin in a word or in one behind it.
    fn entries_from(
        &self,
        first: usize,
        index: &'static Index,
    ) -> impl Iterator<Item = Entry> {
        let words = (first..).zip(self.words.get(first..).unwrap_or_default());
        words.flat_map(move |(at, word)| {
            let letters = self.plain.get(word.plain.clone()).unwrap_or_default();
            let start = word.plain.start;
            let inner = if letters.is_ascii() { "" } else { letters };
            let inner = inner.char_indices().skip(1).filter(|it| is_joined(it.1));
            let inner = inner.flat_map(move |it| self.joined_at(start + it.0, index));
            self.spaced_at(at, index).chain(self.joined_at(start, index)).chain(inner)
        })
    }

    /// The entries of all lists that the text begins with.
    fn first_entries(&self, index: &'static Index) -> impl Iterator<Item = Entry> {
        self.spaced_at(0, index).chain(self.joined_at(0, index))
    }

    /// The entries of scripts with spaces that begin with a word.
    fn spaced_at(&self, at: usize, index: &'static Index) -> impl Iterator<Item = Entry> {
        let words = self.words.get(at..).unwrap_or_default();
        let first = words.first().filter(|it| !it.is_bound);
        let start = first.map_or(0, |it| it.plain.start);
        let phrases =
            first.and_then(|it| index.spaced.get(self.plain.get(it.plain.clone())?));
        phrases.into_iter().flatten().filter_map(move |phrase| {
            let rest = words.get(1..=phrase.rest.len())?;
            let is_same = rest.iter().zip(&phrase.rest).all(|(word, other)| {
                self.plain.get(word.plain.clone()) == Some(other.as_str())
            });
            let next = words.get(phrase.rest.len() + 1);
            let ends = phrase.next == Next::Elided || next.is_none_or(|it| !it.is_bound);
            let end = rest.last().or(first)?.plain.end;
            let Phrase { role, next, .. } = *phrase;
            (is_same && ends).then_some(Entry { role, start, end, next })
        })
    }

    /// The entries that begin at a byte of the plain text and may stand inside longer runs.
    fn joined_at(
        &self,
        start: usize,
        index: &'static Index,
    ) -> impl Iterator<Item = Entry> {
        let rest = self.plain.get(start..).unwrap_or_default();
        let first = rest.chars().next().filter(|it| is_joined(*it));
        let runs = first.and_then(|it| index.joined.get(&it));
        runs.into_iter().flatten().filter_map(move |(role, run)| {
            let end = start + run.len();
            let entry = Entry { role: *role, start, end, next: Next::Letter };
            rest.starts_with(run.as_str()).then_some(entry)
        })
    }

    /// Where an entry is written.
    fn written_at(&self, entry: &Entry) -> Span {
        let place = |at: usize, is_end: bool| {
            let after = self.words.partition_point(|it| it.plain.end < at);
            let word = self.words.get(after)?;
            let behind = at - word.plain.start.min(at);
            let is_whole = is_end && at == word.plain.end;
            Some(if is_whole { word.written.end } else { word.written.start + behind })
        };
        place(entry.start, false).unwrap_or_default()
            ..place(entry.end, true).unwrap_or_default()
    }

    /// Whether white space or an end of the text stands on both sides.
    fn stands_apart(&self, written: &Span) -> bool {
        let before = self.written.get(..written.start).unwrap_or_default();
        let after = self.written.get(written.end..).unwrap_or_default();
        before.chars().next_back().is_none_or(char::is_whitespace)
            && after.chars().next().is_none_or(char::is_whitespace)
    }
}

/// An entry in a text, by its place in the plain text.
#[derive(Debug, Clone)]
struct Entry {
    role: Role,
    start: usize,
    end: usize,
    next: Next,
}

/// What may follow an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// Another word.
    Word,
    /// An apostrophe and the word that it ends at, as in `qu'un`.
    Elided,
    /// Any letter: its script joins words.
    Letter,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A word or phrase of a list.
    Entry(List),
    /// Words before the thing of a pattern.
    Before(usize),
    /// Words behind the thing of a pattern.
    After(usize),
}

/// Every list, ready to be searched.
#[derive(Debug, Default)]
struct Lexicon {
    words: Index,
    /// The words of patterns, apart since every label of a note is looked up here.
    of_patterns: Index,
    patterns: Vec<Pattern>,
    /// The lists of each entry as written.
    whole: ByWord<Vec<List>>,
}

/// Entries by their beginnings.
#[derive(Debug, Default)]
struct Index {
    /// Entries of scripts with spaces, by their first word.
    spaced: ByWord<Vec<Phrase>>,
    /// Entries that may stand inside longer runs of letters, by their first letter.
    joined: BTreeMap<char, Vec<(Role, String)>>,
    /// How many words the longest entry has.
    longest: usize,
}

#[derive(Debug)]
struct Phrase {
    role: Role,
    /// The words after the first.
    rest: Vec<String>,
    next: Next,
}

/// A line with `…`.
#[derive(Debug)]
struct Pattern {
    list: List,
    has_before: bool,
    has_after: bool,
}

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read(include_str!("lexicon/words.txt")));

impl Lexicon {
    fn read(text: &'static str) -> Self {
        let mut lexicon = Self::default();
        let mut list = None;
        for line in text.lines().filter(|it| !it.starts_with('#')) {
            let name = line.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
            if let Some(name) = name {
                list = List::named(name);
                continue;
            }
            let Some(list) = list else { continue };
            let Some((before, after)) = line.split_once('…') else {
                for entry in entries(line) {
                    lexicon.whole.or_default(entry).push(list);
                    lexicon.words.add(entry, Role::Entry(list));
                }
                continue;
            };
            let at = lexicon.patterns.len();
            entries(before).for_each(|it| lexicon.of_patterns.add(it, Role::Before(at)));
            entries(after).for_each(|it| lexicon.of_patterns.add(it, Role::After(at)));
            let has = |part: &'static str| entries(part).next().is_some();
            let (has_before, has_after) = (has(before), has(after));
            lexicon.patterns.push(Pattern { list, has_before, has_after });
        }
        lexicon
    }
}

impl Index {
    fn add(&mut self, entry: &'static str, role: Role) {
        let Text { plain, words, .. } = Text::new(entry);
        self.longest = self.longest.max(words.len());
        if plain.chars().all(|c| is_joined(c) || c == ' ') {
            if let Some(first) = plain.chars().next() {
                self.joined.entry(first).or_default().push((role, plain));
            }
            return;
        }
        let mut words =
            words.iter().filter_map(|it| plain.get(it.plain.clone())).map(str::to_owned);
        if let Some(first) = words.next() {
            let next = if entry.ends_with('\'') { Next::Elided } else { Next::Word };
            let rest = words.collect();
            self.spaced.or_default(&first).push(Phrase { role, rest, next });
        }
    }
}

/// The entries of a line.
fn entries(line: &'static str) -> impl Iterator<Item = &'static str> {
    line.split(',').map(str::trim).filter(|it| !it.is_empty())
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_list_has_entries_and_every_entry_a_list() {
        let mut filled: BTreeSet<List> =
            LEXICON.patterns.iter().map(|it| it.list).collect();
        let mut list = None;
        let lines = include_str!("lexicon/words.txt").lines();
        for line in lines.filter(|it| !it.starts_with('#') && !it.contains('…')) {
            if let Some(name) = line.strip_prefix('[') {
                list = List::named(name.trim_end_matches(']'));
                assert!(list.is_some(), "{name}");
                continue;
            }
            for entry in entries(line) {
                assert!(list.is_some_and(|it| has(it, entry)), "{entry}");
                filled.extend(list);
            }
        }
        assert!(List::ALL.iter().all(|it| filled.contains(it)), "{filled:?}");
    }

    #[test]
    fn words_and_phrases_are_found_where_they_may_stand() {
        for text in [
            "Exam Tip:",
            "Tip/Trick",
            "A rule of thumb",
            "a rule-of-thumb",
            "시험 팁들",
            "重要考点",
        ] {
            assert!(Text::new(text).holds(List::Tips), "{text}");
        }
        for text in ["tipping", "ruler of thumbs", "tip-toe", "exam-tip", ""] {
            assert!(!Text::new(text).holds(List::Tips), "{text}");
        }
        assert!(Text::with_parts("exam-tip").holds(List::Tips));
        assert!(Text::new("**Tip:**").is(List::Tips));
        assert!(!Text::new("a tip").is(List::Tips));
        assert!(Text::new("Rule of thumb: x").begins_with(List::Tips));
        assert!(!Text::new("the rule of thumb").begins_with(List::Tips));
        assert!(has(List::Yes, "✔") && has(List::No, "нет") && !has(List::Yes, "no"));
    }

    #[test]
    fn headers_hint_with_their_longest_words() {
        const LISTS: [List; 2] = [List::Criterion, List::Answer];
        let hints = |text| Text::with_parts(text).hints(&LISTS);
        assert_eq!(hints("Best for"), [List::Criterion]);
        assert_eq!(hints("Best service of all"), [List::Answer]);
        assert_eq!(hints("Cost / use"), [List::Criterion, List::Answer]);
        assert_eq!(hints("cost-effective"), [List::Criterion]);
        assert_eq!(hints("推荐方案"), [List::Answer, List::Answer]);
        assert!(hints("costly").is_empty());
    }

    #[test]
    fn texts_are_split_at_words_that_stand_apart() {
        let split = |text| Text::new(text).split(List::Versus);
        assert_eq!(split("S3 vs. EBS Versus EFS"), ["S3 ", " EBS ", " EFS"]);
        assert_eq!(split("A 와 B"), ["A ", " B"]);
        for text in ["Rate limiting (or throttling)", "V-vs-W", "도와주기", ""] {
            assert_eq!(split(text), [text]);
        }
    }

    #[test]
    fn patterns_give_the_thing_as_written() {
        let lists = [List::Avoid, List::Choose, List::WhatIs];
        for (text, list, thing) in [
            ("Choose Amazon S3 when", List::Choose, " Amazon S3 "),
            ("Don't use SQS if", List::Avoid, " SQS "),
            ("Don’t use SQS if", List::Avoid, " SQS "),
            ("When to use Kafka", List::Choose, " Kafka"),
            ("Redis nicht verwenden, wenn", List::Avoid, "Redis "),
            ("Redis verwenden, wenn", List::Choose, "Redis "),
            ("选择 S3 的场景", List::Choose, " S3 "),
            ("Kafkaを使う場合", List::Choose, "Kafka"),
            ("What is a VPC", List::WhatIs, " VPC"),
            ("Qu'est-ce qu'un VPC", List::WhatIs, "un VPC"),
            ("RAG란 무엇인가", List::WhatIs, "RAG"),
        ] {
            assert_eq!(
                Text::new(text).things(&lists).first(),
                Some(&(list, thing)),
                "{text}"
            );
        }
        for text in ["Choosing A when", "Use-case: A when", "什么", ""] {
            assert!(Text::new(text).things(&lists).is_empty(), "{text}");
        }
    }
}
