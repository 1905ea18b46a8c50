//! What was done to extend a clock, and what came of it.

use super::evaluate::charged;
use super::rules::{Rule, Rules};
use super::runs::Run;
use super::trace::{CaseTrace, instant};
use super::{Refused, kinds};
use crate::calendar::budget::{Budget, Suspensions, Terms};
use crate::playbook::clock_rules::Extension;
use crate::snapshot::events::EventRow;

/// Of which clock an extension speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meant {
    /// Of every clock that may be extended.
    AnyClock,
    /// Of this one.
    ThisClock,
    /// Of another.
    Other,
    /// It names none that there is.
    NoClock,
}

impl Rules<'_> {
    /// The terms of the clock with all extensions that hold; hands each event that asks for one to `see`, with what came
    /// of it. The clock stood in `stood`, and the units whose hours count are those at `hours`.
    #[inline]
    pub(super) fn extended(
        &self,
        rule: &Rule<'_>,
        run: &Run,
        trace: &CaseTrace,
        (stood, hours): (Suspensions<'_>, Option<usize>),
        mut see: impl FnMut(&EventRow, Result<u32, Refused>),
    ) -> Terms {
        let mut terms = rule.stated.terms;
        if trace.kinds & kinds::bit(kinds::EXTENDED) == 0 {
            return terms;
        }
        let until = run.stop.unwrap_or(trace.now);
        let mut times = 0;
        let day = trace.day_start(run.start);
        let after = trace.events.partition_point(|event| event.at < day);
        for event in trace.events[after..].iter().take_while(|event| event.at <= until) {
            let is_before = event.at < run.start && event.at != day;
            if event.kind != kinds::EXTENDED || is_before {
                continue;
            }
            let budget = Budget { start: instant(run.start), terms, suspensions: stood };
            let is_late = || self.works.of(hours).due(&budget).is_late(instant(event.at));
            let outcome = match (self.meant(rule, event), &rule.stated.extension) {
                (Meant::Other, _) | (Meant::AnyClock | Meant::NoClock, None) => continue,
                (Meant::NoClock, Some(_)) => Err(Refused::UnknownClock),
                (Meant::ThisClock, None) => Err(Refused::NotProvided),
                (_, Some(_)) if is_late() => Err(Refused::TooLate),
                (_, Some(extension)) if extension.times <= times => Err(Refused::TooOften),
                (_, Some(extension)) => self.admitted(rule, extension, run, trace, event),
            };
            if let Ok(amount) = outcome {
                terms = terms.extended(amount);
                times += 1;
            }
            see(event, outcome);
        }
        terms
    }

    /// By how much `event` makes the clock longer, as far as who asks and why goes.
    fn admitted(
        &self,
        rule: &Rule<'_>,
        extension: &Extension,
        run: &Run,
        trace: &CaseTrace,
        event: &EventRow,
    ) -> Result<u32, Refused> {
        let Some(agency) = event.agency else { return Err(Refused::ByNobody) };
        let may_extend = if extension.by_kinds.is_empty() {
            charged(rule, run, trace, event.at.max(run.start)) == Some(agency)
        } else {
            rule.by_kinds.has(self.agencies.kind(agency))
        };
        match (may_extend, extension.needs_reason && !event.has_reason) {
            (false, _) => Err(Refused::NotByThem),
            (true, true) => Err(Refused::NoReason),
            (true, false) => Ok(extension.amount),
        }
    }

    /// Of which clock an `extended` event speaks.
    fn meant(&self, rule: &Rule<'_>, event: &EventRow) -> Meant {
        match event.step {
            None => Meant::AnyClock,
            Some(_) if event.step == rule.name => Meant::ThisClock,
            Some(_) if self.rules.iter().any(|other| other.name == event.step) => Meant::Other,
            Some(_) => Meant::NoClock,
        }
    }
}
