//! How a line begins: the name before a colon or dash, as in `**Term:** text`.
//! Gives the name, the sign behind it and the words after that.
//! Must not know what the name stands for.

use crate::{
    note::doc::{Kind, Node, Nodes},
    text::without_colon,
};

/// The beginning of a line.
#[derive(Debug, Clone)]
pub struct Label<'lib> {
    /// The marks before the name, such as `✅`.
    pub mark: &'lib str,
    /// The name, without the sign behind it.
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
            && !name.contains(['.', '"', '“'])
            && (rest.is_empty()
                || rest.starts_with(char::is_whitespace)
                || !name.is_ascii());
        is_name.then(|| Self {
            mark,
            name: first.without_stray_stars(name).trim().to_owned(),
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
    let rest = title.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.strip_prefix(['.', ')']).filter(|_| rest.len() < title.len());
    rest.map_or(title, str::trim_start)
}

/// The sign at the beginning of the text behind a name, a remark before it, and the rest.
fn behind(text: &str, sign: Sign) -> (Sign, &str, &str) {
    let (remark, after) = remark(text);
    let rest = after.trim_start();
    let is_apart = rest.len() < after.len() || !remark.is_empty();
    let found = match rest.chars().next() {
        Some(':' | '：') => Sign::Colon,
        Some('–' | '—') => Sign::Dash,
        Some('-') if is_apart && !rest.starts_with("->") => Sign::Dash,
        Some('=') if is_apart && !rest.starts_with("=>") && !rest.starts_with("==") => {
            Sign::Equals
        }
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
