//! Reading a query: words and signs first, then the tree by how tightly signs bind.
//! Gives the tree, or the first mistake with its place.
//! Must not know what is asked.

use globset::{Glob, GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};

use super::{Kind, Query, Term, Wrong};
use crate::{diag::nearest, path::fold};

/// The prefixes of terms, with other names people try.
const PREFIXES: [(&str, &str); 6] = [
    ("tag", "tag"),
    ("path", "path"),
    ("folder", "folder"),
    ("note", "note"),
    ("file", "note"),
    ("kind", "kind"),
];

/// A word or sign, with the place of its first character.
struct Token {
    at: usize,
    text: String,
    /// A sign, not a word that looks like one.
    is_sign: bool,
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    end: usize,
    /// How many brackets and `!` are open.
    depth: usize,
}

/// Nobody means more brackets and `!` inside each other, and each takes some of the stack.
const MAX_DEPTH: usize = 64;

/// Reads a whole query; an empty text, or `*`, is everything.
pub(super) fn query(text: &str) -> Result<Query, Wrong> {
    let tokens = tokens(text)?;
    let end = text.chars().count();
    let mut parser = Parser { tokens, next: 0, end, depth: 0 };
    if parser.tokens.is_empty() {
        return Ok(Query::All);
    }
    let query = parser.any()?;
    match parser.tokens.get(parser.next) {
        Some(token) => Err(wrong(token.at, "this `)` has no matching `(`")),
        None => Ok(query),
    }
}

fn wrong(at: usize, message: impl Into<String>) -> Wrong {
    Wrong { at, message: message.into() }
}

fn tokens(text: &str) -> Result<Vec<Token>, Wrong> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = text.chars().enumerate().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        if matches!(c, '|' | '&' | '!' | '(' | ')') {
            // `||` and `&&` are what programmers write.
            if matches!(c, '|' | '&') {
                _ = chars.next_if(|(_, it)| *it == c);
            }
            tokens.push(Token { at, text: c.to_string(), is_sign: true });
            continue;
        }
        let mut word = String::new();
        let mut quote = None;
        let mut is_quoted = false;
        let mut next = Some((at, c));
        while let Some((_, c)) = next {
            match quote {
                Some(open) if c == open => quote = None,
                None if matches!(c, '"' | '\'') => {
                    quote = Some(c);
                    is_quoted = true;
                }
                _ => word.push(c),
            }
            let ends = |c: char| c.is_whitespace() || matches!(c, '|' | '&' | '(' | ')');
            next = chars.next_if(|(_, c)| quote.is_some() || !ends(*c));
        }
        if quote.is_some() {
            return Err(wrong(at, "this quotation mark is not closed"));
        }
        let sign = match word.to_lowercase().as_str() {
            "or" if !is_quoted => Some("|"),
            "and" if !is_quoted => Some("&"),
            "not" if !is_quoted => Some("!"),
            _ => None,
        };
        let text = sign.map_or(word, str::to_owned);
        tokens.push(Token { at, text, is_sign: sign.is_some() });
    }
    Ok(tokens)
}

impl Parser {
    fn sign(&mut self, sign: &str) -> bool {
        let is_it =
            self.tokens.get(self.next).is_some_and(|it| it.is_sign && it.text == sign);
        self.next += usize::from(is_it);
        is_it
    }

    fn any(&mut self) -> Result<Query, Wrong> {
        let mut parts = vec![self.all()?];
        while self.sign("|") {
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Query::Or))
    }

    fn all(&mut self) -> Result<Query, Wrong> {
        let mut parts = vec![self.one()?];
        loop {
            let goes_on = self
                .tokens
                .get(self.next)
                .is_some_and(|it| !it.is_sign || matches!(it.text.as_str(), "!" | "("));
            if !self.sign("&") && !goes_on {
                return Ok(one_or(parts, Query::And));
            }
            parts.push(self.one()?);
        }
    }

    fn one(&mut self) -> Result<Query, Wrong> {
        self.depth += 1;
        let one = self.one_within();
        self.depth -= 1;
        one
    }

    fn one_within(&mut self) -> Result<Query, Wrong> {
        let here = self.tokens.get(self.next).map_or(self.end, |it| it.at);
        if self.depth > MAX_DEPTH {
            return Err(wrong(here, "too many nested parentheses or `!`"));
        }
        if self.sign("!") {
            return Ok(Query::Not(Box::new(self.one()?)));
        }
        if self.sign("(") {
            let inner = self.any()?;
            if !self.sign(")") {
                return Err(wrong(here, "this `(` is not closed"));
            }
            return Ok(inner);
        }
        let Some(token) = self.tokens.get(self.next) else {
            return Err(wrong(
                self.end,
                "expected a tag, `path:…`, `note:…` or `kind:…` at the end",
            ));
        };
        if token.is_sign {
            let sign = &token.text;
            return Err(wrong(
                token.at,
                format!("expected a tag, `path:…`, `note:…` or `kind:…` before `{sign}`"),
            ));
        }
        self.next += 1;
        term(token)
    }
}

fn one_or(mut parts: Vec<Query>, join: fn(Vec<Query>) -> Query) -> Query {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            parts.extend(last);
            join(parts)
        }
    }
}

/// One word as a term.
fn term(token: &Token) -> Result<Query, Wrong> {
    let text = token.text.as_str();
    if text == "*" {
        return Ok(Query::All);
    }
    let Some((prefix, value)) = text.split_once(':') else {
        // A path is not a tag: its folder is meant, or the file of that name wherever it lies.
        let suffix = text.rsplit_once('.').map(|(_, it)| it.to_lowercase());
        return if text.ends_with('/') {
            path(token, &format!("{text}**"))
        } else if matches!(suffix.as_deref(), Some("md" | "markdown")) {
            Ok(Query::Or(vec![path(token, text)?, path(token, &format!("**/{text}"))?]))
        } else {
            tag(token, text)
        };
    };
    let known = PREFIXES.iter().find(|(it, _)| *it == prefix).map(|(_, it)| *it);
    if value.is_empty() {
        return Err(wrong(token.at, format!("nothing follows the colon of `{text}`")));
    }
    match known {
        Some("tag") => tag(token, value),
        Some("path") if value.ends_with('/') => path(token, &format!("{value}**")),
        Some("path") => path(token, value),
        Some("folder") => {
            path(token, &format!("{}/**", value.trim_end_matches(['/', '*'])))
        }
        Some("note") => Ok(Query::Term(Term::Note(value.to_owned()))),
        Some(_) => {
            let names = || Kind::ALL.iter().map(|it| it.name());
            Kind::parse(value).map(|it| Query::Term(Term::Kind(it))).ok_or_else(|| {
                let help = nearest(value, names()).map_or_else(
                    || {
                        format!(
                            "the kinds are {}",
                            names().collect::<Vec<_>>().join(", ")
                        )
                    },
                    |it| format!("did you mean `kind:{it}`?"),
                );
                wrong(token.at, format!("unknown kind `{value}`; {help}"))
            })
        }
        None => {
            let names = PREFIXES.iter().map(|(it, _)| *it);
            let help = nearest(prefix, names).map_or_else(
                || String::from("the prefixes are `tag:`, `path:`, `folder:`, `note:` and `kind:`"),
                |it| format!("did you mean `{it}:`?"),
            );
            Err(wrong(token.at, format!("unknown prefix `{prefix}:`; {help}")))
        }
    }
}

fn tag(token: &Token, name: &str) -> Result<Query, Wrong> {
    let name = name.trim_start_matches('#').trim_end_matches('/');
    let matcher = glob(token, name)?;
    Ok(Query::Term(Term::Tag(name.to_owned(), matcher)))
}

fn path(token: &Token, pattern: &str) -> Result<Query, Wrong> {
    let pattern = pattern.trim_start_matches("./").trim_start_matches('/');
    let wrong =
        |it: &globset::Error| wrong(token.at, format!("`{pattern}`: {}", it.kind()));
    // Who names no pattern means the file, the note without its suffix, or the folder.
    let plain = globset::escape(pattern);
    let patterns = if pattern.contains(['*', '?', '[', '{']) {
        vec![pattern.to_owned()]
    } else {
        vec![plain.clone(), format!("{plain}.*"), format!("{plain}/**")]
    };
    let mut globs = GlobSetBuilder::new();
    for pattern in &patterns {
        globs.add(build(pattern).map_err(|it| wrong(&it))?);
    }
    let globs: GlobSet = globs.build().map_err(|it| wrong(&it))?;
    Ok(Query::Term(Term::Path(globs)))
}

/// A pattern for folded names whose `*` stays in its folder.
fn build(pattern: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(&fold(pattern)).literal_separator(true).build()
}

fn glob(token: &Token, pattern: &str) -> Result<GlobMatcher, Wrong> {
    matcher(pattern).map_err(|it| wrong(token.at, format!("`{pattern}`: {}", it.kind())))
}

/// What the name of a tag, or a pattern of names, matches.
pub(super) fn matcher(pattern: &str) -> Result<GlobMatcher, globset::Error> {
    Ok(build(pattern)?.compile_matcher())
}
