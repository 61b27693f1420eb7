//! Addresses a note had elsewhere, or on another program's site.
//! Gives the page that each names; other aliases are names and no addresses.
//! Must not know which pages there are.

use super::{Note, index_rank};
use crate::{
    diag::Span,
    path::{NotePath, Route, percent_decode},
};

impl Note {
    /// The pages that its aliases name as former ones of its own, each with the place that
    /// says so.
    pub fn former(&self) -> impl Iterator<Item = (Route, &Span)> + '_ {
        self.meta.aliases.iter().filter_map(|(it, span)| Some((former(it)?, span)))
    }
}

/// The page that an alias means, if it is an address and not another name: `/old/place`,
/// `old.html`, `old/place.md`.
#[must_use]
pub fn former(alias: &str) -> Option<Route> {
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
