//! Gaps in sentences: `==answer==`, `{{c1::answer}}`, and the brackets of `C: The [answer] is …`.
//! Gives one card for every gap, and where brackets stand that a page shows as marks.
//! Must not know what else a note marks as a card.

use super::{Explicit, card, says};
use crate::{
    diag::Span,
    note::{
        NodeId,
        doc::{Inlines, Kind, Node, Nodes, Piece},
    },
    rule::Rule,
    study::outline::{Block, Line, Outline},
};

/// What stands for a gap.
const GAP: &str = "[…]";

/// Text with more gaps than this is no sentence; the others stay as they are written.
const MAX_GAPS: usize = 64;

/// The brackets around a gap: the text each stands in, and its byte there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brackets {
    /// `[`
    pub open: (NodeId, usize),
    /// `]`
    pub close: (NodeId, usize),
}

/// A gap in brackets, within one piece of a sentence.
struct Bracketed<'lib> {
    piece: usize,
    open: (Node<'lib>, usize),
    close: (Node<'lib>, usize),
    words: Nodes<'lib>,
}

impl Bracketed<'_> {
    /// Where the brackets stand in the texts as they are stored.
    fn brackets(&self) -> Brackets {
        let place = |(text, at): (Node<'_>, usize)| (text.id(), text.bytes_before() + at);
        Brackets { open: place(self.open), close: place(self.close) }
    }
}

/// The cards of a sentence with gaps in brackets, and these; none without gaps.
pub(super) fn bracketed<'lib>(
    sentence: &Explicit<'lib>,
) -> (Vec<Explicit<'lib>>, Vec<Brackets>) {
    let pieces: Vec<Nodes<'lib>> = sentence.prompt.nodes().collect();
    let mut gaps = Vec::new();
    for (at, nodes) in pieces.iter().enumerate() {
        find(at, *nodes, &mut gaps);
    }
    gaps.sort_by_key(|it| (it.piece, it.open.0.id(), it.open.1));
    gaps.truncate(MAX_GAPS);
    if gaps.is_empty() {
        return Default::default();
    }
    let pieces = pieces.as_slice();
    // The words that stay the same whatever stands in the gaps; those below them may change.
    let all = sentence_of(pieces.get(..1).unwrap_or_default(), &gaps, |_| true);
    let all = if says(&all) { all } else { sentence_of(pieces, &gaps, |_| true) };
    let all = all.unset_text();
    let of_gap = |(at, gap): (usize, &Bracketed<'lib>)| Explicit {
        prompt: sentence_of(pieces, &gaps, |it| it == at),
        answer: gap.words.into(),
        key: Some(format!("{all} {}", at + 1)),
        card: sentence.card.clone().filter(|_| gaps.len() == 1),
        ..sentence.clone()
    };
    let cards = gaps.iter().enumerate().map(of_gap).collect();
    (cards, gaps.iter().map(Bracketed::brackets).collect())
}

/// The sentence with some of its gaps blank, and without the brackets of the others.
fn sentence_of<'lib>(
    pieces: &[Nodes<'lib>],
    gaps: &[Bracketed<'lib>],
    is_blank: impl Fn(usize) -> bool,
) -> Inlines<'lib> {
    let mut words = Inlines::default();
    let mut gaps = gaps.iter().enumerate().peekable();
    for (at, nodes) in pieces.iter().enumerate() {
        if at > 0 {
            words.push(Piece::Space);
        }
        let mut rest = *nodes;
        while let Some((number, gap)) = gaps.next_if(|(_, it)| it.piece == at) {
            words.extend(&rest.up_to_byte(gap.open.0, gap.open.1).into());
            let blank = is_blank(number).then(|| Inlines::put(GAP));
            words.extend(&blank.unwrap_or_else(|| gap.words.into()));
            rest = rest.from_byte(gap.close.0, gap.close.1 + 1);
        }
        words.extend(&rest.into());
    }
    words
}

/// Finds the gaps of a piece, in the lines of `nodes` and of what these hold; not in links,
/// pictures, code, formulas and tables.
fn find<'lib>(piece: usize, nodes: Nodes<'lib>, gaps: &mut Vec<Bracketed<'lib>>) {
    let mut open: Vec<(Node<'lib>, usize)> = Vec::new();
    for node in nodes {
        match node.kind() {
            Kind::Text(words) => {
                let escaped = escaped(node);
                let mut brackets = 0;
                for (at, sign) in words.char_indices() {
                    if !matches!(sign, '[' | ']') {
                        continue;
                    }
                    brackets += 1;
                    if escaped.get(brackets - 1) == Some(&true) {
                        continue;
                    }
                    if sign == '[' {
                        open.push((node, at));
                        continue;
                    }
                    let Some(begin) = open.pop().filter(|_| open.is_empty()) else {
                        continue;
                    };
                    let words = nodes.from_byte(begin.0, begin.1 + 1);
                    let words = words.up_to_byte(node, at);
                    let gap = Bracketed { piece, open: begin, close: (node, at), words };
                    if is_gap(&gap) {
                        gaps.push(gap);
                    }
                }
            }
            Kind::Strong
            | Kind::Emphasis
            | Kind::Strikethrough
            | Kind::Paragraph(_)
            | Kind::List(_)
            | Kind::Item
            | Kind::Quote
            | Kind::Callout(_) => find(piece, node.children(), gaps),
            _ => (),
        }
        if !node.is_inline() {
            open.clear();
        }
    }
}

/// Whether something can be asked for: `[ ]`, `[^1]` and `![picture]` are no gaps.
fn is_gap(gap: &Bracketed<'_>) -> bool {
    let (text, at) = gap.open;
    let before = text.words().get(..at).unwrap_or_default();
    let words = Inlines::from(gap.words);
    says(&words) && !before.ends_with('!') && !words.text().starts_with('^')
}

/// For each bracket of a text, whether a backslash makes it an ordinary sign, or a formula that is
/// not set holds it.
fn escaped(text: Node<'_>) -> Vec<bool> {
    let source = text.doc().source();
    let is_bracket = |c: &char| matches!(c, '[' | ']');
    let words = text.words();
    let count = words.chars().filter(is_bracket).count();
    if count == 0 {
        return Vec::new();
    }
    let span = text.span();
    let before = source.get(..span.start).unwrap_or_default();
    let slashes = |it: &str| it.len() - it.trim_end_matches('\\').len();
    let mut is_escape = slashes(before) % 2 == 1;
    let mut found = Vec::new();
    for (at, c) in source.get(span.clone()).unwrap_or_default().char_indices() {
        if is_bracket(&c) {
            let is_tex = text.doc().is_in_unset_formula(span.start + at);
            found.push(is_escape || is_tex);
        }
        is_escape = c == '\\' && !is_escape;
    }
    // Of a text with escapes that is cut, the brackets behind the cut are the last ones.
    let cut = found.len().saturating_sub(count);
    found.drain(..cut);
    found
}

/// Whether a line has gaps between signs of their own.
pub(super) fn has_gaps(line: Nodes<'_>) -> bool {
    !parts(line).is_empty()
}

/// A part of a line: a gap with its group, or the words between gaps.
struct Part<'lib> {
    gap: Option<String>,
    words: Nodes<'lib>,
}

/// One card for every gap, or for the gaps of one number.
pub(super) fn marked<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    line: &Line<'lib>,
) -> Vec<Explicit<'lib>> {
    let parts = parts(line.words);
    let mut groups: Vec<&String> =
        parts.iter().filter_map(|it| it.gap.as_ref()).collect();
    groups.dedup();
    let all_blank = shown(&parts, |_| true).unset_text();
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
