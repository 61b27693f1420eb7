//! Formulas: those among words, of HTML too, and blocks of code whose language is `math`.
//! Gives each a node with its TeX; one that fills a paragraph makes a block of it.
//! Must not know what TeX means.

use super::{Entry, Form, Reader, Role, narrowed, widened};
use crate::{
    diag::Span,
    note::{
        doc::{Kind, Node, NodeId, Str},
        formulas::{Formula, without_quotes},
        raw::resolved,
    },
};

impl Reader<'_> {
    /// Adds words of Markdown with the formulas in them.
    pub(super) fn words(&mut self, words: &str, span: Span) {
        let masked = self.masked;
        if !masked.has_formulas() || self.html.drawing.is_some() || self.is_code() {
            return self.plain_words(words, span);
        }
        let (mut rest, mut at) = (words, span.start);
        while let Some((before, _, behind)) = masked.split(rest) {
            let next = self.formulas.partition_point(|it| it.span.start < at);
            let Some(formula) = self.formulas.get(next) else { break };
            self.plain_words(before, at..formula.span.start);
            self.formula(formula, false);
            (rest, at) = (behind, formula.span.end);
        }
        self.plain_words(rest, at..span.end.max(at));
    }

    /// Adds words of a block of HTML, in which nothing but formulas and references to characters is
    /// looked for.
    pub(super) fn literal_with_formulas(&mut self, words: &str, span: Span) {
        let text = self.text;
        let first = self.formulas.partition_point(|it| it.span.start < span.start);
        let here = self.formulas.get(first..).unwrap_or_default().iter();
        let here: Vec<_> = here.take_while(|it| it.span.end <= span.end).collect();
        let Some(quotes) = here.first().map(|it| it.quotes) else {
            return self.literal(words, span);
        };
        if !self.masked.has_formulas() || self.is_code() {
            return self.literal(words, span);
        }
        let is_exact = text.get(span.clone()) == Some(words);
        let between = |reader: &mut Self, place: Span| {
            let written = text.get(place.clone()).unwrap_or_default();
            if is_exact {
                reader.literal(written, place);
            } else {
                reader.literal(&resolved(&without_quotes(written, quotes)), place);
            }
        };
        let mut at = span.start;
        for formula in here {
            between(self, at..formula.span.start);
            self.formula(formula, !is_exact);
            at = formula.span.end;
        }
        between(self, at..span.end);
    }

    /// Whether no sign means anything in the words that come.
    fn is_code(&self) -> bool {
        self.open.iter().any(|it| match &it.element {
            Some(element) => super::html::is_literal(element.name()),
            None => matches!(self.entry(it.node).form, Form::CodeBlock(_)),
        })
    }

    /// Adds a formula; in HTML its TeX may have references to characters.
    fn formula(&mut self, formula: &Formula, is_html: bool) {
        self.flush();
        self.imply_cell();
        let written = self.text.get(formula.tex.clone()).unwrap_or_default();
        // As of a code span, the line breaks and spaces at its ends do not belong to it.
        let decoded = formula.decoded(written);
        let decoded = if is_html && written.contains('&') {
            Some(resolved(decoded.as_deref().unwrap_or(written)))
        } else {
            decoded
        };
        let tex = if let Some(tex) = decoded {
            self.decoded(tex.trim())
        } else {
            let before = written.len() - written.trim_start().len();
            let at = formula.tex.start + before;
            Str::of_source(narrowed(at), narrowed(written.trim().len()))
        };
        let form = Form::Formula { tex: self.keep(tex), display: formula.display };
        self.add(form, narrowed(formula.span.start), narrowed(formula.span.end));
    }

    /// Makes a block of a paragraph that is one formula on a line of its own.
    pub(super) fn formula_block(&mut self, node: u32) {
        let Some(paragraph) = self.read.doc.node(NodeId::new(node)) else { return };
        let only = paragraph.children().only();
        let is_alone = only
            .is_some_and(|it| matches!(it.kind(), Kind::Formula { display: true, .. }));
        if is_alone && self.entry(node).form == Form::Paragraph(Role::Prose) {
            self.become_formula(node);
            if let Some(id) = self.read.doc.ids.last_mut().filter(|it| it.0 == node + 1) {
                id.0 = node;
            }
        }
    }

    fn become_formula(&mut self, node: u32) {
        if let Some(entry) = self.entry_mut(node) {
            entry.form = Form::Paragraph(Role::Formula);
        }
    }

    /// Makes a formula of a block of code that says it is one.
    pub(super) fn math_block(&mut self, node: u32) {
        let Some(block) = self.read.doc.node(NodeId::new(node)) else { return };
        let Kind::CodeBlock(info) = block.kind() else { return };
        if !self.rules.sets_formulas() || info.split_whitespace().next() != Some("math") {
            return;
        }
        let inside = block.children();
        let Some(place) = inside.position() else { return };
        let (start, end) = (narrowed(place.start()), narrowed(place.end()));
        let text = inside.only().filter(|_| self.entry(node + 1).form == Form::Text);
        let tex = if let Some(text) = text {
            let (words, trimmed) = (text.words(), text.words().trim());
            let before = narrowed(words.len() - words.trim_start().len());
            Str::of_source(start + before, narrowed(trimmed.len()))
        } else {
            let words: String = inside.iter().map(Node::words).collect();
            self.decoded(words.trim())
        };
        let is_blank = self.read.doc.str(tex).is_empty();
        if is_blank {
            return;
        }
        let form = Form::Formula { tex: self.keep(tex), display: true };
        self.read.doc.nodes.truncate(widened(node) + 1);
        let next = node + 2;
        self.read.doc.nodes.push(Entry { form, start, end, next, parent: node });
        if let Some(entry) = self.entry_mut(node) {
            entry.next = next;
        }
        self.become_formula(node);
    }
}
