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
    classes: Vec<&'t str>,
    values: Vec<&'t str>,
    /// Whether it begins as kramdown has it: `{: …}`, `{:.…}`, `{:#…}`.
    is_marked: bool,
}

impl<'t> Inside<'t> {
    fn read(inside: &'t str) -> Option<Self> {
        let words = inside.strip_prefix(':').unwrap_or(inside);
        let is_marked = inside.starts_with(':') && words.starts_with([' ', '.', '#']);
        let is_toc = inside.trim() == ":toc" || inside.trim() == ": toc";
        let mut read = Self { is_marked: is_marked || is_toc, ..Self::default() };
        if is_toc {
            return Some(read);
        }
        if inside.starts_with(':') && !is_marked {
            return None;
        }
        let mut rest = words.trim();
        while !rest.is_empty() {
            let (word, after) = word(rest)?;
            if let Some(id) = word.strip_prefix('#') {
                let is_id = is_free(id) && !id.contains(['"', '\'', '<', '>', '{', '}']);
                if read.id.is_some() || !is_id {
                    return None;
                }
                read.id = Some(id);
            } else if let Some(class) = word.strip_prefix('.') {
                read.classes.push(class);
            } else {
                read.values.push(value_name(word)?);
            }
            rest = after.trim_start();
        }
        Some(read)
    }
}

/// The first word of some attributes, quotation marks held together, and what follows it.
fn word(text: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    let end = text.find(|it: char| {
        if let Some(mark) = quote {
            quote = Some(mark).filter(|mark| *mark != it);
            return false;
        }
        quote = Some(it).filter(|it| matches!(it, '"' | '\''));
        it.is_whitespace()
    });
    text.split_at_checked(end.unwrap_or(text.len()))
}

/// The name in `name=value`, where both are written as HTML writes them.
fn value_name(word: &str) -> Option<&str> {
    let (name, value) = word.split_once('=')?;
    let is_name = name.starts_with(|it: char| it.is_ascii_alphabetic())
        && name.chars().all(|it| it.is_ascii_alphanumeric() || "-_:".contains(it));
    let quoted = ['"', '\''].iter().any(|mark| {
        let inner = value.strip_prefix(*mark).and_then(|it| it.strip_suffix(*mark));
        inner.is_some_and(|it| !it.contains(*mark))
    });
    let is_value =
        quoted || !value.is_empty() && !value.contains(['"', '\'', '=', '<', '>']);
    (is_name && is_value).then_some(name)
}

/// Classes that Pandoc and Jekyll give to headings, which are no words in any braces.
const OF_HEADINGS: [&str; 4] = ["no_toc", "nonumber", "unlisted", "unnumbered"];

/// Attributes that links and pictures have.
const OF_LINKS: [&str; 9] =
    ["align", "alt", "height", "loading", "rel", "style", "target", "title", "width"];

/// The attributes at the end of a heading's text, such as `Title {#id}`.
#[must_use]
pub fn attributes(text: &str) -> Option<Attributes> {
    let (before, inside) = text.trim_end().strip_suffix('}')?.rsplit_once('{')?;
    let Inside { id, classes, is_marked, .. } = Inside::read(inside)?;
    let is_known = || classes.iter().any(|it| OF_HEADINGS.contains(it));
    let length = text.len() - before.trim_end().len();
    let counts = id.is_some() || is_marked || is_known();
    counts.then(|| Attributes { id: id.map(str::to_owned), length })
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
        let is_text = matches!(tag, Tag::Paragraph | Tag::Item);
        let stands_alone = matches!(
            children.iter().rev().nth(1),
            None | Some(Node::Leaf(Event::SoftBreak, _))
        );
        if is_text && stands_alone && is_line(children.last()) {
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
    let of_links =
        || !read.classes.is_empty() || read.values.iter().any(|it| OF_LINKS.contains(it));
    let is_own = match node {
        Node::Elem(Tag::Link { .. } | Tag::Image { .. }, ..) => {
            read.is_marked || of_links()
        }
        Node::Elem(..) | Node::Leaf(Event::Code(_), _) => read.is_marked,
        _ => false,
    };
    let says_something = read.classes.len() + read.values.len() > 0;
    (is_own && says_something && read.id.is_none()).then_some(end + 2)
}

/// Whether a row of a table is nothing but attributes.
fn is_row(row: &Node) -> bool {
    let mut cells = row.children().iter().map(Node::children);
    let first = cells.next();
    first.is_some_and(|it| it.len() == 1 && is_line(it.first()))
        && cells.all(<[Node]>::is_empty)
}

/// Whether a line is nothing but attributes, as kramdown marks them.
fn is_line(node: Option<&Node>) -> bool {
    let Some(Node::Leaf(Event::Text(text), _)) = node else { return false };
    let inside = text.trim().strip_prefix('{').and_then(|it| it.strip_suffix('}'));
    let read = inside.and_then(Inside::read);
    read.is_some_and(|it| it.id.is_none() && it.is_marked && inside != Some(": "))
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
            ("prints\n{:a=>1, :b=>2}", "prints {:a=>1, :b=>2}"),
            ("`h`{:a=>1} `f`{:ok=x} **b**{:a=b}", "h{:a=>1} f{:ok=x} b{:a=b}"),
            ("| a |\n|---|\n| {:x=>1} |\n| {.note} |", "a {:x=>1} {.note}"),
            ("{.hidden}\n\n[b](c){n=3}", "{.hidden} b{n=3}"),
            ("![x](p.png){: width=\"50%\" alt=\"two words\" } y", "x y"),
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
