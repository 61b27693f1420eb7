//! Tables and what they are for: comparison, set of situations, or look-up list.
//! Gives the kind, the items of a comparison and the columns of a set of situations.
//! Weighs many weak signals; no single word or shape decides.

mod points;
mod reading;
mod shape;

use self::{points::Points, reading::Reading};
use super::{
    Place,
    instructions::Switches,
    labels::{Hint, hints},
    names::Known,
    outline::{Block, Caption},
    rule::Rule,
};
use crate::{
    library::Library,
    note::{
        doc::{self, Node},
        instructions::Said,
    },
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

impl<'lib> Table<'lib> {
    /// The cells that name the items of a comparison, each with its column or row.
    #[must_use]
    pub fn item_cells(&self) -> Vec<(usize, Node<'lib>)> {
        let header = |at: &usize| Some((*at, *self.table.header.get(*at)?));
        let first = |at: &usize| Some((*at, *self.table.rows.get(*at)?.cells.first()?));
        match &self.kind {
            Kind::Comparison(Items::Columns(columns)) => {
                columns.iter().filter_map(header).collect()
            }
            Kind::Comparison(Items::Rows(rows)) => {
                rows.iter().filter_map(first).collect()
            }
            Kind::Scenario { .. } | Kind::Reference => Vec::new(),
        }
    }

    /// The names of the items of a comparison, as written.
    #[must_use]
    pub fn items(&self, library: &Library) -> Vec<String> {
        let cells = self.item_cells().into_iter();
        cells.map(|(_, cell)| library.words(cell.children()).text()).collect()
    }
}

/// Reads a table; `known` are the names that the notes speak of elsewhere.
#[must_use]
pub fn read<'lib>(
    library: &'lib Library,
    block: &Block<'lib>,
    place: &Place<'lib>,
    known: &Known,
    switches: &Switches,
) -> Option<Table<'lib>> {
    let table = doc::Table::cast(block.node)?;
    let reading = Reading::new(library, &table, block.caption.as_ref(), &block.section);
    let (kind, rule) = match block.instructions.kind {
        Some(said) => (obey(said, &reading), Rule::Comment),
        None => judge(&reading, known),
    };
    let (kind, rule) = if switches.allow(rule, block.instructions) {
        (kind, rule)
    } else {
        (Kind::Reference, Rule::LookUp)
    };
    let caption = block.caption;
    Some(Table { place: place.clone(), table, caption, kind, rule })
}

/// What a comment says the table is; where it says no more, the usual signs tell the rest.
fn obey(said: Said, reading: &Reading) -> Kind {
    match said {
        Said::Reference => Kind::Reference,
        Said::Scenario => scenario(reading),
        Said::Comparison(in_columns) => {
            let points = Points::of(reading, &Known::default());
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
    let text = |it: &Node<'_>| library.words(it.children()).text();
    let header: Vec<String> = table.header.iter().map(text).collect();
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

/// The kind with the most points; of equals the first, and a look-up list before all others.
fn judge(reading: &Reading, known: &Known) -> (Kind, Rule) {
    if reading.columns() < 2 || reading.rows.is_empty() {
        return (Kind::Reference, Rule::LookUp);
    }
    let Points { scenario: situations, columns, rows } = Points::of(reading, known);
    let best = situations.max(columns).max(rows);
    if best <= 0.0 {
        (Kind::Reference, Rule::LookUp)
    } else if situations >= best {
        (scenario(reading), Rule::Situations)
    } else if columns >= best {
        (Kind::Comparison(items(reading, true)), Rule::ItemsAsColumns)
    } else if reading.rows.len() > MOST_ITEMS {
        (Kind::Reference, Rule::LookUp)
    } else {
        (Kind::Comparison(items(reading, false)), Rule::ItemsAsRows)
    }
}
