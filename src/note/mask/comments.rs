//! Comments as Obsidian writes them, `%%…%%`: where they are in a text, and the text without them.
//! Gives a text of the same length, in which all that is not a comment stands where it stood, and
//! the formulas in it, which are found on the way.
//! Never takes code, formulas, HTML tags and addresses for comments, nor `100%%`.
//!
//! Nothing behind this file sees a comment. A line that is one is added to the line before as
//! spaces, as if it were not there; one in a line becomes spaces, which the reader leaves out.

use std::sync::Arc;

use super::scan::{Comment, Scan, scan};
use crate::{diag::Span, note::formulas::Formula};

/// A text without comments.
pub(in crate::note) struct Uncommented {
    /// The text, as long as it was.
    pub(in crate::note) text: Arc<str>,
    /// The bytes that are no part of it, in order.
    pub(in crate::note) hidden: Vec<Span>,
    /// The sign that opens a comment which nothing closes.
    pub(in crate::note) unclosed: Option<Span>,
    /// The signs that open formulas which nothing closes.
    pub(in crate::note) open_formulas: Vec<Span>,
    /// The formulas, in order.
    pub(in crate::note) formulas: Vec<Formula>,
}

/// Leaves out the comments of what begins at byte `offset` of a text.
pub(in crate::note) fn uncommented(text: &Arc<str>, offset: usize) -> Uncommented {
    let begins = |it: &str| {
        // Each begins with a sign that few notes hold.
        let has = |sign: &str, more: &[&str]| {
            it.contains(sign) && more.iter().any(|more| it.contains(more))
        };
        it.contains('$') || has("%", &["%%"]) || has("\\", &["\\(", "\\[", "\\begin{"])
    };
    let is_there = text.get(offset..).is_some_and(begins);
    let Scan { comments, formulas, unclosed, open_formulas } =
        if is_there { scan(text, offset) } else { Scan::default() };
    let mut cleared = Cleared {
        text,
        offset,
        bytes: if comments.is_empty() { Vec::new() } else { text.as_bytes().to_vec() },
        hidden: Vec::with_capacity(comments.len()),
        joined: None,
        line_end: 0,
    };
    for it in &comments {
        cleared.clear(it);
    }
    let hidden = cleared.hidden;
    let masked = String::from_utf8(cleared.bytes).ok().filter(|it| !it.is_empty());
    let text = masked.map_or_else(|| Arc::clone(text), Arc::from);
    Uncommented { text, hidden, unclosed, open_formulas, formulas }
}

/// A text whose comments are being cleared.
struct Cleared<'t> {
    text: &'t str,
    offset: usize,
    bytes: Vec<u8>,
    hidden: Vec<Span>,
    /// Where a line of comments ended that was added to the line before, and that line.
    joined: Option<(usize, Span)>,
    /// Where the line ends that was looked at last.
    line_end: usize,
}

impl<'t> Cleared<'t> {
    fn clear(&mut self, comment: &Comment) {
        let Comment { start, end, line, content, .. } = *comment;
        if self.line_end < end {
            self.line_end = self.end_of_line(end);
        }
        let line_end = self.line_end;
        let tail = self.part(end..line_end);
        let behind = end + tail.len() - tail.trim_start().len();
        let is_last = tail.trim().is_empty();
        if content < start {
            let before = self.part(line..start);
            // One space is enough, and none stands before these signs.
            let spaced = is_last
                || behind > end
                || tail.starts_with([']', ')', '.', ',', ';', ':', '!', '?']);
            let from = if spaced { line + before.trim_end().len() } else { start };
            let inside = self.part(start..end);
            if !is_last && inside.contains('\n') {
                // What follows stands on a line of its own.
                let own = inside.rfind('\n').map_or(start, |at| start + at + 1);
                let has_blank = inside
                    .lines()
                    .skip(1)
                    .any(|it| it.trim_matches([' ', '\t', '>']).is_empty());
                let quotes = depth(self.part(line..content));
                let prefix = container(self.part(own..end), quotes);
                let breaks = if has_blank { "\n\n" } else { "\n" };
                let between = format!("{breaks}{prefix}");
                self.replace(start..behind, &between);
                self.hidden.push(from..behind);
            } else {
                self.replace(start..end, "");
                self.hidden.push(from..end);
            }
        } else if is_last {
            self.clear_lines(comment, line_end);
        } else {
            // The break before moves behind the comment, with the marks that begin the line.
            let before = self.break_before(line);
            let written = self.part(before..line);
            let written = if written.is_empty() { "\n" } else { written };
            let prefix = format!("{written}{}", self.part(line..start));
            self.replace(before..behind, &prefix);
            self.hidden.push(before..behind);
        }
    }

    /// Clears lines that hold nothing else.
    fn clear_lines(&mut self, comment: &Comment, line_end: usize) {
        let Comment { start, line, content, after_code, .. } = *comment;
        let break_before = self.break_before(line);
        let prefix = self.part(line..content);
        let next = self.end_of_line(line_end + 1);
        let next = self.part(line_end..next).trim_start_matches(['\r', '\n']);
        let of_item = content_of(prefix) < prefix.len();
        let stays = comment.is_footnote
            || of_item && !next.trim().is_empty() && indent(next) > indent(prefix);
        let before = match self.joined.take() {
            Some((end, before)) if end == break_before => before,
            _ => self.start_of_line(break_before)..break_before,
        };
        let previous = self.part(before.clone());
        let follows = break_before < line
            && !after_code
            && !previous.ends_with('\\')
            && (is_blank(previous) || is_blank(next) || continues(previous, next));
        let from = if stays {
            start
        } else if follows {
            self.joined = Some((line_end, before));
            break_before
        } else {
            line + content_of(prefix)
        };
        self.replace(from..line_end, "");
        self.hidden.push(from..line_end);
    }

    /// Puts spaces and then something shorter in place of some bytes.
    fn replace(&mut self, place: Span, ending: &str) {
        let spaces = place.len().saturating_sub(ending.len());
        let new = std::iter::repeat_n(b' ', spaces).chain(ending.bytes());
        let Some(bytes) = self.bytes.get_mut(place) else { return };
        for (byte, new) in bytes.iter_mut().zip(new) {
            *byte = new;
        }
    }

    fn part(&self, place: Span) -> &'t str {
        self.text.get(place).unwrap_or_default()
    }

    /// Where the line of a byte ends, its break left out.
    fn end_of_line(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        at.min(self.text.len()) + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// Where the break before a line begins, or the line itself if nothing comes before it.
    fn break_before(&self, line: usize) -> usize {
        let before = self.part(self.offset..line);
        let kept = before.strip_suffix('\n').unwrap_or(before);
        self.offset + kept.strip_suffix('\r').unwrap_or(kept).len()
    }

    fn start_of_line(&self, at: usize) -> usize {
        let before = self.part(self.offset..at);
        self.offset + before.rfind('\n').map_or(0, |it| it + 1)
    }
}

/// How many quotes the marks that begin a line stand for.
pub(super) fn depth(line: &str) -> usize {
    let marks = line.bytes().take_while(|it| matches!(it, b' ' | b'\t' | b'>'));
    marks.filter(|it| *it == b'>').count()
}

/// The length of the spaces and signs of quotes that begin a line.
pub(in crate::note) fn content_of(line: &str) -> usize {
    line.bytes().take_while(|it| matches!(it, b' ' | b'\t' | b'>')).count()
}

/// The spaces and at most so many signs of quotes that begin a line.
fn container(line: &str, quotes: usize) -> &str {
    let marks = line.get(..content_of(line)).unwrap_or_default();
    let end = marks.match_indices('>').nth(quotes).map_or(marks.len(), |(at, _)| at);
    marks.get(..end).unwrap_or_default()
}

/// How far the words of a line are from its quotes.
fn indent(line: &str) -> usize {
    let marks = line.get(..content_of(line)).unwrap_or_default();
    let behind = marks.rsplit('>').next().unwrap_or_default();
    behind.chars().map(|it| if it == '\t' { 4 } else { 1 }).sum()
}

pub(in crate::note) fn is_blank(line: &str) -> bool {
    content_of(line.trim_end()) == line.trim_end().len()
}

/// Whether a line would go on what the line before the comments begins.
fn continues(previous: &str, next: &str) -> bool {
    let before = previous.get(content_of(previous)..).unwrap_or_default();
    let after = next.get(content_of(next)..).unwrap_or_default();
    let is_underline =
        !after.trim().is_empty() && after.trim().chars().all(|it| it == '=' || it == '-');
    let begins_item = |line: &str| super::scan::list_marker(line).is_some();
    let is_same = begins_item(after)
        || after.starts_with("%%")
        || if begins_item(before) {
            indent(next) > indent(previous)
        } else {
            indent(next) >= indent(previous)
                && (!before.starts_with('|') || after.starts_with('|'))
        };
    is_same && !is_underline && !before.starts_with('<') && depth(previous) == depth(next)
}
