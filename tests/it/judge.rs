//! The text of finished pages, judged by programs that know nothing of ours: a sanitizer, and a browser's parser.

mod allowed;
pub mod tokens;

use std::{collections::BTreeMap, path::PathBuf};

use cribsheet::{
    build::Options,
    config::{Config, Places, Project, RawHtml},
    path::NotePath,
    source,
};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config as Runs, TestRunner},
};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use crate::{
    fixture::{self, Site},
    pieces,
};

/// How many notes are tried at once.
const NOTES: usize = 400;

/// Looks at the main element of a page; `None` when nothing is wrong with it.
type Judge = fn(&str) -> Option<String>;

/// A sanitizer takes nothing out of what a browser reads, neither in a note's text nor around it.
fn sanitizer(main: &str) -> Option<String> {
    let judge = |html: &str, clean: fn(&str) -> String| {
        tokens::difference(&tokens::parsed(html), &tokens::serialized(&clean(html)))
    };
    let text = text_of_note(main).unwrap_or_default();
    // A sanitizer takes what is in a `<noscript>` for text, and all of a `<template>` out.
    let mut around = main.replacen(text, "", 1);
    for tag in ["<noscript>", "</noscript>", "<template>", "</template>"] {
        around = around.replace(tag, "");
    }
    judge(text, allowed::cleaned).or_else(|| judge(&around, allowed::cleaned_page))
}

/// A browser closes, opens and moves no element by itself.
fn parser(main: &str) -> Option<String> {
    tokens::difference(&tokens::written(main), &tokens::parsed(main))
}

/// What a note says on its page; without its title, tags and the like.
pub fn text_of_note(main: &str) -> Option<&str> {
    let (_, text) = main.split_once("<div class=\"text\"")?.1.split_once('>')?;
    let mut open = 1;
    // Elsewhere in text and attributes, `<` is escaped.
    text.match_indices("div").find_map(|(at, _)| {
        let before = &text[..at];
        if text[at + 3..].starts_with(['>', ' ']) {
            open += i32::from(before.ends_with('<'));
            open -= i32::from(before.ends_with("</"));
        }
        (open == 0).then(|| before.strip_suffix("</"))?
    })
}

/// What a judge says about the pages of a site: routes and faults.
fn faults(site: &Site, judge: Judge) -> BTreeMap<String, String> {
    // A file that is published as it is says what it likes.
    let pages: Vec<_> = site.pages().filter(|(_, html)| html.contains("<main")).collect();
    pages
        .into_par_iter()
        .filter_map(|(route, _)| Some((route.to_owned(), judge(site.main(route))?)))
        .collect()
}

fn build(notes: &[(String, String)], raw_html: RawHtml) -> Site {
    let usual =
        [("a.md", "# A\n"), ("b.md", "# B\n\n## A\n\nWords. ^id\n"), ("i.png", "")];
    let files = usual
        .into_iter()
        .chain(notes.iter().map(|(path, text)| (path.as_str(), text.as_str())))
        .map(|(path, text)| (NotePath::new(path).unwrap(), text.as_bytes().to_vec()));
    let mut config = Config::default();
    config.markdown.raw_html = raw_html;
    // The minifier leaves out end tags on purpose.
    let options = Options { no_minify: true, ..Options::default() };
    fixture::build(&source::Memory(files.collect()), &config, options)
}

/// Judges many random notes; of the first site with a fault, one note is told with the least text that shows it.
fn judge_random_notes(
    judge: Judge,
    strategy: &impl Strategy<Value = String>,
    sites: u32,
    raw_html: RawHtml,
) {
    let runs = Runs { failure_persistence: None, ..Runs::with_cases(sites) };
    let sites = runs.cases;
    let mut runner = TestRunner::new(runs);
    for _ in 0..sites {
        let mut trees: Vec<_> =
            (0..NOTES).map(|_| strategy.new_tree(&mut runner).unwrap()).collect();
        let notes: Vec<_> =
            trees.iter().enumerate().map(|(at, it)| (name(at), it.current())).collect();
        let found = faults(&build(&notes, raw_html), judge);
        let Some((route, fault)) = found.first_key_value() else { continue };
        // What one note says on the page of another may need both.
        let alone = |text: String| {
            let site = build(&[(String::from("n.md"), text)], raw_html);
            faults(&site, judge).into_iter().next()
        };
        let guilty = trees.iter_mut().find_map(|it| {
            let fault = alone(it.current())?;
            Some(shrunk(it, fault, alone))
        });
        let count = found.len();
        let Some((text, (route, fault))) = guilty else {
            panic!("{count} pages, such as {route}: {fault}");
        };
        panic!("{count} pages, such as {route} of the note {text:?}: {fault}");
    }
}

fn name(at: usize) -> String {
    format!("n{at}.md")
}

/// The simplest text that has a fault alone, and the fault.
fn shrunk<F>(
    tree: &mut impl ValueTree<Value = String>,
    mut fault: F,
    alone: impl Fn(String) -> Option<F>,
) -> (String, F) {
    let mut text = tree.current();
    let mut is_simpler = tree.simplify();
    while is_simpler {
        match alone(tree.current()) {
            Some(it) => {
                (text, fault) = (tree.current(), it);
                is_simpler = tree.simplify();
            }
            None => is_simpler = tree.complicate(),
        }
    }
    (text, fault)
}

#[test]
fn a_sanitizer_finds_nothing_to_take_out_of_any_note() {
    judge_random_notes(sanitizer, &pieces::markdown(), 10, RawHtml::Safe);
    judge_random_notes(sanitizer, &pieces::html(), 38, RawHtml::Safe);
    judge_random_notes(sanitizer, &pieces::html(), 2, RawHtml::Deny);
}

#[test]
fn a_browser_reads_pages_without_html_as_the_tree_they_were_made_of() {
    judge_random_notes(parser, &pieces::html(), 10, RawHtml::Deny);
}

#[test]
fn a_browser_reads_every_page_as_the_tree_it_was_made_of() {
    judge_random_notes(parser, &pieces::html(), 25, RawHtml::Safe);
}

#[test]
fn nobody_finds_fault_with_real_notes() {
    let mut found = Vec::new();
    for folder in folders() {
        let places = Places { root: Some(folder.clone()), ..Places::default() };
        let project = Project::locate(&places, &[]).unwrap();
        let options = Options { drafts: true, no_minify: true, ..Options::default() };
        let mut config = project.config.clone();
        config.markdown.raw_html = RawHtml::Safe;
        let site = fixture::build(&project.files().unwrap(), &config, options);
        for judge in [sanitizer, parser] {
            let faults = faults(&site, judge).into_iter();
            found.extend(
                faults.map(|(route, it)| format!("{}: {route}: {it}", folder.display())),
            );
        }
    }
    assert!(found.is_empty(), "{} pages:\n{}", found.len(), found.join("\n"));
}

/// The sample's folder, and those of real notes where `CRIB_CORPORA` names them.
fn folders() -> Vec<PathBuf> {
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR"))];
    if let Some(all) = std::env::var_os("CRIB_CORPORA") {
        let entries = std::fs::read_dir(all).unwrap().map(|it| it.unwrap().path());
        folders.extend(entries.filter(|it| it.is_dir()));
    }
    folders
}

/// The judges themselves are not blind.
#[test]
fn the_judges_see_what_is_wrong() {
    for html in [
        "<p onclick=\"x\">a</p>",
        "<a href=\"javascript:x\">a</a>",
        "<a href=\" JAVA&#10;SCRIPT:x\">a</a>",
        "<a href=\"unknown:x\">a</a>",
        "<img src=\"data:text/html,x\" alt=\"\">",
        "<script>x</script>",
        "<p style=\"color:red\">a</p>",
        "<svg><script>x</script></svg>",
        "<svg><path onload=\"x\"></path></svg>",
        "<base href=\"x\">",
        "<form><input></form>",
        "<div data-x=\"y\">a</div>",
        "a <!-- b -->",
    ] {
        let note = format!("<div class=\"text\">{html}</div></article>");
        assert!(sanitizer(&note).is_some(), "{html}");
    }
    for html in [
        "<p>a<p>b</p></p>",
        "<p>a<div>b</div></p>",
        "<table><tr><td>a</td></tr></table>",
        "<table><tbody><tr>a</tr></tbody></table>",
        "<a href=\"x\"><a href=\"y\">a</a></a>",
        "<b><i>a</b></i>",
        "<ul><li>a<li>b</ul>",
        "<div/>a",
        "<svg><p>a</p></svg>",
        "<h2><h3>a</h3></h2>",
        "<b>a",
        "a</b>",
    ] {
        assert!(parser(html).is_some(), "{html}");
    }
    let fine = "<p class=\"a\" id='b'>&lt;b> &amp;<br/> <img src=i.png alt></p><pre>\na</pre><svg viewBox=\"0 0 1 1\"><path/></svg>";
    assert_eq!((sanitizer(fine), parser(fine)), (None, None));
}
