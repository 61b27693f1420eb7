//! TeX cut into tokens, as TeX itself cuts it: commands, braces, spaces, other characters.
//! Gives the kind and the end of the token at a place.
//! Must not know what a command means.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `\alpha`
    Word,
    /// `\,`, or a backslash that ends the text.
    Sign,
    /// `{`
    Open,
    /// `}`
    Close,
    /// White space.
    Space,
    /// `% …` to the end of the line.
    Comment,
    /// `\verb|…|`
    Verbatim,
    /// Any other character.
    Char,
}

/// The kind and the end of the token that begins at `at`; `None` at the end of the text.
pub(super) fn token(text: &str, at: usize) -> Option<(Kind, usize)> {
    let rest = text.get(at..)?;
    let first = rest.chars().next()?;
    let while_is = |from: usize, is: fn(char) -> bool| {
        let tail = rest.get(from..).unwrap_or_default();
        from + tail.find(|it| !is(it)).unwrap_or(tail.len())
    };
    let (kind, length) = match first {
        '\\' => {
            let end = while_is(1, |it| it.is_ascii_alphabetic() || it == '@');
            match rest.get(..end).unwrap_or_default() {
                "\\" => {
                    let sign = rest.chars().nth(1).map_or(0, char::len_utf8);
                    (Kind::Sign, 1 + sign)
                }
                "\\verb" => (Kind::Verbatim, verbatim(rest, end)),
                _ => (Kind::Word, end),
            }
        }
        '{' => (Kind::Open, 1),
        '}' => (Kind::Close, 1),
        '%' => (Kind::Comment, rest.find('\n').map_or(rest.len(), |it| it + 1)),
        it if it.is_ascii_whitespace() => {
            (Kind::Space, while_is(0, |it| it.is_ascii_whitespace()))
        }
        it => (Kind::Char, it.len_utf8()),
    };
    Some((kind, at + length))
}

/// The end of `\verb|…|`: the second of the character that follows the command.
fn verbatim(rest: &str, command: usize) -> usize {
    let after = rest.get(command..).unwrap_or_default();
    let after = after.strip_prefix('*').unwrap_or(after);
    let Some(mark) = after.chars().next() else { return rest.len() };
    let inside = after.get(mark.len_utf8()..).unwrap_or_default();
    let close = inside.find(mark).map_or(inside.len(), |it| it + mark.len_utf8());
    rest.len() - inside.len() + close
}

/// The tokens of a text with their places.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = (Kind, usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (kind, end) = token(text, at)?;
        let start = std::mem::replace(&mut at, end);
        Some((kind, start, text.get(start..end)?))
    })
}
