//! The stand that each unit last took on a case, from its events: claimed, declined, bound by a ruling.
//!
//! A unit that a ruling bound, by rejecting its objection or by designating it, stays bound whatever it says afterwards.
//! A designation sets aside everyone else who had taken a stand. A unit that recused itself stays out.

use std::collections::{BTreeMap, BTreeSet};

use crate::detect::rules::kinds::{
    ACCEPTED, DECLINED, DESIGNATED, OBJECTED, RECUSED, REJECTED, RETURNED, RULED, UPHELD,
};
use crate::detect::rules::returns::designations;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::AgencyIdx;

/// What a unit last said, or what was said of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// It accepted the case.
    Claims,
    /// It objected, and no ruling has come.
    Objects,
    /// It returned the case.
    Returned,
    /// It declined the case.
    Declined,
    /// Its objection was upheld.
    Upheld,
    /// Its objection was rejected.
    Rejected,
    /// The case was designated to it.
    Designated,
    /// The case was designated to another.
    SetAside,
    /// It recused itself.
    Recused,
}

impl Stand {
    /// Whether the unit declined the case, with approval or without.
    pub(super) fn declines(self) -> bool {
        matches!(self, Self::Objects | Self::Returned | Self::Declined | Self::Upheld)
    }

    fn is_bound(self) -> bool {
        matches!(self, Self::Rejected | Self::Designated)
    }
}

/// The stand of each unit and since when, in seconds since 1970.
pub(super) type Stances = BTreeMap<AgencyIdx, (Stand, u32)>;

/// The stands after `events`, which are in the order of time.
pub(super) fn of(events: &[EventRow]) -> Stances {
    let mut stances = Stances::new();
    // A designation binds when it follows a ruling (see [`designations`]); any other can be objected to.
    let (mut is_ruled, mut unbound) = (false, BTreeSet::new());
    for event in events {
        if event.kind == RULED {
            rule(&mut stances, &mut unbound, event);
            is_ruled = true;
        }
        let Some(unit) = event.agency else { continue };
        let held = stances.get(&unit).map(|stance| stance.0);
        let stand = match event.kind {
            _ if held == Some(Stand::Recused) => continue,
            RECUSED => Stand::Recused,
            DESIGNATED => {
                set_aside(&mut stances, event.at);
                if is_ruled {
                    unbound.remove(&unit)
                } else {
                    unbound.insert(unit)
                };
                Stand::Designated
            }
            _ if held.is_some_and(Stand::is_bound) && !unbound.contains(&unit) => continue,
            ACCEPTED => Stand::Claims,
            OBJECTED => Stand::Objects,
            DECLINED => Stand::Declined,
            // A return after the sender agreed is what the agreement was for.
            RETURNED if held == Some(Stand::Upheld) => continue,
            RETURNED => Stand::Returned,
            _ => continue,
        };
        stances.insert(unit, (stand, event.at));
    }
    stances
}

/// The units that may not return the case again, in the order of ids, each with since when.
pub(super) fn bound(events: &[EventRow], stances: &Stances) -> Vec<(AgencyIdx, u32)> {
    let designated = designations(events);
    let since = |(&agency, &(stand, at)): (&AgencyIdx, &(Stand, u32))| match stand {
        Stand::Designated => designated.get(&agency).map(|&since| (agency, since)),
        Stand::Rejected => Some((agency, at)),
        Stand::Claims
        | Stand::Objects
        | Stand::Returned
        | Stand::Declined
        | Stand::Upheld
        | Stand::SetAside
        | Stand::Recused => None,
    };
    stances.iter().filter_map(since).collect()
}

/// A ruling answers every objection that waits for one; without a result it answers none. Whose objection was rejected
/// is bound from then on, also one that had been designated before and was `unbound` by that.
fn rule(stances: &mut Stances, unbound: &mut BTreeSet<AgencyIdx>, ruling: &EventRow) {
    let stand = match ruling.result {
        Some(UPHELD) => Stand::Upheld,
        Some(REJECTED) => Stand::Rejected,
        Some(_) | None => return,
    };
    for (unit, stance) in stances.iter_mut().filter(|(_, stance)| stance.0 == Stand::Objects) {
        *stance = (stand, ruling.at);
        if stand == Stand::Rejected {
            unbound.remove(unit);
        }
    }
}

fn set_aside(stances: &mut Stances, at: u32) {
    for stance in stances.values_mut().filter(|stance| stance.0 != Stand::Recused) {
        *stance = (Stand::SetAside, at);
    }
}
