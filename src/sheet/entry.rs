//! An entry of a cheat sheet: what it says, where it comes from, what becomes of it.
//! Gives what queries ask of it, and its words in one line.
//! Must not weigh or measure itself.

use std::{borrow::Cow, sync::Arc};

use super::{Extent, Grid, Priority};
use crate::{
    library::NoteId,
    note::{
        Level, Scope,
        doc::{Inlines, Node, Nodes},
    },
    query::{Facts, Kind},
    study::Place,
};

/// How many of the headings above an entry are repeated on a sheet, the innermost ones.
const HEADINGS: usize = 2;

/// Something that is said on a sheet.
#[derive(Debug, Clone)]
pub struct Entry<'lib> {
    /// What it is.
    pub kind: Kind,
    /// Where it comes from.
    pub place: Place<'lib>,
    /// What it says.
    pub body: Body<'lib>,
    /// The other places it comes from, in the same note.
    pub(super) also: Vec<Scope>,
    /// The tags of what holds it, each once; entries of a note that have the same share them.
    pub(super) tags: Arc<[EntryTag<'lib>]>,
    /// The line over it that says what it belongs to.
    pub(super) label: Option<String>,
    /// What stands right above it in its note, the outer first, without the note's title.
    pub section: Vec<String>,
    /// What it is worth and why.
    pub priority: Priority<'lib>,
    /// How high it is, in em.
    pub extent: Extent,
    /// How high the headings of its note and of its section are, in em.
    pub headings: (f64, f64),
    /// Its place in the order of worth, from 0.
    pub rank: usize,
    /// Whether it is on the sheet.
    pub verdict: Verdict,
}

/// How many tags of an entry a page says.
const MAX_TAGS: usize = 16;

/// A tag of what holds an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EntryTag<'lib> {
    /// Its name.
    pub(super) name: &'lib str,
    /// The nearest that it belongs to: of block, section and note the first.
    pub(super) level: Level,
    /// Whether it describes the entry. If the note also tags single places with it, the tags line
    /// is only a summary.
    pub(super) is_meant: bool,
}

/// What an entry says.
#[derive(Debug, Clone)]
pub enum Body<'lib> {
    /// What to do in a situation.
    Rule {
        /// The situation.
        situation: Inlines<'lib>,
        /// What to do.
        answer: Inlines<'lib>,
        /// Reasons, which may bear the header of their column.
        why: Vec<(Option<String>, Inlines<'lib>)>,
        /// The blocks below the line.
        below: Nodes<'lib>,
    },
    /// A name in bold and what is said of it.
    Named(String, Inlines<'lib>),
    /// Words as they stand in the note.
    Words(Inlines<'lib>),
    /// Several of these that belong together; a name may be empty.
    Group(Vec<(String, Inlines<'lib>)>),
    /// A list with the line above it; the number of the first item if it counts; and the items
    /// with their places in the list, counted from 0.
    List(Option<Inlines<'lib>>, Option<u64>, Vec<(u64, Node<'lib>)>),
    /// A table with its caption.
    Table(Option<String>, Grid<'lib>),
}

/// Whether an entry is on the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    In,
    /// The budget is used up by what is worth more; near the top of these it is in reserve.
    NoRoom {
        /// Whether it is kept on the page, hidden, for readers who have more room.
        reserve: bool,
    },
    /// It is higher than a column and cannot be divided.
    TooTall,
    /// The same is said at another place, which is the one that counts.
    Repeat(NoteId),
}

impl<'lib> Entry<'lib> {
    pub(super) fn new(kind: Kind, place: Place<'lib>, body: Body<'lib>) -> Self {
        Self::labelled(kind, place, body, None)
    }

    /// An entry with the line over it that says what it belongs to.
    pub(super) fn labelled(
        kind: Kind,
        place: Place<'lib>,
        body: Body<'lib>,
        label: Option<String>,
    ) -> Self {
        Self {
            kind,
            place,
            body,
            also: Vec::new(),
            tags: Arc::default(),
            label,
            section: Vec::new(),
            priority: Priority::default(),
            extent: Extent::default(),
            headings: (0.0, 0.0),
            rank: 0,
            verdict: Verdict::NoRoom { reserve: false },
        }
    }

    /// Every place it comes from.
    pub(super) fn scopes(&self) -> impl Iterator<Item = Scope> {
        std::iter::once(self.place.position.scope()).chain(self.also.iter().copied())
    }

    /// The innermost headings above it, and its label.
    pub(super) fn headings_above(&self) -> Vec<String> {
        let title = self.place.section.title;
        let label = self.label.as_deref().map(Cow::Borrowed);
        let path = self.place.section.path().into_iter().chain(label);
        let mut path: Vec<Cow<'_, str>> = path.filter(|it| it != title).collect();
        path.dedup();
        let inner = path.split_off(path.len().saturating_sub(HEADINGS));
        inner.into_iter().map(Cow::into_owned).collect()
    }

    /// Whether it is on the page, seen or in reserve.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        matches!(self.verdict, Verdict::In | Verdict::NoRoom { reserve: true })
    }

    /// The names of its tags, each once; the first of very many, since what one line is tagged with
    /// counts for every entry below it.
    pub fn tag_names(&self) -> impl Iterator<Item = &'lib str> {
        self.tags.iter().filter(|it| it.is_meant).take(MAX_TAGS).map(|it| it.name)
    }

    /// What it says, in one line.
    #[must_use]
    pub fn text(&self) -> String {
        self.body.text()
    }
}

impl Facts for Entry<'_> {
    fn has_tag(&self, is: &dyn Fn(&str) -> bool) -> bool {
        self.tags.iter().any(|it| it.is_meant && is(it.name))
    }

    fn path(&self) -> &str {
        self.place.note().path.as_str()
    }

    fn title(&self) -> &str {
        self.place.section.title
    }

    fn is_draft(&self) -> bool {
        self.place.note().meta.draft
    }

    fn kind(&self) -> Kind {
        self.kind
    }
}

impl Body<'_> {
    fn text(&self) -> String {
        match self {
            Self::Rule { situation, answer, .. } => {
                format!("{} → {}", situation.text(), answer.text())
            }
            Self::Named(name, words) => format!("{name}: {}", words.text()),
            Self::Words(words) => words.text(),
            Self::Group(parts) => {
                let part = |(name, words): &(String, Inlines<'_>)| {
                    let name =
                        if name.is_empty() { String::new() } else { format!("{name}: ") };
                    name + &words.text()
                };
                parts.iter().map(part).collect::<Vec<_>>().join("; ")
            }
            Self::List(label, _, items) => {
                let label = label.as_ref().map(Inlines::text).unwrap_or_default();
                let items: Vec<String> =
                    items.iter().map(|(_, it)| item_text(*it)).collect();
                format!("{label} {}", items.join("; ")).trim().to_owned()
            }
            Self::Table(caption, grid) => {
                let head: Vec<String> = grid.head.iter().map(|it| it.text()).collect();
                match caption {
                    Some(caption) => format!("{caption}: {}", head.join(" | ")),
                    None => head.join(" | "),
                }
            }
        }
    }
}

/// The words of an item without the tags behind its line.
fn item_text(item: Node<'_>) -> String {
    let (line, below) = item.children().split_line();
    format!("{} {}", line.line().words.text(), below.text()).trim().to_owned()
}
