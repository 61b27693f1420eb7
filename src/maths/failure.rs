//! Why a formula cannot be set, in our words where the crate's are not plain.
//! Gives `Failure`, a message with its place in what the author wrote.
//! Must not know how a formula is set.

use std::ops::Range;

use katex::{ParseError, types::ParseErrorKind as Kind};

use super::expand::Expanded;

/// A part of the crate's own `\tag`, which it does not know a second time.
const SECOND_TAG: &str = "\\tag@literal";

/// Why a formula cannot be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong, in one clause.
    pub message: String,
    /// The bytes of the formula that it is about.
    pub at: Range<usize>,
    /// Whether a macro in the settings would help.
    pub wants_macro: bool,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>, at: Range<usize>) -> Self {
        Self { message: message.into(), at, wants_macro: false }
    }

    /// About the whole of a formula.
    pub(super) fn of(message: &str, tex: &str) -> Self {
        Self::new(message, 0..tex.len())
    }
}

/// What the crate complains about.
pub(super) fn of_crate(error: &ParseError, expanded: &Expanded) -> Failure {
    let kind = &*error.kind;
    let message = of_words(kind)
        .or_else(|| of_structure(kind, expanded))
        .unwrap_or_else(|| uncapitalized(&kind.to_string()));
    let range = match error.position() {
        Some(start) => start..start + error.length().unwrap_or(0),
        None => place(kind, expanded).unwrap_or(0..expanded.text.len()),
    };
    let wants_macro = match kind {
        Kind::UndefinedControlSequence { name } => name != SECOND_TAG,
        _ => false,
    };
    Failure { wants_macro, ..Failure::new(message, expanded.source_of(range)) }
}

/// About a command, an environment or what is given to it.
fn of_words(kind: &Kind) -> Option<String> {
    Some(match kind {
        Kind::UndefinedControlSequence { name } if name == SECOND_TAG => {
            "a formula or row has one `\\tag`".to_owned()
        }
        Kind::UndefinedControlSequence { name } => format!("`{name}` is unknown"),
        Kind::NoSuchEnvironment { name } => format!("environment `{name}` is unknown"),
        Kind::TagNotAllowedInInlineMode => {
            "`\\tag` needs a display formula, between `$$`".to_owned()
        }
        Kind::FunctionOnlyInArray { func } => format!("`{func}` belongs in a table"),
        Kind::FunctionDisallowedInMode { func, .. } => {
            format!("`{func}` cannot be used here")
        }
        Kind::FunctionMissingArguments { func, .. } => {
            format!("write braces around `{func}` and its arguments")
        }
        Kind::InvalidColor { color } => {
            format!("`{color}` is not a colour: write a name, `#rgb` or `#rrggbb`")
        }
        Kind::InvalidDelimiterAfter { function, .. }
        | Kind::InvalidDelimiterTypeAfter { function } => {
            format!("`{function}` needs a bracket or `.` behind it")
        }
        Kind::InvalidSize { size } => format!("`{size}` is not a length"),
        Kind::InvalidUnit { unit } => format!("`{unit}` is not a unit of length"),
        Kind::LimitsMustFollowBase => "`\\limits` follows no operator".to_owned(),
        Kind::MiddleWithoutPrecedingLeft => "`\\middle` has no `\\left`".to_owned(),
        _ => return None,
    })
}

/// About braces, scripts and where an environment stands.
fn of_structure(kind: &Kind, expanded: &Expanded) -> Option<String> {
    Some(match kind {
        Kind::DisplayModeOnly { env } => {
            let env = expanded.written_environment(env);
            format!("`{env}` needs a display formula, between `$$`")
        }
        Kind::MismatchedEnvironmentEnd { begin, end } => {
            let begin = expanded.written_environment(begin);
            let end = expanded.written_environment(end);
            format!("`\\begin{{{begin}}}` is closed by `\\end{{{end}}}`")
        }
        Kind::ExpectedToken { expected, found } if found == "}" && expected == "EOF" => {
            "a `}` has no `{`".to_owned()
        }
        Kind::ExtraCloseBrace => "a `}` has no `{`".to_owned(),
        Kind::ExpectedToken { expected, found } => {
            format!("{} where {} should be", named(found), named(expected))
        }
        Kind::UnexpectedEndOfMacroArgument { .. } => {
            "the formula ends before an argument or its `}`".to_owned()
        }
        Kind::ExpectedArrayDelimiter { found } if found == "EOF" => {
            "an environment has no `\\end`".to_owned()
        }
        Kind::ExpectedGroupAs { context } => format!("an argument is missing: {context}"),
        Kind::ExpectedGroupAfterSymbol { symbol } => {
            format!("nothing follows `{symbol}`")
        }
        Kind::DoubleSuperscript => "a second superscript follows the first".to_owned(),
        Kind::DoubleSubscript => "a second subscript follows the first".to_owned(),
        Kind::MacroTooManyExpansions => {
            "the formula is too long when expanded".to_owned()
        }
        _ => return None,
    })
}

/// Where in the text an error is that has no place of its own.
fn place(kind: &Kind, expanded: &Expanded) -> Option<Range<usize>> {
    match kind {
        Kind::NoSuchEnvironment { name } => {
            let name = format!("{{{name}}}");
            let at = expanded.text.find(&name)?;
            Some(at..at + name.len())
        }
        Kind::InvalidDelimiterAfter { function, .. }
        | Kind::InvalidDelimiterTypeAfter { function } => {
            let mut places = expanded.places_of(function);
            let at = places.next()?;
            places.next().is_none().then_some(at..at + function.len())
        }
        _ => None,
    }
}

/// A token of TeX in a message.
fn named(token: &str) -> String {
    match token {
        "EOF" => "the end of the formula".to_owned(),
        token => format!("`{token}`"),
    }
}

fn uncapitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}
