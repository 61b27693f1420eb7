//! What authors switch off, and the instructions that are not understood.
//! Gives what each rule may look at, and findings on comments.
//! Must not know how a rule works.

use std::collections::BTreeSet;

use crate::{
    config,
    diag::{Code, Diagnostic, Span, nearest},
    note::{
        Note,
        instructions::{Instructions, KNOWN},
    },
    rule::Rule,
};

/// The rules that are switched off, on the whole site or in one note.
#[derive(Debug, Clone, Default)]
pub struct Switches {
    off: BTreeSet<Rule>,
}

impl Switches {
    /// What the configuration and a note's front matter switch off.
    #[must_use]
    pub fn new(config: &config::Study, note: &Note) -> Self {
        let names = config.off.iter().flatten().chain(&note.meta.study_off);
        let mut off: BTreeSet<Rule> = names.filter_map(|it| Rule::parse(it)).collect();
        if note.meta.no_study {
            off.extend(Rule::ALL);
        }
        Self { off }
    }

    /// Whether a rule may find something at a place with these instructions.
    #[must_use]
    pub fn allow(&self, rule: Rule, place: &Instructions) -> bool {
        !self.off.contains(&rule) && !place.ignore && !place.without.contains(&rule)
    }
}

/// The findings on instructions of a note that are not understood.
#[must_use]
pub fn findings(note: &Note) -> Vec<Diagnostic> {
    let said = note.doc.walk().filter_map(Instructions::cast);
    let finding = |(word, span): (String, Span)| {
        let message = match word.as_str() {
            "" => String::from("this instruction is empty"),
            word => format!("`{word}` is not an instruction"),
        };
        Diagnostic::new(Code::X001, &note.path, span, message).with_help(help(&word))
    };
    said.flat_map(|it| it.unknown).map(finding).collect()
}

fn help(word: &str) -> String {
    let words = KNOWN.iter().copied().chain(["columns", "rows"]);
    let words = words.chain(Rule::ALL.iter().map(|it| it.name()));
    nearest(word, words).map_or_else(
        || {
            format!(
                "write one of {}; `ignore` may be followed by names of rules",
                KNOWN.join(", ")
            )
        },
        |like| format!("did you mean `{like}`?"),
    )
}
