//! Links as the author wrote them: Markdown, wikilinks, pictures and raw HTML.
//! Gives each with its place, so that a finding can point at it.
//! Must not know whether they lead anywhere.

mod bare;
mod dest;
mod liquid;

pub(super) use self::{bare::addresses, liquid::liquid_link};
pub use self::{
    dest::{Dest, Form},
    liquid::{filled, is_liquid},
};
use super::{
    doc::NodeId,
    raw::{Attribute, RawTag},
};
use crate::diag::Span;

/// Suffixes of files that notes show and link to; by one of them a wikilink names a file, not a note
/// whose title has a dot.
pub const ASSET_SUFFIXES: [&str; 24] = [
    "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "pdf", "mp3", "m4a",
    "aac", "flac", "oga", "ogg", "opus", "wav", "3gp", "mkv", "mov", "mp4", "ogv",
    "webm", "canvas",
];

/// The index of a link within its note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkId(pub(crate) usize);

impl LinkId {
    /// The one so many links behind it.
    #[must_use]
    pub fn nth(self, more: usize) -> Option<Self> {
        Some(Self(self.0 + more))
    }
}

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
    /// The node it is, or the element that holds it, perhaps with others.
    pub node: NodeId,
    /// The bytes of its destination; `None` when they cannot be told for certain.
    pub dest: Option<Dest>,
    /// Whether its destination stands behind its words: `[words](href)`.
    pub is_inline: bool,
    /// How large a picture is to be, which stands behind its words: `alt|300x200`.
    pub size: Option<Size>,
}

/// What a wikilink shows that has no words of its own, if that is not what it says: `Note > Heading`
/// for `Note#Heading`, as Obsidian has it.
#[must_use]
pub fn shown(href: &str) -> Option<String> {
    // The sign may belong to the name: `C# basics`.
    let mut signs = href.match_indices('#').map(|it| it.0);
    let is_name = |at: usize| {
        let behind = href.get(at + 1..).unwrap_or_default();
        at > 0 && (behind.is_empty() || behind.starts_with(char::is_whitespace))
    };
    if signs.next().is_none_or(is_name) {
        return None;
    }
    let parts = href.split('#').map(str::trim).filter(|it| !it.is_empty());
    let parts: Vec<&str> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(" > "))
}

/// How large a picture is to be, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Its width.
    pub width: u32,
    /// Its height, if that does not follow from the width.
    pub height: Option<u32>,
}

impl Size {
    /// The size that `300` or `300x200` says.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = |it: &str| {
            let it = it.trim();
            let is_number = it.chars().all(|c| c.is_ascii_digit());
            it.parse().ok().filter(|it| is_number && *it > 0)
        };
        match text.split_once('x') {
            Some((width, height)) => {
                Some(Self { width: number(width)?, height: Some(number(height)?) })
            }
            None => Some(Self { width: number(text)?, height: None }),
        }
    }
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

/// Whether following a URL can do no more than load something.
#[must_use]
pub fn is_harmless(href: &str) -> bool {
    // Browsers drop control characters and spaces before they read the scheme.
    let href: String =
        href.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let scheme = href.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    !matches!(scheme.as_deref(), Some("javascript" | "vbscript"))
        && (scheme.as_deref() != Some("data") || href.starts_with("data:image/"))
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
    let candidates = candidates(&attribute.name, value);
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

/// The places of the URLs in the value of an attribute; of a `srcset` several (HTML, "parse a
/// srcset attribute").
#[must_use]
pub fn candidates(name: &str, value: &str) -> Vec<Span> {
    if name != "srcset" {
        let start = value.len() - value.trim_start().len();
        return std::iter::once(start..start + value.trim().len()).collect();
    }
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
