//! Smaller pages that say the same.
//! Gives the minified page, or the page as it was if anything else would have changed.
//! Trusts no minifier: tags, attributes and text are compared before and after.

mod pieces;
mod tokens;

use minify_html::{Cfg, minify};

/// Minifies a page; the second value is whether the guard kept it as it was.
#[must_use]
pub fn page(html: String) -> (String, bool) {
    let cfg = Cfg {
        keep_closing_tags: true,
        keep_html_and_head_opening_tags: true,
        // What these would save breaks the rules of HTML.
        minify_doctype: false,
        allow_noncompliant_unquoted_attribute_values: false,
        allow_optimal_entities: false,
        allow_removing_spaces_between_attributes: false,
        minify_css: false,
        minify_js: false,
        ..Cfg::default()
    };
    let small = String::from_utf8(minify(html.as_bytes(), &cfg));
    match small {
        Ok(small) if says_the_same(&html, &small) => (small, false),
        _ => (html, true),
    }
}

/// Whether two pages have the same tags, attributes and words in the same order.
///
/// White space counts as one space inside a line of text and as nothing beside a block.
#[must_use]
pub fn says_the_same(before: &str, after: &str) -> bool {
    pieces::surely_same(before, after) || tokens::same(before, after)
}

/// Whether a tag begins or ends a block, so that a space beside it is not seen, or is one of the
/// head of a page or inside a picture or film.
///
/// All others are HTML's "phrasing content".
fn is_block(tag: &[u8]) -> bool {
    const PHRASING: &str = "a abbr audio b bdi bdo button canvas cite code data del dfn em embed i \
        iframe img input ins kbd label map mark math meter object output picture progress q rp rt \
        ruby s samp select small span strong sub sup svg textarea time u var video";
    !PHRASING.split_ascii_whitespace().any(|it| it.as_bytes() == tag)
}

/// Whether white space inside a tag stays as it is.
fn is_verbatim(tag: &[u8]) -> bool {
    matches!(tag, b"pre" | b"textarea")
}

#[cfg(test)]
mod tests;
