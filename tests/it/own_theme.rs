//! A theme made only from what `themes/README.md` documents, and what it documents.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use cribsheet::{
    build::{self, Options},
    config::Config,
    output,
    render::theme::Theme,
};

use crate::fixture;

const NOTES: &str = "//- README.md\n---\naliases: [/old]\n---\n# Home\n\n[A](deep/a.md)\n\
    //- deep/a.md\n---\ntags: [core]\nsource: a book\nlang: de\n---\n# A\n\n## Part `#tip`\n\nText. [B](b.md#more)\n\n\
    - \"cheap\" → lake\n- \"fast\" → pond\n\n\
    | Aspect | Lake | Pond |\n|---|---|---|\n| Size | big | small |\n| Depth | 9 m | 1 m |\n\
    //- deep/b.md\n---\ntags: [core]\n---\n# B\n\n## More\n\nText `#tip/old`.\n\n$a^2$\n";
const SHEETS: &str = "title: Ponds\nbase_url: https://example.org/notes\nsheets:\n  all: {pages: 1}\n  tips: {query: tip}\n";

/// The pages that a theme in a folder makes of the notes above, by their routes.
fn pages(themes: &Path, name: &str, no_minify: bool) -> BTreeMap<String, String> {
    let theme = Theme::load(themes, name, "en").unwrap();
    let config = Config::parse(SHEETS, Path::new("crib.yaml")).unwrap();
    let (files, sink) = (fixture::files(NOTES), output::Memory::default());
    let options = Options { no_minify, ..Options::default() };
    build::build(fixture::input(&files, &config, options), &theme, &sink).unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    sink.into_files()
        .into_iter()
        .map(|(it, bytes)| (it.to_string(), text(bytes)))
        .collect()
}

/// The values of these attributes on a page.
fn values(page: &str, names: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for Ok(token) in html5gum::Tokenizer::new(page) {
        let html5gum::Token::StartTag(tag) = token else { continue };
        for (name, value) in &tag.attributes {
            if names.iter().any(|it| it.as_bytes() == &name[..]) {
                found.push(String::from_utf8_lossy(value).into_owned());
            }
        }
    }
    found
}

#[test]
fn a_theme_of_documented_parts_makes_every_page() {
    let themes = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/themes");
    let files = pages(&themes, "plain", false);
    let mut kinds = BTreeSet::new();
    for (route, page) in files.iter().filter(|(route, _)| route.ends_with(".html")) {
        let css = values(page, &["href"]).into_iter().find(|it| it.contains("plain."));
        if route == "old.html" {
            continue;
        }
        assert!(css.is_some(), "{route}: {page}");
        let class = values(page, &["class"]);
        kinds.extend(
            class
                .iter()
                .filter_map(|it| it.strip_prefix("plain plain-"))
                .map(str::to_owned),
        );
        assert_eq!(page.matches("<h1").count(), 1, "{route}: {page}");
        assert_eq!(page.matches("Content-Security-Policy").count(), 1, "{route}");
        for url in values(
            page,
            &["href", "src", "data-index", "data-engine", "data-dialog", "data-style"],
        ) {
            let url = url.split(['?', '#']).next().unwrap();
            if url.is_empty() || url.contains(':') {
                continue;
            }
            let base = format!("/notes/{route}");
            let place = match url.strip_prefix('/') {
                Some(_) => url.to_owned(),
                None => format!("{}/{url}", base.rsplit_once('/').unwrap().0),
            };
            let mut parts: Vec<&str> = Vec::new();
            for part in place.split('/') {
                match part {
                    "." => (),
                    ".." => drop(parts.pop()),
                    part => parts.push(part),
                }
            }
            let place = parts.join("/").replacen("/notes/", "", 1).replace("%20", " ");
            let index = format!("{place}index.html");
            assert!(
                files.contains_key(&place) || files.contains_key(&index),
                "{route}: {url}"
            );
        }
    }
    let all = "comparison comparisons folder item not-found note picker practice questions sheet sheets tag tags";
    assert_eq!(kinds.into_iter().collect::<Vec<_>>().join(" "), all);
    let (note, tag) = (&files["deep/a.html"], &files["tags/tip.html"]);
    for text in [
        "<title>A - Ponds</title>",
        "words after a book",
        "The end of A.",
        "lang=de",
        "A</h1>",
        "to read</p>",
        "<span>Find</span>",
    ] {
        assert!(note.contains(text), "{text} in {note}");
    }
    assert!(!note.contains("min read"), "the default's line is replaced");
    assert!(tag.contains("All about tip") && tag.contains("deep/a.html#part"), "{tag}");
}

#[test]
fn every_documented_value_is_there() {
    let docs = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/README.md"),
    )
    .unwrap();
    let objects = [
        "site",
        "page",
        "note",
        "folder",
        "home",
        "tag",
        "comparisons",
        "comparison",
        "item",
        "picker",
        "sheet",
    ];
    let mut documented = BTreeSet::new();
    for row in docs.lines().filter_map(|it| it.strip_prefix("| ")) {
        let first = row.split(" | ").next().unwrap();
        for name in
            first.split(", ").filter_map(|it| it.strip_prefix('`')?.strip_suffix('`'))
        {
            let object = name.split_once('.').map_or("", |it| it.0);
            let is_value =
                name.bytes().all(|it| it.is_ascii_lowercase() || b"._".contains(&it));
            if objects.contains(&object) && is_value && !name.ends_with(".html") {
                documented.insert(name.to_owned());
            }
        }
    }
    assert!(documented.len() > 70, "{documented:?}");
    let keys = |object: &str| {
        format!(
            "{{% if {object} is defined and {object} %}}{{% for key, value in {object} %}}[{object}.{{{{ key }}}}]\
             {{% endfor %}}{{% endif %}}"
        )
    };
    let template = "{% extends \"theme/base.html\" %}{% block footer %}".to_owned()
        + &objects.map(keys).concat()
        + "{% endblock footer %}";
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("mine/templates");
    fs::create_dir_all(&folder).unwrap();
    fs::write(temp.path().join("mine/theme.yaml"), "theme_api: 2\n").unwrap();
    fs::write(folder.join("base.html"), template).unwrap();
    let pages = pages(temp.path(), "mine", true);
    let shown: String = pages.into_values().collect();
    for name in &documented {
        assert!(
            shown.contains(&format!("[{name}]")),
            "{name} is documented, but no page has it"
        );
    }
}

/// The policy that a documented override of the block `csp` gives.
fn widened(document: &str) -> String {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap();
    let (_, rest) = text.split_once("{% block csp %}\n").unwrap();
    let (block, _) = rest.split_once("{% endblock csp %}").unwrap();
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("mine/templates");
    fs::create_dir_all(&folder).unwrap();
    fs::write(temp.path().join("mine/theme.yaml"), "theme_api: 2\n").unwrap();
    let template = format!(
        "{{% extends \"theme/base.html\" %}}{{% block csp %}}{block}{{% endblock csp %}}"
    );
    fs::write(folder.join("base.html"), template).unwrap();
    let pages = pages(temp.path(), "mine", false);
    values(&pages["deep/a.html"], &["content"])
        .into_iter()
        .find(|it| it.contains("script-src"))
        .unwrap()
}

#[test]
fn documented_policies_allow_what_they_say() {
    let stats = widened("themes/README.md");
    for part in [
        "; script-src https://stats.example.org 'self' file:;",
        "; connect-src 'self' https://stats.example.org;",
        "; base-uri 'none'",
    ] {
        assert!(stats.contains(part), "{part} in {stats}");
    }
    let pagefind = widened("content/manual/search.md");
    for part in ["; script-src 'wasm-unsafe-eval' 'self' file:;", "; connect-src 'self';"]
    {
        assert!(pagefind.contains(part), "{part} in {pagefind}");
    }
}
