//! A preview of a temporary folder, and just enough of a browser to ask it anything.

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use cribsheet::{
    config::{Places, Project},
    error::Error,
    serve::{Event, ServeOptions, Server},
};
use tempfile::TempDir;

/// How long a slow machine may take; nothing waits that long unless it is broken.
pub(super) const PATIENCE: Duration = Duration::from_secs(90);

/// A folder of notes and its preview.
pub(super) struct Preview {
    pub(super) folder: TempDir,
    pub(super) server: Server,
    pub(super) reported: Arc<Mutex<Vec<String>>>,
}

/// An answer as it came over the wire.
pub(super) struct Answer {
    pub(super) status: u16,
    head: String,
    pub(super) body: String,
}

impl Preview {
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        Self::start(folder(files), options())
    }

    /// Previews a folder with options of its own.
    pub(super) fn start(folder: TempDir, options: ServeOptions) -> Self {
        let reported = Arc::<Mutex<Vec<String>>>::default();
        let (root, list) = (folder.path().to_owned(), Arc::clone(&reported));
        let project = move || locate(&root);
        let report = Arc::new(move |event: Event<'_>| {
            let text = match event {
                Event::Listening { url } => format!("listening {url}"),
                Event::Built { built, .. } => format!("built {} pages", built.pages),
                Event::Failed { message } => format!("failed {message}"),
                Event::Unrendered { message } => format!("unrendered {message}"),
                Event::Warned { message } => format!("warned {message}"),
            };
            list.lock().unwrap().push(text);
        });
        let first = project().unwrap();
        let server = Server::start(&first, project, options, report).unwrap();
        Self { folder, server, reported }
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        write(self.folder.path(), name, text);
    }

    /// `127.0.0.1:PORT`.
    pub(super) fn host(&self) -> String {
        let url = self.server.url();
        url.split('/').nth(2).unwrap().to_owned()
    }

    /// Sends a request as it is, for paths no client would send.
    fn send(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.host()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    pub(super) fn ask(&self, method: &str, path: &str, host: &str) -> Answer {
        self.ask_with(method, path, &[("Host", host)])
    }

    /// The answer to a request with these headers.
    pub(super) fn ask_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\n");
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n").unwrap();
        }
        let mut stream = self.send(&(request + "Connection: close\r\n\r\n"));
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|it| it.parse().ok());
        assert!(status.is_some(), "no status for {path:.60}: {text:?}");
        let (status, head) = (status.unwrap(), head.to_lowercase());
        Answer { status, head, body: body.to_owned() }
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "localhost:1111")
    }

    /// Waits, from one build to the next, until something is so.
    pub(super) fn until(&self, events: &mut Events, is_so: impl Fn(&Self) -> bool) {
        while !is_so(self) {
            events.wait_for("reload");
        }
    }

    pub(super) fn events(&self, path: &str) -> Events {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Events(BufReader::new(self.send(&request)))
    }
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|it| it.split_once(": "));
        lines.into_iter().find(|(it, _)| *it == name).map(|(_, value)| value)
    }
}

/// A stream of server-sent events.
pub(super) struct Events(pub(super) BufReader<TcpStream>);

impl Events {
    /// The next event and its data. Lines of the transfer encoding are passed over.
    pub(super) fn next(&mut self) -> (String, String) {
        let (mut name, mut line) = (String::new(), String::new());
        loop {
            line.clear();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream ended");
            match line.trim_end().split_once(": ") {
                Some(("event", it)) => it.clone_into(&mut name),
                Some(("data", it)) => return (name, it.to_owned()),
                _ => (),
            }
        }
    }

    /// The data of the next event of that name.
    pub(super) fn wait_for(&mut self, name: &str) -> String {
        let mut seen = Vec::new();
        loop {
            let (it, data) = self.next();
            if it == name {
                return data;
            }
            seen.push(it);
            assert!(seen.len() < 50, "no `{name}` among {seen:?}");
        }
    }
}

pub(super) fn locate(root: &Path) -> Result<Project, Error> {
    let places = Places { root: Some(root.to_owned()), ..Places::default() };
    Project::locate(&places, &[])
}

pub(super) fn options() -> ServeOptions {
    ServeOptions { port: Some(0), ..ServeOptions::default() }
}

/// A folder with files.
pub(super) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

/// Writes a file at one stroke, so that no build meets half of it.
pub(super) fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut file = tempfile::NamedTempFile::new_in(root).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.persist(path).unwrap();
}
