//! Which notes are templates for new notes: by their names, and by the places left to fill in.
//! Gives yes or no.
//! Never takes a subject such as `C++ templates` for one.

use super::{
    Heading,
    doc::{Doc, Kind, Node},
};
use crate::{path::NotePath, text::count_words};

/// A note in a folder of templates that has as many words, and nothing to fill in, is no template.
const LONG: usize = 300;

/// A place to fill in makes a template of so many words around it.
const WORDS_OF_PLACE: usize = 50;

/// A place in a heading or in the front matter counts as so many.
const IN_HEADING: usize = 4;

/// The longest text of a place to fill in, in bytes.
const LONGEST: usize = 60;

/// What is known of a note that may be a template.
pub(super) struct Candidate<'n> {
    pub(super) path: &'n NotePath,
    /// What stands before the text.
    pub(super) front_matter: &'n str,
    pub(super) doc: &'n Doc,
    pub(super) headings: &'n [Heading],
    pub(super) words: usize,
}

/// Whether this is a template for new notes.
///
/// `TEMPLATE.md` is one, and so is what lies in a folder of templates. A note in whose name the
/// word is one among others must have places to fill in, or nothing but headings.
pub(super) fn is_template(it: &Candidate<'_>) -> bool {
    let stem = it.path.stem().trim_start_matches('_');
    if stem.eq_ignore_ascii_case("template") {
        return true;
    }
    let is_folder = |it: &NotePath| {
        let name = it.name().trim_start_matches(|it: char| !it.is_alphabetic());
        name.eq_ignore_ascii_case("templates") || name.eq_ignore_ascii_case("template")
    };
    let is_inside = it.path.ancestors().iter().any(is_folder);
    let is_named = || {
        let mut words = stem.split(|it: char| !it.is_alphanumeric());
        words.any(|it| {
            it.eq_ignore_ascii_case("template") || it.eq_ignore_ascii_case("templates")
        })
    };
    if is_inside {
        return it.words < LONG || places(it) > 0;
    }
    // A place or two among many words are words in brackets.
    let is_form = |places: usize| places > 0 && places * WORDS_OF_PLACE >= it.words;
    is_named() && (is_skeleton(it) || is_form(places(it)))
}

/// Whether a note holds nothing but headings.
fn is_skeleton(it: &Candidate<'_>) -> bool {
    let of_headings: usize = it.headings.iter().map(|it| count_words(&it.text)).sum();
    it.headings.len() > 1 && it.words <= of_headings
}

/// How many places to fill in a note has.
fn places(it: &Candidate<'_>) -> usize {
    let outside = ["{{", "<%"].iter().map(|sign| it.front_matter.matches(sign).count());
    let mut places = outside.sum::<usize>() * IN_HEADING;
    for node in it.doc.walk().filter(|it| it.is_text()) {
        let mut above = node.ancestors();
        let is_none = |it: Node<'_>| {
            matches!(it.kind(), Kind::CodeBlock(_) | Kind::Link(_) | Kind::Image(_))
        };
        if above.any(is_none) {
            continue;
        }
        let in_heading = node.ancestors().any(|it| matches!(it.kind(), Kind::Heading(_)));
        places += places_in(node.words()) * if in_heading { IN_HEADING } else { 1 };
    }
    places
}

/// How many places to fill in a text has: `{{title}}`, `<% title %>`, `[Title of the note]`.
fn places_in(text: &str) -> usize {
    let is_line = |it: &str| it.len() > 2 && it.starts_with('<') && it.ends_with('>');
    text.matches("{{").count()
        + text.matches("<%").count()
        + usize::from(is_line(text.trim()))
        + text.match_indices('[').filter(|(at, _)| is_bracketed(text, *at)).count()
}

/// Whether words in brackets begin at a byte.
fn is_bracketed(text: &str, at: usize) -> bool {
    let (before, rest) = text.split_at_checked(at).unwrap_or_default();
    let inside = rest.get(1..).unwrap_or_default();
    let Some(end) = inside.find(['[', ']']).filter(|it| (2..LONGEST).contains(it)) else {
        return false;
    };
    let (words, behind) = inside.split_at_checked(end).unwrap_or_default();
    let after = behind.get(1..).unwrap_or_default();
    behind.starts_with(']')
        && !before.ends_with(char::is_alphanumeric)
        && !after.starts_with(['(', '[', ':'])
        && words.starts_with(char::is_alphabetic)
        && words != "sic"
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::{
        config::Config,
        note::{Rules, parse},
        path::NotePath,
        source::Source,
    };

    fn is_template(path: &str, text: &str) -> bool {
        let source = Source { path: NotePath::new(path).unwrap(), text: Arc::from(text) };
        parse(&source, &Rules::new(&Config::default())).0.is_template
    }

    #[test]
    fn templates_are_told_from_notes_about_templates() {
        let long = "word ".repeat(400);
        for (path, text) in [
            ("TEMPLATE.md", &*long),
            ("a/_template.md", "# A\n\nText\n"),
            ("templates/daily.md", "# Day\n\nText\n"),
            ("99 - Templates/daily.md", "# Day\n"),
            ("_templates/b.md", &*format!("# {{{{title}}}}\n\n{long}")),
            ("Book template.md", "# [Title of the book]\n\n**Author:** who wrote it\n"),
            ("adr-template.md", "# Title\n\n## Status\n\n## Context\n"),
            ("note_TEMPLATE_v2.md", "---\ntags: x\ntitle: \"{{title}}\"\n---\nText\n"),
            ("meeting.template.md", "# Meeting\n\n<% tp.date.now() %>\n"),
            ("template-x.md", "# <Name>\n\nText\n"),
        ] {
            assert!(is_template(path, text), "{path}");
        }
        for (path, text) in [
            ("C++ templates.md", "# Templates\n\nA template makes code for a type.\n"),
            ("C++ templates.md", "# Templates\n\n`{{x}}`\n\n```\n[Name Here]\n```\n"),
            (
                "Template method pattern.md",
                "# Pattern\n\nSee [the book](b.md), a[Index].\n",
            ),
            (
                "Template method pattern.md",
                &*format!("# Pattern\n\n{long} [Gamma et al.]"),
            ),
            ("templates/jinja.md", &*format!("# Jinja\n\n{long}")),
            ("contemplate.md", "# {{title}}\n"),
            ("Templates.md", "# Templates\n\nWhat they are.\n"),
            ("a.md", "# [Title here]\n"),
            ("template-x.md", "---\ndraft: false\n---\n# {{title}}\n"),
        ] {
            assert!(!is_template(path, text), "{path} {text:.40}");
        }
    }
}
