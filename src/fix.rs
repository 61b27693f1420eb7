//! Changes that fix findings, applied to the text of notes.
//! Gives the new text of each changed note, and every change as a line for people.
//! Writes nothing, and changes no other byte.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::{
    build::Resolved,
    diag::{Code, Fix},
    path::NotePath,
};

/// A note with fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedNote<'a> {
    /// Its path.
    pub path: &'a NotePath,
    /// Its text when it was checked.
    pub old: &'a str,
    /// Its text with the changes.
    pub new: String,
    /// The changes, a line each: `path:line:col: old → new`.
    pub changes: String,
}

/// Every note with fixes, in path order.
#[must_use]
pub fn fixed_notes(resolved: &Resolved) -> Vec<FixedNote<'_>> {
    let mut by_note: BTreeMap<&NotePath, Vec<&Fix>> = BTreeMap::new();
    for finding in &resolved.findings {
        if let Some(fix) = &finding.fix {
            by_note.entry(&finding.path).or_default().push(fix);
        }
    }
    // The text we have of a file that is not UTF-8 differs from the file.
    for finding in resolved.findings.iter().filter(|it| it.code == Code::N001) {
        by_note.remove(&finding.path);
    }
    let fixed = by_note.into_iter().filter_map(|(path, fixes)| {
        let old = resolved.sources.text(path)?;
        let (new, done) = apply(old, &fixes);
        let lines = resolved.sources.lines(path);
        let mut changes = String::new();
        for fix in done {
            let before = old.get(fix.span.clone()).unwrap_or_default();
            let at = lines.position(fix.span.start);
            // Writing to a string cannot fail.
            let _ = writeln!(
                changes,
                "{path}:{}:{}: {before} → {}",
                at.line, at.col, fix.text
            );
        }
        Some(FixedNote { path, old, new, changes })
    });
    fixed.filter(|it| it.old != it.new).collect()
}

/// The text with the fixes applied, and the fixes that were applied, in order.
///
/// Of overlapping fixes only the first is applied; equal ones count once.
#[must_use]
pub fn apply<'f>(text: &str, fixes: &[&'f Fix]) -> (String, Vec<&'f Fix>) {
    let mut sorted = fixes.to_vec();
    sorted.sort_by_key(|it| (it.span.start, it.span.end));
    let mut done: Vec<&Fix> = Vec::new();
    for fix in sorted {
        let is_free =
            done.last().is_none_or(|it| it.span.end <= fix.span.start && *it != fix);
        if is_free && text.get(fix.span.clone()).is_some() {
            done.push(fix);
        }
    }
    let mut new = text.to_owned();
    // From last to first, so that the other positions stay valid.
    for fix in done.iter().rev() {
        new.replace_range(fix.span.clone(), &fix.text);
    }
    (new, done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_that_overlap_are_made_once() {
        let fix = |start, end, text: &str| Fix { span: start..end, text: text.into() };
        let fixes = [
            fix(6, 7, "G"),
            fix(1, 3, "x"),
            fix(2, 4, "y"),
            fix(1, 3, "x"),
            fix(9, 12, ""),
        ];
        let (new, done) = apply("abcdefgh", &fixes.iter().collect::<Vec<_>>());
        assert_eq!((new.as_str(), done.len()), ("axdefGh", 2));
    }
}
