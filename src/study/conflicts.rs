//! Conflicts: one question that two places answer differently.
//! Gives the two places; which of them is right only the author knows.
//! Never compares answers of different kinds, such as a metric and a service.

use std::collections::BTreeSet;

use rayon::prelude::*;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::{
    Place,
    cards::{Card, CardKind},
    labels,
    lexicon::{List, Text, has},
    names::{Names, alike},
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
}

/// A question that a place answers.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'lib> {
    all: &'lib Claims,
    /// Its phrases.
    first: u32,
    end: u32,
    card: &'lib Card<'lib>,
}

impl Claims {
    /// Each with its card, of those of its note.
    pub fn all<'lib>(
        &'lib self,
        cards: &'lib [Card<'lib>],
    ) -> impl Iterator<Item = Claim<'lib>> {
        let ends = self.starts.iter().skip(1).map(|it| it.1);
        let ends = ends.chain([narrowed(self.ends.len())]);
        self.starts.iter().zip(ends).filter_map(|((card, first), end)| {
            let card = cards.get(widened(*card))?;
            Some(Claim { all: self, first: *first, end, card })
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

    /// Gives back what is kept in reserve.
    fn shrink(&mut self) {
        self.text = self.text.as_str().into();
        fit(&mut self.ends);
        fit(&mut self.starts);
    }
}

impl<'lib> Claim<'lib> {
    /// The names and phrases that question and answer are made of, folded.
    pub fn forms(self) -> impl Iterator<Item = &'lib str> {
        (self.first + 1..self.end).map(move |it| self.all.phrase(it))
    }

    fn kind(self) -> &'lib str {
        self.all.phrase(self.first)
    }

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
        let kind = match card.kind {
            CardKind::Scenario => asked_for(tables, card),
            CardKind::Rule | CardKind::Explicit => Some(String::new()),
            CardKind::Definition | CardKind::Comparison => None,
        };
        let Some(kind) = kind else { continue };
        let question = plain_words(&card.prompt.text());
        if question.is_empty() {
            continue;
        }
        claims.starts.push((narrowed(at), narrowed(claims.ends.len())));
        claims.push(&kind);
        for part in parts(&card.answer.text()) {
            claims.push(&folded(&part));
        }
        claims.push(&folded(&question));
    }
    claims.shrink();
    claims
}

/// A card with the parts of its answer, the names of one thing all in one form.
struct Answer<'a, 'lib> {
    card: &'lib Card<'lib>,
    parts: BTreeSet<&'a str>,
}

/// The claims that contradict each other; `names` tells which names are one thing.
#[must_use]
pub fn find<'lib>(claims: &[Claim<'lib>], names: &Names) -> Vec<Conflict<'lib>> {
    let question = |it: Claim<'lib>| (it.kind(), names.form_of(it.question()));
    // Digests are compared faster than questions, of which many begin alike.
    let digest = |it: Claim<'lib>| {
        let (kind, form) = question(it);
        xxh3_64_with_seed(form.as_bytes(), xxh3_64(kind.as_bytes()))
    };
    let mut order: Vec<(u64, Claim<'lib>)> =
        claims.par_iter().map(|it| (digest(*it), *it)).collect();
    order.sort_by_key(|it| it.0);
    let same = order.chunk_by(|a, b| a.0 == b.0 && question(a.1) == question(b.1));
    let answer = |(_, claim): &(u64, Claim<'lib>)| {
        let parts = claim.parts().map(|it| names.form_of(it)).collect();
        Answer { card: claim.card, parts }
    };
    let several: Vec<_> = same.filter(|it| it.len() > 1).collect();
    let mut conflicts: Vec<Conflict<'lib>> = several
        .into_par_iter()
        .flat_map_iter(|it| disagreeing(&it.iter().map(answer).collect::<Vec<_>>()))
        .collect();
    conflicts.sort_by_key(|it| (it.second.0.id, it.second.0.start()));
    conflicts
}

/// With so many different answers the others are compared: of more nobody would read.
const MAX_ANSWERS: usize = 64;

/// Each answer with the first one before it that says something else.
fn disagreeing<'lib>(answers: &[Answer<'_, 'lib>]) -> Vec<Conflict<'lib>> {
    let mut conflicts = Vec::new();
    // What was said so far, one claim for each answer.
    let (mut said, mut known): (Vec<&Answer<'_, 'lib>>, _) =
        (Vec::new(), BTreeSet::new());
    for answer in answers {
        let mut others = said.iter().take(MAX_ANSWERS);
        let differs = |it: &&&Answer<'_, 'lib>| {
            !agree(&it.parts, &answer.parts) && !is_one_table(it.card, answer.card)
        };
        if let Some(first) = others.find(differs) {
            let (first, second) = (first.card, answer.card);
            conflicts.push(Conflict {
                prompt: first.prompt.clone(),
                first: (first.place.clone(), first.answer.clone()),
                second: (second.place.clone(), second.answer.clone()),
            });
        }
        if known.insert(&answer.parts) {
            said.push(answer);
        }
    }
    conflicts
}

/// Whether two cards are lines of one table, which gives a choice by naming a situation twice.
fn is_one_table(a: &Card<'_>, b: &Card<'_>) -> bool {
    let table = |it: &Card<'_>| {
        let row = it.place.note.doc.node(it.place.position.id())?;
        (it.kind == CardKind::Scenario).then_some((it.place.id, row.parent()?.id()))
    };
    table(a).is_some_and(|it| table(b) == Some(it))
}

/// The kind of answer that the header of a table asks for; empty for plain recommendations.
fn asked_for(tables: &[Table<'_>], card: &Card<'_>) -> Option<String> {
    let at = (card.place.id, card.place.start());
    let after = tables.partition_point(|it| (it.place.id, it.place.start()) <= at);
    let table = tables.get(after.checked_sub(1)?)?;
    let Kind::Scenario { answer, .. } = table.kind else { return None };
    let header = table.table.header.get(answer)?.children().text();
    Some(if labels::asks_choice(&header) { String::new() } else { folded(&header) })
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

/// The findings on conflicts, which name lines of `sources`.
#[must_use]
pub fn findings(conflicts: &[Conflict<'_>], sources: &Sources) -> Vec<Diagnostic> {
    let line = |place: &Place<'_>| sources.line(&place.note.path, place.start());
    let finding = |it: &Conflict<'_>| {
        let ((first, one), (second, other)) = (&it.first, &it.second);
        let span = it.second.1.span().unwrap_or_else(|| second.position.span());
        let place = format!("{}:{}", first.note.path, line(first));
        let message = format!(
            "the answer is `{}` here but `{}` in {place}",
            other.text(),
            one.text()
        );
        let help = format!(
            "correct one of the answers to `{}`, or make the questions differ",
            it.prompt.text()
        );
        Diagnostic::new(Code::K001, &second.note.path, span, message).with_help(help)
    };
    conflicts.par_iter().map(finding).collect()
}
