//! References to nothing: links, pictures and footnotes whose labels no line defines.
//! Gives a finding for each that its reader sees as brackets.
//! Never takes code, formulas and words in brackets for references.

use std::{collections::BTreeSet, ops::Range};

use super::links::is_code;
use crate::{
    diag::{Code, Diagnostic, Names, Span, nearest},
    note::{
        doc::{Kind, Node},
        read::{Read, Undefined},
    },
    path::NotePath,
    text::is_joined,
};

/// The findings on what was read of a note.
pub(super) fn findings(path: &NotePath, read: &Read) -> Vec<Diagnostic> {
    let text = read.doc.source();
    let mut found: Vec<(Span, &str, bool)> = Vec::new();
    let mut undefined = read.undefined.iter().peekable();
    for node in read.doc.walk().filter(|it| it.is_text()) {
        let span = node.span();
        while undefined.next_if(|it| it.span.start < span.start).is_some() {}
        let written = text.get(span.clone()).unwrap_or_default();
        let has_note = written.as_bytes().contains(&b'^') && written.contains("[^");
        let is_here = |it: &&Undefined| it.span.start < span.end;
        if !has_note && undefined.peek().is_none_or(|it| !is_here(it)) {
            continue;
        }
        if is_code(node) || is_literal(node) {
            continue;
        }
        let mut places = Vec::new();
        while let Some(it) = undefined.next_if(is_here) {
            if is_meant(text, it, span.end) {
                places.push((it.span.clone(), &*it.label, false));
            }
        }
        if has_note {
            let notes = footnotes(written).into_iter();
            places.extend(notes.map(|it| {
                let label = written.get(it.start + 2..it.end - 1).unwrap_or_default();
                (span.start + it.start..span.start + it.end, label, true)
            }));
        }
        places.retain(|(it, ..)| !read.doc.is_in_unset_formula(it.start));
        found.extend(places);
    }
    let (of_links, of_notes) = labels(read, found.len());
    let finding = |(span, label, is_note): &(Span, &str, bool)| {
        let names = if *is_note { &of_notes } else { &of_links };
        let like = nearest(label, names.near(label));
        let sign = if *is_note { "^" } else { "" };
        let message = format!("nothing defines `[{sign}{label}]`");
        let help = match like {
            Some(like) => format!("did you mean `[{sign}{like}]`?"),
            None if *is_note => format!(
                "write its text on a line of its own, `[^{label}]: text`, or remove it"
            ),
            None => format!(
                "write where it leads on a line of its own, `[{label}]: URL`, or remove the \
                 brackets"
            ),
        };
        Diagnostic::new(Code::L010, path, span.clone(), message).with_help(help)
    };
    found.iter().map(finding).collect()
}

/// The labels that a note defines for links, and those for footnotes.
fn labels(read: &Read, count: usize) -> (Names<'_>, Names<'_>) {
    let notes = read.doc.walk().filter_map(|it| match it.kind() {
        Kind::Footnote(label) => Some(label),
        _ => None,
    });
    let notes: BTreeSet<&str> = if count > 0 { notes.collect() } else { BTreeSet::new() };
    let links = read.labels.iter().map(String::as_str);
    (Names::new(links, count), Names::new(notes, count))
}

/// Names of types that stand in brackets in code, `map[int][str]`, and are no labels beside one
/// another.
const TYPES: &[&str] = &[
    "any", "bool", "bytes", "char", "complex", "dict", "double", "f32", "f64", "float",
    "i16", "i32", "i64", "i8", "int", "int32", "int64", "list", "long", "map", "object",
    "set", "short", "str", "string", "tuple", "u16", "u32", "u64", "u8", "uint", "usize",
    "void",
];

/// Whether words stand in a link, or in code of HTML.
fn is_literal(text: Node<'_>) -> bool {
    text.ancestors().any(|it| match it.kind() {
        Kind::Link(_) | Kind::Image(_) => true,
        Kind::Html(element) => crate::note::read::is_literal(element.name()),
        _ => false,
    })
}

/// Whether what nothing defines, in words that end at a byte, was meant as a reference.
fn is_meant(text: &str, it: &Undefined, end: usize) -> bool {
    let written = text.get(it.span.clone()).unwrap_or_default();
    let words = written.trim_start_matches('!').strip_prefix('[').unwrap_or_default();
    let words = words.split("][").next().unwrap_or_default();
    let before = text.get(..it.span.start).unwrap_or_default().trim_end_matches('*');
    let behind = text.get(it.span.end..end).unwrap_or_default();
    // `a[i][j]`, `f()[x][y]`, `a[i][j][k]`, `"s"[i][j]`.
    let is_behind = before.ends_with(|it: char| {
        it.is_alphanumeric() && !is_joined(it)
            || matches!(it, '_' | ']' | ')' | '}' | '$' | '`' | '”' | '’')
    }) || before
        .strip_suffix(['"', '\''])
        .is_some_and(|it| it.ends_with(char::is_alphanumeric));
    // `[0-9][a-z]+`, `[int][str]`.
    let is_in_code = is_range(&it.label)
        || is_range(words)
        || is_quantifier(behind) && !it.label.contains(' ')
        || TYPES.contains(&words) && TYPES.contains(&&*it.label);
    let has_letters = |it: &str| {
        it.contains(char::is_alphabetic)
            && it.chars().filter(|it| it.is_alphanumeric()).nth(1).is_some()
    };
    let is_name = |it: &str| {
        it.starts_with(char::is_alphanumeric)
            && has_letters(it)
            && !it.contains(['"', '(', ')', '=', '{', '}', '<', '>', '|', '\\', '*'])
    };
    let has_words = it.is_image || words.contains(char::is_alphabetic);
    !is_behind && !is_in_code && is_name(&it.label) && has_words
}

/// Whether a text begins with what says how often a set of characters comes; a question mark may end
/// a sentence, and braces may hold attributes.
fn is_quantifier(text: &str) -> bool {
    let mut signs = text.chars();
    let (first, second) = (signs.next(), signs.next());
    match first {
        Some('+' | '*') => true,
        Some('?') => {
            second.is_some_and(|it| it.is_alphanumeric() || "[(\\$".contains(it))
        }
        Some('{') => second.is_some_and(|it| it.is_ascii_digit()),
        _ => false,
    }
}

/// Whether words are ranges of characters, as in sets: `a-z`, `A-Za-z0-9_`.
fn is_range(words: &str) -> bool {
    let signs: Vec<char> =
        words.trim_start_matches('^').trim_end_matches(['_', '-', '.']).chars().collect();
    let is_kind = |a: char, b: char| {
        a < b
            && [char::is_ascii_digit, char::is_ascii_lowercase, char::is_ascii_uppercase]
                .iter()
                .any(|it| it(&a) && it(&b))
    };
    !signs.is_empty()
        && signs.chunks(3).all(|it| matches!(it, [a, '-', b] if is_kind(*a, *b)))
}

/// The places of `[^label]` in a text.
fn footnotes(text: &str) -> Vec<Range<usize>> {
    let place = |(at, _): (usize, &str)| {
        let (before, rest) = text.split_at_checked(at)?;
        let end = rest.find(']')?;
        let label = rest.get(2..end)?;
        let behind = rest.get(end + 1..)?;
        let is_label = label.starts_with(char::is_alphanumeric)
            && label.chars().all(|it| it.is_alphanumeric() || "-_.:".contains(it));
        // Sets of characters: `[^a-z0-9]+`.
        let is_range =
            |it: &[char]| matches!(it, [a, '-', b] if a.is_ascii() && b.is_ascii());
        let letters: Vec<char> = label.chars().collect();
        let is_set = letters.chunks(3).all(is_range)
            || behind.starts_with(['*', '+', '?', '{', '[', '(', '\\', '|', '$', '/']);
        let is_short = letters.len() == 1 || letters.iter().all(char::is_ascii_digit);
        let is_attached =
            before.ends_with(|it: char| !it.is_whitespace() && !"([/\\^".contains(it));
        let is_escaped = before.ends_with('\\');
        (is_label && !is_set && !is_escaped && (!is_short || is_attached))
            .then_some(at..at + end + 1)
    };
    text.match_indices("[^").filter_map(place).collect()
}
