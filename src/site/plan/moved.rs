//! Planning what is not for reading: pages that send readers on, and files for machines.
//! Gives each its exact address, or none where something of the author's lies there.
//! Must not number an address: nobody would look for it there.

use std::collections::BTreeMap;

use super::Planner;
use crate::{
    note::index_rank,
    path::{NotePath, Route, percent_decode},
    site::{Extra, View},
};

impl Planner<'_, '_> {
    /// Adds a page at every address that a note names as a former one of its own.
    pub(super) fn redirects(&mut self) {
        for (id, note, _) in self.library.published() {
            for alias in &note.meta.aliases {
                let Some(route) = former(alias) else { continue };
                if let Some(route) = self.addresses.claim_exactly(&route) {
                    self.push(route, note.title.clone(), View::Redirect(id), None);
                }
            }
        }
    }

    /// Gives the files for machines their places; some need to know the site's own address.
    pub(super) fn extras(&mut self, has_address: bool) -> BTreeMap<Extra, Route> {
        let wanted = Extra::ALL.into_iter().filter(|it| has_address || !it.is_absolute());
        let claim = |it: Extra| {
            let route = Route::new(it.place())?;
            Some((it, self.addresses.claim_exactly(&route)?))
        };
        wanted.filter_map(claim).collect()
    }
}

/// The page that an alias means, if it is an address and not another name: `/old/place`,
/// `old.html`, `old/place.md`.
fn former(alias: &str) -> Option<Route> {
    let path = percent_decode(alias.split(['?', '#']).next().unwrap_or_default());
    let place = NotePath::new(&path)?;
    let suffix = path.rsplit_once('.').map(|(_, suffix)| suffix.to_lowercase());
    let is_page = matches!(suffix.as_deref(), Some("html" | "htm"));
    if !path.starts_with('/') && !is_page && !place.is_note() {
        return None;
    }
    if path.ends_with('/') || place.is_root() {
        return Some(place.index_route());
    }
    if place.is_note() {
        let folder = index_rank(&place).map(|_| place.folder().index_route());
        return Some(folder.unwrap_or_else(|| place.route()));
    }
    let route = place.file_route();
    if is_page { Some(route) } else { Route::new(&format!("{route}.html")) }
}

#[cfg(test)]
mod tests {
    use super::former;

    #[test]
    fn an_address_is_told_from_a_name() {
        for (alias, expected) in [
            ("/old/place", Some("old/place.html")),
            ("/old/place/", Some("old/place/index.html")),
            ("/old/place.html#part", Some("old/place.html")),
            ("old.md", Some("old.html")),
            ("old/README.md", Some("old/index.html")),
            ("/was%20here/", Some("was here/index.html")),
            ("TCP/IP", None),
            ("K8s", None),
            ("/../up", None),
        ] {
            let route = former(alias).map(|it| it.to_string());
            assert_eq!(route.as_deref(), expected, "{alias}");
        }
    }
}
