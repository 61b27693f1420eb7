//! Markdown read into a document: the parser's events, and the HTML between them.
//! Gives nodes, links and headings; nobody behind it sees the parser's types.
//! Must not know any other note.
//!
//! Open nodes stand on a stack. Markdown ends its own nodes and with them whatever HTML was
//! opened inside; HTML ends only its own. When a node ends, its children are the last of the
//! list, so that its marks (tags, labels, callouts, attributes in braces) are read there and then.

mod attributes;
mod braces;
mod drawing;
mod elements;
mod formulas;
mod html;
mod marks;
mod notes;
mod shapes;
mod text;

use std::sync::Arc;

use pulldown_cmark::{
    BlockQuoteKind, BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser,
    Tag,
};

use self::{braces::Given, html::Html, notes::OpenNote, text::Pending};
pub(super) use self::{
    braces::is_free,
    elements::{has_void_name, holds_raw_text, is_block, is_table_part},
    html::{GivenId, is_literal},
    marks::NoteLine,
};
use super::{
    Link, LinkKind, Rules, TagName,
    doc::{
        Alignment, Callout, Doc, Entry, Form, NONE, NodeId, Role, Source, Str, fit,
        narrowed, widened,
    },
    formulas::Formula,
    links::Dest,
    mask::{Masked, Uncommented, uncommented},
};
use crate::diag::Span;

/// How deep elements may nest: parsers of HTML stop at 512, and some stages go down recursively.
pub const MAX_DEPTH: usize = 256;

/// The dialect of Markdown that notes are written in.
///
/// Not `Options::all()`: superscript and subscript do not work inside words, and heading
/// attributes would swallow `{1, 2}` at the end of a heading.
pub(super) fn dialect() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}

/// What a text says.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) doc: Doc,
    /// The links, by node.
    pub(super) links: Vec<Link>,
    /// The headings of Markdown, in order.
    pub(super) headings: Vec<UnnamedHeading>,
    /// The lines that give their tags to the whole note.
    pub(super) note_lines: Vec<NoteLine>,
    /// The ids that HTML gives, in order.
    pub(super) given_ids: Vec<GivenId>,
    /// Where blocks of HTML begin that nothing closes, with what begins and would end each.
    pub(super) unclosed: Vec<(usize, (&'static str, &'static str))>,
    /// The references of links and pictures that nothing defines, in order.
    pub(super) undefined: Vec<Undefined>,
    /// The labels that the note defines for links, if some reference is undefined.
    pub(super) labels: Vec<String>,
    /// The sign of a comment between `%%` that nothing closes.
    pub(super) unclosed_comment: Option<Span>,
    /// The signs of formulas on lines of their own that nothing closes.
    pub(super) open_formulas: Vec<Span>,
    /// The first place that nests deeper than [`MAX_DEPTH`]: what lies deeper is kept as text of
    /// the deepest node.
    pub(super) cut: Option<Span>,
}

/// A reference such as `[words][label]` that nothing defines.
#[derive(Debug)]
pub(super) struct Undefined {
    pub(super) label: String,
    pub(super) span: Span,
    pub(super) is_image: bool,
}

/// A heading before it has its ids.
#[derive(Debug)]
pub(super) struct UnnamedHeading {
    pub(super) level: u8,
    pub(super) node: NodeId,
    /// Its words without tags.
    pub(super) text: String,
    /// The same with simple formulas as signs, if that is something else.
    pub(super) shown: Option<String>,
    /// Its words as GitHub makes an id of them, tags included.
    pub(super) github_text: String,
    /// The id that it gives itself.
    pub(super) explicit: Option<String>,
    pub(super) tags: Vec<TagName>,
    pub(super) in_details: bool,
}

/// Reads the Markdown that begins at byte `offset` of a text.
pub(super) fn read(text: &Arc<str>, offset: usize, rules: &Rules) -> Read {
    let Uncommented { text, hidden, unclosed, open_formulas, formulas } =
        &uncommented(text, offset);
    let set = if rules.sets_formulas() { formulas.as_slice() } else { &[] };
    let open_formulas =
        if rules.sets_formulas() { open_formulas.clone() } else { Vec::new() };
    let masked = Masked::new(text, (offset, set), rules);
    let shifted = |it: Span| it.start + offset..it.end + offset;
    let place = |it: &Span| shifted(masked.place(it));
    let mut reader = Reader {
        text,
        rules,
        masked: &masked,
        addresses: masked.addresses.iter().cloned().map(shifted).collect(),
        hidden,
        formulas: set,
        read: Read {
            unclosed_comment: unclosed.clone(),
            open_formulas,
            ..Read::default()
        },
        open: Vec::new(),
        ends: Vec::new(),
        pending: Pending::default(),
        html: Html::default(),
        given: Given::default(),
        contents: None,
        note: None,
    };
    reader.read.doc.source = Source(Arc::clone(text));
    if !masked.has_formulas() {
        reader.read.doc.unset = formulas.iter().map(|it| it.span.clone()).collect();
    }
    reader.add(Form::Document, 0, narrowed(text.len()));
    let mut undefined = Vec::new();
    let look_at = |it: BrokenLink<'_>| {
        if it.link_type != LinkType::Shortcut {
            let span = place(&it.span);
            let is_image = text.get(span.clone()).is_some_and(|it| it.starts_with('!'));
            let is_collapsed = it.link_type == LinkType::Collapsed;
            let label = masked.unmasked(&it.reference).into_owned();
            // `int[][]`: only words in a row are surely meant.
            if !is_collapsed || label.contains(' ') {
                undefined.push(Undefined { label, span, is_image });
            }
        }
        None
    };
    let parser =
        Parser::new_with_broken_link_callback(&masked.text, dialect(), Some(look_at));
    let mut events = parser.into_offset_iter();
    while let Some((event, span)) = events.next() {
        let definition = match &event {
            Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) => {
                let found = events.reference_definitions().get(id);
                found.map(|it| place(&it.span))
            }
            _ => None,
        };
        reader.event(event, place(&span), definition);
    }
    let unmasked = |it: (&str, _)| masked.unmasked(it.0).into_owned();
    let labels: Vec<String> =
        events.reference_definitions().iter().map(unmasked).collect();
    drop(events);
    if !undefined.is_empty() {
        undefined.sort_by_key(|it| it.span.start);
        (reader.read.undefined, reader.read.labels) = (undefined, labels);
    }
    reader.finish()
}

struct Reader<'a> {
    text: &'a str,
    rules: &'a Rules,
    masked: &'a Masked<'a>,
    /// Where bare addresses stand.
    addresses: Vec<Span>,
    /// The bytes of comments, in order.
    hidden: &'a [Span],
    /// The formulas to be set, in order.
    formulas: &'a [Formula],
    read: Read,
    /// The nodes that have not ended.
    open: Vec<Open>,
    /// What the end of each of Markdown's elements does.
    ends: Vec<End>,
    /// Text that may go on.
    pending: Pending,
    html: Html,
    /// What attributes in braces say of blocks that are to come.
    given: Given,
    /// The list whose place a table of contents takes.
    contents: Option<u32>,
    /// The footnote in running text that has not ended.
    note: Option<OpenNote>,
}

/// A node that has not ended.
#[derive(Debug)]
struct Open {
    node: u32,
    /// The element it is, if it is one of HTML.
    element: Option<html::OpenElement>,
    /// So many elements around it end with it: `text</details>`.
    ends_around: usize,
}

/// What the end of an element of Markdown does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// It ends a node, and what HTML left open in it.
    Node,
    /// It was nested too deep to be one.
    Break,
    /// It closes brackets that are text.
    Brackets,
    /// It ends a block of HTML.
    Html,
    /// Nothing: it stands in a drawing, where Markdown means nothing.
    Nothing,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, span: Span, definition: Option<Span>) {
        if let Event::Text(words) = &event {
            return self.words(words, span);
        }
        if let Event::Html(html) = &event {
            return self.html.push_line(span.start, &self.masked.unmasked(html));
        }
        self.flush();
        let (start, end) = (narrowed(span.start), narrowed(span.end));
        if let Event::Code(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) =
            event
        {
            self.imply_cell();
        }
        match event {
            Event::Start(tag) => self.start(tag, span, definition),
            Event::End(_) => self.end(&span),
            Event::Code(code) if self.html.drawing.is_some() => self.words(&code, span),
            Event::FootnoteReference(_) if self.html.drawing.is_some() => (),
            Event::Code(code) => self.code(&code, &span),
            Event::SoftBreak | Event::HardBreak if self.holds_no_break() => (),
            Event::SoftBreak if !self.rules.keeps_breaks() => {
                self.add(Form::SoftBreak, start, end);
            }
            // The spaces were a comment.
            Event::HardBreak
                if self.holds_comment(&span) && !self.rules.keeps_breaks() =>
            {
                self.add(Form::SoftBreak, start, end);
            }
            Event::SoftBreak | Event::HardBreak => {
                self.add(Form::HardBreak, start, end);
            }
            Event::Rule => {
                self.begin_block();
                self.add(Form::Rule, start, end);
            }
            Event::TaskListMarker(done) => _ = self.add(Form::Task(done), start, end),
            Event::FootnoteReference(label) => {
                self.unwrap_link();
                let label = self.string(&label);
                self.add(Form::FootnoteReference(label), start, end);
            }
            Event::InlineHtml(html) => {
                let html = self.masked.unmasked(&html).into_owned();
                self.inline_html(html, &span);
            }
            Event::Text(_) | Event::Html(_) => (),
            // The dialect has none of them.
            Event::InlineMath(it) | Event::DisplayMath(it) => self.words(&it, span),
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span, definition: Option<Span>) {
        let is_inline = matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Link { .. }
                | Tag::Image { .. }
        );
        let end = if tag == Tag::HtmlBlock {
            End::Html
        } else if is_inline && self.html.drawing.is_some() {
            End::Nothing
        } else if self.open.len() >= MAX_DEPTH {
            self.read.cut.get_or_insert(span.clone());
            End::Break
        } else if let Some(words) = as_data(&tag) {
            // No note can have such a name.
            let length = words.len();
            self.words(&words, span.start..span.start + length);
            End::Brackets
        } else {
            if is_inline {
                self.imply_cell();
            } else {
                self.begin_block();
            }
            if let Tag::Heading { .. } = tag {
                self.end_heading();
            }
            if let Tag::Link { .. } = tag {
                self.unwrap_link();
            }
            let form = self.form(tag, &span, definition);
            self.open(form, narrowed(span.start), narrowed(span.end), None);
            End::Node
        };
        self.ends.push(end);
    }

    fn end(&mut self, span: &Span) {
        match self.ends.pop() {
            Some(End::Html) => self.html_block(),
            Some(End::Node) => {
                // What HTML left open in it ends with it.
                while self.open.last().is_some_and(|it| it.element.is_some()) {
                    self.close();
                }
                self.close();
            }
            Some(End::Break) => {
                // Keeps the words of neighbouring blocks apart.
                let end = narrowed(span.end);
                self.add(Form::SoftBreak, end, end);
            }
            Some(End::Brackets) => {
                self.words("]]", span.end.saturating_sub(2)..span.end);
            }
            Some(End::Nothing) | None => (),
        }
    }

    /// The form of an element of Markdown.
    fn form(&mut self, tag: Tag<'_>, span: &Span, definition: Option<Span>) -> Form {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock | Tag::MetadataBlock(_) => {
                Form::Paragraph(Role::Prose)
            }
            Tag::Heading { level, .. } => {
                let at = narrowed(self.read.headings.len());
                let in_details = self.is_in_details();
                let node = NodeId::new(self.read.doc.count());
                let level = level as u8;
                self.read.headings.push(UnnamedHeading {
                    level,
                    node,
                    text: String::new(),
                    shown: None,
                    github_text: String::new(),
                    explicit: None,
                    tags: Vec::new(),
                    in_details,
                });
                Form::Heading(at)
            }
            Tag::BlockQuote(None) => Form::Quote,
            Tag::BlockQuote(Some(kind)) => {
                let kind = match kind {
                    BlockQuoteKind::Note => "note",
                    BlockQuoteKind::Tip => "tip",
                    BlockQuoteKind::Important => "important",
                    BlockQuoteKind::Warning => "warning",
                    BlockQuoteKind::Caution => "caution",
                };
                self.callout(kind, None)
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => Form::CodeBlock(NONE),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                Form::CodeBlock(self.located(&info, span))
            }
            Tag::List(first) => {
                let first = first.map(|it| u32::try_from(it).unwrap_or(NONE - 1));
                Form::List(first.unwrap_or(NONE))
            }
            Tag::Item => Form::Item,
            Tag::FootnoteDefinition(label) => Form::Footnote(self.string(&label)),
            Tag::DefinitionList => Form::Definitions,
            Tag::DefinitionListTitle => Form::Term,
            Tag::DefinitionListDefinition => Form::Definition,
            Tag::Table(alignments) => {
                let doc = &mut self.read.doc;
                doc.tables.push(narrowed(doc.alignments.len()));
                doc.alignments.extend(alignments.iter().map(|it| match it {
                    pulldown_cmark::Alignment::None => Alignment::None,
                    pulldown_cmark::Alignment::Left => Alignment::Left,
                    pulldown_cmark::Alignment::Center => Alignment::Center,
                    pulldown_cmark::Alignment::Right => Alignment::Right,
                }));
                Form::Table(narrowed(doc.tables.len() - 1))
            }
            Tag::TableHead => Form::TableHead,
            Tag::TableRow => Form::TableRow,
            Tag::TableCell => Form::TableCell,
            Tag::Emphasis | Tag::Superscript | Tag::Subscript => Form::Emphasis,
            Tag::Strong => Form::Strong,
            Tag::Strikethrough => Form::Strikethrough,
            Tag::Link { link_type, dest_url, title, .. } => Form::Link(self.link(
                link_type,
                (&dest_url, &title),
                false,
                span,
                definition,
            )),
            Tag::Image { link_type, dest_url, title, .. } => Form::Image(self.link(
                link_type,
                (&dest_url, &title),
                true,
                span,
                definition,
            )),
        }
    }

    fn callout(&mut self, kind: &str, fold: Option<bool>) -> Form {
        let callouts = &mut self.read.doc.callouts;
        callouts.push(Callout { kind: kind.into(), fold });
        Form::Callout(narrowed(callouts.len() - 1))
    }

    /// Adds a link of Markdown and gives its place.
    fn link(
        &mut self,
        link_type: LinkType,
        (href, title): (&CowStr<'_>, &CowStr<'_>),
        is_image: bool,
        span: &Span,
        definition: Option<Span>,
    ) -> u32 {
        let is_wiki = matches!(link_type, LinkType::WikiLink { .. });
        let kind = match (is_image, is_wiki) {
            (true, true) => LinkKind::Embed,
            (true, false) => LinkKind::Image,
            (false, true) => LinkKind::Wiki,
            (false, false) => LinkKind::Link,
        };
        let mut href = self.masked.unmasked(href).into_owned();
        if link_type == LinkType::Email {
            href.insert_str(0, "mailto:");
        }
        // In a table the bar of a wikilink is escaped: `[[name\|words]]`.
        if is_wiki && href.ends_with('\\') {
            href.pop();
        }
        let dest = match link_type {
            LinkType::WikiLink { .. } => Dest::of_wikilink(self.text, span, &href),
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => {
                definition.and_then(|it| Dest::of_definition(self.text, &it, &href))
            }
            _ => None,
        };
        let title = (&*self.masked.unmasked(title)).into();
        let node = NodeId::new(self.read.doc.count());
        let is_inline = link_type == LinkType::Inline;
        self.read.links.push(Link {
            href,
            title,
            kind,
            span: span.clone(),
            node,
            dest,
            is_inline,
            size: None,
        });
        narrowed(self.read.links.len() - 1)
    }

    fn code(&mut self, code: &str, span: &Span) {
        let (start, end) = (narrowed(span.start), narrowed(span.end));
        let source = self.text.get(span.clone()).unwrap_or_default();
        let code = self.masked.unmasked(code);
        let ticks = source.len() - source.trim_start_matches('`').len();
        let exact = [ticks, ticks + 1].into_iter().find_map(|before| {
            let words = source.get(before..before + code.len())?;
            let behind = source.len() - before - code.len();
            (*words == *code).then_some(())?;
            Some((u8::try_from(before).ok()?, u8::try_from(behind).ok()?))
        });
        let form = match exact {
            Some((before, behind)) => Form::Code { before, behind },
            None => Form::DecodedCode(self.string(&code)),
        };
        self.add(form, start, end);
    }

    /// Adds a node behind all others, inside of the innermost open one.
    fn add(&mut self, form: Form, start: u32, end: u32) -> u32 {
        let at = self.read.doc.count();
        let parent = self.open.last().map_or(0, |it| it.node);
        let next = at.saturating_add(1);
        self.read.doc.nodes.push(Entry { form, start, end, next, parent });
        at
    }

    /// Adds a node that what follows is in.
    fn open(
        &mut self,
        form: Form,
        start: u32,
        end: u32,
        element: Option<html::OpenElement>,
    ) -> u32 {
        let node = self.add(form, start, end);
        self.keep_open(node, element);
        node
    }

    /// Makes a node that was just added one that what follows is in.
    fn keep_open(&mut self, node: u32, element: Option<html::OpenElement>) {
        self.open.push(Open { node, element, ends_around: 0 });
    }

    /// Ends the innermost open node.
    fn close(&mut self) {
        let Some(it) = self.open.pop() else { return };
        let next = self.read.doc.count();
        let parent = self.entry(it.node).parent;
        // A box of a task stands before its item's text.
        let (mut start, mut end, mut child) = (NONE, 0, it.node + 1);
        while child < next {
            let entry = self.entry(child);
            (start, end) = (start.min(entry.start), end.max(entry.end));
            child = entry.next.max(child + 1);
        }
        if let Some(entry) = self.entry_mut(it.node) {
            entry.next = next;
            (entry.start, entry.end) = (entry.start.min(start), entry.end.max(end));
        }
        match it.element {
            Some(element) => self.end_element(it.node, &element),
            None => self.end_node(it.node, parent),
        }
        for _ in 0..it.ends_around {
            self.close();
        }
    }

    fn finish(mut self) -> Read {
        self.flush();
        while !self.open.is_empty() {
            self.close();
        }
        self.give_rest();
        let count = self.read.doc.count();
        if let Some(first) = self.entry_mut(0) {
            first.next = count;
        }
        self.sort_links();
        self.read.doc.shrink();
        fit(&mut self.read.links);
        self.read
    }

    fn entry(&self, at: u32) -> Entry {
        self.read.doc.entry(at)
    }

    fn entry_mut(&mut self, at: u32) -> Option<&mut Entry> {
        self.read.doc.nodes.get_mut(widened(at))
    }

    /// Removes a node that is the last of its parent, with all that is in it.
    fn remove(&mut self, at: u32) {
        let mut around = self.entry(at).parent;
        while around > 0 {
            let Some(entry) = self.entry_mut(around) else { break };
            entry.next = entry.next.min(at.max(around + 1));
            around = entry.parent;
        }
        self.read.doc.nodes.truncate(widened(at));
        // What is said of removed nodes stands at the ends of the lists.
        let Read { doc, links, headings, given_ids, note_lines, .. } = &mut self.read;
        while headings.pop_if(|it| it.node.number() >= at).is_some() {}
        while links.pop_if(|it| it.node.number() >= at).is_some() {}
        doc.ids.retain(|it| it.0 < at);
        while given_ids.pop_if(|it| it.node >= at).is_some() {}
        while note_lines.pop_if(|it| it.scope.first.number() >= at).is_some() {}
    }

    /// Keeps words, which are taken from the masked text, as a string.
    fn string(&mut self, words: &str) -> u32 {
        let masked = self.masked;
        let words = masked.unmasked(words);
        let string = self.decoded(&words);
        self.keep(string)
    }

    /// Keeps words as a string, those of the source where they stand there.
    fn located(&mut self, words: &str, span: &Span) -> u32 {
        let words = self.masked.unmasked(words).into_owned();
        let string = self.place_of(&words, span);
        let string = string.unwrap_or_else(|| self.decoded(&words));
        self.keep(string)
    }

    /// Where some words stand in a span of the source.
    fn place_of(&self, words: &str, span: &Span) -> Option<Str> {
        let at = self.text.get(span.clone())?.find(words)?;
        Some(Str::of_source(narrowed(span.start + at), narrowed(words.len())))
    }

    fn decoded(&mut self, words: &str) -> Str {
        let decoded = &mut self.read.doc.decoded;
        let string = Str::decoded(narrowed(decoded.len()), narrowed(words.len()));
        decoded.push_str(words);
        string
    }

    fn keep(&mut self, string: Str) -> u32 {
        self.read.doc.strings.push(string);
        narrowed(self.read.doc.strings.len() - 1)
    }

    /// Links stand in the order of their nodes; one that was found late may come after others.
    fn sort_links(&mut self) {
        if self.read.links.is_sorted_by_key(|it| (it.node, it.span.start)) {
            return;
        }
        let count = self.read.links.len();
        let mut order: Vec<usize> = (0..count).collect();
        let links = &self.read.links;
        order.sort_by_key(|at| links.get(*at).map(|it| (it.node, it.span.start)));
        let mut places = vec![NONE; count];
        for (to, from) in order.iter().enumerate() {
            if let Some(place) = places.get_mut(*from) {
                *place = narrowed(to);
            }
        }
        let moved = |it: u32| places.get(widened(it)).copied().unwrap_or(it);
        for entry in &mut self.read.doc.nodes {
            if let Form::Link(it) | Form::Image(it) = &mut entry.form {
                *it = moved(*it);
            }
        }
        for it in &mut self.read.doc.attributes {
            it.link = moved(it.link);
        }
        self.read.links.sort_by_key(|it| (it.node, it.span.start));
    }
}

/// The text before the words of what looks like a wikilink but cannot be one, since no note can have
/// its name: lists of numbers, and shell tests.
fn as_data(tag: &Tag<'_>) -> Option<String> {
    let (sign, link_type, dest) = match tag {
        Tag::Link { link_type, dest_url, .. } => ("[[", *link_type, dest_url),
        Tag::Image { link_type, dest_url, .. } => ("![[", *link_type, dest_url),
        _ => return None,
    };
    let LinkType::WikiLink { has_pothole } = link_type else { return None };
    let is_number = |c: char| c.is_ascii_digit() || " ,;.-+".contains(c);
    let is_list =
        dest.contains(['[', ']']) || dest.contains(',') && dest.chars().all(is_number);
    let is_test =
        dest.starts_with(' ') && dest.trim_start().starts_with(['-', '$', '!', '"', '(']);
    let words = if has_pothole { format!("{sign}{dest}|") } else { sign.to_owned() };
    (is_list || is_test).then_some(words)
}
