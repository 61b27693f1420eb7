//! Ids of cards: made of the place and the question, never of the answer or a position.
//! Gives every card one of its own, and the same one however sections are ordered.
//! Never drops a card but one that says the same as another.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use xxhash_rust::xxh3::xxh3_64;

use super::{Card, SharedCard};
use crate::{
    diag::{Code, Diagnostic},
    library::NoteId,
    note::{Note, doc::FormulaText},
    study::{label::unnumbered, outline::Section, parts::Part},
    text::{folded, without_colon},
};

/// Longer questions are cut, and told apart by a digest.
const MAX_LENGTH: usize = 80;

/// The cards of all notes, in order, each with an id of its own; of cards that ask and answer the
/// same the first stays.
#[must_use]
pub fn shared(notes: &[Arc<Part>]) -> (Vec<SharedCard<'_>>, Vec<Diagnostic>) {
    let meeting = meeting(notes);
    let cards_of = |id: &NoteId| {
        let at = notes.binary_search_by_key(id, |it| it.id()).ok();
        at.and_then(|it| notes.get(it)).into_iter().flat_map(|it| &it.finds().cards)
    };
    let (again, mut findings) =
        with_ids(meeting.iter().flat_map(cards_of).cloned().collect());
    let mut again = again.into_iter().peekable();
    let mut cards =
        Vec::with_capacity(notes.iter().map(|it| it.finds().cards.len()).sum());
    for note in notes {
        if meeting.contains(&note.id()) {
            let of_note =
                std::iter::from_fn(|| again.next_if(|it| it.place.id == note.id()));
            cards.extend(of_note.map(|it| SharedCard::Renamed(Box::new(it))));
        } else {
            cards.extend(note.finds().cards.iter().map(SharedCard::Same));
            findings.extend(note.finds().findings_on_ids.iter().cloned());
        }
    }
    (cards, findings)
}

/// The notes whose cards could have an id that a card of another note has, too. Ids begin with the
/// path of their note, unless a comment gives them.
fn meeting(notes: &[Arc<Part>]) -> BTreeSet<NoteId> {
    let mut stems: BTreeMap<&str, Vec<NoteId>> = BTreeMap::new();
    for note in notes {
        stems.entry(stem(note.note())).or_default().push(note.id());
    }
    let above = |id: &str| {
        let ends = id.match_indices('/').map(|it| it.0).chain([id.len()]);
        let names = ends.filter_map(|end| stems.get(id.get(..end)?));
        names.flatten().copied().collect::<Vec<NoteId>>()
    };
    let mut meeting = BTreeSet::new();
    for note in notes {
        let of_path = above(stem(note.note()));
        if of_path.len() > 1 {
            meeting.extend(of_path);
        }
        for given in note.finds().cards.iter().filter_map(Card::given) {
            meeting.insert(note.id());
            meeting.extend(above(given));
        }
    }
    meeting
}

/// The path of a note without what it ends in.
fn stem(note: &Note) -> &str {
    let path = note.path.as_str();
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

/// Gives every card its id; of cards that ask and answer the same the first stays.
#[must_use]
pub fn with_ids(cards: Vec<Card<'_>>) -> (Vec<Card<'_>>, Vec<Diagnostic>) {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut above = None;
    for (at, card) in cards.iter().enumerate() {
        let id = wanted(card, &mut above);
        groups.entry(id).or_default().push(at);
    }
    let mut taken: BTreeSet<String> = groups.keys().cloned().collect();
    // Of those that stay, the ids that are other ones.
    let mut ids: BTreeMap<usize, Option<String>> = BTreeMap::new();
    let mut findings = Vec::new();
    for (id, group) in groups {
        if let [only] = *group {
            ids.insert(only, None);
            continue;
        }
        let mut known = BTreeSet::new();
        let mut kept: Vec<(u64, String, usize)> = Vec::new();
        for at in group {
            let Some(card) = cards.get(at) else { continue };
            let answer = card.answer.text();
            if known.insert((answer.clone(), normal(card))) {
                kept.push((xxh3_64(answer.as_bytes()), answer, at));
            }
        }
        let places: Vec<usize> = kept.iter().map(|it| it.2).collect();
        findings.extend(given_twice(&cards, &places));
        kept.sort();
        let mut numbers = 2_usize..;
        for (count, (.., at)) in kept.into_iter().enumerate() {
            let mut numbered = numbers.by_ref().map(|number| format!("{id}-{number}"));
            if count == 0 {
                ids.insert(at, None);
            } else if let Some(own) = numbered.find(|it| !taken.contains(it)) {
                taken.insert(own.clone());
                ids.insert(at, Some(own));
            }
        }
    }
    let cards = cards.into_iter().enumerate();
    let cards = cards.filter_map(|(at, mut card)| {
        let own = ids.remove(&at)?;
        if own.is_some() || card.named.is_some() {
            card.named.get_or_insert_default().own = own;
        }
        Some(card)
    });
    (cards.collect(), findings)
}

/// The findings on an id that comments give to several cards.
fn given_twice(cards: &[Card<'_>], group: &[usize]) -> Vec<Diagnostic> {
    let given =
        group.iter().filter_map(|it| cards.get(*it)).filter(|it| it.given().is_some());
    let twice = given.skip(1).map(|it| {
        let id = it.given().unwrap_or_default();
        let message = format!("the card id `{id}` is already used by another card");
        Diagnostic::new(
            Code::X001,
            &it.place.note().path,
            it.place.position.span(),
            message,
        )
        .with_help("give each card its own id")
    });
    twice.collect()
}

/// The id that a card has unless another one has it: the one a comment gives, or the one made of its
/// place and prompt.
pub(super) fn wanted<'lib>(
    card: &Card<'lib>,
    above: &mut Option<(Section<'lib>, String)>,
) -> String {
    card.given().map_or_else(|| made(card, above), str::to_owned)
}

/// `path/section/kind/question`; `above` keeps the first two for the next card of the section.
fn made<'lib>(card: &Card<'lib>, above: &mut Option<(Section<'lib>, String)>) -> String {
    let section = card.place.section;
    let kept = above.take().filter(|(it, _)| *it == section);
    let (_, path) = above.insert(kept.unwrap_or_else(|| (section, place(card))));
    let parts = [path.as_str(), card.kind.name(), &normal(card)];
    let parts: Vec<&str> = parts.into_iter().filter(|it| !it.is_empty()).collect();
    parts.join("/")
}

/// `path/section`.
fn place(card: &Card<'_>) -> String {
    let path = stem(card.place.note());
    // The title says no more than the path, and numbers change when sections move.
    let section = card.place.section.unset_path().into_iter();
    let section = section.filter(|it| *it != card.place.section.title);
    let section = section.map(|it| part(unnumbered(&it)));
    let parts = [path.to_owned()].into_iter().chain(section);
    parts.filter(|it| !it.is_empty()).collect::<Vec<_>>().join("/")
}

/// The question in the form in which equal questions are equal.
fn normal(card: &Card<'_>) -> String {
    let question = card.key().map_or_else(|| question(card), str::to_owned);
    if question.contains(char::is_alphanumeric) {
        return part(&question);
    }
    if question.is_empty() {
        // A picture alone is known by its file.
        return part(&card.prompt_text(FormulaText::Tex));
    }
    // Of a question of signs, those that ids do not have are named by their numbers.
    let sign = |it: char| {
        let own = part(it.encode_utf8(&mut [0; 4]));
        let is_kept = own.chars().eq([it]) && it != '-';
        if is_kept { own } else { format!("u{:x}", u32::from(it)) }
    };
    question.chars().map(sign).collect()
}

/// The question as if no formulas were set. Of a name that stands in no note as such, they are set
/// back where they come from: from the words before the answer.
fn question(card: &Card<'_>) -> String {
    let question = card.prompt.unset_text();
    if card.prompt.nodes().next().is_some() {
        return question;
    }
    let doc = &card.place.note().doc;
    let end = card.answer.span().map_or(0, |it| it.start);
    let heading = card.place.section.heading().map(|it| it.node);
    let nodes = heading.into_iter().chain([card.place.position.id()]);
    let nodes = nodes.filter_map(|it| doc.node(it));
    let formulas = nodes.flat_map(|it| it.alone().walk());
    let formulas = formulas.take_while(|it| it.start() < end);
    let (mut set_back, mut rest) = (String::new(), question.as_str());
    for formula in formulas.filter(|it| it.tex().is_some()) {
        let tex = formula.alone().text();
        if let Some((before, behind)) = rest.split_once(&tex) {
            set_back.push_str(before);
            set_back.push_str(&formula.alone().unset_text());
            rest = behind;
        }
    }
    set_back + rest
}

/// Words as a part of an id: lower case, no quotes, hyphens for spaces.
fn part(words: &str) -> String {
    let words: String = folded(words).chars().filter(|it| !is_quote(*it)).collect();
    let words = without_colon(&words).trim_end_matches(['?', '？', '!', '.', '。']);
    let whole: String = words
        .chars()
        .map(|it| if it.is_whitespace() || it == '/' { '-' } else { it })
        .collect();
    if whole.chars().count() <= MAX_LENGTH {
        return whole;
    }
    let beginning: String = whole.chars().take(MAX_LENGTH - 9).collect();
    format!("{beginning}-{:08x}", xxh3_64(whole.as_bytes()) & 0xffff_ffff)
}

/// Whether a sign is a quote of the kinds that folding a name leaves.
fn is_quote(sign: char) -> bool {
    matches!(sign, '«' | '»' | '‹' | '›' | '「' | '」' | '『' | '』' | '‘' | '…')
}
