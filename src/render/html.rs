//! A note's document as HTML.
//! Gives valid HTML without `style` attributes, scripts or links to nowhere.
//! Must not know templates, or who shows the HTML.

mod away;
mod blocks;
mod checks;
mod elements;
mod excerpt;
mod inline;
mod links;
mod media;
mod serial;
mod tables;

use std::{borrow::Cow, collections::BTreeMap};

use pulldown_cmark_escape::escape_html;

use self::serial::Html;
use super::highlight::Highlighter;
use crate::{
    config::Markdown,
    library::{Library, NoteId},
    note::{
        Block, Heading, HeadingId, Level, NodeId, Note, Rules, TagName,
        doc::{BlockMark, Kind, Node, Nodes, Role},
    },
    path::Route,
    site::Site,
    study::{Brackets, Study},
    words::Words,
};

/// Where a note's text is shown, and what the way there needs.
#[derive(Clone, Copy)]
pub struct RenderContext<'a> {
    /// All notes and their resolved links.
    pub library: &'a Library,
    /// The places of published files.
    pub site: &'a Site<'a>,
    /// The page it is shown on: relative links start there.
    pub page: &'a Route,
    /// The note it comes from: its links are resolved there.
    pub origin: NoteId,
    /// What there is to study.
    pub study: &'a Study<'a>,
    /// The language of the site.
    pub language: &'a str,
    /// The words of the interface.
    pub words: &'a Words,
    /// How Markdown is read.
    pub markdown: &'a Markdown,
    /// How tags are written.
    pub rules: &'a Rules,
    /// Colours code; `None` when that is switched off.
    pub highlighter: Option<&'a Highlighter>,
}

/// The HTML of a note: inside of the heading that stands above the text, and the text without it.
///
/// Both are made together, since an id may be given only once on the page.
#[must_use]
pub fn note(
    context: RenderContext<'_>,
    heading: Option<(&Heading, Node<'_>)>,
) -> (Option<String>, String) {
    let note = context.library.note(context.origin);
    let mut writer = Writer::new(context, note);
    let mut blocks = note.doc.blocks();
    let line = heading.map(|(heading, block)| {
        writer.heading_inside(heading, block.children());
        writer.take()
    });
    if let Some((_, block)) = heading {
        writer.children(blocks.before(block));
        blocks = blocks.behind(block);
    }
    writer.with_checks(blocks);
    writer.footnotes();
    (line, writer.take())
}

pub use away::away;
pub use elements::is_phrasing;
pub use excerpt::{excerpt, on_paper, piece, question, sentence, sentence_of};
pub use inline::plain_words;
pub use media::shows_pdf;

/// Text with emoji shortcodes replaced, for places that show plain text.
#[must_use]
pub fn plain<'t>(markdown: &Markdown, text: &'t str) -> Cow<'t, str> {
    if markdown.emoji.unwrap_or(true) { inline::emoji(text) } else { Cow::Borrowed(text) }
}

/// How many tables of one name a page has shown, so that each gets a name of its own.
#[derive(Debug, Default)]
pub struct Tables(BTreeMap<String, usize>);

/// Where a note's text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Medium<'a> {
    /// On its own page.
    Page,
    /// As a part of another page, where it gives no ids.
    Excerpt,
    /// On paper, where links lead nowhere and pictures take room.
    Paper,
    /// In another program, which knows the site by its address if it has one.
    Away(Option<&'a str>),
}

impl Medium<'_> {
    /// Whether words stand for themselves there: without tags, and nothing can be unfolded.
    fn is_bare(self) -> bool {
        matches!(self, Self::Paper | Self::Away(_))
    }
}

/// What is written around a list of definitions.
const DEFINITIONS: (&str, &str) = ("<dl>\n", "</dl>\n");

struct Writer<'a> {
    context: RenderContext<'a>,
    note: &'a Note,
    /// Those around the gaps of the note.
    brackets: &'a [Brackets],
    html: Html,
    /// The heading above, for the names of tables.
    section: String,
    tables: Tables,
    footnotes: blocks::Footnotes<'a>,
    /// Whether a link is being written, which may hold no other.
    in_link: bool,
    /// Whether words stand in code or a drawing of HTML, where no sign means anything.
    literal: bool,
    /// Whether what is written on paper becomes part of a line.
    in_line: bool,
    /// The attribute of a block whose letters tell its direction; empty where all run as one.
    dir: &'static str,
    /// Where the text is shown.
    medium: Medium<'a>,
    /// The block that the last link to one leads to.
    linked: Option<NodeId>,
    /// The notes that are being shown around this one, the outermost first.
    trail: Vec<NoteId>,
}

impl<'a> Writer<'a> {
    fn new(context: RenderContext<'a>, note: &'a Note) -> Self {
        Self {
            context,
            note,
            brackets: context.study.brackets(context.origin),
            html: Html::default(),
            section: context.library.shown_title(context.origin).to_owned(),
            tables: Tables::default(),
            footnotes: blocks::Footnotes::shown(),
            in_link: false,
            literal: false,
            in_line: false,
            dir: if note.mixes_directions(context.language) {
                " dir=\"auto\""
            } else {
                ""
            },
            medium: Medium::Page,
            linked: None,
            trail: Vec::new(),
        }
    }

    /// The block whose id ends a text leaf, if something leads to it.
    fn named_block(&self, leaf: NodeId) -> Option<&'a Block> {
        let block = self.note.block_at(leaf);
        block.filter(|it| self.context.library.is_named(self.context.origin, &it.id))
    }

    /// What was written.
    fn take(&mut self) -> String {
        self.html.take()
    }

    /// Writes neighbours, inline nodes and blocks.
    fn children(&mut self, nodes: Nodes<'a>) {
        let mut rest = nodes;
        loop {
            let (line, blocks) = rest.split_line();
            if !line.is_empty() {
                self.inline(line);
            }
            let Some((block, behind)) = blocks.split_first() else { return };
            self.block(block);
            rest = behind;
        }
    }

    fn block(&mut self, node: Node<'a>) {
        let inside = node.children();
        if !matches!(node.kind(), Kind::Paragraph(_) | Kind::Item) {
            self.given_place(node);
        }
        match node.kind() {
            Kind::Heading(id) => self.heading(id, inside),
            Kind::Paragraph(role) => self.paragraph(role, inside),
            Kind::CalloutTitle if blocks::is_blank(inside) => (),
            Kind::CalloutTitle => self.paragraph(Role::Prose, inside),
            Kind::List(first) => self.list(first, inside),
            Kind::Item => self.item(node),
            Kind::Quote => self.wrapped(("<blockquote>\n", "</blockquote>\n"), inside),
            Kind::Callout(callout) => self.callout(callout, inside),
            Kind::Table(_) => self.table(node, inside),
            Kind::CodeBlock(info) => self.code(info, inside),
            Kind::Definitions => self.wrapped(DEFINITIONS, inside),
            Kind::Term => {
                self.html.line("<dt");
                self.tagged_id(node);
                self.html.markup(self.dir);
                self.html.markup(">");
                self.line(inside);
                self.html.markup("</dt>\n");
            }
            Kind::Definition => {
                self.html.line("<dd");
                self.tagged_id(node);
                self.html.markup(self.dir);
                self.html.markup(">");
                self.children(inside);
                self.tagged_link(inside.split_line().0);
                self.html.markup("</dd>\n");
            }
            Kind::Footnote(label) => {
                self.footnotes.define(self.context.origin, label, inside);
            }
            Kind::Rule => self.html.line("<hr />\n"),
            Kind::Html(element) => self.element(node, element),
            Kind::Hidden => self.hidden(node),
            Kind::Document | Kind::TableHead | Kind::TableRow | Kind::TableCell => {
                self.children(inside);
            }
            _ => self.inline(node.alone()),
        }
    }

    fn wrapped(&mut self, (start, end): (&'static str, &'static str), inside: Nodes<'a>) {
        self.html.line(start);
        self.children(inside);
        self.html.markup(end);
    }

    fn heading(&mut self, id: HeadingId, inside: Nodes<'a>) {
        let Some(heading) = self.note.heading(id) else { return self.inline(inside) };
        self.section = plain(self.context.markdown, heading.shown()).into_owned();
        let is_page = self.medium == Medium::Page;
        self.html.number("<h", heading.level, self.dir);
        self.html.markup(if is_page { "" } else { ">" });
        if is_page {
            self.html.tag("", &[("id", heading.id.as_str())]);
        }
        self.heading_inside(heading, inside);
        if is_page && !self.in_link {
            self.html.markup(" <a class=\"anchor\"");
            self.html.attribute("href", &heading.id.fragment());
            self.html.attribute("aria-label", self.context.words.text("anchor"));
            // Pagefind shows headings as they are.
            self.html.markup(" data-pagefind-ignore>#</a>");
        }
        self.html.number("</h", heading.level, ">\n");
    }

    fn heading_inside(&mut self, heading: &Heading, inside: Nodes<'a>) {
        let is_page = self.medium == Medium::Page;
        for alias in heading.aliases.iter().filter(|_| is_page) {
            self.place_named(alias.as_str());
        }
        let words = inside.line().words;
        self.inline(words);
        self.chips(ends_in_space(words), &heading.tags);
        if !heading.tags.is_empty() {
            self.marker_of(inside);
        }
    }

    /// Writes the places that attributes in braces and block ids make of a node, before its words,
    /// so that a link to it shows where it begins.
    fn given_place(&mut self, node: Node<'a>) {
        if self.medium != Medium::Page {
            return;
        }
        if let Some(id) = node.given_id() {
            self.place_named(id);
        }
        if let Some(id) = self.note.tagged_at(node.id()).filter(|_| !has_own_id(node)) {
            self.place_named(id.as_str());
        }
        let blocks = self.note.blocks_at(node.id());
        for block in blocks {
            if self.context.library.is_named(self.context.origin, &block.id) {
                self.place_named(&block.id);
            }
        }
    }

    /// The attribute of a block that may carry tags, which makes it a place.
    fn tagged_id(&mut self, node: Node<'a>) {
        if self.medium == Medium::Page
            && let Some(id) = self.note.tagged_at(node.id())
        {
            self.html.attribute("id", id.as_str());
        }
    }

    /// Writes a link to the block that carries the tags of a line, behind them: one for each block,
    /// since the tags of several lines or cells may be its own.
    fn tagged_link(&mut self, line: Nodes<'a>) {
        if self.medium != Medium::Page || self.in_link || self.note.tagged.is_empty() {
            return;
        }
        let RenderContext { library, origin, .. } = self.context;
        let mut tags = library.tags_in(origin, line.scope());
        let Some(tag) = tags.find(|it| it.level == Level::Block) else { return };
        let first = Some(tag.scope.first);
        let place = self.note.place_of(tag.id).filter(|_| self.linked != first);
        let Some(place) = place else { return };
        self.linked = first;
        // A space would end the line before what takes no room until it is shown.
        self.html.markup("<a class=\"anchor\"");
        self.html.attribute("href", &place.fragment());
        self.html.attribute("aria-label", self.context.words.text("tip_anchor"));
        self.html.markup(" data-pagefind-ignore>#</a>");
    }

    /// Writes a place that a link can lead to.
    fn place_named(&mut self, id: &str) {
        self.html.tag("<span", &[("id", id)]);
        self.html.markup("</span>");
    }

    fn paragraph(&mut self, role: Role, inside: Nodes<'a>) {
        // One that is only the id of the block before it says nothing.
        let is_mark = inside.only().and_then(|it| self.named_block(it.id())).is_some()
            && inside.block_mark().is_some_and(|it| it.is_alone());
        let paragraph = inside.first().and_then(Node::parent);
        if let Some(paragraph) = paragraph.filter(|_| is_mark) {
            return self.given_place(paragraph);
        }
        // A callout's title may be blank, and nothing may follow it.
        if inside.is_empty() || self.embed(inside) {
            return;
        }
        let is_of_tags = role == Role::TagsLine;
        let (start, end) = around_paragraph(role);
        let block = inside.first().and_then(Node::parent);
        self.html.markup(start);
        if let Some(block) = block {
            self.tagged_id(block);
        }
        self.html.markup(self.dir);
        self.html.markup(">");
        if let Some(block) = block {
            self.given_place(block);
        }
        if is_of_tags {
            self.tagged_line(inside, true);
        } else if holds_tags(inside) {
            self.tagged_lines(inside);
        } else {
            self.inline(inside);
        }
        self.tagged_link(inside);
        self.html.markup(end);
    }

    /// The lines of a paragraph, each of which may be a label.
    fn tagged_lines(&mut self, nodes: Nodes<'a>) {
        let rules = self.context.rules;
        let mut rest = nodes;
        loop {
            let end = rest.iter().find(|it| it.is_break());
            let line = end.map_or(rest, |it| rest.before(it));
            self.tagged_line(line, rules.begins_note_line(line));
            let Some(end) = end else { return };
            self.inline(end.alone());
            rest = rest.behind(end);
        }
    }

    /// A line that may end in tags, or be tags with a few words among them.
    fn tagged_line(&mut self, line: Nodes<'a>, is_of_tags: bool) {
        if is_of_tags && holds_tags(self.context.library.words(line)) {
            for node in line {
                match node.tags() {
                    [] => self.inline(node.alone()),
                    tags => self.chips(false, tags),
                }
            }
        } else if is_of_tags || line.label().is_some() {
            self.line(line);
        } else {
            // A bare tag at its end is one of its words.
            self.inline(line);
        }
    }

    /// Inline nodes that may end in tags; if one of these is none, all are words.
    fn line(&mut self, nodes: Nodes<'a>) {
        let line = self.context.library.line(nodes);
        self.inline(line.words);
        self.chips(ends_in_space(line.words), line.names());
        self.tagged_link(nodes);
        if !line.tags.is_empty() {
            self.marker_of(nodes);
        }
    }

    /// Writes the block id that stands behind the tags of a line.
    fn marker_of(&mut self, line: Nodes<'a>) {
        if let Some(mark) = line.block_mark().filter(BlockMark::is_alone) {
            self.inline(mark.text.alone());
        }
    }

    /// Writes tags behind words, with a space before them if there is none.
    fn chips<'t>(
        &mut self,
        has_space: bool,
        tags: impl IntoIterator<Item = &'t TagName>,
    ) {
        let mut tags = tags.into_iter().peekable();
        if tags.peek().is_none() || self.medium.is_bare() {
            return;
        }
        self.html.markup(if has_space { "" } else { " " });
        self.html.markup("<span class=\"tags\">");
        while let Some(tag) = tags.next() {
            self.chip(tag);
            self.html.markup(if tags.peek().is_some() { " " } else { "</span>" });
        }
    }

    /// Writes one tag, a link to its page where it has one.
    fn chip(&mut self, tag: &TagName) {
        let RenderContext { library, site, .. } = self.context;
        let tag = library.tags().named(tag).unwrap_or(tag);
        let is_linked = !self.in_link && self.medium != Medium::Away(None);
        let of_tag = site.tags.get(tag).filter(|_| is_linked);
        let url = of_tag.map(|id| self.url(&site.page(*id).route, None));
        self.html.markup(if url.is_some() { "<a" } else { "<span" });
        self.html.number(" class=\"tag hue-", tag.hue(), "\"");
        match &url {
            Some(url) => self.html.tag("", &[("href", url)]),
            None => self.html.markup(">"),
        }
        self.html.value(tag.as_str());
        self.html.markup(if url.is_some() { "</a>" } else { "</span>" });
    }
}

/// Whether the element of a block has its id, and nothing else needs to.
fn has_own_id(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        Kind::Paragraph(_) | Kind::Item | Kind::TableRow | Kind::Term | Kind::Definition
    )
}

/// The beginning of a paragraph's first tag, and its last one.
fn around_paragraph(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Prose => ("<p", "</p>\n"),
        Role::TagsLine => ("<p class=\"tags-line\"", "</p>\n"),
        Role::Mixed => ("<div", "</div>\n"),
        Role::Formula => ("<div class=\"formula\"", "</div>\n"),
    }
}

fn holds_tags(nodes: Nodes<'_>) -> bool {
    nodes.iter().any(|it| !it.tags().is_empty())
}

fn ends_in_space(words: Nodes<'_>) -> bool {
    let last = words.last().filter(|it| it.is_text());
    last.is_some_and(|it| it.words().ends_with(char::is_whitespace))
}

/// Adds an attribute to a tag under construction.
fn push_attribute(html: &mut String, name: &str, value: &str) {
    for part in [" ", name, "=\"", &attribute(value), "\""] {
        html.push_str(part);
    }
}

/// A text as it may stand in an attribute or between tags.
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    attribute(text)
}

/// A text as it may stand in an attribute or between tags.
pub(in crate::render) fn attribute(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    // Writing to a string cannot fail.
    let _ = escape_html(&mut escaped, text);
    Cow::Owned(escaped)
}
