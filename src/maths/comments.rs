//! Comments (`% …`) that are percent signs without a backslash: TeX drops them and what follows.
//! Gives a failure for each that can be told from a comment.
//! Must not know what else is in a formula.

use super::{
    Failure,
    tokens::{Kind, tokens},
};

const MESSAGE: &str = "`%` begins a comment: for a percent sign write `\\%`";

/// Refuses a comment in a formula of one line: the sign that closes the formula would be in it.
pub(super) fn last(tex: &str) -> Result<(), Failure> {
    let is_one_line = !tex.trim().contains('\n');
    match comments(tex).next() {
        Some((at, _)) if is_one_line => Err(Failure::new(MESSAGE, at..at + 1)),
        _ => Ok(()),
    }
}

/// The failure for a comment that has the `}` of a group outside, as in `\text{50%}`: such a formula
/// is seldom right.
pub(super) fn closing(tex: &str) -> Option<Failure> {
    let (at, _) = comments(tex).find(|(_, it)| closes_more(it))?;
    Some(Failure::new(MESSAGE, at..at + 1))
}

fn comments(tex: &str) -> impl Iterator<Item = (usize, &str)> {
    tokens(tex).filter(|(kind, ..)| *kind == Kind::Comment).map(|(_, at, it)| (at, it))
}

/// Whether a `}` in a comment has no `{` in it.
fn closes_more(comment: &str) -> bool {
    let mut depth = 0_usize;
    let inside = comment.strip_prefix('%').unwrap_or(comment);
    tokens(inside).any(|(kind, ..)| match kind {
        Kind::Open => {
            depth += 1;
            false
        }
        Kind::Close if depth == 0 => true,
        Kind::Close => {
            depth -= 1;
            false
        }
        _ => false,
    })
}
