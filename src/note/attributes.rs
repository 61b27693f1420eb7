//! Attributes in braces, as Pandoc, kramdown and Python-Markdown write them: `{#id .wide}`.
//! Gives the id of a heading and takes the rest out of the text: it styles other sites.
//! Takes nothing else for attributes: `{1, 2}` and `{:?}` are text.

use pulldown_cmark::{Event, Tag};

use super::tree::Node;

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
        let mut read = Self { is_marked: is_marked || is_toc(inside), ..Self::default() };
        if is_toc(inside) {
            return Some(read);
        }
        if inside.starts_with(':') && !is_marked {
            return None;
        }
        let mut rest = words.trim();
        while !rest.is_empty() {
            let (word, after) = word(rest)?;
            if let Some(id) = word.strip_prefix('#') {
                let is_id = is_free(id) && !id.contains(NOT_IN_NAMES);
                if read.id.is_some() || !is_id {
                    return None;
                }
                read.id = Some(id);
            } else if let Some(class) = word.strip_prefix('.') {
                if class.contains(NOT_IN_NAMES) {
                    return None;
                }
                read.classes.push(class);
            } else {
                read.values.push(value_name(word)?);
            }
            rest = after.trim_start();
        }
        Some(read)
    }
}

/// Signs that no id and no class holds, nor a value without quotation marks.
const NOT_IN_NAMES: [char; 6] = ['"', '\'', '<', '>', '{', '}'];

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
    let is_value = quoted
        || !value.is_empty() && !value.contains('=') && !value.contains(NOT_IN_NAMES);
    (is_name && is_value).then_some(name)
}

/// Classes that Pandoc and Jekyll give to headings; nobody writes them as words in braces.
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

/// Takes the attributes of blocks, links, pictures and code out of the text; an id they give
/// becomes one of the heading, or an anchor before what it names.
pub fn take_out(nodes: &mut Vec<Node>) {
    nodes.retain(|it| !is_contents(it));
    take_out_behind(nodes);
    for node in nodes.iter_mut() {
        let Node::Elem(tag, _, children) = node else { continue };
        if matches!(tag, Tag::CodeBlock(_) | Tag::HtmlBlock) {
            continue;
        }
        // What ends a heading is the heading's.
        let own = matches!(tag, Tag::Heading { .. })
            .then(|| children.pop_if(|it| is_heading_end(it)))
            .flatten();
        take_out(children);
        children.extend(own);
        // A line of their own at its end belongs to the paragraph, the only one to the item.
        let ends_more = match children.iter().nth_back(1) {
            Some(it) => matches!(it, Node::Leaf(Event::SoftBreak, _)),
            None => matches!(tag, Tag::Item),
        };
        let is_text = matches!(tag, Tag::Paragraph | Tag::Item);
        if let (true, true, Some(line)) = (is_text, ends_more, line(children.last())) {
            children.truncate(children.len().saturating_sub(2));
            children.splice(0..0, line.anchor(children.first()));
        }
    }
    give_to_blocks(nodes);
}

/// Takes out the attributes that stand between blocks, and those below tables.
fn give_to_blocks(nodes: &mut Vec<Node>) {
    if !nodes.iter().any(|it| alone(it).is_some() || row(it).is_some()) {
        return;
    }
    let mut rest = std::mem::take(nodes).into_iter().peekable();
    let mut for_next: Option<Line> = None;
    while let Some(mut node) = rest.next() {
        if let Some(line) = alone(&node) {
            // They belong to the block that touches them; the one above comes first.
            let (start, end) = (node.span().start, node.span().end);
            let touches_above = nodes.last().is_some_and(|it| it.span().end == start);
            let touches_below = rest.peek().is_some_and(|it| it.span().start == end);
            if nodes.is_empty() || touches_below && !touches_above {
                for_next = Some(line);
            } else {
                line.give_last(nodes);
            }
            continue;
        }
        let of_table = row(&node);
        if let (Some(_), Node::Elem(_, _, rows)) = (&of_table, &mut node) {
            // Below a table they look like one more row.
            rows.pop();
        }
        nodes.push(node);
        for line in [for_next.take(), of_table].into_iter().flatten() {
            line.give_last(nodes);
        }
    }
}

/// Whether a text does nothing but give its heading an id.
fn is_heading_end(node: &Node) -> bool {
    let Node::Leaf(Event::Text(text), _) = node else { return false };
    let gives_id = |it: &Attributes| it.id.is_some() && it.length == text.len();
    attributes(text).is_some_and(|it| gives_id(&it))
}

/// Whether a list of one item only says where kramdown shall put the table of contents.
fn is_contents(node: &Node) -> bool {
    let Node::Elem(Tag::List(_), _, items) = node else { return false };
    let [item] = items.as_slice() else { return false };
    let mut last = item.children().iter().rev();
    let is_mark = |it: &Node| match it {
        Node::Leaf(Event::Text(text), _) => inside_braces(text).is_some_and(is_toc),
        _ => false,
    };
    last.next().is_some_and(is_mark)
        && matches!(last.next(), Some(Node::Leaf(Event::SoftBreak, _)))
}

/// What stands in the braces that are all of a line.
fn inside_braces(line: &str) -> Option<&str> {
    line.trim().strip_prefix('{')?.strip_suffix('}')
}

/// Whether attributes are kramdown's mark for the table of contents.
fn is_toc(inside: &str) -> bool {
    matches!(inside.trim(), ":toc" | ": toc")
}

/// Takes out the attributes behind links, pictures and code.
fn take_out_behind(nodes: &mut Vec<Node>) {
    let mut at = 1;
    while at < nodes.len() {
        let Some((before, rest)) = nodes.split_at_mut_checked(at) else { break };
        if let (Some(before), Some(Node::Leaf(Event::Text(text), position))) =
            (before.last(), rest.first_mut())
            && let Some((length, line)) = behind(before, text)
        {
            *text = text.get(length..).unwrap_or_default().to_owned().into();
            *position = position.at(position.start() + length..position.end());
            let anchor = line.anchor(Some(before));
            at += anchor.iter().len();
            nodes.splice(at - 1..at - 1, anchor);
        }
        at += 1;
    }
}

/// Attributes that were taken out.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    id: Option<String>,
}

impl Line {
    /// The anchor of the id, as it would be written before a node.
    fn anchor(&self, before: Option<&Node>) -> Option<Node> {
        let at = before?.span().start;
        let html = format!("<a id=\"{}\"></a>", self.id.as_ref()?.replace('&', "&amp;"));
        Some(Node::Leaf(Event::InlineHtml(html.into()), (at..at).into()))
    }

    /// Gives the id to the last block.
    fn give_last(self, nodes: &mut Vec<Node>) {
        match nodes.last_mut() {
            Some(Node::Elem(Tag::Heading { .. }, _, children)) => {
                let end = children.last().map_or(0, |it| it.span().end);
                let id = self.id.map(|it| Event::Text(format!(" {{#{it}}}").into()));
                children.extend(id.map(|it| Node::Leaf(it, (end..end).into())));
            }
            Some(Node::Elem(Tag::Paragraph, _, children)) => {
                children.splice(0..0, self.anchor(children.first()));
            }
            last => {
                let Some(anchor) = self.anchor(last.as_deref()) else { return };
                let block = Node::Elem(Tag::HtmlBlock, *anchor.position(), vec![anchor]);
                nodes.insert(nodes.len().saturating_sub(1), block);
            }
        }
    }
}

/// The attributes of a node at the start of the text behind it, and their length.
fn behind(node: &Node, text: &str) -> Option<(usize, Line)> {
    let inside = text.strip_prefix('{')?;
    let end = inside.find('}')?;
    let read = Inside::read(inside.get(..end)?)?;
    let of_links =
        || !read.classes.is_empty() || read.values.iter().any(|it| OF_LINKS.contains(it));
    let is_own = match node {
        Node::Elem(Tag::Link { .. } | Tag::Image { .. }, ..) => {
            read.is_marked || read.id.is_some() || of_links()
        }
        Node::Elem(..) | Node::Leaf(Event::Code(_), _) => read.is_marked,
        _ => false,
    };
    let says_something = read.id.is_some() || read.classes.len() + read.values.len() > 0;
    let line = Line { id: read.id.map(str::to_owned) };
    (is_own && says_something).then_some((end + 2, line))
}

/// The attributes that are the last row of a table.
fn row(table: &Node) -> Option<Line> {
    let Node::Elem(Tag::Table(_), _, rows) = table else { return None };
    let mut cells = rows.last()?.children().iter().map(Node::children);
    let first = cells.next().filter(|it| it.len() == 1)?;
    cells.all(<[Node]>::is_empty).then(|| line(first.first())).flatten()
}

/// The attributes that are a paragraph of their own.
fn alone(paragraph: &Node) -> Option<Line> {
    let Node::Elem(Tag::Paragraph, _, children) = paragraph else { return None };
    let [only] = children.as_slice() else { return None };
    line(Some(only))
}

/// The attributes of a line that is nothing but attributes, as kramdown marks them.
fn line(node: Option<&Node>) -> Option<Line> {
    let Some(Node::Leaf(Event::Text(text), _)) = node else { return None };
    let inside = inside_braces(text)?;
    let read = Inside::read(inside)?;
    let line = Line { id: read.id.map(str::to_owned) };
    (read.is_marked && inside != ": ").then_some(line)
}

/// Whether a note may give this id: templates own `crib:…`, and `^…` is a block's.
pub(super) fn is_free(id: &str) -> bool {
    !id.is_empty()
        && !id.starts_with("crib:")
        && !id.starts_with('^')
        && !id.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::tree;

    #[test]
    fn attributes_go_and_everything_else_stays() {
        for (text, kept) in [
            ("Lead\n{: .lead }", "Lead"),
            ("- TOC\n{:toc}", ""),
            ("- A\n- B\n{:toc}", "A B"),
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
            ("a\n{: #place}", "a"),
            ("{: #place}", ""),
            ("{: #a}\n\n{: #b}\n\nc\n\n{: #d}", "c"),
            ("## A\n{: #place}", "A {#place}"),
            ("- {: .x}", ""),
            ("{.NET}", "{.NET}"),
            ("{: .x}'3{: .x}", "{: .x}'3{: .x}"),
            ("{: a=b}3{: .x}", "{: a=b}3{: .x}"),
            ("## [x](y){: .btn} {#id}", "x {#id}"),
            ("```\n{: .x}\n```", "{: .x}\n"),
        ] {
            let (mut nodes, _) = tree::parse(text, 0);
            take_out(&mut nodes);
            assert_eq!(
                crate::note::plain::plain_text(&nodes).trim(),
                kept.trim(),
                "{text}"
            );
        }
    }
}
