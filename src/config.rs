//! The configuration: `crib.yaml` and `CRIB__…` variables as typed values.
//! Gives every key a default, so that a folder of notes needs no configuration.
//! Knows keys and places, not what is done with them.

mod edit;
mod math;
mod practice;
mod project;
mod repo;
mod sheets;
mod variables;

use std::{collections::BTreeMap, path::Path};

pub use edit::{Around, EditLinks, EditUrl};
pub use math::{Formulas, Math, is_macro};
pub(crate) use math::{MACRO_NAMES, MACRO_TEXTS, macro_text};
pub use practice::{Practice, Practising};
pub use project::{Places, Project, not_a_folder, real};
pub use repo::{Own, Repo};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
pub use sheets::{Sheet, Sheets, USUAL_NAME};

use crate::{diag::nearest, error::Error, rule::Rule, text::language_code, yaml};

/// The keys of `crib.yaml`; every one is optional.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The site's name for the progress of its readers and for Anki, of letters, digits, `-`, `_` and
    /// `.`; with another one they begin anew. Default: made from the title of the home page.
    pub id: Option<String>,
    /// The title of the site; default: the title of the home page, else the name of the folder.
    pub title: Option<String>,
    /// One or two sentences about the site, for search engines.
    pub description: Option<String>,
    /// The address of the published site, such as `https://example.org/notes`; needed only for
    /// the sitemap, the feed and other absolute URLs.
    pub base_url: Option<String>,
    /// The language of the notes as a BCP 47 code; default `en`.
    pub language: Option<String>,
    /// The author of the notes.
    pub author: Option<String>,
    /// The folder of notes, relative to the root; default `content` if it exists.
    pub content_dir: Option<String>,
    /// The output folder, relative to the root; default `output`.
    pub output_dir: Option<String>,
    /// The theme: `default`, or the name of a folder in `themes/`.
    pub theme: Option<String>,
    /// Whether drafts are published.
    pub drafts: Option<bool>,
    /// Globs of files and folders to leave out, relative to the content folder.
    pub ignore: Option<Vec<String>>,
    /// The repository of the notes; full links to its files become links between pages.
    pub repo: Option<Repo>,
    /// Where readers edit a note: `false`, or an address with `{path}` in it; default: at the host of
    /// the repository, if that is known.
    pub edit_url: Option<EditUrl>,
    /// What follows from that and from the repository around the notes.
    #[serde(skip)]
    pub edit_links: Option<EditLinks>,
    /// How Markdown is read.
    #[serde(deserialize_with = "or_default")]
    pub markdown: Markdown,
    /// How tags are written, and which ones are allowed.
    #[serde(deserialize_with = "or_default")]
    pub tags: Tags,
    /// What is extracted from notes.
    #[serde(deserialize_with = "or_default")]
    pub study: Study,
    /// How the names of compared things are read.
    #[serde(deserialize_with = "or_default")]
    pub compare: Compare,
    /// Which cards are made.
    #[serde(deserialize_with = "or_default")]
    pub cards: Cards,
    /// The cheat sheets by name, or `false` for none; default: one with the highest-ranked entries.
    pub sheets: Sheets,
    /// Whether readers can practise the cards: `true`, `false`, or `{in_notes: false}` for no questions
    /// at the end of sections; default `true`.
    pub practice: Practice,
    /// Whether the site can be searched; default yes.
    pub search: Option<bool>,
    /// Whether code is highlighted; default yes.
    pub highlight: Option<bool>,
    /// Whether pages are minified; default yes.
    pub minify: Option<bool>,
    /// Your own values for themes.
    pub extra: Option<BTreeMap<String, Value>>,
}

/// How Markdown is read.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Markdown {
    /// What happens to HTML in notes: `safe`, `allow` or `deny`; default `safe`.
    #[serde(deserialize_with = "or_default")]
    pub raw_html: RawHtml,
    /// Whether `:smile:` becomes an emoji; default yes.
    pub emoji: Option<bool>,
    /// Whether a line break inside a paragraph stays one, as in Obsidian; default no.
    pub breaks: Option<bool>,
    /// Whether emphasis may touch punctuation without a space behind it in Chinese, Japanese and
    /// Korean, as in `**用語：**説明`; default yes.
    pub cjk_emphasis: Option<bool>,
    /// Whether formulas such as `$x^2$` are set: `true`, `false`, or `macros` with abbreviations,
    /// such as `{macros: {RR: '\mathbb{R}'}}`; default `true`.
    pub math: Math,
}

/// How tags are written, and which ones are allowed.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tags {
    /// Words that begin a tags line; default `Tags` and `Tag`.
    pub labels: Option<Vec<String>>,
    /// Whether `#tag` in running text is a tag, as in Obsidian; default no.
    pub bare: Option<bool>,
    /// Emoji that stand for tags, such as `"📝": exam-tip`.
    pub emoji: Option<BTreeMap<String, String>>,
    /// The permitted tags; any other one is a finding. Without it, every tag is allowed.
    pub vocabulary: Option<Vec<String>>,
    /// Other names for tags, such as `exam: exam-tip`.
    pub aliases: Option<BTreeMap<String, String>>,
}

/// What is extracted from notes.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Study {
    /// The rules to switch off, by name; `crib explain rules` lists them.
    pub off: Option<Vec<String>>,
}

/// How the names of compared things are read.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Compare {
    /// Words in front of a name that do not make it another thing; default `Amazon`, `AWS`, `Azure`,
    /// `Google Cloud`, `Apache`.
    pub prefixes: Option<Vec<String>>,
    /// Other names for a thing, such as `K8s: Kubernetes`.
    pub aliases: Option<BTreeMap<String, String>>,
}

impl Compare {
    /// The words in front of a name that do not make it another thing.
    pub fn prefixes(&self) -> impl Iterator<Item = &str> {
        const USUAL: [&str; 5] = ["Amazon", "AWS", "Azure", "Google Cloud", "Apache"];
        let usual = if self.prefixes.is_none() { &USUAL[..] } else { &[] };
        let own = self.prefixes.iter().flatten().map(String::as_str);
        usual.iter().copied().chain(own)
    }
}

/// Which cards are made.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cards {
    /// Whether `Q:`/`A:`, `term :: answer`, `?` and marked gaps are cards; default no.
    pub explicit: Option<bool>,
    /// Whether every row of a comparison is a card; default no.
    pub comparisons: Option<bool>,
}

/// What happens to HTML in notes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RawHtml {
    /// Harmless elements and attributes are kept; scripts and handlers are removed.
    #[default]
    Safe,
    /// Everything is kept as written.
    Allow,
    /// HTML is shown as text.
    Deny,
}

impl Config {
    /// Reads a configuration from YAML; `path` is for messages.
    ///
    /// # Errors
    /// When the YAML is broken, a key is unknown or a value has the wrong type.
    pub fn parse(text: &str, path: &Path) -> Result<Self, Error> {
        from_yaml::<Self>(text, path)?.validated(path)
    }

    /// The same configuration with the values of `CRIB__KEY` or `CRIB__KEY__KEY` variables.
    ///
    /// # Errors
    /// When a variable does not name a key or has a value of the wrong type.
    pub fn parse_with_variables(
        text: &str,
        path: &Path,
        variables: &[(String, String)],
    ) -> Result<Self, Error> {
        let config = Self::parse(text, path)?;
        if variables.is_empty() {
            return Ok(config);
        }
        variables::overrule(text, path, variables)
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
            *url = site_address("base_url", url)
                .map_err(|message| config_error(path, None, message))?;
        }
        if let Some(message) = self.id.as_deref().and_then(complaint_of_id) {
            return Err(config_error(path, None, message));
        }
        if let Some(language) = &mut self.language {
            *language = language_of(language)
                .map_err(|message| config_error(path, None, message))?;
        }
        if let Some(repo) = self.repo.as_ref().filter(|it| !it.is_valid()) {
            let message = format!(
                "`repo.url` is `{}`, but must look like `https://github.com/OWNER/NAME`",
                repo.url
            );
            return Err(config_error(path, None, message));
        }
        let mut off = self.study.off.iter().flatten();
        if let Some(name) = off.find(|it| Rule::parse(it).is_none()) {
            let help = Rule::suggest(name);
            let message = format!("`study.off` names the unknown rule `{name}`; {help}");
            return Err(config_error(path, None, message));
        }
        let complaint =
            self.markdown.math.complaint().or_else(|| self.sheets.complaint());
        let complaint =
            complaint.or_else(|| self.edit_url.as_ref().and_then(EditUrl::complaint));
        if let Some(message) = complaint {
            return Err(config_error(path, None, message));
        }
        let places =
            [("content_dir", &self.content_dir), ("output_dir", &self.output_dir)];
        for (key, dir) in places {
            if dir.as_ref().is_some_and(|it| it.contains(char::is_control)) {
                let message =
                    format!("`{key}` contains a control character; use another name");
                return Err(config_error(path, None, message));
            }
        }
        let theme = self.theme();
        if theme.is_empty() || theme.contains(['/', '\\']) || theme.starts_with('.') {
            let message = format!(
                "`theme` is `{theme}`, but must be the name of a folder in themes/"
            );
            return Err(config_error(path, None, message));
        }
        Ok(self)
    }
}

/// The address of a site without a trailing slash; `name` says where it was given.
///
/// # Errors
/// With a message when it cannot be the address of a site.
pub fn site_address(name: &str, url: &str) -> Result<String, String> {
    let wrong = |what: &str| Err(format!("`{name}` is `{url}`, but must {what}"));
    let address = url.trim().trim_end_matches('/');
    let is_scheme =
        |it: &str| it.eq_ignore_ascii_case("https") || it.eq_ignore_ascii_case("http");
    let scheme = url.trim().split_once("://").filter(|(it, _)| is_scheme(it));
    let Some((_, rest)) = scheme else {
        return wrong("begin with `https://` or `http://`");
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    if host.is_empty() || host.starts_with(':') {
        return wrong("contain a host, such as `https://example.org`");
    }
    if address.contains(|it: char| it.is_whitespace() || it.is_control()) {
        return wrong("not contain spaces; write `%20` instead");
    }
    if address.contains(['?', '#']) {
        return wrong("be the address of a folder, without `?` and `#`");
    }
    Ok(address.to_owned())
}

/// The most characters of a site's id.
const LONGEST_ID: usize = 64;

/// What is wrong with the id of a site.
fn complaint_of_id(id: &str) -> Option<String> {
    let is_part = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
    let is_sound = !id.is_empty() && id.len() <= LONGEST_ID && id.chars().all(is_part);
    (!is_sound).then(|| {
        format!(
            "`id` is `{id}`, but must consist of 1 to {LONGEST_ID} characters: letters from a to z, \
             digits, `-`, `_` and `.`"
        )
    })
}

/// The code of a language, or what is wrong with it.
fn language_of(given: &str) -> Result<String, String> {
    language_code(given).ok_or_else(|| {
        format!(
            "`language` is `{given}`, but must be a code of two or three letters, such as `en`, \
             `de` or `pt-BR`"
        )
    })
}

/// The value of a key, or the default if it is empty.
fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Reads YAML; an empty text is the default.
fn from_yaml<T>(text: &str, path: &Path) -> Result<T, Error>
where
    T: Default + for<'de> Deserialize<'de>,
{
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: Option<T> =
        serde_yaml::from_str(text).map_err(|error| yaml_error(&error, text, path))?;
    Ok(value.unwrap_or_default())
}

fn yaml_error(error: &serde_yaml::Error, text: &str, path: &Path) -> Error {
    let error = error.without_snippet();
    let line = error.location().map(|it| it.line());
    let message = match error {
        serde_yaml::Error::SerdeUnknownField { field, expected, .. } => {
            unknown_key(field, expected)
        }
        other => yaml::complaint_in(text, other),
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

fn config_error(path: &Path, line: Option<u64>, message: String) -> Error {
    Error::Config { path: path.to_owned(), line, message }
}

#[cfg(test)]
mod tests;
