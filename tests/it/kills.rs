//! Builds that are killed: whatever they leave, the next one makes the site that it should be.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Instant,
};

/// How many builds are killed.
const KILLS: u32 = 200;

/// Starts a build of the notes in a folder.
fn build(folder: &Path, output: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crib"));
    command.args(["build", "notes", "-j", "2", "-o", output]).current_dir(folder);
    command.env("CRIB_CACHE_DIR", folder.join("cache"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The files below a folder but those of which Cribsheet keeps account.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        let name = entry.path().strip_prefix(folder).unwrap().display().to_string();
        if entry.file_type().is_file() && !name.starts_with(".crib") {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    files
}

#[test]
fn a_site_is_whole_after_builds_that_were_killed_at_any_moment() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path();
    let notes = folder.join("notes");
    fs::create_dir(&notes).unwrap();
    let write = |number: u32| {
        let name = format!("{}.md", number % 5);
        let text = format!("# Note {number} `#tag`\n\n- case {number} → **answer**\n");
        fs::write(notes.join(name), text).unwrap();
    };
    (0..5).for_each(write);
    let start = Instant::now();
    assert!(build(folder, "site").status().unwrap().success());
    let whole = start.elapsed();
    let (mut killed, mut random) = (0, 1_u32);
    for number in 0..KILLS {
        write(number);
        let mut running = build(folder, "site").spawn().unwrap();
        // The same moments each time, as far as machines are equally fast.
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        thread::sleep(whole.mul_f64(f64::from(random >> 8) / f64::from(1 << 24)));
        running.kill().unwrap();
        killed += u32::from(!running.wait().unwrap().success());
        if number % 20 == 19 {
            assert!(build(folder, "site").status().unwrap().success(), "{number}");
            assert!(
                build(folder, &format!("fresh-{number}")).status().unwrap().success()
            );
            let fresh = files(&folder.join(format!("fresh-{number}")));
            assert_eq!(files(&folder.join("site")), fresh, "after {number} builds");
            let left = fs::read_dir(folder.join("site")).unwrap().flatten();
            let left = left.filter(|it| it.file_name() == ".crib-tmp").count();
            assert_eq!(left, 0, "something is left of {number} builds");
        }
    }
    assert!(killed > KILLS / 10, "only {killed} builds were killed before their end");
}
