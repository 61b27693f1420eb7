//! Pages that an earlier build made, by digests of all that they were made from.
//! Gives the digests of their files, and the bytes that another build can begin with.
//! Must not know where these bytes are kept, nor whether a file is still there.

use std::{
    collections::BTreeMap,
    sync::{Mutex, OnceLock, PoisonError},
};

/// A digest of all that a page is made from.
pub type From = u128;

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// The digest of the file.
    pub digest: u128,
    /// Whether minifying would have changed what the page says, so that it was left as it is.
    pub kept_unminified: bool,
}

/// The pages of the last build, and those of this one.
#[derive(Debug, Default)]
pub struct MadePages {
    before: OnceLock<BTreeMap<From, Made>>,
    now: Mutex<BTreeMap<From, Made>>,
}

/// How many bytes a page takes.
const ENTRY: usize = 33;

impl MadePages {
    /// Begins with the pages of an earlier build of this very program, as [`Self::gained`] gave
    /// them.
    pub fn recall(&self, bytes: &[u8]) {
        if let Some(before) = read(bytes) {
            // Only what is recalled first counts.
            let _ = self.before.set(before);
        }
    }

    /// What the last build made from this.
    #[must_use]
    pub fn find(&self, from: From) -> Option<Made> {
        self.before.get()?.get(&from).copied()
    }

    /// Remembers what was made or found to be there.
    pub fn keep(&self, from: From, made: Made) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.insert(from, made);
    }

    /// The pages of this build, for the next one to begin with; none if it knows them already.
    #[must_use]
    pub fn gained(&self) -> Option<Vec<u8>> {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = self.before.get().is_none_or(|it| *it != *now);
        let mut bytes = Vec::with_capacity(now.len() * ENTRY);
        for (from, made) in now.iter() {
            bytes.extend(from.to_le_bytes());
            bytes.extend(made.digest.to_le_bytes());
            bytes.push(u8::from(made.kept_unminified));
        }
        is_new.then_some(bytes)
    }
}

fn read(mut bytes: &[u8]) -> Option<BTreeMap<From, Made>> {
    let mut pages = BTreeMap::new();
    while !bytes.is_empty() {
        let (from, rest) = bytes.split_first_chunk()?;
        let (digest, rest) = rest.split_first_chunk()?;
        let ([flag], rest) = rest.split_first_chunk()?;
        let digest = u128::from_le_bytes(*digest);
        let made = Made { digest, kept_unminified: *flag == 1 };
        pages.insert(u128::from_le_bytes(*from), made);
        bytes = rest;
    }
    Some(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_build_begins_with_the_pages_of_the_last_one() {
        let made = |digest| Made { digest, kept_unminified: digest == 5 };
        let first = MadePages::default();
        first.keep(7, made(4));
        first.keep(1, made(5));
        assert_eq!(first.find(7), None, "nobody has written it yet");
        let bytes = first.gained().unwrap();
        let second = MadePages::default();
        second.recall(&bytes);
        assert_eq!(
            [1, 7, 2].map(|it| second.find(it)),
            [Some(made(5)), Some(made(4)), None]
        );
        second.keep(7, made(4));
        assert_ne!(second.gained(), None, "a page is gone");
        second.keep(1, made(5));
        assert_eq!(second.gained(), None);
        for end in (0..bytes.len()).filter(|it| it % ENTRY != 0) {
            assert_eq!(read(&bytes[..end]), None);
        }
    }
}
