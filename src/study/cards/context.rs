//! What a reader must know to understand a card: the headings and the lead-in above it.
//! Gives a few short parts, none of which names the answer; nothing of them is stored.
//! Must not know how cards are shown.

use super::{Card, CardKind};
use crate::{
    library::Library,
    note::{
        doc::{FormulaText, Inlines, Kind, Node, Nodes},
        outline::Caption,
    },
    study::{
        label::{Label, Sign, unnumbered, unordered},
        labels,
    },
    text::{is_joined, plain_words, without_colon},
};

/// With more parts a question is hard to find below them.
const MAX_PARTS: usize = 4;

/// A longer line is a sentence of its own and names nothing.
const MAX_LENGTH: usize = 100;

/// A longer answer is in no heading.
const MAX_ANSWER: usize = 80;

/// The parts, the outermost first: headings, then lines over lists and tables, items, headers.
pub(super) fn of(card: &Card<'_>, library: &Library) -> Vec<String> {
    let mut parts = card.place.section.names();
    parts.extend(lead_ins(card, library));
    let prompt = plain_words(&card.prompt_text(FormulaText::Tex));
    let answer = Answer::of(card);
    // What a part repeats: the title, the prompt, and the parts further in.
    let mut said = vec![plain_words(unnumbered(card.place.section.title)), prompt];
    let mut kept = Vec::new();
    for part in parts.into_iter().rev().filter_map(|it| trimmed(&it).map(str::to_owned)) {
        let plain = plain_words(&part);
        let asked = labels::asked(&part).map(plain_words);
        let is_said = said.iter().any(|it| holds(it, asked.as_ref().unwrap_or(&plain)));
        if !plain.is_empty() && !is_said && !answer.is_named_by(&plain) {
            kept.push(part);
            said.push(plain);
        }
        if kept.len() == MAX_PARTS {
            break;
        }
    }
    kept.reverse();
    kept
}

/// Whether words name the answer of a card.
pub(super) fn names_answer(card: &Card<'_>, words: &str) -> bool {
    Answer::of(card).is_named_by(&plain_words(words))
}

/// A heading or line without the numbers and signs around it; `None` for one that names nothing.
fn trimmed(part: &str) -> Option<&str> {
    let is_sign = |c: char| {
        let opens = matches!(c, '«' | '»' | '„' | '“' | '”' | '‘' | '’' | '¿' | '¡')
            || matches!(c, '「' | '『' | '《' | '（' | '【' | '〈');
        c.is_whitespace()
            || matches!(c, '-' | '–' | '—' | '|' | '·')
            || !c.is_ascii() && !c.is_alphanumeric() && !opens
    };
    // `1️⃣` is a digit in a box.
    let boxed = part.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_boxed = boxed.starts_with(['\u{fe0f}', '\u{20e3}']);
    let part = if is_boxed { boxed } else { part }.trim_start_matches(is_sign);
    let part = unordered(unnumbered(part)).trim_start_matches(is_sign);
    // `二、` orders as `2.` does.
    let ideographic =
        part.trim_start_matches(|c: char| "一二三四五六七八九十".contains(c));
    let ordered = ideographic.strip_prefix(['、', '．']).filter(|_| ideographic != part);
    let part = without_colon(ordered.unwrap_or(part)).trim_start_matches(is_sign);
    (part.contains(char::is_alphanumeric) && part.chars().count() <= MAX_LENGTH)
        .then_some(part)
}

/// What leads to a card below its headings, the outermost first.
fn lead_ins(card: &Card<'_>, library: &Library) -> Vec<String> {
    let note = card.place.note();
    let Some(own) = note.doc.node(card.place.position.id()) else { return Vec::new() };
    let mut lines: Vec<String> = Vec::new();
    for around in own.ancestors() {
        lines.extend(headers(card, around, library));
        let caption = note.outline.block_of(around.id()).and_then(|it| it.caption);
        lines.extend(caption.map(|it| caption_text(it, &around, library)));
    }
    lines.reverse();
    lines
}

/// The words of a caption; of an item that begins with a name this name.
fn caption_text(caption: Caption, block: &Node<'_>, library: &Library) -> String {
    let words: Nodes<'_> = library.words(caption.line(block.doc()));
    let name = Label::new(words).filter(|it| it.sign != Sign::Nothing).map(|it| it.name);
    let is_item = caption.is_item(block.doc());
    name.filter(|_| is_item || caption.is_bold).unwrap_or_else(|| words.text())
}

/// The headers of the columns of a row that is a card, where they say more than that one is a
/// situation and the other an answer.
fn headers(card: &Card<'_>, row: Node<'_>, library: &Library) -> Option<String> {
    if card.kind != CardKind::Scenario || !matches!(row.kind(), Kind::TableRow) {
        return None;
    }
    let head = row.parent()?.children().first()?;
    let header = |words: &Inlines<'_>| {
        let spans: Vec<_> = words.nodes().filter_map(Nodes::position).collect();
        let is_there =
            |cell: &Node<'_>| spans.iter().any(|it| cell.scope().holds(it.scope()));
        let cells = row.children().iter().zip(head.children());
        let headers = cells
            .filter(|it| is_there(&it.0))
            .map(|it| library.words(it.1.children()).text());
        headers.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let (situation, answer) = (header(&card.prompt), header(&card.answer));
    let says_more = !labels::is_plain_situation(&situation);
    let asks_more = !labels::is_plain_answer(&answer);
    match (says_more && !situation.is_empty(), asks_more && !answer.is_empty()) {
        (true, true) => Some(format!("{situation} → {answer}")),
        (true, false) => Some(situation),
        (false, true) => Some(answer),
        (false, false) => None,
    }
}

/// The answer of a card, as headings could name it.
struct Answer {
    /// All of it, unless it is too long to be named.
    whole: Option<String>,
    /// The things that it chooses.
    names: Vec<String>,
    /// Whether it is a choice, of which already a part tells too much.
    is_choice: bool,
}

impl Answer {
    fn of(card: &Card<'_>) -> Self {
        let text = card.answer_text(FormulaText::Tex);
        let is_choice = matches!(card.kind, CardKind::Scenario | CardKind::Rule);
        let whole = plain_words(&text);
        let is_short = whole.chars().count() <= MAX_ANSWER;
        let names =
            if is_choice && is_short { labels::listed(&text) } else { Vec::new() };
        let plain = |it: &str| plain_words(it);
        let names =
            names.into_iter().map(plain).filter(|it| it.chars().count() > 1).collect();
        Self {
            whole: Some(whole).filter(|it| is_short && !it.is_empty()),
            names,
            is_choice,
        }
    }

    /// Whether a part in its plain form names the answer or one of the things in it.
    fn is_named_by(&self, part: &str) -> bool {
        let Some(whole) = &self.whole else { return false };
        // `Security Groups` names a security group.
        holds(part, whole)
            || holds(part, &format!("{whole}s"))
            || self.names.iter().any(|it| holds(part, it))
            || self.is_choice && holds(whole, part)
    }
}

/// Whether words stand in a text, both in their plain form, and not within other words.
#[must_use]
pub fn holds(text: &str, words: &str) -> bool {
    let is_apart =
        |c: Option<char>| c.is_none_or(|it| !it.is_alphanumeric() || is_joined(it));
    let is_word = |at: usize| {
        let before = text.get(..at).and_then(|it| it.chars().next_back());
        let behind = text.get(at + words.len()..).and_then(|it| it.chars().next());
        let first = words.chars().next().filter(|it| !is_joined(*it));
        let last = words.chars().next_back().filter(|it| !is_joined(*it));
        (first.is_none() || is_apart(before)) && (last.is_none() || is_apart(behind))
    };
    !words.is_empty() && text.match_indices(words).any(|it| is_word(it.0))
}
