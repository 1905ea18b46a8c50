//! When the clocks of a rule start and stop in a case.

use super::kinds;
use super::rules::{Rule, Rules};
use super::trace::{CaseTrace, Hop};
use crate::playbook::clock_rules::{Charged, ClockScope};
use crate::snapshot::columns::NEVER;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::AgencyIdx;

/// One clock of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// When it started, in seconds since 1970.
    pub(super) start: u32,
    /// Whose act that was, or whom it asked.
    pub(super) by: Option<AgencyIdx>,
    /// The handoff that it is of, as a place among the case's handoffs.
    pub(super) hop: Option<usize>,
    /// When it was stopped.
    pub(super) stop: Option<u32>,
}

/// What a clock is of.
#[derive(Clone, Copy, Debug)]
enum Of<'t> {
    Case,
    Hop(usize),
    Event(usize, &'t EventRow),
}

impl Rules<'_> {
    /// Hands every clock of `rule` in `trace` that started by second `latest` to `see`, the earliest first within
    /// what it is of.
    #[inline]
    pub(super) fn runs(&self, rule: &Rule<'_>, trace: &CaseTrace, latest: u32, mut see: impl FnMut(Run)) {
        match rule.stated.scope {
            ClockScope::Case => self.runs_of_case(rule, trace, latest, see),
            ClockScope::Handoff => {
                for (at, hop) in trace.hops.iter().enumerate() {
                    let Some((start, by)) = start_of_hop(rule, hop) else { continue };
                    if start <= latest && self.addresses(rule, hop) {
                        let stop = self.stopped(rule, trace, (start, NEVER), Of::Hop(at));
                        see(Run { start, by: Some(by), hop: Some(at), stop });
                    }
                }
            }
            ClockScope::Event => {
                if trace.kinds & rule.start.events == 0 {
                    return;
                }
                for (at, event) in trace.events.iter().enumerate().take_while(|(_, event)| event.at <= latest)
                {
                    if self.starts(rule, event) {
                        let stop = self.stopped(rule, trace, (event.at, NEVER), Of::Event(at, event));
                        see(Run { start: event.at, by: event.agency, hop: None, stop });
                    }
                }
            }
        }
    }

    /// One clock for each round of the case. Once it has started, a reopening ends it and starts it anew.
    fn runs_of_case(&self, rule: &Rule<'_>, trace: &CaseTrace, latest: u32, mut see: impl FnMut(Run)) {
        let mut has_started = false;
        for (nth, round) in trace.rounds.iter().enumerate() {
            let end = trace.rounds.get(nth + 1).map_or(NEVER, |next| next.start);
            let started = if has_started {
                Some((round.start, self.reopened_by(trace, round.start)))
            } else {
                self.first_start(rule, trace, (round.start, end))
            };
            let Some((start, by)) = started else { continue };
            has_started = true;
            if start <= latest {
                let replaced = (end != NEVER).then_some(end);
                let stop = self.stopped(rule, trace, (start, end), Of::Case).or(replaced);
                see(Run { start, by, hop: None, stop });
            }
        }
    }

    fn reopened_by(&self, trace: &CaseTrace, at: u32) -> Option<AgencyIdx> {
        let mut reopenings = trace.events.iter().filter(|e| e.kind == kinds::REOPENED && e.at == at);
        reopenings.find_map(|event| event.agency)
    }

    /// The first moment of `[from, to)` at which the rule's clock of a case starts, and by whom.
    #[inline]
    fn first_start(
        &self,
        rule: &Rule<'_>,
        trace: &CaseTrace,
        (from, to): (u32, u32),
    ) -> Option<(u32, Option<AgencyIdx>)> {
        let points = rule.start;
        let mut first = (NEVER, None);
        let mut offer = |at: u32, by: Option<AgencyIdx>| {
            if from <= at && at < to && at < first.0 {
                first = (at, by);
            }
        };
        if points.opened && rule.to_kinds.has(self.kind_of(trace.registrar())) {
            offer(trace.opened, trace.registrar());
        }
        if points.closed {
            offer(trace.closed_in_round_of(from), trace.registrar());
        }
        if points.sent || points.received || points.finished {
            for hop in trace.hops.iter().filter(|hop| self.addresses(rule, hop)) {
                start_of_hop(rule, hop).into_iter().for_each(|(at, by)| offer(at, Some(by)));
            }
        }
        if trace.kinds & points.events != 0 {
            for event in trace.events.iter().filter(|event| self.starts(rule, event)) {
                offer(event.at, event.agency);
            }
        }
        (first.0 != NEVER).then_some(first)
    }

    /// Whether the rule holds for whom `hop` is addressed to.
    #[inline]
    fn addresses(&self, rule: &Rule<'_>, hop: &Hop) -> bool {
        rule.to_kinds.has(self.agencies.kind(hop.to))
    }

    /// Whether `event` starts the rule's clock.
    #[inline]
    fn starts(&self, rule: &Rule<'_>, event: &EventRow) -> bool {
        rule.start.has_event(event.kind)
            && rule.start_steps.has(event.step)
            && !rule.unless.has(event.step)
            && rule.to_kinds.has(self.kind_of(event.agency))
    }

    /// The first moment of `[from, to)` at which a clock that started at `from` is stopped.
    ///
    /// What starts while the case is closed is stopped where it starts, if a closing stops it.
    #[inline]
    fn stopped(&self, rule: &Rule<'_>, trace: &CaseTrace, (from, to): (u32, u32), of: Of<'_>) -> Option<u32> {
        let points = rule.stop;
        let mut first = NEVER;
        if points.closed {
            let closed = trace.closed_in_round_of(from);
            first = if closed == NEVER { NEVER } else { closed.max(from) };
        }
        if points.sent || points.received || points.finished {
            first = stopped_by_hops(rule, trace, from, of).min(first);
        }
        if trace.kinds & points.events != 0 {
            let after = trace.events.partition_point(|event| event.at < from);
            for (at, event) in trace.events.iter().enumerate().skip(after) {
                if first <= event.at {
                    break;
                }
                if points.has_event(event.kind)
                    && rule.stop_steps.has(event.step)
                    && self.may_stop(rule, trace, (at, event), of)
                {
                    first = event.at;
                }
            }
        }
        (first < to).then_some(first)
    }

    /// Whether the event at place `at` is of those whose word ends a clock: who was asked, or nobody named.
    fn may_stop(
        &self,
        rule: &Rule<'_>,
        trace: &CaseTrace,
        (at, event): (usize, &EventRow),
        of: Of<'_>,
    ) -> bool {
        let Some(agency) = event.agency else {
            return !matches!(of, Of::Event(start, _) if start == at);
        };
        match of {
            Of::Case => true,
            Of::Hop(hop) => {
                let Hop { from, to, .. } = trace.hops[hop];
                agency == to || (rule.stated.charged == Charged::Sender && agency == from)
            }
            Of::Event(start, _) if start == at => false,
            Of::Event(_, EventRow { agency: None, .. }) => true,
            Of::Event(_, EventRow { agency: Some(asked), .. }) => {
                // Where somebody else is charged with the answer, only one given to another starting event is not meant.
                let is_others = || {
                    let mut events = trace.events.iter();
                    events.any(|e| e.agency == Some(agency) && self.starts(rule, e))
                };
                agency == *asked || (rule.stated.charged != Charged::Acting && !is_others())
            }
        }
    }
}

/// When the rule's clock of `hop` starts, and by whom; none before that, or when no point of the rule is a handoff's.
#[inline]
fn start_of_hop(rule: &Rule<'_>, hop: &Hop) -> Option<(u32, AgencyIdx)> {
    let mut first = (NEVER, hop.to);
    if rule.start.received {
        first = (hop.received, hop.to);
    }
    if rule.start.finished {
        first = first.min((hop.finished, hop.to));
    }
    if rule.start.sent {
        first = first.min((hop.sent, hop.from));
    }
    (first.0 != NEVER).then_some(first)
}

/// The first moment from `from` on at which a handoff stops the clock; [`NEVER`] if none does.
#[inline]
fn stopped_by_hops(rule: &Rule<'_>, trace: &CaseTrace, from: u32, of: Of<'_>) -> u32 {
    let points = rule.stop;
    let mut first = NEVER;
    let mut offer = |is_asked: bool, at: u32| {
        if is_asked && from <= at && at < first {
            first = at;
        }
    };
    match of {
        Of::Hop(at) => {
            let hop = trace.hops[at];
            offer(points.received, hop.received);
            offer(points.finished, hop.finished);
            if points.sent {
                let onward = trace.hops[at + 1..].iter().filter(|next| next.from == hop.to);
                onward.for_each(|next| offer(true, next.sent));
            }
        }
        Of::Case | Of::Event(..) => {
            let asked = match of {
                Of::Event(_, event) => event.agency,
                Of::Case | Of::Hop(_) => None,
            };
            for hop in &trace.hops {
                let is = |agency| asked.is_none_or(|asked| asked == agency);
                offer(points.sent && is(hop.from), hop.sent);
                offer(points.received && is(hop.to), hop.received);
                offer(points.finished && is(hop.to), hop.finished);
            }
        }
    }
    first
}
