//! Folders of notes that mean harm, as a pull request or a download may bring them.

mod links;
mod manifests;
mod names;
mod repositories;
mod themes;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// Runs `crib` in a folder; gives its exit code and all it said.
fn crib(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crib"));
    let Output { status, stdout, stderr } =
        command.args(arguments).current_dir(folder).output().unwrap();
    let said = [stdout, stderr].map(|it| String::from_utf8(it).unwrap()).concat();
    (status.code().unwrap(), said)
}

/// Writes a file and the folders above it.
fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Names and settings are printed without control characters, and never as commands of a workflow.
#[test]
fn no_text_of_others_reaches_the_terminal_as_it_is() {
    let temp = tempfile::tempdir().unwrap();
    put(
        temp.path(),
        "content/a.md",
        "---\ntitle: \"\\e[31mred\"\n---\n# A\n[[\u{1b}[1m]]\n",
    );
    let escape = "\\e[31mx\\n::error::planted";
    for key in ["theme", "output_dir", "content_dir", "language", "base_url", "nosuch"] {
        put(
            temp.path(),
            "crib.yaml",
            &format!("{key}: \"{escape}\"\n\"k{escape}\": 1\n"),
        );
        for command in [&["build"][..], &["check"], &["list", "notes"], &["init"]] {
            let (_, said) = crib(temp.path(), command);
            assert!(!said.contains('\u{1b}'), "{key} {command:?}: {said}");
            assert!(!said.contains("\n::error"), "{key} {command:?}: {said}");
        }
    }
    put(temp.path(), "crib.yaml", "title: Notes\n");
    let (_, said) = crib(temp.path(), &["list", "notes"]);
    assert!(said.contains("\u{fffd}[31mred"), "{said}");
}
