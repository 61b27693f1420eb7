//! What `crib list` shows: plain values for scripts and tables for people.
//! Gives the JSON contract; its fields are promises.
//! Must not find anything out: it only says what the library holds.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{
    library::Library,
    note::{Level, TagName},
};

/// A note in `crib list notes`.
#[derive(Debug, Serialize)]
pub struct NoteRow<'a> {
    path: &'a str,
    /// Relative to the site's root; `null` for a draft.
    url: Option<String>,
    title: &'a str,
    /// The tags of the note as a whole.
    tags: Vec<&'a str>,
    words: usize,
    /// How many links, pictures and embeds it has.
    links: usize,
    /// How many notes link to it.
    backlinks: usize,
}

/// Every note, in path order.
#[must_use]
pub fn notes(library: &Library) -> Vec<NoteRow<'_>> {
    let row = |(id, note)| {
        let note: &crate::note::Note = note;
        let tags: BTreeSet<&TagName> = note
            .tags
            .iter()
            .filter(|it| it.level == Level::Note)
            .map(|it| &it.name)
            .collect();
        NoteRow {
            path: note.path.as_str(),
            url: library.route(id).map(crate::path::Route::url_path),
            title: &note.title,
            tags: tags.into_iter().map(TagName::as_str).collect(),
            words: note.words,
            links: note.links.len(),
            backlinks: library.backlinks(id).len(),
        }
    };
    library.notes().map(row).collect()
}

/// Rows as a JSON array.
#[must_use]
pub fn json<T: Serialize>(rows: &[T]) -> String {
    // These values are numbers and texts, which always can be written.
    serde_json::to_string_pretty(rows).unwrap_or_default() + "\n"
}

/// The notes as a table for people.
#[must_use]
pub fn notes_table(rows: &[NoteRow<'_>]) -> String {
    let header = ["path", "title", "words", "links", "backlinks", "tags"];
    let mut table = vec![header.map(str::to_owned).to_vec()];
    for row in rows {
        let draft = if row.url.is_none() { " (draft)" } else { "" };
        table.push(vec![
            row.path.to_owned(),
            format!("{}{draft}", row.title),
            row.words.to_string(),
            row.links.to_string(),
            row.backlinks.to_string(),
            row.tags.iter().map(|it| format!("#{it}")).collect::<Vec<_>>().join(" "),
        ]);
    }
    aligned(&table)
}

/// Pads the columns of a table; the last one ends where its words end.
fn aligned(table: &[Vec<String>]) -> String {
    let columns = table.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = table.iter().filter_map(|row| row.get(column));
        cells.map(|it| it.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in table {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let padding = width.saturating_sub(cell.chars().count()) + 2;
            line.push_str(cell);
            line.push_str(&" ".repeat(padding));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
