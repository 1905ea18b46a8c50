//! The document of `whistle --json`: `schemas/whistle.schema.json`.

use serde::Serialize;

use super::clock_view::NamedView;
use super::sweep_view::overdue::unit_name;
use crate::detect::rules::whistles::{Answers, Caller, Department, Whistles};
use crate::detect::world::Moment;
use crate::playbook::Playbook;
use crate::snapshot::Snapshot;
use crate::snapshot::index::AgencyIdx;

/// How whistles were answered, as `whistle --json` prints it.
#[derive(Debug, Serialize)]
pub struct WhistlesView<'a> {
    /// The moment at which it is seen.
    pub now: String,
    /// The last ledger entry that was seen.
    pub ledger_seq: Option<u64>,
    /// The playbook's name.
    pub playbook: &'a str,
    /// Its rule; null where it has none, and then nothing is counted.
    pub rule: Option<RuleView<'a>>,
    /// Units that were called, in the order of ids.
    pub departments: Vec<DepartmentView<'a>>,
    /// Units that whistled, in the order of ids.
    pub callers: Vec<CallerView<'a>>,
}

/// The playbook's rule of whistles.
#[derive(Debug, Serialize)]
pub struct RuleView<'a> {
    /// Kind of the meetings that are whistles.
    pub kind: &'a str,
    /// Within how much of `unit` a called unit must come.
    pub amount: u32,
    /// Of what.
    pub unit: &'static str,
    /// Days looked back over, with today.
    pub look_back_days: u32,
}

/// How calls were answered.
#[derive(Debug, Serialize)]
pub struct AnswersView {
    /// How many there were.
    pub called: u64,
    /// Answered within the limit.
    pub in_time: u64,
    /// Answered after it.
    pub late: u64,
    /// Not answered, and the limit has passed.
    pub never: u64,
    /// Not answered, and the limit runs.
    pub open: u64,
}

/// A unit that was called.
#[derive(Debug, Serialize)]
pub struct DepartmentView<'a> {
    /// Which one.
    pub agency: NamedView<'a>,
    /// How it answered.
    #[serde(flatten)]
    pub answers: AnswersView,
    /// Who called it how often.
    pub callers: Vec<TimesView<'a>>,
    /// The meetings to which it came late or never.
    pub meetings: Vec<&'a str>,
}

/// A unit and how often.
#[derive(Debug, Serialize)]
pub struct TimesView<'a> {
    /// Which one.
    pub agency: NamedView<'a>,
    /// How often.
    pub times: u64,
}

/// A unit that whistled.
#[derive(Debug, Serialize)]
pub struct CallerView<'a> {
    /// Which one.
    pub agency: NamedView<'a>,
    /// How often it whistled.
    pub whistles: u64,
    /// Whistles to which at least one called unit came.
    pub answered: u64,
    /// Whistles to which none came, and no limit runs any more.
    pub unanswered: u64,
    /// How its calls, each of one unit, were answered.
    pub calls: AnswersView,
    /// What the tables tell of whether its whistles were needed.
    pub need: NeedView,
}

/// How many whistles may not have been needed, by what the tables tell.
#[derive(Debug, Serialize)]
pub struct NeedView {
    /// Whistles that name neither a case nor a division.
    pub without_subject: u64,
    /// Whistles about a case that was closed when they were called.
    pub about_closed: u64,
    /// Whistles that called nobody.
    pub without_calls: u64,
    /// Whistles to which the unit that whistled did not come itself, although it has a row there.
    pub without_caller: u64,
}

impl<'a> WhistlesView<'a> {
    /// The document of `found`, counted by `playbook` at `moment`.
    #[must_use]
    pub fn new(
        found: Option<&'a Whistles>,
        snapshot: &'a Snapshot,
        playbook: &'a Playbook,
        moment: Moment,
    ) -> Self {
        let rule = playbook.place.whistle.as_ref().map(|rule| RuleView {
            kind: &rule.kind,
            amount: rule.limit.amount,
            unit: unit_name(rule.limit.unit),
            look_back_days: rule.look_back_days,
        });
        let (departments, callers) = match found {
            Some(found) => (found.departments.as_slice(), found.callers.as_slice()),
            None => (&[][..], &[][..]),
        };
        Self {
            now: playbook.zone.rfc3339(moment.now),
            ledger_seq: snapshot.ledger_seq(),
            playbook: &playbook.name,
            rule,
            departments: departments.iter().map(|row| department(row, snapshot)).collect(),
            callers: callers.iter().map(|row| caller(row, snapshot)).collect(),
        }
    }
}

fn department<'a>(row: &'a Department, snapshot: &'a Snapshot) -> DepartmentView<'a> {
    let times = |&(agency, times): &(AgencyIdx, u64)| TimesView { agency: named(agency, snapshot), times };
    DepartmentView {
        agency: named(row.agency, snapshot),
        answers: answers(row.answers),
        callers: row.callers.iter().map(times).collect(),
        meetings: row.meetings.iter().map(AsRef::as_ref).collect(),
    }
}

fn caller<'a>(row: &Caller, snapshot: &'a Snapshot) -> CallerView<'a> {
    CallerView {
        agency: named(row.agency, snapshot),
        whistles: row.whistles,
        answered: row.answered,
        unanswered: row.unanswered,
        calls: answers(row.calls),
        need: NeedView {
            without_subject: row.need.without_subject,
            about_closed: row.need.about_closed,
            without_calls: row.need.without_calls,
            without_caller: row.need.without_caller,
        },
    }
}

fn answers(of: Answers) -> AnswersView {
    AnswersView { called: of.called, in_time: of.in_time, late: of.late, never: of.never, open: of.open() }
}

fn named(agency: AgencyIdx, snapshot: &Snapshot) -> NamedView<'_> {
    NamedView { id: snapshot.agencies().id(agency), name: snapshot.agencies().name(agency) }
}
