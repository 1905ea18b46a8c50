//! How often accounts were told that ids are taken by what they do not see: so many uploads a day for each.
//!
//! That an id is taken has to be told, and auditors find a record of it; but nobody is to go through all ids in that way.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::problem::{Code, Problem};
use crate::limits::UPLOADS_TOLD_PER_DAY_MAX;
use crate::words::{Arg, Words};

const DAY_S: u32 = 24 * 60 * 60;

/// Uploads that were told so, by account.
#[derive(Debug, Default)]
pub struct Taken(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    day: u32,
    by_account: BTreeMap<String, u32>,
}

impl Taken {
    /// Whether `account` may hand in tables at second `now`.
    ///
    /// # Errors
    /// A problem when it was told too often on that day, counted in UTC.
    pub fn admits(&self, account: &str, now: u32, words: &Words) -> Result<(), Problem> {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let told = counted.by_account.get(account).copied().filter(|_| counted.day == now / DAY_S);
        if told.unwrap_or(0) < UPLOADS_TOLD_PER_DAY_MAX {
            return Ok(());
        }
        let max = UPLOADS_TOLD_PER_DAY_MAX;
        let detail = words.say_with("problem-ids-taken-detail", &[("max", Arg::Number(max.into()))]);
        let problem = Problem::new(Code::TooMany, words).with_detail(detail).with("limit", max.into());
        Err(problem.after(DAY_S - now % DAY_S))
    }

    /// Counts that `account` was told at second `now`.
    pub fn told(&self, account: &str, now: u32) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.day != now / DAY_S {
            *counted = Counted { day: now / DAY_S, by_account: BTreeMap::new() };
        }
        *counted.by_account.entry(account.to_owned()).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn who_was_told_too_often_waits_for_the_next_day_and_nobody_else() {
        let (taken, words) = (Taken::default(), Words::new(Lang::En));
        for _ in 0..UPLOADS_TOLD_PER_DAY_MAX {
            assert!(taken.admits("a", DAY_S + 100, &words).is_ok());
            taken.told("a", DAY_S + 100);
        }
        let told = taken.admits("a", DAY_S + 200, &words).unwrap_err();
        assert_eq!((told.code, told.retry_after_s), (Code::TooMany, Some(DAY_S - 200)));
        assert!(taken.admits("b", DAY_S + 200, &words).is_ok());
        assert!(taken.admits("a", 2 * DAY_S, &words).is_ok());
        taken.told("b", 2 * DAY_S);
        assert!(taken.admits("a", 2 * DAY_S, &words).is_ok());
    }
}
