//! Lines such as ``**Tags:** `#core` `#exam-tip` `` or `Tags: #core #exam-tip`, which give their
//! tags to the whole note.
//! Gives the tags, and the words among them that are not tags.
//! Must not take a sentence for such a line.

use pulldown_cmark::{Event, Tag};

use super::{Rules, TagName, is_strong, tags_of};
use crate::{
    diag::Span,
    note::{
        blocks::lone_marker,
        plain::plain_text,
        tree::{Node, Position, Scope, is_break, lines},
    },
};

/// A line that gives its tags to the whole note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteLine {
    /// Its nodes.
    pub scope: Scope,
    /// Whether it is a whole paragraph.
    pub is_whole: bool,
    /// The tags.
    pub tags: Vec<(TagName, Position)>,
    /// The words among them that are not tags.
    pub others: Vec<(String, Span)>,
}

impl Rules {
    /// The lines of a paragraph that give their tags to the whole note: all of it as one, or
    /// single ones among others.
    #[must_use]
    pub fn note_lines(&self, node: &Node) -> Vec<NoteLine> {
        let Node::Elem(Tag::Paragraph, _, children) = node else { return Vec::new() };
        let single: Vec<NoteLine> =
            lines(children).filter_map(|it| self.note_line(it)).collect();
        let Some(whole) = self.note_line(children) else { return single };
        let tags: usize = single.iter().map(|it| it.tags.len()).sum();
        // Words in the lines below that are not tags do not belong to the line.
        if whole.others.is_empty()
            || !children.iter().any(is_break)
            || whole.tags.len() > tags
        {
            return vec![NoteLine { scope: node.scope(), is_whole: true, ..whole }];
        }
        single
    }

    /// Reads a line that gives its tags to the whole note: a label, and tags with few words
    /// among them.
    #[must_use]
    pub fn note_line(&self, line: &[Node]) -> Option<NoteLine> {
        // The id of the block may follow the tags.
        let end = line.len() - usize::from(lone_marker(line).is_some());
        let Labelled { is_bold, has_colon, rest } =
            self.behind_label(line.get(..end)?)?;
        let Mixed { tags, others } = mixed(&rest, is_bold)?;
        let is_sure = has_colon || others.is_empty();
        let (scope, is_whole) = (Scope::of(line), false);
        (is_sure && !tags.is_empty()).then_some(NoteLine {
            scope,
            is_whole,
            tags,
            others,
        })
    }

    /// The words of lines that begin like those of tags and hold none, but words that could be
    /// some: `**Tags:** core, new`.
    #[must_use]
    pub fn words_for_tags(&self, node: &Node) -> Vec<(String, Span)> {
        let Node::Elem(Tag::Paragraph, _, children) = node else { return Vec::new() };
        if !self.note_lines(node).is_empty() {
            return Vec::new();
        }
        let words = lines(children).filter_map(|line| {
            let label = self.behind_label(line).filter(|it| it.has_colon)?;
            let Mixed { tags, others } = mixed(&label.rest, label.is_bold)?;
            let may_be = |it: &str| {
                !it.eq_ignore_ascii_case("none") && TagName::of_words(it).is_some()
            };
            let is_meant = tags.is_empty() && others.iter().all(|(it, _)| may_be(it));
            is_meant.then_some(others)
        });
        words.flatten().collect()
    }

    /// Whether a line begins as one of tags does.
    pub(super) fn begins_note_line(&self, line: &[Node]) -> bool {
        self.behind_label(line).is_some()
    }

    /// What follows the label of a line of tags, which is bold or has a colon.
    fn behind_label(&self, line: &[Node]) -> Option<Labelled> {
        let (label, rest) = line.split_first()?;
        let text = plain_text(std::slice::from_ref(label));
        let is_label = |it: &str| self.labels.contains(&it.trim().to_lowercase());
        if is_strong(label) {
            let word = text.trim().trim_end_matches(':');
            let has_colon = word.len() < text.trim().len()
                || plain_text(rest).trim_start().starts_with(':');
            let rest = rest.to_vec();
            return is_label(word).then_some(Labelled { is_bold: true, has_colon, rest });
        }
        let Node::Leaf(Event::Text(_), position) = label else { return None };
        let span = position.span();
        let (_, words) = text.split_once(':').filter(|it| is_label(it.0))?;
        // Where the text is not as written, its place stands for all of it.
        let is_as_written = span.len() == text.len();
        let start = if is_as_written { span.end - words.len() } else { span.start };
        let words = Event::Text(words.to_owned().into());
        let first = Node::Leaf(words, position.at(start..span.end));
        let rest = std::iter::once(first).chain(rest.iter().cloned()).collect();
        Some(Labelled { is_bold: false, has_colon: true, rest })
    }
}

/// A line that begins with a label of tags.
struct Labelled {
    is_bold: bool,
    has_colon: bool,
    /// What follows the label.
    rest: Vec<Node>,
}

/// More words between two commas are a part of a sentence.
const MOST_WORDS: usize = 2;

/// Tags, and what stands among them.
struct Mixed {
    tags: Vec<(TagName, Position)>,
    others: Vec<(String, Span)>,
}

/// The tags behind a label and the few words between commas; `None` for what is a sentence.
/// Behind a label that is not bold no words and tags may stand between the same commas. Signs
/// alone do not count as words.
fn mixed(nodes: &[Node], is_bold: bool) -> Option<Mixed> {
    const TAG: char = '\u{0}';
    const SEPARATORS: [char; 3] = [',', ';', '·'];
    let (mut tags, mut others) = (Vec::new(), Vec::new());
    let mut words = String::new();
    // Where in the words each text begins.
    let mut texts = Vec::new();
    for node in nodes {
        if let Some(names) = tags_of(node) {
            tags.extend(names);
            words.push(TAG);
            continue;
        }
        match node {
            Node::Leaf(Event::Code(code), position) => {
                others.push((code.to_string(), position.span()));
                words.push(TAG);
            }
            Node::Leaf(Event::Text(text), position) => {
                texts.push((words.len(), text.len(), position.span()));
                words.push_str(text);
            }
            Node::Leaf(Event::SoftBreak | Event::HardBreak, _) => words.push(' '),
            _ => return None,
        }
    }
    let mut at = 0;
    for part in words.split_inclusive(SEPARATORS) {
        let mut count = 0;
        for piece in part.split_inclusive(TAG) {
            let word = piece.trim_end_matches([TAG, ',', ';', '·']);
            let from = at + word.len() - word.trim_start_matches([':', ' ', '\t']).len();
            let word = word.trim_start_matches([':', ' ', '\t']).trim_end();
            at += piece.len();
            if !word.chars().any(char::is_alphanumeric) {
                continue;
            }
            count += word.split_whitespace().count();
            others.push((word.to_owned(), place(&texts, from, word.len())?));
        }
        if count > MOST_WORDS || count > 0 && !is_bold && part.contains(TAG) {
            return None;
        }
    }
    others.sort_by_key(|(_, span)| span.start);
    Some(Mixed { tags, others })
}

/// Where a word stands in the source: all of its text where an escape or character reference in
/// it hides the place.
fn place(texts: &[(usize, usize, Span)], from: usize, length: usize) -> Option<Span> {
    let (start, shown, span) = texts.iter().rev().find(|(start, ..)| *start <= from)?;
    let is_as_written = span.len() == *shown;
    let from = span.start + from - start;
    Some(if is_as_written { from..from + length } else { span.clone() })
}
