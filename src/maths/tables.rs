//! Tables of formulas: aligned equations, cases, matrices, arrays with rules, and their tags.
//! Gives rows, cells and tables classes for what `MathML` Core leaves to a style sheet.
//! Must not know what stands in the cells.

use super::{
    tags,
    tree::{Element, Node},
};

/// The space before a tag that something else stands beside.
const TAG_SPACE: &str = "2em";

/// Shows the tags of environments. If one is all there is in a formula, they are at the right
/// edge: an empty cell on either side of the others takes the rest of the line.
pub(super) fn mark_tags(formula: &mut Element) {
    if let [Node::Element(table)] = formula.nodes.as_mut_slice()
        && table.is("mtable")
        && take_tags(table)
    {
        widen(table);
    }
    mark_inner_tags(formula);
}

/// The same in a line with something else: behind the last column.
fn mark_inner_tags(element: &mut Element) {
    for part in element.elements_mut() {
        mark_inner_tags(part);
    }
    if element.is("mtable") && take_tags(element) {
        for row in element.elements_mut() {
            if let Some(Node::Element(cell)) = row.nodes.last_mut()
                && !cell.nodes.is_empty()
            {
                cell.nodes.insert(0, Element::space(TAG_SPACE).into());
            }
        }
    }
}

/// Takes the mark off the tags of a table; whether it has any.
fn take_tags(table: &mut Element) -> bool {
    let mut has_tags = false;
    for row in table.elements_mut() {
        if let Some(Node::Element(cell)) = row.nodes.last_mut()
            && let [Node::Element(tag)] = cell.nodes.as_mut_slice()
            && tag.attribute("mathcolor") == Some(tags::COLOR)
        {
            let nodes = std::mem::take(&mut tag.nodes);
            let is_empty = nodes.iter().all(|it| {
                it.element().is_some_and(|it| it.is_group() && it.nodes.is_empty())
            });
            cell.nodes = if is_empty { Vec::new() } else { nodes };
            has_tags = true;
        }
    }
    has_tags
}

fn widen(table: &mut Element) {
    table.put("width", "100%");
    for row in table.elements_mut() {
        let before = row.nodes.len().saturating_sub(1);
        row.nodes.insert(before, pad());
        row.nodes.insert(0, pad());
    }
    let columns = table.attribute("columnalign").map(|it| format!("center {it}"));
    if let Some(columns) = columns {
        table.put("columnalign", &columns);
    }
}

fn pad() -> Node {
    let mut cell = Element::new("mtd", Vec::new());
    cell.put("width", "50%");
    cell.into()
}

/// Replaces the attributes of a table by classes.
pub(super) fn mend(table: &mut Element) {
    if !table.is("mtable") {
        return;
    }
    let mut list = |key: &str| -> Vec<String> {
        let value = table.attributes.remove(key).unwrap_or_default();
        value.split_whitespace().map(str::to_owned).collect()
    };
    let sides = list("columnalign");
    let bars = list("columnlines");
    let rules = list("rowlines");
    let spaces = list("columnspacing");
    list("rowspacing");
    let is_wide = !list("width").is_empty();

    match spaces.first().map(String::as_str) {
        Some("0em") if spaces.len() > 1 => table.add_class("m-pairs"),
        Some("0em") => table.add_class("m-tight"),
        Some("0.2778em") => table.add_class("m-small"),
        _ => (),
    }
    if is_wide {
        table.add_class("m-tagged");
    }
    // The crate adds an empty row for the rule below the last one, and cells for numbers.
    table.nodes.retain(|it| it.element().is_some_and(|row| !row.nodes.is_empty()));
    for row in table.elements_mut() {
        row.nodes.retain(|it| it.element().is_some_and(|cell| !is_number(cell)));
    }
    let mut is_display = is_wide;
    for (at, row) in table.elements_mut().enumerate() {
        let rule = at.checked_sub(1).and_then(|it| rules.get(it));
        add_line(row, rule, "m-rule");
        for (at, cell) in row.elements_mut().enumerate() {
            let bar = at.checked_sub(1).and_then(|it| bars.get(it));
            add_line(cell, bar, "m-bar");
            match sides.get(at).map(String::as_str) {
                Some("left") => cell.add_class("m-left"),
                Some("right") => cell.add_class("m-right"),
                _ => (),
            }
            if cell.attributes.remove("width").is_some() {
                cell.add_class("m-pad");
            }
            is_display |= unwrap_style(cell);
        }
    }
    if is_display {
        table.put("displaystyle", "true");
    }
}

/// A cell that the crate reserves for a number, which a style sheet of its own would count.
fn is_number(cell: &Element) -> bool {
    let class = cell.attribute("class").unwrap_or_default();
    class.contains("mtr-glue") || class.contains("mml-eqn-num")
}

fn add_line(element: &mut Element, line: Option<&String>, class: &str) {
    match line.map(String::as_str) {
        None | Some("none") => (),
        Some("dashed") => {
            element.add_class(class);
            element.add_class("m-dashed");
        }
        Some(_) => element.add_class(class),
    }
}

/// Takes the style off a cell, which is that of the whole table; whether it is that of a display
/// formula.
fn unwrap_style(cell: &mut Element) -> bool {
    let [Node::Element(style)] = cell.nodes.as_mut_slice() else { return false };
    if !style.is("mstyle") || style.attribute("scriptlevel").is_none() {
        return false;
    }
    let is_display = style.attribute("displaystyle") == Some("true");
    let nodes = std::mem::take(&mut style.nodes);
    cell.nodes = nodes;
    is_display
}

/// Replaces boxes and strikes (`menclose`), which `MathML` Core lacks, by classes.
pub(super) fn mend_box(element: &mut Element) {
    if !element.is("menclose") {
        return;
    }
    element.name = "mrow".into();
    let notation = element.attributes.remove("notation").unwrap_or_default();
    let is_array =
        matches!(element.nodes.as_slice(), [Node::Element(it)] if it.is("mtable"));
    for name in notation.split_whitespace() {
        element.add_class(match name {
            // The crate confuses the edges of an array with rules around it: a bar before its
            // first column is `top`, a rule above its first row is `left`.
            "top" if is_array => "m-before",
            "bottom" if is_array => "m-after",
            "left" if is_array => "m-over",
            "right" if is_array => "m-under",
            "horizontalstrike" => "m-strike",
            "updiagonalstrike" => "m-rising",
            "downdiagonalstrike" => "m-falling",
            "phasorangle" => "m-under",
            "actuarial" => "m-over m-after",
            _ => "m-box",
        });
    }
}
