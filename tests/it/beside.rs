//! What a page of a note says beside its text: related notes.

use std::path::Path;

use cribsheet::{build::Options, config::Config};

use crate::fixture::{self, Site};

/// The titles of the notes that a page calls related.
fn related(site: &Site, route: &str) -> Vec<String> {
    let page = site.page(route).split("id=\"crib:related\"").nth(1).unwrap_or_default();
    let list = page.split("</ul>").next().unwrap_or_default();
    let titles = list.split("</a>").filter_map(|it| it.rsplit_once("\">"));
    titles.map(|it| it.1.to_owned()).collect()
}

/// A site of some notes, and of others that make it large enough.
fn site(notes: &str) -> Site {
    let others = (0..20).map(|it| {
        format!("//- z{it}.md\n---\ntags: [common]\n---\n# Z{it}\n\nWords, see [hub](hub.md).\n\n")
    });
    let notes = format!("{notes}//- hub.md\n# Hub\n\n{}", others.collect::<String>());
    let config = Config::parse("minify: false", Path::new("crib.yaml")).unwrap();
    fixture::build(&fixture::files(&notes), &config, Options::default())
}

#[test]
fn notes_with_rare_tags_and_links_in_common_are_related() {
    let site = site(
        "//- a.md\n---\ntags: [common, rare, two]\n---\n# A\n\nSee [hub](hub.md).\n\n\
         //- b.md\n---\ntags: [common, rare, two]\n---\n# B\n\n\
         //- c.md\n---\ntags: [common, rare]\n---\n# C\n\n- x `#four` `#five` `#six`\n\n\
         //- d.md\n---\ntags: [common, rare]\n---\n# D\n\nSee [A](a.md).\n\n\
         //- e.md\n---\ntags: [rare, two]\ndraft: true\n---\n# E\n\n\
         //- f.md\n# F\n\nSee [G](g.md), [H](h.md).\n\n\
         //- g.md\n# G\n\n//- h.md\n# H\n\n\
         //- i.md\n# I\n\nSee [G](g.md), [H](h.md).\n\n",
    );
    // The nearest first; neither drafts nor what is linked already.
    assert_eq!(related(&site, "a.html"), ["B", "C"]);
    assert_eq!(related(&site, "d.html"), ["C", "B"], "B has another rare tag");
    assert_eq!(related(&site, "f.html"), ["I"], "they link to the same notes");
    assert_eq!(related(&site, "g.html"), ["H"], "the same notes link to them");
    let nothing: [&str; 0] = [];
    assert_eq!(related(&site, "z1.html"), nothing, "what most have is no sign");
    assert_eq!(crate::html::problems(&site), Vec::<String>::new());
}

#[test]
fn no_page_names_more_than_five_related_notes() {
    let notes = (0..7).map(|it| format!("//- a{it}.md\n# A{it}\n\n- x `#rare`\n\n"));
    let site = site(&notes.collect::<String>());
    assert_eq!(related(&site, "a3.html"), ["A0", "A1", "A2", "A4", "A5"]);
}
