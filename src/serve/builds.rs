//! Plans the site after every change; a build that a newer change overtakes is abandoned.
//! Gives each site that was not overtaken, whose thread makes its pages from then on, or why it failed.
//! Must not know who sees the site.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use xxhash_rust::xxh3::xxh3_128;

use super::{
    Report,
    http::Preview,
    pages::Pages,
    warn,
    watch::{News, Signal, Watch},
};
use crate::{
    build::{self, Built, Extracted, Input, OnDemand, Planned},
    config::Project,
    engine::{Engine, Stop},
    error::Error,
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
    outcome: Receiver<Outcome>,
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
        if !self.running.is_empty() || self.engine.is_busy() {
            // All threads may be busy with an abandoned build, or with pages of the last one.
            self.engine = Arc::new(self.engine.fork()?);
        }
        self.count += 1;
        let (number, stop) = (self.count, Stop::default());
        let (options, switch) = (self.options, stop.clone());
        let engine = Arc::clone(&self.engine);
        let (sender, outcome) = mpsc::channel();
        let outbox = self.watch.outbox();
        thread::spawn(move || {
            let tell = |outcome| {
                // When the server is gone, nobody receives this.
                let _ = sender.send(outcome);
                let _ = outbox.send(Signal::Ended(number));
            };
            let show = |made| tell(Ok(Ok(made)));
            let again = || drop(outbox.send(Signal::Changed));
            let work = || make(&project, &engine, options, (&switch, again), show);
            match panic::catch_unwind(AssertUnwindSafe(work)) {
                Ok(Ok(())) => (),
                Ok(Err(error)) => tell(Ok(Err(error))),
                Err(panicked) => tell(Err(panicked)),
            }
        });
        self.running.push(Build { number, stop, outcome });
        Ok(())
    }

    /// How a build ended, unless it was abandoned.
    fn end(&mut self, number: usize) -> Option<Outcome> {
        let at = self.running.iter().position(|it| it.number == number)?;
        let build = self.running.remove(at);
        // It was sent before the news of it.
        let outcome = build.outcome.try_recv().ok()?;
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

/// Plans the site of a project and has it shown, then makes its pages until it is shown no more.
/// Plans it again if its cheat sheets, which are composed last, turn out otherwise than it says.
fn make(
    project: &Project,
    engine: &Engine,
    options: build::Options<'_>,
    (stop, again): (&Stop, impl FnOnce() + Send),
    show: impl FnOnce(Made),
) -> Result<(), Error> {
    let start = Instant::now();
    let config = &project.config;
    let drafts = options.drafts || config.drafts.unwrap_or(false);
    let options = build::Options { drafts, preview: true, stop: Some(stop), ..options };
    let theme = engine.theme(&project.themes(), config)?;
    let (files, name) = (&project.files()?, &*project.name());
    let input = Input { engine, files, config, name, options };
    let mut resolved = build::resolve(input)?;
    let (library, sources) = resolved.notes();
    let found = build::find(input, &library)?;
    let Extracted { study, log: extracted } =
        build::extract(input, (&library, &found.parts), &sources)?;
    let Planned { renderer, log: planned } =
        build::plan(input, &theme, &library, &study)?;
    let (site, printed, unprinted) = OnDemand::new(input, renderer)?;
    resolved.add([found.log, extracted, planned, printed]);
    let plan = site.site();
    let built = Built {
        resolved,
        pages: plan.pages.len(),
        conflicts: plan.conflicts().map(|it| it.route.clone()),
        kept_unminified: Vec::new(),
        unprinted,
    };
    let base = base_path(config.base_url.as_deref());
    let (pages, jobs) = Pages::of(&site);
    let shown = engine.digests(input.files, plan.assets.keys())?;
    let digests = (site.digest(&sources)?, xxh3_128(format!("{shown:x?}").as_bytes()));
    let preview = Preview::new(pages, digests, &base, &built);
    // Abandoned results are dropped here, because that may take a while.
    stop.check()?;
    show(Made { built, site: preview, took: start.elapsed() });
    jobs.run(&site, engine, || {
        if !stop.is_set() && site.has_other_sheets() {
            again();
        }
    });
    Ok(())
}
