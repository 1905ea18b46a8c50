//! What must happen again and again: on days of the week, or at least once in each span of the calendar.

use crate::model::time::{Day, Zone};
use crate::playbook::Text;

/// Meetings that must be held again and again, and what else comes out regularly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cadence {
    /// Short name, once in a playbook.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// Kind of the meetings.
    pub kind: String,
    /// Kind of the agencies that must hold them.
    pub convener_kind: String,
    /// Days of the week, Monday is 0.
    pub weekdays: Vec<usize>,
    /// In each of which spans at least one; none where days of the week are named.
    pub every: Option<Period>,
    /// Calendar days looked back over.
    pub look_back_days: u32,
}

/// A span of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// From Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// Three months, from January, April, July and October on.
    Quarter,
}

impl Period {
    /// All of them, in the order of their words in playbooks.
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    /// The first day of the span in which `day` lies.
    #[must_use]
    pub fn first(self, day: Day) -> Day {
        // The first of January 1970 was a Thursday, the fourth day of the week.
        let monday = || Day::from_number(day.number() - (day.number() + 3).rem_euclid(7));
        let text = Zone::format_day(day);
        let month = text.get(5..7).and_then(|month| month.parse::<u32>().ok());
        let of_month = |month: u32| {
            let first = format!("{}-{month:02}-01", text.get(..4).unwrap_or_default());
            Day::parse(first.as_bytes()).unwrap_or(day)
        };
        match (self, month) {
            (Self::Week, _) => monday(),
            (Self::Month, Some(month)) => of_month(month),
            (Self::Quarter, Some(month)) => of_month(month - (month - 1) % 3),
            (Self::Month | Self::Quarter, None) => day,
        }
    }

    /// The last day of the span in which `day` lies.
    #[must_use]
    pub fn last(self, day: Day) -> Day {
        // So long after its first day, the next span has begun and has not ended, whatever the lengths of both.
        let beyond = match self {
            Self::Week => 7,
            Self::Month => 31,
            Self::Quarter => 92,
        };
        let next = self.first(Day::from_number(self.first(day).number() + beyond));
        Day::from_number(next.number() - 1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn spans_begin_and_end_where_calendars_say() {
        let of = |period: Period, text: &str| {
            [Zone::format_day(period.first(day(text))), Zone::format_day(period.last(day(text)))]
        };
        assert_eq!(of(Period::Week, "2026-06-21"), ["2026-06-15", "2026-06-21"]);
        assert_eq!(of(Period::Month, "2024-02-29"), ["2024-02-01", "2024-02-29"]);
        assert_eq!(of(Period::Month, "2026-12-31"), ["2026-12-01", "2026-12-31"]);
        assert_eq!(of(Period::Quarter, "2026-02-03"), ["2026-01-01", "2026-03-31"]);
        assert_eq!(of(Period::Quarter, "2026-11-03"), ["2026-10-01", "2026-12-31"]);
    }

    proptest! {
        #[test]
        fn spans_follow_one_another_without_a_gap(number in 0i32..49_000, at in 0usize..3) {
            let (day, period) = (Day::from_number(number), Period::ALL[at]);
            let (first, last) = (period.first(day), period.last(day));
            prop_assert!(first <= day && day <= last);
            let next = Day::from_number(last.number() + 1);
            prop_assert_eq!(period.first(next), next);
            prop_assert_eq!(period.last(first), last);
        }
    }
}
