//! The author's colours, as classes: a theme chooses shades that can be read in light and dark.
//! Gives a class for each hue; black, white and unknown names are the colour of the text.
//! Must not know which shades a theme chooses.

use super::tree::Element;

/// The classes by hue in degrees: each up to its angle.
const HUES: [(f64, &str); 9] = [
    (15.0, "m-red"),
    (45.0, "m-orange"),
    (70.0, "m-yellow"),
    (165.0, "m-green"),
    (200.0, "m-cyan"),
    (255.0, "m-blue"),
    (295.0, "m-purple"),
    (345.0, "m-pink"),
    (360.0, "m-red"),
];

/// How much the strongest and the weakest part of a colour with a hue differ, of 255.
const LEAST_CHROMA: u8 = 40;

/// Names of colours without their hue's, and the hue.
const NAMES: [(&str, &str); 41] = [
    ("apricot", "orange"),
    ("bisque", "orange"),
    ("bittersweet", "red"),
    ("brown", "orange"),
    ("burlywood", "orange"),
    ("cerulean", "cyan"),
    ("chartreuse", "green"),
    ("chocolate", "orange"),
    ("coral", "orange"),
    ("crimson", "red"),
    ("emerald", "green"),
    ("firebrick", "red"),
    ("fuchsia", "pink"),
    ("gold", "yellow"),
    ("grey", "gray"),
    ("indigo", "purple"),
    ("khaki", "yellow"),
    ("lavender", "purple"),
    ("lime", "green"),
    ("magenta", "pink"),
    ("mahogany", "red"),
    ("maroon", "red"),
    ("moccasin", "orange"),
    ("navy", "blue"),
    ("olive", "yellow"),
    ("orchid", "pink"),
    ("peach", "orange"),
    ("periwinkle", "blue"),
    ("peru", "orange"),
    ("plum", "purple"),
    ("salmon", "red"),
    ("sepia", "orange"),
    ("sienna", "orange"),
    ("silver", "gray"),
    ("tan", "orange"),
    ("teal", "cyan"),
    ("thistle", "purple"),
    ("tomato", "red"),
    ("turquoise", "cyan"),
    ("aqua", "cyan"),
    ("violet", "purple"),
];

const CLASSES: [&str; 9] = [
    "m-red", "m-orange", "m-yellow", "m-green", "m-cyan", "m-blue", "m-purple", "m-pink",
    "m-gray",
];

/// The class for a colour of CSS: `#c00`, `#cc0000`, or a name such as `darkgreen`.
pub(super) fn class(color: &str) -> Option<&'static str> {
    let color = color.trim().to_ascii_lowercase();
    if let Some(digits) = color.strip_prefix('#') {
        return of_parts(digits);
    }
    let renamed = NAMES.iter().find(|(name, _)| color.contains(name));
    let name = renamed.map_or(color.as_str(), |(_, hue)| hue);
    CLASSES.into_iter().find(|class| name.contains(class.trim_start_matches("m-")))
}

fn of_parts(digits: &str) -> Option<&'static str> {
    // A fourth part, of how much shines through, has no say.
    let wide = match digits.len() {
        3 | 4 => digits.chars().flat_map(|it| [it, it]).collect(),
        _ => digits.to_owned(),
    };
    let part = |at: usize| u8::from_str_radix(wide.get(at..at + 2)?, 16).ok();
    let (red, green, blue) = (part(0)?, part(2)?, part(4)?);
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    if most - least < LEAST_CHROMA {
        return (60..=200).contains(&most).then_some("m-gray");
    }
    let chroma = f64::from(most - least);
    let between = |high: u8, low: u8| (f64::from(high) - f64::from(low)) / chroma;
    let sixths = if most == red {
        between(green, blue).rem_euclid(6.0)
    } else if most == green {
        between(blue, red) + 2.0
    } else {
        between(red, green) + 4.0
    };
    HUES.into_iter().find(|(end, _)| sixths * 60.0 <= *end).map(|(_, class)| class)
}

/// Replaces colours by classes, and backgrounds by that of marked text.
pub(super) fn mend(element: &mut Element) {
    if let Some(color) = element.attributes.remove("mathcolor") {
        element.add_class(class(&color).unwrap_or("m-black"));
    }
    if element.attributes.remove("mathbackground").is_some() {
        // The space of a rule (`\rule`) is filled with ink.
        let class = if element.is("mspace") { "m-ink" } else { "m-mark" };
        element.add_class(class);
    }
    let style = element.attributes.remove("style").unwrap_or_default();
    if style.contains("border") {
        // `\fcolorbox`
        element.add_class("m-box");
    } else if style.contains("shadow") {
        // `\pmb`
        element.add_class("m-bold");
    }
}
