//! Builds that a newer change overtakes, even while they are stuck.

use std::{
    sync::{Arc, Condvar, Mutex, mpsc},
    thread,
    time::Instant,
};

use cribsheet::{build, error::Error, press::PdfPrinter, serve::ServeOptions};

use super::preview::{PATIENCE, Preview, folder, options, write};

/// A printer that is stuck on sheets that say "slow" until it is opened.
#[derive(Debug, Default)]
struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    is_open: bool,
    inside: usize,
    most: usize,
    entered: usize,
}

impl PdfPrinter for Gate {
    fn print(&self, html: &str) -> Result<Vec<u8>, Error> {
        if html.contains("slow") {
            let mut state = self.state.lock().unwrap();
            state.entered += 1;
            state.inside += 1;
            state.most = state.most.max(state.inside);
            self.changed.notify_all();
            while !state.is_open {
                state = self.changed.wait(state).unwrap();
            }
            state.inside -= 1;
            self.changed.notify_all();
        }
        Ok(b"%PDF-1.4\n".to_vec())
    }
}

impl Gate {
    /// A gate, and a server whose builds go through it.
    fn new() -> (&'static Self, ServeOptions) {
        let gate: &'static Self = Box::leak(Box::default());
        let build = build::Options { printer: Some(gate), ..build::Options::default() };
        (gate, ServeOptions { build, ..options() })
    }

    fn wait(&self, is_so: impl Fn(&State) -> bool) {
        let state = self.state.lock().unwrap();
        let waited = self.changed.wait_timeout_while(state, PATIENCE, |it| !is_so(it));
        let (state, result) = waited.unwrap();
        assert!(!result.timed_out(), "{state:?}");
    }

    fn open(&self) {
        self.state.lock().unwrap().is_open = true;
        self.changed.notify_all();
    }
}

/// A note whose rules are on the sheet.
fn note(word: &str) -> String {
    format!("# A\n\n- \"It is {word}\" → wait\n- \"It is over\" → go\n")
}

fn shows(preview: &Preview, word: &str) -> bool {
    preview.get("/a").body.contains(&format!("It is {word}"))
}

#[test]
fn a_build_that_is_stuck_is_overtaken_and_never_shown() {
    let (gate, options) = Gate::new();
    let preview = Preview::start(folder(&[("content/a.md", &note("first"))]), options);
    let mut events = preview.events("/__crib/events");
    events.wait_for("hello");
    preview.write("content/a.md", &note("slow"));
    gate.wait(|it| it.entered == 1);
    assert!(shows(&preview, "first"));
    preview.write("content/a.md", &note("quick"));
    preview.until(&mut events, |it| shows(it, "quick"));

    gate.open();
    gate.wait(|it| it.inside == 0);
    preview.write("content/a.md", &note("last"));
    events.wait_for("reload");
    assert!(shows(&preview, "last"));
    // A build is reported after it is shown.
    let builds = || {
        let reported = preview.reported.lock().unwrap();
        reported.iter().filter(|it| it.starts_with("built ")).count()
    };
    let end = Instant::now() + PATIENCE;
    while builds() < 3 && Instant::now() < end {
        thread::yield_now();
    }
    let reported = preview.reported.lock().unwrap().clone();
    assert_eq!(builds(), 3, "{reported:?}");
    assert!(!reported.iter().any(|it| it.starts_with("failed ")), "{reported:?}");
}

#[test]
fn builds_that_are_stuck_do_not_pile_up() {
    let (gate, options) = Gate::new();
    let preview = Preview::start(folder(&[("content/a.md", &note("first"))]), options);
    let mut events = preview.events("/__crib/events");
    events.wait_for("hello");
    for number in 1..=3 {
        preview.write("content/a.md", &note(&format!("slow {number}")));
        gate.wait(|it| it.entered == number);
    }
    // Two were given up and one is under way; the next one waits until one of them has ended.
    preview.write("content/a.md", &note("slow 4"));
    preview.write("content/a.md", &note("quick"));
    gate.open();
    preview.until(&mut events, |it| shows(it, "quick"));
    let state = gate.state.lock().unwrap();
    assert_eq!(state.most, 3);
}

#[test]
fn the_first_build_is_overtaken_too() {
    let (gate, options) = Gate::new();
    let folder = folder(&[("content/a.md", &note("slow"))]);
    let root = folder.path().to_owned();
    let (started, starting) = mpsc::channel();
    thread::spawn(move || started.send(Preview::start(folder, options)).ok());
    gate.wait(|it| it.entered == 1);
    write(&root, "content/a.md", &note("quick"));
    let preview = starting.recv_timeout(PATIENCE).unwrap();
    assert!(shows(&preview, "quick"));
    gate.open();
}

#[test]
fn a_server_ends_while_a_build_is_stuck() {
    let (gate, options) = Gate::new();
    let sheets = "sheets: {one: {query: \"kind:rule\"}, two: {query: \"kind:rule\"}}\n";
    let folder = folder(&[("crib.yaml", sheets), ("content/a.md", &note("first"))]);
    let preview = Preview::start(folder, options);
    preview.write("content/a.md", &note("slow"));
    gate.wait(|it| it.entered == 1);
    let Preview { folder: _folder, server, reported } = preview;
    drop(server);
    // Soon nothing is left of the server but the build, which prints no second sheet.
    let end = Instant::now() + PATIENCE;
    while Arc::strong_count(&reported) > 1 {
        assert!(Instant::now() < end, "the server still reports");
        thread::yield_now();
    }
    gate.open();
    gate.wait(|it| it.inside == 0);
    let list = reported.lock().unwrap();
    assert_eq!(list.iter().filter(|it| it.starts_with("built ")).count(), 1, "{list:?}");
    assert_eq!(gate.state.lock().unwrap().entered, 1);
}
