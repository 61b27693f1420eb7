//! Blocks that need more than CommonMark's HTML: items, code, callouts, footnotes.
//! Gives the markup that `themes/README.md` describes, class by class.
//! Must not know where links lead.

use std::collections::BTreeMap;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::{Medium, Writer, attribute};
use crate::{
    note::{Node, NodeId, callout::Callout, tree},
    path::Anchor,
    study::Decision,
};

/// The footnotes of a page: what they say, and the order in which they are first met.
#[derive(Default)]
pub(super) struct Footnotes {
    definitions: BTreeMap<String, Vec<Node>>,
    order: Vec<String>,
    references: BTreeMap<String, usize>,
}

impl Footnotes {
    pub(super) fn define(&mut self, label: &str, children: &[Node]) {
        let label = &folded(label);
        // The second of one name is nobody's footnote, but its text is not lost.
        let mut label = label.to_owned();
        while self.definitions.contains_key(&label) {
            label.push('\'');
        }
        self.definitions.insert(label, children.to_vec());
    }

    /// The number of a footnote, counted from 1, in the order of the first references.
    fn number(&mut self, label: &str) -> usize {
        let known = self.order.iter().position(|it| it == label);
        known.unwrap_or_else(|| {
            self.order.push(label.to_owned());
            self.order.len() - 1
        }) + 1
    }
}

impl Writer<'_> {
    pub(super) fn item(&mut self, item: NodeId, children: &[Node]) {
        let is_task = |it: &Node| matches!(it, Node::Leaf(Event::TaskListMarker(_), _));
        let first = children.first();
        let task = first.is_some_and(is_task)
            || first.is_some_and(|it| it.children().first().is_some_and(is_task));
        let decision = self.context.study.decision_of(self.context.origin, item);
        let decision = decision.filter(|_| self.medium != Medium::Paper);
        self.html(match (task, decision) {
            (true, _) => "<li class=\"task\">",
            (false, Some(_)) => "<li class=\"rule\" data-crib=\"rule\">",
            (false, None) => "<li>",
        });
        let line = tree::item_line(children);
        if !self.embed(line) {
            self.item_line(line, decision);
        }
        let rest = children.get(line.len()..).unwrap_or_default();
        match rest.split_first() {
            // A loose item keeps its words in a paragraph, tags and all.
            Some((Node::Elem(Tag::Paragraph, _, inner), more)) if line.is_empty() => {
                if !self.embed(inner) {
                    self.html("<p>");
                    self.item_line(inner, decision);
                    self.html("</p>\n");
                }
                self.blocks(more);
            }
            _ => {
                if !line.is_empty() && !rest.is_empty() {
                    self.html("\n");
                }
                self.blocks(rest);
            }
        }
        self.html("</li>\n");
    }

    /// The words of an item; those of a decision rule in two parts.
    fn item_line(&mut self, line: &[Node], decision: Option<&Decision<'_>>) {
        let is_named = line.iter().any(|it| self.named_block(it.id()).is_some());
        let Some(decision) = decision.filter(|_| !line.is_empty() && !is_named) else {
            return self.line(line);
        };
        let (_, tags) = self.words_and_tags(line);
        self.html("<span class=\"situation\" data-crib=\"situation\">");
        self.inline(&decision.situation.nodes);
        self.html(
            "</span> <span class=\"arrow\">→</span> \
             <span class=\"answer\" data-crib=\"answer\">",
        );
        self.inline(&decision.answer.nodes);
        self.html("</span>");
        self.chips(&[], &tags);
    }

    pub(super) fn code(&mut self, kind: &CodeBlockKind<'_>, children: &[Node]) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info,
            CodeBlockKind::Indented => "",
        };
        let language = language(info);
        let mut code = String::new();
        for child in children {
            if let Node::Leaf(Event::Text(text), _) = child {
                code.push_str(text);
            }
        }
        if self.medium == Medium::Paper {
            let code = unbroken(&attribute(&code));
            return self.html(format!("<pre><code>{code}</code></pre>\n"));
        }
        let label = if language.is_empty() {
            String::new()
        } else {
            format!(" data-lang=\"{}\"", attribute(language))
        };
        let inside = match self.context.highlighter {
            Some(highlighter) => highlighter.html(language, &code),
            None => attribute(&code).into_owned(),
        };
        // A browser drops the first newline in `pre`.
        let first = if code.starts_with('\n') { "\n" } else { "" };
        self.html(format!(
            "<pre class=\"code\"{label} tabindex=\"0\"><code>{first}{inside}</code></pre>\n"
        ));
    }

    pub(super) fn callout(&mut self, callout: &Callout<'_>) {
        let kind = &callout.kind;
        let class = attribute(kind).into_owned();
        // Nothing can be unfolded on paper.
        let tag =
            if let Some(open) = callout.fold.filter(|_| self.medium != Medium::Paper) {
                let open = if open { " open" } else { "" };
                self.html(format!(
                    "<details class=\"callout callout-{class}\"{open}>\
                 <summary class=\"callout-title\">"
                ));
                ("</summary>\n", "</details>\n")
            } else {
                self.html(format!(
                    "<div class=\"callout callout-{class}\" role=\"note\">\
                 <p class=\"callout-title\">"
                ));
                ("</p>\n", "</div>\n")
            };
        if callout.title.is_empty() {
            self.events.push(Event::Text(capitalized(kind).into()));
        } else {
            self.line(&callout.title);
        }
        self.html(tag.0);
        if !callout.lead.is_empty() {
            self.html("<p>");
            self.inline(callout.lead);
            self.html("</p>\n");
        }
        self.blocks(callout.rest);
        self.html(tag.1);
    }

    pub(super) fn footnote_reference(&mut self, label: &str) {
        if self.medium == Medium::Paper {
            return;
        }
        if self.medium != Medium::Page {
            return self
                .html(format!("<sup class=\"fnref\">[{}]</sup>", attribute(label)));
        }
        let label = &folded(label);
        let number = self.footnotes.number(label);
        let count = self.footnotes.references.entry(label.to_owned()).or_default();
        *count += 1;
        let again = if *count > 1 { format!("-{count}") } else { String::new() };
        let id = self.free_id(&format!("fnref-{number}{again}"));
        if self.in_link {
            return self.html(format!("<sup class=\"fnref\" id=\"{id}\">{number}</sup>"));
        }
        let target = self.free_id(&format!("fn-{number}"));
        self.html(format!(
            "<sup class=\"fnref\"><a id=\"{id}\" href=\"#{target}\">{number}</a></sup>"
        ));
    }

    /// Writes the footnotes, those nobody refers to last, so that no text is lost.
    pub(super) fn footnotes(&mut self) {
        let labels: Vec<String> = self.footnotes.definitions.keys().cloned().collect();
        for label in labels {
            self.footnotes.number(&label);
        }
        if self.footnotes.order.is_empty() {
            return;
        }
        self.html("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n");
        let mut at = 0;
        // A footnote may refer to another one, which then joins the end of the order.
        while let Some(label) = self.footnotes.order.get(at).cloned() {
            at += 1;
            let id = self.free_id(&format!("fn-{at}"));
            self.html(format!("<li id=\"{id}\">"));
            let nodes =
                self.footnotes.definitions.get(&label).cloned().unwrap_or_default();
            self.blocks(&nodes);
            if self.footnotes.references.contains_key(&label) {
                let back = self.free_id(&format!("fnref-{at}"));
                self.html(format!(
                    "<p><a class=\"backref\" href=\"#{back}\" \
                     aria-label=\"Back to the text\">↩</a></p>"
                ));
            }
            self.html("</li>\n");
        }
        self.html("</ol></section>\n");
    }

    /// An id of ours that no heading and no anchor of the note has.
    fn free_id(&self, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        while self.note.has_id(&Anchor::new(id.as_str())) {
            id.push(':');
        }
        id
    }
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

/// A label as labels are compared: letter case does not count.
fn folded(label: &str) -> String {
    label.to_uppercase().to_lowercase()
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
