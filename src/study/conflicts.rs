//! Conflicts: one question that two places answer differently.
//! Gives the two places; which of them is right only the author knows.
//! Never compares answers of different kinds, such as a metric and a service.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::{
    Place,
    cards::{Card, CardKind},
    labels,
    lexicon::{List, Text, has},
    names::{Names, alike, update},
    parts::Part,
    tables::{Kind, Table},
};
use crate::{
    diag::{Code, Diagnostic},
    note::doc::{Inlines, fit, narrowed, widened},
    source::Sources,
    text::{folded, plain_words},
};

/// Two places that answer one question differently.
#[derive(Debug, Clone)]
pub struct Conflict<'lib> {
    /// The question, as the first place writes it.
    pub prompt: Inlines<'lib>,
    /// The first place in path order, and its answer.
    pub first: (Place<'lib>, Inlines<'lib>),
    /// The later place, and its answer.
    pub second: (Place<'lib>, Inlines<'lib>),
}

/// The questions that the places of a note answer. The words of all are one text: by themselves
/// they would take twice the room.
#[derive(Debug, Default)]
pub struct Claims {
    text: String,
    /// Where each word or phrase ends in the text: of each claim the kind of answer that is asked
    /// for, the alternatives and components of the answer, and the question; all folded.
    ends: Vec<u32>,
    /// Of each claim its card, counted among those of its note, and the first of its phrases.
    starts: Vec<(u32, u32)>,
    /// The digests of each claim: others are compared with it by them.
    digests: Vec<Digests>,
    /// The digest of all.
    digest: u64,
}

/// The digests of a claim's folded texts: they are in memory side by side, the texts are not.
#[derive(Debug, Clone, Copy)]
struct Digests {
    kind: u64,
    question: u64,
    answer: u64,
    /// The table of its note that it stands in; none for what stands outside of tables of situations.
    table: Option<u32>,
}

/// A question that a place answers.
#[derive(Debug, Clone, Copy)]
struct Claim<'lib> {
    all: &'lib Claims,
    /// Its phrases.
    first: u32,
    end: u32,
    card: CardId,
    digests: Digests,
}

/// A card: the place of its note among the parts, and its own among those of its note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct CardId {
    part: usize,
    card: u32,
}

/// Two cards that answer one question differently; the second one, by which they are in order,
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    second: CardId,
    first: CardId,
}

impl Claims {
    /// Two notes with the same digest make the same claims.
    #[must_use]
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// The names and phrases that all questions and answers are made of, folded.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        self.all(0).flat_map(|it| (it.first + 1..it.end).map(|it| self.phrase(it)))
    }

    /// Those of a part.
    fn all(&self, part: usize) -> impl Iterator<Item = Claim<'_>> {
        let ends = self.starts.iter().skip(1).map(|it| it.1);
        let ends = ends.chain([narrowed(self.ends.len())]).zip(&self.digests);
        self.starts.iter().zip(ends).map(move |((card, first), (end, digests))| {
            let card = CardId { part, card: *card };
            Claim { all: self, first: *first, end, card, digests: *digests }
        })
    }

    fn push(&mut self, phrase: &str) {
        self.text.push_str(phrase);
        self.ends.push(narrowed(self.text.len()));
    }

    fn phrase(&self, at: u32) -> &str {
        let end = |at: u32| self.ends.get(widened(at)).map(|it| widened(*it));
        let start = at.checked_sub(1).and_then(end).unwrap_or_default();
        self.text.get(start..end(at).unwrap_or_default()).unwrap_or_default()
    }

    /// Makes the digest, and gives back what is kept in reserve.
    fn finish(&mut self) {
        let mut digest = Xxh3::new();
        for (it, (card, _)) in self.digests.iter().zip(&self.starts) {
            let Digests { kind, question, answer, table } = it;
            digest.update(
                format!("{card} {kind} {question} {answer} {table:?} ").as_bytes(),
            );
        }
        self.digest = digest.digest();
        self.text = self.text.as_str().into();
        fit(&mut self.ends);
        fit(&mut self.starts);
        fit(&mut self.digests);
    }
}

impl<'lib> Claim<'lib> {
    fn question(self) -> &'lib str {
        self.all.phrase(self.end.saturating_sub(1))
    }

    fn parts(self) -> impl Iterator<Item = &'lib str> {
        (self.first + 1..self.end.saturating_sub(1)).map(move |it| self.all.phrase(it))
    }
}

/// The questions of tables of situations, decision rules and marked cards of one note, with their
/// answers.
#[must_use]
pub fn claims(tables: &[Table<'_>], cards: &[Card<'_>]) -> Claims {
    let mut claims = Claims::default();
    for (at, card) in cards.iter().enumerate() {
        let asked = match card.kind {
            CardKind::Scenario => asked_for(tables, card).map(|(at, it)| (Some(at), it)),
            CardKind::Rule | CardKind::Explicit => Some((None, String::new())),
            CardKind::Definition | CardKind::Comparison => None,
        };
        let Some((table, kind)) = asked else { continue };
        let question = plain_words(&card.prompt.text());
        if question.is_empty() {
            continue;
        }
        claims.starts.push((narrowed(at), narrowed(claims.ends.len())));
        claims.push(&kind);
        let mut answer = Xxh3::new();
        for part in parts(&card.answer.text()) {
            let part = folded(&part);
            update(&mut answer, &part);
            claims.push(&part);
        }
        let question = folded(&question);
        claims.push(&question);
        claims.digests.push(Digests {
            kind: xxh3_64(kind.as_bytes()),
            question: xxh3_64(question.as_bytes()),
            answer: answer.digest(),
            table,
        });
    }
    claims.finish();
    claims
}

/// The claims that contradict each other, in order; `names` tells which names are one thing.
#[must_use]
pub fn find(parts: &[Arc<Part>], names: &Names) -> Vec<Pair> {
    let question = |it: &Claim<'_>| {
        let Digests { kind, question, .. } = it.digests;
        let renamed = names.renames(question).then(|| names.form_of(it.question()));
        (renamed.map_or(question, |it| xxh3_64(it.as_bytes())), kind)
    };
    let claims = parts.par_iter().enumerate().flat_map_iter(|(at, part)| {
        part.finds().claims.all(at).map(|it| (question(&it), it))
    });
    let mut claims: Vec<((u64, u64), Claim<'_>)> = claims.collect();
    claims.par_sort_by_key(|it| (it.0, it.1.card));
    let same = claims.chunk_by(|a, b| a.0 == b.0);
    let several: Vec<_> = same.filter(|it| it.len() > 1).collect();
    let pairs = several.into_par_iter();
    let pairs = pairs.flat_map_iter(|it| disagreeing(it.iter().map(|it| it.1), names));
    let mut pairs: Vec<Pair> = pairs.collect();
    pairs.sort_unstable();
    pairs
}

fn card(parts: &[Arc<Part>], it: CardId) -> Option<&Card<'_>> {
    parts.get(it.part)?.finds().cards.get(widened(it.card))
}

/// The conflicts of pairs, by note and place.
#[must_use]
pub fn all<'lib, 'p>(
    parts: &'lib [Arc<Part>],
    pairs: impl Iterator<Item = &'p Pair>,
) -> Vec<Conflict<'lib>> {
    let conflict = |it: &Pair| {
        let (first, second) = (card(parts, it.first)?, card(parts, it.second)?);
        Some(Conflict {
            prompt: first.prompt.clone(),
            first: (first.place.clone(), first.answer.clone()),
            second: (second.place.clone(), second.answer.clone()),
        })
    };
    let mut conflicts: Vec<Conflict<'lib>> = pairs.filter_map(conflict).collect();
    conflicts.sort_by_key(|it| (it.second.0.id, it.second.0.start()));
    conflicts
}

/// With so many different answers the others are compared: of more nobody would read.
const MAX_ANSWERS: usize = 64;

/// An answer: the card that gives it first, and its parts, the names of one thing all in one form.
struct Answer<'n> {
    card: CardId,
    /// The table that it stands in.
    table: Option<u32>,
    parts: BTreeSet<&'n str>,
    /// Whether it agrees with each of the first answers, as far as that was asked.
    agrees: [Option<bool>; MAX_ANSWERS],
}

/// The different answers to a question.
#[derive(Default)]
struct Answers<'n> {
    all: Vec<Answer<'n>>,
    /// Their places by the digests of what is written.
    written: BTreeMap<u64, usize>,
    /// Their places by the digests of their parts.
    meant: BTreeMap<u64, usize>,
}

impl<'n> Answers<'n> {
    /// The place of the answer that a claim gives.
    fn place(&mut self, claim: Claim<'n>, names: &'n Names) -> usize {
        let written = claim.digests.answer;
        if let Some(known) = self.written.get(&written) {
            return *known;
        }
        let parts: BTreeSet<&str> = claim.parts().map(|it| names.form_of(it)).collect();
        let mut meant = Xxh3::new();
        for it in &parts {
            update(&mut meant, it);
        }
        let new = self.all.len();
        let place = *self.meant.entry(meant.digest()).or_insert(new);
        if place == new {
            let agrees = [None; MAX_ANSWERS];
            let (card, table) = (claim.card, claim.digests.table);
            self.all.push(Answer { card, table, parts, agrees });
        }
        self.written.insert(written, place);
        place
    }

    /// Whether an answer agrees with one of the first.
    fn agree(&mut self, place: usize, first: usize) -> Option<bool> {
        let (answer, other) = (self.all.get(place)?, self.all.get(first)?);
        if let Some(known) = answer.agrees.get(first)? {
            return Some(*known);
        }
        let agrees = agree(&other.parts, &answer.parts);
        *self.all.get_mut(place)?.agrees.get_mut(first)? = Some(agrees);
        Some(agrees)
    }
}

/// Each answer with the first one before it that says something else.
fn disagreeing<'n>(
    claims: impl Iterator<Item = Claim<'n>>,
    names: &'n Names,
) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut answers = Answers::default();
    for claim in claims {
        let place = answers.place(claim, names);
        // A table gives a choice by naming a situation twice.
        let is_one_table = |card: CardId, table: Option<u32>| {
            card.part == claim.card.part
                && table.is_some_and(|it| claim.digests.table == Some(it))
        };
        let first = (0..answers.all.len().min(MAX_ANSWERS)).find_map(|first| {
            let Answer { card, table, .. } = *answers.all.get(first)?;
            let differs = answers.agree(place, first) == Some(false);
            (differs && !is_one_table(card, table)).then_some(card)
        });
        pairs.extend(first.map(|first| Pair { second: claim.card, first }));
    }
    pairs
}

/// The table of a card, and the kind of answer that its header asks for; empty for plain
/// recommendations.
fn asked_for(tables: &[Table<'_>], card: &Card<'_>) -> Option<(u32, String)> {
    let at = (card.place.id, card.place.start());
    let after = tables.partition_point(|it| (it.place.id, it.place.start()) <= at);
    let at = after.checked_sub(1)?;
    let table = tables.get(at)?;
    let Kind::Scenario { answer, .. } = table.kind else { return None };
    let header = table.table.head().cell(answer)?.children().text();
    let asked =
        if labels::asks_choice(&header) { String::new() } else { folded(&header) };
    Some((narrowed(at), asked))
}

/// Signs between the parts of an answer.
const BETWEEN: [char; 8] = ['+', ',', ';', '/', '、', '，', '；', '或'];

/// The alternatives and components of an answer.
fn parts(answer: &str) -> Vec<String> {
    let answer = outside_brackets(answer);
    // What is ruled out does not belong to the answer.
    let answer = Text::new(&answer).cut(List::Not).map_or(answer.as_str(), |it| it.0);
    let parts = answer.split(BETWEEN).flat_map(|part| {
        let words: Vec<&str> = part.split_whitespace().collect();
        let places = 0..words.len();
        let joints: Vec<usize> = places.filter(|at| joins(&words, *at)).collect();
        let starts = std::iter::once(0).chain(joints.iter().map(|it| it + 1));
        let ends = joints.iter().copied().chain([words.len()]);
        let parts = starts.zip(ends).filter_map(|(start, end)| words.get(start..end));
        parts.map(|it| it.join(" ")).collect::<Vec<String>>()
    });
    let parts = parts.map(|it| plain_words(it.trim_end_matches('-')));
    parts.filter(|it| !it.is_empty()).collect()
}

/// Whether a word joins the parts of an answer. One letter does so only in lower case and with
/// parts on both sides: `Vitamin E`, `Type O or A`.
fn joins(words: &[&str], at: usize) -> bool {
    let is_joint = |word: &str| has(List::And, word) || has(List::With, word);
    let Some(word) = words.get(at) else { return false };
    if word.chars().nth(1).is_some() {
        return is_joint(&word.to_lowercase());
    }
    let is_part = |at: Option<usize>| {
        let word = at.and_then(|at| words.get(at));
        word.is_some_and(|it| !is_joint(&it.to_lowercase()))
    };
    is_joint(word) && is_part(at.checked_sub(1)) && is_part(at.checked_add(1))
}

fn outside_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut outside = String::new();
    for c in text.chars() {
        match c {
            '(' | '（' | '[' => depth += 1,
            ')' | '）' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            _ => (),
        }
    }
    outside
}

/// Whether two answers have a part in common, or one says a part of the other more exactly.
fn agree(a: &BTreeSet<&str>, b: &BTreeSet<&str>) -> bool {
    a.is_empty() || b.is_empty() || a.iter().any(|a| b.iter().any(|b| alike(a, b)))
}

/// The finding on a pair, which names a line of `sources`.
#[must_use]
pub fn finding(
    parts: &[Arc<Part>],
    pair: &Pair,
    sources: &Sources,
) -> Option<Diagnostic> {
    let (first, second) = (card(parts, pair.first)?, card(parts, pair.second)?);
    let line = sources.line(&first.place.note().path, first.place.start());
    let span = second.answer.span().unwrap_or_else(|| second.place.position.span());
    let message = format!(
        "the answer is `{}` here but `{}` in {}:{line}",
        second.answer.text(),
        first.answer.text(),
        first.place.note().path,
    );
    let help = format!(
        "correct one of the answers to `{}`, or make the questions differ",
        first.prompt.text()
    );
    let path = &second.place.note().path;
    Some(Diagnostic::new(Code::K001, path, span, message).with_help(help))
}

impl Pair {
    /// The places of the notes that it takes.
    #[must_use]
    pub fn parts(&self) -> [usize; 2] {
        [self.first.part, self.second.part]
    }
}
