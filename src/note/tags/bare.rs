//! `#tag` in running text, as Obsidian writes it.
//! Gives every bare tag a node of its own, so that it is read and shown like any other tag.
//! Never looks into links, code and HTML; an escaped `#` begins no tag.

use std::collections::BTreeMap;

use pulldown_cmark::Tag;

use super::{Rules, TagName};
use crate::{
    diag::Span,
    note::{
        prose::{push_text, rewrite},
        tree::{Node, Position, is_break, is_emphasis, lines},
    },
};

/// Cuts the bare tags of a note out of its text: those on lines of tags, where nothing else can
/// be meant, and all others if the rules say so. `text` is the file.
pub fn mark(body: &mut Vec<Node>, text: &str, rules: &Rules) {
    mark_note_lines(body, text, rules);
    if rules.bare {
        rewrite(body, &mut |words, span, nodes| {
            cut((text, span), words, nodes, |it| bare_tags(it, rules));
        });
    }
}

fn mark_note_lines(nodes: &mut [Node], text: &str, rules: &Rules) {
    for node in nodes {
        let Node::Elem(tag, _, children) = node else { continue };
        if !matches!(tag, Tag::Paragraph) {
            mark_note_lines(children, text, rules);
        } else if lines(children).any(|it| rules.begins_note_line(it)) {
            let mut marked = children.clone();
            rewrite(&mut marked, &mut |words, span, nodes| {
                cut((text, span), words, nodes, tags_between_separators);
            });
            *children = only_note_lines(children, marked, rules);
        }
    }
}

/// The nodes of a paragraph; of its lines of tags those where bare tags are marked.
fn only_note_lines(nodes: &[Node], marked: Vec<Node>, rules: &Rules) -> Vec<Node> {
    if rules.note_line(&marked).is_some() {
        return marked;
    }
    let mut breaks = nodes.iter().filter(|it| is_break(it));
    let mut kept: Vec<Node> = Vec::new();
    for (line, marked) in lines(nodes).zip(lines(&marked)) {
        let is_note_line = rules.note_line(marked).is_some();
        kept.extend_from_slice(if is_note_line { marked } else { line });
        kept.extend(breaks.next().cloned());
    }
    kept
}

/// The bare tags among some inline nodes.
#[must_use]
pub(super) fn bare_in(nodes: &[Node]) -> Vec<(TagName, Position)> {
    let mut tags = Vec::new();
    for node in nodes {
        match node {
            Node::BareTag(name, position) => tags.push((name.clone(), *position)),
            Node::Elem(tag, _, inner) if is_emphasis(tag) => tags.extend(bare_in(inner)),
            _ => (),
        }
    }
    tags
}

/// Cuts one text into words and the tags that `find` finds in it as it is written.
fn cut(
    (text, span): (&str, &Span),
    words: &str,
    nodes: &mut Vec<Node>,
    find: impl Fn(&str) -> Vec<(TagName, Span)>,
) {
    let source = text.get(span.clone()).unwrap_or_default();
    let is_as_written = source == words;
    let signs = if is_as_written { BTreeMap::new() } else { shown_signs(source, words) };
    let before = text.get(..span.start).and_then(|it| it.chars().next_back());
    let (mut from, mut start) = (0, span.start);
    for (name, at) in find(source) {
        if at.start == 0 && !before.is_none_or(may_stand_before) {
            continue;
        }
        let sign =
            if is_as_written { Some(at.start) } else { signs.get(&at.start).copied() };
        let is_same =
            |it: &usize| words.get(*it..*it + at.len()) == source.get(at.clone());
        let Some(shown) = sign.filter(|it| *it >= from && is_same(it)) else { continue };
        let place = span.start + at.start..span.start + at.end;
        push_text(nodes, words.get(from..shown), start..place.start);
        (from, start) = (shown + at.len(), place.end);
        nodes.push(Node::BareTag(name, place.into()));
    }
    push_text(nodes, words.get(from..), start..span.end);
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
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/');
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
    use pulldown_cmark::Event;

    use super::*;
    use crate::{config, note::tree};

    /// The text of some Markdown with `<…>` around its bare tags.
    fn marked(text: &str) -> String {
        let config = config::Tags {
            bare: Some(true),
            vocabulary: Some(vec![String::from("e2e")]),
            ..config::Tags::default()
        };
        let (mut body, _) = tree::parse(text, 0);
        mark(&mut body, text, &Rules::new(&config));
        let mut shown = String::new();
        tree::walk(&body, &mut |node| match node {
            Node::Leaf(Event::Text(it) | Event::Code(it), _) => shown.push_str(it),
            Node::BareTag(name, position) => {
                assert_eq!(text.get(position.span()), Some(format!("#{name}").as_str()));
                shown.extend(["<", name.as_str(), ">"]);
            }
            _ => (),
        });
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
            ("<code>#a\n\n#b", "#a<b>"),
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
