//! Cards made of the rows of a comparison: what each item says to one criterion.
//! Gives one card for a criterion, with the answers of all items.
//! Must not know whether such cards are wanted.

use super::{Card, CardKind};
use crate::{
    library::Library,
    note::{
        Position,
        doc::{Inlines, Node, Piece},
    },
    study::{
        Place,
        tables::{Items, Kind, Table},
    },
};

/// A card for every criterion of a comparison.
pub(super) fn read<'lib>(library: &Library, table: &Table<'lib>) -> Vec<Card<'lib>> {
    let words = |cell: &Node<'lib>| library.words(cell.children());
    let names: Vec<&str> = table.compared.iter().map(|it| it.name.as_str()).collect();
    let cell =
        |row: usize, column: usize| table.table.row(row).and_then(|it| it.cell(column));
    // Each criterion with its place and the cells of the items.
    let mut criteria = Vec::new();
    match &table.kind {
        Kind::Comparison(Items::Columns(columns)) => {
            for (at, row) in table.table.rows().enumerate() {
                let cells: Vec<_> = columns.iter().map(|it| cell(at, *it)).collect();
                let first = row.cell(0).filter(|_| !columns.contains(&0));
                criteria.extend(first.map(|it| (it, row.node.position(), cells)));
            }
        }
        Kind::Comparison(Items::Rows(rows)) => {
            for (at, header) in table.table.head().cells().enumerate().skip(1) {
                let cells: Vec<_> = rows.iter().map(|it| cell(*it, at)).collect();
                criteria.push((header, table.table.node.position(), cells));
            }
        }
        _ => (),
    }
    let card = |(criterion, position, cells): (Node<'lib>, Position, Vec<_>)| {
        let criterion = words(&criterion);
        let mut prompt = Inlines::put(&format!("{}: ", names.join(", ")));
        prompt.extend(&criterion.into());
        let mut answer = Inlines::default();
        for (name, cell) in names.iter().zip(cells) {
            let cell: Option<Node<'lib>> = cell;
            let said = cell.as_ref().map(words).filter(|it| !it.text().is_empty())?;
            if !answer.pieces().is_empty() {
                answer.extend(&Inlines::put("; "));
            }
            answer.push(Piece::Put((*name).to_owned(), true));
            answer.extend(&Inlines::put(": "));
            answer.extend(&said.into());
        }
        let is_any = !criterion.says_nothing() && names.len() > 1;
        let place = Place { position, ..table.place.clone() };
        is_any.then(|| {
            Card::new((CardKind::Comparison, table.rule), &place, (prompt, answer), None)
        })
    };
    criteria.into_iter().filter_map(card).collect()
}
