//! Names of the things that are compared: when two of them mean the same.
//! Gives one form per name and the names a heading sets against each other.
//! Never merges names that could mean different things.

use std::collections::BTreeSet;

use super::words::hints;
use crate::{
    library::Library,
    text::{folded, without_brackets},
};

/// Signs and words that set one name against another.
const VERSUS: [&str; 12] = [
    " vs. ",
    " vs ",
    " versus ",
    " v.s. ",
    " gegen ",
    " gegenüber ",
    " oder ",
    " or ",
    " 와 ",
    " 과 ",
    " 대 ",
    " 与 ",
];

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

/// The folded names that a title sets against each other; one for any other title.
#[must_use]
pub fn opposed(title: &str) -> Vec<String> {
    let title = format!(" {} ", folded(title));
    let mut parts = vec![title.as_str()];
    for sign in VERSUS.iter().filter(|it| title.contains(**it)) {
        parts = parts.into_iter().flat_map(|it| it.split(*sign)).collect();
    }
    let parts = parts.into_iter().map(str::trim).filter(|it| !it.is_empty());
    parts.map(str::to_owned).collect()
}

/// Whether a title sets names against each other.
#[must_use]
pub fn is_versus(title: &str) -> bool {
    opposed(title).len() > 1
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
        let name = without_brackets(&name);
        let begins_or_ends = |part: &str| {
            part == name
                || part.ends_with(&format!(" {name}"))
                || part.starts_with(&format!("{name} "))
                || name.ends_with(&format!(" {part}"))
        };
        !name.is_empty() && parts.iter().any(|it| begins_or_ends(it))
    };
    names.iter().filter(is_operand).count()
}
