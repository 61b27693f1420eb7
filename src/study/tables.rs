//! Tables and what they are for: comparison, set of situations, or look-up list.
//! Gives the kind, the items of a comparison and the columns of a set of situations.
//! Weighs many weak signals; no single word or shape decides.

mod contents;
mod points;
mod reading;
mod shape;
mod told;

use std::collections::BTreeMap;

pub use self::told::Told;
use self::{points::Points, reading::Reading};
use super::{
    Place,
    known::Asked,
    labels::{Hint, hints},
    outline::{Block, Caption, Outline},
    rule::Rule,
};
use crate::{
    library::Library,
    note::{
        doc::{self, Node},
        instructions::Said,
    },
    text::folded,
};

/// A table with what it is for.
#[derive(Debug, Clone)]
pub struct Table<'lib> {
    /// Where it stands.
    pub place: Place<'lib>,
    /// Its cells.
    pub table: doc::Table<'lib>,
    /// The line right before it that says what it shows.
    pub caption: Option<Caption<'lib>>,
    /// What it is for.
    pub kind: Kind,
    /// Why.
    pub rule: Rule,
    /// The items of a comparison, in order.
    pub compared: Vec<Compared<'lib>>,
    /// What a comparison tells.
    pub told: Told,
}

/// An item of a comparison.
#[derive(Debug, Clone)]
pub struct Compared<'lib> {
    /// Its column or row.
    pub at: usize,
    /// The cell that names it.
    pub cell: Node<'lib>,
    /// Its name, as written.
    pub name: String,
    /// The form in which equal names are equal.
    pub form: String,
}

/// What a table is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Alternatives side by side, and where they are named.
    Comparison(Items),
    /// Situations in the first column with what to do in another one.
    Scenario {
        /// The column of the answers.
        answer: usize,
        /// The column of the reasons.
        why: Option<usize>,
    },
    /// A list to look things up in.
    Reference,
}

/// Where the items of a comparison are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Items {
    /// In the header cells of these columns, counted from 0.
    Columns(Vec<usize>),
    /// In the first cells of these rows below the header, counted from 0.
    Rows(Vec<usize>),
}

/// The items of a table that is a comparison.
fn compared<'lib>(
    library: &Library,
    table: &doc::Table<'lib>,
    kind: &Kind,
) -> Vec<Compared<'lib>> {
    let item = |at: usize, cell: Node<'lib>| {
        let name = library.words(cell.children()).text();
        Compared { at, cell, form: folded(&name), name }
    };
    let header = |at: &usize| Some(item(*at, table.head().cell(*at)?));
    let first = |at: &usize| Some(item(*at, table.row(*at)?.cell(0)?));
    match kind {
        Kind::Comparison(Items::Columns(columns)) => {
            columns.iter().filter_map(header).collect()
        }
        Kind::Comparison(Items::Rows(rows)) => rows.iter().filter_map(first).collect(),
        Kind::Scenario { .. } | Kind::Reference => Vec::new(),
    }
}

/// The tables of a note; `known` are the names that the notes speak of elsewhere.
#[must_use]
pub fn read<'lib>(outline: &Outline<'_, 'lib>, known: &Asked<'_>) -> Vec<Table<'lib>> {
    let library = outline.library;
    let mut sketches: Vec<Sketch<'_, 'lib>> = Vec::new();
    for block in outline.blocks {
        let Some(table) = doc::Table::cast(block.node) else { continue };
        let caption = block.caption.as_ref();
        let reading = Reading::new(library, &table, caption, &block.section);
        let said = block.instructions.kind;
        let points = said.is_none().then(|| Points::of(&reading, known));
        let purpose = points.map_or(Purpose::Reference, |it| judge(&reading, it));
        sketches.push(Sketch { block, table, reading, points, purpose });
    }
    agree(&mut sketches);
    let table = |it: Sketch<'_, 'lib>| {
        let (kind, rule) = match it.block.instructions.kind {
            Some(said) => (obey(said, &it.reading), Rule::Comment),
            None => it.purpose.of(&it.reading),
        };
        let (kind, rule) = if outline.switches.allow(rule, it.block.instructions) {
            (kind, rule)
        } else {
            (Kind::Reference, Rule::LookUp)
        };
        let place = outline.place(it.block, it.block.node.position());
        let compared = compared(library, &it.table, &kind);
        let told = Told::new(library, &it.table, &kind);
        let (table, caption) = (it.table, it.block.caption);
        Table { place, table, caption, kind, rule, compared, told }
    };
    sketches.into_iter().map(table).collect()
}

/// A table before the others of its note have been heard.
struct Sketch<'a, 'lib> {
    block: &'a Block<'lib>,
    table: doc::Table<'lib>,
    reading: Reading,
    /// None if a comment says what the table is for.
    points: Option<Points>,
    purpose: Purpose,
}

/// What a table is for, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Purpose {
    Reference,
    Scenario,
    Columns,
    Rows,
}

/// Reads tables with the same headers in the same direction: that of most of them, and if there
/// are as many of each, that with the most points in all.
fn agree(sketches: &mut [Sketch<'_, '_>]) {
    let mut alike: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for (at, it) in sketches.iter().enumerate().filter(|(_, it)| it.points.is_some()) {
        let header = it.reading.header.iter().map(|it| folded(it)).collect();
        alike.entry(header).or_default().push(at);
    }
    for places in alike.into_values().filter(|it| it.len() > 1) {
        let mut votes: BTreeMap<Purpose, usize> = BTreeMap::new();
        let mut sum = Points::default();
        for it in places.iter().filter_map(|it| sketches.get(*it)) {
            *votes.entry(it.purpose).or_default() += 1;
            sum = it.points.into_iter().fold(sum, |sum, it| sum + it);
        }
        let most = votes.values().copied().max().unwrap_or_default();
        votes.retain(|_, count| *count == most);
        let Some(chosen) = votes
            .into_keys()
            .max_by(|a, b| sum.points(*a).total_cmp(&sum.points(*b)).then(b.cmp(a)))
        else {
            continue;
        };
        for at in places {
            if let Some(it) = sketches.get_mut(at)
                && (chosen != Purpose::Rows || can_be_items(&it.reading))
            {
                it.purpose = chosen;
            }
        }
    }
}

/// What a comment says the table is; where it says no more, the usual signs tell the rest.
fn obey(said: Said, reading: &Reading) -> Kind {
    match said {
        Said::Reference => Kind::Reference,
        Said::Scenario => scenario(reading),
        Said::Comparison(in_columns) => {
            let points = Points::of(reading, &Asked::default());
            let in_columns = in_columns.unwrap_or(points.columns >= points.rows);
            Kind::Comparison(items(reading, in_columns))
        }
    }
}

/// The columns of answers and reasons.
fn scenario(reading: &Reading) -> Kind {
    let answer = reading.answer();
    let why = reading.reason().or_else(|| (reading.columns() == 3).then_some(2));
    Kind::Scenario { answer, why: why.filter(|it| *it != answer) }
}

fn items(reading: &Reading, in_columns: bool) -> Items {
    if in_columns {
        return Items::Columns(reading.item_columns());
    }
    let is_named = |at: &usize| {
        reading.rows.get(*at).and_then(|row| row.first()).is_some_and(|it| !it.is_empty())
    };
    Items::Rows((0..reading.rows.len()).filter(is_named).collect())
}

/// The items of a table whose first header alone makes it a comparison by columns.
#[must_use]
pub fn certain_items(library: &Library, node: Node<'_>) -> Vec<String> {
    let Some(table) = doc::Table::cast(node) else { return Vec::new() };
    let text = |it: Node<'_>| library.words(it.children()).text();
    let header: Vec<String> = table.head().cells().map(text).collect();
    match header.split_first() {
        Some((first, items))
            if items.len() > 1 && hints(first).contains(&Hint::Aspect) =>
        {
            items.to_vec()
        }
        _ => Vec::new(),
    }
}

/// Nobody weighs more alternatives against each other: a longer list is there to look things
/// up in.
pub(super) const MOST_ITEMS: usize = 60;

/// Whether the rows can be what is compared: several, and not too many.
fn can_be_items(reading: &Reading) -> bool {
    (2..=MOST_ITEMS).contains(&reading.rows.len())
}

/// The purpose with the most points; of equals the first, and a look-up list before all others.
fn judge(reading: &Reading, points: Points) -> Purpose {
    if reading.columns() < 2 || reading.rows.is_empty() {
        return Purpose::Reference;
    }
    let Points { scenario, columns, rows } = points;
    let best = scenario.max(columns).max(rows);
    if best <= 0.0 {
        Purpose::Reference
    } else if scenario >= best {
        Purpose::Scenario
    } else if columns >= best {
        Purpose::Columns
    } else if can_be_items(reading) {
        Purpose::Rows
    } else {
        Purpose::Reference
    }
}

impl Purpose {
    /// The kind of a table with this purpose, and why.
    fn of(self, reading: &Reading) -> (Kind, Rule) {
        match self {
            Self::Reference => (Kind::Reference, Rule::LookUp),
            Self::Scenario => (scenario(reading), Rule::Situations),
            Self::Columns => {
                (Kind::Comparison(items(reading, true)), Rule::ItemsAsColumns)
            }
            Self::Rows => (Kind::Comparison(items(reading, false)), Rule::ItemsAsRows),
        }
    }
}
