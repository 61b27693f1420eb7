//! Findings: what is wrong with the author's notes, where, and what to do.
//! Gives findings with their places and severities, and the similarity behind "did you mean".
//! Never stops a build: a finding is a value that is collected, sorted and shown.

mod alike;
mod code;

use std::ops::Range;

pub use self::{
    alike::{Names, nearest},
    code::Code,
};
use crate::path::{NotePath, readable};

/// A byte range in a note's text.
pub type Span = Range<usize>;

/// How bad a finding is; decides exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something is broken for readers.
    Error,
    /// Probably not what the author intended.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word shown to people and written to JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of finding.
    pub code: Code,
    /// Usually that of the code; lower in templates for new notes.
    pub severity: Severity,
    /// The file it is in.
    pub path: NotePath,
    /// Where in that file; `0..0` for the file as a whole.
    pub span: Span,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The change that fixes it, if only one is possible.
    pub fix: Option<Fix>,
}

/// A change to a note that fixes a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The bytes to replace.
    pub span: Span,
    /// What to write there.
    pub text: String,
}

impl Diagnostic {
    /// A finding with its code's severity and no help yet.
    #[must_use]
    pub fn new(
        code: Code,
        path: &NotePath,
        span: Span,
        message: impl AsRef<str>,
    ) -> Self {
        let (severity, path) = (code.severity(), path.clone());
        Self {
            code,
            severity,
            path,
            span,
            message: readable(message.as_ref()),
            help: None,
            fix: None,
        }
    }

    /// The same finding with help.
    #[must_use]
    pub fn with_help(mut self, help: impl AsRef<str>) -> Self {
        self.help = Some(readable(help.as_ref()));
        self
    }

    /// The same finding with the change that fixes it, if there is one.
    #[must_use]
    pub fn with_fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// Sorts findings in the order in which they are shown: by file, place and code.
    pub fn sort(findings: &mut [Self]) {
        findings.sort_by(|a, b| {
            let place = |it: &Self| (it.span.start, it.span.end, it.code);
            let path = || a.path.cmp(&b.path);
            path()
                .then_with(|| place(a).cmp(&place(b)))
                .then_with(|| a.message.cmp(&b.message))
        });
    }
}

/// `1 note`, `2 notes`, `2 drafts left out`.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        return format!("1 {noun}");
    }
    match noun.split_once(' ') {
        Some((noun, rest)) => format!("{count} {noun}s {rest}"),
        None => format!("{count} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_their_nouns() {
        let words =
            [counted(1, "note"), counted(0, "note"), counted(2, "draft left out")];
        assert_eq!(words, ["1 note", "0 notes", "2 drafts left out"]);
    }
}
