//! One note, parsed and owned: its tree and what it says about itself.
//! Gives the same note for the same text, whatever the text is: parsing cannot fail.
//! Must not know any other note.

pub mod attributes;
pub mod blocks;
pub mod callout;
pub mod dates;
pub mod doc;
pub mod headings;
pub mod links;
mod lint;
pub mod meta;
pub mod plain;
pub mod prose;
pub mod raw;
pub mod redirects;
pub mod table;
pub mod tags;
pub mod tree;

use std::{cmp::Reverse, collections::BTreeSet};

use pulldown_cmark::{Event, Tag};

pub use self::{
    blocks::Block,
    headings::{Heading, HeadingId},
    links::{Link, LinkId, LinkKind},
    meta::Meta,
    tags::{Legend, Level, Rules, TagId, TagName, TagUse},
    tree::{Node, NodeId, Position, Scope},
};
use crate::{
    diag::{Code, Diagnostic, Severity, Span},
    note::raw::{Part, Piece},
    path::{Anchor, NotePath},
    source::Source,
    text::{count_words, single_spaced},
};

/// A parsed note; its links still say what the author wrote.
#[derive(Debug, Clone)]
pub struct Note {
    /// Where it lies.
    pub path: NotePath,
    /// Its front matter.
    pub meta: Meta,
    /// Its own title: front matter, else the first H1, else the heading that begins the text and
    /// stands above all others, else the name of the file or folder as it is written.
    pub own_title: String,
    /// Where its title was found.
    pub title_source: TitleSource,
    /// Its tags, in the order they are written.
    pub tags: Vec<TagUse>,
    /// The lines that explain a tag.
    pub legends: Vec<Legend>,
    /// Its headings, in order.
    pub headings: Vec<Heading>,
    /// The blocks that links can name, by the leaves that end in their ids.
    pub blocks: Vec<Block>,
    /// Its headings and blocks by their ids.
    pub by_id: ById,
    /// The ids its raw HTML gives, in order.
    pub anchors: Vec<Anchor>,
    /// Its links, in order.
    pub links: Vec<Link>,
    /// How many words a reader reads; each Chinese or Japanese character counts as one.
    pub words: usize,
    /// Whether it is a template for new notes: a page, but nothing to study.
    pub is_template: bool,
    /// Whether its text holds raw HTML besides comments.
    pub has_html: bool,
    /// The names of the elements that its raw HTML closes.
    pub closed: BTreeSet<String>,
    /// Its text.
    pub body: Vec<Node>,
    /// Its text as a document.
    pub doc: doc::Doc,
}

/// The headings and blocks of a note in the order of their ids, so that one is soon found.
#[derive(Debug, Clone, Default)]
pub struct ById {
    /// Each heading with its id, as 0, and with its aliases, from 1.
    headings: Vec<(usize, usize)>,
    blocks: Vec<usize>,
}

impl ById {
    fn new(headings: &[Heading], blocks: &[Block]) -> Self {
        let ids = headings.iter().enumerate();
        let ids =
            ids.flat_map(|(at, it)| (0..=it.aliases.len()).map(move |nth| (at, nth)));
        let mut by_id =
            Self { headings: ids.collect(), blocks: (0..blocks.len()).collect() };
        by_id.headings.sort_by_key(|it| (nth_id(headings, *it), *it));
        by_id.blocks.sort_by_key(|at| (blocks.get(*at).map(|it| &it.id), *at));
        by_id
    }
}

/// The id of a heading, as 0, or one of its aliases, from 1.
fn nth_id(headings: &[Heading], (at, nth): (usize, usize)) -> Option<&Anchor> {
    let heading = headings.get(at)?;
    nth.checked_sub(1).map_or(Some(&heading.id), |it| heading.aliases.get(it))
}

/// Where a note's title was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TitleSource {
    /// The front matter.
    FrontMatter,
    /// The first H1.
    Heading,
    /// An `<h1>` of raw HTML that stands before it.
    RawHeading,
    /// The heading that begins the text, where no other one stands as high.
    FirstHeading,
    /// The name of the file or folder.
    Name,
}

impl Note {
    /// Whether one of its headings, or its raw HTML, gives an id.
    #[must_use]
    pub fn has_id(&self, id: &Anchor) -> bool {
        self.has_anchor(id) || self.heading_named(id).is_some()
    }

    /// Whether its raw HTML gives an id.
    #[must_use]
    pub fn has_anchor(&self, id: &Anchor) -> bool {
        self.anchors.binary_search(id).is_ok()
    }

    /// The heading with an id.
    #[must_use]
    pub fn heading_named(&self, id: &Anchor) -> Option<&Heading> {
        let headings = &self.by_id.headings;
        let before = |it: &(usize, usize)| nth_id(&self.headings, *it) < Some(id);
        let found = *headings.get(headings.partition_point(before))?;
        self.headings.get(found.0).filter(|_| nth_id(&self.headings, found) == Some(id))
    }

    /// The block with an id.
    #[must_use]
    pub fn block_named(&self, id: &Anchor) -> Option<&Block> {
        let blocks = &self.by_id.blocks;
        let id_of = |at: &usize| self.blocks.get(*at).map(|it| it.id.as_str());
        let at = blocks.partition_point(|it| id_of(it) < Some(id.as_str()));
        self.blocks.get(*blocks.get(at)?).filter(|it| it.id == id.as_str())
    }

    /// Whether it is about the repository it lies in, by the names such files have everywhere.
    #[must_use]
    pub fn is_of_repository(&self) -> bool {
        const NAMES: [&str; 5] = [
            "CHANGELOG",
            "CODE_OF_CONDUCT",
            "CONTRIBUTING",
            "LICENSE",
            "PULL_REQUEST_TEMPLATE",
        ];
        let stem = self.path.stem();
        // `security` in other letters is a subject.
        NAMES.iter().any(|it| stem.eq_ignore_ascii_case(it)) || stem == "SECURITY"
    }

    /// The block with an id that carries a tag, the innermost one.
    #[must_use]
    pub fn block_of(&self, tag: TagId) -> Option<&Block> {
        let tag = self.tags.get(tag.0)?;
        if tag.level != Level::Block {
            return None;
        }
        let carries = |it: &&Block| {
            it.scope == tag.scope
                || it.scope.contains(tag.node) && tag.scope.contains(it.leaf)
        };
        let start = self.blocks.partition_point(|it| it.leaf < tag.scope.first);
        let end = self.blocks.partition_point(|it| it.leaf < tag.scope.end);
        // An id that stands alone behind a block ends it, too.
        let near = self.blocks.get(start..self.blocks.len().min(end + 1))?;
        near.iter().filter(carries).min_by_key(|it| Reverse(it.scope.first))
    }

    /// The block whose id ends a text leaf.
    #[must_use]
    pub fn block_at(&self, leaf: NodeId) -> Option<&Block> {
        let at = self.blocks.binary_search_by_key(&leaf, |it| it.leaf).ok()?;
        self.blocks.get(at)
    }

    /// A link.
    #[must_use]
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.links.get(id.0)
    }

    /// The link that a node is.
    #[must_use]
    pub fn link_of(&self, node: NodeId) -> Option<LinkId> {
        self.links.binary_search_by_key(&node, |it| it.node).ok().map(LinkId)
    }

    /// The link in a piece of raw HTML whose URL begins at a byte of the note.
    #[must_use]
    pub fn link_in(&self, piece: Scope, start: usize) -> Option<LinkId> {
        let first = self.links.partition_point(|it| it.node < piece.first);
        let end = self.links.partition_point(|it| it.node < piece.end);
        let links = self.links.get(first..end)?;
        let at = links.binary_search_by_key(&start, |it| it.span.start).ok()?;
        Some(LinkId(first + at))
    }

    /// A heading.
    #[must_use]
    pub fn heading(&self, id: HeadingId) -> Option<&Heading> {
        self.headings.get(id.0)
    }

    /// The heading that a node is.
    #[must_use]
    pub fn heading_of(&self, node: NodeId) -> Option<&Heading> {
        let at = self.headings.binary_search_by_key(&node, |it| it.node).ok()?;
        self.headings.get(at)
    }

    /// The headings above a node, the outermost first; a heading is the last one above itself.
    #[must_use]
    pub fn headings_above(&self, node: NodeId) -> Vec<&Heading> {
        self.path_to(self.headings.partition_point(|it| it.node <= node))
    }

    /// The headings above a byte, the outermost first.
    #[must_use]
    pub fn headings_above_byte(&self, at: usize) -> Vec<&Heading> {
        self.path_to(self.headings.partition_point(|it| it.span.start <= at))
    }

    /// The last of the first `count` headings, and those above it.
    fn path_to(&self, count: usize) -> Vec<&Heading> {
        let last = count.checked_sub(1).and_then(|it| self.headings.get(it));
        let above = |it: &&Heading| it.above.and_then(|it| self.heading(it));
        let mut path: Vec<&Heading> = std::iter::successors(last, above).collect();
        path.reverse();
        path
    }
}

/// Parses one file.
#[must_use]
pub fn parse(source: &Source, rules: &Rules) -> (Note, Vec<Diagnostic>) {
    let Source { path, text } = source;
    let (meta, offset, mut findings) = meta::parse(path, text);
    let (mut body, cut) = tree::parse(text, offset);
    let cut = cut.or_else(|| raw::limit_depth(&mut body));
    findings.extend(cut.map(|span| too_deep(path, &span)));
    links::restore_bracketed(&mut body);
    links::link_liquid(&mut body);
    attributes::take_out(&mut body);
    links::link_bare(&mut body, text);
    tags::mark(&mut body, text, rules);
    tree::number(&mut body);
    let places = headings::collect(path, &body);
    findings.extend(places.findings);
    findings.extend(lint::findings(path, &body, text));
    let mut tags = Vec::new();
    for it in &meta.tags {
        match front_matter_tag(it) {
            Some(tag) => tags.push(tag),
            None => findings.push(no_tag(Code::F001, path, it)),
        }
    }
    let found = tags::collect(&body, rules);
    tags.extend(found.uses);
    for it in tags.extract_if(.., |it| it.name.levels() > TagName::MAX_LEVELS) {
        findings.push(nested_tag(path, &it));
    }
    findings.extend(found.others.iter().map(|it| no_tag(Code::T003, path, it)));
    let is_template = is_template(path);
    if is_template {
        for finding in &mut findings {
            finding.severity = Severity::Info;
        }
    }
    let blocks = blocks::collect(&body);
    let (own_title, title_source) = title(path, &meta, &body, &places.headings);
    let links = links::collect(&body, text, offset);
    let doc = doc::document(text, &body, &links, rules);
    let note = Note {
        path: path.clone(),
        own_title,
        title_source,
        meta,
        tags,
        legends: found.legends,
        by_id: ById::new(&places.headings, &blocks),
        headings: places.headings,
        blocks,
        anchors: places.anchors,
        links,
        words: count_words(&plain::plain_text(&body)),
        is_template,
        has_html: has_html(&body),
        closed: raw::closed(&body),
        doc,
        body,
    };
    (note, findings)
}

fn too_deep(path: &NotePath, span: &Span) -> Diagnostic {
    let message = format!("nested deeper than {} levels", tree::MAX_DEPTH);
    Diagnostic::new(Code::N002, path, span.start..span.start, message)
        .with_help("what lies deeper is shown as plain text; remove stray markers")
}

fn nested_tag(path: &NotePath, it: &TagUse) -> Diagnostic {
    let most = TagName::MAX_LEVELS;
    let levels = it.name.levels();
    let message = format!("a tag may have {most} levels, and this one has {levels}");
    Diagnostic::new(Code::N002, path, it.span.clone(), message)
        .with_help("give it fewer parts between `/`")
}

fn no_tag(code: Code, path: &NotePath, (name, span): &(String, Span)) -> Diagnostic {
    let is_shown = code == Code::T003;
    let message = if is_shown {
        format!("`{name}` on a line of tags is no tag")
    } else {
        format!("`{name}` is no tag; it is left out")
    };
    let help = match TagName::of_words(name).filter(|_| is_shown) {
        Some(tag) => format!("a tag begins with `#`: write `#{tag}`"),
        None => String::from(
            "a tag is made of letters, digits, `_`, `-` and `/`, and not of digits alone",
        ),
    };
    Diagnostic::new(code, path, span.clone(), message).with_help(help)
}

fn front_matter_tag((name, span): &(String, Span)) -> Option<TagUse> {
    let name = TagName::of_words(name)?;
    Some(TagUse {
        name,
        level: Level::Note,
        span: span.clone(),
        node: NodeId::default(),
        scope: Scope::default(),
        weak: false,
    })
}

fn title(
    path: &NotePath,
    meta: &Meta,
    body: &[Node],
    headings: &[Heading],
) -> (String, TitleSource) {
    let markdown = headings.iter().find(|it| it.level == 1 && !it.text.is_empty());
    if let Some(title) = &meta.title {
        return (title.clone(), TitleSource::FrontMatter);
    }
    if let Some(title) = raw_title(body, markdown.map(|it| it.span.start)) {
        return (title, TitleSource::RawHeading);
    }
    if let Some(heading) = markdown {
        return (heading.text.clone(), TitleSource::Heading);
    }
    if let Some(heading) = first_heading(body, headings) {
        return (heading.text.clone(), TitleSource::FirstHeading);
    }
    let folder = path.folder();
    let name = match index_rank(path) {
        Some(_) if folder.is_root() => "Home",
        Some(_) => folder.name(),
        None => path.stem(),
    };
    (name.to_owned(), TitleSource::Name)
}

/// The heading that begins the text, if all others are of lower levels.
fn first_heading<'h>(body: &[Node], headings: &'h [Heading]) -> Option<&'h Heading> {
    let is_comment = |it: &Node| Piece::cast(it).is_some_and(|it| is_comment(&it.html));
    let start = body.iter().find(|it| !is_comment(it))?.span().start;
    let (first, others) = headings.split_first()?;
    let is_title = first.span.start == start
        && !first.text.is_empty()
        && others.iter().all(|it| it.level > first.level);
    is_title.then_some(first)
}

/// The text of a raw `<h1>` that stands before byte `before`.
fn raw_title(body: &[Node], before: Option<usize>) -> Option<String> {
    let mut inside = false;
    let mut text = String::new();
    for node in body {
        if before.is_some_and(|it| node.span().start >= it) {
            break;
        }
        let Some(piece) = Piece::cast(node) else {
            if inside {
                text.push_str(&plain::plain_text(std::slice::from_ref(node)));
            }
            continue;
        };
        for part in raw::parts(&piece.html) {
            match part {
                Part::Tag(tag) if tag.name == "h1" && tag.closing && inside => {
                    let title = single_spaced(&text);
                    return Some(title).filter(|it| !it.is_empty());
                }
                Part::Tag(tag) if tag.name == "h1" => inside = !tag.closing,
                Part::Text(it, _) if inside => text.push_str(&it),
                _ => (),
            }
        }
    }
    None
}

/// The rank among the names a folder's page may have: `index`, `_index`, `README`.
#[must_use]
pub fn index_rank(path: &NotePath) -> Option<usize> {
    ["index", "_index", "readme"]
        .iter()
        .position(|it| path.stem().eq_ignore_ascii_case(it))
}

/// Whether this is a template for new notes: `TEMPLATE.md`, or in a folder of templates.
fn is_template(path: &NotePath) -> bool {
    let is_folder = |it: &NotePath| {
        ["templates", "_templates"]
            .iter()
            .any(|name| it.name().eq_ignore_ascii_case(name))
    };
    path.stem().eq_ignore_ascii_case("template") || path.ancestors().iter().any(is_folder)
}

/// Whether there is raw HTML that is more than a comment.
fn has_html(body: &[Node]) -> bool {
    let mut found = false;
    tree::walk(body, &mut |node| {
        let is_html = match node {
            Node::Leaf(Event::InlineHtml(it), _) => !is_comment(it),
            Node::Elem(Tag::HtmlBlock, ..) => {
                Piece::cast(node).is_some_and(|it| !is_comment(&it.html))
            }
            _ => false,
        };
        found |= is_html;
    });
    found
}

/// Whether a piece of HTML is one comment and nothing else.
#[must_use]
pub fn is_comment(html: &str) -> bool {
    let inner = html.trim().strip_prefix("<!--").and_then(|it| it.strip_suffix("-->"));
    inner.is_some_and(|it| !it.contains("-->"))
}
