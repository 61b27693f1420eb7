//! What a table of a comparison tells, in the form in which other tables tell the same.
//! Gives a key for each name of a criterion and a digest for each cell.
//! Must not know other tables.

use xxhash_rust::xxh3::xxh3_64;

use super::{Items, Kind};
use crate::{
    library::Library,
    note::doc::{self, Node},
    text::folded,
};

/// What a comparison tells; nothing for any other table.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The keys of what the items are compared by: of each row where they are columns, of each
    /// column where they are rows. Empty for a line without a name.
    keys: Box<[Box<str>]>,
    /// The digest of each cell below the header, row by row; 0 for an empty one.
    cells: Box<[u64]>,
    columns: usize,
}

impl Told {
    pub(super) fn new(library: &Library, table: &doc::Table<'_>, kind: &Kind) -> Self {
        let words = |it: Node<'_>| folded(&library.words(it.children()).text());
        let key = |it: Option<Node<'_>>| {
            it.map(|it| criterion_key(&words(it)).into()).unwrap_or_default()
        };
        let keys = match kind {
            Kind::Comparison(Items::Columns(items)) => {
                let has_head = !items.contains(&0);
                let head = table.rows().map(|it| it.cell(0).filter(|_| has_head));
                head.map(key).collect()
            }
            Kind::Comparison(Items::Rows(_)) => {
                table.head().cells().map(|it| key(Some(it))).collect()
            }
            Kind::Scenario { .. } | Kind::Reference => return Self::default(),
        };
        let columns = table.head().cells().count();
        let digest = |it: Option<Node<'_>>| match it.map(words) {
            Some(words) if !words.is_empty() => xxh3_64(words.as_bytes()).max(1),
            _ => 0,
        };
        let mut cells = Vec::with_capacity(table.rows().len() * columns);
        for row in table.rows() {
            cells.extend((0..columns).map(|it| digest(row.cell(it))));
        }
        Self { keys, cells: cells.into(), columns }
    }

    /// The form in which names of criteria are the same; empty without a name.
    pub(in crate::study) fn key(&self, line: usize) -> &str {
        self.keys.get(line).map_or("", |it| it)
    }

    /// Two cells say the same in the same words if their digests are equal; 0 for an empty cell.
    pub(in crate::study) fn cell(&self, row: usize, column: usize) -> u64 {
        self.cells.get(row * self.columns + column).copied().unwrap_or_default()
    }
}

/// A criterion's folded name without what authors vary: a question mark, a plural.
fn criterion_key(name: &str) -> &str {
    let name = name.trim_end_matches(['?', '？', ' ']);
    let singular = name.strip_suffix('s').filter(|it| it.chars().count() > 3);
    singular.filter(|it| !it.ends_with('s')).unwrap_or(name)
}
