//! Files that are shown where a picture could stand: sound, films and PDF, by their suffix.
//! Gives a link to them, and below it what plays or shows them.
//! Must not know where files lie.

use std::path::Path;

use super::{Medium, Writer, attribute, escaped, push_attribute};

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
        let (url, name) = (escaped(file.url), attribute(name).into_owned());
        // A link holds no other, and no player.
        if self.in_link {
            return self.html(name);
        }
        let link = format!("<a href=\"{url}\">{name}</a>");
        let mut attributes = format!(" title=\"{name}\"");
        for (name, value) in file.size.iter().filter(|_| kind != FileKind::Audio) {
            push_attribute(&mut attributes, name, &value.to_string());
        }
        let player = match kind {
            // An excerpt only says what is there.
            _ if self.medium != Medium::Page => return self.html(link),
            FileKind::Picture | FileKind::Other => return self.html(link),
            FileKind::Audio => {
                format!(
                    "<audio src=\"{url}\"{attributes} preload=\"metadata\" controls></audio>"
                )
            }
            FileKind::Video => {
                format!(
                    "<video src=\"{url}\"{attributes} preload=\"metadata\" controls></video>"
                )
            }
            FileKind::Pdf => {
                format!(
                    "<object data=\"{url}\"{attributes} type=\"application/pdf\"></object>"
                )
            }
        };
        self.html(format!("<span class=\"file\">{link}{player}</span>"));
    }
}
