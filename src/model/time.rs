//! Instants in whole seconds, dates in days, and reading both from text in a zone.
//!
//! Times are stored as given and computed in whole seconds (floor). Instants lie between 1970 and 2105, so that a
//! snapshot can hold them in 32 bits; dates of validity may be of any year from 1 to 9999.

use jiff::civil;
use jiff::tz::TimeZone;

/// Seconds since 1970-01-01T00:00:00Z, from 0 to [`Instant::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(u32);

impl Instant {
    /// The last instant that can be held: the end of 2105-12-30 in UTC.
    pub const MAX: Self = Self(4_291_660_799);

    /// The instant `seconds` after the epoch, if it can be held.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        u32::try_from(seconds).ok().filter(|&s| s <= Self::MAX.0).map(Self)
    }

    /// Seconds since the epoch.
    #[must_use]
    pub fn unix(self) -> u32 {
        self.0
    }
}

/// Days since 1970-01-01, negative before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// Before every date that can be read: the start of an open interval.
    pub const MIN: Self = Self(i32::MIN);
    /// After every date that can be read: the end of an open interval.
    pub const MAX: Self = Self(i32::MAX);

    /// The day that many days after 1970-01-01.
    #[must_use]
    pub fn from_number(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    /// Reads `YYYY-MM-DD`; none for another form or a date that does not exist.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        let date = text.try_into().ok().and_then(Date::read)?;
        date.day_number().map(Self)
    }
}

/// Why a time could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Neither RFC 3339 nor `YYYY-MM-DD[ HH:MM[:SS]]`.
    #[error("not a time; write YYYY-MM-DD HH:MM:SS or RFC 3339")]
    Form,
    /// The calendar has no such date, or the day no such time.
    #[error("a date or time that does not exist")]
    Absent,
    /// Before 1970 or after 2105.
    #[error("outside the years 1970 to 2105")]
    Range,
}

/// A time zone made ready for reading millions of times.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    tz: TimeZone,
    /// From this civil second on the offset is `offset` for ever.
    fixed_from: i64,
    offset: i64,
}

impl Zone {
    /// The zone of that IANA name, if there is one.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let tz = TimeZone::get(name).ok()?;
        let end = jiff::Timestamp::from_second(i64::from(Instant::MAX.0)).ok()?;
        let last = tz.preceding(end).next().map(|t| t.timestamp().as_second());
        let offset = i64::from(tz.to_offset(end).seconds());
        // A day's margin on either side of the last change keeps folds and gaps on the slow path.
        let fixed_from = last.map_or(i64::MIN, |t| t.saturating_add(offset + 2 * 86_400));
        Some(Self { name: name.to_owned(), tz, fixed_from, offset })
    }

    /// The zone's IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads a time: RFC 3339, or `YYYY-MM-DD[ HH:MM[:SS]]` in this zone; parts of a second are cut off.
    ///
    /// # Errors
    /// [`TimeError`] says whether the form, the date or the year is wrong.
    #[inline]
    pub fn parse_instant(&self, text: &[u8]) -> Result<Instant, TimeError> {
        match text.len() {
            10 | 16 | 19 if text.get(10).is_none_or(|&b| b == b' ') => self.parse_civil(text),
            _ => parse_rfc3339(text),
        }
    }

    #[inline]
    fn parse_civil(&self, text: &[u8]) -> Result<Instant, TimeError> {
        let mut digits = Digits::default();
        let (date, rest) = text.split_first_chunk().ok_or(TimeError::Form)?;
        let (hour, minute, second) = match *rest {
            [] => (0, 0, 0),
            [b' ', h, hh, b':', m, mm] => (digits.two(h, hh), digits.two(m, mm), 0),
            [b' ', h, hh, b':', m, mm, b':', s, ss] => {
                (digits.two(h, hh), digits.two(m, mm), digits.two(s, ss))
            }
            _ => return Err(TimeError::Form),
        };
        let date = Date::read(date).filter(|_| digits.all()).ok_or(TimeError::Form)?;
        let day = date.day_number().ok_or(TimeError::Absent)?;
        if 23 < hour || 59 < minute || 59 < second {
            return Err(TimeError::Absent);
        }
        let civil_s = i64::from(day) * 86_400 + i64::from(hour * 3600 + minute * 60 + second);
        Instant::from_unix(self.utc_seconds(civil_s)).ok_or(TimeError::Range)
    }

    /// Seconds since the epoch, in UTC, of `civil_s`: seconds of this zone's wall clock since 1970-01-01 00:00:00.
    ///
    /// A time that the wall clock skips or shows twice is taken as RFC 5545 takes it: as if the change came after it.
    #[inline]
    #[must_use]
    pub fn utc_seconds(&self, civil_s: i64) -> i64 {
        if self.fixed_from <= civil_s { civil_s - self.offset } else { self.utc_seconds_slow(civil_s) }
    }

    #[inline(never)]
    fn utc_seconds_slow(&self, civil_s: i64) -> i64 {
        let date_time = jiff::Timestamp::from_second(civil_s).map(|t| t.to_zoned(TimeZone::UTC).datetime());
        let zoned = date_time.and_then(|d| self.tz.to_ambiguous_zoned(d).compatible());
        zoned.map_or(civil_s - self.offset, |z| z.timestamp().as_second())
    }

    /// What this zone's wall clock shows at `instant`, in seconds since 1970-01-01 00:00:00 on that clock.
    #[inline]
    #[must_use]
    pub fn civil_seconds(&self, instant: Instant) -> i64 {
        let seconds = i64::from(instant.0);
        // Where every civil time from there on has the one offset, every instant has it.
        if self.fixed_from <= seconds + self.offset {
            return seconds + self.offset;
        }
        self.civil_seconds_slow(seconds)
    }

    #[inline(never)]
    fn civil_seconds_slow(&self, seconds: i64) -> i64 {
        let offset = jiff::Timestamp::from_second(seconds)
            .map_or(self.offset, |t| i64::from(self.tz.to_offset(t).seconds()));
        seconds + offset
    }

    /// The first second of the day of `instant` in this zone.
    #[inline]
    #[must_use]
    pub fn day_start(&self, instant: Instant) -> Instant {
        let civil_s = self.civil_seconds(instant);
        let start = self.utc_seconds(civil_s - civil_s.rem_euclid(86_400));
        // The first day that can be held began before 1970 where the zone lies east of Greenwich.
        Instant::from_unix(start).unwrap_or(Instant(0))
    }

    /// The date in this zone at `instant`.
    #[must_use]
    pub fn day(&self, instant: Instant) -> Day {
        let days = self.civil_seconds(instant).div_euclid(86_400);
        Day(i32::try_from(days).unwrap_or(i32::MAX))
    }

    /// `instant` as `YYYY-MM-DDTHH:MM:SS` with this zone's offset (RFC 3339).
    #[must_use]
    pub fn rfc3339(&self, instant: Instant) -> String {
        self.zoned(instant).map_or_else(String::new, |z| z.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }

    /// `instant` as `YYYY-MM-DD HH:MM:SS` in this zone.
    #[must_use]
    pub fn civil(&self, instant: Instant) -> String {
        self.zoned(instant).map_or_else(String::new, |z| z.strftime("%Y-%m-%d %H:%M:%S").to_string())
    }

    /// `day` as `YYYY-MM-DD`; empty for the ends of open intervals.
    #[must_use]
    pub fn format_day(day: Day) -> String {
        let span = jiff::Span::new().try_days(day.0);
        span.and_then(|s| civil::date(1970, 1, 1).checked_add(s))
            .map_or_else(|_| String::new(), |d| d.to_string())
    }

    fn zoned(&self, instant: Instant) -> Option<jiff::Zoned> {
        Some(jiff::Timestamp::from_second(i64::from(instant.0)).ok()?.to_zoned(self.tz.clone()))
    }
}

fn parse_rfc3339(text: &[u8]) -> Result<Instant, TimeError> {
    let text = std::str::from_utf8(text).map_err(|_| TimeError::Form)?;
    let shaped = 20 <= text.len() && text.as_bytes()[10] != b' ' && text.is_ascii() && !text.contains('[');
    if !shaped {
        return Err(TimeError::Form);
    }
    let stamp: jiff::Timestamp = text.parse().map_err(|_| TimeError::Form)?;
    let seconds = stamp.as_second() - i64::from(stamp.subsec_nanosecond() < 0);
    Instant::from_unix(seconds).ok_or(TimeError::Range)
}

/// Reads digits and remembers whether all of them were: one question at the end instead of one at each digit, since
/// millions of times are read.
#[derive(Default)]
struct Digits {
    others: u8,
}

impl Digits {
    #[inline]
    fn two(&mut self, tens: u8, ones: u8) -> u32 {
        let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
        self.others |= u8::from(9 < tens) | u8::from(9 < ones);
        u32::from(tens) * 10 + u32::from(ones)
    }

    #[inline]
    fn all(&self) -> bool {
        self.others == 0
    }
}

/// A date as written, which the calendar may not have.
struct Date {
    year: u32,
    month: u32,
    day: u32,
}

impl Date {
    /// Reads the form `YYYY-MM-DD`.
    #[inline]
    fn read(text: &[u8; 10]) -> Option<Self> {
        let [y, yy, yyy, yyyy, b'-', m, mm, b'-', d, dd] = *text else { return None };
        let mut digits = Digits::default();
        let date = Self {
            year: digits.two(y, yy) * 100 + digits.two(yyy, yyyy),
            month: digits.two(m, mm),
            day: digits.two(d, dd),
        };
        digits.all().then_some(date)
    }

    /// Days from 1970-01-01 to the date, by counting from 1 March so that leap days come last (the usual era
    /// arithmetic of the proleptic Gregorian calendar); none when the calendar has no such date.
    #[inline]
    fn day_number(&self) -> Option<i32> {
        const DAYS: [u32; 13] = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let Self { year, month, day } = *self;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days_max = *DAYS.get(month as usize)? - u32::from(month == 2 && !leap);
        if year == 0 || day == 0 || days_max < day {
            return None;
        }
        let (shifted_year, shifted_month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
        let days = shifted_year * 365 + shifted_year / 4 - shifted_year / 100
            + shifted_year / 400
            + (153 * shifted_month + 2) / 5
            + day
            - 1;
        // 719,468 days lie between 0000-03-01 and 1970-01-01.
        i32::try_from(days).ok().map(|d| d - 719_468)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shanghai() -> Zone {
        Zone::parse("Asia/Shanghai").unwrap()
    }

    #[test]
    fn forms_of_the_contract_are_read() {
        let zone = shanghai();
        let read = |text: &str| zone.parse_instant(text.as_bytes()).map(Instant::unix);
        assert_eq!(read("2026-07-01"), Ok(1_782_835_200));
        assert_eq!(read("2026-07-01 00:00"), Ok(1_782_835_200));
        assert_eq!(read("2026-07-01 00:00:01"), Ok(1_782_835_201));
        assert_eq!(read("2026-07-01T00:00:01+08:00"), Ok(1_782_835_201));
        assert_eq!(read("2026-06-30T16:00:01.9Z"), Ok(1_782_835_201));
        assert_eq!(read("2026-02-29"), Err(TimeError::Absent));
        assert_eq!(read("2026-07-01 24:00:00"), Err(TimeError::Absent));
        assert_eq!(read("1869-07-01 00:00:00"), Err(TimeError::Range));
        for wrong in [
            "",
            "2026",
            "2026/07/01",
            "2026-07-01T00:00:00",
            "2026-07-01 1:00",
            "2026-07-01 00-00-00",
            "昨天下午三点",
        ] {
            assert_eq!(read(wrong), Err(TimeError::Form), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn fast_and_slow_reading_agree(seconds in 0i64..4_200_000_000, name in prop::sample::select(vec!["Asia/Shanghai", "Europe/Amsterdam", "UTC"])) {
            let zone = Zone::parse(name).unwrap();
            let instant = Instant::from_unix(seconds).unwrap();
            let text = zone.civil(instant);
            let expected = zone.tz.to_ambiguous_zoned(text.replace(' ', "T").parse::<civil::DateTime>().unwrap())
                .compatible().unwrap().timestamp().as_second();
            prop_assert_eq!(zone.parse_instant(text.as_bytes()).map(|i| i64::from(i.unix())), Ok(expected));
            prop_assert_eq!(zone.parse_instant(zone.rfc3339(instant).as_bytes()), Ok(instant));
            prop_assert_eq!(Zone::format_day(zone.day(instant)), &text[..10]);
            prop_assert_eq!(zone.civil_seconds(instant), zone.civil_seconds_slow(seconds));
            prop_assert_eq!(zone.utc_seconds(zone.civil_seconds(instant)), expected);
            let midnight = zone.parse_instant(&text.as_bytes()[..10]).unwrap_or(Instant(0));
            prop_assert_eq!(zone.day_start(instant), midnight);
        }

        #[test]
        fn reading_arbitrary_bytes_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let zone = shanghai();
            prop_assert!(zone.parse_instant(&bytes).is_err() || 10 <= bytes.len());
            prop_assert!(Day::parse(&bytes).is_none() || bytes.len() == 10);
        }
    }
}
