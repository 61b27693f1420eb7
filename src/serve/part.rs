//! Parts of files, as players ask for them when somebody seeks (RFC 9110, section 14).
//! Gives the part that a request wants.
//! Must not know what is in a file.

use std::ops::Range;

use axum::http::{HeaderMap, header};

/// What a request wants of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// These bytes, which are at least one.
    Of(Range<usize>),
    /// Bytes that it does not have.
    Missing,
}

/// The part of a file of so many bytes that a GET request with these headers wants. Who wants
/// several parts, or what nobody can read, gets the whole file.
pub(super) fn wanted(headers: &HeaderMap, length: usize) -> Part {
    // No answer has anything that `If-Range` could name.
    if headers.contains_key(header::IF_RANGE) {
        return Part::Whole;
    }
    let range = headers.get(header::RANGE).and_then(|it| it.to_str().ok());
    let Some((first, last)) =
        range.and_then(|it| it.strip_prefix("bytes=")?.split_once('-'))
    else {
        return Part::Whole;
    };
    let is_number = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    // A number that is too large lies behind the end.
    let number = |it: &str| it.parse().unwrap_or(usize::MAX);
    let range = match (first, last) {
        ("", "") => return Part::Whole,
        _ if !is_number(first) || !is_number(last) => return Part::Whole,
        ("", count) => length.saturating_sub(number(count))..length,
        (first, "") => number(first)..length,
        (first, last) if number(first) > number(last) => return Part::Whole,
        (first, last) => number(first)..number(last).saturating_add(1).min(length),
    };
    if range.is_empty() { Part::Missing } else { Part::Of(range) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_the_header_says() {
        let cases = [
            ("bytes=0-3", Part::Of(0..4)),
            ("bytes=9-9", Part::Of(9..10)),
            ("bytes=4-", Part::Of(4..10)),
            ("bytes=-3", Part::Of(7..10)),
            ("bytes=-99", Part::Of(0..10)),
            ("bytes=4-99999999999999999999999", Part::Of(4..10)),
            ("bytes=10-", Part::Missing),
            ("bytes=99999999999999999999999-", Part::Missing),
            ("bytes=-0", Part::Missing),
            ("bytes=3-1", Part::Whole),
            ("bytes=0-1,4-5", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("lines=0-3", Part::Whole),
            ("", Part::Whole),
        ];
        for (range, part) in cases {
            let headers = [(header::RANGE, range.parse().unwrap())];
            assert_eq!(wanted(&HeaderMap::from_iter(headers), 10), part, "{range}");
        }
        assert_eq!(wanted(&HeaderMap::new(), 10), Part::Whole);
    }
}
