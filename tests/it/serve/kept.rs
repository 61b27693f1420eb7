//! What one build keeps for the next.

use std::{path::Path, ptr};

use cribsheet::{
    build::{self, Input, Options, Resolved},
    config::Config,
    engine::Engine,
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
