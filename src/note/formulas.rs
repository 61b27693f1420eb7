//! Formulas in running text, which are not set: how many there are.
//! Gives their places and a number; money such as `$5 to $10` is not a formula.
//! Must not change how anything is read.

use super::doc::{Doc, Kind, Nodes};
use crate::diag::Span;

/// How many formulas the paragraphs, headings and cells of a note hold.
#[must_use]
pub fn count(doc: &Doc) -> usize {
    let lines = doc.walk().filter(|it| {
        it.is_paragraph()
            || matches!(
                it.kind(),
                Kind::Heading(_) | Kind::Item | Kind::TableCell | Kind::CalloutTitle
            )
    });
    let formulas = lines.map(|it| {
        let mut text = String::new();
        push_line(it.children(), &mut text);
        in_text(&text).count()
    });
    formulas.sum()
}

/// The text of a line without its code.
fn push_line(nodes: Nodes<'_>, text: &mut String) {
    for node in nodes {
        match node.kind() {
            Kind::Text(it) => text.push_str(it),
            // A formula with two underscores looks emphasized.
            Kind::Emphasis => {
                text.push('_');
                push_line(node.children(), text);
                text.push('_');
            }
            Kind::Strong | Kind::Strikethrough | Kind::Link(_) => {
                push_line(node.children(), text);
            }
            _ => text.push(' '),
        }
    }
}

/// The pieces of a text that stand between signs that enclose formulas, these included.
pub(super) fn in_text(text: &str) -> impl Iterator<Item = Span> {
    let mut absent = Vec::new();
    let mut rest = text;
    std::iter::from_fn(move || next(text, &mut rest, &mut absent))
}

/// The next formula in the rest of a text.
fn next(text: &str, rest: &mut &str, absent: &mut Vec<&'static str>) -> Option<Span> {
    while let Some(at) = rest.find(['$', '\\']) {
        *rest = rest.get(at..).unwrap_or_default();
        let start = text.len() - rest.len();
        let pairs = [("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("$", "$")];
        let pair = pairs.into_iter().find(|(open, _)| rest.starts_with(open));
        let (open, close) = pair.unwrap_or(("\\", ""));
        let inside = rest.get(open.len()..).unwrap_or_default();
        let is_sought = !close.is_empty() && !absent.contains(&close);
        let found_at = is_sought.then(|| inside.find(close)).flatten();
        if is_sought && found_at.is_none() {
            // It follows none of the later signs either.
            absent.push(close);
        }
        match found_at {
            Some(end) if is_formula(inside, end, open) => {
                *rest = inside.get(end + close.len()..).unwrap_or_default();
                return Some(start..text.len() - rest.len());
            }
            _ => *rest = inside,
        }
    }
    None
}

/// Whether the text before `end` is a formula; a single `$` may be a currency sign.
fn is_formula(text: &str, end: usize, open: &str) -> bool {
    let (inside, after) = (text.get(..end), text.get(end + 1..));
    let inside = inside.unwrap_or_default();
    if open != "$" {
        return !inside.trim().is_empty();
    }
    let is_digit = |it: char| it.is_ascii_digit();
    !inside.is_empty()
        && inside.trim() == inside
        && !inside.starts_with(is_digit)
        && !after.is_some_and(|it| it.starts_with(is_digit))
}

#[cfg(test)]
mod tests {
    use super::in_text;

    #[test]
    fn formulas_are_told_from_money() {
        for (text, count) in [
            ("for $x_i$ and $y$", 2),
            ("$$ a + b $$ and \\(c\\) and \\[d\\]", 3),
            ("costs $5 to $10, or $0.01-$1.00", 0),
            ("a $100 fee ($20 + $5)", 0),
            ("the cost is $$$", 0),
            ("$HOME and $PATH", 0),
            ("a \\ b $", 0),
        ] {
            assert_eq!(in_text(text).count(), count, "{text}");
        }
    }
}
