//! The names of HTML that are markup, and those that are words as often.
//! Gives whether a tag in a sentence is meant as markup.
//! Must not judge what does harm.

use pulldown_cmark::Event;

use super::{RawTag, elements::ALLOWED, tags};
use crate::note::tree::Node;

/// Elements whose names are everyday words too, such as `cp <source> <output>`: without an
/// attribute, and closed nowhere in the note, they are text.
pub const WORDS: [&str; 49] = [
    "address", "area", "article", "aside", "audio", "base", "body", "button", "canvas",
    "cite", "code", "data", "embed", "figure", "footer", "form", "frame", "head",
    "header", "html", "iframe", "img", "input", "label", "legend", "link", "main", "map",
    "mark", "meta", "noscript", "object", "option", "param", "picture", "script",
    "section", "select", "source", "style", "summary", "table", "template", "textarea",
    "time", "title", "track", "var", "video",
];

/// Whether the tag at a place among inline nodes is meant as words, not as markup, such as `<host>`
/// or the end of `List<String>`: it has no attribute, and nothing beside it closes it.
#[must_use]
pub fn is_words(nodes: &[Node], at: usize) -> bool {
    let Some(tag) = nodes.get(at).and_then(only_tag) else { return false };
    let name = tag.name.as_str();
    let is_markup = ALLOWED.contains(&name) && !WORDS.contains(&name);
    let is_plain = !tag.closing && !tag.empty && tag.attributes.is_empty();
    let closes = |it: &Node| {
        let Node::Leaf(Event::InlineHtml(html), _) = it else { return false };
        let end = html.strip_prefix("</").map(|it| it.trim_end_matches(['>', ' ']));
        end.is_some_and(|it| it.eq_ignore_ascii_case(name))
    };
    is_plain && !is_markup && !nodes.iter().skip(at).take(NEAR).any(closes)
}

/// So many nodes behind a tag its end is looked for.
const NEAR: usize = 64;

fn only_tag(node: &Node) -> Option<RawTag> {
    let Node::Leaf(Event::InlineHtml(html), _) = node else { return None };
    tags(html).into_iter().next()
}
