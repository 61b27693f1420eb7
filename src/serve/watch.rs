//! Watches the files a site is made from: notes, themes and the configuration.
//! Gives one piece of news for many writes, and says what cannot be watched.
//! Must not know what a change means for a page.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    time::{Duration, Instant},
};

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::config::Project;

/// How long all files must stay unchanged, because editors save in several steps.
const REST: Duration = Duration::from_millis(15);
/// How long a change waits at most for others that follow it.
const MOST_REST: Duration = Duration::from_millis(150);
/// How often to look for a content folder that is gone.
const LOOK: Duration = Duration::from_secs(1);

/// What wakes the thread that builds.
#[derive(Debug)]
pub(super) enum Signal {
    /// A file of the site changed.
    Changed,
    /// A watched folder itself appeared, disappeared or was replaced: its watch may be dead.
    Uprooted,
    /// Watching failed; the text says how.
    Trouble(String),
    /// The build of this number has ended.
    Ended(usize),
    /// The server is shutting down.
    Stop,
}

/// What happened since the last call.
#[derive(Debug, Default)]
pub(super) struct News {
    /// Whether the site may look different now.
    pub(super) is_change: bool,
    /// What went wrong with watching.
    pub(super) troubles: Vec<String>,
    /// The numbers of the builds that have ended.
    pub(super) ended: Vec<usize>,
}

/// Watches the places of one project.
pub(super) struct Watch {
    outbox: Sender<Signal>,
    inbox: Receiver<Signal>,
    places: Places,
    watcher: Option<RecommendedWatcher>,
    /// Whether a watched folder is another one than when it was last watched.
    is_uprooted: bool,
    /// Whether the content folder was not there when it was last watched.
    is_missing: bool,
}

impl Watch {
    /// Watches nothing yet.
    pub(super) fn new(project: &Project) -> Self {
        let (outbox, inbox) = mpsc::channel();
        let places = Places::of(project);
        Self {
            outbox,
            inbox,
            places,
            watcher: None,
            is_uprooted: true,
            is_missing: false,
        }
    }

    /// Where others send what wakes the thread that builds.
    pub(super) fn outbox(&self) -> Sender<Signal> {
        self.outbox.clone()
    }

    /// Blocks until something happens; `None` means stop. Everything that happened meanwhile is
    /// included, and so is what soon follows a change.
    pub(super) fn wait(&mut self) -> Option<News> {
        let mut news = News::default();
        let mut signal = self.next()?;
        let mut end = None;
        loop {
            match signal {
                Signal::Changed => news.is_change = true,
                Signal::Uprooted => (news.is_change, self.is_uprooted) = (true, true),
                Signal::Trouble(text) => news.troubles.push(text),
                Signal::Ended(number) => news.ended.push(number),
                Signal::Stop => return None,
            }
            let rest = if news.is_change {
                let now = Instant::now();
                let end = *end.get_or_insert(now + MOST_REST);
                REST.min(end.saturating_duration_since(now))
            } else {
                Duration::ZERO
            };
            match self.inbox.recv_timeout(rest) {
                Ok(next) => signal = next,
                Err(_) => return Some(news),
            }
        }
    }

    fn next(&self) -> Option<Signal> {
        loop {
            if !self.is_missing {
                return self.inbox.recv().ok();
            }
            match self.inbox.recv_timeout(LOOK) {
                Ok(signal) => return Some(signal),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) if self.places.content.is_dir() => {
                    return Some(Signal::Uprooted);
                }
                Err(RecvTimeoutError::Timeout) => (),
            }
        }
    }

    /// Watches anew what was replaced; to be called before anything is read, so that no
    /// later change is missed. Returns what cannot be watched.
    pub(super) fn renew(&mut self) -> Vec<String> {
        if self.is_uprooted { self.start() } else { Vec::new() }
    }

    /// Watches the places of a project from now on. Returns what cannot be watched.
    pub(super) fn follow(&mut self, project: &Project) -> Vec<String> {
        let places = Places::of(project);
        if places == self.places {
            return Vec::new();
        }
        self.places = places;
        self.start()
    }

    fn start(&mut self) -> Vec<String> {
        self.is_uprooted = false;
        self.is_missing = !self.places.content.is_dir();
        let (places, outbox) = (self.places.clone(), self.outbox.clone());
        let handler = move |result| {
            if let Some(signal) = places.signal(result) {
                // The receiver is gone only when the server is.
                let _ = outbox.send(signal);
            }
        };
        let mut watcher = match notify::recommended_watcher(handler) {
            Ok(watcher) => watcher,
            Err(error) => return vec![trouble("the notes", &error)],
        };
        let mut troubles = Vec::new();
        for (folder, mode) in self.places.watched() {
            if let Err(error) = watcher.watch(folder, mode) {
                troubles.push(trouble(&folder.display().to_string(), &error));
            }
        }
        self.watcher = Some(watcher);
        troubles
    }
}

fn trouble(what: &str, error: &notify::Error) -> String {
    let help = match error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "raise the system's limit (on Linux, `fs.inotify.max_user_watches`) and start again"
        }
        _ => "changes there may not show until something else changes or you start again",
    };
    format!("cannot watch {what}: {error}; {help}")
}

/// What a project is read from, without symbolic links, as watchers name it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Places {
    root: PathBuf,
    content: PathBuf,
    themes: PathBuf,
    output: PathBuf,
    /// The configuration file, or where one would be found.
    config: PathBuf,
}

impl Places {
    fn of(project: &Project) -> Self {
        let config = project.config_file.clone();
        Self {
            root: real(&project.root),
            content: real(&project.content),
            themes: real(&project.themes()),
            output: real(&project.output),
            config: real(&config.unwrap_or_else(|| project.root.join("crib.yaml"))),
        }
    }

    /// The folders to watch; none twice, since the second watch would replace the first.
    fn watched(&self) -> Vec<(&Path, RecursiveMode)> {
        let mut folders = vec![(self.content.as_path(), RecursiveMode::Recursive)];
        let others = [
            (Some(self.themes.as_path()), RecursiveMode::Recursive),
            (Some(self.root.as_path()), RecursiveMode::NonRecursive),
            (self.config.parent(), RecursiveMode::NonRecursive),
        ];
        for (folder, mode) in others {
            let Some(folder) = folder else { continue };
            let is_watched = folder.starts_with(&self.content)
                || folders.iter().any(|(it, _)| *it == folder);
            if !is_watched {
                folders.push((folder, mode));
            }
        }
        folders.retain(|(it, _)| it.is_dir());
        folders
    }

    /// What an event of the watcher means; `None` if the site does not change.
    fn signal(&self, result: notify::Result<notify::Event>) -> Option<Signal> {
        let event = match result {
            Ok(event) => event,
            Err(error) => return Some(Signal::Trouble(trouble("a folder", &error))),
        };
        if matches!(event.kind, notify::EventKind::Access(_)) {
            return None;
        }
        if event.paths.iter().any(|it| self.is_folder(it)) {
            return Some(Signal::Uprooted);
        }
        let is_change =
            event.need_rescan() || event.paths.iter().any(|it| self.concerns(it));
        is_change.then_some(Signal::Changed)
    }

    fn is_folder(&self, path: &Path) -> bool {
        [&self.content, &self.themes, &self.root].iter().any(|it| *it == path)
    }

    /// Whether the site may look different after this file changed.
    fn concerns(&self, path: &Path) -> bool {
        if path == self.config
            || path.starts_with(&self.themes) && !is_noise(path, &self.themes)
        {
            return true;
        }
        let is_output = self.output != self.content && path.starts_with(&self.output);
        let is_above = self.content.starts_with(&self.output);
        path.starts_with(&self.content)
            && (!is_output || is_above)
            && !is_noise(path, &self.content)
    }
}

/// Whether a path below `folder` belongs to a tool: hidden, a backup, or made by a package manager.
fn is_noise(path: &Path, folder: &Path) -> bool {
    let Ok(below) = path.strip_prefix(folder) else { return true };
    let mut above = folder.to_owned();
    for part in below {
        let is_cargo = part == "target" && above.join("Cargo.toml").exists();
        let name = part.to_string_lossy();
        if name.starts_with('.')
            || name.ends_with('~')
            || part == "node_modules"
            || is_cargo
        {
            return true;
        }
        above.push(part);
    }
    false
}

/// The path without symbolic links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let above = || Some(fs::canonicalize(path.parent()?).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(above).unwrap_or_else(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_site_is_made_of_concerns_it() {
        let places = Places {
            root: "/notes".into(),
            content: "/notes".into(),
            themes: "/notes/themes".into(),
            output: "/notes/output".into(),
            config: "/notes/crib.yaml".into(),
        };
        let cases = [
            ("/notes/a.md", true),
            ("/notes/a/picture.svg", true),
            ("/notes/crib.yaml", true),
            ("/notes/themes/default/templates/base.html", true),
            ("/notes/themes/default/templates/.base.html.swp", false),
            ("/notes/output/a.html", false),
            ("/notes/.git/index", false),
            ("/notes/.crib/memo", false),
            ("/notes/a/node_modules/b/README.md", false),
            ("/notes/a.md~", false),
            ("/elsewhere/a.md", false),
        ];
        for (path, concerns) in cases {
            assert_eq!(places.concerns(Path::new(path)), concerns, "{path}");
        }
        assert_eq!(places.watched(), []);
    }
}
