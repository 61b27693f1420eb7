//! What the builds before left in the output folder: `.crib-manifest`.
//! Gives and takes one line a file, sorted by path.
//! Touches no other file.

use std::{collections::BTreeMap, fmt::Write as _, fs, io, path::Path};

use crate::{error::Error, path::Route};

/// One `digest path` a line; `=digest path` for what was found, `- path` for what is to come.
pub(super) const NAME: &str = ".crib-manifest";

/// The files of a site by their places.
pub(super) type Manifest = BTreeMap<Route, Entry>;

/// What is known of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// A build that was killed wanted to write it, and may have.
    Announced,
    /// Somebody else's file that says what a build would have written: never removed.
    Found(u128),
    /// A build wrote it.
    Written(u128),
}

impl Entry {
    /// Whether a build made the file, as far as is known.
    pub(super) fn is_ours(self) -> bool {
        !matches!(self, Self::Found(_))
    }
}

/// Reads the manifest of a folder; `None` when there is none.
pub(super) fn read(folder: &Path) -> Result<Option<Manifest>, Error> {
    let path = folder.join(NAME);
    let text = match fs::read(&path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(it) if it.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(Error::Read { path, source }),
    };
    Ok(Some(text.lines().filter_map(entry).collect()))
}

/// One line; what makes no sense is nobody's file.
fn entry(line: &str) -> Option<(Route, Entry)> {
    let (digest, route) = line.split_once(' ')?;
    let number = |it| u128::from_str_radix(it, 16).ok();
    let entry = match digest.strip_prefix('=') {
        None if digest == "-" => Entry::Announced,
        None => Entry::Written(number(digest)?),
        Some(digest) => Entry::Found(number(digest)?),
    };
    // `Route::new` refuses what would lie outside the folder.
    Some((Route::new(route)?, entry))
}

/// The manifest as it is stored.
pub(super) fn text(manifest: &Manifest) -> String {
    let mut text = String::new();
    for (route, entry) in manifest {
        // Writing to a string cannot fail.
        let _ = match entry {
            Entry::Announced => writeln!(text, "- {route}"),
            Entry::Found(digest) => writeln!(text, "={digest:032x} {route}"),
            Entry::Written(digest) => writeln!(text, "{digest:032x} {route}"),
        };
    }
    text
}
