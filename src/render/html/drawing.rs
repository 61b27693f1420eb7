//! Drawings and formulas that notes bring as `<svg>` and `<math>`.
//! Gives their shapes and words; scripts, styles and everything that loads something goes.
//! Must not judge: `lists` says what may be there; of any other element the words stay.

mod lists;

use std::collections::BTreeMap;

use pulldown_cmark::Event;

pub(super) use self::lists::{ATTRIBUTES, MATH, SVG};
use self::lists::{canonical, stays_inside, styles};
use super::{Writer, attribute, push_attribute};
use crate::{
    note::{
        Node,
        raw::{self, Attribute, Part, Piece, RawTag},
    },
    text::single_spaced,
};

impl Writer<'_> {
    /// Writes the drawing that a run of inline nodes is; `false` when it draws nothing.
    pub(super) fn inline_drawing(&mut self, nodes: &[Node]) -> bool {
        let Some((first, rest)) = nodes.split_first() else { return false };
        let Some(start) = only_tag(first).filter(draws) else { return false };
        let mut parts = Vec::new();
        for node in rest {
            match node {
                Node::Leaf(Event::Text(text) | Event::Code(text), _) => {
                    parts.push(Part::Text(text.to_string(), 0..0));
                }
                Node::Leaf(Event::SoftBreak | Event::HardBreak, _) => {
                    parts.push(Part::Text(String::from(" "), 0..0));
                }
                node => {
                    let piece = Piece::cast(node);
                    parts.extend(piece.into_iter().flat_map(|it| raw::parts(&it.html)));
                }
            }
        }
        let mut html = String::new();
        self.push_drawing(&mut html, &start, &parts);
        self.html(html);
        true
    }

    /// Writes a drawing: its first tag and the parts up to its end.
    ///
    /// Whatever is left open in it is closed, so that it never reaches beyond its own end.
    pub(super) fn push_drawing(
        &mut self,
        html: &mut String,
        start: &RawTag,
        parts: &[Part],
    ) {
        let last: BTreeMap<&str, usize> = parts
            .iter()
            .enumerate()
            .filter_map(|(at, it)| match it {
                Part::Tag(tag) if tag.closing => Some((tag.name.as_str(), at)),
                _ => None,
            })
            .collect();
        let mut open = Vec::new();
        self.push_shape(html, start, &mut open);
        // Words that HTML would set within a drawing stand behind it, and so do the places that
        // links name.
        let (mut foreign, mut behind) = (0_usize, String::new());
        let mut places = String::new();
        let behind_tag = |at: usize| parts.get(at + 1..).unwrap_or_default();
        let mut parts = parts.iter().enumerate();
        while let Some((at, part)) = parts.next() {
            match part {
                Part::Tag(tag) if is_dropped(tag) => {
                    self.push_id(&mut places, tag);
                    // Left open, it takes nothing with it.
                    if last.get(tag.name.as_str()).is_some_and(|it| *it > at) {
                        for (at, part) in parts.by_ref() {
                            match part {
                                part if closes(part, &tag.name) => break,
                                Part::Tag(tag) => {
                                    self.push_id(
                                        &mut places,
                                        &raw::with_id(tag, behind_tag(at)),
                                    );
                                }
                                _ => (),
                            }
                        }
                    }
                }
                Part::Tag(tag) if tag.name == "foreignobject" => {
                    self.push_id(&mut places, tag);
                    foreign = if tag.closing {
                        foreign.saturating_sub(1)
                    } else {
                        foreign + usize::from(!tag.empty)
                    };
                }
                Part::Tag(tag) => {
                    let is_inside = foreign == 0 || tag.name == start.name;
                    if !is_inside || !self.push_shape(html, tag, &mut open) {
                        self.push_id(&mut places, &raw::with_id(tag, behind_tag(at)));
                    }
                }
                Part::Text(text, _) if foreign > 0 => behind.push_str(text),
                Part::Text(text, _) => html.push_str(&attribute(text)),
                Part::Comment(_) | Part::Open(_) => (),
            }
        }
        for name in open.into_iter().rev() {
            html.extend(["</", name, ">"]);
        }
        let behind = single_spaced(&behind);
        if !behind.is_empty() {
            html.extend([" ", &attribute(&behind)]);
        }
        html.push_str(&places);
    }

    /// Writes a tag; `false` for one that may not be there, of which what is inside stays.
    fn push_shape(
        &mut self,
        html: &mut String,
        tag: &RawTag,
        open: &mut Vec<&'static str>,
    ) -> bool {
        if tag.closing {
            let is_start = |it: &&str| it.eq_ignore_ascii_case(&tag.name);
            if let Some(at) = open.iter().rposition(is_start) {
                for name in open.drain(at..).rev() {
                    html.extend(["</", name, ">"]);
                }
            }
            return true;
        }
        let Some(name) = canonical(&tag.name, open) else { return false };
        html.extend(["<", name]);
        let styles =
            tag.attribute("style").map(|it| styles(&it.value)).unwrap_or_default();
        for Attribute { name, value, .. } in &tag.attributes {
            // The name that older programs write.
            let name = if name == "xlink:href" { "href" } else { name.as_str() };
            let is_styled = styles.iter().any(|(it, _)| it == name);
            if name == "id" {
                if let Some(id) = self.fresh_id(value) {
                    push_attribute(html, "id", &id);
                }
            } else if !is_styled && stays_inside(name, value) {
                push_attribute(html, name, value);
            }
        }
        for (name, value) in &styles {
            push_attribute(html, name, value);
        }
        html.push('>');
        if tag.empty {
            html.extend(["</", name, ">"]);
        } else {
            open.push(name);
        }
        true
    }
}

/// Whether the inside of an element is neither picture nor words, so that it goes with it.
fn is_dropped(tag: &RawTag) -> bool {
    let name = tag.name.as_str();
    !tag.closing
        && !tag.empty
        && matches!(name, "script" | "style" | "title" | "annotation" | "annotation-xml")
}

fn closes(part: &Part, name: &str) -> bool {
    matches!(part, Part::Tag(tag) if tag.closing && tag.name == name)
}

/// Whether a tag begins a drawing: the name of an element in a sentence about it does not.
fn draws(start: &RawTag) -> bool {
    !start.empty && (start.name != "svg" || !start.attributes.is_empty())
}

/// The drawings among inline nodes, each from the node of its first tag to that of its last.
pub(super) fn among(nodes: &[Node]) -> BTreeMap<usize, usize> {
    let mut open = Open::default();
    for (at, node) in nodes.iter().enumerate() {
        if let Some(tag) = only_tag(node) {
            open.meet(at, &tag);
        } else if matches!(node, Node::Elem(..)) {
            // Markdown draws nothing.
            open.starts.clear();
        }
    }
    open.ends
}

/// The tag that an inline node of raw HTML is, if it may begin or end a drawing.
fn only_tag(node: &Node) -> Option<RawTag> {
    let Node::Leaf(Event::InlineHtml(html), _) = node else { return None };
    let name = html.trim_start_matches(['<', '/']);
    let is_drawing = ["svg", "math"]
        .iter()
        .any(|it| name.get(..it.len()).is_some_and(|name| name.eq_ignore_ascii_case(it)));
    let tags = if is_drawing { raw::tags(html) } else { Vec::new() };
    tags.into_iter().next()
}

/// The drawings in a piece of HTML, each from the part of its first tag to that of its last.
pub(super) fn in_parts(parts: &[Part]) -> BTreeMap<usize, usize> {
    let mut open = Open::default();
    for (at, part) in parts.iter().enumerate() {
        if let Part::Tag(tag) = part {
            open.meet(at, tag);
        }
    }
    open.ends
}

/// The drawings that have begun and not ended, and where others ended.
#[derive(Default)]
struct Open {
    starts: Vec<(usize, String)>,
    ends: BTreeMap<usize, usize>,
}

impl Open {
    fn meet(&mut self, at: usize, tag: &RawTag) {
        if !matches!(tag.name.as_str(), "svg" | "math") {
            return;
        }
        if tag.empty {
            self.ends.insert(at, at);
        } else if !tag.closing {
            self.starts.push((at, tag.name.clone()));
        } else if self.starts.last().is_some_and(|(_, name)| *name == tag.name)
            && let Some((start, _)) = self.starts.pop()
        {
            self.ends.insert(start, at);
        }
    }
}
