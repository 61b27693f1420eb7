//! Every tag of a note with what it belongs to.
//! Gives uses with their scopes, and the legends that explain tags.
//! Must not know other notes: which weak uses count is decided there.

use std::collections::BTreeSet;

use super::{Level, Rules, TagName, TagUse, names_in};
use crate::{
    diag::Span,
    note::{
        doc::{Kind, LabelKind, Node, NodeId, Nodes, Position, Scope},
        headings::Heading,
        read::Read,
    },
};

/// The tags of a note.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct NoteTags {
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

/// Finds every tag in a note, in the order they are written.
pub(in crate::note) fn collect(
    read: &Read,
    headings: &[Heading],
    rules: &Rules,
) -> NoteTags {
    let mut collector = Collector {
        rules,
        headings,
        tags: read.doc.walk().filter(|it| !it.tags().is_empty()).map(Node::id).collect(),
        row: None,
        found: NoteTags::default(),
    };
    let blocks = read.doc.blocks();
    for line in &read.note_lines {
        for (name, span, node) in &line.tags {
            collector.found.uses.push(TagUse {
                name: name.clone(),
                level: Level::Note,
                span: span.clone(),
                node: *node,
                scope: line.scope,
                weak: false,
            });
        }
        collector.found.others.extend(line.others.iter().cloned());
    }
    if !read.doc.names.is_empty() || !rules.emoji.is_empty() || has_legend(read) {
        collector.siblings(blocks, blocks.scope().end);
    }
    let mut found = collector.found;
    // Further down the word may begin a list of something else: `**Tags:** div, span`.
    let mut head = blocks.iter();
    let first = head.next();
    let first = if first.is_some_and(is_heading) { head.next() } else { first };
    if let Some(it) = first.filter(|it| it.is_paragraph()) {
        let has_tags = read.note_lines.iter().any(|line| it.scope().holds(line.scope));
        if !has_tags {
            let text = read.doc.source();
            found.others.extend(rules.words_for_tags(text, it.children()));
        }
    }
    found.uses.sort_by_key(|it| (it.span.start, it.weak));
    // A label that begins an item is met twice, and so is a bare tag that ends a heading.
    let mut met = BTreeSet::new();
    found.uses.retain(|it| met.insert((it.span.start, it.name.clone())));
    found
}

/// Whether some code span could be a tag that is explained.
fn has_legend(read: &Read) -> bool {
    read.doc.source().contains("`#")
}

fn is_heading(node: Node<'_>) -> bool {
    matches!(node.kind(), Kind::Heading(_))
}

struct Collector<'r> {
    rules: &'r Rules,
    headings: &'r [Heading],
    /// The nodes that are tags, in order.
    tags: Vec<NodeId>,
    /// The row around a cell, or the table around a cell of its head.
    row: Option<Scope>,
    found: NoteTags,
}

impl Collector<'_> {
    /// Visits nodes that follow each other; the last one's scope ends at `end`.
    fn siblings(&mut self, nodes: Nodes<'_>, end: NodeId) {
        for node in nodes {
            if node.is_tags_line() {
                continue;
            }
            if node.is_inline() {
                // It carries nothing, but may hold blocks.
                if !node.children().is_empty() {
                    self.siblings(node.children(), node.scope().end);
                }
                continue;
            }
            let after = nodes.behind(node);
            let holds_tags = self.holds_tags(node.scope());
            let is_legend = self.legend(node);
            if !is_legend && (holds_tags || !self.rules.emoji.is_empty()) {
                self.carried(node, after, end);
            }
            if holds_tags {
                self.bare(node, after, end);
            }
            if let Kind::Table(_) | Kind::TableRow = node.kind() {
                self.row = Some(node.scope());
            }
            self.siblings(node.children(), node.scope().end);
        }
    }

    fn holds_tags(&self, scope: Scope) -> bool {
        let next = self.tags.partition_point(|it| *it < scope.first);
        self.tags.get(next).is_some_and(|it| *it < scope.end)
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
    fn carried(&mut self, node: Node<'_>, after: Nodes<'_>, end: NodeId) {
        for inline in node.carriers() {
            let line = inline.line();
            let of = |it: &Node<'_>| {
                let position = it.position();
                it.tags()
                    .iter()
                    .map(move |name| (name.clone(), position))
                    .collect::<Vec<_>>()
            };
            let mut tags: Vec<(TagName, Position)> =
                line.tags.iter().flat_map(of).collect();
            tags.extend(self.emoji(line.words));
            if !tags.is_empty() {
                let (level, weak, scope) = self.place(node, line.words, after, end);
                self.push(level, weak, scope, tags);
            }
        }
    }

    /// The level, certainty and scope of what a place carries; a cell stands for its row.
    fn place(
        &self,
        node: Node<'_>,
        words: Nodes<'_>,
        after: Nodes<'_>,
        end: NodeId,
    ) -> (Level, bool, Scope) {
        let own = node.scope();
        let up_to = |end| Scope { end, ..own };
        match node.kind() {
            Kind::Heading(id) => {
                let section = self.headings.get(id.place()).map_or(own, |it| it.section);
                (Level::Section, false, section)
            }
            Kind::Paragraph(_) => match words.label_of_words() {
                Some(LabelKind::Alone) => {
                    let owned = after.first().filter(|it| is_owned(*it));
                    let end = owned.map_or(own.end, |it| it.scope().end);
                    (Level::Block, false, up_to(end))
                }
                Some(LabelKind::PseudoHeading(numbered)) => {
                    let ends = |it: &Node<'_>| {
                        is_heading(*it) || pseudo_heading(*it) == Some(numbered)
                    };
                    let next = after.iter().find(ends);
                    (Level::Block, false, up_to(next.map_or(end, Node::id)))
                }
                Some(LabelKind::WithText) | None => (Level::Block, true, own),
            },
            Kind::TableCell => (Level::Block, true, self.row.unwrap_or(own)),
            _ => (Level::Block, true, own),
        }
    }

    /// The tags of emoji that begin or end some words.
    fn emoji(&self, words: Nodes<'_>) -> Vec<(TagName, Position)> {
        if self.rules.emoji.is_empty() {
            return Vec::new();
        }
        let text = words.plain_text();
        let text = text.trim();
        let stands = |emoji: &str| text.starts_with(emoji) || text.ends_with(emoji);
        let Some(position) = words.first().map(Node::position) else { return Vec::new() };
        let names = self.rules.emoji.iter().filter(|(emoji, _)| stands(emoji));
        names.map(|(_, name)| (name.clone(), position)).collect()
    }

    /// `#tag` in running text, wherever in a block it stands.
    fn bare(&mut self, node: Node<'_>, after: Nodes<'_>, end: NodeId) {
        let inline = match node.kind() {
            Kind::Item => node.item_parts().0,
            _ => node.children(),
        };
        for line in inline.lines() {
            let mut tags = Vec::new();
            push_bare(line, &mut tags);
            if !tags.is_empty() {
                let words = line.line().words;
                let (level, _, scope) = self.place(node, words, after, end);
                self.push(level, false, scope, tags);
            }
        }
    }

    /// Reads an item or row that explains a tag.
    fn legend(&mut self, node: Node<'_>) -> bool {
        let legend = match node.kind() {
            Kind::Item => item_legend(node.item_parts().0),
            Kind::TableRow => row_legend(node.children()),
            _ => None,
        };
        let Some((name, description)) = legend else { return false };
        let span = node.span();
        self.found.legends.push(Legend { name, description, span });
        true
    }
}

/// Adds the bare tags among some inline nodes.
fn push_bare(nodes: Nodes<'_>, tags: &mut Vec<(TagName, Position)>) {
    for node in nodes {
        match node.kind() {
            Kind::Tags([name]) if node.is_bare_tag() => {
                tags.push((name.clone(), node.position()));
            }
            Kind::Emphasis | Kind::Strong | Kind::Strikethrough => {
                push_bare(node.children(), tags);
            }
            Kind::Html(_) if node.is_inline() => push_bare(node.children(), tags),
            _ => (),
        }
    }
}

/// Whether a node is a pseudo-heading, and then whether it has a number.
fn pseudo_heading(node: Node<'_>) -> Option<bool> {
    match node.is_paragraph().then(|| node.children().label())? {
        Some(LabelKind::PseudoHeading(numbered)) => Some(numbered),
        _ => None,
    }
}

/// Whether a block belongs to the label right before it.
fn is_owned(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        Kind::List(_)
            | Kind::Table(_)
            | Kind::CodeBlock(_)
            | Kind::Quote
            | Kind::Callout(_)
    )
}

/// The tag and description of an item that begins with a tag and goes on in words.
fn item_legend(line: Nodes<'_>) -> Option<(TagName, String)> {
    let (first, rest) = line.split_first()?;
    let name = only_tag(first)?;
    let text = rest.plain_text();
    let text = text.trim_start();
    let signs = ['-', '–', '—', ':', '=', '→'];
    let description = text.strip_prefix(signs)?.trim();
    (!description.is_empty()).then(|| (name, description.to_owned()))
}

/// The tag and description of a table row whose first cell holds a tag and nothing else.
fn row_legend(cells: Nodes<'_>) -> Option<(TagName, String)> {
    let (first, rest) = cells.split_first()?;
    let name = only_tag(first.children().only()?)?;
    let texts = rest.iter().map(|it| it.children().plain_text());
    let description = texts.map(|it| it.trim().to_owned()).find(|it| !it.is_empty())?;
    Some((name, description))
}

fn only_tag(node: Node<'_>) -> Option<TagName> {
    let Kind::Code(code) = node.kind() else { return None };
    match names_in(code)?.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}
