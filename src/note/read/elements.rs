//! The elements of HTML that a note may have, and how they may stand in each other.
//! Gives verdicts by name; what is not listed is no element.
//! Must not know what a note says.

/// Elements that have no end tag (HTML, "void elements").
pub(in crate::note) fn has_void_name(name: &str) -> bool {
    const NAMES: &str =
        "area base br col embed hr img input link meta param source track wbr";
    listed(NAMES, name).is_some()
}

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It stays, under the name given here and with this class.
    Stays(&'static str, &'static str),
    /// Its tags go, what is inside stays.
    Goes,
    /// It is not an element of HTML but something like `<path>` or `List<String>`: words.
    Words,
}

/// What becomes of the element of a name.
pub(super) fn verdict(name: &str) -> Verdict {
    if let Some((_, (name, class))) = MODERN.iter().find(|(old, _)| *old == name) {
        return Verdict::Stays(name, class);
    }
    match listed(ALLOWED, name) {
        Some(name) => Verdict::Stays(name, ""),
        None if listed(GOING, name).is_some() => Verdict::Goes,
        None => Verdict::Words,
    }
}

/// A name as a list has it; letter case does not count.
pub(super) fn listed(names: &'static str, name: &str) -> Option<&'static str> {
    names.split(' ').find(|it| it.eq_ignore_ascii_case(name))
}

/// The elements a note may have.
const ALLOWED: &str = "a abbr area article aside audio b bdi bdo blockquote br caption cite code col \
    colgroup data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 \
    h4 h5 h6 header hgroup hr i img input ins kbd li map mark nav ol p picture pre q \
    rp rt ruby s samp section small source span strong sub summary sup table tbody \
    td tfoot th thead time tr track u ul var video wbr";

/// Elements that may stand in no note: they do harm, or would swallow the rest of it.
const GOING: &str = "applet base body canvas embed frame frameset head html iframe link meta noembed \
    noframes noscript object optgroup option param plaintext script select style \
    template textarea title xmp";

/// The element that replaces one that is obsolete (HTML, "Obsolete features") or means nothing in
/// a note, and its class.
const MODERN: [(&str, (&str, &str)); 17] = [
    ("acronym", ("abbr", "")),
    ("address", ("div", "")),
    ("big", ("span", "")),
    ("blink", ("span", "")),
    ("button", ("span", "")),
    ("center", ("div", "center")),
    ("dir", ("ul", "")),
    ("fieldset", ("div", "")),
    ("font", ("span", "")),
    ("form", ("div", "")),
    ("label", ("span", "")),
    ("legend", ("span", "")),
    ("main", ("div", "")),
    ("marquee", ("span", "")),
    ("nobr", ("span", "")),
    ("strike", ("s", "")),
    ("tt", ("code", "")),
];

/// Elements whose inside a parser reads as text up to the end tag.
pub(in crate::note) fn holds_raw_text(name: &str) -> bool {
    const NAMES: &str =
        "iframe noembed noscript plaintext script style textarea title xmp";
    listed(NAMES, name).is_some()
}

/// Elements whose names are everyday words too, such as `cp <source> <output>`: without an
/// attribute and an end tag they are words.
pub(super) fn is_word(name: &str) -> bool {
    const WORDS: &str = "address area article aside audio base body button canvas cite code data \
        embed figure footer form frame head header html iframe img input label \
        legend link main map mark meta noscript object option param picture script \
        section select source style summary table template textarea time title track \
        var video";
    listed(WORDS, name).is_some()
}

/// Elements that end a paragraph around them (HTML, "in body": "has a p element in button scope").
pub(in crate::note) fn is_block(name: &str) -> bool {
    const NAMES: &str = "article aside blockquote dd details div dl dt figcaption figure footer \
        header hgroup hr li nav ol p pre section summary table ul";
    is_heading(name) || listed(NAMES, name).is_some()
}

/// The headings.
pub(super) fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// The parts of a table.
pub(in crate::note) fn is_table_part(name: &str) -> bool {
    const NAMES: &str = "caption col colgroup tbody td tfoot th thead tr";
    listed(NAMES, name).is_some()
}

/// Whether an open element ends when another begins in it.
pub(super) fn ends_before(open: &str, name: &str) -> bool {
    match name {
        "li" => open == "li",
        "dt" | "dd" => matches!(open, "dt" | "dd"),
        "td" | "th" => matches!(open, "td" | "th" | "caption" | "colgroup"),
        "tr" => matches!(open, "tr" | "caption" | "colgroup"),
        "thead" | "tbody" | "tfoot" | "caption" | "colgroup" => {
            matches!(open, "thead" | "tbody" | "tfoot" | "caption" | "colgroup")
        }
        "rt" | "rp" => matches!(open, "rt" | "rp"),
        name if is_heading(name) => is_heading(open),
        _ => false,
    }
}

/// Whether an open element hides those around it from one that begins.
pub(super) fn hides(open: &str, name: &str) -> bool {
    match name {
        "li" | "dt" | "dd" => {
            is_block(open) && !matches!(open, "div" | "p") || is_table_part(open)
        }
        name if is_table_part(name) => open == "table",
        "rt" | "rp" => open == "ruby",
        name if is_heading(name) => {
            matches!(open, "td" | "th" | "li" | "div" | "details" | "summary")
        }
        _ => false,
    }
}
