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
mod hues;
pub mod instructions;
mod joined;
pub mod known;
pub mod label;
mod labels;
mod lexicon;
mod lookup;
pub mod mentions;
pub mod names;
pub mod outline;
pub mod parts;
pub mod tables;
pub mod tips;

use std::{
    borrow::Cow,
    cell::LazyCell,
    collections::{BTreeMap, BTreeSet},
};

use self::conflicts::Claims;
pub use self::{
    arguments::Argument,
    cards::{Card, CardKind, Digests, SharedCard, holds},
    compare::{Comparison, ComparisonId},
    conflicts::Conflict,
    decisions::Decision,
    definitions::{Definition, Sense},
    explicit::Brackets,
    joined::Joined,
    mentions::Mention,
    names::{Item, ItemId, Names},
    outline::{Caption, Section},
    parts::{Finds, Part, Parts},
    tables::{Items, Kind, Table},
    tips::Tip,
};
pub use crate::rule::Rule;
use crate::{
    config::Config,
    diag::Diagnostic,
    library::{Library, NoteId},
    note::{NodeId, Note, Position, TagName},
    rule,
    source::Sources,
    text::folded,
};

/// Where something stands.
#[derive(Debug, Clone)]
pub struct Place<'lib> {
    /// The place of the note it stands in.
    pub id: NoteId,
    /// Where it is written, and which nodes it is.
    pub position: Position,
    /// What stands above it.
    pub section: Section<'lib>,
}

impl<'lib> Place<'lib> {
    /// The note it stands in.
    #[must_use]
    pub fn note(&self) -> &'lib Note {
        self.section.note()
    }

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
    pub tables: Vec<&'lib Table<'lib>>,
    /// The things that are compared.
    pub items: Names,
    /// The tables that compare, merged by what they compare.
    pub comparisons: Vec<Comparison<'lib>>,
    /// Where situations are answered with one of them, by item.
    pub mentions: Vec<Mention<'lib>>,
    /// For each item where else it is found.
    of_items: Vec<OfItem>,
    /// The comparisons that several tables make, by the places of these.
    merged: BTreeMap<usize, ComparisonId>,
    /// The item that a cell of a note names.
    item_cells: BTreeMap<(NoteId, NodeId), ItemId>,
    /// What to do in which situation, from items with an arrow.
    pub decisions: Vec<&'lib Decision<'lib>>,
    /// What is said for one of several alternatives.
    pub arguments: Vec<&'lib Argument<'lib>>,
    /// What terms mean.
    pub definitions: Vec<&'lib Definition<'lib>>,
    /// What is worth remembering or easy to get wrong.
    pub tips: Vec<&'lib Tip<'lib>>,
    /// Practice cards.
    pub cards: Vec<SharedCard<'lib>>,
    /// What each note gives.
    notes: BTreeMap<NoteId, &'lib Finds<'lib>>,
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

/// Puts together what the notes give, and takes from `before` what cannot have changed since the last
/// build. Findings name the lines of `sources`.
#[must_use]
pub fn extract<'lib>(
    (library, parts): (&'lib Library, &'lib Parts),
    sources: &Sources,
    config: &Config,
    before: &Joined,
) -> (Study<'lib>, Joined, Vec<Diagnostic>) {
    let mut study = Study::default();
    let mut findings = Vec::new();
    for part in parts.all() {
        let finds = part.finds();
        study.tables.extend(&finds.tables);
        study.decisions.extend(&finds.decisions);
        study.arguments.extend(&finds.arguments);
        study.definitions.extend(&finds.definitions);
        study.tips.extend(&finds.tips);
        study.notes.insert(part.id(), finds);
        findings.extend(finds.findings.iter().cloned());
    }
    let (cards, found) = cards::shared(parts.all());
    findings.extend(found);
    study.cards = cards;
    study.compare((library, parts), config);
    let joined = Joined::new(parts.all(), &study, (library, sources), before);
    study.conflicts = conflicts::all(parts.all(), joined.conflicts());
    findings.extend(joined.findings().cloned());
    (study, joined, findings)
}

impl<'lib> Study<'lib> {
    /// What a note gives; none for a template.
    #[must_use]
    pub fn finds(&self, note: NoteId) -> Option<&'lib Finds<'lib>> {
        self.notes.get(&note).copied()
    }

    /// The brackets around the gaps of a note, in the order in which they open.
    #[must_use]
    pub fn brackets(&self, note: NoteId) -> &'lib [Brackets] {
        self.finds(note).map_or(&[], |it| &it.brackets)
    }

    /// Finds what takes several notes: items, comparisons and mentions.
    fn compare(
        &mut self,
        (library, parts): (&'lib Library, &'lib Parts),
        config: &Config,
    ) {
        let compared = self.tables.iter().flat_map(|it| &it.compared);
        let compared = compared.map(|it| (it.name.as_str(), it.form.as_str()));
        let versus = self.arguments.iter().filter(|it| it.rule == Rule::Versus);
        let versus = versus.map(|it| (it.item.as_str(), it.form.as_str()));
        let compared: Vec<(&str, &str)> = compared.chain(versus).collect();
        let claims = parts.all().iter().map(|it| &it.finds().claims);
        let spoken = claims.flat_map(Claims::forms);
        let aliases = self.aliases(library);
        self.items = Names::gather(&compared, spoken, &aliases, &config.compare);
        let (tables, arguments, items) = (&self.tables, &self.arguments, &self.items);
        (self.comparisons, self.mentions) = rayon::join(
            || compare::merge(tables, arguments, items),
            || mentions::gather(items, parts),
        );
        let compared = self.comparisons.iter().map(|it| it.items.as_slice());
        self.items.part_hues(&compared.collect::<Vec<_>>());
        self.of_items = vec![OfItem::default(); self.items.all().count()];
        for (at, comparison) in self.comparisons.iter().enumerate() {
            if comparison.tables.len() > 1 {
                let tables = comparison.tables.iter();
                self.merged.extend(tables.map(|it| (*it, ComparisonId(at))));
            }
            for item in &comparison.items {
                if let Some(it) = self.of_items.get_mut(item.0) {
                    it.comparisons.push(ComparisonId(at));
                }
            }
        }
        for (at, argument) in self.arguments.iter().enumerate() {
            let item = self.items.id_of_form(&argument.form);
            if let Some(it) = item.and_then(|it| self.of_items.get_mut(it.0)) {
                it.arguments.push(at);
            }
        }
        for (id, form) in parts.titles() {
            let item = self.items.id_of_form(form);
            if let Some(it) = item.and_then(|it| self.of_items.get_mut(it.0)) {
                it.notes.push(id);
            }
        }
        for table in &self.tables {
            for it in &table.compared {
                if let Some(item) = self.items.id_of_form(&it.form) {
                    self.item_cells.insert((table.place.id, it.cell.id()), item);
                }
            }
        }
    }

    /// The other names of notes, each with the note's title. Names that something compares are not
    /// one thing, whatever a note is called.
    fn aliases(&self, library: &Library) -> Vec<(String, String)> {
        let notes =
            library.published().filter(|(_, note, _)| !note.meta.aliases.is_empty());
        let opposed = LazyCell::new(|| self.opposed());
        let mut all = Vec::new();
        for (id, note, _) in notes {
            let (title, aliases) = (library.title(id), &note.meta.aliases);
            let names = aliases.iter().map(|it| it.0.as_str()).chain([title]);
            let names: BTreeSet<String> = names.map(folded).collect();
            let mut opposed =
                names.iter().filter_map(|it| opposed.get(it.as_str())).flatten();
            let mut met = BTreeSet::new();
            if opposed.all(|it| met.insert(it)) {
                all.extend(aliases.iter().map(|(it, _)| (it.clone(), title.to_owned())));
            }
        }
        all
    }

    /// For each name the tables and arguments that set it against others, by their numbers.
    fn opposed(&self) -> BTreeMap<Cow<'_, str>, BTreeSet<usize>> {
        let of_tables = self.tables.iter().map(|it| -> Vec<Cow<'_, str>> {
            it.compared.iter().map(|it| Cow::from(&it.form)).collect()
        });
        let of_arguments = self.arguments.iter().map(|it| -> Vec<Cow<'_, str>> {
            let opponents = it.opponents.iter().map(|it| folded(it).into());
            opponents.chain([Cow::from(&it.form)]).collect()
        });
        let mut opposed: BTreeMap<Cow<'_, str>, BTreeSet<usize>> = BTreeMap::new();
        for (at, names) in of_tables.chain(of_arguments).enumerate() {
            for name in names {
                opposed.entry(name).or_default().insert(at);
            }
        }
        opposed
    }
}
