//! The questions of a site for other programs: Anki and spreadsheets.
//! Gives the same text for the same notes, so that an update changes only what changed.
//! Must not know where the text is kept.

mod anki;
mod csv;

pub use self::{anki::anki, csv::csv};

use rayon::prelude::*;

use crate::{
    deck::Question,
    error::Error,
    library::NoteId,
    path::Anchor,
    render::{Renderer, view::site_title},
    study::Place,
};

/// The questions as a page to print on both sides, which needs no other file.
///
/// # Errors
/// When the template fails.
pub fn paper(
    renderer: &Renderer<'_>,
    questions: &[&Question<'_>],
) -> Result<String, Error> {
    let above = |it: &&Question<'_>| context(renderer, it);
    let above: Vec<Vec<String>> = questions.par_iter().map(above).collect();
    let questions: Vec<_> = questions.iter().copied().zip(above).collect();
    renderer.cards_alone(&questions)
}

/// The site, folders and note of a card, each by its title, the site first.
fn decks(renderer: &Renderer<'_>, note: NoteId) -> Vec<String> {
    let site = renderer.site();
    let mut titles = vec![site_title(renderer.config(), site)];
    if let Some(page) = site.page_of(note) {
        // The first one above is the home page.
        let above = site.above(page);
        let below = above.iter().skip(1).chain((page != site.home()).then_some(&page));
        titles.extend(below.map(|it| renderer.plain(&site.page(*it).title)));
    }
    titles
}

/// What a reader must know to understand a question.
fn context(renderer: &Renderer<'_>, question: &Question<'_>) -> Vec<String> {
    let above = question.context(renderer.library()).iter().map(String::as_str);
    let parts = question.title().into_iter().chain(above);
    parts.map(|it| renderer.plain(it)).collect()
}

/// The name of a place: by the title or the path of its note, and the headings above it.
fn name_of(renderer: &Renderer<'_>, note: String, place: &Place<'_>) -> String {
    let inner = place.section.path_below_title();
    let inner = inner.iter().map(|it| renderer.plain(it));
    let parts = std::iter::once(note).chain(inner);
    parts.collect::<Vec<_>>().join(" › ")
}

/// The full address of a place; none for a site without one.
fn url(renderer: &Renderer<'_>, place: &Place<'_>) -> Option<String> {
    let base_url = renderer.config().base_url.as_deref()?;
    let heading = place.section.heading();
    let anchor = heading.map(|it| Anchor::fragment(&it.id)).unwrap_or_default();
    Some(renderer.library().route(place.id)?.absolute(base_url) + &anchor)
}
