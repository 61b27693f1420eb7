//! What labels and headings speak of, in the languages notes are written in.
//! Gives weak signals: words that open a list of rules, terms, tips or pitfalls.
//! Must not decide anything.

mod lists;

use super::{lexicon::Normal, words::speaks_of_decisions};

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
    lists::RULES.within(&Normal::new(text)) || speaks_of_decisions(text)
}

/// Whether words begin like a condition.
#[must_use]
pub(super) fn begins_condition(text: &str) -> bool {
    lists::CONDITION.begins(&Normal::new(text))
}

/// Whether words can name a thing: they are no pronoun.
#[must_use]
pub(super) fn is_name(text: &str) -> bool {
    !lists::PRONOUNS.begins(&Normal::new(text))
}

/// Whether words can be a term of their own: they say more than what kind of remark follows.
#[must_use]
pub(super) fn is_term(text: &str) -> bool {
    is_name(text) && !lists::GENERIC.is(&Normal::new(text)) && asks(text).is_none()
}

/// What a label such as `Definition:` or `Purpose:` asks for.
#[must_use]
pub(super) fn asks(label: &str) -> Option<Asks> {
    if !is_title(label) {
        return None;
    }
    let label = Normal::new(label);
    let meaning = lists::MEANING.is(&label).then_some(Asks::Meaning);
    meaning.or_else(|| lists::PURPOSE.is(&label).then_some(Asks::Purpose))
}

/// Whether the header of a column asks for a choice, and not for an answer of some kind.
#[must_use]
pub(super) fn asks_choice(header: &str) -> bool {
    lists::CHOICE.is(&Normal::new(header))
}

/// Whether a word before a colon announces a question, such as `Q`.
#[must_use]
pub(super) fn is_question(word: &str) -> bool {
    lists::QUESTION.is(&Normal::new(word))
}

/// Whether a word before a colon announces an answer, such as `A`.
#[must_use]
pub(super) fn is_answer(word: &str) -> bool {
    lists::ANSWER.is(&Normal::new(word))
}

/// The thing that a title such as `What is RAG?` asks about, as written.
#[must_use]
pub(super) fn asked(title: &str) -> Option<&str> {
    let title = title.trim().trim_end_matches(['?', '？', ':', '：', ' ']);
    let begins = lists::WHAT_IS_BEFORE.iter().find_map(|it| after(title, it));
    let ends = || lists::WHAT_IS_AFTER.iter().find_map(|it| title.strip_suffix(it));
    let thing = begins.or_else(ends)?.trim().trim_matches(['"', '“', '”', '«', '»', ' ']);
    (thing.contains(char::is_alphanumeric) && is_name(thing)).then_some(thing)
}

/// What follows words at the beginning of a text, in any letter case.
#[must_use]
pub(super) fn after<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for c in words.chars() {
        let other = rest.next()?;
        let is_same = c == other
            || c.eq_ignore_ascii_case(&other)
            || !other.is_ascii() && c.to_lowercase().eq(other.to_lowercase());
        if !is_same {
            return None;
        }
    }
    Some(rest.as_str())
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
    if lists::GLOSSARY.within(&Normal::new(text)) {
        return Some(Terms::Glossary);
    }
    lists::KINDS.within(&Normal::new(text)).then_some(Terms::Kinds)
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
    let label = Normal::new(label);
    let is_gotcha = lists::GOTCHAS.within(&label) || lists::GOTCHA_WORDS.is(&label);
    let is_tip = || lists::TIPS.within(&label) || lists::TIP_WORDS.is(&label);
    is_gotcha.then_some(Mark::Gotcha).or_else(|| is_tip().then_some(Mark::Tip))
}

/// What a word that stands before a colon marks, such as `Tip: …` or `Exam Tip: …`.
#[must_use]
pub(super) fn mark_word(word: &str) -> Option<Mark> {
    if word.split_whitespace().count() > 4 {
        return None;
    }
    let mark = mark(word)?;
    let (whole, last) = (Normal::new(word), Normal::new(last_words(word)));
    let lists = [&lists::GOTCHAS, &lists::GOTCHA_WORDS, &lists::TIPS, &lists::TIP_WORDS];
    (lists.iter().any(|it| it.is(&whole)) || lists::TIPS.is(&last)).then_some(mark)
}

/// Whether a word before a colon announces the way out of a trap, such as `Solution`.
#[must_use]
pub(super) fn is_remedy(word: &str) -> bool {
    lists::REMEDIES.is(&Normal::new(word))
}

/// The words after the first, as in `Exam Tip`.
fn last_words(words: &str) -> &str {
    words.trim().split_once(' ').map_or("", |(_, rest)| rest)
}

/// What a tag such as `exam-tip` marks; one that only weighs, such as `important`, nothing.
#[must_use]
pub(super) fn mark_tag(name: &str) -> Option<Mark> {
    mark_callout(name).filter(|_| !lists::WEIGHTS.is(&Normal::new(name)))
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
