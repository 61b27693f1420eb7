//! The preview server: plans the site after every change, and renders the pages that are asked for.
//! Gives events for the command to print; after a failed build the last good site stays up.
//! Never writes to disk, and knows neither pages nor the terminal.

mod builds;
mod guard;
mod http;
mod pages;
mod panel;
mod part;
mod watch;

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    panic,
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use tokio::{runtime::Runtime, sync::watch as shared};

use self::{
    builds::{Builds, Made},
    http::{Preview, Problem, Shown},
    watch::Signal,
};
use crate::{
    build::{self, Built},
    config::Project,
    error::Error,
};

/// The port that is tried first.
const PORT: u16 = 1111;
/// How many ports after it are tried.
const MOST_TAKEN: usize = 50;

/// The options of the preview.
#[derive(Debug, Clone, Copy)]
pub struct ServeOptions {
    /// The address to listen on; anything but a loopback address lets other computers in.
    pub address: IpAddr,
    /// The port; 0 for any that is free, `None` for 1111 or the next one that is free.
    pub port: Option<u16>,
    /// Whether to open the browser.
    pub open: bool,
    /// How the site is built.
    pub build: build::Options<'static>,
}

impl Default for ServeOptions {
    fn default() -> Self {
        let build = build::Options::default();
        Self { address: Ipv4Addr::LOCALHOST.into(), port: None, open: false, build }
    }
}

/// What happens while a site is served.
#[derive(Debug)]
pub enum Event<'a> {
    /// The site is served; sent again when the configuration changes its address.
    Listening {
        /// Its address.
        url: &'a str,
    },
    /// It was built, for the first time or after a change.
    Built {
        /// The build, with its findings.
        built: &'a Built,
        /// How long it took.
        took: Duration,
    },
    /// It could not be built; the last good one is still served.
    Failed {
        /// Why.
        message: &'a str,
    },
    /// A page that somebody asked for could not be rendered; it says so itself.
    Unrendered {
        /// Why.
        message: &'a str,
    },
    /// Something other than the build failed: watching a folder, opening the browser.
    Warned {
        /// What failed, and what follows from it.
        message: &'a str,
    },
}

/// Receives events, from several threads.
pub type Report = Arc<dyn Fn(Event<'_>) + Send + Sync>;

/// Serves a project until the user interrupts it.
///
/// `reload` finds the project again before each build: its configuration may have changed.
///
/// # Errors
/// When the address is taken or the first build fails.
pub fn serve(
    project: &Project,
    reload: impl Fn() -> Result<Project, Error> + Send + 'static,
    options: ServeOptions,
    report: Report,
) -> Result<(), Error> {
    Server::start(project, reload, options, report)?.wait()
}

/// A running preview; dropping it stops it.
pub struct Server {
    address: SocketAddr,
    shown: shared::Receiver<Shown>,
    builder: mpsc::Sender<Signal>,
    /// Always there until the end.
    runtime: Option<Runtime>,
}

impl Server {
    /// Builds the site and serves it in the background.
    ///
    /// # Errors
    /// When the address is taken or the first build fails.
    pub fn start(
        project: &Project,
        reload: impl Fn() -> Result<Project, Error> + Send + 'static,
        options: ServeOptions,
        report: Report,
    ) -> Result<Self, Error> {
        let wanted = SocketAddr::new(options.address, options.port.unwrap_or(PORT));
        let failed = |source| Error::Listen { address: wanted.to_string(), source };
        let listener = bind(wanted, options.port.is_none()).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        if options.port.is_none() && address.port() != PORT {
            let port = address.port();
            let message =
                format!("port {PORT} is in use, so this preview has port {port}");
            report(Event::Warned { message: &message });
        }

        let mut builds = Builds::new(project, reload, options.build, report.clone())?;
        let Made { built, site, took } = match builds.next() {
            Some(Ok(made)) => made?,
            Some(Err(panicked)) => panic::resume_unwind(panicked),
            None => return Err(Error::Stopped),
        };

        let (sender, shown) =
            shared::channel(Shown { site: Arc::new(site), problem: None });
        let router =
            http::router(shown.clone(), options.address.is_loopback(), report.clone());
        let runtime = Runtime::new().map_err(failed)?;
        let listener = {
            let _context = runtime.enter();
            tokio::net::TcpListener::from_std(listener).map_err(failed)?
        };
        // It ends only with the runtime.
        runtime.spawn(async { axum::serve(listener, router).await });

        let server =
            Self { address, shown, builder: builds.outbox(), runtime: Some(runtime) };
        let url = server.url();
        report(Event::Built { built: &built, took });
        report(Event::Listening { url: &url });
        if options.open {
            open(url, report.clone());
        }
        let editor = Editor { builds, report, address, shown: sender };
        thread::spawn(|| editor.run());
        Ok(server)
    }

    /// Where the site begins.
    #[must_use]
    pub fn url(&self) -> String {
        url(self.address, &self.shown.borrow().site)
    }

    /// Waits until the user interrupts the program.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn wait(self) -> Result<(), Error> {
        let Some(runtime) = &self.runtime else { return Ok(()) };
        let address = self.address.to_string();
        let interrupted = runtime.block_on(tokio::signal::ctrl_c());
        interrupted.map_err(|source| Error::Listen { address, source })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A running build is abandoned.
        let _ = self.builder.send(Signal::Stop);
        if let Some(runtime) = self.runtime.take() {
            // Event streams never end by themselves.
            runtime.shutdown_timeout(Duration::from_secs(1));
        }
    }
}

/// Listens on a port or, if `or_next` says so, on the next one that nobody listens on.
fn bind(wanted: SocketAddr, or_next: bool) -> io::Result<TcpListener> {
    let others = if or_next { MOST_TAKEN } else { 0 };
    let mut bound = TcpListener::bind(wanted);
    for port in (wanted.port()..).skip(1).take(others) {
        match bound {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => (),
            _ => break,
        }
        bound = TcpListener::bind(SocketAddr::new(wanted.ip(), port));
    }
    bound
}

fn url(address: SocketAddr, site: &Preview) -> String {
    let port = address.port();
    let address = match address.ip() {
        // No browser can go to "every address".
        IpAddr::V4(it) if it.is_unspecified() => (Ipv4Addr::LOCALHOST, port).into(),
        IpAddr::V6(it) if it.is_unspecified() => (Ipv6Addr::LOCALHOST, port).into(),
        _ => address,
    };
    format!("http://{address}{}", site.base_url())
}

/// Opens the browser; on its own thread, since that may take a while.
fn open(url: String, report: Report) {
    thread::spawn(move || {
        if let Err(error) = opener::open_browser(&url) {
            let message =
                format!("cannot open the browser: {error}; open {url} yourself");
            report(Event::Warned { message: &message });
        }
    });
}

fn warn(report: &Report, troubles: Vec<String>) {
    for message in troubles {
        report(Event::Warned { message: &message });
    }
}

/// Shows the site that is built after each change.
struct Editor<R> {
    builds: Builds<R>,
    report: Report,
    address: SocketAddr,
    shown: shared::Sender<Shown>,
}

impl<R: Fn() -> Result<Project, Error>> Editor<R> {
    fn run(mut self) {
        while let Some(outcome) = self.builds.next() {
            match outcome {
                Ok(Ok(made)) => self.show(made),
                Ok(Err(error)) => self.show_problem(&Problem::from(&error)),
                // The panic itself has been printed by then, with its place.
                Err(_) => self.show_problem(&Problem::bug()),
            }
        }
    }

    // Unchanged results are not reported: the report may be written to a file among the notes,
    // whose change would start the next build, and so on forever.

    fn show(&self, Made { built, site, took }: Made) {
        let url = url(self.address, &site);
        let new = Shown { site: Arc::new(site), problem: None };
        let old = self.shown.send_replace(new.clone());
        if old.problem.is_some() || !old.site.is_like(&new.site) {
            (self.report)(Event::Built { built: &built, took });
        }
        if old.site.base_url() != new.site.base_url() {
            (self.report)(Event::Listening { url: &url });
        }
    }

    fn show_problem(&self, problem: &Problem) {
        let old = self.shown.borrow().problem.clone();
        self.shown.send_modify(|it| it.problem = Some(problem.clone()));
        if old.as_ref() != Some(problem) {
            (self.report)(Event::Failed { message: &problem.text });
        }
    }
}
