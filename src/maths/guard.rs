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

/// What is open in a formula: braces, or an environment.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    /// The depth around it, and at its start.
    around: usize,
    start: usize,
    is_table: bool,
}

/// Refuses a formula that nests too deep, whether in braces, brackets and environments, in
/// commands that are each other's arguments, or in switches such as `\bf`, which contain all that
/// follows them in their group or cell.
pub(super) fn nesting(formula: &Expanded, context: &KatexContext) -> Result<(), Failure> {
    let mut levels = Vec::new();
    // The depth, and how many commands wait for an argument.
    let (mut depth, mut waiting) = (0_usize, 0_usize);
    let open = |depth: &mut usize, more: usize, is_table| {
        let around = std::mem::replace(depth, *depth + more);
        Level { around, start: *depth, is_table }
    };
    for (kind, at, token) in tokens(&formula.text) {
        match kind {
            Kind::Space | Kind::Comment => continue,
            Kind::Open => {
                let more = std::mem::take(&mut waiting).max(1);
                levels.push(open(&mut depth, more, false));
            }
            Kind::Close => depth = levels.pop().unwrap_or_default().around,
            Kind::Word => match token {
                "\\left" | "\\begin" | "\\bgroup" | "\\begingroup" => {
                    levels.push(open(&mut depth, 1, token == "\\begin"));
                }
                "\\right" | "\\end" | "\\egroup" | "\\endgroup" => {
                    depth = levels.pop().unwrap_or_default().around;
                }
                _ => match context.functions.get(token) {
                    Some(it) if is_switch(it.node_type, it.num_args) => depth += 1,
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
            Kind::Char | Kind::Sign if matches!(token, "&" | "\\\\") => {
                // A cell ends, and with it the switches in it.
                match levels.last() {
                    Some(level) if level.is_table => depth = level.start,
                    _ => (),
                }
                waiting = 0;
            }
            // The crate takes the sign around the words for one byte.
            Kind::Verbatim if !is_marked_in_ascii(token) => {
                let at = formula.source_of(at..at + token.len());
                return Err(Failure::new(
                    "`\\verb` needs a sign such as `|` around its words",
                    at,
                ));
            }
            Kind::Sign | Kind::Verbatim | Kind::Char => waiting = 0,
        }
        if depth + waiting > DEEPEST {
            let at = formula.source_of(at..at + token.len());
            return Err(Failure::new("the formula nests too deep", at));
        }
    }
    Ok(())
}

/// Whether an ASCII character stands around the words of `\verb|…|`.
fn is_marked_in_ascii(verbatim: &str) -> bool {
    let behind = verbatim.trim_start_matches("\\verb").trim_start_matches('*');
    behind.chars().next().is_none_or(|it| it.is_ascii())
}

/// Whether a command applies to all that follows: `\bf`, `\large`, `\color{red}`.
fn is_switch(node: Option<NodeType>, arguments: usize) -> bool {
    match node {
        Some(NodeType::Styling | NodeType::Sizing | NodeType::Font) => arguments == 0,
        // `\textcolor` has a second one.
        Some(NodeType::Color) => arguments == 1,
        _ => false,
    }
}
