//! All notes together: folders, addresses, and what points where. Built once, then only read.
//! Gives every link its target and every miss a finding.
//! Must not know which generated pages exist or what a page looks like.

mod embeds;
mod held;
mod links;
mod names;
mod redirects;
mod related;
mod spelling;
pub mod tags;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use links::Links;
pub use links::{ResolvedLink, Status, Target};
pub use related::Kinship;
pub use tags::{Entry, Tagged, Tags};

use self::spelling::Spelling;
use crate::{
    config::Config,
    diag::{Code, Diagnostic, Severity},
    note::{
        self, LeftOut, LinkId, Note, TagName, TitleSource,
        doc::{Inlines, Line, Nodes, Piece},
    },
    path::{NotePath, Route},
};

/// A note of the library; its place in path order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoteId(usize);

/// A folder that holds published notes, directly or below.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folder {
    /// The note that is its page.
    pub index: Option<NoteId>,
    /// Its other notes, in path order.
    pub notes: Vec<NoteId>,
    /// Its folders, in path order.
    pub folders: BTreeSet<NotePath>,
}

/// A link to a note, seen from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlink {
    /// The note that holds it.
    pub from: NoteId,
    /// Which of its links it is.
    pub link: LinkId,
}

/// All notes, and tables of everything that takes more than one note to know.
#[derive(Debug, Default)]
pub struct Library {
    notes: Vec<Arc<Note>>,
    by_path: BTreeMap<NotePath, NoteId>,
    /// The titles of notes that are named after their file.
    titles: BTreeMap<NoteId, String>,
    /// `None` for a note that is left out.
    routes: Vec<Option<Route>>,
    folders: BTreeMap<NotePath, Folder>,
    /// The pages of the folders that no note is the page of.
    listings: BTreeMap<NotePath, Route>,
    assets: BTreeSet<NotePath>,
    tags: Tags,
    spelling: Spelling,
    /// For each note what each of its links leads to.
    links: Vec<Links>,
    backlinks: Vec<Vec<Backlink>>,
    /// The block ids that something leads to.
    named: BTreeSet<(NoteId, String)>,
}

impl Library {
    /// Gathers notes and assets and resolves every link.
    ///
    /// `drafts` says whether drafts are published. What is the same as in the library of the build
    /// `before` is taken from there. The result does not depend on that, or on the order of the
    /// arguments.
    #[must_use]
    pub fn resolve(
        mut notes: Vec<Arc<Note>>,
        assets: Vec<NotePath>,
        config: &Config,
        drafts: bool,
        before: &Self,
    ) -> (Self, Vec<Diagnostic>) {
        notes.sort_by(|a, b| a.path.cmp(&b.path));
        let (tags, mut findings) = Tags::gather(&notes, &config.tags, &before.tags);
        let published = |it: &Note| it.left_out(drafts).is_none();
        let with_page = notes.iter().map(|it| &**it).filter(|it| published(it));
        let spelling = Spelling::gather(with_page);
        let named = (0..).map(NoteId).zip(&notes);
        let named = named.filter(|(_, it)| it.title_source == TitleSource::Name);
        let titles = named.map(|(id, it)| (id, spelling.title(&it.own_title))).collect();
        let mut library = Self {
            by_path: (0..)
                .map(NoteId)
                .zip(&notes)
                .map(|(id, it)| (it.path.clone(), id))
                .collect(),
            notes,
            assets: assets.into_iter().collect(),
            titles,
            tags,
            spelling,
            ..Self::default()
        };
        library.folders = folders(&library.notes, published);
        findings.extend(library.assign_routes(published));
        findings.extend(redirects::taken(&library));
        let (links, unresolved) =
            links::resolve_all(&library, config.repo.as_ref(), before);
        findings.extend(embeds::cycles(&library, &links));
        library.named = library.named_blocks(&links);
        library.backlinks = backlinks(&library, &links);
        library.links = links;
        findings.extend(names::findings(&library));
        findings.extend(unresolved);
        let orphans = library.orphans().map(|id| {
            let message = "no other note links to this one";
            Diagnostic::new(Code::O001, &library.note(id).path, 0..0, message)
        });
        findings.extend(orphans);
        for finding in &mut findings {
            if library.find(&finding.path).is_some_and(|id| library.note(id).is_template)
            {
                finding.severity = Severity::Info;
            }
        }
        (library, findings)
    }

    /// Every note with its id, in path order, those that are left out too.
    pub fn notes(&self) -> impl Iterator<Item = (NoteId, &Note)> {
        (0..).map(NoteId).zip(self.notes.iter().map(|it| &**it))
    }

    /// Every note that gets a page, in path order.
    pub fn published(&self) -> impl Iterator<Item = (NoteId, &Note, &Route)> {
        self.notes().filter_map(|(id, note)| Some((id, note, self.route(id)?)))
    }

    /// A note.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "an id is only made for a note that is here"
    )]
    pub fn note(&self, id: NoteId) -> &Note {
        &self.notes[id.0]
    }

    /// The same note, to keep.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "an id is only made for a note that is here"
    )]
    pub fn shared(&self, id: NoteId) -> Arc<Note> {
        Arc::clone(&self.notes[id.0])
    }

    /// The title of a note: its own, or its file's name as the notes spell such words.
    #[must_use]
    pub fn title(&self, id: NoteId) -> &str {
        self.titles.get(&id).unwrap_or_else(|| &self.note(id).own_title)
    }

    /// The same as lists show it: `x²` for the formula `x^2`.
    #[must_use]
    pub fn shown_title(&self, id: NoteId) -> &str {
        self.titles.get(&id).map_or_else(|| self.note(id).shown_title(), String::as_str)
    }

    /// The note at exactly this place.
    #[must_use]
    pub fn find(&self, path: &NotePath) -> Option<NoteId> {
        self.by_path.get(path).copied()
    }

    /// The page of a note; `None` for one that is left out.
    #[must_use]
    pub fn route(&self, id: NoteId) -> Option<&Route> {
        self.routes.get(id.0)?.as_ref()
    }

    /// A folder that has a page: one with published notes in it or below.
    #[must_use]
    pub fn folder(&self, path: &NotePath) -> Option<&Folder> {
        self.folders.get(path)
    }

    /// The paths of the folders that have a page, the content folder first.
    pub fn folders(&self) -> impl Iterator<Item = &NotePath> {
        self.folders.keys()
    }

    /// The page of a folder: its index note's, or a generated listing's.
    #[must_use]
    pub fn folder_route(&self, path: &NotePath) -> Route {
        let index = self.folder(path).and_then(|it| it.index);
        let route =
            index.and_then(|id| self.route(id)).or_else(|| self.listings.get(path));
        route.cloned().unwrap_or_else(|| path.index_route())
    }

    /// Every tag.
    #[must_use]
    pub fn tags(&self) -> &Tags {
        &self.tags
    }

    /// A line taken apart into words and tags; all of it is words unless all that may be tags are
    /// tags of the notes.
    #[must_use]
    pub fn line<'d>(&self, nodes: Nodes<'d>) -> Line<'d> {
        let line = nodes.line();
        let is_known = line.names().all(|it| self.tags.named(it).is_some());
        if is_known { line } else { Line { words: nodes, tags: Vec::new() } }
    }

    /// The words of a line, without the tags behind them.
    #[must_use]
    pub fn words<'d>(&self, nodes: Nodes<'d>) -> Nodes<'d> {
        self.line(nodes).words
    }

    /// The same of words that were put together.
    #[must_use]
    pub fn words_of<'d>(&self, words: &Inlines<'d>) -> Inlines<'d> {
        let piece = |it: &Piece<'d>| match it {
            Piece::Nodes(nodes) => Piece::Nodes(self.words(*nodes)),
            other => other.clone(),
        };
        words.pieces().iter().map(piece).collect()
    }

    /// The notes that are left out, and why.
    pub fn left_out(&self) -> impl Iterator<Item = (&Note, LeftOut)> {
        let without = self.notes().filter(|(id, _)| self.route(*id).is_none());
        without.filter_map(|(_, note)| Some((note, note.left_out(false)?)))
    }

    /// Whether the tags of a note lead readers to it: it is published and no template.
    #[must_use]
    pub fn shows_tags(&self, id: NoteId) -> bool {
        self.route(id).is_some() && !self.note(id).is_template
    }

    /// The page of every folder.
    pub fn folder_routes(&self) -> impl Iterator<Item = Route> {
        self.folders.keys().map(|it| self.folder_route(it))
    }

    /// The title for the name of a file or folder.
    #[must_use]
    pub fn title_of(&self, name: &str) -> String {
        self.spelling.title(name)
    }

    /// The files that are not notes.
    #[must_use]
    pub fn assets(&self) -> &BTreeSet<NotePath> {
        &self.assets
    }

    /// What a link of a note leads to.
    #[must_use]
    pub fn link(&self, from: NoteId, link: LinkId) -> Option<&ResolvedLink> {
        self.links(from).get(link.0)
    }

    /// What the links of a note lead to, in the order they are written.
    #[must_use]
    pub fn links(&self, from: NoteId) -> &[ResolvedLink] {
        self.links.get(from.0).map_or(&[], |it| &it.all)
    }

    /// The links that lead to a note from others, by note and place; drafts that are left out
    /// do not count.
    #[must_use]
    pub fn backlinks(&self, to: NoteId) -> &[Backlink] {
        self.backlinks.get(to.0).map_or(&[], Vec::as_slice)
    }

    /// The published notes nobody links to, in path order; folder pages and templates, which
    /// navigation leads to, do not count.
    pub fn orphans(&self) -> impl Iterator<Item = NoteId> {
        // Where nothing links to anything, being linked to is not what the notes are about.
        let is_linked = self.backlinks.iter().any(|it| !it.is_empty());
        let indexes: BTreeSet<NoteId> =
            self.folders.values().filter_map(|it| it.index).collect();
        self.published()
            .filter(move |(id, note, _)| {
                is_linked
                    && self.backlinks(*id).is_empty()
                    && !note.is_template
                    && !indexes.contains(id)
                    && !self.is_tag_page(note)
            })
            .map(|(id, ..)| id)
    }

    /// Whether a note is the page of a tag, which every use of the tag leads to.
    fn is_tag_page(&self, note: &Note) -> bool {
        let name = tags::named_by(&note.path).and_then(|it| TagName::new(&it));
        name.is_some_and(|it| self.tags.named(&it).is_some())
    }

    /// Whether some link names a block of a note, or the page of a tag leads there.
    #[must_use]
    pub fn is_named(&self, id: NoteId, block: &str) -> bool {
        self.named.contains(&(id, block.to_owned()))
    }

    /// The blocks that links name, and those that carry a tag, whose page links to them.
    fn named_blocks(&self, links: &[Links]) -> BTreeSet<(NoteId, String)> {
        let targets = links.iter().flat_map(|it| &*it.all).map(|it| &it.target);
        let linked = targets.filter_map(|it| match it {
            Target::Note(id, Some(anchor)) => Some((*id, anchor.to_string())),
            _ => None,
        });
        let tagged = self.notes().flat_map(|(id, note)| {
            let blocks = self.tags_of(id).filter_map(|it| note.block_of(it.id));
            blocks.map(move |it| (id, it.id.clone()))
        });
        linked.filter(|(_, anchor)| anchor.starts_with('^')).chain(tagged).collect()
    }

    /// Gives every published note its page; the second of two claimants gets a number.
    fn assign_routes(&mut self, published: impl Fn(&Note) -> bool) -> Vec<Diagnostic> {
        let index: BTreeSet<NoteId> =
            self.folders.values().filter_map(|it| it.index).collect();
        let wanted = |id: NoteId, note: &Note| {
            let is_index = index.contains(&id);
            if is_index { note.path.folder().index_route() } else { note.path.route() }
        };
        // Routes that some system takes for one are one here.
        let mut taken: BTreeMap<String, (Route, &NotePath)> = BTreeMap::new();
        let folders: BTreeSet<String> =
            self.folders.keys().map(|it| it.file_route().folded()).collect();
        let is_taken = |it: &Route, taken: &BTreeMap<String, _>| {
            // A folder may bear the name of a page: `a.html/` beside `a.md`.
            let key = it.folded();
            taken.contains_key(&key) || folders.contains(&key)
        };
        let mut findings = Vec::new();
        let mut routes = Vec::with_capacity(self.notes.len());
        for (id, note) in self.notes() {
            if !published(note) {
                routes.push(None);
                continue;
            }
            let wanted = wanted(id, note);
            let route = wanted.first_free(|it| is_taken(it, &taken));
            if route != wanted {
                let (code, message) = match taken.get(&wanted.folded()) {
                    Some((same, first)) if *same == wanted => (
                        Code::U001,
                        format!("`{wanted}` is already the page of `{first}`"),
                    ),
                    Some((same, first)) => (
                        Code::N004,
                        format!(
                            "`{wanted}` and `{same}`, the page of `{first}`, are the same \
                             file on Windows and macOS"
                        ),
                    ),
                    None => (Code::U001, format!("`{wanted}` is already a folder")),
                };
                let help =
                    format!("rename one of the two; until then this page is `{route}`");
                findings.push(
                    Diagnostic::new(code, &note.path, 0..0, message).with_help(help),
                );
            }
            taken.insert(route.folded(), (route.clone(), &note.path));
            routes.push(Some(route));
        }
        let mut listings = BTreeMap::new();
        for path in self.folders.iter().filter(|it| it.1.index.is_none()).map(|it| it.0) {
            let route = path.index_route().first_free(|it| is_taken(it, &taken));
            taken.insert(route.folded(), (route.clone(), path));
            listings.insert(path.clone(), route);
        }
        (self.routes, self.listings) = (routes, listings);
        findings
    }
}

/// The folders of the published notes; the content folder is always one.
fn folders(
    notes: &[Arc<Note>],
    published: impl Fn(&Note) -> bool,
) -> BTreeMap<NotePath, Folder> {
    let mut folders = BTreeMap::from([(NotePath::default(), Folder::default())]);
    for (id, note) in (0..).map(NoteId).zip(notes).filter(|(_, note)| published(note)) {
        let folder: &mut Folder = folders.entry(note.path.folder()).or_default();
        folder.notes.push(id);
        for above in note.path.folder().ancestors() {
            folders.entry(above).or_default();
        }
    }
    let paths: Vec<NotePath> =
        folders.keys().filter(|it| !it.is_root()).cloned().collect();
    for path in paths {
        folders.entry(path.folder()).or_default().folders.insert(path);
    }
    for folder in folders.values_mut() {
        let rank = |id: &NoteId| Some((note::index_rank(&notes.get(id.0)?.path)?, *id));
        folder.index = folder.notes.iter().filter_map(rank).min().map(|(_, id)| id);
        folder.notes.retain(|id| Some(*id) != folder.index);
    }
    folders
}

fn backlinks(library: &Library, links: &[Links]) -> Vec<Vec<Backlink>> {
    let mut backlinks: Vec<Vec<Backlink>> = vec![Vec::new(); links.len()];
    for (from, links) in (0..).map(NoteId).zip(links) {
        if library.route(from).is_none() {
            continue;
        }
        for (link, resolved) in (0..).map(LinkId).zip(&*links.all) {
            let Target::Note(to, _) = &resolved.target else { continue };
            if let Some(list) = backlinks.get_mut(to.0).filter(|_| *to != from) {
                list.push(Backlink { from, link });
            }
        }
    }
    backlinks
}
