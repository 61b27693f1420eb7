//! What authors tell the extractors: comments such as `<!-- crib: ignore -->`.
//! Gives the instructions of a comment and those that reach what lies below.
//! Must not know which extractor heeds them.

use pulldown_cmark::{Event, Tag};

use crate::{
    diag::Span,
    note::{Node, is_comment, raw::Piece},
};

/// The kind of table an author says a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// `<!-- crib: comparison -->`; with `columns` or `rows`, the items are there.
    Comparison(Option<bool>),
    /// `<!-- crib: scenario -->`.
    Scenario,
    /// `<!-- crib: reference -->`.
    Reference,
}

/// What comments say about a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instructions {
    /// The kind of the table that follows.
    pub kind: Option<Said>,
    /// Whether nothing is extracted here.
    pub ignore: bool,
    /// The rules that find nothing here.
    pub without: Vec<String>,
    /// `<!-- card id=… -->`: the id its card keeps.
    pub card: Option<String>,
    /// Words that mean nothing, with their places.
    pub unknown: Vec<(String, Span)>,
}

impl Instructions {
    /// The instructions of a block that is a comment; `None` for any other block.
    #[must_use]
    pub fn cast(node: &Node) -> Option<Self> {
        let Node::Elem(Tag::HtmlBlock, span, _) = node else { return None };
        let html = Piece::cast(node)?.html;
        is_comment(&html).then(|| Self::read(&html, span))
    }

    /// The instructions of the comments within a line.
    #[must_use]
    pub fn inside(line: &[Node]) -> Self {
        let mut all = Self::default();
        for node in line {
            if let Node::Leaf(Event::InlineHtml(html), span) = node
                && is_comment(html)
            {
                all.merge(&Self::read(html, span));
            }
        }
        all
    }

    fn read(comment: &str, span: &Span) -> Self {
        let mut read = Self::default();
        let inner = comment.trim().trim_start_matches("<!--").trim_end_matches("-->");
        let inner = inner.trim();
        if let Some(id) =
            inner.strip_prefix("card ").and_then(|it| it.trim().strip_prefix("id="))
        {
            read.card = Some(id.trim().trim_matches('"').to_owned());
            return read;
        }
        let Some(words) = inner.strip_prefix("crib:") else { return read };
        let mut words = words.split([' ', ',', '\n']).filter(|it| !it.is_empty());
        match words.next() {
            Some("ignore") => {
                read.without = words.map(str::to_owned).collect();
                read.ignore = read.without.is_empty();
            }
            Some("comparison") => {
                let in_columns = match words.next() {
                    Some("columns") => Some(true),
                    Some("rows") => Some(false),
                    Some(other) => {
                        read.unknown.push((other.to_owned(), span.clone()));
                        None
                    }
                    None => None,
                };
                read.kind = Some(Said::Comparison(in_columns));
            }
            Some("scenario") => read.kind = Some(Said::Scenario),
            Some("reference") => read.kind = Some(Said::Reference),
            other => {
                let word = other.unwrap_or_default().to_owned();
                read.unknown.push((word, span.clone()));
            }
        }
        read
    }

    /// Adds what another comment says; the later one wins.
    pub fn merge(&mut self, other: &Self) {
        self.kind = other.kind.or(self.kind);
        self.ignore |= other.ignore;
        self.without.extend(other.without.iter().cloned());
        self.card = other.card.clone().or_else(|| self.card.take());
        self.unknown.extend(other.unknown.iter().cloned());
    }

    /// What holds for the parts of a place, too.
    #[must_use]
    pub fn for_parts(&self) -> Self {
        Self { ignore: self.ignore, without: self.without.clone(), ..Self::default() }
    }
}
