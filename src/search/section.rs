//! The sections of a note, each a document of the search, with the words that a reader reads there.
//! Gives text on one line, code and cells included, without headings, tags and comments.
//! Must not know how words are compared.

use crate::{
    maths,
    note::{
        HeadingId, Level, Node, NodeId, Note,
        doc::{Kind, Role},
    },
    text::single_spaced,
};

/// A section of a note, up to the next heading of any level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading; none for the note as a whole, whose text ends at the first heading that is not
    /// its title.
    pub heading: Option<HeadingId>,
    /// What is read there, on one line; simple formulas as signs.
    pub text: String,
    /// Other words to find it by: the TeX of formulas that stand as signs in the text or a heading,
    /// and the letters that are commands in the text.
    pub others: String,
    /// Whether it is a list of links and little else, such as a table of contents.
    pub is_links: bool,
}

/// The share of a text in links, in percent, from which it is a list of them.
const LINK_SHARE: usize = 70;

/// The sections of a note, at least one.
#[must_use]
pub fn sections(note: &Note) -> Vec<Section> {
    let mut reader = Reader {
        note,
        sections: Vec::new(),
        text: String::new(),
        others: String::new(),
        linked: 0,
        tags_are_code: note.tags.iter().all(|it| it.weak || it.level == Level::Note),
    };
    let mut heading = None;
    for node in note.doc.blocks() {
        reader.read(node, &mut heading, false);
    }
    reader.end(heading);
    reader.sections
}

/// The section in which a node stands, as its place among the sections of the note.
#[must_use]
pub fn section_of(note: &Note, place: NodeId) -> usize {
    let before = note.headings.partition_point(|it| it.node <= place);
    before.saturating_sub(usize::from(begins_with_title(note)))
}

/// Whether nothing is read before the heading that is the title.
fn begins_with_title(note: &Note) -> bool {
    let Some(first) = note.headings.first() else { return false };
    if first.text != note.own_title {
        return false;
    }
    let before = note.doc.walk().take_while(|it| it.id() < first.node);
    !before.into_iter().any(|it| {
        matches!(it.kind(), Kind::Text(words) | Kind::Code(words) if !words.trim().is_empty())
            || it.tex().is_some()
    })
}

struct Reader<'n> {
    note: &'n Note,
    sections: Vec<Section>,
    /// The text of the section being read, and its other words.
    text: String,
    others: String,
    /// How many bytes of it are in links.
    linked: usize,
    /// Whether every tag in the text of the note may just as well be code.
    tags_are_code: bool,
}

impl<'n> Reader<'n> {
    fn read(
        &mut self,
        node: Node<'n>,
        heading: &mut Option<HeadingId>,
        within_link: bool,
    ) {
        match node.kind() {
            Kind::Heading(id) => {
                let is_title = self.sections.is_empty()
                    && heading.is_none()
                    && self.note.headings.first().is_some_and(|it| it.node == node.id())
                    && begins_with_title(self.note);
                if !is_title {
                    self.end(heading.replace(id));
                }
                for tex in node.children().walk().filter_map(Node::tex) {
                    self.other_words(tex, maths::plain(tex).is_some());
                }
            }
            Kind::Text(words) | Kind::Code(words) => self.push(node, words, within_link),
            Kind::Formula { tex, .. } => {
                let plain = maths::plain(tex);
                self.push(node, plain.as_deref().unwrap_or(tex), within_link);
                self.other_words(tex, plain.is_some());
            }
            Kind::SoftBreak | Kind::HardBreak => self.separate(),
            Kind::Tags(_) if self.tags_are_code => {
                self.push(node, node.written().trim_matches('`'), within_link);
            }
            Kind::Hidden | Kind::Tags(_) | Kind::Paragraph(Role::TagsLine) => (),
            kind => {
                if matches!(kind, Kind::TableCell) && self.text.ends_with(' ') {
                    // Cells without anything between them read as one sentence.
                    self.text.push_str("· ");
                }
                let is_link = within_link || matches!(kind, Kind::Link(_));
                let is_apart = match kind {
                    Kind::Html(element) => element.is_block() || element.name() == "br",
                    kind => !node.is_inline() || matches!(kind, Kind::Note),
                };
                if is_apart {
                    self.separate();
                }
                for child in node.children() {
                    self.read(child, heading, is_link);
                }
                if is_apart {
                    self.separate();
                }
            }
        }
    }

    fn push(&mut self, node: Node<'n>, words: &str, is_linked: bool) {
        // The id of a block is an address.
        let id = self.note.block_at(node.id()).map_or(0, |it| it.length);
        let words = words.get(..words.len().saturating_sub(id)).unwrap_or(words);
        self.text.push_str(words);
        if is_linked {
            self.linked += words.len();
        }
    }

    /// Keeps a formula to be found in the way it is not shown: by its TeX, or by letters.
    fn other_words(&mut self, tex: &str, is_simple: bool) {
        if is_simple {
            self.others.extend([" ", tex]);
        } else {
            self.others.extend(maths::letters(tex).flat_map(|it| [" ", it]));
        }
    }

    /// Ends the section of a heading.
    fn end(&mut self, heading: Option<HeadingId>) {
        let text = single_spaced(std::mem::take(&mut self.text));
        let others = std::mem::take(&mut self.others);
        let linked = std::mem::take(&mut self.linked);
        let is_links = text.len() > 40 && linked * 100 > text.len() * LINK_SHARE;
        self.sections.push(Section { heading, text, others, is_links });
    }

    /// Keeps the words of neighbouring blocks apart.
    fn separate(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }
}
