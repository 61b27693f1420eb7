//! What labels, headings, captions and headers speak of, in the languages notes are written in.
//! Gives weak signals: words that open a list of rules, terms, tips or pitfalls.
//! Must not decide anything.

use super::lexicon::{List, Text};
use crate::text::{folded, without_colon};

/// What a word of a header hints at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hint {
    /// A situation that asks for a decision: "scenario", "if you need".
    Situation,
    /// What to do then: "solution", "use".
    Answer,
    /// Why.
    Reason,
    /// The column that names what is compared: "aspect", "feature".
    Aspect,
    /// What alternatives are judged by: "cost", "pros", "best for".
    Criterion,
    /// What a thing is: "description", "meaning", "example".
    Description,
}

/// What a header hints at: as a whole, or else by the longest words it begins and ends with.
#[must_use]
pub(super) fn hints(header: &str) -> Vec<Hint> {
    const LISTS: [List; 6] = [
        List::Situation,
        List::Answer,
        List::Reason,
        List::Aspect,
        List::Criterion,
        List::Description,
    ];
    let hint = |list| match list {
        List::Situation => Some(Hint::Situation),
        List::Answer => Some(Hint::Answer),
        List::Reason => Some(Hint::Reason),
        List::Aspect => Some(Hint::Aspect),
        List::Criterion => Some(Hint::Criterion),
        List::Description => Some(Hint::Description),
        _ => None,
    };
    let hints = Text::with_parts(header).hints(&LISTS);
    hints.into_iter().filter_map(hint).collect()
}

/// Whether a heading or caption speaks of decisions.
#[must_use]
pub(super) fn speaks_of_decisions(text: &str) -> bool {
    Text::with_parts(text).holds(List::Decision)
}

/// Whether a heading or caption sets things side by side.
#[must_use]
pub(super) fn speaks_of_comparison(text: &str) -> bool {
    Text::with_parts(text).holds(List::Comparison)
}

/// What the label of a definition asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// What the thing is.
    Meaning,
    /// What it is for.
    Purpose,
}

/// Whether a label or heading speaks of rules to decide by.
#[must_use]
pub(super) fn speaks_of_rules(text: &str) -> bool {
    Text::new(text).holds(List::Rules) || speaks_of_decisions(text)
}

/// Whether words begin like a condition.
#[must_use]
pub(super) fn begins_condition(text: &str) -> bool {
    Text::new(text).begins_with(List::Condition)
}

/// Whether words can name a thing, as a pronoun cannot.
#[must_use]
pub(super) fn is_name(text: &str) -> bool {
    !Text::new(text).begins_with(List::Pronouns)
}

/// Whether words can be a term of their own: they say more than what kind of remark follows.
#[must_use]
pub(super) fn is_term(text: &str) -> bool {
    // `Step 2` and `Example 3` are no more terms than `Step`.
    let kind = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '#').trim_end();
    let kind = if kind.is_empty() { text } else { kind };
    is_name(text) && !Text::new(kind).is(List::Generic) && asks(text).is_none()
}

/// What a label such as `Definition:` or `Purpose:` asks for.
#[must_use]
pub(super) fn asks(label: &str) -> Option<Asks> {
    if !is_title(label) {
        return None;
    }
    let label = Text::new(label);
    let meaning = label.is(List::Meaning).then_some(Asks::Meaning);
    meaning.or_else(|| label.is(List::Purpose).then_some(Asks::Purpose))
}

/// Whether the header of a column asks for a choice, and not for an answer of some kind.
#[must_use]
pub(super) fn asks_choice(header: &str) -> bool {
    Text::new(header).is(List::Choice)
}

/// Whether an answer stands for one that is not there, such as `see below`.
#[must_use]
pub(super) fn is_placeholder(answer: &str) -> bool {
    Text::new(answer).is(List::Placeholders)
}

/// Whether a name before a colon says something of the note, and not of its subject.
#[must_use]
pub(super) fn is_remark(name: &str) -> bool {
    Text::new(name).is(List::Remarks)
}

/// Whether a header says no more than that its column holds situations.
#[must_use]
pub(super) fn is_plain_situation(header: &str) -> bool {
    Text::new(header).is(List::Situation)
}

/// Whether a header says no more than that its column holds answers.
#[must_use]
pub(super) fn is_plain_answer(header: &str) -> bool {
    Text::new(header).is(List::Answer)
}

/// The things that a short answer names, as in `S3 or EBS (not EFS)`.
#[must_use]
pub(super) fn listed(answer: &str) -> Vec<&str> {
    let is_sign = |c: char| {
        matches!(
            c,
            ',' | ';' | '(' | ')' | '/' | '+' | '→' | '，' | '、' | '；' | '（' | '）'
        )
    };
    let parts = answer.split(is_sign);
    let names = parts.flat_map(|it| Text::new(it).split(List::And));
    names.map(str::trim).filter(|it| !it.is_empty()).collect()
}

/// Whether a word before a colon announces a question, such as `Q`.
#[must_use]
pub(super) fn is_question(word: &str) -> bool {
    Text::new(word).is(List::Question)
}

/// Whether a word before a colon announces an answer, such as `A`.
#[must_use]
pub(super) fn is_answer(word: &str) -> bool {
    Text::new(word).is(List::Reply)
}

/// The thing that a title such as `What is RAG?` asks about, as written.
#[must_use]
pub(super) fn asked(title: &str) -> Option<&str> {
    let title = title.trim_end_matches(['?', '？', ':', '：', ' ']);
    let (_, thing) = Text::new(title).things(&[List::WhatIs]).into_iter().next()?;
    let thing = thing.trim().trim_matches(['"', '“', '”', '«', '»', ' ']);
    (thing.contains(char::is_alphanumeric) && is_name(thing)).then_some(thing)
}

/// What a label says of choosing a thing, and the thing as written; empty where it names none.
#[must_use]
pub(super) fn chosen(label: &str) -> Option<(Choice, &str)> {
    let label = label.trim_start_matches(|c: char| !c.is_alphanumeric());
    let label = without_colon(label).trim_end_matches(['?', '？', '…', '.']);
    let things = Text::new(label).things(&[List::Choose, List::Avoid]);
    things.into_iter().find_map(|(list, thing)| {
        let thing = thing.trim().trim_matches(['"', '“', '”', '`']);
        let choice = if list == List::Avoid { Choice::Against } else { Choice::For };
        is_choice(thing).then_some((choice, thing))
    })
}

/// Whether a label says when to take a thing, or when not to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// `Choose A when`.
    For,
    /// `Avoid A when`.
    Against,
}

/// A name of more words is a sentence.
const MAX_WORDS: usize = 6;

/// Whether words name one thing to choose, or nothing.
fn is_choice(words: &str) -> bool {
    words.split_whitespace().count() <= MAX_WORDS
        && !is_versus(words)
        && (words.is_empty() || is_name(words))
}

/// The folded names that a title sets against each other; one for any other title.
#[must_use]
pub(super) fn opposed(title: &str) -> Vec<String> {
    let title = folded(title);
    let names = Text::new(&title).split(List::Versus).into_iter().map(str::trim);
    names.filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

/// Whether a title sets names against each other.
#[must_use]
pub(super) fn is_versus(title: &str) -> bool {
    opposed(title).len() > 1
}

/// How surely a label or heading opens a list of terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Terms {
    /// It names a kind of things, such as components.
    Kinds,
    /// It is a glossary.
    Glossary,
}

/// Whether a label or heading opens a list of terms.
#[must_use]
pub(super) fn speaks_of_terms(text: &str) -> Option<Terms> {
    if !is_title(text) {
        return None;
    }
    let is_question = text.ends_with(['?', '？']);
    let text = Text::new(text);
    // Such a question is answered by steps, and who learns needs no cards on learning.
    if is_question && text.begins_with(List::How) || text.holds(List::Advice) {
        return None;
    }
    if text.holds(List::Glossary) {
        return Some(Terms::Glossary);
    }
    text.holds(List::Kinds).then_some(Terms::Kinds)
}

/// What a label, tag or callout marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Something worth remembering.
    Tip,
    /// Something easy to get wrong.
    Gotcha,
}

/// What a label or heading marks; in a sentence such words mean nothing.
#[must_use]
pub(super) fn mark(label: &str) -> Option<Mark> {
    if !is_title(label) {
        return None;
    }
    let label = Text::new(label);
    let is_gotcha = label.holds(List::Gotchas) || label.is(List::Gotcha);
    let is_tip = || label.holds(List::Tips) || label.is(List::Tip);
    is_gotcha.then_some(Mark::Gotcha).or_else(|| is_tip().then_some(Mark::Tip))
}

/// What a word that stands before a colon marks, such as `Tip: …` or `Exam Tip: …`.
#[must_use]
pub(super) fn mark_word(word: &str) -> Option<Mark> {
    if word.split_whitespace().count() > 4 {
        return None;
    }
    let mark = mark(word)?;
    let (whole, last) = (Text::new(word), Text::new(last_words(word)));
    let lists = [List::Gotchas, List::Gotcha, List::Tips, List::Tip];
    (lists.iter().any(|it| whole.is(*it)) || last.is(List::Tips)).then_some(mark)
}

/// Whether a word before a colon announces the way out of a trap, such as `Solution`.
#[must_use]
pub(super) fn is_remedy(word: &str) -> bool {
    Text::new(word).is(List::Remedy)
}

/// The words after the first, as in `Exam Tip`.
fn last_words(words: &str) -> &str {
    words.trim().split_once(' ').map_or("", |(_, rest)| rest)
}

/// What a tag such as `exam-tip` marks; one that only weighs, such as `important`, nothing.
#[must_use]
pub(super) fn mark_tag(name: &str) -> Option<Mark> {
    mark_callout(name).filter(|_| !Text::new(name).is(List::Weights))
}

/// What a callout of this type marks.
#[must_use]
pub(super) fn mark_callout(kind: &str) -> Option<Mark> {
    mark(&kind.replace(['-', '_', '/'], " "))
}

/// Whether a label is short enough to name what follows.
#[must_use]
pub(super) fn is_title(label: &str) -> bool {
    label.split_whitespace().count() <= 7 && label.chars().count() <= 60
}
