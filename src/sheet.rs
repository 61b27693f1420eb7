//! A cheat sheet: which entries it takes, in which order they are worth most, and what fits.
//! Gives every entry with its priority and a verdict, so that nothing is left out silently.
//! Must not know HTML; lengths are estimates by the theme's metrics.

mod entries;
mod entry;
mod findings;
mod flow;
mod grid;
mod measure;
mod priority;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use self::priority::{Best, Weights};
pub use self::{
    entry::{Body, Entry, Verdict},
    findings::nothing_for,
    flow::{Extent, Flow},
    grid::Grid,
    priority::{Priority, Reason, What},
};
use crate::{
    config::{self, USUAL_NAME},
    library::{Library, NoteId},
    paper::{Format, Metrics, count},
    path::NotePath,
    query::Query,
    study::Study,
    words::Words,
};

/// How much of a budget is given out: fonts differ, and without the page's script nothing makes up
/// for those that run wider.
const SAFE: f64 = 0.95;

/// How much of a budget is kept in reserve, for readers whose type runs narrower or who choose
/// larger paper.
const RESERVE: f64 = 2.0;

/// How many entries of most worth are considered for each column, and at least in all: many times
/// what fits.
const A_COLUMN: usize = 1000;
const AT_LEAST: usize = 4000;

/// How many notes each thread looks at before what no sheet takes of them is forgotten.
const AT_ONCE: usize = 8;

/// A cheat sheet before it is set.
#[derive(Debug, Clone)]
pub struct Spec {
    /// Its name in its address.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The query as written; `None` for everything.
    pub query: Option<String>,
    /// How it is set.
    pub format: Format,
    /// How much tags count; the usual weight is 1.
    pub weights: BTreeMap<String, i64>,
}

/// A cheat sheet: what it could say, and what of that it says.
#[derive(Debug, Clone)]
pub struct Sheet<'lib> {
    /// What was asked for.
    pub spec: Spec,
    /// What the query takes, in reading order; of very much only the highest-ranked entries.
    pub entries: Vec<Entry<'lib>>,
    /// How much the query takes; what is said twice counts once.
    pub total: usize,
    /// How many pages all of it would take, the last one as far as it is filled.
    pub whole: f64,
    /// How many pages what is in takes, the last one as far as it is filled.
    pub filled: f64,
}

/// The notes that a sheet takes something from, and the tags of what it takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Covered {
    /// The notes.
    pub notes: BTreeSet<NotePath>,
    /// The tags.
    pub tags: BTreeSet<String>,
}

impl Sheet<'_> {
    /// What its page has entries of.
    #[must_use]
    pub fn covered(&self, library: &Library) -> Covered {
        let kept = || self.entries.iter().filter(|it| it.is_kept());
        let path = |it: &Entry<'_>| library.note(it.place.id).path.clone();
        Covered {
            notes: kept().map(path).collect(),
            tags: kept().flat_map(Entry::tag_names).map(str::to_owned).collect(),
        }
    }
}

impl Spec {
    /// The sheets that a configuration asks for.
    #[must_use]
    pub fn configured(config: &config::Config, words: &Words) -> Vec<Self> {
        match &config.sheets {
            config::Sheets::Off => Vec::new(),
            config::Sheets::Usual => {
                let (name, sheet) = config::Sheet::usual();
                vec![Self::new(&name, &sheet, config.language(), words)]
            }
            config::Sheets::Named(sheets) => {
                let spec = |(name, it): (&String, &config::Sheet)| {
                    Self::new(name, it, config.language(), words)
                };
                sheets.iter().map(spec).collect()
            }
        }
    }

    /// The sheet that a name and its configuration ask for.
    #[must_use]
    pub fn new(name: &str, sheet: &config::Sheet, language: &str, words: &Words) -> Self {
        let title = sheet.title.clone().filter(|it| !it.trim().is_empty());
        let usual = if name == USUAL_NAME { words.text("sheet_title") } else { name };
        Self {
            name: name.to_owned(),
            title: title.unwrap_or_else(|| usual.to_owned()),
            query: sheet.query.clone(),
            format: sheet.format(language),
            weights: sheet.weights.clone().unwrap_or_default(),
        }
    }
}

/// Composes sheets of everything that these notes could say; `order` tells the place of a note in
/// reading order.
#[must_use]
pub fn compose<'lib>(
    library: &'lib Library,
    study: &Study<'lib>,
    specs: Vec<Spec>,
    metrics: &Metrics,
    order: impl Fn(NoteId) -> usize,
) -> Vec<Sheet<'lib>> {
    let mut choices: Vec<Choice<'lib>> =
        specs.into_iter().map(|it| Choice::new(library, it)).collect();
    let at_once = AT_ONCE * rayon::current_num_threads();
    for some in entries::notes(library).chunks(at_once) {
        let entries: Vec<Vec<Entry<'lib>>> =
            some.par_iter().map(|id| entries::gather(library, study, *id)).collect();
        for choice in &mut choices {
            some.iter().zip(&entries).for_each(|(id, it)| choice.take(library, *id, it));
        }
    }
    choices.into_iter().map(|it| it.sheet(library, metrics, &order)).collect()
}

/// What a sheet takes, as far as the notes were looked at.
struct Choice<'lib> {
    spec: Spec,
    query: Query,
    weights: Weights,
    best: Best<'lib>,
    total: usize,
}

impl<'lib> Choice<'lib> {
    fn new(library: &Library, spec: Spec) -> Self {
        // A query that cannot be read was refused before.
        let query = spec.query.as_deref().and_then(|it| Query::parse(it).ok());
        let meant = |word: &str| library.tags().meant_by(word).map(ToString::to_string);
        let query = query.unwrap_or(Query::All).renamed(&meant);
        let weights = Weights::new(&spec.weights, meant);
        let format = &spec.format;
        let most = (format.pages * format.columns * A_COLUMN).max(AT_LEAST);
        let most = if format.pages == 0 { usize::MAX } else { most };
        Self { spec, query, weights, best: Best::new(most), total: 0 }
    }

    /// Keeps the highest-ranked entries of a note.
    fn take(&mut self, library: &Library, id: NoteId, entries: &[Entry<'lib>]) {
        let held = entries.iter().filter(|it| self.query.holds(*it));
        let taken = entries::without_nested(held);
        let of_note = priority::of_note(library, id);
        let worth = |it: &&Entry<'lib>| priority::worth(it, &of_note, &self.weights);
        let worth: Vec<Priority<'lib>> = taken.iter().map(worth).collect();
        let turns = priority::turns(id, &worth);
        self.total += taken.len();
        for ((entry, priority), turn) in taken.into_iter().zip(worth).zip(turns) {
            self.best.add(turn, || Entry { priority, ..entry.clone() });
        }
    }

    fn sheet(
        self,
        library: &Library,
        metrics: &Metrics,
        order: impl Fn(NoteId) -> usize,
    ) -> Sheet<'lib> {
        let Self { spec, total, best, .. } = self;
        let mut sheet = Sheet { entries: best.finish(), total, ..Sheet::due(spec) };
        sheet.set(library, metrics, order);
        sheet.choose(metrics, SAFE, RESERVE);
        sheet
    }
}

impl Sheet<'_> {
    /// A sheet that is composed later.
    #[must_use]
    pub fn due(spec: Spec) -> Self {
        Self { spec, entries: Vec::new(), total: 0, whole: 0.0, filled: 0.0 }
    }

    /// Brings the entries into reading order and measures and ranks them.
    fn set(
        &mut self,
        library: &Library,
        metrics: &Metrics,
        order: impl Fn(NoteId) -> usize,
    ) {
        let entries = &mut self.entries;
        entries.sort_by_key(|it| (order(it.place.id), it.place.start()));
        let ruler = measure::Ruler::new(library, metrics, &self.spec.format);
        // An entry is worth the same in every form of the sheet.
        let usual = Format { pages: self.spec.format.pages, ..Format::default() };
        let usual = (usual != self.spec.format)
            .then(|| measure::Ruler::new(library, metrics, &usual));
        entries.par_iter_mut().for_each(|entry| {
            entry.section = entry.headings_above();
            let usual = usual.as_ref().map(|it| it.extent(&mut entry.body));
            entry.extent = ruler.extent(&mut entry.body);
            entry.priority.add_length(usual.as_ref().unwrap_or(&entry.extent));
            entry.headings = ruler.headings(entry.place.section.title, &entry.section);
        });
        entries::join_sections(entries);
        self.total -= entries::mark_repeats(entries);
        priority::spread(entries);
        for (rank, at) in priority::ranks(entries).into_iter().enumerate() {
            if let Some(entry) = entries.get_mut(at) {
                entry.rank = rank;
            }
        }
    }

    /// Chooses the highest-ranked entries that fit into `part` of the budget; and what is in
    /// reserve, which together with it fills `more` budgets.
    pub fn choose(&mut self, metrics: &Metrics, part: f64, more: f64) {
        let format = &self.spec.format;
        let (flow, columns) = (Flow::new(metrics, format), count(format.columns.max(1)));
        let is_repeat = |it: &Entry<'_>| matches!(it.verdict, Verdict::Repeat(_));
        let mut possible: Vec<usize> = (0..self.entries.len()).collect();
        possible.retain(|at| self.entries.get(*at).is_some_and(|it| !is_repeat(it)));
        let all = possible.iter().copied();
        let seen = flow.length(&self.entries, all, f64::INFINITY) / columns;
        self.whole = seen * count(self.total) / count(possible.len().max(1));
        possible.retain(|at| self.entries.get(*at).is_some_and(|it| flow.can_hold(it)));
        possible.sort_by_key(|at| self.entries.get(*at).map(|it| it.rank));
        let fill = |part: f64| {
            let budget = count(format.pages) * columns * part;
            let budget = if format.pages == 0 { f64::INFINITY } else { budget };
            flow.fill(&self.entries, &possible, budget)
        };
        let (taken, kept) = (fill(part), fill(more));
        let filled =
            flow.length(&self.entries, taken.iter().copied(), f64::INFINITY) / columns;
        self.filled = filled;
        for (at, entry) in self.entries.iter_mut().enumerate() {
            if is_repeat(entry) {
                continue;
            }
            entry.verdict = if taken.binary_search(&at).is_ok() {
                Verdict::In
            } else if !flow.can_hold(entry) {
                Verdict::TooTall
            } else {
                Verdict::NoRoom { reserve: kept.binary_search(&at).is_ok() }
            };
        }
    }
}
