//! Which rules of extraction look for something, by configuration, note and place.
//! Gives one answer for a rule at a place.
//! Must not know how a rule works.

use std::collections::BTreeSet;

use super::instructions::Instructions;
pub use crate::rule::Rule;
use crate::{config, note::Note};

/// The rules that find nothing, on the whole site or in one note.
#[derive(Debug, Clone, Default)]
pub struct Switches {
    off: BTreeSet<Rule>,
}

impl Switches {
    /// What the configuration and a note's front matter switch off.
    #[must_use]
    pub fn new(config: &config::Study, note: &Note) -> Self {
        let names = config.off.iter().flatten().chain(&note.meta.study_off);
        let mut off: BTreeSet<Rule> = names.filter_map(|it| Rule::parse(it)).collect();
        if note.meta.no_study {
            off.extend(Rule::ALL);
        }
        Self { off }
    }

    /// Whether a rule may find something at a place with these instructions.
    #[must_use]
    pub fn allow(&self, rule: Rule, place: &Instructions) -> bool {
        !self.off.contains(&rule)
            && !place.ignore
            && !place.without.iter().any(|it| it == rule.name())
    }
}
