//! Attributes in braces, as Pandoc, kramdown and Python-Markdown write them: `{#id .wide}`.
//! Gives the id of a heading and takes the rest out of the text: it styles other sites.
//! Takes nothing else for attributes: `{1, 2}` and `{:?}` are text.

use pulldown_cmark::{Event, Tag};

use super::{headings::is_free, tree::Node};

/// The attributes behind the words of a heading.
#[derive(Debug, PartialEq, Eq)]
pub struct Attributes {
    /// The id, if they give one; the rest says how other programs should show the heading.
    pub id: Option<String>,
    /// How many bytes they take at the end of the last word node.
    pub length: usize,
}

/// What stands between two braces, if nothing but attributes does.
#[derive(Debug, Default)]
struct Inside<'t> {
    id: Option<&'t str>,
    classes: usize,
    values: usize,
    has_colon: bool,
}

impl<'t> Inside<'t> {
    fn read(inside: &'t str) -> Option<Self> {
        let (colon, words) = (inside.starts_with(':'), inside.trim_start_matches(':'));
        let mut read = Self { has_colon: colon, ..Self::default() };
        for word in words.split_whitespace() {
            if let Some(id) = word.strip_prefix('#') {
                if read.id.is_some() || !is_free(id) || id.contains(['"', '\'', '<', '>'])
                {
                    return None;
                }
                read.id = Some(id);
            } else if let Some(class) = word.strip_prefix('.') {
                read.classes += usize::from(is_class(class));
            } else if word.contains('=') {
                read.values += 1;
            } else if !(colon && word == "toc") {
                return None;
            }
        }
        Some(read)
    }
}

/// The attributes at the end of a heading's text, such as `Title {#id}`.
#[must_use]
pub fn attributes(text: &str) -> Option<Attributes> {
    let (before, inside) = text.trim_end().strip_suffix('}')?.rsplit_once('{')?;
    let Inside { id, classes, .. } = Inside::read(inside)?;
    let length = text.len() - before.trim_end().len();
    let id = id.map(str::to_owned);
    (id.is_some() || classes > 0).then_some(Attributes { id, length })
}

/// Whether this is how classes are written; `{.NET}` is none.
fn is_class(name: &str) -> bool {
    let is_part =
        |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || "-_".contains(it);
    name.starts_with(|it: char| it.is_ascii_lowercase()) && name.chars().all(is_part)
}

/// Takes the attributes of paragraphs, links, pictures and code out of the text, but for those
/// that give an id.
pub fn take_out(nodes: &mut Vec<Node>) {
    for at in 1..nodes.len() {
        let Some((before, rest)) = nodes.split_at_mut_checked(at) else { break };
        if let (Some(before), Some(Node::Leaf(Event::Text(text), span))) =
            (before.last(), rest.first_mut())
            && let Some(length) = behind(before, text)
        {
            *text = text.get(length..).unwrap_or_default().to_owned().into();
            span.start += length;
        }
    }
    for node in nodes.iter_mut() {
        let Node::Elem(tag, _, children) = node else { continue };
        if matches!(tag, Tag::CodeBlock(_) | Tag::HtmlBlock) {
            continue;
        }
        take_out(children);
        // Below a table they look like one more row.
        if matches!(tag, Tag::Table(_)) && children.last().is_some_and(is_row) {
            children.pop();
        }
        // A line of their own belongs to the paragraph above it, or to the block before.
        if is_line(children.last())
            && matches!(
                children.iter().rev().nth(1),
                None | Some(Node::Leaf(Event::SoftBreak, _))
            )
        {
            children.pop();
            children.pop();
        }
    }
    nodes.retain(|it| !matches!(it, Node::Elem(Tag::Paragraph, _, children) if children.is_empty()));
}

/// How long the attributes of a node are at the start of the text behind it.
fn behind(node: &Node, text: &str) -> Option<usize> {
    let inside = text.strip_prefix('{')?;
    let end = inside.find('}')?;
    let read = Inside::read(inside.get(..end)?)?;
    let is_own = match node {
        Node::Elem(Tag::Link { .. } | Tag::Image { .. }, ..) => true,
        Node::Elem(..) | Node::Leaf(Event::Code(_), _) => read.has_colon,
        _ => false,
    };
    let says_something = read.classes + read.values > 0;
    (is_own && says_something && read.id.is_none()).then_some(end + 2)
}

/// Whether a row of a table is nothing but attributes.
fn is_row(row: &Node) -> bool {
    let mut cells = row.children().iter().map(Node::children);
    let first = cells.next();
    first.is_some_and(|it| it.len() == 1 && is_line(it.first()))
        && cells.all(<[Node]>::is_empty)
}

/// Whether a line is nothing but attributes.
fn is_line(node: Option<&Node>) -> bool {
    let Some(Node::Leaf(Event::Text(text), _)) = node else { return false };
    let inside = text.trim().strip_prefix('{').and_then(|it| it.strip_suffix('}'));
    let read = inside.and_then(Inside::read);
    read.is_some_and(|it| {
        it.id.is_none() && (it.classes > 0 || it.has_colon && inside != Some(":"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::tree;

    #[test]
    fn attributes_go_and_everything_else_stays() {
        for (text, kept) in [
            ("Lead\n{: .lead }", "Lead"),
            ("- TOC\n{:toc}", "TOC"),
            ("{: .wide width=\"3\"}", ""),
            ("![x](p.png){: width=\"50%\"} behind", "x behind"),
            ("[x](y){ .button } behind", "x behind"),
            ("`x`{: .language-rust} behind", "x behind"),
            ("| a | b |\n|---|---|\n| c | d |\n{: .wide }", "a b c d"),
            ("prints {:?}", "prints {:?}"),
            ("a\n{:?}", "a {:?}"),
            ("{:}", "{:}"),
            ("`x`{.y}", "x{.y}"),
            ("set\n{1, 2}", "set {1, 2}"),
            ("[x](y){1}", "x{1}"),
            ("a\n{: #place}", "a {: #place}"),
            ("{.NET}", "{.NET}"),
            ("```\n{: .x}\n```", "{: .x}\n"),
        ] {
            let (mut nodes, _) = tree::parse(text, 0);
            take_out(&mut nodes);
            assert_eq!(tree::plain_text(&nodes).trim(), kept.trim(), "{text}");
        }
    }
}
