//! Tags over all notes: which there are, what they mean, where they are used.
//! Gives one name per tag, whatever alias it was written under.
//! Must not know the pages of tags.

#[expect(clippy::disallowed_types, reason = "uses are many, tags are few")]
use std::collections::HashMap;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayon::prelude::*;

use super::{Library, NoteId, held::Held};
use crate::{
    config,
    diag::{Code, Diagnostic, Names, Span, nearest},
    note::{Level, NodeId, Note, Scope, TagId, TagName, TagUse},
    path::{NotePath, composed, fold},
};

/// The folder whose notes are the pages of tags, and where links look for these.
pub const FOLDER: &str = "tags";

/// The name of the tag whose page a note is by its place: `a/b` for `tags/a/b.md`.
#[must_use]
pub fn named_by(path: &NotePath) -> Option<String> {
    let below = path.as_str().strip_prefix(FOLDER)?.strip_prefix('/')?;
    Some(below.strip_suffix(path.name())?.to_owned() + path.stem())
}

/// Every tag of the library.
#[derive(Debug, Default)]
pub struct Tags {
    entries: BTreeMap<TagName, Entry>,
    /// The tags that names stand for, by the folded names.
    aliases: BTreeMap<String, TagName>,
    /// For each name that is written as a tag may be the tag; `None` if it is code.
    meanings: BTreeMap<TagName, Option<TagName>>,
    /// Those of each note, in path order.
    of_notes: Vec<Arc<OfNote>>,
}

/// The tags of one note.
#[derive(Debug)]
struct OfNote {
    note: Arc<Note>,
    /// The names of what may be its tags; `None` for what is code.
    names: Vec<Option<TagName>>,
    /// The tags by what they hold and where they stand.
    held: Held,
    /// The tags it carries as a whole.
    whole: Vec<TagName>,
}

/// A tag where a note uses it, under the tag's own name.
#[derive(Debug, Clone, Copy)]
pub struct Tagged<'lib> {
    /// Which of the note's tags it is.
    pub id: TagId,
    /// The tag.
    pub name: &'lib TagName,
    /// What it belongs to.
    pub level: Level,
    /// Where it is written.
    pub span: &'lib Span,
    /// The node that it is written in; none for a tag of the front matter.
    pub node: NodeId,
    /// What it belongs to, in nodes.
    pub scope: Scope,
}

impl Library {
    /// The tags that lead readers to some note.
    pub(super) fn shown_tags(&self) -> impl Iterator<Item = &TagName> {
        let leads = |it: &Entry| it.uses.iter().any(|(id, _)| self.shows_tags(*id));
        self.tags.all().filter(move |it| leads(it.1)).map(|it| it.0)
    }

    /// The tags of a note, in the order they are written.
    pub fn tags_of(&self, note: NoteId) -> impl Iterator<Item = Tagged<'_>> {
        let uses = self.note(note).tags.iter();
        uses.zip(self.named_tags(note)).enumerate().filter_map(|(at, (it, name))| {
            Some(Tagged::new(TagId(at), name.as_ref()?, it))
        })
    }

    /// The tags that are written in some nodes of a note.
    pub fn tags_in(
        &self,
        note: NoteId,
        nodes: Scope,
    ) -> impl Iterator<Item = Tagged<'_>> + use<'_> {
        let of_note = self.tags.of_notes.get(note.0).into_iter();
        of_note
            .flat_map(move |it| it.held.within(nodes))
            .filter_map(move |it| self.tag(note, it))
    }

    /// The tags of what holds some nodes of a note: the note, sections, labels, themselves.
    pub fn tags_around(
        &self,
        note: NoteId,
        nodes: Scope,
    ) -> impl Iterator<Item = Tagged<'_>> + use<'_> {
        let of_note = self.tags.of_notes.get(note.0).into_iter();
        of_note
            .flat_map(move |it| it.held.around(nodes))
            .filter_map(move |it| self.tag(note, it))
    }

    /// For all that may be tags of a note the tag; `None` for what is code.
    #[must_use]
    pub fn named_tags(&self, note: NoteId) -> &[Option<TagName>] {
        self.tags.of_notes.get(note.0).map_or(&[], |it| &it.names)
    }

    /// A tag of a note; `None` for what is code.
    #[must_use]
    pub fn tag(&self, note: NoteId, id: TagId) -> Option<Tagged<'_>> {
        let name = self.named_tags(note).get(id.0)?.as_ref()?;
        Some(Tagged::new(id, name, self.note(note).tags.get(id.0)?))
    }

    /// What looks like tags at the end of items and cells, but was taken for code.
    pub fn taken_for_code(&self) -> impl Iterator<Item = (NoteId, &TagUse)> {
        self.notes().flat_map(|(id, note)| {
            let code = note.tags.iter().zip(self.named_tags(id));
            let code = code.filter(|(_, name)| name.is_none());
            code.map(move |(it, _)| (id, it))
        })
    }
}

impl<'lib> Tagged<'lib> {
    fn new(id: TagId, name: &'lib TagName, it: &'lib TagUse) -> Self {
        let TagUse { level, span, node, scope, .. } = it;
        Self { id, name, level: *level, span, node: *node, scope: *scope }
    }
}

/// A tag.
#[derive(Debug, Default)]
pub struct Entry {
    /// What a legend says about it.
    pub description: Option<String>,
    /// Where it is used, in path order.
    pub uses: Vec<(NoteId, TagId)>,
}

impl Tags {
    /// Gives every use its tag's own name, and decides which candidates are not tags. Takes from
    /// `before` what is the same.
    pub(super) fn gather(
        notes: &[Arc<Note>],
        config: &config::Tags,
        before: &Self,
    ) -> (Self, Vec<Diagnostic>) {
        let mut aliases = aliases(config);
        let vocabulary = vocabulary(config);
        let written: Vec<Written<'_>> = notes.par_iter().map(|it| written(it)).collect();
        let mut uses: BTreeMap<&TagName, usize> = BTreeMap::new();
        for (name, (count, _)) in written.iter().flatten() {
            *uses.entry(name).or_default() += count;
        }
        let of_alias = uses.iter().map(|(it, uses)| (named(it, &aliases), *uses));
        let spellings = spellings(of_alias, vocabulary.as_ref());
        // Each name is folded once, however often it is written.
        let final_name = |it: &TagName| named(named(it, &aliases), &spellings).clone();
        let finally: BTreeMap<&TagName, TagName> =
            uses.into_keys().map(|it| (it, final_name(it))).collect();
        for name in aliases.values_mut() {
            *name = spellings.get(&fold(name.as_str())).unwrap_or(name).clone();
        }
        for (folded, name) in spellings {
            aliases.entry(folded).or_insert(name);
        }
        let mut known: BTreeSet<&TagName> = vocabulary.iter().flatten().collect();
        let certain = written.iter().flatten().filter(|(_, (_, is_certain))| *is_certain);
        known.extend(certain.filter_map(|(name, _)| finally.get(name)));
        let explained = notes.iter().flat_map(|it| &it.legends);
        known.extend(explained.map(|it| named(&it.name, &aliases)));
        let meaning = |it: &TagName| Some(it).filter(|it| known.contains(it)).cloned();
        let meanings: BTreeMap<TagName, Option<TagName>> =
            finally.iter().map(|(name, it)| ((*name).clone(), meaning(it))).collect();
        let of_notes = of_notes(notes, &meanings, before);
        let tags = entries(notes, &of_notes, &aliases);
        let mut findings = Vec::new();
        if let Some(vocabulary) = &vocabulary {
            findings.extend(outside(notes, &tags, vocabulary));
        }
        findings.extend(near_duplicates(notes, &tags, vocabulary.as_ref()));
        if vocabulary.is_none() {
            findings.extend(misspelled(notes, &tags));
        }
        (Self { entries: tags, aliases, meanings, of_notes }, findings)
    }

    /// The tags of the same note in the last build.
    fn of(&self, note: &Arc<Note>) -> Option<&Arc<OfNote>> {
        let at =
            self.of_notes.binary_search_by(|it| it.note.path.cmp(&note.path)).ok()?;
        self.of_notes.get(at).filter(|it| Arc::ptr_eq(&it.note, note))
    }

    /// The tag that a name written in a note stands for; `None` when it is not a tag.
    #[must_use]
    pub fn named(&self, name: &TagName) -> Option<&TagName> {
        let other = self.aliases.get(&fold(name.as_str()));
        self.entries.get_key_value(other.unwrap_or(name)).map(|(name, _)| name)
    }

    /// The name of the tag that a word stands for, such as an alias; `None` when it is not a tag.
    #[must_use]
    pub fn meant_by(&self, word: &str) -> Option<&TagName> {
        self.named(&TagName::new(word.trim_start_matches('#'))?)
    }

    /// Whether every name stands for the same tag as in another library.
    pub(super) fn answer_alike(&self, other: &Self) -> bool {
        self.aliases == other.aliases && self.entries.keys().eq(other.entries.keys())
    }

    /// Every tag in the order of their names.
    pub fn all(&self) -> impl Iterator<Item = (&TagName, &Entry)> {
        self.entries.iter()
    }

    /// The tags of a note that belong to the same nodes.
    #[must_use]
    pub fn beside(&self, note: NoteId, scope: Scope) -> &[TagId] {
        self.of_notes.get(note.0).map_or(&[], |it| it.held.at(scope))
    }

    /// The tags that a note carries as a whole, each once, in the order they are written.
    #[must_use]
    pub fn of_whole(&self, note: NoteId) -> &[TagName] {
        self.of_notes.get(note.0).map_or(&[], |it| &it.whole)
    }

    /// A tag and those nested in it.
    pub fn within(&self, name: &TagName) -> impl Iterator<Item = (&TagName, &Entry)> {
        // Names are in order, and those nested in one begin like it; others do so, too.
        let (name, prefix) = (name.clone(), name.clone());
        let behind = self.entries.range(name.clone()..);
        behind
            .take_while(move |(it, _)| it.as_str().starts_with(prefix.as_str()))
            .filter(move |(it, _)| it.is_within(&name))
    }

    /// A tag.
    #[must_use]
    pub fn get(&self, name: &TagName) -> Option<&Entry> {
        self.entries.get(name)
    }
}

/// What a note writes as tags may be: each name with how often it stands there, and whether it
/// certainly is a tag.
type Written<'n> = BTreeMap<&'n TagName, (usize, bool)>;

fn written(note: &Note) -> Written<'_> {
    // Who tags headings and labels means tags at the end of items, too.
    let tags_certainly = note.tags.iter().any(|it| !it.weak && it.level != Level::Note);
    let mut written = Written::new();
    for it in &note.tags {
        let (uses, is_certain) = written.entry(&it.name).or_default();
        *uses += 1;
        *is_certain |= !it.weak || tags_certainly;
    }
    written
}

/// The tags of each note; made anew only for a note that is new or some name of which means
/// something else.
fn of_notes(
    notes: &[Arc<Note>],
    meanings: &BTreeMap<TagName, Option<TagName>>,
    before: &Tags,
) -> Vec<Arc<OfNote>> {
    let changed = meanings.iter().filter(|it| before.meanings.get(it.0) != Some(it.1));
    let changed: BTreeSet<&TagName> = changed.map(|it| it.0).collect();
    let means_the_same = |note: &Note| {
        changed.is_empty() || !note.tags.iter().any(|it| changed.contains(&it.name))
    };
    let of_note = |note: &Arc<Note>| match before.of(note) {
        Some(same) if means_the_same(note) => Arc::clone(same),
        _ => Arc::new(OfNote::new(note, meanings)),
    };
    notes.par_iter().map(of_note).collect()
}

impl OfNote {
    fn new(note: &Arc<Note>, meanings: &BTreeMap<TagName, Option<TagName>>) -> Self {
        let meaning = |it: &TagUse| meanings.get(&it.name).cloned().flatten();
        let names: Vec<Option<TagName>> = note.tags.iter().map(meaning).collect();
        let are_tags = note.tags.iter().zip(&names).enumerate();
        let are_tags = are_tags.filter(|(_, (_, name))| name.is_some());
        let held = Held::new(are_tags.map(|(at, (it, _))| (TagId(at), it)));
        let whole = of_whole(note, &names);
        Self { note: Arc::clone(note), names, held, whole }
    }
}

/// Every tag with its uses, and what a legend says about it.
fn entries(
    notes: &[Arc<Note>],
    of_notes: &[Arc<OfNote>],
    aliases: &BTreeMap<String, TagName>,
) -> BTreeMap<TagName, Entry> {
    #[expect(clippy::disallowed_types, reason = "uses are many, tags are few")]
    let mut entries: HashMap<&TagName, Entry> = HashMap::new();
    for ((id, note), it) in (0..).map(NoteId).zip(notes).zip(of_notes) {
        for (at, name) in it.names.iter().enumerate() {
            let Some(name) = name else { continue };
            entries.entry(name).or_default().uses.push((id, TagId(at)));
        }
        for legend in &note.legends {
            let entry = entries.entry(named(&legend.name, aliases)).or_default();
            entry.description.get_or_insert_with(|| legend.description.clone());
        }
    }
    entries.into_iter().map(|(name, it)| (name.clone(), it)).collect()
}

fn of_whole(note: &Note, names: &[Option<TagName>]) -> Vec<TagName> {
    let mut seen = BTreeSet::new();
    let tags = note.tags.iter().zip(names).filter(|(it, _)| it.level == Level::Note);
    let names = tags.filter_map(|(_, name)| name.as_ref());
    names.filter(|it| seen.insert(*it)).cloned().collect()
}

fn aliases(config: &config::Tags) -> BTreeMap<String, TagName> {
    let name = |text: &String| TagName::new(text.trim_start_matches('#'));
    let pairs = config.aliases.iter().flatten();
    pairs.filter_map(|(from, to)| Some((fold(name(from)?.as_str()), name(to)?))).collect()
}

/// The name that stands for a name, among others by the folded names.
fn named<'n>(name: &'n TagName, others: &'n BTreeMap<String, TagName>) -> &'n TagName {
    others.get(&fold(name.as_str())).unwrap_or(name)
}

/// For every folded tag the spelling that stands for all others in which only the letter case
/// differs, or how accents are composed.
///
/// They are one tag to Obsidian, and their pages one file to Windows and macOS; so are those that
/// nested ones stand in.
fn spellings<'n>(
    used: impl Iterator<Item = (&'n TagName, usize)>,
    vocabulary: Option<&'n BTreeSet<TagName>>,
) -> BTreeMap<String, TagName> {
    let listed = vocabulary.into_iter().flatten().map(|it| (it, 0));
    let mut names: BTreeMap<&TagName, usize> = BTreeMap::new();
    for (name, uses) in used.chain(listed) {
        *names.entry(name).or_default() += uses;
    }
    let mut parts: BTreeMap<String, BTreeMap<TagName, usize>> = BTreeMap::new();
    for (name, uses) in &names {
        for (above, part) in parts_of(name) {
            *parts.entry(above).or_default().entry(part).or_default() += uses;
        }
    }
    let listed: BTreeSet<(String, TagName)> =
        vocabulary.into_iter().flatten().flat_map(parts_of).collect();
    let best = |(above, group): (&String, &BTreeMap<TagName, usize>)| {
        let rank = |(part, uses): &(&TagName, &usize)| {
            let is_listed = listed.contains(&(above.clone(), (*part).clone()));
            rank(part, **uses, is_listed)
        };
        Some((above.clone(), group.iter().max_by_key(rank)?.0.clone()))
    };
    let best: BTreeMap<String, TagName> = parts.iter().filter_map(best).collect();
    let spelled = names.keys().filter_map(|name| {
        let parts = parts_of(name);
        let parts: Vec<&str> =
            parts.filter_map(|(above, _)| Some(best.get(&above)?.as_str())).collect();
        Some((fold(name.as_str()), TagName::new(&parts.join("/"))?))
    });
    spelled.collect()
}

/// The parts of a nested name, each with all of the name up to its end, folded.
fn parts_of(name: &TagName) -> impl Iterator<Item = (String, TagName)> {
    name.with_ancestors().into_iter().filter_map(|above| {
        let part = above.as_str().rsplit('/').next().and_then(TagName::new)?;
        Some((fold(above.as_str()), part))
    })
}

/// How good a name is for tags that are one: listed, composed, often used, in lower case, first.
fn rank(
    name: &TagName,
    uses: usize,
    is_listed: bool,
) -> (bool, bool, usize, bool, Reverse<TagName>) {
    let is_lower = name.as_str() == name.as_str().to_lowercase();
    let is_composed = composed(name.as_str()) == name.as_str();
    (is_listed, is_composed, uses, is_lower, Reverse(name.clone()))
}

fn vocabulary(config: &config::Tags) -> Option<BTreeSet<TagName>> {
    let words = config.vocabulary.as_ref()?.iter();
    Some(words.filter_map(|it| TagName::new(it.trim_start_matches('#'))).collect())
}

/// The tags that the vocabulary does not hold, a finding on each at its first place.
fn outside(
    notes: &[Arc<Note>],
    tags: &BTreeMap<TagName, Entry>,
    vocabulary: &BTreeSet<TagName>,
) -> Vec<Diagnostic> {
    let listed: BTreeSet<String> =
        vocabulary.iter().map(|it| fold(it.as_str())).collect();
    let outside = || tags.iter().filter(|it| !listed.contains(&fold(it.0.as_str())));
    let names = Names::new(vocabulary.iter().map(TagName::as_str), outside().count());
    let finding = |(name, entry): (&TagName, &Entry)| {
        let (note, it) = first_use(notes, tags, name)?;
        let message = match entry.uses.len() {
            1 => format!("the tag `#{name}` is not in the vocabulary"),
            uses => {
                format!(
                    "the tag `#{name}`, used in {uses} places, is not in the vocabulary"
                )
            }
        };
        let name = name.as_str();
        let help = nearest(name, names.near(name)).map_or_else(
            || String::from("add it to `tags.vocabulary`, or use another tag"),
            |it| format!("did you mean `#{it}`?"),
        );
        let finding = Diagnostic::new(Code::T001, &note.path, it.span.clone(), message);
        Some(finding.with_help(help))
    };
    outside().filter_map(finding).collect()
}

/// Tags that differ only in hyphens or a plural: probably one tag.
fn near_duplicates(
    notes: &[Arc<Note>],
    tags: &BTreeMap<TagName, Entry>,
    vocabulary: Option<&BTreeSet<TagName>>,
) -> Vec<Diagnostic> {
    let mut alike: BTreeMap<String, Vec<(&TagName, usize)>> = BTreeMap::new();
    for (name, entry) in tags.iter().filter(|(_, entry)| !entry.uses.is_empty()) {
        alike.entry(normal_form(name)).or_default().push((name, entry.uses.len()));
    }
    let mut findings = Vec::new();
    for group in alike.values().filter(|it| it.len() > 1) {
        let main = group.iter().max_by_key(|(name, uses)| {
            rank(name, *uses, vocabulary.is_some_and(|it| it.contains(*name)))
        });
        let Some((main, _)) = main else { continue };
        for (name, _) in group.iter().filter(|(name, _)| name != main) {
            let Some((note, it)) = first_use(notes, tags, name) else { continue };
            let message =
                format!("the tags `#{name}` and `#{main}` look like the same tag");
            let help =
                format!("write `#{main}`, or add `{name}: {main}` under `tags.aliases`");
            findings.push(
                Diagnostic::new(Code::T002, &note.path, it.span.clone(), message)
                    .with_help(help),
            );
        }
    }
    findings
}

/// A tag that stands in so many places is spelt as its author means it.
const OFTEN: usize = 10;

/// Shorter names are too often like others.
const LONG: usize = 5;

/// In longer names no slip is looked for.
const LONGEST: usize = 100;

/// The tags in a single place that are one slip of the finger away from one in many.
fn misspelled(notes: &[Arc<Note>], tags: &BTreeMap<TagName, Entry>) -> Vec<Diagnostic> {
    let mut often: BTreeMap<String, Vec<(&TagName, usize)>> = BTreeMap::new();
    for (name, entry) in tags.iter().filter(|(_, it)| it.uses.len() >= OFTEN) {
        for rest in with_a_letter_less(name) {
            often.entry(rest).or_default().push((name, entry.uses.len()));
        }
    }
    // Who explains a tag, or writes its page, means it.
    let page = |it: &Arc<Note>| named_by(&NotePath::new(&fold(it.path.as_str()))?);
    let pages: BTreeSet<String> = notes.iter().filter_map(page).collect();
    let finding = |(name, entry): (&TagName, &Entry)| {
        let is_meant = pages.contains(&fold(name.as_str()));
        if entry.uses.len() != 1 || entry.description.is_some() || is_meant {
            return None;
        }
        let rests = with_a_letter_less(name);
        let alike = rests.iter().filter_map(|it| often.get(it)).flatten();
        let (main, uses) = alike.filter(|(it, _)| is_slip(name, it)).min()?;
        let (note, it) = first_use(notes, tags, name)?;
        let message = format!("the tag `#{name}` is used only here");
        let help = format!("did you mean `#{main}`, which is used in {uses} places?");
        let finding = Diagnostic::new(Code::T004, &note.path, it.span.clone(), message);
        Some(finding.with_help(help))
    };
    tags.iter().filter_map(finding).collect()
}

/// A name in lower case, and what is left of it without each of its letters: names that are one slip
/// apart have one of these in common. Nothing for a name in which no slip is looked for.
fn with_a_letter_less(name: &TagName) -> BTreeSet<String> {
    let lower = fold(name.as_str());
    let letters = lower.chars().count();
    if !(LONG - 1..=LONGEST).contains(&letters) {
        return BTreeSet::new();
    }
    let without = |at: usize| {
        let others = lower.chars().enumerate().filter(|it| it.0 != at);
        others.map(|it| it.1).collect()
    };
    let mut rests: BTreeSet<String> = (0..letters).map(without).collect();
    rests.insert(lower);
    rests
}

/// Whether two names differ by a letter too many, one too few, or two in wrong order.
///
/// Another letter makes another word (`alkane`, `alkene`), as numbers do, Roman ones too, and what
/// stands for itself (`part-a`).
fn is_slip(name: &TagName, other: &TagName) -> bool {
    let [a, b] = [name, other].map(|it| fold(it.as_str()));
    let letters = |it: &str| {
        let mut letters: Vec<char> = it.chars().collect();
        letters.sort_unstable();
        letters
    };
    let (of_a, of_b) = (letters(&a), letters(&b));
    of_a.len() >= LONG
        && (of_a == of_b || of_a.len().abs_diff(of_b.len()) == 1)
        && strsim::osa_distance(&a, &b) == 1
        && !parts_differ_by_number(&a, &b)
        && normal_form(name) != normal_form(other)
}

/// Whether the parts in which two names differ are numbers, or too short to tell a slip.
fn parts_differ_by_number(a: &str, b: &str) -> bool {
    let parts =
        |it: &str| it.split(['-', '_', '/']).map(str::to_owned).collect::<Vec<_>>();
    let is_number = |it: &str| {
        it.chars().count() < 3
            || it.chars().any(char::is_numeric)
            || it.chars().all(|it| "ivxlc".contains(it))
    };
    let (a, b) = (parts(a), parts(b));
    a.iter().zip(&b).any(|(a, b)| a != b && (is_number(a) || is_number(b)))
}

fn first_use<'n>(
    notes: &'n [Arc<Note>],
    tags: &BTreeMap<TagName, Entry>,
    name: &TagName,
) -> Option<(&'n Note, &'n TagUse)> {
    let (id, at) = tags.get(name)?.uses.first()?;
    let note = notes.get(id.0)?;
    Some((note, note.tags.get(at.0)?))
}

fn normal_form(name: &TagName) -> String {
    let lower = fold(name.as_str());
    let plain: String = lower.chars().filter(|c| !matches!(c, '-' | '_')).collect();
    let singular = plain.strip_suffix('s').filter(|it| it.chars().count() > 3);
    singular.unwrap_or(&plain).to_owned()
}
