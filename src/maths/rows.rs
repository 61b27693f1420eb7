//! Rows: names of several letters, functions and the space around them, lines (`\\`).
//! Gives the spaces that TeX would set, since browsers know none around names.
//! Must not know what an operator is in a browser's dictionary.

use super::tree::{Element, Node};

/// The sign between a function and its argument, which nobody sees.
const APPLIED: &str = "\u{2061}";

/// TeX's space between a function's name and what is beside it: 3/18 em.
pub(super) const THIN: &str = "0.1667em";

/// Signs that end a number or a name: what follows is a sum or difference.
const CLOSING: [&str; 16] =
    [")", "]", "}", "⟩", "⟧", "⌋", "⌉", "|", "‖", "!", "…", "⋯", "′", "″", "‴", "⁗"];

/// Mends what stands side by side in an element.
pub(super) fn mend(element: &mut Element) {
    if element.is_token() {
        flatten_token(element);
    }
    if matches!(&*element.name, "mrow" | "math" | "mstyle" | "mtd" | "msqrt" | "mpadded")
    {
        join_letters(element);
        free_spaces(element);
        join_texts(element);
        space_functions(element);
        mark_prefixes(element);
        break_lines(element);
    }
}

/// A sign or name that contains others: one of letters is a word (`\bmod`), any other a row.
fn flatten_token(token: &mut Element) {
    if token.elements().next().is_none() {
        let text = token.all_text();
        token.nodes = vec![Node::Text(text)];
        return;
    }
    let has_signs = token.elements().any(|it| it.is_sign(APPLIED));
    let is_word = !has_signs && is_plain(token);
    if is_word && token.attributes.contains_key("lspace") {
        let text = token.all_text();
        token.nodes = vec![Node::Text(text)];
    } else {
        token.name = "mrow".into();
        token.attributes.clear();
    }
}

/// Whether it holds tokens only, in rows of rows.
fn is_plain(element: &Element) -> bool {
    element.elements().all(|it| it.is_token() || it.is_group() && is_plain(it))
}

/// Letters that are upright or of another alphabet are one name: `\mathrm{Var}`.
fn join_letters(row: &mut Element) {
    let is_upright = |it: &Element| {
        let letter = it.text().unwrap_or_default();
        let is_set = it.attribute("mathvariant").is_some() && it.attributes.len() == 1;
        let is_mapped =
            it.attributes.is_empty() && letter.chars().any(|it| it >= '\u{1d400}');
        it.is("mi") && letter.chars().count() == 1 && (is_set || is_mapped)
    };
    let is_name = row.is_group() && row.nodes.len() > 1;
    if !is_name || !row.nodes.iter().all(|it| it.element().is_some_and(is_upright)) {
        return;
    }
    let text = row.all_text();
    row.nodes = vec![Element::new("mi", vec![Node::Text(text)]).into()];
}

/// Spaces in a row of nothing else: it would be as wide as nothing, whatever they take back.
fn free_spaces(row: &mut Element) {
    let is_space = |it: &Element| {
        it.is_group() && !it.nodes.is_empty() && it.elements().all(|it| it.is("mspace"))
    };
    if !row.elements().any(is_space) {
        return;
    }
    for node in std::mem::take(&mut row.nodes) {
        match node {
            Node::Element(spaces) if is_space(&spaces) => row.nodes.extend(spaces.nodes),
            other => row.nodes.push(other),
        }
    }
}

/// Texts side by side are one.
fn join_texts(row: &mut Element) {
    let mut joined: Vec<Node> = Vec::with_capacity(row.nodes.len());
    for node in std::mem::take(&mut row.nodes) {
        if let Some(Node::Element(last)) = joined.last_mut()
            && let Node::Element(next) = &node
            && last.is("mtext")
            && next.is("mtext")
            && last.attributes == next.attributes
        {
            let text = last.all_text() + &next.all_text();
            last.nodes = vec![Node::Text(text)];
        } else {
            joined.push(node);
        }
    }
    row.nodes = joined;
}

/// Whether it is the name of a function, or one with scripts; takes its sign away.
fn take_applied(node: &mut Node) -> bool {
    let Node::Element(element) = node else { return false };
    if element.is_sign(APPLIED) {
        return true;
    }
    if !matches!(
        &*element.name,
        "msub" | "msup" | "msubsup" | "munder" | "mover" | "munderover"
    ) {
        return false;
    }
    let Some(base) = element.elements_mut().next() else { return false };
    let is_applied = base.nodes.last().and_then(Node::element);
    let is_applied = is_applied.is_some_and(|it| it.is_sign(APPLIED));
    if is_applied && base.is("mrow") {
        base.nodes.pop();
    }
    is_applied
}

/// Sets spaces around the names of functions: `2\sin x`, but none before a bracket or another
/// sign, which has its own.
fn space_functions(row: &mut Element) {
    // The base of a script: the sign says what it is to the row that holds the script.
    if row.nodes.len() == 2 && row.elements().nth(1).is_some_and(|it| it.is_sign(APPLIED))
    {
        return;
    }
    let mut spaced: Vec<Node> = Vec::with_capacity(row.nodes.len());
    let mut nodes = std::mem::take(&mut row.nodes).into_iter().peekable();
    while let Some(mut node) = nodes.next() {
        let names_next =
            nodes.peek().and_then(Node::element).is_some_and(|it| it.is_sign(APPLIED));
        let is_name = take_applied(&mut node);
        let is_sign = node.element().is_some_and(|it| it.is_sign(APPLIED));
        if (names_next || is_name && !is_sign)
            && spaced.last().is_some_and(wants_space_after)
        {
            spaced.push(Element::space(THIN).into());
        }
        if !is_sign {
            spaced.push(node);
        }
        if is_name && nodes.peek().is_some_and(wants_space_before) {
            spaced.push(Element::space(THIN).into());
        }
    }
    row.nodes = spaced;
}

/// Whether a function's name keeps its distance from what stands before it.
fn wants_space_after(node: &Node) -> bool {
    let Node::Element(element) = node else { return false };
    match &*element.name {
        "mspace" | "mtext" => false,
        "mo" => element.text().is_some_and(|it| matches!(it, ")" | "]" | "}")),
        _ => true,
    }
}

/// Whether a function's name keeps its distance from what follows.
fn wants_space_before(node: &Node) -> bool {
    let Node::Element(element) = node else { return false };
    match &*element.name {
        "mspace" | "mo" => false,
        // Brackets that grow are a row, and so is what begins with a bar.
        "mrow" => element.elements().next().is_some_and(|it| !it.is("mo")),
        "mi" => element.text() != Some("|"),
        _ => true,
    }
}

/// Whether a sign ends what it stands behind, so that another sign follows as one between things.
pub(super) fn closes(sign: &str) -> bool {
    CLOSING.contains(&sign)
}

/// A sign of a number is close to it; browsers know only the first of a row for one: `(-1)`.
fn mark_prefixes(row: &mut Element) {
    let mut follows_sign = false;
    for node in &mut row.nodes {
        let Node::Element(element) = node else { continue };
        let text = element.text().unwrap_or_default();
        let is_closed = closes(text);
        let signs_number = element.is("mo") && matches!(text, "+" | "−" | "±" | "∓");
        if follows_sign && signs_number {
            element.put("form", "prefix");
        }
        follows_sign = match &*element.name {
            "mo" => !is_closed,
            "mspace" => follows_sign,
            _ => false,
        };
    }
}

/// Lines outside an environment are the rows of a table.
fn break_lines(row: &mut Element) {
    let is_break = |it: &Node| {
        it.element().is_some_and(|it| it.attribute("linebreak") == Some("newline"))
    };
    if !row.nodes.iter().any(is_break) {
        return;
    }
    let nodes = std::mem::take(&mut row.nodes);
    let lines = nodes.split(is_break).filter(|it| !it.is_empty());
    let rows = lines.map(|line| {
        let cell = Element::new("mtd", line.to_vec());
        Element::new("mtr", vec![cell.into()]).into()
    });
    let mut table = Element::new("mtable", rows.collect());
    table.put("displaystyle", "true");
    row.nodes = vec![table.into()];
}
