//! What is extracted: every file in `tests/study/` is a small site and a readable spec.

use std::{collections::BTreeSet, fmt::Write as _};

use cribsheet::{
    build::Resolved,
    config::Config,
    source,
    study::{Place, Rule, Study, parts::Parts},
};
use proptest::prelude::*;

use crate::fixture;

#[test]
fn what_is_extracted() {
    insta::glob!("../study", "*.md", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let text = lines(&fixture::files(&text), &Config::default());
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(text);
        });
    });
}

/// What is extracted from files, one item a line, and the findings but for orphans.
pub fn lines(files: &source::Memory, config: &Config) -> String {
    let checked = fixture::check(files, config);
    let parts = parts_of(&checked, config);
    let study = study_of(&checked, &parts, config);
    let mut text = fixture::findings(&checked);
    for (_, _, line) in items(&checked, &study) {
        writeln!(text, "{line}").unwrap();
    }
    text
}

fn parts_of(checked: &Resolved, config: &Config) -> Parts {
    Parts::new(&checked.library, config, &Parts::default())
}

fn study_of<'c>(checked: &'c Resolved, parts: &'c Parts, config: &Config) -> Study<'c> {
    fixture::study((&checked.library, parts), &checked.sources, config)
}

/// Every item with its note and byte, as `path:line kind rule: prompt → answer (why) [tags]`.
pub fn items<'a>(
    checked: &'a Resolved,
    study: &Study<'a>,
) -> Vec<(String, usize, String)> {
    let mut items = Vec::new();
    let mut add = |place: &Place<'_>, kind: &str, rule: &str, words: String| {
        let path = place.note().path.to_string();
        let line = checked.sources.lines(&place.note().path).position(place.start()).line;
        let tags: Vec<String> =
            place.tags(&checked.library).iter().map(|it| format!("#{it}")).collect();
        let tags = if tags.is_empty() {
            String::new()
        } else {
            format!(" [{}]", tags.join(" "))
        };
        let text = format!("{path}:{line} {kind} {rule}: {words}{tags}");
        items.push((path, place.start(), text));
    };
    for it in &study.decisions {
        let words = format!("{} → {}", it.situation.text(), it.answer.text());
        add(&it.place, "decision", it.rule.name(), words);
    }
    for it in &study.arguments {
        let against = if it.is_against { " not" } else { "" };
        let others = it.opponents.join(", ");
        let words =
            format!("{}{against} → {} (against {others})", it.item, it.body.text());
        add(&it.place, "side", it.rule.name(), words);
    }
    for it in &study.definitions {
        let words = format!("{} → {} ({:?})", it.term, it.meaning.text(), it.sense);
        add(&it.place, "definition", it.rule.name(), words);
    }
    for it in &study.tips {
        let label = it.label.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
        add(&it.place, "tip", it.rule.name(), format!("{}{label}", it.body.text()));
    }
    for it in &study.cards {
        let why = it.why.iter().map(|(header, words)| {
            let header = header.as_ref().map(|it| format!("{it}: ")).unwrap_or_default();
            header + &words.text()
        });
        let why = why.collect::<Vec<_>>().join("; ");
        let why = if why.is_empty() { why } else { format!(" ({why})") };
        let words =
            format!("{} → {}{why} = {}", it.prompt.text(), it.answer.text(), it.id());
        add(&it.place, "card", it.rule.name(), words);
    }
    items.sort();
    items
}

/// Constructs that something is extracted from; `@` stands for a word of its own.
const CONSTRUCTS: &[&str] = &[
    "- **\"need @\"** → take @\n",
    "\"want @\" → use @\n",
    "**Key decision:**\n- **@ first** → then @\n",
    "**Purpose:** what @ is for\n",
    "**Definition:** what @ is:\n- part @\n",
    "**What is @:**\n- a thing with @ and more in it\n",
    "**Key Terms:**\n- **@** - means @ and more than that\n- **@:** is @ and nothing else\n",
    "**Exam Tip:** remember @\n",
    "**Common mistakes:**\n- ❌ taking @\n",
    "> [!warning]\n> beware of @\n",
    "- mind @ `#gotcha`\n",
    "**@ vs Other@:**\n- **@:** small\n- **Other@:** large\n",
    "✅ **Choose @ when:**\n- in a hurry @\n",
    "| Scenario | Solution | Reasoning |\n|---|---|---|\n| \"have @\" | buy @ | since @ |\n",
    "| Aspect | @ | Other@ |\n|---|---|---|\n| Cost | low | high |\n| Speed | high | low |\n",
    "term@\n: meaning of @\n",
    "Q: question @?\nA: answer @\n",
    "- left@ :: right @\n",
    "How is @?\n?\nIt is @.\n",
    "The ==gap@== is here.\n",
];

/// Sections with a title each, made of constructs whose words occur nowhere else.
fn sections() -> impl Strategy<Value = Vec<String>> {
    let section = prop::collection::vec(prop::sample::select(CONSTRUCTS), 1..5);
    prop::collection::vec(section, 1..5).prop_map(|sections| {
        let mut count = 0;
        let mut text = Vec::new();
        for (at, constructs) in sections.iter().enumerate() {
            let mut section = format!("## {}. Section s{at}\n\n", at + 1);
            for it in constructs {
                count += 1;
                section.push_str(&it.replace('@', &format!("word{count}")));
                section.push('\n');
            }
            text.push(section);
        }
        text
    })
}

const HEAD: &str = "# Note\n\nwords `#gotcha`\n\n**Tags:** `#gotcha`\n\n";

fn explicit() -> Config {
    let mut config = Config::default();
    config.cards.explicit = Some(true);
    config.cards.comparisons = Some(true);
    config
}

fn note(text: &str) -> source::Memory {
    fixture::files(&format!("//- a.md\n{text}"))
}

/// The ids of the cards of a note.
fn ids(text: &str) -> Vec<String> {
    let checked = fixture::check(&note(text), &explicit());
    let parts = parts_of(&checked, &explicit());
    let study = study_of(&checked, &parts, &explicit());
    let mut ids: Vec<String> = study.cards.iter().map(|it| it.id()).collect();
    ids.sort();
    ids
}

/// Everything that is extracted from a note with a configuration, without places.
fn extracted(text: &str, config: &Config) -> Vec<String> {
    let checked = fixture::check(&note(text), config);
    let parts = parts_of(&checked, config);
    let study = study_of(&checked, &parts, config);
    let lines = items(&checked, &study).into_iter().map(|(_, _, line)| line);
    let mut lines: Vec<String> =
        lines.map(|it| it.split_once(' ').unwrap().1.to_owned()).collect();
    lines.extend(study.tables.iter().map(|it| format!("table {}", it.rule)));
    lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn ids_of_cards_survive_moved_sections_and_new_answers(
        sections in sections(), turn in 0..5_usize,
    ) {
        let before = ids(&format!("{HEAD}{}", sections.concat()));
        let mut moved = sections.clone();
        moved.rotate_left(turn % sections.len());
        moved.reverse();
        // Whoever moves sections numbers them anew.
        let mut renumbered = String::new();
        for (at, section) in moved.iter().enumerate() {
            let title = section.split_once(". ").unwrap().1;
            write!(renumbered, "## {}. {title}", at + 7).unwrap();
        }
        prop_assert_eq!(&before, &ids(&format!("{HEAD}{renumbered}")));
        let mut answered = sections.concat();
        for word in ["take ", "use ", "then ", "buy ", "means ", "is for", "answer ", "right ", "It is "] {
            answered = answered.replace(word, &format!("{word} better "));
        }
        prop_assert_eq!(&before, &ids(&format!("{HEAD}{answered}")));
    }

    #[test]
    fn ids_of_cards_are_unique(sections in sections(), same in any::<bool>()) {
        let mut text = sections.concat() + &sections.concat().replace("better", "worse");
        if same {
            let digits = |c: char| c.is_ascii_digit();
            text = text.replace(digits, "").replace("take", "takes").replace("Section s", "S");
            text += &text.replace("word", "word2").replace("need word2", "need word");
        }
        let ids = ids(&format!("{HEAD}{text}"));
        let unique: BTreeSet<&String> = ids.iter().collect();
        prop_assert_eq!(unique.len(), ids.len());
    }

    #[test]
    fn nothing_is_extracted_from_code(sections in sections()) {
        let text = sections.concat().replace("\n## ", "\n\n");
        let text = format!("# Note\n\n~~~~~~\n{text}\n~~~~~~\n");
        prop_assert_eq!(extracted(&text, &explicit()), Vec::<String>::new());
    }

    #[test]
    fn a_rule_that_is_off_takes_its_own_finds_away_and_no_others(
        sections in sections(), rule in prop::sample::select(Rule::ALL),
    ) {
        let text = format!("{HEAD}{}", sections.concat());
        let all = extracted(&text, &explicit());
        let mut config = explicit();
        config.study.off = Some(vec![rule.name().to_owned()]);
        // A table that is nothing else any more is there to look things up.
        let rule_of = |it: &String| it.split(' ').nth(1).map(|it| it.trim_end_matches(':').to_owned());
        let is_other = |it: &&String| {
            let own = rule_of(it).unwrap();
            own != rule.name() && own != Rule::LookUp.name()
        };
        let found = extracted(&text, &config);
        let left: Vec<&String> = found.iter().filter(is_other).collect();
        let expected: Vec<&String> = all.iter().filter(is_other).collect();
        prop_assert_eq!(left, expected);
        let is_off = |it: &String| rule_of(it).as_deref() == Some(rule.name());
        prop_assert!(rule == Rule::LookUp || !found.iter().any(is_off));
    }

    #[test]
    fn a_comment_before_a_heading_leaves_its_section_out(sections in sections(), at in 0..5_usize) {
        let at = at % sections.len();
        let text = |sections: &[String]| format!("{HEAD}{}", sections.concat());
        let mut ignored = sections.clone();
        ignored[at].insert_str(0, "<!-- crib: ignore -->\n");
        let mut others = sections.clone();
        others[at] = String::from("## nothing\n\n");
        let plain = |text: &str| {
            let found = extracted(text, &explicit());
            found.into_iter().filter(|it| !it.starts_with("table ")).collect::<Vec<_>>()
        };
        prop_assert_eq!(plain(&text(&ignored)), plain(&text(&others)));
    }

    #[test]
    fn situations_and_answers_are_the_authors_words(sections in sections()) {
        let text = format!("{HEAD}{}", sections.concat());
        let checked = fixture::check(&note(&text), &explicit());
        let parts = parts_of(&checked, &explicit());
        let study = study_of(&checked, &parts, &explicit());
        for it in &study.decisions {
            let plain = it.place.note().doc.blocks().text();
            prop_assert!(plain.contains(&it.situation.text()), "{}", it.situation.text());
            prop_assert!(plain.contains(&it.answer.text()), "{}", it.answer.text());
            let written = &text[it.situation.position().unwrap().span()];
            prop_assert!(written.replace('*', "").contains(&it.situation.text()));
        }
    }
}

#[test]
fn nobody_weighs_more_than_sixty_things_against_each_other() {
    let opponents = |count: usize| -> (usize, usize) {
        let names: Vec<String> = (0..count).map(|it| format!("Item {it}")).collect();
        let lines = |before: &str, after: &str| -> String {
            let line = |it| format!("- **{before}{it}{after}:** it is good\n");
            names.iter().map(line).collect()
        };
        let (title, parts) = (names.join(" vs "), lines("", ""));
        let choosers = lines("Use ", " when");
        let text = format!("# A\n\n## {title}\n\n{parts}\n## Which\n\n{choosers}");
        let checked = fixture::check(&note(&text), &Config::default());
        let parts = parts_of(&checked, &Config::default());
        let study = study_of(&checked, &parts, &Config::default());
        let of = |rule: Rule| {
            let arguments = study.arguments.iter().filter(|it| it.rule == rule);
            arguments.map(|it| it.opponents.len()).sum()
        };
        (of(Rule::Versus), of(Rule::Chooser))
    };
    assert_eq!(opponents(60), (60 * 59, 60 * 59));
    assert_eq!(opponents(61), (0, 0));
}

/// What notes answer differently, as `first | second`; each line is a rule in a note of its own.
fn conflicts(rules: &[&str]) -> Vec<String> {
    let note = |(at, rule): (usize, &&str)| format!("//- n{at}.md\n- {rule}\n");
    let text: String = rules.iter().enumerate().map(note).collect();
    let checked = fixture::check(&fixture::files(&text), &Config::default());
    let parts = parts_of(&checked, &Config::default());
    let study = study_of(&checked, &parts, &Config::default());
    let answers = study.conflicts.iter();
    answers.map(|it| format!("{} | {}", it.first.1.text(), it.second.1.text())).collect()
}

#[test]
fn two_things_with_one_short_name_are_two_answers() {
    let found = conflicts(&[
        "**\"run code on events\"** → AWS Functions",
        "**\"run code on events\"** → Azure Functions",
    ]);
    assert_eq!(found, ["AWS Functions | Azure Functions"]);
    // What is asked about them is asked about two things.
    let found = conflicts(&[
        "**\"AWS Functions are slow\"** → more memory",
        "**\"Azure Functions are slow\"** → premium plan",
    ]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn one_thing_under_two_names_is_one_answer() {
    for (one, other) in [
        ("Amazon S3", "S3"),
        ("Amazon S3 Glacier", "S3"),
        ("**SQS** (FIFO)", "Amazon SQS or Kinesis"),
        ("Lambda, not EC2", "AWS Lambda"),
        ("„Redis“", "redis."),
    ] {
        let rules = [one, other].map(|it| format!("**\"need it\"** → {it}"));
        let found = conflicts(&rules.each_ref().map(String::as_str));
        assert!(found.is_empty(), "{found:?}");
    }
    let found = conflicts(&["**\"Is S3 slow?\"** → no", "**\"is s3 slow\"** → yes"]);
    assert_eq!(found, ["no | yes"]);
}

#[test]
fn a_letter_of_a_name_does_not_join_answers() {
    for (one, other) in [
        ("Vitamin E", "Vitamin C"),
        ("vitamin e", "vitamin c"),
        ("Vitamin E deficiency", "Vitamin C deficiency"),
        ("Type O or type B", "Type A"),
        ("Class Y", "Class X"),
    ] {
        let rules = [one, other].map(|it| format!("**\"need it\"** → {it}"));
        let found = conflicts(&rules.each_ref().map(String::as_str));
        assert_eq!(found, [format!("{one} | {other}")]);
    }
    for answer in
        ["SQS e Lambda", "SQS o SNS", "SNS y SQS", "SNS AND SQS", "SQS with SNS"]
    {
        let rules = ["SQS", answer].map(|it| format!("**\"need it\"** → {it}"));
        let found = conflicts(&rules.each_ref().map(String::as_str));
        assert!(found.is_empty(), "{answer}");
    }
}

#[test]
fn a_name_that_goes_on_without_a_space_is_another_one() {
    for (one, other) in
        [("C#", "C"), ("S3", "S3-IA"), ("t3", "t3.micro"), ("B-tree", "B")]
    {
        let rules = [one, other].map(|it| format!("**\"need it\"** → {it}"));
        let found = conflicts(&rules.each_ref().map(String::as_str));
        assert_eq!(found, [format!("{one} | {other}")]);
    }
}
