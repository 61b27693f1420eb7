//! What browsers may load for a page: the Content Security Policy that every page states.
//! Gives one policy for the whole site, no wider than its notes need.
//! Must not know templates, nor what a page shows.

use super::html::shows_pdf;
use crate::{
    config::{Config, RawHtml},
    library::{Library, Target},
};

/// The site's own files. In Firefox `'self'` covers nothing on a page opened from disk, where each file
/// is an origin of its own.
const OWN: &str = "'self' file:";

/// What published notes show besides pictures of their own.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Shown {
    /// Files of other hosts.
    elsewhere: bool,
    /// Those that may come without encryption.
    unencrypted: bool,
    /// PDF files of their own, which browsers treat as frames.
    pdf: bool,
}

/// The policy of a site; `None` if its notes may contain scripts of their own. Pages ask for other
/// pages of the site to show where a link leads, and those of the preview for changes.
///
/// Files of other hosts are allowed by scheme, not by host: a host may redirect to another one, as
/// GitHub does for pictures, and the picture would be missing.
pub(super) fn policy(config: &Config, library: &Library) -> Option<String> {
    if config.markdown.raw_html == RawHtml::Allow {
        return None;
    }
    let shown = Shown::of(library);
    let others = match shown {
        Shown { elsewhere: false, .. } => "",
        Shown { unencrypted: false, .. } => " https:",
        _ => " https: http:",
    };
    let documents = if shown.pdf { OWN } else { "'none'" };
    Some(format!(
        "default-src 'none'; script-src {OWN}; style-src {OWN}; img-src {OWN} data:{others}; \
         media-src {OWN}{others}; font-src {OWN}; object-src {documents}; frame-src {documents}; \
         connect-src 'self'; base-uri 'none'; form-action 'none'"
    ))
}

impl Shown {
    fn of(library: &Library) -> Self {
        let mut shown = Self::default();
        for (id, note, _) in library.published() {
            let links = note.links.iter().zip(library.links(id));
            for (link, resolved) in links.filter(|(link, _)| link.kind.is_shown()) {
                match resolved.target {
                    Target::External => {
                        shown.elsewhere = true;
                        shown.unencrypted |= !is_encrypted(&link.href);
                    }
                    Target::Asset(..) => shown.pdf |= shows_pdf(&link.href),
                    _ => (),
                }
            }
        }
        shown
    }
}

/// Whether a URL is surely loaded over an encrypted connection.
fn is_encrypted(url: &str) -> bool {
    let scheme = url.trim_start().get(.."https:".len());
    scheme.is_some_and(|it| it.eq_ignore_ascii_case("https:"))
}

#[cfg(test)]
mod tests {
    use super::is_encrypted;

    #[test]
    fn only_addresses_that_say_so_are_encrypted() {
        let sure = ["https://a.org/p.png", " HTTPS://a.org/p.png"];
        let unsure = ["http://a.org/p.png", "//a.org/p.png", "httpsé:", "h", ""];
        assert!(sure.into_iter().all(is_encrypted));
        assert!(!unsure.into_iter().any(is_encrypted));
    }
}
