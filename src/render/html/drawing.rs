//! Drawings and formulas that notes bring as `<svg>` and `<math>`.
//! Gives their shapes and words; scripts, styles and everything that loads something goes.
//! Judges by allow-lists; what is not on them is left out with what is inside.

use std::collections::BTreeMap;

use pulldown_cmark::Event;

use super::{Writer, attribute, push_attribute};
use crate::note::{
    Node,
    raw::{self, Attribute, Part, Piece, RawTag},
};

/// The elements a drawing may have (SVG 2), as HTML writes their names.
pub(super) const SVG: [&str; 24] = [
    "svg",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "g",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "switch",
    "symbol",
    "text",
    "textPath",
    "tspan",
    "use",
];

/// The elements a formula may have (`MathML` Core).
pub(super) const MATH: [&str; 25] = [
    "math",
    "merror",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
];

/// Their attributes, but for `id`, `class` and the like, which every element may have.
pub(super) const ATTRIBUTES: [&str; 84] = [
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "color",
    "cx",
    "cy",
    "d",
    "direction",
    "display",
    "dominant-baseline",
    "dx",
    "dy",
    "fill",
    "fill-opacity",
    "fill-rule",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "fx",
    "fy",
    "gradientTransform",
    "gradientUnits",
    "height",
    "href",
    "letter-spacing",
    "marker-end",
    "marker-mid",
    "marker-start",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "mask",
    "maskUnits",
    "offset",
    "opacity",
    "orient",
    "paint-order",
    "pathLength",
    "patternTransform",
    "patternUnits",
    "points",
    "preserveAspectRatio",
    "r",
    "refX",
    "refY",
    "rotate",
    "rx",
    "ry",
    "spreadMethod",
    "startOffset",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "text-decoration",
    "textLength",
    "transform",
    "vector-effect",
    "viewBox",
    "visibility",
    "width",
    "word-spacing",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
    // Of formulas.
    "columnspan",
    "displaystyle",
    "linethickness",
    "lspace",
    "mathvariant",
    "rowspan",
    "rspace",
    "stretchy",
];

/// What an attribute may be set to in `style` as well (SVG 2, "presentation attributes").
fn is_presentation(name: &str) -> bool {
    let first = ATTRIBUTES.iter().position(|it| *it == name);
    first.is_some() && !name.contains(char::is_uppercase) && name.len() > 2
}

impl Writer<'_> {
    /// Writes the drawing that a run of inline nodes is; `false` when it draws nothing.
    pub(super) fn inline_drawing(&mut self, nodes: &[Node]) -> bool {
        let Some((first, rest)) = nodes.split_first() else { return false };
        let Some(start) = only_tag(first).filter(draws) else { return false };
        let mut parts = Vec::new();
        for node in rest {
            match node {
                Node::Leaf(Event::Text(text), _) => {
                    parts.push(Part::Text(text.to_string(), 0..0));
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
    pub(super) fn push_drawing(
        &mut self,
        html: &mut String,
        start: &RawTag,
        parts: &[Part],
    ) {
        self.push_shape(html, start);
        let mut skipped: Option<(&str, usize)> = None;
        for part in parts {
            match (part, &mut skipped) {
                (Part::Tag(tag), Some((name, depth)))
                    if tag.name == *name && !tag.empty =>
                {
                    *depth = if tag.closing { *depth - 1 } else { *depth + 1 };
                    if *depth == 0 {
                        skipped = None;
                    }
                }
                // A link around shapes leaves them where they are.
                (Part::Tag(tag), None) if tag.name == "a" => (),
                (Part::Tag(tag), None) if canonical(&tag.name).is_none() => {
                    if !tag.closing && !tag.empty {
                        skipped = Some((&tag.name, 1));
                    }
                }
                (Part::Tag(tag), None) => self.push_shape(html, tag),
                (Part::Text(text, _), None) => html.push_str(&attribute(text)),
                (_, Some(_)) | (Part::Comment(_) | Part::Open(_), None) => (),
            }
        }
    }

    fn push_shape(&mut self, html: &mut String, tag: &RawTag) {
        let Some(name) = canonical(&tag.name) else { return };
        if tag.closing {
            return html.extend(["</", name, ">"]);
        }
        html.extend(["<", name]);
        let styles =
            tag.attribute("style").map(|it| styles(&it.value)).unwrap_or_default();
        for Attribute { name, value, .. } in &tag.attributes {
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
        }
    }
}

/// The name of an element as HTML writes it, if it may be there.
fn canonical(name: &str) -> Option<&'static str> {
    SVG.iter().chain(&MATH).copied().find(|it| it.eq_ignore_ascii_case(name))
}

/// The declarations of a `style` attribute that can be attributes of their own.
fn styles(style: &str) -> Vec<(String, String)> {
    let declarations = style.split(';').filter_map(|it| it.split_once(':'));
    declarations
        .map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned()))
        .filter(|(name, value)| is_presentation(name) && stays_inside(name, value))
        .collect()
}

/// Whether an attribute refers to nothing but parts of the page.
fn stays_inside(name: &str, value: &str) -> bool {
    let value = value.trim();
    let is_place = value.starts_with('#');
    let mut urls = value.match_indices("url(").map(|(at, it)| value.get(at + it.len()..));
    let is_known = ATTRIBUTES.iter().any(|it| it.eq_ignore_ascii_case(name));
    let is_generic =
        matches!(name, "class" | "role" | "dir" | "lang") || name.starts_with("aria-");
    (is_known || is_generic)
        && (name != "href" || is_place)
        && urls.all(|it| {
            it.is_some_and(|it| it.trim_start_matches(['"', '\'', ' ']).starts_with('#'))
        })
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
