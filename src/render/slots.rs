//! Pages in parts: what writers made keeps its place while the page around it is minified.
//! Gives a word to stand in the place of a part, and puts the parts back.
//! Must not know what a part says.

use std::{
    cell::RefCell,
    hash::{BuildHasher, RandomState},
    sync::LazyLock,
};

use super::compact::compact;

/// Around the number of a part: no text on a page has it, since nobody can guess it.
static SIGN: LazyLock<String> =
    LazyLock::new(|| format!("\u{fdd0}{:016x}-", RandomState::new().hash_one(0)));

/// What ends the number of a part.
const END: char = '\u{fdd1}';

/// Shorter parts stay where they are.
const SHORT: usize = 40;

/// The parts of a page.
#[derive(Debug, Default)]
pub(super) struct Slots(RefCell<Vec<String>>);

impl Slots {
    /// Keeps a part; gives the word that stands for it.
    pub(super) fn keep(&self, html: String) -> String {
        if html.len() < SHORT {
            return html;
        }
        let mut parts = self.0.borrow_mut();
        parts.push(compact(&html));
        format!("{}{}{END}", *SIGN, parts.len() - 1)
    }

    /// The page with all its parts.
    pub(super) fn fill(self, shell: &str) -> String {
        let parts = self.0.into_inner();
        let length = parts.iter().map(String::len).sum::<usize>() + shell.len();
        let mut page = String::with_capacity(length);
        let mut pieces = shell.split(SIGN.as_str());
        page.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let (number, behind) = piece.split_once(END).unwrap_or((piece, ""));
            let part = number.parse().ok().and_then(|it: usize| parts.get(it));
            page.extend([part.map_or("", String::as_str), behind]);
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::{END, SIGN, Slots};

    #[test]
    fn parts_come_back_in_their_places() {
        let slots = Slots::default();
        let part = |it: &str| format!("<p title=\"{it}\">{}</p>", "word ".repeat(10));
        let (first, second) = (slots.keep(part("a")), slots.keep(part("b")));
        assert_eq!(slots.keep("<b>short</b>".to_owned()), "<b>short</b>");
        let shell = format!("<i>{second}</i>{first} {first}");
        let page = slots.fill(&shell);
        let [a, b] = ["a", "b"].map(|it| super::compact(&part(it)));
        assert_eq!(page, format!("<i>{b}</i>{a} {a}"));
    }

    #[test]
    fn what_is_no_part_says_nothing() {
        let sign = &*SIGN;
        let shell = format!("a{sign}7{END}b{sign}x");
        assert_eq!(Slots::default().fill(&shell), "ab");
    }
}
