//! What `git` is asked: when files changed, and which it leaves out.
//! Gives no answer without a repository, without `git`, or when it takes too long.
//! Never lets Git read the configuration, hooks or attributes of the repository it is asked about.

use std::{
    collections::BTreeMap,
    fs, io,
    path::Path,
    process::{Command, ExitStatus},
    time::Duration,
};

use tempfile::TempDir;

use super::Checkout;
use crate::{
    path::NotePath,
    program::{self, Programs},
};

/// A repository so large that its log takes longer tells no dates.
const PATIENCE: Duration = Duration::from_mins(1);

/// Begins the line of a commit; no file name holds it.
const COMMIT: char = '\u{1e}';

/// When files changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The time of the last commit of each file, as RFC 3339 says it.
    pub changed: BTreeMap<NotePath, String>,
    /// Why a repository does not tell, if there is one.
    pub unknown: Option<Unknown>,
}

/// Why a repository does not tell when its files changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// The clone holds only the last commits, so that everything would be as new as they are.
    Shallow,
    /// It did not tell in time.
    Slow,
    /// Its commits lie in another repository, which nobody asked to tell of itself.
    Elsewhere,
}

/// The history of the files below `folder`.
pub(super) fn history(programs: &Programs, at: &Checkout, folder: &Path) -> History {
    if at.is_shallow() {
        return History { unknown: Some(Unknown::Shallow), ..History::default() };
    }
    let Some(objects) = at.objects() else {
        return History { unknown: Some(Unknown::Elsewhere), ..History::default() };
    };
    let Some((log, is_whole)) = log(programs, at, &objects, folder) else {
        return History::default();
    };
    let unknown = (!is_whole).then_some(Unknown::Slow);
    let changed = if is_whole { read(&log) } else { BTreeMap::new() };
    History { changed, unknown }
}

/// What `git log` says of a folder, and whether it came to its end.
fn log(
    programs: &Programs,
    at: &Checkout,
    objects: &Path,
    folder: &Path,
) -> Option<(String, bool)> {
    let commit = at.commit()?;
    let below = folder.canonicalize().ok()?;
    let below = below.strip_prefix(&at.root).ok()?;
    let below: Option<Vec<&str>> = below.iter().map(|it| it.to_str()).collect();
    let below = below?.join("/");
    let view = View::of(at, commit.len()).ok()?;
    let mut git = view.git(programs, &at.root, objects)?;
    git.args(["--literal-pathspecs", "log", "--name-only", "--no-renames", "-z"]);
    git.args(["--no-show-signature", "--no-ext-diff", "--no-textconv"]);
    git.arg(format!("--format={COMMIT}%cI"));
    if !below.is_empty() {
        git.arg(format!("--relative={below}/"));
    }
    git.args([commit.as_str(), "--"]);
    if !below.is_empty() {
        git.arg(&below);
    }
    let place = view.folder.path().join("log");
    git.stdout(fs::File::create(&place).ok()?);
    let status = run(&mut git).ok()?;
    let text = String::from_utf8_lossy(&fs::read(place).ok()?).into_owned();
    match status {
        Some(status) => status.success().then_some((text, true)),
        None => Some((text, false)),
    }
}

/// Whether Git leaves out `name` below `folder`; `None` when it cannot say.
#[must_use]
pub fn leaves_out(programs: &Programs, folder: &Path, name: &str) -> Option<bool> {
    let at = Checkout::around(folder)?;
    let view = View::of(&at, 40).ok()?;
    let mut git = view.git(programs, &at.root, view.folder.path())?;
    git.current_dir(folder);
    git.args(["check-ignore", "-q", "--no-index", "--", name]);
    match run(&mut git).ok()??.code() {
        Some(code @ (0 | 1)) => Some(code == 0),
        _ => None,
    }
}

fn run(git: &mut Command) -> io::Result<Option<ExitStatus>> {
    program::wait(&mut git.spawn()?, PATIENCE)
}

/// A repository as Git may see it: the commits of another one, and a configuration of ours.
///
/// Git runs programs that its configuration names: pagers, signature checks, file monitors, drivers
/// of attributes, transports. A folder of notes may bring any `.git/config`, so it is never read.
struct View {
    folder: TempDir,
}

impl View {
    fn of(at: &Checkout, digits: usize) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let git = folder.path();
        fs::create_dir(git.join("refs"))?;
        fs::create_dir(git.join("info"))?;
        let put = |name: &str, text: &str| {
            io::Write::write_all(&mut fs::File::create(git.join(name))?, text.as_bytes())
        };
        put("HEAD", "ref: refs/heads/none\n")?;
        put("info/exclude", &at.excludes().unwrap_or_default())?;
        let format = if digits == 64 { "sha256" } else { "sha1" };
        put(
            "config",
            &format!(
                "[core]\nrepositoryFormatVersion = 1\nbare = false\nquotePath = false\n\
                 fsmonitor = false\n[extensions]\nobjectFormat = {format}\n"
            ),
        )?;
        Ok(Self { folder })
    }

    /// A call of Git that sees this repository, and nothing that its user set up.
    fn git(&self, programs: &Programs, root: &Path, objects: &Path) -> Option<Command> {
        let mut git = programs.command(&programs.find("git")?);
        git.current_dir(self.folder.path());
        git.env("GIT_DIR", self.folder.path()).env("GIT_WORK_TREE", root);
        git.env("GIT_OBJECT_DIRECTORY", objects);
        // What is missing in a partial clone is not fetched: that would start transports.
        git.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "none");
        git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
        git.env("GIT_ATTR_NOSYSTEM", "1").env("GIT_OPTIONAL_LOCKS", "0");
        git.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0").arg("--no-pager");
        Some(git)
    }
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
