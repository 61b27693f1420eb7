//! Inline text: `==mark==`, emoji shortcodes, task boxes, and everything CommonMark has.
//! Gives events for pulldown-cmark's serializer.
//! Must not know where links lead.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use pulldown_cmark::{Event, Tag};

use super::{Medium, Writer, drawing};
use crate::{config::RawHtml, note::Node};

impl Writer<'_> {
    pub(super) fn inline(&mut self, nodes: &[Node]) {
        let marks = Marks::find(nodes);
        let is_safe = self.context.markdown.raw_html == RawHtml::Safe;
        let drawings = if is_safe { drawing::among(nodes) } else { BTreeMap::new() };
        let mut next = 0;
        for (at, node) in nodes.iter().enumerate() {
            if at < next {
                continue;
            }
            match node {
                Node::Leaf(Event::Text(text), position) => {
                    // Of a text that is cut, the end with the id may be gone.
                    let block = self.named_block(position.id());
                    match block.filter(|it| text.ends_with(&it.id)) {
                        Some(block) => {
                            let kept = text.len().saturating_sub(block.length);
                            let id = block.id.clone();
                            self.text(text.get(..kept).unwrap_or_default(), &marks, at);
                            self.block_id(&id);
                        }
                        None => self.text(text, &marks, at),
                    }
                }
                Node::Leaf(Event::InlineHtml(_) | Event::Html(_), _) => {
                    let end = drawings.get(&at).and_then(|end| nodes.get(at..=*end));
                    match end.filter(|it| self.inline_drawing(it)) {
                        Some(drawing) => next = at + drawing.len(),
                        None => self.raw(node),
                    }
                }
                Node::Leaf(Event::FootnoteReference(label), _) => {
                    self.footnote_reference(label);
                }
                Node::Leaf(Event::TaskListMarker(done), _) => {
                    let state = if *done {
                        " checked aria-label=\"done\""
                    } else {
                        " aria-label=\"to do\""
                    };
                    self.html(format!("<input type=\"checkbox\" disabled{state}> "));
                }
                Node::Leaf(event, _) => self.events.push(event.clone()),
                Node::BareTag(name, _) => self.chip(name),
                Node::Elem(Tag::Link { .. }, ..) => self.link(node),
                Node::Elem(Tag::Image { .. }, ..) => self.image(node),
                Node::Elem(
                    tag @ (Tag::Emphasis | Tag::Strong | Tag::Strikethrough),
                    _,
                    inner,
                ) => {
                    self.wrapped(tag, |it| it.inline(inner));
                }
                Node::Elem(..) => self.block(node),
            }
        }
    }

    fn text(&mut self, text: &str, marks: &Marks, node: usize) {
        let mut from = 0;
        for (_, at, opens) in marks.of(node).filter(|(_, at, _)| *at + 2 <= text.len()) {
            self.plain_text(text.get(from..*at).unwrap_or_default());
            self.html(if *opens { "<mark>" } else { "</mark>" });
            from = at + 2;
        }
        self.plain_text(text.get(from..).unwrap_or_default());
    }

    /// The place a link to a block leads to.
    fn block_id(&mut self, id: &str) {
        if self.medium == Medium::Page {
            self.html(format!("<span id=\"{id}\"></span>"));
        }
    }

    fn plain_text(&mut self, text: &str) {
        if !text.is_empty() {
            let text = super::plain(self.context.markdown, text).into_owned();
            self.events.push(Event::Text(text.into()));
        }
    }
}

/// Inline nodes without the signs around what is marked, for places that show plain text.
#[must_use]
pub fn without_marks(nodes: &[Node]) -> Vec<Node> {
    let marks = Marks::find(nodes);
    let plain = |(at, node): (usize, &Node)| {
        let Node::Leaf(Event::Text(text), position) = node else { return node.clone() };
        let mut text = text.to_string();
        for (_, start, _) in marks.of(at).rev() {
            text.replace_range(*start..*start + 2, "");
        }
        Node::Leaf(Event::Text(text.into()), *position)
    };
    nodes.iter().enumerate().map(plain).collect()
}

/// The `==` in a run of inline nodes that open or close a mark: node, offset, opens.
struct Marks(BTreeSet<(usize, usize, bool)>);

impl Marks {
    fn find(nodes: &[Node]) -> Self {
        let mut marks = BTreeSet::new();
        let mut open: Option<(usize, usize)> = None;
        for (at, node) in nodes.iter().enumerate() {
            let Node::Leaf(Event::Text(text), _) = node else { continue };
            for (offset, _) in text.match_indices("==") {
                let before = text.get(..offset).and_then(|it| it.chars().next_back());
                let after = text.get(offset + 2..).and_then(|it| it.chars().next());
                if before == Some('=') || after == Some('=') {
                    continue;
                }
                // As emphasis does: `a==b` and `a == b` are comparisons, not marks.
                let (has_before, has_after) = (at > 0, at + 1 < nodes.len());
                let inked = |c: Option<char>, has_more: bool| {
                    c.map_or(has_more, |c| !c.is_whitespace())
                };
                let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
                let opens = inked(after, has_after) && edge(before);
                let closes = inked(before, has_before) && edge(after);
                match open {
                    Some(start) if closes && start.1 + 2 != offset => {
                        marks.insert((start.0, start.1, true));
                        marks.insert((at, offset, false));
                        open = None;
                    }
                    None if opens => open = Some((at, offset)),
                    _ => (),
                }
            }
        }
        Self(marks)
    }

    fn of(&self, node: usize) -> impl DoubleEndedIterator<Item = &(usize, usize, bool)> {
        self.0.range((node, 0, false)..(node + 1, 0, false))
    }
}

/// Replaces `:name:` by the emoji GitHub shows for it; unknown names stay.
pub(super) fn emoji(text: &str) -> Cow<'_, str> {
    if text.matches(':').count() < 2 {
        return Cow::Borrowed(text);
    }
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(':') {
        replaced.push_str(before);
        let known = after
            .split_once(':')
            .and_then(|(name, after)| Some((emojis::get_by_shortcode(name)?, after)));
        if let Some((emoji, after)) = known {
            replaced.push_str(emoji.as_str());
            rest = after;
        } else {
            replaced.push(':');
            rest = after;
        }
    }
    replaced.push_str(rest);
    Cow::Owned(replaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_names() {
        let cases = [
            ("a :rocket: b", "a 🚀 b"),
            ("10:30 to 11:30", "10:30 to 11:30"),
            (":no-such: :+1:", ":no-such: 👍"),
            ("std::io::Error", "std::io::Error"),
        ];
        for (text, expected) in cases {
            assert_eq!(emoji(text), expected);
        }
    }
}
