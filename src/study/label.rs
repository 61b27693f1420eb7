//! How a line begins: the name before a colon or dash, as in `**Term:** text`.
//! Gives the name, the sign behind it and the words after that.
//! Must not know what the name stands for.

use super::arrow;
use crate::{
    note::doc::{Kind, Node, Nodes},
    text::without_colon,
};

/// The beginning of a line.
#[derive(Debug, Clone)]
pub struct Label<'lib> {
    /// The marks before the name, such as `✅`.
    pub mark: &'lib str,
    /// The name, without the number before and the sign behind it.
    pub name: String,
    /// What stands in brackets between the name and the sign.
    pub remark: &'lib str,
    /// How the name is written.
    pub style: Style,
    /// What parts it from the rest.
    pub sign: Sign,
    /// The words after the sign.
    pub rest: Nodes<'lib>,
}

/// How a name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// In bold.
    Bold,
    /// As code.
    Code,
    /// As the words around it.
    Plain,
}

/// What parts a name from what is said about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// `:`
    Colon,
    /// A dash of any length.
    Dash,
    /// `=`
    Equals,
    /// `-->` and other arrows to the right.
    Arrow,
    /// Nothing: the words go on.
    Nothing,
}

/// A name in running text has no more words.
const MAX_WORDS: usize = 8;

impl<'lib> Label<'lib> {
    /// How a line begins; `None` when it begins with no name.
    #[must_use]
    pub fn new(line: Nodes<'lib>) -> Option<Self> {
        let (mark, line) = line.split_mark();
        let (first, after) = line.split_first()?;
        let style = match first.kind() {
            Kind::Strong => Style::Bold,
            Kind::Emphasis if first.children().only().is_some_and(Node::is_strong) => {
                Style::Bold
            }
            Kind::Code(_) => Style::Code,
            Kind::Text(_) => return Self::plain(mark, line),
            _ => return None,
        };
        let whole = first.alone().text();
        let name = without_colon(&whole);
        let (mut sign, mut remark) = (Sign::Nothing, "");
        if name.len() < whole.trim_end().len() {
            sign = Sign::Colon;
        }
        let mut rest = after;
        if let Some(text) = after.first().filter(|it| it.is_text()) {
            let words = text.words();
            let (found, inside, behind) = behind(words, sign);
            (sign, remark) = (found, inside);
            rest = after.from_byte(text, words.len() - behind.len());
        }
        let name = if style == Style::Code { name } else { unordered(name) };
        let name = name.to_owned();
        (!name.is_empty()).then_some(Self { mark, name, remark, style, sign, rest })
    }

    /// A name in running text: the words before the first colon of the line.
    fn plain(mark: &'lib str, line: Nodes<'lib>) -> Option<Self> {
        let first = line.first()?;
        let words = first.words();
        let (name, rest) = words.split_once([':', '：'])?;
        let is_name = name.split_whitespace().count() <= MAX_WORDS
            && name.contains(char::is_alphabetic)
            && !unordered(name.trim()).contains(['.', '"', '“'])
            && (rest.is_empty()
                || rest.starts_with(char::is_whitespace)
                || words.get(name.len()..).is_some_and(|it| it.starts_with('：'))
                || !name.is_ascii());
        is_name.then(|| Self {
            mark,
            name: unordered(first.without_stray_stars(name).trim()).to_owned(),
            remark: "",
            style: Style::Plain,
            sign: Sign::Colon,
            rest: line.from_byte(first, words.len() - rest.trim_start().len()),
        })
    }
}

/// A title without the number it begins with.
#[must_use]
pub fn unnumbered(title: &str) -> &str {
    let digits =
        |it: &str| it.len() - it.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut at = digits(title);
    if at == 0 {
        return title;
    }
    // Numbers of sections within sections.
    let rest = |at: usize| title.get(at..).unwrap_or_default();
    let mut is_whole = false;
    while let Some(more) = rest(at).strip_prefix('.').map(digits).filter(|it| *it > 0) {
        at += more + 1;
        is_whole = true;
    }
    let apart = rest(at).strip_prefix(['.', ')']);
    let apart = apart.or_else(|| is_whole.then(|| rest(at).strip_prefix(' ')).flatten());
    // `1.0 vs 2.0` compares versions.
    apart.map(str::trim_start).filter(|it| !it.starts_with("vs")).unwrap_or(title)
}

/// A name without the number that orders it, as in `1. Physical layer` and `2、网络层`.
#[must_use]
pub fn unordered(name: &str) -> &str {
    let opened = name.strip_prefix(['(', '（']);
    let digits = opened.unwrap_or(name);
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let length = digits.len() - rest.len();
    let ends: &[char] =
        if opened.is_some() { &[')', '）'] } else { &['.', ')', '、', '．', '）'] };
    // `3.14` and `2.4 GHz` are numbers.
    let rest = rest.strip_prefix(ends).filter(|_| (1..=3).contains(&length));
    let rest = rest.map(str::trim_start);
    rest.filter(|it| it.starts_with(char::is_alphabetic)).unwrap_or(name)
}

/// The sign at the beginning of the text behind a name, a remark before it, and the rest.
fn behind(text: &str, sign: Sign) -> (Sign, &str, &str) {
    let (remark, after) = remark(text);
    let rest = after.trim_start();
    let is_apart = rest.len() < after.len() || !remark.is_empty();
    if let Some(length) = arrow::at_start(rest).filter(|_| sign == Sign::Nothing) {
        let behind = rest.get(length..).unwrap_or_default();
        return (Sign::Arrow, remark, behind.trim_start());
    }
    let found = match rest.chars().next() {
        Some(':' | '：') => Sign::Colon,
        Some('–' | '—') => Sign::Dash,
        Some('-') if is_apart => Sign::Dash,
        Some('=') if is_apart && !rest.starts_with("==") => Sign::Equals,
        _ => {
            return (sign, if sign == Sign::Nothing { "" } else { remark }, {
                if sign == Sign::Nothing { text.trim_start() } else { rest }
            });
        }
    };
    let rest = rest.trim_start_matches([':', '：', '-', '–', '—', '=']);
    (found, remark, rest.trim_start())
}

/// What stands in brackets at the beginning of a text, and what follows.
fn remark(text: &str) -> (&str, &str) {
    let inside = text.trim_start().strip_prefix(['(', '（']);
    let ended = inside.and_then(|it| it.split_once([')', '）']));
    ended.map_or(("", text), |(remark, rest)| (remark.trim(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_order_are_left_out() {
        for (title, expected) in [
            ("2. Queues", "Queues"),
            ("2) Queues", "Queues"),
            ("2.1 Stacks", "Stacks"),
            ("2.1.3. Stacks", "Stacks"),
            ("2.Queues", "Queues"),
            ("3 ways", "3 ways"),
            ("2026 in review", "2026 in review"),
        ] {
            assert_eq!(unnumbered(title), expected, "{title}");
        }
        for (name, expected) in [
            ("1.数据层", "数据层"),
            ("2、会话层", "会话层"),
            ("(3) Session", "Session"),
            ("（4）会话", "会话"),
            ("2.4 GHz", "2.4 GHz"),
            ("3 layers", "3 layers"),
            ("802.11", "802.11"),
            ("(a) first", "(a) first"),
        ] {
            assert_eq!(unordered(name), expected, "{name}");
        }
    }

    #[test]
    fn arrows_behind_a_name_are_whole() {
        for (text, rest) in [
            (" --> a queue", "a queue"),
            (" → a queue", "a queue"),
            (" => a queue", "a queue"),
            (" - a queue", "a queue"),
            (" -- a queue", "a queue"),
        ] {
            assert_eq!(behind(text, Sign::Nothing).2, rest, "{text}");
        }
    }
}
