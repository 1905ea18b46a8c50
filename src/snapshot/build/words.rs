//! Kinds, roles, titles and teams, each text once.

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use super::super::error::SnapshotError;
use super::super::index::{NONE, WordIdx};
use super::super::text::Words;
use super::texts;
use crate::model::table::Table;

/// Rows whose words one task gathers.
const ROWS_PER_TASK: usize = 1 << 16;

/// Words being gathered, and their positions once they are all known.
#[derive(Debug, Default)]
pub(super) struct WordIndex<'a> {
    gathered: HashSet<&'a str>,
    sorted: Vec<&'a str>,
    positions: HashMap<&'a str, WordIdx>,
}

impl<'a> WordIndex<'a> {
    /// Adds the words of `rows`.
    pub(super) fn gather<T: Sync, const N: usize>(
        &mut self,
        rows: &[T],
        words_of: impl Fn(&T) -> [&'a str; N] + Sync,
    ) {
        let of_task = |rows: &[T]| rows.iter().flat_map(&words_of).collect::<HashSet<&str>>();
        let tasks: Vec<HashSet<&str>> = rows.par_chunks(ROWS_PER_TASK).map(of_task).collect();
        for words in tasks {
            self.gathered.extend(words);
        }
    }

    /// Gives every gathered word its position; the empty text is no word.
    pub(super) fn number(&mut self) {
        self.gathered.remove("");
        self.sorted = self.gathered.drain().collect();
        self.sorted.sort_unstable();
        self.positions = self.sorted.iter().zip(0u32..).map(|(&word, at)| (word, WordIdx::new(at))).collect();
    }

    /// The position of `word`; nothing for the empty text.
    #[inline]
    pub(super) fn get(&self, word: &str) -> WordIdx {
        self.positions.get(word).copied().unwrap_or(WordIdx::new(NONE))
    }

    /// The words as a column.
    pub(super) fn table(&self) -> Result<Words, SnapshotError> {
        texts(Table::People, self.sorted.iter().copied()).map(Words::new)
    }
}
