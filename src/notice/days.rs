//! The one place where the days of a deadline are counted.

use crate::model::time::Day;

/// The last day of what may take `days` from `start` on: calendar days, the first one the day after `start`.
#[must_use]
pub fn last_day(start: Day, days: u32) -> Day {
    Day::from_number(start.number().saturating_add_unsigned(days))
}
