//! Files of the output folder: written whole, compared, removed.
//! Gives a reader the old bytes or the new ones, never half of them.
//! Decides nothing about whose they are.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use xxhash_rust::xxh3::xxh3_128;

use crate::error::Error;

/// Holds files while they are written; on the same file system, so that renaming is atomic.
pub(super) const TEMPORARY: &str = ".crib-tmp";

/// Removes half-written files, also those of a build that was killed.
#[expect(clippy::disallowed_methods, reason = "the folder is ours alone")]
pub(super) fn clear_temporary(folder: &Path) {
    // Nothing is lost when it stays.
    let _ = fs::remove_dir_all(folder.join(TEMPORARY));
}

/// Writes a file next to its place and renames it there, so that no reader sees half of it.
pub(super) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
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
pub(super) fn temporary_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Whether anything lies there, be it a symbolic link that leads nowhere.
pub(super) fn lies_at(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Whether anything but a folder lies there.
pub(super) fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|it| !it.is_dir())
}

/// Whether a file lies there that can be read to its end: no link and no pipe.
pub(super) fn is_plain(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|it| it.is_file())
}

pub(super) fn digest_of(path: &Path) -> Option<u128> {
    fs::read(path).ok().map(|it| xxh3_128(&it))
}

/// Whether `path` is a plain file of exactly these bytes.
pub(super) fn holds(path: &Path, bytes: &[u8]) -> bool {
    let is_as_long = |it: fs::Metadata| usize::try_from(it.len()) == Ok(bytes.len());
    is_plain(path)
        && fs::metadata(path).is_ok_and(is_as_long)
        && fs::read(path).is_ok_and(|old| old == bytes)
}
