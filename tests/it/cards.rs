//! The deck as files: for Anki, for spreadsheets and to print; and the id of the site it is of.

use std::path::Path;

use cribsheet::{
    build::{self, Options},
    config::Config,
    deck::Question,
    export::cards,
    render::{Renderer, theme::Theme},
};

use crate::fixture;

/// What is made of a site and all its questions.
fn of_site<T>(
    config: &str,
    notes: &str,
    make: impl Fn(&Renderer<'_>, &[&Question<'_>]) -> T,
) -> T {
    let config = Config::parse(config, Path::new("crib.yaml")).unwrap();
    let files = fixture::files(notes);
    let input = fixture::input(&files, &config, Options::default());
    let resolved = build::resolve(input).unwrap();
    let (library, sources) = resolved.notes();
    let found = build::find(input, &library).unwrap();
    let extracted = build::extract(input, (&library, &found.parts), &sources).unwrap();
    let theme = Theme::embedded("en").unwrap();
    let planned =
        build::plan(input, &theme, &resolved.library, &extracted.study).unwrap();
    let questions: Vec<_> = planned.renderer.site().deck.questions.iter().collect();
    make(&planned.renderer, &questions)
}

fn id_of(config: &str, notes: &str) -> String {
    of_site(config, notes, |renderer, _| renderer.site().id.clone())
}

/// The lines of the file for Anki, each cut into its fields.
fn anki(config: &str, notes: &str) -> Vec<[String; 6]> {
    let text = of_site(config, notes, cards::anki);
    let lines = text.lines().filter(|it| !it.starts_with('#'));
    let fields = lines.map(|it| it.split('\t').map(str::to_owned).collect::<Vec<_>>());
    fields.map(|it| it.try_into().unwrap()).collect()
}

/// The back of the only card, without the place below it.
fn back(config: &str, notes: &str) -> String {
    let [[.., back, _]] = anki(config, notes).try_into().unwrap();
    back.rsplit_once("<div><small>").unwrap().0.to_owned()
}

#[test]
fn a_site_has_the_id_of_its_configuration_or_of_its_title_never_of_its_address() {
    let notes = "//- index.md\n# Cloud\n//- a.md\n# A\n";
    assert_eq!(id_of("id: mine\ntitle: x\n", notes), "mine");
    let default = id_of("", notes);
    assert_eq!(default.strip_prefix("t-").map(str::len), Some(10), "{default}");
    assert_eq!(id_of("base_url: https://example.org\n", notes), default);
    assert_eq!(id_of("", &notes.replace("# A", "# B\n\nmore")), default);
    assert_ne!(id_of("", &notes.replace("Cloud", "Clouds")), default);
}

const NOTES: &str = "\
//- index.md
# Cloud :: notes

- \"At home\" → **Nothing**
//- deep/storage/index.md
# Storage

## Kinds `#exam-tip`

- \"Fast\" → **Disk** that keeps blocks
//- deep/storage/a.md
# A `#cost/low` `#exam-tip`

- \"Cheap\" → **Archive**
";

#[test]
fn decks_are_nested_as_notes_are_and_tags_as_they_are() {
    let lines = anki("id: x\n", NOTES);
    let decks: Vec<&str> = lines.iter().map(|it| it[2].as_str()).collect();
    let site = "Cloud : notes";
    let storage = format!("{site}::Deep::Storage");
    assert_eq!(decks, [site, &storage, &format!("{storage}::A")]);
    let tags: Vec<&str> = lines.iter().map(|it| it[5].as_str()).collect();
    assert_eq!(tags, ["", "exam-tip", "cost::low exam-tip"]);
    assert!(lines.iter().all(|it| it[1] == "Basic" && it[0].starts_with('s')));
}

#[test]
fn anki_knows_a_card_again_when_its_answer_or_its_address_changes() {
    let ids = |config: &str, notes: &str| -> Vec<String> {
        anki(config, notes).into_iter().map(|[id, ..]| id).collect()
    };
    let first = ids("id: x\n", NOTES);
    let other = NOTES.replace("keeps blocks", "is a disk").replace("Cloud", "Sky");
    assert_eq!(ids("id: x\nbase_url: https://example.org\n", &other), first);
    let other = ids("id: y\n", NOTES);
    assert!(first.iter().all(|it| !other.contains(it)), "another site has other cards");
}

#[test]
fn anki_knows_a_question_of_several_notes_again_when_another_comes_first() {
    let notes = |weight: i32| {
        format!(
            "//- a.md\n---\nweight: 2\n---\n# A\n\n- \"Order must be kept\" → FIFO queue\n\
             //- b.md\n---\nweight: {weight}\n---\n# B\n\n- \"Order must be kept\" → FIFO queue\n"
        )
    };
    let first = |weight: i32| {
        let [[id, _, deck, ..]] = anki("id: x\n", &notes(weight)).try_into().unwrap();
        (id, deck.rsplit("::").next().unwrap().to_owned())
    };
    let (own, again) = (first(1), first(3));
    assert_eq!((own.1.as_str(), again.1.as_str()), ("B", "A"));
    assert_eq!(own.0, again.0);
}

/// A note with one definition, and what else its page needs.
fn definition(answer: &str) -> String {
    format!("//- index.md\n# Home\n//- a.md\n# A\n\nTerm\n: {answer}\n//- p.png\nx\n")
}

#[test]
fn answers_are_plain_html_in_one_line() {
    let cases = [
        ("**bold** and `a < b`", "<strong>bold</strong> and <code>a &lt; b</code>"),
        ("one\n  two", "one two"),
        ("**a**\n  *b*", "<strong>a</strong> <em>b</em>"),
        ("a  \n  b", "a<br>b"),
        ("$x < y$", r"\(x &lt; y\)"),
        ("sum: $$\n  a\n  = b\n  $$", r"sum: \[a = b\]"),
        ("==marked== ~~gone~~", "<mark>marked</mark> <del>gone</del>"),
        ("![the disk](p.png) turns", "[the disk] turns"),
        ("![](p.png) turns", "[p] turns"),
        ("see [home](index.md) soon", "see home soon"),
        (
            "see [it](https://example.com) now",
            "see <a href=\"https://example.com\">it</a> now",
        ),
        ("has a note[^1]\n\n[^1]: small", "has a note"),
        ("<span class=\"red\" id=\"x\">red</span>", "<span>red</span>"),
    ];
    for (answer, html) in cases {
        assert_eq!(
            back("", &definition(answer)),
            format!("<div>{html}</div>"),
            "{answer}"
        );
    }
    let blocks = back("", &definition("both:\n  - one\n  - two\n\n  ```sh\n  a\n  ```"));
    assert_eq!(
        blocks,
        "<div style=\"text-align:start\"><p>both:</p><ul><li>one</li><li>two</li></ul></div>"
    );
}

#[test]
fn with_an_address_everything_is_found_there() {
    let config = "base_url: https://example.org/n\n";
    let picture = "<img src=\"https://example.org/n/p.png\" alt=\"the disk\"> turns";
    let cases = [
        ("![the disk](p.png) turns", picture),
        ("<img src=\"p.png\" alt=\"the disk\" width=\"9\"> turns", picture),
        (
            "see [a](a.md#a) soon",
            "see <a href=\"https://example.org/n/a.html#a\">a</a> soon",
        ),
        ("see [b](b.md) soon", "see b soon"),
    ];
    for (answer, html) in cases {
        assert_eq!(
            back(config, &definition(answer)),
            format!("<div>{html}</div>"),
            "{answer}"
        );
    }
    let [[.., back, _]] = anki(config, &definition("x")).try_into().unwrap();
    let place = "<small><a href=\"https://example.org/n/a.html#a\">A</a></small>";
    assert!(back.contains(place), "{back}");
}

#[test]
fn a_row_of_the_spreadsheet_has_plain_words() {
    let notes = "//- a.md\n# A\n\n## Part, one\n\n| Situation | Choose | Why | Cost |\n|---|---|---|---|\n\
                 | Read \"once\" | **Archive** | it is $x^2$ | low |\n";
    let text = of_site("base_url: https://example.org\ntitle: S\n", notes, cards::csv);
    // Without the mark Excel would take other letters for these.
    assert!(text.starts_with("\u{feff}id,deck,"), "{text}");
    let row = text.split("\r\n").nth(1).unwrap();
    assert_eq!(
        row,
        "\"a/part,-one/scenario/read-once\",S › A,\"A › Part, one\",\"Read \"\"once\"\"\",Archive,\
         it is x^2; Cost: low,,https://example.org/a.html#part-one"
    );
}

/// The page to print: for each sheet of paper its two sides, for each card its number and words.
fn paper(config: &str, notes: &str) -> Vec<Vec<String>> {
    let html = of_site(config, notes, cards::paper).unwrap();
    let sides = html.split("<section class=\"paper ").skip(1);
    let card = |it: &str| {
        let words = it.split("<div>").nth(1).and_then(|it| it.split("</div>").next());
        let below = it.split("<p class=\"below\">").nth(1);
        let number = below.and_then(|it| it.split("</p>").next()).unwrap_or("none");
        format!("{number} {}", words.unwrap_or_default())
    };
    sides.map(|it| it.split("class=\"card").skip(1).map(card).collect()).collect()
}

#[test]
fn backs_lie_behind_their_fronts_when_the_paper_is_turned() {
    let rules = (1..=9).map(|it| format!("- \"Case {it}\" → **Answer {it}**\n"));
    let rules: Vec<String> = rules.collect();
    let rules = rules.concat();
    let sides = paper("", &format!("//- a.md\n# A\n\n{rules}"));
    let shown: Vec<Vec<&str>> =
        sides.iter().map(|it| it.iter().map(String::as_str).collect()).collect();
    assert_eq!(shown.len(), 4, "two sheets of paper");
    let side = |numbers: [usize; 8], words: fn(usize) -> String| -> Vec<String> {
        let card = |it| match it {
            0 => String::from("none "),
            it => format!("{it} {}", words(it)),
        };
        numbers.map(card).to_vec()
    };
    let front = |it: usize| format!("\"Case {it}\"");
    let back = |it: usize| format!("<strong>Answer {it}</strong>");
    assert_eq!(shown[0], side([1, 2, 3, 4, 5, 6, 7, 8], front));
    assert_eq!(shown[1], side([2, 1, 4, 3, 6, 5, 8, 7], back));
    assert_eq!(shown[2], side([9, 0, 0, 0, 0, 0, 0, 0], front));
    assert_eq!(shown[3], side([0, 9, 0, 0, 0, 0, 0, 0], back));
}

#[test]
fn a_long_answer_continues_on_another_card() {
    let answer: Vec<String> = (1..=200).map(|it| format!("word{it}")).collect();
    let answer = answer.join(" ");
    let notes = format!("//- a.md\n# A\n\nQ: Term\nA: {answer}\n");
    let sides = paper("cards: {explicit: true}\n", &notes);
    let of = |side: &[String], number: &str| {
        let it = side.iter().find(|it| it.starts_with(number)).unwrap();
        it.strip_prefix(number).unwrap().trim().to_owned()
    };
    let (first, second) = ("1 · 1/2 ", "1 · 2/2 ");
    assert_eq!(of(&sides[0], first), "Term");
    assert_eq!(of(&sides[0], second), "Term");
    let whole = format!("{} {}", of(&sides[1], first), of(&sides[1], second));
    assert_eq!(whole, answer);
}

#[test]
fn a_page_to_print_needs_no_other_file() {
    let notes = definition("![disk](p.png) and [home](index.md) and $x^2$");
    let html = |config: &str| of_site(config, &notes, cards::paper).unwrap();
    let page = html("base_url: https://example.org\nlanguage: en-US\n");
    for sign in ["<a ", "<img", "src=", "<script", "@import", "url("] {
        assert!(!page.contains(sign), "{sign}: {page}");
    }
    assert!(page.contains("@page{size:215.9mm 279.4mm;margin:0}"), "{page}");
    assert!(html("language: de\n").contains("@page{size:210mm 297mm;margin:0}"));
}
