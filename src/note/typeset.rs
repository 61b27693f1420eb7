//! The formulas of a note, set as `MathML`.
//! Gives what is drawn for each, and a finding for one that stays TeX.
//! Must not know how a formula is set, or where it is shown.

use std::{collections::BTreeMap, sync::Arc};

use super::doc::{Doc, Kind, Node, NodeId};
use crate::{
    diag::{Code, Diagnostic},
    maths::{Failure, Maths},
    path::NotePath,
};

/// Formulas as `MathML`, by their nodes.
pub(super) type Formulas = BTreeMap<NodeId, Arc<str>>;

/// Sets the formulas of a note.
pub(super) fn typeset(
    path: &NotePath,
    doc: &Doc,
    maths: &Maths,
) -> (Formulas, Vec<Diagnostic>) {
    let (mut formulas, mut findings) = (Formulas::new(), Vec::new());
    for node in doc.walk() {
        let Kind::Formula { tex, display } = node.kind() else { continue };
        match maths.set(tex, display) {
            Ok(mathml) => {
                formulas.insert(node.id(), mathml);
            }
            Err(failure) => findings.push(left(path, node, tex, &failure)),
        }
    }
    (formulas, findings)
}

/// The finding on a formula that stays TeX.
fn left(path: &NotePath, node: Node<'_>, tex: &str, failure: &Failure) -> Diagnostic {
    let mut span = node.tex_span();
    // In quotes and cells it is written in another way than it is read.
    if span.len() == tex.len() {
        let from = failure.at.start.min(tex.len());
        let to = failure.at.end.clamp(from, tex.len());
        span = span.start + from..span.start + to;
    }
    let message = format!("the formula is shown as TeX: {}", failure.message);
    Diagnostic::new(Code::D001, path, span, message)
        .with_help("correct it; for a plain dollar sign, write `\\$`")
}
