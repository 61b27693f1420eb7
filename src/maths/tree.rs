//! The elements of a formula: taken from what the crate makes, written as `MathML`.
//! Gives `Element`, whose attributes are sorted and whose text is escaped when it is written.
//! Must not know what an element means.

use std::{borrow::Cow, collections::BTreeMap};

use katex::{
    dom_tree::{DomSpan, HtmlDomNode},
    mathml_tree::{MathDomNode, MathNode},
};

/// A part of a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

/// An element of a formula.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: Cow<'static, str>,
    pub(super) attributes: BTreeMap<Cow<'static, str>, String>,
    pub(super) nodes: Vec<Node>,
}

impl Element {
    pub(super) fn new(name: &'static str, nodes: Vec<Node>) -> Self {
        Self { name: name.into(), nodes, ..Self::default() }
    }

    /// A space of a width in CSS.
    pub(super) fn space(width: &str) -> Self {
        let mut space = Self::new("mspace", Vec::new());
        space.put("width", width);
        space
    }

    /// The formula in what the crate makes: `<span><math><semantics>` around it.
    pub(super) fn from_span(span: DomSpan) -> Self {
        let mut formula = Self::new("math", Vec::new());
        let found = span.children.into_iter().find_map(|it| match it {
            HtmlDomNode::MathML(math) => Some(math),
            _ => None,
        });
        let semantics = found.and_then(|it| it.children.into_iter().next());
        if let Some(MathDomNode::Math(semantics)) = semantics {
            formula
                .nodes
                .extend(semantics.children.into_iter().take(1).flat_map(nodes_of));
        }
        formula
    }

    fn from_node(node: MathNode) -> Self {
        let keys = node.attributes.into_iter().map(|(key, it)| (Cow::Owned(key), it));
        let mut element = Self {
            name: Cow::Owned(node.node_type.as_ref().to_owned()),
            attributes: keys.collect(),
            nodes: node.children.into_iter().flat_map(nodes_of).collect(),
        };
        for class in &node.classes {
            element.add_class(class);
        }
        element
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// Whether it is one sign, number, name or text: what contains no elements.
    pub(super) fn is_token(&self) -> bool {
        matches!(&*self.name, "mi" | "mn" | "mo" | "mtext" | "ms")
    }

    /// Whether it is a row that only groups.
    pub(super) fn is_group(&self) -> bool {
        self.is("mrow") && self.attributes.is_empty()
    }

    pub(super) fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes.get(key).map(String::as_str)
    }

    pub(super) fn put(&mut self, key: &'static str, value: &str) {
        self.attributes.insert(key.into(), value.to_owned());
    }

    pub(super) fn add_class(&mut self, class: &str) {
        let classes = self.attributes.entry("class".into()).or_default();
        if !classes.is_empty() {
            classes.push(' ');
        }
        classes.push_str(class);
    }

    /// The text of a token.
    pub(super) fn text(&self) -> Option<&str> {
        match self.nodes.as_slice() {
            [Node::Text(text)] if self.is_token() => Some(text),
            _ => None,
        }
    }

    pub(super) fn is_sign(&self, text: &str) -> bool {
        self.is("mo") && self.text() == Some(text)
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.nodes.iter().filter_map(Node::element)
    }

    pub(super) fn elements_mut(&mut self) -> impl Iterator<Item = &mut Self> {
        self.nodes.iter_mut().filter_map(|it| match it {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The text of the first part that has a colour, which the crate gives to what it refuses.
    pub(super) fn refused(&self, color: &str) -> Option<String> {
        if self.attribute("mathcolor") == Some(color) {
            return Some(self.all_text());
        }
        self.elements().find_map(|it| it.refused(color))
    }

    /// The text of all its tokens.
    pub(super) fn all_text(&self) -> String {
        let texts = self.nodes.iter().map(|it| match it {
            Node::Element(element) => Cow::Owned(element.all_text()),
            Node::Text(text) => Cow::Borrowed(text.as_str()),
        });
        texts.collect()
    }

    /// A whole formula as `MathML`.
    pub(super) fn written(&self, display: bool) -> String {
        let mut text = String::new();
        text.push_str(if display { "<math display=\"block\">" } else { "<math>" });
        for node in &self.nodes {
            node.write(&mut text);
        }
        text.push_str("</math>");
        text
    }

    fn write(&self, text: &mut String) {
        text.push('<');
        text.push_str(&self.name);
        for (key, value) in &self.attributes {
            text.push(' ');
            text.push_str(key);
            text.push_str("=\"");
            escape(value, text);
            text.push('"');
        }
        text.push('>');
        for node in &self.nodes {
            node.write(text);
        }
        text.push_str("</");
        text.push_str(&self.name);
        text.push('>');
    }
}

impl Node {
    pub(super) fn element(&self) -> Option<&Element> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) => None,
        }
    }

    fn write(&self, text: &mut String) {
        match self {
            Self::Element(element) => element.write(text),
            Self::Text(own) => escape(own, text),
        }
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

/// What a node of the crate is; a fragment is its parts.
fn nodes_of(node: MathDomNode) -> Vec<Node> {
    match node {
        MathDomNode::Math(node) => vec![Element::from_node(node).into()],
        MathDomNode::Text(text) => vec![Node::Text(text.text)],
        MathDomNode::Space(space) => {
            // Four digits, as TeX's own sizes have: a thin space is 3/18 em.
            let width = format!("{:.4}", space.width);
            let width = width.trim_end_matches('0').trim_end_matches('.');
            vec![Element::space(&format!("{width}em")).into()]
        }
        MathDomNode::Fragment(fragment) => {
            fragment.children.into_iter().flat_map(nodes_of).collect()
        }
    }
}

fn escape(text: &str, into: &mut String) {
    for c in text.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            // Not a character of HTML or XML.
            c if c.is_control() && c != '\n' && c != '\t' => (),
            c => into.push(c),
        }
    }
}
