//! The key `markdown.math`: whether formulas are set, and what authors abbreviate in them.
//! Gives formulas by default, and macros by their names.
//! Must not know what TeX means.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;

/// Whether formulas are set.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Math {
    /// They are.
    #[default]
    On,
    /// They are words: `math: false`.
    Off,
    /// They are, with these settings.
    With(Formulas),
}

/// The settings of formulas; every key is optional.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Formulas {
    /// Abbreviations in formulas, such as `RR: \mathbb{R}` for `$\RR$`.
    #[serde(deserialize_with = "macros")]
    pub macros: Option<BTreeMap<String, String>>,
}

impl Math {
    /// Whether formulas are set.
    #[must_use]
    pub fn is_on(&self) -> bool {
        *self != Self::Off
    }

    /// What names stand for, without the backslash before them.
    #[must_use]
    pub fn macros(&self) -> BTreeMap<String, String> {
        let Self::With(formulas) = self else { return BTreeMap::new() };
        let macros = formulas.macros.iter().flatten();
        macros.map(|(name, tex)| (macro_name(name).to_owned(), tex.clone())).collect()
    }

    /// The first mistake in them.
    pub(super) fn complaint(&self) -> Option<String> {
        let Self::With(formulas) = self else { return None };
        let name = formulas.macros.iter().flatten().find(|it| !is_macro(it.0))?.0;
        Some(format!("`markdown.math.macros` names `{name}`, but {MACRO_NAMES}"))
    }
}

/// What the key may be.
const KINDS: &str = "`true`, `false` or `macros` with names and what they stand for";

/// What names macros may have.
pub(crate) const MACRO_NAMES: &str = "the name of a macro is letters, such as `RR`";

/// What macros may stand for.
pub(crate) const MACRO_TEXTS: &str = "must be TeX, or a list of TeX and the number of its arguments, such as `['|#1|', 1]`";

/// The TeX that a macro stands for. `MathJax` writes the number of its arguments behind it, which
/// the highest `#` in it says as well.
pub(crate) fn macro_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Array(parts) => match parts.as_slice() {
            [Value::String(text)] => Some(text.trim().to_owned()),
            [Value::String(text), count] if is_count(count) => {
                Some(text.trim().to_owned())
            }
            _ => None,
        },
        Value::Null | Value::Object(_) => None,
    }
}

/// Whether a value is a number, which front matter may keep as it is written.
fn is_count(value: &Value) -> bool {
    value.is_u64() || value.as_str().is_some_and(|it| it.trim().parse::<u8>().is_ok())
}

fn macros<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<BTreeMap<String, String>>, D::Error> {
    let macros = Option::<BTreeMap<String, Value>>::deserialize(deserializer)?;
    let text = |(name, value): (String, Value)| {
        let text = macro_text(&value);
        let wrong =
            || Error::custom(format!("`markdown.math.macros.{name}` {MACRO_TEXTS}"));
        Ok((name.clone(), text.ok_or_else(wrong)?))
    };
    macros.map(|it| it.into_iter().map(text).collect()).transpose()
}

/// Whether a macro may have a name.
#[must_use]
pub fn is_macro(name: &str) -> bool {
    let name = macro_name(name);
    !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphabetic())
}

/// The name of a macro without the backslash that it may be written with.
fn macro_name(name: &str) -> &str {
    name.strip_prefix('\\').unwrap_or(name)
}

impl<'de> Deserialize<'de> for Math {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MathVisitor)
    }
}

struct MathVisitor;

impl<'de> Visitor<'de> for MathVisitor {
    type Value = Math;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(KINDS)
    }

    fn visit_bool<E>(self, is_on: bool) -> Result<Math, E> {
        Ok(if is_on { Math::On } else { Math::Off })
    }

    fn visit_unit<E>(self) -> Result<Math, E> {
        Ok(Math::On)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Math, E> {
        Err(E::custom(format!("`markdown.math` must be {KINDS}")))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Math, E> {
        self.visit_str("")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Math, A::Error> {
        Deserialize::deserialize(MapAccessDeserializer::new(map)).map(Math::With)
    }
}
