//! Names of places: the path of a file in the content folder, the address of its page.
//! Gives the rules that turn one into the other and both into URLs.
//! Knows nothing of disks: every place here is relative, `/`-separated and inside its root.

mod portable;
mod same;
mod slug;
mod url;

use std::{cmp::Ordering, fmt, iter};

pub use portable::{Flaw, MAX_PATH, complaint, flaw};
use portable::{portable, shortened};
pub use same::{composed, fold, is_accent, is_same};
pub use slug::{Slugger, slug};
pub use url::{percent_decode, readable};
use url::{push_fragment, relative};
pub(crate) use url::{push_path, query_value};

/// The place of a note, an asset or a folder inside the content folder.
///
/// `/`-separated and relative, without `.` and `..`; the content folder itself is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotePath(String);

impl NotePath {
    /// Normalizes `raw`; `None` when it leaves the content folder.
    #[must_use]
    pub fn new(raw: &str) -> Option<Self> {
        let mut parts: Vec<&str> = Vec::new();
        for part in raw.split('/') {
            match part {
                "" | "." => (),
                ".." => _ = parts.pop()?,
                part => parts.push(part),
            }
        }
        Some(Self(parts.join("/")))
    }

    /// The place that the relative path `href`, written in this file, points to.
    ///
    /// A leading `/` starts from the content folder. `None` when it leaves it.
    #[must_use]
    pub fn join(&self, href: &str) -> Option<Self> {
        if href.starts_with('/') {
            return Self::new(href);
        }
        Self::new(&format!("{}/{href}", self.folder()))
    }

    /// The entry `name` of this folder.
    #[must_use]
    pub fn child(&self, name: &str) -> Self {
        if self.0.is_empty() {
            Self(name.to_owned())
        } else {
            Self(format!("{}/{name}", self.0))
        }
    }

    /// The place as written, `/`-separated.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the content folder itself.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The folder that holds this file or folder; the content folder holds itself.
    #[must_use]
    pub fn folder(&self) -> Self {
        Self(self.0.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned())
    }

    /// Every folder above this place, the content folder first.
    #[must_use]
    pub fn ancestors(&self) -> Vec<Self> {
        if self.is_root() {
            return Vec::new();
        }
        let inner = self.0.match_indices('/').filter_map(|(at, _)| self.0.get(..at));
        iter::once("").chain(inner).map(|it| Self(it.to_owned())).collect()
    }

    /// The last part: a file's name with its suffix.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(self.0.as_str(), |(_, name)| name)
    }

    /// The last part without the suffix of a note.
    #[must_use]
    pub fn stem(&self) -> &str {
        strip_note_suffix(self.name()).unwrap_or(self.name())
    }

    /// Whether the name is that of a note: `.md` or `.markdown`, in any letter case.
    #[must_use]
    pub fn is_note(&self) -> bool {
        strip_note_suffix(self.name()).is_some()
    }

    /// The page this note gets when it is not the page of its folder.
    #[must_use]
    pub fn route(&self) -> Route {
        Route::portable(&format!("{}.html", self.folder().child(self.stem()).0))
    }

    /// The page of this folder.
    #[must_use]
    pub fn index_route(&self) -> Route {
        Route::portable(&self.child("index.html").0)
    }

    /// The route of a file that is published as it is.
    #[must_use]
    pub fn file_route(&self) -> Route {
        Route::portable(&self.0)
    }

    /// The relative URL of `target` as an author would write it in this file, percent-encoded.
    #[must_use]
    pub fn url_to(&self, target: &Self) -> String {
        relative(&self.0, &target.0)
    }
}

impl fmt::Display for NotePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn strip_note_suffix(name: &str) -> Option<&str> {
    let (stem, suffix) = name.rsplit_once('.')?;
    let known = ["md", "markdown"].iter().any(|it| suffix.eq_ignore_ascii_case(it));
    (known && !stem.is_empty()).then_some(stem)
}

/// A file of the finished site: relative to its root, `/`-separated, not yet encoded.
///
/// Every system keeps each part of it as it is (see [`flaw`]), so that on none of them a file lies
/// anywhere else, and no part can be read as the scheme of an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route(String);

impl Route {
    /// Normalizes `raw`; `None` when it leaves the site, names no file, or is a name that not
    /// every system keeps.
    #[must_use]
    pub fn new(raw: &str) -> Option<Self> {
        let path = NotePath::new(raw).filter(|it| !it.is_root())?.0;
        complaint(&path).is_none().then_some(Self(path))
    }

    /// The route for a normalized path: parts that some system refuses are changed, and long ones
    /// are shortened.
    fn portable(path: &str) -> Self {
        let parts: Vec<_> = path.split('/').map(portable).collect();
        let fixed = parts.join("/");
        if fixed.len() <= MAX_PATH {
            return Self(fixed);
        }
        // At the root there is room for any name.
        Self(shortened(parts.last().map_or("", |it| it), path))
    }

    /// The file, `/`-separated.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What every route has that some system takes for this one.
    #[must_use]
    pub fn folded(&self) -> String {
        fold(&self.0)
    }

    /// The way from this page to the root of the site: empty, or `../` once per folder.
    #[must_use]
    pub fn to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// The relative URL of `target` on this page, percent-encoded.
    #[must_use]
    pub fn url_to(&self, target: &Self) -> String {
        relative(&self.0, &target.0)
    }

    /// The full URL on a site at a base URL, which ends without a slash.
    #[must_use]
    pub fn absolute(&self, base_url: &str) -> String {
        format!("{base_url}/{}", self.url_path())
    }

    /// The absolute URL path below the site's root, percent-encoded; `index.html` left out.
    #[must_use]
    pub fn url_path(&self) -> String {
        let mut url = String::new();
        push_path(&mut url, &self.0);
        let folder = match url.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => {
                Some(folder.len())
            }
            _ => None,
        };
        url.truncate(folder.unwrap_or(url.len()));
        url
    }

    /// The name a second claimant gets: `a.html` becomes `a-1.html`.
    fn numbered(&self, n: usize) -> Self {
        match self.0.rsplit_once('.') {
            Some((stem, suffix)) if !suffix.contains('/') => {
                Self(format!("{stem}-{n}.{suffix}"))
            }
            _ => Self(format!("{}-{n}", self.0)),
        }
    }

    /// This place, or the first numbered one that is not taken.
    #[must_use]
    pub fn first_free(&self, is_taken: impl Fn(&Self) -> bool) -> Self {
        let mut route = self.clone();
        let mut number = 0;
        while is_taken(&route) {
            number += 1;
            route = self.numbered(number);
        }
        route
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id of a place inside a page, without the `#`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor(String);

impl Anchor {
    /// Wraps an id as it is in the page.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as it is in the page.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The fragment of a URL that leads here: `#` and the encoded id.
    #[must_use]
    pub fn fragment(&self) -> String {
        let mut url = String::from("#");
        push_fragment(&mut url, &self.0);
        url
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Orders names as people count: `2-b` before `10-a`, upper and lower case together.
#[must_use]
pub fn natural_order(a: &str, b: &str) -> Ordering {
    let (a_composed, b_composed) = (composed(a), composed(b));
    let mut left = a_composed.chars().peekable();
    let mut right = b_composed.chars().peekable();
    loop {
        match (left.peek().copied(), right.peek().copied()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (less, more) = (take_number(&mut left), take_number(&mut right));
                let order = less.len().cmp(&more.len()).then_with(|| less.cmp(&more));
                if order != Ordering::Equal {
                    return order;
                }
            }
            (Some(x), Some(y)) => {
                let order = x.to_lowercase().cmp(y.to_lowercase());
                if order != Ordering::Equal {
                    return order;
                }
                left.next();
                right.next();
            }
        }
    }
}

/// The digits ahead, without leading zeros, so that longer means greater.
fn take_number(chars: &mut iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut number = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        if digit != '0' || !number.is_empty() {
            number.push(digit);
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(raw: &str) -> Route {
        Route::new(raw).unwrap()
    }

    #[test]
    fn relative_urls_between_routes() {
        let cases = [
            ("index.html", "index.html", "index.html"),
            ("index.html", "a/b.html", "a/b.html"),
            ("a/b.html", "index.html", "../index.html"),
            ("a/b.html", "a/c.html", "c.html"),
            ("a/b/c.html", "a/d/e.html", "../d/e.html"),
            ("a/b.html", "a b/ü.html", "../a%20b/%C3%BC.html"),
            ("a.html", "c#, 100%?.html", "c%23,%20100%25%3F.html"),
            ("a/b.html", "a/b.html", "b.html"),
            ("a/a.html", "a/a/a.html", "a/a.html"),
            ("a/b/c.html", "a.html", "../../a.html"),
        ];
        for (from, to, url) in cases {
            assert_eq!(route(from).url_to(&route(to)), url, "{from} to {to}");
        }
        let place = |raw: &str| NotePath::new(raw).unwrap();
        assert_eq!(
            place("a.md").url_to(&place("javascript:x()/b.md")),
            "javascript%3Ax()/b.md"
        );
        assert_eq!(route("a/b/index.html").url_path(), "a/b/");
        assert_eq!(route("a/myindex.html").url_path(), "a/myindex.html");
    }

    #[test]
    fn places() {
        let note = NotePath::new("a/./b/x.Y.MD").unwrap();
        assert_eq!(note.as_str(), "a/b/x.Y.MD");
        assert_eq!((note.stem(), note.route().as_str()), ("x.Y", "a/b/x.Y.html"));
        assert_eq!(note.join("../c.md").unwrap().as_str(), "a/c.md");
        assert_eq!(note.join("/c.md").unwrap().as_str(), "c.md");
        assert_eq!(note.join("../../../c.md"), None);
        let above: Vec<String> =
            note.ancestors().iter().map(ToString::to_string).collect();
        assert_eq!(above, ["", "a", "a/b"]);
        assert!(!NotePath::new(".md").unwrap().is_note());
    }

    #[test]
    fn routes_hold_only_names_that_every_system_keeps() {
        let page = |raw: &str| NotePath::new(raw).unwrap().route().0;
        assert_eq!(page("javascript:x()/a.md"), "javascript-x()/a.html");
        assert_eq!(page("C:\\Windows/nul.md"), "C--Windows/nul_.html");
        assert_eq!(page("con. /...md"), "con_/...html");
        assert_eq!(NotePath::new("aux").unwrap().index_route().0, "aux_/index.html");
        for raw in ["a:b.html", "..\\a.html", "nul", "a./b.html", "a\nb", "a/../.."] {
            assert_eq!(Route::new(raw), None, "{raw:?}");
        }
        let deep = format!("{}a.md", "folder/".repeat(200));
        assert!(page(&deep).len() < 255 && page(&deep).contains(".html"));
        assert_ne!(page(&deep), page(&format!("x{deep}")));
    }

    #[test]
    fn names_in_natural_order() {
        let mut names = ["b", "10-a", "2-b", "A", "a2", "a10", "02-c"];
        names.sort_by(|a, b| natural_order(a, b));
        assert_eq!(names, ["2-b", "02-c", "10-a", "A", "a2", "a10", "b"]);
    }
}
