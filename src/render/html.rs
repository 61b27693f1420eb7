//! A note's tree as HTML: pulldown-cmark serializes, this file decides what.
//! Gives valid HTML without `style` attributes, scripts or links to nowhere.
//! Must not know templates, or who shows the HTML.

mod blocks;
mod drawing;
mod elements;
mod excerpt;
mod folds;
mod inline;
mod links;
mod media;
mod raw;
mod tables;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use pulldown_cmark::{Event, Tag, html::push_html};
use pulldown_cmark_escape::{escape_href, escape_html};

use super::highlight::Highlighter;
use crate::{
    config::{Markdown, RawHtml},
    library::{Library, NoteId},
    note::{
        Block, Heading, Node, NodeId, Note, Position, Rules, TagName,
        blocks::lone_marker, callout::Callout, headings, tags, tree,
    },
    path::Route,
    site::Site,
    study::Study,
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
    /// How Markdown is read.
    pub markdown: &'a Markdown,
    /// How tags are written.
    pub rules: &'a Rules,
    /// Colours code; `None` when that is switched off.
    pub highlighter: Option<&'a Highlighter>,
}

/// The HTML of a note: inside of the heading that stands above the text, and the text.
///
/// Both are made together, since an id may be given only once on the page.
#[must_use]
pub fn note(
    context: RenderContext<'_>,
    heading: Option<(&Heading, &[Node])>,
    nodes: &[Node],
) -> (Option<String>, String) {
    let mut writer = Writer::new(context, context.library.note(context.origin));
    let heading = heading.map(|(heading, children)| {
        writer.heading_inside(heading, children);
        writer.take()
    });
    writer.blocks(nodes);
    // Apart, so that what the text leaves open does not reach into its footnotes.
    let text = writer.take();
    writer.footnotes();
    (heading, text + &writer.take())
}

pub use excerpt::{excerpt, on_paper, opening, piece, sentence, sentence_of};
pub use inline::without_marks;

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
enum Medium {
    /// On its own page.
    Page,
    /// As a part of another page, where it gives no ids.
    Excerpt,
    /// On paper, where links lead nowhere and pictures take room.
    Paper,
}

struct Writer<'a> {
    context: RenderContext<'a>,
    note: &'a Note,
    events: Vec<Event<'static>>,
    /// The heading above, for the names of tables.
    section: String,
    tables: Tables,
    /// Ids of raw HTML that were written.
    anchors: BTreeSet<String>,
    footnotes: blocks::Footnotes,
    /// Whether a link is being written, which may hold no other.
    in_link: bool,
    /// Where the text is shown.
    medium: Medium,
    /// The notes that are being shown around this one, the outermost first.
    trail: Vec<NoteId>,
}

impl<'a> Writer<'a> {
    fn new(context: RenderContext<'a>, note: &'a Note) -> Self {
        Self {
            context,
            note,
            events: Vec::new(),
            section: context.library.title(context.origin).to_owned(),
            tables: Tables::default(),
            anchors: BTreeSet::new(),
            footnotes: blocks::Footnotes::default(),
            in_link: false,
            medium: Medium::Page,
            trail: Vec::new(),
        }
    }

    /// The block whose id ends a text leaf, if something leads to it.
    fn named_block(&self, leaf: NodeId) -> Option<&'a Block> {
        let block = self.note.block_at(leaf);
        block.filter(|it| self.context.library.is_named(self.context.origin, &it.id))
    }

    /// Serializes what was written; text that holds raw HTML is made safe as a whole, since
    /// an element may begin in one piece and end in another.
    fn take(&mut self) -> String {
        let html = self.serialize();
        let holds_html =
            self.note.has_html && self.context.markdown.raw_html == RawHtml::Safe;
        if holds_html {
            folds::mended(&elements::sanitize(&html)).into_owned()
        } else {
            html
        }
    }

    /// Serializes what was written as it is.
    fn serialize(&mut self) -> String {
        let mut html = String::new();
        push_html(&mut html, std::mem::take(&mut self.events).into_iter());
        html
    }

    fn html(&mut self, html: impl Into<String>) {
        self.events.push(Event::Html(html.into().into()));
    }

    fn blocks(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.block(node);
        }
    }

    /// Writes a node; whatever has no rule of its own goes through as it is.
    fn block(&mut self, node: &Node) {
        if let Some(callout) = Callout::cast(node) {
            return self.callout(&callout);
        }
        let Node::Elem(tag, _, children) = node else {
            return self.inline(std::slice::from_ref(node));
        };
        match tag {
            Tag::Heading { .. } => self.heading(node.id(), children),
            Tag::Paragraph => self.paragraph(node, children),
            Tag::Item => self.item(node.id(), children),
            Tag::Table(alignments) => self.table(node.id(), alignments, children),
            Tag::CodeBlock(kind) => self.code(kind, children),
            Tag::HtmlBlock => self.raw_block(node, children),
            Tag::FootnoteDefinition(label) => self.footnotes.define(label, children),
            Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough => self.inline(std::slice::from_ref(node)),
            Tag::DefinitionListTitle => self.wrapped(tag, |it| it.line(children)),
            _ => self.wrapped(tag, |it| it.children(children)),
        }
    }

    /// Children that may be inline nodes, as in a tight item, or blocks.
    fn children(&mut self, nodes: &[Node]) {
        let line = tree::item_line(nodes);
        self.inline(line);
        self.blocks(nodes.get(line.len()..).unwrap_or_default());
    }

    fn wrapped(&mut self, tag: &Tag<'static>, inside: impl FnOnce(&mut Self)) {
        self.events.push(Event::Start(tag.clone()));
        inside(self);
        self.events.push(Event::End(tag.to_end()));
    }

    fn heading(&mut self, node: NodeId, children: &[Node]) {
        let Some(heading) = self.note.heading_of(node) else {
            return self.inline(children);
        };
        self.section = plain(self.context.markdown, &heading.text).into_owned();
        let level = heading.level;
        if self.medium != Medium::Page {
            self.html(format!("<h{level}>"));
            self.heading_inside(heading, children);
            return self.html(format!("</h{level}>\n"));
        }
        let id = attribute(heading.id.as_str());
        self.html(format!("<h{level} id=\"{id}\">"));
        self.heading_inside(heading, children);
        let fragment = attribute(&heading.id.fragment()).into_owned();
        let label = "aria-label=\"Link to this section\"";
        self.html(format!(
            " <a class=\"anchor\" href=\"{fragment}\" {label}>#</a></h{level}>\n"
        ));
    }

    fn heading_inside(&mut self, heading: &Heading, children: &[Node]) {
        let is_page = self.medium == Medium::Page;
        for alias in heading.aliases.iter().filter(|_| is_page) {
            self.html(format!("<span id=\"{}\"></span>", attribute(alias.as_str())));
        }
        let heading = headings::words(children);
        let words = heading.shown();
        self.inline(&words);
        self.chips(&words, &heading.tags);
        self.marker_behind(children, &heading.tags);
    }

    fn paragraph(&mut self, node: &Node, children: &[Node]) {
        let rules = self.context.rules;
        let note_lines = rules.note_lines(node);
        let is_whole = note_lines.first().is_some_and(|it| it.is_whole);
        if self.embed(children) {
            return;
        }
        let class = if is_whole { " class=\"tags-line\"" } else { "" };
        self.html(format!("<p{class}>"));
        if is_whole {
            self.note_line(children);
        } else if note_lines.is_empty() && tags::carriers(node).is_empty() {
            self.inline(children);
        } else {
            for (at, line) in tree::lines(children).enumerate() {
                if at > 0 {
                    self.events.push(Event::SoftBreak);
                }
                self.note_line(line);
            }
        }
        // Else the sanitizer would carry the link on into whatever follows.
        if self.note.has_html && self.context.markdown.raw_html != RawHtml::Deny {
            self.html("</a>".repeat(raw::unclosed_links(children)));
        }
        self.html("</p>\n");
    }

    /// Inline nodes that may end in tags.
    fn line(&mut self, nodes: &[Node]) {
        let (words, tags) = self.words_and_tags(nodes);
        self.inline(words);
        self.chips(words, &tags);
        self.marker_behind(nodes, &tags);
    }

    /// Inline nodes that may end in tags, or be tags with a few words among them.
    fn note_line(&mut self, nodes: &[Node]) {
        let (_, behind) = tags::split_trailing(nodes);
        let is_mixed =
            |it: &tags::NoteLine| it.tags.len() > behind.len() || !it.others.is_empty();
        if !self.context.rules.note_line(nodes).is_some_and(|it| is_mixed(&it)) {
            self.line(nodes);
            return;
        }
        for node in nodes {
            match tags::tags_of(node) {
                Some(tags) => self.chips(&[], &tags),
                None => self.inline(std::slice::from_ref(node)),
            }
        }
    }

    /// Inline nodes without the tags behind them, and the tags; none if one of them is not a tag.
    fn words_and_tags<'n>(
        &self,
        nodes: &'n [Node],
    ) -> (&'n [Node], Vec<(TagName, Position)>) {
        let (keep, tags) = tags::split_trailing(nodes);
        let known = |(name, _): &(TagName, Position)| {
            self.context.library.tags().named(name).is_some()
        };
        if !tags.iter().all(known) {
            return (nodes, Vec::new());
        }
        (nodes.get(..keep).unwrap_or_default(), tags)
    }

    /// Writes the block id that stands behind tags.
    fn marker_behind(&mut self, nodes: &[Node], tags: &[(TagName, Position)]) {
        if let Some(marker) = lone_marker(nodes).filter(|_| !tags.is_empty()) {
            self.inline(std::slice::from_ref(marker));
        }
    }

    /// Writes tags behind the words they follow.
    fn chips(&mut self, words: &[Node], tags: &[(TagName, Position)]) {
        if tags.is_empty() || self.medium == Medium::Paper {
            return;
        }
        let has_space = match words.last() {
            Some(Node::Leaf(Event::Text(text), _)) => text.ends_with(char::is_whitespace),
            _ => false,
        };
        let space = if has_space { "" } else { " " };
        self.html(format!("{space}<span class=\"tags\">"));
        for (at, (tag, _)) in tags.iter().enumerate() {
            if at > 0 {
                self.html(" ");
            }
            self.chip(tag);
        }
        self.html("</span>");
    }

    /// Writes one tag, a link to its page where it has one.
    fn chip(&mut self, tag: &TagName) {
        let tag = self.context.library.tags().named(tag).unwrap_or(tag);
        let (hue, name) = (tag.hue(), attribute(tag.as_str()));
        let page = self.context.site.tags.get(tag).filter(|_| !self.in_link);
        let page = page.map(|id| self.context.site.page(*id));
        self.html(match page.map(|it| self.context.page.url_to(&it.route)) {
            Some(url) => {
                let url = attribute(&url);
                format!("<a class=\"tag hue-{hue}\" href=\"{url}\">{name}</a>")
            }
            None => format!("<span class=\"tag hue-{hue}\">{name}</span>"),
        });
    }
}

/// Adds an attribute to a tag under construction.
fn push_attribute(html: &mut String, name: &str, value: &str) {
    for part in [" ", name, "=\"", &attribute(value), "\""] {
        html.push_str(part);
    }
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

/// A URL as it may stand in an attribute.
fn escaped(url: &str) -> String {
    let mut html = String::with_capacity(url.len());
    // Writing to a string cannot fail.
    let _ = escape_href(&mut html, url);
    html
}
