//! Formulas for other programs: TeX in one line that needs no configuration.
//! Gives the formula with the macros it uses before it, as `MathJax` reads them.
//! Must not know the program.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    expand::arguments_of,
    tokens::{Kind, tokens},
};

/// A formula that brings the author's macros with it, for programs that lack them; names have no
/// backslash.
#[must_use]
pub fn portable(tex: &str, macros: &BTreeMap<String, String>) -> String {
    let mut used: BTreeMap<&str, &str> = BTreeMap::new();
    let mut texts = vec![tex];
    while let Some(text) = texts.pop() {
        let words = tokens(text).filter(|(kind, ..)| *kind == Kind::Word);
        let names = words.filter_map(|(.., word)| word.strip_prefix('\\'));
        for (name, body) in names.filter_map(|it| macros.get_key_value(it)) {
            if used.insert(name, body).is_none() {
                texts.push(body);
            }
        }
    }
    let mut portable = String::with_capacity(tex.len());
    for (name, body) in used {
        let arguments = (1..=arguments_of(body)).map(|it| format!("#{it}"));
        let arguments: String = arguments.collect();
        // Writing to a string cannot fail.
        let _ = write!(portable, r"\def\{name}{arguments}{{{}}}", in_one_line(body));
    }
    portable + &in_one_line(tex)
}

/// TeX without its comments, which end with their lines.
fn in_one_line(tex: &str) -> String {
    let without = tokens(tex).filter(|(kind, ..)| *kind != Kind::Comment);
    let words = without.map(|(kind, _, it)| if kind == Kind::Space { " " } else { it });
    let line: String = words.collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_brings_the_macros_that_it_uses() {
        let macros =
            [("RR", r"\mathbb{R}"), ("norm", r"|#1|_{\RR}"), ("R", "x"), ("o", "o")];
        let macros = macros.map(|(name, body)| (name.to_owned(), body.to_owned()));
        let macros = BTreeMap::from(macros);
        let cases = [
            ("x^2", "x^2"),
            (r"\RR^2", r"\def\RR{\mathbb{R}}\RR^2"),
            (r"\norm{x}", r"\def\RR{\mathbb{R}}\def\norm#1{|#1|_{\RR}}\norm{x}"),
            ("a % b\n+ c", "a + c"),
            ("\n  100\\%\n  + d\n", r"100\% + d"),
        ];
        for (tex, expected) in cases {
            assert_eq!(portable(tex, &macros), expected);
        }
    }
}
