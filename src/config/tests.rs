//! What configurations say, and what is said of wrong ones.
//! Gives nothing.
//! Must not touch a disk.

use super::*;

fn parse(text: &str) -> Result<Config, String> {
    Config::parse(text, Path::new("crib.yaml")).map_err(|it| it.to_string())
}

#[test]
fn empty_and_commented_files_are_the_default() {
    for text in ["", "# title: x\n", "\u{feff}---\n", "extra:\nignore:\n"] {
        let config = parse(text).unwrap();
        assert_eq!((config.language(), config.theme()), ("en", "default"), "{text:?}");
    }
}

#[test]
fn errors_name_the_line_and_the_likely_key() {
    let cases = [
        (
            "title: x\ntilte: y\n",
            "crib.yaml:2: unknown key `tilte`; did you mean `title`?",
        ),
        (
            "markdown:\n  raw_htm: safe\n",
            "crib.yaml:2: unknown key `raw_htm`; did you mean `raw_html`?",
        ),
        (
            "base_url: example.org\n",
            "crib.yaml: `base_url` is `example.org`, but must begin with `https://` or `http://`",
        ),
        (
            "language: English\n",
            "crib.yaml: `language` is `English`, but must be a code of two or three letters, such \
             as `en`, `de` or `pt-BR`",
        ),
        (
            "study:\n  off: [tip, glosary]\n",
            "crib.yaml: `study.off` names the unknown rule `glosary`; did you mean `glossary`?",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(parse(text).unwrap_err(), message);
    }
    let broken = parse("title: [\n").unwrap_err();
    assert!(broken.starts_with("crib.yaml:"), "{broken}");
}

#[test]
fn an_id_is_a_plain_name() {
    for id in ["a", "AWS_notes-2.k3v9q2", "2024", &"x".repeat(64)] {
        assert_eq!(parse(&format!("id: {id}\n")).unwrap().id.as_deref(), Some(id));
    }
    assert_eq!(parse("id:\n").unwrap().id, None);
    for id in ["\"\"", "my notes", "a/b", "é", "\"a\\n\"", &"x".repeat(65)] {
        let wrong = parse(&format!("id: {id}\n")).unwrap_err();
        assert!(wrong.starts_with("crib.yaml: `id` is `"), "{wrong}");
        assert!(wrong.ends_with("letters from a to z, digits, `-`, `_` and `.`"));
    }
}

#[test]
fn codes_of_languages_are_written_as_html_wants_them() {
    for (given, code) in [("de", "de"), ("en_US", "en-US"), ("zh-Hant-TW", "zh-Hant-TW")]
    {
        assert_eq!(parse(&format!("language: {given}\n")).unwrap().language(), code);
    }
    for given in ["e", "\"\"", "d3", "en-", "en US", "deutsch"] {
        assert!(parse(&format!("language: {given}\n")).is_err(), "{given}");
    }
}

#[test]
fn keys_left_empty_are_the_default() {
    let config = parse("markdown:\ntags:\nrepo:\nignore:\n").unwrap();
    assert_eq!(config, Config::default());
    assert_eq!(parse("markdown:\n  raw_html:\n").unwrap(), Config::default());
    assert_eq!(parse("markdown:\n  math:\n").unwrap(), Config::default());
    let given = "markdown: {emoji: no, breaks: yes, cjk_emphasis: off}\n";
    let markdown = parse(given).unwrap().markdown;
    assert_eq!(markdown.breaks, Some(true));
    assert_eq!((markdown.emoji, markdown.cjk_emphasis), (Some(false), Some(false)));
}

#[test]
fn formulas_are_on_off_or_have_macros() {
    let math = |text: &str| parse(&format!("markdown: {{math: {text}}}\n")).unwrap();
    let math = |text: &str| math(text).markdown.math;
    assert!(math("true").is_on() && !math("false").is_on());
    let given = "{macros: {RR: '\\mathbb{R}', '\\half': '1/2', one: 1, x: ['|#1|', 1]}}";
    let given = math(given);
    let macros: Vec<_> = given.macros().into_iter().collect();
    let expected = [("RR", "\\mathbb{R}"), ("half", "1/2"), ("one", "1"), ("x", "|#1|")];
    assert_eq!(macros, expected.map(|(name, tex)| (name.to_owned(), tex.to_owned())));
    assert!(given.is_on());
}

#[test]
fn errors_speak_of_the_file_not_of_the_library() {
    let cases = [
        (
            "markdown: {math: often}\n",
            "crib.yaml:1: `markdown.math` must be `true`, `false` or `macros` with names and what they stand for",
        ),
        (
            "markdown: {math: {macro: {}}}\n",
            "crib.yaml:1: unknown key `macro`; did you mean `macros`?",
        ),
        (
            "markdown: {math: {macros: {x1: a}}}\n",
            "crib.yaml: `markdown.math.macros` names `x1`, but the name of a macro is letters, such as \
             `RR`",
        ),
        (
            "markdown: {math: {macros: {x: {a: b}}}}\n",
            "crib.yaml:1: `markdown.math.macros.x` must be TeX, or a list of TeX and the number of its \
             arguments, such as `['|#1|', 1]`",
        ),
        ("title: a\ntitle: b\n", "crib.yaml:2: the key `title` appears twice"),
        (
            "title: a\n---\ntitle: b\n",
            "crib.yaml:3: a second document begins here, but only one is allowed",
        ),
        (
            "markdown: 5\n",
            "crib.yaml:1: `markdown` must be keys with values, such as `key: value`",
        ),
        ("ignore: a.md\n", "crib.yaml:1: `ignore` must be a list, such as `[one, two]`"),
        ("\ntitle: [a]\n", "crib.yaml:2: `title` must be text"),
        ("drafts: perhaps\n", "crib.yaml:1: `drafts` must be `true` or `false`"),
        ("search: sometimes\n", "crib.yaml:1: `search` must be `true` or `false`"),
        (
            "sheets: {a: {pages: 1}, x: {\"pages\": two}}\n",
            "crib.yaml:1: `pages` must be a whole number, 0 or more, such as `2`",
        ),
        (
            "sheets:\n  x:\n    paper: a5\n",
            "crib.yaml:3: `paper` must be `a4` or `letter`",
        ),
        (
            "sheets: {x: {weights: {tip: much}}}\n",
            "crib.yaml:1: `tip` must be a whole number, such as `2`",
        ),
        (
            "sheets: 4\n",
            "crib.yaml:1: `sheets` must be names of sheets with their settings, or `false` for none",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(parse(text).unwrap_err(), message);
    }
}

#[test]
fn the_address_of_the_site_is_that_of_a_folder() {
    let read = |url: &str| site_address("base_url", url);
    assert_eq!(read(" https://example.org/x// ").unwrap(), "https://example.org/x");
    assert_eq!(read("http://[::1]:80").unwrap(), "http://[::1]:80");
    for (url, why) in [
        ("example.org", "begin with"),
        ("https://", "contain a host"),
        ("https:///x", "contain a host"),
        ("https://:80", "contain a host"),
        ("https://exa mple.org", "not contain spaces"),
        ("https://example.org/?q", "without `?` and `#`"),
        ("https://example.org#x", "without `?` and `#`"),
    ] {
        let message = read(url).unwrap_err();
        assert!(message.contains(why), "{message}");
    }
}

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
    let own = |(k, v): &(&str, &str)| ((*k).to_owned(), (*v).to_owned());
    let variables: Vec<_> = variables.iter().map(own).collect();
    Config::parse_with_variables(text, Path::new("crib.yaml"), &variables)
        .map_err(|it| it.to_string())
}

#[test]
fn variables_overrule_the_file() {
    let variables = [
        ("CRIB__BASE_URL", "https://example.org/"),
        ("CRIB__MARKDOWN__RAW_HTML", "deny"),
        ("CRIB__DRAFTS", "true"),
    ];
    let config = read("\u{feff}title: 2024\n", &variables).unwrap();
    assert_eq!(config.base_url.as_deref(), Some("https://example.org"));
    assert_eq!(config.markdown.raw_html, RawHtml::Deny);
    assert_eq!((config.drafts, config.title.as_deref()), (Some(true), Some("2024")));
}

#[test]
fn variables_are_text_where_text_can_stand() {
    let variables = [
        ("CRIB__AUTHOR", "2024"),
        ("CRIB__EXTRA__COUNT", "5"),
        ("CRIB__EXTRA__NAME", "a: b: c"),
        ("CRIB__IGNORE", "[a.md, b]"),
        ("CRIB__LANGUAGE", "no"),
        ("CRIB__REPO__BRANCH", "main"),
        ("CRIB__REPO__URL", "https://github.com/a/b"),
        ("CRIB__TAGS__LABELS", ""),
        ("CRIB__TITLE", "AWS: notes"),
    ];
    let config = read("markdown:\ntags:\n  labels: [x]\n", &variables).unwrap();
    assert_eq!(config.title.as_deref(), Some("AWS: notes"));
    assert_eq!(config.author.as_deref(), Some("2024"));
    assert_eq!(config.language(), "no");
    assert_eq!(config.ignore.unwrap(), ["a.md", "b"]);
    assert_eq!(config.tags.labels, None);
    assert_eq!(config.repo.unwrap().branch.as_deref(), Some("main"));
    let extra = config.extra.unwrap();
    assert_eq!(extra["count"], Value::from(5));
    assert_eq!(extra["name"], Value::from("a: b: c"));
}

#[test]
fn the_variable_or_the_file_is_named_whichever_is_to_blame() {
    let cases = [
        (
            "",
            ("CRIB__TITEL", "x"),
            "CRIB__TITEL: unknown key `titel`; did you mean `title`?",
        ),
        ("tilte: x\n", ("CRIB__TITLE", "x"), "crib.yaml:1: unknown key `tilte`"),
        ("", ("CRIB__DRAFTS", "maybe"), "CRIB__DRAFTS: "),
        ("", ("CRIB__IGNORE", "a.md"), "CRIB__IGNORE: "),
        (
            "",
            ("CRIB__BASE_URL", "a: b"),
            "CRIB__BASE_URL: `base_url` is `a: b`, but must begin",
        ),
    ];
    for (text, variable, message) in cases {
        let wrong = read(text, &[variable]).unwrap_err();
        assert!(wrong.starts_with(message), "{wrong}");
    }
}
