//! Lists of words and phrases in many languages, and whether a text holds one of them.
//! Gives whole matches, beginnings and matches anywhere, whatever the letter case.
//! Must not know what the words mean.

use super::words::normal;

/// Words and phrases, sorted, in lower case.
#[derive(Debug)]
pub(super) struct Lexicon {
    /// Those whose script parts words with spaces.
    spaced: Vec<&'static str>,
    /// Those that may stand inside a longer run of letters.
    unspaced: Vec<&'static str>,
}

/// The words of the longest phrase in a list.
const LONGEST: usize = 5;

impl Lexicon {
    /// Reads a list with `|` between its entries.
    pub(super) fn new(list: &'static str) -> Self {
        let entries = list.split('|').map(str::trim).filter(|it| !it.is_empty());
        let (mut unspaced, mut spaced): (Vec<_>, Vec<_>) =
            entries.partition(|it| it.chars().all(|c| is_unspaced(c) || c == ' '));
        spaced.sort_unstable();
        unspaced.sort_unstable();
        Self { spaced, unspaced }
    }

    /// Whether a text is one of the entries.
    pub(super) fn is(&self, text: &str) -> bool {
        let text = normal(text);
        let is_entry = |it: &Vec<&str>| it.binary_search(&text.as_str()).is_ok();
        is_entry(&self.spaced) || is_entry(&self.unspaced)
    }

    /// Whether a text begins with one of the entries.
    pub(super) fn begins(&self, text: &str) -> bool {
        let text = normal(text);
        let words: Vec<&str> = words(&text).collect();
        self.holds_at(&words) || self.unspaced.iter().any(|it| text.starts_with(it))
    }

    /// Whether one of the entries stands anywhere in a text.
    pub(super) fn within(&self, text: &str) -> bool {
        let text = normal(text);
        let words: Vec<&str> = words(&text).collect();
        (0..words.len()).any(|at| self.holds_at(words.get(at..).unwrap_or_default()))
            || self.unspaced.iter().any(|it| text.contains(it))
    }

    /// Whether the first of these words, or some of the first, are an entry.
    fn holds_at(&self, words: &[&str]) -> bool {
        (1..=LONGEST.min(words.len())).any(|count| {
            let phrase = words.get(..count).unwrap_or_default().join(" ");
            self.spaced.binary_search(&phrase.as_str()).is_ok()
        })
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '/', '&']).filter(|it| !it.is_empty())
}

/// Whether a letter is of a script that does not part words with spaces, or binds endings
/// to them.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{3005}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_phrases_are_found_where_they_may_stand() {
        let words = Lexicon::new("tip | rule of thumb | 팁 | 考点");
        for text in ["Exam Tip:", "Tip/Trick", "A rule of thumb", "시험 팁들", "重要考点"]
        {
            assert!(words.within(text), "{text}");
        }
        for text in ["tipping", "ruler of thumbs", ""] {
            assert!(!words.within(text), "{text}");
        }
        assert!(words.is("**Tip:**") && !words.is("a tip"));
        assert!(words.begins("Rule of thumb: x") && !words.begins("the rule of thumb"));
    }
}
