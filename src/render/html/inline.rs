//! Inline text: `==mark==`, emoji shortcodes, task boxes, and everything CommonMark has.
//! Gives HTML that stands in a line.
//! Must not know where links lead.

use std::borrow::Cow;

use memchr::memchr;

use super::{Medium, Writer};
use crate::{
    library::NoteId,
    maths::{self, signs},
    note::{
        NodeId,
        doc::{Kind, Node, Nodes},
    },
    study::{Brackets, Study},
};

/// How many signs a formula on paper has at most: a column is narrow, and nothing scrolls.
const MOST_SIGNS: usize = 24;

impl<'a> Writer<'a> {
    pub(super) fn inline(&mut self, nodes: Nodes<'a>) {
        let marks = Marks::find(nodes, self.brackets);
        for node in nodes {
            self.given_place(node);
            match node.kind() {
                Kind::Text(words) if self.literal => self.html.words(words),
                Kind::Text(words) => self.text(node, words, &marks),
                Kind::Code(code) => self.inline_code(code),
                Kind::Formula { tex, .. } => self.formula(node, tex),
                Kind::FootnoteReference(label) => self.footnote_reference(label),
                Kind::Note => self.inline_note(node),
                Kind::Task(done) if matches!(self.medium, Medium::Away(_)) => {
                    self.html.markup(if done { "☑ " } else { "☐ " });
                }
                Kind::Task(done) => {
                    self.html.markup("<input type=\"checkbox\" disabled");
                    self.html.markup(if done { " checked" } else { "" });
                    let key = if done { "done" } else { "to_do" };
                    self.html.attribute("aria-label", self.context.words.text(key));
                    self.html.markup("> ");
                }
                Kind::SoftBreak => self.html.markup("\n"),
                Kind::HardBreak => self.html.markup("<br />\n"),
                Kind::Tags(names) if node.is_bare_tag() => {
                    for name in names {
                        self.chip(name);
                    }
                }
                Kind::Tags(_) => {
                    self.inline_code(node.written().trim_matches(['`', ' ']));
                }
                Kind::Link(id) => self.link(id, node.children()),
                Kind::Image(id) => self.image(id, node.children()),
                Kind::Emphasis => self.emphasis(("<em>", "</em>"), node),
                Kind::Strong => self.emphasis(("<strong>", "</strong>"), node),
                Kind::Strikethrough => self.emphasis(("<del>", "</del>"), node),
                _ => self.block(node),
            }
        }
    }

    fn emphasis(&mut self, (start, end): (&'static str, &'static str), node: Node<'a>) {
        self.html.markup(start);
        self.inline(node.children());
        self.html.markup(end);
    }

    fn inline_code(&mut self, code: &str) {
        self.html.markup("<code>");
        self.html.words(code);
        self.html.markup("</code>");
    }

    /// A formula, with its TeX for those who cannot see or want to copy it; or the TeX alone.
    fn formula(&mut self, node: Node<'a>, tex: &str) {
        if let Medium::Away(_) = self.medium {
            return self.formula_away(node, tex);
        }
        let mut mathml = self.note.formulas.get(&node.id());
        if self.medium == Medium::Paper {
            // Words fill lines and are measured well; paper cannot be scrolled.
            if let Some(plain) = maths::plain(tex) {
                return self.html.words(&plain);
            }
            mathml = mathml.filter(|_| signs(tex) <= MOST_SIGNS);
        }
        let Some(rest) = mathml.and_then(|it| it.strip_prefix("<math")) else {
            self.html.markup("<code class=\"formula\">");
            self.html.words(tex);
            self.html.markup("</code>");
            return;
        };
        self.html.markup("<math");
        self.html.attribute("alttext", tex);
        self.html.made(rest);
    }

    /// Words, without the id of the block behind them if something leads there.
    fn text(&mut self, node: Node<'_>, words: &str, marks: &Marks) {
        // Of a text that is cut, the end with the id may be gone.
        let block = self.named_block(node.id()).filter(|it| words.ends_with(&it.id));
        let hidden = block.map_or(0, |it| it.length);
        let words = words.get(..words.len().saturating_sub(hidden)).unwrap_or_default();
        let mut from = 0;
        let end = words.len();
        for it in marks.of(node.id()).filter(|it| it.at + it.length <= end) {
            self.plain_text(node, words.get(from..it.at).unwrap_or_default());
            self.html.markup(if it.opens { "<mark>" } else { "</mark>" });
            from = it.at + it.length;
        }
        self.plain_text(node, words.get(from..).unwrap_or_default());
    }

    fn plain_text(&mut self, node: Node<'_>, words: &str) {
        let words = match self.medium {
            Medium::Page => words.into(),
            Medium::Excerpt | Medium::Paper | Medium::Away(_) => {
                node.without_stray_stars(words)
            }
        };
        self.html.words(&super::plain(self.context.markdown, &words));
    }
}

/// What a reader reads of a line, simple formulas as signs, without the signs around what is marked and the brackets around
/// gaps.
#[must_use]
pub fn plain_words(nodes: Nodes<'_>, study: &Study<'_>, note: NoteId) -> String {
    let mut words = String::new();
    let mut rest = nodes;
    let marks = Marks::find(nodes, study.brackets(note));
    for it in &marks.0 {
        let Some(text) = nodes.doc().node(it.text) else { continue };
        words.push_str(&rest.up_to_byte(text, it.at).shown_text());
        rest = rest.from_byte(text, it.at + it.length);
    }
    words + &rest.shown_text()
}

/// A sign that opens or closes a mark: `==`, or a bracket around a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    text: NodeId,
    /// Its byte in the words of the text, and how many it takes.
    at: usize,
    length: usize,
    opens: bool,
}

/// The signs in a run of inline nodes that open or close a mark.
struct Marks(Vec<Mark>);

impl Marks {
    fn find(nodes: Nodes<'_>, all: &[Brackets]) -> Self {
        let mut marks = Vec::new();
        let mut open: Option<(NodeId, usize)> = None;
        let mut rest = nodes.iter().peekable();
        let mut gaps: Vec<(NodeId, usize, Mark)> = Vec::new();
        while let Some(node) = rest.next() {
            let Kind::Text(text) = node.kind() else { continue };
            if !all.is_empty() {
                brackets(node, all, &mut gaps, &mut marks);
            }
            // Hardly any text has one.
            if memchr(b'=', text.as_bytes()).is_none() {
                continue;
            }
            for (offset, _) in text.match_indices("==") {
                let before = text.get(..offset).and_then(|it| it.chars().next_back());
                let after = text.get(offset + 2..).and_then(|it| it.chars().next());
                if before == Some('=') || after == Some('=') {
                    continue;
                }
                // As emphasis does: `a==b` and `a == b` are comparisons, not marks.
                let has_before = nodes.first().map(Node::id) != Some(node.id());
                let has_after = rest.peek().is_some();
                let inked = |c: Option<char>, has_more: bool| {
                    c.map_or(has_more, |c| !c.is_whitespace())
                };
                let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
                let opens = inked(after, has_after) && edge(before);
                let closes = inked(before, has_before) && edge(after);
                match open {
                    Some((start, at)) if closes && at + 2 != offset => {
                        let mark = |text, at, opens| Mark { text, at, length: 2, opens };
                        marks.push(mark(start, at, true));
                        marks.push(mark(node.id(), offset, false));
                        open = None;
                    }
                    None if opens => open = Some((node.id(), offset)),
                    _ => (),
                }
            }
        }
        marks.sort();
        Self(marks)
    }

    fn of(&self, text: NodeId) -> impl Iterator<Item = Mark> {
        let from = self.0.partition_point(|it| it.text < text);
        let marks = self.0.get(from..).unwrap_or_default().iter();
        marks.take_while(move |it| it.text == text).copied()
    }
}

/// Adds the marks of the gaps whose brackets are both there; `gaps` are those that are open.
fn brackets(
    node: Node<'_>,
    all: &[Brackets],
    gaps: &mut Vec<(NodeId, usize, Mark)>,
    marks: &mut Vec<Mark>,
) {
    let (id, cut, length) = (node.id(), node.bytes_before(), node.words().len());
    let place = |at: usize| at.checked_sub(cut).filter(|it| *it < length);
    let start = all.partition_point(|it| it.open.0 < id);
    let opening = all.get(start..).unwrap_or_default().iter();
    for it in opening.take_while(|it| it.open.0 == id) {
        if let Some(at) = place(it.open.1) {
            let open = Mark { text: id, at, length: 1, opens: true };
            gaps.push((it.close.0, it.close.1, open));
        }
    }
    gaps.retain(|(text, at, open)| {
        if *text == id
            && let Some(at) = place(*at)
        {
            marks.extend([*open, Mark { text: id, at, length: 1, opens: false }]);
        }
        *text > id
    });
}

/// Replaces `:name:` by the emoji GitHub shows for it; unknown names stay.
pub(super) fn emoji(text: &str) -> Cow<'_, str> {
    if text.matches(':').count() < 2 {
        return Cow::Borrowed(text);
    }
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(':') {
        replaced.push_str(before);
        let known = after
            .split_once(':')
            .and_then(|(name, after)| Some((emojis::get_by_shortcode(name)?, after)));
        if let Some((emoji, after)) = known {
            replaced.push_str(emoji.as_str());
            rest = after;
        } else {
            replaced.push(':');
            rest = after;
        }
    }
    replaced.push_str(rest);
    Cow::Owned(replaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_names() {
        let cases = [
            ("a :rocket: b", "a 🚀 b"),
            ("10:30 to 11:30", "10:30 to 11:30"),
            (":no-such: :+1:", ":no-such: 👍"),
            ("std::io::Error", "std::io::Error"),
        ];
        for (text, expected) in cases {
            assert_eq!(emoji(text), expected);
        }
    }
}
