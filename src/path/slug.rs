//! Knows GitHub's heading ids, as documented by the npm package github-slugger.
//! Gives the id of a heading's text, and ids unique within one page.
//! Must not know Markdown, HTML, pages, links or where an id is written.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;

/// Matches the kept characters that `char` has no method for.
///
/// Those are marks, the decimal digits of every script (`is_numeric` would keep `½` and
/// `²` too) and connectors such as `‿`. The pattern is constant and the tests use it;
/// were it ever refused, ids would lose these characters, but no build would stop.
static MARK_DIGIT_OR_CONNECTOR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[\p{M}\p{Nd}\p{Pc}]").ok());

/// Gives the id GitHub would give a heading with this text.
///
/// The rule is GitHub's heading ids, as documented by the npm package github-slugger:
/// lower-case, keep letters, marks, decimal digits, connectors, `-` and the space, drop
/// the rest, then turn each space into `-`. Nothing is trimmed or collapsed, so the id
/// may begin with `-` and is empty for a heading of punctuation alone.
#[must_use]
pub fn slug(text: &str) -> String {
    // The whole text is lower-cased at once, since a final `Σ` depends on its neighbours,
    // and before anything is dropped, since a dropped character is a neighbour too.
    let lower = text.to_lowercase();
    lower
        .chars()
        .filter(|&c| is_kept(c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// Tells whether a lower-cased character stays in an id.
fn is_kept(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_');
    }
    // Being alphabetic outranks being a symbol, which is why `ⓐ` stays and `⚖` goes.
    c.is_alphabetic()
        || MARK_DIGIT_OR_CONNECTOR
            .as_ref()
            .is_some_and(|class| class.is_match(c.encode_utf8(&mut [0; 4])))
}

/// Gives the headings of one page ids that do not repeat.
#[derive(Debug, Default)]
pub struct Slugger {
    /// Every id taken so far, with the last number tried after it: all up to there are
    /// taken, so a page of equal headings is not searched from 1 each time.
    taken: BTreeMap<String, usize>,
}

impl Slugger {
    /// Gives the heading's [`slug`], followed by `-1`, `-2`, … if that is taken.
    ///
    /// The numbering is that of GitHub's heading ids, as documented by the npm package
    /// github-slugger: it passes over ids that another heading spelled out itself.
    pub fn unique(&mut self, text: &str) -> String {
        let base = slug(text);
        let mut number = self.taken.get(&base).copied().unwrap_or(0);
        let mut id = base.clone();
        while self.taken.contains_key(&id) {
            number += 1;
            id = format!("{base}-{number}");
        }
        self.taken.insert(base, number);
        self.taken.insert(id.clone(), 0);
        id
    }

    /// Takes an id that was chosen by other means, so that no heading is given it.
    pub fn reserve(&mut self, id: &str) {
        // An id already taken keeps its number, which stays true.
        self.taken.entry(id.to_owned()).or_insert(0);
    }
}

#[cfg(test)]
mod tests {
    use super::{Slugger, slug};

    // Every expected id below was printed by github-slugger 2.0.0.

    #[test]
    #[expect(clippy::too_many_lines, reason = "one table is easier to read than two")]
    fn a_heading_gets_the_id_github_gives_it() {
        let table = [
            ("Overview", "overview"),
            ("snake_case and kebab-case", "snake_case-and-kebab-case"),
            ("", ""),
            ("  Leading and trailing  ", "--leading-and-trailing--"),
            ("two  spaces", "two--spaces"),
            ("--", "--"),
            ("a - b", "a---b"),
            ("2.1 Foo", "21-foo"),
            ("v1.0.0-beta.2", "v100-beta2"),
            ("A & B", "a--b"),
            ("C++", "c"),
            ("C#", "c"),
            ("F# / .NET", "f--net"),
            ("std::vec::Vec<T>", "stdvecvect"),
            ("The foo_bar() call", "the-foo_bar-call"),
            ("`code` and [link](url)", "code-and-linkurl"),
            ("Don't panic", "dont-panic"),
            ("Don’t panic", "dont-panic"),
            ("“Quoted” ‘text’", "quoted-text"),
            ("\"Straight\" quotes", "straight-quotes"),
            ("and/or \\ both", "andor--both"),
            ("50% off!", "50-off"),
            ("What? Why: how; (yes) {no}", "what-why-how-yes-no"),
            ("x = y + 1", "x--y--1"),
            ("tab\tbed", "tabbed"),
            ("no\u{a0}break", "nobreak"),
            ("soft\u{ad}hyphen", "softhyphen"),
            ("zero\u{200b}width", "zerowidth"),
            ("zw\u{200d}j zw\u{200c}nj", "zwj-zwnj"),
            ("en–dash em—dash", "endash-emdash"),
            ("non\u{2011}breaking", "nonbreaking"),
            ("wait…", "wait"),
            ("a·b", "ab"),
            ("™ © ®", "--"),
            ("⚖\u{fe0f} License", "\u{fe0f}-license"),
            ("📖 Overview", "-overview"),
            ("👩\u{200d}💻 Developers", "-developers"),
            ("🇩🇪 Deutsch", "-deutsch"),
            ("1\u{fe0f}\u{20e3} First", "1\u{fe0f}\u{20e3}-first"),
            ("Emoji only 😀", "emoji-only-"),
            ("→ Next", "-next"),
            ("Café", "café"),
            ("Cafe\u{301}", "cafe\u{301}"),
            ("Straße", "straße"),
            ("STRASSE ẞ", "strasse-ß"),
            ("İstanbul", "i\u{307}stanbul"),
            ("ΟΔΟΣ ΣΟΦΙΑΣ", "οδος-σοφιας"),
            ("ΑΣ.", "ας"),
            ("ΑΣ.Α", "ασα"),
            ("ΑΣ!Α", "αςα"),
            ("Привет, мир!", "привет-мир"),
            ("日本語 の 見出し", "日本語-の-見出し"),
            ("中文(标题)。", "中文标题"),
            ("「引用」・ー", "引用ー"),
            ("한국어 제목", "한국어-제목"),
            ("العربية ١٢٣", "العربية-١٢٣"),
            ("مرحبا، عالم؟", "مرحبا-عالم"),
            ("עברית־כתב", "עבריתכתב"),
            ("မြန်မာ ဘာသာ။", "မြန်မာ-ဘာသာ"),
            ("हिन्दी शीर्षक।", "हिन्दी-शीर्षक"),
            ("Tiếng Việt", "tiếng-việt"),
            ("ＦＵＬＬ\u{3000}Ｗｉｄｔｈ１", "ｆｕｌｌｗｉｄｔｈ１"),
            ("full＿width－dash！", "full＿widthdash"),
            ("१२३", "१२३"),
            ("𝟘𝟙 𝐀𝐁", "𝟘𝟙-𝐀𝐁"),
            ("½ cup", "-cup"),
            ("x² + y₃", "x--y"),
            ("①②③", ""),
            ("Ⓐ ⓑ 🅰", "ⓐ-ⓑ-🅰"),
            ("Ⅳ ⅷ", "ⅳ-ⅷ"),
            ("€100 £5 ¥¥", "100-5-"),
            ("∑ ∫ ∞ ≤ π", "----π"),
            ("ℝ ℵ ℃ №", "ℝ-ℵ--"),
            ("a‿b⁀c", "a‿b⁀c"),
            ("〇 々 〆", "〇-々-〆"),
            ("𐐀𐐨", "𐐨𐐨"),
        ];
        for (heading, id) in table {
            assert_eq!(slug(heading), id, "heading {heading:?}");
        }
    }

    #[test]
    fn repeated_headings_are_numbered_as_github_numbers_them() {
        let mut slugger = Slugger::default();
        let table = [
            ("a", "a"),
            ("a", "a-1"),
            ("a-1", "a-1-1"),
            ("A", "a-2"),
            ("a-1", "a-1-2"),
            ("a-1-1", "a-1-1-1"),
            ("a", "a-3"),
            ("b-1", "b-1"),
            ("b", "b"),
            ("b", "b-2"),
            ("", ""),
            ("!", "-1"),
            ("toString", "tostring"),
            ("__proto__", "__proto__"),
        ];
        for (step, (heading, id)) in table.into_iter().enumerate() {
            assert_eq!(slugger.unique(heading), id, "heading {heading:?}, step {step}");
        }
        for id in ["c", "a"] {
            slugger.reserve(id);
        }
        assert_eq!(slugger.unique("C"), "c-1", "a reserved id is not given again");
        assert_eq!(slugger.unique("a"), "a-4", "reserving a taken id changes nothing");
    }
}
