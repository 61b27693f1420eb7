//! Front matter: the YAML block at the top of a note.
//! Gives typed values for the keys we know and keeps every other key.
//! Never fails: what cannot be read is a finding, and the note goes on without it.

mod block;
mod draft;
mod names;
mod values;

use std::collections::BTreeMap;

use serde_json::Value;

use self::{
    block::{find, start, unread},
    draft::{boolean, hides, take},
    values::Values,
};
use crate::{
    config::{Formulas, MACRO_NAMES, MACRO_TEXTS, Math, is_macro, macro_text},
    diag::{Code, Diagnostic, Span, nearest},
    note::dates,
    path::NotePath,
    rule::Rule,
    text::language_code,
};

/// The keys we know, others' habits included.
const KEYS: [&str; 24] = [
    "title",
    "description",
    "date",
    "updated",
    "lastmod",
    "weight",
    "draft",
    "publish",
    "published",
    "tags",
    "tag",
    "aliases",
    "alias",
    "permalink",
    "redirect_from",
    "template",
    "toc",
    "study",
    "cards",
    "sheet",
    "search",
    "extra",
    "lang",
    "math",
];

/// The key with which Excalidraw's plugin for Obsidian marks its files.
const DRAWING: &str = "excalidraw-plugin";

/// Words like keys of ours that are keys of others.
const WORDS: [&str; 7] =
    ["card", "data", "dates", "path", "publisher", "state", "student"];

/// What the front matter of a note says.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own")]
pub struct Meta {
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `date`, as written, or the day in the name of one of Jekyll's posts.
    pub date: Option<String>,
    /// `updated` or `lastmod`, as written.
    pub updated: Option<String>,
    /// `weight`: lighter notes come first in the navigation.
    pub weight: Option<i64>,
    /// `draft: true`, `publish: false` or `published: false`.
    pub draft: bool,
    /// `tags` or `tag`: a list, or one text with commas; a leading `#` is dropped. Each with its place.
    pub tags: Vec<(String, Span)>,
    /// `aliases` or `alias`: other names that wikilinks may use, and former addresses; with
    /// those that Jekyll takes from `permalink` and `redirect_from`. Each with its place.
    pub aliases: Vec<(String, Span)>,
    /// `lang`: the language of the note, as HTML wants its code.
    pub lang: Option<String>,
    /// `template`: the theme's template for this note.
    pub template: Option<String>,
    /// `toc: false` hides the contents list.
    pub toc: Option<bool>,
    /// `study: false`: nothing is extracted from the note.
    pub no_study: bool,
    /// `study: {off: […]}`: the rules that find nothing in the note.
    pub study_off: Vec<String>,
    /// `cards: false` makes no cards of the note, `cards: explicit` those marked as cards, too.
    pub cards: Option<Cards>,
    /// `sheet: false` keeps the note off cheat sheets.
    pub no_sheet: bool,
    /// `search: false` keeps the note out of the search.
    pub no_search: bool,
    /// `math`: whether formulas are set, and what names in them stand for.
    pub math: Option<Math>,
    /// What it says that the file is.
    pub says: Says,
    /// The keys below `extra`, and every key we do not know.
    pub extra: BTreeMap<String, Value>,
}

/// What front matter says that a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Says {
    /// Nothing.
    #[default]
    Nothing,
    /// `draft: false` or `publish: true`: a note, even if it looks like a template.
    Note,
    /// `excalidraw-plugin`: a drawing.
    Drawing,
}

/// Which cards the note asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cards {
    /// None.
    None,
    /// The usual ones.
    Usual,
    /// Those marked as cards, too.
    Explicit,
}

/// Reads the front matter of a note.
///
/// Returns it with the offset at which the note's Markdown begins, which is past a byte order
/// mark even when there is no front matter.
#[must_use]
pub fn parse(path: &NotePath, text: &str) -> (Meta, usize, Vec<Diagnostic>) {
    let (mut meta, start, findings) = read(path, text);
    meta.date = meta.date.or_else(|| day_of_post(path));
    (meta, start, findings)
}

/// The day in the name of one of Jekyll's posts: `_posts/2026-11-24-queues.md`.
fn day_of_post(path: &NotePath) -> Option<String> {
    let (day, rest) = path.stem().split_at_checked(10)?;
    let is_post = path.as_str().split('/').any(|it| it == "_posts");
    let is_day = rest.starts_with('-') && dates::instant(day).is_some();
    (is_post && is_day).then(|| day.to_owned())
}

fn read(path: &NotePath, text: &str) -> (Meta, usize, Vec<Diagnostic>) {
    let Some(block) = find(text) else {
        let found = unread(path, text);
        let draft = found.as_ref().is_some_and(|it| it.hides);
        let findings = found.map(|it| it.finding).into_iter().collect();
        return (Meta { draft, ..Meta::default() }, start(text), findings);
    };
    let yaml = text.get(block.yaml.clone()).unwrap_or_default();
    let mut reader = Reader { path, text, yaml: block.yaml, findings: Vec::new() };
    let mut values = values::read(yaml);
    let is_broken = !values.broken.is_empty();
    let hides = is_broken && yaml.lines().any(hides);
    for it in std::mem::take(&mut values.broken) {
        let span = reader.yaml.start + it.span.start..reader.yaml.start + it.span.end;
        let hidden = if hides { "; the note counts as a draft" } else { "" };
        let finding = Diagnostic::new(Code::F001, path, span, it.message);
        reader.findings.push(finding.with_help(it.help + hidden));
    }
    let mut meta = reader.meta(values);
    meta.draft |= hides;
    if is_broken && yaml.lines().any(|it| it.starts_with(DRAWING)) {
        meta.says = Says::Drawing;
    }
    (meta, block.end, reader.findings)
}

struct Reader<'a> {
    path: &'a NotePath,
    text: &'a str,
    yaml: Span,
    findings: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn meta(&mut self, values: Values) -> Meta {
        let Values { mut typed, written: mut values, .. } = values;
        let (draft, wanted) = self.draft(&mut values);
        let says = match values.contains_key(DRAWING) {
            true => Says::Drawing,
            false if wanted => Says::Note,
            false => Says::Nothing,
        };
        let mut take = |key: &str| take(&mut values, key);
        let mut meta = Meta {
            title: self.words(take("title")),
            description: self.words(take("description")),
            date: self.date(take("date")),
            updated: self.date(take("updated")),
            weight: self.integer(take("weight")),
            draft,
            says,
            tags: [take("tags"), take("tag")]
                .into_iter()
                .flat_map(|it| self.tags(it))
                .collect(),
            aliases: self.aliases(&mut take),
            lang: self.language(take("lang")),
            template: self.text_of(take("template")),
            toc: self.boolean(take("toc")),
            cards: self.cards(take("cards")),
            no_sheet: self.boolean(take("sheet")) == Some(false),
            ..Meta::default()
        };
        (meta.no_study, meta.study_off) = self.study(take("study"));
        meta.no_search = self.no_search(take("search"));
        meta.math = self.math(take("math"));
        let lastmod = self.date(take("lastmod"));
        meta.updated = meta.updated.or(lastmod);
        let extra = take("extra").0;
        match typed.remove(&extra).unwrap_or_default() {
            Value::Object(map) => meta.extra.extend(map),
            Value::Null => (),
            _ => self.wrong(&extra, "a mapping of keys to values"),
        }
        for key in values.keys() {
            self.unknown(key);
        }
        typed.retain(|key, _| values.contains_key(key));
        meta.extra.extend(typed);
        meta
    }

    /// A text, as it is written even where YAML reads a list, a mapping or a tag of its own.
    fn text_of(&mut self, (key, value): (String, Value)) -> Option<String> {
        let is_list = value.is_array() || value.is_object();
        let source = self.source_of(&key);
        let is_tagged = source.starts_with('!') && !source.starts_with("!!");
        if is_list && source.starts_with(['[', '{']) || value.is_string() && is_tagged {
            return Some(source);
        }
        if is_list {
            self.wrong(&key, "text");
        }
        plain(value)
    }

    /// A text that may begin with `#`, which YAML takes for a comment.
    fn words(&mut self, (key, value): (String, Value)) -> Option<String> {
        if let Some(span) = self.comment_after(&key).filter(|_| value.is_null()) {
            let words = self.text.get(span.clone()).unwrap_or_default();
            let quoted = words.replace('\\', "\\\\").replace('"', "\\\"");
            let help = format!("write `{key}: \"{quoted}\"`");
            self.comment(span, help);
        }
        self.text_of((key, value))
    }

    /// A date, which is shown as written even when feeds cannot use it.
    fn date(&mut self, (key, value): (String, Value)) -> Option<String> {
        let date = self.text_of((key.clone(), value))?;
        if dates::instant(&date).is_none() {
            let message = format!("`{date}` is not a date such as `2026-11-24`");
            for (_, span) in self.placed(&key, vec![date.clone()]) {
                let finding =
                    Diagnostic::new(Code::F002, self.path, span, message.clone())
                        .with_help(
                            "write year, month and day; until then the feed ignores it",
                        );
                self.findings.push(finding);
            }
        }
        Some(date)
    }

    fn language(&mut self, (key, value): (String, Value)) -> Option<String> {
        let given = self.text_of((key.clone(), value))?;
        let code = language_code(&given);
        if code.is_none() {
            self.wrong(&key, "the code of a language, such as `ar` or `pt-BR`");
        }
        code
    }

    fn integer(&mut self, (key, value): (String, Value)) -> Option<i64> {
        let number = match &value {
            Value::Null => return None,
            Value::String(text) => text.trim().replace('_', "").parse().ok(),
            other => other.as_i64(),
        };
        if number.is_none() {
            self.wrong(&key, "a whole number");
        }
        number
    }

    fn boolean(&mut self, (key, value): (String, Value)) -> Option<bool> {
        boolean(&value).unwrap_or_else(|()| {
            self.wrong(&key, "`true` or `false`");
            None
        })
    }

    fn cards(&mut self, (key, value): (String, Value)) -> Option<Cards> {
        if value.as_str() == Some("explicit") {
            return Some(Cards::Explicit);
        }
        let cards = self.boolean((key, value))?;
        Some(if cards { Cards::Usual } else { Cards::None })
    }

    /// Whether nothing is extracted, and the rules that are switched off.
    fn study(&mut self, (key, value): (String, Value)) -> (bool, Vec<String>) {
        match value {
            Value::Object(mut map) => {
                let off = map.remove("off").unwrap_or_default();
                if map.is_empty() {
                    let off = self.names((&key, off));
                    return (false, self.rules(&key, &off));
                }
                self.wrong(&key, "`true`, `false` or `off` with a list of rules");
                (false, Vec::new())
            }
            other => (self.boolean((key, other)) == Some(false), Vec::new()),
        }
    }

    /// Whether a search leaves the note out, as `mkdocs-material` says it, too: `{exclude: true}`.
    fn no_search(&mut self, (key, value): (String, Value)) -> bool {
        match value {
            Value::Object(mut map)
                if map.keys().all(|it| matches!(it.as_str(), "exclude" | "boost")) =>
            {
                let exclude = map.remove("exclude").unwrap_or_default();
                self.boolean((key, exclude)) == Some(true)
            }
            other => self.boolean((key, other)) == Some(false),
        }
    }

    /// Whether formulas are set, and what names in them stand for.
    fn math(&mut self, (key, value): (String, Value)) -> Option<Math> {
        let Value::Object(mut map) = value else {
            let is_on = self.boolean((key, value))?;
            return Some(if is_on { Math::On } else { Math::Off });
        };
        let macros = map.remove("macros").unwrap_or_default();
        let macros = match macros {
            Value::Object(macros) if map.is_empty() => macros,
            Value::Null if map.is_empty() => return Some(Math::On),
            _ => {
                self.wrong(&key, "`true`, `false` or `macros` with names and formulas");
                return None;
            }
        };
        let (known, unknown): (Vec<_>, Vec<_>) =
            macros.into_iter().partition(|(name, _)| is_macro(name));
        for (name, _) in unknown {
            let message = format!("`{key}.macros` names `{name}`, but {MACRO_NAMES}");
            self.find(self.key_span(&key), message);
        }
        let mut texts = BTreeMap::new();
        for (name, value) in known {
            if let Some(text) = macro_text(&value) {
                texts.insert(name, text);
            } else {
                let message =
                    format!("`{key}.macros.{name}` {MACRO_TEXTS}; it is ignored");
                self.find(self.key_span(&key), message);
            }
        }
        Some(Math::With(Formulas { macros: Some(texts) }))
    }

    /// The names that rules have; any other one is a finding.
    fn rules(&mut self, key: &str, names: &[String]) -> Vec<String> {
        let names = names.iter().map(|it| it.trim().to_owned());
        let (known, unknown): (Vec<_>, Vec<_>) =
            names.partition(|it| Rule::parse(it).is_some());
        for name in unknown {
            let message = format!("`{key}.off` names the unknown rule `{name}`");
            let finding =
                Diagnostic::new(Code::F001, self.path, self.key_span(key), message)
                    .with_help(Rule::suggest(&name));
            self.findings.push(finding);
        }
        known
    }

    fn unknown(&mut self, key: &str) {
        if KEYS.contains(&key) {
            return;
        }
        // A short word is like too many others to be called a typing error, and other words are no
        // slips: a letter or two differ in those.
        let is_slip = |it: &&str| {
            key.len() > 3
                && it.len() > 3
                && strsim::osa_distance(&key.to_lowercase(), it) <= 1 + it.len() / 6
        };
        let is_word = key.contains(' ') || WORDS.contains(&key.to_lowercase().as_str());
        let like = nearest(key, KEYS).filter(is_slip).filter(|_| !is_word);
        if let Some(like) = like {
            let message = format!("unknown key `{key}`");
            let finding =
                Diagnostic::new(Code::F002, self.path, self.key_span(key), message)
                    .with_help(format!("did you mean `{like}`?"));
            self.findings.push(finding);
        }
    }

    fn wrong(&mut self, key: &str, wanted: &str) {
        self.find(self.key_span(key), format!("`{key}` must be {wanted}; it is ignored"));
    }

    fn find(&mut self, span: Span, message: String) {
        self.findings.push(Diagnostic::new(Code::F001, self.path, span, message));
    }

    /// What is written behind a top-level key, in its line and those that go on with it.
    fn source_of(&self, key: &str) -> String {
        let from = self.key_span(key).end;
        let rest = self.text.get(from..self.yaml.end).unwrap_or_default();
        let rest = rest.split_once(':').filter(|_| from > self.yaml.start);
        let mut lines = rest.map_or("", |it| it.1).lines();
        let first = lines.next().unwrap_or_default();
        let goes_on = |it: &&str| it.starts_with([' ', '\t', ']', '}', ',', '#']);
        values::joined(std::iter::once(first).chain(lines.take_while(goes_on)))
    }

    /// Where a top-level key stands.
    fn key_span(&self, key: &str) -> Span {
        let mut at = self.yaml.start;
        let yaml = self.text.get(self.yaml.clone()).unwrap_or_default();
        for line in yaml.split_inclusive('\n') {
            let name = line.split(':').next().unwrap_or_default();
            if name.trim_matches(['"', '\'', ' ']) == key && !line.starts_with(' ') {
                return at..at + name.len();
            }
            at += line.len();
        }
        self.yaml.start..self.yaml.start
    }
}

/// The text of a value that is one.
fn plain(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|it| !it.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests;
