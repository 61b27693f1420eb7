//! Addresses in running text, which become links as they do on GitHub.
//! Gives `https://…` and `http://…` a node of their own (GFM, "Autolinks (extended)").
//! Leaves `www.…` and names of machines such as `http://localhost` as they are.

use crate::diag::Span;

/// The place of the first address in a text.
pub(in crate::note) fn address(text: &str) -> Option<Span> {
    let mut starts = text.match_indices("://").map(|(at, _)| at);
    starts.find_map(|at| {
        let (before, rest) = text.split_at_checked(at)?;
        let scheme = ["https", "http"].iter().find(|it| before.ends_with(**it))?;
        let start = at - scheme.len();
        let before = text.get(..start)?.chars().next_back();
        let is_apart = before.is_none_or(|it| !it.is_ascii_alphanumeric());
        let rest = rest.get(3..)?;
        let in_host = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | '.');
        let host = rest.split(|it| !in_host(it)).next()?.trim_end_matches('.');
        let has_dot = host.contains('.') && !host.starts_with('.');
        let length = if is_apart && has_dot { length(rest) } else { 0 };
        (length > 0).then_some(start..at + 3 + length)
    })
}

/// Nobody follows a longer address.
const LONGEST: usize = 4096;

/// How long an address is; the punctuation of the sentence around it does not belong to it.
fn length(rest: &str) -> usize {
    let is_end = |it: char| {
        it.is_whitespace() || "<>\"`“”‘’»…，。、）」：；！？】》』".contains(it)
    };
    let mut ends = rest.char_indices().take(LONGEST);
    let end = ends.find(|(_, it)| is_end(*it)).map(|(at, _)| at);
    let whole = if rest.len() <= LONGEST { Some(rest.len()) } else { None };
    let Some(end) = end.or(whole) else { return 0 };
    let mut url = rest.get(..end).unwrap_or_default();
    let opened = url.matches('(').count();
    let mut closed = url.matches(')').count();
    loop {
        if let Some(it) = url.strip_suffix([
            '?', '!', '.', ',', ':', ';', '*', '_', '~', '=', '\'', ']', '}',
        ]) {
            url = it;
        } else if let Some(it) = url.strip_suffix(')').filter(|_| closed > opened) {
            closed -= 1;
            url = it;
        } else {
            return url.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::note::{LinkId, Rules, doc::Kind, read::read};

    #[test]
    fn addresses_become_links_and_sentences_stay() {
        for (text, expected) in [
            ("See https://a.org/b?c=d#e.", "See <https://a.org/b?c=d#e>."),
            (
                "(https://a.org/x_(y)) and https://b.org/)",
                "(<https://a.org/x_(y)>) and <https://b.org/>)",
            ),
            ("**https://a.org** http://b.org, c", "<https://a.org> <http://b.org>, c"),
            ("참고:https://a.org/한글 끝", "참고:<https://a.org/한글> 끝"),
            (
                "“https://a.org/z” https://a.org/y：z",
                "“<https://a.org/z>” <https://a.org/y>：z",
            ),
            ("`https://a.org` [https://b.org](c.md)", "https://a.org https://b.org"),
            (
                "http://localhost:1111/ x://y.z https://",
                "http://localhost:1111/ x://y.z https://",
            ),
            (
                "<a href=\"b.md\">https://a.org</a> xhttps://a.org",
                "https://a.org xhttps://a.org",
            ),
            ("    https://a.org", "https://a.org"),
        ] {
            let read = read(&text.into(), 0, &Rules::default());
            let mut shown = String::new();
            for node in read.doc.walk() {
                match node.kind() {
                    Kind::Link(LinkId(at)) if !read.links[at].is_inline => {
                        assert_eq!(text.get(node.span()), Some(&*read.links[at].href));
                        shown.extend(["<", &*read.links[at].href, ">\u{0}"]);
                    }
                    Kind::Text(it) | Kind::Code(it) => {
                        let words = if shown.ends_with('\u{0}') { "" } else { it };
                        shown.truncate(shown.trim_end_matches('\u{0}').len());
                        shown.push_str(words);
                    }
                    _ => (),
                }
            }
            assert_eq!(shown.trim_end(), expected, "{text}");
        }
    }
}
