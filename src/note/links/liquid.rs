//! Addresses that Jekyll's Liquid puts together, as far as they stand for a place of the notes.
//! Gives the address, and the links that Markdown takes for text since they hold spaces.
//! Fills in nothing else: every other piece of Liquid stays as it is written.

use std::borrow::Cow;

use crate::diag::Span;

/// Whether Liquid stands in an address.
#[must_use]
pub fn is_liquid(href: &str) -> bool {
    href.contains("{{") || href.contains("{%")
}

/// The address that is meant, from the root of the site where Liquid named the site's own.
///
/// Known are `{{ site.baseurl }}` and `{{ site.url }}` before a path, a path in quotes with the
/// filters `relative_url`, `absolute_url` and `prepend`, and the tags `link` and `post_url`
/// (Jekyll, "Liquid").
#[must_use]
pub fn filled(href: &str) -> Cow<'_, str> {
    let mut path = String::new();
    let mut rest = href;
    while let Some((piece, after)) = first_piece(rest) {
        let Some(meant) = meant(piece) else { return href.into() };
        path.push_str(&meant);
        rest = after;
    }
    if rest.len() == href.len() {
        return href.into();
    }
    path.push_str(rest);
    // The address of the site alone is that of its home page.
    if path.is_empty() { "/".into() } else { path.into() }
}

/// The piece of Liquid at the start of an address, with its braces, and the rest.
fn first_piece(href: &str) -> Option<(&str, &str)> {
    let close = match href.get(..2)? {
        "{{" => "}}",
        "{%" => "%}",
        _ => return None,
    };
    let inside = href.get(2..)?.trim_start_matches('-').trim_start();
    // Numbers between braces are of another language.
    let is_start = |it: char| it.is_ascii_alphabetic() || matches!(it, '"' | '\'');
    let end = href.find(close)? + close.len();
    inside.starts_with(is_start).then(|| href.split_at_checked(end)).flatten()
}

/// What a piece of Liquid stands for.
fn meant(piece: &str) -> Option<String> {
    let inside = piece.get(2..piece.len().checked_sub(2)?)?.trim_matches('-').trim();
    if piece.starts_with("{%") {
        let (tag, argument) = inside.split_once(char::is_whitespace)?;
        let argument = argument.trim();
        return match tag {
            "link" => Some(format!("/{}", argument.trim_start_matches('/'))),
            "post_url" => Some(format!("/_posts/{argument}.md")),
            _ => None,
        };
    }
    let mut parts = inside.split('|').map(str::trim);
    let value = parts.next()?;
    let mark = value.chars().next().filter(|it| matches!(it, '"' | '\''));
    let value = match (value, mark) {
        ("site.baseurl" | "site.url", _) => "",
        (_, Some(mark)) => value.strip_prefix(mark)?.strip_suffix(mark)?,
        _ => return None,
    };
    let is_known = |it: &str| {
        let name = it.split(':').next().unwrap_or_default().trim_end();
        matches!(name, "relative_url" | "absolute_url" | "prepend")
    };
    parts.all(is_known).then(|| value.to_owned())
}

/// The first end of a link whose destination is Liquid in a text that Markdown takes for words:
/// the bytes of `](…)`, since a space ends a destination in Markdown, and the destination.
pub(in crate::note) fn liquid_link(text: &str) -> Option<(Span, &str)> {
    // Most texts hold no brace.
    if !text.as_bytes().contains(&b'{') {
        return None;
    }
    let mut ends = text.match_indices("](").map(|(at, _)| at);
    ends.find_map(|close| {
        let (href, length) = destination(text.get(close + 2..)?)?;
        Some((close..close + 2 + length, href))
    })
}

/// The destination that begins with Liquid, and its length with a title and the `)`.
fn destination(text: &str) -> Option<(&str, usize)> {
    let mut rest = text;
    while let Some((_, after)) = first_piece(rest) {
        rest = after;
    }
    if rest.len() == text.len() {
        return None;
    }
    let end = rest.find(|it: char| it == ')' || it.is_whitespace())?;
    let length = text.len() - rest.len() + end;
    let after = rest.get(end..)?;
    let close = match after.trim_start().chars().next()? {
        ')' => after.find(')')?,
        mark @ ('"' | '\'') => {
            let title = after.trim_start();
            let end = title.get(1..)?.find(mark)? + 2;
            let behind = title.get(end..)?;
            let gap = behind.len() - behind.trim_start().len();
            behind.trim_start().starts_with(')').then_some(())?;
            after.len() - title.len() + end + gap
        }
        _ => return None,
    };
    Some((text.get(..length)?, length + close + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::{LinkId, Rules, doc::Kind, read::read};

    #[test]
    fn an_address_is_filled_in() {
        for (href, expected) in [
            ("{{site.baseurl}}/a", "/a"),
            ("{{ site.url }}{{ site.baseurl }}/a/#b", "/a/#b"),
            ("{{ site.baseurl }}", "/"),
            ("{{ '/a b' | relative_url }}", "/a b"),
            ("{{ \"/a\" | prepend: site.baseurl | absolute_url }}", "/a"),
            ("{{- site.baseurl -}}/a", "/a"),
            ("{% link a/b.md %}#c", "/a/b.md#c"),
            ("{{ site.baseurl }}{% link a.md %}", "/a.md"),
            ("{% post_url 2026-11-02-queues %}", "/_posts/2026-11-02-queues.md"),
            ("{{ site.other }}/a", "{{ site.other }}/a"),
            ("{{ '/a' | upcase }}", "{{ '/a' | upcase }}"),
            ("{% include a %}", "{% include a %}"),
            ("{{ '}}", "{{ '}}"),
            ("{{", "{{"),
            ("a{{ site.url }}", "a{{ site.url }}"),
            ("", ""),
        ] {
            assert_eq!(filled(href), expected, "{href}");
        }
    }

    #[test]
    fn links_with_spaces_in_liquid_are_links() {
        for (text, expected) in [
            ("a [b]({{ site.baseurl }}/c) d", "a <{{ site.baseurl }}/c>b d"),
            ("[**b** `c`]({% link d.md %}).", "<{% link d.md %}>b c."),
            ("![b]({{ '/c' | relative_url }} \"t\")", "!<{{ '/c' | relative_url }}>b"),
            ("[1 [2]]({{ x }}) [3]({{ y }}/z)", "<{{ x }}>1 [2] <{{ y }}/z>3"),
            ("[b] ({{ x }}) ]({{ y }})", "[b] ({{ x }}) ]({{ y }})"),
            ("f[0]({{1, 2}, {3}})", "f[0]({{1, 2}, {3}})"),
            ("[b]({{ x }} c) `[b]({{ x }})`", "[b]({{ x }} c) [b]({{ x }})"),
            ("[b]({{ x", "[b]({{ x"),
        ] {
            let read = read(&text.into(), 0, &Rules::default());
            let mut shown = String::new();
            for node in read.doc.walk() {
                match node.kind() {
                    Kind::Link(LinkId(at)) => {
                        shown.extend(["<", &*read.links[at].href, ">"]);
                    }
                    Kind::Image(LinkId(at)) => {
                        shown.extend(["!<", &*read.links[at].href, ">"]);
                    }
                    Kind::Text(it) | Kind::Code(it) => shown.push_str(it),
                    _ => (),
                }
            }
            assert_eq!(shown, expected, "{text}");
        }
    }
}
