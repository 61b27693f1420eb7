//! What `crib list` shows of what there is to study.
//! Gives the rows of tables, comparisons, rules and cards.
//! Must not find anything out: it only says what was extracted.

use serde::Serialize;

use super::aligned;
use crate::{
    build::Resolved,
    note::TagName,
    study::{Comparison, Items, Kind, Label, Phrase, Place, Study},
};

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
        let lines = resolved.sources.lines(&it.place.note.path);
        let header = it.table.header.iter();
        rows.push(TableRow {
            path: it.place.note.path.as_str(),
            line: lines.position(it.table.head.start()).line,
            kind: match it.kind {
                Kind::Comparison(_) => "comparison",
                Kind::Scenario { .. } => "scenario",
                Kind::Reference => "reference",
            },
            caption: it.caption.as_ref().map(Label::text),
            section: it.place.section.path(),
            headers: header.map(|it| Phrase::new(library, it.inline).text()).collect(),
            rows: it.table.rows.len(),
            orientation: match it.kind {
                Kind::Comparison(Items::Columns(_)) => Some("columns"),
                Kind::Comparison(Items::Rows(_)) => Some("rows"),
                _ => None,
            },
            items: it.items(library),
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
    let row = |it: &crate::study::Decision<'a>| {
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
    let path = &place.note.path;
    (path.as_str(), resolved.sources.lines(path).position(place.start()).line)
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
        let path = &table.place.note.path;
        let line = resolved.sources.lines(path).position(table.table.head.start()).line;
        Some(SourceRow { path: path.as_str(), line })
    };
    let section = |at: &usize| {
        let place = &study.sides.get(*at)?.place;
        let line =
            resolved.sources.lines(&place.note.path).position(place.start()).line;
        Some(SourceRow { path: place.note.path.as_str(), line })
    };
    let row = |it: &'a Comparison<'a>| ComparisonRow {
        slug: &it.slug,
        title: &it.title,
        items: it.items.iter().map(|it| study.items.item(*it).name.as_str()).collect(),
        sources: it
            .tables
            .iter()
            .filter_map(source)
            .chain(it.sides.iter().take(1).filter_map(section))
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
    id: &'a str,
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
    let row = |it: &'a crate::study::Card<'a>| {
        let (path, line) = place(resolved, &it.place);
        let why = it.why.iter().map(|(header, words)| match header {
            Some(header) => format!("{header}: {}", words.text()),
            None => words.text(),
        });
        let why = why.collect::<Vec<_>>().join("; ");
        CardRow {
            id: &it.id,
            kind: it.kind.name(),
            rule: it.rule.name(),
            path,
            line,
            prompt: it.prompt.text(),
            answer: it.answer.text(),
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
