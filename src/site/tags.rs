//! The pages of tags: what each lists, in parts that stay light.
//! Gives the uses of a tag and of those nested in it, in reading order.
//! Renders nothing.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use crate::{
    library::{Library, NoteId, Tagged},
    note::{Level, Scope, TagId, TagName},
};

/// How many uses one page shows at most, and how many nodes of notes: a block may be a long table.
/// Browsers show a page of so many elements at once.
const PART: usize = 400;
const PART_NODES: usize = 1_600;

/// About how many nodes a use takes besides what it shows of its note.
const FRAME: usize = 10;

/// How many tags of one place count as standing beside a tag there.
pub const MAX_BESIDE: usize = 64;

/// How many related tags a page names.
const MAX_RELATED: usize = 12;

/// A use of a tag.
pub type Use = (NoteId, TagId);

/// A part of the uses of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What all parts have in common.
    pub whole: Arc<Whole>,
    /// The uses this part shows: notes first, then sections, then blocks, each in path order.
    pub uses: Vec<Use>,
    /// Which part this is, from 1.
    pub number: usize,
}

/// A tag with all its uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The tag.
    pub name: TagName,
    /// How many uses it has.
    pub total: usize,
    /// How many uses of each level its parts show.
    pub parts: Vec<BTreeMap<Level, usize>>,
    /// How many uses are in each folder.
    pub folders: BTreeMap<String, usize>,
    /// All its uses.
    uses: Vec<Use>,
    related: OnceLock<Vec<(TagName, usize)>>,
}

impl Whole {
    /// The tags that are most often at the same places, and how often; counted when it is first
    /// asked for.
    pub fn related(&self, library: &Library) -> &[(TagName, usize)] {
        self.related.get_or_init(|| related(library, &self.name, &self.uses))
    }
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
        list.sort_by_cached_key(|(id, at)| {
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
pub(super) fn parts(library: &Library, name: &TagName, uses: &[Use]) -> Vec<Part> {
    let folder = |it: &Use| library.note(it.0).path.folder();
    let mut folders: BTreeMap<String, usize> = BTreeMap::new();
    for uses in uses.chunk_by(|a, b| a.0 == b.0 || folder(a) == folder(b)) {
        let folder = uses.first().map(|it| folder(it).to_string());
        *folders.entry(folder.unwrap_or_default()).or_default() += uses.len();
    }
    let levels = |uses: &[Use]| {
        let mut levels = BTreeMap::new();
        for it in uses.iter().filter_map(|(id, at)| library.tag(*id, *at)) {
            *levels.entry(it.level).or_default() += 1;
        }
        levels
    };
    let chunks = chunks(library, uses);
    let whole = Arc::new(Whole {
        name: name.clone(),
        total: uses.len(),
        parts: chunks.iter().map(|it| levels(it)).collect(),
        folders,
        uses: uses.to_vec(),
        related: OnceLock::new(),
    });
    let part = |(at, uses): (usize, &[Use])| Part {
        whole: Arc::clone(&whole),
        uses: uses.to_vec(),
        number: at + 1,
    };
    chunks.into_iter().enumerate().map(part).collect()
}

/// The uses that fit on one page each.
fn chunks<'u>(library: &Library, uses: &'u [Use]) -> Vec<&'u [Use]> {
    let nodes = |(id, at): &Use| {
        let shown = match library.tag(*id, *at) {
            Some(it) if it.level == Level::Section => library.note(*id).opening(it.scope),
            Some(it) if it.level == Level::Block => {
                // Beside more tags only the sentence around this one is shown.
                let beside = library.tags().beside(*id, it.scope).len();
                Some(it.scope).filter(|_| beside <= MAX_BESIDE)
            }
            _ => None,
        };
        FRAME + shown.map_or(0, Scope::nodes)
    };
    let (mut chunks, mut start, mut taken) = (Vec::new(), 0, 0);
    for (at, it) in uses.iter().enumerate() {
        let nodes = nodes(it);
        if at > start && (at - start == PART || taken + nodes > PART_NODES) {
            chunks.extend(uses.get(start..at));
            (start, taken) = (at, 0);
        }
        taken += nodes;
    }
    chunks.extend(uses.get(start..));
    chunks
}

/// The tags of the same place, the first of very many; the tag itself is one of them.
pub fn beside(
    library: &Library,
    id: NoteId,
    scope: Scope,
) -> impl Iterator<Item = Tagged<'_>> {
    let tags = library.tags().beside(id, scope).iter().take(MAX_BESIDE);
    tags.filter_map(move |at| library.tag(id, *at))
}

/// The tags that are at the same places, the most frequent first.
fn related(library: &Library, name: &TagName, uses: &[Use]) -> Vec<(TagName, usize)> {
    let mut counts: BTreeMap<&TagName, usize> = BTreeMap::new();
    for (id, at) in uses.iter().copied() {
        let Some(it) = library.tag(id, at) else { continue };
        // Those nested in it are its parts anyway.
        let others = beside(library, id, it.scope).map(|it| it.name);
        for other in others.filter(|it| !it.is_within(name)) {
            *counts.entry(other).or_default() += 1;
        }
    }
    let mut counts: Vec<(&TagName, usize)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    counts
        .into_iter()
        .take(MAX_RELATED)
        .map(|(name, count)| (name.clone(), count))
        .collect()
}
