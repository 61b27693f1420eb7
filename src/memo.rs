//! What the last build of a site was made of, what it said and what it made: the next build of the
//! same input has nothing to do, and one of almost the same input has less to do.
//! Gives what a build said if its input and all files of its site are still the same.
//! Must not know what the input is; trusts nothing that it cannot read as a whole.

use std::{
    env,
    fmt::Write as _,
    fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_128};

use crate::output;

/// How many files the folder holds at most, and how many bytes.
const MOST: usize = 192;
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// How large a file may be.
const LARGEST: u64 = 64 * 1024 * 1024;

/// How old a file is that a build did not finish because it was killed.
const ABANDONED: Duration = Duration::from_hours(1);

/// The extensions of files of coloured code and of pages.
const CODE: &str = "code";
const PAGES: &str = "pages";

/// How files are named until they are whole.
const UNFINISHED: &str = ".new-";

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
    /// What is kept for all sites of the same notes has this name and another extension.
    notes: PathBuf,
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
        let file = |of: &str| folder.join(format!("{:016x}", xxh3_64(of.as_bytes())));
        let notes = file(&content.display().to_string());
        Some(Self { file: file(&site), notes, output: output.to_owned() })
    }

    /// The code that builds of these notes coloured, if this program coloured it.
    #[must_use]
    pub fn code(&self) -> Option<Vec<u8>> {
        load(&self.notes.with_extension(CODE))
    }

    /// Keeps coloured code for builds of these notes. What cannot be written is not kept.
    pub fn keep_code(&self, bytes: Vec<u8>) {
        keep(&self.notes.with_extension(CODE), bytes);
    }

    /// The pages that the last build of the site made, if this program made them.
    #[must_use]
    pub fn pages(&self) -> Option<Vec<u8>> {
        load(&self.file.with_extension(PAGES))
    }

    /// Keeps what is known of the pages of the site. What cannot be written is not kept.
    pub fn keep_pages(&self, bytes: Vec<u8>) {
        keep(&self.file.with_extension(PAGES), bytes);
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
        write(&self.file, sealed.as_bytes());
    }
}

/// The bytes that this very program kept in a file.
fn load(file: &Path) -> Option<Vec<u8>> {
    let open = fs::File::open(file).ok()?;
    let length = open.metadata().ok().filter(fs::Metadata::is_file)?.len();
    let length = usize::try_from(length).ok().filter(|_| length <= LARGEST)?;
    let mut bytes = Vec::with_capacity(length);
    open.take(LARGEST).read_to_end(&mut bytes).ok()?;
    let (rest, seal) = bytes.split_last_chunk()?;
    let (length, is_whole) = (rest.len(), seal_of(rest)? == u128::from_le_bytes(*seal));
    bytes.truncate(length);
    is_whole.then_some(bytes)
}

/// Keeps bytes in a file for this very program.
fn keep(file: &Path, mut bytes: Vec<u8>) {
    let Some(seal) = seal_of(&bytes) else { return };
    bytes.extend(seal.to_le_bytes());
    write(file, &bytes);
}

/// The digest of bytes together with the program that kept them.
fn seal_of(bytes: &[u8]) -> Option<u128> {
    let mut digest = Xxh3::new();
    digest.update(format!("{} {}\n", program()?, cfg!(feature = "onig")).as_bytes());
    digest.update(bytes);
    Some(digest.digest128())
}

/// Writes a file of the folder, whole or not at all.
fn write(file: &Path, bytes: &[u8]) {
    let Some(folder) = file.parent() else { return };
    if fs::create_dir_all(folder).is_err() {
        return;
    }
    let staged = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder);
    let written = staged.and_then(|mut it| it.write_all(bytes).map(|()| it));
    if written.is_ok_and(|it| it.persist(file).is_ok()) {
        forget_oldest(folder);
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

/// Removes what was written longest ago, if there is too much, and what killed builds left.
fn forget_oldest(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut files = Vec::new();
    for entry in entries.flatten() {
        let (name, path) = (entry.file_name(), entry.path());
        let (Some(name), Ok(metadata)) = (name.to_str(), entry.metadata()) else {
            continue;
        };
        let Ok(modified) = metadata.modified() else { continue };
        let is_old = || modified.elapsed().is_ok_and(|it| it > ABANDONED);
        if is_ours(name) {
            files.push((modified, metadata.len(), path));
        } else if name.starts_with(UNFINISHED) && is_old() {
            // Another build may have removed it.
            let _ = fs::remove_file(path);
        }
    }
    files.sort();
    let mut bytes = 0;
    for (at, (_, length, path)) in files.into_iter().rev().enumerate() {
        bytes += length;
        if at >= MOST || bytes > MOST_BYTES {
            let _ = fs::remove_file(path);
        }
    }
}

/// Whether a file has a name as [`Memo`] gives one: others are somebody else's.
fn is_ours(name: &str) -> bool {
    let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
    let is_number = stem.len() == 16 && stem.bytes().all(|it| it.is_ascii_hexdigit());
    is_number && ["", CODE, PAGES].contains(&extension)
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
