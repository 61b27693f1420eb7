//! Smaller pages that say the same.
//! Gives the minified page, or the page as it was if anything else would have changed.
//! Trusts no minifier: tags, attributes and text are compared before and after.

use html5gum::{Token, Tokenizer};
use minify_html::{Cfg, minify};

/// Minifies a page; the second value is whether the guard kept it as it was.
#[must_use]
pub fn page(html: String) -> (String, bool) {
    let cfg = Cfg {
        keep_closing_tags: true,
        keep_html_and_head_opening_tags: true,
        // What these would save breaks the rules of HTML.
        minify_doctype: false,
        allow_noncompliant_unquoted_attribute_values: false,
        allow_optimal_entities: false,
        allow_removing_spaces_between_attributes: false,
        minify_css: false,
        minify_js: false,
        ..Cfg::default()
    };
    let small = String::from_utf8(minify(html.as_bytes(), &cfg));
    match small {
        Ok(small) if says_the_same(&html, &small) => (small, false),
        _ => (html, true),
    }
}

/// Whether two pages have the same tags, attributes and words in the same order.
///
/// White space counts as one space inside a line of text and as nothing beside a block.
#[must_use]
pub fn says_the_same(before: &str, after: &str) -> bool {
    let mut before = Words::new(before);
    let mut after = Words::new(after);
    loop {
        match (before.next(), after.next()) {
            (None, None) => return true,
            (a, b) if a != b => return false,
            _ => (),
        }
    }
}

/// What a reader or a script could notice.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Start(Vec<u8>, Vec<(Vec<u8>, Vec<u8>)>),
    End(Vec<u8>),
    Text(String),
    Doctype,
}

/// The parts of a page in order, text between two tags joined and normalized.
struct Words<'h> {
    tokens: Tokenizer<html5gum::StringReader<'h>, html5gum::DefaultEmitter>,
    text: String,
    /// Whether a space before the next text would not be seen.
    after_block: bool,
    /// Inside `pre` and `textarea` white space stays as it is.
    verbatim: usize,
    ahead: Option<Part>,
}

impl<'h> Words<'h> {
    fn new(html: &'h str) -> Self {
        let tokens = Tokenizer::new(html);
        Self { tokens, text: String::new(), after_block: true, verbatim: 0, ahead: None }
    }

    /// The text gathered so far, as a browser lays it out before `next_is_block`.
    fn take_text(&mut self, next_is_block: bool) -> Option<Part> {
        let text = std::mem::take(&mut self.text);
        if self.verbatim > 0 {
            return (!text.is_empty()).then_some(Part::Text(text));
        }
        let mut line = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        let white = |c: Option<char>| c.is_some_and(|c| c.is_ascii_whitespace());
        if line.is_empty() && !text.is_empty() {
            let seen = !self.after_block && !next_is_block;
            return seen.then(|| Part::Text(String::from(" ")));
        }
        if line.is_empty() {
            return None;
        }
        if white(text.chars().next()) && !self.after_block {
            line.insert(0, ' ');
        }
        if white(text.chars().next_back()) && !next_is_block {
            line.push(' ');
        }
        Some(Part::Text(line))
    }

    /// The tag as a part, behind the text before it.
    fn tag(&mut self, name: &[u8], part: Part) -> Part {
        let is_block = !INLINE.contains(&name);
        let text = self.take_text(is_block);
        self.after_block = is_block;
        let is_verbatim = matches!(name, b"pre" | b"textarea");
        match &part {
            Part::Start(..) if is_verbatim => self.verbatim += 1,
            Part::End(_) if is_verbatim => {
                self.verbatim = self.verbatim.saturating_sub(1);
            }
            _ => (),
        }
        match text {
            Some(text) => {
                self.ahead = Some(part);
                text
            }
            None => part,
        }
    }
}

/// Elements in whose neighbourhood a space is seen (HTML, "phrasing content").
const INLINE: &[&[u8]] = &[
    b"a", b"abbr", b"b", b"bdi", b"bdo", b"button", b"cite", b"code", b"data", b"del",
    b"dfn", b"em", b"i", b"img", b"input", b"ins", b"kbd", b"label", b"mark", b"q", b"s",
    b"samp", b"small", b"span", b"strong", b"sub", b"sup", b"time", b"u", b"var",
];

impl Iterator for Words<'_> {
    type Item = Part;

    fn next(&mut self) -> Option<Part> {
        if let Some(part) = self.ahead.take() {
            return Some(part);
        }
        loop {
            let Some(Ok(token)) = self.tokens.next() else {
                return self.take_text(true);
            };
            match token {
                Token::String(text) => {
                    self.text.push_str(&String::from_utf8_lossy(&text));
                }
                Token::StartTag(tag) => {
                    let attributes = tag
                        .attributes
                        .iter()
                        .map(|(name, value)| (name.to_vec(), normalized(name, value)));
                    let part = Part::Start(tag.name.to_vec(), attributes.collect());
                    return Some(self.tag(&tag.name, part));
                }
                Token::EndTag(tag) => {
                    return Some(self.tag(&tag.name, Part::End(tag.name.to_vec())));
                }
                Token::Doctype(_) => return Some(Part::Doctype),
                Token::Comment(_) | Token::Error(_) => (),
            }
        }
    }
}

/// A class list is the same in any spacing, a viewport without any.
fn normalized(name: &[u8], value: &[u8]) -> Vec<u8> {
    if name == b"content" && value.starts_with(b"width=") {
        return value.iter().copied().filter(|it| *it != b' ').collect();
    }
    if name != b"class" {
        return value.to_vec();
    }
    let words = value.split(u8::is_ascii_whitespace).filter(|it| !it.is_empty());
    words.collect::<Vec<_>>().join(&b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_sees_must_stay() {
        let same = [
            ("<p>a  b\n c</p>", "<p>a b c</p>"),
            ("<ul>\n<li>a</li>\n</ul>\n", "<ul><li>a</li></ul>"),
            ("<p class=\"a  b\">x</p>", "<p class='a b'>x</p>"),
            ("<p> a <b>c</b></p>", "<p>a <b>c</b></p>"),
        ];
        for (before, after) in same {
            assert!(says_the_same(before, after), "{before} / {after}");
        }
        let lost = [
            ("<p>a <b>b</b></p>", "<p>a<b>b</b></p>"),
            ("<p><b>a</b> <i>b</i></p>", "<p><b>a</b><i>b</i></p>"),
            ("<pre>a\n  b</pre>", "<pre>a b</pre>"),
            ("<p>a</p><p>b</p>", "<p>a</p>"),
            ("<a href=x>a</a>", "<a>a</a>"),
            ("<p>a &amp; b</p>", "<p>a b</p>"),
        ];
        for (before, after) in lost {
            assert!(!says_the_same(before, after), "{before} / {after}");
        }
    }

    #[test]
    fn the_guard_keeps_a_page_the_minifier_would_harm() {
        // minify-html drops spaces between inline children of `div`.
        let harmed = "<!doctype html><html><head><title>t</title></head><body><div><b>a</b> \
                      <i>b</i></div></body></html>";
        assert_eq!(page(harmed.to_owned()), (harmed.to_owned(), true));
        let fine = "<!doctype html><html><head><title>t</title></head><body>\n<p>a\n  b</p>\n\
                    </body></html>";
        let (small, kept) = page(fine.to_owned());
        assert!(!kept && small.len() < fine.len(), "{small}");
    }
}
