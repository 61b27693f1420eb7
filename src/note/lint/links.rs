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
                if !words.as_bytes().contains(&b']') || is_code(node) {
                    continue;
                }
                for (place, help) in sized(text, &span) {
                    let written = text.get(place.clone()).unwrap_or_default();
                    let meant = if written.starts_with('!') { "picture" } else { "link" };
                    let message = format!("`{written}` is not a {meant}");
                    find(place, message, help);
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
pub(super) fn is_code(text: Node<'_>) -> bool {
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

/// The pictures and links that would be some without the size behind their address, as other
/// programs write it, each with what to write: `![words](picture.png =300x200)`. They begin in a
/// text, and may end behind it, since an address is a link of its own.
fn sized(text: &str, within: &Span) -> Vec<(Span, String)> {
    let words = text.get(within.clone()).unwrap_or_default();
    let pictures = words.match_indices("](").filter_map(|(close, _)| {
        let before = words.as_bytes().get(..close)?;
        let open = before.iter().rev().take(LONGEST).position(|it| *it == b'[')?;
        let open = close - 1 - open;
        let before = text.get(..within.start + open)?;
        let picture = words.get(..open)?.strip_suffix('!');
        let head = picture.and(before.strip_suffix('!')).unwrap_or(before);
        if head.ends_with('\\') || before.ends_with('\\') {
            return None;
        }
        let inside = text.get(within.start + close + 2..)?;
        let end = inside.bytes().take(LONGEST).position(|it| matches!(it, b')' | b'\n'))?;
        let is_closed = inside.get(end..)?.starts_with(')');
        let written = inside.get(..end).filter(|_| is_closed)?;
        let (address, rest) = written.trim().split_once([' ', '\t'])?;
        let mut parts: Vec<&str> = Vec::new();
        let (rest, title) = match rest.split_once('"') {
            Some((size, title)) if title.trim_end().ends_with('"') => {
                (size, title.trim_end().strip_suffix('"'))
            }
            Some((_, title)) => {
                let (title, size) = title.split_once('"')?;
                (size, Some(title))
            }
            None => (rest, None),
        };
        let (width, height) = size(rest.trim())?;
        let alt = words.get(open + 1..close)?;
        for (name, value) in [("width", width), ("height", height)] {
            if !value.is_empty() {
                parts.extend([" ", name, "=\"", value, "\""]);
            }
        }
        let place = head.len()..within.start + close + 2 + end + 1;
        if picture.is_none() {
            let file = address.split('#').next().unwrap_or_default();
            if !is_file(file) && !address.contains("://") || alt.contains(']') {
                return None;
            }
            let title = title.map(|it| format!(" \"{it}\"")).unwrap_or_default();
            let help =
                format!("Markdown has no sizes: write `[{alt}]({address}{title})`");
            return Some((place, help));
        }
        let title = title.map(|it| format!(" title=\"{it}\"")).unwrap_or_default();
        let size = parts.concat();
        let help = format!(
            "Markdown has no sizes: write `<img src=\"{address}\" alt=\"{alt}\"{title}{size}>`"
        );
        Some((place, help))
    });
    pictures.collect()
}

/// The width and height in `=300x200`; one of them may be missing.
fn size(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('=')?;
    let (width, height) = text.split_once('x').unwrap_or((text, ""));
    let is_length = |it: &str| {
        let digits = it.strip_suffix(['%', '*']).or(it.strip_suffix("px")).unwrap_or(it);
        digits.chars().all(|it| it.is_ascii_digit())
    };
    (text.len() > 1 && is_length(width) && is_length(height))
        .then_some((width.trim_end_matches('*'), height.trim_end_matches('*')))
}

/// Whether a path names a note, a page or a file that notes show.
fn is_file(path: &str) -> bool {
    let suffix = path.rsplit_once('.').map(|(_, it)| it.to_lowercase());
    NotePath::new(path).is_some_and(|it| it.is_note())
        || suffix.is_some_and(|it| it == "html" || ASSET_SUFFIXES.contains(&it.as_str()))
}

#[cfg(test)]
mod tests {
    use super::{sized, unlinked};

    #[test]
    fn pictures_with_sizes_behind_their_addresses_are_none() {
        let one = |text: &str| {
            let found = sized(text, &(0..text.len()));
            assert!(found.len() < 2, "{text}");
            let help = found.into_iter().next()?.1;
            Some(help.split_once('`')?.1.trim_end_matches('`').to_owned())
        };
        for (text, img) in [
            ("![s](p.png =300x200)", r#"src="p.png" alt="s" width="300" height="200""#),
            ("a ![s t](p.png =300x)", r#"src="p.png" alt="s t" width="300""#),
            ("![](a/p.png =x200)", r#"src="a/p.png" alt="" height="200""#),
            ("![s](p.png =50%x)", r#"src="p.png" alt="s" width="50%""#),
            ("![s](p.png =300)", r#"src="p.png" alt="s" width="300""#),
            (
                "![s](p.png =300x* \"t u\")",
                r#"src="p.png" alt="s" title="t u" width="300""#,
            ),
            (
                "![s](p.png \"t\" =9x9)",
                r#"src="p.png" alt="s" title="t" width="9" height="9""#,
            ),
        ] {
            assert_eq!(one(text), Some(format!("<img {img}>")), "{text}");
        }
        for (text, link) in [
            ("a [l m](a.md =300x200)", "[l m](a.md)"),
            ("[l](a.md#b \"t\" =300x)", "[l](a.md#b \"t\")"),
            ("[l](https://example.org =3x2)", "[l](https://example.org)"),
        ] {
            assert_eq!(one(text).as_deref(), Some(link), "{text}");
        }
        for text in [
            "![s](p.png)",
            "\\[l](a.md =3x2)",
            "[[l]](a.md =3x2)",
            "[s](p =3x)",
            "\\![s](p.png =3x)",
            "![s](p.png =ax)",
            "![s](p.png =3x",
        ] {
            assert_eq!(one(text), None, "{text}");
        }
    }

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
