//! Quantiles of whole seconds, exactly: linear interpolation between order statistics, computed in integers.

use std::fmt;

/// A number of seconds with at most one digit after the point, held in tenths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tenths(i64);

impl Tenths {
    /// That many tenths.
    #[must_use]
    pub fn new(tenths: i64) -> Self {
        Self(tenths)
    }

    /// The number of tenths.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Tenths {
    /// Writes `12` when whole, else `12.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, tenth) = (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10);
        if tenth == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{tenth}") }
    }
}

/// The quantile `tenths / 10` of `sorted` (5 for the median, 9 for the ninth decile; at most 10); none of nothing.
///
/// It lies at position `(n - 1) * q`, counted from 0, between the values beside that position.
///
/// # Example
/// ```
/// use duban::detect::quantile::{Tenths, quantile};
/// assert_eq!(quantile(&[1, 2, 4, 8], 5), Some(Tenths::new(30)), "between 2 and 4");
/// assert_eq!(quantile(&[1, 2, 4, 8], 9), Some(Tenths::new(68)), "0.7 of the way from 4 to 8");
/// assert_eq!(quantile(&[], 5), None);
/// ```
#[must_use]
pub fn quantile(sorted: &[u32], tenths: u32) -> Option<Tenths> {
    let (low, part) = position(sorted.len(), tenths)?;
    let (below, above) = (sorted[low], sorted[low + usize::from(part != 0)]);
    Some(between(below, above, part))
}

/// Where the quantile `tenths / 10` of `count` values lies: how many order statistics are before it, and how many
/// tenths of the way to the next one.
pub(super) fn position(count: usize, tenths: u32) -> Option<(usize, u32)> {
    let scaled = count.checked_sub(1)? as u64 * u64::from(tenths.min(10));
    Some((usize::try_from(scaled / 10).ok()?, u32::try_from(scaled % 10).ok()?))
}

/// The value `part` tenths of the way from `below` to `above`.
pub(super) fn between(below: u32, above: u32, part: u32) -> Tenths {
    let (low, high) = (i64::from(below), i64::from(above));
    Tenths(low * 10 + (high - low) * i64::from(part))
}

/// How many values fall into each of a fixed set of intervals, fine enough that few values share one.
///
/// Values below 256 have an interval each; above, each doubling is cut into 128 of equal width. Coarse enough that
/// the counts stay in the processor's nearest cache while millions of values are added.
#[derive(Clone, Debug)]
pub(super) struct Histogram(Vec<u32>);

/// Intervals a doubling is cut into, as a power of two.
const FINENESS: u32 = 7;

/// One more than the interval of the greatest value.
const INTERVALS: usize = (32 - FINENESS as usize + 1) << FINENESS;

impl Histogram {
    /// No value.
    pub(super) fn new() -> Self {
        Self(vec![0; INTERVALS])
    }

    /// Counts `value`.
    #[inline]
    pub(super) fn add(&mut self, value: u32) {
        self.0[interval(value)] += 1;
    }

    /// Counts what `other` has counted.
    pub(super) fn merge(&mut self, other: &Self) {
        for (sum, count) in self.0.iter_mut().zip(&other.0) {
            *sum += count;
        }
    }

    /// The interval that holds order statistic `rank` (from 0): how many values lie before it, its first value and
    /// its last.
    pub(super) fn find(&self, rank: usize) -> Option<(usize, u32, u32)> {
        let mut before = 0usize;
        for (at, &count) in self.0.iter().enumerate() {
            let through = before + count as usize;
            if rank < through {
                let last = if at + 1 < INTERVALS { start(at + 1) - 1 } else { u32::MAX };
                return Some((before, start(at), last));
            }
            before = through;
        }
        None
    }
}

#[inline]
fn interval(value: u32) -> usize {
    let shift = (31 - FINENESS).saturating_sub((value | 1).leading_zeros());
    ((shift << FINENESS) + (value >> shift)) as usize
}

/// The first value of interval `at`.
fn start(at: usize) -> u32 {
    let shift = (at >> FINENESS).saturating_sub(1);
    let mantissa = at - (shift << FINENESS);
    u32::try_from(mantissa << shift).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_median_of_an_even_count_has_a_half_at_most_and_the_decile_one_digit() {
        assert_eq!(quantile(&[7], 9).unwrap().to_string(), "7");
        assert_eq!(quantile(&[7, 8], 5).unwrap().to_string(), "7.5");
        assert_eq!(quantile(&[0, 10, 20, 31], 9).unwrap().to_string(), "27.7");
        assert_eq!(Tenths::new(-15).to_string(), "-1.5");
    }

    #[test]
    fn intervals_follow_one_another_to_the_end() {
        assert_eq!(interval(0), 0);
        assert_eq!(interval(255), 255);
        assert_eq!(interval(256), 256);
        assert_eq!(interval(257), 256);
        assert_eq!(interval(u32::MAX), INTERVALS - 1);
        for at in 1..INTERVALS {
            assert_eq!(interval(start(at)), at);
            assert_eq!(interval(start(at) - 1), at - 1);
        }
    }

    proptest! {
        #[test]
        fn a_histogram_finds_every_order_statistic(mut values in prop::collection::vec(prop_oneof![0u32..5000, any::<u32>()], 1..200)) {
            let mut histogram = Histogram::new();
            values.iter().for_each(|&v| histogram.add(v));
            values.sort_unstable();
            for (rank, value) in values.iter().enumerate() {
                let (before, first, last) = histogram.find(rank).unwrap();
                prop_assert!(first <= *value && *value <= last);
                prop_assert_eq!(before, values.partition_point(|v| *v < first));
            }
            prop_assert_eq!(histogram.find(values.len()), None);
        }

        #[test]
        fn a_quantile_lies_between_its_neighbours(mut values in prop::collection::vec(any::<u32>(), 1..50), tenths in 0u32..=10) {
            values.sort_unstable();
            let found = quantile(&values, tenths).unwrap().get();
            let below = values.iter().filter(|&&v| i64::from(v) * 10 <= found).count();
            let above = values.iter().filter(|&&v| found <= i64::from(v) * 10).count();
            let (n, q) = (values.len() as u64, u64::from(tenths));
            prop_assert!((n - 1) * q / 10 < below as u64);
            prop_assert!((n - 1) * (10 - q) / 10 < above as u64);
        }
    }
}
