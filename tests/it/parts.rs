//! What the preview keeps of the last build, and reads anew: a site after edits is the site that a
//! first build of the same notes makes.

use std::collections::BTreeMap;

use cribsheet::{
    build::{self, Input, OnDemand, Options},
    config::Config,
    engine::Engine,
    path::NotePath,
    render::theme::Theme,
    source::Memory,
};

/// Three notes that look at each other: tables whose items other notes name, a tag that another
/// note makes certain, names that join, cards with one id, links.
const NOTES: [(&str, &str); 6] = [
    (
        "a.md",
        "# Alpha\n\n## Kinds\n\n| Feature | Beta | Gamma |\n|---|---|---|\n| Cost | low | high |\n\
         | Speed | slow | fast |\n\n- needs a queue → **Beta**\n- needs a topic → Gamma `#rare`\n",
    ),
    (
        "b.md",
        "# Beta\n\n**Beta** is a queue. See [alpha](a.md#kinds).\n\n| Need | Use |\n|---|---|\n\
         | a queue in order | Beta |\n| many readers | Gamma |\n\n**Key terms:** `#core`\n\n- **Delta:** a change\n",
    ),
    (
        "c/gamma.md",
        "---\naliases: [G]\n---\n# Gamma\n\n| Scenario | Solution |\n|---|---|\n| a queue in order | Gamma |\n\n\
         ## Tips `#rare`\n\n- **Exam tip:** mind the order\n",
    ),
    ("d.md", "| Name | Cost |\n|---|---|\n| Beta | low |\n| Epsilon | high |\n"),
    // What these give depends on other notes: whether they speak of Zeta, and tag with `#rare`.
    ("e.md", "# Letters\n\n**Basics:** `#core`\n\n- **Zeta:** a letter\n"),
    (
        "f.md",
        "| Need | Use |\n|---|---|\n| rare readers | Gamma `#rare` |\n| others | Beta |\n",
    ),
];

/// Edits, each a note with its new text; none takes the note away.
const EDITS: [(&str, Option<&str>); 26] = [
    ("a.md", Some("# Alpha\n\nOne sentence more.\n")),
    ("b.md", Some("# Beta two\n\n| Need | Use |\n|---|---|\n| many readers | Delta |\n")),
    ("c/gamma.md", Some("# Gamma\n\n## Tips\n\n- **Exam tip:** mind it\n")),
    (
        "d.md",
        Some(
            "# Epsilon\n\n| Feature | Beta | Gamma |\n|---|---|---|\n| Cost | dear | high |\n",
        ),
    ),
    ("a.md", Some(NOTES[0].1)),
    // The findings on other notes name lines of this one.
    (
        "a.md",
        Some(
            "# Alpha\n\nA line more.\n\n## Kinds\n\n| Feature | Beta | Gamma |\n|---|---|---|\n| Cost | low | high |\n| Speed | slow | fast |\n\n- needs a queue → **Beta**\n- needs a topic → Gamma `#rare`\n",
        ),
    ),
    // Most tables write the name of an item of others like this.
    (
        "0.md",
        Some(
            "| Feature | beta | Zeta |\n|---|---|---|\n| Cost | 1 | 2 |\n\n| Feature | beta | Eta |\n|---|---|---|\n| Cost | 1 | 2 |\n\n| Feature | beta | Theta |\n|---|---|---|\n| Cost | 1 | 2 |\n",
        ),
    ),
    ("0.md", Some("# First\n\n**Epsilon:** a letter `#core`\n")),
    ("a/kinds.md", Some("# Kinds\n\n- needs a queue → **Gamma**\n")),
    ("b.md", None),
    ("c/gamma.md", Some(NOTES[2].1)),
    ("d.md", Some("---\ncards: false\n---\n# Epsilon\n\n- needs a queue → Gamma\n")),
    ("0.md", None),
    ("b.md", Some(NOTES[1].1)),
    (
        "b.md",
        Some(
            "# Beta\n\nA line more.\n\n**Beta** is a queue. See [alpha](a.md#kinds).\n\n| Need | Use |\n|---|---|\n| a queue in order | Beta |\n| many readers | Gamma |\n\n**Key terms:** `#core`\n\n- **Delta:** a change\n",
        ),
    ),
    (
        "c/gamma.md",
        Some(
            "# Gamma\n\n| Scenario | Solution |\n|---|---|\n| a queue in order | Beta |\n",
        ),
    ),
    (
        "c/gamma.md",
        Some(
            "# Gamma\n\n| Scenario | Solution |\n|---|---|\n| a change | Amazon Delta |\n| some order | Eta |\n",
        ),
    ),
    ("b.md", Some("# Beta\n\nSee [letters](e.md) and [alpha](a.md#kinds).\n")),
    ("b.md", Some("# Beta\n\nSee [alpha](a.md#kinds) and [letters](e.md).\n")),
    ("e.md", Some("# Letters\n\nNothing but words.\n")),
    ("e.md", Some("---\ndraft: true\n---\n# Letters\n\nNothing but words.\n")),
    (
        "e.md",
        Some(
            "---\ndraft: true\n---\n# Letters\n\n**Basics:** `#core`\n\n- **Zeta:** a letter\n",
        ),
    ),
    // Now other notes answer with something that is compared.
    ("0.md", Some("| Feature | Delta | Eta |\n|---|---|---|\n| Cost | 1 | 2 |\n")),
    // Now two of other makers have this name, and none of them is meant by it.
    (
        "f.md",
        Some("| Need | Use |\n|---|---|\n| ages | AWS Delta |\n| others | Beta |\n"),
    ),
    ("d.md", Some("# Epsilon\n\n## Zeta\n\nAnother letter.\n")),
    ("c/gamma.md", Some("# Gamma\n\nNothing rare.\n")),
];

/// Every page of the site of a preview, and the findings; and whether it is to be planned again.
fn planned(engine: &Engine, notes: &Memory) -> (BTreeMap<String, String>, bool) {
    let (config, theme) = (Config::default(), Theme::embedded("en").unwrap());
    let options = Options { preview: true, ..Options::default() };
    let input = Input { engine, files: notes, config: &config, name: "Notes", options };
    let mut resolved = build::resolve(input).unwrap();
    let (library, sources) = resolved.notes();
    let found = build::find(input, &library).unwrap();
    let extracted = build::extract(input, (&library, &found.parts), &sources).unwrap();
    let planned = build::plan(input, &theme, &library, &extracted.study).unwrap();
    let (site, log, _) = OnDemand::new(input, planned.renderer).unwrap();
    resolved.add([found.log, extracted.log, planned.log, log]);
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let routes = site.routes().into_iter().map(|it| {
        let bytes = site.file(&it).unwrap().unwrap_or_default();
        (it.as_str().to_owned(), text(bytes))
    });
    let search = site.search().into_iter();
    let search = search.map(|it| (it.route.as_str().to_owned(), text(it.bytes)));
    let mut pages: BTreeMap<String, String> = routes.chain(search).collect();
    pages.insert(String::from("findings"), format!("{:#?}", resolved.findings));
    (pages, site.has_other_sheets())
}

/// The same once nothing is to be planned again.
fn pages(engine: &Engine, notes: &Memory) -> BTreeMap<String, String> {
    let (pages, is_due) = planned(engine, notes);
    if !is_due {
        return pages;
    }
    let (pages, is_due) = planned(engine, notes);
    assert!(!is_due, "planned for ever");
    pages
}

#[test]
fn a_sheet_comes_and_goes_with_what_it_says() {
    let engine = Engine::new(1).unwrap();
    let notes = |text: &str| {
        Memory([(NotePath::new("a.md").unwrap(), text.as_bytes().to_vec())].into())
    };
    let (full, empty) =
        (notes("- order matters → **queue**\n"), notes("# Nothing yet\n"));
    for (at, notes) in [&full, &empty, &full, &full, &empty].into_iter().enumerate() {
        let site = pages(&engine, notes);
        assert_eq!(site, pages(&Engine::new(1).unwrap(), notes), "{at}");
        let has_sheet = site.contains_key("sheets/cheat-sheet.html");
        assert_eq!(has_sheet, std::ptr::eq(notes, &raw const full), "{at}");
    }
    // What is known of a sheet is not composed before the page is shown.
    assert!(planned(&engine, &full).1 && !planned(&engine, &full).1);
}

#[test]
fn a_site_after_edits_is_that_of_a_first_build() {
    let kept = Engine::new(2).unwrap();
    let path = |it: &str| NotePath::new(it).unwrap();
    let mut notes =
        Memory(NOTES.map(|(it, text)| (path(it), text.as_bytes().to_vec())).into());
    assert_eq!(pages(&kept, &notes), pages(&Engine::new(1).unwrap(), &notes));
    for (at, (name, text)) in EDITS.into_iter().enumerate() {
        match text {
            Some(text) => notes.0.insert(path(name), text.as_bytes().to_vec()),
            None => notes.0.remove(&path(name)),
        };
        let (again, first) =
            (pages(&kept, &notes), pages(&Engine::new(1).unwrap(), &notes));
        for (route, page) in &first {
            assert_eq!(again.get(route), Some(page), "{route} after edit {at} of {name}");
        }
        assert_eq!(again.len(), first.len(), "edit {at} of {name}");
    }
}
