//! The key `practice`: whether readers can practise, and where.
//! Gives a page of cards, and questions in the notes, unless that is switched off.
//! Must not know which cards there are.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor, value::MapAccessDeserializer},
};

/// Whether readers can practise.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Practice {
    /// On a page of its own and in the notes.
    #[default]
    On,
    /// Nowhere: `practice: false`.
    Off,
    /// With these settings.
    With(Practising),
}

/// The settings of practice; every key is optional.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Practising {
    /// Whether the sections of notes end in questions; default yes.
    pub in_notes: Option<bool>,
}

impl Practice {
    /// Whether there is a page to practise on.
    #[must_use]
    pub fn is_on(&self) -> bool {
        *self != Self::Off
    }

    /// Whether the sections of notes end in questions.
    #[must_use]
    pub fn is_in_notes(&self) -> bool {
        match self {
            Self::On => true,
            Self::Off => false,
            Self::With(settings) => settings.in_notes.unwrap_or(true),
        }
    }
}

/// What the key may be.
const KINDS: &str = "`true`, `false` or `in_notes` with one of these";

impl<'de> Deserialize<'de> for Practice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PracticeVisitor)
    }
}

struct PracticeVisitor;

impl<'de> Visitor<'de> for PracticeVisitor {
    type Value = Practice;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(KINDS)
    }

    fn visit_bool<E>(self, is_on: bool) -> Result<Practice, E> {
        Ok(if is_on { Practice::On } else { Practice::Off })
    }

    fn visit_unit<E>(self) -> Result<Practice, E> {
        Ok(Practice::On)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Practice, E> {
        Err(E::custom(format!("`practice` must be {KINDS}")))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Practice, A::Error> {
        Deserialize::deserialize(MapAccessDeserializer::new(map)).map(Practice::With)
    }
}
