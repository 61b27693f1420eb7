//! Comments of many kinds, and what looks like them.
//! Gives nothing.
//! Must not touch a disk.

use std::sync::Arc;

use super::uncommented;

/// The text with all spaces behind words left out, so that only what is left of it counts.
fn left(text: &str) -> String {
    let found = uncommented(&Arc::from(text), 0);
    assert_eq!(found.text.len(), text.len(), "{text}");
    let lines = found.text.split('\n').map(|it| it.trim_end_matches([' ', '\r']));
    lines.collect::<Vec<_>>().join("\n")
}

/// Where a word stands has not changed.
fn stays(text: &str, word: &str) {
    let found = uncommented(&Arc::from(text), 0);
    assert_eq!(found.text.find(word), text.find(word), "{text}");
}

#[test]
fn comments_in_lines_become_spaces() {
    assert_eq!(left("a %%b%% c"), "a       c");
    assert_eq!(left("a %% b\nc %%\nd"), "a\nd");
    assert_eq!(left("(%%b%%) %%%% x"), "(     )      x");
    assert_eq!(left("文字%%秘密%%続き"), "文字          続き");
    assert_eq!(left("| a %% x %% | b |"), "| a         | b |");
    assert_eq!(left("## Title %%b%%\nc"), "## Title\nc");
    assert_eq!(left("a %%b%%%%c%% d"), "a            d");
    assert_eq!(left("a %% b `c %% d` e"), "a            d` e");
}

#[test]
fn what_follows_a_comment_begins_its_line() {
    assert_eq!(left("%%a%% b"), "\nb");
    assert_eq!(left("x\n%%a%% b"), "x\nb");
    assert_eq!(left("x\n- %%a%% b\n- c"), "x\n- b\n- c");
    assert_eq!(left("> x\n> %%a\n> b%% c"), "> x\n> c");
    assert_eq!(left("- a %% b\n  c %% d"), "- a\n  d");
    assert_eq!(left("x\n%% b\n\nc %% d"), "x\nd");
    assert_eq!(left("x\n- [ ] %%a%% b"), "x\n- [ ] b");
    assert_eq!(left("x\n## %%a%% b"), "x\n## b");
    stays("x\n- %%a%% word", "word");
    stays("> x %% a\n> b %% word", "word");
}

#[test]
fn lines_of_comments_go() {
    assert_eq!(left("a\n%%b%%\nc"), "a\nc");
    assert_eq!(left("- a\n%%b%%\n- c"), "- a\n- c");
    assert_eq!(left("- a\n  - %%b%%\n- c"), "- a\n- c");
    assert_eq!(left("- a\n- %%b%%\n  - c"), "- a\n-\n  - c");
    assert_eq!(left("- a\n%%b%%\n%%\nc\n%%\n- d"), "- a\n- d");
    assert_eq!(left("|a|\n|-|\n%%b%%\n|c|"), "|a|\n|-|\n|c|");
    assert_eq!(left("> a\n> %%\n> b\n> %%\n> c"), "> a\n> c");
    assert_eq!(left("# A\n\n%%\n# B\n\n- c\n%%\n\nd"), "# A\n\n\nd");
    assert_eq!(left("a\r\n%%b%%\r\nc\r\n"), "a\nc\n");
    // What follows would become another block.
    assert_eq!(left("a\n%%b%%\n---"), "a\n\n---");
    assert_eq!(left("- a\n%%b%%\nc"), "- a\n\nc");
    assert_eq!(left("> a\n%%b%%\nc"), "> a\n\nc");
    assert_eq!(left("x\n\n    a\n%%b%%\nc"), "x\n\n    a\n\nc");
    stays("a\r\n%%\r\nb\r\n%%\r\nword", "word");
}

#[test]
fn code_formulas_tags_and_addresses_hold_no_comments() {
    for text in [
        "`%% a %%`",
        "``a ` %%`` b `%%`",
        "`a\n%% b %%`",
        "```\n%% a %%\n```",
        "~~~ mermaid\n%%{init}%%\n~~~",
        "- a\n\n  ```\n  %% b %%\n  ```",
        "- a\n```\n%% b %%\n```",
        "> ```\n> %% b %%\n> ```",
        "a\n\n    %% b %%",
        "# A\n    %% b %%",
        "- a\n\n      %% b %%",
        "$a %% b %% c$",
        "$$\n%% a\n%% b\n$$",
        "\\(a_1 %% b %%\\)",
        "\\\\(a %% b %%\\\\)",
        "<a title=\"%% a %%\">b</a>",
        "<!-- %% a %% -->",
        "<pre>\n%% a\n\n%% b\n</pre>",
        "<code>%% a %%</code>",
        "[a](b%%20c \"%% d %%\")",
        "[a](/%%20b) [c](/%%20d)",
        "[a]: /%%20b",
        "https://example.org/%%20a and https://example.org/%%20b",
        "<https://example.org/%%20/%%20>",
        "[[a %% b]] [[c %% d]]",
        "100%% and 50%%",
        "a%%20b%%20c",
        "\\%% a \\%%",
        "100 % % and 5 %",
        "| %% | a percent sign |\n|---|---|\n| %% | b |",
    ] {
        assert_eq!(left(text), text, "{text}");
    }
}

#[test]
fn comments_between_them_are_found() {
    assert_eq!(left("`a` %%b%% `c`"), "`a`       `c`");
    assert_eq!(left("- a `b\n- %%c%%\n- d` e"), "- a `b\n- d` e");
    assert_eq!(left("$5 %%a%% $6"), "$5       $6");
    assert_eq!(left("```\na\n```\n%%b%%\nc"), "```\na\n```\nc");
    assert_eq!(left("- a\n\n    %%b%%\n\n- c"), "- a\n\n\n- c");
    assert_eq!(left("https://example.org/a,%%b%% c"), "https://example.org/a,      c");
    assert_eq!(left("(https://example.org)%%b%%"), "(https://example.org)");
    assert_eq!(left("x < y %%a%% > z"), "x < y       > z");
    assert_eq!(left("[a](b \"c %%d%%"), "[a](b \"c");
    assert_eq!(left("<b>a</b> %%c%%"), "<b>a</b>");
    assert_eq!(left("%%\n```\n%% a\n```\n%%\nb"), "\nb");
    assert_eq!(left("%%\n```\n%%\nb\n\n```\nc\n```"), "\nb\n\n```\nc\n```");
}

#[test]
fn a_sign_that_nothing_closes_is_text() {
    let unclosed = |text: &str| uncommented(&Arc::from(text), 0).unclosed;
    assert_eq!(unclosed("a %% b"), Some(2..4));
    assert_eq!(unclosed("50 %% of\n\n```mermaid\n%% a\n```"), Some(3..5));
    assert_eq!(unclosed("write %% and `%%`"), Some(6..8));
    for text in ["a %%b%% c", "100%%", "`%%`", "\\%%", "%", ""] {
        assert_eq!(unclosed(text), None, "{text}");
    }
    assert_eq!(left("a %%b%% c %% d"), "a       c %% d");
}

#[test]
fn in_a_sentence_a_comment_ends_in_its_block() {
    for text in [
        "a %% b\n\nc %% d",
        "# A %% b\nc %% d",
        "A %% b\n---\nc %% d",
        "- a %% b\n- c %% d",
        "> [!tip] a %% b\n> c %% d",
        "> a %% b\n\nc %% d",
        "| a | b |\n|---|---|\n| 10 %% 3 | c |\n| a %% b | d |",
        "| a %% b | c %% d |\n|---|---|",
        "a | b\n--|--\n10 %% 3 | c\na %% b | d",
        "[^1]: x %% y\n\n- a 7 %% 2\n- b 9 %% 4",
        "[^1]: x %% y\n[^2]: z %% w",
        "## %% a\n\nb %% c",
        "a %% b\n```\n%%\n```",
    ] {
        let found = uncommented(&Arc::from(text), 0);
        assert_eq!(&*found.text, text);
        let first = text.find("%%").map(|at| at..at + 2);
        assert_eq!(found.unclosed, first, "{text}");
    }
    assert_eq!(left("a %% b\n\nc %%d%% e"), "a %% b\n\nc       e");
    assert_eq!(left("a %% b\n\n%%\nc\n\nd\n%%\ne"), "a %% b\n\ne");
    assert_eq!(left("Text %%a\nb%% c"), "Text\nc");
    assert_eq!(left("|a|b|\n|-|-|\n|c \\| %%d \\| e%%|f|"), {
        "|a|b|\n|-|-|\n|c \\|           |f|"
    });
    assert_eq!(left("|a|b|\n|-|-|\n\nx %% a | b %% c"), {
        "|a|b|\n|-|-|\n\nx             c"
    });
    assert_eq!(left("|a|\n|-|\n- x %% a | b %% c"), "|a|\n|-|\n- x             c");
}

#[test]
fn words_of_wikilinks_hold_comments() {
    assert_eq!(left("[[b|c %%d%% e]] f"), "[[b|c       e]] f");
    assert_eq!(left("[[b|c %%d%%]]"), "[[b|c      ]]");
    assert_eq!(left("| [[b\\|c %%d%% e]] |"), "| [[b\\|c       e]] |");
    for text in ["[[b|50 %% c]] %% d", "[[b|c %%]] [[d|e %%]]", "[[b %%c%%]]"] {
        assert!(left(text).starts_with("[[b"), "{text}");
        assert!(left(text).contains("]]"), "{text}");
    }
}

#[test]
fn words_that_begin_with_the_sign_are_no_comments() {
    for text in ["%%time and %%bash", "for %%i in %%j"] {
        assert_eq!(left(text), text);
    }
    assert_eq!(left("%%a b%% c"), "\nc");
    assert_eq!(left("x %% a %%b"), "x        b");
}
