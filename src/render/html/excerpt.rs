//! Pieces of a note shown elsewhere: tagged blocks, embedded notes, sentences around links.
//! Gives HTML without ids, whose links are resolved from the note it comes from.
//! Must not know the page it becomes part of beyond its route.

use std::borrow::Cow;

use pulldown_cmark::{Event, Tag};

use super::{Medium, RenderContext, Tables, Writer, attribute, elements};
use crate::{
    library::{NoteId, Target},
    note::{
        LinkId, LinkKind, Node, NodeId, Note, Scope, callout::Callout, headings, tree,
        tree::item_line,
    },
    path::Anchor,
};

/// How deep notes may be shown inside each other; a note of embeds of embeds grows fast.
const MAX_EMBEDS: usize = 3;

/// What lies in `scope`, rendered whole: list items in a list, rows under their head.
///
/// `tables` counts the tables of the page it is shown on.
#[must_use]
pub fn excerpt(context: RenderContext<'_>, scope: Scope, tables: &mut Tables) -> String {
    let note = context.library.note(context.origin);
    let Some((parent, nodes)) = tree::within(&note.body, scope) else {
        return String::new();
    };
    let mut writer = Writer::excerpt(context, note);
    let title = context.library.title(context.origin);
    let above = note.headings_above(scope.first);
    if let Some(heading) = above.last().filter(|it| it.text != title) {
        writer.section = format!("{title} › {}", heading.text);
    }
    writer.section = super::plain(context.markdown, &writer.section).into_owned();
    std::mem::swap(&mut writer.tables, tables);
    match parent {
        Some(table @ Node::Elem(Tag::Table(alignments), _, rows)) => {
            let is_head = |it: &&Node| matches!(it, Node::Elem(Tag::TableHead, ..));
            let head = rows
                .first()
                .filter(is_head)
                .filter(|_| !nodes.iter().any(|it| is_head(&it)));
            let rows: Vec<Node> = head.into_iter().chain(nodes).cloned().collect();
            writer.table(table.id(), alignments, &rows);
        }
        Some(Node::Elem(tag @ (Tag::List(_) | Tag::DefinitionList), ..)) => {
            writer.wrapped(tag, |it| it.blocks(nodes));
        }
        _ => writer.blocks(nodes),
    }
    std::mem::swap(&mut writer.tables, tables);
    writer.take()
}

/// Inline nodes, such as a cell's, or blocks.
#[must_use]
pub fn piece(context: RenderContext<'_>, nodes: &[Node]) -> String {
    let mut writer = Writer::excerpt(context, context.library.note(context.origin));
    let (words, _) = writer.words_and_tags(nodes);
    writer.children(words);
    writer.take()
}

/// The same for a cheat sheet: words only, without links, tags and pictures. In a line nothing
/// stays that may not stand inside of a paragraph.
#[must_use]
pub fn on_paper(context: RenderContext<'_>, nodes: &[Node], is_line: bool) -> String {
    let note = context.library.note(context.origin);
    let mut writer = Writer { medium: Medium::Paper, ..Writer::new(context, note) };
    let (words, _) = writer.words_and_tags(nodes);
    writer.children(words);
    let html = writer.serialize();
    let html =
        if note.has_html { elements::sanitize_for_paper(&html, is_line) } else { html };
    html.trim().to_owned()
}

/// The sentence around a link of the note, cut where it is very long; `None` in raw HTML.
#[must_use]
pub fn sentence(context: RenderContext<'_>, link: LinkId) -> Option<String> {
    sentence_of(context, context.library.note(context.origin).link(link)?.node)
}

/// The sentence around an inline node, cut where it is very long; `None` in raw HTML.
#[must_use]
pub fn sentence_of(context: RenderContext<'_>, inline: NodeId) -> Option<String> {
    let note = context.library.note(context.origin);
    let words = line_of(&note.body, inline)?;
    let after = words.partition_point(|it| it.id() <= inline);
    let at = after.checked_sub(1)?;
    words.get(at).filter(|it| it.scope().contains(inline))?;
    let mut nodes = Vec::new();
    let mut room = LONGEST;
    for node in words.get(..at)?.iter().rev() {
        let (kept, ended) = after_sentence_end(node);
        let (kept, is_whole) = shortened(kept, &mut room, false);
        nodes.extend(kept);
        if ended || !is_whole {
            break;
        }
    }
    nodes.reverse();
    nodes.extend(words.get(at).cloned());
    room = LONGEST;
    for node in words.get(at + 1..)? {
        let (kept, ended) = to_sentence_end(node);
        let (kept, is_whole) = shortened(kept, &mut room, true);
        nodes.extend(kept);
        if ended || !is_whole {
            break;
        }
    }
    let mut writer = Writer::excerpt(context, note);
    writer.inline(&nodes);
    Some(writer.take())
}

/// The inline nodes of the block that holds a node; of a heading the words alone.
fn line_of(nodes: &[Node], held: NodeId) -> Option<Cow<'_, [Node]>> {
    let after = nodes.partition_point(|it| it.id() <= held);
    let node = nodes.get(..after)?.last().filter(|it| it.scope().contains(held))?;
    if let Some(Callout { title, lead, rest, .. }) = Callout::cast(node) {
        return match (Scope::of(lead).contains(held), Scope::of(rest).contains(held)) {
            (true, _) => Some(lead.into()),
            (_, true) => line_of(rest, held),
            _ => Some(title.into()),
        };
    }
    let Node::Elem(tag, _, children) = node else { return None };
    match tag {
        Tag::Heading { .. } => Some(headings::words(children).shown().into()),
        Tag::Paragraph | Tag::TableCell | Tag::DefinitionListTitle => {
            Some(children.into())
        }
        Tag::HtmlBlock => None,
        Tag::Item | Tag::DefinitionListDefinition | Tag::FootnoteDefinition(_) => {
            let line = item_line(children);
            let holds = Scope::of(line).contains(held);
            if holds { Some(line.into()) } else { line_of(children, held) }
        }
        _ => line_of(children, held),
    }
}

/// How many bytes of a sentence are shown on either side of a link.
const LONGEST: usize = 400;

/// A node as far as there is room, from its beginning or its end, and whether that is all of it.
fn shortened(node: Node, room: &mut usize, from_start: bool) -> (Option<Node>, bool) {
    let position = *node.position();
    // Of a text the part that is left of it counts.
    let length = match &node {
        Node::Leaf(Event::Text(text), _) => text.len(),
        other => other.span().len(),
    };
    if length <= *room {
        *room -= length;
        return (Some(node), true);
    }
    let dots = |text: String| Some(Node::Leaf(Event::Text(text.into()), position));
    let Node::Leaf(Event::Text(text), _) = &node else {
        return (dots(String::from(" … ")), false);
    };
    let is_space = |it: &(usize, char)| it.1.is_whitespace();
    let kept = if from_start {
        let cut = text.floor_char_boundary(*room);
        let end = text.char_indices().rfind(|it| it.0 <= cut && is_space(it));
        text.get(..end.map_or(cut, |it| it.0)).unwrap_or_default().to_owned() + " …"
    } else {
        let cut = text.ceil_char_boundary(text.len().saturating_sub(*room));
        let start = text.char_indices().find(|it| it.0 >= cut && is_space(it));
        let kept = text.get(start.map_or(cut, |it| it.0)..).unwrap_or_default();
        String::from("… ") + kept.trim_start()
    };
    (dots(kept), false)
}

const ENDS: [&str; 6] = [". ", "! ", "? ", "。", "！", "？"];

/// What follows the last sentence end of a text, and whether there was one.
fn after_sentence_end(node: &Node) -> (Node, bool) {
    let Node::Leaf(Event::Text(text), position) = node else {
        return (node.clone(), false);
    };
    let ends = ENDS.iter().filter_map(|it| text.rfind(it).map(|at| at + it.len()));
    match ends.max().and_then(|at| text.get(at..)) {
        Some(rest) => (Node::Leaf(Event::Text(rest.to_owned().into()), *position), true),
        None => (node.clone(), false),
    }
}

/// What precedes the first sentence end of a text, itself included.
fn to_sentence_end(node: &Node) -> (Node, bool) {
    let Node::Leaf(Event::Text(text), position) = node else {
        return (node.clone(), false);
    };
    let ends =
        ENDS.iter().filter_map(|it| text.find(it).map(|at| at + it.trim_end().len()));
    match ends.min().and_then(|at| text.get(..at)) {
        Some(rest) => (Node::Leaf(Event::Text(rest.to_owned().into()), *position), true),
        None => (node.clone(), false),
    }
}

impl<'a> Writer<'a> {
    pub(super) fn excerpt(context: RenderContext<'a>, note: &'a Note) -> Self {
        Self { medium: Medium::Excerpt, ..Self::new(context, note) }
    }

    /// Shows another note in place of a paragraph or item that is one embed; `false` when
    /// it is something else, or the note holds the one it would be shown in.
    pub(super) fn embed(&mut self, children: &[Node]) -> bool {
        let [Node::Elem(Tag::Image { .. }, position, _)] = children else {
            return false;
        };
        // On paper its name stands for it.
        if self.medium == Medium::Paper {
            return false;
        }
        let (library, origin) = (self.context.library, self.context.origin);
        let Some(link) = self.note.link_of(position.id()) else { return false };
        let is_embed = self.note.link(link).is_some_and(|it| it.kind == LinkKind::Embed);
        let Some(Target::Note(id, anchor)) =
            library.link(origin, link).map(|it| &it.target)
        else {
            return false;
        };
        let is_deep =
            self.trail.len() >= MAX_EMBEDS || self.trail.contains(id) || *id == origin;
        let Some(route) = library.route(*id).filter(|_| is_embed && !is_deep) else {
            return false;
        };
        let note = library.note(*id);
        let url = self.context.page.url_to(route)
            + &anchor.as_ref().map(Anchor::fragment).unwrap_or_default();
        let title = library.title(*id);
        let title = match heading_of(note, anchor.as_ref()) {
            Some(heading) => format!("{title} › {heading}"),
            None => title.to_owned(),
        };
        let title = super::plain(self.context.markdown, &title).into_owned();
        let inside = self.embedded(*id, anchor.as_ref(), &title);
        let (url, title) = (attribute(&url), attribute(&title));
        self.html(format!(
            "<div class=\"embed\"><p class=\"embed-source\"><a href=\"{url}\">{title}</a></p>\n\
             {inside}</div>\n"
        ));
        true
    }

    fn embedded(&mut self, id: NoteId, anchor: Option<&Anchor>, title: &str) -> String {
        let context = RenderContext { origin: id, ..self.context };
        let note = context.library.note(id);
        let mut writer = Writer::excerpt(context, note);
        writer.trail = [self.trail.as_slice(), &[self.context.origin]].concat();
        let scope = anchor.and_then(|it| scope_of(note, it));
        let nodes = match &scope {
            Some(scope) => {
                tree::within(&note.body, *scope).map_or(&[][..], |(_, nodes)| nodes)
            }
            None => &note.body,
        };
        title.clone_into(&mut writer.section);
        std::mem::swap(&mut writer.tables, &mut self.tables);
        // The title stands above already.
        let is_title = |it: &Node| matches!(it, Node::Elem(Tag::Heading { .. }, ..));
        let skip = usize::from(nodes.first().is_some_and(is_title));
        let nodes = nodes.get(skip..).unwrap_or_default();
        if nodes.iter().any(|it| matches!(it, Node::Elem(Tag::Item, ..))) {
            writer.wrapped(&Tag::List(None), |it| it.blocks(nodes));
        } else {
            writer.blocks(nodes);
        }
        std::mem::swap(&mut writer.tables, &mut self.tables);
        writer.take()
    }
}

fn heading_of<'n>(note: &'n Note, anchor: Option<&Anchor>) -> Option<&'n str> {
    note.heading_named(anchor?).map(|it| it.text.as_str())
}

/// What an anchor stands for: a section or a block.
fn scope_of(note: &Note, anchor: &Anchor) -> Option<Scope> {
    let of_heading = || note.heading_named(anchor).map(|it| it.section);
    note.block_named(anchor).map(|it| it.scope).or_else(of_heading)
}

/// How many items or rows stand for a section that begins with a list or table.
const OPENING: usize = 3;

/// What of a section shows what it is about: its first paragraph, or the first items or rows.
#[must_use]
pub fn opening(note: &Note, scope: Scope) -> Option<Scope> {
    let (_, nodes) = tree::within(&note.body, scope)?;
    let is_text = |it: &&Node| {
        !matches!(
            it,
            Node::Elem(Tag::Heading { .. } | Tag::HtmlBlock, ..) | Node::Leaf(..)
        )
    };
    let first = nodes.iter().find(is_text)?;
    let parts = match first {
        Node::Elem(Tag::List(_), _, items) => items.get(..OPENING),
        Node::Elem(Tag::Table(_), _, rows) => rows.get(..=OPENING),
        _ => None,
    };
    let last = parts.and_then(<[Node]>::last).unwrap_or(first);
    let start = parts.and_then(<[Node]>::first).unwrap_or(first);
    Some(Scope { first: start.id(), end: last.scope().end })
}
