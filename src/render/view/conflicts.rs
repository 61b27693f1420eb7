//! What notes contradict, as the preview shows it to their author.
//! Gives each question with its two answers and their places.
//! Must not judge which is right.

use serde::Serialize;

use super::compare::{CompareContext, SourceView};
use crate::{note::doc::Inlines, study::Place};

/// A question that is answered differently, in `conflicts`, a list.
#[derive(Debug, Serialize)]
pub struct ConflictView {
    prompt: String,
    claims: Vec<ClaimView>,
}

/// One of the answers.
#[derive(Debug, Serialize)]
pub struct ClaimView {
    answer: String,
    source: SourceView,
}

/// Every conflict, by the place of its later answer.
#[must_use]
pub fn conflicts(context: &CompareContext<'_>) -> Vec<ConflictView> {
    let claim = |(place, answer): &(Place<'_>, Inlines<'_>)| ClaimView {
        answer: context.html(place.id, answer),
        source: context.source(place),
    };
    let conflicts = context.study.conflicts.iter();
    conflicts
        .map(|it| ConflictView {
            prompt: context.html(it.first.0.id, &it.prompt),
            claims: vec![claim(&it.first), claim(&it.second)],
        })
        .collect()
}
