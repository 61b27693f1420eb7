//! The names of everything a link can lead to.
//! Gives what a path, a name or a fragment means, or what is most like it.
//! Knows names alone: nothing is read, nothing is reported.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    iter,
    sync::OnceLock,
};

use super::{Request, Target, places::Places};
use crate::{
    config::Repo,
    library::{Library, NoteId, tags},
    note::{Note, TagName, meta::Says, redirects::redirect},
    path::{NotePath, composed, fold, is_same, percent_decode, slug},
};

/// The names of everything a link can lead to.
pub(super) struct Index<'lib> {
    pub(super) library: &'lib Library,
    pub(super) repo: Option<&'lib Repo>,
    /// The places of each note.
    pub(super) places: Vec<Places<'lib>>,
    /// The note that is the page of the repository.
    pub(super) readme: Option<NoteId>,
    /// Notes, assets and folders with letters that can be written in several ways, by their path in
    /// the composed one.
    composed: BTreeMap<Cow<'lib, str>, &'lib NotePath>,
    /// Notes, assets and folders by their folded path.
    folded: BTreeMap<String, Vec<&'lib NotePath>>,
    /// Notes and assets by their folded last name, with and without suffix.
    pub(super) names: BTreeMap<String, Named<'lib>>,
    /// Folders by their names, the first one of each name.
    pub(super) folders: BTreeMap<&'lib str, &'lib NotePath>,
    /// Notes by the other names their front matter gives, folded.
    aliases: BTreeMap<String, Named<'lib>>,
    /// Notes by their folded titles.
    pub(super) titles: BTreeMap<String, Vec<&'lib NotePath>>,
    /// Notes by the composed addresses they had.
    redirects: BTreeMap<String, &'lib NotePath>,
    /// The tags that notes show, and those they are nested in.
    pub(super) tags: BTreeSet<TagName>,
}

/// The files that have one name.
#[derive(Default)]
pub(super) struct Named<'lib> {
    /// Notes in path order, then other files in path order.
    pub(super) paths: Vec<&'lib NotePath>,
    /// For each folder the highest of those below it, with the number of folders between; made when
    /// the nearest is asked for.
    highest: OnceLock<BTreeMap<&'lib str, (usize, &'lib NotePath)>>,
    /// Those whose folder's path ends in the same parts, by these folded; made when a link names
    /// folders.
    below: OnceLock<BTreeMap<String, Named<'lib>>>,
}

/// How a fragment names a place of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// As such a link does.
    Exact,
    /// In another letter case.
    Case,
    /// By the words of a heading where its id is expected.
    Words,
}

/// The space at which no line breaks, as some keyboards write it.
const NO_BREAK: char = '\u{a0}';

/// How many of the files that a name may mean are listed.
const MAX_NAMED: usize = 12;

/// What a path or name means.
pub(super) enum Lookup<'lib> {
    One(&'lib NotePath),
    Case(&'lib NotePath),
    /// The first files of the name, how many more there are, and the nearest of all.
    Several(Vec<&'lib NotePath>, usize, Option<&'lib NotePath>),
    Outside,
    Nothing,
}

impl<'lib> Named<'lib> {
    /// The file nearest to another one: by folders to climb and to descend, then by path order.
    pub(super) fn nearest(&self, from: &NotePath) -> Option<&'lib NotePath> {
        let highest = self.highest.get_or_init(|| {
            let mut highest = BTreeMap::new();
            for path in &self.paths {
                for (below, folder) in folders_around(path).enumerate() {
                    let best = highest.entry(folder).or_insert((below, *path));
                    *best = (*best).min((below, *path));
                }
            }
            highest
        });
        let steps = folders_around(from).enumerate().filter_map(|(above, folder)| {
            let (below, path) = highest.get(folder)?;
            Some((above + below, *path))
        });
        steps.min().map(|it| it.1)
    }

    /// Those in a folder whose path ends in these folded parts.
    fn below(&self, parts: &str) -> Option<&Self> {
        let below = self.below.get_or_init(|| {
            let mut below: BTreeMap<String, Self> = BTreeMap::new();
            for path in &self.paths {
                let folder = fold(path.folder().as_str());
                let inner = folder.match_indices('/').map(|(at, _)| at + 1);
                for at in iter::once(0).chain(inner) {
                    let parts = folder.get(at..).unwrap_or_default().to_owned();
                    below.entry(parts).or_default().paths.push(path);
                }
            }
            below
        });
        below.get(parts).filter(|_| !parts.is_empty())
    }

    fn contains(&self, path: &NotePath) -> bool {
        self.paths
            .binary_search_by(|it| (!it.is_note(), *it).cmp(&(!path.is_note(), path)))
            .is_ok()
    }

    fn several(&self, from: &NotePath) -> Lookup<'lib> {
        let first: Vec<_> = self.paths.iter().take(MAX_NAMED).copied().collect();
        let more = self.paths.len() - first.len();
        Lookup::Several(first, more, self.nearest(from))
    }
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
        let mut by_composed: BTreeMap<Cow<'_, str>, &NotePath> = BTreeMap::new();
        let mut folded: BTreeMap<String, Vec<&NotePath>> = BTreeMap::new();
        let mut names: BTreeMap<String, Named<'_>> = BTreeMap::new();
        for path in files.iter().copied().chain(library.folders.keys()) {
            if !path.as_str().is_ascii() {
                by_composed.entry(composed(path.as_str())).or_insert(path);
            }
            folded.entry(fold(path.as_str())).or_default().push(path);
        }
        for path in files {
            let keys = BTreeSet::from([fold(path.name()), fold(path.stem())]);
            for key in keys {
                names.entry(key).or_default().paths.push(path);
            }
        }
        let mut folders = BTreeMap::new();
        for folder in library.folders().filter(|it| !it.is_root()) {
            folders.entry(folder.name()).or_insert(folder);
        }
        let mut aliases: BTreeMap<String, Named<'_>> = BTreeMap::new();
        for (_, note) in library.notes() {
            // Drawings have a second suffix: `sketch.excalidraw.md`.
            let stem = note.path.stem().strip_suffix(".excalidraw");
            let stem = stem.filter(|_| note.meta.says == Says::Drawing);
            let names = note.meta.aliases.iter().map(|(alias, _)| alias.as_str());
            for alias in names.chain(stem) {
                aliases.entry(fold(alias)).or_default().paths.push(&note.path);
            }
        }
        let mut titles: BTreeMap<String, Vec<&NotePath>> = BTreeMap::new();
        for (id, note, _) in library.published() {
            titles.entry(fold(library.title(id))).or_default().push(&note.path);
        }
        let mut redirects = BTreeMap::new();
        for (_, note, _) in library.published() {
            for (route, _) in note.redirects() {
                redirects
                    .entry(composed(route.as_str()).into_owned())
                    .or_insert(&note.path);
            }
        }
        let tags = library.shown_tags().flat_map(TagName::with_ancestors).collect();
        Self {
            library,
            repo,
            places,
            readme,
            composed: by_composed,
            folded,
            names,
            folders,
            aliases,
            titles,
            redirects,
            tags,
        }
    }

    pub(super) fn find(&self, request: &Request<'_>) -> Lookup<'lib> {
        if request.link.kind.is_wiki() {
            let found = self.find_by_name(request);
            if !matches!(found, Lookup::Nothing) || !request.path.contains(NO_BREAK) {
                return found;
            }
            let path = request.path.replace(NO_BREAK, " ");
            return self.find_by_name(&Request { path, ..request.clone() });
        }
        let from_here = request.note.path.join(&request.path);
        let from_root = NotePath::new(&request.path);
        let candidates = [from_here.as_ref(), from_root.as_ref()];
        if let Some(path) = candidates.iter().flatten().find_map(|it| self.exact(it)) {
            return Lookup::One(path);
        }
        if let Some(path) = candidates.iter().flatten().find_map(|it| self.any_case(it)) {
            return Lookup::Case(path);
        }
        if from_here.is_none() {
            return Lookup::Outside;
        }
        candidates
            .into_iter()
            .flatten()
            .find_map(|it| self.redirected(it))
            .map_or(Lookup::Nothing, Lookup::One)
    }

    /// The link with `/` for the `\` between its folders, if that leads somewhere.
    pub(super) fn slashed<'r>(&self, request: &Request<'r>) -> Option<Request<'r>> {
        // Markdown takes some backslashes for escapes: `..\..\plans.md`.
        let dest = request.link.dest.as_ref().filter(|_| request.before.is_none());
        let source = request.note.doc.source();
        let written = dest.and_then(|it| source.get(it.path.clone())).map(percent_decode);
        let paths = [Some(request.path.clone()), written];
        paths.into_iter().flatten().filter(|it| it.contains('\\')).find_map(|path| {
            let slashed = Request { path: path.replace('\\', "/"), ..request.clone() };
            let is_there =
                !matches!(self.find(&slashed), Lookup::Nothing | Lookup::Outside);
            is_there.then_some(slashed)
        })
    }

    /// The note that had this address, with a slash at its end or without.
    fn redirected(&self, path: &NotePath) -> Option<&'lib NotePath> {
        let mut places =
            ["", "/"].iter().filter_map(|end| redirect(&format!("/{path}{end}")));
        places.find_map(|it| self.redirects.get(&*composed(it.as_str()))).copied()
    }

    /// The file or folder at this place; the suffix of a note may be missing or `.html`.
    fn exact(&self, path: &NotePath) -> Option<&'lib NotePath> {
        let Library { by_path, assets, folders, .. } = self.library;
        let file = |it: &NotePath| {
            let note = by_path.get_key_value(it).map(|it| it.0);
            note.or_else(|| assets.get(it))
        };
        let folder = |it: &NotePath| folders.get_key_value(it).map(|it| it.0);
        let spellings = spellings(path);
        let as_written = spellings.iter().find_map(|it| file(it).or_else(|| folder(it)));
        as_written.or_else(|| {
            let alike = |it: &NotePath| self.composed.get(&*composed(it.as_str()));
            spellings.iter().find_map(alike).copied()
        })
    }

    /// The only file or folder at this place in another letter case.
    fn any_case(&self, path: &NotePath) -> Option<&'lib NotePath> {
        let alike = |it: &NotePath| self.folded.get(&fold(it.as_str()));
        match **spellings(path).iter().find_map(alike)? {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Finds a note or file as Obsidian does: by path from here or the root, else by name.
    fn find_by_name(&self, request: &Request<'_>) -> Lookup<'lib> {
        let places =
            [request.note.path.join(&request.path), NotePath::new(&request.path)];
        let exact = places.iter().flatten().find_map(|it| self.exact(it));
        let folder = exact.and_then(|it| self.library.folder(it));
        if let Some(path) = exact
            && folder.is_none_or(|it| it.index.is_some())
        {
            return Lookup::One(path);
        }
        let wanted = fold(request.path.trim_start_matches("./"));
        let named = match wanted.rsplit_once('/') {
            Some((above, name)) => self.names.get(name).and_then(|it| it.below(above)),
            None => self.names.get(&wanted),
        };
        // A folder without a note of its own is meant where no note has the name.
        let Some(named) = named.or_else(|| self.aliases.get(&wanted)) else {
            return exact.map_or(Lookup::Nothing, Lookup::One);
        };
        if let [only] = *named.paths {
            return Lookup::One(only);
        }
        // A whole path is never the end of another one.
        let whole = places.iter().flatten().find_map(|it| self.any_case(it));
        match whole.filter(|it| named.contains(it)) {
            Some(path) => Lookup::One(path),
            None => named.several(&request.note.path),
        }
    }

    /// The file that a wikilink means rather than the note with this alias.
    pub(super) fn named_before(
        &self,
        note: &Note,
        alias: &str,
    ) -> Option<&'lib NotePath> {
        if redirect(alias).is_some() {
            return None;
        }
        let folded = fold(alias);
        let exact = NotePath::new(alias).and_then(|it| self.exact(&it));
        let has_page = |it: &NotePath| {
            self.library.folder(it).is_none_or(|folder| folder.index.is_some())
        };
        let exact = exact.filter(|it| !it.is_root() && has_page(it));
        let is_own =
            [note.path.name(), note.path.stem()].iter().any(|it| fold(it) == folded)
                || exact.is_some_and(|it| *it == note.path || *it == note.path.folder());
        let named = self.names.get(&folded).and_then(|it| it.paths.first().copied());
        named.or(exact).filter(|_| !is_own)
    }

    /// Whether a folder holds files that are not notes, directly or below.
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
    /// A tag cannot be shown as a picture, and a repository has no page for it.
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

    /// The id a fragment names, and how it names it.
    pub(super) fn anchor(
        &self,
        request: &Request<'_>,
        id: NoteId,
        fragment: &str,
    ) -> Option<(String, Naming)> {
        let places = self.places.get(id.0)?;
        let words = || places.heading(fragment).map(|it| it.id.to_string());
        if !request.link.kind.is_wiki() {
            if let Some(id) = places.id(fragment) {
                return Some((id.to_owned(), Naming::Exact));
            }
            if let Some(like) = places.in_any_case(fragment) {
                return Some((like.to_owned(), Naming::Case));
            }
            // A slug that is not right names nothing.
            let heading = places.heading(fragment);
            let heading = heading.filter(|it| places.is_in_words(fragment, it));
            return heading.map(|it| (it.id.to_string(), Naming::Words));
        }
        // A wikilink names headings by their words, and blocks by their ids.
        let last = fragment.rsplit('#').next().unwrap_or_default().trim();
        let (is_block, is_path) = (last.starts_with('^'), is_path(fragment));
        let heading = if is_block { None } else { words() };
        let by_id = || {
            let wanted = if is_block { last.to_owned() } else { slug(last) };
            let id = places.id(&wanted);
            id.or_else(|| places.in_any_case(&wanted)).map(str::to_owned)
        };
        let id = heading.or_else(|| (is_block || !is_path).then(by_id).flatten());
        id.map(|it| (it, Naming::Exact))
    }

    /// The only file with exactly this name; the suffix of a note may be missing or `.html`.
    pub(super) fn only_named(&self, name: &str) -> Option<&'lib NotePath> {
        let stem = name.strip_suffix(".html").unwrap_or(name);
        let keys = BTreeSet::from([fold(name), fold(stem)]);
        let named =
            keys.iter().filter_map(|it| self.names.get(it)).flat_map(|it| &it.paths);
        let wanted = spellings(&NotePath::new(name)?);
        let is_wanted =
            |it: &NotePath| wanted.iter().any(|name| is_same(name.as_str(), it.name()));
        let mut found = named.copied().filter(|it| is_wanted(it));
        let only = found.next()?;
        found.all(|it| it == only).then_some(only)
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

/// Whether a fragment names a heading below others: `A#B`.
fn is_path(fragment: &str) -> bool {
    fragment.split('#').filter(|it| !it.trim().is_empty()).count() > 1
}

/// The folders around a file, from the inside out; the content folder is the last.
fn folders_around(path: &NotePath) -> impl Iterator<Item = &str> {
    let path = path.as_str();
    path.rmatch_indices('/').filter_map(|(at, _)| path.get(..at)).chain([""])
}
