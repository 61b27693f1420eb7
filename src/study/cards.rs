//! Practice cards, made of what the other extractors found.
//! Gives each card an id that survives new answers and moved sections.
//! Must not know how cards are shown or scheduled.

mod comparisons;
mod context;
mod ids;
mod worth;

pub use context::holds;
pub use ids::{shared, with_ids};

use std::ops::Deref;

use xxhash_rust::xxh3::xxh3_64;

use super::{
    Place,
    decisions::Decision,
    definitions::Definition,
    explicit::Explicit,
    rule::Rule,
    tables::{Kind, Table},
};
use crate::{
    config,
    library::Library,
    note::{
        Note, TagName,
        doc::{FormulaText, Inlines, Kind as NodeKind, Node, Nodes, table::Row},
        instructions::Instructions,
        meta,
    },
    text::plain_words,
};

/// A practice card.
#[derive(Debug, Clone)]
pub struct Card<'lib> {
    /// What it was made of.
    pub kind: CardKind,
    /// The rule that found that.
    pub rule: Rule,
    /// Where.
    pub place: Place<'lib>,
    /// What is asked, in the author's words.
    pub prompt: Inlines<'lib>,
    /// What to answer: inline nodes or blocks.
    pub answer: Inlines<'lib>,
    /// The reasons, each with the header of its column if it needs one.
    pub why: Vec<(Option<String>, Inlines<'lib>)>,
    /// What tells whether other cards say the same.
    pub digests: Digests,
    /// What few cards have.
    named: Option<Box<Named>>,
}

/// What tells whether two cards say the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digests {
    /// That of the plain words of the prompt.
    pub prompt: u64,
    /// That of the plain words of the answer.
    pub answer: u64,
    /// Whether both are so short that others may say the same of another thing: `Default → 10`.
    pub is_short: bool,
}

/// A prompt and an answer with fewer characters are short.
const SHORT: usize = 24;

/// What is known of the id of a card that does not follow from its place and prompt.
#[derive(Debug, Clone, Default)]
struct Named {
    /// The words it is made of, when they are not those of the prompt.
    key: Option<String>,
    /// The id that a comment gives it.
    given: Option<String>,
    /// The id itself, where another card has the one that this would have.
    own: Option<String>,
}

/// A card among those of all notes.
#[derive(Debug)]
pub enum SharedCard<'lib> {
    /// The card of a note as it is.
    Same(&'lib Card<'lib>),
    /// The card of a note, but for the id, which cards of other notes could have, too.
    Renamed(Box<Card<'lib>>),
}

impl<'lib> Deref for SharedCard<'lib> {
    type Target = Card<'lib>;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Same(card) => card,
            Self::Renamed(card) => card,
        }
    }
}

/// What a card was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CardKind {
    /// A row of a table of situations.
    Scenario,
    /// A decision rule.
    Rule,
    /// A definition.
    Definition,
    /// A row of a comparison.
    Comparison,
    /// What the author marked as a card.
    Explicit,
}

impl CardKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Scenario, Self::Rule, Self::Definition, Self::Comparison, Self::Explicit];

    /// Its name in ids and lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::Rule => "rule",
            Self::Definition => "definition",
            Self::Comparison => "comparison",
            Self::Explicit => "explicit",
        }
    }
}

impl<'lib> Card<'lib> {
    /// Its tags: those of whatever holds it.
    #[must_use]
    pub fn tags(&self, library: &'lib Library) -> Vec<&'lib TagName> {
        self.place.tags(library)
    }

    /// What a reader must know besides the title of the note: the headings over the card, without
    /// numbers, then the line over its list or table, the item around it and what the columns of its
    /// row are called. The outermost comes first; of many only the innermost stay. A part that names
    /// the answer or repeats the prompt, the title or another part is left out.
    #[must_use]
    pub fn context(&self, library: &'lib Library) -> Vec<String> {
        context::of(self, library)
    }

    /// The title of its note, unless it names the answer.
    #[must_use]
    pub fn title(&self) -> Option<&'lib str> {
        Some(self.place.section.title).filter(|it| !context::names_answer(self, it))
    }

    /// What is asked, as text; of pictures alone their files.
    #[must_use]
    pub fn prompt_text(&self, formulas: FormulaText) -> String {
        self.text_of(&self.prompt, formulas)
    }

    /// The answer, as text; of pictures alone their files.
    #[must_use]
    pub fn answer_text(&self, formulas: FormulaText) -> String {
        self.text_of(&self.answer, formulas)
    }

    fn text_of(&self, words: &Inlines<'lib>, formulas: FormulaText) -> String {
        let text = words.listed_text(formulas);
        if !text.is_empty() {
            return text;
        }
        let picture = |it: Node<'lib>| match it.kind() {
            NodeKind::Image(link) => self.place.note().link(link),
            _ => None,
        };
        let pictures = words.nodes().flat_map(Nodes::walk).filter_map(picture);
        pictures.map(|it| it.href.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Its id, unique among all cards. Most are made of the place and the prompt when they are asked
    /// for: they are longer than all else that is kept of a card.
    #[must_use]
    pub fn id(&self) -> String {
        let own = self.named.as_ref().and_then(|it| it.own.clone());
        own.unwrap_or_else(|| ids::wanted(self, &mut None))
    }

    /// The words its id is made of, when they are not those of the prompt.
    fn key(&self) -> Option<&str> {
        self.named.as_ref()?.key.as_deref()
    }

    /// The id that a comment gives it.
    fn given(&self) -> Option<&str> {
        self.named.as_ref()?.given.as_deref()
    }

    fn new(
        (kind, rule): (CardKind, Rule),
        place: &Place<'lib>,
        (prompt, answer): (Inlines<'lib>, Inlines<'lib>),
        given: Option<String>,
    ) -> Self {
        let (place, why) = (place.clone(), Vec::new());
        let named = |it| Box::new(Named { given: Some(it), ..Named::default() });
        let named = given.map(named);
        Self {
            kind,
            rule,
            place,
            prompt,
            answer,
            why,
            digests: Digests::default(),
            named,
        }
    }

    /// Makes the digests of its words.
    fn digest(&mut self) {
        let plain = |text: String| {
            let words = plain_words(&text);
            // Signs alone are all that some cards ask for.
            if words.is_empty() { text } else { words }
        };
        let prompt = plain(self.prompt_text(FormulaText::Tex));
        let answer = plain(self.answer_text(FormulaText::Tex));
        self.digests = Digests {
            prompt: xxh3_64(prompt.as_bytes()),
            answer: xxh3_64(answer.as_bytes()),
            is_short: prompt.chars().count() + answer.chars().count() < SHORT,
        };
    }
}

/// What cards of a note are made of.
pub type Origins<'f, 'lib> = (
    &'f [Table<'lib>],
    &'f [Decision<'lib>],
    &'f [Definition<'lib>],
    Vec<Explicit<'lib>>,
);

/// The cards of what was found in a note, in order of their places, without ids.
///
/// A note that wants no cards (`cards: false`) gives none.
#[must_use]
pub fn make<'lib>(
    library: &Library,
    note: &Note,
    (tables, decisions, definitions, explicit): Origins<'_, 'lib>,
    config: &config::Cards,
) -> Vec<Card<'lib>> {
    let mut cards: Vec<Card<'lib>> = Vec::new();
    if note.meta.cards == Some(meta::Cards::None) {
        return cards;
    }
    for table in tables {
        match table.kind {
            Kind::Scenario { .. } => cards.extend(of_rows(library, table)),
            Kind::Comparison(_) if config.comparisons.unwrap_or(false) => {
                cards.extend(comparisons::read(library, table));
            }
            _ => (),
        }
    }
    cards.extend(decisions.iter().map(|it| {
        let sides = (it.situation.into(), it.answer.into());
        Card::new((CardKind::Rule, it.rule), &it.place, sides, it.card.clone())
    }));
    cards.extend(definitions.iter().map(|it| {
        let prompt = it
            .label
            .as_ref()
            .map_or_else(|| it.term.clone(), |label| format!("{}: {label}", it.term));
        let sides = (Inlines::put(&prompt), it.meaning.clone());
        Card::new((CardKind::Definition, it.rule), &it.place, sides, it.card.clone())
    }));
    cards.extend(explicit.into_iter().map(|it| {
        let kind = (CardKind::Explicit, it.rule);
        let mut card = Card::new(kind, &it.place, (it.prompt, it.answer), it.card);
        if it.key.is_some() {
            card.named.get_or_insert_default().key = it.key;
        }
        card
    }));
    let mut cards: Vec<Card<'lib>> = cards.into_iter().filter_map(worth::asked).collect();
    cards.sort_by_key(|it| (it.place.start(), it.kind));
    cards.iter_mut().for_each(Card::digest);
    cards
}

/// A card, still without an id, for every row of a table of situations; none for other tables.
#[must_use]
pub fn of_rows<'lib>(library: &Library, table: &Table<'lib>) -> Vec<Card<'lib>> {
    let Kind::Scenario { answer, why } = table.kind else { return Vec::new() };
    let words = |cell: &Node<'lib>| library.words(cell.children());
    let header = |at: usize| table.table.head().cell(at).map(|it| words(&it).text());
    let conditions = conditions(table, answer);
    let row = |row: Row<'_, 'lib>| {
        let prompt = row.cell(0)?;
        let mut asked = Inlines::from(words(&prompt));
        row.cell(conditions - 1)?;
        for cell in row.cells().take(conditions).skip(1).map(|it| words(&it)) {
            asked.extend(&Inlines::put(", "));
            asked.extend(&cell.into());
        }
        let sides = (asked, Inlines::from(words(&row.cell(answer)?)));
        if sides.0.is_empty() || sides.1.text().is_empty() {
            return None;
        }
        let reasons = row
            .cells()
            .enumerate()
            .skip(conditions)
            .filter(|(at, cell)| *at != answer && !words(cell).text().is_empty());
        let reasons = reasons.map(|(at, cell)| {
            (
                header(at).filter(|it| why != Some(at) && !it.is_empty()),
                words(&cell).into(),
            )
        });
        let place = Place { position: row.node.position(), ..table.place.clone() };
        let given = Instructions::inside(prompt.children()).card;
        let card = Card::new((CardKind::Scenario, table.rule), &place, sides, given);
        Some(Card { why: reasons.collect(), ..card })
    };
    table.table.rows().filter_map(row).collect()
}

/// How many of the first columns say the situation: those before the answer, when the first
/// one alone does not tell the rows apart.
fn conditions(table: &Table<'_>, answer: usize) -> usize {
    let first = |row: Row<'_, '_>| row.cell(0).map(|it| it.children().text());
    let mut situations: Vec<_> = table.table.rows().filter_map(first).collect();
    let all = situations.len();
    situations.sort();
    situations.dedup();
    if situations.len() < all { answer.max(1) } else { 1 }
}
