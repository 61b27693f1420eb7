//! Pages as bytes: one page at a time, from the library and a theme.
//! Gives finished artifacts and writes nothing.
//! Decides neither which pages exist nor where links lead.

pub mod compact;
mod fit;
pub mod highlight;
pub mod html;
pub mod made;
#[cfg(feature = "minify")]
pub mod minify;
mod policy;
mod print;
pub mod theme;
pub mod view;

use std::{
    borrow::Cow,
    collections::BTreeSet,
    sync::{Arc, OnceLock},
};

use tera::Context;
use xxhash_rust::xxh3::xxh3_128;

pub use self::print::Pdf;
use self::{
    highlight::Highlighter,
    html::RenderContext,
    theme::{Templates, Theme},
    view::{
        CardsView, CompareContext, ComparisonView, ComparisonsView, FolderView, HomeView,
        ItemView, Made, NoteView, PageUrls, PageValues, PageView, PickerView,
        PracticeView, QuestionView, QuestionsView, SheetView, SheetsEntryView, SiteView,
        Special, TagPageView, picker_data, practice_index, practice_part, practice_words,
    },
};
use crate::{
    config::Config,
    deck::Question,
    diag::{Code, Diagnostic},
    error::Error,
    library::{Library, NoteId, Target},
    note::{Rules, doc::Inlines},
    output::Artifact,
    path::Route,
    sheet::Sheet,
    site::{self, Extra, Page, PageId, SheetPage, Site, View},
    source::History,
    study::Study,
};

/// Renders the pages of one site.
pub struct Renderer<'a> {
    config: &'a Config,
    library: &'a Library,
    study: &'a Study<'a>,
    site: Site<'a>,
    theme: &'a Theme,
    templates: Templates<'a>,
    /// What templates know of the site.
    shown: SiteView,
    highlighter: Option<&'a Highlighter>,
    rules: Rules,
    made: Made,
    minify: bool,
    /// The revision of the notes, for the margins of what is printed.
    revision: Option<String>,
    /// Whether no page leads to a printed sheet.
    no_pdfs: bool,
    /// The parts of the questions that were rendered.
    asked: Vec<OnceLock<Arc<Vec<QuestionView>>>>,
    /// The digest of what all pages depend on, made when it is asked for.
    digest: OnceLock<Option<u128>>,
}

/// A page with all that it is made from.
pub struct Unrendered<'r> {
    page: &'r Page<'r>,
    template: String,
    values: PageValues,
}

impl Unrendered<'_> {
    /// Where the page goes.
    #[must_use]
    pub fn route(&self) -> &Route {
        &self.page.route
    }
}

/// A rendered page.
#[derive(Debug)]
pub struct Rendered {
    /// The page.
    pub artifact: Artifact,
    /// Whether minifying would have changed what it says, so that it was left as it is.
    pub kept_unminified: bool,
}

impl<'a> Renderer<'a> {
    /// Prepares a theme for a site.
    #[must_use]
    pub fn new(
        config: &'a Config,
        (library, study): (&'a Library, &'a Study<'a>),
        site: Site<'a>,
        theme: &'a Theme,
        highlighter: &'a Highlighter,
    ) -> Self {
        let policy = policy::policy(config, library);
        let shown = SiteView::new(config, library, &site, policy);
        let templates = theme.templates("site", &shown);
        let highlighter = config.highlight.unwrap_or(true).then_some(highlighter);
        let minify = cfg!(feature = "minify") && config.minify.unwrap_or(true);
        let rules = Rules::new(config);
        let (revision, no_pdfs) = (None, false);
        let parts = site.practice.as_ref().map_or(0, |it| it.parts.len());
        let asked = (0..parts).map(|_| OnceLock::new()).collect();
        Self {
            config,
            library,
            study,
            site,
            theme,
            templates,
            shown,
            highlighter,
            rules,
            made: Made::new(library, study),
            minify,
            revision,
            no_pdfs,
            asked,
            digest: OnceLock::new(),
        }
    }

    /// The same renderer with minifying switched off or left as the configuration says.
    #[must_use]
    pub fn minifying(mut self, minify: bool) -> Self {
        self.minify &= minify;
        self
    }

    /// The same renderer for notes at a revision.
    #[must_use]
    pub fn at_revision(mut self, revision: Option<String>) -> Self {
        self.revision = revision;
        self
    }

    /// Tells when notes changed, which pages say then.
    pub fn date(&mut self, history: History) {
        self.made.history = history;
    }

    /// When notes changed, as far as it was told.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.made.history
    }

    /// Removes all links to printed sheets, since printing failed.
    pub fn withhold_pdfs(&mut self) {
        self.no_pdfs = true;
    }

    /// How the site is configured.
    #[must_use]
    pub fn config(&self) -> &'a Config {
        self.config
    }

    /// The notes it is made of.
    #[must_use]
    pub fn library(&self) -> &'a Library {
        self.library
    }

    /// What there is to study.
    #[must_use]
    pub fn study(&self) -> &'a Study<'a> {
        self.study
    }

    /// The pages and files it has.
    #[must_use]
    pub fn site(&self) -> &Site<'a> {
        &self.site
    }

    /// The theme it is rendered with.
    #[must_use]
    pub fn theme(&self) -> &'a Theme {
        self.theme
    }

    /// The findings on notes that ask for a template the theme does not have.
    #[must_use]
    pub fn missing_templates(&self) -> Vec<Diagnostic> {
        let mut missing = Vec::new();
        for (_, note) in self.library.notes() {
            let Some(name) = &note.meta.template else { continue };
            if self.theme.page(name).is_some() {
                continue;
            }
            let message = format!("the theme has no page template `{name}`");
            let finding = Diagnostic::new(Code::F003, &note.path, 0..0, message);
            missing.push(finding.with_help(
                "correct the name; until then the note has the default template",
            ));
        }
        missing
    }

    /// Renders a page.
    ///
    /// # Errors
    /// When a template fails.
    pub fn page(&self, id: PageId) -> Result<Rendered, Error> {
        self.render(&self.values(id))
    }

    /// All that a page is made from.
    #[must_use]
    pub fn values(&self, id: PageId) -> Unrendered<'_> {
        let page = self.site.page(id);
        let urls = self.urls(page);
        let note = page.note();
        let shown = note.map(|(note, id)| {
            NoteView::new(&urls, self.render_context(id, &page.route), note)
        });
        let folder = page.is_folder().then(|| {
            let linked = note.map(|(_, id)| self.linked(id)).unwrap_or_default();
            FolderView::new(&urls, page, &self.pages_of(page, &linked))
        });
        let values = PageValues {
            root: urls.root(),
            page: PageView::new(self.config, self.study, &urls, id),
            note: shown,
            folder,
            special: self.special(&urls, (page, id)),
        };
        Unrendered { page, template: self.template(page), values }
    }

    /// What only pages of one kind show.
    fn special(&self, urls: &PageUrls<'_>, (page, id): (&Page<'_>, PageId)) -> Special {
        let compared = || self.compare_context(urls, page);
        match &page.view {
            View::Tags(..) => Special::Tags(view::index(self.library, urls)),
            View::Tag(part, _) => {
                let render = |origin| self.render_context(origin, &page.route);
                Special::Tag(TagPageView::new(self.library, urls, id, part, render))
            }
            View::Comparisons => {
                Special::Comparisons(ComparisonsView::new(self.library, self.study, urls))
            }
            View::Comparison(id) => {
                Special::Comparison(ComparisonView::new(&compared(), *id))
            }
            View::Item(id) => Special::Item(ItemView::new(&compared(), *id)),
            View::Picker => Special::Picker(PickerView::new(self.study, urls)),
            View::Redirect(id) => {
                Special::Redirect(self.library.route(*id).map(|it| urls.url(it)))
            }
            View::Sheets => Special::Sheets(self.sheets(urls)),
            View::Sheet(at) => {
                let sheets = self.composed();
                let view = sheets.iter().zip(&self.site.sheets).nth(*at).map(|it| {
                    let pdf = self.pdf(it.1).map(|pdf| page.route.url_to(pdf));
                    Box::new(self.sheet(&compared(), it.0, false).with_pdf(pdf))
                });
                Special::Sheet(view)
            }
            View::Practice => match &self.site.practice {
                Some(it) => Special::Practice(PracticeView::new(urls, it)),
                None => Special::None,
            },
            View::Questions(at) => match &self.site.practice {
                Some(it) => {
                    let asked = self.questions(*at, page);
                    Special::Questions(QuestionsView::new(urls, (it, *at), &asked))
                }
                None => Special::None,
            },
            View::Conflicts => Special::Conflicts(view::conflicts(&compared())),
            View::Folder(..) if page.parent.is_none() => {
                Special::Home(HomeView::new(&compared()))
            }
            View::Note(..) | View::Folder(..) | View::NotFound => Special::None,
        }
    }

    /// A digest of all that the file of a page depends on besides this program; `None` if it
    /// cannot be told.
    #[must_use]
    pub fn digest(&self, it: &Unrendered<'_>) -> Option<made::From> {
        let site = self.digest.get_or_init(|| {
            let all = (&self.shown, self.theme.digest(), self.minify);
            view::bytes(&all).map(|it| xxh3_128(&it))
        });
        let all = (*site, &it.template, &it.values);
        site.and_then(|_| view::bytes(&all)).map(|it| xxh3_128(&it))
    }

    /// Renders what a page is made from.
    ///
    /// # Errors
    /// When a template fails.
    pub fn render(&self, it: &Unrendered<'_>) -> Result<Rendered, Error> {
        let Unrendered { page, template, values } = it;
        let source = page
            .note()
            .map_or_else(|| page.route.to_string(), |(note, _)| note.path.to_string());
        let html = self.templates.render(template, values.context(), &source)?;
        let (html, kept_unminified) = self.minified(without_controls(html));
        let artifact = Artifact { route: page.route.clone(), bytes: html.into_bytes() };
        Ok(Rendered { artifact, kept_unminified })
    }

    /// Renders a cheat sheet as a file that needs no other.
    ///
    /// # Errors
    /// When the template fails.
    pub fn sheet_alone(&self, id: PageId, sheet: &Sheet<'_>) -> Result<String, Error> {
        let page = self.site.page(id);
        let urls = self.urls(page);
        let mut context = Context::new();
        context.insert("root", &urls.root());
        context.insert("page", &PageView::new(self.config, self.study, &urls, id));
        context.insert(
            "sheet",
            &self.sheet(&self.compare_context(&urls, page), sheet, true),
        );
        let source = page.route.to_string();
        self.templates.render("sheet-alone.html", context, &source).map(without_controls)
    }

    /// Renders cards to print on both sides as a file that needs no other; each question comes with
    /// what stands above it.
    ///
    /// # Errors
    /// When the template fails.
    pub fn cards_alone(
        &self,
        questions: &[(&Question<'_>, Vec<String>)],
    ) -> Result<String, Error> {
        let page = self.site.page(self.site.home());
        let urls = self.urls(page);
        let compared = self.compare_context(&urls, page);
        let cards =
            CardsView::new(&compared, self.config, questions, self.theme.metrics());
        let mut context = Context::new();
        context.insert("root", &urls.root());
        context.insert("cards", &cards);
        self.templates.render("cards-alone.html", context, "cards").map(without_controls)
    }

    fn sheet(
        &self,
        compared: &CompareContext<'_>,
        sheet: &Sheet<'_>,
        alone: bool,
    ) -> SheetView {
        let title = view::site_title(self.config, &self.site);
        let margins = (title.as_str(), self.revision.as_deref());
        SheetView::new(compared, sheet, self.theme.metrics(), margins, alone)
    }

    fn pdf<'s>(&self, it: &'s SheetPage<'_>) -> Option<&'s Route> {
        it.pdf.as_ref().filter(|_| !self.no_pdfs)
    }

    fn sheets(&self, urls: &PageUrls<'_>) -> Vec<SheetsEntryView> {
        let entry = |(sheet, it): (&Cow<'_, Sheet<'_>>, &SheetPage<'_>)| {
            let pdf = self.pdf(it).map(|pdf| urls.url(pdf));
            SheetsEntryView::new(urls.link(it.page), sheet, pdf)
        };
        self.composed().iter().zip(&self.site.sheets).map(entry).collect()
    }

    /// The cheat sheets of the site, which are composed now if its plan left that for later.
    fn composed(&self) -> Vec<Cow<'_, Sheet<'a>>> {
        let planned = self.site.sheets.iter().map(|it| &it.sheet);
        if !self.site.sheets_are_due {
            return planned.map(Cow::Borrowed).collect();
        }
        let made = self.compose();
        let find =
            |it: &Sheet<'a>| made.iter().find(|made| made.spec.name == it.spec.name);
        planned.map(|it| Cow::Owned(find(it).unwrap_or(it).clone())).collect()
    }

    /// Composes the cheat sheets of the site.
    #[must_use]
    pub fn compose(&self) -> Vec<Sheet<'a>> {
        let notes = (self.library, self.study);
        site::sheets(
            notes,
            &self.site.pages,
            (self.config, &self.theme.words, self.theme.metrics()),
        )
    }

    /// The script with what the picker knows; empty where there is no picker.
    #[must_use]
    pub fn picker_data(&self) -> String {
        let Some(page) = self.site.picker else { return String::new() };
        let page = self.site.page(page);
        let urls = self.urls(page);
        picker_data(&self.compare_context(&urls, page))
    }

    /// A script with what that of practice knows; empty where there is nothing to practise.
    #[must_use]
    pub fn practice_data(&self, extra: Extra) -> String {
        let Some(practice) = &self.site.practice else { return String::new() };
        let page = self.site.page(practice.page);
        let urls = self.urls(page);
        let context = self.compare_context(&urls, page);
        match extra {
            Extra::PracticeIndex => {
                let title = view::site_title(self.config, &self.site);
                practice_index(&context, &title)
            }
            Extra::PracticeWords => practice_words(&context),
            Extra::PracticePart(at) => practice_part(at, &self.questions(at, page)),
            _ => String::new(),
        }
    }

    /// The questions of a part of those that readers practise, as a page shows them. A page and a
    /// script have the same ones, unless an address that was taken keeps them apart.
    fn questions(&self, at: usize, page: &Page<'_>) -> Arc<Vec<QuestionView>> {
        let make = || {
            let urls = self.urls(page);
            let context = self.compare_context(&urls, page);
            let part = self.site.practice.as_ref().and_then(|it| it.parts.get(at));
            let asked = part.into_iter().flat_map(|it| &it.questions);
            let asked = asked.filter_map(|it| self.site.deck.questions.get(*it));
            Arc::new(asked.map(|it| QuestionView::new(&context, it)).collect())
        };
        let folder = |page: &Page<'_>| {
            let route = page.route.as_str();
            route.rsplit_once('/').map_or("", |it| it.0).to_owned()
        };
        let first = self.site.practice.as_ref().map(|it| self.site.page(it.page));
        let known = self.asked.get(at);
        match known.filter(|_| first.is_some_and(|it| folder(it) == folder(page))) {
            Some(known) => Arc::clone(known.get_or_init(make)),
            None => make(),
        }
    }

    /// A text with its emoji names replaced, as pages show it.
    #[must_use]
    pub fn plain(&self, text: &str) -> String {
        html::plain(&self.config.markdown, text).into_owned()
    }

    /// Words of a note as plain HTML for another program, with full addresses if the site has one.
    #[must_use]
    pub fn away(&self, note: NoteId, words: &Inlines<'_>) -> String {
        let home = &self.site.page(self.site.home()).route;
        let base_url = self.config.base_url.as_deref();
        html::away(self.render_context(note, home), words, base_url)
    }

    fn urls<'s>(&'s self, page: &'s Page<'_>) -> PageUrls<'s> {
        let site = (&self.site, &*self.theme.words);
        PageUrls::new(self.config, self.library, site, &self.made, page)
    }

    fn compare_context<'s>(
        &'s self,
        urls: &'s PageUrls<'s>,
        page: &'s Page<'_>,
    ) -> CompareContext<'s> {
        let render = Box::new(|origin| self.render_context(origin, &page.route));
        CompareContext { library: self.library, study: self.study, urls, render }
    }

    fn render_context<'s>(
        &'s self,
        origin: NoteId,
        page: &'s Route,
    ) -> RenderContext<'s> {
        RenderContext {
            library: self.library,
            site: &self.site,
            page,
            origin,
            study: self.study,
            language: self.config.language(),
            words: &self.theme.words,
            markdown: &self.config.markdown,
            rules: &self.rules,
            highlighter: self.highlighter,
        }
    }

    /// The template of a page: the one its note names, else that of its kind.
    fn template(&self, page: &Page<'_>) -> String {
        let named = page.note().and_then(|(note, _)| note.meta.template.as_deref());
        named.and_then(|it| self.theme.page(it)).unwrap_or_else(|| {
            String::from(match page.view {
                View::Note(..) => "note.html",
                View::Folder(..) => "folder.html",
                View::Tags(..) => "tags.html",
                View::Tag(..) => "tag.html",
                View::Comparisons => "comparisons.html",
                View::Comparison(..) => "comparison.html",
                View::Item(..) => "item.html",
                View::Picker => "picker.html",
                View::Sheets => "sheets.html",
                View::Sheet(_) => "sheet.html",
                View::Practice => "practice.html",
                View::Questions(_) => "questions.html",
                View::Redirect(_) => "redirect.html",
                View::Conflicts => "conflicts.html",
                View::NotFound => "404.html",
            })
        })
    }

    /// The notes and folders a note links to.
    fn linked(&self, id: NoteId) -> BTreeSet<Route> {
        let routes = self.library.links(id).iter().filter_map(|it| match &it.target {
            Target::Note(id, _) => self.library.route(*id).cloned(),
            Target::Folder(path) => Some(self.library.folder_route(path)),
            _ => None,
        });
        routes.collect()
    }

    fn pages_of(&self, page: &Page<'_>, routes: &BTreeSet<Route>) -> Vec<PageId> {
        let is_linked = |id: &&PageId| routes.contains(&self.site.page(**id).route);
        page.children.iter().filter(is_linked).copied().collect()
    }

    #[cfg(feature = "minify")]
    fn minified(&self, html: String) -> (String, bool) {
        if !self.minify {
            (html, false)
        } else if self.theme.has_templates() {
            // Nobody knows what an author's templates write.
            minify::page(html)
        } else {
            (compact::compact(&html), false)
        }
    }

    #[cfg(not(feature = "minify"))]
    #[expect(clippy::unused_self, reason = "the same call with and without the feature")]
    fn minified(&self, html: String) -> (String, bool) {
        (html, false)
    }
}

/// A page without the control characters that HTML forbids, wherever they come from.
fn without_controls(html: String) -> String {
    let is_control = |c: u8| c.is_ascii_control() && !matches!(c, b'\t' | b'\n');
    // Looking at many bytes at once is much faster than at one after the other.
    let has_some = |it: &[u8]| it.iter().fold(false, |any, byte| any | is_control(*byte));
    if !html.as_bytes().chunks(256).any(has_some) {
        return html;
    }
    let is_control = |c: char| u8::try_from(c).is_ok_and(is_control);
    html.replace('\r', "").replace(is_control, "\u{fffd}")
}
