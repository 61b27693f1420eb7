//! What a build or a check went over, in numbers and times.
//! Gives them for the last line a command prints, and for `--timings`.
//! Measures nothing else.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use super::Checked;
use crate::diag::Severity;

/// The numbers of the last line a command prints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Notes, drafts that are left out not counted.
    pub notes: usize,
    /// Drafts that are left out.
    pub drafts: usize,
    /// Headings.
    pub headings: usize,
    /// Links, pictures and embeds.
    pub links: usize,
    /// Different tags; those of templates have no pages and do not count.
    pub tags: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings worth knowing.
    pub infos: usize,
}

impl Checked {
    /// Counts what was found.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        let mut tags = BTreeSet::new();
        for (id, note, _) in self.library.published() {
            counts.notes += 1;
            counts.headings += note.headings.len();
            counts.links += note.links.len();
            if self.library.shows_tags(id) {
                tags.extend(self.library.tags_of(id).map(|it| it.name));
            }
        }
        counts.tags = tags.len();
        counts.drafts = self.library.notes().count() - counts.notes;
        for finding in &self.findings {
            match finding.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Info => counts.infos += 1,
            }
        }
        counts
    }
}

/// How long each verb took, in order.
pub type Timings = Vec<(&'static str, Duration)>;

/// Takes the time of one verb after the other.
pub(super) struct Clock {
    last: Instant,
    pub(super) laps: Timings,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }

    pub(super) fn lap(&mut self, verb: &'static str) {
        self.laps.push((verb, self.last.elapsed()));
        self.last = Instant::now();
    }
}
