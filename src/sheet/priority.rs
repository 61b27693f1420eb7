//! What an entry is worth to who revises: by its kind, its tags, and how often it is said.
//! Gives points with the reason for each, so that a reader can follow the choice.
//! Must not know how much room there is.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{Entry, Extent, Verdict, entry::EntryTag};
use crate::{
    library::{Library, NoteId},
    note::Level,
    query::Kind,
    study::Place,
};

/// What an entry is worth.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Priority {
    /// The sum of its reasons.
    pub points: i64,
    /// What speaks for and against it.
    pub reasons: Vec<Reason>,
}

/// One reason and what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// In a few words.
    pub what: String,
    /// What it adds.
    pub points: i64,
}

/// More tags than these do not add to a place's worth.
const MOST_TAGS: i64 = 5;

/// More notes that say the same do not add either.
const MOST_REPEATS: usize = 3;

/// A note that so many others link to is one they build on.
const MANY_LINKS: usize = 5;

/// Up to this height in em an entry can be taken in at a glance, and one that has parts can be
/// surveyed.
const GLANCE: f64 = 8.0;
const SURVEY: f64 = 16.0;

impl Priority {
    fn add(&mut self, what: String, points: i64) {
        self.points += points;
        self.reasons.push(Reason { what, points });
    }

    /// Takes off what is too long to be taken in at once.
    pub(super) fn add_length(&mut self, extent: &Extent) {
        let long = extent.height();
        let glance = if extent.parts.len() > 1 { SURVEY } else { GLANCE };
        if long > glance {
            let doublings = (long / glance).log2().floor() + 1.0;
            #[expect(clippy::cast_possible_truncation, reason = "a handful")]
            self.add(String::from("long"), -(doublings as i64));
        }
    }

    /// Adds what it counts that so many notes say the same.
    pub(super) fn add_notes(&mut self, notes: usize) {
        let others = notes.saturating_sub(1).min(MOST_REPEATS);
        self.add(format!("said in {notes} notes"), i64::try_from(others).unwrap_or(0));
    }
}

/// How much tags count, by their names in lower case.
pub(super) struct Weights(BTreeMap<String, i64>);

impl Weights {
    /// `meant` tells the tag that a name stands for.
    pub(super) fn new(
        weights: &BTreeMap<String, i64>,
        meant: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let name = |it: &String| {
            let name = it.trim_start_matches('#');
            meant(name).unwrap_or_else(|| name.to_owned()).to_lowercase()
        };
        Self(weights.iter().map(|(tag, weight)| (name(tag), *weight)).collect())
    }

    fn of(&self, tag: &str) -> Option<i64> {
        if self.0.is_empty() { None } else { self.0.get(&tag.to_lowercase()).copied() }
    }
}

/// What an entry is worth by itself, whatever its length.
pub(super) fn worth(library: &Library, entry: &Entry<'_>, weights: &Weights) -> Priority {
    let mut priority = Priority::default();
    priority.add(entry.kind.name().to_owned(), of_kind(entry.kind));
    for Reason { what, points } in of_tags(entry, weights) {
        priority.add(what, points);
    }
    if is_own_sheet(&entry.place) {
        priority.add(String::from("in a cheat sheet of your own"), 2);
    }
    let links = library.backlinks(entry.place.id).len();
    if links > 0 {
        let places = if links == 1 { "place" } else { "places" };
        let points = 1 + i64::from(links >= MANY_LINKS);
        priority.add(format!("linked from {links} {places}"), points);
    }
    priority
}

/// The entries of most worth, `most` of them, where every note takes its turn.
pub(super) fn best<'e, 'lib>(
    entries: &[&'e Entry<'lib>],
    worth: Vec<Priority>,
    most: usize,
) -> Vec<(&'e Entry<'lib>, Priority)> {
    let mut all: Vec<(&Entry<'lib>, Priority)> =
        entries.iter().copied().zip(worth).collect();
    if all.len() <= most {
        return all;
    }
    all.sort_by_key(|(_, it)| Reverse(it.points));
    let mut seen: BTreeMap<NoteId, u32> = BTreeMap::new();
    let turns: Vec<i64> = all
        .iter()
        .map(|(entry, it)| {
            let nth = seen.entry(entry.place.id).or_default();
            *nth += 1;
            it.points - i64::from(nth.ilog2())
        })
        .collect();
    let mut ranked: Vec<(Reverse<i64>, usize)> =
        turns.into_iter().map(Reverse).zip(0..).collect();
    ranked.sort_unstable();
    ranked.truncate(most);
    let kept: BTreeSet<usize> = ranked.into_iter().map(|(_, at)| at).collect();
    let mut at = 0..;
    all.retain(|_| at.next().is_some_and(|at| kept.contains(&at)));
    all
}

/// Takes a point from the second, the fourth, the eighth … best entry of each note on, so that a
/// note with much to say leaves room for others.
pub(super) fn spread(entries: &mut [Entry<'_>]) {
    let mut best: Vec<usize> = (0..entries.len()).collect();
    best.sort_by_key(|at| entries.get(*at).map(|it| Reverse(it.priority.points)));
    let mut seen: BTreeMap<NoteId, u32> = BTreeMap::new();
    for at in best {
        let Some(entry) = entries.get_mut(at) else { continue };
        if matches!(entry.verdict, Verdict::Repeat(_)) {
            continue;
        }
        let nth = seen.entry(entry.place.id).or_default();
        *nth += 1;
        let points = -i64::from(nth.ilog2());
        if points < 0 {
            entry.priority.add(format!("place {nth} in its note"), points);
        }
    }
}

/// What notes are called in which authors have chosen already, in many languages.
const SHEETS: [&str; 14] = [
    "cheat sheet",
    "cheatsheet",
    "cheat-sheet",
    "crib sheet",
    "quick reference",
    "spickzettel",
    "aide-mémoire",
    "antisèche",
    "chuleta",
    "шпаргалка",
    "速查",
    "小抄",
    "チートシート",
    "치트시트",
];

/// Whether a note calls itself a cheat sheet.
fn is_own_sheet(place: &Place<'_>) -> bool {
    let names =
        [place.section.title.to_lowercase(), place.note.path.stem().to_lowercase()];
    names.iter().any(|name| SHEETS.iter().any(|it| name.contains(it)))
}

fn of_kind(kind: Kind) -> i64 {
    match kind {
        Kind::Rule | Kind::Scenario | Kind::Comparison => 5,
        Kind::Gotcha | Kind::Tip | Kind::Chooser => 4,
        Kind::Definition => 3,
        Kind::Table | Kind::Text => 2,
        Kind::List | Kind::Code => 0,
    }
}

/// What its tags add: more the nearer they are, and by their weights.
fn of_tags(entry: &Entry<'_>, weights: &Weights) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut left = MOST_TAGS;
    for EntryTag { name, level, .. } in entry.tags.iter() {
        let (of_level, place) = match level {
            Level::Block => (3, "here"),
            Level::Section => (2, "on the section"),
            Level::Note => (1, "on the note"),
        };
        let given = weights.of(name);
        let points = of_level * given.unwrap_or(1);
        // A weight the author gives counts in full.
        let points = if given.is_some() { points } else { points.min(left) };
        left -= points.clamp(0, left);
        if points != 0 {
            reasons.push(Reason { what: format!("#{name} {place}"), points });
        }
    }
    reasons
}

/// The places of the entries, most worth first.
///
/// Of equal ones the first of its kind in each note comes before the second in any, so that no
/// note and no kind takes the room of all others.
pub(super) fn ranks(entries: &[Entry<'_>]) -> Vec<usize> {
    let mut seen: BTreeMap<(NoteId, Kind, i64), usize> = BTreeMap::new();
    let keys: Vec<(Reverse<i64>, usize, usize)> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| {
            let points = entry.priority.points;
            let nth = seen.entry((entry.place.id, entry.kind, points)).or_default();
            *nth += 1;
            (Reverse(points), *nth, at)
        })
        .collect();
    let sorted: BTreeSet<(Reverse<i64>, usize, usize)> = keys.into_iter().collect();
    sorted.into_iter().map(|(.., at)| at).collect()
}
