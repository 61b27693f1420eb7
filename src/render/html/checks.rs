//! Questions at the end of a note's sections, folded away with their answers.
//! Gives each section some of the questions that it answers.
//! Must not know how they are graded.

use std::{borrow::Cow, collections::BTreeSet};

use super::Writer;
use crate::{
    deck::Question,
    note::doc::{Kind, Node, Nodes},
    path::query_value,
    study::{SharedCard, holds},
    text::plain_words,
};

/// How many questions a section ends in at most.
const MOST: usize = 5;

/// A card of the note and the question that it is.
type Asked<'a> = (&'a SharedCard<'a>, &'a Question<'a>);

impl<'a> Writer<'a> {
    /// Writes the blocks of the note with questions behind each section.
    pub(super) fn with_checks(&mut self, blocks: Nodes<'a>) {
        let site = self.context.site;
        let is_on = site.practice.as_ref().is_some_and(|it| it.in_notes);
        let origin = self.context.origin;
        let asked: Vec<Asked<'a>> = site.deck.of_note(origin).filter(|_| is_on).collect();
        if asked.is_empty() {
            return self.children(blocks);
        }
        let mut left = asked.as_slice();
        let (mut rest, mut title) = (blocks, String::new());
        for heading in self.sections(blocks) {
            self.children(rest.before(heading));
            let here = left.partition_point(|it| it.0.place.start() < heading.start());
            let (own, behind) = left.split_at(here);
            self.check(own, (&title, asked.len()));
            (rest, left) = (rest.from(heading), behind);
            title = plain_words(&heading.children().text());
        }
        self.children(rest);
        self.check(left, (&title, asked.len()));
    }

    /// The headings that begin sections: those of the highest level that has several.
    fn sections(&self, blocks: Nodes<'a>) -> Vec<Node<'a>> {
        let heading = |node: Node<'a>| match node.kind() {
            Kind::Heading(id) => Some((self.note.heading(id)?.level, node)),
            _ => None,
        };
        let headings: Vec<(u8, Node<'a>)> = blocks.iter().filter_map(heading).collect();
        let count = |level| headings.iter().filter(|it| it.0 == level).count();
        let level = (1..=6).find(|it| count(*it) > 1).unwrap_or_default();
        // One above them begins a section of its own.
        headings.into_iter().filter(|it| it.0 <= level).map(|it| it.1).collect()
    }

    /// Writes some of the questions of a section with that title, of so many that the note has.
    fn check(&mut self, asked: &[Asked<'a>], (title, all): (&str, usize)) {
        let shown = some(asked);
        let page = self.context.site.page_of(self.context.origin);
        let (Some(practice), Some(page)) = (&self.context.site.practice, page) else {
            return;
        };
        if shown.is_empty() {
            return;
        }
        let words = self.context.words;
        // Pagefind need not find the same words twice.
        self.html.markup(
            "<details class=\"check\" data-crib=\"check\" data-pagefind-ignore><summary>",
        );
        self.html.value(&words.count("check_yourself", shown.len()));
        self.html.markup("</summary>\n<ul>\n");
        for (card, question) in shown {
            let asked = super::question(self.context, &card.prompt);
            let answer = super::piece(self.context, &card.answer);
            self.html.tag("<li><details", &[("data-key", question.key())]);
            self.html.markup("<summary>");
            let library = self.context.library;
            let context = if std::ptr::eq(*card, question.card) {
                Cow::Borrowed(question.context(library))
            } else {
                Cow::Owned(card.context(library))
            };
            // The heading of the section is in view.
            for it in context.iter().filter(|it| !holds(title, &plain_words(it))) {
                self.html.markup("<span class=\"over\">");
                self.html.value(&super::plain(self.context.markdown, it));
                self.html.markup("</span> ");
            }
            self.html.made(&asked);
            self.html.markup("</summary><div class=\"answer\">");
            self.html.made(answer.trim());
            for (header, why) in &card.why {
                // A cell can hold blocks.
                self.html.markup("<div class=\"why\">");
                if let Some(header) = header {
                    let header = super::plain(self.context.markdown, header);
                    self.html.value(&words.labelled(&header));
                    self.html.markup(" ");
                }
                self.html.made(&super::piece(self.context, why));
                self.html.markup("</div>");
            }
            self.html.markup("</div></details></li>\n");
        }
        let site = self.context.site;
        let route = site.page(page).route.as_str();
        let url = self.context.page.url_to(&site.page(practice.page).route);
        self.html.markup("</ul>\n<p>");
        let start = format!("{url}?note={}", query_value(route));
        self.html.tag("<a", &[("href", &start)]);
        self.html.value(&words.count("practise_note", all));
        self.html.markup("</a></p></details>\n");
    }
}

/// Some of the questions of a section, from all over it.
fn some<'s, 'a>(asked: &'s [Asked<'a>]) -> Vec<&'s Asked<'a>> {
    let mut known = BTreeSet::new();
    let different: Vec<_> = asked.iter().filter(|it| known.insert(it.1.id())).collect();
    let count = different.len().min(MOST);
    let places = (0..count).map(|it| it * different.len() / count);
    places.filter_map(|it| different.get(it).copied()).collect()
}
