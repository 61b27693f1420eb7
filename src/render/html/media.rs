//! Files that are shown where a picture could stand: sound, films and PDF, by their suffix.
//! Gives a link to them, and below it what plays or shows them.
//! Must not know where files lie.

use std::path::Path;

use super::{Medium, Writer};

/// What a file is to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    Picture,
    Audio,
    Video,
    Pdf,
    /// Nothing that a browser shows.
    Other,
}

impl FileKind {
    /// The kind of a file, as its suffix tells; `None` where none of these suffixes is there.
    ///
    /// The suffixes are those that Obsidian embeds ("Accepted file formats"), pictures that
    /// browsers show, and documents that no browser shows as a picture.
    pub(super) fn of(url: &str) -> Option<Self> {
        if url.trim_start().get(..5).is_some_and(|it| it.eq_ignore_ascii_case("data:")) {
            return None;
        }
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let suffix = Path::new(path).extension()?.to_str()?.to_ascii_lowercase();
        Some(match suffix.as_str() {
            "apng" | "avif" | "bmp" | "gif" | "ico" | "jpeg" | "jpg" | "png" | "svg"
            | "tif" | "tiff" | "webp" => Self::Picture,
            "3gp" | "flac" | "m4a" | "mp3" | "oga" | "ogg" | "opus" | "wav" => {
                Self::Audio
            }
            "mkv" | "mov" | "mp4" | "ogv" | "webm" => Self::Video,
            "pdf" => Self::Pdf,
            "csv" | "doc" | "docx" | "gz" | "ipynb" | "json" | "ppt" | "pptx" | "tar"
            | "txt" | "xls" | "xlsx" | "zip" => Self::Other,
            _ => return None,
        })
    }
}

/// Whether a file that is shown is a PDF.
#[must_use]
pub fn shows_pdf(url: &str) -> bool {
    FileKind::of(url) == Some(FileKind::Pdf)
}

/// A file that is shown.
pub(super) struct File<'f> {
    /// Where it is, not yet escaped.
    pub(super) url: &'f str,
    /// What to call it.
    pub(super) name: &'f str,
    /// The attributes that give its size.
    pub(super) size: &'f [(&'static str, u32)],
}

impl Writer<'_> {
    /// Shows a file that is not a picture.
    pub(super) fn file(&mut self, kind: FileKind, file: &File<'_>) {
        // A file that names itself does so without the part that is shown of it.
        let path = file.name.split(['?', '#']).next().unwrap_or_default();
        let name = if FileKind::of(path).is_some() { path } else { file.name };
        // A link holds no other, and no player.
        if self.in_link {
            return self.html.value(name);
        }
        // An excerpt only says what is there.
        let player = match kind {
            _ if self.medium != Medium::Page => None,
            FileKind::Picture | FileKind::Other => None,
            FileKind::Audio => Some(("<audio", "src", "></audio>")),
            FileKind::Video => Some(("<video", "src", "></video>")),
            FileKind::Pdf => Some(("<object", "data", "></object>")),
        };
        self.html.markup(if player.is_some() { "<span class=\"file\">" } else { "" });
        self.html.markup("<a");
        self.html.url("href", file.url);
        self.html.markup(">");
        self.html.value(name);
        self.html.markup("</a>");
        let Some((start, source, end)) = player else { return };
        self.html.markup(start);
        self.html.url(source, file.url);
        self.html.attribute("title", name);
        for (name, value) in file.size.iter().filter(|_| kind != FileKind::Audio) {
            self.html.attribute(name, &value.to_string());
        }
        self.html.markup(if kind == FileKind::Pdf {
            " type=\"application/pdf\""
        } else {
            " preload=\"metadata\" controls"
        });
        self.html.markup(end);
        self.html.markup("</span>");
    }
}
