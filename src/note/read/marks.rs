//! What a line says besides its words: tags behind it, tags of the whole note, a callout's type.
//! Gives the nodes their final forms, when the node around them ends.
//! Must not know what a tag belongs to.

use super::{Form, Reader, Role, narrowed, widened};
use crate::{
    diag::Span,
    note::{
        TagName,
        doc::{BlockMark, Entry, FormulaText, Kind, Node, NodeId, Nodes},
        links::{Dest, LinkKind, Size, shown},
        tags::{names_in, note_line},
    },
};

pub(in crate::note) use crate::note::tags::NoteLine;

impl Reader<'_> {
    /// Reads the marks of a node of Markdown that has ended.
    pub(super) fn end_node(&mut self, node: u32, parent: u32) {
        let form = self.entry(node).form;
        match form {
            // `[TOC]` above a line across looks like a heading.
            Form::Heading(_) if self.take_contents(node) => return,
            Form::Heading(_) => self.heading(node),
            Form::Paragraph(_) => {
                if self.take_from_paragraph(node) || self.take_contents(node) {
                    return;
                }
                self.paragraph(node);
                self.formula_block(node);
            }
            Form::TableCell | Form::Term => self.mark_children(node),
            Form::Item => {
                let is_contents = self.take_from_item(node) || self.is_contents(node);
                self.item(node);
                if is_contents && self.is_only_child(node, parent) {
                    self.contents = Some(parent);
                }
            }
            Form::List(_) => {
                // Jekyll puts a table of contents in its place.
                let is_contents = self.contents.take() == Some(node);
                if is_contents && self.is_only_child(node + 1, node) {
                    return self.remove(node);
                }
            }
            Form::Table(_) => self.take_from_table(node),
            Form::CodeBlock(_) => self.math_block(node),
            Form::Quote => self.quote(node),
            Form::Link(link) | Form::Image(link) => return self.end_link(node, link),
            _ => (),
        }
        let is_block =
            self.read.doc.node(NodeId::new(node)).is_some_and(|it| !it.is_inline());
        if is_block {
            self.take_given(node);
        }
    }

    /// Takes out what marks the place of a table of contents for other programs and stands alone;
    /// pages have one. `[[TOC]]` may name a note, so that it is only hidden.
    fn take_contents(&mut self, node: u32) -> bool {
        let Some(block) = self.read.doc.node(NodeId::new(node)) else { return false };
        let is_contents = self.is_contents(node);
        if is_contents {
            self.remove(node);
        } else if block.is_paragraph()
            && block.written().trim().eq_ignore_ascii_case("[[toc]]")
        {
            if let Some(entry) = self.entry_mut(node) {
                entry.form = Form::Hidden { inline: false };
            }
            return true;
        }
        is_contents
    }

    /// Whether a node is nothing but a mark for a table of contents.
    fn is_contents(&self, node: u32) -> bool {
        const MARKS: [&str; 8] = [
            "[toc]",
            "[_toc_]",
            "[[_toc_]]",
            "[[__toc__]]",
            "@[toc]",
            "__toc__",
            "{{toc}}",
            "${toc}",
        ];
        let Some(block) = self.read.doc.node(NodeId::new(node)) else { return false };
        let is_item = matches!(self.entry(node).form, Form::Item);
        let written = block.written().lines().next().unwrap_or_default();
        let written =
            if is_item { written.trim_start_matches(['-', '*', '+']) } else { written };
        let mark = written.trim();
        let is_mark = |it: &&str| it.eq_ignore_ascii_case(mark);
        let is_titled = || {
            let begin = mark.get(.."@[toc](".len());
            begin.is_some_and(|it| it.eq_ignore_ascii_case("@[toc]("))
                && mark.ends_with(')')
        };
        if !mark.starts_with(['[', '@', '_', '{', '$'])
            || !MARKS.iter().any(is_mark) && !is_titled()
        {
            return false;
        }
        let is_alone = block.children().iter().all(|it| !it.is_break())
            && !(is_item && block.written().trim().contains('\n'));
        let is_defined = block.children().only().is_some_and(|it| {
            let Kind::Link(link) = it.kind() else { return false };
            self.read.links.get(link.0).is_some_and(|it| !it.kind.is_wiki())
        });
        is_alone && !is_defined
    }

    fn is_only_child(&self, node: u32, parent: u32) -> bool {
        node == parent + 1 && self.entry(node).next == self.read.doc.count()
    }

    /// The place of a destination behind words is known when these are.
    fn end_link(&mut self, node: u32, link: u32) {
        let Some(children) = self.read.doc.node(NodeId::new(node)).map(Node::children)
        else {
            return;
        };
        let is_image = matches!(self.entry(node).form, Form::Image(_));
        let end = children.last().map(|it| it.span().end);
        if let Some(it) = self.read.links.get_mut(widened(link)).filter(|it| it.is_inline)
        {
            let end = end.unwrap_or(it.span.start + if is_image { 2 } else { 1 });
            it.dest = Dest::of_link(self.text, end, it.span.end, &it.href);
        }
        match self.read.links.get(widened(link)).map(|it| it.kind) {
            Some(LinkKind::Wiki) => self.wikilink_words(node, link),
            _ if is_image => self.size(node, link),
            _ => (),
        }
    }

    /// Gives a wikilink the words it shows: those behind the bar without the space around them, or
    /// what its address stands for.
    fn wikilink_words(&mut self, node: u32, link: u32) {
        let Some(link) = self.read.links.get(widened(link)) else { return };
        // `[[1]](https://…)` is not one, and the words of a heading are its id.
        let is_other =
            self.text.get(link.span.end..).is_some_and(|it| it.starts_with('('));
        let in_heading = self
            .open
            .iter()
            .any(|it| matches!(self.entry(it.node).form, Form::Heading(_)));
        let Some(children) = self.read.doc.node(NodeId::new(node)).map(Node::children)
        else {
            return;
        };
        if is_other || in_heading {
            return;
        }
        if let Some(only) = children.only().filter(|it| it.is_text()) {
            let words = only.words();
            let shown = if words == link.href { shown(words) } else { None };
            let shown = shown.unwrap_or_else(|| words.trim().to_owned());
            let at = only.id().number();
            if shown != words && !shown.is_empty() {
                self.reword(at, &shown);
            }
            return;
        }
        let ends = [
            children
                .first()
                .filter(|it| it.is_text())
                .map(|it| (it, it.words().trim_start())),
            children
                .last()
                .filter(|it| it.is_text())
                .map(|it| (it, it.words().trim_end())),
        ];
        let ends = ends.into_iter().flatten();
        let ends = ends.filter(|(it, words)| it.words() != *words && !words.is_empty());
        let ends: Vec<(u32, String)> =
            ends.map(|(it, words)| (it.id().number(), words.to_owned())).collect();
        for (at, words) in ends {
            self.reword(at, &words);
        }
    }

    /// Gives a text other words, those of the source if they begin or end those it had.
    fn reword(&mut self, at: u32, words: &str) {
        let entry = self.entry(at);
        let source = self.text.get(widened(entry.start)..widened(entry.end));
        let place = source.filter(|_| entry.form == Form::Text);
        let found = place.and_then(|it| it.find(words)).map(narrowed);
        let form = self.form_of(words, found.is_some());
        if let Some(it) = self.entry_mut(at) {
            it.form = form;
            if let Some(found) = found {
                it.start = entry.start + found;
                it.end = it.start + narrowed(words.len());
            }
        }
    }

    /// Takes the size off the words of a picture: `alt|300x200`, of a wikilink `300x200` alone.
    fn size(&mut self, node: u32, link: u32) {
        let Some(last) = self
            .read
            .doc
            .node(NodeId::new(node))
            .and_then(|it| it.children().last().filter(|it| it.is_text()))
        else {
            return;
        };
        let is_alone = last.id().number() == node + 1;
        let Some(link) = self.read.links.get_mut(widened(link)) else { return };
        let words = last.words();
        let (alt, size) = match words.rsplit_once('|') {
            Some((alt, size)) => (alt.trim_end_matches([' ', '\\']), size),
            None if is_alone && link.kind.is_wiki() && words != link.href => ("", words),
            None => return,
        };
        link.size = Size::parse(size);
        if link.size.is_none() {
            return;
        }
        let (at, alt) = (last.id().number(), alt.to_owned());
        if alt.is_empty() {
            return self.remove(at);
        }
        self.reword(at, &alt);
    }

    fn heading(&mut self, node: u32) {
        let Form::Heading(heading) = self.entry(node).form else { return };
        let attributes = self.take_from_heading(node);
        self.mark_children(node);
        let Some(nodes) = self.read.doc.node(NodeId::new(node)).map(Node::children)
        else {
            return;
        };
        let line = nodes.line();
        let text = heading_text(line.words, FormulaText::Tex).trim().to_owned();
        let shown = self
            .masked
            .has_formulas()
            .then(|| heading_text(line.words, FormulaText::Shown).trim().to_owned());
        // GitHub's id is made of what stands before the attributes, tags too.
        let end =
            attributes.as_ref().and_then(|it| self.read.doc.node(NodeId::new(it.0)));
        let before = end.map_or(nodes, |it| nodes.up_to(it));
        let github_text = heading_text(before, FormulaText::Written).trim().to_owned();
        let tags: Vec<TagName> = line.names().cloned().collect();
        if let Some(it) = self.read.headings.get_mut(widened(heading)) {
            it.shown = shown.filter(|it| *it != text);
            (it.text, it.github_text, it.tags) = (text, github_text, tags);
            it.explicit = attributes.and_then(|it| it.1.id).or(it.explicit.take());
        }
    }

    fn paragraph(&mut self, node: u32) {
        let Some(children) = self.read.doc.node(NodeId::new(node)).map(Node::children)
        else {
            return;
        };
        if children.lines().any(|it| self.rules.begins_note_line(it)) {
            self.note_lines(node);
        }
        let Some(children) = self.read.doc.node(NodeId::new(node)).map(Node::children)
        else {
            return;
        };
        let is_bold = |it: &Nodes<'_>| it.first().is_some_and(Node::is_strong);
        let mut found = Vec::new();
        for line in children.lines().filter(is_bold) {
            let (words, tags) = trailing(line);
            if !tags.is_empty() && words.label_of_words().is_some() {
                found.extend(tags);
            }
        }
        self.mark(found);
    }

    /// The words of an item; those of a loose one stand in a paragraph.
    fn item(&mut self, node: u32) {
        let Some(item) = self.read.doc.node(NodeId::new(node)) else { return };
        let (_, tags) = trailing(item.item_parts().0);
        self.mark(tags);
    }

    /// Marks the tags behind the words of a line.
    fn mark_children(&mut self, node: u32) {
        let Some(node) = self.read.doc.node(NodeId::new(node)) else { return };
        let (_, tags) = trailing(node.children());
        self.mark(tags);
    }

    fn mark(&mut self, found: Vec<(u32, Vec<TagName>)>) {
        for (node, names) in found {
            let doc = &mut self.read.doc;
            let first = narrowed(doc.names.len());
            let Ok(count) = u8::try_from(names.len()) else { continue };
            doc.names.extend(names);
            if let Some(entry) = doc.nodes.get_mut(widened(node)) {
                entry.form = Form::Tags { count, first };
            }
        }
    }

    /// Finds the lines of a paragraph that give their tags to the whole note: all of it as one, or
    /// single ones among others.
    fn note_lines(&mut self, node: u32) {
        let Some(paragraph) = self.read.doc.node(NodeId::new(node)) else { return };
        let children = paragraph.children();
        let of = |line: Nodes<'_>| note_line(self.rules, self.text, line);
        let atoms = match of(children) {
            Some(whole) => whole,
            None => children.lines().filter_map(of).flatten().collect(),
        };
        // From the last one on, so that the numbers of those before stay.
        for atom in atoms.into_iter().rev() {
            match atom.bytes {
                None => self.mark(vec![(atom.node, atom.names)]),
                Some(bytes) => self.cut_tag(atom.node, bytes, &atom.place, atom.names),
            }
        }
        let Some(paragraph) = self.read.doc.node(NodeId::new(node)) else { return };
        let children = paragraph.children();
        let read = |line: Nodes<'_>| self.rules.read_note_line(self.text, line);
        let single: Vec<NoteLine> = children.lines().filter_map(read).collect();
        let tags: usize = single.iter().map(|it| it.tags.len()).sum();
        let has_break = children.iter().any(Node::is_break);
        // Words in the lines below that are not tags do not belong to the line.
        let whole = read(children)
            .filter(|it| it.others.is_empty() || !has_break || it.tags.len() > tags);
        match whole {
            Some(whole) => {
                let scope = paragraph.scope();
                self.read.note_lines.push(NoteLine { scope, ..whole });
                if let Some(entry) = self.entry_mut(node) {
                    entry.form = Form::Paragraph(Role::TagsLine);
                }
            }
            None => self.read.note_lines.extend(single),
        }
    }

    /// Cuts a bare tag out of a text.
    fn cut_tag(&mut self, node: u32, bytes: Span, place: &Span, names: Vec<TagName>) {
        let Some(text) = self.read.doc.node(NodeId::new(node)) else { return };
        let (words, entry) = (text.words(), self.entry(node));
        let head = words.get(..bytes.start).unwrap_or_default().to_owned();
        let tail = words.get(bytes.end..).unwrap_or_default().to_owned();
        let is_exact = entry.form == Form::Text;
        let (start, end) = (narrowed(place.start), narrowed(place.end));
        let mut nodes: Vec<Entry> = Vec::new();
        if !head.is_empty() {
            nodes.push(Entry {
                form: self.form_of(&head, is_exact),
                end: start,
                ..entry
            });
        }
        let doc = &mut self.read.doc;
        let first = narrowed(doc.names.len());
        let count = u8::try_from(names.len()).unwrap_or(u8::MAX);
        doc.names.extend(names);
        nodes.push(Entry { form: Form::Tags { count, first }, start, end, ..entry });
        if !tail.is_empty() {
            nodes.push(Entry {
                form: self.form_of(&tail, is_exact),
                start: end,
                ..entry
            });
        }
        self.replace(node, nodes);
    }

    /// `> [!type]- Title`: the first line becomes the title, and the break behind it the paragraph
    /// of what follows, so that no node is moved.
    fn quote(&mut self, node: u32) {
        let Some((kind, fold, title)) = self.callout_mark(node) else { return };
        let (paragraph, text) = (node + 1, node + 2);
        let length = narrowed(title.len());
        match self.entry(text).form {
            Form::Decoded(_) => {
                let form = self.form_of(&title, false);
                if let Some(entry) = self.entry_mut(text) {
                    entry.form = form;
                }
            }
            _ => {
                if let Some(entry) = self.entry_mut(text) {
                    entry.start = entry.end - length;
                }
            }
        }
        let Some(children) =
            self.read.doc.node(NodeId::new(paragraph)).map(Node::children)
        else {
            return;
        };
        let rest = children.iter().find(|it| it.is_break()).map(|it| it.id().number());
        let Entry { form, next: end, end: stop, .. } = self.entry(paragraph);
        let title_end = rest.map_or(stop, |it| self.entry(it).start);
        if let Some(entry) = self.entry_mut(paragraph) {
            entry.form = Form::CalloutTitle;
            (entry.next, entry.end) = (rest.unwrap_or(end), title_end);
        }
        if let Some(rest) = rest {
            for it in self.read.doc.nodes.iter_mut().skip(widened(rest)) {
                it.parent = if it.parent == paragraph { rest } else { it.parent };
            }
            if let Some(entry) = self.entry_mut(rest) {
                (entry.form, entry.parent) = (form, node);
                (entry.next, entry.end) = (end, stop);
            }
        }
        if let Form::Heading(heading) = form {
            self.move_heading(heading, rest);
        }
        let form = self.callout(&kind, fold);
        if let Some(entry) = self.entry_mut(node) {
            entry.form = form;
        }
        self.mark_children(paragraph);
    }

    /// The type, fold and beginning of the title of a callout that a quote is. Dashes below its
    /// first line, or below more of them, make a heading of it all; only the others are one.
    fn callout_mark(&self, node: u32) -> Option<(String, Option<bool>, String)> {
        let quote = self.read.doc.node(NodeId::new(node))?;
        let first = quote.children().first()?;
        let is_underlined =
            matches!(first.kind(), Kind::Heading(_)) && !first.written().starts_with('#');
        let text = first.children().first().filter(|it| it.is_text())?;
        let (kind, rest) = text.words().strip_prefix("[!")?.split_once(']')?;
        let kind =
            callout_type(kind).filter(|_| first.is_paragraph() || is_underlined)?;
        let (fold, title) = match rest.split_at_checked(1) {
            Some(("+", title)) => (Some(true), title),
            Some(("-", title)) => (Some(false), title),
            _ => (None, rest),
        };
        Some((kind, fold, title.trim_start().to_owned()))
    }

    /// Gives the heading that a callout's title was taken for to the lines below the title, or
    /// removes it where there are none.
    fn move_heading(&mut self, heading: u32, rest: Option<u32>) {
        let headings = &mut self.read.headings;
        match (rest, headings.get_mut(widened(heading))) {
            (Some(rest), Some(it)) => {
                it.node = NodeId::new(rest);
                self.heading(rest);
            }
            (None, Some(it)) => {
                let node = it.node.number();
                headings.remove(widened(heading));
                for it in self.read.doc.nodes.iter_mut().skip(widened(node)) {
                    if let Form::Heading(number) = &mut it.form
                        && *number > heading
                    {
                        *number -= 1;
                    }
                }
            }
            (_, None) => (),
        }
    }
}

/// The type of a callout, in lower case, its words joined; signs around it do not count.
fn callout_type(written: &str) -> Option<String> {
    const LONGEST: usize = 60;
    let written = written.split('|').next().unwrap_or_default().trim();
    if written.is_empty() || written.len() > LONGEST {
        return None;
    }
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let lower = written.to_lowercase();
    let words = lower.split(|c| !is_word(c)).filter(|it| !it.is_empty());
    let kind = words.collect::<Vec<_>>().join("-");
    let kind = kind.trim_matches(['-', '_']);
    Some(if kind.is_empty() { "note".to_owned() } else { kind.to_owned() })
}

/// The words of a line without the tags behind it, marked or not.
pub(super) fn untagged(line: Nodes<'_>) -> Nodes<'_> {
    trailing(line).0
}

/// The words of a line, and the nodes of the tags behind them that are not marked yet.
fn trailing(line: Nodes<'_>) -> (Nodes<'_>, Vec<(u32, Vec<TagName>)>) {
    let mark = line.block_mark().filter(BlockMark::is_alone);
    let inner = mark.map_or(line, |it| line.before(it.text));
    let (mut tags, mut last) = (Vec::new(), None);
    for node in inner {
        let names = match node.kind() {
            Kind::Tags(names) => Some((node.id().number(), names.to_vec())),
            Kind::Code(code) => names_in(code).map(|it| (node.id().number(), it)),
            _ => None,
        };
        let is_tag = names.is_some();
        tags.extend(names);
        if !is_tag && (tags.is_empty() || !node.is_separator()) {
            tags.clear();
            last = Some(node);
        }
    }
    let words = last.map_or(Nodes::none(line.doc()), |it| line.up_to(it));
    if tags.is_empty() || words.plain_text().trim().is_empty() {
        return (line, Vec::new());
    }
    let is_code = |(it, _): &(u32, _)| {
        let node = line.doc().node(NodeId::new(*it));
        node.is_some_and(|it| it.tags().is_empty())
    };
    tags.retain(is_code);
    (words, tags)
}

/// The words GitHub makes an id of: text and code; pictures and HTML add nothing.
fn heading_text(nodes: Nodes<'_>, formulas: FormulaText) -> String {
    let mut text = String::new();
    push_heading_text(nodes, formulas, &mut text);
    text
}

fn push_heading_text(nodes: Nodes<'_>, formulas: FormulaText, text: &mut String) {
    for node in nodes {
        match node.kind() {
            Kind::Text(words) => text.push_str(&node.without_stray_stars(words)),
            Kind::Code(words) => text.push_str(words),
            Kind::SoftBreak | Kind::HardBreak => text.push(' '),
            Kind::Tags(_) => text.push_str(node.written().trim_matches('`')),
            Kind::Formula { tex, .. } => text.push_str(&formulas.of(node, tex)),
            Kind::Image(_) | Kind::Note => (),
            _ => push_heading_text(node.children(), formulas, text),
        }
    }
}
