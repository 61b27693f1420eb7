//! Lines such as ``**Tags:** `#core` `#exam-tip` `` or `Tags: #core #exam-tip`, which give their
//! tags to the whole note.
//! Gives the tags, and what stands among them and is none.
//! Must not take a sentence for such a line.

use pulldown_cmark::{Event, Tag};

use super::{Rules, TagName, is_strong, split_trailing, tags_of};
use crate::{
    diag::Span,
    note::tree::{Node, plain_text},
};

/// A line that gives its tags to the whole note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteLine {
    /// The tags.
    pub tags: Vec<(TagName, Span)>,
    /// What stands among them and is none.
    pub others: Vec<(String, Span)>,
}

impl Rules {
    /// Reads a line that gives its tags to the whole note: a label and tags. Words may stand
    /// among them only where the label is bold.
    #[must_use]
    pub fn note_line(&self, node: &Node) -> Option<NoteLine> {
        let children = self.labelled(node)?;
        let label = children.first()?;
        let (keep, tags) = split_trailing(children);
        let is_bold = is_strong(label);
        let words = children.get(usize::from(is_bold)..keep).unwrap_or_default();
        let words = plain_text(words);
        let rest = if is_bold { &words } else { words.split_once(':')?.1 };
        let only_tags = rest.chars().all(|c| c.is_whitespace() || c == ':');
        if only_tags && !tags.is_empty() {
            return Some(NoteLine { tags, others: Vec::new() });
        }
        let line = mixed(children.get(1..)?).filter(|_| is_bold)?;
        (!line.tags.is_empty()).then_some(line)
    }

    /// The words of a line that begins like one of tags and holds none: `**Tags:** core, new`.
    #[must_use]
    pub fn words_for_tags(&self, node: &Node) -> Option<Vec<(String, Span)>> {
        let (label, rest) = self.labelled(node)?.split_first()?;
        let line = mixed(rest).filter(|it| is_strong(label) && it.tags.is_empty())?;
        Some(line.others)
    }

    /// Whether a paragraph begins as a line of tags does.
    pub(super) fn begins_note_line(&self, node: &Node) -> bool {
        self.labelled(node).is_some()
    }

    /// The nodes of a paragraph that begins with a label of tags, bold or with a colon.
    fn labelled<'n>(&self, node: &'n Node) -> Option<&'n [Node]> {
        let Node::Elem(Tag::Paragraph, _, children) = node else { return None };
        let (label, _) = children.split_first()?;
        let text = plain_text(std::slice::from_ref(label));
        let word = match label {
            it if is_strong(it) => text.trim().trim_end_matches(':'),
            Node::Leaf(Event::Text(_), _) => text.split_once(':')?.0,
            _ => return None,
        };
        self.labels.contains(&word.trim().to_lowercase()).then_some(children)
    }
}

/// More words between two commas are a part of a sentence.
const MOST_WORDS: usize = 2;

/// The tags and few other words between commas; `None` for what is a sentence.
fn mixed(nodes: &[Node]) -> Option<NoteLine> {
    const TAG: char = '\u{0}';
    let mut line = NoteLine { tags: Vec::new(), others: Vec::new() };
    let mut words = String::new();
    for node in nodes {
        if let Some(tags) = tags_of(node) {
            line.tags.extend(tags);
            words.push(TAG);
            continue;
        }
        match node {
            Node::Leaf(Event::Code(code), span) => {
                line.others.push((code.to_string(), span.clone()));
                words.push(TAG);
            }
            Node::Leaf(Event::Text(text), _) => words.push_str(text),
            Node::Leaf(Event::SoftBreak | Event::HardBreak, _) => words.push(' '),
            _ => return None,
        }
    }
    for word in words.trim_start().trim_start_matches(':').split([',', ';', '·']) {
        let words = word.split(TAG).map(str::trim).filter(|it| !it.is_empty());
        let count: usize = words.clone().map(|it| it.split_whitespace().count()).sum();
        if count > MOST_WORDS {
            return None;
        }
        for word in words {
            let place = nodes.iter().find_map(|node| match node {
                Node::Leaf(Event::Text(text), span) => place_in(text, span, word),
                _ => None,
            })?;
            line.others.push((word.to_owned(), place));
        }
    }
    Some(line)
}

/// Where a word of a text stands; all of the text where an escape or character reference in it
/// hides the place.
fn place_in(text: &str, span: &Span, word: &str) -> Option<Span> {
    let at = span.start + text.find(word)?;
    let is_as_written = span.len() == text.len();
    Some(if is_as_written { at..at + word.len() } else { span.clone() })
}
