//! Scripts and style sheets of the default theme as they are published.
//! Gives the same code with fewer bytes.
//! Must not see files of the author's, which are published as they are.

/// A script without indentation and without the lines that are comments.
/// No string or template literal of the default theme spans lines, or it would change.
pub(super) fn script(text: &str) -> String {
    let lines = text.lines().map(str::trim_start);
    let code = lines.filter(|it| !it.is_empty() && !it.starts_with("//"));
    code.flat_map(|it| [it, "\n"]).collect()
}

/// A style sheet without comments, and without the spaces that separate nothing (CSS Syntax Level 3,
/// "Tokenization"). Strings stay as they are.
pub(super) fn style(text: &str) -> String {
    let mut style = String::with_capacity(text.len());
    let mut is_spaced = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, behind)| behind);
            is_spaced = true;
            continue;
        }
        let (token, behind) = rest.split_at(token(rest, c));
        rest = behind;
        if c.is_whitespace() {
            is_spaced = true;
            continue;
        }
        if c == '}' && style.ends_with(';') {
            style.pop();
        }
        let touches =
            style.ends_with(['{', '}', ';', ',', ':', '>', '(']) || style.is_empty();
        if is_spaced && !touches && !matches!(c, '{' | '}' | ';' | ',' | '>' | ')') {
            style.push(' ');
        }
        is_spaced = false;
        style.push_str(token);
    }
    style
}

/// The bytes of the string that begins with a quotation mark, or else of one character.
fn token(rest: &str, first: char) -> usize {
    if !matches!(first, '"' | '\'') {
        return first.len_utf8();
    }
    let mut is_escaped = false;
    let mut inside = rest.char_indices().skip(1);
    let end = inside.find(|(_, c)| {
        let ends = *c == first && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        ends
    });
    end.map_or(rest.len(), |(at, c)| at + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::style;

    #[test]
    fn style_sheets_lose_what_separates_nothing() {
        for (text, expected) in [
            ("/* x */\na { color: red; }\n", "a{color:red}"),
            ("a  >  b ,\n c d { x: 1px  solid }", "a>b,c d{x:1px solid}"),
            (
                "a :is(b, c) { w: calc( (1px + 2px) * 3 ) }",
                "a :is(b,c){w:calc((1px + 2px) * 3)}",
            ),
            ("@media (x: 1) and (y: 2) { a { b: c } }", "@media (x:1) and (y:2){a{b:c}}"),
            (
                "a { content: \" /* , \\\" \" ; b: 'x  y' }",
                "a{content:\" /* , \\\" \";b:'x  y'}",
            ),
            ("a/* */b { }", "a b{}"),
            ("a { b: \"open", "a{b:\"open"),
        ] {
            assert_eq!(style(text), expected, "{text}");
        }
    }
}
