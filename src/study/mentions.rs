//! Which decision rules and situations answer with something that is compared.
//! Gives, for each item, the places whose answer names it.
//! Reads answers only: a situation may name what is not the answer.

use std::collections::BTreeSet;

use super::{
    Decision, Kind, Place, Table,
    compare::{ItemId, Names},
    names::folded,
    wording::Wording,
};
use crate::note::table::{Cell, Row};

/// A place that answers a situation with an item.
#[derive(Debug, Clone)]
pub struct Mention<'lib> {
    /// The item.
    pub item: ItemId,
    /// The rule or the row.
    pub place: Place<'lib>,
    /// The situation.
    pub situation: Wording<'lib>,
    /// The answer, which names the item.
    pub answer: Wording<'lib>,
    /// The reason, where one is given.
    pub why: Option<Wording<'lib>>,
}

/// No name of an item is looked for with more words.
const LONGEST: usize = 6;

/// Every mention, by item and place.
#[must_use]
pub fn gather<'lib>(
    names: &Names,
    tables: &[Table<'lib>],
    decisions: &[Decision<'lib>],
) -> Vec<Mention<'lib>> {
    let mut mentions = Vec::new();
    for it in decisions {
        for item in named(names, &it.answer.text()) {
            mentions.push(Mention {
                item,
                place: it.place.clone(),
                situation: it.situation.clone(),
                answer: it.answer.clone(),
                why: None,
            });
        }
    }
    for table in tables {
        let Kind::Scenario { answer, why } = table.kind else { continue };
        for row in &table.table.rows {
            mentions.extend(of_row(names, table, row, answer, why));
        }
    }
    mentions.sort_by_key(|it| (it.item, it.place.id, it.place.span.start));
    mentions
}

fn of_row<'lib>(
    names: &Names,
    table: &Table<'lib>,
    row: &Row<'lib>,
    answer: usize,
    why: Option<usize>,
) -> Vec<Mention<'lib>> {
    let wording =
        |at: usize| row.cells.get(at).map(|it: &Cell<'lib>| Wording::from(it.inline));
    let (Some(situation), Some(answer)) = (wording(0), wording(answer)) else {
        return Vec::new();
    };
    let place = Place { span: row.span.clone(), ..table.place.clone() };
    let why = why.and_then(wording).filter(|it| !it.is_empty());
    let mention = |item| Mention {
        item,
        place: place.clone(),
        situation: situation.clone(),
        answer: answer.clone(),
        why: why.clone(),
    };
    named(names, &answer.text()).into_iter().map(mention).collect()
}

/// The items that a text names; of overlapping names the longest.
fn named(names: &Names, text: &str) -> BTreeSet<ItemId> {
    let text = folded(text);
    let is_sign = |c: char| c.is_whitespace() || ",;()[]{}".contains(c);
    let words: Vec<&str> = text.split(is_sign).filter(|it| !it.is_empty()).collect();
    let mut found = BTreeSet::new();
    let mut at = 0;
    while at < words.len() {
        let longest = LONGEST.min(words.len() - at);
        let hit = (1..=longest).rev().find_map(|length| {
            let name = words.get(at..at + length)?.join(" ");
            let name = name.trim_end_matches('.');
            names.id_of_form(name).map(|item| (item, length))
        });
        match hit {
            Some((item, length)) => {
                found.insert(item);
                at += length;
            }
            None => at += 1,
        }
    }
    found
}
