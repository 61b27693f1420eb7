//! Whether the links of a note that did not change lead where they led in the last build.
//! Says so only if everything that a link can name has the same name and place.
//! Must not know what a link says.

use std::{iter, sync::Arc};

use crate::{
    library::Library,
    note::{Node, Note},
    path::Anchor,
};

/// Whether all notes, files, folders and tags of two libraries answer to the same names.
pub(super) fn same_names(library: &Library, before: &Library) -> bool {
    let notes = || library.notes.iter().zip(&before.notes);
    library.notes.len() == before.notes.len()
        && library.assets == before.assets
        && library.titles == before.titles
        && library.folders == before.folders
        && library.tags.answer_alike(&before.tags)
        && library.shown_tags().eq(before.shown_tags())
        && notes().all(|(a, b)| Arc::ptr_eq(a, b) || is_alike(a, b))
}

/// Whether two notes are at one place and have the same names, headings and ids.
fn is_alike(a: &Note, b: &Note) -> bool {
    let names =
        |it: &Note| it.meta.aliases.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
    let blocks = |it: &Note| it.blocks.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
    let tagged = |it: &Note| it.tagged.iter().map(|it| it.1.clone()).collect::<Vec<_>>();
    let headings = |it: &Note| -> Vec<String> {
        let heading = it.headings.iter().map(|heading| {
            let written =
                it.doc.node(heading.node).map(Node::written).unwrap_or_default();
            let ids = iter::once(&heading.id).chain(&heading.aliases);
            let ids: Vec<&str> = ids.map(Anchor::as_str).collect();
            format!("{} {ids:?} {:?} {written:?}", heading.level, heading.text)
        });
        heading.collect()
    };
    a.path == b.path
        && a.own_title == b.own_title
        && a.meta.says == b.meta.says
        && a.is_template == b.is_template
        && a.anchors == b.anchors
        && tagged(a) == tagged(b)
        && names(a) == names(b)
        && blocks(a) == blocks(b)
        && headings(a) == headings(b)
}
