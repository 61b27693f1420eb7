//! The rank of an entry: by its kind, its tags, and how often it is said.
//! Gives points with the reason for each, so that a reader can follow the choice.
//! Must not know how much room there is.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use super::{Entry, Extent, Verdict, entry::EntryTag};
use crate::{
    library::{Library, NoteId},
    note::Level,
    path::fold,
    query::Kind,
};

/// The points of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Priority<'lib> {
    /// The sum of its reasons.
    pub points: i64,
    /// The reasons for and against it.
    pub reasons: Vec<Reason<'lib>>,
}

/// A reason and its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason<'lib> {
    /// What it is.
    pub what: What<'lib>,
    /// Its points.
    pub points: i64,
}

/// A reason; it shows itself in a few words, which of most entries nobody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What<'lib> {
    /// The kind of the entry.
    Kind(Kind),
    /// A tag, by name, and what it belongs to.
    Tag(&'lib str, Level),
    /// Its note calls itself a cheat sheet.
    OwnSheet,
    /// So many links lead to its note.
    Links(usize),
    /// It is too long to be taken in at once.
    Long,
    /// So many notes say it.
    Notes(usize),
    /// So many entries of its note are at least as good, itself among them.
    Place(u32),
}

impl fmt::Display for What<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(kind) => f.write_str(kind.name()),
            Self::Tag(name, Level::Block) => write!(f, "#{name} here"),
            Self::Tag(name, Level::Section) => write!(f, "#{name} on the section"),
            Self::Tag(name, Level::Note) => write!(f, "#{name} on the note"),
            Self::OwnSheet => f.write_str("in your own cheat sheet"),
            Self::Links(1) => f.write_str("linked from 1 place"),
            Self::Links(links) => write!(f, "linked from {links} places"),
            Self::Long => f.write_str("long"),
            Self::Notes(notes) => write!(f, "said in {notes} notes"),
            Self::Place(nth) => write!(f, "entry {nth} of its note"),
        }
    }
}

/// More tags than these do not add points.
const MOST_TAGS: i64 = 5;

/// More notes that say the same do not add points.
const MOST_REPEATS: usize = 3;

/// A note that so many others link to counts as a foundation.
const MANY_LINKS: usize = 5;

/// Up to this height in em an entry can be taken in at a glance, and one that has parts can be
/// surveyed.
const GLANCE: f64 = 8.0;
const SURVEY: f64 = 16.0;

impl<'lib> Priority<'lib> {
    fn add(&mut self, what: What<'lib>, points: i64) {
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
            self.add(What::Long, -(doublings as i64));
        }
    }

    /// Adds what it counts that so many notes say the same.
    pub(super) fn add_notes(&mut self, notes: usize) {
        let others = notes.saturating_sub(1).min(MOST_REPEATS);
        self.add(What::Notes(notes), i64::try_from(others).unwrap_or(0));
    }
}

/// How much tags count, by their folded names.
pub(super) struct Weights(BTreeMap<String, i64>);

impl Weights {
    /// `meant` tells the tag that a name stands for.
    pub(super) fn new(
        weights: &BTreeMap<String, i64>,
        meant: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let name = |it: &String| {
            let name = it.trim_start_matches('#');
            meant(name).map_or_else(|| fold(name), |it| fold(&it))
        };
        Self(weights.iter().map(|(tag, weight)| (name(tag), *weight)).collect())
    }

    fn of(&self, tag: &str) -> Option<i64> {
        if self.0.is_empty() { None } else { self.0.get(&fold(tag)).copied() }
    }
}

/// What a note counts for each of its entries.
pub(super) fn of_note<'lib>(library: &Library, id: NoteId) -> Priority<'lib> {
    let mut priority = Priority::default();
    if is_own_sheet(library, id) {
        priority.add(What::OwnSheet, 2);
    }
    let links = library.backlinks(id).len();
    if links > 0 {
        let points = 1 + i64::from(links >= MANY_LINKS);
        priority.add(What::Links(links), points);
    }
    priority
}

/// The points of an entry of such a note by itself, regardless of its length.
pub(super) fn worth<'lib>(
    entry: &Entry<'lib>,
    of_note: &Priority<'lib>,
    weights: &Weights,
) -> Priority<'lib> {
    let mut priority = Priority::default();
    priority.add(What::Kind(entry.kind), of_kind(entry.kind));
    add_tags(&mut priority, entry, weights);
    of_note.reasons.iter().for_each(|it| priority.add(it.what, it.points));
    priority
}

/// The place of an entry among all that a sheet could take: by what it is worth when every note
/// takes its turn, then by what it is worth, its note and its place in that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Turn {
    points: Reverse<i64>,
    worth: Reverse<i64>,
    note: NoteId,
    nth: usize,
}

/// The turns of the entries of one note, which are worth so much.
pub(super) fn turns(note: NoteId, worth: &[Priority<'_>]) -> Vec<Turn> {
    let points = worth.iter().map(|it| Reverse(it.points));
    let mut best: Vec<(Reverse<i64>, usize)> = points.zip(0..).collect();
    best.sort_unstable();
    let turn = |(place, (worth, nth)): (u32, (Reverse<i64>, usize))| {
        let points = Reverse(worth.0 - i64::from(place.ilog2()));
        Turn { points, worth, note, nth }
    };
    let mut turns: Vec<Turn> = (1..).zip(best).map(turn).collect();
    turns.sort_unstable_by_key(|it| it.nth);
    turns
}

/// The highest-ranked entries, while notes are looked at one after the other.
#[derive(Debug)]
pub(super) struct Best<'lib> {
    most: usize,
    kept: Vec<(Turn, Entry<'lib>)>,
    /// The last one that can still be taken, once there are enough.
    last: Option<Turn>,
}

impl<'lib> Best<'lib> {
    pub(super) fn new(most: usize) -> Self {
        Self { most, kept: Vec::new(), last: None }
    }

    /// Takes an entry unless there are enough with more points.
    pub(super) fn add(&mut self, turn: Turn, entry: impl FnOnce() -> Entry<'lib>) {
        if self.last.is_none_or(|last| turn < last) {
            self.kept.push((turn, entry()));
        }
        if self.kept.len() >= self.most.saturating_mul(2) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.kept.len() > self.most {
            self.kept.sort_unstable_by_key(|(turn, _)| *turn);
            self.kept.truncate(self.most);
            self.last = self.kept.last().map(|(turn, _)| *turn);
        }
    }

    /// Those that are left: in order or, if there are too many, by their points.
    pub(super) fn finish(mut self) -> Vec<Entry<'lib>> {
        self.cut();
        let is_cut = self.last.is_some();
        self.kept.sort_unstable_by_key(|(it, _)| {
            (if is_cut { it.worth } else { Reverse(0) }, it.note, it.nth)
        });
        let mut kept: Vec<Entry<'lib>> =
            self.kept.into_iter().map(|(_, it)| it).collect();
        kept.shrink_to_fit();
        kept
    }
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
            entry.priority.add(What::Place(*nth), points);
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
fn is_own_sheet(library: &Library, id: NoteId) -> bool {
    let stem = library.note(id).path.stem();
    let names = [library.title(id).to_lowercase(), stem.to_lowercase()];
    names.iter().any(|name| SHEETS.iter().any(|it| name.contains(it)))
}

fn of_kind(kind: Kind) -> i64 {
    match kind {
        Kind::Rule | Kind::Scenario | Kind::Comparison => 5,
        Kind::Gotcha | Kind::Tip | Kind::Chooser => 4,
        Kind::Definition => 3,
        Kind::Table | Kind::Text => 2,
        Kind::List | Kind::Code | Kind::Explicit => 0,
    }
}

/// Adds what its tags count: more the nearer they are, and by their weights.
fn add_tags<'lib>(priority: &mut Priority<'lib>, entry: &Entry<'lib>, weights: &Weights) {
    let mut left = MOST_TAGS;
    for EntryTag { name, level, .. } in entry.tags.iter() {
        let of_level = match level {
            Level::Block => 3,
            Level::Section => 2,
            Level::Note => 1,
        };
        let given = weights.of(name);
        let points = of_level * given.unwrap_or(1);
        // A weight the author gives counts in full.
        let points = if given.is_some() { points } else { points.min(left) };
        left -= points.clamp(0, left);
        if points != 0 {
            priority.add(What::Tag(name, *level), points);
        }
    }
}

/// The ranks of the entries, most points first.
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
