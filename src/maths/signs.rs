//! How much of a formula a reader sees, without setting it.
//! Gives a count of signs, for guesses at its width.
//! Must not know fonts.

use super::tokens::{Kind, tokens};

/// About how many signs a reader sees of a formula: one for each command, none for what groups,
/// separates or names an environment.
#[must_use]
pub fn signs(tex: &str) -> usize {
    let (mut signs, mut is_in_name) = (0, false);
    for (kind, _, token) in tokens(tex) {
        signs += match kind {
            Kind::Word if matches!(token, "\\begin" | "\\end") => {
                is_in_name = true;
                0
            }
            Kind::Close => {
                is_in_name = false;
                0
            }
            _ if is_in_name => 0,
            Kind::Open | Kind::Space | Kind::Comment => 0,
            // `\%` is a sign, `\,` a space, `\\` the end of a row.
            Kind::Sign => {
                usize::from(token.ends_with(['{', '}', '%', '$', '#', '&', '_', '|']))
            }
            Kind::Char if matches!(token, "^" | "_" | "&" | "~") => 0,
            Kind::Word | Kind::Char => 1,
            Kind::Verbatim => token.chars().skip("\\verb||".len()).count(),
        };
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
            ("a\\,b \\\\ 5\\%", 4),
            ("\\verb|ab|", 2),
        ] {
            assert_eq!(signs(tex), count, "{tex}");
        }
    }
}
