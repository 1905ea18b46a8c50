//! What a notice may say about a unit, computed as if the cases that complain against it did not exist.
//!
//! Material accusing a unit or its officials is never shown to it, and that covers numbers: the cases of its
//! [`Shield`] are left out of every list and figure that it is shown, its own rates included (Regulation on the Work
//! of Complaint Letters and Visits, 2022, article 30).

use rayon::prelude::*;

use super::binomial::upper_tail;
use super::lagging::{self, LaggingRow, Tally};
use super::quantile::{Tenths, quantile};
use super::world::{HopAt, Moment, World, wait_s_max};
use crate::model::time::Instant;
use crate::playbook::Thresholds;
use crate::snapshot::Snapshot;
use crate::snapshot::index::{AgencyIdx, CaseIdx, HopIdx};

/// The cases that a unit must not see anything of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shield(Vec<CaseIdx>);

impl Shield {
    /// The cases, ascending, each once.
    #[must_use]
    pub fn cases(&self) -> &[CaseIdx] {
        &self.0
    }

    /// These cases and `more`.
    #[must_use]
    pub fn and(mut self, more: impl IntoIterator<Item = CaseIdx>) -> Self {
        self.0.extend(more);
        self.0.sort_unstable();
        self.0.dedup();
        self
    }

    /// Whether `case` is one of them.
    #[must_use]
    pub fn contains(&self, case: CaseIdx) -> bool {
        self.0.binary_search(&case).is_ok()
    }
}

/// The cases that complain against `agency`, against any of its superiors (up the whole line of `parent_id`; who
/// supervises it is no superior), against an agency whose matters one of these took over, or against anybody who
/// belongs, or was ever assigned, to one of all these.
#[must_use]
pub fn shield(snapshot: &Snapshot, agency: AgencyIdx) -> Shield {
    let against = snapshot.agencies().line(agency).flat_map(|unit| snapshot.complaints(unit));
    let mut cases: Vec<CaseIdx> = against.copied().collect();
    cases.sort_unstable();
    cases.dedup();
    Shield(cases)
}

/// The rows of [`lagging`] as they would be if the cases of `shielded` did not exist.
///
/// For many units, take [`Tally::of_world`] once and use [`lagging_less`] for each.
#[must_use]
pub fn lagging_without(
    snapshot: &Snapshot,
    thresholds: &Thresholds,
    moment: Moment,
    shielded: &Shield,
) -> Vec<LaggingRow> {
    let tally = Tally::of_world(&World::new(snapshot, moment), thresholds);
    lagging_less(&tally, snapshot, thresholds, moment, shielded)
}

/// The rows of [`lagging`] as they would be if the cases of `shielded` did not exist, `all` being the tally of all
/// handoffs at `moment`.
#[must_use]
pub fn lagging_less(
    all: &Tally,
    snapshot: &Snapshot,
    thresholds: &Thresholds,
    moment: Moment,
    shielded: &Shield,
) -> Vec<LaggingRow> {
    let tally = all.without(&World::new(snapshot, moment), thresholds, shielded.cases());
    lagging::rows(snapshot, thresholds, &tally)
}

/// The row of `agency` among `rows`, which are those of [`lagging_less`] for `shielded`; when it is none of them
/// because too few handoffs to it remain, what its row would be: compared with the same units, and not flagged.
#[must_use]
pub fn standing(
    snapshot: &Snapshot,
    thresholds: &Thresholds,
    moment: Moment,
    rows: &[LaggingRow],
    (agency, shielded): (AgencyIdx, &Shield),
) -> LaggingRow {
    if let Some(row) = rows.iter().find(|row| row.agency == agency) {
        return row.clone();
    }
    let Inflow { handoffs, overdue, .. } = inflow(snapshot, thresholds, moment, agency, shielded);
    let kind = |unit: AgencyIdx| snapshot.agencies().kind(unit);
    let own = rows.iter().filter(|row| kind(row.agency) == kind(agency));
    let is_enough = thresholds.lagging_kind_units_min as usize <= own.clone().count();
    let sum = |rows: &mut dyn Iterator<Item = &LaggingRow>| {
        rows.fold((0, 0), |(late, all), row| (late + u64::from(row.overdue), all + u64::from(row.handoffs)))
    };
    let (pool_overdue, pool_handoffs) = if is_enough { sum(&mut own.clone()) } else { sum(&mut rows.iter()) };
    // Without anything to compare with, nothing is a surprise.
    let p = match pool_handoffs {
        0 => 1.0,
        _ => upper_tail(handoffs, overdue, pool_overdue as f64 / pool_handoffs as f64),
    };
    LaggingRow { agency, overdue, handoffs, pool_overdue, pool_handoffs, p, flagged: false }
}

/// `row`, one of `rows`, with only `overdue` of its handoffs overdue: those whose wait was the unit's own time. Its p and
/// its flag are made anew, the other rows and the expected rate staying as they are.
#[must_use]
pub fn with_overdue(
    rows: &[LaggingRow],
    row: &LaggingRow,
    overdue: u32,
    thresholds: &Thresholds,
) -> LaggingRow {
    let p = match row.pool_handoffs {
        0 => 1.0,
        all => upper_tail(row.handoffs, overdue, row.pool_overdue as f64 / all as f64),
    };
    let others = rows.iter().filter(|other| other.agency != row.agency).map(|other| other.p);
    let mut sorted: Vec<f64> = others.chain([p]).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    // As the detector flags: up to the greatest p that lies at or below its share of the rate.
    let bound_of = |rank: usize| {
        (rank as u64 * u64::from(thresholds.lagging_fdr_permille)) as f64
            / (sorted.len() as u64 * 1000) as f64
    };
    let rejected = sorted.iter().enumerate().rev().find(|&(at, &p)| p <= bound_of(at + 1));
    LaggingRow { overdue, p, flagged: rejected.is_some_and(|(_, &bound)| p <= bound), ..row.clone() }
}

/// A handoff to a unit that waited too long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateHandoff {
    /// Its case.
    pub case: CaseIdx,
    /// Its number within the case.
    pub seq: u32,
    /// Who sent it.
    pub from: AgencyIdx,
    /// When it was sent.
    pub sent: Instant,
    /// When it was received, if it has been.
    pub received: Option<Instant>,
    /// How long it waited, in seconds.
    pub wait_s: u32,
    /// Whether it still waits: not received, and its case is not closed.
    pub still_waiting: bool,
}

/// How one unit's handoffs to another waited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiter {
    /// Who waited.
    pub from: AgencyIdx,
    /// How many handoffs it sent.
    pub handoffs: u32,
    /// How many of them were overdue.
    pub overdue: u32,
    /// How long all of them waited together, in seconds.
    pub wait_s: u64,
}

/// The handoffs to a unit in figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inflow {
    /// How many there were.
    pub handoffs: u32,
    /// How many of them were overdue.
    pub overdue: u32,
    /// The median of their waits in seconds; none when there was no handoff.
    pub median_wait: Option<Tenths>,
    /// Who sent them: the longest wait in all first, then by id.
    pub waiters: Vec<Waiter>,
}

/// The handoffs to `agency` that waited longer than the limit, the worst first (then by case and seq), without the
/// cases of `shielded`.
#[must_use]
pub fn late_handoffs(
    snapshot: &Snapshot,
    thresholds: &Thresholds,
    moment: Moment,
    agency: AgencyIdx,
    shielded: &Shield,
) -> Vec<LateHandoff> {
    let world = World::new(snapshot, moment);
    let limit = wait_s_max(thresholds);
    let mut late: Vec<Arrival> = arrivals(&world, agency, shielded);
    late.retain(|arrival| limit < arrival.hop.wait_s);
    let cases = snapshot.cases();
    late.sort_unstable_by_key(|a| (std::cmp::Reverse(a.hop.wait_s), cases.rank(a.case), a.hop.hop));
    late.iter().filter_map(|arrival| arrival.late(&world)).collect()
}

/// The handoffs to `agency` in figures, without the cases of `shielded`.
#[must_use]
pub fn inflow(
    snapshot: &Snapshot,
    thresholds: &Thresholds,
    moment: Moment,
    agency: AgencyIdx,
    shielded: &Shield,
) -> Inflow {
    let limit = wait_s_max(thresholds);
    let mut hops: Vec<HopAt> =
        arrivals(&World::new(snapshot, moment), agency, shielded).iter().map(|arrival| arrival.hop).collect();
    hops.sort_unstable_by_key(|hop| hop.from);
    let waiter = |hops: &[HopAt]| Waiter {
        from: hops[0].from,
        handoffs: count_of(hops.len()),
        overdue: count_of(hops.iter().filter(|hop| limit < hop.wait_s).count()),
        wait_s: hops.iter().map(|hop| u64::from(hop.wait_s)).sum(),
    };
    let mut waiters: Vec<Waiter> = hops.chunk_by(|a, b| a.from == b.from).map(waiter).collect();
    waiters.sort_by_key(|waiter| (std::cmp::Reverse(waiter.wait_s), waiter.from));
    let mut waits: Vec<u32> = hops.iter().map(|hop| hop.wait_s).collect();
    waits.sort_unstable();
    Inflow {
        handoffs: count_of(waits.len()),
        overdue: waiters.iter().map(|waiter| waiter.overdue).sum(),
        median_wait: quantile(&waits, 5),
        waiters,
    }
}

/// The median of the waits of all handoffs at `moment`, without the cases of `shielded`; none when there is none.
#[must_use]
pub fn median_without(snapshot: &Snapshot, moment: Moment, shielded: &Shield) -> Option<Tenths> {
    let world = World::new(snapshot, moment);
    let cases = snapshot.cases().iter().filter(|&case| world.has(case) && !shielded.contains(case));
    let mut waits: Vec<u32> =
        cases.flat_map(|case| world.hops(case, world.closed_at(case)).map(|hop| hop.wait_s)).collect();
    waits.sort_unstable();
    quantile(&waits, 5)
}

/// There are fewer hops than 32 bits can count.
fn count_of(hops: usize) -> u32 {
    u32::try_from(hops).unwrap_or(u32::MAX)
}

/// A hop to the unit in question.
#[derive(Clone, Copy, Debug)]
struct Arrival {
    case: CaseIdx,
    closed: bool,
    hop: HopAt,
}

impl Arrival {
    fn late(&self, world: &World<'_>) -> Option<LateHandoff> {
        let hops = world.snapshot.hops();
        Some(LateHandoff {
            case: self.case,
            seq: hops.seq(self.hop.hop),
            from: self.hop.from,
            sent: Instant::from_unix(i64::from(hops.sent(self.hop.hop)))?,
            received: hops.received(self.hop.hop).filter(|_| self.hop.received),
            wait_s: self.hop.wait_s,
            still_waiting: !self.hop.received && !self.closed,
        })
    }
}

/// Hops that one task looks through.
const HOPS_PER_TASK: usize = 1 << 18;

/// The hops to `agency` at the moment, by position, without the cases of `shielded`.
fn arrivals(world: &World<'_>, agency: AgencyIdx, shielded: &Shield) -> Vec<Arrival> {
    let of_task = |(task, to): (usize, &[AgencyIdx])| {
        let base = task * HOPS_PER_TASK;
        let here = to.iter().enumerate().filter(|&(_, &unit)| unit == agency);
        here.filter_map(|(at, _)| u32::try_from(base + at).ok()).collect::<Vec<u32>>()
    };
    let found: Vec<u32> =
        world.snapshot.hops().to.par_chunks(HOPS_PER_TASK).enumerate().flat_map_iter(of_task).collect();
    let arrival = |position: u32| {
        let hop = HopIdx::new(position);
        let case = world.snapshot.cases().of_hop(hop);
        if !world.has(case) || shielded.contains(case) {
            return None;
        }
        let closed_at = world.closed_at(case);
        let hop = world.hops(case, closed_at).find(|at| at.hop == hop)?;
        Some(Arrival { case, closed: closed_at.is_some(), hop })
    };
    found.into_iter().filter_map(arrival).collect()
}

#[cfg(test)]
mod tests;
