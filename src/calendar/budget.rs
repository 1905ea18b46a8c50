//! What a period is: how much of which unit, from when, and when its clock stood.

use crate::model::time::{Day, Instant};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Every day (日).
    CalendarDay,
    /// Days that are worked (工作日).
    WorkingDay,
    /// Every hour (小时).
    Hour,
    /// Hours of work on days that are worked (工作小时).
    WorkingHour,
}

impl Unit {
    /// Whether periods of this unit are counted in whole days, and not in seconds.
    #[must_use]
    pub fn is_days(self) -> bool {
        matches!(self, Self::CalendarDay | Self::WorkingDay)
    }
}

/// What becomes of a period in calendar days whose last day is not worked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LastDay {
    /// It ends on the next working day: the general rule (Civil Code, article 203; Civil Procedure Law, article 85),
    /// and therefore what holds where a rule says nothing else.
    #[default]
    Rolls,
    /// It ends on that day all the same.
    Stays,
}

/// How long a period is. Its first day is the day after the one on which it starts (Civil Code, article 201; Civil
/// Procedure Law, article 85); a period in hours runs from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Terms {
    /// What is counted.
    pub unit: Unit,
    /// How many of them, extensions included: an extended period is one longer period, and its last day rolls once.
    pub amount: u32,
    /// Of calendar days only: whether the last one rolls.
    pub last_day: LastDay,
}

impl Terms {
    /// `amount` of `unit`, with a last day that rolls.
    #[must_use]
    pub const fn new(unit: Unit, amount: u32) -> Self {
        Self { unit, amount, last_day: LastDay::Rolls }
    }

    /// The same for an amount longer by `amount`.
    #[must_use]
    pub const fn extended(self, amount: u32) -> Self {
        Self { amount: self.amount.saturating_add(amount), ..self }
    }

    /// How much is counted: days, or seconds for units of hours.
    #[inline]
    #[must_use]
    pub fn counts(&self) -> i64 {
        match self.unit {
            Unit::CalendarDay | Unit::WorkingDay => i64::from(self.amount),
            Unit::Hour | Unit::WorkingHour => i64::from(self.amount) * 3_600,
        }
    }
}

/// A time during which the clock stands (中止): from a moment up to and without another.
///
/// Of units of hours, that time is not counted to the second. Of units of days, a day counts when it ends, and not if
/// the clock stands at that moment: the day of the suspension is the first that does not count, and the day of the
/// resumption counts again. What begins and ends within one day takes nothing away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Suspension {
    from: Instant,
    /// [`Instant::MAX`] while nobody has ended it.
    to: Instant,
}

impl Suspension {
    /// A suspension that has ended; none unless it ends after it begins.
    #[must_use]
    pub fn new(from: Instant, to: Instant) -> Option<Self> {
        (from < to).then_some(Self { from, to })
    }

    /// A suspension that nobody has ended yet.
    #[must_use]
    pub fn open(from: Instant) -> Self {
        Self { from, to: Instant::MAX }
    }

    /// When the clock was stopped.
    #[must_use]
    pub fn from(self) -> Instant {
        self.from
    }

    /// When it ran again; none while it stands.
    #[must_use]
    pub fn to(self) -> Option<Instant> {
        (!self.is_open()).then_some(self.to)
    }

    /// Whether nobody has ended it yet.
    #[inline]
    #[must_use]
    pub fn is_open(self) -> bool {
        self.to == Instant::MAX
    }

    /// Whether the clock stands at `at`.
    #[must_use]
    pub fn covers(self, at: Instant) -> bool {
        self.from <= at && at < self.to
    }
}

/// Suspensions in order of time that do not overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Suspensions<'s>(&'s [Suspension]);

impl<'s> Suspensions<'s> {
    /// No suspensions.
    pub const NONE: Suspensions<'static> = Suspensions(&[]);

    /// `suspensions`, if they are in order and none begins before the one before it has ended.
    #[inline]
    #[must_use]
    pub fn of(suspensions: &'s [Suspension]) -> Option<Self> {
        let in_order = suspensions.windows(2).all(|pair| pair[0].to <= pair[1].from);
        in_order.then_some(Self(suspensions))
    }

    /// Puts `suspensions` in order; those that overlap or touch become one.
    pub fn join(suspensions: &mut Vec<Suspension>) {
        suspensions.sort_unstable();
        suspensions.dedup_by(|next, kept| {
            let touches = next.from <= kept.to;
            if touches {
                kept.to = kept.to.max(next.to);
            }
            touches
        });
    }

    /// Whether the clock stands at `at`.
    #[must_use]
    pub fn covers(self, at: Instant) -> bool {
        self.0.iter().any(|s| s.covers(at))
    }

    /// One after the other.
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = Suspension> + 's {
        self.0.iter().copied()
    }
}

/// A period with its start and its suspensions: what a due date is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget<'s> {
    /// When it starts.
    pub start: Instant,
    /// How long it is.
    pub terms: Terms,
    /// When its clock stood; what lies before the start has no effect.
    pub suspensions: Suspensions<'s>,
}

/// When a period ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// At a moment.
    At(DueAt),
    /// Nobody can say yet: the clock stands, and so much is left (days, or seconds for units of hours).
    Standing {
        /// What is left.
        left: i64,
    },
    /// After the last instant that can be held, in 2105.
    Beyond,
}

/// The end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueAt {
    /// The last second that is in time: of units of days, 23:59:59 of the last day.
    pub at: Instant,
    /// The day of that second; of units of hours, an end at midnight belongs to the day that it closes.
    pub last_day: Day,
    /// Whether it may still change: it lies after the last day whose holidays are known, or it was counted over days
    /// before the first of them.
    pub is_provisional: bool,
}

impl Due {
    /// The end, if it can be said.
    #[inline]
    #[must_use]
    pub fn settled(self) -> Option<DueAt> {
        match self {
            Self::At(due) => Some(due),
            Self::Standing { .. } | Self::Beyond => None,
        }
    }

    /// The last second that is in time, if it can be said.
    #[inline]
    #[must_use]
    pub fn at(self) -> Option<Instant> {
        self.settled().map(|due| due.at)
    }

    /// Whether what happens at `at` is late.
    #[inline]
    #[must_use]
    pub fn is_late(self, at: Instant) -> bool {
        matches!(self, Self::At(due) if due.at < at)
    }
}

/// How far a period has run: days, or seconds for units of hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// What has been counted; a day counts when it has ended. More than the amount when time went on after the end.
    pub used: i64,
    /// What is left of the amount, at least 0. On the last day itself 1 day is left.
    pub left: i64,
    /// Whether the clock stands at that moment.
    pub is_suspended: bool,
}
