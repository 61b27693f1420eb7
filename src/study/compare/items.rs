//! The things that are compared, each under one name.
//! Gives an id per thing, whatever prefix, case, bracket or alias it is written with.
//! Must not merge names that could mean different things.

use std::collections::{BTreeMap, BTreeSet};

use super::Comparison;
use crate::{
    config,
    note::tags::hue,
    path::slug,
    text::{folded, without_brackets},
};

/// A thing that is compared; its place in the order of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemId(pub usize);

/// A thing that is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its name as it is written most often.
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
    /// Every folded form it is written in, the shortest first.
    pub forms: Vec<String>,
    /// How else it is written, letter case aside.
    pub others: Vec<String>,
    /// One of 24 hues: that of its name, unless something it is compared with is like it.
    pub hue: u32,
}

/// The items of all comparisons.
#[derive(Debug, Default)]
pub struct Names {
    items: Vec<Item>,
    by_form: BTreeMap<String, ItemId>,
}

impl Names {
    /// Gives every name its item. `names` are those of the tables as written, with repeats;
    /// `aliases` are other names of notes, each with the note's title.
    #[must_use]
    pub fn gather(
        names: &[String],
        aliases: &[(String, String)],
        config: &config::Compare,
    ) -> Self {
        let forms: BTreeSet<String> =
            names.iter().map(|it| folded(it)).filter(|it| !it.is_empty()).collect();
        let canonical = Canonical::new(&forms, aliases, config);
        let mut groups: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
        for name in names {
            let form = folded(name);
            if forms.contains(&form) {
                let spellings = groups.entry(canonical.of(&form)).or_default();
                *spellings
                    .entry(name.trim_matches(['"', ':', '*', '`']).trim())
                    .or_default() += 1;
            }
        }
        let mut items: Vec<(String, Item)> = groups
            .into_iter()
            .map(|(key, spellings)| {
                let rank = |(name, count): &(&str, usize)| {
                    (*count, std::cmp::Reverse(name.chars().count()))
                };
                let all: Vec<&str> = spellings.keys().copied().collect();
                let best = spellings.into_iter().max_by_key(rank).map_or("", |it| it.0);
                let mut seen = BTreeSet::from([best.to_lowercase()]);
                let others = all.iter().filter(|it| seen.insert(it.to_lowercase()));
                let others = others.map(|it| (*it).to_owned()).collect();
                let (name, slug, forms) = (best.to_owned(), String::new(), Vec::new());
                (key, Item { name, slug, forms, others, hue: 0 })
            })
            .collect();
        items.sort_by_cached_key(|(_, it)| (it.name.to_lowercase(), it.name.clone()));
        let ids: BTreeMap<String, ItemId> = items
            .iter()
            .enumerate()
            .map(|(at, (key, _))| (key.clone(), ItemId(at)))
            .collect();
        let mut items: Vec<Item> = items.into_iter().map(|(_, it)| it).collect();
        let mut by_form = BTreeMap::new();
        for form in &forms {
            let Some(id) = ids.get(&canonical.of(form)) else { continue };
            if let Some(item) = items.get_mut(id.0) {
                item.forms.push(form.clone());
            }
            by_form.insert(form.clone(), *id);
        }
        let mut taken = BTreeSet::new();
        for item in &mut items {
            item.forms.sort_by_key(|it| (it.chars().count(), it.clone()));
            item.hue = hue(item.forms.first().unwrap_or(&item.name));
            item.slug = super::free_slug(&slug(&item.name), &mut taken);
        }
        Self { items, by_form }
    }

    /// The item of a name as written.
    #[must_use]
    pub fn id(&self, name: &str) -> Option<ItemId> {
        self.by_form.get(&folded(name)).copied()
    }

    /// An item.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "an id is only made for an item that is here"
    )]
    pub fn item(&self, id: ItemId) -> &Item {
        &self.items[id.0]
    }

    /// The item of a name in its folded form.
    #[must_use]
    pub fn id_of_form(&self, form: &str) -> Option<ItemId> {
        self.by_form.get(form).copied()
    }

    /// Gives items that are compared with each other hues apart, as far as 24 go.
    pub fn part_hues(&mut self, comparisons: &[Comparison<'_>]) {
        let mut settled: BTreeSet<ItemId> = BTreeSet::new();
        for Comparison { items, .. } in comparisons {
            for id in items {
                if !settled.insert(*id) {
                    continue;
                }
                let others: Vec<u32> = items
                    .iter()
                    .filter(|it| *it != id && settled.contains(it))
                    .map(|it| self.item(*it).hue)
                    .collect();
                let gap = |hue: u32| others.iter().map(|it| distance(hue, *it)).min();
                let own = self.item(*id).hue;
                // Steps of 7 meet every hue, neighbours late.
                let hues = || (0..HUES).map(|it| (own + it * 7) % HUES);
                let wide = hues().find(|it| gap(*it).is_none_or(|gap| gap > 2));
                let free = wide.or_else(|| hues().find(|it| gap(*it) != Some(0)));
                if let Some(item) = self.items.get_mut(id.0) {
                    item.hue = free.unwrap_or(own);
                }
            }
        }
    }

    /// Every item with its id, in the order of names.
    pub fn all(&self) -> impl Iterator<Item = (ItemId, &Item)> {
        (0..).map(ItemId).zip(&self.items)
    }
}

/// How many hues there are.
const HUES: u32 = 24;

/// How far two hues lie apart on the circle.
fn distance(a: u32, b: u32) -> u32 {
    a.abs_diff(b).min(HUES - a.abs_diff(b))
}

/// The form that stands for all forms of a name.
struct Canonical {
    steps: BTreeMap<String, String>,
}

impl Canonical {
    fn new(
        forms: &BTreeSet<String>,
        aliases: &[(String, String)],
        config: &config::Compare,
    ) -> Self {
        let mut steps = BTreeMap::new();
        let prefixes: Vec<String> =
            config.prefixes().map(|it| folded(it) + " ").collect();
        let bare = |form: &str| {
            let rests =
                prefixes.iter().filter_map(|it| form.strip_prefix(it).map(str::to_owned));
            rests.filter(|it| !it.is_empty()).min_by_key(String::len)
        };
        join(&mut steps, forms, bare);
        let without = |form: &str| {
            let plain = without_brackets(form);
            (plain != form).then(|| plain.to_owned())
        };
        join(&mut steps, forms, without);
        for form in forms {
            if let Some(short) = abbreviation(form).filter(|it| forms.contains(it)) {
                steps.entry(short).or_insert_with(|| without_brackets(form).to_owned());
            }
        }
        let given = config.aliases.iter().flatten();
        let given = given.map(|(from, to)| (folded(from), folded(to)));
        let of_notes = aliases.iter().map(|(from, to)| (folded(from), folded(to)));
        steps.extend(of_notes.filter(|(from, to)| from != to));
        steps.extend(given.filter(|(from, to)| from != to));
        Self { steps }
    }

    fn of(&self, form: &str) -> String {
        let mut form = form;
        // Aliases may lead in a circle.
        for _ in 0..8 {
            match self.steps.get(form) {
                Some(next) => form = next,
                None => break,
            }
        }
        form.to_owned()
    }
}

/// Joins each form with its plain one, where only one form has that plain one: `AWS Functions`
/// and `Azure Functions` are not both `Functions`.
fn join(
    steps: &mut BTreeMap<String, String>,
    forms: &BTreeSet<String>,
    plain: impl Fn(&str) -> Option<String>,
) {
    let mut longer: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for form in forms {
        if let Some(plain) = plain(form) {
            longer.entry(plain).or_default().push(form);
        }
    }
    for (plain, longer) in longer {
        if let [only] = longer.as_slice() {
            steps.entry((*only).clone()).or_insert(plain);
        }
    }
}

/// What stands in the brackets of `retrieval augmented generation (rag)`, when it is made of
/// the first letters.
fn abbreviation(form: &str) -> Option<String> {
    let plain = without_brackets(form);
    let inner = form.strip_prefix(plain)?.trim().trim_matches(['(', ')', '（', '）']);
    let letters: String =
        plain.split([' ', '-']).filter_map(|it| it.chars().next()).collect();
    (letters == inner && inner.chars().count() > 1).then(|| inner.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(names: &[&str], config: &config::Compare) -> Vec<Vec<String>> {
        let names: Vec<String> = names.iter().map(|it| (*it).to_owned()).collect();
        let names = Names::gather(&names, &[], config);
        names.all().map(|(_, it)| it.forms.clone()).collect()
    }

    #[test]
    fn one_name_per_thing() {
        let config = config::Compare::default();
        let joined = groups(&["Bedrock", "Amazon Bedrock", "**Bedrock:**"], &config);
        assert_eq!(joined, [["bedrock", "amazon bedrock"]]);
        let joined = groups(&["RAG", "Retrieval Augmented Generation (RAG)"], &config);
        assert_eq!(joined, [["rag", "retrieval augmented generation (rag)"]]);
        let joined = groups(&["L1", "L1 (Lasso)"], &config);
        assert_eq!(joined, [["l1", "l1 (lasso)"]]);
    }

    #[test]
    fn what_differs_stays_apart() {
        let config = config::Compare::default();
        let apart = [
            &["AWS Functions", "Azure Functions", "Functions"][..],
            &["S3 (hot)", "S3 (cold)", "S3"],
            &["P3", "P4"],
            &["C", "C++", "C#"],
        ];
        for names in apart {
            assert_eq!(groups(names, &config).len(), names.len(), "{names:?}");
        }
    }

    #[test]
    fn aliases_and_prefixes_of_the_configuration() {
        let config = config::Compare {
            prefixes: Some(vec![String::from("Acme")]),
            aliases: Some([(String::from("K8s"), String::from("Kubernetes"))].into()),
        };
        let names = ["K8s", "Kubernetes", "Acme Box", "Box", "AWS Glue", "Glue"];
        assert_eq!(groups(&names, &config).len(), 4);
    }
}
