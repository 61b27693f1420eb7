//! Blocks that no extractor took: lists, code, and paragraphs with a tag of their own.
//! Gives them as entries for sheets that ask for a tag, a note or everything.
//! Must not take what leads elsewhere, such as a list of links.

use std::sync::Arc;

use pulldown_cmark::{Event, Tag};

use super::{Body, Entry};
use crate::{
    library::{Library, NoteId},
    note::{Level, Node, NodeId, Scope, tags},
    query::Kind,
    study::outline::{Block, Outline, outline},
};

/// More code in one section is a program, which nobody learns by heart.
const MOST_LINES: usize = 32;

/// A longer line above a list is a text of its own.
const MOST_LETTERS: usize = 100;

/// The places of a note that something was found in.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// In order; none touches the next.
    scopes: Vec<Scope>,
}

impl Taken {
    pub(super) fn new(mut scopes: Vec<Scope>) -> Self {
        scopes.sort_unstable();
        let mut joined: Vec<Scope> = Vec::new();
        for it in scopes {
            match joined.last_mut() {
                Some(last) if it.first <= last.end => last.end = last.end.max(it.end),
                _ => joined.push(it),
            }
        }
        Self { scopes: joined }
    }

    /// Whether a node lies in one of them.
    pub(super) fn contains(&self, node: NodeId) -> bool {
        let after = self.scopes.partition_point(|it| it.end <= node);
        self.scopes.get(after).is_some_and(|it| it.contains(node))
    }

    /// Whether some nodes lie in one of them.
    pub(super) fn overlaps(&self, scope: Scope) -> bool {
        let after = self.scopes.partition_point(|it| it.end <= scope.first);
        self.scopes.get(after).is_some_and(|it| it.overlaps(scope))
    }
}

/// The blocks of a note that overlap nothing that was found.
pub(super) fn read<'lib>(
    library: &'lib Library,
    id: NoteId,
    found: &Taken,
) -> Vec<Entry<'lib>> {
    let blocks = outline(library, id);
    let switches = crate::study::instructions::Switches::default();
    let outline = Outline { library, id, blocks: &blocks, switches: &switches };
    let mut entries: Vec<Entry<'lib>> = Vec::new();
    let mut end = NodeId::default();
    for (at, block) in blocks.iter().enumerate() {
        if block.node.id() < end || block.instructions.ignore {
            continue;
        }
        let above = at.checked_sub(1).and_then(|it| blocks.get(it));
        let Some((kind, body)) = body(library, id, (block, above), found) else {
            continue;
        };
        end = block.node.scope().end;
        entries.push(Entry::new(kind, outline.place(block, block.node.position()), body));
    }
    join_code(entries)
}

/// Makes the code of each section one entry, since part of an answer is not an answer; too much of
/// it is left out.
fn join_code(entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    let mut joined: Vec<Entry<'_>> = Vec::new();
    let mut code: Vec<Entry<'_>> = Vec::new();
    for entry in entries {
        let goes_on = code.first().is_some_and(|it| {
            entry.kind == Kind::Code
                && Arc::ptr_eq(&it.place.section, &entry.place.section)
        });
        if !goes_on {
            joined.extend(one(std::mem::take(&mut code)));
        }
        if entry.kind == Kind::Code {
            code.push(entry);
        } else {
            joined.push(entry);
        }
    }
    joined.extend(one(code));
    joined
}

/// Blocks of code as one entry.
fn one(mut code: Vec<Entry<'_>>) -> Option<Entry<'_>> {
    let lines = |it: &Entry<'_>| match &it.body {
        Body::Words(words) => words.nodes.iter().map(lines_of).sum(),
        _ => 0,
    };
    if code.iter().map(lines).sum::<usize>() > MOST_LINES {
        return None;
    }
    if code.len() < 2 {
        return code.pop();
    }
    let place = code.first()?.place.clone();
    let also = code.iter().skip(1).map(|it| it.place.position.scope()).collect();
    let parts = code.into_iter().filter_map(|it| match it.body {
        Body::Words(words) => Some((String::new(), words)),
        _ => None,
    });
    let body = Body::Group(parts.collect());
    Some(Entry { also, ..Entry::new(Kind::Code, place, body) })
}

/// How many lines a block of code has.
fn lines_of(block: &Node) -> usize {
    let text = |it: &Node| match it {
        Node::Leaf(Event::Text(text), _) => text.lines().count(),
        _ => 0,
    };
    block.children().iter().map(text).sum()
}

fn body<'lib>(
    library: &'lib Library,
    id: NoteId,
    (block, above): (&Block<'lib>, Option<&Block<'lib>>),
    found: &Taken,
) -> Option<(Kind, Body<'lib>)> {
    let scope = block.node.scope();
    let words = || std::slice::from_ref(block.node).into();
    match block.node {
        Node::Elem(Tag::List(first), _, items) => {
            let items: Vec<(u64, &Node)> = (0..)
                .zip(items)
                .filter(|(_, it)| !found.contains(it.id()) && !is_signpost(it.children()))
                .collect();
            // The end of a longer text is not a label without its beginning.
            let is_whole = above.is_some_and(|it| it.lines.len() == 1);
            let caption = block.caption.filter(|it| {
                !it.is_item && is_whole && it.text().chars().count() <= MOST_LETTERS
            });
            let label = caption.map(|it| it.phrase.into());
            (!items.is_empty()).then_some((Kind::List, Body::List(label, *first, items)))
        }
        Node::Elem(Tag::CodeBlock(_), ..) => {
            let fits = lines_of(block.node) > 0 && !found.overlaps(scope);
            fits.then(|| (Kind::Code, Body::Words(words())))
        }
        Node::Elem(Tag::Paragraph, _, children) => {
            let mut tags = library.tags_around(id, scope);
            let is_tagged = tags.any(|it| it.level == Level::Block);
            let phrase = crate::study::Phrase::new(library, children);
            let is_label = matches!(
                tags::label(phrase.nodes),
                Some(tags::LabelKind::Alone | tags::LabelKind::PseudoHeading(_))
            );
            let fits = is_tagged
                && !is_label
                && !found.overlaps(scope)
                && !is_signpost(children);
            fits.then(|| (Kind::Text, Body::Words(phrase.into())))
        }
        _ => None,
    }
}

/// Whether nodes only lead elsewhere or show a picture: on paper they say nothing.
pub(super) fn is_signpost(nodes: &[Node]) -> bool {
    let mut own = 0;
    count_own(nodes, &mut own);
    own == 0
}

/// Counts the letters outside of links and pictures.
fn count_own(nodes: &[Node], own: &mut usize) {
    for node in nodes {
        match node {
            Node::Elem(Tag::Link { .. } | Tag::Image { .. }, ..) => (),
            Node::Elem(_, _, children) => count_own(children, own),
            Node::Leaf(Event::Text(text) | Event::Code(text), _) => {
                *own += text.chars().filter(|it| it.is_alphanumeric()).count();
            }
            _ => (),
        }
    }
}
