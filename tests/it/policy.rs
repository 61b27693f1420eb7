//! The Content Security Policy of pages: no wider than the notes need.

use std::path::Path;

use cribsheet::{build::Options, config::Config};

use crate::fixture::{self, Site};

/// The directives of a page's policy, which comes before all that it is about.
fn policy(page: &str) -> Option<Vec<String>> {
    for Ok(token) in html5gum::Tokenizer::new(page) {
        let html5gum::Token::StartTag(tag) = token else { continue };
        let text = |name: &[u8]| {
            tag.attributes.get(name).map(|it| String::from_utf8_lossy(it).into_owned())
        };
        if text(b"http-equiv").as_deref() == Some("Content-Security-Policy") {
            return text(b"content")
                .map(|it| it.split("; ").map(str::to_owned).collect());
        }
        if [&b"script"[..], b"style", b"link", b"body"].contains(&&*tag.name.0) {
            return None;
        }
    }
    None
}

/// The one policy of all pages of a site.
fn of_site(site: &Site) -> Vec<String> {
    let mut policies = site
        .pages()
        .map(|(route, it)| policy(it).unwrap_or_else(|| panic!("{route} has no policy")));
    let first = policies.next().unwrap();
    assert!(policies.all(|it| it == first));
    first
}

fn site(notes: &str, settings: &str) -> Site {
    let config = Config::parse(settings, Path::new("crib.yaml")).unwrap();
    fixture::build(&fixture::files(notes), &config, Options::default())
}

#[test]
fn notes_without_files_of_other_hosts_get_the_strictest_policy() {
    let notes = "//- README.md\n---\naliases: [/old]\n---\n# A\n\n[x](https://a.org/p.png) ![p](p.png) ![[a.pdf|x]]\n\n\
                 - \"one\" → x\n- \"two\" → y\n\n![d](https://b.org/p.png)\n\
                 //- p.png\nx\n";
    let strict =
        notes.replace("![d](https://b.org/p.png)", "`![d](https://b.org/p.png)`");
    let draft =
        format!("{strict}//- b.md\n---\ndraft: true\n---\n![d](https://b.org/p.png)\n");
    for notes in [&strict, &draft] {
        let site = site(notes, "");
        assert!(site.pages().any(|it| it.0 == "old.html"));
        assert!(site.pages().any(|it| it.0 == "sheets/cheat-sheet.html"));
        assert_eq!(
            of_site(&site),
            [
                "default-src 'none'",
                "script-src 'self' file:",
                "style-src 'self' file:",
                "img-src 'self' file: data:",
                "media-src 'self' file:",
                "font-src 'self' file:",
                "object-src 'none'",
                "frame-src 'none'",
                "connect-src 'self'",
                "base-uri 'none'",
                "form-action 'none'",
            ]
        );
    }
}

#[test]
fn what_notes_show_of_other_hosts_is_allowed() {
    let cases = [
        ("![p](https://a.org/p.png)", " https:"),
        ("![[https://a.org/p.mp4]]", " https:"),
        ("<video poster=\"https://a.org/p.png\"></video>", " https:"),
        ("<img src=p.png srcset=\"p.png 1x, HTTPS://a.org/p.png 2x\">", " https:"),
        ("![p](http://a.org/p.png)", " https: http:"),
        ("![p](//a.org/p.png)", " https: http:"),
        (
            "![p](https://a.org/p.png) <audio src=http://a.org/p.mp3></audio>",
            " https: http:",
        ),
    ];
    for (text, more) in cases {
        let policy =
            of_site(&site(&format!("//- a.md\n# A\n\n{text}\n//- p.png\nx\n"), ""));
        assert!(
            policy.contains(&format!("img-src 'self' file: data:{more}")),
            "{text}: {policy:?}"
        );
        assert!(
            policy.contains(&format!("media-src 'self' file:{more}")),
            "{text}: {policy:?}"
        );
        assert!(
            policy.contains(&"script-src 'self' file:".to_owned()),
            "{text}: {policy:?}"
        );
    }
}

#[test]
fn a_pdf_of_the_notes_may_be_shown_in_a_frame() {
    let policy = of_site(&site("//- a.md\n# A\n\n![[a.pdf]]\n//- a.pdf\nx\n", ""));
    assert!(policy.contains(&"frame-src 'self' file:".to_owned()), "{policy:?}");
    assert!(policy.contains(&"object-src 'self' file:".to_owned()), "{policy:?}");
    let elsewhere = of_site(&site("//- a.md\n# A\n\n![x](https://a.org/a.pdf)\n", ""));
    assert!(elsewhere.contains(&"frame-src 'none'".to_owned()), "{elsewhere:?}");
}

#[test]
fn notes_that_may_contain_scripts_have_no_policy() {
    let allowed =
        site("//- a.md\n# A\n\n<script>x()</script>\n", "markdown: {raw_html: allow}");
    assert!(allowed.pages().all(|(_, it)| policy(it).is_none()));
    let denied = site("//- a.md\n# A\n", "markdown: {raw_html: deny}");
    assert!(!of_site(&denied).is_empty());
}
