//! The two directions in which lines are written, by language and by letter.
//! Gives what `dir` says in HTML.
//! Must not know where a text is shown.

use std::collections::BTreeSet;

/// The direction in which a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

impl Direction {
    /// The value of the attribute `dir`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }

    /// The direction of a language, by the script its code names (`az-Arab`), else by the one it
    /// is usually written in (Unicode CLDR, "suppress script" and likely subtags).
    #[must_use]
    pub fn of_language(code: &str) -> Self {
        const SCRIPTS: [&str; 9] =
            ["adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "syrc", "thaa"];
        const LANGUAGES: [&str; 35] = [
            "aeb", "ar", "arc", "arz", "azb", "bal", "bgn", "bqi", "ckb", "dv", "fa",
            "glk", "he", "iw", "ji", "ks", "lrc", "mzn", "nqo", "pes", "pnb", "prs",
            "ps", "rhg", "sam", "sd", "sdh", "skr", "syr", "trw", "ug", "ur", "uzs",
            "yi", "ydd",
        ];
        let code = code.to_ascii_lowercase();
        let mut parts = code.split(['-', '_']);
        let language = parts.next().unwrap_or_default();
        let script = parts
            .find(|it| it.len() == 4 && it.bytes().all(|it| it.is_ascii_alphabetic()));
        let is_rtl = match script {
            Some(script) => SCRIPTS.contains(&script),
            None => LANGUAGES.contains(&language),
        };
        if is_rtl { Self::Rtl } else { Self::Ltr }
    }

    /// The directions of the letters of a text.
    #[must_use]
    pub fn all_of(text: &str) -> BTreeSet<Self> {
        // The first bytes of letters from right to left, and of few others.
        let may_be = |byte: u8| matches!(byte, 0xd6..=0xe0 | 0xef | 0xf0);
        let may_hold = |it: Self| it == Self::Ltr || text.bytes().any(may_be);
        let has = |it: &Self| {
            may_hold(*it) && text.chars().any(|c| Self::of_letter(c) == Some(*it))
        };
        [Self::Ltr, Self::Rtl].into_iter().filter(has).collect()
    }

    /// The direction that a letter gives a line; none for signs and digits.
    ///
    /// These are the letters of the bidirectional classes R and AL, by blocks, and all others,
    /// which are of class L (Unicode Standard Annex #9).
    #[must_use]
    pub fn of_letter(c: char) -> Option<Self> {
        if c.is_ascii() {
            return c.is_ascii_alphabetic().then_some(Self::Ltr);
        }
        if !c.is_alphabetic() {
            return None;
        }
        Some(match c {
            '\u{590}'..='\u{8ff}'
            | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{feff}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}' => Self::Rtl,
            _ => Self::Ltr,
        })
    }
}

/// The code of a language as HTML wants it (BCP 47), such as `en` or `pt-BR`.
#[must_use]
pub fn language_code(given: &str) -> Option<String> {
    let code = given.trim().replace('_', "-");
    let mut parts = code.split('-');
    let is_language = parts.next().is_some_and(|it| {
        matches!(it.len(), 2 | 3) && it.bytes().all(|it| it.is_ascii_alphabetic())
    });
    let is_part = |it: &str| {
        (1..=8).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_alphanumeric())
    };
    (is_language && parts.all(is_part)).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::Direction;

    #[test]
    fn languages_have_directions() {
        for code in
            ["ar", "ar-EG", "AR", "he", "fa", "ur", "az-Arab", "ff-Adlm-GN", "ckb"]
        {
            assert_eq!(Direction::of_language(code), Direction::Rtl, "{code}");
        }
        for code in ["en", "az", "ar-Latn", "ja", "uz-Latn-UZ", "sr-Cyrl", "are", ""] {
            assert_eq!(Direction::of_language(code), Direction::Ltr, "{code}");
        }
    }

    #[test]
    fn letters_have_directions_and_signs_have_none() {
        for c in "אبࠀﭏﷲﻼ𐤀𞤀".chars() {
            assert_eq!(Direction::of_letter(c), Some(Direction::Rtl), "{c}");
        }
        for c in "aßЖ字ा".chars() {
            assert_eq!(Direction::of_letter(c), Some(Direction::Ltr), "{c}");
        }
        for c in "1٣ ,،🚀\u{200f}".chars() {
            assert_eq!(Direction::of_letter(c), None, "{c}");
        }
    }
}
