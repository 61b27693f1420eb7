//! Sites made of one string: `//- path` begins a file.

use std::{collections::BTreeMap, fmt::Write as _};

use cribsheet::{
    build::{self, Built, Checked, Options},
    config::Config,
    output,
    path::NotePath,
    render::theme::Theme,
    source,
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

/// Builds files with the default theme.
pub fn build(files: &dyn source::Files, config: &Config, options: Options<'_>) -> Site {
    let sink = output::Memory::default();
    let theme = Theme::embedded().unwrap();
    let built = build::build(files, config, theme, "Notes", &sink, options).unwrap();
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
pub fn findings(checked: &Checked) -> String {
    let all = all_findings(checked);
    all.split_inclusive('\n').filter(|it| !it.starts_with("O001 ")).collect()
}

/// The findings of a fixture, one a line: `L001 error a.md:1:2 message (help)`.
pub fn all_findings(checked: &Checked) -> String {
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
