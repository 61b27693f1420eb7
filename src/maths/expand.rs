//! The author's macros, expanded before the crate reads a formula: none can grow without end, and
//! an error has its place in what the author wrote.
//! Gives the expanded TeX and where each part of it comes from.
//! Must not know what TeX's own commands do, only how many arguments they take.

use std::{collections::BTreeMap, ops::Range, rc::Rc, sync::Arc};

use katex::KatexContext;

use super::{
    Failure, guard, letters, packages,
    tokens::{Kind, token, tokens},
};

/// How many bytes of macros may be read for one formula.
const MOST_WORK: usize = 200_000;

/// What the reading of one macro costs at least, so that empty ones end, too.
const LEAST_WORK: usize = 20;

const ENDLESS: &str = "the macros of this formula have no end";

/// Environments the crate lacks, and what comes closest.
const ENVIRONMENTS: [(&str, &str); 6] = [
    ("flalign", "align"),
    ("flalign*", "align*"),
    ("multline", "gather"),
    ("multline*", "gather*"),
    ("eqnarray", "darray"),
    ("eqnarray*", "darray"),
];

/// What names stand for.
#[derive(Debug, Clone, Default)]
pub(super) struct Macros(BTreeMap<String, Macro>);

/// What a name stands for, with `#1` to `#9` in the place of its arguments.
#[derive(Debug, Clone)]
struct Macro {
    arguments: usize,
    /// The first argument if it is not given in brackets.
    default: Option<Arc<str>>,
    body: Arc<str>,
}

/// A formula without macros of the author.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    pub(super) text: String,
    source: String,
    pieces: Vec<Piece>,
    defines: bool,
}

/// A piece of the expanded text, up to the next one.
#[derive(Debug)]
struct Piece {
    at: usize,
    source: Range<usize>,
    /// Whether it was written as it is, not made by a macro.
    is_written: bool,
}

/// A token, and the bytes of the source it comes from: its own, or those of the macro's call.
#[derive(Debug, Clone)]
struct Token {
    kind: Kind,
    text: String,
    source: Range<usize>,
    is_written: bool,
}

/// A text that is being read: the formula, or what a macro in it stands for.
struct Frame {
    text: Rc<str>,
    at: usize,
    /// The call of the macro.
    call: Option<Range<usize>>,
}

/// What a group is: words or a formula; `is_text` changes at every dollar sign in words.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    is_words: bool,
    is_text: bool,
}

struct Expander<'a> {
    context: &'a KatexContext,
    macros: &'a Macros,
    /// Those of the formula itself.
    own: BTreeMap<String, Macro>,
    frames: Vec<Frame>,
    out: Expanded,
    work: usize,
    /// How many arguments the last command still takes, in this group and those around it.
    wanted: usize,
    groups: Vec<(usize, Group)>,
    group: Group,
    is_in_brackets: bool,
    /// Whether the argument of a command for text follows.
    begins_text: bool,
    ends_in_word: bool,
}

/// Expands the macros of a formula, also those it defines itself.
pub(super) fn expand(
    tex: &str,
    macros: &Macros,
    context: &KatexContext,
) -> Result<Expanded, Failure> {
    let out = Expanded { source: tex.to_owned(), ..Expanded::default() };
    let mut expander = Expander {
        context,
        macros,
        own: BTreeMap::new(),
        frames: vec![Frame { text: tex.into(), at: 0, call: None }],
        out,
        work: 0,
        wanted: 0,
        groups: Vec::new(),
        group: Group::default(),
        is_in_brackets: false,
        begins_text: false,
        ends_in_word: false,
    };
    while let Some(token) = expander.next() {
        expander.read(&token)?;
        if expander.out.text.len() > guard::MOST_BYTES {
            return Err(Failure::of(guard::TOO_LONG, tex));
        }
    }
    Ok(expander.out)
}

impl Frame {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// What follows the `&` of an entity of HTML, and what to write for it.
    fn entity(&self) -> Option<(&'static str, &'static str)> {
        let known = [("lt;", "<"), ("gt;", ">"), ("amp;", "&"), ("nbsp;", "~")];
        known.into_iter().find(|(name, _)| self.rest().starts_with(name))
    }

    fn goes_on_with_prime(&self) -> bool {
        self.rest().starts_with('\'')
    }
}

impl Macros {
    /// These and more; a name has one meaning, the last.
    pub(super) fn with(mut self, more: &BTreeMap<String, String>) -> Self {
        for (name, body) in more {
            let name = format!("\\{}", name.trim().trim_start_matches('\\'));
            let arguments = arguments_of(body);
            self.0.insert(
                name,
                Macro { arguments, default: None, body: body.as_str().into() },
            );
        }
        self
    }
}

/// The highest `#` in the body of a macro; `\#1` is a sign.
pub(super) fn arguments_of(body: &str) -> usize {
    let signs = tokens(body).filter(|(.., it)| *it == "#");
    let digits = signs.filter_map(|(_, at, _)| {
        let digit = body.get(at + 1..)?.chars().next()?;
        digit.to_digit(10)
    });
    digits.max().unwrap_or(0) as usize
}

impl Expanded {
    /// Whether a formula defines macros, and that is all.
    pub(super) fn only_defines(&self) -> bool {
        self.defines && self.text.trim().is_empty()
    }

    /// Where a command stands in the text.
    pub(super) fn places_of(&self, command: &str) -> impl Iterator<Item = usize> {
        tokens(&self.text).filter(move |(.., it)| *it == command).map(|(_, at, _)| at)
    }

    /// Where in the source a command comes from, the first if it comes more than once.
    pub(super) fn place_of(&self, command: &str) -> Option<Range<usize>> {
        let at = self.places_of(command).next()?;
        Some(self.source_of(at..at + command.len()))
    }

    /// The author's name for an environment.
    pub(super) fn written_environment<'a>(&self, name: &'a str) -> &'a str {
        let is_written = |it: &str| self.source.contains(&format!("{{{it}}}"));
        let other =
            ENVIRONMENTS.iter().find(|(known, it)| *it == name && is_written(known));
        match other {
            Some((known, _)) if !is_written(name) => known,
            _ => name,
        }
    }

    /// Where in the source a range of the text comes from.
    pub(super) fn source_of(&self, range: Range<usize>) -> Range<usize> {
        let piece = |at: usize| {
            let after = self.pieces.partition_point(|it| it.at <= at);
            self.pieces.get(after.saturating_sub(1))
        };
        let start = match piece(range.start) {
            Some(it) if it.is_written => {
                it.source.start + range.start.saturating_sub(it.at)
            }
            Some(it) => it.source.start,
            None => 0,
        };
        let end = match piece(range.end.saturating_sub(1)) {
            Some(it) if it.is_written => {
                it.source.start + range.end.saturating_sub(it.at)
            }
            Some(it) => it.source.end,
            None => 0,
        };
        let start = self.source.floor_char_boundary(start);
        let end = self.source.ceil_char_boundary(end.min(self.source.len()));
        // The spaces after a command are part of its token.
        let text = self.source.get(start..end.max(start)).unwrap_or_default();
        start..start + text.trim_end().len()
    }

    fn push(&mut self, text: &str, source: &Range<usize>, is_written: bool) {
        let at = self.text.len();
        let continues = self.pieces.last().is_some_and(|it| {
            let follows = it.source.start + (at - it.at) == source.start;
            it.is_written == is_written
                && if is_written { follows } else { it.source == *source }
        });
        if !continues {
            self.pieces.push(Piece { at, source: source.clone(), is_written });
        }
        self.text.push_str(text);
    }
}

impl Expander<'_> {
    /// The next token of what is being read.
    fn next(&mut self) -> Option<Token> {
        loop {
            let frame = self.frames.last_mut()?;
            let Some((kind, end)) = token(&frame.text, frame.at) else {
                self.frames.pop();
                continue;
            };
            let range = frame.at..end;
            frame.at = end;
            return Some(Token {
                kind,
                text: frame.text.get(range.clone())?.to_owned(),
                is_written: frame.call.is_none(),
                source: frame.call.clone().unwrap_or(range),
            });
        }
    }

    fn next_but_space(&mut self) -> Option<Token> {
        loop {
            let token = self.next()?;
            if !matches!(token.kind, Kind::Space | Kind::Comment) {
                return Some(token);
            }
        }
    }

    /// Whether the next token is this one; reads it if so.
    fn takes(&mut self, text: &str) -> bool {
        let Some(token) = self.next_but_space() else { return false };
        let is_it = token.text == text;
        if !is_it {
            self.put_back(&token);
        }
        is_it
    }

    /// Lets the token that was read last be read again.
    fn put_back(&mut self, token: &Token) {
        if let Some(frame) = self.frames.last_mut() {
            frame.at -= token.text.len();
        }
    }

    fn push(&mut self, text: &str, call: &Range<usize>) {
        self.frames.push(Frame { text: text.into(), at: 0, call: Some(call.clone()) });
    }

    /// Reads a token: a definition, a macro, or something for the crate.
    fn read(&mut self, token: &Token) -> Result<(), Failure> {
        let letter = token.text.chars().next().and_then(letters::command_for);
        if let Some((command, letter)) = letter {
            let math = format!("{command}{{{letter}}}");
            self.emit(Kind::Word, &format!("\\TextOrMath{{${math}$}}{{{math}}}"), token);
            self.wanted = self.wanted.saturating_sub(1);
            self.ends_in_word = false;
            return Ok(());
        }
        if let Some(called) = self.meaning(&token.text).cloned() {
            return self.call(token, &called);
        }
        if token.kind == Kind::Char {
            return self.character(token);
        }
        if token.kind == Kind::Word {
            return self.command(token);
        }
        if self.group.is_words && matches!(&*token.text, "\\(" | "\\)") {
            self.group.is_text = token.text == "\\)";
        }
        self.emit(token.kind, &token.text, token);
        Ok(())
    }

    /// What a name stands for, if it is a macro of the formula or the author's.
    fn meaning(&self, name: &str) -> Option<&Macro> {
        self.own.get(name).or_else(|| self.macros.0.get(name))
    }

    /// Reads a character, which in words stands for itself.
    fn character(&mut self, token: &Token) -> Result<(), Failure> {
        if self.group.is_text {
            let (kind, escaped) = match token.text.as_str() {
                "_" => (Kind::Sign, "\\_"),
                "&" => (Kind::Sign, "\\&"),
                "#" => (Kind::Sign, "\\#"),
                "^" => (Kind::Word, "\\textasciicircum"),
                other => (Kind::Char, other),
            };
            if kind != Kind::Char {
                self.emit(kind, escaped, token);
                return Ok(());
            }
        }
        if token.text == "&"
            && let Some((entity, sign)) = self.frames.last().and_then(Frame::entity)
        {
            let message = format!("`&{entity}` is HTML: in a formula write `{sign}`");
            return Err(Failure::new(message, token.source.clone()));
        }
        if token.text == "^" && self.frames.last().is_some_and(Frame::goes_on_with_prime)
        {
            // `x^'` is `x'`.
            return Ok(());
        }
        if token.text == "$" && self.group.is_words {
            self.group.is_text = !self.group.is_text;
        }
        self.emit(Kind::Char, &token.text, token);
        Ok(())
    }

    /// Reads a command that is not a macro.
    fn command(&mut self, token: &Token) -> Result<(), Failure> {
        match token.text.as_str() {
            "\\newcommand" | "\\renewcommand" | "\\providecommand" => {
                self.new_command(token)
            }
            "\\DeclareMathOperator" => self.operator(token),
            "\\def" | "\\gdef" => self.definition(token),
            "\\let" => self.alias(token),
            "\\global" | "\\long" => Ok(()),
            // The last three would write to the terminal.
            "\\edef" | "\\xdef" | "\\futurelet" | "\\message" | "\\errmessage"
            | "\\show" => {
                let message = format!("`{}` is not supported", token.text);
                Err(Failure::new(message, token.source.clone()))
            }
            "\\label" => self.argument(token).map(drop),
            "\\begin" | "\\end" => self.environment(token),
            "\\text" | "\\textrm" | "\\textbf" | "\\textit" | "\\textsf" | "\\texttt"
            | "\\textup" | "\\textmd" | "\\textnormal" | "\\hbox" | "\\tag" => {
                self.emit(Kind::Word, &token.text, token);
                self.begins_text = true;
                Ok(())
            }
            "\\mbox" => {
                self.emit(Kind::Word, "\\text", token);
                self.begins_text = true;
                Ok(())
            }
            name if name.contains('@') => {
                Err(Failure::new(format!("`{name}` is unknown"), token.source.clone()))
            }
            name => {
                if let Some(called) = self.packaged(name) {
                    self.skip_star();
                    return self.call(token, &called);
                }
                self.emit(Kind::Word, &token.text, token);
                Ok(())
            }
        }
    }

    /// Passes over the star of `\abs*{x}`, which is as large.
    fn skip_star(&mut self) {
        if let Some(frame) = self.frames.last_mut()
            && frame.rest().starts_with("*{")
        {
            frame.at += 1;
        }
    }

    /// What a command of a package stands for with the arguments that follow it here.
    fn packaged(&self, name: &str) -> Option<Macro> {
        let rest = self.frames.last().map_or("", Frame::rest);
        let (is_in_brackets, groups) = arguments_ahead(rest);
        let (arguments, body) = packages::meaning(name, is_in_brackets, groups)?;
        let default = is_in_brackets.then(|| "".into());
        Some(Macro { arguments, default, body: body.into() })
    }

    /// Hands a token on, and keeps count of the arguments that commands take.
    fn emit(&mut self, kind: Kind, text: &str, token: &Token) {
        match kind {
            Kind::Comment => return,
            Kind::Space => (),
            Kind::Open => {
                self.groups.push((std::mem::take(&mut self.wanted), self.group));
                let is_words = self.begins_text || self.group.is_text;
                self.group = Group { is_words, is_text: is_words };
            }
            Kind::Close => {
                let (wanted, group) = self.groups.pop().unwrap_or_default();
                self.wanted = wanted.saturating_sub(1);
                self.group = group;
            }
            Kind::Word => {
                let function = self.context.functions.get(text);
                // What follows these is a bracket, not a group.
                let is_delimiter = ["\\left", "\\right", "\\middle", "\\big", "\\Big"]
                    .iter()
                    .any(|it| text.starts_with(it));
                self.wanted = match function {
                    Some(it) if it.num_args > 0 && !is_delimiter => it.num_args,
                    _ => self.wanted.saturating_sub(1),
                };
                self.is_in_brackets = false;
            }
            Kind::Char if text == "^" || text == "_" => self.wanted = 1,
            Kind::Char if text == "[" && self.wanted > 0 => self.is_in_brackets = true,
            Kind::Char if text == "]" && self.is_in_brackets => {
                self.is_in_brackets = false;
            }
            Kind::Char if self.is_in_brackets => (),
            Kind::Char | Kind::Sign | Kind::Verbatim => {
                self.wanted = self.wanted.saturating_sub(1);
            }
        }
        // `\tag*{1}` has no brackets.
        self.begins_text &= kind == Kind::Space || text == "*";
        // `\R` for `\mathbb` and an `x` after it would be one word.
        if self.ends_in_word && text.starts_with(|it: char| it.is_ascii_alphabetic()) {
            self.out.push(" ", &token.source, false);
        }
        self.ends_in_word = kind == Kind::Word;
        self.out.push(text, &token.source, token.is_written && token.text == text);
    }

    /// Reads the arguments of a macro and puts what it stands for in its place.
    fn call(&mut self, token: &Token, called: &Macro) -> Result<(), Failure> {
        let mut arguments: Vec<String> = Vec::with_capacity(called.arguments);
        if let Some(default) = &called.default {
            let given = self.bracketed();
            arguments.push(given.unwrap_or_else(|| default.to_string()));
        }
        let mut call = token.source.clone();
        while arguments.len() < called.arguments {
            let (argument, end) = self.argument(token)?;
            call.end = call.end.max(end);
            arguments.push(argument);
        }
        let text = substitute(&called.body, &arguments);
        self.work += text.len() + LEAST_WORK;
        if self.work > MOST_WORK {
            return Err(Failure::new(ENDLESS, call));
        }
        // As an argument it stays one: `\frac\half x` and `x^\T`.
        if self.wanted > 0 {
            self.emit(Kind::Open, "{", token);
            self.push("}", &call);
        }
        self.push(&text, &call);
        Ok(())
    }

    /// The next argument, without its braces, and where it ends.
    fn argument(&mut self, command: &Token) -> Result<(String, usize), Failure> {
        let missing = || {
            let message = format!("an argument of `{}` is missing", command.text);
            Failure::new(message, command.source.clone())
        };
        let first = self.next_but_space().ok_or_else(missing)?;
        match first.kind {
            Kind::Open => (),
            Kind::Close => return Err(missing()),
            _ => return Ok((first.text, first.source.end)),
        }
        let (mut text, mut depth) = (String::new(), 0_usize);
        loop {
            let token = self.next().ok_or_else(missing)?;
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close if depth == 0 => return Ok((text, token.source.end)),
                Kind::Close => depth -= 1,
                _ => (),
            }
            self.work += token.text.len();
            if self.work > MOST_WORK {
                return Err(Failure::new(ENDLESS, token.source));
            }
            if token.kind != Kind::Comment {
                text.push_str(&token.text);
            }
        }
    }

    /// An argument in brackets, if there is one.
    fn bracketed(&mut self) -> Option<String> {
        if !self.takes("[") {
            return None;
        }
        let (mut text, mut depth) = (String::new(), 0_usize);
        while let Some(token) = self.next() {
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                Kind::Char if token.text == "]" && depth == 0 => break,
                _ => (),
            }
            text.push_str(&token.text);
        }
        Some(text)
    }

    /// `\newcommand{\x}[2][default]{body}`; names may be given anew.
    fn new_command(&mut self, token: &Token) -> Result<(), Failure> {
        self.takes("*");
        let name = self.argument(token)?.0.trim().to_owned();
        let arguments = self.bracketed().and_then(|it| it.trim().parse().ok());
        let default = self.bracketed().map(Arc::from);
        let body = self.argument(token)?.0;
        let arguments = arguments.unwrap_or(0).min(9);
        self.define(name, Macro { arguments, default, body: body.into() });
        Ok(())
    }

    /// `\DeclareMathOperator*{\x}{name}`
    fn operator(&mut self, token: &Token) -> Result<(), Failure> {
        let star = if self.takes("*") { "*" } else { "" };
        let name = self.argument(token)?.0.trim().to_owned();
        let body = format!("\\operatorname{star}{{{}}}", self.argument(token)?.0);
        self.define(name, Macro { arguments: 0, default: None, body: body.into() });
        Ok(())
    }

    /// `\def\x#1#2{body}`
    fn definition(&mut self, token: &Token) -> Result<(), Failure> {
        let name = self.next_but_space().map(|it| it.text).unwrap_or_default();
        let mut arguments = 0;
        while self.takes("#") {
            self.next();
            arguments += 1;
        }
        let Some(next) = self.next_but_space() else {
            let message = format!("the body of `{name}` is missing");
            return Err(Failure::new(message, token.source.clone()));
        };
        if next.kind != Kind::Open {
            let message =
                format!("`{}` with text between arguments is not supported", token.text);
            return Err(Failure::new(message, token.source.clone()));
        }
        self.put_back(&next);
        let body = self.argument(token)?.0;
        self.define(name, Macro { arguments, default: None, body: body.into() });
        Ok(())
    }

    /// `\let\x=\y`
    fn alias(&mut self, token: &Token) -> Result<(), Failure> {
        let name = self.argument(token)?.0;
        self.takes("=");
        let other = self.argument(token)?.0;
        let meant = self.meaning(&other).cloned().unwrap_or_else(|| Macro {
            arguments: 0,
            default: None,
            body: other.into(),
        });
        self.define(name, meant);
        Ok(())
    }

    fn define(&mut self, name: String, meant: Macro) {
        self.own.insert(name, meant);
        self.out.defines = true;
    }

    /// `\begin{flalign}`: the environments that the crate lacks, and the columns of those that say
    /// how many they have, which it would make at once.
    fn environment(&mut self, token: &Token) -> Result<(), Failure> {
        self.emit(Kind::Word, &token.text, token);
        let named = self.frames.last().and_then(|frame| {
            let rest = frame.text.get(frame.at..)?;
            let (name, after) = rest.trim_start().strip_prefix('{')?.split_once('}')?;
            let is_name = |it: char| it.is_ascii_alphanumeric() || it == '*';
            name.chars().all(is_name).then_some((name, after, rest.len() - after.len()))
        });
        let Some((name, after, length)) = named else {
            let message =
                format!("the name of an environment is missing after `{}`", token.text);
            return Err(Failure::new(message, token.source.clone()));
        };
        let begins = token.text == "\\begin";
        let counts = matches!(name, "alignat" | "alignat*" | "alignedat");
        if begins && counts && !is_count(after) {
            let message = format!("`{name}` needs the number of its pairs of columns");
            return Err(Failure::new(message, token.source.clone()));
        }
        let Some((_, other)) = ENVIRONMENTS.iter().find(|(known, _)| *known == name)
        else {
            return Ok(());
        };
        if let Some(frame) = self.frames.last_mut() {
            frame.at += length;
        }
        let columns = if *other == "darray" && begins { "{rcl}" } else { "" };
        self.emit(Kind::Char, &format!("{{{other}}}{columns}"), token);
        Ok(())
    }
}

/// Whether an argument in brackets follows, and how many in braces after it.
fn arguments_ahead(text: &str) -> (bool, usize) {
    let mut rest = text.trim_start();
    rest = rest.strip_prefix('*').unwrap_or(rest);
    let is_in_brackets = rest.starts_with('[');
    if is_in_brackets {
        rest = rest.split_once(']').map_or("", |it| it.1);
    }
    let (mut groups, mut depth) = (0, 0_usize);
    for (kind, ..) in tokens(rest) {
        match kind {
            Kind::Open => depth += 1,
            Kind::Close if depth == 1 => {
                depth = 0;
                groups += 1;
            }
            Kind::Close if depth > 1 => depth -= 1,
            Kind::Space | Kind::Comment => (),
            _ if depth > 0 => (),
            _ => break,
        }
    }
    (is_in_brackets, groups)
}

/// Whether a text begins with a small number in braces.
fn is_count(text: &str) -> bool {
    let inside = text.trim_start().strip_prefix('{').and_then(|it| it.split_once('}'));
    let number = inside.and_then(|(it, _)| it.trim().parse::<u8>().ok());
    number.is_some_and(|it| it < 100)
}

/// The body of a macro with its arguments.
fn substitute(body: &str, arguments: &[String]) -> String {
    let mut text = String::with_capacity(body.len());
    let mut ends_in_word = false;
    let mut rest = tokens(body).peekable();
    while let Some((kind, _, token)) = rest.next() {
        let number = rest.peek().and_then(|(_, _, it)| it.parse::<usize>().ok());
        let mut piece = token;
        if token == "#"
            && let Some(number) = number
        {
            rest.next();
            let argument = number.checked_sub(1).and_then(|it| arguments.get(it));
            piece = argument.map_or("", String::as_str);
        }
        if ends_in_word && piece.starts_with(|it: char| it.is_ascii_alphabetic()) {
            text.push(' ');
        }
        ends_in_word = kind == Kind::Word;
        text.push_str(piece);
    }
    text
}
