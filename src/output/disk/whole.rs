//! Whether an output folder still holds the site that was put into it.
//! Gives a verdict and the digest of the manifest.
//! Touches nothing.

use std::path::Path;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use super::{
    folder::{Folder, Kind, Seen},
    lock,
    manifest::{self, Listed, Manifest},
    staging,
};

/// The digest of the list of files that a build wrote into a folder; `None` if there is no such list.
#[must_use]
pub fn listed(folder: &Path) -> Option<u128> {
    let (_, manifest) = open(folder)?;
    Some(manifest.digest())
}

/// Whether every file that builds wrote into a folder is there, as it was written, and nothing of a
/// build that was stopped.
#[must_use]
pub fn is_whole(folder: &Path) -> bool {
    let Some((folder, manifest)) = open(folder) else { return false };
    let is_gone = |it: &str| matches!(folder.kind(it), Ok(Kind::Nothing));
    if !is_gone(lock::NAME) || !is_gone(staging::NAME) {
        return false;
    }
    let files: Vec<_> = manifest.routes().collect();
    files.par_iter().all(|route| match folder.look(route.as_str()) {
        Ok(Seen::File { bytes, .. }) => manifest.is_exactly(route, xxh3_128(&bytes)),
        _ => false,
    })
}

fn open(folder: &Path) -> Option<(Folder, Manifest)> {
    let folder = Folder::find(folder).ok()??;
    match manifest::read(&folder) {
        Ok(Listed::Here(manifest)) => Some((folder, manifest)),
        _ => None,
    }
}
