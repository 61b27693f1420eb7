//! What notes say for one of several alternatives: "A vs B" sections and "choose A when".
//! Gives each argument with the name it speaks for; parts without a name are skipped.
//! Must not merge arguments; two names may be one thing, which comparing decides.

use std::collections::BTreeMap;

use super::{
    Place,
    label::{Sign, Style, unnumbered},
    labels::{self, Choice, is_versus, opposed},
    lexicon::{List, Text},
    names::alike_between,
    outline::{Block, Line, Outline},
    rule::Rule,
    tables::MOST_ITEMS,
};
use crate::{
    note::{
        Heading, NodeId, Position,
        doc::{Inlines, Kind, Nodes},
    },
    text::{folded, without_brackets},
};

/// What is said for one of several alternatives.
#[derive(Debug, Clone)]
pub struct Argument<'lib> {
    /// The item, line, list or paragraph.
    pub place: Place<'lib>,
    /// What it speaks for, as written.
    pub item: String,
    /// That in the form in which equal names are equal.
    pub form: String,
    /// What that is set against in the same place, as written.
    pub opponents: Vec<String>,
    /// What is said: inline nodes or blocks.
    pub body: Inlines<'lib>,
    /// Whether it says when not to take it.
    pub is_against: bool,
    /// `Versus` or `Chooser`.
    pub rule: Rule,
}

/// The arguments of a note, in order.
#[must_use]
pub fn read<'lib>(outline: &Outline<'_, 'lib>) -> Vec<Argument<'lib>> {
    let mut arguments = versus(outline);
    arguments.extend(choosers(outline));
    arguments.sort_by_key(|it| (it.place.start(), it.place.position.end()));
    for it in &mut arguments {
        it.form = folded(&it.item);
    }
    arguments
}

/// A title that sets names against each other, with the parts found below it.
#[derive(Default)]
struct Contest<'lib> {
    names: Vec<String>,
    found: Vec<(usize, Argument<'lib>)>,
    /// Where each of the found begins and ends, without those in others.
    taken: BTreeMap<NodeId, NodeId>,
}

/// The arguments of sections and labels that set names against each other.
fn versus<'lib>(outline: &Outline<'_, 'lib>) -> Vec<Argument<'lib>> {
    // Most titles set nothing against anything, and stand over many blocks.
    let mut contests: BTreeMap<NodeId, Option<Contest<'lib>>> = BTreeMap::new();
    for block in outline.blocks {
        for title in titles(block) {
            let contest = contests.entry(title.id()).or_insert_with(|| {
                let names = opposed(unnumbered(&title.text()));
                let is_contest = (2..=MOST_ITEMS).contains(&names.len());
                is_contest.then(|| Contest { names, ..Contest::default() })
            });
            if let Some(contest) = contest {
                contest.take(outline, block);
            }
        }
    }
    contests.into_values().flatten().flat_map(Contest::arguments).collect()
}

/// A label, topic or heading over a block.
enum Title<'lib> {
    Words(Nodes<'lib>),
    Heading(&'lib Heading),
}

impl Title<'_> {
    fn id(&self) -> NodeId {
        match self {
            Self::Words(it) => it.scope().first,
            Self::Heading(it) => it.node,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Words(it) => it.text(),
            Self::Heading(it) => it.text.clone(),
        }
    }
}

/// The titles over a block.
fn titles<'lib>(block: &Block<'lib>) -> impl Iterator<Item = Title<'lib>> {
    let caption = block.caption.map(|it| Title::Words(it.words));
    let topic = block.section.topic().map(Title::Words);
    let headings = block.section.headings().take(2).map(Title::Heading);
    caption.into_iter().chain(topic).chain(headings)
}

/// Whether a part of a title names the same as the beginning of a line.
fn is_same(part: &str, name: &str) -> bool {
    let name = folded(name);
    let ends_word = |c: char| !c.is_alphanumeric();
    alike_between(without_brackets(part), without_brackets(&name), ends_word)
}

/// The thing that a label such as `Pros of A` speaks of; other labels are names themselves.
fn thing<'n>(label: &'n str, name: &str) -> &'n str {
    let behind = Text::new(label).cut(List::Of).map(|(_, behind)| behind.trim());
    behind.filter(|it| is_same(name, it)).unwrap_or(label)
}

impl<'lib> Contest<'lib> {
    /// The place of what a name stands for; an equal name before one that is only alike.
    fn place(&self, name: &str) -> Option<usize> {
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
        let mut take = |item: &str, position: Position, body: Inlines<'lib>, said| {
            let Some(at) = self.place(item).filter(|_| !body.is_empty()) else {
                return;
            };
            let scope = position.scope();
            let before = self.taken.range(..=scope.first).next_back();
            let is_known = before.is_some_and(|(_, end)| *end >= scope.end);
            if !is_known && outline.switches.allow(Rule::Versus, said) {
                // A block comes after its own lines.
                while let Some((&inner, _)) =
                    self.taken.range(scope.first..).next().filter(|it| *it.0 < scope.end)
                {
                    self.taken.remove(&inner);
                }
                self.taken.insert(scope.first, scope.end);
                self.found.push((
                    at,
                    Argument {
                        place: outline.place(block, position),
                        item: thing(item, self.names.get(at).map_or("", String::as_str))
                            .to_owned(),
                        form: String::new(),
                        opponents: Vec::new(),
                        body,
                        is_against: false,
                        rule: Rule::Versus,
                    },
                ));
            }
        };
        for line in &block.lines {
            let Some(label) = &line.label else { continue };
            if labels::chosen(&label.name).is_some() {
                continue;
            }
            if label.style == Style::Bold || label.sign == Sign::Colon {
                let body = line.with_below(label.rest);
                take(&label.name, line.position, body, &line.instructions);
            }
        }
        let body = block.node.alone();
        let is_text = !matches!(block.node.kind(), Kind::Table(_));
        let name = block.label().or_else(|| block.section.subject());
        let name = name.filter(|_| is_text);
        if let Some(name) =
            name.filter(|it| labels::chosen(it).is_none() && !is_versus(it))
        {
            take(&name, block.node.position(), body.into(), block.instructions);
        }
    }

    /// The arguments, if every name has one.
    fn arguments(self) -> Vec<Argument<'lib>> {
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
            .map(|(at, argument)| Argument { opponents: others(at), ..argument })
            .collect()
    }
}

/// The lists and texts under labels that say when to choose something.
fn choosers<'lib>(outline: &Outline<'_, 'lib>) -> Vec<Argument<'lib>> {
    let mut arguments: Vec<(Option<NodeId>, Argument<'lib>)> = Vec::new();
    for block in outline.blocks {
        let section = block.section.heading().map(|it| it.node);
        if outline.switches.allow(Rule::Chooser, block.instructions) {
            arguments.extend(of_block(outline, block).map(|it| (section, it)));
        }
        for line in &block.lines {
            if outline.switches.allow(Rule::Chooser, &line.instructions) {
                let argument = of_line(outline, block, line);
                arguments.extend(argument.map(|it| (section, it)));
            }
        }
    }
    let mut contests: BTreeMap<Option<NodeId>, Vec<String>> = BTreeMap::new();
    for (section, argument) in &arguments {
        let items = contests.entry(*section).or_default();
        if items.len() <= MOST_ITEMS && !items.contains(&argument.item) {
            items.push(argument.item.clone());
        }
    }
    contests.retain(|_, items| items.len() <= MOST_ITEMS);
    for (section, argument) in &mut arguments {
        let others = contests.get(section).into_iter().flatten();
        let others = others.filter(|it| **it != argument.item);
        argument.opponents = others.cloned().collect();
    }
    arguments.into_iter().map(|(_, it)| it).collect()
}

/// A list under such a label or heading.
fn of_block<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
) -> Option<Argument<'lib>> {
    block.node.is_list().then_some(())?;
    let title = match &block.caption {
        Some(label) => label.text(),
        None => block.section.subject()?,
    };
    let (choice, item) = labels::chosen(&title)?;
    let item = if item.is_empty() { over(block)? } else { item.to_owned() };
    Some(Argument {
        place: outline.place(block, block.node.position()),
        item,
        form: String::new(),
        opponents: Vec::new(),
        body: block.node.alone().into(),
        is_against: choice == Choice::Against,
        rule: Rule::Chooser,
    })
}

/// A line such as `**Use A when:** reasons`.
fn of_line<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    line: &Line<'lib>,
) -> Option<Argument<'lib>> {
    let label = line.bold_label()?;
    let (choice, item) = labels::chosen(&label.name)?;
    let item = if item.is_empty() { over(block)? } else { item.to_owned() };
    (!label.rest.says_nothing()).then(|| Argument {
        place: outline.place(block, line.position),
        item,
        form: String::new(),
        opponents: Vec::new(),
        body: label.rest.into(),
        is_against: choice == Choice::Against,
        rule: Rule::Chooser,
    })
}

/// What `When to use:` without a name speaks of: the item or section it stands in.
fn over(block: &Block<'_>) -> Option<String> {
    let label = block.label().filter(|it| labels::chosen(it).is_none());
    let name = label.or_else(|| block.section.subject())?;
    let name = unnumbered(&name);
    labels::is_term(name).then(|| name.to_owned())
}
