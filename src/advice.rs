//! What `crib check` advises: what the notes use, and which options would read more of them.
//! Gives numbers, and a hint with its reason for each option.
//! Must not change how anything is read.

mod foreign;
mod hints;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use self::foreign::Foreign;
use crate::{
    config::{Config, Own, Repo},
    library::{Library, NoteId, Status},
    note::{
        NodeId, Note, Rules, TagName,
        doc::{BlockMark, Kind as NodeKind, Nodes, Role},
        meta,
        tags::{bare_tags, names_in},
    },
    path::{NotePath, percent_decode},
    rule::Rule,
    study::{
        Kind, Study, Table, Tip, explicit,
        instructions::Switches,
        outline::{Outline, outline},
    },
};

/// What `crib check` says below its findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advice {
    /// What the notes use, each with its number; what they do not use is left out.
    pub counts: Vec<(usize, &'static str)>,
    /// What is not read and what would help, each with the reason.
    pub hints: Vec<String>,
}

/// What one note writes that nothing reads yet.
#[derive(Debug, Default)]
struct Unread {
    path: NotePath,
    code: usize,
    formulas: usize,
    /// Formulas that cannot be set.
    unset: usize,
    /// Blocks of code that other programs draw.
    diagrams: usize,
    /// Frames of raw HTML.
    frames: usize,
    /// What only other programs understand.
    foreign: BTreeMap<Foreign, usize>,
    /// The words after `#` in running text.
    bare: BTreeMap<String, usize>,
    /// What looks like tags at the ends of paragraphs.
    behind: Vec<TagName>,
    marked: usize,
    /// Paragraphs of several lines, and those among them whose lines end where their author wants.
    several: usize,
    verses: usize,
    /// The links to files of a repository that notes of ours are called like.
    own: BTreeMap<String, usize>,
    /// The links to nothing that a folder at the top would lead somewhere if it were the root.
    astray: BTreeMap<String, usize>,
    /// The letters of scripts that one language is known by, by its code, and all letters.
    scripts: BTreeMap<&'static str, usize>,
    letters: usize,
}

impl Advice {
    /// Looks at the published notes.
    ///
    /// `place` is the content folder as seen from the root of the repository, beside whether it is a
    /// vault of Obsidian.
    #[must_use]
    pub fn of(
        library: &Library,
        study: &Study<'_>,
        config: &Config,
        (place, is_vault): (&str, bool),
    ) -> Self {
        let is_scenario = |it: &&&Table<'_>| matches!(it.kind, Kind::Scenario { .. });
        let is_gotcha = |it: &&&Tip<'_>| it.rule == Rule::Gotcha;
        let gotchas = study.tips.iter().filter(is_gotcha).count();
        let notes: Vec<(NoteId, &Note)> =
            library.published().map(|(id, note, _)| (id, note)).collect();
        let rules = Rules::new(config);
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
            (sum(|it| it.unset), "formula left as TeX"),
            (sum(|it| it.diagrams), "diagram"),
        ];
        Self {
            counts: counts.into_iter().filter(|(count, _)| *count > 0).collect(),
            hints: hints::of(library, config, &unread, is_vault),
        }
    }
}

fn unread(
    library: &Library,
    id: NoteId,
    note: &Note,
    (config, rules, place): (&Config, &Rules, &str),
) -> Unread {
    let mut unread = Unread { path: note.path.clone(), ..Unread::default() };
    let bare = (!config.tags.bare.unwrap_or(false)).then_some(rules);
    unread.look(note.doc.blocks(), bare);
    for (link, resolved) in note.links.iter().zip(library.links(id)) {
        if matches!(resolved.status, Status::PageMissing | Status::AssetMissing) {
            let folders = library.folder(&NotePath::default());
            let folders = folders.into_iter().flat_map(|it| &it.folders);
            for folder in folders.filter(|it| is_below(library, it, &link.href)) {
                *unread.astray.entry(folder.to_string()).or_default() += 1;
            }
        }
    }
    let read: BTreeSet<NodeId> = library.tags_of(id).map(|it| it.node).collect();
    let paragraphs = note.doc.walk().filter(|it| it.is_paragraph());
    let behind = paragraphs.flat_map(|it| behind(it.children()));
    let behind = behind.filter(|(at, _)| !read.contains(at));
    unread.behind = behind.flat_map(|(_, names)| names).collect();
    unread.frames = note.doc.frames();
    unread.formulas = note.formulas.len();
    let written = note.doc.walk().filter(|it| it.tex().is_some()).count();
    unread.unset = written - unread.formulas;
    // Elsewhere they are cards already, or the note wants none.
    let may_gain =
        !matches!(note.meta.cards, Some(meta::Cards::Explicit | meta::Cards::None))
            && !config.cards.explicit.unwrap_or(false);
    if may_gain && !note.is_template {
        let blocks = outline(library, note, library.title(id));
        let switches = Switches::new(&config.study, note);
        let outline = Outline { library, id, note, blocks: &blocks, switches: &switches };
        unread.marked = explicit::read(&outline).cards.len();
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
    /// Counts forms in these nodes; bare tags only with the rules for them.
    fn look(&mut self, nodes: Nodes<'_>, bare: Option<&Rules>) {
        for node in nodes {
            match node.kind() {
                NodeKind::CodeBlock(info) => {
                    self.code += 1;
                    self.diagrams += usize::from(is_diagram(info));
                }
                NodeKind::Link(_) | NodeKind::Image(_) => {
                    self.look(node.children(), None);
                }
                NodeKind::Text(text) => self.read(text, bare),
                NodeKind::Paragraph(Role::Prose) => {
                    let mut lines: Vec<Nodes<'_>> = node.children().lines().collect();
                    let last = lines.pop();
                    self.several += usize::from(last.is_some() && !lines.is_empty());
                    let is_verse =
                        !lines.is_empty() && lines.iter().all(|it| is_short(*it));
                    self.verses += usize::from(is_verse);
                    self.look(node.children(), bare);
                }
                _ => self.look(node.children(), bare),
            }
        }
    }

    fn read(&mut self, text: &str, bare: Option<&Rules>) {
        if let Some(form) = Foreign::of(text) {
            *self.foreign.entry(form).or_default() += 1;
        }
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

/// Whether a line is too short for one that an editor has broken, and no sentence ends with it.
fn is_short(line: Nodes<'_>) -> bool {
    const MOST: usize = 50;
    let text = line.plain_text();
    text.chars().take(MOST).count() < MOST
        && text.trim_end().ends_with(char::is_alphanumeric)
}

/// Words that stand after `#` in C, and so in the text about it.
const OF_C: [&str; 15] = [
    "define",
    "elif",
    "else",
    "endif",
    "endregion",
    "error",
    "if",
    "ifdef",
    "ifndef",
    "include",
    "line",
    "pragma",
    "region",
    "undef",
    "warning",
];

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

/// What looks like tags behind the words of a paragraph.
fn behind(paragraph: Nodes<'_>) -> Vec<(NodeId, Vec<TagName>)> {
    let mark = paragraph.block_mark().filter(BlockMark::is_alone);
    let line = mark.map_or(paragraph, |it| paragraph.before(it.text));
    let is_separator = |c: char| c.is_whitespace() || matches!(c, ',' | ':' | '·');
    let (mut found, mut is_said) = (Vec::new(), false);
    for node in line {
        match node.kind() {
            NodeKind::Tags(names) => found.push((node.id(), names.to_vec())),
            NodeKind::Code(code) if let Some(names) = names_in(code) => {
                found.push((node.id(), names));
            }
            NodeKind::Text(text) if text.chars().all(is_separator) => (),
            _ => {
                found.clear();
                is_said = true;
            }
        }
    }
    found.retain(|_| is_said);
    found
}

/// Whether a block of code is in a language of diagrams.
fn is_diagram(info: &str) -> bool {
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
