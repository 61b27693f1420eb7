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
