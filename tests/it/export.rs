//! Files for machines: sitemap, feed, robots, `llms.txt`; and pages that send readers on.

use std::{fs, path::Path, process::Command};

use cribsheet::{build::Options, config::Config, report, source::Files as _};

use crate::fixture::{self, Site};

fn site(config: &str, notes: &str) -> Site {
    let config = Config::parse(config, Path::new("crib.yaml")).unwrap();
    let options = Options { no_minify: true, ..Options::default() };
    fixture::build(&fixture::files(notes), &config, options)
}

fn text<'s>(site: &'s Site, route: &str) -> &'s str {
    std::str::from_utf8(&site.files[route]).unwrap()
}

const BASE: &str =
    "base_url: https://example.org/repo\ntitle: Notes & more\nauthor: Me\n";

const NOTES: &str = "\
//- index.md
# Home
//- a b/one.md
---
date: 2026-01-02
updated: 2026-11-24 10:00
description: About <one>
---
# One & only
//- two.md
---
date: 2026-11-24T09:00:00+09:00
---
# Two
//- undated.md
# Undated
//- draft.md
---
draft: true
date: 2026-11-25
---
# Draft
";

#[test]
fn without_an_address_only_what_can_be_relative_is_made() {
    let site = site("", NOTES);
    assert_eq!(text(&site, ".nojekyll"), "");
    assert_eq!(text(&site, "robots.txt"), "User-agent: *\nAllow: /\n");
    assert!(
        text(&site, "llms.txt").contains("- [One & only](a%20b/one.html): About <one>\n")
    );
    assert!(
        !site.files.contains_key("sitemap.xml") && !site.files.contains_key("atom.xml")
    );
}

#[test]
fn a_sitemap_names_every_page_with_its_full_address() {
    let site = site(BASE, NOTES);
    let sitemap = text(&site, "sitemap.xml");
    assert!(
        sitemap.contains("<url><loc>https://example.org/repo/</loc></url>"),
        "{sitemap}"
    );
    assert!(
        sitemap.contains(
            "<loc>https://example.org/repo/a%20b/one.html</loc><lastmod>2026-11-24T10:00:00Z</lastmod>"
        ),
        "{sitemap}"
    );
    for left_out in ["404", "draft", "conflicts"] {
        assert!(!sitemap.contains(left_out), "{left_out} in {sitemap}");
    }
    let robots = text(&site, "robots.txt");
    assert!(
        robots.ends_with("\nSitemap: https://example.org/repo/sitemap.xml\n"),
        "{robots}"
    );
    assert!(text(&site, "llms.txt").contains("(https://example.org/repo/two.html)"));
}

#[test]
fn a_feed_names_dated_notes_the_newest_first() {
    let site = site(BASE, NOTES);
    let feed = text(&site, "atom.xml");
    let at = |text: &str| feed.find(text).unwrap_or_else(|| panic!("{text} in {feed}"));
    assert!(at("<title>One &amp; only</title>") < at("<title>Two</title>"), "{feed}");
    assert!(
        at("<updated>2026-11-24T10:00:00Z</updated>") < at("<entry>"),
        "the feed's own"
    );
    assert!(feed.contains("<published>2026-01-02T00:00:00Z</published>"), "{feed}");
    assert!(feed.contains("<summary>About &lt;one&gt;</summary>"), "{feed}");
    assert!(feed.contains("<author><name>Me</name></author>"), "{feed}");
    assert!(!feed.contains("Undated") && !feed.contains("Draft"), "{feed}");
    let page = site.page("a b/one.html");
    assert!(page.contains(
        "type=\"application/atom+xml\" title=\"Notes &amp; more\" href=\"../atom.xml\""
    ));
    assert!(page.contains("<meta property=\"og:title\" content=\"One &amp; only\""));
    assert!(page.contains(
        "<meta property=\"og:url\" content=\"https://example.org/repo/a%20b/one.html\">"
    ));
    assert!(page.contains("<meta property=\"og:type\" content=\"article\">"));
}

#[test]
fn what_the_author_publishes_in_such_a_place_stays() {
    let site = site(
        BASE,
        "//- a.md\n# A\n[rules](robots.txt) [map](sitemap.xml)\n//- robots.txt\nmine\n//- sitemap.xml\nmine\n",
    );
    assert_eq!(text(&site, "robots.txt"), "mine\n");
    assert_eq!(text(&site, "sitemap.xml"), "mine\n");
}

#[test]
fn former_addresses_send_readers_on() {
    let notes = "//- new/place.md\n---\naliases: [/old/place/, gone.html, taken.md, mine.html, 404.html, K8s, /new/place]\n---\n# Place\n\
                 //- taken.md\n# Taken\n\n[[K8s]] [m](mine.html)\n//- mine.html\n<p>mine</p>\n";
    let site = site("base_url: https://example.org", notes);
    let page = site.page("old/place/index.html");
    assert!(page.contains("data-to=\"../../new/place.html\""), "{page}");
    assert!(page.contains(
        "<link rel=\"canonical\" href=\"https://example.org/new/place.html\">"
    ));
    assert!(page.contains("<a href=\"../../new/place.html\">Place</a>"));
    assert!(site.page("gone.html").contains("data-to=\"new/place.html\""));
    assert!(text(&site, "mine.html").contains("<p>mine</p>"), "a file keeps its address");
    assert!(site.page("404.html").contains("Page not found"));
    assert!(site.main("taken.html").contains("Taken"), "a note keeps its address");
    assert!(site.main("new/place.html").contains("Place"));
    assert!(!text(&site, "sitemap.xml").contains("gone.html"));
    assert!(!site.files.contains_key("K8s.html"), "another name is no address");
    assert_eq!(crate::html::problems(&site), Vec::<String>::new());
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args([
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@example.org",
    ]);
    command.args(arguments).env("GIT_COMMITTER_DATE", "2026-03-04T05:06:07+00:00");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

#[test]
fn dates_come_from_the_repository_where_notes_give_none() {
    let temp = tempfile::tempdir().unwrap();
    let notes = temp.path().join("repo/notes");
    fs::create_dir_all(notes.join("ä b")).unwrap();
    fs::write(notes.join("ä b/c.md"), "# C\n").unwrap();
    fs::write(notes.join("new.md"), "# New\n").unwrap();
    git(temp.path(), &["init", "-q", "repo"]);
    let repo = temp.path().join("repo");
    git(&repo, &["add", "notes/ä b"]);
    git(&repo, &["commit", "-q", "-m", "one"]);
    let variables: Vec<(String, String)> = std::env::vars().collect();
    let disk = |content: &Path| cribsheet::source::Disk {
        programs: cribsheet::program::Programs::new(&variables),
        ..cribsheet::source::Disk::new(content)
    };
    let history = disk(&notes).history();
    let dates: Vec<(String, String)> = history
        .changed
        .iter()
        .map(|(path, time)| (path.to_string(), time.clone()))
        .collect();
    let [(path, time)] = &dates[..] else { panic!("{dates:?}") };
    assert_eq!(path, "ä b/c.md");
    assert!(time.starts_with("2026-03-04T05:06:07"), "{time}");
    let config = Config::parse(BASE, Path::new("crib.yaml")).unwrap();
    let site = fixture::build(&disk(&notes), &config, Options::default());
    let feed = text(&site, "atom.xml");
    assert!(
        feed.contains("<title>C</title>") && !feed.contains("<title>New</title>"),
        "{feed}"
    );

    // Of a shallow clone nobody knows when the files changed.
    let url = format!("file://{}", repo.display());
    git(temp.path(), &["clone", "-q", "--depth", "1", &url, "shallow"]);
    let shallow = disk(&temp.path().join("shallow/notes"));
    let site = fixture::build(&shallow, &config, Options::default());
    assert!(!text(&site, "atom.xml").contains("<entry>"));
    let findings = fixture::findings(&site.built.resolved);
    assert!(
        findings.contains("G001 info") && findings.contains("fetch-depth: 0"),
        "{findings}"
    );
    // It is the finding of no place.
    let printed = report::text(&site.built.resolved, (false, true), |_| true);
    let printed = printed.split("\n\n").find(|it| it.contains("G001")).unwrap();
    assert!(!printed.contains("-->"), "{printed}");
    assert!(
        report::github(&site.built.resolved, "notes/").contains("::notice title=G001::"),
        "no file is named"
    );
    // The preview does not ask, and notes that all say it themselves need not be asked about.
    let preview = Options { preview: true, ..Options::default() };
    let site = fixture::build(&shallow, &config, preview);
    assert_eq!(fixture::findings(&site.built.resolved), "");
    fs::write(temp.path().join("shallow/notes/ä b/c.md"), "---\ndate: 2026-01-02\n---\n")
        .unwrap();
    let site = fixture::build(&shallow, &config, Options::default());
    assert_eq!(fixture::findings(&site.built.resolved), "");
    assert_eq!(disk(temp.path()).history(), cribsheet::source::History::default());
}
