//! The texts of all sections, with the questions that their cards ask.
//! Gives them as shards of about the same size, each a list of neighbouring sections.
//! Must not know the words of the texts.

use std::borrow::Cow;

use super::json;
use crate::{
    library::NoteId,
    note::{Note, doc::FormulaText},
    render::Renderer,
    search::{self, Section, section_of},
    study::CardKind,
};

/// How many bytes the texts of one shard have, about; compressed a third of it.
const SIZE: usize = 6_000;
/// How many shards there are, about, before they become larger.
const MOST_SHARDS: usize = 1_000;
/// How much of the text of a section is kept to quote from, in bytes.
const MOST_TEXT: usize = 8_000;
/// How many bytes are kept together until it is known how large shards are.
const BLOCK: usize = 1 << 20;
/// How many bytes are kept in all, about. The texts of a large site would be a tenth of all that is in
/// memory, so those of further notes are made again when they are asked for.
const MOST_KEPT: usize = 20 << 20;

/// The texts of the sections of a note as JSON, one after the other.
pub(super) struct NoteTexts {
    json: String,
    sections: Vec<SectionTexts>,
}

/// The texts of a section.
#[derive(Clone, Copy)]
struct SectionTexts {
    /// How many bytes they have, and how many as JSON.
    size: usize,
    length: usize,
}

/// Those of all notes, kept in the form in which they are written: only the size of all says how many
/// sections a shard has.
pub(super) struct Texts<'r, 'a> {
    renderer: &'r Renderer<'a>,
    blocks: Vec<Block<'r>>,
    /// How many bytes are kept.
    kept: usize,
}

/// The texts of some notes that follow each other.
struct Block<'r> {
    texts: Kept<'r>,
    sections: Vec<SectionTexts>,
}

/// What is kept of a block.
enum Kept<'r> {
    /// The texts as JSON.
    Json(String),
    /// Its only note, from which they can be made again.
    Note(&'r Note, NoteId),
}

/// The neighbouring sections of a shard.
#[derive(Clone, Copy, Default)]
pub(super) struct Stretch {
    /// The block in which the first lies, its place there, and where it begins.
    block: usize,
    section: usize,
    start: usize,
    /// How many bytes all have as JSON.
    length: usize,
}

impl NoteTexts {
    /// For each section of a note its text, then questions and answers in turn.
    pub(super) fn new(
        renderer: &Renderer<'_>,
        (note, id): (&Note, NoteId),
        sections: &[Section],
    ) -> Self {
        let text = |text: &str| renderer.plain(kept(text));
        let mut texts: Vec<Vec<String>> =
            sections.iter().map(|it| vec![text(&it.text)]).collect();
        let cards = &renderer.study().cards;
        let start = cards.partition_point(|it| it.place.id < id);
        let cards = cards.get(start..).unwrap_or_default().iter();
        let cards = cards.take_while(|it| it.place.id == id);
        for card in cards.filter(|it| it.kind != CardKind::Comparison) {
            let at = section_of(note, card.place.position.scope().first);
            if let Some(section) = texts.get_mut(at) {
                let (asked, answer) = (
                    card.prompt_text(FormulaText::Shown),
                    card.answer_text(FormulaText::Shown),
                );
                section.extend([text(&asked), text(&answer)]);
            }
        }
        let mut of_note = Self { json: String::new(), sections: Vec::new() };
        for texts in &texts {
            let size = texts.iter().map(|it| it.len() + 3).sum();
            let json = json(texts);
            of_note.json.push_str(&json);
            of_note.sections.push(SectionTexts { size, length: json.len() });
        }
        of_note
    }
}

impl<'r, 'a> Texts<'r, 'a> {
    /// Those of no notes so far.
    pub(super) fn new(renderer: &'r Renderer<'a>) -> Self {
        Self { renderer, blocks: Vec::new(), kept: 0 }
    }

    /// Adds those of the next note.
    pub(super) fn add(&mut self, (note, id): (&'r Note, NoteId), of_note: &NoteTexts) {
        let NoteTexts { json, sections } = of_note;
        if let Some(Block { texts: Kept::Json(kept), sections: all }) =
            self.blocks.last_mut()
            && kept.len() + json.len() <= kept.capacity()
        {
            kept.push_str(json);
            all.extend(sections);
            return;
        }
        let texts = if self.kept < MOST_KEPT {
            let mut kept = String::with_capacity(BLOCK.max(json.len()));
            self.kept += kept.capacity();
            kept.push_str(json);
            Kept::Json(kept)
        } else {
            Kept::Note(note, id)
        };
        self.blocks.push(Block { texts, sections: sections.clone() });
    }

    /// The shards they are put in, each with its number of sections.
    pub(super) fn shards(&self) -> Vec<(Stretch, usize)> {
        let sections = self.blocks.iter().flat_map(|it| &it.sections);
        let all: usize = sections.map(|it| it.size).sum();
        let most = SIZE.max(all / MOST_SHARDS);
        let mut shards = Vec::new();
        let (mut stretch, mut size, mut count) = (Stretch::default(), 0, 0);
        for (block, Block { sections, .. }) in self.blocks.iter().enumerate() {
            let mut start = 0;
            for (section, it) in sections.iter().enumerate() {
                if size >= most {
                    shards.push((stretch, std::mem::take(&mut count)));
                    size = 0;
                }
                if count == 0 {
                    stretch = Stretch { block, section, start, length: 0 };
                }
                (size, count) = (size + it.size, count + 1);
                stretch.length += it.length;
                start += it.length;
            }
        }
        shards.extend((count > 0).then_some((stretch, count)));
        shards
    }

    /// Hands on the sections of a shard as a list, piece by piece.
    pub(super) fn pieces(&self, stretch: Stretch, mut take: impl FnMut(&str)) {
        let Stretch { block, section, start, mut length } = stretch;
        let (mut section, mut start, mut sign) = (section, start, "[");
        for Block { texts, sections } in self.blocks.iter().skip(block) {
            if length == 0 {
                break;
            }
            let json = match texts {
                Kept::Json(json) => Cow::Borrowed(json.as_str()),
                Kept::Note(note, id) => {
                    let again = search::sections(note);
                    NoteTexts::new(self.renderer, (note, *id), &again).json.into()
                }
            };
            for it in sections.iter().skip(section) {
                if length == 0 {
                    break;
                }
                take(sign);
                take(json.get(start..start + it.length).unwrap_or_default());
                sign = ",";
                start += it.length;
                length -= it.length;
            }
            (section, start) = (0, 0);
        }
        take("]");
    }
}

/// As much of a text as is kept to quote from.
fn kept(text: &str) -> &str {
    text.get(..text.floor_char_boundary(MOST_TEXT)).unwrap_or(text)
}
