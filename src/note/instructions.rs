//! What authors tell the extractors in comments such as `<!-- crib: ignore -->`.
//! Gives the instructions of a comment and those that reach what lies below.
//! Must not know which extractor heeds them.

use super::doc::{Kind, Node, Nodes};
use crate::{diag::Span, rule::Rule};

/// The words an instruction may begin with.
pub const KNOWN: [&str; 4] = ["comparison", "ignore", "reference", "scenario"];

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
    pub without: Vec<Rule>,
    /// `<!-- card id=… -->`: the id its card keeps.
    pub card: Option<String>,
    /// Words that mean nothing, with their places.
    pub unknown: Vec<(String, Span)>,
}

impl Instructions {
    /// No instructions.
    pub const NOTHING: Self = Self {
        kind: None,
        ignore: false,
        without: Vec::new(),
        card: None,
        unknown: Vec::new(),
    };

    /// The instructions of a comment; `None` for any other node.
    #[must_use]
    pub fn cast(node: Node<'_>) -> Option<Self> {
        let comment = matches!(node.kind(), Kind::Hidden).then(|| node.written())?;
        Some(Self::read(comment, &node.span()))
    }

    /// The instructions of the comments within a line.
    #[must_use]
    pub fn inside(line: Nodes<'_>) -> Self {
        let mut all = Self::default();
        line.iter().filter_map(Self::cast).for_each(|it| all.merge(&it));
        all
    }

    /// What a comment at the end of an item says: it is meant for the item below it.
    #[must_use]
    pub fn at_end(item: Nodes<'_>) -> Self {
        item.last().and_then(Self::cast).unwrap_or_default()
    }

    fn read(comment: &str, span: &Span) -> Self {
        let mut read = Self::default();
        let inner = comment.trim().trim_start_matches("<!--").trim_end_matches("-->");
        let inner = inner.trim();
        if let Some(id) =
            inner.strip_prefix("card ").and_then(|it| it.trim().strip_prefix("id="))
        {
            let id = id.trim().trim_matches('"').trim();
            read.card = Some(id.to_owned()).filter(|it| !it.is_empty());
            return read;
        }
        let Some(words) = inner.strip_prefix("crib:") else { return read };
        let mut words = words.split([' ', ',', '\n']).filter(|it| !it.is_empty());
        let mut unknown: Vec<&str> = Vec::new();
        match words.next() {
            Some("ignore") => {
                for word in words.by_ref() {
                    match Rule::parse(word) {
                        Some(rule) => read.without.push(rule),
                        None => unknown.push(word),
                    }
                }
                read.ignore = read.without.is_empty() && unknown.is_empty();
            }
            Some("comparison") => {
                let in_columns = match words.next() {
                    Some("columns") => Some(true),
                    Some("rows") => Some(false),
                    other => {
                        unknown.extend(other);
                        None
                    }
                };
                read.kind = Some(Said::Comparison(in_columns));
            }
            Some("scenario") => read.kind = Some(Said::Scenario),
            Some("reference") => read.kind = Some(Said::Reference),
            other => unknown.push(other.unwrap_or_default()),
        }
        unknown.extend(words);
        let place = |word: &str| {
            let at =
                comment.find(word).filter(|_| comment.trim_end().len() <= span.len());
            let at = at.map(|at| span.start + at);
            at.map_or_else(|| span.clone(), |at| at..at + word.len())
        };
        read.unknown = unknown.iter().map(|it| ((*it).to_owned(), place(it))).collect();
        read
    }

    /// Adds what another comment says; the later one wins.
    pub fn merge(&mut self, other: &Self) {
        self.kind = other.kind.or(self.kind);
        self.ignore |= other.ignore;
        self.without.extend(&other.without);
        self.card = other.card.clone().or_else(|| self.card.take());
        self.unknown.extend(other.unknown.iter().cloned());
    }

    /// What holds for the parts of a place, too.
    #[must_use]
    pub fn for_parts(&self) -> Self {
        Self { ignore: self.ignore, without: self.without.clone(), ..Self::default() }
    }
}
