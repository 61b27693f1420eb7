//! Tables that compare, merged over notes, and the pages made of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use cribsheet::{build::Options, config::Config, list, note::tags::HUES, study::Parts};
use regex::Regex;
use serde_json::Value;

use crate::{
    fixture::{self, Site},
    html,
};

fn site(config: &str, notes: &str) -> Site {
    let config = Config::parse(config, Path::new("crib.yaml")).unwrap();
    let options = Options { no_minify: true, ..Options::default() };
    fixture::build(&fixture::files(notes), &config, options)
}

/// The tables of a site, one a line: `path:line kind orientation items rule`.
fn tables(config: &str, notes: &str) -> Vec<String> {
    let checked = site(config, notes).built.resolved;
    let config = Config::parse(config, Path::new("crib.yaml")).unwrap();
    let parts = Parts::new(&checked.library, &config, &Parts::default());
    let study = fixture::study((&checked.library, &parts), &checked.sources, &config);
    let rows = serde_json::to_value(list::tables(&checked, &study)).unwrap();
    let line = |row: &Value| {
        let word = |key: &str| row[key].as_str().unwrap_or("-").to_owned();
        let items: Vec<&str> = row["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it.as_str().unwrap())
            .collect();
        format!(
            "{}:{} {} {} [{}] {}",
            word("path"),
            row["line"],
            word("kind"),
            word("orientation"),
            items.join(", "),
            word("rule")
        )
    };
    rows.as_array().unwrap().iter().map(line).collect()
}

const TWO_NOTES: &str = "\
//- store/a.md
# Storage

## Block vs object storage

| Aspect | Block storage | **Object storage** `#core` |
|---|---|---|
| Latency | low | higher |
| Cost | high | low |

### Block storage vs Object storage

- **Block storage:** mounts like a disk
- **Object storage:** is reached over HTTP

//- z.md
# Overview `#core`

| Feature | Object Storage | Block storage (EBS) |
|---|---|---|
| Access | HTTP | mounted |
| Cost? | very high | high |

| Scenario | Solution | Reason |
|---|---|---|
| \"A database needs a disk\" | **Block storage** | latency |
| \"Serve pictures to the web\" | Object storage | HTTP |
";

#[test]
fn tables_of_the_same_things_become_one_page() {
    let site = site("", TWO_NOTES);
    let page = site.main("compare/block-storage-vs-object-storage.html");
    // One line per criterion, whatever the order of columns and the spelling of names.
    let lines: Vec<&str> = page.split("<th scope=\"row\">").skip(1).collect();
    let names: Vec<&str> =
        lines.iter().map(|it| it.split("</th>").next().unwrap()).collect();
    let names: Vec<&str> =
        names.iter().map(|it| it.split("&nbsp;").next().unwrap()).collect();
    assert_eq!(names, ["Latency", "Cost", "Access"]);
    let cost = lines[1].split("</tr>").next().unwrap();
    assert!(cost.contains("high") && cost.contains("low") && cost.contains("very high"));
    assert!(cost.contains("../store/a.html#block-vs-object-storage"), "{cost}");
    assert!(cost.contains("../z.html"), "{cost}");
    assert_eq!(cost.matches("differs").count(), 1, "low against very high: {cost}");
    // What is said in words, and the situations it is the answer to.
    assert!(page.contains("mounts like a disk"), "{page}");
    assert!(page.contains("A database needs a disk"), "{page}");
    assert!(page.contains(">Sources</h2>"), "{page}");
}

#[test]
fn cells_that_contradict_each_other_are_a_finding() {
    let site = site("", TWO_NOTES);
    assert_eq!(
        fixture::findings(&site.built.resolved),
        "C001 warning z.md:6:11 two tables contradict each other about `Object storage` \
         (correct this table or the one in `store/a.md:8`, or give the rows different names)\n"
    );
}

/// The items of the tables of a page, each with its hue.
fn hues(page: &str) -> BTreeMap<String, u32> {
    let item = Regex::new("<a class=\"item hue-(\\d+)\"[^>]*>([^<]+)</a>").unwrap();
    let found = item.captures_iter(page);
    found.map(|it| (it[2].to_owned(), it[1].parse().unwrap())).collect()
}

#[test]
fn an_item_has_one_hue_everywhere_and_no_table_has_one_twice() {
    let table = |names: &[String]| {
        let head = names.join(" | ");
        let cells = "a | ".repeat(names.len());
        let rule = "---|".repeat(names.len());
        format!(
            "## {head}\n\n| Aspect | {head} |\n|---|{rule}\n| Price | {cells}\n| Size | {cells}\n\n"
        )
    };
    let names: Vec<String> = (0..30).map(|it| format!("Thing {it}x")).collect();
    let every = |by: usize| names.iter().step_by(by).cloned().collect::<Vec<_>>();
    let groups = [every(2), every(3), every(5), names[..24].to_vec()];
    let pairs = names.windows(2).map(<[String]>::to_vec);
    let groups: Vec<Vec<String>> = groups.into_iter().chain(pairs).collect();
    let notes: String = groups.iter().map(|it| table(it)).collect();
    let site = site("", &format!("//- a.md\n# A\n\n{notes}"));
    let mut all = BTreeMap::new();
    let pages = site.files.keys().filter(|it| it.as_str().ends_with(".html"));
    for page in pages.map(|it| site.main(it.as_str())) {
        for (item, hue) in hues(page) {
            assert_eq!(*all.entry(item.clone()).or_insert(hue), hue, "{item}");
        }
    }
    assert_eq!(all.len(), 30);
    for group in &groups {
        let hues: BTreeSet<u32> = group.iter().map(|it| all[it]).collect();
        assert_eq!(hues.len(), group.len(), "{group:?}");
    }
    let css = include_str!("../../themes/default/static/crib.css");
    for hue in 0..HUES {
        assert!(css.contains(&format!(".hue-{hue} {{")), "{hue}");
    }
    assert!(!css.contains(&format!(".hue-{HUES} {{")));
}

#[test]
fn entries_of_the_index_say_what_they_are() {
    let notes = "\
//- a.md
# A

## Kinds

| Aspect | One | Two | Three | Four | Five |
|---|---|---|---|---|---|
| Price | 1 | 2 | 3 | 4 | 5 |

## Six vs Seven

- **Six:** is small
- **Seven:** is large
";
    let site = site("", &format!("{TWO_NOTES}\n{notes}"));
    let index = site.main("compare/index.html");
    let entry = |kind: &str| {
        let mark = format!("<li data-crib=\"named\" data-kind=\"{kind}\"");
        let entries = index.split(&mark).skip(1);
        let hrefs = entries.map(|it| it.split("href=\"").nth(1).unwrap());
        hrefs.map(|it| it.split('"').next().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(entry("versus"), ["block-storage-vs-object-storage.html"]);
    assert_eq!(entry("matrix"), ["kinds.html"]);
    assert_eq!(entry("text"), ["six-vs-seven.html"]);
    let chips: Vec<&str> = index.split("name=\"crib:kind\" value=\"").skip(1).collect();
    let chips: Vec<(&str, &str)> = chips
        .iter()
        .map(|it| {
            let count = it.split("class=\"count\">").nth(1).unwrap();
            (it.split('"').next().unwrap(), count.split('<').next().unwrap())
        })
        .collect();
    assert_eq!(chips, [("", "3"), ("versus", "1"), ("matrix", "1"), ("text", "1")]);
    assert!(
        index.contains("data-crib=\"kinds\" hidden"),
        "without scripts they are not there"
    );
    let one = self::site("", TWO_NOTES);
    assert!(
        !one.main("compare/index.html").contains("crib:kind"),
        "one kind needs no choice"
    );
}

#[test]
fn an_index_of_very_many_comparisons_stays_light() {
    let table = |at: usize| {
        let (one, two) = (format!("Thing {at}a"), format!("Thing {at}b"));
        format!(
            "## {one} vs {two}\n\n| Aspect | {one} | {two} |\n|---|---|---|\n| Price | 1 | 2 |\n\n"
        )
    };
    let nodes = |count: usize| {
        let tables: String = (0..count).map(table).collect();
        let site = site("", &format!("//- a.md\n# A\n\n{tables}"));
        let index = site.page("compare/index.html");
        assert_eq!(index.matches("data-kind=\"versus\"").count(), count);
        assert_eq!(html::problems(&site), Vec::<String>::new());
        let tags = Regex::new("<[a-z]").unwrap();
        (tags.find_iter(index).count(), index.contains("crib:items"))
    };
    assert!(nodes(60).1);
    let (nodes, has_items) = nodes(500);
    assert!(nodes < 1500 && !has_items, "{nodes}");
}

#[test]
fn sources_have_numbers_only_where_they_differ() {
    let site = site("", TWO_NOTES);
    let page = site.main("compare/block-storage-vs-object-storage.html");
    assert!(page.contains("Source unless numbered: <a class=\"source\" href=\"../store/a.html#block-vs-object-storage\">Storage › Block vs object storage</a>"), "{page}");
    let row = |name: &str| {
        let row =
            page.split("<tr>").find(|it| it.contains(&format!("row\">{name}"))).unwrap();
        let row = row.split("</tr>").next().unwrap();
        let (head, cells) = row.split_once("</th>").unwrap();
        [head, cells].map(|it| it.matches("class=\"from\"").count())
    };
    assert_eq!(row("Latency"), [0, 0], "from the main source");
    assert_eq!(row("Access"), [1, 0], "all from the other one");
    assert_eq!(row("Cost"), [0, 3], "no number where only the main source says it");
    assert!(page.contains("aria-label=\"Source 2\">2</a>"), "{page}");
    // One table needs no numbers at all.
    let table = "//- a.md\n# A\n\n| Aspect | Tape | Disk |\n|---|---|---|\n| Price | low | high |\n";
    let page = self::site("", table).main("compare/tape-vs-disk.html").to_owned();
    let grid = page.split("</table>").next().unwrap();
    assert!(!grid.contains("class=\"from\""), "{grid}");
    assert!(page.contains("Source: <a class=\"source\""), "{page}");
}

#[test]
fn every_page_of_a_comparison_is_sound_and_reached() {
    let site = site("", TWO_NOTES);
    assert_eq!(html::problems(&site), Vec::<String>::new());
    let index = site.main("compare/index.html");
    assert!(index.contains("href=\"block-storage-vs-object-storage.html\""), "{index}");
    assert!(index.contains("href=\"items/object-storage.html\""), "{index}");
    assert!(index.contains("href=\"pick.html\""), "{index}");
    let item = site.main("compare/items/object-storage.html");
    assert!(
        item.contains("Serve pictures to the web") && item.contains("HTTP"),
        "{item}"
    );
    assert!(!item.contains("A database needs a disk"), "not its answer: {item}");
    let note = site.main("store/a.html");
    assert!(note.contains("href=\"../compare/items/object-storage.html\""), "{note}");
}

#[test]
fn the_picker_knows_every_value_with_its_source() {
    let site = site("", TWO_NOTES);
    let script = std::str::from_utf8(&site.files["compare/items.js"]).unwrap();
    let start = script.find('{').unwrap();
    let end = script.rfind('}').unwrap();
    let data: Value = serde_json::from_str(&script[start..=end]).unwrap();
    let block = &data["items"][0];
    assert_eq!(block["name"], "Block storage");
    let criteria: Vec<&str> = data["criteria"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_str().unwrap())
        .collect();
    assert_eq!(criteria, ["Latency", "Cost", "Access"]);
    let values = block["values"].as_array().unwrap();
    let value = |at: usize| values[at][1].as_str().unwrap();
    assert_eq!(
        [value(0), value(1), value(2), value(3)],
        ["low", "high", "high", "mounted"]
    );
    assert_eq!(data["sources"][0]["url"], "../store/a.html#block-vs-object-storage");
}

#[test]
fn what_is_compared_in_words_alone_cannot_be_picked() {
    let words = "//- w.md\n# W\n\n## Tape vs Block storage\n\n- **Tape**: slow\n- **Block storage**: fast\n";
    let site = site("", &format!("{TWO_NOTES}{words}"));
    assert!(site.main("compare/index.html").contains(">Tape<"), "it is compared");
    let page = site.main("compare/pick.html");
    assert!(page.contains("Block storage") && !page.contains("Tape"), "{page}");
}

#[test]
fn notes_without_comparisons_have_no_page_of_them() {
    let site = site(
        "",
        "//- a.md\n# A\n\n| Command | Meaning |\n|---|---|\n| `ls` | lists |\n| `cd` | goes |\n",
    );
    assert!(
        !site.files.keys().any(|it| it.starts_with("compare/")),
        "{:?}",
        site.files.keys()
    );
    assert!(!site.page("a.html").contains("compare/"));
}

#[test]
fn a_folder_of_notes_called_compare_keeps_its_addresses() {
    let notes = format!(
        "{TWO_NOTES}//- compare/index.md\n# Mine\n//- compare/pick.md\n# Also mine\n"
    );
    let site = site("", &notes);
    assert!(site.main("compare/index.html").contains("Mine"));
    assert!(site.main("compare/pick.html").contains("Also mine"));
    assert!(site.files.contains_key("compare/index-1.html"));
    assert_eq!(html::problems(&site), Vec::<String>::new());
}

const PLAIN: &str = "| Tier | Notes |\n|---|---|\n| Gold | fast |\n| Silver | slow |\n";

#[test]
fn a_comment_overrules_the_guess() {
    let note = |comment: &str| {
        format!("//- a.md\n# Tiers\n\n<!-- crib: {comment} -->\n\n{PLAIN}")
    };
    for (comment, expected) in [
        ("comparison rows", "a.md:5 comparison rows [Gold, Silver] comment"),
        ("comparison columns", "a.md:5 comparison columns [Tier, Notes] comment"),
        ("scenario", "a.md:5 scenario - [] comment"),
        ("reference", "a.md:5 reference - [] comment"),
    ] {
        assert_eq!(tables("", &note(comment)), [expected]);
    }
    assert_eq!(
        tables("", &note("comparison"))[0].split(' ').next_back(),
        Some("comment"),
        "the items are found as usual"
    );
}

#[test]
fn rules_are_switched_off_on_the_site_in_a_note_and_at_a_place() {
    let is_reference =
        |lines: &[String]| lines.iter().all(|it| it.contains(" reference "));
    let kinds = |lines: &[String]| -> Vec<String> {
        lines.iter().map(|it| it.split(' ').nth(1).unwrap().to_owned()).collect()
    };
    assert_eq!(kinds(&tables("", TWO_NOTES)), ["comparison", "comparison", "scenario"]);
    let off = "study:\n  off: [items-as-columns]\n";
    assert_eq!(kinds(&tables(off, TWO_NOTES)), ["reference", "reference", "scenario"]);
    let in_note = TWO_NOTES.replace("//- z.md\n", "//- z.md\n---\nstudy: false\n---\n");
    assert_eq!(kinds(&tables("", &in_note)), ["comparison", "reference", "reference"]);
    let one = "//- z.md\n---\nstudy:\n  off: [situations]\n---\n";
    let in_note = TWO_NOTES.replace("//- z.md\n", one);
    assert_eq!(kinds(&tables("", &in_note)), ["comparison", "comparison", "reference"]);
    let at_place = TWO_NOTES.replace("| Aspect", "<!-- crib: ignore -->\n| Aspect");
    assert_eq!(kinds(&tables("", &at_place)), ["reference", "comparison", "scenario"]);
    let in_section = TWO_NOTES.replace("# Overview", "<!-- crib: ignore -->\n# Overview");
    assert!(is_reference(&tables("", &in_section)[1..]));
}

#[test]
fn the_same_signs_count_in_any_language() {
    let notes = "\
//- de.md
# Speicher

| Merkmal | Blockspeicher | Objektspeicher |
|---|---|---|
| Kosten | hoch | niedrig |
| Zugriff | eingehängt | HTTP |

| Szenario | Lösung |
|---|---|
| Eine Datenbank braucht eine Platte | Blockspeicher |
| Bilder ins Netz stellen | Objektspeicher |
//- ko.md
# 저장소 비교

| 구분 | 블록 스토리지 | 객체 스토리지 |
|---|---|---|
| 비용 | 높음 | 낮음 |
| 지연 시간 | 짧음 | 김 |
//- my.md
# သိုလှောင်မှု နှိုင်းယှဉ်ချက်

| | ဘလောက် | အရာဝတ္ထု |
|---|---|---|
| ကုန်ကျစရိတ် | မြင့် | နိမ့် |
| အမြန်နှုန်း | ✅ | ❌ |
";
    let found: Vec<String> = tables("", notes)
        .iter()
        .map(|it| it.rsplit_once(' ').unwrap().0.to_owned())
        .collect();
    assert_eq!(
        found,
        [
            "de.md:3 comparison columns [Blockspeicher, Objektspeicher]",
            "de.md:8 scenario - []",
            "ko.md:3 comparison columns [블록 스토리지, 객체 스토리지]",
            "my.md:3 comparison columns [ဘလောက်, အရာဝတ္ထု]",
        ]
    );
}

#[test]
fn names_of_comparisons_have_no_numbers_of_sections() {
    let notes = "\
//- a.md
# Structures

## 2.1 Many queues

| Aspect | Alpha | Beta | Gamma | Delta | Epsilon |
|---|---|---|---|---|---|
| Cost | low | low | high | high | low |
| Speed | low | high | high | low | low |

## 2.2 Stack vs Queue

- **Stack:** last in, first out
- **Queue:** first in, first out
";
    let checked = site("", notes).built.resolved;
    let config = Config::default();
    let parts = Parts::new(&checked.library, &config, &Parts::default());
    let study = fixture::study((&checked.library, &parts), &checked.sources, &config);
    let titles: Vec<&str> =
        study.comparisons.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(titles, ["Many queues", "Stack vs Queue"]);
}

#[test]
fn a_long_list_is_there_to_look_things_up() {
    let note = |rows: usize| {
        let row = |it: usize| format!("| Box {it} | {it} EUR | yes | good for {it} |\n");
        let rows: String = (1..=rows).map(row).collect();
        format!(
            "//- a.md\n# Boxes compared\n\n| Box | Cost | Managed | Best for |\n|---|---|---|---|\n{rows}"
        )
    };
    let kind =
        |rows: usize| tables("", &note(rows))[0].split(' ').nth(1).unwrap().to_owned();
    assert_eq!((kind(20), kind(80)), ("comparison".to_owned(), "reference".to_owned()));
}

#[test]
fn headers_of_conditions_and_findings_make_tables_of_situations() {
    for header in ["| If | Then |", "| Symptom | Diagnosis |"] {
        let note = format!(
            "//- a.md\n# A\n\n{header}\n|---|---|\n| fever, rash | measles |\n| stiff neck | meningitis |\n"
        );
        assert_eq!(tables("", &note)[0].split(' ').nth(1), Some("scenario"), "{header}");
    }
}

#[test]
fn rules_below_rules_are_shown_as_rules_too() {
    let site = site(
        "",
        "//- a.md\n# A\n\n- \"one\" → x\n  - \"below one\" → y\n  - \"also below\" → z\n- \"two\" → x\n- \"three\" → x\n",
    );
    assert_eq!(site.main("a.html").matches("<li class=\"rule\"").count(), 5);
}

#[test]
fn a_merged_table_leads_to_what_it_is_a_part_of() {
    let table = "| Aspect | One | Two |\n|---|---|---|\n| Kind | x | y |\n";
    let alone = table.replace("Two", "Three");
    let notes = format!("//- a.md\n# A\n\n{table}//- b.md\n# B\n\n{table}\n{alone}");
    let notes = site("", &notes);
    let link = "<p class=\"merged\"><a href=\"compare/one-vs-two.html\">Merged from 2 notes: compare</a></p>";
    for page in ["a.html", "b.html"] {
        let page = notes.main(page);
        assert!(page.contains(link) && page.matches("merged").count() == 1, "{page}");
    }
    let one = site("", &format!("//- a.md\n# A\n\n{table}\n## Again\n\n{table}"));
    assert_eq!(
        one.main("a.html").matches(">Merged with another table: compare<").count(),
        2
    );
}

#[test]
fn a_listing_names_notes_and_no_page_made_of_them() {
    let site = site(
        "",
        "//- a.md\n# A\n\n| Aspect | One | Two |\n|---|---|---|\n| Kind | x | y |\n",
    );
    assert!(site.files.contains_key("compare/index.html"));
    let home = site.main("index.html");
    let (_, listing) = home.split_once("<h2>Notes</h2>").unwrap();
    assert!(listing.contains("a.html") && !listing.contains("compare/"), "{home}");
}

#[test]
fn places_that_answer_alike_are_one_answer_with_their_sources() {
    let table = |first: &str| {
        format!(
            "| Need | Choose | Why |\n|---|---|---|\n{first}\n| Large files | **Tape** | cheap |\n"
        )
    };
    let notes = format!(
        "//- a.md\n# A\n\n| Aspect | Tape | Disk |\n|---|---|---|\n| Price | low | high |\n\n\
         ## One\n\n- \"Archive for years?\" → Tape\n\n## Two\n\n- \"archive for Years\" → tape.\n\n\
         ## Three\n\n{}\n## Four\n\n{}",
        table("| Backups | **Tape** | holds long |"),
        table("| backups | **Tape** | needs no power |"),
    );
    let site = site("", &notes);
    let page = site.main("compare/tape-vs-disk.html");
    let rows: Vec<&str> =
        page.split("<tr>").filter(|it| it.contains("class=\"answer")).collect();
    let shown = |words: &str| {
        let rows = rows.iter().filter(|it| it.to_lowercase().contains(words));
        rows.map(|it| it.matches("class=\"from\"").count()).collect::<Vec<_>>()
    };
    assert_eq!(shown("archive for years"), [1], "{page}");
    assert_eq!(shown("large files"), [1], "{page}");
    assert_eq!(shown("backups"), [0, 0], "reasons that differ are both shown: {page}");
    // The first source is named above the situation, and seen where another one begins.
    let contexts: Vec<&str> = page.split("class=\"context").skip(1).collect();
    let named = contexts.iter().map(|it| it.split("</a>").next().unwrap());
    let named: Vec<(bool, &str)> = named
        .map(|it| (it.starts_with(" again"), it.split('>').nth(1).unwrap()))
        .collect();
    assert_eq!(
        named,
        [
            (false, "A › One"),
            (false, "A › Three"),
            (true, "A › Three"),
            (false, "A › Four")
        ]
    );
}

#[test]
fn an_answer_may_hold_a_word_that_joins_answers() {
    for (one, other, answer, named) in [
        ("Vitamin C", "Vitamin E", "Vitamin E", &["vitamin-e"][..]),
        (
            "Vitamin C",
            "Vitamin E",
            "Vitamin E and vitamin C",
            &["vitamin-e", "vitamin-c"],
        ),
        ("Blood O", "Blood A", "Blood A or blood O", &["blood-a", "blood-o"]),
        ("Class X", "Class Y", "Use the class Y for speed", &["class-y"]),
        ("Plus", "Basic", "Basic and plus", &["plus", "basic"]),
        ("Fans", "Search and rescue", "Search and rescue", &["search-and-rescue"]),
        ("Glue", "EMR", "EMR o Glue", &["emr", "glue"]),
        ("Glue", "EMR", "Spark jobs and Glue", &["glue"]),
    ] {
        let site = site(
            "",
            &format!(
                "//- a.md\n# A\n\n| Aspect | {one} | {other} |\n|---|---|---|\n| Size | 1 | 2 |\n\n\
                 - **\"situation\"** → {answer}\n"
            ),
        );
        let items = site.pages().filter(|it| it.0.starts_with("compare/items/"));
        let says = items.filter(|it| it.1.contains("situation"));
        let says: Vec<&str> = says.map(|it| it.0).collect();
        let mut named: Vec<String> =
            named.iter().map(|it| format!("compare/items/{it}.html")).collect();
        named.sort();
        assert_eq!(says, named, "{answer}");
    }
}

#[test]
fn a_name_in_an_answer_parts_nothing_that_is_compared() {
    let notes = "\
//- a.md
# Query engines

| Feature | Athena | Redshift |
|---|---|---|
| Model | serverless | cluster |

| Feature | Amazon Athena | Amazon Redshift |
|---|---|---|
| Cost | per query | per hour |

";
    for answer in ["Athena", "AWS Athena"] {
        let notes = format!("{notes}- **\"SQL over files\"** → {answer}\n");
        let site = site("", &notes);
        let page = site.main("compare/athena-vs-redshift.html");
        assert!(page.contains("serverless") && page.contains("per query"), "{page}");
        let items = site.pages().filter(|it| it.0.starts_with("compare/items/"));
        assert_eq!(items.count(), 2, "{answer}");
    }
}

#[test]
fn an_answer_names_what_its_parts_begin_with() {
    let answers = [
        ("Public subnet", true),
        ("Use a public subnet with a gateway", true),
        ("Firewall + public subnet (free)", true),
        ("Gateway, not public subnet", false),
        ("Firewall for the public subnet", false),
        ("Public subnet group", false),
    ];
    let rules: Vec<String> = (0..)
        .zip(&answers)
        .map(|(at, (answer, _))| format!("- \"situation {at}\" → {answer}"))
        .collect();
    let rules = rules.join("\n");
    let notes = format!(
        "//- a.md\n# A\n\n## Public subnet vs Private subnet\n\n\
         | Aspect | Public subnet | Private subnet |\n|---|---|---|\n| Way out | gateway | NAT |\n\n\
         ## Which one\n\n{rules}"
    );
    let site = site("", &notes);
    let page = site.main("compare/public-subnet-vs-private-subnet.html");
    for (at, (answer, is_named)) in answers.iter().enumerate() {
        assert_eq!(
            page.contains(&format!("situation {at}")),
            *is_named,
            "{answer}: {page}"
        );
    }
}

#[test]
fn lines_of_one_name_speak_of_other_cases() {
    let notes = "\
//- a.md
# Disk vs tape

| Aspect | Disk | Tape |
|---|---|---|
| Latency | low | high |
| Cost | high | low |
| Cost | low | lower |

| Aspect | Disk | Tape |
|---|---|---|
| Latency | low | medium |
| Cost | medium | medium |
";
    assert_eq!(
        fixture::findings(&site("", notes).built.resolved),
        "C001 warning a.md:11:19 two tables contradict each other about `Tape` \
         (correct this table or the one in line 5, or give the rows different names)\n"
    );
}
