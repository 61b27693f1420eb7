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

/// The questions as comma-separated values in UTF-8, with a byte order mark.
#[must_use]
pub fn csv(renderer: &Renderer<'_>, questions: &[&Question<'_>]) -> String {
    let rows: Vec<String> = questions.par_iter().map(|it| row(renderer, it)).collect();
    let head = record(HEAD.map(str::to_owned));
    // Excel takes a text without the mark for one in the code page of the computer.
    format!("\u{feff}{head}{}", rows.concat())
}

fn row(renderer: &Renderer<'_>, question: &Question<'_>) -> String {
    let card = question.card;
    let why = card.why.iter().map(|(header, words)| {
        let words = words.listed_text(FormulaText::Tex);
        header.as_ref().map_or_else(|| words.clone(), |it| format!("{it}: {words}"))
    });
    let tags = renderer.site().deck.tags_of(renderer.library(), question);
    let tags: Vec<&str> = tags.into_iter().map(TagName::as_str).collect();
    record([
        card.id(),
        inert(decks(renderer, card.place.id).join(" › ")),
        inert(context(renderer, question).join(" › ")),
        inert(renderer.plain(&card.prompt_text(FormulaText::Tex))),
        inert(renderer.plain(&card.answer_text(FormulaText::Tex))),
        inert(renderer.plain(&why.collect::<Vec<_>>().join("; "))),
        inert(tags.join(" ")),
        url(renderer, &card.place).unwrap_or_default(),
    ])
}

/// A text that no spreadsheet takes for a formula (OWASP, "CSV Injection").
fn inert(text: String) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{text}") } else { text }
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
    use super::{inert, record};

    #[test]
    fn fields_that_could_be_misread_are_quoted() {
        let fields =
            ["a", "b c", "d,e", "\"f\"", "g\nh", " i", "", "j=k"].map(str::to_owned);
        assert_eq!(
            record(fields),
            "a,b c,\"d,e\",\"\"\"f\"\"\",\"g\nh\",\" i\",,j=k\r\n"
        );
    }

    #[test]
    fn no_text_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@a", "\ta"] {
            assert_eq!(inert(text.to_owned()), format!("'{text}"));
        }
        for text in ["", "a=1", "1-1", "'a"] {
            assert_eq!(inert(text.to_owned()), text);
        }
    }
}
