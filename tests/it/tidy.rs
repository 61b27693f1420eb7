//! Rules about the source tree itself.

use std::{
    fs,
    path::{Path, PathBuf},
};

use cribsheet::diag::Code;

/// Lower layers first: a file may use only modules of earlier layers, and its own children.
const LAYERS: &[&[&str]] = &[
    &["path"],
    &["text"],
    &["diag", "error", "yaml"],
    &["words"],
    &["maths", "paper", "program", "query", "rule"],
    &["output", "press"],
    &["source", "memo"],
    &["config"],
    &["note"],
    &["library"],
    &["study"],
    &["deck", "search", "sheet"],
    &["site"],
    &["render"],
    &["export"],
    &["advice", "engine"],
    &["build"],
    &["report", "list", "fix", "init"],
    &["serve"],
    &["cli"],
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<(PathBuf, String)> {
    let entries = walkdir::WalkDir::new(root().join("src")).sort_by_file_name();
    let files = entries
        .into_iter()
        .map(Result::unwrap)
        .filter(|it| it.path().extension().is_some_and(|it| it == "rs"));
    files
        .map(|it| (it.path().to_owned(), fs::read_to_string(it.path()).unwrap()))
        .collect()
}

/// The top-level module a file belongs to.
fn module(path: &Path) -> String {
    let below = path.strip_prefix(root().join("src")).unwrap();
    let first = below.iter().next().unwrap().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The modules named after `crate::`, in paths and in groups.
fn used(text: &str) -> Vec<String> {
    let flat: String = text.split_whitespace().collect();
    let mut names = Vec::new();
    for (at, _) in flat.match_indices("crate::") {
        let rest = &flat[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            names.push(rest.to_owned());
            continue;
        };
        let mut depth = 0;
        let mut name = String::new();
        for c in group.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => names.push(std::mem::take(&mut name)),
                c if depth == 0 => name.push(c),
                _ => (),
            }
        }
        names.push(name);
    }
    let first = |it: String| {
        it.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned()
    };
    names.into_iter().map(first).filter(|it| !it.is_empty()).collect()
}

#[test]
fn dependencies_point_to_lower_layers() {
    let layer = |name: &str| LAYERS.iter().position(|it| it.contains(&name));
    for (path, text) in sources() {
        let own = module(&path);
        if own == "lib" || own == "main" {
            continue;
        }
        let layer_of_own = layer(&own).unwrap_or_else(|| panic!("{own} has no layer"));
        for name in used(&text).into_iter().filter(|it| *it != own) {
            let other =
                layer(&name).unwrap_or_else(|| panic!("{}: {name}?", path.display()));
            assert!(other < layer_of_own, "{} must not use {name}", path.display());
        }
    }
}

#[test]
fn every_file_says_what_it_knows() {
    for (path, text) in sources() {
        let docs = text.lines().take_while(|it| it.starts_with("//!")).count();
        assert!(docs >= 3, "{}: three lines of module documentation", path.display());
    }
}

/// A file holds one responsibility and is as long as that takes.
#[test]
fn files_stay_readable() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        let name = path.display();
        assert!(lines <= 800, "{name}: {lines} lines hold more than one responsibility");
        assert!(!text.contains("TODO") && !text.contains("FIXME"), "{}", path.display());
    }
}

/// Tests build in folders of their own.
#[test]
fn no_built_site_lies_among_the_tests() {
    let mut files = walkdir::WalkDir::new(root().join("tests")).into_iter();
    let built = files.find(|it| it.as_ref().unwrap().file_name() == ".crib-manifest");
    assert!(built.is_none(), "{built:?}");
}

/// Only edges touch disk, network and clock.
#[test]
fn only_the_edges_touch_the_outside() {
    let edges = [
        "config", "source", "output", "press", "program", "memo", "init", "serve",
        "main", "cli",
    ];
    for (path, text) in sources() {
        let code = text.split("#[cfg(test)]").next().unwrap();
        let own = module(&path);
        let is_theme = path.ends_with("render/theme.rs");
        if edges.contains(&own.as_str()) || is_theme {
            continue;
        }
        for outside in
            ["std::fs", "fs::", "std::net", "std::process", "SystemTime", "std::env::"]
        {
            assert!(!code.contains(outside), "{} uses {outside}", path.display());
        }
    }
}

/// The values that leave the program are made in few places.
#[test]
fn only_contracts_are_serialized() {
    for (path, text) in sources() {
        let name = path.strip_prefix(root()).unwrap().to_str().unwrap();
        let contracts = [
            "src/render/view",
            "src/export/search",
            "src/list",
            "src/report.rs",
            "src/serve",
            "src/words.rs",
        ];
        let is_contract = contracts.iter().any(|it| name.starts_with(it));
        assert!(is_contract || !text.contains("Serialize)]"), "{}", path.display());
    }
}

#[test]
fn every_finding_is_explained_and_shown_in_a_test() {
    let tests =
        walkdir::WalkDir::new(root().join("tests")).into_iter().map(Result::unwrap);
    let texts: Vec<String> = tests
        .filter(|it| it.path().extension().is_some_and(|it| it == "snap" || it == "rs"))
        .filter(|it| !it.path().ends_with("tidy.rs"))
        .map(|it| fs::read_to_string(it.path()).unwrap())
        .collect();
    let mut last = "";
    for code in Code::ALL {
        assert!(code.explanation().lines().count() >= 3, "{code}");
        assert!(code.name() > last, "{code} is out of order");
        last = code.name();
        assert!(texts.iter().any(|it| it.contains(code.name())), "no test shows {code}");
    }
}

#[test]
fn the_guide_names_every_dependency_and_layer() {
    let guide = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let section =
        manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    for line in section.lines() {
        let Some((name, _)) = line.split_once(" = ") else { continue };
        assert!(
            guide.contains(&format!("`{name}`")),
            "ARCHITECTURE.md does not name {name}"
        );
    }
    for module in LAYERS.iter().flat_map(|it| it.iter()) {
        assert!(guide.contains(module), "ARCHITECTURE.md does not name {module}");
    }
    assert!(guide.lines().count() <= 150, "ARCHITECTURE.md is too long");
}

#[test]
fn theme_documentation_names_every_value_and_template() {
    let docs = fs::read_to_string(root().join("themes/README.md")).unwrap();
    let views = sources().into_iter().filter(|(path, _)| module(path) == "render");
    let view: String = views.map(|(_, text)| text).collect();
    let structs = view.split("#[derive(").skip(1).filter(|it| {
        it.starts_with("Debug, Serialize") || it.starts_with("Debug, Clone, Serialize")
    });
    for body in structs {
        let fields = body.split("\n}").next().unwrap().lines().skip(2);
        for field in fields
            .filter_map(|it| it.trim().trim_start_matches("pub(super) ").split_once(':'))
        {
            assert!(
                docs.contains(&format!("`{}", field.0))
                    || docs.contains(&format!(".{}`", field.0)),
                "{} is not documented",
                field.0
            );
        }
    }
    for entry in fs::read_dir(root().join("themes/default/templates")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(docs.contains(&name), "{name} is not documented");
    }
}
