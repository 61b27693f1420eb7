//! What the script of practice loads: which questions there are, and their text in parts.
//! Gives scripts that hand over their content, so that they work from disk.
//! Must not know how a session goes.

use std::collections::BTreeMap;

use serde::Serialize;
use xxhash_rust::xxh3::Xxh3;

use super::{
    super::{CompareContext, LinkView},
    QuestionView,
};
use crate::{
    deck::Question,
    library::NoteId,
    path::NotePath,
    site::{Extra, Practice},
    study::CardKind,
};

/// What is known of every question before its text is loaded.
#[derive(Debug, Serialize)]
struct Index<'a> {
    title: &'a str,
    version: String,
    folders: Vec<Folder<'a>>,
    notes: Vec<Note<'a>>,
    tags: Vec<&'a str>,
    /// What stands for them in the address, and their names.
    items: Vec<(&'a str, &'a str)>,
    kinds: Vec<&'static str>,
    /// The URLs of the files with the text of questions.
    parts: Vec<String>,
    /// In reading order.
    questions: Vec<Listed<'a>>,
}

/// A folder with questions.
#[derive(Debug, Serialize)]
struct Folder<'a> {
    title: String,
    path: &'a str,
}

/// A note with questions.
#[derive(Debug, Serialize)]
struct Note<'a> {
    title: String,
    url: String,
    /// Its place in the site.
    route: &'a str,
    folder: usize,
}

/// The first part of the key of a question, and the numbers of its part, notes, kind, tags and items.
type Listed<'a> = (&'a str, usize, Vec<usize>, usize, Vec<usize>, Vec<usize>);

/// Gives equal values the same number, in the order in which they come.
struct Numbered<T> {
    all: Vec<T>,
    numbers: BTreeMap<T, usize>,
}

impl<T: Ord + Clone> Numbered<T> {
    fn new() -> Self {
        Self { all: Vec::new(), numbers: BTreeMap::new() }
    }

    fn of(&mut self, value: T) -> usize {
        let all = &mut self.all;
        *self.numbers.entry(value).or_insert_with_key(|value| {
            all.push(value.clone());
            all.len() - 1
        })
    }
}

/// The script that says which questions there are, for a site of that title.
#[must_use]
pub fn practice_index(context: &CompareContext<'_>, title: &str) -> String {
    let CompareContext { library, study, urls, .. } = context;
    let site = urls.site;
    let Some(practice) = &site.practice else { return String::new() };
    let (mut notes, mut folders) = (Numbered::new(), Numbered::new());
    let (mut tags, mut items) = (Numbered::new(), Numbered::new());
    for it in &practice.parts {
        folders.of(it.folder.clone());
    }
    let mut of_questions: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (item, asked) in site.deck.of_items(study) {
        let item = study.items.item(*item);
        let item = items.of((item.slug.as_str(), item.name.as_str()));
        for it in asked {
            of_questions.entry(*it).or_default().push(item);
        }
    }
    let mut parts: BTreeMap<usize, usize> = BTreeMap::new();
    for (number, part) in practice.parts.iter().enumerate() {
        parts.extend(part.questions.iter().map(|it| (*it, number)));
    }
    let kinds = CardKind::ALL.map(CardKind::name);
    let mut questions = Vec::with_capacity(site.deck.questions.len());
    for (at, it) in site.deck.questions.iter().enumerate() {
        let mut in_notes: Vec<usize> =
            it.places().map(|place| notes.of(place.id)).collect();
        in_notes.dedup();
        let kind = kinds.iter().position(|name| *name == it.card.kind.name());
        let own = site.deck.tags_of(library, it).into_iter();
        let tags = own.map(|tag| tags.of(tag.as_str()));
        questions.push((
            it.id(),
            parts.get(&at).copied().unwrap_or_default(),
            in_notes,
            kind.unwrap_or_default(),
            tags.collect(),
            of_questions.remove(&at).unwrap_or_default(),
        ));
    }
    let note = |id: &NoteId| {
        let page = site.page_of(*id)?;
        let LinkView { title, url } = urls.link(page);
        let folder = folders.of(library.note(*id).path.folder());
        Some(Note { title, url, route: site.page(page).route.as_str(), folder })
    };
    let notes = notes.all.iter().filter_map(note).collect();
    // Pages of folders lead to the questions of all folders below them.
    for it in practice.folders.keys().filter(|it| !it.is_root()) {
        folders.of(it.clone());
    }
    let folder = |path| Folder {
        title: practice.folders.get(path).map(|it| urls.plain(it)).unwrap_or_default(),
        path: NotePath::as_str(path),
    };
    let index = Index {
        title,
        version: version(site.deck.questions.iter()),
        folders: folders.all.iter().map(folder).collect(),
        notes,
        tags: tags.all,
        items: items.all,
        kinds: kinds.to_vec(),
        parts: part_urls(context, practice),
        questions,
    };
    script("index", &index)
}

/// The URLs of the parts, which are others when their questions are, so that none is taken from the
/// cache of a browser that another version of the site left there.
fn part_urls(context: &CompareContext<'_>, practice: &Practice) -> Vec<String> {
    let site = context.urls.site;
    let parts = practice.parts.iter().enumerate().map(|(at, part)| {
        let route = site.extras.get(&Extra::PracticePart(at))?;
        let questions =
            part.questions.iter().filter_map(|it| site.deck.questions.get(*it));
        Some(format!("{}?{}", context.urls.url(route), version(questions)))
    });
    parts.map(Option::unwrap_or_default).collect()
}

/// A text that is another one when the questions are.
fn version<'q, 'lib: 'q>(questions: impl Iterator<Item = &'q Question<'lib>>) -> String {
    let mut digest = Xxh3::new();
    questions.for_each(|it| digest.update(it.key().as_bytes()));
    format!("{:08x}", digest.digest() & 0xffff_ffff)
}

/// The script that finds the past of questions that moved: the other parts of all keys, with the
/// version of the list that they belong to.
#[must_use]
pub fn practice_words(context: &CompareContext<'_>) -> String {
    let questions = &context.urls.site.deck.questions;
    let words: Vec<&str> = questions.iter().map(Question::words).collect();
    script("words", &(version(questions.iter()), words.join(" ")))
}

/// A question as the script gets it.
#[derive(Debug, Serialize)]
struct Asked<'a> {
    key: &'a str,
    rule: &'a str,
    /// Empty where it is that of the site.
    language: &'a str,
    note: &'a str,
    context: &'a [String],
    html: &'a str,
    answer: &'a str,
    why: &'a [super::WhyView],
    places: &'a [LinkView],
}

/// The script with the text of a part of the questions.
#[must_use]
pub fn practice_part(at: usize, questions: &[QuestionView]) -> String {
    let asked = questions.iter().map(|it| Asked {
        key: &it.key,
        rule: it.rule,
        language: it.language.as_deref().unwrap_or_default(),
        note: &it.note,
        context: &it.context,
        html: &it.html,
        answer: &it.answer,
        why: &it.why,
        places: &it.places,
    });
    let asked: Vec<Asked<'_>> = asked.collect();
    script(&at.to_string(), &asked)
}

/// A script that hands over what it says under its name.
fn script(name: &str, content: &impl Serialize) -> String {
    // These values are numbers and texts, which always can be written.
    let json = serde_json::to_string(content).unwrap_or_default();
    format!("cribPracticeFile(\"{name}\",{json});\n")
}
