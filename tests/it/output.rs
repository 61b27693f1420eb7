//! The output folder: what is ours is swapped whole, what is not ours is never touched.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use cribsheet::{
    build::{Input, Options},
    config::Config,
    engine::Engine,
    error::Error,
    output::{self, Artifact, Disk, Outcome, Sink},
    path::Route,
};

use crate::fixture;

const NOTES: &str =
    "//- a.md\n# A\n[b](b.md) ![p](p.png)\n//- b.md\n# B\n//- p.png\npicture\n";

fn build_into(folder: &Path, notes: &str, force: bool) -> Result<Outcome, Error> {
    let sink = Disk::open(folder, force)?;
    let (files, config) = (fixture::files(notes), Config::default());
    fixture::put(fixture::input(&files, &config, Options::default()), &sink)?;
    sink.finish()
}

/// Begins a build and lets it fail before the first file, as a template does.
fn fail_to_build(folder: &Path, notes: &str, force: bool) -> Result<(), Error> {
    let disk = Disk::open(folder, force)?;
    let sink = Full { disk: &disk, left: 0.into() };
    let (files, config) = (fixture::files(notes), Config::default());
    fixture::put(fixture::input(&files, &config, Options::default()), &sink).unwrap_err();
    Ok(())
}

/// Every file below a folder with its content.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|it| it.file_type().is_file());
    files
        .map(|it| {
            let path =
                it.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            (path, fs::read(it.path()).unwrap())
        })
        .collect()
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    (temp, out)
}

#[test]
fn building_twice_writes_nothing() {
    let (_temp, out) = folder();
    let first = build_into(&out, NOTES, false).unwrap();
    assert_eq!(first, Outcome { written: 30, ..Outcome::default() });
    let before = tree(&out);
    let times = |out: &Path| -> Vec<_> {
        let files = tree(out).into_keys();
        files.map(|it| fs::metadata(out.join(it)).unwrap().modified().unwrap()).collect()
    };
    let stamps = times(&out);
    assert_eq!(build_into(&out, NOTES, false).unwrap(), Outcome::default());
    assert_eq!((tree(&out), times(&out)), (before, stamps));
}

#[test]
fn only_what_changed_is_written_and_only_what_we_wrote_is_removed() {
    let (_temp, out) = folder();
    build_into(&out, "//- x/a.md\n# A\n//- y/b.md\n# B\n//- y/c.md\n# C\n", false)
        .unwrap();
    fs::write(out.join("CNAME"), "example.org").unwrap();
    fs::write(out.join("y/mine.txt"), "mine").unwrap();
    let edited = out.join("y/c.html");
    fs::write(&edited, "edited by hand").unwrap();
    let outcome = build_into(&out, "//- x/a.md\n# A\n", false).unwrap();
    assert_eq!(
        (outcome.removed, outcome.kept),
        (3, 1),
        "y/b, y/index and their texts for the search go, y/c was edited"
    );
    assert_eq!(fs::read(&edited).unwrap(), b"edited by hand");
    assert_eq!(fs::read(out.join("y/mine.txt")).unwrap(), b"mine");
    assert_eq!(fs::read(out.join("CNAME")).unwrap(), b"example.org");
    assert!(!out.join("y/b.html").exists() && out.join("x/a.html").exists());
    assert!(!out.join(".crib-tmp").exists());
}

#[test]
fn folders_that_become_empty_go() {
    let (_temp, out) = folder();
    build_into(&out, "//- x/y/a.md\n# A\n//- b.md\n# B\n", false).unwrap();
    build_into(&out, "//- b.md\n# B\n", false).unwrap();
    assert!(!out.join("x").exists());
}

#[test]
fn a_site_that_was_moved_or_copied_with_its_dates_is_still_ours() {
    let (temp, out) = folder();
    build_into(&out, NOTES, false).unwrap();
    let (moved, copy) = (temp.path().join("moved"), temp.path().join("copy"));
    fs::rename(&out, &moved).unwrap();
    fs::create_dir(&copy).unwrap();
    for path in tree(&moved).into_keys() {
        let to = copy.join(&path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(moved.join(&path), &to).unwrap();
        let date = fs::metadata(moved.join(&path)).unwrap().modified().unwrap();
        fs::File::options().write(true).open(&to).unwrap().set_modified(date).unwrap();
    }
    for folder in [moved, copy] {
        assert_eq!(build_into(&folder, NOTES, false).unwrap(), Outcome::default());
        build_into(&folder, "//- a.md\n# A\n", false).unwrap();
        assert!(!folder.join("b.html").exists());
    }
}

#[test]
fn a_copy_without_dates_is_taken_over_by_force() {
    let (_temp, out) = folder();
    build_into(&out, NOTES, false).unwrap();
    let manifest = out.join(".crib-manifest");
    let text = fs::read(&manifest).unwrap();
    fs::write(&manifest, text).unwrap();
    let message = build_into(&out, NOTES, false).unwrap_err().to_string();
    assert!(message.contains("came with a checkout or a copy"), "{message}");
    let message = output::clean(&out).unwrap_err().to_string();
    assert!(message.contains("nothing was removed"), "{message}");
    assert_eq!(build_into(&out, NOTES, true).unwrap(), Outcome::default());
    build_into(&out, "//- a.md\n# A\n", false).unwrap();
    assert!(!out.join("b.html").exists());
}

#[test]
fn foreign_folders_are_refused() {
    let (_temp, out) = folder();
    fs::create_dir(&out).unwrap();
    for keeper in [".gitkeep", ".gitignore", "CNAME"] {
        fs::write(out.join(keeper), "").unwrap();
    }
    fs::create_dir(out.join(".git")).unwrap();
    fs::write(out.join("thesis.txt"), "mine").unwrap();
    let before = tree(&out);
    let error = build_into(&out, NOTES, false).unwrap_err();
    let message = error.to_string();
    assert!(message.contains("thesis.txt") && message.contains("--force"), "{message}");
    assert_eq!((error.exit_code(), tree(&out)), (3, before));
    build_into(&out, NOTES, true).unwrap();
    assert_eq!(fs::read(out.join("thesis.txt")).unwrap(), b"mine");
    fs::remove_file(out.join("thesis.txt")).unwrap();
    output::clean(&out).unwrap();
    let left: Vec<String> = tree(&out).into_keys().collect();
    assert_eq!(left, [".gitignore", ".gitkeep", "CNAME"]);
}

#[test]
fn a_file_of_the_users_where_a_page_would_go_is_not_overwritten() {
    let (_temp, out) = folder();
    build_into(&out, NOTES, false).unwrap();
    fs::write(out.join("new.html"), "mine").unwrap();
    let before = tree(&out);
    let more = format!("{NOTES}//- new.md\n# New\n");
    let message = build_into(&out, &more, false).unwrap_err().to_string();
    assert!(message.contains("new.html was not written by crib"), "{message}");
    assert_eq!(tree(&out), before);
}

#[test]
fn a_file_can_become_a_folder_and_back() {
    let (_temp, out) = folder();
    build_into(&out, "//- a.md\n![x](x)\n//- x\nfile\n", false).unwrap();
    build_into(&out, "//- a.md\n# A\n//- x/b.md\n# B\n", false).unwrap();
    assert!(out.join("x/b.html").is_file());
    build_into(&out, "//- a.md\n![x](x)\n//- x\nfile\n", false).unwrap();
    assert_eq!(fs::read(out.join("x")).unwrap(), b"file\n");
}

/// Fails after some artifacts, as a full disk does.
struct Full<'a> {
    disk: &'a Disk,
    left: AtomicUsize,
}

impl Sink for Full<'_> {
    fn begin(&self, planned: &std::collections::BTreeSet<Route>) -> Result<(), Error> {
        self.disk.begin(planned)
    }

    fn put(&self, artifact: Artifact) -> Result<(), Error> {
        let left = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |it| it.checked_sub(1));
        if left.is_err() {
            let path = artifact.route.as_str().into();
            return Err(Error::Write {
                path,
                source: std::io::ErrorKind::StorageFull.into(),
            });
        }
        self.disk.put(artifact)
    }
}

#[test]
fn a_build_that_stops_half_way_leaves_whole_pages_and_can_be_repeated() {
    let (_temp, out) = folder();
    let old = "//- a.md\n# Old A\n//- b.md\n# Old B\n";
    let new = "//- a.md\n# New A\n//- b.md\n# New B\n//- c.md\n# New C\n";
    for left in 0..6 {
        let sub = out.join(left.to_string());
        build_into(&sub, old, false).unwrap();
        let whole_old = tree(&sub);
        let reference = out.join(format!("{left}-new"));
        build_into(&reference, new, false).unwrap();
        let whole_new = tree(&reference);
        let disk = Disk::open(&sub, false).unwrap();
        let sink = Full { disk: &disk, left: left.into() };
        let (files, config) = (fixture::files(new), Config::default());
        let input = fixture::input(&files, &config, Options::default());
        let input = Input { engine: &Engine::new(1).unwrap(), ..input };
        let message = fixture::put(input, &sink).unwrap_err().to_string();
        assert!(message.contains("free some disk space"), "{message}");
        for (path, bytes) in
            tree(&sub).into_iter().filter(|(it, _)| !it.starts_with(".crib"))
        {
            let is_whole = |it: &BTreeMap<String, Vec<u8>>| it.get(&path) == Some(&bytes);
            assert!(is_whole(&whole_old) || is_whole(&whole_new), "{path} after {left}");
        }
        drop(disk);
        build_into(&sub, new, false).unwrap();
        assert_eq!(tree(&sub), whole_new);
    }
}

#[test]
fn a_manifest_cannot_reach_outside() {
    let (temp, out) = folder();
    build_into(&out, NOTES, false).unwrap();
    let precious = temp.path().join("precious.txt");
    fs::write(&precious, "").unwrap();
    let manifest = out.join(".crib-manifest");
    let mut text = String::from_utf8(fs::read(&manifest).unwrap()).unwrap();
    for place in ["../precious.txt", "x/../../precious.txt", "/etc/hostname", ".."] {
        text += &fixture::manifest_line(b"", place);
    }
    fixture::seal(&manifest, &text);
    build_into(&out, NOTES, false).unwrap();
    output::clean(&out).unwrap();
    assert!(precious.exists());
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_in_the_output_folder_is_not_written_through() {
    let (temp, out) = folder();
    let elsewhere = temp.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::create_dir(&out).unwrap();
    std::os::unix::fs::symlink(&elsewhere, out.join("x")).unwrap();
    let message = build_into(&out, "//- x/a.md\n# A\n", true).unwrap_err().to_string();
    assert!(message.contains("symbolic link"), "{message}");
    assert_eq!(tree(&elsewhere).len(), 0);
}

#[test]
fn a_file_that_a_build_only_found_is_never_removed() {
    let (_temp, out) = folder();
    fs::create_dir(&out).unwrap();
    fs::write(out.join("p.png"), "picture\n").unwrap();
    build_into(&out, NOTES, true).unwrap();
    assert_eq!(build_into(&out, NOTES, false).unwrap(), Outcome::default());
    build_into(&out, "//- a.md\n# A\n", false).unwrap();
    assert_eq!(fs::read(out.join("p.png")).unwrap(), b"picture\n");
    build_into(&out, NOTES, true).unwrap();
    let other = NOTES.replace("picture", "another");
    let message = build_into(&out, &other, false).unwrap_err().to_string();
    assert!(message.contains("p.png was not written by crib"), "{message}");
    output::clean(&out).unwrap();
    assert_eq!(tree(&out).into_keys().collect::<Vec<_>>(), ["p.png"]);
}

#[test]
fn writing_anew_writes_every_file_and_keeps_the_rules() {
    let (_temp, out) = folder();
    let first = build_into(&out, NOTES, false).unwrap();
    fs::write(out.join("mine.txt"), "mine").unwrap();
    let sink = Disk::open(&out, false).unwrap().anew(true);
    let files = fixture::files("//- a.md\n# A\n//- b.md\n# B\n");
    let config = Config::default();
    fixture::put(fixture::input(&files, &config, Options::default()), &sink).unwrap();
    let outcome = sink.finish().unwrap();
    assert_eq!(
        outcome,
        Outcome { written: first.written - 1, removed: 2, ..Outcome::default() }
    );
    assert!(!out.join("p.png").exists() && out.join("mine.txt").exists());
}

#[test]
fn a_folder_that_is_no_site_is_not_cleaned() {
    let (_temp, out) = folder();
    fs::create_dir_all(&out).unwrap();
    fs::write(out.join("mine.txt"), "mine").unwrap();
    let message = output::clean(&out).unwrap_err().to_string();
    assert!(
        message.contains("was not made by crib (it contains `mine.txt`)"),
        "{message}"
    );
    assert!(!message.contains("--force"), "{message}");
    assert!(out.join("mine.txt").is_file());
}

#[test]
fn two_builds_never_write_into_one_folder_at_once() {
    let (_temp, out) = folder();
    let first = Disk::open(&out, false).unwrap();
    first.begin(&[Route::new("a.html").unwrap()].into()).unwrap();
    let second = build_into(&out, NOTES, false).unwrap_err();
    assert!(second.to_string().contains("another crib is writing"), "{second}");
    assert_eq!(second.exit_code(), 3);
    let message = output::clean(&out).unwrap_err().to_string();
    assert!(message.contains("another crib is writing"), "{message}");
    drop(first);
    assert!(!out.exists(), "nothing was written");
    build_into(&out, NOTES, false).unwrap();
    assert!(!out.join(".crib-lock").exists());
}

#[test]
fn the_lock_of_a_killed_build_is_no_obstacle() {
    let (_temp, out) = folder();
    fs::create_dir(&out).unwrap();
    fs::write(out.join(".crib-lock"), "").unwrap();
    build_into(&out, NOTES, false).unwrap();
    assert!(!out.join(".crib-lock").exists());
}

#[test]
fn a_failed_build_claims_no_name() {
    let (_temp, out) = folder();
    fail_to_build(&out, NOTES, false).unwrap();
    assert!(!out.exists());
    build_into(&out, NOTES, false).unwrap();
    let before = tree(&out);
    let more = format!("{NOTES}//- new.md\n# New\n");
    fail_to_build(&out, &more, false).unwrap();
    assert_eq!(tree(&out), before);
    fs::write(out.join("new.html"), "mine").unwrap();
    let message = build_into(&out, &more, false).unwrap_err().to_string();
    assert!(message.contains("new.html was not written by crib"), "{message}");
    fs::remove_file(out.join("new.html")).unwrap();
    build_into(&out, &more, false).unwrap();
}

#[test]
fn a_killed_build_can_be_repeated() {
    let (_temp, out) = folder();
    build_into(&out, NOTES, false).unwrap();
    let manifest = out.join(".crib-manifest");
    let text = fs::read_to_string(&manifest).unwrap();
    // As a build leaves it that is killed while its pages take their places.
    let (page, other) = ("a page of the new site", "another one");
    let lines = [page, other].map(|it| fixture::manifest_line(it.as_bytes(), "new.html"));
    fixture::seal(&manifest, &(text + &lines.concat()));
    fs::write(out.join("new.html"), page).unwrap();
    fs::create_dir(out.join(".crib-tmp")).unwrap();
    fs::write(out.join(".crib-tmp/12.part"), "half a pa").unwrap();
    build_into(&out, &format!("{NOTES}//- new.md\n# New\n"), false).unwrap();
    assert!(!out.join(".crib-tmp").exists());
    build_into(&out, NOTES, false).unwrap();
    assert!(!out.join("new.html").exists());
}

#[test]
fn a_line_of_the_manifest_that_makes_no_sense_names_no_file() {
    let (_temp, out) = folder();
    build_into(&out, NOTES, false).unwrap();
    fs::write(out.join("mine.txt"), "mine").unwrap();
    let manifest = out.join(".crib-manifest");
    let text = fs::read_to_string(&manifest).unwrap();
    let half = &fixture::manifest_line(b"mine", "mine.txt")[1..];
    let lines = format!("digest mine.txt\n= mine.txt\n- mine.txt\n{half}");
    fixture::seal(&manifest, &(text + &lines));
    build_into(&out, NOTES, false).unwrap();
    assert_eq!(fs::read(out.join("mine.txt")).unwrap(), b"mine");
}

#[test]
fn a_name_that_would_break_the_manifest_is_no_route() {
    assert_eq!(Route::new("a\n- b.html"), None);
}

#[test]
fn no_page_takes_a_name_of_git_or_of_crib() {
    for name in [".git/config", "x/.GIT/a.html", ".crib-manifest", "x/.crib-tmp/a"] {
        assert_eq!(Route::new(name), None, "{name}");
    }
}

#[test]
fn a_domain_that_is_published_is_neither_changed_nor_removed() {
    let (_temp, out) = folder();
    let notes = "//- a.md\n[domain](CNAME)\n//- CNAME\nexample.org\n";
    build_into(&out, notes, false).unwrap();
    assert_eq!(build_into(&out, notes, false).unwrap(), Outcome::default());
    let other = notes.replace("example", "evil");
    let message = build_into(&out, &other, true).unwrap_err().to_string();
    assert!(message.contains("CNAME is never overwritten"), "{message}");
    output::clean(&out).unwrap();
    assert_eq!(fs::read(out.join("CNAME")).unwrap(), b"example.org\n");
}
