//! Planning the pages of comparisons: the index, one page each, the items, the picker.
//! Gives them addresses below `compare/`.
//! Must not know what they show.

use super::Planner;
use crate::{
    path::Route,
    site::{PageId, View},
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
            let route = self.claim(&format!("compare/{}.html", comparison.slug));
            let view = View::Comparison(id);
            let page = self.push(route, comparison.title.clone(), view, Some(index));
            self.comparisons.insert(id, page);
            children.push(page);
        }
        for (id, item) in study.items.all() {
            let route = self.claim(&format!("compare/items/{}.html", item.slug));
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
