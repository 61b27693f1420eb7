//! The deck as files: for Anki, for spreadsheets and to print; and the id of the site it is of.

use std::path::Path;

use cribsheet::{
    build::{self, Options},
    config::Config,
    render::theme::Theme,
};

use crate::fixture;

/// The id of a site.
fn id_of(config: &str, notes: &str) -> String {
    let config = Config::parse(config, Path::new("crib.yaml")).unwrap();
    let files = fixture::files(notes);
    let input = fixture::input(&files, &config, Options::default());
    let resolved = build::resolve(input).unwrap();
    let (library, sources) = resolved.notes();
    let found = build::find(input, &library).unwrap();
    let extracted = build::extract(input, (&library, &found.parts), &sources).unwrap();
    let theme = Theme::embedded("en").unwrap();
    let planned =
        build::plan(input, &theme, &resolved.library, &extracted.study).unwrap();
    planned.renderer.site().id.clone()
}

#[test]
fn a_site_has_the_id_of_its_configuration_or_of_its_title_never_of_its_address() {
    let notes = "//- index.md\n# Cloud\n//- a.md\n# A\n";
    assert_eq!(id_of("id: mine\ntitle: x\n", notes), "mine");
    let default = id_of("", notes);
    assert_eq!(default.strip_prefix("t-").map(str::len), Some(10), "{default}");
    assert_eq!(id_of("base_url: https://example.org\n", notes), default);
    assert_eq!(id_of("", &notes.replace("# A", "# B\n\nmore")), default);
    assert_ne!(id_of("", &notes.replace("Cloud", "Clouds")), default);
}
