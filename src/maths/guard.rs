//! Limits on formulas, judged before the crate reads them: it calls itself for every level, and a
//! stack that overflows ends the program.
//! Gives a failure that says which limit a formula exceeds.
//! Must not know what a formula looks like.

use katex::{KatexContext, parser::parse_node::NodeType, symbols::Mode};

use super::{
    Failure,
    expand::Expanded,
    tokens::{Kind, tokens},
};

/// The longest formula in bytes, also after the author's macros.
pub(super) const MOST_BYTES: usize = 10_000;

/// How deep a formula may nest. `crate::maths::tests` sets formulas of this depth in a thread with
/// a stack of 2 MiB, the smallest that any of ours has.
const DEEPEST: usize = 60;

pub(super) const TOO_LONG: &str = "the formula is too long";

/// Refuses a formula that is too long or contains a null character.
pub(super) fn length(tex: &str) -> Result<(), Failure> {
    if tex.len() > MOST_BYTES {
        return Err(Failure::of(TOO_LONG, tex));
    }
    match tex.find('\0') {
        Some(at) => {
            Err(Failure::new("the formula contains a null character", at..at + 1))
        }
        None => Ok(()),
    }
}

/// Refuses a formula that nests too deep, whether in braces, brackets and environments, in
/// commands that are each other's arguments, or in switches such as `\bf`, which contain all that
/// follows them in their group.
pub(super) fn nesting(formula: &Expanded, context: &KatexContext) -> Result<(), Failure> {
    // The depth before each group that is open, and how many commands wait for an argument.
    let mut groups = Vec::new();
    let (mut depth, mut waiting) = (0_usize, 0_usize);
    for (kind, at, token) in tokens(&formula.text) {
        match kind {
            Kind::Space | Kind::Comment => continue,
            Kind::Open => {
                groups.push(depth);
                depth += std::mem::take(&mut waiting).max(1);
            }
            Kind::Close => depth = groups.pop().unwrap_or(0),
            Kind::Word => match token {
                "\\left" | "\\begin" | "\\bgroup" | "\\begingroup" => depth += 1,
                "\\right" | "\\end" | "\\egroup" | "\\endgroup" => {
                    depth = depth.saturating_sub(1);
                }
                _ => match context.functions.get(token) {
                    Some(it) if is_switch(it.node_type) => depth += 1,
                    Some(it) if it.num_args > 0 => waiting += 1,
                    Some(_) => waiting = 0,
                    None if context.symbols.get(Mode::Math, token).is_some() => {
                        waiting = 0;
                    }
                    // A macro may look at what follows, such as `\dots`.
                    None => waiting += 1,
                },
            },
            Kind::Char if token == "^" || token == "_" => waiting += 1,
            // The optional argument of a root.
            Kind::Char if token == "[" && waiting > 0 => waiting += 1,
            Kind::Sign | Kind::Verbatim | Kind::Char => waiting = 0,
        }
        if depth + waiting > DEEPEST {
            let at = formula.source_of(at..at + token.len());
            return Err(Failure::new("the formula nests too deep", at));
        }
    }
    Ok(())
}

fn is_switch(node: Option<NodeType>) -> bool {
    matches!(
        node,
        Some(NodeType::Styling | NodeType::Sizing | NodeType::Font | NodeType::Color)
    )
}
