//! Planning what is not for reading: pages that send readers on, and files for machines.
//! Gives each its exact address, or none where something of the author's lies there.
//! Must not number an address: nobody would look for it there.

use std::collections::BTreeMap;

use super::Planner;
use crate::{
    path::Route,
    site::{Extra, View},
};

impl Planner<'_, '_> {
    /// Adds a page at every address that a note names as a former one of its own.
    pub(super) fn redirects(&mut self) {
        for (id, note, _) in self.library.published() {
            for (route, _) in note.former() {
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
