//! Labels such as `Choose A when` or `When to use A`, and what follows them.
//! Gives the thing to choose and the list of reasons.
//! Must not know the words of such labels.

use super::Side;
use crate::{
    note::{Node, NodeId},
    study::{
        labels::{self, Choice},
        lead::{Lead, Sign, Style, unnumbered},
        outline::{Block, Line, Outline},
        rule::Rule,
    },
};

/// The lists and texts under labels that say when to choose something.
pub(super) fn read<'lib>(outline: &Outline<'_, 'lib>) -> Vec<Side<'lib>> {
    let mut sides: Vec<(Option<NodeId>, Side<'lib>)> = Vec::new();
    for block in outline.blocks {
        let section = block.section.headings.last().map(|it| it.node);
        if outline.switches.allow(Rule::Chooser, &block.instructions) {
            sides.extend(of_block(outline, block).map(|it| (section, it)));
        }
        for line in &block.lines {
            if outline.switches.allow(Rule::Chooser, &line.instructions) {
                let side = of_line(outline, block, line);
                sides.extend(side.map(|it| (section, it)));
            }
        }
    }
    let items: Vec<(Option<NodeId>, String)> =
        sides.iter().map(|(section, it)| (*section, it.item.clone())).collect();
    for (section, side) in &mut sides {
        let others = items.iter().filter(|(at, it)| at == section && *it != side.item);
        for (_, item) in others {
            if !side.opponents.contains(item) {
                side.opponents.push(item.clone());
            }
        }
    }
    sides.into_iter().map(|(_, it)| it).collect()
}

/// A list under such a label or heading.
fn of_block<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
) -> Option<Side<'lib>> {
    let Node::Elem(pulldown_cmark::Tag::List(_), position, _) = block.node else {
        return None;
    };
    let title = match &block.label {
        Some(label) => label.text(),
        None => block.section.subject()?,
    };
    let (choice, item) = labels::chosen(&title)?;
    let item = if item.is_empty() { over(block)? } else { item.to_owned() };
    Some(Side {
        place: outline.place(block, position),
        item,
        opponents: Vec::new(),
        body: std::slice::from_ref(block.node).into(),
        is_against: choice == Choice::Against,
        rule: Rule::Chooser,
    })
}

/// A line such as `**Use A when:** reasons`.
fn of_line<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    line: &Line<'lib>,
) -> Option<Side<'lib>> {
    let is_label = |it: &&Lead<'_>| it.style == Style::Bold && it.sign == Sign::Colon;
    let lead = line.lead.as_ref().filter(is_label)?;
    let (choice, item) = labels::chosen(&lead.name)?;
    let item = if item.is_empty() { over(block)? } else { item.to_owned() };
    (!lead.rest.is_empty()).then(|| Side {
        place: outline.place(block, &line.position),
        item,
        opponents: Vec::new(),
        body: lead.rest.clone(),
        is_against: choice == Choice::Against,
        rule: Rule::Chooser,
    })
}

/// What `When to use:` without a name speaks of: the item or section it stands in.
fn over(block: &Block<'_>) -> Option<String> {
    let label = block.label.filter(|it| it.is_bold).map(|it| it.text());
    let label = label.filter(|it| labels::chosen(it).is_none());
    let name = label.or_else(|| block.section.subject())?;
    let name = unnumbered(&name);
    labels::is_term(name).then(|| name.to_owned())
}
