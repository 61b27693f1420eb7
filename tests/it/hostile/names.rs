//! Names of files, tags, aliases and headings that no system, or not every one, keeps.

use std::collections::{BTreeMap, BTreeSet};

use cribsheet::{
    build::Options,
    config::Config,
    path::{NotePath, flaw, fold},
    source::Memory,
};
use proptest::prelude::*;

use crate::{fixture, html};

/// Parts of names that mean something to a browser, a shell or a file system.
const PARTS: &[&str] = &[
    "javascript:x()",
    "data:text/html,x",
    "https:",
    "vbscript:",
    "C:",
    "c",
    "con",
    "NUL",
    "aux.b",
    "com1",
    "LPT¹",
    "a\\b",
    "..\\..",
    "%2e%2e",
    "%5C",
    "%",
    "?q=1",
    "#f",
    "a b",
    " a",
    "a ",
    "a.",
    "...",
    "-x",
    "--help",
    "~",
    "$HOME",
    "`id`",
    "\"",
    "'",
    "<b>",
    "&amp;",
    "é",
    "e\u{301}",
    "É",
    "index",
    "README",
    "tags",
    "compare",
    "assets",
    "404",
    "sheets",
    ".crib-manifest",
    "atom",
    "\u{202e}x",
    "\u{feff}",
    "🎉",
    "A",
    "a",
];

/// A path of up to three such parts, one of them possibly longer than file systems take.
fn path() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => prop::sample::select(PARTS).prop_map(str::to_owned),
        1 => (230..255_usize).prop_map(|it| "x".repeat(it)),
        1 => (60..90_usize).prop_map(|it| "ü😀".repeat(it).chars().take(80).collect()),
    ];
    prop::collection::vec(part, 1..4).prop_map(|it| it.join("/"))
}

fn hostile_site() -> impl Strategy<Value = Memory> {
    let note = (path(), path(), path(), path());
    prop::collection::vec(note, 1..6).prop_map(|notes| {
        let mut files = BTreeMap::new();
        for (name, link, tag, other) in notes {
            let yaml = |it: &str| serde_json::to_string(it).unwrap();
            let slash = format!("/{other}");
            let text = format!(
                "---\ntitle: {}\naliases: [{}, {}]\ntags: [{}]\n---\n# A `#{tag}` {{#{tag}}}\n\n\
                 [x](<{link}.md>) [[{link}]] ![p](<{link}.png>) [y]({other})\n\n\
                 | Feature | {tag} | {other} |\n|---|---|---|\n| Cost | low | high |\n\n\
                 ### {tag} vs {other}\n\n- **{tag}**: one\n- **{other}**: two\n",
                yaml(&tag), yaml(&slash), yaml(&format!("{link}.html")), yaml(&tag),
            );
            files.insert(NotePath::new(&format!("{name}.md")).unwrap(), text.into_bytes());
            files.insert(NotePath::new(&format!("{link}.png")).unwrap(), Vec::new());
        }
        // On a disk no file is a folder, too.
        let folders: BTreeSet<NotePath> =
            files.keys().flat_map(NotePath::ancestors).collect();
        files.retain(|it, _| !folders.contains(it));
        Memory(files)
    })
}

/// What is wrong with the places of a site's files.
fn misplaced(routes: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut files = BTreeMap::new();
    let mut folders = BTreeSet::new();
    for route in routes {
        for part in route.split('/') {
            wrong.extend(flaw(part).map(|it| format!("{route}: {part:?} {it:?}")));
            if matches!(part, "" | "." | "..") {
                wrong.push(format!("{route}: leaves the site"));
            }
        }
        if let Some(other) = files.insert(fold(route), *route) {
            wrong.push(format!("{route} and {other} are one file on some system"));
        }
        let key = fold(route);
        folders.extend(key.match_indices('/').map(|(at, _)| key[..at].to_owned()));
    }
    wrong.extend(folders.iter().filter(|it| files.contains_key(*it)).cloned());
    wrong
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_address_of_a_site_stays_in_it(files in hostile_site()) {
        let config = Config { base_url: Some(String::from("https://example.org")), ..Config::default() };
        let options = Options { no_minify: true, ..Options::default() };
        let site = fixture::build(&files, &config, options);
        prop_assert_eq!(html::problems(&site), Vec::<String>::new());
        let routes: Vec<&str> = site.files.keys().map(String::as_str).collect();
        prop_assert_eq!(misplaced(&routes), Vec::<String>::new());
        for (route, page) in site.pages() {
            let (before, rest) = page.split_once("<main").unwrap_or((page, ""));
            let (main, after) = rest.split_once("</main>").unwrap_or((rest, ""));
            for (text, is_author) in [(before, false), (main, true), (after, false)] {
                for (_, name, url) in html::read(text).urls {
                    prop_assert!(stays(&url, is_author), "{route}: {name}={url}");
                }
            }
        }
        // What machines read names only files that are there.
        let map = String::from_utf8(site.files["sitemap.xml"].clone()).unwrap();
        for place in map.split("<loc>").skip(1) {
            let url = place.split("</loc>").next().unwrap().replace("&amp;", "&").replace("&apos;", "'").replace("&#39;", "'");
            let path = url.strip_prefix("https://example.org/").unwrap();
            let path = cribsheet::path::percent_decode(path);
            let file = if path.is_empty() || path.ends_with('/') { path + "index.html" } else { path };
            prop_assert!(site.files.contains_key(&file), "{file}");
        }
    }
}

/// Whether an address is one of the site's own; only authors link other sites.
fn stays(url: &str, is_author: bool) -> bool {
    let path = url.split(['#', '?']).next().unwrap();
    let is_plain = !path.contains([':', '\\']) && !path.contains("//");
    let runs = ["javascript:", "vbscript:", "data:"];
    let is_elsewhere =
        is_author && !runs.iter().any(|it| url.to_lowercase().starts_with(it));
    is_plain || is_elsewhere || url == "data:," || url.starts_with("https://example.org/")
}

/// The findings of a fixture with one code.
fn findings(code: &str, notes: &str) -> String {
    let all = fixture::findings(&fixture::site(notes).built.resolved);
    all.split_inclusive('\n').filter(|it| it.starts_with(code)).collect()
}

#[test]
fn names_that_not_every_system_keeps_are_found_where_they_stand() {
    let long = "x".repeat(250);
    let notes = format!(
        "//- a.md\n[n](n.md) ![p](b\\c.png)\n//- nul.md\n# N\n//- dir. /x.md\n# X\n//- dir. /y.md\n\
         # Y\n//- b\\c.png\n//- A.md\n# Other\n//- {long}.md\n# Long\n//- z.md\n# Z `#{long}`\n"
    );
    let found = findings("N004", &notes).replace(&long, "LONG");
    insta::assert_snapshot!(found);
}

#[test]
fn aliases_that_no_file_may_bear_are_found_and_lead_nowhere() {
    let notes = "//- a.md\n---\naliases: [/.crib-manifest, /.git/config, \"/x\\ty/\", /con, /Old.html, /old.html]\n---\n# A\n";
    let site = fixture::site(notes);
    assert_eq!(
        site.pages().filter(|it| it.0.to_lowercase().starts_with("old")).count(),
        1
    );
    insta::assert_snapshot!(findings("F002", notes));
}

#[test]
fn one_note_of_many_levels_stops_nothing() {
    let deep = "level/".repeat(60);
    let tag = vec!["t"; 60].join("/");
    let words = "word ".repeat(80);
    let notes = format!(
        "//- {deep}a.md\n# Deep\n//- b.md\n# B `#{tag}`\n\n| Feature | {words}one | {words}two |\n\
         |---|---|---|\n| Cost | low | high |\n| Speed | high | low |\n"
    );
    let site = fixture::site(&notes);
    assert_eq!(html::problems(&site), Vec::<String>::new());
    assert!(site.page("tags/index.html").contains("tag hue-"));
    let found = findings("N004", &notes);
    assert_eq!(
        found.lines().count(),
        3,
        "the page of the comparison, and of each item: {found}"
    );
    let page = site.page("b.html");
    assert!(page.contains("href=\"compare/"), "the table links its page: {page}");
    // A tag of very many levels would be as many pages.
    let tag = vec!["t"; 30_000].join("/");
    let notes = format!("//- a.md\n---\ntags: [{tag}]\n---\n# A `#{tag}`\n");
    let site = fixture::site(&notes);
    assert_eq!(findings("N002", &notes).lines().count(), 2);
    assert!(!site.files.contains_key("tags/index.html"));
}

#[test]
fn a_name_at_the_limit_is_written_to_disk() {
    let temp = tempfile::tempdir().unwrap();
    let names = ["y".repeat(252), "ü".repeat(126)];
    for name in &names {
        super::put(temp.path(), &format!("notes/{name}.md"), "# Long\n");
    }
    let deep = "d".repeat(200) + "/";
    super::put(temp.path(), &format!("notes/{}a.md", deep.repeat(10)), "# Deep\n");
    let (code, said) = super::crib(temp.path(), &["build", "notes", "-o", "out"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(said.matches("N004").count(), 3, "{said}");
    let (code, checked) = super::crib(temp.path(), &["check", "notes"]);
    assert_eq!((code, checked.matches("N004").count()), (0, 3), "{checked}");
}
