//! `#tag` in running text, as Obsidian writes it.
//! Gives every bare tag a node of its own, so that it is read and shown like any other tag.
//! Never looks into links, code and HTML; an escaped `#` begins no tag.

use std::collections::BTreeMap;

use super::{Rules, TagName, name::is_part};
use crate::diag::Span;

/// A bare tag in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::note) struct BareTag {
    /// Its name.
    pub(in crate::note) name: TagName,
    /// Its bytes in the words, the `#` included.
    pub(in crate::note) shown: Span,
    /// Its bytes in the file.
    pub(in crate::note) place: Span,
}

/// The bare tags among words that stand in a span of the file.
pub(in crate::note) fn bare_tags_in(
    text: &str,
    span: &Span,
    words: &str,
    rules: &Rules,
) -> Vec<BareTag> {
    shown(text, span, words, |it| bare_tags(it, rules))
}

/// The bare tags among words on a line of tags, where nothing else can be meant.
pub(super) fn note_line_tags(text: &str, span: &Span, words: &str) -> Vec<BareTag> {
    shown(text, span, words, tags_between_separators)
}

/// The tags that `find` finds in words as they are written, where the words show them.
fn shown(
    text: &str,
    span: &Span,
    words: &str,
    find: impl Fn(&str) -> Vec<(TagName, Span)>,
) -> Vec<BareTag> {
    let source = text.get(span.clone()).unwrap_or_default();
    let is_as_written = source == words;
    let signs = if is_as_written { BTreeMap::new() } else { shown_signs(source, words) };
    let before = text.get(..span.start).and_then(|it| it.chars().next_back());
    let (mut found, mut from) = (Vec::new(), 0);
    for (name, at) in find(source) {
        if at.start == 0 && !before.is_none_or(may_stand_before) {
            continue;
        }
        let sign =
            if is_as_written { Some(at.start) } else { signs.get(&at.start).copied() };
        let is_same =
            |it: &usize| words.get(*it..*it + at.len()) == source.get(at.clone());
        let Some(start) = sign.filter(|it| *it >= from && is_same(it)) else { continue };
        let place = span.start + at.start..span.start + at.end;
        from = start + at.len();
        found.push(BareTag { name, shown: start..from, place });
    }
    found
}

/// Where the text shows each `#` of its source: escapes and character references make the two
/// differ in length, so the signs are counted.
fn shown_signs(source: &str, words: &str) -> BTreeMap<usize, usize> {
    // `&#65;` shows none, `&#35;` shows one.
    let is_shown = |at: &usize| {
        let (head, tail) = source.split_at_checked(*at).unwrap_or_default();
        let length = tail.bytes().take(LONGEST_NUMBER).position(|it| it == b';');
        let number = length.and_then(|it| tail.get(..it)).unwrap_or_default();
        let number = number.to_lowercase();
        let is_part = |c: char| c.is_ascii_hexdigit() || matches!(c, '#' | 'x');
        let is_reference =
            head.ends_with('&') && number.len() > 1 && number.chars().all(is_part);
        !is_reference || matches!(number.as_str(), "#35" | "#x23")
    };
    let signs =
        |text: &str| text.match_indices('#').map(|(at, _)| at).collect::<Vec<_>>();
    signs(source).into_iter().filter(is_shown).zip(signs(words)).collect()
}

/// No number of a character has more bytes than `#x10ffff;`.
const LONGEST_NUMBER: usize = 10;

/// The tags in running text as it is written, each with its bytes, the `#` included.
#[must_use]
pub fn bare_tags(text: &str, rules: &Rules) -> Vec<(TagName, Span)> {
    let mut tags = tags_behind(text, |c| c.is_whitespace() || c == '(');
    tags.retain(|(it, _)| !is_colour(it.as_str()) || rules.known.contains(it));
    tags
}

/// The tags on a line of tags, where no space has to stand between them and nothing is a colour.
fn tags_between_separators(text: &str) -> Vec<(TagName, Span)> {
    tags_behind(text, |c| c.is_whitespace() || matches!(c, '(' | ',' | ';' | ':' | '·'))
}

/// The tags that begin the text or follow what may stand before one.
fn tags_behind(text: &str, may_precede: impl Fn(char) -> bool) -> Vec<(TagName, Span)> {
    let mut tags = Vec::new();
    for (at, _) in text.match_indices('#') {
        let before = text.get(..at).and_then(|it| it.chars().next_back());
        if !before.is_none_or(&may_precede) {
            continue;
        }
        let rest = text.get(at + 1..).unwrap_or_default();
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let Some(name) = rest.get(..length).and_then(TagName::new) else { continue };
        let end = at + 1 + name.as_str().len();
        tags.push((name, at..end));
    }
    tags
}

/// Whether a tag may begin a text that follows this character: a space, a bracket, or the
/// marks of emphasis, cells, quotes and tags of HTML, but no backslash and no word.
fn may_stand_before(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | '*' | '_' | '~' | '|' | '>')
}

/// Whether a word is rather a colour of CSS: 3, 4, 6 or 8 hexadecimal digits with a number
/// among them (`a1b2c3`), all alike (`fff`) or in pairs (`ffccee`). Other letters are left to
/// words: `face`, `added`, `decade`. A tag such as `e2e` has to be in the vocabulary.
#[must_use]
pub fn is_colour(word: &str) -> bool {
    let bytes = word.to_ascii_lowercase().into_bytes();
    let first = bytes.first();
    let in_pairs =
        || bytes.len() > 4 && bytes.chunks(2).all(|it| it.first() == it.last());
    matches!(bytes.len(), 3 | 4 | 6 | 8)
        && bytes.iter().all(u8::is_ascii_hexdigit)
        && (bytes.iter().any(u8::is_ascii_digit)
            || bytes.iter().all(|it| Some(it) == first)
            || in_pairs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::{self, Config},
        note::{doc::Kind, read::read},
    };

    /// The text of some Markdown with `<…>` around its bare tags.
    fn marked(text: &str) -> String {
        let tags = config::Tags {
            bare: Some(true),
            vocabulary: Some(vec![String::from("e2e")]),
            ..config::Tags::default()
        };
        let rules = Rules::new(&Config { tags, ..Config::default() });
        let doc = read(&text.into(), 0, &rules).doc;
        let mut shown = String::new();
        for node in doc.walk() {
            match node.kind() {
                Kind::Text(words) | Kind::Code(words) => shown.push_str(words),
                Kind::Tags([name]) => {
                    assert_eq!(text.get(node.span()), Some(format!("#{name}").as_str()));
                    shown.extend(["<", name.as_str(), ">"]);
                }
                _ => (),
            }
        }
        shown
    }

    #[test]
    fn what_is_a_tag_and_what_is_not() {
        for (text, expected) in [
            ("a #b, (#c) #d/e.", "a <b>, (<c>) <d/e>."),
            ("#1 C# a#b ##c #ü", "#1 C# a#b ##c <ü>"),
            ("**#a** _#b_ ~~#c~~", "<a> <b> <c>"),
            (r"\#a \* #b \#b #c", "#a * <b> #b <c>"),
            ("&#35;a &#65; &amp; #b", "#a A & <b>"),
            ("[#a](b#c) ![#d](e) `#f`#g <!-- #h -->", "#a #d #f#g "),
            ("<code>#a</code> #b <a href=x>**#c**</a> #d", "#a <b> #c <d>"),
            ("<code>#a\n\n#b", "<code><a><b>"),
            ("```\n#a\n```\n\n    #b", "#a\n#b"),
            ("|#a|\n|-|\n| x #b |", "<a>x <b>"),
            (
                "#fff #FFCC00 #ffccee #a1b2 #a1b2c3d4 #e2e",
                "#fff #FFCC00 #ffccee #a1b2 #a1b2c3d4 <e2e>",
            ),
            ("#face #added #decade #abc #fffff", "<face> <added> <decade> <abc> <fffff>"),
        ] {
            assert_eq!(marked(text), expected, "{text}");
        }
    }
}
