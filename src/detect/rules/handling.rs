//! Which units handle a case at a moment: said once, for the rules on cases of several units and for routing.

use super::super::world::{HopAt, World};
use super::kinds::{ASSIGNED, DIVERTED, INFORMED, NOTED, REGISTERED, TRANSFERRED};
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

/// What an office may do with a case that it does not handle: take it in, say so, and pass it on.
const PASSING_ON: [u8; 6] = [REGISTERED, INFORMED, TRANSFERRED, ASSIGNED, DIVERTED, NOTED];

/// The units that received `case` as theirs, in the order in which they did, some more than once.
///
/// An entry office (`is_entry`) that sent the case on is none of them, unless it handles the case ([`handling`]) or has
/// done more with it than register it, inform about it and pass it on: taking in is not handling.
pub fn receivers(world: &World<'_>, case: CaseIdx, is_entry: impl Fn(AgencyIdx) -> bool) -> Vec<HopAt> {
    let columns = world.snapshot.hops();
    let is_own = |hop: &HopAt| !is_entry(hop.to) || !only_passed_on(world, case, hop.to);
    let mut received: Vec<HopAt> = world.hops(case, None).filter(|hop| hop.received).filter(is_own).collect();
    received.sort_by_key(|hop| (columns.received(hop.hop), columns.seq(hop.hop)));
    received
}

/// Whether `unit` sent `case` on, does not handle it and did nothing else with it.
fn only_passed_on(world: &World<'_>, case: CaseIdx, unit: AgencyIdx) -> bool {
    let now = world.moment.now.unix();
    let mut events = world.snapshot.events().of(case).take_while(|event| event.at <= now);
    world.hops(case, None).any(|hop| hop.from == unit)
        && handling(world, case).all(|(hop, _)| hop.to != unit)
        && events.all(|event| event.agency != Some(unit) || PASSING_ON.contains(&event.kind))
}
