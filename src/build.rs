//! The whole pipeline, step by step: load, parse, resolve, find, extract, plan, render, put.
//! Gives each stage as a type that the next one takes, and every finding to the caller.
//! Holds no step itself, only their order and what happens if printing fails.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::Arc,
};

use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::{
    advice::Advice,
    config::Config,
    diag::Diagnostic,
    engine::{Clock, Engine, KnownSheets, Parsed, Progress, Stop, Timings},
    error::Error,
    export::{Published, search},
    library::Library,
    note,
    output::{Artifact, Memory, Sink},
    path::{NotePath, Route},
    press::PdfPrinter,
    render::{
        Rendered, Renderer,
        made::{Made, MadePages},
        theme::Theme,
    },
    site::{self, File, PageId, PlanOptions, Site},
    source::{Files, Loaded, Source, Sources},
    study::{self, Study, parts::Parts},
};

/// The input of the pipeline.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The threads, grammars and theme to use.
    pub engine: &'a Engine,
    /// The notes.
    pub files: &'a dyn Files,
    /// How the site is configured.
    pub config: &'a Config,
    /// The name of a site that has no title.
    pub name: &'a str,
    /// The options of the command.
    pub options: Options<'a>,
}

/// The options of a command.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// Whether drafts are published.
    pub drafts: bool,
    /// Whether to add the page of conflicts, which is for the author.
    pub preview: bool,
    /// Whether pages stay as they are rendered.
    pub no_minify: bool,
    /// Prints the cheat sheets; without it they are only pages.
    pub printer: Option<&'a dyn PdfPrinter>,
    /// Ends the work early when it is set.
    pub stop: Option<&'a Stop>,
    /// Hears how far the work is.
    pub progress: Option<&'a dyn Progress>,
    /// What the last build made, so that the sink keeps what would be the same.
    pub made: Option<&'a MadePages>,
}

/// Notes that were loaded, parsed and resolved.
#[derive(Debug)]
pub struct Resolved {
    /// All notes.
    pub library: Arc<Library>,
    /// The text of the files, for findings to quote.
    pub sources: Arc<Sources>,
    /// Skipped folders with notes in them, and the number of those notes.
    pub skipped: Vec<(NotePath, usize)>,
    /// All findings so far, in order.
    pub findings: Vec<Diagnostic>,
    /// How long each step took.
    pub timings: Timings,
}

/// What each note gives by itself.
pub struct Found {
    /// Its tables, rules, cards and so on.
    pub parts: Arc<Parts>,
    /// How long the stage took.
    pub log: Log,
}

/// What was extracted from the notes.
pub struct Extracted<'r> {
    /// Tables, rules, cards and so on.
    pub study: Study<'r>,
    /// The findings of the stage, and how long it took.
    pub log: Log,
}

/// A site that can be rendered.
pub struct Planned<'r> {
    /// The planned pages and files, and their renderer.
    pub renderer: Renderer<'r>,
    /// The findings of the stage, and how long it took.
    pub log: Log,
}

/// The findings of a stage, and how long its steps took; passed to [`Resolved::add`].
#[derive(Debug)]
pub struct Log {
    findings: Vec<Diagnostic>,
    timings: Timings,
}

/// A finished site.
#[derive(Debug)]
pub struct Built {
    /// The notes it was made from, with all findings.
    pub resolved: Resolved,
    /// The number of pages.
    pub pages: usize,
    /// The page of conflicts, which only a preview has.
    pub conflicts: Option<Route>,
    /// Pages that were not minified because that would have changed them.
    pub kept_unminified: Vec<Route>,
    /// Why the cheat sheets could not be printed.
    pub unprinted: Option<Error>,
}

/// Everything that a site depends on besides the program, as a text; none if that cannot be told.
/// Printed sheets are not part of it.
#[must_use]
pub fn inputs(input: Input<'_>, theme: &Theme, loaded: &Loaded) -> Option<String> {
    let Input { files, config, name, options, .. } = input;
    let Options { drafts, preview, no_minify, .. } = options;
    let Loaded { sources, assets, findings, skipped } = loaded;
    let mut all = format!(
        "{name:?} {config:?}\n{:032x} {drafts} {preview} {no_minify} {}\n{findings:?}\n{skipped:?}\n",
        theme.digest(),
        files.state(),
    );
    for it in sources {
        // Writing to a string cannot fail.
        let _ = writeln!(all, "{} {:032x}", it.path, xxh3_128(it.text.as_bytes()));
    }
    for it in assets {
        let _ = writeln!(all, "{it} {}", files.stamp(it)?);
    }
    Some(all)
}

/// Builds the site into a sink.
///
/// # Errors
/// When a file cannot be read, a template fails or the sink cannot take a file.
pub fn build(input: Input<'_>, theme: &Theme, sink: &dyn Sink) -> Result<Built, Error> {
    let mut resolved = resolve(input)?;
    let (library, sources) = resolved.notes();
    let found = find(input, &library)?;
    let mut extracted = extract(input, (&library, &found.parts), &sources)?;
    if !input.options.preview {
        // They are findings by now, and no other page shows them.
        extracted.study.conflicts = Vec::new();
    }
    let mut planned = plan(input, theme, &library, &extracted.study)?;
    let put = render_and_put(input, &mut planned, sink)?;
    let site = planned.renderer.site();
    let conflicts = site.conflicts().map(|it| it.route.clone());
    let pages = site.pages.len();
    let Put { kept_unminified, unprinted, log } = put;
    resolved.add([found.log, extracted.log, planned.log, log]);
    Ok(Built { resolved, pages, conflicts, kept_unminified, unprinted })
}

/// Runs the pipeline up to plan, so that it reports everything a build would report,
/// and collects advice. `place` is the content folder as seen from the root of its repository.
///
/// # Errors
/// When the files cannot be read.
pub fn check(
    input: Input<'_>,
    theme: &Theme,
    place: &str,
) -> Result<(Resolved, Advice), Error> {
    let mut resolved = resolve(input)?;
    let (library, sources) = resolved.notes();
    let found = find(input, &library)?;
    let extracted = extract(input, (&library, &found.parts), &sources)?;
    let study = &extracted.study;
    let planned = plan(input, theme, &library, study)?;
    let look =
        || Advice::of(&library, study, input.config, (place, input.files.is_vault()));
    let advice = input.engine.run(look);
    resolved.add([found.log, extracted.log, planned.log]);
    Ok((resolved, advice))
}

/// Loads, parses and resolves notes.
///
/// # Errors
/// When the files cannot be read or, as in all later stages, when the work was stopped.
pub fn resolve(input: Input<'_>) -> Result<Resolved, Error> {
    let Input { files, config, options, .. } = input;
    input.engine.run(|| {
        let mut clock = Clock::start();
        let before = input.engine.parsed(config);
        let loaded = files.load()?;
        let sources = Sources::new(loaded.sources).sharing(&before.sources);
        let sources = Arc::new(sources);
        clock.lap("load");
        let rules = note::Rules::new(config);
        options.begin("parsing", sources.all().len());
        let parse = |it: &Source| {
            options.next()?;
            Ok(before.find(it).unwrap_or_else(|| {
                let (note, found) = note::parse(it, &rules);
                (Arc::new(note), found)
            }))
        };
        let parsed = sources.all().par_iter().map(parse);
        let parsed = parsed.collect::<Result<Vec<_>, Error>>()?;
        if options.preview {
            input.engine.keep(Parsed::new(config, &sources, &parsed));
        }
        let (notes, found): (Vec<_>, Vec<_>) = parsed.into_iter().unzip();
        clock.lap("parse");
        options.begin("resolving", 0);
        options.check_stop()?;
        let (library, unresolved) = Library::resolve(
            notes,
            loaded.assets,
            config,
            options.drafts,
            &input.engine.library(),
        );
        let library = Arc::new(library);
        if options.preview {
            input.engine.keep_library(Arc::clone(&library));
        }
        let found = found.into_iter().flatten();
        let findings = loaded.findings.into_iter().chain(found).chain(unresolved);
        let mut findings: Vec<Diagnostic> = findings.collect();
        Diagnostic::sort(&mut findings);
        clock.lap("resolve");
        options.check_stop()?;
        let (skipped, timings) = (loaded.skipped, clock.laps);
        Ok(Resolved { library, sources, skipped, findings, timings })
    })
}

/// Finds what each note gives by itself: its tables, rules, cards and so on.
///
/// # Errors
/// Only when the work was stopped.
pub fn find(input: Input<'_>, library: &Library) -> Result<Found, Error> {
    input.engine.run(|| {
        let mut clock = Clock::start();
        input.options.begin("extracting", 0);
        let parts = Parts::new(library, input.config, &input.engine.parts());
        let parts = Arc::new(parts);
        if input.options.preview {
            input.engine.keep_parts(Arc::clone(&parts));
        }
        clock.lap("find");
        input.options.check_stop()?;
        Ok(Found { parts, log: Log { findings: Vec::new(), timings: clock.laps } })
    })
}

/// Puts together what the notes give.
///
/// # Errors
/// Only when the work was stopped.
pub fn extract<'r>(
    input: Input<'_>,
    (library, parts): (&'r Library, &'r Parts),
    sources: &Sources,
) -> Result<Extracted<'r>, Error> {
    input.engine.run(|| {
        let mut clock = Clock::start();
        let before = input.engine.joined();
        let (study, joined, findings) =
            study::extract((library, parts), sources, input.config, &before);
        if input.options.preview {
            input.engine.keep_joined(joined);
        }
        clock.lap("extract");
        input.options.check_stop()?;
        Ok(Extracted { study, log: Log { findings, timings: clock.laps } })
    })
}

/// Plans the site, and prepares a theme for it.
///
/// # Errors
/// Only when the work was stopped.
pub fn plan<'r>(
    input: Input<'r>,
    theme: &'r Theme,
    library: &'r Library,
    study: &'r Study<'r>,
) -> Result<Planned<'r>, Error> {
    let Input { engine, files, config, name, options } = input;
    engine.run(|| {
        let mut clock = Clock::start();
        let (preview, pdf) = (options.preview, options.printer.is_some());
        let metrics = theme.metrics();
        // The preview composes sheets when it has shown the notes.
        let known = (preview && !pdf).then(|| engine.sheets(config, theme)).flatten();
        let known_sheets = known.as_ref().map(|it| (it.names.as_slice(), &it.covered));
        let words = &*theme.words;
        let asked =
            PlanOptions { config, words, name, preview, metrics, pdf, known_sheets };
        let site = site::plan(library, study, asked);
        let mut findings = site.findings.clone();
        if let Some(known) = known {
            findings.extend(known.findings);
        } else if preview {
            let sheets = site.sheets.iter().map(|it| &it.sheet);
            engine.keep_sheets(KnownSheets::of(library, config, theme, sheets));
        }
        let notes = (library, study);
        let renderer = Renderer::new(config, notes, site, theme, engine.highlighter())
            .minifying(!options.no_minify)
            .at_revision(files.revision());
        findings.extend(renderer.missing_templates());
        clock.lap("plan");
        options.check_stop()?;
        Ok(Planned { renderer, log: Log { findings, timings: clock.laps } })
    })
}

/// The result of the last two steps.
struct Put {
    kept_unminified: Vec<Route>,
    unprinted: Option<Error>,
    log: Log,
}

/// Renders every page, makes every other file, and writes them to the sink.
fn render_and_put(
    input: Input<'_>,
    planned: &mut Planned<'_>,
    sink: &dyn Sink,
) -> Result<Put, Error> {
    let renderer = &mut planned.renderer;
    input.engine.run(|| {
        let mut clock = Clock::start();
        input.options.begin("indexing", 0);
        let search = search::Files::new(renderer);
        let mut routes = renderer.site().routes(&renderer.theme().statics);
        routes.extend(search.iter().flat_map(search::Files::routes).cloned());
        sink.begin(&routes)?;
        // Put before the pages, so that they are not in memory while these are made.
        if let Some(search) = search {
            search.put(|it| {
                input.options.check_stop()?;
                sink.put(it)
            })?;
        }
        clock.lap("index");
        let (mut findings, unprinted) = print_sheets(input, renderer, sink);
        if input.options.printer.is_some() {
            clock.lap("print");
        }
        // Sites without an address have no feed, and need no dates. The preview leaves out the dates
        // from Git, which would be read after every change.
        let extras = &renderer.site().extras;
        if !input.options.preview && extras.keys().any(|it| it.is_absolute()) {
            renderer.date(input.files.history());
        }
        let kept_unminified = put_pages(input, renderer, sink)?;
        clock.lap("render");
        findings.extend(put_files(input, renderer, sink)?);
        clock.lap("assets");
        Ok(Put { kept_unminified, unprinted, log: Log { findings, timings: clock.laps } })
    })
}

/// Prints the sheets if that was asked for, and returns findings on those over their page limit.
/// If the browser fails, only the printed sheets are missing from the site.
fn print_sheets(
    input: Input<'_>,
    renderer: &mut Renderer<'_>,
    sink: &dyn Sink,
) -> (Vec<Diagnostic>, Option<Error>) {
    let Some(printer) = input.options.printer else { return (Vec::new(), None) };
    let print = || {
        let mut findings = Vec::new();
        input.options.begin("printing", renderer.site().sheets.len());
        for sheet in &renderer.site().sheets {
            input.options.next()?;
            let Some(route) = &sheet.pdf else { continue };
            let pdf = renderer.print(sheet, printer)?;
            findings.extend(pdf.finding);
            sink.put(Artifact { route: route.clone(), bytes: pdf.bytes })?;
        }
        Ok(findings)
    };
    match print() {
        Ok(findings) => (findings, None),
        Err(error) => {
            renderer.withhold_pdfs();
            (Vec::new(), Some(error))
        }
    }
}

/// Writes every page, and returns those that were not minified.
fn put_pages(
    input: Input<'_>,
    renderer: &Renderer<'_>,
    sink: &dyn Sink,
) -> Result<Vec<Route>, Error> {
    let ids: Vec<_> = renderer.site().pages().map(|(id, _)| id).collect();
    input.options.begin("rendering", ids.len());
    let put = |id: &PageId| {
        input.options.next()?;
        let values = renderer.values(*id);
        let made = input.options.made.map(|it| (it, renderer.digest(&values)));
        let Some((made, Some(from))) = made else {
            return put_page(renderer.render(&values)?, sink);
        };
        if let Some(known) = made.find(from)
            && sink.keep(values.route(), known.digest)?
        {
            made.keep(from, known);
            return Ok(known.kept_unminified.then(|| values.route().clone()));
        }
        let page = renderer.render(&values)?;
        let kept_unminified = page.kept_unminified;
        let digest = xxh3_128(&page.artifact.bytes);
        made.keep(from, Made { digest, kept_unminified });
        put_page(page, sink)
    };
    let kept: Vec<Result<Option<Route>, Error>> = ids.par_iter().map(put).collect();
    let kept: Result<Vec<Option<Route>>, Error> = kept.into_iter().collect();
    Ok(kept?.into_iter().flatten().collect())
}

/// Writes a page, and returns where it goes if it was not minified.
fn put_page(page: Rendered, sink: &dyn Sink) -> Result<Option<Route>, Error> {
    let Rendered { artifact, kept_unminified } = page;
    let route = kept_unminified.then(|| artifact.route.clone());
    sink.put(artifact)?;
    Ok(route)
}

/// Makes and writes every file that is not a page.
fn put_files(
    input: Input<'_>,
    renderer: &Renderer<'_>,
    sink: &dyn Sink,
) -> Result<Option<Diagnostic>, Error> {
    let site = renderer.site();
    let published = Published::new(renderer, renderer.history());
    let put = |(route, file): &(&Route, File<'_>)| {
        input.options.check_stop()?;
        let bytes = make_file(input, published, *file)?;
        sink.put(Artifact { route: (*route).clone(), bytes })
    };
    let files = site.files(&renderer.theme().statics);
    let put: Vec<Result<(), Error>> = files.par_iter().map(put).collect();
    put.into_iter().collect::<Result<(), Error>>()?;
    Ok(published.finding())
}

/// The bytes of a file that is not a page.
fn make_file(
    input: Input<'_>,
    published: Published<'_>,
    file: File<'_>,
) -> Result<Vec<u8>, Error> {
    match file {
        File::Static(artifact) => Ok(artifact.bytes.clone()),
        File::Extra(extra) => Ok(published.text(extra).into_bytes()),
        File::Asset(path) => input.files.asset(path),
    }
}

/// A planned site, each file of which is made when somebody asks for it.
pub struct OnDemand<'p> {
    input: Input<'p>,
    renderer: Renderer<'p>,
    /// What was printed.
    printed: BTreeMap<Route, Vec<u8>>,
    /// The pages by their places.
    pages: BTreeMap<Route, PageId>,
}

impl<'p> OnDemand<'p> {
    /// Prints the sheets if that was asked for; all else is left for later. Returns why they could
    /// not be printed, too.
    ///
    /// # Errors
    /// Only when the work was stopped.
    pub fn new(
        input: Input<'p>,
        mut renderer: Renderer<'p>,
    ) -> Result<(Self, Log, Option<Error>), Error> {
        let sink = Memory::default();
        let (findings, unprinted) =
            input.engine.run(|| print_sheets(input, &mut renderer, &sink));
        input.options.check_stop()?;
        let printed = sink.into_files();
        let pages = renderer.site().pages();
        let pages = pages.map(|(id, it)| (it.route.clone(), id)).collect();
        let log = Log { findings, timings: Timings::new() };
        Ok((Self { input, renderer, printed, pages }, log, unprinted))
    }

    /// Composes the cheat sheets, and returns whether they turn out otherwise than the plan has it: a
    /// sheet is empty now or no longer, or there are other findings on them. The next plan will
    /// know that.
    #[must_use]
    pub fn has_other_sheets(&self) -> bool {
        let Input { engine, config, .. } = self.input;
        let (theme, site) = (self.renderer.theme(), self.renderer.site());
        if !site.sheets_are_due {
            return false;
        }
        let made = engine.run(|| self.renderer.compose());
        let now = KnownSheets::of(self.renderer.library(), config, theme, made.iter());
        let is_other = engine.sheets(config, theme).as_ref() != Some(&now);
        engine.keep_sheets(now);
        is_other
    }

    /// The site.
    #[must_use]
    pub fn site(&self) -> &Site<'p> {
        self.renderer.site()
    }

    /// The places of all files but those of the search, with those that are read from disk.
    #[must_use]
    pub fn routes(&self) -> BTreeSet<Route> {
        self.site().routes(&self.renderer.theme().statics)
    }

    /// A digest of everything that the site is made of, and of this program's version: two sites
    /// with the same digest have the same files.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn digest(&self, sources: &Sources) -> Result<u128, Error> {
        let Input { files, config, name, options, .. } = self.input;
        let mut digest = Xxh3::new();
        let mut add = |bytes: &[u8]| {
            digest.update(&bytes.len().to_le_bytes());
            digest.update(bytes);
        };
        add(env!("CARGO_PKG_VERSION").as_bytes());
        add(format!("{config:?} {name:?} {:?}", options.drafts).as_bytes());
        add(&self.renderer.theme().digest().to_le_bytes());
        add(format!("{:?}", files.revision()).as_bytes());
        for source in sources.all() {
            add(source.path.as_str().as_bytes());
            add(source.text.as_bytes());
        }
        for route in self.routes() {
            add(route.as_str().as_bytes());
        }
        options.check_stop()?;
        for it in self.input.engine.digests(files, self.site().assets.keys())? {
            add(&it.to_le_bytes());
        }
        Ok(digest.digest128())
    }

    /// The bytes of a file; `None` if the site has no such file, or it belongs to the search.
    ///
    /// # Errors
    /// When a template fails or a file cannot be read.
    pub fn file(&self, route: &Route) -> Result<Option<Vec<u8>>, Error> {
        let make = || {
            if let Some(page) = self.pages.get(route) {
                return Ok(Some(self.renderer.page(*page)?.artifact.bytes));
            }
            if let Some(bytes) = self.printed.get(route) {
                return Ok(Some(bytes.clone()));
            }
            let files = self.site().files(&self.renderer.theme().statics);
            let file = files.into_iter().find(|(it, _)| *it == route);
            let published = Published::new(&self.renderer, self.renderer.history());
            file.map(|(_, it)| make_file(self.input, published, it)).transpose()
        };
        self.input.engine.run(make)
    }

    /// The files of the search.
    #[must_use]
    pub fn search(&self) -> Vec<Artifact> {
        let files = || search::Files::new(&self.renderer).map(search::Files::all);
        self.input.engine.run(files).unwrap_or_default()
    }
}

impl Options<'_> {
    /// Tells that work of so many steps begins; 0 if they are not counted.
    fn begin(&self, work: &'static str, steps: usize) {
        if let Some(it) = self.progress {
            it.begin(work, steps);
        }
    }

    /// Tells that a step begins. Returns an error if the work was stopped.
    fn next(&self) -> Result<(), Error> {
        if let Some(it) = self.progress {
            it.next();
        }
        self.check_stop()
    }

    /// Returns an error if the work was stopped.
    fn check_stop(&self) -> Result<(), Error> {
        self.stop.map_or(Ok(()), Stop::check)
    }
}

impl Resolved {
    /// The notes, for later stages to borrow.
    #[must_use]
    pub fn notes(&self) -> (Arc<Library>, Arc<Sources>) {
        (Arc::clone(&self.library), Arc::clone(&self.sources))
    }

    /// Adds the findings and timings of later stages.
    pub fn add(&mut self, logs: impl IntoIterator<Item = Log>) {
        for log in logs {
            self.findings.extend(log.findings);
            self.timings.extend(log.timings);
        }
        Diagnostic::sort(&mut self.findings);
    }
}
