//! What a reader reads of some nodes, and the marks of a line: tags and block ids behind its
//! words, and whether it is a label.
//! Gives text on one line.
//! Must not know where it is shown.

use std::borrow::Cow;

use super::{Form, Kind, Node, Nodes, Role};
use crate::{
    maths,
    note::{TagName, formulas::read_as_words},
    text::{is_cjk_punctuation, is_joined, single_spaced},
};

/// A line taken apart.
#[derive(Debug, Clone)]
pub struct Line<'d> {
    /// The words: all of it where nothing else would remain.
    pub words: Nodes<'d>,
    /// The nodes of the tags behind them.
    pub tags: Vec<Node<'d>>,
}

impl<'d> Line<'d> {
    /// The names of the tags.
    pub fn names(&self) -> impl Iterator<Item = &'d TagName> {
        self.tags.iter().flat_map(|it| it.tags())
    }
}

/// What a line that begins in bold is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelKind {
    /// `**Exam Tip:**` alone: it owns the list, table or code that follows.
    Alone,
    /// `**4. Bedrock Agents**`: it stands for a heading; with a number or without.
    PseudoHeading(bool),
    /// `**Note:** text`: it owns its own paragraph.
    WithText,
}

/// The id of a block at the end of a line.
#[derive(Debug, Clone, Copy)]
pub struct BlockMark<'d> {
    /// The id with the `^`.
    pub id: &'d str,
    /// The text that ends in it.
    pub text: Node<'d>,
    /// How many bytes of that text it takes, the space before it included.
    pub length: usize,
}

impl BlockMark<'_> {
    /// Whether the text is nothing else.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.length == self.text.words().len()
    }
}

impl<'d> Node<'d> {
    /// The tags that the node is; none for any other node.
    #[must_use]
    pub fn tags(self) -> &'d [TagName] {
        if let Form::Tags { count, first } = self.form() {
            self.doc.names_of(count, first)
        } else {
            &[]
        }
    }

    /// The TeX of a formula.
    #[must_use]
    pub fn tex(self) -> Option<&'d str> {
        if let Form::Formula { tex, .. } = self.form() {
            Some(self.doc.string(tex))
        } else {
            None
        }
    }

    /// Whether it is a tag in running text, not a code span.
    #[must_use]
    pub fn is_bare_tag(self) -> bool {
        let source = self.doc.source();
        !self.tags().is_empty()
            && source.get(self.span()).is_some_and(|it| it.starts_with('#'))
    }

    /// Its source text.
    #[must_use]
    pub fn written(self) -> &'d str {
        self.doc.source().get(self.span()).unwrap_or_default()
    }

    /// Some words of this text without stars that touch East Asian words and should have marked
    /// some of them, as in `**用語：説明`. The page of the note shows them, but no card or title.
    #[must_use]
    pub fn without_stray_stars(self, words: &str) -> Cow<'_, str> {
        const STARS: &str = "**";
        // Few words hold a star.
        let has_star = words.as_bytes().contains(&b'*');
        if !has_star || !words.contains(STARS) || self.written().contains("\\*") {
            return words.into();
        }
        let is_east_asian = |it: char| is_joined(it) || is_cjk_punctuation(it);
        let is_alone = words.find(STARS) == words.rfind(STARS);
        let (mut kept, mut rest) = (String::with_capacity(words.len()), words);
        while let Some((before, behind)) = rest.split_once(STARS) {
            let after = behind.trim_start_matches('*');
            // Two of them may have spaces on the wrong side: `** 用語：** 説明`.
            let (left, right) = if is_alone {
                (before, after)
            } else {
                (before.trim_end(), after.trim_start())
            };
            let touches = left.chars().next_back().is_some_and(is_east_asian)
                || right.chars().next().is_some_and(is_east_asian);
            kept.push_str(before);
            let run =
                rest.get(before.len()..rest.len() - after.len()).unwrap_or_default();
            kept.push_str(if touches { "" } else { run });
            rest = after;
        }
        kept.push_str(rest);
        kept.into()
    }

    /// The words of an item, in a paragraph or not, and the blocks below them.
    #[must_use]
    pub fn item_parts(self) -> (Nodes<'d>, Nodes<'d>) {
        let (line, rest) = self.children().split_line();
        match rest.split_first() {
            Some((first, more)) if line.is_empty() && first.is_paragraph() => {
                (first.children(), more)
            }
            _ => (line, rest),
        }
    }

    /// The lines that may carry tags at their ends: those of headings, cells, terms and items, and
    /// of paragraphs those that are labels.
    pub fn carriers(self) -> impl Iterator<Item = Nodes<'d>> {
        let line = match self.form() {
            Form::Heading(_) | Form::TableCell | Form::Term => Some(self.children()),
            Form::Item => Some(self.item_parts().0),
            _ => None,
        };
        let lines = self.is_paragraph().then(|| self.children().lines());
        let labels = lines.into_iter().flatten().filter(|it| it.label().is_some());
        line.into_iter().chain(labels)
    }

    /// Whether it is a line break of the author's, in Markdown or HTML.
    fn ends_line(self) -> bool {
        match self.kind() {
            Kind::HardBreak => true,
            Kind::Html(element) => element.name() == "br",
            _ => false,
        }
    }

    /// Whether it is a text of signs that may stand between tags.
    pub(in crate::note) fn is_separator(self) -> bool {
        let is_sign = |c: char| c.is_whitespace() || matches!(c, ',' | ':' | '·');
        self.is_text() && self.words().chars().all(is_sign)
    }

    /// Whether it is a paragraph of tags only.
    #[must_use]
    pub fn is_tags_line(self) -> bool {
        self.form() == Form::Paragraph(Role::TagsLine)
    }
}

impl<'d> Nodes<'d> {
    /// What a reader reads, with single spaces.
    #[must_use]
    pub fn text(self) -> String {
        let mut text = String::new();
        push(self, Reading::SPACED, &mut text);
        single_spaced(text)
    }

    /// The same as if no formulas were set: ids that are made of it stay what they were.
    #[must_use]
    pub fn unset_text(self) -> String {
        let mut text = String::new();
        self.push_unset(&mut text);
        single_spaced(text)
    }

    pub(super) fn push_unset(self, text: &mut String) {
        push(self, Reading { formulas: FormulaText::Written, ..Reading::SPACED }, text);
    }

    /// Adds what a reader reads, with signs where lists begin and their items end.
    pub(super) fn push_listed(self, formulas: FormulaText, text: &mut String) {
        for node in self {
            match node.kind() {
                Kind::List(_) => {
                    end(text, ':');
                    for (at, item) in node.children().iter().enumerate() {
                        if at > 0 {
                            end(text, ';');
                        }
                        part(text);
                        item.children().push_listed(formulas, text);
                    }
                    part(text);
                }
                Kind::Paragraph(_)
                | Kind::Quote
                | Kind::Callout(_)
                | Kind::Definition => {
                    end(text, ';');
                    part(text);
                    node.children().push_listed(formulas, text);
                    part(text);
                }
                _ if node.ends_line() => {
                    if !self.behind(node).is_empty() {
                        end(text, ';');
                    }
                    part(text);
                }
                _ => push(node.alone(), Reading { formulas, ..Reading::SPACED }, text),
            }
        }
    }

    /// Adds what a reader reads, with a space where HTML parts words.
    pub(super) fn push_text(self, text: &mut String) {
        push(self, Reading::SPACED, text);
    }

    /// What a reader reads; breaks and the ends of blocks as one space.
    #[must_use]
    pub fn plain_text(self) -> String {
        let mut text = String::new();
        push(self, Reading::PLAIN, &mut text);
        text
    }

    /// The same with simple formulas as signs: `x²` for `x^2`.
    #[must_use]
    pub fn shown_text(self) -> String {
        let mut text = String::new();
        push(self, Reading { formulas: FormulaText::Shown, ..Reading::PLAIN }, &mut text);
        text
    }

    /// Whether there is nothing to read but signs.
    #[must_use]
    pub fn says_nothing(self) -> bool {
        !self.plain_text().contains(char::is_alphanumeric)
    }

    /// A line taken apart.
    #[must_use]
    pub fn line(self) -> Line<'d> {
        let all = Line { words: self, tags: Vec::new() };
        let mark = self.block_mark().filter(BlockMark::is_alone);
        let line = mark.map_or(self, |it| self.before(it.text));
        let may_end = |it: Node<'_>| !it.tags().is_empty() || it.is_separator();
        if !line.last().is_some_and(may_end) {
            return all;
        }
        // The tags behind the last word, and where that ends.
        let (mut tags, mut words) = (Vec::new(), line.before_all());
        for node in line {
            if !node.tags().is_empty() {
                tags.push(node);
            } else if !node.is_separator() {
                tags.clear();
                words = line.up_to(node);
            } else if tags.is_empty() {
                words = line.up_to(node);
            }
        }
        let is_said = || !words.plain_text().trim().is_empty();
        if tags.is_empty() || !is_said() { all } else { Line { words, tags } }
    }

    /// The id of a block that a line ends in.
    #[must_use]
    pub fn block_mark(self) -> Option<BlockMark<'d>> {
        let text = self.last().filter(|it| it.is_text())?;
        let words = text.words();
        let of_id = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let before = words.trim_end_matches(of_id).strip_suffix('^')?;
        let id = words.get(before.len()..)?;
        let is_id =
            id.len() > 1 && (before.is_empty() || before.ends_with(char::is_whitespace));
        let length = words.len() - before.trim_end().len();
        is_id.then_some(BlockMark { id, text, length })
    }

    /// What kind of label a line is, whatever tags follow it; `None` for prose.
    #[must_use]
    pub fn label(self) -> Option<LabelKind> {
        let is_bold = self.first().is_some_and(Node::is_strong);
        if is_bold { self.line().words.label_of_words() } else { None }
    }

    /// What kind of label some words are that no tags follow.
    pub(in crate::note) fn label_of_words(self) -> Option<LabelKind> {
        let (first, rest) = self.split_first().filter(|(it, _)| it.is_strong())?;
        let bold = first.alone().plain_text();
        let (bold, rest) = (bold.trim(), rest.plain_text());
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

    /// The marks a line begins with, such as `✅` behind the box of a task, and the nodes after them.
    #[must_use]
    pub fn split_mark(self) -> (&'d str, Self) {
        let line = match self.split_first() {
            Some((first, rest)) if matches!(first.kind(), Kind::Task(_)) => rest,
            _ => self,
        };
        let is_mark = |words: &str| !words.contains(char::is_alphanumeric);
        match line.split_first() {
            Some((first, rest))
                if first.is_text() && !rest.is_empty() && is_mark(first.words()) =>
            {
                (first.words().trim(), rest)
            }
            _ => ("", line),
        }
    }

    /// An empty run before the first.
    #[must_use]
    pub fn before_all(self) -> Self {
        Self { end: self.first, ..self }
    }

    /// Those up to one of them, itself included.
    #[must_use]
    pub fn up_to(self, node: Node<'_>) -> Self {
        Self { end: node.entry().next.clamp(self.first, self.end), ..self }
    }
}

/// How words are read.
#[derive(Clone, Copy)]
struct Reading {
    /// Whether a space stands where HTML parts words.
    spaced: bool,
    formulas: FormulaText,
}

/// What stands for a formula among words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormulaText {
    /// Its TeX.
    Tex,
    /// What it is where no formulas are set. Ids are made of it, and so stay what they were.
    Written,
    /// Signs such as `x²` if it is simple, else its TeX.
    Shown,
}

impl FormulaText {
    /// The words for a formula.
    pub(in crate::note) fn of<'d>(self, formula: Node<'d>, tex: &'d str) -> Cow<'d, str> {
        match self {
            Self::Tex => tex.into(),
            Self::Written => read_as_words(formula.written()).into(),
            Self::Shown => maths::shown(tex),
        }
    }
}

impl Reading {
    const PLAIN: Self = Self { spaced: false, formulas: FormulaText::Tex };
    const SPACED: Self = Self { spaced: true, ..Self::PLAIN };
}

fn push(nodes: Nodes<'_>, how: Reading, text: &mut String) {
    let inside = Reading { spaced: false, ..how };
    for node in nodes {
        match node.kind() {
            Kind::Text(words) => text.push_str(&node.without_stray_stars(words)),
            Kind::Code(words) => text.push_str(words),
            Kind::Formula { tex, .. } => push_words(&how.formulas.of(node, tex), text),
            Kind::SoftBreak | Kind::HardBreak => text.push(' '),
            Kind::Tags(names) if node.is_bare_tag() => {
                text.extend(names.iter().flat_map(|it| ["#", it.as_str()]));
            }
            Kind::Tags(_) => text.push_str(node.written().trim_matches('`')),
            Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Link(_)
            | Kind::Image(_) => push(node.children(), inside, text),
            Kind::Html(element) if element.is_block() => {
                part(text);
                push(node.children(), how, text);
                part(text);
            }
            Kind::Html(element) => {
                if how.spaced && matches!(element.name(), "br" | "img") {
                    part(text);
                }
                push(node.children(), how, text);
            }
            Kind::Hidden => (),
            _ if node.is_inline() => (),
            _ => {
                part(text);
                push(node.children(), inside, text);
                part(text);
            }
        }
    }
}

/// Adds words with single spaces between them.
fn push_words(words: &str, text: &mut String) {
    for (at, word) in words.split_whitespace().enumerate() {
        text.push_str(if at > 0 { " " } else { "" });
        text.push_str(word);
    }
}

/// Puts a sign behind words that end in none.
fn end(text: &mut String, sign: char) {
    text.truncate(text.trim_end().len());
    let is_open = |c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '"' | '%');
    if text.ends_with(is_open) {
        text.push(sign);
    }
}

/// Keeps the words of neighbouring blocks apart.
fn part(text: &mut String) {
    if !text.ends_with(' ') && !text.is_empty() {
        text.push(' ');
    }
}
