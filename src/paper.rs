//! Paper: its sizes, and how a theme sets a cheat sheet on it.
//! Gives widths and heights in em of the sheet's type, the unit of every estimate.
//! Must not know what is printed.

use serde::Deserialize;

use crate::text::is_full_width;

/// Millimetres in a typographic point.
pub const POINT: f64 = 25.4 / 72.0;

/// A size of paper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// 210 mm by 297 mm (ISO 216).
    #[default]
    A4,
    /// 8.5 in by 11 in (ANSI A).
    Letter,
}

/// A size of type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    /// For good eyes.
    Small,
    /// The usual one.
    #[default]
    Medium,
    /// For reading at arm's length.
    Large,
}

/// How a sheet is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// The paper.
    pub paper: Paper,
    /// Whether its long side lies across.
    pub landscape: bool,
    /// How many columns a page has.
    pub columns: usize,
    /// The type.
    pub size: Size,
    /// How many pages there may be; 0 for as many as it takes.
    pub pages: usize,
}

/// What a theme says of its cheat sheets, so that their length can be told without a browser.
///
/// The style sheet `crib-sheet.css` of the same theme has to agree.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// The margins of a page in mm: top, right, bottom, left.
    pub margins: [f64; 4],
    /// The space between two columns in mm.
    pub gap: f64,
    /// The sizes of type in pt: small, medium, large.
    pub sizes: [f64; 3],
    /// The height of a line in em.
    pub line: f64,
    /// The space below an entry in em.
    pub space: f64,
    /// The space around the heading of a note and that of a section in em, above and below
    /// together.
    pub headings: [f64; 2],
    /// How far the second line of an entry and the items of a list are set in, in em.
    pub indent: f64,
    /// The padding of a table's cell in em: above and below together, left and right together.
    pub cell: [f64; 2],
    /// The width of a character in em: narrow such as `i`, usual, wide such as `M`, and those of
    /// Chinese, Japanese and Korean.
    pub widths: [f64; 4],
    /// The width of bold characters, compared with others.
    pub bold: f64,
    /// The width of a character of code in em.
    pub code: f64,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            margins: [12.0, 8.0, 11.0, 8.0],
            gap: 5.0,
            sizes: [6.5, 7.5, 9.0],
            line: 1.28,
            space: 0.3,
            headings: [0.85, 0.35],
            indent: 0.9,
            cell: [0.34, 0.7],
            widths: [0.27, 0.53, 0.78, 1.0],
            bold: 1.07,
            code: 0.55,
        }
    }
}

impl Metrics {
    /// The width of a character in em, in code or not.
    #[must_use]
    pub fn width(&self, c: char, in_code: bool) -> f64 {
        let [narrow, usual, wide, full] = self.widths;
        if is_full_width(c) {
            return full;
        }
        // Marks that are set over the letter before them.
        if matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
        {
            return 0.0;
        }
        if in_code {
            return self.code;
        }
        match c {
            'i' | 'l' | 'j' | 't' | 'f' | 'r' | 'I' | '.' | ',' | ':' | ';' | '\''
            | '|' | '!' | '(' | ')' | '[' | ']' | '{' | '}' | '/' | '\\' | '"' | '-'
            | '`' => narrow,
            'm' | 'w' | '@' | '%' | '&' | '—' | '…' | '→' => wide,
            c if c.is_uppercase() => wide,
            _ => usual,
        }
    }
}

impl Paper {
    /// Its short and its long side in mm.
    #[must_use]
    pub fn sides(self) -> (f64, f64) {
        match self {
            Self::A4 => (210.0, 297.0),
            Self::Letter => (215.9, 279.4),
        }
    }

    /// Its name as CSS and the configuration write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::Letter => "letter",
        }
    }

    /// The usual paper where a language is spoken: Letter in North America.
    #[must_use]
    pub fn usual(language: &str) -> Self {
        let region = language.split(['-', '_']).nth(1).unwrap_or_default();
        let letter =
            ["us", "ca", "mx", "ph"].iter().any(|it| region.eq_ignore_ascii_case(it));
        if letter { Self::Letter } else { Self::A4 }
    }
}

impl Size {
    /// Its name as the configuration writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

impl Default for Format {
    fn default() -> Self {
        let (paper, size) = (Paper::default(), Size::default());
        Self {
            paper,
            landscape: false,
            columns: Self::usual_columns(false),
            size,
            pages: 2,
        }
    }
}

impl Format {
    /// How many columns a page has when nothing is said: lines that are easy to read.
    #[must_use]
    pub fn usual_columns(landscape: bool) -> usize {
        if landscape { 3 } else { 2 }
    }

    /// The width and height of a page in mm.
    #[must_use]
    pub fn page(&self) -> (f64, f64) {
        let (short, long) = self.paper.sides();
        if self.landscape { (long, short) } else { (short, long) }
    }

    /// The width and height of a column in em.
    #[must_use]
    pub fn column(&self, metrics: &Metrics) -> (f64, f64) {
        let (width, height) = self.page();
        let [top, right, bottom, left] = metrics.margins;
        let columns = count(self.columns.max(1));
        let width = (width - left - right - metrics.gap * (columns - 1.0)) / columns;
        let em = metrics.points(self.size) * POINT;
        (width.max(1.0) / em, (height - top - bottom).max(1.0) / em)
    }
}

impl Metrics {
    /// The first measure nothing can be set with.
    #[must_use]
    pub fn complaint(&self) -> Option<String> {
        let lists = [
            ("margins", &self.margins[..], 0.0),
            ("gap", &[self.gap], 0.0),
            ("sizes", &self.sizes, 1.0),
            ("line", &[self.line], 0.5),
            ("space", &[self.space], 0.0),
            ("headings", &self.headings, 0.0),
            ("indent", &[self.indent], 0.0),
            ("cell", &self.cell, 0.0),
            ("widths", &self.widths, 0.1),
            ("bold", &[self.bold], 0.1),
            ("code", &[self.code], 0.1),
        ];
        lists.iter().find_map(|(name, values, least)| {
            let wrong = values.iter().find(|it| !it.is_finite() || **it < *least)?;
            Some(format!("`sheet.{name}` contains {wrong}, but must be at least {least}"))
        })
    }

    /// The size of the type in pt.
    #[must_use]
    pub fn points(&self, size: Size) -> f64 {
        let [small, medium, large] = self.sizes;
        match size {
            Size::Small => small,
            Size::Medium => medium,
            Size::Large => large,
        }
    }
}

/// A small number as one that can be measured with.
#[must_use]
pub fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::from(u32::MAX), f64::from)
}
