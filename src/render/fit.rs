//! HTML in places of a fixed size, such as a card: type by length, and parts where even small type is
//! too long.
//! Gives what fits by estimate, without a browser; no word is cut.
//! Must use the same sizes and spacing as `cards-alone.html`.

use std::fmt::Write as _;

use crate::{
    paper::{Metrics, POINT, count},
    render::html::is_phrasing,
    text::is_full_width,
};

/// The sizes of type in pt, the largest first.
pub(super) const SIZES: [f64; 5] = [14.0, 12.0, 10.0, 8.5, 7.0];

/// The height of a line in em.
const LINE: f64 = 1.3;

/// The space below a block, in lines.
const BELOW: f64 = 0.25;

/// How far lists and quotes are set in, in em.
const INDENT: f64 = 1.3;

/// The padding of a table's cell: left and right in em, above and below in lines.
const CELL: (f64, f64) = (0.7, 0.35);

/// How much wider than estimated words may run in the reader's font.
const WIDER: f64 = 1.08;

/// How much higher than estimated they may be, in lines.
const HIGHER: f64 = 0.3;

/// A place on paper, in mm.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// The number of the largest type that HTML fits in, and the HTML, in parts if it does not fit in any.
/// It is HTML that was written here: well-formed, with attributes in double quotes.
pub(super) fn fit(html: &str, area: Area, metrics: &Metrics) -> (usize, Vec<String>) {
    let last = SIZES.len() - 1;
    for (at, size) in SIZES.iter().enumerate() {
        let parts = cut(html, area, *size, metrics);
        if parts.len() == 1 || at == last {
            return (at, parts);
        }
    }
    (last, vec![html.to_owned()])
}

/// The height of a text in type of a size, in mm.
pub(super) fn height(text: &str, width: f64, size: f64, metrics: &Metrics) -> f64 {
    let area = Area { width, height: f64::INFINITY };
    let mut writer = Writer::new(area, size, metrics);
    writer.words(text);
    (writer.full + 1.0) * LINE * size * POINT
}

fn cut(html: &str, area: Area, size: f64, metrics: &Metrics) -> Vec<String> {
    let mut writer = Writer::new(area, size, metrics);
    let mut rest = html;
    while !rest.is_empty() {
        if let Some(row) = rest.strip_prefix("<tr").and_then(|_| until(rest, "</tr>")) {
            writer.row(row);
            rest = rest.get(row.len()..).unwrap_or_default();
        } else if let Some(formula) =
            rest.strip_prefix("<math").and_then(|_| until(rest, "</math>"))
        {
            writer.formula(formula);
            rest = rest.get(formula.len()..).unwrap_or_default();
        } else if let Some(tag) = rest.strip_prefix('<').and_then(|_| until(rest, ">")) {
            writer.tag(tag);
            rest = rest.get(tag.len()..).unwrap_or_default();
        } else {
            let words = until(rest, "<").map_or(rest, |it| it.trim_end_matches('<'));
            writer.words(words);
            rest = rest.get(words.len()..).unwrap_or_default();
        }
    }
    writer.finish()
}

/// The beginning of a text up to the end of some words in it.
fn until<'t>(text: &'t str, end: &str) -> Option<&'t str> {
    text.get(..text.find(end)? + end.len())
}

/// An element that is not closed yet.
struct Open<'h> {
    tag: &'h str,
    name: &'h str,
    /// Whether the part at hand has its tag.
    is_written: bool,
    /// Whether an earlier part has its beginning.
    is_continued: bool,
    /// How many items it has had.
    items: usize,
}

/// HTML on its way into parts.
struct Writer<'h, 'm> {
    metrics: &'m Metrics,
    /// What a part holds: em in a line, and lines.
    width: f64,
    lines: f64,
    parts: Vec<String>,
    part: String,
    open: Vec<Open<'h>>,
    /// Lines that are full, and how far the line at hand is filled.
    full: f64,
    filled: f64,
    /// Whether a space is before the next word.
    space: bool,
    /// Whether the last word may end a line without a space behind it.
    is_apart: bool,
    /// Whether the last word is followed by others of its clause.
    is_in_clause: bool,
}

impl<'h, 'm> Writer<'h, 'm> {
    fn new(area: Area, size: f64, metrics: &'m Metrics) -> Self {
        let em = size * POINT;
        Self {
            metrics,
            width: area.width / em / WIDER,
            lines: area.height / (em * LINE) - HIGHER,
            parts: Vec::new(),
            part: String::new(),
            open: Vec::new(),
            full: 0.0,
            filled: 0.0,
            space: false,
            is_apart: false,
            is_in_clause: false,
        }
    }

    fn is_in(&self, name: &str) -> bool {
        self.open.iter().any(|it| it.name == name)
    }

    /// What is left of a line beside the indents.
    fn room(&self) -> f64 {
        let is_set_in =
            |it: &&Open<'_>| matches!(it.name, "ul" | "ol" | "blockquote" | "dd" | "pre");
        let indents = self.open.iter().filter(is_set_in).count();
        (self.width - count(indents) * INDENT).max(4.0)
    }

    fn tag(&mut self, tag: &'h str) {
        let name = tag.trim_matches(['<', '>', '/']);
        let name = name.split([' ', '/']).next().unwrap_or_default();
        let is_block = !is_phrasing(name);
        if tag.starts_with("</") {
            self.close(tag, name, is_block);
            return;
        }
        if is_block || name == "br" {
            self.end_line();
        }
        if matches!(name, "br" | "hr" | "img" | "wbr" | "input" | "col") {
            self.begin(1.0);
            self.part.push_str(tag);
            self.full += if name == "hr" { 1.0 } else { 0.0 };
            return;
        }
        if name == "li"
            && let Some(list) = self.open.last_mut()
        {
            list.items += 1;
        }
        let open = Open { tag, name, is_written: false, is_continued: false, items: 0 };
        self.open.push(open);
    }

    fn close(&mut self, tag: &str, name: &str, is_block: bool) {
        if self.open.last().is_none_or(|it| it.name != name) {
            return;
        }
        let is_empty =
            self.open.last().is_some_and(|it| !it.is_written && !it.is_continued);
        if is_empty {
            self.write_tags();
        }
        if self.open.pop().is_some_and(|it| it.is_written) {
            self.part.push_str(tag);
        }
        if is_block {
            self.end_line();
            let has_space = matches!(
                name,
                "p" | "ul" | "ol" | "pre" | "blockquote" | "table" | "dl" | "div"
            );
            self.full += if has_space { BELOW } else { 0.0 };
        }
    }

    /// Adds a row of a table, which stays whole.
    fn row(&mut self, row: &str) {
        let cells: Vec<&str> = row.split("<t").skip(2).collect();
        let width = (self.width / count(cells.len().max(1)) - CELL.0).max(3.0);
        let height = |cell: &&str| {
            let mut lines = Writer {
                width,
                lines: f64::INFINITY,
                ..Writer::new(Area { width: 1.0, height: 1.0 }, 1.0, self.metrics)
            };
            for part in cell.split('<') {
                let (tag, words) = part.split_once('>').unwrap_or(("", part));
                if tag.starts_with("br") {
                    lines.end_line();
                }
                lines.words(words);
            }
            lines.full + 1.0
        };
        let height = cells.iter().map(height).fold(1.0, f64::max) + CELL.1;
        self.end_line();
        self.begin(height);
        self.part.push_str(row);
        self.full += height;
    }

    /// Adds a formula, which stays whole.
    fn formula(&mut self, formula: &str) {
        let words = formula.split('<').filter_map(|it| Some(it.split_once('>')?.1));
        let signs = words.flat_map(str::chars).filter(|it| !it.is_whitespace());
        let width: f64 = signs.map(|it| self.metrics.width(it, false)).sum();
        let holds = |tags: &[&str]| tags.iter().any(|it| formula.contains(it));
        let is_high = holds(&["<mfrac", "<munder", "<mover", "<mroot"]);
        let rows = count(formula.matches("<mtr").count().saturating_sub(1));
        let higher = rows * 1.3 + if is_high { 1.4 } else { 0.2 };
        if holds(&["display=\"block\""]) {
            self.end_line();
            self.begin(2.0 + higher);
            self.full += 2.0 + higher;
            self.part.push_str(formula);
            return;
        }
        self.fill(width, 1.0 + higher);
        self.full += higher;
        self.part.push_str(formula);
    }

    /// Adds words between tags.
    fn words(&mut self, text: &str) {
        let is_code = self.is_in("pre");
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if first.is_whitespace() {
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
                if is_code {
                    self.space_in_code(first);
                } else {
                    self.space = true;
                }
                continue;
            }
            let end = end_of_word(rest);
            let word = rest.get(..end).unwrap_or(rest);
            if stands_alone(first) && !self.is_in_clause {
                self.keep_together(rest);
            }
            self.is_in_clause = stands_alone(first) && !word.ends_with(closes);
            self.word(word);
            rest = rest.get(end..).unwrap_or_default();
        }
    }

    /// Begins another part before a clause without spaces that does not fit in this one: nobody can
    /// tell without a dictionary where its words end.
    fn keep_together(&mut self, text: &str) {
        let end = text.find(|it: char| it.is_whitespace() || closes(it));
        let clause = end.and_then(|it| text.get(..it)).unwrap_or(text);
        let width: f64 = clause.chars().map(|it| self.metrics.width(it, false)).sum();
        // Every line has some room left at its end, and signs follow.
        let room = (self.room() - 1.0).max(1.0);
        let lines = |filled: f64| ((filled + width + 2.0) / room).floor() + 1.0;
        let fits = self.full + lines(self.filled) <= self.lines;
        let fits_elsewhere = lines(0.0) <= self.lines;
        if !fits && fits_elsewhere && !self.part.is_empty() {
            self.end_part();
        }
    }

    fn space_in_code(&mut self, space: char) {
        if space == '\n' {
            if self.part.is_empty() || self.open.iter().any(|it| !it.is_written) {
                return;
            }
            self.full += 1.0;
            self.filled = 0.0;
        } else {
            self.begin(1.0);
            self.filled += self.metrics.code;
            self.is_apart = true;
        }
        self.part.push(space);
    }

    /// Adds a word; if it begins a line that does not fit, it begins another part.
    fn word(&mut self, word: &str) {
        let (is_code, is_bold) =
            (self.is_in("code"), self.is_in("strong") || self.is_in("b"));
        let mut width = 0.0;
        let mut rest = word;
        while let Some(c) = rest.chars().next() {
            // A character may be written by its name.
            let name = until(rest, ";").filter(|it| c == '&' && it.len() < 9);
            width += self.metrics.width(if name.is_some() { 'n' } else { c }, is_code);
            let length = name.map_or(c.len_utf8(), str::len);
            rest = rest.get(length..).unwrap_or_default();
        }
        width *= if is_bold { self.metrics.bold } else { 1.0 };
        let begins_apart = word.chars().next().is_some_and(stands_alone);
        self.is_apart |= begins_apart;
        self.fill(width, 1.0);
        self.is_apart = begins_apart;
        self.part.push_str(word);
    }

    /// Makes room for a word in this line or the next one.
    fn fill(&mut self, width: f64, lines: f64) {
        let space = if self.space { self.metrics.widths[0] } else { 0.0 };
        let room = self.room();
        let is_apart = self.space || self.is_apart;
        if is_apart && self.filled > 0.0 && self.filled + space + width > room {
            self.full += 1.0;
            self.filled = 0.0;
        }
        let more = (width / room).floor();
        self.begin(lines + more);
        if self.space {
            self.part.push(' ');
        }
        self.filled += space + width - more * room;
        self.full += more;
        self.space = false;
    }

    /// Makes room for so many lines, in another part if this one is full.
    fn begin(&mut self, lines: f64) {
        let has_words = self.open.iter().any(|it| it.is_written) || !self.part.is_empty();
        if has_words && self.filled <= 0.0 && self.full + lines > self.lines {
            self.end_part();
        }
        self.write_tags();
    }

    fn end_part(&mut self) {
        for it in self.open.iter_mut().rev().filter(|it| it.is_written) {
            self.part.extend(["</", it.name, ">"]);
            (it.is_written, it.is_continued) = (false, true);
        }
        self.parts.push(std::mem::take(&mut self.part));
        (self.full, self.filled, self.space) = (0.0, 0.0, false);
    }

    /// Writes the tags that the next words stand in.
    fn write_tags(&mut self) {
        for it in self.open.iter_mut().filter(|it| !it.is_written) {
            it.is_written = true;
            match it.name {
                "li" if it.is_continued => self.part.push_str("<li class=\"on\">"),
                "ol" if it.is_continued => {
                    let start = start_of(it.tag) + it.items - 1;
                    // Writing to a string cannot fail.
                    let _ = write!(self.part, "<ol start=\"{start}\">");
                }
                _ => self.part.push_str(it.tag),
            }
        }
    }

    fn end_line(&mut self) {
        if self.filled > 0.0 {
            self.full += 1.0;
        }
        (self.filled, self.space) = (0.0, false);
    }

    fn finish(mut self) -> Vec<String> {
        self.end_line();
        self.parts.push(self.part);
        self.parts
    }
}

/// The number of the first item of a list.
fn start_of(tag: &str) -> usize {
    let start = tag.split_once("start=\"").and_then(|it| it.1.split('"').next());
    start.and_then(|it| it.parse().ok()).unwrap_or(1)
}

/// Where the first word of a text ends: at a space, or behind a letter of a script without spaces.
fn end_of_word(text: &str) -> usize {
    for (at, c) in text.char_indices() {
        if c.is_whitespace() || at > 0 && stands_alone(c) {
            return at;
        }
        if stands_alone(c) {
            let behind = at + c.len_utf8();
            let rest = text.get(behind..).unwrap_or_default();
            // What closes does not begin a line.
            let more = rest.find(|it: char| !closes(it));
            return behind + more.unwrap_or(rest.len());
        }
    }
    text.len()
}

/// Whether a sign ends a clause.
fn closes(c: char) -> bool {
    "、。，．：；！？）」』】》’”".contains(c)
}

/// Whether lines break on both sides of a letter. Korean has words.
fn stands_alone(c: char) -> bool {
    is_full_width(c)
        && !matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: Area = Area { width: 91.0, height: 58.0 };

    /// The parts in the smallest type.
    fn parts(html: &str) -> Vec<String> {
        let (size, parts) = fit(html, CARD, &Metrics::default());
        assert!(parts.len() == 1 || size == SIZES.len() - 1, "large type in parts");
        parts
    }

    /// The words of HTML, those of two blocks apart.
    fn words(html: &str) -> Vec<String> {
        let spaced = html.replace("<p>", " ").replace("<li", " <li").replace("<td>", " ");
        let text: String = spaced
            .split('<')
            .map(|it| it.split_once('>').map_or(it, |it| it.1))
            .collect();
        text.split_whitespace().map(str::to_owned).collect()
    }

    /// Whether every element ends where it should.
    fn is_balanced(html: &str) -> bool {
        let mut open = Vec::new();
        let tags = html.split('<').skip(1).filter_map(|it| it.split('>').next());
        for tag in tags.filter(|it| !it.starts_with("br")) {
            match tag.strip_prefix('/') {
                Some(name) if open.pop() != Some(name) => return false,
                Some(_) => (),
                None => open.push(tag.split(' ').next().unwrap()),
            }
        }
        open.is_empty()
    }

    fn many(text: &str, times: usize) -> String {
        (1..=times).map(|at| text.replace('@', &at.to_string())).collect()
    }

    #[test]
    fn short_words_are_set_in_large_type_and_long_ones_in_small_type() {
        let size = |html: &str| fit(html, CARD, &Metrics::default()).0;
        assert_eq!(size("Archive"), 0);
        let sizes = [20, 80, 110, 150, 200].map(|it| size(&many("word ", it)));
        assert_eq!(sizes, [0, 1, 2, 3, 4]);
        assert_eq!(size(&many("단어는 ", 140)), 4, "wide letters take more room");
    }

    #[test]
    fn what_is_too_long_goes_on_without_losing_or_cutting_a_word() {
        let cases = [
            many("word@ and <b>bo<i>ld</i>@</b>er ", 400),
            many("<p>paragraph @ with <code>code --@</code> in it</p>", 60),
            format!("<ul>{}</ul>", many("<li>item @<ul><li>below @</li></ul></li>", 40)),
            format!(
                "<table><tbody>{}</tbody></table>",
                many("<tr><td>@</td><td>b @</td></tr>", 40)
            ),
            format!("<pre><code>{}</code></pre>", many("let a@ = f(@);\n", 70)),
            many("한국어 단어@ ", 600),
        ];
        for html in cases {
            let parts = parts(&html);
            assert!(parts.len() > 1, "{html}");
            assert!(parts.iter().all(|it| is_balanced(it)), "{parts:#?}");
            let joined: Vec<String> = parts.iter().flat_map(|it| words(it)).collect();
            assert_eq!(joined, words(&html));
            assert!(parts.iter().all(|it| !words(it).is_empty()), "{parts:#?}");
        }
    }

    #[test]
    fn clauses_without_spaces_stay_whole() {
        let text = many("日本語の文は、空白なしで続く。", 90);
        let parts = parts(&text);
        assert!(parts.len() > 1 && parts.concat() == text);
        let ends = parts.iter().all(|it| it.ends_with(['、', '。']));
        assert!(ends, "{parts:#?}");
    }

    #[test]
    fn lists_go_on_with_the_next_number() {
        let items = many(&format!("<li>{}@</li>", many("word ", 40)), 12);
        let parts = parts(&format!("<ol start=\"3\">{items}</ol>"));
        let numbers: Vec<usize> = parts.iter().map(|it| start_of(it)).collect();
        let first: Vec<usize> =
            parts.iter().map(|it| it.matches("<li>").count()).collect();
        assert!(parts.len() > 2, "{parts:#?}");
        let is_on = |it: &String| it.contains("<li class=\"on\">");
        let (mut next, mut checked) = (3, 0);
        for ((part, number), items) in parts.iter().zip(numbers).zip(first) {
            assert_eq!(number, if is_on(part) { next - 1 } else { next }, "{part}");
            checked += usize::from(is_on(part));
            next += items;
        }
        assert!(checked > 0, "no item continues on another card: {parts:#?}");
        assert_eq!(next, 15);
    }

    #[test]
    fn lines_of_code_stay_lines() {
        let code = many("  a @\n", 90);
        let parts = parts(&format!("<pre><code>{code}</code></pre>"));
        let inside = parts.iter().flat_map(|it| {
            let code = it.strip_prefix("<pre><code>").unwrap();
            code.strip_suffix("</code></pre>").unwrap().lines()
        });
        let lines: Vec<&str> = inside.filter(|it| !it.is_empty()).collect();
        assert_eq!(lines, code.lines().collect::<Vec<_>>());
    }
}
