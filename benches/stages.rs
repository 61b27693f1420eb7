//! How long each stage of a build takes, on one thread and 100 made-up notes: `cargo bench`.
//! Gives the time of all notes or pages of the stage, with everything before it already made.
//! Must not use what the pipeline itself does not use.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a benchmark may stop, and is not part of the program"
)]

#[expect(
    dead_code,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "it is a program by itself, too"
)]
mod notes;

use std::sync::{Arc, LazyLock};

use cribsheet::{
    build::{self, Extracted, Input, OnDemand, Options, Planned, Resolved},
    config::Config,
    engine::Engine,
    export::search,
    library::Library,
    note::{self, Note},
    path::NotePath,
    render::theme::Theme,
    site::PageId,
    source::{Files, Memory, Sources},
    study::parts::Parts,
};
use divan::{Bencher, black_box, counter::BytesCount};

/// Builds allocate as `crib` does.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const NOTES: usize = 100;

static CONFIG: LazyLock<Config> = LazyLock::new(Config::default);
static THEME: LazyLock<Theme> = LazyLock::new(|| Theme::embedded("en").unwrap());
static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(1).unwrap());
static FILES: LazyLock<Memory> = LazyLock::new(|| {
    let files = notes::notes(NOTES, notes::Form::Plain).into_iter();
    Memory(
        files
            .map(|it| (NotePath::new(&it.path).unwrap(), it.text.into_bytes()))
            .collect(),
    )
});
static RESOLVED: LazyLock<Resolved> = LazyLock::new(|| build::resolve(input()).unwrap());
static FOUND: LazyLock<Arc<Parts>> =
    LazyLock::new(|| build::find(input(), &RESOLVED.library).unwrap().parts);
static EXTRACTED: LazyLock<Extracted<'_>> = LazyLock::new(|| {
    build::extract(input(), (&RESOLVED.library, &FOUND), &RESOLVED.sources).unwrap()
});

fn main() {
    divan::Divan::default().sample_count(20).config_with_args().main();
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let (sources, rules) = (sources(), note::Rules::new(&CONFIG));
    let bytes: usize = sources.all().iter().map(|it| it.text.len()).sum();
    let parse =
        || sources.all().iter().map(|it| note::parse(it, &rules)).collect::<Vec<_>>();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| ENGINE.run(parse));
}

#[divan::bench]
fn resolve(bencher: Bencher<'_, '_>) {
    let rules = note::Rules::new(&CONFIG);
    let parsed =
        || sources().all().iter().map(|it| Arc::new(note::parse(it, &rules).0)).collect();
    let resolve = |it: Vec<Arc<Note>>| {
        Library::resolve(it, Vec::new(), &CONFIG, false, &Library::default())
    };
    bencher
        .with_inputs(|| ENGINE.run(parsed))
        .bench_local_values(|it| ENGINE.run(|| resolve(it)));
}

#[divan::bench]
fn find(bencher: Bencher<'_, '_>) {
    LazyLock::force(&RESOLVED);
    bencher.bench_local(|| build::find(input(), &RESOLVED.library));
}

#[divan::bench]
fn extract(bencher: Bencher<'_, '_>) {
    LazyLock::force(&FOUND);
    let notes = (&*RESOLVED.library, &**FOUND);
    bencher.bench_local(|| build::extract(input(), notes, &RESOLVED.sources));
}

#[divan::bench]
fn plan(bencher: Bencher<'_, '_>) {
    LazyLock::force(&EXTRACTED);
    bencher.bench_local(|| planned(&ENGINE));
}

/// Code is coloured once: each time is that of a first build.
#[divan::bench]
fn render(bencher: Bencher<'_, '_>) {
    bencher
        .with_inputs(|| planned(Box::leak(Box::new(Engine::new(1).unwrap()))))
        .bench_local_refs(|it| pages(it));
}

/// Code was coloured before, as it is while `crib serve` runs.
#[divan::bench]
fn render_again(bencher: Bencher<'_, '_>) {
    let planned = planned(&ENGINE);
    pages(&planned);
    bencher.bench_local(|| pages(&planned));
}

#[divan::bench]
fn index(bencher: Bencher<'_, '_>) {
    let planned = planned(&ENGINE);
    bencher.bench_local(|| {
        ENGINE.run(|| search::Files::new(&planned.renderer).map(search::Files::all))
    });
}

/// All stages after an edit of one note while `crib serve` runs, until pages can be made.
#[divan::bench]
fn edit(bencher: Bencher<'_, '_>) {
    let engine = Engine::new(1).unwrap();
    let mut files = [FILES.0.clone(), FILES.0.clone()].map(Memory);
    files[1].0.values_mut().next().unwrap().extend(b"One sentence more.\n");
    let mut turn = 0;
    let mut plan = || {
        turn = 1 - turn;
        let options = Options { preview: true, ..Options::default() };
        let input = Input { engine: &engine, files: &files[turn], options, ..input() };
        let resolved = build::resolve(input).unwrap();
        let (library, sources) = resolved.notes();
        let found = build::find(input, &library).unwrap();
        let extracted =
            build::extract(input, (&library, &found.parts), &sources).unwrap();
        let planned = build::plan(input, &THEME, &library, &extracted.study).unwrap();
        let (site, ..) = OnDemand::new(input, planned.renderer).unwrap();
        black_box(site.digest(&sources).unwrap());
    };
    plan();
    bencher.bench_local(plan);
}

fn input() -> Input<'static> {
    Input {
        engine: &ENGINE,
        files: &*FILES,
        config: &CONFIG,
        name: "Notes",
        options: Options::default(),
    }
}

fn sources() -> Sources {
    Sources::new(FILES.load().unwrap().sources)
}

fn planned(engine: &'static Engine) -> Planned<'static> {
    let input = Input { engine, ..input() };
    build::plan(input, &THEME, &RESOLVED.library, &EXTRACTED.study).unwrap()
}

/// Renders every page.
fn pages(planned: &Planned<'_>) {
    let renderer = &planned.renderer;
    let ids: Vec<PageId> = renderer.site().pages().map(|(id, _)| id).collect();
    ENGINE.run(|| {
        for id in ids {
            black_box(renderer.page(id).unwrap());
        }
    });
}
