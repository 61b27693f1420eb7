//! Links as the author wrote them: Markdown, wikilinks, pictures and raw HTML.
//! Gives each with its place, so that a finding can point at it.
//! Must not know whether they lead anywhere.

mod bare;
mod dest;
mod liquid;
mod wiki;

use std::{collections::BTreeMap, iter};

use pulldown_cmark::{Event, LinkType, Parser, Tag};

pub use self::{
    bare::link_bare,
    dest::{Dest, Form},
    liquid::{filled, is_liquid, link_liquid},
    wiki::restore_bracketed,
};
use super::{
    raw::{self, Attribute, Piece, RawTag},
    tree::{Node, NodeId, dialect, walk},
};
use crate::{diag::Span, text::single_spaced};

/// Suffixes of files that notes show and link to; by one of them a wikilink names a file, not a note
/// whose title has a dot.
pub const ASSET_SUFFIXES: [&str; 14] = [
    "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "pdf", "mp3", "mp4",
    "webm", "wav", "canvas",
];

/// The index of a link within its note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkId(pub(crate) usize);

/// A link, picture or embed of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The destination as written; for a wikilink, the text between the brackets.
    pub href: String,
    /// Its title; empty without one.
    pub title: Box<str>,
    /// How it is written.
    pub kind: LinkKind,
    /// Where it is written.
    pub span: Span,
    /// The node it is, or the leaf of raw HTML that holds it, perhaps with others.
    pub node: NodeId,
    /// The bytes of its destination; `None` when they cannot be told for certain.
    pub dest: Option<Dest>,
}

/// The forms a link comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// `[text](href)` and its relatives.
    Link,
    /// `![alt](href)`.
    Image,
    /// `[[name]]`.
    Wiki,
    /// `![[name]]`.
    Embed,
    /// `href` in raw HTML.
    HtmlLink,
    /// `src`, `srcset`, `poster` or `data` in raw HTML.
    HtmlAsset,
}

impl LinkKind {
    /// Whether a file is shown, not gone to.
    #[must_use]
    pub fn is_shown(self) -> bool {
        matches!(self, Self::Image | Self::Embed | Self::HtmlAsset)
    }

    /// Whether it names a note as Obsidian does.
    #[must_use]
    pub fn is_wiki(self) -> bool {
        matches!(self, Self::Wiki | Self::Embed)
    }
}

/// Finds every link of a note, in the order they are written; its Markdown begins at byte
/// `offset` of `text`.
#[must_use]
pub fn collect(body: &[Node], text: &str, offset: usize) -> Vec<Link> {
    let mut links = Vec::new();
    let mut definitions = None;
    walk(body, &mut |node| match node {
        Node::Elem(
            Tag::Link { link_type, dest_url, title, id }
            | Tag::Image { link_type, dest_url, title, id },
            position,
            children,
        ) => {
            let is_image = matches!(node, Node::Elem(Tag::Image { .. }, ..));
            let kind = match (is_image, is_wiki(*link_type)) {
                (true, true) => LinkKind::Embed,
                (true, false) => LinkKind::Image,
                (false, true) => LinkKind::Wiki,
                (false, false) => LinkKind::Link,
            };
            let mut href = destination(*link_type, dest_url);
            // In a table the bar of a wikilink is escaped: `[[name\|words]]`.
            if is_wiki(*link_type) && href.ends_with('\\') {
                href.pop();
            }
            let dest = match link_type {
                LinkType::Inline => {
                    let opening = position.start() + if is_image { 2 } else { 1 };
                    let end = children.last().map_or(opening, |it| it.span().end);
                    Dest::of_link(text, end, position.end(), &href)
                }
                LinkType::WikiLink { .. } => {
                    Dest::of_wikilink(text, &position.span(), &href)
                }
                LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => {
                    let known = definitions.get_or_insert_with(|| defined(text, offset));
                    let place = known.get(&label(id));
                    place.and_then(|it| Dest::of_definition(text, it, &href))
                }
                _ => None,
            };
            let (span, node) = (position.span(), position.id());
            let title = (&**title).into();
            links.push(Link { href, title, kind, span, node, dest });
        }
        Node::Elem(Tag::HtmlBlock, ..) | Node::Leaf(Event::InlineHtml(_), _) => {
            if let Some(piece) = Piece::cast(node) {
                push_html(&piece, text, &mut links);
            }
        }
        _ => (),
    });
    links
}

/// The places of the definitions `[label]: path` by their labels.
///
/// The tree does not hold them, so the few notes that have some are looked through again.
fn defined(text: &str, offset: usize) -> BTreeMap<String, Span> {
    let parser = Parser::new_ext(text.get(offset..).unwrap_or_default(), dialect());
    let place = |it: &Span| it.start + offset..it.end + offset;
    let definitions = parser.reference_definitions().iter();
    definitions.map(|(name, it)| (label(name), place(&it.span))).collect()
}

/// A label nearly as CommonMark compares labels; one that differs has no known place.
fn label(label: &str) -> String {
    single_spaced(label).to_lowercase()
}

fn is_wiki(link_type: LinkType) -> bool {
    matches!(link_type, LinkType::WikiLink { .. })
}

fn destination(link_type: LinkType, href: &str) -> String {
    if link_type == LinkType::Email { format!("mailto:{href}") } else { href.to_owned() }
}

fn push_html(piece: &Piece, text: &str, links: &mut Vec<Link>) {
    for tag in raw::tags(&piece.html) {
        for (attribute, kind) in urls(&tag) {
            for Url { url: href, place, .. } in split(attribute, &piece.html) {
                let start = piece.place(place.start);
                let span = start..start + (place.end - place.start);
                let dest = Dest::new(text, span.clone(), &href, Form::Attribute)
                    .or_else(|| Dest::of_attribute(text, piece, attribute, &href));
                let node = piece.leaf(place.start);
                links.push(Link { href, title: "".into(), kind, span, node, dest });
            }
        }
    }
}

/// The attributes of a raw tag that hold URLs we answer for.
pub fn urls(tag: &RawTag) -> impl Iterator<Item = (&Attribute, LinkKind)> {
    tag.attributes.iter().filter_map(move |it| {
        let kind = match (tag.name.as_str(), it.name.as_str()) {
            ("a" | "area", "href") => LinkKind::HtmlLink,
            (
                "audio" | "embed" | "iframe" | "img" | "input" | "source" | "track"
                | "video",
                "src" | "srcset" | "poster",
            )
            | ("object", "data") => LinkKind::HtmlAsset,
            _ => return None,
        };
        Some((it, kind))
    })
}

/// A URL of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    /// The URL, character references resolved.
    pub url: String,
    /// Its bytes in the piece of HTML; no other URL starts there.
    pub place: Span,
    /// Its bytes in the value of the attribute.
    pub within: Span,
}

/// The URLs of an attribute; `srcset` holds several.
#[must_use]
pub fn split(attribute: &Attribute, html: &str) -> Vec<Url> {
    let value = attribute.value.as_str();
    let candidates = if attribute.name == "srcset" {
        candidates(value)
    } else {
        let start = value.len() - value.trim_start().len();
        iter::once(start..start + value.trim().len()).collect()
    };
    let written = html.get(attribute.span.clone()).unwrap_or_default();
    let mut from = attribute.name.len();
    let mut place = |url: &str| {
        let rest = written.get(from..).unwrap_or_default();
        let (start, length) = match rest.find(url) {
            Some(at) => (from + at, url.len()),
            // A character reference hides the URL: the next character is its place then.
            None => (from, rest.chars().next().map_or(0, char::len_utf8)),
        };
        from = start + length;
        attribute.span.start + start..attribute.span.start + from
    };
    let url = |within: Span| {
        let url = value.get(within.clone()).unwrap_or_default().to_owned();
        Url { place: place(&url), url, within }
    };
    candidates.into_iter().map(url).collect()
}

/// The places of the URLs in a `srcset` (HTML, "parse a srcset attribute").
fn candidates(value: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        let word =
            rest.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        if word.is_empty() {
            return found;
        }
        let url = word.trim_end_matches(',');
        let start = value.len() - rest.len();
        found.push(start..start + url.len());
        rest = rest.get(word.len()..).unwrap_or_default();
        if url.len() == word.len() {
            // What follows up to the next comma says how large the picture is.
            rest = rest.split_once(',').map_or("", |(_, rest)| rest);
        }
    }
}
