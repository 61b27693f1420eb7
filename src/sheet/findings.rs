//! What is wrong with a cheat sheet: it is empty, too long, or names a tag that no note has.
//! Gives findings on the configuration, and the reason why a query takes nothing.
//! Must not change what a sheet takes.

use super::{Sheet, Spec, Verdict};
use crate::{
    config,
    diag::{Code, Diagnostic, counted, nearest},
    library::Library,
    note::LeftOut,
    path::{NotePath, fold},
    query::Query,
};

impl Sheet<'_> {
    /// What is wrong with the sheet as it is planned.
    #[must_use]
    pub fn findings(&self, library: &Library, tags: &config::Tags) -> Vec<Diagnostic> {
        let says_something = self.entries.iter().any(|it| it.verdict == Verdict::In);
        let mut findings = self.unknown_tags(library, tags);
        findings.extend((!says_something).then(|| self.empty(library)));
        findings
    }

    /// The finding on a sheet that says nothing, though somebody asked for it.
    fn empty(&self, library: &Library) -> Diagnostic {
        let message = format!("the sheet `{}` is empty", self.spec.name);
        let query = self.spec.query.as_deref().unwrap_or_default();
        finding(Code::P002, message).with_help(if self.entries.is_empty() {
            nothing_for(library, query, "nothing in the notes")
        } else {
            String::from("no entry fits into a column; use fewer columns or smaller type")
        })
    }

    /// The findings on tags that no note has, in the query and the weights of a sheet.
    ///
    /// The vocabulary may list tags for notes to come.
    fn unknown_tags(&self, library: &Library, tags: &config::Tags) -> Vec<Diagnostic> {
        let is_listed = |tag: &str| {
            let mut words = tags.vocabulary.iter().flatten();
            words.any(|it| fold(it.trim_start_matches('#')) == fold(tag))
        };
        let Spec { name, query, weights, .. } = &self.spec;
        let parsed = query.as_deref().and_then(|it| Query::parse(it).ok());
        // The finding on an empty sheet names the tag of its query already.
        let parsed = parsed.filter(|_| !self.entries.is_empty());
        let asked = parsed.iter().flat_map(Query::tags);
        let asked = asked.filter(|it| {
            !it.eq_ignore_ascii_case("draft") && !is_asked_well(library, it)
        });
        let asked = asked.map(|it| (format!("the query of the sheet `{name}`"), it));
        let weighed = weights.keys().map(|it| it.trim_start_matches('#'));
        let weighed = weighed.filter(|it| library.tags().meant_by(it).is_none());
        let weighed = weighed.map(|it| (format!("`sheets.{name}.weights`"), it));
        let unknown = asked.chain(weighed).filter(|(_, tag)| !is_listed(tag));
        let view = |(place, tag): (String, &str)| {
            let help = unknown_tag(library, tag);
            finding(Code::P003, format!("{place} names the unknown tag `{tag}`"))
                .with_help(help)
        };
        unknown.map(view).collect()
    }

    /// The finding on a sheet that took more pages to print than it may have.
    #[must_use]
    pub fn over_budget(&self, pages: usize) -> Option<Diagnostic> {
        let budget = self.spec.format.pages;
        (budget > 0 && pages > budget).then(|| {
            let name = &self.spec.name;
            let message = format!("the sheet `{name}` has {pages} pages instead of {budget}");
            finding(Code::P001, message).with_help(
                "allow more `pages`, or use the default theme's `sheet-alone.html`, whose script fits \
                 the sheet to its pages",
            )
        })
    }
}

/// A finding on what the configuration asks for.
fn finding(code: Code, message: String) -> Diagnostic {
    let path = NotePath::new("crib.yaml").unwrap_or_default();
    Diagnostic::new(code, &path, 0..0, message)
}

/// Why a query takes nothing: the tag that no note has, or that nothing is what it asks for.
#[must_use]
pub fn nothing_for(library: &Library, query: &str, nothing: &str) -> String {
    let parsed = Query::parse(query).ok();
    let asked = parsed.iter().flat_map(Query::tags);
    let Some(tag) = asked.into_iter().find(|it| !is_asked_well(library, it)) else {
        let help = folder_like(library, query)
            .map(|it| format!("; did you mean the folder `{it}/`?"))
            .unwrap_or_default();
        return format!("`{query}` matches {nothing}{help}");
    };
    let is_draft = |it: &(_, LeftOut)| it.1 == LeftOut::Draft;
    let drafts = library.left_out().filter(is_draft).count();
    if tag.eq_ignore_ascii_case("draft") && drafts > 0 {
        let drafts = counted(drafts, "note");
        return format!(
            "`draft` matches nothing because drafts are left out; `--drafts` adds {drafts}"
        );
    }
    let folders = library.folders().filter(|it| fold(it.name()) == fold(tag));
    match folders.into_iter().find(|it| !it.is_root()) {
        Some(folder) => {
            format!(
                "no note has the tag `{tag}`; `{folder}/` selects the notes of that folder"
            )
        }
        None => unknown_tag(library, tag),
    }
}

/// The folder with the name closest to the first unknown folder in a query.
fn folder_like<'lib>(library: &'lib Library, query: &str) -> Option<&'lib str> {
    let words = query.split(|it: char| it.is_whitespace() || "|&()!'\"".contains(it));
    let mut names = words.filter(|it| it.contains('/')).filter_map(|it| {
        let path = it.strip_prefix("path:").unwrap_or(it).trim_start_matches("./");
        path.trim_start_matches('/').split('/').next()
    });
    let folders = || library.folders().map(NotePath::name);
    let name = names.find(|it| !folders().any(|name| fold(name) == fold(it)))?;
    nearest(name, folders().filter(|it| !it.is_empty()))
}

/// Whether a tag of a query is a pattern, or the name of a tag or of those nested in it.
fn is_asked_well(library: &Library, tag: &str) -> bool {
    let below = format!("{}/", fold(tag));
    let mut names = library.tags().all().map(|(name, _)| fold(name.as_str()));
    tag.contains(['*', '?'])
        || library.tags().meant_by(tag).is_some()
        || names.any(|it| it.starts_with(&below))
}

fn unknown_tag(library: &Library, tag: &str) -> String {
    let known = library.tags().all().map(|(name, _)| name.as_str());
    let help = nearest(tag, known).map_or_else(
        || String::from("`crib list tags` lists your tags"),
        |it| format!("did you mean `{it}`?"),
    );
    format!("no note has the tag `{tag}`; {help}")
}
