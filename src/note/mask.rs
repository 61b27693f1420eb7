//! Signs that Markdown would read otherwise than its author means, masked before it is parsed.
//! Gives a text for the parser, and takes the mask off the words and places it gives back.
//! Must not know what the text says.
//!
//! Comments between `%%` are left out first (`comments`): nobody behind this file sees them.
//! Masked are colons that begin a line and no definition, such as `:warning: …` and `:::note`:
//! pulldown-cmark takes every colon at the beginning of a line for the sign of a definition; PHP
//! Markdown Extra, of which definition lists are, asks for a space behind it. Masked are, too, the
//! signs of Markdown in bare addresses: `https://a.example/__init__.py` holds no emphasis. Signs are
//! put in where East Asian punctuation would keep emphasis from being seen (`emphasis`). And a
//! number between dollars stands for each formula, in which no sign means what it does in Markdown.

mod comments;
mod emphasis;
mod formulas;
mod inline;
mod scan;

use std::{borrow::Cow, collections::BTreeMap};

pub(super) use self::comments::{Uncommented, content_of, is_blank, uncommented};
use super::{Rules, formulas::Formula, links::addresses};
use crate::diag::Span;

/// Signs that mean nothing in Markdown but punctuation, as the colon is, with their names in
/// character references.
const SIGNS: [(char, &str); 5] =
    [('%', "&percnt"), ('@', "&commat"), ('?', "&quest"), ('^', "&Hat"), ('/', "&sol")];

/// A sign for texts with references by number, which may mean all others.
const CONTROL: char = '\u{1}';

/// Signs that stand for those of Markdown in addresses: Unicode keeps them free, and they may stand
/// in destinations of links.
const IN_ADDRESSES: [(char, &str); 5] = [
    ('\u{fdd0}', "*"),
    ('\u{fdd1}', "_"),
    ('\u{fdd2}', "~"),
    ('\u{fdd3}', "["),
    ('\u{fdd4}', "]"),
];

/// Signs of punctuation that are hardly ever written, to be put in.
const PUT_IN: [char; 4] = ['\u{2e2a}', '\u{2e2b}', '\u{2e2c}', '\u{2e2d}'];

/// Signs that the numbers of formulas are written with, as digits of a number to this base.
const DIGITS: [char; 16] = [
    '\u{fdd5}', '\u{fdd6}', '\u{fdd7}', '\u{fdd8}', '\u{fdd9}', '\u{fdda}', '\u{fddb}',
    '\u{fddc}', '\u{fddd}', '\u{fdde}', '\u{fddf}', '\u{fde0}', '\u{fde1}', '\u{fde2}',
    '\u{fde3}', '\u{fde4}',
];

/// A text with some of its signs masked.
pub(super) struct Masked<'t> {
    pub(super) text: Cow<'t, str>,
    /// Where bare addresses stand in the text as it is written.
    pub(super) addresses: Vec<Span>,
    /// The signs of the mask, and what each stands for.
    signs: Vec<(char, &'static str)>,
    /// The bytes that these begin with: few words hold one.
    firsts: Vec<u8>,
    /// The formulas that are masked, as they are written, by their numbers.
    formulas: Vec<&'t str>,
    /// Where signs stand in the masked text that are not as long as what they stand for, and by how
    /// much these and all before them are longer.
    shifts: Vec<(usize, isize)>,
}

/// What stands in the masked text in place of some bytes or before a byte.
struct Edit {
    at: usize,
    length: usize,
    mask: Mask,
}

enum Mask {
    Sign(char),
    /// The number of a formula.
    Formula(usize),
}

impl<'t> Masked<'t> {
    /// Masks what begins at a byte of a text, with the formulas in it; signs stay as they are where
    /// every sign for them is in use.
    pub(super) fn new(
        text: &'t str,
        (offset, formulas): (usize, &[Formula]),
        rules: &Rules,
    ) -> Self {
        let text = text.get(offset..).unwrap_or_default();
        let mut addresses = addresses(text);
        let (mut edits, mut signs) = (Vec::new(), Vec::new());
        let bytes = text.bytes().enumerate();
        let colons = bytes.filter(|it| it.1 == b':').map(|it| it.0);
        let colons: Vec<usize> = colons.filter(|at| is_masked(text, *at)).collect();
        let edit = |at, length, sign| Edit { at, length, mask: Mask::Sign(sign) };
        if let Some(sign) = if colons.is_empty() { None } else { unused(text) } {
            edits.extend(colons.into_iter().map(|at| edit(at, 1, sign)));
            signs.push((sign, ":"));
        }
        let in_addresses: Vec<Edit> =
            addresses.iter().flat_map(|it| edits_of_address(text, it)).collect();
        let is_free = || !text.contains(IN_ADDRESSES.map(|it| it.0));
        if !in_addresses.is_empty() && is_free() {
            edits.extend(in_addresses);
            signs.extend(IN_ADDRESSES);
        }
        let is_unused = |it: &char| !text.contains(*it);
        if rules.has_cjk_emphasis()
            && let places = emphasis::places(text, &addresses)
            && !places.is_empty()
            && let Some(sign) = PUT_IN.into_iter().find(is_unused)
        {
            edits.extend(places.into_iter().map(|at| edit(at, 0, sign)));
            signs.push((sign, ""));
        }
        let mut masked = Vec::new();
        if !formulas.is_empty() && digit_in(text).is_none() {
            let spans =
                formulas.iter().map(|it| it.span.start - offset..it.span.end - offset);
            let spans: Vec<Span> = spans.collect();
            edits.retain(|it| !stands_in(&spans, it.at));
            addresses.retain(|it| !stands_in(&spans, it.start));
            masked = numbered(text, &spans, &mut edits);
        }
        edits.sort_by_key(|it| it.at);
        let (text, shifts) = edited(text, &edits);
        let first = |it: &(char, &str)| it.0.encode_utf8(&mut [0; 4]).bytes().next();
        let mut firsts: Vec<u8> = signs.iter().filter_map(first).collect();
        firsts.sort_unstable();
        firsts.dedup();
        Self { text, addresses, signs, firsts, formulas: masked, shifts }
    }

    /// The place in the text as it is written of a place in the masked text.
    pub(super) fn place(&self, span: &Span) -> Span {
        let place = |at: usize| {
            let before = self.shifts.partition_point(|it| it.0 < at).checked_sub(1);
            let shift = before.and_then(|it| self.shifts.get(it)).map_or(0, |it| it.1);
            at.saturating_add_signed(-shift)
        };
        place(span.start)..place(span.end)
    }

    /// Words of the parser with the signs as they are written.
    pub(super) fn unmasked<'w>(&self, words: &'w str) -> Cow<'w, str> {
        let meant = |sign: char| self.signs.iter().find(|it| it.0 == sign);
        let has_formula = !self.formulas.is_empty() && digit_in(words).is_some();
        let has_first = self.firsts.iter().any(|it| words.as_bytes().contains(it));
        let has_sign = has_first && words.contains(|it| meant(it).is_some());
        if !has_formula && !has_sign {
            return words.into();
        }
        let mut plain = String::with_capacity(words.len());
        let mut rest = words;
        loop {
            let found = if has_formula { self.split(rest) } else { None };
            let (before, formula, behind) = found.unwrap_or((rest, "", ""));
            for sign in before.chars() {
                match meant(sign) {
                    Some((_, it)) => plain.push_str(it),
                    None => plain.push(sign),
                }
            }
            plain.push_str(formula);
            rest = behind;
            if rest.is_empty() {
                return plain.into();
            }
        }
    }

    /// Whether formulas are masked.
    pub(super) fn has_formulas(&self) -> bool {
        !self.formulas.is_empty()
    }

    /// The first formula among words of the parser as it is written, and what is before and behind
    /// it.
    pub(super) fn split<'w>(
        &self,
        words: &'w str,
    ) -> Option<(&'w str, &'t str, &'w str)> {
        let at = digit_in(words)?;
        let digits = words.get(at..)?;
        let behind = digits.trim_start_matches(DIGITS);
        let digit = |number: usize, sign: char| {
            let digit = DIGITS.iter().position(|it| *it == sign).unwrap_or_default();
            number.saturating_mul(DIGITS.len()).saturating_add(digit)
        };
        let number = digits.strip_suffix(behind)?.chars().fold(0, digit);
        let formula = self.formulas.get(number)?;
        Some((words.get(..at)?.strip_suffix('$')?, formula, behind.strip_prefix('$')?))
    }
}

/// Where the first of the signs stands that numbers of formulas are written with.
fn digit_in(words: &str) -> Option<usize> {
    // All of them begin with this byte.
    words.as_bytes().contains(&0xef).then(|| words.find(DIGITS)).flatten()
}

/// Whether a byte stands in one of some spans, which are in order.
fn stands_in(spans: &[Span], at: usize) -> bool {
    let next = spans.get(spans.partition_point(|it| it.end <= at));
    next.is_some_and(|it| it.start <= at)
}

/// Adds what masks formulas, the same number for those that are written in the same way, so that
/// labels stay equal; gives them by their numbers.
fn numbered<'t>(text: &'t str, spans: &[Span], edits: &mut Vec<Edit>) -> Vec<&'t str> {
    let mut formulas = Vec::new();
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for span in spans {
        let written = text.get(span.clone()).unwrap_or_default();
        let number = *numbers.entry(written).or_insert_with(|| {
            formulas.push(written);
            formulas.len() - 1
        });
        let mask = Mask::Formula(number);
        edits.push(Edit { at: span.start, length: span.len(), mask });
    }
    formulas
}

impl Mask {
    fn push(&self, text: &mut String) {
        match self {
            Self::Sign(sign) => text.push(*sign),
            // Dollars are punctuation, so that emphasis around a formula is what it would be.
            Self::Formula(number) => {
                text.push('$');
                let count = std::iter::successors(Some(*number), |it| {
                    Some(it / DIGITS.len()).filter(|it| *it > 0)
                });
                let digits: Vec<char> = count
                    .filter_map(|it| DIGITS.get(it % DIGITS.len()).copied())
                    .collect();
                text.extend(digits.iter().rev());
                text.push('$');
            }
        }
    }
}

/// A text with signs in place of bytes, and the places of those that are longer or shorter.
fn edited<'t>(text: &'t str, edits: &[Edit]) -> (Cow<'t, str>, Vec<(usize, isize)>) {
    let mut shifts = Vec::new();
    if edits.is_empty() {
        return (text.into(), shifts);
    }
    let mut edited = String::with_capacity(text.len());
    let (mut from, mut shift) = (0, 0);
    for Edit { at, length, mask } in edits {
        edited.push_str(text.get(from..*at).unwrap_or_default());
        let start = edited.len();
        mask.push(&mut edited);
        let longer = (edited.len() - start).cast_signed() - length.cast_signed();
        if longer != 0 {
            shift += longer;
            shifts.push((start, shift));
        }
        from = at + length;
    }
    edited.push_str(text.get(from..).unwrap_or_default());
    (edited.into(), shifts)
}

/// What masks the signs of Markdown in an address that no backslash escapes.
fn edits_of_address(text: &str, address: &Span) -> impl Iterator<Item = Edit> {
    let written = text.get(address.clone()).unwrap_or_default();
    let mut is_escaped = false;
    written.bytes().enumerate().filter_map(move |(at, byte)| {
        let was_escaped = is_escaped;
        is_escaped = byte == b'\\' && !was_escaped;
        let is_it = |it: &&(char, &str)| !was_escaped && it.1.as_bytes() == [byte];
        let sign = IN_ADDRESSES.iter().find(is_it)?.0;
        Some(Edit { at: address.start + at, length: 1, mask: Mask::Sign(sign) })
    })
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
    let (before, after) = text.split_at_checked(at).unwrap_or_default();
    let after = after.get(1..).unwrap_or_default();
    if !after.starts_with(|it: char| !it.is_ascii_whitespace()) {
        return false;
    }
    let is_marker = |c: char| {
        c.is_ascii_digit() || matches!(c, ' ' | '\t' | '>' | '-' | '*' | '+' | '.' | ')')
    };
    let before = before.trim_end_matches(is_marker);
    if !(before.is_empty() || before.ends_with(['\n', '\r'])) {
        return false;
    }
    // The line below the header of a table may begin with a colon, too.
    let rest = after.split(['\n', '\r']).next().unwrap_or_default().trim_end();
    !(rest.contains('-') && rest.chars().all(|it| "-:| \t".contains(it)))
}

#[cfg(test)]
mod tests;
