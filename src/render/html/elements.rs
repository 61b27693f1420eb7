//! The author's HTML: elements that parsing has balanced and made safe, with their links resolved.
//! Gives them as they are on a page, and without what leads elsewhere on paper.
//! Must not judge what does harm: what is in the document may be shown.

use super::{Medium, Role, Writer, links::Place};
use crate::{
    config::RawHtml,
    library::Target,
    note::{
        doc::{Attribute, Element, Kind, Node},
        links::candidates,
    },
};

impl<'a> Writer<'a> {
    pub(super) fn element(&mut self, node: Node<'a>, element: Element<'a>) {
        let name = match element.name() {
            "a" if self.in_link => "span",
            name => name,
        };
        if self.medium.is_bare() {
            return self.on_paper(node, element, name);
        }
        let (attributes, missing) = self.attributes(element);
        if let Some(url) = missing.as_deref().filter(|_| name == "img") {
            return self.missing_image(element, url);
        }
        // A link to nothing is marked text.
        let name = if name == "a" && missing.is_some() { "span" } else { name };
        self.html.name("<", name);
        for (key, value) in &attributes {
            self.html.author_attribute(key, value);
        }
        self.html.markup(">");
        if !element.is_void() {
            let around = (self.in_link, self.literal);
            self.in_link |= name == "a";
            self.literal |= name != "a" && element.is_literal();
            self.inside(node, element);
            (self.in_link, self.literal) = around;
            self.html.name("</", name);
            self.html.markup(">");
        }
        // White space beside a block means nothing, beside words it is a space.
        if element.is_block() && !node.is_inline() {
            self.html.markup("\n");
        }
    }

    /// What an element holds; the words of a block of HTML are no Markdown.
    fn inside(&mut self, node: Node<'a>, element: Element<'a>) {
        let inside = node.children();
        let is_raw = self.context.markdown.raw_html == RawHtml::Allow
            && !node.is_inline()
            && element.holds_raw_text();
        let first = inside.first();
        if element.name() == "pre" && first.is_some_and(|it| it.words().starts_with('\n'))
        {
            // A browser drops the first newline in it.
            self.html.markup("\n");
        }
        if is_raw {
            for it in inside {
                self.html.made(it.words());
            }
        } else if node.is_inline() {
            self.children(inside);
        } else {
            let mut rest = inside;
            while let Some((child, behind)) = rest.split_first() {
                if let Kind::Text(words) = child.kind() {
                    self.html.words(words);
                    rest = behind;
                    continue;
                }
                let next = behind.iter().find(|it| it.is_text());
                let run = next.map_or(rest, |it| rest.before(it));
                self.children(run);
                rest = next.map_or_else(|| behind.before_all(), |it| rest.from(it));
            }
        }
    }

    /// Nothing on paper leads elsewhere, loads anything or can be unfolded; in a line nothing
    /// stays that may not stand inside of a paragraph.
    fn on_paper(&mut self, node: Node<'a>, element: Element<'a>, name: &'a str) {
        if matches!(name, "svg" | "math") {
            return;
        }
        if name == "img" && self.medium != Medium::Paper {
            return self.element_away(element);
        }
        let name = if matches!(name, "details" | "summary") { "div" } else { name };
        let is_screen = SCREEN.contains(&name);
        let stays = !is_screen && (!self.in_line || is_phrasing(name));
        if stays {
            self.html.name("<", name);
            for it in element.attributes().filter(|it| it.link.is_none()) {
                if !matches!(it.name, "id" | "open") {
                    self.html.author_attribute(it.name, it.value);
                }
            }
            self.html.markup(">");
        }
        if !element.is_void() {
            self.children(node.children());
            if stays {
                self.html.name("</", name);
                self.html.markup(">");
            }
        }
        // Without its tags its words must not run into the next.
        if !is_phrasing(name) || is_screen && name != "a" {
            self.html.markup(" ");
        }
    }

    /// A comment, where everything stays as it is written, or the place of a table of contents
    /// that is the name of a note.
    pub(super) fn hidden(&mut self, node: Node<'a>) {
        if let Some(Kind::Link(link)) = node.children().only().map(Node::kind) {
            let target = self.context.library.link(self.context.origin, link);
            if target.is_some_and(|it| it.target != Target::Nothing) {
                self.paragraph(Role::Prose, node.children());
            }
            return;
        }
        let stays = self.context.markdown.raw_html == RawHtml::Allow
            && self.medium == Medium::Page;
        if stays && node.written().starts_with("<!--") {
            self.html.made(node.written());
        }
    }

    fn missing_image(&mut self, element: Element<'a>, url: &str) {
        let alt = element.attribute("alt").map_or(url, |it| it.value);
        self.html.markup("<span class=\"broken broken-image\"");
        self.html.attribute("title", &self.broken("file_missing", url));
        self.html.markup(">");
        self.html.words(if alt.is_empty() { url } else { alt });
        self.html.markup("</span>");
    }

    /// The attributes of an element, their URLs resolved, and the URL that leads nowhere.
    pub(super) fn attributes(
        &self,
        element: Element<'a>,
    ) -> (Vec<(&'a str, String)>, Option<String>) {
        let (mut kept, mut missing) = (Vec::new(), None);
        for it in element.attributes() {
            match it.name {
                "id" if self.medium != Medium::Page || it.value.is_empty() => (),
                "href" if self.in_link && it.link.is_some() => (),
                name => match self.resolved(it) {
                    Ok(value) => kept.push((name, value)),
                    Err(url) => missing = Some(url),
                },
            }
        }
        if missing.is_some() {
            match kept.iter_mut().find(|(name, _)| *name == "class") {
                Some((_, class)) => class.push_str(" broken"),
                None => kept.push(("class", String::from("broken"))),
            }
        }
        (kept, missing)
    }

    /// The value of an attribute with every URL in it resolved, or the URL that leads nowhere.
    fn resolved(&self, it: Attribute<'a>) -> Result<String, String> {
        let Some(first) = it.link else { return Ok(it.value.to_owned()) };
        let mut value = String::with_capacity(it.value.len());
        let mut at = 0;
        for (nth, within) in candidates(it.name, it.value).into_iter().enumerate() {
            value.push_str(it.value.get(at..within.start).unwrap_or_default());
            at = within.end;
            let url = it.value.get(within).unwrap_or_default();
            match self.place(first.nth(nth), url) {
                Place::Url(resolved, _) => value.push_str(&resolved),
                Place::Nowhere(_) | Place::Empty => return Err(url.to_owned()),
            }
        }
        value.push_str(it.value.get(at..).unwrap_or_default());
        Ok(value)
    }
}

/// Elements that lead elsewhere, load something or take part in a page's outline.
const SCREEN: [&str; 17] = [
    "a", "area", "audio", "h1", "h2", "h3", "h4", "h5", "h6", "img", "input", "map",
    "nav", "picture", "source", "track", "video",
];

/// Whether an element may stand in a line (HTML, "phrasing content").
#[must_use]
pub fn is_phrasing(name: &str) -> bool {
    PHRASING.contains(&name)
}

/// The elements that may stand in a line, as far as a note may have them.
const PHRASING: [&str; 33] = [
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em",
    "i", "img", "input", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp",
    "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];
