//! Signs: bars and brackets that grow, primes, arrows with labels, accents.
//! Gives them the characters and attributes by which browsers draw them as TeX does.
//! Must not know rows or tables.

use icu_normalizer::ComposingNormalizerBorrowed;

use super::{
    LONGEST,
    tree::{Element, Node},
};

/// Signs that every browser lets grow by itself.
const GROW: [&str; 12] = ["(", ")", "[", "]", "{", "}", "⟨", "⟩", "⌊", "⌋", "⌈", "⌉"];

/// The space on either side of the label of an arrow.
const LABEL_SPACE: &str = "0.3em";

/// How far back the class of a negative space goes, in em: that of `\!`.
const BACK: f64 = 1.0 / 6.0;

/// The most spaces of that width for one that is wider: 4 em.
const MOST_BACK: usize = 24;

/// Lengths that TeX knows, in em of 10 points.
const UNITS: [(&str, f64); 13] = [
    ("em", 1.0),
    ("ex", 0.431),
    ("pt", 0.1),
    ("px", 0.1),
    ("bp", 0.100_4),
    ("pc", 1.2),
    ("dd", 0.107),
    ("cc", 1.284),
    ("mm", 0.284_5),
    ("cm", 2.845),
    ("in", 7.227),
    ("mu", 1.0 / 18.0),
    ("sp", 0.1 / 65_536.0),
];

/// The stroke through the sign before it: `\not`.
const STRUCK: char = '\u{338}';

/// Accents beside a letter, and above it.
const ACCENTS: [(&str, char); 11] = [
    ("ˊ", '\u{301}'),
    ("ˋ", '\u{300}'),
    ("^", '\u{302}'),
    ("~", '\u{303}'),
    ("¨", '\u{308}'),
    ("˙", '\u{307}'),
    ("ˇ", '\u{30c}'),
    ("˘", '\u{306}'),
    ("ˉ", '\u{304}'),
    ("˚", '\u{30a}'),
    ("˝", '\u{30b}'),
];

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
        "mspace" => back(element),
        "mover" | "munder" => accent(element),
        _ => (),
    }
}

/// Whether it is a bracket that grows with what is in it.
pub(super) fn is_growing(element: &Element) -> bool {
    let is_fixed =
        ["stretchy", "minsize"].iter().any(|it| element.attribute(it).is_some());
    let is_bracket = |it: &str| GROW.contains(&it) || bar(it).is_some();
    element.is("mo") && !is_fixed && element.text().is_some_and(is_bracket)
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
    if element.attribute("minsize") == Some("3.0em") {
        // Its label makes it long enough.
        element.attributes.remove("minsize");
    }
    if let [Node::Text(text)] = element.nodes.as_mut_slice()
        && text.contains(STRUCK)
    {
        *text = composed(text);
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
        prime(element);
    } else if element.attribute("minsize").is_some() {
        // An arrow of a diagram, which would rise with the height of its label.
        element.put("symmetric", "true");
    }
}

/// Several primes are one sign.
fn primes(row: &mut Element) {
    let count = row.elements().take_while(|it| it.is_sign("′")).count();
    let sign = match count {
        0 | 1 => return,
        2 => "″".to_owned(),
        3 => "‴".to_owned(),
        4 => "⁗".to_owned(),
        more => "′".repeat(more),
    };
    let mut joined = Element::new("mo", vec![Node::Text(sign)]);
    prime(&mut joined);
    row.nodes.splice(..count, [joined.into()]);
}

/// A sign without space, of a class: most browsers draw it as high and small as any superscript,
/// which it is by itself in fonts.
fn prime(sign: &mut Element) {
    sign.attributes.insert("class".into(), "m-prime".to_owned());
    sign.put("lspace", "0");
    sign.put("rspace", "0");
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
    if let Some(raised) = element.attribute("voffset") {
        match raised_by(raised) {
            Some(raised) => element.put("voffset", &raised),
            None => drop(element.attributes.remove("voffset")),
        }
    }
    for value in element.attributes.values_mut() {
        if value == "0px" || value == "0em" {
            "0".clone_into(value);
        }
    }
}

/// How far something is raised, in a unit of CSS; `None` if that leads out of any line.
fn raised_by(length: &str) -> Option<String> {
    let em = in_em(length).filter(|it| it.abs() <= LONGEST)?;
    let is_css = ["em", "ex", "pt", "px", "mm", "cm", "in", "pc"];
    let is_css = is_css.iter().any(|it| length.ends_with(it));
    Some(if is_css { length.to_owned() } else { format!("{em:.4}em") })
}

fn in_em(length: &str) -> Option<f64> {
    let number = length.trim_end_matches(|it: char| it.is_ascii_alphabetic());
    let unit = length.get(number.len()..)?;
    let (_, em) = UNITS.iter().find(|(name, _)| *name == unit)?;
    Some(number.parse::<f64>().ok()? * em)
}

/// A negative space (`\!`), which browsers take for none: as many short ones as are as wide.
fn back(space: &mut Element) {
    let Some(width) = space.attribute("width").filter(|it| it.starts_with('-')) else {
        return;
    };
    let mut left = in_em(width).map_or(BACK, f64::abs) - BACK / 2.0;
    space.attributes.clear();
    space.add_class("m-back");
    let short = space.clone();
    let mut more = Vec::new();
    while left > BACK && more.len() + 1 < MOST_BACK {
        more.push(short.clone().into());
        left -= BACK;
    }
    if !more.is_empty() {
        more.push(short.into());
        *space = Element::new("mrow", more);
    }
}

/// Accents: a sign that grows is one of those that browsers' dictionaries let grow.
fn accent(element: &mut Element) {
    if element.attribute("accent").is_none() && element.attribute("accentunder").is_none()
    {
        return;
    }
    let sign = element.elements().nth(1).filter(|it| it.is("mo"));
    let Some(text) = sign.and_then(Element::text).map(str::to_owned) else { return };
    if let Some(Node::Element(base)) = element.nodes.first()
        && base.is("mtext")
        && let Some(letter) = base.text().and_then(|it| accented(it, &text))
    {
        let mut joined = base.clone();
        joined.nodes = vec![Node::Text(letter)];
        *element = joined;
        return;
    }
    if text == "‾" {
        // Few fonts have a line that grows.
        let class = if element.is("mover") { "m-over" } else { "m-under" };
        element.name = "mrow".into();
        element.attributes.clear();
        element.add_class(class);
        element.nodes.truncate(1);
        return;
    }
    let Some(sign) = element.elements_mut().nth(1) else { return };
    match (text.as_str(), sign.attribute("stretchy") == Some("true")) {
        ("^", true) => sign.nodes = vec![Node::Text("\u{302}".to_owned())],
        // The accent stands before its letter in most fonts; an arrow would be as wide as two.
        ("\u{20d7}", false) => {
            sign.nodes = vec![Node::Text("→".to_owned())];
            sign.put("mathsize", "60%");
            sign.put("stretchy", "false");
        }
        _ => (),
    }
}

/// A letter of a text with its accent, which the crate takes apart.
fn accented(letter: &str, accent: &str) -> Option<String> {
    let combining = ACCENTS.iter().find(|(sign, _)| *sign == accent)?.1;
    // The crate takes the dot off an i first.
    let letter = letter.replace('ı', "i").replace('ȷ', "j");
    Some(composed(&format!("{letter}{combining}")))
}

/// A text whose characters have their marks in them, where Unicode has such characters.
fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}
