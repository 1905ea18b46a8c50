//! How long the addressees of handoffs take to sign for them.
//!
//! A wait is dealt, not drawn. Each ordered pair of agencies has a deck of ten strata, one card each, in which a card
//! from the lower half always lies beside one from the upper half. So however many handoffs a pair has, those of
//! the lower half and of the upper half differ by one at most, and its median lies in a middle stratum:
//! - ordinary pairs: 15 to 19 hours, times the pair's own pace of 0.8 to 1.2, thus 12 to 22.8 hours;
//! - pairs that lead to a slow unit: 70 hours or more.
//!
//! The median of all handoffs lies between 12 and 22.8 hours too, for slow units get only few of them. Twice that is
//! between 24 and 45.6 hours: no ordinary pair can reach it and every slow one exceeds it.
//!
//! Ordinary units are late (over 72 hours) at a common small rate with the noise of chance, up to two standard
//! deviations above it; beyond that a unit of this world would look as if it lagged.

use std::collections::BTreeMap;

use super::draw::Draw;
use super::rows::HOUR_S;

/// Strata of an ordinary pair's waits, in hours `[from, to)`. The last is replaced by [`LATE_H`] now and then.
const ORDINARY_H: [(i64, i64); 10] =
    [(1, 4), (4, 8), (8, 12), (12, 15), (15, 17), (17, 19), (19, 22), (22, 30), (30, 44), (44, 58)];
/// Strata of the waits for a slow unit, in hours `[from, to)`.
const SLOW_H: [(i64, i64); 10] = [
    (12, 30),
    (30, 50),
    (50, 60),
    (60, 70),
    (74, 90),
    (90, 110),
    (110, 150),
    (150, 200),
    (200, 280),
    (280, 400),
];
/// Hours that an ordinary unit takes when it is late.
const LATE_H: (i64, i64) = (76, 288);
/// How often, of 1,000 cards of the highest stratum, an ordinary unit is late.
const LATE_PERMILLE: u64 = 350;
/// The share of an ordinary unit's handoffs that are late, per mille: a tenth of the above.
const RATE_PERMILLE: i64 = 35;
/// A pair's own pace, in per cent.
const PACE_PERCENT: (i64, i64) = (80, 120);

/// Hours after which a handoff is late; no wait is near it, so that a detector cannot be right by a second only.
pub const OVERDUE_H: i64 = 72;

const _: () = assert!(ORDINARY_H[9].1 * PACE_PERCENT.1 / 100 < OVERDUE_H);
const _: () = assert!(OVERDUE_H < LATE_H.0);
const _: () = assert!(SLOW_H[3].1 < OVERDUE_H && OVERDUE_H < SLOW_H[4].0);
// An ordinary median stays under twice the least overall median; a slow one is over twice the greatest.
const _: () = assert!(ORDINARY_H[5].1 * PACE_PERCENT.1 < 2 * ORDINARY_H[4].0 * PACE_PERCENT.0);
const _: () = assert!(2 * ORDINARY_H[5].1 * PACE_PERCENT.1 < SLOW_H[3].0 * 100);

/// Deals waits for every pair of agencies.
#[derive(Clone, Debug)]
pub struct Waits {
    draw: Draw,
    pairs: BTreeMap<(usize, usize), Pair>,
    units: BTreeMap<usize, Lateness>,
    slow: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Pair {
    pace_percent: i64,
    strata_left: Vec<usize>,
}

/// How often a unit was late so far.
#[derive(Clone, Copy, Debug, Default)]
struct Lateness {
    handoffs: i64,
    late: i64,
}

impl Waits {
    /// Waits of the world of `seed`, where the agencies at the positions `slow` sign late.
    #[must_use]
    pub fn new(seed: u64, slow: &[usize]) -> Self {
        let draw = Draw::stream(seed, "waits");
        Self { draw, pairs: BTreeMap::new(), units: BTreeMap::new(), slow: slow.to_vec() }
    }

    /// Seconds until `to` signs for the next handoff from `from`.
    pub fn deal(&mut self, from: usize, to: usize) -> i64 {
        let slow = self.slow.contains(&to);
        let draw = &mut self.draw;
        let pair = self.pairs.entry((from, to)).or_insert_with(|| Pair {
            pace_percent: draw.between(PACE_PERCENT.0, PACE_PERCENT.1),
            strata_left: Vec::new(),
        });
        if pair.strata_left.is_empty() {
            pair.strata_left = balanced_strata(draw);
        }
        let stratum = pair.strata_left.pop().unwrap_or(0);
        if slow {
            return within(draw, SLOW_H[stratum]);
        }
        let unit = self.units.entry(to).or_default();
        unit.handoffs += 1;
        if stratum == 9 && draw.chance(LATE_PERMILLE) && unit.may_be_late() {
            unit.late += 1;
            // The lesser of two: most late ones are a little late.
            return within(draw, LATE_H).min(within(draw, LATE_H));
        }
        within(draw, ORDINARY_H[stratum]) * pair.pace_percent / 100
    }
}

impl Lateness {
    /// Whether one more late handoff stays within one and two standard deviations of the common rate.
    fn may_be_late(self) -> bool {
        let excess = 1_000 * self.late - RATE_PERMILLE * self.handoffs;
        let variance = RATE_PERMILLE * self.handoffs * 1_000;
        excess <= 0 || excess * excess <= 4 * variance
    }
}

/// The ten strata in an order in which the 1st and 2nd, the 3rd and 4th, ... are of opposite halves.
fn balanced_strata(draw: &mut Draw) -> Vec<usize> {
    let (mut low, mut high) = ([0, 1, 2, 3, 4], [5, 6, 7, 8, 9]);
    draw.shuffle(&mut low);
    draw.shuffle(&mut high);
    let mut strata = Vec::with_capacity(10);
    for (low, high) in low.into_iter().zip(high) {
        strata.extend(if draw.chance(500) { [low, high] } else { [high, low] });
    }
    strata
}

fn within(draw: &mut Draw, (from_h, to_h): (i64, i64)) -> i64 {
    draw.between(from_h * HOUR_S, to_h * HOUR_S - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Twice the median, so that it stays a whole number.
    fn median_x2(waits: &[i64]) -> i64 {
        let mut sorted = waits.to_vec();
        sorted.sort_unstable();
        sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]
    }

    proptest! {
        #[test]
        fn medians_stay_in_the_middle_strata(seed: u64, count in 30usize..90) {
            let mut waits = Waits::new(seed, &[2]);
            let ordinary: Vec<i64> = (0..count).map(|_| waits.deal(0, 1)).collect();
            let slow: Vec<i64> = (0..count).map(|_| waits.deal(0, 2)).collect();
            let median = median_x2(&ordinary);
            prop_assert!(2 * 12 * HOUR_S <= median && median * 10 <= 2 * 228 * HOUR_S, "{median}");
            prop_assert!(2 * 60 * HOUR_S <= median_x2(&slow));
        }

        #[test]
        fn no_wait_is_near_the_limit(seed: u64) {
            let mut waits = Waits::new(seed, &[2]);
            for to in [1, 2] {
                for _ in 0..200 {
                    let wait = waits.deal(0, to);
                    prop_assert!(!(70 * HOUR_S..74 * HOUR_S).contains(&wait));
                }
            }
        }

        #[test]
        fn an_ordinary_unit_is_never_late_much_too_often(seed: u64, count in 50i64..3_000) {
            let mut waits = Waits::new(seed, &[]);
            let late: i64 = (0..count).map(|_| i64::from(OVERDUE_H * HOUR_S < waits.deal(0, 1))).sum();
            let (excess, rate) = (1_000 * (late - 1) - RATE_PERMILLE * count, RATE_PERMILLE * count);
            prop_assert!(excess <= 0 || excess * excess <= 4 * 1_000 * rate, "{late} of {count}");
        }
    }
}
