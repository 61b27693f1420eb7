//! Code as HTML with a dozen short classes, whose colours are the theme's.
//! Gives the same spans for the same code and language, light or dark.
//! Never fails: a language nobody knows is shown as plain text.

use std::{
    collections::BTreeMap,
    sync::{Mutex, OnceLock},
};

use pulldown_cmark_escape::escape_html_body_text;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

/// Longer code is shown without colours: no reader needs them, every build would wait.
const MAX_LENGTH: usize = 100_000;
/// A longer line makes the grammars' regular expressions crawl.
const MAX_LINE: usize = 4_000;
/// How many bytes of coloured code are kept to be shown again.
const MAX_KEPT: usize = 32 * 1024 * 1024;

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

/// The grammars, loaded when the first code block needs them.
#[derive(Default)]
pub struct Highlighter {
    loaded: OnceLock<Grammars>,
    /// Code stands on the page of its note and on those of its tags.
    kept: Mutex<Kept>,
}

/// Code that was coloured before.
#[derive(Default)]
struct Kept {
    /// The HTML of each code, by language.
    html: BTreeMap<String, BTreeMap<String, String>>,
    bytes: usize,
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
        let grammars = self.loaded.get_or_init(Grammars::load);
        let Some(syntax) = grammars.find(language) else { return plain() };
        if let Some(html) = self.kept(language, code) {
            return html;
        }
        let html = grammars.html(syntax, code).unwrap_or_else(plain);
        self.keep(language, code, &html);
        html
    }

    fn kept(&self, language: &str, code: &str) -> Option<String> {
        self.kept.lock().ok()?.html.get(language)?.get(code).cloned()
    }

    fn keep(&self, language: &str, code: &str, html: &str) {
        let Ok(mut kept) = self.kept.lock() else { return };
        let bytes = code.len() + html.len();
        if kept.bytes + bytes > MAX_KEPT {
            // A preview meets ever new code, of which the old is never shown again.
            *kept = Kept::default();
        }
        kept.bytes += bytes;
        let of_language = kept.html.entry(language.to_owned()).or_default();
        of_language.insert(code.to_owned(), html.to_owned());
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
    fn html(&self, syntax: &SyntaxReference, code: &str) -> Option<String> {
        let mut state = ParseState::new(syntax);
        let mut stack = ScopeStack::new();
        let mut spans = Spans::default();
        for line in code.split_inclusive('\n') {
            let mut at = 0;
            for (offset, change) in state.parse_line(line, &self.syntaxes).ok()? {
                spans.push(self.class(&stack), line.get(at..offset)?);
                stack.apply(&change).ok()?;
                at = offset;
            }
            spans.push(self.class(&stack), line.get(at..)?);
        }
        Some(spans.finish())
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

/// Spans under construction: neighbours of one class become one.
#[derive(Default)]
struct Spans {
    html: String,
    class: &'static str,
    text: String,
}

impl Spans {
    fn push(&mut self, class: &'static str, text: &str) {
        if text.is_empty() {
            return;
        }
        // White space has no colour, so it need not end a span.
        if class != self.class && !text.trim().is_empty() {
            self.flush();
            self.class = class;
        }
        self.text.push_str(text);
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let inked = text.trim_end();
        let space = text.get(inked.len()..).unwrap_or_default();
        if self.class.is_empty() || inked.is_empty() {
            escape(&mut self.html, &text);
            return;
        }
        self.html.push_str("<span class=\"");
        self.html.push_str(self.class);
        self.html.push_str("\">");
        escape(&mut self.html, inked);
        self.html.push_str("</span>");
        self.html.push_str(space);
    }

    fn finish(mut self) -> String {
        self.flush();
        self.html
    }
}

fn escape(html: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = escape_html_body_text(html, text);
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let highlighter = Highlighter::default();
        let html = "x".repeat(MAX_KEPT / 10);
        for number in 0..25 {
            highlighter.keep("text", &number.to_string(), &html);
            assert!(highlighter.kept("text", &number.to_string()).is_some(), "{number}");
            assert!(highlighter.kept.lock().unwrap().bytes <= MAX_KEPT, "{number}");
        }
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
