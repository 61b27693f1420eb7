//! The input language: every file in `tests/cases/` is a small site and a readable spec.

use std::fmt::Write as _;

use crate::{fixture, html};

#[test]
fn the_input_language() {
    insta::glob!("../cases", "*.md", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let site = fixture::site(&text);
        let mut shown = fixture::all_findings(&site.built.resolved);
        // Cheat sheets have tests of their own.
        let is_shown = |route: &str| route != "404.html" && !route.starts_with("sheets/");
        for (route, page) in site.pages().filter(|(route, _)| is_shown(route)) {
            let title =
                page.split("<title>").nth(1).and_then(|it| it.split("</title>").next());
            // What is for another search is tested with the theme.
            let main = site
                .main(route)
                .replace(" data-pagefind-body", "")
                .replace(" data-pagefind-ignore", "")
                .replace(" data-pagefind-weight=\"0.1\"", "");
            let lines: Vec<&str> =
                main.lines().map(str::trim_end).filter(|it| !it.is_empty()).collect();
            write!(shown, "\n== {route} ({})\n{}\n", title.unwrap(), lines.join("\n"))
                .unwrap();
        }
        let others = site
            .files
            .keys()
            .filter(|it| !it.ends_with(".html") && !it.starts_with("assets/crib"))
            // What is found in a site has tests of its own.
            .filter(|it| !it.starts_with("search/"))
            // Every site has these.
            .filter(|it| ![".nojekyll", "llms.txt", "robots.txt"].contains(&it.as_str()));
        for route in others {
            write!(shown, "\n== {route}\n").unwrap();
        }
        assert_eq!(html::problems(&site), Vec::<String>::new(), "{}", path.display());
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(shown);
        });
    });
}
