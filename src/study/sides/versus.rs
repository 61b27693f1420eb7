//! Sections and labels such as `A vs B` whose parts begin with A and B.
//! Gives the sides when every name of the title has one.
//! Never guesses which side an unnamed part belongs to.

use std::collections::BTreeMap;

use super::Side;
use crate::{
    note::{Heading, Node, NodeId, Position},
    study::{
        labels::{self, is_versus, opposed},
        lead::{Sign, Style},
        lexicon::{List, Text},
        names::alike,
        outline::{Block, Outline, Phrase},
        rule::Rule,
        wording::Wording,
    },
    text::{folded, without_brackets},
};

/// A title that sets names against each other, with the parts found below it.
#[derive(Default)]
struct Scope<'lib> {
    names: Vec<String>,
    found: Vec<(usize, Side<'lib>)>,
}

/// The sides of sections and labels that set names against each other.
pub(super) fn read<'lib>(outline: &Outline<'_, 'lib>) -> Vec<Side<'lib>> {
    // Most titles set nothing against anything, and stand over many blocks.
    let mut scopes: BTreeMap<NodeId, Option<Scope<'lib>>> = BTreeMap::new();
    for block in outline.blocks {
        for title in titles(block) {
            let scope = scopes.entry(title.id()).or_insert_with(|| {
                let names = opposed(&title.text());
                (names.len() > 1).then(|| Scope { names, found: Vec::new() })
            });
            if let Some(scope) = scope {
                scope.take(outline, block);
            }
        }
    }
    scopes.into_values().flatten().flat_map(Scope::sides).collect()
}

/// A label, topic or heading over a block.
enum Title<'a, 'lib> {
    Phrase(Phrase<'lib>),
    Heading(&'a Heading),
}

impl Title<'_, '_> {
    fn id(&self) -> NodeId {
        match self {
            Self::Phrase(it) => it.position().map(|it| it.id()).unwrap_or_default(),
            Self::Heading(it) => it.node,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Phrase(it) => it.text(),
            Self::Heading(it) => it.text.clone(),
        }
    }
}

/// The titles over a block.
fn titles<'lib>(block: &Block<'lib>) -> impl Iterator<Item = Title<'lib, 'lib>> {
    let label = block.label.map(|it| Title::Phrase(it.phrase));
    let topic = block.section.topic.map(Title::Phrase);
    let headings = block.section.headings.iter().rev().take(2);
    let headings: Vec<_> = headings.map(|it| Title::Heading(it)).collect();
    label.into_iter().chain(topic).chain(headings)
}

/// Whether a part of a title names the same as the beginning of a line.
fn is_same(part: &str, name: &str) -> bool {
    let name = folded(name);
    alike(without_brackets(part), without_brackets(&name))
}

/// The thing that a label such as `Pros of A` speaks of; other labels are names themselves.
fn thing<'n>(label: &'n str, name: &str) -> &'n str {
    let behind = Text::new(label).cut(List::Of).map(|(_, behind)| behind.trim());
    behind.filter(|it| is_same(name, it)).unwrap_or(label)
}

impl<'lib> Scope<'lib> {
    /// The side that a name stands for; an equal name before one that is only alike.
    fn side(&self, name: &str) -> Option<usize> {
        let plain = folded(name);
        let equal = self.names.iter().position(|it| *it == plain);
        let mut alike = self.names.iter().enumerate().filter(|(_, it)| is_same(it, name));
        equal.or_else(|| {
            let (at, _) = alike.next()?;
            alike.next().is_none().then_some(at)
        })
    }

    /// Takes the parts of a block that begin with a name, or the block as a whole.
    fn take(&mut self, outline: &Outline<'_, 'lib>, block: &Block<'lib>) {
        let mut side = |item: &str, position: &Position, body: Wording<'lib>, said| {
            let Some(at) = self.side(item).filter(|_| !body.is_empty()) else { return };
            let is_inside =
                |it: &Side<'_>| it.place.position.scope().holds(position.scope());
            let is_known = self.found.iter().any(|(_, it)| is_inside(it));
            if !is_known && outline.switches.allow(Rule::Versus, said) {
                self.found.push((
                    at,
                    Side {
                        place: outline.place(block, position),
                        item: thing(item, self.names.get(at).map_or("", String::as_str))
                            .to_owned(),
                        opponents: Vec::new(),
                        body,
                        is_against: false,
                        rule: Rule::Versus,
                    },
                ));
            }
        };
        for line in &block.lines {
            let Some(lead) = &line.lead else { continue };
            if labels::chosen(&lead.name).is_some() {
                continue;
            }
            if lead.style == Style::Bold || lead.sign == Sign::Colon {
                let mut body = lead.rest.clone();
                body.append(line.below);
                side(&lead.name, &line.position, body, &line.instructions);
            }
        }
        let body = std::slice::from_ref(block.node);
        let is_text =
            !matches!(block.node, Node::Elem(pulldown_cmark::Tag::Table(_), ..));
        let name = block.label.filter(|it| it.is_bold).map(|it| it.text());
        let name = name.or_else(|| block.section.subject()).filter(|_| is_text);
        if let Some(name) =
            name.filter(|it| labels::chosen(it).is_none() && !is_versus(it))
        {
            side(&name, block.node.position(), body.into(), &block.instructions);
        }
    }

    /// The sides, if every name has one.
    fn sides(self) -> Vec<Side<'lib>> {
        let item = |at: usize| self.found.iter().find(|(it, _)| *it == at);
        let items: Option<Vec<String>> =
            (0..self.names.len()).map(|at| Some(item(at)?.1.item.clone())).collect();
        let Some(items) = items else { return Vec::new() };
        let others = |at: usize| {
            let others = items.iter().enumerate().filter(|(it, _)| *it != at);
            others.map(|(_, it)| it.clone()).collect()
        };
        self.found
            .into_iter()
            .map(|(at, side)| Side { opponents: others(at), ..side })
            .collect()
    }
}
