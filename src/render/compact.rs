//! Pages of our templates in fewer bytes: no white space between blocks, no quotes without need.
//! Gives HTML that browsers read as the same elements, attributes and words.
//! Must be given whole elements, whose tags are well-formed.

use std::ops::Range;

use memchr::memchr;

/// The same HTML in fewer bytes.
#[must_use]
pub fn compact(html: &str) -> String {
    let mut page = Page { html, small: String::with_capacity(html.len()), done: 0 };
    let (mut at, mut behind_block, mut verbatim) = (0, false, 0_usize);
    let mut is_head = false;
    while let Some(length) = memchr(b'<', page.behind(at).as_bytes()) {
        let start = at + length;
        let tag = page.behind(start);
        let (name, is_end) = (name_of(tag), tag.starts_with("</"));
        let element = element(name);
        let is_block = is_head || !matches!(element, Element::Inline | Element::Raw);
        if verbatim == 0 {
            page.text(at..start, (behind_block, is_block));
        }
        at = page.tag(start, name, is_end);
        match element {
            Element::Verbatim if is_end => verbatim = verbatim.saturating_sub(1),
            Element::Verbatim => verbatim += 1,
            Element::Head => is_head = !is_end,
            Element::Raw if !is_end => at += end_of_raw(page.behind(at), name),
            _ => (),
        }
        behind_block = is_block;
    }
    page.text(at..html.len(), (behind_block, false));
    page.finish()
}

/// A page under way: what stays is copied in runs as long as possible.
struct Page<'a> {
    html: &'a str,
    small: String,
    /// How much of the HTML is in the smaller one, or left out.
    done: usize,
}

impl<'a> Page<'a> {
    fn behind(&self, at: usize) -> &'a str {
        self.html.get(at..).unwrap_or_default()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.html.as_bytes().get(at).copied()
    }

    /// Adds all before a range, and something in the place of it.
    fn replace(&mut self, range: Range<usize>, new: &str) {
        self.small.push_str(self.html.get(self.done..range.start).unwrap_or_default());
        self.small.push_str(new);
        self.done = range.end;
    }

    /// Leaves out the white space beside blocks; what divides lines is one line's end.
    fn text(&mut self, all: Range<usize>, (behind, before): (bool, bool)) {
        let text = self.html.get(all.clone()).unwrap_or_default();
        let inked = if behind { text.trim_ascii_start() } else { text };
        let mut at = all.end - inked.len();
        if all.start < at {
            self.replace(all.start..at, "");
        }
        let inked = if before { inked.trim_ascii_end() } else { inked };
        let end = at + inked.len();
        let mut rest = inked;
        while let Some(length) = memchr(b'\n', rest.as_bytes()) {
            let (line, below) = rest.split_at(length);
            let start = at + line.trim_ascii_end().len();
            rest = below.trim_ascii_start();
            at = end - rest.len();
            if start + 1 < at {
                self.replace(start..at, "\n");
            }
        }
        if end < all.end {
            self.replace(end..all.end, "");
        }
    }

    /// Leaves out of a tag the quotes that its values do not need; gives where it ends.
    fn tag(&mut self, start: usize, name: &str, is_end: bool) -> usize {
        let mut at = start + 1 + usize::from(is_end) + name.len();
        if self.byte(at) == Some(b'>') {
            return at + 1;
        }
        if is_end || !name.starts_with(|it: char| it.is_ascii_alphabetic()) {
            return start + end_of_tag(self.behind(start));
        }
        let mut is_bare = false;
        loop {
            let space = at;
            at = self.html.len() - self.behind(at).trim_ascii_start().len();
            match self.byte(at) {
                None => return at,
                Some(b'>') => {
                    self.replace(space..at, "");
                    return at + 1;
                }
                Some(b'/') if self.byte(at + 1) == Some(b'>') => {
                    // Behind a bare value the slash would be a part of it.
                    let slash = if is_bare { " /" } else { "/" };
                    self.replace(space..at + 1, if is_void(name) { "" } else { slash });
                    return at + 2;
                }
                Some(_) if at != space + 1 => self.replace(space..at, " "),
                Some(_) => (),
            }
            (at, is_bare) = self.attribute(at);
        }
    }

    /// Where an attribute ends, and whether that is a value without quotes.
    fn attribute(&mut self, start: usize) -> (usize, bool) {
        let rest = self.behind(start).as_bytes();
        let length = rest.iter().position(|it| ends_name(*it)).unwrap_or(rest.len());
        let at = start + length.max(1);
        if self.byte(at) != Some(b'=') {
            return (at, false);
        }
        let open = at + 1;
        let quote = self.byte(open).filter(|it| matches!(it, b'"' | b'\''));
        let inside = self.behind(open + 1);
        let length = quote.and_then(|it| memchr(it, inside.as_bytes()));
        let Some(value) = length.and_then(|it| inside.get(..it)) else {
            let rest = self.behind(open);
            let end = rest.find(|it: char| it.is_ascii_whitespace() || it == '>');
            return (open + end.unwrap_or(rest.len()), true);
        };
        let close = open + 1 + value.len();
        let is_bare = !value.is_empty() && value.bytes().all(is_plain);
        if value.is_empty() {
            self.replace(at..close + 1, "");
        } else if is_bare || (quote == Some(b'\'') && !value.contains('"')) {
            let quote = if is_bare { "" } else { "\"" };
            self.replace(open..open + 1, quote);
            self.replace(close..close + 1, quote);
        }
        (close + 1, is_bare)
    }

    fn finish(mut self) -> String {
        let end = self.html.len();
        self.replace(end..end, "");
        self.small
    }
}

/// What a browser does with the white space at an element and in it.
enum Element {
    /// Shows it.
    Inline,
    /// Shows none beside it.
    Block,
    /// Shows none beside it, but all in it.
    Verbatim,
    /// Shows none in it, whatever its elements are.
    Head,
    /// The text in it is not HTML.
    Raw,
}

/// What an element is. A name is compared with those of its length only.
fn element(name: &str) -> Element {
    let is_block = match name.len() {
        1 => name == "p",
        2 => matches!(
            name,
            "dd" | "dl"
                | "dt"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "hr"
                | "li"
                | "ol"
                | "td"
                | "th"
                | "tr"
                | "ul"
        ),
        3 => match name {
            "pre" => return Element::Verbatim,
            "xmp" => return Element::Raw,
            _ => matches!(name, "col" | "div" | "nav"),
        },
        4 => match name {
            "head" => return Element::Head,
            _ => matches!(name, "body" | "form" | "html" | "main"),
        },
        5 => match name {
            "style" => return Element::Raw,
            _ => matches!(name, "aside" | "table" | "tbody" | "tfoot" | "thead"),
        },
        6 => match name {
            "iframe" | "script" => return Element::Raw,
            _ => matches!(name, "figure" | "footer" | "header" | "legend"),
        },
        7 => match name {
            "noembed" => return Element::Raw,
            _ => matches!(
                name,
                "address" | "article" | "caption" | "details" | "section" | "summary"
            ),
        },
        _ => match name {
            "noframes" | "textarea" => return Element::Raw,
            _ => matches!(name, "blockquote" | "colgroup" | "fieldset" | "figcaption"),
        },
    };
    if is_block { Element::Block } else { Element::Inline }
}

/// Whether the start tag of an element is its end: a slash in it says nothing.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

/// The name in a tag, without the slash of an end tag.
fn name_of(tag: &str) -> &str {
    let inside = tag.strip_prefix('<').unwrap_or(tag);
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let end = inside.bytes().position(ends_name);
    inside.get(..end.unwrap_or(inside.len())).unwrap_or_default()
}

/// Where a tag ends, the `>` included; a comment ends where its signs do.
fn end_of_tag(tag: &str) -> usize {
    if tag.starts_with("<!--") {
        return tag.find("-->").map_or(tag.len(), |at| at + 3);
    }
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            _ => (),
        }
    }
    tag.len()
}

/// Where the text of an element that holds no HTML ends.
fn end_of_raw(rest: &str, name: &str) -> usize {
    let is_end = |at: &usize| {
        let tag = rest.get(at + 2..at + 2 + name.len());
        tag.is_some_and(|it| it.eq_ignore_ascii_case(name))
    };
    rest.match_indices("</").map(|it| it.0).find(is_end).unwrap_or(rest.len())
}

/// Whether the name of an element or attribute ends before this byte.
fn ends_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'=' | b'/' | b'>')
}

/// Whether a value with this byte needs no quotes.
fn is_plain(byte: u8) -> bool {
    !byte.is_ascii_whitespace()
        && !matches!(byte, b'"' | b'\'' | b'=' | b'<' | b'>' | b'`')
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn what_nobody_sees_is_left_out() {
        for (html, small) in [
            ("<p>a</p>\n<p>b <b>c</b> d</p>\n", "<p>a</p><p>b <b>c</b> d</p>"),
            (
                "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>",
                "<ul><li>a<ul><li>b</li></ul></li></ul>",
            ),
            (
                "<a href=\"x.html#a\" title=\"a b\">c</a>",
                "<a href=x.html#a title=\"a b\">c</a>",
            ),
            ("<img src=\"a?b=c\" alt=\"\" />", "<img src=\"a?b=c\" alt>"),
            ("<td> a </td>\n<td>b</td>", "<td>a</td><td>b</td>"),
            (
                "<p>a \n\n  b\n <b>c</b>\n\n<i>d</i></p>",
                "<p>a\nb\n<b>c</b>\n<i>d</i></p>",
            ),
            (
                "<!doctype html>\n<head>\n<title> a </title>\n\n<meta a=\"b\">\n</head>\n<a>b</a>",
                "<!doctype html><head><title>a</title><meta a=b></head><a>b</a>",
            ),
        ] {
            assert_eq!(compact(html), small);
        }
    }

    #[test]
    fn what_is_seen_stays() {
        for html in [
            "a <b>b</b> <i>c</i> d",
            "<pre><code>a\n  <span class=k>b</span> \n</code></pre>",
            "<p>a <math><mi>x</mi></math> <img src=x> b</p>",
            "<svg><path d=\"M0 0\"/><circle r=1 /></svg>",
            "<p title='say \"x\"'>a &lt; b</p>",
            "<script>if (a < b) c = \"</p>  <p>\";</script>",
            "<!-- a  <p> -->",
            "<a title=\"a > b\">c</a>",
            "a < b <",
            "<p",
        ] {
            assert_eq!(compact(html), html);
        }
    }
}
