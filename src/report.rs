//! Findings and numbers as people and programs read them.
//! Gives text with carets, GitHub annotations and JSON; the caller prints them.
//! Must not decide severities or exit codes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    time::Duration,
};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use crate::{
    advice::Advice,
    build::Resolved,
    diag::{Code, Diagnostic, Severity, counted},
    engine::Timings,
    note::LeftOut,
    path::NotePath,
    source::{LineIndex, Position},
};

/// The numbers in the last line of a command.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Notes, those that are left out not counted.
    pub notes: usize,
    /// Drafts that are left out.
    pub drafts: usize,
    /// Drawings, which are left out.
    pub drawings: usize,
    /// Headings.
    pub headings: usize,
    /// Links, pictures and embeds.
    pub links: usize,
    /// Different tags; those of templates have no pages and do not count.
    pub tags: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings worth knowing.
    pub infos: usize,
}

impl Counts {
    /// Counts what is in the notes and what was found in them.
    #[must_use]
    pub fn of(resolved: &Resolved) -> Self {
        let (mut counts, library) = (Self::default(), &resolved.library);
        let mut tags = BTreeSet::new();
        for (id, note, _) in library.published() {
            counts.notes += 1;
            counts.headings += note.headings.len();
            counts.links += note.links.len();
            if library.shows_tags(id) {
                tags.extend(library.tags_of(id).map(|it| it.name));
            }
        }
        counts.tags = tags.len();
        for (_, why) in library.left_out() {
            match why {
                LeftOut::Draft => counts.drafts += 1,
                LeftOut::Drawing => counts.drawings += 1,
            }
        }
        for finding in &resolved.findings {
            match finding.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Info => counts.infos += 1,
            }
        }
        counts
    }
}

/// How many characters of a line are passed on each side of a finding; the renderer shows what
/// fits into a terminal.
const MAX_CONTEXT: usize = 1000;

/// A finding as `--format json` gives it; both ends are 1-based and count characters.
#[derive(Debug, Serialize)]
pub struct FindingView<'a> {
    code: &'static str,
    severity: &'static str,
    path: &'a str,
    line: usize,
    col: usize,
    end_line: usize,
    end_col: usize,
    message: &'a str,
    help: Option<&'a str>,
}

/// A finding as a value.
#[must_use]
pub fn view<'r>(resolved: &'r Resolved, it: &'r Diagnostic) -> FindingView<'r> {
    let (start, end) = resolved.sources.lines(&it.path).range(&it.span);
    FindingView {
        code: it.code.name(),
        severity: it.severity.name(),
        path: it.path.as_str(),
        line: start.line,
        col: start.col,
        end_line: end.line,
        end_col: end.col,
        message: &it.message,
        help: it.help.as_deref(),
    }
}

/// Every finding as a value.
#[must_use]
pub fn views(resolved: &Resolved) -> Vec<FindingView<'_>> {
    resolved.findings.iter().map(|it| view(resolved, it)).collect()
}

/// The findings as a JSON array.
#[must_use]
pub fn json(resolved: &Resolved) -> String {
    // These values are numbers and texts, which always can be written.
    serde_json::to_string_pretty(&views(resolved)).unwrap_or_default() + "\n"
}

/// The findings as GitHub workflow commands; `prefix` leads from the repository to the notes.
#[must_use]
pub fn github(resolved: &Resolved, prefix: &str) -> String {
    let mut text = String::new();
    for it in views(resolved) {
        let kind = if it.severity == "info" { "notice" } else { it.severity };
        let title = property(it.code);
        let message = match it.help {
            Some(help) => format!("{}\n{help}", it.message),
            None => it.message.to_owned(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "::{kind} {}title={title}::{}",
            place(&it, prefix),
            data(&message)
        );
    }
    text
}

/// The properties of a workflow command that say where a finding is; none where it has no place.
fn place(it: &FindingView<'_>, prefix: &str) -> String {
    if it.path.is_empty() {
        return String::new();
    }
    let file = property(&format!("{prefix}{}", it.path));
    let lines = format!("file={file},line={},endLine={},", it.line, it.end_line);
    // GitHub takes columns only when both ends are on one line.
    let columns = (it.line == it.end_line)
        .then(|| format!("col={},endColumn={},", it.col, it.end_col));
    lines + &columns.unwrap_or_default()
}

/// Escapes the text of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a value before the `::` of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// So many findings of one kind in one note are shown before the rest is only counted.
const MOST_ALIKE: usize = 10;

/// How many bytes a finding takes, about.
const A_FINDING: usize = 600;

/// The findings that `shows` lets pass, with the lines they point at. Unless `all` are asked for,
/// the many of one kind in one note are folded.
#[must_use]
pub fn text(
    resolved: &Resolved,
    (color, all): (bool, bool),
    mut shows: impl FnMut(&Diagnostic) -> bool,
) -> String {
    let mut alike: BTreeMap<(&NotePath, Code), usize> = BTreeMap::new();
    let findings: Vec<&Diagnostic> =
        resolved.findings.iter().filter(|it| shows(it)).collect();
    for it in &findings {
        *alike.entry((&it.path, it.code)).or_default() += 1;
    }
    let mut left: BTreeMap<(&NotePath, Code), usize> = BTreeMap::new();
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    // A text that grows is there twice: of very many findings it is as long as all notes.
    let mut text = String::with_capacity(findings.len() * A_FINDING);
    let mut index: Option<(&NotePath, LineIndex<'_>)> = None;
    for finding in findings {
        let key = (&finding.path, finding.code);
        let count = alike.get(&key).copied().unwrap_or_default();
        // One more is as short as a line that counts it.
        if !all && count > MOST_ALIKE + 1 {
            let so_far = left.entry(key).or_default();
            *so_far += 1;
            if *so_far > MOST_ALIKE {
                if *so_far == count {
                    let (more, code) = (count - MOST_ALIKE, finding.code);
                    // Writing to a string cannot fail.
                    let _ = writeln!(
                        text,
                        "{}: … and {more} more of {code} in this note (`-v` shows all)\n",
                        finding.path
                    );
                }
                continue;
            }
        }
        let source = resolved.sources.text(&finding.path);
        if index.as_ref().is_none_or(|(path, _)| **path != finding.path) {
            index = source.map(|it| (&finding.path, LineIndex::new(it)));
        }
        let lines = index.as_ref().filter(|(path, _)| **path == finding.path);
        text.push_str(&quoted(finding, lines.map(|(_, it)| it), &renderer));
        text.push_str("\n\n");
    }
    text
}

fn quoted(
    finding: &Diagnostic,
    lines: Option<&LineIndex<'_>>,
    renderer: &Renderer,
) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level.primary_title(&finding.message).id(finding.code.name());
    let path = finding.path.as_str();
    let group = match lines.filter(|_| finding.span != (0..0)) {
        Some(lines) => {
            let excerpt = lines.excerpt(&finding.span, MAX_CONTEXT);
            let snippet = Snippet::source(excerpt.text.to_owned())
                .line_start(excerpt.line)
                .annotation(AnnotationKind::Primary.span(excerpt.span));
            if excerpt.from_start {
                title.element(snippet.path(path))
            } else {
                // Columns of the excerpt are not columns of the line.
                let Position { line, col } = lines.position(finding.span.start);
                let origin = Origin::path(path).line(line).char_column(col);
                title.element(origin).element(snippet)
            }
        }
        // A finding on the notes as a whole has no place.
        None if path.is_empty() => Group::with_title(title),
        None => Group::with_title(title).element(Origin::path(path)),
    };
    let group = match &finding.help {
        Some(help) => group.element(Level::HELP.message(help)),
        None => group,
    };
    renderer.render(&[group])
}

/// The last line of a command: `ok: 25 notes, 658 headings, … in 0.12 s`.
#[must_use]
pub fn summary(
    word: &str,
    counts: Counts,
    least_shown: Severity,
    elapsed: Duration,
) -> String {
    timed(&outcome(word, counts, least_shown), elapsed)
}

/// A line with the time that a command took.
#[must_use]
pub fn timed(line: &str, elapsed: Duration) -> String {
    format!("{line} in {:.2} s", elapsed.as_secs_f64())
}

/// The last line of a command without the time that it took.
#[must_use]
pub fn outcome(word: &str, counts: Counts, least_shown: Severity) -> String {
    let mut parts = vec![
        counted(counts.notes, "note"),
        counted(counts.headings, "heading"),
        counted(counts.links, "link"),
        counted(counts.tags, "tag"),
    ];
    for (count, noun) in [
        (counts.drafts, "draft left out"),
        (counts.drawings, "drawing left out"),
        (counts.errors, "error"),
        (counts.warnings, "warning"),
        (counts.infos, "info"),
    ] {
        if count > 0 {
            parts.push(counted(count, noun));
        }
    }
    if let (Some(infos), true) =
        (parts.last_mut(), counts.infos > 0 && least_shown < Severity::Info)
    {
        infos.push_str(" (`-v` shows them)");
    }
    format!("{word}: {}", parts.join(", "))
}

/// What to do about a folder without notes.
#[must_use]
pub fn no_notes(resolved: &Resolved, folder: &str) -> Option<String> {
    resolved.library.notes().next().is_none().then(|| {
        format!(
            "there are no notes (`.md` files) in {folder}; `crib init` writes your first one"
        )
    })
}

/// The notes that are left out, a line each.
#[must_use]
pub fn left_out(resolved: &Resolved) -> String {
    let mut text = String::new();
    for (note, why) in resolved.library.left_out() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} left out, since it is {}", note.path, why.noun());
    }
    text
}

/// What the notes use and which options would help, a line each; nothing for notes that use
/// nothing.
#[must_use]
pub fn advice(advice: &Advice) -> String {
    let mut text = String::new();
    if !advice.counts.is_empty() {
        let parts = advice.counts.iter().map(|(count, noun)| counted(*count, noun));
        let parts: Vec<String> = parts.collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "the notes contain {}", parts.join(", "));
    }
    for hint in &advice.hints {
        let _ = writeln!(text, "hint: {hint}");
    }
    text
}

/// How long each verb took, a line each.
#[must_use]
pub fn timings(timings: &Timings) -> String {
    let mut text = String::new();
    for (verb, elapsed) in timings {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{verb:>8} {:>9.1} ms", elapsed.as_secs_f64() * 1000.0);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workflow_commands_are_escaped() {
        assert_eq!(data("50 %\nnext"), "50 %25%0Anext");
        assert_eq!(property("a,b:c"), "a%2Cb%3Ac");
    }
}
