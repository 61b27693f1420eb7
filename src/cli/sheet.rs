//! `crib sheet`: a single cheat sheet.
//! Gives a page of the site, a single file, a PDF, or a description of the sheet.
//! Must not know how entries are chosen.

use std::{collections::BTreeMap, path::Path};

use xxhash_rust::xxh3::xxh3_64;

use super::{
    args::{Content, Format, Sheet},
    commands::Session,
    refuse, shown, usage,
};
use crate::{
    build::{self, Input, Options},
    config::{self, Project, Sheets, real},
    diag::{Diagnostic, counted, nearest},
    engine::Engine,
    error::Error,
    library::Library,
    list::{self, Detail},
    output::{self, Artifact, Disk, Sink},
    path::{Route, is_same},
    press::{Browser, PdfPrinter},
    query::Query,
    render::Renderer,
    sheet::{self, Verdict},
    site::{SheetPage, View},
};

/// What to do with the sheet.
enum Goal<'a> {
    /// Only describe it.
    Describe,
    /// Write it as a page of the site.
    Page,
    /// Write it as a single file.
    File(&'a Path),
}

/// A sheet that was written.
struct Written {
    /// Its place below the output folder, if it is a page of the site.
    route: Option<Route>,
    /// How many pages were printed.
    pages: Option<usize>,
    /// The finding if there are too many.
    over: Option<Diagnostic>,
    /// How many entries fit by estimate, and how many there are.
    entries: (usize, usize),
}

impl Written {
    fn of(sheet: &sheet::Sheet<'_>) -> Self {
        let taken = sheet.entries.iter().filter(|it| it.verdict == Verdict::In).count();
        Self { route: None, pages: None, over: None, entries: (taken, sheet.total) }
    }
}

impl Session<'_> {
    /// Makes the requested sheet.
    pub(super) fn sheet(&mut self, args: &Sheet) -> Result<u8, Error> {
        let goal = goal(args)?;
        let mut project = self.project(&Content::default(), None)?;
        let name = choose(args, &mut project)?;
        let is_pdf =
            args.pdf || matches!(goal, Goal::File(path) if has_suffix(path, "pdf"));
        let browser = (is_pdf && !args.dry_run)
            .then(|| Browser::find(&self.variables))
            .transpose()?;
        let printer = browser.as_ref().map(|it| it as &dyn PdfPrinter);
        let sink = self.sink(&goal, &project)?;
        let (config, engine) = (&project.config, &Engine::new(0)?);
        let theme = engine.theme(&project.themes(), config)?;
        let options = Options {
            drafts: args.drafts || config.drafts.unwrap_or(false),
            printer,
            ..Options::default()
        };
        let (files, site_name) = (&project.files()?, &*project.name());
        let input = Input { engine, files, config, name: site_name, options };
        let resolved = build::resolve(input)?;
        let (library, sources) = resolved.notes();
        let found = build::find(input, &library)?;
        let extracted = build::extract(input, (&library, &found.parts), &sources)?;
        let planned = build::plan(input, &theme, &resolved.library, &extracted.study)?;
        let renderer = &planned.renderer;
        let mut sheets = renderer.site().sheets.iter();
        let page = sheets.find(|it| it.sheet.spec.name == name);
        let Some(page) = page.filter(|it| !it.sheet.entries.is_empty()) else {
            return Err(nothing(&resolved.library, &project, &name));
        };
        let written = match (&goal, &sink) {
            (Goal::File(path), _) => {
                engine.run(|| write(renderer, page, path, printer))?
            }
            (Goal::Page, Some(sink)) => {
                engine.run(|| put(renderer, page, sink, printer))?
            }
            _ => {
                let text = self.describe(&list::sheet(&resolved, &page.sheet));
                return self.output.print(&text).map(|()| 0);
            }
        };
        if let Some(sink) = sink {
            sink.finish()?;
        }
        self.say_written(written, &goal, &project);
        Ok(0)
    }

    /// The output folder, if the sheet becomes a page of the site.
    fn sink(&self, goal: &Goal<'_>, project: &Project) -> Result<Option<Disk>, Error> {
        if !matches!(goal, Goal::Page) {
            return Ok(None);
        }
        refuse::dangerous(project, self.home().as_deref())?;
        let sink = Disk::open(&project.output, false).map_err(|error| match error {
            Error::Output { .. } => usage(format!(
                "{} does not contain a site made by crib; build the site first, or write a single \
                 file with `-o sheet.html`",
                shown(&project.output)
            )),
            other => other,
        })?;
        refuse::notes(project)?;
        Ok(Some(sink.adding()))
    }

    /// Describes what would be on the sheet.
    fn describe(&self, plan: &list::SheetPlan<'_>) -> String {
        match self.global.format {
            Format::Json => list::json(plan),
            Format::Text | Format::Github if self.global.verbose => {
                list::sheet_table(plan, Detail::All)
            }
            Format::Text | Format::Github => {
                list::sheet_table(plan, Detail::Next(MOST_OUT))
            }
        }
    }

    fn say_written(&mut self, written: Written, goal: &Goal<'_>, project: &Project) {
        let Written { route, pages, over, entries: (taken, all) } = written;
        if self.global.quiet {
            return;
        }
        let place = match (goal, &route) {
            (Goal::File(path), _) => shown(path),
            (_, Some(route)) => shown(&project.output.join(route.as_str())),
            (_, None) => shown(&project.output),
        };
        let pages = pages.map(|it| format!(" ({})", counted(it, "page")));
        self.output.say(&format!("{place} written{}", pages.unwrap_or_default()));
        if taken < all {
            self.output.say(&format!(
                "fits about {taken} of {all} entries, highest-ranked first; `--pages 0` prints all of \
                 them"
            ));
        }
        if let Some(it) = over {
            self.output.say(&format!("warning[{}]: {}", it.code, it.message));
        }
        if route.is_some() && !project.output.join("index.html").is_file() {
            self.output.say(
                "its links need the site: run `crib build`, or write a single file with \
                 `-o sheet.html`",
            );
        }
    }
}

/// Whether a file name ends in a suffix, in any letter case.
pub(super) fn has_suffix(path: &Path, suffix: &str) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case(suffix))
}

fn goal(args: &Sheet) -> Result<Goal<'_>, Error> {
    if args.dry_run {
        return Ok(Goal::Describe);
    }
    let Some(path) = &args.output else { return Ok(Goal::Page) };
    let is_html = has_suffix(path, "html") || has_suffix(path, "htm");
    if args.pdf && !has_suffix(path, "pdf") {
        return Err(usage(format!(
            "`--pdf` writes a PDF, but the name `{}` does not end in `.pdf`",
            path.display()
        )));
    }
    if !is_html && !has_suffix(path, "pdf") {
        return Err(usage(format!(
            "the name `{}` must end in `.html` or `.pdf`",
            path.display()
        )));
    }
    Ok(Goal::File(path))
}

/// Adds the requested sheet to the configuration; returns its name.
fn choose(args: &Sheet, project: &mut Project) -> Result<String, Error> {
    let mut sheets = match std::mem::take(&mut project.config.sheets) {
        Sheets::Named(sheets) => sheets,
        Sheets::Usual => BTreeMap::from([config::Sheet::usual()]),
        Sheets::Off => BTreeMap::new(),
    };
    let asked = args.query.as_deref().map(str::trim).filter(|it| !it.is_empty());
    let named =
        asked.and_then(|asked| sheets.iter().find(|(name, _)| is_same(name, asked)));
    let (name, sheet) = match (asked, named) {
        (_, Some((name, sheet))) => (name.clone(), sheet.clone()),
        (Some(asked), None) => {
            Query::parse(asked).map_err(|it| usage(format!("`{asked}`: {it}")))?;
            let (title, query) = (Some(asked.to_owned()), Some(asked.to_owned()));
            let sheet = config::Sheet { title, query, ..config::Sheet::default() };
            (free_name(asked, &sheets), sheet)
        }
        (None, None) => {
            let (name, usual) = config::Sheet::usual();
            let sheet = sheets.get(&name).cloned().unwrap_or(usual);
            (name, sheet)
        }
    };
    let sheet = args.over(sheet);
    if let Some(complaint) = sheet.complaint(&name) {
        return Err(usage(complaint.replace(&format!("`sheets.{name}."), "`--")));
    }
    sheets.insert(name.clone(), sheet);
    project.config.sheets = Sheets::Named(sheets);
    Ok(name)
}

/// The longest file name made from the words of a query.
const MOST_LETTERS: usize = 40;

/// A unique name for the sheet of a query: its words and, where they are not unique, some digits.
fn free_name(query: &str, sheets: &BTreeMap<String, config::Sheet>) -> String {
    let words = query.split(|it: char| !it.is_alphanumeric());
    let words: Vec<&str> = words.filter(|it| !it.is_empty()).collect();
    let whole = words.join("-").to_lowercase();
    let mut name: String = whole.chars().take(MOST_LETTERS).collect();
    let is_simple =
        !query.contains(|it: char| it.is_whitespace() || "|&!()*\"'".contains(it));
    if !is_simple || name != whole || name.is_empty() {
        let digest = format!("{:016x}", xxh3_64(query.as_bytes()));
        name = format!("{name}-{}", digest.get(..6).unwrap_or(&digest));
    }
    while sheets.contains_key(&name) {
        name.push_str("-query");
    }
    name
}

/// The error for a sheet that would be empty.
fn nothing(library: &Library, project: &Project, name: &str) -> Error {
    let Sheets::Named(sheets) = &project.config.sheets else {
        return usage("there are no cheat sheets");
    };
    let Some(query) = sheets.get(name).and_then(|it| it.query.as_deref()) else {
        return usage(
            "the notes have nothing for a cheat sheet: no rules, tables, lists, definitions or tips",
        );
    };
    if Path::new(query).is_dir() {
        let (folder, content) = (real(Path::new(query)), real(&project.content));
        let help = match folder.strip_prefix(&content) {
            Ok(below) if !below.as_os_str().is_empty() => {
                format!("`{}/` selects the notes in it", below.display())
            }
            _ => {
                let query = query.trim_end_matches('/');
                format!("`crib -r {query} sheet` makes a sheet of the notes in it")
            }
        };
        return usage(format!("`{query}` is a folder, not a query; {help}"));
    }
    let is_file = ["pdf", "html"].iter().any(|it| has_suffix(Path::new(query), it));
    if is_file && !query.contains(char::is_whitespace) {
        return usage(format!(
            "`{query}` is not a query; `crib sheet -o {query}` writes that file"
        ));
    }
    // It may also be the mistyped name of a sheet.
    let others = sheets.keys().filter(|it| *it != name).map(String::as_str);
    let like = nearest(query, others);
    let help =
        like.map(|it| format!("; did you mean the sheet `{it}`?")).unwrap_or_default();
    usage(sheet::nothing_for(library, query, "nothing in the notes") + &help)
}

/// How many of the next entries that do not fit are listed, unless all are requested.
const MOST_OUT: usize = 20;

/// Writes a single file.
fn write(
    renderer: &Renderer<'_>,
    page: &SheetPage<'_>,
    path: &Path,
    printer: Option<&dyn PdfPrinter>,
) -> Result<Written, Error> {
    let mut written = Written::of(&page.sheet);
    let Some(printer) = printer else {
        let html = renderer.sheet_alone(page.page, &page.sheet)?;
        output::save(path, html.as_bytes())?;
        return Ok(written);
    };
    let pdf = renderer.print(page, printer)?;
    output::save(path, &pdf.bytes)?;
    (written.pages, written.over) = (Some(pdf.pages), pdf.finding);
    Ok(written)
}

/// Adds the page of the sheet to the site, with the files of the theme and the index of sheets.
fn put(
    renderer: &Renderer<'_>,
    page: &SheetPage<'_>,
    sink: &Disk,
    printer: Option<&dyn PdfPrinter>,
) -> Result<Written, Error> {
    let site = renderer.site();
    let mut all = renderer.theme().statics.clone();
    let index = site.pages().find(|(_, it)| matches!(it.view, View::Sheets));
    for id in index.map(|(id, _)| id).into_iter().chain([page.page]) {
        all.push(renderer.page(id)?.artifact);
    }
    let route = site.page(page.page).route.clone();
    let mut written = Written { route: Some(route), ..Written::of(&page.sheet) };
    if let (Some(route), Some(printer)) = (&page.pdf, printer) {
        let pdf = renderer.print(page, printer)?;
        all.push(Artifact { route: route.clone(), bytes: pdf.bytes });
        written.route = Some(route.clone());
        (written.pages, written.over) = (Some(pdf.pages), pdf.finding);
    }
    sink.begin(&all.iter().map(|it| it.route.clone()).collect())?;
    for artifact in all {
        sink.put(artifact)?;
    }
    Ok(written)
}
