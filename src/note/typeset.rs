//! The formulas of a note, set as `MathML`.
//! Gives what is drawn for each, a finding for one that stays TeX, and words with formulas in them.
//! Must not know how a formula is set, or where it is shown.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Meta, TitleSource,
    doc::{Doc, Kind, Node, NodeId},
    read::read,
    tags::Rules,
    title::Title,
};
use crate::{
    diag::{Code, Diagnostic},
    maths::{self, Failure, Maths},
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
    let help = if failure.wants_macro {
        "define macros under `math: {macros: …}` in the front matter, or under \
         `markdown: {math: {macros: …}}` in crib.yaml"
    } else {
        "correct it; for a plain dollar sign, write `\\$`"
    };
    Diagnostic::new(Code::D001, path, span, message).with_help(help)
}

/// Takes the signs around formulas out of the texts of front matter; gives its title.
pub(super) fn front_matter(meta: &mut Meta, rules: &Rules) -> Option<Title> {
    if let Some(it) = &mut meta.description {
        *it = words(it, rules).1;
    }
    let title = meta.title.as_mut()?;
    let (text, shown) = words(title, rules);
    title.clone_from(&text);
    Some(Title::new(text, &shown, TitleSource::FrontMatter))
}

/// A text that is no Markdown, such as a title in front matter, without the signs around its
/// formulas: with their TeX, and with simple ones as signs.
fn words(text: &str, rules: &Rules) -> (String, String) {
    let (mut written, mut shown, mut rest) = (String::new(), String::new(), 0);
    if rules.sets_formulas() && text.contains(['$', '\\']) {
        for node in read(&text.into(), 0, rules).doc.walk() {
            let Some(tex) = node.tex() else { continue };
            let before = text.get(rest..node.span().start).unwrap_or_default();
            written.extend([before, tex]);
            shown.extend([before, &maths::shown(tex)]);
            rest = node.span().end;
        }
    }
    let rest = text.get(rest..).unwrap_or_default();
    (written + rest, shown + rest)
}
