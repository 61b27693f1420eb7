//! Names of the things that are compared: when two of them mean the same.
//! Gives one form per name and the names a heading sets against each other.
//! Never merges names that could mean different things.

use std::collections::BTreeSet;

use super::labels::{hints, opposed};
use crate::{
    library::Library,
    text::{folded, without_brackets},
};

/// The names that notes are about: titles, headings, aliases.
#[derive(Debug, Clone, Default)]
pub struct Known {
    names: BTreeSet<String>,
}

impl Known {
    /// Gathers the names of all notes; headings that every note could have are none.
    #[must_use]
    pub fn gather(library: &Library) -> Self {
        let mut known = Self::default();
        for (id, note, _) in library.published() {
            known.add(library.title(id));
            note.meta.aliases.iter().for_each(|(it, _)| known.add(it));
            note.headings.iter().for_each(|it| known.add(&it.text));
        }
        known
    }

    /// Adds a name, unless it is a word that names an attribute.
    pub fn add(&mut self, name: &str) {
        if hints(name).is_empty() {
            let name = folded(name);
            let plain = without_brackets(&name).to_owned();
            self.names.extend([name, plain].into_iter().filter(|it| !it.is_empty()));
        }
    }

    /// Whether a name is known, with or without its brackets.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        let name = folded(name);
        self.names.contains(&name) || self.names.contains(without_brackets(&name))
    }
}

/// How many of these names a heading such as `A vs B` sets against each other.
#[must_use]
pub fn operands(heading: &str, names: &[String]) -> usize {
    let parts = opposed(heading);
    if parts.len() < 2 {
        return 0;
    }
    let is_operand = |name: &&String| {
        let name = folded(name);
        parts.iter().any(|it| alike(it, without_brackets(&name)))
    };
    names.iter().filter(is_operand).count()
}

/// Whether one of two names says the other, or says it more exactly: it begins or ends with it.
#[must_use]
pub(super) fn alike(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
    let is_end = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let begins = || long.strip_prefix(short).map(|it| it.chars().next());
    let ends = || long.strip_suffix(short).map(|it| it.chars().next_back());
    !short.is_empty() && (begins().is_some_and(is_end) || ends().is_some_and(is_end))
}
