//! A part of the positions of a column, one bit for each, or all of them without any.

use rayon::prelude::*;

/// Which positions belong.
#[derive(Debug)]
pub(super) enum Part {
    /// Every position.
    All,
    /// Those whose bit is set, the lowest bit first; none beyond the last word.
    Of(Vec<u64>),
}

/// Words of 64 bits that one task fills at least.
const WORDS_PER_TASK: usize = 64;

impl Part {
    /// No position.
    pub(super) fn nothing() -> Self {
        Self::Of(Vec::new())
    }

    /// Those of `count` positions of which `is_in` says so.
    pub(super) fn of(count: usize, is_in: impl Fn(u32) -> bool + Sync) -> Self {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let word = |nth: u32| {
            let from = nth * 64;
            let bits = (from..count.min(from.saturating_add(64))).zip(0..64);
            bits.fold(0u64, |word, (at, bit)| word | u64::from(is_in(at)) << bit)
        };
        Self::Of((0..count.div_ceil(64)).into_par_iter().with_min_len(WORDS_PER_TASK).map(word).collect())
    }

    /// `head` and all of `count` positions that lead up to it by `parent`; whoever leads round in a circle does not.
    pub(super) fn below(count: usize, head: u32, parent: impl Fn(u32) -> Option<u32>) -> Self {
        // What is on the way up counts as outside until the way has ended, so that a circle ends too.
        let mut is_below: Vec<Option<bool>> = vec![None; count];
        if let Some(known) = is_below.get_mut(head as usize) {
            *known = Some(true);
        }
        let mut way = Vec::new();
        for start in 0..u32::try_from(count).unwrap_or(u32::MAX) {
            let mut at = Some(start);
            let verdict = loop {
                match at.and_then(|here| Some((here, is_below.get_mut(here as usize)?))) {
                    None => break false,
                    Some((_, Some(known))) => break *known,
                    Some((here, unknown)) => {
                        *unknown = Some(false);
                        way.push(here);
                        at = parent(here);
                    }
                }
            };
            for here in way.drain(..) {
                is_below[here as usize] = Some(verdict);
            }
        }
        Self::of(count, |at| is_below[at as usize] == Some(true))
    }

    /// These positions and `position`.
    pub(super) fn and(mut self, position: u32) -> Self {
        if let Self::Of(words) = &mut self {
            let word = position as usize / 64;
            words.resize(words.len().max(word + 1), 0);
            words[word] |= 1 << (position % 64);
        }
        self
    }

    /// Whether `position` belongs.
    #[inline]
    pub(super) fn has(&self, position: u32) -> bool {
        match self {
            Self::All => true,
            Self::Of(words) => {
                words.get(position as usize / 64).is_some_and(|word| word >> (position % 64) & 1 == 1)
            }
        }
    }

    /// Whether it is every position, whatever their number.
    #[inline]
    pub(super) fn is_all(&self) -> bool {
        matches!(self, Self::All)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_part_has_what_it_was_made_of(is_in in prop::collection::vec(any::<bool>(), 0..300), more in 0..400u32) {
            let part = Part::of(is_in.len(), |at| is_in[at as usize]);
            for at in 0..400u32 {
                prop_assert_eq!(part.has(at), is_in.get(at as usize) == Some(&true));
            }
            let part = part.and(more);
            for at in 0..400u32 {
                prop_assert_eq!(part.has(at), at == more || is_in.get(at as usize) == Some(&true));
            }
        }

        #[test]
        fn below_is_what_leads_up(parents in prop::collection::vec(prop::option::of(0..40u32), 1..40), head in 0..40u32) {
            let parent = |at: u32| parents.get(at as usize).copied().flatten();
            let part = Part::below(parents.len(), head, parent);
            for start in 0..u32::try_from(parents.len()).unwrap() {
                let way = std::iter::successors(Some(start), |&at| parent(at)).take(50);
                let leads = (head as usize) < parents.len() && { way }.any(|at| at == head);
                prop_assert_eq!(part.has(start), leads, "{}", start);
            }
        }
    }

    #[test]
    fn all_is_all_and_nothing_is_nothing() {
        assert!(Part::All.has(0) && Part::All.has(u32::MAX) && Part::All.and(3).is_all());
        assert!(!Part::nothing().has(0) && !Part::nothing().is_all());
    }
}
