//! Inline text: `==mark==`, emoji shortcodes, task boxes, and everything CommonMark has.
//! Gives HTML that stands in a line.
//! Must not know where links lead.

use std::borrow::Cow;

use super::{Medium, Writer};
use crate::note::{
    NodeId,
    doc::{Kind, Node, Nodes},
};

impl<'a> Writer<'a> {
    pub(super) fn inline(&mut self, nodes: Nodes<'a>) {
        let marks = Marks::find(nodes);
        for node in nodes {
            self.given_place(node);
            match node.kind() {
                Kind::Text(words) if self.literal => self.html.words(words),
                Kind::Text(words) => self.text(node, words, &marks),
                Kind::Code(code) => self.inline_code(code),
                Kind::FootnoteReference(label) => self.footnote_reference(label),
                Kind::Task(true) => self.html.markup(
                    "<input type=\"checkbox\" disabled checked aria-label=\"done\"> ",
                ),
                Kind::Task(false) => self
                    .html
                    .markup("<input type=\"checkbox\" disabled aria-label=\"to do\"> "),
                Kind::SoftBreak => self.html.markup("\n"),
                Kind::HardBreak => self.html.markup("<br />\n"),
                Kind::Tags(names) if node.is_bare_tag() => {
                    for name in names {
                        self.chip(name);
                    }
                }
                Kind::Tags(_) => {
                    self.inline_code(node.written().trim_matches(['`', ' ']));
                }
                Kind::Link(id) => self.link(id, node.children()),
                Kind::Image(id) => self.image(id, node.children()),
                Kind::Emphasis => self.emphasis(("<em>", "</em>"), node),
                Kind::Strong => self.emphasis(("<strong>", "</strong>"), node),
                Kind::Strikethrough => self.emphasis(("<del>", "</del>"), node),
                _ => self.block(node),
            }
        }
    }

    fn emphasis(&mut self, (start, end): (&'static str, &'static str), node: Node<'a>) {
        self.html.markup(start);
        self.inline(node.children());
        self.html.markup(end);
    }

    fn inline_code(&mut self, code: &str) {
        self.html.markup("<code>");
        self.html.words(code);
        self.html.markup("</code>");
    }

    /// Words, and the id of the block behind them if something leads there.
    fn text(&mut self, node: Node<'_>, words: &str, marks: &Marks) {
        // Of a text that is cut, the end with the id may be gone.
        let block = self.named_block(node.id()).filter(|it| words.ends_with(&it.id));
        let hidden = block.map_or(0, |it| it.length);
        let words = words.get(..words.len().saturating_sub(hidden)).unwrap_or_default();
        let mut from = 0;
        for (at, opens) in marks.of(node.id()).filter(|(at, _)| *at + 2 <= words.len()) {
            self.plain_text(node, words.get(from..at).unwrap_or_default());
            self.html.markup(if opens { "<mark>" } else { "</mark>" });
            from = at + 2;
        }
        self.plain_text(node, words.get(from..).unwrap_or_default());
        if let Some(block) = block.filter(|_| self.medium == Medium::Page) {
            self.place_named(&block.id);
        }
    }

    fn plain_text(&mut self, node: Node<'_>, words: &str) {
        let words = match self.medium {
            Medium::Page => words.into(),
            Medium::Excerpt | Medium::Paper => node.without_stray_stars(words),
        };
        self.html.words(&super::plain(self.context.markdown, &words));
    }
}

/// What a reader reads of a line, without the signs around what is marked.
#[must_use]
pub fn plain_words(nodes: Nodes<'_>) -> String {
    let mut words = String::new();
    let mut rest = nodes;
    let marks = Marks::find(nodes);
    for (id, at, _) in &marks.0 {
        let Some(text) = nodes.doc().node(*id) else { continue };
        words.push_str(&rest.up_to_byte(text, *at).plain_text());
        rest = rest.from_byte(text, at + 2);
    }
    words + &rest.plain_text()
}

/// The `==` in a run of inline nodes that open or close a mark: text, offset, opens.
struct Marks(Vec<(NodeId, usize, bool)>);

impl Marks {
    fn find(nodes: Nodes<'_>) -> Self {
        let mut marks = Vec::new();
        let mut open: Option<(NodeId, usize)> = None;
        let first = nodes.first().map(Node::id);
        let mut rest = nodes.iter().peekable();
        while let Some(node) = rest.next() {
            let Kind::Text(text) = node.kind() else { continue };
            for (offset, _) in text.match_indices("==") {
                let before = text.get(..offset).and_then(|it| it.chars().next_back());
                let after = text.get(offset + 2..).and_then(|it| it.chars().next());
                if before == Some('=') || after == Some('=') {
                    continue;
                }
                // As emphasis does: `a==b` and `a == b` are comparisons, not marks.
                let has_before = first != Some(node.id());
                let has_after = rest.peek().is_some();
                let inked = |c: Option<char>, has_more: bool| {
                    c.map_or(has_more, |c| !c.is_whitespace())
                };
                let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
                let opens = inked(after, has_after) && edge(before);
                let closes = inked(before, has_before) && edge(after);
                match open {
                    Some((start, at)) if closes && at + 2 != offset => {
                        marks.extend([(start, at, true), (node.id(), offset, false)]);
                        open = None;
                    }
                    None if opens => open = Some((node.id(), offset)),
                    _ => (),
                }
            }
        }
        Self(marks)
    }

    fn of(&self, text: NodeId) -> impl Iterator<Item = (usize, bool)> {
        let from = self.0.partition_point(|it| it.0 < text);
        let marks = self.0.get(from..).unwrap_or_default().iter();
        marks.take_while(move |it| it.0 == text).map(|(_, at, opens)| (*at, *opens))
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
