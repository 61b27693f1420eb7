//! Elements of the author's HTML: their names and attributes.
//! Gives what was allowed when the note was parsed, and nothing else.
//! Must not know how they are shown.

use super::{
    AttributeEntry, Doc, ElementEntry, Kind, NONE, Node, Nodes, narrowed, widened,
};
use crate::note::{
    LinkId,
    read::{has_void_name, holds_raw_text, is_block, is_literal, is_table_part},
};

/// An element of the author's HTML.
#[derive(Debug, Clone, Copy)]
pub struct Element<'d> {
    pub(super) doc: &'d Doc,
    pub(super) at: u32,
}

/// An attribute of an element.
#[derive(Debug, Clone, Copy)]
pub struct Attribute<'d> {
    /// Its name.
    pub name: &'d str,
    /// Its value, character references resolved.
    pub value: &'d str,
    /// The link that its value is, or the first of those in it.
    pub link: Option<LinkId>,
}

impl<'d> Element<'d> {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'d str {
        self.entry().map_or("", |it| self.doc.str(it.name))
    }

    /// Whether it has no end tag.
    #[must_use]
    pub fn is_void(self) -> bool {
        has_void_name(self.name())
    }

    /// Whether it stands on lines of its own.
    #[must_use]
    pub fn is_block(self) -> bool {
        is_block(self.name()) || is_table_part(self.name())
    }

    /// Whether a parser reads what is in it as text.
    #[must_use]
    pub fn holds_raw_text(self) -> bool {
        holds_raw_text(self.name())
    }

    /// Whether its words are no prose.
    #[must_use]
    pub fn is_literal(self) -> bool {
        is_literal(self.name())
    }

    /// Its attributes.
    pub fn attributes(self) -> impl Iterator<Item = Attribute<'d>> {
        let (first, count) = self.entry().map_or((0, 0), |it| (it.first, it.count));
        let first = widened(first);
        let found = self.doc.attributes.get(first..first + widened(count));
        found.unwrap_or_default().iter().map(move |it| self.attribute_of(it))
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attribute(self, name: &str) -> Option<Attribute<'d>> {
        self.attributes().find(|it| it.name == name)
    }

    fn attribute_of(self, it: &AttributeEntry) -> Attribute<'d> {
        let (name, value) = (self.doc.str(it.name), self.doc.str(it.value));
        let link = (it.link != NONE).then_some(LinkId(widened(it.link)));
        Attribute { name, value, link }
    }

    fn entry(self) -> Option<&'d ElementEntry> {
        self.doc.elements.get(widened(self.at))
    }
}

impl Nodes<'_> {
    /// Whether a block of HTML stands among inline nodes.
    #[must_use]
    pub fn holds_block(self) -> bool {
        self.walk().any(|it| matches!(it.kind(), Kind::Html(it) if it.is_block()))
    }
}

impl<'d> Node<'d> {
    /// The id that attributes in braces give it.
    #[must_use]
    pub fn given_id(self) -> Option<&'d str> {
        let ids = &self.doc.ids;
        let at = ids.binary_search_by_key(&self.at, |it| it.0).ok()?;
        ids.get(at).map(|it| self.doc.str(it.1))
    }
}

impl Doc {
    /// The number behind that of the last node.
    pub(in crate::note) fn count(&self) -> u32 {
        narrowed(self.nodes.len())
    }
}
