//! The words of a table and around it, read once for all signals.
//! Gives plain text, the hints of headers, and what the words around name.
//! Must not weigh anything.

use super::{
    contents::Contents,
    shape::{Grid, Shape, ratio},
};
use crate::{
    library::Library,
    note::doc::{Node, Table},
    study::{
        labels::{Hint, hints},
        names::operands,
        outline::{Caption, Section},
    },
    text::{folded, without_brackets},
};

/// The words that tell a table's purpose, read once.
pub(super) struct Reading {
    /// The header cells, in plain text.
    pub(super) header: Vec<String>,
    /// What each of them hints at.
    pub(super) hints: Vec<Vec<Hint>>,
    /// The cells below, by row, in plain text.
    pub(super) rows: Vec<Vec<String>>,
    /// The line right before the table.
    pub(super) caption: String,
    /// What the section is about.
    pub(super) heading: String,
    /// Title, headings and caption, lower case.
    pub(super) around: String,
    pub(super) shape: Shape,
    pub(super) contents: Contents,
}

impl Reading {
    pub(super) fn new(
        library: &Library,
        table: &Table<'_>,
        caption: Option<&Caption<'_>>,
        section: &Section<'_>,
    ) -> Self {
        let text = |it: Node<'_>| library.words(it.children()).text();
        let header: Vec<String> = table.head().cells().map(text).collect();
        let rows: Vec<Vec<String>> =
            table.rows().map(|row| row.cells().map(text).collect()).collect();
        let caption = caption.map(Caption::text).unwrap_or_default();
        let path = section.path().join(" / ");
        let heading = section.subject().unwrap_or_default();
        let grid = Grid { header: &header, rows: &rows };
        Self {
            hints: header.iter().map(|it| hints(it)).collect(),
            shape: Shape::new(&grid),
            contents: Contents::new(&grid, &[&caption, &heading]),
            header,
            rows,
            around: format!("{} / {path} / {caption}", section.title).to_lowercase(),
            caption,
            heading,
        }
    }

    pub(super) fn has(&self, column: usize, hint: Hint) -> bool {
        self.hints.get(column).is_some_and(|it| it.contains(&hint))
    }

    pub(super) fn columns(&self) -> usize {
        self.header.len()
    }

    /// The column that says what to do: the one whose header does, else the second.
    pub(super) fn answer(&self) -> usize {
        let answers = |at: &usize| self.has(*at, Hint::Answer);
        (1..self.columns()).find(answers).unwrap_or(1)
    }

    pub(super) fn reason(&self) -> Option<usize> {
        (1..self.columns()).find(|at| self.has(*at, Hint::Reason))
    }

    /// The columns that are items: not the one that names attributes, and not a last one that
    /// only explains.
    pub(super) fn item_columns(&self) -> Vec<usize> {
        let columns = self.columns();
        if columns == 2 {
            return vec![0, 1];
        }
        let explains = |at: usize| {
            let hints = [Hint::Description, Hint::Reason, Hint::Criterion];
            hints.iter().any(|it| self.has(at, *it))
        };
        let are_all_named = |names: &[String]| {
            names.len() > 1 && operands(&self.around, names) == names.len()
        };
        let explains_last = explains(columns - 1)
            || self.header.get(1..columns - 1).is_some_and(are_all_named)
                && !self
                    .header
                    .last()
                    .is_some_and(|it| self.around.contains(&it.to_lowercase()));
        let end = columns - usize::from(columns > 3 && explains_last);
        let is_named = self.header.first().is_some_and(|it| {
            let first = std::slice::from_ref(it);
            !it.is_empty()
                && operands(&self.caption, first) + operands(&self.heading, first) > 0
        });
        (usize::from(!is_named)..end).collect()
    }

    pub(super) fn cells(&self, at: usize) -> Vec<&str> {
        let cells = self.rows.iter().filter_map(|row| row.get(at));
        cells.map(String::as_str).filter(|it| !it.is_empty()).collect()
    }

    /// How many headers after the first have a hint.
    pub(super) fn headers_with(&self, hint: Hint) -> f64 {
        let count = (1..self.columns()).filter(|at| self.has(*at, hint)).count();
        f64::from(u32::try_from(count).unwrap_or(u32::MAX))
    }

    pub(super) fn speaks(&self, of: impl Fn(&str) -> bool) -> bool {
        of(&self.caption) || of(&self.heading)
    }

    /// How many of these names the caption or the heading sets against each other.
    pub(super) fn operands(&self, names: &[String]) -> f64 {
        let count = operands(&self.caption, names).max(operands(&self.heading, names));
        f64::from(u32::try_from(count.min(3)).unwrap_or(3))
    }

    /// The share of names that title, headings or caption speak of.
    pub(super) fn mentioned(&self, names: &[String]) -> f64 {
        let around = tokens(&self.around);
        let is_mentioned = |name: &&String| {
            let name = folded(name);
            let name = without_brackets(&name);
            let is_like = |word: &String, other: &String| {
                let is_word = |it: &String| it.chars().count() > 3;
                is_word(word) && other.starts_with(word.as_str())
                    || is_word(other) && word.starts_with(other.as_str())
            };
            let first = tokens(name).into_iter().next();
            name.chars().count() > 1
                && (self.around.contains(name)
                    || first
                        .is_some_and(|it| around.iter().any(|other| is_like(&it, other))))
        };
        ratio(names.iter().filter(is_mentioned).count(), names.len())
    }
}

/// The words of a text in lower case.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    words.map(str::to_lowercase).collect()
}
