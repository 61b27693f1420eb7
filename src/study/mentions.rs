//! Which decision rules and situations answer with something that is compared.
//! Gives, for each item, the places whose answer names it.
//! Reads answers only: a situation may name what is not the answer.

use std::{
    collections::BTreeSet,
    sync::{Arc, OnceLock},
};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use super::{
    Place,
    decisions::Decision,
    lexicon::{List, has},
    names::{ItemId, Names},
    parts::{Finds, Part, Parts},
    tables::{Kind, Table},
};
use crate::{
    note::doc::{Node, Nodes, fit, narrowed, widened},
    text::{folded, plain_words},
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
    /// The digest of its words, made when it is asked for.
    words: OnceLock<u128>,
}

impl Mention<'_> {
    /// A digest of what it says in plain words, which is the same for places that say the same. Very
    /// many pages may ask for it.
    #[must_use]
    pub fn words(&self) -> u128 {
        *self.words.get_or_init(|| {
            let why = self.why.map(Nodes::text).unwrap_or_default();
            let said = [self.situation.text(), self.answer.text(), why];
            let digest = |it: String| xxh3_128(plain_words(&it).as_bytes()).to_le_bytes();
            xxh3_128(said.map(digest).as_flattened())
        })
    }
}

/// What the places of a note answer, whatever they name.
#[derive(Debug, Default)]
pub struct Said {
    /// The answers, folded, one after the other.
    text: String,
    /// Each place, with where its answer ends in the text.
    places: Vec<(Answer, u32)>,
}

/// A rule or row, counted among those of its note and table.
#[derive(Debug, Clone, Copy)]
pub(super) enum Answer {
    Decision(u32),
    Row { table: u32, row: u32 },
}

impl Said {
    /// Each place with its answer.
    fn all(&self) -> impl Iterator<Item = (Answer, &str)> {
        let mut start = 0;
        self.places.iter().map(move |(at, end)| {
            let end = widened(*end);
            let text = self.text.get(std::mem::replace(&mut start, end)..end);
            (*at, text.unwrap_or_default())
        })
    }

    fn push(&mut self, at: Answer, answer: Nodes<'_>) {
        self.text.push_str(&folded(&answer.text()));
        self.places.push((at, narrowed(self.text.len())));
    }
}

/// A place that names an item, of those of its note.
pub(super) type Named = (Answer, ItemId);

/// No name of an item is looked for with more words.
const LONGEST: usize = 6;

/// What the rules and rows of a note answer.
#[must_use]
pub fn said(tables: &[Table<'_>], decisions: &[Decision<'_>]) -> Said {
    let mut all = Said::default();
    for (at, it) in (0..).zip(decisions) {
        all.push(Answer::Decision(at), it.answer);
    }
    for (table, it) in (0..).zip(tables) {
        let Kind::Scenario { answer, .. } = it.kind else { continue };
        for (row, it) in (0..).zip(it.table.rows()) {
            if let Some(cell) = it.cell(answer) {
                all.push(Answer::Row { table, row }, cell.children());
            }
        }
    }
    all.text = all.text.as_str().into();
    fit(&mut all.places);
    all
}

/// Every mention, by item and place.
#[must_use]
pub fn gather<'lib>(names: &Names, parts: &'lib Parts) -> Vec<Mention<'lib>> {
    let of_part = |part: &'lib Arc<Part>| {
        let finds = part.finds();
        let all = || {
            let said = finds.said.all();
            said.flat_map(|(at, text)| {
                named(names, text).into_iter().map(move |it| (at, it))
            })
            .collect()
        };
        let found = part.named(names.meanings(), all);
        (0..found.len()).filter_map(move |it| {
            let (at, item) = *found.get(it)?;
            mention(finds, at, item)
        })
    };
    let mentions = parts.all().par_iter().flat_map_iter(of_part);
    let mut mentions: Vec<Mention<'lib>> = mentions.collect();
    mentions.sort_by_key(|it| (it.item, it.place.id, it.place.start()));
    mentions
}

fn mention<'lib>(finds: &Finds<'lib>, at: Answer, item: ItemId) -> Option<Mention<'lib>> {
    match at {
        Answer::Decision(at) => {
            let Decision { place, situation, answer, .. } =
                finds.decisions.get(usize::try_from(at).ok()?)?;
            let (place, situation, answer) = (place.clone(), *situation, *answer);
            let (why, words) = (None, OnceLock::new());
            Some(Mention { item, place, situation, answer, why, words })
        }
        Answer::Row { table, row } => {
            let table = finds.tables.get(usize::try_from(table).ok()?)?;
            let Kind::Scenario { answer, why } = table.kind else { return None };
            let row = table.table.row(usize::try_from(row).ok()?)?;
            let cell = |at: usize| row.cell(at).map(Node::children);
            let place = Place { position: row.node.position(), ..table.place.clone() };
            let why = why.and_then(cell).filter(|it| !it.says_nothing());
            let (situation, answer, words) = (cell(0)?, cell(answer)?, OnceLock::new());
            Some(Mention { item, place, situation, answer, why, words })
        }
    }
}

/// Signs that end one part of an answer.
const SIGNS: [char; 9] = [',', ';', '(', ')', '[', ']', '{', '}', '→'];

/// The items that an answer names: those that one of its parts begins with. What the answer
/// rules out (`A, not B`) or only mentions is not named.
fn named(names: &Names, text: &str) -> BTreeSet<ItemId> {
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
    let first = words.first()?;
    if !names.may_begin(first) && !names.may_begin(first.trim_end_matches('.')) {
        return None;
    }
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
