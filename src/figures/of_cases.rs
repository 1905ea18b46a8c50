//! Counting cases and what hangs on them: events and handoffs, case by case on all threads.

use rayon::prelude::*;

use super::count::Counter;
use super::tally::{Found, Tally};
use crate::clocks::trace::CaseTrace;
use crate::clocks::{Clock, State};
use crate::playbook::kpis::Counted;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::{CaseIdx, HopIdx, WordIdx};

/// A count under way, with room that is used again for every case.
pub(super) struct Scan {
    tally: Tally,
    trace: CaseTrace,
}

/// Clocks of a case by the rule asked for; none when none is asked for.
type Asked = Option<Vec<Clock>>;

impl Counter<'_> {
    /// The rows of cases, events or handoffs.
    pub(super) fn of_cases(&self) -> Tally {
        let count = u32::try_from(self.world.snapshot.cases().len()).unwrap_or(u32::MAX);
        let now = self.world.moment.now.unix();
        let see = |mut scan: Scan, case: u32| {
            self.see(CaseIdx::new(case), &mut scan);
            scan
        };
        let scan = || Scan { tally: Tally::default(), trace: CaseTrace::at(now, self.zone) };
        let parts = (0..count).into_par_iter().fold(scan, see);
        parts.map(|scan| scan.tally).reduce(Tally::default, Tally::joined)
    }

    fn see(&self, case: CaseIdx, scan: &mut Scan) {
        let cases = self.world.snapshot.cases();
        let fits = self.world.has(case)
            && self.asked.kinds.has(cases.kind(case))
            && self.is_at_level(Some(cases.village(case)))
            && self.fits_case(case);
        if !fits {
            return;
        }
        let clocks = self.clocks(case, &mut scan.trace);
        let table = self.asked.stated.table;
        if table == Counted::Handoffs {
            self.see_handoffs(case, &clocks, &mut scan.tally);
        } else if is_kept(&clocks, None) {
            match table == Counted::Events {
                true => self.see_events(case, &mut scan.tally),
                false => self.see_case(case, &mut scan.tally),
            }
        }
    }

    fn see_case(&self, case: CaseIdx, tally: &mut Tally) {
        let needs_unit = !self.asked.agency_kinds.is_all() || self.asked.stated.distinct.is_some();
        let last = || self.world.hops(case, self.world.closed_at(case)).last();
        let unit = if needs_unit { last().map(|hop| hop.holder()) } else { None };
        if self.fits_agency(unit) {
            tally.see(Found { unit, case: Some(case), ends: None }, self.asked.stated.distinct);
        }
    }

    fn see_events(&self, case: CaseIdx, tally: &mut Tally) {
        let kinds = &self.asked.stated.with;
        for event in self.events(case) {
            let is_asked = kinds.is_empty() || kinds.contains(&event.kind);
            if is_asked && self.asked.fits_ending(&event) && self.fits_agency(event.agency) {
                let found = Found { unit: event.agency, case: Some(case), ends: None };
                tally.see(found, self.asked.stated.distinct);
            }
        }
    }

    fn see_handoffs(&self, case: CaseIdx, clocks: &Asked, tally: &mut Tally) {
        let hops = self.world.snapshot.hops();
        let is_kept = |hop: HopIdx| is_kept(clocks, Some(hops.seq(hop)));
        for hop in self.world.hops(case, self.world.closed_at(case)) {
            if self.fits_agency(Some(hop.to)) && is_kept(hop.hop) {
                let found = Found { unit: Some(hop.to), case: Some(case), ends: None };
                tally.see(found, self.asked.stated.distinct);
            }
        }
    }

    /// Whether what is asked of a case itself holds of `case`, all but its kind, its place and its clock.
    pub(super) fn fits_case(&self, case: CaseIdx) -> bool {
        let (asked, cases) = (&self.asked, self.world.snapshot.cases());
        let is_closed = || self.world.closed_at(case).is_some();
        asked.opened.as_ref().is_none_or(|year| year.contains(&cases.opened(case)))
            && asked.channels.has(cases.channel(case))
            && asked.boards.has(cases.board(case))
            && asked.tiers.has(cases.tier(case))
            && (asked.ratings.is_all() || asked.ratings.has(self.rating(case)))
            && asked.stated.rated.is_none_or(|rated| rated == self.is_rated(case))
            && asked.stated.closed.is_none_or(|closed| closed == is_closed())
            && self.fits_events(case)
    }

    fn fits_events(&self, case: CaseIdx) -> bool {
        let count = self.asked.stated;
        if self.events(case).any(|event| count.without.contains(&event.kind)) {
            return false;
        }
        // Of events it is the event itself that is asked.
        if count.table == Counted::Events {
            return true;
        }
        let has = |kind: Option<u8>| {
            let is_asked = |event: &EventRow| kind.is_none_or(|kind| kind == event.kind);
            self.events(case).any(|event| is_asked(&event) && self.asked.fits_ending(&event))
        };
        let is_ending_asked = !count.results.is_empty() || !self.asked.steps.is_all();
        count.with.iter().all(|&kind| has(Some(kind)))
            && (!count.with.is_empty() || !is_ending_asked || has(None))
    }

    /// The events of `case` by the moment.
    fn events(&self, case: CaseIdx) -> impl Iterator<Item = EventRow> + Clone + '_ {
        let now = self.world.moment.now.unix();
        self.world.snapshot.events().of(case).filter(move |event| event.at <= now)
    }

    fn has_rated_event(&self, case: CaseIdx) -> bool {
        self.events(case).any(|event| Some(event.kind) == self.asked.rated_kind)
    }

    /// The rating of the case's row: from the first `rated` event on, where the case has any.
    fn rating(&self, case: CaseIdx) -> Option<WordIdx> {
        let rating = self.world.snapshot.cases().rating(case)?;
        let mut events = self.world.snapshot.events().of(case);
        let is_dated = events.any(|event| Some(event.kind) == self.asked.rated_kind);
        (!is_dated || self.has_rated_event(case)).then_some(rating)
    }

    fn is_rated(&self, case: CaseIdx) -> bool {
        self.rating(case).is_some() || self.has_rated_event(case)
    }

    /// The clocks of `case`, which must be there at the moment, by the rule asked for.
    fn clocks(&self, case: CaseIdx, trace: &mut CaseTrace) -> Asked {
        let (rule, rules) = (self.asked.stated.clock?, self.rules?);
        trace.fill_from(self.world.snapshot, case);
        let mut clocks = rules.clocks(trace);
        clocks.retain(|clock| clock.rule == rule);
        Some(clocks)
    }

    /// Whether `case`, which must be there at the moment, kept the clock asked for.
    pub(super) fn keeps_clock(&self, case: CaseIdx, trace: &mut CaseTrace) -> bool {
        is_kept(&self.clocks(case, trace), None)
    }
}

/// Whether there are clocks and each was stopped in time; of handoff `seq` its own, where each handoff has one.
fn is_kept(clocks: &Asked, seq: Option<u32>) -> bool {
    let Some(clocks) = clocks else { return true };
    let is_meant = |clock: &&Clock| seq.is_none() || clock.seq.is_none() || clock.seq == seq;
    let mut meant = clocks.iter().filter(is_meant).peekable();
    meant.peek().is_some() && meant.all(|clock| clock.state == State::StoppedInTime)
}
