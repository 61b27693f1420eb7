//! A note as extractors read it: its outline with the words of lines, without known tags.
//! Gives blocks of lines with what stands above them.
//! Decides nothing about what a block is worth.

use std::borrow::Cow;

use super::{
    Place,
    instructions::Switches,
    label::{Label, Sign, Style, unnumbered},
};
use crate::{
    library::{Library, NoteId, Tagged},
    note::{
        Heading, Note, Position, Scope,
        doc::{Inlines, Kind, Node, Nodes},
        instructions::Instructions,
        outline,
    },
    text::without_colon,
};

/// What stands above a block.
#[derive(Debug, Clone, Copy)]
pub struct Section<'lib> {
    /// The title of the note.
    pub title: &'lib str,
    note: &'lib Note,
    above: outline::Section,
}

/// Two are equal when they stand at the same place.
impl PartialEq for Section<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.note, other.note) && self.above == other.above
    }
}

impl<'lib> Section<'lib> {
    /// The note.
    #[must_use]
    pub fn note(&self) -> &'lib Note {
        self.note
    }

    /// The headings, the innermost first.
    pub fn headings(&self) -> impl Iterator<Item = &'lib Heading> + use<'lib> {
        let note = self.note;
        let heading = self.above.heading.and_then(|it| note.heading(it));
        std::iter::successors(heading, |it| note.heading(it.above?))
    }

    /// The innermost heading.
    #[must_use]
    pub fn heading(&self) -> Option<&'lib Heading> {
        self.headings().next()
    }

    /// The words of the bold line that stands for a heading.
    #[must_use]
    pub fn topic(&self) -> Option<Nodes<'lib>> {
        let paragraph = self.note.doc.node(self.above.topic?)?;
        // What stands behind such a line is certainly a tag.
        Some(paragraph.children().line().words)
    }

    /// The section without the bold line that stands for a heading.
    #[must_use]
    pub fn without_topic(mut self) -> Self {
        self.above.topic = None;
        self
    }

    /// Whether a paragraph is the bold line that stands for its heading.
    #[must_use]
    pub fn is_under(&self, paragraph: Node<'_>) -> bool {
        self.above.topic == Some(paragraph.id())
    }

    /// The words of the headings and of the topic, the outermost first.
    #[must_use]
    pub fn path(&self) -> Vec<Cow<'lib, str>> {
        let headings = self.headings().map(|it| Cow::Borrowed(it.text.as_str()));
        let topic = self.topic().map(|it| Cow::Owned(topic_text(it)));
        let mut path: Vec<Cow<'lib, str>> = topic.into_iter().chain(headings).collect();
        path.reverse();
        path
    }

    /// The same without the title of the note.
    #[must_use]
    pub fn path_below_title(&self) -> Vec<Cow<'lib, str>> {
        let mut path = self.path();
        path.retain(|it| *it != self.title);
        path
    }

    /// The words of the headings and of the topic without the numbers that order them.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let headings = self.headings().map(|it| self.name_of(it).to_owned());
        let mut names: Vec<String> =
            self.topic().map(topic_text).into_iter().chain(headings).collect();
        names.reverse();
        names
    }

    /// The same as if no formulas were set, of which ids are made.
    #[must_use]
    pub fn unset_path(&self) -> Vec<Cow<'lib, str>> {
        let heading = |it: &'lib Heading| {
            let line = self.note.doc.node(it.node).map(|it| it.children().line().words);
            let formula = line.filter(|it| it.walk().any(|it| it.tex().is_some()));
            formula.map_or(Cow::Borrowed(it.text.as_str()), |it| it.unset_text().into())
        };
        let topic = self
            .topic()
            .map(|it| Cow::Owned(without_colon(unnumbered(&it.unset_text())).to_owned()));
        let mut path: Vec<Cow<'lib, str>> =
            topic.into_iter().chain(self.headings().map(heading)).collect();
        path.reverse();
        path
    }

    /// What the section is about: its topic, else its innermost heading, without their numbers.
    #[must_use]
    pub fn subject(&self) -> Option<String> {
        let heading = || self.heading().map(|it| self.name_of(it).to_owned());
        self.topic().map(topic_text).or_else(heading)
    }

    /// A heading without its number; one without a sign behind it is a number if others of that
    /// level have one, too.
    fn name_of(&self, heading: &'lib Heading) -> &'lib str {
        let name = unnumbered(&heading.text);
        let Some((number, rest)) = bare_number(name) else { return name };
        let is_other = |it: &Heading| {
            let is_sibling = it.level == heading.level;
            is_sibling && bare_number(&it.text).is_some_and(|it| it.0 != number)
        };
        // Where headings have numbers, the first ones have.
        let mut others = self.note.headings.iter().take(MOST_HEADINGS);
        if others.any(is_other) { rest } else { name }
    }
}

/// How many headings are asked whether they have numbers.
const MOST_HEADINGS: usize = 32;

/// The number that a heading begins with, without a sign behind it, and the name.
fn bare_number(heading: &str) -> Option<(&str, &str)> {
    let (number, name) = heading.split_once(' ')?;
    let is_number = number.chars().all(|it| it.is_ascii_digit());
    (is_number && !number.is_empty()).then_some((number, name))
}

/// The words of a pseudo-heading, without its number and colon.
fn topic_text(words: Nodes<'_>) -> String {
    without_colon(unnumbered(&words.text())).to_owned()
}

/// The line right before a block that says what it is.
#[derive(Debug, Clone, Copy)]
pub struct Caption<'lib> {
    /// Its words.
    pub words: Nodes<'lib>,
    /// Whether it is set in bold, and so meant as a label.
    pub is_bold: bool,
    /// Whether it is the line of the item that holds the block.
    pub is_item: bool,
}

impl Caption<'_> {
    /// Its words without the colon.
    #[must_use]
    pub fn text(&self) -> String {
        without_colon(&self.words.text()).to_owned()
    }
}

/// A block of a note: paragraph, list, table, code, quote or definition list.
#[derive(Debug, Clone)]
pub struct Block<'lib> {
    /// The node it is.
    pub node: Node<'lib>,
    /// What stands above it.
    pub section: Section<'lib>,
    /// The line right before it, when that says what it is: bold, or with a colon at its end.
    pub caption: Option<Caption<'lib>>,
    /// What comments before it say about it.
    pub instructions: &'lib Instructions,
    /// The lines of a paragraph, or the items of a list; none for other blocks.
    pub lines: Vec<Line<'lib>>,
}

/// What may say something by itself: an item of a list, or a line of a paragraph.
#[derive(Debug, Clone)]
pub struct Line<'lib> {
    /// Its own words.
    pub words: Nodes<'lib>,
    /// How they begin, if that is with a name.
    pub label: Option<Label<'lib>>,
    /// The item as a whole, or the line.
    pub position: Position,
    /// The blocks below its own words; only an item has any.
    pub below: Nodes<'lib>,
    /// What comments say about it.
    pub instructions: Instructions,
}

impl Block<'_> {
    /// The label over it: the words of a caption in bold.
    #[must_use]
    pub fn label(&self) -> Option<String> {
        self.caption.filter(|it| it.is_bold).map(|it| it.text())
    }
}

impl<'lib> Line<'lib> {
    /// The label it begins with: a name in bold before a colon.
    #[must_use]
    pub fn bold_label(&self) -> Option<&Label<'lib>> {
        let is_bold = |it: &&Label<'_>| it.style == Style::Bold;
        self.label.as_ref().filter(|it| it.sign == Sign::Colon).filter(is_bold)
    }

    /// Some of its words with the blocks below them.
    #[must_use]
    pub fn with_below(&self, words: Nodes<'lib>) -> Inlines<'lib> {
        let mut all = Inlines::from(words);
        all.append(self.below);
        all
    }
}

/// A note as extractors read it.
#[derive(Debug, Clone, Copy)]
pub struct Outline<'a, 'lib> {
    /// All notes.
    pub library: &'a Library,
    /// The note's place among them.
    pub id: NoteId,
    /// The note.
    pub note: &'lib Note,
    /// Its blocks.
    pub blocks: &'a [Block<'lib>],
    /// The rules that find nothing in it.
    pub switches: &'a Switches,
}

impl<'a, 'lib> Outline<'a, 'lib> {
    /// The tags written in some nodes of the note.
    pub fn tags_in(&self, scope: Scope) -> impl Iterator<Item = Tagged<'a>> + use<'a> {
        self.library.tags_in(self.id, scope)
    }

    /// The tags of the caption of a block.
    pub fn caption_tags(
        &self,
        block: &Block<'lib>,
    ) -> impl Iterator<Item = Tagged<'a>> + use<'a> {
        let end = block.node.id();
        let caption = block.caption.and_then(|it| it.words.first());
        self.tags_in(Scope { first: caption.map_or(end, Node::id), end })
    }

    /// A place in one of its blocks.
    #[must_use]
    pub fn place(&self, block: &Block<'lib>, position: Position) -> Place<'lib> {
        Place { id: self.id, position, section: block.section }
    }
}

/// Every block of a note, in order; those inside lists and quotes follow what holds them.
#[must_use]
pub fn outline<'lib>(
    library: &Library,
    note: &'lib Note,
    title: &'lib str,
) -> Vec<Block<'lib>> {
    let mut blocks: Vec<Block<'_>> = blocks(library, note, title).collect();
    for it in &mut blocks {
        it.lines = lines(library, it.node, it.instructions);
    }
    blocks
}

/// The same without the lines of the blocks, which take the most time.
pub fn blocks<'lib>(
    library: &Library,
    note: &'lib Note,
    title: &'lib str,
) -> impl Iterator<Item = Block<'lib>> {
    let outline = &note.outline;
    let block = move |it: &outline::Block| {
        let block = note.doc.node(it.node)?;
        let caption = it.caption.map(|it| Caption {
            words: library.words(it.line(&note.doc)),
            is_bold: it.is_bold,
            is_item: it.is_item(&note.doc),
        });
        let section = Section { title, note, above: outline.section(it) };
        let instructions = outline.said(it);
        let lines = Vec::new();
        Some(Block { node: block, section, caption, instructions, lines })
    };
    outline.blocks().filter_map(block)
}

/// A line of a paragraph, of which these instructions hold.
#[must_use]
pub fn line<'lib>(
    library: &Library,
    line: Nodes<'lib>,
    said: &Instructions,
) -> Option<Line<'lib>> {
    let (words, below) = (library.words(line), Nodes::none(line.doc()));
    let mut instructions = said.for_parts();
    instructions.merge(&Instructions::inside(line));
    let (label, position) = (Label::new(words), line.position()?);
    Some(Line { words, label, position, below, instructions })
}

/// The lines of a paragraph or the items of a list.
fn lines<'lib>(
    library: &Library,
    node: Node<'lib>,
    said: &Instructions,
) -> Vec<Line<'lib>> {
    let parts: Vec<(Position, Nodes<'lib>, Nodes<'lib>)> = match node.kind() {
        Kind::Paragraph(_) => {
            let nothing = Nodes::none(node.doc());
            let lines = node.children().lines();
            lines.filter_map(|it| Some((it.position()?, it, nothing))).collect()
        }
        Kind::List(_) => {
            let parts = node.children().iter().map(|it| (it.position(), it.item_parts()));
            parts.map(|(position, (line, below))| (position, line, below)).collect()
        }
        _ => Vec::new(),
    };
    let mut lines: Vec<Line<'lib>> = Vec::with_capacity(parts.len());
    for (position, line, below) in parts {
        let words = library.words(line);
        let label = Label::new(words);
        let mut instructions = said.for_parts();
        match lines.last() {
            None => instructions.card.clone_from(&said.card),
            Some(above) => instructions.merge(&Instructions::at_end(above.below)),
        }
        instructions.merge(&Instructions::inside(line));
        lines.push(Line { words, label, position, below, instructions });
    }
    lines
}
