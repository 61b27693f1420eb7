//! Definitions: what a term means, or what a thing is for.
//! Gives the term, the words that explain it and the rule that found both.
//! Never takes a label that any section could bear for a term.

use std::{cell::LazyCell, collections::BTreeMap, ops::Deref};

use super::{
    Place,
    arrow::Arrow,
    decisions,
    known::Asked,
    label::{Label, Sign, Style, unnumbered},
    labels::{self, Asks, Terms},
    outline::{self, Block, Line, Outline},
    rule::Rule,
};
use crate::{
    note::{
        Position,
        doc::{Inlines, Kind, LabelKind, Node, Nodes},
        instructions::Instructions,
    },
    text::{folded, without_colon},
};

/// What a term means.
#[derive(Debug, Clone)]
pub struct Definition<'lib> {
    /// The paragraph, item or entry.
    pub place: Place<'lib>,
    /// The term.
    pub term: String,
    /// What it means: inline nodes or blocks.
    pub meaning: Inlines<'lib>,
    /// Whether it says what the term is, or what it is for.
    pub sense: Sense,
    /// The label it stands behind, such as `Purpose`, if it is not a term itself.
    pub label: Option<String>,
    /// The id that a comment gives its card.
    pub card: Option<String>,
    /// Why it is one.
    pub rule: Rule,
}

/// What a definition says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// What it is.
    Meaning,
    /// What it is for.
    Purpose,
}

/// A term of more words is a sentence.
const MAX_TERM_WORDS: usize = 6;

/// A name before a colon in this many lists of a note is a label of the author's.
const LABEL_LISTS: usize = 4;

/// A longer text is an essay on the term.
const MAX_MEANING: usize = 300;

/// The definitions of a note.
#[must_use]
pub fn read<'lib>(
    outline: &Outline<'_, 'lib>,
    known: &Asked<'_>,
) -> Vec<Definition<'lib>> {
    let lists = LazyCell::new(|| lists_by_label(outline));
    let mut found = Vec::new();
    for (at, block) in outline.blocks.iter().enumerate() {
        let next = outline.blocks.get(at + 1);
        found.extend(labelled(outline, block, next));
        found.extend(asked(outline, block, next));
        found.extend(glossary(outline, block, known, &lists));
        found.extend(listed(outline, block));
    }
    found
}

/// In how many lists of the note each name stands before a colon or dash.
fn lists_by_label(outline: &Outline<'_, '_>) -> BTreeMap<String, usize> {
    let mut lists: BTreeMap<String, usize> = BTreeMap::new();
    for block in outline.blocks.iter().filter(|it| it.node.is_list()) {
        let names = block.lines.iter().filter_map(|it| it.label.as_ref());
        let mut names: Vec<String> = names.map(|it| folded(&it.name)).collect();
        names.sort();
        names.dedup();
        for name in names {
            *lists.entry(name).or_default() += 1;
        }
    }
    lists
}

fn definition<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    (position, said): (Position, &Instructions),
    (term, meaning): (&str, Inlines<'lib>),
    rule: Rule,
) -> Option<Definition<'lib>> {
    outline.switches.allow(rule, said).then(|| Definition {
        place: outline.place(block, position),
        term: term.to_owned(),
        meaning,
        sense: Sense::Meaning,
        label: None,
        card: said.card.clone(),
        rule,
    })
}

/// Lines such as `**Definition:** …`, which speak of what they stand under.
fn labelled<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    next: Option<&Block<'lib>>,
) -> Vec<Definition<'lib>> {
    let mut found: Vec<Definition<'lib>> = Vec::new();
    let mut is_open = false;
    for line in &block.lines {
        let Some(label) = line.bold_label() else {
            // A line of a paragraph that goes on with what the line before began.
            if let Some(last) =
                found.last_mut().filter(|_| is_open && !block.node.is_list())
            {
                last.meaning.append(line.words);
                last.place.position = last.place.position.up_to(&line.position);
            }
            continue;
        };
        is_open = false;
        let Some(asks) = labels::asks(&label.name) else { continue };
        let Some(term) = over(block) else { continue };
        let place = (line.position, &line.instructions);
        let meaning = line.with_below(label.rest);
        let it = definition(outline, block, place, (&term, meaning), Rule::Purpose);
        is_open = it.is_some();
        let label = Some(label.name.clone());
        found.extend(it.map(|it| Definition { sense: sense(asks), label, ..it }));
    }
    if let Some(last) = found.last_mut().filter(|_| is_open && !block.node.is_list()) {
        go_on(last, next);
    }
    found.retain(|it| !it.meaning.is_empty());
    found
}

/// Adds the list or paragraph that a definition ending in a colon goes on with.
fn go_on<'lib>(definition: &mut Definition<'lib>, next: Option<&Block<'lib>>) {
    let is_empty = definition.meaning.is_empty();
    let is_unfinished = is_empty || definition.meaning.text().ends_with([':', '：']);
    let fits = |it: &&Block<'lib>| {
        is_unfinished
            && it.caption.is_some()
            && (!is_empty || !is_glossary(it))
            && (it.node.is_list() || is_prose(it))
    };
    if let Some(next) = next.filter(fits) {
        definition.meaning.append(next.node.alone());
        let position = &mut definition.place.position;
        *position = position.up_to(&next.node.position());
    }
}

/// Whether a block is a paragraph that begins with no label, and so no next question.
fn is_prose(block: &Block<'_>) -> bool {
    let first = block.lines.first().and_then(|it| it.words.label());
    let is_label = |it| matches!(it, LabelKind::Alone | LabelKind::PseudoHeading(_));
    block.node.is_paragraph() && !first.is_some_and(is_label)
}

/// Whether the items of a list are terms of their own.
fn is_glossary(block: &Block<'_>) -> bool {
    let label =
        |it: &Line<'_>| it.label.as_ref().is_some_and(|it| it.style != Style::Plain);
    block.node.is_list() && block.lines.iter().filter(|it| label(it)).count() > 1
}

fn sense(asks: Asks) -> Sense {
    match asks {
        Asks::Meaning => Sense::Meaning,
        Asks::Purpose => Sense::Purpose,
    }
}

/// What a block speaks of: the item or label over it, the topic, or the innermost heading
/// that is more than a label of a kind.
fn over(block: &Block<'_>) -> Option<String> {
    let caption = block.caption.filter(|it| it.is_bold).and_then(|it| {
        let label = Label::new(it.words);
        let name = label.map_or_else(|| it.text(), |it| it.name);
        (block.node.is_list() && labels::mark(&name).is_none()).then_some(name)
    });
    let topic = block.section.topic().and_then(|_| block.section.subject());
    let headings = block.section.headings().map(|it| it.text.clone());
    let mut names = caption.into_iter().chain(topic).chain(headings);
    names.find_map(|it| {
        let name = labels::asked(&it).unwrap_or(&it);
        let name = unnumbered(without_colon(name));
        (!name.is_empty() && labels::is_term(name)).then(|| name.to_owned())
    })
}

/// `**What is X:**` with the words or the list that answer it.
fn asked<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    next: Option<&Block<'lib>>,
) -> Vec<Definition<'lib>> {
    let define = |term: &str, meaning: Inlines<'lib>, line: Option<&Line<'lib>>| {
        let whole = (block.node.position(), block.instructions);
        let place = line.map_or(whole, |it| (it.position, &it.instructions));
        definition(outline, block, place, (term, meaning), Rule::Purpose)
    };
    let mut found = Vec::new();
    if let Some(term) = block.label().as_deref().and_then(labels::asked)
        && (block.node.is_list() || is_prose(block))
    {
        found.extend(define(term, block.node.alone().into(), None));
    }
    for line in &block.lines {
        if let Some(label) = line.bold_label()
            && let Some(term) = labels::asked(&label.name)
        {
            found.extend(define(term, line.with_below(label.rest), Some(line)));
        }
    }
    let is_last = |it: &Definition<'_>| {
        let end = block.lines.last().map(|it| it.position.end());
        !block.node.is_list()
            && !it.meaning.is_empty()
            && Some(it.place.position.end()) == end
    };
    if let Some(last) = found.last_mut().filter(|it| is_last(it)) {
        go_on(last, next);
    }
    found.retain(|it| !it.meaning.is_empty());
    found
}

/// Items with a term under a label that opens a list of terms.
fn glossary<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    known: &Asked<'_>,
    lists: &impl Deref<Target = BTreeMap<String, usize>>,
) -> Vec<Definition<'lib>> {
    if !block.node.is_list() {
        return Vec::new();
    }
    let terms = opens(block);
    let is_marked = outline.caption_tags(block).next().is_some();
    if terms.is_none() && !is_marked {
        return Vec::new();
    }
    let title = block.caption.map(|it| it.text()).or_else(|| block.section.subject());
    if title.is_some_and(|it| labels::is_versus(&it)) {
        return Vec::new();
    }
    let define = |line: &Line<'lib>| {
        let label = line.label.as_ref()?;
        let term = label.name.as_str();
        let name = folded(&label.name);
        let is_known = known.contains(term);
        let is_label = lists.get(&name).is_some_and(|it| *it >= LABEL_LISTS);
        let is_set_off = label.style != Style::Plain && label.sign != Sign::Nothing;
        let fits = match terms {
            Some(Terms::Glossary) => is_set_off || label.sign == Sign::Colon,
            Some(Terms::Kinds) => is_set_off,
            None => is_set_off && (is_known || label.sign == Sign::Equals),
        };
        let is_term = fits
            && (is_known || !is_label)
            && term.split_whitespace().count() <= MAX_TERM_WORDS
            && term.contains(char::is_alphabetic)
            && !term.ends_with(['?', '？', '!', '.'])
            && !term.contains(['→', '=', '"', '“'])
            && label.rest.text().chars().count() <= MAX_MEANING
            && labels::is_term(term)
            && !labels::begins_condition(term)
            // A chain of steps explains nothing.
            && (label.sign != Sign::Arrow || Arrow::count(line.words) == 1)
            && !decisions::is_decision(block, line);
        // The next term may stand in the same item.
        let rest = up_to_next(label);
        let is_whole = rest.scope().end == label.rest.scope().end;
        let meaning = if is_whole { line.with_below(rest) } else { rest.into() };
        if !is_term || meaning.is_empty() {
            return None;
        }
        let place = (line.position, &line.instructions);
        definition(outline, block, place, (term, meaning), Rule::Glossary)
    };
    let lines = block.lines.iter().flat_map(|it| {
        let others = others_in(it).into_iter().filter_map(|words| {
            outline::line(outline.library, words, &it.instructions.for_parts())
        });
        std::iter::once(it.clone()).chain(others)
    });
    lines.filter_map(|it| define(&it)).collect()
}

/// The lines of an item behind the first that begin with a term as that does.
fn others_in<'lib>(item: &Line<'lib>) -> Vec<Nodes<'lib>> {
    let Some(label) = &item.label else { return Vec::new() };
    let ends: Vec<Node<'lib>> = breaks_before_terms(label).collect();
    let mut nexts = ends.iter().skip(1);
    let line = |end: &Node<'lib>| {
        let behind = label.rest.behind(*end);
        nexts.next().map_or(behind, |it| behind.before(*it))
    };
    ends.iter().map(line).collect()
}

/// What is said of a term, up to the line that begins with the next one.
fn up_to_next<'lib>(label: &Label<'lib>) -> Nodes<'lib> {
    let end = breaks_before_terms(label).next();
    end.map_or(label.rest, |it| label.rest.before(it))
}

/// The ends of lines behind which another term begins like this one: in bold or as code, or before
/// a colon as the author's own break shows.
fn breaks_before_terms<'l, 'lib>(
    label: &'l Label<'lib>,
) -> impl Iterator<Item = Node<'lib>> + use<'l, 'lib> {
    let rest = label.rest;
    rest.iter().filter(move |it| {
        let is_own = matches!(it.kind(), Kind::HardBreak);
        let next = || rest.behind(*it).lines().next().and_then(Label::new);
        let is_next = |next: Label<'_>| {
            next.style == label.style
                && next.sign == label.sign
                && next.sign != Sign::Nothing
        };
        it.is_break()
            && (is_own || label.style != Style::Plain)
            && next().is_some_and(is_next)
    })
}

/// Whether the label over a list, or without one the heading, opens a list of terms.
fn opens(block: &Block<'_>) -> Option<Terms> {
    match &block.caption {
        Some(caption) => labels::speaks_of_terms(&caption.text()),
        None => block.section.subject().and_then(|it| labels::speaks_of_terms(&it)),
    }
}

/// The entries of a definition list.
fn listed<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
) -> Vec<Definition<'lib>> {
    if !matches!(block.node.kind(), Kind::Definitions) {
        return Vec::new();
    }
    let mut found: Vec<Definition<'lib>> = Vec::new();
    let mut term: Option<Node<'lib>> = None;
    for entry in block.node.children() {
        if matches!(entry.kind(), Kind::Term) {
            term = Some(entry);
            continue;
        }
        let Some(title) = term else { continue };
        let position = title.position().up_to(&entry.position());
        match found.last_mut() {
            Some(last) if last.place.position.id() == title.id() => {
                last.meaning.append(entry.children());
                last.place.position = position;
            }
            _ => {
                let words = outline.library.words(title.children()).text();
                let said = (words.as_str(), entry.children().into());
                let place = (position, block.instructions);
                let it = definition(outline, block, place, said, Rule::DefinitionList);
                found.extend(it.map(|it| Definition { card: None, ..it }));
            }
        }
    }
    found.retain(|it| !it.term.is_empty() && !it.meaning.is_empty());
    found
}
