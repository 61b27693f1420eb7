//! Tables that lose words: rows with surplus cells, and head rows that make no table.
//! Gives a finding for each, since Markdown drops both without a word.
//! Needs the note's text, for the document does not hold what was dropped.

use crate::{
    diag::{Code, Diagnostic, Span, counted},
    note::doc::{Doc, Kind, Node, Table, table::Row},
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
                findings.extend(table.into_iter().flat_map(|it| rows(path, &it, text)));
            }
            Kind::Paragraph(_) => findings.extend(dropped(path, &node.span(), text)),
            _ => (),
        }
    }
    findings
}

/// The rows that lose words: those with a wikilink that is cut, and those with surplus cells.
fn rows(path: &NotePath, table: &Table<'_>, text: &str) -> Vec<Diagnostic> {
    let cut = |row: Node<'_>| cut_link(path, &row.span(), text);
    let columns = table.head().cells().count();
    let of_row =
        |row: Row<'_, '_>| cut(row.node).or_else(|| surplus(path, row, columns, text));
    cut(table.head().node).into_iter().chain(table.rows().filter_map(of_row)).collect()
}

/// The first wikilink of a row with a `|` that ends a cell: `[[name|words]]`.
fn cut_link(path: &NotePath, row: &Span, text: &str) -> Option<Diagnostic> {
    let row_text = text.get(row.clone())?;
    let mut from = 0;
    let link = row_text.match_indices("]]").find_map(|(end, _)| {
        let start = std::mem::replace(&mut from, end + 2);
        let before = row_text.get(start..end)?;
        let open = before.rfind("[[")?;
        parts(before.get(open..)?).next()?;
        Some(start + open..end + 2)
    })?;
    let written = row_text.get(link.clone())?;
    let mut whole = String::new();
    let mut from = 0;
    for at in parts(written) {
        whole.extend([written.get(from..at)?, "\\|"]);
        from = at + 1;
    }
    whole.push_str(written.get(from..)?);
    let span = row.start + link.start..row.start + link.end;
    let message = String::from("the `|` in this link ends the cell of the table");
    let help = format!("write `{whole}`");
    Some(Diagnostic::new(Code::C002, path, span, message).with_help(help))
}

/// The finding on a row with words behind its last cell, which pages do not show.
fn surplus(
    path: &NotePath,
    row: Row<'_, '_>,
    columns: usize,
    text: &str,
) -> Option<Diagnostic> {
    let (last, whole) = (row.cells().last()?.span(), row.node.span());
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
    let headers = counted(columns, "header");
    let message = format!(
        "this row has {cells} cells, but the table has {headers}; the rest is not shown"
    );
    let row = text.get(whole).unwrap_or_default();
    let help = if row.contains('`') {
        "write `\\|` for a `|` that does not separate cells, even in code"
    } else {
        "add a header, or join cells; write `\\|` for a `|` that does not separate cells"
    };
    Some(Diagnostic::new(Code::C002, path, span, message).with_help(help))
}

/// A head row whose line of dashes has another number of cells: so that it is not a table at all.
fn dropped(path: &NotePath, span: &Span, text: &str) -> Option<Diagnostic> {
    let mut start = span.start;
    let mut header: Option<(usize, &str)> = None;
    let written = text.get(span.clone()).filter(|it| it.as_bytes().contains(&b'|'))?;
    for line in written.split_inclusive('\n') {
        // In a block quote, every line but the first bears its marker.
        let row = line.trim_start().trim_start_matches(['>', ' ']);
        let at = start + line.len() - row.len();
        let row = row.trim_end();
        let before = header.replace((at, row));
        start += line.len();
        let before = before.filter(|it| is_delimiter(row) && it.1.contains('|'));
        let Some((from, before)) = before else { continue };
        if let Some(cut) = cut_link(path, &(from..from + before.len()), text) {
            return Some(cut);
        }
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
    line.bytes().all(|it| matches!(it, b'|' | b'-' | b':' | b' ' | b'\t'))
        && line.contains('|')
        && line.contains('-')
}

/// How many cells a row has, its outer pipes left out.
fn cells(row: &str) -> usize {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let is_escaped = row.ends_with("\\|");
    let row = if is_escaped { row } else { row.strip_suffix('|').unwrap_or(row) };
    parts(row).count() + 1
}

/// Where the signs between the cells of a row stand.
fn parts(row: &str) -> impl Iterator<Item = usize> {
    let is_escaped = |at: usize| row.get(..at).is_some_and(|it| it.ends_with('\\'));
    row.match_indices('|').map(|(at, _)| at).filter(move |at| !is_escaped(*at))
}
