//! Tells the program which revision it is built from.
//! Gives `CRIB_REVISION` in release builds: from Git's own files, or from what Cargo packs.
//! Must not start a program, and is silent where nothing tells.

#![expect(
    clippy::disallowed_methods,
    reason = "a script of the build runs before there is a program to hand these on"
)]

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-env-changed=CRIB_REVISION");
    // Else every commit would have everything compiled again while one works on it.
    if env::var("PROFILE").as_deref() != Ok("release") {
        return;
    }
    watch(".git/HEAD");
    watch(".cargo_vcs_info.json");
    let told = env::var("CRIB_REVISION").ok();
    if let Some(revision) = told.or_else(of_package).or_else(of_repository) {
        println!("cargo::rustc-env=CRIB_REVISION={revision}");
    }
}

/// Has the script run again when a file changes; for Cargo a missing one always has.
fn watch(path: &str) {
    if Path::new(path).exists() {
        println!("cargo::rerun-if-changed={path}");
    }
}

/// What Cargo noted down when it packed the crate.
fn of_package() -> Option<String> {
    let info = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let after = info.split("\"sha1\"").nth(1)?;
    revision(after.split('"').nth(1)?)
}

/// What `HEAD` names.
fn of_repository() -> Option<String> {
    let git = Path::new(".git");
    let head = fs::read_to_string(git.join("HEAD")).ok()?;
    let Some(name) = head.strip_prefix("ref:").map(str::trim) else {
        return revision(head.trim());
    };
    watch(&format!(".git/{name}"));
    let loose = fs::read_to_string(git.join(name)).ok();
    loose.as_deref().map(str::trim).and_then(revision).or_else(|| {
        let packed = fs::read_to_string(git.join("packed-refs")).ok()?;
        let line = packed.lines().find(|it| it.split(' ').nth(1) == Some(name))?;
        revision(line.split(' ').next()?)
    })
}

fn revision(text: &str) -> Option<String> {
    let is_one = text.len() >= 40 && text.chars().all(|it| it.is_ascii_hexdigit());
    is_one.then(|| text.to_owned())
}
