//! A note as a list of blocks, each with what stands above it.
//! Gives extractors one reading of sections, pseudo-headings, labels and instructions.
//! Decides nothing about what a block is worth.

use std::sync::Arc;

use pulldown_cmark::Tag;

use super::{
    Place,
    inlines::Phrase,
    instructions::{Instructions, Switches},
    label::{Label, marked, unnumbered},
};
use crate::{
    library::{Library, NoteId, Tagged},
    note::{
        Heading, Node, NodeId, Note, Position, Scope,
        callout::Callout,
        tags::{self, LabelKind},
        tree,
    },
    text::without_colon,
};

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
pub struct Caption<'lib> {
    /// Its words.
    pub phrase: Phrase<'lib>,
    /// Whether it is set in bold, and so meant as a label.
    pub is_bold: bool,
    /// Whether it is the line of the item that holds the block.
    pub is_item: bool,
}

impl Caption<'_> {
    /// Its words without the colon.
    #[must_use]
    pub fn text(&self) -> String {
        without_colon(&self.phrase.text()).to_owned()
    }
}

/// A block of a note: paragraph, list, table, code, quote or definition list.
#[derive(Debug, Clone)]
pub struct Block<'lib> {
    /// The node it is.
    pub node: &'lib Node,
    /// What stands above it.
    pub section: Arc<Section<'lib>>,
    /// The line right before it, when that says what it is: bold, or with a colon at its end.
    pub caption: Option<Caption<'lib>>,
    /// The types of the callouts around it, the innermost last.
    pub callouts: Vec<String>,
    /// What comments before it say about it.
    pub instructions: Instructions,
    /// The lines of a paragraph, or the items of a list; none for other blocks.
    pub lines: Vec<Line<'lib>>,
}

/// What may say something by itself: an item of a list, or a line of a paragraph.
#[derive(Debug, Clone)]
pub struct Line<'lib> {
    /// Its own words.
    pub phrase: Phrase<'lib>,
    /// How they begin, if that is with a name.
    pub label: Option<Label<'lib>>,
    /// The item as a whole, or the line.
    pub position: Position,
    /// The blocks below its own words; only an item has any.
    pub below: &'lib [Node],
    /// What comments say about it.
    pub instructions: Instructions,
}

/// A note as extractors read it.
#[derive(Debug, Clone, Copy)]
pub struct Outline<'a, 'lib> {
    /// All notes.
    pub library: &'lib Library,
    /// The note.
    pub id: NoteId,
    /// Its blocks.
    pub blocks: &'a [Block<'lib>],
    /// The rules that find nothing in it.
    pub switches: &'a Switches,
}

impl<'lib> Outline<'_, 'lib> {
    /// The note.
    #[must_use]
    pub fn note(&self) -> &'lib Note {
        self.library.note(self.id)
    }

    /// The tags written in some nodes of the note.
    pub fn tags_in(
        &self,
        scope: Scope,
    ) -> impl Iterator<Item = Tagged<'lib>> + use<'lib> {
        self.library.tags_in(self.id, scope)
    }

    /// The tags of the caption of a block.
    pub fn caption_tags(
        &self,
        block: &Block<'lib>,
    ) -> impl Iterator<Item = Tagged<'lib>> + use<'lib> {
        let end = block.node.id();
        let caption = block.caption.and_then(|it| it.phrase.position());
        self.tags_in(Scope { first: caption.map_or(end, |it| it.id()), end })
    }

    /// A place in one of its blocks.
    #[must_use]
    pub fn place(&self, block: &Block<'lib>, position: &Position) -> Place<'lib> {
        let (position, section) = (*position, Arc::clone(&block.section));
        Place { id: self.id, note: self.note(), position, section }
    }
}

/// Every block of a note, in order; those inside lists and quotes follow what holds them.
#[must_use]
pub fn outline(library: &Library, id: NoteId) -> Vec<Block<'_>> {
    let note = library.note(id);
    let mut walker = Walker {
        library,
        note,
        blocks: Vec::new(),
        section: Arc::new(Section { title: library.title(id), ..Section::default() }),
        callouts: Vec::new(),
        around: Vec::new(),
    };
    walker.siblings(&note.body, None);
    walker.blocks
}

struct Walker<'lib> {
    library: &'lib Library,
    note: &'lib Note,
    blocks: Vec<Block<'lib>>,
    section: Arc<Section<'lib>>,
    callouts: Vec<String>,
    /// What is said of the sections and items around, with the nodes it holds for.
    around: Vec<(Scope, Instructions)>,
}

impl<'lib> Walker<'lib> {
    /// Visits nodes that follow each other; `caption` stands right before the first.
    fn siblings(&mut self, nodes: &'lib [Node], mut caption: Option<Caption<'lib>>) {
        let mut pending = Instructions::default();
        for (at, node) in nodes.iter().enumerate() {
            if let Some(said) = Instructions::cast(node) {
                pending.merge(&said);
                continue;
            }
            let Node::Elem(tag, _, children) = node else { continue };
            match tag {
                Tag::Heading { .. } => {
                    self.enter(node.id(), std::mem::take(&mut pending));
                    caption = None;
                }
                Tag::Paragraph => {
                    self.push(node, caption, &pending);
                    caption = self.caption_of(children);
                    if caption.is_none() {
                        pending = Instructions::default();
                    }
                    self.open_topic(children, nodes.get(at + 1..).unwrap_or_default());
                }
                _ => {
                    let said = std::mem::take(&mut pending);
                    self.block(node, caption.take(), said);
                }
            }
        }
    }

    fn block(
        &mut self,
        node: &'lib Node,
        caption: Option<Caption<'lib>>,
        said: Instructions,
    ) {
        self.push(node, caption, &said);
        let depth = self.around.len();
        self.around.push((node.scope(), said));
        match node {
            Node::Elem(Tag::List(_), _, items) => {
                let mut above = Instructions::default();
                for item in items {
                    self.item(item, &above);
                    above = last_comment(item_parts(item).1);
                }
            }
            Node::Elem(Tag::BlockQuote(_), _, children) => {
                let kind = Callout::cast(node).map(|it| it.kind);
                let count = self.callouts.len();
                self.callouts.extend(kind);
                self.siblings(children, None);
                self.callouts.truncate(count);
            }
            Node::Elem(Tag::FootnoteDefinition(_), _, children) => {
                self.siblings(children, None);
            }
            _ => (),
        }
        self.around.truncate(depth);
    }

    /// What an item holds below its own line; the line is the caption of what follows it.
    fn item(&mut self, item: &'lib Node, above: &Instructions) {
        let (line, rest) = item_parts(item);
        let depth = self.around.len();
        let mut said = above.clone();
        said.merge(&Instructions::inside(line));
        self.around.push((item.scope(), said));
        let phrase = Phrase::new(self.library, line);
        let is_bold = matches!(phrase.nodes.first(), Some(Node::Elem(Tag::Strong, ..)));
        self.siblings(rest, Some(Caption { phrase, is_bold, is_item: true }));
        self.around.truncate(depth);
    }

    /// The lines of a paragraph or the items of a list.
    fn lines(&self, node: &'lib Node, said: &Instructions) -> Vec<Line<'lib>> {
        let line = |words: &'lib [Node], position: Position, below: &'lib [Node]| {
            let phrase = Phrase::new(self.library, words);
            let (label, instructions) =
                (Label::new(phrase.nodes), Instructions::inside(words));
            Line { phrase, label, position, below, instructions }
        };
        let mut lines: Vec<Line<'lib>> = match node {
            Node::Elem(Tag::Paragraph, _, children) => tree::lines(children)
                .filter_map(|words| Some(line(words, Position::of(words)?, &[])))
                .collect(),
            Node::Elem(Tag::List(_), _, items) => {
                let parts = items.iter().map(|it| (it, item_parts(it)));
                parts
                    .map(|(it, (words, below))| line(words, *it.position(), below))
                    .collect()
            }
            _ => Vec::new(),
        };
        for at in 0..lines.len() {
            let above = lines.get(at.wrapping_sub(1)).map(|it| last_comment(it.below));
            let Some(line) = lines.get_mut(at) else { continue };
            let mut all = said.for_parts();
            all.card.clone_from(if at == 0 { &said.card } else { &None });
            all.merge(&above.unwrap_or_default());
            all.merge(&line.instructions);
            line.instructions = all;
        }
        lines
    }

    fn push(
        &mut self,
        node: &'lib Node,
        caption: Option<Caption<'lib>>,
        said: &Instructions,
    ) {
        let mut instructions = Instructions::default();
        for (scope, around) in &self.around {
            if scope.contains(node.id()) {
                instructions.merge(&around.for_parts());
            }
        }
        instructions.merge(said);
        let (section, callouts) = (Arc::clone(&self.section), self.callouts.clone());
        let lines = self.lines(node, &instructions);
        self.blocks.push(Block { node, section, caption, callouts, instructions, lines });
    }

    /// Goes into the section of a heading.
    fn enter(&mut self, node: NodeId, said: Instructions) {
        let Some(heading) = self.note.heading_of(node) else { return };
        let mut headings = self.section.headings.clone();
        headings.retain(|it| it.level < heading.level);
        headings.push(heading);
        self.section =
            Arc::new(Section { title: self.section.title, headings, topic: None });
        self.around.retain(|(scope, _)| scope.end > node);
        self.around.push((heading.section, said));
    }

    /// The caption that the last line of a paragraph is.
    fn caption_of(&self, children: &'lib [Node]) -> Option<Caption<'lib>> {
        let line = tree::lines(children).last()?;
        let phrase = Phrase::new(self.library, marked(line).1);
        let is_bold = matches!(
            tags::label(phrase.nodes),
            Some(LabelKind::Alone | LabelKind::PseudoHeading(_))
        );
        let has_colon = || phrase.text().ends_with([':', '：']);
        let phrase = Phrase::new(self.library, line);
        (is_bold || has_colon()).then_some(Caption { phrase, is_bold, is_item: false })
    }

    /// A bold line that owns nothing stands for a heading, and one with a number always.
    fn open_topic(&mut self, children: &'lib [Node], after: &[Node]) {
        if tree::lines(children).count() != 1 {
            return;
        }
        let phrase = Phrase::new(self.library, children);
        let is_topic = match tags::label(phrase.nodes) {
            Some(LabelKind::PseudoHeading(true)) => true,
            Some(LabelKind::Alone | LabelKind::PseudoHeading(false)) => {
                matches!(after.first(), Some(Node::Elem(Tag::Paragraph, ..)))
            }
            _ => false,
        };
        if is_topic {
            let section = Section { topic: Some(phrase), ..(*self.section).clone() };
            self.section = Arc::new(section);
        }
    }
}

/// An item's own words and the blocks below them.
fn item_parts(item: &Node) -> (&[Node], &[Node]) {
    let children = item.children();
    let line = tree::item_line(children);
    let rest = children.get(line.len()..).unwrap_or_default();
    match rest.split_first() {
        Some((Node::Elem(Tag::Paragraph, _, inner), more)) if line.is_empty() => {
            (inner.as_slice(), more)
        }
        _ => (line, rest),
    }
}

/// What a comment at the end of an item says: it is meant for the item below it.
fn last_comment(below: &[Node]) -> Instructions {
    below.last().and_then(Instructions::cast).unwrap_or_default()
}
