//! What nobody should write, and what disks do: findings and errors that say what to do.

use std::{fs, path::Path};

use cribsheet::{
    build::{self, Options},
    config::Config,
    path::NotePath,
    source::{Disk, Files, Memory},
};

use crate::{fixture, html};

fn memory(path: &str, bytes: &[u8]) -> Memory {
    Memory([(NotePath::new(path).unwrap(), bytes.to_vec())].into())
}

fn disk(content: &Path) -> Disk {
    Disk::new(content)
}

#[test]
fn invalid_utf_8_is_a_finding_with_the_offset_and_the_page_stands() {
    let bytes = b"# Title\n\nbefore \xff\xfe after\n";
    let site =
        fixture::build(&memory("a.md", bytes), &Config::default(), Options::default());
    let findings = fixture::findings(&site.built.resolved);
    assert_eq!(
        findings,
        "N001 error a.md:3:8 the byte at offset 16 is not UTF-8 (save the file as UTF-8; until \
         then the page shows \u{fffd} there)\n"
    );
    assert!(site.page("a.html").contains("before \u{fffd}\u{fffd} after"));
}

#[test]
fn an_empty_file_is_a_page() {
    let site = fixture::site("//- a.md\n");
    assert!(
        site.main("a.html").contains("<h1 id=\"crib:title\" data-pagefind-body>A</h1>")
    );
}

#[test]
fn one_line_of_five_megabytes_is_a_page() {
    let text = format!(
        "# Long\n\n{} [gone](gone.md) {}",
        "word ".repeat(500_000),
        "w".repeat(2_500_000)
    );
    let files = memory("a.md", text.as_bytes());
    let site = fixture::build(&files, &Config::default(), Options::default());
    assert!(site.page("a.html").len() > 5_000_000);
    let shown = cribsheet::report::text(&site.built.resolved, (false, true), |_| true);
    assert!(
        shown.contains("there is no note `gone.md`") && shown.len() < 2_000,
        "{}",
        shown.len()
    );
}

#[test]
fn two_notes_for_one_page_both_have_one() {
    let site = fixture::site(
        "//- a.markdown\n# First\n//- a.md\n# Second\n[x](a.markdown) [y](a.md)\n",
    );
    assert_eq!(
        fixture::findings(&site.built.resolved),
        "U001 error a.md:1:1 `a.html` is already the page of `a.markdown` (rename one of the two; until then this page is `a-1.html`)\n"
    );
    assert!(
        site.main("a.html").contains("First") && site.main("a-1.html").contains("Second")
    );
    assert_eq!(html::problems(&site), Vec::<String>::new());
}

#[test]
fn generated_pages_and_assets_make_way_for_notes() {
    let site = fixture::site(
        "//- 404.md\n# My 404\n//- a.md\n[x](a.html) ![p](404.html)\n//- a.html\nasset\n",
    );
    assert!(site.main("404.html").contains("My 404"));
    assert!(site.files.contains_key("404-1.html"));
    assert_eq!(html::problems(&site), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed_only_to_files_inside() {
    use std::os::unix::fs::symlink;
    let temp = tempfile::tempdir().unwrap();
    let content = temp.path().join("content");
    fs::create_dir_all(content.join("sub")).unwrap();
    fs::write(content.join("a.md"), "# A\n").unwrap();
    fs::write(temp.path().join("secret.md"), "# Secret\n").unwrap();
    symlink(content.join("a.md"), content.join("b.md")).unwrap();
    symlink("loop.md", content.join("loop.md")).unwrap();
    symlink("../..", content.join("sub/up")).unwrap();
    symlink("../sub", content.join("sub/again")).unwrap();
    symlink(temp.path().join("secret.md"), content.join("out.md")).unwrap();
    let loaded = disk(&content).load().unwrap();
    let notes: Vec<&str> = loaded.sources.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(notes, ["a.md", "b.md"]);
    let mut left: Vec<String> = loaded
        .findings
        .iter()
        .map(|it| format!("{} {} {}", it.code, it.path, it.message))
        .collect();
    left.sort();
    assert_eq!(
        left,
        [
            "S001 loop.md the symbolic link leads nowhere",
            "S001 out.md the symbolic link leads out of the content folder",
            "S001 sub/again the symbolic link leads to a folder, whose notes would appear twice",
            "S001 sub/up the symbolic link leads out of the content folder",
        ]
    );
}

#[test]
fn folders_of_tools_are_skipped_and_counted() {
    let temp = tempfile::tempdir().unwrap();
    let write = |path: &str| {
        let path = temp.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "# N\n").unwrap();
    };
    for path in [
        "a.md",
        "UPPER.MD",
        ".obsidian/b.md",
        "node_modules/x/README.md",
        "crate/Cargo.toml",
        "crate/target/c.md",
        "target/kept.md",
        "themes/kept.md",
        "old/d.md",
        "old/e.md",
        "name with # % & ü.md",
    ] {
        write(path);
    }
    let mut files = disk(temp.path());
    let mut globs = globset::GlobSetBuilder::new();
    globs.add(globset::Glob::new("old").unwrap());
    files.scan.ignore = globs.build().unwrap();
    let loaded = files.load().unwrap();
    let notes: Vec<&str> = loaded.sources.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(
        notes,
        ["UPPER.MD", "a.md", "name with # % & ü.md", "target/kept.md", "themes/kept.md"]
    );
    let skipped: Vec<(&str, usize)> =
        loaded.skipped.iter().map(|(path, notes)| (path.as_str(), *notes)).collect();
    assert_eq!(skipped, [(".obsidian", 1), ("old", 2)]);
}

#[cfg(unix)]
#[test]
fn names_with_control_characters_are_findings() {
    let temp = tempfile::tempdir().unwrap();
    fs::create_dir(temp.path().join("sub\nfolder")).unwrap();
    for path in ["a.md", "p\n.png", "n\t.md", "sub\nfolder/b.md", "sub\nfolder/c.md"] {
        fs::write(temp.path().join(path), "# N\n").unwrap();
    }
    let loaded = disk(temp.path()).load().unwrap();
    assert_eq!((loaded.sources.len(), loaded.assets.len()), (1, 0));
    let mut left: Vec<String> = loaded
        .findings
        .iter()
        .map(|it| {
            let help = it.help.as_deref().unwrap_or_default();
            format!("{} {} {} ({help})", it.code, it.path, it.message)
        })
        .collect();
    left.sort();
    let why = "the name contains a control character";
    assert_eq!(
        left,
        [
            format!(
                "N001 n\u{fffd}.md {why} (rename the file; until then it is left out)"
            ),
            format!(
                "N001 p\u{fffd}.png {why} (rename the file; until then it is left out)"
            ),
            format!(
                "N001 sub\u{fffd}folder {why} (rename the folder; until then it is left out)"
            ),
        ]
    );
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_no_files() {
    let temp = tempfile::tempdir().unwrap();
    fs::write(temp.path().join("a.md"), "# A\n").unwrap();
    let pipe = temp.path().join("pipe.md");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::os::unix::fs::symlink(&pipe, temp.path().join("link.md")).unwrap();
    let loaded = disk(temp.path()).load().unwrap();
    assert_eq!(loaded.sources.len(), 1);
    let messages: Vec<&str> = loaded.findings.iter().map(|it| &*it.message).collect();
    assert_eq!(messages, ["the symbolic link leads to a pipe or a device"]);
}

#[test]
fn older_sites_are_skipped_and_folders_called_output_are_read() {
    let temp = tempfile::tempdir().unwrap();
    crib_into(&temp.path().join("old"));
    for path in ["a.md", "aws/output/b.md", "old/c.md", "site/d.md"] {
        let path = temp.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "# N\n").unwrap();
    }
    let mut files = disk(temp.path());
    files.scan.output = Some(temp.path().join("site"));
    let loaded = files.load().unwrap();
    let notes: Vec<&str> = loaded.sources.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(notes, ["a.md", "aws/output/b.md"]);
    assert_eq!(loaded.assets, []);
    let skipped: Vec<(&str, usize)> =
        loaded.skipped.iter().map(|(path, notes)| (path.as_str(), *notes)).collect();
    assert_eq!(skipped, [("old", 1), ("site", 1)]);
}

/// Builds a site of one note into a folder.
fn crib_into(folder: &Path) {
    let sink = cribsheet::output::Disk::open(folder, false).unwrap();
    let (files, config) = (fixture::files("//- a.md\n# A\n"), Config::default());
    fixture::put(fixture::input(&files, &config, Options::default()), &sink).unwrap();
    sink.finish().unwrap();
}

#[cfg(unix)]
#[test]
fn the_output_folder_is_left_out_however_the_notes_are_reached() {
    let temp = tempfile::tempdir().unwrap();
    let content = temp.path().join("notes");
    fs::create_dir_all(content.join("site")).unwrap();
    fs::write(content.join("a.md"), "# A\n").unwrap();
    fs::write(content.join("site/a.html"), "").unwrap();
    let link = temp.path().join("link");
    std::os::unix::fs::symlink(&content, &link).unwrap();
    let mut files = disk(&link);
    files.scan.output = Some(content.join("site"));
    let loaded = files.load().unwrap();
    assert_eq!((loaded.sources.len(), loaded.assets.len()), (1, 0));
}

#[test]
fn a_folder_that_does_not_exist_is_an_error() {
    let (files, config) = (disk(Path::new("/no/such/folder")), Config::default());
    let input = fixture::input(&files, &config, Options::default());
    let error = build::resolve(input).unwrap_err();
    assert_eq!(error.exit_code(), 3);
    assert!(error.to_string().contains("/no/such/folder"), "{error}");
}

#[test]
fn broken_markup_of_every_kind_gives_sound_pages() {
    let text = "//- a.md\n# T\n\n| a | b\n|--|\n| `|` | [x](\n\n<table><tr><td>open\n\n<p><div><p>\n\n\
                <a href='x\n\n[a]: <\n\n```\nopen fence\n";
    let site = fixture::site(text);
    assert_eq!(html::problems(&site), Vec::<String>::new());
    assert!(site.main("a.html").contains("open fence"));
}

#[test]
fn a_link_left_open_ends_with_its_paragraph() {
    let site = fixture::site(
        "//- a.md\n# A\n\n<a href=\"b.md\">open\n\n| x | y |\n|---|---|\n| 1 | [b](b.md) |\n//- b.md\n# B\n",
    );
    let page = site.main("a.html");
    assert!(page.contains("<a href=\"b.html\">open</a></p>"), "{page}");
    assert_eq!(html::problems(&site), Vec::<String>::new());
}

#[test]
fn what_nobody_closes_is_found_and_its_words_are_shown() {
    let notes = "//- a.md\n# A\n\n<!-- todo\n\n## Rest\n//- b.md\n# B\n\n<style>\n## Rest\n\
                 //- c.md\n# C\n\n- item\n\n  ```sh\n  ls\n\n## Rest\n\n> ~~~\n> x\n> ~~~\n\n\
                 <details>\n\n//- d.md\n# D\n\n```\n# Rest\n";
    let site = fixture::site(notes);
    let findings = fixture::findings(&site.built.resolved);
    let found: Vec<&str> = findings.lines().filter(|it| it.starts_with("N003")).collect();
    assert_eq!(
        found,
        [
            "N003 warning a.md:3:1 `<!--` is never closed, so the rest of the note belongs to it \
             (add `-->` where it should end)",
            "N003 warning b.md:3:1 `<style` is never closed, so the rest of the note belongs to it \
             (add `</style>` where it should end)",
            "N003 warning c.md:5:3 this code block is never closed (add the closing fence on its own line where the code ends)",
            "N003 warning d.md:3:1 this code block is never closed (add the closing fence on its own line where the code ends)",
        ]
    );
    for page in ["a.html", "b.html", "c.html", "d.html"] {
        assert!(site.main(page).contains("Rest"), "{page}");
    }
}

#[test]
fn code_that_ends_with_its_quote_or_item_says_how_to_go_on() {
    let notes = "//- a.md\n# A\n\n> ```sh\nls\n> ```\n\n- x\n  ```\ncode\n";
    let found = fixture::findings(&fixture::site(notes).built.resolved);
    let helps: Vec<&str> =
        found.lines().filter_map(|it| it.split_once(" (")).map(|it| it.1).collect();
    let of_quote = "begin every line of the code with `>`, including the last one)";
    assert_eq!(
        helps,
        [of_quote, of_quote, "indent every line of the code as far as the first one)"]
    );
}

#[test]
fn many_findings_of_one_kind_in_a_note_are_folded() {
    let links = "[x](gone.md)\n\n".repeat(30);
    let site =
        fixture::site(&format!("//- a.md\n# A\n\n{links}//- b.md\n[x](gone.md)\n"));
    let text =
        |all| cribsheet::report::text(&site.built.resolved, (false, all), |_| true);
    let folded = text(false);
    assert_eq!(folded.matches("error[L001]").count(), 11, "{folded}");
    let more = "a.md: … and 20 more of L001 in this note (`-v` shows all)\n";
    assert!(folded.contains(more), "{folded}");
    assert_eq!(text(true).matches("error[L001]").count(), 31);
    let json = cribsheet::report::json(&site.built.resolved);
    assert_eq!(json.matches("\"L001\"").count(), 31);
}

#[test]
fn findings_in_text_with_references_point_at_whole_characters() {
    let text = "//- a.md\n# A\n\n**Tags:** `#a`, &lt;ä, y, `#b`\n\n&lt;ä[ä]({{ site.y }}/ä) [x](gone.md)\n";
    let site = fixture::site(text);
    let shown = cribsheet::report::text(&site.built.resolved, (false, true), |_| true);
    let places: Vec<&str> =
        shown.lines().filter_map(|it| it.trim_start().strip_prefix("--> ")).collect();
    // A word in a text with references has the place of all of it.
    let expected = ["a.md:3:15", "a.md:3:15", "a.md:5:6", "a.md:5:26"];
    assert_eq!(places, expected, "{shown}");
}

#[test]
fn a_finding_far_out_on_a_line_names_its_true_column() {
    let words = "word ".repeat(300);
    let site = fixture::site(&format!("//- a.md\n# A\n\n[x](b.md) {words}[y](c.md)\n"));
    let shown = cribsheet::report::text(&site.built.resolved, (false, true), |_| true);
    for place in ["--> a.md:3:1\n", "--> a.md:3:1511\n"] {
        assert!(shown.contains(place), "{shown}");
    }
    assert!(shown.lines().all(|it| it.len() < 200), "{shown}");
}

#[test]
fn html_is_read_as_browsers_read_it() {
    for (text, expected) in [
        (
            "<p>H<sub>2</sub>O and <b>b</b>, c</p>",
            "<p>H<sub>2</sub>O and <b>b</b>, c</p>",
        ),
        ("<pre>a <i>b</i> c</pre>", "<pre>a <i>b</i> c</pre>"),
        ("H<br>I</br>J", "H<br>I<br>J"),
        ("<table><td>x</table>", "<table><tbody><tr><td>x</td>"),
        ("<p>a<div>b</div>", "<p>a</p>"),
        ("<h2>H<sub>2</sub>O</h2>\n\n[x](#h2o)", "<a href=\"#h2o\">x</a>"),
        ("a <div>b</div> c", "<div>a <div>b</div> c</div>"),
        (
            "<details><summary>b\n\n- c</summary><br>\n\nd\n</details>",
            "<li>c<br></li>\n</ul>\n</summary>",
        ),
        ("<details>\n\nb\n\n- c</details> d", "</details>"),
        (
            "cp <source> <target> <kbd>x</kbd>",
            "cp &lt;source&gt; &lt;target&gt; <kbd>x</kbd>",
        ),
        ("- <b>x\n- y", "<li><b>x</b></li>"),
        ("[a <a href=\"b.md\">x</a>](b.md)", "<a href=\"b.html\">a <span>x</span></a>"),
        ("<li>a</li> <rt>b</rt>", "a b"),
        (
            "<i class=\"callout\" role=\"dialog\" tabindex=1>x</i>",
            "<i class=\"n-callout\">x</i>",
        ),
    ] {
        let site = fixture::site(&format!("//- a.md\n# A\n\n{text}\n//- b.md\n# B\n"));
        let page = site.main("a.html");
        assert!(page.contains(expected), "{text}\n{page}");
        assert_eq!(html::problems(&site), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_reference_in_html_that_goes_is_no_place() {
    let text = "* <a id=\"q\"></a>Contents\n{:toc}\n\n[x](#q) [a <a href=\"no.md\">b</a>](a.md)\n";
    let site = fixture::site(&format!("//- a.md\n{text}"));
    let found = fixture::findings(&site.built.resolved);
    for expected in ["L002 error a.md:4:1", "L001 error a.md:4:21"] {
        assert!(found.contains(expected), "{expected}\n{found}");
    }
}

#[test]
fn links_with_liquid_behind_escapes_have_their_places() {
    let text =
        "//- a.md\n# A\n\na\\_b [a]({{ y }}) [a]({{ y }})\n\n[[a|b]](https://a.org)\n";
    let site = fixture::site(text);
    let found = fixture::findings(&site.built.resolved);
    for place in ["a.md:3:6 ", "a.md:3:19 "] {
        assert!(found.contains(place), "{place}\n{found}");
    }
    assert!(site.main("a.html").contains("<a href=\"https://a.org\">[b]</a>"));
}
