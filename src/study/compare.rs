//! Comparisons: the tables that set the same things side by side, merged over all notes.
//! Gives items under one name each, criteria joined, and every cell with its source.
//! Must not know pages.

mod same;

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use rayon::prelude::*;

use self::same::contradict;
use super::{
    arguments::Argument,
    label::unnumbered,
    names::{ItemId, Names, free_slug},
    tables::{Items, Kind, Table},
};
use crate::{
    diag::{Code, Diagnostic, Span},
    library::{Library, NoteId},
    note::doc::Node,
    path::slug,
    rule::Rule,
    source::Sources,
    text::folded,
};

/// A comparison; its place among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComparisonId(pub usize);

/// Tables that compare the same items, as one.
#[derive(Debug)]
pub struct Comparison<'lib> {
    /// Its name in addresses.
    pub slug: String,
    /// What it is called: the items, or the caption or heading where there are many.
    pub title: String,
    /// What is compared, in the order of the first table.
    pub items: Vec<ItemId>,
    /// What they are compared by, in the order of the tables.
    pub criteria: Vec<Criterion<'lib>>,
    /// The tables, by their places in [`super::Study::tables`].
    pub tables: Vec<usize>,
    /// The sections that set exactly these items against each other, by the places of their
    /// arguments in [`super::Study::arguments`].
    pub arguments: Vec<usize>,
    /// The place of each item.
    columns: BTreeMap<ItemId, usize>,
    /// The place of each criterion with a name, by its key.
    rows: BTreeMap<String, usize>,
}

/// One line of a comparison.
#[derive(Debug)]
pub struct Criterion<'lib> {
    /// What it is called where it is met first.
    pub name: Value<'lib>,
    /// The form in which names of criteria are the same.
    key: String,
    /// For each item what the tables say; more than one value when several do.
    pub values: Vec<Vec<Value<'lib>>>,
}

/// A cell and the table it comes from.
#[derive(Debug, Clone, Copy)]
pub struct Value<'lib> {
    /// The place of its table in [`super::Study::tables`].
    pub table: usize,
    /// The cell; for the header of a column without attributes, none.
    pub cell: Option<Node<'lib>>,
    /// Whether its table names each thing once: of lines of one name each speaks of another case.
    is_sure: bool,
    /// The digest of the cell's words; 0 for an empty cell or a name.
    told: u64,
}

impl<'lib> Criterion<'lib> {
    /// The form in which names of criteria are the same; empty without a name.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether two tables say different things of an item.
    #[must_use]
    pub fn differs(&self, library: &Library, item: usize) -> bool {
        // Many tables say the same in the same words.
        let mut told: Vec<&Value<'lib>> =
            self.sure(item).filter(|it| it.told != 0).collect();
        told.sort_unstable_by_key(|it| it.told);
        told.dedup_by_key(|it| it.told);
        if told.len() < 2 {
            return false;
        }
        let texts: Vec<String> = told.iter().filter_map(|it| it.text(library)).collect();
        contradict(texts.iter().map(String::as_str))
    }

    /// What tables say of an item that say only one thing of it.
    fn sure(&self, item: usize) -> impl Iterator<Item = &Value<'lib>> {
        let values = self.values.get(item).map_or(&[][..], Vec::as_slice);
        let of_table = values.chunk_by(|a, b| a.table == b.table);
        of_table.filter_map(|it| match it {
            [only] => Some(only).filter(|it| it.is_sure),
            _ => None,
        })
    }
}

impl Value<'_> {
    /// The cell's words in the form in which equal ones are equal; none for an empty cell.
    #[must_use]
    pub fn text(&self, library: &Library) -> Option<String> {
        let text = library.words(self.cell?.children()).text();
        Some(folded(&text)).filter(|it| !it.is_empty())
    }
}

/// Merges what compares the same things: the tables of all notes, and sections called A vs B.
#[must_use]
pub fn merge<'lib>(
    tables: &[&Table<'lib>],
    arguments: &[&Argument<'lib>],
    names: &Names,
) -> Vec<Comparison<'lib>> {
    let mut groups: BTreeMap<BTreeSet<ItemId>, (Vec<usize>, Vec<usize>)> =
        BTreeMap::new();
    let columns: Vec<Vec<(usize, ItemId)>> =
        tables.par_iter().map(|it| named(it, names).collect()).collect();
    for (at, columns) in columns.iter().enumerate() {
        let items: BTreeSet<ItemId> = columns.iter().map(|it| it.1).collect();
        if items.len() > 1 {
            groups.entry(items).or_default().0.push(at);
        }
    }
    for (at, argument) in
        arguments.iter().enumerate().filter(|(_, it)| it.rule == Rule::Versus)
    {
        let all = std::iter::once(&argument.item).chain(&argument.opponents);
        let items: BTreeSet<ItemId> = all.filter_map(|it| names.id(it)).collect();
        if items.len() > 1 {
            groups.entry(items).or_default().1.push(at);
        }
    }
    // Those with tables first, each kind by the place of its first part.
    let mut groups: Vec<(Vec<usize>, Vec<usize>)> = groups.into_values().collect();
    groups.sort_by(|a, b| (a.0.is_empty(), a).cmp(&(b.0.is_empty(), b)));
    let mut slugs = BTreeSet::new();
    let merged = groups.into_iter().map(|(group, group_of_arguments)| {
        let mut comparison = Comparison {
            slug: String::new(),
            title: String::new(),
            items: Vec::new(),
            criteria: Vec::new(),
            tables: group,
            arguments: group_of_arguments,
            columns: BTreeMap::new(),
            rows: BTreeMap::new(),
        };
        for at in comparison.tables.clone() {
            if let (Some(table), Some(columns)) = (tables.get(at), columns.get(at)) {
                comparison.add(at, table, columns);
            }
        }
        for argument in
            comparison.arguments.clone().into_iter().filter_map(|at| arguments.get(at))
        {
            if let Some(item) = names.id_of_form(&argument.form) {
                comparison.add_item(item);
            }
        }
        comparison.title = title(tables, &comparison, names);
        comparison.slug = free_slug(&slug(&comparison.title), &mut slugs);
        comparison
    });
    merged.filter(|it| it.items.len() > 1).collect()
}

impl<'lib> Comparison<'lib> {
    /// The place of an item among those that are compared.
    #[must_use]
    pub fn column(&self, item: ItemId) -> Option<usize> {
        self.columns.get(&item).copied()
    }

    fn add_item(&mut self, item: ItemId) {
        if let Entry::Vacant(place) = self.columns.entry(item) {
            place.insert(self.items.len());
            self.items.push(item);
        }
    }

    /// Adds what a table says.
    fn add(&mut self, at: usize, table: &Table<'lib>, columns: &[(usize, ItemId)]) {
        for (_, item) in columns {
            self.add_item(*item);
        }
        let mut met = BTreeSet::new();
        let is_sure = columns.iter().all(|it| met.insert(it.1));
        let (grid, told) = (&table.table, &table.told);
        let value = |row: usize, column: usize| {
            let cell = grid.row(row).and_then(|it| it.cell(column));
            Value { table: at, cell, is_sure, told: told.cell(row, column) }
        };
        match &table.kind {
            Kind::Comparison(Items::Columns(items)) => {
                let has_head = !items.contains(&0);
                for (row, head) in grid.rows().enumerate() {
                    let name = head.cell(0).filter(|_| has_head);
                    let criterion = self.criterion(at, name, told.key(row));
                    for (column, item) in columns {
                        self.push(criterion, *item, value(row, *column));
                    }
                }
            }
            Kind::Comparison(Items::Rows(_)) => {
                for (column, head) in grid.head().cells().enumerate().skip(1) {
                    let criterion = self.criterion(at, Some(head), told.key(column));
                    for (row, item) in columns {
                        self.push(criterion, *item, value(*row, column));
                    }
                }
            }
            _ => (),
        }
    }

    /// The criterion of that name, made when it is new; lines without a name stay apart.
    fn criterion(&mut self, at: usize, name: Option<Node<'lib>>, key: &str) -> usize {
        let new = self.criteria.len();
        let known = self.rows.get(key).copied().unwrap_or(new);
        if known == new {
            if !key.is_empty() {
                self.rows.insert(key.to_owned(), new);
            }
            let name = Value { table: at, cell: name, is_sure: true, told: 0 };
            let key = key.to_owned();
            self.criteria.push(Criterion { name, key, values: Vec::new() });
        }
        known
    }

    fn push(&mut self, criterion: usize, item: ItemId, value: Value<'lib>) {
        let Some(column) = self.column(item) else { return };
        let Some(criterion) = self.criteria.get_mut(criterion) else { return };
        criterion.values.resize_with(self.items.len(), Vec::new);
        if let Some(values) = criterion.values.get_mut(column) {
            values.push(value);
        }
    }
}

/// The items of a comparison table, each with its column or row.
pub(super) fn named<'t>(
    table: &'t Table<'_>,
    names: &'t Names,
) -> impl Iterator<Item = (usize, ItemId)> + 't {
    let items = table.compared.iter();
    items.filter_map(|it| Some((it.at, names.id_of_form(&it.form)?)))
}

/// How many items a title names one by one, and how many where there is no other title.
const NAMED: usize = 4;
const MOST_NAMED: usize = 12;

fn title(tables: &[&Table<'_>], comparison: &Comparison<'_>, names: &Names) -> String {
    let of_items = || {
        let items = comparison.items.iter().map(|it| names.item(*it).name.as_str());
        let title = items.take(MOST_NAMED).collect::<Vec<_>>().join(" vs ");
        match comparison.items.len().saturating_sub(MOST_NAMED) {
            0 => title,
            more => format!("{title} and {more} more"),
        }
    };
    if comparison.items.len() <= NAMED {
        return of_items();
    }
    let first = comparison.tables.first().and_then(|at| tables.get(*at));
    let caption = first.and_then(|it| it.caption).filter(|it| it.is_bold);
    let caption = caption.map(|it| it.text());
    let subject = || first.and_then(|it| it.place.section.subject());
    let title = || first.map(|it| it.place.section.title.to_owned());
    let found = caption.or_else(subject).or_else(title);
    found.map_or_else(of_items, |it| unnumbered(&it).to_owned())
}

/// Finds cells that say something else than the cell of another table.
pub(super) struct Contradictions<'a, 'lib> {
    pub(super) library: &'lib Library,
    pub(super) tables: &'a [&'lib Table<'lib>],
    pub(super) names: &'a Names,
    pub(super) sources: &'a Sources,
}

impl Contradictions<'_, '_> {
    /// A finding for every such cell of a comparison.
    pub(super) fn of(&self, comparison: &Comparison<'_>) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        for criterion in &comparison.criteria {
            for (at, item) in comparison.items.iter().enumerate() {
                if criterion.differs(self.library, at) {
                    findings.extend(self.finding(*item, criterion.sure(at)));
                }
            }
        }
        findings
    }

    /// The finding on the first and the last of some cells.
    fn finding<'v, 'd: 'v>(
        &self,
        item: ItemId,
        values: impl Iterator<Item = &'v Value<'d>>,
    ) -> Option<Diagnostic> {
        let mut places = values.filter_map(|it| self.place(it));
        let (first, other) = places.next()?;
        let (id, span) = places.last().unwrap_or_else(|| (first, other.clone()));
        let name = &self.names.item(item).name;
        let message = format!("two tables contradict each other about `{name}`");
        let note = |id: NoteId| &self.library.note(id).path;
        let at = self.sources.line(note(first), other.start);
        let place = if id == first {
            format!("in line {at}")
        } else {
            format!("in `{}:{at}`", note(first))
        };
        let help = format!(
            "correct this table or the one {place}, or give the rows different names"
        );
        Some(Diagnostic::new(Code::C001, note(id), span, message).with_help(help))
    }

    /// Where the words of a cell stand.
    fn place(&self, value: &Value<'_>) -> Option<(NoteId, Span)> {
        let words = self.library.words(value.cell?.children());
        Some((self.tables.get(value.table)?.place.id, words.position()?.span()))
    }
}
