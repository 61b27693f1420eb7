//! Cards that authors mark as cards: `Q:`/`A:`, `term :: answer`, `?` and marked gaps.
//! Gives question and answer as written, and findings on what cannot be a card.
//! Must not know how other extractors find cards.
//!
//! A question goes on until its answer begins. An answer goes on until the next card, heading or
//! rule, or until the item that it stands in ends. A sentence with gaps in brackets also ends at the
//! first blank line behind one.

mod gaps;
mod lines;

use super::{
    Place,
    outline::{Block, Line, Outline, line},
    rule::Rule,
};
use crate::{
    diag::{Code, Diagnostic, Span},
    note::{
        Position,
        doc::{Inlines, Kind, Node, Nodes, Piece},
        instructions::Instructions,
    },
};

pub use self::gaps::Brackets;
use self::lines::{Sign, SignKind};

/// What an author marked as a card.
#[derive(Debug, Clone)]
pub struct Explicit<'lib> {
    /// The item or lines.
    pub place: Place<'lib>,
    /// What is asked.
    pub prompt: Inlines<'lib>,
    /// The answer.
    pub answer: Inlines<'lib>,
    /// The words its id is made of, when the prompt holds other answers.
    pub key: Option<String>,
    /// The id that a comment gives it.
    pub card: Option<String>,
    /// Why it is one.
    pub rule: Rule,
}

/// What is marked in a note.
#[derive(Debug, Default)]
pub struct Marked<'lib> {
    /// The cards, in order of their places.
    pub cards: Vec<Explicit<'lib>>,
    /// The brackets around gaps, in order.
    pub brackets: Vec<Brackets>,
    /// What looks like a card and cannot be one.
    pub findings: Vec<Diagnostic>,
}

/// The marked cards of a note.
#[must_use]
pub fn read<'lib>(outline: &Outline<'_, 'lib>) -> Marked<'lib> {
    let mut reader = Reader {
        outline,
        kinds: Kinds::of(outline.blocks),
        marked: Marked::default(),
        open: None,
        title: None,
        before: None,
        depth: 0,
    };
    reader.siblings(outline.note.doc.blocks());
    reader.close();
    let mut marked = reader.marked;
    for block in outline.blocks {
        for line in &block.lines {
            marked.cards.extend(gaps::marked(outline, block, line));
        }
    }
    marked.cards.sort_by_key(|it| it.place.start());
    marked.brackets.sort_by_key(|it| it.open);
    marked
}

fn card<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    (position, said): (Position, &Instructions),
    (prompt, answer): (Inlines<'lib>, Inlines<'lib>),
    rule: Rule,
) -> Option<Explicit<'lib>> {
    let mut place = outline.place(block, position);
    // A question in bold stands for no heading of the cards below it.
    let asks = |it: Nodes<'_>| Sign::of(it).is_some_and(|it| it.kind != SignKind::Gaps);
    if place.section.topic().is_some_and(asks) {
        place.section = place.section.without_topic();
    }
    outline.switches.allow(rule, said).then(|| Explicit {
        place,
        prompt,
        answer,
        key: None,
        card: said.card.clone(),
        rule,
    })
}

/// Whether there is anything to read or see; a sign or a picture is enough.
fn says(words: &Inlines<'_>) -> bool {
    let is_seen = |it: Node<'_>| match it.kind() {
        Kind::Image(_) => true,
        Kind::Html(element) => {
            matches!(element.name(), "img" | "picture" | "video" | "audio" | "svg")
        }
        _ => false,
    };
    !words.text().is_empty() || words.nodes().flat_map(Nodes::walk).any(is_seen)
}

/// Which blocks hold lines of cards, counted so that those within a block are known at once.
struct Kinds {
    /// How many blocks up to each begin a card, or an answer.
    counts: Vec<(usize, usize)>,
}

impl Kinds {
    fn of(blocks: &[Block<'_>]) -> Self {
        let mut counts = vec![(0, 0)];
        let (mut cards, mut answers) = (0, 0);
        for block in blocks {
            let lines = block.lines.iter().flat_map(|it| it.words.all_lines());
            let (mut is_card, mut is_answer) = (false, false);
            for line in lines {
                match Sign::of(line).map(|it| it.kind) {
                    Some(SignKind::Answer) => is_answer = true,
                    Some(SignKind::Question | SignKind::Gaps) => is_card = true,
                    None => {
                        is_card |=
                            lines::is_mark(line) || lines::double_colon(line).is_some();
                    }
                }
            }
            cards += usize::from(is_card);
            answers += usize::from(is_answer);
            counts.push((cards, answers));
        }
        Self { counts }
    }

    /// Whether the blocks at these places begin cards, and answers.
    fn within(&self, blocks: std::ops::Range<usize>) -> (bool, bool) {
        let count = |at: usize| self.counts.get(at).copied().unwrap_or_default();
        let (before, up_to) = (count(blocks.start), count(blocks.end));
        (up_to.0 > before.0, up_to.1 > before.1)
    }
}

/// A card that may go on.
struct Open<'lib> {
    /// None where its rule is switched off.
    card: Option<Explicit<'lib>>,
    side: Side,
    /// Whether a blank line ends it once it has an answer.
    is_near: bool,
    /// What it begins with, for findings; `None` where it may be no card.
    sign: Option<Span>,
    /// How many items it stands in.
    depth: usize,
    rule: Rule,
    /// Whether the side that is being read has said anything.
    is_begun: bool,
    /// Whether the answer is a list whose first item stands on the line of its `A:`.
    is_list: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Prompt,
    Answer,
    /// A sentence with gaps.
    Gaps,
}

struct Reader<'a, 'lib> {
    outline: &'a Outline<'a, 'lib>,
    kinds: Kinds,
    marked: Marked<'lib>,
    open: Option<Open<'lib>>,
    /// The question that the heading or title of a callout right before asks.
    title: Option<(Position, Nodes<'lib>)>,
    /// The block right before, unless it belongs to a card.
    before: Option<Node<'lib>>,
    /// How many items are around.
    depth: usize,
}

impl<'a, 'lib> Reader<'a, 'lib> {
    fn siblings(&mut self, nodes: Nodes<'lib>) {
        for node in nodes.flow() {
            match node.kind() {
                Kind::Heading(_) | Kind::CalloutTitle => self.title(node),
                Kind::Rule => self.close(),
                Kind::Hidden => continue,
                _ if node.is_inline() => continue,
                _ => self.block(node),
            }
            if !matches!(node.kind(), Kind::Heading(_) | Kind::CalloutTitle) {
                self.title = None;
            }
            self.before = Some(node).filter(|_| self.open.is_none());
        }
    }

    /// A heading ends a card, and may ask a question.
    fn title(&mut self, node: Node<'lib>) {
        self.close();
        self.title = asked(node).map(|it| (node.position(), it));
        let is_underlined = !node.written().trim_start().starts_with('#')
            && node.written().trim_end().ends_with("---");
        if !is_underlined {
            return;
        }
        let signs = node.children().all_lines().filter_map(Sign::of);
        if signs.filter(|it| it.is_plain).any(|it| it.kind != SignKind::Question) {
            let message = "the line of dashes below makes a heading of this card";
            self.find(node.span(), message, "put a blank line before the dashes");
        }
    }

    fn block(&mut self, node: Node<'lib>) {
        self.end_near(node);
        if matches!(node.kind(), Kind::Quote | Kind::Callout(_)) {
            self.close_if(|it| it.side == Side::Gaps);
        }
        let blocks = self.outline.blocks;
        let Ok(at) = blocks.binary_search_by_key(&node.id(), |it| it.node.id()) else {
            return self.take(node);
        };
        let Some(block) = blocks.get(at) else { return };
        if node.is_paragraph() {
            let next = blocks.get(at + 1).map(|it| it.section);
            let is_topic = next.is_some_and(|it| it.is_under(node));
            return self.paragraph(block, is_topic);
        }
        let end = blocks.partition_point(|it| it.node.id() < node.scope().end);
        let (has_cards, has_answers) = self.kinds.within(at..end);
        let title = node.children().first();
        let title = title.filter(|it| matches!(it.kind(), Kind::CalloutTitle));
        let has_cards = has_cards || title.is_some_and(|it| asked(it).is_some());
        let is_asked = self.open.as_ref().is_some_and(|it| it.side == Side::Prompt);
        if !has_cards && !(has_answers && (is_asked || self.open.is_none())) {
            if !matches!(node.kind(), Kind::Footnote(_)) {
                self.take(node);
            }
        } else if node.is_list() {
            for item in &block.lines {
                self.item(block, item);
            }
            let depth = self.depth;
            self.close_if(|it| it.depth > depth);
        } else {
            self.close();
            self.siblings(node.children());
            self.close();
        }
    }

    fn paragraph(&mut self, block: &'a Block<'lib>, is_topic: bool) {
        let lines: Vec<Nodes<'lib>> = block.node.children().all_lines().collect();
        let library = self.outline.library;
        let is_whole = lines.len() == block.lines.len();
        let made: Vec<Line<'lib>> = if is_whole {
            Vec::new()
        } else {
            let line = |it: &Nodes<'lib>| line(library, *it, block.instructions);
            lines.iter().filter_map(line).collect()
        };
        let lines: &[Line<'lib>] = if is_whole { &block.lines } else { &made };
        if let Some(at) = lines.iter().position(|it| lines::is_mark(it.words)) {
            return self.question_mark(block, lines, at);
        }
        if !is_adjacent(block.node) {
            self.open.iter_mut().for_each(|it| it.is_list = false);
            let has_gaps = || lines.iter().any(|it| gaps::has_gaps(it.words));
            self.close_if(|it| it.is_answered() && (is_topic || has_gaps()));
        }
        for it in lines {
            self.line(block, it, (it.position, &it.instructions), it.words);
        }
    }

    /// Lines around one of a question mark only.
    fn question_mark(&mut self, block: &Block<'lib>, lines: &[Line<'lib>], at: usize) {
        let above = self.before.filter(|it| at == 0 && is_adjacent_to(*it, block.node));
        self.close();
        let (before, after) = lines.split_at(at);
        let before = before.iter().map(|it| it.words);
        let prompt = joined(above.map(Node::alone).into_iter().chain(before));
        let answer = joined(after.iter().skip(1).map(|it| it.words));
        let position = block.node.position();
        let position = above.map_or(position, |it| it.position().up_to(&position));
        let sign = after.first().map(|it| it.position.span());
        let place = (position, block.instructions);
        self.begin(block, place, (prompt, answer), Rule::Question, sign);
        if let Some(open) = &mut self.open {
            (open.side, open.is_near) = (Side::Answer, true);
        }
    }

    fn item(&mut self, block: &Block<'lib>, item: &Line<'lib>) {
        self.depth += 1;
        let lines: Vec<Nodes<'lib>> = item.words.all_lines().collect();
        let place = (item.position, &item.instructions);
        let is_card = lines.iter().any(|it| Sign::of(*it).is_some());
        let mark = lines.iter().position(|it| lines::is_mark(*it)).filter(|at| *at > 0);
        if let Some(at) = mark {
            self.close();
            let (before, after) = (lines.iter().take(at), lines.iter().skip(at + 1));
            let sides = (joined(before.copied()), joined(after.copied()));
            self.begin(block, place, sides, Rule::Question, None);
            if let Some(open) = &mut self.open {
                open.side = Side::Answer;
            }
        } else if is_card {
            for it in lines {
                self.line(block, item, place, it);
            }
        } else if !self.double_colon(block, place, item.words) {
            self.add(item.words.into(), &item.position);
        }
        self.siblings(item.below);
        // The next item may answer what this one asks.
        let depth = self.depth;
        self.close_if(|it| it.depth >= depth && it.is_answered());
        self.depth -= 1;
    }

    fn line(
        &mut self,
        block: &Block<'lib>,
        line: &Line<'lib>,
        place: (Position, &Instructions),
        words: Nodes<'lib>,
    ) {
        // Only where an answer is due is `A:B` one.
        let is_due = self.title.is_some()
            || self.open.as_ref().is_some_and(|it| it.side == Side::Prompt);
        let is_sign =
            |it: &Sign<'_>| it.is_apart || it.kind != SignKind::Answer || is_due;
        let Some(sign) = Sign::of(words).filter(is_sign) else {
            if !self.double_colon(block, place, words) {
                let item = lines::unlisted(words).filter(|_| self.is_listed());
                self.end_item(item.is_some());
                self.add(item.unwrap_or(words).into(), &line.position);
            }
            return;
        };
        if sign.kind == SignKind::Answer {
            self.find_fence(sign.rest);
        }
        let span = words.position().map(|it| it.span());
        // In lists, `C:` may be one of several letters.
        let is_known = sign.is_plain && (sign.kind != SignKind::Gaps || self.depth == 0);
        let known = span.filter(|_| is_known);
        let (rest, nothing) = (Inlines::from(sign.rest), Inlines::default());
        match (sign.kind, &mut self.open) {
            (SignKind::Question, _) => {
                self.close();
                self.begin(block, place, (rest, nothing), Rule::QuestionAnswer, known);
            }
            (SignKind::Gaps, _) => {
                self.close();
                self.begin(block, place, (rest, nothing), Rule::Cloze, known);
                if let Some(open) = &mut self.open {
                    (open.side, open.is_near) = (Side::Gaps, true);
                    open.is_begun = holds_bracket(&sign.rest.into());
                }
            }
            (SignKind::Answer, Some(open)) if open.side != Side::Gaps => {
                open.side = Side::Answer;
                self.add(rest, &line.position);
            }
            (SignKind::Answer, _) => {
                self.close();
                if let Some((position, asked)) = self.title.take() {
                    let place = (position.up_to(&place.0), place.1);
                    let parts = (asked.into(), rest);
                    self.begin(block, place, parts, Rule::QuestionAnswer, None);
                    if let Some(open) = &mut self.open {
                        open.side = Side::Answer;
                    }
                } else if let Some(span) = known
                    && self.outline.switches.allow(Rule::QuestionAnswer, place.1)
                {
                    let help = "write the question above it, as `Q: …`";
                    self.find(span, "this answer has no question", help);
                }
            }
        }
    }

    /// Begins the card of `term :: answer`; `false` where words are none.
    fn double_colon(
        &mut self,
        block: &Block<'lib>,
        place: (Position, &Instructions),
        words: Nodes<'lib>,
    ) -> bool {
        let Some((prompt, answer)) = lines::double_colon(words) else { return false };
        self.close();
        // Three colons begin a block of other programs, and a bold line may name the operator.
        let is_known = says(&prompt.into()) || words.text().starts_with(":: ");
        let is_known = is_known && !words.only().is_some_and(Node::is_emphasis);
        let span = words.position().map(|it| it.span()).filter(|_| is_known);
        let sides = (Inlines::from(prompt), Inlines::from(answer));
        let is_item = place.0.id() != block.node.id() && block.node.is_list();
        self.begin(block, place, sides, Rule::DoubleColon, span);
        if let Some(open) = &mut self.open {
            (open.side, open.is_near) = (Side::Answer, !is_item);
            // The answer stands in the line, unless it is a list or code below.
            if open.is_begun && !is_item {
                self.close();
            }
        }
        true
    }

    fn begin(
        &mut self,
        block: &Block<'lib>,
        (position, said): (Position, &Instructions),
        (prompt, answer): (Inlines<'lib>, Inlines<'lib>),
        rule: Rule,
        sign: Option<Span>,
    ) {
        let is_begun = says(&answer);
        let card = card(self.outline, block, (position, said), (prompt, answer), rule);
        let (side, depth) = (Side::Prompt, self.depth);
        let is_near = false;
        let is_list = false;
        self.open =
            Some(Open { card, side, is_near, sign, depth, rule, is_begun, is_list });
    }

    /// Adds words or a block to the side that is being read.
    fn add(&mut self, words: Inlines<'lib>, position: &Position) {
        let Some(open) = &mut self.open else { return };
        open.is_begun |= match open.side {
            Side::Prompt => false,
            Side::Answer => says(&words),
            Side::Gaps => holds_bracket(&words),
        };
        let Some(card) = &mut open.card else { return };
        match open.side {
            Side::Answer => card.answer.append(words),
            Side::Prompt | Side::Gaps => card.prompt.append(words),
        }
        if position.end() > card.place.position.end() {
            card.place.position = card.place.position.up_to(position);
        }
    }

    /// Adds a block that holds no card.
    fn take(&mut self, node: Node<'lib>) {
        if node.is_list() && self.is_listed() {
            for item in node.children() {
                self.end_item(true);
                self.add(item.children().into(), &item.position());
            }
            return;
        }
        self.add(node.alone().into(), &node.position());
    }

    /// Whether the answer began with an item on the line of its `A:`, where Markdown sees no list;
    /// that item then loses its bullet.
    fn is_listed(&mut self) -> bool {
        let Some(open) = &mut self.open else { return false };
        let Some(card) = open.card.as_mut().filter(|_| open.side == Side::Answer) else {
            return false;
        };
        if let [Piece::Nodes(first)] = card.answer.pieces()
            && let Some(item) = lines::unlisted(*first)
        {
            card.answer = item.into();
            open.is_list = true;
        }
        open.is_list
    }

    /// Parts the next item of such a list from the one before.
    fn end_item(&mut self, is_item: bool) {
        let card = self.open.as_mut().and_then(|it| it.card.as_mut());
        if let Some(card) = card.filter(|_| is_item) {
            card.answer.push(Piece::Put(";".to_owned(), false));
        }
    }

    /// Reports an answer whose code begins on the line of its `A:`, where Markdown sees no fence.
    fn find_fence(&mut self, answer: Nodes<'lib>) {
        let Some(start) = answer.position().map(|it| it.start()) else { return };
        let source = self.outline.note.doc.source();
        let line = source.get(start..).and_then(|it| it.lines().next());
        let line = line.unwrap_or_default();
        let is_open =
            |fence: &str| line.strip_prefix(fence).is_some_and(|it| !it.contains(fence));
        if is_open("```") || is_open("~~~") {
            let message = "the code of this answer begins behind `A:`";
            let help = "put its fence on a line of its own";
            self.find(start..start + line.len(), message, help);
        }
    }

    /// Ends a card that goes on only without a blank line.
    fn end_near(&mut self, node: Node<'lib>) {
        self.close_if(|it| {
            let may_end = it.is_begun || it.rule == Rule::DoubleColon;
            it.is_near && may_end && !is_adjacent(node)
        });
    }

    fn close_if(&mut self, ends: impl Fn(&Open<'lib>) -> bool) {
        if self.open.as_ref().is_some_and(ends) {
            self.close();
        }
    }

    /// Ends the card that may go on.
    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let Some(card) = open.card else { return };
        let sign = open.sign;
        let mut find = |message: &str, help: &str| {
            if let Some(span) = sign.clone() {
                self.find(span, message, help);
            }
        };
        match open.side {
            Side::Prompt => {
                find("this question has no answer", "write it below, as `A: …`");
            }
            Side::Answer if !says(&card.prompt) => {
                find(
                    "this card has no question",
                    "write what is asked before the answer",
                );
            }
            Side::Answer if !says(&card.answer) => {
                find("this card has no answer", "write the answer behind the question");
            }
            Side::Answer => self.marked.cards.push(card),
            Side::Gaps => {
                let (cards, brackets) = gaps::bracketed(&card);
                if cards.is_empty() {
                    let help = "put what is to be asked for in brackets, as in `C: Water \
                                boils at [100 °C].`";
                    find("this sentence has no gaps", help);
                }
                self.marked.cards.extend(cards);
                self.marked.brackets.extend(brackets);
            }
        }
    }

    fn find(&mut self, span: Span, message: &str, help: &str) {
        let path = &self.outline.note.path;
        let finding = Diagnostic::new(Code::K002, path, span, message);
        self.marked.findings.push(finding.with_help(help));
    }
}

impl Open<'_> {
    fn is_answered(&self) -> bool {
        self.side == Side::Gaps || self.side == Side::Answer && self.is_begun
    }
}

/// Lines one after the other.
fn joined<'lib>(lines: impl Iterator<Item = Nodes<'lib>>) -> Inlines<'lib> {
    let mut words = Inlines::default();
    for it in lines {
        words.append(it);
    }
    words
}

/// What a heading or title asks, as in `## Q: Why?`.
fn asked(title: Node<'_>) -> Option<Nodes<'_>> {
    let sign = Sign::of(title.children())?;
    (sign.kind == SignKind::Question).then_some(sign.rest)
}

/// Whether no blank line stands before a block.
fn is_adjacent(block: Node<'_>) -> bool {
    let source = block.doc().source();
    let before = source.get(..block.start()).unwrap_or_default();
    let mut lines = before.rsplit('\n');
    // What begins the line of the block, such as a bullet, and the line above.
    let above = lines.nth(1).unwrap_or_default();
    above.contains(|c: char| !c.is_whitespace() && c != '>')
}

/// Whether a block stands right above another one.
fn is_adjacent_to(above: Node<'_>, block: Node<'_>) -> bool {
    above.position().end() <= block.start() && is_adjacent(block)
}

/// Whether words may hold a gap.
fn holds_bracket(words: &Inlines<'_>) -> bool {
    words.text().contains('[')
}
