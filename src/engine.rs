//! The parts that outlive a build: threads, grammars, theme and notes; timing and stopping builds.
//! Gives them to one build after another, and reloads only what has changed.
//! Must not know what is built.

use std::{
    collections::BTreeMap,
    fmt,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use xxhash_rust::xxh3::xxh3_128;

use crate::{
    config::Config,
    diag::Diagnostic,
    error::Error,
    library::Library,
    note::Note,
    path::NotePath,
    render::{highlight::Highlighter, theme::Theme},
    sheet::{Covered, Sheet},
    source::{Files, Source, Sources},
    study::{Joined, Parts},
};

/// Large enough to minify the deepest page we render.
const STACK_SIZE: usize = 32 * 1024 * 1024;

/// Threads, grammars and a theme. A command makes one; the preview keeps it, and takes new threads
/// while other work may still use the old ones.
pub struct Engine {
    pool: rayon::ThreadPool,
    /// How much work is running.
    busy: AtomicUsize,
    kept: Arc<Kept>,
}

/// The parts that all threads share.
#[derive(Default)]
struct Kept {
    /// The grammars, and the code that was highlighted with them.
    highlighter: Highlighter,
    /// The theme that was loaded last.
    theme: Mutex<Option<Arc<Theme>>>,
    /// The notes of the last build.
    notes: Mutex<Arc<Parsed>>,
    /// The same, resolved.
    library: Mutex<Arc<Library>>,
    /// What they gave.
    parts: Mutex<Arc<Parts>>,
    /// What took several of them.
    joined: Mutex<Arc<Joined>>,
    /// What is known of the sheets of the last build.
    sheets: Mutex<Option<KnownSheets>>,
    /// The assets of the last build.
    assets: Mutex<BTreeMap<NotePath, Digested>>,
}

/// The digest of a file that had this stamp.
#[derive(Debug, Clone)]
struct Digested {
    stamp: String,
    digest: u128,
}

/// What a plan has to know of cheat sheets that are composed later.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownSheets {
    /// What they were composed with.
    pub config: Config,
    /// The digest of the theme, which measures them.
    pub theme: u128,
    /// The names of those that have a page.
    pub names: Vec<String>,
    /// What the first one for everything has entries of.
    pub covered: Covered,
    /// The findings on them.
    pub findings: Vec<Diagnostic>,
}

/// Notes as they were parsed, with what was found in each.
#[derive(Debug, Default)]
pub struct Parsed {
    /// What they were parsed with.
    config: Config,
    /// Their text.
    pub sources: Arc<Sources>,
    /// Each note with its findings, in the same order.
    notes: Vec<ParsedNote>,
}

/// A note with its findings.
pub type ParsedNote = (Arc<Note>, Vec<Diagnostic>);

impl KnownSheets {
    /// What is known of these sheets.
    #[must_use]
    pub fn of<'s, 'lib: 's>(
        library: &Library,
        config: &Config,
        theme: &Theme,
        sheets: impl Iterator<Item = &'s Sheet<'lib>> + Clone,
    ) -> Self {
        let first = sheets.clone().find(|it| it.spec.query.is_none());
        let covered = first.map(|it| it.covered(library)).unwrap_or_default();
        let names = sheets.clone().map(|it| it.spec.name.clone()).collect();
        let findings = sheets.flat_map(|it| it.findings(library, &config.tags)).collect();
        Self { config: config.clone(), theme: theme.digest(), names, covered, findings }
    }
}

impl Parsed {
    /// The notes that were parsed from these sources, in the same order.
    #[must_use]
    pub fn new(config: &Config, sources: &Arc<Sources>, notes: &[ParsedNote]) -> Self {
        let sources = Arc::clone(sources);
        Self { config: config.clone(), sources, notes: notes.to_vec() }
    }

    /// The note of a file and its findings, if it was parsed from the same text.
    #[must_use]
    pub fn find(&self, source: &Source) -> Option<ParsedNote> {
        let at = self.sources.find(&source.path)?;
        let is_same = self.sources.all().get(at)?.text == source.text;
        self.notes.get(at).filter(|_| is_same).cloned()
    }
}

impl Engine {
    /// Starts `jobs` threads; 0 for one per core.
    ///
    /// # Errors
    /// When the system does not allow that many.
    pub fn new(jobs: usize) -> Result<Self, Error> {
        Ok(Self { pool: pool(jobs)?, busy: AtomicUsize::new(0), kept: Arc::default() })
    }

    /// An engine with its own threads that shares everything else with this one.
    ///
    /// # Errors
    /// When the system does not allow more threads.
    pub fn fork(&self) -> Result<Self, Error> {
        Ok(Self {
            pool: pool(self.pool.current_num_threads())?,
            busy: AtomicUsize::new(0),
            kept: Arc::clone(&self.kept),
        })
    }

    /// Runs work on the engine's threads, whose stacks are large enough.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let _busy = Busy::new(&self.busy);
        self.pool.install(work)
    }

    /// Runs work on this thread that can start other work on the engine's threads, and waits for
    /// all of that.
    pub fn scope<'s, T>(&self, work: impl FnOnce(&rayon::Scope<'s>) -> T) -> T {
        self.pool.in_place_scope(work)
    }

    /// Whether some work is running.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.busy.load(Ordering::Relaxed) > 0
    }

    /// The theme of a configuration from the folder `themes`. Its files are read each time; its templates are
    /// compiled again only if one of them has changed.
    ///
    /// # Errors
    /// When the theme cannot be loaded.
    pub fn theme(&self, themes: &Path, config: &Config) -> Result<Arc<Theme>, Error> {
        let lock = || self.kept.theme.lock().unwrap_or_else(PoisonError::into_inner);
        let last = lock().clone();
        let (name, language) = (config.theme(), config.language());
        let theme = match last {
            Some(last) => last.reload(themes, name, language)?,
            None => Arc::new(Theme::load(themes, name, language)?),
        };
        *lock() = Some(Arc::clone(&theme));
        Ok(theme)
    }

    /// The notes of the last build, if it had the same configuration.
    #[must_use]
    pub fn parsed(&self, config: &Config) -> Arc<Parsed> {
        let parsed = self.kept.notes.lock().unwrap_or_else(PoisonError::into_inner);
        if parsed.config == *config { Arc::clone(&parsed) } else { Arc::default() }
    }

    /// Keeps the notes of a build for the next one, in place of those of the last one.
    pub fn keep(&self, parsed: Parsed) {
        let mut notes = self.kept.notes.lock().unwrap_or_else(PoisonError::into_inner);
        *notes = Arc::new(parsed);
    }

    /// The notes of the last build, resolved.
    #[must_use]
    pub fn library(&self) -> Arc<Library> {
        Arc::clone(&self.kept.library.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps the resolved notes of a build for the next one, in place of those of the last one.
    pub fn keep_library(&self, library: Arc<Library>) {
        *self.kept.library.lock().unwrap_or_else(PoisonError::into_inner) = library;
    }

    /// What the notes of the last build gave.
    #[must_use]
    pub fn parts(&self) -> Arc<Parts> {
        Arc::clone(&self.kept.parts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps what the notes of a build gave for the next one, in place of those of the last one.
    pub fn keep_parts(&self, parts: Arc<Parts>) {
        *self.kept.parts.lock().unwrap_or_else(PoisonError::into_inner) = parts;
    }

    /// What took several notes in the last build.
    #[must_use]
    pub fn joined(&self) -> Arc<Joined> {
        Arc::clone(&self.kept.joined.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps what took several notes for the next build.
    pub fn keep_joined(&self, joined: Joined) {
        *self.kept.joined.lock().unwrap_or_else(PoisonError::into_inner) =
            Arc::new(joined);
    }

    /// What is known of the cheat sheets, if they were composed with this configuration and theme.
    #[must_use]
    pub fn sheets(&self, config: &Config, theme: &Theme) -> Option<KnownSheets> {
        let known = self.kept.sheets.lock().unwrap_or_else(PoisonError::into_inner);
        known.clone().filter(|it| it.config == *config && it.theme == theme.digest())
    }

    /// Keeps what is known of the cheat sheets for the next build.
    pub fn keep_sheets(&self, known: KnownSheets) {
        *self.kept.sheets.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
    }

    /// The digests of assets, in order. A file is read only if it has another stamp than at the
    /// last time, or none.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn digests<'a>(
        &self,
        files: &dyn Files,
        assets: impl Iterator<Item = &'a NotePath>,
    ) -> Result<Vec<u128>, Error> {
        let lock = || self.kept.assets.lock().unwrap_or_else(PoisonError::into_inner);
        let (before, mut now, mut digests) =
            (lock().clone(), BTreeMap::new(), Vec::new());
        for path in assets {
            // Asked first: a file that changes while it is read has another stamp next time.
            let stamp = files.stamp(path);
            let known = before.get(path).filter(|it| Some(&it.stamp) == stamp.as_ref());
            let digest = match known {
                Some(it) => it.digest,
                None => xxh3_128(&files.asset(path)?),
            };
            digests.push(digest);
            now.extend(stamp.map(|stamp| (path.clone(), Digested { stamp, digest })));
        }
        *lock() = now;
        Ok(digests)
    }

    /// The highlighter for code.
    #[must_use]
    pub fn highlighter(&self) -> &Highlighter {
        &self.kept.highlighter
    }
}

/// Counts as running work until it is dropped, even by a panic.
struct Busy<'e>(&'e AtomicUsize);

impl<'e> Busy<'e> {
    fn new(count: &'e AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn pool(jobs: usize) -> Result<rayon::ThreadPool, Error> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(jobs);
    let pool = builder.stack_size(STACK_SIZE).build();
    pool.map_err(|it| Error::Usage(format!("cannot start {jobs} threads: {it}")))
}

/// Ends a build early; all clones share one flag.
///
/// A build checks it before each note, page and file and between its stages, and ends with
/// [`Error::Stopped`].
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Stops the build.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the build should stop.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Returns an error if the build should stop.
    ///
    /// # Errors
    /// [`Error::Stopped`] if it should.
    pub fn check(&self) -> Result<(), Error> {
        if self.is_set() { Err(Error::Stopped) } else { Ok(()) }
    }
}

/// Hears how far a build is, from many threads.
pub trait Progress: fmt::Debug + Sync {
    /// Work of so many steps begins; 0 if they are not counted.
    fn begin(&self, work: &'static str, steps: usize);

    /// A step of it begins.
    fn next(&self);
}

/// How long each step took, in order.
pub type Timings = Vec<(&'static str, Duration)>;

/// Measures one step after another.
#[derive(Debug)]
pub struct Clock {
    last: Instant,
    /// The times measured so far.
    pub laps: Timings,
}

impl Clock {
    /// Starts with the first step.
    #[must_use]
    pub fn start() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }

    /// Ends a step and starts the next one.
    pub fn lap(&mut self, verb: &'static str) {
        self.laps.push((verb, self.last.elapsed()));
        self.last = Instant::now();
    }
}
