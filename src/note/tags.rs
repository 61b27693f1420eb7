//! Tags as authors write them: code spans at the end of a heading, label, item or cell.
//! Gives the one rule of where the words end and the tags begin.
//! Never reads code blocks, and leaves `#` in prose alone.

use std::fmt;

use pulldown_cmark::{Event, Tag};

use super::tree::{Node, plain_text};
use crate::diag::Span;

/// The name of a tag, without `#`: letters, digits, `_`, `-`, and `/` between its levels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TagName(String);

impl TagName {
    /// Reads a name; `None` for what is no tag, such as `1` or `C#`.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        let mut chars = name.chars();
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let is_name = chars.next().is_some_and(word)
            && chars.all(|c| word(c) || matches!(c, '-' | '/'))
            && !name.chars().all(|c| c.is_numeric() || matches!(c, '-' | '/'));
        is_name.then(|| Self(name.trim_end_matches(['-', '/']).to_owned()))
    }

    /// The name, without `#`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// One of 24 hues, always the same for the same name (FNV-1a of its bytes).
    #[must_use]
    pub fn hue(&self) -> u32 {
        let hash = self.0.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        hash % 24
    }
}

impl fmt::Display for TagName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a tag belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The whole note.
    Note,
    /// The section below a heading.
    Section,
    /// A label with what follows it, a list item, or a table row.
    Block,
}

/// A tag where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagUse {
    /// The tag.
    pub name: TagName,
    /// What it belongs to.
    pub level: Level,
    /// Where it is written.
    pub span: Span,
}

/// Splits inline nodes into the words and the tags written behind them.
///
/// The first value is how many nodes are words. All of them are when nothing else would
/// remain, so that a heading of tags only keeps its text.
#[must_use]
pub fn split_trailing(nodes: &[Node]) -> (usize, Vec<(TagName, Span)>) {
    let mut tags = Vec::new();
    let mut keep = nodes.len();
    for (at, node) in nodes.iter().enumerate().rev() {
        match node {
            Node::Leaf(Event::Code(code), span) => {
                let Some(names) = names_in(code) else { break };
                tags.extend(names.into_iter().rev().map(|it| (it, span.clone())));
                keep = at;
            }
            Node::Leaf(Event::Text(text), _) if is_separator(text) => (),
            _ => break,
        }
    }
    if plain_text(nodes.get(..keep).unwrap_or_default()).trim().is_empty() {
        return (nodes.len(), Vec::new());
    }
    tags.reverse();
    (keep, tags)
}

fn is_separator(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, ',' | ':' | '·'))
}

/// The tags of one code span, such as `#a` or `#a #b`; `None` if anything else stands in it.
fn names_in(code: &str) -> Option<Vec<TagName>> {
    let words = code.split([' ', ',']).filter(|it| !it.is_empty());
    let names: Vec<TagName> =
        words.map(|it| TagName::new(it.strip_prefix('#')?)).collect::<Option<_>>()?;
    (!names.is_empty()).then_some(names)
}

/// The tags of a line that gives them to the whole note: a bold `Tags:` and code spans.
#[must_use]
pub fn note_line(node: &Node) -> Option<Vec<(TagName, Span)>> {
    let Node::Elem(Tag::Paragraph, _, children) = node else { return None };
    let label = children.first().filter(|it| is_strong(it))?;
    let word = plain_text(std::slice::from_ref(label));
    let word = word.trim().trim_end_matches(':').trim_end().to_lowercase();
    if !matches!(word.as_str(), "tags" | "tag") {
        return None;
    }
    let (keep, tags) = split_trailing(children);
    let between = children.get(1..keep).unwrap_or_default();
    let only_tags = plain_text(between).chars().all(|c| c.is_whitespace() || c == ':');
    (only_tags && !tags.is_empty()).then_some(tags)
}

/// Whether inline nodes are a label: bold words, perhaps with a bracketed remark and a colon.
#[must_use]
pub fn is_label(words: &[Node]) -> bool {
    let Some((first, rest)) = words.split_first() else { return false };
    let rest = plain_text(rest);
    let rest = rest.trim().trim_end_matches(':').trim_end();
    is_strong(first) && (rest.is_empty() || rest.starts_with('(') && rest.ends_with(')'))
}

fn is_strong(node: &Node) -> bool {
    matches!(node, Node::Elem(Tag::Strong, ..))
}

/// Finds every tag in a note's tree, in the order they are written.
#[must_use]
pub fn collect(body: &[Node]) -> Vec<TagUse> {
    let mut uses = Vec::new();
    for node in body {
        if let Some(tags) = note_line(node) {
            push(&mut uses, Level::Note, tags);
        } else {
            collect_from(node, &mut uses);
        }
    }
    uses
}

fn push(uses: &mut Vec<TagUse>, level: Level, tags: Vec<(TagName, Span)>) {
    uses.extend(tags.into_iter().map(|(name, span)| TagUse { name, level, span }));
}

fn collect_from(node: &Node, uses: &mut Vec<TagUse>) {
    if let Some((level, nodes)) = carrier(node) {
        push(uses, level, split_trailing(nodes).1);
    }
    for child in node.children() {
        collect_from(child, uses);
    }
}

/// The inline nodes of a place that may carry tags, and what they would belong to.
#[must_use]
pub fn carrier(node: &Node) -> Option<(Level, &[Node])> {
    let Node::Elem(tag, _, children) = node else { return None };
    match tag {
        Tag::Heading { .. } => Some((Level::Section, children)),
        Tag::TableCell | Tag::DefinitionListTitle => Some((Level::Block, children)),
        Tag::Paragraph => {
            let (keep, _) = split_trailing(children);
            let words = children.get(..keep).unwrap_or_default();
            is_label(words).then_some((Level::Block, children.as_slice()))
        }
        // A tight item holds its words itself, a loose one in a paragraph.
        Tag::Item => {
            let first = children.first()?;
            match first {
                Node::Elem(Tag::Paragraph, _, inner) if !is_label_paragraph(inner) => {
                    Some((Level::Block, inner.as_slice()))
                }
                Node::Elem(Tag::Paragraph, ..) => None,
                _ => Some((Level::Block, item_line(children))),
            }
        }
        _ => None,
    }
}

fn is_label_paragraph(children: &[Node]) -> bool {
    let (keep, _) = split_trailing(children);
    is_label(children.get(..keep).unwrap_or_default())
}

/// The inline nodes of a tight item, before its nested blocks.
#[must_use]
pub fn item_line(children: &[Node]) -> &[Node] {
    let is_block = |node: &Node| {
        matches!(
            node,
            Node::Elem(
                Tag::Paragraph
                    | Tag::List(_)
                    | Tag::Table(_)
                    | Tag::CodeBlock(_)
                    | Tag::BlockQuote(_)
                    | Tag::HtmlBlock
                    | Tag::Heading { .. },
                ..
            )
        )
    };
    let end = children.iter().position(is_block).unwrap_or(children.len());
    children.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{super::tree, *};

    #[test]
    fn names() {
        for name in ["exam-tip", "a/b", "시험", "_x", "C3", "日本"] {
            assert!(TagName::new(name).is_some(), "{name}");
        }
        for name in ["", "1", "12/3", "-a", "a b", "a#", "a.b", "/a"] {
            assert!(TagName::new(name).is_none(), "{name}");
        }
        assert_eq!(TagName::new("a/").unwrap().as_str(), "a");
    }

    #[test]
    fn carriers_and_levels() {
        let text = "# T `#t`\n\n**Tags:** `#n` `#m`\n\n## H `#h`, `#i`\n\n**Exam Tip:** `#l`\n\
                    - one `#a #b`\n- use `#ifdef` here\n\n  loose `#no`\n\n| a `#c` |\n|---|\n| `#d` |\n\n\
                    prose `#p`\n\n```\n# x `#f`\n```\n\n## `#only`\n";
        let (body, _) = tree::parse(text, 0);
        let found: Vec<(&str, Level)> = collect(&body)
            .iter()
            .map(|it| (text.get(it.span.clone()).unwrap(), it.level))
            .collect();
        assert_eq!(
            found,
            [
                ("`#t`", Level::Section),
                ("`#n`", Level::Note),
                ("`#m`", Level::Note),
                ("`#h`", Level::Section),
                ("`#i`", Level::Section),
                ("`#l`", Level::Block),
                ("`#a #b`", Level::Block),
                ("`#a #b`", Level::Block),
                ("`#c`", Level::Block),
            ]
        );
    }
}
