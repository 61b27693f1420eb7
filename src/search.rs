//! What a search of the site can find in a note: its sections, with their words.
//! Gives both as functions of that note alone, so that they can be kept until it changes.
//! Must not know addresses, other notes, or how an index is written.

mod section;
mod small;
mod words;

pub use self::{
    section::{Section, section_of, sections},
    small::Small,
    words::{Occurrence, Words, order},
};
use crate::note::Note;

/// What a search can find in a note.
#[derive(Debug)]
pub struct Searchable {
    /// Its sections; the first is the note as a whole.
    pub sections: Vec<Section>,
    /// The words in their texts.
    pub words: Words,
}

impl Searchable {
    /// Reads a note; small words are left to headings and names.
    #[must_use]
    pub fn of(note: &Note, small: &Small) -> Self {
        let sections = sections(note);
        let words = Words::of(&sections, small);
        Self { sections, words }
    }
}
