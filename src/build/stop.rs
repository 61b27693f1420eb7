//! Whether a build is still wanted.
//! Gives a switch to whoever started it, and a question to the build.
//! Must not know why it is stopped.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::error::Error;

/// Ends a build early; its clones are one switch.
///
/// A build looks at it before each note, page and file and between its stages, and ends with
/// [`Error::Stopped`].
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Says that the build is not wanted any more.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the build is not wanted any more.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Goes on only as long as the build is wanted.
    ///
    /// # Errors
    /// [`Error::Stopped`] when it is not.
    pub fn check(&self) -> Result<(), Error> {
        if self.is_set() { Err(Error::Stopped) } else { Ok(()) }
    }
}
