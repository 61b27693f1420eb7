//! Tables that lose words: rows with surplus cells, and head rows that make no table.
//! Gives a finding for each, since Markdown drops both without a word.
//! Needs the note's text, for the document does not hold what was dropped.

use crate::{
    diag::{Code, Diagnostic, Span, counted},
    note::doc::{Doc, Kind, Table, table::Row},
    path::NotePath,
};

/// The tables of a note that show less than what is written.
pub(super) fn findings(path: &NotePath, doc: &Doc) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let text = doc.source();
    for node in doc.walk() {
        match node.kind() {
            Kind::Table(_) => {
                let table = Table::cast(node);
                findings
                    .extend(table.into_iter().flat_map(|it| surplus(path, &it, text)));
            }
            Kind::Paragraph(_) => findings.extend(dropped(path, &node.span(), text)),
            _ => (),
        }
    }
    findings
}

/// The rows with words behind their last cell, which pages do not show.
fn surplus(path: &NotePath, table: &Table<'_>, text: &str) -> Vec<Diagnostic> {
    let columns = table.header.len();
    let finding = |row: &Row<'_>| {
        let (last, whole) = (row.cells.last()?.span(), row.node.span());
        let end = last.end;
        let rest = text.get(end..whole.end)?;
        let words =
            rest.trim_end().trim_start_matches(|c: char| c == '|' || c.is_whitespace());
        if words.trim_end_matches(['|', ' ', '\t']).is_empty() {
            return None;
        }
        let from = end + rest.len() - rest.trim_start_matches('|').len();
        let span = from..end + rest.trim_end().len();
        let cells = columns + cells(words);
        let message = format!(
            "this row has {cells} cells for {columns} headers; the rest is not shown"
        );
        let row = text.get(whole).unwrap_or_default();
        let help = if row.contains('`') || row.contains("[[") {
            "write `\\|` for a `|` that does not separate cells, even in code and links"
        } else {
            "add a header, or join cells; write `\\|` for a `|` that does not separate cells"
        };
        Some(Diagnostic::new(Code::C002, path, span, message).with_help(help))
    };
    table.rows.iter().filter_map(finding).collect()
}

/// A head row whose line of dashes has another number of cells: so that it is not a table at all.
fn dropped(path: &NotePath, span: &Span, text: &str) -> Option<Diagnostic> {
    let mut start = span.start;
    let mut header: Option<&str> = None;
    for line in text.get(span.clone())?.split_inclusive('\n') {
        // In a block quote, every line but the first bears its marker.
        let row = line.trim().trim_start_matches(['>', ' ']);
        let before = header.replace(row);
        let at = start + line.find(row).unwrap_or(0);
        start += line.len();
        let Some(before) = before.filter(|it| is_delimiter(row) && it.contains('|'))
        else {
            continue;
        };
        let (wanted, given) = (cells(before), cells(row));
        let message = if wanted == given {
            String::from("these lines look like a table but are not one")
        } else {
            let (given, wanted) = (counted(given, "cell"), counted(wanted, "header"));
            format!("this is not a table: the row of dashes has {given} for {wanted}")
        };
        let help = format!(
            "write one cell of dashes for each header: `|{}`",
            "---|".repeat(wanted)
        );
        let span = at..at + row.len();
        return Some(Diagnostic::new(Code::C002, path, span, message).with_help(help));
    }
    None
}

/// Whether a line is the one of dashes below the headers of a table.
fn is_delimiter(line: &str) -> bool {
    line.contains('|')
        && line.contains('-')
        && line.chars().all(|it| matches!(it, '|' | '-' | ':' | ' ' | '\t'))
}

/// How many cells a row has, its outer pipes left out.
fn cells(row: &str) -> usize {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let is_escaped = row.ends_with("\\|");
    let row = if is_escaped { row } else { row.strip_suffix('|').unwrap_or(row) };
    row.match_indices('|')
        .filter(|(at, _)| !row.get(..*at).is_some_and(|it| it.ends_with('\\')))
        .count()
        + 1
}
