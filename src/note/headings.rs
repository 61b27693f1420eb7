//! Headings and the other places of a note that a link can name.
//! Gives GitHub's ids for them, tags left out, each id once per page.
//! Must not know who links to them.

use std::collections::BTreeSet;

use super::{
    doc::{Doc, NodeId, Scope, Str, narrowed, widened},
    read::{GivenId, Read, UnnamedHeading, is_free},
    tags::TagName,
};
use crate::{
    diag::{Code, Diagnostic, Span},
    path::{Anchor, NotePath, Slugger, slug},
};

/// A heading of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Where it is written.
    pub span: Span,
    /// The node it is.
    pub node: NodeId,
    /// Its id: the explicit one, else GitHub's for the words without tags.
    pub id: Anchor,
    /// Other ids that lead here: the one GitHub gives with the tags.
    pub aliases: Box<[Anchor]>,
    /// Its words, without markup, tags and explicit id; of formulas their TeX.
    pub text: String,
    /// The same with simple formulas as signs, if that is something else.
    shown: Option<String>,
    /// Its tags.
    pub tags: Box<[TagName]>,
    /// Whether it lies inside `<details>`, and so outside the contents list.
    pub in_details: bool,
    /// The heading of the section around its own.
    pub above: Option<HeadingId>,
    /// The heading and everything below it, up to the next one of the same level or a higher one.
    pub section: Scope,
}

impl Heading {
    /// Its words as lists show them: `x²` for the formula `x^2`.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.text)
    }
}

/// The index of a heading within its note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeadingId(u32);

impl HeadingId {
    pub(super) fn new(at: u32) -> Self {
        Self(at)
    }

    /// Its place among the headings.
    pub(super) fn place(self) -> usize {
        widened(self.0)
    }
}

/// The places of a note that a link can name.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The headings, in order.
    pub(super) headings: Vec<Heading>,
    /// Ids of HTML (`id`, and `name` of `<a>`) and of attributes in braces, in order, each once,
    /// none equal to a heading's.
    pub(super) anchors: Vec<Anchor>,
    /// Ids that are given twice.
    pub(super) findings: Vec<Diagnostic>,
}

/// Gives the headings of a note their ids, and takes those away that are given twice.
pub(super) fn collect(path: &NotePath, read: &mut Read) -> Places {
    let found = std::mem::take(&mut read.headings);
    let doc = &mut read.doc;
    let mut findings = Vec::new();
    let mut taken = BTreeSet::new();
    let mut slugger = Slugger::default();
    for heading in &found {
        if let Some(id) = &heading.explicit {
            if !taken.insert(id.clone()) {
                let span = doc.node(heading.node).map(super::doc::Node::span);
                findings.push(twice(path, span.unwrap_or_default(), id));
            }
            slugger.reserve(id);
        }
    }
    let mut headings = with_ids(doc, found, &mut slugger, &mut taken);
    nest(&mut headings, NodeId::new(doc.count()));
    let mut named = BTreeSet::new();
    doc.ids.sort_by_key(|it| it.0);
    let own = read.given_ids.iter().filter(|it| !it.is_made);
    let own = own.map(|it| (Slot::Attribute(it.attribute), it.span.clone()));
    let braces = (0..doc.ids.len()).map(|at| (Slot::Braces(at), Span::default()));
    let slots: Vec<(Slot, Span)> = own.chain(braces).collect();
    let mut met = BTreeSet::new();
    for (slot, span) in slots {
        let id = slot.read(doc).to_owned();
        let is_second = !met.insert(id.clone());
        if is_second {
            findings.push(twice(path, span, &id));
        }
        if is_second || taken.contains(&id) || id.is_empty() {
            slot.clear(doc);
        } else {
            named.insert(id);
        }
    }
    // Of raw headings only the first of a name has an id, and only if no other place has it.
    for GivenId { attribute, .. } in read.given_ids.iter().filter(|it| it.is_made) {
        let slot = Slot::Attribute(*attribute);
        let id = slot.read(doc).to_owned();
        let is_new = is_free(&id) && !taken.contains(&id) && named.insert(id);
        if !is_new {
            slot.clear(doc);
        }
    }
    doc.ids.retain(|it| it.1 != Str::default());
    let anchors = named.into_iter().map(Anchor::new).collect();
    Places { headings, anchors, findings }
}

/// Where an id is kept.
#[derive(Debug, Clone, Copy)]
enum Slot {
    Attribute(u32),
    Braces(usize),
}

impl Slot {
    fn read(self, doc: &Doc) -> &str {
        match self {
            Self::Attribute(at) => {
                doc.attributes.get(widened(at)).map_or("", |it| doc.str(it.value))
            }
            Self::Braces(at) => doc.ids.get(at).map_or("", |it| doc.str(it.1)),
        }
    }

    fn clear(self, doc: &mut Doc) {
        match self {
            Self::Attribute(at) => {
                if let Some(it) = doc.attributes.get_mut(widened(at)) {
                    it.value = Str::default();
                }
            }
            Self::Braces(at) => {
                if let Some(it) = doc.ids.get_mut(at) {
                    it.1 = Str::default();
                }
            }
        }
    }
}

fn twice(path: &NotePath, span: Span, id: &str) -> Diagnostic {
    let message = format!("the id `{id}` is used twice");
    Diagnostic::new(Code::H001, path, span, message).with_help("change one of the two")
}

/// Gives every heading its ids; `taken` holds the explicit ones and receives the rest.
fn with_ids(
    doc: &Doc,
    found: Vec<UnnamedHeading>,
    slugger: &mut Slugger,
    taken: &mut BTreeSet<String>,
) -> Vec<Heading> {
    let mut used = BTreeSet::new();
    let ids: Vec<String> = found
        .iter()
        .map(|heading| {
            let explicit = heading.explicit.clone();
            let id = explicit.filter(|id| used.insert(id.clone())).unwrap_or_else(|| {
                let words = &heading.text;
                let is_empty = slug(words).is_empty();
                slugger.unique(if is_empty { "section" } else { words })
            });
            taken.insert(id.clone());
            id
        })
        .collect();
    // What GitHub would give: its own count of duplicates, over the words with the tags.
    let mut github = Slugger::default();
    let mut heading_of = |(heading, id): (UnnamedHeading, String)| {
        let alias = github.unique(&heading.github_text);
        let aliases = if alias.is_empty() || !taken.insert(alias.clone()) {
            Box::default()
        } else {
            Box::from([Anchor::new(alias)])
        };
        Heading {
            level: heading.level,
            span: doc.node(heading.node).map(super::doc::Node::span).unwrap_or_default(),
            node: heading.node,
            id: Anchor::new(id),
            aliases,
            text: heading.text,
            shown: heading.shown,
            tags: heading.tags.into(),
            in_details: heading.in_details,
            above: None,
            section: Scope { first: heading.node, end: NodeId::default() },
        }
    };
    found.into_iter().zip(ids).map(&mut heading_of).collect()
}

/// Tells each heading which section it lies in, and where its own one ends: `end` is the end of
/// the note.
fn nest(headings: &mut [Heading], end: NodeId) {
    let mut open: Vec<HeadingId> = Vec::new();
    for at in 0..headings.len() {
        let Some((level, node)) = headings.get(at).map(|it| (it.level, it.node)) else {
            continue;
        };
        while let Some(last) = open.last().and_then(|it| headings.get_mut(it.place())) {
            if last.level < level {
                break;
            }
            last.section.end = node;
            open.pop();
        }
        if let Some(heading) = headings.get_mut(at) {
            heading.above = open.last().copied();
            heading.section.end = end;
        }
        open.push(HeadingId(narrowed(at)));
    }
}
