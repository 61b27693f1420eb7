//! What notes make use of, and what they would gain by an option they do not use yet.
//! Gives numbers, and hints with the reason for each.
//! Must not change how anything is read.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Tag};
use rayon::prelude::*;

use super::{
    Kind, Study, explicit,
    outline::{Outline, outline},
    rule::Switches,
};
use crate::{
    config::{Config, Own, Repo},
    library::{Library, NoteId},
    note::{Node, Note, Rules, meta, tags::bare_tags, tree::walk},
    path::{NotePath, percent_decode},
};

/// How often notes use what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// What is used, each with its number; what is not used is left out.
    pub counts: Vec<(usize, &'static str)>,
    /// Options that would help, each with the reason.
    pub hints: Vec<String>,
}

/// Fewer places than these are a coincidence.
const FEW: usize = 5;

/// A word after `#` that stands in fewer places is no tag but a comment or a number of something.
const TWICE: usize = 2;

/// What one note writes that nobody reads yet.
#[derive(Debug, Default)]
struct Unread {
    code: usize,
    /// The words after `#` in running text.
    bare: BTreeMap<String, usize>,
    marked: usize,
    /// The links to files of a repository that notes of ours are called like.
    own: BTreeMap<String, usize>,
}

impl Uses {
    /// Counts what the published notes use.
    ///
    /// `place` is the content folder as seen from the root of the repository.
    #[must_use]
    pub fn of(
        library: &Library,
        study: &Study<'_>,
        config: &Config,
        place: &str,
    ) -> Self {
        let is = |kind: fn(&Kind) -> bool| {
            study.tables.iter().filter(|it| kind(&it.kind)).count()
        };
        let notes: Vec<(NoteId, &Note)> =
            library.published().map(|(id, note, _)| (id, note)).collect();
        let rules = Rules::new(&config.tags);
        let unread: Vec<Unread> = notes
            .par_iter()
            .map(|(id, note)| unread(library, *id, note, (config, &rules, place)))
            .collect();
        let sum = |of: fn(&Unread) -> usize| unread.iter().map(of).sum::<usize>();
        let counts = [
            (study.tables.len(), "table"),
            (is(|it| matches!(it, Kind::Comparison(_))), "comparison"),
            (is(|it| matches!(it, Kind::Scenario { .. })), "table of situations"),
            (study.decisions.len(), "rule"),
            (study.definitions.len(), "definition"),
            (study.tips.len(), "tip"),
            (study.cards.len(), "card"),
            (sum(|it| it.code), "block of code"),
        ];
        let mut hints = Vec::new();
        let words = unread.iter().flat_map(|it| &it.bare);
        let bare = by_name(words).into_values().filter(|it| *it >= TWICE);
        let bare: usize = bare.sum();
        if bare >= 2 * FEW {
            hints.push(format!(
                "{bare} times `#tag` stands in running text; `tags: {{bare: true}}` reads it as \
                 a tag"
            ));
        }
        let marked = sum(|it| it.marked);
        if marked >= FEW {
            hints.push(format!(
                "{marked} questions look marked as cards; `cards: {{explicit: true}}` makes them cards"
            ));
        }
        let own = by_name(unread.iter().flat_map(|it| &it.own));
        let most = own.into_iter().max_by_key(|(_, links)| *links);
        if let Some((repository, links)) = most.filter(|(_, links)| *links >= FEW) {
            hints.push(format!(
                "{links} links lead to {repository}, where these notes seem to lie; \
                 `repo: {{url: {repository}}}` makes them links between pages"
            ));
        }
        Self {
            counts: counts.into_iter().filter(|(count, _)| *count > 0).collect(),
            hints,
        }
    }
}

/// Numbers added up by their names.
fn by_name<'n>(
    numbers: impl Iterator<Item = (&'n String, &'n usize)>,
) -> BTreeMap<&'n str, usize> {
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, number) in numbers {
        *sums.entry(name).or_default() += number;
    }
    sums
}

fn unread(
    library: &Library,
    id: NoteId,
    note: &Note,
    (config, rules, place): (&Config, &Rules, &str),
) -> Unread {
    let mut unread = Unread::default();
    let reads_bare = config.tags.bare.unwrap_or(false);
    walk(&note.body, &mut |node| match node {
        Node::Elem(Tag::CodeBlock(_), ..) => unread.code += 1,
        Node::Leaf(Event::Text(text), _) if !reads_bare => {
            for (name, _) in bare_tags(text, rules) {
                *unread.bare.entry(name.to_string()).or_default() += 1;
            }
        }
        _ => (),
    });
    // Elsewhere they are cards already, or the note wants none.
    let may_gain =
        !matches!(note.meta.cards, Some(meta::Cards::Explicit | meta::Cards::None))
            && !config.cards.explicit.unwrap_or(false);
    if may_gain && !note.is_template {
        let blocks = outline(library, id);
        let switches = Switches::new(&config.study, note);
        let outline = Outline { library, id, blocks: &blocks, switches: &switches };
        unread.marked = explicit::read(&outline).len();
    }
    if config.repo.is_none() {
        for link in &note.links {
            if let Some(repository) = own(library, &link.href, place) {
                *unread.own.entry(repository).or_default() += 1;
            }
        }
    }
    unread
}

/// The repository of a full link to a file of GitHub, where a note of ours has that path.
fn own(library: &Library, href: &str, place: &str) -> Option<String> {
    let mut parts = href.strip_prefix("https://github.com/")?.split('/');
    let (owner, name) = (parts.next()?, parts.next()?);
    let url = format!("https://github.com/{owner}/{name}");
    let repo = Repo { url, branch: None, content: place.to_owned() };
    let Own::Path { path, .. } = repo.locate(href)? else { return None };
    let path = NotePath::new(&percent_decode(path))?;
    library.find(&path).map(|_| repo.url)
}
