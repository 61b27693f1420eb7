//! Cards made of the rows of a comparison: what each item says to one criterion.
//! Gives one card for a criterion, with the answers of all items.
//! Must not know whether such cards are wanted.

use pulldown_cmark::{CowStr, Event, Tag};

use super::{Card, CardKind};
use crate::{
    library::Library,
    note::{Node, Position, table::Cell},
    study::{
        Place,
        inlines::{Inlines, Phrase, plain},
        tables::{Items, Kind, Table},
    },
};

/// A card for every criterion of a comparison.
pub(super) fn read<'lib>(library: &'lib Library, table: &Table<'lib>) -> Vec<Card<'lib>> {
    let words = |cell: &Cell<'lib>| Inlines::from(Phrase::new(library, cell.inline));
    let names = table.items(library);
    let cell = |row: usize, column: usize| {
        table.table.rows.get(row).and_then(|it| it.cells.get(column))
    };
    // Each criterion with its place and the cells of the items.
    let mut criteria = Vec::new();
    match &table.kind {
        Kind::Comparison(Items::Columns(columns)) => {
            for (at, row) in table.table.rows.iter().enumerate() {
                let cells: Vec<_> = columns.iter().map(|it| cell(at, *it)).collect();
                let first = row.cells.first().filter(|_| !columns.contains(&0));
                criteria.extend(first.map(|it| (it, *row.position, cells)));
            }
        }
        Kind::Comparison(Items::Rows(rows)) => {
            for (at, header) in table.table.header.iter().enumerate().skip(1) {
                let cells: Vec<_> = rows.iter().map(|it| cell(*it, at)).collect();
                criteria.push((header, *table.table.position, cells));
            }
        }
        _ => (),
    }
    let card = |(criterion, position, cells): (&Cell<'lib>, Position, Vec<_>)| {
        let criterion_words = words(criterion);
        let mut prompt = plain(&format!("{}: ", names.join(", ")), position.start());
        prompt.nodes.to_mut().extend(criterion_words.nodes.iter().cloned());
        let mut answer: Vec<Node> = Vec::new();
        for (name, cell) in names.iter().zip(cells) {
            let cell: Option<&Cell<'lib>> = cell;
            let said = cell.map(words).filter(|it| !it.text().is_empty())?;
            let sign = if answer.is_empty() { "" } else { "; " };
            let text =
                |it: &str| Node::Leaf(Event::Text(CowStr::from(it.to_owned())), position);
            answer.push(text(sign));
            answer.push(Node::Elem(Tag::Strong, position, vec![text(name)]));
            answer.push(text(": "));
            answer.extend(said.nodes.iter().cloned());
        }
        let is_any = !criterion_words.is_empty() && names.len() > 1;
        let place = Place { position, ..table.place.clone() };
        is_any.then(|| {
            Card::new(
                (CardKind::Comparison, table.rule),
                &place,
                (prompt, answer.into()),
                None,
            )
        })
    };
    criteria.into_iter().filter_map(card).collect()
}
