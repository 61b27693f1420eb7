//! A build that finds nothing changed: it says what the last one said, and is never wrong about it.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime},
};

use tempfile::TempDir;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::fixture;

/// What marks a memory: only a build that recalls it says this.
const MARK: &str = "recalled: ";

/// What marks a page that was kept as it was.
const PAGE_MARK: &[u8] = b"<!--kept-->";

/// A folder with notes, a theme and a picture that was there before.
struct Notes(TempDir);

impl Notes {
    fn new() -> Self {
        let notes = Self(tempfile::tempdir().unwrap());
        for (path, text) in [
            ("notes/crib.yaml", "title: T\n"),
            ("notes/a.md", "# A\n\nSee [b](b.md) and ![p](p.png), [gone](gone.md).\n"),
            ("notes/b.md", "---\ndraft: true\n---\n# B\n"),
            ("notes/p.png", "old"),
            ("notes/themes/default/static/extra.css", "p { margin: 0 }"),
        ] {
            notes.write(path, text);
        }
        notes
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Writes a file as if long ago: what was written just now may be written again unnoticed.
    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let file = File::options().write(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_mins(1)).unwrap();
    }

    /// What a build into the folder `output` says.
    fn build_into(&self, output: &str, arguments: &[&str]) -> String {
        self.build_with(Path::new(env!("CARGO_BIN_EXE_crib")), output, arguments)
    }

    fn build_with(&self, program: &Path, output: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(program);
        command.args(["build", "notes", "-o", output]).args(arguments);
        command.env("CRIB_CACHE_DIR", self.path("cache")).current_dir(self.0.path());
        let done = command.output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(done.status.success(), "{said}");
        said
    }

    fn build(&self, arguments: &[&str]) -> String {
        self.build_into("site", arguments)
    }

    /// The file in which the only site is remembered.
    fn memory(&self) -> PathBuf {
        self.kept("")
    }

    /// The file with what is kept under this extension.
    fn kept(&self, extension: &str) -> PathBuf {
        let files = fs::read_dir(self.path("cache")).unwrap();
        let mut paths = files.map(|it| it.unwrap().path());
        let is_meant = |it: &PathBuf| it.extension().unwrap_or_default() == extension;
        paths.find(is_meant).unwrap()
    }

    /// Changes a file that is kept, as if the program had written that.
    fn change_kept(&self, extension: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let path = self.kept(extension);
        let mut bytes = fs::read(&path).unwrap();
        bytes.truncate(bytes.len() - 16);
        change(&mut bytes);
        let program = fs::metadata(env!("CARGO_BIN_EXE_crib")).unwrap();
        let modified = program.modified().unwrap();
        let modified = modified.duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let (version, length) = (env!("CARGO_PKG_VERSION"), program.len());
        let onig = cfg!(feature = "onig");
        let sealed = format!("{version} {length} {modified:?} {onig}\n").into_bytes();
        let seal = xxh3_128(&[&sealed[..], &bytes].concat());
        fs::write(path, [&bytes[..], &seal.to_le_bytes()].concat()).unwrap();
    }

    /// Has only builds that take the code that is kept show `'KEPT'`.
    fn mark_code(&self) {
        self.change_kept("code", |bytes| {
            let is_there = |it: &usize| bytes[*it..].starts_with(b"'kept'");
            let at = (0..bytes.len()).find(is_there).unwrap();
            bytes[at..at + 6].copy_from_slice(b"'KEPT'");
        });
    }

    /// Marks every page as if the last build had made it so: only pages that are made again lose
    /// their marks. Gives their places.
    fn mark_pages(&self) -> Vec<String> {
        let mut pages = Vec::new();
        let mut manifest = fs::read_to_string(self.path("site/.crib-manifest")).unwrap();
        self.change_kept("pages", |kept| {
            for (path, bytes) in self.site("site") {
                if path.extension().is_none_or(|it| it != "html") {
                    continue;
                }
                let marked = [&bytes[..], PAGE_MARK].concat();
                let [before, after] = [&bytes, &marked].map(|it| xxh3_128(it));
                let [line, new] = [before, after].map(|it| format!("{it:032x} "));
                manifest = manifest.replace(&line, &new);
                for entry in kept.chunks_mut(33) {
                    if entry[16..32] == before.to_le_bytes() {
                        entry[16..32].copy_from_slice(&after.to_le_bytes());
                    }
                }
                pages.push(path.to_str().unwrap().to_owned());
                fs::write(self.path("site").join(path), marked).unwrap();
            }
        });
        fixture::seal(&self.path("site/.crib-manifest"), &manifest);
        pages
    }

    /// The pages with marks. Without these, the site is as a build makes it that knows of no other.
    #[track_caller]
    fn marked(&self, arguments: &[&str], what: &str) -> Vec<String> {
        let again = [arguments, &["--no-cache", "--clean"]].concat();
        self.build_into("other", &again);
        let (mut site, mut other) = (self.site("site"), self.site("other"));
        let mut marked = Vec::new();
        for (path, bytes) in &mut site {
            if bytes.ends_with(PAGE_MARK) {
                bytes.truncate(bytes.len() - PAGE_MARK.len());
                marked.push(path.to_str().unwrap().to_owned());
            }
        }
        for it in [&mut site, &mut other] {
            it.remove(Path::new(".crib-manifest")).unwrap();
        }
        let differ = site.iter().find(|(path, it)| other.get(*path) != Some(*it));
        assert_eq!(differ.map(|it| it.0), None, "{what}");
        assert_eq!(site.len(), other.len(), "{what}");
        marked
    }

    /// Writes a note with code, and other words each time.
    fn write_code(&self, words: &str) {
        let code = "```python\ndef f(): return 'kept'\n```\n\n```other\nwords\n```\n";
        self.write("notes/c.md", &format!("# C\n\n{words}\n\n{code}"));
    }

    /// Whether the site is as a build makes it that knows of no other.
    #[track_caller]
    fn assert_sound(&self, output: &str, arguments: &[&str], what: &str) {
        self.build_into("other", &[arguments, &["--no-cache", "--clean"]].concat());
        assert_eq!(self.site(output), self.site("other"), "{what}");
    }

    /// Builds, and marks what is remembered of it.
    fn build_and_mark(&self) {
        let first = self.build(&[]);
        assert!(!first.contains(MARK), "{first}");
        let memory = self.memory();
        let text = fs::read_to_string(&memory).unwrap();
        let (_, rest) = text.split_once('\n').unwrap();
        let rest = rest.replace("ok: ", &format!("{MARK}ok: "));
        let seal = xxh3_64(rest.as_bytes());
        fs::write(memory, format!("{seal:016x}\n{rest}")).unwrap();
    }

    /// The files of a site; the manifest belongs to it.
    fn site(&self, output: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    collect(root, &path, files);
                } else {
                    let below = path.strip_prefix(root).unwrap().to_owned();
                    files.insert(below, fs::read(path).unwrap());
                }
            }
        }
        let mut files = BTreeMap::new();
        collect(&self.path(output), &self.path(output), &mut files);
        files
    }
}

#[test]
fn what_has_not_changed_is_recalled() {
    let notes = Notes::new();
    notes.build_and_mark();
    let site = notes.site("site");
    let said = notes.build(&[]);
    assert!(said.contains(MARK) && said.contains("nothing changed"), "{said}");
    assert!(said.contains("gone.md"), "the findings are said again: {said}");
    assert_eq!(notes.site("site"), site);
    assert!(!notes.build(&["--no-cache"]).contains(MARK));
    assert!(notes.build(&[]).contains(MARK), "who asks for no cache leaves it alone");
    assert!(!notes.build(&["-v"]).contains(MARK));
}

#[test]
fn whatever_a_site_depends_on_is_noticed() {
    type Change = (&'static str, &'static [&'static str], fn(&Notes));
    let changes: [Change; 14] = [
        ("a note", &[], |it| it.write("notes/a.md", "# A\n\nOther.\n")),
        ("one more note", &[], |it| it.write("notes/c.md", "# C\n")),
        ("a note less", &[], |it| fs::remove_file(it.path("notes/a.md")).unwrap()),
        ("a picture of the same length", &[], |it| it.write("notes/p.png", "new")),
        ("settings", &[], |it| it.write("notes/crib.yaml", "title: U\n")),
        ("a theme", &[], |it| {
            it.write("notes/themes/default/static/extra.css", "p { margin: 1em }");
        }),
        ("drafts", &["--drafts"], |_| ()),
        ("what is shown", &["-q"], |_| ()),
        ("colours", &["--color", "always"], |_| ()),
        ("what a killed build left", &[], |it| {
            fs::create_dir(it.path("site/.crib-tmp")).unwrap();
        }),
        ("an address", &["--base-url", "https://example.org/"], |_| ()),
        ("a page that is gone", &[], |it| {
            fs::remove_file(it.path("site/a.html")).unwrap();
        }),
        ("another site in its place", &[], |it| {
            it.build(&["--no-cache", "--no-minify"]);
        }),
        ("nothing at all in its place", &[], |it| {
            fs::remove_dir_all(it.path("site")).unwrap();
        }),
    ];
    for (what, arguments, change) in changes {
        let notes = Notes::new();
        notes.build_and_mark();
        change(&notes);
        let said = notes.build(arguments);
        assert!(!said.contains(MARK), "{what}: {said}");
        let again = [arguments, &["--no-cache"]].concat();
        notes.build_into("other", &again);
        assert_eq!(notes.site("site"), notes.site("other"), "{what}");
    }
}

#[test]
fn a_page_that_was_edited_is_not_overlooked() {
    let notes = Notes::new();
    notes.build_and_mark();
    fs::write(notes.path("site/robots.txt"), "mine").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_crib"));
    command.args(["build", "notes", "-o", "site"]).current_dir(notes.0.path());
    let done = command.env("CRIB_CACHE_DIR", notes.path("cache")).output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(said.contains("was changed since crib wrote it"), "{said}");
    assert_eq!(fs::read_to_string(notes.path("site/robots.txt")).unwrap(), "mine");
}

#[test]
fn a_damaged_memory_is_no_memory() {
    let notes = Notes::new();
    notes.build_and_mark();
    let (memory, whole) = (notes.memory(), fs::read(notes.memory()).unwrap());
    let mut damages: Vec<Vec<u8>> =
        (0..whole.len()).step_by(7).map(|it| whole[..it].to_vec()).collect();
    damages.push([&whole[..], b"x"].concat());
    damages.push(vec![0xff; 40]);
    for damage in damages {
        fs::write(&memory, &damage).unwrap();
        let said = notes.build(&[]);
        assert!(!said.contains(MARK) && said.contains("nothing changed"), "{said}");
    }
    fs::remove_dir_all(notes.path("cache")).unwrap();
    fs::write(notes.path("cache"), "no folder").unwrap();
    assert!(notes.build(&[]).contains("nothing changed"));
}

#[test]
fn the_last_sites_are_remembered_and_no_more() {
    let notes = Notes::new();
    fs::create_dir(notes.path("cache")).unwrap();
    for at in 0..200 {
        notes.write(&format!("cache/{at:016x}"), "old");
        notes.write(&format!("cache/{at}.txt"), "somebody else's");
    }
    notes.build(&[]);
    assert_eq!(fs::read_dir(notes.path("cache")).unwrap().count(), 192 + 200);
    assert!(notes.build(&[]).contains("nothing changed"));
}

#[test]
fn code_is_coloured_once_for_all_builds_of_the_same_notes() {
    let notes = Notes::new();
    notes.write_code("One.");
    notes.build(&[]);
    notes.assert_sound("site", &[], "kept by none");
    // Only a build that takes what is kept shows this.
    notes.mark_code();
    notes.write_code("Two.");
    let page = |output: &str| fs::read_to_string(notes.path(output).join("c.html"));
    for arguments in [&[][..], &["--timings"], &["-v"], &["--clean"]] {
        notes.build(arguments);
        let page = page("site").unwrap();
        assert!(page.contains("'KEPT'") && page.contains("Two."), "{page}");
    }
    notes.build_into("elsewhere", &[]);
    assert!(page("elsewhere").unwrap().contains("'KEPT'"));
    notes.build(&["--no-cache"]);
    assert!(page("site").unwrap().contains("'kept'"));
    notes.build_into("elsewhere", &["--clean"]);
    assert!(page("elsewhere").unwrap().contains("'KEPT'"), "it was left alone");
}

#[test]
fn another_program_takes_nothing_that_this_one_kept() {
    let notes = Notes::new();
    notes.write_code("One.");
    notes.build(&[]);
    notes.mark_code();
    let program = notes.path("crib");
    fs::copy(env!("CARGO_BIN_EXE_crib"), &program).unwrap();
    notes.write_code("Two.");
    notes.build_with(&program, "site", &[]);
    notes.assert_sound("site", &[], "another program");
}

#[test]
fn a_build_is_sound_whatever_happened_to_what_is_kept() {
    let notes = Notes::new();
    notes.write_code("One.");
    notes.build(&["--no-cache"]);
    assert!(!notes.path("cache").exists());
    notes.build(&[]);
    let path = notes.kept("code");
    let whole = fs::read(&path).unwrap();
    let step = whole.len() / 9;
    let mut damages: Vec<Vec<u8>> =
        (0..whole.len()).step_by(step).map(|it| whole[..it].to_vec()).collect();
    damages.extend([[&whole[..], b"x"].concat(), vec![0xff; 400], vec![0; 36]]);
    for at in (0..whole.len()).step_by(step) {
        let mut damage = whole.clone();
        damage[at] ^= 1;
        damages.push(damage);
    }
    for (at, damage) in damages.into_iter().enumerate() {
        fs::write(&path, damage).unwrap();
        notes.write_code(&format!("Number {at}."));
        notes.build(&[]);
        notes.assert_sound("site", &[], &format!("damage {at}"));
        assert_eq!(fs::read(&path).unwrap(), whole, "{at}: it is written again");
    }
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    notes.write_code("A folder.");
    notes.build(&[]);
    notes.assert_sound("site", &[], "a folder in its place");
    fs::remove_dir_all(notes.path("cache")).unwrap();
    fs::write(notes.path("cache"), "no folder").unwrap();
    notes.write_code("No folder.");
    notes.build(&[]);
    notes.assert_sound("site", &[], "no folder");
}

#[test]
fn what_is_kept_is_written_only_if_there_is_more_of_it() {
    let notes = Notes::new();
    notes.write_code("One.");
    notes.build(&[]);
    let path = notes.kept("code");
    let long_ago = SystemTime::now() - Duration::from_hours(1);
    let file = File::options().write(true).open(&path).unwrap();
    file.set_modified(long_ago).unwrap();
    let modified = || fs::metadata(&path).unwrap().modified().unwrap();
    let before = modified();
    notes.write_code("Two.");
    notes.build(&[]);
    assert_eq!(modified(), before);
    notes.write("notes/d.md", "# D\n\n```sh\necho $x\n```\n");
    notes.build(&[]);
    assert_ne!(modified(), before);
}

#[test]
fn two_builds_at_once_keep_something_whole() {
    let notes = Notes::new();
    notes.write_code("One.");
    std::thread::scope(|scope| {
        for output in ["left", "right"] {
            let notes = &notes;
            scope.spawn(move || {
                for _ in 0..4 {
                    notes.build_into(output, &["--clean"]);
                }
            });
        }
    });
    notes.mark_code();
    notes.build(&["--clean"]);
    let page = fs::read_to_string(notes.path("site/c.html")).unwrap();
    assert!(page.contains("'KEPT'"), "{page}");
    // The code of all, and the pages of three sites.
    assert_eq!(fs::read_dir(notes.path("cache")).unwrap().count(), 4);
}

/// More notes, with a tag, a comparison, links both ways and a sheet.
fn with_more_notes() -> Notes {
    let notes = Notes::new();
    notes.write(
        "notes/d.md",
        "---\ntags: [exam]\n---\n# D\n\nSee [[a]] and [[e]].\n\n- tip `#exam`\n",
    );
    let table =
        "| Name | Size | Price |\n|---|---|---|\n| Oak | 3 | 4 |\n| Elm | 5 | 6 |\n";
    notes.write("notes/e.md", &format!("# E\n\n## Oak vs Elm\n\n{table}"));
    notes.write("notes/folder/f.md", "# F\n\nSee [e](../e.md). `#exam`\n");
    notes
}

#[test]
fn only_pages_that_would_be_others_are_made_again() {
    let notes = with_more_notes();
    notes.build(&[]);
    let all = notes.mark_pages();
    notes.write(
        "notes/a.md",
        "# A\n\nSee [b](b.md) and ![p](p.png), [gone](gone.md).\n\nMore.\n",
    );
    notes.build(&[]);
    // The home page says what each note is about.
    let is_other = |it: &&String| !["a.html", "index.html"].contains(&it.as_str());
    let others: Vec<String> = all.iter().filter(is_other).cloned().collect();
    assert_eq!(notes.marked(&[], "an edit"), others);
    // What was made for this edit is known from now on, too.
    notes.write("notes/f.md", "# F2\n");
    notes.build(&[]);
    notes.mark_pages();
    notes.write("notes/crib.yaml", "title: U\n");
    notes.build(&[]);
    assert_eq!(notes.marked(&[], "settings"), [""; 0]);
}

#[test]
fn pages_are_made_again_whatever_they_depend_on() {
    type Change =
        (&'static str, &'static [&'static str], &'static [&'static str], fn(&Notes));
    let changes: [Change; 15] = [
        ("a title", &["e.html", "d.html", "index.html"], &[], |it| {
            it.write("notes/e.md", "# Other\n");
        }),
        ("a tag", &["d.html", "tags/exam.html"], &[], |it| {
            it.write(
                "notes/d.md",
                "---\ntags: [exam]\n---\n# D\n\nSee [[a]] and [[e]].\n\n- tip `#else`\n",
            );
        }),
        ("a tip", &["d.html", "tags/exam.html"], &[], |it| {
            it.write(
                "notes/d.md",
                "---\ntags: [exam]\n---\n# D\n\nSee [[a]] and [[e]].\n\n- Tip `#exam`\n",
            );
        }),
        ("a table", &["e.html", "compare/index.html"], &[], |it| {
            let table = "| Name | Size | Price |\n|---|---|---|\n| Oak | 3 | 4 |\n| Ash | 5 | 6 |\n";
            it.write("notes/e.md", &format!("# E\n\n## Oak vs Elm\n\n{table}"));
        }),
        ("a note more", &["index.html", "a.html"], &[], |it| {
            it.write("notes/c.md", "# C\n");
        }),
        ("a note less", &["index.html", "a.html", "d.html"], &[], |it| {
            fs::remove_file(it.path("notes/e.md")).unwrap();
        }),
        (
            "the author's templates",
            &["a.html", "index.html", "tags/exam.html"],
            &[],
            |it| {
                let own = "{% extends \"theme/404.html\" %}";
                it.write("notes/themes/default/templates/404.html", own);
            },
        ),
        ("the author's style", &["a.html", "index.html"], &[], |it| {
            it.write("notes/themes/default/static/crib.css", "p { margin: 1em }");
        }),
        ("settings of the site", &["a.html", "tags/exam.html"], &[], |it| {
            it.write("notes/crib.yaml", "title: T\nauthor: Me\n");
        }),
        ("values for themes", &["a.html"], &[], |it| {
            it.write("notes/crib.yaml", "title: T\nextra:\n  a: 1\n");
        }),
        ("drafts", &["a.html"], &["--drafts"], |_| ()),
        ("pages as rendered", &["a.html", "e.html"], &["--no-minify"], |_| ()),
        ("an address", &["a.html"], &["--base-url", "https://example.org/n/"], |_| ()),
        ("files written anew", &["a.html", "e.html"], &["--clean"], |_| ()),
        ("nothing to begin with", &["a.html", "e.html"], &["--no-cache"], |it| {
            it.write("notes/e.md", "# Other\n");
            it.build(&["--no-cache"]);
        }),
    ];
    for (what, pages, arguments, change) in changes {
        let notes = with_more_notes();
        notes.build(&[]);
        let all = notes.mark_pages();
        change(&notes);
        notes.build(arguments);
        let is_anew = ["--clean", "--no-cache"].iter().any(|it| arguments.contains(it));
        let marked = notes.marked(if is_anew { &[] } else { arguments }, what);
        for page in pages {
            assert!(all.iter().any(|it| it == page), "{what}: {page} is not there");
            assert!(!marked.iter().any(|it| it == page), "{what}: {page} is as it was");
        }
    }
}

#[test]
fn pages_that_are_no_longer_as_they_were_written_are_made_again() {
    let notes = with_more_notes();
    notes.build(&[]);
    fs::remove_file(notes.path("site/e.html")).unwrap();
    fs::remove_dir_all(notes.path("site/folder")).unwrap();
    fs::create_dir(notes.path("site/a.html.d")).unwrap();
    notes.build(&[]);
    fs::remove_dir(notes.path("site/a.html.d")).unwrap();
    notes.assert_sound("site", &[], "pages that are gone");
    // The same page, written by somebody else at another time.
    let page = fs::read(notes.path("site/e.html")).unwrap();
    fs::write(notes.path("site/e.html"), &page).unwrap();
    notes.write("notes/a.md", "# A\n\nOther.\n");
    notes.build(&[]);
    notes.assert_sound("site", &[], "a page that was touched");
    let same = [&page[..page.len() - 1], b" "].concat();
    fs::write(notes.path("site/e.html"), same).unwrap();
    notes.write("notes/a.md", "# A\n\nAnother.\n");
    notes.build(&["--force"]);
    notes.assert_sound("site", &[], "a page that was edited");
}

#[test]
fn damaged_pages_are_made_again() {
    let notes = with_more_notes();
    notes.build(&[]);
    let path = notes.kept("pages");
    let whole = fs::read(&path).unwrap();
    let mut damages: Vec<Vec<u8>> = [0, 1, 16, 33, 49, whole.len() - 33, whole.len() - 1]
        .map(|it| whole[..it].to_vec())
        .into();
    damages.extend([[&whole[..], b"x"].concat(), vec![0xff; 33], vec![0; 49]]);
    for (at, damage) in damages.into_iter().enumerate() {
        notes.build(&["--clean"]);
        notes.mark_pages();
        fs::write(&path, damage).unwrap();
        notes.write("notes/a.md", &format!("# A\n\nNumber {at}.\n"));
        notes.build(&[]);
        assert_eq!(notes.marked(&[], "damage"), [""; 0], "{at}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_nobody_may_write_is_read() {
    use std::os::unix::fs::PermissionsExt as _;

    let notes = with_more_notes();
    notes.build(&[]);
    notes.mark_pages();
    let before = fs::read(notes.kept("pages")).unwrap();
    let allow = |mode| {
        let path = notes.path("cache");
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(0o555);
    // Nothing stops who may do everything.
    let is_read_only = File::create(notes.path("cache/x")).is_err();
    notes.write("notes/a.md", "# A\n\nOther.\n");
    notes.build(&[]);
    assert!(notes.marked(&[], "read-only").iter().any(|it| it == "e.html"));
    assert_eq!(fs::read(notes.kept("pages")).unwrap() == before, is_read_only);
    allow(0o755);
}
