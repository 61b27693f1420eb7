//! Lines such as ``**Tags:** `#core` `#exam-tip` `` or `Tags: #core #exam-tip`, which give their
//! tags to the whole note.
//! Gives the tags, and the words among them that are not tags.
//! Must not take a sentence for such a line.

use super::{Rules, TagName, bare::note_line_tags, names_in};
use crate::{
    diag::Span,
    note::doc::{Kind, NodeId, Nodes, Scope},
    path::fold,
};

/// A line that gives its tags to the whole note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::note) struct NoteLine {
    /// Its nodes.
    pub(in crate::note) scope: Scope,
    /// The tags, each with its bytes and its node.
    pub(in crate::note) tags: Vec<(TagName, Span, NodeId)>,
    /// The words among them that are not tags.
    pub(in crate::note) others: Vec<(String, Span)>,
}

/// Tags on a line of tags that are nodes of their own, or shall be.
#[derive(Debug, Clone)]
pub(in crate::note) struct Atom {
    /// The code span, or the text that holds them.
    pub(in crate::note) node: u32,
    /// The bytes of a text that they take.
    pub(in crate::note) bytes: Option<Span>,
    /// Where they are written.
    pub(in crate::note) place: Span,
    /// Their names.
    pub(in crate::note) names: Vec<TagName>,
}

/// The tags on a line that gives them to the whole note; `None` for any other line.
pub(in crate::note) fn note_line(
    rules: &Rules,
    text: &str,
    line: Nodes<'_>,
) -> Option<Vec<Atom>> {
    let (label, mixed) = rules.read(text, line)?;
    let is_sure = label.has_colon || mixed.others.is_empty();
    let is_new = |it: &Atom| it.bytes.is_some() || !it.is_marked(line);
    let has_tags = !mixed.tags.is_empty();
    (is_sure && has_tags).then(|| mixed.tags.into_iter().filter(is_new).collect())
}

impl Atom {
    fn is_marked(&self, line: Nodes<'_>) -> bool {
        let node = line.doc().node(NodeId::new(self.node));
        node.is_some_and(|it| !it.tags().is_empty())
    }
}

impl Rules {
    /// Reads a line that gives its tags to the whole note: a label, and tags with few words among
    /// them.
    pub(in crate::note) fn read_note_line(
        &self,
        text: &str,
        line: Nodes<'_>,
    ) -> Option<NoteLine> {
        let (label, Mixed { tags, others }) = self.read(text, line)?;
        let is_sure = label.has_colon || others.is_empty();
        let tags = tags.into_iter().flat_map(|it| {
            let (place, node) = (it.place, NodeId::new(it.node));
            it.names.into_iter().map(move |name| (name, place.clone(), node))
        });
        let tags: Vec<_> = tags.collect();
        let scope = line.scope();
        (is_sure && !tags.is_empty()).then_some(NoteLine { scope, tags, others })
    }

    /// The words of lines that begin like those of tags and hold none, but words that could be
    /// some: `**Tags:** core, new`.
    pub(in crate::note) fn words_for_tags(
        &self,
        text: &str,
        paragraph: Nodes<'_>,
    ) -> Vec<(String, Span)> {
        let words = paragraph.lines().filter_map(|line| {
            let (label, Mixed { tags, others }) = self.read(text, line)?;
            let may_be = |it: &str| {
                !it.eq_ignore_ascii_case("none") && TagName::of_words(it).is_some()
            };
            let is_meant = label.has_colon
                && tags.is_empty()
                && others.iter().all(|(it, _)| may_be(it));
            is_meant.then_some(others)
        });
        words.flatten().collect()
    }

    fn read<'d>(&self, text: &str, line: Nodes<'d>) -> Option<(Labelled<'d>, Mixed)> {
        // The id of the block may follow the tags.
        let line = match line.block_mark() {
            Some(it) => line.up_to_byte(it.text, it.text.words().len() - it.length),
            None => line,
        };
        let label = self.behind_label(line)?;
        let mixed = mixed(text, label.rest, label.is_bold)?;
        Some((label, mixed))
    }

    /// Whether a line begins as one of tags does.
    #[must_use]
    pub fn begins_note_line(&self, line: Nodes<'_>) -> bool {
        self.behind_label(line).is_some()
    }

    /// What follows the label of a line of tags, which is bold or has a colon.
    fn behind_label<'d>(&self, line: Nodes<'d>) -> Option<Labelled<'d>> {
        let (label, rest) = line.split_first()?;
        let is_label = |it: &str| self.labels.contains(&fold(it.trim()));
        if label.is_strong() {
            let text = label.alone().plain_text();
            let word = text.trim().trim_end_matches(':');
            let has_colon = word.len() < text.trim().len()
                || rest.plain_text().trim_start().starts_with(':');
            return is_label(word).then_some(Labelled { is_bold: true, has_colon, rest });
        }
        let words = Some(label).filter(|it| it.is_text())?.words();
        let (name, behind) = words.split_once(':')?;
        let rest = line.from_byte(label, words.len() - behind.len());
        is_label(name).then_some(Labelled { is_bold: false, has_colon: true, rest })
    }
}

/// A line that begins with a label of tags.
struct Labelled<'d> {
    is_bold: bool,
    has_colon: bool,
    /// What follows the label.
    rest: Nodes<'d>,
}

/// More words between two commas are a part of a sentence.
const MOST_WORDS: usize = 2;

/// Tags, and what stands among them.
struct Mixed {
    tags: Vec<Atom>,
    others: Vec<(String, Span)>,
}

/// Stands for a tag among words.
const TAG: char = '\u{0}';

/// The words of a line of tags, its tags as one sign each.
#[derive(Default)]
struct Words {
    words: String,
    /// Where in the words each text begins, its length, and where it is written.
    texts: Vec<(usize, usize, Span)>,
}

impl Words {
    fn push(&mut self, words: &str, span: Span) {
        self.texts.push((self.words.len(), words.len(), span));
        self.words.push_str(words);
    }

    /// Where a word stands in the source: all of its text where an escape or character reference
    /// in it hides the place.
    fn place(&self, from: usize, length: usize) -> Option<Span> {
        let mut texts = self.texts.iter().rev();
        let (start, shown, span) = texts.find(|(start, ..)| *start <= from)?;
        let is_as_written = span.len() == *shown;
        let from = span.start + from - start;
        Some(if is_as_written { from..from + length } else { span.clone() })
    }
}

/// The tags behind a label and the few words between commas; `None` for what is a sentence.
/// Behind a label that is not bold no words and tags may stand between the same commas. Signs
/// alone do not count as words.
fn mixed(text: &str, nodes: Nodes<'_>, is_bold: bool) -> Option<Mixed> {
    const SEPARATORS: [char; 3] = [',', ';', '·'];
    let (mut tags, mut others) = (Vec::new(), Vec::new());
    let mut read = Words::default();
    for node in nodes {
        let number = node.id().number();
        let atom = |names: Vec<TagName>| Atom {
            node: number,
            bytes: None,
            place: node.span(),
            names,
        };
        match node.kind() {
            Kind::Tags(names) => {
                tags.push(atom(names.to_vec()));
                read.words.push(TAG);
            }
            Kind::Code(code) => {
                match names_in(code) {
                    Some(names) => tags.push(atom(names)),
                    None => others.push((code.to_owned(), node.span())),
                }
                read.words.push(TAG);
            }
            Kind::Text(words) => {
                // What stands before the words counts for the first tag.
                let whole = nodes.doc().node(node.id()).unwrap_or(node);
                let (first, end) = (node.bytes_before(), node.span().end);
                let all = whole.words().get(..first + words.len()).unwrap_or_default();
                let (mut from, mut start) = (first, node.start());
                for it in note_line_tags(text, &whole.span(), whole.words()) {
                    if it.shown.start < from || it.shown.end > all.len() {
                        continue;
                    }
                    let before = all.get(from..it.shown.start).unwrap_or_default();
                    read.push(before, start..it.place.start);
                    (from, start) = (it.shown.end, it.place.end);
                    let (bytes, names) = (Some(it.shown), vec![it.name]);
                    tags.push(Atom { node: number, bytes, place: it.place, names });
                    read.words.push(TAG);
                }
                read.push(all.get(from..).unwrap_or_default(), start..end);
            }
            Kind::SoftBreak | Kind::HardBreak => read.words.push(' '),
            _ => return None,
        }
    }
    let mut at = 0;
    for part in read.words.split_inclusive(SEPARATORS) {
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
            others.push((word.to_owned(), read.place(from, word.len())?));
        }
        if count > MOST_WORDS || count > 0 && !is_bold && part.contains(TAG) {
            return None;
        }
    }
    others.sort_by_key(|(_, span)| span.start);
    Some(Mixed { tags, others })
}
