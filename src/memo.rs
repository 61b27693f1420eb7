//! What the last build of a site was made of, and what it said: the next build of the same input has
//! nothing to do.
//! Gives what a build said if its input and all files of its site are still the same.
//! Must not know what the input is; trusts nothing that it cannot read as a whole.

use std::{
    env,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::SystemTime,
};

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::output;

/// How many sites are remembered.
const MOST: usize = 64;

/// How much a build may have said, in bytes.
const LONGEST: usize = 1_000_000;

/// The digest of everything that a build depends on.
pub type Inputs = u128;

/// What a build said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// How many pages the site has.
    pub pages: usize,
    /// Whether findings made the build fail.
    pub failed: bool,
    /// The findings, as they were shown.
    pub findings: String,
    /// The lines behind the number of pages, without the time that the build took.
    pub closing: String,
}

/// The memory of the builds of one site.
#[derive(Debug)]
pub struct Memo {
    file: PathBuf,
    output: PathBuf,
}

impl Memo {
    /// The memory of the site that is made of the notes in `content` and lies in `output`; none if
    /// the environment names no folder for such files.
    #[must_use]
    pub fn of(
        variables: &[(String, String)],
        content: &Path,
        output: &Path,
    ) -> Option<Self> {
        let folder = folder(variables)?;
        let [content, absolute] =
            [content, output].map(|it| std::path::absolute(it).unwrap_or_default());
        let site = format!("{}\n{}", content.display(), absolute.display());
        let name = format!("{:016x}", xxh3_64(site.as_bytes()));
        Some(Self { file: folder.join(name), output: output.to_owned() })
    }

    /// What the last build said, if it had this input and its site is whole.
    #[must_use]
    pub fn recall(&self, inputs: Inputs) -> Option<Said> {
        let text = String::from_utf8(fs::read(&self.file).ok()?).ok()?;
        let (seal, rest) = text.split_once('\n')?;
        if seal != format!("{:016x}", xxh3_64(rest.as_bytes())) {
            return None;
        }
        let (known, rest) = rest.split_once('\n')?;
        let listed = output::listed(&self.output)?;
        if known != key(inputs, listed) || !output::is_whole(&self.output) {
            return None;
        }
        let mut lines = rest.splitn(4, '\n');
        let mut number = || lines.next()?.parse::<usize>().ok();
        let (pages, failed, length) = (number()?, number()? == 1, number()?);
        let (findings, closing) = lines.next()?.split_at_checked(length)?;
        let [findings, closing] = [findings, closing].map(str::to_owned);
        Some(Said { pages, failed, findings, closing })
    }

    /// Remembers what a build said, and the digest of the list of files that it left. What is very
    /// long or cannot be written is not remembered.
    pub fn remember(&self, inputs: Inputs, listed: u128, said: &Said) {
        if said.findings.len() > LONGEST {
            return;
        }
        let key = key(inputs, listed);
        let Said { pages, failed, findings, closing } = said;
        let mut text =
            format!("{key}\n{pages}\n{}\n{}\n", u8::from(*failed), findings.len());
        text.extend([findings.as_str(), closing]);
        let mut sealed = String::with_capacity(text.len() + 17);
        // Writing to a string cannot fail.
        let _ = write!(sealed, "{:016x}\n{text}", xxh3_64(text.as_bytes()));
        let Some(folder) = self.file.parent() else { return };
        if fs::create_dir_all(folder).is_err() {
            return;
        }
        let staged = tempfile::Builder::new().prefix(".new-").tempfile_in(folder);
        let written =
            staged.and_then(|mut it| it.write_all(sealed.as_bytes()).map(|()| it));
        if written.is_ok_and(|it| it.persist(&self.file).is_ok()) {
            forget_oldest(folder);
        }
    }
}

/// An input together with the site that was made of it.
fn key(inputs: Inputs, listed: u128) -> String {
    format!("{inputs:032x} {listed:032x}")
}

/// The program that is running, as far as it can be told from another one of the same version.
#[must_use]
pub fn program() -> Option<String> {
    let file = fs::metadata(env::current_exe().ok()?).ok()?;
    let modified = file.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(format!("{} {} {modified:?}", env!("CARGO_PKG_VERSION"), file.len()))
}

/// The digest of a text that names all of an input.
#[must_use]
pub fn digest(input: &str) -> Inputs {
    xxh3_128(input.as_bytes())
}

/// The folder for files that can be made again.
fn folder(variables: &[(String, String)]) -> Option<PathBuf> {
    let named = |name: &str| {
        let found = variables.iter().find(|it| it.0 == name && !it.1.is_empty());
        found.map(|it| PathBuf::from(&it.1)).filter(|it| it.is_absolute())
    };
    let users = || {
        if cfg!(windows) {
            named("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            named("HOME").map(|it| it.join("Library/Caches"))
        } else {
            named("XDG_CACHE_HOME").or_else(|| named("HOME").map(|it| it.join(".cache")))
        }
    };
    named("CRIB_CACHE_DIR").or_else(|| users().map(|it| it.join("cribsheet")))
}

/// Removes what was written longest ago, if there is too much.
fn forget_oldest(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let age = |it: fs::DirEntry| {
        let modified = it.metadata().ok()?.modified().ok()?;
        is_ours(it.file_name().to_str()?).then(|| (modified, it.path()))
    };
    let mut files: Vec<_> = entries.flatten().filter_map(age).collect();
    files.sort();
    let many = files.len().saturating_sub(MOST);
    for (_, path) in files.into_iter().take(many) {
        // Another build may have removed it.
        let _ = fs::remove_file(path);
    }
}

/// Whether a file has a name as [`Memo::of`] gives one: others are somebody else's.
fn is_ours(name: &str) -> bool {
    name.len() == 16 && name.bytes().all(|it| it.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Memo, Said};

    fn site() -> (tempfile::TempDir, Memo) {
        let temp = tempfile::tempdir().unwrap();
        let cache = temp.path().join("cache").display().to_string();
        let variables = [("CRIB_CACHE_DIR".to_owned(), cache)];
        let memo = Memo::of(&variables, temp.path(), &temp.path().join("out")).unwrap();
        (temp, memo)
    }

    #[test]
    fn nothing_is_known_of_a_site_that_is_not_there() {
        let (_temp, memo) = site();
        let said = Said { pages: 1, ..Said::default() };
        memo.remember(1, 2, &said);
        assert_eq!(memo.recall(1), None);
        assert!(memo.file.exists());
    }

    #[test]
    fn relative_and_missing_folders_remember_nothing() {
        let variables = [("CRIB_CACHE_DIR".to_owned(), "cache".to_owned())];
        let here = std::path::Path::new(".");
        assert!(Memo::of(&variables, here, here).is_none());
        assert!(Memo::of(&[], here, here).is_none());
        assert!(fs::metadata("cache").is_err());
    }
}
