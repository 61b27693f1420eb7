//! Arrows in a line: how many there are and what stands on both sides of the first.
//! Gives the two sides; arrows in code, links and pictures do not count.
//! Must not know what the sides mean.

use crate::{
    diag::Span,
    note::doc::{Kind, Nodes},
};

/// Arrows to the right; the longest first where one begins like another.
const RIGHT: [&str; 13] =
    ["-->", "->", "==>", "=>", "→", "⇒", "⟶", "⟹", "➡\u{fe0f}", "➡", "➔", "➜", "➝"];

/// Arrows that lead back or both ways.
const OTHER: [&str; 8] = ["<-", "<=>", "←", "↔", "⇔", "⟷", "⇐", "↕"];

/// A line with an arrow.
#[derive(Debug)]
pub struct Arrow<'lib> {
    /// What stands before the first arrow.
    pub left: Nodes<'lib>,
    /// What stands after it.
    pub right: Nodes<'lib>,
    /// How many arrows there are.
    pub count: usize,
}

impl<'lib> Arrow<'lib> {
    /// The arrow of a line; `None` without one, and where one leads back.
    #[must_use]
    pub fn new(line: Nodes<'lib>) -> Option<Self> {
        let count = Self::count(line);
        if count == 0 {
            return None;
        }
        let (left, right) = line.split(first)?;
        Some(Self { left, right, count })
    }
}

impl Arrow<'_> {
    /// How many arrows a line has; none where one leads back.
    #[must_use]
    pub fn count(line: Nodes<'_>) -> usize {
        let mut count = 0;
        if count_right(line, &mut count) { count } else { 0 }
    }
}

/// How long the arrow is that a text begins with, such as `-->`.
#[must_use]
pub fn at_start(text: &str) -> Option<usize> {
    RIGHT.iter().find(|it| text.starts_with(**it)).map(|it| it.len())
}

/// Counts arrows to the right; `false` when there is another one.
fn count_right(nodes: Nodes<'_>, count: &mut usize) -> bool {
    nodes.iter().all(|node| match node.kind() {
        Kind::Text(text) => {
            let mut rest = text;
            let before = *count;
            while let Some(found) = first(rest) {
                *count += 1;
                rest = rest.get(found.end..).unwrap_or_default();
            }
            *count == before || !OTHER.iter().any(|it| text.contains(it))
        }
        Kind::Strong | Kind::Emphasis | Kind::Strikethrough => {
            count_right(node.children(), count)
        }
        _ => true,
    })
}

/// Where the first arrow of a text stands.
#[must_use]
pub fn first(text: &str) -> Option<Span> {
    // Nearly all text holds none of these.
    let is_head = |c: char| c == '>' || ('\u{2190}'..='\u{2bff}').contains(&c);
    if !text.contains(is_head) {
        return None;
    }
    text.char_indices().find_map(|(at, _)| {
        let rest = text.get(at..)?;
        let arrow = RIGHT.iter().find(|it| rest.starts_with(**it))?;
        Some(at..at + arrow.len())
    })
}
