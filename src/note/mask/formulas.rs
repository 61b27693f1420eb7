//! Formulas in a text: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, `\begin{…}` and what else means them.
//! Gives the formula that begins at a byte, if one does.
//! Takes time in proportion to the length of the text: the search for a closing sign stops at the
//! next sign of its kind.

use super::{
    comments::{content_of, depth, is_blank},
    scan::{fence, line_at, unindented},
};
use crate::note::formulas::{
    Formula, Verdict, Writing, in_brackets, in_parentheses, is_display, is_inline,
};

/// How many signs of dollars may stand among the words in a formula.
const MAX_INNER: usize = 8;

/// What a formula stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Where the block ends.
    pub(super) stop: usize,
    /// Whether the block is a cell of a table.
    pub(super) is_cell: bool,
    /// How many quotes the line is in.
    pub(super) quotes: usize,
    /// The column of the item it is in, if its sign begins a line: blank lines may be in it.
    pub(super) begins_line: Option<usize>,
    /// Whether the note is known to write formulas as `\(…\)`.
    pub(super) uses_brackets: bool,
}

/// What begins an environment.
const BEGIN: &str = "\\begin{";

/// Environments that are formulas of their own without any other sign.
const ENVIRONMENTS: [&str; 22] = [
    "align",
    "alignat",
    "aligned",
    "array",
    "bmatrix",
    "Bmatrix",
    "cases",
    "dcases",
    "eqnarray",
    "equation",
    "flalign",
    "gather",
    "gathered",
    "math",
    "displaymath",
    "matrix",
    "multline",
    "pmatrix",
    "smallmatrix",
    "split",
    "vmatrix",
    "Vmatrix",
];

/// Commands whose last argument is words, in which dollars are those of formulas.
const BOXES: [&str; 5] = ["mbox", "hbox", "fbox", "colorbox", "fcolorbox"];

/// Whether a sign may begin a formula.
pub(super) fn may_begin(rest: &str) -> bool {
    rest.starts_with('$')
        || rest.starts_with(BEGIN)
        || PAIRS.iter().any(|(open, ..)| rest.starts_with(open))
}

/// The formula that begins at a byte.
pub(super) fn formula(text: &str, at: usize, place: &Place) -> Option<Formula> {
    let rest = text.get(at..)?;
    let dollars = rest.len() - rest.trim_start_matches('$').len();
    match dollars {
        0 if rest.starts_with(BEGIN) => environment(text, at, place),
        0 => bracketed(text, at, place),
        1 if rest.starts_with("$`") => in_backticks(text, at, place),
        1 => inline(text, at, place),
        2 => display(text, at, place),
        _ => None,
    }
}

impl Place {
    fn formula(
        &self,
        (at, open): (usize, usize),
        length: usize,
        close: usize,
        display: bool,
    ) -> Formula {
        let tex = at + open..at + open + length;
        Formula {
            span: at..tex.end + close,
            tex,
            display,
            writing: if self.is_cell { Writing::Cell } else { Writing::Plain },
            quotes: self.quotes,
        }
    }
}

/// A formula in a sentence, `$…$`. It ends at the next `$`; if that cannot end a formula, there is none.
fn inline(text: &str, at: usize, place: &Place) -> Option<Formula> {
    let inside = text.get(at + 1..place.stop)?;
    let length = closing(inside)?;
    let tex = inside.get(..length)?;
    let before = text.get(..at)?.chars().next_back();
    let behind = text.get(at + 1 + length + 1..)?.chars().next();
    let is_formula = behind != Some('$') && is_inline(before, tex, behind);
    is_formula.then(|| place.formula((at, 1), length, 1, false))
}

/// Where the `$` stands that ends what is before it; those in words, `\text{…}`, do not.
fn closing(inside: &str) -> Option<usize> {
    let (mut depth, mut words) = (0_usize, None);
    let mut inner = 0;
    // Where the braces of a box end that may be followed by more of them.
    let mut box_end = None;
    let mut signs = inside.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => _ = signs.next(),
            '{' => {
                let before = inside.get(..at).unwrap_or_default();
                let name = before.trim_end_matches(|it: char| it.is_ascii_alphabetic());
                let name = before.get(name.len()..).unwrap_or_default();
                let holds_words = name.starts_with("text")
                    || BOXES.contains(&name)
                    || box_end == Some(at);
                depth += 1;
                if holds_words && words.is_none() {
                    words = Some((depth, name.ends_with("colorbox") || name.is_empty()));
                }
            }
            '}' => {
                if words.is_some_and(|it| it == (depth, true)) {
                    box_end = Some(at + 1);
                }
                words = words.filter(|it| it.0 < depth);
                depth = depth.saturating_sub(1);
            }
            '$' if words.is_some() && inner < MAX_INNER => inner += 1,
            '$' => return Some(at),
            _ => (),
        }
    }
    None
}

/// `` $`…`$ ``, as GitHub has it.
fn in_backticks(text: &str, at: usize, place: &Place) -> Option<Formula> {
    let inside = text.get(at + 2..place.stop)?;
    let length = inside.find('`')?;
    let is_formula = inside.get(length..)?.starts_with("`$")
        && inside.get(..length).is_some_and(|it| !it.trim().is_empty());
    is_formula.then(|| place.formula((at, 2), length, 2, false))
}

/// `$$…$$`, which may hold blank lines if it begins a line.
fn display(text: &str, at: usize, place: &Place) -> Option<Formula> {
    let from = at + 2;
    let length = match place.begins_line {
        Some(column) => closing_lines(text, from, (place.quotes, column), pair)? - from,
        None => pair(text.get(from..place.stop)?).ok()??,
    };
    let is_formula = is_display(text.get(from..from + length)?);
    is_formula.then(|| place.formula((at, 2), length, 2, true))
}

/// `\begin{align}…\end{align}` at the beginning of a line, which may hold blank lines.
fn environment(text: &str, at: usize, place: &Place) -> Option<Formula> {
    let column = place.begins_line?;
    let (name, _) = line_at(text, at + BEGIN.len()).split_once('}')?;
    if !ENVIRONMENTS.contains(&name.strip_suffix('*').unwrap_or(name)) {
        return None;
    }
    let (begin, end) = (format!("{BEGIN}{name}}}"), format!("\\end{{{name}}}"));
    let find = |line: &str| match (line.find(&end), line.find(&begin)) {
        (end, Some(begin)) if end.is_none_or(|it| begin < it) => Err(()),
        (end, _) => Ok(end),
    };
    let from = at + begin.len();
    let close = closing_lines(text, from, (place.quotes, column), find)?;
    let is_blank = text.get(from..close)?.trim().is_empty();
    let length = close + end.len() - at;
    (!is_blank).then(|| place.formula((at, 0), length, 0, true))
}

/// Where the sign stands that ends a formula of several lines, as it is found in a line; none if
/// the quote or item around it ends before, or something else begins.
fn closing_lines(
    text: &str,
    from: usize,
    (quotes, column): (usize, usize),
    find: impl Fn(&str) -> Result<Option<usize>, ()>,
) -> Option<usize> {
    let mut at = from;
    let mut line = line_at(text, at);
    let mut is_behind_blank = false;
    loop {
        if let Some(length) = find(line).ok()? {
            return Some(at + length);
        }
        at += line.len();
        line = line_at(text, at);
        let words = line.get(content_of(line)..).unwrap_or_default();
        let title = words.trim_start_matches('#');
        let is_heading = title.len() < words.len() && title.starts_with(' ');
        if line.is_empty()
            || depth(line) < quotes
            || is_heading
            || words.starts_with("---")
            || fence(words).is_some()
        {
            return None;
        }
        let is_out = is_behind_blank && unindented(line).1 < column;
        if is_blank(line) {
            is_behind_blank = true;
        } else if is_out {
            return None;
        }
    }
}

/// Where two dollars stand in a text; an error if more of them stand together before.
fn pair(text: &str) -> Result<Option<usize>, ()> {
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|it| it.find(['\\', '$'])) {
        at += found;
        let rest = text.get(at..).unwrap_or_default();
        if rest.starts_with('\\') {
            at += 1 + rest.chars().nth(1).map_or(0, char::len_utf8);
            continue;
        }
        match rest.len() - rest.trim_start_matches('$').len() {
            2 => return Ok(Some(at)),
            1 => at += 1,
            _ => return Err(()),
        }
    }
    Ok(None)
}

/// Brackets with backslashes: what opens and closes, whether the formula is on a line of its own,
/// and whether its backslashes are those of Markdown.
const PAIRS: [(&str, &str, bool, bool); 4] = [
    ("\\\\(", "\\\\)", false, true),
    ("\\\\[", "\\\\]", true, true),
    ("\\(", "\\)", false, false),
    ("\\[", "\\]", true, false),
];

/// `\\(…\\)` and `\(…\)`, and the same with square brackets.
fn bracketed(text: &str, at: usize, place: &Place) -> Option<Formula> {
    let rest = text.get(at..place.stop)?;
    let (open, close, display, is_escaped) =
        PAIRS.into_iter().find(|it| rest.starts_with(it.0))?;
    let inside = rest.get(open.len()..)?;
    let mut length = 0;
    loop {
        length += inside.get(length..)?.find('\\')?;
        let here = inside.get(length..)?;
        if here.starts_with(close) {
            break;
        }
        if here.starts_with(open) {
            return None;
        }
        length += 1 + here.chars().nth(1).map_or(0, char::len_utf8);
    }
    let tex = inside.get(..length)?;
    let before = text.get(..at)?;
    let behind = inside.get(length + close.len()..)?;
    let is_formula = if is_escaped {
        !tex.trim().is_empty()
    } else {
        let judge = if display { in_brackets } else { in_parentheses };
        match judge(before, tex, behind) {
            Verdict::Formula => true,
            Verdict::Possible => place.uses_brackets,
            Verdict::Text => false,
        }
    };
    let formula = place.formula((at, open.len()), length, close.len(), display);
    let writing = if is_escaped { Writing::Escaped } else { formula.writing };
    is_formula.then_some(Formula { writing, ..formula })
}
