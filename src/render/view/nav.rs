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
    site::PageId,
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

/// An entry of the folder tree.
#[derive(Debug, Serialize)]
pub struct NavView {
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
pub struct KnownEntries(Mutex<Vec<(String, Closed)>>);

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
    let (mut items, more) = tree.entries(urls.site.home(), 1);
    if is_shared {
        urls.entries.give_back(folder, tree.closed);
    }
    // The top level has no entry of its own that could carry the rest.
    items.extend(more.map(NavView::from).map(NavView::value));
    Value::from(items)
}

impl From<LinkView> for NavView {
    fn from(it: LinkView) -> Self {
        Self {
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
    fn entries(
        &mut self,
        folder: PageId,
        level: usize,
    ) -> (Vec<Value>, Option<LinkView>) {
        let site = self.urls.site;
        let page = site.page(folder);
        // Pages stand in the order of their ids, and so do those below one of them.
        let place = |it: &PageId| page.children.binary_search(it).ok();
        let here = self.open.iter().find_map(place).unwrap_or(0);
        let start = here.saturating_sub(MAX_ENTRIES / 2);
        let shown = page.children.iter().skip(start).take(MAX_ENTRIES);
        let mut items = Vec::with_capacity(shown.len() + 1);
        for id in shown {
            if !self.open.contains(id) {
                let urls = self.urls;
                let make = || NavView::closed(urls, *id).value();
                items.push(self.closed.entry(*id).or_insert_with(make).clone());
                continue;
            }
            // The way may be cut between this folder and the next one that is open.
            let next = self.open.iter().skip_while(|it| *it != id).nth(1);
            let next = next.and_then(|it| site.page(*it).parent);
            let (mut children, mut more) = self.entries(next.unwrap_or(*id), level + 1);
            let mut deeper = Vec::new();
            if level >= MAX_LEVELS {
                deeper.append(&mut children);
                deeper.extend(more.take().map(NavView::from).map(NavView::value));
            }
            let entry = NavView {
                current: *id == self.current,
                open: true,
                children: Value::from(children),
                more,
                ..NavView::closed(self.urls, *id)
            };
            items.push(entry.value());
            items.append(&mut deeper);
        }
        let more = (page.children.len() > MAX_ENTRIES).then(|| LinkView {
            title: format!(
                "All {} in {}",
                page.children.len(),
                self.urls.plain(&page.title)
            ),
            url: self.urls.url(&page.route),
        });
        (items, more)
    }
}

impl NavView {
    /// An entry that is not open.
    fn closed(urls: &PageUrls<'_>, id: PageId) -> Self {
        let page = urls.site.page(id);
        let count = if page.is_folder() { page.count } else { 0 };
        Self { count, ..Self::from(urls.link(id)) }
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
