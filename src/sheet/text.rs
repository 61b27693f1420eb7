//! Blocks that no extractor took: lists, code, and paragraphs with a tag of their own.
//! Gives them as entries for sheets that ask for a tag, a note or everything.
//! Must not take what leads elsewhere, such as a list of links.

use super::{Body, Entry};
use crate::{
    library::{Library, NoteId},
    note::{
        Level, NodeId, Scope,
        doc::{Kind as NodeKind, LabelKind, Node, Nodes},
    },
    query::Kind,
    study::{
        Place,
        outline::{Block, blocks},
    },
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
    let mut entries: Vec<Entry<'lib>> = Vec::new();
    let mut end = NodeId::default();
    for block in blocks(library, library.note(id), library.title(id)) {
        if block.node.id() < end || block.instructions.ignore {
            continue;
        }
        let Some((kind, body)) = body(library, id, &block, found) else { continue };
        end = block.node.scope().end;
        let place = Place { id, position: block.node.position(), section: block.section };
        entries.push(Entry::new(kind, place, body));
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
            entry.kind == Kind::Code && it.place.section == entry.place.section
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
        Body::Words(words) => words.nodes().flatten().map(lines_of).sum(),
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
fn lines_of(block: Node<'_>) -> usize {
    block.children().iter().map(|it| it.words().lines().count()).sum()
}

fn body<'lib>(
    library: &'lib Library,
    id: NoteId,
    block: &Block<'lib>,
    found: &Taken,
) -> Option<(Kind, Body<'lib>)> {
    let scope = block.node.scope();
    let children = block.node.children();
    match block.node.kind() {
        NodeKind::List(first) => {
            let items: Vec<(u64, Node<'_>)> = (0..)
                .zip(children)
                .filter(|(_, it)| !found.contains(it.id()) && !is_signpost(it.children()))
                .collect();
            // The end of a longer text is not a label without its beginning.
            let is_whole = |words: Nodes<'_>| {
                let first = words.first();
                let paragraph = first.and_then(Node::parent);
                paragraph.is_some_and(|it| it.children().first() == first)
            };
            let caption = block.caption.filter(|it| {
                !it.is_item
                    && is_whole(it.words)
                    && it.text().chars().count() <= MOST_LETTERS
            });
            let label = caption.map(|it| it.words.into());
            let first = first.map(u64::from);
            (!items.is_empty()).then_some((Kind::List, Body::List(label, first, items)))
        }
        NodeKind::CodeBlock(_) => {
            let fits = lines_of(block.node) > 0 && !found.overlaps(scope);
            fits.then(|| (Kind::Code, Body::Words(block.node.alone().into())))
        }
        NodeKind::Paragraph(_) if block.node.is_tags_line() => None,
        NodeKind::Paragraph(_) => {
            let mut tags = library.tags_around(id, scope);
            let is_tagged = tags.any(|it| it.level == Level::Block);
            let words = library.words(children);
            let is_label = matches!(
                words.label(),
                Some(LabelKind::Alone | LabelKind::PseudoHeading(_))
            );
            let fits = is_tagged
                && !is_label
                && !found.overlaps(scope)
                && !is_signpost(children);
            fits.then(|| (Kind::Text, Body::Words(words.into())))
        }
        _ => None,
    }
}

/// Whether nodes only lead elsewhere or show a picture: on paper they say nothing.
pub(super) fn is_signpost(nodes: Nodes<'_>) -> bool {
    nodes.iter().all(|node| match node.kind() {
        NodeKind::Link(_) | NodeKind::Image(_) => true,
        NodeKind::Tags(_) => node.is_bare_tag(),
        _ => {
            !node.words().contains(char::is_alphanumeric) && is_signpost(node.children())
        }
    })
}
