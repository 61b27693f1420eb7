//! Diagrams in blocks of code, which other programs draw.
//! Gives one finding a note.
//! Must not know the languages of diagrams.

use crate::{
    diag::{Code, Diagnostic},
    note::doc::{Doc, Kind},
    path::NotePath,
};

/// The finding on the first diagram of a note.
pub(super) fn findings(path: &NotePath, doc: &Doc) -> Option<Diagnostic> {
    let is_diagram = |info: &str| info.split_whitespace().next() == Some("mermaid");
    let first = doc
        .walk()
        .find(|it| matches!(it.kind(), Kind::CodeBlock(info) if is_diagram(info)))?;
    let start = first.start();
    let length = doc.source().get(start..)?.lines().next()?.len();
    let message = "the diagram is shown as its text";
    let finding = Diagnostic::new(Code::D002, path, start..start + length, message);
    Some(finding.with_help("for a picture, save it as SVG and link that file"))
}
