//! What only looks like a wikilink: an ordinary link around brackets, and data.
//! Gives `[[words]](https://…)` as a link, and `[[1,0],[0,1]]` or `[[ -f x ]]` as text.
//! Must not know which notes there are.

use pulldown_cmark::{Event, LinkType, Tag};

use super::is_wiki;
use crate::{
    diag::Span,
    note::tree::{Node, Position},
};

/// Makes of what only looks like a wikilink what it is.
pub fn restore_bracketed(nodes: &mut Vec<Node>) {
    let (mut at, mut has_data) = (0, false);
    while at < nodes.len() {
        if let Some((link, rest)) = bracketed(nodes.get(at), nodes.get(at + 1)) {
            nodes.splice(at..at + 2, [link, rest]);
        } else if let Some(text) = nodes.get(at).and_then(data) {
            nodes.splice(at..=at, text);
            has_data = true;
        } else if let Some(Node::Elem(_, _, children)) = nodes.get_mut(at) {
            restore_bracketed(children);
        }
        at += 1;
    }
    if has_data {
        join_texts(nodes);
    }
}

/// The link and the text behind it, when a wikilink is followed by a destination.
fn bracketed(wiki: Option<&Node>, text: Option<&Node>) -> Option<(Node, Node)> {
    let Some(Node::Elem(Tag::Link { link_type, title, id, .. }, position, children)) =
        wiki
    else {
        return None;
    };
    let Some(Node::Leaf(Event::Text(text), behind)) = text else { return None };
    let (href, rest) = text.strip_prefix('(')?.split_once(')')?;
    if !is_wiki(*link_type) || href.is_empty() || href.contains(char::is_whitespace) {
        return None;
    }
    let link_type = LinkType::Inline;
    let dest_url = href.to_owned().into();
    let tag = Tag::Link { link_type, dest_url, title: title.clone(), id: id.clone() };
    let bracket = |it: &'static str| Node::Leaf(Event::Text(it.into()), *position);
    let children = [vec![bracket("[")], children.clone(), vec![bracket("]")]].concat();
    let rest = Node::Leaf(Event::Text(rest.to_owned().into()), *behind);
    Some((Node::Elem(tag, *position, children), rest))
}

/// The nodes that a wikilink is when no note can have its name: lists of numbers, and what a
/// shell tests.
fn data(node: &Node) -> Option<Vec<Node>> {
    let (sign, link_type, dest, children) = match node {
        Node::Elem(Tag::Link { link_type, dest_url, .. }, _, children) => {
            ("[[", *link_type, dest_url, children)
        }
        Node::Elem(Tag::Image { link_type, dest_url, .. }, _, children) => {
            ("![[", *link_type, dest_url, children)
        }
        _ => return None,
    };
    let LinkType::WikiLink { has_pothole } = link_type else { return None };
    let is_number = |c: char| c.is_ascii_digit() || " ,;.-+".contains(c);
    let is_list =
        dest.contains(['[', ']']) || dest.contains(',') && dest.chars().all(is_number);
    let is_test =
        dest.starts_with(' ') && dest.trim_start().starts_with(['-', '$', '!', '"', '(']);
    if !is_list && !is_test {
        return None;
    }
    let (start, end) = (node.span().start, node.span().end);
    let before = if has_pothole { format!("{sign}{dest}|") } else { sign.to_owned() };
    let inner = children.first().map_or(end - 2, |it| it.span().start);
    let outer = children.last().map_or(end - 2, |it| it.span().end);
    let leaf = |text: &str, span: Span| {
        Node::Leaf(Event::Text(text.to_owned().into()), span.into())
    };
    let mut nodes = vec![leaf(&before, start..inner)];
    nodes.extend(children.iter().cloned());
    nodes.push(leaf("]]", outer..end));
    Some(nodes)
}

/// Makes one text of neighbouring ones.
fn join_texts(nodes: &mut Vec<Node>) {
    let is_text = |it: &Node| matches!(it, Node::Leaf(Event::Text(_), _));
    let runs = nodes.chunk_by(|a, b| is_text(a) && is_text(b));
    let joined = runs.filter_map(|run| match run {
        [only] => Some(only.clone()),
        several => {
            let position = Position::of(several)?;
            let texts = several.iter().filter_map(|it| match it {
                Node::Leaf(Event::Text(text), _) => Some(&**text),
                _ => None,
            });
            let text: String = texts.collect();
            Some(Node::Leaf(Event::Text(text.into()), position))
        }
    });
    *nodes = joined.collect();
}
