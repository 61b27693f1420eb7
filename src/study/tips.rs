//! Tips and gotchas: what an author marks as worth remembering or easy to get wrong.
//! Gives each item by itself, whatever mark it goes by: label, tag, sign or callout.
//! Must not weigh them.

use super::{
    Place, decisions,
    label::{Sign, Style, unnumbered},
    labels::{self, Mark},
    lexicon::{List, begins_with_sign},
    outline::{Block, Line, Outline},
    rule::Rule,
};
use crate::{
    library::Tagged,
    note::{
        Position, Scope,
        doc::{Inlines, Kind, Node},
        instructions::Instructions,
    },
};

/// A tip or gotcha.
#[derive(Debug, Clone)]
pub struct Tip<'lib> {
    /// The paragraph, item or callout.
    pub place: Place<'lib>,
    /// The label over it that does not say `tip` itself, such as `Bedrock`.
    pub label: Option<String>,
    /// Its words without the label: inline nodes or blocks.
    pub body: Inlines<'lib>,
    /// `Tip` or `Gotcha`.
    pub rule: Rule,
}

/// The tips and gotchas of a note.
#[must_use]
pub fn read<'lib>(outline: &Outline<'_, 'lib>) -> Vec<Tip<'lib>> {
    let mut found = Vec::new();
    for block in outline.blocks {
        let is_marked = |it: Node<'_>| matches!(it.kind(), Kind::Callout(it) if labels::mark_callout(&it.kind).is_some());
        if block.node.ancestors().skip(1).any(is_marked) {
            // The callout is the tip, not its parts.
            continue;
        }
        match block.node.kind() {
            Kind::Callout(it) => found.extend(callout(outline, block, &it.kind)),
            Kind::Paragraph(_) => found.extend(paragraph(outline, block)),
            Kind::List(_) => found.extend(list(outline, block)),
            _ => (),
        }
    }
    found
}

fn tip<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    (mark, body): (Mark, Inlines<'lib>),
    (position, said): (Position, &Instructions),
) -> Option<Tip<'lib>> {
    let rule = match mark {
        Mark::Tip => Rule::Tip,
        Mark::Gotcha => Rule::Gotcha,
    };
    let is_found = !body.is_empty() && outline.switches.allow(rule, said);
    let label = block.label().filter(|it| labels::mark(it).is_none());
    let label = label.map(|it| unnumbered(&it).to_owned());
    is_found.then(|| Tip { place: outline.place(block, position), label, body, rule })
}

/// A callout of such a type.
fn callout<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    kind: &str,
) -> Option<Tip<'lib>> {
    let mark = labels::mark_callout(kind)?;
    let children = block.node.children();
    // Without words of its own its type is its title.
    let is_silent = |it: Node<'_>| it.alone().plain_text().trim().is_empty();
    let title = children.first().filter(|it| matches!(it.kind(), Kind::CalloutTitle));
    let title = title.filter(|it| is_silent(*it));
    let body = title.map_or(children, |it| children.behind(it));
    let place = (block.node.position(), block.instructions);
    tip(outline, block, (mark, body.into()), place)
}

/// Lines such as `**Exam Tip:** …`, with the lines that go on; or a paragraph under such a
/// label.
fn paragraph<'lib>(outline: &Outline<'_, 'lib>, block: &Block<'lib>) -> Vec<Tip<'lib>> {
    if let Some(mark) = block.label().and_then(|it| labels::mark(&it))
        && block.lines.first().is_none_or(|it| it.bold_label().is_none())
    {
        let body = block.node.alone().into();
        let place = (block.node.position(), block.instructions);
        return tip(outline, block, (mark, body), place).into_iter().collect();
    }
    let mut found: Vec<Tip<'lib>> = Vec::new();
    let mut is_open = false;
    for line in &block.lines {
        let label = line.label.as_ref().filter(|it| it.sign == Sign::Colon);
        let mark = label.as_ref().and_then(|it| match it.style {
            Style::Bold => labels::mark(&it.name).or_else(|| tag_mark(outline, line)),
            _ => labels::mark_word(&it.name),
        });
        if let (Some(label), Some(mark)) = (label, mark) {
            let body = match labels::mark(&label.name) {
                Some(_) => label.rest,
                None => line.words,
            };
            let is_more = !label_is_alone(line);
            let tip = tip(
                outline,
                block,
                (mark, body.into()),
                (line.position, &line.instructions),
            );
            found.extend(tip.filter(|_| is_more));
            is_open = is_more;
        } else if line.bold_label().is_some() {
            is_open = false;
        } else if let Some(last) = found.last_mut().filter(|_| is_open) {
            last.body.append(line.words);
            last.place.position = last.place.position.up_to(&line.position);
        }
    }
    found
}

/// Whether a line is a label and nothing else.
fn label_is_alone(line: &Line<'_>) -> bool {
    line.label.as_ref().is_some_and(|it| it.rest.says_nothing())
}

/// What the tags behind a line mark.
fn tag_mark(outline: &Outline<'_, '_>, line: &Line<'_>) -> Option<Mark> {
    let scope = line.position.scope();
    let end = line.below.first().map_or(scope.end, Node::id);
    marks(outline.tags_in(Scope { end, ..scope }))
}

fn marks<'n>(tags: impl Iterator<Item = Tagged<'n>>) -> Option<Mark> {
    let marks: Vec<Mark> =
        tags.filter_map(|it| labels::mark_tag(it.name.as_str())).collect();
    marks
        .iter()
        .copied()
        .find(|it| *it == Mark::Gotcha)
        .or_else(|| marks.first().copied())
}

/// The items of a list under such a label or heading, and those with such a tag.
fn list<'lib>(outline: &Outline<'_, 'lib>, block: &Block<'lib>) -> Vec<Tip<'lib>> {
    let all = of_list(outline, block);
    let item = |line: &Line<'lib>| {
        let mark = tag_mark(outline, line).or(all)?;
        if decisions::is_decision(block, line) {
            return None;
        }
        let text = line.words.text();
        // What is right stands beside what is wrong.
        if mark == Mark::Gotcha && begins_with_sign(List::Yes, &text) {
            return None;
        }
        let is_warning = text.starts_with(['⚠', '🚫']);
        let is_wrong = is_warning || begins_with_sign(List::No, &text);
        let mark = if is_wrong { Mark::Gotcha } else { mark };
        let label = line.label.as_ref().filter(|it| it.sign == Sign::Colon);
        let own = label.filter(|it| labels::mark_word(&it.name).is_some());
        let body = line.with_below(own.map_or(line.words, |it| it.rest));
        tip(outline, block, (mark, body), (line.position, &line.instructions))
    };
    let own = |line: &Line<'lib>| {
        let label = line.bold_label()?;
        let mark = labels::mark_word(&label.name)?;
        let body = line.with_below(label.rest);
        tip(outline, block, (mark, body), (line.position, &line.instructions))
    };
    let mut found: Vec<Tip<'lib>> = Vec::new();
    for line in &block.lines {
        let Some(tip) = item(line).or_else(|| own(line)) else { continue };
        match found.last_mut() {
            Some(trap) if trap.rule == Rule::Gotcha && is_remedy(line) => {
                // The way out is not a trap: it belongs to the one before it.
                trap.body.append(tip.body);
                trap.place.position = trap.place.position.up_to(&tip.place.position);
            }
            _ => found.push(tip),
        }
    }
    found
}

/// Whether a line begins with words such as `Solution:`.
fn is_remedy(line: &Line<'_>) -> bool {
    let label = line.label.as_ref().filter(|it| it.sign == Sign::Colon);
    label.is_some_and(|it| labels::is_remedy(&it.name))
}

/// What the label of a list marks: its words, its tags, or the heading's words.
fn of_list(outline: &Outline<'_, '_>, block: &Block<'_>) -> Option<Mark> {
    let subject = || block.section.subject();
    let caption = block.caption.map(|it| it.text());
    // The line of the item that holds a list: what it marks, it marks whole.
    if block.caption.is_some_and(|it| it.is_item) {
        return None;
    }
    let mark = caption
        .as_deref()
        .and_then(labels::mark)
        .or_else(|| marks(outline.caption_tags(block)))
        .or_else(|| labels::mark(&subject()?))?;
    // What speaks for one of several things means nothing without the others.
    let title = caption.or_else(subject);
    let is_side =
        title.is_some_and(|it| labels::is_versus(&it) || labels::chosen(&it).is_some());
    (!is_side).then_some(mark)
}
