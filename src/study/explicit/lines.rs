//! How lines of marked cards begin: `Q:`, `A:`, `C:`, and the two colons in `term :: answer`.
//! Gives the sign and the words behind it.
//! Must not know what lines belong together.

use crate::{
    note::doc::{Node, Nodes},
    study::{label::Label, labels},
};

/// What a line of a card begins with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sign<'lib> {
    pub(super) kind: SignKind,
    /// The words behind it.
    pub(super) rest: Nodes<'lib>,
    /// Whether it is the plain letter with a colon, which hardly means anything else.
    pub(super) is_plain: bool,
    /// Whether a space parts the colon from the words; else it may be a ratio or a path.
    pub(super) is_apart: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SignKind {
    /// `Q:`
    Question,
    /// `A:`
    Answer,
    /// `C:`
    Gaps,
}

impl<'lib> Sign<'lib> {
    /// The sign that a line begins with, in bold or not.
    pub(super) fn of(line: Nodes<'lib>) -> Option<Self> {
        let (_, line) = line.split_mark();
        let first = line.first()?;
        let leaf = leaf(first)?;
        let (words, is_bold) = (leaf.words(), leaf != first);
        let Some((name, rest)) = words.split_once([':', '：']) else {
            // The colon stands behind the bold letter.
            let label = Label::new(line)?;
            let kind = kind(&label.name)?;
            let rest = label.rest;
            return is_bold.then_some(Self {
                kind,
                rest,
                is_plain: false,
                is_apart: true,
            });
        };
        let signs = |c: char| !c.is_alphanumeric() && !"([{".contains(c);
        let begun = name;
        let name = name.trim_start_matches(signs).trim_end();
        let kind = kind(name)?;
        let is_apart = rest.is_empty()
            || rest.starts_with(char::is_whitespace)
            || !name.is_ascii()
            || words.contains('：')
            || kind == SignKind::Gaps && rest.starts_with('[');
        let is_letter = matches!(name, "Q" | "A" | "C");
        // `A::B` is no answer, and `Q1:Q3` a range.
        let is_first = begun == name && !name.ends_with(|c: char| c.is_ascii_digit());
        let is_sign = is_apart
            || kind != SignKind::Gaps && is_first && !rest.starts_with([':', '/']);
        let from = words.len() - rest.trim_start().len();
        is_sign.then(|| Self {
            kind,
            rest: line.from_byte(leaf, from).trim_start(),
            is_plain: is_letter && is_apart && !is_bold,
            is_apart,
        })
    }
}

/// What a name before a colon announces; a question may have a number.
fn kind(name: &str) -> Option<SignKind> {
    if name == "C" {
        return Some(SignKind::Gaps);
    }
    let unnumbered = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let is_numbered = unnumbered.len() < name.len();
    let is_short = unnumbered.chars().nth(1).is_none();
    // Other letters with numbers are names of other things, such as `R1`.
    if is_numbered && is_short && !matches!(unnumbered, "Q" | "A") {
        return None;
    }
    if labels::is_question(unnumbered) {
        Some(SignKind::Question)
    } else {
        labels::is_answer(unnumbered).then_some(SignKind::Answer)
    }
}

/// The first text of a node: itself, or what its emphasis begins with.
fn leaf(node: Node<'_>) -> Option<Node<'_>> {
    let mut node = node;
    while node.is_emphasis() {
        node = node.children().first()?;
    }
    node.is_text().then_some(node)
}

/// The words of a line behind the bullet or number of an item: `- one`, `2. two`.
pub(super) fn unlisted(line: Nodes<'_>) -> Option<Nodes<'_>> {
    let first = line.first().filter(|it| it.is_text())?;
    let words = first.words();
    let digits = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = if digits.len() < words.len() {
        digits.strip_prefix(['.', ')'])
    } else {
        words.strip_prefix(['-', '*', '+'])
    };
    let rest = rest?.strip_prefix(' ')?;
    Some(line.from_byte(first, words.len() - rest.len()).trim_start())
}

/// What stands before and behind `::`, or `:::`.
pub(super) fn double_colon(line: Nodes<'_>) -> Option<(Nodes<'_>, Nodes<'_>)> {
    line.split(|text| {
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
    })
}

/// Whether a line is a question mark only, which parts a question from its answer.
pub(super) fn is_mark(line: Nodes<'_>) -> bool {
    matches!(line.text().as_str(), "?" | "？" | "??")
}
