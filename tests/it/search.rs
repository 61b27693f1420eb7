//! The search: how texts are cut into tokens, here and in the browser, and what its files say.

pub mod index;

use std::{collections::BTreeMap, fs, path::Path};

use cribsheet::text::tokens;
use proptest::prelude::*;

fn tokens_of(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    tokens(text, |it| found.push(it.to_owned()));
    found
}

/// `tests/browser/words.test.mjs` reads the same texts: a query finds nothing in an index that was
/// cut otherwise.
#[test]
fn texts_are_cut_as_the_browser_cuts_queries() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/vectors.json");
    let groups: BTreeMap<String, Vec<(String, String)>> =
        serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let count: usize = groups.values().map(Vec::len).sum();
    assert!(count >= 600, "{count} texts");
    for (group, texts) in groups {
        for (text, expected) in texts {
            assert_eq!(tokens_of(&text).join(" "), expected, "{group}: {text:?}");
        }
    }
}

/// Scripts and signs in any mixture.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        "[ -~]{1,6}",
        "[A-Z]{1,3}[a-z]{0,3}[0-9]?",
        r"\PC{1,4}",
        "[\u{c0}-\u{24f}\u{300}-\u{36f}]{1,4}",
        "[\u{e00}-\u{eff}\u{1000}-\u{11ff}\u{1780}-\u{17df}]{1,6}",
        "[\u{3041}-\u{30ff}\u{4e00}-\u{4fff}\u{ac00}-\u{adff}\u{ff60}-\u{ffdc}]{1,6}",
        "(_|-|\\.|'|’s|'ll|\\+\\+|#|\u{ad}|\u{200b}|\u{3099}|\u{2010}|ʼ)",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|it| it.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn tokens_are_short_and_folded(text in texts()) {
        for token in tokens_of(&text) {
            prop_assert!(!token.is_empty() && token.len() <= 64, "{token:?} in {text:?}");
            // The case of scripts that few know is not folded.
            let is_upper = |c: char| c.is_uppercase() && c < '\u{1c80}';
            prop_assert!(!token.contains(is_upper), "{token:?} in {text:?}");
            let is_sign = |c: char| c.is_whitespace() || matches!(c, '_' | '-' | '\'' | '\u{ad}');
            prop_assert!(!token.contains(is_sign), "{token:?} in {text:?}");
        }
    }

    /// Cutting a token again gives it first, so a token typed into the search finds itself.
    #[test]
    fn tokens_of_words_are_words(text in "[a-zA-Z0-9äÉßøЖŁ]{1,20}") {
        for token in tokens_of(&text) {
            let again = tokens_of(&token);
            prop_assert_eq!(again.first(), Some(&token));
        }
    }

    #[test]
    fn a_text_has_the_tokens_of_its_lines(first in texts(), second in texts()) {
        let mut expected = tokens_of(&first);
        expected.extend(tokens_of(&second));
        prop_assert_eq!(tokens_of(&format!("{first}\n{second}")), expected);
    }
}
