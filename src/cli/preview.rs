//! `crib serve`: the server's events on the terminal.
//! Prints what a build would print, after every change.
//! Must not know how pages are served.

use std::{
    collections::BTreeSet,
    io::{self, Write as _},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::{
    args::{Global, Serve},
    printable, shown,
};
use crate::{
    build::{Options, Resolved},
    config::Project,
    diag::{Code, Diagnostic, Severity, counted},
    error::Error,
    path::NotePath,
    report::{self, Counts},
    serve::{self, Event, ServeOptions},
};

/// Serves the site until Ctrl-C.
pub(super) fn run(
    args: &Serve,
    global: &Global,
    settings: Vec<(String, String)>,
    color: bool,
) -> Result<u8, Error> {
    let places = global.places(&args.content, None::<&PathBuf>);
    let locate = move || Project::locate(&places, &settings);
    let project = locate()?;
    let options = ServeOptions {
        address: args.interface,
        port: args.port,
        open: args.open,
        build: Options { drafts: args.drafts, ..Options::default() },
    };
    let folder = shown(&project.content);
    let log = Mutex::new(Log {
        color,
        least: global.least_shown(false),
        said: BTreeSet::new(),
    });
    let print = move |event: Event<'_>| match event {
        Event::Built { built, took } => {
            if let Some(help) = report::no_notes(&built.resolved, &folder) {
                say(&printable(&help));
            }
            // The log of a thread that panicked is still valid.
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            say(&log.built(&built.resolved, took));
        }
        Event::Listening { url } => {
            say(&format!("serving on {url} (press Ctrl-C to stop)"));
        }
        Event::Failed { message } => {
            let message = printable(message);
            say(&format!(
                "error: {message}\nstill serving the last site that could be built"
            ));
        }
        Event::Unrendered { message } => say(&format!("error: {}", printable(message))),
        Event::Warned { message } => say(&format!("warning: {}", printable(message))),
    };
    serve::serve(&project, locate, options, Arc::new(print))?;
    Ok(0)
}

/// What the terminal shows of builds.
struct Log {
    color: bool,
    least: Severity,
    /// The findings shown for the last build, regardless of their position in the note.
    said: BTreeSet<(NotePath, Code, String)>,
}

impl Log {
    /// The findings that the previous build did not have, and the summary.
    fn built(&mut self, resolved: &Resolved, took: Duration) -> String {
        let key = |it: &Diagnostic| (it.path.clone(), it.code, it.message.clone());
        let shown = |it: &&Diagnostic| it.severity <= self.least;
        let now = resolved.findings.iter().filter(shown).map(key).collect();
        let old = std::mem::replace(&mut self.said, now);
        let mut known = 0;
        let mut text = report::text(resolved, (self.color, false), |it| {
            let is_known = old.contains(&key(it));
            known += usize::from(is_known);
            it.severity <= self.least && !is_known
        });
        if known > 0 {
            text = text + &counted(known, "finding") + " as before\n";
        }
        text + &report::summary("built", Counts::of(resolved), self.least, took)
    }
}

/// Prints from the threads of the server; a closed terminal is not an error.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        build::{self, Input},
        config::Config,
        engine::Engine,
        source,
    };

    #[test]
    fn a_finding_is_shown_once() {
        let engine = Engine::new(1).unwrap();
        let mut log = Log { color: false, least: Severity::Info, said: BTreeSet::new() };
        let mut built = |text: &str| {
            let path = NotePath::new("a.md").unwrap();
            let files = source::Memory([(path, text.as_bytes().to_owned())].into());
            let config = Config::default();
            let options = Options::default();
            let (engine, files, config, name) = (&engine, &files, &config, "Notes");
            let input = Input { engine, files, config, name, options };
            log.built(&build::resolve(input).unwrap(), Duration::ZERO)
        };
        let first = built("# A\n\n[x](gone.md)\n");
        assert!(first.starts_with("error[L001]: there is no note `gone.md`"), "{first}");
        let second = built("# A\n\nMore.\n\n[x](gone.md) [y](lost.md)\n");
        assert!(
            second.starts_with("error[L001]: there is no note `lost.md`"),
            "{second}"
        );
        assert!(!second.contains("`gone.md`"), "{second}");
        assert!(second.contains("\n1 finding as before\nbuilt: 1 note, "), "{second}");
        assert!(built("# A\n").starts_with("built: 1 note, "));
        assert!(built("# A\n\n[x](gone.md)\n").contains("`gone.md`"));
    }
}
