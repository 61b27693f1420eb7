//! Where a destination is written, byte by byte, and in which form.
//! Gives its path and its fragment as places, only when they surely say what the link says.
//! Must not know where links lead.

use pulldown_cmark::{Event, Parser, Tag};

use super::super::{
    raw::{self, Attribute, Piece},
    read::dialect,
};
use crate::diag::Span;

/// The bytes of a link's destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dest {
    /// Its path, without query; for a wikilink, the name.
    pub path: Span,
    /// Its fragment, from the `#` on.
    pub fragment: Option<Span>,
    /// How it is written.
    pub form: Form,
}

/// The forms a destination is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `(path)`, or a definition's `[label]: path`.
    Bare,
    /// `(<path>)`.
    Angle,
    /// `[[path]]`.
    Wiki,
    /// `href="path"`.
    Attribute,
}

impl Dest {
    /// The destination in these bytes of a note, if they say `href` and nothing else.
    pub(in crate::note) fn new(
        text: &str,
        span: Span,
        href: &str,
        form: Form,
    ) -> Option<Self> {
        let written = text.get(span.clone())?;
        if form.read(written)? != href {
            return None;
        }
        let start = span.start + (written.len() - written.trim_start().len());
        let (path, fragment) = split(written.trim(), form);
        let (href_path, href_fragment) = split(href.trim(), form);
        if form.read(path)? != href_path
            || fragment.map(|(_, it)| form.read(it))
                != href_fragment.map(|(_, it)| Some(it.to_owned()))
        {
            return None;
        }
        Some(Self {
            path: start..start + path.len(),
            fragment: fragment.map(|(at, it)| start + at..start + at + it.len()),
            form,
        })
    }

    /// The destination of a definition `[label]: path` that begins at `span.start`.
    pub(in crate::note) fn of_definition(
        text: &str,
        span: &Span,
        href: &str,
    ) -> Option<Self> {
        let definition = text.get(span.clone())?;
        let (label, _) = unescaped(definition).find(|(_, c)| *c == ']')?;
        let rest = definition.get(label..)?.strip_prefix("]:")?;
        Self::before(text, span.end - rest.trim_start().len(), span.end, href)
    }

    /// The destination of `[words](path)`; its words end before `words_end`.
    pub(in crate::note) fn of_link(
        text: &str,
        words_end: usize,
        end: usize,
        href: &str,
    ) -> Option<Self> {
        let rest = text.get(words_end..end)?.trim_start().strip_prefix("](")?;
        Self::before(text, end - rest.trim_start().len(), end, href)
    }

    /// The destination that begins at `start` and is followed by anything before `end`.
    fn before(text: &str, start: usize, end: usize, href: &str) -> Option<Self> {
        let rest = text.get(start..end)?;
        if let Some(inside) = rest.strip_prefix('<') {
            let (length, _) = unescaped(inside).find(|(_, c)| *c == '>')?;
            return Self::new(text, start + 1..start + 1 + length, href, Form::Angle);
        }
        let mut depth = 0_usize;
        let mut length = rest.len();
        for (at, c) in unescaped(rest) {
            match c {
                '(' => depth += 1,
                ')' if depth > 0 => depth -= 1,
                c if c == ')' || c.is_ascii_control() || c == ' ' => {
                    length = at;
                    break;
                }
                _ => (),
            }
        }
        Self::new(text, start..start + length, href, Form::Bare)
    }

    /// The destination of an attribute that is written with character references.
    pub(in crate::note) fn of_attribute(
        text: &str,
        piece: &Piece,
        attribute: &Attribute,
        href: &str,
    ) -> Option<Self> {
        let written = piece.html.get(attribute.span.clone())?;
        let (_, value) = written.split_once('=')?;
        let inside = value.trim().trim_matches(['"', '\'']);
        let at = attribute.span.end - value.len() + value.find(inside)?;
        let start = piece.place(at);
        // The bytes are compared below, so a line that is placed wrongly does not match.
        Self::new(text, start..start + inside.len(), href, Form::Attribute)
    }

    /// The destination of `[[name#fragment|words]]`.
    pub(in crate::note) fn of_wikilink(
        text: &str,
        span: &Span,
        href: &str,
    ) -> Option<Self> {
        let written = text.get(span.clone())?;
        let rest = written.trim_start_matches('!').strip_prefix("[[")?;
        let start = span.end - rest.len();
        Self::new(text, start..start + href.len(), href, Form::Wiki)
    }
}

impl Form {
    /// What these bytes say as a destination; `None` when they are not one.
    fn read(self, written: &str) -> Option<String> {
        let plain = !written.contains(['\\', '&', '<', '>', '(', ')', '"', '\'']);
        let spaced = written.contains(|c: char| c.is_ascii_control() || c == ' ');
        match self {
            Self::Wiki => {
                let is_name = !written.contains(['[', ']', '|', '\n', '\r']);
                is_name.then(|| written.to_owned())
            }
            Self::Bare if spaced => None,
            Self::Bare | Self::Angle | Self::Attribute if plain => {
                Some(written.to_owned())
            }
            Self::Bare => read_markdown(&format!("[x]({written})")),
            Self::Angle => read_markdown(&format!("[x](<{written}>)")),
            Self::Attribute => {
                let quote = if written.contains('"') { '\'' } else { '"' };
                let html = format!("<a href={quote}{written}{quote}>");
                match raw::tags(&html).as_slice() {
                    [tag] if tag.span == (0..html.len()) => {
                        tag.attribute("href").map(|it| it.value.clone())
                    }
                    _ => None,
                }
            }
        }
    }

    /// How to write a path or fragment, so that it is read back as meant, in a table too.
    #[must_use]
    pub fn write(self, url: &str) -> Option<String> {
        if self == Self::Wiki {
            return self.read(url).filter(|it| !it.contains('\\'));
        }
        let mut meant = String::with_capacity(url.len());
        for c in url.chars() {
            // These would end a table cell, begin code or HTML, or end an attribute.
            match c {
                '|' => meant.push_str("%7C"),
                '`' => meant.push_str("%60"),
                '<' => meant.push_str("%3C"),
                '>' => meant.push_str("%3E"),
                '"' => meant.push_str("%22"),
                '\'' if self == Self::Attribute => meant.push_str("%27"),
                ',' if self == Self::Attribute => meant.push_str("%2C"),
                c => meant.push(c),
            }
        }
        let mut escaped = meant.replace('&', "&amp;");
        if self != Self::Attribute {
            escaped = escaped.replace('\\', "\\\\");
        }
        if self == Self::Bare {
            escaped = escaped.replace('(', "\\(").replace(')', "\\)");
        }
        let reads = |it: &String| self.read(it).as_ref() == Some(&meant);
        [meant.clone(), escaped].into_iter().find(reads)
    }
}

/// A path without its query, and the fragment with its offset.
fn split(url: &str, form: Form) -> (&str, Option<(usize, &str)>) {
    let (before, fragment) = match url.find('#') {
        Some(at) => (url.get(..at), url.get(at..).map(|it| (at, it))),
        None => (Some(url), None),
    };
    let before = before.unwrap_or_default();
    let is_wiki = form == Form::Wiki;
    let path = if is_wiki { Some(before) } else { before.split('?').next() };
    let path = path.unwrap_or_default();
    (if is_wiki { path.trim_end() } else { path }, fragment)
}

/// The characters of a text that no backslash stands before, with their offsets.
fn unescaped(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut is_escaped = false;
    text.char_indices().filter(move |(_, c)| {
        let was_escaped = is_escaped;
        is_escaped = *c == '\\' && !was_escaped;
        !was_escaped
    })
}

/// The destination of a text that is one link.
fn read_markdown(text: &str) -> Option<String> {
    let mut events = Parser::new_ext(text, dialect()).into_offset_iter();
    let link = events.find_map(|(event, span)| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some((dest_url, span)),
        _ => None,
    });
    link.filter(|(_, span)| *span == (0..text.len())).map(|(dest, _)| dest.to_string())
}
