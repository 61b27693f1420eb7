//! Which notes are kept back: `draft: true`, `publish: false`, `published: false`, and what may
//! have meant it.
//! Gives yes and no in the words of other tools, keys in any letter case.
//! Never publishes a note because its wish to stay hidden could not be read.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Reader;

impl Reader<'_> {
    /// Whether the note is kept back, and whether it says that it is not: what cannot be read
    /// must not publish it.
    pub(super) fn draft(&mut self, values: &mut BTreeMap<String, Value>) -> (bool, bool) {
        let (mut draft, mut wanted) = (false, false);
        for (name, hidden) in [("draft", true), ("publish", false)] {
            // A key may be there twice, in two spellings.
            while values.keys().any(|it| it.eq_ignore_ascii_case(name)) {
                let (key, value) = take(values, name);
                let said = boolean(&value);
                if said.is_err() {
                    let message = format!(
                        "`{key}` must be `true` or `false`; the note counts as a draft"
                    );
                    self.find(self.key_span(&key), message);
                }
                wanted |= said == Ok(Some(!hidden));
                draft |= said.is_err() || said == Ok(Some(hidden));
            }
        }
        // Others write the day there.
        draft |= values.iter().any(|(key, value)| {
            key.eq_ignore_ascii_case("published") && boolean(value) == Ok(Some(false))
        });
        (draft, wanted && !draft)
    }
}

/// The truth of a value: nothing when there is none, an error when it cannot be read.
pub(super) fn boolean(value: &Value) -> Result<Option<bool>, ()> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(value) => Ok(Some(*value)),
        Value::String(text) => truth(text).map(Some).ok_or(()),
        Value::Number(number) => truth(&number.to_string()).map(Some).ok_or(()),
        Value::Array(_) | Value::Object(_) => Err(()),
    }
}

/// Whether a line of a broken block asks to keep the note back.
pub(super) fn hides(line: &str) -> bool {
    let Some((key, value)) = line.split_once(':') else { return false };
    let key = key.trim_matches(['"', '\'', ' ']).to_lowercase();
    let said = value.split(" #").next().unwrap_or_default();
    let said = truth(said.trim().trim_matches(['"', '\'']));
    let is_publish = matches!(key.as_str(), "publish" | "published");
    key == "draft" && said != Some(false) || is_publish && said == Some(false)
}

/// What the words for yes and no in other tools' front matter mean.
fn truth(word: &str) -> Option<bool> {
    match word.trim().to_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "1" => Some(true),
        "false" | "no" | "off" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// Removes the value of a key that may be written in any letter case; gives its spelling.
pub(super) fn take(values: &mut BTreeMap<String, Value>, key: &str) -> (String, Value) {
    let exact = values.contains_key(key).then(|| key.to_owned());
    let written = exact
        .or_else(|| values.keys().find(|it| it.eq_ignore_ascii_case(key)).cloned())
        .unwrap_or_else(|| key.to_owned());
    let value = values.remove(&written).unwrap_or_default();
    (written, value)
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use crate::path::NotePath;

    fn is_draft(yaml: &str) -> bool {
        let path = NotePath::new("a.md").unwrap();
        parse(&path, &format!("---\n{yaml}\n---\n")).0.draft
    }

    #[test]
    fn drafts_are_not_published_by_mistake() {
        let drafts = [
            "draft: true",
            "draft: \"true\"",
            "draft: 1",
            "Draft: Yes",
            "DRAFT: on",
            "publish: \"false\"",
            "Publish: 0",
            "published: false",
            "draft: maybe",
            "draft: [true]",
            "publish: later",
            "draft: false\nDraft: true",
            "draft: true\ntitle: a: b",
            "title: a: b\nDraft : x",
            "title: a: b\npublish: false # not yet",
        ];
        for yaml in drafts {
            assert!(is_draft(yaml), "{yaml}");
        }
        for yaml in [
            "draft: false",
            "draft:",
            "publish: 1",
            "published: 2026-11-02",
            "published: true",
            "a: b: c\ndraft: false",
            "x: y",
        ] {
            assert!(!is_draft(yaml), "{yaml}");
        }
        let path = NotePath::new("a.md").unwrap();
        for astray in [
            "---\ntitle: A\ndraft: true\n\n# A\n",
            "\n---\ndraft: true\n---\n# A\n",
            " ---\ndraft: true\n---\n# A\n",
        ] {
            let (meta, _, findings) = parse(&path, astray);
            assert!(meta.draft && findings.len() == 1, "{astray}");
        }
        for text in ["---\n\nA rule, then draft: true\n", "# A\n\n---\ndraft: true\n"] {
            let (meta, _, findings) = parse(&path, text);
            assert!(!meta.draft && findings.is_empty(), "{text}");
        }
        let toml = |line: &str| parse(&path, &format!("+++\n{line}\n+++\n# A\n")).0.draft;
        assert!(toml("draft = true") && toml("draft = maybe") && !toml("draft = false"));
        assert!(!toml("title = \"draft = x\""));
        let (_, _, findings) = parse(&path, "---\ntitle: a: b\ndraft: true\n---\n");
        let help = findings.iter().find_map(|it| it.help.as_deref()).unwrap();
        assert!(help.contains("counts as a draft"), "{help}");
    }
}
