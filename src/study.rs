//! What a student drills, found in ordinary notes: tables, rules, definitions, tips, cards.
//! Gives typed items with their places and the rule that found each; borrows the library.
//! Must not know pages or HTML.

pub mod arguments;
pub mod arrow;
pub mod cards;
pub mod compare;
pub mod conflicts;
pub mod decisions;
pub mod definitions;
pub mod explicit;
pub mod instructions;
pub mod label;
mod labels;
mod lexicon;
mod lookup;
pub mod mentions;
pub mod names;
pub mod outline;
pub mod tables;
pub mod tips;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

pub use self::{
    arguments::Argument,
    cards::{Card, CardKind},
    compare::{Comparison, ComparisonId},
    conflicts::Conflict,
    decisions::Decision,
    definitions::{Definition, Sense},
    explicit::Brackets,
    mentions::Mention,
    names::{Item, ItemId, Names},
    outline::{Caption, Section},
    tables::{Items, Kind, Table},
    tips::Tip,
};
use self::{
    conflicts::Claim,
    explicit::Marked,
    instructions::Switches,
    names::Known,
    outline::{Outline, outline},
};
pub use crate::rule::Rule;
use crate::{
    config::Config,
    diag::Diagnostic,
    library::{Library, NoteId},
    note::{NodeId, Note, Position, TagName, meta},
    path::NotePath,
    rule,
    source::Sources,
    text::folded,
};

/// Where something stands.
#[derive(Debug, Clone)]
pub struct Place<'lib> {
    /// The note it stands in.
    pub id: NoteId,
    /// That note as it was parsed.
    pub note: &'lib Note,
    /// Where it is written, and which nodes it is.
    pub position: Position,
    /// What stands above it.
    pub section: Section<'lib>,
}

impl<'lib> Place<'lib> {
    /// Its first byte in the note.
    #[must_use]
    pub fn start(&self) -> usize {
        self.position.start()
    }

    /// The tags of whatever holds it: the note, sections, labels, itself.
    #[must_use]
    pub fn tags(&self, library: &'lib Library) -> Vec<&'lib TagName> {
        let tags = library.tags_around(self.id, self.position.scope());
        let mut tags: Vec<&TagName> = tags.map(|it| it.name).collect();
        tags.sort();
        tags.dedup();
        tags
    }
}

/// Everything that was extracted, by note and place.
#[derive(Debug, Default)]
pub struct Study<'lib> {
    /// Every table.
    pub tables: Vec<Table<'lib>>,
    /// The things that are compared.
    pub items: Names,
    /// The tables that compare, merged by what they compare.
    pub comparisons: Vec<Comparison<'lib>>,
    /// Where situations are answered with one of them, by item.
    pub mentions: Vec<Mention<'lib>>,
    /// For each item where else it is found.
    of_items: Vec<OfItem>,
    /// The item that a cell of a note names.
    item_cells: BTreeMap<(NoteId, NodeId), ItemId>,
    /// What to do in which situation, from items with an arrow.
    pub decisions: Vec<Decision<'lib>>,
    /// What is said for one of several alternatives.
    pub arguments: Vec<Argument<'lib>>,
    /// What terms mean.
    pub definitions: Vec<Definition<'lib>>,
    /// What is worth remembering or easy to get wrong.
    pub tips: Vec<Tip<'lib>>,
    /// Practice cards.
    pub cards: Vec<Card<'lib>>,
    /// The brackets around gaps, in order, by note.
    brackets: BTreeMap<NoteId, Vec<Brackets>>,
    /// Questions that two places answer differently.
    pub conflicts: Vec<Conflict<'lib>>,
}

/// Where an item is found.
#[derive(Debug, Clone, Default)]
struct OfItem {
    comparisons: Vec<ComparisonId>,
    /// Places in [`Study::arguments`].
    arguments: Vec<usize>,
    /// The notes that are called so.
    notes: Vec<NoteId>,
}

/// What one note gives.
#[derive(Debug, Default)]
struct NoteStudy<'lib> {
    tables: Vec<Table<'lib>>,
    decisions: Vec<Decision<'lib>>,
    arguments: Vec<Argument<'lib>>,
    definitions: Vec<Definition<'lib>>,
    tips: Vec<Tip<'lib>>,
    explicit: Marked<'lib>,
    findings: Vec<Diagnostic>,
}

/// Extracts what there is to study from the published notes; templates hold nothing. Findings
/// name the lines of `sources`.
#[must_use]
pub fn extract<'lib>(
    library: &'lib Library,
    sources: &Sources,
    config: &Config,
) -> (Study<'lib>, Vec<Diagnostic>) {
    let notes: Vec<(NoteId, &Note)> = library
        .published()
        .filter(|(_, note, _)| !note.is_template)
        .map(|(id, note, _)| (id, note))
        .collect();
    let mut known = Known::gather(library);
    for (_, note) in &notes {
        let blocks = note.outline.blocks().filter_map(|it| note.doc.node(it.node));
        for it in blocks.flat_map(|it| tables::certain_items(library, it)) {
            known.add(&it);
        }
    }
    let found: Vec<NoteStudy<'lib>> = notes
        .par_iter()
        .map(|(id, note)| {
            // What was found refers to nothing of it: outlines of all notes would take more room
            // than all the rest.
            let blocks = &*outline(library, *id);
            let switches = &Switches::new(&config.study, note);
            let outline = Outline { library, id: *id, blocks, switches };
            let is_explicit = match note.meta.cards {
                Some(meta::Cards::None) => false,
                Some(meta::Cards::Explicit) => true,
                _ => config.cards.explicit.unwrap_or(false),
            };
            let mut explicit = Marked::default();
            if is_explicit {
                explicit = explicit::read(&outline);
            }
            let mut findings = instructions::findings(note);
            findings.append(&mut explicit.findings);
            NoteStudy {
                explicit,
                findings,
                tables: tables::read(&outline, &known),
                decisions: decisions::read(&outline),
                arguments: arguments::read(&outline),
                definitions: definitions::read(&outline, &known),
                tips: tips::read(&outline),
            }
        })
        .collect();
    let mut study = Study::default();
    let (mut explicit, mut findings) = (Vec::new(), Vec::new());
    for ((id, _), found) in notes.iter().zip(found) {
        study.tables.extend(found.tables);
        study.decisions.extend(found.decisions);
        study.arguments.extend(found.arguments);
        study.definitions.extend(found.definitions);
        study.tips.extend(found.tips);
        explicit.extend(found.explicit.cards);
        if !found.explicit.brackets.is_empty() {
            study.brackets.insert(*id, found.explicit.brackets);
        }
        findings.extend(found.findings);
    }
    let Study { tables, decisions, definitions, .. } = &study;
    let (cards, found) =
        cards::make(library, tables, decisions, definitions, explicit, &config.cards);
    findings.extend(found);
    let claims = conflicts::claims(&study.tables, &cards);
    findings.extend(study.compare((library, sources), &claims, config));
    study.conflicts = conflicts::find(&claims, &study.items);
    let line = |place: &Place<'_>| sources.line(&place.note.path, place.start());
    findings.extend(conflicts::findings(&study.conflicts, line));
    study.cards = cards;
    study.shrink();
    (study, findings)
}

impl<'lib> Study<'lib> {
    /// Gives back what is kept in reserve.
    fn shrink(&mut self) {
        self.tables.shrink_to_fit();
        self.mentions.shrink_to_fit();
        self.decisions.shrink_to_fit();
        self.arguments.shrink_to_fit();
        self.definitions.shrink_to_fit();
        self.tips.shrink_to_fit();
        self.cards.shrink_to_fit();
    }

    /// The brackets around gaps that open in a text of a note.
    #[must_use]
    pub fn brackets(&self, note: NoteId, text: NodeId) -> &[Brackets] {
        let all = self.brackets.get(&note).map_or(&[][..], Vec::as_slice);
        let start = all.partition_point(|it| it.open.0 < text);
        let end = all.partition_point(|it| it.open.0 <= text);
        all.get(start..end).unwrap_or_default()
    }

    /// Merges the comparisons and gives the findings on what they contradict.
    fn compare(
        &mut self,
        (library, sources): (&'lib Library, &Sources),
        claims: &[Claim<'_, 'lib>],
        config: &Config,
    ) -> Vec<Diagnostic> {
        let names = self.tables.iter().flat_map(|it| it.items(library));
        let versus = self.arguments.iter().filter(|it| it.rule == Rule::Versus);
        let names: Vec<String> = names.chain(versus.map(|it| it.item.clone())).collect();
        // Names that something compares are not one thing, whatever a note is called.
        let opposed = self.opposed(library);
        let is_one = |(id, note): &(NoteId, &Note)| {
            let aliases = note.meta.aliases.iter().map(|it| it.0.as_str());
            let names: BTreeSet<String> =
                aliases.chain([library.title(*id)]).map(folded).collect();
            let mut met = BTreeSet::new();
            names
                .iter()
                .filter_map(|it| opposed.get(it))
                .flatten()
                .all(|it| met.insert(it))
        };
        let notes = library.published().map(|(id, note, _)| (id, note));
        let aliases: Vec<(String, String)> = notes
            .filter(is_one)
            .flat_map(|(id, note)| {
                let aliases = note.meta.aliases.iter();
                aliases.map(move |(it, _)| (it.clone(), library.title(id).to_owned()))
            })
            .collect();
        let spoken: Vec<&String> = claims.iter().flat_map(Claim::names).collect();
        self.items = Names::gather(&names, &spoken, &aliases, &config.compare);
        self.comparisons =
            compare::merge(library, &self.tables, &self.arguments, &self.items);
        self.items.part_hues(self.comparisons.iter().map(|it| it.items.as_slice()));
        self.of_items = vec![OfItem::default(); self.items.all().count()];
        for (at, comparison) in self.comparisons.iter().enumerate() {
            for item in &comparison.items {
                if let Some(it) = self.of_items.get_mut(item.0) {
                    it.comparisons.push(ComparisonId(at));
                }
            }
        }
        for (at, argument) in self.arguments.iter().enumerate() {
            let item = self.items.id(&argument.item);
            if let Some(it) = item.and_then(|it| self.of_items.get_mut(it.0)) {
                it.arguments.push(at);
            }
        }
        for (id, ..) in library.published() {
            let item = self.items.id(library.title(id));
            if let Some(it) = item.and_then(|it| self.of_items.get_mut(it.0)) {
                it.notes.push(id);
            }
        }
        self.mentions = mentions::gather(&self.items, &self.tables, &self.decisions);
        for table in &self.tables {
            for (_, cell) in table.item_cells() {
                let name = library.words(cell.children()).text();
                if let Some(item) = self.items.id(&name) {
                    self.item_cells.insert((table.place.id, cell.id()), item);
                }
            }
        }
        let line = |path: &NotePath, at| sources.line(path, at);
        let (tables, comparisons) = (&self.tables, &self.comparisons);
        compare::contradictions(library, tables, comparisons, &self.items, line)
    }

    /// For each name the tables and arguments that set it against others, by their numbers.
    fn opposed(&self, library: &Library) -> BTreeMap<String, BTreeSet<usize>> {
        let of_tables = self.tables.iter().map(|it| it.items(library));
        let of_arguments = self.arguments.iter().map(|it| -> Vec<String> {
            it.opponents.iter().chain([&it.item]).cloned().collect()
        });
        let mut opposed: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (at, names) in of_tables.chain(of_arguments).enumerate() {
            for name in names {
                opposed.entry(folded(&name)).or_default().insert(at);
            }
        }
        opposed
    }
}
