//! Which units handle a case at a moment: said once, for the rules on cases of several units and for routing.
//!
//! Handoffs are walked from the last to the first, so that what was sent on since is known at each: n cost n log n steps.

use std::collections::BTreeSet;

use super::super::world::{HopAt, World};
use super::kinds::{ASSIGNED, DIVERTED, INFORMED, NOTED, REGISTERED, TRANSFERRED};
use crate::snapshot::index::{AgencyIdx, CaseIdx};

/// A handoff by which its addressee handles a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handled {
    /// The handoff.
    pub hop: HopAt,
    /// The stated role of the addressee, as a place in `HANDOFF_ROLES`.
    pub role: Option<usize>,
    /// Whether the part in it is still the addressee's: it is not finished, and the addressee has not sent the case on in
    /// the same role since.
    pub is_kept: bool,
}

/// The handoffs of `case` by which their addressees handle it, by seq.
///
/// A unit handles a case when a handoff to it states that it leads or takes part, or when a handoff to it is not finished
/// and it has not sent the case on since.
#[must_use]
pub fn handling(world: &World<'_>, case: CaseIdx) -> Vec<Handled> {
    let columns = world.snapshot.hops();
    let hops: Vec<HopAt> = world.hops(case, None).collect();
    let (mut found, mut senders, mut given) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for hop in hops.into_iter().rev() {
        step();
        let role = columns.role(hop.hop);
        if role.is_some() || (!hop.finished && !senders.contains(&hop.to)) {
            let is_kept = !hop.finished && !given.contains(&(hop.to, role));
            found.push(Handled { hop, role, is_kept });
        }
        senders.insert(hop.from);
        given.insert((hop.from, role));
    }
    found.reverse();
    found
}

/// What an office may do with a case that it does not handle: take it in, say so, and pass it on.
const PASSING_ON: [u8; 6] = [REGISTERED, INFORMED, TRANSFERRED, ASSIGNED, DIVERTED, NOTED];

/// The units that received `case` as theirs, in the order in which they did, some more than once; `handled` is what
/// [`handling`] says of it.
///
/// An entry office (`is_entry`) that sent the case on is none of them, unless it handles the case or has done more with it
/// than register it, inform about it and pass it on: taking in is not handling.
pub fn receivers(
    world: &World<'_>,
    case: CaseIdx,
    handled: &[Handled],
    is_entry: impl Fn(AgencyIdx) -> bool,
) -> Vec<HopAt> {
    let columns = world.snapshot.hops();
    let mut received: Vec<HopAt> = world.hops(case, None).filter(|hop| hop.received).collect();
    if received.iter().any(|hop| is_entry(hop.to)) {
        let passed_on = only_passed_on(world, case, handled);
        received.retain(|hop| !passed_on.contains(&hop.to) || !is_entry(hop.to));
    }
    received.sort_by_key(|hop| (columns.received(hop.hop), columns.seq(hop.hop)));
    received
}

/// The units that sent `case` on, do not handle it and did nothing else with it.
fn only_passed_on(world: &World<'_>, case: CaseIdx, handled: &[Handled]) -> BTreeSet<AgencyIdx> {
    let now = world.moment.now.unix();
    let hops = world.hops(case, None).inspect(|_| step());
    let mut units: BTreeSet<AgencyIdx> = hops.map(|hop| hop.from).collect();
    for row in handled.iter().inspect(|_| step()) {
        units.remove(&row.hop.to);
    }
    let events = world.snapshot.events().of(case).take_while(|event| event.at <= now).inspect(|_| step());
    for unit in events.filter(|event| !PASSING_ON.contains(&event.kind)).filter_map(|event| event.agency) {
        units.remove(&unit);
    }
    units
}

#[cfg(test)]
thread_local! {
    /// How many handoffs and events were looked at on this thread.
    static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Counts one thing looked at; tests hold how many there are.
#[inline]
fn step() {
    #[cfg(test)]
    STEPS.with(|steps| steps.set(steps.get() + 1));
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::detect::testing::moment;
    use crate::model::table::Table;
    use crate::snapshot::testing::snapshot;

    /// Steps for who handles and who received a case that P and Q send each other so often, each registering it as often.
    fn steps(count: u32) -> u64 {
        let (mut hops, mut events) = (
            "case_id,seq,from_agency,to_agency,sent_at,received_at".to_owned(),
            "case_id,at,kind,agency_id".to_owned(),
        );
        for nth in 0..count {
            let (from, to) = if nth.is_multiple_of(2) { ("P", "Q") } else { ("Q", "P") };
            let at = format!("2026-07-{:02} {:02}:{:02}:{:02}", 1 + nth / 3_600, 9, nth / 60 % 60, nth % 60);
            write!(hops, "\n1,{},{from},{to},{at},{at}", nth + 1).unwrap();
            write!(events, "\n1,{at},registered,{to}").unwrap();
        }
        let world = snapshot(&[
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (Table::Agencies, "id,name,kind,division_code\nP,p,petition,v\nQ,q,petition,v"),
            (Table::Cases, "id,village_code,kind,opened_at\n1,v,k,2026-07-01"),
            (Table::Handoffs, &hops),
            (Table::CaseEvents, &events),
        ]);
        let (case, world) = (world.cases().find("1").unwrap(), World::new(&world, moment("2026-08-01")));
        STEPS.with(|steps| steps.set(0));
        let handled = handling(&world, case);
        assert_eq!(handled.len(), 1, "whoever has it last");
        let received = receivers(&world, case, &handled, |_| true);
        assert!(received.len() < count as usize, "the other office only passed it on");
        STEPS.with(std::cell::Cell::get)
    }

    #[test]
    fn twice_the_handoffs_cost_twice_the_steps() {
        let (few, many) = (steps(1_000), steps(2_000));
        assert!(2_000 < many, "something was looked at");
        assert!(many <= 2 * few, "{few} steps for a thousand, {many} for two thousand");
    }
}
