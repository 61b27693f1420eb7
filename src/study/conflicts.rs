//! Conflicts: one question that two places answer differently.
//! Gives the two places; which of them is right only the author knows.
//! Never compares answers of different kinds, such as a metric and a service.

use super::{Place, wording::Wording};

/// Two places that answer one question differently.
#[derive(Debug, Clone)]
pub struct Conflict<'lib> {
    /// The question, as the first place writes it.
    pub prompt: Wording<'lib>,
    /// The first place in path order, and its answer.
    pub first: (Place<'lib>, Wording<'lib>),
    /// The later place, and its answer.
    pub second: (Place<'lib>, Wording<'lib>),
}
