//! The examples of the CommonMark specification, as pulldown-cmark ships them among its own tests.

use std::{collections::BTreeMap, path::PathBuf, process::Command};

use cribsheet::{
    build::Options,
    config::Config,
    path::{NotePath, percent_decode},
    source,
};
use pulldown_cmark::{Event, Parser};

use crate::{
    fixture,
    judge::{
        self,
        tokens::{self, Token},
    },
    pieces::dialect,
};

/// So many examples has version 0.31 of the specification.
const EXAMPLES: usize = 652;

/// Examples that are read in another way on purpose, and why.
const EXCEPTED: &[(usize, &str)] = &[
    (200, "a link that leads nowhere is its words"),
    (484, "a link without words shows where it leads"),
    (485, "a link that leads nowhere is its words"),
    (486, "a link that leads nowhere is its words"),
    (487, "a link that leads nowhere is its words"),
    (501, "a link to a place that the note does not have leads to the note"),
    (548, "two brackets are a wikilink"),
    (559, "two brackets are a wikilink"),
    (567, "a link that leads nowhere is its words"),
    (581, "a picture that is missing has the name of its file"),
    (590, "two brackets are a wikilink"),
    (602, "a URL in the text is a link"),
    (608, "a URL in the text is a link"),
    (611, "a URL in the text is a link"),
];

#[test]
fn notes_without_html_are_read_as_the_specification_says() {
    let examples = examples();
    assert_eq!(examples.len(), EXAMPLES);
    let note = |(number, example): (&usize, &Example)| {
        let path = NotePath::new(&format!("note-{number}.md")).unwrap();
        // The first heading becomes the title of the page, since it is like the name.
        (path, format!("# Note\n\n{}", example.markdown).into_bytes())
    };
    let files = source::Memory(examples.iter().map(note).collect());
    let mut config = Config::default();
    config.markdown.emoji = Some(false);
    let options = Options { no_minify: true, ..Options::default() };
    let site = fixture::build(&files, &config, options);
    let excepted: BTreeMap<usize, &str> = EXCEPTED.iter().copied().collect();
    let (mut wrong, mut compared, mut raw) = (Vec::new(), 0, 0);
    for (number, example) in &examples {
        if holds_html(&example.markdown) {
            raw += 1;
            continue;
        }
        let page = site.main(&format!("note-{number}.html"));
        let (expected, ours) = (
            normal(&example.html),
            normal(judge::text_of_note(page).unwrap_or_default()),
        );
        let difference = tokens::difference(&expected, &ours);
        match (difference, excepted.get(number)) {
            (None, None) => compared += 1,
            (Some(_), Some(_)) => (),
            (None, Some(why)) => wrong.push(format!("{number} is as specified: {why}")),
            (Some(it), None) => {
                wrong.push(format!("{number}: {:?}: {it}", example.markdown));
            }
        }
    }
    assert!(wrong.is_empty(), "{} examples:\n{}", wrong.len(), wrong.join("\n"));
    // The others are excepted above.
    assert_eq!((compared, raw), (566, 72));
}

/// Some Markdown and the HTML it stands for.
struct Example {
    markdown: String,
    html: String,
}

/// All examples by number. They lie in the sources of the Markdown parser, which Cargo has anyway.
fn examples() -> BTreeMap<usize, Example> {
    // What only other systems need may not be there.
    let host = cargo(&["-vV"]);
    let host = host.lines().find_map(|it| it.strip_prefix("host: ")).unwrap();
    let options = ["--format-version=1", "--locked", "--offline", "--filter-platform"];
    let metadata = cargo(&[&["metadata"], &options[..], &[host]].concat());
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|it| it["name"] == "pulldown-cmark").unwrap();
    let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
    let tests = manifest.with_file_name("tests").join("suite").join("spec.rs");
    let tests = std::fs::read_to_string(tests).unwrap();
    let literal = |test: &str, name: &str| {
        let (_, after) = test.split_once(&format!("let {name} = r##\"")).unwrap();
        after.split_once("\"##;").unwrap().0.to_owned()
    };
    tests
        .split("fn spec_test_")
        .skip(1)
        .map(|test| {
            let number = test.split_once('(').unwrap().0.parse().unwrap();
            let (markdown, html) = (literal(test, "original"), literal(test, "expected"));
            (number, Example { markdown, html })
        })
        .collect()
}

/// What Cargo says.
fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    let command = command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn holds_html(markdown: &str) -> bool {
    Parser::new_ext(markdown, dialect())
        .any(|it| matches!(it, Event::Html(_) | Event::InlineHtml(_)))
}

/// Elements in a line; beside others, space says nothing.
const INLINE: [&str; 7] = ["a", "code", "del", "em", "img", "strong", "sup"];

/// HTML without what is ours: ids, classes, boxes around tables, colours of code. A link or picture that
/// leads nowhere is one that leads there.
fn normal(html: &str) -> Vec<Token> {
    let mut normal: Vec<Token> = Vec::new();
    // For every open `<span>` and `<div>` the element it stands for.
    let mut open: Vec<Option<&str>> = Vec::new();
    let (mut verbatim, mut in_anchor) = (0, false);
    for token in tokens::written(html) {
        match token {
            Token::Start(name, attributes)
                if name == "a" && is(&attributes, "anchor") =>
            {
                in_anchor = true;
            }
            Token::End(name) if name == "a" && in_anchor => in_anchor = false,
            _ if in_anchor => (),
            Token::Start(name, attributes) if name == "span" || name == "div" => {
                let title = attributes.get("title").map_or("", String::as_str);
                let target = title.split_once(": ").map_or("", |it| it.1);
                let element = match () {
                    () if is(&attributes, "broken-image") => {
                        let target = [(String::from("src"), percent_decode(target))];
                        normal.push(Token::Start(String::from("img"), target.into()));
                        Some("img")
                    }
                    () if is(&attributes, "broken") => {
                        let target = [(String::from("href"), percent_decode(target))];
                        normal.push(Token::Start(String::from("a"), target.into()));
                        Some("a")
                    }
                    () => None,
                };
                open.push(element);
            }
            Token::End(name) if name == "span" || name == "div" => {
                match open.pop().flatten() {
                    // The words of a picture are in its place.
                    Some("img") => {
                        let alt = match normal.pop() {
                            Some(Token::Text(text)) => text,
                            other => {
                                normal.extend(other);
                                String::new()
                            }
                        };
                        if let Some(Token::Start(_, attributes)) = normal.last_mut() {
                            attributes.insert(String::from("alt"), alt);
                        }
                    }
                    Some(name) => normal.push(Token::End(name.to_owned())),
                    None => (),
                }
            }
            Token::Start(name, attributes) => {
                verbatim += usize::from(name == "pre" || name == "code");
                normal.push(Token::Start(name.clone(), kept(&name, attributes)));
            }
            Token::End(name) => {
                verbatim -= usize::from(name == "pre" || name == "code");
                normal.push(Token::End(name));
            }
            Token::Text(text) => {
                let text = if verbatim > 0 { text } else { single_spaced(&text) };
                match normal.last_mut() {
                    Some(Token::Text(before)) => before.push_str(&text),
                    _ => normal.push(Token::Text(text)),
                }
            }
            other @ Token::Other(_) => normal.push(other),
        }
    }
    trimmed(&normal)
}

fn is(attributes: &BTreeMap<String, String>, class: &str) -> bool {
    let classes = attributes.get("class").map_or("", String::as_str);
    classes.split(' ').any(|it| it == class)
}

/// The attributes that say something about the text.
fn kept(
    name: &str,
    mut attributes: BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let target = attributes.get("href").or(attributes.get("src"));
    let is_elsewhere = target.is_some_and(|it| it.contains(':'));
    attributes.retain(|key, _| match key.as_str() {
        "href" | "src" | "alt" => true,
        // What leads nowhere says so in its title.
        "title" => is_elsewhere,
        "start" => name == "ol",
        _ => false,
    });
    for key in ["href", "src"] {
        if let Some(url) = attributes.get_mut(key) {
            *url = percent_decode(url);
        }
    }
    attributes
}

fn single_spaced(text: &str) -> String {
    let mut spaced = String::new();
    for c in text.chars() {
        let c = if c == '\n' { ' ' } else { c };
        if c != ' ' || !spaced.ends_with(' ') {
            spaced.push(c);
        }
    }
    spaced
}

/// Without the space beside blocks, and texts that are nothing but that.
fn trimmed(tokens: &[Token]) -> Vec<Token> {
    let is_block = |it: Option<&Token>| match it {
        Some(Token::Start(name, _) | Token::End(name)) => {
            !INLINE.contains(&name.as_str())
        }
        _ => it.is_none(),
    };
    let mut trimmed = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|it| tokens.get(it));
        let Token::Text(text) = token else {
            trimmed.push(token.clone());
            continue;
        };
        let is_in_code = matches!(before, Some(Token::Start(name, _)) if name == "code");
        let mut text = text.as_str();
        if !is_in_code && is_block(before) {
            text = text.trim_start_matches(' ');
        }
        if !is_in_code && is_block(tokens.get(at + 1)) {
            text = text.trim_end_matches(' ');
        }
        if !text.is_empty() {
            trimmed.push(Token::Text(text.to_owned()));
        }
    }
    trimmed
}
