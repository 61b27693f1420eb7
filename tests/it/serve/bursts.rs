//! What editors, file managers and version control do to files: each is followed, and in few builds.

use std::fs;

use super::{NOTE, preview::Preview};

/// How many builds were announced until something was so.
fn builds(
    preview: &Preview,
    is_so: impl Fn(&Preview) -> bool,
    act: impl FnOnce(),
) -> usize {
    let mut events = preview.events("/__crib/events");
    events.wait_for("findings");
    act();
    let mut builds = 0;
    while !is_so(preview) {
        events.wait_for("reload");
        builds += 1;
    }
    builds
}

#[test]
fn fifty_files_at_once_are_few_builds_and_the_last_state_is_shown() {
    let preview = Preview::of(&[("content/a.md", NOTE)]);
    let is_there = |it: &Preview, text: &str| {
        (0..50).all(|n| it.get(&format!("/n{n}")).body.contains(text))
    };
    for text in ["first", "second"] {
        let count = builds(
            &preview,
            |it| is_there(it, text),
            || {
                for number in 0..50 {
                    for text in ["before", text] {
                        let note = format!("# N\n\nIt is {text}.\n");
                        preview.write(&format!("content/n{number}.md"), &note);
                    }
                }
            },
        );
        assert!(count < 10, "{count}");
    }
}

#[test]
fn a_renamed_note_is_followed_with_the_links_to_it() {
    let preview = Preview::of(&[("content/a.md", "[[old]]\n"), ("content/old.md", NOTE)]);
    let root = preview.folder.path().join("content");
    let rename = || fs::rename(root.join("old.md"), root.join("new.md")).unwrap();
    builds(&preview, |it| it.get("/new").status == 200, rename);
    assert_eq!(preview.get("/old").status, 404);
    assert!(!preview.get("/a").body.contains("old.html"));
    let mut events = preview.events("/__crib/events");
    let found = events.wait_for("findings");
    assert!(found.contains("L001") || found.contains("old"), "{found}");
}

#[test]
fn a_folder_that_moves_goes_and_comes_back_is_followed() {
    let preview = Preview::of(&[
        ("content/a.md", NOTE),
        ("content/one/deep/b.md", "# B\n"),
        ("content/one/c.md", "# C\n"),
    ]);
    let root = preview.folder.path().join("content");
    let is =
        |at: &'static str, status: u16| move |it: &Preview| it.get(at).status == status;
    // Moved into another folder.
    fs::create_dir(root.join("two")).unwrap();
    let act = || fs::rename(root.join("one"), root.join("two/one")).unwrap();
    builds(&preview, is("/two/one/deep/b", 200), act);
    assert_eq!(preview.get("/one/deep/b").status, 404);
    assert_eq!(preview.get("/two/one/c").status, 200);
    // Deleted with all that is in it.
    let act = || fs::remove_dir_all(root.join("two")).unwrap();
    builds(&preview, is("/two/one/c", 404), act);
    assert_eq!(preview.get("/two/one/deep/b").status, 404);
    assert_eq!(preview.get("/a").status, 200);
    // Made again, and then edited: the new folder is watched, not the old one.
    for text in ["again", "and again"] {
        let act = || preview.write("content/two/one/deep/b.md", &format!("# {text}\n"));
        let title = format!("<title>{text} ");
        let is_shown = |it: &Preview| it.get("/two/one/deep/b").body.contains(&title);
        builds(&preview, is_shown, act);
    }
    // Deleted and made again at one stroke.
    let act = || {
        fs::remove_dir_all(root.join("two")).unwrap();
        preview.write("content/two/one/deep/b.md", "# at last\n");
    };
    let is_shown =
        |it: &Preview| it.get("/two/one/deep/b").body.contains("<title>at last ");
    builds(&preview, is_shown, act);
    let act = || preview.write("content/two/one/deep/b.md", "# the end\n");
    let is_shown =
        |it: &Preview| it.get("/two/one/deep/b").body.contains("<title>the end ");
    builds(&preview, is_shown, act);
}

#[test]
fn each_way_in_which_editors_save_is_followed() {
    let preview = Preview::of(&[("content/a.md", NOTE)]);
    let root = preview.folder.path().join("content");
    let (note, temp) = (root.join("a.md"), root.join("a.md.tmp"));
    let text = |it: &str| format!("# A\n\nSaved {it}.\n");
    let in_place = || fs::write(&note, text("in place")).unwrap();
    // A file beside it, hidden or not, takes its place.
    let renamed = || {
        fs::write(&temp, text("by renaming")).unwrap();
        fs::rename(&temp, &note).unwrap();
    };
    let hidden = || {
        let temp = root.join(".a.md.swp");
        fs::write(&temp, text("from a hidden file")).unwrap();
        fs::rename(&temp, &note).unwrap();
    };
    // The old file becomes a backup first.
    let with_backup = || {
        fs::rename(&note, root.join("a.md~")).unwrap();
        fs::write(&note, text("with a backup")).unwrap();
    };
    let anew = || {
        fs::remove_file(&note).unwrap();
        fs::write(&note, text("anew")).unwrap();
    };
    let ways: [(&str, &dyn Fn()); 5] = [
        ("in place", &in_place),
        ("by renaming", &renamed),
        ("from a hidden file", &hidden),
        ("with a backup", &with_backup),
        ("anew", &anew),
    ];
    for (way, save) in ways {
        let is_shown =
            |it: &Preview| it.get("/a").body.contains(&format!("Saved {way}."));
        builds(&preview, is_shown, save);
    }
    // Nothing but the note is on the site, and nothing was found wrong on the way.
    let reported = preview.reported.lock().unwrap().clone();
    assert!(!reported.iter().any(|it| it.starts_with("failed ")), "{reported:?}");
    for path in ["/a.md.tmp", "/a.md~", "/.a.md.swp"] {
        assert_eq!(preview.get(path).status, 404, "{path}");
    }
}
