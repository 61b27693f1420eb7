//! The words of the interface: their files, where they are used, and what a site says in a language.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use cribsheet::{
    build::Options,
    config::Config,
    render::theme::Theme,
    words::{COMPLETE, Words, WordsFile},
};
use icu_plurals::{PluralRuleType, PluralRules};
use regex::Regex;
use serde_json::Value;

use crate::fixture;

/// The texts of a message by plural form; a message without forms has one text, under an empty name.
type Forms = BTreeMap<String, String>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, suffix: &str) -> Vec<(PathBuf, String)> {
    let entries = walkdir::WalkDir::new(root().join(folder)).sort_by_file_name();
    let paths = entries.into_iter().map(|it| it.unwrap().into_path());
    let paths = paths.filter(|it| it.extension().is_some_and(|it| it == suffix));
    paths.map(|it| (it.clone(), fs::read_to_string(it).unwrap())).collect()
}

/// The messages of each language of the default theme, by section and key.
fn languages() -> BTreeMap<String, BTreeMap<String, Forms>> {
    let mut languages = BTreeMap::new();
    for (path, text) in files("themes/default/text", "yaml") {
        let file: Value = serde_yaml::from_str(&text).unwrap();
        let mut messages = BTreeMap::new();
        for section in ["pages", "scripts", "practice"] {
            for (key, message) in file[section].as_object().unwrap() {
                let forms = match message {
                    Value::String(text) => Forms::from([(String::new(), text.clone())]),
                    _ => serde_json::from_value(message.clone()).unwrap(),
                };
                let twin = messages.insert(format!("{section}.{key}"), forms);
                assert!(twin.is_none(), "{}: {key} twice", path.display());
            }
        }
        languages
            .insert(path.file_stem().unwrap().to_str().unwrap().to_owned(), messages);
    }
    languages
}

fn keys(text: &str, pattern: &str) -> Vec<String> {
    let found = Regex::new(pattern).unwrap();
    found.captures_iter(text).map(|it| it[1].to_owned()).collect()
}

fn places(text: &str) -> BTreeSet<String> {
    keys(text, r"\{(\w+)\}").into_iter().collect()
}

#[test]
fn every_message_is_there_and_used() {
    let languages = languages();
    let known: BTreeSet<&str> =
        languages[COMPLETE].keys().map(|it| it.split_once('.').unwrap().1).collect();
    assert_eq!(known.len(), languages[COMPLETE].len(), "pages and scripts share a key");
    let of = |section: &str| -> BTreeSet<&str> {
        let keys = languages[COMPLETE].keys().filter_map(|it| it.split_once('.'));
        keys.filter(|it| it.0 == section).map(|it| it.1).collect()
    };
    let (of_scripts, of_practice) = (of("scripts"), of("practice"));
    let mut used = BTreeSet::new();
    for (path, text) in files("themes/default/templates", "html") {
        for key in keys(&text, r#"\bt\(key="(\w+)""#) {
            assert!(known.contains(&*key), "{}: {key}", path.display());
            used.insert(key);
        }
    }
    for (path, text) in files("themes/default/static", "js") {
        let mut keys = keys(&text, r#"\bt\("(\w+)"[,)]"#);
        keys.extend(self::keys(&text, r#"\bt\([^()"]*\? "(\w+)""#));
        keys.extend(self::keys(&text, r#"\bt\([^()"]*\? "\w+" : "(\w+)""#));
        for key in keys {
            // Its words are put before `crib-grading.js`.
            let is_practice = ["grading", "practice", "results"]
                .iter()
                .any(|it| path.ends_with(format!("crib-{it}.js")));
            assert!(
                of_scripts.contains(&*key) || is_practice && of_practice.contains(&*key),
                "{}: {key}",
                path.display()
            );
            used.insert(key);
        }
    }
    let code = files("src", "rs").into_iter().chain(files("themes/default/static", "js"));
    let code: String = code.map(|it| it.1).collect();
    let unused = |it: &&&str| {
        !used.contains(**it)
            && !it.starts_with("callout_")
            && !it.starts_with("rule_")
            && !code.contains(&format!("\"{it}\""))
    };
    let unused: Vec<_> = known.iter().filter(unused).collect();
    assert!(unused.is_empty(), "nothing says {unused:?}");
}

#[test]
fn every_language_has_every_message_with_its_places_and_forms() {
    let languages = languages();
    let english = &languages[COMPLETE];
    assert!(languages.len() >= 9, "{:?}", languages.keys());
    for (language, messages) in &languages {
        let keys = messages.keys().collect::<BTreeSet<_>>();
        let expected = english.keys().collect::<BTreeSet<_>>();
        assert_eq!(keys, expected, "{language}");
        let locale: icu_locale_core::Locale = language.parse().unwrap();
        let rules =
            PluralRules::try_new(locale.into(), PluralRuleType::Cardinal.into()).unwrap();
        // Forms that whole numbers below a million take.
        let forms: BTreeSet<String> = (0_u32..1000)
            .map(|it| format!("{:?}", rules.category_for(it)).to_lowercase())
            .collect();
        for (key, texts) in messages {
            let of_english = &english[key];
            assert_eq!(
                texts.contains_key(""),
                of_english.contains_key(""),
                "{language}: {key}: plural forms"
            );
            if !texts.contains_key("") {
                for form in &forms {
                    assert!(texts.contains_key(form), "{language}: {key}: no `{form}`");
                }
            }
            let wanted =
                places(of_english.get("").unwrap_or_else(|| &of_english["other"]));
            for (form, text) in texts {
                let mut wanted = wanted.clone();
                let mut places = places(text);
                if !matches!(&**form, "" | "other" | "few" | "many") {
                    // One thing, two things or none may be said in words.
                    places.remove("n");
                    wanted.remove("n");
                }
                assert_eq!(places, wanted, "{language}: {key}: {text}");
                assert!(
                    !text.trim().is_empty() && *text == text.trim(),
                    "{key}: {text:?}"
                );
            }
        }
    }
}

#[test]
fn templates_and_scripts_have_no_words_of_their_own() {
    let made = r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<style>.*?</style>";
    let made = Regex::new(made).unwrap();
    let names =
        Regex::new(r#"\b(?:title|aria-label|alt|placeholder|label)="([^"]*)""#).unwrap();
    let tag = Regex::new(r"(?s)<!?/?[a-zA-Z].*?>").unwrap();
    let entity = Regex::new(r"&\w+;").unwrap();
    // Names, and what is written alike in every language.
    let usual = ["vs", "PDF", "A4", "Letter"];
    for (path, text) in files("themes/default/templates", "html") {
        let text = made.replace_all(&text, "");
        let labels: Vec<_> =
            names.captures_iter(&text).map(|it| it[1].to_owned()).collect();
        let text = tag.replace_all(&text, " ");
        let text = entity.replace_all(&text, " ");
        let words = text.split_whitespace().chain(labels.iter().map(String::as_str));
        let own: Vec<_> = words
            .filter(|it| it.chars().any(char::is_alphabetic) && !usual.contains(it))
            .collect();
        assert!(own.is_empty(), "{}: {own:?}", path.display());
    }
    let said =
        Regex::new(r#""[A-Z][a-z]+(?: [^"]*)?…?"|"[^"]*[a-z] [a-z]+[.…]""#).unwrap();
    // Keys of the keyboard.
    let usual = ["Backspace", "End", "Enter", "Escape", "Home", "Space"]
        .map(|it| format!("\"{it}\""));
    for (path, text) in files("themes/default/static", "js") {
        for line in text.lines().filter(|it| !it.trim_start().starts_with("//")) {
            for found in said.find_iter(line).map(|it| it.as_str()) {
                assert!(
                    usual.iter().any(|it| it == found),
                    "{}: {found}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn a_site_speaks_its_language() {
    let notes = "//- a.md\n---\ndate: 2026-03-07\n---\n# Eins\n\nViel. #wichtig\n\n[[b]] [[c]]\n\n\
                 > [!tip]\n> Text\n\n- [x] getan\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\
                 //- b.md\n# Zwei\n\n[[a]]\n";
    let config = Config::parse("language: de-AT\n", Path::new("crib.yaml")).unwrap();
    let theme = Theme::embedded(config.language()).unwrap();
    let files = fixture::files(notes);
    let options = Options { no_minify: true, ..Options::default() };
    let site = fixture::site_with(fixture::input(&files, &config, options), &theme);
    let page = site.page("a.html");
    for text in [
        "Zum Inhalt springen",
        "7. März 2026",
        ">Tipp<",
        "aria-label=\"erledigt\"",
        "aria-label=\"Tabelle: Eins\"",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("Skip to content"), "{page}");
    let script =
        site.files.keys().find(|it| it.starts_with("assets/crib-text.")).unwrap();
    let script = site.page(script);
    assert!(
        script.contains(r#""language":"de""#) && script.contains("Suche"),
        "{script}"
    );
}

#[test]
fn themes_change_words_and_add_languages() {
    let themes = tempfile::tempdir().unwrap();
    let folder = themes.path().join("mine");
    fs::create_dir_all(folder.join("text")).unwrap();
    fs::write(folder.join("theme.yaml"), "theme_api: 2\n").unwrap();
    fs::write(folder.join("text/en.yaml"), "pages: {skip: Jump in}\n").unwrap();
    let dutch = "pages:\n  notes: {one: '{n} notitie', other: '{n} notities'}\n";
    fs::write(folder.join("text/nl.yaml"), dutch).unwrap();
    let words = |language: &str| {
        Theme::load(themes.path(), "mine", language)
            .map(|it| std::sync::Arc::clone(&it.words))
    };
    let english = words("en-GB").unwrap();
    assert_eq!((english.text("skip"), english.text("menu")), ("Jump in", "Menu"));
    let dutch = words("nl").unwrap();
    assert_eq!(dutch.count("notes", 1), "1 notitie");
    assert_eq!(
        (dutch.count("notes", 2000), dutch.text("skip")),
        ("2,000 notities".into(), "Jump in")
    );
    fs::write(folder.join("text/nl.yaml"), "pages: {notes: {one: een}}\n").unwrap();
    let Err(error) = words("nl") else { panic!("loaded") };
    let error = error.to_string();
    assert!(error.contains("nl.yaml") && error.contains("`other`"), "{error}");
    assert!(words("en").is_ok());
}

#[test]
fn a_template_that_asks_for_an_unknown_text_says_so() {
    let themes = tempfile::tempdir().unwrap();
    let folder = themes.path().join("mine");
    fs::create_dir_all(folder.join("templates")).unwrap();
    fs::write(folder.join("theme.yaml"), "theme_api: 2\n").unwrap();
    fs::write(folder.join("templates/404.html"), "{{ t(key=\"skipp\") }}").unwrap();
    let theme = Theme::load(themes.path(), "mine", "en").unwrap();
    let files = fixture::files("//- a.md\n# A\n");
    let config = Config::default();
    let input = fixture::input(&files, &config, Options::default());
    let sink = cribsheet::output::Memory::default();
    let Err(error) = cribsheet::build::build(input, &theme, &sink) else {
        panic!("built")
    };
    let error = error.to_string();
    assert!(error.contains("there is no text `skipp`; did you mean `skip`?"), "{error}");
}

#[test]
fn words_of_the_program_are_those_of_the_default_theme() {
    let file = fs::read_to_string(root().join("themes/default/text/en.yaml")).unwrap();
    let file = WordsFile::parse(&file).unwrap();
    let words = Words::new([(COMPLETE, &file)].into_iter());
    assert_eq!(words.count("words", 1707), "1,707 words");
    assert_eq!(words.date("2026-11-08"), "8 Nov 2026");
}
