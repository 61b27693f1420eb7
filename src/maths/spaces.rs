//! The space around signs, which browsers take from a dictionary that sees each sign alone.
//! Gives none in scripts, none before a sum that begins, and a thin one beside dots, as TeX does.
//! Must not know the names of functions.

use super::{
    rows::{THIN, closes},
    tree::{Element, Node},
};

/// Dots in a row, which stand for something that is left out.
const DOTS: [&str; 5] = ["…", "⋯", "⋮", "⋱", "⋰"];

/// Mends the signs of a row, or those of an element's scripts.
pub(super) fn mend(element: &mut Element) {
    match &*element.name {
        "mrow" | "math" | "mstyle" | "mtd" | "msqrt" | "mpadded" => {
            space_dots(element);
            begin_with_sums(element);
        }
        name if holds_scripts(name) => {
            let scripts = element.elements_mut().skip(1);
            scripts.filter(|it| !it.is_token()).for_each(close_up);
        }
        _ => (),
    }
}

fn holds_scripts(name: &str) -> bool {
    matches!(
        name,
        "msub" | "msup" | "msubsup" | "munder" | "mover" | "munderover" | "mroot"
    )
}

/// Dots are no sign between two things, but one of these: `x + ⋯ + y`.
fn space_dots(row: &mut Element) {
    let is_dots = |it: &Node| {
        let sign = it.element().filter(|it| it.is("mo")).and_then(Element::text);
        sign.is_some_and(|it| DOTS.contains(&it))
    };
    if !row.nodes.iter().any(is_dots) {
        return;
    }
    let has_space = |it: &Node, but: &[&str]| {
        let Some(it) = it.element() else { return false };
        it.is("mspace") || it.is("mo") && !it.text().is_some_and(|it| but.contains(&it))
    };
    let mut spaced: Vec<Node> = Vec::with_capacity(row.nodes.len());
    let mut nodes = std::mem::take(&mut row.nodes).into_iter().peekable();
    while let Some(node) = nodes.next() {
        if !is_dots(&node) {
            spaced.push(node);
            continue;
        }
        if spaced.last().is_some_and(|it| !has_space(it, &[])) {
            spaced.push(Element::space(THIN).into());
        }
        let text = node.element().map(Element::all_text).unwrap_or_default();
        spaced.push(Element::new("mi", vec![Node::Text(text)]).into());
        if nodes.peek().is_some_and(|it| !has_space(it, &[",", ";"])) {
            spaced.push(Element::space(THIN).into());
        }
    }
    row.nodes = spaced;
}

/// A sum or an integral keeps its distance from a factor before it, and from nothing else.
fn begin_with_sums(row: &mut Element) {
    let mut follows_factor = false;
    for element in row.elements_mut() {
        let is_sign = element.is("mo");
        let is_closed = element.text().is_some_and(closes);
        let sum = nucleus(element).filter(|it| it.text().is_some_and(is_large));
        let is_sum = sum.is_some();
        if let Some(sum) = sum.filter(|_| !follows_factor) {
            sum.attributes.entry("lspace".into()).or_insert_with(|| "0".to_owned());
        }
        follows_factor = !is_sum && !element.is("mspace") && (!is_sign || is_closed);
    }
}

/// What the scripts of an element belong to; itself if it has none.
fn nucleus(element: &mut Element) -> Option<&mut Element> {
    let mut element = element;
    while holds_scripts(&element.name) {
        element = element.elements_mut().next()?;
    }
    Some(element)
}

/// Takes the space off the signs of a script: `i=1` below a sum, `n-1` above a letter.
fn close_up(script: &mut Element) {
    let is_row = matches!(&*script.name, "mrow" | "mstyle" | "mtd" | "mpadded");
    // The scripts of a script are closed up already.
    let parts = if holds_scripts(&script.name) { 1 } else { usize::MAX };
    for (at, part) in script.elements_mut().take(parts).enumerate() {
        let Some(text) = part.text().map(str::to_owned) else {
            close_up(part);
            continue;
        };
        let is_prefix = part.attributes.contains_key("form")
            || at == 0 && matches!(&*text, "+" | "−" | "±" | "∓");
        if !is_row || !part.is("mo") || is_prefix || !has_space(&text) {
            continue;
        }
        if !matches!(&*text, "," | ";") {
            part.put("lspace", "0");
        }
        part.put("rspace", "0");
    }
}

/// Whether a sign is one that browsers set space around: of a relation or an operation.
fn has_space(sign: &str) -> bool {
    let mut letters = sign.chars();
    let (Some(sign), None) = (letters.next(), letters.next()) else { return false };
    matches!(sign,
        '+' | '=' | '<' | '>' | ':' | ',' | ';' | '±' | '×' | '÷' | '·'
        | '\u{2190}'..='\u{21ff}'
        | '\u{2208}'..='\u{220d}'
        | '\u{2212}'..='\u{2219}'
        | '\u{2223}'..='\u{222a}'
        | '\u{2234}'..='\u{22bf}'
        | '\u{22c4}'..='\u{22ed}'
        | '\u{27f5}'..='\u{27ff}'
        | '\u{2a7d}'..='\u{2aff}')
}

/// Whether a sign is as large as a sum: ∏, ∫, ⋃, ⨁.
fn is_large(sign: &str) -> bool {
    let is_large = |it: char| {
        matches!(it,
            '\u{220f}'..='\u{2211}'
            | '\u{222b}'..='\u{2233}'
            | '\u{22c0}'..='\u{22c3}'
            | '\u{2a00}'..='\u{2a1c}')
    };
    sign.chars().all(is_large) && !sign.is_empty()
}
