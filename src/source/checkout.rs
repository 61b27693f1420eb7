//! The Git repository around a folder, as far as Git's own files tell of it.
//! Gives its root, the branch it is on and the revision that is checked out.
//! Starts no program, and never fails: a folder without a repository is around none.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// How many digits tell revisions apart to people, as `git log --oneline` has it.
const DIGITS: usize = 7;
/// No file of Git's that is read here is larger; the references of a huge repository come closest.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A work tree of a repository (`gitrepository-layout(5)`).
///
/// Only a `.git` counts: a bare repository among the notes is nothing but files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// Where the files lie, without symbolic links.
    pub root: PathBuf,
    /// Where Git keeps what belongs to this work tree.
    git: PathBuf,
    /// Where Git keeps what belongs to all work trees of the repository.
    shared: PathBuf,
}

impl Checkout {
    /// The work tree a folder is in.
    #[must_use]
    pub fn around(folder: &Path) -> Option<Self> {
        let folder = folder.canonicalize().ok()?;
        let root = folder.ancestors().find(|it| it.join(".git").exists())?;
        let place = root.join(".git");
        let kind = fs::symlink_metadata(&place).ok()?;
        if kind.is_dir() {
            return Some(Self {
                root: root.to_owned(),
                git: place.clone(),
                shared: place,
            });
        }
        let (git, shared) = kind.is_file().then(|| linked(root, &place))??;
        Some(Self { root: root.to_owned(), git, shared })
    }

    /// The branch that is checked out, if one is.
    #[must_use]
    pub fn branch(&self) -> Option<String> {
        let head = self.head()?;
        let name = head.strip_prefix("refs/heads/")?;
        // What a repository has there that keeps its references elsewhere (`git-init(1)`).
        (!name.is_empty() && name != ".invalid").then(|| name.to_owned())
    }

    /// Whether it knows another repository, to which commits can be pushed.
    #[must_use]
    pub fn has_remote(&self) -> bool {
        let config = own_text(&self.shared, "config").unwrap_or_default();
        config.lines().any(|it| it.trim_start().starts_with("[remote "))
    }

    /// The address that it was cloned from, as its configuration has it: it may hold a password.
    #[must_use]
    pub fn origin(&self) -> Option<String> {
        let config = own_text(&self.shared, "config")?;
        let lines = config.lines().map(str::trim);
        let mut lines = lines.skip_while(|it| *it != "[remote \"origin\"]").skip(1);
        let value = |line: &str| {
            let (key, value) = line.split_once('=')?;
            key.trim().eq_ignore_ascii_case("url").then(|| value.trim().to_owned())
        };
        lines.by_ref().take_while(|it| !it.starts_with('[')).find_map(value)
    }

    /// Whether it is a clone of the last commits only.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        own_text(&self.shared, "shallow").is_some_and(|it| !it.trim().is_empty())
    }

    /// The first digits of the revision that is checked out.
    #[must_use]
    pub fn revision(&self) -> Option<String> {
        Some(self.commit()?.get(..DIGITS)?.to_owned())
    }

    /// The revision that is checked out: all of its digits, 40 or 64.
    pub(super) fn commit(&self) -> Option<String> {
        let Some(name) = self.head() else {
            return digits(&own_text(&self.git, "HEAD")?);
        };
        let is_sound = name.starts_with("refs/")
            && name.split('/').all(|it| !matches!(it, "" | "." | ".."))
            && !name.contains(['\\', ':']);
        if !is_sound {
            return None;
        }
        [&self.git, &self.shared].into_iter().find_map(|git| {
            let loose = own_text(git, &name).and_then(|it| digits(&it));
            loose.or_else(|| {
                let packed = own_text(git, "packed-refs")?;
                let line = packed
                    .lines()
                    .find(|it| it.split(' ').nth(1) == Some(name.as_str()))?;
                digits(line)
            })
        })
    }

    /// Where the commits are stored; nowhere when they are in another repository, which would tell
    /// of itself.
    pub(super) fn objects(&self) -> Option<PathBuf> {
        let objects = self.shared.join("objects");
        let is_own = fs::symlink_metadata(&objects).is_ok_and(|it| it.is_dir());
        let info = objects.join("info");
        let mut others = ["alternates", "http-alternates"].iter().map(|it| info.join(it));
        (is_own && !others.any(|it| it.symlink_metadata().is_ok())).then_some(objects)
    }

    /// What the author alone leaves out of the repository, as `.gitignore` does.
    pub(super) fn excludes(&self) -> Option<String> {
        own_text(&self.shared, "info/exclude")
    }

    /// The reference that `HEAD` names, unless it names a revision.
    fn head(&self) -> Option<String> {
        let head = own_text(&self.git, "HEAD")?;
        let name = head.lines().next()?.strip_prefix("ref:")?.trim();
        // No name of a reference holds one (`git-check-ref-format(1)`).
        (!name.contains(char::is_control)).then(|| name.to_owned())
    }
}

/// What a `.git` that is a file stands for: the repository of a further work tree or of a
/// submodule, which must know of it. Otherwise the file could name anybody's repository.
fn linked(root: &Path, place: &Path) -> Option<(PathBuf, PathBuf)> {
    let link = text(place)?;
    let link = link.strip_prefix("gitdir:")?.trim();
    // On Windows the name of another computer, which would be asked for the file.
    if link.starts_with("\\\\") || link.starts_with("//") {
        return None;
    }
    let git = root.join(link).canonicalize().ok()?;
    let back = text(&git.join("gitdir")).map(|it| git.join(it.trim()));
    if back.and_then(|it| it.canonicalize().ok()) == place.canonicalize().ok() {
        let trees = git.parent().filter(|it| it.ends_with("worktrees"))?;
        let shared = trees.parent()?.to_owned();
        return Some((git, shared));
    }
    let mut above = root.ancestors().skip(1).map(|it| it.join(".git").join("modules"));
    let is_module = above.any(|it| git.starts_with(it)) && is_module_of(&git, root);
    is_module.then(|| (git.clone(), git))
}

/// Whether the repository of a submodule names this folder as its work tree.
fn is_module_of(git: &Path, root: &Path) -> bool {
    let config = own_text(git, "config").unwrap_or_default();
    let mut values = config.lines().filter_map(|it| it.split_once('='));
    values.any(|(key, value)| {
        let tree = git.join(value.trim().trim_matches('"'));
        key.trim().eq_ignore_ascii_case("worktree")
            && tree.canonicalize().is_ok_and(|it| it == root)
    })
}

/// The text of a file of a repository; a symbolic link could lead to those of another one.
fn own_text(git: &Path, name: &str) -> Option<String> {
    let path = git.join(name);
    let real = path.canonicalize().ok()?;
    (real == git.canonicalize().ok()?.join(name)).then(|| text(&real))?
}

/// The text of a plain file; what is a pipe, a device or no text is not read.
fn text(path: &Path) -> Option<String> {
    let kind = fs::metadata(path).ok()?;
    let bytes = (kind.is_file() && kind.len() <= MAX_BYTES).then(|| fs::read(path))?;
    String::from_utf8(bytes.ok()?).ok()
}

/// The digits of a revision that a line begins with.
fn digits(line: &str) -> Option<String> {
    let digits = line.split_ascii_whitespace().next()?;
    let is_revision = matches!(digits.len(), 40 | 64)
        && digits.bytes().all(|it| it.is_ascii_hexdigit());
    is_revision.then(|| digits.to_owned())
}
