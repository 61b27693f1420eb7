//! The output of `crib sheet --dry-run`: every entry with its points and whether it is in.
//! Gives the rows by rank, and how much room there is.
//! Must not choose anything.

use std::fmt::Write as _;

use serde::Serialize;

use super::aligned;
use crate::{
    build::Resolved,
    sheet::{Reason, Sheet, Verdict},
};

/// A sheet as it would be made.
#[derive(Debug, Serialize)]
pub struct SheetPlan<'a> {
    name: &'a str,
    title: &'a str,
    query: Option<&'a str>,
    /// The page limit; 0 for no limit.
    pages: usize,
    /// How many pages are filled, as an estimate.
    filled: f64,
    /// How many pages everything would fill, as an estimate.
    whole: f64,
    /// How many entries the query selects.
    total: usize,
    /// Highest-ranked first; if there are very many, the rest is not considered.
    entries: Vec<SheetRow<'a>>,
}

/// An entry of a sheet.
#[derive(Debug, Serialize)]
pub struct SheetRow<'a> {
    /// `in` or `out`.
    state: &'static str,
    /// Why it is out.
    why: Option<String>,
    /// Whether it is out because the same is said elsewhere.
    #[serde(skip)]
    is_repeat: bool,
    points: i64,
    /// What the points are made of.
    reasons: Vec<String>,
    kind: &'static str,
    path: &'a str,
    /// 1-based.
    line: usize,
    /// How high it is in lines, as an estimate.
    lines: f64,
    text: String,
    /// The innermost headings above it on the sheet.
    headings: &'a [String],
}

/// How many letters of an entry, and of its reasons, are shown to people.
const SHOWN: usize = 50;

/// How much of a sheet is shown to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The entries that are in, and this many of the next ones.
    Next(usize),
    /// All of them, with their headings and every reason.
    All,
}

/// A sheet with all entries that its query selects.
#[must_use]
pub fn sheet<'a>(resolved: &'a Resolved, sheet: &'a Sheet<'_>) -> SheetPlan<'a> {
    let mut entries: Vec<_> = sheet.entries.iter().collect();
    entries.sort_by_key(|it| it.rank);
    let row = |it: &&'a crate::sheet::Entry<'_>| {
        let note = it.place.note();
        let why = match &it.verdict {
            Verdict::In => None,
            Verdict::NoRoom { .. } => Some(String::from("no room")),
            Verdict::TooTall => Some(String::from("taller than a column")),
            Verdict::Repeat(id) => {
                Some(format!("said in {}", resolved.library.note(*id).path))
            }
        };
        let reason = |it: &Reason<'_>| format!("{} {:+}", it.what, it.points);
        SheetRow {
            state: if why.is_none() { "in" } else { "out" },
            why,
            is_repeat: matches!(it.verdict, Verdict::Repeat(_)),
            points: it.priority.points,
            reasons: it.priority.reasons.iter().map(reason).collect(),
            kind: it.kind.name(),
            path: note.path.as_str(),
            line: resolved.sources.line(&note.path, it.place.start()),
            lines: (it.extent.height() * 10.0).round() / 10.0,
            text: it.text(),
            headings: &it.section,
        }
    };
    SheetPlan {
        name: &sheet.spec.name,
        title: &sheet.spec.title,
        query: sheet.spec.query.as_deref(),
        pages: sheet.spec.format.pages,
        filled: hundredths(sheet.filled),
        whole: hundredths(sheet.whole),
        total: sheet.total,
        entries: entries.iter().map(row).collect(),
    }
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// A sheet as a table for people, with how much room is used and left.
#[must_use]
pub fn sheet_table(plan: &SheetPlan<'_>, detail: Detail) -> String {
    let header = match detail {
        Detail::Next(_) => &["", "points", "kind", "place", "says", "because"][..],
        Detail::All => &["", "points", "kind", "place", "heading", "says", "because"],
    };
    let mut table: Vec<Vec<String>> =
        vec![header.iter().map(|it| (*it).to_owned()).collect()];
    let out = plan.entries.iter().filter(|it| it.why.is_some()).count();
    let mut room = match detail {
        Detail::Next(most_out) if out > most_out => most_out,
        _ => usize::MAX,
    };
    let is_short = room < usize::MAX;
    let mut hidden = 0;
    let mut is_shown = |it: &&SheetRow<'_>| {
        if it.why.is_none() || !is_short {
            return true;
        }
        let is_next = !it.is_repeat && room > 0;
        room -= usize::from(is_next);
        hidden += usize::from(!is_next);
        is_next
    };
    table.extend(plan.entries.iter().filter(&mut is_shown).map(|it| {
        let because = it.reasons.join(", ");
        let because = match &it.why {
            Some(why) => format!("{why} ({because})"),
            None => because,
        };
        let mut row = vec![
            it.state.to_owned(),
            it.points.to_string(),
            it.kind.to_owned(),
            format!("{}:{}", it.path, it.line),
        ];
        // The last column needs no width.
        if detail == Detail::All {
            row.push(cut(it.headings.last().map_or("", String::as_str), SHOWN));
            row.extend([cut(&it.text, SHOWN), because]);
        } else {
            row.extend([cut(&it.text, SHOWN), cut(&because, SHOWN)]);
        }
        row
    }));
    let mut text = aligned(&table);
    if hidden > 0 {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "…   and {hidden} more are out (`-v` shows them)");
    }
    text + &summary(plan)
}

/// How much room is used and left.
fn summary(plan: &SheetPlan<'_>) -> String {
    let taken = plan.entries.iter().filter(|it| it.why.is_none()).count();
    let (pages, total, filled) = (plan.pages, plan.total, plan.filled);
    let budget = if pages > 0 { format!(" of {pages}") } else { String::new() };
    let mut text = format!("\n{taken} of {total} entries fill {filled:.2}{budget} pages");
    let waits = plan.entries.iter().any(|it| it.why.is_some() && !it.is_repeat);
    text += if pages > 0 && waits {
        " (estimated; the browser measures and adds more if there is room)"
    } else {
        " (estimated)"
    };
    text + &format!("\nall entries would fill {:.2} pages\n", plan.whole)
}

/// The beginning of a text, as many letters as there is room for.
fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
