//! Entries in columns: where each begins, and how many columns they take.
//! Gives the same answer as the script of the page, which measures instead of estimating.
//! Must not know what an entry says.

use super::Entry;
use crate::paper::{Format, Metrics, count};

/// How high an entry is, in em; what it consists of can be divided between its parts only.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extent {
    /// What is above the parts: caption and header of a table, label of a list.
    pub head: f64,
    /// What of that is above them again where they go on in another column.
    pub again: f64,
    /// Its rows or items; a single one for what cannot be divided.
    pub parts: Vec<f64>,
    /// The space below it.
    pub after: f64,
}

/// The columns of a format, to be filled.
pub struct Flow {
    /// The height of a column in em.
    height: f64,
}

/// What has fewer parts is not divided, and never into less than these on either side.
pub(super) const DIVISIBLE: usize = 6;
/// How many parts stand together at least.
pub(super) const TOGETHER: usize = 2;

/// With how many entries of most worth the search for those that fit begins.
const FIRST: usize = 64;

/// How many entries of less worth are tried in the room that is left.
const TRIES: usize = 200;

impl Extent {
    pub(super) fn whole(height: f64) -> Self {
        Self { parts: vec![height], ..Self::default() }
    }

    /// Its height when it is not divided.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.head + self.parts.iter().sum::<f64>() + self.after
    }
}

/// A place in the columns.
struct Cursor {
    /// Full columns.
    columns: usize,
    /// How far the column at hand is filled.
    filled: f64,
    height: f64,
}

impl Cursor {
    fn next(&mut self) {
        self.columns += 1;
        self.filled = 0.0;
    }

    /// Sets `before` (headings) and an entry.
    fn set(&mut self, before: f64, extent: &Extent) {
        let whole = before + extent.height() - extent.after;
        if self.filled + whole <= self.height {
            self.filled += whole + extent.after;
            return;
        }
        if extent.parts.len() < DIVISIBLE {
            if self.filled > 0.0 {
                self.next();
            }
            self.filled += whole + extent.after;
            return;
        }
        let mut head = before + extent.head;
        let mut parts = extent.parts.as_slice();
        while !parts.is_empty() {
            let room = self.height - self.filled - head;
            let mut high = 0.0;
            let fits = parts.iter().take_while(|it| {
                high += **it;
                high <= room
            });
            let mut here = fits.count();
            if here < parts.len() {
                // Not a single row alone on the other side.
                here = here.min(parts.len().saturating_sub(TOGETHER));
            }
            if here < TOGETHER.min(parts.len()) {
                if self.filled > 0.0 {
                    self.next();
                    continue;
                }
                here = here.max(1);
            }
            let (set, rest) = parts.split_at(here);
            self.filled += head + set.iter().sum::<f64>();
            parts = rest;
            head = extent.again;
            if !parts.is_empty() {
                self.next();
            }
        }
        self.filled += extent.after;
    }
}

impl Flow {
    /// The empty columns of a format.
    pub(super) fn new(metrics: &Metrics, format: &Format) -> Self {
        Self { height: format.column(metrics).1 }
    }

    /// How many columns the entries at some places take, in reading order; the last one as far
    /// as it is filled. Counts no further than `limit`.
    pub(super) fn length(
        &self,
        entries: &[Entry<'_>],
        places: impl IntoIterator<Item = usize>,
        limit: f64,
    ) -> f64 {
        let mut cursor = Cursor { columns: 0, filled: 0.0, height: self.height };
        let mut above: Option<&Entry<'_>> = None;
        for entry in places.into_iter().filter_map(|it| entries.get(it)) {
            let is_same_note = above.is_some_and(|it| it.place.id == entry.place.id);
            let is_same_section =
                is_same_note && above.is_some_and(|it| it.section == entry.section);
            let (of_note, of_section) = entry.headings;
            let mut before = if is_same_note { 0.0 } else { of_note };
            if !is_same_section {
                before += of_section;
            }
            cursor.set(before, &entry.extent);
            above = Some(entry);
            if count(cursor.columns) > limit {
                break;
            }
        }
        count(cursor.columns) + (cursor.filled / self.height).min(1.0)
    }

    /// The places of the entries that are taken, in reading order: those of most worth as long
    /// as they fit into `budget` columns, then others that fit into what is left.
    ///
    /// `possible` are the places of those that can be taken, most worth first.
    pub(super) fn fill(
        &self,
        entries: &[Entry<'_>],
        possible: &[usize],
        budget: f64,
    ) -> Vec<usize> {
        let first = |length: usize| {
            let mut places = possible.get(..length).unwrap_or(possible).to_vec();
            places.sort_unstable();
            places
        };
        let fits = |places: &[usize]| {
            self.length(entries, places.iter().copied(), budget) <= budget
        };
        // What fits is few of many: the search begins with few.
        let mut high = FIRST;
        while high < possible.len() && fits(&first(high)) {
            high *= 2;
        }
        let (mut low, mut high) = (0, high.min(possible.len()));
        while low < high {
            let middle = (low + high).div_ceil(2);
            if fits(&first(middle)) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        let mut taken = first(low);
        for place in possible.iter().skip(low).take(TRIES) {
            let at = taken.partition_point(|it| it < place);
            taken.insert(at, *place);
            if !fits(&taken) {
                taken.remove(at);
            }
        }
        taken
    }

    /// Whether an entry fits into a column, or can be divided to fit.
    pub(super) fn can_hold(&self, entry: &Entry<'_>) -> bool {
        let extent = &entry.extent;
        let room = self.height - entry.headings.0 - entry.headings.1;
        if extent.parts.len() < DIVISIBLE {
            return extent.height() <= room;
        }
        let highest = extent.parts.iter().copied().fold(0.0, f64::max);
        extent.head.max(extent.again) + highest * count(TOGETHER) <= room
    }
}

#[cfg(test)]
mod tests {
    use super::{DIVISIBLE, TOGETHER, TRIES};
    use crate::{
        paper::{Format, Paper},
        sheet::{
            grid::{LEAST, SHARES},
            measure::LONGEST_WORD,
        },
    };

    /// The script of the page fits sheets by the same numbers.
    #[test]
    fn the_script_knows_the_same_numbers() {
        let script = include_str!("../../themes/default/static/crib-sheet.js");
        let numbers =
            format!("DIVISIBLE = {DIVISIBLE}, TOGETHER = {TOGETHER}, TRIES = {TRIES};");
        assert!(script.contains(&numbers), "{numbers}");
        let numbers =
            format!("SHARES = {SHARES}, LEAST = {LEAST}, LONGEST = {LONGEST_WORD};");
        assert!(script.contains(&numbers), "{numbers}");
        let [upright, across] = [false, true].map(Format::usual_columns);
        let columns = format!("{{ false: \"{upright}\", true: \"{across}\" }}");
        assert!(script.contains(&columns), "{columns}");
        for paper in [Paper::A4, Paper::Letter] {
            let (short, long) = paper.sides();
            let sides = format!("{}: [{short}, {long}]", paper.name());
            assert!(script.contains(&sides), "{sides}");
        }
    }
}
