//! Addresses a note had elsewhere, or on another program's site.
//! Gives the page that each names; other aliases are names and no addresses.
//! Must not know which pages there are.

use super::{Note, index_rank};
use crate::{
    diag::Span,
    path::{Flaw, NotePath, Route, complaint, percent_decode},
};

impl Note {
    /// The pages that its aliases name as former ones of its own, each with the place that
    /// says so.
    pub fn redirects(&self) -> impl Iterator<Item = (Route, &Span)> + '_ {
        self.meta.aliases.iter().filter_map(|(it, span)| Some((redirect(it)?, span)))
    }
}

/// The page that an alias means, if it is an address and not another name: `/old/place`,
/// `old.html`, `old/place.md`.
#[must_use]
pub fn redirect(alias: &str) -> Option<Route> {
    let path = wanted(alias)?;
    unkept(&path).is_none().then(|| Route::new(&path))?
}

/// Why an alias that is an address can lead nowhere: no file of a site may bear its name.
pub(super) fn refused(alias: &str) -> Option<String> {
    unkept(&wanted(alias)?)
}

fn unkept(path: &str) -> Option<String> {
    let of_part = |part: &str| {
        let lower = part.to_lowercase();
        // As `.gitignore.html`, too: who writes such an address means the file.
        if lower.starts_with(".git") || lower.starts_with(".crib") {
            return Some(Flaw::Reserved);
        }
        // No file of such a name can be made on Windows.
        let foreign = |it: &char| matches!(it, '"' | '*' | '<' | '>' | '?' | '|');
        part.chars().find(foreign).map(Flaw::Character)
    };
    path.split('/').find_map(of_part).map(Flaw::describe).or_else(|| complaint(path))
}

/// The path of the page that an alias means, as it is written.
fn wanted(alias: &str) -> Option<String> {
    let path = percent_decode(alias.split(['?', '#']).next().unwrap_or_default());
    let place = NotePath::new(&path)?;
    let suffix = path.rsplit_once('.').map(|(_, suffix)| suffix.to_lowercase());
    let is_page = matches!(suffix.as_deref(), Some("html" | "htm"));
    if !path.starts_with('/') && !is_page && !place.is_note() {
        return None;
    }
    let index = |it: &NotePath| it.child("index.html").to_string();
    Some(if path.ends_with('/') || place.is_root() {
        index(&place)
    } else if place.is_note() {
        let page = || place.folder().child(place.stem()).to_string() + ".html";
        index_rank(&place).map_or_else(page, |_| index(&place.folder()))
    } else if is_page {
        place.to_string()
    } else {
        format!("{place}.html")
    })
}

#[cfg(test)]
mod tests {
    use super::{redirect, refused};

    #[test]
    fn an_address_is_told_from_a_name() {
        for (alias, expected) in [
            ("/old/place", Some("old/place.html")),
            ("/old/place/", Some("old/place/index.html")),
            ("/old/place.html#part", Some("old/place.html")),
            ("old.md", Some("old.html")),
            ("old/README.md", Some("old/index.html")),
            ("/was%20here/", Some("was here/index.html")),
            ("TCP/IP", None),
            ("K8s", None),
            ("/../up", None),
            ("/nul", None),
            ("a\\b.md", None),
            ("/.git/config", None),
            ("/what*", None),
        ] {
            let route = redirect(alias).map(|it| it.to_string());
            assert_eq!(route.as_deref(), expected, "{alias}");
        }
    }

    #[test]
    fn an_address_that_no_file_may_have_is_refused() {
        for (alias, why) in [
            ("/a\u{1}b/", "control character"),
            ("C:/a.html", "`:`"),
            ("aux.md", "device"),
            ("/old /x", "space"),
            ("/.crib-manifest", "reserved"),
            ("/.GIT/config", "reserved"),
            ("/a|b", "`|`"),
        ] {
            assert!(refused(alias).unwrap().contains(why), "{alias}");
        }
        for alias in ["/old/place", "K8s", "A: B", "nul"] {
            assert_eq!(refused(alias), None, "{alias}");
        }
    }
}
