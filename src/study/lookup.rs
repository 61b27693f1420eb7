//! Finding one thing among what was extracted: by id, by note and place, by item.
//! Gives what pages ask for while they are planned and rendered.
//! Extracts nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Argument, Comparison, ComparisonId, Decision, ItemId, Mention, Place, Study, Table,
};
use crate::{library::NoteId, note::NodeId};

impl<'lib> Study<'lib> {
    /// The item that a cell of a note names, in a comparison.
    #[must_use]
    pub fn item_of(&self, id: NoteId, cell: NodeId) -> Option<ItemId> {
        self.item_cells.get(&(id, cell)).copied()
    }

    /// Where situations are answered with an item, by place.
    #[must_use]
    pub fn mentions_of(&self, item: ItemId) -> &[Mention<'lib>] {
        let start = self.mentions.partition_point(|it| it.item < item);
        let end = self.mentions.partition_point(|it| it.item <= item);
        self.mentions.get(start..end).unwrap_or_default()
    }

    /// What is said for or against an item outside of tables, by place.
    pub fn arguments_of(&self, item: ItemId) -> impl Iterator<Item = &Argument<'lib>> {
        let of_item = self.of_items.get(item.0);
        let arguments = of_item.map_or(&[][..], |it| it.arguments.as_slice());
        arguments.iter().filter_map(|at| self.arguments.get(*at).copied())
    }

    /// The comparisons an item is in.
    #[must_use]
    pub fn comparisons_of(&self, item: ItemId) -> &[ComparisonId] {
        self.of_items.get(item.0).map_or(&[], |it| it.comparisons.as_slice())
    }

    /// The notes that bear the name of an item.
    #[must_use]
    pub fn notes_of(&self, item: ItemId) -> &[NoteId] {
        self.of_items.get(item.0).map_or(&[], |it| it.notes.as_slice())
    }

    /// The other comparisons that share at least two items with one.
    #[must_use]
    pub fn related(&self, id: ComparisonId) -> Vec<ComparisonId> {
        let mut shared: BTreeMap<ComparisonId, usize> = BTreeMap::new();
        let items = self.comparison(id).items.iter();
        for other in items.flat_map(|it| self.comparisons_of(*it)) {
            *shared.entry(*other).or_default() += 1;
        }
        let related = shared.into_iter().filter(|(other, it)| *other != id && *it > 1);
        related.map(|it| it.0).collect()
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

    /// The table that a node of a note is.
    #[must_use]
    pub fn table_of(&self, id: NoteId, node: NodeId) -> Option<&Table<'lib>> {
        self.tables.get(self.table_at(id, node)?).copied()
    }

    fn table_at(&self, id: NoteId, node: NodeId) -> Option<usize> {
        let key = |it: &&Table<'lib>| (it.place.id, it.place.position.id());
        self.tables.binary_search_by_key(&(id, node), key).ok()
    }

    /// The comparison that a table makes with others, and how many notes these are in.
    #[must_use]
    pub fn merged(&self, id: NoteId, node: NodeId) -> Option<(ComparisonId, usize)> {
        let merged = *self.merged.get(&self.table_at(id, node)?)?;
        let tables = self.comparison(merged).tables.iter();
        let notes = tables.filter_map(|it| Some(self.tables.get(*it)?.place.id));
        Some((merged, notes.collect::<BTreeSet<_>>().len()))
    }

    /// The decision rule that an item, or a line that begins with this node, is.
    #[must_use]
    pub fn decision_of(&self, id: NoteId, node: NodeId) -> Option<&Decision<'lib>> {
        let key = |it: &&Decision<'lib>| (it.place.id, it.place.position.id());
        let at = self.decisions.binary_search_by_key(&(id, node), key).ok()?;
        self.decisions.get(at).copied()
    }

    /// Where a comparison is made first: its first table, or the first argument of a section.
    #[must_use]
    pub fn first_place(&self, comparison: &Comparison<'lib>) -> Option<&Place<'lib>> {
        let table = comparison.tables.first().and_then(|at| self.tables.get(*at));
        let argument =
            || comparison.arguments.first().and_then(|at| self.arguments.get(*at));
        table.map(|it| &it.place).or_else(|| argument().map(|it| &it.place))
    }
}
