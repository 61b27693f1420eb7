//! How high words are when they are set: a model of lines, by the theme's metrics.
//! Gives heights in em without a browser; fonts differ, so they are estimates.
//! Must agree with `crib-sheet.css` on what is set how.

mod lines;

use self::lines::{Lines, Style};
use super::{Body, flow::Extent, grid};
use crate::{
    library::Library,
    note::doc::{Inlines, Kind, Node, Nodes},
    paper::{Format, Metrics, count},
    text::is_full_width,
};

/// Longer words are broken rather than given a column that is as wide, in em.
pub(super) const LONGEST_WORD: f64 = 16.0;

/// How much wider than estimated a word may run in the reader's font.
const WIDER: f64 = 1.08;

/// How much further items with numbers are set in than others.
const ORDERED: f64 = 1.9;

/// The sizes of headings, compared with other words, and the height of their lines.
const NOTE_SIZE: f64 = 1.15;
const SECTION_SIZE: f64 = 0.95;
const HEADING_LINE: f64 = 1.2;

/// The height of a line of code, compared with others.
const CODE_LINE: f64 = 0.9;

/// Measures for one format.
pub(super) struct Ruler<'a> {
    library: &'a Library,
    metrics: &'a Metrics,
    /// The width of a column in em.
    width: f64,
}

impl<'a> Ruler<'a> {
    pub(super) fn new(
        library: &'a Library,
        metrics: &'a Metrics,
        format: &Format,
    ) -> Self {
        Self { library, metrics, width: format.column(metrics).0 }
    }

    /// The height of an entry, in parts where it can be divided; decides how a table is set.
    pub(super) fn extent(&self, body: &mut Body<'_>) -> Extent {
        let (line, space) = (self.metrics.line, self.metrics.space);
        let width = self.width - self.metrics.indent;
        match body {
            Body::Rule { situation, answer, why, below } => {
                let mut lines = self.lines(width);
                lines.inlines(situation, Style::default());
                lines.text(" → ", Style::default());
                lines.inlines(answer, Style { bold: true, code: false });
                for (header, words) in why {
                    lines.text("  ", Style::default());
                    if let Some(header) = header {
                        lines.text(&format!("{header}: "), Style::default());
                    }
                    lines.inlines(words, Style::default());
                }
                let blocks = self.blocks(*below, width);
                Extent::whole(lines.count() * line + blocks + space)
            }
            Body::Named(name, words) => {
                let mut lines = self.lines(width);
                lines.text(name, Style { bold: true, code: false });
                lines.text("  ", Style::default());
                Extent::whole(self.run_on(lines, words, width) + space)
            }
            Body::Words(words) => {
                Extent::whole(self.run_on(self.lines(width), words, width) + space)
            }
            Body::Group(parts) => {
                let part = |(name, words): &(String, Inlines<'_>)| {
                    let mut lines = self.lines(width);
                    lines.text(name, Style { bold: true, code: false });
                    lines.text("  ", Style::default());
                    self.run_on(lines, words, width) + space / 2.0
                };
                let parts = parts.iter().map(part).collect();
                Extent { head: 0.0, again: 0.0, parts, after: space / 2.0 }
            }
            Body::List(label, first, items) => {
                let width =
                    if first.is_some() { self.width - self.ordered() } else { width };
                let label = label
                    .as_ref()
                    .map(|it| self.run_on(self.lines(self.width), it, self.width));
                let height = |(_, it): &(u64, Node<'_>)| self.item(it.children(), width);
                let parts = items.iter().map(height).collect();
                Extent {
                    head: label.unwrap_or_default(),
                    again: 0.0,
                    parts,
                    after: space,
                }
            }
            Body::Table(caption, grid) => {
                let caption = caption.as_ref().map_or(0.0, |it| {
                    let mut lines = self.lines(self.width);
                    lines.text(it, Style { bold: true, code: false });
                    lines.count() * line
                });
                self.table(caption, grid)
            }
        }
    }

    /// The heights of the headings above an entry.
    pub(super) fn headings(&self, note: &str, section: &[String]) -> (f64, f64) {
        let height = |text: &str, size: f64, space: f64| {
            let mut lines = self.lines(self.width / size);
            lines.text(text, Style { bold: true, code: false });
            (lines.count() * size + space) * HEADING_LINE
        };
        let [note_space, section_space] = self.metrics.headings;
        let of_section = if section.is_empty() {
            0.0
        } else {
            height(&section.join(" › "), SECTION_SIZE, section_space)
        };
        (height(note, NOTE_SIZE, note_space), of_section)
    }

    fn table(&self, caption: f64, grid: &mut grid::Grid<'_>) -> Extent {
        let [above, beside] = self.metrics.cell;
        let after = self.metrics.space * 2.0;
        grid.shares = self.shares(grid);
        if grid.shares.is_empty() {
            return self.stacked(caption, grid);
        }
        let unit = self.width / count(grid::SHARES);
        let height = |row: &[Nodes<'_>], is_head: bool| {
            let cells = row.iter().zip(&grid.shares).enumerate();
            let cells = cells.map(|(at, (cell, share))| {
                let mut lines = self.lines((count(*share) * unit - beside).max(1.0));
                lines.inline(
                    *cell,
                    Style { bold: is_head || grid.named && at == 0, code: false },
                );
                lines.count()
            });
            cells.fold(1.0, f64::max) * self.metrics.line + above
        };
        let has_head = grid.head.iter().any(|it| !it.is_empty());
        let head = if has_head { height(&grid.head, true) } else { 0.0 };
        let parts = grid.rows.iter().map(|it| height(it, false)).collect();
        Extent { head: caption + head, again: head, parts, after }
    }

    /// The widths of the columns of a table.
    fn shares(&self, grid: &grid::Grid<'_>) -> Vec<usize> {
        let [_, beside] = self.metrics.cell;
        let columns = grid.head.len();
        let (mut natural, mut least) = (vec![0.0_f64; columns], vec![0.0_f64; columns]);
        let heads = std::iter::once((&grid.head, true));
        for (row, is_head) in heads.chain(grid.rows.iter().map(|it| (it, false))) {
            let widths = natural.iter_mut().zip(&mut least).enumerate();
            for (cell, (at, (natural, least))) in row.iter().zip(widths) {
                let mut lines = self.lines(f64::MAX);
                lines.inline(
                    *cell,
                    Style { bold: is_head || grid.named && at == 0, code: false },
                );
                lines.end_word();
                *natural = natural.max(lines.natural + beside);
                *least = least.max(lines.longest.min(LONGEST_WORD) * WIDER + beside);
            }
        }
        grid::shares(&natural, &least, self.width)
    }

    /// The height of a table whose rows are lines, the headers before the cells.
    fn stacked(&self, caption: f64, grid: &grid::Grid<'_>) -> Extent {
        let row = |row: &Vec<Nodes<'_>>| {
            let mut lines = self.lines(self.width - self.metrics.indent);
            for (at, cell) in row.iter().enumerate().filter(|(_, it)| !it.is_empty()) {
                if let Some(head) =
                    grid.head.get(at).filter(|it| at > 0 && !it.is_empty())
                {
                    lines.text(" · ", Style::default());
                    lines.inline(*head, Style::default());
                    lines.text(": ", Style::default());
                }
                lines.inline(*cell, Style { bold: at == 0, code: false });
            }
            lines.count() * self.metrics.line + self.metrics.space / 2.0
        };
        let parts = grid.rows.iter().map(row).collect();
        Extent { head: caption, again: 0.0, parts, after: self.metrics.space * 2.0 }
    }

    /// How far the items of a list with numbers are set in.
    fn ordered(&self) -> f64 {
        self.metrics.indent * ORDERED
    }

    fn lines(&self, width: f64) -> Lines<'a> {
        Lines::new(self.metrics, width)
    }

    /// The height of words that go on in a line that has begun, and of the blocks after them.
    fn run_on(&self, mut lines: Lines<'_>, words: &Inlines<'_>, width: f64) -> f64 {
        let (words, blocks) = words.split_line();
        let words = words.with_end(|it| self.library.words(it));
        lines.inlines(&words, Style::default());
        let blocks = blocks.nodes().map(|it| self.blocks(it, width));
        lines.height() + blocks.sum::<f64>()
    }

    /// The height of an item: its own words, and the blocks below them.
    fn item(&self, children: Nodes<'_>, width: f64) -> f64 {
        let (line, rest) = children.split_line();
        let mut lines = self.lines(width);
        lines.inline(self.library.words(line), Style::default());
        lines.height() + self.blocks(rest, width)
    }

    fn blocks(&self, nodes: Nodes<'_>, width: f64) -> f64 {
        nodes.iter().map(|it| self.block(it, width)).sum()
    }

    fn block(&self, node: Node<'_>, width: f64) -> f64 {
        let narrow = width - self.metrics.indent;
        let children = node.children();
        match node.kind() {
            Kind::List(first) => {
                let narrow =
                    if first.is_some() { width - self.ordered() } else { narrow };
                children.iter().map(|it| self.item(it.children(), narrow)).sum()
            }
            Kind::CodeBlock(_) => self.code(children, width),
            Kind::Table(_) => {
                let cells = children.iter().map(|row| {
                    let columns = count(row.children().iter().count().max(1));
                    let [above, beside] = self.metrics.cell;
                    let cells = row.children().iter();
                    let each = width / columns - beside;
                    let high = cells.map(|it| self.item(it.children(), each));
                    high.fold(self.metrics.line, f64::max) + above
                });
                cells.sum()
            }
            Kind::Quote | Kind::Callout(_) | Kind::Definition => {
                self.item(children, narrow)
            }
            Kind::Hidden => 0.0,
            _ if node.is_inline() => {
                let mut lines = self.lines(width);
                lines.inline(node.alone(), Style::default());
                lines.height()
            }
            _ => self.item(children, width),
        }
    }

    /// The height of a block of code, whose long lines are broken anywhere.
    fn code(&self, texts: Nodes<'_>, width: f64) -> f64 {
        let mut lines = 0.0;
        for line in texts.iter().flat_map(|it| it.words().lines()) {
            let long: f64 = line.chars().map(|it| self.code_width(it)).sum();
            lines += (long / (width - self.metrics.indent).max(1.0)).ceil().max(1.0);
        }
        lines * self.metrics.line * CODE_LINE + self.metrics.space
    }

    fn code_width(&self, c: char) -> f64 {
        let [.., full] = self.metrics.widths;
        if is_full_width(c) { full * 0.92 } else { self.metrics.code }
    }
}
