//! Tables: rows and cells of a table in the document.
//! Gives a typed view of it.
//! Must not know what a table is for.

use super::{Kind, Node, NodeId};

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

/// A row below the header. Of its cells it keeps the numbers: those of all tables are many.
#[derive(Debug, Clone)]
pub struct Row<'d> {
    /// The node it is.
    pub node: Node<'d>,
    cells: Box<[NodeId]>,
}

impl<'d> Row<'d> {
    /// The cell of a column, counted from 0.
    #[must_use]
    pub fn cell(&self, column: usize) -> Option<Node<'d>> {
        self.cells.get(column).map(|it| self.node_of(*it))
    }

    /// Its cells.
    #[must_use]
    pub fn cells(&self) -> impl DoubleEndedIterator<Item = Node<'d>> {
        self.cells.iter().map(|it| self.node_of(*it))
    }

    fn node_of(&self, cell: NodeId) -> Node<'d> {
        Node { at: cell.number(), ..self.node }
    }
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
            cells.extend(node.children().iter().map(Node::id));
            Row { node, cells: cells.into() }
        };
        let rows = rows.iter().map(row).collect();
        Some(Self { node, head, header, rows })
    }
}
