//! Signs: bars and brackets that grow, primes, arrows with labels, accents.
//! Gives them the characters and attributes by which browsers draw them as TeX does.
//! Must not know rows or tables.

use super::tree::{Element, Node};

/// Signs that every browser lets grow by itself.
const GROW: [&str; 12] = ["(", ")", "[", "]", "{", "}", "⟨", "⟩", "⌊", "⌋", "⌈", "⌉"];

/// The space on either side of the label of an arrow.
const LABEL_SPACE: &str = "0.3em";

/// Mends a sign, or what holds signs in a special way.
pub(super) fn mend(element: &mut Element) {
    match &*element.name {
        "mo" => sign(element),
        "mi" => {
            // `|x|` is a name of its own, so that it gets no space.
            if let Some(bar) = element.text().and_then(bar) {
                element.nodes = vec![Node::Text(bar.to_owned())];
            }
        }
        "mrow" => primes(element),
        "mpadded" => padding(element),
        "mover" | "munder" => accent(element),
        _ => (),
    }
}

/// The bar that grows: other than ∣ and ∥, it is a bracket in browsers' dictionaries.
fn bar(text: &str) -> Option<&'static str> {
    match text {
        "∣" | "|" => Some("|"),
        "∥" | "‖" => Some("‖"),
        _ => None,
    }
}

fn sign(element: &mut Element) {
    let is_fence = element.attributes.remove("fence").is_some();
    element.attributes.remove("separator");
    for side in ["lspace", "rspace"] {
        if element.attribute(side) == Some("0em") {
            element.put(side, "0");
        }
    }
    let text = element.text().unwrap_or_default();
    if let Some(bar) = bar(text) {
        let is_small = element.attribute("stretchy") == Some("false");
        if is_fence || is_small {
            element.nodes = vec![Node::Text(bar.to_owned())];
        }
        if is_small {
            element.name = "mi".into();
            element.attributes.clear();
        } else if element.attribute("lspace").is_some() {
            // `\middle|`
            element.put("stretchy", "true");
            element.put("symmetric", "true");
        } else if element.attribute("minsize").is_some() {
            // `\big|`
            element.put("form", "prefix");
            element.attributes.remove("stretchy");
        }
    } else if element.attribute("stretchy") == Some("true") && GROW.contains(&text) {
        element.attributes.remove("stretchy");
    } else if text.chars().all(|it| "′″‴⁗".contains(it)) && !text.is_empty() {
        element.put("lspace", "0");
        element.put("rspace", "0");
    }
}

/// Several primes are one sign.
fn primes(row: &mut Element) {
    let count = row.elements().take_while(|it| it.is_sign("′")).count();
    let sign = match count {
        2 => "″",
        3 => "‴",
        4 => "⁗",
        _ => return,
    };
    let mut prime = Element::new("mo", vec![Node::Text(sign.to_owned())]);
    prime.put("lspace", "0");
    prime.put("rspace", "0");
    row.nodes.splice(..count, [prime.into()]);
}

/// What is wider or narrower than its content: `MathML` Core knows lengths only.
fn padding(element: &mut Element) {
    let width = element.attributes.remove("width").unwrap_or_default();
    if width.starts_with('+') {
        // The label of an arrow, or a box.
        element.name = "mrow".into();
        element.attributes.retain(|key, _| key == "class");
        if !element.attributes.contains_key("class") {
            element.nodes.insert(0, Element::space(LABEL_SPACE).into());
            element.nodes.push(Element::space(LABEL_SPACE).into());
        }
    } else if !width.is_empty() {
        element.put("width", "0");
        match element.attributes.remove("lspace").as_deref() {
            Some("-1width") => element.add_class("m-llap"),
            Some("-0.5width") => element.add_class("m-clap"),
            _ => (),
        }
    }
    for (_, value) in &mut element.attributes {
        if value == "0px" || value == "0em" {
            "0".clone_into(value);
        }
    }
}

/// Accents: a sign that grows is one of those that browsers' dictionaries let grow.
fn accent(element: &mut Element) {
    if element.attribute("accent").is_none() && element.attribute("accentunder").is_none()
    {
        return;
    }
    let Some(sign) = element.elements_mut().nth(1).filter(|it| it.is("mo")) else {
        return;
    };
    let text = sign.text().unwrap_or_default().to_owned();
    let grows = sign.attribute("stretchy") == Some("true");
    let other = match (text.as_str(), grows) {
        ("^", true) => "\u{302}",
        ("~", true) => "\u{303}",
        ("ˇ", true) => "\u{30c}",
        _ => return,
    };
    sign.nodes = vec![Node::Text(other.to_owned())];
}
