//! The tree of a note: pulldown-cmark's events, text merged, owned, nested, with places.
//! Gives every consumer the same text: pages, excerpts, extraction. Nothing is dropped.
//! Knows nothing of what the text means.

mod colons;

use pulldown_cmark::{Event, Options, Parser, Tag, TextMergeWithOffset};

use self::colons::Masked;
use super::{raw::names::is_words, tags::TagName};
use crate::diag::Span;

/// How deep elements may nest; a deeper tree overflows stacks even when it is only dropped.
pub const MAX_DEPTH: usize = 256;

/// A piece of a note: an element with children, or a leaf.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// An element.
    Elem(Tag<'static>, Span, Vec<Self>),
    /// Text, code, HTML, a break or a rule.
    Leaf(Event<'static>, Span),
    /// `#tag` in running text, cut out of it where that is switched on.
    BareTag(TagName, Span),
}

impl Node {
    /// Where it is written.
    #[must_use]
    pub fn span(&self) -> &Span {
        match self {
            Self::Elem(_, span, _) | Self::Leaf(_, span) | Self::BareTag(_, span) => span,
        }
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
                nodes.push(Node::Leaf(Event::SoftBreak, span));
                too_deep -= 1;
            }
            Event::End(_) => {
                let Some((tag, span, outer)) = open.pop() else { continue };
                let children = std::mem::replace(&mut nodes, outer);
                let span = around(span, &children);
                nodes.push(Node::Elem(tag, span, children));
            }
            leaf => nodes.push(Node::Leaf(leaf.into_static(), span)),
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

/// The text a reader sees: markup and HTML left out, but not words such as `<host>`; breaks and the ends of blocks as one space.
#[must_use]
pub fn plain_text(nodes: &[Node]) -> String {
    let mut text = String::new();
    push_text(nodes, &mut text);
    text
}

fn push_text(nodes: &[Node], text: &mut String) {
    for (at, node) in nodes.iter().enumerate() {
        match node {
            Node::Leaf(Event::Text(it) | Event::Code(it), _) => text.push_str(it),
            Node::Leaf(Event::InlineHtml(it), _) if is_words(nodes, at) => {
                text.push_str(it);
            }
            Node::Leaf(Event::SoftBreak | Event::HardBreak, _) => text.push(' '),
            Node::Leaf(..) => (),
            Node::BareTag(name, _) => text.extend(["#", name.as_str()]),
            Node::Elem(tag, _, children) => {
                let is_block = !matches!(
                    tag,
                    Tag::Emphasis
                        | Tag::Strong
                        | Tag::Strikethrough
                        | Tag::Link { .. }
                        | Tag::Image { .. }
                );
                let part = |text: &mut String| {
                    if is_block && !text.ends_with(' ') && !text.is_empty() {
                        text.push(' ');
                    }
                };
                part(text);
                push_text(children, text);
                part(text);
            }
        }
    }
}

/// The neighbouring nodes that lie within some bytes, as high in the tree as possible, and
/// the node that holds them.
#[must_use]
pub fn within<'n>(
    nodes: &'n [Node],
    scope: &Span,
) -> Option<(Option<&'n Node>, &'n [Node])> {
    find_within(None, nodes, scope)
}

fn find_within<'n>(
    parent: Option<&'n Node>,
    nodes: &'n [Node],
    scope: &Span,
) -> Option<(Option<&'n Node>, &'n [Node])> {
    let inside = |it: &Node| scope.start <= it.span().start && it.span().end <= scope.end;
    // Neighbours stand in order, so that only one can be the first that begins in the scope.
    let first = nodes.partition_point(|it| it.span().start < scope.start);
    if nodes.get(first).is_some_and(inside) {
        let rest = nodes.get(first..)?;
        let count = rest.iter().take_while(|it| inside(it)).count();
        return Some((parent, rest.get(..count)?));
    }
    let around =
        |it: &&Node| it.span().start <= scope.start && scope.end <= it.span().end;
    let before = nodes.partition_point(|it| it.span().start <= scope.start);
    let node = nodes.get(..before)?.last().filter(around)?;
    find_within(Some(node), node.children(), scope)
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
