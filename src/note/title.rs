//! The title of a note, and the heading with which its text begins.
//! Gives the title that the note itself has: of its front matter, a heading, or its file's name.
//! Must not know how other notes spell the words of a name.

use super::{
    Heading, Note, TitleSource,
    doc::{Doc, Kind, Node, NodeId, Nodes},
};
use crate::{
    path::{NotePath, fold, is_accent},
    text::{is_unspaced, single_spaced},
};

/// The title of a note.
#[derive(Debug, Clone)]
pub(super) struct Title {
    pub(super) text: String,
    /// The same with simple formulas as signs, if that is something else.
    pub(super) shown: Option<String>,
    pub(super) source: TitleSource,
}

impl Title {
    /// A title with its formulas as TeX, and as lists show it.
    pub(super) fn new(text: String, shown: &str, source: TitleSource) -> Self {
        let shown = (shown != text).then(|| shown.to_owned());
        Self { text, shown, source }
    }

    fn of_heading(heading: &Heading, source: TitleSource) -> Self {
        Self::new(heading.text.clone(), heading.shown(), source)
    }
}

/// The title of a note whose front matter gives none.
pub(super) fn title(path: &NotePath, doc: &Doc, headings: &[Heading]) -> Title {
    let found = main_heading(path, doc, headings);
    found.or_else(|| first_heading(doc, headings)).unwrap_or_else(|| {
        let folder = path.folder();
        let name = match index_rank(path) {
            Some(_) if folder.is_root() => "Home",
            Some(_) => folder.name(),
            None => path.stem(),
        };
        Title::new(name.to_owned(), name, TitleSource::Name)
    })
}

/// The rank among the names a folder's page may have: `index`, `_index`, `README`.
#[must_use]
pub fn index_rank(path: &NotePath) -> Option<usize> {
    ["index", "_index", "readme"]
        .iter()
        .position(|it| path.stem().eq_ignore_ascii_case(it))
}

/// The heading that the page shows as its own: it begins the text, and is or could be the title.
#[must_use]
pub fn shown_heading(note: &Note) -> Option<&Heading> {
    let is_title =
        |it: &&Heading| it.level == 1 || note.title_source == TitleSource::FirstHeading;
    let heading = note.headings.first().filter(is_title)?;
    let is_first = opening(&note.doc).is_some_and(|it| it.id() == heading.node);
    (is_first && note.title_source != TitleSource::Name).then_some(heading)
}

/// The only heading of level one; of several the first, if it begins the note and has a word in
/// common with its name. The page of a folder is named after what it is about, not after its file.
fn main_heading(path: &NotePath, doc: &Doc, headings: &[Heading]) -> Option<Title> {
    let markdown = headings.iter().filter(|it| it.level == 1);
    let markdown =
        markdown.map(|it| (it.node, Title::of_heading(it, TitleSource::Heading)));
    let raw = doc.walk().filter(|it| is_raw(*it)).map(|it| {
        let text = single_spaced(it.children().plain_text());
        let shown = single_spaced(it.children().shown_text());
        (it.id(), Title::new(text, &shown, TitleSource::RawHeading))
    });
    let mut all: Vec<_> =
        markdown.chain(raw).filter(|it| !it.1.text.is_empty()).collect();
    all.sort_by_key(|it| it.0);
    // What is quoted or folded divides no note.
    let is_outside = |it: &NodeId| doc.node(*it).is_some_and(is_of_the_note_itself);
    if all.iter().any(|it| is_outside(&it.0)) {
        all.retain(|it| is_outside(&it.0));
    }
    let is_only = all.len() == 1;
    let (node, title) = all.into_iter().next()?;
    let is_named = || index_rank(path).is_some() || shares_word(path.stem(), &title.text);
    let is_title = is_only || begins(doc.blocks(), node) && is_named();
    is_title.then_some(title)
}

fn is_raw(node: Node<'_>) -> bool {
    matches!(node.kind(), Kind::Html(it) if it.name() == "h1")
}

fn is_of_the_note_itself(node: Node<'_>) -> bool {
    let is_open =
        |it: Node<'_>| matches!(it.kind(), Kind::Html(it) if it.name() != "details");
    node.ancestors().skip(1).all(is_open)
}

/// The heading that begins the text, if all others are of lower levels.
fn first_heading(doc: &Doc, headings: &[Heading]) -> Option<Title> {
    let (first, others) = headings.split_first()?;
    let start = doc.blocks().iter().find(|it| !matches!(it.kind(), Kind::Hidden))?.id();
    let is_title = first.node == start
        && !first.text.is_empty()
        && others.iter().all(|it| it.level > first.level);
    is_title.then(|| Title::of_heading(first, TitleSource::FirstHeading))
}

/// The block that begins the text; pictures above it, such as badges, do not keep it from its place.
fn opening(doc: &Doc) -> Option<Node<'_>> {
    doc.blocks().iter().find(|it| !is_silent(*it))
}

/// Whether no words stand before a node.
fn begins(nodes: Nodes<'_>, node: NodeId) -> bool {
    let says_something =
        |it: &Node<'_>| !is_silent(*it) && !matches!(it.kind(), Kind::Rule);
    let Some(first) = nodes.iter().find(says_something) else { return false };
    let is_around = matches!(first.kind(), Kind::Html(_)) && first.id() < node;
    first.id() == node || is_around && begins(first.children(), node)
}

/// Whether a node has no words: a comment, or pictures alone.
fn is_silent(node: Node<'_>) -> bool {
    let is_blank = |it: &str| it.trim().is_empty();
    match node.kind() {
        Kind::Hidden => true,
        Kind::Text(words) => is_blank(words),
        Kind::Html(element) => {
            let is_around = ["a", "br", "div", "img", "p", "picture", "source", "span"]
                .contains(&element.name());
            is_around && node.children().iter().all(is_silent)
        }
        Kind::Link(_) | Kind::Image(_) => is_picture(node),
        Kind::Paragraph(_) => is_blank(&without_pictures(node.children()).plain_text()),
        _ => false,
    }
}

/// Whether a node is a picture, or a link of pictures.
fn is_picture(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::Image(_) => true,
        Kind::Link(_) => node.children().iter().all(is_picture),
        _ => false,
    }
}

/// A paragraph without the pictures it begins with, and what is below one.
#[must_use]
pub fn without_pictures(line: Nodes<'_>) -> Nodes<'_> {
    let is_caption = |it: &Node<'_>| matches!(it.kind(), Kind::Emphasis);
    let is_said =
        |it: &Node<'_>| is_picture(*it) || !it.alone().plain_text().trim().is_empty();
    let mut rest = line;
    while let Some((first, after)) = rest.split_first() {
        rest = if is_picture(first) {
            let caption = after.iter().find(is_said).filter(is_caption);
            caption.map_or(after, |it| after.behind(it))
        } else if is_said(&first) {
            break;
        } else {
            after
        };
    }
    rest
}

/// Words that say nothing about what a note is about.
const LITTLE: [&str; 40] = [
    "a", "al", "an", "and", "as", "at", "by", "da", "das", "de", "del", "der", "des",
    "di", "die", "do", "du", "e", "el", "en", "et", "for", "from", "how", "il", "in",
    "la", "le", "les", "los", "of", "on", "the", "to", "und", "von", "what", "with", "y",
    "zu",
];

/// Shorter words of one text do not begin longer ones of another by chance only.
const STEM: usize = 4;

/// Whether the name of a file and a heading have a word in common, in another form or joined to
/// others, too: `queues` and `Queue`, `LinkedList` and `Linked list`.
fn shares_word(name: &str, heading: &str) -> bool {
    let (name, heading) = (fold(name), fold(heading));
    let joined = |it: &str| it.chars().filter(|it| is_of_word(*it)).collect::<String>();
    let (of_name, of_heading) = (joined(&name), joined(&heading));
    let is_long = |it: &str| it.chars().nth(STEM - 1).is_some();
    let holds = |a: &str, b: &str| is_long(b) && a.contains(b);
    if holds(&of_heading, &of_name) || holds(&of_name, &of_heading) {
        return true;
    }
    let (of_name, of_heading) = (words(&name), words(&heading));
    let begins = |a: &str, b: &str| is_long(b) && a.starts_with(b);
    let is_same = |a: &str, b: &str| {
        a == b || begins(a, b) || begins(b, a) || share_letters_without_spaces(a, b)
    };
    of_name.iter().any(|a| of_heading.iter().any(|b| is_same(a, b)))
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_accent(c)
}

/// The words of a folded text that may say what it is about; numbers where there is nothing else.
fn words(folded: &str) -> Vec<&str> {
    let words = folded.split(|it| !is_of_word(it));
    let words: Vec<&str> =
        words.filter(|it| !it.is_empty() && !LITTLE.contains(it)).collect();
    let is_number = |it: &str| it.chars().all(char::is_numeric);
    let telling: Vec<&str> = words.iter().copied().filter(|it| !is_number(it)).collect();
    if telling.is_empty() { words } else { telling }
}

/// Whether two runs of letters of a script without spaces have two letters in a row in common.
fn share_letters_without_spaces(a: &str, b: &str) -> bool {
    let pairs = |it: &str| {
        let letters: Vec<char> = it.chars().collect();
        let pairs = letters.windows(2).filter(|it| it.iter().all(|it| is_unspaced(*it)));
        pairs.map(<[char]>::to_vec).collect::<Vec<_>>()
    };
    let of_b = pairs(b);
    pairs(a).iter().any(|it| of_b.contains(it))
}

#[cfg(test)]
mod tests {
    use super::shares_word;

    #[test]
    fn a_name_and_a_heading_about_the_same_share_a_word() {
        for (name, heading) in [
            ("queues", "What is a Queue?"),
            ("LinkedList", "Linked list"),
            ("linear_algebra", "Lineare Algebra"),
            ("03-tcp", "TCP in detail"),
            ("os", "OS basics"),
            ("2024-01-05", "2024-01-05"),
            ("网络基础", "计算机网络"),
            ("u\u{308}bung", "Die \u{dc}bung"),
            ("lecture3", "Lecture 3: Graphs"),
        ] {
            assert!(shares_word(name, heading), "{name}: {heading}");
        }
        for (name, heading) in [
            ("AST", "1. Definition"),
            ("history-of-rome", "Kingdom of kings"),
            ("lecture-3", "3 uses"),
            ("go", "Gopher"),
            ("网络基础", "概述"),
            ("notes", "!!!"),
            ("", "A"),
        ] {
            assert!(!shares_word(name, heading), "{name}: {heading}");
        }
    }
}
