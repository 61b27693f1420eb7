//! The formulas of a note, set as `MathML`.
//! Gives what is drawn for each, a finding for one that stays TeX, and words with formulas in them.
//! Must not know how a formula is set, or where it is shown.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Meta, TitleSource,
    doc::{Doc, Kind, Node, NodeId},
    mask::content_of,
    read::read,
    tags::Rules,
    title::Title,
};
use crate::{
    diag::{Code, Diagnostic, Span},
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
    let from = failure.at.start.min(tex.len());
    let to = failure.at.end.clamp(from, tex.len());
    let span = node.tex_span();
    let span = if span.len() == tex.len() {
        span.start + from..span.start + to
    } else {
        let written = node.written();
        let part = written_part(written, tex, from..to).unwrap_or(0..written.len());
        span.start + part.start..span.start + part.end
    };
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

/// Where a part of some TeX is written in a formula with its signs: all that the TeX lacks are the
/// signs around it and those of quotes, backslashes of Markdown and the halves of line breaks.
fn written_part(written: &str, tex: &str, part: Span) -> Option<Span> {
    let fence = |it: &str| it.starts_with("```") || it.starts_with("~~~");
    let opening = if fence(written) {
        written.find('\n')?
    } else {
        let signs = ["$$", "$`", "$", "\\\\(", "\\\\[", "\\(", "\\["];
        signs.into_iter().find(|it| written.starts_with(it)).map_or(0, str::len)
    };
    let marks = |it: &str| content_of(it.lines().next().unwrap_or_default());
    let mut at = opening + marks(written.get(opening..)?).saturating_sub(marks(tex));
    let (mut start, mut end) = (at, at);
    for (place, sign) in
        tex.char_indices().take_while(|it| it.0 < part.end.max(part.start + 1))
    {
        let behind = at + written.get(at..)?.find(sign)?;
        at = behind + sign.len_utf8();
        if place <= part.start {
            start = behind;
        }
        end = at;
        if sign == '\n' {
            let next = tex.get(place + 1..)?;
            at += marks(written.get(at..)?).saturating_sub(marks(next));
        }
    }
    if part.start >= tex.len() {
        start = end;
    }
    Some(start..if part.is_empty() { start } else { end })
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

#[cfg(test)]
mod tests {
    use super::written_part;

    /// What is written of the last letter `z` of some TeX.
    fn found(written: &str, tex: &str) {
        let at = tex.rfind('z').unwrap();
        let part = written_part(written, tex, at..at + 1).unwrap();
        assert_eq!(part, written.rfind('z').map(|at| at..at + 1).unwrap(), "{written}");
    }

    #[test]
    fn tex_is_found_where_it_is_written() {
        found("$$\n> a\n> > z\n> $$", "a\n> z");
        found("$|a\\|z|$", "|a|z|");
        found("$$\r\na\r\nz\r\n$$", "a\nz");
        found("\\\\(\\\\alpha\\_z\\\\)", "\\alpha_z");
        found("```math\n> a\n> \\foo z\n> ```", "a\n\\foo z");
        found("$a &amp; z$", "a & z");
        assert_eq!(written_part("$a &lt; z$", "a < z", 4..5), None);
        assert_eq!(written_part("$a\r\nb$", "a\nb", 3..3), Some(5..5));
    }
}
