//! Addresses in running text, which become links as they do on GitHub.
//! Gives the places of `https://…`, `http://…`, `ftp://…` and `www.…` (GFM, "Autolinks (extended)").
//! Must not know what is code or a link already: nothing there is running text.
//!
//! They end where GitHub ends them, and besides: at CJK punctuation, at quotation marks, and at
//! what the line opened before them, such as the bracket in `(https://a.example)が`.

use crate::{diag::Span, text::is_cjk_punctuation};

/// The places of the addresses in some Markdown, in order.
pub(in crate::note) fn addresses(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let places = |sign: &str| {
        let is_there = text.contains(sign);
        let places = text.match_indices(sign).map(|it| it.0);
        if is_there { places.collect() } else { Vec::new() }
    };
    let mut places: Vec<usize> = [places("://"), places("www.")].concat();
    if places.is_empty() {
        return found;
    }
    places.sort_unstable();
    let mut places = places.into_iter().peekable();
    let (mut start, mut in_table) = (0, false);
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let is_blank = line.trim_matches([' ', '\t', '>', '\r', '\n']).is_empty();
        let begins_table = lines.peek().is_some_and(|it| is_delimiter_row(it));
        in_table = begins_table || in_table && !is_blank;
        let end = start + line.len();
        let here = std::iter::from_fn(|| places.next_if(|it| *it < end));
        let here: Vec<usize> = here.map(|it| it - start).collect();
        of_line(line, here, in_table, |it| found.push(start + it.start..start + it.end));
        start = end;
    }
    found
}

/// Whether a line is the one below the header of a table.
fn is_delimiter_row(line: &str) -> bool {
    let row = line.trim_matches([' ', '\t', '>', '\r', '\n']);
    row.bytes().all(|it| matches!(it, b'|' | b'-' | b':' | b' ' | b'\t'))
        && row.contains('-')
        && row.contains('|')
}

/// Finds the addresses of a line in which `://` or `www.` stands at some places.
fn of_line(line: &str, places: Vec<usize>, is_row: bool, mut found: impl FnMut(Span)) {
    let (mut from, mut open) = (0, Open::default());
    for at in places {
        let Some((start, host)) = begin(line, at).filter(|it| it.0 >= from) else {
            continue;
        };
        open.read(line.get(from..start).unwrap_or_default());
        let rest = line.get(host..).unwrap_or_default();
        from = host + end(rest, open, is_row);
        let length = trimmed(line.get(host..from).unwrap_or_default()).len();
        if length > 0 && length <= LONGEST && has_host(line, start, host) {
            from = host + length;
            found(start..from);
        }
    }
}

/// Nobody follows a longer address.
const LONGEST: usize = 4096;

/// Where an address begins whose `://` or `www.` stands at a place, and where its host does.
fn begin(line: &str, at: usize) -> Option<(usize, usize)> {
    let before = line.get(..at)?;
    if line.get(at..)?.starts_with("www.") {
        let may_precede = |it: char| {
            it.is_whitespace() || "*_~(|[>\"'“‘".contains(it) || is_cjk_punctuation(it)
        };
        return before.chars().next_back().is_none_or(may_precede).then_some((at, at));
    }
    let scheme = before.rsplit(|it: char| !it.is_ascii_alphanumeric()).next()?;
    let is_known =
        ["https", "http", "ftp"].iter().any(|it| scheme.eq_ignore_ascii_case(it));
    is_known.then_some((at - scheme.len(), at + 3))
}

/// Whether the host of an address is one (GFM, "valid domain"); behind a scheme it needs no dot.
fn has_host(line: &str, start: usize, host: usize) -> bool {
    let in_host = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | '.');
    let rest = line.get(host..).unwrap_or_default();
    let name = rest.split(|it| !in_host(it)).next().unwrap_or_default();
    let name = name.trim_end_matches(['.', '_']);
    let is_short = start == host && name.matches('.').count() == 0;
    name.starts_with(char::is_alphanumeric)
        && !is_short
        && !name.rsplit('.').take(2).any(|it| it.contains('_'))
}

/// What a line has opened before an address.
#[derive(Debug, Default, Clone, Copy)]
struct Open {
    /// So many round brackets.
    round: usize,
    /// Runs of each sign of emphasis, a bit for each length.
    runs: [u16; 3],
}

/// The signs of emphasis that may stand inside of words.
const RUNS: [char; 3] = ['*', '~', '='];

impl Open {
    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find(['\\', '(', ')', '*', '~', '=']) {
            let tail = rest.get(at..).unwrap_or_default();
            let (run, behind) = run(tail);
            rest = behind;
            match run.chars().next() {
                Some('\\') => {
                    rest = behind
                        .get(behind.chars().next().map_or(0, char::len_utf8)..)
                        .unwrap_or_default();
                }
                Some('(') => self.round += run.len(),
                Some(')') => self.round = self.round.saturating_sub(run.len()),
                Some(_) if self.has(run) || !behind.starts_with(char::is_whitespace) => {
                    self.toggle(run);
                }
                _ => (),
            }
        }
    }

    fn has(&self, run: &str) -> bool {
        let (sign, bit) = Self::place(run);
        self.runs.get(sign).is_some_and(|it| it & bit != 0)
    }

    fn toggle(&mut self, run: &str) {
        let (sign, bit) = Self::place(run);
        if let Some(it) = self.runs.get_mut(sign) {
            *it ^= bit;
        }
    }

    fn place(run: &str) -> (usize, u16) {
        let sign = RUNS.iter().position(|it| run.starts_with(*it));
        // A single `=` marks nothing.
        let bit = if run == "=" { 0 } else { 1 << run.len().min(15) };
        (sign.unwrap_or(RUNS.len()), bit)
    }
}

/// The run of one sign that a text begins with, and what follows it; a backslash stands alone.
fn run(text: &str) -> (&str, &str) {
    let sign = text.chars().next().unwrap_or_default();
    let end =
        if sign == '\\' { 1 } else { text.len() - text.trim_start_matches(sign).len() };
    text.split_at_checked(end).unwrap_or_default()
}

/// How long the text is that can be part of an address.
fn end(text: &str, open: Open, is_row: bool) -> usize {
    let (mut round, mut square, mut bracket) = (0_usize, 0_usize, None);
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let at = text.len() - rest.len();
        let (signs, tail) = match sign {
            '*' | '~' | '=' => run(rest),
            _ => rest.split_at_checked(sign.len_utf8()).unwrap_or_default(),
        };
        let next = tail.chars().next();
        let is_end = match sign {
            '\\' => next.is_none_or(is_end),
            '|' => is_row,
            '&' => ["lt;", "gt;", "quot;", "nbsp;"].iter().any(|it| tail.starts_with(it)),
            ')' => round == 0 && open.round > 0,
            '[' => next == Some('^'),
            ']' => square == 0,
            '*' | '~' | '=' => open.has(signs),
            _ => is_end(sign),
        };
        if is_end || at > LONGEST {
            break;
        }
        match sign {
            '(' => round += 1,
            ')' => round = round.saturating_sub(1),
            '[' => {
                bracket = bracket.or(Some(at));
                square += 1;
            }
            ']' => {
                square -= 1;
                bracket = bracket.filter(|_| square > 0);
            }
            _ => (),
        }
        let escaped = next.filter(|it| sign == '\\' && it.is_ascii_punctuation());
        rest = tail.get(escaped.map_or(0, char::len_utf8)..).unwrap_or_default();
    }
    // A bracket that nothing closes may begin a link.
    bracket.unwrap_or(text.len() - rest.len())
}

fn is_end(sign: char) -> bool {
    // The dot in the middle of Japanese names stands in addresses, too.
    sign.is_whitespace()
        || "<>\"`“”‘’«»…".contains(sign)
        || is_cjk_punctuation(sign) && !matches!(sign, '・' | '･')
}

/// An address without the punctuation of the sentence around it.
fn trimmed(address: &str) -> &str {
    let mut url = address;
    let count = |sign: char| address.matches(sign).count();
    let (round, curly) = (count('('), count('{'));
    let (mut closed_round, mut closed_curly) = (count(')'), count('}'));
    loop {
        let Some(last) = url.chars().next_back() else { return url };
        let before = url.strip_suffix(last).unwrap_or_default();
        url = match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '\\' | '|' => before,
            ';' => without_reference(before),
            ')' if closed_round > round => {
                closed_round -= 1;
                before
            }
            '}' if closed_curly > curly => {
                closed_curly -= 1;
                before
            }
            _ => return url,
        };
    }
}

/// What stands before a character reference that lacks its `;`, or all of it.
fn without_reference(text: &str) -> &str {
    let before = text.trim_end_matches(|it: char| it.is_ascii_alphanumeric());
    let has_name = before.len() < text.len();
    let before = before.strip_suffix('#').unwrap_or(before);
    before.strip_suffix('&').filter(|_| has_name).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use crate::note::{LinkId, Rules, doc::Kind, read::read};

    /// What a reader reads of some Markdown, with `<…>` around the addresses in it, `*…*` around
    /// emphasis and `[…]` around other links.
    fn shown(text: &str) -> String {
        let read = read(&text.into(), 0, &Rules::default());
        let mut shown = String::new();
        let mut open: Vec<(u32, &str)> = Vec::new();
        for node in read.doc.walk() {
            while let Some((_, end)) = open.pop_if(|it| it.0 <= node.id().number()) {
                shown.push_str(end);
            }
            let end = node.scope().end.number();
            match node.kind() {
                Kind::Link(LinkId(at)) if !read.links[at].is_inline => {
                    let words = node.children().plain_text();
                    let href = &read.links[at].href;
                    let scheme = if words.starts_with("www.") { "http://" } else { "" };
                    assert_eq!(*href, format!("{scheme}{words}"));
                    shown.push('<');
                    open.push((end, ">"));
                }
                Kind::Link(_) => {
                    shown.push('[');
                    open.push((end, "]"));
                }
                Kind::Emphasis | Kind::Strong | Kind::Strikethrough => {
                    shown.push('*');
                    open.push((end, "*"));
                }
                Kind::TableCell if !shown.is_empty() => shown.push('|'),
                Kind::SoftBreak | Kind::HardBreak => shown.push('/'),
                Kind::Text(it) | Kind::Code(it) => shown.push_str(it),
                _ => (),
            }
        }
        shown.extend(open.iter().rev().map(|it| it.1));
        shown
    }

    #[test]
    fn addresses_become_links_and_sentences_stay() {
        for (text, expected) in [
            ("See https://a.org/b?c=d#e.", "See <https://a.org/b?c=d#e>."),
            (
                "(https://a.org/x_(y)) and https://b.org/)",
                "(<https://a.org/x_(y)>) and <https://b.org/>)",
            ),
            ("참고:https://a.org/한글 끝", "참고:<https://a.org/한글> 끝"),
            (
                "“https://a.org/z” https://a.org/y：z",
                "“<https://a.org/z>” <https://a.org/y>：z",
            ),
            ("`https://a.org` [https://b.org](c.md)", "https://a.org [https://b.org]"),
            (
                "http://localhost:1111/ x://y.z https:// http://. http://-a",
                "<http://localhost:1111/> x://y.z https:// http://. http://-a",
            ),
            (
                "<a href=\"b.md\">https://a.org</a> xhttps://a.org",
                "https://a.org xhttps://a.org",
            ),
            ("    https://a.org", "https://a.org"),
            ("HTTP://A.org Ftp://b/c", "<HTTP://A.org> <Ftp://b/c>"),
            (
                "https://a_b.c.org https://a.b_c.org",
                "<https://a_b.c.org> https://a.b_c.org",
            ),
            ("www.a.org/b, www. xwww.a.org", "<www.a.org/b>, www. xwww.a.org"),
            (
                "\"https://a.org/?q=\", 'http://b'",
                "\"<https://a.org/?q=>\", '<http://b>'",
            ),
            (
                "https://a.org/b\\\nc https://a.org/\nd",
                "<https://a.org/b>/c <https://a.org/>/d",
            ),
            ("## https://a.org/x_y_z {#i}", "<https://a.org/x_y_z>"),
            ("see[^1] https://a.org/b[^1]\n\n[^1]: n", "see <https://a.org/b>n"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn addresses_are_whole_beside_escapes_and_references() {
        for (text, expected) in [
            ("R&amp;D https://a.org/b c", "R&D <https://a.org/b> c"),
            ("\\[1\\] https://a.org/b c", "[1] <https://a.org/b> c"),
            ("https://a.org/?b=1&amp;c=2&d=3 e", "<https://a.org/?b=1&c=2&d=3> e"),
            ("https://a.org/b\\_c\\_d", "<https://a.org/b_c_d>"),
            (
                "&lt;https://a.org/b&gt; https://a.org/c&amp;",
                "<<https://a.org/b>> <https://a.org/c>&",
            ),
            (
                "| a | b |\n|-|-|\n| x \\| https://a.org/b|c |",
                "a|b|x | <https://a.org/b>|c",
            ),
            ("| a |\n|-|\n| https://a.org/b\\|c. |", "a|<https://a.org/b|c>."),
            ("https://a.org/b|c", "<https://a.org/b|c>"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn signs_in_addresses_are_no_markdown() {
        for (text, expected) in [
            (
                "https://a.org/b/__init__.py and __c__",
                "<https://a.org/b/__init__.py> and *c*",
            ),
            ("https://a.org/*/b*c and *d*", "<https://a.org/*/b*c> and *d*"),
            ("https://a.org/~b/~~c~~d", "<https://a.org/~b/~~c~~d>"),
            ("https://a.org/b[0][c]d [e](f)", "<https://a.org/b[0][c]d> [e]"),
            (
                "**https://a.org/b** *https://a.org/c_d_e*",
                "*<https://a.org/b>* *<https://a.org/c_d_e>*",
            ),
            ("_https://a.org/b_c_ ~~http://a~~", "*<https://a.org/b_c>* *<http://a>*"),
            ("**見よ https://a.org/b**と", "*見よ <https://a.org/b>*と"),
            (
                "[a https://b.org/c_d_e](f) [g](https://h.org/i_j_k)",
                "[a https://b.org/c_d_e] [g]",
            ),
            ("[g](https://h.org/i)*j*", "[g]*j*"),
            (
                "(https://a.org/b)が、（https://a.org/b）",
                "(<https://a.org/b>)が、（<https://a.org/b>）",
            ),
            ("https://a.org/[b c](d)", "<https://a.org/>[b c]"),
            (
                "`a https://b.org/c_d_e`\n\n    http://b_c_d",
                "a https://b.org/c_d_ehttp://b_c_d",
            ),
            ("<b title='http://a/b_c_d'>*x*</b>", "*x*"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
