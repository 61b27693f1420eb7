//! What queries hold for, and what is said of those that make no sense.
//! Asks one made-up place at a time.
//! Must not know how a query is read.

use super::{Facts, Kind, Query};

struct Place(&'static [&'static str], &'static str);

impl Facts for Place {
    fn has_tag(&self, is: &dyn Fn(&str) -> bool) -> bool {
        self.0.iter().any(|it| is(it))
    }
    fn path(&self) -> &str {
        self.1
    }
    fn title(&self) -> &'static str {
        "Key Management"
    }
    fn is_draft(&self) -> bool {
        self.1.starts_with("draft")
    }
    fn kind(&self) -> Kind {
        Kind::Rule
    }
}

fn holds(query: &str, tags: &'static [&'static str], path: &'static str) -> bool {
    Query::parse(query).unwrap().holds(&Place(tags, path))
}

#[test]
fn signs_bind_as_in_most_languages() {
    for (query, tags, expected) in [
        ("a | b & c", &["a"][..], true),
        ("a | b & c", &["b"], false),
        ("(a | b) & c", &["a"], false),
        ("(a | b) & c", &["b", "c"], true),
        ("!a b", &["b"], true),
        ("!(a b)", &["b"], true),
        ("a and not b or c", &["a", "b"], false),
        ("a && b || c", &["c"], true),
        ("a\u{3000}b", &["a"], false),
        ("#a", &["a"], true),
        ("A", &["a"], true),
        ("", &[], true),
        ("*", &[], true),
        ("tag:*", &[], false),
        ("exam-*", &["exam-tip"], true),
        ("exam", &["exam/tip"], true),
        ("exam/tip", &["exam"], false),
        ("\"and\"", &["and"], true),
    ] {
        assert_eq!(holds(query, tags, "x.md"), expected, "{query} on {tags:?}");
    }
}

#[test]
fn places_are_told_by_path_note_and_kind() {
    for (query, path, expected) in [
        ("path:security/**", "security/keys/kms.md", true),
        ("path:security/*", "security/keys/kms.md", false),
        ("security/", "security/keys/kms.md", true),
        ("path:security", "security/kms.md", true),
        ("path:security", "security.md", true),
        ("path:security", "insecurity.md", false),
        ("path:\"x, y\"", "x, y/a.md", true),
        ("path:v1.2", "v1.2/a.md", true),
        ("folder:security", "security/kms.md", true),
        ("folder:\"my notes\"", "my notes/kms.md", true),
        ("note:kms", "security/KMS.md", true),
        ("note:'key management'", "security/x.md", true),
        ("kind:rule", "x.md", true),
        ("kind:rules", "x.md", true),
        ("kind:Rule", "x.md", true),
        ("kms.md", "security/kms.md", true),
        ("security/kms.md", "security/kms.md", true),
        ("kms.md", "security/kms.markdown", false),
        ("kind:tip", "x.md", false),
        ("!draft", "draft/x.md", false),
    ] {
        assert_eq!(holds(query, &[], path), expected, "{query} on {path}");
    }
}

#[test]
fn what_is_no_query_says_where_and_why() {
    for (query, expected) in [
        ("a |", "`kind:…` at the end (at character 4)"),
        ("| a", "`kind:…` before `|` (at character 1)"),
        ("(a", "this `(` is not closed (at character 1)"),
        ("a) b", "this `)` has no matching `(` (at character 2)"),
        ("kind:ruel", "did you mean `kind:rule`? (at character 1)"),
        ("kind:xyz", "the kinds are rule, scenario, tip,"),
        ("pth:a", "did you mean `path:`?"),
        ("a & path:", "nothing follows the colon of `path:` (at character 5)"),
        ("\"a", "this quotation mark is not closed (at character 1)"),
        ("path:a{b", "`a{b`: "),
    ] {
        let wrong = Query::parse(query).unwrap_err().to_string();
        assert!(wrong.contains(expected), "{query}: {wrong}");
    }
    for deep in ["!", "("] {
        let wrong = Query::parse(&(deep.repeat(100_000) + "a")).unwrap_err();
        assert!(wrong.message.contains("too many nested parentheses"), "{wrong}");
    }
    assert!(Query::parse(&("!".repeat(60) + "a")).unwrap().holds(&Place(&["a"], "x.md")));
}
