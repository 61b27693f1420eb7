//! What readers practise: the questions of a site, their parts, and what leads to them.

use std::{collections::BTreeSet, path::Path};

use cribsheet::{build::Options, config::Config};
use regex::Regex;
use serde_json::Value;

use crate::fixture::{self, Site};

fn site(config: &str, notes: &str) -> Site {
    let config = Config::parse(config, Path::new("crib.yaml")).unwrap();
    let options = Options { no_minify: true, ..Options::default() };
    fixture::build(&fixture::files(notes), &config, options)
}

/// What a script of practice hands over.
fn data(site: &Site, name: &str) -> Value {
    let text = site.page(&format!("practice/{name}.js"));
    let json = text.split_once(',').unwrap().1.trim_end().strip_suffix(");").unwrap();
    serde_json::from_str(json).unwrap()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap()
}

/// Items with an arrow, each a question with that name and a number.
fn rules(name: &str, count: usize) -> String {
    let rule = |it| format!("- \"{name} {it}\" → answer {it}\n");
    (0..count).map(rule).collect::<Vec<_>>().concat()
}

#[test]
fn what_several_notes_ask_is_one_question_with_several_places() {
    let site = site(
        "",
        "//- a.md\n# A\n\n- \"Order must be kept\" → FIFO queue\n- \"Fast\" → cache\n\
         //- b/c.md\n# C\n\n## D\n\n- \"order must be kept.\" → FIFO queue\n- \"Fast\" → a car\n\n\
         ## E\n\n- \"Few\" → 10\n\n## F\n\n- \"Few\" → 10\n",
    );
    let index = data(&site, "questions");
    let notes: Vec<&Value> = list(&index, "questions").iter().map(|it| &it[2]).collect();
    // So few words ask another thing below another heading.
    assert_eq!(notes.len(), 5, "{index}");
    assert_eq!(notes.iter().filter(|it| it.as_array().unwrap().len() == 2).count(), 1);
    let parts = [data(&site, "questions-1"), data(&site, "questions-2")];
    let questions: Vec<&Value> =
        parts.iter().flat_map(|it| it.as_array().unwrap()).collect();
    let queue = questions.iter().find(|it| it["answer"] == "FIFO queue").unwrap();
    let places = list(queue, "places");
    assert_eq!(places[0]["url"], "../a.html#a");
    assert_eq!(places[1]["url"], "../b/c.html#d");
}

#[test]
fn keys_keep_what_stays_the_same() {
    let keys = |notes: &str| -> Vec<Vec<String>> {
        let site = site("", notes);
        let part = data(&site, "questions-1");
        let key = |it: &Value| -> Vec<String> {
            it["key"].as_str().unwrap().split('.').map(str::to_owned).collect()
        };
        part.as_array().unwrap().iter().map(key).collect()
    };
    let notes = "//- a.md\n# A\n\n## B\n\n- \"x\" → y\n";
    let [before] = &keys(notes)[..] else { panic!() };
    assert_eq!(before.iter().map(String::len).collect::<Vec<_>>(), [10, 6, 6]);
    let [answered] = &keys(&notes.replace("→ y", "→ z"))[..] else { panic!() };
    assert!(before[..2] == answered[..2] && before[2] != answered[2], "{answered:?}");
    let [moved] = &keys(&notes.replace("## B", "## C"))[..] else { panic!() };
    assert!(before[1..] == moved[1..] && before[0] != moved[0], "{moved:?}");
}

#[test]
fn parts_are_of_one_folder_and_not_too_long() {
    let notes = format!(
        "//- a.md\n# A\n\n{}//- b/c.md\n# C\n\n{}",
        rules("many", 130),
        rules("few", 3)
    );
    let site = site("", &notes);
    let index = data(&site, "questions");
    assert_eq!(list(&index, "parts").len(), 4);
    let mut sizes = Vec::new();
    for number in 1..=4 {
        let part = data(&site, &format!("questions-{number}"));
        let page = site.page(&format!("practice/questions-{number}.html"));
        let count = part.as_array().unwrap().len();
        // Without a script the same questions can be read.
        assert_eq!(page.matches("<details class=\"question\"").count(), count);
        sizes.push(count);
    }
    assert_eq!(sizes, [44, 44, 42, 3]);
    let parts: Vec<u64> =
        list(&index, "questions").iter().map(|it| it[1].as_u64().unwrap()).collect();
    assert!(parts.is_sorted() && parts.len() == 133, "{parts:?}");
}

/// Where pages of a site lead to begin practice, and with what.
fn starts(site: &Site) -> BTreeSet<(String, String)> {
    let link =
        Regex::new("practice/index.html\\?([a-z]+=[^\"#]*)|index.html\\?(note=[^\"#]*)");
    let mut starts = BTreeSet::new();
    for (_, page) in site.pages() {
        for found in link.as_ref().unwrap().captures_iter(page) {
            let query = found.get(1).or(found.get(2)).unwrap().as_str();
            for part in query.replace("&amp;", "&").split('&') {
                let (key, value) = part.split_once('=').unwrap();
                let decoded = percent(value);
                starts.insert((key.to_owned(), decoded));
            }
        }
    }
    starts
}

fn percent(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits: Vec<u8> = rest.by_ref().take(2).collect();
            let digits = String::from_utf8(digits).unwrap();
            bytes.push(u8::from_str_radix(&digits, 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn whatever_leads_to_practice_leads_to_questions() {
    let site = site(
        "",
        "//- README.md\n# Home\n\n[[a]]\n\
         //- deep & dark/a é.md\n---\ntags: [core]\n---\n# A\n\n## Choose `#exam/tip`\n\n\
         | Situation | Answer |\n|---|---|\n| cheap and slow | Lake |\n| fast and dear | Pond |\n\n\
         | Aspect | Lake | Pond |\n|---|---|---|\n| Size | big | small |\n| Depth | 9 m | 1 m |\n\
         //- deep & dark/b.md\n# B\n\nNothing to ask.\n",
    );
    let index = data(&site, "questions");
    let named = |key: &str, at: &Value| {
        index[key][usize::try_from(at.as_u64().unwrap()).unwrap()].clone()
    };
    let mut known = BTreeSet::new();
    for it in list(&index, "questions") {
        for note in it[2].as_array().unwrap() {
            let note = named("notes", note);
            let folder = named("folders", &note["folder"]);
            known.insert(("note".to_owned(), note["route"].as_str().unwrap().to_owned()));
            known.insert(("in".to_owned(), folder["path"].as_str().unwrap().to_owned()));
        }
        for (key, at) in [("tag", 4), ("item", 5)] {
            for name in it[at].as_array().unwrap() {
                let name = named(&format!("{key}s"), name);
                let name = name.as_str().or_else(|| name[0].as_str()).unwrap();
                known.insert((key.to_owned(), name.to_owned()));
            }
        }
    }
    let starts = starts(&site);
    for it in ["core", "exam/tip"] {
        assert!(starts.contains(&("tag".to_owned(), it.to_owned())), "{starts:?}");
    }
    for it in ["lake", "pond"] {
        assert!(starts.contains(&("item".to_owned(), it.to_owned())), "{starts:?}");
    }
    assert!(starts.contains(&("in".to_owned(), "deep & dark".to_owned())), "{starts:?}");
    assert!(!starts.iter().any(|it| it.1.contains("/b.")), "{starts:?}");
    for (key, value) in &starts {
        // The page of a tag has the questions of tags below it, too.
        let below = (key == "tag").then(|| format!("{value}/"));
        let is_it = |it: &(String, String)| {
            it.0 == *key
                && (it.1 == *value
                    || below.as_ref().is_some_and(|below| it.1.starts_with(below)))
        };
        assert!(known.iter().any(is_it), "{key}={value}: {known:?}");
    }
}

#[test]
fn folders_whose_questions_stand_elsewhere_first_lead_to_them_and_have_their_names() {
    let site = site(
        "",
        "//- a.md\n# A\n\n- \"Order must be kept\" → FIFO queue\n\
         //- one/deep/x.md\n# X\n\n- \"It must be fast\" → cache\n\
         //- two/deep/y.md\n# Y\n\n- \"Order must be kept\" → FIFO queue\n\
         //- three/z.md\n# Z\n\nNothing to ask.\n",
    );
    let folders: BTreeSet<String> =
        starts(&site).into_iter().filter(|it| it.0 == "in").map(|it| it.1).collect();
    let expected = ["one", "one/deep", "two", "two/deep"];
    assert_eq!(folders.iter().collect::<Vec<_>>(), expected);
    let index = data(&site, "questions");
    let title = |path: &str| {
        let folder = list(&index, "folders").iter().find(|it| it["path"] == path);
        folder.unwrap()["title"].as_str().unwrap().to_owned()
    };
    let titles: Vec<String> = folders.iter().map(|it| title(it)).collect();
    assert_eq!(titles, ["One", "One › Deep", "Two", "Two › Deep"]);
    let part = site.main("practice/questions-2.html");
    assert!(part.contains("One › Deep"), "{part}");
}

#[test]
fn a_tags_line_sums_up_what_the_note_tags_in_single_places() {
    let site = site(
        "",
        "//- a.md\n# A\n\nTags: `#core` `#tip`\n\n## B `#tip`\n\n- \"first case\" → one answer\n\n\
         ## C\n\n- \"second case\" → another answer\n",
    );
    let index = data(&site, "questions");
    let tags = |at: usize| -> Vec<&str> {
        let numbers = list(&index, "questions")[at][4].as_array().unwrap();
        let name = |it: &Value| usize::try_from(it.as_u64().unwrap()).unwrap();
        numbers.iter().map(|it| index["tags"][name(it)].as_str().unwrap()).collect()
    };
    assert_eq!((tags(0), tags(1)), (vec!["core", "tip"], vec!["core"]));
}

#[test]
fn practice_can_be_switched_off_in_notes_or_as_a_whole() {
    let notes = "//- a.md\n# A\n\n## B\n\n- \"x\" → y\n\n## C\n\n- \"z\" → w\n";
    let on = site("", notes);
    assert_eq!(on.page("a.html").matches("<details class=\"check\"").count(), 2);
    assert!(on.page("a.html").contains("data-grading="));
    let page_alone = site("practice: {in_notes: false}", notes);
    assert!(!page_alone.page("a.html").contains("class=\"check\""));
    assert!(page_alone.page("a.html").contains("practice/index.html?note=a.html"));
    assert!(page_alone.files.contains_key("practice/index.html"));
    let off = site("practice: false", notes);
    assert!(!off.files.keys().any(|it| it.starts_with("practice/")));
    for (route, page) in off.pages() {
        assert!(!page.contains("practice/"), "{route}");
    }
    let none = site("", "//- a.md\n# A\n\nText.\n");
    assert!(!none.files.keys().any(|it| it.starts_with("practice/")));
}

#[test]
fn a_section_ends_in_questions_of_its_own_from_all_over_it() {
    let notes = format!(
        "//- a.md\n# A\n\n- \"before\" → all\n\n## One\n\n{}\n## Two\n\n### Deeper\n\n{}\n## Three\n\nNone.\n",
        rules("one", 11),
        rules("two", 2)
    );
    let site = site("", &notes);
    let page = site.main("a.html");
    let checks: Vec<&str> = page.split("<details class=\"check\"").skip(1).collect();
    let asked =
        Regex::new("<details data-key=\"[^\"]*\"><summary>(.*?)</summary>").unwrap();
    let asked: Vec<Vec<String>> = checks
        .iter()
        .map(|it| asked.captures_iter(it).map(|it| it[1].replace('"', "")).collect())
        .collect();
    assert_eq!(asked[0], ["before"]);
    assert_eq!(asked[1], ["one 0", "one 2", "one 4", "one 6", "one 8"]);
    let over = "<span class=over>Deeper</span> ";
    assert_eq!(asked[2], [format!("{over}two 0"), format!("{over}two 1")]);
    assert_eq!(asked.len(), 3);
    // The questions of the first section stand before the second begins.
    let at = |text: &str| page.find(text).unwrap();
    assert!(at("one 8") < at("id=\"two\"") && at("two 1") < at("id=\"three\""));
    assert!(checks[0].contains("this note: 14 questions"), "{}", checks[0]);
}

#[test]
fn a_heading_is_hidden_only_where_the_section_above_has_its_words() {
    let notes =
        "//- a.md\n# A\n\n## Stored things\n\n### Store\n\n- \"x\" → y\n\n## More\n";
    let page = site("", notes).main("a.html").to_owned();
    assert!(page.contains("<span class=\"over\">Store</span>"), "{page}");
    let same = notes.replace("Stored things", "A store of things");
    let page = site("", &same).main("a.html").to_owned();
    assert!(!page.contains("class=\"over\""), "{page}");
}

#[test]
fn reasons_can_hold_lists_below_their_header() {
    let notes = "//- a.md\n# A\n\n| Situation | Choose | Why | Cost :rocket: |\n|---|---|---|---|\n\
                 | far | train | fast | <ul><li>low</li></ul> |\n| near | tram | close | none |\n";
    let site = site("", notes);
    for page in ["a.html", "practice/questions-1.html"] {
        let page = site.main(page);
        let why = page.split("<div class=\"why\">").nth(2);
        let why = why.and_then(|it| it.split("</div>").next()).unwrap_or(page);
        assert!(why.starts_with("Cost 🚀: <ul>"), "{why}");
    }
    let part = data(&site, "questions-1");
    assert_eq!(part[0]["why"][1]["header"], "Cost 🚀");
}
