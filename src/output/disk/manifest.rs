//! The list of files that earlier builds wrote into the output folder: `.crib-manifest`.
//! Gives their digests, and whether the list was written in that folder.
//! Touches no other file.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::{self, Read as _},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::{
    folder::{Folder, Kind},
    lock::in_the_way,
    names::is_keeper,
    staging::Staging,
};
use crate::{error::Error, path::Route};

/// One `digest path` a line, and `=digest path` for what was found.
pub(super) const NAME: &str = ".crib-manifest";

/// The files of a site by their places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest(BTreeMap<Route, BTreeSet<Entry>>);

/// What is known of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Entry {
    /// A build wrote these bytes, or was about to.
    Written(u128),
    /// Somebody else's file that says what a build would have written: never removed.
    Existing(u128),
}

/// The manifest of a folder.
#[derive(Debug)]
pub(super) enum Listed {
    /// The folder has no manifest.
    Nothing,
    /// It was written in this folder.
    Here(Manifest),
    /// It came from elsewhere, or was changed since: it proves nothing.
    Elsewhere(Manifest),
}

impl Manifest {
    /// Whether a build wrote these bytes to this place.
    pub(super) fn is_ours(&self, route: &Route, digest: u128) -> bool {
        let entries = self.0.get(route);
        entries.is_some_and(|it| it.contains(&Entry::Written(digest)))
    }

    /// Whether these bytes are all that is known of a place.
    pub(super) fn is_exactly(&self, route: &Route, digest: u128) -> bool {
        let Some(entries) = self.0.get(route) else { return false };
        let same = |it: &Entry| matches!(it, Entry::Written(known) | Entry::Existing(known) if *known == digest);
        entries.len() == 1 && entries.iter().all(same)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The places, in order.
    pub(super) fn routes(&self) -> impl Iterator<Item = &Route> {
        self.0.keys()
    }

    /// Whether a build wrote a file to a place.
    pub(super) fn was_written(&self, route: &Route) -> bool {
        let entries = self.0.get(route);
        entries.is_some_and(|it| it.iter().any(|it| matches!(it, Entry::Written(_))))
    }

    /// Adds what is known of a place to what was known before.
    pub(super) fn add(&mut self, route: &Route, entry: Entry) {
        self.0.entry(route.clone()).or_default().insert(entry);
    }

    /// Makes this all that is known of a place.
    pub(super) fn set(&mut self, route: &Route, entry: Entry) {
        self.0.insert(route.clone(), BTreeSet::from([entry]));
    }

    /// Forgets a place.
    pub(super) fn forget(&mut self, route: &Route) {
        self.0.remove(route);
    }

    /// Forgets all places but some.
    pub(super) fn retain(&mut self, keep: impl Fn(&Route) -> bool) {
        self.0.retain(|route, _| keep(route));
    }

    /// Takes over what another one knows of a place.
    pub(super) fn take_over(&mut self, other: &Self, route: &Route) {
        match other.0.get(route) {
            Some(entries) => _ = self.0.insert(route.clone(), entries.clone()),
            None => self.forget(route),
        }
    }

    /// The manifest as it is stored.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (route, entries) in &self.0 {
            for entry in entries {
                // Writing to a string cannot fail.
                let _ = match entry {
                    Entry::Existing(digest) => writeln!(text, "={digest:032x} {route}"),
                    Entry::Written(digest) => writeln!(text, "{digest:032x} {route}"),
                };
            }
        }
        text
    }

    /// A digest of it.
    pub(super) fn digest(&self) -> u128 {
        xxh3_128(self.text().as_bytes())
    }

    fn parse(text: &str) -> Self {
        let mut manifest = Self::default();
        for (route, entry) in text.lines().filter_map(entry) {
            manifest.add(&route, entry);
        }
        manifest
    }
}

/// One line; an invalid line is ignored.
fn entry(line: &str) -> Option<(Route, Entry)> {
    let (digest, route) = line.split_once(' ')?;
    let (digest, is_found) = match digest.strip_prefix('=') {
        Some(digest) => (digest, true),
        None => (digest, false),
    };
    let is_whole = digest.len() == 32 && digest.chars().all(|it| it.is_ascii_hexdigit());
    let digest = is_whole.then(|| u128::from_str_radix(digest, 16).ok())??;
    // `Route::new` refuses what would lie outside the folder.
    let route = Route::new(route)?;
    if is_keeper(route.as_str()) && !is_found {
        return None;
    }
    Some((route, if is_found { Entry::Existing(digest) } else { Entry::Written(digest) }))
}

/// Reads the manifest of a folder.
///
/// # Errors
/// When it cannot be read, or is not a file.
pub(super) fn read(folder: &Folder) -> Result<Listed, Error> {
    let path = || folder.path().join(NAME);
    let error = |source| Error::Read { path: path(), source };
    match folder.kind(NAME).map_err(error)? {
        Kind::Nothing => return Ok(Listed::Nothing),
        Kind::File => (),
        other => return Err(in_the_way(&path(), other)),
    }
    let mut file = match folder.read(NAME) {
        Err(it) if it.kind() == io::ErrorKind::NotFound => return Ok(Listed::Nothing),
        other => other.map_err(error)?,
    };
    let modified = file.metadata().and_then(|it| it.modified()).map_err(error)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(error)?;
    let manifest = Manifest::parse(&String::from_utf8_lossy(&bytes));
    let is_sealed = is_second(modified, seal(&bytes));
    Ok(if is_sealed { Listed::Here(manifest) } else { Listed::Elsewhere(manifest) })
}

/// Writes the manifest of a folder.
///
/// # Errors
/// When it cannot be written; the one before still stands.
pub(super) fn store(
    staging: &Staging,
    folder: &Folder,
    manifest: &Manifest,
) -> Result<(), Error> {
    let text = manifest.text();
    let staged = staging.add(text.as_bytes(), Some(seal(text.as_bytes())))?;
    staging.place(&staged, folder, NAME).map_err(|source| {
        let path = folder.path().join(NAME);
        Error::Write { path, source }
    })
}

/// The date of modification of a manifest of this text that a build wrote.
///
/// Git gives every file the time of the checkout, so a manifest that came with a commit has
/// another one, and so has one that was edited. All dates are even seconds, as FAT keeps them, of
/// 1980 to 2019. A copy that keeps dates (`cp -p`, `rsync -a`, `tar`) keeps this one.
pub(super) fn seal(text: &[u8]) -> SystemTime {
    const FIRST: u64 = 315_619_200;
    const PAIRS: u64 = 630_000_000;
    UNIX_EPOCH + Duration::from_secs(FIRST + 2 * (xxh3_64(text) % PAIRS))
}

/// Whether two times lie in one second.
fn is_second(a: SystemTime, b: SystemTime) -> bool {
    let seconds =
        |it: SystemTime| it.duration_since(UNIX_EPOCH).map(|it| it.as_secs()).ok();
    seconds(a).is_some() && seconds(a) == seconds(b)
}
