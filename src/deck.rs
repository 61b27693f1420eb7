//! What readers practise: every card once, with all of its places.
//! Gives the questions of a site in reading order, each with the key under which progress is kept.
//! Must not know pages or HTML, nor when a question is due.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use xxhash_rust::xxh3::xxh3_64;

use crate::{
    library::{Library, NoteId},
    note::{Level, TagName},
    path::NotePath,
    query::{Facts, Kind},
    study::{CardKind, Digests, ItemId, Place, SharedCard, Study},
};

/// How many places of a question are named.
pub const MAX_PLACES: usize = 5;

/// The questions of a site.
#[derive(Debug, Default)]
pub struct Deck<'lib> {
    /// Every question once, in reading order.
    pub questions: Vec<Question<'lib>>,
    /// For each card of a note, by its place in the note, the question that it is.
    of_notes: BTreeMap<NoteId, Vec<(&'lib SharedCard<'lib>, usize)>>,
    /// The tags that each note gives to single places, made when the first question is asked for its
    /// tags.
    placed: OnceLock<BTreeMap<NoteId, BTreeSet<TagName>>>,
    /// Made when the first page of a tag, a folder or an item asks for them.
    tags: OnceLock<BTreeSet<TagName>>,
    folders: OnceLock<BTreeSet<NotePath>>,
    of_items: OnceLock<BTreeMap<ItemId, BTreeSet<usize>>>,
}

/// A question, with the cards that ask it in the same words and want the same answer.
#[derive(Debug)]
pub struct Question<'lib> {
    /// The card that comes first.
    pub card: &'lib SharedCard<'lib>,
    /// The same in other places, in reading order.
    pub again: Vec<&'lib SharedCard<'lib>>,
    /// The key under which progress is kept, made when it is asked for.
    key: OnceLock<String>,
    /// What stands above the question, and whether the title of its note may: a page, a script and a
    /// deck for Anki ask for them.
    context: OnceLock<Vec<String>>,
    shows_title: OnceLock<bool>,
}

impl<'lib> Deck<'lib> {
    /// The questions of notes in the given order; other notes have none.
    #[must_use]
    pub fn new(
        (library, study): (&'lib Library, &'lib Study<'lib>),
        order: impl Iterator<Item = NoteId>,
    ) -> Self {
        let mut cards: BTreeMap<NoteId, Vec<&SharedCard<'_>>> = BTreeMap::new();
        for card in &study.cards {
            cards.entry(card.place.id).or_default().push(card);
        }
        let mut deck = Self::default();
        let mut known: BTreeMap<(Digests, Vec<String>), usize> = BTreeMap::new();
        for note in order {
            let Some(cards) = cards.remove(&note) else { continue };
            for card in cards {
                let new = deck.questions.len();
                // Few words are one question only where they stand under the same headings.
                let question = Question::new(card);
                let is_short = card.digests.is_short;
                let above = is_short.then(|| question.context(library).to_vec());
                let said = (card.digests, above.unwrap_or_default());
                let at = *known.entry(said).or_insert(new);
                match deck.questions.get_mut(at) {
                    Some(same) => same.again.push(card),
                    None => deck.questions.push(question),
                }
                deck.of_notes.entry(note).or_default().push((card, at));
            }
        }
        deck
    }

    /// The cards of a note in the order of their places, each with the question that it is.
    pub fn of_note(
        &self,
        note: NoteId,
    ) -> impl Iterator<Item = (&'lib SharedCard<'lib>, &Question<'lib>)> {
        let cards = self.of_notes.get(&note).into_iter().flatten();
        cards.filter_map(|(card, at)| Some((*card, self.questions.get(*at)?)))
    }

    /// The tags of all places of a question, in the order of their names. If a note also gives a tag to
    /// single places, its tags line only sums them up.
    pub fn tags_of(
        &self,
        library: &'lib Library,
        question: &Question<'lib>,
    ) -> Vec<&'lib TagName> {
        let placed = self.placed.get_or_init(|| {
            let of_note = |id: &NoteId| {
                let tags = library.tags_of(*id).filter(|it| it.level != Level::Note);
                (*id, tags.map(|it| it.name.clone()).collect())
            };
            self.of_notes.keys().map(of_note).collect()
        });
        let of_place = |it: &'lib Place<'lib>| {
            let placed = placed.get(&it.id);
            let tags = library.tags_around(it.id, it.position.scope());
            let is_meant = move |level: Level, name: &TagName| {
                level != Level::Note || placed.is_none_or(|it| !it.contains(name))
            };
            tags.filter(move |it| is_meant(it.level, it.name)).map(|it| it.name)
        };
        let mut tags: Vec<&TagName> = question.places().flat_map(of_place).collect();
        tags.sort();
        tags.dedup();
        tags
    }

    /// What a query asks about a question.
    pub fn facts<'q>(
        &self,
        library: &'lib Library,
        question: &'q Question<'lib>,
    ) -> QuestionFacts<'q, 'lib> {
        QuestionFacts { question, tags: self.tags_of(library, question) }
    }

    /// All tags of its questions, and those that they are nested in.
    pub fn tags(&self, library: &'lib Library) -> &BTreeSet<TagName> {
        self.tags.get_or_init(|| {
            let questions = self.questions.iter();
            let own: BTreeSet<&TagName> =
                questions.flat_map(|it| self.tags_of(library, it)).collect();
            own.into_iter().flat_map(TagName::with_ancestors).collect()
        })
    }

    /// The folders of all places of its questions, and those above them.
    pub fn folders(&self) -> &BTreeSet<NotePath> {
        self.folders.get_or_init(|| {
            let notes = self.of_notes.values().filter_map(|it| it.first());
            let own: BTreeSet<NotePath> =
                notes.map(|it| it.0.place.note().path.folder()).collect();
            let above = own.iter().flat_map(NotePath::ancestors).collect::<Vec<_>>();
            own.into_iter().chain(above).collect()
        })
    }

    /// The questions about each compared item: those it answers and those that define it.
    pub fn of_items(
        &self,
        study: &'lib Study<'lib>,
    ) -> &BTreeMap<ItemId, BTreeSet<usize>> {
        self.of_items.get_or_init(|| {
            let mut of_items: BTreeMap<ItemId, BTreeSet<usize>> = BTreeMap::new();
            let mut by_place: BTreeMap<(NoteId, usize), Vec<usize>> = BTreeMap::new();
            for (note, cards) in &self.of_notes {
                for (card, at) in cards {
                    by_place.entry((*note, card.place.start())).or_default().push(*at);
                    if card.kind == CardKind::Definition
                        && let Some(item) = study.items.id(&card.prompt.text())
                    {
                        of_items.entry(item).or_default().insert(*at);
                    }
                }
            }
            for it in &study.mentions {
                let asked = by_place.get(&(it.place.id, it.place.start()));
                if let Some(asked) = asked {
                    of_items.entry(it.item).or_default().extend(asked);
                }
            }
            of_items
        })
    }
}

impl<'lib> Question<'lib> {
    fn new(card: &'lib SharedCard<'lib>) -> Self {
        let (key, context, shows_title) =
            (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { card, again: Vec::new(), key, context, shows_title }
    }

    /// The title of its note, unless that names the answer.
    #[must_use]
    pub fn title(&self) -> Option<&'lib str> {
        let title = self.card.place.section.title;
        let is_shown = self.shows_title.get_or_init(|| self.card.title().is_some());
        is_shown.then_some(title)
    }

    /// What else a reader must know to understand it: see [`Card::context`](crate::study::Card::context).
    pub fn context(&self, library: &'lib Library) -> &[String] {
        self.context.get_or_init(|| self.card.context(library))
    }

    /// The key under which progress is kept: digests of the id, the prompt and the answer of its card,
    /// in 10, 6 and 6 characters of base64url (RFC 4648, section 5) with dots between them.
    ///
    /// The first part alone says which card it is. The others find the past of a card whose id
    /// changed, because its note or section has another name.
    pub fn key(&self) -> &str {
        self.key.get_or_init(|| {
            let Digests { prompt, answer, .. } = self.card.digests;
            let id = xxh3_64(self.card.id().as_bytes());
            format!("{}.{}.{}", base64(id, 10), base64(prompt, 6), base64(answer, 6))
        })
    }

    /// Its places, the first one first.
    pub fn places(&self) -> impl Iterator<Item = &'lib Place<'lib>> {
        let again = self.again.iter().map(|it| &it.place);
        std::iter::once(&self.card.place).chain(again)
    }

    /// The part of its key that says which card it is.
    #[must_use]
    pub fn id(&self) -> &str {
        self.key().split('.').next().unwrap_or_default()
    }

    /// The parts of its key that say what it asks and what the answer is.
    #[must_use]
    pub fn words(&self) -> &str {
        self.key().split_once('.').map_or("", |(_, words)| words)
    }
}

/// What a query asks about a question: where it stands first, and the tags of all its places.
#[derive(Debug)]
pub struct QuestionFacts<'q, 'lib> {
    question: &'q Question<'lib>,
    tags: Vec<&'lib TagName>,
}

impl Facts for QuestionFacts<'_, '_> {
    fn has_tag(&self, is: &dyn Fn(&str) -> bool) -> bool {
        self.tags.iter().any(|it| is(it.as_str()))
    }

    fn path(&self) -> &str {
        self.question.card.place.note().path.as_str()
    }

    fn title(&self) -> &str {
        self.question.card.place.section.title
    }

    fn is_draft(&self) -> bool {
        self.question.card.place.note().meta.draft
    }

    fn kind(&self) -> Kind {
        match self.question.card.kind {
            CardKind::Scenario => Kind::Scenario,
            CardKind::Rule => Kind::Rule,
            CardKind::Definition => Kind::Definition,
            CardKind::Comparison => Kind::Comparison,
            CardKind::Explicit => Kind::Explicit,
        }
    }
}

/// The lowest bits of a number, six in each character.
fn base64(number: u64, length: u32) -> String {
    const SIGNS: &[u8; 64] =
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let sign = |at: u32| {
        let six = usize::try_from(number >> (6 * at) & 63).unwrap_or_default();
        SIGNS.get(six).copied().map_or('-', char::from)
    };
    (0..length).map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn numbers_are_written_six_bits_at_a_time() {
        assert_eq!(base64(0, 3), "AAA");
        assert_eq!(base64(63 + (1 << 6) + (62 << 12), 3), "_B-");
        assert_eq!(base64(u64::MAX, 10), "__________");
    }
}
