//! Markdown that does not render as its author meant: cells, links, blocks that nothing closes.
//! Gives a finding for each, with what to write instead.
//! Must not know any other note.

mod links;
mod tables;
mod unclosed;

use super::Node;
use crate::{diag::Diagnostic, path::NotePath};

/// The findings on a note's tree; `text` is the file.
#[must_use]
pub(super) fn findings(path: &NotePath, body: &[Node], text: &str) -> Vec<Diagnostic> {
    let mut findings = tables::findings(path, body, text);
    findings.extend(links::findings(path, body, text));
    findings.extend(unclosed::findings(path, body, text));
    findings
}
