//! All that one page shows: the values that its template gets.
//! Gives them to templates, and as a whole to those who ask whether a page would be the same.
//! Must not know templates.

use serde::Serialize;
use tera::Context;

use super::{
    ComparisonView, ComparisonsView, ConflictView, FolderView, HomeView, ItemView,
    NoteView, PageView, PickerView, PracticeView, QuestionsView, SheetView,
    SheetsEntryView, TagEntryView, TagPageView,
};

/// The values of a page. A template gets nothing else, so a digest of the whole is one of all it gets.
#[derive(Serialize)]
pub struct PageValues {
    /// The prefix of URLs that begin at the root of the site.
    pub root: String,
    /// What every page has.
    pub page: PageView,
    /// The note on it.
    pub note: Option<NoteView>,
    /// What is in its folder.
    pub folder: Option<FolderView>,
    /// What only pages of its kind have.
    pub special: Special,
}

/// What only pages of one kind have.
#[derive(Serialize)]
pub enum Special {
    /// Nothing.
    None,
    /// The home page.
    Home(HomeView),
    /// The index of tags.
    Tags(Vec<TagEntryView>),
    /// A page of a tag.
    Tag(TagPageView),
    /// The list of comparisons.
    Comparisons(ComparisonsView),
    /// A comparison.
    Comparison(ComparisonView),
    /// An item of comparisons.
    Item(ItemView),
    /// The page where readers compare what they choose.
    Picker(PickerView),
    /// Where a note is now.
    Redirect(Option<String>),
    /// The list of cheat sheets.
    Sheets(Vec<SheetsEntryView>),
    /// A cheat sheet.
    Sheet(Option<Box<SheetView>>),
    /// The page where readers practise.
    Practice(PracticeView),
    /// Questions with folded answers.
    Questions(QuestionsView),
    /// What notes contradict.
    Conflicts(Vec<ConflictView>),
}

impl PageValues {
    /// The values by the names that templates know them by.
    #[must_use]
    pub fn context(&self) -> Context {
        let mut context = Context::new();
        context.insert("root", &self.root);
        context.insert("page", &self.page);
        context.insert("note", &self.note);
        if let Some(it) = &self.folder {
            context.insert("folder", it);
        }
        match &self.special {
            Special::None => (),
            Special::Home(it) => context.insert("home", it),
            Special::Tags(it) => context.insert("tags", it),
            Special::Tag(it) => context.insert("tag", it),
            Special::Comparisons(it) => context.insert("comparisons", it),
            Special::Comparison(it) => context.insert("comparison", it),
            Special::Item(it) => context.insert("item", it),
            Special::Picker(it) => context.insert("picker", it),
            Special::Redirect(it) => context.insert("redirect", it),
            Special::Sheets(it) => context.insert("sheets", it),
            Special::Sheet(it) => context.insert("sheet", it),
            Special::Practice(it) => context.insert("practice", it),
            Special::Questions(it) => context.insert("questions", it),
            Special::Conflicts(it) => context.insert("conflicts", it),
        }
        context
    }
}
