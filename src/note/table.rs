//! Tables: rows and cells of a table in the tree.
//! Gives a typed view; a cell's words are those before its tags.
//! Must not know what a table is for.

use pulldown_cmark::Tag;

use super::tree::{Node, Position};

/// A table of a note.
#[derive(Debug, Clone)]
pub struct Table<'n> {
    /// Where it is written.
    pub position: &'n Position,
    /// Where its header row is written.
    pub head: &'n Position,
    /// The header cells.
    pub header: Vec<Cell<'n>>,
    /// The rows below; each has as many cells as the header.
    pub rows: Vec<Row<'n>>,
}

/// A row below the header.
#[derive(Debug, Clone)]
pub struct Row<'n> {
    /// Where it is written.
    pub position: &'n Position,
    /// Its cells.
    pub cells: Vec<Cell<'n>>,
}

/// A cell of a table.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'n> {
    /// Where it is written.
    pub position: &'n Position,
    /// Its inline nodes, tags too.
    pub inline: &'n [Node],
}

impl<'n> Table<'n> {
    /// The table a node is; `None` for anything else.
    #[must_use]
    pub fn cast(node: &'n Node) -> Option<Self> {
        let Node::Elem(Tag::Table(_), position, children) = node else { return None };
        let (head, rows) = children.split_first()?;
        let row = |it: &'n Node| Row { position: it.position(), cells: cells(it) };
        Some(Self {
            position,
            head: head.position(),
            header: cells(head),
            rows: rows.iter().map(row).collect(),
        })
    }
}

fn cells(row: &Node) -> Vec<Cell<'_>> {
    let cells = row.children().iter();
    let cells = cells.filter(|it| matches!(it, Node::Elem(Tag::TableCell, ..)));
    cells.map(|it| Cell { position: it.position(), inline: it.children() }).collect()
}
