//! What the text of a page may hold, as a list for a sanitizer: elements, attributes, schemes of URLs.
//! Written down apart from the program's own lists, so that neither can go wrong unseen.

use std::{borrow::Cow, sync::LazyLock};

use ammonia::Builder;

/// Elements of HTML.
const HTML: &str = "\
    a abbr area article aside audio b bdi bdo blockquote br caption cite code col \
    colgroup data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 \
    h6 header hgroup hr i img input ins kbd li map mark nav object ol p picture pre q rp \
    rt ruby s samp section small source span strong sub summary sup table tbody td tfoot \
    th thead time tr track u ul var video wbr";

/// Elements of SVG 2 that draw.
const SVG: &str = "\
    circle clipPath defs desc ellipse g line linearGradient marker mask path pattern \
    polygon polyline radialGradient rect stop svg switch symbol text textPath tspan use";

/// Elements of `MathML` Core that write.
const MATH: &str = "\
    math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot \
    mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover \
    semantics";

/// Attributes of both.
const OF_DRAWINGS: &str = "\
    accent accentunder clip-path clip-rule clipPathUnits color columnspan cx cy d depth \
    direction display displaystyle dominant-baseline dx dy fence fill fill-opacity \
    fill-rule font-family font-size font-style font-weight form fx fy gradientTransform \
    gradientUnits height href largeop letter-spacing linethickness lspace marker-end \
    marker-mid marker-start markerHeight markerUnits markerWidth mask maskUnits \
    mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits offset \
    opacity orient paint-order pathLength patternTransform patternUnits points \
    preserveAspectRatio r refX refY rotate rowspan rspace rx ry scriptlevel separator \
    spreadMethod startOffset stop-color stop-opacity stretchy stroke stroke-dasharray \
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity \
    stroke-width symmetric text-anchor text-decoration textLength transform vector-effect \
    viewBox visibility voffset width word-spacing x x1 x2 y y1 y2";

/// Attributes that every element may have. `data-crib` is the theme's, and no note can write it.
const GENERIC: &str = "\
    aria-hidden aria-label class data-crib dir id lang role tabindex title";

/// Elements and their own attributes.
const ATTRIBUTES: &[(&str, &str)] = &[
    // The program leaves the signs of headings out of another search.
    ("a", "data-pagefind-ignore href hreflang"),
    ("area", "alt coords href shape"),
    ("audio", "controls loop muted preload src"),
    ("blockquote", "cite"),
    ("col", "span"),
    ("colgroup", "span"),
    ("data", "value"),
    ("del", "cite datetime"),
    // So it does with questions, each of which has a key.
    ("details", "data-key data-pagefind-ignore open"),
    ("img", "alt height loading sizes src srcset width"),
    ("input", "checked disabled type"),
    ("ins", "cite datetime"),
    ("li", "value"),
    ("map", "name"),
    ("math", "alttext"),
    ("object", "data height type width"),
    ("ol", "reversed start type"),
    ("pre", "data-lang"),
    ("q", "cite"),
    ("source", "height media sizes src srcset type width"),
    ("td", "colspan headers rowspan"),
    ("th", "colspan headers rowspan scope"),
    ("time", "datetime"),
    ("track", "default kind label src srclang"),
    ("video", "controls height loop muted poster preload src width"),
];

/// Schemes that random and real notes have, none of which runs anything; of `data:` pictures only.
const SCHEMES: &str = "data ftp http https mailto obsidian tel";

/// Marks by which scripts find parts of a note's text: rules, answers that can be covered, and questions.
const MARKS: &str = "answer check rule scenarios situation";

/// What a theme writes around notes and on pages of its own: elements and attributes, beside `data-…`.
const OF_THEMES: (&str, &str) = (
    "button fieldset form input label legend option select",
    "aria-labelledby download hidden max min name rel selected step type value",
);

/// A note's text without what is not listed.
pub fn cleaned(html: &str) -> String {
    static OF_NOTES: LazyLock<Builder<'static>> = LazyLock::new(|| {
        let mut builder = builder();
        builder.attribute_filter(|element, name, value| {
            let is_mark = name == "data-crib";
            let is_alien = is_mark && MARKS.split(' ').all(|it| it != value);
            // Only the box of a task, which nobody can tick.
            let is_control = element == "input" && name == "type" && value != "checkbox";
            kept(element, name, value).filter(|_| !is_alien && !is_control)
        });
        builder
    });
    OF_NOTES.clean(html).to_string()
}

/// A page's main element without what is not listed.
pub fn cleaned_page(html: &str) -> String {
    static OF_PAGES: LazyLock<Builder<'static>> = LazyLock::new(|| {
        let mut builder = builder();
        builder.attribute_filter(kept);
        builder.add_tags(OF_THEMES.0.split(' '));
        builder.add_generic_attributes(OF_THEMES.1.split(' '));
        builder.add_generic_attribute_prefixes(["data-"]);
        builder
    });
    OF_PAGES.clean(html).to_string()
}

/// The value of an attribute, unless it loads what is no picture.
fn kept<'v>(_: &str, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let is_url = matches!(name, "href" | "src" | "srcset" | "cite" | "poster" | "data");
    let scheme = value.trim_start().get(..5);
    let is_data = is_url && scheme.is_some_and(|it| it.eq_ignore_ascii_case("data:"));
    (!is_data || value.starts_with("data:image/")).then_some(Cow::Borrowed(value))
}

fn builder() -> Builder<'static> {
    let drawings = || SVG.split(' ').chain(MATH.split(' '));
    let mut builder = Builder::empty();
    builder
        .tags(HTML.split(' ').chain(drawings()).collect())
        .generic_attributes(GENERIC.split(' ').collect())
        .tag_attributes([].into())
        .url_schemes(SCHEMES.split(' ').collect())
        .link_rel(None);
    for (element, attributes) in ATTRIBUTES {
        builder.add_tag_attributes(*element, attributes.split(' '));
    }
    for element in drawings() {
        builder.add_tag_attributes(element, OF_DRAWINGS.split(' '));
    }
    builder
}
