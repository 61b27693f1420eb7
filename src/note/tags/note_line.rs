//! Lines such as ``**Tags:** `#core` `#exam-tip` ``, which give their tags to the whole note.
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
    /// Reads a line that gives its tags to the whole note: a bold label and tags.
    #[must_use]
    pub fn note_line(&self, node: &Node) -> Option<NoteLine> {
        let Node::Elem(Tag::Paragraph, _, children) = node else { return None };
        let label = children.first().filter(|it| is_strong(it))?;
        let word = plain_text(std::slice::from_ref(label));
        let word = word.trim().trim_end_matches(':').trim_end().to_lowercase();
        if !self.labels.contains(&word) {
            return None;
        }
        let (keep, tags) = split_trailing(children);
        let between = children.get(1..keep).unwrap_or_default();
        let only_tags =
            plain_text(between).chars().all(|c| c.is_whitespace() || c == ':');
        if only_tags && !tags.is_empty() {
            return Some(NoteLine { tags, others: Vec::new() });
        }
        mixed(children.get(1..)?)
    }
}

/// More words between two commas are a part of a sentence.
const MOST_WORDS: usize = 2;

/// The tags among code spans and few words between commas; `None` for what is a sentence.
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
    (!line.tags.is_empty()).then_some(line)
}

/// Where a word of a text stands; all of the text where an escape or character reference in it
/// hides the place.
fn place_in(text: &str, span: &Span, word: &str) -> Option<Span> {
    let at = span.start + text.find(word)?;
    let is_as_written = span.len() == text.len();
    Some(if is_as_written { at..at + word.len() } else { span.clone() })
}
