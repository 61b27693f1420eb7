//! Running text: words that become texts, addresses, bare tags and links with Liquid.
//! Gives each its node, as soon as the text ends.
//! Never looks into code, links and raw text of HTML.

use std::ops::Range;

use super::{Form, Read, Reader, braces, html};
use crate::{
    diag::Span,
    note::{
        Link, LinkKind,
        doc::{Entry, NodeId, narrowed, widened},
        links::{Dest, liquid_link},
        tags::{TagName, bare_tags_in},
    },
};

/// Text that may go on.
#[derive(Debug, Default)]
pub(super) struct Pending {
    words: String,
    span: Span,
    /// Whether the words are those of the source, byte for byte.
    is_exact: bool,
    /// Whether nothing is looked for in it.
    is_literal: bool,
    /// The addresses in it: their bytes in the words and in the file.
    addresses: Vec<(Span, Span)>,
    /// What its words are made of.
    stretches: Vec<Stretch>,
}

/// Words of a text that the parser gave at once, up to the next escape or character reference.
#[derive(Debug)]
struct Stretch {
    /// Where they begin in the words of the text.
    at: usize,
    /// Their bytes in the file.
    place: Span,
    /// Whether they are those of the source, byte for byte.
    is_exact: bool,
    /// Whether their first sign is escaped.
    is_escaped: bool,
}

impl<'a> Reader<'a> {
    /// Adds words of Markdown, among which no formula is looked for.
    pub(super) fn plain_words(&mut self, words: &str, span: Span) {
        let masked = self.masked;
        let words = masked.unmasked(words);
        if self.html.drawing.is_some() {
            return self.draw_text(&words, span);
        }
        self.push_words(&words, span, false);
    }

    /// Adds words that are no Markdown.
    pub(super) fn literal(&mut self, words: &str, span: Span) {
        self.push_words(words, span, true);
    }

    /// Whether a comment stands among some bytes.
    pub(super) fn holds_comment(&self, place: &Span) -> bool {
        let first = self.hidden.partition_point(|it| it.end <= place.start);
        self.hidden.get(first).is_some_and(|it| it.start < place.end)
    }

    fn push_words(&mut self, words: &str, span: Span, is_literal: bool) {
        let is_exact = self.text.get(span.clone()) == Some(words);
        let (mut rest, hidden) = (span.clone(), self.hidden);
        let first = hidden.partition_point(|it| it.end <= span.start);
        let comments = hidden.get(first..).unwrap_or_default();
        let within = comments.iter().take_while(|it| is_exact && it.start < span.end);
        for comment in within {
            let before = rest.start..comment.start.max(rest.start);
            rest.start = comment.end.min(span.end);
            self.push_piece(self.bytes(&before), before, is_literal);
            self.flush();
        }
        let words = if rest == span { words } else { self.bytes(&rest) };
        self.push_piece(words, rest, is_literal);
    }

    fn bytes(&self, place: &Span) -> &'a str {
        self.text.get(place.clone()).unwrap_or_default()
    }

    fn push_piece(&mut self, words: &str, span: Span, is_literal: bool) {
        if words.is_empty() {
            return;
        }
        let is_exact = self.text.get(span.clone()) == Some(words);
        if !is_literal {
            self.expect_addresses(words, &span, is_exact);
        }
        let before = self.text.get(..span.start).unwrap_or_default();
        let pending = &mut self.pending;
        let (at, place) = (pending.words.len(), span.clone());
        let is_escaped = before.ends_with('\\');
        pending.stretches.push(Stretch { at, place, is_exact, is_escaped });
        if pending.words.is_empty() {
            *pending = Pending {
                words: std::mem::take(&mut pending.words),
                span,
                is_exact,
                is_literal,
                addresses: std::mem::take(&mut pending.addresses),
                stretches: std::mem::take(&mut pending.stretches),
            };
        } else {
            pending.is_exact &= is_exact && pending.span.end == span.start;
            pending.is_literal |= is_literal;
            pending.span =
                pending.span.start.min(span.start)..pending.span.end.max(span.end);
        }
        pending.words.push_str(words);
    }

    /// Keeps where the addresses in words will be that are about to be added. The parser gives
    /// escapes and character references as words of their own.
    fn expect_addresses(&mut self, words: &str, span: &Span, is_exact: bool) {
        let from = self.pending.words.len();
        let first = self.addresses.partition_point(|it| it.end <= span.start);
        let here = self.addresses.iter().skip(first);
        for place in here.take_while(|it| it.start < span.end) {
            let shown = if is_exact {
                let start = place.start.max(span.start) - span.start;
                from + start..from + place.end.min(span.end) - span.start
            } else {
                from..from + words.len()
            };
            match self.pending.addresses.last_mut().filter(|it| it.1 == *place) {
                Some((before, _)) => before.end = shown.end,
                None if place.start >= span.start => {
                    self.pending.addresses.push((shown, place.clone()));
                }
                None => (),
            }
        }
    }

    /// Ends the text.
    pub(super) fn flush(&mut self) {
        if self.pending.words.is_empty() {
            return;
        }
        let mut words = std::mem::take(&mut self.pending.words);
        let mut addresses = std::mem::take(&mut self.pending.addresses);
        let mut stretches = std::mem::take(&mut self.pending.stretches);
        if self.is_between_cells() && words.trim().is_empty() {
            return;
        }
        self.imply_cell();
        let Pending { span, is_exact, is_literal, .. } = &self.pending;
        let piece = Piece {
            words: &words,
            addresses: &addresses,
            stretches: &stretches,
            at: 0,
            start: span.start,
            end: span.end,
            is_exact: *is_exact,
        };
        let holder = self.open.last().map(|it| self.entry(it.node).form);
        if *is_literal || matches!(holder, Some(Form::CodeBlock(_))) {
            self.text_node(piece);
        } else {
            self.prose(piece);
        }
        // The buffers serve for the next text.
        words.clear();
        addresses.clear();
        stretches.clear();
        let pending = &mut self.pending;
        (pending.words, pending.addresses) = (words, addresses);
        pending.stretches = stretches;
    }

    fn prose(&mut self, piece: Piece<'_>) {
        let mut rest = piece;
        if let Some(length) = self.bracketed(rest) {
            rest = rest.from(length);
        }
        let before = self.last_sibling();
        // What ends a heading is the heading's.
        let holder = self.open.last().map(|it| self.entry(it.node).form);
        let is_own = matches!(holder, Some(Form::Heading(_)))
            && braces::attributes(rest.words)
                .is_some_and(|it| it.id.is_some() && it.length == rest.words.len());
        let found = before.filter(|_| !is_own);
        let found = found.and_then(|it| braces::behind(&self.read.doc, it, rest.words));
        if let Some((length, id)) = found {
            rest = rest.from(length);
            self.give_id(before, id);
        }
        while let Some((end, href)) = liquid_link(rest.words) {
            let (before, place, behind) = self.around(rest, &end);
            self.text_node(before);
            if self.liquid(&place, href).is_none() {
                rest = Piece { start: place.start, ..rest.from(end.start) };
                break;
            }
            rest = behind;
        }
        self.noted(rest);
    }

    /// Adds text with the addresses and tags in it.
    pub(super) fn running(&mut self, piece: Piece<'_>) {
        if self.is_literal() {
            return self.text_node(piece);
        }
        let text = self.text;
        let (mut from, mut start) = (0, piece.start);
        let part = |bytes: Span, span: Span| {
            let words = piece.words.get(bytes.clone()).unwrap_or_default();
            let is_exact = text.get(span.clone()) == Some(words);
            let at = piece.at + bytes.start;
            Piece { words, at, start: span.start, end: span.end, is_exact, ..piece }
        };
        let end = piece.at + piece.words.len();
        let first = piece.addresses.partition_point(|it| it.0.start < piece.at);
        let here = piece.addresses.iter().skip(first);
        for (shown, place) in here.take_while(|it| it.0.end <= end) {
            let shown = shown.start - piece.at..shown.end - piece.at;
            let before = part(from..shown.start, start..place.start);
            let url = part(shown.clone(), place.start..place.end.min(piece.end));
            self.tagged(before);
            self.address(url);
            (from, start) = (shown.end, url.end);
        }
        self.tagged(part(from..piece.words.len(), start..piece.end));
    }

    /// Adds text with the bare tags in it.
    fn tagged(&mut self, piece: Piece<'_>) {
        if !self.rules.finds_bare() {
            return self.text_node(piece);
        }
        let span = piece.start..piece.end;
        let (mut from, mut start) = (0, piece.start);
        for it in bare_tags_in(self.text, &span, piece.words, self.rules) {
            let words = piece.words.get(from..it.shown.start).unwrap_or_default();
            self.text_node(Piece { words, start, end: it.place.start, ..piece });
            (from, start) = (it.shown.end, it.place.end);
            self.tag(it.name, narrowed(it.place.start), narrowed(it.place.end));
        }
        let words = piece.words.get(from..).unwrap_or_default();
        self.text_node(Piece { words, start, end: piece.end, ..piece });
    }

    fn tag(&mut self, name: TagName, start: u32, end: u32) {
        let first = narrowed(self.read.doc.names.len());
        self.read.doc.names.push(name);
        self.add(Form::Tags { count: 1, first }, start, end);
    }

    /// Adds a text without looking into it.
    pub(super) fn text_node(&mut self, piece: Piece<'_>) {
        if piece.words.is_empty() {
            return;
        }
        let form = if piece.is_exact {
            Form::Text
        } else {
            let string = self.decoded(piece.words);
            Form::Decoded(self.keep(string))
        };
        self.add(form, narrowed(piece.start), narrowed(piece.end));
    }

    fn address(&mut self, url: Piece<'_>) {
        if url.words.is_empty() {
            return;
        }
        let (start, end) = (narrowed(url.start), narrowed(url.end));
        let form = Form::Link(narrowed(self.read.links.len()));
        let node = self.add(form, start, end);
        let scheme = if url.words.starts_with("www.") { "http://" } else { "" };
        let href = format!("{scheme}{}", url.words);
        self.push_link(&href, LinkKind::Link, url.start..url.end, node);
        self.keep_open(node, None);
        self.text_node(url);
        self.open.pop();
        let next = self.read.doc.count();
        if let Some(entry) = self.entry_mut(node) {
            entry.next = next;
        }
    }

    fn push_link(&mut self, href: &str, kind: LinkKind, span: Span, node: u32) {
        let node = NodeId::new(node);
        let (href, title) = (href.to_owned(), "".into());
        let link = Link {
            href,
            title,
            kind,
            span,
            node,
            dest: None,
            is_inline: false,
            size: None,
        };
        self.read.links.push(link);
    }

    /// Whether nothing is looked for in the words that come: in links, and in code of HTML.
    pub(super) fn is_literal(&self) -> bool {
        self.open.iter().any(|it| match &it.element {
            Some(element) => html::is_literal(element.name()),
            None => matches!(self.entry(it.node).form, Form::Link(_) | Form::Image(_)),
        })
    }

    /// The last node in the innermost open one.
    pub(super) fn last_sibling(&self) -> Option<u32> {
        let parent = self.open.last().map_or(0, |it| it.node);
        let mut at = self.read.doc.count().checked_sub(1)?;
        while at > parent {
            let above = self.entry(at).parent;
            if above == parent {
                return Some(at);
            }
            at = above;
        }
        None
    }

    /// Makes an ordinary link of `[[words]](https://…)`; gives the length of what is behind it.
    fn bracketed(&mut self, piece: Piece<'_>) -> Option<usize> {
        let (href, _) = piece.words.strip_prefix('(')?.split_once(')')?;
        if href.is_empty() || href.contains(char::is_whitespace) {
            return None;
        }
        let node = self.last_sibling()?;
        let Form::Link(link) = self.entry(node).form else { return None };
        let at = widened(link);
        if self.read.links.get(at)?.kind != LinkKind::Wiki {
            return None;
        }
        // The brackets around the words belong to them; a bar may stand for the first.
        let (first, last) = (node + 1, self.read.doc.count() - 1);
        let (opening, closing) = (self.entry(first), self.entry(last));
        if opening.form != Form::Text || closing.form != Form::Text {
            return None;
        }
        let is_bracket = |at: u32, sign: &str| {
            let at = widened(at);
            self.text.get(at..at + 1) == Some(sign)
        };
        if !is_bracket(closing.end, "]") {
            return None;
        }
        if is_bracket(opening.start.checked_sub(1)?, "[") {
            self.entry_mut(first)?.start -= 1;
        } else {
            let words = self.read.doc.node(NodeId::new(first))?.words();
            let end = if first == last { "]" } else { "" };
            let words = format!("[{words}{end}");
            self.entry_mut(first)?.form = self.form_of(&words, false);
        }
        self.entry_mut(last)?.end += 1;
        let link = self.read.links.get_mut(at)?;
        (link.href, link.kind) = (href.to_owned(), LinkKind::Link);
        (link.dest, link.is_inline) = (None, true);
        Some(href.len() + 2)
    }

    /// What stands before and behind some bytes of a text, and the place of these.
    fn around<'w>(&self, piece: Piece<'w>, bytes: &Span) -> (Piece<'w>, Span, Piece<'w>) {
        let written = piece.words.get(bytes.clone()).unwrap_or_default();
        let source = self.text.get(piece.start..piece.end).unwrap_or_default();
        let at = if piece.is_exact { Some(bytes.start) } else { source.find(written) };
        let start = piece.start + at.unwrap_or_default();
        let end = (start + written.len()).min(piece.end);
        let before = Piece { end: start, ..piece.part(0..bytes.start) };
        let behind = Piece { start: end, ..piece.from(bytes.end) };
        (Piece { start: piece.start, ..before }, start..end, behind)
    }

    /// Makes a link of the words that end where the nodes do, whose destination with Liquid stands
    /// at a place.
    fn liquid(&mut self, place: &Span, href: &str) -> Option<()> {
        let parent = self.open.last().map_or(0, |it| it.node);
        let (text, at) = self.opening(parent)?;
        let words = self.read.doc.node(NodeId::new(text))?.words();
        let head = words.get(..at)?;
        let is_image = head.ends_with('!') && !head.ends_with("\\!");
        let open = at - usize::from(is_image);
        let (head, tail) =
            (words.get(..open)?.to_owned(), words.get(at + 1..)?.to_owned());
        let entry = self.entry(text);
        let is_exact = entry.form == Form::Text;
        let source = self.text.get(widened(entry.start)..place.start)?;
        let bracket = if is_exact { at } else { source.rfind('[').unwrap_or_default() };
        let start = entry.start + narrowed(bracket.saturating_sub(at - open));
        let (inner, behind) = (entry.start + narrowed(bracket) + 1, place.end);
        // The text before the bracket, the link, and what is left of the text inside of it.
        let mut nodes: Vec<Entry> = Vec::new();
        if !head.is_empty() {
            nodes.push(Entry {
                form: self.form_of(&head, is_exact),
                end: start,
                ..entry
            });
        }
        let link = text + narrowed(nodes.len());
        let number = narrowed(self.read.links.len());
        let form = if is_image { Form::Image(number) } else { Form::Link(number) };
        nodes.push(Entry { form, start, end: narrowed(behind), ..entry });
        if !tail.is_empty() {
            let form = self.form_of(&tail, is_exact);
            nodes.push(Entry { form, start: inner, parent: link, ..entry });
        }
        self.replace(text, nodes);
        // All that follows the bracket is in the link.
        for it in self.read.doc.nodes.iter_mut().skip(widened(link) + 1) {
            if it.parent == parent {
                it.parent = link;
            }
        }
        let count = self.read.doc.count();
        self.entry_mut(link)?.next = count;
        let kind = if is_image { LinkKind::Image } else { LinkKind::Link };
        self.push_link(href, kind, widened(start)..behind, link);
        if let Some(it) = self.read.links.last_mut() {
            it.dest = Dest::of_link(self.text, place.start, behind, href);
        }
        Some(())
    }

    pub(super) fn form_of(&mut self, words: &str, is_exact: bool) -> Form {
        if is_exact {
            return Form::Text;
        }
        let string = self.decoded(words);
        Form::Decoded(self.keep(string))
    }

    /// The text among the last nodes of a parent, and the byte of its `[`, that a `]` behind all
    /// of them belongs to.
    fn opening(&self, parent: u32) -> Option<(u32, usize)> {
        // The words of a link are no longer than this, in characters.
        const LONGEST: usize = 1000;
        let mut depth = 0_usize;
        let mut left = LONGEST;
        for at in (parent + 1..self.read.doc.count()).rev() {
            let node = self.read.doc.node(NodeId::new(at))?;
            if self.entry(at).parent != parent || !node.is_text() {
                continue;
            }
            for (byte, mark) in node.words().char_indices().rev() {
                left = left.checked_sub(1)?;
                match mark {
                    ']' => depth += 1,
                    '[' if depth == 0 => return Some((at, byte)),
                    '[' => depth -= 1,
                    _ => (),
                }
            }
        }
        None
    }

    /// Puts nodes in place of one that holds none, and moves what follows.
    pub(super) fn replace(&mut self, at: u32, nodes: Vec<Entry>) {
        let more = narrowed(nodes.len()) - 1;
        let end = widened(at) + nodes.len();
        let mut around = self.entry(at).parent;
        while around > 0 {
            let Some(entry) = self.entry_mut(around) else { break };
            entry.next += if entry.next > at { more } else { 0 };
            around = entry.parent;
        }
        let Read { doc, links, .. } = &mut self.read;
        doc.nodes.splice(widened(at)..=widened(at), nodes);
        for (number, it) in doc.nodes.iter_mut().enumerate().skip(widened(at)) {
            if number < end {
                it.next = narrowed(number) + 1;
            } else {
                it.next += more;
                it.parent += if it.parent > at { more } else { 0 };
            }
        }
        for it in links.iter_mut().rev().take_while(|it| it.node.number() > at) {
            it.node = NodeId::new(it.node.number() + more);
        }
        for it in doc.ids.iter_mut().rev().take_while(|it| it.0 > at) {
            it.0 += more;
        }
    }
}

/// A part of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'w> {
    pub(super) words: &'w str,
    /// Where it begins in the whole text, in bytes.
    at: usize,
    /// Where addresses stand in the whole text, and in the source.
    addresses: &'w [(Span, Span)],
    /// What the whole text is made of.
    stretches: &'w [Stretch],
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) is_exact: bool,
}

impl Piece<'_> {
    pub(super) fn part(self, bytes: Range<usize>) -> Self {
        let (start, end) = (self.starting(bytes.start), self.ending(bytes.end));
        let end = end.max(start);
        let at = self.at + bytes.start;
        let words = self.words.get(bytes).unwrap_or_default();
        Self { words, at, start, end, ..self }
    }

    pub(super) fn from(self, byte: usize) -> Self {
        self.part(byte..self.words.len())
    }

    /// Where a part begins in the source, with what escapes its first sign.
    fn starting(self, byte: usize) -> usize {
        let at = self.at + byte;
        let next = self.stretches.partition_point(|it| it.at <= at);
        let Some(last) = next.checked_sub(1) else { return self.start };
        let Some(it) = self.stretches.get(last) else { return self.start };
        let before = last.checked_sub(1).and_then(|it| self.stretches.get(it));
        let place = match before {
            Some(before) if it.at == at => before.place.end,
            _ if it.is_exact => it.place.start + (at - it.at),
            _ => it.place.start,
        };
        place.clamp(self.start, self.end)
    }

    /// Where a part ends in the source.
    fn ending(self, byte: usize) -> usize {
        let at = self.at + byte;
        let next = self.stretches.partition_point(|it| it.at < at);
        let it = next.checked_sub(1).and_then(|it| self.stretches.get(it));
        let place = it.map_or(self.start, |it| {
            if it.is_exact { it.place.start + (at - it.at) } else { it.place.end }
        });
        place.clamp(self.start, self.end)
    }

    /// Whether the sign at a byte is written as itself, and means what it does in Markdown.
    pub(super) fn is_plain(self, byte: usize) -> bool {
        let at = self.at + byte;
        let next = self.stretches.partition_point(|it| it.at <= at);
        let it = next.checked_sub(1).and_then(|it| self.stretches.get(it));
        it.is_some_and(|it| it.is_exact && (it.at < at || !it.is_escaped))
    }
}
