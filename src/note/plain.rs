//! The words of nodes as plain text.
//! Gives what a reader reads, on one line.
//! Must not know where it is shown.

use pulldown_cmark::{Event, Tag};

use super::{raw::names::is_words, tree::Node};
use crate::text::single_spaced;

/// The text a reader sees: markup and HTML left out, but not words such as `<host>`; breaks and the ends of blocks as one space.
#[must_use]
pub fn plain_text(nodes: &[Node]) -> String {
    let mut text = String::new();
    push_text(nodes, &mut text);
    text
}

fn push_text(nodes: &[Node], text: &mut String) {
    for (at, node) in nodes.iter().enumerate() {
        match node {
            Node::Leaf(Event::Text(it) | Event::Code(it), _) => text.push_str(it),
            Node::Leaf(Event::InlineHtml(it), _) if is_words(nodes, at) => {
                text.push_str(it);
            }
            Node::Leaf(Event::SoftBreak | Event::HardBreak, _) => text.push(' '),
            Node::Leaf(..) => (),
            Node::BareTag(name, _) => text.extend(["#", name.as_str()]),
            Node::Elem(tag, _, children) => {
                let is_block = !matches!(
                    tag,
                    Tag::Emphasis
                        | Tag::Strong
                        | Tag::Strikethrough
                        | Tag::Link { .. }
                        | Tag::Image { .. }
                );
                let part = |text: &mut String| {
                    if is_block && !text.ends_with(' ') && !text.is_empty() {
                        text.push(' ');
                    }
                };
                part(text);
                push_text(children, text);
                part(text);
            }
        }
    }
}

/// The text of inline nodes with a space where HTML such as `<br>` parts words.
#[must_use]
pub fn spaced_text(nodes: &[Node]) -> String {
    let is_break = |at: &usize| {
        matches!(nodes.get(*at), Some(Node::Leaf(Event::InlineHtml(_), _)))
            && !is_words(nodes, *at)
    };
    let breaks = (0..nodes.len()).filter(is_break).chain([nodes.len()]);
    let mut from = 0;
    let parts = breaks.map(|at| {
        let part = nodes.get(from..at).unwrap_or_default();
        from = at + 1;
        plain_text(part)
    });
    let text = parts.collect::<Vec<_>>().join(" ");
    single_spaced(&text)
}
