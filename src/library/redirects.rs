//! Former addresses of notes that lead nowhere, since something else lies there.
//! Gives a finding for each.
//! Must not know generated pages, which take an address before it is a former one, too.

use std::collections::BTreeMap;

use super::Library;
use crate::{
    diag::{Code, Diagnostic},
    path::NotePath,
};

/// The findings on former addresses that are taken.
pub(super) fn taken(library: &Library) -> Vec<Diagnostic> {
    let of_notes =
        library.published().map(|(_, note, route)| (route.folded(), &note.path));
    let mut pages: BTreeMap<String, &NotePath> = of_notes.collect();
    for path in library.folders.keys() {
        pages.entry(library.folder_route(path).folded()).or_insert(path);
    }
    let mut redirects: BTreeMap<String, &NotePath> = BTreeMap::new();
    let mut findings = Vec::new();
    for (_, note, _) in library.published() {
        for (route, span) in note.redirects() {
            let what = match pages.get(&route.folded()) {
                Some(page) if **page == note.path => continue,
                Some(page) if page.is_note() => format!("the page of `{page}`"),
                Some(_) => String::from("the page of a folder"),
                None => match *redirects.entry(route.folded()).or_insert(&note.path) {
                    owner if *owner == note.path => continue,
                    owner => format!("an old address of `{owner}`"),
                },
            };
            let message = format!("`{route}` is already {what}");
            let finding = Diagnostic::new(Code::F002, &note.path, span.clone(), message);
            let help = "remove the address from one of the two; until then the other one keeps it";
            findings.push(finding.with_help(help));
        }
    }
    findings
}
