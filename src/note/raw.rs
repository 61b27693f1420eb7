//! HTML written in notes, as tags with the places of their attributes.
//! Gives the WHATWG tokenizer's reading of it, never a regular expression's.
//! Decides nothing about what is allowed; that is rendering's matter.

pub mod elements;
pub mod names;

use std::{borrow::Cow, collections::BTreeSet};

use html5gum::{DefaultEmitter, HtmlString, Spanned, StartTag, Token, Tokenizer};
use pulldown_cmark::{Event, Tag};

use super::tree::{MAX_DEPTH, Node, NodeId, Scope, walk};
use crate::{diag::Span, path::slug};

/// One tag of raw HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawTag {
    /// The element's name, lower case.
    pub name: String,
    /// Whether it is an end tag.
    pub closing: bool,
    /// Whether it ends itself: a void element or `/>`.
    pub empty: bool,
    /// Its attributes, in the order they are written.
    pub attributes: Vec<Attribute>,
    /// Where it stands in the piece of HTML.
    pub span: Span,
}

/// An attribute of a raw tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name, lower case.
    pub name: String,
    /// Its value, character references resolved.
    pub value: String,
    /// The bytes of the tag it takes, from its name to the end of its value.
    pub span: Span,
}

impl RawTag {
    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|it| it.name == name)
    }
}

/// A part of a piece of HTML; all of them together are the piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A tag.
    Tag(RawTag),
    /// Text, character references resolved.
    Text(String, Span),
    /// A comment or declaration.
    Comment(Span),
    /// A tag, comment or declaration that does not end in this piece.
    Open(Span),
}

/// The parts of a piece of HTML, in order.
#[must_use]
pub fn parts(html: &str) -> Vec<Part> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut parts = Vec::new();
    let mut end = 0;
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        let (span, part) = match token {
            Token::StartTag(tag) => (tag.span, Part::Tag(start_tag(&tag))),
            Token::EndTag(tag) => (
                tag.span,
                Part::Tag(RawTag {
                    name: text(&tag.name),
                    closing: true,
                    empty: false,
                    attributes: Vec::new(),
                    span: tag.span.start..tag.span.end,
                }),
            ),
            Token::String(it) => {
                (it.span, Part::Text(text(&it.value), it.span.start..it.span.end))
            }
            Token::Comment(it) => (it.span, comment(html, it.span.start..it.span.end)),
            Token::Doctype(it) => (it.span, comment(html, it.span.start..it.span.end)),
            Token::Error(_) => continue,
        };
        end = end.max(span.end);
        parts.push(part);
    }
    // The tokenizer gives no token for a tag that does not end.
    if end < html.len() {
        parts.push(Part::Open(end..html.len()));
    }
    parts
}

fn start_tag(tag: &StartTag<usize>) -> RawTag {
    let name = text(&tag.name);
    let attribute = |(name, value): (&HtmlString, &Spanned<HtmlString, usize>)| {
        let span = value.span.start..value.span.end;
        Attribute { name: text(name), value: text(&value.value), span }
    };
    let mut attributes: Vec<Attribute> = tag.attributes.iter().map(attribute).collect();
    attributes.sort_by_key(|it| it.span.start);
    let empty = tag.self_closing || elements::VOID.contains(&name.as_str());
    RawTag { name, closing: false, empty, attributes, span: tag.span.start..tag.span.end }
}

fn comment(html: &str, span: Span) -> Part {
    let written = html.get(span.clone()).unwrap_or_default();
    let ends = if written.starts_with("<!--") {
        written.ends_with("-->") || written.ends_with("--!>")
    } else {
        written.ends_with('>') && !written.starts_with("</")
    };
    if ends { Part::Comment(span) } else { Part::Open(span) }
}

/// The tags in a piece of HTML; comments, text and declarations are passed over.
#[must_use]
pub fn tags(html: &str) -> Vec<RawTag> {
    let parts = parts(html).into_iter();
    let tags =
        parts.filter_map(|it| if let Part::Tag(tag) = it { Some(tag) } else { None });
    tags.collect()
}

/// The words of a heading whose first tag this is, up to its end among the parts behind it;
/// `None` for no heading, one with an id of its own, and one that does not end there.
#[must_use]
pub fn heading_words(tag: &RawTag, behind: &[Part]) -> Option<String> {
    // Nobody writes a longer heading, and looking for its end would take long.
    const LONGEST: usize = 256;
    const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
    let is_start = !tag.closing && HEADINGS.contains(&tag.name.as_str());
    if !is_start || tag.attribute("id").is_some() {
        return None;
    }
    let mut words = String::new();
    for part in behind.iter().take(LONGEST) {
        match part {
            Part::Tag(it) if it.closing && it.name == tag.name => {
                return Some(words).filter(|it| !it.trim().is_empty());
            }
            Part::Text(text, _) => words.push_str(text),
            _ => (),
        }
    }
    None
}

/// A tag with the id that a heading has by its words.
#[must_use]
pub fn with_id<'t>(tag: &'t RawTag, behind: &[Part]) -> Cow<'t, RawTag> {
    let mut tag = Cow::Borrowed(tag);
    if let Some(words) = heading_words(&tag, behind) {
        let (name, span) = (String::from("id"), tag.span.clone());
        tag.to_mut().attributes.push(Attribute { name, value: slug(words.trim()), span });
    }
    tag
}

/// The names of the elements that are closed somewhere in a note.
#[must_use]
pub fn closed(body: &[Node]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    walk(body, &mut |node| {
        let Some(piece) = Piece::cast(node) else { return };
        let closing = tags(&piece.html).into_iter().filter(|it| it.closing);
        names.extend(closing.map(|it| it.name));
    });
    names
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A piece of HTML as the author wrote it: a whole block, or one inline tag.
#[derive(Debug, Clone)]
pub struct Piece {
    /// The block or tag, in nodes.
    pub scope: Scope,
    /// Its text; for a block in a quote or list, without the markers of the lines.
    pub html: String,
    /// Offset in `html` and in the note, for the start of every line, and the leaf it is.
    lines: Vec<(usize, usize, NodeId)>,
}

impl Piece {
    /// The HTML of a block or of an inline tag; `None` for any other node.
    #[must_use]
    pub fn cast(node: &Node) -> Option<Self> {
        let leaves = match node {
            Node::Elem(Tag::HtmlBlock, _, children) => children.as_slice(),
            Node::Leaf(Event::InlineHtml(_) | Event::Html(_), _) => {
                std::slice::from_ref(node)
            }
            _ => return None,
        };
        let (scope, lines) = (node.scope(), Vec::new());
        let mut piece = Self { scope, lines, html: String::new() };
        for leaf in leaves {
            // What nests too deep has become text.
            if let Node::Leaf(Event::Html(it) | Event::InlineHtml(it), position) = leaf {
                let line = (piece.html.len(), position.start(), position.id());
                piece.lines.push(line);
                piece.html.push_str(it);
            }
        }
        Some(piece)
    }

    /// The offset in the note of an offset in this piece.
    #[must_use]
    pub fn place(&self, offset: usize) -> usize {
        self.line(offset).map_or(offset, |(at, place, _)| place + (offset - at))
    }

    /// The leaf that holds an offset in this piece.
    #[must_use]
    pub fn leaf(&self, offset: usize) -> NodeId {
        self.line(offset).map_or(self.scope.first, |(.., leaf)| *leaf)
    }

    fn line(&self, offset: usize) -> Option<&(usize, usize, NodeId)> {
        let after = self.lines.partition_point(|(at, ..)| *at <= offset);
        self.lines.get(after.saturating_sub(1))
    }
}

/// Turns the tags of raw HTML that nest deeper than [`MAX_DEPTH`] into text.
///
/// Returns the first place that was too deep.
pub fn limit_depth(nodes: &mut [Node]) -> Option<Span> {
    let (mut depth, mut cut) = (0, None);
    limit(nodes, &mut depth, &mut cut);
    cut
}

fn limit(nodes: &mut [Node], depth: &mut usize, cut: &mut Option<Span>) {
    for node in nodes {
        let Some(piece) = Piece::cast(node) else {
            if let Node::Elem(_, _, children) = node {
                limit(children, depth, cut);
            }
            continue;
        };
        let Some(parts) = split_at_limit(&piece.html, depth) else { continue };
        let position = *node.position();
        cut.get_or_insert_with(|| position.span());
        let leaves = parts.into_iter().map(|(is_html, text)| {
            let text = text.into();
            let event = if is_html { Event::Html(text) } else { Event::Text(text) };
            Node::Leaf(event, position)
        });
        *node = Node::Elem(Tag::HtmlBlock, position, leaves.collect());
    }
}

/// Splits HTML into what is shallow enough (`true`) and what is not; `None` when all is.
fn split_at_limit(html: &str, depth: &mut usize) -> Option<Vec<(bool, String)>> {
    let mut parts: Vec<(bool, String)> = Vec::new();
    let mut at = 0;
    for tag in tags(html) {
        let opening = !tag.closing && !tag.empty;
        let is_deep = if opening { *depth >= MAX_DEPTH } else { *depth > MAX_DEPTH };
        if opening {
            *depth += 1;
        } else if tag.closing {
            *depth = depth.saturating_sub(1);
        }
        let was_deep = parts.last().is_some_and(|(is_html, _)| !is_html);
        if is_deep != was_deep {
            let before = html.get(at..tag.span.start).unwrap_or_default();
            push_part(&mut parts, !was_deep, before);
            parts.push((!is_deep, String::new()));
            at = tag.span.start;
        }
    }
    if parts.iter().all(|(is_html, _)| *is_html) {
        return None;
    }
    let is_html = parts.last().is_none_or(|(is_html, _)| *is_html);
    push_part(&mut parts, is_html, html.get(at..).unwrap_or_default());
    Some(parts)
}

fn push_part(parts: &mut Vec<(bool, String)>, is_html: bool, text: &str) {
    match parts.last_mut() {
        Some((kind, part)) if *kind == is_html => part.push_str(text),
        _ => parts.push((is_html, text.to_owned())),
    }
}
