//! What `crib list` shows: plain values for scripts and tables for people.
//! Gives the JSON contract; its fields are promises.
//! Must not find anything out: it only says what is in the notes and what was extracted.

mod sheet;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

pub use sheet::{Detail, SheetPlan, SheetRow, sheet, sheet_table};

use serde::Serialize;

use crate::{
    build::Resolved,
    diag::counted,
    library::{Library, Status, Target},
    note::{Level, TagName, doc::FormulaText},
    study::{Caption, Comparison, Decision, Items, Kind, Place, SharedCard, Study},
};

/// A note in `crib list notes`.
#[derive(Debug, Serialize)]
pub struct NoteRow<'a> {
    path: &'a str,
    /// Relative to the site's root; `null` for a note that is left out.
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
        let tags: BTreeSet<&TagName> = library.tags().of_whole(id).iter().collect();
        NoteRow {
            path: note.path.as_str(),
            url: library.route(id).map(crate::path::Route::url_path),
            title: library.title(id),
            tags: tags.into_iter().map(TagName::as_str).collect(),
            words: note.words,
            links: note.links.len(),
            backlinks: library.backlinks(id).chunk_by(|a, b| a.from == b.from).count(),
        }
    };
    library.notes().map(row).collect()
}

/// A use of a tag in `crib list tags`.
#[derive(Debug, Serialize)]
pub struct TagRow<'a> {
    tag: &'a str,
    /// `note`, `section` or `block`.
    level: &'static str,
    path: &'a str,
    /// Where it is written, 1-based.
    line: usize,
}

/// Every use of every tag, by path and line.
#[must_use]
pub fn tags(resolved: &Resolved) -> Vec<TagRow<'_>> {
    let mut rows = Vec::new();
    for (id, note) in resolved.library.notes() {
        let lines = resolved.sources.lines(&note.path);
        rows.extend(resolved.library.tags_of(id).map(|it| TagRow {
            tag: it.name.as_str(),
            level: match it.level {
                Level::Note => "note",
                Level::Section => "section",
                Level::Block => "block",
            },
            path: note.path.as_str(),
            line: lines.position(it.span.start).line,
        }));
    }
    rows
}

/// A link, picture or embed in `crib list links`.
#[derive(Debug, Serialize)]
pub struct LinkRow<'a> {
    path: &'a str,
    /// Where it is written, 1-based.
    line: usize,
    /// As written; for a wikilink, the text between the brackets.
    href: &'a str,
    status: &'static str,
    /// The file it leads to, with its fragment; `null` when there is none here.
    target: Option<String>,
}

/// Every link, by path and line.
#[must_use]
pub fn links(resolved: &Resolved) -> Vec<LinkRow<'_>> {
    let library = &resolved.library;
    let mut rows = Vec::new();
    for (id, note) in library.notes() {
        let lines = resolved.sources.lines(&note.path);
        for (link, answer) in note.links.iter().zip(library.links(id)) {
            if answer.status == Status::Ok && answer.target == Target::Nothing {
                // The place of a table of contents.
                continue;
            }
            rows.push(LinkRow {
                path: note.path.as_str(),
                line: lines.position(link.span.start).line,
                href: &link.href,
                status: status(answer.status),
                target: target(library, &answer.target),
            });
        }
    }
    rows
}

fn status(status: Status) -> &'static str {
    match status {
        // What is left out is there, only not published.
        Status::Ok | Status::LeftOut => "ok",
        Status::External => "external",
        Status::PageMissing => "page-missing",
        Status::AnchorMissing => "anchor-missing",
        Status::Case => "case",
        Status::Ambiguous => "ambiguous",
        Status::AssetMissing => "asset-missing",
        Status::Outside => "outside",
    }
}

fn target(library: &Library, target: &Target) -> Option<String> {
    match target {
        Target::Note(id, anchor) => {
            let path = &library.note(*id).path;
            Some(
                anchor
                    .as_ref()
                    .map_or_else(|| path.to_string(), |it| format!("{path}#{it}")),
            )
        }
        Target::Folder(path) => Some(format!("{path}/")),
        Target::Tag(name) => Some(format!("tags/{name}")),
        Target::Tags => Some(String::from("tags/")),
        Target::Asset(path, fragment) => Some(
            fragment
                .as_ref()
                .map_or_else(|| path.to_string(), |it| format!("{path}#{it}")),
        ),
        Target::External | Target::Nothing => None,
    }
}

/// The notes nobody links to, as `crib list orphans` shows them.
#[must_use]
pub fn orphans(library: &Library) -> Vec<NoteRow<'_>> {
    let orphans: BTreeSet<&str> =
        library.orphans().map(|id| library.note(id).path.as_str()).collect();
    notes(library).into_iter().filter(|it| orphans.contains(it.path)).collect()
}

/// Rows as a JSON array.
#[must_use]
pub fn json<T: Serialize + ?Sized>(rows: &T) -> String {
    // These values are numbers and texts, which always can be written.
    serde_json::to_string_pretty(rows).unwrap_or_default() + "\n"
}

/// The notes as a table for people.
#[must_use]
pub fn notes_table(rows: &[NoteRow<'_>]) -> String {
    let header = ["path", "title", "words", "links", "backlinks", "tags"];
    let mut table = vec![header.map(str::to_owned).to_vec()];
    for row in rows {
        let draft = if row.url.is_none() { " (left out)" } else { "" };
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

/// The uses of tags as a table for people, with the number of uses of each at its end.
#[must_use]
pub fn tags_table(rows: &[TagRow<'_>]) -> String {
    let mut table = vec![["tag", "level", "place"].map(str::to_owned).to_vec()];
    table.extend(rows.iter().map(|it| {
        vec![
            format!("#{}", it.tag),
            it.level.to_owned(),
            format!("{}:{}", it.path, it.line),
        ]
    }));
    let mut text = aligned(&table);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for it in rows {
        *counts.entry(it.tag).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    if !counts.is_empty() {
        let names: Vec<String> =
            counts.iter().map(|(name, count)| format!("#{name} {count}")).collect();
        let number = counted(counts.len(), "tag");
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n{number}: {}", names.join(", "));
    }
    text
}

/// The links as a table for people.
#[must_use]
pub fn links_table(rows: &[LinkRow<'_>]) -> String {
    let mut table =
        vec![["place", "status", "link", "target"].map(str::to_owned).to_vec()];
    table.extend(rows.iter().map(|it| {
        vec![
            format!("{}:{}", it.path, it.line),
            it.status.to_owned(),
            it.href.to_owned(),
            it.target.clone().unwrap_or_default(),
        ]
    }));
    aligned(&table)
}

/// A table in `crib list tables`.
#[derive(Debug, Serialize)]
pub struct TableRow<'a> {
    path: &'a str,
    /// Where its header row stands, 1-based.
    line: usize,
    /// `comparison`, `scenario` or `reference`.
    kind: &'static str,
    caption: Option<String>,
    /// The headings above, the outermost first.
    section: Vec<String>,
    headers: Vec<String>,
    /// How many rows it has below the header.
    rows: usize,
    /// Where a comparison's items are: `columns` or `rows`.
    orientation: Option<&'static str>,
    items: Vec<String>,
    /// The rule that decided.
    rule: &'static str,
}

/// Every table, by path and line.
#[must_use]
pub fn tables<'a>(resolved: &'a Resolved, study: &Study<'a>) -> Vec<TableRow<'a>> {
    let library = &resolved.library;
    let mut rows = Vec::new();
    for it in &study.tables {
        let path = &it.place.note().path;
        let head = it.table.head();
        rows.push(TableRow {
            path: path.as_str(),
            line: resolved.sources.line(path, head.node.start()),
            kind: match it.kind {
                Kind::Comparison(_) => "comparison",
                Kind::Scenario { .. } => "scenario",
                Kind::Reference => "reference",
            },
            caption: it.caption.as_ref().map(Caption::text),
            section: it.place.section.path().into_iter().map(Cow::into_owned).collect(),
            headers: head.cells().map(|it| library.words(it.children()).text()).collect(),
            rows: it.table.rows().len(),
            orientation: match it.kind {
                Kind::Comparison(Items::Columns(_)) => Some("columns"),
                Kind::Comparison(Items::Rows(_)) => Some("rows"),
                _ => None,
            },
            items: it.compared.iter().map(|it| it.name.clone()).collect(),
            rule: it.rule.name(),
        });
    }
    rows
}

/// The tables as a table for people.
#[must_use]
pub fn tables_table(rows: &[TableRow<'_>]) -> String {
    let header = ["place", "kind", "rows", "columns", "rule"];
    let mut table = vec![header.map(str::to_owned).to_vec()];
    table.extend(rows.iter().map(|it| {
        vec![
            format!("{}:{}", it.path, it.line),
            it.kind.to_owned(),
            it.rows.to_string(),
            it.headers.join(" | "),
            it.rule.to_owned(),
        ]
    }));
    aligned(&table)
}

/// A decision rule in `crib list rules`.
#[derive(Debug, Serialize)]
pub struct DecisionRow<'a> {
    path: &'a str,
    /// Where it stands, 1-based.
    line: usize,
    situation: String,
    answer: String,
    /// The rule that found it.
    rule: &'static str,
}

/// Every decision rule, by path and line.
#[must_use]
pub fn rules<'a>(resolved: &'a Resolved, study: &Study<'a>) -> Vec<DecisionRow<'a>> {
    let row = |it: &&'a Decision<'a>| {
        let (path, line) = place(resolved, &it.place);
        let (situation, answer) = (it.situation.text(), it.answer.text());
        DecisionRow { path, line, situation, answer, rule: it.rule.name() }
    };
    study.decisions.iter().map(row).collect()
}

/// The decision rules as a table for people.
#[must_use]
pub fn rules_table(rows: &[DecisionRow<'_>]) -> String {
    let header = ["place", "rule", "situation", "answer"];
    let mut table = vec![header.map(str::to_owned).to_vec()];
    table.extend(rows.iter().map(|it| {
        vec![
            format!("{}:{}", it.path, it.line),
            it.rule.to_owned(),
            it.situation.clone(),
            it.answer.clone(),
        ]
    }));
    aligned(&table)
}

fn place<'a>(resolved: &Resolved, place: &Place<'a>) -> (&'a str, usize) {
    let path = &place.note().path;
    (path.as_str(), resolved.sources.line(path, place.start()))
}

/// A comparison in `crib list comparisons`.
#[derive(Debug, Serialize)]
pub struct ComparisonRow<'a> {
    slug: &'a str,
    title: &'a str,
    /// What is compared.
    items: Vec<&'a str>,
    /// The tables it is merged from.
    sources: Vec<SourceRow<'a>>,
}

/// A table, or a section called A vs B, that a comparison is merged from.
#[derive(Debug, Serialize)]
pub struct SourceRow<'a> {
    path: &'a str,
    /// Where its header row or its first item stands, 1-based.
    line: usize,
}

/// Every comparison, by the place of its first table.
#[must_use]
pub fn comparisons<'a>(
    resolved: &'a Resolved,
    study: &'a Study<'a>,
) -> Vec<ComparisonRow<'a>> {
    let source = |at: &usize| {
        let table = study.tables.get(*at)?;
        let path = &table.place.note().path;
        let line = resolved.sources.line(path, table.table.head().node.start());
        Some(SourceRow { path: path.as_str(), line })
    };
    let section = |at: &usize| {
        let place = &study.arguments.get(*at)?.place;
        let line = resolved.sources.line(&place.note().path, place.start());
        Some(SourceRow { path: place.note().path.as_str(), line })
    };
    let row = |it: &'a Comparison<'a>| ComparisonRow {
        slug: &it.slug,
        title: &it.title,
        items: it.items.iter().map(|it| study.items.item(*it).name.as_str()).collect(),
        sources: it
            .tables
            .iter()
            .filter_map(source)
            .chain(it.arguments.iter().take(1).filter_map(section))
            .collect(),
    };
    study.comparisons.iter().map(row).collect()
}

/// The comparisons as a table for people.
#[must_use]
pub fn comparisons_table(rows: &[ComparisonRow<'_>]) -> String {
    let header = ["comparison", "items", "tables", "first place"];
    let mut table = vec![header.map(str::to_owned).to_vec()];
    table.extend(rows.iter().map(|it| {
        let first = it.sources.first().map(|it| format!("{}:{}", it.path, it.line));
        vec![
            it.title.to_owned(),
            it.items.len().to_string(),
            it.sources.len().to_string(),
            first.unwrap_or_default(),
        ]
    }));
    aligned(&table)
}

/// A card in `crib list cards`.
#[derive(Debug, Serialize)]
pub struct CardRow<'a> {
    /// Unique, and the same as long as the question stays the same in its section.
    id: String,
    /// `scenario`, `rule`, `definition`, `comparison` or `explicit`.
    kind: &'static str,
    /// The rule that found what it was made of.
    rule: &'static str,
    path: &'a str,
    /// Where it stands, 1-based.
    line: usize,
    prompt: String,
    answer: String,
    /// The reasons; `null` when there are none.
    why: Option<String>,
    tags: Vec<&'a str>,
}

/// Every card, by path and line.
#[must_use]
pub fn cards<'a>(resolved: &'a Resolved, study: &'a Study<'a>) -> Vec<CardRow<'a>> {
    let row = |it: &'a SharedCard<'a>| {
        let (path, line) = place(resolved, &it.place);
        let why = it.why.iter().map(|(header, words)| match header {
            Some(header) => format!("{header}: {}", words.text()),
            None => words.text(),
        });
        let why = why.collect::<Vec<_>>().join("; ");
        CardRow {
            id: it.id(),
            kind: it.kind.name(),
            rule: it.rule.name(),
            path,
            line,
            prompt: it.prompt_text(FormulaText::Tex),
            answer: it.answer_text(FormulaText::Tex),
            why: Some(why).filter(|it| !it.is_empty()),
            tags: it.tags(&resolved.library).into_iter().map(TagName::as_str).collect(),
        }
    };
    study.cards.iter().map(row).collect()
}

/// The cards as a table for people.
#[must_use]
pub fn cards_table(rows: &[CardRow<'_>]) -> String {
    let header = ["place", "kind", "prompt", "answer"];
    let mut table = vec![header.map(str::to_owned).to_vec()];
    table.extend(rows.iter().map(|it| {
        vec![
            format!("{}:{}", it.path, it.line),
            it.kind.to_owned(),
            it.prompt.clone(),
            it.answer.clone(),
        ]
    }));
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
            // Notes must not move the cursor, or say what the terminal is called.
            line.push_str(&cell.replace(char::is_control, "\u{fffd}"));
            line.push_str(&" ".repeat(padding));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
