//! The attributes of the author's HTML: which may stay, with which values.
//! Gives them in the order of their names, with the links that their URLs are.
//! Must not know where links lead.

use std::borrow::Cow;

use super::{
    Form, NONE, Reader, braces::is_free, html::GivenId, narrowed, shapes, widened,
};
use crate::{
    config::RawHtml,
    diag::Span,
    note::{
        Link,
        doc::{AttributeEntry, Entry, NodeId, Str},
        links::{Dest, Form as DestForm, Url, is_harmless, split, urls},
        raw::{Attribute, Piece, RawTag},
    },
};

/// An attribute that stays.
type Kept<'t> = (Cow<'t, str>, Cow<'t, str>, Option<&'t Attribute>);

impl Reader<'_> {
    /// Adds the node of an element with the attributes that may stay.
    pub(super) fn add_element(
        &mut self,
        piece: &Piece,
        tag: &RawTag,
        name: &str,
        (inline, class): (bool, &str),
    ) -> u32 {
        let kept = match self.rules.raw_html() {
            RawHtml::Safe => safe(tag, name, class),
            RawHtml::Allow | RawHtml::Deny => allowed(tag),
        };
        self.add_with(Some((piece, tag)), name, &piece.span(tag), inline, kept)
    }

    /// Adds the place that an element gives which does not stay.
    pub(super) fn add_place(&mut self, id: &str, span: &Span, inline: bool) {
        let kept = vec![("id".into(), id.into(), None)];
        self.add_with(None, "span", span, inline, kept);
    }

    /// Adds the link to what a frame shows.
    pub(super) fn add_frame(&mut self, piece: &Piece, tag: &RawTag, inline: bool) -> u32 {
        let source = tag.attribute("src");
        let mut kept: Vec<Kept<'_>> = Vec::new();
        kept.extend(source.map(|it| ("href".into(), it.value.trim().into(), Some(it))));
        kept.extend(
            tag.attribute("id").map(|it| ("id".into(), (&*it.value).into(), None)),
        );
        self.add_with(Some((piece, tag)), "a", &piece.span(tag), inline, kept)
    }

    /// Adds the node of a part of a drawing.
    pub(super) fn add_shape(
        &mut self,
        piece: &Piece,
        tag: &RawTag,
        name: &str,
        inline: bool,
    ) -> u32 {
        let styles = tag.attribute("style").map(|it| shapes::styles(&it.value));
        let styles = styles.unwrap_or_default();
        let mut kept: Vec<Kept<'_>> = Vec::new();
        for it in &tag.attributes {
            // The name that older programs write.
            let name = if it.name == "xlink:href" { "href" } else { it.name.as_str() };
            let is_styled = styles.iter().any(|(it, _)| it == name);
            if name == "id" {
                kept.push(("id".into(), it.value.as_str().into(), None));
            } else if name == "class" {
                kept.push(("class".into(), classes(&it.value, "").into(), None));
            } else if !is_styled && shapes::stays_inside(name, &it.value) {
                kept.push((
                    shapes::attribute(name).into(),
                    it.value.as_str().into(),
                    None,
                ));
            }
        }
        kept.extend(
            styles
                .iter()
                .map(|(name, value)| (name.as_str().into(), value.as_str().into(), None)),
        );
        self.add_with(Some((piece, tag)), name, &piece.span(tag), inline, kept)
    }

    /// Adds an element with attributes; their links are those of the tag in a piece of HTML.
    fn add_with(
        &mut self,
        tag: Option<(&Piece, &RawTag)>,
        name: &str,
        span: &Span,
        inline: bool,
        mut kept: Vec<Kept<'_>>,
    ) -> u32 {
        kept.sort_by(|a, b| a.0.cmp(&b.0));
        kept.dedup_by(|a, b| a.0 == b.0);
        let node = self.read.doc.count();
        let first = narrowed(self.read.doc.attributes.len());
        for (name, value, attribute) in &kept {
            let link = attribute.zip(tag).map(|(it, tag)| self.add_urls(tag, it, node));
            if name == "id" {
                if !is_free(value) {
                    continue;
                }
                let attribute = narrowed(self.read.doc.attributes.len());
                let id = GivenId { node, attribute, span: span.clone(), is_made: false };
                self.read.given_ids.push(id);
            }
            let (name, value) = (self.short(name, span), self.short(value, span));
            let link = link.unwrap_or(NONE);
            self.read.doc.attributes.push(AttributeEntry { name, value, link });
        }
        let count = narrowed(self.read.doc.attributes.len()) - first;
        let name = self.short(name, span);
        let form = self.form_of_element(name, (first, count), inline);
        self.add(form, narrowed(span.start), narrowed(span.end))
    }

    /// Adds an empty attribute behind the others of the last element, for the id of a heading.
    pub(super) fn reserve_id(&mut self, node: u32) -> Option<u32> {
        let Entry { form: Form::Html { element, .. }, .. } = self.entry(node) else {
            return None;
        };
        let name = self.decoded("id");
        let at = narrowed(self.read.doc.attributes.len());
        let value = Str::default();
        self.read.doc.attributes.push(AttributeEntry { name, value, link: NONE });
        self.read.doc.elements.get_mut(widened(element))?.count += 1;
        Some(at)
    }

    /// Words as a string, those of the source where they stand in a span of it.
    fn short(&mut self, words: &str, span: &Span) -> Str {
        self.place_of(words, span).unwrap_or_else(|| self.decoded(words))
    }

    /// Adds the links that the URLs of an attribute are; gives the first.
    fn add_urls(
        &mut self,
        (piece, tag): (&Piece, &RawTag),
        attribute: &Attribute,
        node: u32,
    ) -> u32 {
        let kind =
            urls(tag).find(|(it, _)| it.name == attribute.name).map(|(_, kind)| kind);
        let kind = kind.unwrap_or(crate::note::LinkKind::HtmlLink);
        let first = narrowed(self.read.links.len());
        for Url { url: href, place, .. } in split(attribute, &piece.html) {
            let start = piece.place(place.start);
            let span = start..start + (place.end - place.start);
            let dest = Dest::new(self.text, span.clone(), &href, DestForm::Attribute)
                .or_else(|| Dest::of_attribute(self.text, piece, attribute, &href));
            let (node, title) = (NodeId::new(node), "".into());
            let link = Link {
                href,
                title,
                kind,
                span,
                node,
                dest,
                is_inline: false,
                size: None,
            };
            self.read.links.push(link);
        }
        first
    }
}

/// The attributes that stay as they are written; the mark by which scripts know what the program
/// and the theme wrote is not the author's.
fn allowed(tag: &RawTag) -> Vec<Kept<'_>> {
    let linked: Vec<&str> = urls(tag).map(|(it, _)| it.name.as_str()).collect();
    let kept = tag.attributes.iter().filter(|it| it.name != "data-crib").map(|it| {
        let is_linked = linked.contains(&it.name.as_str());
        let name = if it.name == "name" && tag.name == "a" { "id" } else { &it.name };
        let value = if is_linked { it.value.trim() } else { it.value.as_str() };
        (name.into(), value.into(), is_linked.then_some(it))
    });
    kept.collect()
}

/// The attributes that do no harm, and cannot wear what is the theme's.
fn safe<'t>(tag: &'t RawTag, name: &str, class: &str) -> Vec<Kept<'t>> {
    let linked: Vec<&str> = urls(tag).map(|(it, _)| it.name.as_str()).collect();
    let mut kept: Vec<Kept<'t>> = Vec::new();
    let mut class = class.to_owned();
    for it in &tag.attributes {
        let (key, value) = (it.name.as_str(), it.value.as_str());
        match key {
            "id" => kept.push(("id".into(), value.into(), None)),
            "name" if tag.name == "a" && tag.attribute("id").is_none() => {
                kept.push(("id".into(), value.into(), None));
            }
            "class" => class = classes(value, &class),
            "align" => {
                let side = value.trim().to_ascii_lowercase();
                if matches!(side.as_str(), "left" | "right" | "center") {
                    let space = if class.is_empty() { "" } else { " " };
                    class.extend([space, &side]);
                }
            }
            "role" if value != "img" => (),
            "aria-hidden" | "aria-label" | "dir" | "lang" | "role" | "title" => {
                kept.push((key.into(), value.into(), None));
            }
            "type" | "disabled" if name == "input" => (),
            "cite" if !is_harmless(value.trim()) => (),
            "width" | "height" if is_own(name, key) => {
                let pixels = value.trim().trim_end_matches("px").parse::<u32>();
                kept.extend(
                    pixels.ok().map(|it| (key.into(), it.to_string().into(), None)),
                );
            }
            _ if is_own(name, key) => {
                let is_linked = linked.contains(&key);
                let value = if is_linked { value.trim() } else { value };
                kept.push((key.into(), value.into(), is_linked.then_some(it)));
            }
            _ => (),
        }
    }
    if !class.is_empty() {
        kept.push(("class".into(), class.into(), None));
    }
    if name == "img" && tag.attribute("alt").is_none() {
        kept.push(("alt".into(), "".into(), None));
    }
    // The only control a note may have is the box of a task.
    if name == "input" {
        kept.push(("type".into(), "checkbox".into(), None));
        kept.push(("disabled".into(), "".into(), None));
    }
    kept
}

/// The author's classes, which no style of the theme's means, behind one of ours.
fn classes(value: &str, class: &str) -> String {
    let own = value.split_ascii_whitespace().map(|it| format!("n-{it}"));
    let all: Vec<String> = Some(class.to_owned())
        .filter(|it| !it.is_empty())
        .into_iter()
        .chain(own)
        .collect();
    all.join(" ")
}

/// Whether an element may have an attribute besides those that all may have.
fn is_own(name: &str, attribute: &str) -> bool {
    let own: &[&str] = match name {
        "a" => &["href", "hreflang"],
        "area" => &["alt", "coords", "href", "shape"],
        "audio" => &["controls", "loop", "muted", "preload", "src"],
        "blockquote" | "q" => &["cite"],
        "col" | "colgroup" => &["span"],
        "data" | "li" => &["value"],
        "del" | "ins" => &["cite", "datetime"],
        "details" => &["open"],
        "img" => &["alt", "height", "loading", "sizes", "src", "srcset", "width"],
        "input" => &["checked"],
        "map" => &["name"],
        "ol" => &["reversed", "start", "type"],
        "source" => &["height", "media", "sizes", "src", "srcset", "type", "width"],
        "td" => &["colspan", "headers", "rowspan"],
        "th" => &["colspan", "headers", "rowspan", "scope"],
        "time" => &["datetime"],
        "track" => &["default", "kind", "label", "src", "srclang"],
        "video" => {
            &["controls", "height", "loop", "muted", "poster", "preload", "src", "width"]
        }
        _ => &[],
    };
    own.contains(&attribute)
}
