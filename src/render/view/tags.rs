//! Tags as templates see them: the index, a tag's page, and the places that have it.
//! Gives every place with its words and a link to it.
//! Must not decide which uses a page lists.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    PageUrls, language_within,
    nav::MAX_LEVELS,
    note::{EntryView, TagView, entry},
    page_language,
};
use crate::{
    library::{Library, NoteId, Tagged},
    note::{Level, Note, TagName},
    path::{Anchor, is_same},
    render::html::{self, RenderContext, Tables},
    site::{MAX_BESIDE, PageId, Part, View, beside},
};

/// A tag's page, known to templates as `tag`.
#[derive(Debug, Serialize)]
pub struct TagPageView {
    name: String,
    hue: u32,
    description: String,
    count: usize,
    parent: Option<CountedTagView>,
    children: Vec<CountedTagView>,
    notes: Vec<EntryView>,
    sections: Vec<UseView>,
    blocks: Vec<UseView>,
    folders: Vec<FolderCountView>,
    related: Vec<CountedTagView>,
    kinds: Vec<KindView>,
    part: PartView,
}

/// Where the notes, sections or blocks of a tag begin.
#[derive(Debug, Serialize)]
pub struct KindView {
    title: String,
    url: String,
    count: usize,
    part: usize,
}

/// A tag with the number of its uses.
#[derive(Debug, Serialize)]
pub struct CountedTagView {
    name: String,
    hue: u32,
    url: Option<String>,
    count: usize,
}

/// A section or block that has the tag.
#[derive(Debug, Serialize)]
pub struct UseView {
    title: String,
    note_url: String,
    url: String,
    language: Option<String>,
    direction: Option<&'static str>,
    path: Vec<String>,
    html: String,
    more: bool,
    folder: String,
    folder_title: String,
    tags: Vec<String>,
}

/// A folder with the number of uses in it.
#[derive(Debug, Serialize)]
pub struct FolderCountView {
    name: String,
    count: usize,
}

/// Which part of the uses a page shows.
#[derive(Debug, Serialize)]
pub struct PartView {
    number: usize,
    total: usize,
    previous: Option<String>,
    next: Option<String>,
}

/// A tag in the index, known to templates as `tags`, a list.
#[derive(Debug, Serialize)]
pub struct TagEntryView {
    name: String,
    label: String,
    hue: u32,
    url: Option<String>,
    description: String,
    count: usize,
    notes: usize,
    sections: usize,
    blocks: usize,
    children: Vec<TagEntryView>,
}

impl TagPageView {
    /// The values of a tag's page; `context` says how a note's text is shown on it.
    #[must_use]
    pub fn new<'s>(
        library: &'s Library,
        urls: &PageUrls<'_>,
        id: PageId,
        part: &Part,
        context: impl Fn(NoteId) -> RenderContext<'s>,
    ) -> Self {
        let whole = &*part.whole;
        let uses = || {
            let places = part.uses.iter();
            places.filter_map(|(id, at)| Some((*id, library.tag(*id, *at)?)))
        };
        let mut tables = Tables::default();
        let mut view = |(id, it): (NoteId, Tagged<'_>)| {
            use_view(library, urls, context(id), it, &whole.name, &mut tables)
        };
        let of = |level: Level| uses().filter(move |(_, it)| it.level == level);
        let name = &whole.name;
        let above = name.with_ancestors();
        let parent = above.iter().rev().nth(1);
        let nested = nested(urls, name);
        let sibling = |forward: bool| {
            let at = if forward { part.number + 1 } else { part.number.wrapping_sub(1) };
            let first = urls.site.tags.get(name)?;
            (1..=whole.parts.len()).contains(&at).then(|| urls.part(*first, at - 1))
        };
        let (previous, next) = (sibling(false), sibling(true));
        let note_page = |id| urls.site.page_of(id);
        debug_assert!(
            matches!(urls.site.page(id).view, View::Tag(..)),
            "a tag's own page"
        );
        Self {
            name: name.to_string(),
            hue: name.hue(),
            description: description(library, urls, name),
            count: whole.total,
            parent: parent.map(|it| counted(urls, it)),
            children: nested.map(|it| counted(urls, it)).collect(),
            notes: of(Level::Note)
                .filter_map(|(id, _)| note_page(id))
                .map(|id| entry(urls, urls.site.page(id)))
                .collect(),
            sections: of(Level::Section).map(&mut view).collect(),
            blocks: of(Level::Block).map(&mut view).collect(),
            folders: whole
                .folders
                .iter()
                .map(|(name, count)| FolderCountView {
                    name: name.clone(),
                    count: *count,
                })
                .collect(),
            related: whole
                .related(library)
                .iter()
                .map(|(name, count)| CountedTagView {
                    count: *count,
                    ..counted(urls, name)
                })
                .collect(),
            kinds: kinds(urls, part),
            part: PartView {
                number: part.number,
                total: whole.parts.len(),
                previous,
                next,
            },
        }
    }
}

/// Where each kind of use begins, on this part or another one.
fn kinds(urls: &PageUrls<'_>, part: &Part) -> Vec<KindView> {
    let levels = [
        (Level::Note, "notes_title", "#crib:notes"),
        (Level::Section, "sections_title", "#crib:sections"),
        (Level::Block, "tips_and_lines", "#crib:blocks"),
    ];
    let view = |(level, title, fragment): (Level, &'static str, &str)| {
        let counts = part.whole.parts.iter();
        let counts: Vec<usize> =
            counts.map(|it| it.get(&level).copied().unwrap_or_default()).collect();
        let is_here = counts.get(part.number - 1).is_some_and(|it| *it > 0);
        let first = counts.iter().position(|it| *it > 0)? + 1;
        let place = if is_here { part.number } else { first };
        let page = urls.site.tags.get(&part.whole.name)?;
        let page = if is_here { String::new() } else { urls.part(*page, place - 1) };
        Some(KindView {
            title: urls.words.text(title).to_owned(),
            url: page + fragment,
            count: counts.iter().sum(),
            part: place,
        })
    };
    levels.into_iter().filter_map(view).collect()
}

/// What a legend, or the note that is the tag's page, says about it.
fn description(library: &Library, urls: &PageUrls<'_>, name: &TagName) -> String {
    let legend = library.tags().get(name).and_then(|it| it.description.clone());
    let note = || {
        let page = urls.site.page(*urls.site.tags.get(name)?);
        page.note().and_then(|(note, _)| note.meta.description.clone())
    };
    legend.or_else(note).unwrap_or_default()
}

fn counted(urls: &PageUrls<'_>, name: &TagName) -> CountedTagView {
    let TagView { name: shown, hue, url } = urls.tag(name);
    CountedTagView { name: shown, hue, url, count: urls.uses_of(name) }
}

fn use_view(
    library: &Library,
    urls: &PageUrls<'_>,
    context: RenderContext<'_>,
    it: Tagged<'_>,
    name: &TagName,
    tables: &mut Tables,
) -> UseView {
    let note = library.note(context.origin);
    let above = note.headings_above(it.node);
    let block = note.place_of(it.id);
    let anchor = block.as_ref().or(above.last().map(|it| &it.id));
    let anchor = anchor.map(Anchor::fragment).unwrap_or_default();
    let note_url =
        library.route(context.origin).map(|it| urls.url(it)).unwrap_or_default();
    let title = library.shown_title(context.origin);
    let is_title = |text: &str| is_same(text, title);
    let path = above.iter().map(|it| it.shown()).filter(|it| !is_title(it));
    let others = beside(library, context.origin, it.scope).map(|it| it.name);
    let others: BTreeSet<&TagName> = others.filter(|it| *it != name).collect();
    let page = urls.site.tags.get(name).map(|it| urls.site.page(*it));
    let page = page.map_or(context.language, |it| page_language(it, context.language));
    let (language, direction) = language_within(note, page, context.language);
    UseView {
        language,
        direction,
        title: urls.plain(title),
        url: format!("{note_url}{anchor}"),
        note_url,
        path: path.map(|it| urls.plain(it)).collect(),
        html: use_html(context, note, it, tables),
        more: it.level == Level::Section && note.goes_on(it.scope),
        folder: note.path.folder().to_string(),
        folder_title: urls.folder_title(context.origin),
        tags: others.into_iter().map(ToString::to_string).collect(),
    }
}

/// A block whole, a section by how it begins.
fn use_html(
    context: RenderContext<'_>,
    note: &Note,
    it: Tagged<'_>,
    tables: &mut Tables,
) -> String {
    let tags = context.library.tags().beside(context.origin, it.scope);
    if it.level == Level::Block && tags.len() > MAX_BESIDE {
        // On a page for each of them it would be shown over and over.
        let words = html::sentence_of(context, it.node);
        return words.map(|it| format!("<p>{it}</p>")).unwrap_or_default();
    }
    if it.level == Level::Block {
        return html::excerpt(context, it.scope, tables);
    }
    let opening = note.opening(it.scope);
    opening.map(|it| html::excerpt(context, it, tables)).unwrap_or_default()
}

/// The index of all tags, nested ones below those they are nested in.
#[must_use]
pub fn index(library: &Library, urls: &PageUrls<'_>) -> Vec<TagEntryView> {
    let top = urls.site.tags.keys().filter(|it| it.parent().is_none());
    top.flat_map(|it| index_entries(library, urls, it, 1)).collect()
}

/// The tags that are nested in one, without those nested in them.
fn nested<'w>(
    urls: &'w PageUrls<'_>,
    name: &TagName,
) -> impl Iterator<Item = &'w TagName> + use<'w> {
    let (name, prefix) = (name.clone(), name.clone());
    let behind = urls.site.tags.range(name.clone()..).map(|it| it.0);
    behind
        .take_while(move |it| it.as_str().starts_with(prefix.as_str()))
        .filter(move |it| it.parent().as_ref() == Some(&name))
}

/// A tag with those nested in it; on the last level that is indented they follow it.
fn index_entries(
    library: &Library,
    urls: &PageUrls<'_>,
    name: &TagName,
    level: usize,
) -> Vec<TagEntryView> {
    let children = nested(urls, name);
    // As the pages of the tag count them.
    let whole = match urls.site.tags.get(name).map(|it| &urls.site.page(*it).view) {
        Some(View::Tag(part, _)) => Some(&part.whole),
        _ => None,
    };
    let of = |level: Level| {
        let parts = whole.iter().flat_map(|it| &it.parts);
        parts.filter_map(|it| it.get(&level)).sum()
    };
    let nested = children.flat_map(|it| index_entries(library, urls, it, level + 1));
    let nested: Vec<TagEntryView> = nested.collect();
    let (children, after) =
        if level < MAX_LEVELS { (nested, Vec::new()) } else { (Vec::new(), nested) };
    let TagView { name: shown, hue, url } = urls.tag(name);
    let entry = TagEntryView {
        label: shown.rsplit('/').next().unwrap_or_default().to_owned(),
        hue,
        url,
        description: description(library, urls, name),
        count: urls.uses_of(name),
        notes: of(Level::Note),
        sections: of(Level::Section),
        blocks: of(Level::Block),
        children,
        name: shown,
    };
    std::iter::once(entry).chain(after).collect()
}
