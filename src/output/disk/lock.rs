//! The lock on an output folder, so that two builds never mix their pages.
//! One process has it at a time; the system releases it when a process is killed.
//! Must not know what is in the folder.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use super::folder::{Folder, Kind};
use crate::error::Error;

/// An empty file that whoever writes into the folder holds locked.
pub(super) const NAME: &str = ".crib-lock";

/// A lock that is held; dropping it releases it.
#[derive(Debug)]
pub(super) struct Lock {
    folder: Folder,
    /// Closed, and with it unlocked, after the file was removed.
    file: File,
    /// The folder, if it was made for the lock.
    made: Option<PathBuf>,
}

impl Lock {
    /// Locks a folder, which is created if it does not exist.
    ///
    /// # Errors
    /// When another process holds it, something else has the lock's name, or nothing can be
    /// written there.
    pub(super) fn take(path: &Path) -> Result<Self, Error> {
        let made = (!path.exists()).then(|| path.to_owned());
        let error = |source| Error::Write { path: path.join(NAME), source };
        // A file that its holder removed meanwhile locks nothing; the next one may.
        for _ in 0..100 {
            fs::create_dir_all(path)
                .map_err(|source| Error::Write { path: path.into(), source })?;
            let folder = match Folder::open(path) {
                Err(it) if it.kind() == io::ErrorKind::NotFound => continue,
                other => other.map_err(error)?,
            };
            let kind = folder.kind(NAME).map_err(error)?;
            if !matches!(kind, Kind::Nothing | Kind::File) {
                return Err(in_the_way(&path.join(NAME), kind));
            }
            let file = match folder.open_or_create(NAME) {
                Err(it) if it.kind() == io::ErrorKind::NotFound => continue,
                other => other.map_err(error)?,
            };
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Err(busy(path)),
                // Some network file systems have no locks; there the author has to take care.
                Ok(()) | Err(TryLockError::Error(_)) => (),
            }
            if folder.holds(NAME, &file) && folder.is_in_place() {
                return Ok(Self { folder, file, made });
            }
        }
        Err(busy(path))
    }

    /// The folder that is locked.
    pub(super) fn folder(&self) -> &Folder {
        &self.folder
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A lock file that stays is no obstacle to anyone. One that is not empty, or not the one
        // we hold, is somebody else's.
        let is_empty = self.file.metadata().is_ok_and(|it| it.len() == 0);
        if is_empty && self.folder.holds(NAME, &self.file) {
            let _ = self.folder.remove(NAME);
        }
        if let Some(folder) = &self.made {
            // Only an empty folder goes.
            let _ = fs::remove_dir(folder);
        }
    }
}

fn busy(folder: &Path) -> Error {
    let message =
        format!("another crib is writing to {}; wait until it is done", folder.display());
    Error::Output { message }
}

/// The error for something else that has the name of our file.
pub(super) fn in_the_way(path: &Path, kind: Kind) -> Error {
    let message = format!(
        "{} is {}, but crib needs that name for a file of its own; remove it, or choose another folder \
         with `--output-dir`",
        path.display(),
        kind.name()
    );
    Error::Output { message }
}
