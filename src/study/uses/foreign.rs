//! What only other programs understand, such as notices of `MkDocs` and comments of Obsidian.
//! Gives its form, by which it is known and counted, and what to write instead.
//! Must not change how anything is read.

/// A form of another program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Foreign {
    /// `!!! note`.
    Notice,
    /// `??? note`.
    Folded,
    /// `=== "Tab"`.
    Tab,
    /// `--8<-- "file.md"`.
    Insertion,
    /// `%% words %%`.
    Comment,
}

impl Foreign {
    /// The form in which a piece of running text begins.
    pub(super) fn of(text: &str) -> Option<Self> {
        let starts = |sign: &str| {
            let rest = text.strip_prefix(sign).map(str::trim_start);
            rest.and_then(|it| it.chars().next())
        };
        let is_word = |it: Option<char>| it.is_some_and(char::is_alphabetic);
        if is_word(starts("!!! ")) {
            Some(Self::Notice)
        } else if is_word(starts("??? ")) || is_word(starts("???+ ")) {
            Some(Self::Folded)
        } else if starts("===") == Some('"') {
            Some(Self::Tab)
        } else if matches!(starts("--8<--"), Some('"' | '\'')) {
            Some(Self::Insertion)
        } else {
            None
        }
    }

    /// How many signs of comments a text holds: one begins each, one ends it.
    pub(super) fn signs(text: &str) -> usize {
        let is_sign = |at: usize| {
            let before = text.get(..at).and_then(|it| it.chars().next_back());
            !before.is_some_and(|it| it.is_ascii_digit())
        };
        text.match_indices("%%").filter(|(at, _)| is_sign(*at)).count()
    }

    /// How it is called, how it is written, and what to do.
    pub(super) fn words(self) -> [&'static str; 3] {
        match self {
            Self::Notice => {
                ["notice of MkDocs", "!!! note", "`> [!note]` makes a callout of a quote"]
            }
            Self::Folded => [
                "notice of MkDocs, folded",
                "??? note",
                "`> [!note]-` makes a folded callout of a quote",
            ],
            Self::Tab => {
                ["tab of MkDocs", "=== \"Name\"", "headings tell such parts apart"]
            }
            Self::Insertion => [
                "insertion of MkDocs",
                "--8<-- \"file\"",
                "`![[name]]` shows another note",
            ],
            Self::Comment => [
                "comment of Obsidian",
                "%% words %%",
                "readers see it; `<!-- words -->` keeps it from them",
            ],
        }
    }
}
