//! Colons that begin a line and no definition: `:warning: …`, `:::note`.
//! Gives the text with another sign in their place, and takes it back out of what was parsed.
//! Changes no place: both signs are one byte.
//!
//! pulldown-cmark takes every colon at the beginning of a line for the sign of a definition;
//! PHP Markdown Extra, of which definition lists are, asks for a space behind it.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag};

/// Signs that mean nothing in Markdown but punctuation, as the colon is, with their names in
/// character references.
const SIGNS: [(char, &str); 5] =
    [('%', "&percnt"), ('@', "&commat"), ('?', "&quest"), ('^', "&Hat"), ('/', "&sol")];

/// A sign for texts with references by number, which may mean all others.
const CONTROL: char = '\u{1}';

/// A text with its colons masked.
pub(super) struct Masked<'t> {
    pub(super) text: Cow<'t, str>,
    sign: Option<char>,
}

impl<'t> Masked<'t> {
    /// Masks the colons that begin no definition; none where every sign is in use.
    pub(super) fn new(text: &'t str) -> Self {
        let colons: Vec<usize> = lines(text).filter_map(colon).collect();
        let sign = if colons.is_empty() { None } else { unused(text) };
        let Some(sign) = sign else { return Self { text: text.into(), sign: None } };
        let mut masked = String::with_capacity(text.len());
        let mut from = 0;
        for at in colons {
            masked.push_str(text.get(from..at).unwrap_or_default());
            masked.push(sign);
            from = at + 1;
        }
        masked.push_str(text.get(from..).unwrap_or_default());
        Self { text: masked.into(), sign: Some(sign) }
    }

    /// The event as it would be with the colons.
    pub(super) fn unmask<'e>(&self, event: Event<'e>) -> Event<'e> {
        let Some(sign) = self.sign else { return event };
        let plain = |it: CowStr<'e>| {
            if it.contains(sign) { it.replace(sign, ":").into() } else { it }
        };
        match event {
            Event::Text(it) => Event::Text(plain(it)),
            Event::Code(it) => Event::Code(plain(it)),
            Event::Html(it) => Event::Html(plain(it)),
            Event::InlineHtml(it) => Event::InlineHtml(plain(it)),
            Event::FootnoteReference(it) => Event::FootnoteReference(plain(it)),
            Event::Start(tag) => Event::Start(match tag {
                Tag::CodeBlock(CodeBlockKind::Fenced(it)) => {
                    Tag::CodeBlock(CodeBlockKind::Fenced(plain(it)))
                }
                Tag::FootnoteDefinition(it) => Tag::FootnoteDefinition(plain(it)),
                Tag::Link { link_type, dest_url, title, id } => {
                    let [dest_url, title, id] = [dest_url, title, id].map(plain);
                    Tag::Link { link_type, dest_url, title, id }
                }
                Tag::Image { link_type, dest_url, title, id } => {
                    let [dest_url, title, id] = [dest_url, title, id].map(plain);
                    Tag::Image { link_type, dest_url, title, id }
                }
                tag => tag,
            }),
            event => event,
        }
    }
}

/// A sign that the text neither holds nor refers to.
fn unused(text: &str) -> Option<char> {
    if text.contains("&#") {
        return (!text.contains(CONTROL)).then_some(CONTROL);
    }
    let is_unused =
        |(sign, name): &(char, &str)| !text.contains(*sign) && !text.contains(name);
    let sign = SIGNS.into_iter().find(is_unused).map(|(sign, _)| sign);
    sign.or_else(|| (!text.contains(CONTROL)).then_some(CONTROL))
}

/// The lines of a text, each with its place.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = 0;
    text.split_inclusive(['\n', '\r']).map(move |line| {
        let start = end;
        end += line.len();
        (start, line)
    })
}

/// The place of a colon that begins a line, or what a quote or an item holds, and no definition.
fn colon((start, line): (usize, &str)) -> Option<usize> {
    let at = line.find(':')?;
    let (before, after) = (line.get(..at)?, line.get(at + 1..)?);
    let is_marker = |c: char| c.is_ascii_digit() || " \t>-*+.)".contains(c);
    // The line below the header of a table may begin with a colon, too.
    let is_delimiter = || {
        let rest = after.trim_end();
        rest.contains('-') && rest.chars().all(|it| "-:| \t".contains(it))
    };
    let begins_word = after.starts_with(|it: char| !it.is_ascii_whitespace());
    let is_masked = before.chars().all(is_marker) && begins_word && !is_delimiter();
    is_masked.then_some(start + at)
}
