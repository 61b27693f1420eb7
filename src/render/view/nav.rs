//! Navigation as templates see it: the folder tree and the contents list.
//! Gives trees that are already cut to what a page shows.
//! Must not decide the order of pages.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use serde::Serialize;
use tera::Value;

use super::{LinkView, PageUrls};
use crate::{
    note::{Note, title::shown_heading},
    site::{PageId, Site, View},
};

/// How many entries of one folder the navigation lists before it is shortened.
///
/// Without a limit a folder of n notes costs n² links: 10,000 notes would be 100 million.
const MAX_ENTRIES: usize = 60;
/// How many levels the navigation and the index of tags are indented; what is deeper is listed
/// at the last of them.
///
/// Templates call themselves for each level, and Tera lets them do so 20 times.
pub(super) const MAX_LEVELS: usize = 16;
/// How many comparisons, tags or sheets are listed on their own pages: the index has all.
const MAX_RELATED: usize = 5;
/// In a site of so few notes every page lists all of them, folded away where they are elsewhere.
const MAX_LISTED: usize = 60;

/// An entry of the folder tree.
#[derive(Debug, Serialize)]
pub struct NavView {
    kind: &'static str,
    title: String,
    url: String,
    current: bool,
    open: bool,
    count: usize,
    /// Nav items.
    children: Value,
    more: Option<LinkView>,
}

/// Closed entries as the pages of one folder see them: to all of them they are the same.
type Closed = BTreeMap<PageId, Value>;

/// The entries of folders whose pages were made last, for the next pages of these folders.
#[derive(Debug, Default)]
pub(super) struct KnownEntries(Mutex<Vec<(String, Closed)>>);

/// How many folders are remembered at most, at least one for each thread that makes pages, and how
/// many entries of each: of a long list every page shows others.
const MAX_FOLDERS: usize = 16;
const MAX_KNOWN: usize = 16 * MAX_ENTRIES;

impl KnownEntries {
    /// Lends the entries of a folder to one page.
    fn take(&self, folder: &str) -> Closed {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = known.iter().rposition(|it| it.0 == folder);
        at.map(|it| known.remove(it).1).unwrap_or_default()
    }

    fn give_back(&self, folder: &str, entries: Closed) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MAX_FOLDERS {
            known.remove(0);
        }
        if entries.len() <= MAX_KNOWN {
            known.push((folder.to_owned(), entries));
        }
    }
}

/// A heading in the contents list.
#[derive(Debug, Serialize)]
pub struct ContentsView {
    id: String,
    title: String,
    level: u8,
    children: Vec<ContentsView>,
}

/// The folder tree as this page shows it, open along the way to it, closed elsewhere: nav items.
pub(super) fn nav(urls: &PageUrls<'_>, current: PageId) -> Value {
    let mut open = urls.site.above(current);
    open.push(current);
    // Between the first levels and the last ones nobody looks for the way.
    if open.len() > 2 * MAX_LEVELS {
        open.drain(MAX_LEVELS..open.len() - MAX_LEVELS);
    }
    let folder = urls.page.as_str().rsplit_once('/').map_or("", |it| it.0);
    let is_shared = urls.absolute.is_none();
    let closed = if is_shared { urls.entries.take(folder) } else { Closed::new() };
    let mut tree = Tree { urls, current, open: &open, closed };
    let home = urls.site.page(urls.site.home());
    // Generated pages come first.
    let mut items = Vec::new();
    for id in home.children.iter().filter(|it| !is_of_notes(urls.site, **it)) {
        tree.add(*id, 1, &mut items);
    }
    let (mut notes, more) = tree.entries(urls.site.home(), 1);
    if is_shared {
        urls.entries.give_back(folder, tree.closed);
    }
    items.append(&mut notes);
    // The top level has no entry of its own that could carry the rest.
    items.extend(more.map(NavView::from).map(NavView::value));
    Value::from(items)
}

/// Whether a page is that of a note or a folder of notes.
fn is_of_notes(site: &Site<'_>, id: PageId) -> bool {
    matches!(site.page(id).view, View::Note(..) | View::Folder(..))
}

impl From<LinkView> for NavView {
    fn from(it: LinkView) -> Self {
        Self {
            kind: "more",
            title: it.title,
            url: it.url,
            current: false,
            open: false,
            count: 0,
            children: Value::from(Vec::<Value>::new()),
            more: None,
        }
    }
}

/// What the folder tree of a page is made from.
struct Tree<'p> {
    urls: &'p PageUrls<'p>,
    current: PageId,
    /// The page with those above it.
    open: &'p [PageId],
    closed: Closed,
}

impl Tree<'_> {
    /// The entries below a page, and a link to the rest of very many.
    fn entries(&mut self, id: PageId, level: usize) -> (Vec<Value>, Option<LinkView>) {
        let site = self.urls.site;
        let page = site.page(id);
        let is_folder = matches!(page.view, View::Folder(..));
        let below =
            page.children.iter().filter(|it| !is_folder || is_of_notes(site, **it));
        let below: Vec<PageId> = below.copied().collect();
        let here = below.iter().position(|it| self.open.contains(it));
        if !is_folder && here.is_none() {
            return (Vec::new(), None);
        }
        // As many before this page as behind it, as far as there are.
        let most = if is_folder { MAX_ENTRIES } else { MAX_RELATED };
        let start = here.unwrap_or(0).saturating_sub(most / 2);
        let start = start.min(below.len().saturating_sub(most));
        let mut items = Vec::new();
        for id in below.iter().skip(start).take(most) {
            self.add(*id, level, &mut items);
        }
        let is_cut = is_folder && below.len() > most;
        let more = is_cut.then(|| LinkView {
            title: self.all_in(below.len(), &self.urls.plain(&page.title)),
            url: self.urls.url(&page.route),
        });
        (items, more)
    }

    /// The words of a link to the rest of very many entries.
    fn all_in(&self, count: usize, title: &str) -> String {
        let value = |_: &str| Some(title.to_owned());
        let said = self.urls.words.say("all_in", Some(count as u64), value);
        said.unwrap_or_default()
    }

    /// Adds an entry, and behind it what is too deep to be below it.
    fn add(&mut self, id: PageId, level: usize, items: &mut Vec<Value>) {
        let urls = self.urls;
        if !self.open.contains(&id) {
            let make = || NavView::closed(urls, id, level).value();
            items.push(self.closed.entry(id).or_insert_with(make).clone());
            return;
        }
        // The way may be cut between this folder and the next one that is open.
        let next = self.open.iter().skip_while(|it| **it != id).nth(1);
        let next = next.and_then(|it| urls.site.page(*it).parent);
        let (mut children, mut more) = self.entries(next.unwrap_or(id), level + 1);
        let mut deeper = Vec::new();
        if level >= MAX_LEVELS {
            deeper.append(&mut children);
            deeper.extend(more.take().map(NavView::from).map(NavView::value));
        }
        let entry = NavView {
            current: id == self.current,
            open: true,
            children: Value::from(children),
            more,
            ..NavView::closed(urls, id, MAX_LEVELS)
        };
        items.push(entry.value());
        items.append(&mut deeper);
    }
}

impl NavView {
    /// An entry that is not open.
    fn closed(urls: &PageUrls<'_>, id: PageId, level: usize) -> Self {
        let page = urls.site.page(id);
        let count = match page.view {
            View::Note(..) | View::Sheets | View::Conflicts => 0,
            View::Tags(..) => urls.site.tags.len(),
            View::Comparisons => urls.site.comparisons.len(),
            _ if page.is_folder() => page.count,
            _ => 0,
        };
        let is_listed = urls.site.page(urls.site.home()).count <= MAX_LISTED;
        let is_listed = is_listed && level < MAX_LEVELS;
        let is_listed = is_listed && matches!(page.view, View::Folder(..));
        let listed = page.children.iter().filter(|_| is_listed);
        let listed = listed.map(|it| Self::closed(urls, *it, level + 1).value());
        let children: Vec<Value> = listed.collect();
        let kind = page.view.kind();
        Self { kind, count, children: Value::from(children), ..Self::from(urls.link(id)) }
    }

    fn value(self) -> Value {
        Value::from_serializable(&self)
    }
}

/// The pages above a page as links, the first and the last ones of very many.
pub(super) fn breadcrumbs(urls: &PageUrls<'_>, current: PageId) -> Vec<LinkView> {
    let above = urls.site.above(current);
    let first = above.iter().take(MAX_LEVELS).map(|it| urls.link(*it));
    let last = above.get(MAX_LEVELS..).unwrap_or_default();
    let cut = last.len().saturating_sub(MAX_LEVELS);
    let gap = cut.checked_sub(1).and_then(|it| last.get(it));
    let gap = gap.map(|it| LinkView { title: String::from("…"), ..urls.link(*it) });
    let last = last.iter().skip(cut).map(|it| urls.link(*it));
    first.chain(gap).chain(last).collect()
}

/// The contents list: headings nested by level, without the title and folded answers.
pub(super) fn outline(note: &Note, plain: &impl Fn(&str) -> String) -> Vec<ContentsView> {
    let title = shown_heading(note).map(|it| it.span.start);
    let headings = note.headings.iter().filter(|it| {
        !it.in_details && Some(it.span.start) != title && !it.text.is_empty()
    });
    let mut open: Vec<ContentsView> = Vec::new();
    let mut list = Vec::new();
    for heading in headings {
        while open.last().is_some_and(|it| it.level >= heading.level) {
            close(&mut open, &mut list);
        }
        open.push(ContentsView {
            id: heading.id.to_string(),
            title: plain(heading.shown()),
            level: heading.level,
            children: Vec::new(),
        });
    }
    while !open.is_empty() {
        close(&mut open, &mut list);
    }
    list
}

fn close(open: &mut Vec<ContentsView>, list: &mut Vec<ContentsView>) {
    let Some(done) = open.pop() else { return };
    open.last_mut().map_or(list, |it| &mut it.children).push(done);
}
