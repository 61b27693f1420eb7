//! Links that lead nowhere.
//! Gives for each a finding that says what is most like it, or where it was looked for.
//! Changes nothing: `fix` does.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Dead, Faults, Request, ResolvedLink, Status,
    index::Index,
    link_to, nothing,
    places::{Places, in_wikilink},
};
use crate::{
    diag::{Code, Diagnostic, Names, nearest},
    library::NoteId,
    note::{
        Heading, LinkKind, TagName, index_rank,
        links::{self, ASSET_SUFFIXES},
    },
    path::{Anchor, NotePath, fold, slug},
};

impl<'lib> Index<'lib> {
    /// Reports a path that leads nowhere.
    pub(super) fn missing(
        &self,
        request: &Request<'lib>,
        faults: &mut Faults<'lib>,
    ) -> ResolvedLink {
        let path = &request.path;
        let name = last_name(path);
        let suffix = name.rsplit_once('.').map(|(_, suffix)| suffix.to_lowercase());
        let is_note = NotePath::new(name).is_some_and(|it| it.is_note());
        let like_asset = match request.link.kind {
            LinkKind::Image | LinkKind::HtmlAsset => true,
            LinkKind::Wiki | LinkKind::Embed => {
                suffix.is_some_and(|it| ASSET_SUFFIXES.contains(&it.as_str()))
            }
            LinkKind::Link | LinkKind::HtmlLink => {
                !is_note && suffix.is_some_and(|it| it.len() <= 5 && it != "html")
            }
        };
        let (code, status, what) = if like_asset {
            (Code::L005, Status::AssetMissing, "file")
        } else if path.ends_with('/') && self.without_page(request).is_none() {
            (Code::L001, Status::PageMissing, "folder")
        } else {
            (Code::L001, Status::PageMissing, "note")
        };
        let finding = request.finding(code, format!("there is no {what} `{path}`"));
        let finding = finding.with_fix(self.fix_path(request));
        faults.dead.push(Dead { request: request.clone(), finding, note: None });
        nothing(status)
    }

    /// A link to a file in the way of the one that is looked at.
    pub(super) fn written(&self, request: &Request<'_>, to: &NotePath) -> String {
        if request.link.kind.is_wiki() && to.is_note() {
            format!("[[{}]]", self.wiki_name(to))
        } else if self.library.folder(to).is_some() {
            link_to(request.note, to) + "/"
        } else {
            link_to(request.note, to)
        }
    }

    /// Why the folder that a link names has no page; `None` when there is no such folder.
    fn without_page(&self, request: &Request<'_>) -> Option<&'static str> {
        let places =
            [request.note.path.join(&request.path), NotePath::new(&request.path)];
        places.iter().flatten().find_map(|folder| {
            if self.holds_notes(folder) {
                Some("publish a note in it; a folder with only drafts has no page")
            } else if self.holds_files(folder) {
                Some("link to a file in it; a folder without notes has no page")
            } else {
                None
            }
        })
    }

    fn holds_notes(&self, folder: &NotePath) -> bool {
        let start = folder.child("");
        let next = self.library.by_path.range(&start..).next();
        next.is_some_and(|(path, _)| path.as_str().starts_with(start.as_str()))
    }
}

/// The last part of a path, of a folder or a file.
fn last_name(path: &str) -> &str {
    let separators = ['/', '\\'];
    path.trim_end_matches(separators).rsplit(separators).next().unwrap_or_default()
}

/// What dead links were probably meant to name.
pub(super) struct Suggestions<'i, 'lib> {
    index: &'i Index<'lib>,
    files: Names<'i>,
    folders: Names<'i>,
    tags: Names<'i>,
    /// The ids of the notes in which places are missing.
    ids: BTreeMap<NoteId, Names<'i>>,
}

impl<'i, 'lib> Suggestions<'i, 'lib> {
    /// Gathers the names that some dead links are compared with.
    pub(super) fn new(index: &'i Index<'lib>, dead: &[Dead<'lib>]) -> Self {
        let ids = |id: NoteId| {
            let ids = index.places.get(id.0).map(|it| it.ids.iter().copied());
            (id, Names::new(ids.into_iter().flatten(), dead.len()))
        };
        let notes: BTreeSet<NoteId> = dead.iter().filter_map(|it| it.note).collect();
        Self {
            index,
            files: Names::new(index.names.keys().map(String::as_str), dead.len()),
            folders: Names::new(index.folders.keys().copied(), dead.len()),
            tags: Names::new(index.tags.iter().map(TagName::as_str), dead.len()),
            ids: notes.into_iter().map(ids).collect(),
        }
    }

    /// The finding on a dead link, with what to do about it.
    pub(super) fn on(&self, dead: Dead<'lib>) -> Diagnostic {
        let Dead { request, finding, note } = dead;
        let help = match note {
            Some(note) => self.on_place(&request, note),
            None => self.on_path(&request, finding.code == Code::L005),
        };
        finding.with_help(help)
    }

    /// What to do about a link whose path leads nowhere.
    fn on_path(&self, request: &Request<'_>, is_asset: bool) -> String {
        let (index, path) = (self.index, &request.path);
        let is_wiki = request.link.kind.is_wiki();
        if links::is_liquid(path) {
            return String::from(if is_wiki {
                "this is a template placeholder; replace it"
            } else {
                "this is a Liquid template of Jekyll, which is not evaluated; write the address \
                 itself"
            });
        }
        if let Some(why) = index.without_page(request) {
            return why.to_owned();
        }
        if let Some(tag) = self.tag_like(request) {
            return format!("did you mean the tag `#{tag}`?");
        }
        let titled = index.titles.get(&fold(path)).and_then(|it| it.last());
        if let Some(titled) = titled.filter(|_| is_wiki) {
            let name = index.wiki_name(titled);
            return format!(
                "write `[[{name}|{path}]]`: that is the title of `{titled}`, and wikilinks go by file name"
            );
        }
        if let Some(address) = address(path).filter(|_| !is_wiki) {
            return address;
        }
        if let Some(like) = self.most_like(request) {
            return format!("did you mean `{}`?", index.written(request, like));
        }
        let (unknown, advice) = if is_asset {
            ("no file has that name", "add the file, or correct the link")
        } else {
            ("no note has that name or alias", "write the note, or correct the link")
        };
        let why = if is_wiki { Some(unknown.to_owned()) } else { sought(request) };
        why.map_or_else(|| advice.to_owned(), |it| format!("{advice}; {it}"))
    }

    /// What to do about a fragment that names no place of a note.
    fn on_place(&self, request: &Request<'_>, id: NoteId) -> String {
        let fragment = request.fragment.as_deref().unwrap_or_default();
        let is_wiki = request.link.kind.is_wiki();
        // Of a path of headings the last one is meant, else one around it.
        let mut parts = fragment.rsplit('#').filter(|it| !it.trim().is_empty());
        if let Some(like) = parts.find_map(|it| self.place_like(id, it, is_wiki)) {
            return format!("did you mean `#{like}`?");
        }
        if let Some(named) = self.named(request, fragment) {
            return format!(
                "did you mean the note `{}`?",
                self.index.written(request, named)
            );
        }
        let headings = self.index.places.get(id.0).map_or(&[][..], Places::below_title);
        those_of(headings, is_wiki)
    }

    /// The place of a note whose name is most like this one, as a link names it.
    fn place_like(&self, id: NoteId, name: &str, is_wiki: bool) -> Option<String> {
        let longer = self.index.places.get(id.0)?.beginning_with(name);
        if let Some(longer) = longer {
            return Some(written(longer, is_wiki));
        }
        let wanted = slug(name);
        let like = nearest(&wanted, self.ids.get(&id)?.near(&wanted))?;
        let heading = self.index.library.note(id).heading_named(&Anchor::new(like));
        let heading = heading.filter(|_| is_wiki);
        Some(heading.map_or_else(|| like.to_owned(), |it| written(it, true)))
    }

    /// The only other note with this name, in any letter case.
    fn named(&self, request: &Request<'_>, name: &str) -> Option<&'lib NotePath> {
        match self.index.names.get(&fold(name.trim()))?.paths[..] {
            [only] if *only != request.note.path && only.is_note() => Some(only),
            _ => None,
        }
    }

    /// The tag whose name is most like what a link looks for among the tags.
    fn tag_like(&self, request: &Request<'_>) -> Option<&'i str> {
        let names = self.index.below_tags(request);
        let name = names.iter().find(|it| !it.is_empty())?;
        nearest(name, self.tags.near(name))
    }

    /// The file of the same name elsewhere, else the one whose name is a slip away.
    fn most_like(&self, request: &Request<'_>) -> Option<&'lib NotePath> {
        let (names, from) = (&self.index.names, &request.note.path);
        let wanted = fold(last_name(&request.path));
        if let Some(named) = names.get(&wanted) {
            // Every folder may have a `README.md`: only one in a folder of the same name is meant.
            let folder = folder_name(&request.path);
            let is_index =
                NotePath::new(&wanted).is_some_and(|it| index_rank(&it).is_some());
            let is_meant = |it: &&NotePath| {
                !is_index || fold(folder_name(it.as_str())) == fold(folder)
            };
            return named.nearest(from).filter(is_meant);
        }
        let close = |it: &&str| is_slip(&wanted, it);
        if let Some(like) = nearest(&wanted, self.files.near(&wanted).filter(close)) {
            return names.get(like)?.nearest(from);
        }
        let slack = (2 + wanted.len() / 5).max(LONGER);
        let close = |it: &&str| it.len().abs_diff(wanted.len()) <= slack;
        let like = nearest(&wanted, self.folders.near(&wanted).filter(close))?;
        self.index.folders.get(like).copied()
    }
}

/// Whether one name of a file may be a slip for another one: a few letters differ, no digit does, and
/// both are names of notes or both of other files. Dates and numbers tell files apart, and names that
/// share half of their letters are other words.
fn is_slip(wanted: &str, name: &str) -> bool {
    let length = wanted.chars().count();
    if wanted.len().abs_diff(name.len()) > 2 + wanted.len() / 5 {
        return false;
    }
    let (a, b) = (stem(wanted), stem(name));
    let is_asset = |it: &str| {
        let suffix = it.rsplit_once('.').map(|(_, suffix)| suffix);
        suffix.is_some_and(|it| ASSET_SUFFIXES.contains(&it))
    };
    let digits = |it: &str| it.chars().filter(char::is_ascii_digit).collect::<String>();
    is_asset(wanted) == is_asset(name)
        && digits(a) == digits(b)
        && strsim::osa_distance(a, b) <= 1 + length / 6
}

/// A name without its suffix.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The name of the folder that a path lies in; empty at the root.
fn folder_name(path: &str) -> &str {
    path.rsplit('/').nth(1).unwrap_or_default()
}

/// How much longer the name of a folder may be than the one that is meant: `security-notes`.
const LONGER: usize = 6;

/// Ends of names of hosts that no file's name has.
const HOSTS: [&str; 20] = [
    "ai", "app", "be", "ca", "ch", "co", "com", "de", "dev", "edu", "eu", "fr", "gov",
    "info", "io", "net", "nl", "org", "uk", "us",
];

/// What to write for an address of the web or of mail whose beginning is missing.
fn address(path: &str) -> Option<String> {
    if path.contains("://") {
        return Some(String::from("write the URL with nothing in front of it"));
    }
    if path.contains('@') && !path.contains('/') {
        return Some(format!("for an email address, write `mailto:{path}`"));
    }
    let place = ["https//", "http//", "https:/", "http:/", "https:", "http:"]
        .iter()
        .find_map(|it| path.strip_prefix(*it));
    let host = place.unwrap_or(path).split('/').next().unwrap_or_default();
    let end = host.rsplit_once('.').map(|(_, end)| end.to_lowercase());
    let is_host =
        host.starts_with("www.") || end.is_some_and(|it| HOSTS.contains(&it.as_str()));
    (place.is_some() || is_host)
        .then(|| format!("for another site, write `https://{}`", place.unwrap_or(path)))
}

/// Where the file of a link was looked for, unless the link says so itself.
fn sought(request: &Request<'_>) -> Option<String> {
    let path = &request.path;
    let places = [request.note.path.join(path), NotePath::new(path)];
    let places: BTreeSet<NotePath> = places.into_iter().flatten().collect();
    let is_said = places.iter().all(|it| it.as_str() == path.trim_start_matches('/'));
    let names: Vec<String> = places.iter().map(|it| format!("`{it}`")).collect();
    (!is_said).then(|| format!("looked for {}", names.join(" and ")))
}

/// A heading as a link names it: a wikilink by its words, any other one by its id.
fn written(heading: &Heading, is_wiki: bool) -> String {
    if is_wiki { in_wikilink(heading) } else { heading.id.to_string() }
}

/// The places that a link may name, the first ones of many.
fn those_of(headings: &[&Heading], is_wiki: bool) -> String {
    const SHOWN: usize = 5;
    let name = |it: &&Heading| format!("`#{}`", written(it, is_wiki));
    let names = headings.iter().take(SHOWN).map(name).collect::<Vec<_>>().join(", ");
    match headings.len().saturating_sub(SHOWN) {
        _ if names.is_empty() => {
            String::from("remove the fragment; the note has no headings to link to")
        }
        0 if headings.len() == 1 => format!("use its only heading, {names}"),
        0 => format!("use one of its headings: {names}"),
        more => format!("use one of its headings: {names} and {more} more"),
    }
}
