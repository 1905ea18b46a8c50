//! From the start and stop of a clock to its last day, its state and who is charged.

use super::rules::{Rule, Rules};
use super::runs::Run;
use super::trace::{CaseTrace, instant, paired};
use super::{Clock, ExtensionAsked, Idle, Past, State, kinds};
use crate::calendar::budget::{Budget, Due, DueAt, Suspension, Suspensions, Terms};
use crate::calendar::work_time::WorkTime;
use crate::model::time::Instant;
use crate::playbook::clock_rules::{Charged, Expiry};
use crate::snapshot::columns::NEVER;
use crate::snapshot::index::AgencyIdx;

/// What a case has that holds for every clock of one rule: found once, since there may be many.
#[derive(Clone, Copy, Debug)]
struct Around<'s> {
    /// When it stood, in order and apart.
    pauses: &'s [Suspension],
    /// When a note first excepted it.
    excepted: Option<u32>,
}

impl Rules<'_> {
    /// Every clock of the case, in the order of the playbook, the earliest of a rule first.
    #[must_use]
    pub fn clocks(&self, trace: &CaseTrace) -> Vec<Clock> {
        let (mut clocks, mut scratch) = (Vec::new(), Vec::new());
        for (at, rule) in self.rules.iter().enumerate().filter(|(_, rule)| rule.fits(trace)) {
            let around = self.around(rule, trace, &mut scratch);
            self.runs(rule, trace, NEVER, |run| clocks.extend(self.clock(at, &run, trace, around)));
        }
        clocks
    }

    /// The rules that have no clock in the case, as places among the playbook's, and why.
    #[must_use]
    pub fn idle(&self, trace: &CaseTrace) -> Vec<(usize, Idle)> {
        let mut scratch = Vec::new();
        let mut idle = |at: usize, rule: &Rule<'_>| {
            if !rule.fits(trace) {
                return Some(Idle::OtherCase);
            }
            let around = self.around(rule, trace, &mut scratch);
            let (mut has_run, mut has_clock) = (false, false);
            self.runs(rule, trace, NEVER, |run| {
                has_run = true;
                has_clock = has_clock || self.clock(at, &run, trace, around).is_some();
            });
            match (has_run, has_clock) {
                (_, true) => None,
                (true, false) => Some(Idle::Excepted),
                (false, false) => Some(Idle::NotStarted),
            }
        };
        self.rules.iter().enumerate().filter_map(|(at, rule)| Some((at, idle(at, rule)?))).collect()
    }

    /// Hands every overdue clock of the case to `see`, in the order of [`Rules::clocks`]. `scratch` is room that is used
    /// again for every case.
    pub fn overdue(&self, trace: &CaseTrace, scratch: &mut Vec<Suspension>, mut see: impl FnMut(Past)) {
        for (rule, at) in self.rules.iter().zip(0u16..) {
            // Only what started so long ago that it can be overdue is looked at.
            let Some(latest) = trace.now.checked_sub(rule.least_s) else { continue };
            if rule.stated.expiry == Expiry::DeemedConsent || !rule.fits(trace) {
                continue;
            }
            let around = self.around(rule, trace, scratch);
            self.runs(rule, trace, latest, |run| {
                if run.stop.is_none()
                    && let Some(past) = self.past(at, &run, trace, around)
                {
                    see(past);
                }
            });
        }
    }

    /// The clock of a `run`; none when a note excepted it in time.
    fn clock(&self, at: usize, run: &Run, trace: &CaseTrace, around: Around<'_>) -> Option<Clock> {
        let rule = &self.rules[at];
        let stood = stood(run, around.pauses);
        let charged = charged(rule, run, trace, run.stop.unwrap_or(trace.now));
        let hours = self.hours_of(rule, charged);
        let mut extensions = Vec::new();
        let terms = self.extended(rule, run, trace, (stood, hours), |event, outcome| {
            extensions.push(ExtensionAsked { at: instant(event.at), by: event.agency, outcome });
        });
        let budget = Budget { start: instant(run.start), terms, suspensions: stood };
        let due = self.works.of(hours).due(&budget);
        if is_excepted(around, run, due) {
            return None;
        }
        Some(Clock {
            rule: at,
            seq: run.hop.map(|hop| trace.hops[hop].seq),
            start: budget.start,
            started_by: run.by,
            terms,
            suspensions: stood.iter().collect(),
            extensions,
            due,
            state: state(rule, run, trace, &budget, due),
            stopped_at: run.stop.map(instant),
            charged,
            hours,
        })
    }

    /// The clock of a `run` that was not stopped, if it is overdue.
    fn past(&self, at: u16, run: &Run, trace: &CaseTrace, around: Around<'_>) -> Option<Past> {
        let rule = &self.rules[usize::from(at)];
        let stood = stood(run, around.pauses);
        let charged = charged(rule, run, trace, trace.now);
        let hours = self.hours_of(rule, charged);
        let mut extensions = 0u8;
        let terms = self.extended(rule, run, trace, (stood, hours), |_, outcome| {
            extensions = extensions.saturating_add(u8::from(outcome.is_ok()));
        });
        let budget = Budget { start: instant(run.start), terms, suspensions: stood };
        let work = self.works.of(hours);
        let due = work.due(&budget);
        let DueAt { at: last, last_day, is_provisional } = due.settled()?;
        if !due.is_late(instant(trace.now)) || is_excepted(around, run, due) {
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
            suspended: suspended(work, &budget, last.unix()),
            seq: run.hop.map(|hop| trace.hops[hop].seq),
            charged,
            hours: hours.and_then(|at| u16::try_from(at).ok()),
        })
    }

    /// What the case of `trace` has that holds for every clock of `rule`.
    #[inline]
    fn around<'s>(
        &self,
        rule: &Rule<'_>,
        trace: &'s CaseTrace,
        scratch: &'s mut Vec<Suspension>,
    ) -> Around<'s> {
        Around { pauses: self.pauses(rule, trace, scratch), excepted: rule.excepted(trace) }
    }

    /// When the case stood as far as `rule` goes, in order and apart: its suspensions, and what the rule excludes.
    #[inline]
    fn pauses<'s>(
        &self,
        rule: &Rule<'_>,
        trace: &'s CaseTrace,
        scratch: &'s mut Vec<Suspension>,
    ) -> &'s [Suspension] {
        let excludes = &rule.stated.excludes;
        if excludes.iter().all(|e| trace.kinds & kinds::bit(e.from) == 0) {
            return &trace.pauses;
        }
        scratch.clear();
        for excluded in excludes {
            let before = scratch.len();
            paired(&trace.events, (excluded.from, excluded.to), &trace.zone, scratch);
            let times = excluded.times.and_then(|times| usize::try_from(times).ok());
            scratch.truncate(times.map_or(scratch.len(), |times| before + times));
            if let Some(most) = excluded.most {
                let at_most = |pause: &mut Suspension| *pause = self.at_most(*pause, most, trace.now);
                scratch[before..].iter_mut().for_each(at_most);
            }
        }
        scratch.extend(&trace.pauses);
        Suspensions::join(scratch);
        scratch
    }

    /// `pause`, which ends by itself after `most`. While it lasts it is open, since it may end sooner.
    fn at_most(&self, pause: Suspension, most: Terms, now: u32) -> Suspension {
        let budget = Budget { start: pause.from(), terms: most, suspensions: Suspensions::NONE };
        let last = self.works.of(None).due(&budget).at();
        let end = last.and_then(|last| Instant::from_unix(i64::from(last.unix()) + 1));
        let ended = end.filter(|end| match pause.to() {
            Some(to) => *end < to,
            None => *end <= instant(now),
        });
        ended.and_then(|end| Suspension::new(pause.from(), end)).unwrap_or(pause)
    }
}

/// How much of the time from the start of `budget` to second `until` was not counted because the clock stood.
#[must_use]
pub(super) fn suspended(work: &WorkTime, budget: &Budget<'_>, until: u32) -> u32 {
    if budget.suspensions == Suspensions::NONE {
        return 0;
    }
    let used = |suspensions| work.usage(&Budget { suspensions, ..*budget }, instant(until)).used;
    u32::try_from(used(Suspensions::NONE) - used(budget.suspensions)).unwrap_or(0)
}

/// Whether a note excepted the clock while it ran or before: what is noted after its last day, or after it was stopped,
/// excuses nobody.
#[inline]
fn is_excepted(around: Around<'_>, run: &Run, due: Due) -> bool {
    let is_in_time = |at: u32| !due.is_late(instant(at)) && run.stop.is_none_or(|stop| at <= stop);
    around.excepted.is_some_and(is_in_time)
}

/// Of when the case stood, what lies after the start of the clock and began before it was stopped.
#[inline]
fn stood<'s>(run: &Run, pauses: &'s [Suspension]) -> Suspensions<'s> {
    let begun = pauses.partition_point(|s| s.to().is_some_and(|to| to.unix() <= run.start));
    let rest = &pauses[begun..];
    let before = rest.partition_point(|s| run.stop.is_none_or(|stop| s.from().unix() < stop));
    Suspensions::of(&rest[..before]).unwrap_or(Suspensions::NONE)
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

/// Who is charged with the clock at second `at`. Where a handoff would say so and there is none, it is the holder.
#[inline]
pub(super) fn charged(rule: &Rule<'_>, run: &Run, trace: &CaseTrace, at: u32) -> Option<AgencyIdx> {
    let hop = run.hop.map(|hop| &trace.hops[hop]);
    match rule.stated.charged {
        Charged::Holder => trace.holder(at),
        Charged::Addressee => {
            let hop = hop.or_else(|| trace.last_hop(at));
            hop.map_or_else(|| trace.holder(at), |hop| Some(hop.to))
        }
        Charged::Sender => {
            let to_starter = || trace.hops_by(run.start).iter().rev().find(|hop| run.by == Some(hop.to));
            let hop = hop.or_else(to_starter).or_else(|| trace.last_hop(at));
            hop.map_or_else(|| trace.holder(at), |hop| Some(hop.from))
        }
        Charged::Acting => run.by.or_else(|| trace.holder(at)),
        Charged::Registrar => trace.registrar(),
    }
}
