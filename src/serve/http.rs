//! Answers to browsers: files of the site, and the stream of events.
//! Gives every page the script that keeps it up to date.
//! Reaches no disk: a path is looked up in a map, so there is nothing outside the site.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use tokio::sync::watch;
use tokio_stream::{StreamExt as _, wrappers::WatchStream};

use super::{
    Report, guard,
    pages::Pages,
    panel,
    part::{self, Part},
};
use crate::{
    build::Built,
    error::Error,
    path::{Route, percent_decode},
};

/// The script that every page gets, below the site's root.
const SCRIPT: &str = "__crib/live.js";
/// Its text, two files in one scope.
const SCRIPT_TEXT: &str = concat!(
    "(() => {\n\"use strict\";\n",
    include_str!("swap.js"),
    include_str!("live.js"),
    "})();\n"
);
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

impl Problem {
    /// What is said of a panic.
    pub(super) fn bug() -> Self {
        let text = "a bug in Cribsheet stopped the work; see the terminal for details";
        Self { title: "Cribsheet failed", text: String::from(text) }
    }

    /// A page that says it, in place of one that cannot be rendered.
    fn page(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = pulldown_cmark_escape::escape_html(&mut text, &self.text);
        let title = self.title;
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
             <body>\n<h1>{title}</h1>\n<pre>{text}</pre>\n</body>\n</html>\n"
        )
    }
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

/// A site that is shown.
pub(super) struct Preview {
    pages: Pages,
    /// Where the site begins, as in production: `/` or `/repo/`, not encoded.
    base: String,
    /// The same as it is in URLs.
    base_url: String,
    /// A digest of everything the site is made of: sites with the same one have the same files.
    build: String,
    /// A digest of the author's files, such as pictures, which pages show without naming it.
    files: String,
    /// The findings as JSON.
    findings: String,
}

impl Preview {
    /// The site that begins at the URL path `base`, with the digests of all it is made of and of
    /// the author's files.
    pub(super) fn new(
        pages: Pages,
        (digest, files): (u128, u128),
        base: &str,
        built: &Built,
    ) -> Self {
        // The address of a folder is that of its `index.html`.
        let home = Route::new(&format!("{}/index.html", percent_decode(base)));
        let path = home.as_ref().and_then(|it| it.as_str().strip_suffix("index.html"));
        let base_url =
            format!("/{}", home.as_ref().map(Route::url_path).unwrap_or_default());
        Self {
            base: format!("/{}", path.unwrap_or_default()),
            build: format!("{digest:032x}"),
            files: format!("{files:032x}"),
            findings: panel::findings(built, &base_url),
            pages,
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
    fn find(&self, path: &str) -> Resource {
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
            self.pages.may_have(&route).then_some(route)
        };
        if is_root || is_folder {
            let index = file(format!("{below}index.html"));
            return index.map_or(Resource::Nothing, Resource::File);
        }
        match below {
            SCRIPT => return Resource::Script,
            EVENTS => return Resource::Events,
            _ => (),
        }
        // GitHub Pages serves `a/b.html` at `a/b` too.
        let page = file(below.to_owned()).or_else(|| file(format!("{below}.html")));
        if let Some(route) = page {
            return Resource::File(route);
        }
        match file(format!("{below}/index.html")) {
            Some(index) => Resource::Redirect(self.base_url.clone() + &index.url_path()),
            None => Resource::Nothing,
        }
    }

    /// The answer for a file; an HTML page gets the script.
    fn page(&self, status: StatusCode, kind: &'static str, bytes: Bytes) -> Response {
        if !kind.starts_with("text/html") {
            return answer(status, kind, bytes);
        }
        let base = self.base_url.replace('&', "&amp;");
        let (build, files) = (&self.build, &self.files);
        // Not deferred: it has to see the page before other scripts change it.
        let tag = format!(
            "<script src=\"{base}{SCRIPT}\" data-build=\"{build}\" data-files=\"{files}\"></script>\n"
        );
        answer(status, kind, with_tag(&bytes, &tag))
    }

    /// The answer for a file, or for an address that has none. The headers may ask for a part.
    async fn file(
        &self,
        route: Option<Route>,
        headers: Option<&HeaderMap>,
        report: &Report,
    ) -> Response {
        let missing = StatusCode::NOT_FOUND;
        let page = Route::new("404.html");
        for (status, route) in [(StatusCode::OK, route), (missing, page)] {
            let Some(route) = route else { continue };
            match self.pages.file(&route, report).await {
                Some(Ok(bytes)) => {
                    let kind = content_type(&route);
                    return match headers {
                        Some(headers) if !kind.starts_with("text/html") => {
                            part_of(kind, &bytes, headers)
                        }
                        _ => self.page(status, kind, bytes),
                    };
                }
                Some(Err(problem)) => {
                    let (status, page) =
                        (StatusCode::INTERNAL_SERVER_ERROR, problem.page());
                    return self.page(status, "text/html; charset=utf-8", page.into());
                }
                None => (),
            }
        }
        plain(missing, "Page not found.")
    }
}

/// What a URL path stands for.
#[derive(Debug, PartialEq)]
enum Resource {
    File(Route),
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
    report: Report,
}

/// Answers with the current site, and only to this computer if `is_local`.
pub(super) fn router(
    shown: watch::Receiver<Shown>,
    is_local: bool,
    report: Report,
) -> Router {
    Router::new().fallback(respond).with_state(Shared { shown, is_local, report })
}

async fn respond(State(shared): State<Shared>, request: Request) -> Response {
    let is_local = shared.is_local;
    let answer = match guard::refusal(&request, is_local) {
        Some(reason) => plain(StatusCode::FORBIDDEN, reason),
        None => found(shared, request.method(), request.uri(), request.headers()).await,
    };
    guard::guarded(answer, is_local)
}

/// The answer to a request that is not refused.
async fn found(
    shared: Shared,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Response {
    if ![Method::GET, Method::HEAD].contains(method) {
        let text =
            plain(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered.");
        return ([(header::ALLOW, "GET, HEAD")], text).into_response();
    }
    // The lock inside must be held only long enough to clone a pointer.
    let site = shared.shown.borrow().site.clone();
    match site.find(uri.path()) {
        Resource::File(route) => {
            let headers = (method == Method::GET).then_some(headers);
            site.file(Some(route), headers, &shared.report).await
        }
        Resource::Redirect(url) => {
            let query = uri.query().map(|it| format!("?{it}")).unwrap_or_default();
            let text = plain(StatusCode::FOUND, "Found elsewhere.");
            ([(header::LOCATION, url + &query)], text).into_response()
        }
        Resource::Script => {
            answer(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT_TEXT)
        }
        Resource::Events => {
            let is_head = method == Method::HEAD;
            let body = if is_head { Body::empty() } else { events(shared.shown) };
            answer(StatusCode::OK, "text/event-stream", body)
        }
        Resource::Nothing => site.file(None, None, &shared.report).await,
    }
}

fn answer(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")];
    (status, headers, body.into()).into_response()
}

/// A file, or the part of it that is asked for.
fn part_of(kind: &'static str, bytes: &Bytes, headers: &HeaderMap) -> Response {
    let length = bytes.len();
    let (status, place, bytes) = match part::wanted(headers, length) {
        Part::Whole => {
            let whole = answer(StatusCode::OK, kind, bytes.clone());
            return ([(header::ACCEPT_RANGES, "bytes")], whole).into_response();
        }
        Part::Of(it) => {
            let place = format!("bytes {}-{}/{length}", it.start, it.end - 1);
            (StatusCode::PARTIAL_CONTENT, place, bytes.slice(it))
        }
        Part::Missing => {
            let place = format!("bytes */{length}");
            (StatusCode::RANGE_NOT_SATISFIABLE, place, Bytes::new())
        }
    };
    ([(header::CONTENT_RANGE, place)], answer(status, kind, bytes)).into_response()
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
