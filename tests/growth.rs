//! What twice as much of one thing costs: about twice the work, never four times.
//!
//! Work is counted, not timed, in two ways. Always: every allocation and its bytes, in all crates.
//! And where the crate is built with counters (`tests/growth/counted.sh`): how often each branch of
//! our own code runs, so that loops that allocate nothing count, too. Neither sees a loop inside a
//! dependency or the standard library that allocates nothing, such as `contains` on a long list,
//! nor how long a step takes; pages are not minified. What is cut, such as lists that end in "and N
//! more", is tried with more than the limit: a sheet holds some hundred entries, two million times a
//! wrong name is compared with another one, 60 pages of a folder are in the navigation.
//!
//! A test binary of its own: it counts the allocations of its whole process, so it holds one test.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop the test run"
)]

use std::{alloc::System, fmt::Write as _, path::Path};

use cribsheet::{
    build::{self, Input, Options},
    config::Config,
    engine::Engine,
    output,
    path::NotePath,
    render::theme::Theme,
    report, source,
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// So much more work may be twice as much, with some room for what is sorted.
const MOST: f64 = 2.35;

/// What is done with some notes.
#[derive(Debug, Clone, Copy)]
struct Work {
    allocations: f64,
    bytes: f64,
    branches: f64,
}

/// Files by their paths, made of so many parts.
type Shape = fn(usize) -> Vec<(String, String)>;

#[test]
fn twice_as_much_is_about_twice_the_work() {
    let only = std::env::var("CRIB_SHAPE").ok();
    let empty = vec![(String::from("a.md"), String::from("# A\n"))];
    // Work on several threads at once could not be counted.
    let (engine, theme) = (Engine::new(1).unwrap(), Theme::embedded("en").unwrap());
    let work = |files: &[(String, String)]| work((&engine, &theme), files);
    // What is made once for all builds is made by the first.
    work(&empty);
    let usual = work(&empty);
    let mut wrong = String::new();
    for (name, parts, shape) in SHAPES {
        if only.as_deref().is_some_and(|it| !name.contains(it)) {
            continue;
        }
        let (once, twice) = (work(&shape(*parts)), work(&shape(parts * 2)));
        let growth = |of: fn(&Work) -> f64| {
            // What is about as little as nothing does not grow.
            let least = of(&usual) / 50.0 + 1.0;
            (of(&twice) - of(&usual)) / (of(&once) - of(&usual)).max(least)
        };
        let [allocations, bytes, branches] = [
            growth(|it| it.allocations),
            growth(|it| it.bytes),
            growth(|it| it.branches),
        ];
        if only.is_some() {
            writeln!(wrong, "{name}: {once:?} {twice:?}").unwrap();
        }
        if only.is_some() || allocations > MOST || bytes > MOST || branches > MOST {
            writeln!(
                wrong,
                "{name}: {parts} and twice as many: {allocations:.2} times the allocations, \
                 {bytes:.2} times their bytes, {branches:.2} times the branches"
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Builds a site and reports what is wrong with its notes.
fn work((engine, theme): (&Engine, &Theme), files: &[(String, String)]) -> Work {
    let config = files.iter().find(|(path, _)| path == "crib.yaml");
    let config = config.map_or_else(Config::default, |(path, text)| {
        Config::parse(text, Path::new(path)).unwrap()
    });
    let notes = files.iter().filter(|(path, _)| path != "crib.yaml");
    let notes = notes
        .map(|(path, text)| (NotePath::new(path).unwrap(), text.clone().into_bytes()));
    let files = source::Memory(notes.collect());
    let options = Options { no_minify: true, ..Options::default() };
    let input = Input { engine, files: &files, config: &config, name: "Notes", options };
    let sink = output::Memory::default();
    let before = branches();
    let heap = Region::new(ALLOCATOR);
    let built = build::build(input, theme, &sink).unwrap();
    assert!(report::views(&built.resolved).len() < usize::MAX);
    drop((built, sink));
    let heap = heap.change();
    let branches = branches().wrapping_sub(before);
    Work {
        allocations: count(heap.allocations + heap.reallocations),
        bytes: count(heap.bytes_allocated),
        branches: count(usize::try_from(branches).unwrap()),
    }
}

fn count(it: usize) -> f64 {
    u32::try_from(it / 16).map_or(f64::INFINITY, f64::from) * 16.0
}

/// How often the branches of our code ran so far; 0 when it is built without counters.
///
/// While the program runs they are kept in the file that `LLVM_PROFILE_FILE` names, if `%c` is a
/// part of its name, and nothing else in it changes.
fn branches() -> u64 {
    let Ok(name) = std::env::var("LLVM_PROFILE_FILE") else { return 0 };
    if !name.contains("%c") {
        return 0;
    }
    let bytes = std::fs::read(name.replace("%c", "")).unwrap();
    let words =
        bytes.chunks_exact(8).map(|it| u64::from_le_bytes(it.try_into().unwrap()));
    words.fold(0, u64::wrapping_add)
}

fn one(text: String) -> Vec<(String, String)> {
    vec![(String::from("a.md"), text)]
}

fn with(
    path: &str,
    text: impl Into<String>,
    files: Vec<(String, String)>,
) -> Vec<(String, String)> {
    files.into_iter().chain([(path.to_owned(), text.into())]).collect()
}

fn each(parts: usize, part: impl Fn(usize) -> String) -> String {
    (0..parts).map(part).collect()
}

fn notes(
    count: usize,
    note: impl Fn(usize) -> (String, String),
) -> Vec<(String, String)> {
    (0..count).map(note).collect()
}

/// A word for a number; no two of them are alike by slips.
fn word(mut number: usize) -> String {
    const PARTS: [&str; 8] =
        ["alpha", "beta", "gamma", "delta", "zeta", "kappa", "omega", "rho"];
    let mut word = String::new();
    loop {
        word += PARTS.iter().cycle().nth(number % 8).unwrap();
        number /= 8;
        if number == 0 {
            return word;
        }
    }
}

const SHEET: &str = "sheets:\n  s: {query: \"exam-tip\", pages: 1}\n";

const SHAPES: &[(&str, usize, Shape)] = &[
    // Links.
    ("links to one note in a paragraph", 200, |n| {
        with("b.md", "# B\n", one(each(n, |it| format!("[link {it}](b.md) "))))
    }),
    ("paragraphs that link one note", 200, |n| {
        with("b.md", "# B\n", one(each(n, |it| format!("Words {it} of [b](b.md).\n\n"))))
    }),
    ("items of a callout that link one note", 150, |n| {
        let items = each(n, |it| format!("> - line [b](b.md) {it}\n>\n"));
        with("b.md", "# B\n", one(format!("> [!tip] Title\n>\n{items}")))
    }),
    ("bare addresses in a line", 300, |n| {
        one(each(n, |it| format!("(https://a.example/b_{it}_(c)&amp;*d*), ")))
    }),
    ("bold beside punctuation in a line", 300, |n| {
        one(each(n, |it| format!("**語{it}：**説 **語 *「{it}」*")))
    }),
    ("notes that link one note", 120, |n| {
        let links =
            notes(n, |it| (format!("n{it}.md"), format!("# N {it}\n\n[b](b.md).\n")));
        with("b.md", "# B\n", links)
    }),
    ("a link to each note", 120, |n| {
        let all = notes(n, |it| (format!("b{it}.md"), format!("# B {it}\n")));
        with("a.md", each(n, |it| format!("[link {it}](b{it}.md) ")), all)
    }),
    ("dead links among many names", 850, |n| {
        let note = |it| {
            let word = word(it);
            let dead = format!(
                "[[{word}-noet{it}x]] [x](a.md#haed-{word}y) [x](tags/{word}y.html)"
            );
            (
                format!("{word}-note{it}.md"),
                format!("# N {it}\n\n## H `#{word}`\n\n{dead}\n"),
            )
        };
        let headings = each(n, |it| format!("## Head {}\n\n", word(it)));
        with("a.md", format!("# A\n\n{headings}"), notes(n, note))
    }),
    ("links to headings in other words", 250, |n| {
        let headings = each(n, |it| format!("## Head, {}\n\n", word(it)));
        let links = each(n, |it| {
            format!("[[a#Head - {}]] [x](a.md#Head-{})\n\n", word(it), word(it))
        });
        with("b.md", links, one(format!("# A\n\n{headings}")))
    }),
    ("notes with one alias", 120, |n| {
        notes(n, |it| {
            (
                format!("n{it}.md"),
                format!("---\naliases: [same]\n---\n# N {it}\n\n[[same]]\n"),
            )
        })
    }),
    ("links to the readme of the repository", 150, |n| {
        let links = |it| {
            (format!("n{it}.md"), String::from("[x](https://github.com/o/r#readme)\n\n"))
        };
        let files = with("README.md", "# R\n", notes(n, links));
        with("crib.yaml", "repo:\n  url: https://github.com/o/r\n", files)
    }),
    ("sections that are embedded", 150, |n| {
        let sections = each(n, |it| format!("## S{it}\n\nShort {it}. ^id{it}\n\n"));
        let embeds = each(n, |it| format!("![[a#S{it}]]\n\n![[a#^id{it}]]\n\n"));
        with("b.md", embeds, one(format!("# A\n\n{sections}")))
    }),
    ("notes that show the next", 120, |n| {
        notes(n, |it| (format!("n{it}.md"), format!("# N {it}\n\n![[n{}]]\n", it + 1)))
    }),
    ("folders that are notes", 100, |n| {
        let all = notes(n, |it| (format!("d{it}/README.md"), format!("# D {it}\n")));
        with("a.md", "# A\n\n[x](d1/README.md)\n", all)
    }),
    // Tags.
    ("one tag on headings", 200, |n| {
        one(each(n, |it| format!("## Head {it} `#t`\n\nText {it}.\n\n")))
    }),
    ("one tag on items with ids", 200, |n| {
        one(format!(
            "## H `#x`\n\n{}",
            each(n, |it| format!("- item {it} `#x` ^id{it}\n"))
        ))
    }),
    ("a tag on each heading", 100, |n| {
        one(each(n, |it| format!("## Head {it} `#tag{it}x`\n\nText {it}.\n\n")))
    }),
    ("tags with one prefix", 100, |n| {
        one(each(n, |it| format!("## Head {it} `#p/tag{it}x`\n\nText {it}.\n\n")))
    }),
    ("a line of tags", 100, |n| {
        one(format!("# A\n\n**Tags:** {}\n", each(n, |it| format!("`#tag{it}x` "))))
    }),
    ("tags in front matter", 100, |n| {
        one(format!("---\ntags: [{}]\n---\n# A\n", each(n, |it| format!("tag{it}x, "))))
    }),
    ("tags in one paragraph", 100, |n| {
        let tags = each(n, |it| format!("and more words #tag{it}x "));
        with("crib.yaml", "tags:\n  bare: true\n", one(format!("# A\n\n{tags}\n")))
    }),
    ("one tag in one paragraph", 100, |n| {
        let tags = "and more words #same ".repeat(n);
        with("crib.yaml", "tags:\n  bare: true\n", one(format!("# A\n\n{tags}\n")))
    }),
    ("tags of a label with items", 100, |n| {
        let tags = each(n, |it| format!("`#tag{it}x` "));
        one(format!("# A\n\n**Tip:** {tags}\n{}", each(n, |it| format!("- item {it}\n"))))
    }),
    ("tags that are slips of others", 300, |n| {
        let words = each(n, |it| {
            format!("`#tag{}` ", word(it)).repeat(10) + &format!("`#tag{}x` ", word(it))
        });
        one(format!("# A\n\n**Tags:** {words}\n"))
    }),
    ("a tag with many slashes", 2000, |n| {
        one(format!("---\ntags: [{}]\n---\n# A\n", vec!["a"; n].join("/")))
    }),
    ("pages of tags", 100, |n| {
        let all = notes(n, |it| (format!("tags/T{it}x.md"), format!("# T {it}\n")));
        with("a.md", each(n, |it| format!("## H `#t{it}x`\n\nx\n\n")), all)
    }),
    ("notes with one tag", 120, |n| {
        notes(n, |it| {
            (format!("n{it}.md"), format!("---\ntags: [same]\n---\n# N {it}\n"))
        })
    }),
    ("tags that are not in the vocabulary", 1450, |n| {
        let words = each(n, |it| format!("voc{}{it}, ", word(it)));
        let tags = each(n, |it| format!("- item `#voc{}{it}y`\n", word(it)));
        with(
            "crib.yaml",
            format!("tags:\n  vocabulary: [{words}]\n"),
            one(format!("## H `#x`\n\n{tags}")),
        )
    }),
    // Comparisons.
    ("items compared in pairs", 80, |n| {
        one(each(n, |it| {
            format!(
                "## Table {it}\n\n| | Item {it} | Item {} |\n|---|---|---|\n| speed | {it} | fast |\n\n",
                it + 1
            )
        }))
    }),
    ("columns of a comparison", 120, |n| {
        let cells = |cell: &str| {
            format!("| {cell} |{}\n", each(n, |it| format!(" {cell} Item {it} |")))
        };
        let line = format!("|---|{}\n", "---|".repeat(n));
        one(format!("## Which\n\n{}{line}{}{}", cells(""), cells("speed"), cells("cost")))
    }),
    ("rows of a comparison", 120, |n| {
        let rows = each(n, |it| format!("| Item {it} | v{it} | low {it} |\n"));
        one(format!("## Compare\n\n| Item | speed | cost |\n|---|---|---|\n{rows}"))
    }),
    ("criteria of a comparison", 200, |n| {
        let rows = each(n, |it| format!("| crit {it} | v{it} | low {it} |\n"));
        one(format!("## Compare\n\n| | Ax | Bx |\n|---|---|---|\n{rows}"))
    }),
    ("tables that say the same in another order", 100, |n| {
        one(each(n, |it| {
            let words = format!("{} {} {}", it % 7, it % 11, it % 13);
            format!(
                "## T {it}\n\n| | Ax | Bx |\n|---|---|---|\n| speed | {words} | low |\n\n"
            )
        }))
    }),
    ("answers with one item", 500, |n| {
        let rules = each(n, |it| format!("- **\"Sit {it}\"** → Core\n"));
        one(format!(
            "| | Core | Item |\n|---|---|---|\n| speed | 1 | fast |\n\n**Key decision:**\n{rules}"
        ))
    }),
    ("things against each other in one heading", 60, |n| {
        let names: Vec<String> = (0..n).map(|it| format!("Item {it}")).collect();
        one(format!("## {}\n\n- ✅ good\n- ❌ bad\n", names.join(" vs ")))
    }),
    ("arguments for things in one heading", 70, |n| {
        let names: Vec<String> = (0..n).map(|it| format!("Item {it}")).collect();
        let lines = each(n, |it| format!("- **Item {it}:** good for {it}\n"));
        one(format!("## {}\n\n{lines}", names.join(" vs ")))
    }),
    ("arguments for one of two things", 200, |n| {
        let lines = each(n, |it| format!("- **Ax:** good for {it}\n- **Bx:** {it}\n"));
        one(format!("## Ax vs Bx\n\n{lines}"))
    }),
    ("labels that say when to use something", 150, |n| {
        one(format!(
            "## Which\n\n{}",
            each(n, |it| format!("**Use Item {it} when:** it is {it}\n\n"))
        ))
    }),
    ("items with notes of their own", 80, |n| {
        let rows = each(n, |it| format!("| Item {it} | v{it} | low |\n"));
        let table =
            format!("## Compare\n\n| Item | speed | cost |\n|---|---|---|\n{rows}");
        with(
            "a.md",
            table,
            notes(n, |it| (format!("n{it}.md"), format!("# Item {it}\n"))),
        )
    }),
    // Study and sheets.
    ("answers to one situation", 150, |n| {
        let rules = each(n, |it| format!("- **\"Same situation\"** → Answer {it}\n"));
        one(format!("**Key decision:**\n{rules}"))
    }),
    ("rules for a situation each", 150, |n| {
        let rules = each(n, |it| format!("- **\"Situation {it}\"** → Answer {it}\n"));
        one(format!("**Key decision:**\n{rules}"))
    }),
    ("cards of one question", 150, |n| {
        let cards = each(n, |it| format!("Q: Same question?\nA: Answer {it}\n\n"));
        one(format!("---\ncards: explicit\n---\n# A\n\n{cards}"))
    }),
    ("cards of one id", 150, |n| {
        let cards =
            each(n, |it| format!("- term{it} :: means {it} <!-- card id=same -->\n"));
        one(format!("---\ncards: explicit\n---\n# A\n\n{cards}"))
    }),
    ("meanings of one term", 400, |n| {
        one(each(n, |it| format!("## H {it}\n\n- **Term**: what it means {it}\n\n")))
    }),
    ("items on a sheet", 150, |n| {
        with(
            "crib.yaml",
            SHEET,
            one(each(n, |it| format!("- tip {it} words `#exam-tip`\n"))),
        )
    }),
    ("sections on a sheet", 150, |n| {
        let sections = each(n, |it| {
            format!("## Head {it} `#exam-tip`\n\nText {it}.\n\n- item {it}\n\n")
        });
        with("crib.yaml", SHEET, one(sections))
    }),
    ("rules, tips and tables on a sheet", 60, |n| {
        let parts = each(n, |it| {
            format!(
                "## Head {it}\n\n**Key decision:**\n- **\"Sit {it}\"** → Answer {it}\n\n**Tip:** \
                 remember {it}\n\n- **T{it}**: means\n- item\n\n```\ncode\n```\n\n"
            )
        });
        let sheet = "sheets:\n  s: {query: \"kind:rule OR kind:tip OR kind:list OR kind:code\", pages: 1}\n";
        with("crib.yaml", sheet, one(parts))
    }),
    // Text.
    ("blocks of all kinds", 60, |n| {
        one(each(n, |it| {
            format!(
                "## Heading {it}\n\nSome **bold** words of {it}.\n\n- item {it}\n- **Label**: words\n\n\
                 | a | b |\n|---|---|\n| c{it} | d |\n\n> quote {it}\n\n**Tip:** remember {it}\n\n"
            )
        }))
    }),
    ("headings of one text", 250, |n| one("## Same\n\ntext\n\n".repeat(n))),
    ("drawings in a line", 150, |n| {
        one(format!("x {}", "<svg width=1></svg> ".repeat(n)))
    }),
    ("empty tags of HTML in a line", 250, |n| one(format!("x {}", "<wbr/>".repeat(n)))),
    ("words like HTML in a line", 250, |n| one(format!("x {}", "<source> ".repeat(n)))),
    ("elements that nobody closes", 250, |n| one("<div>\n\nx\n\n".repeat(n))),
    ("ids of HTML", 250, |n| one(each(n, |it| format!("<a id=\"i{it}\">x</a>\n")))),
    ("headings of HTML", 200, |n| {
        one(each(n, |it| format!("<h2>Raw {it}</h2>\n\nx\n\n")))
    }),
    ("answers to unfold", 150, |n| {
        one(each(n, |it| {
            format!("<details><summary>S {it}</summary>\n\n## H {it}\n\n</details>\n\n")
        }))
    }),
    ("beginnings of links", 2000, |n| one("[a](".repeat(n))),
    ("brackets", 2000, |n| one("[a] (b.md) [[a ![[ {{ a {% a ".repeat(n))),
    (
        "comments with a fence that nothing ends",
        1000,
        |n| one("%%\n```a\n%%\n".repeat(n)),
    ),
    ("comments with a fence in an item", 1000, |n| one("%%\n- ```\n  %%\n".repeat(n))),
    ("addresses that nothing ends behind a comment", 2000, |n| {
        one(format!("%%x%% {}", "](<".repeat(n)))
    }),
    ("comments in a paragraph", 1000, |n| one("x %%y%% [[a|b %%c%% d]] %%e ".repeat(n))),
    ("arrows", 2000, |n| one("a → b ".repeat(n))),
    ("arrows behind quotes in an item", 2000, |n| {
        one(format!("- {}", "\"a\" → b ".repeat(n)))
    }),
    ("dollars", 2000, |n| one("$".repeat(n))),
    ("dollars before words", 2000, |n| one("$a ".repeat(n))),
    ("beginnings of formulas of several lines", 1000, |n| one("$$\n".repeat(n))),
    ("formulas of several lines that nothing ends", 1000, |n| one("$$ a\n\n".repeat(n))),
    ("beginnings of formulas in brackets", 2000, |n| {
        one(format!("{} \\)", "\\\\( \\( \\[ $` ".repeat(n)))
    }),
    ("words in formulas", 1000, |n| one("$\\text{a ".repeat(n))),
    ("formulas", 500, |n| one(each(n, |it| format!("$x_{it}$ and $$y_{it}$$ ")))),
    ("emphasis", 1000, |n| one("*a **b ~~c ==d $e `f ".repeat(n))),
    ("signs of tags and emoji", 1000, |n| one(":rocket: #a :a &amp; ".repeat(n))),
    ("footnotes", 200, |n| {
        let references = each(n, |it| format!("word[^{it}] <a id=\"x{it}\"></a>"));
        one(format!("{references}\n\n{}", each(n, |it| format!("[^{it}]: note\n\n"))))
    }),
    ("footnotes in place", 200, |n| one("^[see a b] ".repeat(n))),
    ("footnotes in place behind a reference to a character", 200, |n| {
        one(format!("&amp; {}", "^[see a b] ".repeat(n)))
    }),
    ("definitions of links", 250, |n| {
        let references = each(n, |it| format!("[Word{it}] "));
        one(format!("{references}\n\n{}", each(n, |it| format!("[word{it}]: b.md\n"))))
    }),
    ("callouts", 600, |n| one(each(n, |it| format!("> [!tip] Title {it}\n> Words\n\n")))),
    ("rows of a table with tags", 200, |n| {
        let rows = each(n, |it| format!("| c{it} | d `#x` |\n"));
        one(format!("## H `#x`\n\n| a | b |\n|---|---|\n{rows}"))
    }),
    ("ragged rows of a table", 200, |n| {
        one(format!(
            "| a | b |\n|---|---|\n{}",
            each(n, |it| format!("| c{it} | d | e |\n"))
        ))
    }),
    ("lists of definitions", 700, |n| {
        one(each(n, |it| format!("Term {it}\n: Definition\n\n")))
    }),
    ("pictures that are not there", 200, |n| {
        one(each(n, |it| format!("![x](img/p{it}.png)\n\n")))
    }),
    ("words of a title", 2000, |n| one(format!("# {}\n", "word ".repeat(n)))),
    ("notes", 120, |n| {
        notes(n, |it| (format!("n{it}.md"), format!("# Note {it}\n\nText.\n")))
    }),
    ("notes of one name", 100, |n| {
        let note = |it| {
            (
                format!("d{it}/x/same.md"),
                format!("# Same {it}\n\n[[x/same]] [b](b/same.md)\n"),
            )
        };
        with("a.md", "[[same]] [[b/same]]\n\n".repeat(n), notes(n, note))
    }),
];
