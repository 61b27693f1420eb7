//! Footnotes that are written where they belong, `^[words]`, as Pandoc and Obsidian have them.
//! Gives each a node that holds its words.
//! Never takes powers, `x^[2]`, and sets of characters, `[^[a-z]]+`, for notes.

use super::{Form, MAX_DEPTH, Reader, narrowed, text::Piece, widened};
use crate::{note::doc::NodeId, text::is_joined};

/// The sign that begins a footnote.
const SIGN: &str = "^[";

/// A footnote whose words go on behind the text it begins in.
#[derive(Debug)]
pub(super) struct OpenNote {
    /// The node of its sign.
    sign: u32,
    /// The brackets in it that are open.
    depth: usize,
    /// Whether the sign stands right behind something.
    is_behind: bool,
}

impl Reader<'_> {
    /// Adds running text with the footnotes in it.
    pub(super) fn noted(&mut self, piece: Piece<'_>) {
        let mut rest = piece;
        if let Some(note) = self.note.take() {
            match self.is_open_note(note.sign) {
                None => return self.noted(piece),
                Some(false) => {
                    self.note = Some(note);
                    return self.running(rest);
                }
                Some(true) => (),
            }
            match closing(rest, note.depth) {
                Ok(at) => {
                    let (close, behind) = (rest.part(at..at + 1), rest.from(at + 1));
                    self.running(rest.part(0..at));
                    if self.is_whole_note(&note, close.start, behind.words) {
                        self.end_note(note.sign, close.end);
                    } else {
                        self.text_node(close);
                    }
                    rest = behind;
                }
                Err(depth) => {
                    self.note = Some(OpenNote { depth, ..note });
                    return self.running(rest);
                }
            }
        }
        let is_deep = self.open.len() >= MAX_DEPTH;
        let is_there = rest.words.as_bytes().contains(&b'^') && rest.words.contains(SIGN);
        if !is_there || is_deep || self.is_literal() {
            return self.running(rest);
        }
        let mut from = 0;
        while let Some(at) = rest.words.get(from..).and_then(|it| it.find(SIGN)) {
            let at = from + at;
            let (before, begun) = rest.words.split_at_checked(at).unwrap_or_default();
            let inside = begun.get(SIGN.len()..).unwrap_or_default();
            let place = rest.part(at..at + SIGN.len()).start;
            let is_tex = self.read.doc.is_in_unset_formula(place);
            if is_tex || !rest.is_plain(at) || !rest.is_plain(at + 1) {
                from = at + SIGN.len();
                continue;
            }
            let is_behind = before.ends_with(char::is_alphanumeric)
                || before.is_empty() && self.last_sibling().is_some();
            match closing(rest.from(at + SIGN.len()), 0) {
                Ok(length) => {
                    let (inner, behind) =
                        inside.split_at_checked(length).unwrap_or_default();
                    let end = at + SIGN.len() + length + 1;
                    if !is_note(inner, behind.get(1..).unwrap_or_default(), is_behind) {
                        from = end;
                        continue;
                    }
                    self.running(rest.part(0..at));
                    let whole = rest.part(at..end);
                    let (start, stop) = (narrowed(whole.start), narrowed(whole.end));
                    self.open(Form::Note, start, stop, None);
                    self.running(rest.part(at + SIGN.len()..end - 1));
                    self.close_note();
                    rest = rest.from(end);
                    from = 0;
                }
                Err(depth) => {
                    self.running(rest.part(0..at));
                    let sign = self.read.doc.count();
                    self.text_node(rest.part(at..at + SIGN.len()));
                    self.note = Some(OpenNote { sign, depth, is_behind });
                    return self.running(rest.from(at + SIGN.len()));
                }
            }
        }
        self.running(rest);
    }

    /// Ends the innermost open node, which is a footnote.
    fn close_note(&mut self) {
        let Some(it) = self.open.pop() else { return };
        let next = self.read.doc.count();
        if let Some(entry) = self.entry_mut(it.node) {
            entry.next = next;
        }
    }

    /// Whether what comes stands right beside the sign that began a footnote, and not in emphasis
    /// behind it; nothing if the line has ended or the sign is gone.
    fn is_open_note(&self, sign: u32) -> Option<bool> {
        let node = self.read.doc.node(NodeId::new(sign))?;
        let parent = self.entry(sign).parent;
        let is_there = node.is_text() && node.words() == SIGN;
        let is_open = parent == 0 || self.open.iter().any(|it| it.node == parent);
        let innermost = self.open.last().map_or(0, |it| it.node);
        (is_there && is_open).then_some(innermost == parent)
    }

    /// Makes a footnote of a sign and of all that follows it up to a byte.
    fn end_note(&mut self, sign: u32, end: usize) {
        let count = self.read.doc.count();
        let parent = self.entry(sign).parent;
        if let Some(entry) = self.entry_mut(sign) {
            (entry.form, entry.next, entry.end) = (Form::Note, count, narrowed(end));
        }
        for it in self.read.doc.nodes.iter_mut().skip(widened(sign) + 1) {
            it.parent = if it.parent == parent { sign } else { it.parent };
        }
    }

    /// Whether what was read since the sign of a footnote is one, by what is written up to a byte
    /// and what is behind it. A link or picture is never a power or a set.
    fn is_whole_note(&self, note: &OpenNote, end: usize, behind: &str) -> bool {
        let inner = note.sign + 1..self.read.doc.count();
        let mut forms = inner.map(|it| self.entry(it).form);
        let is_more = forms.any(|it| matches!(it, Form::Link(_) | Form::Image(_)));
        let start = widened(self.entry(note.sign).end);
        let words = self.text.get(start..end).unwrap_or_default();
        let words = words.trim_matches(['*', '_', '`', '~', '=']);
        is_more || is_note(words, behind, note.is_behind)
    }
}

/// Where the bracket stands that closes one, or how many are open at the end.
fn closing(piece: Piece<'_>, mut depth: usize) -> Result<usize, usize> {
    let brackets = piece.words.match_indices(['[', ']']);
    for (at, sign) in brackets.filter(|it| piece.is_plain(it.0)) {
        match sign {
            "[" => depth += 1,
            _ if depth == 0 => return Ok(at),
            _ => depth -= 1,
        }
    }
    Err(depth)
}

/// Whether words between brackets are a note, by what stands before and behind them.
fn is_note(words: &str, behind: &str, is_behind: bool) -> bool {
    let words = words.trim();
    let letters = words.chars().filter(|it| it.is_alphabetic()).count();
    if letters == 0 || words.starts_with('^') {
        return false;
    }
    if words.contains(char::is_whitespace) || words.contains(is_joined) {
        return letters > 2 || !is_behind || words.contains(is_joined);
    }
    let is_set = behind.starts_with(['+', '*', '?', '{', '$'])
        || words.contains(['+', '=', '*', '/', '^', '_', '\\', '{', '}'])
        || words.len() < 9 && words.contains('-');
    !is_set && letters > 2
}

#[cfg(test)]
mod tests {
    use super::is_note;

    #[test]
    fn notes_are_told_from_powers_and_sets() {
        for (words, behind) in [
            ("as in the book", ""),
            ("see", "."),
            ("注", ""),
            ("a note with 1 + 1", ""),
            ("well-known-fact", ","),
        ] {
            assert!(is_note(words, behind, true), "{words}");
        }
        for (words, behind) in [
            ("2", ""),
            ("n", ""),
            ("n+1", ""),
            ("n + 1", ""),
            ("ix", ""),
            ("a-z", "+"),
            ("a-z0-9", ""),
            ("abc", "*"),
            ("^abc", ""),
            ("", ""),
        ] {
            assert!(!is_note(words, behind, true), "{words}");
        }
        assert!(is_note("a b", "", false) && !is_note("a-z", "", false));
    }
}
