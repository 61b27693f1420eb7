//! Permanent ids of the blocks that carry tags: tips, as readers call them.
//! Gives each an id made of its own words, so that no edit elsewhere takes it away.
//! Must not know which candidates are tags, or where an id is written.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use super::{
    doc::{Doc, Kind, Node, NodeId, Nodes, Scope},
    tags::{Level, TagUse},
};
use crate::path::{Anchor, slug};

/// Begins every such id: no heading has one with a colon.
const PREFIX: &str = "tip:";

/// How many words an id is made of: what a tip says further on can be reworded.
const WORDS: usize = 6;
/// How many characters they may have.
const LONGEST: usize = 60;
/// What of a digest is written: six digits.
const DIGITS: u64 = 0x00ff_ffff;

/// The ids of the blocks that may carry tags, in order; `given` are those of the author.
///
/// Of blocks that begin with the same words, all but one have a digest of their words, too, so that
/// it does not matter in which order they stand. Only those that say the same are counted.
pub(super) fn ids(doc: &Doc, tags: &[TagUse], given: &[Anchor]) -> Vec<(NodeId, Anchor)> {
    // A line and the list that it stands over may both carry some; they begin at one place.
    let mut ends: BTreeMap<NodeId, NodeId> = BTreeMap::new();
    for scope in tags.iter().filter(|it| it.level == Level::Block).map(|it| it.scope) {
        let end = ends.entry(scope.first).or_insert(scope.end);
        *end = scope.end.max(*end);
    }
    let mut groups: BTreeMap<String, Vec<(u64, NodeId)>> = BTreeMap::new();
    for (first, end) in ends {
        let scope = Scope { first, end };
        let nodes = doc.within(scope).map(|it| it.1.iter().take(2));
        let words: Vec<String> = nodes.into_iter().flatten().map(words).collect();
        let words = words.join(" ");
        let digest = xxh3_64(words.as_bytes()) & DIGITS;
        groups.entry(beginning(&words)).or_default().push((digest, first));
    }
    let mut ids = Vec::new();
    for (beginning, mut group) in groups {
        group.sort_unstable();
        for of_digest in group.chunk_by(|a, b| a.0 == b.0) {
            for (count, (digest, node)) in (1..).zip(of_digest) {
                let is_first =
                    count == 1 && group.first().map(|it| it.0) == Some(*digest);
                let mut id = match (is_first && !beginning.is_empty(), count) {
                    (true, _) => format!("{PREFIX}{beginning}"),
                    (false, 1) => format!("{PREFIX}{beginning}:{digest:06x}"),
                    (false, _) => format!("{PREFIX}{beginning}:{digest:06x}:{count}"),
                };
                // HTML and braces can give any id.
                while given.binary_search_by(|it| it.as_str().cmp(&id)).is_ok() {
                    id.push(':');
                }
                ids.push((*node, Anchor::new(id)));
            }
        }
    }
    ids.sort_unstable();
    ids
}

/// What a block says first, without its tags and the id that the author gave it.
fn words(node: Node<'_>) -> String {
    let line = |it: Nodes<'_>| {
        let mut text = it.line().words.plain_text();
        if let Some((words, _)) = text.rsplit_once(" ^") {
            text.truncate(words.len());
        }
        text
    };
    match node.kind() {
        Kind::Item => line(node.item_parts().0),
        Kind::Paragraph(_) => {
            node.children().lines().map(line).collect::<Vec<_>>().join(" ")
        }
        Kind::TableHead | Kind::TableRow => {
            let cells = node.children().iter().map(|it| line(it.children()));
            cells.collect::<Vec<_>>().join(" ")
        }
        Kind::List(_) | Kind::Table(_) | Kind::Quote | Kind::Callout(_) => {
            node.children().first().map(words).unwrap_or_default()
        }
        _ => line(node.children()),
    }
}

/// The first words of a text as an id has them.
fn beginning(text: &str) -> String {
    let words = text.split_whitespace().map(slug);
    let words = words.map(|it| it.trim_matches('-').to_owned());
    let mut id = String::new();
    for word in words.filter(|it| !it.is_empty()).take(WORDS) {
        let dash = usize::from(!id.is_empty());
        let length = id.chars().count() + dash + word.chars().count();
        if length > LONGEST && !id.is_empty() {
            break;
        }
        id.push_str(if dash == 1 { "-" } else { "" });
        id.extend(word.chars().take(LONGEST));
    }
    id
}

#[cfg(test)]
mod tests {
    use crate::{
        note::{Rules, parse},
        path::NotePath,
        source::Source,
    };

    fn ids(text: &str) -> Vec<String> {
        let path = NotePath::new("a.md").unwrap();
        let source = Source { path, text: text.into() };
        let (note, _) = parse(&source, &Rules::default());
        note.tagged.into_iter().map(|it| it.1.to_string()).collect()
    }

    #[test]
    fn ids_are_made_of_words_without_tags() {
        let text = "- Rotate **keys** every `year`, not every month, says KMS `#tip`\n\n\
                    **Exam tip:** `#tip`\n\n- Read it twice\n\n\
                    | A | B |\n|---|---|\n| one | two `#tip` |\n";
        assert_eq!(
            ids(text),
            [
                "tip:rotate-keys-every-year-not-every",
                "tip:exam-tip-read-it-twice",
                "tip:one-two"
            ]
        );
    }

    #[test]
    fn ids_survive_other_tips_and_another_order() {
        let (a, b) = ("- one two three `#x`\n", "- one two four `#x`\n");
        let (c, d) = ("- a b c d e f g `#x`\n", "- a b c d e f h `#x`\n");
        let sorted = |text: String| {
            let mut ids = ids(&text);
            ids.sort();
            ids
        };
        let all = sorted(format!("{a}{b}{c}{d}"));
        assert_eq!(all, sorted(format!("{d}{c}{b}{a}")));
        assert_eq!(sorted(format!("{a}{b}")), ["tip:one-two-four", "tip:one-two-three"]);
        let same: Vec<String> = ids(&format!("{a}{a}{a}"));
        assert_eq!(same.iter().filter(|it| *it == "tip:one-two-three").count(), 1);
        assert!(same.iter().any(|it| it.ends_with(":3")), "{same:?}");
    }

    #[test]
    fn no_id_of_the_author_is_taken() {
        let text = "<a id=\"tip:one\"></a>\n\n- one `#x`\n- 📝 `#x`\n";
        let ids = ids(text);
        assert_eq!(ids.first().map(String::as_str), Some("tip:one:"));
        assert!(ids.iter().all(|it| it.starts_with("tip:")), "{ids:?}");
    }
}
