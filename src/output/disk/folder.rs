//! An open folder: everything in it is reached from there, name by name.
//! Reads places without ever following a link below the folder.
//! Must not decide who owns a file.

#[cfg(unix)]
#[path = "folder/unix.rs"]
mod handle;
#[cfg(not(unix))]
#[path = "folder/elsewhere.rs"]
mod handle;

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
    time::SystemTime,
};

use self::handle::{Handle, Id, id};
use crate::error::Error;

/// An open folder. Links below it are never followed; the path to it may contain some.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    handle: Handle,
    /// For messages, and to check whether the folder still has its name.
    path: PathBuf,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing has that name.
    Nothing,
    /// A regular file.
    File,
    /// A folder, not a link to one.
    Folder,
    /// A symbolic link, wherever it leads.
    Link,
    /// A pipe, a socket or a device.
    Special,
}

impl Kind {
    /// Its name in messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Nothing => "missing",
            Self::File => "a file",
            Self::Folder => "a folder",
            Self::Link => "a symbolic link",
            Self::Special => "a pipe or a device",
        }
    }
}

/// What changes when somebody writes a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    id: Id,
    length: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    pub(super) fn of(metadata: &fs::Metadata) -> Self {
        let modified = metadata.modified().ok();
        Self { id: id(metadata), length: metadata.len(), modified }
    }
}

/// What lies at a place.
#[derive(Debug)]
pub(super) enum Seen {
    /// Nothing.
    Nothing,
    /// Something other than a folder, at this path where a folder of the place would be.
    Barred(String, Kind),
    /// A regular file.
    File {
        /// Its content.
        bytes: Vec<u8>,
        /// Tells whether it is still the same when it is about to be replaced.
        stamp: Stamp,
    },
    /// Anything else.
    Other(Kind),
}

/// The folder a place is in, and its name there; or what bars the way.
pub(super) enum Way<'a> {
    /// The folder is there; whether the place is, nobody has looked.
    Open(Folder, &'a str),
    /// No folder of this path is there.
    Missing,
    /// At this path below the first folder lies something other than a folder.
    Barred(&'a str, Kind),
}

impl Folder {
    /// Opens a folder, through links on the way to it.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { handle: Handle::open(path)?, path: path.to_owned() })
    }

    /// Opens a folder; `None` where there is nothing.
    pub(super) fn find(path: &Path) -> Result<Option<Self>, Error> {
        match Self::open(path) {
            Ok(folder) => Ok(Some(folder)),
            Err(it) if it.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::Read { path: path.to_owned(), source }),
        }
    }

    /// Its path when it was opened.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether its path still leads to it.
    pub(super) fn is_in_place(&self) -> bool {
        self.handle.is_at(&self.path)
    }

    /// What a name in this folder stands for.
    pub(super) fn kind(&self, name: &str) -> io::Result<Kind> {
        match self.handle.kind(name) {
            Err(it) if it.kind() == io::ErrorKind::NotFound => Ok(Kind::Nothing),
            other => other,
        }
    }

    /// A folder in this one, which must be there and no link.
    pub(super) fn folder(&self, name: &str) -> io::Result<Self> {
        Ok(Self { handle: self.handle.folder(name)?, path: self.path.join(name) })
    }

    /// A folder in this one, which is made where there is nothing.
    pub(super) fn make(&self, name: &str) -> io::Result<Self> {
        match self.handle.make(name) {
            Err(it) if it.kind() != io::ErrorKind::AlreadyExists => Err(it),
            _ => self.folder(name),
        }
    }

    /// Opens a regular file to read it; waits for no pipe and touches no device.
    pub(super) fn read(&self, name: &str) -> io::Result<File> {
        self.regular(name, |handle| handle.read(name))
    }

    /// Opens a regular file to write it, which is made where there is nothing; keeps its content.
    pub(super) fn open_or_create(&self, name: &str) -> io::Result<File> {
        self.regular(name, |handle| handle.open_or_create(name))
    }

    fn regular(
        &self,
        name: &str,
        open: impl FnOnce(&Handle) -> io::Result<File>,
    ) -> io::Result<File> {
        let wrong = |it: Kind| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("it is {}", it.name()))
        };
        match self.kind(name)? {
            Kind::Nothing | Kind::File => (),
            other => return Err(wrong(other)),
        }
        let file = open(&self.handle)?;
        // Somebody may have put another thing there meanwhile.
        if file.metadata()?.is_file() { Ok(file) } else { Err(wrong(Kind::Special)) }
    }

    /// Makes a file where there is nothing; readable by everyone, as a web server needs it, as
    /// far as the process's mask allows.
    pub(super) fn create(&self, name: &str) -> io::Result<File> {
        self.handle.create(name)
    }

    /// Moves a file to a place, over whatever file or link is there.
    pub(super) fn rename(&self, name: &str, to: &Self, new: &str) -> io::Result<()> {
        self.handle.rename(name, &to.handle, new)
    }

    /// Removes a file, or a link itself.
    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        self.handle.remove(name)
    }

    /// Removes a folder that is empty.
    pub(super) fn remove_folder(&self, name: &str) -> io::Result<()> {
        self.handle.remove_folder(name)
    }

    /// The names in this folder, sorted; what is not Unicode is shown as well as can be.
    pub(super) fn names(&self) -> io::Result<Vec<String>> {
        let mut names = self.handle.names()?;
        names.sort();
        Ok(names)
    }

    /// The way to a place below this folder.
    pub(super) fn way<'a>(&self, place: &'a str) -> io::Result<Way<'a>> {
        let mut folder = self.clone();
        let mut start = 0;
        for (at, _) in place.match_indices('/') {
            let name = place.get(start..at).unwrap_or_default();
            match folder.kind(name)? {
                Kind::Folder => folder = folder.folder(name)?,
                Kind::Nothing => return Ok(Way::Missing),
                other => {
                    return Ok(Way::Barred(place.get(..at).unwrap_or_default(), other));
                }
            }
            start = at + 1;
        }
        Ok(Way::Open(folder, place.get(start..).unwrap_or_default()))
    }

    /// The way to a place below this folder, whose folders are made.
    pub(super) fn make_way<'a>(&self, place: &'a str) -> io::Result<(Self, &'a str)> {
        let (above, name) = place.rsplit_once('/').unwrap_or(("", place));
        let mut folder = self.clone();
        for part in above.split('/').filter(|it| !it.is_empty()) {
            folder = folder.make(part)?;
        }
        Ok((folder, name))
    }

    /// What lies at a place below this folder.
    pub(super) fn look(&self, place: &str) -> io::Result<Seen> {
        let (folder, name) = match self.way(place)? {
            Way::Open(folder, name) => (folder, name),
            Way::Missing => return Ok(Seen::Nothing),
            Way::Barred(at, kind) => return Ok(Seen::Barred(at.to_owned(), kind)),
        };
        match folder.kind(name)? {
            Kind::Nothing => Ok(Seen::Nothing),
            Kind::File => {
                let mut file = folder.read(name)?;
                let stamp = Stamp::of(&file.metadata()?);
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes)?;
                Ok(Seen::File { bytes, stamp })
            }
            other => Ok(Seen::Other(other)),
        }
    }

    /// What tells a regular file in this folder from the same one changed; `None` for all else.
    pub(super) fn stamp(&self, name: &str) -> io::Result<Option<Stamp>> {
        match self.kind(name)? {
            Kind::File => Ok(Some(Stamp::of(&self.read(name)?.metadata()?))),
            _ => Ok(None),
        }
    }

    /// Whether a name stands for this very file.
    pub(super) fn holds(&self, name: &str, file: &File) -> bool {
        let named = self.read(name).and_then(|it| it.metadata());
        let (Ok(named), Ok(open)) = (named, file.metadata()) else { return false };
        id(&named) == id(&open)
    }
}
