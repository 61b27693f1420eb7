//! A note as a list of blocks, each with what stands above it.
//! Gives one reading of sections, pseudo-headings, captions and instructions, in numbers.
//! Decides nothing about what a block is worth.

use super::{
    Heading, HeadingId, NodeId, Scope,
    doc::{Doc, Kind, LabelKind, Node, Nodes, narrowed, widened},
    instructions::Instructions,
};

/// What stands above a block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Section {
    /// The innermost heading.
    pub heading: Option<HeadingId>,
    /// The paragraph that is a bold line and stands for a heading, such as `**4. Agents**`.
    pub topic: Option<NodeId>,
}

/// The line right before a block that says what it is.
#[derive(Debug, Clone, Copy)]
pub struct Caption {
    /// The item whose line it is, or the paragraph or title whose last line.
    pub node: NodeId,
    /// Whether it is set in bold, and so meant as a label.
    pub is_bold: bool,
}

/// A block of a note: paragraph, list, table, code, quote or definition list.
#[derive(Debug, Clone, Copy)]
pub struct Block {
    /// The node it is.
    pub node: NodeId,
    /// The line right before it, when that says what it is: bold, or with a colon at its end.
    pub caption: Option<Caption>,
    section: u32,
    said: u32,
}

/// Every block of a note, in order; those inside lists and quotes follow what holds them.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    blocks: Box<[Block]>,
    sections: Box<[Section]>,
    said: Box<[Instructions]>,
}

impl Outline {
    /// The blocks of a document with these headings.
    pub(super) fn of(doc: &Doc, headings: &[Heading]) -> Self {
        let mut walker = Walker {
            headings,
            blocks: Vec::new(),
            sections: vec![Section::default()],
            said: vec![Instructions::NOTHING],
            around: Vec::new(),
        };
        walker.siblings(doc.blocks(), None);
        let Walker { blocks, sections, said, .. } = walker;
        Self { blocks: blocks.into(), sections: sections.into(), said: said.into() }
    }

    /// The blocks, in order.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter()
    }

    /// The block that a node is.
    #[must_use]
    pub fn block_of(&self, node: NodeId) -> Option<&Block> {
        let at = self.blocks.binary_search_by_key(&node, |it| it.node).ok()?;
        self.blocks.get(at)
    }

    /// What stands above a block.
    #[must_use]
    pub fn section(&self, block: &Block) -> Section {
        self.sections.get(widened(block.section)).copied().unwrap_or_default()
    }

    /// What comments say about a block, and about what it stands in.
    #[must_use]
    pub fn said(&self, block: &Block) -> &Instructions {
        const NOTHING: &Instructions = &Instructions::NOTHING;
        self.said.get(widened(block.said)).unwrap_or(NOTHING)
    }
}

impl Caption {
    /// Whether it is the line of the item that holds the block.
    #[must_use]
    pub fn is_item(self, doc: &Doc) -> bool {
        doc.node(self.node).is_some_and(|it| matches!(it.kind(), Kind::Item))
    }

    /// Its line, tags too.
    #[must_use]
    pub fn line(self, doc: &Doc) -> Nodes<'_> {
        let Some(node) = doc.node(self.node) else { return Nodes::none(doc) };
        match node.kind() {
            Kind::Item => node.item_parts().0,
            _ => last_line(node),
        }
    }
}

struct Walker<'n> {
    headings: &'n [Heading],
    blocks: Vec<Block>,
    sections: Vec<Section>,
    said: Vec<Instructions>,
    /// What is said of the sections and items around, with the nodes it holds for.
    around: Vec<(Scope, Instructions)>,
}

impl Walker<'_> {
    /// Visits nodes that follow each other; `caption` stands right before the first.
    fn siblings(&mut self, nodes: Nodes<'_>, mut caption: Option<Caption>) {
        let mut pending = Instructions::default();
        let mut nodes = nodes.flow().peekable();
        while let Some(node) = nodes.next() {
            if let Some(said) = Instructions::cast(node) {
                pending.merge(&said);
                continue;
            }
            match node.kind() {
                Kind::Heading(id) => {
                    self.enter(id, std::mem::take(&mut pending));
                    caption = None;
                }
                Kind::Paragraph(_) => {
                    self.push(node, caption, &pending);
                    caption = caption_of(node);
                    if caption.is_none() {
                        pending = Instructions::default();
                    }
                    if is_topic(node, nodes.peek().copied()) {
                        let section = self.sections.last().copied().unwrap_or_default();
                        self.sections.push(Section { topic: Some(node.id()), ..section });
                    }
                }
                Kind::CalloutTitle => caption = caption_of(node),
                Kind::Rule | Kind::Hidden => (),
                _ if node.is_inline() => (),
                _ => {
                    let said = std::mem::take(&mut pending);
                    self.block(node, caption.take(), said);
                }
            }
        }
    }

    fn block(&mut self, node: Node<'_>, caption: Option<Caption>, said: Instructions) {
        self.push(node, caption, &said);
        let depth = self.around.len();
        self.around.push((node.scope(), said));
        match node.kind() {
            Kind::List(_) => {
                let mut above = Instructions::default();
                for item in node.children() {
                    self.item(item, &above);
                    above = Instructions::at_end(item.item_parts().1);
                }
            }
            Kind::Quote | Kind::Callout(_) | Kind::Footnote(_) => {
                self.siblings(node.children(), None);
            }
            _ => (),
        }
        self.around.truncate(depth);
    }

    /// What an item holds below its own line; the line is the caption of what follows it.
    fn item(&mut self, item: Node<'_>, above: &Instructions) {
        let (line, rest) = item.item_parts();
        let depth = self.around.len();
        let mut said = above.clone();
        said.merge(&Instructions::inside(line));
        self.around.push((item.scope(), said));
        let is_bold = line.first().is_some_and(Node::is_strong);
        self.siblings(rest, Some(Caption { node: item.id(), is_bold }));
        self.around.truncate(depth);
    }

    fn push(&mut self, node: Node<'_>, caption: Option<Caption>, said: &Instructions) {
        let mut all = Instructions::default();
        for (scope, around) in &self.around {
            if scope.contains(node.id()) {
                all.merge(&around.for_parts());
            }
        }
        all.merge(said);
        let known = [0, self.said.len() - 1].into_iter();
        let known = known.rev().find(|it| self.said.get(*it) == Some(&all));
        let said = known.unwrap_or_else(|| {
            self.said.push(all);
            self.said.len() - 1
        });
        let section = narrowed(self.sections.len() - 1);
        self.blocks.push(Block {
            node: node.id(),
            caption,
            section,
            said: narrowed(said),
        });
    }

    /// Goes into the section of a heading.
    fn enter(&mut self, id: HeadingId, said: Instructions) {
        let Some(heading) = self.headings.get(id.place()) else { return };
        self.sections.push(Section { heading: Some(id), topic: None });
        self.around.retain(|(scope, _)| scope.end > heading.node);
        self.around.push((heading.section, said));
    }
}

fn last_line(paragraph: Node<'_>) -> Nodes<'_> {
    let last = paragraph.children().lines().last();
    last.unwrap_or_else(|| paragraph.children())
}

/// The caption that the last line of a paragraph is.
fn caption_of(paragraph: Node<'_>) -> Option<Caption> {
    let (_, line) = last_line(paragraph).split_mark();
    let is_bold =
        matches!(line.label(), Some(LabelKind::Alone | LabelKind::PseudoHeading(_)));
    let is_caption = is_bold || ends_with_colon(line.line().words);
    is_caption.then_some(Caption { node: paragraph.id(), is_bold })
}

/// Whether what a reader reads of some words ends with a colon.
fn ends_with_colon(words: Nodes<'_>) -> bool {
    const COLONS: [char; 2] = [':', '：'];
    let last = words.last().filter(|it| it.is_text()).map(|it| it.words().trim_end());
    match last {
        // Stars may be left out.
        Some(last) if !last.is_empty() && !last.ends_with('*') => last.ends_with(COLONS),
        _ => words.text().ends_with(COLONS),
    }
}

/// Whether a paragraph stands for a heading: a bold line that owns nothing, and one with a number
/// always.
fn is_topic(paragraph: Node<'_>, after: Option<Node<'_>>) -> bool {
    let words = paragraph.children();
    let kind = words.label().filter(|_| !words.iter().any(Node::is_break));
    match kind {
        Some(LabelKind::PseudoHeading(true)) => true,
        Some(LabelKind::Alone | LabelKind::PseudoHeading(false)) => {
            after.is_some_and(Node::is_paragraph)
        }
        _ => false,
    }
}
