//! The cases of a world cut into parts for threads, the same whatever their number.

use std::ops::Range;

use super::world::World;
use crate::snapshot::index::CaseIdx;

/// The fewest hops and cases of a part.
const PART_MIN: usize = 1 << 16;

/// The most parts.
const PARTS_MAX: usize = 64;

/// The cases in parts that do not depend on the number of threads.
pub(super) fn parts(world: &World<'_>) -> Vec<Range<u32>> {
    let (cases, hops) = (world.snapshot.cases(), world.snapshot.hops());
    let weight = cases.len() + hops.len();
    let part = PART_MIN.max(weight.div_ceil(PARTS_MAX));
    let mut parts = Vec::new();
    let (mut start, mut weighed) = (0u32, 0usize);
    for case in cases.iter() {
        weighed += 1 + cases.hops(case).len();
        if part <= weighed {
            parts.push(start..case.get() + 1);
            (start, weighed) = (case.get() + 1, 0);
        }
    }
    let end = u32::try_from(cases.len()).unwrap_or(u32::MAX);
    if start < end {
        parts.push(start..end);
    }
    parts
}

/// The hops of `cases`.
pub(super) fn hops_of(world: &World<'_>, cases: &Range<u32>) -> Range<usize> {
    let of = |case: u32| world.snapshot.cases().hops(CaseIdx::new(case));
    if cases.is_empty() { 0..0 } else { of(cases.start).start..of(cases.end - 1).end }
}
