//! Planning what is not for reading: pages that send readers on, and files for machines.
//! Gives each its exact address, or none where something of the author's lies there.
//! Must not number an address: nobody would look for it there.

use std::collections::BTreeMap;

use super::Planner;
use crate::{
    diag::{Code, Diagnostic},
    path::Route,
    site::{Extra, View},
};

impl Planner<'_, '_> {
    /// Adds a page at every address that a note names as a former one of its own, unless a
    /// generated page or a file lies there.
    pub(super) fn redirects(&mut self) {
        for (id, note, _) in self.library.published() {
            for (wanted, span) in note.former() {
                if let Some(route) = self.addresses.claim_exactly(&wanted) {
                    let title = self.library.title(id).to_owned();
                    self.push(route, title, View::Redirect(id), None);
                    continue;
                }
                // What lies at the place of a note or folder is known to the library.
                let is_known = self.pages.iter().any(|it| {
                    let is_moved =
                        matches!(it.view, View::Redirect(_) | View::Folder(..));
                    it.route.folded() == wanted.folded()
                        && (is_moved || it.note().is_some())
                });
                if !is_known {
                    let message =
                        format!("`{wanted}` is already a page or file of the site");
                    let finding =
                        Diagnostic::new(Code::F002, &note.path, span.clone(), message);
                    let help = "the address stays with that one; remove it here";
                    self.findings.push(finding.with_help(help));
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
