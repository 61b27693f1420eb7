//! `crib theme eject`: copies of the default theme's files, for authors to change.
//! Gives what was written and what was there already.
//! Must not know what is in the files.

use std::fs;

use super::{Change, Done, add};
use crate::{
    config::Project,
    diag::nearest,
    error::Error,
    path::NotePath,
    render::theme::{THEME_API, default_files},
    source::Disk,
};

/// A file that can be ejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ejectable {
    /// Its path in a theme, such as `templates/note.html`.
    pub path: String,
    /// What it makes or does, in a few words.
    pub about: &'static str,
    text: &'static [u8],
}

/// What the files are for. Those of a folder with a `/` at its end are all alike.
const ABOUT: [(&str, &str); 41] = [
    ("static/crib-dialog.js", "the search, opened"),
    ("static/crib-fsrs.js", "decides when a card is shown again"),
    ("static/crib-grading.js", "lets readers grade an answer"),
    ("static/crib-math.css", "the look of formulas"),
    ("static/crib-picker.js", "readers' own comparisons"),
    ("static/crib-practice.css", "the look of practice"),
    ("static/crib-practice.js", "the page of practice and its sessions"),
    ("static/crib-preview.css", "the look of the cards beside links"),
    ("static/crib-preview.js", "shows in a card where a link leads"),
    ("static/crib-progress.js", "keeps what readers did in practice"),
    ("static/crib-redirect.js", "sends readers of old addresses on"),
    ("static/crib-results.js", "draws what practice led to"),
    ("static/crib-search.css", "the look of the search, opened"),
    ("static/crib-search.js", "finds what was typed into the search"),
    ("static/crib-sheet.css", "the look of cheat sheets"),
    ("static/crib-sheet.js", "sets cheat sheets on paper"),
    ("static/crib-text.js", "says things in the language of the site"),
    ("static/crib-theme.js", "light or dark, before the page is drawn"),
    ("static/crib.css", "colours, type and layout"),
    ("static/crib.js", "navigation, filters and practice"),
    ("templates/404.html", "the page for an address that does not exist"),
    ("templates/article.html", "what notes, folders, tags and comparisons share"),
    ("templates/base.html", "the frame of every page"),
    ("templates/cards-alone.html", "cards to print, as a single file"),
    ("templates/comparison.html", "a comparison"),
    ("templates/comparisons.html", "the index of comparisons and items"),
    ("templates/components.html", "parts that the others use"),
    ("templates/conflicts.html", "contradictions, in the preview"),
    ("templates/folder.html", "a folder, and the home page"),
    ("templates/item.html", "an item that is compared"),
    ("templates/note.html", "a note"),
    ("templates/picker.html", "the page for readers' own comparisons"),
    ("templates/practice.html", "the page to practise from"),
    ("templates/questions.html", "questions with folded answers"),
    ("templates/redirect.html", "an old address of a note"),
    ("templates/sheet-alone.html", "a cheat sheet as a single file"),
    ("templates/sheet.html", "a cheat sheet"),
    ("templates/sheets.html", "the index of cheat sheets"),
    ("templates/tag.html", "a tag"),
    ("templates/tags.html", "the index of tags"),
    ("text/", "the words of the pages in one language"),
];

/// The files of the default theme, in the order of their paths.
#[must_use]
pub fn ejectable() -> Vec<Ejectable> {
    let about = |path: &str| {
        let is_it = |it: &str| it == path || it.ends_with('/') && path.starts_with(it);
        ABOUT.iter().find(|it| is_it(it.0)).map_or("", |it| it.1)
    };
    let file = |(path, text): (String, _)| Ejectable { about: about(&path), path, text };
    default_files().into_iter().map(file).collect()
}

/// The files of these names, each a path in a theme or the end of one.
///
/// # Errors
/// When the default theme has no such file.
pub fn named(names: &[String]) -> Result<Vec<Ejectable>, Error> {
    let all = ejectable();
    let find = |name: &String| {
        let plain = name.replace('\\', "/");
        let is_it = |it: &&Ejectable| {
            let above = it.path.strip_suffix(plain.as_str());
            above.is_some_and(|it| it.is_empty() || it.ends_with('/'))
        };
        all.iter().find(is_it).cloned().ok_or_else(|| unknown(name, &all))
    };
    names.iter().map(find).collect()
}

fn unknown(name: &str, all: &[Ejectable]) -> Error {
    let paths = all.iter().map(|it| it.path.as_str());
    let names = paths.clone().filter_map(|it| it.rsplit('/').next());
    let like = nearest(name, paths.chain(names));
    let help = like.map_or_else(
        || String::from("`crib theme eject` lists its files"),
        |it| format!("did you mean `{it}`?"),
    );
    Error::Usage(format!("the default theme has no file `{name}`; {help}"))
}

/// Copies files into the theme of a project, and creates the theme if needed. Existing files stay
/// unless `force` is set.
///
/// # Errors
/// When a file cannot be written, or notes would be taken for a theme.
pub fn eject(
    project: &Project,
    files: &[Ejectable],
    force: bool,
) -> Result<Vec<Done>, Error> {
    refuse_notes(project)?;
    let folder = folder(project);
    let mut done = Vec::new();
    // A folder that only overrides files of the default needs none.
    if project.config.theme() != "default" {
        let manifest = format!("theme_api: {THEME_API}\n");
        let it =
            add(&project.root, &format!("{folder}/theme.yaml"), manifest.as_bytes())?;
        done.extend((it.change == Change::Written).then_some(it));
    }
    for file in files {
        let name = format!("{folder}/{}", file.path);
        let mut it = add(&project.root, &name, file.text)?;
        if force && it.change == Change::Left {
            it.change = replace(project, &name, file.text)?;
        }
        done.push(it);
    }
    Ok(done)
}

/// Refuses a folder of notes called `themes`: with a theme in it, they would be left out of the site.
fn refuse_notes(project: &Project) -> Result<(), Error> {
    let themes = project.themes();
    let has_some = fs::read_dir(&themes).into_iter().flatten().next().is_some();
    let is_content = themes.starts_with(&project.content);
    if !has_some || !is_content || project.themes_in_use().is_some() {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "{} contains notes, which a theme in it would take off the site; move the notes into a folder \
         content/ next to it",
        themes.display()
    )))
}

/// Writes the default text over another one.
fn replace(project: &Project, name: &str, text: &[u8]) -> Result<Change, Error> {
    let Some(place) = NotePath::new(name) else { return Ok(Change::Left) };
    let path = project.root.join(name);
    let old = super::read_file(&path).map_err(|source| Error::Read { path, source })?;
    let is_new = Disk::new(&project.root).replace_bytes(&place, &old, text)?;
    Ok(if is_new { Change::Written } else { Change::Left })
}

/// The folder of the project's theme, relative to its root.
#[must_use]
pub fn folder(project: &Project) -> String {
    format!("themes/{}", project.config.theme())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_default_theme_says_what_it_is_for() {
        let files = ejectable();
        for it in &files {
            assert!(!it.about.is_empty(), "{}", it.path);
        }
        let is_there = |it: &&str| files.iter().any(|file| file.path.starts_with(*it));
        assert!(ABOUT.iter().all(|it| is_there(&it.0)));
        assert!(!files.iter().any(|it| it.path == "theme.yaml"));
    }

    #[test]
    fn a_file_is_named_by_its_path_or_the_end_of_it() {
        let path = |name: &str| named(&[name.to_owned()]).map(|it| it[0].path.clone());
        for name in ["note.html", "templates/note.html", "templates\\note.html"] {
            assert_eq!(path(name).unwrap(), "templates/note.html");
        }
        assert_eq!(path("crib.css").unwrap(), "static/crib.css");
        for name in ["", "e.html", "/note.html", "theme.yaml"] {
            assert!(path(name).is_err(), "{name}");
        }
        let error = path("templates/notes.html").unwrap_err().to_string();
        assert!(error.ends_with("did you mean `templates/note.html`?"), "{error}");
        let error = path("crib.cs").unwrap_err().to_string();
        assert!(error.ends_with("did you mean `crib.css`?"), "{error}");
    }
}
