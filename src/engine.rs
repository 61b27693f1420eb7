//! What a build works with: threads, a clock, and a switch that stops it.
//! Gives each to whoever drives the pipeline.
//! Must not know what is built.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use crate::error::Error;

/// Stacks that minifying the deepest page we render does not overflow.
const STACK_SIZE: usize = 32 * 1024 * 1024;

/// The threads that do the work.
pub struct Engine {
    pool: rayon::ThreadPool,
}

impl Engine {
    /// Starts `jobs` threads; 0 for one per core.
    ///
    /// # Errors
    /// When the system does not allow that many.
    pub fn new(jobs: usize) -> Result<Self, Error> {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(jobs);
        let pool = builder.stack_size(STACK_SIZE).build();
        let pool = pool
            .map_err(|it| Error::Usage(format!("cannot start {jobs} threads: {it}")))?;
        Ok(Self { pool })
    }

    /// Runs work on the engine's threads, whose stacks are deep enough for it.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.pool.install(work)
    }
}

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

/// How long each verb took, in order.
pub type Timings = Vec<(&'static str, Duration)>;

/// Takes the time of one verb after the other.
#[derive(Debug)]
pub struct Clock {
    last: Instant,
    /// The times taken so far.
    pub laps: Timings,
}

impl Clock {
    /// Starts with the first verb.
    #[must_use]
    pub fn start() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }

    /// Ends a verb and starts the next one.
    pub fn lap(&mut self, verb: &'static str) {
        self.laps.push((verb, self.last.elapsed()));
        self.last = Instant::now();
    }
}
