//! The plan of the site: which pages exist, in which order, and what each shows.
//! Gives navigation, neighbours and the files to publish.
//! Renders nothing: no HTML, no template, no URL of another page.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    library::{Library, NoteId, Target},
    note::Note,
    path::{NotePath, Route, natural_order},
};

/// Every page to be made.
#[derive(Debug)]
pub struct Site<'lib> {
    /// The pages, in reading order; the home page first, the error page last.
    pub pages: Vec<Page<'lib>>,
    /// The files to publish as they are, with the place of each.
    pub assets: BTreeMap<NotePath, Route>,
}

/// A page of the site; its place in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageId(usize);

/// One page: where it goes, and what it shows.
#[derive(Debug)]
pub struct Page<'lib> {
    /// Where it is served.
    pub route: Route,
    /// What it is called in navigation.
    pub title: String,
    /// What it shows.
    pub view: View<'lib>,
    /// The page above it in the navigation; none for the home page and the error page.
    pub parent: Option<PageId>,
    /// The pages below it, in order.
    pub children: Vec<PageId>,
    /// How many notes lie below it.
    pub count: usize,
}

/// The kinds of page; each names one template.
#[derive(Debug)]
pub enum View<'lib> {
    /// A note.
    Note(&'lib Note, NoteId),
    /// A folder, with the note that is its page if there is one.
    Folder(NotePath, Option<(&'lib Note, NoteId)>),
    /// What is served for an address that does not exist.
    NotFound,
}

impl<'lib> Page<'lib> {
    /// The note the page shows, alone or as the page of its folder.
    #[must_use]
    pub fn note(&self) -> Option<(&'lib Note, NoteId)> {
        match &self.view {
            View::Note(note, id) => Some((note, *id)),
            View::Folder(_, note) => *note,
            View::NotFound => None,
        }
    }

    /// Whether it is the page of a folder.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        matches!(self.view, View::Folder(..))
    }
}

impl<'lib> Site<'lib> {
    /// Every page with its id, in reading order.
    pub fn pages(&self) -> impl Iterator<Item = (PageId, &Page<'lib>)> {
        (0..).map(PageId).zip(&self.pages)
    }

    /// A page.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "an id is only made for a page that is here"
    )]
    pub fn page(&self, id: PageId) -> &Page<'lib> {
        &self.pages[id.0]
    }

    /// The home page.
    #[must_use]
    pub fn home(&self) -> PageId {
        PageId(0)
    }

    /// The site's own name: that of its home page.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.page(self.home()).title
    }

    /// The pages above a page, the home page first.
    #[must_use]
    pub fn above(&self, id: PageId) -> Vec<PageId> {
        let mut above: Vec<PageId> =
            std::iter::successors(self.page(id).parent, |it| self.page(*it).parent)
                .collect();
        above.reverse();
        above
    }

    /// The notes before and after a page in reading order; generated pages are passed over.
    #[must_use]
    pub fn neighbours(&self, id: PageId) -> (Option<PageId>, Option<PageId>) {
        let (before, after) = self.pages.split_at(id.0.min(self.pages.len()));
        let is_note = |page: &Page<'_>| page.note().is_some();
        let previous = before.iter().rposition(is_note);
        let next = after.iter().skip(1).position(is_note).map(|it| it + id.0 + 1);
        (previous.map(PageId), next.map(PageId))
    }

    /// Every file the finished site has besides the theme's own.
    #[must_use]
    pub fn routes(&self) -> BTreeSet<Route> {
        let pages = self.pages.iter().map(|it| it.route.clone());
        pages.chain(self.assets.values().cloned()).collect()
    }
}

/// Plans the site; `name` is what a generated home page is called.
#[must_use]
pub fn plan<'lib>(library: &'lib Library, name: &str) -> Site<'lib> {
    let taken: BTreeSet<&Route> = library.published().map(|(.., route)| route).collect();
    let mut planner =
        Planner { library, name, spellings: spellings(library), pages: Vec::new() };
    planner.folder(&NotePath::default(), None);
    planner.pages.push(Page {
        route: free_route("404.html", &taken),
        title: String::from("Page not found"),
        view: View::NotFound,
        parent: None,
        children: Vec::new(),
        count: 0,
    });
    let pages = planner.pages;
    Site { pages, assets: assets(library, &taken) }
}

struct Planner<'lib, 'n> {
    library: &'lib Library,
    name: &'n str,
    /// How the notes' headings write a word that is more than capitalized, by lower case.
    spellings: BTreeMap<String, &'lib str>,
    pages: Vec<Page<'lib>>,
}

/// An entry of a folder while its order is decided.
enum Entry<'lib> {
    Note(NoteId, &'lib Note),
    Folder(&'lib NotePath, Option<&'lib Note>),
}

impl<'lib> Entry<'lib> {
    fn weight(&self) -> i64 {
        let note = match self {
            Self::Note(_, note) => Some(*note),
            Self::Folder(_, index) => *index,
        };
        note.and_then(|it| it.meta.weight).unwrap_or(i64::MAX)
    }

    fn name(&self) -> &'lib str {
        match self {
            Self::Note(_, note) => note.path.stem(),
            Self::Folder(path, _) => path.name(),
        }
    }
}

impl<'lib> Planner<'lib, '_> {
    /// Adds the page of a folder and everything below it; returns its id.
    fn folder(&mut self, path: &NotePath, parent: Option<PageId>) -> PageId {
        let library = self.library;
        let folder = library.folder(path);
        let index = folder.and_then(|it| it.index).map(|id| (library.note(id), id));
        let title = match index {
            Some((note, _)) => note.title.clone(),
            None if path.is_root() => self.name.to_owned(),
            None => self.readable(path.name()),
        };
        let route = library.folder_route(path);
        let id = self.push(route, title, View::Folder(path.clone(), index), parent);
        let notes = folder.into_iter().flat_map(|it| &it.notes);
        let mut entries: Vec<Entry<'lib>> =
            notes.map(|id| Entry::Note(*id, library.note(*id))).collect();
        entries.extend(folder.into_iter().flat_map(|it| &it.folders).map(|path| {
            let index = library.folder(path).and_then(|it| it.index);
            Entry::Folder(path, index.map(|id| library.note(id)))
        }));
        entries.sort_by(|a, b| {
            a.weight().cmp(&b.weight()).then_with(|| natural_order(a.name(), b.name()))
        });
        let mut children = Vec::with_capacity(entries.len());
        for entry in entries {
            children.push(match entry {
                Entry::Folder(path, _) => self.folder(path, Some(id)),
                Entry::Note(note, body) => {
                    let Some(route) = library.route(note) else { continue };
                    let view = View::Note(body, note);
                    self.push(route.clone(), body.title.clone(), view, Some(id))
                }
            });
        }
        let below: usize = children.iter().map(|id| self.count(*id)).sum();
        if let Some(page) = self.pages.get_mut(id.0) {
            page.children = children;
            page.count = below + usize::from(page.note().is_some());
        }
        id
    }

    /// A folder's name as a title, spelled as the notes do: `aws-services` as `AWS services`.
    fn readable(&self, name: &str) -> String {
        if name.chars().any(char::is_uppercase) || name.contains(' ') {
            return name.to_owned();
        }
        let mut title = String::new();
        for word in name.split(['-', '_']).filter(|it| !it.is_empty()) {
            let spelled = self.spellings.get(word).copied();
            let mut chars = word.chars();
            match (spelled, chars.next()) {
                (Some(word), _) => title.push_str(word),
                (None, Some(first)) if title.is_empty() => {
                    title.extend(first.to_uppercase().chain(chars));
                }
                _ => title.push_str(word),
            }
            title.push(' ');
        }
        title.truncate(title.trim_end().len());
        if title.is_empty() { name.to_owned() } else { title }
    }

    fn push(
        &mut self,
        route: Route,
        title: String,
        view: View<'lib>,
        parent: Option<PageId>,
    ) -> PageId {
        let count = usize::from(matches!(view, View::Note(..)));
        let id = PageId(self.pages.len());
        self.pages.push(Page { route, title, view, parent, children: Vec::new(), count });
        id
    }

    fn count(&self, id: PageId) -> usize {
        self.pages.get(id.0).map_or(0, |it| it.count)
    }
}

/// The words of headings that no rule would capitalize, such as `AWS` and `SageMaker`.
fn spellings(library: &Library) -> BTreeMap<String, &str> {
    let headings = library.published().flat_map(|(_, note, _)| &note.headings);
    let words = headings.flat_map(|it| it.text.split(|c: char| !c.is_alphanumeric()));
    let is_special = |word: &&str| word.chars().skip(1).any(char::is_uppercase);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in words.filter(is_special) {
        *counts.entry(word).or_default() += 1;
    }
    let mut spellings: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    for (word, count) in counts {
        let best = spellings.entry(word.to_lowercase()).or_default();
        if count > best.0 {
            *best = (count, word);
        }
    }
    spellings.into_iter().map(|(lower, (_, word))| (lower, word)).collect()
}

/// The files that published notes link or show, and everything below `static/`.
fn assets(library: &Library, taken: &BTreeSet<&Route>) -> BTreeMap<NotePath, Route> {
    let linked =
        library.published().flat_map(|(id, ..)| library.links(id)).filter_map(|it| {
            match &it.target {
                Target::Asset(path, _) => Some(path),
                _ => None,
            }
        });
    let is_static = |it: &&NotePath| it.as_str().starts_with("static/");
    let all: BTreeSet<&NotePath> =
        linked.chain(library.assets().iter().filter(is_static)).collect();
    all.into_iter().map(|path| (path.clone(), free_route(path.as_str(), taken))).collect()
}

/// A place no note has: the wanted one, else the next with a number.
fn free_route(wanted: &str, taken: &BTreeSet<&Route>) -> Route {
    let wanted = NotePath::new(wanted).unwrap_or_default().file_route();
    wanted.first_free(|it| taken.contains(it))
}
