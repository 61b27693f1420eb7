//! The files of the search: an index of all sections, and shards that are loaded when needed.
//! Gives scripts that hand over their content, so that they work from disk and under any policy.
//! Must not know how results are ranked or shown.
//!
//! `search/index.js` says what there is: notes, headings, tags, names, and every word of the texts.
//! A small site's has the places of the words, too. Where that would be too much to load at once,
//! these lie in shards, by ranges of words. Texts always lie in shards, by ranges of sections.

mod dictionary;
mod numbers;
mod table;

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use self::{dictionary::Dictionary, numbers::Numbers, table::Table};
use crate::{
    library::NoteId,
    note::{Note, doc::FormulaText},
    output::Artifact,
    path::Route,
    render::Renderer,
    search::{Digests, Searchable, StopWords, section_of},
    site::PageId,
    study::CardKind,
};

/// The version of the format, which the engine of the theme has to know.
const FORMAT: u32 = 1;
/// How many bytes are loaded at once; an index over that has its postings in shards.
const ONE_FILE: usize = 150_000;
/// How many bytes the postings of one shard have, about; compressed half of it.
const POSTINGS: usize = 6_000;
/// How many bytes the texts of one shard have, about; compressed a third of it.
const TEXTS: usize = 6_000;
/// How many shards with texts there are, about, before they become larger.
const MOST_SHARDS: usize = 1_000;
/// How much of the text of a section is kept to quote from, in bytes.
const MOST_TEXT: usize = 8_000;

/// A note that can be found, in reading order.
struct SearchNote<'a> {
    note: &'a Note,
    id: NoteId,
    page: PageId,
    searchable: Searchable,
}

/// What a site's search loads first.
#[derive(Serialize)]
struct Index<'a> {
    format: u32,
    /// Words that count for little.
    stop_words: BTreeSet<&'a str>,
    #[serde(flatten)]
    table: Table,
    /// The words of all texts.
    words: String,
    /// Their places, unless these lie in shards.
    postings: Option<String>,
    /// The shards with the places of words, and how many words each has.
    shards: Vec<(String, usize)>,
    /// The shards with texts, and how many sections each has.
    texts: Vec<(String, usize)>,
}

/// A shard: a file beside the index, named by what it says.
struct Shard {
    name: String,
    artifact: Artifact,
}

/// All files of the search; none if the site has no search.
#[must_use]
pub fn files(renderer: &Renderer<'_>) -> Vec<Artifact> {
    let Some(place) = &renderer.site().search else { return Vec::new() };
    let language = renderer.config().language();
    let notes = renderer.library().published().map(|(_, note, _)| note);
    let stop_words = StopWords::new(notes.map(|it| it.language(language)));
    let mut notes = notes_to_find(renderer, &stop_words);
    let texts = texts(renderer, place, &mut notes);
    let dictionary = Dictionary::new(notes.iter().map(|it| &it.searchable.words));
    let mut index = Index {
        format: FORMAT,
        stop_words: stop_words.all(),
        table: Table::new(renderer, &notes),
        words: dictionary.words(),
        postings: None,
        shards: Vec::new(),
        texts: texts.iter().map(|(it, count)| (it.name.clone(), *count)).collect(),
    };
    let mut files: Vec<Artifact> = texts.into_iter().map(|it| it.0.artifact).collect();
    let mut text = String::new();
    // Neither words nor places are shorter as JSON.
    if index.words.len() + dictionary.size() <= ONE_FILE {
        index.postings = Some(dictionary.postings());
        text = script("index", &index);
    }
    if text.is_empty() || text.len() > ONE_FILE {
        index.postings = None;
        let shards = dictionary.shards(POSTINGS).into_par_iter();
        let shards = shards.map(|(it, count)| (shard(place, &it), count));
        for (shard, count) in shards.collect::<Vec<_>>() {
            index.shards.push((shard.name, count));
            files.push(shard.artifact);
        }
        text = script("index", &index);
    }
    files.push(Artifact { route: place.clone(), bytes: text.into_bytes() });
    // Two shards that say the same are one file.
    files.sort_by(|a, b| a.route.cmp(&b.route));
    files.dedup_by(|a, b| a.route == b.route);
    files
}

/// The notes that can be found, in reading order.
fn notes_to_find<'a>(
    renderer: &'a Renderer<'_>,
    stop_words: &StopWords,
) -> Vec<SearchNote<'a>> {
    let language = renderer.config().language();
    let pages = renderer.site().pages();
    let notes = pages.filter_map(|(page, it)| Some((page, it.note()?)));
    let notes: Vec<(PageId, (&Note, NoteId))> = notes
        .filter(|(_, (note, _))| !note.is_template && !note.meta.no_search)
        .collect();
    let digests = Digests::default();
    let read = |(page, (note, id)): &(PageId, (&'a Note, NoteId))| SearchNote {
        note,
        id: *id,
        page: *page,
        searchable: Searchable::of(note, digests, |word| {
            stop_words.has(note.language(language), word)
        }),
    };
    notes.par_iter().map(read).collect()
}

/// The texts of all sections with the questions they answer, in shards of so many sections. They are
/// taken from the notes: all texts of a large site are not to be in memory twice.
fn texts(
    renderer: &Renderer<'_>,
    place: &Route,
    notes: &mut [SearchNote<'_>],
) -> Vec<(Shard, usize)> {
    let of_notes = notes.par_iter_mut().map(|it| texts_of(renderer, it));
    let sections: Vec<Vec<String>> = of_notes.flatten_iter().collect();
    let size_of = |it: &[String]| it.iter().map(|it| it.len() + 3).sum::<usize>();
    let all: usize = sections.iter().map(|it| size_of(it)).sum();
    let most = TEXTS.max(all / MOST_SHARDS);
    let mut groups: Vec<Vec<Vec<String>>> = Vec::new();
    let mut size = most;
    for section in sections {
        let added = size_of(&section);
        match groups.last_mut() {
            Some(group) if size < most => {
                group.push(section);
                size += added;
            }
            _ => {
                groups.push(vec![section]);
                size = added;
            }
        }
    }
    // The texts of a shard are dropped as soon as it is made.
    groups.into_par_iter().map(|it| (shard(place, &it), it.len())).collect()
}

/// For each section of a note its text, then questions and answers in turn.
fn texts_of(renderer: &Renderer<'_>, found: &mut SearchNote<'_>) -> Vec<Vec<String>> {
    let text = |text: &str| renderer.plain(kept(text));
    let sections = found.searchable.sections.iter_mut();
    let sections = sections.map(|it| vec![text(&std::mem::take(&mut it.text))]);
    let mut texts: Vec<Vec<String>> = sections.collect();
    let cards = &renderer.study().cards;
    let start = cards.partition_point(|it| it.place.id < found.id);
    let cards = cards.get(start..).unwrap_or_default().iter();
    let cards = cards.take_while(|it| it.place.id == found.id);
    for card in cards.filter(|it| it.kind != CardKind::Comparison) {
        let at = section_of(found.note, card.place.position.scope().first);
        if let Some(section) = texts.get_mut(at) {
            let (asked, answer) = (
                card.prompt_text(FormulaText::Shown),
                card.answer_text(FormulaText::Shown),
            );
            section.extend([text(&asked), text(&answer)]);
        }
    }
    texts
}

/// As much of a text as is kept to quote from.
fn kept(text: &str) -> &str {
    text.get(..text.floor_char_boundary(MOST_TEXT)).unwrap_or(text)
}

/// A shard beside the index.
fn shard(index: &Route, content: &impl Serialize) -> Shard {
    let json = json(content);
    let name = name(&json);
    let bytes = call(&name, &json).into_bytes();
    let folder = index.as_str().rsplit_once('/').map_or("", |it| it.0);
    // A digest in a folder that has a name is a name as well.
    let route =
        Route::new(&format!("{folder}/{name}.js")).unwrap_or_else(|| index.clone());
    Shard { name, artifact: Artifact { route, bytes } }
}

/// A name made of what a shard says.
fn name(content: &str) -> String {
    const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let digest = xxh3_64(content.as_bytes());
    let digit = |at: u32| {
        let digit = usize::try_from(digest >> (5 * at) & 31).unwrap_or_default();
        DIGITS.get(digit).copied().map_or('a', char::from)
    };
    (0..12).map(digit).collect()
}

/// A file that hands over what it says under its name.
fn script(name: &str, content: &impl Serialize) -> String {
    call(name, &json(content))
}

fn call(name: &str, json: &str) -> String {
    // Keeps no room in reserve, as `format!` does.
    ["cribSearchFile(\"", name, "\",", json, ");\n"].concat()
}

fn json(content: &impl Serialize) -> String {
    // These values are numbers and texts, which always can be written.
    serde_json::to_string(content).unwrap_or_default()
}
