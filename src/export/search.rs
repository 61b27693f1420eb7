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
mod texts;

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use self::{
    dictionary::Gathered,
    numbers::Numbers,
    table::Table,
    texts::{NoteTexts, Texts},
};
use crate::{
    library::NoteId,
    note::{HeadingId, Note},
    output::Artifact,
    path::Route,
    render::Renderer,
    search::{Digests, Searchable, StopWords, Words},
    site::PageId,
};

/// The version of the format, which the engine of the theme has to know.
const FORMAT: u32 = 1;
/// How many bytes are loaded at once; an index over that has its postings in shards.
const ONE_FILE: usize = 150_000;
/// How many bytes the postings of one shard have, about; compressed half of it.
const POSTINGS: usize = 6_000;
/// How many notes are read at once: of the others only what is written is in memory.
const AT_ONCE: usize = 64;

/// A note that can be found, in reading order.
struct SearchNote<'a> {
    note: &'a Note,
    id: NoteId,
    page: PageId,
    sections: Vec<SearchSection>,
}

/// What the table says of a section.
struct SearchSection {
    heading: Option<HeadingId>,
    is_links: bool,
    /// How many words it has.
    length: u32,
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
    let mut gathered = Gathered::default();
    let mut texts = Texts::default();
    let notes = read(renderer, &stop_words, |words, text| {
        gathered.add(words);
        texts.add(text);
    });
    let texts = texts.into_shards(place);
    let mut dictionary = gathered.in_order();
    let mut index = Index {
        format: FORMAT,
        stop_words: stop_words.all(),
        table: Table::new(renderer, &notes),
        words: std::mem::take(&mut dictionary.words),
        postings: None,
        shards: Vec::new(),
        texts: texts.iter().map(|(it, count)| (it.name.clone(), *count)).collect(),
    };
    let mut files: Vec<Artifact> = texts.into_iter().map(|it| it.0.artifact).collect();
    let mut text = String::new();
    // Neither words nor places are shorter as JSON.
    if index.words.len() + dictionary.places.len() <= ONE_FILE {
        index.postings = Some(dictionary.places.clone());
        text = script("index", &index);
    }
    if text.is_empty() || text.len() > ONE_FILE {
        index.postings = None;
        let shards = dictionary.shards(POSTINGS).into_par_iter();
        let shards = shards.map(|(it, count)| (shard(place, &json(&it)), count));
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

/// Reads the notes that can be found, in reading order, and hands on the words and texts of each.
fn read<'a>(
    renderer: &'a Renderer<'_>,
    stop_words: &StopWords,
    mut take: impl FnMut(&Words, &NoteTexts),
) -> Vec<SearchNote<'a>> {
    let language = renderer.config().language();
    let pages = renderer.site().pages();
    let notes = pages.filter_map(|(page, it)| Some((page, it.note()?)));
    let notes: Vec<(PageId, (&Note, NoteId))> = notes
        .filter(|(_, (note, _))| !note.is_template && !note.meta.no_search)
        .collect();
    let digests = Digests::default();
    let read = |(page, (note, id)): &(PageId, (&'a Note, NoteId))| {
        let Searchable { sections, words } = Searchable::of(note, digests, |word| {
            stop_words.has(note.language(language), word)
        });
        let texts = NoteTexts::new(renderer, (note, *id), &sections);
        let sections = sections.iter().zip(&words.lengths);
        let sections = sections.map(|(it, length)| SearchSection {
            heading: it.heading,
            is_links: it.is_links,
            length: *length,
        });
        let sections = sections.collect();
        (SearchNote { note, id: *id, page: *page, sections }, words, texts)
    };
    let mut all = Vec::with_capacity(notes.len());
    for some in notes.chunks(AT_ONCE) {
        let some: Vec<_> = some.par_iter().map(read).collect();
        for (note, words, texts) in some {
            take(&words, &texts);
            all.push(note);
        }
    }
    all
}

/// A shard beside the index, with some JSON.
fn shard(index: &Route, json: &str) -> Shard {
    let name = name(json);
    let bytes = call(&name, json).into_bytes();
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
