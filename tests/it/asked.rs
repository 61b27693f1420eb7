//! What stands above the question of a card, and which answers are worth asking.

use cribsheet::{config::Config, note::doc::FormulaText, study::Parts};

use crate::fixture;

/// The cards of a note, as `part › part | prompt → answer`.
fn cards(text: &str) -> Vec<String> {
    let config = Config::default();
    let checked = fixture::check(&fixture::files(&format!("//- a.md\n{text}")), &config);
    let library = &checked.library;
    let parts = Parts::new(library, &config, &Parts::default());
    let study = fixture::study((library, &parts), &checked.sources, &config);
    let card = |it: &cribsheet::study::SharedCard<'_>| {
        let (prompt, answer) =
            (it.prompt_text(FormulaText::Tex), it.answer_text(FormulaText::Tex));
        format!("{} | {prompt} → {answer}", it.context(library).join(" › "))
    };
    study.cards.iter().map(card).collect()
}

#[test]
fn headings_over_a_card_stand_above_it_without_their_numbers() {
    let text = "# Brokers\n\n## 1️⃣ Storage:\n\n### 2、Log\n\n#### 三、Terms\n\n- **Offset** - place in a log\n";
    assert_eq!(cards(text), ["Storage › Log › Terms | Offset → place in a log"]);
    // Of many the innermost stay.
    let text = "# N\n\n## Aa\n\n### Bb\n\n#### Cc\n\n##### Dd\n\n###### Terms\n\n- **Offset** - place\n";
    assert_eq!(cards(text), ["Bb › Cc › Dd › Terms | Offset → place"]);
}

#[test]
fn lines_over_lists_and_the_items_around_lead_to_a_card() {
    let text = "# Brokers\n\n## Words\n\n**Key terms:** `#core`\n\n- **Queue** - keeps messages in order\n  - **Key terms:**\n    - **Lease** - time until a message is seen again\n";
    assert_eq!(
        cards(text),
        [
            "Words › Key terms | Queue → keeps messages in order: Key terms: Lease - time until a message is seen again",
            "Words › Queue › Key terms | Lease → time until a message is seen again",
        ]
    );
}

#[test]
fn headers_of_a_row_say_what_is_asked() {
    let table = |header: &str| {
        format!(
            "# Trains\n\nWhich one:\n\n{header}\n|---|---|\n| far | ICE |\n| near | tram |\n"
        )
    };
    // They say no more than that situations have answers.
    assert_eq!(cards(&table("| Situation | Solution |"))[0], "Which one | far → ICE");
    let found = cards(&table("| If you go | Choose |"));
    assert_eq!(found[0], "Which one › If you go | far → ICE");
    let found = cards(&table("| Scenario | Recommended train |"));
    assert_eq!(found[0], "Which one › Recommended train | far → ICE");
    let two = "# Nets\n\n| Dataset size | Domain | Approach |\n|---|---|---|\n| Small | Similar | Freeze |\n| Small | Other | Tune |\n";
    assert_eq!(cards(two)[0], "Dataset size, Domain | Small, Similar → Freeze");
}

#[test]
fn what_names_the_answer_or_was_said_is_hidden() {
    let text = "# Trains\n\n## Ground Truth (labels)\n\n### Exam tips\n\n- \"Label pictures\" → Ground Truth\n- \"Label words\" → Comprehend or Ground Truth\n- \"Label sounds\" → Polly\n";
    assert_eq!(
        cards(text),
        [
            "Exam tips | \"Label pictures\" → Ground Truth",
            "Exam tips | \"Label words\" → Comprehend or Ground Truth",
            "Ground Truth (labels) › Exam tips | \"Label sounds\" → Polly",
        ]
    );
    let text = "# Nets\n\n## Security Groups\n\n- \"Firewall that knows its answers\" → Security Group\n";
    assert_eq!(cards(text), [" | \"Firewall that knows its answers\" → Security Group"]);
    let text = "# Trains\n\n## Trains\n\n### Brakes\n\n### Air brakes\n\n**Definition:** Brakes that air holds open.\n";
    assert_eq!(cards(text), [" | Air brakes: Definition → Brakes that air holds open."]);
}

/// The cards of items under a heading that opens a list of terms, without what stands above them.
fn terms(items: &str) -> Vec<String> {
    let cards = cards(&format!("# N\n\n## Glossary\n\n{items}\n"));
    cards.iter().map(|it| it.trim_start_matches("Glossary | ").to_owned()).collect()
}

#[test]
fn answers_that_say_nothing_new_are_not_asked() {
    for item in [
        "- **Batch transform** - batch transforming",
        "- **Slack** - Slack channel",
        "- **Offset** - see below",
        "- **Offset** - `#core`",
        "- **Offset** - …",
        "- **Choice** - Which of them fits?",
        "- **Region** - (pass from variable)",
        "- **Author** - Jane Doe",
        "- **Guide** - [docs/guide.md](docs/guide.md)",
        "- **Guide** - <https://example.org/guide>",
        "- **Guide** - [2.1](#offset)",
    ] {
        assert_eq!(terms(item), Vec::<String>::new(), "{item}");
    }
    for item in [
        "- **Batch transform** - predictions for a whole data set",
        "- **Recall** - TP / (TP + FN): how many are found?",
        "- **Author** - whoever wrote the first version of a page",
        "- **Plugin** - [Calico](a.md)",
        "- **Throughput** - read/write",
        "- **Call** - (f . g) of (x)",
        "- **전송** - 전송",
    ] {
        let is_kept = !item.contains("전송");
        assert_eq!(terms(item).len(), usize::from(is_kept), "{item}");
    }
    let rules = |answer: &str| {
        cards(&format!("# N\n\n- \"Translate a page\" → {answer}\n")).len()
    };
    assert_eq!((rules("Translate"), rules("Translator"), rules("→")), (0, 1, 0));
    let or = cards("# N\n\n- \"Translate or read aloud?\" → Translate\n");
    assert_eq!(or.len(), 1);
    let release = |heading: &str| {
        let text = format!(
            "# N\n\n## {heading}\n\n### Components\n\n- **Log** - keeps offsets\n"
        );
        cards(&text).len()
    };
    assert_eq!((release("1.8.4 (2017-11-05)"), release("[v2.0] - 2026-01-31")), (0, 0));
    assert_eq!((release("2.1 Since 2026-01-31b"), release("1.8 Brokers")), (0, 1));
    assert_eq!(release("Since 2026-01-31"), 1);
    let list = "# N\n\nThe brokers of a cluster do not know each other, but all of them know\n: one leader\n";
    assert_eq!(cards(list), Vec::<String>::new());
    let steps = |caption: &str| {
        cards(&format!("# N\n\n**{caption}**\n\n- **Open** - the window of settings\n"))
            .len()
    };
    assert_eq!((steps("How to choose components?"), steps("Components:")), (0, 1));
    assert_eq!(
        (steps("Study techniques:"), steps("Techniques of a case study:")),
        (0, 1)
    );
    let signs =
        "# N\n\n| Scenario | Use the tram |\n|---|---|\n| far | × |\n| near | yes |\n";
    assert_eq!(cards(signs), ["Use the tram | near → yes"]);
}

#[test]
fn answers_are_no_listings_and_have_no_left_overs() {
    let code = "- **Loop** - runs again:\n\n  Example:\n\n  ```\n  loop {}\n  ```\n\n  until it ends\n";
    assert_eq!(terms(code), ["Loop → runs again: until it ends"]);
    let only = "- **Loop** - runs until it ends.\n\n  For instance:\n\n  ```\n  loop {}\n  ```\n";
    assert_eq!(terms(only), ["Loop → runs until it ends."]);
    for source in [
        "([wiki](https://example.org))",
        "[(wiki)](https://example.org)",
        "([wiki](w.md)).",
    ] {
        let found = terms(&format!("- **Loop** - runs until it ends {source}"));
        assert_eq!(found, ["Loop → runs until it ends"], "{source}");
    }
    let lines = terms("- **Loop** - runs again<br>and again<br>");
    assert_eq!(lines, ["Loop → runs again; and again"]);
    // A link that is part of the sentence stays.
    let link = terms("- **Loop** - runs until ([or after](w.md)) it ends");
    assert_eq!(link, ["Loop → runs until (or after) it ends"]);
}

#[test]
fn of_long_answers_the_first_line_is_asked() {
    let parts =
        "  - a part of many words that says a little more of the whole\n".repeat(12);
    let found = terms(&format!("- **Whole** - the sum of its parts\n{parts}"));
    assert_eq!(found, ["Whole → the sum of its parts"]);
    let found = terms(&format!("- **Whole** - made of these:\n{parts}"));
    assert_eq!(found, Vec::<String>::new());
    let sentence = "This sentence goes on for a while and then it ends with a word. ";
    let text = format!("# N\n\n## Whole\n\n**Definition:** {}", sentence.repeat(12));
    let found = cards(&text);
    assert_eq!(found, [format!(" | Whole: Definition → {}", sentence.repeat(9).trim())]);
}

#[test]
fn each_line_of_an_item_that_begins_with_a_term_is_one() {
    let found = terms(
        "1. Backlog : what is to be done  \n   Sprint : a time to do it  \n   note that it is short\n2. Owner : who decides\n   as example: the boss\n",
    );
    assert_eq!(
        found,
        [
            "Backlog → what is to be done",
            "Sprint → a time to do it; note that it is short",
            "Owner → who decides as example: the boss",
        ]
    );
}

#[test]
fn a_card_with_an_id_of_the_author_stays_as_it_is() {
    let found = terms("- **Offset** - see below <!-- card id=mine -->");
    assert_eq!(found, ["Offset → see below"]);
}

#[test]
fn an_answer_that_breaks_off_goes_on_or_ends_with_a_sentence() {
    let text = "# N\n\n**What is a lease:** A time in which nobody else reads:\n\n- it is short\n- it ends\n";
    let lease = "lease → A time in which nobody else reads: it is short; it ends";
    assert_eq!(cards(text), [format!(" | {lease}")]);
    // A table does not belong to the answer.
    let table = "# N\n\n## Lease\n\n**Definition:** A time to read in. At 5 p.m. art. 3 gives:\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
    assert_eq!(cards(table), [" | Lease: Definition → A time to read in."]);
    let own = "# N\n\n**What is a lease?**\n\nTime to read. The law names:\n\n```\nlimits\n```\n";
    assert_eq!(cards(own), [" | lease → Time to read."]);
    let nothing = table.replace("A time to read in. ", "");
    assert_eq!(cards(&nothing), Vec::<String>::new());
}
