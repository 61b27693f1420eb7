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
        let after = part.split_once(':').map_or("", |it| it.1);
        let inline = joined(after.lines().take(1));
        let below = after.lines().skip(1);
        let content = |it: &&str| !joined(std::iter::once(*it)).is_empty();
        let first_below = below.clone().find(content).map_or("", str::trim);
        let value = joined(after.lines());
        let plain = without_quotes(&value);
        let (value, advice) = if inline.is_empty() && first_below.starts_with("- ") {
            (Value::Array(items(below)), String::from("put each value in quotes"))
        } else if plain.is_empty() || inline.is_empty() && key_of(first_below).is_some() {
            let message = format!("`{key}`: {}", yaml::complaint(error));
            let help =
                String::from("put the values in quotes; until then they are left out");
            self.broken.push(Broken { span, message, help });
            return;
        } else {
            let quoted = plain.replace('\\', "\\\\").replace('"', "\\\"");
            let listed = plain.trim_matches(['[', ']']).trim();
            // `[Draft] Queues` is no list.
            let is_list = plain.starts_with('[')
                && !plain.starts_with("[[")
                && plain.find(']').is_none_or(|it| it + 1 == plain.len());
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

/// The values of a list, which may go on in the lines below their own.
fn items<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Value> {
    let mut items: Vec<Vec<&str>> = Vec::new();
    for line in lines {
        match (line.trim().strip_prefix("- "), items.last_mut()) {
            (Some(item), _) => items.push(vec![item]),
            (None, Some(last)) => last.push(line),
            (None, None) => (),
        }
    }
    let value = |it: Vec<&str>| without_quotes(&joined(it.into_iter())).to_owned();
    items.into_iter().map(|it| Value::String(value(it))).collect()
}

/// The lines of a text in one, without comments.
pub(super) fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let lines = lines.map(|it| without_comment(it.trim())).filter(|it| !it.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// A line up to the comment that ends it.
fn without_comment(line: &str) -> &str {
    if line.starts_with('#') {
        return "";
    }
    let quote = line.chars().next().filter(|it| matches!(it, '"' | '\''));
    let closed = quote.map(|quote| line.get(1..).and_then(|it| it.find(quote)));
    let from = match closed {
        Some(Some(at)) => at + 2,
        Some(None) => line.len(),
        None => 0,
    };
    let rest = line.get(from..).unwrap_or_default();
    let signs = rest.match_indices('#').map(|(at, _)| from + at);
    let before = |at: usize| line.get(..at).unwrap_or_default();
    let is_comment = |at: &usize| before(*at).ends_with(char::is_whitespace);
    let sign = signs.into_iter().find(is_comment);
    sign.map_or(line, |at| before(at).trim_end())
}

/// A value without the quotes around it, of which one may be missing. Those around its first
/// words only are its own.
fn without_quotes(value: &str) -> &str {
    let Some(quote) = value.chars().next().filter(|it| matches!(it, '"' | '\'')) else {
        return value;
    };
    let inner = value.get(1..).unwrap_or_default();
    let (mut first_closes, mut count, mut before) = (None, 1, quote);
    let mut letters = inner.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let is_apostrophe = quote == '\''
            && before.is_alphanumeric()
            && next.is_some_and(|it| it.is_alphanumeric() || it == quote);
        if letter == quote && is_apostrophe {
            letters.next_if_eq(&quote);
        } else if letter == quote && before != '\\' {
            count += 1;
            let opens = before.is_whitespace()
                || before == quote && next.is_some_and(char::is_alphanumeric);
            first_closes.get_or_insert(!opens && next.is_some());
        }
        before = letter;
    }
    if first_closes == Some(true) {
        return value;
    }
    let closed = inner.strip_suffix(quote).filter(|_| count % 2 == 0);
    closed.unwrap_or(inner).trim()
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
                let text = bytes(place).and_then(|it| source.get(it)).map(str::trim);
                let text = text.filter(|it| !it.is_empty());
                Value::String(text.map_or_else(|| value.to_string(), str::to_owned))
            }
            Self::List(items) => {
                let of = |it: &Spanned<Self>| match it.value.with_colon(source, it) {
                    Some(text) => Value::String(text),
                    None => it.value.written(source, &it.defined),
                };
                Value::Array(items.iter().map(of).collect())
            }
            _ => self.map(source, place, Self::written),
        }
    }

    /// The text that an entry of a list is to its author when its colon makes it a mapping.
    fn with_colon(&self, source: &str, entry: &Spanned<Self>) -> Option<String> {
        let Self::Map(pairs) = self else { return None };
        let [(key, value)] = pairs.as_slice() else { return None };
        let from = bytes(&entry.defined)?.start;
        let rest = source.get(from..)?;
        let is_text = !rest.starts_with('{') && key != "label";
        let is_value = |it: &Self| matches!(it, Self::Plain(_) | Self::Text(_));
        match &value.value {
            Self::Nothing if is_text => Some(format!("{key}:")),
            it if is_text && is_value(it) => {
                let text = source.get(from..bytes(&value.defined)?.end)?;
                Some(text.trim().to_owned())
            }
            _ => None,
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

/// Where a value stands, in bytes.
fn bytes(place: &Location) -> Option<Range<usize>> {
    let number = |it: Option<u64>| usize::try_from(it?).ok();
    let at = number(place.span().byte_offset())?;
    Some(at..at + number(place.span().byte_len())?)
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
