//! Hues of the things that are compared: each has one everywhere, and no table has one twice.
//! Gives every thing its hue, that of its name wherever the others leave it free.
//! Must not know what the things are.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::ItemId;
use crate::note::tags::HUES;

/// How far apart in a table of more than [`HUES`] things two may have one hue: any window of this
/// size leaves a hue for each.
const WINDOW: usize = HUES as usize / 2 - 1;
/// How far apart things are that stand side by side; their hues differ most.
const BESIDE: usize = 2;

/// Gives each thing a hue. `own` are the hues of their names, by id; `tables` is what is compared
/// with what.
///
/// This colours the graph in which things are joined that meet in a table, as DSATUR does: first
/// what has most hues around it, then what meets most others, then by name (Brélaz 1979). Only a
/// thing that meets [`HUES`] others or more can have the hue of one of them.
#[must_use]
pub(super) fn part(own: &[u32], tables: &[&[ItemId]]) -> Vec<u32> {
    let things = own.iter().map(|own| Thing { own: *own, ..Thing::default() });
    let mut hues = Hues { tables, used: vec![0; tables.len()], things: things.collect() };
    for (at, table) in tables.iter().enumerate() {
        for (place, id) in table.iter().enumerate() {
            if let Some(thing) = hues.things.get_mut(id.0) {
                thing.places.push((at, place));
                thing.degree += table.len().min(HUES as usize) - 1;
            }
        }
    }
    hues.settle_all();
    hues.things.iter().map(|it| it.hue.unwrap_or(it.own)).collect()
}

/// A thing that is given its hue.
#[derive(Debug, Default)]
struct Thing {
    own: u32,
    hue: Option<u32>,
    /// Its tables, and its places in them.
    places: Vec<(usize, usize)>,
    /// How many others it meets, again in each table.
    degree: usize,
    /// The hues of those it meets, a bit for each.
    taken: u32,
    /// The hues of those beside it.
    beside: u32,
}

struct Hues<'c> {
    tables: &'c [&'c [ItemId]],
    /// The hues that each table has so far.
    used: Vec<u32>,
    things: Vec<Thing>,
}

impl Hues<'_> {
    fn settle_all(&mut self) {
        let rank =
            |at: usize, it: &Thing| (it.taken.count_ones(), it.degree, Reverse(at));
        let things = self.things.iter().enumerate();
        let compared = things.filter(|(_, it)| !it.places.is_empty());
        let mut next: BinaryHeap<_> = compared.map(|(at, it)| rank(at, it)).collect();
        // What got more hues around it is there again, with its new rank.
        while let Some((_, _, Reverse(at))) = next.pop() {
            let Some(thing) = self.things.get(at).filter(|it| it.hue.is_none()) else {
                continue;
            };
            let hue = thing.best().unwrap_or_else(|| self.rarest(thing));
            for other in self.settle(at, hue) {
                next.extend(self.things.get(other).map(|it| rank(other, it)));
            }
        }
    }

    /// Gives a thing its hue; returns the others for which one hue less is free.
    fn settle(&mut self, at: usize, hue: u32) -> Vec<usize> {
        let Some(thing) = self.things.get_mut(at) else { return Vec::new() };
        thing.hue = Some(hue);
        let mut fewer = Vec::new();
        for (table, place) in std::mem::take(&mut thing.places) {
            let items = self.tables.get(table).copied().unwrap_or_default();
            let around =
                |by: usize| place.saturating_sub(by)..items.len().min(place + by + 1);
            for id in items.get(around(BESIDE)).unwrap_or_default() {
                if let Some(it) = self.things.get_mut(id.0) {
                    it.beside |= bit(hue);
                }
            }
            let used = self.used.get_mut(table);
            let was_used = used
                .is_some_and(|it| std::mem::replace(it, *it | bit(hue)) & bit(hue) != 0);
            let all = if items.len() > HUES as usize {
                items.get(around(WINDOW))
            } else {
                Some(items).filter(|_| !was_used)
            };
            for id in all.unwrap_or_default() {
                if let Some(it) = self.things.get_mut(id.0)
                    && it.hue.is_none()
                    && it.taken & bit(hue) == 0
                {
                    it.taken |= bit(hue);
                    fewer.push(id.0);
                }
            }
        }
        fewer
    }

    /// The hue that fewest of the others have, where all are taken.
    fn rarest(&self, thing: &Thing) -> u32 {
        let tables = thing.places.iter().filter_map(|it| self.tables.get(it.0));
        let small = tables.filter(|it| it.len() <= HUES as usize);
        let others = small.flat_map(|it| it.iter());
        let hues: Vec<u32> =
            others.filter_map(|it| self.things.get(it.0).and_then(|it| it.hue)).collect();
        let count = |hue: &u32| hues.iter().filter(|it| *it == hue).count();
        thing
            .all()
            .min_by_key(|it| (gap(thing.beside, *it) == 0, count(it)))
            .unwrap_or(thing.own)
    }
}

impl Thing {
    /// All hues, its own first. Steps of 7 meet every hue, neighbours late.
    fn all(&self) -> impl DoubleEndedIterator<Item = u32> + use<> {
        let own = self.own;
        (0..HUES).map(move |it| (own + it * 7) % HUES)
    }

    /// The free hue that is farthest from the others, up to where hues look different.
    fn best(&self) -> Option<u32> {
        let merit =
            |hue: &u32| gap(self.taken, *hue).min(3) + gap(self.beside, *hue).min(4);
        // Of equal ones the first.
        self.all().rev().filter(|it| gap(self.taken, *it) > 0).max_by_key(merit)
    }
}

fn bit(hue: u32) -> u32 {
    1 << (hue % HUES)
}

/// How far a hue is from the next of some others on the circle.
fn gap(others: u32, hue: u32) -> u32 {
    let is_at = |by: &u32| others & (bit(hue + by) | bit(hue + HUES - by)) != 0;
    (0..=HUES / 2).find(is_at).unwrap_or(HUES)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn parted(own: &[u32], tables: &[Vec<usize>]) -> Vec<u32> {
        let tables: Vec<Vec<ItemId>> =
            tables.iter().map(|it| it.iter().copied().map(ItemId).collect()).collect();
        let tables: Vec<&[ItemId]> = tables.iter().map(Vec::as_slice).collect();
        part(own, &tables)
    }

    /// The pairs of one hue in tables that have no more things than there are hues.
    fn alike(hues: &[u32], tables: &[Vec<usize>]) -> Vec<(usize, usize)> {
        let small = tables.iter().filter(|it| it.len() <= HUES as usize);
        let pairs = |it: &Vec<usize>| -> Vec<(usize, usize)> {
            let after = |at: usize| it.iter().skip(at + 1);
            let each = it.iter().enumerate();
            each.flat_map(|(at, a)| after(at).map(|b| (*a, *b))).collect()
        };
        small.flat_map(pairs).filter(|(a, b)| hues[*a] == hues[*b]).collect()
    }

    /// Tables of some of 200 things, each once.
    fn tables() -> impl Strategy<Value = Vec<Vec<usize>>> {
        let ids: Vec<usize> = (0..200).collect();
        let table = proptest::sample::subsequence(ids, 2..40).prop_shuffle();
        let pair = proptest::sample::subsequence((0..200).collect::<Vec<_>>(), 2);
        proptest::collection::vec(prop_oneof![table, pair], 0..60)
    }

    proptest! {
        #[test]
        fn no_table_has_a_hue_twice(
            own in proptest::collection::vec(0..HUES, 200),
            tables in tables(),
        ) {
            let hues = parted(&own, &tables);
            prop_assert!(hues.iter().all(|it| *it < HUES));
            let met = |of: usize| {
                let all = tables.iter().filter(|it| it.contains(&of));
                all.flatten().collect::<BTreeSet<_>>().len() - 1
            };
            for (a, b) in alike(&hues, &tables) {
                prop_assert!(met(a).max(met(b)) >= HUES as usize, "{a} {b}");
            }
            for table in tables.iter().filter(|it| it.len() > HUES as usize) {
                for near in table.windows(2) {
                    let free = near.iter().any(|it| met(*it) < HUES as usize);
                    prop_assert!(!free || hues[near[0]] != hues[near[1]]);
                }
            }
        }

        #[test]
        fn the_order_of_tables_decides_nothing(
            own in proptest::collection::vec(0..HUES, 200),
            (tables, shuffled) in tables().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
        ) {
            prop_assert_eq!(parted(&own, &tables), parted(&own, &shuffled));
        }

        /// A hub in very many pairs, and things in 12 groups of which no table has two of one.
        #[test]
        fn what_can_be_coloured_easily_is(
            own in proptest::collection::vec(0..HUES, 240),
            picks in proptest::collection::vec(proptest::collection::vec(0..20_usize, 12), 40),
        ) {
            let groups = picks.iter().map(|it| it.iter().enumerate().map(|(group, at)| group * 20 + at).collect());
            let pairs = (1..240).map(|it| vec![0, it]);
            let tables: Vec<Vec<usize>> = groups.chain(pairs).collect();
            prop_assert_eq!(alike(&parted(&own, &tables), &tables), []);
        }
    }

    #[test]
    fn a_thing_keeps_the_hue_of_its_name_where_it_can() {
        assert_eq!(parted(&[5, 17, 5], &[vec![0, 1]]), [5, 17, 5]);
        let hues = parted(&[5, 6, 5], &[vec![0, 1], vec![1, 2]]);
        assert_eq!(hues, [12, 6, 12], "apart, and not only other ones");
    }

    #[test]
    fn a_table_of_all_hues_has_each_once_and_a_longer_one_has_them_apart() {
        let full = vec![(0..24).collect::<Vec<_>>()];
        assert_eq!(alike(&parted(&[3; 24], &full), &full), []);
        let long: Vec<usize> = (0..300).collect();
        let hues = parted(&[3; 300], &[long]);
        for near in hues.windows(WINDOW + 1) {
            assert_eq!(near.iter().collect::<BTreeSet<_>>().len(), near.len());
        }
        for pair in hues.windows(2) {
            assert!(gap(bit(pair[0]), pair[1]) > 1, "{pair:?}");
        }
    }
}
