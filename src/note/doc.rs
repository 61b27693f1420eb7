//! The document of a note: one flat list of nodes in the order they are written.
//! Gives views of it: a node, neighbouring nodes, and words cut out of them.
//! Must not know how Markdown or HTML is parsed, or what the text means.
//!
//! A node is followed by all that is in it, so that its children begin right behind it, its next
//! sibling where it ends, and a walk is a loop. Words are ranges of the source; only where
//! Markdown says something else (escapes, entities, prefixes of quotes) are they kept apart.

mod cut;
mod from_tree;
mod inlines;
pub mod table;
mod words;

use std::sync::Arc;

use super::{
    LinkId, TagName,
    headings::HeadingId,
    tree::{NodeId, Position, Scope},
};

pub use self::{
    cut::Cut,
    inlines::{Inlines, Piece},
    table::Table,
    words::{BlockMark, LabelKind, Line},
};
pub(super) use from_tree::document;

/// A parsed text: its nodes, and what they refer to.
#[derive(Debug, Clone, Default)]
pub struct Doc {
    /// What was parsed.
    pub(super) source: Source,
    /// Words that the source writes in another way.
    pub(super) decoded: Box<str>,
    /// The nodes; the first stands for the whole document.
    pub(super) nodes: Box<[Entry]>,
    /// Texts of nodes.
    pub(super) strings: Box<[Str]>,
    /// Tags of nodes.
    pub(super) names: Box<[TagName]>,
    /// How the columns of tables are aligned, and where each table's part of it begins.
    pub(super) alignments: Box<[Alignment]>,
    pub(super) tables: Box<[u32]>,
    /// The callouts.
    pub(super) callouts: Box<[Callout]>,
}

/// The text that a document was made from.
#[derive(Debug, Clone)]
pub(super) struct Source(pub(super) Arc<str>);

impl Default for Source {
    fn default() -> Self {
        Self(Arc::from(""))
    }
}

/// A node as it is stored: 24 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) form: Form,
    pub(super) start: u32,
    pub(super) end: u32,
    /// The node behind all that is in this one.
    pub(super) next: u32,
    pub(super) parent: u32,
}

/// What a node is, as it is stored: a number is the place of what it refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Document,
    Heading(u32),
    Paragraph(Role),
    /// The first number; none for bullets.
    List(u32),
    Item,
    Quote,
    Callout(u32),
    CalloutTitle,
    Table(u32),
    TableHead,
    TableRow,
    TableCell,
    CodeBlock(u32),
    Definitions,
    Term,
    Definition,
    Footnote(u32),
    Rule,
    RawBlock,
    Raw(u32),
    /// The bytes of its span.
    Text,
    /// A string.
    Decoded(u32),
    /// Its span but for so many bytes before and behind the words.
    Code {
        before: u8,
        behind: u8,
    },
    DecodedCode(u32),
    Emphasis,
    Strong,
    Strikethrough,
    Link(u32),
    Image(u32),
    FootnoteReference(u32),
    Task(bool),
    SoftBreak,
    HardBreak,
    Tags {
        count: u8,
        first: u32,
    },
}

/// Stands for no number.
pub(super) const NONE: u32 = u32::MAX;

/// Bytes of the source, or of the decoded words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Str {
    at: u32,
    length: u32,
}

impl Str {
    /// Marks a place among the decoded words.
    const DECODED: u32 = 1 << 31;

    pub(super) fn of_source(at: u32, length: u32) -> Self {
        Self { at, length }
    }

    pub(super) fn decoded(at: u32, length: u32) -> Self {
        Self { at: at | Self::DECODED, length }
    }
}

/// What a paragraph is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is read as it stands.
    Prose,
    /// It gives its tags to the whole note.
    TagsLine,
}

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// As the page has it.
    None,
    /// To the left.
    Left,
    /// In the middle.
    Center,
    /// To the right.
    Right,
}

/// A callout: an alert of GitHub's or one of Obsidian's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callout {
    /// Its type, lower case: `note`, `tip`, or any word of the author's.
    pub kind: Box<str>,
    /// Whether it can be folded, and then whether it is open at first.
    pub fold: Option<bool>,
}

/// What a node is.
#[derive(Debug, Clone, Copy)]
pub enum Kind<'d> {
    /// The whole document.
    Document,
    /// A heading.
    Heading(HeadingId),
    /// A paragraph.
    Paragraph(Role),
    /// A list; the number of its first item if it counts.
    List(Option<u32>),
    /// An item of a list: inline nodes, then blocks; or blocks alone.
    Item,
    /// A block quote.
    Quote,
    /// A callout; its first child may be its title.
    Callout(&'d Callout),
    /// The title of a callout: inline nodes, none of them where the type stands for it.
    CalloutTitle,
    /// A table: its head, then its rows.
    Table(&'d [Alignment]),
    /// The head of a table: cells.
    TableHead,
    /// A row of a table: cells.
    TableRow,
    /// A cell.
    TableCell,
    /// A block of code with what its fence says; texts.
    CodeBlock(&'d str),
    /// A list of definitions.
    Definitions,
    /// A term of such a list.
    Term,
    /// What a term means: inline nodes or blocks.
    Definition,
    /// A footnote with its label.
    Footnote(&'d str),
    /// A thematic break.
    Rule,
    /// A block of raw HTML: lines.
    RawBlock,
    /// Raw HTML: a line of a block, or one tag in a line.
    Raw(&'d str),
    /// Words.
    Text(&'d str),
    /// A code span.
    Code(&'d str),
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Words that are struck through.
    Strikethrough,
    /// A link of Markdown.
    Link(LinkId),
    /// A picture or embed of Markdown.
    Image(LinkId),
    /// A reference to a footnote, with its label.
    FootnoteReference(&'d str),
    /// The box of a task, and whether that is done.
    Task(bool),
    /// A line break that is a space.
    SoftBreak,
    /// A line break that stays one.
    HardBreak,
    /// Tags: one code span of them behind words or on a line of tags, or a bare one.
    Tags(&'d [TagName]),
}

impl Doc {
    /// Its blocks.
    #[must_use]
    pub fn blocks(&self) -> Nodes<'_> {
        let end = self.nodes.first().map_or(1, |it| it.next);
        Nodes { doc: self, first: 1, end, cut: Cut::NOTHING }
    }

    /// The node of a number.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<Node<'_>> {
        let at = id.number();
        let is_there = at > 0 && self.nodes.get(widened(at)).is_some();
        is_there.then_some(Node { doc: self, at, cut: Cut::NOTHING })
    }

    /// All its nodes, each before what is in it.
    pub fn walk(&self) -> impl Iterator<Item = Node<'_>> {
        let count = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        (1..count).map(|at| Node { doc: self, at, cut: Cut::NOTHING })
    }

    /// The neighbouring nodes that begin and end with a scope, and the node that holds them.
    #[must_use]
    pub fn within(&self, scope: Scope) -> Option<(Option<Node<'_>>, Nodes<'_>)> {
        let first = self.node(scope.first)?;
        let parent = first.parent();
        let end = parent.map_or(self.blocks().end, |it| it.entry().next);
        let end = end.min(scope.end.number());
        Some((parent, Nodes { doc: self, first: first.at, end, cut: Cut::NOTHING }))
    }

    /// The text that it was made from.
    #[must_use]
    pub fn source(&self) -> &Arc<str> {
        &self.source.0
    }

    /// The bytes that it takes, the source apart.
    #[must_use]
    pub fn size(&self) -> usize {
        size_of::<Self>()
            + self.decoded.len()
            + size_of_val::<[Entry]>(&self.nodes)
            + size_of_val::<[Str]>(&self.strings)
            + size_of_val::<[TagName]>(&self.names)
            + size_of_val::<[Alignment]>(&self.alignments)
            + size_of_val::<[u32]>(&self.tables)
            + size_of_val::<[Callout]>(&self.callouts)
    }

    fn entry(&self, at: u32) -> Entry {
        const NOTHING: Entry =
            Entry { form: Form::Document, start: 0, end: 0, next: NONE, parent: 0 };
        self.nodes.get(widened(at)).copied().unwrap_or(NOTHING)
    }

    fn string(&self, at: u32) -> &str {
        let Some(Str { at, length }) = self.strings.get(widened(at)).copied() else {
            return "";
        };
        let text = if at & Str::DECODED == 0 { &*self.source.0 } else { &*self.decoded };
        let start = widened(at & !Str::DECODED);
        text.get(start..start + widened(length)).unwrap_or_default()
    }
}

/// A node of a document, as far as a cut leaves it.
#[derive(Debug, Clone, Copy)]
pub struct Node<'d> {
    doc: &'d Doc,
    at: u32,
    cut: Cut,
}

/// Two views are equal when they show the same of the same document.
impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.doc, other.doc) && self.at == other.at && self.cut == other.cut
    }
}

impl<'d> Node<'d> {
    /// The document it is in.
    #[must_use]
    pub fn doc(self) -> &'d Doc {
        self.doc
    }

    /// Its number.
    #[must_use]
    pub fn id(self) -> NodeId {
        NodeId::new(self.at)
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> Kind<'d> {
        let doc = self.doc;
        match self.form() {
            Form::Document => Kind::Document,
            Form::Heading(it) => Kind::Heading(HeadingId::new(widened(it))),
            Form::Paragraph(role) => Kind::Paragraph(role),
            Form::List(first) => Kind::List((first != NONE).then_some(first)),
            Form::Item => Kind::Item,
            Form::Quote => Kind::Quote,
            Form::Callout(it) => {
                doc.callouts.get(widened(it)).map_or(Kind::Quote, Kind::Callout)
            }
            Form::CalloutTitle => Kind::CalloutTitle,
            Form::Table(it) => Kind::Table(doc.alignments_of(it)),
            Form::TableHead => Kind::TableHead,
            Form::TableRow => Kind::TableRow,
            Form::TableCell => Kind::TableCell,
            Form::CodeBlock(info) => Kind::CodeBlock(doc.string(info)),
            Form::Definitions => Kind::Definitions,
            Form::Term => Kind::Term,
            Form::Definition => Kind::Definition,
            Form::Footnote(label) => Kind::Footnote(doc.string(label)),
            Form::Rule => Kind::Rule,
            Form::RawBlock => Kind::RawBlock,
            Form::Raw(it) => Kind::Raw(doc.string(it)),
            Form::Text | Form::Decoded(_) => Kind::Text(self.words()),
            Form::Code { .. } | Form::DecodedCode(_) => Kind::Code(self.words()),
            Form::Emphasis => Kind::Emphasis,
            Form::Strong => Kind::Strong,
            Form::Strikethrough => Kind::Strikethrough,
            Form::Link(it) => Kind::Link(LinkId(widened(it))),
            Form::Image(it) => Kind::Image(LinkId(widened(it))),
            Form::FootnoteReference(label) => Kind::FootnoteReference(doc.string(label)),
            Form::Task(done) => Kind::Task(done),
            Form::SoftBreak => Kind::SoftBreak,
            Form::HardBreak => Kind::HardBreak,
            Form::Tags { count, first } => {
                let first = widened(first);
                let names = doc.names.get(first..first + usize::from(count));
                Kind::Tags(names.unwrap_or_default())
            }
        }
    }

    /// Where it is written, and which node it is.
    #[must_use]
    pub fn position(self) -> Position {
        let Entry { form, mut start, mut end, next, .. } = self.entry();
        let Cut { from, to } = self.cut;
        // Where the words are not those of the source, the whole place stands for a part of it.
        if form == Form::Text {
            if from.0 == self.at {
                start = start.saturating_add(from.1).min(end);
            }
            if to.0 == self.at {
                end = self.entry().start.saturating_add(to.1).min(end);
            }
        }
        if next > self.at + 1 && (self.at < from.0 && from.0 < next || to.0 < next) {
            let inside = self.children();
            start = inside.first().map_or(start, |it| narrowed(it.start()));
            end = inside.last().map_or(end, |it| narrowed(it.position().end()));
        }
        let scope = Scope { first: self.id(), end: NodeId::new(next) };
        Position::new(start, end, scope)
    }

    /// Its first byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.position().start()
    }

    /// The bytes it is written in.
    #[must_use]
    pub fn span(self) -> std::ops::Range<usize> {
        self.position().span()
    }

    /// The node and all that is in it.
    #[must_use]
    pub fn scope(self) -> Scope {
        Scope { first: self.id(), end: NodeId::new(self.entry().next) }
    }

    /// What is right inside of it.
    #[must_use]
    pub fn children(self) -> Nodes<'d> {
        let (doc, cut) = (self.doc, self.cut);
        Nodes { doc, first: self.at + 1, end: self.entry().next, cut }
    }

    /// The node around it; none at the top.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        let at = self.entry().parent;
        (at > 0).then_some(Self { at, ..self })
    }

    /// The node and those around it, the innermost first.
    pub fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |it| it.parent())
    }

    /// The node alone.
    #[must_use]
    pub fn alone(self) -> Nodes<'d> {
        let (doc, cut) = (self.doc, self.cut);
        Nodes { doc, first: self.at, end: self.entry().next, cut }
    }

    /// Whether it is part of a line of text, and not a block.
    #[must_use]
    pub fn is_inline(self) -> bool {
        matches!(
            self.form(),
            Form::Text
                | Form::Decoded(_)
                | Form::Code { .. }
                | Form::DecodedCode(_)
                | Form::Emphasis
                | Form::Strong
                | Form::Strikethrough
                | Form::Link(_)
                | Form::Image(_)
                | Form::FootnoteReference(_)
                | Form::Task(_)
                | Form::SoftBreak
                | Form::HardBreak
                | Form::Tags { .. }
                | Form::Raw(_)
        )
    }

    /// Whether a line ends with it.
    #[must_use]
    pub fn is_break(self) -> bool {
        matches!(self.form(), Form::SoftBreak | Form::HardBreak)
    }

    /// Whether it is strong emphasis.
    #[must_use]
    pub fn is_strong(self) -> bool {
        self.form() == Form::Strong
    }

    /// Whether it is a paragraph.
    #[must_use]
    pub fn is_paragraph(self) -> bool {
        matches!(self.form(), Form::Paragraph(_))
    }

    /// Whether its words are those of the source, byte for byte.
    #[must_use]
    pub fn is_as_written(self) -> bool {
        self.form() == Form::Text
    }

    /// The words of a text or a code span, as far as a cut leaves them.
    #[must_use]
    pub fn words(self) -> &'d str {
        let Entry { form, start, end, .. } = self.entry();
        let source = &*self.doc.source.0;
        let (start, end) = (widened(start), widened(end));
        let words = match form {
            Form::Text => source.get(start..end),
            Form::Code { before, behind } => {
                source.get(start + usize::from(before)..end - usize::from(behind))
            }
            Form::Decoded(it) | Form::DecodedCode(it) => Some(self.doc.string(it)),
            _ => None,
        };
        self.cut.part(self.at, words.unwrap_or_default())
    }

    fn entry(self) -> Entry {
        self.doc.entry(self.at)
    }

    fn form(self) -> Form {
        self.entry().form
    }
}

impl Doc {
    fn alignments_of(&self, table: u32) -> &[Alignment] {
        let start = self.tables.get(widened(table)).map_or(0, |it| widened(*it));
        let end = self.tables.get(widened(table) + 1).map(|it| widened(*it));
        let end = end.unwrap_or(self.alignments.len());
        self.alignments.get(start..end).unwrap_or_default()
    }
}

/// Neighbouring nodes, as far as a cut leaves them: those right inside of a node, or some of them.
#[derive(Debug, Clone, Copy)]
pub struct Nodes<'d> {
    doc: &'d Doc,
    first: u32,
    end: u32,
    cut: Cut,
}

impl<'d> Nodes<'d> {
    /// No nodes.
    #[must_use]
    pub fn none(doc: &'d Doc) -> Self {
        Self { doc, first: 1, end: 1, cut: Cut::NOTHING }
    }

    /// The document they are in.
    #[must_use]
    pub fn doc(self) -> &'d Doc {
        self.doc
    }

    /// The nodes, in order.
    #[must_use]
    pub fn iter(self) -> Siblings<'d> {
        Siblings(self)
    }

    /// The nodes and all that is in them, each before what is in it.
    pub fn walk(self) -> impl Iterator<Item = Node<'d>> {
        let Self { doc, cut, .. } = self;
        let first = self.first.max(1);
        let nodes = (first..self.end).map(move |at| Node { doc, at, cut });
        nodes.filter(move |it| cut.leaves(it.at, doc.entry(it.at).next))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.first().is_none()
    }

    /// The first.
    #[must_use]
    pub fn first(self) -> Option<Node<'d>> {
        self.iter().next()
    }

    /// The last.
    #[must_use]
    pub fn last(self) -> Option<Node<'d>> {
        let first = self.first()?;
        let parent = first.entry().parent;
        let mut at = self.end.min(self.cut.to.0.saturating_add(1)).checked_sub(1)?;
        loop {
            // What is cut away altogether leaves the node before it.
            while self.doc.entry(at).parent != parent {
                at = self.doc.entry(at).parent;
                if at < first.at {
                    return Some(first);
                }
            }
            let node = Node { at, ..first };
            if at == first.at || self.cut.leaves(at, node.entry().next) {
                return Some(node);
            }
            at -= 1;
        }
    }

    /// The only one; none if there are more.
    #[must_use]
    pub fn only(self) -> Option<Node<'d>> {
        let (first, rest) = self.split_first()?;
        rest.is_empty().then_some(first)
    }

    /// The first and the others.
    #[must_use]
    pub fn split_first(self) -> Option<(Node<'d>, Self)> {
        let first = self.first()?;
        Some((first, self.behind(first)))
    }

    /// Those before one of them.
    #[must_use]
    pub fn before(self, node: Node<'_>) -> Self {
        Self { end: node.at.clamp(self.first, self.end), ..self }
    }

    /// Those from one of them on.
    #[must_use]
    pub fn from(self, node: Node<'_>) -> Self {
        Self { first: node.at.clamp(self.first, self.end), ..self }
    }

    /// Those behind one of them.
    #[must_use]
    pub fn behind(self, node: Node<'_>) -> Self {
        Self { first: node.entry().next.clamp(self.first, self.end), ..self }
    }

    /// All their numbers.
    #[must_use]
    pub fn scope(self) -> Scope {
        let first = self.first().map(Node::id).unwrap_or_default();
        let end = self.last().map(|it| it.scope().end).unwrap_or_default();
        Scope { first, end }
    }

    /// Where they are written; `None` for no nodes.
    #[must_use]
    pub fn position(self) -> Option<Position> {
        Some(self.first()?.position().up_to(&self.last()?.position()))
    }

    /// The lines of a paragraph, without the breaks between them; one at least.
    pub fn lines(self) -> impl Iterator<Item = Self> {
        let mut rest = Some(self);
        std::iter::from_fn(move || {
            let nodes = rest.take()?;
            let Some(end) = nodes.iter().find(|it| it.is_break()) else {
                return Some(nodes);
            };
            rest = Some(nodes.behind(end));
            Some(nodes.before(end))
        })
    }

    /// The inline nodes that they begin with, and the blocks behind these: an item holds its own
    /// words, or a paragraph of them.
    #[must_use]
    pub fn split_line(self) -> (Self, Self) {
        match self.iter().find(|it| !it.is_inline()) {
            Some(block) => (self.before(block), self.from(block)),
            None => (self, Self { first: self.end, ..self }),
        }
    }
}

impl<'d> IntoIterator for Nodes<'d> {
    type Item = Node<'d>;
    type IntoIter = Siblings<'d>;

    fn into_iter(self) -> Siblings<'d> {
        self.iter()
    }
}

/// Goes from one sibling to the next.
#[derive(Debug, Clone)]
pub struct Siblings<'d>(Nodes<'d>);

impl<'d> Iterator for Siblings<'d> {
    type Item = Node<'d>;

    fn next(&mut self) -> Option<Node<'d>> {
        let Nodes { doc, first, end, cut } = &mut self.0;
        while *first < *end {
            let (at, next) = (*first, doc.entry(*first).next);
            *first = next;
            if cut.leaves(at, next) {
                return Some(Node { doc, at, cut: *cut });
            }
        }
        None
    }
}

pub(super) fn widened(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

pub(super) fn narrowed(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
