//! Former addresses of notes that lead nowhere, since something else lies there.
//! Gives a finding for each.
//! Must not know generated pages, which take an address before it is a former one, too.

use std::collections::BTreeMap;

use super::Library;
use crate::{
    diag::{Code, Diagnostic},
    path::{NotePath, Route},
};

/// The findings on former addresses that are taken.
pub(super) fn taken(library: &Library) -> Vec<Diagnostic> {
    let pages = library.published().map(|(_, note, route)| (route.clone(), &note.path));
    let mut owners: BTreeMap<Route, &NotePath> = pages.collect();
    for path in library.folders.keys() {
        owners.entry(library.folder_route(path)).or_insert(path);
    }
    let pages = owners.clone();
    let mut findings = Vec::new();
    for (_, note, _) in library.published() {
        for (route, span) in note.former() {
            let owner = *owners.entry(route.clone()).or_insert(&note.path);
            if *owner == note.path {
                continue;
            }
            let what = match pages.get(&route) {
                Some(page) if page.is_note() => format!("the page of `{page}`"),
                Some(_) => String::from("the page of a folder"),
                None => format!("a former address of `{owner}`"),
            };
            let message = format!("`{route}` is already {what}");
            let finding = Diagnostic::new(Code::F002, &note.path, span.clone(), message);
            findings.push(
                finding.with_help(
                    "the address stays with that one; remove it here, or there",
                ),
            );
        }
    }
    findings
}
