//! Where finished files go: a folder on disk or a map in memory.
//! Gives one way to put them, whole or not at all.
//! Knows nothing of what is in them.

mod disk;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

pub use disk::{
    Disk, Outcome, clean, foreign, is_output, is_repository, is_whole, listed, save,
};

use crate::{error::Error, path::Route};

/// One file of the finished site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Where it goes.
    pub route: Route,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A place that takes artifacts, from several threads at once.
pub trait Sink: Sync {
    /// Learns which files will come; called once, before the first of them.
    ///
    /// # Errors
    /// When the place cannot take them; nothing has been changed then.
    fn begin(&self, planned: &BTreeSet<Route>) -> Result<(), Error>;

    /// Takes one artifact, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be stored; what stood there before still stands.
    fn put(&self, artifact: Artifact) -> Result<(), Error>;

    /// Takes the artifact of a place that has these bytes already, by their digest; gives whether
    /// it has them. If not, the artifact has to be put.
    ///
    /// # Errors
    /// When it cannot tell.
    fn keep(&self, _route: &Route, _digest: u128) -> Result<bool, Error> {
        Ok(false)
    }
}

/// Keeps artifacts in memory: for tests, and for what the preview prints.
#[derive(Debug, Default)]
pub struct Memory(Mutex<BTreeMap<Route, Vec<u8>>>);

impl Memory {
    /// Everything that was put.
    #[must_use]
    pub fn into_files(self) -> BTreeMap<Route, Vec<u8>> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Memory {
    fn begin(&self, _planned: &BTreeSet<Route>) -> Result<(), Error> {
        Ok(())
    }

    fn put(&self, artifact: Artifact) -> Result<(), Error> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(artifact.route, artifact.bytes);
        Ok(())
    }
}
