//! What templates see: plain values, the contract described in `themes/README.md`.
//! Gives every URL relative to the page, every text ready to be shown.
//! Must not decide which pages exist or what a link means.

mod cards;
mod compare;
mod conflicts;
mod digest;
mod home;
mod nav;
mod note;
mod picker;
mod practice;
mod sheet;
mod tags;
mod values;

use std::{collections::BTreeMap, sync::OnceLock};

use serde::Serialize;
use serde_json::Value;

use self::nav::KnownEntries;
pub use self::{
    cards::{CardsSheetView, CardsView, SideView},
    compare::{
        AnswerView, ArgumentView, ArgumentsView, CellView, CompareContext,
        ComparisonEntryView, ComparisonGroupView, ComparisonView, ComparisonsView,
        CountedItemView, CriterionView, FromView, ItemCriterionView, ItemLinkView,
        ItemView, SourceView, ValueView,
    },
    conflicts::{ClaimView, ConflictView, conflicts},
    digest::bytes,
    home::HomeView,
    nav::{ContentsView, NavView},
    note::{
        BacklinkView, BacklinksView, EntryView, FolderView, HeadingView, NoteView,
        TagView, description,
    },
    picker::{PickerView, picker_data},
    practice::{
        NoteQuestionsView, PracticePartView, PracticeView, QuestionView, QuestionsView,
        practice_index, practice_part, practice_words,
    },
    sheet::{
        SheetEntryView, SheetItemView, SheetNoteView, SheetSectionView, SheetView,
        SheetsEntryView, WhyView,
    },
    tags::{
        CountedTagView, FolderCountView, KindView, PartView, TagEntryView, TagPageView,
        UseView, index,
    },
    values::{PageValues, Special},
};
use super::html;
use crate::{
    config::{Config, EditLinks, Markdown},
    library::{Kinship, Library, NoteId},
    note::{Note, TagName},
    path::Route,
    search::is_found,
    site::{Extra, Page, PageId, Site, View},
    source::History,
    study::{ComparisonId, Study},
    text::Direction,
    words::Words,
};

/// The site, known to every template as `site`.
#[derive(Debug, Serialize)]
pub struct SiteView {
    id: String,
    title: String,
    description: Option<String>,
    language: String,
    direction: &'static str,
    author: Option<String>,
    base_url: Option<String>,
    feed: Option<String>,
    search: Option<String>,
    practice: Option<String>,
    generator: String,
    csp: Option<String>,
    formulas: bool,
    extra: BTreeMap<String, Value>,
}

/// The title of the site: the configured one, else that of its home page.
#[must_use]
pub fn site_title(config: &Config, site: &Site<'_>) -> String {
    let title = config.title.clone();
    title.unwrap_or_else(|| html::plain(&config.markdown, site.title()).into_owned())
}

impl SiteView {
    /// The site's values, with what browsers may load for its pages.
    #[must_use]
    pub fn new(
        config: &Config,
        library: &Library,
        site: &Site<'_>,
        csp: Option<String>,
    ) -> Self {
        let mut notes = library.published();
        Self {
            id: site.id.clone(),
            title: site_title(config, site),
            description: config.description.clone(),
            language: config.language().to_owned(),
            direction: Direction::of_language(config.language()).name(),
            author: config.author.clone(),
            base_url: config.base_url.clone(),
            feed: site.extras.get(&Extra::Feed).map(ToString::to_string),
            search: site.search.as_ref().map(ToString::to_string),
            practice: site
                .practice
                .as_ref()
                .map(|it| site.page(it.page).route.to_string()),
            generator: format!("Cribsheet {}", env!("CARGO_PKG_VERSION")),
            csp,
            formulas: notes.any(|(_, note, _)| !note.formulas.is_empty()),
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
    language: String,
    direction: &'static str,
    title: String,
    description: String,
    route: String,
    canonical: Option<String>,
    root: String,
    home: String,
    breadcrumbs: Vec<LinkView>,
    /// Nav items; pages of one folder share the closed ones.
    nav: tera::Value,
    previous: Option<LinkView>,
    next: Option<LinkView>,
    contents: Vec<ContentsView>,
    source: Option<String>,
    sheet: Option<String>,
    practice: Option<String>,
    searchable: bool,
}

/// What many pages say or look up.
pub struct Made {
    descriptions: Descriptions,
    entries: KnownEntries,
    /// Made when the first page of a note is.
    kinship: OnceLock<Kinship>,
    /// When notes changed.
    pub(super) history: History,
}

impl Made {
    /// What the pages of these notes have in common.
    #[must_use]
    pub fn new(library: &Library, study: &Study<'_>) -> Self {
        let descriptions = Descriptions::new(library, study);
        let (entries, kinship) = (KnownEntries::default(), OnceLock::new());
        Self { descriptions, entries, kinship, history: History::default() }
    }
}

/// What each note is about, which many pages say.
struct Descriptions(BTreeMap<NoteId, String>);

impl Descriptions {
    /// The descriptions of all published notes.
    fn new(library: &Library, study: &Study<'_>) -> Self {
        let description = |(id, note, _)| (id, description(study, id, note));
        Self(library.published().map(description).collect())
    }
}

/// The URLs from one page to the others.
pub struct PageUrls<'a> {
    library: &'a Library,
    site: &'a Site<'a>,
    markdown: &'a Markdown,
    words: &'a Words,
    descriptions: &'a Descriptions,
    entries: &'a KnownEntries,
    kinship: &'a OnceLock<Kinship>,
    history: &'a History,
    edit_links: Option<&'a EditLinks>,
    page: &'a Route,
    /// The prefix of every URL of a page that is served at any address.
    absolute: Option<String>,
}

impl<'a> PageUrls<'a> {
    /// The URLs from a page; those of the error page begin at the root of the host.
    #[must_use]
    pub fn new(
        config: &'a Config,
        library: &'a Library,
        (site, words): (&'a Site<'a>, &'a Words),
        made: &'a Made,
        page: &'a Page<'a>,
    ) -> Self {
        let base_url = config.base_url.as_deref();
        let absolute = matches!(page.view, View::NotFound).then(|| base_path(base_url));
        let (markdown, page) = (&config.markdown, &page.route);
        let Made { descriptions, entries, kinship, history } = made;
        Self {
            library,
            site,
            markdown,
            words,
            descriptions,
            entries,
            kinship,
            history,
            edit_links: config.edit_links.as_ref(),
            page,
            absolute,
        }
    }

    /// The prefix of a URL that begins at the site's root.
    #[must_use]
    pub fn root(&self) -> String {
        self.absolute.clone().unwrap_or_else(|| self.page.to_root())
    }

    pub(super) fn url(&self, route: &Route) -> String {
        match &self.absolute {
            Some(root) => root.clone() + &route.url_path(),
            None => self.page.url_to(route),
        }
    }

    /// The URL of a page.
    fn page_url(&self, id: PageId) -> String {
        self.url(&self.site.page(id).route)
    }

    pub(super) fn link(&self, id: PageId) -> LinkView {
        let page = self.site.page(id);
        LinkView { title: self.plain(&page.title), url: self.url(&page.route) }
    }

    /// The titles of the folders around a note, the outermost first; empty at the top.
    fn folder_title(&self, note: NoteId) -> String {
        let Some(id) = self.site.page_of(note) else { return String::new() };
        let mut pages = self.site.above(id);
        pages.extend(self.site.page(id).is_folder().then_some(id));
        // The first is the home page.
        let titles =
            pages.iter().skip(1).map(|it| self.plain(&self.site.page(*it).title));
        titles.collect::<Vec<_>>().join(" › ")
    }

    /// What a note is about, with its emoji names replaced.
    fn description(&self, note: NoteId) -> String {
        self.plain(self.descriptions.0.get(&note).map_or("", String::as_str))
    }

    /// The notes that are about much the same as one.
    fn related(&self, note: NoteId) -> Vec<NoteId> {
        let kinship = self.kinship.get_or_init(|| Kinship::new(self.library));
        kinship.of(self.library, note)
    }

    /// A text with its emoji names replaced.
    fn plain(&self, text: &str) -> String {
        html::plain(self.markdown, text).into_owned()
    }

    /// A tag with the URL of its page.
    fn tag(&self, name: &TagName) -> TagView {
        let page = self.site.tags.get(name).map(|id| self.site.page(*id));
        let url = page.map(|it| self.url(&it.route));
        TagView { name: name.to_string(), hue: name.hue(), url }
    }

    /// How many places a tag's page lists.
    fn uses_of(&self, name: &TagName) -> usize {
        let page = self.site.tags.get(name).map(|id| self.site.page(*id));
        match page.map(|it| &it.view) {
            Some(View::Tag(part, _)) => part.whole.total,
            _ => 0,
        }
    }

    /// The URL of the part `at`, counted from 0, of the tag page that begins at `first`.
    fn part(&self, first: PageId, at: usize) -> String {
        self.url(&self.site.page(first.after(at)).route)
    }
}

/// The language of a page: that of the note on it, else that of the site.
fn page_language<'a>(page: &Page<'a>, site: &'a str) -> &'a str {
    page.note().map_or(site, |(note, _)| note.language(site))
}

/// The language of a note that is shown within a page, if it is another one, and the direction of
/// its words, if that is to be said.
fn language_within(
    note: &Note,
    page: &str,
    site: &str,
) -> (Option<String>, Option<&'static str>) {
    let language = note.language(site);
    if language != page {
        let direction = Direction::of_language(language).name();
        return (Some(language.to_owned()), Some(direction));
    }
    (None, note.mixes_directions(site).then_some("auto"))
}

/// The path of a base URL: `/repo/` of `https://example.org/repo`.
#[must_use]
pub fn base_path(base_url: Option<&str>) -> String {
    let rest = base_url.and_then(|it| it.split_once("://")).map_or("", |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path).trim_matches('/');
    if path.is_empty() { String::from("/") } else { format!("/{path}/") }
}

/// Whether a search may find a page: one with text of a note that wants it, or one that is found by
/// its name, because its text repeats what notes say.
fn is_searchable(study: &Study<'_>, page: &Page<'_>) -> bool {
    let is_found = |id: &ComparisonId| is_found(study, study.comparison(*id));
    match (&page.view, page.note()) {
        (_, Some((note, _))) => !note.meta.no_search && !note.is_template,
        (View::Tag(part, _), None) => part.number == 1,
        (View::Comparison(id), None) => is_found(id),
        (View::Item(id), None) => study.comparisons_of(*id).iter().any(is_found),
        _ => false,
    }
}

impl PageView {
    /// The values of a page.
    #[must_use]
    pub fn new(
        config: &Config,
        study: &Study<'_>,
        urls: &PageUrls<'_>,
        id: PageId,
    ) -> Self {
        let site = urls.site;
        let page = site.page(id);
        let shown = page.note().map(|(note, _)| note);
        let plain = |text: &str| html::plain(&config.markdown, text).into_owned();
        let language = page_language(page, config.language());
        let contents = shown.filter(|it| it.meta.toc != Some(false));
        let (previous, next) = site.neighbours(id);
        let is_found = !matches!(page.view, View::NotFound);
        let neighbour =
            |it: Option<PageId>| it.filter(|_| is_found).map(|it| urls.link(it));
        let canonical = config.base_url.as_ref().filter(|_| is_found);
        // Who was sent on is where the note is now.
        let place = match page.view {
            View::Redirect(note) => site.page_of(note).map_or(page, |it| site.page(it)),
            _ => page,
        };
        Self {
            kind: page.view.kind(),
            language: language.to_owned(),
            direction: Direction::of_language(language).name(),
            title: plain(&page.title),
            description: page.note().map(|it| urls.description(it.1)).unwrap_or_default(),
            route: page.route.to_string(),
            canonical: canonical.map(|base| place.route.absolute(base)),
            root: urls.root(),
            home: urls.url(&site.page(site.home()).route),
            breadcrumbs: nav::breadcrumbs(urls, id),
            nav: nav::nav(urls, id),
            previous: neighbour(previous),
            next: neighbour(next),
            contents: contents.map(|it| nav::outline(it, &plain)).unwrap_or_default(),
            source: shown.map(|it| it.path.to_string()),
            sheet: sheet::part(urls, page),
            practice: practice::start(study, urls, page),
            searchable: is_searchable(study, page),
        }
    }
}
