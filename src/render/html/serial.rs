//! HTML under construction: markup of ours, and words that are escaped on their way in.
//! Gives a text that no word of a note breaks out of.
//! Must not know what is written.

use std::fmt::{Display, Write as _};

use pulldown_cmark_escape::{escape_href, escape_html_body_text};

use super::{attribute, push_attribute};

/// HTML under construction. Writing to it cannot fail.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// Adds markup: what stands in the program, and nothing else.
    pub(super) fn markup(&mut self, markup: &'static str) {
        self.0.push_str(markup);
    }

    /// Adds markup that begins a line.
    pub(super) fn line(&mut self, markup: &'static str) {
        if !self.0.is_empty() && !self.0.ends_with('\n') {
            self.0.push('\n');
        }
        self.0.push_str(markup);
    }

    /// Adds words between tags.
    pub(super) fn words(&mut self, words: &str) {
        let _ = escape_html_body_text(&mut self.0, words);
    }

    /// Adds words that may stand in an attribute as well.
    pub(super) fn value(&mut self, words: &str) {
        self.0.push_str(&attribute(words));
    }

    /// Adds the beginning of a tag of an element that the author may have.
    pub(super) fn name(&mut self, before: &'static str, name: &str) {
        self.0.extend([before, name]);
    }

    /// Adds an attribute that the author may have.
    pub(super) fn author_attribute(&mut self, name: &str, value: &str) {
        push_attribute(&mut self.0, name, value);
    }

    /// Adds an attribute to a tag that is open.
    pub(super) fn attribute(&mut self, name: &'static str, value: &str) {
        push_attribute(&mut self.0, name, value);
    }

    /// Adds a tag, from its beginning to its end.
    pub(super) fn tag(
        &mut self,
        start: &'static str,
        attributes: &[(&'static str, &str)],
    ) {
        self.markup(start);
        for (name, value) in attributes {
            self.attribute(name, value);
        }
        self.0.push('>');
    }

    /// Adds an attribute that is a URL.
    pub(super) fn url(&mut self, name: &'static str, url: &str) {
        self.0.extend([" ", name, "=\""]);
        let _ = escape_href(&mut self.0, url);
        self.0.push('"');
    }

    /// Adds markup with a number in it.
    pub(super) fn number(
        &mut self,
        before: &'static str,
        number: impl Display,
        behind: &'static str,
    ) {
        let _ = write!(self.0, "{before}{number}{behind}");
    }

    /// Adds HTML that was made before.
    pub(super) fn made(&mut self, html: &str) {
        self.0.push_str(html);
    }

    /// What was written, and begins anew.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.0)
    }
}
