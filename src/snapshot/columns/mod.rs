//! Columns of divisions, agencies, people, cases and hops.

pub mod agencies;
pub mod cases;
pub mod divisions;
pub mod people;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::time::Day;

/// Stands in a column of seconds where nothing is stated; later than every instant.
pub(crate) const NEVER: u32 = u32::MAX;

/// The days on which something holds: `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Validity {
    /// The first day.
    pub from: Day,
    /// The first day after; [`Day::MAX`] when it is open.
    pub to: Day,
}

impl Validity {
    /// Whether it holds on `day`.
    #[inline]
    #[must_use]
    pub fn holds(self, day: Day) -> bool {
        self.from <= day && day < self.to
    }
}

/// `first` and what `next` leads to from there, each once: a circle ends where it closes.
pub(crate) fn chain<T: Copy + Ord>(first: T, next: impl Fn(T) -> Option<T>) -> impl Iterator<Item = T> {
    let mut seen = BTreeSet::new();
    std::iter::successors(Some(first), move |&at| next(at)).take_while(move |&at| seen.insert(at))
}

/// The positions `0..len`; the builder has checked that they fit into 32 bits.
fn positions(len: usize) -> Range<u32> {
    0..u32::try_from(len).unwrap_or(u32::MAX)
}
