//! What each note gives by itself, and whether it gives the same once more.
//! Gives it anew only for notes that changed, or that would now be read in another way.
//! Must not know what other notes give, but for the names and tags that all of them know.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use self_cell::self_cell;

use super::{
    Argument, Brackets, Card, Decision, Definition, Table, Tip, arguments, cards,
    conflicts::{self, Claims},
    decisions, definitions, explicit,
    instructions::{self, Switches},
    known::{Asked, Known},
    mentions::{self, Named, Said},
    outline::{Outline, outline},
    tables, tips,
};
use crate::{
    config::Config,
    diag::Diagnostic,
    library::{Library, NoteId},
    note::{Note, TagName, doc::fit, meta},
    text::folded,
};

/// What one note gives, in order of its places.
#[derive(Debug, Default)]
pub struct Finds<'lib> {
    /// Its tables.
    pub tables: Vec<Table<'lib>>,
    /// Its decision rules.
    pub decisions: Vec<Decision<'lib>>,
    /// What it says for one of several alternatives.
    pub arguments: Vec<Argument<'lib>>,
    /// What it says that terms mean.
    pub definitions: Vec<Definition<'lib>>,
    /// What is worth remembering.
    pub tips: Vec<Tip<'lib>>,
    /// Its cards, with ids that are unique among them.
    pub cards: Vec<Card<'lib>>,
    /// What it answers to situations.
    pub said: Said,
    /// The questions that it answers.
    pub claims: Claims,
    /// The brackets around gaps.
    pub brackets: Vec<Brackets>,
    /// What is wrong, but for the ids of cards.
    pub findings: Vec<Diagnostic>,
    /// What is wrong with the ids of cards.
    pub findings_on_ids: Vec<Diagnostic>,
}

/// A note and how it was read.
#[derive(Debug, Clone)]
struct Read {
    id: NoteId,
    note: Arc<Note>,
    title: String,
    /// The title, folded.
    form: String,
    /// The tags that stand for what may be its tags.
    tags: Vec<Option<TagName>>,
}

self_cell!(
    struct Cell {
        owner: Read,

        #[covariant]
        dependent: Finds,
    }

    impl { Debug }
);

/// What one note gives, with the note.
#[derive(Debug)]
pub struct Part {
    cell: Cell,
    /// The known names that made a difference, or could have made one.
    asked: Known,
    /// The items that it names, for the meanings of names in the last build.
    named: Mutex<Option<(u128, Arc<[Named]>)>>,
}

impl Part {
    /// The place of the note.
    #[must_use]
    pub fn id(&self) -> NoteId {
        self.cell.borrow_owner().id
    }

    /// The note.
    #[must_use]
    pub fn note(&self) -> &Note {
        &self.cell.borrow_owner().note
    }

    /// What it gives.
    #[must_use]
    pub fn finds(&self) -> &Finds<'_> {
        self.cell.borrow_dependent()
    }

    /// The items that it names, looked for only if names have other meanings than in the last build.
    pub(super) fn named(
        &self,
        meanings: u128,
        find: impl FnOnce() -> Arc<[Named]>,
    ) -> Arc<[Named]> {
        let mut known = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        let same = known.as_ref().filter(|it| it.0 == meanings);
        let named = same.map_or_else(find, |it| Arc::clone(&it.1));
        *known = Some((meanings, Arc::clone(&named)));
        named
    }
}

/// What the notes of a site give, each by itself; the next build takes from it what is the same.
#[derive(Debug, Default)]
pub struct Parts {
    config: Config,
    /// The names that each note is about, with how it was read for them.
    names: Vec<(Read, Arc<Known>)>,
    /// The names that all of them are about.
    known: Known,
    /// By note, in order; templates give nothing.
    all: Vec<Arc<Part>>,
}

impl Parts {
    /// Reads the published notes, but takes from `before` what has not changed.
    #[must_use]
    pub fn new(library: &Library, config: &Config, before: &Self) -> Self {
        let nothing = Self::default();
        let before = if before.config == *config { before } else { &nothing };
        let notes: Vec<NoteId> = library.published().map(|it| it.0).collect();
        let names: Vec<(Read, Arc<Known>)> = notes
            .par_iter()
            .map(|id| {
                let read = Read::new(library, *id);
                let same = before.names.binary_search_by_key(id, |it| it.0.id).ok();
                let same = same.and_then(|at| before.names.get(at));
                let known = match same.filter(|it| it.0.is_same(&read)) {
                    Some((_, known)) => Arc::clone(known),
                    None => Arc::new(Known::of(library, &read.note, &read.title)),
                };
                (read, known)
            })
            .collect();
        let known = Known::union(names.iter().map(|it| &*it.1));
        let changed = known.difference(&before.known);
        let read = names.par_iter().filter(|it| !it.0.note.is_template);
        let all = read.map(|(read, _)| {
            let same = before.all.binary_search_by_key(&read.id, |it| it.id()).ok();
            let same = same.and_then(|at| before.all.get(at));
            let is_same = |it: &&Arc<Part>| {
                it.cell.borrow_owner().is_same(read) && it.asked.is_disjoint(&changed)
            };
            match same.filter(is_same) {
                Some(same) => Arc::clone(same),
                None => Arc::new(find(library, read.clone(), config, &known)),
            }
        });
        let all = all.collect();
        Self { config: config.clone(), names, known, all }
    }

    /// The titles of all notes in the form in which equal names are equal.
    pub fn titles(&self) -> impl Iterator<Item = (NoteId, &str)> {
        self.names.iter().map(|(read, _)| (read.id, read.form.as_str()))
    }

    /// What each note gives, in order.
    #[must_use]
    pub fn all(&self) -> &[Arc<Part>] {
        &self.all
    }
}

impl Read {
    fn new(library: &Library, id: NoteId) -> Self {
        let tags = library.named_tags(id).to_vec();
        let title = library.title(id).to_owned();
        Self { id, note: library.shared(id), form: folded(&title), title, tags }
    }

    /// Whether the same note would be read in the same way.
    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.note, &other.note)
            && self.id == other.id
            && self.title == other.title
            && self.tags == other.tags
    }
}

/// What a note gives.
fn find(library: &Library, read: Read, config: &Config, known: &Known) -> Part {
    let known = Asked::of(known);
    let cell = Cell::new(read, |Read { id, note, title, .. }| {
        // Nothing refers to it afterwards: outlines of all notes would take more room than the rest.
        let blocks = &*outline(library, note, title);
        let switches = &Switches::new(&config.study, note);
        let outline = Outline { library, id: *id, note, blocks, switches };
        let is_explicit = match note.meta.cards {
            Some(meta::Cards::None) => false,
            Some(meta::Cards::Explicit) => true,
            _ => config.cards.explicit.unwrap_or(false),
        };
        let mut marked = explicit::Marked::default();
        if is_explicit {
            marked = explicit::read(&outline);
        }
        let mut findings = instructions::findings(note);
        findings.append(&mut marked.findings);
        let tables = tables::read(&outline, &known);
        let decisions = decisions::read(&outline);
        let definitions = definitions::read(&outline, &known);
        let sources = (&*tables, &*decisions, &*definitions, marked.cards);
        let made = cards::make(library, note, sources, &config.cards);
        let (cards, findings_on_ids) = cards::with_ids(made);
        let mut finds = Finds {
            said: mentions::said(&tables, &decisions),
            claims: conflicts::claims(&tables, &cards),
            arguments: arguments::read(&outline),
            tips: tips::read(&outline),
            brackets: marked.brackets,
            tables,
            decisions,
            definitions,
            cards,
            findings,
            findings_on_ids,
        };
        finds.shrink();
        finds
    });
    Part { cell, asked: known.into_names(), named: Mutex::default() }
}

impl Finds<'_> {
    /// Gives back what is kept in reserve.
    fn shrink(&mut self) {
        fit(&mut self.tables);
        fit(&mut self.decisions);
        fit(&mut self.arguments);
        fit(&mut self.definitions);
        fit(&mut self.tips);
        fit(&mut self.cards);
        fit(&mut self.brackets);
    }
}
