//! Output folders that no command may touch, because of what they contain.
//! Gives the reason, regardless of `--force` and of any manifest in them.
//! Knows where things are, not what is done with them.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::usage;
use crate::{
    config::{Project, real},
    error::Error,
    output,
    path::NotePath,
};

/// Refuses an output folder that is or contains the notes, the project or the home folder, that is
/// inside `.git` or the folder of themes, that is a repository, or that is not a folder.
pub(super) fn dangerous(project: &Project, home: Option<&Path>) -> Result<(), Error> {
    let output = real(&project.output);
    let holds = |it: &Path| real(it).starts_with(&output);
    let is_git = |it: &std::ffi::OsStr| it.eq_ignore_ascii_case(".git");
    let themes = project.themes_in_use();
    let why = if output.is_file() {
        "it is a file"
    } else if holds(&project.content) {
        "it contains the notes"
    } else if holds(&project.root) {
        "it contains the project"
    } else if home.is_some_and(holds) {
        "it contains your home folder"
    } else if output.iter().any(is_git) {
        "it is inside a `.git` folder"
    } else if output::is_repository(&output) {
        "it is a Git repository"
    } else if themes.is_some_and(|it| output.starts_with(real(&it))) {
        "it is inside the folder of themes"
    } else {
        return Ok(());
    };
    let remedy = if project.is_configured_output() {
        "change `output_dir` in crib.yaml"
    } else {
        "choose another one with `--output-dir`"
    };
    Err(usage(format!(
        "{} cannot be the output folder because {why}; {remedy}",
        project.output.display()
    )))
}

/// Refuses an output folder inside the notes that contains a note, or anything else unless a build
/// wrote the manifest there: its files would not be read, and they may all be the author's.
pub(super) fn notes(project: &Project) -> Result<(), Error> {
    let (output, content) = (real(&project.output), real(&project.content));
    if !output.starts_with(&content) || !output.is_dir() {
        return Ok(());
    }
    let why = if let Some(note) = first_note(&output) {
        format!(
            "it contains notes (such as {}), which would be missing from the site; move them",
            note.display()
        )
    } else if let Some(name) = output::foreign(&output)? {
        format!(
            "it is inside the notes and contains files that no build wrote there (such as {name}); \
             move them, remove the folder if it is an old site"
        )
    } else {
        return Ok(());
    };
    Err(usage(format!(
        "{} cannot be the output folder because {why}, or choose another folder with \
         `--output-dir`",
        project.output.display()
    )))
}

/// The first note below a folder, as a path relative to it; builds never write notes.
fn first_note(folder: &Path) -> Option<PathBuf> {
    let is_note = |it: &DirEntry| {
        let name = it.file_name().to_str().and_then(NotePath::new);
        !it.file_type().is_dir() && name.is_some_and(|it| it.is_note())
    };
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter();
    let note = entries.filter_map(Result::ok).find(is_note)?;
    note.path().strip_prefix(folder).ok().map(Path::to_owned)
}
