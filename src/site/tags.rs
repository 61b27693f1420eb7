//! The pages of tags: what each lists, in parts that stay light.
//! Gives the uses of a tag and of those nested in it, in reading order.
//! Renders nothing.

use std::collections::BTreeMap;

use crate::{
    library::{Library, NoteId},
    note::{Level, TagId, TagName},
};

/// How many uses one page shows; a block may be a long table.
const PART: usize = 400;

/// A use of a tag.
pub type Use = (NoteId, TagId);

/// A part of the uses of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The tag.
    pub name: TagName,
    /// The uses this part shows: notes first, then sections, then blocks, each in path order.
    pub uses: Vec<Use>,
    /// How many uses all parts show.
    pub total: usize,
    /// Which part this is, from 1.
    pub number: usize,
    /// How many parts there are.
    pub parts: usize,
}

/// The uses of every tag that has any, itself or nested in it.
pub(super) fn uses(library: &Library) -> BTreeMap<TagName, Vec<Use>> {
    let mut uses: BTreeMap<TagName, Vec<Use>> = BTreeMap::new();
    let is_shown = |(id, _): &&Use| library.shows_tags(*id);
    for (name, entry) in library.tags().all() {
        let shown: Vec<Use> = entry.uses.iter().filter(is_shown).copied().collect();
        if shown.is_empty() {
            continue;
        }
        for name in name.with_ancestors() {
            uses.entry(name).or_default().extend(&shown);
        }
    }
    for list in uses.values_mut() {
        list.sort_by_key(|(id, at)| {
            let level = library.tag(*id, *at).map(|it| it.level);
            (level, *id, *at)
        });
        // A note may have a tag twice: in its front matter and in its tags line.
        list.dedup_by(|a, b| {
            let is_note = |(id, at): &Use| {
                library.tag(*id, *at).is_some_and(|it| it.level == Level::Note)
            };
            a.0 == b.0 && is_note(a) && is_note(b)
        });
    }
    uses
}

/// Cuts the uses of a tag into parts.
pub(super) fn parts(name: &TagName, uses: &[Use]) -> Vec<Part> {
    let chunks: Vec<&[Use]> = uses.chunks(PART).collect();
    let part = |(at, uses): (usize, &&[Use])| Part {
        name: name.clone(),
        uses: uses.to_vec(),
        total: chunks.iter().map(|it| it.len()).sum(),
        number: at + 1,
        parts: chunks.len(),
    };
    chunks.iter().enumerate().map(part).collect()
}
