//! The plan of the site: which pages exist, in which order, and what each shows.
//! Gives navigation, neighbours and the files to publish.
//! Renders nothing: no HTML, no template, no URL of another page.

mod address;
mod plan;
mod practice;
mod tags;

use std::collections::{BTreeMap, BTreeSet};

pub use self::{
    plan::{plan, sheets},
    practice::{Practice, PracticePart},
    tags::{MAX_BESIDE, Part, Use, Whole, beside},
};
use crate::{
    config::Config,
    deck::Deck,
    diag::Diagnostic,
    library::NoteId,
    note::{NodeId, Note, TagName},
    output::Artifact,
    paper::Metrics,
    path::{NotePath, Route},
    sheet::{Covered, Sheet},
    study::{ComparisonId, Item, ItemId, Study},
    words::Words,
};

/// Every page to be made.
#[derive(Debug)]
pub struct Site<'lib> {
    /// The name under which readers' progress is kept and Anki knows the cards: that of the
    /// configuration, else one made from the title of the home page. It never follows the address.
    pub id: String,
    /// The pages, in reading order; the home page first, the error page last.
    pub pages: Vec<Page<'lib>>,
    /// The files to publish as they are, with the place of each.
    pub assets: BTreeMap<NotePath, Route>,
    /// The page that shows each note.
    pub of_notes: BTreeMap<NoteId, PageId>,
    /// The page of each tag, the first of its parts.
    pub tags: BTreeMap<TagName, PageId>,
    /// The index of all tags, if there are any.
    pub tag_index: Option<PageId>,
    /// The page of each comparison.
    pub comparisons: BTreeMap<ComparisonId, PageId>,
    /// The page of each thing that is compared.
    pub items: BTreeMap<ItemId, PageId>,
    /// The page on which a reader picks what to compare.
    pub picker: Option<PageId>,
    /// The cheat sheets, in the order of their names.
    pub sheets: Vec<SheetPage<'lib>>,
    /// Whether they are to be composed later.
    pub sheets_are_due: bool,
    /// What the first one for everything has entries of.
    pub covered: Covered,
    /// What readers practise.
    pub deck: Deck<'lib>,
    /// Where they do.
    pub practice: Option<Practice>,
    /// The files for machines, where nothing of the author's lies in their places.
    pub extras: BTreeMap<Extra, Route>,
    /// The index of the search, unless it is switched off; its other files lie beside it.
    pub search: Option<Route>,
    /// What is wrong with addresses and cheat sheets.
    pub findings: Vec<Diagnostic>,
}

/// A file of the site that is not a page. Its place is known once the site is planned; its bytes
/// are made when it is put there.
#[derive(Debug, Clone, Copy)]
pub enum File<'s> {
    /// A static file of the theme.
    Static(&'s Artifact),
    /// A file for machines.
    Extra(Extra),
    /// A file of the author's, published as it is.
    Asset(&'s NotePath),
}

/// A generated file for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extra {
    /// Tells GitHub Pages to publish files as they are.
    NoJekyll,
    /// What crawlers may see.
    Robots,
    /// Every page, for crawlers.
    Sitemap,
    /// What changed last, for feed readers.
    Feed,
    /// What is on the site, for language models.
    Llms,
    /// Everything that comparisons say, for the script of the page where a reader picks.
    PickerData,
    /// The questions as a deck for Anki.
    Anki,
    /// Which questions there are, for the script of practice.
    PracticeIndex,
    /// What finds the past of questions that moved, for the same script.
    PracticeWords,
    /// The questions of a part, by its place in [`Practice::parts`], for the same script.
    PracticePart(usize),
}

impl Extra {
    /// Those that are looked for in one place and nowhere else.
    pub const WELL_KNOWN: [Self; 5] =
        [Self::NoJekyll, Self::Robots, Self::Sitemap, Self::Feed, Self::Llms];

    /// Its place, which may get a number unless it is well known.
    #[must_use]
    pub fn place(self) -> &'static str {
        match self {
            Self::NoJekyll => ".nojekyll",
            Self::Robots => "robots.txt",
            Self::Sitemap => "sitemap.xml",
            Self::Feed => "atom.xml",
            Self::Llms => "llms.txt",
            Self::PickerData => "compare/items.js",
            Self::Anki => "practice/anki.txt",
            Self::PracticeIndex => "practice/questions.js",
            Self::PracticeWords => "practice/words.js",
            Self::PracticePart(_) => "practice/part.js",
        }
    }

    /// Whether it consists of full addresses.
    #[must_use]
    pub fn is_absolute(self) -> bool {
        matches!(self, Self::Sitemap | Self::Feed)
    }
}

/// A cheat sheet with its page.
#[derive(Debug)]
pub struct SheetPage<'lib> {
    /// The page.
    pub page: PageId,
    /// What it says; nothing if that is composed later.
    pub sheet: Sheet<'lib>,
    /// The same printed, where that was asked for.
    pub pdf: Option<Route>,
}

/// The options of a plan.
#[derive(Debug, Clone, Copy)]
pub struct PlanOptions<'a> {
    /// How the site is configured.
    pub config: &'a Config,
    /// The words of the interface, for the titles of generated pages.
    pub words: &'a Words,
    /// The title of a generated home page if the configuration has none.
    pub name: &'a str,
    /// Whether to add pages for the author alone.
    pub preview: bool,
    /// The measures of the theme's cheat sheets.
    pub metrics: &'a Metrics,
    /// Whether they are printed, too.
    pub pdf: bool,
    /// The names of the sheets that say something and what the first one for everything has entries
    /// of, if that is known: they are composed later then.
    pub known_sheets: Option<(&'a [String], &'a Covered)>,
}

/// A page of the site; its place in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageId(usize);

impl PageId {
    /// The page `n` places further on in reading order.
    #[must_use]
    pub fn after(self, n: usize) -> Self {
        Self(self.0 + n)
    }
}

/// One page: where it goes, and what it shows.
#[derive(Debug)]
pub struct Page<'lib> {
    /// Where it is served.
    pub route: Route,
    /// Its name in the navigation.
    pub title: String,
    /// What it shows.
    pub view: View<'lib>,
    /// The page above it in the navigation; none for the home page and the error page.
    pub parent: Option<PageId>,
    /// The pages below it, in order.
    pub children: Vec<PageId>,
    /// How many notes are below it.
    pub count: usize,
}

/// The kinds of page; each names one template.
#[derive(Debug)]
pub enum View<'lib> {
    /// A note.
    Note(&'lib Note, NoteId),
    /// A folder, with the note that is its page if there is one.
    Folder(NotePath, Option<(&'lib Note, NoteId)>),
    /// The index of all tags: the folder `tags/` if there is one, with its page.
    Tags(Option<NotePath>, Option<(&'lib Note, NoteId)>),
    /// A tag, or a part of its uses, with the note that is its page.
    Tag(Part, Option<(&'lib Note, NoteId)>),
    /// The index of all comparisons.
    Comparisons,
    /// A comparison.
    Comparison(ComparisonId),
    /// A thing that is compared.
    Item(ItemId),
    /// The page where readers build their own comparison.
    Picker,
    /// The index of cheat sheets, where there are several.
    Sheets,
    /// A cheat sheet, by its place in [`Site::sheets`].
    Sheet(usize),
    /// The page where readers practise.
    Practice,
    /// Questions with folded answers, by the place of their part in [`Practice::parts`].
    Questions(usize),
    /// An old address of a note.
    Redirect(NoteId),
    /// The questions that notes answer differently, for their author.
    Conflicts,
    /// What is served for an address that does not exist.
    NotFound,
}

impl View<'_> {
    /// The kind of the page, by which templates know it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Note(..) => "note",
            Self::Folder(..) => "folder",
            Self::Tags(..) => "tags",
            Self::Tag(..) => "tag",
            Self::Comparisons => "comparisons",
            Self::Comparison(..) => "comparison",
            Self::Item(..) => "item",
            Self::Picker => "picker",
            Self::Sheets => "sheets",
            Self::Sheet(_) => "sheet",
            Self::Practice => "practice",
            Self::Questions(_) => "questions",
            Self::Redirect(_) => "redirect",
            Self::Conflicts => "conflicts",
            Self::NotFound => "not-found",
        }
    }
}

impl<'lib> Page<'lib> {
    /// The note the page shows, alone or as the page of its folder.
    #[must_use]
    pub fn note(&self) -> Option<(&'lib Note, NoteId)> {
        match &self.view {
            View::Note(note, id) => Some((note, *id)),
            View::Folder(_, note) | View::Tags(_, note) | View::Tag(_, note) => *note,
            View::Comparisons
            | View::Comparison(_)
            | View::Item(_)
            | View::Picker
            | View::Sheets
            | View::Sheet(_)
            | View::Practice
            | View::Questions(_)
            | View::Redirect(_)
            | View::Conflicts
            | View::NotFound => None,
        }
    }

    /// Whether it is the page of a folder.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        matches!(self.view, View::Folder(..) | View::Tags(Some(_), _))
    }
}

impl<'lib> Site<'lib> {
    /// Every page with its id, in reading order.
    pub fn pages(&self) -> impl Iterator<Item = (PageId, &Page<'lib>)> {
        (0..).map(PageId).zip(&self.pages)
    }

    /// A page.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "an id is only made for a page that is here"
    )]
    pub fn page(&self, id: PageId) -> &Page<'lib> {
        &self.pages[id.0]
    }

    /// The page that shows a note.
    #[must_use]
    pub fn page_of(&self, note: NoteId) -> Option<PageId> {
        self.of_notes.get(&note).copied()
    }

    /// The item that a cell of a note names, with its page.
    #[must_use]
    pub fn item_of<'s>(
        &self,
        study: &'s Study<'_>,
        note: NoteId,
        cell: NodeId,
    ) -> Option<(&'s Item, PageId)> {
        let id = study.item_of(note, cell)?;
        Some((study.items.item(id), *self.items.get(&id)?))
    }

    /// The home page.
    #[must_use]
    pub fn home(&self) -> PageId {
        PageId(0)
    }

    /// The site's own name: that of its home page.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.page(self.home()).title
    }

    /// The pages above a page, the home page first.
    #[must_use]
    pub fn above(&self, id: PageId) -> Vec<PageId> {
        let mut above: Vec<PageId> =
            std::iter::successors(self.page(id).parent, |it| self.page(*it).parent)
                .collect();
        above.reverse();
        above
    }

    /// The notes before and after a note or folder in reading order; generated pages and templates
    /// for new notes have none and are passed over.
    #[must_use]
    pub fn neighbours(&self, id: PageId) -> (Option<PageId>, Option<PageId>) {
        let is_note =
            |page: &Page<'_>| page.note().is_some_and(|(note, _)| !note.is_template);
        let page = self.page(id);
        if !is_note(page) && !matches!(page.view, View::Folder(..)) {
            return (None, None);
        }
        let (before, after) = self.pages.split_at(id.0.min(self.pages.len()));
        let previous = before.iter().rposition(is_note);
        let next = after.iter().skip(1).position(is_note).map(|it| it + id.0 + 1);
        (previous.map(PageId), next.map(PageId))
    }

    /// The page of what the notes contradict, which only a preview has.
    #[must_use]
    pub fn conflicts(&self) -> Option<&Page<'lib>> {
        self.pages.iter().find(|it| matches!(it.view, View::Conflicts))
    }

    /// Every file that is not a page, with its place; `statics` are those of the theme.
    #[must_use]
    pub fn files<'s>(&'s self, statics: &'s [Artifact]) -> Vec<(&'s Route, File<'s>)> {
        let statics = statics.iter().map(|it| (&it.route, File::Static(it)));
        let extras = self.extras.iter().map(|(it, route)| (route, File::Extra(*it)));
        let assets = self.assets.iter().map(|(it, route)| (route, File::Asset(it)));
        statics.chain(extras).chain(assets).collect()
    }

    /// Every place of the finished site that is taken.
    #[must_use]
    pub fn routes(&self, statics: &[Artifact]) -> BTreeSet<Route> {
        let pages = self.pages.iter().map(|it| &it.route);
        let printed = self.sheets.iter().filter_map(|it| it.pdf.as_ref());
        let files = self.files(statics).into_iter().map(|(route, _)| route);
        pages.chain(printed).chain(files).cloned().collect()
    }
}
