//! `crib init`: the files it adds to a folder of notes.
//! Gives what was written and what was there already; of that, only its own unfinished step changes.
//! Must not read notes: it only checks whether there are any.

pub mod eject;

use std::{
    fs::{self, OpenOptions},
    hash::{BuildHasher as _, RandomState},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::{
    config::{Places, Project, not_a_folder, real},
    error::Error,
    path::NotePath,
    program::Programs,
    source::{Checkout, Disk, leaves_out},
};

/// The options of `crib init`.
#[derive(Debug, Clone, Default)]
pub struct InitOptions {
    /// Whether a workflow publishes the notes on GitHub Pages.
    pub github_pages: bool,
    /// The command that installs crib in that workflow.
    pub install: Option<String>,
}

/// The result for one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The file.
    pub path: PathBuf,
    /// What was done to it.
    pub change: Change,
}

/// What was done to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It did not exist and was written.
    Written,
    /// It existed with a step that an earlier call left open, which was filled in.
    Filled,
    /// It existed and was left alone.
    Left,
}

/// What was done, and what to tell the user.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The files, in the order in which they were handled.
    pub files: Vec<Done>,
    /// Whether the folder already had notes.
    pub had_notes: bool,
    /// The output folder relative to this one, if Git would commit it.
    pub committed_output: Option<String>,
    /// The state of the workflow, if one was requested.
    pub workflow: Option<Workflow>,
}

/// What the workflow needs to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workflow {
    /// Whether it lacks the command that installs crib.
    pub install_missing: bool,
    /// Whether it already existed and does not use the given command.
    pub install_unused: bool,
    /// The Git repository of the folder.
    pub repository: Repository,
    /// The branch that it publishes.
    pub branch: String,
}

/// A Git repository, as far as publishing from it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repository {
    /// The notes are not in a repository.
    Missing,
    /// It has no remote.
    Alone,
    /// It has a remote.
    WithRemote,
}

/// Whether the command that installs this program is known.
#[must_use]
pub fn knows_install() -> bool {
    install_command().is_some()
}

/// The path of the workflow in a repository.
const WORKFLOW: &str = ".github/workflows/pages.yml";

/// Adds the files that a site needs to a folder.
///
/// # Errors
/// When the folder cannot be read or written.
pub fn init(
    folder: &Path,
    options: &InitOptions,
    programs: &Programs,
) -> Result<Outcome, Error> {
    if folder.is_file() {
        return Err(not_a_folder(folder));
    }
    let disk = Disk::new(folder);
    let had_notes = folder.exists() && disk.has_notes()?;
    let mut outcome = Outcome { had_notes, ..Outcome::default() };
    let output = output_folder(folder);
    let config = include_str!("init/crib.yaml").replace("@ID@", &new_id(folder));
    let ignored = format!("# The site that crib builds.\n/{output}/\n");
    let mut files =
        vec![("crib.yaml", config.as_str()), (".gitignore", ignored.as_str())];
    if !outcome.had_notes {
        files.push(("content/README.md", include_str!("init/start/README.md")));
        files.push(("content/first-topic.md", include_str!("init/start/first-topic.md")));
    }
    for (name, text) in files {
        outcome.files.push(add(folder, name, text.as_bytes())?);
    }
    if options.github_pages {
        let place = Place::of(folder);
        let mut done = add(&place.root, WORKFLOW, workflow(&place, options).as_bytes())?;
        if let (Change::Left, Some(command)) = (done.change, &options.install)
            && fill(&place.root, command)?
        {
            done.change = Change::Filled;
        }
        let written = read_file(&done.path).unwrap_or_default();
        let written = String::from_utf8_lossy(&written);
        outcome.workflow = Some(Workflow {
            install_missing: written.contains(NO_INSTALL),
            install_unused: done.change == Change::Left && is_other(options, &written),
            repository: place.repository,
            branch: place.branch,
        });
        outcome.files.push(done);
    }
    outcome.committed_output =
        Some(output).filter(|it| !is_ignored(folder, it, programs));
    Ok(outcome)
}

/// The most letters of a folder's name in the id of its site.
const MOST_LETTERS: usize = 40;

/// A new id for the site of a folder: its name, as far as ids allow, and six random characters, so
/// that no two sites of one name share the progress of their readers.
fn new_id(folder: &Path) -> String {
    const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let name = real(folder).file_name().map(|it| it.to_string_lossy().to_lowercase());
    let name = name.unwrap_or_default();
    let words = name.split(|it: char| !it.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|it| !it.is_empty()).collect();
    let words: String = words.join("-").chars().take(MOST_LETTERS).collect();
    let words = words.trim_end_matches('-');
    // The keys of a hash map's hasher are the random numbers of the standard library.
    let random = RandomState::new().hash_one(&name);
    let sign = |at: u32| {
        let five = usize::try_from(random >> (5 * at) & 31).unwrap_or_default();
        SIGNS.get(five).copied().map_or('0', char::from)
    };
    let random: String = (0..6).map(sign).collect();
    let words = if words.is_empty() { "notes" } else { words };
    format!("{words}-{random}")
}

/// The output folder, relative to the folder of notes.
fn output_folder(folder: &Path) -> String {
    let places = Places { root: Some(folder.to_owned()), ..Places::default() };
    // The commands that use the configuration report its errors.
    let project = Project::locate(&places, &[]).ok();
    let output = project.and_then(|it| {
        let below = it.output.strip_prefix(&it.root).ok()?;
        let parts: Vec<_> = below.iter().map(|it| it.to_string_lossy()).collect();
        Some(parts.join("/"))
    });
    output.filter(|it| !it.is_empty()).unwrap_or_else(|| String::from("output"))
}

/// Whether Git ignores the folder `output`: as Git says, else by `.gitignore`.
fn is_ignored(folder: &Path, output: &str, programs: &Programs) -> bool {
    if let Some(is_left_out) = leaves_out(programs, folder, &format!("{output}/")) {
        return is_left_out;
    }
    let rules = read_file(&folder.join(".gitignore")).unwrap_or_default();
    let is_output = |line: &str| line.trim().trim_matches(['/', '*']) == output;
    String::from_utf8_lossy(&rules).lines().any(is_output)
}

/// Writes the command into the step that an earlier call left open; returns whether there is one.
fn fill(root: &Path, command: &str) -> Result<bool, Error> {
    let Some(place) = NotePath::new(WORKFLOW) else { return Ok(false) };
    let Ok(bytes) = read_file(&root.join(WORKFLOW)) else { return Ok(false) };
    let Ok(text) = String::from_utf8(bytes) else { return Ok(false) };
    let open = indented(&no_install());
    if !text.contains(&open) {
        return Ok(false);
    }
    let disk = Disk::new(root);
    disk.replace(&place, &text, &text.replace(&open, &indented(command)))
}

/// Reads a regular file; reading a pipe would block.
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.is_file() {
        fs::read(path)
    } else {
        Err(io::ErrorKind::InvalidInput.into())
    }
}

/// Whether a workflow installs crib with another command than the given one.
fn is_other(options: &InitOptions, workflow: &str) -> bool {
    let lines = workflow.replace("\r\n", "\n");
    options.install.as_ref().is_some_and(|it| !lines.contains(&indented(it)))
}

/// Writes a file that does not exist yet; never follows a symbolic link out of the folder.
fn add(root: &Path, name: &str, text: &[u8]) -> Result<Done, Error> {
    let path = root.join(name);
    let error = |source| Error::Write { path: path.clone(), source };
    fs::create_dir_all(root).map_err(error)?;
    let above = path.parent().unwrap_or(root);
    if !real(above).starts_with(real(root)) {
        let message = format!(
            "{} leads out of {}; remove that symbolic link",
            above.display(),
            root.display()
        );
        return Err(Error::Output { message });
    }
    fs::create_dir_all(above).map_err(error)?;
    let change = match OpenOptions::new().write(true).create_new(true).open(&path) {
        Ok(mut file) => {
            file.write_all(text).map_err(error)?;
            Change::Written
        }
        Err(it) if it.kind() == io::ErrorKind::AlreadyExists => Change::Left,
        Err(source) => return Err(error(source)),
    };
    Ok(Done { path, change })
}

/// The place of a folder of notes in its repository.
struct Place {
    /// The root of the repository, or the folder itself without one.
    root: PathBuf,
    /// The current branch; `main` if it is unknown.
    branch: String,
    /// What is known of the repository itself.
    repository: Repository,
    /// The path from the root to the folder.
    notes: String,
}

impl Place {
    fn of(folder: &Path) -> Self {
        let full = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let checkout = Checkout::around(folder);
        let branch = checkout.as_ref().and_then(Checkout::branch);
        let repository = match &checkout {
            None => Repository::Missing,
            Some(it) if it.has_remote() => Repository::WithRemote,
            Some(_) => Repository::Alone,
        };
        let root = checkout.map_or_else(|| full.clone(), |it| it.root);
        let below = full.strip_prefix(&root).unwrap_or(Path::new(""));
        let parts: Vec<_> = below.iter().map(|it| it.to_string_lossy()).collect();
        let notes = if parts.is_empty() { String::from(".") } else { parts.join("/") };
        let branch = branch.unwrap_or_else(|| String::from("main"));
        Self { root, branch, repository, notes }
    }
}

/// The message of the step that should install crib when the command is unknown.
const NO_INSTALL: &str = "This step does not install crib yet";

/// The command that installs this program, if its package names a repository.
fn install_command() -> Option<String> {
    let repository = env!("CARGO_PKG_REPOSITORY");
    let revision = option_env!("CRIB_REVISION").filter(|_| !repository.is_empty())?;
    Some(format!("cargo install --locked --git {repository} --rev {revision} cribsheet"))
}

/// The text of the workflow.
fn workflow(place: &Place, options: &InitOptions) -> String {
    let install = options.install.clone().or_else(install_command);
    include_str!("init/pages.yml")
        .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
        .replace("@BRANCH@", &quoted(&place.branch))
        .replace("@NOTES@", &quoted(&place.notes))
        .replace("@INSTALL@", &indented(&install.unwrap_or_else(no_install)))
}

/// The replacement for the unknown command that installs this program.
fn no_install() -> String {
    format!(
        "echo '{NO_INSTALL}: replace it with the command that does, or run crib init --github-pages \
         --install COMMAND again.' >&2\nexit 1"
    )
}

/// The lines of a command, indented for the workflow.
fn indented(command: &str) -> String {
    let lines: Vec<String> =
        command.lines().map(|it| format!("          {it}")).collect();
    lines.join("\n")
}

/// A text escaped for double quotes in YAML.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
