//! The preview server as a browser meets it: answers, refusals and the stream of events.
#![cfg(feature = "serve")]

mod bursts;
mod kept;
mod long;
mod overtaken;
mod pages;
mod preview;
mod strangers;

use std::{fs, io::Read as _, sync::Arc};

use cribsheet::serve::{ServeOptions, Server};

use self::preview::{Preview, locate, options};

const NOTE: &str = "---\ntitle: Queues\n---\nAt least once.\n";
const TEMPLATE: &str = "themes/default/templates/404.html";
const CONFIG: &str = "base_url: https://example.org/repo\n";

#[test]
fn every_file_comes_with_its_type_and_uncached() {
    let assets =
        "[d](d.json) [t](t.TXT) [z](z.zip) [b](b.xyz) [n](n.ipynb) ![p](ü%20p.png)\n";
    let preview = Preview::of(&[
        ("content/index.md", assets),
        ("content/d.json", "{}"),
        ("content/t.TXT", "t"),
        ("content/z.zip", "z"),
        ("content/b.xyz", "b"),
        ("content/n.ipynb", "{}"),
        ("content/ü p.png", "p"),
    ]);
    let home = preview.get("/");
    let style = home.body.split(['=', '>']).find(|it| it.ends_with(".css")).unwrap();
    let cases = [
        ("/", "text/html; charset=utf-8"),
        (&format!("/{style}"), "text/css; charset=utf-8"),
        ("/__crib/live.js", "text/javascript; charset=utf-8"),
        ("/d.json", "application/json; charset=utf-8"),
        ("/n.ipynb?x=1", "application/json; charset=utf-8"),
        ("/t.TXT", "text/plain; charset=utf-8"),
        ("/%C3%BC%20p.png", "image/png"),
        ("/z.zip", "application/zip"),
        ("/b.xyz", "application/octet-stream"),
    ];
    for (path, kind) in cases {
        let answer = preview.get(path);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some(kind)),
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[test]
fn pages_lie_where_production_has_them() {
    let preview = Preview::of(&[
        ("crib.yaml", CONFIG),
        ("content/index.md", "# Home\n"),
        ("content/queues.md", NOTE),
        ("content/a b/index.md", "# Folder\n"),
    ]);
    assert!(preview.server.url().ends_with("/repo/"), "{}", preview.server.url());
    for path in ["/repo/queues.html", "/repo/queues", "/repo/queues?from=home"] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body.contains("At least once."), "{path}");
    }
    let moved = [
        ("/", "/repo/"),
        ("/repo", "/repo/"),
        ("/repo/a%20b", "/repo/a%20b/"),
        ("/repo/a%20b?x=1", "/repo/a%20b/?x=1"),
    ];
    for (path, url) in moved {
        let answer = preview.get(path);
        assert_eq!(
            (answer.status, answer.header("location")),
            (302, Some(url)),
            "{path}"
        );
    }
    for path in ["/repo/gone", "/queues.html", "/repo/queues/", "/repo/__crib/x"] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("no page at this address"), "{path}");
        assert!(answer.body.contains("/repo/__crib/live.js"), "{path}");
    }
}

#[test]
fn nothing_outside_the_site_is_reached() {
    let preview =
        Preview::of(&[("crib.yaml", "title: secret\n"), ("content/a.md", NOTE)]);
    let long = format!("/{}", "a/".repeat(20_000));
    let paths = [
        "/../crib.yaml",
        "/%2e%2e/crib.yaml",
        "/..%2fcrib.yaml",
        "/..%5ccrib.yaml",
        "/x/../a.html",
        "/./a.html",
        "//a",
        "//a.html",
        "//example.org/%2e%2e",
        "/a%00.html",
        "/a.html%00",
        "/%",
        "/%ff%fe",
        "/etc/passwd",
        &long,
    ];
    for path in paths {
        let answer = preview.get(path);
        assert!(
            [400, 404, 414].contains(&answer.status),
            "{path:.40}: {}",
            answer.status
        );
        assert!(!answer.body.contains("title: secret"), "{path:.40}");
    }
    assert_eq!(preview.get("/a.html").status, 200);
}

#[test]
fn only_get_and_head_are_answered() {
    let preview = Preview::of(&[("content/queues.md", NOTE)]);
    let page = preview.get("/queues.html");
    let head = preview.ask("HEAD", "/queues.html", "localhost");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-type"), page.header("content-type"));
    assert_eq!(head.header("content-length"), page.header("content-length"));
    assert_eq!(preview.ask("HEAD", "/__crib/events", "localhost").status, 200);
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer = preview.ask(method, "/queues.html", "localhost");
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, Some("get, head")),
            "{method}"
        );
    }
}

#[test]
fn a_part_of_a_film_can_be_asked_for() {
    let preview = Preview::of(&[
        ("content/a.md", "![f](f.mp4)\n"),
        ("content/f.mp4", "0123456789"),
    ]);
    let get = |method, path, range| {
        preview.ask_with(method, path, &[("Host", "localhost"), ("Range", range)])
    };
    let part = get("GET", "/f.mp4", "bytes=2-4");
    assert_eq!((part.status, part.body.as_str()), (206, "234"));
    assert_eq!(part.header("content-range"), Some("bytes 2-4/10"));
    assert_eq!(part.header("content-length"), Some("3"));
    let none = get("GET", "/f.mp4", "bytes=10-");
    assert_eq!((none.status, none.header("content-range")), (416, Some("bytes */10")));
    let whole = preview.get("/f.mp4");
    assert_eq!((whole.status, whole.body.as_str()), (200, "0123456789"));
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    // Pages are not films.
    for (method, path) in [("HEAD", "/f.mp4"), ("GET", "/a"), ("GET", "/gone")] {
        let answer = get(method, path, "bytes=2-4");
        assert_eq!(answer.header("content-range"), None, "{method} {path}");
    }
}

#[test]
fn names_of_other_hosts_are_refused() {
    let preview = Preview::of(&[("content/queues.md", NOTE)]);
    for host in ["localhost", "127.0.0.1:5", "[::1]:80", "LOCALHOST:1111"] {
        assert_eq!(preview.ask("GET", "/queues", host).status, 200, "{host}");
    }
    for host in ["example.org", "localhost.example.org:1111", "192.168.1.7", ""] {
        for path in ["/queues", "/__crib/events"] {
            let answer = preview.ask("GET", path, host);
            assert_eq!(answer.status, 403, "{host} {path}");
            assert!(!answer.body.contains("At least once."), "{host}");
        }
    }
}

#[test]
fn every_page_gets_the_script_once() {
    let preview = Preview::of(&[("content/queues.md", NOTE)]);
    let page = preview.get("/queues.html");
    assert_eq!(page.body.matches("__crib").count(), 1, "{}", page.body);
    let (_, tag) = page.body.split_once("<script src=\"/__crib/live.js\"").unwrap();
    assert!(tag.starts_with(" data-build=\""), "{tag}");
    // It is the last thing on the page, and not deferred: it sees the page before other scripts.
    assert!(tag.ends_with("\"></script>\n</body></html>"), "{tag}");
    let script = preview.get("/__crib/live.js").body;
    assert!(script.len() < 18_000, "{}", script.len());
    assert!(!script.contains("innerHTML"));
}

#[test]
fn an_edited_note_is_served_and_announced() {
    let preview = Preview::of(&[("content/queues.md", NOTE)]);
    let mut events = preview.events("/__crib/events");
    let (name, build) = events.next();
    assert_eq!(name, "hello");
    assert!(preview.get("/queues").body.contains(&format!("data-build=\"{build}\"")));
    assert_eq!(events.next().0, "findings");

    preview.write("content/queues.md", "# Queues\n\nExactly once. [x](gone.md)\n");
    let fixed = events.wait_for("reload");
    assert_ne!(fixed, build);
    let page = preview.get("/queues").body;
    assert!(page.contains("Exactly once."));
    assert!(page.contains(&format!("data-build=\"{fixed}\"")));
    let found: serde_json::Value =
        serde_json::from_str(&events.wait_for("findings")).unwrap();
    assert_eq!((&found["errors"], &found["total"]), (&1.into(), &1.into()));
    let first = &found["findings"][0];
    assert_eq!(first["finding"]["code"], "L001");
    assert_eq!(first["finding"]["line"], 3);
    assert_eq!(first["page"], "/queues.html#queues");
    assert_eq!(first["all"], serde_json::Value::Null);
}

#[test]
fn a_conflict_leads_to_its_section_and_to_the_page_of_all() {
    let rule = |answer: &str| {
        format!("# T\n\n## When `#tip`\n\n- \"Must be cheap\" → {answer}\n")
    };
    let (one, other) = (rule("Archive"), rule("Tape"));
    let preview = Preview::of(&[("content/a.md", &one), ("content/b.md", &other)]);
    let found: serde_json::Value =
        serde_json::from_str(&preview.events("/__crib/events").wait_for("findings"))
            .unwrap();
    let conflict = &found["findings"][0];
    assert_eq!(conflict["finding"]["code"], "K001");
    assert_eq!(conflict["page"], "/b.html#when");
    assert_eq!(conflict["all"], "/conflicts.html");
    assert_eq!(preview.get("/conflicts.html").status, 200);
}

#[test]
fn notes_come_and_go() {
    let preview = Preview::of(&[("content/queues.md", NOTE)]);
    let mut events = preview.events("/__crib/events");
    events.wait_for("hello");
    preview.write("content/deep/er/new.md", "# New\n");
    preview.until(&mut events, |it| it.get("/deep/er/new").status == 200);
    preview.write("content/deep/er/new.md", "# Newer\n");
    preview.until(&mut events, |it| it.get("/deep/er/new").body.contains("Newer"));
    let root = preview.folder.path().join("content");
    fs::rename(root.join("queues.md"), root.join("topics.md")).unwrap();
    preview.until(&mut events, |it| it.get("/topics").status == 200);
    assert_eq!(preview.get("/queues").status, 404);
    fs::remove_file(root.join("topics.md")).unwrap();
    preview.until(&mut events, |it| it.get("/topics").status == 404);
}

#[test]
fn folders_that_move_in_are_followed() {
    let preview = Preview::of(&[("content/a.md", NOTE), ("away/deep/b.md", "# B\n")]);
    let mut events = preview.events("/__crib/events");
    events.wait_for("hello");
    let root = preview.folder.path();
    fs::rename(root.join("away"), root.join("content/in")).unwrap();
    preview.until(&mut events, |it| it.get("/in/deep/b").status == 200);
    preview.write("content/in/deep/b.md", "# B again\n");
    preview.until(&mut events, |it| it.get("/in/deep/b").body.contains("B again"));
    fs::rename(root.join("content/in"), root.join("content/other")).unwrap();
    preview.until(&mut events, |it| it.get("/other/deep/b").status == 200);
    preview.write("content/other/deep/b.md", "# B at last\n");
    preview.until(&mut events, |it| it.get("/other/deep/b").body.contains("at last"));
    assert_eq!(preview.get("/in/deep/b").status, 404);
}

#[test]
fn many_writes_at_once_are_one_change() {
    let preview = Preview::of(&[("content/a.md", NOTE)]);
    let mut events = preview.events("/__crib/events");
    events.wait_for("hello");
    for number in 0..30 {
        preview.write(&format!("content/n{number}.md"), "# N\n");
    }
    let mut builds = 0;
    while (0..30).any(|it| preview.get(&format!("/n{it}")).status != 200) {
        events.wait_for("reload");
        builds += 1;
    }
    assert!(builds < 10, "{builds}");
}

#[test]
fn a_build_that_changes_nothing_is_announced_but_not_reported() {
    let preview = Preview::of(&[("content/queues.md", NOTE)]);
    let mut events = preview.events("/__crib/events");
    let (_, build) = events.next();
    preview.write("content/queues.md", NOTE);
    assert_eq!(events.wait_for("reload"), build);
    let reported = preview.reported.lock().unwrap().clone();
    let builds = reported.iter().filter(|it| it.starts_with("built ")).count();
    assert_eq!(builds, 1, "{reported:?}");
}

#[test]
fn only_the_preview_has_a_page_of_conflicts() {
    let notes = "# A\n\n## Cases\n\n| Scenario | Solution |\n|---|---|\n\
                 | \"Send mail\" | Queue |\n| \"Wait\" | Sleep |\n\n## More cases\n\n\
                 | Scenario | Solution |\n|---|---|\n| \"Send mail\" | Topic |\n| \"Go\" | Run |\n";
    let preview = Preview::of(&[("content/queues.md", notes)]);
    let page = preview.get("/conflicts");
    assert_eq!(page.status, 200);
    for word in ["Send mail", "Queue", "Topic", "queues"] {
        assert!(page.body.contains(word), "{word}: {}", page.body);
    }
    assert!(
        preview.get("/queues").body.contains("conflicts"),
        "the navigation leads there"
    );
    let files = crate::fixture::files(&format!("//- queues.md\n{notes}"));
    let built = crate::fixture::build(
        &files,
        &cribsheet::config::Config::default(),
        cribsheet::build::Options::default(),
    );
    assert!(!built.files.contains_key("conflicts.html"));
}

#[test]
fn a_failed_build_leaves_the_last_good_site_up() {
    let good = "{% extends \"base.html\" %}{% block main %}mine{% endblock %}";
    let preview = Preview::of(&[("content/queues.md", NOTE), (TEMPLATE, good)]);
    let mut events = preview.events("/__crib/events");
    events.wait_for("hello");
    assert!(preview.get("/gone").body.contains("mine"));

    for (file, broken, fixed, title, name) in [
        (TEMPLATE, "{% if %}", good, "Error in the theme", "404.html"),
        ("crib.yaml", "tilte: x\n", "title: x\n", "Invalid configuration", "crib.yaml"),
    ] {
        preview.write(file, broken);
        let problem: serde_json::Value =
            serde_json::from_str(&events.wait_for("problem")).unwrap();
        assert_eq!(problem["title"], title);
        assert!(problem["text"].as_str().unwrap().contains(name), "{problem}");
        assert!(preview.get("/gone").body.contains("mine"));
        let mut late = preview.events("/__crib/events");
        assert_eq!([late.next().0, late.next().0], ["hello", "problem"]);

        preview.write(file, fixed);
        events.wait_for("reload");
        assert!(preview.get("/gone").body.contains("mine"));
    }
    let reported = preview.reported.lock().unwrap().clone();
    let failures = reported.iter().filter(|it| it.starts_with("failed ")).count();
    assert!(failures >= 2, "{reported:?}");
}

#[test]
fn a_configuration_that_moves_the_site_is_followed() {
    let preview = Preview::of(&[("content/a.md", NOTE), ("elsewhere/b.md", "# B\n")]);
    let mut events = preview.events("/__crib/events");
    events.wait_for("hello");
    preview.write("crib.yaml", &format!("{CONFIG}content_dir: elsewhere\n"));
    preview.until(&mut events, |it| it.get("/").header("location") == Some("/repo/"));
    assert_eq!(
        [preview.get("/repo/a").status, preview.get("/repo/b").status],
        [404, 200]
    );
    let url = preview.server.url();
    assert!(url.ends_with("/repo/"), "{url}");
    preview.write("elsewhere/b.md", "# B again\n");
    preview.until(&mut events, |it| it.get("/repo/b").body.contains("B again"));
    let listening = format!("listening {url}");
    assert!(preview.reported.lock().unwrap().contains(&listening));
}

#[test]
fn a_content_folder_may_go_and_come_back() {
    let preview =
        Preview::of(&[("crib.yaml", "content_dir: notes\n"), ("notes/a.md", NOTE)]);
    let mut events = preview.events("/__crib/events");
    events.wait_for("hello");
    let root = preview.folder.path();
    fs::rename(root.join("notes"), root.join("away")).unwrap();
    events.wait_for("problem");
    assert_eq!(preview.get("/a").status, 200);

    fs::rename(root.join("away"), root.join("notes")).unwrap();
    events.wait_for("reload");
    preview.write("notes/a.md", "# Back\n");
    preview.until(&mut events, |it| it.get("/a").body.contains("Back"));
}

#[test]
fn a_port_that_is_taken_is_named() {
    let preview = Preview::of(&[("content/queues.md", NOTE)]);
    let host = preview.host();
    let port = host.rsplit(':').next().unwrap().parse().unwrap();
    let project = locate(preview.folder.path()).unwrap();
    let again = project.clone();
    let reload = move || Ok(again.clone());
    let options = ServeOptions { port: Some(port), ..options() };
    let taken = Server::start(&project, reload, options, Arc::new(|_| ()));
    let Err(error) = taken else { panic!("two servers on one port") };
    assert_eq!(error.exit_code(), 3);
    let error = error.to_string();
    assert!(error.contains(&host) && error.contains("`--port`"), "{error}");
}

#[test]
fn without_a_port_a_free_one_is_found() {
    let default = ServeOptions::default;
    let one = Preview::start(preview::folder(&[("content/a.md", NOTE)]), default());
    let other = Preview::start(preview::folder(&[("content/b.md", NOTE)]), default());
    assert_ne!(one.host(), other.host());
    assert_eq!([one.get("/a").status, other.get("/b").status], [200, 200]);
    let reported = other.reported.lock().unwrap().clone();
    let port = other.host().split(':').next_back().unwrap().to_owned();
    let warning = format!("warned port 1111 is in use, so this preview has port {port}");
    assert!(reported.contains(&warning), "{reported:?}");
}

#[test]
fn dropping_the_server_ends_it() {
    let preview = Preview::of(&[("content/queues.md", NOTE)]);
    let mut events = preview.events("/__crib/events");
    events.wait_for("findings");
    let Preview { folder: _folder, server, .. } = preview;
    drop(server);
    let mut rest = Vec::new();
    // Closed or reset, but not open.
    let _ = events.0.read_to_end(&mut rest);
    assert!(!String::from_utf8_lossy(&rest).contains("event"));
}
