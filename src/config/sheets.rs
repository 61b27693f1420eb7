//! The key `sheets`: the cheat sheets and their settings.
//! Gives every sheet its defaults; without the key there is one.
//! Must not know what is in the notes.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, Visitor, value::MapAccessDeserializer},
};

use crate::{
    paper::{Format, Paper, Size},
    path::{fold, is_accent},
    query::Query,
};

/// The cheat sheets of a site.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Sheets {
    /// The default sheet.
    #[default]
    Usual,
    /// None: `sheets: false`.
    Off,
    /// These, by name.
    Named(BTreeMap<String, Sheet>),
}

/// The settings of a cheat sheet; every key is optional.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sheet {
    /// The title; default: the name of the sheet.
    pub title: Option<String>,
    /// What it selects, such as `exam-tip | important`; default: everything, highest-ranked first.
    #[serde(deserialize_with = "some_text")]
    pub query: Option<String>,
    /// The page limit; 0 for no limit. Default 2.
    #[serde(alias = "max_pages")]
    pub pages: Option<usize>,
    /// The paper size; default `letter` for languages of North America, else `a4`.
    pub paper: Option<Paper>,
    /// Whether to use landscape orientation.
    pub landscape: Option<bool>,
    /// Columns per page; default 2, or 3 in landscape.
    pub columns: Option<usize>,
    /// The type size; default `medium`.
    pub size: Option<Size>,
    /// How much tags count, such as `gotcha: 3`; default 1.
    pub weights: Option<BTreeMap<String, i64>>,
}

/// More pages or columns than this must be a typing mistake.
const MOST_PAGES: usize = 99;
const MOST_COLUMNS: usize = 6;

/// The largest weight of a tag, more than everything else together.
const MOST_WEIGHT: i64 = 100;

impl Sheets {
    /// The first mistake in them.
    pub(super) fn complaint(&self) -> Option<String> {
        let Self::Named(sheets) = self else { return None };
        let mut folded: BTreeMap<String, &str> = BTreeMap::new();
        let twin = sheets.keys().find_map(|it| Some((it, folded.insert(fold(it), it)?)));
        twin.map(|(name, other)| {
            format!(
                "the sheets `{name}` and `{other}` would be the same file on Windows and macOS"
            )
        })
        .or_else(|| sheets.iter().find_map(|(name, sheet)| sheet.complaint(name)))
    }
}

/// The name of the default sheet.
pub const USUAL_NAME: &str = "cheat-sheet";

impl Sheet {
    /// The default sheet, with its name.
    #[must_use]
    pub fn usual() -> (String, Self) {
        (USUAL_NAME.to_owned(), Self::default())
    }

    /// Its page format.
    #[must_use]
    pub fn format(&self, language: &str) -> Format {
        let landscape = self.landscape.unwrap_or(false);
        Format {
            paper: self.paper.unwrap_or_else(|| Paper::usual(language)),
            landscape,
            columns: self.columns.unwrap_or_else(|| Format::usual_columns(landscape)),
            size: self.size.unwrap_or_default(),
            pages: self.pages.unwrap_or(Format::default().pages),
        }
    }

    /// The first mistake in it, as a message that names `sheets.NAME`.
    #[must_use]
    pub fn complaint(&self, name: &str) -> Option<String> {
        let is_name = !name.trim().is_empty()
            && !name.starts_with('.')
            && name
                .chars()
                .all(|it| it.is_alphanumeric() || is_accent(it) || "-_. ".contains(it));
        if !is_name {
            return Some(format!(
                "the sheet name `{name}` becomes part of an address; use only letters, digits and `-`"
            ));
        }
        let query = self.query.as_deref().map(Query::parse);
        if let Some(Err(wrong)) = query {
            return Some(format!("`sheets.{name}.query`: {wrong}"));
        }
        if self.columns.is_some_and(|it| !(1..=MOST_COLUMNS).contains(&it)) {
            return Some(format!("`sheets.{name}.columns` must be 1 to {MOST_COLUMNS}"));
        }
        if self.pages.is_some_and(|it| it > MOST_PAGES) {
            return Some(format!(
                "`sheets.{name}.pages` must be at most {MOST_PAGES}; 0 sets no limit"
            ));
        }
        let mut weights = self.weights.iter().flatten();
        if let Some((tag, _)) = weights.find(|(_, it)| it.abs() > MOST_WEIGHT) {
            return Some(format!(
                "`sheets.{name}.weights.{tag}` must be from -{MOST_WEIGHT} to {MOST_WEIGHT}"
            ));
        }
        None
    }
}

impl<'de> Deserialize<'de> for Sheets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SheetsVisitor)
    }
}

/// A text that may not be empty: YAML reads `#tag` as a comment and `!tag` as a type.
fn some_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let text: Option<String> = Deserialize::deserialize(deserializer)?;
    let text = text.filter(|it| !it.trim().is_empty());
    text.map(Some).ok_or_else(|| {
        D::Error::custom(
            "`query` is empty; put it in quotes, because YAML reads `#` as a comment and `!` as a \
             type",
        )
    })
}

struct SheetsVisitor;

impl<'de> Visitor<'de> for SheetsVisitor {
    type Value = Sheets;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("names of sheets with their settings, or `false` for none")
    }

    fn visit_bool<E>(self, is_on: bool) -> Result<Sheets, E> {
        Ok(if is_on { Sheets::Usual } else { Sheets::Off })
    }

    fn visit_unit<E>(self) -> Result<Sheets, E> {
        Ok(Sheets::Usual)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Sheets, A::Error> {
        let named: BTreeMap<String, Option<Sheet>> =
            Deserialize::deserialize(MapAccessDeserializer::new(map))?;
        if named.is_empty() {
            return Ok(Sheets::Usual);
        }
        let sheets = named.into_iter().map(|(name, it)| (name, it.unwrap_or_default()));
        Ok(Sheets::Named(sheets.collect()))
    }
}
