//! Where readers practise: a page to start from, and the questions in parts.
//! Gives each folder its own parts, none of them too long to load or to read at once.
//! Must not know what a question says.

use std::collections::BTreeMap;

use super::PageId;
use crate::{deck::Deck, path::NotePath};

/// How many questions are loaded at once, and shown on one page.
const MOST: usize = 60;

/// Where readers practise.
#[derive(Debug)]
pub struct Practice {
    /// The page from which they start.
    pub page: PageId,
    /// The questions in parts that are loaded as a whole.
    pub parts: Vec<PracticePart>,
    /// The names of all folders with questions and of those above them.
    pub folders: BTreeMap<NotePath, String>,
    /// Whether the sections of notes end in questions.
    pub in_notes: bool,
}

/// Questions of the notes in one folder.
#[derive(Debug)]
pub struct PracticePart {
    /// The folder.
    pub folder: NotePath,
    /// Its name.
    pub title: String,
    /// Which of the parts of that folder it is, counted from 1.
    pub number: usize,
    /// How many parts that folder has.
    pub of: usize,
    /// The questions, by their places in the deck.
    pub questions: Vec<usize>,
    /// The page that shows them without a script.
    pub page: PageId,
}

/// The questions by the folders of their notes, in parts of about the same size, all in reading
/// order. The pages of the parts follow each other from `first`.
pub(super) fn parts(
    deck: &Deck<'_>,
    first: PageId,
    titles: &BTreeMap<NotePath, String>,
) -> Vec<PracticePart> {
    let mut folders: Vec<(NotePath, Vec<usize>)> = Vec::new();
    let mut known: BTreeMap<NotePath, usize> = BTreeMap::new();
    for (at, question) in deck.questions.iter().enumerate() {
        let folder = question.card.place.note().path.folder();
        let place = *known.entry(folder.clone()).or_insert(folders.len());
        match folders.get_mut(place) {
            Some((_, questions)) => questions.push(at),
            None => folders.push((folder, vec![at])),
        }
    }
    let mut parts: Vec<PracticePart> = Vec::new();
    for (folder, questions) in folders {
        let of = questions.len().div_ceil(MOST);
        for (at, questions) in questions.chunks(questions.len().div_ceil(of)).enumerate()
        {
            parts.push(PracticePart {
                folder: folder.clone(),
                title: titles.get(&folder).cloned().unwrap_or_default(),
                number: at + 1,
                of,
                questions: questions.to_vec(),
                page: first.after(parts.len()),
            });
        }
    }
    parts
}
