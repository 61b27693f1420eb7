//! Emphasis beside punctuation in languages that put no space between words: `**用語：**説明`.
//! Gives where a sign has to be put in so that the parser sees emphasis as its author means it.
//! Must not know which signs belong together: that is left to the parser.
//!
//! By CommonMark a run of stars between punctuation and a letter can only open emphasis or only
//! close it, for there is usually a space on the side of the letter. The rule here is that of
//! "CommonMark CJK-friendly Amendments": no space is needed if the punctuation is that of an East
//! Asian script, or the letter is. A sign of punctuation between the run and the letter does that.

use crate::{
    diag::Span,
    text::{is_cjk_punctuation, is_joined},
};

/// Where signs are put in, in order; nothing is looked for in addresses.
pub(super) fn places(text: &str, addresses: &[Span]) -> Vec<usize> {
    let mut places = Vec::new();
    if text.is_ascii() {
        return places;
    }
    let mut addresses = addresses.iter().peekable();
    let mut end = 0;
    while let Some(run) = next_run(text, end) {
        end = run.end;
        while addresses.next_if(|it| it.end <= run.start).is_some() {}
        if addresses.peek().is_none_or(|it| it.start >= run.end) {
            places.extend(place(text, &run));
        }
    }
    places
}

/// The next run of stars, or of two tildes, that begins at a byte or behind it. One tilde is
/// between numbers: `1~3`.
fn next_run(text: &str, from: usize) -> Option<Span> {
    let mut start = from;
    loop {
        let rest = text.get(start..)?;
        start += rest.bytes().position(|it| matches!(it, b'*' | b'~'))?;
        let rest = text.get(start..)?;
        let sign = rest.chars().next()?;
        let length = rest.len() - rest.trim_start_matches(sign).len();
        let before = text.get(..start)?;
        let backslashes = before.len() - before.trim_end_matches('\\').len();
        let escaped = backslashes % 2;
        let run = start + escaped..start + length;
        if !run.is_empty() && (sign == '*' || run.len() == 2) {
            return Some(run);
        }
        start = run.end;
    }
}

/// Where a sign lets a run do what CommonMark alone does not.
fn place(text: &str, run: &Span) -> Option<usize> {
    let is_ascii = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii);
    if is_ascii(run.start.checked_sub(1)?) && is_ascii(run.end) {
        // No sign and no letter of these is East Asian.
        return None;
    }
    let before = text.get(..run.start)?.chars().next_back()?;
    let after = text.get(run.end..)?.chars().next()?;
    let is_sign = |it: char| !it.is_alphanumeric() && !it.is_whitespace();
    let counts = |sign: char, letter: char| {
        is_sign(sign)
            && letter.is_alphanumeric()
            && (is_cjk_punctuation(sign) || is_joined(letter))
    };
    if counts(before, after) && !OPENING.contains(before) {
        Some(run.end)
    } else if counts(after, before) && !CLOSING.contains(after) {
        Some(run.start)
    } else {
        None
    }
}

/// Punctuation that ends no words.
const OPENING: &str = "([{（［｛「『【《〈〔〖〘〚｢“‘«";

/// Punctuation that begins no words.
const CLOSING: &str = ")]},;!?）］｝」』】》〉〕〗〙〛｣”’»。，、：；！？．｡､…";

#[cfg(test)]
mod tests {
    use crate::{
        config::Config,
        note::{Rules, doc::Kind, read::read},
    };

    /// What a reader reads of some Markdown, with `<…>` around emphasis.
    fn shown(text: &str, rules: &Rules) -> String {
        let doc = read(&text.into(), 0, rules).doc;
        let (mut shown, mut open) = (String::new(), Vec::new());
        for node in doc.walk() {
            while open.pop_if(|it| *it <= node.id()).is_some() {
                shown.push('>');
            }
            match node.kind() {
                Kind::Emphasis | Kind::Strong | Kind::Strikethrough => {
                    shown.push('<');
                    open.push(node.scope().end);
                }
                Kind::Text(it) | Kind::Code(it) => {
                    let is_decoded = text.contains('\\') || it.contains('`');
                    let written = text.get(node.span()).unwrap();
                    assert!(is_decoded || written.contains(it), "{written}: {it}");
                    shown.push_str(it);
                }
                Kind::SoftBreak | Kind::TableCell => shown.push('|'),
                _ => (),
            }
        }
        shown.extend(open.iter().map(|_| '>'));
        shown
    }

    #[test]
    fn emphasis_beside_punctuation_is_what_its_author_means() {
        for (text, expected) in [
            ("**意味：**先に入れる", "<意味：>先に入れる"),
            ("**意味：**先、**例：**後、**注。**終", "<意味：>先、<例：>後、<注。>終"),
            ("これは**「列」**です", "これは<「列」>です"),
            (
                "**列（キュー）**は**山（スタック）**と",
                "<列（キュー）>は<山（スタック）>と",
            ),
            ("*強調：*説明、***両方！***と", "<強調：>説明、<<両方！>>と"),
            ("~~削除。~~追加", "<削除。>追加"),
            (
                "**\"인용\"**은 **큐(queue)**를 **끝!**이",
                "<\"인용\">은 <큐(queue)>를 <끝!>이",
            ),
            ("**`get`**은 **[값](a.md)**을", "<get>은 <값>을"),
            ("**列：**abc和**“队”**的", "<列：>abc和<“队”>的"),
            ("**~~古い。~~**新", "<<古い。>>新"),
            ("語**（注）**は", "語<（注）>は"),
            ("**列**（れつ）と、**山**、**他**。", "<列>（れつ）と、<山>、<他>。"),
            ("## **列：**説明\n\n> - **山：**説明", "<列：>説明<山：>説明"),
            ("| **列：**説 | b |\n|-|-|\n| *a。*b | **c |", "|<列：>説|b|<a。>b|**c"),
            ("**列：\n山。**説明", "<列：|山。>説明"),
        ] {
            assert_eq!(shown(text, &Rules::default()), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_emphasis_stays_as_it_is() {
        for (text, expected) in [
            ("`**列：**説`と\\*\\*列：\\*\\*説", "**列：**説と**列：**説"),
            ("**列：説明\n\n山：**説明", "**列：説明山：**説明"),
            ("a **列 （**山**）", "a **列 （<山>）"),
            ("1~3시간(약)~은 2~3", "1~3시간(약)~은 2~3"),
            ("**a:**b **(c)**d", "**a:**b **(c)**d"),
            ("$a**（b）**c$", "$a<（b）>c$"),
        ] {
            assert_eq!(shown(text, &Rules::default()), expected, "{text}");
        }
        let mut config = Config::default();
        config.markdown.cjk_emphasis = Some(false);
        assert_eq!(shown("**列：**説", &Rules::new(&config)), "**列：**説");
    }
}
