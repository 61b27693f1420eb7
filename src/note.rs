//! One note, finished: its document and what it says about itself.
//! Gives the same note for the same text, whatever the text is: parsing cannot fail.
//! Must not know any other note.

pub mod blocks;
pub mod dates;
pub mod doc;
mod formulas;
pub mod headings;
pub mod instructions;
pub mod links;
mod lint;
mod mask;
pub mod meta;
pub mod outline;
mod raw;
mod read;
pub mod redirects;
mod tagged;
pub mod tags;
mod template;
pub mod title;
mod typeset;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub use self::{
    blocks::Block,
    doc::{Doc, Inlines, Kind, Node, NodeId, Nodes, Position, Scope},
    headings::{Heading, HeadingId},
    links::{Link, LinkId, LinkKind},
    meta::{Meta, Says},
    read::MAX_DEPTH,
    tags::{Legend, Level, Rules, TagId, TagName, TagUse},
    title::index_rank,
};
use crate::{
    diag::{Code, Diagnostic, Severity, Span},
    path::{Anchor, NotePath},
    source::Source,
    text::{Direction, count_words},
};

/// A parsed note; its links still say what the author wrote.
#[derive(Debug, Clone)]
pub struct Note {
    /// Where it lies.
    pub path: NotePath,
    /// Its front matter.
    pub meta: Meta,
    /// Its own title: front matter, else the only H1 or the first that is like its name, else the
    /// heading that begins the text and stands above all others, else the name of the file or folder
    /// as it is written.
    pub own_title: String,
    /// The same with simple formulas as signs, if that is something else.
    shown_title: Option<String>,
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
    /// The blocks that may carry tags, by the nodes that they begin with, and their permanent ids.
    pub tagged: Vec<(NodeId, Anchor)>,
    /// Its headings and blocks by their ids.
    pub by_id: ById,
    /// The ids its raw HTML gives, in order.
    pub anchors: Vec<Anchor>,
    /// Its footnotes by their labels, as these are compared; the first of each.
    pub footnotes: BTreeMap<String, NodeId>,
    /// Its links, in order.
    pub links: Vec<Link>,
    /// How many words a reader reads; each Chinese or Japanese character counts as one.
    pub words: usize,
    /// The directions of the letters in its text.
    pub directions: BTreeSet<Direction>,
    /// Its formulas as `MathML`; one that cannot be set is missing.
    pub formulas: BTreeMap<NodeId, Arc<str>>,
    /// Whether it is a template for new notes: nothing to study, and a page that no list shows.
    pub is_template: bool,
    /// Its text.
    pub doc: Doc,
    /// Its blocks with what stands above each.
    pub outline: outline::Outline,
}

/// The headings and blocks of a note in the order of their ids, so that one is soon found.
#[derive(Debug, Clone, Default)]
pub struct ById {
    /// Each heading with its id, as 0, and with its aliases, from 1.
    headings: Vec<(usize, usize)>,
    blocks: Vec<usize>,
    /// The blocks in the order in which they begin.
    begun: Vec<usize>,
}

impl ById {
    fn new(headings: &[Heading], blocks: &[Block]) -> Self {
        let ids = headings.iter().enumerate();
        let ids =
            ids.flat_map(|(at, it)| (0..=it.aliases.len()).map(move |nth| (at, nth)));
        let mut by_id = Self {
            headings: ids.collect(),
            blocks: (0..blocks.len()).collect(),
            begun: (0..blocks.len()).collect(),
        };
        by_id.headings.sort_by_key(|it| (nth_id(headings, *it), *it));
        by_id.blocks.sort_by_key(|at| (blocks.get(*at).map(|it| &it.id), *at));
        by_id.begun.sort_by_key(|at| (blocks.get(*at).map(|it| it.scope.first), *at));
        by_id
    }
}

/// The id of a heading, as 0, or one of its aliases, from 1.
fn nth_id(headings: &[Heading], (at, nth): (usize, usize)) -> Option<&Anchor> {
    let heading = headings.get(at)?;
    nth.checked_sub(1).map_or(Some(&heading.id), |it| heading.aliases.get(it))
}

/// How many items or rows stand for a section that begins with a list or table.
const OPENING: usize = 8;

/// Why a file has no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// It is a draft.
    Draft,
    /// It is a drawing of Excalidraw.
    Drawing,
}

impl LeftOut {
    /// What such a file is, with an article.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Draft => "a draft",
            Self::Drawing => "a drawing",
        }
    }
}

/// Where a note's title was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TitleSource {
    /// The front matter.
    FrontMatter,
    /// An H1.
    Heading,
    /// An `<h1>` of raw HTML.
    RawHeading,
    /// The heading that begins the text, where no other one stands as high.
    FirstHeading,
    /// The name of the file or folder.
    Name,
}

impl Note {
    /// Its own title as lists show it: `x²` for the formula `x^2`.
    #[must_use]
    pub fn shown_title(&self) -> &str {
        self.shown_title.as_deref().unwrap_or(&self.own_title)
    }

    /// Why it has no page, if it has none; `drafts` says whether drafts have one.
    #[must_use]
    pub fn left_out(&self, drafts: bool) -> Option<LeftOut> {
        if self.meta.says == Says::Drawing {
            return Some(LeftOut::Drawing);
        }
        (self.meta.draft && !drafts).then_some(LeftOut::Draft)
    }

    /// What of a section shows what it is about: its first paragraph, or the first items or rows.
    #[must_use]
    pub fn opening(&self, section: Scope) -> Option<Scope> {
        let (_, nodes) = self.doc.within(section)?;
        let is_text = |it: &Node<'_>| {
            let is_silent = matches!(
                it.kind(),
                Kind::Heading(_) | Kind::Html(_) | Kind::Hidden | Kind::Rule
            );
            !is_silent && !it.is_inline()
        };
        let first = nodes.iter().find(is_text)?;
        let parts = match first.kind() {
            Kind::List(_) => OPENING,
            Kind::Table(_) => OPENING + 1,
            _ => 0,
        };
        let inside = first.children();
        let last = parts.checked_sub(1).and_then(|it| inside.iter().nth(it));
        let start = last.and(inside.first()).unwrap_or(first);
        Some(Scope { first: start.id(), end: last.unwrap_or(first).scope().end })
    }

    /// Whether a section says more than how it begins, sections within it included.
    #[must_use]
    pub fn goes_on(&self, section: Scope) -> bool {
        let end = self.opening(section).map_or(section.end, |it| it.end);
        let Some((_, nodes)) = self.doc.within(section) else { return false };
        let is_seen = |it: &Node<'_>| !matches!(it.kind(), Kind::Hidden | Kind::Rule);
        end < section.end && nodes.iter().any(|it| is_seen(&it) && it.scope().end > end)
    }

    /// Whether one of its headings, or its raw HTML, gives an id.
    #[must_use]
    pub fn has_id(&self, id: &Anchor) -> bool {
        self.has_anchor(id) || self.heading_named(id).is_some()
    }

    /// Its language, where the one of the site is `site`.
    #[must_use]
    pub fn language<'a>(&'a self, site: &'a str) -> &'a str {
        self.meta.lang.as_deref().unwrap_or(site)
    }

    /// Whether letters of it run against its language, so that each block is to be looked at.
    #[must_use]
    pub fn mixes_directions(&self, site: &str) -> bool {
        let own = Direction::of_language(self.language(site));
        self.directions.iter().any(|it| *it != own)
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
        const NAMES: [&str; 7] = [
            "AGENTS",
            "CHANGELOG",
            "CLAUDE",
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

    /// The permanent id of the block that begins with a node and may carry tags.
    #[must_use]
    pub fn tagged_at(&self, node: NodeId) -> Option<&Anchor> {
        let at = self.tagged.binary_search_by_key(&node, |it| it.0).ok()?;
        self.tagged.get(at).map(|it| &it.1)
    }

    /// Where the block is that carries a tag: the id that its author gave it, else its own.
    #[must_use]
    pub fn place_of(&self, tag: TagId) -> Option<Anchor> {
        if let Some(block) = self.block_of(tag) {
            return Some(Anchor::new(block.id.as_str()));
        }
        let tag = self.tags.get(tag.0).filter(|it| it.level == Level::Block)?;
        self.tagged_at(tag.scope.first).cloned()
    }

    /// The blocks with ids that begin with a node.
    pub fn blocks_at(&self, node: NodeId) -> impl Iterator<Item = &Block> {
        let begun = &self.by_id.begun;
        let first_of = |at: &usize| self.blocks.get(*at).map(|it| it.scope.first);
        let start = begun.partition_point(|it| first_of(it) < Some(node));
        let begun = begun.get(start..).unwrap_or_default().iter();
        let begun = begun.take_while(move |it| first_of(it) == Some(node));
        begun.filter_map(|it| self.blocks.get(*it))
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

    /// Whether a node stands alone where other programs put a table of contents: `[[TOC]]`.
    #[must_use]
    pub fn is_hidden(&self, node: NodeId) -> bool {
        let holder = self.doc.node(node).and_then(Node::parent);
        holder.is_some_and(|it| matches!(it.kind(), Kind::Hidden))
    }

    /// A heading.
    #[must_use]
    pub fn heading(&self, id: HeadingId) -> Option<&Heading> {
        self.headings.get(id.place())
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
    let (mut meta, mut offset, mut findings) = meta::parse(path, text);
    if meta.says == Says::Drawing {
        // What it holds is data.
        (offset, meta.tags) = (text.len(), Vec::new());
        findings.clear();
    }
    let rules = &*rules.of_note(meta.math.as_ref());
    let mut read = read::read(text, offset, rules);
    findings.extend(read.cut.take().map(|span| too_deep(path, &span)));
    let places = headings::collect(path, &mut read);
    findings.extend(places.findings);
    findings.extend(lint::findings(path, &read));
    let mut tags = Vec::new();
    for it in &meta.tags {
        match front_matter_tag(it) {
            Some(tag) => tags.push(tag),
            None => findings.push(no_tag(Code::F001, path, it)),
        }
    }
    let found = tags::collect(&read, &places.headings, rules);
    tags.extend(found.uses);
    for it in tags.extract_if(.., |it| it.name.levels() > TagName::MAX_LEVELS) {
        findings.push(nested_tag(path, &it));
    }
    findings.extend(found.others.iter().map(|it| no_tag(Code::T003, path, it)));
    doc::fit(&mut tags);
    let doc = read.doc;
    let plain = doc.blocks().plain_text();
    let words = words(&doc, &plain);
    let (formulas, unset) = typeset::typeset(path, &doc, rules.maths());
    findings.extend(unset);
    let is_template = meta.says != Says::Note
        && template::is_template(&template::Candidate {
            path,
            front_matter: text.get(..offset).unwrap_or_default(),
            doc: &doc,
            headings: &places.headings,
            words,
        });
    if is_template {
        for finding in &mut findings {
            finding.severity = Severity::Info;
        }
    }
    let blocks = blocks::collect(&doc);
    let tagged = tagged::ids(&doc, &tags, &places.anchors);
    let title = typeset::front_matter(&mut meta, rules);
    let title = title.unwrap_or_else(|| title::title(path, &doc, &places.headings));
    let outline = outline::Outline::of(&doc, &places.headings);
    let note = Note {
        path: path.clone(),
        own_title: title.text,
        shown_title: title.shown,
        title_source: title.source,
        meta,
        tags,
        legends: found.legends,
        by_id: ById::new(&places.headings, &blocks),
        headings: places.headings,
        blocks,
        tagged,
        anchors: places.anchors,
        footnotes: footnotes(&doc),
        links: read.links,
        words,
        directions: Direction::all_of(&plain),
        formulas,
        is_template,
        doc,
        outline,
    };
    (note, findings)
}

/// How many words a note has. A formula counts as one, however long it is.
fn words(doc: &Doc, plain: &str) -> usize {
    let formulas = doc.walk().filter_map(Node::tex);
    formulas.fold(count_words(plain), |words, tex| {
        (words + 1).saturating_sub(count_words(tex))
    })
}

fn footnotes(doc: &Doc) -> BTreeMap<String, NodeId> {
    let mut footnotes = BTreeMap::new();
    if doc.source().contains("[^") {
        for node in doc.walk() {
            if let Kind::Footnote(label) = node.kind() {
                footnotes.entry(folded(label)).or_insert(node.id());
            }
        }
    }
    footnotes
}

/// A label of a footnote as labels are compared: letter case does not count.
#[must_use]
pub fn folded(label: &str) -> String {
    label.to_uppercase().to_lowercase()
}

fn too_deep(path: &NotePath, span: &Span) -> Diagnostic {
    let message = format!("this is nested more than {MAX_DEPTH} levels deep");
    Diagnostic::new(Code::N002, path, span.start..span.start, message)
        .with_help("remove stray markers; anything deeper is shown as plain text")
}

fn nested_tag(path: &NotePath, it: &TagUse) -> Diagnostic {
    let most = TagName::MAX_LEVELS;
    let levels = it.name.levels();
    let message = format!("this tag has {levels} levels, but only {most} are allowed");
    Diagnostic::new(Code::N002, path, it.span.clone(), message)
        .with_help("use fewer parts separated by `/`")
}

fn no_tag(code: Code, path: &NotePath, (name, span): &(String, Span)) -> Diagnostic {
    let is_shown = code == Code::T003;
    let message = if is_shown {
        format!("`{name}` in the tags line is not a tag")
    } else {
        format!("`{name}` is not a tag; it is ignored")
    };
    let help = match TagName::of_words(name).filter(|_| is_shown) {
        Some(tag) => format!("write `#{tag}`; tags begin with `#`"),
        None => {
            String::from("use letters, digits, `_`, `-` and `/`, and not only digits")
        }
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
