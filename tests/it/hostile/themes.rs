//! Themes that would read what is not theirs, or never come to an end.

use std::time::Duration;

use cribsheet::{
    build::{self, Options},
    config::Config,
    output,
    render::theme::Theme,
};

use super::{crib, put};
use crate::fixture;

#[cfg(unix)]
#[test]
fn a_theme_reads_only_itself() {
    use std::os::unix::fs::symlink;
    let temp = tempfile::tempdir().unwrap();
    put(temp.path(), "secret/static/key.css", "the secret");
    put(temp.path(), "secret/theme.yaml", "theme_api: 2\n");
    put(temp.path(), "p/crib.yaml", "theme: mine\n");
    put(temp.path(), "p/content/a.md", "# A\n");
    let themes = temp.path().join("p/themes");
    let secret = temp.path().join("secret");
    let plant: [(&str, std::path::PathBuf); 6] = [
        ("mine", secret.clone()),
        ("mine/static", secret.join("static")),
        ("mine/templates", secret.join("static")),
        ("mine/static/key.css", secret.join("static/key.css")),
        ("mine/templates/note.html", secret.join("static/key.css")),
        ("mine/theme.yaml", secret.join("theme.yaml")),
    ];
    for (name, target) in plant {
        let _ = std::fs::remove_dir_all(&themes);
        std::fs::create_dir_all(&themes).unwrap();
        if name != "mine" {
            put(&themes, "mine/theme.yaml", "theme_api: 2\n");
            std::fs::create_dir_all(themes.join(name).parent().unwrap()).unwrap();
        }
        let _ = std::fs::remove_file(themes.join(name));
        symlink(target, themes.join(name)).unwrap();
        let (code, said) = crib(&temp.path().join("p"), &["build"]);
        assert!(code == 2 && said.contains("leads out of"), "{name}: {code} {said}");
    }
    // A theme that is a folder of the project itself, and links to what is hidden there.
    put(temp.path(), "p/theme.yaml", "theme_api: 2\n");
    put(temp.path(), "p/.git/static/key.css", "the secret");
    put(temp.path(), "p/static/a.css", "");
    for (target, link) in [("..", None), ("../.git", None), ("own", Some("../.key.css"))]
    {
        let _ = std::fs::remove_dir_all(&themes);
        put(&themes, "own/theme.yaml", "theme_api: 2\n");
        put(&themes, "own/.key.css", "the secret");
        symlink(target, themes.join("mine")).unwrap();
        if let Some(link) = link {
            std::fs::create_dir(themes.join("own/static")).unwrap();
            symlink(link, themes.join("own/static/key.css")).unwrap();
        }
        let (code, said) = crib(&temp.path().join("p"), &["build"]);
        assert!(
            code == 2 && said.contains("the symbolic link leads"),
            "{target}: {said}"
        );
    }
    std::fs::remove_file(themes.join("mine")).unwrap();
    // A link from one file of the theme to another one of it is followed.
    let _ = std::fs::remove_dir_all(&themes);
    put(&themes, "mine/theme.yaml", "theme_api: 2\n");
    put(&themes, "mine/static/a.css", "p { color: red }");
    symlink("a.css", themes.join("mine/static/b.css")).unwrap();
    let (code, said) = crib(&temp.path().join("p"), &["build"]);
    assert_eq!(code, 0, "{said}");
}

const SLOW: &str = "did not finish within";

#[test]
fn an_endless_template_ends_with_an_error() {
    let nest = |body: &str| {
        let open = "{%- for a in range(end=100000) -%}";
        format!("{}{body}{}", open.repeat(4), "{%- endfor -%}".repeat(4))
    };
    let cases = [
        (nest("{%- set b = a -%}"), SLOW),
        (nest(&"words ".repeat(10_000)), "MiB"),
        (String::from("{% include \"404.html\" %}"), "ircular"),
        (
            String::from(
                "{% component again() %}{{ <again /> }}{% endcomponent again %}{{ <again /> }}",
            ),
            "recursion",
        ),
    ];
    for (template, reason) in cases {
        let temp = tempfile::tempdir().unwrap();
        put(temp.path(), "mine/theme.yaml", "theme_api: 2\n");
        put(temp.path(), "mine/templates/404.html", &template);
        let build = || {
            let mut theme = Theme::load(temp.path(), "mine", "en")?;
            // Only the first has to be waited for; the others end by what they do.
            theme.patience = Duration::from_secs(if reason == SLOW { 2 } else { 60 });
            let (files, config) = (fixture::files("//- a.md\n# A\n"), Config::default());
            let sink = output::Memory::default();
            let input = fixture::input(&files, &config, Options::default());
            build::build(input, &theme, &sink)
        };
        let error = build().unwrap_err();
        let message = error.to_string();
        assert!(message.contains(reason) && error.exit_code() == 2, "{message}");
        assert!(message.contains("404.html"), "{message}");
    }
}
