//! Answers to browsers: files of the site that is in memory, and the stream of events.
//! Gives every page the script that keeps it up to date.
//! Reaches no disk: a path is looked up in a map, so there is nothing outside the site.

use std::{collections::BTreeMap, convert::Infallible, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use tokio::sync::watch;
use tokio_stream::{StreamExt as _, wrappers::WatchStream};
use xxhash_rust::xxh3::Xxh3;

use super::{guard, panel};
use crate::{
    build::Built,
    error::Error,
    path::{Route, percent_decode},
};

/// The script that every page gets, below the site's root.
const SCRIPT: &str = "__crib/live.js";
/// The stream of events it listens to.
const EVENTS: &str = "__crib/events";

/// What is shown at the moment: the last good site, and why there is no newer one.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) site: Arc<Preview>,
    pub(super) problem: Option<Problem>,
}

/// Why there is no newer site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) title: &'static str,
    pub(super) text: String,
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        let title = match error {
            Error::Config { .. } => "Invalid configuration",
            Error::Theme(_) => "Error in the theme",
            Error::Read { .. } => "Cannot read a file or folder",
            _ => "Cannot build the site",
        };
        Self { title, text: error.to_string() }
    }
}

/// A finished site in memory.
pub(super) struct Preview {
    files: BTreeMap<Route, Bytes>,
    /// Where the site begins, as in production: `/` or `/repo/`, not encoded.
    base: String,
    /// The same as it is in URLs.
    base_url: String,
    /// A digest of all files: pages of the same build have the same one.
    build: String,
    /// The findings as JSON.
    findings: String,
}

impl Preview {
    /// The site that begins at the URL path `base`.
    pub(super) fn new(
        files: BTreeMap<Route, Vec<u8>>,
        base: &str,
        built: &Built,
    ) -> Self {
        let mut digest = Xxh3::new();
        for (route, bytes) in &files {
            digest.update(route.as_str().as_bytes());
            digest.update(&[0]);
            digest.update(&bytes.len().to_le_bytes());
            digest.update(bytes);
        }
        // The address of a folder is that of its `index.html`.
        let home = Route::new(&format!("{}/index.html", percent_decode(base)));
        let path = home.as_ref().and_then(|it| it.as_str().strip_suffix("index.html"));
        let base_url =
            format!("/{}", home.as_ref().map(Route::url_path).unwrap_or_default());
        Self {
            base: format!("/{}", path.unwrap_or_default()),
            build: format!("{:032x}", digest.digest128()),
            findings: panel::findings(built, &base_url),
            files: files
                .into_iter()
                .map(|(route, bytes)| (route, bytes.into()))
                .collect(),
            base_url,
        }
    }

    /// Where the site begins, as it is in URLs.
    pub(super) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Whether readers would see no difference, in pages or findings.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.build == other.build
            && self.findings == other.findings
            && self.base == other.base
    }

    /// What a URL path stands for.
    fn find(&self, path: &str) -> Resource<'_> {
        let path = percent_decode(path);
        let Some(below) = path.strip_prefix(&self.base) else {
            let is_above = path == "/" || format!("{path}/") == self.base;
            return if is_above {
                Resource::Redirect(self.base_url.clone())
            } else {
                Resource::Nothing
            };
        };
        let (is_root, is_folder) = (below.is_empty(), below.ends_with('/'));
        // A name that normalizing would change, such as `a/../b`, is not one of our names.
        let file = |name: String| {
            let route = Route::new(&name).filter(|it| it.as_str() == name)?;
            self.files.get_key_value(&route)
        };
        if is_root || is_folder {
            let index = file(format!("{below}index.html"));
            return index
                .map_or(Resource::Nothing, |(it, bytes)| Resource::File(it, bytes));
        }
        match below {
            SCRIPT => return Resource::Script,
            EVENTS => return Resource::Events,
            _ => (),
        }
        // GitHub Pages serves `a/b.html` at `a/b` too.
        let page = file(below.to_owned()).or_else(|| file(format!("{below}.html")));
        if let Some((route, bytes)) = page {
            return Resource::File(route, bytes);
        }
        match file(format!("{below}/index.html")) {
            Some((index, _)) => {
                Resource::Redirect(self.base_url.clone() + &index.url_path())
            }
            None => Resource::Nothing,
        }
    }

    /// The answer for a file; an HTML page gets the script.
    fn page(&self, status: StatusCode, route: &Route, bytes: &Bytes) -> Response {
        let kind = content_type(route);
        if !kind.starts_with("text/html") {
            return answer(status, kind, bytes.clone());
        }
        let base = self.base_url.replace('&', "&amp;");
        let build = &self.build;
        let tag = format!(
            "<script src=\"{base}{SCRIPT}\" data-build=\"{build}\" defer></script>\n"
        );
        answer(status, kind, with_tag(bytes, &tag))
    }

    fn not_found(&self) -> Response {
        let page = Route::new("404.html").and_then(|it| self.files.get_key_value(&it));
        match page {
            Some((route, bytes)) => self.page(StatusCode::NOT_FOUND, route, bytes),
            None => plain(StatusCode::NOT_FOUND, "Page not found."),
        }
    }
}

/// What a URL path stands for.
#[derive(Debug, PartialEq)]
enum Resource<'a> {
    File(&'a Route, &'a Bytes),
    /// The same thing at another URL.
    Redirect(String),
    Script,
    Events,
    Nothing,
}

/// What every request needs.
#[derive(Clone)]
struct Shared {
    shown: watch::Receiver<Shown>,
    is_local: bool,
}

/// Answers with the current site, and only to this computer if `is_local`.
pub(super) fn router(shown: watch::Receiver<Shown>, is_local: bool) -> Router {
    Router::new().fallback(respond).with_state(Shared { shown, is_local })
}

async fn respond(State(shared): State<Shared>, request: Request) -> Response {
    let is_local = shared.is_local;
    let answer = match guard::refusal(&request, is_local) {
        Some(reason) => plain(StatusCode::FORBIDDEN, reason),
        None => found(shared, &request),
    };
    guard::guarded(answer, is_local)
}

/// The answer to a request that is not refused.
fn found(shared: Shared, request: &Request) -> Response {
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        let text =
            plain(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered.");
        return ([(header::ALLOW, "GET, HEAD")], text).into_response();
    }
    // The lock inside must be held only long enough to clone a pointer.
    let site = shared.shown.borrow().site.clone();
    match site.find(request.uri().path()) {
        Resource::File(route, bytes) => site.page(StatusCode::OK, route, bytes),
        Resource::Redirect(url) => {
            let query =
                request.uri().query().map(|it| format!("?{it}")).unwrap_or_default();
            let text = plain(StatusCode::FOUND, "Found elsewhere.");
            ([(header::LOCATION, url + &query)], text).into_response()
        }
        Resource::Script => {
            let script = include_str!("live.js");
            answer(StatusCode::OK, "text/javascript; charset=utf-8", script)
        }
        Resource::Events => {
            let is_head = request.method() == Method::HEAD;
            let body = if is_head { Body::empty() } else { events(shared.shown) };
            answer(StatusCode::OK, "text/event-stream", body)
        }
        Resource::Nothing => site.not_found(),
    }
}

fn answer(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")];
    (status, headers, body.into()).into_response()
}

fn plain(status: StatusCode, text: &str) -> Response {
    answer(status, "text/plain; charset=utf-8", format!("{text}\n"))
}

/// What is shown now and from now on, as server-sent events (HTML standard, 9.2).
fn events(shown: watch::Receiver<Shown>) -> Body {
    let mut is_first = true;
    let texts = WatchStream::new(shown).map(move |it| {
        let text = event_text(&it, is_first);
        is_first = false;
        Ok::<_, Infallible>(text)
    });
    Body::from_stream(texts)
}

/// The first event names the build, so that a page of an older one knows it.
fn event_text(shown: &Shown, is_first: bool) -> String {
    let Preview { build, findings, .. } = &*shown.site;
    let build = match (is_first, &shown.problem) {
        (true, _) => format!("retry: 1000\nevent: hello\ndata: {build}\n\n"),
        (false, None) => format!("event: reload\ndata: {build}\n\n"),
        (false, Some(_)) => String::new(),
    };
    let outcome = match &shown.problem {
        Some(Problem { title, text }) => {
            let problem = json!({ "title": title, "text": text });
            format!("event: problem\ndata: {problem}\n\n")
        }
        None => format!("event: findings\ndata: {findings}\n\n"),
    };
    build + &outcome
}

/// Puts a tag at the end of an HTML page's body.
fn with_tag(html: &[u8], tag: &str) -> Vec<u8> {
    let is_end = |it: &[u8]| it.eq_ignore_ascii_case(b"</body>");
    let end = html.windows("</body>".len()).rposition(is_end).unwrap_or(html.len());
    let (before, after) = html.split_at_checked(end).unwrap_or((html, &[]));
    [before, tag.as_bytes(), after].concat()
}

/// The media type of a file, by its suffix.
fn content_type(route: &Route) -> &'static str {
    let suffix = route.as_str().rsplit_once('.').map_or("", |(_, it)| it);
    match suffix.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "ipynb" | "map" => "application/json; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "md" | "markdown" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "wasm" => "application/wasm",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_goes_before_the_last_end_of_a_body() {
        let cases = [
            ("<body>a</body></html>", "<body>a<x></body></html>"),
            ("<BODY>a</BODY>", "<BODY>a<x></BODY>"),
            ("<body><!-- </body> --></body>", "<body><!-- </body> --><x></body>"),
            ("a", "a<x>"),
        ];
        for (html, page) in cases {
            assert_eq!(with_tag(html.as_bytes(), "<x>"), page.as_bytes(), "{html}");
        }
    }
}
