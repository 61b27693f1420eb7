//! The cards that ordinary notes give, and what stands above their questions.

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
    let text = "# Brokers\n\n## 2. Storage:\n\n### 2.1 - Log\n\n#### 三、Terms\n\n- **Offset** - place in a log\n";
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
    let text = "# Trains\n\n## Trains\n\n### Brakes\n\n### Air brakes\n\n**Definition:** Brakes that air holds open.\n";
    assert_eq!(cards(text), [" | Air brakes: Definition → Brakes that air holds open."]);
}

/// The cards of items under a heading that opens a list of terms, without what stands above them.
fn terms(items: &str) -> Vec<String> {
    let cards = cards(&format!("# N\n\n## Glossary\n\n{items}\n"));
    cards.iter().map(|it| it.trim_start_matches("Glossary | ").to_owned()).collect()
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
