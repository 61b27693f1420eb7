//! The document that a tree says, node by node.
//! Gives the same numbers.
//! Must not change what is said.

use std::{collections::BTreeSet, sync::Arc};

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::{Alignment, Callout, Doc, Entry, Form, NONE, Role, Source, Str, narrowed};
use crate::note::{
    Link, Rules, TagName, callout, headings, tags,
    tree::{Node, NodeId, walk},
};

/// The document of a tree whose nodes are numbered.
pub(in crate::note) fn document(
    text: &Arc<str>,
    body: &[Node],
    links: &[Link],
    rules: &Rules,
) -> Doc {
    let mut writer = Builder {
        text,
        entries: vec![Entry {
            form: Form::Document,
            start: 0,
            end: 0,
            next: 0,
            parent: 0,
        }],
        decoded: String::new(),
        strings: Vec::new(),
        names: Vec::new(),
        alignments: Vec::new(),
        tables: Vec::new(),
        callouts: Vec::new(),
        headings: 0,
        links,
        tags: tags_of(body, rules),
        lines: tags_lines(body, rules),
    };
    writer.nodes(body, 0);
    let count = writer.next();
    if let Some(first) = writer.entries.first_mut() {
        (first.next, first.end) = (count, narrowed(text.len()));
    }
    Doc {
        source: Source(Arc::clone(text)),
        decoded: writer.decoded.into(),
        nodes: writer.entries.into(),
        strings: writer.strings.into(),
        names: writer.names.into(),
        alignments: writer.alignments.into(),
        tables: writer.tables.into(),
        callouts: writer.callouts.into(),
    }
}

/// The nodes that are tags.
fn tags_of(body: &[Node], rules: &Rules) -> BTreeSet<NodeId> {
    let mut found = BTreeSet::new();
    walk(body, &mut |node| {
        for inline in tags::carriers(node) {
            let words = headings::words(inline);
            found.extend(words.tags.iter().map(|(_, it)| it.id()));
            found.extend(tags::split_trailing(inline).1.iter().map(|(_, it)| it.id()));
        }
        if let Some(callout) = callout::Callout::cast(node) {
            let tags = tags::split_trailing(&callout.title).1;
            found.extend(tags.iter().map(|(_, it)| it.id()));
        }
        for line in rules.note_lines(node) {
            found.extend(line.tags.iter().map(|(_, it)| it.id()));
        }
    });
    found
}

/// The paragraphs that give their tags to the whole note.
fn tags_lines(body: &[Node], rules: &Rules) -> BTreeSet<NodeId> {
    let mut found = BTreeSet::new();
    walk(body, &mut |node| {
        if rules.note_lines(node).iter().any(|it| it.is_whole) {
            found.insert(node.id());
        }
    });
    found
}

struct Builder<'t> {
    text: &'t Arc<str>,
    entries: Vec<Entry>,
    decoded: String,
    strings: Vec<Str>,
    names: Vec<TagName>,
    alignments: Vec<Alignment>,
    tables: Vec<u32>,
    callouts: Vec<Callout>,
    headings: u32,
    links: &'t [Link],
    tags: BTreeSet<NodeId>,
    lines: BTreeSet<NodeId>,
}

impl Builder<'_> {
    fn next(&self) -> u32 {
        narrowed(self.entries.len())
    }

    fn push(&mut self, form: Form, node: &Node, parent: u32) -> u32 {
        let (at, span) = (self.next(), node.span());
        let (start, end) = (narrowed(span.start), narrowed(span.end));
        self.entries.push(Entry { form, start, end, next: at + 1, parent });
        at
    }

    fn nodes(&mut self, nodes: &[Node], parent: u32) {
        for node in nodes {
            self.node(node, parent);
        }
    }

    fn end(&mut self, at: u32) {
        let next = self.next();
        if let Some(entry) = self.entries.get_mut(super::widened(at)) {
            entry.next = next;
        }
    }

    fn node(&mut self, node: &Node, parent: u32) {
        if let Some(it) = callout::Callout::cast(node) {
            return self.callout(node, &it, parent);
        }
        let form = self.form(node);
        let at = self.push(form, node, parent);
        self.nodes(node.children(), at);
        self.end(at);
    }

    fn callout(&mut self, node: &Node, it: &callout::Callout<'_>, parent: u32) {
        let form = Form::Callout(narrowed(self.callouts.len()));
        self.callouts.push(Callout { kind: it.kind.as_str().into(), fold: it.fold });
        let at = self.push(form, node, parent);
        let Node::Elem(Tag::BlockQuote(kind), _, children) = node else { return };
        if kind.is_some() {
            self.nodes(children, at);
            return self.end(at);
        }
        let Some((paragraph, rest)) = children.split_first() else { return };
        let mut holder = self.push(Form::CalloutTitle, paragraph, at);
        for (place, child) in paragraph.children().iter().enumerate() {
            let is_break =
                matches!(child, Node::Leaf(Event::SoftBreak | Event::HardBreak, _));
            let is_title = self.entries.get(super::widened(holder)).map(|it| it.form)
                == Some(Form::CalloutTitle);
            if is_break && is_title {
                self.end(holder);
                holder = self.push(Form::Paragraph(Role::Prose), child, at);
                continue;
            }
            if place > 0 {
                self.node(child, holder);
                continue;
            }
            let Node::Leaf(Event::Text(words), position) = child else { continue };
            let title = it.title.first().filter(|it| it.id() == child.id());
            let title = match title {
                Some(Node::Leaf(Event::Text(text), _)) => &**text,
                _ => "",
            };
            let span = position.span();
            let is_exact = self.text.get(span.clone()) == Some(&**words);
            let form = if is_exact { Form::Text } else { self.decode(title) };
            let at = self.push(form, child, holder);
            if let Some(entry) =
                self.entries.get_mut(super::widened(at)).filter(|_| is_exact)
            {
                entry.start = entry.end - narrowed(title.len());
            }
        }
        self.end(holder);
        self.nodes(rest, at);
        self.end(at);
    }

    fn decode(&mut self, words: &str) -> Form {
        let string = Str::decoded(narrowed(self.decoded.len()), narrowed(words.len()));
        self.decoded.push_str(words);
        Form::Decoded(self.string(string))
    }

    fn string(&mut self, string: Str) -> u32 {
        self.strings.push(string);
        narrowed(self.strings.len() - 1)
    }

    fn decoded(&mut self, words: &str) -> u32 {
        let string = Str::decoded(narrowed(self.decoded.len()), narrowed(words.len()));
        self.decoded.push_str(words);
        self.string(string)
    }

    fn tags(&mut self, names: impl IntoIterator<Item = TagName>) -> Form {
        let first = self.names.len();
        self.names.extend(names);
        let count = u8::try_from(self.names.len() - first).unwrap_or(u8::MAX);
        Form::Tags { count, first: narrowed(first) }
    }

    fn form(&mut self, node: &Node) -> Form {
        let tag = match node {
            Node::BareTag(name, _) => return self.tags([name.clone()]),
            Node::Leaf(event, position) => {
                return self.leaf(node, event, &position.span());
            }
            Node::Elem(tag, ..) => tag,
        };
        match tag {
            Tag::Paragraph if self.lines.contains(&node.id()) => {
                Form::Paragraph(Role::TagsLine)
            }
            Tag::Heading { .. } => {
                self.headings += 1;
                Form::Heading(self.headings - 1)
            }
            Tag::BlockQuote(_) => Form::Quote,
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => &**info,
                    CodeBlockKind::Indented => "",
                };
                Form::CodeBlock(self.decoded(info))
            }
            Tag::HtmlBlock => Form::RawBlock,
            Tag::List(first) => {
                let first = first.map(|it| u32::try_from(it).unwrap_or(NONE - 1));
                Form::List(first.unwrap_or(NONE))
            }
            Tag::Item => Form::Item,
            Tag::FootnoteDefinition(label) => Form::Footnote(self.decoded(label)),
            Tag::DefinitionList => Form::Definitions,
            Tag::DefinitionListTitle => Form::Term,
            Tag::DefinitionListDefinition => Form::Definition,
            Tag::Table(alignments) => {
                self.tables.push(narrowed(self.alignments.len()));
                self.alignments.extend(alignments.iter().map(|it| match it {
                    pulldown_cmark::Alignment::None => Alignment::None,
                    pulldown_cmark::Alignment::Left => Alignment::Left,
                    pulldown_cmark::Alignment::Center => Alignment::Center,
                    pulldown_cmark::Alignment::Right => Alignment::Right,
                }));
                Form::Table(narrowed(self.tables.len() - 1))
            }
            Tag::TableHead => Form::TableHead,
            Tag::TableRow => Form::TableRow,
            Tag::TableCell => Form::TableCell,
            Tag::Emphasis => Form::Emphasis,
            Tag::Strong => Form::Strong,
            Tag::Strikethrough => Form::Strikethrough,
            Tag::Link { .. } | Tag::Image { .. } => {
                let link = self.links.binary_search_by_key(&node.id(), |it| it.node);
                let link = link.map_or(NONE, narrowed);
                if matches!(tag, Tag::Link { .. }) {
                    Form::Link(link)
                } else {
                    Form::Image(link)
                }
            }
            _ => Form::Paragraph(Role::Prose),
        }
    }

    fn leaf(
        &mut self,
        node: &Node,
        event: &Event<'_>,
        span: &std::ops::Range<usize>,
    ) -> Form {
        let source = self.text.get(span.clone()).unwrap_or_default();
        match event {
            Event::Text(words) if **words == *source => Form::Text,
            Event::Text(words) => self.decode(words),
            Event::Code(code) => {
                let names =
                    tags::tags_of(node).filter(|_| self.tags.contains(&node.id()));
                if let Some(names) = names {
                    return self.tags(names.into_iter().map(|(name, _)| name));
                }
                let ticks = source.len() - source.trim_start_matches('`').len();
                let exact = [ticks, ticks + 1].into_iter().find_map(|before| {
                    let words = source.get(before..before + code.len())?;
                    let behind = source.len() - before - code.len();
                    (*words == **code).then_some(())?;
                    Some((u8::try_from(before).ok()?, u8::try_from(behind).ok()?))
                });
                match exact {
                    Some((before, behind)) => Form::Code { before, behind },
                    None => Form::DecodedCode(self.decoded(code)),
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => Form::Raw(self.decoded(html)),
            Event::FootnoteReference(label) => {
                Form::FootnoteReference(self.decoded(label))
            }
            Event::SoftBreak => Form::SoftBreak,
            Event::HardBreak => Form::HardBreak,
            Event::Rule => Form::Rule,
            Event::TaskListMarker(done) => Form::Task(*done),
            _ => self.decode(""),
        }
    }
}
