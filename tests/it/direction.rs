//! Notes written from right to left, from left to right, and both.

use std::path::Path;

use cribsheet::{build::Options, config::Config};

use crate::fixture::{self, Site};

fn site(language: &str, notes: &str) -> Site {
    let yaml = format!("language: {language}\n");
    let config = Config::parse(&yaml, Path::new("crib.yaml")).unwrap();
    let options = Options { no_minify: true, ..Options::default() };
    fixture::build(&fixture::files(notes), &config, options)
}

#[test]
fn a_page_has_the_direction_of_its_language() {
    let notes = "//- a.md\n# Eins\n//- b.md\n---\nlang: he\n---\n# Zwei\n\
                 //- c.md\n---\nlang: en_GB\n---\n# Drei\n//- d.md\n---\nlang: klingonisch\n---\n";
    for (language, a, b, c) in [
        ("de", "\"de\" dir=\"ltr\"", "\"he\" dir=\"rtl\"", "\"en-GB\" dir=\"ltr\""),
        ("ar-EG", "\"ar-EG\" dir=\"rtl\"", "\"he\" dir=\"rtl\"", "\"en-GB\" dir=\"ltr\""),
        (
            "az-Arab",
            "\"az-Arab\" dir=\"rtl\"",
            "\"he\" dir=\"rtl\"",
            "\"en-GB\" dir=\"ltr\"",
        ),
    ] {
        let site = site(language, notes);
        for (page, expected) in
            [("a.html", a), ("b.html", b), ("c.html", c), ("404.html", a), ("d.html", a)]
        {
            let page = site.page(page);
            assert!(page.contains(&format!("<html lang={expected}>")), "{page}");
        }
        assert!(site.main("a.html").contains("<article>"));
        assert!(site.main("b.html").contains("<article lang=\"he\" dir=\"rtl\">"));
        let findings = fixture::findings(&site.built.resolved);
        assert!(
            findings
                .contains("F001 error d.md:2:1 `lang` must be the code of a language"),
            "{findings}"
        );
    }
}

const BOTH: &str = "//- a.md
# שלום TCP

פסקה אחת.

- פריט
- item

1. אחד

   שני

> [!tip] עצה
> טקסט

> [!tip]- עצה
> טקסט

| עמודה | Column |
|---|:-:|
| תא | cell |

מונח
: הסבר

- \"סדר\" → תור
- \"מהיר\" → נושא

## Heading `#core`

```
code
```
";

#[test]
fn blocks_of_notes_with_both_directions_go_by_their_letters() {
    for language in ["en", "he"] {
        let site = site(language, BOTH);
        let page = site.main("a.html");
        for part in [
            "<h1 dir=\"auto\" id=",
            "<h2 dir=\"auto\" id=",
            "<p dir=\"auto\">פסקה",
            "<li dir=\"auto\">item",
            "<li dir=\"auto\"><p dir=\"auto\">אחד",
            "<p class=\"callout-title\" dir=\"auto\">",
            "<summary class=\"callout-title\" dir=\"auto\">",
            "<th scope=\"col\" dir=\"auto\">",
            "<td class=\"center\" dir=\"auto\">cell",
            "<dt dir=\"auto\">",
            "<dd dir=\"auto\">",
            "<li class=\"rule\" data-crib=\"rule\" dir=\"auto\">",
        ] {
            assert!(page.contains(part), "{language}: {part}: {page}");
        }
        assert!(!page.contains("<pre dir") && !page.contains("<ul dir"), "{page}");
    }
}

#[test]
fn one_direction_says_nothing_in_a_site_that_has_it() {
    for (language, text) in [("he", "שלום 42!"), ("en", "Grüße 42!"), ("ja", "日本語")]
    {
        let notes = format!("//- a.md\n# {text}\n\n{text}\n");
        let page = site(language, &notes);
        assert!(!page.main("a.html").contains("dir="), "{language}");
    }
    let other = site("en", "//- a.md\n# שלום\n\nשלום\n");
    assert!(other.main("a.html").contains("<p dir=\"auto\">שלום"));
}

#[test]
fn words_of_a_note_keep_their_language_elsewhere() {
    let notes = "//- a.md\n# A\n\n[[b]]\n\n![[b]]\n\n## Part `#core`\n\nx\n\
                 //- b.md\n---\nlang: ar\n---\n# ب\n\nنص إلى [[a]] هنا\n\n- \"س\" → ج\n\n## قسم `#core`\n\nنص\n\
                 //- c.md\n# C\n\nبين [[a]] words\n";
    let site = site("en", notes);
    let page = site.main("a.html");
    for part in [
        "<div class=\"embed\" lang=\"ar\" dir=\"rtl\">",
        "<div class=\"excerpt\" lang=\"ar\" dir=\"rtl\">",
        "<div class=\"excerpt\" dir=\"auto\">",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let tag = site.main("tags/core.html");
    assert!(tag.contains("<div class=\"text\" lang=\"ar\" dir=\"rtl\">"), "{tag}");
    assert!(tag.contains("<div class=\"text\">"), "{tag}");
    let sheet = site.page("sheets/cheat-sheet.html");
    assert!(sheet.contains("<div lang=\"ar\" dir=\"rtl\" class=\"entry"), "{sheet}");
    let back = site.main("b.html");
    assert!(back.contains("<div class=\"excerpt\" lang=\"en\" dir=\"ltr\">"), "{back}");
}
