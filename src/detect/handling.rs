//! Which units handle a case at a moment: said once, for the rules on cases of several units and for routing.

use super::world::{HopAt, World};
use crate::snapshot::index::{AgencyIdx, CaseIdx};

/// The handoffs of `case` by which their addressees handle it, by seq, each with the stated role (a place in
/// `HANDOFF_ROLES`).
///
/// A unit handles a case when a handoff to it states that it leads or takes part, or when a handoff to it is not finished
/// and it has not sent the case on since.
pub fn handling<'a>(
    world: &World<'a>,
    case: CaseIdx,
) -> impl Iterator<Item = (HopAt, Option<usize>)> + use<'a> {
    let columns = world.snapshot.hops();
    let hops = world.hops(case, None);
    let all = hops.clone();
    hops.enumerate().filter_map(move |(nth, hop)| {
        let role = columns.role(hop.hop);
        let sent_on = || all.clone().skip(nth + 1).any(|later| later.from == hop.to);
        (role.is_some() || (!hop.finished && !sent_on())).then_some((hop, role))
    })
}

/// The units that received `case`, in the order in which they did, some more than once.
#[must_use]
pub fn receivers(world: &World<'_>, case: CaseIdx) -> Vec<HopAt> {
    let columns = world.snapshot.hops();
    let mut received: Vec<HopAt> = world.hops(case, None).filter(|hop| hop.received).collect();
    received.sort_by_key(|hop| (columns.received(hop.hop), columns.seq(hop.hop)));
    received
}

/// The unit that received `case` first.
#[must_use]
pub fn first_receiver(world: &World<'_>, case: CaseIdx) -> Option<AgencyIdx> {
    let columns = world.snapshot.hops();
    let received = world.hops(case, None).filter(|hop| hop.received);
    received.min_by_key(|hop| (columns.received(hop.hop), columns.seq(hop.hop))).map(|hop| hop.to)
}
