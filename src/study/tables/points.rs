//! How much speaks for each kind of table.
//! Gives points; every line is one signal, weak on its own, and none is needed.
//! The weights were set by hand on labelled tables of many collections and languages.

use super::{
    Reading,
    shape::{ratio, share},
};
use crate::study::{
    names::{Known, operands},
    words::{Hint, speaks_of_comparison, speaks_of_decisions},
};

/// `points` when a signal is there.
fn when(signal: bool, points: f64) -> f64 {
    if signal { points } else { 0.0 }
}

fn count(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

impl Reading {
    /// The column that says what to do, and whether its header does.
    pub(super) fn answer(&self) -> (usize, bool) {
        let said = (1..self.columns()).find(|at| self.has(*at, Hint::Answer));
        (said.unwrap_or(1), said.is_some())
    }

    pub(super) fn reason(&self) -> Option<usize> {
        (1..self.columns()).find(|at| self.has(*at, Hint::Reason))
    }

    fn cells(&self, at: usize) -> Vec<&str> {
        self.column(at).filter(|it| !it.is_empty()).collect()
    }

    /// How many columns after the first bear a header with this hint.
    fn headers_with(&self, hint: Hint) -> usize {
        (1..self.columns()).filter(|at| self.has(*at, hint)).count()
    }

    /// The header cells that may be items: a last one that only explains is none.
    pub(super) fn item_columns(&self) -> Vec<usize> {
        let explains = |at: usize| {
            [Hint::Description, Hint::Reason, Hint::Criterion]
                .iter()
                .any(|it| self.has(at, *it))
        };
        let end = self.columns()
            - usize::from(self.columns() > 3 && explains(self.columns() - 1));
        (self.first_item_column()..end).collect()
    }

    /// 0 when there is no column of attributes: the heading names the first header, too.
    fn first_item_column(&self) -> usize {
        let Some(first) = self.header.first().filter(|it| !it.is_empty()) else {
            return 1;
        };
        usize::from(!self.is_named(first))
    }

    /// Whether the caption or heading sets this name against others.
    fn is_named(&self, name: &str) -> bool {
        self.named(&[name.to_owned()]) > 0
    }

    /// How many of these names the caption or heading sets against each other.
    fn named(&self, names: &[String]) -> usize {
        [&self.caption, &self.heading]
            .iter()
            .map(|it| operands(it, names))
            .max()
            .unwrap_or(0)
    }

    fn compares(&self) -> f64 {
        if speaks_of_comparison(&self.caption) {
            1.5
        } else {
            when(speaks_of_comparison(&self.heading), 1.0)
        }
    }

    fn decides(&self) -> f64 {
        if speaks_of_decisions(&self.caption) {
            1.5
        } else {
            when(speaks_of_decisions(&self.heading), 1.0)
        }
    }
}

/// Points for: situations in the first column, answers in another.
pub(super) fn as_scenario(table: &Reading, known: &Known) -> f64 {
    let shape = &table.shape;
    let (answer, is_said) = table.answer();
    if table.columns() < 2 || table.rows.is_empty() {
        return 0.0;
    }
    let is_situation = table.has(0, Hint::Situation);
    let answers = table.cells(answer);
    let items: Vec<String> = table.header.iter().skip(1).cloned().collect();
    when(is_situation, 2.0)
        + when(is_said, if answer == 1 { 1.5 } else { 1.0 })
        + when(table.reason().is_some(), 1.5)
        + when(shape.quoted >= 0.5, 2.5)
        + when(shape.questions >= 0.5, 1.5)
        + table.decides()
        + when(shape.first_words >= 3.5, 0.5)
        + when(shape.first_words >= 5.0, 0.5)
        + when(shape.first_words > shape.second_words, 0.5)
        + when(share(&answers, |it| known.contains(it)) >= 0.5, 1.0)
        + when(shape.distinct_second < 0.8, 0.5)
        - when(table.columns() >= 5, 1.5)
        - when(!is_situation && shape.quoted < 0.5 && table.columns() == 2, 1.0)
        - when(!is_said && table.has(1, Hint::Description), 1.5)
        - when(shape.distinct_first < 0.8, 1.0)
        - when(table.code_first >= 0.5, 2.0)
        - when(table.headers_with(Hint::Criterion) >= 2, 1.5)
        - when(table.named(&items) >= 2, 3.0)
        - when(shape.marks >= 1, 1.5)
}

/// Points for: each column but the first is one of the things compared.
pub(super) fn as_columns(table: &Reading, known: &Known) -> f64 {
    let items = table.item_columns();
    if items.len() < 2 || table.rows.len() < 2 {
        return 0.0;
    }
    let shape = &table.shape;
    let names: Vec<String> =
        items.iter().filter_map(|at| table.header.get(*at)).cloned().collect();
    let is_attribute = |at: &&usize| {
        [Hint::Description, Hint::Criterion, Hint::Reason, Hint::Situation]
            .iter()
            .any(|it| table.has(**at, *it))
    };
    let attributes = items.iter().filter(is_attribute).count();
    let first = table.cells(0);
    let has_head = items.first() == Some(&1);
    let criteria = share(&first, |it| {
        let hints = crate::study::words::hints(it);
        [Hint::Criterion, Hint::Description, Hint::Aspect]
            .iter()
            .any(|it| hints.contains(it))
    });
    let known_names = names.iter().filter(|it| known.contains(it)).count();
    when(table.header.first().is_some_and(String::is_empty), 2.0)
        + when(table.has(0, Hint::Aspect), 2.5)
        + when(table.named(&names) >= 2, 3.0)
        + when(table.named(&names) == 1, 1.0)
        + table.compares()
        + 1.5 * ratio(known_names, names.len())
        + when(has_head, 2.5 * criteria)
        + 3.0 * shape.along_rows
        + when(shape.marks >= 2 && shape.marks >= items.len(), 1.5)
        - 1.5 * count(attributes)
        - 1.5 * share(&first, |it| known.contains(it))
        - when(table.code_first >= 0.5, 1.0)
        - when(names.iter().any(String::is_empty), 2.0)
}

/// Points for: each row is one of the things compared, each column an attribute.
pub(super) fn as_rows(table: &Reading, known: &Known) -> f64 {
    if table.columns() < 2 || table.rows.len() < 2 {
        return 0.0;
    }
    let shape = &table.shape;
    let first = table.cells(0);
    let names: Vec<String> = first.iter().map(|it| (*it).to_owned()).collect();
    let columns = table.columns() - 1;
    let criteria = table.headers_with(Hint::Criterion);
    let descriptions = table.headers_with(Hint::Description);
    let asked =
        table.header.iter().skip(1).filter(|it| it.ends_with(['?', '？'])).count();
    when(columns == 1, -2.5)
        + when(columns >= 3, 0.5)
        + count(criteria.min(3))
        + 0.5 * count(asked.min(2))
        + when(table.named(&names) >= 2, 3.0)
        + table.compares()
        + when(shape.first_words <= 3.5, 0.5)
        + 1.5 * share(&first, |it| known.contains(it))
        + count(shape.marks.min(2))
        + 0.5 * count(shape.numbers.min(3))
        + 0.75 * count(shape.repeating.min(2))
        - 2.0 * shape.along_rows
        - 0.5 * count(descriptions)
        - when(descriptions == columns, 1.5)
        - when(shape.distinct_first < 1.0, 1.5)
        - when(shape.first_words > 5.0, 1.5)
        - when(table.code_first >= 0.5, 2.5)
        - when(table.has(0, Hint::Situation), 1.5)
        - when(table.has(0, Hint::Aspect), 2.0)
        - when(first.len() < table.rows.len(), 1.0)
}
