//! `lagging`: units whose overdue rate is beyond what chance among their kind explains.
//!
//! **Meaning.** Every unit to which at least `lagging_handoffs_min` handoffs were sent, with how many of them are
//! overdue: waiting, or received after a wait, longer than `wait_hours_max`. The expected rate p0 is the pooled
//! overdue rate of such units of its kind when at least `lagging_kind_units_min` of them share it, else of all such
//! units. p is the chance of as many overdue or more, P(Bin(n, p0) >= overdue). `flagged` are those that the
//! Benjamini-Hochberg procedure rejects over all these units at `lagging_fdr_permille`: of the flagged, at most that
//! share is expected to be there by chance. A flag is evidence for a person to weigh, with its numbers, not a
//! judgment. Order: overdue rate downwards, then unit.
//!
//! **Worked case.** Units compared from 4 handoffs on: A with 4 of 4 overdue, B with 0 of 4, C with 1 of 8; D has 3
//! handoffs and is not compared. Too few to be compared by kind, so p0 = 5/16 for all. p is (5/16)^4 = 0.00953674 for
//! A, 1 for B and 1 - (11/16)^8 = 0.950087 for C. At 5 % the bound for the least of three is 5 % / 3 = 0.0167: A is
//! flagged.

use std::cmp::Ordering;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::binomial::upper_tail;
use super::parts::{hops_of, parts};
use super::world::{HopAt, World};
use crate::playbook::Thresholds;
use crate::snapshot::Snapshot;
use crate::snapshot::index::{AgencyIdx, CaseIdx, WordIdx};

/// A unit as the detector compares it.
#[derive(Clone, Debug, PartialEq)]
pub struct LaggingRow {
    /// The unit.
    pub agency: AgencyIdx,
    /// How many handoffs to it are overdue.
    pub overdue: u32,
    /// How many handoffs were sent to it.
    pub handoffs: u32,
    /// Overdue handoffs of the units it is compared with.
    pub pool_overdue: u64,
    /// Handoffs of the units it is compared with; the expected rate is the quotient.
    pub pool_handoffs: u64,
    /// The chance of as many overdue or more at the expected rate.
    pub p: f64,
    /// Whether chance explains it badly enough.
    pub flagged: bool,
}

/// Handoffs and overdue handoffs per receiving unit, of a range of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    base: u32,
    counts: Vec<Count>,
}

/// Handoffs to one unit in the lower half, overdue ones in the upper, so that taking one in is one addition; there
/// are fewer hops than either half can count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count(u64);

impl Count {
    #[inline]
    fn of_one(overdue: bool) -> u64 {
        1 | u64::from(overdue) << 32
    }

    fn handoffs(self) -> u32 {
        (self.0 & 0xffff_ffff) as u32
    }

    fn overdue(self) -> u32 {
        (self.0 >> 32) as u32
    }
}

impl Tally {
    /// The tally of all handoffs of `world`; `wait_s_max` is the longest wait that is not overdue.
    #[must_use]
    pub fn of_world(world: &World<'_>, thresholds: &Thresholds) -> Self {
        let wait_s_max = super::world::wait_s_max(thresholds);
        let of_part = |cases: std::ops::Range<u32>| {
            let hops = hops_of(world, &cases);
            let mut tally = Self::of_range(&world.snapshot.hops().to[hops]);
            for case in cases.map(CaseIdx::new).filter(|&case| world.has(case)) {
                world.hops(case, world.closed_at(case)).for_each(|hop| tally.see(&hop, wait_s_max));
            }
            tally
        };
        let tallies: Vec<Self> = parts(world).into_par_iter().map(of_part).collect();
        Self::sum(tallies.iter(), world.snapshot.agencies().len())
    }

    /// This tally of all handoffs of `world` less those of `cases`, which are distinct.
    #[must_use]
    pub fn without(&self, world: &World<'_>, thresholds: &Thresholds, cases: &[CaseIdx]) -> Self {
        let wait_s_max = super::world::wait_s_max(thresholds);
        let mut rest = self.clone();
        for &case in cases.iter().filter(|&&case| world.has(case)) {
            for hop in world.hops(case, world.closed_at(case)) {
                let count = &mut rest.counts[(hop.to.get() - rest.base) as usize];
                count.0 = count.0.saturating_sub(Count::of_one(wait_s_max < hop.wait_s));
            }
        }
        rest
    }

    /// Nothing yet of the units `to`.
    pub(super) fn of_range(to: &[AgencyIdx]) -> Self {
        let base = to.iter().map(|agency| agency.get()).min().unwrap_or(0);
        let count = to.iter().map(|agency| agency.get()).max().map_or(0, |last| last - base + 1);
        Self { base, counts: vec![Count::default(); count as usize] }
    }

    /// Takes `hop` in.
    #[inline]
    pub(super) fn see(&mut self, hop: &HopAt, wait_s_max: u32) {
        self.counts[(hop.to.get() - self.base) as usize].0 += Count::of_one(wait_s_max < hop.wait_s);
    }

    /// The sum of `tallies` for all of `agency_count` units.
    pub(super) fn sum<'t>(tallies: impl Iterator<Item = &'t Self>, agency_count: usize) -> Self {
        let mut sum = Self { base: 0, counts: vec![Count::default(); agency_count] };
        for tally in tallies {
            for (total, count) in sum.counts[tally.base as usize..].iter_mut().zip(&tally.counts) {
                total.0 += count.0;
            }
        }
        sum
    }
}

/// The units that can be compared, by overdue rate.
#[must_use]
pub fn rows(snapshot: &Snapshot, thresholds: &Thresholds, tally: &Tally) -> Vec<LaggingRow> {
    let comparable =
        |&(_, count): &(AgencyIdx, Count)| thresholds.lagging_handoffs_min.max(1) <= count.handoffs();
    let units: Vec<(AgencyIdx, Count)> =
        snapshot.agencies().iter().zip(tally.counts.iter().copied()).filter(comparable).collect();
    let pools = Pools::of(snapshot, &units, thresholds);
    let mut rows: Vec<LaggingRow> =
        units.par_iter().map(|&(agency, count)| pools.row(snapshot, agency, count)).collect();
    flag(&mut rows, thresholds.lagging_fdr_permille);
    rows.par_sort_unstable_by(|a, b| {
        let rate = |x: &LaggingRow, y: &LaggingRow| u64::from(x.overdue) * u64::from(y.handoffs);
        match rate(b, a).cmp(&rate(a, b)) {
            Ordering::Equal => a.agency.cmp(&b.agency),
            unequal @ (Ordering::Less | Ordering::Greater) => unequal,
        }
    });
    rows
}

/// What the units of one kind, or all, add up to.
#[derive(Clone, Copy, Debug, Default)]
struct Pool {
    units: u32,
    handoffs: u64,
    overdue: u64,
}

impl Pool {
    fn add(&mut self, count: Count) {
        self.units += 1;
        self.handoffs += u64::from(count.handoffs());
        self.overdue += u64::from(count.overdue());
    }
}

#[derive(Debug)]
struct Pools {
    all: Pool,
    by_kind: HashMap<Option<WordIdx>, Pool>,
    units_min: u32,
}

impl Pools {
    fn of(snapshot: &Snapshot, units: &[(AgencyIdx, Count)], thresholds: &Thresholds) -> Self {
        let units_min = thresholds.lagging_kind_units_min;
        let mut pools = Self { all: Pool::default(), by_kind: HashMap::new(), units_min };
        for &(agency, count) in units {
            pools.all.add(count);
            pools.by_kind.entry(snapshot.agencies().kind(agency)).or_default().add(count);
        }
        pools
    }

    fn row(&self, snapshot: &Snapshot, agency: AgencyIdx, count: Count) -> LaggingRow {
        let kind = self.by_kind.get(&snapshot.agencies().kind(agency));
        let pool = kind.filter(|pool| self.units_min <= pool.units).unwrap_or(&self.all);
        LaggingRow {
            agency,
            overdue: count.overdue(),
            handoffs: count.handoffs(),
            pool_overdue: pool.overdue,
            pool_handoffs: pool.handoffs,
            p: upper_tail(count.handoffs(), count.overdue(), quotient(pool.overdue, pool.handoffs)),
            flagged: false,
        }
    }
}

/// `part / whole`, each exact as a float: there are fewer handoffs than a float has integers.
fn quotient(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

/// Flags the rows that Benjamini-Hochberg rejects at a false discovery rate of `fdr_permille / 1000`: all with a p up
/// to the greatest that lies, as the i-th least of m, at or below i / m of that rate.
fn flag(rows: &mut [LaggingRow], fdr_permille: u32) {
    let mut sorted: Vec<f64> = rows.iter().map(|row| row.p).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let bound_of = |rank: usize| quotient(rank as u64 * u64::from(fdr_permille), sorted.len() as u64 * 1000);
    let rejected = sorted.iter().enumerate().rev().find(|&(at, &p)| p <= bound_of(at + 1));
    if let Some((_, &bound)) = rejected {
        rows.iter_mut().for_each(|row| row.flagged = row.p <= bound);
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::super::testing::{playbook, swept};
    use super::*;
    use crate::model::table::Table;
    use crate::snapshot::testing::snapshot;

    /// Units with so many handoffs, so many of them received a second too late.
    fn world(units: &[(&str, &str, u32, u32)]) -> Snapshot {
        let mut agencies = "id,name,kind,division_code\nsender,s,k,c\n".to_owned();
        let mut handoffs = "case_id,seq,from_agency,to_agency,sent_at,received_at\n".to_owned();
        let mut seq = 0;
        for (id, kind, count, overdue) in units {
            writeln!(agencies, "{id},x,{kind},c").unwrap();
            for at in 0..*count {
                seq += 1;
                let second = u32::from(at < *overdue);
                writeln!(handoffs, "1,{seq},sender,{id},2026-05-01,2026-05-04 00:00:0{second}").unwrap();
            }
        }
        snapshot(&[
            (Table::Divisions, "code,parent_code,level,name\nc,,county,县"),
            (Table::Agencies, &agencies),
            (Table::Cases, "id,village_code,kind,opened_at\n1,c,k,2026-05-01"),
            (Table::Handoffs, &handoffs),
        ])
    }

    fn found(
        snapshot: &Snapshot,
        handoffs_min: u32,
        kind_units_min: u32,
    ) -> Vec<(String, u32, u32, f64, bool)> {
        let mut playbook = playbook();
        playbook.thresholds.lagging_handoffs_min = handoffs_min;
        playbook.thresholds.lagging_kind_units_min = kind_units_min;
        let rows = swept(snapshot, &playbook, "2026-07-01").lagging.unwrap();
        let id = |agency| snapshot.agencies().id(agency).to_owned();
        rows.iter().map(|r| (id(r.agency), r.overdue, r.handoffs, r.p, r.flagged)).collect()
    }

    #[test]
    fn the_worked_case() {
        let snapshot = world(&[("A", "k", 4, 4), ("B", "k", 4, 0), ("C", "k", 8, 1), ("D", "k", 3, 3)]);
        let rows = found(&snapshot, 4, 10);
        let ids: Vec<(&str, u32, u32, bool)> = rows.iter().map(|r| (r.0.as_str(), r.1, r.2, r.4)).collect();
        assert_eq!(ids, [("A", 4, 4, true), ("C", 1, 8, false), ("B", 0, 4, false)]);
        for (row, p) in rows.iter().zip([(5.0f64 / 16.0).powi(4), 1.0 - (11.0f64 / 16.0).powi(8), 1.0]) {
            assert!((row.3 - p).abs() < 1e-12, "{} {p}", row.3);
        }
    }

    #[test]
    fn units_are_compared_with_their_kind_when_enough_share_it() {
        let snapshot = world(&[("A", "slow", 4, 4), ("B", "slow", 4, 4), ("C", "quick", 4, 0)]);
        let p = |kind_units_min| {
            found(&snapshot, 4, kind_units_min).iter().map(|row| row.3).collect::<Vec<f64>>()
        };
        assert_eq!(p(1), [1.0, 1.0, 1.0], "each as its kind expects");
        let all = (2.0f64 / 3.0).powi(4);
        for (found, expected) in p(2).iter().zip([1.0, 1.0, 1.0]) {
            assert_eq!(
                *found, expected,
                "the lone kind is compared with all, and nothing overdue is no surprise"
            );
        }
        assert!((p(3)[0] - all).abs() < 1e-12);
    }

    #[test]
    fn equal_rates_are_ordered_by_unit() {
        let snapshot = world(&[("Z", "k", 2, 1), ("Y", "k", 4, 2), ("X", "k", 3, 2)]);
        let ids: Vec<String> = found(&snapshot, 1, 10).into_iter().map(|row| row.0).collect();
        assert_eq!(ids, ["X", "Y", "Z"]);
    }

    #[test]
    fn flags_stop_at_the_last_p_under_its_bound() {
        let row = |p| LaggingRow {
            agency: AgencyIdx::new(0),
            overdue: 0,
            handoffs: 0,
            pool_overdue: 0,
            pool_handoffs: 0,
            p,
            flagged: false,
        };
        let flagged = |ps: &[f64]| {
            let mut rows: Vec<LaggingRow> = ps.iter().map(|&p| row(p)).collect();
            flag(&mut rows, 50);
            rows.iter().map(|row| row.flagged).collect::<Vec<bool>>()
        };
        // Bounds of four: 0.0125, 0.025, 0.0375, 0.05. The second is above its own, but the third is below its.
        assert_eq!(flagged(&[0.036, 0.9, 0.01, 0.03]), [true, false, true, true]);
        assert_eq!(flagged(&[0.02, 0.9, 0.9, 0.9]), [false; 4]);
        assert!(flagged(&[]).is_empty());
    }
}
