//! Where the front matter of a note lies.
//! Gives the YAML between its lines, and a finding on what other programs put there.
//! Must not know any key.

use crate::{
    diag::{Code, Diagnostic, Span},
    path::NotePath,
};

/// A front matter block that does not end within this many bytes is ordinary text.
const MAX_LENGTH: usize = 64 * 1024;

/// Where the front matter lies: the YAML between its lines, and the offset of the text after.
pub(super) struct Block {
    pub(super) yaml: Span,
    pub(super) end: usize,
}

/// The finding on front matter in TOML, which Zola and Hugo put between lines of `+++`.
pub(super) fn toml(path: &NotePath, text: &str) -> Option<Diagnostic> {
    let start = start(text);
    let mut lines = text.get(start..)?.lines().map(str::trim_end);
    let is_toml = lines.next() == Some("+++") && lines.any(|it| it == "+++");
    is_toml.then(|| {
        let message = "front matter of TOML, between `+++`, is not read";
        Diagnostic::new(Code::F001, path, start..start + 3, message).with_help(
            "write it as YAML between lines of `---`; until then it is shown as text",
        )
    })
}

pub(super) fn start(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Finds the block: between a first line `---` and the next `---` or `...`, and like YAML.
pub(super) fn find(text: &str) -> Option<Block> {
    let start = start(text);
    let mut at = start;
    let mut lines = text.get(start..)?.split_inclusive('\n');
    let first = lines.next()?;
    if first.trim_end() != "---" {
        return None;
    }
    at += first.len();
    let yaml_start = at;
    for line in lines {
        if at - start > MAX_LENGTH {
            return None;
        }
        if matches!(line.trim_end(), "---" | "...") {
            let yaml = text.get(yaml_start..at)?;
            return is_yaml(yaml)
                .then_some(Block { yaml: yaml_start..at, end: at + line.len() });
        }
        at += line.len();
    }
    None
}

/// Whether a block between two rules is meant as YAML: it is empty, or a line is `key:`.
///
/// Without this, a note that begins with a horizontal rule would lose its first section.
fn is_yaml(block: &str) -> bool {
    let is_key = |line: &str| {
        line.split_once(':').is_some_and(|(key, rest)| {
            let key = key.trim_matches(['"', '\'']);
            let plain =
                |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
            !key.is_empty()
                && !key.starts_with([' ', '-'])
                && key.chars().all(plain)
                && rest.chars().next().is_none_or(char::is_whitespace)
        })
    };
    block.trim().is_empty() || block.lines().any(is_key)
}
