//! The revision of a folder: what `HEAD` of the Git repository around it names.
//! Gives its first digits, read from Git's own files; no program is started.
//! Never fails: a folder without a repository has no revision.

use std::{fs, path::Path};

/// How many digits tell revisions apart to people, as `git log --oneline` has it.
const DIGITS: usize = 7;

/// The revision a folder is at (`gitrepository-layout(5)`).
pub(super) fn of(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let git = folder.ancestors().map(|it| it.join(".git")).find(|it| it.exists())?;
    // In a further work tree `.git` is a file that says where the repository is.
    let git = match text(&git) {
        Some(link) => git.parent()?.join(link.strip_prefix("gitdir:")?.trim()),
        None => git,
    };
    let head = text(&git.join("HEAD"))?;
    let Some(name) = head.strip_prefix("ref:").map(str::trim) else {
        return digits(&head);
    };
    let shared = text(&git.join("commondir")).map(|it| git.join(it.trim()));
    let places = [Some(git), shared];
    places.iter().flatten().find_map(|git| {
        let loose = text(&git.join(name)).and_then(|it| digits(&it));
        loose.or_else(|| {
            let packed = text(&git.join("packed-refs"))?;
            let line = packed.lines().find(|it| it.split(' ').nth(1) == Some(name))?;
            digits(line)
        })
    })
}

fn text(path: &Path) -> Option<String> {
    String::from_utf8(fs::read(path).ok()?).ok()
}

fn digits(line: &str) -> Option<String> {
    let digits = line.get(..DIGITS)?;
    digits.chars().all(|it| it.is_ascii_hexdigit()).then(|| digits.to_owned())
}
