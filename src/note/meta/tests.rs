//! Front matter as people write it, and what is said of wrong ones.
//! Gives nothing.
//! Must not read a file.

use super::*;

fn read(text: &str) -> (Meta, usize, Vec<String>) {
    let path = NotePath::new("a.md").unwrap();
    let (meta, offset, findings) = parse(&path, text);
    let shown = |it: &Diagnostic| {
        let place = text.get(it.span.clone()).unwrap();
        format!("{} [{place}] {} {:?}", it.code, it.message, it.help)
    };
    (meta, offset, findings.iter().map(shown).collect())
}

#[test]
fn values_in_the_forms_people_write() {
    let text = "\u{feff}---\r\ntitle: 2024\r\ntags: [a, '#b', c d]\r\npublish: no\r\nweight: '7'\r\n\
                lastmod: 2024-05-01\r\nauthor: me\r\nextra: {x: 1}\r\n---\r\n# T\r\n";
    let (meta, offset, findings) = read(text);
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(meta.title.as_deref(), Some("2024"));
    assert_eq!(meta.updated.as_deref(), Some("2024-05-01"));
    assert_eq!((meta.weight, meta.draft), (Some(7), true));
    let tags: Vec<&str> =
        meta.tags.iter().map(|(_, span)| text.get(span.clone()).unwrap()).collect();
    assert_eq!(tags, ["a", "b", "c d"]);
    assert_eq!(meta.extra.keys().collect::<Vec<_>>(), ["author", "x"]);
    assert_eq!(text.get(offset..), Some("# T\r\n"));
}

#[test]
fn tags_as_list_and_as_text() {
    for tags in [
        "tags:\n  - a\n  - b/c\n",
        "tags: a, b/c\n",
        "tags: \"#a,#b/c\"\n",
        "tag: [a, b/c]\n",
    ] {
        let (meta, ..) = read(&format!("---\n{tags}---\n"));
        let names: Vec<&str> = meta.tags.iter().map(|(it, _)| it.as_str()).collect();
        assert_eq!(names, ["a", "b/c"], "{tags}");
    }
}

#[test]
fn rules_are_no_front_matter() {
    for text in
        ["---\n\n# Title\n\n---\n", "---\ntext\n---\n", "---\nNote: x\n", "--- \na\n"]
    {
        assert_eq!(read(text), (Meta::default(), 0, Vec::new()), "{text}");
    }
    let (meta, offset, findings) = read("---\ntitle: x\n");
    assert_eq!((meta, offset, findings.len()), (Meta::default(), 0, 1));
}

#[test]
fn findings_point_at_the_place() {
    let (_, offset, findings) = read("---\ntitle: [a\nx: y\n---\ntext\n");
    assert_eq!((offset, findings.len()), (23, 1));
    let (meta, _, findings) =
        read("---\ndraft: maybe\ntitel: x\ndescription:\n- 1\n---\n");
    assert_eq!(meta.extra.len(), 1);
    assert_eq!(
        findings,
        [
            "F001 [draft] `draft` must be `true` or `false`; the note counts as a draft None",
            "F001 [description] `description` must be text; it is ignored None",
            "F002 [titel] unknown key `titel` Some(\"did you mean `title`?\")",
        ]
    );
}

#[test]
fn a_note_says_whether_its_formulas_are_set() {
    let math = |value: &str| {
        let (meta, _, findings) = read(&format!("---\nmath: {value}\n---\n"));
        assert!(meta.extra.is_empty(), "{value}");
        (meta.math, findings)
    };
    for (value, is_on) in
        [("true", true), ("no", false), ("{}", true), ("{macros: }", true)]
    {
        let (math, findings) = math(value);
        assert_eq!(
            (math.map(|it| it.is_on()), findings),
            (Some(is_on), Vec::new()),
            "{value}"
        );
    }
    let (given, findings) = math("{macros: {RR: '\\mathbb{R}', half: 0.50, 'x1': a}}");
    let macros = given.unwrap().macros().into_iter().collect::<Vec<_>>();
    let expected = [("RR", "\\mathbb{R}"), ("half", "0.50")];
    assert_eq!(macros, expected.map(|(name, tex)| (name.to_owned(), tex.to_owned())));
    assert_eq!(findings.len(), 1, "{findings:?}");
    for value in ["often", "[RR]", "{macro: {}}", "{macros: [RR]}"] {
        let (math, findings) = math(value);
        assert!(math.is_none() && findings.len() == 1, "{value}: {findings:?}");
    }
    assert_eq!(read("---\npath: a\n---\n").2, Vec::<String>::new());
}

#[test]
fn a_note_stays_out_of_the_search_when_it_says_so() {
    for (value, no_search) in [
        ("false", true),
        ("no", true),
        ("'false'", true),
        ("true", false),
        ("", false),
        ("{exclude: true}", true),
        ("\n  exclude: false", false),
        ("{boost: 2}", false),
    ] {
        let (meta, _, findings) = read(&format!("---\nsearch: {value}\n---\n"));
        assert_eq!((meta.no_search, findings), (no_search, Vec::new()), "{value}");
        assert!(meta.extra.is_empty(), "{value}");
    }
    for value in ["never", "[no]", "{exclude: perhaps}", "{hide: true}"] {
        let (meta, _, findings) = read(&format!("---\nsearch: {value}\n---\n"));
        assert!(!meta.no_search, "{value}");
        let message =
            "F001 [search] `search` must be `true` or `false`; it is ignored None";
        assert_eq!(findings, [message], "{value}");
    }
    let (_, _, findings) = read("---\nserach: false\n---\n");
    let message = "F002 [serach] unknown key `serach` Some(\"did you mean `search`?\")";
    assert_eq!(findings, [message]);
}

#[test]
fn addresses_that_cannot_lead_here_are_named() {
    let (meta, _, findings) = read(
        "---\nalias: A, B\npermalink: /a,b/\nredirect_from:\n  - old/\n  - https://x.org/c\n  \
         - /:year/d\n---\n",
    );
    let names: Vec<&str> = meta.aliases.iter().map(|(it, _)| it.as_str()).collect();
    assert_eq!(names, ["A", "B", "/old/", "/a,b/"]);
    let [other, pattern] = findings.as_slice() else { panic!("{findings:?}") };
    assert!(other.contains("`https://x.org/c` is an address of"), "{other}");
    assert!(other.contains("[https://x.org/c]"), "{other}");
    assert!(pattern.contains("`/:year/d` is an address pattern"), "{pattern}");
    let (meta, _, findings) = read("---\npermalink: pretty\ndate: 2.11.2026\n---\n");
    assert_eq!((meta.aliases.len(), findings.len()), (0, 2));
    assert!(findings.iter().any(|it| it.contains("`pretty` is an address pattern")));
    assert!(
        findings.iter().any(|it| it.contains("[2.11.2026] `2.11.2026` is not a date"))
    );
}

#[test]
fn a_post_has_the_day_of_its_name() {
    for (path, text, expected) in [
        ("_posts/2026-11-02-queues.md", "# Q", Some("2026-11-02")),
        ("_posts/net/2026-11-02-q.md", "---\ntags: [x]\n---\n", Some("2026-11-02")),
        ("_posts/2026-11-02-q.md", "---\ndate: 2025-01-01\n---\n", Some("2025-01-01")),
        ("_posts/2026-13-02-q.md", "", None),
        ("_posts/2026-11-02.md", "", None),
        ("notes/2026-11-02-q.md", "", None),
    ] {
        let (meta, ..) = parse(&NotePath::new(path).unwrap(), text);
        assert_eq!(meta.date.as_deref(), expected, "{path}");
    }
}

#[test]
fn a_text_is_what_was_written() {
    for (written, expected) in [
        ("3.10", Some("3.10")),
        ("No", Some("No")),
        ("0123", Some("0123")),
        ("1e3", Some("1e3")),
        (".inf", Some(".inf")),
        ("1_000", Some("1_000")),
        ("2024-01-05", Some("2024-01-05")),
        ("yes # really", Some("yes")),
        ("0x1F", Some("0x1F")),
        ("99999999999999999999999", Some("99999999999999999999999")),
        ("+1", Some("+1")),
        ("'3.10'", Some("3.10")),
        ("\"No\"", Some("No")),
        ("!!str 3.10", Some("3.10")),
        ("~", None),
        ("null", None),
        ("", None),
        ("\"\"", None),
    ] {
        for text in [
            format!("---\ntitle: {written}\n---\n"),
            format!("---\r\na: ü\r\ntitle: {written}\r\n---\r\n"),
            format!("---\nx: [a\ntitle: {written}\n---\n"),
        ] {
            assert_eq!(read(&text).0.title.as_deref(), expected, "{text}");
        }
        let (meta, _, findings) = read(&format!("---\naliases: [x, {written}]\n---\n"));
        let names: Vec<&str> =
            meta.aliases.iter().skip(1).map(|it| it.0.as_str()).collect();
        let expected =
            if written.contains('#') { Vec::new() } else { Vec::from_iter(expected) };
        if !written.contains('#') {
            assert_eq!((names, findings), (expected, Vec::new()), "{written}");
        }
    }
    let (meta, ..) = read(
        "---\nextra: {a: 1.50, b: '1.50', c: no, d: [0x10, \"0x10\"]}\ne: 7\nf: '7'\n---\n",
    );
    let extra = serde_json::to_string(&meta.extra).unwrap();
    assert_eq!(extra, r#"{"a":1.5,"b":"1.50","c":false,"d":[16,"0x10"],"e":7,"f":"7"}"#);
    let (meta, ..) = read("---\ntags: [no, se]\n---\n");
    assert_eq!(meta.tags[0].0, "no");
}

#[test]
fn one_wrong_value_keeps_nothing_else_from_being_read() {
    for (line, title) in [
        ("title: Foo: bar", "Foo: bar"),
        ("title: @home", "@home"),
        ("title: `code`", "`code`"),
        ("title: %done", "%done"),
        ("title: \"unclosed", "unclosed"),
        ("title: 'it''s", "it''s"),
        ("title: [[A]], [[B]]", "[[A]], [[B]]"),
        ("title: \"A\" and B", "\"A\" and B"),
        ("title: 'A' vs 'B'", "'A' vs 'B'"),
        ("title: \"He said\": yes", "\"He said\": yes"),
        ("title: \"one \"x\" three\"", "one \"x\" three"),
        ("title: 'It's here'", "It's here"),
        ("title: Fo: o # c", "Fo: o"),
        ("title: C#: x #c", "C#: x"),
        ("title: *A* star", "*A* star"),
        ("title: &x & y: z", "&x & y: z"),
        ("title: - a: b: c", "- a: b: c"),
        ("title: > x", "> x"),
        ("title: {a", "{a"),
        ("title: [Draft] Queues", "[Draft] Queues"),
        ("title: C:\\notes: x", "C:\\notes: x"),
    ] {
        let text = format!("---\ntags: [a]\n{line}\ndescription: D\n---\n# T\n");
        let (meta, offset, findings) = read(&text);
        assert_eq!(meta.title.as_deref(), Some(title), "{line}");
        assert_eq!(
            (meta.tags.len(), meta.description.as_deref()),
            (1, Some("D")),
            "{line}"
        );
        assert_eq!(text.get(offset..), Some("# T\n"));
        assert_eq!(findings.len(), 1, "{line}: {findings:?}");
        assert!(findings[0].contains(&format!("[{line}]")), "{findings:?}");
    }
    let (meta, _, findings) = read(
        "---\ntitle: A\ntags:\n\t- x\n\t- y\ntitle: B\naliases:\n  - C: d: e\n  - F\njust words\nweight: 3\n---\n",
    );
    assert_eq!((meta.title.as_deref(), meta.weight), (Some("A"), Some(3)));
    let names =
        |it: &[(String, Span)]| it.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
    assert_eq!(
        (names(&meta.tags), names(&meta.aliases)),
        (vec!["x".into(), "y".into()], vec!["C: d: e".into(), "F".into()])
    );
    assert_eq!(findings.len(), 4, "{findings:?}");
    assert!(findings.iter().any(|it| it.contains("given twice")));
    let (meta, ..) = read("---\naliases:\n  - \"Foo\" bar\n  - C: d: e # f\n---\n");
    assert_eq!(names(&meta.aliases), ["\"Foo\" bar", "C: d: e"]);
    let (meta, ..) = read("---\ndescription: \"one\n  two \"x\" three\"\n---\n");
    assert_eq!(meta.description.as_deref(), Some("one two \"x\" three"));
    for key in ["extra", "cards", "x"] {
        let text = format!("---\n{key}:\n  a: b\n  c: d: e\n---\n");
        let (_, _, findings) = read(&text);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].contains("put the values in quotes"), "{findings:?}");
    }
    let (meta, _, findings) = read("---\ntags: [a, b\ntitle: T\n---\n");
    assert_eq!((names(&meta.tags), findings.len()), (vec!["a".into(), "b".into()], 1));
}

#[test]
fn a_block_in_braces_is_front_matter() {
    let (meta, offset, findings) = read("---\n{}\n---\n# T\n");
    assert_eq!((meta, offset, findings.len()), (Meta::default(), 11, 0));
    let (meta, ..) = read("---\n{title: 3.10}\n---\n");
    assert_eq!(meta.title.as_deref(), Some("3.10"));
}

#[test]
fn other_words_are_no_slips() {
    for key in [
        "date created",
        "date modified",
        "subtitle",
        "data",
        "publisher",
        "category",
        "state",
    ] {
        let (_, _, findings) = read(&format!("---\n{key}: x\n---\n"));
        assert_eq!(findings, Vec::<String>::new(), "{key}");
    }
    for key in ["titel", "desciption", "tgas", "wieght", "Tagss"] {
        assert_eq!(read(&format!("---\n{key}: x\n---\n")).2.len(), 1, "{key}");
    }
}

#[test]
fn front_matter_of_toml_is_named() {
    for fence in ["---", "+++"] {
        let text = format!(
            "{fence}\ntitle = \"A\"\n# words\ntags = [\"a\",\n  \"b\"]\n\n[extra]\nx = 1\n{fence}\n# T\n"
        );
        let (meta, offset, findings) = read(&text);
        assert_eq!((meta, offset, findings.len()), (Meta::default(), 0, 1), "{fence}");
        assert!(findings[0].contains("TOML"), "{findings:?}");
    }
    let (meta, _, findings) = read("---\ntitle = \"A\"\ndraft = true\n---\n");
    assert!(meta.draft && findings[0].contains("counts as a draft"), "{findings:?}");
    for text in [
        "---\nx = 1 is an equation\nand more words\n---\n",
        "---\n\n---\n",
        "---\n# T\n---\n",
    ] {
        assert!(read(text).2.is_empty(), "{text}");
    }
}

#[test]
fn links_in_lists_are_the_names_in_them() {
    let (meta, _, findings) = read("---\naliases: [[A]]\ntags:\n  - [[b]]\n---\n");
    assert_eq!((meta.aliases[0].0.as_str(), meta.tags[0].0.as_str()), ("A", "b"));
    assert_eq!(findings, Vec::<String>::new());
}

#[test]
fn texts_with_a_colon_in_lists_are_texts() {
    let names =
        |it: &[(String, Span)]| it.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
    for (list, expected) in [
        ("[Kafka: Intro, B]", vec!["Kafka: Intro", "B"]),
        ("[k, l: m]", vec!["k", "l: m"]),
        ("[k, l: 3.10 ]", vec!["k", "l: 3.10"]),
        ("[ü, \"l\": 'm' , n]", vec!["ü", "\"l\": 'm'", "n"]),
        ("[l: m n, label: x]", vec!["l: m n", "x"]),
        ("[l:, B]", vec!["l:", "B"]),
        ("\n  - z: w", vec!["z: w"]),
        ("\n  - ü: w w # c\n  - b", vec!["ü: w w", "b"]),
        ("\n- z:\n- label: b\n  permalink: /b", vec!["z:", "b"]),
    ] {
        let text = format!("---\nx: ü\naliases: {list}\ntags: {list}\n---\n");
        let (meta, _, findings) = read(&text);
        assert_eq!(names(&meta.aliases), expected, "{text}");
        assert_eq!(names(&meta.tags), expected, "{text}");
        assert_eq!(findings, Vec::<String>::new(), "{text}");
    }
    let (meta, ..) = read("---\nextra: {x: [a: b]}\ny: [a: b]\n---\n");
    assert_eq!(
        serde_json::to_string(&meta.extra).unwrap(),
        r#"{"x":[{"a":"b"}],"y":[{"a":"b"}]}"#
    );
}

#[test]
fn a_text_is_no_list_mapping_or_comment() {
    for (written, expected) in [
        ("[Draft]", "[Draft]"),
        ("[a, b] # c", "[a, b]"),
        ("[a,\n  b]", "[a, b]"),
        ("{a: b}", "{a: b}"),
        ("[[A]]", "[[A]]"),
        ("!important rule", "!important rule"),
        ("!!str 3.10", "3.10"),
    ] {
        let text = format!("---\nx: 1\ntitle: {written}\ndescription: D\n---\n");
        let (meta, _, findings) = read(&text);
        assert_eq!(meta.title.as_deref(), Some(expected), "{text}");
        assert_eq!(meta.description.as_deref(), Some("D"), "{text}");
        assert_eq!(findings, Vec::<String>::new(), "{text}");
    }
    let (meta, _, findings) = read("---\ntitle: #1 pick\ndescription: # later\n---\n");
    assert_eq!((meta.title, meta.description), (None, None));
    assert_eq!(
        findings,
        [
            "F001 [#1 pick] `#1 pick` is a comment in YAML Some(\"write `title: \\\"#1 pick\\\"`\")"
        ]
    );
}
