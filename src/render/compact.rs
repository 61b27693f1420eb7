//! Pages of our templates in fewer bytes: no white space between blocks, no quotes without need.
//! Gives HTML that browsers read as the same elements, attributes and words.
//! Must be given whole elements, whose tags are well-formed.

/// The same HTML in fewer bytes.
#[must_use]
pub fn compact(html: &str) -> String {
    let mut small = String::with_capacity(html.len());
    let (mut rest, mut behind_block, mut verbatim) = (html, false, 0_usize);
    let mut is_head = false;
    while let Some((text, tag)) = rest.find('<').map(|at| rest.split_at(at)) {
        let (tag, behind) = tag.split_at(end_of_tag(tag));
        let (name, is_end) = (name_of(tag), tag.starts_with("</"));
        let is_block = is_head || is_block(name);
        if verbatim > 0 {
            small.push_str(text);
        } else {
            push_text(&mut small, text, (behind_block, is_block));
        }
        push_tag(&mut small, tag, name);
        match name {
            "pre" if is_end => verbatim = verbatim.saturating_sub(1),
            "pre" => verbatim += 1,
            "head" => is_head = !is_end,
            _ => (),
        }
        (rest, behind_block) = (behind, is_block);
        if !is_end && is_raw(name) {
            let (raw, behind) = rest.split_at(end_of_raw(rest, name));
            small.push_str(raw);
            rest = behind;
        }
    }
    push_text(&mut small, rest, (behind_block, false));
    small
}

/// Adds words without the white space beside blocks; what divides lines is one line's end.
fn push_text(small: &mut String, text: &str, (behind, before): (bool, bool)) {
    let text = if behind { text.trim_ascii_start() } else { text };
    let text = if before { text.trim_ascii_end() } else { text };
    let mut lines = text.split('\n');
    small.push_str(lines.next().unwrap_or_default());
    for line in lines {
        let line = line.trim_ascii_start();
        if small.ends_with('\n') && line.is_empty() {
            continue;
        }
        small.truncate(small.trim_ascii_end().len());
        small.extend(["\n", line]);
    }
}

/// Whether a browser shows no space beside an element.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "col"
            | "colgroup"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
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

/// Whether the text of an element is not HTML.
fn is_raw(name: &str) -> bool {
    matches!(
        name,
        "iframe" | "noembed" | "noframes" | "script" | "style" | "textarea" | "xmp"
    )
}

/// The name in a tag, without the slash of an end tag.
fn name_of(tag: &str) -> &str {
    let inside = tag.trim_start_matches(['<', '/']);
    let end = inside.find(|it: char| it.is_ascii_whitespace() || matches!(it, '/' | '>'));
    inside.get(..end.unwrap_or(inside.len())).unwrap_or_default()
}

/// Where a tag ends, the `>` included; a comment ends where its signs do.
fn end_of_tag(tag: &str) -> usize {
    if tag.starts_with("<!--") {
        return tag.find("-->").map_or(tag.len(), |at| at + 3);
    }
    let first = tag.find('>').map_or(tag.len(), |at| at + 1);
    if !tag.get(..first).is_some_and(|it| it.contains(['"', '\''])) {
        return first;
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

/// Adds a tag with the quotes that its values need.
fn push_tag(small: &mut String, tag: &str, name: &str) {
    if !tag.contains(['"', '\'']) && !tag.ends_with("/>") {
        return small.push_str(tag);
    }
    let start = if tag.starts_with("</") { "</" } else { "<" };
    let inside = tag.strip_prefix(start).and_then(|it| it.strip_prefix(name));
    let is_tag =
        name.starts_with(|it: char| it.is_ascii_alphabetic()) && tag.ends_with('>');
    let Some(mut rest) = inside.filter(|_| is_tag) else {
        return small.push_str(tag);
    };
    small.extend([start, name]);
    let mut is_bare = false;
    loop {
        rest = rest.trim_ascii_start();
        if rest.is_empty() || rest == ">" || rest == "/>" {
            break;
        }
        let Some(end) =
            rest.find(|it: char| it.is_ascii_whitespace() || "=/>".contains(it))
        else {
            break;
        };
        let (name, behind) = rest.split_at(end.max(1));
        small.extend([" ", name]);
        let (value, behind) = match behind.strip_prefix('=') {
            Some(behind) => value(behind),
            None => ("", behind),
        };
        is_bare = !value.is_empty() && !value.bytes().any(|it| !is_plain(it));
        match value {
            "" => (),
            _ if is_bare => small.extend(["=", value]),
            _ if value.contains('"') => small.extend(["='", value, "'"]),
            _ => small.extend(["=\"", value, "\""]),
        }
        rest = behind;
    }
    if rest == "/>" && !is_void(name) {
        // Behind a bare value the slash would be a part of it.
        small.push_str(if is_bare { " /" } else { "/" });
    }
    small.push('>');
}

/// The value of an attribute, and what stands behind it.
fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some((value, behind)) =
            text.strip_prefix(quote).and_then(|it| it.split_once(quote))
        {
            return (value, behind);
        }
    }
    let end = text.find(|it: char| it.is_ascii_whitespace() || it == '>');
    text.split_at(end.unwrap_or(text.len()))
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
