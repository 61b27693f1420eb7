//! What is wrong with YAML, in words for its author.
//! Gives one sentence without the place, which whoever shows it knows.
//! Knows nothing of which keys there are.

/// Says what is wrong, without the place, the quotation and the library's own terms.
pub(crate) fn complaint(error: &serde_yaml::Error) -> String {
    use serde_yaml::Error as E;
    match error.without_snippet() {
        E::DuplicateMappingKey { key: Some(key), .. } => {
            format!("the key `{key}` is given twice")
        }
        E::DuplicateMappingKey { key: None, .. } => String::from("a key is given twice"),
        E::MultipleDocuments { .. } => {
            String::from("a second document begins here; there may be one only")
        }
        E::NullIntoString { .. } => {
            String::from("there is no value, but a text is needed")
        }
        E::Unexpected { expected: "mapping start", .. } => {
            String::from("expected keys with values, such as `key: value`")
        }
        E::Unexpected { expected: "sequence start", .. } => {
            String::from("expected a list, such as `[one, two]`")
        }
        other => first_line(&other.to_string()),
    }
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
