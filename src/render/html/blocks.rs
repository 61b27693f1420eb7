//! Blocks that need more than CommonMark's HTML: items, code, callouts, footnotes.
//! Gives the markup that `themes/README.md` describes, class by class.
//! Must not know where links lead.

use std::{borrow::Cow, collections::BTreeMap};

use super::{Medium, Writer, attribute};
use crate::{
    library::NoteId,
    note::{
        doc::{Callout, Inlines, Kind, Node, Nodes, Piece, Role},
        folded,
    },
    path::Anchor,
    study::Decision,
};

/// The footnotes of a page: what they say, and the order in which they are first met. Those of notes
/// that are shown in it are among them.
#[derive(Default)]
pub(super) struct Footnotes<'a> {
    definitions: BTreeMap<Label, Nodes<'a>>,
    order: Vec<Label>,
    numbers: BTreeMap<Label, usize>,
    references: BTreeMap<Label, usize>,
    /// Whether the page shows what they say, so that references get numbers.
    are_shown: bool,
}

/// The note that holds a footnote, and its label.
type Label = (NoteId, String);

impl<'a> Footnotes<'a> {
    /// Those of a page that shows what they say.
    pub(super) fn shown() -> Self {
        Self { are_shown: true, ..Self::default() }
    }

    pub(super) fn define(&mut self, note: NoteId, label: &str, inside: Nodes<'a>) {
        let mut label = (note, folded(label));
        // The second of one name is nobody's footnote, but its text is not lost.
        while let Some(other) = self.definitions.get(&label) {
            if other.scope() == inside.scope() {
                return;
            }
            label.1.push('\'');
        }
        self.definitions.insert(label, inside);
    }

    /// The number of a footnote, counted from 1, in the order of the first references.
    fn number(&mut self, label: &Label) -> usize {
        if let Some(number) = self.numbers.get(label) {
            return *number;
        }
        self.order.push(label.clone());
        self.numbers.insert(label.clone(), self.order.len());
        self.order.len()
    }
}

impl<'a> Writer<'a> {
    pub(super) fn list(&mut self, first: Option<u32>, items: Nodes<'a>) {
        match first {
            None => self.wrapped(("<ul>\n", "</ul>\n"), items),
            Some(1) => self.wrapped(("<ol>\n", "</ol>\n"), items),
            Some(first) => {
                self.html.line("<ol");
                self.html.number(" start=\"", first, "\">\n");
                self.children(items);
                self.html.markup("</ol>\n");
            }
        }
    }

    pub(super) fn item(&mut self, item: Node<'a>) {
        let first = item.children().first();
        let is_task = |it: &Node<'_>| matches!(it.kind(), Kind::Task(_));
        let task = first.is_some_and(|it| {
            is_task(&it) || it.children().first().is_some_and(|it| is_task(&it))
        });
        let decision = self.context.study.decision_of(self.context.origin, item.id());
        let decision = decision.filter(|_| !self.medium.is_bare());
        self.html.markup(match (task, decision) {
            (true, _) => "<li class=\"task\"",
            (false, Some(_)) => "<li class=\"rule\" data-crib=\"rule\"",
            (false, None) => "<li",
        });
        self.tagged_id(item);
        self.html.markup(self.dir);
        self.html.markup(">");
        self.given_place(item);
        let (line, rest) = item.children().split_line();
        if !self.embed(line) {
            self.item_line(line, decision);
        }
        match rest.split_first() {
            // A loose item keeps its words in a paragraph, tags and all.
            Some((first, more))
                if line.is_empty()
                    && let Kind::Paragraph(role) = first.kind() =>
            {
                if !self.embed(first.children()) {
                    // Its tags stand behind its words.
                    let role = if role == Role::TagsLine { Role::Prose } else { role };
                    let (start, end) = super::around_paragraph(role);
                    self.html.markup(start);
                    self.tagged_id(first);
                    self.html.markup(self.dir);
                    self.html.markup(">");
                    self.given_place(first);
                    self.item_line(first.children(), decision);
                    self.html.markup(end);
                }
                self.children(more);
            }
            _ => {
                if !line.is_empty() && !rest.is_empty() {
                    self.html.markup("\n");
                }
                self.children(rest);
            }
        }
        self.html.markup("</li>\n");
    }

    /// The words of an item; those of a decision rule in two parts.
    fn item_line(&mut self, line: Nodes<'a>, decision: Option<&Decision<'a>>) {
        let is_named = || line.iter().any(|it| self.named_block(it.id()).is_some());
        let Some(decision) = decision.filter(|_| !line.is_empty() && !is_named()) else {
            return self.line(line);
        };
        self.html.markup("<span class=\"situation\" data-crib=\"situation\">");
        self.inline(decision.situation);
        self.html.markup("</span> <span class=\"arrow\">→</span> ");
        self.html.markup("<span class=\"answer\" data-crib=\"answer\">");
        self.inline(decision.answer);
        self.html.markup("</span>");
        self.chips(false, self.context.library.line(line).names());
        self.tagged_link(line);
    }

    /// Words that were cut out of notes or put together.
    pub(super) fn inlines(&mut self, words: &Inlines<'a>) {
        for piece in words.pieces() {
            match piece {
                Piece::Nodes(nodes) => self.children(*nodes),
                Piece::Space => self.html.markup("\n"),
                Piece::Put(words, false) => self.html.words(words),
                Piece::Put(words, true) => {
                    self.html.markup("<strong>");
                    self.html.words(words);
                    self.html.markup("</strong>");
                }
            }
        }
    }

    pub(super) fn code(&mut self, info: &str, inside: Nodes<'a>) {
        let language = language(info);
        let code = match inside.only() {
            Some(text) => Cow::Borrowed(text.words()),
            None => Cow::Owned(inside.iter().map(Node::words).collect()),
        };
        if self.medium.is_bare() {
            self.html.markup("<pre><code>");
            match self.medium {
                Medium::Paper => self.html.made(&unbroken(&attribute(&code))),
                _ => self.html.value(&code),
            }
            return self.html.markup("</code></pre>\n");
        }
        self.html.markup("<pre class=\"code\"");
        if !language.is_empty() {
            self.html.attribute("data-lang", language);
        }
        self.html.markup(" tabindex=\"0\"><code>");
        match self.context.highlighter {
            Some(highlighter) => self.html.made(&highlighter.html(language, &code)),
            None => self.html.value(&code),
        }
        self.html.markup("</code></pre>\n");
    }

    pub(super) fn callout(&mut self, callout: &Callout, inside: Nodes<'a>) {
        let is_title = |it: &Node<'_>| matches!(it.kind(), Kind::CalloutTitle);
        let title = inside.first().filter(is_title);
        let below = title.map_or(inside, |it| inside.behind(it));
        let is_mixed = title.is_some_and(|it| it.children().holds_block());
        // Nothing can be unfolded on paper.
        let fold = callout.fold.filter(|_| !self.medium.is_bare());
        self.html.markup(if fold.is_some() { "<details" } else { "<div" });
        self.html.markup(" class=\"callout callout-");
        self.html.value(callout.look());
        self.html.markup(match fold {
            Some(true) => "\" open><summary class=\"callout-title\"",
            Some(false) => "\"><summary class=\"callout-title\"",
            None if is_mixed => "\" role=\"note\"><div class=\"callout-title\"",
            None => "\" role=\"note\"><p class=\"callout-title\"",
        });
        self.html.markup(self.dir);
        self.html.markup(">");
        if let Some(title) = title.filter(|it| !is_blank(it.children())) {
            self.given_place(title);
            self.line(title.children());
        } else {
            let key = format!("callout_{}", callout.kind);
            let known = self.context.words.say(&key, None, |_| None);
            self.html.words(&known.unwrap_or_else(|| capitalized(&callout.kind)));
        }
        self.html.markup(match fold {
            Some(_) => "</summary>\n",
            None if is_mixed => "</div>\n",
            None => "</p>\n",
        });
        self.children(below);
        self.html.markup(if fold.is_some() { "</details>\n" } else { "</div>\n" });
    }

    pub(super) fn footnote_reference(&mut self, label: &str) {
        if self.medium.is_bare() {
            return;
        }
        if !self.footnotes.are_shown {
            self.html.markup("<sup class=\"fnref\">[");
            self.html.value(label);
            return self.html.markup("]</sup>");
        }
        let label = (self.context.origin, folded(label));
        // What is shown of another note need not hold its footnotes.
        if !self.footnotes.definitions.contains_key(&label) {
            let node = self.note.footnotes.get(&label.1).copied();
            let node = node.and_then(|it| self.note.doc.node(it));
            if let Some(node) = node.filter(|_| self.medium != Medium::Page) {
                self.footnotes.definitions.insert(label.clone(), node.children());
            }
        }
        self.reference(label);
    }

    /// A footnote that is written where it belongs.
    pub(super) fn inline_note(&mut self, note: Node<'a>) {
        if !self.footnotes.are_shown || self.medium.is_bare() {
            return;
        }
        // No label of an author's holds the sign.
        let label = (self.context.origin, format!("^{:?}", note.id()));
        self.footnotes.definitions.insert(label.clone(), note.children());
        self.reference(label);
    }

    fn reference(&mut self, label: Label) {
        let number = self.footnotes.number(&label);
        let count = self.footnotes.references.entry(label).or_default();
        *count += 1;
        let again = if *count > 1 { format!("-{count}") } else { String::new() };
        let id = self.free_id(&format!("fnref-{number}{again}"));
        if self.in_link {
            self.html.tag("<sup class=\"fnref\"", &[("id", &id)]);
            return self.html.number("", number, "</sup>");
        }
        let target = format!("#{}", self.free_id(&format!("fn-{number}")));
        self.html.tag("<sup class=\"fnref\"><a", &[("id", &id), ("href", &target)]);
        self.html.number("", number, "</a></sup>");
    }

    /// Writes the footnotes, those nobody refers to last, so that no text is lost.
    pub(super) fn footnotes(&mut self) {
        let labels: Vec<Label> = self.footnotes.definitions.keys().cloned().collect();
        for label in labels {
            self.footnotes.number(&label);
        }
        if self.footnotes.order.is_empty() {
            return;
        }
        let words = self.context.words;
        let label = words.text("footnotes");
        self.html.tag("<section class=\"footnotes\"", &[("aria-label", label)]);
        self.html.markup("<ol>\n");
        let mut at = 0;
        // A footnote may refer to another one, which then joins the end of the order.
        while let Some(label) = self.footnotes.order.get(at).cloned() {
            at += 1;
            let id = self.free_id(&format!("fn-{at}"));
            self.html.tag("<li", &[("id", &id)]);
            if let Some(inside) = self.footnotes.definitions.get(&label) {
                self.footnote_text(label.0, *inside);
            }
            if self.footnotes.references.contains_key(&label) {
                let back = self.free_id(&format!("fnref-{at}"));
                self.html.markup("<p><a class=\"backref\"");
                self.html.attribute("href", &format!("#{back}"));
                self.html.attribute("aria-label", words.text("footnote_back"));
                self.html.markup(">↩</a></p>");
            }
            self.html.markup("</li>\n");
        }
        self.html.markup("</ol></section>\n");
    }

    /// Writes what a footnote says, with the links of the note that it comes from.
    fn footnote_text(&mut self, note: NoteId, inside: Nodes<'a>) {
        if note != self.context.origin {
            let text = self.shown_within(note, |it| it.footnote_text(note, inside));
            return self.html.made(&text);
        }
        if inside.first().is_some_and(Node::is_inline) {
            self.html.markup("<p");
            self.html.markup(self.dir);
            self.html.markup(">");
            self.inline(inside);
            return self.html.markup("</p>\n");
        }
        self.children(inside);
    }

    /// An id of ours that no heading and no anchor of the note has.
    fn free_id(&self, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        let page = self.trail.first().copied().unwrap_or(self.context.origin);
        let note = self.context.library.note(page);
        while note.has_id(&Anchor::new(id.as_str())) {
            id.push(':');
        }
        id
    }
}

/// Whether a title says nothing, so that the type stands for it.
pub(super) fn is_blank(title: Nodes<'_>) -> bool {
    title.iter().all(|it| it.is_text() && it.words().is_empty())
}

/// Longer words of code have to be broken somewhere.
const LONGEST_OPTION: usize = 32;

/// Code whose words are not broken at a hyphen: `--dry-run` would be read as two.
fn unbroken(code: &str) -> String {
    let words = code.split_inclusive(char::is_whitespace).map(|it| {
        let word = it.trim_end();
        let space = it.get(word.len()..).unwrap_or_default();
        if word.contains('-') && word.chars().count() <= LONGEST_OPTION {
            format!("<span class=\"option\">{word}</span>{space}")
        } else {
            it.to_owned()
        }
    });
    words.collect()
}

/// The language of a fence: the first word, without the braces other tools use.
fn language(info: &str) -> &str {
    let word = info.trim_start_matches(['{', '.', ' ']);
    word.split([' ', ',', '{', '}', ':', '\t']).next().unwrap_or_default()
}

/// `tip` as `Tip`, `follow-up` as `Follow up`.
fn capitalized(kind: &str) -> String {
    let spaced = kind.replace('-', " ");
    let mut chars = spaced.chars();
    let first = chars.next().map(|it| it.to_uppercase().collect::<String>());
    first.unwrap_or_default() + chars.as_str()
}
