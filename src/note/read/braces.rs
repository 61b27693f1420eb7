//! Attributes in braces, as Pandoc, kramdown and Python-Markdown write them: `{#id .wide}`.
//! Gives the id of a heading or block and takes the rest out of the text: it styles other sites.
//! Takes nothing else for attributes: `{1, 2}` and `{:?}` are text.

use super::{Form, Reader, marks::untagged, narrowed, widened};
use crate::note::doc::{Doc, Kind, Node, NodeId};

/// The attributes behind the words of a heading.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Attributes {
    /// The id, if they give one; the rest says how other programs should show the heading.
    pub(super) id: Option<String>,
    /// How many bytes they take at the end of the last word node.
    pub(super) length: usize,
}

/// What attributes on lines of their own say of a block that is to come.
#[derive(Debug, Default)]
pub(super) struct Given {
    id: Option<String>,
    parent: u32,
    end: u32,
    /// The block before them, which they belong to unless the next one touches them.
    before: Option<u32>,
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
pub(super) fn attributes(text: &str) -> Option<Attributes> {
    let (before, inside) = text.trim_end().strip_suffix('}')?.rsplit_once('{')?;
    let Inside { id, classes, is_marked, .. } = Inside::read(inside)?;
    let is_known = || classes.iter().any(|it| OF_HEADINGS.contains(it));
    let length = text.len() - before.trim_end().len();
    let counts = id.is_some() || is_marked || is_known();
    counts.then(|| Attributes { id: id.map(str::to_owned), length })
}

/// The attributes of a node at the start of the text behind it: their length and the id they give.
pub(super) fn behind(
    doc: &Doc,
    node: u32,
    text: &str,
) -> Option<(usize, Option<String>)> {
    let kind = doc.node(NodeId::new(node))?.kind();
    let is_block = matches!(kind, Kind::Formula { display: true, .. });
    let braces = if is_block { text.trim_start_matches(' ') } else { text };
    let inside = braces.strip_prefix('{')?;
    let end = inside.find('}')?;
    let read = Inside::read(inside.get(..end)?)?;
    let of_links =
        || !read.classes.is_empty() || read.values.iter().any(|it| OF_LINKS.contains(it));
    let is_own = match kind {
        Kind::Link(_) | Kind::Image(_) => {
            read.is_marked || read.id.is_some() || of_links()
        }
        Kind::Formula { display: true, .. } => read.is_marked || read.id.is_some(),
        Kind::Emphasis
        | Kind::Strong
        | Kind::Strikethrough
        | Kind::Code(_)
        | Kind::Formula { .. } => read.is_marked,
        _ => false,
    };
    let says_something = read.id.is_some() || read.classes.len() + read.values.len() > 0;
    let id = read.id.map(str::to_owned);
    let length = text.len() - braces.len() + end + 2;
    (is_own && says_something).then_some((length, id))
}

impl Reader<'_> {
    /// Takes a paragraph of attributes out, or a last line of them; `true` if nothing remains.
    pub(super) fn take_from_paragraph(&mut self, node: u32) -> bool {
        let Some(paragraph) = self.read.doc.node(NodeId::new(node)) else { return false };
        if let Some(Line { id }) = paragraph.children().only().and_then(line) {
            let entry = self.entry(node);
            self.remove(node);
            let before = self.last_sibling();
            let touches = before.filter(|it| self.entry(*it).end == entry.start);
            match (touches, id) {
                (_, None) => (),
                (Some(above), Some(id)) => self.give_id(Some(above), Some(id)),
                (None, Some(id)) => {
                    self.give_rest();
                    let (parent, end) = (entry.parent, entry.end);
                    self.given = Given { id: Some(id), parent, end, before };
                }
            }
            return true;
        }
        self.take_last_line(node);
        false
    }

    /// Takes out the attributes that are the only line of an item; `true` for the place of a
    /// table of contents.
    pub(super) fn take_from_item(&mut self, node: u32) -> bool {
        let Some(item) = self.read.doc.node(NodeId::new(node)) else { return false };
        // The mark may have attributes of the list below it.
        let lines = item.children().iter().filter(|it| it.is_text());
        let is_contents = lines.skip(1).any(|it| {
            let before = item.children().before(it).last();
            inside_braces(it.words()).is_some_and(is_toc)
                && before.is_some_and(Node::is_break)
        });
        if let Some(Line { id }) = item.children().only().and_then(line) {
            self.remove(node + 1);
            self.give_id(Some(node), id);
        } else {
            self.take_last_line(node);
        }
        is_contents
    }

    fn take_last_line(&mut self, node: u32) {
        let Some(block) = self.read.doc.node(NodeId::new(node)) else { return };
        let Some(last) = block.children().last() else { return };
        let Some(Line { id }) = line(last) else { return };
        let before = block.children().before(last).last();
        if let Some(before) = before.filter(|it| it.is_break()) {
            let at = before.id().number();
            self.remove(at);
            self.give_id(Some(node), id);
        }
    }

    /// Takes out the attributes that look like the last row of a table.
    pub(super) fn take_from_table(&mut self, node: u32) {
        let Some(table) = self.read.doc.node(NodeId::new(node)) else { return };
        let Some(row) = table.children().last() else { return };
        let mut cells = row.children().iter();
        let first = cells.next().and_then(|it| it.children().only());
        let is_alone = cells.all(|it| it.children().is_empty());
        if let Some(Line { id }) = first.and_then(line).filter(|_| is_alone) {
            let at = row.id().number();
            self.remove(at);
            self.give_id(Some(node), id);
        }
    }

    /// Takes the attributes out of the words of a heading: they end it, tags may stand on either
    /// side. Gives the text that they ended.
    pub(super) fn take_from_heading(&mut self, node: u32) -> Option<(u32, Attributes)> {
        let heading = self.read.doc.node(NodeId::new(node))?;
        let line = untagged(heading.children());
        let last = line.last().filter(|it| it.is_text())?;
        let found = attributes(last.words())?;
        let at = last.id().number();
        let is_last = at + 1 == self.read.doc.count();
        let is_whole = found.length == last.words().len();
        if is_whole && is_last && at > node + 1 {
            self.remove(at);
        } else {
            self.shorten(at, found.length);
        }
        Some((at, found))
    }

    /// Takes bytes off the end of a text.
    fn shorten(&mut self, at: u32, length: usize) {
        let length = narrowed(length);
        match self.entry(at).form {
            Form::Text => {
                if let Some(entry) = self.entry_mut(at) {
                    entry.end -= length;
                }
            }
            Form::Decoded(string) => {
                if let Some(it) = self.read.doc.strings.get_mut(widened(string)) {
                    it.shorten(length);
                }
            }
            _ => (),
        }
    }

    /// Gives an id to a node: a heading takes it for its own.
    pub(super) fn give_id(&mut self, node: Option<u32>, id: Option<String>) {
        let (Some(node), Some(id)) = (node, id) else { return };
        if let Form::Heading(heading) = self.entry(node).form {
            if let Some(it) = self.read.headings.get_mut(widened(heading)) {
                it.explicit.get_or_insert(id);
            }
            return;
        }
        let string = self.decoded(&id);
        self.read.doc.ids.push((node, string));
    }

    /// A block has ended: attributes before it that touch it are its own.
    pub(super) fn take_given(&mut self, node: u32) {
        let entry = self.entry(node);
        if self.given.id.is_none() || self.given.parent != entry.parent {
            return;
        }
        let given = std::mem::take(&mut self.given);
        let is_own = given.before.is_none() || given.end == entry.start;
        self.give_id(if is_own { Some(node) } else { given.before }, given.id);
    }

    /// Attributes that no block follows belong to the one before them.
    pub(super) fn give_rest(&mut self) {
        let given = std::mem::take(&mut self.given);
        self.give_id(given.before, given.id);
    }
}

/// What stands in the braces that are all of a line.
fn inside_braces(line: &str) -> Option<&str> {
    line.trim().strip_prefix('{')?.strip_suffix('}')
}

/// Whether attributes are kramdown's mark for the table of contents, alone or with classes.
fn is_toc(inside: &str) -> bool {
    let mut words = inside.trim().trim_start_matches(':').split_whitespace();
    inside.starts_with(':')
        && words.next() == Some("toc")
        && words.all(|it| it.starts_with('.') || it.starts_with('#'))
}

/// A line that is nothing but attributes, as kramdown marks them.
struct Line {
    id: Option<String>,
}

fn line(node: Node<'_>) -> Option<Line> {
    let inside = inside_braces(Some(node).filter(|it| it.is_text())?.words())?;
    let read = Inside::read(inside)?;
    let id = read.id.map(str::to_owned);
    (read.is_marked && inside != ": ").then_some(Line { id })
}

/// Whether a note may give this id: templates own `crib:…`, and `^…` is a block's.
pub(in crate::note) fn is_free(id: &str) -> bool {
    !id.is_empty()
        && !id.starts_with("crib:")
        && !id.starts_with('^')
        && !id.contains(|c: char| c.is_whitespace() || c.is_control())
}
