//! Folders of Unix as open descriptors.
//! Gives the system's calls that start from one and follow no link.
//! Knows single names only, no paths below a folder.

use std::{
    fs::{File, Metadata},
    io,
    os::{fd::OwnedFd, unix::fs::MetadataExt as _},
    path::Path,
    sync::Arc,
};

use rustix::fs::{self, AtFlags, FileType, Mode, OFlags};

use super::Kind;

/// A descriptor of a folder.
#[derive(Debug, Clone)]
pub(super) struct Handle(Arc<OwnedFd>);

/// Neither through a link, nor waiting for the other end of a pipe.
const CAREFUL: OFlags =
    OFlags::NOFOLLOW.union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::CLOEXEC);

/// A folder; the descriptor is closed in programs that are started.
const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

impl Handle {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(Arc::new(fs::open(path, FOLDER, Mode::empty())?)))
    }

    pub(super) fn folder(&self, name: &str) -> io::Result<Self> {
        let flags = FOLDER.union(OFlags::NOFOLLOW);
        Ok(Self(Arc::new(fs::openat(&*self.0, name, flags, Mode::empty())?)))
    }

    pub(super) fn kind(&self, name: &str) -> io::Result<Kind> {
        let stat = fs::statat(&*self.0, name, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok(match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Kind::File,
            FileType::Directory => Kind::Folder,
            FileType::Symlink => Kind::Link,
            _ => Kind::Special,
        })
    }

    pub(super) fn read(&self, name: &str) -> io::Result<File> {
        let flags = OFlags::RDONLY.union(CAREFUL);
        Ok(fs::openat(&*self.0, name, flags, Mode::empty())?.into())
    }

    pub(super) fn open_or_create(&self, name: &str) -> io::Result<File> {
        self.write(name, OFlags::CREATE)
    }

    pub(super) fn create(&self, name: &str) -> io::Result<File> {
        self.write(name, OFlags::CREATE.union(OFlags::EXCL))
    }

    fn write(&self, name: &str, flags: OFlags) -> io::Result<File> {
        let flags = flags.union(OFlags::RDWR).union(CAREFUL);
        let mode = Mode::from_raw_mode(0o666);
        Ok(fs::openat(&*self.0, name, flags, mode)?.into())
    }

    pub(super) fn make(&self, name: &str) -> io::Result<()> {
        Ok(fs::mkdirat(&*self.0, name, Mode::from_raw_mode(0o777))?)
    }

    pub(super) fn rename(&self, name: &str, to: &Self, new: &str) -> io::Result<()> {
        Ok(fs::renameat(&*self.0, name, &*to.0, new)?)
    }

    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        Ok(fs::unlinkat(&*self.0, name, AtFlags::empty())?)
    }

    pub(super) fn remove_folder(&self, name: &str) -> io::Result<()> {
        Ok(fs::unlinkat(&*self.0, name, AtFlags::REMOVEDIR)?)
    }

    pub(super) fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::Dir::read_from(&*self.0)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name != "." && name != ".." {
                names.push(name);
            }
        }
        Ok(names)
    }

    pub(super) fn is_at(&self, path: &Path) -> bool {
        let open = fs::fstat(&*self.0);
        let named = fs::stat(path);
        matches!((open, named), (Ok(a), Ok(b)) if (a.st_dev, a.st_ino) == (b.st_dev, b.st_ino))
    }
}

/// What tells a file from all others.
pub(super) type Id = (u64, u64);

pub(super) fn id(metadata: &Metadata) -> Id {
    (metadata.dev(), metadata.ino())
}
