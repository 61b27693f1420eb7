//! The command line: commands, flags and their help.
//! Gives them as plain values.
//! Must not know what they do.

use std::{path::PathBuf, sync::LazyLock};

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum, ValueHint};

use crate::{
    config::{self, Places},
    diag::Severity,
    paper::{Paper, Size},
};

/// The version, and the revision it was built from if that is known.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let version = env!("CARGO_PKG_VERSION");
    match option_env!("CRIB_REVISION").and_then(|it| it.get(..10)) {
        Some(revision) => format!("{version} ({revision})"),
        None => version.to_owned(),
    }
});

/// Turn a folder of Markdown notes into a website to study from.
#[derive(Debug, Parser)]
#[command(
    name = "crib",
    version = VERSION.as_str(),
    about,
    disable_help_subcommand = true,
    arg_required_else_help = true
)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// The flags of every command.
    #[command(flatten)]
    pub global: Global,
}

/// Flags of every command, before or after its name.
#[derive(Debug, Clone, ClapArgs)]
pub struct Global {
    /// Folder with crib.yaml and themes/ [default: the nearest one at or above CONTENT]
    #[arg(short, long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub root: Option<PathBuf>,
    /// Configuration file [default: crib.yaml in the root]
    #[arg(short, long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Show only errors, with `--strict` also warnings
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Also show infos, files and folders left out, everything a sheet leaves out and pages that could not be minified
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Format of findings and lists; json goes to standard output
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How findings and lists are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// Annotations for a GitHub workflow.
    Github,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site
    Build(Build),
    /// Preview the site and show every change at once
    #[cfg(feature = "serve")]
    Serve(Serve),
    /// Report problems in the notes; change them only with --fix
    Check(Check),
    /// Make one cheat sheet: a page of the site, a single file or a PDF
    Sheet(Sheet),
    /// Write the practice cards into a file: for Anki, for a spreadsheet or to print
    Cards(Cards),
    /// List what is in the notes
    List(List),
    /// Add the files that a site needs to a folder of notes; overwrite nothing
    Init(Init),
    /// Copy files of the default theme into the site, to change them
    Theme(Theme),
    /// Explain a finding, such as L001, and how to fix it
    Explain(Explain),
    /// Remove the files that crib wrote, and nothing else
    Clean(Clean),
    /// Print a shell completion script
    Completions(Completions),
}

/// Arguments of `crib build`.
#[derive(Debug, ClapArgs)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Build {
    #[command(flatten)]
    pub(super) content: Content,
    /// Output folder [default: output, next to crib.yaml or else in the current folder]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output_dir: Option<PathBuf>,
    /// Address of the published site, such as `https://example.org/notes`
    #[arg(short = 'u', long, value_name = "URL", value_hint = ValueHint::Url)]
    pub base_url: Option<String>,
    /// Publish drafts, too
    #[arg(long)]
    pub drafts: bool,
    /// Fail if there are warnings or errors
    #[arg(long)]
    pub strict: bool,
    /// Do not minify pages
    #[arg(long)]
    pub no_minify: bool,
    /// Number of threads [default: one per core]
    #[arg(short, long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub jobs: usize,
    /// Rewrite every file, even if it is unchanged
    #[arg(long)]
    pub clean: bool,
    /// Build everything anew, without what earlier builds kept
    #[arg(long)]
    pub no_cache: bool,
    /// Use the output folder even if it contains files that crib did not write
    #[arg(short, long)]
    pub force: bool,
    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,
    /// Also print the cheat sheets to PDF with an installed Chromium, Chrome or Edge
    #[arg(long)]
    pub pdf: bool,
    /// Show how long each step took
    #[arg(long)]
    pub timings: bool,
}

/// Arguments of `crib serve`.
#[cfg(feature = "serve")]
#[derive(Debug, ClapArgs)]
pub struct Serve {
    #[command(flatten)]
    pub(super) content: Content,
    /// Address to listen on
    #[arg(short, long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub interface: std::net::IpAddr,
    /// Port to listen on [default: 1111, or the next one that is free]
    #[arg(short, long, value_name = "PORT")]
    pub port: Option<u16>,
    /// Open the site in the browser
    #[arg(short = 'O', long)]
    pub open: bool,
    /// Show drafts, too
    #[arg(long)]
    pub drafts: bool,
}

/// Arguments of `crib check`.
#[derive(Debug, ClapArgs)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Check {
    #[command(flatten)]
    pub(super) content: Content,
    /// Fail if there are warnings, too
    #[arg(long)]
    pub strict: bool,
    /// Fix the links that can only mean one thing, and print each change
    #[arg(long)]
    pub fix: bool,
    /// With --fix: print the changes without making them
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Show how long each step took
    #[arg(long)]
    pub timings: bool,
}

/// Arguments of `crib sheet`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A query selects what goes on the sheet: tags (`exam-tip`), `path:security/**` or `security/`, \
`note:NAME`, `kind:rule` (rule, scenario, tip, gotcha, chooser, definition, comparison, table, \
list, code, text), combined with `|` (or), `&` (and), `!` (not) and parentheses: \
'exam-tip | important & !draft'.")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Sheet {
    /// Query, or the name of a sheet in crib.yaml [default: everything, highest-ranked first]
    pub query: Option<String>,
    /// Single file to write, `.html` or `.pdf` [default: a page in the output folder]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Title of the sheet
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Page limit; 0 for no limit [default: 2]
    #[arg(short, long, value_name = "N")]
    pub pages: Option<usize>,
    /// Paper size [default: a4; letter for languages of North America]
    #[arg(long)]
    pub paper: Option<PaperName>,
    /// Use landscape orientation
    #[arg(long)]
    pub landscape: bool,
    /// Columns per page [default: 2; 3 in landscape]
    #[arg(long, value_name = "N")]
    pub columns: Option<usize>,
    /// Type size [default: medium]
    #[arg(long)]
    pub size: Option<SizeName>,
    /// Print to PDF with an installed Chromium, Chrome or Edge
    #[arg(long)]
    pub pdf: bool,
    /// Show what is in, what is out and why; write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
}

/// Arguments of `crib cards`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A `.txt` file is for Anki: choose File > Import there. Importing a newer file updates the cards and keeps \
their reviews. A card whose note, heading or question was renamed is new to Anki, unless \
`<!-- card id=NAME -->` gives it an id. Keep `id` in crib.yaml, too: with another one all cards are new. \
Tags that you gave cards in Anki are replaced. A `.csv` file is for spreadsheets. Print a `.html` file on both sides of the paper, flipped \
on the long edge, and cut it into cards.

A query selects cards: tags (`exam-tip`), `path:security/**` or `security/`, `note:NAME`, `kind:rule` \
(rule, scenario, definition, comparison, explicit), combined with `|` (or), `&` (and), `!` (not) and \
parentheses: 'exam-tip | important & !draft'.")]
pub struct Cards {
    #[command(flatten)]
    pub(super) content: Content,
    /// File to write: `.txt` for Anki, `.csv`, or `.html` to print
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    /// Cards to write [default: all]
    #[arg(long, value_name = "QUERY")]
    pub query: Option<String>,
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
    /// Address of the published site, to which cards link [default: that in crib.yaml]
    #[arg(short = 'u', long, value_name = "URL", value_hint = ValueHint::Url)]
    pub base_url: Option<String>,
}

/// Paper that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PaperName {
    /// 210 mm by 297 mm.
    A4,
    /// 8.5 in by 11 in.
    Letter,
}

/// Type sizes that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SizeName {
    /// For good eyes.
    Small,
    /// The default.
    Medium,
    /// For reading at arm's length.
    Large,
}

/// Arguments of `crib list`.
#[derive(Debug, ClapArgs)]
#[command(arg_required_else_help = true)]
pub struct List {
    /// What to list
    pub what: What,
    #[command(flatten)]
    pub(super) content: Content,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Every note with its page, title, tags and counts.
    Notes,
    /// Every use of every tag.
    Tags,
    /// Every table and what it is for.
    Tables,
    /// Every comparison and the tables it is merged from.
    Comparisons,
    /// Every situation and its answer.
    Rules,
    /// Every practice card.
    Cards,
    /// Every link, picture and embed and where it leads.
    Links,
    /// The notes that no other note links to.
    Orphans,
}

/// Arguments of `crib init`.
#[derive(Debug, ClapArgs)]
pub struct Init {
    /// Folder of notes, or an empty folder [default: the current folder]
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: Option<PathBuf>,
    /// Add a workflow that publishes the notes on GitHub Pages
    #[arg(long)]
    pub github_pages: bool,
    /// Command that installs crib in that workflow
    #[arg(long, value_name = "COMMAND")]
    pub install: Option<String>,
}

/// Arguments of `crib theme`.
#[derive(Debug, ClapArgs)]
#[command(arg_required_else_help = true, disable_help_subcommand = true)]
pub struct Theme {
    /// What to do.
    #[command(subcommand)]
    pub command: ThemeCommand,
}

/// The commands on themes.
#[derive(Debug, Subcommand)]
pub enum ThemeCommand {
    /// Copy files of the default theme into the site's theme; without FILE, list them
    Eject(Eject),
}

/// Arguments of `crib theme eject`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The files go to the theme that crib.yaml names, else to themes/default, which is used without being \
named. A site takes a file from there, and all others from the default theme. To change only a part of \
a template, write one that extends it: {% extends \"theme/note.html\" %}.")]
pub struct Eject {
    /// Files to copy, such as `note.html` or `static/crib.css`
    #[arg(value_name = "FILE", conflicts_with = "all")]
    pub files: Vec<String>,
    /// Copy every file
    #[arg(long)]
    pub all: bool,
    /// Overwrite files that exist
    #[arg(short, long)]
    pub force: bool,
}

/// Arguments of `crib explain`.
#[derive(Debug, ClapArgs)]
pub struct Explain {
    /// Code of a finding, or `rules` for the extraction rules [default: list all codes]
    pub code: Option<String>,
}

/// Arguments of `crib clean`.
#[derive(Debug, ClapArgs)]
pub struct Clean {
    #[command(flatten)]
    pub(super) content: Content,
    /// Output folder [default: output, next to crib.yaml or else in the current folder]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output_dir: Option<PathBuf>,
}

/// Arguments of `crib completions`.
#[derive(Debug, ClapArgs)]
pub struct Completions {
    /// Shell to write the script for
    pub shell: clap_complete::Shell,
}

/// The folder of notes.
#[derive(Debug, Clone, Default, ClapArgs)]
pub struct Content {
    /// Folder of notes [default: content/ in the root, else the root]
    #[arg(value_name = "CONTENT", value_hint = ValueHint::DirPath)]
    content: Option<PathBuf>,
}

impl Global {
    /// The places given on the command line.
    #[must_use]
    pub fn places(&self, content: &Content, output: Option<&PathBuf>) -> Places {
        Places {
            root: self.root.clone(),
            config: self.config.clone(),
            content: content.content.clone(),
            output: output.cloned(),
        }
    }

    /// The lowest severity that is shown to people; findings that make a `strict` run fail are
    /// always shown.
    #[must_use]
    pub fn least_shown(&self, strict: bool) -> Severity {
        match (self.quiet && !strict, self.verbose) {
            (true, _) => Severity::Error,
            (_, true) => Severity::Info,
            _ => Severity::Warning,
        }
    }
}

impl Sheet {
    /// A configured sheet, overridden by the flags.
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
