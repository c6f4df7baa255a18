//! The words of many files, each kept once.

use std::hash::BuildHasher as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hashbrown::{DefaultHashBuilder, HashTable};

/// A word, as a number: equal where the word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(u32);

/// Words that several threads may add to at the same time.
#[derive(Debug, Default)]
pub struct Words {
    hasher: DefaultHashBuilder,
    /// Parted by hash, so that threads seldom wait for one another.
    shelves: [Mutex<Shelf>; SHELVES],
}

#[derive(Debug, Default)]
struct Shelf {
    words: Vec<Box<str>>,
    places: HashTable<u32>,
}

const SHELVES: usize = 32;

impl Words {
    /// The number of a word.
    pub fn add(&self, word: &str) -> Word {
        let hash = self.hasher.hash_one(word);
        let number = (hash >> 32) as usize % SHELVES;
        let mut shelf = self.shelf(number);
        let Shelf { words, places } = &mut *shelf;
        let at = |index: &u32| words[*index as usize].as_ref();
        if let Some(index) = places.find(hash, |index| at(index) == word) {
            return Word(*index * SHELVES as u32 + number as u32);
        }
        let index = words.len() as u32;
        places.insert_unique(hash, index, |index| self.hasher.hash_one(at(index)));
        words.push(word.into());
        Word(index * SHELVES as u32 + number as u32)
    }

    /// The word of a number.
    pub fn get(&self, Word(number): Word) -> String {
        let shelf = self.shelf(number as usize % SHELVES);
        shelf.words.get(number as usize / SHELVES).map(|word| word.to_string()).unwrap_or_default()
    }

    fn shelf(&self, number: usize) -> MutexGuard<'_, Shelf> {
        self.shelves[number].lock().unwrap_or_else(PoisonError::into_inner)
    }
}
