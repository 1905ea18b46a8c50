//! From identifiers to positions, fast enough for millions of look-ups.

use hashbrown::HashMap;

/// Finds positions by identifier.
///
/// Identifiers that are plain numbers are found by value: in an array when the numbers lie close together (one read
/// instead of hashing and comparing text), else in a map of numbers; all others in a map of text.
#[derive(Debug, Default)]
pub struct IdIndex<'a> {
    near: Vec<u32>,
    numbers: HashMap<u64, u32>,
    texts: HashMap<&'a [u8], u32>,
}

/// An array may have this many slots a number before a map is used instead.
const SLOTS_PER_NUMBER: usize = 4;

impl<'a> IdIndex<'a> {
    /// The index of `ids`, whose positions count from 0. Of several that are equal the first is found; the others are
    /// given back, each behind the first it repeats.
    #[must_use]
    pub fn new(ids: impl ExactSizeIterator<Item = &'a [u8]> + Clone) -> (Self, Vec<[u32; 2]>) {
        let values = ids.clone().filter_map(plain_number);
        let (count, value_max) = values.fold((0, 0), |(n, max), value| (n + 1, value.max(max)));
        let near_len = usize::try_from(value_max).ok().and_then(|max| max.checked_add(1));
        let near_len = near_len.filter(|&len| 0 < count && len <= SLOTS_PER_NUMBER * count + 1024);
        let numbers = if near_len.is_none() { count } else { 0 };
        let mut index = Self {
            near: vec![u32::MAX; near_len.unwrap_or(0)],
            numbers: HashMap::with_capacity(numbers),
            texts: HashMap::with_capacity(ids.len() - count),
        };
        let mut repeats = Vec::new();
        for (id, position) in ids.zip(0u32..) {
            repeats.extend(index.insert(id, position).map(|first| [first, position]));
        }
        (index, repeats)
    }

    /// Puts `position` in; when the id has one already, that one stays and is given back.
    fn insert(&mut self, id: &'a [u8], position: u32) -> Option<u32> {
        let slot = match plain_number(id) {
            Some(value) => match usize::try_from(value).ok().and_then(|at| self.near.get_mut(at)) {
                Some(slot) => slot,
                None => self.numbers.entry(value).or_insert(u32::MAX),
            },
            None => self.texts.entry(id).or_insert(u32::MAX),
        };
        if *slot == u32::MAX {
            *slot = position;
            return None;
        }
        Some(*slot)
    }

    /// The position of `id`.
    #[must_use]
    #[inline]
    pub fn get(&self, id: &[u8]) -> Option<u32> {
        match plain_number(id) {
            Some(value) if self.numbers.is_empty() => {
                let at = usize::try_from(value).ok()?;
                self.near.get(at).copied().filter(|&position| position != u32::MAX)
            }
            Some(value) => self.numbers.get(&value).copied(),
            None => self.texts.get(id).copied(),
        }
    }
}

/// The value of an identifier of at most 19 digits without leading zeros, so that equal values are equal texts.
#[inline]
fn plain_number(id: &[u8]) -> Option<u64> {
    let plain = match id {
        [] => false,
        [b'0', rest @ ..] => rest.is_empty(),
        _ => id.len() <= 19,
    };
    if !plain {
        return None;
    }
    id.iter().try_fold(0u64, |n, &b| b.is_ascii_digit().then(|| n * 10 + u64::from(b - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn near_far_and_textual_identifiers_are_found() {
        for ids in [
            vec!["1", "2", "3"],
            vec!["220102001001", "7", "18446744073709551616"],
            vec!["a", "007", "7", "0"],
        ] {
            let (index, repeats) = IdIndex::new(ids.iter().map(|id| id.as_bytes()));
            assert!(repeats.is_empty());
            for (id, position) in ids.iter().zip(0u32..) {
                assert_eq!(index.get(id.as_bytes()), Some(position), "{id}");
            }
            for absent in ["", "4", "00", "b", "220102001002"] {
                assert_eq!(index.get(absent.as_bytes()), None, "{absent}");
            }
        }
    }

    proptest! {
        #[test]
        fn every_id_is_found_at_its_first_position(ids in prop::collection::vec("[0-9]{0,3}|[a-c0-9]{1,2}|[0-9]{18,21}", 0..60), absent in "[0-9d]{1,4}") {
            let (index, repeats) = IdIndex::new(ids.iter().map(String::as_bytes));
            for (position, id) in ids.iter().enumerate() {
                let first = ids.iter().position(|other| other == id).unwrap();
                prop_assert_eq!(index.get(id.as_bytes()), u32::try_from(first).ok());
                let repeated = repeats.iter().any(|[_, second]| *second as usize == position);
                prop_assert_eq!(repeated, first != position);
            }
            prop_assert_eq!(index.get(absent.as_bytes()).is_some(), ids.contains(&absent));
        }
    }
}
