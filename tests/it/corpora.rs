//! Real note collections, where `CRIB_CORPORA` names a folder of them.

use std::path::PathBuf;

use cribsheet::{
    build::Options,
    config::{Places, Project},
    report::Counts,
};

use crate::{fixture, html};

/// Every folder of the collections with its notes; a vault may lie in `content`.
fn collections() -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os("CRIB_CORPORA") else { return Vec::new() };
    let mut folders: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.is_dir())
        .collect();
    folders.sort();
    folders
        .into_iter()
        .map(|it| if it.join("content").is_dir() { it.join("content") } else { it })
        .collect()
}

#[test]
fn every_note_has_its_page_and_no_link_leads_nowhere() {
    for folder in collections() {
        let places = Places { content: Some(folder.clone()), ..Places::default() };
        let project = Project::locate(&places, &[]).unwrap();
        let options = Options { drafts: true, ..Options::default() };
        let site = fixture::build(&project.files().unwrap(), &project.config, options);
        let library = &site.built.resolved.library;
        assert!(library.notes().count() > 0, "{}", folder.display());
        for (id, note) in library.notes() {
            let route = library.route(id).map(ToString::to_string);
            let page = route.and_then(|it| site.files.get(&it));
            assert!(page.is_some(), "{}: {} has no page", folder.display(), note.path);
        }
        assert_eq!(html::problems(&site), Vec::<String>::new(), "{}", folder.display());
        let large = Options { no_minify: true, ..options };
        let large = fixture::build(&project.files().unwrap(), &project.config, large);
        assert_eq!(html::changed(&large, &site), Vec::<String>::new());
    }
}

#[test]
fn the_sample_site_has_nothing_to_complain_about() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let places = Places { root: Some(root), ..Places::default() };
    let project = Project::locate(&places, &[]).unwrap();
    let site =
        fixture::build(&project.files().unwrap(), &project.config, Options::default());
    assert_eq!(fixture::findings(&site.built.resolved), "");
    assert_eq!(html::problems(&site), Vec::<String>::new());
    let large = Options { no_minify: true, ..Options::default() };
    let large = fixture::build(&project.files().unwrap(), &project.config, large);
    assert_eq!(html::changed(&large, &site), Vec::<String>::new());
    if cfg!(feature = "minify") {
        for (route, html) in site.pages() {
            assert!(html.len() < large.page(route).len(), "{route} is not smaller");
        }
    }
    assert!(Counts::of(&site.built.resolved).notes >= 12);
}
