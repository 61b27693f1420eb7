//! Finding one thing among what was extracted: by id, by note and place, by item.
//! Gives what pages ask for while they are planned and rendered.
//! Extracts nothing.

use super::{Comparison, ComparisonId, Decision, ItemId, Mention, Side, Study, Table};
use crate::library::NoteId;

impl<'lib> Study<'lib> {
    /// The item that the cell at a byte of a note names, in a comparison.
    #[must_use]
    pub fn item_at(&self, id: NoteId, start: usize) -> Option<ItemId> {
        self.item_cells.get(&(id, start)).copied()
    }

    /// Where situations are answered with an item, by place.
    #[must_use]
    pub fn mentions_of(&self, item: ItemId) -> &[Mention<'lib>] {
        let start = self.mentions.partition_point(|it| it.item < item);
        let end = self.mentions.partition_point(|it| it.item <= item);
        self.mentions.get(start..end).unwrap_or_default()
    }

    /// What is said for or against an item outside of tables, by place.
    pub fn sides_of(&self, item: ItemId) -> impl Iterator<Item = &Side<'lib>> {
        let of_item = self.of_items.get(item.0);
        let sides = of_item.map_or(&[][..], |it| it.sides.as_slice());
        sides.iter().filter_map(|at| self.sides.get(*at))
    }

    /// The comparisons an item is in.
    #[must_use]
    pub fn comparisons_of(&self, item: ItemId) -> &[ComparisonId] {
        self.of_items.get(item.0).map_or(&[], |it| it.comparisons.as_slice())
    }

    /// A comparison.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "an id is only made for a comparison that is here"
    )]
    pub fn comparison(&self, id: ComparisonId) -> &Comparison<'lib> {
        &self.comparisons[id.0]
    }

    /// Every comparison with its id, in the order of its first table.
    pub fn comparisons(&self) -> impl Iterator<Item = (ComparisonId, &Comparison<'lib>)> {
        (0..).map(ComparisonId).zip(&self.comparisons)
    }

    /// The table that begins at a byte of a note.
    #[must_use]
    pub fn table_at(&self, id: NoteId, start: usize) -> Option<&Table<'lib>> {
        let key = |it: &Table<'lib>| (it.place.id, it.place.span.start);
        let at = self.tables.binary_search_by_key(&(id, start), key).ok()?;
        self.tables.get(at)
    }

    /// The decision rule whose item or line begins at a byte of a note.
    #[must_use]
    pub fn decision_at(&self, id: NoteId, start: usize) -> Option<&Decision<'lib>> {
        let key = |it: &Decision<'lib>| (it.place.id, it.place.span.start);
        let at = self.decisions.binary_search_by_key(&(id, start), key).ok()?;
        self.decisions.get(at)
    }
}
