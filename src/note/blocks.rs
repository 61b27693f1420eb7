//! Block ids as Obsidian writes them: `^id` at the end of a paragraph, item or block.
//! Gives each with the text leaf that ends in it, so that it can be hidden where it counts.
//! Must not know who links to them.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Tag};

use super::tree::{Node, NodeId, Scope, item_line};

/// A block that a link can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its id with the `^`.
    pub id: String,
    /// The text leaf that ends in the id.
    pub leaf: NodeId,
    /// How many bytes of that leaf the id takes, the space before it included.
    pub length: usize,
    /// The block the id belongs to.
    pub scope: Scope,
}

/// Finds every block id, the first of each name.
#[must_use]
pub fn collect(body: &[Node]) -> Vec<Block> {
    let mut blocks = Vec::new();
    visit(body, &mut blocks);
    let mut seen = BTreeSet::new();
    blocks.retain(|it| seen.insert(it.id.clone()));
    blocks
}

fn visit(nodes: &[Node], blocks: &mut Vec<Block>) {
    for (at, node) in nodes.iter().enumerate() {
        let Node::Elem(tag, _, children) = node else { continue };
        let line = match tag {
            Tag::Paragraph => children.as_slice(),
            Tag::Item => item_line(children),
            _ => &[],
        };
        if let Some((id, leaf, length)) = marker(line) {
            // Alone in its paragraph it belongs to the block before.
            let is_alone = line.len() == 1 && lone_marker(line).is_some();
            let before = at.checked_sub(1).and_then(|at| nodes.get(at));
            let scope = before.filter(|_| is_alone).unwrap_or(node).scope();
            blocks.push(Block { id, leaf, length, scope });
        }
        visit(children, blocks);
    }
}

fn text_length(node: &Node) -> usize {
    match node {
        Node::Leaf(Event::Text(text), _) => text.len(),
        _ => 0,
    }
}

/// The last node of a line, when it is an id and nothing else.
#[must_use]
pub fn lone_marker(line: &[Node]) -> Option<&Node> {
    let last = line.last()?;
    marker(line).is_some_and(|(.., length)| length == text_length(last)).then_some(last)
}

/// The id at the end of a line, its text leaf, and the bytes it takes there.
fn marker(line: &[Node]) -> Option<(String, NodeId, usize)> {
    let Node::Leaf(Event::Text(text), position) = line.last()? else { return None };
    let at = text.rfind('^')?;
    let (before, id) = text.split_at_checked(at)?;
    let is_id = id.len() > 1
        && id.chars().skip(1).all(|c| c.is_ascii_alphanumeric() || c == '-')
        && (before.is_empty() || before.ends_with(char::is_whitespace));
    let length = text.len() - before.trim_end().len();
    is_id.then(|| (id.to_owned(), position.id(), length))
}
