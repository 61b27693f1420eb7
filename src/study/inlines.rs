//! Words of a note with their markup: whole lines, and pieces cut out of them.
//! Gives what a reader reads, without the tags behind it; no word is changed.
//! Must not know what the words mean.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, Tag};

use crate::{
    diag::Span,
    library::Library,
    note::{Node, Position, plain::spaced_text, tags},
};

/// Inline nodes without the tags behind them.
#[derive(Debug, Clone, Copy)]
pub struct Phrase<'lib> {
    /// The nodes.
    pub nodes: &'lib [Node],
}

impl<'lib> Phrase<'lib> {
    /// The words of inline nodes: those before the tags that the library knows.
    #[must_use]
    pub fn new(library: &Library, nodes: &'lib [Node]) -> Self {
        let (keep, tags) = tags::split_trailing(nodes);
        let is_known = tags.iter().all(|(name, _)| library.tags().named(name).is_some());
        let words = nodes.get(..keep).filter(|_| is_known);
        Self { nodes: words.unwrap_or(nodes) }
    }

    /// What a reader reads, with single spaces.
    #[must_use]
    pub fn text(&self) -> String {
        spaced_text(self.nodes)
    }

    /// Where it is written; `None` for no words at all.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        Position::of(self.nodes)
    }
}

/// Some words of a note with their markup: inline nodes, or blocks.
#[derive(Debug, Clone, Default)]
pub struct Inlines<'lib> {
    /// The nodes; a text node at an end may be a part of one in the note.
    pub nodes: Cow<'lib, [Node]>,
}

impl Inlines<'_> {
    /// What a reader reads, with single spaces.
    #[must_use]
    pub fn text(&self) -> String {
        spaced_text(&self.nodes)
    }

    /// Where it is written; `None` for no words at all.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        Position::of(&self.nodes).map(|it| it.span())
    }

    /// Adds what follows, with a space before it.
    pub fn append(&mut self, nodes: &[Node]) {
        let Some(first) = nodes.first() else { return };
        let start = first.span().start;
        let owned = self.nodes.to_mut();
        if !owned.is_empty() {
            owned.push(Node::Leaf(Event::SoftBreak, (start..start).into()));
        }
        owned.extend(nodes.iter().cloned());
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.text().contains(char::is_alphanumeric)
    }
}

impl<'lib> From<&'lib [Node]> for Inlines<'lib> {
    fn from(nodes: &'lib [Node]) -> Self {
        Self { nodes: Cow::Borrowed(nodes) }
    }
}

impl<'lib> From<Phrase<'lib>> for Inlines<'lib> {
    fn from(phrase: Phrase<'lib>) -> Self {
        phrase.nodes.into()
    }
}

impl From<Vec<Node>> for Inlines<'_> {
    fn from(nodes: Vec<Node>) -> Self {
        Self { nodes: Cow::Owned(nodes) }
    }
}

/// Cuts a line where `find` first finds something in its text, and leaves that out, with the
/// spaces around it.
#[must_use]
pub fn split(
    line: &[Node],
    find: &impl Fn(&str) -> Option<Span>,
) -> Option<(Vec<Node>, Vec<Node>)> {
    cut(line, find).map(trimmed)
}

/// Cuts a line where `find` first finds something in its text, and leaves that out.
///
/// Code, links and pictures are not searched.
#[must_use]
pub fn cut(
    line: &[Node],
    find: &impl Fn(&str) -> Option<Span>,
) -> Option<(Vec<Node>, Vec<Node>)> {
    for (at, node) in line.iter().enumerate() {
        let (before, after) = match node {
            Node::Leaf(Event::Text(text), position) => {
                let Some(found) = find(text) else { continue };
                (
                    part(text, position, 0..found.start),
                    part(text, position, found.end..text.len()),
                )
            }
            Node::Elem(tag @ (Tag::Strong | Tag::Emphasis), position, children) => {
                let Some((before, after)) = cut(children, find) else { continue };
                let around = |children: Vec<Node>| {
                    let inside = Position::of(&children).map(|it| position.at(it.span()));
                    let position = inside.unwrap_or(*position);
                    let is_any = !children.is_empty();
                    is_any.then(|| Node::Elem(tag.clone(), position, children))
                };
                (around(before), around(after))
            }
            _ => continue,
        };
        let mut left = line.get(..at)?.to_vec();
        left.extend(before);
        let right = after.into_iter().chain(line.get(at + 1..)?.iter().cloned());
        return Some((left, right.collect()));
    }
    None
}

/// Both sides of a cut without the spaces around it.
#[must_use]
pub fn trimmed((mut left, mut right): (Vec<Node>, Vec<Node>)) -> (Vec<Node>, Vec<Node>) {
    if let Some(Node::Leaf(Event::Text(text), position)) = left.last() {
        let end = text.trim_end().len();
        let last = part(text, position, 0..end);
        left.pop();
        left.extend(last);
    }
    if let Some(Node::Leaf(Event::Text(text), position)) = right.first() {
        let start = text.len() - text.trim_start().len();
        let first = part(text, position, start..text.len());
        right.splice(0..1, first);
    }
    (left, right)
}

/// A part of a text node; `None` for nothing.
fn part(text: &str, position: &Position, part: Span) -> Option<Node> {
    let words = text.get(part.clone())?;
    // Where escapes make the text shorter than its source, the whole place is named.
    let span = position.span();
    let is_exact = span.len() == text.len();
    let exact = span.start + part.start..span.start + part.end;
    let position = position.at(if is_exact { exact } else { span });
    let leaf = || Node::Leaf(Event::Text(CowStr::from(words.to_owned())), position);
    (!words.is_empty()).then(leaf)
}

/// Words that stand nowhere in the note as such, at the place they are made for.
#[must_use]
pub fn plain<'lib>(words: &str, at: usize) -> Inlines<'lib> {
    vec![Node::Leaf(Event::Text(CowStr::from(words.to_owned())), (at..at).into())].into()
}
