//! Words cut out of a line: neighbouring nodes whose first and last text may be parts.
//! Gives two sides of a cut, through emphasis too, and no node of the document is changed.
//! Must not know what is looked for.

use super::{Form, Node, Nodes, narrowed, widened};
use crate::diag::Span;

/// What is left of a document: from a byte of a text up to one of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// The text that it begins in, and the byte of its words.
    pub(super) from: (u32, u32),
    /// The text that it ends in, and the byte behind the last of its words.
    pub(super) to: (u32, u32),
}

impl Cut {
    /// Everything is left.
    pub(super) const NOTHING: Self = Self { from: (0, 0), to: (u32::MAX, u32::MAX) };

    /// Whether it leaves anything of a node, which ends at `next`.
    pub(super) fn leaves(self, at: u32, next: u32) -> bool {
        let holds_more = next > at + 1;
        next > self.from.0 && at <= self.to.0 && !(holds_more && at == self.to.0)
    }

    /// What it leaves of the words of a text.
    pub(super) fn part(self, at: u32, words: &str) -> &str {
        if self.from.0 != at && self.to.0 != at {
            return words;
        }
        let from = if self.from.0 == at { widened(self.from.1) } else { 0 };
        let to = if self.to.0 == at { widened(self.to.1) } else { usize::MAX };
        words.get(from.min(words.len())..to.min(words.len())).unwrap_or_default()
    }
}

impl Node<'_> {
    /// The byte that a byte of its words is, counted without the cut.
    fn uncut(self, byte: usize) -> u32 {
        let from = if self.cut.from.0 == self.at { self.cut.from.1 } else { 0 };
        from.saturating_add(narrowed(byte))
    }

    /// How many bytes of its words are cut away before those that are left.
    #[must_use]
    pub fn bytes_before(self) -> usize {
        widened(self.uncut(0))
    }

    /// Where something ends that ends at a byte of this text.
    fn end_at(self, byte: usize) -> (u32, u32) {
        // An empty part of a text ends where the text before it does.
        if byte == 0 { (self.at - 1, u32::MAX) } else { (self.at, self.uncut(byte)) }
    }

    /// Where something begins that begins at a byte of this text.
    fn start_at(self, byte: usize) -> (u32, u32) {
        let is_whole = byte >= self.words().len();
        if is_whole { (self.entry().next, 0) } else { (self.at, self.uncut(byte)) }
    }
}

/// How many lines emphasis may take, and how deep it may nest, if it is to be cut.
const MAX_BREAKS: usize = 16;
const MAX_EMPHASIS: usize = 4;

impl<'d> Nodes<'d> {
    /// What comes before a byte of a text in them.
    #[must_use]
    pub fn up_to_byte(self, text: Node<'_>, byte: usize) -> Self {
        let to = text.end_at(byte).min(self.cut.to);
        let end = self.end.min(to.0.saturating_add(1));
        // The sibling that holds the end.
        let end = if end == self.end {
            end
        } else {
            let holding = self.iter().find(|it| it.entry().next >= end);
            holding.map_or(self.end, |it| it.entry().next)
        };
        let end = if to.0 < self.first { self.first } else { end };
        Self { end, cut: Cut { to, ..self.cut }, ..self }
    }

    /// What comes from a byte of a text in them on.
    #[must_use]
    pub fn from_byte(self, text: Node<'_>, byte: usize) -> Self {
        let from = text.start_at(byte).max(self.cut.from);
        let first = self.iter().find(|it| it.entry().next > from.0);
        let first = first.map_or(self.end, |it| it.at);
        Self { first, cut: Cut { from, ..self.cut }, ..self }
    }

    /// Both sides of what `find` first finds in the texts of a line; code, links and pictures are
    /// not searched.
    pub fn cut(self, find: impl Fn(&str) -> Option<Span>) -> Option<(Self, Self)> {
        let (text, found) = self.search(&find)?;
        Some((self.up_to_byte(text, found.start), self.from_byte(text, found.end)))
    }

    /// The same without the spaces around the cut.
    pub fn split(self, find: impl Fn(&str) -> Option<Span>) -> Option<(Self, Self)> {
        let (left, right) = self.cut(find)?;
        Some((left.trim_end(), right.trim_start()))
    }

    /// Its lines, without the breaks between them, also where emphasis begins in one line and ends in
    /// another: signs of two lines may pair that mean nothing to each other.
    pub fn all_lines(self) -> impl Iterator<Item = Self> {
        let mut breaks = Vec::new();
        let has_all = self.push_breaks(0, &mut breaks);
        if !has_all {
            breaks = self.iter().filter(|it| it.is_break()).collect();
        }
        let mut breaks = breaks.into_iter();
        let mut rest = Some(self);
        std::iter::from_fn(move || {
            let nodes = rest.take()?;
            let Some(end) = breaks.next() else { return Some(nodes) };
            rest = Some(nodes.from_byte(end, 0));
            Some(nodes.up_to_byte(end, 0))
        })
    }

    /// Adds the breaks in a line and its emphasis; `false` where the emphasis is longer than any
    /// that is meant, and cutting it would take long.
    fn push_breaks(self, depth: usize, breaks: &mut Vec<Node<'d>>) -> bool {
        let before = breaks.len();
        self.iter().all(|node| {
            if node.is_break() {
                breaks.push(node);
                return depth == 0 || breaks.len() - before <= MAX_BREAKS;
            }
            !node.is_emphasis()
                || depth < MAX_EMPHASIS && node.children().push_breaks(depth + 1, breaks)
        })
    }

    fn search(self, find: &impl Fn(&str) -> Option<Span>) -> Option<(Node<'d>, Span)> {
        self.iter().find_map(|it| match it.form() {
            Form::Text | Form::Decoded(_) => Some((it, find(it.words())?)),
            Form::Strong | Form::Emphasis => it.children().search(find),
            _ => None,
        })
    }

    /// Without the spaces that its first text begins with.
    #[must_use]
    pub fn trim_start(self) -> Self {
        let Some(first) = self.first().filter(|it| it.is_text()) else { return self };
        let words = first.words();
        let spaces = words.len() - words.trim_start().len();
        if spaces == 0 { self } else { self.from_byte(first, spaces) }
    }

    /// Without the spaces that its last text ends with.
    #[must_use]
    pub fn trim_end(self) -> Self {
        let Some(last) = self.last().filter(|it| it.is_text()) else { return self };
        let (words, kept) = (last.words(), last.words().trim_end());
        if words.len() == kept.len() { self } else { self.up_to_byte(last, kept.len()) }
    }
}

impl Node<'_> {
    /// Whether it is emphasis of any kind.
    #[must_use]
    pub fn is_emphasis(self) -> bool {
        matches!(self.form(), Form::Strong | Form::Emphasis | Form::Strikethrough)
    }

    /// Whether it is words of running text.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self.form(), Form::Text | Form::Decoded(_))
    }
}
