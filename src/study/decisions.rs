//! Decision rules: a situation, an arrow and what to do then.
//! Gives the two sides as the author wrote them, quotes and markup included.
//! Never takes a chain of steps, a mapping or a consequence for a decision.

use super::{
    Place,
    arrow::Arrow,
    labels,
    outline::{Block, Line, Outline},
    rule::Rule,
};
use crate::{
    note::doc::{Node, Nodes},
    text::{single_spaced, without_colon},
};

/// A decision rule.
#[derive(Debug, Clone)]
pub struct Decision<'lib> {
    /// The item or line.
    pub place: Place<'lib>,
    /// When it holds.
    pub situation: Nodes<'lib>,
    /// What to do then.
    pub answer: Nodes<'lib>,
    /// The id that a comment gives its card.
    pub card: Option<String>,
    /// Why it is one.
    pub rule: Rule,
}

/// A longer quotation is somebody's words, not a situation.
const MAX_SITUATION: usize = 200;

/// The decision rules of a note.
#[must_use]
pub fn read<'lib>(outline: &Outline<'_, 'lib>) -> Vec<Decision<'lib>> {
    let mut found = Vec::new();
    for block in outline.blocks {
        for line in &block.lines {
            let Some((arrow, rule)) = judge(block, line) else { continue };
            if outline.switches.allow(rule, &line.instructions) {
                found.push(Decision {
                    place: outline.place(block, line.position),
                    situation: arrow.left,
                    answer: arrow.right,
                    card: line.instructions.card.clone(),
                    rule,
                });
            }
        }
    }
    // A list inside an item comes after all items of the list around it.
    found.sort_by_key(|it| it.place.start());
    found
}

/// Whether a line is a decision rule, whether or not they are looked for.
#[must_use]
pub fn is_decision(block: &Block<'_>, line: &Line<'_>) -> bool {
    judge(block, line).is_some()
}

/// The sides of a line and the rule that makes it a decision.
fn judge<'lib>(block: &Block<'lib>, line: &Line<'lib>) -> Option<(Arrow<'lib>, Rule)> {
    let arrow = Arrow::new(line.words)?;
    let (left, right) = (arrow.left.text(), arrow.right.text());
    if arrow.left.says_nothing()
        || arrow.right.says_nothing()
        || left.len() > MAX_SITUATION
    {
        return None;
    }
    if is_quoted(&left) {
        // A word for a word is a mapping, and quotes on every step are a chain.
        let is_mapping = is_quoted(&right) && (arrow.count > 1 || !decides(block));
        return (!is_mapping).then_some((arrow, Rule::QuotedArrow));
    }
    if arrow.count > 1 {
        return None;
    }
    let is_said = is_bold(arrow.left) || is_condition(arrow.left);
    // Where the answer alone is bold, only the label tells a rule from a step.
    let is_rule =
        if is_said { decides(block) } else { is_bold(arrow.right) && is_labelled(block) };
    is_rule.then_some((arrow, Rule::LabelledArrow))
}

/// Whether the label, topic or heading over a block speaks of decisions.
fn decides(block: &Block<'_>) -> bool {
    is_labelled(block)
        || block.section.subject().is_some_and(|it| labels::speaks_of_rules(&it))
        || block.section.heading().is_some_and(|it| labels::speaks_of_rules(&it.text))
}

/// Whether the label of a block speaks of decisions.
fn is_labelled(block: &Block<'_>) -> bool {
    block.caption.is_some_and(|it| labels::speaks_of_rules(&it.text()))
}

/// Opening quotes with what closes them.
const QUOTES: [(char, &[char]); 11] = [
    ('"', &['"']),
    ('“', &['”', '“']),
    ('”', &['”']),
    ('„', &['“', '”']),
    ('«', &['»']),
    ('»', &['«']),
    ('‹', &['›']),
    ('‘', &['’']),
    ('「', &['」']),
    ('『', &['』']),
    ('\'', &['\'']),
];

/// Whether words stand in quotes from end to end, as one quotation or as several.
#[must_use]
pub fn is_quoted(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| {
        !c.is_alphanumeric() && !QUOTES.iter().any(|(open, _)| *open == c)
    });
    let Some(open) = text.chars().next() else { return false };
    let Some((_, close)) = QUOTES.iter().find(|(it, _)| *it == open) else {
        return false;
    };
    let text = without_remark(text.trim_end_matches([':', '：', ' ', ',', '.', '?']));
    let inner = text.strip_suffix(*close).and_then(|it| it.strip_prefix(open));
    inner.is_some_and(|it| it.contains(char::is_alphabetic))
}

/// Words without what stands in brackets at their end.
fn without_remark(text: &str) -> &str {
    let opened = text.strip_suffix([')', '）']).and_then(|it| it.rfind(['(', '（']));
    opened.and_then(|at| text.get(..at)).map_or(text, str::trim_end)
}

/// Whether all words are bold, but for a remark in brackets.
fn is_bold(words: Nodes<'_>) -> bool {
    let others = words.iter().filter(|it| !it.is_strong());
    let others =
        single_spaced(others.map(|it| it.alone().plain_text()).collect::<String>());
    words.iter().any(Node::is_strong)
        && (!others.contains(char::is_alphanumeric) || {
            let others = without_colon(&others);
            others.starts_with(['(', '（']) && others.ends_with([')', '）'])
        })
}

/// Whether words begin like a condition and something in them is bold.
fn is_condition(words: Nodes<'_>) -> bool {
    words.iter().any(Node::is_strong) && labels::begins_condition(&words.text())
}
