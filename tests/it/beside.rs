//! What a page of a note says beside its text: related notes, and where it is edited.

use std::{fs, path::Path};

use cribsheet::{
    build::Options,
    config::{Config, Places, Project},
};

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
    let notes =
        (0..7).map(|it| format!("//- a{it}.md\n---\ntags: [rare]\n---\n# A{it}\n\n"));
    let site = site(&notes.collect::<String>());
    assert_eq!(related(&site, "a3.html"), ["A0", "A1", "A2", "A4", "A5"]);
}

/// The page of a note in a repository.
fn edited(config: &str, git: &str) -> String {
    let temp = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = temp.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("docs/crib.yaml", config);
    write("docs/content/my note.md", "# A\n");
    write(".git/HEAD", "ref: refs/heads/main\n");
    write(".git/config", git);
    let places = Places { root: Some(temp.path().join("docs")), ..Places::default() };
    let project = Project::locate(&places, &[]).unwrap();
    let files = project.files().unwrap();
    let site = fixture::build(&files, &project.config, Options::default());
    let all = site.files.values();
    assert!(all.clone().all(|it| !String::from_utf8_lossy(it).contains("secret")));
    site.page("my note.html").to_owned()
}

#[test]
fn a_page_leads_to_where_its_note_is_edited() {
    let git = "[core]\n\tbare = false\n[remote \"fork\"]\n\turl = git@github.com:fork/n.git\n\
               [remote \"origin\"]\n\turl = https://me:secret@github.com/own/notes.git\n\
               \tfetch = +refs/heads/*:refs/remotes/origin/*\n";
    let link =
        "href=\"https://github.com/own/notes/edit/main/docs/content/my%20note.md\"";
    let config = "minify: false\n";
    assert!(edited(config, git).contains(link));
    assert!(!edited("edit_url: false\n", git).contains("Edit this page"));
    let unknown =
        "[remote \"origin\"]\n\turl = https://me:secret@example.org/own/notes\n";
    assert!(!edited(config, unknown).contains("Edit this page"));
    assert!(!edited(config, "").contains("Edit this page"));
    let repo =
        "minify: false\nrepo: {url: 'https://gitlab.com/own/notes', branch: dev}\n";
    let page = edited(repo, git);
    let link =
        "href=\"https://gitlab.com/own/notes/-/edit/dev/docs/content/my%20note.md\"";
    assert!(page.contains(link), "{page}");
    let own =
        "minify: false\nedit_url: 'https://me:secret@example.org/{branch}?f={path}'\n";
    let link = "href=\"https://example.org/main?f=docs/content/my%20note.md\"";
    assert!(edited(own, git).contains(link));
}
