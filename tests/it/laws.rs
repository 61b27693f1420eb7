//! Laws that hold for every input.

use std::collections::BTreeSet;

use cribsheet::{
    build::Options,
    config::Config,
    diag::Span,
    note::{self, MAX_DEPTH, Node, NodeId, Nodes, Rules},
    path::NotePath,
    source::{self, Source},
};
use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag, TagEnd, TextMergeStream};

use crate::{
    fixture, html,
    pieces::{dialect, markdown},
    search,
};

fn note_of(text: &str) -> Source {
    Source { path: NotePath::new("a.md").unwrap(), text: text.into() }
}

/// Each node comes after `last`, lies in the span of what holds it, and its scope is itself with
/// what is in it.
fn nodes_are_sound(nodes: Nodes<'_>, outer: &Span, last: &mut NodeId) {
    let doc = nodes.doc();
    let found: Vec<Node<'_>> = nodes.iter().collect();
    assert_eq!(nodes.last(), found.last().copied());
    for node in found {
        let span = node.span();
        assert!(doc.source().get(span.clone()).is_some(), "{node:?}");
        assert!(
            outer.start <= span.start && span.end <= outer.end,
            "{node:?} in {outer:?}"
        );
        assert!(*last < node.id(), "{node:?} after {last:?}");
        *last = node.id();
        nodes_are_sound(node.children(), &span, last);
        let scope = node.scope();
        assert!(scope.first == node.id() && scope.contains(*last), "{node:?}");
        let (parent, found) = doc.within(scope).unwrap();
        assert_eq!((parent, found.only()), (node.parent(), Some(found.first().unwrap())));
        assert_eq!(doc.node(node.id()), Some(node));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn nodes_and_their_numbers_follow_the_text(text in markdown()) {
        let (note, _) = note::parse(&note_of(&text), &Rules::default());
        nodes_are_sound(note.doc.blocks(), &(0..text.len()), &mut NodeId::default());
        let walked: Vec<NodeId> = note.doc.walk().map(Node::id).collect();
        prop_assert!(walked.is_sorted());
        for link in &note.links {
            prop_assert!(note.doc.node(link.node).is_some());
        }
    }

    #[test]
    fn parsing_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), text in markdown()) {
        let files = |bytes| source::Memory([(NotePath::new("a.md").unwrap(), bytes)].into());
        for bytes in [bytes, text.into_bytes()] {
            let loaded = source::Files::load(&files(bytes)).unwrap();
            for source in &loaded.sources {
                let (_, findings) = note::parse(source, &Rules::default());
                for it in findings {
                    prop_assert!(source.text.get(it.span).is_some());
                }
            }
        }
    }

    #[test]
    fn joined_paths_stay_inside(from in "[a-c/.]{0,12}", href in "[a-c/.\\\\%2eE ]{0,16}") {
        let inside = |path: &NotePath| {
            path.as_str().split('/').all(|it| it != ".." && it != "." ) && !path.as_str().starts_with('/')
        };
        if let Some(path) = NotePath::new(&from) {
            prop_assert!(inside(&path));
            if let Some(joined) = path.join(&href) {
                prop_assert!(inside(&joined));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_site_is_sound_in_any_order(
        a in markdown(), b in markdown(), c in markdown(), jobs in 1..4_usize, bare: bool,
    ) {
        let files: source::Memory = source::Memory(
            [("a.md", a), ("b.md", b), ("sub/index.md", c), ("i.png", String::new())]
                .map(|(path, text)| (NotePath::new(path).unwrap(), text.into_bytes()))
                .into(),
        );
        let mut config = Config::default();
        config.tags.bare = Some(bare);
        let site = fixture::build_on(1, &files, &config, Options::default());
        prop_assert_eq!(html::problems(&site), Vec::<String>::new());
        search::index::read(&site);
        let again = fixture::build_on(jobs, &Reversed(&files), &config, Options::default());
        prop_assert_eq!(&site.files, &again.files);
        let words = |built: &cribsheet::build::Built| fixture::findings(&built.resolved);
        prop_assert_eq!(words(&site.built), words(&again.built));
        let large = Options { no_minify: true, ..Options::default() };
        let large = fixture::build_on(1, &files, &config, large);
        prop_assert_eq!(html::changed(&large, &again), Vec::<String>::new());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_word_of_a_note_is_lost(text in markdown(), bare: bool) {
        let source = format!("words\n\n{text}");
        let files = source::Memory(
            [("a.md", source.as_str()), ("b.md", "# B\n"), ("i.png", "")]
                .map(|(path, text)| (NotePath::new(path).unwrap(), text.as_bytes().to_vec()))
                .into(),
        );
        let options = Options { no_minify: true, ..Options::default() };
        let mut config = Config::default();
        config.markdown.emoji = Some(false);
        config.tags.bare = Some(bare);
        let site = fixture::build(&files, &config, options);
        // A tag is shown as it is written where it stands first.
        let shown = html::text(site.main("a.html")).to_lowercase();
        for word in words(&source) {
            prop_assert!(shown.contains(&word.to_lowercase()), "{word:?} is not in {shown:?}");
        }
    }
}

/// The words of a note's text and code, without what a page shows in another form.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut in_image) = (Vec::new(), 0);
    for event in TextMergeStream::new(Parser::new_ext(text, dialect())) {
        match event {
            Event::Start(Tag::Image { .. }) => in_image += 1,
            Event::End(TagEnd::Image) => in_image -= 1,
            // A picture's words are its `alt`, and the words of an embed are its note's.
            Event::Text(text) | Event::Code(text) if in_image == 0 => {
                let letters = text.split(|c: char| !c.is_alphanumeric());
                words.extend(letters.filter(|it| !it.is_empty()).map(str::to_owned));
            }
            _ => (),
        }
    }
    // Ids and the kinds of callouts.
    let changed = ["id", "x", "50", "fn", "1", "tip", "crib"];
    words.retain(|it| !changed.contains(&it.as_str()));
    words
}

/// Hands files on in the opposite order.
struct Reversed<'a>(&'a source::Memory);

impl source::Files for Reversed<'_> {
    fn load(&self) -> Result<source::Loaded, cribsheet::error::Error> {
        let mut loaded = self.0.load()?;
        loaded.sources.reverse();
        loaded.assets.reverse();
        Ok(loaded)
    }

    fn asset(&self, path: &NotePath) -> Result<Vec<u8>, cribsheet::error::Error> {
        self.0.asset(path)
    }
}

#[test]
fn nesting_is_limited_and_nothing_is_lost() {
    for marker in ["[", "> ", "- ", "<div>", "*a ", "![", "1. ", "<b>"] {
        let text = format!("# Title\n\n{}the last words\n", marker.repeat(20_000));
        let (parsed, findings) = note::parse(&note_of(&text), &Rules::default());
        assert!(depth(parsed.doc.blocks()) <= MAX_DEPTH + 1, "{marker}");
        let codes: BTreeSet<&str> = findings.iter().map(|it| it.code.name()).collect();
        let nests = !matches!(marker, "[" | "![" | "*a ");
        assert_eq!(codes.contains("N002"), nests, "{marker}");
        let site = fixture::site(&format!("//- a.md\n{text}"));
        assert!(site.page("a.html").contains("the last words"), "{marker}");
    }
}

fn depth(nodes: Nodes<'_>) -> usize {
    nodes.iter().map(|it| 1 + depth(it.children())).max().unwrap_or(0)
}

#[test]
fn documents_take_less_room_than_three_times_their_text() {
    let content = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let (mut texts, mut documents, mut folders) = (0, 0, vec![content]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "md") {
                let text = std::fs::read_to_string(path).unwrap();
                let (note, _) = note::parse(&note_of(&text), &Rules::default());
                texts += text.len();
                documents += note.doc.size();
            }
        }
    }
    assert!(texts > 10_000 && documents <= 3 * texts, "{documents} bytes for {texts}");
}
