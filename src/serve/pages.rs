//! The files of one site: each is made when it is first asked for, and kept as long as the site.
//! Gives the bytes of a file, or why it cannot be made.
//! Must not know HTTP, nor what is in a file.

use std::{
    collections::BTreeMap,
    panic::{self, AssertUnwindSafe},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    time::Duration,
};

use axum::body::Bytes;
use tokio::sync::{OnceCell, oneshot};

use super::{Event, Report, http::Problem};
use crate::{build::OnDemand, engine::Engine, error::Error, path::Route};

/// How long nobody asks for anything before what nobody waits for is done.
const PAUSE: Duration = Duration::from_millis(300);

/// The files of a site. The site ends when this is dropped.
pub(super) struct Pages {
    /// Every file but those of the search.
    files: BTreeMap<Route, File>,
    search: Option<Search>,
    jobs: Sender<Job>,
}

/// The files of the search, whose names are known only when they are made.
struct Search {
    /// Their folder, with a slash at its end.
    folder: String,
    made: OnceCell<Result<BTreeMap<Route, Bytes>, Problem>>,
}

enum File {
    /// A file that is made of the notes.
    Made(OnceCell<Result<Bytes, Problem>>),
    /// A file of the author's, which may be large: it is read each time.
    Asset,
}

/// What the thread of a site is asked to do.
type Job = Box<dyn FnOnce(&OnDemand<'_>) + Send>;

/// The jobs for the thread of a site.
pub(super) struct Jobs(Receiver<Job>);

impl Pages {
    /// The files of `site`, and the jobs that somebody has to [`Jobs::run`] for them.
    pub(super) fn of(site: &OnDemand<'_>) -> (Self, Jobs) {
        let (jobs, inbox) = mpsc::channel();
        let made = |it| (it, File::Made(OnceCell::new()));
        let mut files: BTreeMap<Route, File> =
            site.routes().into_iter().map(made).collect();
        let site = site.site();
        files.extend(site.assets.values().map(|it| (it.clone(), File::Asset)));
        let folder = |it: &Route| {
            let name = it.as_str();
            let (folder, _) = name.rsplit_once('/').unwrap_or_default();
            Search { folder: format!("{folder}/"), made: OnceCell::new() }
        };
        let search = site.search.as_ref().map(folder);
        (Self { files, search, jobs }, Jobs(inbox))
    }

    /// Whether there may be a file of that name; only those of the search are not known before
    /// they are made.
    pub(super) fn may_have(&self, route: &Route) -> bool {
        let is_searched = |it: &Search| {
            let name = route.as_str().strip_prefix(&*it.folder);
            name.is_some_and(|it| it.split_once('.').is_some_and(|(_, it)| it == "js"))
        };
        self.files.contains_key(route) || self.search.as_ref().is_some_and(is_searched)
    }

    /// The bytes of a file; `None` if the site has no such file. What goes wrong is reported once.
    pub(super) async fn file(
        &self,
        route: &Route,
        report: &Report,
    ) -> Option<Result<Bytes, Problem>> {
        let make = || {
            let wanted = route.clone();
            self.ask(report, move |it| it.file(&wanted).map(Option::unwrap_or_default))
        };
        match self.files.get(route) {
            Some(File::Made(cell)) => Some(
                cell.get_or_init(async || make().await.map(Bytes::from)).await.clone(),
            ),
            Some(File::Asset) => Some(make().await.map(Bytes::from)),
            None => self.found_by_search(route, report).await,
        }
    }

    async fn found_by_search(
        &self,
        route: &Route,
        report: &Report,
    ) -> Option<Result<Bytes, Problem>> {
        let search = self.search.as_ref()?;
        let make = async || {
            let files = self.ask(report, |it| Ok(it.search())).await?;
            Ok(files.into_iter().map(|it| (it.route, it.bytes.into())).collect())
        };
        match search.made.get_or_init(make).await {
            Ok(files) => files.get(route).cloned().map(Ok),
            Err(problem) => Some(Err(problem.clone())),
        }
    }

    /// Has the thread of the site do something; reports what it cannot do.
    async fn ask<T: Send + 'static>(
        &self,
        report: &Report,
        work: impl FnOnce(&OnDemand<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let (reply, answer) = oneshot::channel();
        let job = move |site: &OnDemand<'_>| {
            // Nobody waits any more when the browser has left the page.
            if !reply.is_closed() {
                let _ = reply.send(work(site).map_err(|it| Problem::from(&it)));
            }
        };
        // A job that is lost, as one that panics, is never answered.
        let _ = self.jobs.send(Box::new(job));
        let answer = answer.await.unwrap_or_else(|_| Err(Problem::bug()));
        if let Err(Problem { text, .. }) = &answer {
            report(Event::Unrendered { message: text });
        }
        answer
    }
}

impl Jobs {
    /// Does all jobs, several at a time, until the [`Pages`] are dropped; and `rest` as soon as nobody
    /// has asked for anything in a while.
    pub(super) fn run(
        self,
        site: &OnDemand<'_>,
        engine: &Engine,
        rest: impl FnOnce() + Send,
    ) {
        let mut rest = Some(rest);
        engine.scope(|scope| {
            loop {
                let wait = if rest.is_some() { PAUSE } else { Duration::MAX };
                let job = match self.0.recv_timeout(wait) {
                    Ok(job) => job,
                    Err(RecvTimeoutError::Disconnected) => break,
                    Err(RecvTimeoutError::Timeout) => {
                        if let Some(rest) = rest.take() {
                            scope.spawn(|_| caught(rest));
                        }
                        continue;
                    }
                };
                scope.spawn(move |_| caught(|| job(site)));
            }
        });
    }
}

/// Works even if it panics, which has been printed by then, with its place.
fn caught(work: impl FnOnce()) {
    let _ = panic::catch_unwind(AssertUnwindSafe(work));
}
