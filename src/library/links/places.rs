//! The places of a note that links may name.
//! Gives each by its id, and by what authors write instead: other letter case, words, punctuation.
//! Decides neither which note is meant nor what is wrong with a link.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use crate::{
    note::{Heading, Node, Note},
    path::{Anchor, composed, fold, is_same, slug},
    text::single_spaced,
};

/// The places of a note.
pub(super) struct Places<'lib> {
    note: &'lib Note,
    title: &'lib str,
    /// The ids of its page.
    pub(super) ids: BTreeSet<&'lib str>,
    /// Made when a link names no id, which few do.
    others: OnceLock<Others<'lib>>,
}

/// Ids and headings by what else stands for them.
struct Others<'lib> {
    composed: BTreeMap<Cow<'lib, str>, &'lib str>,
    folded: BTreeMap<String, Vec<&'lib str>>,
    letters: BTreeMap<String, Vec<&'lib str>>,
    /// The first heading of each text.
    texts: BTreeMap<String, &'lib Heading>,
    /// Headings by their words, those of the source included.
    words: BTreeMap<String, Vec<&'lib Heading>>,
    below_title: Vec<&'lib Heading>,
}

impl<'lib> Places<'lib> {
    pub(super) fn new(note: &'lib Note, title: &'lib str) -> Self {
        let headings = note.headings.iter();
        let headings = headings.flat_map(|it| std::iter::once(&it.id).chain(&it.aliases));
        let blocks = note.blocks.iter().map(|it| it.id.as_str());
        let tagged = note.tagged.iter().map(|it| &it.1);
        let anchors = headings.chain(&note.anchors).chain(tagged);
        let ids = anchors.map(Anchor::as_str).chain(blocks);
        Self { note, title, ids: ids.collect(), others: OnceLock::new() }
    }

    fn others(&self) -> &Others<'lib> {
        self.others.get_or_init(|| {
            let mut others = Others {
                composed: BTreeMap::new(),
                folded: BTreeMap::new(),
                letters: BTreeMap::new(),
                texts: BTreeMap::new(),
                words: BTreeMap::new(),
                below_title: Vec::new(),
            };
            for id in &self.ids {
                others.composed.entry(composed(id)).or_insert(id);
                others.folded.entry(fold(id)).or_default().push(*id);
                others.letters.entry(letters(id)).or_default().push(*id);
            }
            for heading in &self.note.headings {
                others.texts.entry(lower(&heading.text)).or_insert(heading);
                for words in self.words_of(heading) {
                    others.words.entry(words).or_default().push(heading);
                }
                if !is_same(&heading.text, self.title) {
                    others.below_title.push(heading);
                }
            }
            others
        })
    }

    /// The id that a fragment is, however its accents are composed.
    pub(super) fn id(&self, fragment: &str) -> Option<&'lib str> {
        let as_written = self.ids.get(fragment).copied();
        as_written.or_else(|| self.others().composed.get(&*composed(fragment)).copied())
    }

    /// The first id that differs from a fragment only in letter case.
    pub(super) fn in_any_case(&self, fragment: &str) -> Option<&'lib str> {
        let same = self.others().folded.get(&fold(fragment))?;
        same.first().copied()
    }

    /// The heading that a fragment names by its words: `B`, or `A#B`, which is B below A; the
    /// first of several.
    pub(super) fn heading(&self, fragment: &str) -> Option<&'lib Heading> {
        // Signs tell some headings apart (`C`, `C++`), and `#` may be one (`C# basics`).
        if let Some(same) = self.others().texts.get(&lower(fragment)) {
            return Some(same);
        }
        let parts = fragment.split('#').filter(|it| !it.trim().is_empty());
        let path: Vec<String> = parts.map(words).collect();
        let found = match &*path {
            [only] => self.with_words(only),
            _ => self.nested(&path),
        };
        found.or_else(|| self.with_words(&words(fragment)))
    }

    /// Whether a fragment is the words of a heading, with no hyphens in place of spaces.
    pub(super) fn is_in_words(&self, fragment: &str, heading: &Heading) -> bool {
        let joints = |it: &str| it.matches(['-', '_']).count();
        let last = fragment.rsplit('#').next().unwrap_or_default();
        let written = self.note.doc.node(heading.node).map(Node::written);
        joints(last) <= joints(written.unwrap_or_default())
    }

    fn with_words(&self, words: &str) -> Option<&'lib Heading> {
        self.others().words.get(words)?.first().copied()
    }

    /// The heading below others, the outermost first.
    fn nested(&self, path: &[String]) -> Option<&'lib Heading> {
        let is_it = |heading: &&&Heading| {
            let mut above = self.note.headings_above(heading.node).into_iter();
            // Headings between the named ones may be left out, the last one may not.
            path.iter().all(|it| above.any(|above| self.words_of(above).contains(it)))
                && above.next().is_none()
        };
        let last = self.others().words.get(path.last()?)?;
        last.iter().find(is_it).copied()
    }

    /// The words of a heading as readers see them, and as they are written if that differs:
    /// Obsidian names the tags, addresses and names of links in it, too.
    fn words_of(&self, heading: &Heading) -> BTreeSet<String> {
        let written = self.note.doc.node(heading.node).map(Node::written);
        let written = written.unwrap_or_default().trim_start_matches('#');
        BTreeSet::from([words(&heading.text), words(written)])
    }

    /// The first heading that begins with these words and goes on.
    pub(super) fn beginning_with(&self, fragment: &str) -> Option<&'lib Heading> {
        const LOOKED_AT: usize = 8;
        let start = words(fragment) + " ";
        let longer = self.others().words.range(start.clone()..);
        let longer = longer.take_while(|(it, _)| it.starts_with(&start)).take(LOOKED_AT);
        longer.flat_map(|(_, headings)| headings).min_by_key(|it| it.node).copied()
    }

    /// The only id that a fragment can mean: in another letter case, else that of the heading with
    /// these words, else the slug of what is written, else one with other punctuation.
    pub(super) fn only_meant(&self, fragment: &str) -> Option<&'lib str> {
        if let Some(same) = self.others().folded.get(&fold(fragment)) {
            return only(same);
        }
        if let Some(heading) = self.heading(fragment) {
            return Some(on_github(heading).as_str());
        }
        if let Some(id) = self.id(&slug(fragment)) {
            return Some(id);
        }
        let wanted = letters(fragment);
        let alike = self.others().letters.get(&wanted).filter(|_| !wanted.is_empty());
        alike.and_then(|it| only(it))
    }

    /// The headings that are not the title, which is the page itself.
    pub(super) fn below_title(&self) -> &[&'lib Heading] {
        &self.others().below_title
    }
}

/// The id of a heading that works on GitHub, too: there its tags are part of it.
fn on_github(heading: &Heading) -> &Anchor {
    let with_tags = heading.aliases.first().filter(|_| !heading.tags.is_empty());
    with_tags.unwrap_or(&heading.id)
}

fn only<'lib>(ids: &[&'lib str]) -> Option<&'lib str> {
    <[&str; 1]>::try_from(ids).ok().map(|[it]| it)
}

/// The letters and numbers of an id.
fn letters(id: &str) -> String {
    fold(id).chars().filter(|it| it.is_alphanumeric()).collect()
}

/// A text as names are compared, in lower case, with single spaces.
fn lower(text: &str) -> String {
    single_spaced(fold(text))
}

/// The words of a heading as Obsidian compares them: punctuation counts as space, unless there is
/// nothing else.
fn words(text: &str) -> String {
    let lower = lower(text);
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    let words = words.collect::<Vec<_>>().join(" ");
    if words.is_empty() { lower } else { words }
}

/// The words of a heading as a wikilink names them: without the signs that mean something in it.
pub(super) fn in_wikilink(heading: &Heading) -> String {
    let signs = ["[[", "]]", "%%", ":", "#", "|", "^", "\\"];
    let plain = signs.iter().fold(heading.text.clone(), |it, sign| it.replace(sign, " "));
    single_spaced(plain)
}
