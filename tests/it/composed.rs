//! Names whose accents are characters of their own in one place and part of a letter in another.

use std::path::Path;

use cribsheet::{
    build::Options, config::Config, fix, list, path::composed, query::Query,
};

use crate::fixture;

/// The status of each link of the notes: `href status target`.
fn links(fixture: &str) -> Vec<String> {
    let checked = fixture::check(&fixture::files(fixture), &Config::default());
    let rows = serde_json::to_value(list::links(&checked)).unwrap();
    let word = |row: &serde_json::Value, key: &str| {
        row[key].as_str().unwrap_or_default().to_owned()
    };
    let row = |it: &serde_json::Value| {
        format!("{} {} {}", word(it, "href"), word(it, "status"), word(it, "target"))
    };
    rows.as_array().unwrap().iter().map(row).collect()
}

fn findings(code: &str, config: &str, notes: &str) -> Vec<String> {
    let config = Config::parse(config, Path::new("crib.yaml")).unwrap();
    let checked = fixture::check(&fixture::files(notes), &config);
    let all = fixture::all_findings(&checked);
    all.lines().filter(|it| it.starts_with(code)).map(str::to_owned).collect()
}

/// Notes whose names and headings are decomposed, and those whose are not.
const NOTES: &str = "//- O\u{308}l.md\n# O\u{308}l\n## Gu\u{308}te\n## n\u{303}\u{323} und e\u{301}\n\
                     //- Ge\u{308}/M\u{e4}r.md\n---\naliases: [Sa\u{308}g, /a\u{308}lt]\n---\n# M\u{e4}r\n## F\u{e9}\n\
                     //- Ge\u{308}/bild-u\u{308}.png\nx\n//- \u{1112}\u{1161}\u{11ab}.md\n# \u{1112}\u{1161}\u{11ab}\n";

#[test]
fn links_lead_to_names_however_their_accents_are_composed() {
    let written = [
        "[[\u{d6}l]]",
        "[[\u{f6}l]]",
        "[[\u{d6}l#G\u{fc}te]]",
        "[[O\u{308}l#g\u{fc}te]]",
        "[[\u{d6}l#\u{1e47}\u{303} und \u{e9}]]",
        "[a](\u{d6}l.md)",
        "[a](%C3%96l.md#g%C3%BCte)",
        "[a](O%CC%88l.html#gu%CC%88te)",
        "[[Ma\u{308}r]]",
        "[[ma\u{308}r#Fe\u{301}]]",
        "[[G\u{eb}/M\u{e4}r]]",
        "[[S\u{e4}g]]",
        "[a](/\u{e4}lt)",
        "[a](Ge\u{308}/Ma\u{308}r.md#fe\u{301})",
        "![a](G\u{eb}/bild-\u{fc}.png)",
        "![[bild-\u{fc}.png]]",
        "[a](G\u{eb}/)",
        "[[\u{d55c}]]",
        "[a](\u{d55c}.md#\u{d55c})",
        "<img src=\"G\u{eb}/bild-\u{fc}.png\" alt=\"a\">",
    ];
    for link in written {
        let notes = format!("{NOTES}//- a.md\n# A\n{link}\n");
        let found = links(&notes);
        assert!(
            matches!(&found[..], [only] if only.contains(" ok ")),
            "{link}: {found:?}"
        );
        assert_eq!(findings("L", "", &notes), [""; 0], "{link}");
    }
}

#[test]
fn only_letter_case_is_wrong_and_it_is_fixed_with_the_names_own_accents() {
    let notes = format!("{NOTES}//- a.md\n# A\n[a](\u{f6}l.md#G\u{fc}te)\n");
    let checked = fixture::check(&fixture::files(&notes), &Config::default());
    let fixed: Vec<String> =
        fix::fixed_notes(&checked).into_iter().map(|it| it.new).collect();
    assert_eq!(fixed, ["# A\n[a](O\u{308}l.md#gu\u{308}te)\n"]);
}

#[test]
fn pages_and_links_keep_the_accents_of_their_authors() {
    let notes = format!("{NOTES}//- a.md\n# A\n[a](\u{d6}l.md#g\u{fc}te)\n");
    let site = fixture::site(&notes);
    let page = site.page("O\u{308}l.html");
    assert!(page.contains("<title>O\u{308}l") && page.contains("id=\"gu\u{308}te\""));
    assert!(site.main("a.html").contains("href=\"O%CC%88l.html#gu%CC%88te\""));
}

#[test]
fn names_that_only_some_file_systems_tell_apart_are_found() {
    let found = |notes: &str| findings("N004", "", notes).len();
    assert_eq!(found("//- \u{d6}l.md\nA\n//- O\u{308}l.md\nB\n"), 1);
    assert_eq!(found("//- Cafe\u{301}/a.md\nA\n//- CAF\u{c9}/b.md\nB\n"), 1);
    assert_eq!(found("//- a.md\n---\ndraft: true\n---\n//- A.md\nB\n"), 1);
    // No note links these files, but whoever copies the folder copies them, too.
    assert_eq!(found("//- a.md\nA\n//- B.PNG\nx\n//- b.png\nx\n"), 1);
    assert_eq!(found("//- a.md\nA\n//- O\u{308}.md\nB\n//- O.md\nC\n"), 0);
}

#[test]
fn tags_are_one_however_their_accents_are_composed() {
    let notes = "//- a.md\n---\ntags: [Pru\u{308}fung]\n---\n# A `#e\u{301}t\u{e9}`\n\n- x #pru\u{308}fung.\n\
                 //- b.md\n# B\n\n**Tags:** `#Pr\u{fc}fung`, #\u{e9}te\u{301}\n\n- y `#pr\u{fc}fung/e\u{301}`\n\
                 //- tags/\u{e9}t\u{e9}.md\nSummer\n";
    let config = "tags:\n  bare: true\n  vocabulary: [pru\u{308}fung, \u{e9}t\u{e9}, pr\u{fc}fung/\u{e9}]\n\
                  sheets:\n  \u{fc}b:\n    query: 'pr\u{fc}fung & path:\u{e4}/'\n    weights: {e\u{301}te\u{301}: 2}\n";
    assert_eq!(findings("T", config, notes), [""; 0]);
    assert_eq!(findings("P003", config, notes), [""; 0]);
    let config = Config::parse(config, Path::new("crib.yaml")).unwrap();
    let site = fixture::build(&fixture::files(notes), &config, Options::default());
    let rows = serde_json::to_value(list::tags(&site.built.resolved)).unwrap();
    let tags = rows.as_array().unwrap().iter().map(|it| it["tag"].as_str().unwrap());
    let mut tags: Vec<String> = tags.map(|it| composed(it).into_owned()).collect();
    tags.sort();
    let exam = "pr\u{fc}fung";
    let below = format!("{exam}/\u{e9}");
    assert_eq!(tags, [exam, exam, exam, &below, "\u{e9}t\u{e9}", "\u{e9}t\u{e9}"]);
    assert!(site.main("tags/\u{e9}t\u{e9}.html").contains("Summer"));
}

#[test]
fn a_name_in_a_query_means_every_spelling_of_it() {
    struct Place;
    impl cribsheet::query::Facts for Place {
        fn has_tag(&self, is: &dyn Fn(&str) -> bool) -> bool {
            is("pru\u{308}fung/a")
        }
        fn path(&self) -> &'static str {
            "Bu\u{308}cher/M\u{e4}r.md"
        }
        fn title(&self) -> &'static str {
            "Ma\u{308}rchen"
        }
        fn is_draft(&self) -> bool {
            false
        }
        fn kind(&self) -> cribsheet::query::Kind {
            cribsheet::query::Kind::Tip
        }
    }
    for query in [
        "pr\u{fc}fung",
        "PR\u{dc}FUNG/*",
        "path:B\u{fc}cher/Ma\u{308}r",
        "folder:b\u{fc}cher",
        "note:M\u{c4}R",
        "note:m\u{e4}rchen",
    ] {
        assert!(Query::parse(query).unwrap().holds(&Place), "{query}");
    }
    assert!(!Query::parse("prufung").unwrap().holds(&Place));
}

#[test]
fn titles_and_order_do_not_depend_on_how_accents_are_composed() {
    let notes = "//- a.md\n---\ntitle: \u{d6}l\n---\n# O\u{308}l\n//- o\u{308}b.md\nB\n//- \u{f6}a.md\nA\n//- oz.md\nZ\n";
    let site = fixture::site(notes);
    assert_eq!(site.main("a.html").matches("<h1").count(), 1);
    let home = site.main("index.html");
    let place = |name: &str| home.find(name).unwrap();
    assert!(place("oz.html") < place("%C3%B6a.html"));
    assert!(place("%C3%B6a.html") < place("o%CC%88b.html"));
}
