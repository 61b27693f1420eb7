//! The folder for new files until the whole site is made: `.crib-tmp` in the output folder.
//! Moves each file by renaming it, so that no reader sees half of it.
//! Must not decide what may be overwritten.

use std::{
    fs::File,
    io::{self, Write as _},
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    time::SystemTime,
};

use super::folder::{Folder, Kind};
use crate::error::Error;

/// On the same file system as the site, so that renaming is atomic.
pub(super) const NAME: &str = ".crib-tmp";

/// The suffix of staged files; their names begin with digits.
const SUFFIX: &str = ".part";

/// The staged files of the build that holds the lock.
#[derive(Debug)]
pub(super) struct Staging {
    output: Folder,
    next: AtomicUsize,
}

/// Removed when the build is over.
impl Drop for Staging {
    fn drop(&mut self) {
        self.clear();
    }
}

/// A staged file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Staged(String);

impl Staging {
    /// Begins empty, without the leftovers of a build that was killed.
    ///
    /// # Errors
    /// When something other than a folder has its name.
    pub(super) fn open(output: &Folder) -> Result<Self, Error> {
        let staging = Self { output: output.clone(), next: AtomicUsize::new(0) };
        match output.kind(NAME).map_err(|it| staging.error(it))? {
            Kind::Nothing => (),
            Kind::Folder => staging.clear(),
            other => {
                let message = format!(
                    "{} is {}, but files are kept in a folder of that name while they are \
                     written; remove it",
                    staging.path().display(),
                    other.name()
                );
                return Err(Error::Output { message });
            }
        }
        Ok(staging)
    }

    /// Removes the staged files, then their folder if it is empty. Anything else there is not ours
    /// and stays.
    fn clear(&self) {
        let Ok(folder) = self.output.folder(NAME) else { return };
        for name in folder.names().unwrap_or_default() {
            let is_file = || folder.kind(&name).is_ok_and(|it| it == Kind::File);
            if is_ours(&name) && is_file() {
                // Nothing is lost when it stays.
                let _ = folder.remove(&name);
            }
        }
        let _ = self.output.remove_folder(NAME);
    }

    /// Writes a staged file; `modified` is its date, if it is not the current one.
    pub(super) fn add(
        &self,
        bytes: &[u8],
        modified: Option<SystemTime>,
    ) -> Result<Staged, Error> {
        let folder = self.output.make(NAME).map_err(|it| self.error(it))?;
        let (name, file) = self.free(&folder).map_err(|it| self.error(it))?;
        fill(file, bytes, modified).map_err(|it| self.error(it))?;
        Ok(Staged(name))
    }

    /// Moves a staged file to its place.
    ///
    /// # Errors
    /// When the system refuses; the file stays staged.
    pub(super) fn place(
        &self,
        staged: &Staged,
        to: &Folder,
        name: &str,
    ) -> io::Result<()> {
        let folder = self.output.folder(NAME)?;
        match folder.rename(&staged.0, to, name) {
            // Another file system is mounted there: the file is staged next to its place instead.
            Err(it) if it.kind() == io::ErrorKind::CrossesDevices => {
                let mut bytes = Vec::new();
                io::Read::read_to_end(&mut folder.read(&staged.0)?, &mut bytes)?;
                let (near, file) = self.free(to)?;
                let placed =
                    fill(file, &bytes, None).and_then(|()| to.rename(&near, to, name));
                if placed.is_err() {
                    let _ = to.remove(&near);
                }
                placed
            }
            other => other,
        }
    }

    /// A new file with a unique name.
    fn free(&self, folder: &Folder) -> io::Result<(String, File)> {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let name = format!("{number}{SUFFIX}");
            match folder.create(&name) {
                Err(it) if it.kind() == io::ErrorKind::AlreadyExists => (),
                other => return Ok((name, other?)),
            }
        }
    }

    fn path(&self) -> PathBuf {
        self.output.path().join(NAME)
    }

    fn error(&self, source: io::Error) -> Error {
        Error::Write { path: self.path(), source }
    }
}

fn fill(mut file: File, bytes: &[u8], modified: Option<SystemTime>) -> io::Result<()> {
    file.write_all(bytes)?;
    modified.map_or(Ok(()), |it| file.set_modified(it))
}

/// Whether a name is that of a staged file.
fn is_ours(name: &str) -> bool {
    let number = name.strip_suffix(SUFFIX).unwrap_or_default();
    !number.is_empty() && number.chars().all(|it| it.is_ascii_digit())
}
