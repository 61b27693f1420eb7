//! Cheat sheets as templates see them: entries under their notes and sections, and the paper.
//! Gives every entry's words as HTML without links, and the rules of the page as CSS.
//! Must not decide what is on a sheet.

use std::fmt::Write as _;

use serde::Serialize;

use super::{CompareContext, LinkView, PageUrls};
use crate::{
    library::NoteId,
    note::doc::{Inlines, Nodes},
    paper::{Format, Metrics},
    path::{Anchor, NotePath, query_value},
    render::html,
    sheet::{Body, Covered, Entry, Grid, Sheet},
    site::{Page, View},
    text::Direction,
    words::Words,
};

/// A cheat sheet, known to templates as `sheet`.
#[derive(Debug, Serialize)]
pub struct SheetView {
    name: String,
    query: Option<String>,
    alone: bool,
    paper: &'static str,
    landscape: bool,
    columns: usize,
    size: &'static str,
    sizes: [f64; 3],
    pages: usize,
    margins: [f64; 4],
    gap: f64,
    revision: Option<String>,
    css: String,
    pdf: Option<String>,
    count: usize,
    total: usize,
    notes: Vec<SheetNoteView>,
}

/// The entries of one note.
#[derive(Debug, Serialize)]
pub struct SheetNoteView {
    title: String,
    url: String,
    path: String,
    folder: String,
    folder_title: String,
    reserve: bool,
    sections: Vec<SheetSectionView>,
}

/// The entries of one section.
#[derive(Debug, Serialize)]
pub struct SheetSectionView {
    path: Vec<String>,
    url: String,
    reserve: bool,
    entries: Vec<SheetEntryView>,
}

/// An entry; which of its values are there depends on its form.
#[derive(Debug, Default, Serialize)]
pub struct SheetEntryView {
    language: Option<String>,
    direction: &'static str,
    kind: &'static str,
    form: &'static str,
    rank: usize,
    tags: Vec<String>,
    reserve: bool,
    name: String,
    html: String,
    blocks: String,
    answer: String,
    why: Vec<WhyView>,
    numbered: bool,
    items: Vec<SheetItemView>,
    named: bool,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    shares: Vec<usize>,
}

/// An item of a list.
#[derive(Debug, Serialize)]
pub struct SheetItemView {
    number: Option<u64>,
    name: String,
    html: String,
    blocks: String,
}

/// A reason for an answer.
#[derive(Debug, Clone, Serialize)]
pub struct WhyView {
    pub(super) header: Option<String>,
    pub(super) html: String,
}

/// What the margins of a printed page say.
struct Margins<'a> {
    site: &'a str,
    title: &'a str,
    revision: Option<&'a str>,
    words: &'a Words,
}

impl SheetView {
    /// The values of a sheet; `alone` is for a file of its own, in which no URL leads anywhere.
    #[must_use]
    pub fn new(
        context: &CompareContext<'_>,
        sheet: &Sheet<'_>,
        metrics: &Metrics,
        (site, revision): (&str, Option<&str>),
        alone: bool,
    ) -> Self {
        let format = &sheet.spec.format;
        let title = &context.urls.plain(&sheet.spec.title);
        let margins = Margins { site, title, revision, words: context.urls.words };
        let entries: Vec<&Entry<'_>> =
            sheet.entries.iter().filter(|it| it.is_kept()).collect();
        Self {
            name: sheet.spec.name.clone(),
            query: sheet.spec.query.clone(),
            alone,
            paper: format.paper.name(),
            landscape: format.landscape,
            columns: format.columns,
            size: format.size.name(),
            sizes: metrics.sizes,
            pages: format.pages,
            margins: metrics.margins,
            gap: metrics.gap,
            revision: revision.map(str::to_owned),
            css: css(format, metrics, &margins),
            pdf: None,
            count: entries.iter().filter(|it| is_in(it)).count(),
            total: sheet.total,
            notes: notes(context, &entries, alone),
        }
    }

    /// The same with a link to the printed sheet.
    #[must_use]
    pub fn with_pdf(mut self, url: Option<String>) -> Self {
        self.pdf = url;
        self
    }
}

/// The URL of the part of the first sheet for everything that comes from what a page shows, if its page
/// has entries of that.
pub(super) fn part(urls: &PageUrls<'_>, page: &Page<'_>) -> Option<String> {
    let Covered { notes, tags } = &urls.site.covered;
    let sheets = urls.site.sheets.iter();
    let sheet = sheets.clone().find(|it| it.sheet.spec.query.is_none())?;
    let (key, name) = match (&page.view, page.note()) {
        (View::Tag(part, _), _) => {
            let name = part.whole.name.as_str();
            let is_it = |it: &String| {
                let below = it.strip_prefix(name);
                below.is_some_and(|it| it.is_empty() || it.starts_with('/'))
            };
            tags.iter().any(is_it).then_some(("tag", name))
        }
        (View::Folder(path, _), _) if !path.is_root() => {
            let is_in = |it: &NotePath| it.ancestors().contains(path);
            notes.iter().any(is_in).then_some(("in", path.as_str()))
        }
        (View::Note(..), Some((note, _))) => {
            notes.contains(&note.path).then_some(("note", note.path.as_str()))
        }
        _ => None,
    }?;
    let url = urls.url(&urls.site.page(sheet.page).route);
    // Not in the fragment, which would name a place that the page does not have.
    Some(format!("{url}?{key}={}", query_value(name)))
}

/// The index of cheat sheets, known to templates as `sheets`, a list.
#[derive(Debug, Serialize)]
pub struct SheetsEntryView {
    link: LinkView,
    query: Option<String>,
    count: usize,
    pages: usize,
    pdf: Option<String>,
}

impl SheetsEntryView {
    /// A sheet in the index.
    #[must_use]
    pub fn new(link: LinkView, sheet: &Sheet<'_>, pdf: Option<String>) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small number of pages"
        )]
        let pages = sheet.filled.ceil() as usize;
        Self {
            link,
            query: sheet.spec.query.clone(),
            count: sheet.entries.iter().filter(|it| is_in(it)).count(),
            pages,
            pdf,
        }
    }
}

fn is_in(entry: &Entry<'_>) -> bool {
    entry.verdict == crate::sheet::Verdict::In
}

fn notes(
    context: &CompareContext<'_>,
    entries: &[&Entry<'_>],
    alone: bool,
) -> Vec<SheetNoteView> {
    let of_one_note = entries.chunk_by(|a, b| a.place.id == b.place.id);
    let view = |entries: &[&Entry<'_>]| {
        let place = &entries.first()?.place;
        let note = &context.library.note(place.id).path;
        let page = context.library.route(place.id).filter(|_| !alone);
        let url = page.map(|it| context.urls.url(it)).unwrap_or_default();
        let sections = entries.chunk_by(|a, b| a.section == b.section);
        Some(SheetNoteView {
            title: context.urls.plain(place.section.title),
            path: note.to_string(),
            folder: note.folder().to_string(),
            folder_title: context.urls.folder_title(place.id),
            reserve: !entries.iter().any(|it| is_in(it)),
            sections: sections.filter_map(|it| section(context, it, &url)).collect(),
            url,
        })
    };
    of_one_note.filter_map(view).collect()
}

fn section(
    context: &CompareContext<'_>,
    entries: &[&Entry<'_>],
    page: &str,
) -> Option<SheetSectionView> {
    let first = entries.first()?;
    let heading = first.place.section.heading().filter(|_| !page.is_empty());
    let anchor = heading.map(|it| Anchor::fragment(&it.id)).unwrap_or_default();
    Some(SheetSectionView {
        path: first.section.iter().map(|it| context.urls.plain(it)).collect(),
        url: page.to_owned() + &anchor,
        reserve: !entries.iter().any(|it| is_in(it)),
        entries: entries.iter().map(|it| entry(context, it)).collect(),
    })
}

fn entry(context: &CompareContext<'_>, entry: &Entry<'_>) -> SheetEntryView {
    let id = entry.place.id;
    let blocks = |it: &Inlines<'_>| html(context, id, it, false);
    let words = |it: &Inlines<'_>| html(context, id, it, true);
    let parts = |it: &Inlines<'_>| {
        let (line, below) = it.split_line();
        (words(&line), blocks(&below))
    };
    let language = context.library.note(id).meta.lang.clone();
    let direction =
        language.as_deref().map_or("auto", |it| Direction::of_language(it).name());
    let view = SheetEntryView {
        language,
        direction,
        kind: entry.kind.name(),
        rank: entry.rank,
        tags: entry.tag_names().map(str::to_owned).collect(),
        reserve: !is_in(entry),
        ..SheetEntryView::default()
    };
    match &entry.body {
        Body::Rule { situation, answer, why, below } => SheetEntryView {
            form: "rule",
            html: words(situation),
            answer: words(answer),
            blocks: blocks(&(*below).into()),
            why: why
                .iter()
                .map(|(header, it)| WhyView { header: header.clone(), html: words(it) })
                .collect(),
            ..view
        },
        Body::Named(name, it) => {
            let (html, blocks) = parts(it);
            let name = context.urls.plain(name);
            SheetEntryView { form: "words", name, html, blocks, ..view }
        }
        Body::Words(it) => {
            let (html, blocks) = parts(it);
            SheetEntryView { form: "words", html, blocks, ..view }
        }
        Body::Group(parts_of) => SheetEntryView {
            form: "group",
            items: parts_of
                .iter()
                .map(|(name, it)| {
                    let (html, blocks) = parts(it);
                    let name = context.urls.plain(name);
                    SheetItemView { number: None, name, html, blocks }
                })
                .collect(),
            ..view
        },
        Body::List(label, first, items) => SheetEntryView {
            form: "list",
            html: label.as_ref().map(words).unwrap_or_default(),
            numbered: first.is_some(),
            items: items
                .iter()
                .map(|(at, it)| SheetItemView {
                    number: first.map(|first| first + at),
                    name: String::new(),
                    html: blocks(&it.children().into()),
                    blocks: String::new(),
                })
                .collect(),
            ..view
        },
        Body::Table(caption, grid) => SheetEntryView {
            form: if grid.shares.is_empty() { "lines" } else { "table" },
            name: caption.as_deref().map(|it| context.urls.plain(it)).unwrap_or_default(),
            ..table(context, id, grid, view)
        },
    }
}

fn html(
    context: &CompareContext<'_>,
    id: NoteId,
    words: &Inlines<'_>,
    is_line: bool,
) -> String {
    html::on_paper((context.render)(id), words, is_line)
}

fn table(
    context: &CompareContext<'_>,
    id: NoteId,
    grid: &Grid<'_>,
    view: SheetEntryView,
) -> SheetEntryView {
    let is_line = grid.shares.is_empty();
    let cell = |it: &Nodes<'_>| html(context, id, &(*it).into(), is_line);
    let head = grid.head.iter().any(|it| !it.is_empty());
    SheetEntryView {
        head: if head { grid.head.iter().map(cell).collect() } else { Vec::new() },
        rows: grid.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
        named: grid.named,
        shares: grid.shares.clone(),
        ..view
    }
}

/// How the margins of a page are set.
const MARGIN_TYPE: &str =
    "font:6.5pt Helvetica,Arial,\"Liberation Sans\",sans-serif;color:#333";

/// The rules of the page: paper, margins with what they say, and the columns without a script.
fn css(format: &Format, metrics: &Metrics, said: &Margins<'_>) -> String {
    let (width, height) = format.page();
    let [top, right, bottom, left] = metrics.margins;
    let mut css = format!(
        "@page{{size:{width}mm {height}mm;margin:{top}mm {right}mm {bottom}mm {left}mm;"
    );
    let mut margin = |place: &str, content: &str| {
        // Writing to a string cannot fail.
        let _ = write!(css, "@{place}{{content:{content};{MARGIN_TYPE}}}");
    };
    let title = match said.site {
        site if site == said.title => said.title.to_owned(),
        site => format!("{} · {site}", said.title),
    };
    margin("top-left", &css_string(&title));
    margin("top-right", "\"\"");
    margin(
        "bottom-left",
        &css_string(&said.revision.map_or_else(String::new, |it| {
            let value = |_: &str| Some(it.to_owned());
            said.words.say("sheet_revision", None, value).unwrap_or_default()
        })),
    );
    margin("bottom-right", "counter(page) \" / \" counter(pages)");
    let _ = write!(
        css,
        "}}.sheet{{--columns:{};--gap:{}mm;--type:{}pt;--line:{};--space:{}em;--indent:{}em}}",
        format.columns,
        metrics.gap,
        metrics.points(format.size),
        metrics.line,
        metrics.space,
        metrics.indent,
    );
    css
}

/// A text as CSS writes it (CSS Syntax Level 3): whatever could end the string or the element
/// is escaped.
fn css_string(text: &str) -> String {
    let mut css = String::from("\"");
    for c in text.chars() {
        if c.is_alphanumeric() || c == ' ' {
            css.push(c);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(css, "\\{:x} ", u32::from(c));
        }
    }
    css + "\""
}

#[cfg(test)]
mod tests {
    use super::css_string;

    #[test]
    fn no_title_ends_a_string_of_css_or_its_element() {
        let css = css_string("A \"b\" \\ </style> é\n");
        assert_eq!(css, "\"A \\22 b\\22  \\5c  \\3c \\2f style\\3e  é\\a \"");
    }
}
