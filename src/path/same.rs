//! How names are compared: those of files, folders, headings, tags and everything else.
//! Gives the one form in which two spellings of a name are the same.
//! Must not change how a name is written: what is published stays as its author wrote it.

use std::borrow::Cow;

use icu_normalizer::{
    ComposingNormalizerBorrowed, properties::CanonicalCombiningClassMapBorrowed,
};

/// A name with each accent in the character it belongs to (Unicode NFC), as most keyboards type it;
/// macOS used to store names of files with accents of their own.
#[must_use]
pub fn composed(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return Cow::Borrowed(name);
    }
    ComposingNormalizerBorrowed::new_nfc().normalize(name)
}

/// Whether two names are the same, however their accents are composed.
#[must_use]
pub fn is_same(a: &str, b: &str) -> bool {
    a == b || composed(a) == composed(b)
}

/// What two names have in common that some system takes for the same: letter case and the way
/// accents are composed do not count.
#[must_use]
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    composed(&name.to_lowercase()).into_owned()
}

/// Whether a character is an accent or another mark of the letter before it, which may be written as
/// one character with it (Unicode's combining classes other than 0).
#[must_use]
pub fn is_accent(c: char) -> bool {
    c >= '\u{300}' && CanonicalCombiningClassMapBorrowed::new().get_u8(c) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_some_system_takes_for_one_fold_alike() {
        for (a, b) in [
            ("\u{c4}.html", "a\u{308}.HTML"),
            ("\u{ac01}", "\u{1100}\u{1161}\u{11a8}"),
            ("\u{1e69}", "s\u{307}\u{323}"),
            ("\u{212b}", "\u{e5}"),
            ("I\u{307}", "\u{130}"),
            ("\u{304c}", "\u{304b}\u{3099}"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        for (a, b) in [("a", "b"), ("a", "\u{e4}"), ("ss", "\u{df}"), ("\u{fb01}", "fi")]
        {
            assert_ne!(fold(a), fold(b), "{a} {b}");
        }
    }

    #[test]
    fn only_letter_case_tells_composed_names_apart() {
        assert!(is_same("\u{c4}", "A\u{308}"));
        assert!(!is_same("\u{c4}", "a\u{308}"));
    }

    #[test]
    fn accents_are_no_letters_and_no_punctuation() {
        for c in ['\u{308}', '\u{323}', '\u{94d}', '\u{3099}', '\u{e48}'] {
            assert!(is_accent(c), "{c:?}");
        }
        for c in ['a', '\u{e4}', '\u{964}', '.', '\u{e3f}', '\u{200d}', '\u{fe0f}'] {
            assert!(!is_accent(c), "{c:?}");
        }
    }
}
