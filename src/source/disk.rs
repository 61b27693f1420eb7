//! Notes and assets on disk: the walk and what it leaves out.
//! Gives every note of a folder with no configuration at all.
//! Never follows a link out of the content folder, and writes only what `replace` is given.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use globset::GlobSet;
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::{Checkout, Files, History, Loaded, decode, git};
use crate::{
    diag::{Code, Diagnostic},
    error::Error,
    output,
    path::{NotePath, composed},
    program::Programs,
};

/// Some file systems count time in steps of two seconds.
const SETTLED: Duration = Duration::from_secs(2);

/// A content folder on disk.
#[derive(Debug, Default)]
pub struct Disk {
    /// The content folder.
    pub content: PathBuf,
    /// What the walk leaves out.
    pub scan: Scan,
    /// The repository of the notes, if they are in one.
    pub checkout: Option<Checkout>,
    /// Where `git` is found, which tells when notes changed; by default it is not.
    pub programs: Programs,
}

/// What a walk leaves out besides hidden files, `node_modules`, Cargo's `target` and folders
/// that hold a built site.
#[derive(Debug, Default)]
pub struct Scan {
    /// The output folder.
    pub output: Option<PathBuf>,
    /// The folder of themes.
    pub themes: Option<PathBuf>,
    /// The author's globs, matched against composed paths below the content folder.
    pub ignore: GlobSet,
}

impl Files for Disk {
    fn load(&self) -> Result<Loaded, Error> {
        let mut walked = Walked::default();
        self.walk(&self.content, &mut walked)?;
        walked.notes.sort();
        walked.loaded.assets.sort();
        walked.loaded.skipped.sort();
        let read = |path: &NotePath| match fs::read(self.place(path)) {
            Ok(bytes) => {
                let (source, finding) = decode(path.clone(), bytes);
                (Some(source), finding)
            }
            Err(error) => (None, Some(unreadable(path, &error))),
        };
        let read: Vec<_> = walked.notes.par_iter().map(read).collect();
        let mut loaded = walked.loaded;
        for (source, finding) in read {
            loaded.sources.extend(source);
            loaded.findings.extend(finding);
        }
        Ok(loaded)
    }

    fn asset(&self, path: &NotePath) -> Result<Vec<u8>, Error> {
        read(&self.place(path))
    }

    fn stamp(&self, path: &NotePath) -> Option<String> {
        let file = fs::metadata(self.place(path)).ok()?;
        let modified = file.modified().ok()?;
        // What was written just now may be written again within one tick of the clock.
        let is_settled = modified.elapsed().is_ok_and(|it| it >= SETTLED);
        is_settled.then(|| format!("{} {modified:?} {}", file.len(), changed(&file)))
    }

    fn state(&self) -> String {
        let Some(it) = &self.checkout else { return String::new() };
        // Without Git nothing tells when notes changed.
        let git = self.programs.find("git");
        format!("{:?} {} {git:?}", it.commit(), it.is_shallow())
    }

    fn is_vault(&self) -> bool {
        self.content.join(".obsidian").is_dir()
    }

    fn history(&self) -> History {
        let checkout = self.checkout.as_ref();
        checkout
            .map(|it| git::history(&self.programs, it, &self.content))
            .unwrap_or_default()
    }

    fn revision(&self) -> Option<String> {
        self.checkout.as_ref()?.revision()
    }
}

#[derive(Default)]
struct Walked {
    notes: Vec<NotePath>,
    loaded: Loaded,
}

impl Disk {
    /// All of a folder, which may lie in a repository.
    #[must_use]
    pub fn new(content: &Path) -> Self {
        let checkout = Checkout::around(content);
        Self { content: content.to_owned(), checkout, ..Self::default() }
    }

    /// Whether any note is in the folder.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn has_notes(&self) -> Result<bool, Error> {
        let mut walked = Walked::default();
        self.walk(&self.content, &mut walked)?;
        Ok(!walked.notes.is_empty())
    }

    fn place(&self, path: &NotePath) -> PathBuf {
        self.content.join(path.as_str())
    }

    /// Writes a note's new text if the file still holds the old one; says whether it did.
    ///
    /// The file changes at once or not at all, and keeps its permissions. A symbolic link
    /// stays one: the file it stands for is written.
    ///
    /// # Errors
    /// When the file cannot be read or written, is marked as read-only, or lies outside of the
    /// content folder.
    pub fn replace(&self, path: &NotePath, old: &str, new: &str) -> Result<bool, Error> {
        self.replace_bytes(path, old.as_bytes(), new.as_bytes())
    }

    /// The same for a file that may be no text.
    ///
    /// # Errors
    /// As [`Self::replace`].
    pub fn replace_bytes(
        &self,
        path: &NotePath,
        old: &[u8],
        new: &[u8],
    ) -> Result<bool, Error> {
        let place = canonical(&self.place(path))?;
        let error = |source| Error::Fix { path: place.clone(), source };
        if !place.starts_with(canonical(&self.content)?) {
            return Err(error(io::ErrorKind::PermissionDenied.into()));
        }
        if read(&place)? != old {
            return Ok(false);
        }
        let permissions = fs::metadata(&place).map_err(error)?.permissions();
        if permissions.readonly() {
            return Err(error(io::ErrorKind::PermissionDenied.into()));
        }
        let folder = place.parent().unwrap_or(&self.content);
        // Hidden, so that no walk takes it for a note if the program is killed.
        let mut file = tempfile::Builder::new()
            .prefix(".crib-")
            .tempfile_in(folder)
            .map_err(error)?;
        file.write_all(new).map_err(error)?;
        file.as_file().set_permissions(permissions).map_err(error)?;
        file.persist(&place).map_err(|it| error(it.error))?;
        Ok(true)
    }

    fn walk(&self, folder: &Path, walked: &mut Walked) -> Result<(), Error> {
        let root = canonical(&self.content)?;
        let real = |it: &Option<PathBuf>| it.as_ref().and_then(|it| canonical(it).ok());
        let apart = [&self.scan.output, &self.scan.themes].map(real);
        let mut entries = WalkDir::new(folder).min_depth(1).into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.depth() > 0 => {
                    walked.loaded.findings.extend(self.unwalked(error));
                    continue;
                }
                Err(error) => return Err(walk_error(error)),
            };
            let is_folder = entry.file_type().is_dir();
            let Some(path) = self.note_path(&entry, walked) else {
                if is_folder {
                    entries.skip_current_dir();
                }
                continue;
            };
            let is_apart = is_folder && apart.contains(&Some(root.join(path.as_str())));
            let below = Path::new(path.as_str());
            if is_apart || self.is_left_out(below, entry.path(), is_folder) {
                if is_folder {
                    entries.skip_current_dir();
                    let notes = if is_tooling(&path) { 0 } else { count_notes(&entry) };
                    if notes > 0 {
                        walked.loaded.skipped.push((path, notes));
                    }
                }
            } else if entry.file_type().is_symlink() {
                let target = follow(&entry, &root);
                match target.and_then(|it| self.is_read(&root, &it, &apart)) {
                    Ok(()) => walked.add(path),
                    Err(why) => walked.loaded.findings.push(left_out(&path, why)),
                }
            } else if entry.file_type().is_file() {
                walked.add(path);
            }
        }
        Ok(())
    }

    /// The finding on a folder that cannot be read.
    fn unwalked(&self, error: walkdir::Error) -> Option<Diagnostic> {
        let path =
            NotePath::new(&joined(error.path()?.strip_prefix(&self.content).ok()?))?;
        let source = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
        Some(unreadable(&path, &source))
    }

    /// The place of an entry; a name that no page could bear is a finding.
    fn note_path(&self, entry: &DirEntry, walked: &mut Walked) -> Option<NotePath> {
        let relative = entry.path().strip_prefix(&self.content).ok()?;
        let name = joined(relative);
        let why = if relative.to_str().is_none() {
            "the name is not UTF-8"
        } else if name.contains(char::is_control) {
            "the name contains a control character"
        } else {
            return NotePath::new(&name);
        };
        let shown = name.replace(char::is_control, "\u{fffd}");
        let kind = if entry.file_type().is_dir() { "folder" } else { "file" };
        let finding = Diagnostic::new(Code::N001, &NotePath::new(&shown)?, 0..0, why)
            .with_help(format!("rename the {kind}; until then it is left out"));
        walked.loaded.findings.push(finding);
        None
    }

    /// Whether the walk itself reads a file of the content folder: what it passes over is not
    /// published under another name either.
    fn is_read(
        &self,
        root: &Path,
        below: &Path,
        apart: &[Option<PathBuf>],
    ) -> Result<(), &'static str> {
        let is_left_out = |it: &Path| {
            let place = root.join(it);
            self.is_left_out(it, &place, place.is_dir()) || apart.contains(&Some(place))
        };
        let mut above = below.ancestors().filter(|it| !it.as_os_str().is_empty());
        if above.any(is_left_out) {
            return Err("leads to a file that is itself left out");
        }
        Ok(())
    }

    /// Whether the walk passes over what is at a path below the content folder.
    fn is_left_out(&self, below: &Path, place: &Path, is_folder: bool) -> bool {
        let name = below.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with('.')
            || self.scan.ignore.is_match(&*composed(&joined(below)))
            || is_folder
                && (name == "node_modules"
                    || name == "target" && place.with_file_name("Cargo.toml").exists()
                    || output::is_output(place))
    }
}

impl Walked {
    fn add(&mut self, path: NotePath) {
        if path.is_note() {
            self.notes.push(path);
        } else {
            self.loaded.assets.push(path);
        }
    }
}

/// The file inside the content folder that a symbolic link stands for, as a path below the folder;
/// or why it is left out.
fn follow(entry: &DirEntry, root: &Path) -> Result<PathBuf, &'static str> {
    let target = fs::canonicalize(entry.path()).map_err(|_| "leads nowhere")?;
    let Ok(below) = target.strip_prefix(root) else {
        return Err("leads out of the content folder");
    };
    if target.is_dir() {
        return Err("leads to a folder, whose notes would appear twice");
    }
    if !target.is_file() {
        return Err("leads to a pipe or a device");
    }
    Ok(below.to_owned())
}

/// A relative path with `/` between its parts, as notes write it.
fn joined(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|it| it.to_string_lossy()).collect();
    parts.join("/")
}

fn unreadable(path: &NotePath, error: &io::Error) -> Diagnostic {
    let message = format!("cannot be read: {error}");
    Diagnostic::new(Code::N001, path, 0..0, message)
        .with_help("make it readable, or list it under `ignore` in crib.yaml")
}

fn left_out(path: &NotePath, why: &str) -> Diagnostic {
    Diagnostic::new(Code::S001, path, 0..0, format!("the symbolic link {why}"))
        .with_help("replace the link with a copy of its target, or remove it")
}

/// Folders of tools: their `.md` files are nobody's notes and may be thousands.
fn is_tooling(path: &NotePath) -> bool {
    matches!(path.name(), ".git" | ".crib" | "node_modules" | "target")
}

/// How many notes are below a folder that is left out; what cannot be read counts nothing.
fn count_notes(entry: &DirEntry) -> usize {
    let below = WalkDir::new(entry.path()).into_iter().filter_map(Result::ok);
    let is_note = |it: &DirEntry| {
        let name = it.file_name().to_str().and_then(NotePath::new);
        it.file_type().is_file() && name.is_some_and(|name| name.is_note())
    };
    below.filter(is_note).count()
}

/// Which file it is and when anything of it changed last, where the system tells; elsewhere a file of
/// the same length and date counts as the same.
#[cfg(unix)]
fn changed(file: &fs::Metadata) -> String {
    use std::os::unix::fs::MetadataExt as _;
    format!("{} {} {}", file.ino(), file.ctime(), file.ctime_nsec())
}

#[cfg(not(unix))]
fn changed(_: &fs::Metadata) -> String {
    String::new()
}

fn canonical(path: &Path) -> Result<PathBuf, Error> {
    fs::canonicalize(path).map_err(|source| Error::Read { path: path.into(), source })
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|source| Error::Read { path: path.into(), source })
}

fn walk_error(error: walkdir::Error) -> Error {
    let path = error.path().map(PathBuf::from).unwrap_or_default();
    let source = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
    Error::Read { path, source }
}
