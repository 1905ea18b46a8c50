//! The fast answers, usage and derivations beside a plain walk over days and quarters of an hour.
//!
//! The walk has its own calendar: the compiled-in list read line by line, and the day of the week by `jiff`.

use jiff::civil;

use super::super::budget::{Budget, Due, LastDay, Suspension, Suspensions, Terms, Unit};
use super::super::derivation::Counting;
use super::super::hours::{Span, WorkingHours};
use super::super::work_time::WorkTime;
use super::super::{CHINA, Calendar};
use super::{seasonal_hours, shanghai};
use crate::model::time::{Day, Instant};

const DAY: i64 = 86_400;
const QUARTER: i64 = 900;
/// Shanghai is eight hours ahead of UTC.
const OFFSET: i64 = 8 * 3_600;

/// A generator whose draws follow from its seed (splitmix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((z ^ (z >> 31)) >> 2).unwrap() % bound
    }
}

fn number(date: &str) -> i64 {
    i64::from(Day::parse(date.as_bytes()).unwrap().number())
}

/// Which days are worked, and the seconds of work of a day in summer and in winter.
struct Plain {
    works: Vec<bool>,
    summer: Vec<bool>,
    /// Whether hours are those of a unit that works from six to ten every day.
    every_day: bool,
}

impl Plain {
    fn new() -> Self {
        let (mut works, mut summer, mut date) = (Vec::new(), Vec::new(), civil::date(1970, 1, 1));
        while date.year() < 2040 {
            let weekend = [civil::Weekday::Saturday, civil::Weekday::Sunday].contains(&date.weekday());
            works.push(!weekend);
            summer.push((5..=9).contains(&date.month()));
            date = date.tomorrow().unwrap();
        }
        let mut first = 0;
        for line in CHINA.lines() {
            if let Some(date) = line.strip_prefix("first = ") {
                first = number(date);
            } else if let Some(date) = line.strip_prefix("last = ") {
                (first..=number(date)).for_each(|day| works[usize::try_from(day).unwrap()] = false);
            } else if let Some(dates) = line.strip_prefix("workdays = [") {
                let dates = dates.trim_end_matches(']').split(", ").filter(|d| !d.is_empty());
                dates.for_each(|date| works[usize::try_from(number(date)).unwrap()] = true);
            }
        }
        Self { works, summer, every_day: false }
    }

    fn works(&self, day: i64) -> bool {
        self.works[usize::try_from(day).unwrap()]
    }

    /// Whether the quarter of an hour at that civil second is worked.
    fn works_at(&self, civil_s: i64) -> bool {
        let (day, quarter) = (civil_s.div_euclid(DAY), civil_s.rem_euclid(DAY) / QUARTER);
        if self.every_day {
            return (24..88).contains(&quarter);
        }
        let afternoon = if self.summer[usize::try_from(day).unwrap()] { 54..70 } else { 52..66 };
        self.works(day) && ((34..46).contains(&quarter) || afternoon.contains(&quarter))
    }
}

/// A random period, with its suspensions as civil seconds.
struct Case {
    start: i64,
    terms: Terms,
    stands: Vec<(i64, i64)>,
    suspensions: Vec<Suspension>,
}

fn instant(civil_s: i64) -> Instant {
    Instant::from_unix(civil_s - OFFSET).unwrap()
}

fn case(draw: &mut Draw, unit: Unit, amount_max: i64) -> Case {
    let start = (number("2022-06-01") + draw.below(1_830)) * DAY + draw.below(96) * QUARTER;
    let last_day = if draw.below(3) == 0 { LastDay::Stays } else { LastDay::Rolls };
    let amount = u32::try_from(draw.below(amount_max)).unwrap();
    let (mut stands, mut suspensions) = (Vec::new(), Vec::new());
    let mut from = start - 3 * DAY;
    for _ in 0..draw.below(4) {
        from += draw.below(12 * 96) * QUARTER;
        let to = from + (1 + draw.below(10 * 96)) * QUARTER;
        if draw.below(12) == 0 {
            stands.push((from, i64::MAX));
            suspensions.push(Suspension::open(instant(from)));
            break;
        }
        stands.push((from, to));
        suspensions.push(Suspension::new(instant(from), instant(to)).unwrap());
        from = to;
    }
    Case { start, terms: Terms { unit, amount, last_day }, stands, suspensions }
}

impl Case {
    fn budget(&self) -> Budget<'_> {
        let suspensions = Suspensions::of(&self.suspensions).unwrap();
        Budget { start: instant(self.start), terms: self.terms, suspensions }
    }

    fn stands_at(&self, civil_s: i64) -> bool {
        self.stands.iter().any(|&(from, to)| from <= civil_s && civil_s < to)
    }

    /// Whether the clock stands at the last second of `day`.
    fn stands_on(&self, day: i64) -> bool {
        self.stands_at((day + 1) * DAY - 1)
    }

    /// Whether it stands from `civil_s` on for ever.
    fn is_over_at(&self, civil_s: i64) -> bool {
        self.stands.iter().any(|&(from, to)| from <= civil_s && to == i64::MAX)
    }

    fn counts(&self, plain: &Plain, day: i64) -> bool {
        !self.stands_on(day) && (self.terms.unit == Unit::CalendarDay || plain.works(day))
    }

    /// The day on which the amount is used up and the last day, found by walking; none while the clock stands.
    fn last_days(&self, plain: &Plain) -> Option<(i64, i64)> {
        let (mut day, mut count) = (self.start.div_euclid(DAY), 0);
        while count < self.terms.amount {
            day += 1;
            if self.is_over_at((day + 1) * DAY - 1) {
                return None;
            }
            count += u32::from(self.counts(plain, day));
        }
        let used_up = day;
        let rolls = self.terms.unit == Unit::CalendarDay && self.terms.last_day == LastDay::Rolls;
        while rolls && (!plain.works(day) || self.stands_on(day)) {
            day += 1;
            if self.is_over_at((day + 1) * DAY - 1) {
                return None;
            }
        }
        Some((used_up, day))
    }
}

fn work() -> WorkTime {
    WorkTime::new(Calendar::china(), shanghai(), seasonal_hours())
}

#[test]
fn periods_in_days_equal_a_plain_walk() {
    let (work, plain, mut draw) = (work(), Plain::new(), Draw(1));
    let (from, through) = (number("2023-01-01"), number("2026-12-31"));
    for nth in 0..100_000 {
        let unit = if nth % 2 == 0 { Unit::CalendarDay } else { Unit::WorkingDay };
        let case = case(&mut draw, unit, 45);
        let (budget, first) = (case.budget(), case.start.div_euclid(DAY));
        let now = case.start + draw.below(60 * 96) * QUARTER;
        let ended = (first + 1..now.div_euclid(DAY)).filter(|&day| case.counts(&plain, day)).count();
        let usage = work.usage(&budget, instant(now));
        assert_eq!(usage.used, i64::try_from(ended).unwrap(), "case {nth}: {budget:?} at {now}");
        assert_eq!(usage.left, (i64::from(case.terms.amount) - usage.used).max(0));
        let (due, walked) = (work.due(&budget), case.last_days(&plain));
        assert_eq!(due.settled().is_some(), walked.is_some(), "case {nth}: {budget:?}: {due:?}, {walked:?}");
        let (Some(due), Some((used_up, last))) = (due.settled(), walked) else { continue };
        assert_eq!(i64::from(due.last_day.number()), last, "case {nth}: {budget:?}");
        assert_eq!(due.at, instant((last + 1) * DAY - 1));
        let asked = match (unit, case.terms.last_day) {
            (Unit::WorkingDay, _) => first < from,
            (_, LastDay::Rolls) => used_up < from,
            (_, LastDay::Stays) => false,
        };
        assert_eq!(due.is_provisional, asked || through < last, "case {nth}: {budget:?}");
        if nth % 10 < 2 {
            derivation_is_plain(&work, &plain, &case, used_up, last);
        }
    }
}

fn derivation_is_plain(work: &WorkTime, plain: &Plain, case: &Case, used_up: i64, last: i64) {
    let budget = case.budget();
    let (first, mut total) = (case.start.div_euclid(DAY), 0);
    let mut expected = first;
    for line in work.derivation(&budget, budget.start) {
        let day = i64::from(line.day.number());
        assert_eq!(day, expected, "{budget:?}");
        expected += 1;
        let counts = day <= used_up && first < day && case.counts(plain, day);
        total += i64::from(counts);
        assert_eq!((line.total, line.counted), (total, i64::from(counts)), "{budget:?} on {day}");
        assert_eq!(line.kind.is_workday(), plain.works(day));
        let counting = match () {
            () if day == first => Counting::StartDay,
            () if counts => Counting::Counted,
            () if case.stands_on(day) => Counting::Suspended,
            () if used_up < day => Counting::Rolled,
            () => Counting::NotCounted,
        };
        assert_eq!(line.counting, counting, "{budget:?} on {day}");
    }
    assert_eq!((expected, total), (last + 1, i64::from(case.terms.amount)), "{budget:?}");
}

#[test]
fn periods_in_hours_equal_a_plain_walk() {
    hours_equal_a_plain_walk(&work(), &Plain::new(), Draw(2), 20_000);
}

#[test]
fn hours_that_a_unit_keeps_every_day_equal_a_plain_walk() {
    let hours = WorkingHours::daily(vec![Span::parse("06:00-22:00").unwrap()]).unwrap().every_day();
    let work = WorkTime::new(Calendar::china(), shanghai(), hours);
    hours_equal_a_plain_walk(&work, &Plain { every_day: true, ..Plain::new() }, Draw(4), 20_000);
}

fn hours_equal_a_plain_walk(work: &WorkTime, plain: &Plain, mut draw: Draw, cases: usize) {
    for nth in 0..cases {
        let unit = if nth % 2 == 0 { Unit::Hour } else { Unit::WorkingHour };
        let case = case(&mut draw, unit, 40);
        let budget = case.budget();
        let counts = |s: i64| !case.stands_at(s) && (unit == Unit::Hour || plain.works_at(s));
        let (mut place, mut left) = (case.start, budget.terms.counts());
        while 0 < left && !case.is_over_at(place) {
            left -= if counts(place) { QUARTER } else { 0 };
            place += QUARTER;
        }
        let due = work.due(&budget);
        if 0 < left {
            assert_eq!(due, Due::Standing { left }, "case {nth}: {budget:?}");
        } else {
            assert_eq!(due.at(), Some(instant(place)), "case {nth}: {budget:?}");
        }
        let now = case.start + draw.below(5 * 96) * QUARTER;
        let walked = (case.start..now).step_by(900).filter(|&s| counts(s)).count();
        let used = work.usage(&budget, instant(now)).used;
        assert_eq!(used, i64::try_from(walked).unwrap() * QUARTER, "case {nth}: {budget:?} at {now}");
        if let (0, Due::At(due)) = (nth % 10, due) {
            let lines: Vec<_> = work.derivation(&budget, budget.start).collect();
            let last = lines[lines.len() - 1];
            assert_eq!(last.total, budget.terms.counts(), "{budget:?}");
            assert_eq!(lines.iter().map(|l| l.counted).sum::<i64>(), last.total);
            assert_eq!(last.day, due.last_day.max(lines[0].day), "{budget:?}");
        }
    }
}

#[test]
fn working_days_are_counted_and_added_as_by_walking() {
    let (calendar, plain, mut draw) = (Calendar::china(), Plain::new(), Draw(3));
    for _ in 0..20_000 {
        let from = number("2022-06-01") + draw.below(1_830);
        let to = from + draw.below(400);
        let day = |number: i64| Day::from_number(i32::try_from(number).unwrap());
        let walked = (from..to).filter(|&d| plain.works(d)).count();
        assert_eq!(calendar.workdays_between(day(from), day(to)), i64::try_from(walked).unwrap());
        assert_eq!(calendar.workdays_between(day(to), day(from)), -i64::try_from(walked).unwrap());
        let count = i32::try_from(draw.below(60)).unwrap() - 30;
        let (mut walked, mut left) = (from, count);
        while left != 0 {
            walked += i64::from(left.signum());
            left -= if plain.works(walked) { left.signum() } else { 0 };
        }
        assert_eq!(calendar.add_workdays(day(from), count), day(walked), "{count} from {from}");
        let next = (from..).find(|&d| plain.works(d)).unwrap();
        assert_eq!(calendar.workday_from(day(from)), day(next));
    }
}
