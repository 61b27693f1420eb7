//! What only other programs understand, such as notices of `MkDocs`.
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
}

/// The kinds of notices there are (Material for `MkDocs`, "Admonitions").
const NOTICES: [&str; 26] = [
    "abstract",
    "attention",
    "bug",
    "caution",
    "check",
    "danger",
    "done",
    "error",
    "example",
    "fail",
    "failure",
    "faq",
    "help",
    "hint",
    "important",
    "info",
    "missing",
    "note",
    "question",
    "quote",
    "success",
    "summary",
    "tip",
    "tldr",
    "todo",
    "warning",
];

impl Foreign {
    /// The form in which a piece of running text begins.
    pub(super) fn of(text: &str) -> Option<Self> {
        let after = |sign: &str| text.strip_prefix(sign).map(str::trim_start);
        let is_notice = |it: Option<&str>| {
            let kind =
                it.and_then(|it| it.split(|it: char| !it.is_alphanumeric()).next());
            kind.is_some_and(|it| NOTICES.contains(&it))
        };
        let is_quoted =
            |it: Option<&str>| it.is_some_and(|it| it.starts_with(['"', '\'']));
        if is_notice(after("!!! ")) {
            Some(Self::Notice)
        } else if is_notice(after("??? ")) || is_notice(after("???+ ")) {
            Some(Self::Folded)
        } else if is_quoted(after("===")) {
            Some(Self::Tab)
        } else if text == "--8<--" || is_quoted(after("--8<--")) {
            Some(Self::Insertion)
        } else {
            None
        }
    }

    /// How it is called, how it is written, and what to do.
    pub(super) fn words(self) -> [&'static str; 3] {
        match self {
            Self::Notice => {
                ["admonition of MkDocs", "!!! note", "write `> [!note]` instead"]
            }
            Self::Folded => {
                ["admonition of MkDocs, folded", "??? note", "write `> [!note]-` instead"]
            }
            Self::Tab => ["tab of MkDocs", "=== \"Name\"", "use headings instead"],
            Self::Insertion => [
                "snippet of MkDocs",
                "--8<-- \"file\"",
                "use `![[name]]` to show another note",
            ],
        }
    }
}
