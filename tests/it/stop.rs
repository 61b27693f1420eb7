//! A build that is stopped ends before its next note, page or file.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicUsize, Ordering},
};

use cribsheet::{
    build::{Input, Options},
    config::Config,
    engine::{Engine, Stop},
    error::Error,
    output::{Artifact, Sink},
    path::{NotePath, Route},
    source::{self, Files, Loaded},
};

use crate::fixture;

/// Files and a sink that stop the build once they were asked so often.
struct Outside {
    files: source::Memory,
    stop: Stop,
    loads: Count,
    assets: Count,
    puts: Count,
}

/// How often something was done, and after how many times the build is stopped.
struct Count(AtomicUsize, usize);

impl Count {
    fn up(&self, stop: &Stop) {
        if self.0.fetch_add(1, Ordering::SeqCst) + 1 == self.1 {
            stop.set();
        }
    }

    fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Files for Outside {
    fn load(&self) -> Result<Loaded, Error> {
        self.loads.up(&self.stop);
        self.files.load()
    }

    fn asset(&self, path: &NotePath) -> Result<Vec<u8>, Error> {
        self.assets.up(&self.stop);
        self.files.asset(path)
    }
}

impl Sink for Outside {
    fn begin(&self, _: &BTreeSet<Route>) -> Result<(), Error> {
        Ok(())
    }

    fn put(&self, _: Artifact) -> Result<(), Error> {
        self.puts.up(&self.stop);
        Ok(())
    }
}

/// Builds notes until the build is stopped after that many loads, assets and puts: how many
/// there were, and whether it says that it was stopped.
fn build([loads, assets, puts]: [usize; 3]) -> ([usize; 3], bool) {
    let count = |limit| Count(AtomicUsize::new(0), limit);
    let outside = Outside {
        files: fixture::files(
            "//- a.md\n# A\n\n![x](x.png) ![y](y.png)\n//- b.md\n# B\n//- x.png\nx\n//- y.png\ny\n",
        ),
        stop: Stop::default(),
        loads: count(loads),
        assets: count(assets),
        puts: count(puts),
    };
    let stop = Some(&outside.stop);
    let options = Options { no_minify: true, stop, ..Options::default() };
    let (engine, config) = (&Engine::new(1).unwrap(), Config::default());
    let input = Input { engine, ..fixture::input(&outside, &config, options) };
    let built = fixture::put(input, &outside);
    let is_stopped = matches!(built, Err(Error::Stopped));
    ([outside.loads.get(), outside.assets.get(), outside.puts.get()], is_stopped)
}

#[test]
fn a_build_ends_where_it_is_stopped() {
    let never = usize::MAX;
    let ([loads, assets, puts], is_stopped) = build([never, never, never]);
    assert!(!is_stopped);
    assert!(puts > 8, "{puts}");
    assert_eq!((loads, assets), (1, 2));
    // While notes are read, after the first page, after the first picture.
    assert_eq!(build([1, never, never]), ([1, 0, 0], true));
    assert_eq!(build([never, never, 1]), ([1, 0, 1], true));
    assert_eq!(build([never, 1, never]), ([1, 1, puts - 1], true));
}
