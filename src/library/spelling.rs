//! Names of files and folders as titles, spelled as the notes spell their words.
//! Gives `AWS services` for `04_aws-services`; a name that is written for readers stays.
//! Must not know where a title is shown.

use std::collections::BTreeMap;

use crate::{note::Note, path::fold};

/// How the notes' headings write the words that no rule would capitalize, such as `AWS` and
/// `SageMaker`, by the folded word.
#[derive(Debug, Default)]
pub(super) struct Spelling(BTreeMap<String, String>);

impl Spelling {
    pub(super) fn gather<'n>(notes: impl Iterator<Item = &'n Note>) -> Self {
        let headings = notes.flat_map(|it| &it.headings);
        let words = headings.flat_map(|it| it.text.split(|c: char| !c.is_alphanumeric()));
        let is_special = |word: &&str| word.chars().skip(1).any(char::is_uppercase);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for word in words.filter(is_special) {
            *counts.entry(word).or_default() += 1;
        }
        let mut spellings: BTreeMap<String, (usize, &str)> = BTreeMap::new();
        for (word, count) in counts {
            let best = spellings.entry(fold(word)).or_default();
            if count > best.0 {
                *best = (count, word);
            }
        }
        let spellings = spellings.into_iter();
        Self(spellings.map(|(lower, (_, word))| (lower, word.to_owned())).collect())
    }

    /// The title for a name: without a number that orders it, words apart. One with spaces is
    /// written for readers already.
    pub(super) fn title(&self, name: &str) -> String {
        let whole = without_id(name);
        let name = without_number(whole);
        if !name.contains(char::is_alphabetic) {
            return name.to_owned();
        }
        if name.contains(' ') {
            let is_numbered = name.len() < whole.len();
            return if is_numbered { capitalized(name) } else { name.to_owned() };
        }
        // Behind `17 - ` a hyphen joins words, as in `B-tree`.
        let signs = if whole.contains(' ') { &['_'][..] } else { &['-', '_'] };
        let mut title = String::new();
        for word in words(name, signs) {
            if !title.is_empty() {
                title.push(' ');
            }
            let is_plain = !word.contains(char::is_uppercase);
            match self.0.get(&fold(word)).filter(|_| is_plain) {
                Some(word) => title.push_str(word),
                None if title.is_empty() => title.push_str(&capitalized(word)),
                None => title.push_str(word),
            }
        }
        title
    }
}

/// A text with a capital letter, unless its first word has one: `iOS basics` stays.
fn capitalized(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let mut chars = text.chars();
    match chars.next().filter(|_| !first.contains(char::is_uppercase)) {
        Some(letter) => letter.to_uppercase().chain(chars).collect(),
        None => text.to_owned(),
    }
}

/// The words of a name, divided by some signs; a date is one.
fn words<'n>(name: &'n str, signs: &'n [char]) -> impl Iterator<Item = &'n str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(signs);
        let end = date(rest).or_else(|| rest.find(signs)).unwrap_or(rest.len());
        let word;
        (word, rest) = rest.split_at_checked(end)?;
        (!word.is_empty()).then_some(word)
    })
}

/// The length of a date such as `2026-11-24` or `2026-11` that begins a name.
fn date(name: &str) -> Option<usize> {
    let is_date = |length: &usize| {
        let Some((date, rest)) = name.split_at_checked(*length) else { return false };
        let is_part = |(at, byte): (usize, u8)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        };
        date.bytes().enumerate().all(is_part) && !rest.starts_with(char::is_alphanumeric)
    };
    [10, 7].into_iter().find(is_date)
}

/// A name without the number that orders it among others: `Queues` for `04_Queues` and `4. Queues`.
///
/// `2026-11-24`, `3.10` and `007` are names themselves.
fn without_number(name: &str) -> &str {
    const SEPARATORS: [char; 9] = [' ', '.', '_', '-', ')', '–', '—', '、', '）'];
    let number = name.bytes().take_while(u8::is_ascii_digit).count();
    let rest = name.get(number..).unwrap_or_default();
    let plain = rest.trim_start_matches(SEPARATORS);
    let is_number = (1..=3).contains(&number) && plain.len() < rest.len();
    if is_number && plain.starts_with(char::is_alphabetic) { plain } else { name }
}

/// A name without the id that Notion puts behind it when it exports a page.
fn without_id(name: &str) -> &str {
    const LENGTH: usize = 32;
    let plain = name.rsplit_once([' ', '-']).filter(|(plain, id)| {
        let is_digit = |it: u8| it.is_ascii_digit() || matches!(it, b'a'..=b'f');
        !plain.trim().is_empty() && id.len() == LENGTH && id.bytes().all(is_digit)
    });
    plain.map_or(name, |(plain, _)| plain.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_notion_are_no_part_of_a_title() {
        let title = |it: &str| Spelling::default().title(it);
        let id = "1f2e3d4c5b6a79880123456789abcdef";
        assert_eq!(title(&format!("Biology 101 {id}")), "Biology 101");
        assert_eq!(title(&format!("reading-list-{id}")), "Reading list");
        assert_eq!(title(id), id);
        assert_eq!(title("deadbeef"), "Deadbeef");
    }

    #[test]
    fn names_become_titles() {
        for (name, title) in [
            ("04_Application_Lifecycle", "Application Lifecycle"),
            ("02-core_concepts", "Core concepts"),
            ("1. Queues", "Queues"),
            ("01 - Queues and Topics", "Queues and Topics"),
            ("12)topics", "Topics"),
            ("17 - B-tree", "B-tree"),
            ("3 iOS basics", "iOS basics"),
            ("2 - algebra relazionale", "Algebra relazionale"),
            ("core concepts", "core concepts"),
            ("003_iOS-basics", "iOS basics"),
            ("1、概述", "概述"),
            ("My_RDS-notes", "My RDS notes"),
            ("my_RDS-notes", "My RDS notes"),
            ("Front-end basics", "Front-end basics"),
            ("2026-11-24", "2026-11-24"),
            ("2026-11-24-first_day", "2026-11-24 first day"),
            ("journal-2026-11", "Journal 2026-11"),
            ("3.10", "3.10"),
            ("007", "007"),
            ("1_2", "1_2"),
            ("1.2 Scope", "1.2 Scope"),
            ("1984-notes", "1984 notes"),
            ("3d-graphics", "3d graphics"),
            ("__init__", "Init"),
            ("übung_eins", "Übung eins"),
            ("-", "-"),
        ] {
            assert_eq!(Spelling::default().title(name), title, "{name}");
        }
    }
}
