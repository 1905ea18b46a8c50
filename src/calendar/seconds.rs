//! Seconds of work counted once, on the wall clock: what [`super::table`] does for days.

use jiff::civil;

use super::Calendar;
use super::hours::{DAY_S, MonthDay, Span, WorkingHours};
use super::table::DAYS;
use crate::model::time::Day;

const DAY: i64 = DAY_S as i64;

/// Cumulative counts of seconds of work; places are civil seconds since 1970-01-01 00:00:00.
#[derive(Clone, Debug)]
pub(super) struct Seconds {
    /// Seconds of work before the day; one item more than there are days.
    before: Vec<u32>,
    /// Which of `seasons` a day with work has; past their end on days without.
    season: Vec<u8>,
    /// The spans of each season.
    seasons: Vec<Vec<Span>>,
}

impl Seconds {
    pub(super) fn new(calendar: &Calendar, hours: &WorkingHours) -> Self {
        const REST: u8 = u8::MAX;
        let seasons: Vec<Vec<Span>> = hours.seasons().iter().map(|s| s.spans.clone()).collect();
        let length_s = |spans: &[Span]| spans.iter().map(|s| s.to_s() - s.from_s()).sum::<u32>();
        let lengths_s: Vec<u32> = seasons.iter().map(|s| length_s(s)).collect();
        let (mut before, mut season) = (Vec::with_capacity(usize::from(DAYS) + 1), Vec::new());
        let (mut count, mut date) = (0, civil::date(1970, 1, 1));
        for day in 0..DAYS {
            before.push(count);
            let works = hours.is_every_day() || calendar.is_workday(Day::from_number(i32::from(day)));
            let at = hours.season_at(month_day(date));
            season.push(u8::try_from(at).ok().filter(|_| works).unwrap_or(REST));
            count += if works { lengths_s[at] } else { 0 };
            date = date.tomorrow().unwrap_or(date);
        }
        before.push(count);
        Self { before, season, seasons }
    }

    /// Seconds of work before `place`; none before 1970, no more after 2105.
    #[inline]
    pub(super) fn rank(&self, place: i64) -> i64 {
        let (day, into_s) = (place.div_euclid(DAY), place.rem_euclid(DAY));
        let Ok(day) = usize::try_from(day) else { return 0 };
        let Some(&before) = self.before.get(day) else {
            return self.before.last().map_or(0, |&all| i64::from(all));
        };
        let worked = |s: &Span| (into_s.min(i64::from(s.to_s())) - i64::from(s.from_s())).max(0);
        i64::from(before) + self.spans(day).iter().map(worked).sum::<i64>()
    }

    /// The first place before which `rank` seconds of work lie, for ranks above 0; none after 2105.
    #[inline]
    pub(super) fn select(&self, rank: i64) -> Option<i64> {
        let day = self.before.partition_point(|&before| i64::from(before) < rank).checked_sub(1)?;
        let mut left_s = rank - i64::from(self.before[day]);
        for span in self.spans(day) {
            let (from_s, length_s) = (i64::from(span.from_s()), i64::from(span.to_s() - span.from_s()));
            if left_s <= length_s {
                return Some(i64::try_from(day).ok()? * DAY + from_s + left_s);
            }
            left_s -= length_s;
        }
        None
    }

    #[inline]
    fn spans(&self, day: usize) -> &[Span] {
        let season = self.season.get(day).and_then(|&s| self.seasons.get(usize::from(s)));
        season.map_or(&[], Vec::as_slice)
    }
}

fn month_day(date: civil::Date) -> MonthDay {
    let part = |n: i8| u8::try_from(n).unwrap_or(1);
    MonthDay::new(part(date.month()), part(date.day())).unwrap_or(MonthDay::FIRST)
}

// A century of working days without a night must not overflow the counts.
const _: () = assert!((DAYS as u64) * (DAY_S as u64) <= u32::MAX as u64);
