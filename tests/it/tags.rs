//! Tags as the configuration wants them read.

use std::path::Path;

use cribsheet::{
    build::Options,
    config::Config,
    list,
    note::{Note, Rules, Scope, TagName, tags::bare_tags},
};
use proptest::prelude::*;

use crate::fixture::{self, Site};

fn site(config: &str, notes: &str) -> Site {
    let config = Config::parse(config, Path::new("crib.yaml")).unwrap();
    fixture::build(&fixture::files(notes), &config, Options::default())
}

/// The uses of a site, one a line: `tag level path:line`.
fn uses(site: &Site) -> Vec<String> {
    let rows = serde_json::to_value(list::tags(&site.built.resolved)).unwrap();
    let word = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
    let rows = rows.as_array().unwrap().iter();
    rows.map(|it| {
        format!(
            "{} {} {}:{}",
            word(it, "tag"),
            word(it, "level"),
            word(it, "path"),
            it["line"]
        )
    })
    .collect()
}

#[test]
fn a_vocabulary_and_aliases_keep_tags_in_order() {
    let config = "tags:\n  vocabulary: [exam-tip, core]\n  aliases: {exam: exam-tip}\n";
    let site = site(
        config,
        "//- a.md\n# A `#exam` `#exam-tips`\n## B `#core` `#other`\n## C `#other`\n",
    );
    assert_eq!(
        uses(&site),
        [
            "exam-tip section a.md:1",
            "exam-tips section a.md:1",
            "core section a.md:2",
            "other section a.md:2",
            "other section a.md:3"
        ]
    );
    assert_eq!(
        fixture::findings(&site.built.resolved),
        "T001 warning a.md:1:13 the tag `#exam-tips` is not in the vocabulary (did you mean `#exam-tip`?)\n\
         T002 info a.md:1:13 the tags `#exam-tips` and `#exam-tip` look like the same tag \
         (write `#exam-tip`, or add `exam-tips: exam-tip` under `tags.aliases`)\n\
         T001 warning a.md:2:14 the tag `#other`, used in 2 places, is not in the vocabulary \
         (add it to `tags.vocabulary`, or use another tag)\n"
    );
    assert!(
        site.main("a.html").contains(">exam-tip</"),
        "the chip has the tag's own name"
    );
}

#[test]
fn what_is_no_tag_on_a_line_of_tags_is_named_and_the_others_count() {
    let notes = "//- a.md\n# A\n\n**Tags:** `#one`, `b c`, two words, `#3`, `#four`\n//- b.md\n# B\n\n\
                 **Tags:** use `#five` for what is asked\n//- c.md\n# C\n\n**Tags:** `#six`, `#one`\n\
                 //- d.md\n# D\n\n**Tag:** `#six` seven\n";
    let site = site("", notes);
    assert_eq!(
        uses(&site),
        [
            "one note a.md:3",
            "four note a.md:3",
            "six note c.md:3",
            "one note c.md:3",
            "six note d.md:3"
        ]
    );
    let findings = fixture::findings(&site.built.resolved);
    let found: Vec<&str> = findings
        .lines()
        .filter_map(|it| it.split_once(" in the tags line").map(|(it, _)| it))
        .collect();
    assert_eq!(
        found,
        [
            "T003 warning a.md:3:19 `b c`",
            "T003 warning a.md:3:26 `two words`",
            "T003 warning a.md:3:37 `#3`",
            "T003 warning d.md:3:17 `seven`"
        ]
    );
    let page = site.main("a.html");
    assert!(page.contains(">one</a>") && page.contains(">four</a>"), "{page}");
    assert!(page.contains("<code>b c</code>, two words, <code>#3</code>"), "{page}");
    assert!(site.main("b.html").contains("use <code>#five</code> for"));
}

#[test]
fn tags_that_look_like_one_are_named_once() {
    let notes = "//- a.md\n# A `#trade-off`\n## B `#tradeoffs`\n## C `#trade-off`\n//- b.md\n# B `#tradeoffs`\n";
    let site = site("", notes);
    assert_eq!(
        fixture::findings(&site.built.resolved),
        "T002 info a.md:2:6 the tags `#tradeoffs` and `#trade-off` look like the same tag \
         (write `#trade-off`, or add `tradeoffs: trade-off` under `tags.aliases`)\n"
    );
}

#[test]
fn letter_case_makes_no_other_tag() {
    let notes = "//- a.md\n# A `#gotcha`\n## B `#Gotcha`\n## C `#gotcha`\n[x](tags/GOTCHA.html)\n//- b.md\n# B `#Gotcha` `#Ha`\n";
    let plain = site("", notes);
    assert_eq!(fixture::findings(&plain.built.resolved), "");
    let pages: Vec<&str> =
        plain.pages().map(|it| it.0).filter(|it| it.starts_with("tags/")).collect();
    assert_eq!(pages, ["tags/Ha.html", "tags/gotcha.html", "tags/index.html"]);
    assert!(plain.main("tags/gotcha.html").contains(">4 places<"));
    assert!(plain.main("a.html").contains("tags/gotcha.html>x</a>"));
    // The configuration says how a tag is spelled.
    let listed = site("tags: {vocabulary: [Gotcha, ha]}\n", notes);
    assert_eq!(fixture::findings(&listed.built.resolved), "");
    assert!(listed.files.contains_key("tags/Gotcha.html"));
    let nested = site("", "//- a.md\n# A `#AWS/s3`\n## B `#aws/ec2` `#aws/S3` `#aws`\n");
    let names: Vec<&str> =
        nested.pages().map(|it| it.0).filter(|it| it.starts_with("tags/")).collect();
    assert_eq!(
        names,
        ["tags/aws.html", "tags/aws/ec2.html", "tags/aws/s3.html", "tags/index.html"]
    );
    let alias = site("tags: {aliases: {ha: gotcha}}\n", notes);
    assert_eq!(alias.pages().filter(|(it, _)| it.starts_with("tags/")).count(), 2);
}

#[test]
fn bare_tags_are_read_only_when_asked_for() {
    let notes = "//- a.md\n# A #h\n\nSome #word, (#other) and C# #1 a#b `#code` #fff4e1x.\n\n- item #a/b\n";
    assert_eq!(uses(&site("", notes)), Vec::<String>::new());
    assert_eq!(
        uses(&site("tags: {bare: true}\n", notes)),
        [
            "h section a.md:1",
            "word block a.md:3",
            "other block a.md:3",
            "fff4e1x block a.md:3",
            "a/b block a.md:5"
        ]
    );
}

#[test]
fn bare_tags_are_chips_where_they_stand() {
    let notes = "//- a.md\n# A note #h\n\nSome #word, (#word) \\#escaped #fff `#code` [#link](b.md).\n\n\
                 ## Part #a `#b` #c {#own}\n\n- item #gotcha\n- #todo only\n\n\
                 | x #cell | #fade |\n|---|---|\n| **1 #bold** | y |\n\n\
                 ## #only\n\n> [!tip] #callout\n\nterm\n: meaning #meant\n\n<a href=\"b.md\">#in</a>\n\
                 //- b.md\n# B\n";
    let config = Config::parse("tags: {bare: true}", Path::new("crib.yaml")).unwrap();
    let options = Options { no_minify: true, ..Options::default() };
    let site = fixture::build(&fixture::files(notes), &config, options);
    let page = site.main("a.html");
    let chip = |name: &str| {
        let hue = TagName::new(name).unwrap().hue();
        format!("<a class=\"tag hue-{hue}\" href=\"tags/{name}.html\">{name}</a>")
    };
    for expected in [
        format!(
            "<h1 id=\"a-note\" data-pagefind-body><span id=\"a-note-h\"></span>A note <span class=\"tags\">{}</span>",
            chip("h")
        ),
        format!(
            "Some {word}, ({word}) #escaped #fff <code>#code</code> <a href=\"b.html\">#link</a>.",
            word = chip("word")
        ),
        format!(
            "<span id=\"part-a-b-c\"></span>Part <span class=\"tags\">{} {} {}</span>",
            chip("a"),
            chip("b"),
            chip("c")
        ),
        format!(
            "<li id=\"tip:item\">item <span class=\"tags\">{}</span>",
            chip("gotcha")
        ),
        format!("<li id=\"tip:todo-only\">{} only", chip("todo")),
        format!("x <span class=\"tags\">{}</span>", chip("cell")),
        format!("{}</th>", chip("fade")),
        format!("<td><strong>1 {}</strong>", chip("bold")),
        format!("<h2 id=\"only\">{}", chip("only")),
        format!(
            "<p class=\"callout-title\"><span id=\"tip:callout\"></span>{}",
            chip("callout")
        ),
        format!("<dd id=\"tip:meaning\">meaning {}", chip("meant")),
        String::from("<a href=\"b.html\">#in</a>"),
    ] {
        assert!(page.contains(&expected), "{expected}\n{page}");
    }
    let title = |it: &str| site.page(it).split("<title>").nth(1).unwrap().to_owned();
    assert!(title("a.html").starts_with("A note · "), "{}", title("a.html"));
    assert!(
        site.page("a.html").contains("<a href=\"#own\">Part</a>"),
        "the contents list"
    );
    assert_eq!(crate::html::problems(&site), Vec::<String>::new());
}

#[test]
fn tips_have_places_that_tag_pages_and_notes_link_to() {
    let notes = "//- a.md\n# A\n\n- Rotate keys every year, says KMS `#tip` `#kms`\n\n\
                 **Exam tip:** `#tip`\n\n- read twice ^mine\n- need → **KMS** `#tip`\n\n\
                 | x | y |\n|---|---|\n| one | two `#tip` |\n\n\
                 //- b.md\n# B\n\nSee [a tip](a.md#tip:one-two) and [A](a.md).\n\n![[a]]\n";
    let site = site("minify: false\n", notes);
    assert_eq!(crate::html::problems(&site), Vec::<String>::new());
    let (page, tag) = (site.main("a.html"), site.page("tags/tip.html"));
    for place in [
        "tip:rotate-keys-every-year-says-kms",
        "tip:exam-tip-read-twice",
        "tip:need-kms",
        "tip:one-two",
    ] {
        let link = format!(
            "<a class=\"anchor\" href=\"#{place}\" aria-label=\"Link to this tip\""
        );
        assert_eq!(page.matches(&link).count(), 1, "{place}\n{page}");
        assert_eq!(page.matches(&format!(" id=\"{place}\"")).count(), 1, "{place}");
        assert!(tag.contains(&format!("href=\"../a.html#{place}\"")), "{place}\n{tag}");
        assert!(!site.main("b.html").contains(&format!("id=\"{place}\"")), "{place}");
    }
    assert!(site.built.resolved.findings.iter().all(|it| it.code.name() != "L002"));
}

/// The text of some nodes of a note.
fn written<'t>(note: &Note, scope: Scope, text: &'t str) -> &'t str {
    let (_, nodes) = note.doc.within(scope).unwrap();
    text[nodes.position().unwrap().span()].trim_end()
}

#[test]
fn bare_tags_reach_as_far_as_those_in_code_spans() {
    let notes = "//- a.md\n# A\n\n**Tags:** #n, #m\n\n**Exam Tip:** #tip\n- one #item and more\n\n\
                 **1. Pseudo** #pseudo\n\n- loose #loose\n\n  more\n- **Note:** #label\n\n  more\n\n\
                 | a | b |\n|---|---|\n| 1 #row | 2 |\n";
    let site = site("tags: {bare: true}\n", notes);
    let (_, note) = site.built.resolved.library.notes().next().unwrap();
    let text = notes.split_once('\n').unwrap().1;
    let scopes: Vec<(&str, &str)> = note
        .tags
        .iter()
        .map(|it| (it.name.as_str(), written(note, it.scope, text)))
        .collect();
    let pseudo = &text[text.find("**1.").unwrap()..];
    let expected = [
        ("n", "**Tags:** #n, #m"),
        ("m", "**Tags:** #n, #m"),
        ("tip", "**Exam Tip:** #tip\n- one #item and more"),
        ("item", "- one #item and more"),
        ("pseudo", pseudo.trim_end()),
        ("loose", "- loose #loose\n\n  more"),
        ("label", "- **Note:** #label\n\n  more"),
        ("row", "| 1 #row | 2 |"),
    ];
    assert_eq!(scopes, expected);
}

#[test]
fn emoji_and_labels_of_the_authors_own() {
    let config = "tags:\n  labels: [Schlagwörter, Tags]\n  emoji: {\"📝\": exam-tip, \"❗\": limit}\n";
    let notes = "//- a.md\n# 📝 A\n\n**Schlagwörter:** `#x`\n\n- 📝 know this\n- a limit ❗\n- in 📝 the middle\n";
    assert_eq!(
        uses(&site(config, notes)),
        [
            "exam-tip section a.md:1",
            "x note a.md:3",
            "exam-tip block a.md:5",
            "limit block a.md:6"
        ]
    );
}

#[test]
fn scopes_reach_as_far_as_the_author_means() {
    let text = "# T\n\n## A `#a`\n\ntext\n\n### B `#b`\n\n**1. One** `#one`\n\nx\n\n**2. Two** `#two`\n\ny\n\n\
                **Tip:** `#tip`\n- item `#item`\n\nz\n\n## C\n";
    let site = site("", &format!("//- a.md\n{text}"));
    let (_, note) = site.built.resolved.library.notes().next().unwrap();
    let scopes: Vec<(&str, String)> = note
        .tags
        .iter()
        .map(|it| {
            let scope = written(note, it.scope, text);
            let last = scope.trim_end().lines().last().unwrap();
            (it.name.as_str(), format!("{} … {last}", scope.lines().next().unwrap()))
        })
        .collect();
    let expected = [
        ("a", "## A `#a` … z"),
        ("b", "### B `#b` … z"),
        ("one", "**1. One** `#one` … x"),
        ("two", "**2. Two** `#two` … z"),
        ("tip", "**Tip:** `#tip` … - item `#item`"),
        ("item", "- item `#item` … - item `#item`"),
    ];
    assert_eq!(scopes, expected.map(|(tag, scope)| (tag, scope.to_owned())));
}

#[test]
fn a_slip_of_the_finger_in_a_tag_is_reported() {
    let often =
        "## One of many `#exam-tip` `#part1` `#alkane` `#unit-ii` `#type-a`\n".repeat(10);
    let notes =
        |tags: &str| format!("//- a.md\n# A\n{often}//- b.md\n# B\n## Last {tags}\n");
    let findings = |config: &str, tags: &str| {
        let findings = fixture::findings(&site(config, &notes(tags)).built.resolved);
        findings.lines().filter(|it| it.starts_with('T')).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(
        findings("", "`#exam-tpi`"),
        "T004 warning b.md:2:9 the tag `#exam-tpi` is used only here (did you mean `#exam-tip`, which is used in 10 places?)"
    );
    for slip in ["`#exam-tipp`", "`#examm-tip`", "`#exma-tip`", "`#xeam-tip`"] {
        assert!(findings("", slip).starts_with("T004"), "{slip}");
    }
    for tags in
        ["`#part2`", "`#exam-trap`", "`#exam-tpi` `#exam-tpi-2`\n## B `#exam-tpi`"]
    {
        assert_eq!(findings("", tags), "", "{tags}");
    }
    assert!(findings("", "`#exam-tips`").starts_with("T002"));
    let explained = "\n- `#exam-tpi` - what it means\n\n## B `#exam-tpi`";
    assert_eq!(findings("", explained), "");
    let with_page = "`#exam-tpi`\n//- Tags/Exam-tpi.md\n# E";
    assert_eq!(findings("", with_page), "");
    let vocabulary =
        "tags: {vocabulary: [exam-tip, exam-tpi, part1, alkane, unit-ii, type-a]}";
    assert_eq!(findings(vocabulary, "`#exam-tpi`"), "");
}

#[test]
fn slips_are_found_in_a_long_vocabulary_in_any_letter_case() {
    let words = (0..600).map(|it| format!("ask{it}, x{it}, zoo{it}, "));
    let words = words.collect::<Vec<_>>().concat();
    let config = format!("tags: {{vocabulary: [{words}storage]}}");
    let notes = "//- a.md\n# A `#Storag`\n## B `#torage`\n## C `#Xtorage`\n";
    let findings = fixture::findings(&site(&config, notes).built.resolved);
    assert_eq!(findings.matches("(did you mean `#storage`?)").count(), 3, "{findings}");
}

#[test]
fn words_in_front_matter_without_commas_are_one_tag_or_several() {
    let notes = "//- a.md\n---\ntags: exam tip\n---\n# A\n//- b.md\n---\ntags: \"#one #two\"\n---\n# B\n\
                 //- c.md\n---\ntags: [deep learning]\n---\n# C\n//- d.md\n---\ntags: data bases, x\n---\n# D\n";
    let site = site("", notes);
    assert_eq!(
        uses(&site),
        [
            "exam-tip note a.md:2",
            "one note b.md:2",
            "two note b.md:2",
            "deep-learning note c.md:2",
            "data-bases note d.md:2",
            "x note d.md:2"
        ]
    );
    assert_eq!(
        fixture::findings(&site.built.resolved),
        "F002 warning a.md:2:7 `exam tip` is read as one tag (for several tags, write `tags: [exam, tip]`; for one, `tags: [exam tip]`)\n"
    );
}

proptest! {
    #[test]
    fn the_grammar_holds_on_any_text(text in "\\PC{0,40}", name in "#?[\\p{L}\\p{N}_/ #-]{0,12}") {
        for text in [text, name] {
            for (name, at) in bare_tags(&text, &Rules::default()) {
                prop_assert_eq!(&text[at], format!("#{name}"));
            }
            if let Some(name) = TagName::new(&text) {
                let name = name.as_str();
                prop_assert!(text.starts_with(name) && !name.is_empty());
                let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/');
                prop_assert!(name.chars().all(is_part));
                prop_assert!(!name.chars().all(char::is_numeric));
                let again = TagName::new(name);
                prop_assert_eq!(again.as_ref().map(TagName::as_str), Some(name));
            }
        }
    }
}

#[test]
fn a_line_of_tags_needs_no_backticks() {
    let notes = "//- a.md\n# A\n\n**Tags:** #one, #two #3\n\nIn prose #no.\n//- b.md\nTags: #one · #two\n\n# B\n\
                 //- c.md\n# C\n\ntag: `#one`\n//- d.md\n# D\n\nTags: see #no\n\n**Tags:** see #no for what is asked\n";
    let site = site("", notes);
    assert_eq!(
        uses(&site),
        [
            "one note a.md:3",
            "two note a.md:3",
            "one note b.md:1",
            "two note b.md:1",
            "one note c.md:3"
        ]
    );
    assert_eq!(
        fixture::findings(&site.built.resolved),
        "T003 warning a.md:3:22 `#3` in the tags line is not a tag (use letters, digits, `_`, `-` and `/`, and not only digits)\n"
    );
    for note in ["a.html", "b.html", "c.html"] {
        let page = site.main(note);
        assert!(page.contains("class=tags-line") && !page.contains("#one"), "{page}");
    }
    assert!(site.main("d.html").contains("<p>Tags: see #no"));
}

#[test]
fn a_line_of_tags_may_stand_among_other_lines() {
    let notes = "//- a.md\n# A\nDate: today\nTags: #one, core\nThis is what the note says.\n\
                 //- b.md\n# B\n\n**Tags:** #one\nThis is what the note says.\n\
                 //- c.md\n# C\n\nTags: `#one`\n`#two`\n//- d.md\n# D\n\nTags:#s3,#fff.; #two ^block\n";
    let site = site("", notes);
    assert_eq!(
        uses(&site),
        [
            "one note a.md:3",
            "one note b.md:3",
            "one note c.md:3",
            "two note c.md:4",
            "s3 note d.md:3",
            "fff note d.md:3",
            "two note d.md:3"
        ]
    );
    assert_eq!(
        fixture::findings(&site.built.resolved),
        "T003 warning a.md:3:13 `core` in the tags line is not a tag (write `#core`; tags begin with `#`)\n"
    );
    let page = site.main("a.html");
    assert!(page.contains("Date: today") && page.contains("tags/one.html"), "{page}");
    assert!(!page.contains("#one") && !page.contains("tags-line"), "{page}");
    let about = |route: &str, text: &str| {
        let page = site.pages().find(|(it, _)| *it == route).unwrap().1;
        assert!(page.contains(&format!("content=\"{text}\"")), "{page}");
    };
    about("a.html", "Date: today This is what the note says.");
    about("b.html", "This is what the note says.");
}

#[test]
fn a_line_of_tags_in_plain_words_says_what_is_missing() {
    let notes = "//- a.md\n# A\n\n**Tags:** core, exam tip\n\n**Tags:** div, span\n\
                 //- b.md\n# B\n\n**Tags:** what is asked in every exam\n\n**Tags:**\n\
                 //- c.md\n**Tags** matter, always.\n//- d.md\nTags: none\n\
                 //- e.md\n**Tags:** `<div>`, key-value pairs.\n";
    let found = fixture::findings(&site("", notes).built.resolved);
    assert_eq!(
        found,
        "T003 warning a.md:3:11 `core` in the tags line is not a tag (write `#core`; tags begin with `#`)\n\
         T003 warning a.md:3:17 `exam tip` in the tags line is not a tag (write `#exam-tip`; tags begin with `#`)\n"
    );
}

#[test]
fn the_parts_of_a_long_tag_page_lead_to_every_kind() {
    let sections =
        (0..160).fold(String::new(), |text, at| text + &format!("## S{at} `#t`\n"));
    let notes = format!("//- a.md\n# A\n{sections}\n**Tip:** `#t`\nx\n");
    let site = site("", &notes);
    let (first, second) = (site.main("tags/t.html"), site.main("tags/t-2.html"));
    assert!(first.contains("Page 1 of 2") && second.contains("Page 2 of 2"));
    assert!(first.contains(" on this page</span></h2>"), "{first}");
    assert!(
        first.contains("t-2.html#crib:blocks") && first.contains("(Page 2)"),
        "{first}"
    );
    assert!(!second.contains("t.html#crib:sections"), "the second part has some, too");
    assert!(!second.contains("(part"), "{second}");
}

#[test]
fn templates_have_pages_that_nothing_lists() {
    let notes = "//- a.md\n# A\n[t](TEMPLATE.md)\n//- TEMPLATE.md\n# T\n//- z.md\n# Z\n\
                 //- templates/b.md\n# B\n//- sub/c.md\n# C\n//- sub/templates/d.md\n# D\n";
    let site = fixture::site(notes);
    let template = site.page("TEMPLATE.html");
    assert!(!template.contains("rel=\"prev\"") && !template.contains("rel=\"next\""));
    assert!(site.page("a.html").contains("rel=\"next\" href=\"sub/c.html\""));
    assert!(site.page("z.html").contains("rel=\"prev\" href=\"sub/c.html\""));
    assert!(site.main("a.html").contains("<a href=\"TEMPLATE.html\">t</a>"));
    site.page("templates/b.html");
    for listing in ["index.html", "z.html", "sub/index.html"] {
        let page = site.page(listing);
        assert!(
            !page.contains("TEMPLATE.html") && !page.contains("templates/"),
            "{page}"
        );
    }
}

#[test]
fn notes_have_neighbours_and_pages_of_tags_have_none() {
    let site = fixture::site("//- a.md\n# A `#x`\n//- b.md\n# B\n");
    let neighbours = |route: &str| {
        let page = site.pages().find(|(it, _)| *it == route).unwrap().1;
        ["rel=\"prev\"", "rel=\"next\""].map(|it| page.contains(it))
    };
    assert_eq!(neighbours("index.html"), [false, true]);
    assert_eq!(neighbours("a.html"), [false, true]);
    assert_eq!(neighbours("b.html"), [true, false]);
    for generated in ["tags/index.html", "tags/x.html", "404.html"] {
        assert_eq!(neighbours(generated), [false, false], "{generated}");
    }
}

#[test]
fn places_of_a_tag_are_told_apart_by_the_titles_of_their_folders() {
    let site = fixture::site(
        "//- a.md\n# A `#x`\n//- net-dns/README.md\n# Names & places\n\n**Tags:** #x\n\
         //- net-dns/deep-down/b.md\n# B `#x`\n",
    );
    let page = site.main("tags/x.html");
    for folder in ["\"\"", "\"Names &amp; places\"", "\"Names &amp; places › Deep down\""]
    {
        assert_eq!(page.matches(&format!("data-in={folder} ")).count(), 1, "{page}");
    }
}
