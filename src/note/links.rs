//! Links as the author wrote them: Markdown, wikilinks, pictures and raw HTML.
//! Gives each with its place, so that a finding can point at it.
//! Must not know whether they lead anywhere.

use pulldown_cmark::{Event, LinkType, Tag};

use super::{
    raw::{self, Attribute, Piece, RawTag},
    tree::{Node, walk},
};
use crate::diag::Span;

/// A link, picture or embed of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The destination as written; for a wikilink, the text between the brackets.
    pub href: String,
    /// How it is written.
    pub kind: LinkKind,
    /// Where it is written; the start is its name in the tree, unique in the note.
    pub span: Span,
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

/// Finds every link of a note, in the order they are written.
#[must_use]
pub fn collect(body: &[Node]) -> Vec<Link> {
    let mut links = Vec::new();
    walk(body, &mut |node| match node {
        Node::Elem(Tag::Link { link_type, dest_url, .. }, span, _) => {
            let kind = if is_wiki(*link_type) { LinkKind::Wiki } else { LinkKind::Link };
            let href = destination(*link_type, dest_url);
            links.push(Link { href, kind, span: span.clone() });
        }
        Node::Elem(Tag::Image { link_type, dest_url, .. }, span, _) => {
            let kind =
                if is_wiki(*link_type) { LinkKind::Embed } else { LinkKind::Image };
            links.push(Link { href: dest_url.to_string(), kind, span: span.clone() });
        }
        Node::Elem(Tag::HtmlBlock, ..) | Node::Leaf(Event::InlineHtml(_), _) => {
            if let Some(piece) = Piece::cast(node) {
                push_html(&piece, &mut links);
            }
        }
        _ => (),
    });
    links
}

/// Makes ordinary links of what only looks like a wikilink: `[[words]](https://…)`.
pub fn mend_bracketed(nodes: &mut Vec<Node>) {
    let mut at = 0;
    while at < nodes.len() {
        if let Some((link, rest)) = bracketed(nodes.get(at), nodes.get(at + 1)) {
            nodes.splice(at..at + 2, [link, rest]);
        } else if let Some(Node::Elem(_, _, children)) = nodes.get_mut(at) {
            mend_bracketed(children);
        }
        at += 1;
    }
}

/// The link and the text behind it, when a wikilink is followed by a destination.
fn bracketed(wiki: Option<&Node>, text: Option<&Node>) -> Option<(Node, Node)> {
    let Some(Node::Elem(Tag::Link { link_type, title, id, .. }, span, children)) = wiki
    else {
        return None;
    };
    let Some(Node::Leaf(Event::Text(text), text_span)) = text else { return None };
    let (href, rest) = text.strip_prefix('(')?.split_once(')')?;
    if !is_wiki(*link_type) || href.is_empty() || href.contains(char::is_whitespace) {
        return None;
    }
    let link_type = LinkType::Inline;
    let dest_url = href.to_owned().into();
    let tag = Tag::Link { link_type, dest_url, title: title.clone(), id: id.clone() };
    let bracket = |it: &'static str| Node::Leaf(Event::Text(it.into()), span.clone());
    let children = [vec![bracket("[")], children.clone(), vec![bracket("]")]].concat();
    let rest = Node::Leaf(Event::Text(rest.to_owned().into()), text_span.clone());
    Some((Node::Elem(tag, span.clone(), children), rest))
}

fn is_wiki(link_type: LinkType) -> bool {
    matches!(link_type, LinkType::WikiLink { .. })
}

fn destination(link_type: LinkType, href: &str) -> String {
    if link_type == LinkType::Email { format!("mailto:{href}") } else { href.to_owned() }
}

fn push_html(piece: &Piece, links: &mut Vec<Link>) {
    for tag in raw::tags(&piece.html) {
        for (attribute, kind) in urls(&tag) {
            for (href, at) in split(attribute, &piece.html) {
                let start = piece.place(at);
                links.push(Link { span: start..start + href.len(), href, kind });
            }
        }
    }
}

/// The attributes of a raw tag that hold URLs we answer for.
pub fn urls(tag: &RawTag) -> impl Iterator<Item = (&Attribute, LinkKind)> {
    tag.attributes.iter().filter_map(move |it| {
        let kind = match (tag.name.as_str(), it.name.as_str()) {
            ("a" | "area", "href") => LinkKind::HtmlLink,
            (_, "src" | "srcset" | "poster") | ("object", "data") => LinkKind::HtmlAsset,
            _ => return None,
        };
        Some((it, kind))
    })
}

/// The URLs of an attribute with their offsets in the piece; `srcset` holds several.
#[must_use]
pub fn split(attribute: &Attribute, html: &str) -> Vec<(String, usize)> {
    let written = html.get(attribute.span.clone()).unwrap_or_default();
    let mut from = attribute.name.len();
    let candidates: Vec<&str> = if attribute.name == "srcset" {
        let words = attribute.value.split(',').map(|it| it.split_whitespace().next());
        words.flatten().collect()
    } else {
        vec![attribute.value.trim()]
    };
    candidates
        .into_iter()
        .map(|url| {
            let at = written.get(from..).and_then(|it| it.find(url)).map(|it| from + it);
            from = at.map_or(from, |it| it + url.len());
            // A character reference hides the URL: the attribute itself is the place then.
            (url.to_owned(), attribute.span.start + at.unwrap_or(0))
        })
        .collect()
}
