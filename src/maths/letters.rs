//! Letters of another alphabet: `\mathbb{R}` is ℝ, `\mathbf{x}` is 𝐱.
//! Gives each the character that Unicode has for it: `MathML` Core has no `mathvariant` for them.
//! Must not know where a letter stands.

use super::tree::{Element, Node};

/// An alphabet of Unicode's block of mathematical letters: where its capital and its small
/// letters begin, its digits, and the same of Greek; 0 for what it lacks.
struct Alphabet {
    variant: &'static str,
    latin: u32,
    digits: u32,
    greek: u32,
}

const fn alphabet(
    variant: &'static str,
    latin: u32,
    digits: u32,
    greek: u32,
) -> Alphabet {
    Alphabet { variant, latin, digits, greek }
}

/// Capital and small letters follow each other in all of them.
const ALPHABETS: [Alphabet; 13] = [
    alphabet("bold", 0x1D400, 0x1D7CE, 0x1D6A8),
    alphabet("italic", 0x1D434, 0, 0x1D6E2),
    alphabet("bold-italic", 0x1D468, 0x1D7CE, 0x1D71C),
    alphabet("script", 0x1D49C, 0, 0),
    alphabet("bold-script", 0x1D4D0, 0, 0),
    alphabet("fraktur", 0x1D504, 0, 0),
    alphabet("double-struck", 0x1D538, 0x1D7D8, 0),
    alphabet("bold-fraktur", 0x1D56C, 0, 0),
    alphabet("sans-serif", 0x1D5A0, 0x1D7E2, 0),
    alphabet("bold-sans-serif", 0x1D5D4, 0x1D7EC, 0x1D756),
    alphabet("sans-serif-italic", 0x1D608, 0x1D7E2, 0),
    alphabet("sans-serif-bold-italic", 0x1D63C, 0x1D7EC, 0x1D790),
    alphabet("monospace", 0x1D670, 0x1D7F6, 0),
];

/// Letters that Unicode had before that block, and the places it left empty for them.
const OLDER: [(u32, char); 24] = [
    (0x1D455, 'ℎ'),
    (0x1D49D, 'ℬ'),
    (0x1D4A0, 'ℰ'),
    (0x1D4A1, 'ℱ'),
    (0x1D4A3, 'ℋ'),
    (0x1D4A4, 'ℐ'),
    (0x1D4A7, 'ℒ'),
    (0x1D4A8, 'ℳ'),
    (0x1D4AD, 'ℛ'),
    (0x1D4BA, 'ℯ'),
    (0x1D4BC, 'ℊ'),
    (0x1D4C4, 'ℴ'),
    (0x1D506, 'ℭ'),
    (0x1D50B, 'ℌ'),
    (0x1D50C, 'ℑ'),
    (0x1D515, 'ℜ'),
    (0x1D51D, 'ℨ'),
    (0x1D53A, 'ℂ'),
    (0x1D53F, 'ℍ'),
    (0x1D545, 'ℕ'),
    (0x1D547, 'ℙ'),
    (0x1D548, 'ℚ'),
    (0x1D549, 'ℝ'),
    (0x1D551, 'ℤ'),
];

/// A character in an alphabet; itself where Unicode has no such letter.
pub(super) fn in_alphabet(variant: &str, c: char) -> char {
    let Some(it) = ALPHABETS.iter().find(|it| it.variant == variant) else { return c };
    let (first, offset) = match c {
        'A'..='Z' => (it.latin, u32::from(c) - u32::from('A')),
        'a'..='z' => (it.latin, 26 + u32::from(c) - u32::from('a')),
        '0'..='9' => (it.digits, u32::from(c) - u32::from('0')),
        'Α'..='Ω' => (it.greek, u32::from(c) - u32::from('Α')),
        '∇' => (it.greek, 25),
        'α'..='ω' => (it.greek, 26 + u32::from(c) - u32::from('α')),
        c => match "∂ϵϑϰϕϱϖ".chars().zip(51..).find(|(known, _)| *known == c) {
            Some((_, offset)) => (it.greek, offset),
            None => (0, 0),
        },
    };
    if first == 0 {
        return c;
    }
    let older = OLDER.iter().find(|(place, _)| *place == first + offset);
    older.map_or_else(
        || char::from_u32(first + offset).unwrap_or(c),
        |(_, letter)| *letter,
    )
}

/// The command and the plain letter for a character such as ℝ, which the crate reads as R.
pub(super) fn command_for(c: char) -> Option<(&'static str, char)> {
    let commands = [
        ("double-struck", "\\mathbb"),
        ("script", "\\mathscr"),
        ("fraktur", "\\mathfrak"),
    ];
    if !('ℂ'..='ℳ').contains(&c) {
        return None;
    }
    commands.into_iter().find_map(|(variant, command)| {
        let letter = ('A'..='Z').find(|it| in_alphabet(variant, *it) == c)?;
        Some((command, letter))
    })
}

/// Whether a name of this one character is set in italics unless it says otherwise.
fn is_slanted(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | 'Α'..='Ω' | 'α'..='ω' | '∇' | 'ı' | 'ȷ')
        || "ϵϑϰϕϱϖ".contains(c)
}

/// Replaces the alphabet of a token (`mathvariant`) by the letters themselves, and that of a
/// text by classes.
pub(super) fn mend(element: &mut Element) {
    let Some(variant) = element.attributes.remove("mathvariant") else { return };
    let is_text = element.is("mtext");
    let slanted = |text: &str| {
        let mut letters = text.chars();
        letters.next().is_some_and(is_slanted) && letters.next().is_none()
    };
    if is_text {
        let parts = [
            ("bold", "m-bold"),
            ("italic", "m-italic"),
            ("sans", "m-sans"),
            ("mono", "m-mono"),
        ];
        for (part, class) in parts {
            if variant.contains(part) {
                element.add_class(class);
            }
        }
    } else if variant == "normal" {
        if element.is("mi") && element.text().is_some_and(slanted) {
            element.put("mathvariant", "normal");
        }
    } else if let [Node::Text(text)] = element.nodes.as_mut_slice() {
        let is_italic = variant == "italic" && slanted(text);
        if !is_italic {
            *text = text.chars().map(|it| in_alphabet(&variant, it)).collect();
        }
    }
}
