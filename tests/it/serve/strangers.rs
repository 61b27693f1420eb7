//! What pages of other websites get from the preview: nothing but a link to it.

use super::{NOTE, preview::Preview};

const OWN: (&str, &str) = ("Host", "localhost:1111");

/// A site with a file of every kind, and one path for each kind of answer.
fn preview() -> (Preview, [&'static str; 7]) {
    let table = "# Storage\n\n## Block vs object storage\n\n\
                 | Aspect | Block storage | Object storage |\n|---|---|---|\n\
                 | Latency | low | higher |\n| Cost | high | low |\n";
    let preview = Preview::of(&[
        ("content/queues.md", NOTE),
        ("content/table.md", table),
        ("content/a/b.md", "# B\n\n[d](d.pdf)\n"),
        ("content/a/d.pdf", "%PDF-1.4\n"),
    ]);
    let paths = [
        "/queues.html",
        "/compare/items.js",
        "/a/d.pdf",
        "/a",
        "/gone",
        "/__crib/live.js",
        "/__crib/events",
    ];
    (preview, paths)
}

#[test]
fn a_page_of_another_site_can_load_nothing() {
    let (preview, paths) = preview();
    for path in paths {
        for site in ["cross-site", "same-site", "something-new"] {
            for (mode, dest) in [
                ("no-cors", "script"),
                ("no-cors", "image"),
                ("cors", "empty"),
                ("navigate", "iframe"),
                ("navigate", "frame"),
                ("navigate", "embed"),
                ("navigate", "object"),
            ] {
                let headers = [
                    OWN,
                    ("Sec-Fetch-Site", site),
                    ("Sec-Fetch-Mode", mode),
                    ("Sec-Fetch-Dest", dest),
                ];
                let answer = preview.ask_with("GET", path, &headers);
                assert_eq!(answer.status, 403, "{path} {site} {mode} {dest}");
                assert!(!answer.body.contains("once"), "{path}");
                assert!(!answer.body.contains("cribCompare"), "{path}");
            }
            let answer = preview.ask_with("GET", path, &[OWN, ("Sec-Fetch-Site", site)]);
            assert_eq!(answer.status, 403, "{path} {site}");
        }
    }
}

#[test]
fn links_of_other_sites_and_our_own_pages_are_answered() {
    let (preview, _) = preview();
    let link = [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];
    for site in ["cross-site", "same-site", "none", "same-origin"] {
        let headers = [OWN, ("Sec-Fetch-Site", site), link[0], link[1]];
        assert_eq!(
            preview.ask_with("GET", "/queues.html", &headers).status,
            200,
            "{site}"
        );
    }
    // Only a page is a link's goal, and it is only read.
    let headers = [OWN, ("Sec-Fetch-Site", "cross-site"), link[0], link[1]];
    for method in ["HEAD", "POST"] {
        assert_eq!(preview.ask_with(method, "/queues.html", &headers).status, 403);
    }
    for (mode, dest) in
        [("no-cors", "script"), ("navigate", "object"), ("navigate", "iframe")]
    {
        let headers = [
            OWN,
            ("Sec-Fetch-Site", "same-origin"),
            ("Sec-Fetch-Mode", mode),
            ("Sec-Fetch-Dest", dest),
        ];
        assert_eq!(preview.ask_with("GET", "/a/d.pdf", &headers).status, 200, "{dest}");
    }
}

#[test]
fn an_origin_must_be_the_previews_own() {
    let (preview, paths) = preview();
    let own = [OWN, ("Origin", "http://localhost:1111")];
    for path in paths {
        for origin in [
            "http://example.org",
            "http://localhost:1112",
            "https://localhost:1111",
            "null",
        ] {
            let answer = preview.ask_with("GET", path, &[OWN, ("Origin", origin)]);
            assert_eq!(answer.status, 403, "{path} {origin}");
        }
        let answer = preview.ask_with("HEAD", path, &own);
        assert_ne!(answer.status, 403, "{path}");
    }
}

#[test]
fn every_answer_is_kept_from_other_sites() {
    let (preview, paths) = preview();
    let foreign = [OWN, ("Sec-Fetch-Site", "cross-site")];
    let mut answers: Vec<_> =
        paths.into_iter().map(|it| (it, preview.ask("HEAD", it, "localhost"))).collect();
    answers.push(("another host", preview.ask("GET", "/queues.html", "example.org")));
    answers.push(("another site", preview.ask_with("GET", "/queues.html", &foreign)));
    answers.push(("a method", preview.ask("POST", "/queues.html", "localhost")));
    let statuses: Vec<u16> = answers.iter().map(|(_, it)| it.status).collect();
    assert_eq!(statuses, [200, 200, 200, 302, 404, 200, 200, 403, 403, 405]);
    for (name, answer) in answers {
        for (header, value) in [
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("content-security-policy", "frame-ancestors 'self'"),
            ("x-frame-options", "sameorigin"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.header(header), Some(value), "{name}");
        }
        assert_eq!(answer.header("access-control-allow-origin"), None, "{name}");
    }
}
