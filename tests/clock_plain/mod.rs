//! Clocks as plain loops over plain values, written from `docs/clocks.md`; shares no code with `src/clocks` and counts
//! days and hours one by one.
#![allow(clippy::allow_attributes, clippy::unwrap_used, reason = "a test may panic")]

use duban::calendar::Calendar;
use duban::calendar::budget::{LastDay, Terms, Unit};
use duban::model::table::EVENT_KINDS;
use duban::model::time::Day;
use duban::playbook::clock_rules::{ClockPoint, ClockRule, ClockScope, Expiry};

mod speaks;

pub(crate) const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// Shanghai is so much ahead of UTC.
const AHEAD: i64 = 8 * HOUR;
/// Nothing in a test lies so many days after a start.
const DAYS_MAX: i64 = 1_000;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PlainEvent {
    pub(crate) at: i64,
    pub(crate) kind: usize,
    pub(crate) agency: Option<usize>,
    pub(crate) step: Option<&'static str>,
    pub(crate) result: Option<&'static str>,
    pub(crate) reason: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct PlainHop {
    pub(crate) seq: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) sent: i64,
    pub(crate) received: Option<i64>,
    pub(crate) finished: Option<i64>,
}

#[derive(Clone, Debug)]
pub(crate) struct PlainCase {
    pub(crate) opened: i64,
    pub(crate) closed: Option<i64>,
    pub(crate) kind: &'static str,
    pub(crate) tier: &'static str,
    pub(crate) hops: Vec<PlainHop>,
    pub(crate) events: Vec<PlainEvent>,
}

/// An overdue clock: due, place of the rule, start, number of the handoff, who is charged, amount, extensions.
pub(crate) type PlainRow = (i64, usize, i64, Option<usize>, Option<usize>, u32, u32);

/// What can start or stop a clock.
#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    Opened,
    Closed,
    Sent(usize),
    Received(usize),
    Finished(usize),
    Event(usize),
    /// An objection of that agency was upheld.
    Upheld(usize),
}

/// What an event answers of what its agency was asked.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Answers {
    Nothing,
    Everything,
    /// What was asked in its own step.
    InStep,
}

pub(crate) struct Seen<'a> {
    case: PlainCase,
    now: i64,
    kinds: &'a [&'a str],
    rules: &'a [ClockRule],
    calendar: &'a Calendar,
}

fn kind(name: &str) -> usize {
    EVENT_KINDS.iter().position(|known| *known == name).unwrap()
}

impl<'a> Seen<'a> {
    /// `case` at `now`, agencies having these `kinds`.
    pub(crate) fn new(
        case: &PlainCase,
        now: i64,
        kinds: &'a [&'a str],
        rules: &'a [ClockRule],
        calendar: &'a Calendar,
    ) -> Self {
        let mut case = case.clone();
        let past = |at: Option<i64>| at.filter(|&at| at <= now);
        case.closed = past(case.closed);
        case.hops.retain(|hop| hop.sent <= now);
        case.hops.sort_by_key(|hop| (hop.sent, hop.seq));
        for hop in &mut case.hops {
            (hop.received, hop.finished) = (past(hop.received), past(hop.finished));
        }
        case.events.retain(|event| event.at <= now);
        case.events.sort();
        Self { case, now, kinds, rules, calendar }
    }

    pub(crate) fn overdue(&self) -> Vec<PlainRow> {
        let mut rows = Vec::new();
        for (at, rule) in self.rules.iter().enumerate() {
            if rule.expiry == Expiry::Overdue && self.holds(rule) {
                for (start, by, of) in self.starts(rule) {
                    let seq = self.hop_of(rule, of);
                    let Some((due, amount, extensions)) = self.due(rule, start, by, seq) else { continue };
                    let noted = |e: &PlainEvent| {
                        e.kind == kind("noted")
                            && e.at <= due
                            && e.step.is_some_and(|s| rule.unless.iter().any(|u| u == s))
                    };
                    let is_excepted = self.case.events.iter().any(noted);
                    if self.stop(rule, start, by, of).is_none() && due < self.now && !is_excepted {
                        let charged = self.charged(rule, (start, self.now), by, seq);
                        rows.push((
                            due,
                            at,
                            start,
                            seq.map(|hop| self.case.hops[hop].seq),
                            charged,
                            amount,
                            extensions,
                        ));
                    }
                }
            }
        }
        rows
    }

    fn hop_of(&self, rule: &ClockRule, of: What) -> Option<usize> {
        match (rule.scope, of) {
            (ClockScope::Handoff, What::Sent(hop) | What::Received(hop)) => Some(hop),
            _ => None,
        }
    }

    fn holds(&self, rule: &ClockRule) -> bool {
        let is_in = |list: &[String], word: &str| list.is_empty() || list.iter().any(|w| w == word);
        is_in(&rule.only.case_kinds, self.case.kind) && is_in(&rule.only.tiers, self.case.tier)
    }

    /// Everything that happened.
    fn happenings(&self) -> Vec<(i64, What)> {
        let mut all = vec![(self.case.opened, What::Opened)];
        all.extend(self.rounds().iter().filter_map(|round| Some((round.1?, What::Closed))));
        for (nth, hop) in self.case.hops.iter().enumerate() {
            all.push((hop.sent, What::Sent(nth)));
            all.extend(hop.received.map(|at| (at, What::Received(nth))));
            all.extend(hop.finished.map(|at| (at, What::Finished(nth))));
        }
        all.extend(self.case.events.iter().enumerate().map(|(nth, event)| (event.at, What::Event(nth))));
        let mut waiting: Vec<usize> = Vec::new();
        for event in &self.case.events {
            if event.kind == kind("objected") {
                waiting.extend(event.agency);
            } else if event.kind == kind("ruled") && event.result.is_some() {
                let upheld = event.result == Some("upheld");
                all.extend(waiting.drain(..).filter(|_| upheld).map(|unit| (event.at, What::Upheld(unit))));
            }
        }
        all
    }

    /// When the case was begun or reopened, and closed after that.
    fn rounds(&self) -> Vec<(i64, Option<i64>)> {
        let mut marks: Vec<(i64, bool)> = self.case.closed.map(|at| (at, false)).into_iter().collect();
        for event in &self.case.events {
            if event.kind == kind("closed") {
                marks.push((event.at, false));
            } else if event.kind == kind("reopened") {
                marks.push((event.at, true));
            }
        }
        marks.sort_unstable();
        let mut rounds: Vec<(i64, Option<i64>)> = vec![(0, None)];
        // Of one second that comes first which changes how the case stood before: an open one is closed, then reopened.
        for second in marks.chunk_by(|a, b| a.0 == b.0) {
            let (at, was_closed) = (second[0].0, rounds.last().unwrap().1.is_some());
            let told = |reopens: bool| second.iter().any(|mark| mark.1 == reopens);
            for reopens in [was_closed, !was_closed].into_iter().filter(|reopens| told(*reopens)) {
                let last = rounds.last_mut().unwrap();
                if reopens && last.1.is_some() {
                    rounds.push((at, None));
                } else if !reopens && last.1.is_none() {
                    last.1 = Some(at);
                }
            }
        }
        rounds
    }

    fn is_point(points: &[ClockPoint], what: What, events: &[PlainEvent]) -> bool {
        points.iter().any(|point| match (*point, what) {
            (ClockPoint::CaseOpened, What::Opened)
            | (ClockPoint::CaseClosed, What::Closed)
            | (ClockPoint::Sent, What::Sent(_))
            | (ClockPoint::Received, What::Received(_))
            | (ClockPoint::Upheld, What::Upheld(_))
            | (ClockPoint::Finished, What::Finished(_)) => true,
            (ClockPoint::Event(kind), What::Event(nth)) => usize::from(kind) == events[nth].kind,
            _ => false,
        })
    }

    /// Whether the happening may start the rule's clock, and by whom.
    fn start_by(&self, rule: &ClockRule, what: What) -> Option<Option<usize>> {
        if !Self::is_point(&rule.start, what, &self.case.events) {
            return None;
        }
        let (by, addressed) = match what {
            What::Opened | What::Closed => (self.registrar(), self.registrar()),
            What::Sent(hop) => (Some(self.case.hops[hop].from), Some(self.case.hops[hop].to)),
            What::Received(hop) | What::Finished(hop) => {
                (Some(self.case.hops[hop].to), Some(self.case.hops[hop].to))
            }
            What::Event(nth) => {
                let event = &self.case.events[nth];
                if self.answers_of(nth) != Answers::Nothing {
                    return None;
                }
                let is_step = |list: &[String]| event.step.is_some_and(|step| list.iter().any(|s| s == step));
                if (!rule.start_steps.is_empty() && !is_step(&rule.start_steps)) || is_step(&rule.unless) {
                    return None;
                }
                (event.agency, event.agency)
            }
            What::Upheld(_) => return None,
        };
        let of_kind = |agency: usize| rule.only.to_kinds.iter().any(|kind| kind == self.kinds[agency]);
        (rule.only.to_kinds.is_empty() || addressed.is_some_and(of_kind)).then_some(by)
    }

    fn starts(&self, rule: &ClockRule) -> Vec<(i64, Option<usize>, What)> {
        let started: Vec<(i64, Option<usize>, What)> = self
            .happenings()
            .into_iter()
            .filter_map(|(at, what)| Some((at, self.start_by(rule, what)?, what)))
            .collect();
        if rule.scope != ClockScope::Case {
            return started;
        }
        let (mut found, mut has_started) = (Vec::new(), false);
        let rounds = self.rounds();
        for (nth, round) in rounds.iter().enumerate() {
            let end = rounds.get(nth + 1).map_or(i64::MAX, |next| next.0);
            let mut first =
                started.iter().filter(|s| round.0 <= s.0 && s.0 < end).min_by_key(|s| s.0).copied();
            if has_started {
                let reopened = |e: &&PlainEvent| e.kind == kind("reopened") && e.at == round.0;
                let by = self.case.events.iter().filter(reopened).find_map(|e| e.agency);
                first = Some((round.0, by, What::Opened));
            }
            has_started |= first.is_some();
            // A clock of an earlier round has been ended by the reopening.
            found.extend(first.filter(|_| end == i64::MAX));
        }
        found
    }

    fn stop(&self, rule: &ClockRule, start: i64, by: Option<usize>, of: What) -> Option<i64> {
        let stops = |at: i64, what: What| {
            if !Self::is_point(&rule.stop, what, &self.case.events) {
                return None;
            }
            if what == What::Closed {
                // A closing counts for what starts after it, too, until the case is reopened.
                let rounds = self.rounds();
                let round = rounds.iter().rev().find(|round| round.0 <= start).unwrap();
                return (round.1 == Some(at)).then_some(at.max(start));
            }
            (start <= at && self.answers(rule, by, of, what)).then_some(at)
        };
        self.happenings().into_iter().filter_map(|(at, what)| stops(at, what)).min()
    }

    /// From when to when the clock stands; without end where nobody ended it.
    fn pauses(&self, rule: &ClockRule) -> Vec<(i64, i64)> {
        let mut pairs = vec![(kind("suspended"), kind("resumed"), None, None)];
        pairs.extend(rule.excludes.iter().map(|e| (usize::from(e.from), usize::from(e.to), e.most, e.times)));
        let mut all = Vec::new();
        for (from, to, most, times_max) in pairs {
            let (mut found, mut since) = (Vec::new(), None);
            let mut times: Vec<i64> = self.case.events.iter().map(|e| e.at).collect();
            times.dedup();
            for at in times {
                let has = |kind| self.case.events.iter().any(|e| e.at == at && e.kind == kind);
                // Where nothing stood, a pair of one second began and ended at once.
                let stood = since.is_some();
                if has(to)
                    && let Some(from) = since.take()
                {
                    found.push((from, at));
                }
                if has(from) && since.is_none() && (stood || !has(to)) {
                    since = Some(at);
                }
            }
            found.extend(since.map(|from| (from, i64::MAX)));
            found.truncate(times_max.map_or(found.len(), |times| usize::try_from(times).unwrap()));
            for pause in &mut found {
                let last = most.and_then(|most: Terms| self.last_of(most, &[], pause.0, most.amount));
                // While it lasts nobody knows whether it will end sooner.
                if let Some(end) = last.map(|last| last + 1).filter(|&end| end < pause.1 && end <= self.now) {
                    pause.1 = end;
                }
            }
            all.extend(found);
        }
        all
    }

    /// The last second in time of so much from `start`; none when nobody can say.
    fn last(&self, rule: &ClockRule, start: i64, amount: u32) -> Option<i64> {
        self.last_of(rule.terms, &self.pauses(rule), start, amount)
    }

    fn last_of(&self, terms: Terms, pauses: &[(i64, i64)], start: i64, amount: u32) -> Option<i64> {
        let unit = terms.unit;
        if unit == Unit::Hour {
            let (mut at, mut left) = (start, amount);
            while 0 < left {
                left -= u32::from(!pauses.iter().any(|p| p.0 <= at && at < p.1));
                at += HOUR;
                if start + DAYS_MAX * DAY < at {
                    return None;
                }
            }
            return Some(at);
        }
        let works = |day: i64| self.calendar.is_workday(Day::from_number(i32::try_from(day).unwrap()));
        let end = |day: i64| (day + 1) * DAY - AHEAD;
        let stands = |day: i64| pauses.iter().any(|p| p.0 < end(day) && end(day) <= p.1);
        let first = (start + AHEAD).div_euclid(DAY);
        let (mut day, mut left) = (first, amount);
        while 0 < left {
            day += 1;
            left -= u32::from(!stands(day) && (unit == Unit::CalendarDay || works(day)));
            if first + DAYS_MAX < day {
                return None;
            }
        }
        if unit == Unit::CalendarDay && terms.last_day == LastDay::Rolls {
            while stands(day) || !works(day) {
                day += 1;
                if first + DAYS_MAX < day {
                    return None;
                }
            }
        }
        Some(end(day) - 1)
    }

    fn due(
        &self,
        rule: &ClockRule,
        start: i64,
        by: Option<usize>,
        hop: Option<usize>,
    ) -> Option<(i64, u32, u32)> {
        let (mut amount, mut times) = (rule.terms.amount, 0);
        for event in self.case.events.iter().filter(|e| e.kind == kind("extended") && start <= e.at) {
            let (Some(extension), true) = (&rule.extension, event.step.is_none_or(|step| step == rule.id))
            else {
                continue;
            };
            let is_late = self.last(rule, start, amount).is_some_and(|last| last < event.at);
            let of_kind = |agency: usize| extension.by_kinds.iter().any(|kind| kind == self.kinds[agency]);
            let is_charged = |agency: usize| self.charged(rule, (start, event.at), by, hop) == Some(agency);
            let may =
                |agency| if extension.by_kinds.is_empty() { is_charged(agency) } else { of_kind(agency) };
            let by_them = event.agency.is_some_and(may);
            if !is_late && times < extension.times && by_them && (event.reason || !extension.needs_reason) {
                (amount, times) = (amount + extension.amount, times + 1);
            }
        }
        Some((self.last(rule, start, amount)?, amount, times))
    }
}
