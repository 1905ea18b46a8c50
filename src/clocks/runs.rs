//! When the clocks of a rule start in a case; [`super::stops`] says when they stop.

use super::answers::Answer;
use super::hop::Hop;
use super::kinds;
use super::rules::{Rule, Rules};
use super::stops::{Of, Stops};
use super::trace::CaseTrace;
use crate::playbook::clock_rules::ClockScope;
use crate::snapshot::columns::NEVER;
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

impl Rules<'_> {
    /// Hands every clock of `rule` in `trace` that started by second `latest` to `see`, the earliest first within
    /// what it is of.
    #[inline]
    pub(super) fn runs(&self, rule: &Rule<'_>, trace: &CaseTrace, latest: u32, mut see: impl FnMut(Run)) {
        match rule.stated.scope {
            ClockScope::Case => self.runs_of_case(rule, trace, latest, see),
            ClockScope::Handoff => {
                let stops = Stops::new(self, rule, trace, trace.hops.len());
                for (at, hop) in trace.hops.iter().enumerate() {
                    let Some((start, by)) = start_of_hop(rule, hop) else { continue };
                    if start <= latest && self.addresses(rule, hop) {
                        let stop = stops.first((start, NEVER), Of::Hop(at));
                        see(Run { start, by: Some(by), hop: Some(at), stop });
                    }
                }
            }
            ClockScope::Event => {
                if trace.kinds & rule.start.events == 0 {
                    return;
                }
                let stops = Stops::new(self, rule, trace, trace.events.len());
                for (at, event) in trace.events.iter().enumerate().take_while(|(_, event)| event.at <= latest)
                {
                    if self.starts(rule, trace, at) {
                        let stop = stops.first((event.at, NEVER), Of::Event(at));
                        see(Run { start: event.at, by: event.agency, hop: None, stop });
                    }
                }
            }
        }
    }

    /// One clock for each round of the case. Once it has started, a reopening ends it and starts it anew.
    fn runs_of_case(&self, rule: &Rule<'_>, trace: &CaseTrace, latest: u32, mut see: impl FnMut(Run)) {
        let Some((first, by)) = self.first_start(rule, trace) else { return };
        let stops = Stops::new(self, rule, trace, trace.rounds.len());
        let mut started = Some((first, by));
        for (nth, round) in trace.rounds.iter().enumerate() {
            let end = trace.rounds.get(nth + 1).map_or(NEVER, |next| next.start);
            if end <= first {
                continue;
            }
            let (start, by) =
                started.take().unwrap_or_else(|| (round.start, reopened_by(trace, round.start)));
            if start <= latest {
                let replaced = (end != NEVER).then_some(end);
                let stop = stops.first((start, end), Of::Case).or(replaced);
                see(Run { start, by, hop: None, stop });
            }
        }
    }

    /// The first moment at which the rule's clock of a case starts, and by whom.
    #[inline]
    fn first_start(&self, rule: &Rule<'_>, trace: &CaseTrace) -> Option<(u32, Option<AgencyIdx>)> {
        let points = rule.start;
        let mut first = (NEVER, None);
        let mut offer = |at: u32, by: Option<AgencyIdx>| {
            if at < first.0 {
                first = (at, by);
            }
        };
        if points.opened && rule.to_kinds.has(self.kind_of(trace.registrar())) {
            offer(trace.opened, trace.registrar());
        }
        if points.closed {
            offer(trace.closed_in_round_of(0), trace.registrar());
        }
        if points.sent || points.received || points.finished {
            for hop in trace.hops.iter().filter(|hop| self.addresses(rule, hop)) {
                start_of_hop(rule, hop).into_iter().for_each(|(at, by)| offer(at, Some(by)));
            }
        }
        if trace.kinds & points.events != 0 {
            let mut starting = (0..trace.events.len()).filter(|&at| self.starts(rule, trace, at));
            if let Some(event) = starting.next().and_then(|at| trace.events.get(at)) {
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

    /// Whether the event at place `at` starts the rule's clock. What answers a question that its agency was asked says
    /// nothing to others, and so starts nothing.
    #[inline]
    pub(super) fn starts(&self, rule: &Rule<'_>, trace: &CaseTrace, at: usize) -> bool {
        let event = &trace.events[at];
        rule.start.has_event(event.kind)
            && rule.start_steps.has(event.step)
            && !rule.unless.has(event.step)
            && trace.answer(at) == Answer::Nothing
            && rule.to_kinds.has(self.kind_of(event.agency))
    }
}

fn reopened_by(trace: &CaseTrace, at: u32) -> Option<AgencyIdx> {
    let from = trace.events.partition_point(|event| event.at < at);
    let same_second = trace.events[from..].iter().take_while(|event| event.at == at);
    same_second.filter(|event| event.kind == kinds::REOPENED).find_map(|event| event.agency)
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
