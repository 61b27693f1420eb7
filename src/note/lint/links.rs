//! Text that its author meant as a link, and links without a destination.
//! Gives a finding for each, with what to write instead.
//! Must not know which files there are.

use crate::{
    diag::{Code, Diagnostic, Span},
    note::{
        doc::{Kind, Node},
        links::ASSET_SUFFIXES,
        read::Read,
    },
    path::NotePath,
};

/// No label and no address of a link is longer, in bytes.
const LONGEST: usize = 300;

/// The findings on what was read of a note.
pub(super) fn findings(path: &NotePath, read: &Read) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut find = |span: Span, message: String, help: String| {
        findings.push(Diagnostic::new(Code::L009, path, span, message).with_help(help));
    };
    let text = read.doc.source();
    for node in read.doc.walk() {
        match node.kind() {
            Kind::Link(link) | Kind::Image(link) => {
                let link = read.links.get(link.0);
                if link.is_some_and(|it| it.is_inline && it.href.trim().is_empty()) {
                    find(
                        node.span(),
                        String::from("this link has no address"),
                        String::from("add the address, or put code between backticks"),
                    );
                }
            }
            Kind::Text(_) => {
                let span = node.span();
                let words = text.get(span.clone()).unwrap_or_default();
                if !words.contains(']') || is_code(node) {
                    continue;
                }
                for (place, help) in unlinked(words) {
                    let link = words.get(place.clone()).unwrap_or_default();
                    let message = format!("`{link}` looks like a link but is plain text");
                    find(span.start + place.start..span.start + place.end, message, help);
                }
            }
            _ => (),
        }
    }
    findings
}

/// Whether a text is code, or stands in a block of HTML.
fn is_code(text: Node<'_>) -> bool {
    text.ancestors().any(|it| match it.kind() {
        Kind::CodeBlock(_) => true,
        Kind::Html(_) => !it.is_inline() && text.parent() == Some(it),
        _ => false,
    })
}

/// The places in a text that would be links without a space, each with what to write.
fn unlinked(text: &str) -> Vec<(Span, String)> {
    let candidates = text.match_indices(']').filter_map(|(close, _)| {
        let after = text.get(close + 1..)?;
        let opening = after.strip_prefix(' ').unwrap_or(after);
        let inside = opening.strip_prefix('(')?;
        let end = inside.bytes().take(LONGEST).position(|it| it == b')')?;
        let written = inside.get(..end)?;
        let address = written.split(" \"").next().unwrap_or_default().trim();
        let file = address.split('#').next().unwrap_or_default();
        if !is_file(file) || address.contains(['(', '\n', '"', '<']) {
            return None;
        }
        let before = text.as_bytes().get(..close)?;
        let open = before.iter().rev().take(LONGEST).position(|it| *it == b'[')?;
        let open = close - 1 - open;
        if text.get(..open)?.ends_with('\\') {
            return None;
        }
        let label = text.get(open..=close)?;
        let end = text.len() - inside.len() + written.len() + 1;
        let gap = opening.len() < after.len();
        let words = label.trim_matches(['[', ']']);
        // Numbers of sources, footnotes and callouts may stand before a bracket.
        if gap
            && (words.starts_with(['!', '^'])
                || words.chars().all(|it| !it.is_alphabetic()))
        {
            return None;
        }
        let help = match (gap, address.contains(' ')) {
            (false, true) => {
                let address = address.replace(' ', "%20");
                format!("write `{label}({address})`; a space ends the address")
            }
            (true, false) => {
                format!("write `{label}({address})`, without the space")
            }
            (true, true) | (false, false) => return None,
        };
        Some((open..end, help))
    });
    candidates.collect()
}

/// Whether a path names a note, a page or a file that notes show.
fn is_file(path: &str) -> bool {
    let suffix = path.rsplit_once('.').map(|(_, it)| it.to_lowercase());
    NotePath::new(path).is_some_and(|it| it.is_note())
        || suffix.is_some_and(|it| it == "html" || ASSET_SUFFIXES.contains(&it.as_str()))
}

#[cfg(test)]
mod tests {
    use super::unlinked;

    #[test]
    fn files_with_spaces_or_behind_one_are_meant_as_links() {
        let found = |text: &str| {
            let found = unlinked(text).into_iter();
            found
                .map(|(place, help)| (text.get(place).unwrap().to_owned(), help))
                .collect::<Vec<_>>()
        };
        let one = |link: &str, help: &str| vec![(link.to_owned(), help.to_owned())];
        assert_eq!(
            found("see [a b](my note.md#x), and"),
            one(
                "[a b](my note.md#x)",
                "write `[a b](my%20note.md#x)`; a space ends the address"
            )
        );
        assert_eq!(
            found("[a](my note.md \"title\")"),
            one(
                "[a](my note.md \"title\")",
                "write `[a](my%20note.md)`; a space ends the address"
            )
        );
        assert_eq!(
            found("![p] (p.png)"),
            one("[p] (p.png)", "write `[p](p.png)`, without the space")
        );
        for text in [
            "array[i](x y)",
            "[x] (see above)",
            "[x] (see above.md)",
            "[1] (https://example.org)",
            "\\[x](my note.md)",
            "x](my note.md)",
            "[x](my note.md",
            "[x](a (b).md)",
            "[2] (storage.md)",
            "[!NOTE] (storage.md)",
            "[^1] (storage.md)",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
