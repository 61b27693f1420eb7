//! Repositories whose configuration names programs: none of them runs.
#![cfg(unix)]

use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::{crib, put};

/// A program that leaves a mark when it runs, and the place of the mark.
struct Trap {
    folder: tempfile::TempDir,
    mark: PathBuf,
    program: String,
}

impl Trap {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (mark, program) = (folder.path().join("mark"), folder.path().join("trap.sh"));
        let script = format!("#!/bin/sh\necho \"$0 $*\" >>'{}'\n", mark.display());
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let program = program.display().to_string();
        Self { folder, mark, program }
    }

    /// A configuration in which every key that can name a program names this one.
    fn config(&self) -> String {
        let trap = &self.program;
        format!(
            "[log]\nshowSignature = true\ndiffMerges = remerge\n[gpg]\nprogram = {trap}\n\
             [gpg \"ssh\"]\nprogram = {trap}\n[gpg \"x509\"]\nprogram = {trap}\n\
             [core]\nrepositoryFormatVersion = 1\nfsmonitor = {trap}\npager = {trap}\n\
             sshCommand = {trap}\neditor = {trap}\naskPass = {trap}\nhooksPath = {folder}\n\
             alternateRefsCommand = {trap}\nattributesFile = {folder}/attributes\n\
             [pager]\nlog = {trap}\n[diff]\nexternal = {trap}\n\
             [diff \"trap\"]\ncommand = {trap}\ntextconv = {trap}\n\
             [filter \"trap\"]\nclean = {trap}\nsmudge = {trap}\nprocess = {trap}\n\
             [merge \"trap\"]\ndriver = {trap}\n[credential]\nhelper = {trap}\n\
             [alias]\nlog = !{trap}\nrev-parse = !{trap}\n\
             [extensions]\npartialClone = origin\n[remote \"origin\"]\npromisor = true\n\
             url = ext::{trap}\nuploadpack = {trap}\n[protocol]\nallow = always\n",
            folder = self.folder.path().display()
        )
    }

    fn assert_untouched(&self, what: &str) {
        let said = fs::read_to_string(&self.mark).unwrap_or_default();
        assert_eq!(said, "", "{what}");
    }
}

fn git(folder: &Path, arguments: &[&str], input: &str) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments);
    for role in ["AUTHOR", "COMMITTER"] {
        command
            .env(format!("GIT_{role}_NAME"), "A")
            .env(format!("GIT_{role}_EMAIL"), "a@b");
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = pipes.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Commits `note.md` with a signature, which `log.showSignature` would have checked.
fn commit_signed(repository: &Path, note: &str) {
    let blob = git(repository, &["hash-object", "-w", "--stdin"], note);
    let tree = git(repository, &["mktree"], &format!("100644 blob {blob}\tnote.md\n"));
    let who = "A <a@b> 1700000000 +0000";
    let commit = format!(
        "tree {tree}\nauthor {who}\ncommitter {who}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n \
         iQ\n -----END PGP SIGNATURE-----\n\nsigned\n"
    );
    let commit =
        git(repository, &["hash-object", "-t", "commit", "-w", "--stdin"], &commit);
    git(repository, &["update-ref", "HEAD", &commit], "");
}

fn build(folder: &Path) -> String {
    let arguments = ["build", "notes", "-u", "https://example.org", "-o", "out"];
    let (code, said) = crib(folder, &arguments);
    assert_eq!(code, 0, "{said}");
    for command in ["check", "list"] {
        let what: &[&str] = if command == "list" {
            &["list", "notes", "notes"]
        } else {
            &["check", "notes"]
        };
        assert_eq!(crib(folder, what).0, 0);
    }
    fs::read_to_string(folder.join("out/atom.xml")).unwrap()
}

#[test]
fn a_bare_repository_among_the_notes_is_nothing_but_files() {
    let (temp, trap) = (tempfile::tempdir().unwrap(), Trap::new());
    let notes = temp.path().join("notes");
    fs::create_dir(&notes).unwrap();
    git(&notes, &["init", "-q", "--bare", "."], "");
    commit_signed(&notes, "# Note\n");
    put(&notes, "note.md", "# Note\n");
    put(&notes, "config", &trap.config());
    let feed = build(temp.path());
    trap.assert_untouched("a bare repository");
    assert!(!feed.contains("<entry>"), "it tells no dates: {feed}");
}

#[test]
fn a_repository_below_the_root_is_none_of_the_projects() {
    let (temp, trap) = (tempfile::tempdir().unwrap(), Trap::new());
    let notes = temp.path().join("content");
    fs::create_dir(&notes).unwrap();
    git(&notes, &["init", "-q"], "");
    commit_signed(&notes, "# Note\n");
    put(&notes, "note.md", "# Note\n");
    put(&notes, ".git/config", &trap.config());
    put(temp.path(), "crib.yaml", "base_url: https://example.org\n");
    assert_eq!(crib(temp.path(), &["build"]).0, 0);
    trap.assert_untouched("a repository below the root");
    let feed = fs::read_to_string(temp.path().join("output/atom.xml")).unwrap();
    assert!(!feed.contains("<entry>"), "{feed}");
}

#[test]
fn the_repository_of_the_notes_tells_dates_and_runs_nothing() {
    let (temp, trap) = (tempfile::tempdir().unwrap(), Trap::new());
    let notes = temp.path().join("notes");
    fs::create_dir(&notes).unwrap();
    git(&notes, &["init", "-q"], "");
    commit_signed(&notes, "# Note\n");
    put(&notes, "note.md", "# Note\n");
    put(&notes, ".gitattributes", "*.md diff=trap filter=trap merge=trap\n");
    put(&notes, ".git/config", &trap.config());
    for hook in ["post-index-change", "reference-transaction", "fsmonitor-watchman"] {
        fs::copy(&trap.program, notes.join(".git/hooks").join(hook)).unwrap();
        fs::copy(&trap.program, trap.folder.path().join(hook)).unwrap();
    }
    let feed = build(temp.path());
    assert!(feed.contains("2023-11-14T22:13:20"), "{feed}");
    let (code, said) = crib(&notes, &["init", "--github-pages", "--install", "true"]);
    assert_eq!(code, 0, "{said}");
    trap.assert_untouched("a repository with a configuration of its own");
}

#[test]
fn a_file_that_names_somebody_elses_repository_is_not_believed() {
    let temp = tempfile::tempdir().unwrap();
    let other = temp.path().join("private");
    fs::create_dir(&other).unwrap();
    git(&other, &["init", "-q"], "");
    commit_signed(&other, "# Note\n");
    put(temp.path(), "notes/note.md", "# Note\n");
    put(temp.path(), "notes/.git", "gitdir: ../private/.git\n");
    let feed = build(temp.path());
    assert!(!feed.contains("<entry>"), "{feed}");
}

#[test]
fn no_other_repository_tells_its_dates() {
    use std::os::unix::fs::symlink;
    let temp = tempfile::tempdir().unwrap();
    let private = temp.path().join("private");
    fs::create_dir(&private).unwrap();
    git(&private, &["init", "-q"], "");
    commit_signed(&private, "# Note\n");
    let commit = git(&private, &["rev-parse", "HEAD"], "");
    let theirs = private.join(".git");
    let notes = temp.path().join("notes");
    let plant = |attack: &str| {
        let _ = fs::remove_dir_all(&notes);
        put(&notes, "note.md", "# Note\n");
        let own = notes.join(".git");
        match attack {
            "links" => {
                fs::create_dir(&own).unwrap();
                for name in ["HEAD", "refs", "objects"] {
                    symlink(theirs.join(name), own.join(name)).unwrap();
                }
            }
            "alternates" => {
                put(&notes, ".git/HEAD", &format!("{commit}\n"));
                let objects = theirs.join("objects").display().to_string();
                put(&notes, ".git/objects/info/alternates", &objects);
            }
            "a work tree" => {
                put(&notes, ".git", "gitdir: w/worktrees/x\n");
                put(&notes, "w/worktrees/x/gitdir", "../../../.git\n");
                put(&notes, "w/worktrees/x/HEAD", &format!("{commit}\n"));
                symlink(theirs.join("objects"), notes.join("w/objects")).unwrap();
            }
            _ => {
                // The folder lies in a repository with a submodule that is not its own.
                let module = temp.path().join(".git/modules/private");
                fs::create_dir_all(module.parent().unwrap()).unwrap();
                fs::rename(&theirs, &module).unwrap();
                put(&notes, ".git", "gitdir: ../.git/modules/private\n");
            }
        }
    };
    for attack in ["links", "alternates", "a work tree", "a submodule"] {
        plant(attack);
        let feed = build(temp.path());
        assert!(!feed.contains("<entry>"), "{attack}: {feed}");
    }
}

#[test]
fn no_name_of_a_folder_is_an_option_of_a_program() {
    let (temp, trap) = (tempfile::tempdir().unwrap(), Trap::new());
    let programs = trap.folder.path().join("bin");
    fs::create_dir(&programs).unwrap();
    fs::copy(&trap.program, programs.join("xdg-open")).unwrap();
    let notes = temp.path().join("--help");
    put(&notes, "note.md", "# Note\n");
    let mut command = Command::new(env!("CARGO_BIN_EXE_crib"));
    command.args(["build", "--open", "-o=-x"]).current_dir(&notes);
    command.env("PATH", format!("{}:/usr/bin:/bin", programs.display()));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let page = notes.join("-x/index.html").canonicalize().unwrap();
    for _ in 0..1500 {
        if fs::read_to_string(&trap.mark).is_ok_and(|it| it.ends_with('\n')) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let called = fs::read_to_string(&trap.mark).unwrap();
    assert!(called.trim().ends_with(&format!("xdg-open {}", page.display())), "{called}");
}

#[test]
fn no_file_of_the_notes_is_taken_for_a_program() {
    let (temp, trap) = (tempfile::tempdir().unwrap(), Trap::new());
    let notes = temp.path();
    put(notes, "note.md", "# Note `#exam-tip`\n\n**Exam Tip:** words\n");
    fs::create_dir(notes.join(".git")).unwrap();
    put(notes, ".git/HEAD", &"0".repeat(40));
    for name in ["git", "chromium", "google-chrome", "xdg-open"] {
        fs::copy(&trap.program, notes.join(name)).unwrap();
    }
    for browser in ["", "chromium"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crib"));
        command.args(["build", "-u", "https://example.org", "-o", "out", "--pdf"]);
        command.current_dir(notes).env_clear();
        command.env("PATH", ":.:..").env("CRIB_BROWSER", browser);
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains("CRIB_BROWSER"), "{said}");
        trap.assert_untouched("a program in the current folder");
    }
}
