//! The places of a project: root, content, output and themes.
//! Finds them from the command line, by one rule for every command.
//! Reads nothing but `crib.yaml`.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::{Around, Config, EditLinks, config_error};
use crate::{
    error::Error,
    path::composed,
    program::Programs,
    source::{Checkout, Disk, Scan},
};

/// The name of the configuration file.
const CONFIG_FILE: &str = "crib.yaml";

/// The places given on the command line; relative paths are relative to the current folder.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// `--root`.
    pub root: Option<PathBuf>,
    /// `--config`.
    pub config: Option<PathBuf>,
    /// The argument CONTENT.
    pub content: Option<PathBuf>,
    /// `--output-dir`.
    pub output: Option<PathBuf>,
}

/// A folder of notes with its configuration and its places.
#[derive(Debug, Clone)]
pub struct Project {
    /// Where `crib.yaml` and `themes/` lie.
    pub root: PathBuf,
    /// The folder of notes.
    pub content: PathBuf,
    /// The folder of notes relative to the root of its repository, or to `root` without one; empty for
    /// the root itself.
    pub place: String,
    /// The repository that contains the root; repositories below the root do not count.
    pub checkout: Option<Checkout>,
    /// The output folder.
    pub output: PathBuf,
    /// The configuration file, if there is one.
    pub config_file: Option<PathBuf>,
    /// The configuration.
    pub config: Config,
}

impl Project {
    /// Finds the places and reads the configuration.
    ///
    /// The root is `--root`; else the folder of `--config`; else the nearest folder at or
    /// above CONTENT (or the current one) that holds `crib.yaml`; else CONTENT; else the
    /// current folder.
    ///
    /// # Errors
    /// When a folder does not exist or the configuration cannot be used.
    pub fn locate(
        places: &Places,
        variables: &[(String, String)],
    ) -> Result<Self, Error> {
        let start = places.content.as_deref().unwrap_or(Path::new("."));
        let start = absolute(start)?;
        if !start.is_dir() {
            return Err(not_a_folder(&start));
        }
        let above = || start.ancestors().find(|it| it.join(CONFIG_FILE).is_file());
        let root = match (&places.root, &places.config) {
            (Some(root), _) => absolute(root)?,
            (None, Some(file)) => {
                absolute(file)?.parent().map_or_else(|| start.clone(), Path::to_owned)
            }
            (None, None) => above().map_or_else(|| start.clone(), Path::to_owned),
        };
        if !root.is_dir() {
            return Err(not_a_folder(&root));
        }
        let config_file = match &places.config {
            Some(file) => Some(absolute(file)?),
            None => Some(root.join(CONFIG_FILE)).filter(|it| it.is_file()),
        };
        if let (None, Some(file)) = (&places.config, &config_file)
            && !real(file).starts_with(real(&root))
        {
            let message = "the symbolic link leads out of the project; give the file with `--config`";
            return Err(wrong(Some(file), String::from(message)));
        }
        let mut config = read_config(config_file.as_deref(), variables)?;
        let content = match (&places.content, &config.content_dir) {
            (Some(_), _) => start,
            (None, Some(dir)) => normal(&root.join(dir)),
            (None, None) => Some(root.join("content"))
                .filter(|it| it.is_dir())
                .unwrap_or_else(|| root.clone()),
        };
        if !content.is_dir() {
            let dir = config.content_dir.as_deref().unwrap_or_default();
            let what =
                if content.exists() { "is not a folder" } else { "does not exist" };
            let message =
                format!("`content_dir` is `{dir}`, but {} {what}", content.display());
            return Err(wrong(config_file.as_deref(), message));
        }
        let is_set = |name: &str| variables.iter().any(|(it, _)| it == name);
        let file = config_file.as_deref();
        if places.content.is_none() && !is_set("CRIB__CONTENT_DIR") {
            let dir = config.content_dir.as_deref().unwrap_or("content");
            let help = format!("give the folder on the command line: `crib build {dir}`");
            stays_below(&root, &content, file, ("content_dir", dir, &help))?;
            if real(&content).iter().any(|it| it == ".git") {
                let message = format!("`content_dir` is `{dir}`, which belongs to Git");
                return Err(wrong(file, message));
            }
        }
        let checkout = Checkout::around(&root);
        let place = below_repository(checkout.as_ref(), &root, &content);
        config.edit_links = edit_links(&config, checkout.as_ref(), place.as_deref());
        config.repo =
            config.repo.and_then(|it| Some(it.with_notes_in(place.as_deref()?)));
        let output = match (&places.output, &config.output_dir, &config_file) {
            (Some(dir), ..) => absolute(dir)?,
            (None, Some(dir), _) => normal(&root.join(dir)),
            (None, None, Some(_)) => root.join("output"),
            (None, None, None) => absolute(Path::new("output"))?,
        };
        if places.output.is_none() && !is_set("CRIB__OUTPUT_DIR") {
            let dir = config.output_dir.as_deref().unwrap_or("output");
            let help =
                format!("give the folder on the command line: `--output-dir {dir}`");
            let above = output.parent().filter(|_| file.is_none());
            let root = above.unwrap_or(&root);
            stays_below(root, &output, file, ("output_dir", dir, &help))?;
        }
        let place = place.unwrap_or_default();
        Ok(Self { root, content, place, checkout, output, config_file, config })
    }

    /// The folder of themes.
    #[must_use]
    pub fn themes(&self) -> PathBuf {
        self.root.join("themes")
    }

    /// The folder of themes, if there are any in it: a folder of notes may have the same name.
    #[must_use]
    pub fn themes_in_use(&self) -> Option<PathBuf> {
        Some(self.themes()).filter(|it| holds_themes(it))
    }

    /// Whether the configuration names the output folder.
    #[must_use]
    pub fn is_configured_output(&self) -> bool {
        let dir = self.config.output_dir.as_ref();
        dir.is_some_and(|it| normal(&self.root.join(it)) == self.output)
    }

    /// The notes on disk, without ignored files.
    ///
    /// # Errors
    /// When a pattern under `ignore` is not a valid glob.
    pub fn files(&self) -> Result<Disk, Error> {
        let scan = Scan {
            output: Some(self.output.clone()),
            themes: self.themes_in_use(),
            ignore: self.ignored()?,
        };
        Ok(Disk {
            content: self.content.clone(),
            scan,
            checkout: self.checkout.clone(),
            programs: Programs::default(),
        })
    }

    fn ignored(&self) -> Result<GlobSet, Error> {
        let error = |message: String| wrong(self.config_file.as_deref(), message);
        let mut globs = GlobSetBuilder::new();
        for pattern in self.config.ignore.iter().flatten() {
            // A glob matches whole paths, so it begins at the root with or without a slash.
            let pattern = pattern.trim_start_matches("./").trim_matches('/');
            let glob = Glob::new(&composed(pattern)).map_err(|it| {
                error(format!("`{pattern}` under `ignore` is not a glob: {it}"))
            })?;
            globs.add(glob);
        }
        globs.build().map_err(|it| error(format!("`ignore` cannot be used: {it}")))
    }

    /// The title of a site that does not give one: the name of the root, or of the content folder.
    #[must_use]
    pub fn name(&self) -> String {
        let folder =
            if self.content.ends_with("content") { &self.root } else { &self.content };
        let name = folder.file_name().map(|it| it.to_string_lossy().into_owned());
        name.unwrap_or_else(|| String::from("Notes"))
    }
}

/// Where readers can edit notes that lie at `place` in their repository.
fn edit_links(
    config: &Config,
    checkout: Option<&Checkout>,
    place: Option<&str>,
) -> Option<EditLinks> {
    let (origin, branch) =
        (checkout.and_then(Checkout::origin), checkout.and_then(Checkout::branch));
    let (origin, branch) = (origin.as_deref(), branch.as_deref());
    let around = Around { origin, branch, place: place? };
    EditLinks::of(config.edit_url.as_ref(), config.repo.as_ref(), around)
}

/// The content folder relative to the root of its repository; `None` if it is outside of it.
fn below_repository(
    checkout: Option<&Checkout>,
    root: &Path,
    content: &Path,
) -> Option<String> {
    let root = checkout.map_or(root, |it| &it.root);
    let (root, content) = (real(root), real(content));
    let below = content.strip_prefix(&root).ok()?;
    let parts: Option<Vec<&str>> = below.iter().map(|it| it.to_str()).collect();
    Some(parts?.join("/"))
}

/// Refuses a folder that the configuration, or a symbolic link, puts outside of the project:
/// untrusted notes must not decide what is published or where files are written.
fn stays_below(
    root: &Path,
    folder: &Path,
    file: Option<&Path>,
    (key, dir, help): (&str, &str, &str),
) -> Result<(), Error> {
    if real(folder).starts_with(real(root)) {
        return Ok(());
    }
    let root = root.display();
    if file.is_none() {
        let message = format!("the folder `{dir}` is outside of {root}; {help}");
        return Err(Error::Usage(message));
    }
    Err(wrong(file, format!("`{key}` is `{dir}`, which is outside of {root}; {help}")))
}

/// Whether a folder contains themes, not notes in a folder of that name.
fn holds_themes(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|it| it.path()).any(|it| {
        it.join("theme.yaml").is_file()
            || ["templates", "static"].iter().any(|part| it.join(part).is_dir())
            || holds_words(&it.join("text"))
    })
}

/// Whether a folder has words of a theme, and not texts of notes.
fn holds_words(folder: &Path) -> bool {
    let mut entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.any(|it| it.path().extension().is_some_and(|it| it == "yaml"))
}

fn read_config(
    file: Option<&Path>,
    variables: &[(String, String)],
) -> Result<Config, Error> {
    let (text, path) = match file {
        Some(path) => {
            let bytes = fs::read(path)
                .map_err(|source| Error::Read { path: path.into(), source })?;
            let text = String::from_utf8(bytes).map_err(|_| Error::Config {
                path: path.into(),
                line: None,
                message: String::from("is not UTF-8 text; save it as UTF-8"),
            })?;
            (text, path)
        }
        None => (String::new(), Path::new(CONFIG_FILE)),
    };
    Config::parse_with_variables(&text, path, variables)
}

fn absolute(path: &Path) -> Result<PathBuf, Error> {
    let joined = std::path::absolute(path)
        .map_err(|source| Error::Read { path: path.into(), source })?;
    Ok(normal(&joined))
}

/// An absolute path without `.` and `..`, as the system would walk it.
fn normal(path: &Path) -> PathBuf {
    let mut done = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => (),
            Component::ParentDir => {
                // After a symbolic link, `..` is the parent of its target.
                done = fs::canonicalize(&done).unwrap_or(done);
                done.pop();
            }
            part => done.push(part),
        }
    }
    done
}

/// A path without symbolic links, as far as it exists: the same for every name of one place.
#[must_use]
pub fn real(path: &Path) -> PathBuf {
    let found =
        path.ancestors().find_map(|above| Some((fs::canonicalize(above).ok()?, above)));
    let Some((mut real, above)) = found else { return path.to_owned() };
    real.extend(path.strip_prefix(above).into_iter().flatten());
    real
}

/// The error of a configuration that cannot be used.
fn wrong(file: Option<&Path>, message: String) -> Error {
    config_error(file.unwrap_or(Path::new(CONFIG_FILE)), None, message)
}

/// The error for a file, or nothing at all, where a folder is needed.
#[must_use]
pub fn not_a_folder(path: &Path) -> Error {
    if path.exists() {
        let path = path.display();
        return Error::Usage(format!("{path} is a file; give the folder it is in"));
    }
    let source = io::Error::new(io::ErrorKind::NotFound, "there is no such folder");
    Error::Read { path: path.into(), source }
}
