//! Where comments and formulas begin and end: a look at lines and at what Markdown means otherwise
//! in them.
//! Gives those of a text in order, in one pass.
//! Must not know what becomes of them.
//!
//! It reads just enough of Markdown: quotes, lists and indentation tell what is a block of code;
//! spans of code, tags, links and addresses are passed over.

use std::collections::BTreeMap;

use super::{
    comments::{content_of, depth, is_blank},
    formulas::{Place, formula, may_begin},
    inline::{self, Inline},
};
use crate::{
    diag::Span,
    note::formulas::{Formula, has_command, shows_tex},
    text::is_joined,
};

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comment {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Where the line begins that it begins on.
    pub(super) line: usize,
    /// Where the words of that line begin, behind the marks of quotes, items and headings.
    pub(super) content: usize,
    /// Whether the line before is indented code.
    pub(super) after_code: bool,
    /// Whether the line begins a footnote.
    pub(super) is_footnote: bool,
}

/// The comments and formulas of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    pub(super) comments: Vec<Comment>,
    pub(super) formulas: Vec<Formula>,
    /// The sign that opens a comment which nothing closes.
    pub(super) unclosed: Option<Span>,
    /// The signs that open formulas which nothing closes.
    pub(super) open_formulas: Vec<Span>,
}

/// Finds the comments and formulas of what begins at a byte of a text.
pub(super) fn scan(text: &str, offset: usize) -> Scan {
    let found = scan_once(text, offset, false);
    let uses_brackets = |it: &Formula| {
        let part = |span: &Span| text.get(span.clone()).unwrap_or_default();
        let is_bracketed =
            ["\\(", "\\["].iter().any(|sign| part(&it.span).starts_with(sign));
        is_bracketed && shows_tex(part(&it.tex))
    };
    if found.formulas.iter().any(uses_brackets) {
        return scan_once(text, offset, true);
    }
    found
}

fn scan_once(text: &str, offset: usize, uses_brackets: bool) -> Scan {
    let mut scanner = Scanner {
        text,
        offset,
        lines: Lines::default(),
        inline: Inline::new(text),
        found: Scan::default(),
        uses_brackets,
        is_careless: false,
        is_open: false,
        block: Block::Paragraph,
        block_end: 0,
        unclosed_to: 0,
        endless: BTreeMap::new(),
    };
    let mut at = offset;
    while at < text.len() {
        at = scanner.line(at);
    }
    scanner.found
}

struct Scanner<'t> {
    text: &'t str,
    offset: usize,
    lines: Lines,
    inline: Inline<'t>,
    found: Scan,
    /// Whether the note is known to write formulas as `\(…\)`.
    uses_brackets: bool,
    /// Whether fences do not count in comments, since one of them took the end of a comment.
    is_careless: bool,
    /// Whether nothing closes a sign that may reach over blocks.
    is_open: bool,
    /// What the words stand in that are looked at.
    block: Block,
    /// Where the block ends that was looked at last.
    block_end: usize,
    /// Where the block ends in which nothing closes a sign.
    unclosed_to: usize,
    /// The shortest fences that nothing ends, by their sign and quotes.
    endless: BTreeMap<(char, usize), usize>,
}

/// A block as far as a comment in a sentence may reach.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Paragraph,
    /// A heading, or the title of a callout.
    Line,
    /// A row of a table, in which each cell is a block.
    Row,
}

/// What the lines so far say of the next one.
#[derive(Default)]
struct Lines {
    quotes: usize,
    /// The columns at which the words of the open items begin.
    items: Vec<usize>,
    in_paragraph: bool,
    in_table: bool,
    /// Whether the last line was indented code.
    in_code: bool,
}

/// Where the words of a line begin, and what they are.
#[derive(Clone, Copy)]
struct Begin {
    content: usize,
    /// How far from the quotes.
    column: usize,
    is_footnote: bool,
    is_heading: bool,
}

impl Scanner<'_> {
    /// Looks at the line that begins at a byte; gives the beginning of the next one.
    fn line(&mut self, start: usize) -> usize {
        let line = line_at(self.text, start);
        let after_code = self.lines.in_code;
        let Some(begin) = self.lines.begin(line) else {
            return start + line.len();
        };
        let words = line.get(begin.content..).unwrap_or_default();
        if let Some(fence) = fence(words) {
            let base = self.lines.leave(begin.column);
            let behind = start + line.len();
            let end = self.fence_end(behind, fence, self.lines.quotes, base);
            return end.unwrap_or(self.text.len());
        }
        let content = start + begin.content;
        if begin.is_heading {
            self.lines.leave(begin.column);
        } else {
            self.lines.in_paragraph = !words.trim().is_empty();
        }
        let next = line_at(self.text, start + line.len());
        self.block = self.lines.block(words, begin, next);
        self.words(start, content, (after_code, begin.is_footnote))
    }

    /// Looks at the words of a line and of those that a comment or code goes on to; gives the
    /// beginning of the next line.
    fn words(&mut self, line: usize, content: usize, of: (bool, bool)) -> usize {
        let (mut at, mut line, mut content) = (content, line, content);
        loop {
            let rest = self.text.get(at..).unwrap_or_default();
            let found = rest.bytes().position(inline::begins);
            let Some(found) = found else { return self.text.len() };
            at += found;
            let before = at;
            let sign = self.text.as_bytes().get(at).copied().unwrap_or_default();
            at = match sign {
                b'\n' => return at + 1,
                b'%' => self.percents(at, (line, content), of),
                b'$' | b'\\' => self.formula(at, content),
                _ => self.inline.pass(at),
            };
            // What stands behind a comment or code of several lines is words.
            let passed = self.text.get(before..at).unwrap_or_default();
            if let Some(last) = passed.rfind('\n') {
                line = before + last + 1;
                content = line;
                self.block =
                    if self.lines.in_table { Block::Row } else { Block::Paragraph };
            }
        }
    }

    /// Looks at a sign that may begin a formula; gives where to go on.
    fn formula(&mut self, at: usize, content: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        if !may_begin(rest) || self.is_in_address(at) {
            return self.inline.pass(at);
        }
        let begins_line = at == content && self.block == Block::Paragraph;
        let item = self.lines.items.last().copied().unwrap_or_default();
        let place = Place {
            stop: self.block_end(at),
            is_cell: self.block == Block::Row,
            quotes: self.lines.quotes,
            begins_line: begins_line.then_some(item),
            uses_brackets: self.uses_brackets,
        };
        match formula(self.text, at, &place) {
            Some(found) => {
                let end = found.span.end;
                self.found.formulas.push(found);
                end
            }
            None if rest.starts_with('$') => {
                if begins_line && opens_formula(rest) {
                    self.found.open_formulas.push(at..at + 2);
                }
                at + rest.len() - rest.trim_start_matches('$').len()
            }
            None => self.inline.pass(at),
        }
    }

    /// Whether a byte stands in an address without a scheme, `www.example.org/$x`.
    fn is_in_address(&self, at: usize) -> bool {
        const LONGEST: usize = 200;
        let before = self.text.get(..at).unwrap_or_default();
        let signs = before.chars().rev().take(LONGEST);
        let signs =
            signs.take_while(|it| !it.is_whitespace() && !"<>()[]\"'".contains(*it));
        let length: usize = signs.map(char::len_utf8).sum();
        before.get(at - length..).is_some_and(|it| it.starts_with("www."))
    }

    /// Looks at signs of percent; gives where to go on.
    fn percents(
        &mut self,
        at: usize,
        (line, content): (usize, usize),
        (after_code, is_footnote): (bool, bool),
    ) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let count = rest.len() - rest.trim_start_matches('%').len();
        let before = self.text.get(self.offset..at).unwrap_or_default();
        let last = before.chars().next_back();
        // Some scripts put no space between words.
        if count < 2 || last.is_some_and(|it| it.is_alphanumeric() && !is_joined(it)) {
            return at + count;
        }
        // In a table of signs it means itself.
        let behind = rest.get(count..).unwrap_or_default().trim_start_matches(' ');
        if before.trim_end_matches(' ').ends_with('|') && behind.starts_with('|') {
            return at + count;
        }
        // Only a sign that begins a line may reach over blocks.
        let begins_line = at == content && !is_footnote && self.block != Block::Line;
        let is_alone = || rest.lines().next().is_some_and(|it| it.trim() == "%%");
        let end = if count > 3 {
            Some(at + count)
        } else if begins_line {
            self.close(at + 2, is_alone())
        } else {
            self.close_in_block(at + 2)
        };
        let Some(end) = end else {
            self.found.unclosed.get_or_insert(at..at + 2);
            return at + count;
        };
        // Comments with nothing between them are one.
        let between = |it: &&mut Comment| {
            let words = self.text.get(it.end..at);
            words.is_some_and(|it| !it.contains('\n') && it.trim().is_empty())
        };
        match self.found.comments.last_mut().filter(between) {
            Some(last) => last.end = end,
            None => self.found.comments.push(Comment {
                start: at,
                end,
                line,
                content,
                after_code,
                is_footnote,
            }),
        }
        end
    }

    /// Where a comment ends whose inside begins at a byte of a sentence.
    fn close_in_block(&mut self, from: usize) -> Option<usize> {
        if from < self.unclosed_to {
            return None;
        }
        let stop = self.block_end(from);
        let inside = self.text.get(from..stop).unwrap_or_default();
        let end = closing(inside, inside.starts_with(char::is_alphanumeric));
        if end.is_none() {
            self.unclosed_to = stop;
        }
        end.map(|it| from + it)
    }

    /// Where the block ends that a byte is in: a paragraph, a line, a cell, or the words of a link.
    fn block_end(&mut self, at: usize) -> usize {
        let words = self.inline.words_end();
        if words > 0 && at <= words {
            return words;
        }
        if at >= self.block_end {
            let rest = self.text.get(at..).unwrap_or_default();
            let mut is_escaped = false;
            let ends_cell = |it: char| {
                let was_escaped = is_escaped;
                is_escaped = it == '\\' && !was_escaped;
                it == '\n' || it == '|' && !was_escaped
            };
            let length = match self.block {
                Block::Paragraph => {
                    self.block_end = self.inline.paragraph_end(at);
                    return self.block_end;
                }
                Block::Line => rest.find('\n'),
                Block::Row => rest.find(ends_cell),
            };
            self.block_end = at + length.unwrap_or(rest.len());
        }
        self.block_end
    }

    /// Where a comment ends whose inside begins at a byte, wherever that is.
    fn close(&mut self, from: usize, is_block: bool) -> Option<usize> {
        if self.is_open && !is_block {
            return None;
        }
        let end = self.closing_from(from, !self.is_careless);
        self.is_open |= end.is_none();
        // A sign in a sentence may be a slip; one on a line of its own is not.
        if end.is_some() || self.is_careless || !is_block {
            return end;
        }
        self.is_careless = true;
        self.closing_from(from, false)
    }

    /// Where the next closing sign ends, those in blocks of code left out if fences count.
    fn closing_from(&mut self, from: usize, mut knows_fences: bool) -> Option<usize> {
        let mut at = from;
        let of_word = line_at(self.text, from).starts_with(char::is_alphanumeric);
        while at < self.text.len() {
            let line = line_at(self.text, at);
            let behind = at + line.len();
            let is_whole = at > from;
            let words = line.get(begin_of_words(line)..).unwrap_or_default();
            if let Some(fence) = fence(words).filter(|_| is_whole && knows_fences) {
                match self.fence_end_in_comment(behind, fence, depth(line)) {
                    Some(end) => {
                        at = end;
                        continue;
                    }
                    None => knows_fences = false,
                }
            }
            if let Some(end) = closing(line, of_word) {
                return Some(at + end);
            }
            at = behind;
        }
        None
    }

    /// The same as `fence_end` outside of items; what nothing ends is looked for once.
    fn fence_end_in_comment(
        &mut self,
        from: usize,
        (sign, length): (char, usize),
        quotes: usize,
    ) -> Option<usize> {
        let shortest = self.endless.get(&(sign, quotes));
        if shortest.is_some_and(|it| *it <= length) {
            return None;
        }
        let end = self.fence_end(from, (sign, length), quotes, 0);
        if end.is_none() {
            self.endless.insert((sign, quotes), length);
        }
        end
    }

    /// The beginning of the line behind a block of code: the one behind its closing fence, or one
    /// outside of the quote or item it stands in.
    fn fence_end(
        &self,
        from: usize,
        (sign, length): (char, usize),
        quotes: usize,
        base: usize,
    ) -> Option<usize> {
        let mut at = from;
        while at < self.text.len() {
            let line = line_at(self.text, at);
            let (words, columns) = unindented(line);
            let is_out = quotes > 0 && depth(line) < quotes
                || quotes == 0 && base > columns && !is_blank(line);
            if is_out {
                return Some(at);
            }
            let end = words.trim_end();
            at += line.len();
            if end.len() >= length && end.chars().all(|it| it == sign) {
                return Some(at);
            }
        }
        None
    }
}

impl Lines {
    /// What the words of a line stand in, by the line behind it as well.
    fn block(&mut self, words: &str, begin: Begin, next: &str) -> Block {
        let next = next.get(content_of(next)..).unwrap_or_default();
        let is_header = words.contains('|') && is_delimiter(next);
        let goes_on = || words.starts_with('|') || !inline::ends_paragraph(words);
        self.in_table = is_delimiter(words) || self.in_table && goes_on();
        if begin.is_heading || self.quotes > 0 && words.starts_with("[!") {
            Block::Line
        } else if self.in_table || is_header {
            Block::Row
        } else {
            Block::Paragraph
        }
    }

    /// Leaves the paragraph, and the items that a block at a column does not belong to; gives the
    /// column of the innermost one that is left.
    fn leave(&mut self, column: usize) -> usize {
        (self.in_paragraph, self.in_table) = (false, false);
        self.items.retain(|it| *it <= column);
        self.items.last().copied().unwrap_or_default()
    }

    /// Where the words of a line begin; none in indented code.
    fn begin(&mut self, line: &str) -> Option<Begin> {
        self.in_code = false;
        let quotes = depth(line);
        if quotes != self.quotes {
            // Lazy lines go on the paragraph of a quote.
            let is_lazy = quotes < self.quotes && self.in_paragraph;
            if !is_lazy || is_blank(line) {
                self.items.clear();
                (self.in_paragraph, self.in_table) = (false, false);
            }
            self.quotes = quotes;
        }
        let mut at = quote_end(line);
        let mut column = 0;
        let mut was_item = false;
        loop {
            let rest = line.get(at..).unwrap_or_default();
            let (words, width) = unindented(rest);
            let content = at + rest.len() - words.len();
            if words.trim().is_empty() {
                self.in_paragraph &= was_item;
                return Some(Begin::of_words(content, column + width));
            }
            let indent = column + width;
            let items = &self.items;
            let base = items.iter().rev().find(|it| was_item || **it <= indent);
            let base = base.copied().unwrap_or_default();
            if !self.in_paragraph && indent >= base + 4 {
                self.in_code = true;
                return None;
            }
            if !self.in_paragraph && !was_item {
                self.items.retain(|it| *it <= indent);
            }
            let marker = list_marker(words).filter(|_| indent < base + 4);
            let Some(marker) = marker else {
                return Some(self.begin_of_block(words, content, indent));
            };
            self.items.retain(|it| *it <= indent);
            let behind = words.get(marker..).unwrap_or_default();
            let spaces = unindented(behind).1;
            let gap = if (1..=4).contains(&spaces) { spaces } else { 1 };
            self.items.push(indent + marker + gap);
            (self.in_paragraph, self.in_table) = (false, false);
            (at, column, was_item) = (content + marker, indent + marker, true);
            let task = ["[ ] ", "[x] ", "[X] "];
            let words = behind.trim_start_matches([' ', '\t']);
            if spaces < 5 && task.iter().any(|it| words.starts_with(it)) {
                let content = content + marker + behind.len() - words.len() + 4;
                return Some(Begin::of_words(content, indent + marker + gap));
            }
        }
    }

    fn begin_of_block(&mut self, words: &str, content: usize, column: usize) -> Begin {
        let level = words.len() - words.trim_start_matches('#').len();
        let title = words.get(level..).unwrap_or_default();
        if (1..=6).contains(&level) && title.starts_with([' ', '\t']) {
            let spaces = title.len() - title.trim_start_matches([' ', '\t']).len();
            let content = content + level + spaces;
            return Begin { is_heading: true, ..Begin::of_words(content, column) };
        }
        let label = words.strip_prefix("[^").and_then(|it| it.split_once("]:"));
        if let Some((label, text)) = label.filter(|it| !it.0.contains([']', ' '])) {
            self.items = vec![4];
            let spaces = text.len() - text.trim_start_matches([' ', '\t']).len();
            let content = content + label.len() + 4 + spaces;
            return Begin { is_footnote: true, ..Begin::of_words(content, column) };
        }
        if words.starts_with(": ") {
            return Begin { is_footnote: true, ..Begin::of_words(content + 2, column) };
        }
        Begin::of_words(content, column)
    }
}

impl Begin {
    fn of_words(content: usize, column: usize) -> Self {
        Self { content, column, is_footnote: false, is_heading: false }
    }
}

/// The line that begins at a byte, with its break.
pub(super) fn line_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.find('\n').map_or(rest.len(), |it| it + 1);
    rest.get(..end).unwrap_or_default()
}

/// Where a comment ends that the first closing sign of some lines ends. One between backticks is
/// spoken of; `%%time and %%bash` are two words.
fn closing(text: &str, of_word: bool) -> Option<usize> {
    let mut from = 0;
    loop {
        let rest = text.get(from..)?;
        let at = from + rest.find("%%")?;
        let run = text.get(at..)?;
        let count = run.len() - run.trim_start_matches('%').len();
        let (before, behind) = (text.get(..at)?, text.get(at + count..)?);
        let begins_word = before.ends_with(char::is_whitespace)
            && behind.starts_with(char::is_alphanumeric);
        let is_spoken_of = before.ends_with('`') && behind.starts_with('`');
        if !(is_spoken_of || of_word && begins_word) {
            return Some(at + if count == 3 { 3 } else { 2 });
        }
        from = at + count;
    }
}

/// Whether a text begins with two dollars and TeX in the paragraph behind them.
fn opens_formula(text: &str) -> bool {
    const LINES: usize = 20;
    let inside = text.strip_prefix("$$").filter(|it| !it.starts_with('$'));
    let lines = inside.map(|it| it.lines().take(LINES)).into_iter().flatten();
    let mut paragraph =
        lines.enumerate().take_while(|(at, it)| *at == 0 || !is_blank(it));
    paragraph.any(|(_, it)| has_command(it))
}

/// Whether words are the line below the header of a table.
fn is_delimiter(words: &str) -> bool {
    let words = words.trim();
    words.bytes().all(|it| matches!(it, b'-' | b':' | b'|' | b' ' | b'\t'))
        && words.contains('|')
        && words.contains('-')
}

/// The sign and length of the fence that a line begins with.
pub(super) fn fence(words: &str) -> Option<(char, usize)> {
    let sign = words.chars().next().filter(|it| matches!(it, '`' | '~'))?;
    let info = words.trim_start_matches(sign);
    let length = words.len() - info.len();
    (length > 2 && !(sign == '`' && info.contains('`'))).then_some((sign, length))
}

/// The length of the mark of an item that words begin with.
pub(super) fn list_marker(words: &str) -> Option<usize> {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let (sign, behind) = words.split_at_checked(digits)?;
    let length = match behind.chars().next()? {
        '-' | '+' | '*' if sign.is_empty() => 1,
        '.' | ')' if (1..10).contains(&digits) => digits + 1,
        _ => return None,
    };
    let rest = words.get(length..)?;
    let is_marker = rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']);
    // `* * *` is a line across.
    let is_rule = || {
        let sign = words.chars().next();
        let mut signs = words.chars().filter(|it| !it.is_whitespace());
        let is_same = signs.clone().all(|it| Some(it) == sign);
        digits == 0 && is_same && signs.nth(2).is_some()
    };
    (is_marker && !is_rule()).then_some(length)
}

/// The length of the marks of quotes, the space behind the last one included.
fn quote_end(line: &str) -> usize {
    let marks = line.get(..content_of(line)).unwrap_or_default();
    let Some(last) = marks.rfind('>') else { return 0 };
    let has_space = marks.get(last + 1..).is_some_and(|it| it.starts_with(' '));
    last + 1 + usize::from(has_space)
}

/// Where the words of a line begin behind quotes and marks of items.
fn begin_of_words(line: &str) -> usize {
    let mut at = content_of(line);
    while let Some(length) = line.get(at..).and_then(list_marker) {
        let rest = line.get(at + length..).unwrap_or_default();
        at += length + rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }
    at
}

/// A line without the quotes and spaces before its words, and how many columns the spaces take.
pub(super) fn unindented(line: &str) -> (&str, usize) {
    let rest = line.get(quote_end(line)..).unwrap_or_default();
    let words = rest.trim_start_matches([' ', '\t']);
    let spaces = rest.get(..rest.len() - words.len()).unwrap_or_default();
    let columns = spaces.chars().fold(0, |column, it| match it {
        '\t' => column / 4 * 4 + 4,
        _ => column + 1,
    });
    (words, columns)
}
