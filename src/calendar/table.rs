//! Working days counted once, so that counting and adding them later costs the same for a week and for a century.
//!
//! `rank` and `select` are each other's inverse and total: before 1970 and after 2105 they follow the weekend alone.

/// Days in the table: from 1970-01-01 past the last instant that can be held, in every zone.
pub(super) const DAYS: u16 = 49_674;

/// Working days of a week.
const WEEK: i64 = 5;

/// Cumulative counts of working days.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// Working days from day 0 up to the day, which itself is not counted; one item more than there are days.
    before: Vec<u16>,
    /// The days that are worked, in order.
    workdays: Vec<u16>,
    /// Days Monday to Friday before day 0, from the week's zero on.
    base: i64,
    /// By how much the days after the table are ahead of the weekend's own count.
    shift: i64,
}

impl Table {
    /// Counts the days for which `is_workday` holds.
    pub(super) fn new(is_workday: impl Fn(i64) -> bool) -> Self {
        let workdays: Vec<u16> = (0..DAYS).filter(|&day| is_workday(i64::from(day))).collect();
        let mut before = Vec::with_capacity(usize::from(DAYS) + 1);
        let mut count = 0;
        for day in 0..DAYS {
            before.push(count);
            count += u16::from(workdays.get(usize::from(count)) == Some(&day));
        }
        before.push(count);
        let base = weekdays_before(0);
        let shift = base + i64::from(count) - weekdays_before(i64::from(DAYS));
        Self { before, workdays, base, shift }
    }

    /// Working days before `day`, from a zero that is the same for all days.
    #[inline]
    pub(super) fn rank(&self, day: i64) -> i64 {
        match usize::try_from(day).ok().and_then(|day| self.before.get(day)) {
            Some(&count) => self.base + i64::from(count),
            None if day < 0 => weekdays_before(day),
            None => weekdays_before(day) + self.shift,
        }
    }

    /// The first day before which `rank` working days lie: the day after the last one of them.
    #[inline]
    pub(super) fn select(&self, rank: i64) -> i64 {
        let nth = rank - self.base;
        match usize::try_from(nth - 1).ok().and_then(|at| self.workdays.get(at)) {
            Some(&day) => i64::from(day) + 1,
            None if nth <= 0 => day_after_weekdays(rank),
            None => day_after_weekdays(rank - self.shift),
        }
    }
}

/// Whether `day` is no Saturday and no Sunday; day 0 was a Thursday.
#[inline]
pub(super) fn is_weekday(day: i64) -> bool {
    (day + 3).rem_euclid(7) < WEEK
}

/// Days Monday to Friday before `day`, counted from Monday 1969-12-29.
fn weekdays_before(day: i64) -> i64 {
    let (weeks, days) = ((day + 3).div_euclid(7), (day + 3).rem_euclid(7));
    weeks * WEEK + days.min(WEEK)
}

/// The first day before which `count` days Monday to Friday lie.
fn day_after_weekdays(count: i64) -> i64 {
    let last = count - 1;
    last.div_euclid(WEEK) * 7 + last.rem_euclid(WEEK) - 3 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table in which every 11th day is turned round.
    fn odd_table() -> Table {
        Table::new(|day| is_weekday(day) != (day % 11 == 0))
    }

    #[test]
    fn rank_grows_by_one_over_each_working_day_inside_and_outside_the_table() {
        let table = odd_table();
        for day in -3_000..i64::from(DAYS) + 3_000 {
            let inside = (0..i64::from(DAYS)).contains(&day);
            let worked = is_weekday(day) != (inside && day % 11 == 0);
            assert_eq!(table.rank(day + 1) - table.rank(day), i64::from(worked), "day {day}");
        }
    }

    #[test]
    fn select_finds_the_first_day_of_each_rank() {
        let table = odd_table();
        for rank in table.rank(-3_000)..table.rank(i64::from(DAYS) + 3_000) {
            let day = table.select(rank);
            assert_eq!(table.rank(day), rank);
            assert!(table.rank(day - 1) < rank, "rank {rank}: an earlier day would do");
        }
    }

    #[test]
    fn the_first_of_january_1970_was_a_thursday() {
        let week: Vec<bool> = (0..7).map(is_weekday).collect();
        assert_eq!(week, [true, true, false, false, true, true, true]);
    }
}
