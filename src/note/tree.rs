//! The tree of a note: pulldown-cmark's events, text merged, owned, nested, with places.
//! Gives every consumer the same text: pages, excerpts, extraction. Nothing is dropped.
//! Knows nothing of what the text means.

mod colons;

use pulldown_cmark::{Event, Options, Parser, Tag, TextMergeWithOffset};

use self::colons::Masked;
use super::tags::name::TagName;
use crate::diag::Span;

/// How deep elements may nest; a deeper tree overflows stacks even when it is only dropped.
pub const MAX_DEPTH: usize = 256;

/// A piece of a note: an element with children, or a leaf.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// An element.
    Elem(Tag<'static>, Position, Vec<Self>),
    /// Text, code, HTML, a break or a rule.
    Leaf(Event<'static>, Position),
    /// `#tag` in running text, cut out of it where that is switched on.
    BareTag(TagName, Position),
}

/// The number of a node in its note: from 1, in the order they are written, each before its
/// children; 0 for what does not come from a note.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(u32);

/// Neighbouring nodes with all that is in them: the numbers from `first` up to `end`, which is
/// not one of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// The first node.
    pub first: NodeId,
    /// The node behind the last one.
    pub end: NodeId,
}

/// Which node of a note this is, and the bytes in which it is written.
///
/// A part cut out of a node has bytes of its own and stays the same node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    start: u32,
    end: u32,
    scope: Scope,
}

impl Scope {
    /// The nodes from the first to the last of some neighbours.
    #[must_use]
    pub fn of(nodes: &[Node]) -> Self {
        let first = nodes.first().map(|it| it.scope().first);
        let end = nodes.last().map(|it| it.scope().end);
        Self { first: first.unwrap_or_default(), end: end.unwrap_or_default() }
    }

    /// Whether a node is one of them.
    #[must_use]
    pub fn contains(self, node: NodeId) -> bool {
        self.first <= node && node < self.end
    }

    /// Whether others are among them.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        self.first <= other.first && other.end <= self.end
    }

    /// Whether some nodes are among both.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.first < other.end && other.first < self.end
    }
}

impl NodeId {
    pub(super) fn new(number: u32) -> Self {
        Self(number)
    }

    pub(super) fn number(self) -> u32 {
        self.0
    }
}

impl Position {
    pub(super) fn new(start: u32, end: u32, scope: Scope) -> Self {
        Self { start, end, scope }
    }

    /// The first byte.
    #[must_use]
    pub fn start(&self) -> usize {
        widened(self.start)
    }

    /// The byte behind the last one.
    #[must_use]
    pub fn end(&self) -> usize {
        widened(self.end)
    }

    /// The bytes.
    #[must_use]
    pub fn span(&self) -> Span {
        self.start()..self.end()
    }

    /// The number of the node.
    #[must_use]
    pub fn id(&self) -> NodeId {
        self.scope.first
    }

    /// The node with all that is in it.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// The same node, written in other bytes.
    #[must_use]
    pub fn at(&self, span: Span) -> Self {
        Self { scope: self.scope, ..span.into() }
    }

    /// Some neighbours as one; `None` for no nodes.
    #[must_use]
    pub fn of(nodes: &[Node]) -> Option<Self> {
        Some(nodes.first()?.position().up_to(nodes.last()?.position()))
    }

    /// From here to the end of a later one.
    #[must_use]
    pub fn up_to(&self, last: &Self) -> Self {
        let scope = Scope { end: last.scope.end, ..self.scope };
        Self { start: self.start, end: last.end, scope }
    }
}

impl From<Span> for Position {
    fn from(span: Span) -> Self {
        // A note is far smaller than 4 GiB; a larger one would get wrong places but lose no word.
        let narrowed = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        let (start, end) = (narrowed(span.start), narrowed(span.end));
        Self { start, end, scope: Scope::default() }
    }
}

fn widened(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

impl Node {
    /// Where it is written, and which node it is.
    #[must_use]
    pub fn position(&self) -> &Position {
        match self {
            Self::Elem(_, it, _) | Self::Leaf(_, it) | Self::BareTag(_, it) => it,
        }
    }

    /// Where it is written.
    #[must_use]
    pub fn span(&self) -> Span {
        self.position().span()
    }

    /// Its number.
    #[must_use]
    pub fn id(&self) -> NodeId {
        self.position().id()
    }

    /// The node and all that is in it.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.position().scope()
    }

    /// What it contains; nothing for a leaf.
    #[must_use]
    pub fn children(&self) -> &[Self] {
        match self {
            Self::Elem(_, _, children) => children,
            Self::Leaf(..) | Self::BareTag(..) => &[],
        }
    }
}

/// The dialect of Markdown that notes are written in.
///
/// Not `Options::all()`: superscript and subscript do not work inside words, and heading
/// attributes would swallow `{1, 2}` at the end of a heading.
#[must_use]
pub fn dialect() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}

/// Parses the Markdown that begins at byte `offset` of `text`; spans are those of `text`.
///
/// The second value is the first place that nests deeper than [`MAX_DEPTH`]: what lies
/// deeper is kept as plain text of the deepest element.
#[must_use]
pub fn parse(text: &str, offset: usize) -> (Vec<Node>, Option<Span>) {
    let masked = Masked::new(text.get(offset..).unwrap_or_default());
    let parser = Parser::new_ext(&masked.text, dialect());
    let events = TextMergeWithOffset::new(parser.into_offset_iter());
    nest(events.map(|(event, span)| {
        (masked.unmask(event), span.start + offset..span.end + offset)
    }))
}

/// Nests events into a tree.
fn nest<'a>(
    events: impl Iterator<Item = (Event<'a>, Span)>,
) -> (Vec<Node>, Option<Span>) {
    let mut open: Vec<(Tag<'static>, Span, Vec<Node>)> = Vec::new();
    let mut nodes: Vec<Node> = Vec::new();
    let mut too_deep = 0_usize;
    let mut cut = None;
    for (event, span) in events {
        match event {
            Event::Start(tag) if open.len() < MAX_DEPTH => {
                open.push((tag.into_static(), span, std::mem::take(&mut nodes)));
            }
            Event::Start(_) => {
                cut.get_or_insert_with(|| span.clone());
                too_deep += 1;
            }
            Event::End(_) if too_deep > 0 => {
                // Keeps the words of neighbouring blocks apart.
                nodes.push(Node::Leaf(Event::SoftBreak, span.into()));
                too_deep -= 1;
            }
            Event::End(_) => {
                let Some((tag, span, outer)) = open.pop() else { continue };
                let children = std::mem::replace(&mut nodes, outer);
                let span = around(span, &children);
                nodes.push(Node::Elem(tag, span.into(), children));
            }
            leaf => nodes.push(Node::Leaf(leaf.into_static(), span.into())),
        }
    }
    (nodes, cut)
}

/// A span that holds its children's: the parser puts a task box before its item's text.
fn around(span: Span, children: &[Node]) -> Span {
    let spans = || children.iter().map(Node::span);
    let start = spans().map(|it| it.start).fold(span.start, usize::min);
    let end = spans().map(|it| it.end).fold(span.end, usize::max);
    start..end
}

/// Visits every node, parents first.
pub fn walk<'n>(nodes: &'n [Node], visit: &mut impl FnMut(&'n Node)) {
    for node in nodes {
        visit(node);
        walk(node.children(), visit);
    }
}

/// Gives every node its number; the tree must not be changed any more.
pub fn number(nodes: &mut [Node]) {
    number_from(nodes, 1);
}

/// Numbers nodes from `next` on, and returns the number behind the last.
fn number_from(nodes: &mut [Node], mut next: u32) -> u32 {
    for node in nodes {
        let first = NodeId(next);
        next = next.saturating_add(1);
        if let Node::Elem(_, _, children) = node {
            next = number_from(children, next);
        }
        let (Node::Elem(_, it, _) | Node::Leaf(_, it) | Node::BareTag(_, it)) = node;
        it.scope = Scope { first, end: NodeId(next) };
    }
    next
}

/// The neighbouring nodes that are a scope, as high in the tree as possible, and the node that
/// holds them.
#[must_use]
pub fn within(nodes: &[Node], scope: Scope) -> Option<(Option<&Node>, &[Node])> {
    let (mut parent, mut nodes) = (None, nodes);
    loop {
        let first = nodes.partition_point(|it| it.id() < scope.first);
        if nodes.get(first).is_some_and(|it| scope.holds(it.scope())) {
            let end = nodes.partition_point(|it| it.scope().end <= scope.end);
            return Some((parent, nodes.get(first..end)?));
        }
        let around = nodes.get(..first)?.last().filter(|it| it.scope().holds(scope))?;
        (parent, nodes) = (Some(around), around.children());
    }
}

/// The lines of a paragraph, without the breaks between them.
pub fn lines(nodes: &[Node]) -> impl Iterator<Item = &[Node]> {
    nodes.split(is_break)
}

/// Whether a node ends a line.
#[must_use]
pub fn is_break(node: &Node) -> bool {
    matches!(node, Node::Leaf(Event::SoftBreak | Event::HardBreak, _))
}

/// The inline nodes of a tight item, before its nested blocks.
#[must_use]
pub fn item_line(children: &[Node]) -> &[Node] {
    let is_block = |node: &Node| {
        matches!(
            node,
            Node::Elem(
                Tag::Paragraph
                    | Tag::List(_)
                    | Tag::Table(_)
                    | Tag::CodeBlock(_)
                    | Tag::BlockQuote(_)
                    | Tag::HtmlBlock
                    | Tag::Heading { .. },
                ..
            )
        )
    };
    let end = children.iter().position(is_block).unwrap_or(children.len());
    children.get(..end).unwrap_or_default()
}

/// Whether an element is part of a line of text.
#[must_use]
pub fn is_emphasis(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
}

/// Emits the events that rebuild a tree, in the order pulldown-cmark gave them.
pub fn flatten(nodes: &[Node], emit: &mut impl FnMut(Event<'static>)) {
    for node in nodes {
        match node {
            Node::Elem(tag, _, children) => {
                emit(Event::Start(tag.clone()));
                flatten(children, emit);
                emit(Event::End(tag.to_end()));
            }
            Node::Leaf(event, _) => emit(event.clone()),
            Node::BareTag(name, _) => emit(Event::Text(format!("#{name}").into())),
        }
    }
}
