//! Cards that authors mark as cards: `Q:`/`A:`, `term :: answer`, `?` and marked gaps.
//! Gives question and answer as written; looked for only where a note asks for it.
//! Must not know how other extractors find cards.

use super::{
    Place,
    label::Label,
    labels,
    outline::{Block, Line, Outline},
    rule::Rule,
};
use crate::{
    diag::Span,
    note::{
        Position,
        doc::{Inlines, Node, Nodes},
        instructions::Instructions,
    },
};

/// What an author marked as a card.
#[derive(Debug, Clone)]
pub struct Explicit<'lib> {
    /// The item or lines.
    pub place: Place<'lib>,
    /// What is asked.
    pub prompt: Inlines<'lib>,
    /// The answer.
    pub answer: Inlines<'lib>,
    /// The words its id is made of, when the prompt holds other answers.
    pub key: Option<String>,
    /// The id that a comment gives it.
    pub card: Option<String>,
    /// Why it is one.
    pub rule: Rule,
}

/// What stands for a gap.
const GAP: &str = "[…]";

/// The marked cards of a note.
#[must_use]
pub fn read<'lib>(outline: &Outline<'_, 'lib>) -> Vec<Explicit<'lib>> {
    let mut found = Vec::new();
    let mut open: Option<Explicit<'lib>> = None;
    let mut takes_block = false;
    for block in outline.blocks {
        if let Some(card) = open.as_mut().filter(|_| takes_block) {
            // An answer of its own lines ends where the next block does.
            card.answer.append(block.node.alone());
            card.place.position = card.place.position.up_to(&block.node.position());
            found.extend(open.take());
            takes_block = false;
            continue;
        }
        let is_paragraph = block.node.is_paragraph();
        if !is_paragraph || !has_same_section(open.as_ref(), block) {
            found.extend(open.take().filter(|it| !it.answer.is_empty()));
        }
        for line in &block.lines {
            found.extend(double_colon(outline, block, line));
            found.extend(gaps(outline, block, line));
        }
        if is_paragraph {
            questions(outline, block, &mut open, &mut found);
            takes_block = open
                .as_ref()
                .is_some_and(|it| it.rule == Rule::Question && it.answer.is_empty());
        } else {
            found.extend(block.lines.iter().filter_map(|it| item(outline, block, it)));
        }
    }
    found.extend(open.filter(|it| !it.answer.is_empty()));
    found.retain(|it| !it.prompt.is_empty() && !it.answer.text().is_empty());
    found.sort_by_key(|it| it.place.start());
    found
}

fn has_same_section(open: Option<&Explicit<'_>>, block: &Block<'_>) -> bool {
    open.is_none_or(|it| it.place.section == block.section)
}

fn card<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    (position, said): (Position, &Instructions),
    (prompt, answer): (Inlines<'lib>, Inlines<'lib>),
    rule: Rule,
) -> Option<Explicit<'lib>> {
    outline.switches.allow(rule, said).then(|| Explicit {
        place: outline.place(block, position),
        prompt,
        answer,
        key: None,
        card: said.card.clone(),
        rule,
    })
}

/// The question or answer a line begins with.
fn part(line: Nodes<'_>) -> Option<(bool, Nodes<'_>)> {
    let label = Label::new(line)?;
    let is_question = labels::is_question(&label.name);
    (is_question || labels::is_answer(&label.name)).then_some((is_question, label.rest))
}

/// Lines `Q:` and `A:`, and lines around one of a question mark only.
fn questions<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    open: &mut Option<Explicit<'lib>>,
    found: &mut Vec<Explicit<'lib>>,
) {
    let is_mark = |it: &Line<'_>| matches!(it.words.text().as_str(), "?" | "？" | "??");
    if let Some(at) = block.lines.iter().position(is_mark).filter(|at| *at > 0) {
        found.extend(open.take().filter(|it| !it.answer.is_empty()));
        let (before, after) = block.lines.split_at(at);
        let position = block.node.position();
        let (mut prompt, mut answer) = (Inlines::default(), Inlines::default());
        for line in before {
            prompt.append(line.words);
        }
        for line in after.iter().skip(1) {
            answer.append(line.words);
        }
        let place = (position, block.instructions);
        let card = card(outline, block, place, (prompt, answer), Rule::Question);
        match card {
            Some(card) if card.answer.is_empty() => *open = Some(card),
            card => found.extend(card),
        }
        return;
    }
    for line in &block.lines {
        match part(line.words) {
            Some((true, prompt)) => {
                found.extend(open.take().filter(|it| !it.answer.is_empty()));
                let place = (line.position, &line.instructions);
                let parts = (prompt.into(), Inlines::default());
                *open = card(outline, block, place, parts, Rule::QuestionAnswer);
            }
            part => {
                let Some(card) = open.as_mut() else { continue };
                let is_begun = !card.answer.is_empty();
                match part {
                    Some((_, answer)) => card.answer.append(answer),
                    None if is_begun => card.answer.append(line.words),
                    None => card.prompt.append(line.words),
                }
                card.place.position = card.place.position.up_to(&line.position);
            }
        }
    }
}

/// An item `Q: …` with `A: …` on its next line.
fn item<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    line: &Line<'lib>,
) -> Option<Explicit<'lib>> {
    let mut parts = line.words.lines().map(part);
    let (true, prompt) = parts.next()?? else { return None };
    let (false, answer) = parts.next()?? else { return None };
    let answer = line.with_below(answer);
    let place = (line.position, &line.instructions);
    card(outline, block, place, (prompt.into(), answer), Rule::QuestionAnswer)
}

/// `term :: answer`.
fn double_colon<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    line: &Line<'lib>,
) -> Option<Explicit<'lib>> {
    let sign = |text: &str| {
        let mut signs = text.match_indices("::");
        let (at, _) = signs.find(|(at, sign)| {
            let before = text.get(..*at).unwrap_or_default();
            let after = text.get(at + sign.len()..).unwrap_or_default();
            let is_end = |it: Option<char>| it.is_none_or(char::is_whitespace);
            is_end(before.chars().next_back())
                && is_end(after.trim_start_matches(':').chars().next())
        })?;
        let colons = text.get(at..)?.chars().take_while(|it| *it == ':').count();
        Some(at..at + colons)
    };
    let (prompt, answer) = line.words.split(sign)?;
    let answer = line.with_below(answer);
    let place = (line.position, &line.instructions);
    let parts = (Inlines::from(prompt), answer);
    card(outline, block, place, parts, Rule::DoubleColon)
        .filter(|it| !it.prompt.is_empty())
}

/// A part of a line: a gap with its group, or the words between gaps.
struct Part<'lib> {
    gap: Option<String>,
    words: Nodes<'lib>,
}

/// One card for every gap, or for the gaps of one number.
fn gaps<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    line: &Line<'lib>,
) -> Vec<Explicit<'lib>> {
    let parts = parts(line.words);
    let mut groups: Vec<&String> =
        parts.iter().filter_map(|it| it.gap.as_ref()).collect();
    groups.dedup();
    let all_blank = shown(&parts, |_| true).text();
    let mut found: Vec<Explicit<'lib>> = Vec::new();
    for group in groups {
        let mut answer = Inlines::default();
        for part in parts.iter().filter(|it| it.gap.as_ref() == Some(group)) {
            if !answer.pieces().is_empty() {
                answer.extend(&Inlines::put(","));
            }
            answer.append(part.words);
        }
        let prompt = shown(&parts, |it| it == group);
        let key = format!("{all_blank} {group}");
        let place = (line.position, &line.instructions);
        let card = card(outline, block, place, (prompt, answer), Rule::Cloze);
        let is_new = |it: &Explicit<'_>| {
            !found.iter().any(|other| {
                other.key.as_deref() == Some(key.as_str())
                    && other.place.position == it.place.position
            })
        };
        let card = card.filter(is_new);
        found.extend(card.map(|it| Explicit { key: Some(key), ..it }));
    }
    found
}

/// A line with some of its gaps blank.
fn shown<'lib>(
    parts: &[Part<'lib>],
    is_blank: impl Fn(&String) -> bool,
) -> Inlines<'lib> {
    let mut words = Inlines::default();
    for part in parts {
        let is_blank = part.gap.as_ref().is_some_and(&is_blank);
        words.extend(&if is_blank { Inlines::put(GAP) } else { part.words.into() });
    }
    words
}

/// Cuts a line at its gaps: `==answer==` and `{{c1::answer}}` or `{{c1::answer::hint}}`.
fn parts(line: Nodes<'_>) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = line;
    // A line with more gaps than this is not a sentence.
    for count in 1..=32 {
        let Some((before, after)) = rest.cut(|it| opening(it).map(|it| it.0)) else {
            break;
        };
        let opened = |it: Node<'_>| opening(it.words()).filter(|_| it.is_text());
        let group = rest.iter().find_map(opened).and_then(|(_, group)| group);
        let sign = if group.is_some() { "}}" } else { "==" };
        let sign = |text: &str| text.find(sign).map(|at| at..at + sign.len());
        let Some((gap, behind)) = after.cut(sign) else { break };
        let hint = |text: &str| text.find("::").map(|at| at..at + 2);
        let gap = gap.cut(hint).map_or(gap, |(answer, _)| answer);
        parts.push(Part { gap: None, words: before });
        let group = group.unwrap_or_else(|| count.to_string());
        parts.push(Part { gap: Some(group), words: gap });
        rest = behind;
    }
    if !parts.is_empty() {
        parts.push(Part { gap: None, words: rest });
    }
    parts
}

/// Where a gap opens, and the name of its group if it has one.
fn opening(text: &str) -> Option<(Span, Option<String>)> {
    let cloze = text.match_indices("{{").find_map(|(at, _)| {
        let (name, _) = text.get(at + 2..)?.split_once("::")?;
        let number = name.strip_prefix('c')?;
        let is_number =
            !number.is_empty() && number.chars().all(|it| it.is_ascii_digit());
        is_number.then(|| (at..at + name.len() + 4, Some(name.to_owned())))
    });
    let mark = text.match_indices("==").find_map(|(at, _)| {
        let next = text.get(at + 2..)?.chars().next();
        // `a == b` compares.
        let is_open = next.is_none_or(|it| !it.is_whitespace() && it != '=');
        is_open.then(|| (at..at + 2, None))
    });
    [cloze, mark].into_iter().flatten().min_by_key(|(span, _)| span.start)
}
