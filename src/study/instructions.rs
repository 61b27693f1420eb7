//! What authors tell the extractors: switches of rules, and comments such as `<!-- crib: ignore -->`.
//! Gives the instructions of a comment and those that reach what lies below.
//! Must not know which extractor heeds them.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Tag};

use crate::{
    config,
    diag::{Code, Diagnostic, Span, nearest},
    note::{Node, Note, is_comment, raw::Piece, tree::walk},
    rule::Rule,
};

/// The words an instruction may begin with.
const KNOWN: [&str; 4] = ["comparison", "ignore", "reference", "scenario"];

/// The kind of table an author says a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// `<!-- crib: comparison -->`; with `columns` or `rows`, the items are there.
    Comparison(Option<bool>),
    /// `<!-- crib: scenario -->`.
    Scenario,
    /// `<!-- crib: reference -->`.
    Reference,
}

/// What comments say about a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instructions {
    /// The kind of the table that follows.
    pub kind: Option<Said>,
    /// Whether nothing is extracted here.
    pub ignore: bool,
    /// The rules that find nothing here.
    pub without: Vec<String>,
    /// `<!-- card id=… -->`: the id its card keeps.
    pub card: Option<String>,
    /// Words that mean nothing, with their places.
    pub unknown: Vec<(String, Span)>,
}

impl Instructions {
    /// The instructions of a block that is a comment; `None` for any other block.
    #[must_use]
    pub fn cast(node: &Node) -> Option<Self> {
        let Node::Elem(Tag::HtmlBlock, position, _) = node else { return None };
        let html = Piece::cast(node)?.html;
        is_comment(&html).then(|| Self::read(&html, &position.span()))
    }

    /// The instructions of the comments within a line.
    #[must_use]
    pub fn inside(line: &[Node]) -> Self {
        let mut all = Self::default();
        for node in line {
            if let Node::Leaf(Event::InlineHtml(html), position) = node
                && is_comment(html)
            {
                all.merge(&Self::read(html, &position.span()));
            }
        }
        all
    }

    fn read(comment: &str, span: &Span) -> Self {
        let mut read = Self::default();
        let inner = comment.trim().trim_start_matches("<!--").trim_end_matches("-->");
        let inner = inner.trim();
        if let Some(id) =
            inner.strip_prefix("card ").and_then(|it| it.trim().strip_prefix("id="))
        {
            let id = id.trim().trim_matches('"').trim();
            read.card = Some(id.to_owned()).filter(|it| !it.is_empty());
            return read;
        }
        let Some(words) = inner.strip_prefix("crib:") else { return read };
        let mut words = words.split([' ', ',', '\n']).filter(|it| !it.is_empty());
        let mut unknown: Vec<&str> = Vec::new();
        match words.next() {
            Some("ignore") => {
                let (rules, others): (Vec<&str>, Vec<&str>) =
                    words.by_ref().partition(|it| Rule::parse(it).is_some());
                unknown.extend(&others);
                read.ignore = rules.is_empty() && others.is_empty();
                read.without = rules.into_iter().map(str::to_owned).collect();
            }
            Some("comparison") => {
                let in_columns = match words.next() {
                    Some("columns") => Some(true),
                    Some("rows") => Some(false),
                    other => {
                        unknown.extend(other);
                        None
                    }
                };
                read.kind = Some(Said::Comparison(in_columns));
            }
            Some("scenario") => read.kind = Some(Said::Scenario),
            Some("reference") => read.kind = Some(Said::Reference),
            other => unknown.push(other.unwrap_or_default()),
        }
        unknown.extend(words);
        let place = |word: &str| {
            let at =
                comment.find(word).filter(|_| comment.trim_end().len() <= span.len());
            let at = at.map(|at| span.start + at);
            at.map_or_else(|| span.clone(), |at| at..at + word.len())
        };
        read.unknown = unknown.iter().map(|it| ((*it).to_owned(), place(it))).collect();
        read
    }

    /// Adds what another comment says; the later one wins.
    pub fn merge(&mut self, other: &Self) {
        self.kind = other.kind.or(self.kind);
        self.ignore |= other.ignore;
        self.without.extend(other.without.iter().cloned());
        self.card = other.card.clone().or_else(|| self.card.take());
        self.unknown.extend(other.unknown.iter().cloned());
    }

    /// What holds for the parts of a place, too.
    #[must_use]
    pub fn for_parts(&self) -> Self {
        Self { ignore: self.ignore, without: self.without.clone(), ..Self::default() }
    }
}

/// The rules that are switched off, on the whole site or in one note.
#[derive(Debug, Clone, Default)]
pub struct Switches {
    off: BTreeSet<Rule>,
}

impl Switches {
    /// What the configuration and a note's front matter switch off.
    #[must_use]
    pub fn new(config: &config::Study, note: &Note) -> Self {
        let names = config.off.iter().flatten().chain(&note.meta.study_off);
        let mut off: BTreeSet<Rule> = names.filter_map(|it| Rule::parse(it)).collect();
        if note.meta.no_study {
            off.extend(Rule::ALL);
        }
        Self { off }
    }

    /// Whether a rule may find something at a place with these instructions.
    #[must_use]
    pub fn allow(&self, rule: Rule, place: &Instructions) -> bool {
        !self.off.contains(&rule)
            && !place.ignore
            && !place.without.iter().any(|it| it == rule.name())
    }
}

/// The findings on instructions of a note that are not understood.
#[must_use]
pub fn findings(note: &Note) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    walk(&note.body, &mut |node| {
        if !matches!(
            node,
            Node::Elem(Tag::HtmlBlock, ..) | Node::Leaf(Event::InlineHtml(_), _)
        ) {
            return;
        }
        let said = Instructions::cast(node)
            .unwrap_or_else(|| Instructions::inside(std::slice::from_ref(node)));
        findings.extend(said.unknown.iter().map(|(word, span)| {
            let message = match word.as_str() {
                "" => String::from("this instruction says nothing"),
                word => format!("`{word}` is no instruction"),
            };
            Diagnostic::new(Code::X001, &note.path, span.clone(), message)
                .with_help(help(word))
        }));
    });
    findings
}

fn help(word: &str) -> String {
    let words = KNOWN.iter().copied().chain(["columns", "rows"]);
    let words = words.chain(Rule::ALL.iter().map(|it| it.name()));
    nearest(word, words).map_or_else(
        || {
            format!(
                "known are {}; after `ignore`, names of rules may follow",
                KNOWN.join(", ")
            )
        },
        |like| format!("did you mean `{like}`?"),
    )
}
