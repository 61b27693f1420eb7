//! Output folders that no command may touch, because of what they hold.
//! Gives the reason, whatever was forced.
//! Knows where things lie, not what becomes of them.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::usage;
use crate::{
    config::{Project, real},
    error::Error,
    output,
    path::{NotePath, Route},
};

/// Refuses an output folder that is or holds the notes, the project or the home folder, or that is
/// no folder.
pub(super) fn dangerous(project: &Project, home: Option<&Path>) -> Result<(), Error> {
    let output = real(&project.output);
    let holds = |it: &Path| real(it).starts_with(&output);
    let why = if output.is_file() {
        "it is a file"
    } else if holds(&project.content) {
        "it holds the notes"
    } else if holds(&project.root) {
        "it holds the project"
    } else if home.is_some_and(holds) {
        "it holds your home folder"
    } else {
        return Ok(());
    };
    let remedy = if project.is_configured_output() {
        "change `output_dir` in crib.yaml"
    } else {
        "choose another one with `--output-dir`"
    };
    Err(usage(format!(
        "{} cannot be the output folder, since {why}; {remedy}",
        project.output.display()
    )))
}

/// Refuses an output folder among the notes that holds notes itself, since none is read there.
pub(super) fn notes(project: &Project) -> Result<(), Error> {
    let (output, content) = (real(&project.output), real(&project.content));
    let Ok(below) = output.strip_prefix(&content) else { return Ok(()) };
    let is_hidden = |it: &Path| it.iter().any(|it| it.to_string_lossy().starts_with('.'));
    // Nobody expects notes of a hidden folder on the site.
    if is_hidden(below) || !output.is_dir() {
        return Ok(());
    }
    match foreign_note(&output)? {
        Some(note) => Err(usage(format!(
            "{} cannot be the output folder, since it holds notes (such as {}), which would be \
             missing on the site; move them, or choose another folder with `--output-dir`",
            project.output.display(),
            note.display()
        ))),
        None => Ok(()),
    }
}

/// The first note in a folder that no build wrote, by its path in there.
fn foreign_note(folder: &Path) -> Result<Option<PathBuf>, Error> {
    let written = output::written(folder)?;
    let is_shown = |it: &DirEntry| {
        it.depth() == 0 || !it.file_name().to_string_lossy().starts_with('.')
    };
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter();
    let mut files = entries
        .filter_entry(is_shown)
        .filter_map(Result::ok)
        .filter(|it| it.file_type().is_file())
        .filter_map(|it| it.path().strip_prefix(folder).ok().map(Path::to_owned));
    let is_foreign_note = |it: &PathBuf| {
        let path = it.to_string_lossy();
        NotePath::new(&path).is_some_and(|it| it.is_note())
            && !Route::new(&path).is_some_and(|it| written.contains(&it))
    };
    Ok(files.find(is_foreign_note))
}
