//! The shape of a table: what its cells look like, whatever they say.
//! Gives signals that hold in any language.
//! Reads no word but yes and no.

use std::ops::Range;

use crate::{
    study::lexicon::{self, List, begins_with_sign},
    text::is_unspaced,
};

/// The texts of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid<'a> {
    pub(super) header: &'a [String],
    pub(super) rows: &'a [Vec<String>],
}

/// Signals; shares lie between 0 and 1.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape {
    /// The share of first cells in quotation marks.
    pub(super) quoted: f64,
    /// How many columns after the first hold a few short values again and again.
    pub(super) repeating: f64,
    /// Words in a cell after the first, on average.
    pub(super) words: f64,
    /// How much more alike the cells of a row are than those of a column: above 0 when each
    /// row says the same kind of thing of every column. Between -1 and 1.
    pub(super) along_rows: f64,
    /// The same with the first column counted in.
    pub(super) along_rows_and_first: f64,
}

impl Shape {
    pub(super) fn new(grid: &Grid<'_>) -> Self {
        let first: Vec<&str> = column(grid, 0);
        let others = (1..grid.header.len()).map(|at| column(grid, at));
        let is_repeating = |cells: &Vec<&str>| {
            cells.len() >= 4
                && distinct(cells) <= 0.65
                && share(cells, |it| words(it) <= 3.0) >= 0.8
                && share(cells, |it| kind(it) == Kind::Mark) < 0.6
        };
        let measured = |row: &Vec<String>| -> Vec<(Kind, f64)> {
            row.iter().map(|it| (kind(it), words(it))).collect()
        };
        let cells: Vec<Vec<(Kind, f64)>> = grid.rows.iter().map(measured).collect();
        Self {
            quoted: share(&first, is_quoted),
            repeating: as_f64(others.filter(is_repeating).count()),
            words: mean(cells.iter().flat_map(|it| it.iter().skip(1)).map(|it| it.1)),
            along_rows: along_rows(&cells, 1..grid.header.len()),
            along_rows_and_first: along_rows(&cells, 0..grid.header.len()),
        }
    }
}

fn column<'a>(grid: &Grid<'a>, at: usize) -> Vec<&'a str> {
    let cells = grid.rows.iter().filter_map(|row| row.get(at));
    cells.map(String::as_str).filter(|it| !it.is_empty()).collect()
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mark,
    Number,
    Short,
    Phrase,
    Long,
}

fn kind(cell: &str) -> Kind {
    let lower = cell.to_lowercase();
    let first = lower.split([' ', '(', ',', ';', '.']).next().unwrap_or_default();
    let first = first.trim_end_matches('\u{fe0f}');
    if matches!(lower.as_str(), "-" | "–" | "—" | "x" | "o" | "y" | "n")
        || lexicon::has_any(&[List::Yes, List::No, List::Marks], first)
        || begins_with_sign(List::Yes, &lower)
        || begins_with_sign(List::No, &lower)
        || lower.starts_with('⚠')
    {
        return Kind::Mark;
    }
    let is_sign = |c: char| {
        matches!(c, '~' | '≈' | '<' | '>' | '$' | '€' | '£' | '+' | '-' | '≤' | '≥')
    };
    let digits = lower.trim_start_matches(is_sign).trim_start();
    let begins_with_digit = digits.starts_with(|c: char| c.is_ascii_digit());
    let is_order = lower.starts_with("o(") || lower.starts_with("θ(");
    if begins_with_digit && words(cell) <= 4.0 || is_order {
        return Kind::Number;
    }
    match words(cell) {
        it if it <= 2.0 => Kind::Short,
        it if it <= 6.0 => Kind::Phrase,
        _ => Kind::Long,
    }
}

/// Whether a cell is a mark, such as `✅`, `no` or `–`.
pub(super) fn is_mark(cell: &str) -> bool {
    kind(cell) == Kind::Mark
}

fn is_quoted(cell: &str) -> bool {
    cell.starts_with(['"', '“', '„', '«', '「', '『', '”'])
}

/// How many words a text has; where no spaces part them, three characters count as one.
fn words(text: &str) -> f64 {
    let unspaced = text.chars().filter(|it| is_unspaced(*it)).count();
    let spaced = text.split_whitespace().filter(|it| !it.chars().any(is_unspaced));
    as_f64(unspaced) / 3.0 + as_f64(spaced.count())
}

pub(super) fn share(cells: &[&str], test: impl Fn(&str) -> bool) -> f64 {
    ratio(cells.iter().filter(|it| test(it)).count(), cells.len())
}

pub(super) fn distinct(cells: &[&str]) -> f64 {
    let mut seen: Vec<String> = cells.iter().map(|it| it.to_lowercase()).collect();
    seen.sort();
    seen.dedup();
    ratio(seen.len(), cells.len())
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0);
    for value in values {
        sum += value;
        count += 1;
    }
    if count == 0 { 0.0 } else { sum / as_f64(count) }
}

pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { as_f64(part) / as_f64(whole) }
}

fn as_f64(count: usize) -> f64 {
    // Tables do not have 2^32 cells.
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The share of alike pairs within rows less that within columns, of some columns.
fn along_rows(cells: &[Vec<(Kind, f64)>], columns: Range<usize>) -> f64 {
    if columns.len() < 2 || cells.len() < 2 {
        return 0.0;
    }
    let mut rows = Likeness::default();
    for row in cells {
        rows.add_neighbours(row.get(columns.start..).unwrap_or_default());
    }
    let mut down = Likeness::default();
    for at in columns {
        let column: Vec<(Kind, f64)> =
            cells.iter().filter_map(|row| row.get(at)).copied().collect();
        down.add_neighbours(&column);
    }
    rows.share() - down.share()
}

#[derive(Default)]
struct Likeness {
    alike: f64,
    pairs: usize,
}

impl Likeness {
    fn add_neighbours(&mut self, cells: &[(Kind, f64)]) {
        for pair in cells.windows(2) {
            let [(a, a_words), (b, b_words)] = pair else { continue };
            let longer = a_words.max(*b_words).max(1.0);
            let lengths = 1.0 - (a_words - b_words).abs() / longer;
            self.alike += if a == b { 0.5 + 0.5 * lengths } else { 0.5 * lengths };
            self.pairs += 1;
        }
    }

    fn share(&self) -> f64 {
        if self.pairs == 0 { 0.0 } else { self.alike / as_f64(self.pairs) }
    }
}
