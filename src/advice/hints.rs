//! What notes write that nothing here reads yet, and the options that would help.
//! Gives one sentence for each, with its reason.
//! Must not look into notes: what they write is counted.

use std::collections::{BTreeMap, BTreeSet};

use super::{Foreign, OF_C, Unread};
use crate::{
    config::{Config, RawHtml},
    diag::counted,
    library::{Library, NoteId},
    note::{NodeId, Note, TagName, tags::is_colour},
    path::NotePath,
};

/// Fewer places than these are a coincidence.
const FEW: usize = 5;

/// Fewer letters than these tell no language.
const MANY: usize = 200;

/// A word after `#` that is in fewer places is a comment or a number rather than a tag.
const TWICE: usize = 2;

/// More notes than these make an index that takes long to load.
const LARGE: usize = 5_000;

/// The hints on what notes write.
pub(super) fn of(
    library: &Library,
    config: &Config,
    unread: &[Unread],
    is_vault: bool,
) -> Vec<String> {
    let hints = [
        bare_tags(library, unread),
        taken_for_code(library, config, unread),
        marked_cards(unread),
        own_repository(unread),
        another_root(unread),
        language(unread).filter(|_| config.language.is_none()),
        left_as_written(unread),
        frames(unread).filter(|_| config.markdown.raw_html == RawHtml::Safe),
        breaks(unread).filter(|_| is_vault && config.markdown.breaks.is_none()),
        templates(library),
        large_index(library, config),
    ];
    hints.into_iter().flatten().chain(foreign(unread)).collect()
}

/// `#tag` in running text, where it counts only with an option.
fn bare_tags(library: &Library, unread: &[Unread]) -> Option<String> {
    let names = by_name(unread.iter().flat_map(|it| &it.bare));
    let is_tag = |name: &str| {
        TagName::new(name).is_some_and(|it| library.tags().named(&it).is_some())
    };
    let (known, others): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) =
        names.into_iter().partition(|(it, _)| is_tag(it));
    let often: BTreeMap<&str, usize> =
        others.into_iter().filter(|(_, times)| *times >= TWICE).collect();
    let times: usize = often.values().sum();
    if let Some((name, _)) = most(known.clone()) {
        let places = counted(known.values().sum::<usize>() + times, "place");
        return Some(format!(
            "tags such as `#{name}` appear without backticks in {places}, where they do not count; \
             set `tags: {{bare: true}}` to read them"
        ));
    }
    // Notes without any tag are more likely to have all of them in their text.
    let has_tags = library.tags().all().next().is_some();
    let enough = if has_tags { 2 * FEW } else { FEW };
    let (name, _) = most(often).filter(|_| times >= enough)?;
    Some(format!(
        "{times} words of running text look like tags, such as `#{name}`; set \
         `tags: {{bare: true}}` to read them as tags"
    ))
}

/// What looks like a tag but does not count: no certain use of it exists, or its place is wrong.
fn taken_for_code(
    library: &Library,
    config: &Config,
    unread: &[Unread],
) -> Option<String> {
    let of_emoji: BTreeSet<&str> = config
        .tags
        .emoji
        .iter()
        .flatten()
        .map(|(_, it)| it.trim_start_matches('#'))
        .collect();
    let uses = library.taken_for_code();
    let uses = uses.filter(|(id, it)| {
        let name = it.name.as_str();
        let is_other = OF_C.contains(&name) || of_emoji.contains(name) || is_colour(name);
        library.shows_tags(*id) && !is_other
    });
    // One code span may hold several.
    let spans: BTreeMap<(NoteId, NodeId), &str> =
        uses.map(|(id, it)| ((id, it.node), it.name.as_str())).collect();
    if let Some(name) = spans.values().next() {
        let places = counted(spans.len(), "place like this");
        return Some(format!(
            "`#{name}` at the end of an item or cell is read as code ({places}); to make it a tag, \
             use it once after a heading or label, in a tags line or in front matter"
        ));
    }
    let known = |name: &TagName| library.tags().named(name).is_some();
    let mut behind = unread.iter().flat_map(|it| &it.behind).filter(|it| known(it));
    let name = behind.next()?;
    let places = counted(behind.count() + 1, "place like this");
    Some(format!(
        "`#{name}` at the end of a paragraph is read as code ({places}); put tags after a heading, \
         label or item, or in a cell"
    ))
}

fn marked_cards(unread: &[Unread]) -> Option<String> {
    let marked: usize = unread.iter().map(|it| it.marked).sum();
    (marked >= FEW).then(|| {
        format!(
            "{marked} questions look like cards; set `cards: {{explicit: true}}` to make them cards"
        )
    })
}

fn own_repository(unread: &[Unread]) -> Option<String> {
    let own = by_name(unread.iter().flat_map(|it| &it.own));
    let (repository, links) = most(own).filter(|it| it.1 >= FEW)?;
    Some(format!(
        "{links} links lead to {repository}, which seems to hold these notes; set \
         `repo: {{url: {repository}}}` to turn them into links between pages"
    ))
}

fn another_root(unread: &[Unread]) -> Option<String> {
    let astray = by_name(unread.iter().flat_map(|it| &it.astray));
    let (folder, links) = most(astray).filter(|it| it.1 >= FEW)?;
    Some(format!(
        "{links} broken links would work if the notes began in `{folder}/`; use that folder \
         instead, or set `content_dir: {folder}`"
    ))
}

fn language(unread: &[Unread]) -> Option<String> {
    let all: usize = unread.iter().map(|it| it.letters).sum();
    let scripts = by_name(unread.iter().flat_map(|it| &it.scripts));
    let (language, _) = most(scripts).filter(|it| it.1 >= MANY && it.1 * 3 > all)?;
    Some(format!(
        "the notes do not seem to be in English; set `language: {language}` for browsers and \
         screen readers"
    ))
}

/// What only other programs draw.
fn left_as_written(unread: &[Unread]) -> Option<String> {
    let path = &unread.iter().find(|it| it.diagrams > 0)?.path;
    let diagrams = counted(unread.iter().map(|it| it.diagrams).sum(), "diagram");
    Some(format!(
        "{diagrams} shown as text, the first in {path}; diagrams are not rendered, so use pictures \
         such as SVG instead"
    ))
}

/// Templates for new notes, which are pages all the same.
fn templates(library: &Library) -> Option<String> {
    let mut paths =
        library.published().filter(|it| it.1.is_template).map(|(_, note, _)| &note.path);
    let first = paths.next()?;
    let templates = counted(paths.count() + 1, "template");
    Some(format!(
        "{templates} for new notes on the site, such as {first}; set `ignore: [{first}]` to leave it out"
    ))
}

/// A search whose index has become too large for browsers to load.
fn large_index(library: &Library, config: &Config) -> Option<String> {
    let is_found = |note: &Note| !note.meta.no_search && !note.is_template;
    let notes = library.published().filter(|(_, note, _)| is_found(note)).count();
    let has_search = config.search.unwrap_or(true);
    let output = config.output_dir.as_deref().unwrap_or("output");
    (has_search && notes > LARGE).then(|| {
        format!(
            "the search index of {notes} notes is slow to load; set `search: false` and run \
             `npx pagefind --site {output}` after each build"
        )
    })
}

/// What only other programs understand, a hint for each form.
fn foreign(unread: &[Unread]) -> Vec<String> {
    let mut all: BTreeMap<Foreign, (usize, &NotePath)> = BTreeMap::new();
    for note in unread {
        for (form, times) in &note.foreign {
            all.entry(*form).or_insert((0, &note.path)).0 += times;
        }
    }
    let hint = |(form, (times, path)): (Foreign, (usize, &NotePath))| {
        let [name, sign, help] = form.words();
        let times = counted(times, name);
        format!("{times} (`{sign}`) shown as text, the first in {path}; {help}")
    };
    all.into_iter().map(hint).collect()
}

fn frames(unread: &[Unread]) -> Option<String> {
    let frames: usize = unread.iter().map(|it| it.frames).sum();
    (frames > 0).then(|| {
        let frames = counted(frames, "frame");
        format!(
            "{frames} of HTML shown as a link; set `markdown: {{raw_html: allow}}` to show the content"
        )
    })
}

/// Line breaks that Obsidian shows, unless it is told not to.
fn breaks(unread: &[Unread]) -> Option<String> {
    let verses: usize = unread.iter().map(|it| it.verses).sum();
    let several: usize = unread.iter().map(|it| it.several).sum();
    (verses >= FEW && verses * 2 > several).then(|| {
        format!(
            "the lines of {verses} paragraphs run together, as they do in Markdown; \
             `markdown: {{breaks: true}}` keeps line breaks, as Obsidian does"
        )
    })
}

/// Numbers added up by their names.
fn by_name<'n, N: AsRef<str> + 'n>(
    numbers: impl Iterator<Item = (&'n N, &'n usize)>,
) -> BTreeMap<&'n str, usize> {
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, number) in numbers {
        *sums.entry(name.as_ref()).or_default() += number;
    }
    sums
}

/// The name with the greatest number.
fn most(numbers: BTreeMap<&str, usize>) -> Option<(&str, usize)> {
    numbers.into_iter().max_by_key(|(_, number)| *number)
}
