//! Lines of code that were coloured before, each with how the parser stood before and behind it.
//! Gives the HTML of a line that is met again where the parser stands as it did then.
//! Must not know grammars: a line that is new here is coloured elsewhere.

#![expect(clippy::disallowed_types, reason = "lines are looked up and never listed")]

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
};

use pulldown_cmark_escape::escape_html_body_text;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference};

/// About how many bytes a thread keeps; then it begins anew.
const MAX_KEPT: usize = 8 * 1024 * 1024;
/// How many states with like scopes are compared; a state met again behind these counts as new.
const MAX_LIKE: usize = 16;
/// About what a line or a state takes besides its text.
const OVERHEAD: usize = 200;

thread_local! {
    /// Oniguruma's states cannot leave their thread. All highlighters have the same grammars.
    static HERE: RefCell<Languages> = RefCell::default();
}

/// The languages that a thread met.
#[derive(Default)]
pub(super) struct Languages(Vec<Lines>);

impl Languages {
    /// Does something with the languages of this thread.
    pub(super) fn here<T>(work: impl FnOnce(&mut Self) -> T) -> T {
        HERE.with_borrow_mut(work)
    }

    /// The lines of a language whose parser begins in this state.
    pub(super) fn lines(&mut self, start: State) -> Option<&mut Lines> {
        if self.bytes() > MAX_KEPT {
            // A preview meets ever new code, of which the old is never shown again.
            self.0.clear();
        }
        let known = self.0.iter().position(|it| it.state(START) == Some(&start));
        let at = known.unwrap_or(self.0.len());
        if known.is_none() {
            self.0.push(Lines::new(start));
        }
        self.0.get_mut(at)
    }

    /// About how many bytes they keep.
    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|it| it.bytes).sum()
    }
}

/// How a parser stands between two lines.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct State {
    pub parser: ParseState,
    pub scopes: ScopeStack,
}

impl State {
    pub(super) fn new(syntax: &SyntaxReference) -> Self {
        Self { parser: ParseState::new(syntax), scopes: ScopeStack::new() }
    }
}

/// The number of a state.
pub(super) type StateId = usize;

/// The number of the state before the first line.
pub(super) const START: StateId = 0;

/// The lines of one language.
#[derive(Default)]
pub(super) struct Lines {
    states: Vec<Known>,
    /// States by the number of their scopes and the innermost one.
    like: BTreeMap<(usize, Option<Scope>), Vec<StateId>>,
    bytes: usize,
}

struct Known {
    state: State,
    /// About how many bytes the state takes: it may hold the lines that led to it.
    bytes: usize,
    lines: HashMap<Box<str>, (Line, StateId)>,
}

impl Lines {
    fn new(start: State) -> Self {
        let mut lines = Self::default();
        lines.number(start, 0);
        lines
    }

    pub(super) fn state(&self, id: StateId) -> Option<&State> {
        Some(&self.states.get(id)?.state)
    }

    /// A line that was met before in this state, and the state behind it.
    pub(super) fn line(&self, before: StateId, text: &str) -> Option<(&Line, StateId)> {
        let (line, behind) = self.states.get(before)?.lines.get(text)?;
        Some((line, *behind))
    }

    /// Remembers a line; gives the number of the state behind it.
    pub(super) fn keep(
        &mut self,
        before: StateId,
        text: &str,
        line: Line,
        behind: State,
    ) -> StateId {
        let held = self.states.get(before).map_or(0, |it| it.bytes);
        let behind = self.number(behind, held + text.len());
        if let Some(known) = self.states.get_mut(before) {
            self.bytes += OVERHEAD + text.len() + line.white.len() + line.html.len();
            known.lines.insert(text.into(), (line, behind));
        }
        behind
    }

    fn number(&mut self, state: State, bytes: usize) -> StateId {
        let scopes = &state.scopes.scopes;
        let like = self.like.entry((scopes.len(), scopes.last().copied())).or_default();
        let is_same =
            |id: &&StateId| self.states.get(**id).is_some_and(|it| it.state == state);
        if let Some(id) = like.iter().rev().take(MAX_LIKE).find(is_same) {
            return *id;
        }
        let id = self.states.len();
        like.push(id);
        self.states.push(Known { state, bytes, lines: HashMap::new() });
        self.bytes += OVERHEAD + bytes;
        id
    }
}

/// One coloured line.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// White space before the first class: it goes with the span of the line above.
    white: String,
    /// The class it begins with, if it is more than white space.
    first: Option<&'static str>,
    /// All the rest, without the tag that begins the first span and the one that ends the last.
    html: String,
    last: &'static str,
}

impl Line {
    /// Adds text of a class. White space has no colour, so it need not end a span.
    pub(super) fn push(&mut self, class: &'static str, text: &str) {
        let is_white = || text.trim().is_empty();
        if self.first.is_none() {
            if is_white() {
                return self.white.push_str(text);
            }
            (self.first, self.last) = (Some(class), class);
        } else if class != self.last && !is_white() {
            turn(&mut self.html, &mut self.last, class);
        }
        escape(&mut self.html, text);
    }
}

/// Spans under construction: neighbours of one class become one.
#[derive(Default)]
pub(super) struct Spans {
    html: String,
    class: &'static str,
}

impl Spans {
    pub(super) fn push(&mut self, line: &Line) {
        self.html.push_str(&line.white);
        if let Some(first) = line.first {
            turn(&mut self.html, &mut self.class, first);
            self.html.push_str(&line.html);
            self.class = line.last;
        }
    }

    pub(super) fn finish(mut self) -> String {
        turn(&mut self.html, &mut self.class, "");
        self.html
    }
}

/// Ends the span of one class before its white space and begins that of another.
fn turn(html: &mut String, from: &mut &'static str, to: &'static str) {
    if *from == to {
        return;
    }
    if !from.is_empty() {
        html.insert_str(html.trim_end().len(), "</span>");
    }
    if !to.is_empty() {
        html.extend(["<span class=\"", to, "\">"]);
    }
    *from = to;
}

pub(super) fn escape(html: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = escape_html_body_text(html, text);
}
