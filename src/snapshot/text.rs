//! Text columns: one arena of bytes and where each text ends in it.

use std::cmp::Ordering;
use std::ops::Range;

use super::column_bytes;
use super::index::WordIdx;

/// Texts one after another.
#[derive(Clone, Debug, Default)]
pub struct TextTable {
    bytes: String,
    ends: Vec<u32>,
}

impl TextTable {
    /// The texts of `texts`, which together are shorter than 4 GiB (the builder checks this first).
    pub(super) fn new<'t>(texts: impl ExactSizeIterator<Item = &'t str> + Clone) -> Self {
        let mut bytes = String::with_capacity(texts.clone().map(str::len).sum());
        let mut ends = Vec::with_capacity(texts.len());
        for text in texts {
            bytes.push_str(text);
            ends.push(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        }
        Self { bytes, ends }
    }

    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Text number `position`.
    #[must_use]
    pub fn get(&self, position: usize) -> &str {
        let start = position.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.bytes[start..self.ends[position] as usize]
    }

    /// The texts of these ranges of positions, one after another.
    pub(super) fn of_ranges(&self, ranges: impl Iterator<Item = Range<usize>> + Clone) -> Self {
        let start = |at: usize| at.checked_sub(1).map_or(0, |before| self.ends[before]);
        let spans = ranges.clone().map(|range| start(range.start) as usize..start(range.end) as usize);
        let mut bytes = String::with_capacity(spans.clone().map(|span| span.len()).sum());
        let mut ends = Vec::with_capacity(ranges.clone().map(|range| range.len()).sum());
        for (range, span) in ranges.zip(spans) {
            let left_out = start(range.start) - u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            ends.extend(self.ends[range].iter().map(|end| end - left_out));
            bytes.push_str(&self.bytes[span]);
        }
        Self { bytes, ends }
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        self.bytes.capacity() + column_bytes(&self.ends)
    }
}

/// The position in `0..len` at which `compare` answers equal, where it answers less before and greater after.
pub(super) fn search(len: usize, compare: impl Fn(usize) -> Ordering) -> Option<u32> {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        match compare(middle) {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
            Ordering::Equal => return u32::try_from(middle).ok(),
        }
    }
    None
}

/// Words, each once, in bytewise order.
#[derive(Clone, Debug, Default)]
pub struct Words(TextTable);

impl Words {
    /// The words of `sorted`, which is ascending and without repetition.
    pub(super) fn new(sorted: TextTable) -> Self {
        Self(sorted)
    }

    /// Those words of which `is_kept` says so, by position.
    pub(super) fn kept(&self, is_kept: &[bool]) -> Self {
        let kept = is_kept.iter().enumerate().filter(|&(_, &kept)| kept);
        Self(self.0.of_ranges(kept.map(|(at, _)| at..at + 1)))
    }

    /// The word at `word`.
    #[must_use]
    pub fn get(&self, word: WordIdx) -> &str {
        self.0.get(word.index())
    }

    /// Where `word` stands, if any row has it.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<WordIdx> {
        search(self.0.len(), |at| self.0.get(at).cmp(word)).map(WordIdx::new)
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        self.0.memory_bytes()
    }
}

/// Words of which one is asked for.
#[derive(Clone, Debug)]
pub struct WordSet {
    /// Whether every word will do, and none.
    is_all: bool,
    words: Vec<WordIdx>,
}

impl WordSet {
    /// The words of `list` that `words` knows: the others fit no row. All words when the list is empty.
    #[must_use]
    pub fn all_if_empty<T: AsRef<str>>(list: &[T], words: &Words) -> Self {
        Self { is_all: list.is_empty(), ..Self::exactly(list, words) }
    }

    /// The words of `list` that `words` knows.
    #[must_use]
    pub fn exactly<T: AsRef<str>>(list: &[T], words: &Words) -> Self {
        Self { is_all: false, words: list.iter().filter_map(|word| words.find(word.as_ref())).collect() }
    }

    /// Whether `word` is one of them; what has no word is one only of all.
    #[inline]
    #[must_use]
    pub fn has(&self, word: Option<WordIdx>) -> bool {
        self.is_all || word.is_some_and(|word| self.words.contains(&word))
    }

    /// Whether every word will do, and none.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.is_all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_and_words_are_found() {
        let words = Words::new(TextTable::new(["centre", "court", "镇街"].into_iter()));
        for (position, word) in ["centre", "court", "镇街"].into_iter().enumerate() {
            assert_eq!(words.0.get(position), word);
            assert_eq!(words.find(word).map(|w| words.get(w)), Some(word));
        }
        assert_eq!(words.find("cour"), None);
        assert_eq!(Words::default().find(""), None);
    }
}
