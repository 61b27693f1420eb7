//! Laws that hold for every input.

use std::collections::BTreeSet;

use cribsheet::{
    build::Options,
    config::Config,
    diag::Span,
    note::{
        self, Node, NodeId, Rules,
        doc::{Kind, Nodes},
        tree::{self, MAX_DEPTH, dialect},
    },
    path::NotePath,
    source::{self, Source},
};
use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag, TagEnd, TextMergeStream};

use crate::{fixture, html};

/// Pieces of Markdown and HTML that mean something, whole or left open.
const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "# ",
    "## A `#x`\n",
    "# A\n",
    "- ",
    "  - ",
    "1. ",
    "> ",
    "> [!tip]- T\n",
    "```\n",
    "`#tag` ",
    " #tag",
    "**Tip:** `#x` ^id\n",
    "**Tags:** `#a` ",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "[x](a.md)",
    "[x](#a)",
    "[x](b.md#a-1)",
    "![i](i.png)",
    "[[b]]",
    "[[a#A|t]]",
    "![[b]]",
    "<div>",
    "</div>",
    "<b id=\"a\">",
    "<a name='fn-1'></a>",
    "<details>",
    "</details>",
    "<summary>",
    "</summary>\n",
    "- <details><summary>s</summary>",
    "<!-- c -->",
    "[^1]",
    "\n[^1]: note\n",
    "==",
    "**",
    "*",
    "~~",
    ":rocket:",
    "---\n",
    "\r\n",
    "term\n: def\n",
    "- [ ] ",
    "## fn 1\n",
    "{#id}",
    "&amp;",
    "\\",
    "\t",
    "\u{fe0f}",
    "\u{0}",
    "<img src=x onerror=alert(1)>",
    "<script>",
    "# Crib: main\n",
    "<h1>",
    "</h1>",
    "<table><td>",
    "javascript:x",
    "[j](javascript:alert(1))",
    "cp <path> <file>",
    "List<String>",
    "<filter>\n",
    "<svg><path/></svg>",
    "<svg>\n",
    "</svg>",
    "<math><mi>",
    "<svg x=\"1\">",
    "<image href=\"p.png\">",
    "<mtext>",
    "<mrow>",
    "<desc>",
    "<text>",
    "</math>",
    "<foreignObject>",
    "{: .x}",
    "{.x}",
    "\n{: .x }\n",
    "https://a.org/x",
    "://",
    "<title>",
    "<source> ",
    "<b <p",
    "\n<div x",
    "<!--",
    "\n<!-- open\n",
    "<![CDATA[",
    "<?x ",
    "<!x",
    "[![[b]]](a.md)",
    "[![x](b.md) [^1] `#t`](a.md)",
    "[^A]",
    "\n[^a]: lower\n",
    "## A {#crib:main}\n",
    "## A {#50%}\n",
    "## A {#fn-1:}\n",
    "## A {#fn-1}\n",
    "<a id=\"fn-1:\"></a>",
    "# A `#t` {#x}\n",
    "<a href=\"b.md\">",
    "<h1>AT&amp;T <!-- c -->x</h1>\n",
    "<img srcset=\"i.png?x 1x, i.png 2x\">",
    "[o](obsidian://x)",
    "![d](data:image/png;base64,AA==)",
    "\u{1}",
    "\u{7f}",
];

/// Markdown-like text: pieces that mean something, in any order.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z0-9 üß#\\.,:'\"]{1,12}",
        prop::sample::select(PIECES).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|it| it.concat())
}

fn note_of(text: &str) -> Source {
    Source { path: NotePath::new("a.md").unwrap(), text: text.into() }
}

fn spans_nest(nodes: &[Node], outer: &Span, text: &str) {
    for node in nodes {
        let span = node.span();
        assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        assert!(
            outer.start <= span.start && span.end <= outer.end,
            "{span:?} in {outer:?}"
        );
        spans_nest(node.children(), &span, text);
    }
}

/// Each node comes after `last`, and its scope is itself with what is in it.
fn nodes_are_numbered(body: &[Node], nodes: &[Node], last: &mut NodeId) {
    for node in nodes {
        assert!(*last < node.id(), "{node:?} after {last:?}");
        *last = node.id();
        nodes_are_numbered(body, node.children(), last);
        let scope = node.scope();
        assert!(scope.first == node.id() && scope.contains(*last), "{node:?}");
        let (_, found) = tree::within(body, scope).unwrap();
        assert!(found.len() == 1 && std::ptr::eq(&raw const found[0], node), "{node:?}");
    }
}

/// The tree and the document have the same nodes and words.
fn document_agrees(nodes: &[Node], doc: Nodes<'_>) {
    let found: Vec<_> = doc.iter().collect();
    assert_eq!(doc.last(), found.last().copied());
    assert_eq!(nodes.len(), found.len(), "{nodes:?}");
    let plain = |text: String| text.replace('`', "");
    for (node, found) in nodes.iter().zip(found) {
        assert_eq!(node.position(), &found.position());
        // The mark of a callout is no text of the document.
        if let Kind::Callout(_) = found.kind() {
            continue;
        }
        let words = note::plain::plain_text(std::slice::from_ref(node));
        let callouts =
            found.alone().walk().any(|it| matches!(it.kind(), Kind::Callout(_)));
        assert!(
            callouts || plain(words) == plain(found.alone().plain_text()),
            "{node:?}"
        );
        document_agrees(node.children(), found.children());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_tree_gives_the_events_back(text in markdown()) {
        // Colons without a space behind them begin nothing here, but would for the parser.
        let mut text: Vec<char> = text.chars().collect();
        for at in 1..text.len() {
            if text[at - 1] == ':' && !text[at].is_ascii_whitespace() {
                text[at - 1] = ';';
            }
        }
        let text: String = text.into_iter().collect();
        let (nodes, cut) = tree::parse(&text, 0);
        prop_assert!(cut.is_none());
        let mut events: Vec<Event<'_>> = Vec::new();
        tree::flatten(&nodes, &mut |event| events.push(event));
        let expected: Vec<Event<'_>> =
            TextMergeStream::new(Parser::new_ext(&text, dialect())).collect();
        prop_assert_eq!(events, expected);
        spans_nest(&nodes, &(0..text.len()), &text);
        let (parsed, _) = note::parse(&note_of(&text), &Rules::default());
        document_agrees(&parsed.body, parsed.doc.blocks());
        nodes_are_numbered(&parsed.body, &parsed.body, &mut NodeId::default());
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
        let again = fixture::build_on(jobs, &Reversed(&files), &config, Options::default());
        prop_assert_eq!(site.files, again.files);
        let words = |built: &cribsheet::build::Built| fixture::findings(&built.resolved);
        prop_assert_eq!(words(&site.built), words(&again.built));
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
    let source = note_of(text);
    let (nodes, _) = tree::parse(&source.text, 0);
    let (mut words, mut in_image) = (Vec::new(), 0);
    tree::flatten(&nodes, &mut |event| match event {
        Event::Start(Tag::Image { .. }) => in_image += 1,
        Event::End(TagEnd::Image) => in_image -= 1,
        // A picture's words are its `alt`, and the words of an embed are its note's.
        Event::Text(text) | Event::Code(text) if in_image == 0 => {
            let letters = text.split(|c: char| !c.is_alphanumeric());
            words.extend(letters.filter(|it| !it.is_empty()).map(str::to_owned));
        }
        _ => (),
    });
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
        assert!(depth(&parsed.body) <= MAX_DEPTH + 1, "{marker}");
        let codes: BTreeSet<&str> = findings.iter().map(|it| it.code.name()).collect();
        let nests = !matches!(marker, "[" | "![" | "*a ");
        assert_eq!(codes.contains("N002"), nests, "{marker}");
        let site = fixture::site(&format!("//- a.md\n{text}"));
        assert!(site.page("a.html").contains("the last words"), "{marker}");
    }
}

fn depth(nodes: &[Node]) -> usize {
    nodes.iter().map(|it| 1 + depth(it.children())).max().unwrap_or(0)
}
