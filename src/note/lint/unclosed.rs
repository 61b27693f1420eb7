//! Code, comments, formulas and HTML that nobody closes, so that they are not what they were meant
//! to be.
//! Gives a finding where each begins.
//! Must not change how anything is read.

use crate::{
    diag::{Code, Diagnostic},
    note::{
        doc::{Kind, Node},
        read::Read,
    },
    path::NotePath,
};

/// What begins a block of HTML that only its own end closes, and that end (CommonMark, "HTML
/// blocks", kinds 1 and 2).
const BLOCKS: [(&str, &str); 5] = [
    ("<!--", "-->"),
    ("<pre", "</pre>"),
    ("<script", "</script>"),
    ("<style", "</style>"),
    ("<textarea", "</textarea>"),
];

/// The findings on what was read of a note.
pub(super) fn findings(path: &NotePath, read: &Read) -> Vec<Diagnostic> {
    let finding = |start: usize, message: String, help: String| {
        Diagnostic::new(Code::N003, path, start..start, message).with_help(help)
    };
    let text = read.doc.source();
    let of_code = read.doc.walk().filter(|it| {
        let is_code = matches!(it.kind(), Kind::CodeBlock(_));
        is_code && text.get(it.span()).is_some_and(is_open_fence)
    });
    let of_code = of_code.map(|it| {
        finding(
            it.start(),
            String::from("this code block is never closed"),
            String::from(ending(it, text)),
        )
    });
    let of_html = read.unclosed.iter().map(|(at, (start, end))| {
        finding(
            *at,
            format!("`{start}` is never closed, so the rest of the note belongs to it"),
            format!("add `{end}` where it should end"),
        )
    });
    let of_comment = read.unclosed_comment.iter().map(|it| {
        let message = "`%%` is never closed, so it is shown as text";
        Diagnostic::new(Code::N005, path, it.clone(), message).with_help(
            "write `%%` where the comment ends, or `\\%%` for two percent signs",
        )
    });
    let of_formulas = read.open_formulas.iter().map(|it| {
        let message = "`$$` is never closed, so the formula is shown as text";
        Diagnostic::new(Code::D001, path, it.clone(), message)
            .with_help("write `$$` where the formula ends")
    });
    of_code.chain(of_html).chain(of_comment).chain(of_formulas).collect()
}

/// What to do about a block of code that nothing closes: often it is the quote or item around it
/// that ends too early.
fn ending(code: Node<'_>, text: &str) -> &'static str {
    let span = code.span();
    let behind = text.get(span.end..).unwrap_or_default();
    let next =
        behind.strip_prefix("\r\n").or(behind.strip_prefix('\n')).unwrap_or(behind);
    let next = next.lines().next().unwrap_or_default();
    let before = text.get(..span.start).unwrap_or_default();
    let line = before.rfind('\n').unwrap_or_default();
    let above = before.get(..line).unwrap_or_default().lines().next_back();
    // The words go on around it; its last fence alone looks like another first one.
    let goes_on = |it: &str| !it.trim().is_empty() && !it.trim_start().starts_with('>');
    let is_last = text
        .get(span)
        .is_some_and(|it| it.trim_matches(['`', '~', '\n', '\r', ' ']).is_empty());
    let is_parted =
        code.written().lines().next_back().is_some_and(|it| it.trim().is_empty());
    let is_cut = !is_parted && goes_on(next) || is_last && above.is_some_and(goes_on);
    let mut around = code.ancestors().skip(1);
    match around
        .find(|it| matches!(it.kind(), Kind::Quote | Kind::Callout(_) | Kind::Item))
    {
        Some(it) if is_cut && matches!(it.kind(), Kind::Item) => {
            "indent every line of the code as far as the first one"
        }
        Some(_) if is_cut => {
            "begin every line of the code with `>`, including the last one"
        }
        _ => "add the closing fence on its own line where the code ends",
    }
}

/// Whether a block of code begins with a fence that no fence ends.
fn is_open_fence(written: &str) -> bool {
    let sign = written.chars().next();
    let Some(sign) = sign.filter(|it| matches!(it, '`' | '~')) else { return false };
    let length = written.chars().take_while(|it| *it == sign).count();
    // In a quote each line begins with its sign.
    let closes = |line: &str| {
        let line = line.trim_matches([' ', '\t', '>', '\r', '\n']);
        line.len() >= length && line.chars().all(|it| it == sign)
    };
    // Mostly the last line does.
    written.split_once('\n').is_none_or(|(_, inside)| !inside.lines().rev().any(closes))
}

/// What begins and ends the block of HTML whose text begins here, if nothing ends it.
pub(in crate::note) fn open_block(html: &str) -> Option<(&'static str, &'static str)> {
    let html = html.trim_start().to_lowercase();
    BLOCKS.into_iter().find(|(start, end)| {
        let rest = html.strip_prefix(start);
        let is_name = |it: char| it.is_alphanumeric() || it == '-';
        // `<prefix>` is another element.
        let is_it =
            rest.is_some_and(|it| start.ends_with('-') || !it.starts_with(is_name));
        is_it && !html.contains(end)
    })
}

#[cfg(test)]
mod tests {
    use super::{is_open_fence, open_block};

    #[test]
    fn a_fence_is_closed_by_one_that_is_as_long() {
        for text in
            ["```\na\n```", "~~~~ sh\n~~~\n~~~~~ \n", "```\n> a\n> ```", "```\n  ```"]
        {
            assert!(!is_open_fence(text), "{text}");
        }
        for text in ["```sh\nls\n``` x\n", "````\n```\n", "~~~"] {
            assert!(is_open_fence(text), "{text}");
        }
        assert!(!is_open_fence("    indented"));
    }

    #[test]
    fn blocks_of_html_that_only_their_end_closes_are_known() {
        for html in ["<!-- a\nb", " <STYLE>\n", "<pre\nclass=x>", "<!--a--"] {
            assert!(open_block(html).is_some(), "{html}");
        }
        for html in ["<!-- a -->", "<pre>x</PRE>", "<prefix>", "<div>", "<script-x>"] {
            assert!(open_block(html).is_none(), "{html}");
        }
    }
}
