//! Periods computed: when one ends, how far it has run, and how it was counted.
//!
//! One mechanism answers all of it. Each unit is an axis of places (days, or seconds) with `rank`, which says how much
//! lies before a place, and `select`, its inverse. A period is a walk over the stretches between suspensions: one
//! subtraction for each, and one look-up at the end. Nothing is allocated.

use std::sync::Arc;

use super::Calendar;
use super::budget::{Budget, Due, DueAt, LastDay, Suspension, Unit, Usage};
use super::hours::{DAY_S, WorkingHours};
use super::seconds::Seconds;
use crate::model::time::{Day, Instant, Zone};

const DAY: i64 = DAY_S as i64;

/// Calendar, zone and working hours of a place or a unit. Making one fills tables; it is made once and asked often.
#[derive(Clone, Debug)]
pub struct WorkTime {
    calendar: Arc<Calendar>,
    zone: Zone,
    hours: WorkingHours,
    seconds: Seconds,
}

impl WorkTime {
    /// Working time by `calendar`, on the wall clock of `zone`, in `hours`; [`WorkingHours::whole_days`] where no
    /// hours are stated.
    #[must_use]
    pub fn new(calendar: Arc<Calendar>, zone: Zone, hours: WorkingHours) -> Self {
        let seconds = Seconds::new(&calendar, &hours);
        Self { calendar, zone, hours, seconds }
    }

    /// Which days are worked.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The zone whose days and hours are counted.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Which hours of a working day are worked.
    #[must_use]
    pub fn hours(&self) -> &WorkingHours {
        &self.hours
    }

    /// Seconds of work in `[from, to)`, by the wall clock; negative when `to` is earlier.
    #[inline]
    #[must_use]
    pub fn working_seconds_between(&self, from: Instant, to: Instant) -> i64 {
        let rank = |at| self.seconds.rank(self.zone.civil_seconds(at));
        rank(to) - rank(from)
    }

    /// The first instant by which `seconds` of work have passed since `at`; `at` itself for 0; none after 2105.
    #[must_use]
    pub fn add_working_seconds(&self, at: Instant, seconds: u32) -> Option<Instant> {
        if seconds == 0 {
            return Some(at);
        }
        let rank = self.seconds.rank(self.zone.civil_seconds(at)) + i64::from(seconds);
        Instant::from_unix(self.zone.utc_seconds(self.seconds.select(rank)?))
    }

    /// When the period ends.
    ///
    /// ```
    /// use duban::calendar::Calendar;
    /// use duban::calendar::budget::{Budget, Suspensions, Terms, Unit};
    /// use duban::calendar::hours::WorkingHours;
    /// use duban::calendar::work_time::WorkTime;
    /// use duban::model::time::Zone;
    ///
    /// let zone = Zone::parse("Asia/Shanghai").unwrap();
    /// let work = WorkTime::new(Calendar::china(), zone.clone(), WorkingHours::whole_days());
    /// let start = zone.parse_instant(b"2026-09-17 10:30").unwrap();
    /// let due = |unit, amount| {
    ///     let terms = Terms::new(unit, amount);
    ///     let budget = Budget { start, terms, suspensions: Suspensions::NONE };
    ///     zone.civil(work.due(&budget).at().unwrap())
    /// };
    /// // The 15th day after 17 September is 2 October, a holiday: the first working day after it is the 8th.
    /// assert_eq!(due(Unit::CalendarDay, 15), "2026-10-08 23:59:59");
    /// // Friday 18, Sunday 20 (worked for National Day), 21 to 23 September.
    /// assert_eq!(due(Unit::WorkingDay, 5), "2026-09-23 23:59:59");
    /// assert_eq!(due(Unit::Hour, 48), "2026-09-19 10:30:00");
    /// ```
    #[inline]
    #[must_use]
    pub fn due(&self, budget: &Budget<'_>) -> Due {
        match self.reach(budget) {
            Reach::Place(place) => self.settle(budget, place),
            Reach::Standing { left } => Due::Standing { left },
            Reach::Never => Due::Beyond,
        }
    }

    /// How far the period has run at `now`.
    #[must_use]
    pub fn usage(&self, budget: &Budget<'_>, now: Instant) -> Usage {
        let used = self.counted(budget, self.axis(budget.terms.unit).place(now));
        let left = (budget.terms.counts() - used).max(0);
        Usage { used, left, is_suspended: budget.suspensions.covers(now) }
    }

    #[inline]
    pub(super) fn axis(&self, unit: Unit) -> Axis<'_> {
        Axis { unit, work: self }
    }

    /// Where on its axis the period is used up: of days, the day after the last one that was counted.
    #[inline]
    pub(super) fn reach(&self, budget: &Budget<'_>) -> Reach {
        let axis = self.axis(budget.terms.unit);
        let (mut place, mut left) = (axis.start(budget.start), budget.terms.counts());
        if left == 0 {
            return Reach::Place(place);
        }
        for suspension in budget.suspensions.iter() {
            let (from, to) = axis.stretch(suspension);
            if to <= from.max(place) {
                continue;
            }
            let run = (axis.rank(from) - axis.rank(place)).max(0);
            if left <= run {
                break;
            }
            left -= run;
            if suspension.is_open() {
                return Reach::Standing { left };
            }
            place = to;
        }
        axis.select(axis.rank(place) + left).map_or(Reach::Never, Reach::Place)
    }

    /// What has been counted before `place`.
    pub(super) fn counted(&self, budget: &Budget<'_>, place: i64) -> i64 {
        let axis = self.axis(budget.terms.unit);
        let start = axis.start(budget.start);
        if place <= start {
            return 0;
        }
        let stood = |suspension| {
            let (from, to) = axis.stretch(suspension);
            let (from, to) = (from.max(start), to.min(place));
            if from < to { axis.rank(to) - axis.rank(from) } else { 0 }
        };
        axis.rank(place) - axis.rank(start) - budget.suspensions.iter().map(stood).sum::<i64>()
    }

    /// The end of a period that was used up at `place`.
    #[inline]
    fn settle(&self, budget: &Budget<'_>, place: i64) -> Due {
        let unit = budget.terms.unit;
        let (utc_s, last, asked_from) = match unit {
            Unit::CalendarDay if budget.terms.last_day == LastDay::Rolls => {
                let Some(last) = self.rolled(budget, place - 1) else { return Due::Standing { left: 0 } };
                (self.end_of_day(last), last, Some(place - 1))
            }
            Unit::CalendarDay => (self.end_of_day(place - 1), place - 1, None),
            Unit::WorkingDay => (self.end_of_day(place - 1), place - 1, Some(self.day_of(budget.start))),
            // Of hours, an end at midnight belongs to the day that it closes.
            Unit::Hour => {
                let Some(at) = Instant::from_unix(place) else { return Due::Beyond };
                (place, (self.zone.civil_seconds(at) - 1).div_euclid(DAY), None)
            }
            Unit::WorkingHour => {
                (self.zone.utc_seconds(place), (place - 1).div_euclid(DAY), Some(self.day_of(budget.start)))
            }
        };
        let (known_from, known_through) = (self.calendar.known_from(), self.calendar.known_through());
        // Hours that are kept every day depend on no list of holidays.
        let is_certain = unit == Unit::WorkingHour && self.hours.is_every_day();
        let is_unknown = i64::from(known_through.number()) < last
            || asked_from.is_some_and(|day| day < i64::from(known_from.number()));
        let is_provisional = is_unknown && !is_certain;
        match (Instant::from_unix(utc_s), i32::try_from(last)) {
            (Some(at), Ok(last)) => Due::At(DueAt { at, last_day: Day::from_number(last), is_provisional }),
            _ => Due::Beyond,
        }
    }

    /// The first day from `last` on that is worked and not suspended; none when the clock stands there without end.
    #[inline]
    fn rolled(&self, budget: &Budget<'_>, last: i64) -> Option<i64> {
        let axis = self.axis(Unit::CalendarDay);
        let mut day = self.calendar.workday_from_number(last);
        for suspension in budget.suspensions.iter() {
            let (from, to) = axis.stretch(suspension);
            if day < from {
                break;
            }
            if day < to {
                if suspension.is_open() {
                    return None;
                }
                day = self.calendar.workday_from_number(to);
            }
        }
        Some(day)
    }

    /// The last second of `day`, in UTC.
    #[inline]
    fn end_of_day(&self, day: i64) -> i64 {
        self.zone.utc_seconds((day + 1) * DAY) - 1
    }

    #[inline]
    pub(super) fn day_of(&self, at: Instant) -> i64 {
        self.zone.civil_seconds(at).div_euclid(DAY)
    }
}

/// How the walk over a period ended.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reach {
    /// It is used up at this place.
    Place(i64),
    /// The clock stands, and so much is left.
    Standing { left: i64 },
    /// After 2105.
    Never,
}

/// What is counted, and where things lie on it: days since 1970, seconds of UTC, or civil seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis<'w> {
    unit: Unit,
    work: &'w WorkTime,
}

impl Axis<'_> {
    /// Where `at` lies.
    #[inline]
    pub(super) fn place(self, at: Instant) -> i64 {
        match self.unit {
            Unit::CalendarDay | Unit::WorkingDay => self.work.day_of(at),
            Unit::Hour => i64::from(at.unix()),
            Unit::WorkingHour => self.work.zone.civil_seconds(at),
        }
    }

    /// Where a period that starts at `at` begins to count: of days, on the day after it.
    #[inline]
    pub(super) fn start(self, at: Instant) -> i64 {
        self.place(at) + i64::from(self.unit.is_days())
    }

    /// Where `day` ends.
    pub(super) fn end_of(self, day: i64) -> i64 {
        match self.unit {
            Unit::CalendarDay | Unit::WorkingDay => day + 1,
            Unit::Hour => self.work.zone.utc_seconds((day + 1) * DAY),
            Unit::WorkingHour => (day + 1) * DAY,
        }
    }

    /// The places that a suspension takes.
    #[inline]
    pub(super) fn stretch(self, suspension: Suspension) -> (i64, i64) {
        (self.place(suspension.from()), suspension.to().map_or(i64::MAX, |to| self.place(to)))
    }

    /// How much lies before `place`.
    #[inline]
    pub(super) fn rank(self, place: i64) -> i64 {
        match self.unit {
            Unit::CalendarDay | Unit::Hour => place,
            Unit::WorkingDay => self.work.calendar.rank(place),
            Unit::WorkingHour => self.work.seconds.rank(place),
        }
    }

    /// The first place before which `rank` lies.
    #[inline]
    fn select(self, rank: i64) -> Option<i64> {
        match self.unit {
            Unit::CalendarDay | Unit::Hour => Some(rank),
            Unit::WorkingDay => Some(self.work.calendar.select(rank)),
            Unit::WorkingHour => self.work.seconds.select(rank),
        }
    }
}
