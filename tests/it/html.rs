//! Reads finished pages with an HTML tokenizer, never with our own link code.

use std::collections::{BTreeMap, BTreeSet};

use cribsheet::path::percent_decode;
use html5gum::{Token, Tokenizer};

use crate::fixture::Site;

/// Elements without an end tag.
pub const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
    "source", "track", "wbr",
];

/// The ids of a page in order, what no page may have, and its URLs: element, attribute, value.
pub struct Page {
    pub ids: Vec<String>,
    pub forbidden: Vec<String>,
    pub urls: Vec<(String, String, String)>,
}

pub fn read(html: &str) -> Page {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut page = Page { ids: Vec::new(), forbidden: Vec::new(), urls: Vec::new() };
    let (mut links, mut headings) = (0, 0);
    let mut open: Vec<String> = Vec::new();
    for Ok(token) in Tokenizer::new(html) {
        let tag = match token {
            Token::StartTag(tag) => tag,
            Token::EndTag(tag) => {
                links -= i32::from(*tag.name == b"a");
                // End tags that a minified page leaves out are passed over.
                let name = text(&tag.name);
                if let Some(at) = open.iter().rposition(|it| *it == name) {
                    open.truncate(at);
                }
                continue;
            }
            _ => continue,
        };
        links += i32::from(*tag.name == b"a");
        headings += usize::from(*tag.name == b"h1");
        let (name, parent) = (text(&tag.name), open.last().map(String::as_str));
        if name == "summary" && parent != Some("details") {
            page.forbidden.push(format!("a summary in {parent:?}"));
        }
        if !tag.self_closing && !VOID.contains(&name.as_str()) {
            open.push(name);
        }
        if *tag.name == b"a" && links > 1 {
            page.forbidden.push(String::from("a link in a link"));
        }
        if *tag.name == b"script" && !tag.attributes.contains_key(&b"src"[..]) {
            page.forbidden.push(String::from("an inline script"));
        }
        for (name, value) in &tag.attributes {
            let (name, value) = (text(name), text(value));
            let is_url =
                matches!(name.as_str(), "href" | "src" | "srcset" | "poster" | "action");
            let runs = is_url && value.trim().to_lowercase().starts_with("javascript:");
            if runs || name.starts_with("on") || name == "style" {
                page.forbidden.push(format!("{name}={value}"));
            }
            match name.as_str() {
                "id" => page.ids.push(value),
                "href" | "src" | "poster" | "data" => {
                    page.urls.push((text(&tag.name), name, value));
                }
                "srcset" => {
                    let urls =
                        value.split(", ").filter_map(|it| it.split_whitespace().next());
                    page.urls.extend(
                        urls.map(|it| (text(&tag.name), name.clone(), it.to_owned())),
                    );
                }
                _ => (),
            }
        }
    }
    // A file that is published as it is says what it likes.
    if !html.contains("<main") {
        return page;
    }
    if headings == 0 {
        page.forbidden.push(String::from("no h1"));
    }
    if html.contains(|c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n')) {
        page.forbidden.push(String::from("a control character"));
    }
    page
}

/// The text of a page as a reader sees it, the parts side by side.
pub fn text(html: &str) -> String {
    let mut text = String::new();
    for Ok(token) in Tokenizer::new(html) {
        if let Token::String(it) = token {
            text.push_str(std::str::from_utf8(&it).unwrap());
        }
    }
    text
}

/// Everything that is wrong with the links, ids and attributes of a site.
pub fn problems(site: &Site) -> Vec<String> {
    let pages: BTreeMap<&str, Page> =
        site.pages().map(|(route, html)| (route, read(html))).collect();
    let ids: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|(route, page)| (*route, page.ids.iter().map(String::as_str).collect()))
        .collect();
    let mut problems = Vec::new();
    for (route, page) in &pages {
        if ids[route].len() != page.ids.len() {
            problems.push(format!("{route}: an id is given twice: {:?}", page.ids));
        }
        problems.extend(page.forbidden.iter().map(|it| format!("{route}: {it}")));
        for (element, name, url) in &page.urls {
            if let Some(problem) = problem(route, url, &ids, site) {
                problems
                    .push(format!("{route}: <{element} {name}=\"{url}\">: {problem}"));
            }
        }
    }
    problems
}

fn problem(
    route: &str,
    url: &str,
    ids: &BTreeMap<&str, BTreeSet<&str>>,
    site: &Site,
) -> Option<String> {
    // RFC 3986, "Scheme".
    let is_scheme = |it: &str| {
        it.starts_with(|c: char| c.is_ascii_alphabetic())
            && it.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    if url.split_once(':').is_some_and(|(it, _)| is_scheme(it)) || url.starts_with("//") {
        return None;
    }
    let (path, fragment) = url.split_once('#').unwrap_or((url, ""));
    // A query chooses part of a page.
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let target = if path.is_empty() {
        route.to_owned()
    } else if let Some(path) = path.strip_prefix('/') {
        // Only the error page links from the root of the host.
        let path = percent_decode(path);
        if path.is_empty() || path.ends_with('/') { path + "index.html" } else { path }
    } else {
        let mut parts: Vec<String> = route.split('/').map(str::to_owned).collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                ".." => _ = parts.pop()?,
                "." => (),
                part => parts.push(percent_decode(part)),
            }
        }
        parts.join("/")
    };
    if !site.files.contains_key(&target) {
        return Some(format!("there is no {target}"));
    }
    let fragment = percent_decode(fragment);
    let leads = fragment.is_empty()
        || ids.get(target.as_str()).is_none_or(|it| it.contains(fragment.as_str()));
    (!leads).then(|| format!("{target} has no id {fragment}"))
}

/// The pages of a site that say something else once they are minified.
pub fn changed(large: &Site, small: &Site) -> Vec<String> {
    #[cfg(feature = "minify")]
    let is_same = cribsheet::render::minify::says_the_same;
    #[cfg(not(feature = "minify"))]
    let is_same = |large: &str, small: &str| large == small;
    let pages = large.pages().filter(|(route, html)| !is_same(html, small.page(route)));
    pages.map(|(route, _)| route.to_owned()).collect()
}
