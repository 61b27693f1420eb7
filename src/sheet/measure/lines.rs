//! Words in lines: how wide characters are, and where lines break.
//! Gives the number of lines, and the widths that columns of tables are made of.
//! Must not know fonts beyond the theme's few widths.

use crate::{
    maths::signs,
    note::doc::{Inlines, Kind, Nodes, Piece},
    paper::{Metrics, count},
    text::is_full_width,
};

/// The height of a row of a displayed formula, compared with other lines.
const FORMULA_LINE: f64 = 1.6;

/// How characters are set.
#[derive(Clone, Copy, Default)]
pub(super) struct Style {
    /// In bold.
    pub(super) bold: bool,
    /// As code, where all characters are equally wide.
    pub(super) code: bool,
}

/// Words on their way into lines.
pub(super) struct Lines<'m> {
    metrics: &'m Metrics,
    width: f64,
    /// Lines that are full.
    full: f64,
    /// How far the line at hand is filled.
    filled: f64,
    /// The word at hand, not yet in a line.
    word: f64,
    /// Whether a space is before the word at hand.
    space: bool,
    /// The longest word.
    pub(super) longest: f64,
    /// The width of everything in one line.
    pub(super) natural: f64,
}

impl<'m> Lines<'m> {
    /// Empty lines of a width in em.
    pub(super) fn new(metrics: &'m Metrics, width: f64) -> Self {
        Self {
            metrics,
            width: width.max(1.0),
            full: 0.0,
            filled: 0.0,
            word: 0.0,
            space: false,
            longest: 0.0,
            natural: 0.0,
        }
    }

    /// Adds words of notes, and what is put among them.
    pub(super) fn inlines(&mut self, words: &Inlines<'_>, style: Style) {
        for piece in words.pieces() {
            match piece {
                Piece::Nodes(nodes) => self.inline(*nodes, style),
                Piece::Space => self.text(" ", style),
                Piece::Put(it, bold) => {
                    self.text(it, Style { bold: style.bold || *bold, ..style });
                }
            }
        }
    }

    /// Adds words with their markup.
    pub(super) fn inline(&mut self, nodes: Nodes<'_>, style: Style) {
        for node in nodes {
            match node.kind() {
                Kind::Text(text) => self.text(text, style),
                Kind::Code(text) => self.text(text, Style { code: true, ..style }),
                Kind::Formula { tex, display: false } => self.formula(tex),
                Kind::Formula { tex, display: true } => self.displayed(tex),
                Kind::Tags([name]) if node.is_bare_tag() => {
                    self.text(name.as_str(), style);
                }
                Kind::Tags(_) => {
                    let code = node.written().trim_matches('`');
                    self.text(code, Style { code: true, ..style });
                }
                Kind::SoftBreak => self.text(" ", style),
                Kind::HardBreak => self.new_line(),
                Kind::Html(element) if element.name() == "br" => self.new_line(),
                Kind::Hidden | Kind::Note => (),
                Kind::Strong => {
                    self.inline(node.children(), Style { bold: true, ..style });
                }
                _ => self.inline(node.children(), style),
            }
        }
    }

    /// Adds a formula in a sentence, as a word of its own.
    fn formula(&mut self, tex: &str) {
        let [_, usual, ..] = self.metrics.widths;
        self.word += count(signs(tex)) * usual;
    }

    /// Adds a formula on lines of its own.
    fn displayed(&mut self, tex: &str) {
        self.end_word();
        if self.filled > 0.0 {
            self.new_line();
        }
        self.natural += count(signs(tex)) * self.metrics.widths[1];
        self.full += count(tex.matches("\\\\").count() + 1) * FORMULA_LINE;
    }

    /// Adds words.
    pub(super) fn text(&mut self, text: &str, style: Style) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.end_word();
                self.space = true;
                continue;
            }
            let is_full = is_full_width(c);
            if is_full {
                self.end_word();
            }
            self.word += self.char_width(c, style);
            if is_full || matches!(c, '-' | '–' | '—' | '→') {
                self.end_word();
            }
        }
    }

    fn char_width(&self, c: char, style: Style) -> f64 {
        let width = self.metrics.width(c, style.code);
        let is_bold = style.bold && !style.code && !is_full_width(c);
        if is_bold { width * self.metrics.bold } else { width }
    }

    /// Puts the word at hand into the line, or into the next one.
    pub(super) fn end_word(&mut self) {
        if self.word <= 0.0 {
            return;
        }
        let [narrow, ..] = self.metrics.widths;
        let space = if self.space && self.natural > 0.0 { narrow } else { 0.0 };
        self.natural += space + self.word;
        self.longest = self.longest.max(self.word);
        if self.filled > 0.0 && self.filled + space + self.word > self.width {
            self.full += 1.0;
            self.filled = 0.0;
        } else if self.filled > 0.0 {
            self.filled += space;
        }
        self.filled += self.word;
        while self.filled > self.width {
            self.full += 1.0;
            self.filled -= self.width;
        }
        (self.word, self.space) = (0.0, false);
    }

    fn new_line(&mut self) {
        self.end_word();
        self.full += 1.0;
        (self.filled, self.space) = (0.0, false);
    }

    /// How many lines there are, one at least.
    pub(super) fn count(&mut self) -> f64 {
        self.end_word();
        (self.full + if self.filled > 0.0 { 1.0 } else { 0.0 }).max(1.0)
    }

    /// The height of the lines; none for no words.
    pub(super) fn height(&mut self) -> f64 {
        self.end_word();
        if self.full > 0.0 || self.filled > 0.0 {
            self.count() * self.metrics.line
        } else {
            0.0
        }
    }
}
