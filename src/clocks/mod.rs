//! Floor 6: time limits of cases, computed from their entries when they are asked for.
//!
//! [`rules::Rules`] are a playbook's clocks made ready for one snapshot; [`trace::CaseTrace`] is a case up to a moment.
//! Together they give every [`Clock`] of the case: several run at once, each with its own start, suspensions,
//! extensions, last day and state, and none is ever folded into another.
//!
//! Invariant: a function of the rules, the calendar, the entries and the moment. Nothing is stored, so a case whose kind
//! is corrected has other clocks from then on and has lost none of the entries from which they follow. Deliberately
//! absent: the time of day, and any way to set a due date by hand.

mod answers;
pub mod by_day;
mod evaluate;
mod extensions;
pub mod hop;
mod kinds;
pub mod rules;
mod runs;
mod steps;
mod stops;
#[cfg(test)]
mod tests;
pub mod trace;

use crate::calendar::budget::{Budget, Due, Suspension, Suspensions, Terms};
use crate::model::time::{Day, Instant};
use crate::snapshot::index::AgencyIdx;

/// One clock of a case at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Its rule, as a place among the playbook's clocks.
    pub rule: usize,
    /// Of handoffs: the number of the handoff.
    pub seq: Option<u32>,
    /// When it started.
    pub start: Instant,
    /// Whose act that was, or whom it asked.
    pub started_by: Option<AgencyIdx>,
    /// How long it is, extensions included.
    pub terms: Terms,
    /// When it stood, in order and apart: suspensions of the case, and times that the rule excludes.
    pub suspensions: Vec<Suspension>,
    /// What was done to extend it, in order of time.
    pub extensions: Vec<ExtensionAsked>,
    /// When it runs out.
    pub due: Due,
    /// How it stands.
    pub state: State,
    /// When it was stopped.
    pub stopped_at: Option<Instant>,
    /// Who is charged with it: at the moment, or when it was stopped.
    pub charged: Option<AgencyIdx>,
    /// Of working hours: whose are counted, as a place among the playbook's units with hours of their own; none for the
    /// place's usual ones.
    pub hours: Option<usize>,
}

/// How a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It runs, and the last day has not passed.
    Running,
    /// It stands still.
    Suspended,
    /// What it asks for was done by the last day.
    StoppedInTime,
    /// What it asks for was done after the last day.
    StoppedLate,
    /// The last day has passed and nothing was done.
    Overdue,
    /// The last day passed, and whoever was silent counts as having agreed.
    DeemedConsent,
}

/// An `extended` event that a clock heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtensionAsked {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: Option<AgencyIdx>,
    /// By how much it made the clock longer, in its unit; or why it did not.
    pub outcome: Result<u32, Refused>,
}

/// Why an extension has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refused {
    /// The rule knows no extension.
    NotProvided,
    /// It came after the last day had passed.
    TooLate,
    /// The clock has been extended as often as may be.
    TooOften,
    /// The agency named may not extend it: it is of no kind that may, or where no kind is said, it is not charged.
    NotByThem,
    /// No agency is named.
    ByNobody,
    /// It names a clock that there is not.
    UnknownClock,
    /// No reason was recorded.
    NoReason,
}

/// Why a rule has no clock in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Idle {
    /// Nothing has started it.
    NotStarted,
    /// A note excepts the case.
    Excepted,
    /// It holds for other kinds or tiers of cases.
    OtherCase,
}

/// An overdue clock, in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Past {
    /// Its rule, as a place among the playbook's clocks.
    pub rule: u16,
    /// How often it was extended.
    pub extensions: u8,
    /// Whether its last day may still change.
    pub is_provisional: bool,
    /// When it started, in seconds since 1970.
    pub start: u32,
    /// The last second in time, in seconds since 1970.
    pub due: u32,
    /// The day of that second.
    pub last_day: Day,
    /// How much was granted in all, in the rule's unit.
    pub amount: u32,
    /// How much was not counted because it stood: days, or seconds for units of hours.
    pub suspended: u32,
    /// Of handoffs: the number of the handoff.
    pub seq: Option<u32>,
    /// Who is charged.
    pub charged: Option<AgencyIdx>,
    /// Of working hours: whose are counted, as of [`Clock::hours`].
    pub hours: Option<u16>,
}

impl Clock {
    /// What its due date is computed from.
    #[must_use]
    pub fn budget(&self) -> Budget<'_> {
        let suspensions = Suspensions::of(&self.suspensions).unwrap_or(Suspensions::NONE);
        Budget { start: self.start, terms: self.terms, suspensions }
    }

    /// Whether its due date may still change with lists of holidays that are not known yet.
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        match self.due {
            Due::At(due) => due.is_provisional,
            Due::Standing { .. } => false,
            Due::Beyond => true,
        }
    }
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Running,
        Self::Suspended,
        Self::StoppedInTime,
        Self::StoppedLate,
        Self::Overdue,
        Self::DeemedConsent,
    ];

    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Suspended => "suspended",
            Self::StoppedInTime => "stopped_in_time",
            Self::StoppedLate => "stopped_late",
            Self::Overdue => "overdue",
            Self::DeemedConsent => "deemed_consent",
        }
    }
}

impl Refused {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotProvided => "not_provided",
            Self::TooLate => "too_late",
            Self::TooOften => "too_often",
            Self::NotByThem => "not_by_them",
            Self::ByNobody => "by_nobody",
            Self::UnknownClock => "unknown_clock",
            Self::NoReason => "no_reason",
        }
    }
}

impl Idle {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::Excepted => "excepted",
            Self::OtherCase => "other_case",
        }
    }
}
