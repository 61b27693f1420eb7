//! Words of notes with their markup: parts of lines or blocks, and what is put among them.
//! Gives what a reader reads; no word of a note is changed.
//! Must not know what the words mean.

use super::{FormulaText, Nodes};
use crate::{diag::Span, text::single_spaced};

/// Some words of notes with their markup: inline nodes, or blocks.
#[derive(Debug, Clone, Default)]
pub struct Inlines<'d> {
    pieces: Pieces<'d>,
}

/// The parts; nearly all words have just one, which needs no list.
#[derive(Debug, Clone)]
enum Pieces<'d> {
    One(Piece<'d>),
    List(Vec<Piece<'d>>),
}

impl Default for Pieces<'_> {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

/// A part of some words.
#[derive(Debug, Clone)]
pub enum Piece<'d> {
    /// Nodes of a note.
    Nodes(Nodes<'d>),
    /// A space between two parts.
    Space,
    /// Words that stand in no note as such, in bold or not.
    Put(String, bool),
}

impl<'d> Inlines<'d> {
    /// Words that stand in no note as such.
    #[must_use]
    pub fn put(words: &str) -> Self {
        Self { pieces: Pieces::One(Piece::Put(words.to_owned(), false)) }
    }

    /// Its parts, in order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece<'d>] {
        match &self.pieces {
            Pieces::One(piece) => std::slice::from_ref(piece),
            Pieces::List(pieces) => pieces,
        }
    }

    /// The nodes of notes among them, in order.
    pub fn nodes(&self) -> impl Iterator<Item = Nodes<'d>> {
        self.pieces().iter().filter_map(|it| match it {
            Piece::Nodes(nodes) => Some(*nodes),
            Piece::Space | Piece::Put(..) => None,
        })
    }

    /// The same with another end: what `of` makes of the last nodes, if these are the last part.
    #[must_use]
    pub fn with_end(mut self, of: impl Fn(Nodes<'d>) -> Nodes<'d>) -> Self {
        let last = match &mut self.pieces {
            Pieces::One(piece) => Some(piece),
            Pieces::List(pieces) => pieces.last_mut(),
        };
        if let Some(Piece::Nodes(nodes)) = last {
            *nodes = of(*nodes);
        }
        self
    }

    /// Adds a part right behind the others.
    pub fn push(&mut self, piece: Piece<'d>) {
        self.pieces = match std::mem::take(&mut self.pieces) {
            Pieces::One(first) => Pieces::List(vec![first, piece]),
            Pieces::List(pieces) if pieces.is_empty() => Pieces::One(piece),
            Pieces::List(mut pieces) => {
                pieces.push(piece);
                Pieces::List(pieces)
            }
        };
    }

    /// Adds all parts of others right behind its own.
    pub fn extend(&mut self, others: &Self) {
        others.pieces().iter().cloned().for_each(|it| self.push(it));
    }

    /// Adds what follows, with a space before it.
    pub fn append(&mut self, others: impl Into<Self>) {
        let others = others.into();
        if others.pieces().is_empty() {
            return;
        }
        if !self.pieces().is_empty() {
            self.push(Piece::Space);
        }
        self.extend(&others);
    }

    /// The inline nodes that they begin with, and the blocks behind these.
    #[must_use]
    pub fn split_line(&self) -> (Self, Self) {
        let (mut line, mut blocks) = (Self::default(), Self::default());
        for piece in self.pieces() {
            match piece {
                _ if !blocks.pieces().is_empty() => blocks.push(piece.clone()),
                Piece::Nodes(nodes) => {
                    let (inline, rest) = nodes.split_line();
                    line.extend(&inline.into());
                    blocks.extend(&rest.into());
                }
                Piece::Space | Piece::Put(..) => line.push(piece.clone()),
            }
        }
        (line, blocks)
    }

    /// What a reader reads, with single spaces.
    #[must_use]
    pub fn text(&self) -> String {
        self.text_by(Nodes::push_text)
    }

    /// The same as if no formulas were set: ids that are made of it stay what they were.
    #[must_use]
    pub fn unset_text(&self) -> String {
        self.text_by(Nodes::push_unset)
    }

    /// The same with signs between the items of lists, for who does not see them as a list.
    #[must_use]
    pub fn listed_text(&self, formulas: FormulaText) -> String {
        self.text_by(|it, text| it.push_listed(formulas, text))
    }

    fn text_by(&self, push: impl Fn(Nodes<'d>, &mut String)) -> String {
        let mut text = String::new();
        for piece in self.pieces() {
            match piece {
                Piece::Nodes(nodes) => push(*nodes, &mut text),
                Piece::Space => text.push(' '),
                Piece::Put(words, _) => text.push_str(words),
            }
        }
        single_spaced(text)
    }

    /// Where it is written; `None` for what stands in no note.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        let mut nodes = self.nodes().filter_map(Nodes::position);
        let first = nodes.next()?;
        Some(nodes.fold(first.span(), |span, it| span.start..it.end()))
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.text().contains(char::is_alphanumeric)
    }
}

impl<'d> From<Nodes<'d>> for Inlines<'d> {
    fn from(nodes: Nodes<'d>) -> Self {
        if nodes.is_empty() {
            return Self::default();
        }
        Self { pieces: Pieces::One(Piece::Nodes(nodes)) }
    }
}

impl<'d> FromIterator<Piece<'d>> for Inlines<'d> {
    fn from_iter<I: IntoIterator<Item = Piece<'d>>>(pieces: I) -> Self {
        let mut all = Self::default();
        pieces.into_iter().for_each(|it| all.push(it));
        all
    }
}
