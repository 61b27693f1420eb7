//! HTML that notes bring: links resolved, ids kept unique, the harmful taken out.
//! Gives what `markdown.raw_html` asks for: `safe`, `allow` or `deny`.
//! Judges elements by an allow-list of a sanitizer library, never by patterns.

use std::{collections::BTreeMap, sync::LazyLock};

use ammonia::Builder;
use pulldown_cmark::Event;

use super::{Writer, attribute, links::Place, push_attribute};
use crate::{
    config::RawHtml,
    note::{
        Node, is_comment,
        links::{split, urls},
        raw::{self, Piece, RawTag},
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
        match self.scene.markdown.raw_html {
            RawHtml::Deny => self.events.push(Event::Text(piece.html.into())),
            RawHtml::Safe | RawHtml::Allow => {
                let html = self.rewritten(&piece);
                self.html(html);
            }
        }
    }

    /// The piece with its links resolved and its ids unique.
    fn rewritten(&mut self, piece: &Piece) -> String {
        let is_safe = self.scene.markdown.raw_html == RawHtml::Safe;
        let mut html = String::with_capacity(piece.html.len());
        let mut at = 0;
        let mut tags = raw::tags(&piece.html).into_iter().peekable();
        while let Some(tag) = tags.next() {
            html.push_str(piece.html.get(at..tag.span.start).unwrap_or_default());
            at = tag.span.end;
            if is_safe && SWALLOWING.contains(&tag.name.as_str()) {
                if tag.name == "iframe" && !tag.closing {
                    self.push_frame(&mut html, piece, &tag);
                }
                if !RAW_TEXT.contains(&tag.name.as_str()) || tag.closing {
                    continue;
                }
                let end = tags.next_if(|it| it.closing && it.name == tag.name);
                let inside =
                    at..end.as_ref().map_or(piece.html.len(), |it| it.span.start);
                at = end.as_ref().map_or(inside.end, |it| it.span.end);
                // Left open, it took the rest of the piece, which to the reader is text.
                let is_code = matches!(tag.name.as_str(), "iframe" | "script" | "style");
                let text = piece.html.get(inside).filter(|_| !is_code || end.is_none());
                html.push_str(&attribute(text.unwrap_or_default()));
            } else if tag.closing {
                html.extend(["</", modern(&tag.name).0, ">"]);
            } else {
                self.push_tag(&mut html, piece, &tag);
            }
        }
        html.push_str(piece.html.get(at..).unwrap_or_default());
        html
    }

    fn push_tag(&mut self, html: &mut String, piece: &Piece, tag: &RawTag) {
        let (name, class) = modern(&tag.name);
        let (attributes, missing) = self.attributes(piece, tag, class);
        if let Some(url) = missing.filter(|_| name == "img") {
            let alt = tag.attribute("alt").map_or(url.as_str(), |it| it.value.as_str());
            html.push_str("<span class=\"broken broken-image\"");
            push_attribute(html, "title", &format!("file missing: {url}"));
            html.push('>');
            html.push_str(&attribute(alt));
            html.push_str("</span>");
            return;
        }
        let mut attributes = attributes;
        if FORMATTING.contains(&name)
            && let Some(id) = attributes.remove("id")
        {
            html.push_str("<span");
            push_attribute(html, "id", &id);
            html.push_str("></span>");
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
                "class" => class = format!("{value} {class}"),
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
    fn rewritten_urls(
        &self,
        piece: &Piece,
        it: &raw::Attribute,
    ) -> Result<String, String> {
        let mut value = it.value.trim().to_owned();
        for (url, at) in split(it, &piece.html) {
            match self.place(piece.place(at), &url) {
                Place::Url(resolved, _) if it.name == "srcset" => {
                    value = value.replacen(&url, &resolved, 1);
                }
                Place::Url(resolved, _) => value = resolved,
                Place::Nowhere(_) | Place::Empty => return Err(url),
            }
        }
        Ok(value)
    }

    /// The id, unless a heading has it or it was written before.
    fn fresh_id(&mut self, id: &str) -> Option<String> {
        let known = self.note.anchors.contains(&Anchor::new(id));
        (known && self.anchors.insert(id.to_owned())).then(|| id.to_owned())
    }
}

/// Elements that have no end tag.
const VOID: [&str; 8] = ["area", "br", "col", "hr", "img", "input", "source", "wbr"];

/// Elements that a parser opens again, attributes and all, when one is left open (HTML, "the
/// list of active formatting elements"): their ids would be there twice.
const FORMATTING: [&str; 9] = ["a", "b", "code", "em", "i", "s", "small", "strong", "u"];

/// Elements that may stand in no note: left open, most would swallow the rest of it.
const SWALLOWING: [&str; 17] = [
    "body",
    "frameset",
    "head",
    "html",
    "iframe",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "script",
    "select",
    "style",
    "template",
    "textarea",
    "title",
    "xmp",
];

/// Those whose inside a parser reads as text up to the end tag.
const RAW_TEXT: [&str; 9] = [
    "iframe",
    "noembed",
    "noscript",
    "plaintext",
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
];

/// The element that replaces an obsolete one (HTML, "Obsolete features"), and its class.
fn modern(name: &str) -> (&str, String) {
    match name {
        "center" => ("div", String::from("center")),
        "font" | "big" | "blink" | "marquee" => ("span", String::new()),
        "strike" => ("s", String::new()),
        "tt" => ("code", String::new()),
        "acronym" => ("abbr", String::new()),
        name => (name, String::new()),
    }
}

/// Takes out what can do harm and balances what was left open.
pub(super) fn sanitize(html: &str) -> String {
    SANITIZER.clean(html).to_string()
}

static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .add_tags([
            "audio", "input", "picture", "section", "source", "track", "video", "map",
            "area",
        ])
        .rm_tags(["acronym", "center", "rtc", "strike", "tt"])
        .tag_attributes(tag_attributes())
        .add_generic_attributes([
            "aria-hidden",
            "aria-label",
            "class",
            "dir",
            "id",
            "lang",
            "role",
            "tabindex",
            "title",
        ])
        .link_rel(None);
    builder
});

#[expect(
    clippy::disallowed_types,
    reason = "the sanitizer asks for it and only looks up"
)]
fn tag_attributes()
-> std::collections::HashMap<&'static str, std::collections::HashSet<&'static str>> {
    [
        ("a", &["href", "hreflang"][..]),
        ("area", &["alt", "coords", "href", "shape"]),
        ("audio", &["controls", "loop", "muted", "preload", "src"]),
        ("bdo", &["dir"]),
        ("blockquote", &["cite"]),
        ("col", &["span"]),
        ("colgroup", &["span"]),
        ("data", &["value"]),
        ("del", &["cite", "datetime"]),
        ("details", &["open"]),
        ("img", &["alt", "height", "loading", "sizes", "src", "srcset", "width"]),
        ("input", &["checked", "disabled", "type"]),
        ("ins", &["cite", "datetime"]),
        ("li", &["value"]),
        ("map", &["name"]),
        ("ol", &["reversed", "start", "type"]),
        ("pre", &["data-lang"]),
        ("q", &["cite"]),
        ("source", &["height", "media", "sizes", "src", "srcset", "type", "width"]),
        ("td", &["colspan", "headers", "rowspan"]),
        ("th", &["colspan", "headers", "rowspan", "scope"]),
        ("time", &["datetime"]),
        ("track", &["default", "kind", "label", "src", "srclang"]),
        (
            "video",
            &["controls", "height", "loop", "muted", "poster", "preload", "src", "width"],
        ),
    ]
    .into_iter()
    .map(|(tag, names)| (tag, names.iter().copied().collect()))
    .collect()
}
