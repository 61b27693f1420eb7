//! A table on a sheet: its cells, and how wide its columns are.
//! Gives shares of the width, so that estimate and style sheet agree; or rows as lines.
//! Must not know what the table is for.

use crate::{
    library::Library,
    note::doc::{Node, Nodes},
    paper::count,
    study::{Items, Kind, Table},
};

/// A table's cells and the way it is set.
#[derive(Debug, Clone)]
pub struct Grid<'lib> {
    /// The header cells.
    pub head: Vec<Nodes<'lib>>,
    /// The rows below; each has as many cells as the header.
    pub rows: Vec<Vec<Nodes<'lib>>>,
    /// Whether the first column names the rows.
    pub named: bool,
    /// The width of each column in twentieths of the table's; empty: there is no room for
    /// columns, and every row is set as a line with the headers before its cells.
    pub shares: Vec<usize>,
}

/// Into how many parts the width of a table is divided.
pub(super) const SHARES: usize = 20;

/// The least width of a column, in parts.
pub(super) const LEAST: usize = 2;

impl<'lib> Grid<'lib> {
    /// The cells of a table, without the tags in them.
    pub(super) fn new(library: &Library, table: &Table<'lib>) -> Self {
        let is_item = matches!(&table.kind, Kind::Comparison(Items::Columns(columns)) if columns.contains(&0));
        let table = &table.table;
        let words = |it: Node<'lib>| library.words(it.children());
        Self {
            head: table.head().cells().map(words).collect(),
            rows: table.rows().map(|row| row.cells().map(words).collect()).collect(),
            named: !is_item,
            shares: Vec::new(),
        }
    }

    /// The words of all cells.
    pub(super) fn text(&self) -> String {
        let cells = self.head.iter().chain(self.rows.iter().flatten());
        let texts: Vec<String> = cells.map(|it| it.text()).collect();
        texts.join(" ")
    }
}

/// The shares of columns: wide enough for their longest words, then by how much they say.
///
/// `natural` are the widths of the columns without any break, `least` those of their longest
/// words, all in the unit of `width`. Empty when the longest words have no room side by side.
pub(super) fn shares(natural: &[f64], least: &[f64], width: f64) -> Vec<usize> {
    let unit = width / count(SHARES);
    let whole = |length: f64| whole_parts(length / unit).max(LEAST);
    let mut shares: Vec<usize> = least.iter().map(|it| whole(*it)).collect();
    let taken: usize = shares.iter().sum();
    if shares.is_empty() || taken > SHARES {
        return Vec::new();
    }
    for _ in taken..SHARES {
        // Whoever breaks into most lines gets the next part.
        let lines = |at: usize| {
            let share = shares.get(at).copied().unwrap_or(1);
            natural.get(at).copied().unwrap_or_default() / (count(share) * unit)
        };
        let widest = (0..shares.len()).max_by(|a, b| lines(*a).total_cmp(&lines(*b)));
        if let Some(share) = widest.and_then(|at| shares.get_mut(at)) {
            *share += 1;
        }
    }
    shares
}

/// A length in whole parts, rounded up.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "lengths on paper are small and not negative"
)]
fn whole_parts(length: f64) -> usize {
    length.ceil().clamp(0.0, 1000.0) as usize
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn columns_share_the_width_by_what_they_say() {
        assert_eq!(shares(&[4.0, 30.0], &[4.0, 5.0], 40.0), [3, 17]);
        assert_eq!(shares(&[30.0, 30.0], &[4.0, 5.0], 40.0), [10, 10]);
        assert_eq!(shares(&[9.0; 9], &[6.0; 9], 40.0), [0; 0]);
    }
}
