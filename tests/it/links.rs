//! Links that lead nowhere: where they are reported, and which of them are fixed how.

mod headings;
mod windows;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use cribsheet::{
    build::{Options, Resolved},
    config::Config,
    diag::{Fix, Severity},
    fix, list,
    note::{Rules, links::Dest},
    path::NotePath,
    source::{self, Source},
};
use proptest::prelude::*;

use crate::fixture;

fn check(fixture: &str, config: &Config) -> Resolved {
    fixture::check(&fixture::files(fixture), config)
}

/// The new text of the note `a.md` of a fixture and what is found wrong with it then.
fn fixed_with(fixture: &str, config: &Config) -> (String, String) {
    let mut files = fixture::files(fixture);
    let path = NotePath::new("a.md").unwrap();
    let checked = fixture::check(&files, config);
    for it in fix::fixed_notes(&checked) {
        files.0.insert(it.path.clone(), it.new.into_bytes());
    }
    let again = fixture::check(&files, config);
    assert_eq!(fix::fixed_notes(&again), [], "a second run changes nothing");
    let text = String::from_utf8(files.0[&path].clone()).unwrap();
    let codes: Vec<_> = again
        .findings
        .iter()
        .map(|it| it.code.name())
        .filter(|it| it.starts_with('L'))
        .collect();
    (text, codes.join(" "))
}

/// Checks what becomes of a note that is one link, beside the other files.
fn becomes(files: &str, cases: &[(&str, &str, &str)]) {
    for (before, after, left) in cases {
        let fixture = format!("//- a.md\n# A\n{before}\n{files}");
        let (text, codes) = fixed_with(&fixture, &Config::default());
        let text = text.strip_prefix("# A\n").unwrap().trim_end();
        assert_eq!((text, codes.as_str()), (*after, *left), "{before}");
    }
}

const NOTES: &str = "//- sub/Two words.md
# Two
## A, heading!
## Same
## same-
## Über uns
//- sub/q&a (1).md
# Q
//- sub/one/x.md
# X
//- sub/two/x.md
# X
//- sub/README.md
# Sub
//- pics/p q.png
//- sub/draft.md
---
draft: true
---
";

#[test]
fn safe_ones_are_fixed_in_the_way_they_were_written() {
    becomes(
        NOTES,
        &[
            // Letter case.
            ("[t](Sub/two%20words.md \"T\")", "[t](sub/Two%20words.md \"T\")", ""),
            ("[t](<SUB/Two words.md>)", "[t](<sub/Two words.md>)", ""),
            ("[t](<SUB/two%20words.md>)", "[t](<sub/Two%20words.md>)", ""),
            ("[t](./x/../Sub/Two%20words)", "[t](./x/../sub/Two%20words)", ""),
            (
                "[t](/sub/two%20words.html?q=1#Same)",
                "[t](/sub/Two%20words.html?q=1#same)",
                "",
            ),
            ("[t](Sub/Q&amp;A%20\\(1\\).md)", "[t](sub/q&a%20(1).md)", ""),
            ("[t](Sub/)", "[t](sub/)", ""),
            (
                "[t][r] [t][R]\n\n[r]: <SUB/one/x.md> 'T'",
                "[t][r] [t][R]\n\n[r]: <sub/one/x.md> 'T'",
                "",
            ),
            (
                "> [r]\n>\n> [r]:\n>   Sub/one/x.md",
                "> [r]\n>\n> [r]:\n>   Sub/one/x.md",
                "L003",
            ),
            ("[t](#a)[u](#A)", "[t](#a)[u](#a)", ""),
            ("![t](Pics/P%20q.png)", "![t](pics/p%20q.png)", ""),
            // Moved files.
            ("[t](old/Two%20words.md)", "[t](sub/Two%20words.md)", ""),
            ("[t](<old/Two words.md#Same>)", "[t](<sub/Two words.md#same>)", ""),
            ("[t](old/Two%20words#gone)", "[t](sub/Two%20words#gone)", "L002"),
            ("![t](<p q.png>)", "![t](<pics/p q.png>)", ""),
            ("[t](old/q&a%20(1).md)", "[t](sub/q&a%20(1).md)", ""),
            ("[[old/Two words#Same|alias]]", "[[sub/Two words#Same|alias]]", ""),
            ("<img alt=p src='old/p q.png'>", "<img alt=p src='pics/p q.png'>", ""),
            ("<img src=old/p%20q.png>", "<img src=pics/p%20q.png>", ""),
            (
                "<a href=\"old/q&amp;a (1).md\">t</a>",
                "<a href=\"sub/q&a (1).md\">t</a>",
                "",
            ),
            (
                "<img srcset=\"x/p%20q.png 1x, pics/p%20q.png 2x\">",
                "<img srcset=\"pics/p%20q.png 1x, pics/p%20q.png 2x\">",
                "",
            ),
            // Anchors.
            (
                "[t](sub/Two%20words.md#A,%20heading!)",
                "[t](sub/Two%20words.md#a-heading)",
                "",
            ),
            ("[t](<sub/Two words.md#aheading>)", "[t](<sub/Two words.md#a-heading>)", ""),
            ("[t](sub/Two%20words.md#über_uns)", "[t](sub/Two%20words.md#über-uns)", ""),
            (
                "[t](sub/Two%20words.md#%C3%BCberuns)",
                "[t](sub/Two%20words.md#%C3%BCber-uns)",
                "",
            ),
            ("| [t](Sub/one/x.md) |\n|---|", "| [t](sub/one/x.md) |\n|---|", ""),
        ],
    );
}

#[test]
fn what_may_mean_two_things_is_left() {
    for (text, codes) in [
        ("[t](old/x.md)", "L001"),
        ("[t](old/README.md)", "L001"),
        ("[[x]]", "L004"),
        ("[t](old/draft.md)", "L001"),
        ("[t](sub/draft.md)", "L007"),
        ("[t](sub/Two%20words.md#sa_me)", "L002"),
        ("[t](old/two%20words.md)", "L001"),
        ("[t](two)", "L001"),
        ("# [[old/Two words]]", "L001"),
        ("[t](../../Two%20words.md)", "L006"),
        ("[t](old/Two%20words.md?q#Same)", "L001"),
    ] {
        becomes(NOTES, &[(text, text, codes)]);
    }
    let draft = "//- a.md\n---\ndraft: true\n---\n[t](B.md)\n//- b.md\n";
    let (text, codes) = fixed_with(draft, &Config::default());
    assert!(text.contains("(B.md)") && codes == "L003", "{codes}");
}

const EIGHT: &str = "\u{feff}# Start\r\n\r\n\
    Ünï [one](gone.md) and [two](sub/lost.md \"T\").\r\n\
    [moved](guide.md#Top) [anchor](sub/guide.md#nowhere)\r\n\
    - [same page](#the start)\r\n- [same page](<#NextSteps>)\r\n\
    | [case](Sub/Guide.md?x#top 'T') |\r\n|---|\r\n\r\n\
    ![picture](missing.png) [[dup|words]]\r\n\r\n## Next steps\r\n";

const CRIB: &str = env!("CARGO_BIN_EXE_crib");

fn crib(args: &[&str], folder: &Path, code: i32) -> (String, String) {
    let output = Command::new(CRIB).args(args).current_dir(folder).output().unwrap();
    let Output { status, stdout, stderr } = output;
    let (out, err) =
        (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert_eq!(status.code(), Some(code), "{args:?}\n--- out\n{out}\n--- err\n{err}");
    (out, err)
}

fn eight() -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("n/start.md", EIGHT),
        ("n/sub/guide.md", "# Guide\n## Top\n"),
        ("n/x/dup.md", "# Dup\n"),
        ("n/y/dup.md", "# Dup\n"),
    ] {
        let path = temp.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    temp
}

#[test]
fn eight_findings_with_their_places() {
    let temp = eight();
    let (out, _) = crib(&["check", "n", "--format", "json"], temp.path(), 1);
    let found: Vec<serde_json::Value> = serde_json::from_str(&out).unwrap();
    let places: Vec<_> = found
        .iter()
        .filter(|it| it["severity"] != "info")
        .map(|it| {
            (
                it["code"].as_str().unwrap(),
                it["line"].as_u64().unwrap(),
                it["col"].as_u64().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("L001", 3, 5),
        ("L001", 3, 24),
        ("L001", 4, 1),
        ("L002", 4, 23),
        ("L002", 6, 3),
        ("L003", 7, 3),
        ("L005", 10, 1),
        ("L004", 10, 25),
    ];
    assert_eq!(places, expected);
    assert_eq!(found[0].as_object().unwrap().len(), 9, "no new key");
    let (out, _) = crib(&["check", "n", "--format", "github"], temp.path(), 1);
    assert_eq!(out.lines().filter(|it| !it.starts_with("::notice")).count(), 8);
    for line in out.lines() {
        assert!(is_workflow_command(line), "{line}");
    }
}

/// `::KIND file=…,line=N,endLine=N(,col=N,endColumn=N)?,title=CODE::message`.
fn is_workflow_command(line: &str) -> bool {
    let number = |it: &str, key: &str| {
        it.strip_prefix(key).is_some_and(|it| it.parse::<usize>().is_ok_and(|it| it > 0))
    };
    let Some((head, message)) =
        line.strip_prefix("::").and_then(|it| it.split_once("::"))
    else {
        return false;
    };
    let Some((kind, properties)) = head.split_once(' ') else { return false };
    let parts: Vec<&str> = properties.split(',').collect();
    let columns = match parts.as_slice() {
        [_, _, _, col, end, _] => number(col, "col=") && number(end, "endColumn="),
        [_, _, _, _] => true,
        _ => false,
    };
    ["error", "warning", "notice"].contains(&kind)
        && columns
        && parts[0].starts_with("file=n/")
        && number(parts[1], "line=")
        && number(parts[2], "endLine=")
        && parts
            .last()
            .unwrap()
            .strip_prefix("title=")
            .is_some_and(|it| it.len() == 4 && it.starts_with(char::is_uppercase))
        && !message.is_empty()
}

#[test]
fn the_safe_ones_are_fixed_and_nothing_else_is_touched() {
    let temp = eight();
    let note = temp.path().join("n/start.md");
    let changes = "start.md:4:9: guide.md#Top → sub/guide.md#top\n\
                   start.md:6:16: #NextSteps → #next-steps\n\
                   start.md:7:10: Sub/Guide.md → sub/guide.md\n";
    let (out, err) = crib(&["check", "n", "--fix", "--dry-run"], temp.path(), 1);
    assert_eq!(
        out,
        format!("{changes}3 links can be fixed; nothing was changed (`--dry-run`)\n")
    );
    assert!(err.lines().last().unwrap().contains("7 errors, 1 warning"), "{err}");
    assert_eq!(fs::read(&note).unwrap(), EIGHT.as_bytes());

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&note, fs::Permissions::from_mode(0o640)).unwrap();
    }
    let (out, err) = crib(&["check", "n", "--fix"], temp.path(), 1);
    assert_eq!(out, format!("{changes}3 links fixed\n"));
    assert!(err.lines().last().unwrap().contains("4 errors, 1 warning"), "{err}");
    let expected = EIGHT
        .replace("guide.md#Top", "sub/guide.md#top")
        .replace("#NextSteps", "#next-steps")
        .replace("Sub/Guide.md", "sub/guide.md");
    assert_eq!(String::from_utf8(fs::read(&note).unwrap()).unwrap(), expected);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&note).unwrap().permissions().mode() & 0o777, 0o640);
    }
    assert_eq!(fs::read_dir(temp.path().join("n")).unwrap().count(), 4, "no leftovers");

    let (out, _) = crib(&["check", "n", "--fix"], temp.path(), 1);
    assert_eq!(out, "");
    assert_eq!(fs::read(&note).unwrap(), expected.as_bytes());
}

#[test]
fn where_nothing_can_be_fixed_it_is_said_why() {
    let temp = tempfile::tempdir().unwrap();
    let said = |path: &str, text: &str, code: i32| {
        fs::write(temp.path().join(path), text).unwrap();
        crib(&["check", "--fix"], temp.path(), code).1
    };
    let template = said("TEMPLATE.md", "# T\n\n[gone](gone.md)\n", 0);
    assert!(template.contains("the only broken links are in templates"), "{template}");
    let broken = said("a.md", "[gone](gone.md)\n", 1);
    assert!(broken.contains("no broken link can be fixed automatically"), "{broken}");
    fs::remove_file(temp.path().join("TEMPLATE.md")).unwrap();
    let sound = said("a.md", "# A\n", 0);
    assert!(sound.contains("nothing to fix: no link is broken\n"), "{sound}");
}

#[test]
fn a_dry_run_needs_something_to_be_run() {
    let temp = eight();
    crib(&["check", "n", "--dry-run"], temp.path(), 2);
    let (out, err) = crib(&["check", "n", "--fix", "--format", "json"], temp.path(), 1);
    assert!(serde_json::from_str::<serde_json::Value>(&out).is_ok(), "{out}");
    assert!(err.contains("→"), "{err}");
}

#[test]
fn a_note_that_changed_since_or_is_protected_is_left() {
    let temp = tempfile::tempdir().unwrap();
    let (disk, path) = (source::Disk::new(temp.path()), NotePath::new("a.md").unwrap());
    let place = temp.path().join("a.md");
    fs::write(&place, "new").unwrap();
    assert!(!disk.replace(&path, "old", "fixed").unwrap());
    assert_eq!(fs::read(&place).unwrap(), b"new");
    let mut permissions = fs::metadata(&place).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&place, permissions).unwrap();
    let error = disk.replace(&path, "new", "fixed").unwrap_err();
    assert_eq!(error.exit_code(), 3);
    assert_eq!(fs::read(&place).unwrap(), b"new");
}

#[test]
fn a_file_that_is_not_utf_8_is_never_rewritten() {
    let mut files = fixture::files("//- b.md\n# B\n");
    files.0.insert(NotePath::new("a.md").unwrap(), b"\xff [x](B.md)\n".to_vec());
    let checked = fixture::check(&files, &Config::default());
    assert!(checked.findings.iter().any(|it| it.fix.is_some()));
    assert_eq!(fix::fixed_notes(&checked), []);
}

fn own(content: &str) -> Config {
    let yaml = "repo:\n  url: https://github.com/Own/Notes\n  branch: main\n";
    let mut config = Config::parse(yaml, Path::new("crib.yaml")).unwrap();
    content.clone_into(&mut config.repo.as_mut().unwrap().content);
    config
}

#[test]
fn urls_of_the_own_repository_are_links_between_notes() {
    let notes = "//- a.md\n# A\n\
        [note](https://github.com/own/notes/blob/main/content/sub/b.md#part)\n\
        [folder](https://github.com/own/notes/tree/main/content/sub)\n\
        [outside](https://github.com/own/notes/blob/main/src/main.rs)\n\
        [branch](https://github.com/own/notes/blob/dev/content/sub/b.md)\n\
        [line](https://github.com/own/notes/blob/main/content/sub/b.md#L3)\n\
        [files](https://github.com/own/notes/tree/main/content/pics)\n\
        [readme](https://github.com/own/notes#a)\n\
        [page](https://github.com/own/notes)\n\
        ![picture](https://github.com/own/notes/blob/main/content/pics/p.png?raw=true)\n\
        <a href=\"https://www.github.com/own/notes/blob/main/content/sub/b.md\">html</a>\n\
        [gone](https://github.com/own/notes/blob/main/content/gone.md)\n\
        [lost](https://github.com/own/notes/blob/main/content/lost.png)\n\
        [anchor](https://github.com/own/notes/blob/main/content/sub/b.md#no)\n\
        //- sub/b.md\n# B\n## Part\n//- pics/p.png\n";
    let config = own("content");
    let options = Options { no_minify: true, ..Options::default() };
    let site = fixture::build(&fixture::files(notes), &config, options);
    let page = site.main("a.html");
    for link in [
        "<a href=\"sub/b.html#part\">note</a>",
        "<a href=\"sub/index.html\">folder</a>",
        "<a href=\"https://github.com/own/notes/blob/main/src/main.rs\">outside</a>",
        "<a href=\"https://github.com/own/notes/blob/dev/content/sub/b.md\">branch</a>",
        "<a href=\"https://github.com/own/notes/blob/main/content/sub/b.md#L3\">line</a>",
        "<a href=\"https://github.com/own/notes/tree/main/content/pics\">files</a>",
        "<a href=\"https://github.com/own/notes#a\">readme</a>",
        "<a href=\"https://github.com/own/notes\">page</a>",
        "<img src=\"pics/p.png\"",
        "<a href=\"sub/b.html\">html</a>",
        "<a href=\"sub/b.html\" class=\"broken-anchor\">anchor</a>",
    ] {
        assert!(page.contains(link), "{link}\n{page}");
    }
    let findings = fixture::findings(&site.built.resolved);
    let codes: Vec<&str> =
        findings.lines().map(|it| &it[..4]).filter(|it| it.starts_with('L')).collect();
    assert_eq!(codes, ["L001", "L005", "L002"], "{findings}");
}

#[test]
fn urls_of_the_own_repository_are_fixed_behind_what_stands_before_the_path() {
    let before = "//- a.md\n\
        [a](https://github.com/own/notes/blob/main/Sub/b%20c.md#Part)\n\
        [b](https://github.com/Own/Notes/blob/main/old/b%20c.md \"T\")\n\
        [c](https://github.com/own/notes#sec_tion) [d](https://github.com/own/notes#readme)\n\
        //- sub/b c.md\n# B\n## Part\n//- README.md\n# Home\n## Section\n";
    let (after, left) = fixed_with(before, &own(""));
    let expected = "[a](https://github.com/own/notes/blob/main/sub/b%20c.md#part)\n\
        [b](https://github.com/Own/Notes/blob/main/sub/b%20c.md \"T\")\n\
        [c](https://github.com/own/notes#section) [d](https://github.com/own/notes#readme)\n";
    assert_eq!((after.as_str(), left.as_str()), (expected, ""));
}

#[test]
fn the_content_folder_is_found_below_the_repository() {
    let temp = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = temp.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("crib.yaml", "repo: {url: https://github.com/own/notes}\n");
    write("README.md", "# Outside\n");
    let url = "https://github.com/own/notes/blob/main";
    write("content/a.md", &format!("[x]({url}/README.md) [y]({url}/content/gone.md)\n"));
    let (out, _) = crib(&["check", "--format", "github"], temp.path(), 1);
    assert_eq!(out.lines().filter(|it| it.starts_with("::error")).count(), 1, "{out}");
    write("crib.yaml", "repo: {url: notes}\n");
    let (_, err) = crib(&["check"], temp.path(), 2);
    assert!(err.contains("`repo.url` is `notes`, but must look like"), "{err}");
}

/// Notes full of links that nearly lead somewhere.
fn links() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z ü\\(\\)\\[\\]<>&\"'`|\\\\#*_!]{1,6}",
        prop::sample::select(vec![
            "[x](B.md)",
            "[x](<Sub/C d.md>)",
            "[x](old/C%20d.md#One)",
            "[x](#A-b)",
            "[x](b.md#o_ne)",
            "![i](P.PNG \"t\")",
            "![i](old/p.png)",
            "[[old/b]]",
            "[[old/b|t]]",
            "![[old/p.png]]",
            "<img src=P.png>",
            "<a href='old/b.md#One'>",
            "[r]",
            "[x][r]",
            "\n\n[r]: B.md 't'\n\n",
            "\n\n[R]: <old/C d.md>\n",
            "# ",
            "## One\n",
            "\n",
            "\r\n",
            "\n\n",
            "> ",
            "- ",
            "| a |\n|---|\n| ",
            "`",
            "\\",
            "&amp;",
            "[",
            "](",
            ")",
            "<!-- ",
            "-->",
            "\n```\n",
            "{#A-B}",
            "[![i](P.png)](B.md)",
            "[x](Q&amp;a\\).md)",
            "[x](<Q&A).md>)",
            "[x](B.md?q#one)",
            "[x](\nB.md\n)",
            "[^1]",
            "\n[^1]: ",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|it| it.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(384))]

    #[test]
    fn only_destinations_change(text in links()) {
        let files = |text: &str| source::Memory(
            [("a.md", text), ("b.md", "# B\n## One\n"), ("sub/C d.md", "# C\n## One\n"), ("p.png", ""), ("q&a).md", "")]
                .map(|(path, text)| (NotePath::new(path).unwrap(), text.as_bytes().to_vec()))
                .into(),
        );
        let check = |text: &str| fixture::check(&files(text), &Config::default());
        let path = NotePath::new("a.md").unwrap();
        let source = Source { path: path.clone(), text: text.as_str().into() };
        let (note, _) = cribsheet::note::parse(&source, &Rules::default());
        let dests: Vec<&Dest> = note.links.iter().filter_map(|it| it.dest.as_ref()).collect();
        for it in &dests {
            prop_assert!(text.get(it.path.clone()).is_some());
        }
        let checked = check(&text);
        let fixes: Vec<&Fix> = checked.findings.iter().filter_map(|it| it.fix.as_ref()).collect();
        for it in &fixes {
            let inside = |dest: &&Dest| {
                let end = dest.fragment.as_ref().map_or(dest.path.end, |it| it.end);
                dest.path.start <= it.span.start && it.span.end <= end
            };
            prop_assert!(dests.iter().any(inside), "{:?}", it);
        }
        let (new, done) = fix::apply(&text, &fixes);
        let (mut old_at, mut new_at) = (0, 0);
        for it in &done {
            let kept = it.span.start - old_at;
            prop_assert_eq!(&text[old_at..it.span.start], &new[new_at..new_at + kept]);
            old_at = it.span.end;
            new_at += kept + it.text.len();
        }
        prop_assert_eq!(&text[old_at..], &new[new_at..]);
        let again = check(&new);
        prop_assert_eq!(fix::fixed_notes(&again), vec![], "{}", new);
        prop_assert_eq!(again.library.notes().next().unwrap().1.links.len(), note.links.len());
        let wrong = |it: &Resolved| {
            it.findings.iter().filter(|it| it.code.name().starts_with('L')).count()
        };
        prop_assert!(wrong(&again) + usize::from(!fixes.is_empty()) <= wrong(&checked));
    }
}

#[test]
fn links_to_tags_are_listed_with_the_tag() {
    let notes = "//- a.md\n# A `#b/c`\n[x](tags/b/c.html) [[tags/b]] [z](tags/)\n\
                 [gh](https://github.com/own/notes/blob/main/tags/b)\n";
    let checked = check(notes, &own(""));
    let rows = serde_json::to_value(list::links(&checked)).unwrap();
    let rows: Vec<_> = rows.as_array().unwrap().iter().collect();
    let shown: Vec<_> =
        rows.iter().map(|it| (it["status"].as_str(), it["target"].as_str())).collect();
    let ok = |it| (Some("ok"), Some(it));
    assert_eq!(
        shown,
        [ok("tags/b/c"), ok("tags/b"), ok("tags/"), (Some("page-missing"), None)]
    );
}

#[test]
fn findings_without_a_fix_have_none() {
    let checked = check("//- a.md\n[x](gone.md)\n", &Config::default());
    assert!(checked.findings.iter().all(|it| it.fix.is_none()));
}

#[test]
fn a_wikilink_by_title_is_told_the_name() {
    let notes = "//- a.md\n# A\n[[Message queues]] [[order]]\n//- sub/mq.md\n# Message Queues\n\
                 //- x/fifo.md\n# Order\n//- y/fifo.md\n# Other\n";
    let checked = check(notes, &Config::default());
    let helps: Vec<&str> =
        checked.findings.iter().filter_map(|it| it.help.as_deref()).collect();
    assert_eq!(
        helps,
        [
            "write `[[mq|Message queues]]`: that is the title of `sub/mq.md`, and wikilinks go by file name",
            "write `[[x/fifo|order]]`: that is the title of `x/fifo.md`, and wikilinks go by file name",
        ]
    );
    // They lead there all the same.
    let rows = serde_json::to_value(list::links(&checked)).unwrap();
    let targets =
        rows.as_array().unwrap().iter().map(|it| it["target"].as_str().unwrap());
    assert_eq!(targets.collect::<Vec<_>>(), ["sub/mq.md", "x/fifo.md"]);
    assert!(checked.findings.iter().all(|it| it.severity == Severity::Info));
}

#[test]
fn a_wikilink_means_the_note_before_a_folder_of_its_name() {
    let notes = "//- a.md\n# A\n[[queues]] [[queues#Order]] [[queues#Gone]] [[lone]]\n\
                 //- queues/queues.md\n# Queues\n## Order\n//- lone/other.md\n# Other\n";
    let checked = check(notes, &Config::default());
    let found: Vec<_> =
        checked.findings.iter().filter(|it| it.code.name() != "O001").collect();
    let [missing] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(missing.message, "`queues/queues.md` has no heading or id `Gone`");
    let rows = serde_json::to_value(list::links(&checked)).unwrap();
    assert_eq!(rows[0]["target"], "queues/queues.md");
    assert_eq!(rows[3]["status"], "ok");
}

#[test]
fn another_name_that_is_a_files_name_is_reported() {
    let notes = "//- a.md\n---\naliases: [B, c, a, free, pic, /b.html]\n---\n[[b]] [[c]] [[free]]\n//- b.md\n\
                 //- x/c.md\n---\nalias: c\n---\n//- pic.png\n";
    let checked = check(notes, &Config::default());
    let found = fixture::findings(&checked);
    let found: Vec<&str> =
        found.lines().map(|it| it.split(" (").next().unwrap()).collect();
    assert_eq!(
        found,
        [
            "F002 warning a.md:2:11 `[[B]]` leads to `b.md`, the file of that name",
            "F002 warning a.md:2:14 `[[c]]` leads to `x/c.md`, the file of that name",
            "F002 warning a.md:2:31 `b.html` is already the page of `b.md`",
        ]
    );
}

#[test]
fn what_leads_nowhere_is_answered_with_what_to_do() {
    let notes = "//- sub/a.md\n# A\n## Own part\n\
        [1](gone.md) [2](/gone.md) [3](#bar) [[4]] ![[5.png]] ![6](p.png)\n\
        [[b#Bar]] [[b#Quorum]] [8](../b.md#c) [9]( [x](https://a.org/x) )\n\
        [10](www.a.org) [11](me@a.org) [[{{date}}]]\n\
        [12](a.org/b.md) [13](https//a.org) [18](https:/a.org) [14](C:\\x.md) ![15](file:///x.png) [16]() [17](my b.md)\n\
        //- b.md\n# B\n## One\n## Two\n## Three\n## Four\n## Five\n## Six\n\
        //- notes/quorum.md\n# Q\n";
    let site = fixture::site(notes);
    let findings = &site.built.resolved.findings;
    let links = findings.iter().filter(|it| it.code.name().starts_with('L'));
    let helps: Vec<&str> = links.map(|it| it.help.as_deref().unwrap_or("none")).collect();
    let expected = [
        "write the note, or correct the link; looked for `gone.md` and `sub/gone.md`",
        "write the note, or correct the link",
        "use its only heading, `#own-part`",
        "write the note, or correct the link; no note has that name or alias",
        "add the file, or correct the link; no file has that name",
        "add the file, or correct the link; looked for `p.png` and `sub/p.png`",
        "use one of its headings: `#One`, `#Two`, `#Three`, `#Four`, `#Five` and 1 more",
        "did you mean the note `[[quorum]]`?",
        "use one of its headings: `#one`, `#two`, `#three`, `#four`, `#five` and 1 more",
        "write the URL with nothing in front of it",
        "for another site, write `https://www.a.org`",
        "for an email address, write `mailto:me@a.org`",
        "this is a template placeholder; replace it",
        "for another site, write `https://a.org/b.md`",
        "for another site, write `https://a.org`",
        "for another site, write `https://a.org`",
        "move the file into the content folder and link to it there",
        "move the file into the content folder and link to it there",
        "add the address, or put code between backticks",
        "write `[17](my%20b.md)`; a space ends the address",
    ];
    assert_eq!(helps, expected);
}

#[test]
fn only_a_name_that_is_a_slip_away_is_suggested() {
    let notes = "//- a.md\n[1](2024-01-06.md) [2](other/README.md) ![3](quorun.png) [4](hashing.md)\n\
                 [5](quorun.md) [6](old/queues/README.md)\n\
                 //- 2024-01-05.md\n# D\n//- x/README.md\n# X\n//- queues/README.md\n# Q\n\
                 //- quorum.md\n# Q\n//- heading.md\n# H\n";
    let site = fixture::site(notes);
    let helps = site.built.resolved.findings.iter().filter_map(|it| it.help.as_deref());
    let meant: Vec<&str> = helps.filter(|it| it.starts_with("did you mean")).collect();
    assert_eq!(meant, ["did you mean `quorum.md`?", "did you mean `queues/README.md`?"]);
}

#[test]
fn a_link_to_a_folder_is_told_the_name_of_one() {
    let notes = "//- a.md\n[1](security-notes/) [2](sub/secrity/) [[securty]]\n//- security/s.md\n# S\n";
    let findings = fixture::findings(&fixture::site(notes).built.resolved);
    let said: Vec<&str> = findings.lines().filter(|it| it.contains("L001")).collect();
    for (said, name) in said.iter().zip(["folder `sec", "folder `sub", "note `sec"]) {
        assert!(said.contains(name), "{said}");
        assert!(said.ends_with("(did you mean `security/`?)"), "{said}");
    }
    assert_eq!(said.len(), 3);
}

#[test]
fn a_wikilink_in_any_letter_case_means_the_whole_path_it_names() {
    let notes = "//- a.md\n[[queues]] [[Queues]] [[sub/queues]] [[Stacks]]\n\
                 //- Queues.md\n# Q\n//- sub/Queues.md\n# S\n\
                 //- one/Stacks.md\n# S\n//- two/Stacks.md\n# S\n";
    let site = fixture::site(notes);
    let page = site.main("a.html");
    for link in [
        "href=\"Queues.html\">queues",
        "href=\"Queues.html\">Queues",
        "href=\"sub/Queues.html\"",
    ] {
        assert!(page.contains(link), "{link}: {page}");
    }
    let findings = fixture::findings(&site.built.resolved);
    let ambiguous: Vec<&str> =
        findings.lines().filter(|it| it.contains("L004")).collect();
    assert!(matches!(ambiguous[..], [only] if only.contains("`Stacks`")), "{findings}");
}

#[test]
fn the_nearest_of_very_many_candidates_is_meant() {
    let often =
        |it: usize| format!("//- d{it:03}/note.md\n---\naliases: [Overview]\n---\n# N\n");
    let others: String = (0..80).map(often).collect();
    let near = "//- zz/link.md\n[[Overview]] [[note]] [[deep/note]]\n\
                //- zz/own.md\n---\naliases: [Overview]\n---\n# O\n\
                //- zz/a/note.md\n# A\n//- zz/deep/note.md\n# D\n//- x/y/deep/note.md\n# D\n";
    let site = fixture::site(&(others + near));
    let page = site.main("zz/link.html");
    for link in ["href=\"own.html\"", "href=\"a/note.html\"", "href=\"deep/note.html\""] {
        assert!(page.contains(link), "{link}: {page}");
    }
    let findings = fixture::findings(&site.built.resolved);
    let said: Vec<&str> = findings.lines().filter(|it| it.contains("L004")).collect();
    assert!(said[0].contains(", `d011/note.md` or 69 more (add"), "{findings}");
    assert!(said[1].contains(", `d011/note.md` or 71 more (add"), "{findings}");
    assert_eq!(said.len(), 2, "{findings}");
}

#[test]
fn slips_are_found_among_thousands_of_names_in_any_case_and_place() {
    let note = |it| format!("//- {}{it}.md\n# N `#{}{it}`\n", word(it), word(it));
    let heading = |it| format!("## {}{it}\n", word(it));
    let others: Vec<String> = (0..1500).map(note).collect();
    let ids: Vec<String> = (0..300).map(heading).collect();
    let (others, ids) = (others.concat(), ids.concat());
    let notes = format!(
        "{others}//- security.md\n# S\n//- kubernetes.md\n# K `#Storage`\n//- tooling/x.md\n# X\n\
         //- ids.md\n# I\n{ids}\n<a id=\"UpperCase\"></a>\n\
         //- a.md\n[](ecurity.md) [](Xecurity.md) [[ubernetes]] [](ids.md#uppercasf) \
         [](ids.md#pperCase) [](tags/torage) [](tags/storagf) [](ooling/)\n"
    );
    let checked = check(&notes, &Config::default());
    let dead = checked.findings.iter().filter(|it| it.path.as_str() == "a.md");
    let helps: Vec<&str> = dead.filter_map(|it| it.help.as_deref()).collect();
    let expected = [
        "did you mean `security.md`?",
        "did you mean `security.md`?",
        "did you mean `[[kubernetes]]`?",
        "did you mean `#UpperCase`?",
        "did you mean `#UpperCase`?",
        "did you mean the tag `#Storage`?",
        "did you mean the tag `#Storage`?",
        "did you mean `tooling/`?",
    ];
    assert_eq!(helps, expected);
}

/// A word for a number, of letters in any order.
fn word(number: usize) -> String {
    (0..7)
        .map(|at| char::from(b"abcdefghijklmnopqrstuvwxyz"[number * (31 + at * at) % 26]))
        .collect()
}

#[test]
fn a_mark_for_a_contents_list_may_be_the_name_of_a_note() {
    let notes = "//- a.md\n# A\n\n[[TOC]]\n\n[[_TOC_]]\n\nThe end.\n";
    let alone = fixture::site(notes);
    assert!(!alone.main("a.html").contains("TOC"), "{}", alone.main("a.html"));
    assert_eq!(fixture::findings(&alone.built.resolved), "");
    assert!(list::links(&alone.built.resolved).is_empty());
    let beside = fixture::site(&format!("{notes}//- b/toc.md\n# Contents\n"));
    assert!(beside.main("a.html").contains("<p><a href=\"b/toc.html\">TOC</a></p>"));
    assert!(!beside.main("a.html").contains("_TOC_"));
}
