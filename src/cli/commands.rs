//! One function per command, from its arguments to its exit code.
//! Gives results on standard output, findings and the summary on standard error.
//! Holds no rule about notes or sites.

use std::{io::IsTerminal as _, path::Path, time::Instant};

use clap::CommandFactory as _;

use super::{
    EXIT_FINDINGS, Output,
    args::{
        Args, Build, Clean, Color, Command, Completions, Content, Explain, Format,
        Global, List, What,
    },
    check, line,
    progress::Bar,
    refuse, shown, usage,
};
use crate::{
    build::{self, Built, Input, Options, Resolved},
    config::{Project, site_address},
    diag::{Code, Severity, counted, nearest},
    engine::{Engine, Progress},
    error::Error,
    list,
    memo::{self, Inputs, Memo, Said},
    output::{self, Disk, Outcome},
    path::NotePath,
    press::{Browser, PdfPrinter},
    program::Programs,
    render::{made::MadePages, theme::Theme},
    report::{self, Counts},
    rule::Rule,
    source::{Ahead, Files as _, Loaded},
    study::Study,
};

/// Everything a command needs besides its own arguments.
pub(super) struct Session<'a> {
    pub(super) global: &'a Global,
    /// All environment variables.
    pub(super) variables: Vec<(String, String)>,
    pub(super) output: &'a mut Output,
    start: Instant,
}

/// Runs a command.
pub(super) fn run(
    args: &Args,
    variables: Vec<(String, String)>,
    output: &mut Output,
) -> Result<u8, Error> {
    let global = &args.global;
    let mut session = Session { global, variables, output, start: Instant::now() };
    match &args.command {
        Command::Build(args) => session.build(args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => session.serve(args),
        Command::Check(args) => session.check(args),
        Command::Sheet(args) => session.sheet(args),
        Command::Cards(args) => session.cards(args),
        Command::List(args) => session.list(args),
        Command::Init(args) => session.init(args),
        Command::Theme(args) => session.theme(args),
        Command::Explain(args) => session.explain(args),
        Command::Clean(args) => session.clean(args),
        Command::Completions(args) => session.completions(args),
    }
}

impl Session<'_> {
    pub(super) fn project(
        &self,
        content: &Content,
        output: Option<&std::path::PathBuf>,
    ) -> Result<Project, Error> {
        Project::locate(&self.global.places(content, output), &self.settings())
    }

    /// The variables that override the configuration.
    fn settings(&self) -> Vec<(String, String)> {
        let is_ours = |(name, _): &&(String, String)| name.starts_with("CRIB__");
        let mut settings: Vec<_> =
            self.variables.iter().filter(is_ours).cloned().collect();
        settings.sort();
        settings
    }

    fn color(&self) -> bool {
        let no_color = self
            .variables
            .iter()
            .any(|(name, value)| name == "NO_COLOR" && !value.is_empty());
        match self.global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => !no_color && std::io::stderr().is_terminal(),
        }
    }

    fn build(&mut self, args: &Build) -> Result<u8, Error> {
        let mut project = self.project(&args.content, args.output_dir.as_ref())?;
        if let Some(url) = &args.base_url {
            let url = site_address("--base-url", url).map_err(usage)?;
            project.config.base_url = Some(url);
        }
        refuse::dangerous(&project, self.home().as_deref())?;
        refuse::notes(&project)?;
        let (config, engine) = (&project.config, Engine::new(args.jobs)?);
        let theme = engine.theme(&project.themes(), config)?;
        let mut files = project.files()?;
        files.programs = Programs::new(&self.variables);
        let sink = Disk::open(&project.output, args.force)?.anew(args.clean);
        // Without a browser the site is still built, and the command fails at the end.
        let browser = args.pdf.then(|| Browser::find(&self.variables)).transpose();
        let printer = browser.as_ref().ok().and_then(Option::as_ref);
        let options = Options {
            drafts: args.drafts || config.drafts.unwrap_or(false),
            no_minify: args.no_minify,
            printer: printer.map(|it| it as &dyn PdfPrinter),
            ..Options::default()
        };
        let bar = self.bar();
        let progress = bar.as_ref().map(|it| it as &dyn Progress);
        let options = Options { progress, ..options };
        let name = &*project.name();
        let input = Input { engine: &engine, files: &files, config, name, options };
        let kept = self.kept(args, &project);
        let memo = kept.as_ref().filter(|_| self.is_plain(args));
        let loaded = memo.map(|_| engine.run(|| files.load())).transpose()?;
        let inputs =
            loaded.as_ref().and_then(|it| self.inputs(args.strict, input, &theme, it));
        let memo = memo.zip(inputs);
        let known =
            memo.as_ref().and_then(|(it, inputs)| engine.run(|| it.recall(*inputs)));
        if let Some(said) = known {
            self.output.show(&said.findings);
            return self.end_build(args, &said, Outcome::default(), &project);
        }
        let files = Ahead::new(&files, loaded);
        let made = kept.as_ref().map(|it| recall(it, &engine));
        let options = Options { made: made.as_ref(), ..options };
        let input = Input { files: &files, options, ..input };
        let built = build::build(input, &theme, &sink)?;
        let (outcome, listed) = sink.finish_and_list()?;
        drop(bar);
        if let (Some(kept), Some(made)) = (&kept, &made) {
            remember(kept, &engine, made);
        }
        let findings = self.findings(&built.resolved, &project, args.strict)?;
        if self.global.verbose {
            for route in &built.kept_unminified {
                self.output.say(&format!(
                    "{route}: not minified, because that would change the page"
                ));
            }
        }
        if args.timings {
            self.output.show(&report::timings(&built.resolved.timings));
        }
        let said = self.said(args.strict, &built, findings);
        let Outcome { kept, stray, .. } = outcome;
        // What Git does not tell now it may tell the next time.
        let is_dated = built.resolved.findings.iter().all(|it| it.code != Code::G001);
        if let (Some((memo, inputs)), 0, 0, true) = (memo, kept, stray, is_dated) {
            memo.remember(inputs, listed, &said);
        }
        let code = self.end_build(args, &said, outcome, &project)?;
        browser?;
        built.unprinted.map_or(Ok(code), Err)
    }

    /// A bar that shows how far a build is, where somebody may see it.
    fn bar(&self) -> Option<Bar> {
        let is_seen = !self.global.quiet && std::io::stderr().is_terminal();
        is_seen.then(Bar::new)
    }

    /// The memory of the site's builds, unless the command asks for none.
    fn kept(&self, args: &Build, project: &Project) -> Option<Memo> {
        let memo = || Memo::of(&self.variables, &project.content, &project.output);
        (!args.no_cache).then(memo).flatten()
    }

    /// Whether a command asks for no more than a site and its findings: neither for times, nor for
    /// sheets on paper, nor for files written anew.
    fn is_plain(&self, args: &Build) -> bool {
        let Global { verbose, format, .. } = self.global;
        let is_anew = args.clean || args.force || args.pdf || args.timings;
        !verbose && *format == Format::Text && !is_anew
    }

    /// The digest of all that a build depends on, and of how it says what it finds.
    fn inputs(
        &self,
        strict: bool,
        input: Input<'_>,
        theme: &Theme,
        loaded: &Loaded,
    ) -> Option<Inputs> {
        let how = (strict, self.global.quiet, self.color(), memo::program()?);
        let inputs = build::inputs(input, theme, loaded)?;
        Some(memo::digest(&format!("{how:?}\n{inputs}")))
    }

    /// What a build says besides what it did to the folder.
    fn said(&self, strict: bool, built: &Built, findings: String) -> Said {
        let counts = Counts::of(&built.resolved);
        let failed = strict && counts.errors + counts.warnings > 0;
        let mut closing = String::new();
        if counts.errors > 0 && !failed {
            let errors = counted(counts.errors, "error");
            closing = format!(
                "the site was built with {errors} (`--strict` makes the build fail)\n"
            );
        }
        let word = if failed { "failed (`--strict`)" } else { "ok" };
        closing += &report::outcome(word, counts, self.least_counted());
        Said { pages: built.pages, failed, findings, closing }
    }

    /// Says how a build ended; gives its exit code.
    fn end_build(
        &mut self,
        args: &Build,
        said: &Said,
        outcome: Outcome,
        project: &Project,
    ) -> Result<u8, Error> {
        self.say_outcome(said.pages, outcome, project);
        if !self.global.quiet {
            self.output.say(&report::timed(&said.closing, self.start.elapsed()));
        }
        if args.open {
            open(&project.output.join("index.html"))?;
        }
        Ok(if said.failed { EXIT_FINDINGS } else { 0 })
    }

    #[cfg(feature = "serve")]
    fn serve(&mut self, args: &super::args::Serve) -> Result<u8, Error> {
        super::preview::run(args, self.global, self.settings(), self.color())
    }

    fn say_outcome(&mut self, pages: usize, outcome: Outcome, project: &Project) {
        let Outcome { written, removed, kept, stray } = outcome;
        let mut parts = vec![match written {
            0 => String::from("nothing changed"),
            written => format!("{} written", counted(written, "file")),
        }];
        if removed > 0 {
            parts.push(format!("{removed} removed"));
        }
        if kept > 0 {
            parts.push(counted(kept, "file edited since an earlier build and kept"));
        }
        if stray > 0 {
            parts.push(counted(stray, "file of a copied site left in place"));
        }
        if !self.global.quiet {
            let (pages, folder) = (counted(pages, "page"), shown(&project.output));
            self.output.say(&format!("{pages} in {folder} ({})", parts.join(", ")));
        }
    }

    fn list(&mut self, args: &List) -> Result<u8, Error> {
        let project = self.project(&args.content, None)?;
        let (engine, files) = (&Engine::new(0)?, &project.files()?);
        let (config, name) = (&project.config, &*project.name());
        let options = check::options(config);
        let input = Input { engine, files, config, name, options };
        let resolved = build::resolve(input)?;
        let (library, sources) = resolved.notes();
        let is_json = self.global.format == Format::Json;
        let of_study = |rows: &dyn Fn(&Study<'_>) -> String| {
            let found = build::find(input, &library)?;
            let extracted = build::extract(input, (&library, &found.parts), &sources)?;
            Ok::<String, Error>(rows(&extracted.study))
        };
        let text = match args.what {
            What::Tables => of_study(&|it| {
                let rows = list::tables(&resolved, it);
                if is_json { list::json(&rows) } else { list::tables_table(&rows) }
            })?,
            What::Rules => of_study(&|it| {
                let rows = list::rules(&resolved, it);
                if is_json { list::json(&rows) } else { list::rules_table(&rows) }
            })?,
            What::Comparisons => of_study(&|it| {
                let rows = list::comparisons(&resolved, it);
                if is_json { list::json(&rows) } else { list::comparisons_table(&rows) }
            })?,
            What::Cards => of_study(&|it| {
                let rows = list::cards(&resolved, it);
                if is_json { list::json(&rows) } else { list::cards_table(&rows) }
            })?,
            What::Notes | What::Orphans => {
                let rows = if args.what == What::Notes {
                    list::notes(&resolved.library)
                } else {
                    list::orphans(&resolved.library)
                };
                if is_json { list::json(&rows) } else { list::notes_table(&rows) }
            }
            What::Tags => {
                let rows = list::tags(&resolved);
                if is_json { list::json(&rows) } else { list::tags_table(&rows) }
            }
            What::Links => {
                let rows = list::links(&resolved);
                if is_json { list::json(&rows) } else { list::links_table(&rows) }
            }
        };
        self.output.print(&text)?;
        Ok(0)
    }

    fn explain(&mut self, args: &Explain) -> Result<u8, Error> {
        let Some(name) = &args.code else {
            for code in Code::ALL {
                let line =
                    format!("{code} {:8} {}\n", code.severity().name(), code.title());
                self.output.print(&line)?;
            }
            return Ok(0);
        };
        if name == "rules" {
            for rule in Rule::ALL {
                self.output.print(&format!("{:18} {}\n", rule.name(), rule.reason()))?;
            }
            return Ok(0);
        }
        let Some(code) = Code::parse(name) else {
            let like = nearest(name, Code::ALL.iter().map(|it| it.name()));
            let help = like.map(|it| format!("; did you mean {it}?")).unwrap_or_default();
            return Err(usage(format!(
                "there is no finding `{name}`{help} (`crib explain` lists them all)"
            )));
        };
        let severity = code.severity().name();
        self.output.print(&format!(
            "{code} ({severity}): {}\n\n{}\n",
            code.title(),
            code.explanation()
        ))?;
        if code.severity() < Severity::Info {
            self.output.print(
                "\nIn templates for new notes, such as TEMPLATE.md, it is only an info.\n",
            )?;
        }
        Ok(0)
    }

    fn clean(&mut self, args: &Clean) -> Result<u8, Error> {
        let project = self.project(&args.content, args.output_dir.as_ref())?;
        refuse::dangerous(&project, self.home().as_deref())?;
        let Outcome { removed, kept, .. } = output::clean(&project.output)?;
        if !self.global.quiet {
            let folder = shown(&project.output);
            self.output
                .say(&format!("{} removed from {folder}", counted(removed, "file")));
            if kept > 0 {
                let files = counted(kept, "file");
                self.output.say(&format!("{files} edited after the build and kept"));
            }
        }
        Ok(0)
    }

    fn completions(&mut self, args: &Completions) -> Result<u8, Error> {
        let mut script = Vec::new();
        clap_complete::generate(args.shell, &mut Args::command(), "crib", &mut script);
        self.output.print(&String::from_utf8_lossy(&script))?;
        Ok(0)
    }

    /// Prints the findings in the requested format, and what was skipped; gives what it said beside
    /// results.
    pub(super) fn findings(
        &mut self,
        resolved: &Resolved,
        project: &Project,
        strict: bool,
    ) -> Result<String, Error> {
        let mut said = String::new();
        match self.global.format {
            Format::Json => self.output.print(&report::json(resolved))?,
            Format::Github => {
                let prefix = shown(&project.content);
                let prefix = if prefix == "." { String::new() } else { prefix + "/" };
                self.output.print(&report::github(resolved, &prefix))?;
            }
            Format::Text => {
                let least = self.global.least_shown(strict);
                let how = (self.color(), self.global.verbose);
                said = report::text(resolved, how, |it| it.severity <= least);
            }
        }
        if !self.global.quiet {
            let help = report::no_notes(resolved, &shown(&project.content));
            said.extend(help.map(|it| line(&it)));
            if self.global.verbose {
                said += &report::left_out(resolved);
            }
            said += &skipped(&resolved.skipped, self.global.verbose);
        }
        self.output.show(&said);
        Ok(said)
    }

    pub(super) fn summary(&mut self, word: &str, counts: Counts) {
        if !self.global.quiet {
            let took = self.start.elapsed();
            self.output.say(&report::summary(word, counts, self.least_counted(), took));
        }
    }

    /// The least severe findings that are shown, for who counts them.
    fn least_counted(&self) -> Severity {
        match self.global.format {
            Format::Text => self.global.least_shown(false),
            Format::Json | Format::Github => Severity::Info,
        }
    }

    pub(super) fn home(&self) -> Option<std::path::PathBuf> {
        let home = self
            .variables
            .iter()
            .find(|(name, _)| name == "HOME" || name == "USERPROFILE");
        home.map(|(_, value)| value.into())
    }
}

/// Begins with what earlier builds made.
fn recall(kept: &Memo, engine: &Engine) -> MadePages {
    let made = MadePages::default();
    if let Some(it) = kept.code() {
        engine.highlighter().recall(it);
    }
    if let Some(it) = kept.pages() {
        made.recall(&it);
    }
    made
}

/// Keeps what a build made for the next one.
fn remember(kept: &Memo, engine: &Engine, made: &MadePages) {
    if let Some(it) = engine.highlighter().gained() {
        kept.keep_code(it);
    }
    if let Some(it) = made.gained() {
        kept.keep_pages(it);
    }
}

/// Folders that were skipped although they contain notes.
fn skipped(folders: &[(NotePath, usize)], verbose: bool) -> String {
    let each = |(path, notes): &(NotePath, usize)| {
        line(&format!("{path}/ skipped, with {}", counted(*notes, "note")))
    };
    if verbose || folders.is_empty() {
        return folders.iter().map(each).collect();
    }
    let notes = counted(folders.iter().map(|(_, notes)| notes).sum(), "note");
    let folders = counted(folders.len(), "folder");
    line(&format!("{folders} with {notes} skipped (`-v` lists them)"))
}

fn open(path: &Path) -> Result<(), Error> {
    opener::open(path)
        .map_err(|it| Error::Open { path: path.to_owned(), reason: it.to_string() })
}
