//! Definitions: what a term means, or what a thing is for.
//! Gives the term, the words that explain it and the rule that found both.
//! Never takes a label that any section could bear for a term.

use super::{Place, outline::Outline, rule::Rule, wording::Wording};

/// What a term means.
#[derive(Debug, Clone)]
pub struct Definition<'lib> {
    /// The paragraph, item or entry.
    pub place: Place<'lib>,
    /// The term.
    pub term: String,
    /// What it means: inline nodes or blocks.
    pub meaning: Wording<'lib>,
    /// Whether it says what the term is, or what it is for.
    pub sense: Sense,
    /// Why it is one.
    pub rule: Rule,
}

/// What a definition says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// What it is.
    Meaning,
    /// What it is for.
    Purpose,
}

/// The definitions of a note.
#[must_use]
pub fn read<'lib>(_outline: &Outline<'_, 'lib>) -> Vec<Definition<'lib>> {
    Vec::new()
}
