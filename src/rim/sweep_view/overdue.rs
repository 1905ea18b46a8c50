//! Overdue clocks as `sweep --json` prints them: each with how its due date was reached.

use serde::Serialize;

use super::rows::Names;
use crate::calendar::budget::Unit;
use crate::calendar::work_time::WorkTime;
use crate::clocks::Past;
use crate::clocks::rules::Works;
use crate::clocks::trace::instant;
use crate::detect::overdue::Overdue;
use crate::model::time::Zone;
use crate::playbook::{Playbook, Text};

/// A case past a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OverdueView<'a> {
    /// The case.
    pub case: &'a str,
    /// The clock's id in the playbook.
    pub clock: &'a str,
    /// The last second in time, RFC 3339 in the playbook's zone.
    pub due: String,
    /// Who is charged; null when nobody is known who could be.
    pub agency: Option<&'a str>,
    /// Of handoffs: the number of the handoff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u32>,
    /// How the due date was reached.
    pub derivation: DerivationView,
    /// What the clock is called.
    #[serde(skip)]
    pub title: &'a Text,
    /// How long it is past, in seconds.
    #[serde(skip)]
    pub past_s: u32,
}

/// How a due date was reached, in short; `duban clock` tells it day by day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DerivationView {
    /// When the clock started, RFC 3339 in the playbook's zone.
    pub start: String,
    /// How much was granted in all, extensions included.
    pub amount: u32,
    /// Of what.
    pub unit: &'static str,
    /// Of working hours: which hours are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<HoursView>,
    /// How many days were not counted because the clock stood; of units of days only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspended_days: Option<u32>,
    /// How many seconds were not counted because the clock stood; of units of hours only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspended_s: Option<u32>,
    /// How often it was extended.
    pub extensions: u8,
    /// The last day in time.
    pub last_day: String,
    /// Whether the due date may still change with lists of holidays that are not known yet.
    pub provisional: bool,
}

/// Hours of work: those of who is charged, where the playbook states them, else the place's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HoursView {
    /// The spans of a day, each `HH:MM-HH:MM`.
    pub spans: Vec<String>,
    /// Whether they are kept on weekends and holidays, too.
    pub every_day: bool,
}

impl HoursView {
    /// The hours of `work`.
    #[must_use]
    pub fn new(work: &WorkTime) -> Self {
        let hours = work.hours();
        let spans = hours.seasons().iter().flat_map(|season| &season.spans).map(ToString::to_string);
        Self { spans: spans.collect(), every_day: hours.is_every_day() }
    }
}

/// The name of `unit` in JSON and in playbooks.
#[must_use]
pub fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::CalendarDay => "calendar_day",
        Unit::WorkingDay => "working_day",
        Unit::Hour => "hour",
        Unit::WorkingHour => "working_hour",
    }
}

impl DerivationView {
    fn new(past: &Past, unit: Unit, zone: &Zone, works: &Works) -> Self {
        let is_days = unit.is_days();
        Self {
            start: zone.rfc3339(instant(past.start)),
            amount: past.amount,
            unit: unit_name(unit),
            hours: (unit == Unit::WorkingHour).then(|| HoursView::new(works.of(past.hours.map(usize::from)))),
            suspended_days: is_days.then_some(past.suspended),
            suspended_s: (!is_days).then_some(past.suspended),
            extensions: past.extensions,
            last_day: Zone::format_day(past.last_day),
            provisional: past.is_provisional,
        }
    }
}

impl<'a> Names<'a> {
    /// The rows of clocks of `playbook` that are past at second `now`.
    pub(super) fn overdue(&self, rows: &[Overdue], playbook: &'a Playbook, now: u32) -> Vec<OverdueView<'a>> {
        let (cases, agencies) = (self.snapshot.cases(), self.snapshot.agencies());
        let works = Works::new(playbook);
        let view = |&Overdue { case, past }: &Overdue| {
            let rule = playbook.clocks.get(usize::from(past.rule))?;
            Some(OverdueView {
                case: cases.id(case),
                clock: &rule.id,
                due: playbook.zone.rfc3339(instant(past.due)),
                agency: past.charged.map(|agency| agencies.id(agency)),
                seq: past.seq,
                derivation: DerivationView::new(&past, rule.terms.unit, &playbook.zone, &works),
                title: &rule.title,
                past_s: now.saturating_sub(past.due),
            })
        };
        rows.iter().take(self.limit).filter_map(view).collect()
    }
}
