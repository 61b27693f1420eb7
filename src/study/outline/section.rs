//! The words that stand over a block: headings, topics, labels.
//! Gives them as a reader reads them, without tags.
//! Must not know what they mean.

use crate::{
    library::Library,
    note::{Heading, Node, plain::spaced_text, tags, tree::Position},
    study::lead::unnumbered,
    text::without_colon,
};

/// Inline nodes without the tags behind them.
#[derive(Debug, Clone, Copy)]
pub struct Phrase<'lib> {
    /// The nodes.
    pub nodes: &'lib [Node],
}

impl<'lib> Phrase<'lib> {
    /// The words of inline nodes: those before the tags that the library knows.
    #[must_use]
    pub fn new(library: &Library, nodes: &'lib [Node]) -> Self {
        let (keep, tags) = tags::split_trailing(nodes);
        let is_known = tags.iter().all(|(name, _)| library.tags().named(name).is_some());
        let words = nodes.get(..keep).filter(|_| is_known);
        Self { nodes: words.unwrap_or(nodes) }
    }

    /// What a reader reads, with single spaces.
    #[must_use]
    pub fn text(&self) -> String {
        spaced_text(self.nodes)
    }

    /// Where it is written; `None` for no words at all.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        Position::of(self.nodes)
    }
}

/// What stands above a block.
#[derive(Debug, Clone, Default)]
pub struct Section<'lib> {
    /// The title of the note.
    pub title: &'lib str,
    /// The headings, the outermost first.
    pub headings: Vec<&'lib Heading>,
    /// The bold line that stands for a heading, such as `**4. Agents**`.
    pub topic: Option<Phrase<'lib>>,
}

impl Section<'_> {
    /// The words of the headings and of the topic, the outermost first.
    #[must_use]
    pub fn path(&self) -> Vec<String> {
        let headings = self.headings.iter().map(|it| it.text.clone());
        headings.chain(self.topic.map(|it| topic_text(&it))).collect()
    }

    /// What the section is about: its topic, else its innermost heading.
    #[must_use]
    pub fn subject(&self) -> Option<String> {
        let heading = || self.headings.last().map(|it| it.text.clone());
        self.topic.map(|it| topic_text(&it)).or_else(heading)
    }
}

/// The words of a pseudo-heading, without its number and colon.
fn topic_text(phrase: &Phrase<'_>) -> String {
    let text = phrase.text();
    without_colon(unnumbered(&text)).to_owned()
}

/// The line right before a block that says what it is.
#[derive(Debug, Clone, Copy)]
pub struct Label<'lib> {
    /// Its words.
    pub phrase: Phrase<'lib>,
    /// Whether it is set in bold, and so meant as a label.
    pub is_bold: bool,
    /// Whether it is the line of the item that holds the block.
    pub is_item: bool,
}

impl Label<'_> {
    /// Its words without the colon.
    #[must_use]
    pub fn text(&self) -> String {
        without_colon(&self.phrase.text()).to_owned()
    }
}
