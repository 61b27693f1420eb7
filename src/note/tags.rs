//! Tags as authors write them: code spans at the end of a heading, label, item or cell.
//! Gives the one rule of where the words end and the tags begin.
//! Never reads code blocks, and leaves `#` in prose alone unless the rules say otherwise.

mod bare;
mod collect;
pub mod name;
mod note_line;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub(super) use self::{
    bare::bare_tags_in,
    collect::collect,
    note_line::{NoteLine, note_line},
};
pub use self::{
    bare::{bare_tags, is_colour},
    collect::{Legend, NoteTags},
    name::{HUES, TagName, hue},
};
use super::doc::{NodeId, Scope};
use crate::{
    config::{Config, Markdown, Math, RawHtml},
    diag::Span,
    maths::Maths,
    path::fold,
};

/// What a tag belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The whole note.
    Note,
    /// The section below a heading.
    Section,
    /// A label with what follows it, a list item, or a table row.
    Block,
}

/// The index of a tag within its note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TagId(pub(crate) usize);

/// A tag where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagUse {
    /// The tag.
    pub name: TagName,
    /// What it belongs to.
    pub level: Level,
    /// Where it is written.
    pub span: Span,
    /// The node that it is written in; none for a tag of the front matter.
    pub node: NodeId,
    /// What it belongs to: the section, the label with its list, the item or the row.
    pub scope: Scope,
    /// Whether the place alone does not make it a tag: `` `#ifdef` `` may end an item, too.
    /// It counts when the note tags headings or labels, or when the same tag stands in a
    /// certain place somewhere in the notes.
    pub weak: bool,
}

/// What the configuration says about how notes are read.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own")]
pub struct Rules {
    /// The folded words that begin a line of tags for the whole note.
    labels: Vec<String>,
    /// Emoji that stand for tags.
    emoji: BTreeMap<String, TagName>,
    /// Whether `#tag` in running text is a tag.
    bare: bool,
    /// Names that are tags whatever they look like.
    known: BTreeSet<TagName>,
    /// What becomes of HTML.
    raw_html: RawHtml,
    /// Whether a line break inside a paragraph stays one.
    breaks: bool,
    /// Whether emphasis is that of CommonMark alone.
    plain_emphasis: bool,
    /// Whether formulas are words.
    plain_formulas: bool,
    /// Sets formulas.
    maths: Arc<Maths>,
}

impl Rules {
    /// Reads the rules; an emoji that stands for no tag is passed over.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let Markdown { raw_html, breaks, cjk_emphasis, .. } = config.markdown;
        let math = &config.markdown.math;
        let config = &config.tags;
        let labels = config
            .labels
            .clone()
            .unwrap_or_else(|| ["tags", "tag"].map(String::from).into());
        let emoji = config.emoji.iter().flatten();
        let aliases = config.aliases.iter().flatten().flat_map(|(from, to)| [from, to]);
        let known = config.vocabulary.iter().flatten().chain(aliases);
        Self {
            labels: labels.iter().map(|it| fold(it.trim_end_matches(':'))).collect(),
            emoji: emoji
                .filter_map(|(emoji, name)| {
                    Some((emoji.clone(), TagName::new(name.trim_start_matches('#'))?))
                })
                .collect(),
            bare: config.bare.unwrap_or(false),
            known: known
                .filter_map(|it| TagName::new(it.trim_start_matches('#')))
                .collect(),
            raw_html,
            breaks: breaks.unwrap_or(false),
            plain_emphasis: cjk_emphasis == Some(false),
            plain_formulas: !math.is_on(),
            maths: Arc::new(Maths::new(&math.macros())),
        }
    }

    /// The rules of a note whose front matter has a `math` key of its own.
    pub(super) fn of_note(&self, math: Option<&Math>) -> Cow<'_, Self> {
        match math {
            None => Cow::Borrowed(self),
            Some(math) => {
                let mut rules = self.clone();
                rules.plain_formulas = !math.is_on();
                rules.maths = Arc::new(self.maths.with(&math.macros()));
                Cow::Owned(rules)
            }
        }
    }

    /// Whether formulas are more than words.
    pub(super) fn sets_formulas(&self) -> bool {
        !self.plain_formulas
    }

    /// Sets formulas, with the macros of the configuration and the note.
    pub(super) fn maths(&self) -> &Maths {
        &self.maths
    }

    /// Whether `#tag` in running text is a tag.
    pub(super) fn finds_bare(&self) -> bool {
        self.bare
    }

    /// Whether a line break inside a paragraph stays one.
    pub(super) fn keeps_breaks(&self) -> bool {
        self.breaks
    }

    /// Whether emphasis may touch East Asian punctuation.
    pub(super) fn has_cjk_emphasis(&self) -> bool {
        !self.plain_emphasis
    }

    /// What becomes of HTML.
    pub(super) fn raw_html(&self) -> RawHtml {
        self.raw_html
    }
}

/// The tags of one code span, such as `#a` or `#a #b`; `None` if anything else stands in it.
#[must_use]
pub fn names_in(code: &str) -> Option<Vec<TagName>> {
    // The preprocessor of C looks like tags. Notes on it end headings and items with its words.
    const DIRECTIVES: [&str; 8] = [
        "#define", "#elif", "#endif", "#ifdef", "#ifndef", "#include", "#pragma",
        "#undef",
    ];
    let words = code.split([' ', ',']).filter(|it| !it.is_empty());
    if words.clone().any(|it| DIRECTIVES.contains(&it)) {
        return None;
    }
    let names: Vec<TagName> =
        words.map(|it| TagName::new(it.strip_prefix('#')?)).collect::<Option<_>>()?;
    (!names.is_empty()).then_some(names)
}

#[cfg(test)]
mod tests {
    use super::{super::read, *};
    use crate::path::NotePath;

    #[test]
    fn carriers_and_levels() {
        let text = "# T `#t`\n\n**Tags:** `#n` `#m`\n\n## H `#h`, `#i`\n\n**Exam Tip:** `#l`\n\
                    - one `#a #b`\n- use `#ifdef` here\n\n  loose `#no`\n\n| a `#c` |\n|---|\n| `#d` |\n\n\
                    prose `#p`\n\n```\n# x `#f`\n```\n\n## `#only`\n";
        let rules = Rules::new(&Config::default());
        let mut read = read::read(&text.into(), 0, &rules);
        let headings =
            crate::note::headings::collect(&NotePath::default(), &mut read).headings;
        let found: Vec<(&str, Level)> = collect(&read, &headings, &rules)
            .uses
            .iter()
            .map(|it| (text.get(it.span.clone()).unwrap(), it.level))
            .collect();
        assert_eq!(
            found,
            [
                ("`#t`", Level::Section),
                ("`#n`", Level::Note),
                ("`#m`", Level::Note),
                ("`#h`", Level::Section),
                ("`#i`", Level::Section),
                ("`#l`", Level::Block),
                ("`#a #b`", Level::Block),
                ("`#a #b`", Level::Block),
                ("`#c`", Level::Block),
            ]
        );
    }
}
