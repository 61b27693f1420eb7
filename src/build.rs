//! The whole pipeline on one screen: load, parse, resolve, plan, render, put.
//! Gives the finished site to a sink, and every finding to the caller.
//! Decides nothing itself; each verb is a module of its own.

use std::sync::Arc;

use rayon::prelude::*;

use crate::{
    config::Config,
    diag::Diagnostic,
    error::Error,
    export::Published,
    library::Library,
    note,
    output::{Artifact, Sink},
    path::{NotePath, Route},
    press::PdfPrinter,
    render::{Rendered, Renderer, theme::Theme},
    site::{self, File, PlanOptions, SheetPage, Site},
    source::{Files, History, LineIndex, Sources},
    study,
};

mod counts;
mod stop;

use counts::Clock;
pub use counts::{Counts, Timings};
pub use stop::Stop;

/// Stacks that minifying the deepest page we render does not overflow.
const STACK_SIZE: usize = 32 * 1024 * 1024;

/// What a command asks of the pipeline.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'p> {
    /// Whether drafts are published.
    pub drafts: bool,
    /// Whether there is a page of what the notes contradict, which is for their author.
    pub preview: bool,
    /// Whether pages stay as they are rendered.
    pub no_minify: bool,
    /// How many threads work; 0 for one per core.
    pub jobs: usize,
    /// What prints the cheat sheets; without it they are pages only.
    pub printer: Option<&'p dyn PdfPrinter>,
    /// What may end the work early.
    pub stop: Option<&'p Stop>,
}

impl Options<'_> {
    /// Goes on unless somebody has stopped the work.
    fn check_stop(&self) -> Result<(), Error> {
        self.stop.map_or(Ok(()), Stop::check)
    }
}

/// Notes that were loaded, parsed and resolved.
#[derive(Debug)]
pub struct Checked {
    /// All notes.
    pub library: Library,
    /// What the files said, for findings to quote.
    pub sources: Sources,
    /// What is wrong, in order.
    pub findings: Vec<Diagnostic>,
    /// Folders left out that hold notes, with the number of notes.
    pub skipped: Vec<(NotePath, usize)>,
    /// How long each verb took.
    pub timings: Timings,
}

/// A finished site.
#[derive(Debug)]
pub struct Built {
    /// The notes it was made of.
    pub checked: Checked,
    /// How many pages it has.
    pub pages: usize,
    /// The page of what the notes contradict, which only a preview has.
    pub conflicts: Option<Route>,
    /// Pages that minifying would have changed, so that they were left as they are.
    pub kept_unminified: Vec<Route>,
    /// Why the cheat sheets could not be printed.
    pub unprinted: Option<Error>,
}

/// Loads, parses and resolves notes, and extracts what there is to study for its findings.
///
/// # Errors
/// When the files cannot be read.
pub fn check(
    files: &dyn Files,
    config: &Config,
    options: Options<'_>,
) -> Result<Checked, Error> {
    in_pool(options.jobs, || {
        let mut checked = resolve(files, config, options)?;
        let mut clock = Clock::start();
        let (study, found) = extract(&checked, config);
        drop(study);
        checked.add(found);
        clock.lap("extract");
        checked.timings.extend(clock.laps);
        Ok(checked)
    })
}

/// Goes on to planning the site, which finds what a build finds before it prints, and looks at
/// what there is to study.
///
/// # Errors
/// When the files cannot be read.
pub fn check_all<T: Send>(
    files: &dyn Files,
    (config, theme): (&Config, Theme),
    name: &str,
    options: Options<'_>,
    look: impl FnOnce(&Library, &study::Study<'_>) -> T + Send,
) -> Result<(Checked, T), Error> {
    in_pool(options.jobs, || {
        with_site(files, config, theme, name, options, |it| {
            it.clock.lap("plan");
            Ok(look(&it.checked.library, it.study))
        })
    })
}

/// Loads, parses and resolves notes.
fn resolve(
    files: &dyn Files,
    config: &Config,
    options: Options<'_>,
) -> Result<Checked, Error> {
    let mut clock = Clock::start();
    let loaded = files.load()?;
    let sources = Sources::new(loaded.sources);
    clock.lap("load");
    let rules = note::Rules::new(&config.tags);
    let parse = |it| options.check_stop().map(|()| note::parse(it, &rules));
    let parsed: Vec<Result<_, Error>> = sources.all().par_iter().map(parse).collect();
    clock.lap("parse");
    let mut findings = loaded.findings;
    let mut notes = Vec::with_capacity(parsed.len());
    for parsed in parsed {
        let (note, found) = parsed?;
        notes.push(Arc::new(note));
        findings.extend(found);
    }
    options.check_stop()?;
    let (library, unresolved) =
        Library::resolve(notes, loaded.assets, config, options.drafts);
    findings.extend(unresolved);
    Diagnostic::sort(&mut findings);
    clock.lap("resolve");
    let (skipped, timings) = (loaded.skipped, clock.laps);
    Ok(Checked { library, sources, findings, skipped, timings })
}

/// What there is to study in notes, with the findings on it.
#[must_use]
pub fn extract<'c>(
    checked: &'c Checked,
    config: &Config,
) -> (study::Study<'c>, Vec<Diagnostic>) {
    study::extract(&checked.library, &checked.sources, config)
}

/// Builds the site into a sink; `name` is its title when nothing else gives one.
///
/// # Errors
/// When a file cannot be read, a template fails, the sink cannot take a file, or nothing can be
/// printed.
pub fn build(
    files: &dyn Files,
    config: &Config,
    theme: Theme,
    name: &str,
    sink: &dyn Sink,
    options: Options<'_>,
) -> Result<Built, Error> {
    in_pool(options.jobs, || {
        let (mut checked, put) = with_site(files, config, theme, name, options, |it| {
            let Stage { renderer, site, clock, .. } = it;
            sink.begin(&site.routes(&renderer.theme().statics))?;
            clock.lap("plan");
            let mut unprinted = None;
            let mut found = Vec::new();
            if let Some(printer) = options.printer {
                match print_sheets(renderer, site, (printer, options), sink) {
                    Ok(findings) => found = findings,
                    // A browser that fails takes nothing but the printed sheets from the site.
                    Err(error) => {
                        unprinted = Some(error);
                        renderer.withhold_pdfs();
                    }
                }
                clock.lap("print");
            }
            let renderer = &*renderer;
            let ids: Vec<_> = site.pages().map(|(id, _)| id).collect();
            let kept: Vec<Result<Option<Route>, Error>> = ids
                .par_iter()
                .map(|id| {
                    options.check_stop()?;
                    let Rendered { artifact, kept_unminified } = renderer.page(*id)?;
                    let route = kept_unminified.then(|| artifact.route.clone());
                    sink.put(artifact)?;
                    Ok(route)
                })
                .collect();
            let kept: Vec<Option<Route>> = kept.into_iter().collect::<Result<_, _>>()?;
            clock.lap("render");
            found.extend(put_files(files, renderer, sink, options)?);
            clock.lap("assets");
            let kept_unminified = kept.into_iter().flatten().collect();
            let conflicts = site.conflicts().map(|it| it.route.clone());
            Ok((ids.len(), conflicts, kept_unminified, found, unprinted))
        })?;
        let (pages, conflicts, kept_unminified, found, unprinted) = put;
        checked.add(found);
        Ok(Built { checked, pages, conflicts, kept_unminified, unprinted })
    })
}

/// Puts every sheet that is to be printed, and gives findings on those over their budget.
fn print_sheets(
    renderer: &Renderer<'_>,
    site: &Site<'_>,
    (printer, options): (&dyn PdfPrinter, Options<'_>),
    sink: &dyn Sink,
) -> Result<Vec<Diagnostic>, Error> {
    let mut findings = Vec::new();
    for sheet in &site.sheets {
        options.check_stop()?;
        let Some(route) = &sheet.pdf else { continue };
        let pdf = renderer.print(sheet, printer)?;
        findings.extend(pdf.finding);
        sink.put(Artifact { route: route.clone(), bytes: pdf.bytes })?;
    }
    Ok(findings)
}

/// Plans the site and hands the sheet of that name to `work`; `None` when there is none.
///
/// # Errors
/// When a file cannot be read, a template fails, or `work` does.
pub fn sheet<T: Send>(
    files: &dyn Files,
    (config, theme): (&Config, Theme),
    (site_name, name): (&str, &str),
    options: Options<'_>,
    work: impl FnOnce(&Stage<'_, '_>, &SheetPage<'_>) -> Result<T, Error> + Send,
) -> Result<(Checked, Option<T>), Error> {
    in_pool(options.jobs, || {
        with_site(files, config, theme, site_name, options, |stage| {
            let page = stage.site.sheets.iter().find(|it| it.sheet.spec.name == name);
            page.map(|page| work(&stage, page)).transpose()
        })
    })
}

/// Makes and puts every file that is not a page.
fn put_files(
    files: &dyn Files,
    renderer: &Renderer<'_>,
    sink: &dyn Sink,
    options: Options<'_>,
) -> Result<Option<Diagnostic>, Error> {
    let site = renderer.site();
    // Only feed and sitemap tell dates. The preview does without those of the repository, which
    // would be asked after every change.
    let dated = !options.preview && site.extras.keys().any(|it| it.is_absolute());
    let history = if dated { files.history() } else { History::default() };
    let published = Published::new(renderer, &history);
    let put = |(route, file): &(&Route, File<'_>)| {
        options.check_stop()?;
        let bytes = match file {
            File::Static(artifact) => artifact.bytes.clone(),
            File::Extra(extra) => published.text(*extra).into_bytes(),
            File::Asset(path) => files.asset(path)?,
        };
        sink.put(Artifact { route: (*route).clone(), bytes })
    };
    let all = site.files(&renderer.theme().statics);
    let put: Vec<Result<(), Error>> = all.par_iter().map(put).collect();
    put.into_iter().collect::<Result<(), Error>>()?;
    Ok(published.finding())
}

/// A site that is planned and can be rendered.
pub struct Stage<'a, 'r> {
    /// The notes.
    pub checked: &'a Checked,
    /// What there is to study in them.
    pub study: &'a study::Study<'a>,
    /// The pages.
    pub site: &'a Site<'a>,
    /// What renders them.
    pub renderer: &'a mut Renderer<'r>,
    clock: &'a mut Clock,
}

/// Runs the pipeline up to the plan, and then `work`; adds what it finds.
fn with_site<T>(
    files: &dyn Files,
    config: &Config,
    theme: Theme,
    name: &str,
    options: Options<'_>,
    work: impl FnOnce(Stage<'_, '_>) -> Result<T, Error>,
) -> Result<(Checked, T), Error> {
    let mut checked = resolve(files, config, options)?;
    options.check_stop()?;
    let mut clock = Clock::start();
    let (study, mut found) = extract(&checked, config);
    options.check_stop()?;
    clock.lap("extract");
    let (preview, metrics) = (options.preview, &theme.metrics.clone());
    let pdf = options.printer.is_some();
    let asked = PlanOptions { config, name, preview, metrics, pdf };
    let site = site::plan(&checked.library, &study, asked);
    found.extend(site.findings.iter().cloned());
    let mut renderer = Renderer::new(config, &checked.library, &study, &site, theme)
        .minifying(!options.no_minify)
        .at_revision(files.revision());
    found.extend(renderer.missing_templates());
    let made = work(Stage {
        checked: &checked,
        study: &study,
        site: &site,
        renderer: &mut renderer,
        clock: &mut clock,
    })?;
    drop(renderer);
    checked.add(found);
    checked.timings.extend(clock.laps);
    Ok((checked, made))
}

impl Checked {
    /// Adds findings of a later stage.
    pub fn add(&mut self, findings: Vec<Diagnostic>) {
        self.findings.extend(findings);
        Diagnostic::sort(&mut self.findings);
    }

    /// The lines of a note.
    #[must_use]
    pub fn lines(&self, path: &NotePath) -> LineIndex<'_> {
        self.sources.lines(path)
    }

    /// The text of a note.
    #[must_use]
    pub fn text(&self, path: &NotePath) -> Option<&Arc<str>> {
        self.sources.text(path)
    }
}

/// Runs work on threads with stacks deep enough for it.
fn in_pool<T: Send>(
    jobs: usize,
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> Result<T, Error> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .stack_size(STACK_SIZE)
        .build()
        .map_err(|it| Error::Usage(format!("cannot start {jobs} threads: {it}")))?;
    pool.install(work)
}
