//! Names of files and folders as titles, spelled as the notes spell their words.
//! Gives `AWS services` for `aws-services`; a name that is written for readers stays.
//! Must not know where a title is shown.

use std::collections::BTreeMap;

use crate::note::Note;

/// How the notes' headings write the words that no rule would capitalize, such as `AWS` and
/// `SageMaker`, by lower case.
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
            let best = spellings.entry(word.to_lowercase()).or_default();
            if count > best.0 {
                *best = (count, word);
            }
        }
        let spellings = spellings.into_iter();
        Self(spellings.map(|(lower, (_, word))| (lower, word.to_owned())).collect())
    }

    /// The title for a name; one with spaces or capitals is a title already.
    pub(super) fn title(&self, name: &str) -> String {
        let name = without_id(name);
        if name.chars().any(char::is_uppercase) || name.contains(' ') {
            return name.to_owned();
        }
        let mut title = String::new();
        for word in name.split(['-', '_']).filter(|it| !it.is_empty()) {
            let mut chars = word.chars();
            match (self.0.get(word), chars.next()) {
                (Some(word), _) => title.push_str(word),
                (None, Some(first)) if title.is_empty() => {
                    title.extend(first.to_uppercase().chain(chars));
                }
                _ => title.push_str(word),
            }
            title.push(' ');
        }
        title.truncate(title.trim_end().len());
        if title.is_empty() { name.to_owned() } else { title }
    }
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
}
