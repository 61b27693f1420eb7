//! Who gets which address: notes first, then generated pages, then files.
//! Gives every claimant its own place, with a number if the wanted one is taken.
//! Must not know what is there.

use std::collections::BTreeSet;

use crate::path::{NotePath, Route};

/// The addresses that are taken; those that are the same on some system are the same here.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    files: BTreeSet<String>,
    /// The folders above files, whose names no file may have.
    folders: BTreeSet<String>,
}

impl Addresses {
    /// Notes down an address that is already given.
    pub(super) fn take(&mut self, route: &Route) {
        self.folders.extend(folders(route));
        self.files.insert(route.folded());
    }

    /// Gives the wanted address if it is free, and no other one.
    pub(super) fn claim_exactly(&mut self, wanted: &Route) -> Option<Route> {
        let is_free = !self.is_taken(wanted) && !self.is_below_a_file(wanted);
        is_free.then(|| {
            self.take(wanted);
            wanted.clone()
        })
    }

    /// Gives the wanted address, or the next free one.
    pub(super) fn claim(&mut self, wanted: &Route) -> Route {
        // Below a file there is no place: the name takes in its folders.
        let flat = self
            .is_below_a_file(wanted)
            .then(|| NotePath::new(&wanted.as_str().replace('/', "-")))
            .flatten()
            .map(|it| it.file_route());
        let route = flat.as_ref().unwrap_or(wanted).first_free(|it| self.is_taken(it));
        self.take(&route);
        route
    }

    /// Whether a file or a folder has this address.
    fn is_taken(&self, route: &Route) -> bool {
        let key = route.folded();
        self.files.contains(&key) || self.folders.contains(&key)
    }

    /// Whether what would have to be a folder is a file.
    fn is_below_a_file(&self, route: &Route) -> bool {
        folders(route).iter().any(|it| self.files.contains(it))
    }
}

/// Every folder above a file of the site.
fn folders(route: &Route) -> Vec<String> {
    let key = route.folded();
    key.match_indices('/').filter_map(|(at, _)| Some(key.get(..at)?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_distinct_and_none_is_a_folder_of_another() {
        let route = |it: &str| Route::new(it).unwrap();
        let mut addresses = Addresses::default();
        addresses.take(&route("a.html"));
        let wanted = ["A.html", "a.html", "a.html/p.png", "x", "X/y.png", "b/c.png", "b"];
        let given: Vec<String> =
            wanted.iter().map(|it| addresses.claim(&route(it)).to_string()).collect();
        assert_eq!(
            given,
            ["A-1.html", "a-2.html", "a.html-p.png", "x", "X-y.png", "b/c.png", "b-1"]
        );
    }
}
