//! What may be in drawings and formulas: elements, attributes and their values.
//! Gives nothing that runs or loads anything; references reach parts of the page only.
//! Judges by allow-lists, never by patterns of what is bad.

use super::elements::listed;

/// The elements a drawing may have (SVG 2), as HTML writes their names.
const SVG: &str = "circle clipPath defs desc ellipse g line linearGradient marker mask path pattern \
    polygon polyline radialGradient rect stop svg switch symbol text textPath tspan \
    use";

/// The elements a formula may have (`MathML` Core, and `semantics` of which the formula stays).
const MATH: &str = "math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts \
    mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder \
    munderover semantics";

/// Their attributes, but for `id`, `class` and the like, which every element may have.
const ATTRIBUTES: &str = "accent accentunder clip-path clip-rule clipPathUnits color columnspan cx cy d \
    depth direction display displaystyle dominant-baseline dx dy fence fill \
    fill-opacity fill-rule font-family font-size font-style font-weight form fx fy \
    gradientTransform gradientUnits height href largeop letter-spacing linethickness \
    lspace marker-end marker-mid marker-start markerHeight markerUnits markerWidth \
    mask maskUnits mathbackground mathcolor mathsize mathvariant maxsize minsize \
    movablelimits offset opacity orient paint-order pathLength patternTransform \
    patternUnits points preserveAspectRatio r refX refY rotate rowspan rspace rx ry \
    scriptlevel separator spreadMethod startOffset stop-color stop-opacity stretchy \
    stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin \
    stroke-miterlimit stroke-opacity stroke-width symmetric text-anchor \
    text-decoration textLength transform vector-effect viewBox visibility voffset \
    width word-spacing x x1 x2 y y1 y2";

/// What an attribute may be set to in `style` as well (SVG 2, "presentation attributes").
fn is_presentation(name: &str) -> bool {
    ATTRIBUTES.split(' ').any(|it| it == name)
        && !name.contains(char::is_uppercase)
        && name.len() > 2
}

/// What holds words alone: in these HTML reads a tag as one of its own (HTML, "integration point").
const WORDS_ONLY: [&str; 6] = ["desc", "mi", "mn", "mo", "ms", "mtext"];

/// The name of an element as HTML writes it, if it may be inside of those that are `open`.
pub(super) fn canonical(name: &str, open: &[&str]) -> Option<&'static str> {
    if open.last().is_some_and(|it| WORDS_ONLY.contains(it)) {
        return None;
    }
    let kin = match open.first() {
        None => "svg math",
        Some(&"math") => MATH,
        Some(_) => SVG,
    };
    listed(kin, name)
}

/// The declarations of a `style` attribute that can be attributes of their own.
pub(super) fn styles(style: &str) -> Vec<(String, String)> {
    let declarations = style.split(';').filter_map(|it| it.split_once(':'));
    declarations
        .map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned()))
        .filter(|(name, value)| is_presentation(name) && stays_inside(name, value))
        .collect()
}

/// Functions of CSS and SVG that load nothing; `url` may name a part of the page.
const FUNCTIONS: &str = "calc hsl hsla matrix oklch rgb rgba rotate scale skewx skewy translate \
    translatex translatey url var";

/// The name of an attribute of drawings as HTML writes it.
pub(super) fn attribute(name: &str) -> &str {
    listed(ATTRIBUTES, name).unwrap_or(name)
}

/// Whether an attribute refers to nothing but parts of the page.
pub(super) fn stays_inside(name: &str, value: &str) -> bool {
    let is_generic = matches!(name, "dir" | "lang" | "aria-hidden" | "aria-label");
    if is_generic || name == "role" && value == "img" {
        return true;
    }
    if name == "href" {
        return value.trim().starts_with('#');
    }
    listed(ATTRIBUTES, name).is_some() && loads_nothing(value)
}

/// Whether a value has no function but those that load nothing. CSS would read escapes and
/// comments in their names.
fn loads_nothing(value: &str) -> bool {
    let is_plain = !value.contains('\\') && !value.contains("/*");
    is_plain
        && value.match_indices('(').all(|(at, _)| {
            let (before, after) = value.split_at(at);
            let before = before.trim_end().to_ascii_lowercase();
            let start = before
                .rfind(|it: char| !it.is_ascii_alphanumeric() && it != '-')
                .map_or(0, |it| it + 1);
            let name = before.get(start..).unwrap_or_default();
            let inside = after.trim_start_matches(['(', '"', '\'', ' ']);
            let is_known = FUNCTIONS.split(' ').any(|it| it == name);
            is_known && (name != "url" || inside.starts_with('#'))
        })
}
