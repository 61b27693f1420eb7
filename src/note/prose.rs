//! Running text: what is neither code nor a link nor raw HTML.
//! Gives every piece of it to whoever cuts something out of it.
//! Must not know what that is.

use pulldown_cmark::{Event, Tag};

use super::{
    raw::{self, Piece},
    tree::{Node, is_emphasis},
};
use crate::diag::Span;

/// Puts in place of each piece of running text what `cut` makes of its words and its place.
pub fn rewrite(nodes: &mut Vec<Node>, cut: &mut impl FnMut(&str, &Span, &mut Vec<Node>)) {
    Walk { cut, literal: 0 }.walk(nodes);
}

/// Adds words as a piece of text, if there are any.
pub fn push_text(nodes: &mut Vec<Node>, words: Option<&str>, span: Span) {
    if let Some(words) = words.filter(|it| !it.is_empty()) {
        nodes.push(Node::Leaf(Event::Text(words.to_owned().into()), span.into()));
    }
}

struct Walk<'c, C> {
    cut: &'c mut C,
    /// How many raw elements are open whose text is not prose: `<code>`, `<a>`.
    literal: usize,
}

impl<C: FnMut(&str, &Span, &mut Vec<Node>)> Walk<'_, C> {
    fn walk(&mut self, nodes: &mut Vec<Node>) {
        // Most texts stay whole, and most of a site's memory is nodes: none is kept in reserve.
        let before = std::mem::take(nodes);
        nodes.reserve_exact(before.len());
        for mut node in before {
            if let Node::Leaf(Event::Text(words), position) = &node
                && self.literal == 0
            {
                (self.cut)(words, &position.span(), nodes);
                continue;
            }
            if let Some(piece) = Piece::cast(&node) {
                self.enter_and_leave(&piece);
            } else if let Node::Elem(tag, _, children) = &mut node
                && !holds_no_prose(tag)
            {
                let outer = self.literal;
                self.walk(children);
                // What a block leaves open ends with it.
                self.literal = if is_emphasis(tag) { self.literal } else { outer };
            }
            nodes.push(node);
        }
    }

    fn enter_and_leave(&mut self, piece: &Piece) {
        for tag in raw::tags(&piece.html) {
            if !["a", "code", "kbd", "math", "pre", "samp", "svg"]
                .contains(&tag.name.as_str())
            {
                continue;
            }
            // `<a name="x">` is a place, and often nobody closes it.
            let is_place = tag.name == "a" && tag.attribute("href").is_none();
            if tag.closing {
                self.literal = self.literal.saturating_sub(1);
            } else if !tag.empty && !is_place {
                self.literal += 1;
            }
        }
    }
}

fn holds_no_prose(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::MetadataBlock(_)
    )
}
