//! The guard of the minifier: pages that say the same, and losses that it must see.
//! Gives nothing.
//! Must not trust the quick way: the tokenizer judges it here.

use proptest::prelude::*;

use super::*;

#[test]
fn what_a_reader_sees_must_stay() {
    let same = [
        ("<p>a  b\n c</p>", "<p>a b c</p>"),
        ("<ul>\n<li>a</li>\n</ul>\n", "<ul><li>a</li></ul>"),
        ("<p class=\"a  b\">x</p>", "<p class='a b'>x</p>"),
        ("<p> a <b>c</b></p>", "<p>a <b>c</b></p>"),
    ];
    for (before, after) in same {
        assert!(says_the_same(before, after), "{before} / {after}");
    }
    let lost = [
        ("<p>a <b>b</b></p>", "<p>a<b>b</b></p>"),
        ("<p><b>a</b> <i>b</i></p>", "<p><b>a</b><i>b</i></p>"),
        ("<pre>a\n  b</pre>", "<pre>a b</pre>"),
        ("<p>a</p><p>b</p>", "<p>a</p>"),
        ("<a href=x>a</a>", "<a>a</a>"),
        ("<p>a &amp; b</p>", "<p>a b</p>"),
    ];
    for (before, after) in lost {
        assert!(!says_the_same(before, after), "{before} / {after}");
    }
}

#[test]
fn the_guard_keeps_a_page_the_minifier_would_harm() {
    // minify-html drops spaces between inline children of `div`.
    let harmed = "<!doctype html><html><head><title>t</title></head><body><div><b>a</b> \
                  <i>b</i></div></body></html>";
    assert_eq!(page(harmed.to_owned()), (harmed.to_owned(), true));
    let fine = "<!doctype html><html><head><title>t</title></head><body>\n<p>a\n  b</p>\n\
                </body></html>";
    let (small, kept) = page(fine.to_owned());
    assert!(!kept && small.len() < fine.len(), "{small}");
}

/// Spellings of small things, told apart only by what is written before and after.
const BITS: [&str; 44] = [
    "a",
    "b",
    "é",
    " ",
    "  ",
    "\n",
    "\t",
    "&",
    "&amp;",
    "&amp",
    "&lt;",
    "&gt;",
    ">",
    "<",
    "\"",
    "'",
    "=",
    "/",
    "&#32;",
    "&#39",
    "&nbsp;",
    "&copy",
    "mut",
    ";",
    "\r",
    "\0",
    "<!-- x -->",
    "<!",
    "<b>",
    "</b>",
    "<i class=\"x y\">",
    "</i>",
    "<p>",
    "</p>",
    "<p >",
    "<pre>",
    "</pre>",
    "<br/>",
    "<B>",
    "</b >",
    "<a href=x title='y'>",
    "<a title=y href=x>",
    "<a b=1 b=2>",
    "<textarea>",
];

/// Ways to write one page in another way; the first ones change nothing a reader sees.
const CHANGES: [(&str, &str); 30] = [
    ("  ", " "),
    ("\n", " "),
    ("&amp;", "&"),
    ("&gt;", ">"),
    ("&#32;", " "),
    ("<b>", "<b >"),
    ("<p >", "<p>"),
    ("class=\"x y\"", "class='x  y'"),
    ("class=\"x y\"", "class=\"y x\""),
    ("<a href=x title='y'>", "<a title=y href=x>"),
    ("<a href=x title='y'>", "<a title=\"y\" href=\"x\" >"),
    ("<a b=1 b=2>", "<a b=2 b=1>"),
    ("href=x", "href=x/"),
    ("title='y'", "title=' y'"),
    ("title=y", "title"),
    ("<br/>", "<br>"),
    ("<B>", "<b>"),
    ("<pre>", "<p>"),
    (" ", ""),
    ("\n", ""),
    ("<b>", " <b>"),
    ("</b>", "</b> "),
    ("<p>", ""),
    ("</p>", ""),
    ("<!-- x -->", ""),
    ("&", "&amp;"),
    ("é", "e"),
    ("a", ""),
    ("\r", ""),
    ("mut", "mut;"),
];

fn pages() -> impl Strategy<Value = (String, String)> {
    let change = (0..CHANGES.len(), 0_usize..6);
    let bits = proptest::collection::vec(0..BITS.len(), 0..24);
    (bits, proptest::collection::vec(change, 0..4)).prop_map(|(bits, changes)| {
        let body: String =
            bits.into_iter().filter_map(|it| BITS.get(it).copied()).collect();
        let before = format!("<!doctype html>{body}");
        let mut after = before.clone();
        for (change, at) in changes {
            let Some((from, to)) = CHANGES.get(change) else { continue };
            if let Some((at, _)) = after.match_indices(from).nth(at) {
                after.replace_range(at..at + from.len(), to);
            }
        }
        (before, after)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn what_the_quick_way_accepts_the_tokenizer_accepts((before, after) in pages()) {
        if pieces::surely_same(&before, &after) {
            prop_assert!(tokens::same(&before, &after), "{before:?} / {after:?}");
        }
    }

    #[test]
    fn nothing_lost_anywhere_goes_unseen((before, _) in pages(), at in 0_usize..60) {
        let (small, _) = page(before.clone());
        let mut after: Vec<char> = small.chars().collect();
        if at < after.len() {
            after.remove(at);
            let after: String = after.into_iter().collect();
            if pieces::surely_same(&before, &after) {
                prop_assert!(tokens::same(&before, &after), "{before:?} / {after:?}");
            }
        }
    }
}

#[test]
fn the_quick_way_suffices_for_what_templates_write() {
    let before = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
                  <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
                  <title>a &amp; b</title>\n</head>\n<body>\n<p class=\"tag  hue-3\" id=\"x\">\
                  a\n  b &gt; c &amp;mut d <a href=\"x?a=1&amp;b=2\">e</a>\n<code>f </code></p>\n\
                  <pre class=\"code\" tabindex=\"0\"><code>g\n  &quot;h&quot;</code></pre>\n\
                  <input type=\"checkbox\" disabled> i\n</body>\n</html>\n";
    let (after, kept) = page(before.to_owned());
    assert!(!kept && after.len() < before.len());
    assert!(pieces::surely_same(before, &after), "{after}");
}
