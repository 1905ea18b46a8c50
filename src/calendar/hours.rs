//! Working hours: spans of local time on each working day, which may differ by season.

use crate::limits::{HOURS_SEASONS_MAX, HOURS_SPANS_MAX};

/// Seconds of a day on the wall clock.
pub(super) const DAY_S: u32 = 86_400;

/// Why working hours were refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// Not of the form `08:30-11:30`.
    #[error(
        "`{0}` is no span of hours; write it as 08:30-11:30, at most up to 24:00, the end after the beginning"
    )]
    Span(String),
    /// Not of the form `05-01`, or no day of any year.
    #[error("`{0}` is no day of the year; write month and day as 05-01")]
    MonthDay(String),
    /// Spans that overlap or are not in order.
    #[error("the span {0} begins before the one before it has ended; write spans in order")]
    Order(Span),
    /// No span, or too many.
    #[error("{found} spans of hours in a day; give 1 to {max}")]
    Spans {
        /// How many there are.
        found: usize,
        /// Most spans.
        max: usize,
    },
    /// No season, or too many.
    #[error("{found} seasons; give 1 to {max}")]
    Seasons {
        /// How many there are.
        found: usize,
        /// Most seasons.
        max: usize,
    },
    /// Seasons that are not in order of their first days.
    #[error("the season from {0} begins no later than the one before it; write seasons in order of the year")]
    SeasonOrder(MonthDay),
}

/// A span of wall-clock time within a day, half-open, in seconds since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    from_s: u32,
    to_s: u32,
}

impl Span {
    /// Reads `08:30-11:30`; the end may be `24:00`.
    ///
    /// # Errors
    /// [`HoursError::Span`] when it has another form or does not end after it begins.
    pub fn parse(text: &str) -> Result<Self, HoursError> {
        let read = || {
            let (from, to) = text.split_once('-')?;
            let (from_s, to_s) = (seconds(from)?, seconds(to)?);
            (from_s < to_s && to_s <= DAY_S).then_some(Self { from_s, to_s })
        };
        read().ok_or_else(|| HoursError::Span(text.chars().take(40).collect()))
    }

    /// When it begins, in seconds since midnight.
    #[inline]
    #[must_use]
    pub fn from_s(self) -> u32 {
        self.from_s
    }

    /// When it ends, in seconds since midnight; not part of it.
    #[inline]
    #[must_use]
    pub fn to_s(self) -> u32 {
        self.to_s
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let clock = |s: u32| (s / 3_600, s / 60 % 60);
        let ((h, m), (hh, mm)) = (clock(self.from_s), clock(self.to_s));
        write!(f, "{h:02}:{m:02}-{hh:02}:{mm:02}")
    }
}

/// Reads `HH:MM` as seconds since midnight.
fn seconds(text: &str) -> Option<u32> {
    let (hour, minute) = two_by_two(text, ':')?;
    (minute < 60).then_some(hour * 3_600 + minute * 60)
}

/// Reads two numbers of two digits each.
fn two_by_two(text: &str, between: char) -> Option<(u32, u32)> {
    let (a, b) = text.split_once(between)?;
    let two = |t: &str| (t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse().ok())?;
    Some((two(a)?, two(b)?))
}

/// A day of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: u8,
    day: u8,
}

impl MonthDay {
    /// The first day of the year.
    pub const FIRST: Self = Self { month: 1, day: 1 };

    /// The day of that number in that month, if a leap year has it.
    #[must_use]
    pub fn new(month: u8, day: u8) -> Option<Self> {
        const DAYS: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let days = DAYS.get(usize::from(month).checked_sub(1)?)?;
        (0 < day && day <= *days).then_some(Self { month, day })
    }

    /// Reads `05-01`.
    ///
    /// # Errors
    /// [`HoursError::MonthDay`] when it has another form or no year has such a day.
    pub fn parse(text: &str) -> Result<Self, HoursError> {
        let read = || {
            let (month, day) = two_by_two(text, '-')?;
            Self::new(u8::try_from(month).ok()?, u8::try_from(day).ok()?)
        };
        read().ok_or_else(|| HoursError::MonthDay(text.chars().take(40).collect()))
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }
}

impl std::fmt::Display for MonthDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// The hours of one part of the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Season {
    /// The first day; it lasts until the next season begins, over New Year if need be.
    pub from: MonthDay,
    /// The spans of each working day, in order.
    pub spans: Vec<Span>,
}

/// The working hours of a place or a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingHours {
    seasons: Vec<Season>,
    /// Whether they are kept on days of rest, too.
    every_day: bool,
}

impl WorkingHours {
    /// Working days as a whole, from midnight to midnight: for places that state no hours.
    #[must_use]
    pub fn whole_days() -> Self {
        let spans = vec![Span { from_s: 0, to_s: DAY_S }];
        Self { seasons: vec![Season { from: MonthDay::FIRST, spans }], every_day: false }
    }

    /// The same spans on each working day of the year.
    ///
    /// # Errors
    /// [`HoursError`] when there is none, they are too many, overlap or are not in order.
    ///
    /// ```
    /// use duban::calendar::hours::{Span, WorkingHours};
    ///
    /// let spans = ["08:30-11:30", "13:30-17:00"].map(|s| Span::parse(s).unwrap());
    /// assert!(WorkingHours::daily(spans.to_vec()).is_ok());
    /// let overlapping = ["08:30-11:30", "11:00-17:00"].map(|s| Span::parse(s).unwrap());
    /// assert!(WorkingHours::daily(overlapping.to_vec()).is_err());
    /// ```
    pub fn daily(spans: Vec<Span>) -> Result<Self, HoursError> {
        Self::seasonal(vec![Season { from: MonthDay::FIRST, spans }])
    }

    /// Other spans in other parts of the year, such as summer and winter hours.
    ///
    /// # Errors
    /// [`HoursError`] as for [`WorkingHours::daily`]; also when there is no season, there are too many, or they are
    /// not in order.
    pub fn seasonal(seasons: Vec<Season>) -> Result<Self, HoursError> {
        if seasons.is_empty() || HOURS_SEASONS_MAX < seasons.len() {
            return Err(HoursError::Seasons { found: seasons.len(), max: HOURS_SEASONS_MAX });
        }
        if let Some(pair) = seasons.windows(2).find(|pair| pair[1].from <= pair[0].from) {
            return Err(HoursError::SeasonOrder(pair[1].from));
        }
        for Season { spans, .. } in &seasons {
            if spans.is_empty() || HOURS_SPANS_MAX < spans.len() {
                return Err(HoursError::Spans { found: spans.len(), max: HOURS_SPANS_MAX });
            }
            if let Some(pair) = spans.windows(2).find(|pair| pair[1].from_s < pair[0].to_s) {
                return Err(HoursError::Order(pair[1]));
            }
        }
        Ok(Self { seasons, every_day: false })
    }

    /// The same hours, kept on weekends and holidays, too: those of a station or a hotline that never closes. Which days
    /// are working days is not changed by it: periods in days are those of the law for every unit.
    #[must_use]
    pub fn every_day(self) -> Self {
        Self { every_day: true, ..self }
    }

    /// Whether they are kept on days of rest, too.
    #[must_use]
    pub fn is_every_day(&self) -> bool {
        self.every_day
    }

    /// The seasons in order of the year.
    #[must_use]
    pub fn seasons(&self) -> &[Season] {
        &self.seasons
    }

    /// Which season `day` lies in.
    #[must_use]
    pub fn season_of(&self, day: MonthDay) -> &Season {
        &self.seasons[self.season_at(day)]
    }

    /// Which season `day` lies in, as an index.
    pub(super) fn season_at(&self, day: MonthDay) -> usize {
        let begun = self.seasons.partition_point(|s| s.from <= day);
        // Before the first season of the year, the last one of the year before still lasts.
        begun.checked_sub(1).unwrap_or(self.seasons.len() - 1)
    }
}
