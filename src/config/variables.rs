//! `CRIB__KEY` and `CRIB__KEY__KEY`: variables that override the configuration file.
//! Gives a configuration by the rules of the file, whatever the type of a value.
//! Must not know which keys there are.

use std::path::Path;

use serde_json::{Map, Value};

use super::{Config, from_yaml};
use crate::error::Error;

/// The prefix of all variables that override the configuration.
const PREFIX: &str = "CRIB__";

/// Overrides values of the file, which is known to be valid.
pub(super) fn overrule(
    text: &str,
    path: &Path,
    variables: &[(String, String)],
) -> Result<Config, Error> {
    let mut config: Config = from_yaml(text, path)?;
    let mut values = from_yaml::<Option<Value>>(text, path)?
        .filter(Value::is_object)
        .unwrap_or_else(|| Value::Object(Map::new()));
    let mut left: Vec<&(String, String)> = variables.iter().collect();
    // A variable may be valid only together with a later one, as `branch` is with `url`.
    while !left.is_empty() {
        let mut wrong = Vec::new();
        let mut first = None;
        for variable in &left {
            match with(&values, &variable.0, &variable.1) {
                Ok(sound) => (values, config) = sound,
                Err(error) => {
                    wrong.push(*variable);
                    first = first.or(Some(error));
                }
            }
        }
        match first {
            Some(error) if wrong.len() == left.len() => return Err(error),
            _ => left = wrong,
        }
    }
    Ok(config)
}

/// The values with one more, read as text if text is allowed there, else as YAML.
fn with(values: &Value, name: &str, value: &str) -> Result<(Value, Config), Error> {
    let text = match value.trim() {
        "" => Value::Null,
        _ => Value::String(value.to_owned()),
    };
    let yaml = serde_yaml::from_str::<Value>(value).unwrap_or_else(|_| text.clone());
    let is_free = name.to_lowercase().starts_with("crib__extra__");
    let (first, second) = if is_free { (yaml, text) } else { (text, yaml) };
    // For lists and mappings, the mistake inside is the useful message.
    let is_list = value.trim_start().starts_with(['[', '{'])
        && (second.is_array() || second.is_object());
    set(values, name, first).or_else(|as_text| {
        set(values, name, second)
            .map_err(|as_yaml| if is_list { as_yaml } else { as_text })
    })
}

fn set(values: &Value, name: &str, value: Value) -> Result<(Value, Config), Error> {
    let keys = name.strip_prefix(PREFIX).unwrap_or(name).to_lowercase();
    let mut values = values.clone();
    let mut place = &mut values;
    for key in keys.split("__") {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        let Value::Object(map) = place else { break };
        place = map.entry(key).or_insert(Value::Null);
    }
    *place = value;
    // JSON is YAML, so a variable is read like the file.
    let mut config: Config =
        from_yaml(&values.to_string(), Path::new(name)).map_err(without_line)?;
    config = config.validated(Path::new(name))?;
    Ok((values, config))
}

/// The error without a line, since variables have none.
fn without_line(error: Error) -> Error {
    match error {
        Error::Config { path, message, .. } => {
            Error::Config { path, line: None, message }
        }
        other => other,
    }
}
