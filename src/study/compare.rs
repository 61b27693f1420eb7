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
        if self.sure(item).nth(1).is_none() {
            return false;
        }
        // Many tables say the same in the same words.
        let texts: BTreeSet<String> =
            self.sure(item).filter_map(|it| it.text(library)).collect();
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
    library: &'lib Library,
    tables: &[&Table<'lib>],
    arguments: &[&Argument<'lib>],
    names: &Names,
) -> Vec<Comparison<'lib>> {
    let mut groups: BTreeMap<BTreeSet<ItemId>, (Vec<usize>, Vec<usize>)> =
        BTreeMap::new();
    for (at, table) in tables.iter().enumerate() {
        let items: BTreeSet<ItemId> = named(table, names).map(|it| it.1).collect();
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
            if let Some(table) = tables.get(at) {
                comparison.add(library, at, table, names);
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
    fn add(&mut self, library: &Library, at: usize, table: &Table<'lib>, names: &Names) {
        let columns: Vec<(usize, ItemId)> = named(table, names).collect();
        for (_, item) in &columns {
            self.add_item(*item);
        }
        let mut met = BTreeSet::new();
        let is_sure = columns.iter().all(|it| met.insert(it.1));
        let value = |cell: Option<Node<'lib>>| Value { table: at, cell, is_sure };
        let grid = &table.table;
        match &table.kind {
            Kind::Comparison(Items::Columns(items)) => {
                let has_head = !items.contains(&0);
                for row in &grid.rows {
                    let name = row.cell(0).filter(|_| has_head);
                    let criterion = self.criterion(library, at, name);
                    for (column, item) in &columns {
                        let cell = row.cell(*column);
                        self.push(criterion, *item, value(cell));
                    }
                }
            }
            Kind::Comparison(Items::Rows(_)) => {
                for (column, head) in grid.header.iter().enumerate().skip(1) {
                    let criterion = self.criterion(library, at, Some(*head));
                    for (row, item) in &columns {
                        let cell = grid.rows.get(*row).and_then(|it| it.cell(column));
                        self.push(criterion, *item, value(cell));
                    }
                }
            }
            _ => (),
        }
    }

    /// The criterion of that name, made when it is new; lines without a name stay apart.
    fn criterion(
        &mut self,
        library: &Library,
        at: usize,
        name: Option<Node<'lib>>,
    ) -> usize {
        let text = name.map(|it| library.words(it.children()).text());
        let key = text.map(|it| criterion_key(&it)).unwrap_or_default();
        let new = self.criteria.len();
        let known = match key.as_str() {
            "" => new,
            _ => *self.rows.entry(key.clone()).or_insert(new),
        };
        if known == new {
            let name = Value { table: at, cell: name, is_sure: true };
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

/// A criterion's name without what authors vary: case, a question mark, a plural.
fn criterion_key(name: &str) -> String {
    let name = folded(name);
    let name = name.trim_end_matches(['?', '？', ' ']);
    let singular = name.strip_suffix('s').filter(|it| it.chars().count() > 3);
    singular.filter(|it| !it.ends_with('s')).unwrap_or(name).to_owned()
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

/// A finding for every cell that says something else than the cell of another table.
#[must_use]
pub fn contradictions(
    library: &Library,
    tables: &[&Table<'_>],
    comparisons: &[Comparison<'_>],
    names: &Names,
    sources: &Sources,
) -> Vec<Diagnostic> {
    let place = |it: &Value<'_>| -> Option<(NoteId, Span)> {
        Some((
            tables.get(it.table)?.place.id,
            library.words(it.cell?.children()).position()?.span(),
        ))
    };
    let of_cell = |item: ItemId, values: Vec<(NoteId, Span)>| {
        let ((first, other), (id, span)) = (values.first()?, values.last()?);
        let name = &names.item(item).name;
        let message = format!("two tables contradict each other about `{name}`");
        let (path, of_first) = (&library.note(*id).path, &library.note(*first).path);
        let at = sources.line(of_first, other.start);
        let place = if path == of_first {
            format!("in line {at}")
        } else {
            format!("in `{of_first}:{at}`")
        };
        let help = format!(
            "correct this table or the one {place}, or give the rows different names"
        );
        let finding = Diagnostic::new(Code::C001, path, span.clone(), message);
        Some(finding.with_help(help))
    };
    let of_comparison = |comparison: &Comparison<'_>| {
        let mut findings = Vec::new();
        for criterion in &comparison.criteria {
            for (at, item) in comparison.items.iter().enumerate() {
                if criterion.differs(library, at) {
                    let values = criterion.sure(at).filter_map(place).collect();
                    findings.extend(of_cell(*item, values));
                }
            }
        }
        findings
    };
    let several = comparisons.par_iter().filter(|it| it.tables.len() > 1);
    several.flat_map_iter(of_comparison).collect()
}
