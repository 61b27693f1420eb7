//! The names of everything a link can lead to.
//! Gives what a path, a name or a fragment means, or what is most like it.
//! Knows names alone: nothing is read, nothing is reported.

use std::collections::{BTreeMap, BTreeSet};

use super::{Request, Target, places::Places};
use crate::{
    config::Repo,
    library::{Library, NoteId, tags},
    note::{Note, TagId, TagName, redirects::redirect},
    path::{NotePath, Route, slug},
};

/// The names of everything a link can lead to.
pub(super) struct Index<'lib> {
    pub(super) library: &'lib Library,
    pub(super) repo: Option<&'lib Repo>,
    /// The places of each note.
    pub(super) places: Vec<Places<'lib>>,
    /// The note that is the page of the repository.
    pub(super) readme: Option<NoteId>,
    /// Notes, assets and folders by their path in lower case.
    lower: BTreeMap<String, Vec<NotePath>>,
    /// Notes and assets by their last name in lower case, with and without suffix.
    pub(super) names: BTreeMap<String, Vec<NotePath>>,
    /// Folders by their names, the first one of each name.
    pub(super) folders: BTreeMap<&'lib str, &'lib NotePath>,
    /// Notes by the other names their front matter gives, in lower case.
    aliases: BTreeMap<String, Vec<NotePath>>,
    /// Notes by their titles in lower case.
    pub(super) titles: BTreeMap<String, NotePath>,
    /// Notes by the addresses they had.
    redirects: BTreeMap<Route, NotePath>,
    /// The tags that notes show, and those they are nested in.
    pub(super) tags: BTreeSet<TagName>,
}

/// So many of the notes that have one alias are looked at: no link to them is right anyway.
const MOST_MEANT: usize = 64;

/// What a path or name means.
pub(super) enum Found {
    One(NotePath),
    Case(NotePath),
    Several(Vec<NotePath>),
    Outside,
    Nothing,
}

impl<'lib> Index<'lib> {
    pub(super) fn new(library: &'lib Library, repo: Option<&'lib Repo>) -> Self {
        let places = library
            .notes()
            .map(|(id, note)| Places::new(note, library.title(id)))
            .collect();
        let is_readme = |path: &NotePath| {
            path.folder().is_root() && path.stem().eq_ignore_ascii_case("readme")
        };
        let readme = library.notes().find(|(_, it)| is_readme(&it.path)).map(|it| it.0);
        let notes = library.notes().map(|(_, note)| &note.path);
        let files: Vec<&NotePath> = notes.chain(library.assets()).collect();
        let mut lower: BTreeMap<String, Vec<NotePath>> = BTreeMap::new();
        let mut names: BTreeMap<String, Vec<NotePath>> = BTreeMap::new();
        for path in files.iter().copied().chain(library.folders.keys()) {
            lower.entry(path.as_str().to_lowercase()).or_default().push(path.clone());
        }
        for path in files {
            let keys =
                BTreeSet::from([path.name().to_lowercase(), path.stem().to_lowercase()]);
            for key in keys {
                names.entry(key).or_default().push(path.clone());
            }
        }
        let mut folders = BTreeMap::new();
        for folder in library.folders().filter(|it| !it.is_root()) {
            folders.entry(folder.name()).or_insert(folder);
        }
        let mut aliases: BTreeMap<String, Vec<NotePath>> = BTreeMap::new();
        for (_, note) in library.notes() {
            for (alias, _) in &note.meta.aliases {
                aliases.entry(alias.to_lowercase()).or_default().push(note.path.clone());
            }
        }
        let titles = library.published();
        let titles =
            titles.map(|(id, it, _)| (library.title(id).to_lowercase(), it.path.clone()));
        let titles = titles.collect();
        let mut redirects = BTreeMap::new();
        for (_, note, _) in library.published() {
            for (route, _) in note.redirects() {
                redirects.entry(route).or_insert_with(|| note.path.clone());
            }
        }
        let is_shown =
            |uses: &[(NoteId, TagId)]| uses.iter().any(|(id, _)| library.shows_tags(*id));
        let tags = library.tags().all().filter(|(_, entry)| is_shown(&entry.uses));
        let tags = tags.flat_map(|(name, _)| name.with_ancestors()).collect();
        Self {
            library,
            repo,
            places,
            readme,
            lower,
            names,
            folders,
            aliases,
            titles,
            redirects,
            tags,
        }
    }

    pub(super) fn find(&self, request: &Request<'_>) -> Found {
        if request.link.kind.is_wiki() {
            return self.find_by_name(request);
        }
        let from_here = request.note.path.join(&request.path);
        let from_root = NotePath::new(&request.path);
        let candidates = [from_here.as_ref(), from_root.as_ref()];
        if let Some(path) = candidates.iter().flatten().find_map(|it| self.exact(it)) {
            return Found::One(path);
        }
        if let Some(path) = candidates.iter().flatten().find_map(|it| self.any_case(it)) {
            return Found::Case(path);
        }
        if from_here.is_none() {
            return Found::Outside;
        }
        candidates
            .into_iter()
            .flatten()
            .find_map(|it| self.redirected(it))
            .map_or(Found::Nothing, Found::One)
    }

    /// The note that had this address, with a slash at its end or without.
    fn redirected(&self, path: &NotePath) -> Option<NotePath> {
        let mut places =
            ["", "/"].iter().filter_map(|end| redirect(&format!("/{path}{end}")));
        places.find_map(|it| self.redirects.get(&it)).cloned()
    }

    /// The file or folder at this place; the suffix of a note may be missing or `.html`.
    fn exact(&self, path: &NotePath) -> Option<NotePath> {
        spellings(path).into_iter().find(|it| self.exists(it))
    }

    fn exists(&self, path: &NotePath) -> bool {
        self.library.by_path.contains_key(path)
            || self.library.assets.contains(path)
            || self.library.folders.contains_key(path)
    }

    /// The only file or folder at this place in another letter case.
    fn any_case(&self, path: &NotePath) -> Option<NotePath> {
        let lower = |it: &NotePath| self.lower.get(&it.as_str().to_lowercase());
        match spellings(path).iter().find_map(lower)?.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// Finds a note or file as Obsidian does: by path from here or the root, else by name.
    fn find_by_name(&self, request: &Request<'_>) -> Found {
        let places =
            [request.note.path.join(&request.path), NotePath::new(&request.path)];
        let exact = places.iter().flatten().find_map(|it| self.exact(it));
        let folder = exact.as_ref().and_then(|it| self.library.folder(it));
        if let Some(path) = exact.as_ref()
            && folder.is_none_or(|it| it.index.is_some())
        {
            return Found::One(path.clone());
        }
        let wanted = request.path.trim_start_matches("./").to_lowercase();
        let name = wanted.rsplit('/').next().unwrap_or_default();
        let named = self.names.get(name).map_or(&[][..], Vec::as_slice);
        let is_below = |it: &&NotePath| {
            if !wanted.contains('/') {
                return true;
            }
            let path = it.as_str().to_lowercase();
            let stem = it.folder().child(it.stem()).as_str().to_lowercase();
            [path, stem].iter().any(|it| {
                it.strip_suffix(wanted.as_str())
                    .is_some_and(|it| it.is_empty() || it.ends_with('/'))
            })
        };
        let mut found: Vec<NotePath> = named.iter().filter(is_below).cloned().collect();
        if found.is_empty() {
            let named = self.aliases.get(&wanted).into_iter().flatten();
            found.extend(named.take(MOST_MEANT).cloned());
        }
        match found.as_slice() {
            // A folder without a note of its own is meant where no note has the name.
            [] => exact.map_or(Found::Nothing, Found::One),
            [only] => Found::One(only.clone()),
            // The whole path of one of them is no part of another's.
            _ => match places.iter().flatten().find_map(|it| self.any_case(it)) {
                Some(path) if found.contains(&path) => Found::One(path),
                _ => Found::Several(found),
            },
        }
    }

    /// The file that a wikilink means rather than the note with this alias.
    pub(super) fn named_before(&self, note: &Note, alias: &str) -> Option<NotePath> {
        if redirect(alias).is_some() {
            return None;
        }
        let named = self.names.get(&alias.to_lowercase()).into_iter().flatten().cloned();
        let exact = NotePath::new(alias).and_then(|it| self.exact(&it));
        let has_page = |it: &NotePath| {
            self.library.folder(it).is_none_or(|folder| folder.index.is_some())
        };
        let found: Vec<NotePath> =
            named.chain(exact.filter(|it| !it.is_root() && has_page(it))).collect();
        let is_own = |it: &NotePath| *it == note.path || *it == note.path.folder();
        if found.iter().any(is_own) {
            return None;
        }
        found.into_iter().next()
    }

    /// Whether files that are no notes lie in a folder or below.
    pub(super) fn holds_files(&self, folder: &NotePath) -> bool {
        let start = folder.child("");
        let next = self.library.assets.range(&start..).next();
        next.is_some_and(|path| path.as_str().starts_with(start.as_str()))
    }

    /// The tag, or all of them, that a link means where no file has the name.
    pub(super) fn tag(&self, request: &Request<'_>) -> Option<Target> {
        self.below_tags(request).into_iter().find_map(|name| match name.as_str() {
            "" | "index.html" => Some(Target::Tags),
            name => {
                let name = TagName::new(name.strip_suffix(".html").unwrap_or(name))?;
                let name = self.library.tags().named(&name).unwrap_or(&name);
                self.tags.get(name).cloned().map(Target::Tag)
            }
        })
    }

    /// What a link names in the folder of tags, seen from its note or from the root.
    ///
    /// A tag is no picture, and a repository has no page for it.
    pub(super) fn below_tags(&self, request: &Request<'_>) -> Vec<String> {
        let Request { link, before, path, .. } = request;
        let is_name = link.kind.is_wiki() && !path.contains('/');
        if self.tags.is_empty() || link.kind.is_shown() || before.is_some() || is_name {
            return Vec::new();
        }
        let places = [request.note.path.join(path), NotePath::new(path)];
        let below = |it: &NotePath| {
            let rest = it.as_str().strip_prefix(tags::FOLDER)?;
            let rest = if rest.is_empty() { rest } else { rest.strip_prefix('/')? };
            Some(rest.to_owned())
        };
        places.iter().flatten().filter_map(below).collect()
    }

    /// The id a fragment names, and whether it names it exactly.
    pub(super) fn anchor(
        &self,
        request: &Request<'_>,
        id: NoteId,
        fragment: &str,
    ) -> Option<(String, bool)> {
        let places = self.places.get(id.0)?;
        if request.link.kind.is_wiki() && fragment.contains('#') {
            return places.nested(fragment).map(|it| (it.id.to_string(), true));
        }
        // A wikilink names headings by their words.
        let is_block = fragment.starts_with('^');
        let wanted = if request.link.kind.is_wiki() && !is_block {
            slug(fragment.trim())
        } else {
            fragment.to_owned()
        };
        if places.ids.contains(wanted.as_str()) {
            return Some((wanted, true));
        }
        let heading = places.heading(fragment).filter(|_| request.link.kind.is_wiki());
        if let Some(heading) = heading {
            return Some((heading.id.to_string(), true));
        }
        let like = places.in_any_case(&wanted)?;
        Some((like.to_owned(), request.link.kind.is_wiki()))
    }

    /// The only file with exactly this name; the suffix of a note may be missing or `.html`.
    pub(super) fn only_named(&self, name: &str) -> Option<&NotePath> {
        let stem = name.strip_suffix(".html").unwrap_or(name).to_lowercase();
        let keys = BTreeSet::from([name.to_lowercase(), stem]);
        let named = keys.iter().filter_map(|it| self.names.get(it)).flatten();
        let wanted = spellings(&NotePath::new(name)?);
        let is_wanted =
            |it: &NotePath| wanted.iter().any(|name| name.as_str() == it.name());
        let found: BTreeSet<&NotePath> = named.filter(|it| is_wanted(it)).collect();
        let only = found.first().copied();
        only.filter(|_| found.len() == 1)
    }

    /// The name by which a wikilink finds a note; one that several have needs its folder.
    pub(super) fn wiki_name(&self, note: &NotePath) -> String {
        let (folder, stem) = (note.folder(), note.stem());
        if folder.is_root() || self.only_named(stem) == Some(note) {
            stem.to_owned()
        } else {
            format!("{folder}/{stem}")
        }
    }
}

/// The names a place may have on disk when the link leaves out or replaces a note's suffix,
/// or names the page of a folder.
fn spellings(path: &NotePath) -> Vec<NotePath> {
    let mut spellings = vec![path.clone()];
    let stem = path.as_str().strip_suffix(".html").unwrap_or(path.as_str());
    if !path.is_root() {
        spellings.extend(
            [".md", ".markdown"]
                .iter()
                .filter_map(|it| NotePath::new(&format!("{stem}{it}"))),
        );
    }
    if path.name() == "index.html" {
        spellings.push(path.folder());
    }
    spellings
}

/// How far apart two files are: folders to climb, folders to descend, then path order.
pub(super) fn distance(from: &NotePath, to: &NotePath) -> (usize, NotePath) {
    let (here, there) = (from.ancestors(), to.ancestors());
    let shared = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
    (here.len() + there.len() - 2 * shared, to.clone())
}
