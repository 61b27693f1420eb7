//! Folders of systems without descriptors for them, as paths.
//! Gives the same calls as on Unix; every one looks first whether the folder is still no link.
//! Knows single names only, no paths below a folder.

use std::{
    fs::{self, File, Metadata},
    io,
    path::{Path, PathBuf},
};

use super::Kind;

/// The path of a folder.
#[derive(Debug, Clone)]
pub(super) struct Handle {
    path: PathBuf,
    /// Whether the path itself may be a link: that of the first folder may.
    is_first: bool,
}

impl Handle {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        if !fs::metadata(path)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self { path: path.to_owned(), is_first: true })
    }

    pub(super) fn folder(&self, name: &str) -> io::Result<Self> {
        if self.kind(name)? != Kind::Folder {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self { path: self.path.join(name), is_first: false })
    }

    pub(super) fn kind(&self, name: &str) -> io::Result<Kind> {
        let kind = fs::symlink_metadata(self.place(name)?)?.file_type();
        Ok(if kind.is_symlink() {
            Kind::Link
        } else if kind.is_dir() {
            Kind::Folder
        } else if kind.is_file() {
            Kind::File
        } else {
            Kind::Special
        })
    }

    pub(super) fn read(&self, name: &str) -> io::Result<File> {
        File::open(self.place(name)?)
    }

    pub(super) fn open_or_create(&self, name: &str) -> io::Result<File> {
        let mut options = File::options();
        options.create(true).read(true).write(true).truncate(false);
        options.open(self.place(name)?)
    }

    pub(super) fn create(&self, name: &str) -> io::Result<File> {
        File::options().create_new(true).read(true).write(true).open(self.place(name)?)
    }

    pub(super) fn make(&self, name: &str) -> io::Result<()> {
        fs::create_dir(self.place(name)?)
    }

    pub(super) fn rename(&self, name: &str, to: &Self, new: &str) -> io::Result<()> {
        fs::rename(self.place(name)?, to.place(new)?)
    }

    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.place(name)?)
    }

    pub(super) fn remove_folder(&self, name: &str) -> io::Result<()> {
        fs::remove_dir(self.place(name)?)
    }

    pub(super) fn names(&self) -> io::Result<Vec<String>> {
        let name = |it: io::Result<fs::DirEntry>| {
            it.map(|it| it.file_name().to_string_lossy().into_owned())
        };
        fs::read_dir(&self.path)?.map(name).collect()
    }

    pub(super) fn is_at(&self, path: &Path) -> bool {
        self.path == path && path.is_dir()
    }

    /// The path of an entry, after a look at the folder it is in.
    fn place(&self, name: &str) -> io::Result<PathBuf> {
        if !self.is_first && !fs::symlink_metadata(&self.path)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(self.path.join(name))
    }
}

/// Here a file that is open keeps its name, so nothing has to tell it from others.
pub(super) type Id = u8;

pub(super) fn id(_metadata: &Metadata) -> Id {
    0
}
