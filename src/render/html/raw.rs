//! HTML that notes bring: links resolved, ids kept unique, the harmful taken out.
//! Gives what `markdown.raw_html` asks for: `safe`, `allow` or `deny`.
//! Judges elements by an allow-list of a sanitizer library, never by patterns.

use std::{
    collections::{HashMap, HashSet},
    fmt::Write as _,
    sync::LazyLock,
};

use ammonia::Builder;
use pulldown_cmark::Event;

use super::{Writer, attribute, links::Place};
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
        let has_text = children.iter().any(|it| matches!(it, Node::Leaf(Event::Text(_), _)));
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
        let mut html = String::with_capacity(piece.html.len());
        let mut at = 0;
        for tag in raw::tags(&piece.html) {
            html.push_str(piece.html.get(at..tag.span.start).unwrap_or_default());
            at = tag.span.end;
            if tag.closing {
                html.push_str(&format!("</{}>", modern(&tag.name).0));
            } else {
                self.push_tag(&mut html, piece, &tag);
            }
        }
        html.push_str(piece.html.get(at..).unwrap_or_default());
        html
    }

    fn push_tag(&mut self, html: &mut String, piece: &Piece, tag: &RawTag) {
        let (name, mut class) = modern(&tag.name);
        // A frame of another site is never loaded; the reader can go there.
        if name == "iframe" && self.scene.markdown.raw_html == RawHtml::Safe {
            let source = tag.attribute("src").map_or("", |it| it.value.trim());
            let title = tag.attribute("title").map_or(source, |it| it.value.as_str());
            let (source, title) = (attribute(source), attribute(title));
            let _ = write!(html, "<a href=\"{source}\">{title}</a>");
            return;
        }
        let mut attributes: Vec<(&str, String)> = Vec::new();
        let linked: Vec<&str> = urls(tag).map(|(it, _)| it.name.as_str()).collect();
        for it in &tag.attributes {
            match it.name.as_str() {
                name if linked.contains(&name) => {
                    attributes.extend(self.rewritten_urls(piece, it).map(|url| (name, url)));
                }
                "id" | "name" if it.name == "id" || tag.name == "a" => {
                    attributes.extend(self.fresh_id(&it.value).map(|id| ("id", id)));
                }
                "align" if name != "td" && name != "th" => class.push_str(&it.value.to_lowercase()),
                "width" | "height" => {
                    let pixels = it.value.trim().trim_end_matches("px").parse::<u32>();
                    attributes.extend(pixels.ok().map(|px| (it.name.as_str(), px.to_string())));
                }
                "class" if !class.is_empty() => class = format!("{class} {}", it.value),
                "class" => class.clone_from(&it.value),
                name => attributes.push((name, it.value.clone())),
            }
        }
        if !class.is_empty() {
            attributes.push(("class", class));
        }
        if name == "img" && tag.attribute("alt").is_none() {
            attributes.push(("alt", String::new()));
        }
        html.push('<');
        html.push_str(name);
        let mut seen: Vec<&str> = Vec::new();
        for (key, value) in &attributes {
            if !seen.contains(key) {
                seen.push(key);
                // Writing to a string cannot fail.
                let _ = write!(html, " {key}=\"{}\"", attribute(value));
            }
        }
        html.push('>');
        if tag.empty && !VOID_STAYS.contains(&name) {
            let _ = write!(html, "</{name}>");
        }
    }

    /// The attribute with every URL in it resolved; `None` when one leads nowhere.
    fn rewritten_urls(&self, piece: &Piece, it: &raw::Attribute) -> Option<String> {
        let urls = split(it, &piece.html);
        let mut value = it.value.trim().to_owned();
        for (url, at) in urls {
            match self.place(piece.place(at), &url) {
                Place::Url(resolved, _) if it.name == "srcset" => {
                    value = value.replacen(&url, &resolved, 1);
                }
                Place::Url(resolved, _) => value = resolved,
                Place::Nowhere(_) | Place::Empty => return None,
            }
        }
        Some(value)
    }

    /// The id, unless a heading has it or it was written before.
    fn fresh_id(&mut self, id: &str) -> Option<String> {
        let known = self.note.anchors.contains(&Anchor::new(id));
        (known && self.anchors.insert(id.to_owned())).then(|| id.to_owned())
    }
}

/// Elements that have no end tag.
const VOID_STAYS: [&str; 8] = ["area", "br", "col", "hr", "img", "input", "source", "wbr"];

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
            "audio", "input", "picture", "section", "source", "track", "video", "map", "area",
        ])
        .rm_tags(["acronym", "center", "rtc", "strike", "tt"])
        .tag_attributes(tag_attributes())
        .set_tag_attribute_value("input", "type", "checkbox")
        .set_tag_attribute_value("input", "disabled", "")
        .generic_attributes(HashSet::from([
            "aria-hidden",
            "aria-label",
            "class",
            "dir",
            "id",
            "lang",
            "role",
            "tabindex",
            "title",
        ]))
        .link_rel(None);
    builder
});

fn tag_attributes() -> HashMap<&'static str, HashSet<&'static str>> {
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
        ("input", &["checked"]),
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
        ("video", &["controls", "height", "loop", "muted", "poster", "preload", "src", "width"]),
    ]
    .into_iter()
    .map(|(tag, names)| (tag, names.iter().copied().collect()))
    .collect()
}
