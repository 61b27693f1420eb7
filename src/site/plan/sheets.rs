//! Planning the pages of cheat sheets: one page each, and an index where there are several.
//! Gives them addresses below `sheets/`, and one for the printed sheet where that is wanted.
//! Must not know how a sheet chooses.

use std::collections::BTreeMap;

use super::Planner;
use crate::{
    library::NoteId,
    sheet::{self, Sheet, Spec, Verdict},
    site::{Page, PageId, SheetPage, View, Wanted},
};

impl<'lib> Planner<'lib, '_> {
    /// Adds every cheat sheet; one that nobody asked for only where it has something to say.
    pub(super) fn sheets(&mut self, home: PageId, wanted: Wanted<'_>) {
        if wanted.sheets.is_empty() {
            return;
        }
        let notes = self.pages.iter().filter_map(Page::note).map(|(_, id)| id);
        let order: BTreeMap<NoteId, usize> = notes.zip(0..).collect();
        let candidates = sheet::candidates(self.library, self.study);
        let compose = |spec: &Spec| {
            let order = |id| order.get(&id).copied().unwrap_or(usize::MAX);
            sheet::compose(self.library, &candidates, spec, wanted.metrics, order)
        };
        let sheets: Vec<Sheet<'lib>> = wanted
            .sheets
            .iter()
            .map(compose)
            .filter(|it| it.spec.query.is_some() || !it.entries.is_empty())
            .collect();
        let mut parent = home;
        if sheets.len() > 1 {
            let wanted = "sheets/index.html";
            parent = self.generated(home, wanted, "Cheat sheets", View::Sheets);
        }
        for (at, sheet) in sheets.into_iter().enumerate() {
            let (address, title) =
                (format!("sheets/{}.html", sheet.spec.name), sheet.spec.title.clone());
            let page = self.generated(parent, &address, &title, View::Sheet(at));
            let pdf = format!("sheets/{}.pdf", sheet.spec.name);
            let is_empty = !sheet.entries.iter().any(|it| it.verdict == Verdict::In);
            let pdf = (wanted.pdf && !is_empty).then(|| self.claim(&pdf));
            self.sheets.push(SheetPage { page, sheet, pdf });
        }
    }
}
