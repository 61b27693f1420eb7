//! Callouts: GitHub's alerts and Obsidian's `> [!type]- Title`, any type.
//! Gives a typed view over a block quote of the tree.
//! Must not know how they are shown.

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, Tag};

use super::tree::Node;

/// A block quote that is a callout.
#[derive(Debug, PartialEq)]
pub struct Callout<'n> {
    /// Its type, lower case: `note`, `tip`, or any word of the author's.
    pub kind: String,
    /// The inline nodes of its title; empty when it has none of its own.
    pub title: Vec<Node>,
    /// Whether it can be folded, and then whether it is open at first.
    pub fold: Option<bool>,
    /// The inline nodes that follow the title in its paragraph.
    pub lead: &'n [Node],
    /// The blocks after that paragraph.
    pub rest: &'n [Node],
}

impl<'n> Callout<'n> {
    /// The callout a node is; `None` for anything else, plain block quotes too.
    #[must_use]
    pub fn cast(node: &'n Node) -> Option<Self> {
        let Node::Elem(Tag::BlockQuote(kind), _, children) = node else { return None };
        if let Some(kind) = kind {
            let kind = match kind {
                BlockQuoteKind::Note => "note",
                BlockQuoteKind::Tip => "tip",
                BlockQuoteKind::Important => "important",
                BlockQuoteKind::Warning => "warning",
                BlockQuoteKind::Caution => "caution",
            };
            let (title, lead) = (Vec::new(), [].as_slice());
            return Some(Self {
                kind: kind.into(),
                title,
                fold: None,
                lead,
                rest: children,
            });
        }
        let (Node::Elem(Tag::Paragraph, _, inline), rest) = children.split_first()?
        else {
            return None;
        };
        let (Node::Leaf(Event::Text(text), position), after) = inline.split_first()?
        else {
            return None;
        };
        let (kind, fold, title) = marker(text)?;
        let is_break =
            |it: &Node| matches!(it, Node::Leaf(Event::SoftBreak | Event::HardBreak, _));
        let end = after.iter().position(is_break).unwrap_or(after.len());
        let mut nodes = Vec::new();
        if !title.is_empty() {
            nodes
                .push(Node::Leaf(Event::Text(CowStr::from(title.to_owned())), *position));
        }
        nodes.extend(after.iter().take(end).cloned());
        let lead = after.get(end + 1..).unwrap_or_default();
        Some(Self { kind, title: nodes, fold, lead, rest })
    }
}

/// Reads `[!type]`, `[!type]+ Title` or `[!type|options]- Title`.
fn marker(text: &str) -> Option<(String, Option<bool>, &str)> {
    let (kind, rest) = text.strip_prefix("[!")?.split_once(']')?;
    let kind = kind.split('|').next().unwrap_or_default().trim().to_lowercase();
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    if kind.is_empty() || !kind.chars().all(is_word) {
        return None;
    }
    let (fold, title) = match rest.split_at_checked(1) {
        Some(("+", title)) => (Some(true), title),
        Some(("-", title)) => (Some(false), title),
        _ => (None, rest),
    };
    Some((kind.replace(' ', "-"), fold, title.trim_start()))
}
