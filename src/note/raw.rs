//! HTML written in notes, as tags with the places of their attributes.
//! Gives the WHATWG tokenizer's reading of it, never a regular expression's.
//! Decides nothing about what is allowed.

use html5gum::{DefaultEmitter, HtmlString, Spanned, StartTag, Token, Tokenizer};

use super::read::has_void_name;
use crate::diag::Span;

/// One tag of raw HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawTag {
    /// The element's name, lower case.
    pub name: String,
    /// Whether it is an end tag.
    pub closing: bool,
    /// Whether it ends itself: a void element or `/>`.
    pub empty: bool,
    /// Whether it is written with `/>`.
    pub self_closing: bool,
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
    /// The name of the place that it makes: its id, or the name of `<a>`.
    #[must_use]
    pub fn place_name(&self) -> Option<&str> {
        let name = (self.name == "a").then(|| self.attribute("name")).flatten();
        self.attribute("id").or(name).map(|it| it.value.as_str())
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|it| it.name == name)
    }
}

/// A part of a piece of HTML; all of them together are the piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A tag.
    Tag(RawTag),
    /// Text, character references resolved.
    Text(String, Span),
    /// A comment or declaration.
    Comment(Span),
    /// A tag, comment or declaration that does not end in this piece.
    Open(Span),
}

/// Text of HTML with its character references resolved.
#[must_use]
pub(super) fn resolved(text: &str) -> String {
    let parts = parts(text).into_iter().map(|it| match it {
        Part::Text(words, _) => words,
        Part::Tag(RawTag { span, .. }) | Part::Comment(span) | Part::Open(span) => {
            text.get(span).unwrap_or_default().to_owned()
        }
    });
    parts.collect()
}

/// The parts of a piece of HTML, in order.
#[must_use]
pub(super) fn parts(html: &str) -> Vec<Part> {
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
                    self_closing: false,
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
    let self_closing = tag.self_closing;
    let empty = self_closing || has_void_name(&name);
    let span = tag.span.start..tag.span.end;
    RawTag { name, closing: false, empty, self_closing, attributes, span }
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
pub(super) fn tags(html: &str) -> Vec<RawTag> {
    let parts = parts(html).into_iter();
    let tags =
        parts.filter_map(|it| if let Part::Tag(tag) = it { Some(tag) } else { None });
    tags.collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A piece of HTML as the author wrote it: a whole block, or one inline tag.
#[derive(Debug, Clone, Default)]
pub(super) struct Piece {
    /// Its text; for a block in a quote or list, without the markers of the lines.
    pub(super) html: String,
    /// Offset in `html` and in the note, for the start of every line.
    lines: Vec<(usize, usize)>,
}

impl Piece {
    /// A piece of one line, which stands at a byte of the note.
    #[must_use]
    pub(super) fn new(html: String, start: usize) -> Self {
        Self { html, lines: vec![(0, start)] }
    }

    /// Adds a line, which stands at a byte of the note.
    pub(super) fn push_line(&mut self, start: usize, line: &str) {
        self.lines.push((self.html.len(), start));
        self.html.push_str(line);
    }

    /// Where a tag of this piece stands in the note.
    #[must_use]
    pub(super) fn span(&self, tag: &RawTag) -> Span {
        self.place(tag.span.start)..self.place(tag.span.end)
    }

    /// The offset in the note of an offset in this piece.
    #[must_use]
    pub(super) fn place(&self, offset: usize) -> usize {
        let after = self.lines.partition_point(|(at, _)| *at <= offset);
        let line = self.lines.get(after.saturating_sub(1));
        line.map_or(offset, |(at, place)| place + (offset - at))
    }
}

/// Whether a piece of HTML is one comment and nothing else.
#[must_use]
pub(super) fn is_comment(html: &str) -> bool {
    let inner = html.trim().strip_prefix("<!--").and_then(|it| it.strip_suffix("-->"));
    inner.is_some_and(|it| !it.contains("-->"))
}
