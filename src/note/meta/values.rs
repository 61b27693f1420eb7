//! The values of front matter: as themes get them, and as the author wrote them.
//! Gives every value that can be read, and what is wrong with each of the others.
//! Must not know what a key means, but for those that hold lists of names.

use std::{collections::BTreeMap, fmt, ops::Range};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;
use serde_yaml::{Location, Spanned, options::NonFiniteFloatPolicy};

use crate::{diag::Span, yaml};

/// The values of a block by their keys.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// With the types that YAML gives them: `3.10` is a number.
    pub(super) typed: BTreeMap<String, Value>,
    /// With the letters that stand in the source for numbers and for yes and no: `3.10` is a text.
    pub(super) written: BTreeMap<String, Value>,
    /// The parts that cannot be read as YAML.
    pub(super) broken: Vec<Broken>,
}

/// A part of a block that is no YAML.
#[derive(Debug)]
pub(super) struct Broken {
    /// Where, in the block.
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) help: String,
}

/// Reads a block. One wrong value does not keep the others from being read.
pub(super) fn read(block: &str) -> Values {
    let mut values = Values::default();
    if values.add(block).is_ok() {
        return values;
    }
    values = Values::default();
    for entry in entries(block) {
        let part = block.get(entry.clone()).unwrap_or_default();
        let key = key_of(part).filter(|it| values.typed.contains_key(*it));
        if let Some(key) = key {
            let span = entry.start..entry.start + key.len();
            let message = format!("the key `{key}` is given twice");
            let help =
                String::from("remove one of them; until then the first one counts");
            values.broken.push(Broken { span, message, help });
        } else if let Err(error) = values.add(part) {
            values.add_written(part, &entry, &error);
        }
    }
    values
}

impl Values {
    fn add(&mut self, part: &str) -> Result<(), serde_yaml::Error> {
        let options = serde_yaml::options! {
            non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        };
        let value = serde_yaml::from_str_with_options::<Option<Raw>>(part, options)?;
        let Some(Raw::Map(entries)) = value else {
            let is_blank =
                part.lines().all(|it| it.trim().is_empty() || it.starts_with('#'));
            return if is_blank {
                Ok(())
            } else {
                Err(serde_yaml::Error::custom("expected keys with values"))
            };
        };
        for (key, raw) in entries {
            self.written.insert(key.clone(), raw.value.written(part, &raw.defined));
            self.typed.insert(key, raw.value.typed(part, &raw.defined));
        }
        Ok(())
    }

    /// Adds what stands behind a key that is not followed by YAML, as its author surely means it.
    fn add_written(&mut self, part: &str, entry: &Span, error: &serde_yaml::Error) {
        let first = part.lines().next().unwrap_or_default();
        let span = entry.start..entry.start + first.trim_end().len();
        let Some(key) = key_of(part) else {
            let message = String::from("this line has no key");
            let help = String::from("write `key: value`; until then it is left out");
            self.broken.push(Broken { span, message, help });
            return;
        };
        let untabbed = part.replace('\t', "  ");
        if part.contains('\t') && self.add(&untabbed).is_ok() {
            let at = part.find('\t').map_or(entry.start, |at| entry.start + at);
            let message = String::from("a tab cannot indent a line of YAML");
            let help = String::from("write spaces instead; until then it is read as two");
            self.broken.push(Broken { span: at..at + 1, message, help });
            return;
        }
        let after = first.split_once(':').map_or("", |it| it.1).trim();
        let items: Vec<Value> = part.lines().skip(1).filter_map(item).collect();
        let plain = without_quotes(after);
        let (value, advice) = if plain.is_empty() && !items.is_empty() {
            (Value::Array(items), String::from("put each value in quotes"))
        } else {
            let quoted = plain.replace('\\', "\\\\").replace('"', "\\\"");
            let listed = plain.trim_matches(['[', ']']).trim();
            // `[Draft] Queues` is no list.
            let is_list = after.starts_with('[')
                && !after.starts_with("[[")
                && after.find(']').is_none_or(|it| it + 1 == after.len());
            let value = if is_list { listed } else { plain };
            let advice = if is_list {
                format!("write `{key}: [{listed}]`")
            } else {
                format!("write `{key}: \"{quoted}\"`")
            };
            (Value::String(value.to_owned()), advice)
        };
        let message = format!("`{key}`: {}", yaml::complaint(error));
        let help = format!("{advice}; until then it is taken as it is written");
        self.broken.push(Broken { span, message, help });
        self.written.insert(key.to_owned(), value.clone());
        self.typed.insert(key.to_owned(), value);
    }
}

/// A line of a list.
fn item(line: &str) -> Option<Value> {
    let item = line.trim().strip_prefix("- ")?;
    Some(Value::String(without_quotes(item.trim()).to_owned()))
}

/// A value without the quotes around it, of which one may be missing.
fn without_quotes(value: &str) -> &str {
    let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''));
    match quote {
        Some(quote) => value.trim_matches(quote).trim(),
        None => value,
    }
}

/// The parts of a block that begin with a key, each up to the next one.
fn entries(block: &str) -> Vec<Range<usize>> {
    let (mut starts, mut at) = (vec![0], 0);
    for line in block.split_inclusive('\n') {
        let belongs = |it: char| it.is_whitespace() || "#-]},".contains(it);
        if at > 0 && !line.starts_with(belongs) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([block.len()]);
    starts.iter().copied().zip(ends).map(|(from, to)| from..to).collect()
}

/// The key that begins a part.
fn key_of(part: &str) -> Option<&str> {
    let line = part.lines().next()?;
    let (key, after) = line.split_once(':')?;
    let key = key.trim().trim_matches(['"', '\'']);
    let is_key = !key.is_empty() && !line.starts_with(['#', ' ', '-']);
    (is_key && (after.is_empty() || after.starts_with(char::is_whitespace)))
        .then_some(key)
}

/// A value as the parser gives it, with its place.
enum Raw {
    Nothing,
    /// A number, or yes or no.
    Plain(Value),
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(String, Spanned<Raw>)>),
}

impl Raw {
    fn typed(&self, source: &str, place: &Location) -> Value {
        match self {
            // What JSON has no number for.
            Self::Plain(Value::Null) => self.written(source, place),
            Self::Plain(value) => value.clone(),
            _ => self.map(source, place, Self::typed),
        }
    }

    fn written(&self, source: &str, place: &Location) -> Value {
        match self {
            Self::Plain(value) => {
                let number = |it: Option<u64>| usize::try_from(it?).ok();
                let span = place.span();
                let bytes = number(span.byte_offset()).zip(number(span.byte_len()));
                let text = bytes.and_then(|(at, length)| source.get(at..at + length));
                let text = text.map(str::trim).filter(|it| !it.is_empty());
                Value::String(text.map_or_else(|| value.to_string(), str::to_owned))
            }
            _ => self.map(source, place, Self::written),
        }
    }

    fn map(
        &self,
        source: &str,
        place: &Location,
        of: fn(&Self, &str, &Location) -> Value,
    ) -> Value {
        let of = |it: &Spanned<Self>| of(&it.value, source, &it.defined);
        match self {
            Self::Nothing => Value::Null,
            Self::Plain(_) => self.written(source, place),
            Self::Text(text) => Value::String(text.clone()),
            Self::List(items) => Value::Array(items.iter().map(of).collect()),
            Self::Map(entries) => Value::Object(
                entries.iter().map(|(key, it)| (key.clone(), of(it))).collect(),
            ),
        }
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Plain(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Plain(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Plain(value.into()))
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Plain(Value::Null))
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Plain(Value::Null))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Plain(value.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}
