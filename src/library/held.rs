//! Which tags of a note hold some of its nodes, and which are written in them.
//! Gives both without a look at all tags of the note.
//! Must not know names: what is a tag was decided before.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::note::{Level, NodeId, Scope, TagId, TagUse};

/// The tags of a note by what they belong to and where they stand.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Those of the note as a whole, wherever they stand.
    whole: Vec<TagId>,
    /// What tags belong to, outer before inner, each with the place of the one around it; a tag
    /// of the whole note is here at its line.
    scopes: Vec<(Scope, Option<usize>, Vec<TagId>)>,
    /// Those that are written in each node.
    written: BTreeMap<NodeId, Vec<TagId>>,
}

impl Held {
    pub(super) fn new<'n>(tags: impl Iterator<Item = (TagId, &'n TagUse)>) -> Self {
        let mut held = Self::default();
        let mut scopes: BTreeMap<(NodeId, Reverse<NodeId>), Vec<TagId>> = BTreeMap::new();
        for (id, it) in tags {
            held.written.entry(it.node).or_default().push(id);
            scopes.entry(order(it.scope)).or_default().push(id);
            if it.level == Level::Note {
                held.whole.push(id);
            }
        }
        // A scope that has ended encloses nothing that starts after it.
        let mut open: Vec<usize> = Vec::new();
        for ((first, Reverse(end)), tags) in scopes {
            let ended =
                |at: &usize| held.scopes.get(*at).is_none_or(|it| it.0.end <= first);
            while open.last().is_some_and(ended) {
                open.pop();
            }
            let around = open.last().copied();
            open.push(held.scopes.len());
            held.scopes.push((Scope { first, end }, around, tags));
        }
        held
    }

    /// The tags of what holds some nodes, those of the whole note among them, in their order.
    pub(super) fn around(&self, nodes: Scope) -> Vec<TagId> {
        let mut tags = self.whole.clone();
        let after = self.scopes.partition_point(|it| it.0.first <= nodes.first);
        let mut place = after.checked_sub(1);
        while let Some((scope, around, held)) = place.and_then(|it| self.scopes.get(it)) {
            if scope.holds(nodes) {
                tags.extend(held);
            }
            place = *around;
        }
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    /// The tags that belong to exactly some nodes.
    pub(super) fn at(&self, nodes: Scope) -> &[TagId] {
        let at = self.scopes.binary_search_by_key(&order(nodes), |it| order(it.0));
        at.ok().and_then(|it| self.scopes.get(it)).map_or(&[], |it| &it.2)
    }

    /// The tags that are written in some nodes.
    pub(super) fn within(&self, nodes: Scope) -> impl Iterator<Item = TagId> {
        let end = nodes.end.max(nodes.first);
        self.written.range(nodes.first..end).flat_map(|it| it.1).copied()
    }
}

/// By this, what is around other nodes comes before them.
fn order(scope: Scope) -> (NodeId, Reverse<NodeId>) {
    (scope.first, Reverse(scope.end))
}
