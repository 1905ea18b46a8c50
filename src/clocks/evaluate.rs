//! From the start and stop of a clock to its last day, its state and who is charged.

use super::rules::{Fit, Rule, Rules};
use super::runs::Run;
use super::trace::{CaseTrace, instant, paired};
use super::{Clock, ExtensionAsked, Idle, Past, Refused, State, kinds};
use crate::calendar::budget::{Budget, Due, DueAt, Suspension, Suspensions, Terms};
use crate::playbook::clock_rules::{Charged, Expiry};
use crate::snapshot::columns::NEVER;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::AgencyIdx;

impl Rules<'_> {
    /// Every clock of the case, in the order of the playbook, the earliest of a rule first.
    #[must_use]
    pub fn clocks(&self, trace: &CaseTrace) -> Vec<Clock> {
        let (mut clocks, mut scratch) = (Vec::new(), Vec::new());
        for (at, rule) in self.rules.iter().enumerate() {
            if rule.fit(trace) == Fit::Holds {
                let clock = |run: Run| clocks.push(self.clock(at, &run, trace, &mut scratch));
                self.runs(rule, trace, NEVER, clock);
            }
        }
        clocks
    }

    /// The rules that have no clock in the case, as places among the playbook's, and why.
    #[must_use]
    pub fn idle(&self, trace: &CaseTrace) -> Vec<(usize, Idle)> {
        let idle = |rule: &Rule<'_>| match rule.fit(trace) {
            Fit::OtherCase => Some(Idle::OtherCase),
            Fit::Excepted => Some(Idle::Excepted),
            Fit::Holds => {
                let mut has_run = false;
                self.runs(rule, trace, NEVER, |_| has_run = true);
                (!has_run).then_some(Idle::NotStarted)
            }
        };
        self.rules.iter().enumerate().filter_map(|(at, rule)| Some((at, idle(rule)?))).collect()
    }

    /// Hands every overdue clock of the case to `see`, in the order of [`Rules::clocks`]. `scratch` is room that is used
    /// again for every case.
    pub fn overdue(&self, trace: &CaseTrace, scratch: &mut Vec<Suspension>, mut see: impl FnMut(Past)) {
        for (rule, at) in self.rules.iter().zip(0u16..) {
            // Only what started so long ago that it can be overdue is looked at.
            let Some(latest) = trace.now.checked_sub(rule.least_s) else { continue };
            if rule.stated.expiry == Expiry::DeemedConsent || rule.fit(trace) != Fit::Holds {
                continue;
            }
            self.runs(rule, trace, latest, |run| {
                if run.stop.is_none()
                    && let Some(past) = self.past(at, &run, trace, scratch)
                {
                    see(past);
                }
            });
        }
    }

    fn clock(&self, at: usize, run: &Run, trace: &CaseTrace, scratch: &mut Vec<Suspension>) -> Clock {
        let rule = &self.rules[at];
        let stood = stood(rule, run, trace, scratch);
        let mut extensions = Vec::new();
        let terms = self.extended(rule, run, trace, stood, |event, outcome| {
            extensions.push(ExtensionAsked { at: instant(event.at), by: event.agency, outcome });
        });
        let budget = Budget { start: instant(run.start), terms, suspensions: stood };
        let due = self.work.due(&budget);
        let begun = |s: &Suspension| s.to().is_none_or(|to| budget.start < to);
        Clock {
            rule: at,
            seq: run.hop.map(|hop| trace.hops[hop].seq),
            start: budget.start,
            started_by: run.by,
            terms,
            suspensions: stood.iter().filter(begun).collect(),
            extensions,
            due,
            state: state(rule, run, trace, &budget, due),
            stopped_at: run.stop.map(instant),
            charged: charged(rule, run, trace),
        }
    }

    /// The clock of a `run` that was not stopped, if it is overdue.
    fn past(&self, at: u16, run: &Run, trace: &CaseTrace, scratch: &mut Vec<Suspension>) -> Option<Past> {
        let rule = &self.rules[usize::from(at)];
        let stood = stood(rule, run, trace, scratch);
        let mut extensions = 0u8;
        let terms = self.extended(rule, run, trace, stood, |_, outcome| {
            extensions = extensions.saturating_add(u8::from(outcome.is_ok()));
        });
        let budget = Budget { start: instant(run.start), terms, suspensions: stood };
        let due = self.work.due(&budget);
        let DueAt { at: last, last_day, is_provisional } = due.settled()?;
        if !due.is_late(instant(trace.now)) {
            return None;
        }
        Some(Past {
            rule: at,
            extensions,
            is_provisional,
            start: run.start,
            due: last.unix(),
            last_day,
            amount: terms.amount,
            suspended: self.suspended(&budget, last.unix()),
            seq: run.hop.map(|hop| trace.hops[hop].seq),
            charged: charged(rule, run, trace),
        })
    }

    /// How much of the time from the start to second `until` was not counted because the clock stood.
    #[must_use]
    pub fn suspended(&self, budget: &Budget<'_>, until: u32) -> u32 {
        if budget.suspensions == Suspensions::NONE {
            return 0;
        }
        let used = |suspensions| self.work.usage(&Budget { suspensions, ..*budget }, instant(until)).used;
        u32::try_from(used(Suspensions::NONE) - used(budget.suspensions)).unwrap_or(0)
    }

    /// The terms of the clock with all extensions that hold; hands each event that asks for one to `see`, with what came
    /// of it.
    #[inline]
    fn extended(
        &self,
        rule: &Rule<'_>,
        run: &Run,
        trace: &CaseTrace,
        stood: Suspensions<'_>,
        mut see: impl FnMut(&EventRow, Result<u32, Refused>),
    ) -> Terms {
        let mut terms = rule.stated.terms;
        if trace.kinds & kinds::bit(kinds::EXTENDED) == 0 {
            return terms;
        }
        let until = run.stop.unwrap_or(trace.now);
        let mut times = 0;
        for event in &trace.events {
            if event.kind != kinds::EXTENDED || event.at < run.start || until < event.at {
                continue;
            }
            if !self.is_meant(rule, event) {
                continue;
            }
            let budget = Budget { start: instant(run.start), terms, suspensions: stood };
            let is_late = || self.work.due(&budget).is_late(instant(event.at));
            let outcome = match &rule.stated.extension {
                None => Err(Refused::NotProvided),
                Some(_) if is_late() => Err(Refused::TooLate),
                Some(extension) if extension.times <= times => Err(Refused::TooOften),
                Some(_) if !rule.by_kinds.has(self.kind_of(event.agency)) => Err(Refused::NotByThem),
                Some(extension) if extension.needs_reason && !event.has_reason => Err(Refused::NoReason),
                Some(extension) => Ok(extension.amount),
            };
            if let Ok(amount) = outcome {
                terms = terms.extended(amount);
                times += 1;
            }
            see(event, outcome);
        }
        terms
    }

    /// Whether an `extended` event speaks of `rule`: its step names the rule; or names no rule, and the rule knows
    /// extensions.
    fn is_meant(&self, rule: &Rule<'_>, event: &EventRow) -> bool {
        let named = event.step.filter(|_| self.rules.iter().any(|other| other.name == event.step));
        match named {
            Some(_) => named == rule.name,
            None => rule.stated.extension.is_some(),
        }
    }
}

/// When the clock stood: the case's suspensions, and what the rule excludes, as far as they began before it was stopped.
#[inline]
fn stood<'s>(
    rule: &Rule<'_>,
    run: &Run,
    trace: &'s CaseTrace,
    scratch: &'s mut Vec<Suspension>,
) -> Suspensions<'s> {
    let is_before = |s: &Suspension| run.stop.is_none_or(|stop| s.from().unix() < stop);
    let excludes = &rule.stated.excludes;
    if excludes.iter().all(|e| trace.kinds & kinds::bit(e.from) == 0) {
        let before = trace.pauses.partition_point(is_before);
        return Suspensions::of(&trace.pauses[..before]).unwrap_or(Suspensions::NONE);
    }
    scratch.clear();
    scratch.extend(&trace.pauses);
    excludes.iter().for_each(|e| paired(&trace.events, e.from, e.to, scratch));
    scratch.retain(is_before);
    Suspensions::joined(scratch)
}

fn state(rule: &Rule<'_>, run: &Run, trace: &CaseTrace, budget: &Budget<'_>, due: Due) -> State {
    let is_late = due.is_late(instant(run.stop.unwrap_or(trace.now)));
    match (is_late, run.stop, rule.stated.expiry) {
        (true, _, Expiry::DeemedConsent) => State::DeemedConsent,
        (true, Some(_), Expiry::Overdue) => State::StoppedLate,
        (true, None, Expiry::Overdue) => State::Overdue,
        (false, Some(_), _) => State::StoppedInTime,
        (false, None, _) if budget.suspensions.covers(instant(trace.now)) => State::Suspended,
        (false, None, _) => State::Running,
    }
}

/// Who is charged: at the moment, or when the clock was stopped.
#[inline]
fn charged(rule: &Rule<'_>, run: &Run, trace: &CaseTrace) -> Option<AgencyIdx> {
    let at = run.stop.unwrap_or(trace.now);
    let hop = run.hop.map(|hop| &trace.hops[hop]);
    match rule.stated.charged {
        Charged::Holder => trace.holder(at),
        Charged::Addressee => hop.or_else(|| trace.last_hop(at)).map(|hop| hop.to),
        Charged::Sender => {
            let to_starter = |at: u32| {
                let sent = trace.hops.iter().rev().filter(move |hop| hop.sent <= at);
                sent.into_iter().find(|hop| run.by == Some(hop.to))
            };
            let hop = hop.or_else(|| to_starter(run.start)).or_else(|| trace.last_hop(at));
            hop.map(|hop| hop.from)
        }
        Charged::Acting => run.by.or_else(|| trace.holder(at)),
        Charged::Registrar => trace.registrar(),
    }
}
