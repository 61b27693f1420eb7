//! The author's HTML, joined into balanced elements and made safe: elements and attributes by a
//! list of what may be there, and in each other only as a browser's parser would leave them.
//! Gives nodes like those of Markdown; no word is lost.
//! Must not know where links lead, or how elements are shown.

use std::{borrow::Cow, cell::OnceCell, collections::BTreeMap};

use super::{
    Form, Reader, Role,
    drawing::Drawing,
    elements::{
        Verdict, ends_before, has_void_name, hides, holds_raw_text, is_block, is_heading,
        is_word, verdict,
    },
    narrowed, widened,
};
use crate::{
    config::RawHtml,
    diag::Span,
    note::{
        doc::{ElementEntry, Kind, NodeId, Str},
        lint::open_block,
        raw::{Part, Piece, RawTag, is_comment, parts},
    },
};

/// The HTML that is being read.
#[derive(Debug, Default)]
pub(super) struct Html {
    /// The block at hand, line by line.
    block: Piece,
    /// The drawing that has not ended.
    pub(super) drawing: Option<Drawing>,
    /// How many open tags were nested too deep and became words.
    deep: usize,
    /// Where end tags stand, by name; made when it is first needed.
    ends: OnceCell<BTreeMap<String, Vec<usize>>>,
}

/// An element that has not ended.
#[derive(Debug)]
pub(super) struct OpenElement {
    /// The name it stays under.
    name: Cow<'static, str>,
    /// The name it is written with.
    written: Cow<'static, str>,
    /// Whether only its inside stays.
    vanishes: bool,
    /// Whether it began in a line.
    inline: bool,
    /// The attribute that takes the id of a heading without one.
    id: Option<u32>,
    /// Whether a summary may still stand in it.
    takes_summary: bool,
}

impl OpenElement {
    /// An element of a name.
    pub(super) fn new(name: impl Into<Cow<'static, str>>) -> Self {
        let name = name.into();
        Self {
            takes_summary: name == "details",
            written: name.clone(),
            name,
            vanishes: false,
            inline: false,
            id: None,
        }
    }

    /// The name it stays under.
    pub(super) fn name(&self) -> &str {
        if self.vanishes { "" } else { &self.name }
    }
}

/// An id that the author gives.
#[derive(Debug)]
pub(in crate::note) struct GivenId {
    /// The element that has it.
    pub(in crate::note) node: u32,
    /// The attribute that holds it.
    pub(in crate::note) attribute: u32,
    pub(in crate::note) span: Span,
    /// Whether it is made of the words of a heading.
    pub(in crate::note) is_made: bool,
}

/// Whether the words in an element are no prose.
pub(in crate::note) fn is_literal(name: &str) -> bool {
    matches!(name, "a" | "code" | "kbd" | "math" | "pre" | "samp" | "svg")
}

impl Html {
    pub(super) fn push_line(&mut self, start: usize, line: &str) {
        self.block.push_line(start, line);
    }

    /// Whether a tag that ends an element stands among some bytes of the text.
    fn ends(&self, text: &str, name: &str, bytes: Span) -> bool {
        let ends = self.ends.get_or_init(|| {
            let mut ends: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (at, sign) in text.match_indices("</") {
                let name = text.get(at + sign.len()..).unwrap_or_default();
                let is_end =
                    |it: char| it.is_whitespace() || matches!(it, '>' | '/' | '<');
                let name = name.split(is_end).next().unwrap_or_default();
                ends.entry(name.to_ascii_lowercase()).or_default().push(at);
            }
            ends
        });
        let Some(places) = ends.get(name) else { return false };
        let first = places.partition_point(|it| *it < bytes.start);
        places.get(first).is_some_and(|it| *it < bytes.end)
    }
}

impl Reader<'_> {
    /// A tag or comment in a line.
    pub(super) fn inline_html(&mut self, html: String, span: &Span) {
        let piece = Piece::new(html, span.start);
        self.piece(&piece, true);
    }

    /// The block of HTML that has ended.
    pub(super) fn html_block(&mut self) {
        let piece = std::mem::take(&mut self.html.block);
        let unclosed = open_block(&piece.html);
        self.read.unclosed.extend(unclosed.map(|it| (piece.place(0), it)));
        self.piece(&piece, false);
        self.flush();
        if let Some(depth) = self.html.drawing.as_ref().map(Drawing::depth) {
            self.close_from(depth);
        }
    }

    fn piece(&mut self, piece: &Piece, inline: bool) {
        let end = piece.html.len();
        let (start, stop) = (narrowed(piece.place(0)), narrowed(piece.place(end)));
        if is_comment(&piece.html) {
            self.add(Form::Hidden { inline }, start, stop);
            return;
        }
        if self.rules.raw_html() == RawHtml::Deny {
            return self.literal(&piece.html, piece.place(0)..piece.place(end));
        }
        let parts = parts(&piece.html);
        let mut rest = parts.as_slice();
        while let Some((part, behind)) = rest.split_first() {
            rest = self.part(piece, part, behind, inline);
        }
        self.flush();
    }

    /// Reads a part; gives those that remain behind it.
    fn part<'p>(
        &mut self,
        piece: &Piece,
        part: &Part,
        behind: &'p [Part],
        inline: bool,
    ) -> &'p [Part] {
        let place = |it: &Span| piece.place(it.start)..piece.place(it.end);
        match part {
            Part::Tag(tag) if self.html.drawing.is_some() => {
                self.draw(piece, tag, behind, inline);
            }
            Part::Text(text, span) if self.html.drawing.is_some() => {
                self.draw_text(text, place(span));
            }
            // Parsers take this end for a beginning.
            Part::Tag(tag) if tag.closing && tag.name == "br" => {
                let tag = RawTag { closing: false, empty: true, ..tag.clone() };
                self.flush();
                self.start_tag(piece, &tag, behind, inline);
            }
            Part::Tag(tag) if tag.closing => self.end_tag(piece, tag),
            Part::Tag(tag) => {
                self.flush();
                self.start_tag(piece, tag, behind, inline);
                if holds_raw_text(&tag.name) && !tag.empty {
                    return self.raw_text(piece, &tag.name, behind);
                }
            }
            Part::Text(text, span) => self.html_words(text, place(span)),
            Part::Comment(span) => {
                self.flush();
                let span = place(span);
                let (start, end) = (narrowed(span.start), narrowed(span.end));
                self.add(Form::Hidden { inline }, start, end);
            }
            Part::Open(span) => {
                let written = piece.html.get(span.clone()).unwrap_or_default();
                self.imply_cell();
                self.literal(written, place(span));
            }
        }
        behind
    }

    /// Text that a parser reads as it is, up to the end tag: code is left out, if it ends.
    fn raw_text<'p>(
        &mut self,
        piece: &Piece,
        name: &str,
        behind: &'p [Part],
    ) -> &'p [Part] {
        let Some((Part::Text(text, span), after)) = behind.split_first() else {
            return behind;
        };
        let ends =
            matches!(after.first(), Some(Part::Tag(it)) if it.closing && it.name == name);
        let is_code = matches!(name, "iframe" | "script" | "style");
        if self.rules.raw_html() == RawHtml::Safe && is_code && ends {
            return after;
        }
        self.literal(text, piece.place(span.start)..piece.place(span.end));
        self.flush();
        after
    }

    fn html_words(&mut self, words: &str, span: Span) {
        let holder = self.element().unwrap_or_default();
        let skips_spaces = matches!(
            holder,
            "table"
                | "tbody"
                | "thead"
                | "tfoot"
                | "tr"
                | "ul"
                | "ol"
                | "dl"
                | "colgroup"
        );
        let last = self.open.last().map_or(0, |it| it.node);
        let is_first = last + 1 == self.read.doc.count();
        // A parser leaves out the first line break of `pre`.
        let kept = if holder == "pre" && is_first {
            words.strip_prefix('\n').unwrap_or(words)
        } else {
            words
        };
        // Between blocks white space means nothing, between words it is a space.
        let is_blank = kept.trim().is_empty() && holder != "pre";
        if is_blank && (skips_spaces || is_first || self.is_behind_block()) {
            return;
        }
        self.imply_cell();
        let start = span.start + words.len() - kept.len();
        self.literal_with_formulas(kept, start..span.end.max(start));
    }

    /// Whether the last node is a block, so that white space behind it means nothing.
    fn is_behind_block(&self) -> bool {
        let last = self.last_sibling().and_then(|it| self.read.doc.node(NodeId::new(it)));
        last.is_none_or(|it| match it.kind() {
            Kind::Html(element) => is_block(element.name()) || element.name() == "br",
            _ => !it.is_inline(),
        })
    }

    /// The innermost open node, if it is an element.
    fn element(&self) -> Option<&str> {
        self.open.last()?.element.as_ref().map(OpenElement::name)
    }

    /// A heading of Markdown begins, which ends one of HTML.
    pub(super) fn end_heading(&mut self) {
        while self.is_inside(is_heading) {
            self.close();
        }
    }

    /// Whether something is said in a `<details>`.
    pub(super) fn is_in_details(&self) -> bool {
        let mut elements = self.open.iter().filter_map(|it| it.element.as_ref());
        elements.any(|it| it.name() == "details")
    }

    fn start_tag(&mut self, piece: &Piece, tag: &RawTag, behind: &[Part], inline: bool) {
        let span = piece.place(tag.span.start)..piece.place(tag.span.end);
        let is_safe = self.rules.raw_html() == RawHtml::Safe;
        if self.open.len() >= super::MAX_DEPTH {
            self.read.cut.get_or_insert(span);
            self.html.deep += usize::from(!tag.empty);
            return self.written(piece, tag);
        }
        if is_safe && self.is_words(tag, span.end) {
            return self.written(piece, tag);
        }
        if is_safe && matches!(tag.name.as_str(), "svg" | "math") {
            return if self.draws(tag, behind, &span, inline) {
                self.begin_drawing(piece, tag, inline);
            } else {
                self.written(piece, tag);
            };
        }
        match verdict(&tag.name) {
            _ if !is_safe => {
                let name = tag.name.clone().into();
                self.begin_element(piece, tag, name, (inline, ""));
            }
            Verdict::Stays(name, class) => {
                self.begin_element(piece, tag, name.into(), (inline, class));
            }
            Verdict::Words => {
                self.place(piece, tag, inline);
                self.written(piece, tag);
            }
            Verdict::Goes => {
                if tag.name == "iframe" {
                    self.frame(piece, tag, inline);
                }
                self.place(piece, tag, inline);
            }
        }
    }

    /// Whether a tag is meant as words, not as markup: its name is an everyday word or no element,
    /// it has no attribute, and nothing ends it.
    fn is_words(&self, tag: &RawTag, end: usize) -> bool {
        let name = tag.name.as_str();
        let is_bare = tag.attributes.is_empty() && !tag.self_closing;
        let may_be = is_word(name) || verdict(name) == Verdict::Words;
        is_bare && may_be && !self.html.ends(self.text, name, end..self.text.len())
    }

    /// Begins an element that may stay.
    fn begin_element(
        &mut self,
        piece: &Piece,
        tag: &RawTag,
        name: Cow<'static, str>,
        (inline, class): (bool, &str),
    ) {
        self.make_room(&name);
        if !self.may_stand(&name) {
            return self.place(piece, tag, inline);
        }
        if is_block(&name) {
            self.part_paragraph();
        }
        // `<a name="x">` is a place, and often nobody closes it.
        let is_place = name == "a" && tag.attribute("href").is_none();
        if name == "a" && !is_place {
            self.unwrap_link();
        }
        let name = if name == "summary" { self.summary() } else { name };
        if tag.empty || has_void_name(&name) || is_place {
            self.add_element(piece, tag, &name, (inline, class));
            return;
        }
        let written = tag.name.clone().into();
        let element = OpenElement { written, ..OpenElement::new(name) };
        self.open_element(piece, tag, element, (inline, class));
    }

    /// The name of a summary: only the first in its `<details>` is one.
    fn summary(&mut self) -> Cow<'static, str> {
        let around = self.open.last_mut().and_then(|it| it.element.as_mut());
        let is_first = around.is_some_and(|it| std::mem::take(&mut it.takes_summary));
        if is_first { "summary".into() } else { "div".into() }
    }

    /// Ends what an element of a name ends when it begins.
    fn make_room(&mut self, name: &str) {
        for at in (0..self.open.len()).rev() {
            let Some(open) = self.open.get(at).and_then(|it| it.element.as_ref()) else {
                break;
            };
            let open = open.name();
            let is_paragraph = open == "p" && is_block(name);
            if is_paragraph || ends_before(open, name) {
                self.close_from(at);
                if !is_paragraph {
                    break;
                }
            } else if hides(open, name) {
                break;
            }
        }
    }

    /// Whether an element may stand here, after what it implies is opened.
    fn may_stand(&mut self, name: &str) -> bool {
        let is_in = |this: &Self, names: &[&str]| {
            this.element().is_some_and(|it| names.contains(&it))
        };
        match name {
            "caption" | "colgroup" | "thead" | "tbody" | "tfoot" => {
                is_in(self, &["table"])
            }
            "col" => is_in(self, &["colgroup"]),
            "tr" => {
                self.imply("tbody", &["table"]);
                is_in(self, &["tbody", "thead", "tfoot"])
            }
            "td" | "th" => {
                self.imply("tbody", &["table"]);
                self.imply("tr", &["tbody", "thead", "tfoot"]);
                is_in(self, &["tr"])
            }
            // Outside a list of HTML they would end the item that Markdown made.
            "li" => self.is_inside(|it| matches!(it, "ul" | "ol")),
            "dt" | "dd" => self.is_inside(|it| it == "dl"),
            "rt" | "rp" => self.is_inside(|it| it == "ruby"),
            name if is_heading(name) => {
                self.imply_cell();
                let is_heading = |it: &super::Open| {
                    matches!(self.entry(it.node).form, Form::Heading(_))
                };
                !self.open.iter().any(is_heading)
            }
            _ => {
                self.imply_cell();
                true
            }
        }
    }

    /// Whether one of the elements around is of some names, nearer than any cell or Markdown.
    fn is_inside(&self, is: impl Fn(&str) -> bool) -> bool {
        let elements = self.open.iter().rev().map_while(|it| it.element.as_ref());
        let near = elements.take_while(|it| !matches!(it.name(), "table" | "td" | "th"));
        near.into_iter().any(|it| is(it.name()))
    }

    fn imply(&mut self, name: &'static str, inside: &[&str]) {
        if self.element().is_some_and(|it| inside.contains(&it)) {
            let at = self.read.doc.nodes.last().map_or(0, |it| it.end);
            let string = self.decoded(name);
            let inline = self.open.last().and_then(|it| it.element.as_ref());
            let inline = inline.is_some_and(|it| it.inline);
            let form = self.form_of_element(string, (0, 0), inline);
            let element = OpenElement { inline, ..OpenElement::new(name) };
            self.open(form, at, at, Some(element));
        }
    }

    /// Whether what comes would stand in a table, but in no cell of it.
    pub(super) fn is_between_cells(&self) -> bool {
        self.element().is_some_and(|it| {
            matches!(it, "table" | "thead" | "tbody" | "tfoot" | "tr" | "colgroup")
        })
    }

    /// Whether a break of a line means nothing here.
    pub(super) fn holds_no_break(&self) -> bool {
        self.is_between_cells() || self.html.drawing.is_some()
    }

    /// What stands between the cells of a table would be moved before it: it gets a cell.
    pub(super) fn imply_cell(&mut self) {
        // Mostly the innermost open node is one of Markdown.
        if self.open.last().is_none_or(|it| it.element.is_none()) {
            return;
        }
        if self.element() == Some("colgroup") {
            self.close();
        }
        self.imply("tbody", &["table"]);
        self.imply("tr", &["tbody", "thead", "tfoot"]);
        self.imply("td", &["tr"]);
    }

    /// A block of Markdown begins: what HTML was opened in the line before it ends.
    pub(super) fn begin_block(&mut self) {
        let is_of_line =
            |it: &super::Open| it.element.as_ref().is_some_and(|it| it.inline);
        while self.open.last().is_some_and(is_of_line) {
            self.close();
        }
        self.imply_cell();
        self.hold_blocks();
    }

    /// A block of HTML begins in a paragraph.
    fn part_paragraph(&mut self) {
        for at in 0..self.open.len() {
            let Some(node) = self.open.get(at).map(|it| it.node) else { continue };
            if let Some(entry) = self.entry_mut(node)
                && let Form::Paragraph(role) = &mut entry.form
            {
                *role = Role::Mixed;
            }
        }
        self.hold_blocks();
    }

    /// A block begins inside of `<p>`: the element becomes one that may hold it.
    fn hold_blocks(&mut self) {
        for at in 0..self.open.len() {
            let Some(open) = self.open.get_mut(at) else { continue };
            let node = open.node;
            let Some(element) = open.element.as_mut().filter(|it| it.name == "p") else {
                continue;
            };
            element.name = "div".into();
            let name = self.decoded("div");
            if let Form::Html { element, .. } = self.entry(node).form
                && let Some(it) = self.read.doc.elements.get_mut(widened(element))
            {
                it.name = name;
            }
        }
    }

    /// A link begins: no other may be open.
    pub(super) fn unwrap_link(&mut self) {
        for open in &mut self.open {
            if let Some(element) = open.element.as_mut().filter(|it| it.name == "a") {
                element.vanishes = true;
            }
        }
    }

    /// Whether a link of Markdown is open.
    pub(super) fn is_in_link(&self) -> bool {
        self.open
            .iter()
            .any(|it| matches!(self.entry(it.node).form, Form::Link(_) | Form::Image(_)))
    }

    fn open_element(
        &mut self,
        piece: &Piece,
        tag: &RawTag,
        mut element: OpenElement,
        (inline, class): (bool, &str),
    ) {
        let name = element.name.clone();
        let node = self.add_element(piece, tag, &name, (inline, class));
        element.inline = inline;
        if is_heading(&name) && tag.attribute("id").is_none() {
            element.id = self.reserve_id(node);
        }
        self.keep_open(node, Some(element));
    }

    pub(super) fn form_of_element(
        &mut self,
        name: Str,
        (first, count): (u32, u32),
        inline: bool,
    ) -> Form {
        self.read.doc.elements.push(ElementEntry { name, first, count });
        Form::Html { element: narrowed(self.read.doc.elements.len() - 1), inline }
    }

    fn end_tag(&mut self, piece: &Piece, tag: &RawTag) {
        self.flush();
        if self.html.deep > 0 {
            self.html.deep -= 1;
            return self.written(piece, tag);
        }
        let end = narrowed(piece.place(tag.span.end));
        let mut crossed: Option<usize> = None;
        for at in (0..self.open.len()).rev() {
            let Some(open) = self.open.get_mut(at) else { return };
            let node = open.node;
            if let Some(element) = open.element.as_mut() {
                if element.written != tag.name {
                    continue;
                }
                if let Some(entry) = self.entry_mut(node) {
                    entry.end = entry.end.max(end);
                }
                match crossed {
                    None => self.close_from(at),
                    // `text</details>`, `- item</summary>`: it ends when the paragraph or list does.
                    Some(outer) => {
                        if let Some(it) = self.open.get_mut(outer) {
                            it.ends_around = it.ends_around.max(outer - at);
                        }
                    }
                }
                return;
            }
            let may_cross = matches!(
                self.entry(node).form,
                Form::Paragraph(_)
                    | Form::Heading(_)
                    | Form::List(_)
                    | Form::Item
                    | Form::Quote
            );
            if !may_cross || !is_block(&tag.name) {
                break;
            }
            crossed = Some(at);
        }
        let is_safe = self.rules.raw_html() == RawHtml::Safe;
        if is_safe && verdict(&tag.name) == Verdict::Words {
            self.written(piece, tag);
        }
    }

    pub(super) fn close_from(&mut self, at: usize) {
        while self.open.len() > at {
            self.close();
        }
    }

    /// Decides what an element is that has just ended.
    pub(super) fn end_element(&mut self, node: u32, element: &OpenElement) {
        let behind = self.html.drawing.take_if(|it| it.node == node);
        if element.vanishes {
            let parent = self.entry(node).parent;
            if let Some(entry) = self.entry_mut(node) {
                (entry.form, entry.next) = (Form::Hidden { inline: true }, node + 1);
            }
            for it in self.read.doc.nodes.iter_mut().skip(widened(node) + 1) {
                it.parent = if it.parent == node { parent } else { it.parent };
            }
        }
        if let Some(id) = element.id {
            self.name_heading(node, id);
        }
        if let Some(drawing) = behind {
            self.end_drawing(&drawing);
        }
    }

    /// Keeps the place that links may name when its element goes.
    pub(super) fn place(&mut self, piece: &Piece, tag: &RawTag, inline: bool) {
        let span = piece.place(tag.span.start)..piece.place(tag.span.end);
        if let Some(id) = tag.place_name() {
            self.add_place(id, &span, inline);
        }
    }

    /// The tag as words.
    pub(super) fn written(&mut self, piece: &Piece, tag: &RawTag) {
        let written = piece.html.get(tag.span.clone()).unwrap_or_default();
        self.imply_cell();
        self.literal(written, piece.place(tag.span.start)..piece.place(tag.span.end));
        self.flush();
    }

    /// A frame is not loaded with the page; the reader can go to what it shows.
    fn frame(&mut self, piece: &Piece, tag: &RawTag, inline: bool) {
        let Some(source) = tag.attribute("src") else { return };
        self.read.doc.frames += 1;
        let title =
            tag.attribute("title").map_or(source.value.trim(), |it| it.value.trim());
        self.imply_cell();
        if self.is_in_link() {
            return self
                .literal(title, piece.place(tag.span.start)..piece.place(tag.span.end));
        }
        self.unwrap_link();
        let node = self.add_frame(piece, tag, inline);
        let element = OpenElement::new("a");
        self.keep_open(node, Some(element));
        self.literal(title, piece.place(tag.span.start)..piece.place(tag.span.end));
        self.flush();
        self.close();
    }

    /// Whether an element ends in the line or block that it begins in.
    pub(super) fn ends_here(
        &self,
        name: &str,
        behind: &[Part],
        end: usize,
        inline: bool,
    ) -> bool {
        if !inline {
            let is_end =
                |it: &Part| matches!(it, Part::Tag(it) if it.closing && it.name == name);
            return behind.iter().any(is_end);
        }
        let holder = self.open.iter().rev().find(|it| it.element.is_none());
        let stop = holder.map_or(self.text.len(), |it| widened(self.entry(it.node).end));
        self.html.ends(self.text, name, end..stop)
    }

    /// The words of a heading without an id give it one.
    fn name_heading(&mut self, node: u32, attribute: u32) {
        let Some(heading) = self.read.doc.node(NodeId::new(node)) else { return };
        let words = heading.children().plain_text();
        let words = words.trim();
        let id = crate::path::slug(words);
        if words.is_empty() || !super::braces::is_free(&id) {
            return;
        }
        let value = self.decoded(&id);
        if let Some(it) = self.read.doc.attributes.get_mut(widened(attribute)) {
            it.value = value;
        }
        let entry = self.entry(node);
        let span = widened(entry.start)..widened(entry.end);
        self.read.given_ids.push(GivenId { node, attribute, span, is_made: true });
    }
}
