//! Names of tags, and the hues that belong to them.
//! Gives one name for one tag, with the names that it is nested in.
//! Must not know where tags are written.

use std::{borrow::Borrow, fmt, sync::Arc};

use crate::path::is_accent;

/// The name of a tag, without `#`: letters with their accents, digits, `_`, `-`, and `/` between its
/// levels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagName(Arc<str>);

impl TagName {
    /// A tag nests no deeper: each level is a page of its own, which lists those below it.
    pub const MAX_LEVELS: usize = 64;

    /// Reads a name; `None` for anything that cannot be a tag, such as `1` or `C#`.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        let begins = |c: char| is_part(c) && !matches!(c, '-' | '/') && !is_accent(c);
        let is_name = name.starts_with(begins)
            && name.chars().all(is_part)
            && !name.chars().all(|c| c.is_numeric() || matches!(c, '-' | '/'))
            && !name.contains("//");
        is_name.then(|| Self(name.trim_end_matches(['-', '/']).into()))
    }

    /// The tag that words mean: spaces are common in other tools' front matter and no part of one.
    #[must_use]
    pub fn of_words(words: &str) -> Option<Self> {
        Self::new(&words.split_whitespace().collect::<Vec<_>>().join("-"))
    }

    /// The name, without `#`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name and those it is nested in: `a/b` and `a`.
    #[must_use]
    pub fn with_ancestors(&self) -> Vec<Self> {
        let above = self.0.match_indices('/').filter_map(|(at, _)| self.0.get(..at));
        above.map(|it| Self(it.into())).chain([self.clone()]).collect()
    }

    /// How many levels it has: 1 for a tag that is nested in no other.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.0.matches('/').count() + 1
    }

    /// The name it is nested in.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(above, _)| Self(above.into()))
    }

    /// Whether it is a name or nested in it.
    #[must_use]
    pub fn is_within(&self, name: &Self) -> bool {
        let rest = self.0.strip_prefix(&*name.0);
        rest.is_some_and(|it| it.is_empty() || it.starts_with('/'))
    }

    /// One of 24 hues, always the same for the same name.
    #[must_use]
    pub fn hue(&self) -> u32 {
        hue(&self.0)
    }
}

/// Whether a character may stand in the name of a tag.
pub(in crate::note) fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '/') || is_accent(c)
}

/// How many hues there are; `crib.css` has a class for each.
pub const HUES: u32 = 24;

/// One of the hues for a name (FNV-1a of its bytes).
#[must_use]
pub fn hue(name: &str) -> u32 {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash % HUES
}

impl Borrow<str> for TagName {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for TagName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in
            ["exam-tip", "a/b", "시험", "_x", "C3", "日本", "u\u{308}ber", "हिन्दी"]
        {
            assert!(TagName::new(name).is_some(), "{name}");
        }
        for name in ["", "1", "12/3", "-a", "a b", "a#", "a.b", "/a", "\u{308}a"] {
            assert!(TagName::new(name).is_none(), "{name}");
        }
        assert_eq!(TagName::new("a/").unwrap().as_str(), "a");
    }
}
