//! The sitemap: every page a crawler is told of (sitemaps.org protocol 0.9).
//! Gives full addresses, and for notes with a date when they changed.
//! Must not list what readers are only sent on from.

use std::fmt::Write as _;

use super::{Published, is_listed, xml};

/// The most addresses one sitemap may hold.
const MOST: usize = 50_000;

pub(super) fn sitemap(published: Published<'_>) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let pages = published.site.pages.iter().filter(|it| is_listed(&it.view));
    for page in pages.take(MOST) {
        let url = xml(&published.absolute(&page.route));
        let changed = page.note().and_then(|(note, _)| published.dates(note).0);
        let changed = changed.map(|it| format!("<lastmod>{it}</lastmod>"));
        let changed = changed.unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "<url><loc>{url}</loc>{changed}</url>");
    }
    text + "</urlset>\n"
}
