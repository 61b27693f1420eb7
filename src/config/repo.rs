//! The repository of the notes, and which URLs lead into it.
//! Gives the path a full URL names, relative to the content folder.
//! Must not know which notes there are.

use serde::Deserialize;

use crate::path::percent_decode;

/// The repository of the notes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repo {
    /// Its address, such as `https://github.com/OWNER/NAME`.
    pub url: String,
    /// The published branch; without it, links to any branch count.
    pub branch: Option<String>,
    /// The content folder, relative to the repository's root; empty when it is the root.
    #[serde(skip)]
    pub content: String,
}

/// A URL that leads into the repository's notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own<'h> {
    /// A file or folder of the content folder.
    Path {
        /// The URL up to the content folder, its last `/` included.
        before: &'h str,
        /// The path below the content folder, percent-encoded as in the URL.
        path: &'h str,
    },
    /// The README in the repository's root, which the repository's page shows.
    Readme,
}

impl Repo {
    /// Whether the URL names a host, an owner and a repository.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        matches!(take_apart(&self.url), Some((_, "")))
    }

    /// The same repository, with the notes at `place` as seen from its root.
    #[must_use]
    pub fn with_notes_in(self, place: &str) -> Self {
        Self { content: place.to_owned(), ..self }
    }

    /// The place in the notes that a URL leads to; `None` for any other URL.
    ///
    /// Lines of a file (`#L10`) and its source (`?plain=1`) are not on the site.
    #[must_use]
    pub fn locate<'h>(&self, href: &'h str) -> Option<Own<'h>> {
        let (before, fragment) = href.split_once('#').unwrap_or((href, ""));
        let (url, query) = before.split_once('?').unwrap_or((before, ""));
        if is_line(fragment) || query.split('&').any(|it| it == "plain=1") {
            return None;
        }
        let (name, rest) = take_apart(url)?;
        if name != take_apart(&self.url)?.0 {
            return None;
        }
        if rest.is_empty() {
            let is_readme = !fragment.is_empty() && self.content.is_empty();
            return is_readme.then_some(Own::Readme);
        }
        let rest = ["blob/", "tree/"].iter().find_map(|it| rest.strip_prefix(it))?;
        let path = match &self.branch {
            Some(branch) => rest.strip_prefix(branch.as_str())?,
            None => rest.find('/').map_or("", |at| rest.get(at..).unwrap_or_default()),
        };
        let mut path =
            path.strip_prefix('/').or_else(|| path.is_empty().then_some(""))?;
        for folder in self.content.split('/').filter(|it| !it.is_empty()) {
            let (first, below) = path.split_once('/').unwrap_or((path, ""));
            if percent_decode(first) != folder {
                return None;
            }
            path = below;
        }
        // Hidden files are not notes, and neither is anything above the content folder.
        if percent_decode(path).split('/').any(|it| it.starts_with('.')) {
            return None;
        }
        Some(Own::Path { before: url.strip_suffix(path)?, path })
    }
}

/// The repository a URL names, in lower case, and what follows it.
fn take_apart(url: &str) -> Option<(String, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    if !["http", "https"].iter().any(|it| scheme.eq_ignore_ascii_case(it)) {
        return None;
    }
    let mut parts = rest.splitn(4, '/');
    let mut part = || parts.next().map(str::to_lowercase).filter(|it| !it.is_empty());
    let (host, owner, name) = (part()?, part()?, part()?);
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let name = name.strip_suffix(".git").unwrap_or(&name);
    Some((format!("{host}/{owner}/{name}"), parts.next().unwrap_or_default()))
}

/// Whether a fragment names lines of a file: `L10`, `L10-L20`, `L10C3-L12C4`.
fn is_line(fragment: &str) -> bool {
    let number = |it: &str| {
        let mut digits = it.split('C');
        digits.all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
    };
    fragment.split('-').all(|it| it.strip_prefix('L').is_some_and(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_the_repository() {
        let repo = |branch: Option<&str>, content: &str| Repo {
            url: "https://github.com/Own/Notes.git/".into(),
            branch: branch.map(str::to_owned),
            content: content.into(),
        };
        let any = repo(None, "my notes");
        assert!(any.is_valid());
        let path = |repo: &Repo, url: &str| match repo.locate(url) {
            Some(Own::Path { path, .. }) => Some(path.to_owned()),
            _ => None,
        };
        let base = "http://www.github.com/own/NOTES";
        for (url, expected) in [
            ("/blob/main/my%20notes/a/b%20c.md#x", Some("a/b%20c.md")),
            ("/tree/dev/my%20notes", Some("")),
            (".git/blob/main/my%20notes/a.png?raw=true", Some("a.png")),
            ("/blob/main/other/a.md", None),
            ("/blob/main/my%20notes/a.md#L10", None),
            ("/blob/main/my%20notes/a.md?plain=1#L1-L3", None),
            ("/blob/main/my%20notes/../a.md", None),
            ("/issues/1", None),
            ("-two/blob/main/my%20notes/a.md", None),
            ("#x", None),
        ] {
            assert_eq!(path(&any, &format!("{base}{url}")).as_deref(), expected, "{url}");
        }
        let one = repo(Some("a/b"), "");
        assert_eq!(path(&one, &format!("{base}/blob/a/b/c.md")).as_deref(), Some("c.md"));
        assert_eq!(path(&one, &format!("{base}/blob/a/bc.md")), None);
        assert_eq!(path(&one, &format!("{base}/blob/main/c.md")), None);
        assert_eq!(one.locate(&format!("{base}/#x")), Some(Own::Readme));
        assert_eq!(one.locate(base), None);
    }
}
