//! What is wrong with YAML, in words for its author.
//! Gives one sentence without the place, which whoever shows it knows.
//! Knows nothing of which keys there are.

/// Says what is wrong, without the place, the quotation and the library's own terms.
pub(crate) fn complaint(error: &serde_yaml::Error) -> String {
    use serde_yaml::Error as E;
    match error.without_snippet() {
        E::DuplicateMappingKey { key: Some(key), .. } => {
            format!("the key `{key}` appears twice")
        }
        E::DuplicateMappingKey { key: None, .. } => String::from("a key appears twice"),
        E::MultipleDocuments { .. } => {
            String::from("a second document begins here, but only one is allowed")
        }
        E::Budget { .. } => String::from("it is too large or uses too many aliases"),
        E::NullIntoString { .. } => String::from("the value is missing; expected text"),
        other => match needed(other) {
            Some(needed) => format!("expected {needed}"),
            None => first_line(&other.to_string()),
        },
    }
}

/// The same for a file of settings, whose keys the author knows: names the key whose value is
/// not of its kind.
pub(crate) fn complaint_in(text: &str, error: &serde_yaml::Error) -> String {
    let error = error.without_snippet();
    let key = error.location().and_then(|it| key_of(text, it.line(), it.column()));
    match (key, needed(error)) {
        (Some(key), Some(needed)) => format!("`{key}` must be {needed}"),
        _ => complaint(error),
    }
}

/// What is needed in place of a value that is of another kind.
fn needed(error: &serde_yaml::Error) -> Option<String> {
    use serde_yaml::Error as E;
    let words = match error {
        E::Unexpected { expected: "mapping start", .. } => {
            "keys with values, such as `key: value`"
        }
        E::Unexpected { expected: "sequence start", .. } => {
            "a list, such as `[one, two]`"
        }
        E::Unexpected { expected: "string scalar", .. } => "text",
        E::InvalidScalar { ty: "boolean", .. } => "`true` or `false`",
        E::InvalidScalar { ty, .. } if ty.starts_with('u') => {
            "a whole number, 0 or more, such as `2`"
        }
        E::InvalidScalar { ty, .. } if ty.starts_with('i') => {
            "a whole number, such as `2`"
        }
        E::InvalidScalar { ty, .. } if ty.starts_with('f') => "a number, such as `1.5`",
        E::SerdeInvalidType { expected, .. } => expected,
        E::SerdeUnknownVariant { expected, .. } => {
            let names: Vec<String> =
                expected.iter().map(|it| format!("`{it}`")).collect();
            let (last, others) = names.split_last()?;
            let others = others.join(", ");
            return Some(if others.is_empty() {
                last.clone()
            } else {
                format!("{others} or {last}")
            });
        }
        _ => return None,
    };
    Some(words.to_owned())
}

/// The key of a value; both its line and its column are counted from 1.
fn key_of(text: &str, line: u64, column: u64) -> Option<&str> {
    let (line, column) = (usize::try_from(line).ok()?, usize::try_from(column).ok()?);
    let line = text.lines().nth(line.checked_sub(1)?)?;
    let end =
        line.char_indices().nth(column.checked_sub(1)?).map_or(line.len(), |it| it.0);
    // Some are placed where their key begins.
    let (before, after) = line.split_at_checked(end)?;
    let key = match before.trim_end().rsplit_once(':') {
        Some((before, _)) => before.rsplit(['{', ',', '[']).next()?,
        None => after.split_once(':')?.0,
    };
    let key = key.trim().trim_start_matches("- ").trim_matches(['"', '\'']);
    Some(key).filter(|it| !it.is_empty())
}

/// The first line, without the place it repeats.
fn first_line(message: &str) -> String {
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
