//! Block ids as Obsidian writes them: `^id` at the end of a paragraph, item or block.
//! Gives each with the text leaf that ends in it, so that it can be hidden where it counts.
//! Must not know who links to them.

use std::collections::BTreeSet;

use super::doc::{BlockMark, Doc, Kind, NodeId, Nodes, Scope};

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
pub(super) fn collect(doc: &Doc) -> Vec<Block> {
    let mut blocks = Vec::new();
    if doc.source().contains('^') {
        visit(doc.blocks(), &mut blocks);
    }
    let mut seen = BTreeSet::new();
    blocks.retain(|it: &Block| seen.insert(it.id.clone()));
    blocks
}

fn visit(nodes: Nodes<'_>, blocks: &mut Vec<Block>) {
    let mut before = None;
    for node in nodes {
        let line = match node.kind() {
            Kind::Paragraph(_) => Some(node.children()),
            Kind::Item => Some(node.children().split_line().0),
            _ => None,
        };
        if let Some((line, mark)) = line.and_then(|it| Some((it, it.block_mark()?))) {
            // Alone in its paragraph it belongs to the block before.
            let is_alone = line.only().is_some() && mark.is_alone();
            let scope = before.filter(|_| is_alone).unwrap_or(node).scope();
            let BlockMark { id, text, length } = mark;
            blocks.push(Block { id: id.to_owned(), leaf: text.id(), length, scope });
        }
        visit(node.children(), blocks);
        before = Some(node);
    }
}
