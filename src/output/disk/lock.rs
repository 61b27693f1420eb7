//! The lock on an output folder, so that two builds never mix their pages.
//! Gives it to one process at a time; the system takes it back from a killed one.
//! Knows nothing of what the folder holds.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use crate::error::Error;

/// An empty file that whoever writes into the folder holds locked.
pub(super) const NAME: &str = ".crib-lock";

/// A lock that is held; dropping it gives it back.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// Closed, and with it unlocked, after the file was removed.
    _file: File,
    /// The folder, when it was made for the lock.
    made: Option<PathBuf>,
}

impl Lock {
    /// Locks a folder, which is created when there is none.
    ///
    /// # Errors
    /// When another process holds it, or nothing can be written there.
    pub(super) fn take(folder: &Path) -> Result<Self, Error> {
        let made = (!folder.exists()).then(|| folder.to_owned());
        let path = folder.join(NAME);
        let error = |source| Error::Write { path: path.clone(), source };
        let mut options = File::options();
        options.create(true).write(true).truncate(false);
        // A file that its holder removed meanwhile locks nothing; the next one may.
        for _ in 0..100 {
            fs::create_dir_all(folder)
                .map_err(|source| Error::Write { path: folder.into(), source })?;
            let file = match options.open(&path) {
                Err(it) if it.kind() == io::ErrorKind::NotFound => continue,
                other => other.map_err(error)?,
            };
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Err(busy(folder)),
                // Some network file systems know no locks; there it is on the author.
                Ok(()) | Err(TryLockError::Error(_)) => (),
            }
            if is_at(&file, &path) {
                return Ok(Self { path, _file: file, made });
            }
        }
        Err(busy(folder))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A lock file that stays is no obstacle to anyone.
        let _ = fs::remove_file(&self.path);
        if let Some(folder) = &self.made {
            // Only an empty folder goes.
            let _ = fs::remove_dir(folder);
        }
    }
}

fn busy(folder: &Path) -> Error {
    let message =
        format!("another crib is writing {}; wait until it is done", folder.display());
    Error::Output { message }
}

/// Whether the open file is still the one of that name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let id = |it: fs::Metadata| (it.dev(), it.ino());
    let (open, named) = (file.metadata().map(id), fs::metadata(path).map(id));
    matches!((open, named), (Ok(a), Ok(b)) if a == b)
}

/// Elsewhere a file that is open keeps its name.
#[cfg(not(unix))]
fn is_at(_file: &File, path: &Path) -> bool {
    path.exists()
}
