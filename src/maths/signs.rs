//! How much of a formula a reader sees, without setting it.
//! Gives a count of signs, for guesses at its width.
//! Must not know fonts.

/// About how many signs a reader sees of a formula: one for each command, none for what groups.
#[must_use]
pub fn signs(tex: &str) -> usize {
    let (mut signs, mut rest) = (0, tex);
    while let Some(sign) = rest.chars().next() {
        rest = rest.get(sign.len_utf8()..).unwrap_or_default();
        if sign == '\\' {
            let behind = rest.trim_start_matches(|it: char| it.is_ascii_alphabetic());
            let name = rest.get(..rest.len() - behind.len()).unwrap_or_default();
            rest = behind;
            if matches!(name, "begin" | "end") {
                rest = rest.split_once('}').map_or(rest, |it| it.1);
                continue;
            }
        }
        let is_seen =
            !sign.is_whitespace() && !matches!(sign, '{' | '}' | '^' | '_' | '&');
        signs += usize::from(is_seen);
    }
    signs
}

#[cfg(test)]
mod tests {
    use super::signs;

    #[test]
    fn commands_and_groups_take_little_room() {
        for (tex, count) in [
            ("x", 1),
            ("x_{12} + y^2", 6),
            ("\\frac{\\alpha}{2}", 3),
            ("\\begin{aligned} a &= b \\end{aligned}", 3),
        ] {
            assert_eq!(signs(tex), count, "{tex}");
        }
    }
}
