//! Pages that are rendered when they are asked for.

use std::thread;

use cribsheet::{
    build::{Input, Options},
    output::Memory,
};

use super::preview::{Preview, locate};
use crate::fixture;

const BROKEN: &str = "{{ page.nothing.at_all }}";
const NOTE_TEMPLATE: &str = "themes/default/templates/note.html";

/// A page without the preview's own script.
fn without_script(body: &str) -> String {
    let Some((before, rest)) = body.split_once("<script src=\"/repo/__crib/live.js\"")
    else {
        return body.to_owned();
    };
    let (_, after) = rest.split_once("</script>\n").unwrap();
    format!("{before}{after}")
}

#[test]
fn every_file_is_the_one_that_a_build_would_write() {
    let table = "# Storage `#aws`\n\n## Block vs object\n\n\
                 | Aspect | Block storage | Object storage |\n|---|---|---|\n\
                 | Latency | low | higher |\n| Cost | high | low |\n\n- \"Cheap\" → object\n";
    let config = "title: T\nbase_url: https://example.org/repo\n";
    let preview = Preview::of(&[
        ("crib.yaml", config),
        (
            "content/a.md",
            "---\naliases: [/old]\n---\n# A\n\n![p](p.svg) [d](d.bin)\n\n## Queue `#tip`\n\nAsk.\n",
        ),
        ("content/deep/table.md", table),
        ("content/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("content/d.bin", "\u{0}\u{1}"),
    ]);
    let project = locate(preview.folder.path()).unwrap();
    let (files, name) = (project.files().unwrap(), project.name());
    let input = fixture::input(&files, &project.config, Options::default());
    let sink = Memory::default();
    fixture::put(Input { name: &name, ..input }, &sink).unwrap();
    let built = sink.into_files();
    for wanted in ["search/index.js", "atom.xml", "compare/items.js", "d.bin"] {
        assert!(built.keys().any(|it| it.as_str() == wanted), "{wanted}");
    }
    for (route, bytes) in built {
        let url = format!("/repo/{}", route.url_path());
        // Twice: made, and kept.
        for _ in 0..2 {
            let answer = preview.get(&url);
            assert_eq!(answer.status, 200, "{url}");
            let is_page = route.as_str().ends_with(".html");
            let body = without_script(&answer.body);
            assert_eq!(body != answer.body, is_page, "{url}");
            assert_eq!(body, String::from_utf8_lossy(&bytes), "{url}");
        }
    }
    for gone in ["/repo/search/gone.js", "/repo/search/", "/repo/search/index"] {
        assert_eq!(preview.get(gone).status, 404, "{gone}");
    }
}

#[test]
fn a_page_that_cannot_be_rendered_says_so_until_the_next_edit() {
    let preview = Preview::of(&[
        ("content/a.md", "# A\n"),
        ("content/b.md", "# B\n"),
        (NOTE_TEMPLATE, BROKEN),
    ]);
    let mut events = preview.events("/__crib/events");
    events.wait_for("findings");
    for _ in 0..2 {
        let answer = preview.get("/a");
        assert_eq!(answer.status, 500);
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        for part in ["Error in the theme", "note.html:1", "a.md", "/__crib/live.js"] {
            assert!(answer.body.contains(part), "{part}: {}", answer.body);
        }
    }
    assert_eq!(preview.get("/gone").status, 404);
    let reported = preview.reported.lock().unwrap().clone();
    let failed = reported.iter().filter(|it| it.starts_with("unrendered "));
    assert_eq!(failed.count(), 1, "{reported:?}");

    preview.write(NOTE_TEMPLATE, "<body>mended</body>");
    preview.until(&mut events, |it| it.get("/a").body.contains("mended"));
}

#[test]
fn many_requests_at_once_are_all_answered() {
    let note = |it: usize| format!("# N{it}\n\n[next](n{}.md)\n", (it + 1) % 20);
    let notes: Vec<(String, String)> =
        (0..20).map(|it| (format!("content/n{it}.md"), note(it))).collect();
    let notes: Vec<(&str, &str)> =
        notes.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let preview = Preview::of(&notes);
    thread::scope(|scope| {
        for worker in 0..8 {
            let preview = &preview;
            scope.spawn(move || {
                for it in 0..20 {
                    let number = (it + worker * 3) % 20;
                    let page = preview.get(&format!("/n{number}"));
                    assert!(
                        page.body.contains(&format!("<title>N{number}")),
                        "{}",
                        page.body
                    );
                    assert_eq!(preview.get("/search/index.js").status, 200);
                }
            });
        }
    });
}
