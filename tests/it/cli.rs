//! The command as users run it: transcripts, exit codes, and disks that refuse.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const CRIB: &str = env!("CARGO_BIN_EXE_crib");

/// Runs a command in a folder and checks its exit code; shows everything when it differs.
fn run(command: &mut Command, folder: &Path, code: i32) -> (String, String) {
    let Output { status, stdout, stderr } = command.current_dir(folder).output().unwrap();
    let (out, err) =
        (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert_eq!(
        status.code(),
        Some(code),
        "{command:?}\nin {}\n--- out\n{out}\n--- err\n{err}",
        folder.display()
    );
    (out, err)
}

fn crib(args: &[&str], folder: &Path, code: i32) -> (String, String) {
    run(Command::new(CRIB).args(args), folder, code)
}

fn notes(files: &[(&str, &str)]) -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = temp.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    temp
}

#[test]
fn transcripts() {
    trycmd::TestCases::new().case("tests/cli/*.md");
}

#[test]
fn check_finds_what_a_build_finds() {
    let temp = notes(&[
        ("n/a.md", "---\ntemplate: nosuch\naliases: [/tags/x.html, b]\n---\n# A `#x`\n"),
        ("n/b.md", "# B\n"),
        ("crib.yaml", "sheets:\n  none: {query: nosuch}\n"),
    ]);
    let (checked, err) = crib(&["check", "n", "--format", "json"], temp.path(), 0);
    let (built, _) =
        crib(&["build", "n", "-o", "out", "--format", "json"], temp.path(), 0);
    assert_eq!(checked, built);
    for code in ["F002", "F003", "P002"] {
        assert!(checked.contains(code), "{code}: {checked}{err}");
    }
    assert_eq!(checked.matches("F002").count(), 2, "{checked}");
}

#[test]
fn a_broken_theme_hides_no_finding() {
    let temp = notes(&[
        ("n/a.md", "---\ntemplate: own\n---\n[x](gone.md)\n"),
        ("crib.yaml", "theme: mine\n"),
        ("themes/mine/theme.yaml", "theme_api: 2\nname: Mine\n"),
        ("themes/mine/templates/own.html", "{{ page.title"),
    ]);
    let (_, err) = crib(&["check", "n"], temp.path(), 2);
    assert!(err.contains("L001") && err.contains("own.html:1:"), "{err}");
    assert!(!err.contains("F003"), "the theme has it: {err}");
}

#[test]
fn a_sheet_that_leaves_much_out_shows_the_best_of_it() {
    // No two of them alike, for what is said twice is out for another reason.
    let rule =
        |at: usize| format!("- \"question {at}\" → answer number {at} of a long list\n");
    let text = format!("# A\n\n{}", (0..400).map(rule).collect::<String>());
    let temp = notes(&[("a.md", &text)]);
    let lines = |args: &[&str]| {
        let (out, _) = crib(args, temp.path(), 0);
        let count = |start| out.lines().filter(|it| it.starts_with(start)).count();
        (count("in "), count("out "), out)
    };
    let (taken, out, text) = lines(&["sheet", "--dry-run"]);
    assert_eq!(out, 20);
    let rest = 400 - taken - out;
    assert!(
        rest > 0 && text.contains(&format!("and {rest} more are out (`-v`")),
        "{text}"
    );
    let (taken, out, text) = lines(&["sheet", "--dry-run", "-v"]);
    assert_eq!(taken + out, 400);
    assert!(!text.contains("more are out"));
    assert!(text.lines().next().unwrap().contains(" heading "), "{text}");
    fs::create_dir(temp.path().join("other")).unwrap();
    let (_, said) = crib(&["sheet", "other"], temp.path(), 2);
    assert!(said.contains("`other/` selects the notes in it"), "{said}");
    let (_, said) = crib(&["sheet", "exam.pdf"], temp.path(), 2);
    assert!(said.contains("`crib sheet -o exam.pdf` writes that file"), "{said}");
    let (_, said) = crib(&["sheet", "."], temp.path(), 2);
    assert!(
        said.contains("`crib -r . sheet` makes a sheet of the notes in it"),
        "{said}"
    );
}

#[test]
fn exit_codes_say_what_happened() {
    let temp = notes(&[
        ("good/a.md", "# A\n"),
        ("warn/a.md", "# A\n[d](d.md)\n"),
        ("warn/d.md", "---\ndraft: true\n---\n"),
        ("bad/a.md", "[x](gone.md)\n"),
        ("config/crib.yaml", "titel: x\n"),
        ("config/a.md", "# A\n"),
    ]);
    let cases: [(&[&str], i32); 14] = [
        (&["check", "good"], 0),
        (&["check", "warn"], 0),
        (&["check", "warn", "--strict"], 1),
        (&["check", "bad"], 1),
        (&["build", "bad", "-o", "out"], 0),
        (&["build", "warn", "-o", "out", "--strict"], 1),
        (&["list", "notes", "bad"], 0),
        (&["check", "config"], 2),
        (&["build", "--no-such-flag"], 2),
        (&["list"], 2),
        (&["build", "good", "-o", "out", "-u", "example.org"], 2),
        (&["build", "good", "-o", "good/a.md"], 2),
        (&["build", "good", "-o", "good/a.md/below"], 3),
        (&["check", "missing"], 3),
    ];
    for (args, code) in cases {
        let (_, err) = crib(args, temp.path(), code);
        assert!(!err.contains("panicked"), "{err}");
    }
    let (_, err) = crib(&["list"], temp.path(), 2);
    assert!(err.contains("comparisons") && err.contains("orphans"), "{err}");
    let (_, err) = crib(&["check", "config"], temp.path(), 2);
    assert!(
        err.contains("crib.yaml:1: unknown key `titel`; did you mean `title`?"),
        "{err}"
    );
}

#[test]
fn places_follow_the_configuration() {
    let temp = notes(&[
        (
            "crib.yaml",
            "content_dir: notes\noutput_dir: public\nbase_url: https://example.org/x\n",
        ),
        ("notes/sub/a.md", "# A\n"),
        ("notes/old.md", "# Old\n"),
    ]);
    let (_, err) = crib(&["build"], &temp.path().join("notes/sub"), 0);
    assert!(err.lines().last().unwrap().starts_with("ok: 2 notes, 2 headings"), "{err}");
    let page = |path: &str| {
        String::from_utf8(fs::read(temp.path().join(path)).unwrap()).unwrap()
    };
    assert!(page("public/sub/a.html").contains("https://example.org/x/sub/a.html"));
    assert!(page("public/404.html").contains("/x/assets/crib."));
    let mut command = Command::new(CRIB);
    run(command.arg("build").env("CRIB__IGNORE", "[old.md]"), temp.path(), 0);
    assert!(!temp.path().join("public/old.html").exists());
    crib(&["clean"], temp.path(), 0);
    assert!(!temp.path().join("public").exists());
}

#[test]
fn a_picture_is_not_deleted_through_a_crooked_path() {
    let temp = notes(&[
        ("crib.yaml", "content_dir: n\noutput_dir: missing/../n\n"),
        ("n/a.md", "# A\n![p](p.png)\n"),
        ("n/p.png", "picture"),
        ("m/a.md", "# A\n"),
    ]);
    for args in [
        &["build"][..],
        &["build", "--force"],
        &["build", "--clean", "--force"],
        &["clean"],
        &["build", "m", "--force", "-o", "nowhere/../m"],
        &["build", "m", "--force", "-o", "."],
        &["clean", "-o", "n/missing/.."],
    ] {
        let (_, err) = crib(args, temp.path(), 2);
        assert!(err.contains("cannot be the output folder"), "{err}");
    }
    assert_eq!(fs::read(temp.path().join("n/p.png")).unwrap(), b"picture");
}

#[test]
fn what_is_wrong_with_a_place_says_where_it_was_given() {
    let temp = notes(&[("n/a.md", "# A\n"), ("crib.yaml", "content_dir: gone\n")]);
    let config = |text: &str| fs::write(temp.path().join("crib.yaml"), text).unwrap();
    let said = |args: &[&str]| crib(args, temp.path(), 2).1;
    assert!(said(&["check"]).contains("crib.yaml: `content_dir` is `gone`, but "));
    config("content_dir: n/a.md\n");
    assert!(said(&["check"]).contains("is not a folder"));
    config("content_dir: n\noutput_dir: .\n");
    for command in ["check", "build", "clean"] {
        let said = said(&[command]);
        assert!(
            said.contains("it contains the notes; change `output_dir` in crib.yaml"),
            "{said}"
        );
    }
    assert!(
        said(&["build", "-o", "n"]).contains("choose another one with `--output-dir`")
    );
    config("content_dir: n\noutput_dir: crib.yaml\n");
    assert!(said(&["check"]).contains("it is a file; change `output_dir` in crib.yaml"));
    config("content_dir: n\n");
    for command in ["check", "build", "init"] {
        let said = said(&[command, "n/a.md"]);
        assert!(said.contains("a.md is a file; give the folder it is in"), "{said}");
    }
}

#[test]
fn a_quiet_strict_command_says_what_fails() {
    let temp = notes(&[("a.md", "# A\n\n[words]()\n")]);
    for command in ["check", "build"] {
        let said = |args: &[&str], code| crib(args, temp.path(), code).1;
        assert!(said(&[command, "--strict", "-q"], 1).contains("warning[L009]"));
        assert!(
            said(&[command, "--strict"], 1).contains("\nfailed (`--strict`): 1 note")
        );
        assert_eq!(said(&[command, "-q"], 0), "");
    }
}

#[cfg(unix)]
#[test]
fn an_output_folder_is_judged_by_where_it_is() {
    let temp = notes(&[("n/a.md", "# A\n"), ("home/x.txt", "")]);
    let link = |to: &str, from: &str| {
        std::os::unix::fs::symlink(temp.path().join(to), temp.path().join(from)).unwrap();
    };
    link("n", "to-notes");
    link("home", "to-home");
    for command in ["build", "clean"] {
        let (_, err) = crib(&[command, "n", "-o", "to-notes"], temp.path(), 2);
        assert!(err.contains("it contains the notes"), "{err}");
        let mut home = Command::new(CRIB);
        home.args([command, "n", "-o", "to-home"]).env("HOME", temp.path().join("home"));
        let (_, err) = run(&mut home, temp.path(), 2);
        assert!(err.contains("it contains your home folder"), "{err}");
    }
}

#[test]
fn an_output_folder_among_the_notes_holds_no_notes() {
    let temp = notes(&[("a.md", "# A\n"), ("output/lost.md", "# Lost\n")]);
    for args in [&["build"][..], &["build", "--force"]] {
        let (_, err) = crib(args, temp.path(), 2);
        assert!(err.contains("it contains notes (such as lost.md)"), "{err}");
    }
    let (_, err) = crib(&["check"], temp.path(), 0);
    assert!(err.contains("1 folder with 1 note skipped"), "{err}");
    crib(&["build", "-o", "site"], temp.path(), 0);
    crib(&["build", "-o", "site"], temp.path(), 0);
    assert!(temp.path().join("site/output/lost.html").exists());
    // The site that lies there now is no source of the next one.
    crib(&["build", "-o", "site2"], temp.path(), 0);
    assert!(!temp.path().join("site2/site").exists());
}

#[test]
fn building_anew_destroys_nothing_before_the_build_works() {
    let temp = notes(&[("n/a.md", "# A\n"), ("crib.yaml", "")]);
    crib(&["build", "n"], temp.path(), 0);
    let templates = temp.path().join("themes/default/templates");
    fs::create_dir_all(&templates).unwrap();
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default");
    let base = fs::read(theme.join("templates/base.html")).unwrap();
    let wrong = [&base[..], b"{{ nothing.of.the.kind }}"].concat();
    fs::write(templates.join("base.html"), wrong).unwrap();
    let (_, err) = crib(&["build", "n", "--clean"], temp.path(), 2);
    assert!(err.contains("base.html"), "{err}");
    assert!(temp.path().join("output/a.html").exists());
    fs::remove_file(templates.join("base.html")).unwrap();
    let (_, err) = crib(&["build", "n", "--clean"], temp.path(), 0);
    assert!(err.contains("files written"), "{err}");
    fs::create_dir(temp.path().join("foreign")).unwrap();
    fs::write(temp.path().join("foreign/mine.txt"), "mine").unwrap();
    crib(&["build", "n", "--clean", "-o", "foreign"], temp.path(), 3);
    crib(&["build", "n", "--clean", "--force", "-o", "foreign"], temp.path(), 0);
    assert_eq!(fs::read(temp.path().join("foreign/mine.txt")).unwrap(), b"mine");
}

#[test]
fn the_address_is_checked_wherever_it_is_given() {
    let temp = notes(&[("n/a.md", "# A\n")]);
    for url in ["https://", "https://a b.org", "https://example.org/?x"] {
        let (_, err) = crib(&["build", "n", "-u", url], temp.path(), 2);
        assert!(err.contains("`--base-url` is"), "{err}");
        let mut command = Command::new(CRIB);
        command.args(["check", "n"]).env("CRIB__BASE_URL", url);
        let (_, err) = run(&mut command, temp.path(), 2);
        assert!(err.contains("CRIB__BASE_URL: `base_url` is"), "{err}");
    }
}

#[test]
fn a_glob_with_a_slash_begins_at_the_content_folder() {
    let temp = notes(&[
        ("crib.yaml", "ignore: [/a.md, ./sub/, '**/\u{f6}l.md']\n"),
        ("content/a.md", "# A\n"),
        ("content/x/o\u{308}l.md", "# C\n"),
        ("content/sub/b.md", "# B\n"),
        ("content/x/a.md", "# A\n"),
    ]);
    let (out, _) = crib(&["list", "notes", "--format", "json"], temp.path(), 0);
    assert_eq!(out.matches("\"path\"").count(), 1, "{out}");
    assert!(out.contains("x/a.md"), "{out}");
}

/// Hash maps differ from process to process, so one process cannot show this.
#[test]
fn two_processes_write_the_same_bytes() {
    let text = "# A\n\n<input type=text name=x> <img src=p.png width=3 title=t id=i class=c>\n\n\
                - [ ] task <b title=t lang=en dir=ltr id=b class=k>b</b>\n";
    let temp = notes(&[("n/a.md", text), ("n/p.png", "")]);
    let pages: Vec<Vec<u8>> = (0..6)
        .map(|n| {
            let out = format!("out{n}");
            crib(&["build", "n", "-o", &out], temp.path(), 0);
            fs::read(temp.path().join(out).join("a.html")).unwrap()
        })
        .collect();
    assert!(pages.windows(2).all(|it| it[0] == it[1]));
}

#[test]
fn files_that_are_not_for_readers_are_counted_and_named() {
    let drawing = "---\nexcalidraw-plugin: parsed\n---\n{\"a\": \"%%\"}\n";
    let temp = notes(&[
        ("n/a.md", "# A\n"),
        ("n/plan.md", "---\ndraft: true\n---\n# Plan\n"),
        ("n/_TEMPLATE.md", "# [Topic]\n"),
        ("n/sketch.excalidraw.md", drawing),
        ("n/broken.md", &drawing.replace("parsed", "a: b")),
    ]);
    let (_, said) = crib(&["check", "n"], temp.path(), 0);
    let counts = "1 draft left out, 2 drawings left out";
    assert!(said.contains(counts), "{said}");
    let (_, said) = crib(&["check", "n", "-v"], temp.path(), 0);
    assert!(
        said.contains("sketch.excalidraw.md left out, since it is a drawing\n"),
        "{said}"
    );
    crib(&["build", "n", "--drafts"], temp.path(), 0);
    let built = |name: &str| temp.path().join("output").join(name).exists();
    assert!(built("plan.html") && built("_TEMPLATE.html"));
    assert!(!built("sketch.excalidraw.html") && !built("broken.html"));
}

#[test]
fn drafts_are_left_out_unless_asked_for() {
    let temp =
        notes(&[("n/a.md", "# A\n"), ("n/d.md", "---\npublish: false\n---\n# D\n")]);
    crib(&["build", "n"], temp.path(), 0);
    assert!(!temp.path().join("output/d.html").exists());
    crib(&["build", "n", "--drafts"], temp.path(), 0);
    assert!(temp.path().join("output/d.html").exists());
}

#[test]
fn every_shell_gets_completions() {
    let temp = notes(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (script, _) = crib(&["completions", shell], temp.path(), 0);
        assert!(script.contains("crib") && script.contains("dry-run"), "{shell}");
    }
    crib(&["completions", "cmd"], temp.path(), 2);
}

#[test]
fn help_and_version_go_to_standard_output() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (out, _) = crib(&["--help"], folder, 0);
    for command in ["build", "serve", "check", "list", "explain", "clean"] {
        assert!(out.contains(command), "{out}");
    }
    assert!(crib(&["--version"], folder, 0).0.starts_with("crib "));
}

/// The command as somebody without special rights runs it.
#[cfg(unix)]
fn unprivileged(temp: &Path) -> Command {
    use std::os::unix::fs::PermissionsExt as _;
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if !is_root {
        return Command::new(CRIB);
    }
    // Others must reach the binary, which may lie in a folder of root's.
    let copy = temp.join("crib");
    // By another program: a file this one has open for writing cannot be run.
    assert!(Command::new("cp").args([CRIB.as_ref(), &*copy]).status().unwrap().success());
    fs::set_permissions(temp, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(copy);
    command
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_or_written_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let temp =
        notes(&[("n/a.md", "# A\n"), ("n/closed/b.md", "# B\n"), ("site/.gitkeep", "")]);
    let set = |path: &str, mode| {
        fs::set_permissions(temp.path().join(path), fs::Permissions::from_mode(mode))
            .unwrap();
    };
    set("n/closed", 0o000);
    let mut command = unprivileged(temp.path());
    let (_, err) = run(command.args(["check", "n"]), temp.path(), 1);
    assert!(
        err.contains("error[N001]: cannot be read: Permission denied")
            && err.contains("--> closed")
            && err.contains("`ignore`"),
        "{err}"
    );
    set("n/closed", 0o755);
    set("n/closed/b.md", 0o000);
    let mut command = unprivileged(temp.path());
    let (_, err) = run(command.args(["check", "n"]), temp.path(), 1);
    assert!(err.contains("--> closed/b.md") && err.contains("1 note,"), "{err}");
    set("site", 0o555);
    let mut command = unprivileged(temp.path());
    let (_, err) = run(command.args(["build", "n", "-o", "site"]), temp.path(), 3);
    assert!(err.contains("Permission denied") && err.contains("`--output-dir`"), "{err}");
    set("site", 0o755);
    let left: Vec<_> = fs::read_dir(temp.path().join("site")).unwrap().collect();
    assert_eq!(left.len(), 1, "only the keeper is there");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_removed_stays_in_the_manifest() {
    use std::os::unix::fs::PermissionsExt as _;
    let temp = notes(&[
        ("n/a.md", "# A\n"),
        ("n/x/b.md", "# B\n"),
        ("n/y/c.md", "# C\n"),
        ("output/.gitkeep", ""),
    ]);
    let at = temp.path();
    let set = |path: &str, mode| {
        fs::set_permissions(at.join(path), fs::Permissions::from_mode(mode)).unwrap();
    };
    set("output", 0o777);
    let crib = |args: &[&str], code| run(unprivileged(at).args(args), at, code).1;
    crib(&["build", "n"], 0);
    let manifest = || fs::read_to_string(at.join("output/.crib-manifest")).unwrap();
    set("output/x", 0o555);
    fs::remove_file(at.join("n/x/b.md")).unwrap();
    let said = crib(&["build", "n"], 3);
    assert!(said.contains("x/b.html: Permission denied"), "{said}");
    assert!(manifest().contains(" x/b.html\n") && manifest().contains(" a.html\n"));
    let said = crib(&["clean", "n"], 3);
    assert!(said.contains("Permission denied"), "{said}");
    let left = manifest();
    let left: Vec<&str> = left.lines().filter_map(|it| it.split(' ').nth(1)).collect();
    assert_eq!(left, ["x/b.html", "x/index.html"]);
    assert!(!at.join("output/y").exists() && at.join("output/x/b.html").exists());
    set("output/x", 0o755);
    crib(&["clean", "n"], 0);
    assert_eq!(fs::read_dir(at.join("output")).unwrap().count(), 1);
}

/// A full disk, where results are written to a file.
#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_an_error() {
    let temp = notes(&[("a.md", "# A `#t`\n\n[x](gone.md)\n")]);
    for args in [
        &["list", "notes"][..],
        &["list", "tags", "--format", "json"],
        &["check", "--format", "json"],
        &["check", "--format", "github"],
        &["build", "--format", "json"],
        &["explain"],
        &["explain", "rules"],
        &["explain", "L001"],
        &["completions", "bash"],
        &["--help"],
        &["--version"],
    ] {
        let to = |path: &str| {
            let file = fs::File::options().write(true).open(path).unwrap();
            let mut command = Command::new(CRIB);
            command.args(args).current_dir(temp.path()).stdout(file);
            command.output().unwrap()
        };
        let full = to("/dev/full");
        let said = String::from_utf8(full.stderr).unwrap();
        assert_eq!(full.status.code(), Some(3), "{args:?}: {said}");
        assert!(
            said.contains("cannot write to standard output: No space left"),
            "{said}"
        );
        // A reader that went away has seen enough.
        let mut command = Command::new(CRIB);
        command.args(args).current_dir(temp.path());
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let code = child.wait().unwrap().code();
        assert!(code == Some(0) || code == Some(1), "{args:?}: {code:?}");
    }
}
