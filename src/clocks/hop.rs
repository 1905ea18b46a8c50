//! A handoff as clocks see it, and the order of the handoffs of a case.

use std::collections::BTreeMap;

use super::by_day::day_start;
use crate::model::time::Zone;
use crate::snapshot::columns::NEVER;
use crate::snapshot::index::AgencyIdx;

/// A handoff up to the moment; times that lie after it, or that nobody stated, are `u32::MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Its number within the case.
    pub seq: u32,
    /// Who sent it.
    pub from: AgencyIdx,
    /// Who it was sent to.
    pub to: AgencyIdx,
    /// When it was sent, in seconds since 1970.
    pub sent: u32,
    /// When it was received.
    pub received: u32,
    /// When it was finished.
    pub finished: u32,
}

/// Puts the handoffs of a case, given by seq, in the order of their sending. Where one is dated by its day it was not sent
/// before those of lower numbers, nor before its sender had received the case that day; and none was received before it
/// was sent, nor finished before it was received.
pub(super) fn hops_in_turn(hops: &mut [Hop], zone: &Zone) {
    let mut latest = 0;
    let is_plain = hops.iter().all(|hop| {
        let follows = latest <= hop.sent;
        latest = latest.max(hop.sent).max(if hop.received == NEVER { 0 } else { hop.received });
        follows && hop.sent <= hop.received && hop.received <= hop.finished
    });
    if is_plain {
        return;
    }
    let after = |act: u32, start: u32| {
        if act < start && start != NEVER && act == day_start(zone, start) { start } else { act }
    };
    let (mut sent, mut received): (BTreeMap<u32, u32>, BTreeMap<(AgencyIdx, u32), u32>) = Default::default();
    for hop in hops.iter_mut() {
        if day_start(zone, hop.sent) == hop.sent {
            let (before, own) = (sent.get(&hop.sent), received.get(&(hop.from, hop.sent)));
            hop.sent = hop.sent.max(before.copied().unwrap_or(0)).max(own.copied().unwrap_or(0));
        }
        hop.received = after(hop.received, hop.sent);
        hop.finished = after(after(hop.finished, hop.sent), hop.received);
        let last = sent.entry(day_start(zone, hop.sent)).or_default();
        *last = hop.sent.max(*last);
        if hop.received != NEVER {
            let last = received.entry((hop.to, day_start(zone, hop.received))).or_default();
            *last = hop.received.max(*last);
        }
    }
    if !hops.is_sorted_by_key(|hop| hop.sent) {
        hops.sort_by_key(|hop| hop.sent);
    }
}
