//! What a student drills, found in ordinary notes: tables, rules, definitions, tips, cards.
//! Gives typed items with their places and the rule that found each; borrows the library.
//! Must not know pages or HTML.

pub mod instructions;
pub mod names;
pub mod outline;
pub mod rule;
pub mod tables;
mod words;

use std::sync::Arc;

use rayon::prelude::*;

use self::{
    names::Known,
    outline::{Block, outline},
    rule::Switches,
};
pub use self::{
    outline::{Label, Phrase, Section},
    rule::Rule,
    tables::{Items, Kind, Table},
};
use crate::{
    config::Config,
    diag::{Diagnostic, Span},
    library::{Library, NoteId},
    note::{Note, TagName, TagUse},
};

/// Where something stands.
#[derive(Debug, Clone)]
pub struct Place<'lib> {
    /// The note.
    pub id: NoteId,
    /// The same.
    pub note: &'lib Note,
    /// Where it is written.
    pub span: Span,
    /// What stands above it.
    pub section: Arc<Section<'lib>>,
}

impl<'lib> Place<'lib> {
    /// The tags of whatever holds it: the note, sections, labels, itself.
    #[must_use]
    pub fn tags(&self) -> Vec<&'lib TagName> {
        let holds = |it: &&TagUse| {
            let around =
                it.scope.start <= self.span.start && self.span.end <= it.scope.end;
            it.level == crate::note::Level::Note || around
        };
        let mut tags: Vec<&TagName> =
            self.note.tags.iter().filter(holds).map(|it| &it.name).collect();
        tags.sort();
        tags.dedup();
        tags
    }
}

/// Everything that was extracted, by note and place.
#[derive(Debug, Default)]
pub struct Study<'lib> {
    /// Every table.
    pub tables: Vec<Table<'lib>>,
}

/// What one note gives.
#[derive(Debug, Default)]
struct Found<'lib> {
    tables: Vec<Table<'lib>>,
}

/// Extracts what there is to study from the published notes; templates hold nothing.
#[must_use]
pub fn extract<'lib>(
    library: &'lib Library,
    config: &Config,
) -> (Study<'lib>, Vec<Diagnostic>) {
    let notes: Vec<(NoteId, &Note)> = library
        .published()
        .filter(|(_, note, _)| !note.is_template)
        .map(|(id, note, _)| (id, note))
        .collect();
    let outlines: Vec<Vec<Block<'lib>>> =
        notes.par_iter().map(|(id, _)| outline(library, *id)).collect();
    let mut known = Known::gather(library);
    for block in outlines.iter().flatten() {
        for it in tables::certain_items(library, block) {
            known.add(&it);
        }
    }
    let found: Vec<Found<'lib>> = notes
        .par_iter()
        .zip(&outlines)
        .map(|((id, note), blocks)| {
            let switches = Switches::new(&config.study, note);
            let mut found = Found::default();
            for block in blocks {
                let place = Place {
                    id: *id,
                    note,
                    span: block.node.span().clone(),
                    section: Arc::clone(&block.section),
                };
                found
                    .tables
                    .extend(tables::read(library, block, &place, &known, &switches));
            }
            found
        })
        .collect();
    let mut study = Study::default();
    for found in found {
        study.tables.extend(found.tables);
    }
    (study, Vec::new())
}
