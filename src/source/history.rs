//! When notes changed, as the Git repository around them tells.
//! Gives the last commit of each file by one call of `git log`.
//! Never fails: without a repository, or without `git`, nothing is known.

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Command, Stdio},
};

use crate::path::NotePath;

/// When files changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The time of the last commit of each file, as RFC 3339 says it.
    pub changed: BTreeMap<NotePath, String>,
    /// Whether the clone holds only the last commits, so that nobody knows the others' times.
    pub is_shallow: bool,
}

/// Begins the line of a commit; no file name holds it.
const COMMIT: char = '\u{1e}';

/// The history of a folder.
pub(super) fn of(folder: &Path) -> History {
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.arg("-C").arg(folder).args(arguments).stdin(Stdio::null());
        let output = command.stderr(Stdio::null()).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        output.status.success().then_some(text)
    };
    let shallow = git(&["rev-parse", "--is-shallow-repository"]);
    if shallow.as_deref().map(str::trim) == Some("true") {
        return History { changed: BTreeMap::new(), is_shallow: true };
    }
    let format = format!("--format={COMMIT}%cI");
    let arguments = [
        "-c",
        "core.quotePath=off",
        "log",
        &format,
        "--name-only",
        "--no-renames",
        "-z",
        "--relative",
        "--",
        ".",
    ];
    let changed = git(&arguments).map(|it| read(&it)).unwrap_or_default();
    History { changed, is_shallow: false }
}

/// Reads what `git log -z --name-only` prints, the newest commit first.
fn read(log: &str) -> BTreeMap<NotePath, String> {
    let mut changed = BTreeMap::new();
    for commit in log.split(COMMIT).skip(1) {
        let mut parts = commit.split(['\0', '\n']).filter(|it| !it.is_empty());
        let Some(time) = parts.next() else { continue };
        for path in parts.filter_map(NotePath::new) {
            changed.entry(path).or_insert_with(|| time.to_owned());
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::path::NotePath;

    #[test]
    fn the_newest_commit_of_a_file_counts() {
        let log = "\u{1e}2026-11-24T10:00:00+00:00\0\na b.md\0c.md\0\
                   \u{1e}2026-11-20T10:00:00+00:00\0\nc.md\0ä/d.md\0";
        let changed = read(log);
        let at = |path: &str| changed.get(&NotePath::new(path).unwrap()).cloned();
        assert_eq!(at("a b.md").as_deref(), Some("2026-11-24T10:00:00+00:00"));
        assert_eq!(at("c.md").as_deref(), Some("2026-11-24T10:00:00+00:00"));
        assert_eq!(at("ä/d.md").as_deref(), Some("2026-11-20T10:00:00+00:00"));
    }
}
