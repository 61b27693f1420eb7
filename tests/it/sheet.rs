//! Cheat sheets: what they take, what they leave out, and that they keep their budget.

use std::{fmt::Write as _, path::Path};

use cribsheet::{
    build::{self, Options, Resolved},
    config::Config,
    error::Error,
    list,
    press::PdfPrinter,
    render::{Renderer, theme::Theme},
    site::SheetPage,
    source::Files,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::{
    fixture::{self, Site},
    html,
};

fn config(text: &str) -> Config {
    Config::parse(text, Path::new("crib.yaml")).unwrap()
}

fn site(config_text: &str, notes: &str) -> Site {
    let options = Options { no_minify: true, ..Options::default() };
    fixture::build(&fixture::files(notes), &config(config_text), options)
}

/// The plan of a sheet, as `crib sheet --dry-run --format json` gives it.
fn plan(config_text: &str, notes: &str, name: &str) -> Value {
    let (files, config) = (fixture::files(notes), config(config_text));
    with_sheet(&files, &config, name, |resolved, _, page| {
        serde_json::to_value(list::sheet(resolved, &page.sheet)).unwrap()
    })
}

/// Plans a site and looks at a sheet of it.
fn with_sheet<T>(
    files: &dyn Files,
    config: &Config,
    name: &str,
    look: impl FnOnce(&Resolved, &Renderer<'_>, &SheetPage<'_>) -> T,
) -> T {
    let (input, theme) =
        (fixture::input(files, config, Options::default()), Theme::embedded("en"));
    let (theme, resolved) = (theme.unwrap(), build::resolve(input).unwrap());
    let (library, sources) = resolved.notes();
    let found = build::find(input, &library).unwrap();
    let extracted = build::extract(input, (&library, &found.parts), &sources).unwrap();
    let planned =
        build::plan(input, &theme, &resolved.library, &extracted.study).unwrap();
    let mut sheets = planned.renderer.site().sheets.iter();
    let page = sheets.find(|it| it.sheet.spec.name == name).unwrap();
    look(&resolved, &planned.renderer, page)
}

/// The entries of the plan of a sheet for a query, one a line: `in rule a.md:3 text`.
fn entries(query: &str, notes: &str) -> Vec<String> {
    let query = serde_json::to_string(query).unwrap();
    let plan = plan(&format!("sheets: {{x: {{query: {query}}}}}"), notes, "x");
    let mut entries: Vec<&Value> = plan["entries"].as_array().unwrap().iter().collect();
    entries.sort_by_key(|it| (it["path"].as_str(), it["line"].as_u64()));
    let line = |it: &Value| {
        let word = |key: &str| it[key].as_str().unwrap().to_owned();
        let place = format!("{}:{}", word("path"), it["line"]);
        [word("state"), word("kind"), place, word("text")].join(" ")
    };
    entries.into_iter().map(line).collect()
}

const NOTES: &str = "\
//- storage.md
# Storage

## Choosing `#exam-tip`

- \"Archive for years\" → Cold tier

| Need | Service |
|---|---|
| Shared files | **File share** |

**Exam Tip:**

- Cold data is cheap to keep

| Aspect | Blocks | Files |
|---|---|---|
| Unit | volume | share |

## Words

**Definition:** where data lies

```sh
ls
```

- **one**
- two

**Sizes:** this paragraph `#core`

//- deep/net.md
# Network

## Traps

- ❌ Opening every port
";

#[test]
fn a_query_takes_what_it_names() {
    let kinds = |query: &str| -> Vec<String> {
        let kind = |it: String| it.split(' ').nth(1).unwrap().to_owned();
        entries(query, NOTES).into_iter().map(kind).collect()
    };
    assert_eq!(kinds("exam-tip"), ["rule", "scenario", "tip", "comparison"]);
    assert_eq!(kinds("exam-tip & !kind:rule & !kind:tip"), ["scenario", "comparison"]);
    assert_eq!(kinds("kind:gotcha"), ["gotcha"]);
    assert_eq!(kinds("deep/"), ["gotcha"]);
    assert_eq!(kinds("note:network"), ["gotcha"]);
    assert_eq!(kinds("kind:definition | kind:code"), ["definition", "code"]);
    assert_eq!(kinds("path:storage.md & kind:list"), ["list"]);
    let text = &entries("core", NOTES)[0];
    assert!(
        text.contains("text storage.md:") && text.contains("this paragraph"),
        "{text}"
    );
}

#[test]
fn an_entry_is_what_a_student_reads() {
    assert_eq!(
        entries("exam-tip", NOTES),
        [
            "in rule storage.md:5 \"Archive for years\" → Cold tier",
            "in scenario storage.md:9 Shared files → File share",
            "in tip storage.md:13 Cold data is cheap to keep",
            "in comparison storage.md:15 Aspect | Blocks | Files",
        ]
    );
}

#[test]
fn the_title_of_a_callout_is_the_label_of_its_list() {
    let notes = "//- a.md\n# A\n\n> [!example] Sizes:\n> - small\n> - large\n";
    assert_eq!(entries("kind:list", notes), ["in list a.md:4 Sizes: small; large"]);
}

#[test]
fn every_word_of_an_entry_is_on_the_page_without_links_tags_and_pictures() {
    let site = site(
        "",
        "//- a.md\n# A `#x`\n\n- \"see [b](b.md) and **bold**\" → ![pic](p.png) `code` `#exam-tip`\n\
         //- b.md\n# B & C\n\n## Traps\n\n- ❌ <b>never</b> [this](https://example.org)\n",
    );
    let main = site.main("sheets/cheat-sheet.html");
    assert!(main.contains("see b and <strong>bold</strong>"), "{main}");
    assert!(main.contains("<b>pic <code>code</code></b></p>"), "{main}");
    assert!(main.contains("<b>never</b> this"), "{main}");
    assert!(
        main.contains("data-in=\"\"><a href=\"../b.html\">B &amp; C</a></h2>"),
        "{main}"
    );
    assert!(!main.contains("class=\"tag"), "{main}");
}

#[test]
fn what_two_notes_say_stands_there_once_and_counts_more() {
    let notes = "//- a.md\n# A\n- \"Same question\" → One answer\n\
                 //- b.md\n# B\n- \"same *question*\" → one answer\n- \"Other\" → Thing\n";
    let plan = plan("", notes, "cheat-sheet");
    let entries = plan["entries"].as_array().unwrap();
    assert_eq!(entries[0]["reasons"][1], "said in 2 notes +1");
    let repeat = entries.iter().find(|it| it["state"] == "out").unwrap();
    assert_eq!(repeat["path"], "b.md");
    assert_eq!(repeat["why"], "said in a.md");
    assert_eq!(plan["total"], 2);
}

#[test]
fn what_differs_by_a_sign_is_not_the_same() {
    let notes = "//- a.md\n# A\n\n- \"latency > 10 ms\" → cache\n- \"latency < 10 ms\" → cache\n\
                 - \"C++\" → compiled\n- \"C#\" → compiled\n- \"same?\" → one\n- \"Same\" → one.\n";
    let plan = plan("", notes, "cheat-sheet");
    let entries = plan["entries"].as_array().unwrap();
    assert_eq!(entries.iter().filter(|it| it["state"] == "in").count(), 5);
}

#[test]
fn of_what_is_said_twice_the_one_of_more_worth_stays() {
    let notes = "//- a.md\n# A\n\n- \"x\" → y\n//- b.md\n# B\n\n## S `#exam-tip`\n\n- \"x\" → y\n";
    let plan = plan("", notes, "cheat-sheet");
    let kept = plan["entries"].as_array().unwrap().iter().find(|it| it["state"] == "in");
    assert_eq!(kept.unwrap()["path"], "b.md");
}

#[test]
fn a_list_takes_nothing_away_from_what_is_found_in_it() {
    let notes = "//- a.md\n# A\n\n## Storage `#exam-tip`\n\n1. plain one\n2. \"Archive\" → Cold tier\n\
                 3. plain two\n";
    assert_eq!(
        entries("exam-tip", notes),
        ["in list a.md:5 plain one; plain two", "in rule a.md:6 \"Archive\" → Cold tier",]
    );
    let site = site("sheets: {x: {query: exam-tip}}", notes);
    let main = site.main("sheets/x.html");
    assert!(main.contains("<li value=\"3\">plain two</li>"), "numbers stay: {main}");
}

#[test]
fn entries_stand_under_their_own_headings_once() {
    let notes = "//- a.md\n# A\n\n**Bedrock facts:** `#exam-tip`\n\n- a fact\n\nText.\n\n- \"Third\" → q\n\n\
                 ## S\n\n- \"one\" → x\n\n**Limits:** `#gotcha`\n\n- a trap\n\nText.\n\n- \"two\" → y\n";
    let site = site("", notes);
    let main = site.main("sheets/cheat-sheet.html");
    let at = |text: &str| main.find(text).unwrap_or_else(|| panic!("{text} in {main}"));
    assert!(at("Third") < at(">Bedrock facts<"), "{main}");
    assert_eq!(main.matches("#s\">S</a></h3>").count(), 1, "{main}");
    assert!(at("\"one\"") < at("\"two\"") && at("\"two\"") < at("a trap"), "{main}");
}

#[test]
fn what_is_below_a_rule_belongs_to_it() {
    let notes = "//- a.md\n# A\n\n- \"Block answer\" → see\n  - first\n  - second\n";
    let site = site("", notes);
    let main = site.main("sheets/cheat-sheet.html");
    assert!(
        main.contains("<li>first</li>") && main.contains("<li>second</li>"),
        "{main}"
    );
}

#[test]
fn only_words_reach_paper() {
    let notes = "//- a.md\n# A\n\n## Traps\n\n- ❌ <a href=\"https://example.org\">gone</a> <img src=\"p.png\"> \
                 <script>document.title = 1</script>\n- ❌ see\n\n  ![[b]]\n\n\
                 | Need | Service |\n|---|---|\n| Listed | <ul><li>one</li></ul> |\n\
                 //- b.md\n# B\n\n[x](a.md) `#t`\n";
    for raw_html in ["safe", "allow"] {
        let site = site(&format!("markdown: {{raw_html: {raw_html}}}"), notes);
        let main = site.main("sheets/cheat-sheet.html");
        let flow = main.split("class=\"flow\"").nth(1).unwrap();
        for left_out in [
            "example.org",
            "<img",
            "<script",
            "<p>Listed <span class=\"to\">→</span> <b><ul",
        ] {
            assert!(!flow.contains(left_out), "{raw_html}: {left_out} in {flow}");
        }
        assert!(flow.contains("gone") && flow.contains("<b>one</b>"), "{flow}");
        assert!(!flow.contains("class=\"embed\""), "{flow}");
    }
}

#[test]
fn line_breaks_stay_with_an_option_on_pages_and_sheets() {
    let notes = "//- a.md\n# A\n\none\ntwo  \nthree\nfour\n{: #place}\n\n\
                 > [!tip] Title\n> five\n> six\n\n- \"x\" → y\n  z\n";
    let shown = |config: &str| {
        let site = site(config, notes);
        let count = |route: &str| site.main(route).matches("<br />").count();
        let counts = ["a.html", "sheets/cheat-sheet.html"].map(count);
        (counts, site.main("a.html").contains("id=\"place\""))
    };
    assert_eq!(shown("practice: false"), ([1, 0], true));
    assert_eq!(shown("practice: false\nmarkdown: {breaks: true}"), ([5, 2], true));
}

#[test]
fn tags_count_by_how_near_they_are_and_by_their_weights() {
    let notes = "//- a.md\n---\ntags: [far]\n---\n# A\n\n## S `#near`\n\n- \"x\" → y\n\
                 //- b.md\n# B\n\n**Rules:** `#here`\n\n- \"z\" → w\n";
    let reasons = |config: &str| {
        let plan = plan(config, notes, "x");
        let entries = plan["entries"].as_array().unwrap().iter();
        let all = entries.map(|it| format!("{} {}", it["points"], it["reasons"]));
        all.collect::<Vec<_>>()
    };
    assert_eq!(
        reasons("sheets: {x: }"),
        [
            r##"8 ["rule +5","#far on the note +1","#near on the section +2"]"##,
            r##"8 ["rule +5","#here here +3"]"##,
        ]
    );
    assert_eq!(
        reasons("sheets: {x: {weights: {here: 2, far: 0, near: -1}}}"),
        [
            r##"11 ["rule +5","#here here +6"]"##,
            r##"3 ["rule +5","#near on the section -2"]"##,
        ]
    );
}

#[test]
fn a_note_with_much_to_say_leaves_room_for_others() {
    let notes = rules(400) + "//- b.md\n# B\n\n- \"last of all\" → still in\n";
    let plan = plan("sheets: {x: {pages: 1}}", &notes, "x");
    let entries = plan["entries"].as_array().unwrap();
    let other = entries.iter().find(|it| it["path"] == "b.md").unwrap();
    assert_eq!(
        (other["state"].as_str(), other["points"].as_i64()),
        (Some("in"), Some(5))
    );
    let of_first = |nth: usize| {
        let mut of_note = entries.iter().filter(|it| it["path"] == "a.md");
        of_note.nth(nth).unwrap()["reasons"].to_string()
    };
    assert_eq!(of_first(0), r#"["rule +5"]"#);
    assert_eq!(of_first(1), r#"["rule +5","entry 2 of its note -1"]"#);
    assert_eq!(of_first(8), r#"["rule +5","entry 9 of its note -3"]"#);
}

#[test]
fn an_entry_is_worth_the_same_in_every_form_of_a_sheet() {
    let words = "words that go on and on ".repeat(18);
    let notes = format!("//- a.md\n# A\n\n- \"long\" → {words}\n- \"short\" → word\n");
    let reasons = |form: &str| {
        let plan = plan(&format!("sheets: {{x: {{{form}}}}}"), &notes, "x");
        let entries = plan["entries"].as_array().unwrap().iter();
        entries.map(|it| it["reasons"].to_string()).collect::<Vec<String>>()
    };
    let usual = reasons("");
    let long = r#"["rule +5","long -1","entry 2 of its note -1"]"#;
    assert_eq!(usual, [r#"["rule +5"]"#, long]);
    for form in ["columns: 1", "columns: 6", "size: large, columns: 4", "landscape: true"]
    {
        assert_eq!(reasons(form), usual, "{form}");
    }
}

#[test]
fn notes_stay_off_sheets_when_they_say_so() {
    let notes = "//- a.md\n---\nsheet: false\n---\n# A\n- \"x\" → y\n\
                 //- b.md\n# B\n\n<!-- crib: ignore -->\n- \"v\" → w\n\nText.\n\n- \"z\" → w\n\
                 //- TEMPLATE.md\n# T\n- \"t\" → w\n//- Code_of_conduct.md\n# C\n- \"c\" → w\n";
    let entries = entries("kind:rule", notes);
    assert_eq!(entries, ["in rule b.md:8 \"z\" → w"]);
}

#[test]
fn what_belongs_together_stays_together() {
    let notes = "//- a.md\n# A\n\n**Approval status:** `#exam-tip`\n\n- Pending\n- Approved\n\n\
                 ## Lake vs Warehouse\n\n- **Lake:** raw data\n- **Warehouse:** . clean data\n";
    assert_eq!(
        entries("kind:tip | kind:chooser", notes),
        [
            "in tip a.md:5 Pending; Approved",
            "in chooser a.md:10 Lake: raw data; Warehouse: clean data",
        ]
    );
}

#[test]
fn what_stands_between_things_that_belong_together_is_not_lost() {
    let notes = "//- a.md\n# A\n\n✅ **Choose Lake when:**\n\n- raw data\n\n- \"between\" → x\n\n\
                 Text.\n\n- \"also between\" → y\n\n✅ **Choose Warehouse when:**\n\n- clean data\n";
    let found = entries("kind:chooser | kind:rule", notes);
    let kinds: Vec<&str> = found.iter().map(|it| it.split(' ').nth(1).unwrap()).collect();
    assert!(kinds.contains(&"chooser"), "{found:?}");
    assert!(found.iter().any(|it| it.contains("also between")), "{found:?}");
}

#[test]
fn a_line_of_tags_does_not_count_where_places_bear_the_tag() {
    let notes = "//- a.md\n# A\n\n**Tags:** `#exam-tip`\n\n## S `#exam-tip`\n\n- \"one\" → x\n\n\
                 ## T\n\n- \"two\" → y\n//- b.md\n# B\n\n**Tags:** `#exam-tip`\n\n- \"three\" → z\n";
    assert_eq!(
        entries("exam-tip & kind:rule", notes),
        ["in rule a.md:7 \"one\" → x", "in rule b.md:5 \"three\" → z"]
    );
}

#[test]
fn an_authors_own_cheat_sheet_counts_more() {
    let notes =
        "//- guides/cheat-sheet.md\n# Short\n- \"x\" → y\n//- a.md\n# A\n- \"z\" → w\n";
    let plan = plan("", notes, "cheat-sheet");
    assert_eq!(plan["entries"][0]["path"], "guides/cheat-sheet.md");
}

#[test]
fn options_in_code_are_not_broken() {
    let notes = "//- a.md\n# A\n\n```sh\nkubectl run x --restart=Never\n```\n";
    let site = site("", notes);
    let main = site.main("sheets/cheat-sheet.html");
    assert!(main.contains("x <span class=\"option\">--restart=Never</span>"), "{main}");
}

#[test]
fn the_code_of_a_section_is_one_answer() {
    let long = "line\n".repeat(40);
    let notes = format!(
        "//- a.md\n# A\n\n## Ask\n\n```sh\none\n```\n\nThen:\n\n```sh\ntwo\n```\n\n## Long\n\n\
         ```sh\nshort\n```\n\n```sh\n{long}```\n"
    );
    assert_eq!(entries("kind:code", &notes), ["in code a.md:5 one; two"]);
}

#[test]
fn without_anything_marked_lists_and_code_are_what_there_is() {
    let notes = "//- a.md\n# A\n\n## Show it\n\n```sh\nls src\n```\n\n- an item\n- another\n\n\
                 - [only](b.md)\n- [links](b.md)\n\nProse stays out.\n//- b.md\n# B\n";
    let site = site("", notes);
    let main = site.main("sheets/cheat-sheet.html");
    assert!(main.contains("ls src") && main.contains("an item"), "{main}");
    assert!(!main.contains("only") && !main.contains("Prose"), "{main}");
    let empty = self::site("", "//- a.md\n# A\n\nProse.\n");
    assert!(!empty.files.contains_key("sheets/cheat-sheet.html"));
}

#[test]
fn what_unfolds_on_a_page_is_plain_on_a_sheet() {
    let notes = "\
//- a.md
# A

- <details><summary>Why</summary>

  Since *order* matters.

  </details>
- \"Fold it\" → <details><summary>The answer</summary>in full</details>
- \"Leave it\" → nothing
- **Name:** text <summary>alone</summary> here `#t`
- > [!note]- A title `#t`
  > What it says.

See [b](b.md) <details><summary>there</summary>too</details>.
//- b.md
# B

![[a]]
";
    let query = "practice: false\nsheets: {x: {query: \"t | kind:rule | kind:list\"}}";
    let site = site(query, notes);
    assert_eq!(html::problems(&site), Vec::<String>::new());
    let sheet = site.main("sheets/x.html");
    assert!(!sheet.contains("<details") && !sheet.contains("<summary"), "{sheet}");
    assert!(sheet.contains("<b>The answer in full</b>"), "{sheet}");
    for words in ["Why", "Since", "alone", "A title", "What it says."] {
        assert!(sheet.contains(words), "{words}: {sheet}");
    }
    let note = site.main("a.html");
    assert_eq!(note.matches("<summary").count(), 4, "{note}");
    assert!(note.contains("<div>alone</div>"), "{note}");
}

#[test]
fn sheets_are_configured_by_name() {
    let several = site(
        "sheets:\n  exam: {title: Exam day, query: exam-tip, columns: 3, paper: letter, max_pages: 1}\n  rules: {query: 'kind:rule'}\n",
        NOTES,
    );
    let index = several.main("sheets/index.html");
    assert!(index.contains("<a href=\"exam.html\">Exam day</a>"), "{index}");
    assert!(index.contains("<a href=\"rules.html\">rules</a>"), "{index}");
    let exam = several.page("sheets/exam.html");
    assert!(exam.contains("@page{size:215.9mm 279.4mm;"), "{exam}");
    assert!(exam.contains("data-columns=\"3\"") && exam.contains("data-pages=\"1\""));
    assert!(!several.files.contains_key("sheets/cheat-sheet.html"));
    for off in ["sheets: false", "sheets: no"] {
        let none = site(off, NOTES);
        assert!(!none.files.keys().any(|it| it.starts_with("sheets/")), "{off}");
    }
    for usual in ["", "sheets:", "sheets: {}", "sheets: true"] {
        assert!(
            site(usual, NOTES).files.contains_key("sheets/cheat-sheet.html"),
            "{usual}"
        );
    }
}

#[test]
fn north_america_prints_on_letter() {
    let size = |language: &str| {
        let site = site(&format!("language: {language}"), NOTES);
        let page = site.page("sheets/cheat-sheet.html");
        page.contains("@page{size:215.9mm 279.4mm")
    };
    assert_eq!(["en-US", "en", "fr_CA", "de-DE"].map(size), [true, false, true, false]);
}

#[test]
fn a_configuration_that_makes_no_sense_says_what_to_do() {
    for (text, expected) in [
        ("sheets: {a: {query: 'x &'}}", "`sheets.a.query`: expected a tag, `path:…`"),
        ("sheets: {a: {query: 'kind:tipp'}}", "did you mean `kind:tip`?"),
        ("sheets: {a: {qeury: x}}", "did you mean `query`?"),
        ("sheets: {a: {columns: 0}}", "`sheets.a.columns` must be 1 to 6"),
        ("sheets: {a: {pages: 1000}}", "at most 99"),
        ("sheets: {a/b: {}}", "the sheet name `a/b`"),
        ("sheets: {a: {query: }}", "put it in quotes"),
        ("sheets:\n  a:\n    query: !draft\n", "put it in quotes"),
        ("sheets:\n  a:\n    query: #draft\n", "put it in quotes"),
        ("sheets: {'a*': {}}", "the sheet name `a*`"),
        ("sheets: {exam: {}, Exam: {}}", "the same file on Windows and macOS"),
        ("sheets: {a: {weights: {t: 9223372036854775807}}}", "from -100 to 100"),
        ("sheets: {a: {paper: a5}}", "`paper` must be `a4` or `letter`"),
        ("sheets: [a]", "names of sheets"),
    ] {
        let error = Config::parse(text, Path::new("crib.yaml")).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}

#[test]
fn a_sheet_that_takes_nothing_is_a_finding() {
    let site = site("sheets: {x: {query: exam-tpi}}", NOTES);
    let findings = fixture::findings(&site.built.resolved);
    assert_eq!(
        findings,
        "P002 warning crib.yaml:1:1 the sheet `x` is empty (no note has the tag `exam-tpi`; did you \
         mean `exam-tip`?)\n"
    );
    assert!(site.main("sheets/x.html").contains("Nothing in the notes"));
    let folder = self::site("sheets: {x: {query: 'path:depe/** & !kind:list'}}", NOTES);
    let findings = fixture::findings(&folder.built.resolved);
    assert!(findings.contains("did you mean the folder `deep/`?"), "{findings}");
    let long = "word ".repeat(3000);
    let notes = format!("//- a.md\n# A\n\n## Traps\n\n- ❌ {long}\n");
    let tall = self::site("sheets: {x: {columns: 6, size: large}}", &notes);
    let findings = fixture::findings(&tall.built.resolved);
    assert!(findings.contains("no entry fits into a column"), "{findings}");
}

#[test]
fn another_name_of_a_tag_counts_as_the_tag() {
    let config = "tags: {aliases: {wichtig: exam-tip}, vocabulary: [exam-tip, core, later]}\n\
                  sheets: {x: {query: '#Wichtig | later', weights: {wichtig: 9, later: 2}}}\n";
    let plan = plan(config, NOTES, "x");
    let entries = plan["entries"].as_array().unwrap();
    assert_eq!(entries[0]["reasons"][1], "#exam-tip on the section +18");
    assert_eq!(fixture::findings(&site(config, NOTES).built.resolved), "");
}

#[test]
fn a_sheet_that_names_a_tag_of_no_note_is_a_finding() {
    let config = "sheets:\n  x: {query: 'exam-tip | imprtant | draft | ho* | !gone | above', \
                  weights: {'#exam-tpi': 3, EXAM-TIP: 2, 'co*': 1}}\n";
    let notes =
        format!("{NOTES}//- nested.md\n# N\n\n## One `#above/below`\n\n- a\n- b\n");
    assert_eq!(
        fixture::findings(&site(config, &notes).built.resolved),
        "P003 warning crib.yaml:1:1 `sheets.x.weights` names the unknown tag `co*` (no note has the tag `co*`; \
         `crib list tags` lists your tags)\n\
         P003 warning crib.yaml:1:1 `sheets.x.weights` names the unknown tag `exam-tpi` (no note has the tag \
         `exam-tpi`; did you mean `exam-tip`?)\n\
         P003 warning crib.yaml:1:1 the query of the sheet `x` names the unknown tag `imprtant` (no note has the \
         tag `imprtant`; `crib list tags` lists your tags)\n"
    );
}

#[test]
fn notes_keep_their_addresses() {
    let notes = "//- sheets/cheat-sheet.md\n# Mine\n\n- \"x\" → y\n";
    let site = site("", notes);
    assert!(site.main("sheets/cheat-sheet.html").contains("Mine"));
    assert!(site.main("sheets/cheat-sheet-1.html").contains("class=\"sheet\""));
}

#[test]
fn reading_order_is_that_of_the_site() {
    let notes = "//- a.md\n---\nweight: 9\n---\n# Last\n- \"x\" → y\n\
                 //- b.md\n---\nweight: 1\n---\n# First\n- \"z\" → w\n";
    let site = site("", notes);
    let main = site.main("sheets/cheat-sheet.html");
    assert!(main.find(">First<").unwrap() < main.find(">Last<").unwrap(), "{main}");
}

/// Prints a number of pages that is made of how many entries are seen.
#[derive(Debug)]
struct Paper {
    entries_a_page: usize,
    printed: std::sync::Mutex<Vec<usize>>,
}

impl Paper {
    fn new(entries_a_page: usize) -> Self {
        Self { entries_a_page, printed: std::sync::Mutex::default() }
    }
}

impl PdfPrinter for Paper {
    fn print(&self, html: &str) -> Result<Vec<u8>, Error> {
        let entries = html.matches("class=\"entry").count();
        let hidden = html.matches("\" hidden>").count();
        let seen = entries.saturating_sub(hidden);
        let pages = seen.checked_div(self.entries_a_page).map_or(9, |it| it + 1);
        self.printed.lock().unwrap().push(pages);
        Ok(format!("%PDF <</Type /Pages /Count {pages}>> (D:2026)").into_bytes())
    }
}

fn rules(count: usize) -> String {
    let rules: Vec<String> =
        (0..count).map(|it| format!("- \"situation {it}\" → answer {it}")).collect();
    format!("//- a.md\n# A\n\n{}\n", rules.join("\n"))
}

#[test]
fn a_sheet_is_printed_until_its_budget_holds() {
    let print = |entries_a_page: usize| {
        let paper = Paper::new(entries_a_page);
        let options =
            Options { printer: Some(&paper), no_minify: true, ..Options::default() };
        let files = fixture::files(&rules(400));
        let site = fixture::build(&files, &Config::default(), options);
        let pdf =
            String::from_utf8(site.files["sheets/cheat-sheet.pdf"].clone()).unwrap();
        let page = site.page("sheets/cheat-sheet.html");
        assert!(page.contains("<a href=\"cheat-sheet.pdf\">PDF</a>"), "{page}");
        let printed = paper.printed.into_inner().unwrap();
        (pdf, printed, fixture::findings(&site.built.resolved))
    };
    let (pdf, printed, findings) = print(90);
    assert_eq!(printed.len(), 2, "{printed:?}");
    assert!(printed[0] > 2 && pdf.contains("/Count 2"), "{printed:?}");
    assert_eq!(findings, "");
    // However little there is, it is too much.
    let (_, printed, findings) = print(0);
    assert_eq!(printed.len(), 4, "{printed:?}");
    assert!(
        findings.starts_with("P001 warning crib.yaml:1:1 the sheet `cheat-sheet` has "),
        "{findings}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is set how: the budget holds, every entry is accounted for, and nothing is left
    /// out where there is room.
    #[test]
    fn budgets_hold_for_any_notes_and_format(
        rules in 1..120_usize,
        rows in 1..40_usize,
        words in 1..60_usize,
        columns in 1..5_usize,
        pages in 1..4_usize,
        landscape: bool,
    ) {
        let long = "word ".repeat(words);
        let mut notes = self::rules(rules);
        notes.push_str("\n<!-- crib: comparison -->\n| Aspect | One | Two |\n|---|---|---|\n");
        for row in 0..rows {
            writeln!(notes, "| point {row} | {long} | two |").unwrap();
        }
        writeln!(notes, "\n## Traps\n\n- ❌ {long}").unwrap();
        let format = format!("columns: {columns}, pages: {pages}, landscape: {landscape}");
        let plan = plan(&format!("sheets: {{x: {{{format}}}}}"), &notes, "x");
        let filled = plan["filled"].as_f64().unwrap();
        #[expect(clippy::cast_precision_loss, reason = "a few pages")]
        let budget = pages as f64;
        prop_assert!(filled <= budget, "{filled} of {budget}");
        let entries = plan["entries"].as_array().unwrap();
        prop_assert_eq!(entries.len(), rules + 2);
        if plan["whole"].as_f64().unwrap() <= budget * 0.9 {
            prop_assert!(entries.iter().all(|it| it["state"] == "in" || it["why"] != "no room"));
        }
    }
}

#[test]
fn one_sheet_is_always_the_same_bytes() {
    let build = |jobs| {
        let (files, config) = (fixture::files(NOTES), Config::default());
        fixture::build_on(jobs, &files, &config, Options::default())
    };
    let (one, four) = (build(1), build(4));
    assert_eq!(
        one.files["sheets/cheat-sheet.html"],
        four.files["sheets/cheat-sheet.html"]
    );
}

#[test]
fn a_file_of_its_own_needs_no_other() {
    let (files, config) = (fixture::files(NOTES), Config::default());
    let html = with_sheet(&files, &config, "cheat-sheet", |_, renderer, page| {
        renderer.sheet_alone(page.page, &page.sheet).unwrap()
    });
    for outside in ["src=", "href=\"..", "rel=\"stylesheet\"", "url("] {
        assert!(!html.contains(outside), "{outside} in {html}");
    }
    assert!(!html.contains("Content-Security-Policy"), "it has scripts and styles in it");
    assert!(
        html.contains("Archive for years")
            && html.contains("<style data-crib=\"sheet-page\">@page{")
    );
}

#[test]
fn notes_folders_and_tags_lead_to_their_part_of_a_sheet() {
    let notes = "//- deep/a.md\n# A\n\n- \"order\" → **queue**\n- \"many\" → **topic**\n\n**Tip:** `#core/tip`\nremember.\n\
                 //- deep/b.md\n# B\n\nNothing.\n//- c.md\n# C\n\nNothing.\n";
    let site = fixture::site(notes);
    let leads = |page: &str, to: &str| {
        site.main(page).contains(&format!("sheets/cheat-sheet.html?{to}\""))
    };
    for (page, to) in [
        ("deep/a.html", "note=deep/a.md"),
        ("deep/index.html", "in=deep"),
        ("tags/core/tip.html", "tag=core/tip"),
        ("tags/core.html", "tag=core"),
    ] {
        assert!(leads(page, to), "{page}: {}", site.main(page));
    }
    for page in ["deep/b.html", "c.html"] {
        assert!(!site.main(page).contains("sheets/cheat-sheet"), "{page}");
    }
    let sheet = site.main("sheets/cheat-sheet.html");
    assert!(sheet.contains("data-note=\"deep/a.md\" data-folder=\"deep\""), "{sheet}");
    assert!(sheet.contains("data-tags=\"core/tip\""), "{sheet}");
}
