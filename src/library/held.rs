//! Which tags of a note hold some of its nodes, and which are written in them.
//! Gives both without a look at all tags of the note.
//! Must not know names: what is a tag was decided before.

use std::cmp::Reverse;

use crate::note::{
    Level, NodeId, Scope, TagId, TagUse,
    doc::{narrowed, widened},
};

/// The tags of a note by what they belong to and where they stand. Lists of their own for each place
/// would take far more room than the tags.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Those of the note as a whole, wherever they stand.
    whole: Box<[TagId]>,
    /// What tags belong to, outer before inner; a tag of the whole note is here at its line.
    scopes: Box<[Holder]>,
    /// The tags of all these, one after the other.
    tags: Box<[TagId]>,
    /// Those that are written in nodes, in the order of these.
    written: Box<[(NodeId, u32)]>,
}

/// What tags belong to.
#[derive(Debug)]
struct Holder {
    scope: Scope,
    /// The place of the one around it.
    around: Option<u32>,
    /// Where its tags begin and end.
    start: u32,
    end: u32,
}

impl Held {
    pub(super) fn new<'n>(tags: impl Iterator<Item = (TagId, &'n TagUse)>) -> Self {
        let (mut whole, mut written, mut held) = (Vec::new(), Vec::new(), Vec::new());
        for (id, it) in tags {
            written.push((it.node, narrowed(id.0)));
            held.push((order(it.scope), id));
            if it.level == Level::Note {
                whole.push(id);
            }
        }
        written.sort_unstable();
        held.sort_unstable();
        let mut scopes: Vec<Holder> = Vec::new();
        // A scope that has ended encloses nothing that starts after it.
        let mut open: Vec<u32> = Vec::new();
        let mut start = 0;
        for tags in held.chunk_by(|a, b| a.0 == b.0) {
            let Some(&((first, Reverse(end)), _)) = tags.first() else { continue };
            let ended = |at: &u32| {
                scopes.get(widened(*at)).is_none_or(|it| it.scope.end <= first)
            };
            while open.last().is_some_and(ended) {
                open.pop();
            }
            let around = open.last().copied();
            open.push(narrowed(scopes.len()));
            let behind = start + narrowed(tags.len());
            scopes.push(Holder {
                scope: Scope { first, end },
                around,
                start,
                end: behind,
            });
            start = behind;
        }
        Self {
            whole: whole.into(),
            scopes: scopes.into(),
            tags: held.iter().map(|it| it.1).collect(),
            written: written.into(),
        }
    }

    /// The tags of what holds some nodes, those of the whole note among them, in their order.
    pub(super) fn around(&self, nodes: Scope) -> Vec<TagId> {
        let mut tags = self.whole.to_vec();
        let after = self.scopes.partition_point(|it| it.scope.first <= nodes.first);
        let mut place = after.checked_sub(1);
        while let Some(it) = place.and_then(|it| self.scopes.get(it)) {
            if it.scope.holds(nodes) {
                tags.extend(self.of(it));
            }
            place = it.around.map(widened);
        }
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    /// The tags that belong to exactly some nodes.
    pub(super) fn at(&self, nodes: Scope) -> &[TagId] {
        let at = self.scopes.binary_search_by_key(&order(nodes), |it| order(it.scope));
        at.ok().and_then(|it| self.scopes.get(it)).map_or(&[], |it| self.of(it))
    }

    /// The tags that are written in some nodes.
    pub(super) fn within(&self, nodes: Scope) -> impl Iterator<Item = TagId> {
        let start = self.written.partition_point(|it| it.0 < nodes.first);
        let written = self.written.get(start..).unwrap_or_default().iter();
        let written = written.take_while(move |it| it.0 < nodes.end);
        written.map(|it| TagId(widened(it.1)))
    }

    fn of(&self, holder: &Holder) -> &[TagId] {
        let place = widened(holder.start)..widened(holder.end);
        self.tags.get(place).unwrap_or_default()
    }
}

/// By this, what is around other nodes comes before them.
fn order(scope: Scope) -> (NodeId, Reverse<NodeId>) {
    (scope.first, Reverse(scope.end))
}
