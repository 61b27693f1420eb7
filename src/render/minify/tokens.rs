//! The judge of two pages: HTML's own tokenizer reads both.
//! Gives whether a reader or a script could notice a difference.
//! Must not know how either page was made.

use html5gum::{Token, Tokenizer};

use super::{is_block, is_verbatim};

/// Whether two pages have the same tags, attributes and words in the same order.
pub(super) fn same(before: &str, after: &str) -> bool {
    Words::new(before).eq(Words::new(after))
}

/// A text between two tags with its character references resolved.
pub(super) fn resolved(text: &str) -> String {
    let mut resolved = String::with_capacity(text.len());
    for token in Tokenizer::new(text).flatten() {
        if let Token::String(text) = token {
            resolved.push_str(&String::from_utf8_lossy(&text));
        }
    }
    resolved
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
        let is_block = is_block(name);
        let text = self.take_text(is_block);
        self.after_block = is_block;
        match &part {
            Part::Start(..) if is_verbatim(name) => self.verbatim += 1,
            Part::End(_) if is_verbatim(name) => {
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
