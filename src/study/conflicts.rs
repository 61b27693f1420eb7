//! Conflicts: one question that two places answer differently.
//! Gives the two places; which of them is right only the author knows.
//! Never compares answers of different kinds, such as a metric and a service.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Card, CardKind, Place, Study, labels,
    lexicon::{List, Text},
    wording::Wording,
};
use crate::{
    config,
    diag::{Code, Diagnostic},
    text::folded,
};

/// Two places that answer one question differently.
#[derive(Debug, Clone)]
pub struct Conflict<'lib> {
    /// The question, as the first place writes it.
    pub prompt: Wording<'lib>,
    /// The first place in path order, and its answer.
    pub first: (Place<'lib>, Wording<'lib>),
    /// The later place, and its answer.
    pub second: (Place<'lib>, Wording<'lib>),
}

/// A question with its answer, and the kind of answer that is asked for.
struct Claim<'a, 'lib> {
    place: &'a Place<'lib>,
    prompt: Wording<'lib>,
    answer: Wording<'lib>,
    parts: Vec<String>,
}

/// The conflicts among tables of situations, decision rules and marked cards.
#[must_use]
pub fn find<'lib>(
    study: &Study<'lib>,
    cards: &[Card<'lib>],
    config: &config::Compare,
) -> Vec<Conflict<'lib>> {
    let mut claims: BTreeMap<(String, String), Vec<Claim<'_, 'lib>>> = BTreeMap::new();
    for card in cards {
        let kind = match card.kind {
            CardKind::Scenario => asked_for(study, card),
            CardKind::Rule | CardKind::Explicit => Some(String::new()),
            CardKind::Definition | CardKind::Comparison => None,
        };
        let question = normal(&card.prompt.text(), config);
        let Some(kind) = kind.filter(|_| !question.is_empty()) else { continue };
        claims.entry((kind, question)).or_default().push(Claim {
            place: &card.place,
            prompt: card.prompt.clone(),
            answer: card.answer.clone(),
            parts: parts(&card.answer.text(), config),
        });
    }
    let mut conflicts: Vec<Conflict<'lib>> =
        claims.into_values().flat_map(|it| disagreeing(&it)).collect();
    conflicts.sort_by_key(|it| (it.second.0.id, it.second.0.start()));
    conflicts
}

/// With so many different answers the others are compared: of more nobody would read.
const MAX_ANSWERS: usize = 64;

/// Each claim with the first one before it that says something else.
fn disagreeing<'lib>(claims: &[Claim<'_, 'lib>]) -> Vec<Conflict<'lib>> {
    let mut conflicts = Vec::new();
    // What was said so far, one claim for each answer.
    let (mut said, mut known): (Vec<&Claim<'_, 'lib>>, _) = (Vec::new(), BTreeSet::new());
    for claim in claims {
        let mut others = said.iter().take(MAX_ANSWERS);
        if let Some(first) = others.find(|it| !agree(&it.parts, &claim.parts)) {
            conflicts.push(Conflict {
                prompt: first.prompt.clone(),
                first: (first.place.clone(), first.answer.clone()),
                second: (claim.place.clone(), claim.answer.clone()),
            });
        }
        if known.insert(&claim.parts) {
            said.push(claim);
        }
    }
    conflicts
}

/// The kind of answer that the header of a table asks for; empty for plain recommendations.
fn asked_for(study: &Study<'_>, card: &Card<'_>) -> Option<String> {
    let at = (card.place.id, card.place.start());
    let after = study.tables.partition_point(|it| (it.place.id, it.place.start()) <= at);
    let table = study.tables.get(after.checked_sub(1)?)?;
    let super::Kind::Scenario { answer, .. } = table.kind else { return None };
    let header = Wording::from(table.table.header.get(answer)?.inline).text();
    Some(if labels::asks_choice(&header) { String::new() } else { folded(&header) })
}

/// A question or name in the form in which equal ones are equal.
fn normal(text: &str, config: &config::Compare) -> String {
    let is_sign = |c: char| {
        let is_bracket = matches!(c, '(' | ')' | '（' | '）' | '[' | ']');
        is_bracket
            || matches!(c, '«' | '»' | '‹' | '›' | '「' | '」' | '『' | '』' | '‘' | '\'')
    };
    let text: String = folded(text).chars().filter(|it| !is_sign(*it)).collect();
    let text = text.trim_end_matches(['?', '？', '!', '.']).trim();
    let plain = config.prefixes().map(folded).find_map(|it| {
        text.strip_prefix(it.as_str())?.strip_prefix(' ').map(str::to_owned)
    });
    let name = plain.unwrap_or_else(|| text.to_owned());
    let alias = config.aliases.iter().flatten().find(|(it, _)| folded(it) == name);
    alias.map_or(name, |(_, it)| folded(it))
}

/// Signs between the parts of an answer.
const BETWEEN: [char; 8] = ['+', ',', ';', '/', '、', '，', '；', '或'];

/// The alternatives and components of an answer.
fn parts(answer: &str, config: &config::Compare) -> Vec<String> {
    let answer = outside_brackets(&folded(answer));
    // What is ruled out is no part of the answer.
    let answer = Text::new(&answer).cut(List::Not).map_or(answer.as_str(), |it| it.0);
    let parts = answer.split(BETWEEN);
    let parts = parts.flat_map(|it| Text::new(it).split(&[List::And, List::With]));
    let parts = parts.map(|it| normal(it.trim().trim_end_matches('-'), config));
    let mut parts: Vec<String> = parts.filter(|it| !it.is_empty()).collect();
    parts.sort();
    parts.dedup();
    parts
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
fn agree(a: &[String], b: &[String]) -> bool {
    let alike = |a: &str, b: &str| {
        let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
        let begins = long
            .strip_prefix(short)
            .is_some_and(|it| it.is_empty() || it.starts_with(' '));
        begins || long.strip_suffix(short).is_some_and(|it| it.ends_with(' '))
    };
    a.is_empty() || b.is_empty() || a.iter().any(|a| b.iter().any(|b| alike(a, b)))
}

/// The findings on conflicts; `line` gives the line of a place.
#[must_use]
pub fn findings(
    conflicts: &[Conflict<'_>],
    mut line: impl FnMut(&Place<'_>) -> usize,
) -> Vec<Diagnostic> {
    let finding = move |it: &Conflict<'_>| {
        let ((first, one), (second, other)) = (&it.first, &it.second);
        let span = it.second.1.span().unwrap_or_else(|| second.position.span());
        let place = format!("{}:{}", first.note.path, line(first));
        let message = format!(
            "answered with `{}` here, but with `{}` in {place}",
            other.text(),
            one.text()
        );
        let help = format!(
            "the question is `{}`; correct one of the two, or make them differ",
            it.prompt.text()
        );
        Diagnostic::new(Code::K001, &second.note.path, span, message).with_help(help)
    };
    conflicts.iter().map(finding).collect()
}
