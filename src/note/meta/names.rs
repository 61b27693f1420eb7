//! Lists of names in front matter: tags, other names of the note, its former addresses.
//! Gives each with its place.
//! Must not know what a name means to others.

use serde_json::Value;

use super::{Reader, plain};
use crate::{
    diag::{Code, Diagnostic, Span},
    note::{
        redirects::{redirect, refused},
        tags::name::is_part,
    },
};

/// The styles of addresses that Jekyll has names for.
const STYLES: [&str; 5] = ["date", "none", "ordinal", "pretty", "weekdate"];

impl Reader<'_> {
    pub(super) fn tags(&mut self, (key, value): (String, Value)) -> Vec<(String, Span)> {
        let has_none = match &value {
            Value::Array(items) => items.iter().any(Value::is_null),
            value => value.is_null(),
        };
        if let Some(span) = self.comment_after(&key).filter(|_| has_none) {
            let help = format!("write `{key}: [one, two]`, without `#`");
            self.comment(span, help);
        }
        let words = match &value {
            Value::String(text) if !text.contains(',') => {
                text.split_whitespace().collect()
            }
            _ => Vec::new(),
        };
        let names = if words.len() > 1 && words.iter().all(|it| it.starts_with('#')) {
            words.into_iter().map(str::to_owned).collect()
        } else {
            self.doubt_one(&key, &words);
            self.names((&key, value))
        };
        let names = names.iter().map(|it| it.trim().trim_start_matches('#').to_owned());
        self.placed(&key, names.collect())
    }

    /// Reports words that some programs read as several tags, and here are one.
    fn doubt_one(&mut self, key: &str, words: &[&str]) {
        let is_name = |it: &&str| it.chars().all(is_part);
        if words.len() < 2 || !words.iter().all(is_name) {
            return;
        }
        let (name, several) = (words.join(" "), words.join(", "));
        let message = format!("`{name}` is read as one tag");
        let help = format!(
            "for several tags, write `{key}: [{several}]`; for one, `{key}: [{name}]`"
        );
        let place = self.placed(key, vec![name]).pop();
        let span = place.map_or_else(|| self.key_span(key), |it| it.1);
        let finding = Diagnostic::new(Code::F002, self.path, span, message);
        self.findings.push(finding.with_help(help));
    }

    /// Other names of the note and its former addresses, Jekyll's among them.
    pub(super) fn aliases(
        &mut self,
        take: &mut impl FnMut(&str) -> (String, Value),
    ) -> Vec<(String, Span)> {
        let mut given = Vec::new();
        for name in ["aliases", "alias", "redirect_from"] {
            let (key, value) = take(name);
            let names = self.names((&key, value));
            let names = names.iter().map(|it| it.trim().to_owned()).collect();
            given.push((key, names));
        }
        let (key, value) = take("permalink");
        let permanent = self.text_of((key.clone(), value)).into_iter().collect();
        given.push((key, permanent));
        let mut aliases = Vec::new();
        for (key, names) in given {
            let is_alias = key.starts_with("alias");
            for (name, span) in self.placed(&key, names) {
                let is_name = is_alias && !name.starts_with('/') && !name.contains("://");
                let taken = match refused(&name).filter(|_| is_name) {
                    Some(why) => Err(why),
                    None if is_name => Ok(name.clone()),
                    None => address(&key, &name),
                };
                match taken {
                    Ok(alias) => aliases.push((alias, span)),
                    Err(why) => {
                        let message = format!("`{}` {why}", name.escape_debug());
                        let finding =
                            Diagnostic::new(Code::F002, self.path, span, message);
                        self.findings.push(finding.with_help(
                            "write a path of this site, such as `/old/place/`, or remove it",
                        ));
                    }
                }
            }
        }
        aliases
    }

    /// Reports a comment where a value should be.
    pub(super) fn comment(&mut self, span: Span, help: String) {
        let words = self.text.get(span.clone()).unwrap_or_default();
        let message = format!("`{words}` is a comment in YAML");
        let finding = Diagnostic::new(Code::F001, self.path, span, message);
        self.findings.push(finding.with_help(help));
    }

    /// The first comment where a value of a key or of an entry of its list should be.
    pub(super) fn comment_after(&self, key: &str) -> Option<Span> {
        let key = self.key_span(key);
        let mut at = key.end;
        let values = self.text.get(key.end..self.yaml.end)?.split_inclusive('\n');
        let is_below = |line: &&str| line.starts_with([' ', '-', ':', '"', '\'']);
        for line in values.take_while(is_below).filter(|_| !key.is_empty()) {
            let sign = line.find('#').filter(|it| {
                let before =
                    line.get(..*it).unwrap_or_default().trim_start_matches(['"', '\'']);
                let is_mark = matches!(before.trim(), ":" | "-");
                let after = line.get(it + 1..).and_then(|it| it.chars().next());
                is_mark && after.is_some_and(char::is_alphanumeric)
            });
            if let Some(sign) = sign {
                return Some(at + sign..at + line.trim_end().len());
            }
            at += line.len();
        }
        None
    }

    /// A list of names, or one text with commas.
    pub(super) fn names(&mut self, (key, value): (&str, Value)) -> Vec<String> {
        match value {
            Value::Null => Vec::new(),
            Value::String(text) => text.split(',').map(str::to_owned).collect(),
            Value::Array(items) => items
                .into_iter()
                .flat_map(|it| match it {
                    // `[[A]]`, which is a wikilink to Obsidian and a list in a list to YAML.
                    Value::Array(inner) => unwrapped(inner),
                    other => vec![other],
                })
                .filter_map(|it| match it {
                    // As Docusaurus writes tags: `{label: CLI, permalink: /cli}`.
                    Value::Object(mut it) if it.get("label").is_some_and(is_scalar) => {
                        plain(it.remove("label")?)
                    }
                    Value::Array(_) | Value::Object(_) => {
                        let message = format!(
                            "an entry of `{key}` must be text; this one is ignored"
                        );
                        self.find(self.key_span(key), message);
                        None
                    }
                    it => plain(it),
                })
                .collect(),
            other => self.text_of((key.to_owned(), other)).into_iter().collect(),
        }
    }

    /// Where the values of a key stand, the empty ones left out; the key where they cannot be
    /// found.
    pub(super) fn placed(&self, key: &str, values: Vec<String>) -> Vec<(String, Span)> {
        let mut from = self.key_span(key).end;
        let values = values.into_iter().filter(|it| !it.is_empty());
        let place = |value: String| {
            let rest = self.text.get(from..self.yaml.end).unwrap_or_default();
            let place = rest.find(&value).map(|at| from + at..from + at + value.len());
            from = place.as_ref().map_or(from, |it| it.end);
            (value, place.unwrap_or_else(|| self.key_span(key)))
        };
        values.map(place).collect()
    }
}

fn is_scalar(value: &Value) -> bool {
    !value.is_array() && !value.is_object()
}

/// The only name in a list, or in the only list in it.
fn unwrapped(mut list: Vec<Value>) -> Vec<Value> {
    while let [Value::Array(inner)] = list.as_mut_slice() {
        list = std::mem::take(inner);
    }
    if matches!(list.as_slice(), [Value::String(_)]) {
        list
    } else {
        vec![Value::Array(list)]
    }
}

/// The former address that a value of Jekyll's names, or why it names none.
fn address(key: &str, name: &str) -> Result<String, String> {
    let wrong = |why: &str| Err(why.to_owned());
    if name.contains("://") || name.starts_with("//") {
        return wrong("is an address of another site, which cannot lead here");
    }
    // One such as `/:year/:title/` is a pattern.
    let is_pattern = name.split('/').any(|it| it.starts_with(':'));
    if is_pattern || key == "permalink" && STYLES.contains(&name) {
        return wrong("is an address pattern, which is not supported");
    }
    let address = format!("/{}", name.trim_start_matches('/'));
    match refused(&address) {
        Some(why) => Err(why),
        None if redirect(&address).is_none() => wrong("is not an address of this site"),
        None => Ok(address),
    }
}
