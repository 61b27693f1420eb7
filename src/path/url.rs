//! Places as URLs: relative to one another, percent-encoded, and back.
//! Gives addresses that no browser takes for those of another site.
//! Knows nothing of what lies there.

use std::iter;

/// The way from one file to another, both below one root, percent-encoded.
pub(super) fn relative(from: &str, to: &str) -> String {
    let folders = |path: &'_ str| path.matches('/').count();
    let shared = from.split('/').zip(to.split('/')).take_while(|(a, b)| a == b).count();
    // The last names are not folders, even if they are the same.
    let shared = shared.min(folders(from)).min(folders(to));
    let (up, rest) = (folders(from) - shared, to.splitn(shared + 1, '/').last());
    let rest = rest.unwrap_or_default();
    let mut url = String::with_capacity(3 * up + rest.len());
    url.extend(iter::repeat_n("../", up));
    push_path(&mut url, rest);
    url
}

/// Percent-encodes what may not stand in a URL path (RFC 3986, `pchar` and `/`), and the colon,
/// with which a first part would be read as a scheme.
pub(crate) fn push_path(url: &mut String, path: &str) {
    push_encoded(url, path, b"-._~!$&'()*+,;=@/");
}

/// Percent-encodes what may not stand in a URL fragment.
pub(super) fn push_fragment(url: &mut String, id: &str) {
    push_encoded(url, id, b"-._~!$&'()*+,;=:@/");
}

fn push_encoded(url: &mut String, text: &str, kept: &[u8]) {
    url.reserve(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            url.push(char::from(byte));
        } else {
            let digit = |it| char::from_digit(u32::from(it), 16).unwrap_or('0');
            url.push('%');
            url.push(digit(byte >> 4).to_ascii_uppercase());
            url.push(digit(byte & 15).to_ascii_uppercase());
        }
    }
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

#[cfg(test)]
mod tests {
    use super::percent_decode;

    #[test]
    fn decoding_keeps_what_is_not_encoded() {
        let cases = [("a%20b", "a b"), ("100%", "100%"), ("%C3%BC", "ü"), ("%FF", "%FF")];
        for (url, text) in cases {
            assert_eq!(percent_decode(url), text, "{url}");
        }
    }
}
