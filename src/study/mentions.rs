//! Which decision rules and situations answer with something that is compared.
//! Gives, for each item, the places whose answer names it.
//! Reads answers only: a situation may name what is not the answer.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::{
    Place,
    decisions::Decision,
    lexicon::{List, has},
    names::{ItemId, Names},
    tables::{Kind, Table},
};
use crate::{
    note::doc::{Node, Nodes, table::Row},
    text::folded,
};

/// A place that answers a situation with an item.
#[derive(Debug, Clone)]
pub struct Mention<'lib> {
    /// The item.
    pub item: ItemId,
    /// The rule or the row.
    pub place: Place<'lib>,
    /// The situation.
    pub situation: Nodes<'lib>,
    /// The answer, which names the item.
    pub answer: Nodes<'lib>,
    /// The reason, where one is given.
    pub why: Option<Nodes<'lib>>,
}

/// No name of an item is looked for with more words.
const LONGEST: usize = 6;

/// Every mention, by item and place.
#[must_use]
pub fn gather<'lib>(
    names: &Names,
    tables: &[&Table<'lib>],
    decisions: &[&Decision<'lib>],
) -> Vec<Mention<'lib>> {
    let of_decision = |it: &&Decision<'lib>| -> Vec<Mention<'lib>> {
        let mention = |item| Mention {
            item,
            place: it.place.clone(),
            situation: it.situation,
            answer: it.answer,
            why: None,
        };
        named(names, &it.answer.text()).into_iter().map(mention).collect()
    };
    let of_table = |it: &&Table<'lib>| -> Vec<Mention<'lib>> {
        let Kind::Scenario { answer, why } = it.kind else { return Vec::new() };
        let rows = it.table.rows.iter();
        rows.flat_map(|row| of_row(names, it, row, answer, why)).collect()
    };
    let of_decisions = decisions.par_iter().flat_map_iter(of_decision);
    let of_tables = tables.par_iter().flat_map_iter(of_table);
    let mut mentions: Vec<Mention<'lib>> = of_decisions.chain(of_tables).collect();
    mentions.sort_by_key(|it| (it.item, it.place.id, it.place.start()));
    mentions
}

fn of_row<'lib>(
    names: &Names,
    table: &Table<'lib>,
    row: &Row<'lib>,
    answer: usize,
    why: Option<usize>,
) -> Vec<Mention<'lib>> {
    let cell = |at: usize| row.cells.get(at).map(|it: &Node<'lib>| it.children());
    let (Some(situation), Some(answer)) = (cell(0), cell(answer)) else {
        return Vec::new();
    };
    let place = Place { position: row.node.position(), ..table.place.clone() };
    let why = why.and_then(cell).filter(|it| !it.says_nothing());
    let mention = |item| Mention { item, place: place.clone(), situation, answer, why };
    named(names, &answer.text()).into_iter().map(mention).collect()
}

/// Signs that end one part of an answer.
const SIGNS: [char; 9] = [',', ';', '(', ')', '[', ']', '{', '}', '→'];

/// The items that an answer names: those that one of its parts begins with. What the answer
/// rules out (`A, not B`) or only mentions is not named.
fn named(names: &Names, text: &str) -> BTreeSet<ItemId> {
    let text = folded(text);
    let mut found = BTreeSet::new();
    for part in text.split(SIGNS) {
        let words: Vec<&str> = part.split_whitespace().collect();
        let mut words = words.as_slice();
        loop {
            let openers = words.iter().take_while(|it| has(List::Openers, it)).count();
            // A name may begin with such a word itself.
            let first = (0..=openers).find_map(|at| {
                let (item, length) = leading(names, words.get(at..)?)?;
                Some((item, at + length))
            });
            found.extend(first.map(|it| it.0));
            // What joins parts may be the end of a name, too: `Vitamin E`.
            let behind = words.get(first.map_or(0, |it| it.1)..).unwrap_or_default();
            let Some(at) = behind.iter().position(|it| joins(it)) else { break };
            words = behind.get(at + 1..).unwrap_or_default();
        }
    }
    found
}

/// The item whose name begins some words, with how many of them the name is; of overlapping names
/// the longest.
fn leading(names: &Names, words: &[&str]) -> Option<(ItemId, usize)> {
    let longest = LONGEST.min(words.len());
    let (item, length) = (1..=longest).rev().find_map(|length| {
        let name = words.get(..length)?.join(" ");
        let item = names.id_of_form(name.trim_end_matches('.'))?;
        Some((item, length))
    })?;
    // Any other word makes the name a part of another one, or of a sentence: `Private workforce`
    // is not `Private`.
    let ends = |it: &&str| {
        matches!(*it, "-" | "–" | "—" | "=") || has(List::Qualifiers, it) || joins(it)
    };
    words.get(length).is_none_or(ends).then_some((item, length))
}

/// Whether a word joins the parts of an answer.
fn joins(word: &str) -> bool {
    matches!(word, "&" | "+" | "/") || has(List::And, word) || has(List::Versus, word)
}
