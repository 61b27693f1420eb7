//! Names of things: when two of them mean the same.
//! Gives an id for each thing that is compared, and one form for each other name.
//! Must not merge names that could mean different things.

#[expect(clippy::disallowed_types, reason = "names are looked up, mostly in vain")]
use std::collections::HashMap;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::{hues, labels::opposed};
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
    /// Every folded form it is written in where it is compared, the shortest first.
    pub forms: Vec<String>,
    /// How else it is written, letter case aside.
    pub others: Vec<String>,
    /// One of 24 hues: that of its name, unless something it is compared with has one like it.
    pub hue: u32,
}

/// Which names are the same thing, and the things that are compared.
#[derive(Debug, Default)]
pub struct Names {
    items: Vec<Item>,
    by_form: BTreeMap<String, ItemId>,
    canonical: Canonical,
    /// The first words of all forms that may stand for an item.
    openings: BTreeSet<String>,
    meanings: u128,
}

impl Names {
    /// Gives every name that is compared its item.
    ///
    /// `compared` are those names as written and folded, with repeats; `spoken` are other names and
    /// phrases of the notes, folded, which tell what a short name could stand for; `aliases` are
    /// other names of notes, each with the note's title.
    #[must_use]
    pub fn gather<'s>(
        compared: &[(&str, &'s str)],
        spoken: impl Iterator<Item = &'s str>,
        aliases: &[(String, String)],
        config: &config::Compare,
    ) -> Self {
        let forms: BTreeSet<&str> =
            compared.iter().map(|it| it.1).filter(|it| !it.is_empty()).collect();
        let canonical = Canonical::new(&forms, spoken, aliases, config);
        let mut groups: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        for (name, form) in compared {
            if !form.is_empty() {
                let spellings = groups.entry(canonical.of(form)).or_default();
                *spellings
                    .entry(name.trim_matches(['"', ':', '：', '*', '`']).trim())
                    .or_default() += 1;
            }
        }
        let mut items: Vec<(&str, Item)> = groups
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
        let by_form: BTreeMap<String, ItemId> = items
            .iter()
            .enumerate()
            .map(|(at, (key, _))| ((*key).to_owned(), ItemId(at)))
            .collect();
        let mut items: Vec<Item> = items.into_iter().map(|(_, it)| it).collect();
        for form in &forms {
            let id = by_form.get(canonical.of(form));
            if let Some(item) = id.and_then(|it| items.get_mut(it.0)) {
                item.forms.push((*form).to_owned());
            }
        }
        let mut taken = BTreeSet::new();
        for item in &mut items {
            item.forms.sort_by_key(|it| (it.chars().count(), it.clone()));
            item.hue = hue(item.forms.first().unwrap_or(&item.name));
            item.slug = free_slug(&slug(&item.name), &mut taken);
        }
        let known = by_form.keys().chain(canonical.steps.keys());
        let openings = known.filter_map(|it| it.split_whitespace().next());
        let openings = openings.map(str::to_owned).collect();
        let mut meanings = Xxh3::new();
        meanings.update(&canonical.digest.to_le_bytes());
        for (form, id) in &by_form {
            update(&mut meanings, form);
            update(&mut meanings, items.get(id.0).map_or("", |it| &it.name));
        }
        let meanings = meanings.digest128();
        Self { items, by_form, canonical, openings, meanings }
    }

    /// Whether the name of an item may begin with a word; most words begin none.
    #[must_use]
    pub fn may_begin(&self, word: &str) -> bool {
        self.openings.contains(word)
    }

    /// The form that all names of one thing share, of a name in its folded form.
    #[must_use]
    pub fn form_of<'s>(&'s self, form: &'s str) -> &'s str {
        self.canonical.of(form)
    }

    /// A digest of what all names mean: with the same, each form has the same item of the same name.
    #[must_use]
    pub fn meanings(&self) -> u128 {
        self.meanings
    }

    /// Whether another form stands for the name with this digest (XXH3, 64 bits).
    #[must_use]
    pub fn renames(&self, digest: u64) -> bool {
        self.canonical.renamed.contains(&digest)
    }

    /// The item of a name as written.
    #[must_use]
    pub fn id(&self, name: &str) -> Option<ItemId> {
        self.id_of_form(&folded(name))
    }

    /// The item of a name in its folded form.
    #[must_use]
    pub fn id_of_form(&self, form: &str) -> Option<ItemId> {
        self.by_form.get(self.canonical.of(form)).copied()
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

    /// Every item with its id, in the order of names.
    pub fn all(&self) -> impl Iterator<Item = (ItemId, &Item)> {
        (0..).map(ItemId).zip(&self.items)
    }

    /// Gives the items of each comparison different hues.
    pub fn part_hues(&mut self, comparisons: &[&[ItemId]]) {
        let own: Vec<u32> = self.items.iter().map(|it| it.hue).collect();
        for (item, hue) in self.items.iter_mut().zip(hues::part(&own, comparisons)) {
            item.hue = hue;
        }
    }
}

/// The slug, or with a number when it is taken.
pub(super) fn free_slug(slug: &str, taken: &mut BTreeSet<String>) -> String {
    let slug = String::from(if slug.is_empty() { "item" } else { slug });
    let numbered = (2..).map(|it| format!("{slug}-{it}"));
    let free =
        std::iter::once(slug.clone()).chain(numbered).find(|it| !taken.contains(it));
    let free = free.unwrap_or(slug);
    taken.insert(free.clone());
    free
}

/// The form that stands for all forms of a name.
#[derive(Debug, Default)]
struct Canonical {
    #[expect(clippy::disallowed_types, reason = "names are looked up, mostly in vain")]
    steps: HashMap<String, String>,
    /// The digests of the forms that have a step.
    renamed: BTreeSet<u64>,
    /// The digest of all steps.
    digest: u128,
}

impl Canonical {
    /// The forms of names that are `compared`, and of others that are `spoken` of.
    fn new<'s>(
        compared: &BTreeSet<&'s str>,
        spoken: impl Iterator<Item = &'s str>,
        aliases: &[(String, String)],
        config: &config::Compare,
    ) -> Self {
        let mut steps = BTreeMap::new();
        let prefixes: Vec<String> =
            config.prefixes().map(|it| folded(it) + " ").collect();
        let all: Vec<&str> = compared.iter().copied().chain(spoken).collect();
        // Most names are plain, and only equal to themselves.
        let those = |is_one: &(dyn Fn(&str) -> bool + Sync)| -> BTreeSet<&'s str> {
            all.par_iter().copied().filter(|it| is_one(it)).collect()
        };
        let with_prefix = those(&|it| bare(it, &prefixes).is_some());
        let with_brackets = those(&|it| plain(it).is_some());
        let unbracketed = compared.iter().map(|it| without_brackets(it));
        let any: BTreeSet<&str> = compared.iter().copied().chain(unbracketed).collect();
        join(&mut steps, &any, &with_prefix, |it| bare(it, &prefixes));
        join(&mut steps, compared, &with_brackets, plain);
        let short = with_brackets.iter().filter_map(|it| abbreviation(it));
        let short: BTreeSet<&str> = short.collect();
        let spoken_short = those(&|it| it.len() <= LONGEST_SHORT && short.contains(it));
        for form in with_brackets {
            if let Some(short) = abbreviation(form).filter(|it| spoken_short.contains(it))
            {
                let long = || without_brackets(form).to_owned();
                steps.entry(short.to_owned()).or_insert_with(long);
            }
        }
        let given = config.aliases.iter().flatten();
        let given = given.map(|(from, to)| (folded(from), folded(to)));
        let of_notes = aliases.iter().map(|(from, to)| (folded(from), folded(to)));
        for (from, to) in of_notes.chain(given).filter(|(from, to)| from != to) {
            // The long name may be meant to stand for the short one.
            if steps.get(&to) == Some(&from) {
                steps.remove(&to);
            }
            steps.insert(from, to);
        }
        let renamed = steps.keys().map(|it| xxh3_64(it.as_bytes())).collect();
        let mut digest = Xxh3::new();
        for (form, next) in &steps {
            update(&mut digest, form);
            update(&mut digest, next);
        }
        let digest = digest.digest128();
        Self { steps: steps.into_iter().collect(), renamed, digest }
    }

    fn of<'s>(&'s self, form: &'s str) -> &'s str {
        let mut form = form;
        // Aliases may lead in a circle.
        for _ in 0..8 {
            match self.steps.get(form) {
                Some(next) => form = next,
                None => break,
            }
        }
        form
    }
}

/// Adds a form to a digest of several.
pub(super) fn update(digest: &mut Xxh3, form: &str) {
    digest.update(form.as_bytes());
    // No text has this byte.
    digest.update(&[0xff]);
}

/// A name without the longest of the prefixes that it begins with.
fn bare<'s>(form: &'s str, prefixes: &[String]) -> Option<&'s str> {
    let rests = prefixes.iter().filter_map(|it| form.strip_prefix(it.as_str()));
    rests.filter(|it| !it.is_empty()).min_by_key(|it| it.len())
}

/// A name without its brackets, if it has some.
fn plain(form: &str) -> Option<&str> {
    Some(without_brackets(form)).filter(|it| *it != form)
}

/// Joins each form with its plain one, where only one form has that plain one: `AWS Functions`
/// and `Azure Functions` are not both `Functions`.
///
/// If only one of them is compared, and so is the plain one, these two are the same thing, whatever
/// else answers name: there `Functions` stands for `AWS Functions`, and not for the other.
fn join<'s>(
    steps: &mut BTreeMap<String, String>,
    compared: &BTreeSet<&'s str>,
    all: &BTreeSet<&'s str>,
    plain: impl Fn(&'s str) -> Option<&'s str>,
) {
    let mut longer: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for form in all {
        if let Some(plain) = plain(form) {
            longer.entry(plain).or_default().push(form);
        }
    }
    for (plain, longer) in longer {
        if let [only] = longer.as_slice() {
            steps.entry((*only).to_owned()).or_insert_with(|| plain.to_owned());
            continue;
        }
        let mut of_compared = longer.into_iter().filter(|it| compared.contains(it));
        if let (Some(only), None) = (of_compared.next(), of_compared.next())
            && compared.contains(plain)
        {
            steps.entry(plain.to_owned()).or_insert_with(|| only.to_owned());
        }
    }
}

/// No abbreviation has more bytes.
const LONGEST_SHORT: usize = 32;

/// What stands in the brackets of `retrieval augmented generation (rag)`, when it is made of
/// the first letters.
fn abbreviation(form: &str) -> Option<&str> {
    let plain = without_brackets(form);
    let inner = form.strip_prefix(plain)?.trim().trim_matches(['(', ')', '（', '）']);
    let letters: String =
        plain.split([' ', '-']).filter_map(|it| it.chars().next()).collect();
    let is_short = letters == inner && inner.chars().count() > 1;
    (is_short && inner.len() <= LONGEST_SHORT).then_some(inner)
}

/// How many of these names a heading such as `A vs B` sets against each other.
#[must_use]
pub fn operands(heading: &str, names: &[String]) -> usize {
    let parts = opposed(heading);
    if parts.len() < 2 {
        return 0;
    }
    let is_operand = |name: &&String| {
        let name = folded(name);
        parts.iter().any(|it| alike(it, without_brackets(&name)))
    };
    names.iter().filter(is_operand).count()
}

/// Whether one of two names says the other, or says it more exactly: it begins or ends with its
/// words. `t3.micro` is not `t3`.
#[must_use]
pub(super) fn alike(a: &str, b: &str) -> bool {
    alike_between(a, b, char::is_whitespace)
}

/// The same, where `ends_word` tells which characters may stand next to its words.
#[must_use]
pub(super) fn alike_between(a: &str, b: &str, ends_word: impl Fn(char) -> bool) -> bool {
    let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
    let is_end = |c: Option<char>| c.is_none_or(&ends_word);
    let begins = || long.strip_prefix(short).map(|it| it.chars().next());
    let ends = || long.strip_suffix(short).map(|it| it.chars().next_back());
    !short.is_empty() && (begins().is_some_and(is_end) || ends().is_some_and(is_end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered(compared: &[&str], spoken: &[&str], config: &config::Compare) -> Names {
        let forms: Vec<String> = compared.iter().map(|it| folded(it)).collect();
        let names: Vec<(&str, &str)> =
            compared.iter().copied().zip(forms.iter().map(String::as_str)).collect();
        Names::gather(&names, spoken.iter().copied(), &[], config)
    }

    fn groups(names: &[&str], config: &config::Compare) -> Vec<Vec<String>> {
        let names = gathered(names, &[], config);
        names.all().map(|(_, it)| it.forms.clone()).collect()
    }

    #[test]
    fn names_end_before_their_colon() {
        for name in ["进程：", "进程:", "**进程：**"] {
            let config = config::Compare::default();
            let names = gathered(&[name], &[], &config);
            let found: Vec<&str> =
                names.items.iter().map(|it| it.name.as_str()).collect();
            assert_eq!(found, ["进程"], "{name}");
        }
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
        let aliases = [(String::from("Box"), String::from("Acme Box"))].into();
        let config = config::Compare { aliases: Some(aliases), ..config };
        assert_eq!(groups(&["Acme Box", "Box"], &config).len(), 1);
    }

    #[test]
    fn names_in_answers_tell_what_a_short_name_could_mean() {
        let config = config::Compare::default();
        let gather =
            |compared: &[&str], spoken: &[&str]| gathered(compared, spoken, &config);
        let names = gather(&["AWS Functions", "Lambda@Edge"], &["azure functions"]);
        assert_ne!(names.form_of("aws functions"), names.form_of("azure functions"));
        assert_eq!(names.id("Functions"), None);
        let names = gather(&["Amazon Bedrock"], &["bedrock", "s3", "amazon s3"]);
        assert_eq!(names.id("Bedrock"), names.id("Amazon Bedrock"));
        assert_eq!(names.form_of("s3"), names.form_of("amazon s3"));
        assert_eq!(names.id("S3"), None);
        // They part nothing that is compared.
        for plain in ["Functions", "Functions (v2)"] {
            let names = gather(&["AWS Functions", plain], &["azure functions"]);
            assert_eq!(names.id(plain), names.id("AWS Functions"), "{plain}");
            assert_eq!(names.id("Azure Functions"), None);
        }
    }
}
