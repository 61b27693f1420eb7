//! Tags as authors write them: code spans at the end of a heading, label, item or cell.
//! Gives the one rule of where the words end and the tags begin.
//! Never reads code blocks, and leaves `#` in prose alone unless the rules say otherwise.

mod bare;
mod collect;
mod note_line;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use pulldown_cmark::{Event, Tag};

pub use self::{
    bare::{bare_tags, is_colour, mark},
    collect::{Found, Legend, collect},
    note_line::NoteLine,
};

use super::{
    blocks::lone_marker,
    tree::{Node, NodeId, Position, Scope, plain_text},
};
use crate::{config, diag::Span};

/// The name of a tag, without `#`: letters, digits, `_`, `-`, and `/` between its levels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TagName(Arc<str>);

impl TagName {
    /// A tag nests no deeper: each level is a page of its own, which lists those below it.
    pub const MAX_LEVELS: usize = 64;

    /// Reads a name; `None` for what is no tag, such as `1` or `C#`.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        let mut chars = name.chars();
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let is_name = chars.next().is_some_and(word)
            && chars.all(|c| word(c) || matches!(c, '-' | '/'))
            && !name.chars().all(|c| c.is_numeric() || matches!(c, '-' | '/'))
            && !name.contains("//");
        is_name.then(|| Self(name.trim_end_matches(['-', '/']).into()))
    }

    /// The tag that words mean: spaces are common in other tools' front matter and no part of one.
    #[must_use]
    pub fn of_words(words: &str) -> Option<Self> {
        Self::new(&words.split_whitespace().collect::<Vec<_>>().join("-"))
    }

    /// The name, without `#`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name and those it is nested in: `a/b` and `a`.
    #[must_use]
    pub fn with_ancestors(&self) -> Vec<Self> {
        let above = self.0.match_indices('/').filter_map(|(at, _)| self.0.get(..at));
        above.map(|it| Self(it.into())).chain([self.clone()]).collect()
    }

    /// How many levels it has: 1 for a tag that is nested in no other.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.0.matches('/').count() + 1
    }

    /// The name it is nested in.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(above, _)| Self(above.into()))
    }

    /// Whether it is a name or nested in it.
    #[must_use]
    pub fn is_within(&self, name: &Self) -> bool {
        let rest = self.0.strip_prefix(&*name.0);
        rest.is_some_and(|it| it.is_empty() || it.starts_with('/'))
    }

    /// One of 24 hues, always the same for the same name.
    #[must_use]
    pub fn hue(&self) -> u32 {
        hue(&self.0)
    }
}

/// One of 24 hues for a name (FNV-1a of its bytes).
#[must_use]
pub fn hue(name: &str) -> u32 {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash % 24
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

/// A tag of a note; its place among them.
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
pub enum Label {
    /// `**Exam Tip:**` alone: it owns the list, table or code that follows.
    Alone,
    /// `**4. Bedrock Agents**`: it stands for a heading; with a number or without.
    PseudoHeading(bool),
    /// `**Note:** text`: it owns its own paragraph.
    WithText,
}

/// What kind of label the words of a paragraph are; `None` for prose.
#[must_use]
pub fn label(words: &[Node]) -> Option<Label> {
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
            Label::Alone
        } else {
            Label::PseudoHeading(numbered)
        });
    }
    (bold.ends_with(':') || rest.trim_start().starts_with(':')).then_some(Label::WithText)
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

/// The lines of a paragraph, without the breaks between them.
pub fn lines(nodes: &[Node]) -> impl Iterator<Item = &[Node]> {
    nodes.split(is_break)
}

fn is_break(node: &Node) -> bool {
    matches!(node, Node::Leaf(Event::SoftBreak | Event::HardBreak, _))
}

/// Whether a line is a label, whatever tags follow it.
fn is_label(line: &[Node]) -> bool {
    let (keep, _) = split_trailing(line);
    label(line.get(..keep).unwrap_or_default()).is_some()
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
