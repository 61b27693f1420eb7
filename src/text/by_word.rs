//! Values by words, for lists that come with the program.
//! Gives the value of a word, found by its hash, and no order: none can get into a site.
//! Must not hold words of notes, because an author could choose some with equal hashes.

#![expect(clippy::disallowed_types, reason = "nothing goes through the map")]

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use xxhash_rust::xxh3::xxh3_64;

/// A value for each word of a list.
#[derive(Debug)]
pub struct ByWord<V>(HashMap<Box<str>, V, BuildHasherDefault<Digest>>);

impl<V> Default for ByWord<V> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl<V> ByWord<V> {
    /// The value of a word.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<&V> {
        self.0.get(word)
    }

    /// The value of a word; it is made when it is first asked for.
    pub fn or_default(&mut self, word: &str) -> &mut V
    where
        V: Default,
    {
        self.0.entry(word.into()).or_default()
    }
}

/// The digest of one string.
#[derive(Debug, Default)]
struct Digest(u64);

impl Hasher for Digest {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    /// Leaves out what ends a string: no other value follows.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}
