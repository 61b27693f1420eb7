//! Files for machines: what crawlers, feed readers and language models ask a site for.
//! Gives each as finished bytes; only what has to be absolute needs the site's address.
//! Must not know templates.

mod feed;

use std::fmt::Write as _;

use crate::{
    config::Config,
    library::Library,
    note::{Note, dates},
    output::Artifact,
    path::Route,
    render::view::{self, site_title},
    site::{Extra, Site, View},
    source::History,
};

/// The most addresses one sitemap may hold.
const MOST_ADDRESSES: usize = 50_000;

/// What the files are made of.
#[derive(Clone, Copy)]
pub struct Published<'a> {
    /// How the site is configured.
    pub config: &'a Config,
    /// All notes.
    pub library: &'a Library,
    /// All pages.
    pub site: &'a Site<'a>,
    /// When the notes changed.
    pub history: &'a History,
}

/// Every file for machines that the plan has a place for.
#[must_use]
pub fn files(published: Published<'_>) -> Vec<Artifact> {
    let file = |(extra, route): (&Extra, &Route)| {
        let text = match extra {
            Extra::NoJekyll => String::new(),
            Extra::Robots => published.robots(),
            Extra::Sitemap => published.sitemap(),
            Extra::Feed => feed::feed(published),
            Extra::Llms => published.llms(),
        };
        Artifact { route: route.clone(), bytes: text.into_bytes() }
    };
    published.site.extras.iter().map(file).collect()
}

impl<'a> Published<'a> {
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
        let mut text = format!("# {}\n", one_line(&site_title(self.config, self.site)));
        if let Some(description) = &self.config.description {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n> {}\n", one_line(description));
        }
        text.push_str("\n## Notes\n\n");
        for (note, route) in self.notes() {
            let title = one_line(&self.title(note)).replace(['[', ']'], "");
            let url = self.absolute(route);
            let url = if url.is_empty() { String::from("index.html") } else { url };
            // Markdown takes a bracket without its partner for the end.
            let url = url.replace('(', "%28").replace(')', "%29");
            let about = one_line(&self.description(note));
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

    /// The notes that have pages, in reading order; templates are none to read.
    fn notes(self) -> impl Iterator<Item = (&'a Note, &'a Route)> {
        let pages = self.site.pages.iter();
        let notes = pages.filter_map(|it| Some((it.note()?.0, &it.route)));
        notes.filter(|(note, _)| !note.is_template)
    }

    /// Whether nothing tells when some note changed.
    #[must_use]
    pub fn has_undated(self) -> bool {
        self.notes().any(|(note, _)| self.dates(note).0.is_none())
    }

    /// When a note changed last, and when it was first published, as RFC 3339 says it.
    fn dates(self, note: &Note) -> (Option<String>, Option<String>) {
        let read = |it: &Option<String>| it.as_deref().and_then(dates::instant);
        let (date, updated) = (read(&note.meta.date), read(&note.meta.updated));
        let of_history = || self.history.changed.get(&note.path).cloned();
        (updated.or_else(|| date.clone()).or_else(of_history), date)
    }

    fn title(self, note: &Note) -> String {
        let id = self.library.find(&note.path);
        self.plain(id.map_or(&note.own_title, |it| self.library.title(it)))
    }

    fn description(self, note: &Note) -> String {
        self.plain(&view::description(note))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
    !matches!(view, View::NotFound | View::Conflicts | View::Redirect(_))
}
