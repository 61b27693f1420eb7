//! Addresses that Jekyll's Liquid puts together, as far as they stand for a place of the notes.
//! Gives the address, and the links that Markdown takes for text since they hold spaces.
//! Fills in nothing else: every other piece of Liquid stays as it is written.

use std::borrow::Cow;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::{diag::Span, note::tree::Node};

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

/// Makes links of `[words]({{ … }}/path)`: a space ends a destination in Markdown.
pub fn link_liquid(nodes: &mut Vec<Node>) {
    let mut at = 0;
    while at < nodes.len() {
        if let Some(Node::Elem(tag, _, children)) = nodes.get_mut(at) {
            if !matches!(tag, Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Link { .. }) {
                link_liquid(children);
            }
        } else if let Some(found) = find(nodes, at) {
            at = found.replace(nodes, at);
            continue;
        }
        at += 1;
    }
}

/// A link that Markdown takes for text, which ends in one of a row of nodes.
struct Found {
    /// The node its words begin in, and the byte of the `[` in that node's text.
    from: (usize, usize),
    is_image: bool,
    href: String,
    /// The bytes of `](…)` in the text of the node it ends in.
    end: Span,
}

/// The first link that ends in the text at a place.
fn find(nodes: &[Node], at: usize) -> Option<Found> {
    let text = text_at(nodes, at)?;
    let mut ends = text.match_indices("](").map(|(at, _)| at);
    ends.find_map(|close| {
        let rest = text.get(close + 2..)?;
        let (href, length) = destination(rest)?;
        let from = opening(nodes, at, close)?;
        let before = text_at(nodes, from.0)?.get(..from.1)?;
        let is_image = before.ends_with('!') && !before.ends_with("\\!");
        let from = (from.0, from.1 - usize::from(is_image));
        let href = href.to_owned();
        Some(Found { from, is_image, href, end: close..close + 2 + length })
    })
}

fn text_at(nodes: &[Node], at: usize) -> Option<&str> {
    match nodes.get(at)? {
        Node::Leaf(Event::Text(text), _) => Some(text),
        _ => None,
    }
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

/// The words of a link are no longer than this, in characters.
const LONGEST: usize = 1000;

/// The `[` that the `]` at byte `close` of a node's text belongs to.
fn opening(nodes: &[Node], at: usize, close: usize) -> Option<(usize, usize)> {
    let mut depth = 0_usize;
    let mut end = Some(close);
    let mut left = LONGEST;
    for node in (0..=at).rev() {
        let Some(text) = text_at(nodes, node) else { continue };
        let text = end.take().map_or(Some(text), |end| text.get(..end))?;
        for (place, mark) in text.char_indices().rev() {
            left = left.checked_sub(1)?;
            match mark {
                ']' => depth += 1,
                '[' if depth == 0 => return Some((node, place)),
                '[' => depth -= 1,
                _ => (),
            }
        }
    }
    None
}

impl Found {
    /// Puts the link in place of the text; returns where to go on.
    fn replace(self, nodes: &mut Vec<Node>, at: usize) -> usize {
        let (first, open) = self.from;
        let inside = open + if self.is_image { 2 } else { 1 };
        let before = part(nodes.get(first), 0..open);
        let behind = part(nodes.get(at), self.end.end..usize::MAX);
        let mut children = Vec::new();
        if first == at {
            children.extend(part(nodes.get(at), inside..self.end.start));
        } else {
            children.extend(part(nodes.get(first), inside..usize::MAX));
            children.extend(nodes.get(first + 1..at).into_iter().flatten().cloned());
            children.extend(part(nodes.get(at), 0..self.end.start));
        }
        let start = place(nodes.get(first), open);
        let end = place(nodes.get(at), self.end.end);
        let (link_type, dest_url) = (LinkType::Inline, self.href.into());
        let (title, id) = ("".into(), "".into());
        let tag = if self.is_image {
            Tag::Image { link_type, dest_url, title, id }
        } else {
            Tag::Link { link_type, dest_url, title, id }
        };
        let link = Node::Elem(tag, (start..end).into(), children);
        let next = first + before.iter().len() + 1;
        nodes.splice(first..=at, before.into_iter().chain([link]).chain(behind));
        next
    }
}

/// A part of a node's text; nothing when it is empty.
fn part(node: Option<&Node>, bytes: Span) -> Option<Node> {
    let Some(Node::Leaf(Event::Text(text), _)) = node else { return None };
    let bytes = bytes.start..bytes.end.min(text.len());
    let words = text.get(bytes.clone()).filter(|it| !it.is_empty())?.to_owned();
    let span = place(node, bytes.start)..place(node, bytes.end);
    Some(Node::Leaf(Event::Text(words.into()), span.into()))
}

/// The place in the note of a byte of a node's text: exact where nothing is escaped.
fn place(node: Option<&Node>, at: usize) -> usize {
    node.map_or(at, |it| (it.span().start + at).min(it.span().end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::tree;

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
            let (mut body, _) = tree::parse(text, 0);
            link_liquid(&mut body);
            let mut shown = String::new();
            tree::walk(&body, &mut |node| match node {
                Node::Elem(Tag::Link { dest_url, .. }, ..) => {
                    shown.extend(["<", dest_url, ">"]);
                }
                Node::Elem(Tag::Image { dest_url, .. }, ..) => {
                    shown.extend(["!<", dest_url, ">"]);
                }
                Node::Leaf(Event::Text(it) | Event::Code(it), _) => shown.push_str(it),
                _ => (),
            });
            assert_eq!(shown, expected, "{text}");
        }
    }
}
