//! Files for machines: what crawlers, feed readers and language models ask a site for.
//! Gives the text of each; only what has to be absolute needs the site's address.
//! Must not know templates.

pub mod cards;
mod feed;
pub mod search;

use std::fmt::Write as _;

use crate::{
    config::Config,
    diag::{Code, Diagnostic},
    library::NoteId,
    note::{Note, dates},
    path::{NotePath, Route},
    render::{
        Renderer,
        view::{self, site_title},
    },
    site::{Extra, Site, View},
    source::{History, Unknown},
    text::single_spaced,
};

/// The most addresses one sitemap may hold.
const MOST_ADDRESSES: usize = 50_000;

/// What the files are made of.
#[derive(Clone, Copy)]
pub struct Published<'a> {
    config: &'a Config,
    site: &'a Site<'a>,
    renderer: &'a Renderer<'a>,
    history: &'a History,
}

impl<'a> Published<'a> {
    /// A site that can be rendered, of notes that changed when the history says.
    #[must_use]
    pub fn new(renderer: &'a Renderer<'a>, history: &'a History) -> Self {
        let (config, site) = (renderer.config(), renderer.site());
        Self { config, site, renderer, history }
    }

    /// The text of a file for machines.
    #[must_use]
    pub fn text(self, extra: Extra) -> String {
        match extra {
            Extra::NoJekyll => String::new(),
            Extra::Robots => self.robots(),
            Extra::Sitemap => self.sitemap(),
            Extra::Feed => feed::feed(self),
            Extra::Llms => self.llms(),
            Extra::Anki => {
                let questions: Vec<_> = self.site.deck.questions.iter().collect();
                cards::anki(self.renderer, &questions)
            }
            Extra::PickerData => self.renderer.picker_data(),
            Extra::PracticeIndex | Extra::PracticeWords | Extra::PracticePart(_) => {
                self.renderer.practice_data(extra)
            }
        }
    }

    /// The finding on a repository whose history cannot be used, if some note has no date of its own.
    #[must_use]
    pub fn finding(self) -> Option<Diagnostic> {
        let (message, help) = match self.history.unknown? {
            Unknown::Shallow => (
                "the Git clone is shallow, so it is unknown when notes changed",
                "fetch the whole history (`git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout)",
            ),
            Unknown::Elsewhere => (
                "the Git repository stores its commits in another one, so it is unknown when notes changed",
                "clone it without `--shared` and `--reference`",
            ),
            Unknown::Slow => (
                "`git log` took longer than a minute, so it is unknown when notes changed",
                "give the notes a `date` or `updated` in their front matter",
            ),
        };
        let has_undated = self.notes().any(|(_, note, _)| self.dates(note).0.is_none());
        has_undated.then(|| {
            let finding =
                Diagnostic::new(Code::G001, &NotePath::default(), 0..0, message);
            finding.with_help(help)
        })
    }

    /// What crawlers may see: everything.
    fn robots(self) -> String {
        let sitemap = self.site.extras.get(&Extra::Sitemap);
        let sitemap = sitemap.map(|it| format!("\nSitemap: {}\n", self.absolute(it)));
        format!("User-agent: *\nAllow: /\n{}", sitemap.unwrap_or_default())
    }

    /// Every page a crawler is told of (sitemaps.org protocol 0.9), and for notes with a date when
    /// they changed. What readers are only sent on from is not listed.
    fn sitemap(self) -> String {
        let mut text = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        let pages = self.site.pages.iter().filter(|it| is_listed(&it.view));
        for page in pages.take(MOST_ADDRESSES) {
            let url = xml(&self.absolute(&page.route));
            let changed = page.note().and_then(|(note, _)| self.dates(note).0);
            let changed = changed.map(|it| format!("<lastmod>{it}</lastmod>"));
            let changed = changed.unwrap_or_default();
            // Writing to a string cannot fail.
            let _ = writeln!(text, "<url><loc>{url}</loc>{changed}</url>");
        }
        text + "</urlset>\n"
    }

    /// The site in one short text, for programs that read before they answer: title, description
    /// and every note with what it is about.
    fn llms(self) -> String {
        let mut text =
            format!("# {}\n", single_spaced(site_title(self.config, self.site)));
        if let Some(description) = &self.config.description {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n> {}\n", single_spaced(description));
        }
        text.push_str("\n## Notes\n\n");
        for (id, note, route) in self.notes() {
            let title = single_spaced(self.title(id)).replace(['[', ']'], "");
            let url = self.absolute(route);
            let url = if url.is_empty() { String::from("index.html") } else { url };
            // Markdown takes a bracket without its partner for the end.
            let url = url.replace('(', "%28").replace(')', "%29");
            let about = single_spaced(self.description(id, note));
            let about = if about.is_empty() { about } else { format!(": {about}") };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "- [{title}]({url}){about}");
        }
        text
    }

    /// The full address of a page; below the site's root where that has none.
    fn absolute(self, route: &Route) -> String {
        let base_url = self.config.base_url.as_ref();
        base_url.map_or_else(|| route.url_path(), |it| route.absolute(it))
    }

    fn plain(self, text: &str) -> String {
        crate::render::html::plain(&self.config.markdown, text).into_owned()
    }

    /// The notes that have pages, in reading order; templates are not there to be read.
    fn notes(self) -> impl Iterator<Item = (NoteId, &'a Note, &'a Route)> {
        let pages = self.site.pages.iter();
        let notes =
            pages.filter_map(|it| it.note().map(|(note, id)| (id, note, &it.route)));
        notes.filter(|(_, note, _)| !note.is_template)
    }

    /// When a note changed last, and when it was first published, as RFC 3339 says it.
    fn dates(self, note: &Note) -> (Option<String>, Option<String>) {
        let read = |it: &Option<String>| it.as_deref().and_then(dates::instant);
        let (date, updated) = (read(&note.meta.date), read(&note.meta.updated));
        let of_history = || self.history.changed.get(&note.path).cloned();
        (updated.or_else(|| date.clone()).or_else(of_history), date)
    }

    fn title(self, id: NoteId) -> String {
        self.plain(self.renderer.library().shown_title(id))
    }

    fn description(self, id: NoteId, note: &Note) -> String {
        self.plain(&view::description(self.renderer.study(), id, note))
    }
}

/// A text as XML holds it: without what XML forbids.
fn xml(text: &str) -> String {
    let is_allowed = |it: &char| !it.is_control() || matches!(it, '\t' | '\n');
    let text: String = text.chars().filter(is_allowed).collect();
    let mut escaped = String::with_capacity(text.len());
    // Writing to a string cannot fail.
    let _ = pulldown_cmark_escape::escape_html(&mut escaped, &text);
    escaped
}

/// Whether crawlers are told of a page.
fn is_listed(view: &View<'_>) -> bool {
    !matches!(
        view,
        View::NotFound | View::Conflicts | View::Redirect(_) | View::Questions(_)
    )
}
