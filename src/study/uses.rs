//! What notes make use of, and what they would gain by an option they do not use yet.
//! Gives numbers, and hints with the reason for each.
//! Must not change how anything is read.

use std::collections::BTreeMap;

use pulldown_cmark::{CodeBlockKind, Event, Tag};
use rayon::prelude::*;

use super::{
    Kind, Rule, Study, Table, Tip, explicit, formulas,
    outline::{Outline, outline},
    rule::Switches,
};
use crate::{
    config::{Config, Own, RawHtml, Repo},
    diag::counted,
    library::{Library, NoteId, Resolved, Status},
    note::{
        Node, Note, Rules, meta,
        raw::{self, Piece},
        tags::bare_tags,
    },
    path::{NotePath, percent_decode},
};

/// How often notes use what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// What is used, each with its number; what is not used is left out.
    pub counts: Vec<(usize, &'static str)>,
    /// Options that would help, each with the reason.
    pub hints: Vec<String>,
}

/// Fewer places than these are a coincidence.
const FEW: usize = 5;

/// Fewer letters than these tell no language.
const MANY: usize = 200;

/// A word after `#` that stands in fewer places is no tag but a comment or a number of something.
const TWICE: usize = 2;

/// What one note writes that nobody reads yet.
#[derive(Debug, Default)]
struct Unread {
    code: usize,
    formulas: usize,
    /// Blocks of code that other programs draw.
    diagrams: usize,
    /// Frames of raw HTML.
    frames: usize,
    /// The words after `#` in running text.
    bare: BTreeMap<String, usize>,
    marked: usize,
    /// The links to files of a repository that notes of ours are called like.
    own: BTreeMap<String, usize>,
    /// The links to nothing that a folder at the top would lead somewhere if it were the root.
    astray: BTreeMap<String, usize>,
    /// The letters of scripts that one language is known by, by its code, and all letters.
    scripts: BTreeMap<&'static str, usize>,
    letters: usize,
}

impl Uses {
    /// Counts what the published notes use.
    ///
    /// `place` is the content folder as seen from the root of the repository.
    #[must_use]
    pub fn of(
        library: &Library,
        study: &Study<'_>,
        config: &Config,
        place: &str,
    ) -> Self {
        let is_scenario = |it: &&Table<'_>| matches!(it.kind, Kind::Scenario { .. });
        let is_gotcha = |it: &&Tip<'_>| it.rule == Rule::Gotcha;
        let gotchas = study.tips.iter().filter(is_gotcha).count();
        let notes: Vec<(NoteId, &Note)> =
            library.published().map(|(id, note, _)| (id, note)).collect();
        let rules = Rules::new(&config.tags);
        let unread: Vec<Unread> = notes
            .par_iter()
            .map(|(id, note)| unread(library, *id, note, (config, &rules, place)))
            .collect();
        let sum = |of: fn(&Unread) -> usize| unread.iter().map(of).sum::<usize>();
        let counts = [
            (study.tables.len(), "table"),
            (study.comparisons.len(), "comparison"),
            (study.tables.iter().filter(is_scenario).count(), "table of situations"),
            (study.decisions.len(), "rule"),
            (study.definitions.len(), "definition"),
            (study.tips.len() - gotchas, "tip"),
            (gotchas, "gotcha"),
            (study.cards.len(), "card"),
            (sum(|it| it.code), "block of code"),
            (sum(|it| it.formulas), "formula"),
            (sum(|it| it.diagrams), "diagram"),
        ];
        let mut hints = Vec::new();
        let words = unread.iter().flat_map(|it| &it.bare);
        let bare: BTreeMap<&str, usize> =
            by_name(words).into_iter().filter(|it| it.1 >= TWICE).collect();
        let times: usize = bare.values().sum();
        if let Some((name, _)) = most(bare).filter(|_| times >= 2 * FEW) {
            hints.push(format!(
                "{times} times a word such as `#{name}` stands in running text; `tags: {{bare: \
                 true}}` reads it as a tag"
            ));
        }
        hints.extend(taken_for_code(library));
        let marked = sum(|it| it.marked);
        if marked >= FEW {
            hints.push(format!(
                "{marked} questions look marked as cards; `cards: {{explicit: true}}` makes them cards"
            ));
        }
        let own = by_name(unread.iter().flat_map(|it| &it.own));
        if let Some((repository, links)) = most(own).filter(|it| it.1 >= FEW) {
            hints.push(format!(
                "{links} links lead to {repository}, where these notes seem to lie; \
                 `repo: {{url: {repository}}}` makes them links between pages"
            ));
        }
        let astray = by_name(unread.iter().flat_map(|it| &it.astray));
        if let Some((folder, links)) = most(astray).filter(|it| it.1 >= FEW) {
            hints.push(format!(
                "{links} links that lead nowhere would lead to a file if the notes began in \
                 `{folder}/`: name that folder instead, or write `content_dir: {folder}`"
            ));
        }
        let scripts = by_name(unread.iter().flat_map(|it| &it.scripts));
        if let Some((language, letters)) =
            most(scripts).filter(|it| it.1 * 3 > sum(|it| it.letters))
            && letters >= MANY
            && config.language.is_none()
        {
            hints.push(format!(
                "the notes seem to be written in another language than English; `language: \
                 {language}` tells browsers and screen readers"
            ));
        }
        let mut written = notes.iter().zip(&unread);
        let first = written.find(|(_, it)| it.formulas + it.diagrams > 0);
        hints.extend(first.map(|((_, note), _)| {
            let numbers = (sum(|it| it.formulas), sum(|it| it.diagrams));
            left_as_written(numbers, &note.path)
        }));
        let frames = sum(|it| it.frames);
        if config.markdown.raw_html == RawHtml::Safe && frames > 0 {
            let frames = counted(frames, "frame");
            hints.push(format!(
                "{frames} of HTML shown as a link; `markdown: {{raw_html: allow}}` shows what is in it"
            ));
        }
        Self {
            counts: counts.into_iter().filter(|(count, _)| *count > 0).collect(),
            hints,
        }
    }
}

/// The name with the greatest number.
fn most(numbers: BTreeMap<&str, usize>) -> Option<(&str, usize)> {
    numbers.into_iter().max_by_key(|(_, number)| *number)
}

/// The hint on what looks like tags and is none for lack of a certain one.
fn taken_for_code(library: &Library) -> Option<String> {
    let names = library.tags().taken_for_code().iter();
    let names = names.map(|(name, count)| (name.as_str(), *count));
    let names: BTreeMap<&str, usize> =
        names.filter(|(name, _)| !OF_C.contains(name)).collect();
    let lines = counted(names.values().sum(), "line");
    most(names).map(|(name, _)| {
        format!(
            "code such as `#{name}` ends {lines}; it is a tag where a heading of the same note has \
             a tag, or where any heading has the same"
        )
    })
}

/// The hint on what only other programs set or draw, the first of it in the note at `path`.
fn left_as_written((formulas, diagrams): (usize, usize), path: &NotePath) -> String {
    let parts = [(formulas, "formula"), (diagrams, "diagram")];
    let parts: Vec<String> =
        parts.iter().filter(|it| it.0 > 0).map(|(n, it)| counted(*n, it)).collect();
    let all = parts.join(" and ");
    format!(
        "{all} shown as written, the first in {path}: nothing here sets formulas or draws diagrams"
    )
}

/// Numbers added up by their names.
fn by_name<'n, N: AsRef<str> + 'n>(
    numbers: impl Iterator<Item = (&'n N, &'n usize)>,
) -> BTreeMap<&'n str, usize> {
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, number) in numbers {
        *sums.entry(name.as_ref()).or_default() += number;
    }
    sums
}

fn unread(
    library: &Library,
    id: NoteId,
    note: &Note,
    (config, rules, place): (&Config, &Rules, &str),
) -> Unread {
    let mut unread = Unread::default();
    let bare = (!config.tags.bare.unwrap_or(false)).then_some(rules);
    unread.look(&note.body, bare);
    for link in &note.links {
        let is_lost = |it: &Resolved| {
            matches!(it.status, Status::PageMissing | Status::AssetMissing)
        };
        if library.link(id, link.span.start).is_some_and(is_lost) {
            let folders = library.folder(&NotePath::default());
            let folders = folders.into_iter().flat_map(|it| &it.folders);
            for folder in folders.filter(|it| is_below(library, it, &link.href)) {
                *unread.astray.entry(folder.to_string()).or_default() += 1;
            }
        }
    }
    unread.formulas = formulas::count(&note.body);
    // Elsewhere they are cards already, or the note wants none.
    let may_gain =
        !matches!(note.meta.cards, Some(meta::Cards::Explicit | meta::Cards::None))
            && !config.cards.explicit.unwrap_or(false);
    if may_gain && !note.is_template {
        let blocks = outline(library, id);
        let switches = Switches::new(&config.study, note);
        let outline = Outline { library, id, blocks: &blocks, switches: &switches };
        unread.marked = explicit::read(&outline).len();
    }
    if config.repo.is_none() {
        for link in &note.links {
            if let Some(repository) = own(library, &link.href, place) {
                *unread.own.entry(repository).or_default() += 1;
            }
        }
    }
    unread
}

impl Unread {
    /// Counts what stands in these nodes; bare tags only with the rules for them.
    fn look(&mut self, nodes: &[Node], bare: Option<&Rules>) {
        for node in nodes {
            match node {
                Node::Elem(Tag::CodeBlock(kind), ..) => {
                    self.code += 1;
                    self.diagrams += usize::from(is_diagram(kind));
                }
                Node::Elem(Tag::HtmlBlock, ..) | Node::Leaf(Event::InlineHtml(_), _) => {
                    let html = Piece::cast(node).map(|it| it.html).unwrap_or_default();
                    for tag in raw::tags(&html).iter().filter(|it| !it.closing) {
                        self.frames += usize::from(tag.name == "iframe");
                    }
                }
                Node::Elem(tag, _, children) => {
                    let is_link = matches!(tag, Tag::Link { .. } | Tag::Image { .. });
                    self.look(children, bare.filter(|_| !is_link));
                }
                Node::Leaf(Event::Text(text), _) => self.read(text, bare),
                _ => (),
            }
        }
    }

    fn read(&mut self, text: &str, bare: Option<&Rules>) {
        for letter in text.chars().filter(|it| it.is_alphabetic()) {
            self.letters += 1;
            if let Some(language) = language_of(letter) {
                *self.scripts.entry(language).or_default() += 1;
            }
        }
        let names = bare.into_iter().flat_map(|it| bare_tags(text, it));
        let names = names.map(|(name, _)| name.to_string());
        for name in names.filter(|it| !OF_C.contains(&it.as_str())) {
            *self.bare.entry(name).or_default() += 1;
        }
    }
}

/// Words that stand after `#` in C, and so in the text about it.
const OF_C: [&str; 9] =
    ["define", "elif", "else", "endif", "if", "ifdef", "ifndef", "include", "pragma"];

/// Whether a link would lead somewhere if it began in a folder.
fn is_below(library: &Library, folder: &NotePath, href: &str) -> bool {
    let path = percent_decode(href.split(['?', '#']).next().unwrap_or_default());
    let path = format!("{folder}/{}", path.trim_matches('/'));
    let names = [path.clone(), format!("{path}.md")];
    names.iter().filter_map(|it| NotePath::new(it)).any(|it| {
        let is_folder = library.folder(&it).is_some();
        is_folder || library.find(&it).is_some() || library.assets().contains(&it)
    })
}

/// The language that is known by the script of a letter.
fn language_of(letter: char) -> Option<&'static str> {
    Some(match letter {
        '\u{0370}'..='\u{03ff}' => "el",
        '\u{0590}'..='\u{05ff}' => "he",
        '\u{0e00}'..='\u{0e7f}' => "th",
        '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => "ko",
        '\u{3040}'..='\u{30ff}' => "ja",
        '\u{4e00}'..='\u{9fff}' => "zh",
        _ => return None,
    })
}

/// Whether a block of code is in a language of diagrams.
fn is_diagram(kind: &CodeBlockKind<'_>) -> bool {
    let CodeBlockKind::Fenced(info) = kind else { return false };
    let language = info.split([' ', ',', '{']).next().unwrap_or_default().to_lowercase();
    matches!(
        language.as_str(),
        "mermaid" | "plantuml" | "puml" | "dot" | "graphviz" | "d2"
    )
}

/// The repository of a full link to a file of GitHub, where a note of ours has that path.
fn own(library: &Library, href: &str, place: &str) -> Option<String> {
    let mut parts = href.strip_prefix("https://github.com/")?.split('/');
    let (owner, name) = (parts.next()?, parts.next()?);
    let url = format!("https://github.com/{owner}/{name}");
    let repo = Repo { url, branch: None, content: place.to_owned() };
    let Own::Path { path, .. } = repo.locate(href)? else { return None };
    let path = NotePath::new(&percent_decode(path))?;
    library.find(&path).map(|_| repo.url)
}
