//! The cards that ordinary notes give.

use cribsheet::{config::Config, note::doc::FormulaText, study::Parts};

use crate::fixture;

/// The cards of a note, as `prompt → answer`.
fn cards(text: &str) -> Vec<String> {
    let config = Config::default();
    let checked = fixture::check(&fixture::files(&format!("//- a.md\n{text}")), &config);
    let library = &checked.library;
    let parts = Parts::new(library, &config, &Parts::default());
    let study = fixture::study((library, &parts), &checked.sources, &config);
    let card = |it: &cribsheet::study::SharedCard<'_>| {
        let (prompt, answer) =
            (it.prompt_text(FormulaText::Tex), it.answer_text(FormulaText::Tex));
        format!("{prompt} → {answer}")
    };
    study.cards.iter().map(card).collect()
}

/// The cards of items under a heading that opens a list of terms, without what stands above them.
fn terms(items: &str) -> Vec<String> {
    cards(&format!("# N\n\n## Glossary\n\n{items}\n"))
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
