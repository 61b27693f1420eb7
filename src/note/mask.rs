//! Signs that Markdown would read otherwise than its author means, masked before it is parsed.
//! Gives a text of the same length, and takes the mask off what does not lie in the source.
//! Must not know what the text says.
//!
//! Masked are colons that begin a line and no definition, such as `:warning: …` and `:::note`:
//! pulldown-cmark takes every colon at the beginning of a line for the sign of a definition; PHP
//! Markdown Extra, of which definition lists are, asks for a space behind it.

use std::borrow::Cow;

/// Signs that mean nothing in Markdown but punctuation, as the colon is, with their names in
/// character references.
const SIGNS: [(char, &str); 5] =
    [('%', "&percnt"), ('@', "&commat"), ('?', "&quest"), ('^', "&Hat"), ('/', "&sol")];

/// A sign for texts with references by number, which may mean all others.
const CONTROL: char = '\u{1}';

/// A text with some of its signs masked.
pub(super) struct Masked<'t> {
    pub(super) text: Cow<'t, str>,
    sign: Option<char>,
}

impl<'t> Masked<'t> {
    /// Masks a text; as it is where every sign is in use.
    pub(super) fn new(text: &'t str) -> Self {
        let colons = text.match_indices(':').map(|(at, _)| at);
        let colons: Vec<usize> = colons.filter(|at| is_masked(text, *at)).collect();
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

    /// Words of the parser with the signs as they are written.
    pub(super) fn unmasked<'w>(&self, words: &'w str) -> Cow<'w, str> {
        match self.sign {
            Some(sign) if words.contains(sign) => words.replace(sign, ":").into(),
            _ => words.into(),
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

/// Whether the colon at a place begins a line, or what a quote or an item holds, and no definition.
fn is_masked(text: &str, at: usize) -> bool {
    let is_marker = |c: char| c.is_ascii_digit() || " \t>-*+.)".contains(c);
    let (before, after) = text.split_at_checked(at).unwrap_or_default();
    let before = before.trim_end_matches(is_marker);
    let begins_line = before.is_empty() || before.ends_with(['\n', '\r']);
    let after = after.get(1..).unwrap_or_default();
    if !begins_line || !after.starts_with(|it: char| !it.is_ascii_whitespace()) {
        return false;
    }
    // The line below the header of a table may begin with a colon, too.
    let rest = after.split(['\n', '\r']).next().unwrap_or_default().trim_end();
    !(rest.contains('-') && rest.chars().all(|it| "-:| \t".contains(it)))
}
