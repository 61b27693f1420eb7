//! Tables: rows and cells of a table in the document.
//! Gives a typed view of it.
//! Must not know what a table is for.

use std::iter;

use super::{Kind, Node, NodeId};

/// The number of no table's node.
const NO_NODE: NodeId = NodeId::new(0);

/// A table of a note. Of its rows and cells it keeps the numbers: those of all tables are many.
#[derive(Debug, Clone)]
pub struct Table<'d> {
    /// The node it is.
    pub node: Node<'d>,
    /// Of the header row and those below the node and its cells.
    numbers: Box<[NodeId]>,
    columns: usize,
}

/// A row.
#[derive(Debug, Clone, Copy)]
pub struct Row<'t, 'd> {
    /// The node it is.
    pub node: Node<'d>,
    /// The row itself stands for a cell that is missing.
    cells: &'t [NodeId],
}

impl<'d> Row<'_, 'd> {
    /// The cell of a column, counted from 0.
    #[must_use]
    pub fn cell(&self, column: usize) -> Option<Node<'d>> {
        self.cell_of(*self.cells.get(column)?)
    }

    /// Its cells.
    #[must_use]
    pub fn cells(&self) -> impl DoubleEndedIterator<Item = Node<'d>> {
        self.cells.iter().filter_map(|it| self.cell_of(*it))
    }

    fn cell_of(&self, number: NodeId) -> Option<Node<'d>> {
        let cell = Node { at: number.number(), ..self.node };
        (cell.at != self.node.at).then_some(cell)
    }
}

impl<'d> Table<'d> {
    /// The table a node is; `None` for anything else.
    #[must_use]
    pub fn cast(node: Node<'d>) -> Option<Self> {
        let Kind::Table(_) = node.kind() else { return None };
        let columns = node.children().first()?.children().iter().count();
        let rows = node.children().iter();
        let mut numbers = Vec::with_capacity((columns + 1) * rows.clone().count());
        for row in rows {
            let cells = row.children().iter().map(Node::id);
            numbers.push(row.id());
            numbers.extend(cells.chain(iter::repeat(row.id())).take(columns));
        }
        Some(Self { node, numbers: numbers.into(), columns })
    }

    /// The header row.
    #[must_use]
    pub fn head(&self) -> Row<'_, 'd> {
        let cells = self.numbers.get(1..=self.columns).unwrap_or_default();
        let head = self.numbers.first().map_or(self.node.at, |it| it.number());
        Row { node: Node { at: head, ..self.node }, cells }
    }

    /// The rows below; each has as many cells as the header.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_, 'd>> {
        let rows = self.numbers.chunks_exact(self.columns + 1).skip(1);
        rows.map(|it| self.row_of(it))
    }

    /// One of the rows below, counted from 0.
    #[must_use]
    pub fn row(&self, at: usize) -> Option<Row<'_, 'd>> {
        let start = (self.columns + 1) * (at + 1);
        self.numbers.get(start..=start + self.columns).map(|it| self.row_of(it))
    }

    fn row_of<'t>(&self, numbers: &'t [NodeId]) -> Row<'t, 'd> {
        let (row, cells) = numbers.split_first().unwrap_or((&NO_NODE, &[]));
        Row { node: Node { at: row.number(), ..self.node }, cells }
    }
}
