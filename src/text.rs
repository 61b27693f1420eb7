//! Words in any script: which scripts put no spaces between them, how they are counted and compared.
//! Gives the one definition of each; those of Unicode name the part of the standard they follow.
//! Must not know Markdown, or what a word means.

mod by_word;
mod direction;
mod tokens;

pub use by_word::ByWord;
pub use direction::{Direction, language_code};
pub use tokens::tokens;

use crate::path::fold;

/// Whether a letter is an East Asian one that editors count as a word by itself.
///
/// These are the letters whose `Script_Extensions` in the Unicode Character Database hold Han,
/// Hiragana, Katakana or Bopomofo, by blocks. Word boundaries by UAX #29 part most of them, too.
#[must_use]
pub fn is_ideograph(c: char) -> bool {
    // Most letters lie before all of these.
    if c < '\u{3005}' {
        return false;
    }
    matches!(c,
        // Signs of repetition, `〇` and numerals among the CJK symbols.
        '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}'
        | '\u{3038}'..='\u{303c}'
        // Hiragana, Katakana (but for its middle dot) and Bopomofo.
        | '\u{3040}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{312f}'
        | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{16fe3}' | '\u{16ff0}'..='\u{16fff}' | '\u{1aff0}'..='\u{1b16f}'
        // Ideographs: Extension A, unified, compatibility, planes 2 and 3.
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character is of a script that puts no spaces between words.
///
/// Beside ideographs and kana these are the scripts of South East Asia that UAX #14 gives the
/// line breaking class SA: a dictionary is needed to find their words.
#[must_use]
pub fn is_unspaced(c: char) -> bool {
    // Most letters lie before all of these.
    if c < '\u{0e00}' {
        return false;
    }
    is_ideograph(c)
        || matches!(c,
            // Thai and Lao.
            '\u{0e00}'..='\u{0eff}'
            // Myanmar.
            | '\u{1000}'..='\u{109f}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}'
            // Khmer.
            | '\u{1780}'..='\u{17ff}'
            // Tai Le, New Tai Lue, Tai Tham and Tai Viet.
            | '\u{1950}'..='\u{19df}' | '\u{1a20}'..='\u{1aaf}' | '\u{aa80}'..='\u{aadf}')
}

/// Whether a word in the script of a character may stand inside a longer run of letters.
///
/// That holds without spaces between words, and in Hangul, where endings follow without one.
#[must_use]
pub fn is_joined(c: char) -> bool {
    is_unspaced(c)
        || matches!(c,
            '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{a960}'..='\u{a97c}'
            | '\u{ac00}'..='\u{d7a3}' | '\u{d7b0}'..='\u{d7fb}' | '\u{ffa0}'..='\u{ffdc}')
}

/// Whether a sign is punctuation of East Asian scripts, full-width forms included.
#[must_use]
pub fn is_cjk_punctuation(c: char) -> bool {
    let is_there = matches!(c,
        '\u{3000}'..='\u{303f}' | '\u{30fb}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff65}');
    is_there && !c.is_alphanumeric() && !c.is_whitespace()
}

/// Whether a character that need not be a letter belongs to a word all the same: accents, Arabic
/// vowel points, and the vowel signs and tone marks of the scripts of South and South East Asia.
#[must_use]
pub fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036f}' | '\u{064b}'..='\u{065f}' | '\u{0900}'..='\u{0dff}'
        | '\u{0e00}'..='\u{109f}' | '\u{1780}'..='\u{17d3}' | '\u{1a20}'..='\u{1a7f}'
        | '\u{aa7b}'..='\u{aa7d}' | '\u{aab0}'..='\u{aac2}' | '\u{3099}'..='\u{309a}')
}

/// Whether a character is about as wide as it is high: `East_Asian_Width` W or F (UAX #11), and
/// the emoji that notes are full of.
#[must_use]
pub fn is_full_width(c: char) -> bool {
    // Most letters lie before all of these.
    if c < '\u{1100}' {
        return false;
    }
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3ffff}'
        | '✅' | '❌' | '⚠')
}

/// Counts words as editors do: an ideograph is a word, and so is what stands between spaces.
#[must_use]
pub fn count_words(text: &str) -> usize {
    let (mut count, mut is_word) = (0, false);
    let mut rest = text;
    while let Some(&byte) = rest.as_bytes().first() {
        if !byte.is_ascii() {
            let Some(c) = rest.chars().next() else { break };
            if c.is_whitespace() {
                count += usize::from(is_word);
                is_word = false;
            } else if is_ideograph(c) {
                count += 1;
            } else {
                is_word = is_word || c.is_alphanumeric();
            }
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            continue;
        }
        // Of most letters a look at the byte tells all.
        let mut length = 0;
        for byte in rest.bytes().take_while(u8::is_ascii) {
            length += 1;
            if matches!(byte, b' ' | b'\t'..=b'\r') {
                count += usize::from(is_word);
                is_word = false;
            } else {
                is_word |= byte.is_ascii_alphanumeric();
            }
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    count + usize::from(is_word)
}

/// A text with one space wherever it has white space, and none at its ends.
#[must_use]
pub fn single_spaced(text: impl AsRef<str> + Into<String>) -> String {
    if is_single_spaced(text.as_ref()) {
        return text.into();
    }
    let text = text.as_ref();
    let mut spaced = String::with_capacity(text.len());
    let mut rest = text.trim();
    loop {
        // Words with single spaces between them are taken at once.
        let Some((at, length)) = next_gap(rest) else {
            spaced.push_str(rest);
            return spaced;
        };
        spaced.push_str(rest.get(..at).unwrap_or_default());
        spaced.push(' ');
        rest = rest.get(at + length..).unwrap_or_default();
    }
}

/// The first white space in a text that is not one space, and how long it is.
fn next_gap(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    // The first byte of every white space, and of many letters.
    let may_be = |byte: u8| matches!(byte, b' ' | b'\t'..=b'\r' | 0xc2 | 0xe1..=0xe3);
    for (at, &byte) in bytes.iter().enumerate() {
        let is_next = || bytes.get(at + 1).is_some_and(|it| may_be(*it));
        if !may_be(byte) || byte == b' ' && !is_next() {
            continue;
        }
        let behind = text.get(at..)?;
        let length = behind.len() - behind.trim_start().len();
        if length > 1 || length == 1 && byte != b' ' {
            return Some((at, length));
        }
    }
    None
}

/// Whether white space in a text is single spaces between words, as mostly.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without a way out half way, many bytes are compared at once"
)]
fn is_single_spaced(text: &str) -> bool {
    let bytes = text.as_bytes();
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let has_two = pairs.fold(false, |it, (a, b)| it | ((*a == b' ') & (*b == b' ')));
    let has_other =
        bytes.iter().fold(false, |it, byte| it | matches!(byte, b'\t'..=b'\r'));
    let is_other = |c: char| !c.is_ascii() && c.is_whitespace();
    !has_two
        && !has_other
        && !text.is_empty()
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && (text.is_ascii() || !text.contains(is_other))
}

/// A text without the colon at its end.
#[must_use]
pub fn without_colon(text: &str) -> &str {
    text.trim().trim_end_matches([':', '：']).trim_end()
}

/// A name in the form in which names are the same: folded as those of files are, single spaces, no
/// quotes or colons.
#[must_use]
pub fn folded(name: &str) -> String {
    let is_quote = |c: char| matches!(c, '"' | '“' | '”' | '„' | '`' | '*' | ':' | '：');
    if !name.is_ascii() {
        let plain: String = name.chars().filter(|it| !is_quote(*it)).collect();
        return single_spaced(fold(&plain));
    }
    let is_plain = |it: u8| !is_quote(char::from(it));
    if is_single_spaced(name) && name.bytes().all(is_plain) {
        return name.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(name.len());
    for c in name.chars().filter(|it| !is_quote(*it)) {
        if !c.is_whitespace() {
            folded.push(c.to_ascii_lowercase());
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The words of a text in the form in which texts say the same: folded, without the quotes and
/// brackets around words and without what ends a sentence.
#[must_use]
pub fn plain_words(text: &str) -> String {
    let is_sign = |c: char| {
        matches!(c, '\'' | '‘' | '’' | '«' | '»' | '‹' | '›' | '「' | '」' | '『' | '』')
            || matches!(c, '(' | ')' | '（' | '）' | '[' | ']')
    };
    let is_end = |c: char| {
        is_sign(c)
            || matches!(c, '.' | ',' | ';' | '!' | '?' | '。' | '，' | '；' | '！' | '？')
    };
    let folded = folded(text);
    let words = folded
        .split(' ')
        .map(|it| it.trim_start_matches(is_sign).trim_end_matches(is_end));
    let mut plain = String::with_capacity(folded.len());
    for word in words.filter(|it| !it.is_empty()) {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    plain
}

/// A folded name without what is in brackets at its end.
#[must_use]
pub fn without_brackets(folded: &str) -> &str {
    match folded.strip_suffix([')', '）']).and_then(|it| it.split_once(['(', '（'])) {
        Some((before, _)) if !before.trim().is_empty() => before.trim(),
        _ => folded,
    }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    /// Every letter, with whether the Unicode Character Database counts it to some scripts.
    fn letters(scripts: &str) -> impl Iterator<Item = (char, bool)> {
        let letter = Regex::new(r"\p{L}").unwrap();
        let of_scripts = Regex::new(scripts).unwrap();
        let is = |regex: &Regex, c: char| regex.is_match(c.encode_utf8(&mut [0; 4]));
        let all = ('\0'..=char::MAX).filter(move |c| is(&letter, *c));
        all.map(move |c| (c, is(&of_scripts, c)))
    }

    #[test]
    fn ideographs_are_those_of_the_unicode_scripts() {
        let scripts = r"[\p{scx:Han}\p{scx:Hiragana}\p{scx:Katakana}\p{scx:Bopomofo}]";
        for (c, is_of_scripts) in letters(scripts) {
            // Bopomofo shares a few tone marks with Latin.
            let is_expected = is_of_scripts && c >= '\u{2e80}';
            assert_eq!(is_ideograph(c), is_expected, "{c} {:x}", u32::from(c));
        }
    }

    #[test]
    fn scripts_without_spaces_are_those_of_the_line_breaking_class() {
        let scripts = r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tai_Le}\p{New_Tai_Lue}\p{Tai_Tham}\p{Tai_Viet}]";
        for (c, is_of_scripts) in letters(scripts).filter(|(c, _)| !is_ideograph(*c)) {
            assert_eq!(is_unspaced(c), is_of_scripts, "{c} {:x}", u32::from(c));
        }
        for (c, is_hangul) in letters(r"\p{Hangul}").filter(|(c, _)| !is_unspaced(*c)) {
            assert_eq!(is_joined(c), is_hangul, "{c} {:x}", u32::from(c));
        }
    }

    #[test]
    fn words_have_single_spaces_between_them() {
        let plain = ["", "a", "a b c", "가 나", "a – b"];
        let others = [" ", " a", "a ", "a  b", "a\tb", "a\n", "a\u{a0}b", "a\u{3000}b"];
        for text in plain.into_iter().chain(others) {
            let words: Vec<&str> = text.split_whitespace().collect();
            assert_eq!(single_spaced(text), words.join(" "), "{text:?}");
        }
    }

    #[test]
    fn words_are_counted_as_editors_count_them() {
        for (text, count) in [
            ("two words", 2),
            ("a – b", 2),
            ("汉字", 2),
            ("漢字とカナ・ー", 6),
            ("RAG とは", 3),
            ("한국어 단어", 2),
            ("𠮷野", 2),
        ] {
            assert_eq!(count_words(text), count, "{text}");
        }
    }
}
