//! What a reader can unfold: `<details>` and the `<summary>` that belongs to it.
//! Gives the same HTML with every other `<summary>` as a plain block.
//! Must not know where the HTML comes from; it is balanced.

use std::borrow::Cow;

use crate::note::raw::{self, Part};

/// The same HTML in which each `<summary>` is the only one of its `<details>`: a note may hold one
/// without the other, or be cut between them.
pub(super) fn mended(html: &str) -> Cow<'_, str> {
    if !html.contains("<summary") {
        return Cow::Borrowed(html);
    }
    let mut mended = String::with_capacity(html.len());
    let mut open: Vec<Element> = Vec::new();
    let mut at = 0;
    for part in raw::parts(html) {
        let Part::Tag(tag) = part else { continue };
        let is_orphan = if tag.closing {
            open.pop().is_some_and(|it| it.is_orphan)
        } else {
            let element = Element::below(open.last_mut(), &tag.name);
            let is_orphan = element.is_orphan;
            if !tag.empty {
                open.push(element);
            }
            is_orphan
        };
        if is_orphan {
            let name = if tag.closing { "</summary" } else { "<summary" };
            mended.push_str(html.get(at..tag.span.start).unwrap_or_default());
            mended.push_str(if tag.closing { "</div" } else { "<div" });
            at = tag.span.start + name.len();
        }
    }
    mended.push_str(html.get(at..).unwrap_or_default());
    Cow::Owned(mended)
}

/// An element that has not ended.
#[derive(Debug)]
struct Element {
    /// Whether a `<summary>` may stand in it.
    takes_summary: bool,
    /// Whether it is a `<summary>` that may not stand where it does.
    is_orphan: bool,
}

impl Element {
    fn below(parent: Option<&mut Self>, name: &str) -> Self {
        let is_summary = name == "summary";
        let is_taken =
            is_summary && parent.is_some_and(|it| std::mem::take(&mut it.takes_summary));
        Self { takes_summary: name == "details", is_orphan: is_summary && !is_taken }
    }
}

#[cfg(test)]
mod tests {
    use super::mended;

    #[test]
    fn a_summary_is_the_only_one_of_its_details() {
        let cases = [
            ("<summary>a</summary>", "<div>a</div>"),
            (
                "<details><summary>a</summary>b</details>",
                "<details><summary>a</summary>b</details>",
            ),
            (
                "<details><summary>a</summary><summary id=\"x\">b</summary></details>",
                "<details><summary>a</summary><div id=\"x\">b</div></details>",
            ),
            (
                "<details><b><summary>a</summary></b><br><summary>b</summary></details>",
                "<details><b><div>a</div></b><br><summary>b</summary></details>",
            ),
            (
                "<details><summary>a<summary>b</summary></summary></details>",
                "<details><summary>a<div>b</div></summary></details>",
            ),
            (
                "&lt;summary> <img alt=\"<summary>\">",
                "&lt;summary> <img alt=\"<summary>\">",
            ),
        ];
        for (html, expected) in cases {
            assert_eq!(mended(html), expected);
        }
    }
}
