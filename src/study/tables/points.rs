//! What speaks for each kind of table, and how much.
//! Gives points: every line is one signal, weak on its own, and none is needed.
//! Must not know where a table stands.
//!
//! The weights are those of a logistic regression, rounded, over 363 tables of 66 note
//! collections in 14 languages that were labelled by hand. Fitted without a third of the
//! collections, it calls 96 of 100 of their tables what the reader called them. Those of what
//! nobody compares were set by hand, over 1,150 tables of 11 other collections.

use std::ops::Add;

use super::{
    Purpose,
    contents::is_method,
    reading::{Reading, tokens},
    shape::{ratio, share},
};
use crate::study::{
    known::Asked,
    labels::{Hint, hints, speaks_of_comparison, speaks_of_decisions},
    lexicon::{List, Text},
};

/// Points for each kind; a look-up list always has 0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Points {
    /// Situations in the first column, what to do in another.
    pub(super) scenario: f64,
    /// Each column but the first is one of the things compared.
    pub(super) columns: f64,
    /// Each row is one of the things compared.
    pub(super) rows: f64,
}

impl Points {
    /// Weighs all signals of a table.
    pub(super) fn of(table: &Reading, known: &Asked<'_>) -> Self {
        let mut points = Self { scenario: -2.6, columns: -2.9, rows: -1.8 };
        for (signal, [scenario, columns, rows]) in
            signals(table, known).into_iter().chain(objections(table))
        {
            points.scenario += signal * scenario;
            points.columns += signal * columns;
            points.rows += signal * rows;
        }
        points
    }

    /// Those of a purpose.
    pub(super) fn points(&self, purpose: Purpose) -> f64 {
        match purpose {
            Purpose::Reference => 0.0,
            Purpose::Scenario => self.scenario,
            Purpose::Columns => self.columns,
            Purpose::Rows => self.rows,
        }
    }
}

impl Add for Points {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            scenario: self.scenario + other.scenario,
            columns: self.columns + other.columns,
            rows: self.rows + other.rows,
        }
    }
}

/// Every signal with its weights for situations, items as columns, and items as rows.
fn signals(table: &Reading, known: &Asked<'_>) -> [(f64, [f64; 3]); 27] {
    let shape = &table.shape;
    let items = table.header.get(1..).unwrap_or_default();
    let first = table.cells(0);
    let of_header = |test: &dyn Fn(&str) -> bool| {
        ratio(items.iter().filter(|it| test(it)).count(), items.len())
    };
    let is_attribute = |cell: &str| {
        let hints = hints(cell);
        let attributes = [Hint::Criterion, Hint::Description, Hint::Aspect];
        attributes.iter().any(|it| hints.contains(it))
    };
    let unread = table.hints.iter().skip(1).filter(|it| it.is_empty()).count();
    let is_pair = table.columns() == 2 && share_a_word(&table.header);
    let is_reasoned = table.reason().is_some()
        && (table.columns() > 2 || table.has(0, Hint::Situation));
    [
        // How many columns there are.
        (flag(table.columns() == 2), [-0.1, -0.9, -1.4]),
        (flag(table.columns() >= 4), [0.3, 0.9, 1.5]),
        // What the headers say, in the languages whose words we know.
        (flag(table.has(0, Hint::Situation)), [2.2, 0.5, 0.4]),
        (flag(table.has(0, Hint::Aspect)), [-0.1, 1.0, 0.0]),
        (flag(table.header.first().is_some_and(String::is_empty)), [-0.5, 0.8, -0.3]),
        (flag(table.columns() > 1 && table.has(1, Hint::Answer)), [0.9, 0.1, -0.1]),
        (table.headers_with(Hint::Answer), [1.3, 0.3, 0.1]),
        (flag(is_reasoned), [1.9, 0.3, 0.0]),
        (table.headers_with(Hint::Criterion), [-0.1, 0.0, 0.6]),
        (table.headers_with(Hint::Description), [-0.8, -1.0, -0.7]),
        (ratio(unread, items.len()), [-0.4, 0.3, -0.5]),
        // What caption and heading say, and whether they name what is compared.
        (flag(table.speaks(speaks_of_decisions)), [1.7, 0.7, 0.8]),
        (flag(table.speaks(speaks_of_comparison)), [0.6, 1.0, 0.7]),
        (table.operands(&table.header), [0.1, 0.5, 0.1]),
        (table.mentioned(items), [0.6, 1.2, 0.4]),
        // Which names the notes know.
        (of_header(&|it| known.contains(it)), [0.7, 2.2, 0.7]),
        (
            share(&table.cells(table.answer()), |it| known.contains(it)),
            [-0.6, -1.5, -2.9],
        ),
        // What the cells look like, in any language.
        (shape.quoted, [1.2, 0.4, 0.4]),
        (shape.repeating, [-0.2, -0.4, 0.4]),
        (shape.along_rows, [0.2, 1.1, -0.5]),
        (shape.along_rows_and_first, [0.9, 1.5, 0.2]),
        (shape.words.min(12.0), [0.1, 0.2, 0.1]),
        (share(&first, is_attribute), [0.0, 1.3, 0.2]),
        (share(&first, is_number), [-1.4, -1.4, -1.6]),
        (share(&first, is_proper), [0.7, -0.5, 1.1]),
        (of_header(&is_proper), [-0.4, 1.0, -0.6]),
        (flag(is_pair), [-0.2, 2.1, 0.0]),
    ]
}

/// What speaks against a comparison, with the same weights.
fn objections(table: &Reading) -> [(f64, [f64; 3]); 13] {
    let contents = &table.contents;
    let items = table.header.get(1..).unwrap_or_default();
    let first = table.cells(0);
    let others = [Hint::Aspect, Hint::Criterion, Hint::Answer, Hint::Description];
    let is_other =
        others.iter().any(|it| table.has(0, *it)) && !table.has(0, Hint::Situation);
    let is_of = |it: &str, list| Text::with_parts(it).is(list);
    let is_operation = |it: &str| is_of(it, List::Operations);
    let is_attribute = |it: &String| {
        let lists = [List::Operations, List::Criterion, List::Description];
        lists.iter().any(|list| is_of(it, *list))
    };
    let explains = |it: &String| is_of(it, List::Description);
    let are_attributes = !items.is_empty() && items.iter().all(is_attribute)
        || table.columns() == 3 && items.iter().any(explains);
    let operations = items.iter().filter(|it| is_operation(it)).count();
    [
        // What the cells hold.
        (contents.addresses, [-2.5, -3.0, -4.0]),
        (contents.schema, [-2.5, -3.0, -4.0]),
        (contents.gaps, [-0.5, -1.0, -2.5]),
        (contents.repeats, [-0.5, -2.0, -2.5]),
        (contents.duties, [-3.0, -4.5, -4.5]),
        (contents.calendar, [-3.0, -4.5, -4.5]),
        (contents.records, [-2.5, -3.0, -4.0]),
        (contents.examples, [-3.5, -3.5, -3.5]),
        // Headers that name something else than situations, or than things.
        (contents.pairs, [-4.0, -4.0, -4.0]),
        (flag(is_other), [-1.5, 0.0, 0.0]),
        (flag(are_attributes), [0.0, -1.5, 0.0]),
        (share(&first, |it| is_operation(it) && !is_method(it)), [0.0, 0.0, -1.5]),
        (ratio(operations, items.len()), [0.0, 0.0, 1.2]),
    ]
}

fn flag(signal: bool) -> f64 {
    if signal { 1.0 } else { 0.0 }
}

fn is_number(cell: &str) -> bool {
    cell.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a text holds a name by its letters: `SageMaker`, `IPv4`, `RAG`.
fn is_proper(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let letters = || word.chars().filter(|it| it.is_alphanumeric());
        let is_mixed =
            letters().any(char::is_alphabetic) && letters().any(|it| it.is_ascii_digit());
        letters().count() > 1 && (letters().skip(1).any(char::is_uppercase) || is_mixed)
    })
}

/// Whether every two of these names have a word in common: `Private key`, `Public key`.
fn share_a_word(names: &[String]) -> bool {
    let words: Vec<Vec<String>> = names.iter().map(|it| tokens(it)).collect();
    let have_common = |pair: &[Vec<String>]| {
        let [a, b] = pair else { return false };
        a.iter().any(|it| it.chars().count() > 1 && b.contains(it))
    };
    words.len() > 1 && words.windows(2).all(have_common)
}
