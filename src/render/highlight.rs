//! Code as HTML with a dozen short classes, whose colours are the theme's.
//! Gives the same spans for the same code and language, light or dark.
//! Never fails: code in an unknown language is shown as plain text.

mod coloured;
mod lines;

use std::sync::OnceLock;

use syntect::parsing::{Scope, ScopeStack, SyntaxReference, SyntaxSet};

use coloured::Coloured;
use lines::{Languages, Line, Lines, START, Spans, State, escape};

/// Longer code is shown without colours: no reader needs them, every build would wait.
const MAX_LENGTH: usize = 100_000;
/// A longer line makes the grammars' regular expressions crawl.
const MAX_LINE: usize = 4_000;

/// Names people use for languages that the grammars call otherwise.
const ALIASES: [(&str, &str); 16] = [
    ("shell", "bash"),
    ("console", "bash"),
    ("terminal", "bash"),
    ("zsh", "bash"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("powershell", "ps1"),
    ("pwsh", "ps1"),
    ("golang", "go"),
    ("docker", "dockerfile"),
    ("hcl", "tf"),
    ("node", "js"),
    ("jsx", "tsx"),
    ("c++", "cpp"),
    ("yml", "yaml"),
    ("plaintext", "txt"),
];

/// Scopes and the class each gets; the first that fits decides. An empty class means none.
const CLASSES: [(&str, &str); 28] = [
    ("comment", "c"),
    ("punctuation.definition.comment", "c"),
    ("punctuation.definition.string", "s"),
    ("constant.character.escape", "n"),
    ("string", "s"),
    ("constant", "n"),
    ("keyword.operator", "o"),
    ("keyword", "k"),
    ("storage", "k"),
    ("entity.name.function", "f"),
    ("support.function", "f"),
    ("variable.function", "f"),
    ("entity.name.tag", "g"),
    ("entity.other.attribute-name", "a"),
    ("support.type.property-name", "a"),
    ("meta.mapping.key", "a"),
    ("entity.name", "t"),
    ("entity.other.inherited-class", "t"),
    ("support.type", "t"),
    ("support.class", "t"),
    ("support.constant", "n"),
    ("variable", ""),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
    ("markup.heading", "h"),
    ("meta.preprocessor", "m"),
    ("meta.annotation", "m"),
    ("punctuation", ""),
];

/// The grammars, loaded when the first code that is new needs them.
#[derive(Default)]
pub struct Highlighter {
    loaded: OnceLock<Grammars>,
    /// Code stands on the page of its note and on those of its tags, and seldom changes.
    coloured: Coloured,
}

struct Grammars {
    syntaxes: SyntaxSet,
    classes: Vec<(Scope, &'static str)>,
}

impl Highlighter {
    /// The HTML of a code block's inside.
    #[must_use]
    pub fn html(&self, language: &str, code: &str) -> String {
        let plain = || {
            let mut html = String::with_capacity(code.len());
            escape(&mut html, code);
            html
        };
        if language.is_empty()
            || code.len() > MAX_LENGTH
            || code.lines().any(|it| it.len() > MAX_LINE)
        {
            return plain();
        }
        let key = coloured::key(language, code);
        if let Some(html) = self.coloured.find(key) {
            return html;
        }
        let html = self.colour(language, code).unwrap_or_else(plain);
        self.coloured.keep(key, &html);
        html
    }

    /// `None` for an unknown language, or when its grammar fails.
    fn colour(&self, language: &str, code: &str) -> Option<String> {
        let grammars = self.loaded.get_or_init(Grammars::load);
        let start = State::new(grammars.find(language)?);
        Languages::here(|it| grammars.html(it.lines(start)?, code))
    }

    /// Begins with the code that an earlier build of this very program coloured, as
    /// [`Self::gained`] gave it.
    pub fn recall(&self, bytes: Vec<u8>) {
        self.coloured.recall(bytes);
    }

    /// The code that was coloured, for the next build to begin with; none if nothing came to what
    /// was recalled.
    #[must_use]
    pub fn gained(&self) -> Option<Vec<u8>> {
        self.coloured.gained()
    }

    /// Whether any code was coloured and not only met again.
    #[must_use]
    pub fn has_coloured(&self) -> bool {
        self.loaded.get().is_some()
    }
}

impl Grammars {
    fn load() -> Self {
        let classes = CLASSES
            .iter()
            .filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class)))
            .collect();
        Self { syntaxes: two_face::syntax::extra_newlines(), classes }
    }

    fn find(&self, language: &str) -> Option<&SyntaxReference> {
        let language = language.to_lowercase();
        let alias = ALIASES.iter().find(|(name, _)| *name == language);
        let name = alias.map_or(language.as_str(), |(_, name)| name);
        let syntax = self.syntaxes.find_syntax_by_token(name)?;
        (syntax.name != "Plain Text").then_some(syntax)
    }

    /// `None` when the grammar itself fails.
    fn html(&self, lines: &mut Lines, code: &str) -> Option<String> {
        let mut spans = Spans::default();
        let mut at = START;
        for text in code.split_inclusive('\n') {
            if let Some((line, behind)) = lines.line(at, text) {
                spans.push(line);
                at = behind;
                continue;
            }
            let mut state = lines.state(at)?.clone();
            let line = self.line(&mut state, text)?;
            spans.push(&line);
            at = lines.keep(at, text, line, state);
        }
        Some(spans.finish())
    }

    /// One line; the state becomes the one behind it. `None` when the grammar fails.
    fn line(&self, state: &mut State, text: &str) -> Option<Line> {
        let mut line = Line::default();
        let mut at = 0;
        for (offset, change) in state.parser.parse_line(text, &self.syntaxes).ok()? {
            let piece = text.get(at..offset)?;
            if !piece.is_empty() {
                line.push(self.class(&state.scopes), piece);
            }
            state.scopes.apply(&change).ok()?;
            at = offset;
        }
        line.push(self.class(&state.scopes), text.get(at..)?);
        Some(line)
    }

    /// The class of the innermost scope that has one.
    fn class(&self, stack: &ScopeStack) -> &'static str {
        let class_of = |scope: &Scope| {
            self.classes.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope))
        };
        let found = stack.scopes.iter().rev().find_map(class_of);
        found.map_or("", |(_, class)| class)
    }
}

#[cfg(test)]
mod tests {
    use super::{coloured::MAX_KEPT, *};

    #[test]
    fn short_classes_and_merged_neighbours() {
        let highlighter = Highlighter::default();
        let html =
            highlighter.html("python", "def f(x):\n    # a < b\n    return \"s\"\n");
        assert_eq!(
            html,
            "<span class=\"k\">def</span> <span class=\"f\">f</span>(x):\n    \
             <span class=\"c\"># a &lt; b</span>\n    <span class=\"k\">return</span> \
             <span class=\"s\">\"s\"</span>\n"
        );
    }

    #[test]
    fn code_shown_again_is_coloured_as_its_language_asks() {
        let highlighter = Highlighter::default();
        let code = "# a\nreturn \"s\"\n";
        for language in ["python", "json", "python"] {
            let html = Highlighter::default().html(language, code);
            assert_eq!(highlighter.html(language, code), html, "{language}");
        }
        assert_ne!(highlighter.html("python", code), highlighter.html("json", code));
    }

    #[test]
    fn the_last_code_is_kept_however_much_there_was() {
        let (coloured, html) = (Coloured::default(), "x".repeat(MAX_KEPT / 10));
        for number in 0..25 {
            coloured.keep(number, &html);
            assert!(coloured.find(number).is_some(), "{number}");
            assert!(coloured.bytes() <= MAX_KEPT, "{number}");
        }
    }

    #[test]
    fn code_of_an_earlier_build_is_not_coloured_again() {
        let codes = [("python", "def f(): return 'ä'\n"), ("nonsense", "a < b\n")];
        let first = Highlighter::default();
        let html = codes.map(|(language, code)| first.html(language, code));
        let second = Highlighter::default();
        second.recall(first.gained().unwrap());
        assert_eq!(codes.map(|(language, code)| second.html(language, code)), html);
        assert!(first.has_coloured() && !second.has_coloured());
        assert_eq!(second.gained(), None);
        assert_ne!(second.html("ruby", codes[0].1), html[0]);
        assert!(second.has_coloured() && second.gained().is_some());
    }

    /// Without lines that were met before.
    fn coloured_anew(grammars: &Grammars, language: &str, code: &str) -> String {
        let mut state = State::new(grammars.find(language).unwrap());
        let mut spans = Spans::default();
        for line in code.split_inclusive('\n') {
            spans.push(&grammars.line(&mut state, line).unwrap());
        }
        spans.finish()
    }

    /// Lines that mean something else behind others.
    const LINES: [(&str, &[&str]); 5] = [
        (
            "python",
            &["'''", "\"\"\"", "x = 'a'", "def f(x, # y", "):", "    return 1", ""],
        ),
        (
            "sh",
            &["cat <<A", "cat <<B", "A", "B", "echo \"a", "b\" # c", "fi", "if x; do"],
        ),
        ("js", &["`a", "${b", "}`", "/* c", "*/", "let x = <p>", "</p>;", "// d", "\t "]),
        ("md", &["```sh", "```", "# a", "* b", "    c", "", "> d", "<!--", "-->", "_e"]),
        (
            "html",
            &["<script>", "</script>", "<style>", "</style>", "<!--", "-->", "a {}"],
        ),
    ];

    #[test]
    fn lines_met_before_are_coloured_as_new_ones() {
        let (highlighter, grammars) = (Highlighter::default(), Grammars::load());
        let mut random = 1_usize;
        for (language, lines) in LINES {
            for length in (0..12).chain(0..12) {
                let mut code = String::new();
                for _ in 0..length {
                    random =
                        random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    code.extend([lines[(random >> 33) % lines.len()], "\n"]);
                }
                for code in [&*code, code.trim_end()] {
                    let html = coloured_anew(&grammars, language, code);
                    assert_eq!(highlighter.html(language, code), html, "{code:?}");
                }
            }
        }
    }

    #[test]
    fn a_thread_keeps_a_limited_number_of_lines() {
        let start = State::new(Grammars::load().find("sh").unwrap());
        let (mut languages, mut most) = (Languages::default(), 0);
        for number in 0..3_000 {
            let line = format!("{number}{}", "x".repeat(MAX_LINE));
            let lines = languages.lines(start.clone()).unwrap();
            lines.keep(START, &line, Line::default(), start.clone());
            assert!(lines.line(START, &line).is_some(), "{number}");
            most = most.max(languages.bytes());
        }
        assert!(languages.bytes() < most && most < 10_000_000, "{most}");
    }

    #[test]
    fn unknown_languages_are_plain() {
        let highlighter = Highlighter::default();
        for language in ["", "text", "nonsense"] {
            assert_eq!(highlighter.html(language, "a < b\n"), "a &lt; b\n");
        }
        // (The pure-Rust engine has no grammar for PowerShell.)
        for language in ["shell", "jsonc", "golang", "yml"] {
            assert!(
                highlighter.loaded.get_or_init(Grammars::load).find(language).is_some()
            );
        }
    }
}
