//! Words of a note for another program, such as Anki: plain HTML in one line.
//! Gives formulas as TeX, links and pictures by full addresses, nothing that needs our styles.
//! Must not know the program.

use super::{Medium, RenderContext, Writer};
use crate::{
    config::Math,
    maths,
    note::doc::{Element, Inlines, Kind, Node},
};

/// Words of a note, inline or blocks, for a site with an address or without.
///
/// There is no class and no id in it, and neither a line break nor a tab.
#[must_use]
pub fn away<'a>(
    context: RenderContext<'a>,
    words: &Inlines<'a>,
    base_url: Option<&'a str>,
) -> String {
    let note = context.library.note(context.origin);
    // What is around the words has their direction.
    let (dir, medium) = ("", Medium::Away(base_url));
    let mut writer = Writer { dir, medium, ..Writer::new(context, note) };
    writer.inlines(&context.library.words_of(words));
    in_one_line(writer.take().trim())
}

impl<'a> Writer<'a> {
    /// A formula between the signs that `MathJax` looks for.
    pub(super) fn formula_away(&mut self, node: Node<'a>, tex: &str) {
        let is_display = matches!(node.kind(), Kind::Formula { display: true, .. });
        let (open, close) = if is_display { (r"\[", r"\]") } else { (r"\(", r"\)") };
        self.html.markup(open);
        let mut macros = self.context.markdown.math.macros();
        macros.extend(self.note.meta.math.iter().flat_map(Math::macros));
        self.html.words(&maths::portable(tex, &macros));
        self.html.markup(close);
    }

    /// A picture at a full address, or its words.
    pub(super) fn picture_away(&mut self, url: Option<&str>, alt: &str) {
        match url {
            Some(url) => {
                self.html.markup("<img");
                self.html.url("src", url);
                self.html.attribute("alt", alt);
                self.html.markup(">");
            }
            None => self.html.words(&format!("[{alt}]")),
        }
    }

    /// A picture in the author's HTML.
    pub(super) fn element_away(&mut self, element: Element<'a>) {
        let (attributes, missing) = self.attributes(element);
        let alt = element.attribute("alt").map_or("", |it| it.value);
        let source = attributes.iter().find(|it| it.0 == "src").map(|it| it.1.as_str());
        match source.filter(|_| missing.is_none()) {
            Some(url) => self.picture_away(Some(url), alt),
            None if !alt.is_empty() => self.picture_away(None, alt),
            None => (),
        }
    }
}

/// The attributes that mean something without our styles and scripts.
const ATTRIBUTES: [&str; 12] = [
    "alt", "border", "cite", "colspan", "datetime", "dir", "href", "lang", "rowspan",
    "src", "start", "title",
];

/// HTML that was written here in one line: breaks in code become elements, and attributes that are
/// for our pages go.
fn in_one_line(html: &str) -> String {
    let mut line = String::with_capacity(html.len());
    let mut in_code = 0_usize;
    for (at, part) in html.split('<').enumerate() {
        let (tag, words) = match part.split_once('>') {
            Some(parts) if at > 0 => parts,
            _ => ("", part),
        };
        if at > 0 {
            push_tag(tag, &mut line);
        }
        match tag.split(' ').next() {
            Some("pre") => in_code += 1,
            Some("/pre") => in_code = in_code.saturating_sub(1),
            _ => (),
        }
        if in_code > 0 {
            let ends = words.trim_end_matches('\n').len();
            let words = words.get(..ends).unwrap_or(words);
            line.push_str(&words.replace('\n', "<br>").replace('\t', "    "));
        } else {
            push_words(words, &mut line);
        }
    }
    let kept = line.trim_end().len();
    line.truncate(kept);
    line
}

/// Adds a tag, which is written between two signs, without the attributes for our pages.
fn push_tag(tag: &str, line: &mut String) {
    line.push('<');
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    line.push_str(name);
    while let Some((name, value)) = rest.split_once("=\"") {
        let (value, behind) = value.split_once('"').unwrap_or((value, ""));
        let name = name.rsplit(' ').next().unwrap_or(name);
        if ATTRIBUTES.contains(&name) {
            line.extend([" ", name, "=\"", &value.replace(['\n', '\t'], " "), "\""]);
        }
        rest = behind;
    }
    line.push('>');
}

/// Adds words with single spaces for breaks and tabs, without those beside blocks.
fn push_words(words: &str, line: &mut String) {
    let is_break = |c: char| matches!(c, '\n' | '\t');
    for (at, part) in words.split(is_break).enumerate() {
        let is_beside_block = line.is_empty() || line.ends_with("<br>");
        let is_beside_block = is_beside_block || part.is_empty() && line.ends_with('>');
        if at > 0 && !is_beside_block && !line.ends_with(' ') {
            line.push(' ');
        }
        line.push_str(if at > 0 { part.trim_start_matches(' ') } else { part });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_in_one_line_says_the_same() {
        let cases = [
            ("<p class=\"x\">a\nb</p>\n<p>c</p>\n", "<p>a b</p><p>c</p>"),
            ("<ul>\n<li>a <b>b</b>\nc</li>\n</ul>\n", "<ul><li>a <b>b</b> c</li></ul>"),
            ("<pre><code>a\n\tb\n</code></pre>\n", "<pre><code>a<br>    b</code></pre>"),
            (
                "<a href=\"x\" class=\"y\" title=\"a\tb\">z</a>",
                "<a href=\"x\" title=\"a b\">z</a>",
            ),
            (
                "<li id=\"a\" dir=\"auto\" data-crib=\"rule\">a</li>",
                "<li dir=\"auto\">a</li>",
            ),
        ];
        for (html, line) in cases {
            assert_eq!(in_one_line(html), line);
        }
    }
}
