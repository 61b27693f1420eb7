//! The places of a note that links may name.
//! Gives each by its id, and by what authors write instead: other letter case, words, punctuation.
//! Decides neither which note is meant nor what is wrong with a link.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use crate::{
    note::{Heading, Note},
    path::{Anchor, composed, fold, is_same, slug},
};

/// The places of a note.
pub(super) struct Places<'lib> {
    note: &'lib Note,
    title: &'lib str,
    /// The ids of its page.
    pub(super) ids: BTreeSet<&'lib str>,
    /// Made when a link names no id, which few do.
    others: OnceLock<Others<'lib>>,
}

/// Ids and headings by what else stands for them.
struct Others<'lib> {
    composed: BTreeMap<Cow<'lib, str>, &'lib str>,
    folded: BTreeMap<String, Vec<&'lib str>>,
    letters: BTreeMap<String, Vec<&'lib str>>,
    words: BTreeMap<String, Vec<&'lib Heading>>,
    below_title: Vec<&'lib Heading>,
}

impl<'lib> Places<'lib> {
    pub(super) fn new(note: &'lib Note, title: &'lib str) -> Self {
        let headings = note.headings.iter();
        let headings = headings.flat_map(|it| std::iter::once(&it.id).chain(&it.aliases));
        let blocks = note.blocks.iter().map(|it| it.id.as_str());
        let ids = headings.chain(&note.anchors).map(Anchor::as_str).chain(blocks);
        Self { note, title, ids: ids.collect(), others: OnceLock::new() }
    }

    fn others(&self) -> &Others<'lib> {
        self.others.get_or_init(|| {
            let mut others = Others {
                composed: BTreeMap::new(),
                folded: BTreeMap::new(),
                letters: BTreeMap::new(),
                words: BTreeMap::new(),
                below_title: Vec::new(),
            };
            for id in &self.ids {
                others.composed.entry(composed(id)).or_insert(id);
                others.folded.entry(fold(id)).or_default().push(*id);
                others.letters.entry(letters(id)).or_default().push(*id);
            }
            for heading in &self.note.headings {
                others.words.entry(words(&heading.text)).or_default().push(heading);
                if !is_same(&heading.text, self.title) {
                    others.below_title.push(heading);
                }
            }
            others
        })
    }

    /// The id that a fragment is, however its accents are composed.
    pub(super) fn id(&self, fragment: &str) -> Option<&'lib str> {
        let as_written = self.ids.get(fragment).copied();
        as_written.or_else(|| self.others().composed.get(&*composed(fragment)).copied())
    }

    /// The first id that differs from a fragment only in letter case.
    pub(super) fn in_any_case(&self, fragment: &str) -> Option<&'lib str> {
        let same = self.others().folded.get(&fold(fragment))?;
        same.first().copied()
    }

    /// The first heading with these words.
    pub(super) fn heading(&self, text: &str) -> Option<&'lib Heading> {
        self.others().words.get(&words(text))?.first().copied()
    }

    /// The heading that `A#B` names: B below A.
    pub(super) fn nested(&self, fragment: &str) -> Option<&'lib Heading> {
        let wanted: Vec<String> = fragment.split('#').map(words).collect();
        let is_it = |heading: &&&Heading| {
            let mut path = self.note.headings_above(heading.node).into_iter();
            let mut wanted = wanted.iter();
            // Headings between the named ones may be left out, the last one may not.
            wanted.all(|it| path.any(|above| words(&above.text) == *it))
                && path.next().is_none()
        };
        let last = self.others().words.get(wanted.last()?)?;
        last.iter().find(is_it).copied()
    }

    /// The only id that a fragment can mean: in another letter case, else as the slug of what
    /// is written, else with other punctuation.
    pub(super) fn only_meant(&self, fragment: &str) -> Option<&'lib str> {
        if let Some(same) = self.others().folded.get(&fold(fragment)) {
            return only(same);
        }
        if let Some(id) = self.id(&slug(fragment)) {
            return Some(id);
        }
        let wanted = letters(fragment);
        let alike = self.others().letters.get(&wanted).filter(|_| !wanted.is_empty());
        alike.and_then(|it| only(it))
    }

    /// The headings that are not the title, which is the page itself.
    pub(super) fn below_title(&self) -> &[&'lib Heading] {
        &self.others().below_title
    }
}

fn only<'lib>(ids: &[&'lib str]) -> Option<&'lib str> {
    <[&str; 1]>::try_from(ids).ok().map(|[it]| it)
}

/// The letters and numbers of an id.
fn letters(id: &str) -> String {
    fold(id).chars().filter(|it| it.is_alphanumeric()).collect()
}

/// The words of a heading as Obsidian compares them: punctuation counts as space.
fn words(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
