//! One pass over all hops that collects what the detectors of handoffs need.
//!
//! The cases are cut into fixed parts of about equal numbers of hops, whatever the number of threads; each part is
//! scanned by one thread, case by case, and each detector's collector sees every case and hop of the world.

use std::ops::Range;

use rayon::prelude::*;

use super::DetectorId;
use super::conflicts::Accusing;
use super::lagging::Tally;
use super::orphans::Unheld;
use super::overall::Overall;
use super::overloaded::OpenCases;
use super::parts::{hops_of, parts};
use super::ping_pong::Bounces;
use super::quantile::{self, Histogram};
use super::rings::Rounds;
use super::slow_pairs::Sendings;
use super::stalled::Held;
use super::stuck::Waiting;
use super::world::{HopAt, World, held_s_max, wait_s_max};
use crate::playbook::Thresholds;
use crate::snapshot::index::CaseIdx;

/// What was collected from the cases of one part.
#[derive(Debug)]
pub(super) struct Part {
    /// For `slow_pairs`, and every wait.
    pub(super) sendings: Sendings,
    /// For `stuck`.
    pub(super) waiting: Waiting,
    /// For `stalled`.
    pub(super) held: Held,
    /// For `ping_pong`.
    pub(super) bounces: Bounces,
    /// For `rings`.
    pub(super) rounds: Rounds,
    /// For `overloaded`.
    pub(super) open: OpenCases,
    /// For `orphans`.
    pub(super) unheld: Unheld,
    /// For `conflicts`.
    pub(super) accusing: Accusing,
    /// For `lagging`.
    pub(super) tally: Tally,
    waits: Histogram,
}

/// What is looked at.
#[derive(Clone, Copy, Debug)]
struct Look {
    /// The wait beyond which a handoff is late, in seconds.
    wait_s_max: u32,
    /// How long a handoff may be held, in seconds; none when nobody asks what is held.
    held_s_max: Option<u32>,
    /// Whether anybody asks for rings, which is the only question that costs much for every handoff.
    rings: bool,
}

/// Scans every case of `world` by the numbers of `thresholds` for what the detectors `asked` need.
pub(super) fn scan(world: &World<'_>, thresholds: &Thresholds, asked: &[DetectorId]) -> Vec<Part> {
    let look = Look {
        wait_s_max: wait_s_max(thresholds),
        held_s_max: asked.contains(&DetectorId::Stalled).then(|| held_s_max(thresholds)),
        rings: asked.contains(&DetectorId::Rings),
    };
    parts(world).into_par_iter().map(|cases| scan_part(world, cases, look)).collect()
}

fn scan_part(world: &World<'_>, cases: Range<u32>, look: Look) -> Part {
    let hops = hops_of(world, &cases);
    let columns = world.snapshot.hops();
    let mut part = Part {
        sendings: Sendings::new(&columns.from[hops.clone()]),
        waiting: Waiting::default(),
        held: Held::default(),
        bounces: Bounces::default(),
        rounds: Rounds::default(),
        open: OpenCases::default(),
        unheld: Unheld::default(),
        accusing: Accusing::default(),
        tally: Tally::of_range(&columns.to[hops]),
        waits: Histogram::new(),
    };
    for case in cases.map(CaseIdx::new).filter(|&case| world.has(case)) {
        part.see(world, case, look);
    }
    part
}

impl Part {
    /// Takes in `case`, which has been opened, with its hops.
    #[inline]
    fn see(&mut self, world: &World<'_>, case: CaseIdx, look: Look) {
        let closed_at = world.closed_at(case);
        let mut last: Option<HopAt> = None;
        for hop in world.hops(case, closed_at) {
            self.waits.add(hop.wait_s);
            self.sendings.see(&hop);
            self.tally.see(&hop, look.wait_s_max);
            self.bounces.see(last.map(|before| (before.from, before.to)), &hop);
            if look.rings {
                self.rounds.see(&hop);
            }
            if closed_at.is_none() {
                if !hop.received && look.wait_s_max < hop.wait_s {
                    self.waiting.see(world.snapshot, case, &hop);
                } else if let Some(held_s_max) = look.held_s_max
                    && hop.received
                    && !hop.finished
                {
                    self.held.see(world, case, &hop, held_s_max);
                }
            }
            last = Some(hop);
        }
        self.bounces.end_case();
        if look.rings {
            self.rounds.end_case(|| world.hops(case, closed_at));
        }
        if closed_at.is_none() && last.is_none_or(|hop| !hop.finished) {
            self.open.see(world.snapshot, case);
            self.unheld.see(world, case, last.as_ref());
            if let Some(last) = &last {
                self.accusing.see(world.snapshot, case, last);
            }
        }
    }
}

/// How many handoffs there are and the exact median of their waits.
///
/// The histograms say in which interval the middle lies; only the waits in it are then sorted.
pub(super) fn overall(parts: &[Part]) -> Overall {
    let mut waits = Histogram::new();
    parts.iter().for_each(|part| waits.merge(&part.waits));
    let count: usize = parts.iter().map(|part| part.sendings.len()).sum();
    let median_wait = quantile::position(count, 5).and_then(|(low, tenth)| {
        let (before, first, mut last) = waits.find(low)?;
        if tenth != 0 {
            last = waits.find(low + 1)?.2;
        }
        let within = |part: &Part| part.sendings.waits_within(first, last);
        let mut middle: Vec<u32> = parts.par_iter().flat_map_iter(within).collect();
        middle.sort_unstable();
        let below = *middle.get(low - before)?;
        let above = if tenth == 0 { below } else { *middle.get(low - before + 1)? };
        Some(quantile::between(below, above, tenth))
    });
    Overall { handoffs: count as u64, median_wait }
}
