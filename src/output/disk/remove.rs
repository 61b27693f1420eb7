//! Removes what builds wrote, and nothing else.
//! Reports what was removed, what was kept and why.
//! Removes no bytes that the manifest does not list for their place.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Read as _},
    path::Path,
};

use xxhash_rust::xxh3::xxh3_128;

use super::{
    Outcome, Purpose,
    folder::{Folder, Kind, Way},
    lock::{self, Lock},
    manifest::{self, Listed, Manifest},
    refuse_foreign,
    staging::{self, Staging},
};
use crate::{error::Error, path::Route};

/// The fate of the listed files.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// How many were removed.
    pub(super) removed: usize,
    /// How many were kept because they were changed after the build.
    pub(super) kept: usize,
    /// Those that could not be removed.
    pub(super) left: Vec<Route>,
    /// Why the first of them could not.
    pub(super) error: Option<Error>,
}

/// Removes everything the manifest of `folder` lists, and the manifest.
///
/// # Errors
/// When no manifest was written there, another process is writing, or something cannot be
/// removed; then the manifest lists what is left.
pub fn clean(folder: &Path) -> Result<Outcome, Error> {
    let Some(open) = Folder::find(folder)? else { return Ok(Outcome::default()) };
    let listed = manifest::read(&open)?;
    refuse_foreign(&open, &listed, Purpose::Clean)?;
    let is_there = |name| !matches!(open.kind(name), Ok(Kind::Nothing));
    if matches!(listed, Listed::Nothing)
        && ![lock::NAME, staging::NAME].into_iter().any(is_there)
    {
        return Ok(Outcome::default());
    }
    let lock = Lock::take(folder)?;
    let open = lock.folder();
    let listed = manifest::read(open)?;
    refuse_foreign(open, &listed, Purpose::Clean)?;
    let manifest = match listed {
        Listed::Here(manifest) => manifest,
        // A build that was killed left only staged files.
        _ => Manifest::default(),
    };
    let staging = Staging::open(open)?;
    let Tally { removed, kept, left, error } = files(open, &manifest, manifest.routes());
    if let Some(error) = error {
        let mut rest = Manifest::default();
        for it in &left {
            rest.take_over(&manifest, it);
        }
        // If it cannot be written either, the whole manifest stays.
        let _ = manifest::store(&staging, open, &rest);
        return Err(error);
    }
    match open.remove(manifest::NAME) {
        Err(it) if it.kind() == io::ErrorKind::NotFound => (),
        other => other.map_err(|source| {
            let path = folder.join(manifest::NAME);
            Error::Write { path, source }
        })?,
    }
    drop(staging);
    drop(lock);
    // A folder with other files stays.
    let _ = fs::remove_dir(folder);
    Ok(Outcome { removed, kept, ..Outcome::default() })
}

/// Removes listed files that are still as a build wrote them, then the folders this empties.
///
/// Continues if one of them cannot be removed.
pub(super) fn files<'r>(
    folder: &Folder,
    manifest: &Manifest,
    routes: impl IntoIterator<Item = &'r Route>,
) -> Tally {
    let mut all = Tally::default();
    let mut emptied = BTreeSet::new();
    for route in routes.into_iter().filter(|it| manifest.was_written(it)) {
        match file(folder, manifest, route) {
            Ok(None) => (),
            Ok(Some(false)) => all.kept += 1,
            Ok(Some(true)) => {
                all.removed += 1;
                let above = route.as_str().match_indices('/');
                emptied.extend(above.filter_map(|(at, _)| route.as_str().get(..at)));
            }
            Err(source) => {
                let path = folder.path().join(route.as_str());
                all.left.push(route.clone());
                all.error.get_or_insert(Error::Write { path, source });
            }
        }
    }
    // Deepest first; a folder that is not empty stays, and so does one something is mounted on.
    for place in emptied.into_iter().rev() {
        if let Ok(Way::Open(above, name)) = folder.way(place) {
            let _ = above.remove_folder(name);
        }
    }
    all
}

/// Removes one file; returns whether it was removed, or `None` if there was nothing.
fn file(folder: &Folder, manifest: &Manifest, route: &Route) -> io::Result<Option<bool>> {
    let Way::Open(folder, name) = folder.way(route.as_str())? else { return Ok(None) };
    match folder.kind(name)? {
        Kind::Nothing | Kind::Folder => return Ok(None),
        Kind::File => (),
        Kind::Link | Kind::Special => return Ok(Some(false)),
    }
    let mut bytes = Vec::new();
    folder.read(name)?.read_to_end(&mut bytes)?;
    let is_ours = manifest.is_ours(route, xxh3_128(&bytes));
    if is_ours {
        folder.remove(name)?;
    }
    Ok(Some(is_ours))
}
