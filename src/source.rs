//! Files as read: the text of every note and the names of all other files.
//! Gives sources in path order, whatever the order of the file system.
//! Parses nothing: a source is just text.

mod checkout;
mod disk;
mod git;

use std::{
    borrow::Cow,
    collections::BTreeMap,
    io,
    ops::Range,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

pub use checkout::Checkout;
pub use disk::{Disk, Scan};
pub use git::{History, Unknown, leaves_out};

use crate::{
    diag::{Code, Diagnostic},
    error::Error,
    path::NotePath,
};

/// One note as read.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its path.
    pub path: NotePath,
    /// Its text, including byte order mark and front matter.
    pub text: Arc<str>,
}

/// The notes as read, in path order: what findings quote.
#[derive(Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
    /// Where the lines of each begin, once somebody has asked.
    starts: Vec<Arc<OnceLock<Vec<u32>>>>,
}

impl Sources {
    /// Brings notes into order.
    #[must_use]
    pub fn new(mut sources: Vec<Source>) -> Self {
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        let starts = sources.iter().map(|_| Arc::default()).collect();
        Self { sources, starts }
    }

    /// Has them share with those of the last build whatever is the same, so that it is in memory
    /// only once.
    #[must_use]
    pub fn sharing(mut self, before: &Self) -> Self {
        for (source, starts) in self.sources.iter_mut().zip(&mut self.starts) {
            let Some(at) = before.find(&source.path) else { continue };
            if let Some(same) = before.sources.get(at)
                && same.text == source.text
                && let Some(known) = before.starts.get(at)
            {
                source.text = Arc::clone(&same.text);
                *starts = Arc::clone(known);
            }
        }
        self
    }

    /// Every note.
    #[must_use]
    pub fn all(&self) -> &[Source] {
        &self.sources
    }

    /// The text of a note.
    #[must_use]
    pub fn text(&self, path: &NotePath) -> Option<&Arc<str>> {
        self.sources.get(self.find(path)?).map(|it| &it.text)
    }

    /// The lines of a note, looked for once; none for a file that is not a note.
    #[must_use]
    pub fn lines(&self, path: &NotePath) -> LineIndex<'_> {
        let lines = self.find(path).and_then(|at| {
            let text = &*self.sources.get(at)?.text;
            let starts = self.starts.get(at)?.get_or_init(|| starts(text));
            Some(LineIndex { text, starts: Cow::Borrowed(starts) })
        });
        lines.unwrap_or_else(|| LineIndex::new(""))
    }

    /// The line in which a byte of a note stands, from 1.
    #[must_use]
    pub fn line(&self, path: &NotePath, at: usize) -> usize {
        self.lines(path).position(at).line
    }

    /// The place of a note in [`Self::all`].
    #[must_use]
    pub fn find(&self, path: &NotePath) -> Option<usize> {
        self.sources.binary_search_by(|it| it.path.cmp(path)).ok()
    }
}

/// Everything below the content folder.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The notes, in path order.
    pub sources: Vec<Source>,
    /// Every other file, in path order; its bytes are read only when it is published.
    pub assets: Vec<NotePath>,
    /// What is wrong with the files themselves.
    pub findings: Vec<Diagnostic>,
    /// Folders left out that contain notes, with the number of notes.
    pub skipped: Vec<(NotePath, usize)>,
}

/// Where notes and assets come from.
pub trait Files: Sync {
    /// Reads every note and names every other file.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    fn load(&self) -> Result<Loaded, Error>;

    /// Reads an asset.
    ///
    /// # Errors
    /// When it cannot be read.
    fn asset(&self, path: &NotePath) -> Result<Vec<u8>, Error>;

    /// What tells an asset from the same one changed; none if that cannot be told.
    fn stamp(&self, _path: &NotePath) -> Option<String> {
        None
    }

    /// What the repository around them is like: when notes changed depends on it.
    fn state(&self) -> String {
        String::new()
    }

    /// Whether they are a vault of Obsidian, by its folder of settings.
    fn is_vault(&self) -> bool {
        false
    }

    /// When the notes changed, according to the repository.
    fn history(&self) -> History {
        History::default()
    }

    /// The Git revision of the notes, seven digits, if they are in a repository.
    fn revision(&self) -> Option<String> {
        None
    }
}

/// Files that may have been loaded before.
pub struct Ahead<'f> {
    files: &'f dyn Files,
    loaded: Mutex<Option<Loaded>>,
}

impl<'f> Ahead<'f> {
    /// The files, and what loading them gave, if they were loaded: whoever loads them first gets it.
    #[must_use]
    pub fn new(files: &'f dyn Files, loaded: Option<Loaded>) -> Self {
        Self { files, loaded: Mutex::new(loaded) }
    }
}

impl Files for Ahead<'_> {
    fn load(&self) -> Result<Loaded, Error> {
        let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner).take();
        loaded.map_or_else(|| self.files.load(), Ok)
    }

    fn asset(&self, path: &NotePath) -> Result<Vec<u8>, Error> {
        self.files.asset(path)
    }

    fn stamp(&self, path: &NotePath) -> Option<String> {
        self.files.stamp(path)
    }

    fn state(&self) -> String {
        self.files.state()
    }

    fn is_vault(&self) -> bool {
        self.files.is_vault()
    }

    fn history(&self) -> History {
        self.files.history()
    }

    fn revision(&self) -> Option<String> {
        self.files.revision()
    }
}

/// Files held in memory, for tests.
#[derive(Debug, Clone, Default)]
pub struct Memory(pub BTreeMap<NotePath, Vec<u8>>);

impl Files for Memory {
    fn load(&self) -> Result<Loaded, Error> {
        let mut loaded = Loaded::default();
        for (path, bytes) in &self.0 {
            if path.is_note() {
                let (source, finding) = decode(path.clone(), bytes.clone());
                loaded.sources.push(source);
                loaded.findings.extend(finding);
            } else {
                loaded.assets.push(path.clone());
            }
        }
        Ok(loaded)
    }

    fn asset(&self, path: &NotePath) -> Result<Vec<u8>, Error> {
        self.0.get(path).cloned().ok_or_else(|| Error::Read {
            path: path.as_str().into(),
            source: io::ErrorKind::NotFound.into(),
        })
    }
}

/// Reads bytes as UTF-8; invalid ones become U+FFFD and one finding.
fn decode(path: NotePath, bytes: Vec<u8>) -> (Source, Option<Diagnostic>) {
    match String::from_utf8(bytes) {
        Ok(text) => (Source { path, text: text.into() }, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text: Arc<str> = String::from_utf8_lossy(error.as_bytes()).into();
            let span = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
            let message = format!("the byte at offset {at} is not UTF-8");
            let finding = Diagnostic::new(Code::N001, &path, span, message)
                .with_help("save the file as UTF-8; until then the page shows � there");
            (Source { path, text }, Some(finding))
        }
    }
}

/// Where the lines of a text begin.
fn starts(text: &str) -> Vec<u32> {
    let ends = text.match_indices('\n').map(|(at, _)| at + 1);
    let starts = std::iter::once(0).chain(ends);
    // What lies beyond 4 GiB counts to the last line before it.
    starts.map_while(|it| u32::try_from(it).ok()).collect()
}

fn widened(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

/// Turns byte offsets into lines and columns.
#[derive(Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
    starts: Cow<'t, [u32]>,
}

/// A place as people count: both numbers are 1-based, the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub col: usize,
}

/// A piece of a line with a span in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt<'t> {
    /// The piece.
    pub text: &'t str,
    /// The number of the line, 1-based.
    pub line: usize,
    /// Whether it begins where the line does.
    pub from_start: bool,
    /// The span, relative to the piece.
    pub span: Range<usize>,
}

impl<'t> LineIndex<'t> {
    /// Finds the lines of `text`.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self { text, starts: Cow::Owned(starts(text)) }
    }

    /// The line and column of the character at a byte offset; the end of the text for what lies
    /// beyond.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|it| widened(*it) <= offset).max(1);
        let start = self.start(line - 1).unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or_default();
        Position { line, col: before.trim_start_matches('\u{feff}').chars().count() + 1 }
    }

    /// Where a line begins, counted from 0.
    fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line).map(|it| widened(*it))
    }

    /// The line a span begins on, cut to `limit` characters on both sides of it.
    #[must_use]
    pub fn excerpt(&self, span: &Range<usize>, limit: usize) -> Excerpt<'t> {
        let start = self.text.floor_char_boundary(span.start);
        let line = self.position(start).line;
        let from = self.start(line - 1).unwrap_or(0);
        let to = self.start(line).unwrap_or(self.text.len());
        let end = self.text.floor_char_boundary(span.end).clamp(start, to);
        let before = self.text.get(from..start).unwrap_or_default();
        let after =
            self.text.get(end..to).unwrap_or_default().trim_end_matches(['\n', '\r']);
        let back = before.char_indices().rev().nth(limit).map_or(0, |(at, _)| at);
        let ahead = after.char_indices().nth(limit).map_or(after.len(), |(at, _)| at);
        let cut = from + back;
        Excerpt {
            text: self.text.get(cut..end + ahead).unwrap_or_default(),
            line,
            from_start: back == 0,
            span: start - cut..(end - cut).max(start - cut),
        }
    }

    /// Both ends of a byte range.
    #[must_use]
    pub fn range(&self, span: &Range<usize>) -> (Position, Position) {
        (self.position(span.start), self.position(span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters() {
        let index = LineIndex::new("\u{feff}aü\nb\n");
        let at = |offset| {
            let Position { line, col } = index.position(offset);
            (line, col)
        };
        assert_eq!(
            [at(3), at(6), at(7), at(9), at(99)],
            [(1, 1), (1, 3), (2, 1), (3, 1), (3, 1)]
        );
    }

    #[test]
    fn a_span_that_cuts_a_character_begins_and_ends_at_one() {
        let index = LineIndex::new("aü\nüb");
        assert_eq!(index.position(2).col, 2);
        let excerpt = index.excerpt(&(2..3), 9);
        assert_eq!((excerpt.text, excerpt.span), ("aü", 1..3));
        let excerpt = index.excerpt(&(0..2), 9);
        assert_eq!((excerpt.text, excerpt.span), ("aü", 0..1));
    }
}
