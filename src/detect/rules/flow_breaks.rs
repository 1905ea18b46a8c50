//! `flow_breaks`: cases whose steps came out of order, were left out, or were long in coming.
//!
//! **Meaning.** For each of `[[flows]]` and each case of its kinds: a step is done when the first event of its kind
//! happens, and the step `closed` also by the case's own closing time. Steps dated by one day are in order on it. A case
//! that was reopened is looked at anew from there: it need not do its steps again, but those that it does must be in
//! order, in time after each other, and by units that may. (Where `reopened` is itself a step, the flow is that of the
//! whole life.) A row says where
//! - `out_of_order`: a step was first done after a later step of the flow had been (`beside` names that one);
//! - `skipped`: a step that may not be skipped was not done although a later one was, or although the case has been
//!   closed, unless the flow names `closed` as a step before it, or it may still come in time;
//! - `dwelt`: longer than its limit went by before a step: from the latest earlier step that was done, or from the
//!   opening, until the step was done, or until the moment where it is the next that may not be skipped and the case
//!   has not been closed. Times at which the case was suspended do not count. A step out of order has no dwell;
//! - `wrong_unit`: a step was first done by a unit that is of none of the kinds that may take it.
//!
//! A case that was declined or withdrawn owes no further step. Charged is the unit of the step itself; of a step left
//! out, that of the later step; of one still to come, the holder. Order: by how much a limit was passed, then case.
//!
//! **Worked case.** Whistle, report in within two days, consult, implement. A case was whistled on the 1st, reported in
//! on the 4th, implemented on the 5th and never consulted: dwelt before reporting in, and consulting was skipped.

use super::broken::{Broken, Fact, Subject};
use super::kinds::{CLOSED, DECLINED, REOPENED, WITHDRAWN};
use super::names::{Key, Why};
use super::scene::Scene;
use super::{RuleDetector, RuleName, named};
use crate::calendar::budget::Suspension;
use crate::clocks::trace::instant;
use crate::playbook::place::{Flow, Step};
use crate::snapshot::columns::NEVER;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::{AgencyIdx, CaseIdx};
use crate::snapshot::links::Round;
use crate::snapshot::text::WordSet;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "flow_breaks",
    meaning_zh: "办理步骤颠倒、跳过或者停留过久的案件",
    meaning_en: "cases whose steps came out of order, were skipped, or were too long in coming",
    names_cases: true,
    rules: |place| named!(place.flows),
    find,
};

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    scene.place.flows.iter().flat_map(|rule| of_rule(scene, rule)).collect()
}

fn of_rule(scene: &Scene<'_>, rule: &Flow) -> Vec<Broken> {
    let scope = scene.scope(&rule.case_kinds, &[]);
    let by: Vec<WordSet> = rule.steps.iter().map(|step| scene.words(&step.by_kinds)).collect();
    scene.each_case(|case, rows| {
        if scene.holds(&scope, case) {
            let known = Known::new(scene, rule, case);
            let walk = |nth: usize| Walk::new(scene, rule, case, &known, nth);
            for walk in (0..known.rounds.len()).filter_map(walk) {
                rows.extend(walk.rows());
                rows.extend(by.iter().enumerate().filter_map(|(at, kinds)| walk.wrong_unit(at, kinds)));
            }
        }
    })
}

/// When a step was first done, and whose it was.
#[derive(Clone, Copy, Debug)]
struct Done {
    at: u32,
    agency: Option<AgencyIdx>,
}

/// The way of a case through a flow, from its opening or a reopening to the next reopening.
struct Walk<'s, 'a> {
    scene: &'s Scene<'a>,
    rule: &'s Flow,
    case: CaseIdx,
    /// For each step.
    done: Vec<Option<Done>>,
    is_reopened: bool,
    begun: u32,
    closed_at: Option<u32>,
    /// When the case was reopened after it.
    ended: Option<u32>,
    /// Whether the case was declined or withdrawn.
    is_dropped: bool,
    stood: &'s [Suspension],
}

/// What is known of a case, for its walks.
struct Known {
    events: Vec<EventRow>,
    rounds: Vec<Round>,
    stood: Vec<Suspension>,
}

impl Known {
    fn new(scene: &Scene<'_>, rule: &Flow, case: CaseIdx) -> Self {
        let mut rounds = scene.rounds(case);
        if rule.steps.iter().any(|step| step.event == REOPENED) {
            // Where reopening is a step, the flow is that of the whole life of the case.
            let closed = rounds.iter().map(|round| round.closed).min().unwrap_or(NEVER);
            rounds.truncate(1);
            rounds.iter_mut().for_each(|round| round.closed = closed);
        }
        let has_limits = rule.steps.iter().any(|step| step.dwell.is_some());
        let stood = if has_limits { scene.suspensions(case) } else { Vec::new() };
        Self { events: scene.events(case).collect(), rounds, stood }
    }
}

impl<'s, 'a> Walk<'s, 'a> {
    /// The walk of round `nth` of `case`.
    fn new(
        scene: &'s Scene<'a>,
        rule: &'s Flow,
        case: CaseIdx,
        known: &'s Known,
        nth: usize,
    ) -> Option<Self> {
        let (round, is_reopened) = (*known.rounds.get(nth)?, 0 < nth);
        let ended = known.rounds.get(nth + 1).map(|next| next.start);
        let from = if is_reopened { scene.day_start(round.start) } else { 0 };
        let place = |at: u32| known.events.partition_point(|event| event.at < at);
        // Of a day on which the case was closed and reopened, nobody can tell which acts came before.
        // A round does not begin before its case, so one that is dated by the day of the opening begins with it.
        let opened = scene.snapshot.cases().opened(case);
        let is_one_day = |closed: u32, ended: u32| {
            closed < scene.latest(closed)
                && (ended == closed || (ended == opened && scene.day_start(ended) == closed))
        };
        let until = |ended: u32| match round.closed_at() {
            Some(closed) if is_one_day(closed, ended) => place(scene.latest(closed) + 1),
            Some(_) | None => place(ended),
        };
        let rows = known.events[place(from)..ended.map_or(known.events.len(), until)].iter();
        let events = || rows.clone().filter(|event| !is_reopened || scene.follows(event.at, round.start));
        let closed_at = round.closed_at();
        let first = |step: &Step| {
            let event = events().find(|e| e.kind == step.event);
            let at = event.map(|event| event.at).into_iter();
            let at = at.chain(closed_at.filter(|_| step.event == CLOSED)).min()?;
            Some(Done {
                at: at.max(if is_reopened { round.start } else { 0 }),
                agency: event.and_then(|e| e.agency),
            })
        };
        let done: Vec<Option<Done>> = rule.steps.iter().map(first).collect();
        let is_dropped = events().any(|e| [DECLINED, WITHDRAWN].contains(&e.kind));
        let begun = round.start;
        let stood = &known.stood;
        Some(Self { scene, rule, case, done, is_reopened, begun, closed_at, ended, is_dropped, stood })
    }

    fn rows(&self) -> Vec<Broken> {
        (0..self.rule.steps.len()).filter_map(|at| self.broken(at)).collect()
    }

    /// Whether the step at `at` was taken by a unit that may not take it; who took it must be known.
    fn wrong_unit(&self, at: usize, kinds: &WordSet) -> Option<Broken> {
        let done = self.done[at]?;
        let agency = done.agency?;
        let may = kinds.has(self.scene.snapshot.agencies().kind(agency));
        let row = || self.row(at, Why::WrongUnit).by(Some(agency)).span(Some(instant(done.at)), None);
        (!may).then(|| row().fact(Key::Kinds, Fact::texts(&self.rule.steps[at].by_kinds)))
    }

    /// What is broken about the step at `at`.
    fn broken(&self, at: usize) -> Option<Broken> {
        let step = &self.rule.steps[at];
        let later = || self.done.iter().enumerate().skip(at + 1).filter_map(|(nth, d)| Some((nth, (*d)?)));
        if let Some(done) = self.done[at] {
            let is_before = |other: Done| !self.scene.follows(other.at, done.at);
            let before = later().filter(|row| is_before(row.1)).min_by_key(|(_, other)| other.at);
            return match before {
                Some((nth, _)) => {
                    let row = self.row(at, Why::OutOfOrder).by(done.agency);
                    let row = row.span(Some(instant(done.at)), None);
                    Some(row.fact(Key::Beside, Fact::Event(self.rule.steps[nth].event)))
                }
                // Nobody has said that a reopened case begins with this step.
                None if self.is_reopened && self.done[..at].iter().all(Option::is_none) => None,
                None => self.dwelt(at, Some(done)),
            };
        }
        if step.may_skip || self.is_dropped || self.is_reopened {
            return None;
        }
        if let Some((nth, next)) = later().min_by_key(|(_, other)| other.at) {
            let row = self.row(at, Why::Skipped).by(next.agency).span(Some(instant(next.at)), None);
            return Some(row.fact(Key::Beside, Fact::Event(self.rule.steps[nth].event)));
        }
        let is_next = self.rule.steps[..at].iter().zip(&self.done).all(|(s, d)| d.is_some() || s.may_skip)
            || self.done[..at]
                .iter()
                .rposition(Option::is_some)
                .is_some_and(|last| self.rule.steps[last + 1..at].iter().all(|s| s.may_skip));
        match self.closed_at {
            Some(closed) if !self.comes_after_closing(at) => {
                let in_time = step.dwell.is_some() && is_next && self.is_in_time(at);
                let row = self.row(at, Why::Skipped).by(self.scene.holder(self.case));
                (!in_time)
                    .then(|| row.span(Some(instant(closed)), None).fact(Key::Beside, Fact::Event(CLOSED)))
            }
            Some(_) | None if is_next => self.dwelt(at, None),
            Some(_) | None => None,
        }
    }

    /// Whether the flow goes on after closing and the step at `at` belongs to that.
    fn comes_after_closing(&self, at: usize) -> bool {
        self.rule.steps[..at].iter().any(|step| step.event == CLOSED)
    }

    /// From when on the step at `at` was waited for.
    fn start(&self, at: usize) -> u32 {
        self.done[..at].iter().flatten().map(|done| done.at).fold(self.begun, u32::max)
    }

    /// Who is charged with a step that was `done`, or is still to come.
    fn charged(&self, done: Option<Done>) -> Option<AgencyIdx> {
        done.map_or_else(|| self.scene.holder(self.case), |done| done.agency)
    }

    /// Whether the step at `at`, which is still to come, is not late yet.
    fn is_in_time(&self, at: usize) -> bool {
        let Some(terms) = self.rule.steps[at].dwell else { return false };
        let due = self.scene.due_of(self.charged(None), self.start(at), terms, self.stood);
        due.is_none_or(|due| self.scene.late_s(self.ended, due).is_none())
    }

    fn dwelt(&self, at: usize, done: Option<Done>) -> Option<Broken> {
        let terms = self.rule.steps[at].dwell?;
        let start = self.start(at);
        let agency = self.charged(done);
        let due = self.scene.due_of(agency, start, terms, self.stood)?;
        let late_s = self.scene.late_s(done.map(|done| done.at).or(self.ended), due)?;
        let row = self.row(at, Why::Dwelt).by(agency).span(Some(instant(start)), Some(due));
        Some(row.fact(Key::Limit, Fact::limit(terms)).late(late_s))
    }

    fn row(&self, at: usize, why: Why) -> Broken {
        Broken::of(&self.rule.id, Subject::Case(self.case))
            .why(why)
            .fact(Key::Step, Fact::Event(self.rule.steps[at].event))
    }
}

#[cfg(test)]
mod tests;
