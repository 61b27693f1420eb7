//! The document of a note: one flat list of nodes in the order they are written.
//! Gives views of it: a node, neighbouring nodes, and words cut out of them.
//! Must not know how Markdown or HTML is parsed, or what the text means.
//!
//! A node is followed by all that is in it, so that its children begin right behind it, its next
//! sibling where it ends, and a walk is a loop. Words are ranges of the source; only where
//! Markdown says something else (escapes, entities, prefixes of quotes) are they kept apart.

mod cut;
mod element;
mod inlines;
mod nodes;
mod position;
pub mod table;
mod words;

use std::sync::Arc;

use super::{LinkId, TagName, headings::HeadingId};
use crate::diag::Span;

pub use self::{
    cut::Cut,
    element::{Attribute, Element},
    inlines::{Inlines, Piece},
    nodes::{Node, Nodes},
    position::{NodeId, Position, Scope},
    table::Table,
    words::{BlockMark, FormulaText, LabelKind, Line},
};

/// A parsed text: its nodes, and what they refer to.
#[derive(Clone, Default)]
pub struct Doc {
    /// What was parsed.
    pub(super) source: Source,
    /// Words that the source writes in another way.
    pub(super) decoded: String,
    /// The nodes; the first stands for the whole document.
    pub(super) nodes: Vec<Entry>,
    /// Texts of nodes.
    pub(super) strings: Vec<Str>,
    /// Tags of nodes.
    pub(super) names: Vec<TagName>,
    /// How the columns of tables are aligned, and where each table's part of it begins.
    pub(super) alignments: Vec<Alignment>,
    pub(super) tables: Vec<u32>,
    /// The callouts.
    pub(super) callouts: Vec<Callout>,
    /// The elements of the author's HTML, and all their attributes.
    pub(super) elements: Vec<ElementEntry>,
    pub(super) attributes: Vec<AttributeEntry>,
    /// The ids that attributes in braces give to nodes, by node.
    pub(super) ids: Vec<(u32, Str)>,
    /// How many frames became links.
    pub(super) frames: usize,
    /// The bytes of formulas that are words, in order.
    pub(super) unset: Vec<Span>,
}

/// An element as it is stored.
#[derive(Debug, Clone, Copy)]
pub(super) struct ElementEntry {
    pub(super) name: Str,
    /// The place of its first attribute, and how many there are.
    pub(super) first: u32,
    pub(super) count: u32,
}

/// An attribute as it is stored.
#[derive(Debug, Clone, Copy)]
pub(super) struct AttributeEntry {
    pub(super) name: Str,
    pub(super) value: Str,
    /// The first of its links.
    pub(super) link: u32,
}

/// Shows how large it is; its nodes show themselves.
impl std::fmt::Debug for Doc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Doc({} nodes)", self.nodes.len())
    }
}

/// The text that a document was made from.
#[derive(Clone)]
pub(super) struct Source(pub(super) Arc<str>);

impl Default for Source {
    fn default() -> Self {
        Self(Arc::from(""))
    }
}

/// A node as it is stored. It knows its parent, so that what holds it is found without a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) form: Form,
    pub(super) start: u32,
    pub(super) end: u32,
    /// The node behind all that is in this one.
    pub(super) next: u32,
    pub(super) parent: u32,
}

const _: () = assert!(size_of::<Entry>() == 24);

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
    /// An element of the author's HTML, which may hold blocks and stand in a line.
    Html {
        element: u32,
        inline: bool,
    },
    /// What a reader does not see, such as a comment.
    Hidden {
        inline: bool,
    },
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
    /// A footnote that is written where it belongs.
    Note,
    Task(bool),
    SoftBreak,
    HardBreak,
    Tags {
        count: u8,
        first: u32,
    },
    /// A string, and whether it is set on a line of its own.
    Formula {
        tex: u32,
        display: bool,
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

    /// The bytes of the source; none if it is not written there.
    fn place(self) -> Option<Span> {
        let start = widened(self.at);
        (self.at & Self::DECODED == 0).then(|| start..start + widened(self.length))
    }

    pub(super) fn shorten(&mut self, bytes: u32) {
        self.length = self.length.saturating_sub(bytes);
    }
}

/// What a paragraph is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is read as it stands.
    Prose,
    /// It gives its tags to the whole note.
    TagsLine,
    /// It holds a block of HTML, before which `<p>` would end.
    Mixed,
    /// It is one formula, which is set on a line of its own.
    Formula,
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

impl Callout {
    /// The type that it looks like: Obsidian has other names for some ("Callouts", "Supported
    /// types").
    #[must_use]
    pub fn look(&self) -> &str {
        match &*self.kind {
            "summary" | "tldr" | "tl-dr" => "abstract",
            "hint" => "tip",
            "check" | "done" => "success",
            "help" | "faq" => "question",
            "attention" => "warning",
            "fail" | "missing" => "failure",
            "error" => "danger",
            "cite" => "quote",
            kind => kind,
        }
    }
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
    /// An element of the author's HTML: blocks or inline nodes.
    Html(Element<'d>),
    /// What a reader does not see: a comment or declaration.
    Hidden,
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
    /// A footnote that is written where it belongs: inline nodes, which are no part of the line.
    Note,
    /// The box of a task, and whether that is done.
    Task(bool),
    /// A line break that is a space.
    SoftBreak,
    /// A line break that stays one.
    HardBreak,
    /// Tags: one code span of them behind words or on a line of tags, or a bare one.
    Tags(&'d [TagName]),
    /// A formula, and whether it is set on a line of its own.
    Formula {
        /// TeX, without the signs around it.
        tex: &'d str,
        /// Whether it is wider and higher than a formula in a sentence.
        display: bool,
    },
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
        let around = parent.map_or(self.blocks().end, |it| it.entry().next);
        let end = around.min(scope.end.number());
        // A section may end inside of an element.
        let cut = Cut { to: (end.saturating_sub(1), u32::MAX), ..Cut::NOTHING };
        Some((parent, Nodes { doc: self, first: first.at, end, cut }))
    }

    /// The text that it was made from.
    #[must_use]
    pub fn source(&self) -> &Arc<str> {
        &self.source.0
    }

    /// Whether a byte of the source stands in a formula that is not set, but read as words.
    #[must_use]
    pub fn is_in_unset_formula(&self, at: usize) -> bool {
        let next = self.unset.get(self.unset.partition_point(|it| it.end <= at));
        next.is_some_and(|it| it.start <= at)
    }

    /// How many frames of HTML became links.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.frames
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
            + size_of_val::<[ElementEntry]>(&self.elements)
            + size_of_val::<[AttributeEntry]>(&self.attributes)
            + size_of_val::<[(u32, Str)]>(&self.ids)
            + size_of_val::<[Span]>(&self.unset)
    }

    /// Gives back what is kept in reserve.
    pub(super) fn shrink(&mut self) {
        self.decoded = self.decoded.as_str().into();
        fit(&mut self.nodes);
        fit(&mut self.strings);
        fit(&mut self.names);
        fit(&mut self.alignments);
        fit(&mut self.tables);
        fit(&mut self.callouts);
        fit(&mut self.elements);
        fit(&mut self.attributes);
        fit(&mut self.ids);
        fit(&mut self.unset);
    }

    #[inline]
    pub(super) fn entry(&self, at: u32) -> Entry {
        const NOTHING: Entry =
            Entry { form: Form::Document, start: 0, end: 0, next: NONE, parent: 0 };
        self.nodes.get(widened(at)).copied().unwrap_or(NOTHING)
    }

    fn string(&self, at: u32) -> &str {
        self.strings.get(widened(at)).map_or("", |it| self.str(*it))
    }

    /// The names of tags, so many from a place on.
    fn names_of(&self, count: u8, first: u32) -> &[TagName] {
        let first = widened(first);
        self.names.get(first..first + usize::from(count)).unwrap_or_default()
    }

    pub(super) fn str(&self, Str { at, length }: Str) -> &str {
        let text = if at & Str::DECODED == 0 { &*self.source.0 } else { &*self.decoded };
        let start = widened(at & !Str::DECODED);
        text.get(start..start + widened(length)).unwrap_or_default()
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

/// Moves a list to where it has just the room it needs. Shrinking it is not enough: an allocator may
/// leave it where it is as long as half of its room is used, as mimalloc does.
pub(crate) fn fit<T>(list: &mut Vec<T>) {
    if list.len() < list.capacity() {
        let mut fitting = Vec::with_capacity(list.len());
        fitting.append(list);
        *list = fitting;
    }
}

/// A number that was narrowed, as places are counted.
pub(crate) fn widened(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A number in half the room; those beyond 4 G are the last one.
pub(crate) fn narrowed(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
