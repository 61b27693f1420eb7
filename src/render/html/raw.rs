//! HTML that notes bring: links resolved, ids kept unique, the harmful taken out.
//! Gives what `markdown.raw_html` asks for: `safe`, `allow` or `deny`.
//! Judges elements by an allow-list, never by patterns; must not know templates.

use std::collections::BTreeMap;

use pulldown_cmark::Event;

use super::{
    Medium, Writer, attribute, drawing,
    elements::{self, FORMATTING, PHRASING, RAW_TEXT, Verdict},
    links::{Place, is_harmless},
    push_attribute,
};
use crate::{
    config::RawHtml,
    diag::Span,
    note::{
        Node, is_comment,
        links::{Url, split, urls},
        raw::{self, Attribute, Part, Piece, RawTag, elements::VOID, names::WORDS},
        tree,
    },
    path::Anchor,
};

impl Writer<'_> {
    pub(super) fn raw_block(&mut self, node: &Node, children: &[Node]) {
        let has_text =
            children.iter().any(|it| matches!(it, Node::Leaf(Event::Text(_), _)));
        if has_text {
            // Some of it was nested too deep and has become text.
            self.inline(children);
        } else {
            self.raw(node);
        }
    }

    pub(super) fn raw(&mut self, node: &Node) {
        let Some(piece) = Piece::cast(node) else { return };
        if is_comment(&piece.html) {
            return;
        }
        match self.context.markdown.raw_html {
            RawHtml::Deny => self.events.push(Event::Text(piece.html.into())),
            RawHtml::Safe | RawHtml::Allow => {
                let html = self.rewritten(&piece);
                self.html(html);
            }
        }
    }

    /// The piece with its links resolved and its ids unique; anything that is not HTML becomes text.
    fn rewritten(&mut self, piece: &Piece) -> String {
        let is_safe = self.context.markdown.raw_html == RawHtml::Safe;
        let mut html = String::with_capacity(piece.html.len());
        let parts = raw::parts(&piece.html);
        let drawings = if is_safe { drawing::in_parts(&parts) } else { BTreeMap::new() };
        let mut rest = parts.as_slice();
        while let Some((part, after)) = rest.split_first() {
            let at = parts.len() - rest.len();
            rest = after;
            match (part, drawings.get(&at)) {
                (Part::Tag(tag), Some(end)) => {
                    let (inside, after) = rest.split_at(end - at);
                    self.push_drawing(&mut html, tag, inside);
                    rest = after;
                }
                (Part::Tag(tag), None) if is_safe => {
                    rest = self.push_judged(&mut html, piece, tag, rest);
                }
                (Part::Tag(tag), None) => {
                    self.push_tag(
                        &mut html,
                        piece,
                        &raw::with_id(tag, rest),
                        &tag.name,
                        "",
                    );
                    if let Some((Part::Text(_, span), after)) = rest.split_first()
                        && RAW_TEXT.contains(&tag.name.as_str())
                    {
                        html.push_str(written(piece, span));
                        rest = after;
                    }
                }
                (Part::Text(_, span), _) => {
                    html.push_str(&written(piece, span).replace('<', "&lt;"));
                }
                (Part::Comment(span), _) if !is_safe => {
                    html.push_str(written(piece, span));
                }
                (Part::Comment(_), _) => (),
                (Part::Open(span), _) => html.push_str(&attribute(written(piece, span))),
            }
        }
        html
    }

    /// Writes a tag as its element deserves; gives the parts that remain behind it.
    fn push_judged<'p>(
        &mut self,
        html: &mut String,
        piece: &Piece,
        tag: &RawTag,
        rest: &'p [Part],
    ) -> &'p [Part] {
        let name = tag.name.as_str();
        let is_word = !tag.closing
            && tag.attributes.is_empty()
            && WORDS.contains(&name)
            && !self.note.closed.contains(name);
        let verdict = if is_word { Verdict::Text } else { elements::verdict(name) };
        match verdict {
            Verdict::Stays(name, class) => {
                self.push_tag(html, piece, &raw::with_id(tag, rest), name, class);
            }
            Verdict::Goes => return self.push_inside(html, piece, tag, rest),
            Verdict::Text => {
                self.push_id(html, tag);
                html.push_str(&attribute(written(piece, &tag.span)));
            }
        }
        rest
    }

    /// Leaves a tag out, and what is inside if it is code; gives the parts behind it.
    fn push_inside<'p>(
        &mut self,
        html: &mut String,
        piece: &Piece,
        tag: &RawTag,
        rest: &'p [Part],
    ) -> &'p [Part] {
        let name = tag.name.as_str();
        if name == "iframe" && !tag.closing {
            self.push_frame(html, piece, tag);
        }
        self.push_id(html, tag);
        let Some((Part::Text(_, inside), after)) = rest.split_first() else {
            return rest;
        };
        if tag.closing || !RAW_TEXT.contains(&name) {
            return rest;
        }
        // Left open, it took the rest of the piece, which to the reader is text.
        let is_code = matches!(name, "iframe" | "script" | "style");
        if !is_code || after.is_empty() {
            html.push_str(&attribute(written(piece, inside)));
        }
        after
    }

    /// Keeps the place that links may name when its element goes.
    pub(super) fn push_id(&mut self, html: &mut String, tag: &RawTag) {
        let name = (tag.name == "a").then(|| tag.attribute("name")).flatten();
        let id = tag.attribute("id").or(name).and_then(|it| self.fresh_id(&it.value));
        push_place(html, id.as_deref());
    }

    fn push_tag(
        &mut self,
        html: &mut String,
        piece: &Piece,
        tag: &RawTag,
        name: &str,
        class: &str,
    ) {
        let name = match name {
            // No link may stand in a link.
            "a" if self.in_link => "span",
            // Nothing can be unfolded on paper.
            "details" | "summary" if self.medium == Medium::Paper => "div",
            _ => name,
        };
        if tag.closing {
            html.extend(["</", name, ">"]);
            // A line of a sheet loses the tag, and its words must not run into the next.
            if self.medium == Medium::Paper && !PHRASING.contains(&name) && name != "a" {
                html.push(' ');
            }
            return;
        }
        let (mut attributes, missing) = self.attributes(piece, tag, class.to_owned());
        if let Some(url) = missing.filter(|_| name == "img") {
            let alt = tag.attribute("alt").map_or(url.as_str(), |it| it.value.as_str());
            push_place(html, attributes.get("id").map(String::as_str));
            html.push_str("<span class=\"broken broken-image\"");
            push_attribute(html, "title", &format!("file missing: {url}"));
            html.push('>');
            html.push_str(&attribute(alt));
            html.push_str("</span>");
            return;
        }
        if name == "span" && tag.name == "a" {
            attributes.remove("href");
        }
        if FORMATTING.contains(&name) {
            push_place(html, attributes.remove("id").as_deref());
        }
        html.push('<');
        html.push_str(name);
        for (key, value) in &attributes {
            push_attribute(html, key, value);
        }
        html.push('>');
        if tag.empty && !VOID.contains(&name) {
            html.extend(["</", name, ">"]);
        }
    }

    /// A frame is not loaded with the page; the reader can go to what it shows.
    fn push_frame(&self, html: &mut String, piece: &Piece, tag: &RawTag) {
        let Some(source) = tag.attribute("src") else { return };
        let title =
            tag.attribute("title").map_or(source.value.trim(), |it| it.value.as_str());
        match self.rewritten_urls(piece, source) {
            Ok(_) if self.in_link => html.push_str(&attribute(title)),
            Ok(url) => {
                html.push_str("<a");
                push_attribute(html, "href", &url);
                html.extend([">", &attribute(title), "</a>"]);
            }
            Err(url) => {
                html.push_str("<span class=\"broken\"");
                push_attribute(html, "title", &format!("page missing: {url}"));
                html.extend([">", &attribute(title), "</span>"]);
            }
        }
    }

    /// The attributes of a tag, each once, and the URL in them that leads nowhere.
    fn attributes<'t>(
        &mut self,
        piece: &Piece,
        tag: &'t RawTag,
        mut class: String,
    ) -> (BTreeMap<&'t str, String>, Option<String>) {
        let mut attributes = BTreeMap::new();
        let mut missing = None;
        let linked: Vec<&str> = urls(tag).map(|(it, _)| it.name.as_str()).collect();
        let is_cell = matches!(tag.name.as_str(), "td" | "th");
        for it in &tag.attributes {
            let (key, value) = (it.name.as_str(), it.value.trim());
            match key {
                _ if linked.contains(&key) => match self.rewritten_urls(piece, it) {
                    Ok(url) => _ = attributes.insert(key, url),
                    Err(url) => {
                        class.push_str(" broken");
                        missing = Some(url);
                    }
                },
                "id" | "name" if key == "id" || tag.name == "a" => {
                    attributes.extend(self.fresh_id(value).map(|id| ("id", id)));
                }
                "align" if !is_cell => {
                    class = format!("{class} {}", value.to_lowercase());
                }
                "width" | "height" => {
                    let pixels = value.trim_end_matches("px").parse::<u32>();
                    attributes.extend(pixels.ok().map(|px| (key, px.to_string())));
                }
                "cite" if !is_harmless(value) => (),
                "class" => class = format!("{value} {class}"),
                // The mark by which scripts know what the program and the theme wrote.
                "data-crib" => (),
                _ => _ = attributes.insert(key, it.value.clone()),
            }
        }
        let class = class.trim();
        if !class.is_empty() {
            attributes.insert("class", class.to_owned());
        }
        if tag.name == "img" {
            attributes.entry("alt").or_default();
        }
        // The only control a note may have is the box of a task. (Not by the sanitizer's own
        // means for this: it adds attributes in the random order of a hash map.)
        if tag.name == "input" {
            attributes.insert("type", String::from("checkbox"));
            attributes.insert("disabled", String::new());
        }
        (attributes, missing)
    }

    /// The attribute with every URL in it resolved, or the URL that leads nowhere.
    fn rewritten_urls(&self, piece: &Piece, it: &Attribute) -> Result<String, String> {
        let mut value = String::with_capacity(it.value.len());
        let mut at = 0;
        for Url { url, place, within } in split(it, &piece.html) {
            value.push_str(it.value.get(at..within.start).unwrap_or_default());
            at = within.end;
            let link = self.note.link_in(piece.scope, piece.place(place.start));
            match self.place(link, &url) {
                Place::Url(resolved, _) => value.push_str(&resolved),
                Place::Nowhere(_) | Place::Empty => return Err(url),
            }
        }
        value.push_str(it.value.get(at..).unwrap_or_default());
        Ok(value.trim().to_owned())
    }

    /// The id, unless a heading has it or it was written before.
    pub(super) fn fresh_id(&mut self, id: &str) -> Option<String> {
        let known = self.medium == Medium::Page && self.note.has_anchor(&Anchor::new(id));
        (known && self.anchors.insert(id.to_owned())).then(|| id.to_owned())
    }
}

/// The bytes of a part as the author wrote them.
fn written<'p>(piece: &'p Piece, span: &Span) -> &'p str {
    piece.html.get(span.clone()).unwrap_or_default()
}

fn push_place(html: &mut String, id: Option<&str>) {
    if let Some(id) = id {
        html.push_str("<span");
        push_attribute(html, "id", id);
        html.push_str("></span>");
    }
}

/// How many links the raw HTML of a paragraph opens and does not close.
pub(super) fn unclosed_links(nodes: &[Node]) -> usize {
    let mut open = 0_usize;
    tree::walk(nodes, &mut |node| {
        let Some(piece) = Piece::cast(node) else { return };
        for tag in raw::tags(&piece.html).iter().filter(|it| it.name == "a" && !it.empty)
        {
            open = if tag.closing { open.saturating_sub(1) } else { open + 1 };
        }
    });
    open
}
