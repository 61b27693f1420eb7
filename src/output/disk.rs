//! The output folder: atomic writes and a manifest of what is ours.
//! Gives the old site or the new one, page by page, whenever it is stopped.
//! Never overwrites or removes a file that no manifest names.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use xxhash_rust::xxh3::xxh3_128;

use super::{Artifact, Sink};
use crate::{error::Error, path::Route};

/// Lists what the last builds wrote, one `digest path` a line, sorted by path.
const MANIFEST: &str = ".crib-manifest";
/// Holds files while they are written; on the same file system, so that renaming is atomic.
const TEMPORARY: &str = ".crib-tmp";
/// What may lie in an empty output folder.
const KEEPERS: [&str; 4] = [".gitkeep", ".gitignore", ".git", "CNAME"];

/// Path to digest of what was written there; `None` while it is only announced.
type Manifest = BTreeMap<Route, Option<u128>>;

/// An output folder while a site is put into it.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
    /// What the manifest said before this build.
    old: Manifest,
    force: bool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    put: BTreeMap<Route, u128>,
    written: usize,
}

/// What a finished build did to the folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Files that are new or changed.
    pub written: usize,
    /// Files that went.
    pub removed: usize,
    /// Files of earlier builds that someone has changed since; they stay.
    pub kept: usize,
}

impl Disk {
    /// Opens an output folder; it is created when the first file is put.
    ///
    /// # Errors
    /// When it is not a folder, cannot be read, or holds what is not ours and `force` is off.
    pub fn open(folder: &Path, force: bool) -> Result<Self, Error> {
        let old = read_manifest(folder)?.unwrap_or_default();
        if !force && old.is_empty() && !folder.join(MANIFEST).exists() {
            refuse_foreign(folder)?;
        }
        Ok(Self { folder: folder.to_owned(), old, force, state: Mutex::default() })
    }

    /// Removes what earlier builds wrote and this one did not, and writes the manifest.
    ///
    /// # Errors
    /// When something cannot be removed or written.
    pub fn finish(self) -> Result<Outcome, Error> {
        let State { put, written } =
            self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let new: Manifest =
            put.into_iter().map(|(it, digest)| (it, Some(digest))).collect();
        let gone: Manifest = self
            .old
            .iter()
            .filter(|(route, _)| !new.contains_key(*route))
            .map(|(route, digest)| (route.clone(), *digest))
            .collect();
        let (removed, kept) = remove(&self.folder, &gone)?;
        let text = manifest_text(&new);
        if fs::read(self.folder.join(MANIFEST)).ok().as_deref() != Some(text.as_bytes()) {
            write(&self.folder, MANIFEST, text.as_bytes())?;
        }
        clear_temporary(&self.folder);
        Ok(Outcome { written, removed, kept })
    }
}

impl Sink for Disk {
    fn begin(&self, planned: &BTreeSet<Route>) -> Result<(), Error> {
        clear_temporary(&self.folder);
        let unknown = || planned.iter().filter(|it| !self.old.contains_key(it));
        if !self.force {
            let foreign = unknown().find(|it| self.folder.join(it.as_str()).is_file());
            if let Some(route) = foreign {
                let message = format!(
                    "{} was not written by crib; move it away, or overwrite it with `--force`",
                    self.folder.join(route.as_str()).display()
                );
                return Err(Error::Output { message });
            }
        }
        if unknown().next().is_some() {
            let mut announced = self.old.clone();
            announced.extend(unknown().map(|it| (it.clone(), None)));
            write(&self.folder, MANIFEST, manifest_text(&announced).as_bytes())?;
        }
        Ok(())
    }

    fn put(&self, artifact: Artifact) -> Result<(), Error> {
        let Artifact { route, bytes } = artifact;
        let digest = xxh3_128(&bytes);
        let changed = !holds(&self.folder.join(route.as_str()), &bytes);
        if changed {
            self.make_way(&route)?;
            write(&self.folder, route.as_str(), &bytes)?;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.written += usize::from(changed);
        state.put.insert(route, digest);
        Ok(())
    }
}

impl Disk {
    /// Removes what earlier builds left where a file or its folder must be now.
    ///
    /// A symbolic link on the way is refused: behind it is somebody else's place.
    fn make_way(&self, route: &Route) -> Result<(), Error> {
        let place = self.folder.join(route.as_str());
        if place.is_dir() {
            let below = format!("{route}/");
            let files = self.old.iter().filter(|(it, _)| it.as_str().starts_with(&below));
            let files = files.map(|(it, digest)| (it.clone(), *digest)).collect();
            remove(&self.folder, &files)?;
        }
        for (at, _) in route.as_str().match_indices('/') {
            let Some(above) = route.as_str().get(..at).and_then(Route::new) else {
                continue;
            };
            let path = self.folder.join(above.as_str());
            let Ok(kind) = fs::symlink_metadata(&path).map(|it| it.file_type()) else {
                break;
            };
            if kind.is_symlink() {
                let message = format!(
                    "{} is a symbolic link, and pages are not written through it; remove it",
                    path.display()
                );
                return Err(Error::Output { message });
            }
            if kind.is_file() && self.old.contains_key(&above) {
                // Another thread may have been faster.
                let _ = fs::remove_file(&path);
            }
        }
        Ok(())
    }
}

/// Removes everything the manifest of `folder` names, and the manifest.
///
/// # Errors
/// When there is no manifest, or something cannot be removed.
pub fn clean(folder: &Path) -> Result<Outcome, Error> {
    let Some(manifest) = read_manifest(folder)? else {
        if !folder.exists() {
            return Ok(Outcome::default());
        }
        refuse_foreign(folder)?;
        return Ok(Outcome::default());
    };
    let (removed, kept) = remove(folder, &manifest)?;
    let path = folder.join(MANIFEST);
    fs::remove_file(&path).map_err(|source| Error::Write { path, source })?;
    clear_temporary(folder);
    // A folder that holds other files stays.
    let _ = fs::remove_dir(folder);
    Ok(Outcome { written: 0, removed, kept })
}

/// Removes half-written files, also those of a build that was killed.
#[expect(clippy::disallowed_methods, reason = "the folder is ours alone")]
fn clear_temporary(folder: &Path) {
    // Nothing is lost when it stays.
    let _ = fs::remove_dir_all(folder.join(TEMPORARY));
}

/// Removes files that are still as we wrote them, then the folders this empties.
fn remove(folder: &Path, files: &Manifest) -> Result<(usize, usize), Error> {
    let (mut removed, mut kept) = (0, 0);
    let mut folders = BTreeSet::new();
    for (route, digest) in files {
        let path = folder.join(route.as_str());
        let Ok(bytes) = fs::read(&path) else { continue };
        if digest.is_some_and(|it| it != xxh3_128(&bytes)) {
            kept += 1;
            continue;
        }
        fs::remove_file(&path)
            .map_err(|source| Error::Write { path: path.clone(), source })?;
        removed += 1;
        let above = path.ancestors().skip(1).take_while(|it| *it != folder);
        folders.extend(above.map(Path::to_owned));
    }
    // Deepest first; a folder that is not empty stays.
    for folder in folders.iter().rev() {
        let _ = fs::remove_dir(folder);
    }
    Ok((removed, kept))
}

/// Writes a file next to its place and renames it there, so that no reader sees half of it.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let path = folder.join(name);
    let error = |source| Error::Write { path: path.clone(), source };
    let temporary = folder.join(TEMPORARY);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(error)?;
    }
    fs::create_dir_all(&temporary).map_err(error)?;
    let mut file = temporary_file(&temporary).map_err(error)?;
    file.write_all(bytes).map_err(error)?;
    file.persist(&path).map_err(|it| error(it.error))?;
    Ok(())
}

/// A file of a name of its own; on Unix readable by everyone, as a web server needs it, as
/// far as the process's mask allows.
fn temporary_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Whether `path` is a plain file of exactly these bytes.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let plain = fs::symlink_metadata(path)
        .is_ok_and(|it| it.is_file() && usize::try_from(it.len()) == Ok(bytes.len()));
    plain && fs::read(path).is_ok_and(|old| old == bytes)
}

/// Stops when the folder holds anything a build of ours does not leave there.
fn refuse_foreign(folder: &Path) -> Result<(), Error> {
    let error = |source| Error::Read { path: folder.into(), source };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(it) if it.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(it) => return Err(error(it)),
    };
    for entry in entries {
        let name = entry.map_err(error)?.file_name();
        let ours = name == TEMPORARY || KEEPERS.iter().any(|it| name == *it);
        if !ours {
            let message = format!(
                "{} is not empty and was not made by crib (it holds `{}`); choose another \
                 folder with `--output-dir`, or use it all the same with `--force`",
                folder.display(),
                name.to_string_lossy()
            );
            return Err(Error::Output { message });
        }
    }
    Ok(())
}

fn read_manifest(folder: &Path) -> Result<Option<Manifest>, Error> {
    let path = folder.join(MANIFEST);
    let text = match fs::read(&path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(it) if it.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(Error::Read { path, source }),
    };
    let entry = |line: &str| {
        let (digest, route) = line.split_once(' ')?;
        // `Route::new` refuses what would lie outside the folder.
        Some((Route::new(route)?, u128::from_str_radix(digest, 16).ok()))
    };
    Ok(Some(text.lines().filter_map(entry).collect()))
}

fn manifest_text(manifest: &Manifest) -> String {
    let mut text = String::new();
    for (route, digest) in manifest {
        // Writing to a string cannot fail.
        let _ = match digest {
            Some(digest) => writeln!(text, "{digest:032x} {route}"),
            None => writeln!(text, "- {route}"),
        };
    }
    text
}
