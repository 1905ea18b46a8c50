//! The document of `clock --json`: `schemas/clock.schema.json`.
//!
//! Instants are RFC 3339 in the playbook's zone, days `YYYY-MM-DD`. What a clock counts is days or, for units of hours,
//! seconds; keys say which.

use serde::Serialize;

use super::sweep_view::overdue::{HoursView, unit_name};
use crate::app::clocks::CaseClocks;
use crate::calendar::budget::{Budget, Due, Unit};
use crate::calendar::derivation::{Counting, DayLine};
use crate::calendar::work_time::WorkTime;
use crate::calendar::{DayKind, Name};
use crate::clocks::rules::Works;
use crate::clocks::trace::instant;
use crate::clocks::{Clock, ExtensionAsked};
use crate::model::time::{Instant, Zone};
use crate::playbook::clock_rules::{ClockRule, ClockScope};
use crate::playbook::{Playbook, Text};
use crate::snapshot::Snapshot;
use crate::snapshot::index::AgencyIdx;

/// The clocks of a case as `clock --json` prints them.
#[derive(Debug, Serialize)]
pub struct ClocksView<'a> {
    /// The case.
    pub case: &'a str,
    /// Its kind; null when none is stated.
    pub kind: Option<&'a str>,
    /// When it was opened.
    pub opened_at: String,
    /// When it was closed, as it stands at the moment.
    pub closed_at: Option<String>,
    /// The moment at which it is seen.
    pub now: String,
    /// The last ledger entry that was seen.
    pub ledger_seq: Option<u64>,
    /// The playbook's name.
    pub playbook: &'a str,
    /// The last day whose holidays are known.
    pub known_through: String,
    /// Its clocks, in the order of the playbook.
    pub clocks: Vec<ClockView<'a>>,
    /// The playbook's clocks that it has none of.
    pub idle: Vec<IdleView<'a>>,
}

/// One clock.
#[derive(Debug, Serialize)]
pub struct ClockView<'a> {
    /// Its id in the playbook.
    pub clock: &'a str,
    /// What it is called.
    pub title: &'a Text,
    /// On what it rests.
    pub basis: &'a Text,
    /// What has such a clock: `case`, `event` or `handoff`.
    pub per: &'static str,
    /// Of handoffs: the number of the handoff.
    pub seq: Option<u32>,
    /// How it stands.
    pub state: &'static str,
    /// When it started.
    pub start: String,
    /// Whose act that was, or whom it asked.
    pub started_by: Option<NamedView<'a>>,
    /// How much is granted, extensions included, in `unit`.
    pub amount: u32,
    /// Of what.
    pub unit: &'static str,
    /// Of working hours: which hours are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<HoursView>,
    /// When it stood.
    pub suspensions: Vec<SuspensionView>,
    /// What was done to extend it.
    pub extensions: Vec<ExtensionView<'a>>,
    /// The last second in time; null while it stands.
    pub due: Option<String>,
    /// The last day in time; null while it stands.
    pub last_day: Option<String>,
    /// Whether the due date may still change with lists of holidays that are not known yet.
    pub provisional: bool,
    /// Days left, while it runs or stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_days: Option<i64>,
    /// Seconds left, while it runs or stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_s: Option<i64>,
    /// When it was stopped.
    pub stopped_at: Option<String>,
    /// Who is charged.
    pub agency: Option<NamedView<'a>>,
    /// How it was counted: days in order, those that are alike together.
    pub derivation: Vec<DaysView>,
}

/// An agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NamedView<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
}

/// A time during which a clock stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SuspensionView {
    /// From when on.
    pub from: String,
    /// Until when; null while it lasts.
    pub to: Option<String>,
}

/// What was done to extend a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExtensionView<'a> {
    /// When.
    pub at: String,
    /// By whom.
    pub by: Option<NamedView<'a>>,
    /// By how much it made the clock longer, in its unit; null when it was refused.
    pub amount: Option<u32>,
    /// Why it was refused.
    pub refused: Option<&'static str>,
}

/// Days that were counted alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DaysView {
    /// The first.
    pub from: String,
    /// The last.
    pub to: String,
    /// How many.
    pub days: u32,
    /// What they contributed: `start_day`, `counted`, `suspended`, `not_counted` or `rolled`.
    pub counting: &'static str,
    /// What sort of days they are, where that matters: `workday`, `weekend`, `holiday` or `make_up_workday`.
    pub day_kind: Option<&'static str>,
    /// The holiday.
    pub holiday: Option<Text>,
    /// Whether their holidays are known.
    pub known: bool,
    /// How much was counted on them: days, or seconds for units of hours.
    pub counted: i64,
    /// How much was not, because the clock stood.
    pub suspended: i64,
    /// What was counted from the start through the last of them.
    pub total: i64,
}

/// A clock of the playbook that the case has none of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IdleView<'a> {
    /// Its id in the playbook.
    pub clock: &'a str,
    /// What it is called.
    pub title: &'a Text,
    /// Why: `not_started`, `excepted` or `other_case`.
    pub why: &'static str,
}

/// What clocks are shown with.
struct Shown<'a> {
    snapshot: &'a Snapshot,
    playbook: &'a Playbook,
    works: &'a Works,
    now: Instant,
    /// Whether each day has a line of its own.
    each_day: bool,
}

impl<'a> ClocksView<'a> {
    /// The document of `found` at `now`; with `each_day` every day of a derivation stands by itself.
    #[must_use]
    pub fn new(
        found: &'a CaseClocks,
        playbook: &'a Playbook,
        works: &'a Works,
        now: Instant,
        each_day: bool,
    ) -> Self {
        let (snapshot, zone) = (&found.snapshot, &playbook.zone);
        let (cases, shown) = (snapshot.cases(), Shown { snapshot, playbook, works, now, each_day });
        let idle = |&(at, why): &(usize, crate::clocks::Idle)| {
            let rule = playbook.clocks.get(at)?;
            Some(IdleView { clock: &rule.id, title: &rule.title, why: why.name() })
        };
        Self {
            case: cases.id(found.case),
            kind: cases.kind(found.case).map(|kind| snapshot.words().get(kind)),
            opened_at: zone.rfc3339(instant(cases.opened(found.case))),
            closed_at: found.closed.map(|at| zone.rfc3339(instant(at))),
            now: zone.rfc3339(now),
            ledger_seq: snapshot.ledger_seq(),
            playbook: &playbook.name,
            known_through: Zone::format_day(works.of(None).calendar().known_through()),
            clocks: found.clocks.iter().filter_map(|clock| clock_view(&shown, clock)).collect(),
            idle: found.idle.iter().filter_map(idle).collect(),
        }
    }
}

fn clock_view<'a>(shown: &Shown<'a>, clock: &Clock) -> Option<ClockView<'a>> {
    let (playbook, zone) = (shown.playbook, &shown.playbook.zone);
    let rule: &'a ClockRule = playbook.clocks.get(clock.rule)?;
    let time = |at: Instant| zone.rfc3339(at);
    let work = shown.works.of(clock.hours);
    let left = left(work, clock, shown.now);
    let is_days = clock.terms.unit.is_days();
    Some(ClockView {
        clock: &rule.id,
        title: &rule.title,
        basis: &rule.basis,
        per: match rule.scope {
            ClockScope::Case => "case",
            ClockScope::Event => "event",
            ClockScope::Handoff => "handoff",
        },
        seq: clock.seq,
        state: clock.state.name(),
        start: time(clock.start),
        started_by: shown.named(clock.started_by),
        amount: clock.terms.amount,
        unit: unit_name(clock.terms.unit),
        hours: (clock.terms.unit == Unit::WorkingHour).then(|| HoursView::new(work)),
        suspensions: clock
            .suspensions
            .iter()
            .map(|s| SuspensionView { from: time(s.from()), to: s.to().map(time) })
            .collect(),
        extensions: clock.extensions.iter().map(|extension| shown.extension(extension)).collect(),
        due: clock.due.at().map(time),
        last_day: clock.due.settled().map(|due| Zone::format_day(due.last_day)),
        provisional: clock.is_provisional(),
        left_days: left.filter(|_| is_days),
        left_s: left.filter(|_| !is_days),
        stopped_at: clock.stopped_at.map(time),
        agency: shown.named(clock.charged),
        derivation: derivation(work, &clock.budget(), shown.now, shown.each_day),
    })
}

/// What is left of a clock that is neither stopped nor past.
fn left(work: &WorkTime, clock: &Clock, now: Instant) -> Option<i64> {
    let is_going = clock.stopped_at.is_none() && !clock.due.is_late(now);
    match clock.due {
        Due::Standing { left } => is_going.then_some(left),
        Due::At(_) | Due::Beyond => is_going.then(|| work.usage(&clock.budget(), now).left),
    }
}

impl<'a> Shown<'a> {
    fn named(&self, agency: Option<AgencyIdx>) -> Option<NamedView<'a>> {
        let agencies = self.snapshot.agencies();
        agency.map(|agency| NamedView { id: agencies.id(agency), name: agencies.name(agency) })
    }

    fn extension(&self, extension: &ExtensionAsked) -> ExtensionView<'a> {
        ExtensionView {
            at: self.playbook.zone.rfc3339(extension.at),
            by: self.named(extension.by),
            amount: extension.outcome.ok(),
            refused: extension.outcome.err().map(|why| why.name()),
        }
    }
}

/// How a period was counted, days that were counted alike together unless `each_day`.
fn derivation(work: &WorkTime, budget: &Budget<'_>, now: Instant, each_day: bool) -> Vec<DaysView> {
    let mut found: Vec<DaysView> = Vec::new();
    for line in work.derivation(budget, now) {
        let days = days(&line, budget.terms.unit, each_day);
        match found.last_mut().filter(|last| !each_day && is_alike(last, &days)) {
            Some(last) => {
                last.days += 1;
                last.to = days.to;
                last.counted += days.counted;
                last.suspended += days.suspended;
                last.total = days.total;
            }
            None => found.push(days),
        }
    }
    found
}

fn is_alike(a: &DaysView, b: &DaysView) -> bool {
    let what = |days: &DaysView| (days.counting, days.day_kind, days.known);
    what(a) == what(b) && a.holiday == b.holiday
}

fn days(line: &DayLine<'_>, unit: Unit, each_day: bool) -> DaysView {
    let day = Zone::format_day(line.day);
    let counting = match line.counting {
        Counting::StartDay => "start_day",
        Counting::Counted => "counted",
        Counting::Suspended => "suspended",
        Counting::NotCounted => "not_counted",
        Counting::Rolled => "rolled",
    };
    // What sort of day it is says nothing where every day counts, or none does.
    let counts_all = matches!(unit, Unit::CalendarDay | Unit::Hour);
    let matters = match line.counting {
        Counting::Counted => !counts_all,
        Counting::Rolled | Counting::NotCounted => true,
        Counting::StartDay | Counting::Suspended => false,
    };
    let kind = match line.kind {
        DayKind::Workday => "workday",
        DayKind::Weekend => "weekend",
        DayKind::Holiday(_) => "holiday",
        DayKind::MakeUpWorkday(_) => "make_up_workday",
    };
    let text = |name: &Name| Text { zh: name.zh.clone(), en: name.en.clone() };
    DaysView {
        from: day.clone(),
        to: day,
        days: 1,
        counting,
        day_kind: (matters || each_day).then_some(kind),
        holiday: line.kind.holiday().filter(|_| matters || each_day).map(|holiday| text(&holiday.name)),
        known: line.is_known,
        counted: line.counted,
        suspended: line.suspended,
        total: line.total,
    }
}
