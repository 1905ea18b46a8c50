//! Objections to a case and returns of it: each with its deadline, its ruling and its count, and what was wrong with it.
//!
//! **Meaning.** An objection (`objected`) or a return (`returned`) of a unit belongs to the last handoff to that unit that
//! it had received by then, else to the last that had been sent to it. Its deadline is that of the playbook's clock on
//! objections for this handoff: the clock of handoffs that starts with receipt, is stopped by an objection, and takes
//! silence for consent (five working days by the default playbook; Regulations on Petition Work, article 23,
//! paragraph 3). The ruling on an objection is the first `ruled` from then on; a unit is designated by a `designated` event
//! of its own. Wrong is
//! - `late`: an objection after its deadline;
//! - `not_approved`: a return by a unit none of whose objections had been upheld: a case goes back only once the sender
//!   has agreed;
//! - `too_often`: an objection beyond the `returns_max` of one unit to one case;
//! - `designated`: an objection or a return after the case was designated to the unit at or after a ruling.

use super::broken::Why;
use super::kinds::{DESIGNATED, OBJECTED, RETURNED, RULED, UPHELD};
use crate::calendar::budget::Due;
use crate::clocks::Clock;
use crate::clocks::rules::Rules;
use crate::clocks::trace::{CaseTrace, instant};
use crate::detect::world::World;
use crate::playbook::Playbook;
use crate::playbook::clock_rules::{ClockPoint, ClockScope, Expiry};
use crate::snapshot::Snapshot;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::{AgencyIdx, CaseIdx};

/// What the returns of the cases of one snapshot are looked at with.
#[derive(Debug)]
pub struct ReturnRules<'a> {
    clocks: Rules<'a>,
    /// The clock on objections, as a place among the playbook's.
    objection: Option<usize>,
    /// The clock on rulings.
    ruling: Option<usize>,
    returns_max: u32,
}

/// An objection to a case or a return of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// Whose it is.
    pub unit: AgencyIdx,
    /// When, in seconds since 1970.
    pub at: u32,
    /// Whether the case was returned, else objected to.
    pub is_return: bool,
    /// The number of the handoff that it is about.
    pub seq: Option<u32>,
    /// Until when an objection to that handoff is in time.
    pub due: Option<Due>,
    /// The ruling on an objection.
    pub ruling: Option<Ruling>,
    /// The clock on the ruling.
    pub ruling_clock: Option<Clock>,
    /// To which unit the case was designated upon that ruling, and when.
    pub designated: Option<(AgencyIdx, u32)>,
    /// Which objection of this unit to this case it is, or which return, from 1.
    pub nth: u32,
    /// What is wrong with it, in order.
    pub wrong: Vec<Why>,
}

/// A ruling on an objection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// When, in seconds since 1970.
    pub at: u32,
    /// Whose it is.
    pub by: Option<AgencyIdx>,
    /// Its result, as a place in `EVENT_RESULTS`.
    pub result: Option<u8>,
}

impl<'a> ReturnRules<'a> {
    /// The rules of `playbook` for the cases of `snapshot`.
    #[must_use]
    pub fn new(playbook: &'a Playbook, snapshot: &'a Snapshot) -> Self {
        let objected = ClockPoint::Event(OBJECTED);
        let objection = playbook.clocks.iter().position(|clock| {
            clock.scope == ClockScope::Handoff
                && clock.expiry == Expiry::DeemedConsent
                && clock.start.contains(&ClockPoint::Received)
                && clock.stop.contains(&objected)
        });
        let ruling = playbook.clocks.iter().position(|clock| {
            clock.scope == ClockScope::Event
                && clock.start.contains(&objected)
                && clock.stop.contains(&ClockPoint::Event(RULED))
        });
        let returns_max = playbook.place.routing.returns_max;
        Self { clocks: Rules::new(playbook, snapshot), objection, ruling, returns_max }
    }

    /// Every clock of `case`, which must have been opened by the moment.
    #[must_use]
    pub fn clocks(&self, world: &World<'_>, case: CaseIdx) -> Vec<Clock> {
        let mut trace = CaseTrace::at(world.moment.now.unix());
        trace.fill_from(world.snapshot, case);
        self.clocks.clocks(&trace)
    }

    /// The returns of `case` by time; `clocks` are its own ([`ReturnRules::clocks`]).
    #[must_use]
    pub fn of(&self, world: &World<'_>, case: CaseIdx, clocks: &[Clock]) -> Vec<Return> {
        let now = world.moment.now.unix();
        let events: Vec<EventRow> = world.snapshot.events().of(case).filter(|e| e.at <= now).collect();
        let mut found: Vec<Return> = Vec::new();
        for (nth, event) in events.iter().enumerate() {
            let Some(unit) = event.agency.filter(|_| [OBJECTED, RETURNED].contains(&event.kind)) else {
                continue;
            };
            let is_return = event.kind == RETURNED;
            let seq = dispatch(world, case, unit, event.at);
            let of_hop = |clock: &&Clock| Some(clock.rule) == self.objection && clock.seq == seq;
            let later = || events.iter().skip(nth + 1);
            let ruled = later().find(|e| e.kind == RULED).filter(|_| !is_return);
            let designated = ruled.and_then(|r| later().find(|e| e.kind == DESIGNATED && r.at <= e.at));
            let of_event = |clock: &&Clock| {
                Some(clock.rule) == self.ruling
                    && clock.start.unix() == event.at
                    && clock.started_by == Some(unit)
            };
            let mut one = Return {
                unit,
                at: event.at,
                is_return,
                seq,
                due: clocks.iter().find(of_hop).filter(|_| seq.is_some()).map(|clock| clock.due),
                ruling: ruled.map(|r| Ruling { at: r.at, by: r.agency, result: r.result }),
                ruling_clock: clocks.iter().find(of_event).filter(|_| !is_return).cloned(),
                designated: designated.and_then(|d| Some((d.agency?, d.at))),
                nth: 1,
                wrong: Vec::new(),
            };
            let before = found.iter().filter(|r| r.unit == unit && r.is_return == is_return);
            one.nth += u32::try_from(before.count()).unwrap_or(u32::MAX - 1);
            one.wrong = self.wrong(&one, &found, &events);
            found.push(one);
        }
        found
    }

    fn wrong(&self, one: &Return, before: &[Return], events: &[EventRow]) -> Vec<Why> {
        let mut wrong = Vec::new();
        if !one.is_return && one.due.is_some_and(|due| due.is_late(instant(one.at))) {
            wrong.push(Why::Late);
        }
        let is_upheld = |r: &Return| {
            r.unit == one.unit && r.ruling.is_some_and(|r| r.at <= one.at && r.result == Some(UPHELD))
        };
        if one.is_return && !before.iter().any(is_upheld) {
            wrong.push(Why::NotApproved);
        }
        if !one.is_return && self.returns_max < one.nth {
            wrong.push(Why::TooOften);
        }
        if designated_at(events, one.unit).is_some_and(|since| since < one.at) {
            wrong.push(Why::Designated);
        }
        wrong
    }
}

/// When the case of these `events` was first designated to `unit` at or after a ruling.
#[must_use]
pub fn designated_at(events: &[EventRow], unit: AgencyIdx) -> Option<u32> {
    let ruled = events.iter().find(|e| e.kind == RULED)?.at;
    let to_unit = |e: &&EventRow| e.kind == DESIGNATED && e.agency == Some(unit) && ruled <= e.at;
    events.iter().find(to_unit).map(|e| e.at)
}

/// The number of the handoff that a return of `unit` at second `at` is about.
fn dispatch(world: &World<'_>, case: CaseIdx, unit: AgencyIdx, at: u32) -> Option<u32> {
    let hops = world.snapshot.hops();
    let sent = || world.hops(case, None).filter(|hop| hop.to == unit && hops.sent(hop.hop) <= at);
    let received = sent().filter(|hop| hops.received(hop.hop).is_some_and(|received| received.unix() <= at));
    received.last().or_else(|| sent().last()).map(|hop| hops.seq(hop.hop))
}
