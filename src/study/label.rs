//! How a line begins: the name before a colon or dash, as in `**Term:** text`.
//! Gives the name, the sign behind it and the words after that.
//! Must not know what the name stands for.

use pulldown_cmark::{CowStr, Event, Tag};

use super::inlines::Inlines;
use crate::{
    note::{Node, plain::spaced_text},
    text::without_colon,
};

/// The beginning of a line.
#[derive(Debug, Clone)]
pub struct Label<'lib> {
    /// The marks before the name, such as `✅`.
    pub mark: String,
    /// The name, without the sign behind it.
    pub name: String,
    /// What stands in brackets between the name and the sign.
    pub remark: String,
    /// How the name is written.
    pub style: Style,
    /// What parts it from the rest.
    pub sign: Sign,
    /// The words after the sign.
    pub rest: Inlines<'lib>,
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
    pub fn new(line: &'lib [Node]) -> Option<Self> {
        let (mark, line) = marked(line);
        let (first, after) = line.split_first()?;
        let style = match first {
            Node::Elem(Tag::Strong, ..) => Style::Bold,
            Node::Elem(Tag::Emphasis, _, inner)
                if matches!(inner.as_slice(), [Node::Elem(Tag::Strong, ..)]) =>
            {
                Style::Bold
            }
            Node::Leaf(Event::Code(_), _) => Style::Code,
            Node::Leaf(Event::Text(_), _) => return Self::plain(mark, line),
            _ => return None,
        };
        let whole = spaced_text(std::slice::from_ref(first));
        let name = without_colon(&whole);
        let (mut sign, mut remark) = (Sign::Nothing, String::new());
        if name.len() < whole.trim_end().len() {
            sign = Sign::Colon;
        }
        let mut rest = Inlines::from(after);
        if let Some((Node::Leaf(Event::Text(text), position), others)) =
            after.split_first()
        {
            let span = position.span();
            let (found, inside, behind) = behind(text, sign);
            (sign, remark) = (found, inside.to_owned());
            let cut = text.len() - behind.len();
            let start =
                if span.len() == text.len() { span.start + cut } else { span.start };
            let text = Event::Text(CowStr::from(behind.to_owned()));
            let place = position.at(start..span.end);
            let text = (!behind.is_empty()).then_some(Node::Leaf(text, place));
            rest =
                text.into_iter().chain(others.iter().cloned()).collect::<Vec<_>>().into();
        }
        let name = name.to_owned();
        (!name.is_empty()).then_some(Self { mark, name, remark, style, sign, rest })
    }

    /// A name in running text: the words before the first colon of the line.
    fn plain(mark: String, line: &'lib [Node]) -> Option<Self> {
        let Node::Leaf(Event::Text(text), position) = line.first()? else { return None };
        let span = position.span();
        let (name, rest) = text.split_once([':', '：'])?;
        let is_name = name.split_whitespace().count() <= MAX_WORDS
            && name.contains(char::is_alphabetic)
            && !name.contains(['.', '"', '“'])
            && (rest.is_empty()
                || rest.starts_with(char::is_whitespace)
                || !name.is_ascii());
        if !is_name {
            return None;
        }
        let behind = rest.trim_start();
        let start = span.end - behind.len().min(span.len());
        let text = Event::Text(CowStr::from(behind.to_owned()));
        let place = position.at(start..span.end);
        let text = (!behind.is_empty()).then_some(Node::Leaf(text, place));
        let others = line.get(1..)?.iter().cloned();
        Some(Self {
            mark,
            name: name.trim().to_owned(),
            remark: String::new(),
            style: Style::Plain,
            sign: Sign::Colon,
            rest: text.into_iter().chain(others).collect::<Vec<_>>().into(),
        })
    }
}

/// The marks a line begins with, such as `✅`, and the nodes after them.
pub(super) fn marked(line: &[Node]) -> (String, &[Node]) {
    let line = match line.split_first() {
        Some((Node::Leaf(Event::TaskListMarker(_), _), rest)) => rest,
        _ => line,
    };
    match line.split_first() {
        Some((Node::Leaf(Event::Text(text), _), rest))
            if !rest.is_empty() && !text.contains(char::is_alphanumeric) =>
        {
            (text.trim().to_owned(), rest)
        }
        _ => (String::new(), line),
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
