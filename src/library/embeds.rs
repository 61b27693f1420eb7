//! Notes shown inside each other, and those that would show themselves.
//! Gives a finding for every embed that leads back to its own note.
//! Must not know how embeds are shown.

use std::collections::{BTreeMap, BTreeSet};

use super::{Library, NoteId, Resolved, Target};
use crate::{
    diag::{Code, Diagnostic, Span},
    note::LinkKind,
};

/// Which notes a note shows, and where.
type Edges<'lib> = BTreeMap<NoteId, Vec<(NoteId, &'lib Span)>>;

/// Finds the embeds that lead back to the note they stand in.
pub(super) fn cycles(library: &Library, links: &[Vec<Resolved>]) -> Vec<Diagnostic> {
    let mut edges = Edges::new();
    for ((id, note), links) in library.notes().zip(links) {
        for (link, resolved) in note.links.iter().zip(links) {
            if let Target::Note(to, _) = &resolved.target
                && link.kind == LinkKind::Embed
            {
                edges.entry(id).or_default().push((*to, &link.span));
            }
        }
    }
    let mut findings = Vec::new();
    for (from, embeds) in &edges {
        for (to, span) in embeds.iter().filter(|(to, _)| leads_to(*to, *from, &edges)) {
            let path = &library.note(*from).path;
            let shown = &library.note(*to).path;
            let message =
                format!("showing `{shown}` here would show this note inside itself");
            findings.push(
                Diagnostic::new(Code::L008, path, (*span).clone(), message).with_help(
                    "inside it, this note is shown as a link; remove one of the embeds",
                ),
            );
        }
    }
    findings
}

fn leads_to(from: NoteId, to: NoteId, edges: &Edges<'_>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id) {
            open.extend(edges.get(&id).into_iter().flatten().map(|(to, _)| *to));
        }
    }
    false
}
