//! How the search cuts texts into tokens: words without case and accents, parts of identifiers, pairs of
//! characters where a script puts no spaces.
//! Gives `tokens`. `themes/default/static/crib-search.js` does the same for queries, and
//! `tests/search/vectors.json` holds both together: an index is useless to a query cut otherwise.
//! Must not ask the platform what a letter is, because browsers and this program know different
//! versions of Unicode: tables here decide, and only characters assigned long ago are decomposed.

use std::iter::once;

use icu_normalizer::{
    DecomposingNormalizerBorrowed, properties::CanonicalCompositionBorrowed,
};

use super::is_joined;

/// Longer tokens are cut; what is longer is data, and its parts are not words either.
const LONGEST: usize = 64;

/// Joined words of more letters are several words.
const LONGEST_JOIN: usize = 24;

/// Punctuation, symbols and white space from U+0080 on, except those of rare scripts. What is not in
/// a table is a letter, digit or mark.
#[rustfmt::skip]
const SIGNS: &[(u32, u32)] = &[
    (0x80, 0xa9), (0xab, 0xb1), (0xb4, 0xb4), (0xb6, 0xb8), (0xbb, 0xbf), (0xd7, 0xd7), (0xf7, 0xf7),
    (0x2d2, 0x2df), (0x2e5, 0x2ff), (0x375, 0x375), (0x37e, 0x37e), (0x384, 0x385), (0x387, 0x387), (0x3f6, 0x3f6), (0x482, 0x482), (0x55a, 0x55f),
    (0x589, 0x5c6), (0x600, 0x61f), (0x66a, 0x66d), (0x6d4, 0x6d4), (0x6dd, 0x6de), (0x6e9, 0x6e9),
    (0x6fd, 0x6fe), (0x700, 0x70f), (0x964, 0x965), (0x970, 0x970), (0xdf4, 0xdf4), (0xe3f, 0xe3f),
    (0xe4f, 0xe4f), (0xe5a, 0xe5b), (0xf01, 0xf17), (0xf1a, 0xf1f), (0xf34, 0xf34), (0xf36, 0xf36),
    (0xf38, 0xf38), (0xf3a, 0xf3d), (0xf85, 0xf85), (0xfbe, 0xfc5), (0xfc7, 0xfda), (0x104a, 0x104f),
    (0x109e, 0x109f), (0x10fb, 0x10fb), (0x1360, 0x1368), (0x1400, 0x1400), (0x1680, 0x1680), (0x17d4, 0x17d6),
    (0x17d8, 0x17db), (0x1800, 0x180a), (0x19de, 0x19ff), (0x1aa0, 0x1aa6), (0x1aa8, 0x1aad), (0x2000, 0x205f),
    (0x207a, 0x207e), (0x208a, 0x208e), (0x20a0, 0x2101), (0x2103, 0x2106), (0x2108, 0x2109),
    (0x2114, 0x2114), (0x2116, 0x2118), (0x211e, 0x2123), (0x2125, 0x2125), (0x2127, 0x2127),
    (0x2129, 0x2129), (0x212e, 0x212e), (0x213a, 0x213b), (0x2140, 0x2144), (0x214a, 0x214d),
    (0x214f, 0x215f), (0x2189, 0x245f), (0x249c, 0x24e9), (0x2500, 0x2775), (0x2794, 0x2bff),
    (0x2e00, 0x2e2e), (0x2e30, 0x2ef3), (0x2ff0, 0x3004), (0x3008, 0x3020), (0x3030, 0x3030), (0x3036, 0x3037),
    (0x303d, 0x3040), (0x309b, 0x309c), (0x30a0, 0x30a0), (0x30fb, 0x30fb), (0x3190, 0x3191),
    (0x3196, 0x319f), (0x31c0, 0x31ef), (0x3200, 0x33ff), (0x4dc0, 0x4dff), (0xa490, 0xa4c6),
    (0xa9c1, 0xa9cd), (0xa9de, 0xa9df), (0xaa77, 0xaa79), (0xaade, 0xaadf), (0xd800, 0xf8ff), (0xfb29, 0xfb29),
    (0xfbb2, 0xfbd2), (0xfd3e, 0xfd4f), (0xfdfc, 0xfe6f), (0xfeff, 0xff0f), (0xff1a, 0xff20),
    (0xff3b, 0xff40), (0xff5b, 0xff65), (0xffe0, 0xffff), (0x1d000, 0x1d3ff), (0x1f000, 0x1fbef),
    (0xe0000, 0x0010_ffff),
];

/// Accents, vowel points, tatweel, breaks and joins without width: they neither part words nor are
/// part of them.
#[rustfmt::skip]
const IGNORED: &[(u32, u32)] = &[
    (0xad, 0xad), (0x2b9, 0x2cf), (0x300, 0x36f), (0x483, 0x489), (0x591, 0x5bd), (0x5bf, 0x5bf),
    (0x5c1, 0x5c2), (0x5c4, 0x5c5), (0x5c7, 0x5c7), (0x5f3, 0x5f4), (0x610, 0x61a), (0x61c, 0x61c),
    (0x640, 0x640), (0x64b, 0x65f), (0x670, 0x670), (0x6d6, 0x6dc), (0x6df, 0x6e4), (0x6e7, 0x6e8),
    (0x6ea, 0x6ed), (0x711, 0x711), (0x730, 0x74a), (0x8ca, 0x8e1), (0x8e3, 0x8ff), (0x180b, 0x180f),
    (0x1ab0, 0x1aff), (0x1dc0, 0x1dff), (0x200b, 0x200f), (0x202a, 0x202e), (0x2060, 0x206f),
    (0x20d0, 0x20ff), (0xfe00, 0xfe0f), (0xfe20, 0xfe2f), (0xfeff, 0xfeff), (0xe0000, 0xe0fff),
];

/// Vowel signs, tone marks and voicing marks of scripts without spaces: one unit with the letter before.
#[rustfmt::skip]
const ATTACHED: &[(u32, u32)] = &[
    (0xe31, 0xe31), (0xe34, 0xe3a), (0xe47, 0xe4e), (0xeb1, 0xeb1), (0xeb4, 0xebc), (0xec8, 0xece),
    (0x102b, 0x103e), (0x1056, 0x1059), (0x105e, 0x1060), (0x1062, 0x1064), (0x1067, 0x106d),
    (0x1071, 0x1074), (0x1082, 0x108d), (0x108f, 0x108f), (0x109a, 0x109d), (0x17b4, 0x17d3),
    (0x17dd, 0x17dd), (0x19b0, 0x19c0), (0x1a55, 0x1a7f), (0x3099, 0x309a), (0xaa7b, 0xaa7d),
    (0xaab0, 0xaac1),
];

/// Calls `take` with every token of a text, in the order of the text, a whole before its parts.
///
/// A written word gives itself, folded; then, if it has them, its parts (`HTTPServer`, `max_len`,
/// `k-means`, `node.js`, `v1.2`). A run of letters of a script without spaces gives its
/// overlapping pairs.
pub fn tokens(text: &str, mut take: impl FnMut(&str)) {
    let mut chain = Chain::default();
    let mut rest = text;
    while let Some(&byte) = rest.as_bytes().first() {
        if byte.is_ascii() && !byte.is_ascii_alphanumeric() {
            let is_sign = |it: &u8| it.is_ascii() && !it.is_ascii_alphanumeric();
            let signs = rest.bytes().take_while(is_sign).count();
            rest = rest.get(signs..).unwrap_or_default();
        } else if let Some(word) = plain_word(rest) {
            if byte.is_ascii_uppercase() {
                chain.text.clear();
                chain.text.push_str(word);
                chain.text.make_ascii_lowercase();
                take(cut(&chain.text));
            } else {
                take(cut(word));
            }
            rest = rest.get(word.len()..).unwrap_or_default();
        } else {
            rest = match first_kind(rest) {
                Some((_, Kind::Spaced)) => chain.read(rest, &mut take),
                Some((_, Kind::Unspaced)) => pairs(&mut chain.text, rest, &mut take),
                Some((c, _)) => rest.get(c.len_utf8()..).unwrap_or_default(),
                None => return,
            };
        }
    }
}

/// The ASCII word at the beginning of a text if nothing in it or behind it asks for a closer look.
fn plain_word(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let mut uppers = 0_usize;
    let letters = bytes.iter().take_while(|it| it.is_ascii_alphanumeric());
    let end =
        letters.inspect(|it| uppers += usize::from(it.is_ascii_uppercase())).count();
    let next = |at: usize| bytes.get(end + at).copied().unwrap_or(b' ');
    let is_plain = match next(0) {
        b'.' | b'-' => !next(1).is_ascii_alphanumeric() && next(1).is_ascii(),
        b'_' | b'\'' | b'+' | b'#' | 0x80.. => false,
        _ => true,
    };
    let first = bytes.first().map_or(0, |it| usize::from(it.is_ascii_uppercase()));
    (end > 0 && is_plain && uppers == first).then(|| text.get(..end)).flatten()
}

/// What a character is to the tokenizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A letter, digit or mark of a script that puts spaces between words.
    Spaced,
    /// One of a script without spaces, or of Hangul, where endings follow without one.
    Unspaced,
    /// Nothing: the characters around it are neighbours.
    Ignored,
    /// White space, punctuation, symbols: the end of a word.
    Sign,
}

/// What borders in `camelCase` are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shape {
    #[default]
    None,
    Lower,
    Upper,
    Digit,
}

fn is_in(table: &[(u32, u32)], c: char) -> bool {
    let c = u32::from(c);
    let after = table.partition_point(|it| it.0 <= c);
    after.checked_sub(1).and_then(|it| table.get(it)).is_some_and(|it| c <= it.1)
}

/// The first character of a text and its kind.
fn first_kind(text: &str) -> Option<(char, Kind)> {
    let c = text.chars().next()?;
    Some((c, fold(c, |_| ()).0))
}

/// Gives `push` the characters that stand for one in tokens: decomposed, without accents and case.
fn fold(c: char, mut push: impl FnMut(char)) -> (Kind, Shape) {
    match c {
        'a'..='z' | '\u{430}'..='\u{438}' | '\u{43a}'..='\u{44f}' => {
            push(c);
            return (Kind::Spaced, Shape::Lower);
        }
        'A'..='Z' => {
            push(c.to_ascii_lowercase());
            return (Kind::Spaced, Shape::Upper);
        }
        '0'..='9' => {
            push(c);
            return (Kind::Spaced, Shape::Digit);
        }
        '\0'..='\x7f' => return (Kind::Sign, Shape::None),
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => {
            push(c);
            return (Kind::Unspaced, Shape::None);
        }
        _ if is_in(IGNORED, c) => return (Kind::Ignored, Shape::None),
        _ if is_in(SIGNS, c) => return (Kind::Sign, Shape::None),
        _ => (),
    }
    let mut first = None;
    let mut push = |c| {
        first.get_or_insert(c);
        push(c);
    };
    let mut is_upper = false;
    if is_decomposed(c) {
        for c in DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(once(c)) {
            let is_letter = if c.is_ascii() {
                c.is_ascii_alphanumeric()
            } else {
                !is_in(IGNORED, c) && !is_in(SIGNS, c)
            };
            for lower in c.to_lowercase().filter(|_| is_letter) {
                is_upper |= lower != c;
                fold_lower(lower, &mut push);
            }
        }
    } else {
        push(c);
    }
    match first {
        None => (Kind::Sign, Shape::None),
        Some(first) if is_joined(first) => (Kind::Unspaced, Shape::None),
        Some('0'..='9') => (Kind::Spaced, Shape::Digit),
        Some(_) if is_upper => (Kind::Spaced, Shape::Upper),
        Some(_) => (Kind::Spaced, Shape::Lower),
    }
}

/// Whether a character may have a decomposition or a lower case, and all that do are older than
/// any engine that runs the search (Unicode 15): kana, ideographs and syllables stay composed.
fn is_decomposed(c: char) -> bool {
    matches!(c,
        '\0'..='\u{557}' | '\u{559}'..='\u{1c7f}' | '\u{1c90}'..='\u{209c}'
        | '\u{20a0}'..='\u{3040}' | '\u{3100}'..='\u{33ff}' | '\u{a640}'..='\u{a7ad}'
        | '\u{f900}'..='\u{ffff}' | '\u{1d400}'..='\u{1d6a5}' | '\u{1d6a8}'..='\u{1d7ff}'
        | '\u{2f800}'..='\u{2fa1f}')
}

/// Gives `push` the usual Latin or Arabic letters for a lower-case letter without accents.
fn fold_lower(c: char, push: &mut impl FnMut(char)) {
    let usual = match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ð' | 'đ' => "d",
        'ø' => "o",
        'ł' => "l",
        'ı' => "i",
        'ħ' => "h",
        'ŧ' => "t",
        'ς' => "σ",
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        'ة' => "ه",
        _ => {
            // Digits of Arabic, Persian and Devanagari.
            let zero = [0x660, 0x6f0, 0x966].into_iter().find(|zero| {
                let digit = u32::from(c).wrapping_sub(*zero);
                digit < 10
            });
            let digit = zero.and_then(|zero| char::from_digit(u32::from(c) - zero, 10));
            push(digit.unwrap_or(c));
            return;
        }
    };
    usual.chars().for_each(push);
}

/// The first bytes of a word that may be a token.
fn cut(word: &str) -> &str {
    word.get(..word.floor_char_boundary(LONGEST)).unwrap_or(word)
}

/// Takes the pairs of units at the beginning of a text and gives the rest.
fn pairs<'a>(run: &mut String, text: &'a str, take: &mut impl FnMut(&str)) -> &'a str {
    run.clear();
    // Where the unit before the last begins, and the last.
    let (mut before, mut last) = (None, 0);
    let mut rest = text;
    while let Some((c, kind)) = first_kind(rest) {
        if matches!(kind, Kind::Spaced | Kind::Sign) {
            break;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        fold(c, |c| {
            let ending = run.chars().next_back();
            if let Some(composed) = ending.and_then(|it| compose(it, c)) {
                run.pop();
                run.push(composed);
                return;
            }
            // After a virama of Burmese or Khmer the next letter is written below.
            let is_below = ending.is_some_and(|it| {
                matches!(it, '\u{1039}' | '\u{17d2}')
                    && u32::from(it) >> 8 == u32::from(c) >> 8
            });
            if !run.is_empty() && !is_below && !is_in(ATTACHED, c) {
                if let Some(before) = before {
                    take(cut(run.get(before..).unwrap_or_default()));
                }
                before = Some(last);
                last = run.len();
            }
            run.push(c);
        });
    }
    take(cut(run.get(before.unwrap_or(last)..).unwrap_or_default()));
    rest
}

/// The character two are composed to: kana with a voicing mark, or letters of a Hangul syllable.
fn compose(first: char, second: char) -> Option<char> {
    let is_second = matches!(second,
        '\u{1161}'..='\u{1175}' | '\u{11a8}'..='\u{11c2}' | '\u{3099}' | '\u{309a}');
    if !is_second {
        return None;
    }
    CanonicalCompositionBorrowed::new().compose(first, second)
}

/// Words that hyphens or dots join, as they are read.
#[derive(Debug, Default)]
struct Chain {
    /// Folded, without what joins them.
    text: String,
    /// Where words begin in the text.
    words: Vec<usize>,
    /// Where parts begin in words of several.
    parts: Vec<usize>,
    shape: Shape,
    /// Where the last upper-case letter is, whether a digit is before it, and how many such
    /// letters end there.
    upper: usize,
    is_after_digit: bool,
    uppers: usize,
    /// How many lower-case letters follow it.
    lowers: usize,
}

impl Chain {
    /// Takes the tokens of the chain at the beginning of a text and gives the rest.
    fn read<'a>(&mut self, text: &'a str, take: &mut impl FnMut(&str)) -> &'a str {
        self.text.clear();
        self.words.clear();
        self.parts.clear();
        self.begin();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let after = rest.get(c.len_utf8()..).unwrap_or_default();
            let from = self.text.len();
            match fold(c, |c| self.text.push(c)) {
                (Kind::Spaced, shape) => self.letter(from, shape),
                (Kind::Ignored, _) if c != 'ʼ' => (),
                (Kind::Unspaced, _) => {
                    self.text.truncate(from);
                    break;
                }
                _ => match self.join(c, after) {
                    Some(joined) => {
                        rest = joined;
                        continue;
                    }
                    None => break,
                },
            }
            rest = after;
        }
        self.take_all(sign(rest), take);
        rest
    }

    /// Begins a word.
    fn begin(&mut self) {
        self.words.push(self.text.len());
        self.letter(self.text.len(), Shape::None);
    }

    /// Notes the borders that a letter or digit makes.
    fn letter(&mut self, at: usize, shape: Shape) {
        match shape {
            Shape::Upper => {
                if self.shape == Shape::Lower {
                    self.parts.push(at);
                }
                self.uppers =
                    if self.shape == Shape::Upper { self.uppers + 1 } else { 1 };
                self.is_after_digit = self.shape == Shape::Digit;
                self.upper = at;
                self.lowers = 0;
            }
            Shape::Lower if self.shape == Shape::Upper || self.lowers > 0 => {
                self.lowers += 1;
                // `HTTPServer`, but not `PDFs`; `S3Bucket`, but not `H2O`.
                if self.lowers == 2 && self.uppers > 1
                    || self.lowers == 1 && self.is_after_digit
                {
                    self.parts.push(self.upper);
                }
            }
            _ => self.lowers = 0,
        }
        self.shape = shape;
    }

    /// What follows a sign after which the chain goes on.
    fn join<'a>(&mut self, sign: char, after: &'a str) -> Option<&'a str> {
        let next = || {
            let (kind, shape) = fold(after.chars().next()?, |_| ());
            (kind == Kind::Spaced).then_some(shape)
        };
        match sign {
            '_' => {
                let rest = after.trim_start_matches('_');
                first_kind(rest).filter(|it| it.1 == Kind::Spaced)?;
                self.parts.push(self.text.len());
                self.letter(self.text.len(), Shape::None);
                Some(rest)
            }
            '.' | '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '－' => {
                let is_number = next()? == Shape::Digit && self.shape == Shape::Digit;
                if is_number && sign == '.' {
                    self.text.push('.');
                } else if is_number {
                    return None;
                } else {
                    self.begin();
                }
                Some(after)
            }
            '\'' | '’' | 'ʼ' | '＇' => {
                let end = after.bytes().position(|it| !it.is_ascii_alphabetic());
                let (ending, rest) =
                    after.split_at_checked(end.unwrap_or(after.len()))?;
                if first_kind(rest).is_some_and(|it| matches!(it.1, Kind::Spaced)) {
                    return None;
                }
                let is = |it: &&str| ending.eq_ignore_ascii_case(it);
                if is(&"s") {
                    return Some(rest);
                }
                ["t", "d", "m", "re", "ve", "ll"].iter().find(|it| is(it)).map(|_| after)
            }
            _ => None,
        }
    }

    /// Takes the chain as one word if it is short, then each of its words with its parts.
    fn take_all(&self, sign: &str, take: &mut impl FnMut(&str)) {
        if self.words.len() > 1 && self.text.chars().nth(LONGEST_JOIN).is_none() {
            take(cut(&self.text));
        }
        let mut parts = self.parts.as_slice();
        let mut ends = self.words.iter().skip(1).copied().chain(once(self.text.len()));
        for &from in &self.words {
            let end = ends.next().unwrap_or_default();
            let of_word = parts.partition_point(|it| *it < end);
            let (own, others) = parts.split_at_checked(of_word).unwrap_or_default();
            parts = others;
            let word = self.text.get(from..end).unwrap_or_default();
            if end == self.text.len() && !sign.is_empty() && is_letter(word) {
                take(&[word, sign].concat());
            }
            take(cut(word));
            if word.len() > LONGEST {
                continue;
            }
            if let Some((head, _)) = word.split_once('.') {
                let letters = head.trim_end_matches(|it: char| it.is_ascii_digit()).len();
                if letters > 0 {
                    take(word.get(letters..).unwrap_or_default());
                    take(head);
                }
            }
            if own.is_empty() {
                continue;
            }
            let mut begin = from;
            for &border in own.iter().chain(once(&end)) {
                let part = self.text.get(begin..border).unwrap_or_default();
                if part.chars().nth(1).is_some() {
                    take(part);
                }
                begin = border;
            }
        }
    }
}

/// The signs behind a letter that make the name of a language of it: `C++`, `C#`.
fn sign(rest: &str) -> &'static str {
    if rest.starts_with("++") || rest.starts_with("＋＋") {
        "++"
    } else if rest.starts_with(['#', '＃', '♯']) {
        "#"
    } else {
        ""
    }
}

fn is_letter(word: &str) -> bool {
    matches!(word.as_bytes(), [b'a'..=b'z'])
}
