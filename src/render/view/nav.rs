//! Navigation as templates see it: the folder tree and the contents list.
//! Gives trees that are already cut to what a page shows.
//! Must not decide the order of pages.

use serde::Serialize;

use super::{LinkView, Ways, note::shown_heading};
use crate::{note::Note, site::PageId};

/// How many entries of one folder the navigation lists before it is shortened.
///
/// Without a limit a folder of n notes costs n² links: 10,000 notes would be 100 million.
const MAX_ENTRIES: usize = 60;

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
pub(super) fn nav(ways: &Ways<'_>, current: PageId) -> Vec<NavView> {
    let mut open = ways.site.above(current);
    open.push(current);
    let home = ways.site.home();
    let (mut items, more) = entries(ways, home, current, &open);
    // The top level has no entry of its own that could carry the rest.
    items.extend(more.map(|it| NavView {
        title: it.title,
        url: it.url,
        current: false,
        open: false,
        count: 0,
        children: Vec::new(),
        more: None,
    }));
    items
}

fn entries(
    ways: &Ways<'_>,
    folder: PageId,
    current: PageId,
    open: &[PageId],
) -> (Vec<NavView>, Option<LinkView>) {
    let page = ways.site.page(folder);
    let here = page.children.iter().position(|it| open.contains(it)).unwrap_or(0);
    let start = here.saturating_sub(MAX_ENTRIES / 2);
    let shown = page.children.iter().skip(start).take(MAX_ENTRIES);
    let items = shown
        .map(|id| {
            let page = ways.site.page(*id);
            let is_open = open.contains(id);
            let (children, more) = if is_open {
                entries(ways, *id, current, open)
            } else {
                (Vec::new(), None)
            };
            NavView {
                title: ways.plain(&page.title),
                url: ways.url(&page.route),
                current: *id == current,
                open: is_open,
                count: if page.is_folder() { page.count } else { 0 },
                children,
                more,
            }
        })
        .collect();
    let more = (page.children.len() > MAX_ENTRIES).then(|| LinkView {
        title: format!("All {} in {}", page.children.len(), ways.plain(&page.title)),
        url: ways.url(&page.route),
    });
    (items, more)
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
            title: plain(&heading.text),
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
