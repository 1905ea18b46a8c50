//! Which ids accounts were told of that are taken by what they do not see: so many a day for each.
//!
//! That an id is taken has to be told, and auditors find a record of it; but nobody is to go through all ids in that way.
//! To hear of the same id again tells nothing, so a file that is handed in again counts once.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

use super::problem::{Code, Problem};
use crate::limits::IDS_TOLD_PER_DAY_MAX;
use crate::words::{Arg, Words};

const DAY_S: u32 = 24 * 60 * 60;

/// What was told in the last 24 hours, by account: the ids, hashed, and when.
#[derive(Debug, Default)]
pub struct Taken {
    told: Mutex<BTreeMap<String, BTreeMap<u64, u32>>>,
    hasher: RandomState,
}

impl Taken {
    /// Whether `account` may hand in tables at second `now`.
    ///
    /// # Errors
    /// A problem when it was told of too many ids in the 24 hours before.
    pub fn admits(&self, account: &str, now: u32, words: &Words) -> Result<(), Problem> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(ids) = told.get_mut(account) else { return Ok(()) };
        ids.retain(|_, at| now < at.saturating_add(DAY_S));
        let first = ids.values().min().copied().filter(|_| IDS_TOLD_PER_DAY_MAX <= ids.len());
        let Some(first) = first else { return Ok(()) };
        let max = IDS_TOLD_PER_DAY_MAX;
        let detail = words.say_with("problem-ids-taken-detail", &[("max", Arg::Number(max as u64))]);
        let problem = Problem::new(Code::TooMany, words).with_detail(detail).with("limit", max.into());
        Err(problem.after(first.saturating_add(DAY_S).saturating_sub(now)))
    }

    /// Counts that `account` was told of `id` at second `now`.
    pub fn told(&self, account: &str, id: &str, now: u32) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let ids = told.entry(account.to_owned()).or_default();
        ids.entry(self.hasher.hash_one(id)).or_insert(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn who_was_told_of_too_many_ids_waits_and_nobody_else() {
        let (taken, words) = (Taken::default(), Words::new(Lang::En));
        for id in 0..IDS_TOLD_PER_DAY_MAX {
            assert!(taken.admits("a", 1_000, &words).is_ok());
            for _ in 0..3 {
                taken.told("a", &id.to_string(), 1_000);
            }
        }
        let told = taken.admits("a", 1_100, &words).unwrap_err();
        assert_eq!((told.code, told.retry_after_s), (Code::TooMany, Some(DAY_S - 100)));
        assert!(taken.admits("b", 1_100, &words).is_ok());
        assert!(taken.admits("a", 1_000 + DAY_S, &words).is_ok());
    }
}
