//! Tags as authors write them: code spans at the end of a heading, label, item or cell.
//! Gives the one rule of where the words end and the tags begin.
//! Never reads code blocks, and leaves `#` in prose alone unless the rules say otherwise.

mod bare;
mod collect;
pub mod name;
mod note_line;

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Tag};

pub use self::{
    bare::{bare_tags, is_colour, mark},
    collect::{Found, Legend, collect},
    name::{TagName, hue},
    note_line::NoteLine,
};

use super::{
    blocks::lone_marker,
    plain::plain_text,
    tree::{Node, NodeId, Position, Scope, item_line, lines},
};
use crate::{config, diag::Span};

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

/// The index of a tag within its note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TagId(pub(crate) usize);

/// A tag where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagUse {
    /// The tag.
    pub name: TagName,
    /// What it belongs to.
    pub level: Level,
    /// Where it is written.
    pub span: Span,
    /// The node that it is written in; none for a tag of the front matter.
    pub node: NodeId,
    /// What it belongs to: the section, the label with its list, the item or the row.
    pub scope: Scope,
    /// Whether the place alone does not make it a tag: `` `#ifdef` `` may end an item, too.
    /// It counts when the note tags headings or labels, or when the same tag stands in a
    /// certain place somewhere in the notes.
    pub weak: bool,
}

/// What the configuration says about how tags are written.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// The words, in lower case, that begin a line of tags for the whole note.
    labels: Vec<String>,
    /// Emoji that stand for tags.
    emoji: BTreeMap<String, TagName>,
    /// Whether `#tag` in running text is a tag.
    bare: bool,
    /// Names that are tags whatever they look like.
    known: BTreeSet<TagName>,
}

impl Rules {
    /// Reads the rules; an emoji that stands for no tag is passed over.
    #[must_use]
    pub fn new(config: &config::Tags) -> Self {
        let labels = config
            .labels
            .clone()
            .unwrap_or_else(|| ["tags", "tag"].map(String::from).into());
        let emoji = config.emoji.iter().flatten();
        let aliases = config.aliases.iter().flatten().flat_map(|(from, to)| [from, to]);
        let known = config.vocabulary.iter().flatten().chain(aliases);
        Self {
            labels: labels
                .iter()
                .map(|it| it.trim_end_matches(':').to_lowercase())
                .collect(),
            emoji: emoji
                .filter_map(|(emoji, name)| {
                    Some((emoji.clone(), TagName::new(name.trim_start_matches('#'))?))
                })
                .collect(),
            bare: config.bare.unwrap_or(false),
            known: known
                .filter_map(|it| TagName::new(it.trim_start_matches('#')))
                .collect(),
        }
    }
}

/// The tags of one inline node, and nothing else of it.
#[must_use]
pub fn tags_of(node: &Node) -> Option<Vec<(TagName, Position)>> {
    let position = *node.position();
    let names = match node {
        Node::Leaf(Event::Code(code), _) => names_in(code)?,
        Node::BareTag(name, _) => vec![name.clone()],
        _ => return None,
    };
    Some(names.into_iter().map(|it| (it, position)).collect())
}

/// Splits inline nodes into the words and the tags written behind them; the id of the block
/// may follow the tags.
///
/// The first value is how many nodes are words. All of them are when nothing else would
/// remain, so that a heading of tags only keeps its text.
#[must_use]
pub fn split_trailing(nodes: &[Node]) -> (usize, Vec<(TagName, Position)>) {
    let mut tags = Vec::new();
    let mut keep = nodes.len();
    let skip = usize::from(lone_marker(nodes).is_some());
    for (at, node) in nodes.iter().enumerate().rev().skip(skip) {
        match node {
            Node::Leaf(Event::Code(code), position) => {
                let Some(names) = names_in(code) else { break };
                tags.extend(names.into_iter().rev().map(|it| (it, *position)));
                keep = at;
            }
            Node::BareTag(name, position) => {
                tags.push((name.clone(), *position));
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

/// What a paragraph that may carry tags is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelKind {
    /// `**Exam Tip:**` alone: it owns the list, table or code that follows.
    Alone,
    /// `**4. Bedrock Agents**`: it stands for a heading; with a number or without.
    PseudoHeading(bool),
    /// `**Note:** text`: it owns its own paragraph.
    WithText,
}

/// What kind of label the words of a paragraph are; `None` for prose.
#[must_use]
pub fn label(words: &[Node]) -> Option<LabelKind> {
    let (first, rest) = words.split_first()?;
    if !is_strong(first) {
        return None;
    }
    let bold = plain_text(std::slice::from_ref(first));
    let (bold, rest) = (bold.trim(), plain_text(rest));
    let remark = rest.trim().trim_end_matches(':').trim_end();
    let has_colon = bold.ends_with(':') || rest.trim_end().ends_with(':');
    if remark.is_empty() || remark.starts_with('(') && remark.ends_with(')') {
        let digits = bold.trim_start_matches(|c: char| c.is_ascii_digit());
        let numbered = digits.len() < bold.len() && digits.starts_with(['.', ')']);
        return Some(if has_colon {
            LabelKind::Alone
        } else {
            LabelKind::PseudoHeading(numbered)
        });
    }
    (bold.ends_with(':') || rest.trim_start().starts_with(':'))
        .then_some(LabelKind::WithText)
}

fn is_strong(node: &Node) -> bool {
    matches!(node, Node::Elem(Tag::Strong, ..))
}

/// The runs of inline nodes in a node that may carry tags at their ends.
#[must_use]
pub fn carriers(node: &Node) -> Vec<&[Node]> {
    let Node::Elem(tag, _, children) = node else { return Vec::new() };
    match tag {
        Tag::Heading { .. } | Tag::TableCell | Tag::DefinitionListTitle => vec![children],
        // Each line of a paragraph may be a label of its own.
        Tag::Paragraph => lines(children).filter(|it| is_label(it)).collect(),
        // A tight item holds its words itself, a loose one in a paragraph.
        Tag::Item => match children.first() {
            Some(Node::Elem(Tag::Paragraph, _, inner)) => vec![inner],
            _ => vec![item_line(children)],
        },
        _ => Vec::new(),
    }
}

/// Whether a line is a label, whatever tags follow it.
fn is_label(line: &[Node]) -> bool {
    let (keep, _) = split_trailing(line);
    label(line.get(..keep).unwrap_or_default()).is_some()
}

#[cfg(test)]
mod tests {
    use super::{super::tree, *};

    #[test]
    fn carriers_and_levels() {
        let text = "# T `#t`\n\n**Tags:** `#n` `#m`\n\n## H `#h`, `#i`\n\n**Exam Tip:** `#l`\n\
                    - one `#a #b`\n- use `#ifdef` here\n\n  loose `#no`\n\n| a `#c` |\n|---|\n| `#d` |\n\n\
                    prose `#p`\n\n```\n# x `#f`\n```\n\n## `#only`\n";
        let (body, _) = tree::parse(text, 0);
        let rules = Rules::new(&config::Tags::default());
        let found: Vec<(&str, Level)> = collect(&body, &rules)
            .uses
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
