//! The tags of formulas (`\tag`): the last cell of each row of the environment they stand in.
//! Gives the parts of a formula with such cells, which the crate would leave to a style sheet.
//! Must not know how a tag is shown.

use katex::{
    parser::parse_node::{
        AnyParseNode, ParseNodeArray, ParseNodeArrayTag, ParseNodeColor,
        ParseNodeOrdGroup,
    },
    symbols::Mode,
};

/// A colour that no author can write, for the cells of tags.
pub(super) const COLOR: &str = "tag!";

/// Makes the tags in a formula the last cells of their rows; how many tags there are. The numbers
/// that TeX gives by itself are left out: nothing refers to them.
pub(super) fn to_cells(nodes: &mut Vec<AnyParseNode>) -> usize {
    let count = nodes.iter_mut().map(in_node).sum();
    // A tag is at the edge of the line if the environment is all there is in it.
    if count > 0
        && let [AnyParseNode::Array(array), mark] = nodes.as_mut_slice()
        && mark.text().is_some_and(|it| matches!(it, "." | "," | ";" | ":"))
        && let Some(row) = array.body.last_mut()
        && let [.., AnyParseNode::Styling(cell), _] = row.as_mut_slice()
    {
        match cell.body.as_mut_slice() {
            [AnyParseNode::OrdGroup(group)] => group.body.push(mark.clone()),
            _ => cell.body.push(mark.clone()),
        }
        nodes.pop();
    }
    count
}

fn in_nodes(nodes: &mut [AnyParseNode]) -> usize {
    nodes.iter_mut().map(in_node).sum()
}

fn in_node(node: &mut AnyParseNode) -> usize {
    use AnyParseNode::{Array, Color, LeftRight, OrdGroup, Sizing, Styling, Tag, Text};
    match node {
        Array(it) => {
            let inner: usize = it.body.iter_mut().map(|row| in_nodes(row)).sum();
            inner + in_array(it)
        }
        Color(it) => in_nodes(&mut it.body),
        LeftRight(it) => in_nodes(&mut it.body),
        OrdGroup(it) => in_nodes(&mut it.body),
        Sizing(it) => in_nodes(&mut it.body),
        Styling(it) => in_nodes(&mut it.body),
        Text(it) => in_nodes(&mut it.body),
        // That of the whole formula.
        Tag(it) => 1 + in_nodes(&mut it.body),
        _ => 0,
    }
}

fn in_array(array: &mut ParseNodeArray) -> usize {
    let tags = array.tags.take().unwrap_or_default();
    let count =
        tags.iter().filter(|it| matches!(it, ParseNodeArrayTag::Nodes(_))).count();
    if count == 0 {
        return 0;
    }
    let group = |body| {
        AnyParseNode::OrdGroup(ParseNodeOrdGroup {
            mode: Mode::Text,
            loc: None,
            body,
            semisimple: None,
        })
    };
    let columns = array.body.iter().map(Vec::len).max().unwrap_or(0);
    let mut tags = tags.into_iter();
    for row in &mut array.body {
        row.resize_with(columns, || group(Vec::new()));
        let tag = match tags.next() {
            Some(ParseNodeArrayTag::Nodes(tag)) => tag,
            _ => Vec::new(),
        };
        row.push(AnyParseNode::Color(ParseNodeColor {
            mode: Mode::Text,
            loc: None,
            color: COLOR.to_owned(),
            body: vec![group(tag)],
        }));
    }
    count
}
