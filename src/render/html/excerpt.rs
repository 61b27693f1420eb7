//! Pieces of a note shown elsewhere: tagged blocks, embedded notes, sentences around links.
//! Gives HTML without ids, whose links are resolved from the note it comes from.
//! Must not know the page it becomes part of beyond its route.

use super::{DEFINITIONS, Medium, RenderContext, Tables, Writer, blocks::Footnotes};
use crate::{
    library::{NoteId, Target},
    note::{
        Heading, LinkId, LinkKind, NodeId, Note, Scope,
        doc::{Inlines, Kind, Node, Nodes},
    },
    path::{Anchor, is_same},
    text::Direction,
};

/// How deep notes may be shown inside each other; a note of embeds of embeds grows fast.
const MAX_EMBEDS: usize = 3;

/// What lies in `scope`, rendered whole: list items in a list, rows under their head.
///
/// `tables` counts the tables of the page it is shown on.
#[must_use]
pub fn excerpt(context: RenderContext<'_>, scope: Scope, tables: &mut Tables) -> String {
    let note = context.library.note(context.origin);
    let Some((parent, nodes)) = note.doc.within(scope) else {
        return String::new();
    };
    let mut writer = Writer::excerpt(context, note);
    let title = context.library.shown_title(context.origin);
    let above = note.headings_above(scope.first);
    if let Some(heading) = above.last().filter(|it| !is_same(it.shown(), title)) {
        writer.section = format!("{title} › {}", heading.shown());
    }
    writer.section = super::plain(context.markdown, &writer.section).into_owned();
    std::mem::swap(&mut writer.tables, tables);
    match parent.map(|it| (it, it.kind())) {
        Some((table, Kind::Table(_))) => writer.table(table, nodes),
        Some((_, Kind::List(first))) => writer.list(first, nodes),
        Some((_, Kind::Definitions)) => writer.wrapped(DEFINITIONS, nodes),
        _ => writer.children(nodes),
    }
    std::mem::swap(&mut writer.tables, tables);
    writer.take()
}

/// Words of a note, such as a cell's, or blocks.
#[must_use]
pub fn piece<'a>(context: RenderContext<'a>, words: &Inlines<'a>) -> String {
    let mut writer = Writer::excerpt(context, context.library.note(context.origin));
    writer.inlines(&context.library.words_of(words));
    writer.take()
}

/// The words of a question, without links: a click on them may show the answer.
#[must_use]
pub fn question<'a>(context: RenderContext<'a>, words: &Inlines<'a>) -> String {
    let note = context.library.note(context.origin);
    let writer = Writer::excerpt(context, note);
    let mut writer = Writer { in_link: true, ..writer };
    writer.inlines(&context.library.words_of(words));
    writer.take().trim().to_owned()
}

/// The same for a cheat sheet: words only, without links, tags and pictures. In a line nothing
/// stays that may not stand inside of a paragraph.
#[must_use]
pub fn on_paper<'a>(
    context: RenderContext<'a>,
    words: &Inlines<'a>,
    is_line: bool,
) -> String {
    let note = context.library.note(context.origin);
    // The entry around it has its direction.
    let (medium, dir) = (Medium::Paper, "");
    let mut writer =
        Writer { medium, dir, in_line: is_line, ..Writer::new(context, note) };
    writer.inlines(&context.library.words_of(words));
    writer.take().trim().to_owned()
}

/// The sentence around a link of the note, cut where it is very long; `None` in raw HTML.
#[must_use]
pub fn sentence(context: RenderContext<'_>, link: LinkId) -> Option<String> {
    sentence_of(context, context.library.note(context.origin).link(link)?.node)
}

/// The sentence around an inline node, cut where it is very long; `None` in raw HTML.
#[must_use]
pub fn sentence_of(context: RenderContext<'_>, inline: NodeId) -> Option<String> {
    let note = context.library.note(context.origin);
    let (line, at) = line_of(note.doc.node(inline)?)?;
    let (sentence, before) = from_sentence_start(line, at);
    let (sentence, behind) = to_sentence_end(sentence, at);
    let mut writer = Writer::excerpt(context, note);
    writer.html.words(before);
    writer.inline(sentence);
    writer.html.words(behind);
    Some(writer.take())
}

/// The line of text that holds a node, and the node right inside of it; of a heading the words
/// alone.
fn line_of(node: Node<'_>) -> Option<(Nodes<'_>, Node<'_>)> {
    let (mut inline, mut around) = (node, node.parent()?);
    while around.is_inline() {
        (inline, around) = (around, around.parent()?);
    }
    let line = match around.kind() {
        Kind::Heading(_) => around.children().line().words,
        _ => around.children(),
    };
    let is_in = inline.is_inline() && line.scope().contains(inline.id());
    is_in.then_some((line, inline))
}

/// How many bytes of a sentence are shown on either side of a link.
const LONGEST: usize = 400;

const ENDS: [&str; 6] = [". ", "! ", "? ", "。", "！", "？"];

/// How many bytes a node takes of a sentence: a text its words, anything else its markup too.
fn length(node: Node<'_>) -> usize {
    if node.is_text() { node.words().len() } else { node.span().len() }
}

/// A line from the beginning of the sentence that holds a node, and what stands for more before.
fn from_sentence_start<'d>(line: Nodes<'d>, node: Node<'d>) -> (Nodes<'d>, &'static str) {
    let (mut from, mut room) = (node, LONGEST);
    while let Some(before) = line.before(from).last().filter(|it| it.is_inline()) {
        let words = before.words();
        let ends = ENDS.iter().filter(|_| before.is_text());
        let ends = ends.filter_map(|it| words.rfind(it).map(|at| at + it.len()));
        let start = ends.max();
        let said = start.map_or(length(before), |it| words.len() - it);
        if said > room {
            if !before.is_text() {
                return (line.from(from), " … ");
            }
            let cut = words.ceil_char_boundary(words.len() - room);
            let rest = words.get(cut..).unwrap_or_default();
            let cut = cut + rest.find(char::is_whitespace).unwrap_or_default();
            let rest = words.get(cut..).unwrap_or_default();
            let cut = words.len() - rest.trim_start().len();
            return (line.from(before).from_byte(before, cut), "… ");
        }
        if let Some(start) = start {
            return (line.from(before).from_byte(before, start), "");
        }
        room -= said;
        from = before;
    }
    (line.from(from), "")
}

/// A line up to the end of the sentence that holds a node, and what stands for more behind.
fn to_sentence_end<'d>(line: Nodes<'d>, node: Node<'d>) -> (Nodes<'d>, &'static str) {
    let (mut to, mut room) = (node, LONGEST);
    for behind in line.behind(node) {
        if !behind.is_inline() {
            break;
        }
        let words = behind.words();
        let ends = ENDS.iter().filter(|_| behind.is_text());
        let ends =
            ends.filter_map(|it| words.find(it).map(|at| at + it.trim_end().len()));
        let end = ends.min();
        let said = end.unwrap_or(length(behind));
        if said > room {
            if !behind.is_text() {
                return (line.up_to(to), " … ");
            }
            let cut = words.floor_char_boundary(room);
            let (kept, next) = words.split_at_checked(cut).unwrap_or_default();
            let cut = if next.starts_with(char::is_whitespace) {
                cut
            } else {
                kept.rfind(char::is_whitespace).unwrap_or(cut)
            };
            return (line.up_to(behind).up_to_byte(behind, cut), " …");
        }
        if let Some(end) = end {
            return (line.up_to(behind).up_to_byte(behind, end), "");
        }
        room -= said;
        to = behind;
    }
    (line.up_to(to), "")
}

impl<'a> Writer<'a> {
    pub(super) fn excerpt(context: RenderContext<'a>, note: &'a Note) -> Self {
        let (medium, footnotes) = (Medium::Excerpt, Footnotes::default());
        Self { footnotes, medium, ..Self::new(context, note) }
    }

    /// Shows another note in place of a paragraph or item that is one embed; `false` when
    /// it is something else, or the note holds the one it would be shown in.
    pub(super) fn embed(&mut self, inside: Nodes<'a>) -> bool {
        let Some(Kind::Image(link)) = inside.only().map(Node::kind) else { return false };
        // On paper its name stands for it.
        if self.medium.is_bare() || self.in_link {
            return false;
        }
        let (library, origin) = (self.context.library, self.context.origin);
        let is_embed = self.note.link(link).is_some_and(|it| it.kind == LinkKind::Embed);
        let Some(Target::Note(id, anchor)) =
            library.link(origin, link).map(|it| &it.target)
        else {
            return false;
        };
        let is_deep =
            self.trail.len() >= MAX_EMBEDS || self.trail.contains(id) || *id == origin;
        let Some(route) = library.route(*id).filter(|_| is_embed && !is_deep) else {
            return false;
        };
        let url = self.context.page.url_to(route)
            + &anchor.as_ref().map(Anchor::fragment).unwrap_or_default();
        let title = library.shown_title(*id);
        let title = match heading_of(library.note(*id), anchor.as_ref()) {
            Some(heading) => format!("{title} › {heading}"),
            None => title.to_owned(),
        };
        let title = super::plain(self.context.markdown, &title).into_owned();
        let text = self.embedded(*id, anchor.as_ref(), &title);
        let paragraph = inside.first().and_then(Node::parent);
        if let Some(paragraph) = paragraph.filter(|it| it.is_paragraph()) {
            self.given_place(paragraph);
        }
        self.html.markup("<div class=\"embed\"");
        let (own, shown) = (self.note, library.note(*id));
        let language = shown.language(self.context.language);
        if language != own.language(self.context.language) {
            self.html.attribute("lang", language);
            self.html.attribute("dir", Direction::of_language(language).name());
        }
        self.html.markup("><p class=\"embed-source\"");
        self.html.markup(self.dir);
        self.html.tag("><a", &[("href", &url)]);
        self.html.value(&title);
        self.html.markup("</a></p>\n");
        self.html.made(&text);
        self.html.markup("</div>\n");
        true
    }

    fn embedded(&mut self, id: NoteId, anchor: Option<&Anchor>, title: &str) -> String {
        let note = self.context.library.note(id);
        let nodes = match anchor.and_then(|it| scope_of(note, it)) {
            Some(scope) => note.doc.within(scope).map(|(_, nodes)| nodes),
            None => Some(note.doc.blocks()),
        };
        let nodes = nodes.unwrap_or(Nodes::none(&note.doc));
        // The title stands above already.
        let is_title = |it: &Node<'_>| matches!(it.kind(), Kind::Heading(_));
        let nodes = nodes.first().filter(is_title).map_or(nodes, |it| nodes.behind(it));
        self.shown_within(id, |writer| {
            title.clone_into(&mut writer.section);
            if nodes.iter().any(|it| matches!(it.kind(), Kind::Item)) {
                writer.list(None, nodes);
            } else {
                writer.children(nodes);
            }
        })
    }

    /// Writes a part of another note that is shown here; tables and footnotes are the page's.
    pub(super) fn shown_within(
        &mut self,
        id: NoteId,
        write: impl FnOnce(&mut Self),
    ) -> String {
        let context = RenderContext { origin: id, ..self.context };
        let mut writer = Writer::excerpt(context, context.library.note(id));
        writer.trail = [self.trail.as_slice(), &[self.context.origin]].concat();
        std::mem::swap(&mut writer.tables, &mut self.tables);
        std::mem::swap(&mut writer.footnotes, &mut self.footnotes);
        write(&mut writer);
        std::mem::swap(&mut writer.tables, &mut self.tables);
        std::mem::swap(&mut writer.footnotes, &mut self.footnotes);
        writer.take()
    }
}

fn heading_of<'n>(note: &'n Note, anchor: Option<&Anchor>) -> Option<&'n str> {
    note.heading_named(anchor?).map(Heading::shown)
}

/// What an anchor stands for: a section or a block.
fn scope_of(note: &Note, anchor: &Anchor) -> Option<Scope> {
    let of_heading = || note.heading_named(anchor).map(|it| it.section);
    note.block_named(anchor).map(|it| it.scope).or_else(of_heading)
}
