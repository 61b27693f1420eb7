//! Output folders that lie about what is in them: no file goes or changes that no build wrote.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use cribsheet::{
    output::{Artifact, Disk, Sink},
    path::Route,
};

use super::put;
use crate::fixture::{manifest_line, seal};

/// Runs `crib`, which must end in time; gives its exit code and what it said.
fn crib(args: &[&str], folder: &Path) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crib"));
    command.args(args).current_dir(folder).env("HOME", "/nowhere");
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_mins(1) {
            child.kill().unwrap();
            panic!("{args:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let output = child.wait_with_output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn files(files: &[(&str, &str)]) -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    for (path, text) in files {
        put(temp.path(), path, text);
    }
    temp
}

/// Every file below a folder with its content.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|it| it.file_type().is_file());
    let name = |it: &Path| it.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    files.map(|it| (name(it.path()), fs::read(it.path()).unwrap())).collect()
}

/// Lists every file of a folder, with its digest or as one to come.
fn list_all(folder: &Path, with_digest: bool) -> String {
    let line = |(path, bytes): (&String, &Vec<u8>)| {
        if with_digest { manifest_line(bytes, path) } else { format!("- {path}\n") }
    };
    tree(folder).iter().map(line).collect()
}

#[test]
fn a_manifest_that_came_with_the_notes_claims_nothing() {
    let temp = files(&[
        ("content/a.md", "# A\n![p](pics/p.png)\n"),
        ("content/sub/b.md", "# B\n"),
        ("content/pics/p.png", "picture"),
        ("src/index.html", "mine"),
        ("src/a.html", "mine, too"),
        ("src/old/lib.rs", "fn main() {}"),
        ("output/index.html", "mine"),
        ("output/results.txt", "42"),
    ]);
    let at = temp.path();
    for dir in ["src", "output", "content/sub", "content/pics", "content/pics/../sub"] {
        for with_digest in [true, false] {
            let manifest = at.join(dir).join(".crib-manifest");
            fs::write(&manifest, list_all(&at.join(dir), with_digest)).unwrap();
            put(at, "crib.yaml", &format!("output_dir: {dir}\n"));
            let before = tree(at);
            for args in [&["build"][..], &["build", "--clean"], &["clean"], &["sheet"]] {
                let (code, said) = crib(args, at);
                assert!(code == 2 || code == 3, "{dir} {args:?}: {code} {said}");
                assert!(
                    said.contains("--output-dir") || said.contains("-o sheet.html"),
                    "{said}"
                );
                assert_eq!(tree(at), before, "{dir} {args:?}");
            }
            fs::remove_file(&manifest).unwrap();
        }
    }
}

#[test]
fn force_writes_pages_and_removes_nothing() {
    let temp = files(&[
        ("content/a.md", "# A\n"),
        ("src/index.html", "mine"),
        ("src/lib.rs", "fn main() {}"),
        ("crib.yaml", "output_dir: src\n"),
    ]);
    let at = temp.path();
    fs::write(at.join("src/.crib-manifest"), list_all(&at.join("src"), true)).unwrap();
    let (code, said) = crib(&["build", "--force"], at);
    assert_eq!(code, 0, "{said}");
    assert_ne!(fs::read(at.join("src/index.html")).unwrap(), b"mine");
    crib(&["build"], at);
    crib(&["clean"], at);
    assert_eq!(fs::read(at.join("src/lib.rs")).unwrap(), b"fn main() {}");
    assert!(!at.join("src/index.html").exists());
}

#[test]
fn nothing_among_the_notes_is_an_output_folder_but_a_site() {
    let temp = files(&[
        ("content/a.md", "# A\n"),
        ("content/pics/p.png", "picture"),
        ("content/.hidden/b.md", "# B\n"),
    ]);
    let at = temp.path();
    for dir in ["content/pics", "content/.hidden"] {
        // As if a build had written it there.
        seal(&at.join(dir).join(".crib-manifest"), "");
        if dir == "content/pics" {
            fs::remove_file(at.join(dir).join(".crib-manifest")).unwrap();
        }
        let before = tree(at);
        for args in [&["build", "-o", dir][..], &["build", "--force", "-o", dir]] {
            let (code, said) = crib(args, at);
            assert!(code == 2 && said.contains("cannot be the output folder"), "{said}");
            assert_eq!(tree(at), before, "{dir} {args:?}");
        }
    }
    for _ in 0..2 {
        let (code, said) = crib(&["build", "-o", "content/site"], at);
        assert_eq!(code, 0, "{said}");
    }
    crib(&["clean", "-o", "content/site"], at);
    assert!(!at.join("content/site").exists());
}

#[test]
fn repositories_and_themes_are_no_output_folders() {
    let mut all = vec![
        ("content/a.md", "# A\n"),
        ("themes/mine/theme.yaml", "theme_api: 2\nname: Mine\n"),
        (".git/hooks/x", ""),
    ];
    for file in ["repo/.git/HEAD", "repo/.git/objects/x", "repo/.git/refs/x"] {
        all.push((file, ""));
    }
    for file in ["bare/HEAD", "bare/objects/x", "bare/refs/x", "repo/index.html"] {
        all.push((file, ""));
    }
    let temp = files(&all);
    let at = temp.path();
    for dir in ["repo", "bare", ".git/site", ".GIT/site", "themes/mine", "themes/new"] {
        fs::create_dir_all(at.join(dir)).unwrap();
        let manifest = list_all(&at.join(dir), true);
        seal(&at.join(dir).join(".crib-manifest"), &manifest);
        let before = tree(at);
        for args in
            [&["build", "-o", dir][..], &["build", "-fo", dir], &["clean", "-o", dir]]
        {
            let (code, said) = crib(args, at);
            assert!(code == 2 && said.contains("cannot be the output folder"), "{said}");
            assert_eq!(tree(at), before, "{dir} {args:?}");
        }
    }
}

/// Even a manifest with the date of our own, as an archive may bring it.
#[test]
fn no_manifest_claims_the_files_of_git_or_of_crib() {
    let names = [
        ".git/config",
        ".GIT/hooks/x",
        "x/.git/config",
        ".gitignore",
        ".gitkeep",
        "CNAME",
        "y/.crib-manifest",
        ".crib-lock",
        ".crib-tmp/1.part.txt",
        ".GitIgnore",
    ];
    let mut all: Vec<(String, &str)> =
        names.iter().map(|it| (format!("output/{it}"), "mine")).collect();
    all.push((String::from("content/a.md"), "# A\n"));
    let all: Vec<(&str, &str)> =
        all.iter().map(|(path, it)| (path.as_str(), *it)).collect();
    let temp = files(&all);
    let at = temp.path();
    let before = tree(&at.join("output"));
    for args in [&["build"][..], &["build", "--clean"], &["clean"]] {
        let lines = list_all(&at.join("output"), true);
        seal(&at.join("output/.crib-manifest"), &lines);
        let (code, said) = crib(args, at);
        assert_eq!(code, 0, "{said}");
        let now = tree(&at.join("output"));
        assert!(before.iter().all(|(path, it)| now.get(path) == Some(it)), "{args:?}");
    }
    assert_eq!(tree(&at.join("output")), before);
}

#[test]
fn a_page_that_was_changed_is_neither_overwritten_nor_removed() {
    let temp = files(&[("n/a.md", "# A\n"), ("n/b.md", "# B\n")]);
    let at = temp.path();
    crib(&["build", "n"], at);
    put(at, "output/a.html", "mine");
    let before = tree(at);
    let (code, said) = crib(&["build", "n"], at);
    assert!(
        code == 3 && said.contains("a.html was changed since crib wrote it"),
        "{said}"
    );
    assert_eq!(tree(at), before);
    fs::remove_file(at.join("n/a.md")).unwrap();
    assert_eq!(crib(&["build", "n"], at).0, 0);
    assert_eq!(fs::read(at.join("output/a.html")).unwrap(), b"mine");
    put(at, "n/a.md", "# A\n");
    assert_eq!(crib(&["build", "n"], at).0, 3);
    assert_eq!(crib(&["build", "n", "--force"], at).0, 0);
    assert_ne!(fs::read(at.join("output/a.html")).unwrap(), b"mine");
}

#[test]
fn a_file_in_the_place_of_a_folder_stays() {
    let temp = files(&[("n/x/a.md", "# A\n"), ("output/x", "mine"), ("n/b.md", "# B\n")]);
    let at = temp.path();
    let before = tree(at);
    let (code, said) = crib(&["build", "n", "--force"], at);
    assert!(code == 3 && said.contains("the site needs a folder there"), "{said}");
    assert_eq!(tree(at), before);
}

#[test]
fn what_waits_for_its_place_is_known_by_its_name() {
    let temp = files(&[
        ("n/a.md", "# A\n"),
        ("output/.crib-tmp/3.part", "of a build that was killed"),
        ("output/.crib-tmp/thesis.txt", "mine"),
        ("output/.crib-tmp/4.part/thesis.txt", "mine"),
    ]);
    let at = temp.path();
    for args in [&["build", "n"][..], &["clean", "n"]] {
        assert_eq!(crib(args, at).0, 0);
        let left: Vec<String> = tree(&at.join("output/.crib-tmp")).into_keys().collect();
        assert_eq!(left, ["4.part/thesis.txt", "thesis.txt"]);
    }
}

/// The folder a test puts a site into by hand.
fn begun(out: &Path) -> Disk {
    let disk = Disk::open(out, false).unwrap();
    let route = |it| Route::new(it).unwrap();
    disk.begin(&["x/a.html", "b.html"].map(route).into()).unwrap();
    disk.put(Artifact { route: route("x/a.html"), bytes: b"A".to_vec() }).unwrap();
    disk.put(Artifact { route: route("b.html"), bytes: b"B".to_vec() }).unwrap();
    disk
}

#[test]
fn an_output_folder_that_vanishes_is_no_success() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    let disk = begun(&out);
    fs::remove_dir_all(&out).unwrap();
    assert_eq!(disk.finish().unwrap_err().exit_code(), 3);
    begun(&out).finish().unwrap();
    // Nothing is to be written, but nothing is there any more either.
    for gone in ["out", "out/x", "out/b.html"] {
        let disk = begun(&out);
        let gone = temp.path().join(gone);
        fs::rename(&gone, temp.path().join("elsewhere")).unwrap();
        let error = disk.finish().unwrap_err();
        let path = gone.to_str().unwrap();
        assert!(error.to_string().contains(path), "{error}");
        assert!(error.to_string().contains("removed during the build"), "{error}");
        assert_eq!(error.exit_code(), 3);
        fs::rename(temp.path().join("elsewhere"), &gone).unwrap();
    }
    begun(&out).finish().unwrap();
}

#[test]
fn a_file_that_appears_during_a_build_is_not_overwritten() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    let disk = begun(&out);
    put(&out, "x/a.html", "mine");
    let error = disk.finish().unwrap_err();
    assert!(error.to_string().contains("was changed during the build"), "{error}");
    assert_eq!(fs::read(out.join("x/a.html")).unwrap(), b"mine");
    // What took its place before is known, and goes.
    cribsheet::output::clean(&out).unwrap();
    assert_eq!(tree(&out).into_keys().collect::<Vec<_>>(), ["x/a.html"]);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn no_link_leads_out_of_the_output_folder() {
        let temp = files(&[
            ("n/x/a.md", "# A\n"),
            ("elsewhere/a.html", "mine"),
            ("elsewhere/deep/b.html", "mine"),
            ("elsewhere/1.part", "mine"),
        ]);
        let at = temp.path();
        let before = tree(&at.join("elsewhere"));
        fs::create_dir(at.join("output")).unwrap();
        symlink("../elsewhere", at.join("output/x")).unwrap();
        symlink("../elsewhere/a.html", at.join("output/a.html")).unwrap();
        let list = || {
            let mut lines = manifest_line(b"mine", "a.html");
            for name in ["a.html", "deep/b.html", "1.part"] {
                lines += &manifest_line(b"mine", &format!("x/{name}"));
            }
            seal(&at.join("output/.crib-manifest"), &lines);
        };
        for force in [&[][..], &["--force"]] {
            list();
            let (code, said) = crib(&[&["build", "n"], force].concat(), at);
            assert!(code == 3 && said.contains("is a symbolic link"), "{said}");
            assert_eq!(tree(&at.join("elsewhere")), before);
        }
        list();
        let (code, said) = crib(&["clean", "n"], at);
        assert_eq!(code, 0, "{said}");
        assert_eq!(tree(&at.join("elsewhere")), before);
        assert!(at.join("output/x").exists(), "the link stays");
        fs::remove_file(at.join("output/x")).unwrap();
        fs::remove_file(at.join("output/a.html")).unwrap();
        symlink("../elsewhere", at.join("output/.crib-tmp")).unwrap();
        let (code, said) = crib(&["build", "n"], at);
        assert!(code == 3 && said.contains(".crib-tmp is a symbolic link"), "{said}");
        assert_eq!(tree(&at.join("elsewhere")), before);
    }

    #[test]
    fn a_folder_that_becomes_a_link_during_a_build_is_not_entered() {
        let temp = files(&[("elsewhere/mine.txt", "mine")]);
        let out = temp.path().join("out");
        begun(&out).finish().unwrap();
        let disk = Disk::open(&out, false).unwrap();
        let route = Route::new("x/a.html").unwrap();
        disk.begin(&[route.clone()].into()).unwrap();
        disk.put(Artifact { route, bytes: b"new".to_vec() }).unwrap();
        fs::rename(out.join("x"), out.join("y")).unwrap();
        symlink("../elsewhere", out.join("x")).unwrap();
        assert_eq!(disk.finish().unwrap_err().exit_code(), 3);
        let left: Vec<String> =
            tree(&temp.path().join("elsewhere")).into_keys().collect();
        assert_eq!(left, ["mine.txt"]);
    }

    #[test]
    fn a_hard_link_to_a_file_of_the_users_is_cut() {
        let temp = files(&[("n/a.md", "# A\n")]);
        let at = temp.path();
        crib(&["build", "n"], at);
        let old = fs::read(at.join("output/a.html")).unwrap();
        fs::hard_link(at.join("output/a.html"), at.join("mine.html")).unwrap();
        put(at, "n/a.md", "# Another\n");
        assert_eq!(crib(&["build", "n"], at).0, 0);
        assert_eq!(fs::read(at.join("mine.html")).unwrap(), old);
    }

    #[test]
    fn a_manifest_or_a_lock_that_is_no_file_is_refused() {
        let temp = files(&[("n/a.md", "# A\n"), ("precious.txt", "mine")]);
        let at = temp.path();
        let pipe = |path: &Path| {
            assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
        };
        let make = |kind: &str, path: &Path| match kind {
            "a symbolic link" => symlink("../precious.txt", path).unwrap(),
            "a pipe or a device" => pipe(path),
            _ => fs::create_dir(path).unwrap(),
        };
        for name in [".crib-manifest", ".crib-lock", ".crib-tmp"] {
            for kind in ["a symbolic link", "a pipe or a device", "a folder"] {
                if name == ".crib-tmp" && kind == "a folder" {
                    continue;
                }
                let _ = fs::remove_dir_all(at.join("output"));
                assert_eq!(crib(&["build", "n"], at).0, 0);
                put(at, "n/a.md", &format!("# {name} {kind}\n"));
                let _ = fs::remove_file(at.join("output").join(name));
                make(kind, &at.join("output").join(name));
                let before = tree(at);
                for args in
                    [&["build", "n"][..], &["build", "n", "--force"], &["clean", "n"]]
                {
                    let (code, said) = crib(args, at);
                    assert_eq!(code, 3, "{name} {kind} {args:?}: {said}");
                    assert!(said.contains(&format!("{name} is {kind}")), "{said}");
                    assert!(said.contains("remove it"), "{said}");
                    assert_eq!(tree(at), before, "{name} {kind} {args:?}");
                }
            }
        }
    }

    #[test]
    fn a_pipe_in_the_place_of_a_page_is_not_opened() {
        let temp = files(&[("n/a.md", "# A\n")]);
        let at = temp.path();
        crib(&["build", "n"], at);
        fs::remove_file(at.join("output/a.html")).unwrap();
        let made = Command::new("mkfifo").arg(at.join("output/a.html")).status();
        assert!(made.unwrap().success());
        let (code, said) = crib(&["build", "n"], at);
        assert!(code == 3 && said.contains("a.html was not written by crib"), "{said}");
        assert_eq!(crib(&["clean", "n"], at).0, 0);
        assert!(at.join("output/a.html").exists());
    }
}
