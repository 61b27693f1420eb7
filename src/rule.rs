//! The rules of extraction by name, each with the reason it gives to a reader.
//! Gives what `crib list` shows and what switches name.
//! Must not know how a rule works.

use std::fmt;

use crate::diag::nearest;

/// Declares every rule once: its name and what it goes by.
macro_rules! rules {
    ($($variant:ident $name:literal $reason:literal)*) => {
        /// Why something was extracted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $reason] $variant,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name, as switches and `crib list` write it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it goes by, in a few words.
            #[must_use]
            pub fn reason(self) -> &'static str {
                match self { $(Self::$variant => $reason,)* }
            }
        }
    };
}

rules! {
    Comment "comment" "a comment above the table says so"
    Situations "situations" "a table with situations in its first column and answers in another one"
    ItemsAsColumns "items-as-columns" "a table that compares its columns"
    ItemsAsRows "items-as-rows" "a table that compares its rows"
    LookUp "look-up" "a table that is neither a comparison nor a set of situations"
    Versus "versus" "a section called A vs B whose items begin with A and B"
    Chooser "chooser" "a list under a label such as Choose A when"
    QuotedArrow "quoted-arrow" "an item with a quoted situation, an arrow and an answer"
    LabelledArrow "labelled-arrow" "an item with bold words, an arrow and an answer, under a label about decisions"
    Purpose "purpose" "a paragraph that begins with a label such as Definition or Purpose"
    Glossary "glossary" "an item with a bold term, under a label about terms"
    DefinitionList "definition-list" "a definition list"
    Tip "tip" "a paragraph or list under a label, tag or callout that marks a tip"
    Gotcha "gotcha" "an item marked as wrong, or under a label, tag or callout that warns"
    QuestionAnswer "question-answer" "a paragraph Q: followed by A:"
    DoubleColon "double-colon" "an item with a term, two colons and an answer"
    Question "question" "a question, a line with only a question mark, then the answer"
    Cloze "cloze" "a sentence with a marked gap"
}

impl Rule {
    /// The rule of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }

    /// What to say to who writes a name that no rule has.
    #[must_use]
    pub fn suggest(name: &str) -> String {
        let names = || Self::ALL.iter().map(|it| it.name());
        nearest(name, names()).map_or_else(
            || format!("the rules are {}", names().collect::<Vec<_>>().join(", ")),
            |like| format!("did you mean `{like}`?"),
        )
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
