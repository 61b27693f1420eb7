//! Places as URLs: relative to one another, percent-encoded, and back.
//! Gives addresses that no browser takes for those of another site.
//! Knows nothing of what is there.

use std::iter;

/// The way from one file to another, both below one root, percent-encoded.
pub(super) fn relative(from: &str, to: &str) -> String {
    let same = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    // The last names are not folders, even if they are the same.
    let folders = from.as_bytes().get(..same).unwrap_or_default();
    let shared = folders.iter().rposition(|it| *it == b'/').map_or(0, |it| it + 1);
    let up = from.bytes().skip(shared).filter(|it| *it == b'/').count();
    let rest = to.get(shared..).unwrap_or_default();
    let mut url = String::with_capacity(3 * up + rest.len());
    url.extend(iter::repeat_n("../", up));
    push_path(&mut url, rest);
    url
}

/// Percent-encodes what may not stand in a URL path (RFC 3986, `pchar` and `/`), and the colon,
/// with which a first part would be read as a scheme.
pub(crate) fn push_path(url: &mut String, path: &str) {
    push_encoded(url, path, |it| it != b':' && is_kept(it));
}

/// A value as it may stand in the query of a URL: `&` and `+` mean something else there.
pub(crate) fn query_value(value: &str) -> String {
    let mut url = String::with_capacity(value.len());
    push_encoded(&mut url, value, |it| !matches!(it, b'&' | b'+') && is_kept(it));
    url
}

/// Percent-encodes what may not stand in a URL fragment.
pub(super) fn push_fragment(url: &mut String, id: &str) {
    push_encoded(url, id, is_kept);
}

fn is_kept(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.'
                | b'_'
                | b'~'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
                | b':'
                | b'@'
                | b'/'
        )
}

fn push_encoded(url: &mut String, text: &str, is_kept: impl Fn(u8) -> bool) {
    url.reserve(text.len());
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|it| !is_kept(it)) {
        let c = rest.get(at..).and_then(|it| it.chars().next());
        let length = c.map_or(1, char::len_utf8);
        url.push_str(rest.get(..at).unwrap_or_default());
        for byte in rest.bytes().skip(at).take(length) {
            let digit = |it| char::from_digit(u32::from(it), 16).unwrap_or('0');
            url.push('%');
            url.push(digit(byte >> 4).to_ascii_uppercase());
            url.push(digit(byte & 15).to_ascii_uppercase());
        }
        rest = rest.get(at + length..).unwrap_or_default();
    }
    url.push_str(rest);
}

/// Undoes percent-encoding; a sequence that is not UTF-8 or not two digits stays as written.
#[must_use]
pub fn percent_decode(url: &str) -> String {
    let digit = |byte: Option<&u8>| byte.and_then(|it| char::from(*it).to_digit(16));
    let bytes = url.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = (byte == b'%')
            .then(|| Some((digit(bytes.get(at + 1))?, digit(bytes.get(at + 2))?)))
            .flatten()
            .and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        decoded.push(pair.unwrap_or(byte));
        at += if pair.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).unwrap_or_else(|_| url.to_owned())
}

/// A text in which the percent-encoded letters of all scripts are shown as letters; what an address
/// cannot hold, such as a space, stays encoded.
#[must_use]
pub fn readable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, encoded) = rest.split_at(at);
        shown.push_str(before);
        let (c, length) = first_letter(encoded).unwrap_or(('%', 1));
        shown.push(c);
        rest = encoded.get(length..).unwrap_or_default();
    }
    shown.push_str(rest);
    shown
}

/// The letter outside of ASCII that a text begins with, percent-encoded, and the length of it there.
fn first_letter(text: &str) -> Option<(char, usize)> {
    let first = u8::from_str_radix(text.get(1..3)?, 16).ok()?;
    let length = match first {
        0xC2..=0xDF => 6,
        0xE0..=0xEF => 9,
        0xF0..=0xF4 => 12,
        _ => return None,
    };
    let encoded = text.get(..length)?;
    let decoded = percent_decode(encoded);
    let mut chars = decoded.chars();
    let c = chars.next().filter(|it| *it != '%' && chars.next().is_none())?;
    // Spaces, and signs that no reader sees or that turn the text around.
    let is_hidden = c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    (!is_hidden).then_some((c, length))
}

#[cfg(test)]
mod tests {
    use super::{percent_decode, readable};

    #[test]
    fn letters_of_all_scripts_can_be_read() {
        for (text, shown) in [
            ("`%E3%83%8E%E3%83%BC%E3%83%88.md#%C3%A4`", "`ノート.md#ä`"),
            ("%f0%9f%9a%80 100% %2", "🚀 100% %2"),
            ("a%20b%2Fc %C2%A0 %E2%80%AE", "a%20b%2Fc %C2%A0 %E2%80%AE"),
            ("%E3%83 %E3%83%41%41 %FF %C3é %+1", "%E3%83 %E3%83%41%41 %FF %C3é %+1"),
            ("", ""),
        ] {
            assert_eq!(readable(text), shown);
        }
    }

    #[test]
    fn decoding_keeps_what_is_not_encoded() {
        let cases = [("a%20b", "a b"), ("100%", "100%"), ("%C3%BC", "ü"), ("%FF", "%FF")];
        for (url, text) in cases {
            assert_eq!(percent_decode(url), text, "{url}");
        }
    }
}
