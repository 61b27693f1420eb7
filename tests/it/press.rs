//! Printing from the command line, with a stand-in for the browser; and what the margins say.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use cribsheet::source::Files as _;

const CRIB: &str = env!("CARGO_BIN_EXE_crib");

/// A folder with notes and a program for a browser.
fn folder(program: &str) -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    let notes = temp.path().join("notes");
    fs::create_dir(&notes).unwrap();
    fs::write(notes.join("a.md"), "# A\n\n- \"x\" → y\n- \"z\" → w\n").unwrap();
    let browser = temp.path().join("browser");
    fs::write(&browser, format!("#!/bin/sh\n{program}\n")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
    }
    temp
}

/// A program that writes a PDF where it is told to.
const PRINTS: &str = "for it; do case $it in --print-to-pdf=*) \
    printf '%%PDF-1.4 <</Type /Pages /Count 1>> (D:2026)' > \"${it#*=}\";; esac; done";

fn crib(folder: &Path, arguments: &[&str], browser: &str, code: i32) -> String {
    let mut command = Command::new(CRIB);
    command.args(arguments).current_dir(folder).env("CRIB_BROWSER", browser);
    let Output { status, stderr, .. } = command.output().unwrap();
    let said = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(code), "{arguments:?}: {said}");
    said
}

#[cfg(unix)]
#[test]
fn a_sheet_is_printed_beside_its_page_and_stays_the_same_file() {
    let temp = folder(PRINTS);
    let at = temp.path();
    crib(at, &["build", "notes", "-o", "site", "--pdf"], "./browser", 0);
    let pdf = fs::read(at.join("site/sheets/cheat-sheet.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    let page = fs::read(at.join("site/sheets/cheat-sheet.html")).unwrap();
    assert!(String::from_utf8(page).unwrap().contains("cheat-sheet.pdf"));
    let said = crib(at, &["build", "notes", "-o", "site", "--pdf"], "./browser", 0);
    assert!(said.contains("nothing changed"), "{said}");
    // Without the flag the printed sheet goes, and nothing leads to it.
    let said = crib(at, &["build", "notes", "-o", "site"], "./browser", 0);
    assert!(said.contains("1 removed"), "{said}");
    let said = crib(at, &["-r", "notes", "sheet", "-o", "x.pdf"], "./browser", 0);
    assert!(said.contains("x.pdf written (1 page)"), "{said}");
    assert!(fs::read(at.join("x.pdf")).unwrap().starts_with(b"%PDF"));
}

#[test]
fn without_a_browser_the_rest_is_built_and_the_message_says_what_to_install() {
    let temp = folder("exit 0");
    let at = temp.path();
    let said = crib(at, &["build", "notes", "-o", "site", "--pdf"], "nosuch", 3);
    assert!(
        said.contains("`CRIB_BROWSER` is `nosuch`, which is not a program"),
        "{said}"
    );
    assert!(
        said.contains("install Chromium (on Debian and Ubuntu `apt install chromium`)")
    );
    let page = fs::read(at.join("site/sheets/cheat-sheet.html")).unwrap();
    assert!(!String::from_utf8(page).unwrap().contains("cheat-sheet.pdf"));
    assert!(!at.join("site/sheets/cheat-sheet.pdf").exists());
    let said = crib(at, &["-r", "notes", "sheet", "-o", "x.pdf"], "nosuch", 3);
    assert!(said.contains("install Chromium"), "{said}");
    assert!(!at.join("x.pdf").exists());
    let mut command = Command::new(CRIB);
    command.args(["-r", "notes", "sheet", "--pdf"]).current_dir(at).env_clear();
    let said = String::from_utf8(command.output().unwrap().stderr).unwrap();
    assert!(said.contains("no Chromium, Chrome or Edge was found"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_browser_that_prints_nothing_is_named_with_what_it_said() {
    let temp = folder("echo 'no display' >&2; exit 7");
    let said =
        crib(temp.path(), &["-r", "notes", "sheet", "-o", "x.pdf"], "./browser", 3);
    assert!(
        said.contains("browser: printed nothing (exit status: 7) no display"),
        "{said}"
    );
}

#[test]
fn a_sheet_is_added_to_a_site_and_goes_with_the_next_build() {
    let temp = folder("exit 0");
    let at = temp.path();
    crib(at, &["build", "notes", "-o", "output"], "x", 0);
    let root = ["-r", "notes", "sheet", "kind:rule"];
    // Without a configuration the output folder lies in the current one.
    let said = crib(at, &root, "x", 0);
    assert!(said.contains("output/sheets/kind-rule.html written"), "{said}");
    assert!(at.join("output/index.html").exists());
    let page = fs::read(at.join("output/sheets/kind-rule.html")).unwrap();
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("href=index.html>Cheat sheets"), "{page}");
    assert!(at.join("output/sheets/index.html").exists(), "what it links to is there");
    let said = crib(at, &["build", "notes", "-o", "output"], "x", 0);
    assert!(said.contains("2 removed"), "{said}");
    assert!(!at.join("output/sheets/kind-rule.html").exists());
    // Queries of the same words are different sheets.
    let either = crib(at, &["-r", "notes", "sheet", "kind:rule | kind:tip"], "x", 0);
    let both = crib(at, &["-r", "notes", "sheet", "kind:rule !kind:tip"], "x", 0);
    assert_ne!(either, both);
    let long = ["exam-tip"; 60].join(" | ") + " | kind:rule";
    crib(at, &["-r", "notes", "sheet", &long], "x", 0);
    // A folder of somebody else's is none to put a sheet into.
    fs::create_dir(at.join("notes/other")).unwrap();
    fs::write(at.join("notes/other/mine.txt"), "").unwrap();
    fs::write(at.join("notes/crib.yaml"), "output_dir: other").unwrap();
    let said = crib(at, &root, "x", 2);
    assert!(said.contains("or write a single file with `-o sheet.html`"), "{said}");
}

#[test]
fn a_revision_is_read_from_the_files_of_git() {
    let temp = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = temp.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let revision =
        |folder: &str| cribsheet::source::Disk::new(&temp.path().join(folder)).revision();
    put("notes/a.md", "# A\n");
    assert_eq!(revision("notes"), None);
    put(".git/HEAD", "ref: refs/heads/main\n");
    put(
        ".git/packed-refs",
        &format!("# pack-refs\n{} refs/heads/main\n", "0123456789".repeat(4)),
    );
    assert_eq!(revision("notes").as_deref(), Some("0123456"));
    put(".git/refs/heads/main", &format!("{}\n", "89abcdef".repeat(5)));
    assert_eq!(revision("notes").as_deref(), Some("89abcde"));
    put(".git/HEAD", &format!("{}\n", "fedcba98".repeat(5)));
    assert_eq!(revision("notes").as_deref(), Some("fedcba9"));
    // A further work tree.
    put(".git/worktrees/w/HEAD", "ref: refs/heads/main\n");
    put(".git/worktrees/w/commondir", "../..\n");
    put("w/.git", "gitdir: ../.git/worktrees/w\n");
    assert_eq!(revision("w"), None, "a repository that does not know of the work tree");
    put(".git/worktrees/w/gitdir", &format!("{}/w/.git\n", temp.path().display()));
    assert_eq!(revision("w").as_deref(), Some("89abcde"));
    put(".git/modules/m/HEAD", &format!("{}\n", "01".repeat(20)));
    put(".git/modules/m/config", "[core]\n\tworktree = ../../../m\n");
    put("m/.git", "gitdir: ../.git/modules/m\n");
    assert_eq!(revision("m").as_deref(), Some("0101010"), "a submodule");
    for head in ["nonsense\n", "ref: refs/../../notes/a\n", "ref: /etc/passwd\n"] {
        put("notes/a", &"0".repeat(40));
        put(".git/HEAD", head);
        assert_eq!(revision("notes"), None, "{head}");
    }
}
