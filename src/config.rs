//! The configuration: `crib.yaml` and `CRIB__…` variables as typed values.
//! Gives every key a default, so that a folder of notes needs no configuration.
//! Knows keys and places, not what is done with them.

mod project;

use std::{collections::BTreeMap, path::Path};

pub use project::{Places, Project};
use serde::Deserialize;
use serde_json::Value;

use crate::{diag::nearest, error::Error};

/// What `crib.yaml` may say; every key is optional.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The site's name; else the title of the root's page, else the root folder's name.
    pub title: Option<String>,
    /// One or two sentences on the site, for search engines.
    pub description: Option<String>,
    /// Where the site is published, such as `https://example.org/notes`; needed only for
    /// what must be absolute.
    pub base_url: Option<String>,
    /// The notes' language as BCP 47 says it; default `en`.
    pub language: Option<String>,
    /// Who wrote the notes.
    pub author: Option<String>,
    /// The folder of notes, relative to the root; default `content` if it exists.
    pub content_dir: Option<String>,
    /// The folder of the site, relative to the root; default `output`.
    pub output_dir: Option<String>,
    /// The theme: `default`, or a folder below `themes/`.
    pub theme: Option<String>,
    /// Whether drafts are published.
    pub drafts: Option<bool>,
    /// Globs of files and folders to leave out, relative to the content folder.
    pub ignore: Option<Vec<String>>,
    /// How Markdown is read.
    pub markdown: Markdown,
    /// How tags are written and which there are.
    pub tags: Tags,
    /// Whether code is highlighted; default yes.
    pub highlight: Option<bool>,
    /// Whether pages are minified; default yes.
    pub minify: Option<bool>,
    /// Free values for themes.
    pub extra: Option<BTreeMap<String, Value>>,
}

/// How Markdown is read.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Markdown {
    /// What becomes of HTML in notes; default `safe`.
    pub raw_html: RawHtml,
    /// Whether `:smile:` becomes an emoji; default yes.
    pub emoji: Option<bool>,
}

/// How tags are written and which there are.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tags {
    /// Words that begin a line of tags for the whole note; default `Tags`.
    pub labels: Option<Vec<String>>,
    /// Whether `#tag` in running text is a tag, as in Obsidian; default no.
    pub bare: Option<bool>,
    /// Emoji that stand for tags, such as `"📝": exam-tip`.
    pub emoji: Option<BTreeMap<String, String>>,
    /// The tags there may be; any other one is a finding. Without it every tag is welcome.
    pub vocabulary: Option<Vec<String>>,
    /// Other names of tags, such as `exam: exam-tip`.
    pub aliases: Option<BTreeMap<String, String>>,
}

/// What becomes of HTML in notes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RawHtml {
    /// Elements and attributes that cannot do harm stay; scripts and handlers go.
    #[default]
    Safe,
    /// Everything stays as written.
    Allow,
    /// It is shown as text.
    Deny,
}

impl Config {
    /// Reads a configuration from YAML; `path` is for messages.
    ///
    /// # Errors
    /// When the YAML is broken, a key is unknown or a value is of the wrong kind.
    pub fn parse(text: &str, path: &Path) -> Result<Self, Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let config: Option<Self> =
            serde_yaml::from_str(text).map_err(|error| yaml_error(&error, path))?;
        config.unwrap_or_default().validated(path)
    }

    /// The same configuration with the values of `CRIB__KEY` or `CRIB__KEY__KEY` variables.
    ///
    /// # Errors
    /// When a variable names no key or holds a value of the wrong kind.
    pub fn parse_with_variables(
        text: &str,
        path: &Path,
        variables: &[(String, String)],
    ) -> Result<Self, Error> {
        let mut config = Self::parse(text, path)?;
        for (at, (name, _)) in variables.iter().enumerate() {
            let mut values: Value = serde_yaml::from_str::<Option<Value>>(text)
                .map_err(|error| yaml_error(&error, path))?
                .filter(Value::is_object)
                .unwrap_or_else(|| Value::Object(serde_json::Map::new()));
            for (name, value) in variables.iter().take(at + 1) {
                set(&mut values, name, value);
            }
            let error = |message: String| config_error(Path::new(name), None, message);
            config = serde_json::from_value::<Self>(values)
                .map_err(|it| error(it.to_string()))?
                .validated(Path::new(name))?;
        }
        Ok(config)
    }

    /// The language of the pages.
    #[must_use]
    pub fn language(&self) -> &str {
        self.language.as_deref().unwrap_or("en")
    }

    /// The theme's name.
    #[must_use]
    pub fn theme(&self) -> &str {
        self.theme.as_deref().unwrap_or("default")
    }

    fn validated(mut self, path: &Path) -> Result<Self, Error> {
        if let Some(url) = &mut self.base_url {
            if !url.starts_with("https://") && !url.starts_with("http://") {
                let message = format!(
                    "`base_url` is `{url}`, but must begin with `https://` or `http://`"
                );
                return Err(config_error(path, None, message));
            }
            url.truncate(url.trim_end_matches('/').len());
        }
        let theme = self.theme();
        if theme.is_empty() || theme.contains(['/', '\\']) || theme.starts_with('.') {
            let message =
                format!("`theme` is `{theme}`, but must name a folder of themes/");
            return Err(config_error(path, None, message));
        }
        Ok(self)
    }
}

/// Sets `CRIB__A__B` to a value that is read as YAML, or taken as text if it is none.
fn set(values: &mut Value, variable: &str, value: &str) {
    let keys = variable.trim_start_matches("CRIB__").to_lowercase();
    let mut place = values;
    for key in keys.split("__") {
        if !place.is_object() {
            *place = Value::Object(serde_json::Map::new());
        }
        let Value::Object(map) = place else { return };
        place = map.entry(key).or_insert(Value::Null);
    }
    *place = match serde_yaml::from_str::<Value>(value) {
        Ok(value) => value,
        Err(_) => Value::String(value.to_owned()),
    };
}

fn yaml_error(error: &serde_yaml::Error, path: &Path) -> Error {
    let error = error.without_snippet();
    let line = error.location().map(|it| it.line());
    let message = match error {
        serde_yaml::Error::SerdeUnknownField { field, expected, .. } => {
            unknown_key(field, expected)
        }
        other => first_line(&other.to_string()),
    };
    config_error(path, line, message)
}

fn unknown_key(key: &str, known: &[&str]) -> String {
    match nearest(key, known.iter().copied()) {
        Some(like) => format!("unknown key `{key}`; did you mean `{like}`?"),
        None => format!(
            "unknown key `{key}`; the keys here are {}; keys of your own go under `extra`",
            known.join(", ")
        ),
    }
}

/// What an error of the YAML library says, without the place it repeats and the quotation.
pub(crate) fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let line = line.split(" at line ").next().unwrap_or(line);
    let line = line.split_once("column ").and_then(|(_, it)| it.split_once(": ")).map_or(
        line,
        |(place, rest)| {
            if place.bytes().all(|it| it.is_ascii_digit()) { rest } else { line }
        },
    );
    line.trim_start_matches("error: ").trim_end_matches('.').to_owned()
}

fn config_error(path: &Path, line: Option<u64>, message: String) -> Error {
    Error::Config { path: path.to_owned(), line, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse(text, Path::new("crib.yaml")).map_err(|it| it.to_string())
    }

    #[test]
    fn empty_and_commented_files_are_the_default() {
        for text in ["", "# title: x\n", "\u{feff}---\n", "extra:\nignore:\n"] {
            let config = parse(text).unwrap();
            assert_eq!(
                (config.language(), config.theme()),
                ("en", "default"),
                "{text:?}"
            );
        }
    }

    #[test]
    fn errors_name_the_line_and_the_likely_key() {
        let cases = [
            (
                "title: x\ntilte: y\n",
                "crib.yaml:2: unknown key `tilte`; did you mean `title`?",
            ),
            (
                "markdown:\n  raw_htm: safe\n",
                "crib.yaml:2: unknown key `raw_htm`; did you mean `raw_html`?",
            ),
            (
                "base_url: example.org\n",
                "crib.yaml: `base_url` is `example.org`, but must begin with `https://` or `http://`",
            ),
        ];
        for (text, message) in cases {
            assert_eq!(parse(text).unwrap_err(), message);
        }
        let broken = parse("title: [\n").unwrap_err();
        assert!(broken.starts_with("crib.yaml:"), "{broken}");
    }

    #[test]
    fn variables_overrule_the_file() {
        let read = |variables: &[(&str, &str)]| {
            let pairs: Vec<_> = variables
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect();
            Config::parse_with_variables("title: a\n", Path::new("crib.yaml"), &pairs)
        };
        let config = read(&[
            ("CRIB__BASE_URL", "https://example.org/"),
            ("CRIB__MARKDOWN__RAW_HTML", "deny"),
            ("CRIB__DRAFTS", "true"),
        ])
        .unwrap();
        assert_eq!(config.base_url.as_deref(), Some("https://example.org"));
        assert_eq!(config.markdown.raw_html, RawHtml::Deny);
        assert_eq!((config.drafts, config.title.as_deref()), (Some(true), Some("a")));
        let wrong = read(&[("CRIB__TITEL", "x")]).unwrap_err().to_string();
        assert!(wrong.starts_with("CRIB__TITEL: unknown field `titel`"), "{wrong}");
    }
}
