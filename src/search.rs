//! What a search of the site can find in a note: its sections, with their words.
//! Gives both as functions of that note alone, so that they can be kept until it changes.
//! Must not know addresses, other notes, or how an index is written.

mod section;
mod stop_words;
mod words;

pub use self::{
    section::{Section, section_of, sections},
    stop_words::StopWords,
    words::{Digests, Numbering, Occurrence, Words, order},
};
use crate::{
    note::Note,
    study::{Comparison, Study},
};

/// Whether a search may find a comparison: some note that has a part in it wants that.
#[must_use]
pub fn is_found(study: &Study<'_>, comparison: &Comparison<'_>) -> bool {
    let tables = comparison.tables.iter().filter_map(|it| study.tables.get(*it));
    let arguments = comparison.arguments.iter().filter_map(|it| study.arguments.get(*it));
    let places = tables.map(|it| &it.place).chain(arguments.map(|it| &it.place));
    places.into_iter().any(|it| !it.note().meta.no_search)
}

/// What a search can find in a note.
#[derive(Debug)]
pub struct Searchable {
    /// Its sections; the first is the note as a whole.
    pub sections: Vec<Section>,
    /// The words in their texts.
    pub words: Words,
}

impl Searchable {
    /// Reads a note; its stop words are left to headings and names.
    #[must_use]
    pub fn of(
        note: &Note,
        digests: Digests,
        is_stop_word: impl Fn(&str) -> bool,
    ) -> Self {
        let sections = sections(note);
        let words = Words::of(&sections, digests, is_stop_word);
        Self { sections, words }
    }
}
