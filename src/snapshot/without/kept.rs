//! Which positions stay when some are left out, in stretches that are copied whole.

use std::ops::Range;

use super::super::index::CaseIdx;

/// Positions that stay, in ascending stretches, each with where it comes to lie.
#[derive(Debug)]
pub(super) struct Kept {
    stretches: Vec<Stretch>,
    len: usize,
}

#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: usize,
    to: usize,
    place: usize,
}

impl Kept {
    /// All of `count` positions but `left_out`, which are ascending.
    pub(super) fn but(left_out: impl Iterator<Item = usize>, count: usize) -> Self {
        let mut next = 0;
        let stretches = left_out.chain([count]).map(|to| {
            let from = std::mem::replace(&mut next, to + 1);
            from..to.min(count)
        });
        Self::of(stretches)
    }

    fn of(ranges: impl Iterator<Item = Range<usize>>) -> Self {
        let mut len = 0;
        let mut stretches = Vec::new();
        for Range { start, end } in ranges.filter(|range| !range.is_empty()) {
            stretches.push(Stretch { from: start, to: end, place: len });
            len += end - start;
        }
        Self { stretches, len }
    }

    /// How many positions stay.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The stretches.
    pub(super) fn ranges(&self) -> impl Iterator<Item = Range<usize>> + Clone + '_ {
        self.stretches.iter().map(|stretch| stretch.from..stretch.to)
    }

    /// Where `position` comes to lie; none when it is left out.
    pub(super) fn place(&self, position: u32) -> Option<u32> {
        let position = position as usize;
        let after = self.stretches.partition_point(|stretch| stretch.from <= position);
        let stretch = self.stretches.get(after.checked_sub(1)?)?;
        let place = stretch.place + (position - stretch.from);
        if position < stretch.to { u32::try_from(place).ok() } else { None }
    }

    /// Where `case` comes to lie; none when it is left out.
    pub(super) fn case(&self, case: CaseIdx) -> Option<CaseIdx> {
        self.place(case.get()).map(CaseIdx::new)
    }

    /// Whether `case` stays.
    pub(super) fn has(&self, case: CaseIdx) -> bool {
        self.place(case.get()).is_some()
    }

    /// What stays of `column`; nothing of an empty one, which stands for a column that says nothing.
    pub(super) fn column<T: Copy>(&self, column: &[T]) -> Vec<T> {
        if column.is_empty() {
            return Vec::new();
        }
        let mut kept = Vec::with_capacity(self.len);
        self.ranges().for_each(|range| kept.extend_from_slice(&column[range]));
        kept
    }

    /// The rows that belong to the positions that stay, those of each starting at `first`; none when `first` is empty.
    pub(super) fn rows(&self, first: &[u32]) -> Self {
        if first.is_empty() {
            return Self::of(std::iter::empty());
        }
        Self::of(self.ranges().map(|range| first[range.start] as usize..first[range.end] as usize))
    }

    /// Where the rows of each position that stays start, and one past the last.
    pub(super) fn first(&self, first: &[u32]) -> Vec<u32> {
        let mut starts = Vec::with_capacity(self.len + 1);
        let mut end = 0;
        for range in self.ranges() {
            let left_out = first[range.start] - end;
            end = first[range.end] - left_out;
            starts.extend(first[range].iter().map(|start| start - left_out));
        }
        starts.push(end);
        starts
    }

    /// [`Self::first`], empty when no row stays.
    pub(super) fn first_of_some(&self, first: &[u32]) -> Vec<u32> {
        if self.rows(first).len == 0 { Vec::new() } else { self.first(first) }
    }
}
