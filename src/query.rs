//! Queries such as `exam-tip | important & !draft`: what a cheat sheet takes.
//! Gives a tree that says yes or no to anything that knows its tags, note and kind.
//! Must not know what is selected with it.

mod parse;

use std::fmt;

use globset::{GlobMatcher, GlobSet};

use crate::path::fold;

/// A condition on places in notes.
#[derive(Debug, Clone)]
pub enum Query {
    /// Everything.
    All,
    /// One of the terms below.
    Term(Term),
    /// Not that.
    Not(Box<Query>),
    /// All of them.
    And(Vec<Query>),
    /// At least one of them.
    Or(Vec<Query>),
}

/// What a query asks of a place.
#[derive(Debug, Clone)]
pub enum Term {
    /// A tag of that name, or one nested in it; `*` stands for any letters.
    Tag(String, GlobMatcher),
    /// A note whose path matches.
    Path(GlobSet),
    /// A note of that title or file name, in any letter case.
    Note(String),
    /// Something of that kind.
    Kind(Kind),
}

/// What a place in a note can be to who studies it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A situation with what to do then, from an item with an arrow.
    Rule,
    /// The same, from a row of a table.
    Scenario,
    /// What is worth remembering.
    Tip,
    /// What is easy to get wrong.
    Gotcha,
    /// When to choose one of several things.
    Chooser,
    /// What a term means.
    Definition,
    /// A table that sets things side by side.
    Comparison,
    /// Any other table.
    Table,
    /// A list.
    List,
    /// A block of code.
    Code,
    /// A paragraph that has a tag.
    Text,
    /// What the author marked as a card.
    Explicit,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Rule,
        Self::Scenario,
        Self::Tip,
        Self::Gotcha,
        Self::Chooser,
        Self::Definition,
        Self::Comparison,
        Self::Table,
        Self::List,
        Self::Code,
        Self::Text,
        Self::Explicit,
    ];

    /// Its name in queries and lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Scenario => "scenario",
            Self::Tip => "tip",
            Self::Gotcha => "gotcha",
            Self::Chooser => "chooser",
            Self::Definition => "definition",
            Self::Comparison => "comparison",
            Self::Table => "table",
            Self::List => "list",
            Self::Code => "code",
            Self::Text => "text",
            Self::Explicit => "explicit",
        }
    }

    /// The kind of that name, in any letter case; the name for many of them counts, too.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let is_it = |it: &Self| {
            name == it.name()
                || name.strip_suffix('s').is_some_and(|one| one == it.name())
        };
        Self::ALL.into_iter().find(is_it)
    }
}

/// What a query can be asked about.
pub trait Facts {
    /// Whether a tag around the place has a name for which `is` holds.
    fn has_tag(&self, is: &dyn Fn(&str) -> bool) -> bool;
    /// The path of the note.
    fn path(&self) -> &str;
    /// The title of the note.
    fn title(&self) -> &str;
    /// Whether the note is a draft.
    fn is_draft(&self) -> bool;
    /// The kind of thing the place is.
    fn kind(&self) -> Kind;
}

/// Why a text is not a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Where, in characters from the beginning.
    pub at: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl Query {
    /// Reads a query.
    ///
    /// `!` binds tighter than `&`, and `&` tighter than `|`; terms without a sign between them
    /// must all hold.
    ///
    /// # Errors
    /// When a sign stands where a term is missing, a bracket is left open, a prefix or kind is
    /// unknown, or it nests too deep.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        parse::query(text)
    }

    /// Whether it holds for a place.
    #[must_use]
    pub fn holds(&self, facts: &dyn Facts) -> bool {
        match self {
            Self::All => true,
            Self::Term(term) => term.holds(facts),
            Self::Not(query) => !query.holds(facts),
            Self::And(all) => all.iter().all(|it| it.holds(facts)),
            Self::Or(any) => any.iter().any(|it| it.holds(facts)),
        }
    }

    /// The same query, asking for the tags that its names stand for.
    #[must_use]
    pub fn renamed(self, stands_for: &impl Fn(&str) -> Option<String>) -> Self {
        let all = |queries: Vec<Self>| -> Vec<Self> {
            queries.into_iter().map(|it| it.renamed(stands_for)).collect()
        };
        match self {
            Self::Term(Term::Tag(name, matcher)) => {
                let other = stands_for(&name);
                let other = other.and_then(|it| Some((parse::matcher(&it).ok()?, it)));
                let (matcher, name) = other.unwrap_or((matcher, name));
                Self::Term(Term::Tag(name, matcher))
            }
            Self::Not(query) => Self::Not(Box::new(query.renamed(stands_for))),
            Self::And(queries) => Self::And(all(queries)),
            Self::Or(queries) => Self::Or(all(queries)),
            Self::All | Self::Term(_) => self,
        }
    }

    /// The names of tags it asks for; not those it leaves out.
    #[must_use]
    pub fn tags(&self) -> Vec<&str> {
        match self {
            Self::Term(Term::Tag(name, _)) => vec![name],
            Self::All | Self::Term(_) | Self::Not(_) => Vec::new(),
            Self::And(all) | Self::Or(all) => {
                all.iter().flat_map(|it| it.tags()).collect()
            }
        }
    }
}

impl Term {
    fn holds(&self, facts: &dyn Facts) -> bool {
        match self {
            Self::Tag(name, glob) => {
                name.eq_ignore_ascii_case("draft") && facts.is_draft()
                    || facts.has_tag(&|tag| is_tag(&fold(tag), glob))
            }
            Self::Path(globs) => globs.is_match(fold(facts.path())),
            Self::Note(name) => {
                let name = fold(name);
                let file = facts.path().rsplit('/').next().unwrap_or_default();
                let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
                [facts.title(), file, stem].iter().any(|it| fold(it) == name)
            }
            Self::Kind(kind) => facts.kind() == *kind,
        }
    }
}

/// Whether a tag, or one it is nested in, has such a name.
fn is_tag(tag: &str, glob: &GlobMatcher) -> bool {
    let above = tag.match_indices('/').filter_map(|(at, _)| tag.get(..at));
    std::iter::once(tag).chain(above).any(|it| glob.is_match(it))
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at character {})", self.message, self.at + 1)
    }
}

#[cfg(test)]
mod tests;
