//! One pass over all hops that collects what the detectors of handoffs need.
//!
//! The cases are cut into fixed parts of about equal numbers of hops, whatever the number of threads; each part is
//! scanned by one thread, case by case, and each detector's collector sees every case and hop of the world.

use std::ops::Range;

use rayon::prelude::*;

use super::lagging::Tally;
use super::overall::Overall;
use super::overloaded::OpenCases;
use super::parts::{hops_of, parts};
use super::ping_pong::Bounces;
use super::quantile::{self, Histogram};
use super::slow_pairs::Sendings;
use super::stuck::Waiting;
use super::world::World;
use crate::snapshot::index::CaseIdx;

/// What was collected from the cases of one part.
#[derive(Debug)]
pub(super) struct Part {
    /// For `slow_pairs`, and every wait.
    pub(super) sendings: Sendings,
    /// For `stuck`.
    pub(super) waiting: Waiting,
    /// For `ping_pong`.
    pub(super) bounces: Bounces,
    /// For `overloaded`.
    pub(super) open: OpenCases,
    /// For `lagging`.
    pub(super) tally: Tally,
    waits: Histogram,
}

/// Scans every case of `world`; `wait_s_max` is the longest wait that is not yet too long.
pub(super) fn scan(world: &World<'_>, wait_s_max: u32) -> Vec<Part> {
    parts(world).into_par_iter().map(|cases| scan_part(world, cases, wait_s_max)).collect()
}

fn scan_part(world: &World<'_>, cases: Range<u32>, wait_s_max: u32) -> Part {
    let hops = hops_of(world, &cases);
    let columns = world.snapshot.hops();
    let mut part = Part {
        sendings: Sendings::new(&columns.from[hops.clone()]),
        waiting: Waiting::default(),
        bounces: Bounces::default(),
        open: OpenCases::default(),
        tally: Tally::of_range(&columns.to[hops]),
        waits: Histogram::new(),
    };
    for case in cases.map(CaseIdx::new).filter(|&case| world.has(case)) {
        let closed_at = world.closed_at(case);
        let (mut before, mut unfinished) = (None, true);
        for hop in world.hops(case, closed_at) {
            part.waits.add(hop.wait_s);
            part.sendings.see(&hop);
            part.tally.see(&hop, wait_s_max);
            part.bounces.see(before, &hop);
            if closed_at.is_none() && !hop.received && wait_s_max < hop.wait_s {
                part.waiting.see(world.snapshot, case, &hop);
            }
            before = Some((hop.from, hop.to));
            unfinished = !hop.finished;
        }
        part.bounces.end_case();
        if closed_at.is_none() && unfinished {
            part.open.see(world.snapshot, case);
        }
    }
    part
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
