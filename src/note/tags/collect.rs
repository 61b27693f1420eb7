//! Every tag of a note with what it belongs to.
//! Gives uses with their scopes, and the legends that explain tags.
//! Must not know other notes: which weak uses count is decided there.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Tag};

use super::{
    LabelKind, Level, Rules, TagName, TagUse, bare::bare_in, carriers, label, names_in,
    split_trailing,
};
use crate::{
    diag::Span,
    note::{
        headings::{self, Words, level_number},
        plain::plain_text,
        tree::{Node, NodeId, Position, Scope, is_emphasis, item_line, lines},
    },
};

/// The tags of a note.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The uses, in the order they are written.
    pub uses: Vec<TagUse>,
    /// The lines that explain a tag.
    pub legends: Vec<Legend>,
    /// The words in a tags line that are not tags.
    pub others: Vec<(String, Span)>,
}

/// A line such as `` - `#core` - must know ``: no use of the tag, but its description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Legend {
    /// The tag.
    pub name: TagName,
    /// What it says, as plain text.
    pub description: String,
    /// Where it is written.
    pub span: Span,
}

/// Finds every tag in a note's tree, in the order they are written.
#[must_use]
pub fn collect(body: &[Node], rules: &Rules) -> Found {
    let mut collector = Collector { rules, row: None, found: Found::default() };
    collector.siblings(body, Scope::of(body).end);
    let mut found = collector.found;
    // Further down the word may begin a list of something else: `**Tags:** div, span`.
    let is_title = |it: &Node| heading_level(it).is_some();
    let title = body.iter().take_while(|it| is_title(it)).count().min(1);
    let head = body.iter().skip(title).take(1);
    found.others.extend(head.flat_map(|it| rules.words_for_tags(it)));
    found.uses.sort_by_key(|it| (it.span.start, it.weak));
    // A label that begins an item is met twice, and so is a bare tag that ends a heading.
    let mut met = BTreeSet::new();
    found.uses.retain(|it| met.insert((it.span.start, it.name.clone())));
    found
}

struct Collector<'r> {
    rules: &'r Rules,
    /// The row around a cell, or the table around a cell of its head.
    row: Option<Scope>,
    found: Found,
}

impl Collector<'_> {
    /// Visits nodes that follow each other; the last one's scope ends at `end`.
    fn siblings(&mut self, nodes: &[Node], end: NodeId) {
        for (at, node) in nodes.iter().enumerate() {
            let after = nodes.get(at + 1..).unwrap_or_default();
            let note_lines = self.rules.note_lines(node);
            let is_whole = note_lines.iter().any(|it| it.is_whole);
            for line in note_lines {
                self.push(Level::Note, false, line.scope, line.tags);
                self.found.others.extend(line.others);
            }
            if is_whole {
                continue;
            }
            if !self.legend(node) {
                self.carried(node, after, end);
            }
            self.bare(node, after, end);
            if let Node::Elem(Tag::Table(_) | Tag::TableRow, ..) = node {
                self.row = Some(node.scope());
            }
            self.siblings(node.children(), node.scope().end);
        }
    }

    fn push(
        &mut self,
        level: Level,
        weak: bool,
        scope: Scope,
        tags: Vec<(TagName, Position)>,
    ) {
        for (name, position) in tags {
            let (span, node) = (position.span(), position.id());
            self.found.uses.push(TagUse { name, level, span, node, scope, weak });
        }
    }

    /// Tags and emoji of a place that may carry them.
    fn carried(&mut self, node: &Node, after: &[Node], end: NodeId) {
        for inline in carriers(node) {
            let is_heading = matches!(node, Node::Elem(Tag::Heading { .. }, ..));
            let (words, mut tags) = if is_heading {
                let Words { words, tags, .. } = headings::words(inline);
                (words, tags)
            } else {
                let (keep, tags) = split_trailing(inline);
                (inline.get(..keep).unwrap_or_default(), tags)
            };
            tags.extend(self.emoji(words));
            let (level, weak, scope) = self.place(node, words, after, end);
            self.push(level, weak, scope, tags);
        }
    }

    /// The level, certainty and scope of what a place carries; a cell stands for its row.
    fn place(
        &self,
        node: &Node,
        words: &[Node],
        after: &[Node],
        end: NodeId,
    ) -> (Level, bool, Scope) {
        let (level, weak, scope) = place(node, words, after, end);
        let is_cell = matches!(node, Node::Elem(Tag::TableCell, ..));
        (level, weak, self.row.filter(|_| is_cell).unwrap_or(scope))
    }

    /// The tags of emoji that begin or end some words.
    fn emoji(&self, words: &[Node]) -> Vec<(TagName, Position)> {
        if self.rules.emoji.is_empty() {
            return Vec::new();
        }
        let text = plain_text(words);
        let text = text.trim();
        let stands = |emoji: &str| text.starts_with(emoji) || text.ends_with(emoji);
        let Some(position) = words.first().map(Node::position) else { return Vec::new() };
        let names = self.rules.emoji.iter().filter(|(emoji, _)| stands(emoji));
        names.map(|(_, name)| (name.clone(), *position)).collect()
    }

    /// `#tag` in running text, wherever in a block it stands.
    fn bare(&mut self, node: &Node, after: &[Node], end: NodeId) {
        let Node::Elem(tag, _, children) = node else { return };
        if is_emphasis(tag) {
            return;
        }
        let inline = match (tag, children.first()) {
            (Tag::Item, Some(Node::Elem(Tag::Paragraph, _, inner))) => inner,
            _ => children,
        };
        for line in lines(inline) {
            let tags = bare_in(line);
            if !tags.is_empty() {
                let (keep, _) = split_trailing(line);
                let words = line.get(..keep).unwrap_or_default();
                let (level, _, scope) = self.place(node, words, after, end);
                self.push(level, false, scope, tags);
            }
        }
    }

    /// Reads an item or row that explains a tag.
    fn legend(&mut self, node: &Node) -> bool {
        let legend = match node {
            Node::Elem(Tag::Item, _, children) => match children.first() {
                Some(Node::Elem(Tag::Paragraph, _, inner)) => item_legend(inner),
                _ => item_legend(item_line(children)),
            },
            Node::Elem(Tag::TableRow, _, cells) => row_legend(cells),
            _ => None,
        };
        let Some((name, description)) = legend else { return false };
        let span = node.span();
        self.found.legends.push(Legend { name, description, span });
        true
    }
}

/// The level, certainty and scope of what a place carries.
fn place(
    node: &Node,
    words: &[Node],
    after: &[Node],
    end: NodeId,
) -> (Level, bool, Scope) {
    let own = node.scope();
    let up_to = |end| Scope { end, ..own };
    match node {
        Node::Elem(Tag::Heading { level, .. }, ..) => {
            let level = level_number(*level);
            let next =
                after.iter().find(|it| heading_level(it).is_some_and(|it| it <= level));
            (Level::Section, false, up_to(next.map_or(end, Node::id)))
        }
        Node::Elem(Tag::Paragraph, ..) => match label(words) {
            Some(LabelKind::Alone) => {
                let owned = after.first().filter(|it| is_owned(it));
                (Level::Block, false, up_to(owned.map_or(own.end, |it| it.scope().end)))
            }
            Some(LabelKind::PseudoHeading(numbered)) => {
                let ends = |it: &&Node| {
                    heading_level(it).is_some() || pseudo_heading(it) == Some(numbered)
                };
                let next = after.iter().find(ends);
                (Level::Block, false, up_to(next.map_or(end, Node::id)))
            }
            Some(LabelKind::WithText) | None => (Level::Block, true, own),
        },
        _ => (Level::Block, true, own),
    }
}

fn heading_level(node: &Node) -> Option<u8> {
    match node {
        Node::Elem(Tag::Heading { level, .. }, ..) => Some(level_number(*level)),
        _ => None,
    }
}

/// Whether a node is a pseudo-heading, and then whether it has a number.
fn pseudo_heading(node: &Node) -> Option<bool> {
    let Node::Elem(Tag::Paragraph, _, children) = node else { return None };
    let (keep, _) = split_trailing(children);
    match label(children.get(..keep).unwrap_or_default()) {
        Some(LabelKind::PseudoHeading(numbered)) => Some(numbered),
        _ => None,
    }
}

/// Whether a block belongs to the label right before it.
fn is_owned(node: &Node) -> bool {
    matches!(
        node,
        Node::Elem(
            Tag::List(_) | Tag::Table(_) | Tag::CodeBlock(_) | Tag::BlockQuote(_),
            ..
        )
    )
}

/// The tag and description of an item that begins with a tag and goes on in words.
fn item_legend(line: &[Node]) -> Option<(TagName, String)> {
    let (first, rest) = line.split_first()?;
    let name = only_tag(first)?;
    let text = plain_text(rest);
    let text = text.trim_start();
    let signs = ['-', '–', '—', ':', '=', '→'];
    let description = text.strip_prefix(signs)?.trim();
    (!description.is_empty()).then(|| (name, description.to_owned()))
}

/// The tag and description of a table row whose first cell holds a tag and nothing else.
fn row_legend(cells: &[Node]) -> Option<(TagName, String)> {
    let (first, rest) = cells.split_first()?;
    let [only] = first.children() else { return None };
    let name = only_tag(only)?;
    let texts = rest.iter().map(|it| plain_text(it.children()));
    let description = texts.map(|it| it.trim().to_owned()).find(|it| !it.is_empty())?;
    Some((name, description))
}

fn only_tag(node: &Node) -> Option<TagName> {
    let Node::Leaf(Event::Code(code), _) = node else { return None };
    match names_in(code)?.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}
