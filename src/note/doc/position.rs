//! Which node of a note something is, and in which bytes it is written.
//! Gives numbers in the order of writing, so that what is in what are ranges.
//! Must not know what nodes are.

use super::widened;
use crate::diag::Span;

/// The number of a node in its note: from 1, in the order they are written, each before its
/// children; 0 for what does not come from a note.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(u32);

/// Neighbouring nodes with all that is in them: the numbers from `first` up to `end`, which is
/// not one of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// The first node.
    pub first: NodeId,
    /// The node behind the last one.
    pub end: NodeId,
}

/// Which node of a note this is, and the bytes in which it is written.
///
/// A part cut out of a node has bytes of its own and stays the same node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    start: u32,
    end: u32,
    scope: Scope,
}

impl Scope {
    /// Whether a node is one of them.
    #[must_use]
    pub fn contains(self, node: NodeId) -> bool {
        self.first <= node && node < self.end
    }

    /// How many they are.
    #[must_use]
    pub fn nodes(self) -> usize {
        widened(self.end.number().saturating_sub(self.first.number()))
    }

    /// Whether others are among them.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        self.first <= other.first && other.end <= self.end
    }

    /// Whether some nodes are among both.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.first < other.end && other.first < self.end
    }
}

impl NodeId {
    pub(in crate::note) const fn new(number: u32) -> Self {
        Self(number)
    }

    pub(in crate::note) fn number(self) -> u32 {
        self.0
    }
}

impl Position {
    pub(in crate::note) fn new(start: u32, end: u32, scope: Scope) -> Self {
        Self { start, end, scope }
    }

    /// The first byte.
    #[must_use]
    pub fn start(&self) -> usize {
        widened(self.start)
    }

    /// The byte behind the last one.
    #[must_use]
    pub fn end(&self) -> usize {
        widened(self.end)
    }

    /// The bytes.
    #[must_use]
    pub fn span(&self) -> Span {
        self.start()..self.end()
    }

    /// The number of the node.
    #[must_use]
    pub fn id(&self) -> NodeId {
        self.scope.first
    }

    /// The node with all that is in it.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// The same node, written in other bytes.
    #[must_use]
    pub fn at(&self, span: Span) -> Self {
        Self { scope: self.scope, ..span.into() }
    }

    /// From here to the end of a later one.
    #[must_use]
    pub fn up_to(&self, last: &Self) -> Self {
        let scope = Scope { end: last.scope.end, ..self.scope };
        Self { start: self.start, end: last.end, scope }
    }
}

impl From<Span> for Position {
    fn from(span: Span) -> Self {
        // A note is far smaller than 4 GiB; a larger one would get wrong places but lose no word.
        let narrowed = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        let (start, end) = (narrowed(span.start), narrowed(span.end));
        Self { start, end, scope: Scope::default() }
    }
}
