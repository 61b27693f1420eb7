//! What notes say for one of several alternatives: "A vs B" sections and "choose A when".
//! Gives each side with the name of what it speaks for.
//! Must not merge sides; two names may be one thing, which comparing decides.

mod choosers;
mod versus;

use super::{Place, outline::Outline, rule::Rule, wording::Wording};

/// What is said for one of several alternatives.
#[derive(Debug, Clone)]
pub struct Side<'lib> {
    /// The item, line, list or paragraph.
    pub place: Place<'lib>,
    /// What it speaks for, as written.
    pub item: String,
    /// What that is set against in the same place, as written.
    pub opponents: Vec<String>,
    /// What is said: inline nodes or blocks.
    pub body: Wording<'lib>,
    /// Whether it says when not to take it.
    pub is_against: bool,
    /// `Versus` or `Chooser`.
    pub rule: Rule,
}

/// The sides of a note, in order.
#[must_use]
pub fn read<'lib>(outline: &Outline<'_, 'lib>) -> Vec<Side<'lib>> {
    let mut sides = versus::read(outline);
    sides.extend(choosers::read(outline));
    sides.sort_by_key(|it| (it.place.start(), it.place.position.end()));
    sides
}
