//! A deck for Anki: the text file that its import reads (Anki manual, "Text files").
//! Gives notes with ids of their own, so that another import updates them and keeps their reviews.
//! Must not know which cards Anki has.

use std::fmt::Write as _;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::{context, decks, name_of, url};
use crate::{
    deck::{MAX_PLACES, Question},
    export::xml,
    note::doc::Inlines,
    render::Renderer,
    text::Direction,
};

/// What tells Anki how to read the lines below.
const HEAD: &str = "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n\
                    #deck column:3\n#tags column:6\n";

/// The questions as a text file for Anki, a line for each.
#[must_use]
pub fn anki(renderer: &Renderer<'_>, questions: &[&Question<'_>]) -> String {
    let lines: Vec<String> = questions.par_iter().map(|it| line(renderer, it)).collect();
    HEAD.to_owned() + &lines.concat()
}

fn line(renderer: &Renderer<'_>, question: &Question<'_>) -> String {
    let tags = renderer.site().deck.tags_of(renderer.library(), question);
    let tags: Vec<String> = tags.iter().map(|it| tag(it.as_str())).collect();
    let fields = [
        guid(&renderer.site().id, &id(question)),
        String::from("Basic"),
        deck(renderer, question),
        front(renderer, question),
        back(renderer, question),
        tags.join(" "),
    ];
    fields.map(|it| field(&it)).join("\t") + "\n"
}

/// The smallest id of the cards that a question is, so that another order of notes changes nothing.
fn id(question: &Question<'_>) -> String {
    let again = question.again.iter().map(|it| it.id());
    again.fold(question.card.id(), String::min)
}

/// The id of a note, which no two sites and no two cards share.
///
/// XXH3 is as good as a cryptographic digest here: who could forge one gains nothing by it. No id
/// begins with `#`, which would make a comment of its line.
fn guid(site: &str, card: &str) -> String {
    let mut digest = Xxh3::new();
    for part in [site.as_bytes(), &[0], card.as_bytes()] {
        digest.update(part);
    }
    format!("s{:032x}", digest.digest128())
}

/// The deck of a question, nested as its note is in folders.
fn deck(renderer: &Renderer<'_>, question: &Question<'_>) -> String {
    let titles = decks(renderer, question.card.place.id);
    nested(titles.iter().map(String::as_str))
}

/// A tag as Anki has them: without spaces, nested by `::`.
fn tag(name: &str) -> String {
    nested(name.split('/')).replace(char::is_whitespace, "_")
}

/// Names nested as Anki does it, by `::`, which is nowhere else.
fn nested<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names = names.map(|name| {
        let mut name = name.to_owned();
        while name.contains("::") {
            name = name.replace("::", ":");
        }
        name.trim_matches([':', ' ']).to_owned()
    });
    names.filter(|it| !it.is_empty()).collect::<Vec<_>>().join("::")
}

fn front(renderer: &Renderer<'_>, question: &Question<'_>) -> String {
    let card = question.card;
    let above = escaped(&context(renderer, question).join(" › "));
    let above = if above.is_empty() {
        above
    } else {
        format!("<div><small>{above}</small></div>")
    };
    let prompt = renderer.away(card.place.id, &card.prompt);
    let prompt = begun(&card.prompt, &prompt);
    directed(renderer, question, above + &prompt)
}

fn back(renderer: &Renderer<'_>, question: &Question<'_>) -> String {
    let card = question.card;
    let mut back = begun(&card.answer, &renderer.away(card.place.id, &card.answer));
    for (header, words) in &card.why {
        let words = renderer.away(card.place.id, words);
        let header = header.as_ref().map(|it| renderer.plain(it));
        let header = header.map(|it| format!("{}: ", escaped(&it))).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = write!(back, "<div><i>{header}{words}</i></div>");
    }
    let places = question.places().take(MAX_PLACES).map(|it| {
        let Some(url) = url(renderer, it) else {
            return escaped(&name_of(renderer, it.note().path.to_string(), it));
        };
        let title = renderer.plain(it.section.title);
        let name = escaped(&name_of(renderer, title, it));
        format!("<a href=\"{}\">{name}</a>", escaped(&url))
    });
    let places = places.collect::<Vec<_>>().join(" · ");
    let _ = write!(back, "<div><small>{places}</small></div>");
    directed(renderer, question, back)
}

/// Words as a block, so that what follows begins a line; lists and the like begin where lines do,
/// although Anki centres cards.
fn begun(words: &Inlines<'_>, html: &str) -> String {
    let is_line = words.split_line().1.pieces().is_empty();
    let style = if is_line { "" } else { " style=\"text-align:start\"" };
    format!("<div{style}>{html}</div>")
}

/// HTML with the direction of its note, where that is not the usual one.
fn directed(renderer: &Renderer<'_>, question: &Question<'_>, html: String) -> String {
    let note = question.card.place.note();
    let language = note.language(renderer.config().language());
    match Direction::of_language(language) {
        Direction::Ltr => html,
        Direction::Rtl => format!("<div dir=\"rtl\">{html}</div>"),
    }
}

fn escaped(text: &str) -> String {
    xml(text).replace(['\n', '\t'], " ")
}

/// A field as Anki's importer takes it for itself: one that begins with a quote is quoted.
fn field(text: &str) -> String {
    let text = text.replace(char::is_control, " ");
    if text.starts_with('"') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_such_that_anki_splits_them_nowhere_else() {
        assert_eq!(tag("aws/s3 glacier"), "aws::s3_glacier");
        assert_eq!(tag("std::io"), "std:io");
        assert_eq!(tag("a:/b"), "a::b");
        assert_eq!(
            nested(["Storage:", "::", ":Deep::er"].into_iter()),
            "Storage::Deep:er"
        );
    }

    #[test]
    fn ids_depend_on_the_site_and_the_card() {
        let id = guid("site", "card");
        assert_eq!((id.len(), id.as_bytes()[0]), (33, b's'));
        assert_ne!(guid("sitec", "ard"), id);
        assert_ne!(guid("other", "card"), id);
    }

    #[test]
    fn no_field_ends_early() {
        assert_eq!(field("\"a\" b\tc\nd"), "\"\"\"a\"\" b c d\"");
        assert_eq!(field("a \"b\""), "a \"b\"");
    }
}
