//! Sites made of one string: `//- path` begins a file.

use std::{collections::BTreeMap, fmt::Write as _, sync::LazyLock};

use cribsheet::{
    build::{self, Built, Input, Options, Resolved},
    config::Config,
    engine::Engine,
    error::Error,
    library::Library,
    output,
    path::NotePath,
    render::theme::Theme,
    source,
    study::{self, Parts, Study},
};

/// The files of a fixture; text before the first `//- ` is a comment.
pub fn files(fixture: &str) -> source::Memory {
    let parts = fixture.split("//- ").skip(1);
    let file = |part: &str| {
        let (path, text) = part.split_once('\n').unwrap();
        (NotePath::new(path.trim()).unwrap(), text.as_bytes().to_vec())
    };
    source::Memory(parts.map(file).collect())
}

/// A built site: its files by route, and what else came out.
pub struct Site {
    pub files: BTreeMap<String, Vec<u8>>,
    pub built: Built,
}

impl Site {
    /// A page's HTML.
    pub fn page(&self, route: &str) -> &str {
        let bytes = self.files.get(route).unwrap_or_else(|| {
            panic!("no {route}; there are {:?}", self.files.keys().collect::<Vec<_>>())
        });
        std::str::from_utf8(bytes).unwrap()
    }

    /// Every HTML page by route.
    pub fn pages(&self) -> impl Iterator<Item = (&str, &str)> {
        let html = self.files.iter().filter(|(route, _)| route.ends_with(".html"));
        html.map(|(route, bytes)| (route.as_str(), std::str::from_utf8(bytes).unwrap()))
    }

    /// What is inside `<main>` of a page.
    pub fn main(&self, route: &str) -> &str {
        let page = self.page(route);
        let start = page.find("<main").unwrap();
        let start = start + page[start..].find('>').unwrap() + 1;
        page[start..page.find("</main>").unwrap()].trim()
    }
}

/// The engine of tests that do not care on which threads they run.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(0).unwrap());

static THEME: LazyLock<Theme> = LazyLock::new(|| Theme::embedded("en").unwrap());

/// What goes into the pipeline.
pub fn input<'a>(
    files: &'a dyn source::Files,
    config: &'a Config,
    options: Options<'a>,
) -> Input<'a> {
    Input { engine: &ENGINE, files, config, name: "Notes", options }
}

/// Resolves files and extracts what there is to study, for the findings.
pub fn check(files: &dyn source::Files, config: &Config) -> Resolved {
    let input = input(files, config, Options::default());
    let mut resolved = build::resolve(input).unwrap();
    let (library, sources) = resolved.notes();
    let found = build::find(input, &library).unwrap();
    let log = build::extract(input, (&library, &found.parts), &sources).unwrap().log;
    resolved.add([log]);
    resolved
}

/// What notes give, without anything kept from an earlier build.
pub fn study<'c>(
    notes: (&'c Library, &'c Parts),
    sources: &source::Sources,
    config: &Config,
) -> Study<'c> {
    study::extract(notes, sources, config, &study::Joined::default()).0
}

/// Builds into a sink with the default theme.
pub fn put(input: Input<'_>, sink: &dyn output::Sink) -> Result<Built, Error> {
    build::build(input, &THEME, sink)
}

/// Builds files with the default theme.
pub fn build(files: &dyn source::Files, config: &Config, options: Options<'_>) -> Site {
    site_of(input(files, config, options))
}

/// Builds files with the default theme, on so many threads.
pub fn build_on(
    jobs: usize,
    files: &dyn source::Files,
    config: &Config,
    options: Options<'_>,
) -> Site {
    let engine = &Engine::new(jobs).unwrap();
    site_of(Input { engine, ..input(files, config, options) })
}

fn site_of(input: Input<'_>) -> Site {
    site_with(input, &THEME)
}

/// Builds with a theme.
pub fn site_with(input: Input<'_>, theme: &Theme) -> Site {
    let sink = output::Memory::default();
    let built = build::build(input, theme, &sink).unwrap();
    let files = sink
        .into_files()
        .into_iter()
        .map(|(route, bytes)| (route.to_string(), bytes))
        .collect();
    Site { files, built }
}

/// Builds a fixture, pages as the theme wrote them.
pub fn site(fixture: &str) -> Site {
    let options = Options { no_minify: true, ..Options::default() };
    build(&files(fixture), &Config::default(), options)
}

/// The findings of a fixture but for orphans, which small fixtures are full of.
pub fn findings(checked: &Resolved) -> String {
    let all = all_findings(checked);
    all.split_inclusive('\n').filter(|it| !it.starts_with("O001 ")).collect()
}

/// The findings of a fixture, one a line: `L001 error a.md:1:2 message (help)`.
pub fn all_findings(checked: &Resolved) -> String {
    let mut text = String::new();
    for it in cribsheet::report::views(checked) {
        let it = serde_json::to_value(it).unwrap();
        let word = |key: &str| it[key].as_str().unwrap_or_default().to_owned();
        write!(
            text,
            "{} {} {}:{}:{} {}",
            word("code"),
            word("severity"),
            word("path"),
            it["line"],
            it["col"],
            word("message")
        )
        .unwrap();
        if let Some(help) = it["help"].as_str() {
            write!(text, " ({help})").unwrap();
        }
        text.push('\n');
    }
    text
}

/// The line of a manifest for a file of this content.
pub fn manifest_line(bytes: &[u8], path: &str) -> String {
    format!("{:032x} {path}\n", xxhash_rust::xxh3::xxh3_128(bytes))
}

/// Gives a manifest this text and the date of one that a build wrote.
pub fn seal(manifest: &std::path::Path, text: &str) {
    std::fs::write(manifest, text).unwrap();
    let date =
        315_619_200 + 2 * (xxhash_rust::xxh3::xxh3_64(text.as_bytes()) % 630_000_000);
    let date = std::time::UNIX_EPOCH + std::time::Duration::from_secs(date);
    std::fs::File::options()
        .write(true)
        .open(manifest)
        .unwrap()
        .set_modified(date)
        .unwrap();
}
