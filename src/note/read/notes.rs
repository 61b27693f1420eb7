//! Footnotes that are written where they belong, `^[words]`, as Pandoc and Obsidian have them.
//! Gives each a node that holds its words.
//! Never takes powers, `x^[2]`, and sets of characters, `[^[a-z]]+`, for notes.

use super::{Form, MAX_DEPTH, Reader, narrowed, text::Piece, widened};
use crate::{
    note::{doc::NodeId, formulas},
    text::is_joined,
};

/// The sign that begins a footnote.
const SIGN: &str = "^[";

/// A footnote whose words go on behind the text it begins in.
#[derive(Debug)]
pub(super) struct OpenNote {
    /// The node of its sign.
    sign: u32,
    /// The brackets in it that are open.
    depth: usize,
}

impl Reader<'_> {
    /// Adds running text with the footnotes in it.
    pub(super) fn noted(&mut self, piece: Piece<'_>) {
        let mut rest = piece;
        if let Some(OpenNote { sign, depth }) = self.note.take() {
            match self.is_open_note(sign) {
                None => return self.noted(piece),
                Some(false) => {
                    self.note = Some(OpenNote { sign, depth });
                    return self.running(rest);
                }
                Some(true) => (),
            }
            match closing(rest.words, depth) {
                Ok(at) => {
                    self.running(rest.part(0..at));
                    self.end_note(sign, rest.part(at..at + 1).end);
                    rest = rest.from(at + 1);
                }
                Err(depth) => {
                    self.note = Some(OpenNote { sign, depth });
                    return self.running(rest);
                }
            }
        }
        let is_deep = self.open.len() >= MAX_DEPTH;
        let is_there = rest.words.contains(SIGN);
        if !is_there || is_deep || self.is_literal() || self.are_escaped(rest) {
            return self.running(rest);
        }
        let words = rest.words;
        let set: Vec<_> = formulas::in_text(words).collect();
        let mut from = 0;
        while let Some(at) = rest.words.get(from..).and_then(|it| it.find(SIGN)) {
            let at = from + at;
            let place = words.len() - rest.words.len() + at;
            let (before, begun) = rest.words.split_at_checked(at).unwrap_or_default();
            let inside = begun.get(SIGN.len()..).unwrap_or_default();
            let next = set.get(set.partition_point(|it| it.end <= place));
            if next.is_some_and(|it| it.start <= place) {
                from = at + SIGN.len();
                continue;
            }
            match closing(inside, 0) {
                Ok(length) => {
                    let (inner, behind) =
                        inside.split_at_checked(length).unwrap_or_default();
                    let is_behind = before.ends_with(char::is_alphanumeric)
                        || before.is_empty() && self.last_sibling().is_some();
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
                    self.note = Some(OpenNote { sign, depth });
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

    /// Whether some sign in a text is escaped, or cannot be found in the source.
    fn are_escaped(&self, piece: Piece<'_>) -> bool {
        if piece.is_exact {
            return false;
        }
        let source = self.text.get(piece.start..piece.end).unwrap_or_default();
        let is_plain =
            |at: &usize| source.get(..*at).is_some_and(|it| !it.ends_with('\\'));
        let signs = source.match_indices(SIGN).map(|it| it.0).filter(is_plain);
        signs.count() != piece.words.matches(SIGN).count()
    }
}

/// Where the bracket stands that closes one, or how many are open at the end.
fn closing(text: &str, mut depth: usize) -> Result<usize, usize> {
    for (at, sign) in text.char_indices() {
        match sign {
            '[' => depth += 1,
            ']' if depth == 0 => return Ok(at),
            ']' => depth -= 1,
            _ => (),
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
