//! Which elements and attributes of raw HTML stay, and what becomes of the others.
//! Gives a verdict by name, and the sanitizer that has the last word on whole texts.
//! Must not know notes, links or pages.

use std::{collections::BTreeSet, sync::LazyLock};

use ammonia::Builder;

use super::drawing::{ATTRIBUTES, MATH, SVG};
use crate::note::raw::elements::ALLOWED;

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It stays, under the name given here and with this class.
    Stays(&'static str, &'static str),
    /// Its tags go, what is inside stays.
    Goes,
    /// It is not an element of HTML but something like `<path>` or `List<String>`: text.
    Text,
}

/// What becomes of the element of a name.
pub(super) fn verdict(name: &str) -> Verdict {
    if let Some((_, (name, class))) = MODERN.iter().find(|(old, _)| *old == name) {
        return Verdict::Stays(name, class);
    }
    if let Some(name) = ALLOWED.iter().find(|it| **it == name) {
        return Verdict::Stays(name, "");
    }
    match name {
        _ if GOING.contains(&name) => Verdict::Goes,
        _ => Verdict::Text,
    }
}

/// Elements that a parser opens again, attributes and all, when one is left open (HTML, "the
/// list of active formatting elements"): their ids would be there twice.
pub(super) const FORMATTING: [&str; 9] =
    ["a", "b", "code", "em", "i", "s", "small", "strong", "u"];

/// Those whose inside a parser reads as text up to the end tag.
pub(super) const RAW_TEXT: [&str; 9] = [
    "iframe",
    "noembed",
    "noscript",
    "plaintext",
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
];

/// Elements that may stand in no note: they do harm, or would swallow the rest of it.
const GOING: [&str; 27] = [
    "applet",
    "base",
    "body",
    "canvas",
    "embed",
    "frame",
    "frameset",
    "head",
    "html",
    "iframe",
    "link",
    "meta",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "optgroup",
    "option",
    "param",
    "plaintext",
    "script",
    "select",
    "style",
    "template",
    "textarea",
    "title",
    "xmp",
];

/// The element that replaces one that is obsolete (HTML, "Obsolete features") or means
/// nothing in a note, and its class.
const MODERN: [(&str, (&str, &str)); 15] = [
    ("acronym", ("abbr", "")),
    ("address", ("div", "")),
    ("big", ("span", "")),
    ("blink", ("span", "")),
    ("button", ("span", "")),
    ("center", ("div", "center")),
    ("fieldset", ("div", "")),
    ("font", ("span", "")),
    ("form", ("div", "")),
    ("label", ("span", "")),
    ("legend", ("span", "")),
    ("main", ("div", "")),
    ("marquee", ("span", "")),
    ("strike", ("s", "")),
    ("tt", ("code", "")),
];

/// Takes out what can do harm and balances what was left open.
///
/// Every URL in the text has been judged before, so that all schemes are welcome here: what a
/// link may be does not depend on whether there is raw HTML around it.
pub(super) fn sanitize(html: &str) -> String {
    let schemes = schemes(html);
    if schemes.iter().all(|it| COMMON.contains(it)) {
        return SANITIZER.clean(html).to_string();
    }
    let mut builder = for_screen();
    builder.add_url_schemes(schemes);
    builder.clean(html).to_string()
}

/// The schemes that need no sanitizer of their own.
const COMMON: [&str; 5] = ["http", "https", "mailto", "tel", "ftp"];

/// The schemes of the values of attributes.
fn schemes(html: &str) -> BTreeSet<&str> {
    let scheme = |value: &'_ str| -> Option<usize> {
        let length = value.find(|c: char| {
            !c.is_ascii_alphanumeric() && !matches!(c, '+' | '-' | '.')
        })?;
        value.get(length..)?.starts_with(':').then_some(length)
    };
    let values = html.split("=\"").skip(1);
    values.filter_map(|it| it.get(..scheme(it)?)).collect()
}

static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(for_screen);

/// Takes out what can do harm or means nothing on paper: links, pictures, controls. In a line
/// only what may stand inside of a paragraph stays.
pub(super) fn sanitize_for_paper(html: &str, is_line: bool) -> String {
    let sanitizer = if is_line { &PAPER_LINE } else { &PAPER };
    sanitizer.clean(html).to_string()
}

static PAPER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = builder();
    builder.rm_tags(SCREEN);
    builder.add_clean_content_tags(DRAWINGS);
    builder
});

static PAPER_LINE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = builder();
    let blocks = ALLOWED.into_iter().filter(|it| !PHRASING.contains(it));
    builder.rm_tags(blocks);
    builder.add_clean_content_tags(DRAWINGS);
    builder
});

/// Elements that lead elsewhere, load something or take part in a page's outline.
const SCREEN: [&str; 19] = [
    "a", "area", "audio", "details", "h1", "h2", "h3", "h4", "h5", "h6", "img", "input",
    "map", "nav", "picture", "source", "summary", "track", "video",
];

/// The elements that may stand in a line (HTML, "phrasing content") and mean something on paper.
pub(super) const PHRASING: [&str; 29] = [
    "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i",
    "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span",
    "strong", "sub", "sup", "time", "u", "wbr",
];

/// What encloses the drawings that a sheet has no room for.
const DRAWINGS: [&str; 2] = ["svg", "math"];

/// What may be on a screen: drawings too, and the viewer of an embedded PDF, which no note's own
/// HTML can bring.
fn for_screen<'a>() -> Builder<'a> {
    let mut builder = builder();
    // Ours alone: by now no tag of a note has it.
    builder.add_generic_attributes(["data-crib"]);
    builder.add_tags(["object"]);
    builder.add_tag_attributes("object", ["data", "height", "type", "width"]);
    let names = SVG.into_iter().chain(MATH);
    builder.add_tags(names.clone());
    for name in names {
        builder.add_tag_attributes(name, ATTRIBUTES);
    }
    builder
}

fn builder<'a>() -> Builder<'a> {
    let mut builder = Builder::default();
    builder
        .tags(ALLOWED.into_iter().collect())
        .tag_attributes(tag_attributes())
        .add_generic_attributes([
            "aria-hidden",
            "aria-label",
            "class",
            "dir",
            "id",
            "lang",
            "role",
            "tabindex",
            "title",
        ])
        .link_rel(None);
    builder
}

#[expect(
    clippy::disallowed_types,
    reason = "the sanitizer asks for it and only looks up"
)]
fn tag_attributes()
-> std::collections::HashMap<&'static str, std::collections::HashSet<&'static str>> {
    [
        ("a", &["href", "hreflang"][..]),
        ("area", &["alt", "coords", "href", "shape"]),
        ("audio", &["controls", "loop", "muted", "preload", "src"]),
        ("bdo", &["dir"]),
        ("blockquote", &["cite"]),
        ("col", &["span"]),
        ("colgroup", &["span"]),
        ("data", &["value"]),
        ("del", &["cite", "datetime"]),
        ("details", &["open"]),
        ("img", &["alt", "height", "loading", "sizes", "src", "srcset", "width"]),
        ("input", &["checked", "disabled", "type"]),
        ("ins", &["cite", "datetime"]),
        ("li", &["value"]),
        ("map", &["name"]),
        ("ol", &["reversed", "start", "type"]),
        ("pre", &["data-lang"]),
        ("q", &["cite"]),
        ("source", &["height", "media", "sizes", "src", "srcset", "type", "width"]),
        ("td", &["colspan", "headers", "rowspan"]),
        ("th", &["colspan", "headers", "rowspan", "scope"]),
        ("time", &["datetime"]),
        ("track", &["default", "kind", "label", "src", "srclang"]),
        (
            "video",
            &["controls", "height", "loop", "muted", "poster", "preload", "src", "width"],
        ),
    ]
    .into_iter()
    .map(|(tag, names)| (tag, names.iter().copied().collect()))
    .collect()
}
