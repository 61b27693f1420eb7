//! Navigation as templates see it: the folder tree and the contents list.
//! Gives trees that are already cut to what a page shows.
//! Must not decide the order of pages.

use serde::Serialize;

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
    children: Vec<NavView>,
    more: Option<LinkView>,
}

/// A heading in the contents list.
#[derive(Debug, Serialize)]
pub struct ContentsView {
    id: String,
    title: String,
    level: u8,
    children: Vec<ContentsView>,
}

/// The folder tree as this page shows it: open along the way to it, closed elsewhere.
pub(super) fn nav(urls: &PageUrls<'_>, current: PageId) -> Vec<NavView> {
    let mut open = urls.site.above(current);
    open.push(current);
    // Between the first levels and the last ones nobody looks for the way.
    if open.len() > 2 * MAX_LEVELS {
        open.drain(MAX_LEVELS..open.len() - MAX_LEVELS);
    }
    let home = urls.site.home();
    let (mut items, more) = entries(urls, home, (current, &open), 1);
    // The top level has no entry of its own that could carry the rest.
    items.extend(more.map(NavView::from));
    items
}

impl From<LinkView> for NavView {
    fn from(it: LinkView) -> Self {
        Self {
            title: it.title,
            url: it.url,
            current: false,
            open: false,
            count: 0,
            children: Vec::new(),
            more: None,
        }
    }
}

fn entries(
    urls: &PageUrls<'_>,
    folder: PageId,
    (current, open): (PageId, &[PageId]),
    level: usize,
) -> (Vec<NavView>, Option<LinkView>) {
    let page = urls.site.page(folder);
    // Pages stand in the order of their ids, and so do those below one of them.
    let place = |it: &PageId| page.children.binary_search(it).ok();
    let here = open.iter().find_map(place).unwrap_or(0);
    let start = here.saturating_sub(MAX_ENTRIES / 2);
    let shown = page.children.iter().skip(start).take(MAX_ENTRIES);
    let mut items = Vec::with_capacity(shown.len());
    for id in shown {
        let page = urls.site.page(*id);
        let is_open = open.contains(id);
        let (mut children, mut more) = if is_open {
            // The way may be cut between this folder and the next one that is open.
            let next = open.iter().skip_while(|it| *it != id).nth(1);
            let next = next.and_then(|it| urls.site.page(*it).parent);
            entries(urls, next.unwrap_or(*id), (current, open), level + 1)
        } else {
            (Vec::new(), None)
        };
        let mut deeper = Vec::new();
        if level >= MAX_LEVELS {
            deeper.append(&mut children);
            deeper.extend(more.take().map(NavView::from));
        }
        items.push(NavView {
            title: urls.plain(&page.title),
            url: urls.url(&page.route),
            current: *id == current,
            open: is_open,
            count: if page.is_folder() { page.count } else { 0 },
            children,
            more,
        });
        items.append(&mut deeper);
    }
    let more = (page.children.len() > MAX_ENTRIES).then(|| LinkView {
        title: format!("All {} in {}", page.children.len(), urls.plain(&page.title)),
        url: urls.url(&page.route),
    });
    (items, more)
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
