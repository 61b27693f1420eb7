//! Practice cards, made of what the other extractors found.
//! Gives each card an id that survives new answers and moved sections.
//! Must not know how cards are shown or scheduled.

use super::{Place, rule::Rule, wording::Wording};

/// A practice card.
#[derive(Debug, Clone)]
pub struct Card<'lib> {
    /// Unique among all cards.
    pub id: String,
    /// What it was made of.
    pub kind: CardKind,
    /// The rule that found that.
    pub rule: Rule,
    /// Where.
    pub place: Place<'lib>,
    /// What is asked, in the author's words.
    pub prompt: Wording<'lib>,
    /// What to answer: inline nodes or blocks.
    pub answer: Wording<'lib>,
    /// The reasons, each with the header of its column if it needs one.
    pub why: Vec<(Option<String>, Wording<'lib>)>,
}

/// What a card was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CardKind {
    /// A row of a table of situations.
    Scenario,
    /// A decision rule.
    Rule,
    /// A definition.
    Definition,
    /// A row of a comparison.
    Comparison,
    /// What the author marked as a card.
    Explicit,
}

impl CardKind {
    /// Its name in ids and lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::Rule => "rule",
            Self::Definition => "definition",
            Self::Comparison => "comparison",
            Self::Explicit => "explicit",
        }
    }
}
