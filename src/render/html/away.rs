//! Words of a note for another program, such as Anki: plain HTML in one line.
//! Gives formulas as TeX, links and pictures by full addresses, nothing that needs our styles.
//! Must not know the program.

use super::{Medium, RenderContext, Writer, elements::is_phrasing};
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
    let mut line = Line { is_beside_block: true, ..Line::default() };
    let mut in_code = 0_usize;
    for (at, part) in html.split('<').enumerate() {
        let (tag, words) = match part.split_once('>') {
            Some(parts) if at > 0 => parts,
            _ => ("", part),
        };
        match tag.split(' ').next() {
            Some("pre") => in_code += 1,
            Some("/pre") => {
                in_code = in_code.saturating_sub(1);
                line.end_code();
            }
            _ => (),
        }
        if at > 0 {
            line.tag(tag);
        }
        if in_code > 0 {
            line.html.push_str(&words.replace('\n', "<br>").replace('\t', "    "));
        } else {
            line.words(words);
        }
    }
    let kept = line.html.trim_end().len();
    line.html.truncate(kept);
    line.html
}

/// A line of HTML under construction.
#[derive(Default)]
struct Line {
    html: String,
    /// Whether a break was read behind the last words, and nothing yet that tells what it means.
    space: bool,
    /// Whether nothing was written since a block began or ended, so that a break means nothing.
    is_beside_block: bool,
}

impl Line {
    /// Adds a tag, which is written between two signs, without the attributes for our pages.
    fn tag(&mut self, tag: &str) {
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let plain_name = name.trim_start_matches('/');
        if plain_name == "br" || !is_phrasing(plain_name) {
            (self.space, self.is_beside_block) = (false, true);
        } else {
            self.write_space();
            self.is_beside_block &= !matches!(plain_name, "img" | "input");
        }
        self.html.extend(["<", name]);
        while let Some((name, value)) = rest.split_once("=\"") {
            let (value, behind) = value.split_once('"').unwrap_or((value, ""));
            let name = name.rsplit(' ').next().unwrap_or(name);
            if ATTRIBUTES.contains(&name) {
                let value = value.replace(['\n', '\t'], " ");
                self.html.extend([" ", name, "=\"", &value, "\""]);
            }
            rest = behind;
        }
        self.html.push('>');
    }

    /// Adds words with single spaces for breaks and tabs, without those beside blocks.
    fn words(&mut self, words: &str) {
        let is_break = |c: char| matches!(c, '\n' | '\t');
        for (at, part) in words.split(is_break).enumerate() {
            self.space |= at > 0 && !self.is_beside_block;
            let part = if at > 0 { part.trim_start_matches(' ') } else { part };
            if !part.is_empty() {
                self.write_space();
                self.html.push_str(part);
                self.is_beside_block = false;
            }
        }
    }

    fn write_space(&mut self) {
        if std::mem::take(&mut self.space) && !self.html.ends_with(' ') {
            self.html.push(' ');
        }
    }

    /// Removes the breaks at the end of a block of code.
    fn end_code(&mut self) {
        let end = "</code>";
        let inside = self.html.strip_suffix(end).unwrap_or(&self.html);
        let (length, kept) = (inside.len(), inside.trim_end_matches("<br>").len());
        self.html.replace_range(kept..length, "");
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
            ("<strong>a</strong>\n<em>b</em>", "<strong>a</strong> <em>b</em>"),
            (
                "<a href=\"x\">a</a>\n<img src=\"b\">",
                "<a href=\"x\">a</a> <img src=\"b\">",
            ),
            ("<em>a</em><br>\n<em>b</em>", "<em>a</em><br><em>b</em>"),
            ("<ul>\n<li><em>a</em>\n<ul>\n<li>b", "<ul><li><em>a</em><ul><li>b"),
            (
                "<pre><code>a <span>b</span>\n<span>c</span>\n\n</code></pre>\n<p>d",
                "<pre><code>a <span>b</span><br><span>c</span></code></pre><p>d",
            ),
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
