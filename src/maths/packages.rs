//! Commands that the crate lacks: of packages such as `physics` and `siunitx`, and common names.
//! Gives what each stands for, by how many arguments follow it.
//! Must not know the author's macros, which come first.

/// Names, how many arguments they take, and what they stand for with them. Of several entries for a
/// name, that with the most arguments first; `[` behind a name: its first argument is in brackets.
const COMMANDS: [(&str, usize, &str); 23] = [
    ("\\abs", 1, r"\left\lvert #1\right\rvert"),
    ("\\norm", 1, r"\left\lVert #1\right\rVert"),
    ("\\dd[", 1, r"\mathrm{d}^{#1}"),
    ("\\dd", 0, r"\mathrm{d}"),
    ("\\dv[", 3, r"\frac{\mathrm{d}^{#1} #2}{\mathrm{d} #3^{#1}}"),
    ("\\dv[", 2, r"\frac{\mathrm{d}^{#1}}{\mathrm{d} #2^{#1}}"),
    ("\\dv", 2, r"\frac{\mathrm{d} #1}{\mathrm{d} #2}"),
    ("\\dv", 1, r"\frac{\mathrm{d}}{\mathrm{d} #1}"),
    ("\\pdv[", 3, r"\frac{\partial^{#1} #2}{\partial #3^{#1}}"),
    ("\\pdv[", 2, r"\frac{\partial^{#1}}{\partial #2^{#1}}"),
    ("\\pdv", 3, r"\frac{\partial^2 #1}{\partial #2 \partial #3}"),
    ("\\pdv", 2, r"\frac{\partial #1}{\partial #2}"),
    ("\\pdv", 1, r"\frac{\partial}{\partial #1}"),
    ("\\sgn", 0, r"\operatorname{sgn}"),
    ("\\Var", 0, r"\operatorname{Var}"),
    ("\\Cov", 0, r"\operatorname{Cov}"),
    ("\\rank", 0, r"\operatorname{rank}"),
    ("\\diag", 0, r"\operatorname{diag}"),
    ("\\mathds", 1, r"\mathbb{#1}"),
    ("\\SI", 2, r"#1\,\mathrm{#2}"),
    ("\\qty", 2, r"#1\,\mathrm{#2}"),
    ("\\ref", 1, r"\text{#1}"),
    ("\\eqref", 1, r"\text{(#1)}"),
];

/// What a command stands for and how many arguments that takes, if it is followed by so many groups
/// in braces, after an argument in brackets or not.
pub(super) fn meaning(
    name: &str,
    is_in_brackets: bool,
    groups: usize,
) -> Option<(usize, &'static str)> {
    let given = groups + usize::from(is_in_brackets);
    let entries = COMMANDS.iter().filter(|(known, ..)| {
        known.strip_suffix('[').map_or(!is_in_brackets && *known == name, |known| {
            is_in_brackets && known == name
        })
    });
    // One argument may also be a single sign: `\mathds 1`.
    let mut fitting = entries.filter(|(_, arguments, _)| *arguments <= given.max(1));
    fitting.next().map(|(_, arguments, body)| (*arguments, *body))
}
