//! What Markdown means otherwise in a line: code, tags, links and addresses.
//! Gives where each of them ends.
//! Takes time in proportion to the length of the text, whatever stands in it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    comments::{content_of, depth, is_blank},
    scan::{line_at, list_marker},
};

/// Whether something begins with a sign.
pub(super) fn begins(sign: u8) -> bool {
    matches!(sign, b'\n' | b'%' | b'\\' | b'`' | b'$' | b'<' | b'[' | b']' | b':')
}

/// How deep brackets nest in the address of a link.
const MAX_BRACKETS: usize = 32;

/// Elements whose text is not Markdown, and which hold more than one paragraph.
const RAW: [&str; 6] = ["pre", "script", "style", "textarea", "svg", "math"];

/// Elements of code in a line.
const CODE: [&str; 3] = ["code", "kbd", "samp"];

/// A text whose lines are looked at.
pub(super) struct Inline<'t> {
    text: &'t str,
    /// Where the paragraph ends that was looked at last.
    paragraph_end: usize,
    /// The backticks of the text by how many stand together; made when the first is met.
    ticks: Option<BTreeMap<usize, Vec<usize>>>,
    /// What nothing ends up to a byte.
    absent: BTreeSet<(&'static str, usize)>,
    /// Where the words of a link end that hold a comment or a formula.
    words_end: usize,
}

impl<'t> Inline<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            paragraph_end: 0,
            ticks: None,
            absent: BTreeSet::new(),
            words_end: 0,
        }
    }

    /// Passes over what a sign begins; gives where to go on.
    pub(super) fn pass(&mut self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let sign = rest.chars().next().unwrap_or_default();
        let end = match sign {
            '\\' => Some(escape(at, rest)),
            '`' => Some(self.code(at)),
            '<' => self.tag(at),
            '[' => self.wikilink(at),
            ']' => destination(rest).map(|it| at + it),
            ':' => address(rest).map(|it| at + it),
            _ => None,
        };
        end.unwrap_or(at + sign.len_utf8())
    }

    /// Where the words end of the last link whose words hold a comment or a formula.
    pub(super) fn words_end(&self) -> usize {
        self.words_end
    }

    /// `[[name]]`, or as much of `[[name|words]]` as stands before words with a comment or a
    /// formula.
    fn wikilink(&mut self, at: usize) -> Option<usize> {
        let rest = self.text.get(at..)?;
        let length = wikilink(rest)?;
        let inside = rest.get(..length - 2)?;
        let words = inside.find('|').map_or(length, |it| it + 1);
        let holds_more =
            |it: &str| it.contains(['$', '\\']) || it.matches("%%").count() > 1;
        if inside.get(words..).is_some_and(holds_more) {
            self.words_end = at + inside.len();
            return Some(at + words);
        }
        Some(at + length)
    }

    fn code(&mut self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let count = rest.len() - rest.trim_start_matches('`').len();
        let end = self.paragraph_end(at);
        let text = self.text;
        let ticks = self.ticks.get_or_insert_with(|| {
            let mut ticks: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            let mut from = 0;
            while let Some(at) = text.get(from..).and_then(|it| it.find('`')) {
                let run = text.get(from + at..).unwrap_or_default();
                let count = run.len() - run.trim_start_matches('`').len();
                ticks.entry(count).or_default().push(from + at);
                from += at + count;
            }
            ticks
        });
        let same = ticks.get(&count).map_or(&[][..], Vec::as_slice);
        let next = same.get(same.partition_point(|it| *it <= at));
        next.filter(|it| **it < end).map_or(at + count, |it| it + count)
    }

    /// A comment, an element of code, a tag or an address between `<` and `>`.
    fn tag(&mut self, at: usize) -> Option<usize> {
        let rest = self.text.get(at..)?;
        if rest.starts_with("<!--") {
            let end = self.find(at + 4, "-->")?;
            return Some(end + 3);
        }
        let end = at + tag_length(rest)?;
        let name = rest.get(1..)?.split(|it: char| !it.is_ascii_alphanumeric()).next()?;
        let is = |it: &&&str| it.eq_ignore_ascii_case(name);
        if self.text.get(..end)?.ends_with("/>") {
            return Some(end);
        }
        if let Some(name) = RAW.iter().find(is) {
            return self.end_tag(end, name, self.text.len()).or(Some(end));
        }
        if let Some(name) = CODE.iter().find(is) {
            let stop = self.paragraph_end(at);
            return self.end_tag(end, name, stop).or(Some(end));
        }
        Some(end)
    }

    /// Where the tag begins that ends an element.
    fn end_tag(&mut self, from: usize, name: &'static str, stop: usize) -> Option<usize> {
        if self.absent.contains(&(name, stop)) {
            return None;
        }
        let inside = self.text.get(from..stop).unwrap_or_default();
        let mut ends = inside.match_indices("</").map(|it| it.0);
        let is_end = |at: &usize| {
            let written = inside.get(at + 2..at + 2 + name.len());
            written.is_some_and(|it| it.eq_ignore_ascii_case(name))
        };
        let found = ends.find(is_end);
        if found.is_none() {
            self.absent.insert((name, stop));
        }
        found.map(|at| from + at)
    }

    /// Where a sign stands in the rest of the text.
    fn find(&mut self, from: usize, sign: &'static str) -> Option<usize> {
        let stop = self.text.len();
        if self.absent.contains(&(sign, stop)) {
            return None;
        }
        let found = self.text.get(from..stop).and_then(|it| it.find(sign));
        if found.is_none() {
            self.absent.insert((sign, stop));
        }
        found.map(|at| from + at)
    }

    /// Where the paragraph ends that a byte is in.
    pub(super) fn paragraph_end(&mut self, at: usize) -> usize {
        if at < self.paragraph_end {
            return self.paragraph_end;
        }
        let first = line_at(self.text, at);
        let mut end = at + first.len();
        let start =
            self.text.get(..at).and_then(|it| it.rfind('\n')).map_or(0, |it| it + 1);
        let quotes = depth(line_at(self.text, start));
        while end < self.text.len() {
            let line = line_at(self.text, end);
            if ends_paragraph(line) || depth(line) > quotes {
                break;
            }
            end += line.len();
        }
        self.paragraph_end = end;
        end
    }
}

/// Where what a backslash escapes ends.
fn escape(at: usize, rest: &str) -> usize {
    match rest.chars().nth(1) {
        Some('\n' | '\r') | None => at + 1,
        Some(other) => at + 1 + other.len_utf8(),
    }
}

/// Whether a line cannot go on a paragraph.
pub(super) fn ends_paragraph(line: &str) -> bool {
    let words = line.get(content_of(line)..).unwrap_or_default();
    let label = words.strip_prefix("[^").and_then(|it| it.find(']').map(|at| (it, at)));
    let is_footnote = label.is_some_and(|(it, at)| {
        it.get(at..).is_some_and(|behind| behind.starts_with("]:"))
    });
    let rule = words.trim_end();
    let is_rule = ['-', '=', '*', '_'].iter().any(|sign| {
        let rest = rule.trim_start_matches(*sign);
        rest.is_empty() && (rule.len() > 2 || *sign == '=')
    });
    is_blank(line)
        || is_footnote
        || is_rule
        || words.starts_with(": ")
        || list_marker(words).is_some()
        || ["```", "~~~", "|", "# ", "##"].iter().any(|it| words.starts_with(it))
}

/// The length of a tag or of an address between `<` and `>`.
fn tag_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('<')?;
    let name = inside.strip_prefix('/').unwrap_or(inside);
    if !name.starts_with(|it: char| it.is_ascii_alphabetic()) {
        return None;
    }
    let mut quote = None;
    let mut last = '<';
    let mut has_space = false;
    for (at, sign) in inside.char_indices().filter(|it| it.1 != '\r') {
        match (quote, sign) {
            // No tag goes on behind a blank line.
            (_, '\n') if last == '\n' => return None,
            (Some(it), _) if it == sign => quote = None,
            (Some(_), _) => (),
            (None, '>') => return Some(at + 2),
            (None, '<') => return None,
            (None, '%') if has_space && last == '%' => return None,
            (None, '"' | '\'') if last == '=' || last.is_whitespace() => {
                quote = Some(sign);
            }
            _ => has_space |= sign.is_whitespace(),
        }
        last = sign;
    }
    None
}

/// The length of `[[name]]`.
fn wikilink(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("[[")?;
    let end = inside.find(['[', ']', '\n'])?;
    inside.get(end..)?.starts_with("]]").then_some(end + 4)
}

/// The length of `](address "title")`, and of `]: address` as well.
fn destination(text: &str) -> Option<usize> {
    if let Some(rest) = text.strip_prefix("]:") {
        let spaces = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let word = word(rest.get(spaces..)?);
        let is_address = word.contains(['/', '.', '#']);
        return (is_address && word.matches("%%").count() < 2)
            .then_some(2 + spaces + word.len());
    }
    let inside = text.strip_prefix("](")?;
    let mut depth = 0_usize;
    let mut signs = inside.char_indices();
    if inside.starts_with('<') {
        let mut signs = signs.by_ref().skip(1);
        signs.find(|it| matches!(it.1, '<' | '>' | '\n')).filter(|it| it.1 == '>')?;
    }
    let end = loop {
        match signs.next()? {
            (_, '(') => depth += 1,
            (at, ')') if depth == 0 => return Some(at + 3),
            (_, ')') => depth -= 1,
            (at, ' ' | '\t') => break at,
            (_, '\n') => return None,
            _ => (),
        }
        if depth > MAX_BRACKETS {
            return None;
        }
    };
    let title = inside.get(end..)?.trim_start_matches([' ', '\t']);
    let quote = title.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let close = title.get(1..)?.find([quote, '\n'])? + 2;
    let behind = title.get(close..)?;
    let spaces = behind.len() - behind.trim_start().len();
    let at = text.len() - title.len() + close + spaces;
    text.get(at..)?.starts_with(')').then_some(at + 1)
}

/// The length of an address behind its scheme.
fn address(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("://")?;
    let word = word(rest);
    let behind = |at: usize| word.get(at + 2..).unwrap_or_default();
    // A comment may follow an address; what is part of one stands alone before other signs.
    let stop =
        word.find("%%").filter(|at| behind(*at).is_empty() || behind(*at).contains("%%"));
    Some(3 + stop.unwrap_or(word.len()))
}

/// The signs before the next space, the first ones of many.
fn word(text: &str) -> &str {
    const LONGEST: usize = 2000;
    let signs = text.char_indices().take(LONGEST);
    let ends = |it: char| it.is_whitespace() || matches!(it, '<' | '>' | '"');
    let length = signs
        .take_while(|it| !ends(it.1))
        .last()
        .map_or(0, |(at, it)| at + it.len_utf8());
    text.get(..length).unwrap_or_default()
}
