//! Code that was coloured before, by this build or an earlier one, found by its digest.
//! Gives the HTML of code that is met again, and the bytes that another build can begin with.
//! Must not know where those bytes are kept; takes none that it cannot read as a whole.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use xxhash_rust::xxh3::Xxh3;

/// How many bytes of HTML are kept to be shown again.
pub(super) const MAX_KEPT: usize = 32 * 1024 * 1024;

/// A digest of code and its language.
pub(super) type Key = u128;

/// What is known of a piece of code in the bytes behind all HTML: its key and the length of its HTML.
const ENTRY: usize = size_of::<Key>() + size_of::<u32>();

/// The HTML of code, by its key.
#[derive(Default)]
pub(super) struct Coloured {
    before: OnceLock<Before>,
    new: Mutex<New>,
}

/// What an earlier build coloured.
struct Before {
    /// The HTML of one code after the other.
    html: String,
    /// Sorted by key.
    places: Vec<Place>,
}

struct Place {
    key: Key,
    html: Range<usize>,
    /// Whether this build met the code, too.
    is_used: AtomicBool,
}

/// What this build coloured.
#[derive(Default)]
struct New {
    html: BTreeMap<Key, Box<str>>,
    bytes: usize,
}

/// The key of code in a language.
pub(super) fn key(language: &str, code: &str) -> Key {
    let mut digest = Xxh3::new();
    digest.update(&language.len().to_le_bytes());
    digest.update(language.as_bytes());
    digest.update(code.as_bytes());
    digest.digest128()
}

impl Coloured {
    /// Begins with what an earlier build gained. Bytes that are not whole give nothing.
    pub(super) fn recall(&self, bytes: Vec<u8>) {
        if let Some(before) = Before::read(bytes) {
            // Only what is recalled first counts.
            let _ = self.before.set(before);
        }
    }

    /// The HTML of code that was met before.
    pub(super) fn find(&self, key: Key) -> Option<String> {
        let known = self.before.get().and_then(|it| it.find(key)).map(str::to_owned);
        known.or_else(|| self.added().html.get(&key).map(|it| (**it).to_owned()))
    }

    /// Remembers the HTML of code.
    pub(super) fn keep(&self, key: Key, html: &str) {
        let mut new = self.added();
        if new.bytes + html.len() > MAX_KEPT {
            // A preview meets ever new code, of which the old is never shown again.
            *new = New::default();
        }
        new.bytes += html.len();
        new.html.insert(key, html.into());
    }

    /// About how many bytes of HTML this build added.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.added().bytes
    }

    /// The bytes for the next build; none if it would gain nothing from them. If there is too much,
    /// what this build did not meet goes first.
    pub(super) fn gained(&self) -> Option<Vec<u8>> {
        let (new, before) = (self.added(), self.before.get());
        if new.html.is_empty() {
            return None;
        }
        let places = || before.map(|it| it.places.as_slice()).unwrap_or_default();
        let old = |is_used: bool| {
            let is_asked =
                move |it: &&Place| it.is_used.load(Ordering::Relaxed) == is_used;
            let html = |it: &Place| Some((it.key, before?.html.get(it.html.clone())?));
            places().iter().filter(is_asked).filter_map(html).map(|it| (it, false))
        };
        let added = new.html.iter().map(|(key, html)| ((*key, &**html), true));
        let (mut kept, mut bytes, mut is_more) = (BTreeMap::new(), 0, false);
        for ((key, html), is_new) in old(true).chain(added).chain(old(false)) {
            if bytes + html.len() <= MAX_KEPT && kept.insert(key, html).is_none() {
                bytes += html.len();
                is_more |= is_new;
            }
        }
        is_more.then(|| write(&kept, bytes)).flatten()
    }

    fn added(&self) -> MutexGuard<'_, New> {
        self.new.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All HTML, then the entries, then how many there are.
fn write(kept: &BTreeMap<Key, &str>, bytes: usize) -> Option<Vec<u8>> {
    let mut all = Vec::with_capacity(bytes + kept.len() * ENTRY + size_of::<u32>());
    for html in kept.values() {
        all.extend_from_slice(html.as_bytes());
    }
    for (key, html) in kept {
        all.extend_from_slice(&key.to_le_bytes());
        all.extend_from_slice(&u32::try_from(html.len()).ok()?.to_le_bytes());
    }
    all.extend_from_slice(&u32::try_from(kept.len()).ok()?.to_le_bytes());
    Some(all)
}

impl Before {
    fn read(mut bytes: Vec<u8>) -> Option<Self> {
        let (rest, count) = bytes.split_last_chunk()?;
        let count = usize::try_from(u32::from_le_bytes(*count)).ok()?;
        let length = rest.len().checked_sub(count.checked_mul(ENTRY)?)?;
        let mut entries = rest.get(length..)?;
        let mut places: Vec<Place> = Vec::with_capacity(count);
        let mut end = 0_usize;
        while let Some((key, behind)) = entries.split_first_chunk() {
            let (size, behind) = behind.split_first_chunk()?;
            let size = usize::try_from(u32::from_le_bytes(*size)).ok()?;
            let (key, start) = (Key::from_le_bytes(*key), end);
            if places.last().is_some_and(|it| it.key >= key) {
                return None;
            }
            (entries, end) = (behind, start.checked_add(size)?);
            places.push(Place { key, html: start..end, is_used: AtomicBool::new(false) });
        }
        bytes.truncate(length);
        let html = String::from_utf8(bytes).ok()?;
        let is_whole = end == html.len()
            && places.iter().all(|it| html.is_char_boundary(it.html.start));
        is_whole.then_some(Self { html, places })
    }

    fn find(&self, key: Key) -> Option<&str> {
        let at = self.places.binary_search_by_key(&key, |it| it.key).ok()?;
        let place = self.places.get(at)?;
        place.is_used.store(true, Ordering::Relaxed);
        self.html.get(place.html.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a build gains that begins with these bytes and meets this code.
    fn gained(before: Option<&[u8]>, codes: &[(&str, &str)]) -> Option<Vec<u8>> {
        let coloured = Coloured::default();
        if let Some(it) = before {
            coloured.recall(it.to_vec());
        }
        for (code, html) in codes {
            match coloured.find(key("x", code)) {
                Some(known) => assert_eq!(known, *html),
                None => coloured.keep(key("x", code), html),
            }
        }
        coloured.gained()
    }

    #[test]
    fn another_build_begins_with_what_one_gained() {
        let first = gained(None, &[("a", "<a>"), ("ä", "ä"), ("", "")]).unwrap();
        assert_eq!(gained(Some(&first), &[("a", "<a>"), ("", "")]), None);
        let second = gained(Some(&first), &[("b", "<b>")]).unwrap();
        let all = [("a", "<a>"), ("b", "<b>"), ("ä", "ä"), ("", "")];
        assert_eq!(gained(Some(&second), &all), None);
        assert_ne!(key("x", "a"), key("xa", ""));
        assert_eq!(gained(None, &[]), None);
    }

    #[test]
    fn bytes_that_are_not_whole_give_nothing() {
        let whole = gained(None, &[("a", "<ä>"), ("b", "ö"), ("c", "c")]).unwrap();
        assert!(Before::read(whole.clone()).is_some());
        for end in 0..whole.len() {
            assert!(Before::read(whole[..end].to_vec()).is_none(), "{end}");
        }
        assert!(Before::read([&whole[..], b"x"].concat()).is_none());
        assert!(Before::read(vec![0xff; 200]).is_none());
        for at in 0..whole.len() {
            let mut other = whole.clone();
            other[at] ^= 0x80;
            // Whatever it is taken for, reading it ends.
            if let Some(it) = Before::read(other) {
                assert!(it.find(key("x", "a")).is_none_or(|it| it.len() <= whole.len()));
            }
        }
    }

    #[test]
    fn what_was_not_met_again_goes_first() {
        let large = "x".repeat(MAX_KEPT / 4);
        let codes: Vec<String> = (0..6).map(|it| it.to_string()).collect();
        let with = |numbers: Range<usize>| {
            codes[numbers].iter().map(|it| (it.as_str(), large.as_str()))
        };
        let first = gained(None, &with(0..4).collect::<Vec<_>>()).unwrap();
        let second = gained(Some(&first), &with(1..5).collect::<Vec<_>>()).unwrap();
        let coloured = Coloured::default();
        coloured.recall(second.clone());
        let is_known = |it: &&String| coloured.find(key("x", it)).is_some();
        let known: Vec<_> = codes.iter().filter(is_known).collect();
        assert_eq!(known, ["1", "2", "3", "4"]);
        // All are met again: there is no room for more, so nothing has to be written.
        assert_eq!(gained(Some(&second), &with(1..6).collect::<Vec<_>>()), None);
    }
}
