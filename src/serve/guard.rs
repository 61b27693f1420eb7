//! Who may send requests to the preview: its own pages and the user, never another website.
//! Gives the reason for a refusal, and the headers that keep answers to the preview's own pages.
//! Must not know what is served.

use std::net::IpAddr;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, header, uri::Authority},
    response::Response,
};

/// Why a request is refused; `None` when it is answered.
///
/// `is_local` says that only this computer may ask.
pub(super) fn refusal(request: &Request, is_local: bool) -> Option<&'static str> {
    let headers = request.headers();
    if is_local && !names_this_computer(headers) {
        return Some(
            "This preview answers only to localhost, 127.0.0.1 and [::1], so that no other \
             site can read it. To reach it from elsewhere, start it with `--interface`.",
        );
    }
    let is_own = is_from_here(headers) || is_link(request.method(), headers);
    (!is_own || !is_own_origin(headers)).then_some(
        "This preview answers only its own pages. Another website may link to it, but \
         cannot load or embed anything from it.",
    )
}

/// The same answer, kept from every page but those of the preview.
pub(super) fn guarded(mut answer: Response, is_local: bool) -> Response {
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_local {
        let name = HeaderName::from_static("cross-origin-opener-policy");
        headers.insert(name, HeaderValue::from_static("same-origin"));
    }
    answer
}

/// The headers of every answer. (Browsers complain about an opener policy from an address that is
/// neither local nor encrypted, so it is not among them.)
const HEADERS: [(HeaderName, &str); 5] = [
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::CONTENT_SECURITY_POLICY, "frame-ancestors 'self'"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
];

/// Whether the request was sent to a name only this computer has.
///
/// A page of another site can make its own name point here (DNS rebinding) and would be
/// let in by the browser then; it cannot send another name than its own.
fn names_this_computer(headers: &HeaderMap) -> bool {
    let Some(authority) =
        value(headers, "host").and_then(|it| it.parse::<Authority>().ok())
    else {
        return false;
    };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

/// Whether the browser says that one of our pages or the user asks (Fetch Metadata, "Sec-Fetch-Site").
///
/// Another port of this computer is `same-site`, and no page of ours. Tools and old browsers
/// say nothing.
fn is_from_here(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    site.is_none_or(|it| it == "same-origin" || it == "none")
}

/// Whether the user follows a link to a page, which the site that has the link cannot read.
fn is_link(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::GET
        && value(headers, "sec-fetch-mode") == Some("navigate")
        && value(headers, "sec-fetch-dest") == Some("document")
}

/// Whether the page that asks, if the browser names it, lies where it asks.
fn is_own_origin(headers: &HeaderMap) -> bool {
    if !headers.contains_key(header::ORIGIN) {
        return true;
    }
    let origin = value(headers, "origin").and_then(|it| it.strip_prefix("http://"));
    let own = value(headers, "host");
    origin.zip(own).is_some_and(|(origin, own)| origin.eq_ignore_ascii_case(own))
}

fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(list: &[(&'static str, &str)]) -> HeaderMap {
        list.iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn only_names_of_this_computer_are_let_in() {
        let cases = [
            ("localhost", true),
            ("LocalHost:1111", true),
            ("127.0.0.1:80", true),
            ("[::1]:1111", true),
            ("example.org", false),
            ("localhost.example.org", false),
            ("localhost@example.org", false),
            ("192.168.1.2:1111", false),
            ("", false),
        ];
        for (host, is_let_in) in cases {
            let headers = headers(&[("host", host)]);
            assert_eq!(names_this_computer(&headers), is_let_in, "{host}");
        }
        assert!(!names_this_computer(&HeaderMap::new()));
    }

    #[test]
    fn an_origin_is_our_own_when_it_was_asked_at_it() {
        let cases = [
            ("http://localhost:1111", "localhost:1111", true),
            ("http://[::1]:1111", "[::1]:1111", true),
            ("http://192.168.1.7:1111", "192.168.1.7:1111", true),
            ("http://localhost:1112", "localhost:1111", false),
            ("http://localhost", "localhost:1111", false),
            ("http://127.0.0.1:1111", "localhost:1111", false),
            ("https://localhost:1111", "localhost:1111", false),
            ("http://example.org", "localhost:1111", false),
            ("null", "localhost:1111", false),
            ("", "localhost:1111", false),
        ];
        for (origin, host, is_own) in cases {
            let headers = headers(&[("origin", origin), ("host", host)]);
            assert_eq!(is_own_origin(&headers), is_own, "{origin} {host}");
        }
        assert!(is_own_origin(&headers(&[("host", "localhost")])));
        assert!(!is_own_origin(&headers(&[("origin", "http://localhost")])));
    }
}
