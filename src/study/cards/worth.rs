//! Which finds are worth asking, and what of their answers is left out.
//! Gives the card without listings, bare links and unfinished lines, or none if nothing is left.
//! Must not judge cards that an author marked: these stay as they are.

use super::{Card, CardKind, context::holds};
use crate::{
    note::{
        Note, dates,
        doc::{FormulaText, Inlines, Kind, Node, Nodes, Piece},
    },
    study::labels,
    text::{is_joined, plain_words},
};

/// A longer answer is a text to read, of which only the first line is asked.
const MAX_ANSWER: usize = 600;

/// A term of more words is a sentence.
const MAX_TERM_WORDS: usize = 12;

/// An answer of so few words that repeats some of the question adds nothing.
const FEW_WORDS: usize = 3;

/// The card, if it is worth asking.
pub(super) fn asked(mut card: Card<'_>) -> Option<Card<'_>> {
    let is_marked = card.kind == CardKind::Explicit || card.given().is_some();
    if is_marked || card.kind == CardKind::Comparison {
        return Some(card);
    }
    card.answer = shortened(without_leftovers(&card.answer))?;
    let is_definition = card.kind == CardKind::Definition;
    let text = card.answer_text(FormulaText::Tex);
    let is_seen = is_shown(&card.answer) || text.contains(char::is_alphanumeric);
    let is_asked = is_seen
        && !(is_definition && (is_sentence(&card) || is_release(&card)))
        && !leads_away(&card.answer, card.place.note())
        && !labels::is_placeholder(&text)
        && !(is_definition
            && (is_question(&text) || is_bracketed(&text) || is_remark(&card, &text)))
        && !repeats(&card, &text);
    is_asked.then_some(card)
}

/// An answer without listings, the lines that announce them, and links at
/// its end that only lead to a source.
fn without_leftovers<'lib>(answer: &Inlines<'lib>) -> Inlines<'lib> {
    let is_code = |it: Node<'_>| matches!(it.kind(), Kind::CodeBlock(_));
    let blocks = || answer.nodes().flat_map(Nodes::iter);
    let mut kept = answer.clone();
    if blocks().any(is_code) && !blocks().all(is_code) {
        kept = answer.pieces().iter().flat_map(without_code).collect();
    }
    let mut pieces = kept.pieces().to_vec();
    while pieces.len() > 1 && pieces.last().is_some_and(announces) {
        pieces.pop();
    }
    if pieces.len() < kept.pieces().len() {
        kept = pieces.into_iter().collect();
    }
    kept.with_end(without_source)
}

/// The parts of some nodes between blocks of code.
fn without_code<'lib>(piece: &Piece<'lib>) -> Vec<Piece<'lib>> {
    let Piece::Nodes(nodes) = piece else { return vec![piece.clone()] };
    let is_code = |it: &Node<'_>| matches!(it.kind(), Kind::CodeBlock(_));
    let mut parts = Vec::new();
    let mut rest = *nodes;
    while let Some(code) = rest.iter().find(is_code) {
        parts.push(rest.before(code));
        rest = rest.behind(code);
    }
    parts.push(rest);
    // What announces a listing goes with it.
    let parts = parts.into_iter().map(|mut it| {
        while it
            .last()
            .is_some_and(|last| last.is_paragraph() && ends_open(&last.alone().text()))
        {
            let Some(last) = it.last() else { break };
            it = it.before(last);
        }
        it
    });
    parts.filter(|it| !it.is_empty()).map(Piece::Nodes).collect()
}

/// Whether a part of an answer is nothing, or only announces what follows.
fn announces(piece: &Piece<'_>) -> bool {
    match piece {
        Piece::Space => true,
        Piece::Nodes(nodes) => {
            nodes.first().is_some_and(Node::is_paragraph) && ends_open(&nodes.text())
        }
        Piece::Put(..) => false,
    }
}

/// Whether a text breaks off where something else would follow.
fn ends_open(text: &str) -> bool {
    text.trim_end().ends_with([':', '：', ',', '，', '、', '(', '（'])
}

/// Words without a link at their end that stands in brackets and only leads to a source.
fn without_source(nodes: Nodes<'_>) -> Nodes<'_> {
    let Some(last) = nodes.last() else { return nodes };
    if matches!(last.kind(), Kind::Link(_)) {
        let text = last.alone().text();
        let is_bracketed = text.starts_with(['(', '（']) && text.ends_with([')', '）']);
        let rest = nodes.before(last).trim_end();
        return if is_bracketed && !rest.is_empty() { rest } else { nodes };
    }
    // `words ([source](address)).`
    let is_end = last.is_text()
        && last.words().trim_end_matches(['.', '。', ' ']).trim() == ")"
        || last.is_text() && last.words().trim() == "）";
    let before = nodes.before(last);
    let Some(link) =
        before.last().filter(|it| is_end && matches!(it.kind(), Kind::Link(_)))
    else {
        return nodes;
    };
    let words = before.before(link);
    let Some(text) = words.last().filter(|it| it.is_text()) else { return nodes };
    let opened = text.words().trim_end().strip_suffix(['(', '（']);
    let rest = opened.map(|it| words.up_to_byte(text, it.trim_end().len()));
    rest.filter(|it| !it.says_nothing()).unwrap_or(nodes)
}

/// An answer that is short enough, or else its first line, or of that the first sentences; `None`
/// where nothing of it is a whole sentence.
fn shortened(answer: Inlines<'_>) -> Option<Inlines<'_>> {
    let is_short = |it: &Inlines<'_>| it.text().chars().count() <= MAX_ANSWER;
    if is_short(&answer) && !ends_open(&answer.text()) {
        return Some(answer);
    }
    let paragraph =
        answer.nodes().next().and_then(Nodes::first).filter(|it| it.is_paragraph());
    let line = paragraph.map(|it| Inlines::from(it.children()));
    let mut line = line.unwrap_or_else(|| answer.split_line().0);
    if !is_short(&line) || ends_open(&line.text()) {
        let first = line.nodes().next();
        line = first.and_then(first_sentences)?.into();
    }
    (is_short(&line) && !line.is_empty() && !ends_open(&line.text())).then_some(line)
}

/// The sentences of a line that are short enough together.
fn first_sentences(line: Nodes<'_>) -> Option<Nodes<'_>> {
    let (mut length, mut end) = (0, None);
    for node in line {
        let words = if node.is_text() { node.words() } else { "" };
        let ends =
            words.char_indices().filter(|(at, sign)| ends_sentence(words, *at, *sign));
        let known = length;
        let fits = |at: &(usize, char)| {
            let before = words.get(..at.0).unwrap_or_default();
            known + before.chars().count() < MAX_ANSWER
        };
        let last = ends.take_while(fits).last();
        end = last.map(|(at, sign)| (node, at + sign.len_utf8())).or(end);
        length += node.alone().text().chars().count();
    }
    end.map(|(node, at)| line.up_to_byte(node, at))
}

/// Whether a sign in some words ends a sentence, and not an abbreviation, initial or number.
fn ends_sentence(words: &str, at: usize, sign: char) -> bool {
    let before = words.get(..at).unwrap_or_default();
    let behind = words.get(at + sign.len_utf8()..).unwrap_or_default();
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_word = word.chars().nth(3).is_some()
        || word.chars().nth(1).is_some() && word.starts_with(char::is_lowercase);
    let next = behind.strip_prefix(' ').and_then(|it| it.chars().next());
    let goes_on = next.is_some_and(|it| it.is_lowercase() || it.is_ascii_digit());
    match sign {
        '。' | '！' | '？' => true,
        '.' | '!' | '?' => is_word && !goes_on && (behind.is_empty() || next.is_some()),
        _ => false,
    }
}

/// Whether there is a picture or formula to see.
fn is_shown(answer: &Inlines<'_>) -> bool {
    let is_shown = |it: Node<'_>| match it.kind() {
        Kind::Image(_) | Kind::Formula { .. } => true,
        Kind::Html(element) => {
            matches!(element.name(), "img" | "picture" | "svg" | "math")
        }
        _ => false,
    };
    answer.nodes().flat_map(Nodes::walk).any(is_shown)
}

/// Whether an answer holds nothing but tags, or links that are called by where they lead: to a file,
/// an address or another part of the note.
fn leads_away(answer: &Inlines<'_>, note: &Note) -> bool {
    let leads = |it: Node<'_>| match it.kind() {
        Kind::Tags(_) => true,
        Kind::Link(link) => {
            let text = it.alone().text();
            let is_path = text.contains('/') && !text.contains(" / ");
            let href = note.link(link).map_or("", |it| it.href.as_str());
            href.starts_with('#')
                || is_path && (text.contains("://") || href.contains(&text))
        }
        Kind::Text(words) => !words.contains(char::is_alphanumeric),
        _ => it.alone().says_nothing(),
    };
    let mut nodes = answer.nodes().flat_map(Nodes::iter).peekable();
    nodes.peek().is_some() && nodes.all(leads)
}

/// Whether an answer is one question and nothing else, and so answers none.
fn is_question(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '”', ')', '*']);
    text.strip_suffix(['?', '？']).is_some_and(|it| {
        !it.contains(['.', '?', ':', ';', '=', '。', '？', '：', '—', '–'])
            && !it.contains(" - ")
    })
}

/// Whether the term of a definition is a sentence.
fn is_sentence(card: &Card<'_>) -> bool {
    card.prompt.text().split_whitespace().count() > MAX_TERM_WORDS
}

/// Whether a card stands under the number and date of a release: what changed is no definition.
fn is_release(card: &Card<'_>) -> bool {
    let is_version = |it: &str| {
        let it = it.trim_start_matches(['[', 'v', 'V']);
        let digits = it.trim_start_matches(|c: char| c.is_ascii_digit());
        digits.len() < it.len()
            && digits
                .strip_prefix('.')
                .is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()))
    };
    card.place.section.headings().any(|it| {
        let mut words = it.text.split_whitespace();
        let is_date = |it: &str| {
            dates::instant(it.trim_matches(|c: char| !c.is_ascii_digit())).is_some()
        };
        words.next().is_some_and(is_version) && words.any(is_date)
    })
}

/// Whether an answer is one remark in brackets.
fn is_bracketed(text: &str) -> bool {
    let inner = text.trim_end_matches(['.', '。', ' ']).strip_prefix(['(', '（']);
    let inner = inner.and_then(|it| it.strip_suffix([')', '）']));
    inner.is_some_and(|it| !it.contains(['(', ')', '（', '）']))
}

/// Whether a card asks for a date, a state or an author: a remark on the note.
fn is_remark(card: &Card<'_>, answer: &str) -> bool {
    labels::is_remark(&card.prompt.text())
        && answer.split_whitespace().count() <= FEW_WORDS
}

/// Whether an answer says nothing that the prompt does not say.
fn repeats(card: &Card<'_>, answer: &str) -> bool {
    let prompt = card.prompt_text(FormulaText::Tex);
    let (asked, said) = (plain_words(&prompt), plain_words(answer));
    if asked.is_empty() || said.is_empty() {
        return false;
    }
    if card.kind != CardKind::Definition {
        // `A or B?` names its answer on purpose.
        return !prompt.contains(['?', '？'])
            && !labels::is_versus(&prompt)
            && holds(&asked, &said);
    }
    let asked: Vec<&str> = words(&asked).collect();
    let said: Vec<&str> = words(&said).collect();
    if said.iter().any(|it| it.contains(is_joined)) {
        return said == asked;
    }
    let is_same = |it: &&&str| asked.iter().any(|other| is_form_of(it, other));
    let new = said.iter().filter(|it| !is_same(it)).count();
    new == 0 || new == 1 && said.len() <= FEW_WORDS && said.len() > 1
}

/// The words of a text, without signs.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty())
}

/// Whether two words are forms of one, as `migration` and `migrate`.
fn is_form_of(word: &str, other: &str) -> bool {
    const STEM: usize = 5;
    let same = word.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    word == other || same >= STEM
}
