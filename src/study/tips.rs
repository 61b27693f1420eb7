//! Tips and gotchas: what an author marks as worth remembering or easy to get wrong.
//! Gives each item by itself, whatever mark it goes by: label, tag, sign or callout.
//! Must not weigh them.

use super::{Place, outline::Outline, rule::Rule, wording::Wording};

/// A tip or gotcha.
#[derive(Debug, Clone)]
pub struct Tip<'lib> {
    /// The paragraph, item or callout.
    pub place: Place<'lib>,
    /// Its words without the label: inline nodes or blocks.
    pub body: Wording<'lib>,
    /// `Tip` or `Gotcha`.
    pub rule: Rule,
}

/// The tips and gotchas of a note.
#[must_use]
pub fn read<'lib>(_outline: &Outline<'_, 'lib>) -> Vec<Tip<'lib>> {
    Vec::new()
}
