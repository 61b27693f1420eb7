//! Which notes are about much the same: they share rare tags, or links.
//! Gives a few for each note, the nearest first.
//! Must not look at every pair of notes, or at words.

use super::{Library, NoteId, Target};
use crate::note::doc::{narrowed, widened};

/// How many notes are given at most.
const MOST: usize = 5;
/// Something that more notes than this have in common does not relate them.
const COMMON: usize = 64;
/// How many notes are looked at for one, those with its rarest signs first.
const LOOKS: usize = 512;
/// A weight counts in sixths of a bit: 6 has what half of the notes have, 12 a quarter.
const FINENESS: u32 = 6;
/// Signs of less weight do not count; two notes are related if their common signs weigh enough.
const LEAST: u32 = 8;
const ENOUGH: u32 = 12;

/// What some notes have in common, for all notes.
#[derive(Debug, Default)]
pub struct Kinship {
    /// Every sign, the rarest first.
    signs: Vec<Sign>,
    /// For each note its signs in that order, and what they weigh together.
    of_notes: Vec<(Vec<u32>, u32)>,
}

/// A tag, a page that is linked to, or one that has links.
#[derive(Debug)]
struct Sign {
    weight: u32,
    /// The notes that have the tag, link to the page or are linked from it; in path order.
    notes: Vec<NoteId>,
}

impl Kinship {
    /// Looks once at all tags and links.
    #[must_use]
    pub fn new(library: &Library) -> Self {
        let all = library.published().count();
        let mut signs: Vec<Sign> = Vec::new();
        let mut add = |mut notes: Vec<NoteId>, share: u32| {
            notes.dedup();
            notes.retain(|it| library.shows_tags(*it));
            let weight = weight(all, notes.len()) / share;
            if (2..=COMMON).contains(&notes.len()) && weight >= LEAST {
                signs.push(Sign { weight, notes });
            }
        };
        for (_, tag) in library.tags().all() {
            let few = tag.uses.chunk_by(|a, b| a.0 == b.0).take(2 * COMMON);
            add(few.filter_map(|it| it.first()).map(|it| it.0).collect(), 1);
        }
        for (id, ..) in library.published() {
            let linking = library.backlinks(id).iter().map(|it| it.from);
            add(linking.collect(), 1);
        }
        for (id, note, _) in library.published() {
            let folder = library.folder(&note.path.folder());
            // What the page of a folder lists is together in the navigation, too.
            if folder.is_none_or(|it| it.index != Some(id)) {
                add(library.linked(id), 2);
            }
        }
        signs.sort_by_key(|it| std::cmp::Reverse(it.weight));
        let mut of_notes = vec![(Vec::new(), 0); library.notes.len()];
        for (at, sign) in signs.iter().enumerate() {
            for id in &sign.notes {
                if let Some((own, total)) = of_notes.get_mut(id.0) {
                    own.push(narrowed(at));
                    *total += sign.weight;
                }
            }
        }
        Self { signs, of_notes }
    }

    /// The notes most related to one. Those that it links to, or that link to it, are left out: they
    /// are on its page already.
    #[must_use]
    pub fn of(&self, library: &Library, id: NoteId) -> Vec<NoteId> {
        let Some((own, _)) = self.of_notes.get(id.0) else { return Vec::new() };
        let mut met: Vec<(NoteId, u32)> = Vec::new();
        for sign in own.iter().filter_map(|it| self.signs.get(widened(*it))) {
            met.extend(sign.notes.iter().map(|it| (*it, sign.weight)));
            if met.len() > LOOKS {
                break;
            }
        }
        met.sort_unstable();
        let mut near: Vec<(NoteId, u64, u64)> = Vec::new();
        for group in met.chunk_by(|a, b| a.0 == b.0) {
            let Some((other, _)) = group.first().filter(|it| it.0 != id) else {
                continue;
            };
            let common: u32 = group.iter().map(|it| it.1).sum();
            let all = self.of_notes.get(other.0).map_or(1, |it| it.1);
            if common >= ENOUGH {
                near.push((*other, u64::from(common).pow(2), u64::from(all).max(1)));
            }
        }
        if near.is_empty() {
            return Vec::new();
        }
        let linked = library.linked(id);
        let is_linked = |it: NoteId| {
            let links_here =
                library.backlinks(id).binary_search_by_key(&it, |it| it.from);
            linked.binary_search(&it).is_ok() || links_here.is_ok()
        };
        near.retain(|it| !is_linked(it.0));
        // The cosine of the angle between both, as far as this note's share is the same for all: a note
        // that has all signs is not near to every other one.
        near.sort_by(|a, b| (b.1 * a.2).cmp(&(a.1 * b.2)).then(a.0.cmp(&b.0)));
        near.into_iter().take(MOST).map(|it| it.0).collect()
    }
}

impl Library {
    /// The notes that a note links to, each once, in path order.
    fn linked(&self, id: NoteId) -> Vec<NoteId> {
        let targets = self.links(id).iter().filter_map(|it| match &it.target {
            Target::Note(to, _) => Some(*to),
            _ => None,
        });
        let mut linked: Vec<NoteId> = targets.filter(|it| *it != id).collect();
        linked.sort_unstable();
        linked.dedup();
        linked
    }
}

/// How much it says that `few` of `all` notes have something: the logarithm of the quotient.
fn weight(all: usize, few: usize) -> u32 {
    let power =
        |it: usize| u128::try_from(it).unwrap_or_default().saturating_pow(FINENESS);
    power(all).checked_div(power(few)).and_then(u128::checked_ilog2).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::weight;

    #[test]
    fn what_few_notes_have_weighs_more() {
        assert_eq!([weight(10, 10), weight(10, 5), weight(16, 4)], [0, 6, 12]);
        assert_eq!([weight(0, 0), weight(0, 2), weight(1_000_000, 2)], [0, 0, 113]);
    }
}
