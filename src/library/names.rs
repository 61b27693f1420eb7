//! Names that not every system keeps: of folders, notes and the files that notes link.
//! Gives a finding for each, at the place that bears the name.
//! Must not know where a page goes instead: the routes know it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Library, Target};
use crate::{
    diag::{Code, Diagnostic},
    path::{MAX_PATH, NotePath, flaw, fold},
};

/// The findings on names that Windows or macOS would change, refuse or take for another one.
pub(super) fn findings(library: &Library) -> Vec<Diagnostic> {
    let notes = library.published().map(|(_, note, _)| &note.path);
    let linked: BTreeSet<&NotePath> = library
        .published()
        .flat_map(|(id, ..)| library.links(id))
        .filter_map(|it| match &it.target {
            Target::Asset(path, _) => Some(path),
            _ => None,
        })
        .collect();
    let mut findings: Vec<Diagnostic> = with_folders(notes.chain(linked))
        .iter()
        .filter_map(|it| flawed(library, it))
        .collect();
    // Whoever copies the notes copies all files.
    let notes = library.notes().map(|(_, note)| &note.path);
    let places = with_folders(notes.chain(library.assets()));
    let mut seen: BTreeMap<String, &NotePath> = BTreeMap::new();
    for path in &places {
        let key = fold(path.as_str());
        let Some(first) = seen.get(&key) else {
            seen.insert(key, path);
            continue;
        };
        // Of two folders whatever is in them would be told of again, and of two pages each is
        // told of where the second is numbered.
        if first.folder() != path.folder() || is_numbered(library, path) {
            continue;
        }
        let message =
            format!("this name and `{first}` are the same on Windows and macOS");
        let finding = Diagnostic::new(Code::N004, path, 0..0, message);
        findings.push(finding.with_help(
            "rename one of the two; letter case and the encoding of accents make no difference \
             there",
        ));
    }
    findings
}

/// Some files and the folders that they lie in.
fn with_folders<'p>(files: impl Iterator<Item = &'p NotePath>) -> BTreeSet<NotePath> {
    let mut places = BTreeSet::new();
    for path in files {
        places.extend(path.ancestors().into_iter().filter(|it| !it.is_root()));
        places.insert(path.clone());
    }
    places
}

/// Whether a note has another page than the one that its name asks for.
fn is_numbered(library: &Library, path: &NotePath) -> bool {
    let route = library.find(path).and_then(|id| library.route(id));
    route.is_some_and(|it| *it != path.route() && *it != path.folder().index_route())
}

/// The finding on a file or folder whose own name is at fault, or whose path is too long.
fn flawed(library: &Library, path: &NotePath) -> Option<Diagnostic> {
    let (published, page) = if path.is_note() {
        (format!("{}.html", path.stem()), path.route())
    } else {
        (path.name().to_owned(), path.file_route())
    };
    let is_file = library.folder(path).is_none();
    let message = match flaw(path.name()).or_else(|| flaw(&published)) {
        Some(flaw) => format!("the name {}", flaw.describe()),
        None if is_file && path.as_str().len() > MAX_PATH => {
            format!("the path is longer than {MAX_PATH} bytes")
        }
        None => return None,
    };
    let finding = Diagnostic::new(Code::N004, path, 0..0, message);
    Some(finding.with_help(format!("rename it; until then its address is `{page}`")))
}
