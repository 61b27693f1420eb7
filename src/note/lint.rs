//! Markdown that does not render as its author meant: cells, links, blocks that nothing closes.
//! Gives a finding for each, with what to write instead.
//! Must not know any other note.

mod diagrams;
mod links;
mod references;
mod tables;
mod unclosed;

use super::read::Read;
use crate::{diag::Diagnostic, path::NotePath};

pub(super) use unclosed::open_block;

/// The findings on what was read of a note.
pub(super) fn findings(path: &NotePath, read: &Read) -> Vec<Diagnostic> {
    let mut findings = tables::findings(path, &read.doc);
    findings.extend(diagrams::findings(path, &read.doc));
    findings.extend(links::findings(path, read));
    findings.extend(references::findings(path, read));
    findings.extend(unclosed::findings(path, read));
    findings
}
