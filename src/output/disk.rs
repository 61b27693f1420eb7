//! The output folder: a site is written next to it and swapped in, page by page.
//! Whenever it is stopped, every place has either the old page or the new one.
//! Never overwrites or removes bytes that no build wrote there.

mod folder;
mod lock;
mod manifest;
mod names;
mod place;
mod remove;
mod staging;
mod whole;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock, PoisonError},
};

use xxhash_rust::xxh3::xxh3_128;

use self::{
    folder::{Folder, Kind, Seen},
    lock::Lock,
    manifest::{Entry, Listed, Manifest},
    names::{KEEPERS, is_keeper},
    place::{Before, Put},
    remove::Tally,
    staging::Staging,
};
use super::{Artifact, Sink};
use crate::{error::Error, path::Route};

pub use remove::clean;
pub use whole::{is_whole, listed};

/// An output folder while a site is put into it.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
    force: bool,
    anew: bool,
    adding: bool,
    /// Set by `begin`.
    begun: OnceLock<Begun>,
    put: Mutex<BTreeMap<Route, Put>>,
}

/// The state of a build that has begun.
#[derive(Debug)]
struct Begun {
    /// What earlier builds wrote.
    old: Manifest,
    /// Whether the manifest on disk is the same.
    is_current: bool,
    /// How many files of a copied site do not belong to the new one.
    stray: usize,
    /// Cleared before the lock is released.
    staging: Staging,
    lock: Lock,
}

/// What a finished build did to the folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Files that are new or changed.
    pub written: usize,
    /// Files that were removed.
    pub removed: usize,
    /// Files of earlier builds that someone has changed since; they stay.
    pub kept: usize,
    /// Files of a copied site that the new site does not have; they stay.
    pub stray: usize,
}

impl Disk {
    /// Opens an output folder; it is created when the build begins.
    ///
    /// # Errors
    /// When it is not a folder, cannot be read, or contains foreign files and `force` is off.
    pub fn open(folder: &Path, force: bool) -> Result<Self, Error> {
        if let (Some(open), false) = (Folder::find(folder)?, force) {
            refuse_foreign(&open, &manifest::read(&open)?, Purpose::Build)?;
        }
        Ok(Self {
            folder: folder.to_owned(),
            force,
            anew: false,
            adding: false,
            begun: OnceLock::new(),
            put: Mutex::default(),
        })
    }

    /// The same folder, with unchanged files written again.
    #[must_use]
    pub fn anew(mut self, anew: bool) -> Self {
        self.anew = anew;
        self
    }

    /// The same folder, with everything kept that earlier builds wrote.
    #[must_use]
    pub fn adding(mut self) -> Self {
        self.adding = true;
        self
    }

    /// Swaps the new site in, removes what earlier builds wrote and this one did not, and writes
    /// the manifest.
    ///
    /// # Errors
    /// When something cannot be written or removed, or was taken away meanwhile. The manifest
    /// then still lists every file that a build wrote.
    pub fn finish(self) -> Result<Outcome, Error> {
        self.finish_and_list().map(|it| it.0)
    }

    /// The same; gives the digest of the list of files that is in the folder now, too.
    ///
    /// # Errors
    /// As [`Self::finish`].
    pub fn finish_and_list(self) -> Result<(Outcome, u128), Error> {
        let Some(begun) = self.begun.get() else { return Ok((Outcome::default(), 0)) };
        let put = self.put.lock().unwrap_or_else(PoisonError::into_inner);
        let (written, on_disk) = begun.swap(&put)?;
        let mut new = Manifest::default();
        for (route, it) in put.iter() {
            new.set(route, it.entry);
        }
        let gone: Vec<&Route> =
            begun.old.routes().filter(|it| !put.contains_key(*it)).collect();
        let Tally { removed, kept, left, error } = if self.adding {
            Tally { left: gone.into_iter().cloned().collect(), ..Tally::default() }
        } else {
            remove::files(begun.folder(), &begun.old, gone)
        };
        // What is still there is still ours.
        for route in &left {
            new.take_over(&begun.old, route);
        }
        if on_disk.as_ref() != Some(&new) {
            begun.store(&new)?;
        }
        begun.check(put.keys())?;
        let outcome = Outcome { written, removed, kept, stray: begun.stray };
        error.map_or(Ok((outcome, new.digest())), Err)
    }

    fn begun(&self) -> Result<&Begun, Error> {
        self.begun.get().ok_or_else(|| {
            let message = format!("{} is not locked", self.folder.display());
            Error::Output { message }
        })
    }

    fn error_at(&self, route: &str, why: &str) -> Error {
        let place = self.folder.join(route);
        Error::Output { message: format!("{} {why}", place.display()) }
    }

    /// Refuses to overwrite anything that no build wrote.
    ///
    /// `--force` allows overwriting files, but not replacing a file with a folder.
    fn judge(&self, begun: &Begun, route: &Route, seen: &Seen) -> Result<(), Error> {
        let why = match seen {
            Seen::Nothing => return Ok(()),
            Seen::Barred(at, kind) => return self.judge_bar(begun, at, *kind),
            _ if is_keeper(route.as_str()) => {
                "is never overwritten, because people put it there themselves; remove it and build \
                 again"
            }
            // Files of builds in there go first; what is left is judged then.
            Seen::Other(Kind::Folder) => return Ok(()),
            Seen::File { bytes, .. } if begun.old.is_ours(route, xxh3_128(bytes)) => {
                return Ok(());
            }
            _ if self.force => return Ok(()),
            Seen::File { .. } if begun.old.was_written(route) => {
                "was changed since crib wrote it; move it away, or overwrite it with `--force`"
            }
            _ => "was not written by crib; move it away, or overwrite it with `--force`",
        };
        Err(self.error_at(route.as_str(), why))
    }

    /// Refuses to make a folder in place of something that no build wrote.
    fn judge_bar(&self, begun: &Begun, at: &str, kind: Kind) -> Result<(), Error> {
        if kind != Kind::File {
            let why = format!(
                "is {}, which pages are never written through; remove it",
                kind.name()
            );
            return Err(self.error_at(at, &why));
        }
        if begun.is_ours(at)? {
            return Ok(());
        }
        let why = "is a file that crib did not write, but the site needs a folder there; move it away";
        Err(self.error_at(at, why))
    }
}

impl Sink for Disk {
    fn begin(&self, planned: &BTreeSet<Route>) -> Result<(), Error> {
        let lock = Lock::take(&self.folder)?;
        let listed = manifest::read(lock.folder())?;
        if !self.force {
            refuse_foreign(lock.folder(), &listed, Purpose::Build)?;
        }
        let staging = Staging::open(lock.folder())?;
        let is_current = matches!(listed, Listed::Here(_));
        let mut stray = 0;
        let old = match listed {
            Listed::Nothing => Manifest::default(),
            Listed::Here(manifest) => manifest,
            // `--force` vouches for the files that are overwritten, not for all others.
            Listed::Elsewhere(mut manifest) => {
                let is_there = |it: &&Route| {
                    let seen = lock.folder().look(it.as_str());
                    matches!(seen, Ok(Seen::File { .. }))
                };
                let others = manifest.routes().filter(|it| !planned.contains(*it));
                stray = others.filter(is_there).count();
                manifest.retain(|it| planned.contains(it));
                manifest
            }
        };
        // A sink begins once.
        let _ = self.begun.set(Begun { old, is_current, stray, staging, lock });
        Ok(())
    }

    fn put(&self, artifact: Artifact) -> Result<(), Error> {
        let begun = self.begun()?;
        let Artifact { route, bytes } = artifact;
        let digest = xxh3_128(&bytes);
        let seen = begun.look(route.as_str())?;
        let is_same = matches!(&seen, Seen::File { bytes: old, .. } if *old == bytes);
        let is_ours = begun.old.is_ours(&route, digest);
        let is_found = is_keeper(route.as_str()) || is_same && !is_ours;
        let entry =
            if is_found { Entry::Existing(digest) } else { Entry::Written(digest) };
        let staged = if is_same && !(self.anew && is_ours) {
            None
        } else {
            self.judge(begun, &route, &seen)?;
            Some((begun.staging.add(&bytes, None)?, Before::of(&seen)))
        };
        let mut put = self.put.lock().unwrap_or_else(PoisonError::into_inner);
        put.insert(route, Put { entry, staged });
        Ok(())
    }

    fn keep(&self, route: &Route, digest: u128) -> Result<bool, Error> {
        let begun = self.begun()?;
        // What a build did not write is put as if it were new.
        if self.anew || !begun.old.is_ours(route, digest) {
            return Ok(false);
        }
        let Seen::File { bytes, .. } = begun.look(route.as_str())? else {
            return Ok(false);
        };
        let is_same = xxh3_128(&bytes) == digest;
        if is_same {
            let kept = Put { entry: Entry::Written(digest), staged: None };
            let mut put = self.put.lock().unwrap_or_else(PoisonError::into_inner);
            put.insert(route.clone(), kept);
        }
        Ok(is_same)
    }
}

/// Writes one file that does not belong to a site, whole or not at all.
///
/// # Errors
/// When it cannot be written.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let error = |source| Error::Write { path: path.to_owned(), source };
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder).map_err(error)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(error)?;
    file.write_all(bytes).map_err(error)?;
    file.persist(path).map_err(|it| error(it.error))?;
    Ok(())
}

/// Whether a build wrote the site in a folder. A manifest from elsewhere could hide notes.
#[must_use]
pub fn is_output(folder: &Path) -> bool {
    let is_sealed = |it: &Folder| matches!(manifest::read(it), Ok(Listed::Here(_)));
    folder.join(manifest::NAME).exists()
        && Folder::find(folder).ok().flatten().is_some_and(|it| is_sealed(&it))
}

/// Whether a folder is a Git repository: one with its own `.git`, or one without a work tree.
///
/// A linked work tree has a file `.git` and is not one.
#[must_use]
pub fn is_repository(folder: &Path) -> bool {
    let is_bare = |it: &Path| {
        it.join("HEAD").exists()
            && it.join("objects").is_dir()
            && it.join("refs").is_dir()
    };
    let git = folder.join(".git");
    is_bare(folder) || git.is_dir() && is_bare(&git)
}

/// The first name in a folder that belongs neither to a build nor to the files people put there,
/// unless a build wrote the manifest there.
///
/// # Errors
/// When the folder or its manifest cannot be read.
pub fn foreign(folder: &Path) -> Result<Option<String>, Error> {
    match Folder::find(folder)? {
        Some(folder) if !matches!(manifest::read(&folder)?, Listed::Here(_)) => {
            unlisted(&folder)
        }
        _ => Ok(None),
    }
}

fn unlisted(folder: &Folder) -> Result<Option<String>, Error> {
    let names = folder
        .names()
        .map_err(|source| Error::Read { path: folder.path().to_owned(), source })?;
    let is_harmless =
        |it: &str| [staging::NAME, lock::NAME].contains(&it) || KEEPERS.contains(&it);
    Ok(names.into_iter().find(|it| !is_harmless(it)))
}

/// What a command wants to do with a folder that is not ours.
#[derive(Clone, Copy)]
enum Purpose {
    Build,
    Clean,
}

/// Refuses a folder that is not empty and has no manifest that was written there.
fn refuse_foreign(
    folder: &Folder,
    listed: &Listed,
    purpose: Purpose,
) -> Result<(), Error> {
    if matches!(listed, Listed::Here(_)) {
        return Ok(());
    }
    let Some(name) = unlisted(folder)? else { return Ok(()) };
    let what = match listed {
        Listed::Elsewhere(_) => format!(
            "contains a `{}` that no build wrote there (it came with a checkout or a copy, or was \
             edited), so it does not prove which files are crib's",
            manifest::NAME
        ),
        _ => format!("was not made by crib (it contains `{name}`)"),
    };
    let (before, after) = match purpose {
        Purpose::Build => (
            "is not empty and ",
            "; remove the folder if it is an old site, choose another one with `--output-dir`, or use \
             it anyway with `--force`",
        ),
        Purpose::Clean => (
            "",
            ", so nothing was removed; name the folder of a site with `--output-dir`",
        ),
    };
    let path = folder.path().display();
    Err(Error::Output { message: format!("{path} {before}{what}{after}") })
}
