//! Headings and the other places of a note that a link can name.
//! Gives GitHub's ids for them, tags left out, each id once per page.
//! Must not know who links to them.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, HeadingLevel, Tag};

use super::{
    attributes::{Attributes, attributes, is_free},
    raw::{self, Part, Piece},
    tags::{TagName, split_trailing},
    tree::{Node, NodeId, Position, Scope},
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
    pub aliases: Vec<Anchor>,
    /// Its words, without markup, tags and explicit id.
    pub text: String,
    /// Its tags.
    pub tags: Vec<TagName>,
    /// Whether it lies inside `<details>`, and so outside the contents list.
    pub in_details: bool,
    /// The heading of the section around its own.
    pub above: Option<HeadingId>,
    /// The heading and everything below it, up to the next one of the same level or a higher one.
    pub section: Scope,
}

/// The index of a heading within its note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeadingId(pub(super) usize);

impl HeadingId {
    pub(super) fn new(at: usize) -> Self {
        Self(at)
    }
}

/// The places of a note that a link can name.
#[derive(Debug, Default)]
pub struct Places {
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// Ids of raw HTML (`id`, and `name` of `<a>`), each once, none equal to a heading's.
    pub anchors: Vec<Anchor>,
    /// Ids that are given twice.
    pub findings: Vec<Diagnostic>,
}

/// Finds every heading and anchor of a note.
#[must_use]
pub fn collect(path: &NotePath, body: &[Node]) -> Places {
    let mut finder = Finder::default();
    finder.visit(body);
    let Finder { found, anchors, raw, .. } = finder;
    let mut findings = Vec::new();
    let mut taken = BTreeSet::new();
    let mut slugger = Slugger::default();
    for heading in &found {
        if let Some(id) = &heading.explicit {
            if !taken.insert(id.clone()) {
                findings.push(twice(path, heading.position.span(), id));
            }
            slugger.reserve(id);
        }
    }
    let mut headings = with_ids(found, &mut slugger, &mut taken);
    nest(&mut headings, Scope::of(body).end);
    let mut named = BTreeSet::new();
    for (id, span) in anchors {
        let is_heading = taken.contains(&id);
        if !named.insert(id.clone()) {
            findings.push(twice(path, span, &id));
        } else if is_heading {
            named.remove(&id);
        }
    }
    // Of raw headings only the first of a name has an id, and only if no other place has it.
    let raw = raw.iter().map(|it| slug(it.trim())).filter(|it| is_free(it));
    named.extend(raw.filter(|it| !taken.contains(it)));
    let anchors = named.into_iter().map(Anchor::new).collect();
    Places { headings, anchors, findings }
}

fn twice(path: &NotePath, span: Span, id: &str) -> Diagnostic {
    let message = format!("the id `{id}` is given twice");
    Diagnostic::new(Code::H001, path, span, message)
        .with_help("give one of them another id")
}

/// Gives every heading its ids; `taken` holds the explicit ones and receives the rest.
fn with_ids(
    found: Vec<Found>,
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
    let mut heading_of = |(heading, id): (Found, String)| {
        let alias = github.unique(&heading.github_text);
        let aliases = if alias.is_empty() || !taken.insert(alias.clone()) {
            Vec::new()
        } else {
            vec![Anchor::new(alias)]
        };
        Heading {
            level: heading.level,
            span: heading.position.span(),
            node: heading.position.id(),
            id: Anchor::new(id),
            aliases,
            text: heading.text,
            tags: heading.tags,
            in_details: heading.in_details,
            above: None,
            section: Scope { first: heading.position.id(), end: NodeId::default() },
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
        while let Some(last) = open.last().and_then(|it| headings.get_mut(it.0)) {
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
        open.push(HeadingId(at));
    }
}

/// A heading before it has its ids.
struct Found {
    level: u8,
    position: Position,
    text: String,
    github_text: String,
    explicit: Option<String>,
    tags: Vec<TagName>,
    in_details: bool,
}

#[derive(Default)]
struct Finder {
    found: Vec<Found>,
    anchors: Vec<(String, Span)>,
    /// The words of headings of raw HTML without an id.
    raw: Vec<String>,
    details: usize,
}

impl Finder {
    fn visit(&mut self, nodes: &[Node]) {
        for node in nodes {
            if let Some(piece) = Piece::cast(node) {
                self.visit_html(&piece);
            } else if let Node::Elem(tag, position, children) = node {
                if let Tag::Heading { level, .. } = tag {
                    self.found.push(self.heading(*level, *position, children));
                }
                self.visit(children);
            }
        }
    }

    fn heading(
        &self,
        level: HeadingLevel,
        position: Position,
        children: &[Node],
    ) -> Found {
        let Words { words, attributes, tags } = words(children);
        let text =
            heading_text(words, attributes.as_ref().is_some_and(|it| it.length > 0));
        let github_text = heading_text(children, attributes.is_some());
        Found {
            level: level_number(level),
            position,
            text,
            github_text,
            explicit: attributes.and_then(|it| it.id),
            tags: tags.into_iter().map(|(name, _)| name).collect(),
            in_details: self.details > 0,
        }
    }

    fn visit_html(&mut self, piece: &Piece) {
        let parts = raw::parts(&piece.html);
        for (at, part) in parts.iter().enumerate() {
            let Part::Tag(tag) = part else { continue };
            let behind = parts.get(at + 1..).unwrap_or_default();
            self.raw.extend(raw::heading_words(tag, behind));
            if tag.name == "details" && tag.closing {
                self.details = self.details.saturating_sub(1);
            } else if tag.name == "details" && !tag.empty {
                self.details += 1;
            }
            let name = (tag.name == "a").then(|| tag.attribute("name")).flatten();
            let Some(id) = tag.attribute("id").or(name) else { continue };
            if is_free(&id.value) {
                let span = piece.place(tag.span.start)..piece.place(tag.span.end);
                self.anchors.push((id.value.clone(), span));
            }
        }
    }
}

/// A heading's level as a number.
#[must_use]
pub fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// A heading taken apart: words, then `{#id}`, then tags (or tags before it).
#[derive(Debug)]
pub struct Words<'n> {
    /// The inline nodes before the tags.
    pub words: &'n [Node],
    /// What `{#id}` and its like say.
    pub attributes: Option<Attributes>,
    /// The tags, with their places.
    pub tags: Vec<(TagName, Position)>,
}

impl Words<'_> {
    /// The words without the attributes.
    #[must_use]
    pub fn shown(&self) -> Vec<Node> {
        let mut words = self.words.to_vec();
        if let (Some(it), Some(Node::Leaf(Event::Text(text), _))) =
            (&self.attributes, words.last_mut())
        {
            let kept = text.len().saturating_sub(it.length);
            *text = text.get(..kept).unwrap_or_default().to_owned().into();
        }
        words
    }
}

/// Takes the inline nodes of a heading apart.
#[must_use]
pub fn words(children: &[Node]) -> Words<'_> {
    let (keep, mut tags) = split_trailing(children);
    let mut words = children.get(..keep).unwrap_or_default();
    let mut attributes = match words.last() {
        Some(Node::Leaf(Event::Text(text), _)) => attributes(text),
        _ => None,
    };
    if let (Some(it), Some((Node::Leaf(Event::Text(text), _), before))) =
        (&mut attributes, words.split_last())
        && it.length == text.len()
        && !before.is_empty()
    {
        // They stand alone behind a tag or other markup.
        let (keep, inner) = split_trailing(before);
        words = before.get(..keep).unwrap_or_default();
        tags.splice(0..0, inner);
        it.length = 0;
    }
    Words { words, attributes, tags }
}

/// The words GitHub makes an id of: text and code; pictures and HTML add nothing.
fn heading_text(nodes: &[Node], has_id: bool) -> String {
    let mut text = String::new();
    push_heading_text(nodes, &mut text);
    if let Some(at) = text.rfind('{').filter(|_| has_id) {
        text.truncate(at);
    }
    text.trim().to_owned()
}

fn push_heading_text(nodes: &[Node], text: &mut String) {
    for node in nodes {
        match node {
            Node::Leaf(Event::Text(it) | Event::Code(it), _) => text.push_str(it),
            Node::Leaf(Event::SoftBreak | Event::HardBreak, _) => text.push(' '),
            Node::Leaf(..) | Node::Elem(Tag::Image { .. }, ..) => (),
            Node::BareTag(name, _) => text.extend(["#", name.as_str()]),
            Node::Elem(_, _, children) => push_heading_text(children, text),
        }
    }
}
