//! Views of a document: one node, and neighbouring nodes.
//! Gives what they are and where they stand, without a copy of anything.
//! Must not change the document.

use super::{
    Cut, Doc, Element, Entry, Form, Kind, NONE, NodeId, Position, Scope, narrowed,
    widened,
};
use crate::note::{LinkId, headings::HeadingId};

/// A node of a document, as far as a cut leaves it.
#[derive(Debug, Clone, Copy)]
pub struct Node<'d> {
    pub(super) doc: &'d Doc,
    pub(super) at: u32,
    pub(super) cut: Cut,
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
    #[inline]
    #[must_use]
    pub fn kind(self) -> Kind<'d> {
        let doc = self.doc;
        match self.form() {
            Form::Document => Kind::Document,
            Form::Heading(it) => Kind::Heading(HeadingId::new(it)),
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
            Form::Html { element: at, .. } => Kind::Html(Element { doc, at }),
            Form::Hidden { .. } => Kind::Hidden,
            Form::Text | Form::Decoded(_) => Kind::Text(self.words()),
            Form::Code { .. } | Form::DecodedCode(_) => Kind::Code(self.words()),
            Form::Emphasis => Kind::Emphasis,
            Form::Strong => Kind::Strong,
            Form::Strikethrough => Kind::Strikethrough,
            Form::Link(it) => Kind::Link(LinkId(widened(it))),
            Form::Image(it) => Kind::Image(LinkId(widened(it))),
            Form::FootnoteReference(label) => Kind::FootnoteReference(doc.string(label)),
            Form::Note => Kind::Note,
            Form::Task(done) => Kind::Task(done),
            Form::SoftBreak => Kind::SoftBreak,
            Form::HardBreak => Kind::HardBreak,
            Form::Tags { count, first } => Kind::Tags(doc.names_of(count, first)),
            Form::Formula { tex, display } => {
                Kind::Formula { tex: doc.string(tex), display }
            }
        }
    }

    /// Where it is written, and which node it is.
    #[must_use]
    pub fn position(self) -> Position {
        let Entry { form, mut start, mut end, next, .. } = self.entry();
        let scope = Scope { first: self.id(), end: NodeId::new(next) };
        if self.cut == Cut::NOTHING {
            return Position::new(start, end, scope);
        }
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
        let is_cut = from.0 > self.at && from.0 < next || to < (next - 1, u32::MAX);
        if next > self.at + 1 && is_cut {
            let inside = self.children();
            start = inside.first().map_or(start, |it| narrowed(it.start()));
            end = inside.last().map_or(end, |it| narrowed(it.position().end()));
        }
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
                | Form::Note
                | Form::Task(_)
                | Form::SoftBreak
                | Form::HardBreak
                | Form::Tags { .. }
                | Form::Formula { .. }
                | Form::Html { inline: true, .. }
                | Form::Hidden { inline: true }
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

    /// Whether it is a list.
    #[must_use]
    pub fn is_list(self) -> bool {
        matches!(self.form(), Form::List(_))
    }

    /// Whether it is a paragraph.
    #[must_use]
    pub fn is_paragraph(self) -> bool {
        matches!(self.form(), Form::Paragraph(_))
    }

    /// Where the TeX of a formula is written; all of the formula if its TeX is written in another
    /// way than it is read.
    #[must_use]
    pub fn tex_span(self) -> std::ops::Range<usize> {
        let Form::Formula { tex, .. } = self.form() else { return self.span() };
        let place = self.doc.strings.get(widened(tex)).and_then(|it| it.place());
        place.unwrap_or_else(|| self.span())
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

    #[inline]
    pub(super) fn entry(self) -> Entry {
        self.doc.entry(self.at)
    }

    #[inline]
    pub(super) fn form(self) -> Form {
        self.entry().form
    }
}

/// Neighbouring nodes, as far as a cut leaves them: those right inside of a node, or some of them.
#[derive(Debug, Clone, Copy)]
pub struct Nodes<'d> {
    pub(super) doc: &'d Doc,
    pub(super) first: u32,
    pub(super) end: u32,
    pub(super) cut: Cut,
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

    /// The nodes as if the blocks that elements of HTML hold stood in place of these.
    pub fn flow(self) -> impl Iterator<Item = Node<'d>> {
        let Self { doc, first, end, cut } = self;
        let mut at = first.max(1);
        std::iter::from_fn(move || {
            while at < end {
                let (node, entry) = (Node { doc, at, cut }, doc.entry(at));
                let is_entered = matches!(entry.form, Form::Html { inline: false, .. });
                at = if is_entered { at + 1 } else { entry.next };
                if !is_entered && cut.leaves(node.at, entry.next) {
                    return Some(node);
                }
            }
            None
        })
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
