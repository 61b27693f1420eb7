//! Notes shown inside each other, and those that would show themselves.
//! Gives a finding for every embed that leads back to its own note.
//! Must not know how embeds are shown.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use super::{Library, Links, NoteId, Target};
use crate::{
    diag::{Code, Diagnostic, Span},
    note::LinkKind,
};

/// Which notes a note shows, and where.
type Edges<'lib> = BTreeMap<NoteId, Vec<(NoteId, &'lib Span)>>;

/// Finds the embeds that lead back to the note they stand in.
pub(super) fn cycles(library: &Library, links: &[Links]) -> Vec<Diagnostic> {
    let mut edges = Edges::new();
    for ((id, note), links) in library.notes().zip(links) {
        for (link, resolved) in note.links.iter().zip(&*links.all) {
            if let Target::Note(to, _) = &resolved.target
                && link.kind == LinkKind::Embed
            {
                edges.entry(id).or_default().push((*to, &link.span));
            }
        }
    }
    let circles = circles(&edges);
    let mut findings = Vec::new();
    for (from, embeds) in &edges {
        for (to, span) in embeds.iter().filter(|(to, _)| circles.join(*from, *to)) {
            let path = &library.note(*from).path;
            let shown = &library.note(*to).path;
            let message =
                format!("embedding `{shown}` here would embed this note in itself");
            findings.push(
                Diagnostic::new(Code::L008, path, (*span).clone(), message).with_help(
                    "remove one of the embeds; until then the inner one is a link",
                ),
            );
        }
    }
    findings
}

/// For each note the circle it is part of; a note in none is one of its own.
struct Circles(BTreeMap<NoteId, NoteId>);

impl Circles {
    /// Whether each of two notes, of which one shows the other, leads to the other one.
    fn join(&self, a: NoteId, b: NoteId) -> bool {
        a == b || self.0.get(&a).is_some_and(|it| self.0.get(&b) == Some(it))
    }
}

/// The strongly connected components of what shows what (Kosaraju's algorithm).
fn circles(edges: &Edges<'_>) -> Circles {
    let mut shown_by: BTreeMap<NoteId, Vec<NoteId>> = BTreeMap::new();
    for (from, embeds) in edges {
        for (to, _) in embeds {
            shown_by.entry(*to).or_default().push(*from);
        }
    }
    let mut circles = BTreeMap::new();
    for first in finished(edges).into_iter().rev() {
        let mut open = vec![first];
        while let Some(id) = open.pop() {
            if let Entry::Vacant(place) = circles.entry(id) {
                place.insert(first);
                open.extend(shown_by.get(&id).into_iter().flatten());
            }
        }
    }
    Circles(circles)
}

/// Every note in an embed, in depth-first postorder.
fn finished(edges: &Edges<'_>) -> Vec<NoteId> {
    let (mut seen, mut finished) = (BTreeSet::new(), Vec::new());
    for first in edges.keys() {
        // Each note with those it shows and are not looked at yet.
        let mut open: Vec<(NoteId, &[(NoteId, &Span)])> = Vec::new();
        let mut enter = |id: NoteId, open: &mut Vec<_>| {
            if seen.insert(id) {
                open.push((id, edges.get(&id).map_or(&[][..], Vec::as_slice)));
            }
        };
        enter(*first, &mut open);
        while let Some((id, rest)) = open.last_mut() {
            if let Some(((next, _), behind)) = rest.split_first() {
                *rest = behind;
                enter(*next, &mut open);
            } else {
                finished.push(*id);
                open.pop();
            }
        }
    }
    finished
}
