//! The new site takes the places of the old one.
//! Moves every file to its place by one rename, after a manifest that lists it.
//! Must not know what is removed afterwards.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_128;

use super::{
    Begun,
    folder::{Folder, Kind, Seen, Stamp, Way},
    manifest::{self, Entry, Manifest},
    remove,
    staging::Staged,
};
use crate::{error::Error, path::Route};

/// A file of the new site.
#[derive(Debug)]
pub(super) struct Put {
    pub(super) entry: Entry,
    /// The staged file, and what was in its place; `None` if nothing changes.
    pub(super) staged: Option<(Staged, Before)>,
}

/// What was at a place when the file for it was made.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing, or what has to be moved away.
    Nothing,
    /// A file that may be replaced as long as it is this one.
    File(Stamp),
    /// A folder of files that builds wrote, or a link or a pipe that may be replaced.
    Other(Kind),
}

impl Before {
    pub(super) fn of(seen: &Seen) -> Self {
        match seen {
            Seen::Nothing | Seen::Barred(..) => Self::Nothing,
            Seen::File { stamp, .. } => Self::File(stamp.clone()),
            Seen::Other(kind) => Self::Other(*kind),
        }
    }
}

impl Begun {
    pub(super) fn folder(&self) -> &Folder {
        self.lock.folder()
    }

    /// What is at a place of the site.
    pub(super) fn look(&self, place: &str) -> Result<Seen, Error> {
        let path = || self.folder().path().join(place);
        self.folder().look(place).map_err(|source| Error::Read { path: path(), source })
    }

    /// Writes the manifest.
    pub(super) fn store(&self, manifest: &Manifest) -> Result<(), Error> {
        manifest::store(&self.staging, self.folder(), manifest)
    }

    /// Moves the staged files to their places; returns how many there were, and the new manifest.
    ///
    /// The manifest lists all of them with their digests before the first is moved, so that the next
    /// build knows the files of a build that was killed. A build that fails removes the files from
    /// it that were not moved.
    pub(super) fn swap(
        &self,
        put: &BTreeMap<Route, Put>,
    ) -> Result<(usize, Option<Manifest>), Error> {
        let mut manifest = self.old.clone();
        let waiting: Vec<(&Route, Entry, &Staged, &Before)> = put
            .iter()
            .filter_map(|(route, it)| {
                it.staged
                    .as_ref()
                    .map(|(staged, before)| (route, it.entry, staged, before))
            })
            .collect();
        if waiting.is_empty() {
            return Ok((0, self.is_current.then_some(manifest)));
        }
        for (route, entry, ..) in &waiting {
            manifest.add(route, *entry);
        }
        if manifest != self.old || !self.is_current {
            self.store(&manifest)?;
        }
        let mut placed = 0;
        for (route, _, staged, before) in &waiting {
            if let Err(error) = self.place(route, staged, before) {
                for (route, ..) in waiting.iter().skip(placed) {
                    manifest.take_over(&self.old, route);
                }
                // If that fails, too, the manifest lists some files that do not exist.
                let _ = if manifest.is_empty() && !self.is_current {
                    self.folder().remove(manifest::NAME).map_err(|_| ())
                } else {
                    self.store(&manifest).map_err(|_| ())
                };
                return Err(error);
            }
            placed += 1;
        }
        Ok((placed, Some(manifest)))
    }

    fn place(
        &self,
        route: &Route,
        staged: &Staged,
        before: &Before,
    ) -> Result<(), Error> {
        let path = self.folder().path().join(route.as_str());
        let error = |source| Error::Write { path: path.clone(), source };
        self.clear(route, before)?;
        let (folder, name) = self.folder().make_way(route.as_str()).map_err(error)?;
        let now = match folder.kind(name).map_err(error)? {
            Kind::Nothing => Before::Nothing,
            Kind::File => {
                let stamp = folder.stamp(name).map_err(error)?;
                stamp.map_or(Before::Nothing, Before::File)
            }
            other => Before::Other(other),
        };
        let is_gone = now == Before::Nothing;
        if now == Before::Other(Kind::Folder) {
            let message = format!(
                "{} is a folder with files that crib did not write, but the site needs a file there; \
                 move it away",
                path.display()
            );
            return Err(Error::Output { message });
        }
        if now != *before && !is_gone {
            let message = format!(
                "{} was changed during the build and was not overwritten; build again",
                path.display()
            );
            return Err(Error::Output { message });
        }
        self.staging.place(staged, &folder, name).map_err(error)
    }

    /// Removes what earlier builds left where a file or its folder must be now.
    fn clear(&self, route: &Route, before: &Before) -> Result<(), Error> {
        if *before == Before::Other(Kind::Folder) {
            let below = format!("{route}/");
            let files = self.old.routes().filter(|it| it.as_str().starts_with(&below));
            let removed = remove::files(self.folder(), &self.old, files);
            if let Some(error) = removed.error {
                return Err(error);
            }
        }
        let error = |at: &str, source| {
            let path = self.folder().path().join(at);
            Error::Write { path, source }
        };
        let way = self.folder().way(route.as_str());
        let Way::Barred(at, _) = way.map_err(|it| error(route.as_str(), it))? else {
            return Ok(());
        };
        if let (Some(bar), true) = (Route::new(at), self.is_ours(at)?) {
            let tally = remove::files(self.folder(), &self.old, [&bar]);
            return tally.error.map_or(Ok(()), Err);
        }
        Ok(())
    }

    /// Whether a build wrote the file that is at a place.
    pub(super) fn is_ours(&self, place: &str) -> Result<bool, Error> {
        let (Some(route), Seen::File { bytes, .. }) =
            (Route::new(place), self.look(place)?)
        else {
            return Ok(false);
        };
        Ok(self.old.is_ours(&route, xxh3_128(&bytes)))
    }

    /// Returns an error if the finished site was removed during the build.
    pub(super) fn check<'r>(
        &self,
        mut routes: impl Iterator<Item = &'r Route>,
    ) -> Result<(), Error> {
        let folder = self.folder();
        let is_there = |route: &Route| match folder.way(route.as_str()) {
            Ok(Way::Open(folder, name)) => {
                folder.kind(name).is_ok_and(|it| it == Kind::File)
            }
            _ => false,
        };
        let gone = if !folder.is_in_place() {
            folder.path().to_owned()
        } else if let Some(route) = routes.find(|it| !is_there(it)) {
            folder.path().join(route.as_str())
        } else {
            return Ok(());
        };
        let message =
            format!("{} was removed during the build; build again", gone.display());
        Err(Error::Output { message })
    }
}
