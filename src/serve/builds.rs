//! Builds into memory, again on every change; a build that a newer change overtakes is abandoned.
//! Gives each build that was not overtaken, or why it failed.
//! Must not know who sees the site.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::{Arc, mpsc::Sender},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{
    Report,
    http::Preview,
    warn,
    watch::{News, Signal, Watch},
};
use crate::{
    build::{self, Built, Input},
    config::Project,
    engine::{Engine, Stop},
    error::Error,
    output::Memory,
    render::view::base_path,
};

/// How many abandoned builds may still run while a new one begins. Most stop at once, but one may
/// be in the middle of a note that takes very long.
const MOST_GIVEN_UP: usize = 2;

/// A site that was built.
pub(super) struct Made {
    /// What it was built from, and its findings.
    pub(super) built: Built,
    /// The site.
    pub(super) site: Preview,
    /// How long it took.
    pub(super) took: Duration,
}

/// How a build ended; the outer error is a panic.
pub(super) type Outcome = thread::Result<Result<Made, Error>>;

/// The builds of one project.
pub(super) struct Builds<R> {
    /// The project as it was found for the first build.
    project: Option<Project>,
    reload: R,
    options: build::Options<'static>,
    /// The engine of the latest build.
    engine: Arc<Engine>,
    report: Report,
    watch: Watch,
    /// The running builds; only the last one can be wanted.
    running: Vec<Build>,
    /// How many builds there have been.
    count: usize,
    /// Whether there is a change that no build has seen.
    is_due: bool,
}

/// A running build.
struct Build {
    number: usize,
    stop: Stop,
    thread: JoinHandle<Result<Made, Error>>,
}

impl<R: Fn() -> Result<Project, Error>> Builds<R> {
    /// The builds of `project`, the first of which is due; `reload` finds it again for the others.
    ///
    /// # Errors
    /// When no threads can be started.
    pub(super) fn new(
        project: &Project,
        reload: R,
        options: build::Options<'static>,
        report: Report,
    ) -> Result<Self, Error> {
        let watch = Watch::new(project);
        Ok(Self {
            project: Some(project.clone()),
            reload,
            options,
            engine: Arc::new(Engine::new(0)?),
            report,
            watch,
            running: Vec::new(),
            count: 0,
            is_due: true,
        })
    }

    /// Where to send [`Signal::Stop`].
    pub(super) fn outbox(&self) -> Sender<Signal> {
        self.watch.outbox()
    }

    /// Builds after each change until a build has ended that none overtook; `None` to stop.
    pub(super) fn next(&mut self) -> Option<Outcome> {
        loop {
            if self.is_due && self.running.len() <= MOST_GIVEN_UP {
                self.is_due = false;
                match self.find_project() {
                    Ok(found) => {
                        if let Err(error) = found.and_then(|it| self.start(it)) {
                            return Some(Ok(Err(error)));
                        }
                    }
                    Err(panicked) => return Some(Err(panicked)),
                }
            }
            let News { is_change, troubles, ended } = self.watch.wait()?;
            warn(&self.report, troubles);
            let mut outcome = None;
            for number in ended {
                outcome = self.end(number).or(outcome);
            }
            if is_change {
                self.is_due = true;
                self.give_up();
            }
            if outcome.is_some() {
                return outcome;
            }
        }
    }

    /// The project as it is now, watched before anything in it is read.
    fn find_project(&mut self) -> thread::Result<Result<Project, Error>> {
        warn(&self.report, self.watch.renew());
        let found = match self.project.take() {
            Some(project) => Ok(project),
            None => panic::catch_unwind(AssertUnwindSafe(&self.reload))?,
        };
        if let Ok(project) = &found {
            warn(&self.report, self.watch.follow(project));
        }
        Ok(found)
    }

    fn start(&mut self, project: Project) -> Result<(), Error> {
        if !self.running.is_empty() {
            // All threads may be busy with an abandoned build.
            self.engine = Arc::new(self.engine.fork()?);
        }
        self.count += 1;
        let (number, stop) = (self.count, Stop::default());
        let (options, switch) = (self.options, stop.clone());
        let engine = Arc::clone(&self.engine);
        let bell = Bell { number, outbox: self.watch.outbox() };
        let thread = thread::spawn(move || {
            let _bell = bell;
            make(&project, &engine, options, &switch)
        });
        self.running.push(Build { number, stop, thread });
        Ok(())
    }

    /// How a build ended, unless it was abandoned.
    fn end(&mut self, number: usize) -> Option<Outcome> {
        let at = self.running.iter().position(|it| it.number == number)?;
        let build = self.running.remove(at);
        // Its thread has nothing left to do.
        let outcome = build.thread.join();
        (!build.stop.is_set()).then_some(outcome)
    }
}

impl<R> Builds<R> {
    fn give_up(&self) {
        for build in &self.running {
            build.stop.set();
        }
    }
}

impl<R> Drop for Builds<R> {
    fn drop(&mut self) {
        self.give_up();
    }
}

/// Tells that a build has ended, even by a panic.
struct Bell {
    number: usize,
    outbox: Sender<Signal>,
}

impl Drop for Bell {
    fn drop(&mut self) {
        // When the server is gone, nobody receives this.
        let _ = self.outbox.send(Signal::Ended(self.number));
    }
}

/// Builds a project into memory.
fn make(
    project: &Project,
    engine: &Engine,
    options: build::Options<'_>,
    stop: &Stop,
) -> Result<Made, Error> {
    let start = Instant::now();
    let config = &project.config;
    let drafts = options.drafts || config.drafts.unwrap_or(false);
    let options = build::Options {
        drafts,
        no_minify: true,
        preview: true,
        stop: Some(stop),
        ..options
    };
    let theme = engine.theme(&project.themes(), config.theme())?;
    let (files, sink) = (&project.files()?, Memory::default());
    let name = &*project.name();
    let input = Input { engine, files, config, name, options };
    let built = build::build(input, &theme, &sink)?;
    let base = base_path(config.base_url.as_deref());
    let site = Preview::new(sink.into_files(), &base, &built);
    // Abandoned results are dropped here, because that may take a while.
    stop.check()?;
    Ok(Made { built, site, took: start.elapsed() })
}
