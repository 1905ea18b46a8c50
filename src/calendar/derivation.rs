//! How a period was counted, day by day: every due date that is shown can be shown with this.
//!
//! The lines are read off the same counts as the due date, so the two cannot differ.

use super::DayKind;
use super::budget::{Budget, Due, Unit};
use super::work_time::{Reach, WorkTime};
use crate::model::time::{Day, Instant};

/// What a day contributed, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// The day on which a period of days starts, which is not counted.
    StartDay,
    /// It was counted, or some of its hours were.
    Counted,
    /// The clock stood: at its end for units of days, during all that would have counted for units of hours.
    Suspended,
    /// Nothing of it counts: a day of rest, or the hours of work were over.
    NotCounted,
    /// The amount was used up on a day of rest, and the period lasts through this day until one is worked.
    Rolled,
}

/// One day of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayLine<'c> {
    /// The day.
    pub day: Day,
    /// What sort of day it is.
    pub kind: DayKind<'c>,
    /// Whether its holidays are known; what follows from one that is not is provisional.
    pub is_known: bool,
    /// What it contributed, and why.
    pub counting: Counting,
    /// How much was counted on it: days, or seconds for units of hours.
    pub counted: i64,
    /// How much was not, because the clock stood.
    pub suspended: i64,
    /// What was counted from the start through this day.
    pub total: i64,
}

/// The days of a period in order, from the day of its start on.
#[derive(Clone, Debug)]
pub struct Derivation<'a> {
    work: &'a WorkTime,
    budget: Budget<'a>,
    /// Where the amount is used up; past everything while that is open.
    stop: i64,
    next: i64,
    last: i64,
    total: i64,
}

impl WorkTime {
    /// How the period is counted: every day from its start through its last day; while the clock stands, through the
    /// day of `now`.
    #[must_use]
    pub fn derivation<'a>(&'a self, budget: &Budget<'a>, now: Instant) -> Derivation<'a> {
        Derivation::new(self, *budget, now)
    }
}

impl<'a> Derivation<'a> {
    fn new(work: &'a WorkTime, budget: Budget<'a>, now: Instant) -> Self {
        let first = work.day_of(budget.start);
        let stop = match work.reach(&budget) {
            Reach::Place(place) => place,
            Reach::Standing { .. } | Reach::Never => i64::MAX,
        };
        let last = match work.due(&budget) {
            Due::At(due) => i64::from(due.last_day.number()),
            Due::Standing { .. } | Due::Beyond => work.day_of(now),
        };
        Self { work, budget, stop, next: first, last: last.max(first), total: 0 }
    }

    fn line(&mut self, day: i64) -> DayLine<'a> {
        let (work, unit) = (self.work, self.budget.terms.unit);
        let axis = work.axis(unit);
        let start = axis.start(self.budget.start);
        let (begin, end) = (axis.end_of(day - 1).max(start), axis.end_of(day).min(self.stop));
        let total = work.counted(&self.budget, end).max(self.total);
        let counted = total - self.total;
        self.total = total;
        let would = if begin < end { axis.rank(end) - axis.rank(begin) } else { 0 };
        let stands = || {
            let mut stretches = self.budget.suspensions.iter().map(|s| axis.stretch(s));
            unit.is_days() && stretches.any(|(from, to)| from <= day && day < to)
        };
        let suspended = would - counted;
        let counting = if unit.is_days() && day < start {
            Counting::StartDay
        } else if 0 < counted {
            Counting::Counted
        } else if 0 < suspended || stands() {
            Counting::Suspended
        } else if unit == Unit::CalendarDay && self.stop <= day {
            Counting::Rolled
        } else {
            Counting::NotCounted
        };
        let day = Day::from_number(i32::try_from(day).unwrap_or(i32::MAX));
        let kind = work.calendar().kind(day);
        let is_certain = unit == Unit::WorkingHour && work.hours().is_every_day();
        let is_known = is_certain || work.calendar().is_known(day);
        DayLine { day, kind, is_known, counting, counted, suspended, total }
    }
}

impl<'a> Iterator for Derivation<'a> {
    type Item = DayLine<'a>;

    fn next(&mut self) -> Option<DayLine<'a>> {
        if self.last < self.next {
            return None;
        }
        self.next += 1;
        Some(self.line(self.next - 1))
    }
}
