//! The names that notes are about: titles, headings, aliases, what tables certainly compare.
//! Gives whether a name is one of them, and whether other names would have given other answers.
//! Must not know what the answers are for.

use std::cell::RefCell;

use xxhash_rust::xxh3::xxh3_64;

use super::{labels::hints, tables::certain_items};
use crate::{
    library::Library,
    note::Note,
    text::{folded, without_brackets},
};

/// The digests of names in their folded forms, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known(Vec<u64>);

impl Known {
    /// The names that one note is about; headings that every note could have are left out.
    #[must_use]
    pub fn of(library: &Library, note: &Note, title: &str) -> Self {
        let mut known = Self::default();
        known.add(title);
        note.meta.aliases.iter().for_each(|(it, _)| known.add(it));
        note.headings.iter().for_each(|it| known.add(&it.text));
        if !note.is_template {
            let blocks = note.outline.blocks().filter_map(|it| note.doc.node(it.node));
            let items = blocks.flat_map(|it| certain_items(library, it));
            items.for_each(|it| known.add(&it));
        }
        known.sorted()
    }

    /// All that are known by one of several.
    #[must_use]
    pub fn union<'k>(all: impl Iterator<Item = &'k Self>) -> Self {
        Self(all.flat_map(|it| &it.0).copied().collect()).sorted()
    }

    /// Those that only one of two knows.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let without = |it: &Self, other: &Self| -> Vec<u64> {
            it.0.iter().copied().filter(|it| other.0.binary_search(it).is_err()).collect()
        };
        Self([without(self, other), without(other, self)].concat()).sorted()
    }

    /// Adds a name, unless it is a word that names an attribute.
    fn add(&mut self, name: &str) {
        if hints(name).is_empty() {
            self.0.extend(digests(name));
        }
    }

    fn sorted(mut self) -> Self {
        self.0.sort_unstable();
        self.0.dedup();
        self.0.shrink_to_fit();
        self
    }
}

/// The digests of a name with and without its brackets; none of nothing.
fn digests(name: &str) -> impl Iterator<Item = u64> + use<> {
    let name = folded(name);
    let plain = without_brackets(&name);
    let digest = |it: &str| (!it.is_empty()).then(|| xxh3_64(it.as_bytes()));
    [digest(&name), digest(plain)].into_iter().flatten()
}

/// Known names that remember which were asked for.
#[derive(Debug, Default)]
pub struct Asked<'k> {
    known: Option<&'k Known>,
    asked: RefCell<Vec<u64>>,
}

impl<'k> Asked<'k> {
    /// Nothing was asked yet.
    #[must_use]
    pub fn of(known: &'k Known) -> Self {
        Self { known: Some(known), asked: RefCell::default() }
    }

    /// Whether a name is known, with or without its brackets.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        let Some(Known(known)) = self.known else { return false };
        let mut asked = self.asked.borrow_mut();
        // Each is asked for, so that what was asked does not depend on the answers.
        digests(name).fold(false, |is_known, it| {
            asked.push(it);
            is_known | known.binary_search(&it).is_ok()
        })
    }

    /// The names that were asked for.
    #[must_use]
    pub fn into_names(self) -> Known {
        Known(self.asked.into_inner()).sorted()
    }
}

impl Known {
    /// Whether two have no name in common.
    #[must_use]
    pub fn is_disjoint(&self, other: &Self) -> bool {
        let (few, many) =
            if self.0.len() < other.0.len() { (self, other) } else { (other, self) };
        few.0.iter().all(|it| many.0.binary_search(it).is_err())
    }
}
