//! Planning the pages of comparisons: the index, one page each, the items, the picker.
//! Gives them addresses below `compare/`.
//! Must not know what they show.

use super::Planner;
use crate::{
    diag::Span,
    path::{NotePath, Route},
    site::{PageId, View},
    study::{Study, compare::Comparison},
};

impl Planner<'_, '_> {
    /// Adds every page of comparisons; none where nothing is compared.
    pub(super) fn comparisons(&mut self, home: PageId) {
        let study = self.study;
        if study.comparisons.is_empty() {
            return;
        }
        let (wanted, title) = ("compare/index.html", "Comparisons");
        let index = self.generated(home, wanted, title, View::Comparisons);
        let mut children = Vec::new();
        for (id, comparison) in study.comparisons() {
            let place = place_of(study, comparison);
            let route =
                self.claim_for(place, &format!("compare/{}.html", comparison.slug));
            let view = View::Comparison(id);
            let page = self.push(route, comparison.title.clone(), view, Some(index));
            self.comparisons.insert(id, page);
            children.push(page);
        }
        for (id, item) in study.items.all() {
            let mut all = study.comparisons.iter();
            let place = all.find(|it| it.items.contains(&id));
            let place = place.and_then(|it| place_of(study, it));
            let route =
                self.claim_for(place, &format!("compare/items/{}.html", item.slug));
            let page = self.push(route, item.name.clone(), View::Item(id), Some(index));
            self.items.insert(id, page);
        }
        let route = self.claim("compare/pick.html");
        let title = String::from("Compare what you like");
        let picker = self.push(route, title, View::Picker, Some(index));
        children.push(picker);
        let data: Route = self.claim("compare/items.js");
        self.picker = Some((picker, data));
        if let Some(page) = self.pages.get_mut(index.0) {
            page.children = children;
        }
    }
}

/// Where a comparison is made first: its first table, or the first side of a section.
fn place_of<'lib>(
    study: &Study<'lib>,
    comparison: &Comparison<'lib>,
) -> Option<(&'lib NotePath, Span)> {
    let table = comparison.tables.first().and_then(|at| study.tables.get(*at));
    let side = || comparison.sides.first().and_then(|at| study.sides.get(*at));
    let place = table.map(|it| &it.place).or_else(|| side().map(|it| &it.place))?;
    Some((&place.note.path, place.position.span()))
}
