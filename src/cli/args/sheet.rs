//! What can be typed behind `crib sheet`.
//! Gives it laid over what is configured.
//! Must not know what sheets there are.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum, ValueHint};

use crate::{
    config,
    paper::{Paper, Size},
};

/// Arguments of `crib sheet`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A query names what the sheet takes: tags (`exam-tip`), `path:security/**` or `security/`, \
`note:NAME`, `kind:rule` (rule, scenario, tip, gotcha, chooser, definition, comparison, table, \
list, code, text), joined with `|` (or), `&` (and), `!` (not) and brackets: \
'exam-tip | important & !draft'.")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Sheet {
    /// What it takes, or the name of a sheet in crib.yaml [default: what is worth most]
    pub query: Option<String>,
    /// File to write by itself, `.html` or `.pdf` [default: sheets/ in the output folder]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Title of the sheet
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Pages it may have; 0 sets no limit [default: 2]
    #[arg(short, long, value_name = "N")]
    pub pages: Option<usize>,
    /// Paper [default: a4; letter for the languages of North America]
    #[arg(long)]
    pub paper: Option<PaperName>,
    /// Lay the paper across
    #[arg(long)]
    pub landscape: bool,
    /// Columns on a page [default: 2, across 3]
    #[arg(long, value_name = "N")]
    pub columns: Option<usize>,
    /// Size of type [default: medium]
    #[arg(long)]
    pub size: Option<SizeName>,
    /// Print to PDF with an installed Chromium, Chrome or Edge
    #[arg(long)]
    pub pdf: bool,
    /// Only say what is in, what is out and why; write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Take drafts, too
    #[arg(long)]
    pub drafts: bool,
}

/// Paper that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PaperName {
    /// 210 mm by 297 mm.
    A4,
    /// 8.5 in by 11 in.
    Letter,
}

/// Sizes of type that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SizeName {
    /// For good eyes.
    Small,
    /// The usual one.
    Medium,
    /// For reading at arm's length.
    Large,
}

impl Sheet {
    /// A sheet with what was typed over what is configured.
    #[must_use]
    pub fn over(&self, configured: config::Sheet) -> config::Sheet {
        config::Sheet {
            title: self.title.clone().or(configured.title),
            pages: self.pages.or(configured.pages),
            paper: self.paper.map(Into::into).or(configured.paper),
            landscape: self.landscape.then_some(true).or(configured.landscape),
            columns: self.columns.or(configured.columns),
            size: self.size.map(Into::into).or(configured.size),
            ..configured
        }
    }
}

impl From<PaperName> for Paper {
    fn from(name: PaperName) -> Self {
        match name {
            PaperName::A4 => Self::A4,
            PaperName::Letter => Self::Letter,
        }
    }
}

impl From<SizeName> for Size {
    fn from(name: SizeName) -> Self {
        match name {
            SizeName::Small => Self::Small,
            SizeName::Medium => Self::Medium,
            SizeName::Large => Self::Large,
        }
    }
}
