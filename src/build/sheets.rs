//! Cheat sheets by themselves, and printing them.
//! Gives the file of one sheet, PDFs that keep their budget, and findings where that fails.
//! Must not know what prints.

use std::borrow::Cow;

use super::{Checked, Options, Stage, in_pool, with_site};
use crate::{
    config::Config,
    diag::{Code, Diagnostic, counted, nearest},
    error::Error,
    library::Library,
    output::{Artifact, Sink},
    path::NotePath,
    press::{self, Press},
    query::Query,
    render::{Renderer, theme::Theme},
    sheet::{Sheet, Spec, Verdict},
    site::{SheetPage, Site},
    source::Files,
};

/// How often a sheet is printed at most until it fits.
const PRINTS: usize = 4;

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

impl Renderer<'_> {
    /// Prints a sheet; entries of least worth go until its budget holds.
    ///
    /// The second value is the number of pages.
    ///
    /// # Errors
    /// When the template fails, or nothing can be printed.
    pub fn print(
        &self,
        page: &SheetPage<'_>,
        press: &dyn Press,
    ) -> Result<(Vec<u8>, usize), Error> {
        let budget = page.sheet.spec.format.pages;
        let mut sheet: Cow<'_, Sheet<'_>> = Cow::Borrowed(&page.sheet);
        let mut part = 1.0;
        for _ in 1..PRINTS {
            let (pdf, pages) = self.print_once(page, &sheet, press)?;
            if budget == 0 || pages <= budget {
                return Ok((pdf, pages));
            }
            part *= 0.95 * crate::paper::count(budget) / crate::paper::count(pages);
            sheet.to_mut().choose(self.metrics(), part, part);
        }
        self.print_once(page, &sheet, press)
    }

    fn print_once(
        &self,
        page: &SheetPage<'_>,
        sheet: &Sheet<'_>,
        press: &dyn Press,
    ) -> Result<(Vec<u8>, usize), Error> {
        let pdf = press.print(&self.sheet_alone(page.page, sheet)?)?;
        let pages = press::pages(&pdf);
        Ok((press::undated(pdf), pages))
    }
}

/// Prints every sheet that has a place for it; gives findings on those over their budget.
pub(super) fn print_all(
    renderer: &Renderer<'_>,
    site: &Site<'_>,
    (press, options): (&dyn Press, Options<'_>),
    sink: &dyn Sink,
) -> Result<Vec<Diagnostic>, Error> {
    let mut found = Vec::new();
    for page in &site.sheets {
        options.check_stop()?;
        let Some(route) = &page.pdf else { continue };
        let (bytes, pages) = renderer.print(page, press)?;
        found.extend(over_budget(&page.sheet, pages));
        sink.put(Artifact { route: route.clone(), bytes })?;
    }
    Ok(found)
}

/// The finding on a printed sheet that has too many pages.
#[must_use]
pub fn over_budget(sheet: &Sheet<'_>, pages: usize) -> Option<Diagnostic> {
    let budget = sheet.spec.format.pages;
    (budget > 0 && pages > budget).then(|| {
        let name = &sheet.spec.name;
        let message = format!("the sheet `{name}` took {pages} pages, not {budget}");
        finding(Code::P001, message).with_help(
            "use the default theme's `sheet-alone.html`, whose script fits the sheet to its \
             pages, or give it more pages",
        )
    })
}

/// Why a query takes nothing: the tag that no note has, or that nothing is what it asks for.
#[must_use]
pub fn nothing_for(library: &Library, query: &str) -> String {
    let parsed = Query::parse(query).ok();
    let asked = parsed.iter().flat_map(Query::tags);
    let Some(tag) = asked.into_iter().find(|it| !is_asked_well(library, it)) else {
        let help = folder_like(library, query)
            .map(|it| format!("; did you mean the folder `{it}/`?"))
            .unwrap_or_default();
        return format!("nothing in the notes is what `{query}` asks for{help}");
    };
    let drafts = library.notes().count() - library.published().count();
    if tag.eq_ignore_ascii_case("draft") && drafts > 0 {
        let drafts = counted(drafts, "note");
        return format!("no note that is published is a draft; `--drafts` adds {drafts}");
    }
    let folders = library.folders().filter(|it| it.name().eq_ignore_ascii_case(tag));
    match folders.into_iter().find(|it| !it.is_root()) {
        Some(folder) => {
            format!(
                "no note has the tag `{tag}`; `{folder}/` takes the notes of that folder"
            )
        }
        None => unknown_tag(library, tag),
    }
}

/// The folder whose name is most like the first one that a query names and that is none.
fn folder_like<'lib>(library: &'lib Library, query: &str) -> Option<&'lib str> {
    let words = query.split(|it: char| it.is_whitespace() || "|&()!'\"".contains(it));
    let mut names = words.filter(|it| it.contains('/')).filter_map(|it| {
        let path = it.strip_prefix("path:").unwrap_or(it).trim_start_matches("./");
        path.trim_start_matches('/').split('/').next()
    });
    let folders = || library.folders().map(NotePath::name);
    let name = names.find(|it| !folders().any(|name| name.eq_ignore_ascii_case(it)))?;
    nearest(name, folders().filter(|it| !it.is_empty()))
}

/// Whether a tag of a query is a pattern, or the name of a tag or of those nested in it.
fn is_asked_well(library: &Library, tag: &str) -> bool {
    let below = format!("{}/", tag.to_lowercase());
    let mut names = library.tags().all().map(|(name, _)| name.as_str().to_lowercase());
    tag.contains(['*', '?'])
        || library.tags().meant_by(tag).is_some()
        || names.any(|it| it.starts_with(&below))
}

fn unknown_tag(library: &Library, tag: &str) -> String {
    let known = library.tags().all().map(|(name, _)| name.as_str());
    let help = nearest(tag, known).map_or_else(
        || String::from("`crib list tags` shows the tags there are"),
        |it| format!("did you mean `{it}`?"),
    );
    format!("no note has the tag `{tag}`; {help}")
}

/// The findings on tags that no note has, in the queries and weights of sheets that say something.
///
/// The vocabulary may list tags for notes to come.
pub(super) fn unknown(
    library: &Library,
    site: &Site<'_>,
    config: &Config,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let is_listed = |tag: &str| {
        let mut words = config.tags.vocabulary.iter().flatten();
        words.any(|it| it.trim_start_matches('#').to_lowercase() == tag.to_lowercase())
    };
    for SheetPage { sheet, .. } in &site.sheets {
        let Spec { name, query, weights, .. } = &sheet.spec;
        let parsed = query.as_deref().and_then(|it| Query::parse(it).ok());
        // An empty sheet has a finding that says so.
        let parsed = parsed.filter(|_| !sheet.entries.is_empty());
        let asked = parsed.iter().flat_map(Query::tags);
        let asked = asked.filter(|it| {
            !it.eq_ignore_ascii_case("draft") && !is_asked_well(library, it)
        });
        let asked = asked.map(|it| (format!("the query of the sheet `{name}`"), it));
        let weighed = weights.keys().map(|it| it.trim_start_matches('#'));
        let weighed = weighed.filter(|it| library.tags().meant_by(it).is_none());
        let weighed = weighed.map(|it| (format!("`sheets.{name}.weights`"), it));
        let all = asked.chain(weighed).filter(|(_, tag)| !is_listed(tag));
        for (place, tag) in all {
            let message = format!("{place} names `{tag}`");
            let help = unknown_tag(library, tag);
            findings.push(finding(Code::P003, message).with_help(help));
        }
    }
    findings
}

/// The findings on sheets that say nothing, though somebody asked for them.
pub(super) fn empty(library: &Library, site: &Site<'_>) -> Vec<Diagnostic> {
    let is_empty = |it: &&SheetPage<'_>| {
        !it.sheet.entries.iter().any(|it| it.verdict == Verdict::In)
    };
    let sheets = site.sheets.iter().filter(is_empty);
    let view = |it: &SheetPage<'_>| {
        let message = format!("the sheet `{}` is empty", it.sheet.spec.name);
        let query = it.sheet.spec.query.as_deref().unwrap_or_default();
        finding(Code::P002, message).with_help(if it.sheet.entries.is_empty() {
            nothing_for(library, query)
        } else {
            String::from(
                "all it takes is higher than a column; give it fewer columns or smaller type",
            )
        })
    };
    sheets.map(view).collect()
}

/// A finding on what the configuration asks for.
fn finding(code: Code, message: String) -> Diagnostic {
    let path = NotePath::new("crib.yaml").unwrap_or_default();
    Diagnostic::new(code, &path, 0..0, message)
}
