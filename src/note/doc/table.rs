//! Tables: rows and cells of a table in the document.
//! Gives a typed view of it.
//! Must not know what a table is for.

use super::{Kind, Node};

/// A table of a note.
#[derive(Debug, Clone)]
pub struct Table<'d> {
    /// The node it is.
    pub node: Node<'d>,
    /// Its header row.
    pub head: Node<'d>,
    /// The header cells.
    pub header: Vec<Node<'d>>,
    /// The rows below; each has as many cells as the header.
    pub rows: Vec<Row<'d>>,
}

/// A row below the header.
#[derive(Debug, Clone)]
pub struct Row<'d> {
    /// The node it is.
    pub node: Node<'d>,
    /// Its cells.
    pub cells: Vec<Node<'d>>,
}

impl<'d> Table<'d> {
    /// The table a node is; `None` for anything else.
    #[must_use]
    pub fn cast(node: Node<'d>) -> Option<Self> {
        let Kind::Table(_) = node.kind() else { return None };
        let (head, rows) = node.children().split_first()?;
        let header: Vec<Node<'d>> = head.children().iter().collect();
        let row = |node: Node<'d>| {
            let mut cells = Vec::with_capacity(header.len());
            cells.extend(node.children());
            Row { node, cells }
        };
        let rows = rows.iter().map(row).collect();
        Some(Self { node, head, header, rows })
    }
}
