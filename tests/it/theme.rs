//! Themes: single files over the default, and errors that name the place.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::Arc,
};

use cribsheet::{
    build::{self, Options},
    config::Config,
    engine::Engine,
    error::Error,
    output,
    path::Route,
    render::theme::Theme,
};

use crate::fixture;

fn theme_folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = temp.path().join("mine").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    temp
}

fn page(themes: &Path, notes: &str, route: &str) -> Result<String, Error> {
    let theme = Theme::load(themes, "mine", "en")?;
    let sink = output::Memory::default();
    let options = Options { no_minify: true, ..Options::default() };
    let (files, config) = (fixture::files(notes), Config::default());
    build::build(fixture::input(&files, &config, options), &theme, &sink)?;
    let mut files = sink.into_files();
    let bytes = files.remove(&Route::new(route).unwrap()).unwrap();
    Ok(String::from_utf8(bytes).unwrap())
}

const YAML: (&str, &str) = ("theme.yaml", "theme_api: 2\nname: Mine\n");

#[test]
fn an_engine_loads_a_theme_anew_only_when_its_files_changed() {
    let mine = "templates/404.html";
    let themes = theme_folder(&[YAML, (mine, "{{ page.title }}")]);
    let engine = Engine::new(1).unwrap();
    let load = |name: &str| {
        let config = Config { theme: Some(name.to_owned()), ..Config::default() };
        engine.theme(themes.path(), &config)
    };
    let write =
        |text: &str| fs::write(themes.path().join("mine").join(mine), text).unwrap();
    let first = load("mine").unwrap();
    assert!(Arc::ptr_eq(&first, &load("mine").unwrap()));
    write("{{ page.title }}!");
    let second = load("mine").unwrap();
    assert!(!Arc::ptr_eq(&first, &second));
    assert!(!Arc::ptr_eq(&second, &load("default").unwrap()));
    write("{% if %}");
    let Err(error) = load("mine") else { panic!("loaded") };
    assert!(error.to_string().contains("404.html"), "{error}");
    write("{{ page.title }}");
    fs::write(themes.path().join("mine/theme.yaml"), "theme_api: 2\nsheet: {gap: 9}\n")
        .unwrap();
    assert!(load("mine").unwrap().metrics() != first.metrics());
}

#[test]
fn one_file_overrides_the_default_and_can_extend_it() {
    let themes = theme_folder(&[
        YAML,
        (
            "templates/note.html",
            "{% extends \"article.html\" %}{% block under_title %}<p>mine: {{ note.extra.source }}</p>\
             {{ super() }}<p>{{ \"tags/a b.html\" | url }} {{ asset(name=\"extra.css\") }}</p>{% endblock %}",
        ),
        ("static/extra.css", "p { color: red }"),
    ]);
    let notes = "//- x/a.md\n---\nsource: a book\n---\n# A\n";
    let html = page(themes.path(), notes, "x/a.html").unwrap();
    assert!(html.contains("<p>mine: a book</p>"), "{html}");
    assert!(html.contains("<p>../tags/a%20b.html ../assets/extra."), "{html}");
    assert!(html.contains("min read"), "the default's part is still there");
}

#[test]
fn a_note_may_name_its_template() {
    let plain =
        ("templates/plain.html", "<!doctype html><title>{{ page.title }}</title>");
    let themes = theme_folder(&[YAML, plain]);
    let notes = "//- a.md\n---\ntemplate: plain\n---\n# A\n";
    assert_eq!(
        page(themes.path(), notes, "a.html").unwrap(),
        "<!doctype html><title>A</title>"
    );
    let notes = "//- a.md\n---\ntemplate: nosuch\n---\n# A\n";
    assert!(page(themes.path(), notes, "a.html").unwrap().contains("<h1 id=\"a\""));
    let site = fixture::site("//- a.md\n---\ntemplate: components\n---\n# A\n");
    let findings = fixture::findings(&site.built.resolved);
    assert!(
        findings.starts_with(
            "F003 warning a.md:1:1 the theme has no page template `components`"
        ),
        "{findings}"
    );
}

#[test]
fn errors_name_file_line_column_and_note() {
    let broken =
        theme_folder(&[YAML, ("templates/note.html", "line one\n{{ page.title")]);
    let message = page(broken.path(), "//- a.md\n", "a.html").unwrap_err().to_string();
    assert!(message.contains("mine/templates/note.html:2:"), "{message}");
    let failing = theme_folder(&[
        YAML,
        ("templates/note.html", "one\ntwo {{ page.title.nothing.more }}"),
    ]);
    let message =
        page(failing.path(), "//- x/a.md\n", "x/a.html").unwrap_err().to_string();
    assert!(message.contains("mine/templates/note.html:2:"), "{message}");
    assert!(message.contains("while rendering x/a.md"), "{message}");
    let unknown =
        theme_folder(&[YAML, ("templates/note.html", "{{ asset(name=\"crib.csss\") }}")]);
    let message = page(unknown.path(), "//- a.md\n", "a.html").unwrap_err().to_string();
    assert!(message.contains("did you mean `crib.css`?"), "{message}");
}

#[test]
fn themes_that_cannot_be_used_say_why() {
    let cases = [
        (vec![("theme.yaml", "theme_api: 1\n")], "write `theme_api: 2`"),
        (vec![("theme.yaml", "theme_api: 3\n")], "install a newer crib"),
        (vec![("theme.yaml", "theme_apy: 1\n")], "theme_apy"),
        (
            vec![("theme.yaml", "theme_api: 2\nsheet: {sizes: [0, 0, 0]}\n")],
            "`sheet.sizes` contains 0, but must be at least 1",
        ),
        (
            vec![("theme.yaml", "theme_api: 2\nsheet: {gap: .nan}\n")],
            "`sheet.gap` contains NaN",
        ),
        (vec![("templates/note.html", "x")], "theme.yaml: missing; write `theme_api: 2`"),
    ];
    for (files, part) in cases {
        let themes = theme_folder(&files);
        let Err(error) = Theme::load(themes.path(), "mine", "en") else {
            panic!("{part}")
        };
        assert!(error.to_string().contains(part), "{error}");
        assert_eq!(error.exit_code(), 2);
    }
    let themes = theme_folder(&[YAML]);
    let Err(error) = Theme::load(themes.path(), "min", "en") else { panic!("loaded") };
    assert!(error.to_string().contains("did you mean `mine`?"), "{error}");
}

#[test]
fn note_text_never_passes_through_the_template_engine() {
    let site = fixture::site(
        "//- a.md\n# {{ title }}\n\n{% raw %} {{ 1 + 1 }} `{{ x }}` {# no #}\n",
    );
    let main = site.main("a.html");
    for text in
        ["{{ title }}", "{% raw %}", "{{ 1 + 1 }}", "<code>{{ x }}</code>", "{# no #}"]
    {
        assert!(main.contains(text), "{text} in {main}");
    }
}

#[test]
fn raw_html_is_handled_as_configured() {
    let notes =
        fixture::files("//- a.md\n# A\n\n<div onclick=\"x\">x</div>\n\na <b>b</b>\n");
    let main = |raw_html: &str| {
        let text = format!(
            "markdown:\n  raw_html: {raw_html}\nhighlight: false\nminify: false\n"
        );
        let config = Config::parse(&text, Path::new("crib.yaml")).unwrap();
        let site = fixture::build(&notes, &config, Options::default());
        site.main("a.html").to_owned()
    };
    let safe = main("safe");
    assert!(safe.contains("<div>x</div>") && safe.contains("<b>b</b>"), "{safe}");
    let allow = main("allow");
    assert!(
        allow.contains("<div onclick=\"x\">x</div>") && allow.contains("<b>b</b>"),
        "{allow}"
    );
    let deny = main("deny");
    assert!(
        deny.contains("&lt;div onclick=") && deny.contains("a &lt;b&gt;b&lt;/b&gt;"),
        "{deny}"
    );
}

#[test]
fn no_note_has_the_marks_of_scripts() {
    let notes = "//- a.md\n# A\n\n- \"one\" → x <b data-crib=\"answer\" DATA-CRIB='rule'>b</b>\n- \"two\" → y\n\n\
                 <div data-crib=rule>\nSVG\n</div>\n\n![[b]]\n\
                 //- b.md\n# B\n\n<p data-crib=\"drawer\">p</p>\n";
    // Text to us, elements to a browser; an author that may do everything can have that.
    let svg = "<svg data-crib=\"toc\"><title><li data-crib=\"toc\"></title></svg>";
    for raw_html in ["safe", "allow", "deny"] {
        let text = format!("markdown: {{raw_html: {raw_html}}}\nminify: false\n");
        let config = Config::parse(&text, Path::new("crib.yaml")).unwrap();
        let svg = if raw_html == "allow" { "" } else { svg };
        let files = fixture::files(&notes.replace("SVG", svg));
        let site = fixture::build(&files, &config, Options::default());
        let mut marks = BTreeMap::new();
        for Ok(token) in html5gum::Tokenizer::new(site.main("a.html")) {
            let html5gum::Token::StartTag(tag) = token else { continue };
            if let Some(mark) = tag.attributes.get(&b"data-crib"[..]) {
                let mark = String::from_utf8_lossy(mark).into_owned();
                *marks.entry(mark).or_insert(0) += 1;
            }
        }
        let ours = [("answer", 2), ("check", 1), ("rule", 2), ("situation", 2)];
        let ours = ours.map(|(name, count)| (name.to_owned(), count));
        assert_eq!(marks, BTreeMap::from(ours), "{raw_html}: {}", site.main("a.html"));
    }
}

#[test]
fn a_site_without_a_search_has_no_button_and_no_index() {
    let files = fixture::files("//- a.md\n# A\n//- b/c.md\n# C\n");
    let with = fixture::build(&files, &Config::default(), Options::default());
    assert!(with.page("b/c.html").contains("data-dialog="));
    let config = Config::parse("search: false", Path::new("crib.yaml")).unwrap();
    let without = fixture::build(&files, &config, Options::default());
    for (route, page) in without.pages() {
        assert!(!page.contains("data-dialog="), "{route}: {page}");
    }
    assert!(!without.files.keys().any(|it| it.starts_with("search/")));
}

/// What a page tells Pagefind: each element with its attributes for it.
fn told(page: &str) -> Vec<String> {
    let mut told = Vec::new();
    for Ok(token) in html5gum::Tokenizer::new(page) {
        let html5gum::Token::StartTag(tag) = token else { continue };
        let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
        for (name, value) in &tag.attributes {
            let (name, value) = (text(name), text(value));
            let Some(name) = name.strip_prefix("data-pagefind-") else { continue };
            let content = tag.attributes.get(&b"content"[..]).map(|it| text(it));
            let parts = [text(&tag.name), name.to_owned(), value];
            let parts = parts.into_iter().chain(content);
            told.push(parts.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" "));
        }
    }
    // Every page has its title, and headings a sign that is left out.
    told.retain(|it| !it.starts_with("meta meta title[content] ") && it != "a ignore");
    told
}

#[test]
fn pages_say_what_pagefind_may_find() {
    let notes = "//- README.md\n# Home\n\n<p data-pagefind-ignore data-pagefind-filter=\"x:y\">text</p>\n\
                 //- net/README.md\n# Nets\n\nText.\n\
                 //- net/deep/a.md\n---\ntags: [core]\naliases: [/old]\n---\n# A\n\n## B `#tip`\n\nText. [x](/)\n\n\
                 | Aspect | Lake | Pond |\n|---|---|---|\n| Size | big | small |\n| Depth | 9 m | 1 m |\n\
                 //- net/b.md\n---\nsearch: false\ntags: [core]\n---\n# Hidden\n\nText.\n\
                 //- templates/t.md\n# {{title}}\n\nText.\n";
    // The minifier keeps it.
    let files = fixture::files(notes);
    let config = Config::default();
    let site = fixture::build(&files, &config, Options::default());
    let text = ["h1 body", "div body"];
    let told = |route: &str| told(site.page(route));
    assert_eq!(told("index.html"), text);
    assert_eq!(
        told("net/index.html"),
        [&["body filter folder:Nets"], &text[..]].concat()
    );
    let tags = ["meta filter tag[content] core", "meta filter tag[content] tip"];
    let folders = ["a filter folder", "a filter folder"];
    assert_eq!(
        told("net/deep/a.html"),
        [&tags[..], &folders, &text].concat(),
        "tags and folders are filters"
    );
    for route in
        ["tags/core.html", "compare/lake-vs-pond.html", "compare/items/lake.html"]
    {
        let found = told(route);
        let weight = ["h1 weight 0.1"];
        let weight = if route.starts_with("tags/") { &[][..] } else { &weight[..] };
        assert_eq!(found, [&["h1 body"], weight].concat(), "{route}: found by its name");
    }
    for route in [
        "net/b.html",
        "net/deep/index.html",
        "old.html",
        "404.html",
        "tags/index.html",
        "compare/index.html",
        "compare/pick.html",
        "sheets/cheat-sheet.html",
        "templates/t.html",
    ] {
        assert!(told(route).contains(&"body ignore all".to_owned()), "{route}");
        assert!(!told(route).iter().any(|it| it.ends_with(" body")), "{route}");
    }
}

#[test]
fn scripts_know_the_marks_that_are_written_and_no_others() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = |folders: &[&str], begins: &[&str]| {
        let files = folders.iter().flat_map(|it| walkdir::WalkDir::new(root.join(it)));
        let mut names = BTreeSet::new();
        for file in files.map(Result::unwrap).filter(|it| it.file_type().is_file()) {
            let text = fs::read_to_string(file.path()).unwrap().replace("\\\"", "\"");
            for begin in begins {
                let parts = text.split(begin).skip(1).filter_map(|it| it.split_once('"'));
                names.extend(parts.map(|(name, _)| name.to_owned()));
            }
        }
        names
    };
    let written =
        names(&["themes/default/templates", "src/render/html"], &["data-crib=\""]);
    let mut known = names(
        &["themes/default/static"],
        &["data-crib=\"", "mark(\"", "outer(\"", "part(\"", "dataset.crib = \""],
    );
    known.retain(|it| it.chars().all(|it| it == '-' || it.is_ascii_lowercase()));
    assert_eq!(written, known);
}

#[test]
fn emoji_and_colours_can_be_switched_off() {
    let notes = fixture::files("//- a.md\n# A :rocket:\n\n```python\nx = 1\n```\n");
    let text = "markdown: {emoji: false}\nhighlight: false\n";
    let config = Config::parse(text, Path::new("crib.yaml")).unwrap();
    let site = fixture::build(&notes, &config, Options::default());
    let main = site.main("a.html");
    assert!(
        main.contains("A :rocket:") && main.contains("<code>x = 1\n</code>"),
        "{main}"
    );
}
