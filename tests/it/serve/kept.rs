//! What one build keeps for the next.

use std::{
    path::Path,
    ptr,
    sync::atomic::{AtomicUsize, Ordering},
};

use cribsheet::{
    build::{self, Input, Options, Resolved},
    config::Config,
    engine::Engine,
    error::Error,
    path::NotePath,
    source::{Files, Loaded, Memory},
};

use crate::fixture;

/// Notes as the preview resolves them.
fn resolve(engine: &Engine, config: &Config, notes: &str) -> Resolved {
    let files = fixture::files(notes);
    let options = Options { preview: true, ..Options::default() };
    let input = Input { engine, ..fixture::input(&files, config, options) };
    build::resolve(input).unwrap()
}

/// Whether each note is the very same in both builds.
fn same(a: &Resolved, b: &Resolved) -> Vec<bool> {
    let (a, b) = (a.library.notes(), b.library.notes());
    a.zip(b).map(|((_, a), (_, b))| ptr::eq(a, b)).collect()
}

#[test]
fn only_notes_that_changed_are_parsed_again() {
    let (engine, config) = (Engine::new(1).unwrap(), Config::default());
    let (a, b) = ("//- a.md\n# A\n\n[x](gone.md)\n", "//- b.md\n# B\n\n$x\n");
    let first = resolve(&engine, &config, &format!("{a}{b}"));
    let again = resolve(&engine, &config, &format!("{a}{b}"));
    assert_eq!(same(&first, &again), [true, true]);
    assert_eq!(first.findings, again.findings);

    let edited = resolve(&engine, &config, &format!("{a}//- b.md\n# C\n"));
    assert_eq!(same(&first, &edited), [true, false]);
    // Only the last build is kept.
    let back = resolve(&engine, &config, &format!("{a}{b}"));
    assert_eq!(same(&first, &back), [true, false]);
    assert_eq!(first.findings, back.findings);

    let breaks = "markdown: {breaks: true}\n";
    let breaks = Config::parse(breaks, Path::new("crib.yaml")).unwrap();
    let other = resolve(&engine, &breaks, &format!("{a}{b}"));
    assert_eq!(same(&back, &other), [false, false]);
}

/// Files that count how often an asset is read.
struct Counted {
    files: Memory,
    stamp: Option<String>,
    reads: AtomicUsize,
}

impl Files for Counted {
    fn load(&self) -> Result<Loaded, Error> {
        self.files.load()
    }

    fn asset(&self, path: &NotePath) -> Result<Vec<u8>, Error> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.files.asset(path)
    }

    fn stamp(&self, _path: &NotePath) -> Option<String> {
        self.stamp.clone()
    }
}

#[test]
fn only_assets_that_may_have_changed_are_read_again() {
    let (engine, path) = (Engine::new(1).unwrap(), NotePath::new("p.svg").unwrap());
    let digests = |text: &str, stamp: Option<&str>| {
        let files = Memory([(path.clone(), text.into())].into());
        let (stamp, reads) = (stamp.map(String::from), AtomicUsize::new(0));
        let counted = Counted { files, stamp, reads };
        let digests = engine.digests(&counted, [&path].into_iter()).unwrap();
        (digests[0], counted.reads.into_inner())
    };
    let (first, reads) = digests("one", Some("1"));
    assert_eq!(reads, 1);
    assert_eq!(digests("one", Some("1")), (first, 0));
    let (second, reads) = digests("two", Some("2"));
    assert!(second != first && reads == 1);
    // A file that was just written has no stamp yet.
    assert_eq!(digests("one", None), (first, 1));
    assert_eq!(digests("two", None), (second, 1));
    assert_eq!(digests("two", Some("2")), (second, 1));
}
