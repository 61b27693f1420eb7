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
        read("---\ndraft: maybe\ntitel: x\ndescription: [1]\n---\n");
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
