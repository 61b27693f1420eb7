//! What templates see: plain values, the contract described in `themes/README.md`.
//! Gives every URL relative to the page, every text ready to be shown.
//! Must not decide which pages exist or what a link means.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::html::{self, Scene};
use crate::{
    config::Config,
    note::{Heading, Level, Node, Note, TagName, tree::plain_text},
    path::Route,
    site::{Page, PageId, Site, View},
};

/// How many entries of one folder the navigation lists before it is shortened.
///
/// Without a limit a folder of n notes costs n² links: 10,000 notes would be 100 million.
const MAX_ENTRIES: usize = 60;

/// The site, known to every template as `site`.
#[derive(Debug, Serialize)]
pub struct SiteView {
    title: String,
    description: Option<String>,
    language: String,
    author: Option<String>,
    base_url: Option<String>,
    generator: String,
    extra: BTreeMap<String, Value>,
}

impl SiteView {
    /// The site's values; `name` is its title when neither config nor home note has one.
    #[must_use]
    pub fn new(config: &Config, site: &Site<'_>, name: &str) -> Self {
        let title = config.title.clone().or_else(|| site.title.clone());
        Self {
            title: title.unwrap_or_else(|| name.to_owned()),
            description: config.description.clone(),
            language: config.language().to_owned(),
            author: config.author.clone(),
            base_url: config.base_url.clone(),
            generator: format!("Cribsheet {}", env!("CARGO_PKG_VERSION")),
            extra: config.extra.clone().unwrap_or_default(),
        }
    }
}

/// A link with its words.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    title: String,
    url: String,
}

/// What every page has, known to templates as `page`.
#[derive(Debug, Serialize)]
pub struct PageView {
    kind: &'static str,
    title: String,
    description: String,
    route: String,
    canonical: Option<String>,
    root: String,
    home: String,
    breadcrumbs: Vec<LinkView>,
    nav: Vec<NavView>,
    previous: Option<LinkView>,
    next: Option<LinkView>,
    contents: Vec<ContentsView>,
    source: Option<String>,
}

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

/// A note, known to templates as `note`.
#[derive(Debug, Serialize)]
pub struct NoteView {
    heading: Option<HeadingView>,
    body: String,
    tags: Vec<TagView>,
    words: usize,
    minutes: usize,
    draft: bool,
    date: Option<String>,
    updated: Option<String>,
    template: Option<String>,
    extra: BTreeMap<String, Value>,
}

/// The heading a page shows above its text.
#[derive(Debug, Serialize)]
pub struct HeadingView {
    id: String,
    html: String,
}

/// A tag.
#[derive(Debug, Serialize)]
pub struct TagView {
    name: String,
    hue: u32,
}

/// A folder, known to templates as `folder`.
#[derive(Debug, Serialize)]
pub struct FolderView {
    title: String,
    folders: Vec<EntryView>,
    notes: Vec<EntryView>,
}

/// A note or folder in the listing of a folder.
#[derive(Debug, Serialize)]
pub struct EntryView {
    title: String,
    url: String,
    description: String,
    tags: Vec<TagView>,
    words: usize,
    count: usize,
}

/// The ways from one page to the others.
pub struct Ways<'a> {
    site: &'a Site<'a>,
    page: &'a Route,
    /// The prefix of every URL of a page that is served at any address.
    absolute: Option<String>,
}

impl<'a> Ways<'a> {
    /// The ways from a page; those of the error page begin at the root of the host.
    #[must_use]
    pub fn new(site: &'a Site<'a>, page: &'a Page<'a>, base_url: Option<&str>) -> Self {
        let absolute = matches!(page.view, View::NotFound).then(|| base_path(base_url));
        Self { site, page: &page.route, absolute }
    }

    /// The prefix of a URL that begins at the site's root.
    #[must_use]
    pub fn root(&self) -> String {
        self.absolute.clone().unwrap_or_else(|| self.page.to_root())
    }

    fn url(&self, route: &Route) -> String {
        match &self.absolute {
            Some(root) => root.clone() + &route.url_path(),
            None => self.page.url_to(route),
        }
    }

    fn link(&self, id: PageId) -> LinkView {
        let page = self.site.page(id);
        LinkView { title: page.title.clone(), url: self.url(&page.route) }
    }
}

/// The path of a base URL: `/repo/` of `https://example.org/repo`.
#[must_use]
pub fn base_path(base_url: Option<&str>) -> String {
    let rest = base_url.and_then(|it| it.split_once("://")).map_or("", |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path).trim_matches('/');
    if path.is_empty() { String::from("/") } else { format!("/{path}/") }
}

impl PageView {
    /// The values of a page.
    #[must_use]
    pub fn new(config: &Config, ways: &Ways<'_>, id: PageId) -> Self {
        let site = ways.site;
        let page = site.page(id);
        let note = page.note().map(|(note, _)| note);
        let plain = |text: &str| html::plain(&config.markdown, text).into_owned();
        let contents = note.filter(|it| it.meta.toc != Some(false));
        let (previous, next) = site.neighbours(id);
        let is_found = !matches!(page.view, View::NotFound);
        let neighbour = |it: Option<PageId>| it.filter(|_| is_found).map(|it| ways.link(it));
        let canonical = config.base_url.as_ref().filter(|_| is_found);
        Self {
            kind: match page.view {
                View::Note(..) => "note",
                View::Folder(..) => "folder",
                View::NotFound => "not-found",
            },
            title: plain(&page.title),
            description: note.map(description).unwrap_or_default(),
            route: page.route.to_string(),
            canonical: canonical.map(|base| format!("{base}/{}", page.route.url_path())),
            root: ways.root(),
            home: ways.url(&site.page(site.home()).route),
            breadcrumbs: site.above(id).into_iter().map(|it| ways.link(it)).collect(),
            nav: nav(ways, id),
            previous: neighbour(previous),
            next: neighbour(next),
            contents: contents.map(|note| outline(note, &plain)).unwrap_or_default(),
            source: note.map(|it| it.path.to_string()),
        }
    }
}

/// The description a note gives, else the beginning of its first paragraph.
fn description(note: &Note) -> String {
    if let Some(text) = &note.meta.description {
        return text.clone();
    }
    let is_text = |node: &&Node| {
        matches!(node, Node::Elem(pulldown_cmark::Tag::Paragraph, ..))
            && crate::note::tags::note_line(node).is_none()
            && plain_text(std::slice::from_ref(*node)).split_whitespace().nth(3).is_some()
    };
    let first = note.body.iter().find(is_text);
    let text = first.map(|it| plain_text(std::slice::from_ref(it))).unwrap_or_default();
    shortened(&text, 160)
}

/// At most `limit` characters of a text, ending at a word.
fn shortened(text: &str, limit: usize) -> String {
    let mut short = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        length += word.chars().count() + 1;
        if length > limit && !short.is_empty() {
            short.push('…');
            return short;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    short.chars().take(limit * 2).collect()
}

/// The folder tree as this page shows it: open along the way to it, closed elsewhere.
fn nav(ways: &Ways<'_>, current: PageId) -> Vec<NavView> {
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
                title: page.title.clone(),
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
        title: format!("All {} in {}", page.children.len(), page.title),
        url: ways.url(&page.route),
    });
    (items, more)
}

/// The contents list: headings nested by level, without the title and folded answers.
fn outline(note: &Note, plain: &impl Fn(&str) -> String) -> Vec<ContentsView> {
    let title = shown_heading(note).map(|it| it.span.start);
    let headings = note
        .headings
        .iter()
        .filter(|it| !it.in_details && Some(it.span.start) != title && !it.text.is_empty());
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

/// The H1 that begins the note's text and so becomes the page's own heading.
fn shown_heading(note: &Note) -> Option<&Heading> {
    let first = note.body.iter().find(|it| !is_silent(it))?;
    let heading = note.headings.first().filter(|it| it.level == 1)?;
    (heading.span.start == first.span().start).then_some(heading)
}

/// Whether a node shows nothing: a comment.
fn is_silent(node: &Node) -> bool {
    crate::note::raw::Piece::cast(node).is_some_and(|it| crate::note::is_comment(&it.html))
}

impl NoteView {
    /// The values of a note, its text rendered.
    #[must_use]
    pub fn new(scene: Scene<'_>, note: &Note) -> Self {
        let first = shown_heading(note);
        let has_title = note.meta.title.as_ref();
        // A front matter title that says something else stands above the note's own H1.
        let taken = first.filter(|it| has_title.is_none_or(|title| *title == it.text));
        let (heading, nodes) = match taken {
            Some(heading) => {
                let start = heading.span.start;
                let at = note.body.iter().position(|it| it.span().start == start);
                let (node, rest) = at.map_or((None, note.body.as_slice()), |at| {
                    (note.body.get(at), note.body.get(at + 1..).unwrap_or_default())
                });
                let children = node.map_or(&[][..], Node::children);
                let html = html::heading_line(scene, heading, children);
                (Some(HeadingView { id: heading.id.to_string(), html }), rest)
            }
            None => (own_heading(scene, note), note.body.as_slice()),
        };
        Self {
            heading,
            body: html::body(scene, nodes),
            tags: front_matter_tags(note),
            words: note.words,
            minutes: note.words.div_ceil(200).max(1),
            draft: note.meta.draft,
            date: note.meta.date.clone(),
            updated: note.meta.updated.clone(),
            template: note.meta.template.clone(),
            extra: note.meta.extra.clone(),
        }
    }
}

/// A heading made of the title, unless the text brings an H1 of its own that says it.
fn own_heading(scene: Scene<'_>, note: &Note) -> Option<HeadingView> {
    let says_it = |it: &Heading| it.level == 1 && it.text == note.title;
    let raw = note.meta.title.is_none()
        && note.headings.first().is_none_or(|it| it.level != 1)
        && note.title != note.path.stem()
        && note.has_html;
    if note.headings.iter().any(says_it) || raw {
        return None;
    }
    let title = html::plain(scene.markdown, &note.title);
    let mut html = String::new();
    // Writing to a string cannot fail.
    let _ = pulldown_cmark_escape::escape_html_body_text(&mut html, &title);
    // No heading's slug holds a colon.
    Some(HeadingView { id: String::from("crib:title"), html })
}

fn front_matter_tags(note: &Note) -> Vec<TagView> {
    let first = note.body.first().map_or(usize::MAX, |it| it.span().start);
    let tags = note.tags.iter().filter(|it| it.level == Level::Note && it.span.start < first);
    tags.map(|it| tag(&it.name)).collect()
}

fn tag(name: &TagName) -> TagView {
    TagView { name: name.to_string(), hue: name.hue() }
}

impl FolderView {
    /// The values of a folder's page.
    ///
    /// When a note is the folder's page, entries it links to itself are left out.
    #[must_use]
    pub fn new(ways: &Ways<'_>, page: &Page<'_>, linked: &[PageId]) -> Self {
        let (mut folders, mut notes) = (Vec::new(), Vec::new());
        for id in page.children.iter().filter(|id| !linked.contains(id)) {
            let child = ways.site.page(*id);
            let list = if child.is_folder() { &mut folders } else { &mut notes };
            list.push(entry(ways, child));
        }
        Self { title: page.title.clone(), folders, notes }
    }
}

fn entry(ways: &Ways<'_>, page: &Page<'_>) -> EntryView {
    let note = page.note().map(|(note, _)| note);
    let mut tags: Vec<&TagName> = Vec::new();
    for it in note.into_iter().flat_map(|it| &it.tags).filter(|it| it.level == Level::Note) {
        if !tags.contains(&&it.name) {
            tags.push(&it.name);
        }
    }
    EntryView {
        title: page.title.clone(),
        url: ways.url(&page.route),
        description: note.map(description).unwrap_or_default(),
        tags: tags.into_iter().map(tag).collect(),
        words: note.map_or(0, |it| it.words),
        count: if page.is_folder() { page.count } else { 0 },
    }
}
