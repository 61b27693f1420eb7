//! The Git repository around a folder, as far as Git's own files tell of it.
//! Gives its root, the branch it is on and the first digits of its revision.
//! Starts no program, and never fails: a folder without a repository is around none.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// How many digits tell revisions apart to people, as `git log --oneline` has it.
const DIGITS: usize = 7;

/// A work tree of a repository (`gitrepository-layout(5)`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// Where the files lie, without symbolic links.
    pub root: PathBuf,
    /// Where Git keeps what belongs to this work tree.
    git: PathBuf,
}

impl Checkout {
    /// The work tree a folder lies in.
    #[must_use]
    pub fn around(folder: &Path) -> Option<Self> {
        let folder = folder.canonicalize().ok()?;
        let root = folder.ancestors().find(|it| it.join(".git").exists())?;
        let git = root.join(".git");
        // In a further work tree `.git` is a file that says where the repository is.
        let git = match text(&git) {
            Some(link) => root.join(link.strip_prefix("gitdir:")?.trim()),
            None => git,
        };
        Some(Self { root: root.to_owned(), git })
    }

    /// The branch that is checked out, if one is.
    #[must_use]
    pub fn branch(&self) -> Option<String> {
        let head = self.head()?;
        let name = head.strip_prefix("refs/heads/")?;
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// Whether it knows another repository, to which commits can be pushed.
    #[must_use]
    pub fn has_remote(&self) -> bool {
        let mut configs = self.places().filter_map(|it| text(&it.join("config")));
        configs.any(|it| it.lines().any(|it| it.trim_start().starts_with("[remote ")))
    }

    /// Where Git keeps what belongs to this work tree, and to all of the repository.
    fn places(&self) -> impl Iterator<Item = PathBuf> {
        let shared = text(&self.git.join("commondir")).map(|it| self.git.join(it.trim()));
        [Some(self.git.clone()), shared].into_iter().flatten()
    }

    /// The revision that is checked out: seven digits of Git's.
    #[must_use]
    pub fn revision(&self) -> Option<String> {
        let Some(name) = self.head() else {
            return digits(&text(&self.git.join("HEAD"))?);
        };
        self.places().find_map(|git| {
            let loose = text(&git.join(&name)).and_then(|it| digits(&it));
            loose.or_else(|| {
                let packed = text(&git.join("packed-refs"))?;
                let line = packed
                    .lines()
                    .find(|it| it.split(' ').nth(1) == Some(name.as_str()))?;
                digits(line)
            })
        })
    }

    /// The reference that `HEAD` names, unless it names a revision.
    fn head(&self) -> Option<String> {
        let head = text(&self.git.join("HEAD"))?;
        head.strip_prefix("ref:").map(|it| it.trim().to_owned())
    }
}

fn text(path: &Path) -> Option<String> {
    String::from_utf8(fs::read(path).ok()?).ok()
}

fn digits(line: &str) -> Option<String> {
    let digits = line.get(..DIGITS)?;
    digits.chars().all(|it| it.is_ascii_hexdigit()).then(|| digits.to_owned())
}
