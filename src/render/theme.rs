//! A theme: templates and static files; the author's take precedence over the embedded default.
//! Gives rendered templates, and errors that name file, line and column.
//! Must not know what a page shows.

mod apart;
mod published;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use include_dir::{Dir, include_dir};
use serde::Deserialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera};
use walkdir::WalkDir;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::{
    diag::nearest,
    error::Error,
    output::Artifact,
    paper::Metrics,
    path::{NotePath, Route},
    words::{Words, WordsFile, fallbacks},
};

/// The version of the contract between templates and the values they get.
pub const THEME_API: u64 = 2;
/// The static files that say what scripts need of the words of the interface.
const WORDS_SCRIPT: &str = "static/crib-text.js";
const PRACTICE_SCRIPT: &str = "static/crib-grading.js";
/// How long an author's template may take; the largest pages take a few seconds.
const PATIENCE: Duration = Duration::from_mins(1);

static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The files of the default theme that an author's theme may have instead, by their paths in it.
#[must_use]
pub fn default_files() -> BTreeMap<String, &'static [u8]> {
    let files = DEFAULT.dirs().flat_map(Dir::files);
    files.map(|it| (embedded_path(it.path()), it.contents())).collect()
}

/// A path in the embedded theme, on any system.
fn embedded_path(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// A loaded theme.
pub struct Theme {
    tera: Tera,
    own: Own,
    /// How long a page may take to render with templates of the author's.
    pub patience: Duration,
    /// The files templates reach with `asset(name=…)`, under their published names.
    pub statics: Vec<Artifact>,
    /// The words of the interface in the language of the site.
    pub words: Arc<Words>,
    /// That language.
    language: String,
}

/// The author's own files of a theme, as they were read.
#[derive(Debug, Default, PartialEq)]
struct Own {
    /// Its path, for messages.
    folder: PathBuf,
    /// Templates, static files and words by their paths below the folder.
    files: BTreeMap<String, Vec<u8>>,
    metrics: Metrics,
}

/// The templates of a theme, with a value that every page of one site knows.
pub struct Templates<'t> {
    theme: &'t Theme,
    tera: Arc<Tera>,
}

/// The keys of `theme.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    theme_api: u64,
    #[serde(rename = "name")]
    _name: Option<String>,
    #[serde(rename = "description")]
    _description: Option<String>,
    #[serde(rename = "author")]
    _author: Option<String>,
    #[serde(default)]
    sheet: Metrics,
}

impl Theme {
    /// The embedded default theme alone, for a site in a language.
    ///
    /// # Errors
    /// When one of its templates is wrong.
    pub fn embedded(language: &str) -> Result<Self, Error> {
        Self::assemble(Own::nothing(), language)
    }

    /// Loads the theme `name` from the folder `themes`, on top of the default theme, for a site in
    /// a language.
    ///
    /// # Errors
    /// When there is no such theme, it is made for another version, a template is wrong, or a
    /// symbolic link leads out of the theme.
    pub fn load(themes: &Path, name: &str, language: &str) -> Result<Self, Error> {
        Self::assemble(Own::read(themes, name)?, language)
    }

    /// Reloads the theme; returns this one if no file of it has changed, nor the language.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn reload(
        self: Arc<Self>,
        themes: &Path,
        name: &str,
        language: &str,
    ) -> Result<Arc<Self>, Error> {
        let own = Own::read(themes, name)?;
        if own == self.own && language == self.language {
            return Ok(self);
        }
        Self::assemble(own, language).map(Arc::new)
    }

    fn assemble(own: Own, language: &str) -> Result<Self, Error> {
        let mut files = BTreeMap::new();
        collect_embedded(&DEFAULT, &mut files);
        let words = Arc::new(words(&files, &own, language)?);
        let mut templates: Vec<(String, String)> = Vec::new();
        for (layer, files) in [("theme", &files), ("site", &own.files)] {
            for (path, bytes) in files {
                let Some(name) = path.strip_prefix("templates/") else { continue };
                let text = String::from_utf8(bytes.clone()).map_err(|_| {
                    Error::Theme(format!(
                        "{}: is not UTF-8 text",
                        own.folder.join(path).display()
                    ))
                })?;
                templates.push((format!("{layer}/{name}"), text));
            }
        }
        files.extend(own.files.clone());
        let scripts =
            [(WORDS_SCRIPT, words.script()), (PRACTICE_SCRIPT, words.practice_script())];
        for (path, text) in scripts {
            if let (Some(script), Ok(text)) = (files.get_mut(path), text) {
                script.splice(..0, text.into_bytes());
            }
        }
        let named: Vec<(&str, Artifact)> = files
            .iter()
            .filter_map(|(path, bytes)| {
                let name = path.strip_prefix("static/")?;
                Some((
                    name,
                    Artifact { route: hashed(name, bytes)?, bytes: bytes.clone() },
                ))
            })
            .collect();
        let texts = named.iter().map(|(name, it)| {
            ((*name).to_owned(), String::from_utf8_lossy(&it.bytes).into_owned())
        });
        let texts: BTreeMap<String, String> = texts.collect();
        let routes =
            named.iter().map(|(name, it)| ((*name).to_owned(), it.route.clone()));
        let mut tera = Tera::new();
        let routes = routes.collect();
        let loaded = tera.set_fallback_prefixes(["site/", "theme/"]).and_then(|()| {
            tera.register_function("asset", asset(routes));
            tera.register_function("asset_text", asset_text(texts));
            tera.register_filter("url", url);
            let (for_t, for_dates) = (Arc::clone(&words), Arc::clone(&words));
            tera.register_function("t", text(for_t));
            tera.register_filter("date", date(for_dates));
            tera.register_filter("thousands", thousands(Arc::clone(&words)));
            tera.add_raw_templates(templates)
        });
        let statics = named.into_iter().map(|(_, it)| it).collect();
        loaded.map_err(|error| Error::Theme(own.message(&error)))?;
        let language = language.to_owned();
        Ok(Self { tera, own, patience: PATIENCE, statics, words, language })
    }

    /// A digest of the author's own files.
    #[must_use]
    pub fn digest(&self) -> u128 {
        let Own { files, metrics, .. } = &self.own;
        let texts =
            files.iter().map(|(path, it)| format!("{path} {:032x}\n", xxh3_128(it)));
        xxh3_128(format!("{}{metrics:?}", texts.collect::<String>()).as_bytes())
    }

    /// Whether the author has templates of their own.
    #[must_use]
    pub fn has_templates(&self) -> bool {
        self.own.files.keys().any(|it| it.starts_with("templates/"))
    }

    /// Its measures for cheat sheets.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.own.metrics
    }

    /// Its templates, with a global value that every page can use.
    #[must_use]
    pub fn templates<T: serde::Serialize>(
        &self,
        name: &'static str,
        value: &T,
    ) -> Templates<'_> {
        let mut tera = self.tera.clone();
        tera.global_context().insert(name, value);
        Templates { theme: self, tera: Arc::new(tera) }
    }

    /// The template of that name, with or without `.html`, if it makes a page.
    #[must_use]
    pub fn page(&self, name: &str) -> Option<String> {
        let stem = name.strip_suffix(".html").unwrap_or(name);
        let file = format!("{stem}.html");
        let is_part = matches!(file.as_str(), "base.html" | "components.html");
        let named = |it: &str| it.split_once('/').is_some_and(|(_, it)| it == file);
        let exists = self.tera.get_template_names().any(named);
        (exists && !is_part).then_some(file)
    }
}

impl Templates<'_> {
    /// Renders a template; `page` is for messages.
    ///
    /// # Errors
    /// When the template fails or does not finish: the message names file, line, column and the
    /// page.
    pub fn render(
        &self,
        template: &str,
        context: Context,
        page: &str,
    ) -> Result<String, Error> {
        let Theme { own, patience, .. } = self.theme;
        // Templates of the author may never finish.
        let rendered = if self.theme.has_templates() {
            apart::render(&self.tera, template, context, *patience)
        } else {
            self.tera.render(template, &context)
        };
        rendered.map_err(|error| {
            Error::Theme(format!("{}\nwhile rendering {page}", own.message(&error)))
        })
    }
}

impl Own {
    /// The embedded default theme, with nothing on top.
    fn nothing() -> Self {
        Self { folder: PathBuf::from("themes/default"), ..Self::default() }
    }

    fn read(themes: &Path, name: &str) -> Result<Self, Error> {
        let folder = themes.join(name);
        if !folder.is_dir() {
            if name == "default" {
                return Ok(Self::nothing());
            }
            return Err(Error::Theme(unknown_theme(themes, name)));
        }
        within(themes.parent().unwrap_or(themes), themes)?;
        within(themes, &folder)?;
        let metrics = check_manifest(&folder, name)?;
        let mut files = BTreeMap::new();
        for part in ["templates", "static", "text"] {
            read_below(&folder, part, &mut files)?;
        }
        // A copy of a default file changes nothing, not even how pages are minified.
        let default = default_files();
        files.retain(|path, bytes| default.get(path).is_none_or(|it| it != bytes));
        Ok(Self { folder, files, metrics })
    }

    /// An error message with the names of files instead of those of templates.
    fn message(&self, error: &tera::Error) -> String {
        let text = error.to_string();
        let name = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                report.filename()
            }
            _ => "",
        };
        let text = text.strip_prefix("error: ").unwrap_or(&text);
        match name.split_once('/') {
            Some(("site", file)) => {
                let path = self.folder.join("templates").join(file).display().to_string();
                text.replace(name, &path)
            }
            Some(("theme", file)) => {
                text.replace(name, &format!("{file} (of the default theme)"))
            }
            _ => text.to_owned(),
        }
    }
}

/// `asset(name="crib.css")`: the URL of a static file of the theme.
fn asset(
    routes: BTreeMap<String, Route>,
) -> impl Fn(Kwargs, &State<'_>) -> tera::TeraResult<String> + Send + Sync + 'static {
    move |arguments: Kwargs, state: &State<'_>| {
        Ok(root(state)? + &known(&routes, &arguments)?.url_path())
    }
}

/// `asset_text(name="crib-sheet.css")`: the content of a static file of the theme.
fn asset_text(
    texts: BTreeMap<String, String>,
) -> impl Fn(Kwargs, &State<'_>) -> tera::TeraResult<String> + Send + Sync + 'static {
    move |arguments: Kwargs, _: &State<'_>| known(&texts, &arguments).cloned()
}

/// The static file that the argument `name` names.
fn known<'m, T>(
    files: &'m BTreeMap<String, T>,
    arguments: &Kwargs,
) -> tera::TeraResult<&'m T> {
    let name: String = arguments.must_get("name")?;
    files.get(&name).ok_or_else(|| {
        let like = nearest(&name, files.keys().map(String::as_str));
        let help = like.map(|it| format!("; did you mean `{it}`?")).unwrap_or_default();
        tera::Error::message(format!("the theme has no static file `{name}`{help}"))
    })
}

/// `"tags/index.html" | url`: the URL of a route of the site.
fn url(route: &str, _: Kwargs, state: &State<'_>) -> tera::TeraResult<String> {
    let Some(route) = Route::new(route) else {
        return Err(tera::Error::message(format!("`{route}` is not a path on the site")));
    };
    Ok(root(state)? + &route.url_path())
}

/// `t(key="notes", n=3)`: a message of the interface in the language of the site. `n` chooses its
/// plural form; each argument stands where the message names it.
fn text(
    words: Arc<Words>,
) -> impl Fn(Kwargs, &State<'_>) -> tera::TeraResult<String> + Send + Sync + 'static {
    move |arguments: Kwargs, _: &State<'_>| {
        let key: String = arguments.must_get("key")?;
        let value = |name: &str| {
            let value: Option<tera::Value> = arguments.get(name).ok().flatten();
            value.map(|it| it.to_string())
        };
        words.say(&key, arguments.get("n")?, value).ok_or_else(|| {
            let like = nearest(&key, words.keys());
            let help =
                like.map(|it| format!("; did you mean `{it}`?")).unwrap_or_default();
            tera::Error::message(format!("there is no text `{key}`{help}"))
        })
    }
}

/// `note.date | date`: a date as the language of the site writes it.
fn date(
    words: Arc<Words>,
) -> impl Fn(&str, Kwargs, &State<'_>) -> String + Send + Sync + 'static {
    move |text: &str, _: Kwargs, _: &State<'_>| words.date(text)
}

/// `1707 | thousands`: a number as the language of the site writes it, such as `1,707`.
fn thousands(
    words: Arc<Words>,
) -> impl Fn(u64, Kwargs, &State<'_>) -> String + Send + Sync + 'static {
    move |number: u64, _: Kwargs, _: &State<'_>| words.number(number)
}

/// The words of a language: those of the author's theme, of the default theme, and English ones.
fn words(
    files: &BTreeMap<String, Vec<u8>>,
    own: &Own,
    language: &str,
) -> Result<Words, Error> {
    let mut found = Vec::new();
    for code in fallbacks(language) {
        for files in [&own.files, files] {
            let is_it = |it: &&String| {
                let name = it.strip_prefix("text/")?.strip_suffix(".yaml")?;
                Some(name.eq_ignore_ascii_case(&code))
            };
            let Some((path, bytes)) =
                files.iter().find(|(it, _)| is_it(it) == Some(true))
            else {
                continue;
            };
            let file =
                WordsFile::parse(&String::from_utf8_lossy(bytes)).map_err(|it| {
                    Error::Theme(format!("{}: {it}", own.folder.join(path).display()))
                })?;
            found.push((code.clone(), file));
        }
    }
    Ok(Words::new(found.iter().map(|(code, file)| (code.as_str(), file))))
}

fn root(state: &State<'_>) -> tera::TeraResult<String> {
    state.get::<String>("root")?.ok_or_else(|| {
        tera::Error::message("`root` is not known here; pass it to the component")
    })
}

/// `crib.css` as `assets/crib.0123456789abcdef.css`, so that browsers may cache it forever.
fn hashed(name: &str, bytes: &[u8]) -> Option<Route> {
    let hash = xxh3_64(bytes);
    let (stem, suffix) = name.rsplit_once('.').unwrap_or((name, "bin"));
    Some(NotePath::new(&format!("assets/{stem}.{hash:016x}.{suffix}"))?.file_route())
}

fn collect_embedded(dir: &Dir<'_>, files: &mut BTreeMap<String, Vec<u8>>) {
    for file in dir.files() {
        let path = embedded_path(file.path());
        let suffix = file.path().extension().and_then(|it| it.to_str());
        let shorter = match (suffix, file.contents_utf8()) {
            (Some("js"), Some(text)) => Some(published::script(text)),
            (Some("css"), Some(text)) => Some(published::style(text)),
            _ => None,
        };
        let shorter = shorter.map(String::into_bytes);
        files.insert(path, shorter.unwrap_or_else(|| file.contents().to_vec()));
    }
    for dir in dir.dirs() {
        collect_embedded(dir, files);
    }
}

/// Reads `theme.yaml`; returns its measures for cheat sheets.
fn check_manifest(folder: &Path, name: &str) -> Result<Metrics, Error> {
    let path = folder.join("theme.yaml");
    if path.exists() {
        within(folder, &path)?;
        // Reading a pipe would block.
        if !path.is_file() {
            return Err(Error::Theme(format!("{}: is not a file", path.display())));
        }
    }
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        // A folder that only overrides files of the default needs no `theme.yaml`.
        Err(it) if it.kind() == io::ErrorKind::NotFound && name == "default" => {
            return Ok(Metrics::default());
        }
        Err(it) if it.kind() == io::ErrorKind::NotFound => {
            let message = format!(
                "{}: missing; write `theme_api: {THEME_API}` into it",
                path.display()
            );
            return Err(Error::Theme(message));
        }
        Err(source) => return Err(Error::Read { path, source }),
    };
    let text = String::from_utf8_lossy(&bytes);
    let manifest: Manifest = serde_yaml::from_str(&text).map_err(|error| {
        let message = crate::yaml::complaint(&error);
        Error::Theme(format!("{}: {message}", path.display()))
    })?;
    if manifest.theme_api != THEME_API {
        let (path, made_for) = (path.display(), manifest.theme_api);
        let help = if made_for > THEME_API {
            String::from("install a newer crib")
        } else {
            format!(
                "adapt it as \"From theme_api 1 to {THEME_API}\" in themes/README.md of the Cribsheet \
                 repository says, then write `theme_api: {THEME_API}`"
            )
        };
        return Err(Error::Theme(format!(
            "{path}: made for theme_api {made_for}, but this crib supports {THEME_API}; {help}"
        )));
    }
    match manifest.sheet.complaint() {
        Some(complaint) => Err(Error::Theme(format!("{}: {complaint}", path.display()))),
        None => Ok(manifest.sheet),
    }
}

/// Refuses symbolic links that leave the folder or lead to hidden files in it: otherwise a theme
/// could publish any file.
fn within(folder: &Path, path: &Path) -> Result<(), Error> {
    let real = |path: &Path| {
        fs::canonicalize(path)
            .map_err(|source| Error::Read { path: path.to_owned(), source })
    };
    let (target, folder_is) = (real(path)?, real(folder)?);
    let is_hidden = |it: &Path| it.iter().any(|it| it.to_string_lossy().starts_with('.'));
    let why = match target.strip_prefix(folder_is) {
        // Without a link, the folder itself may have any name.
        Ok(below) if folder.join(below) == path || !is_hidden(below) => return Ok(()),
        Ok(_) => String::from("to a hidden file or folder"),
        Err(_) => format!("out of {}", folder.display()),
    };
    Err(Error::Theme(format!(
        "{}: the symbolic link leads {why}; replace it with a copy of its target",
        path.display()
    )))
}

/// Reads the files of one part of a theme, by their paths below the theme's folder.
fn read_below(
    theme: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), Error> {
    let folder = theme.join(prefix);
    if !folder.is_dir() {
        return Ok(());
    }
    within(theme, &folder)?;
    for entry in WalkDir::new(&folder).follow_links(true).sort_by_file_name() {
        let entry = entry.map_err(|error| Error::Read {
            path: folder.clone(),
            source: error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into()),
        })?;
        let name = entry.file_name().to_string_lossy();
        if entry.path_is_symlink() {
            within(theme, entry.path())?;
        }
        if !entry.file_type().is_file() || name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let Ok(below) = entry.path().strip_prefix(&folder) else { continue };
        let parts: Vec<_> = below.iter().map(|it| it.to_string_lossy()).collect();
        let path = entry.path().to_owned();
        let bytes = fs::read(&path).map_err(|source| Error::Read { path, source })?;
        files.insert(format!("{prefix}/{}", parts.join("/")), bytes);
    }
    Ok(())
}

fn unknown_theme(themes: &Path, name: &str) -> String {
    let entries = fs::read_dir(themes).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|it| it.path().is_dir())
        .filter_map(|it| it.file_name().into_string().ok())
        .collect();
    names.push(String::from("default"));
    names.sort();
    names.dedup();
    let like = nearest(name, names.iter().map(String::as_str));
    let help = like.map_or_else(
        || format!("the themes are {}", names.join(", ")),
        |it| format!("did you mean `{it}`?"),
    );
    format!("there is no theme `{name}` in {}; {help}", themes.display())
}
