//! Tables and what they are for: comparison, set of situations, or look-up list.
//! Gives the kind, the items of a comparison and the columns of a set of situations.
//! Weighs many weak signals; no single word or shape decides.

mod points;
mod shape;

use pulldown_cmark::Event;

use self::{
    points::{as_columns, as_rows, as_scenario},
    shape::{Grid, Shape, share},
};
use super::{
    Place,
    instructions::Said,
    names::Known,
    outline::{Block, Label, Phrase, Section},
    rule::{Rule, Switches},
    words::{Hint, hints},
};
use crate::{
    library::Library,
    note::{Node, table},
};

/// A table with what it is for.
#[derive(Debug, Clone)]
pub struct Table<'lib> {
    /// Where it stands.
    pub place: Place<'lib>,
    /// Its cells.
    pub table: table::Table<'lib>,
    /// The line right before it that says what it shows.
    pub caption: Option<Label<'lib>>,
    /// What it is for.
    pub kind: Kind,
    /// Why.
    pub rule: Rule,
}

/// What a table is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Alternatives side by side; where they are named, counted from 0 without the header
    /// column or row.
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
    /// In these header cells.
    Columns(Vec<usize>),
    /// In the first cells of these rows.
    Rows(Vec<usize>),
}

impl<'lib> Table<'lib> {
    /// The names of the items of a comparison, as written.
    #[must_use]
    pub fn items(&self, library: &Library) -> Vec<String> {
        let text = |it: &table::Cell<'lib>| Phrase::new(library, it.inline).text();
        match &self.kind {
            Kind::Comparison(Items::Columns(columns)) => columns
                .iter()
                .filter_map(|at| self.table.header.get(*at))
                .map(text)
                .collect(),
            Kind::Comparison(Items::Rows(rows)) => {
                let cells =
                    rows.iter().filter_map(|at| self.table.rows.get(*at)?.cells.first());
                cells.map(text).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The words that tell a table's purpose, read once.
struct Reading {
    /// The header cells, in plain text.
    header: Vec<String>,
    hints: Vec<Vec<Hint>>,
    /// The cells below, by row, in plain text.
    rows: Vec<Vec<String>>,
    /// Caption and innermost headings, which speak of the table.
    caption: String,
    heading: String,
    shape: Shape,
    /// The share of first cells that are code, as in lists of commands.
    code_first: f64,
}

impl Reading {
    fn new(
        library: &Library,
        table: &table::Table<'_>,
        label: Option<&Label<'_>>,
        section: &Section<'_>,
    ) -> Self {
        let text = |it: &table::Cell<'_>| Phrase::new(library, it.inline).text();
        let header: Vec<String> = table.header.iter().map(text).collect();
        let rows: Vec<Vec<String>> =
            table.rows.iter().map(|row| row.cells.iter().map(text).collect()).collect();
        Self {
            hints: header.iter().map(|it| hints(it)).collect(),
            shape: Shape::new(&Grid { header: &header, rows: &rows }),
            code_first: code_first(table),
            header,
            rows,
            caption: label.map(Label::text).unwrap_or_default(),
            heading: section.subject().unwrap_or_default(),
        }
    }

    fn has(&self, column: usize, hint: Hint) -> bool {
        self.hints.get(column).is_some_and(|it| it.contains(&hint))
    }

    fn columns(&self) -> usize {
        self.header.len()
    }

    fn column(&self, at: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| row.get(at)).map(String::as_str)
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
    let table = table::Table::cast(block.node)?;
    let reading = Reading::new(library, &table, block.label.as_ref(), &block.section);
    let (kind, rule) = match block.instructions.kind {
        Some(said) => (obey(said, &reading), Rule::Comment),
        None => judge(&reading, known),
    };
    let (kind, rule) = if switches.allow(rule, &block.instructions) {
        (kind, rule)
    } else {
        (Kind::Reference, Rule::LookUp)
    };
    let caption = block.label;
    Some(Table { place: place.clone(), table, caption, kind, rule })
}

/// What a comment says the table is; where it says no more, the usual signs tell the rest.
fn obey(said: Said, reading: &Reading) -> Kind {
    match said {
        Said::Reference => Kind::Reference,
        Said::Scenario => scenario(reading),
        Said::Comparison(in_columns) => {
            let known = Known::default();
            let in_columns = in_columns.unwrap_or_else(|| {
                as_columns(reading, &known) >= as_rows(reading, &known)
            });
            Kind::Comparison(items(reading, in_columns))
        }
    }
}

/// How many points a kind needs before it is believed; below, a table is a look-up list.
const ENOUGH: f64 = 3.0;

/// The columns of answers and reasons.
fn scenario(reading: &Reading) -> Kind {
    let why = reading.reason().or_else(|| (reading.columns() == 3).then_some(2));
    let (answer, _) = reading.answer();
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
pub fn certain_items(library: &Library, block: &Block<'_>) -> Vec<String> {
    let Some(table) = table::Table::cast(block.node) else { return Vec::new() };
    let text = |it: &table::Cell<'_>| Phrase::new(library, it.inline).text();
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

fn code_first(table: &table::Table<'_>) -> f64 {
    let cells = table.rows.iter().filter_map(|it| it.cells.first());
    let is_code = |cell: &table::Cell<'_>| {
        matches!(cell.inline.first(), Some(Node::Leaf(Event::Code(_), _)))
    };
    let codes: Vec<&str> =
        cells.map(|it| if is_code(it) { "code" } else { "" }).collect();
    share(&codes, |it| it == "code")
}

fn judge(reading: &Reading, known: &Known) -> (Kind, Rule) {
    // Of equals the first wins.
    let kinds = [
        (as_scenario(reading, known), Rule::Situations),
        (as_columns(reading, known), Rule::ItemsAsColumns),
        (as_rows(reading, known), Rule::ItemsAsRows),
    ];
    let best = kinds.iter().rev().max_by(|a, b| a.0.total_cmp(&b.0));
    match best.filter(|it| it.0 >= ENOUGH).map_or(Rule::LookUp, |it| it.1) {
        Rule::Situations => (scenario(reading), Rule::Situations),
        Rule::LookUp => (Kind::Reference, Rule::LookUp),
        rule => (Kind::Comparison(items(reading, rule == Rule::ItemsAsColumns)), rule),
    }
}
