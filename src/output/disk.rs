//! The output folder: atomic writes and a manifest of what is ours.
//! Gives the old site or the new one, page by page, whenever it is stopped.
//! Never overwrites or removes a file that no manifest names.

mod files;
mod lock;
mod manifest;

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use xxhash_rust::xxh3::xxh3_128;

use self::{
    files::{
        TEMPORARY, clear_temporary, digest_of, holds, is_file, is_plain, lies_at, write,
    },
    lock::Lock,
    manifest::{Entry, Manifest},
};
use super::{Artifact, Sink};
use crate::{error::Error, path::Route};

/// What may lie in an empty output folder.
const KEEPERS: [&str; 4] = [".gitkeep", ".gitignore", ".git", "CNAME"];

/// An output folder while a site is put into it.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
    force: bool,
    anew: bool,
    adding: bool,
    /// Set by `begin`.
    begun: OnceLock<Begun>,
    state: Mutex<State>,
    finished: AtomicBool,
}

/// What a build that has begun holds.
#[derive(Debug)]
struct Begun {
    /// What the manifest said before this build; `None` when there was none.
    old: Option<Manifest>,
    /// Given back when the build is over.
    _lock: Lock,
}

#[derive(Debug, Default)]
struct State {
    put: Manifest,
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
    /// Opens an output folder; it is created when the build begins.
    ///
    /// # Errors
    /// When it is not a folder, cannot be read, or holds what is not ours and `force` is off.
    pub fn open(folder: &Path, force: bool) -> Result<Self, Error> {
        if manifest::read(folder)?.is_none()
            && !force
            && let Some(name) = foreign(folder)?
        {
            let message = format!(
                "{} is not empty and was not made by crib (it holds `{name}`); choose another \
                 folder with `--output-dir`, or use it all the same with `--force`",
                folder.display()
            );
            return Err(Error::Output { message });
        }
        Ok(Self {
            folder: folder.to_owned(),
            force,
            anew: false,
            adding: false,
            begun: OnceLock::new(),
            state: Mutex::default(),
            finished: AtomicBool::new(false),
        })
    }

    /// The same folder, where files that have not changed are written all the same.
    #[must_use]
    pub fn anew(mut self, anew: bool) -> Self {
        self.anew = anew;
        self
    }

    /// The same folder, where everything stays that earlier builds wrote.
    #[must_use]
    pub fn adding(mut self) -> Self {
        self.adding = true;
        self
    }

    /// Removes what earlier builds wrote and this one did not, and writes the manifest.
    ///
    /// # Errors
    /// When something cannot be removed or written.
    pub fn finish(self) -> Result<Outcome, Error> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut new, written) = (state.put.clone(), state.written);
        let old = self.old();
        let gone = old.into_iter().flatten().filter(|(it, _)| !new.contains_key(*it));
        let (mut removed, mut kept) = (0, 0);
        if self.adding {
            let gone: Vec<_> = gone.map(|(it, entry)| (it.clone(), *entry)).collect();
            new.extend(gone);
        } else {
            (removed, kept) = remove(&self.folder, gone)?;
        }
        let text = manifest::text(&new);
        let place = self.folder.join(manifest::NAME);
        if fs::read(place).ok().as_deref() != Some(text.as_bytes()) {
            write(&self.folder, manifest::NAME, text.as_bytes())?;
        }
        clear_temporary(&self.folder);
        self.finished.store(true, Ordering::Relaxed);
        Ok(Outcome { written, removed, kept })
    }

    fn old(&self) -> Option<&Manifest> {
        self.begun.get()?.old.as_ref()
    }

    fn known(&self, route: &Route) -> Option<Entry> {
        self.old()?.get(route).copied()
    }
}

/// A build that failed: nothing stays announced that was never written.
impl Drop for Disk {
    fn drop(&mut self) {
        let Some(begun) = self.begun.get() else { return };
        if self.finished.load(Ordering::Relaxed) {
            return;
        }
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut manifest = begun.old.clone().unwrap_or_default();
        manifest.retain(|route, _| lies_at(&self.folder.join(route.as_str())));
        manifest.extend(state.put.iter().map(|(it, entry)| (it.clone(), *entry)));
        // Nobody is left to tell; then the announcement stands, as after a kill.
        let _ = if begun.old.is_none() && manifest.is_empty() {
            fs::remove_file(self.folder.join(manifest::NAME)).map_err(|_| ())
        } else {
            let text = manifest::text(&manifest);
            write(&self.folder, manifest::NAME, text.as_bytes()).map_err(|_| ())
        };
        clear_temporary(&self.folder);
    }
}

impl Sink for Disk {
    fn begin(&self, planned: &BTreeSet<Route>) -> Result<(), Error> {
        if let Some(route) =
            planned.iter().find(|it| it.as_str().contains(char::is_control))
        {
            let message =
                format!("the name {:?} holds a control character", route.as_str());
            return Err(Error::Output { message: message + "; rename the file" });
        }
        let lock = Lock::take(&self.folder)?;
        clear_temporary(&self.folder);
        let old = manifest::read(&self.folder)?;
        let unknown =
            |it: &&Route| !old.as_ref().is_some_and(|old| old.contains_key(*it));
        let (there, to_come): (Vec<_>, Vec<_>) = planned
            .iter()
            .filter(unknown)
            .partition(|it| is_file(&self.folder.join(it.as_str())));
        if let (Some(route), false) = (there.first(), self.force) {
            return Err(self.foreign(route));
        }
        if !to_come.is_empty() {
            let mut announced = old.clone().unwrap_or_default();
            announced
                .extend(to_come.into_iter().map(|it| (it.clone(), Entry::Announced)));
            let text = manifest::text(&announced);
            write(&self.folder, manifest::NAME, text.as_bytes())?;
        }
        // A sink begins once.
        let _ = self.begun.set(Begun { old, _lock: lock });
        Ok(())
    }

    fn put(&self, artifact: Artifact) -> Result<(), Error> {
        let Artifact { route, bytes } = artifact;
        let digest = xxh3_128(&bytes);
        let place = self.folder.join(route.as_str());
        let is_ours = self.known(&route).is_some_and(Entry::is_ours);
        let is_same = holds(&place, &bytes);
        let (entry, written) = if is_same && !is_ours {
            (Entry::Found(digest), false)
        } else if is_same && !self.anew {
            (Entry::Written(digest), false)
        } else if !is_ours && !self.force && is_file(&place) {
            return Err(self.foreign(&route));
        } else {
            self.make_way(&route)?;
            write(&self.folder, route.as_str(), &bytes)?;
            (Entry::Written(digest), true)
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.written += usize::from(written);
        state.put.insert(route, entry);
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
            let files = self.old().into_iter().flatten();
            remove(
                &self.folder,
                files.filter(|(it, _)| it.as_str().starts_with(&below)),
            )?;
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
            if kind.is_file() && self.known(&above).is_some_and(Entry::is_ours) {
                // Another thread may have been faster.
                let _ = fs::remove_file(&path);
            }
        }
        Ok(())
    }

    fn foreign(&self, route: &Route) -> Error {
        let message = format!(
            "{} was not written by crib; move it away, or overwrite it with `--force`",
            self.folder.join(route.as_str()).display()
        );
        Error::Output { message }
    }
}

/// Removes everything the manifest of `folder` names, and the manifest.
///
/// # Errors
/// When there is no manifest, another process is writing, or something cannot be removed.
pub fn clean(folder: &Path) -> Result<Outcome, Error> {
    if manifest::read(folder)?.is_none() {
        let Some(name) = foreign(folder)? else { return Ok(Outcome::default()) };
        let message = format!(
            "{} was not made by crib (it holds `{name}`), so nothing was removed; name the folder \
             of a site with `--output-dir`",
            folder.display()
        );
        return Err(Error::Output { message });
    }
    let lock = Lock::take(folder)?;
    let manifest = manifest::read(folder)?.unwrap_or_default();
    let (removed, kept) = remove(folder, &manifest)?;
    let path = folder.join(manifest::NAME);
    match fs::remove_file(&path) {
        Err(it) if it.kind() == io::ErrorKind::NotFound => (),
        other => other.map_err(|source| Error::Write { path, source })?,
    }
    clear_temporary(folder);
    drop(lock);
    // A folder that holds other files stays.
    let _ = fs::remove_dir(folder);
    Ok(Outcome { written: 0, removed, kept })
}

/// Writes one file that is no part of a site, whole or not at all.
///
/// # Errors
/// When it cannot be written.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let error = |source| Error::Write { path: path.to_owned(), source };
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder).map_err(error)?;
    let mut file = files::temporary_file(folder).map_err(error)?;
    file.write_all(bytes).map_err(error)?;
    file.persist(path).map_err(|it| error(it.error))?;
    Ok(())
}

/// Whether builds write into a folder, or did.
#[must_use]
pub fn is_output(folder: &Path) -> bool {
    folder.join(manifest::NAME).is_file()
}

/// The files that builds wrote into a folder, by their paths below it.
///
/// # Errors
/// When the manifest cannot be read.
pub fn written(folder: &Path) -> Result<BTreeSet<Route>, Error> {
    let files = manifest::read(folder)?.unwrap_or_default().into_iter();
    Ok(files.filter(|(_, entry)| entry.is_ours()).map(|(route, _)| route).collect())
}

/// Removes files that are still as we wrote them, then the folders this empties.
fn remove<'m>(
    folder: &Path,
    files: impl IntoIterator<Item = (&'m Route, &'m Entry)>,
) -> Result<(usize, usize), Error> {
    let (mut removed, mut kept) = (0, 0);
    let mut folders = BTreeSet::new();
    for (route, entry) in files {
        let path = folder.join(route.as_str());
        if !entry.is_ours() || !is_file(&path) {
            continue;
        }
        let is_as_written = |digest| is_plain(&path) && digest_of(&path) == Some(digest);
        if matches!(entry, Entry::Written(digest) if !is_as_written(*digest)) {
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

/// The name of what no build of ours leaves in the folder, if it holds any.
fn foreign(folder: &Path) -> Result<Option<String>, Error> {
    let error = |source| Error::Read { path: folder.into(), source };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(it) if it.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(it) => return Err(error(it)),
    };
    for entry in entries {
        let name = entry.map_err(error)?.file_name();
        let ours = [TEMPORARY, lock::NAME].iter().chain(&KEEPERS);
        if !ours.into_iter().any(|it| name == *it) {
            return Ok(Some(name.to_string_lossy().into_owned()));
        }
    }
    Ok(None)
}
