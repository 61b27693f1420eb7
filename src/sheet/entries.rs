//! Everything that a sheet could say: what was extracted, and blocks that stand for themselves.
//! Gives one entry for each thing, by the place it comes from.
//! Must not weigh them.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayon::prelude::*;

use super::{
    Body, Entry, Verdict,
    entry::EntryTag,
    grid::Grid,
    text::{self, Taken},
};
use crate::{
    library::{Library, NoteId},
    note::{
        Level, Note, Scope, TagName,
        doc::{Inlines, Kind as NodeKind, Nodes, Piece},
    },
    query::Kind,
    study::{self, Argument, Place, Rule, Study, Table, Tip, cards, parts::Finds},
    text::plain_words,
};

/// The notes that sheets may take something from.
pub(super) fn notes(library: &Library) -> Vec<NoteId> {
    let is_kept_off = |it: &Note| it.meta.no_sheet || it.is_of_repository();
    let notes = library.published().filter(|(_, note, _)| !is_kept_off(note));
    notes.map(|(id, ..)| id).collect()
}

/// Every entry of a note, by place, what holds others first.
pub(super) fn gather<'lib>(
    library: &'lib Library,
    study: &Study<'lib>,
    id: NoteId,
) -> Vec<Entry<'lib>> {
    let mut entries = Vec::new();
    if let Some(finds) = study.finds(id) {
        of_finds(library, finds, &mut entries);
    }
    let note = library.note(id);
    if !note.is_template && !note.meta.no_study {
        let found = Taken::new(entries.iter().flat_map(Entry::scopes).collect());
        entries.extend(text::read(library, id, &found));
    }
    // What holds others comes before them.
    let end = |it: &Entry<'_>| Reverse(it.place.position.end());
    entries.sort_by_key(|it| (it.place.start(), end(it), it.kind));
    give_tags(library, id, &mut entries);
    entries
}

/// The entries of what was found in a note.
fn of_finds<'lib>(
    library: &'lib Library,
    finds: &Finds<'lib>,
    entries: &mut Vec<Entry<'lib>>,
) {
    for it in &finds.decisions {
        let body = Body::Rule {
            situation: it.situation.into(),
            answer: it.answer.into(),
            why: Vec::new(),
            below: below(&it.place),
        };
        entries.push(Entry::new(Kind::Rule, it.place.clone(), body));
    }
    for table in &finds.tables {
        of_table(library, table, entries);
    }
    entries.extend(tips(&finds.tips));
    for it in &finds.definitions {
        let name = match &it.label {
            Some(label) if it.sense == study::Sense::Purpose => {
                format!("{} – {}", it.term, label.to_lowercase())
            }
            _ => it.term.clone(),
        };
        let body = Body::Named(name, unwrapped(&it.meaning));
        entries.push(Entry::new(Kind::Definition, it.place.clone(), body));
    }
    entries.extend(arguments(&finds.arguments));
}

/// Gives the entries of a note the tags of what holds them.
fn give_tags<'lib>(library: &'lib Library, id: NoteId, entries: &mut [Entry<'lib>]) {
    let placed = library.tags_of(id).filter(|it| it.level != Level::Note);
    let placed: BTreeSet<&TagName> = placed.map(|it| it.name).collect();
    let mut known: BTreeSet<Arc<[EntryTag<'lib>]>> = BTreeSet::new();
    for entry in entries {
        let scope = entry.place.position.scope();
        let mut nearest: BTreeMap<&'lib TagName, Level> = BTreeMap::new();
        for it in library.tags_around(id, scope) {
            let level = nearest.entry(it.name).or_insert(it.level);
            *level = (*level).max(it.level);
        }
        let tag = |(name, level): (&'lib TagName, Level)| {
            let is_meant = level != Level::Note || !placed.contains(name);
            EntryTag { name: name.as_str(), level, is_meant }
        };
        let tags: Vec<EntryTag<'lib>> = nearest.into_iter().map(tag).collect();
        entry.tags = known.get(&*tags).cloned().unwrap_or_else(|| tags.into());
        known.insert(Arc::clone(&entry.tags));
    }
}

fn of_table<'lib>(
    library: &'lib Library,
    table: &Table<'lib>,
    entries: &mut Vec<Entry<'lib>>,
) {
    let kind = match table.kind {
        study::Kind::Scenario { .. } => {
            let rows = cards::of_rows(library, table).into_iter();
            entries.extend(rows.map(|it| {
                let (situation, answer, why) = (it.prompt, it.answer, it.why);
                let below = Nodes::none(&it.place.note().doc);
                let body = Body::Rule { situation, answer, why, below };
                Entry::new(Kind::Scenario, it.place, body)
            }));
            return;
        }
        study::Kind::Comparison(_) => Kind::Comparison,
        study::Kind::Reference => Kind::Table,
    };
    // Pictures and links say nothing on paper.
    let says = |it: &Nodes<'_>| !text::is_signpost(*it);
    let grid = Grid::new(library, table);
    if !grid.rows.iter().flatten().any(says) {
        return;
    }
    let caption = table.caption.filter(|it| it.is_bold && !it.is_item);
    let caption = caption.map(|it| it.text()).filter(|it| !it.is_empty());
    let body = Body::Table(caption, grid);
    entries.push(Entry::new(kind, table.place.clone(), body));
}

/// Tips, those of a list under a label of its own together: one of three states says little.
fn tips<'lib>(tips: &[Tip<'lib>]) -> Vec<Entry<'lib>> {
    let is_set = |a: &Tip<'lib>, b: &Tip<'lib>| {
        a.rule == b.rule
            && a.label.is_some()
            && a.label == b.label
            && a.place.section == b.place.section
    };
    let entry = |tips: &[Tip<'lib>]| {
        let first = tips.first()?;
        let kind = if first.rule == Rule::Gotcha { Kind::Gotcha } else { Kind::Tip };
        let words = |it: &Tip<'lib>| (String::new(), unwrapped(&it.body));
        let body = match tips {
            [only] => Body::Words(unwrapped(&only.body)),
            several => Body::Group(several.iter().map(words).collect()),
        };
        let place = first.place.clone();
        let entry = Entry::labelled(kind, place, body, first.label.clone());
        let also = tips.iter().skip(1).map(|it| it.place.position.scope()).collect();
        Some(Entry { also, ..entry })
    };
    tips.chunk_by(is_set).filter_map(entry).collect()
}

/// What speaks for several things, side by side where the note sets them against each other.
fn arguments<'lib>(arguments: &[Argument<'lib>]) -> Vec<Entry<'lib>> {
    let is_set = |a: &Argument<'lib>, b: &Argument<'lib>| {
        a.rule == b.rule && a.place.section == b.place.section
    };
    let entry = |arguments: &[Argument<'lib>]| {
        let first = arguments.first()?;
        let mut said: Vec<(String, Inlines<'lib>)> = Vec::new();
        for argument in arguments {
            let name = match argument.rule {
                Rule::Chooser if argument.is_against => {
                    format!("{} not when", argument.item)
                }
                Rule::Chooser => format!("{} when", argument.item),
                _ if arguments.len() > 1 || argument.opponents.is_empty() => {
                    argument.item.clone()
                }
                _ => format!("{} (vs {})", argument.item, argument.opponents.join(", ")),
            };
            // A name that goes on is not said again.
            let is_said = said.iter().rev().find(|(it, _)| !it.is_empty());
            let is_said = is_said.is_some_and(|(it, _)| *it == name);
            let name = if is_said { String::new() } else { name };
            said.push((name, begun(unwrapped(&argument.body))));
        }
        let body = match said.len() {
            1 => said.pop().map(|(name, words)| Body::Named(name, words))?,
            _ => Body::Group(said),
        };
        let also = arguments.iter().skip(1).map(|it| it.place.position.scope()).collect();
        Some(Entry { also, ..Entry::new(Kind::Chooser, first.place.clone(), body) })
    };
    arguments.chunk_by(is_set).filter_map(entry).collect()
}

/// Words without what parted them from a name before them.
fn begun(words: Inlines<'_>) -> Inlines<'_> {
    let Some((Piece::Nodes(nodes), rest)) = words.pieces().split_first() else {
        return words;
    };
    let Some(first) = nodes.first().filter(|it| it.is_text()) else { return words };
    let is_sign = |it: char| it.is_whitespace() || ".,:;–-".contains(it);
    let kept = first.words().trim_start_matches(is_sign).len();
    let mut begun = Inlines::from(nodes.from_byte(first, first.words().len() - kept));
    rest.iter().cloned().for_each(|it| begun.push(it));
    begun
}

/// The blocks below the line of the item at a place; none where no item is.
fn below<'lib>(place: &Place<'lib>) -> Nodes<'lib> {
    let doc = &place.note().doc;
    let item = doc.node(place.position.id());
    let item = item.filter(|it| matches!(it.kind(), NodeKind::Item));
    item.map_or(Nodes::none(doc), |it| it.item_parts().1)
}

/// Words that begin with a paragraph, with its words in place of it: they go on in the line.
fn unwrapped<'lib>(words: &Inlines<'lib>) -> Inlines<'lib> {
    let unwrapped = || {
        let (Piece::Nodes(nodes), others) = words.pieces().split_first()? else {
            return None;
        };
        let (first, rest) = nodes.split_first()?;
        let is_line =
            first.is_paragraph() || matches!(first.kind(), NodeKind::CalloutTitle);
        let mut unwrapped = is_line.then(|| Inlines::from(first.children()))?;
        unwrapped.extend(&rest.into());
        others.iter().cloned().for_each(|it| unwrapped.push(it));
        Some(unwrapped)
    };
    unwrapped().unwrap_or_else(|| words.clone())
}

/// The entries of a note without those that lie within another one, or at the same place as one
/// before; they are in the order of [`gather`].
pub(super) fn without_nested<'e, 'lib: 'e>(
    entries: impl Iterator<Item = &'e Entry<'lib>>,
) -> Vec<&'e Entry<'lib>> {
    // The furthest end of any entry that starts before this one, and the scopes that start later.
    let (mut end, mut later) = (None, BTreeSet::new());
    let is_free = |it: &&'e Entry<'lib>| {
        let scope = it.place.position.scope();
        while let Some(next) =
            later.first().copied().filter(|it: &Scope| it.first <= scope.first)
        {
            end = end.max(Some(next.end));
            later.remove(&next);
        }
        let is_held = end >= Some(scope.end);
        // A list consists of what is found nowhere else, so it holds nothing.
        if !is_held && it.kind != Kind::List {
            later.extend(it.scopes());
        }
        !is_held
    };
    entries.filter(is_free).collect()
}

/// Brings the entries of each section of a note together, where the first of them stands; those
/// under no heading come first, since the heading before them is not theirs.
pub(super) fn join_sections(entries: &mut [Entry<'_>]) {
    for of_note in entries.chunk_by_mut(|a, b| a.place.id == b.place.id) {
        let mut places: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for (at, entry) in of_note.iter().enumerate() {
            let first = if entry.section.is_empty() { 0 } else { at + 1 };
            places.entry(entry.section.clone()).or_insert(first);
        }
        of_note.sort_by_key(|it| places.get(&it.section).copied());
    }
}

/// Marks entries that say what another one says: the one of most worth stays, the first of equal
/// ones, and gains by every other note that says it.
pub(super) fn mark_repeats(entries: &mut [Entry<'_>]) -> usize {
    let mut marked = 0;
    let texts: Vec<String> = entries.par_iter().map(key).collect();
    let mut same: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, text) in texts.into_iter().enumerate() {
        same.entry(text).or_default().push(at);
    }
    for places in same.into_values().filter(|it| it.len() > 1) {
        let of = |at: &usize| entries.get(*at);
        let points = |at: &usize| of(at).map_or(0, |it| it.priority.points);
        let Some(best) = places.iter().copied().min_by_key(|at| Reverse(points(at)))
        else {
            continue;
        };
        let notes: BTreeSet<NoteId> =
            places.iter().filter_map(of).map(|it| it.place.id).collect();
        let Some(kept) = of(&best).map(|it| it.place.id) else { continue };
        for at in places.into_iter().filter(|it| *it != best) {
            if let Some(entry) = entries.get_mut(at) {
                entry.verdict = Verdict::Repeat(kept);
                marked += 1;
            }
        }
        if let Some(entry) = entries.get_mut(best).filter(|_| notes.len() > 1) {
            entry.priority.add_notes(notes.len());
        }
    }
    marked
}

/// What two entries that say the same have in common.
fn key(entry: &Entry<'_>) -> String {
    let text = match &entry.body {
        Body::Table(_, grid) => grid.text(),
        _ => entry.text(),
    };
    if entry.kind == Kind::Code {
        return text;
    }
    plain_words(&text)
}
