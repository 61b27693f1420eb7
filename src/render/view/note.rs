//! Notes and folders as templates see them.
//! Gives the rendered text, with the heading above it.
//! Must not know where it is shown beyond the context it is handed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::{LinkView, PageUrls, language_within};
use crate::{
    library::NoteId,
    note::{
        Heading, Level, NodeId, Note, Scope, TitleSource, dates,
        doc::{Node, Nodes},
        title::{shown_heading, without_pictures},
    },
    path::is_same,
    render::html::{self, RenderContext},
    site::{Page, PageId, View},
    study::Study,
    text::Direction,
};

/// A note, known to templates as `note`.
#[derive(Debug, Serialize)]
pub struct NoteView {
    language: Option<String>,
    direction: Option<&'static str>,
    mixed: bool,
    heading: Option<HeadingView>,
    body: String,
    tags: Vec<TagView>,
    all_tags: BTreeSet<String>,
    related: Vec<LinkView>,
    backlinks: BacklinksView,
    words: usize,
    minutes: usize,
    draft: bool,
    date: Option<String>,
    updated: Option<String>,
    changed: Option<String>,
    edit_url: Option<String>,
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
    pub(super) name: String,
    pub(super) hue: u32,
    pub(super) url: Option<String>,
}

/// The notes that link to a note.
#[derive(Debug, Serialize)]
pub struct BacklinksView {
    count: usize,
    notes: Vec<BacklinkView>,
    more: usize,
}

/// A note that links here, with the sentences around its links.
#[derive(Debug, Serialize)]
pub struct BacklinkView {
    title: String,
    url: String,
    language: Option<String>,
    direction: Option<&'static str>,
    excerpts: Vec<String>,
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
    more_tags: usize,
    folder: String,
    folder_title: String,
    words: usize,
    count: usize,
}

/// The description a note gives, else the beginning of its first paragraph.
#[must_use]
pub fn description(study: &Study<'_>, id: NoteId, note: &Note) -> String {
    if let Some(text) = &note.meta.description {
        return text.clone();
    }
    let of_note = note.tags.iter().filter(|it| it.level == Level::Note);
    let mut tag_lines: Vec<Scope> = of_note.map(|it| it.scope).collect();
    tag_lines.dedup();
    let text = |node: Node<'_>| {
        if !node.is_paragraph() || node.is_tags_line() {
            return None;
        }
        let plain = |it: Nodes<'_>| html::plain_words(without_pictures(it), study, id);
        let near = |it: Scope| {
            let after = tag_lines.partition_point(|line| line.end <= it.first);
            tag_lines.get(after).copied().unwrap_or_default()
        };
        let text = if near(node.scope()).overlaps(node.scope()) {
            let is_tags = |it: Scope| near(it).holds(it);
            let lines = node.children().lines().filter(|it| !is_tags(it.scope()));
            lines.map(plain).collect::<Vec<_>>().join(" ")
        } else {
            plain(node.children())
        };
        // Another program's front matter does not begin the text.
        let is_text =
            !text.starts_with("+++") && text.split_whitespace().nth(3).is_some();
        is_text.then_some(text)
    };
    shortened(&note.doc.blocks().flow().find_map(text).unwrap_or_default(), 160)
}

/// A date as authors write it, without the time of day.
fn day(date: &str) -> String {
    let instant = dates::instant(date);
    let day = instant.as_deref().and_then(|it| it.get(..DAY));
    day.unwrap_or(date).to_owned()
}

/// The length of `2026-11-24`.
const DAY: usize = 10;

/// At most `limit` characters of a text, ending at a word.
pub(super) fn shortened(text: &str, limit: usize) -> String {
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

impl NoteView {
    /// The values of a note, its text rendered.
    #[must_use]
    pub fn new(urls: &PageUrls<'_>, context: RenderContext<'_>, note: &Note) -> Self {
        let first = shown_heading(note);
        // A front matter title that says something else goes above the note's own H1.
        let says_it = |it: &&Heading| {
            note.meta.title.as_ref().is_none_or(|title| is_same(title, &it.text))
        };
        let heading = first.filter(says_it);
        let heading = heading.and_then(|it| Some((it, note.doc.node(it.node)?)));
        let (line, body) = html::note(context, heading);
        let own = heading.zip(line).map(|((heading, _), html)| {
            let id = heading.id.to_string();
            HeadingView { id, html }
        });
        let language = note.meta.lang.clone();
        let direction = language.as_deref().map(|it| Direction::of_language(it).name());
        Self {
            language,
            direction,
            mixed: note.mixes_directions(context.language),
            heading: own.or_else(|| own_heading(context, note, &body)),
            body,
            tags: front_matter_tags(urls, context.origin),
            all_tags: urls
                .library
                .tags_of(context.origin)
                .map(|it| it.name.to_string())
                .collect(),
            related: related(urls, context.origin, note),
            backlinks: BacklinksView::new(urls, context),
            words: note.words,
            minutes: note.words.div_ceil(200).max(1),
            draft: note.meta.draft,
            date: note.meta.date.as_deref().map(day),
            updated: note.meta.updated.as_deref().map(day),
            changed: urls.history.changed.get(&note.path).map(|it| day(it)),
            edit_url: urls.edit_links.map(|it| it.url(&note.path)),
            template: note.meta.template.clone(),
            extra: note.meta.extra.clone(),
        }
    }
}

/// A heading made of the title, unless the text brings an H1 of its own that says it.
fn own_heading(
    context: RenderContext<'_>,
    note: &Note,
    body: &str,
) -> Option<HeadingView> {
    let own = context.library.title(context.origin);
    let says_it = |it: &&Heading| is_same(&it.text, own);
    let mut main = note.headings.iter().filter(|it| it.level == 1);
    let is_said = match note.title_source {
        // Further down it is the heading of a part.
        TitleSource::Name => main.next().is_some_and(|it| says_it(&it)),
        _ => main.any(|it| says_it(&it)),
    };
    // Whether raw HTML may show one is the configuration's matter.
    let is_raw = note.title_source == TitleSource::RawHeading && body.contains("<h1");
    if is_said || is_raw {
        return None;
    }
    // The home page has the title of the site.
    let page = context.site.page_of(context.origin).map(|it| context.site.page(it));
    let title = page.map_or(own, |it| &it.title);
    let title = html::plain(context.markdown, title);
    let mut html = String::new();
    // Writing to a string cannot fail.
    let _ = pulldown_cmark_escape::escape_html_body_text(&mut html, &title);
    // No heading's slug holds a colon.
    Some(HeadingView { id: String::from("crib:title"), html })
}

/// The notes about much the same subjects; an empty list for a template.
fn related(urls: &PageUrls<'_>, id: NoteId, note: &Note) -> Vec<LinkView> {
    if note.is_template {
        return Vec::new();
    }
    let related = urls.related(id).into_iter();
    related.filter_map(|it| Some(urls.link(urls.site.page_of(it)?))).collect()
}

fn front_matter_tags(urls: &PageUrls<'_>, note: NoteId) -> Vec<TagView> {
    let tags = urls.library.tags_of(note).filter(|it| it.node == NodeId::default());
    tags.map(|it| urls.tag(it.name)).collect()
}

/// How many notes and, of each, sentences are shown.
const MAX_BACKLINKS: usize = 50;
const MAX_EXCERPTS: usize = 3;
/// How many links of a note are looked at for them: a thousand in one sentence give one excerpt.
const MAX_LINKS: usize = 24;

impl BacklinksView {
    fn new(urls: &PageUrls<'_>, context: RenderContext<'_>) -> Self {
        let links = context.library.backlinks(context.origin);
        let title = html::attribute(context.library.title(context.origin));
        let own = context.library.note(context.origin).language(context.language);
        let mut notes = Vec::new();
        let mut count = 0;
        for group in links.chunk_by(|a, b| a.from == b.from) {
            count += 1;
            let Some(first) = group.first().filter(|_| notes.len() < MAX_BACKLINKS)
            else {
                continue;
            };
            let Some(route) = context.library.route(first.from) else { continue };
            let there = RenderContext { origin: first.from, ..context };
            let links = group.iter().take(MAX_LINKS);
            let sentences = links.filter_map(|it| html::sentence(there, it.link));
            let sentences = sentences.filter(|it| !is_bare_link(it, &title));
            // Two links in one sentence are one excerpt.
            let mut excerpts: Vec<String> = Vec::new();
            for sentence in sentences {
                if !excerpts.contains(&sentence) {
                    excerpts.push(sentence);
                }
                if excerpts.len() == MAX_EXCERPTS {
                    break;
                }
            }
            let from = context.library.note(first.from);
            let (language, direction) = language_within(from, own, context.language);
            notes.push(BacklinkView {
                language,
                direction,
                title: urls.plain(context.library.shown_title(first.from)),
                url: urls.url(route),
                excerpts,
            });
        }
        Self { count, more: count - notes.len(), notes }
    }
}

/// Whether a sentence is nothing but a link that says the title of the note, as in a list of links.
fn is_bare_link(sentence: &str, title: &str) -> bool {
    let inside = sentence.trim().strip_prefix("<a ").and_then(|it| it.split_once('>'));
    inside.is_some_and(|(_, words)| words.strip_suffix("</a>") == Some(title))
}

impl FolderView {
    /// The values of a folder's page.
    ///
    /// When a note is the folder's page, entries it links to itself are left out.
    #[must_use]
    pub fn new(urls: &PageUrls<'_>, page: &Page<'_>, linked: &[PageId]) -> Self {
        let (mut folders, mut notes) = (Vec::new(), Vec::new());
        for id in page.children.iter().filter(|id| !linked.contains(id)) {
            let child = urls.site.page(*id);
            let is_made = child.note().is_none() && !child.is_folder();
            if is_made || matches!(child.view, View::Tag(..)) {
                continue;
            }
            let list = if child.is_folder() { &mut folders } else { &mut notes };
            list.push(entry(urls, child));
        }
        Self { title: page.title.clone(), folders, notes }
    }
}

/// How many of its tags an entry in a list shows.
const MAX_TAGS: usize = 20;

pub(super) fn entry(urls: &PageUrls<'_>, page: &Page<'_>) -> EntryView {
    let note = page.note().map(|(note, _)| note);
    let id = page.note().map(|(_, id)| id);
    let tags = id.map_or(&[][..], |it| urls.library.tags().of_whole(it));
    let more_tags = tags.len().saturating_sub(MAX_TAGS);
    EntryView {
        title: urls.plain(&page.title),
        url: urls.url(&page.route),
        description: id.map(|it| urls.description(it)).unwrap_or_default(),
        tags: tags.iter().take(MAX_TAGS).map(|it| urls.tag(it)).collect(),
        more_tags,
        folder: note.map(|it| it.path.folder().to_string()).unwrap_or_default(),
        folder_title: page
            .note()
            .map(|(_, id)| urls.folder_title(id))
            .unwrap_or_default(),
        words: note.map_or(0, |it| it.words),
        count: if page.is_folder() { page.count } else { 0 },
    }
}
