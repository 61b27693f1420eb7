//! Where links lead: first resolved, then classified.
//! Gives a target for every link that has one, and a finding for every broken one.
//! Works on names alone and never leaves the content folder.

mod again;
mod fix;
mod index;
mod places;
mod suggest;

use std::sync::Arc;

use rayon::prelude::*;

use self::{
    index::{Index, Lookup, Naming},
    suggest::Suggestions,
};
use super::{Library, NoteId};
use crate::{
    config::{Own, Repo},
    diag::{Code, Diagnostic, Severity, Span},
    note::{LeftOut, Link, Note, TagName, links},
    path::{Anchor, NotePath, fold, percent_decode},
};

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A note, or a place in it.
    Note(NoteId, Option<Anchor>),
    /// A folder without an index note.
    Folder(NotePath),
    /// A tag that no note is the page of.
    Tag(TagName),
    /// All tags.
    Tags,
    /// A file that is not a note, with the fragment as written.
    Asset(NotePath, Option<String>),
    /// Another site.
    External,
    /// Nothing that is published.
    Nothing,
}

/// Whether a link is right, and what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It leads where it says.
    Ok,
    /// It leaves the site, as meant.
    External,
    /// The page does not exist.
    PageMissing,
    /// The page exists, the place in it does not.
    AnchorMissing,
    /// Only the letter case is wrong.
    Case,
    /// Several notes answer to the name.
    Ambiguous,
    /// The file does not exist.
    AssetMissing,
    /// It points above the content folder.
    Outside,
    /// It leads to a note that is left out.
    LeftOut,
}

/// A resolved link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedLink {
    /// What it leads to; set even when the status is a miss with one candidate.
    pub target: Target,
    /// What is wrong with it.
    pub status: Status,
}

/// What the links of a note lead to, in the order they are written.
#[derive(Debug, Clone)]
pub(super) struct Links {
    pub(super) all: Arc<[ResolvedLink]>,
    /// Whether nothing was found to be wrong.
    are_faultless: bool,
}

/// Resolves every link of every note; takes from the library `before` those that cannot lead
/// elsewhere now.
pub(super) fn resolve_all(
    library: &Library,
    repo: Option<&Repo>,
    before: &Library,
) -> (Vec<Links>, Vec<Diagnostic>) {
    let index = Index::new(library, repo);
    let can_be_kept = again::same_names(library, before);
    let kept = |id: &NoteId| {
        let same = before.notes.get(id.0).filter(|_| can_be_kept)?;
        let is_same = Arc::ptr_eq(same, library.notes.get(id.0)?);
        before.links.get(id.0).filter(|it| is_same && it.are_faultless)
    };
    let resolve = |id: &NoteId| {
        if let Some(links) = kept(id) {
            return (links.clone(), Faults::default());
        }
        let (all, faults) = index.resolve_note(*id);
        let are_faultless = faults.findings.is_empty() && faults.dead.is_empty();
        (Links { all: all.into(), are_faultless }, faults)
    };
    let ids: Vec<NoteId> = library.notes().map(|(id, _)| id).collect();
    let resolved: Vec<_> = ids.par_iter().map(resolve).collect();
    let mut links = Vec::with_capacity(resolved.len());
    let (mut findings, mut dead) = (Vec::new(), Vec::new());
    for (of_note, faults) in resolved {
        links.push(of_note);
        findings.extend(faults.findings);
        dead.extend(faults.dead);
    }
    let suggestions = Suggestions::new(&index, &dead);
    findings.par_extend(dead.into_par_iter().map(|it| suggestions.on(it)));
    (links, findings)
}

/// A link while it is being resolved.
#[derive(Clone)]
struct Request<'lib> {
    note: &'lib Note,
    id: NoteId,
    link: &'lib Link,
    /// For a full URL of the notes' own repository, what stands before the path.
    before: Option<String>,
    path: String,
    fragment: Option<String>,
}

/// What is wrong with some links.
#[derive(Default)]
struct Faults<'lib> {
    findings: Vec<Diagnostic>,
    /// Those that lead nowhere.
    dead: Vec<Dead<'lib>>,
}

/// A link that leads nowhere, with a finding that does not say yet what may be meant: how many
/// names are compared depends on how many such links there are.
struct Dead<'lib> {
    request: Request<'lib>,
    finding: Diagnostic,
    /// The note in which the place is missing, if it is not the file.
    note: Option<NoteId>,
}

impl<'lib> Index<'lib> {
    fn resolve_note(&self, id: NoteId) -> (Vec<ResolvedLink>, Faults<'lib>) {
        let note = self.library.note(id);
        let mut faults = Faults::default();
        let links = note.links.iter();
        let resolved = links.map(|it| self.resolve(note, id, it, &mut faults)).collect();
        let is_published = self.library.route(id).is_some();
        let aliases = note.meta.aliases.iter().filter(|_| is_published);
        let of_no_use = aliases.filter_map(|it| self.alias_of_no_use(note, it));
        faults.findings.extend(of_no_use);
        (resolved, faults)
    }

    /// The finding on another name of a note that is the name of a file.
    fn alias_of_no_use(
        &self,
        note: &Note,
        (alias, span): &(String, Span),
    ) -> Option<Diagnostic> {
        let other = self.named_before(note, alias)?;
        let message = format!("`[[{alias}]]` leads to `{other}`, the file of that name");
        let finding = Diagnostic::new(Code::F002, &note.path, span.clone(), message);
        Some(finding.with_help("give this note another alias, or rename that file"))
    }

    fn resolve(
        &self,
        note: &'lib Note,
        id: NoteId,
        link: &'lib Link,
        faults: &mut Faults<'lib>,
    ) -> ResolvedLink {
        let filled = links::filled(link.href.trim());
        let href = &*filled;
        let is_wiki = link.kind.is_wiki();
        let own = self.repo.filter(|_| !is_wiki).and_then(|it| it.locate(href));
        if let Some(own) = own {
            return self.resolve_own(note, id, link, own, faults);
        }
        if !is_wiki && is_on_one_computer(href) {
            let message = format!("`{href}` is a path on one computer");
            faults.findings.push(
                Diagnostic::new(Code::L006, &note.path, link.span.clone(), message)
                    .with_help(
                        "move the file into the content folder and link to it there",
                    ),
            );
            return nothing(Status::Outside);
        }
        if href.is_empty() || is_external(href, is_wiki) {
            let status = if href.is_empty() { Status::Ok } else { Status::External };
            return ResolvedLink { target: Target::External, status };
        }
        let (path, fragment) = match self.fragment_start(href, is_wiki) {
            Some(at) => href.split_at(at),
            None => (href, ""),
        };
        let fragment = fragment.strip_prefix('#').map(percent_decode);
        // A query means nothing to a file; a wikilink's question mark is part of the name.
        let path = match path.split_once('?') {
            Some((path, _)) if !is_wiki => percent_decode(path),
            _ if is_wiki => path.trim().to_owned(),
            _ => percent_decode(path),
        };
        let request = Request { note, id, link, before: None, path, fragment };
        self.answer(&request, faults)
    }

    /// Where the fragment of a link begins; the name of a wikilink's note may hold the sign, such
    /// as `C# basics`.
    fn fragment_start(&self, href: &str, is_wiki: bool) -> Option<usize> {
        let first = href.find('#')?;
        if is_wiki {
            let names =
                href.match_indices('#').map(|(at, _)| at).skip(1).chain([href.len()]);
            let is_name = |at: &usize| {
                let name = href.get(..*at).map(str::trim);
                name.is_some_and(|it| self.only_named(it).is_some())
            };
            if let Some(end) = names.filter(is_name).max() {
                return (end < href.len()).then_some(end);
            }
        }
        Some(first)
    }

    /// The answer for a full URL of the notes' own repository.
    fn resolve_own(
        &self,
        note: &'lib Note,
        id: NoteId,
        link: &'lib Link,
        own: Own<'_>,
        faults: &mut Faults<'lib>,
    ) -> ResolvedLink {
        let external =
            ResolvedLink { target: Target::External, status: Status::External };
        let fragment = link.href.trim().split_once('#').map(|it| percent_decode(it.1));
        match own {
            Own::Path { before, path } => {
                let path = format!("/{}", percent_decode(path));
                let before = Some(before.to_owned());
                let request = Request { note, id, link, before, path, fragment };
                // Folders without notes are shown by the repository alone.
                let folder = NotePath::new(&request.path);
                let is_elsewhere = || folder.is_some_and(|it| self.holds_files(&it));
                match self.find(&request) {
                    Lookup::Nothing if is_elsewhere() => external,
                    _ => self.answer(&request, faults),
                }
            }
            Own::Readme => {
                let Some(readme) = self.readme else { return external };
                // The page of a repository gives its README this id.
                let fragment = fragment.filter(|it| it != "readme");
                let (before, path) = (None, String::new());
                let request = Request { note, id, link, before, path, fragment };
                self.place_in(&request, readme, Status::Ok, faults)
            }
        }
    }

    fn answer(&self, request: &Request<'lib>, faults: &mut Faults<'lib>) -> ResolvedLink {
        if request.path.is_empty() {
            return self.place_in(request, request.id, Status::Ok, faults);
        }
        match self.find(request) {
            Lookup::One(path) => self.to(request, path, Status::Ok, faults),
            Lookup::Case(path) => {
                let written = self.written(request, path);
                let message = format!("`{}` differs in letter case", request.path);
                let finding = request.finding(Code::L003, message);
                let fix = self.fix_case(request, path);
                let finding = finding.with_help(format!("write `{written}`"));
                faults.findings.push(finding.with_fix(fix));
                self.to(request, path, Status::Case, faults)
            }
            Lookup::Several(first, more, nearest) => {
                let names: Vec<_> = first.iter().map(|it| format!("`{it}`")).collect();
                let names = either(&names, more);
                let message = format!("`{}` could mean {names}", request.path);
                let finding = request.finding(Code::L004, message);
                faults
                    .findings
                    .push(finding.with_help("add enough of the path to make it unique"));
                let target =
                    nearest.map(|it| self.to(request, it, Status::Ambiguous, faults));
                target.unwrap_or_else(|| nothing(Status::Ambiguous))
            }
            Lookup::Outside => {
                let message =
                    format!("`{}` leads out of the content folder", request.path);
                faults.findings.push(request.finding(Code::L006, message).with_help(
                    "move the file into the content folder, or link to its full URL",
                ));
                nothing(Status::Outside)
            }
            // The place of a table of contents, if no note has that name.
            Lookup::Nothing if request.note.is_hidden(request.link.node) => {
                nothing(Status::Ok)
            }
            Lookup::Nothing => {
                if let Some(slashed) = self.slashed(request) {
                    return self.answer_slashed(request, &slashed, faults);
                }
                match (self.tag(request), self.only_titled(request)) {
                    (Some(target), _) => ResolvedLink { target, status: Status::Ok },
                    (None, Some(path)) => self.answer_titled(request, path, faults),
                    (None, None) => self.missing(request, faults),
                }
            }
        }
    }

    /// The only note with the title that a wikilink says instead of a name.
    fn only_titled(&self, request: &Request<'_>) -> Option<&'lib NotePath> {
        let titled = self.titles.get(&fold(request.path.trim()))?;
        match titled.as_slice() {
            [only] if request.link.kind.is_wiki() => Some(*only),
            _ => None,
        }
    }

    /// The answer for a wikilink that says a title: it leads there, but not in every editor.
    fn answer_titled(
        &self,
        request: &Request<'lib>,
        path: &NotePath,
        faults: &mut Faults<'lib>,
    ) -> ResolvedLink {
        let (name, title) = (self.wiki_name(path), &request.path);
        let message = format!("no note is called `{title}`");
        let mut finding = request.finding(Code::L001, message);
        finding.severity = Severity::Info;
        faults.findings.push(finding.with_help(format!(
            "write `[[{name}|{title}]]`: that is the title of `{path}`, and wikilinks go by file name"
        )));
        self.to(request, path, Status::Ok, faults)
    }

    /// The answer for a path that separates folders as Windows does.
    fn answer_slashed(
        &self,
        request: &Request<'lib>,
        slashed: &Request<'lib>,
        faults: &mut Faults<'lib>,
    ) -> ResolvedLink {
        let dest = request.link.dest.as_ref().map(|it| it.path.clone());
        let written = dest.and_then(|it| request.note.doc.source().get(it));
        let path = written.unwrap_or(&request.path);
        let message = format!("`{path}` separates folders with `\\`");
        let finding = request.finding(Code::L011, message);
        let finding = finding.with_help(format!("write `{}`", slashed.path));
        faults.findings.push(finding.with_fix(self.fix_slashes(slashed)));
        self.answer(slashed, faults)
    }

    /// The answer when a file or folder was found.
    fn to(
        &self,
        request: &Request<'lib>,
        path: &NotePath,
        status: Status,
        faults: &mut Faults<'lib>,
    ) -> ResolvedLink {
        if let Some(id) = self.library.find(path) {
            return self.place_in(request, id, status, faults);
        }
        if let Some(folder) = self.library.folder(path) {
            return match folder.index {
                Some(index) => self.place_in(request, index, status, faults),
                None => ResolvedLink { target: Target::Folder(path.clone()), status },
            };
        }
        ResolvedLink {
            target: Target::Asset(path.clone(), request.fragment.clone()),
            status,
        }
    }

    /// The answer when a note was found: is it published, and is the place in it?
    fn place_in(
        &self,
        request: &Request<'lib>,
        id: NoteId,
        status: Status,
        faults: &mut Faults<'lib>,
    ) -> ResolvedLink {
        let note = self.library.note(id);
        let path = &note.path;
        if self.library.route(id).is_none() && id != request.id {
            if note.left_out(false) == Some(LeftOut::Draft) {
                let message = format!("`{path}` is a draft and not published");
                let finding = request.finding(Code::L007, message);
                let help = "publish it, remove the link, or build with `--drafts`";
                faults.findings.push(finding.with_help(help));
            }
            return ResolvedLink {
                target: Target::Note(id, None),
                status: Status::LeftOut,
            };
        }
        let to = |anchor| Target::Note(id, anchor);
        let Some(fragment) = request.place() else {
            return ResolvedLink { target: to(None), status };
        };
        // What the nearest of several candidates lacks, another one may have.
        let is_certain = status != Status::Ambiguous;
        let fix = || is_certain.then(|| self.fix_anchor(request, id, fragment)).flatten();
        match self.anchor(request, id, fragment) {
            Some((id, Naming::Exact)) => {
                ResolvedLink { target: to(Some(Anchor::new(id))), status }
            }
            Some((id, Naming::Case)) => {
                let message = format!("`#{fragment}` differs in letter case");
                let finding = request.finding(Code::L003, message);
                faults
                    .findings
                    .push(finding.with_help(format!("write `#{id}`")).with_fix(fix()));
                ResolvedLink { target: to(Some(Anchor::new(id))), status: Status::Case }
            }
            Some((anchor, Naming::Words)) => {
                let message = format!("`#{fragment}` names a heading by its words");
                let meant = self.places.get(id.0).and_then(|it| it.only_meant(fragment));
                let written = meant.unwrap_or(&anchor);
                let help = format!("write `#{written}`, which works on GitHub, too");
                let finding = request.finding(Code::L011, message).with_help(help);
                faults.findings.push(finding.with_fix(fix()));
                ResolvedLink { target: to(Some(Anchor::new(anchor))), status }
            }
            None => {
                let message = format!("`{path}` has no heading or id `{fragment}`");
                let finding = request.finding(Code::L002, message).with_fix(fix());
                let request = request.clone();
                faults.dead.push(Dead { request, finding, note: Some(id) });
                ResolvedLink { target: to(None), status: Status::AnchorMissing }
            }
        }
    }
}

impl Request<'_> {
    fn finding(&self, code: Code, message: String) -> Diagnostic {
        Diagnostic::new(code, &self.note.path, self.link.span.clone(), message)
    }

    /// The fragment, if it names a place other than the top of the page.
    fn place(&self) -> Option<&str> {
        let fragment = self.fragment.as_deref()?;
        let is_top = fragment.trim_matches(['#', ' ']).is_empty() || fragment == "top";
        (!is_top).then_some(fragment)
    }
}

/// `a or b`, `a, b or c`, `a, b or 3 more`.
fn either(names: &[String], more: usize) -> String {
    let rest = (more > 0).then(|| format!("{more} more"));
    match (names, rest) {
        (_, Some(rest)) => format!("{} or {rest}", names.join(", ")),
        ([others @ .., last], None) if !others.is_empty() => {
            format!("{} or {last}", others.join(", "))
        }
        (_, None) => names.concat(),
    }
}

fn nothing(status: Status) -> ResolvedLink {
    ResolvedLink { target: Target::Nothing, status }
}

/// A relative link from one note to another file, as an author would write it.
fn link_to(from: &Note, to: &NotePath) -> String {
    from.path.url_to(to)
}

/// Whether a link names a file by a path that only one computer knows.
fn is_on_one_computer(href: &str) -> bool {
    let Some((scheme, rest)) = href.split_once(':') else { return false };
    let is_drive = matches!(scheme.as_bytes(), [it] if it.is_ascii_alphabetic())
        && rest.starts_with(['/', '\\']);
    is_drive || scheme.eq_ignore_ascii_case("file")
}

/// Whether a link has a scheme or names a host, and so leaves the site.
///
/// A wikilink may hold a colon in a note's name; there only `scheme://` counts.
fn is_external(href: &str, is_wiki: bool) -> bool {
    let has_scheme = href.split_once(':').is_some_and(|(scheme, rest)| {
        let mut chars = scheme.chars();
        chars.next().is_some_and(|c| c.is_ascii_alphabetic())
            && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
            && (rest.starts_with("//")
                || !is_wiki
                    && !matches!(scheme.to_lowercase().as_str(), "http" | "https"))
    });
    has_scheme || !is_wiki && href.starts_with("//")
}
