//! Where the front matter of a note lies.
//! Gives the YAML between its lines, and a finding on what looks like it and is not read.
//! Must not know what a key means, but for those that keep a note back.

use super::{KEYS, draft::hides};
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

/// Text that only looks like front matter.
pub(super) struct Unread {
    /// That it is not read.
    pub(super) finding: Diagnostic,
    /// Whether it asks to keep the note back, which is heeded all the same.
    pub(super) hides: bool,
}

/// Front matter that is shown as text: that of other programs, and what lacks a line or stands
/// too low.
pub(super) fn unread(path: &NotePath, text: &str) -> Option<Unread> {
    toml(path, text).or_else(|| astray(path, text))
}

/// Front matter without its last line, or with something before its first.
fn astray(path: &NotePath, text: &str) -> Option<Unread> {
    let from = start(text);
    let top = text.get(from..)?;
    let first = top.trim_start();
    let at = from + (top.len() - first.len());
    let mut lines = first.lines().map(str::trim_end);
    if lines.next() != Some("---") {
        return None;
    }
    let is_end = |it: &&str| matches!(*it, "" | "---" | "...") || it.starts_with('#');
    let block: Vec<&str> = lines.take_while(|it| !is_end(it)).collect();
    let is_ours = |line: &&str| {
        let key = line.split_once(':').map(|(key, _)| key.trim().to_lowercase());
        key.is_some_and(|it| KEYS.contains(&it.as_str()))
    };
    if !block.iter().any(is_ours) {
        return None;
    }
    let (message, help) = if at > from {
        (
            "front matter does not begin in the first line",
            "remove everything before `---`",
        )
    } else {
        ("front matter is never closed", "add a line `---` after it")
    };
    let hides = block.iter().any(|it| hides(it));
    let state = if hides { "the note counts as a draft" } else { "it is shown as text" };
    let finding = Diagnostic::new(Code::F001, path, at..at + 3, message)
        .with_help(format!("{help}; until then {state}"));
    Some(Unread { finding, hides })
}

/// Front matter in TOML: between lines of `+++`, where Zola and Hugo put it, or of `---`.
fn toml(path: &NotePath, text: &str) -> Option<Unread> {
    let start = start(text);
    let mut lines = text.get(start..)?.lines().map(str::trim_end);
    let fence = lines.next().filter(|it| matches!(*it, "+++" | "---"))?;
    let (mut hides, mut pairs, mut others, mut ends) = (false, 0, 0, false);
    for line in lines {
        if line == fence {
            ends = true;
            break;
        }
        let word = |it: &str| it.trim().trim_matches(['"', '\'']).to_lowercase();
        let is_draft = |(key, value): (&str, &str)| {
            word(key) == "draft"
                && word(value.split('#').next().unwrap_or_default()) != "false"
        };
        let pair = line.split_once('=');
        hides |= pair.is_some_and(is_draft);
        match pair {
            Some((key, _)) if is_toml_key(key) => pairs += 1,
            _ if line.is_empty() || line.starts_with(['#', '[', ' ', ']']) => (),
            _ => others += 1,
        }
    }
    // A rule begins a section, too.
    let is_toml = fence == "+++" || pairs > 0 && others == 0;
    let message = format!("TOML front matter between `{fence}` is not supported");
    let state = if hides { "the note counts as a draft" } else { "it is shown as text" };
    let help = format!(
        "rewrite it as YAML between lines of `---`, such as `title: Queues`; until then {state}"
    );
    let finding =
        Diagnostic::new(Code::F001, path, start..start + 3, message).with_help(help);
    (ends && is_toml).then_some(Unread { finding, hides })
}

fn is_toml_key(key: &str) -> bool {
    let key = key.trim().trim_matches('"');
    !key.is_empty() && key.chars().all(|it| it.is_alphanumeric() || "_-.".contains(it))
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
    let block = block.trim();
    let is_flow = block.starts_with('{') && block.ends_with('}');
    block.is_empty() || is_flow || block.lines().any(is_key)
}
