//! A deck for spreadsheets and scripts: comma-separated values (RFC 4180).
//! Gives plain words, a row for each question below a row of names.
//! Must not know what reads them.

use rayon::prelude::*;

use super::{context, decks, url};
use crate::{
    deck::Question,
    note::{TagName, doc::FormulaText},
    render::Renderer,
};

/// The names of the columns.
const HEAD: [&str; 8] =
    ["id", "deck", "context", "question", "answer", "reason", "tags", "url"];

/// The questions as comma-separated values in UTF-8.
#[must_use]
pub fn csv(renderer: &Renderer<'_>, questions: &[&Question<'_>]) -> String {
    let rows: Vec<String> = questions.par_iter().map(|it| row(renderer, it)).collect();
    record(HEAD.map(str::to_owned)) + &rows.concat()
}

fn row(renderer: &Renderer<'_>, question: &Question<'_>) -> String {
    let card = question.card;
    let why = card.why.iter().map(|(header, words)| {
        let words = words.listed_text(FormulaText::Tex);
        header.as_ref().map_or_else(|| words.clone(), |it| format!("{it}: {words}"))
    });
    let tags = question.tags(renderer.library());
    let tags: Vec<&str> = tags.into_iter().map(TagName::as_str).collect();
    record([
        card.id(),
        decks(renderer, card.place.id).join(" › "),
        context(renderer, card).join(" › "),
        renderer.plain(&card.prompt_text(FormulaText::Tex)),
        renderer.plain(&card.answer_text(FormulaText::Tex)),
        renderer.plain(&why.collect::<Vec<_>>().join("; ")),
        tags.join(" "),
        url(renderer, &card.place).unwrap_or_default(),
    ])
}

/// A row; fields that could be taken for several, or end it, are quoted.
fn record(fields: [String; 8]) -> String {
    let quoted = fields.map(|it| {
        let is_plain =
            !it.contains(['"', ',', '\n', '\r']) && it.trim().len() == it.len();
        if is_plain { it } else { format!("\"{}\"", it.replace('"', "\"\"")) }
    });
    quoted.join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::record;

    #[test]
    fn fields_that_could_be_misread_are_quoted() {
        let fields =
            ["a", "b c", "d,e", "\"f\"", "g\nh", " i", "", "=j"].map(str::to_owned);
        assert_eq!(record(fields), "a,b c,\"d,e\",\"\"\"f\"\"\",\"g\nh\",\" i\",,=j\r\n");
    }
}
