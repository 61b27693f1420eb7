//! Themes: single files over the default, and errors that name the place.

use std::{fs, path::Path};

use cribsheet::{
    build::{self, Options},
    config::Config,
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
    let theme = Theme::load(themes, "mine")?;
    let sink = output::Memory::default();
    let options = Options { no_minify: true, ..Options::default() };
    build::build(
        &fixture::files(notes),
        &Config::default(),
        theme,
        "Notes",
        &sink,
        options,
    )?;
    let mut files = sink.into_files();
    let bytes = files.remove(&Route::new(route).unwrap()).unwrap();
    Ok(String::from_utf8(bytes).unwrap())
}

const YAML: (&str, &str) = ("theme.yaml", "theme_api: 1\nname: Mine\n");

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
    assert!(page(themes.path(), notes, "a.html").unwrap().contains("<h1 id=\"a\">"));
    let site = fixture::site("//- a.md\n---\ntemplate: components\n---\n# A\n");
    let findings = fixture::findings(&site.built.checked);
    assert!(
        findings
            .starts_with("F003 warning a.md:1:1 the theme has no template `components`"),
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
        (vec![("theme.yaml", "theme_api: 2\n")], "speaks 1"),
        (vec![("theme.yaml", "theme_apy: 1\n")], "theme_apy"),
        (
            vec![("theme.yaml", "theme_api: 1\nsheet: {sizes: [0, 0, 0]}\n")],
            "`sheet.sizes` holds 0, but must be 1 at least",
        ),
        (
            vec![("theme.yaml", "theme_api: 1\nsheet: {gap: .nan}\n")],
            "`sheet.gap` holds NaN",
        ),
        (vec![("templates/note.html", "x")], "theme.yaml: missing; write `theme_api: 1`"),
    ];
    for (files, part) in cases {
        let themes = theme_folder(&files);
        let Err(error) = Theme::load(themes.path(), "mine") else { panic!("{part}") };
        assert!(error.to_string().contains(part), "{error}");
        assert_eq!(error.exit_code(), 2);
    }
    let themes = theme_folder(&[YAML]);
    let Err(error) = Theme::load(themes.path(), "min") else { panic!("loaded") };
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
