//! Simple formulas as plain text, for places that know no markup.
//! Gives `x²`, `a ≤ b`, `O(n log n)`, and nothing for what has two dimensions.
//! Must not know how a formula is drawn.

use std::borrow::Cow;

use super::{
    letters::in_alphabet,
    tokens::{Kind, token},
};

/// What stands beside what, as in TeX: it decides about spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Function,
    Operator,
    Open,
    Punctuation,
}

/// Commands of one character that stands for itself.
const LETTERS: &str = "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ \
    iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi ϕ varphi φ \
    chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ \
    Omega Ω infty ∞ partial ∂ nabla ∇ ell ℓ hbar ℏ emptyset ∅ varnothing ∅ forall ∀ exists ∃ \
    neg ¬ lnot ¬ dots … ldots … cdots ⋯ prime ′ top ⊤ bot ⊥ aleph ℵ Re ℜ Im ℑ degree ° \
    rangle ⟩ rfloor ⌋ rceil ⌉ rbrace } vert | lvert | rvert | Vert ‖ lVert ‖ rVert ‖";

/// Commands of one character with a space on either side.
const OPERATORS: &str = "le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ equiv ≡ sim ∼ simeq ≃ cong ≅ \
    propto ∝ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪ cap ∩ setminus ∖ \
    times × cdot · div ÷ pm ± mp ∓ oplus ⊕ otimes ⊗ odot ⊙ circ ∘ ast ∗ star ⋆ wedge ∧ land ∧ \
    vee ∨ lor ∨ to → rightarrow → gets ← leftarrow ← leftrightarrow ↔ mapsto ↦ Rightarrow ⇒ \
    implies ⟹ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ mid | parallel ∥ perp ⊥ ll ≪ gg ≫ lt < gt > \
    coloneqq ≔ vdash ⊢ models ⊨ bmod mod";

const OPENING: &str = "langle ⟨ lfloor ⌊ lceil ⌈ lbrace {";

const FUNCTIONS: &str = "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp \
    max min sup inf lim det dim ker gcd arg deg Pr";

const RAISED: (&str, &str) = ("0123456789+−=()nix*′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣ*′");
const LOWERED: (&str, &str) =
    ("0123456789+−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ");

/// A formula as plain text where that is simple: `x²`, `λ`, `a ≤ b`, `O(n log n)`; `None` where it
/// is not.
#[must_use]
pub fn plain(tex: &str) -> Option<String> {
    let mut line = Line { text: String::new(), last: None };
    let mut at = 0;
    while let Some((kind, end)) = token(tex, at) {
        let own = tex.get(at..end)?;
        at = end;
        match kind {
            Kind::Space => (),
            Kind::Char if own == "^" || own == "_" => {
                let inner = plain(argument(tex, &mut at)?)?;
                let (from, to) = if own == "^" { RAISED } else { LOWERED };
                line.text.push_str(&shifted(&inner, from, to)?);
            }
            Kind::Char if own == ":" => line.colon(tex, &mut at),
            Kind::Char => line.character(own)?,
            Kind::Sign => match own {
                "\\{" => line.push("{", Class::Open),
                "\\," | "\\;" | "\\:" | "\\ " => line.space(),
                "\\!" => (),
                "\\}" | "\\%" | "\\$" | "\\#" | "\\&" | "\\_" => {
                    line.push(own.get(1..)?, Class::Letter);
                }
                _ => return None,
            },
            Kind::Word => line.command(own, tex, &mut at)?,
            // A group that only keeps things together.
            Kind::Open => {
                at -= 1;
                line.push(&plain(argument(tex, &mut at)?)?, Class::Letter);
            }
            Kind::Close | Kind::Comment | Kind::Verbatim => return None,
        }
    }
    let text = line.text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A formula among words: as plain text where that is simple, else its TeX.
#[must_use]
pub fn shown(tex: &str) -> Cow<'_, str> {
    plain(tex).map_or(tex.into(), Into::into)
}

/// The letters and signs that commands of a formula stand for: `λ` for `\lambda`.
pub fn letters(tex: &str) -> impl Iterator<Item = &'static str> {
    let words = tex.split('\\').skip(1).map(|it| {
        let end = it.find(|it: char| !it.is_ascii_alphabetic()).unwrap_or(it.len());
        it.get(..end).unwrap_or_default()
    });
    words.filter_map(|it| named(LETTERS, it))
}

/// A text that grows, and what its last part is.
struct Line {
    text: String,
    last: Option<Class>,
}

impl Line {
    /// Adds a part with the spaces that TeX would set.
    fn push(&mut self, part: &str, class: Class) {
        use Class::{Function, Letter, Open, Operator, Punctuation};
        // A sign of a number is close to it: `-1`, `a = -b`.
        let is_sign = self.last != Some(Letter);
        let is_close = matches!(
            (self.last, class),
            (None | Some(Open), _)
                | (_, Punctuation)
                | (Some(Function), Open)
                | (Some(Letter), Letter | Open)
        );
        if !is_close && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        self.text.push_str(part);
        let signs = is_sign && matches!(part, "−" | "+" | "±") && class == Operator;
        self.last = Some(if signs { Open } else { class });
    }

    /// Adds a space that is written.
    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    /// Adds words with their own spaces.
    fn words(&mut self, words: &str) {
        let is_apart = self.text.ends_with(' ') || words.starts_with(' ');
        if is_apart {
            self.space();
            self.text.push_str(words.trim_start());
        } else {
            self.push(words, Class::Letter);
        }
        self.last = Some(Class::Letter);
    }

    /// Adds a colon: `f: A`, but `1:2` and `x := 1`.
    fn colon(&mut self, tex: &str, at: &mut usize) {
        let rest = tex.get(*at..).unwrap_or_default();
        let is_ratio = rest.starts_with(|it: char| it.is_ascii_digit())
            && self.text.ends_with(|it: char| it.is_ascii_digit());
        if rest.starts_with('=') {
            *at += 1;
            self.push(":=", Class::Operator);
        } else if is_ratio {
            self.push(":", Class::Letter);
        } else {
            self.push(":", Class::Punctuation);
        }
    }

    fn character(&mut self, own: &str) -> Option<()> {
        match own {
            "-" => self.push("−", Class::Operator),
            "=" | "+" | "<" | ">" | "*" | "≤" | "≥" | "≠" | "→" | "×" | "∈" | "≈" =>
            {
                self.push(own, Class::Operator);
            }
            "(" | "[" => self.push(own, Class::Open),
            "," | ";" => self.push(own, Class::Punctuation),
            "'" => self.push("′", Class::Letter),
            "~" => self.space(),
            "&" | "#" | "$" => return None,
            _ => self.push(own, Class::Letter),
        }
        Some(())
    }

    /// Adds what a command stands for, with its argument if it takes one.
    fn command(&mut self, word: &str, tex: &str, at: &mut usize) -> Option<()> {
        let name = word.get(1..)?;
        if let Some(letter) = named(LETTERS, name) {
            self.push(letter, Class::Letter);
        } else if let Some(sign) = named(OPERATORS, name) {
            self.push(sign, Class::Operator);
        } else if let Some(bracket) = named(OPENING, name) {
            self.push(bracket, Class::Open);
        } else if FUNCTIONS.split_whitespace().any(|it| it == name) {
            self.push(name, Class::Function);
        } else if name == "mathbb" {
            let inner = plain(argument(tex, at)?)?;
            let letters = inner.chars().map(|it| in_alphabet("double-struck", it));
            self.push(&letters.collect::<String>(), Class::Letter);
        } else {
            match name {
                "text" | "textrm" | "textbf" | "textit" | "texttt" | "textsf"
                | "mbox" | "hbox" => {
                    let inner = argument(tex, at)?.replace('~', " ");
                    let is_text = !inner.contains(['\\', '$', '%']);
                    self.words(is_text.then_some(&inner)?);
                }
                "mathrm" | "mathit" | "mathsf" | "mathtt" | "mathbf" | "mathcal"
                | "mathscr" | "boldsymbol" | "bm" => {
                    let inner = plain(argument(tex, at)?)?;
                    self.push(&inner, Class::Letter);
                }
                "colon" => self.push(":", Class::Punctuation),
                "operatorname" => {
                    skip(tex, at, "*");
                    let inner = plain(argument(tex, at)?)?;
                    self.push(&inner, Class::Function);
                }
                "quad" | "qquad" | "thinspace" | "medspace" | "thickspace" | "space"
                | "enspace" => self.space(),
                // A bracket that is not shown.
                "left" | "right" => skip(tex, at, "."),
                "big" | "Big" | "bigl" | "bigr" | "displaystyle" => (),
                _ => return None,
            }
        }
        Some(())
    }
}

/// What a list of names and characters has for a name.
fn named(list: &'static str, name: &str) -> Option<&'static str> {
    let mut words = list.split_whitespace();
    while let (Some(known), Some(sign)) = (words.next(), words.next()) {
        if known == name {
            return Some(sign);
        }
    }
    None
}

/// The next argument: a group without its braces, or one token. Groups in groups are not simple.
fn argument<'a>(tex: &'a str, at: &mut usize) -> Option<&'a str> {
    loop {
        let (kind, end) = token(tex, *at)?;
        let start = std::mem::replace(at, end);
        match kind {
            Kind::Space => (),
            Kind::Open => {
                let inside = tex.get(end..)?;
                let length = inside.find(['{', '}'])?;
                let is_closed = inside.get(length..)?.starts_with('}');
                *at = end + length + 1;
                return is_closed.then_some(inside.get(..length)?);
            }
            Kind::Char | Kind::Word if tex.get(start..end)? != "^" => {
                return tex.get(start..end);
            }
            _ => return None,
        }
    }
}

/// Passes over a character if it comes next.
fn skip(tex: &str, at: &mut usize, character: &str) {
    let rest = tex.get(*at..).unwrap_or_default();
    if let Some(behind) = rest.trim_start().strip_prefix(character) {
        *at = tex.len() - behind.len();
    }
}

/// Raised or lowered characters, where Unicode has all of them.
fn shifted(text: &str, from: &str, to: &str) -> Option<String> {
    let letters = text.chars().filter(|it| *it != ' ');
    letters
        .map(|it| to.chars().nth(from.chars().position(|known| known == it)?))
        .collect()
}
