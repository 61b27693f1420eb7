//! The way from what the crate makes, `MathML` 3, to `MathML` Core, and the shortest of it.
//! Gives `Element::mended`, which says in which order the mends are made.
//! Must not know TeX.

use super::{
    color, letters, operators, rows, spaces, tables,
    tree::{Element, Node},
};

/// The attributes that are left, all of `MathML` Core.
const ATTRIBUTES: [&str; 21] = [
    "accent",
    "accentunder",
    "class",
    "depth",
    "displaystyle",
    "form",
    "height",
    "linethickness",
    "lspace",
    "mathsize",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rspace",
    "scriptlevel",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
    "largeop",
];

impl Element {
    /// The formula as `MathML` Core; `display` if it has lines of its own.
    pub(super) fn mended(mut self, display: bool) -> Self {
        mend(&mut self);
        simplify(&mut self);
        // In a sentence Firefox lets brackets grow inside a row only.
        if !display && self.elements().any(operators::is_growing) {
            let nodes = std::mem::take(&mut self.nodes);
            self.nodes = vec![Self::new("mrow", nodes).into()];
        }
        self
    }
}

fn mend(element: &mut Element) {
    for part in element.elements_mut() {
        mend(part);
    }
    spaces::mend(element);
    rows::mend(element);
    letters::mend(element);
    color::mend(element);
    operators::mend(element);
    tables::mend(element);
    tables::mend_box(element);
}

/// Leaves out what changes nothing: attributes without a meaning, rows of one, styles in styles.
fn simplify(element: &mut Element) {
    for part in element.elements_mut() {
        simplify(part);
    }
    element.attributes.retain(|key, _| ATTRIBUTES.contains(&&**key));
    if element.attribute("linethickness") == Some("0px") {
        element.put("linethickness", "0");
    }
    if element.is("mpadded") && element.attributes.is_empty() {
        element.name = "mrow".into();
    }
    if element.is("mstyle") {
        simplify_style(element);
    }
    let takes_row =
        matches!(&*element.name, "math" | "mrow" | "mtd" | "msqrt" | "mstyle");
    for node in &mut element.nodes {
        unwrap_single(node);
    }
    if takes_row
        && let [Node::Element(only)] = element.nodes.as_mut_slice()
        && only.is_group()
    {
        element.nodes = std::mem::take(&mut only.nodes);
    }
    if takes_row {
        drop_empty(element);
    }
}

/// A style around a style is the inner one; one that says nothing is a row.
fn simplify_style(style: &mut Element) {
    if let [Node::Element(inner)] = style.nodes.as_mut_slice()
        && inner.is("mstyle")
        && style.attributes.keys().all(|it| inner.attributes.contains_key(it))
    {
        *style = std::mem::take(inner);
    }
    // Text looks the same in any style, and what is between two dollar signs in it is as large.
    let is_small = style.attribute("displaystyle") == Some("false");
    let is_same =
        |it: &Element| it.is("mtext") || is_small && (it.is("mi") || it.is("mn"));
    if style.elements().all(is_same) {
        style.attributes.remove("displaystyle");
        style.attributes.remove("scriptlevel");
    }
    if style.attributes.is_empty() {
        style.name = "mrow".into();
    }
}

fn unwrap_single(node: &mut Node) {
    let Node::Element(element) = node else { return };
    if element.is_group()
        && let [Node::Element(only)] = element.nodes.as_mut_slice()
    {
        *element = std::mem::take(only);
    }
}

/// Empty rows and spaces are left out, but for a row that makes the sign after it stand between
/// two things: `&- b` is a difference.
fn drop_empty(row: &mut Element) {
    let is_empty = |it: &Node| {
        it.element().is_some_and(|it| {
            let is_place = it.is_group() || it.is("mspace") && it.attributes.is_empty();
            is_place && it.nodes.is_empty()
        })
    };
    let mut nodes = std::mem::take(&mut row.nodes).into_iter().peekable();
    while let Some(node) = nodes.next() {
        let next = nodes.peek().and_then(Node::element).and_then(Element::text);
        let is_sign = next.is_some_and(|it| matches!(it, "+" | "−" | "±" | "∓"));
        if !is_empty(&node) || is_sign {
            row.nodes.push(node);
        }
    }
}
