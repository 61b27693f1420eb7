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

use std::{collections::BTreeSet, ops::Range};

use rayon::prelude::*;
use serde::Serialize;
use xxhash_rust::xxh3::Xxh3;

use self::{
    dictionary::{Dictionary, Gathered},
    numbers::Numbers,
    table::Table,
    texts::{NoteTexts, Stretch, Texts},
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
/// How many notes each thread reads before what is not written is forgotten.
const AT_ONCE: usize = 8;

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

/// All files of the search. Only what they are made of is in memory: the bytes of a shard are made
/// when it is asked for.
pub struct Files<'r, 'a> {
    index: Artifact,
    texts: Texts<'r, 'a>,
    dictionary: Dictionary,
    shards: Vec<Shard>,
}

/// A shard: a file beside the index, named by what it says.
struct Shard {
    name: String,
    route: Route,
    content: Content,
}

/// What a shard says.
enum Content {
    Texts(Stretch),
    Places(Range<usize>),
}

impl<'r, 'a> Files<'r, 'a> {
    /// Makes what the files are made of; none if the site has no search.
    #[must_use]
    pub fn new(renderer: &'r Renderer<'a>) -> Option<Self> {
        let place = renderer.site().search.clone()?;
        let language = renderer.config().language();
        let notes = renderer.library().published().map(|(_, note, _)| note);
        let stop_words = StopWords::new(notes.map(|it| it.language(language)));
        let mut gathered = Gathered::default();
        let mut texts = Texts::new(renderer);
        let notes = read(renderer, &stop_words, |note, words, text| {
            gathered.add(words);
            texts.add((note.note, note.id), text);
        });
        let mut index = Index {
            format: FORMAT,
            stop_words: stop_words.all(),
            table: Table::new(renderer, &notes),
            words: String::new(),
            postings: None,
            shards: Vec::new(),
            texts: Vec::new(),
        };
        drop(notes);
        let (words, dictionary) = gathered.in_order();
        index.words = words;
        let mut files = Self {
            index: Artifact { route: place, bytes: Vec::new() },
            texts,
            dictionary,
            shards: Vec::new(),
        };
        let of_texts = files.texts.shards().into_iter();
        index.texts = files.add(of_texts.map(|(it, count)| (Content::Texts(it), count)));
        let mut text = String::new();
        // Neither words nor places are shorter as JSON.
        if index.words.len() + files.dictionary.size() <= ONE_FILE {
            index.postings = Some(files.dictionary.all());
            text = script("index", &index);
        }
        if text.is_empty() || text.len() > ONE_FILE {
            index.postings = None;
            let of_places = files.dictionary.shards(POSTINGS).into_iter();
            index.shards = files.add(of_places.map(|it| {
                let count = it.len();
                (Content::Places(it), count)
            }));
            text = script("index", &index);
        }
        files.index.bytes = text.into_bytes();
        // Two shards that say the same are one file.
        files.shards.sort_by(|a, b| a.route.cmp(&b.route));
        files.shards.dedup_by(|a, b| a.route == b.route);
        Some(files)
    }

    /// Their places.
    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        self.shards.iter().map(|it| &it.route).chain([&self.index.route])
    }

    /// Makes each of them and hands it on, on all threads.
    ///
    /// # Errors
    /// The first one that `put` returns.
    pub fn put<E: Send>(
        self,
        put: impl Fn(Artifact) -> Result<(), E> + Sync,
    ) -> Result<(), E> {
        let shards: Vec<Result<(), E>> =
            self.shards.par_iter().map(|it| put(self.shard(it))).collect();
        shards.into_iter().collect::<Result<(), E>>()?;
        put(self.index)
    }

    /// All of them.
    #[must_use]
    pub fn all(self) -> Vec<Artifact> {
        let mut all: Vec<Artifact> =
            self.shards.par_iter().map(|it| self.shard(it)).collect();
        all.push(self.index);
        all
    }

    /// Adds shards; returns the name of each with a number that comes with it.
    fn add(
        &mut self,
        shards: impl Iterator<Item = (Content, usize)>,
    ) -> Vec<(String, usize)> {
        let shards: Vec<(Content, usize)> = shards.collect();
        let folder = self.index.route.as_str().rsplit_once('/').map_or("", |it| it.0);
        let shard = |(content, count)| {
            let name = self.name(&content);
            // A digest in a folder that has a name is a name as well.
            let route = Route::new(&format!("{folder}/{name}.js"));
            let route = route.unwrap_or_else(|| self.index.route.clone());
            (Shard { name, route, content }, count)
        };
        let shards: Vec<(Shard, usize)> = shards.into_par_iter().map(shard).collect();
        let names = shards.iter().map(|(it, count)| (it.name.clone(), *count)).collect();
        self.shards.extend(shards.into_iter().map(|it| it.0));
        names
    }

    /// A name made of what a shard says.
    fn name(&self, content: &Content) -> String {
        const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let mut digest = Xxh3::new();
        self.pieces(content, |it| digest.update(it.as_bytes()));
        let digest = digest.digest();
        let digit = |at: u32| {
            let digit = usize::try_from(digest >> (5 * at) & 31).unwrap_or_default();
            DIGITS.get(digit).copied().map_or('a', char::from)
        };
        (0..12).map(digit).collect()
    }

    fn shard(&self, shard: &Shard) -> Artifact {
        let Shard { name, route, content } = shard;
        let mut json = String::new();
        self.pieces(content, |it| json.push_str(it));
        Artifact { route: route.clone(), bytes: call(name, &json).into_bytes() }
    }

    /// Hands on what a shard says, as JSON, piece by piece.
    fn pieces(&self, content: &Content, take: impl FnMut(&str)) {
        match content {
            Content::Texts(it) => self.texts.pieces(*it, take),
            Content::Places(it) => self.dictionary.pieces(it.clone(), take),
        }
    }
}

/// Reads the notes that can be found, in reading order, and hands on the words and texts of each.
fn read<'a>(
    renderer: &'a Renderer<'_>,
    stop_words: &StopWords,
    mut take: impl FnMut(&SearchNote<'a>, &Words, &NoteTexts),
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
    for some in notes.chunks(AT_ONCE * rayon::current_num_threads()) {
        let some: Vec<_> = some.par_iter().map(read).collect();
        for (note, words, texts) in some {
            take(&note, &words, &texts);
            all.push(note);
        }
    }
    all
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
