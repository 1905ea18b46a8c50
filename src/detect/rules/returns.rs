//! Objections to a case and returns of it: each with its deadline, its ruling and its count, and what was wrong with it.
//!
//! **Meaning.** An objection (`objected`) or a return (`returned`) of a unit belongs to the last handoff to that unit that
//! it had received by then, else to the last that had been sent to it (one dated by its day is about handoffs of that day,
//! too: [`crate::clocks::by_day`]). Its deadline is that of the playbook's clock on
//! objections for this handoff: the clock of handoffs that starts with receipt, is stopped by an objection, and takes
//! silence for consent (five working days by the default playbook; Regulations on Petition Work, article 23,
//! paragraph 3). The ruling on an objection is the first `ruled` from then on; a unit is designated by a `designated` event
//! of its own. Wrong is
//! - `late`: an objection after its deadline;
//! - `not_approved`: a return by a unit none of whose objections had been upheld: a case goes back only once the sender
//!   has agreed;
//! - `too_often`: an objection beyond the `returns_max` of one unit to one case;
//! - `designated`: an objection or a return after the case was designated to the unit at or after a ruling.

use std::collections::BTreeMap;

use super::kinds::{DESIGNATED, OBJECTED, RETURNED, RULED, UPHELD};
use super::names::Why;
use crate::calendar::budget::Due;
use crate::clocks::Clock;
use crate::clocks::by_day::{in_turn, latest};
use crate::clocks::rules::Rules;
use crate::clocks::trace::{CaseTrace, instant};
use crate::detect::world::World;
use crate::model::time::Zone;
use crate::playbook::Playbook;
use crate::playbook::clock_rules::{ClockPoint, ClockScope, Expiry};
use crate::snapshot::Snapshot;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::{AgencyIdx, CaseIdx};

/// What the returns of the cases of one snapshot are looked at with.
#[derive(Debug)]
pub struct ReturnRules<'a> {
    clocks: Rules<'a>,
    zone: &'a Zone,
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
        Self { clocks: Rules::new(playbook, snapshot), zone: &playbook.zone, objection, ruling, returns_max }
    }

    /// Every clock of `case`, which must have been opened by the moment.
    #[must_use]
    pub fn clocks(&self, world: &World<'_>, case: CaseIdx) -> Vec<Clock> {
        let mut trace = CaseTrace::at(world.moment.now.unix(), self.zone);
        trace.fill_from(world.snapshot, case);
        self.clocks.clocks(&trace)
    }

    /// The events of `case` up to the moment, each after what it follows ([`in_turn`]).
    #[must_use]
    pub fn events(&self, world: &World<'_>, case: CaseIdx) -> Vec<EventRow> {
        let now = world.moment.now.unix();
        let mut events: Vec<EventRow> =
            world.snapshot.events().of(case).take_while(|event| event.at <= now).collect();
        in_turn(&mut events, self.zone);
        events
    }

    /// The returns of `case` by time; `events` and `clocks` are its own ([`ReturnRules::events`],
    /// [`ReturnRules::clocks`]).
    #[must_use]
    pub fn of(&self, world: &World<'_>, case: CaseIdx, events: &[EventRow], clocks: &[Clock]) -> Vec<Return> {
        let dispatches = Dispatches::of(world, case);
        let (mut dues, mut ruling_clocks) = (BTreeMap::new(), BTreeMap::new());
        for clock in clocks {
            if let (true, Some(seq)) = (Some(clock.rule) == self.objection, clock.seq) {
                dues.entry(seq).or_insert(clock.due);
            } else if let (true, Some(unit)) = (Some(clock.rule) == self.ruling, clock.started_by) {
                ruling_clocks.entry((unit, clock.start.unix())).or_insert(clock);
            }
        }
        // From the last to the first: the next ruling, and the next designation after that.
        let (mut ruled, mut upon_it, mut designated) = (None, None, None);
        let mut found: Vec<Return> = Vec::new();
        for event in events.iter().rev() {
            match event.kind {
                RULED => (ruled, upon_it) = (Some(event), designated),
                DESIGNATED => designated = Some(event),
                _ => {}
            }
            let Some(unit) = event.agency.filter(|_| [OBJECTED, RETURNED].contains(&event.kind)) else {
                continue;
            };
            let is_return = event.kind == RETURNED;
            let seq = dispatches.by(unit, latest(self.zone, event.at));
            let ruling = ruled.filter(|_| !is_return);
            let to = upon_it.filter(|_| ruling.is_some());
            let ruling_clock = ruling_clocks.get(&(unit, event.at)).filter(|_| !is_return);
            found.push(Return {
                unit,
                at: event.at,
                is_return,
                seq,
                due: seq.and_then(|seq| dues.get(&seq)).copied(),
                ruling: ruling.map(|r| Ruling { at: r.at, by: r.agency, result: r.result }),
                ruling_clock: ruling_clock.map(|&clock| clock.clone()),
                designated: to.and_then(|d: &EventRow| Some((d.agency?, d.at))),
                nth: 1,
                wrong: Vec::new(),
            });
        }
        found.reverse();
        self.judge(&mut found, &designations(events));
        found
    }

    /// Counts the returns of each unit in `found`, and says what is wrong with them; units were `designated` so.
    fn judge(&self, found: &mut [Return], designated: &BTreeMap<AgencyIdx, u32>) {
        let mut upheld: BTreeMap<AgencyIdx, u32> = BTreeMap::new();
        for one in found.iter() {
            let right = one.ruling.filter(|ruling| ruling.result == Some(UPHELD));
            right.into_iter().for_each(|ruling| {
                let first = upheld.entry(one.unit).or_insert(ruling.at);
                *first = ruling.at.min(*first);
            });
        }
        let mut counts: BTreeMap<(AgencyIdx, bool), u32> = BTreeMap::new();
        for one in found {
            let count = counts.entry((one.unit, one.is_return)).or_default();
            *count = count.saturating_add(1);
            one.nth = *count;
            let is_upheld = upheld.get(&one.unit).is_some_and(|&at| at <= one.at);
            let is_designated = designated.get(&one.unit).is_some_and(|&since| since < one.at);
            let wrong = [
                (!one.is_return && one.due.is_some_and(|due| due.is_late(instant(one.at))), Why::Late),
                (one.is_return && !is_upheld, Why::NotApproved),
                (!one.is_return && self.returns_max < one.nth, Why::TooOften),
                (is_designated, Why::Designated),
            ];
            one.wrong = wrong.into_iter().filter_map(|(is_wrong, why)| is_wrong.then_some(why)).collect();
        }
    }
}

/// The units to which the case of these `events` was designated at or after a ruling, each with when it first was.
#[must_use]
pub fn designations(events: &[EventRow]) -> BTreeMap<AgencyIdx, u32> {
    let mut found = BTreeMap::new();
    let Some(ruled) = events.iter().find(|event| event.kind == RULED).map(|event| event.at) else {
        return found;
    };
    for event in events.iter().filter(|event| event.kind == DESIGNATED && ruled <= event.at) {
        event.agency.into_iter().for_each(|unit| _ = found.entry(unit).or_insert(event.at));
    }
    found
}

/// Handoffs of a case by whom they were sent to and by when.
struct Dispatches {
    /// Of each addressee: seconds in order, each with the place of the latest handoff by then.
    received: BTreeMap<AgencyIdx, Vec<(u32, usize)>>,
    sent: BTreeMap<AgencyIdx, Vec<(u32, usize)>>,
    /// Their numbers.
    seqs: Vec<u32>,
}

impl Dispatches {
    fn of(world: &World<'_>, case: CaseIdx) -> Self {
        let columns = world.snapshot.hops();
        let mut all = Self { received: BTreeMap::new(), sent: BTreeMap::new(), seqs: Vec::new() };
        for (place, hop) in world.hops(case, None).enumerate() {
            all.seqs.push(columns.seq(hop.hop));
            all.sent.entry(hop.to).or_default().push((columns.sent(hop.hop), place));
            if let Some(at) = columns.received(hop.hop) {
                all.received.entry(hop.to).or_default().push((at.unix(), place));
            }
        }
        for list in all.received.values_mut().chain(all.sent.values_mut()) {
            list.sort_unstable();
            let mut latest = 0;
            for (_, place) in list {
                latest = latest.max(*place);
                *place = latest;
            }
        }
        all
    }

    /// The number of the handoff that a return of `unit` by second `at` is about.
    fn by(&self, unit: AgencyIdx, at: u32) -> Option<u32> {
        let last = |of: &BTreeMap<AgencyIdx, Vec<(u32, usize)>>| {
            let list = of.get(&unit)?;
            let by_then = list.partition_point(|row| row.0 <= at);
            list[..by_then].last().map(|row| row.1)
        };
        let place = last(&self.received).or_else(|| last(&self.sent))?;
        self.seqs.get(place).copied()
    }
}
