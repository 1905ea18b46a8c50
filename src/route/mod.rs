//! Floor 6: who should take a case, and why.
//!
//! [`route`] asks one rule after another, the strongest first ([`answer::Rule`]): whom a ruling designated, who leads cases of
//! several units, who received it first, who accepted it, to whom it was dispatched, and then, by territory and kind,
//! who takes such cases in, who takes them, who coordinates there. Units that must not have it are left out of every
//! answer ([`answer::Why`]). Where one rule names two, or two have declined, the answer is who decides between them: their lowest
//! common superior, else the joint conference nearest around the place ([`answer::Outcome`]).
//!
//! Invariant: a function of snapshot, playbook and moment. Neither a unit complained against, nor one under it, nor one
//! of the person complained against, nor a successor of these is ever the answer, decides, or is asked to take part.
//! Rules are the playbook's, and nothing knows the name of a place. Deliberately absent: a score, and any choice among
//! equals: equals are a conflict, which a superior decides. What is found tells of complaints, so it is for the office
//! that routes, and nothing of it may go into what a unit is sent.

pub mod answer;
mod conflict;
mod desk;
mod excluded;
mod need;
mod rules;
mod stance;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::clocks::Clock;
use crate::detect::rules::handling::Handled;
use crate::detect::rules::returns::ReturnRules;
use crate::detect::world::{Moment, World};
use crate::playbook::Playbook;
use crate::snapshot::Snapshot;
use crate::snapshot::index::CaseIdx;
use answer::{Hop, Route, Unit};
use desk::Desk;

/// Who should take `case` of `snapshot` at `moment`, by the rules of `playbook`; `case` must have been opened by then.
#[must_use]
pub fn route(snapshot: &Snapshot, playbook: &Playbook, moment: Moment, case: CaseIdx) -> Route {
    let world = World::new(snapshot, moment);
    let returns = ReturnRules::new(playbook, snapshot);
    let clocks = returns.clocks(&world, case);
    let desk = Desk::new(world, playbook, case, returns.events(&world, case));
    let stances = stance::of(&desk.events);
    let excluded = excluded::of(&desk, &stances);
    let lines = rules::lines(&desk, &stances, &excluded);
    let outcome = conflict::outcome(&desk, &lines, &excluded);
    let columns = snapshot.hops();
    let mut of_hops: BTreeMap<u32, Vec<Clock>> = BTreeMap::new();
    for clock in &clocks {
        clock.seq.into_iter().for_each(|seq| of_hops.entry(seq).or_default().push(clock.clone()));
    }
    let units = desk.handled.iter().map(|&Handled { hop, role, .. }| {
        let seq = columns.seq(hop.hop);
        Unit {
            agency: hop.to,
            role,
            hop: Hop {
                seq,
                from: hop.from,
                sent: columns.sent(hop.hop),
                received: columns.received(hop.hop).filter(|_| hop.received),
                finished: columns.finished(hop.hop).filter(|_| hop.finished),
            },
            clocks: of_hops.get(&seq).cloned().unwrap_or_default(),
        }
    });
    Route {
        case,
        place: desk.place(),
        closed: world.closed_at(case),
        units: units.collect(),
        bound: stance::bound(&desk.events, &stances),
        returns: returns.of(&world, case, &desk.events, &clocks),
        recused: need::recused(&desk),
        wanted: need::wanted(&desk, &excluded),
        leader: need::leader(&desk, &excluded),
        task_force: need::task_force(&desk),
        teams: need::teams(&desk, &excluded),
        boards: need::boards(&desk),
        path: desk.case_kind_rule().and_then(|kind| kind.path.clone()),
        excluded: excluded.into_rows(),
        lines,
        outcome,
    }
}
