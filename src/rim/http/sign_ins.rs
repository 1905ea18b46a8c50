//! Attempts to sign in: how many are tried at once and wait to be, how often an address may fail, and which failures are
//! noted one by one.
//!
//! Trying a password costs much work on purpose, and anybody may ask for it. So few are tried at once, few wait, and
//! whoever finds no place is told to come again before any work is done.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::places::{Place, Places};
use super::problem::{Code, Problem};
use crate::app::service::sign_in::Failure;
use crate::limits::{
    SIGN_IN_FAILURES_PER_ADDRESS_MAX, SIGN_IN_NOTES_MAX, SIGN_INS_MAX, SIGN_INS_PER_ADDRESS_MAX,
    SIGN_INS_WAITING_MAX,
};
use crate::words::Words;

/// Seconds after which whoever finds no place may come again.
const RETRY_S: u32 = 2;

/// The attempts of the moment.
pub struct SignIns {
    waiting: Arc<Places>,
    tried: Arc<Semaphore>,
    counted: Mutex<Counted>,
}

/// What is counted, minute by minute.
#[derive(Debug, Default)]
struct Counted {
    minute: u32,
    /// Failures of the minute by address.
    by_address: BTreeMap<String, u32>,
    /// Failures of the minute that were noted and are none of an account that there is.
    noted: u32,
    /// Failures that were not noted one by one, and are in no sum yet.
    beyond: u64,
}

/// What is to be done about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noting {
    /// It is noted.
    Note,
    /// It is the first that is only counted: somebody has to note the sum.
    CountFirst,
    /// It is counted.
    Count,
}

/// That a password may be tried; given back when dropped.
#[derive(Debug)]
pub struct Admitted {
    _place: Place,
    _tried: OwnedSemaphorePermit,
}

impl Default for SignIns {
    fn default() -> Self {
        Self {
            waiting: Places::new(SIGN_INS_WAITING_MAX, SIGN_INS_PER_ADDRESS_MAX),
            tried: Arc::new(Semaphore::new(SIGN_INS_MAX)),
            counted: Mutex::default(),
        }
    }
}

impl SignIns {
    /// Waits until a password that comes from `address` may be tried.
    ///
    /// # Errors
    /// A problem when too many wait already, or the address has failed too often at second `now`.
    pub async fn admitted(
        &self,
        address: Option<IpAddr>,
        now: u32,
        words: &Words,
    ) -> Result<Admitted, Problem> {
        let name = address.map(name);
        if self.has_failed_too_often(name.as_deref(), now) {
            let problem = Problem::new(Code::TooMany, words);
            let limit = SIGN_IN_FAILURES_PER_ADDRESS_MAX;
            return Err(problem.with("limit", limit.into()).after(60 - now % 60));
        }
        let place = self.waiting.take(name.as_deref()).map_err(|full| full.problem(RETRY_S, words))?;
        let tried = Arc::clone(&self.tried).acquire_owned().await;
        let tried = tried.map_err(|_| Problem::new(Code::Unavailable, words).after(RETRY_S))?;
        Ok(Admitted { _place: place, _tried: tried })
    }

    fn has_failed_too_often(&self, address: Option<&str>, now: u32) -> bool {
        let counted = self.counted_at(now);
        let failures = address.and_then(|address| counted.by_address.get(address));
        failures.is_some_and(|failures| SIGN_IN_FAILURES_PER_ADDRESS_MAX <= *failures)
    }

    /// Counts a failure at second `now`. Those of an account that there is are noted until it is locked, and its locking is
    /// one of them; of the others so many in a minute.
    #[must_use]
    pub fn failed(&self, address: Option<IpAddr>, failure: Failure, now: u32) -> Noting {
        let mut counted = self.counted_at(now);
        if let Some(address) = address {
            *counted.by_address.entry(name(address)).or_default() += 1;
        }
        if failure.is_known && !failure.was_locked {
            return Noting::Note;
        }
        counted.noted = counted.noted.saturating_add(1);
        if counted.noted <= SIGN_IN_NOTES_MAX {
            return Noting::Note;
        }
        counted.beyond += 1;
        if counted.beyond == 1 { Noting::CountFirst } else { Noting::Count }
    }

    /// How many failures were only counted; they are in this sum, and in no later one.
    #[must_use]
    pub fn take_beyond(&self) -> u64 {
        std::mem::take(&mut self.counted.lock().unwrap_or_else(PoisonError::into_inner).beyond)
    }

    fn counted_at(&self, now: u32) -> std::sync::MutexGuard<'_, Counted> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.minute != now / 60 {
            *counted = Counted { minute: now / 60, beyond: counted.beyond, ..Counted::default() };
        }
        counted
    }
}

/// What stands for an address: of version 6 the network, since whoever has one has it whole.
fn name(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::words::Lang;

    const KNOWN: Failure = Failure { is_known: true, was_locked: false, locks: false };
    const UNKNOWN: Failure = Failure { is_known: false, was_locked: false, locks: false };

    #[test]
    fn failures_of_accounts_are_noted_and_the_rest_is_summed_up() {
        let sign_ins = SignIns::default();
        for _ in 0..SIGN_IN_NOTES_MAX {
            assert_eq!(sign_ins.failed(None, UNKNOWN, 60), Noting::Note);
        }
        assert_eq!(sign_ins.failed(None, UNKNOWN, 61), Noting::CountFirst);
        assert_eq!(sign_ins.failed(None, UNKNOWN, 62), Noting::Count);
        assert_eq!(sign_ins.failed(None, KNOWN, 62), Noting::Note);
        // Whoever goes on when it is locked learns nothing, and fills no ledger.
        assert_eq!(sign_ins.failed(None, Failure { was_locked: true, ..KNOWN }, 62), Noting::Count);
        assert_eq!(sign_ins.failed(None, UNKNOWN, 120), Noting::Note);
        assert_eq!(sign_ins.take_beyond(), 3);
        assert_eq!(sign_ins.take_beyond(), 0);
    }

    #[actix_web::test]
    async fn an_address_that_fails_too_often_is_told_to_wait_and_others_are_not() {
        let (sign_ins, words) = (SignIns::default(), Words::new(Lang::En));
        let bad: IpAddr = "2001:db8::1".parse().unwrap();
        for _ in 0..SIGN_IN_FAILURES_PER_ADDRESS_MAX {
            assert!(sign_ins.admitted(Some(bad), 70, &words).await.is_ok());
            assert_eq!(sign_ins.failed(Some(bad), UNKNOWN, 70), Noting::Note);
        }
        let neighbour: IpAddr = "2001:db8::2".parse().unwrap();
        let told = sign_ins.admitted(Some(neighbour), 70, &words).await.unwrap_err();
        assert_eq!((told.code, told.retry_after_s), (Code::TooMany, Some(50)));
        assert!(sign_ins.admitted("192.0.2.1".parse().ok(), 70, &words).await.is_ok());
        assert!(sign_ins.admitted(None, 70, &words).await.is_ok());
        assert!(sign_ins.admitted(Some(bad), 120, &words).await.is_ok());
    }

    #[actix_web::test]
    async fn few_wait_and_of_one_address_fewer() {
        let (sign_ins, words) = (SignIns::default(), Words::new(Lang::En));
        let address: IpAddr = "192.0.2.1".parse().unwrap();
        let mut held = Vec::new();
        for _ in 0..SIGN_INS_MAX {
            held.push(sign_ins.admitted(Some(address), 0, &words).await.unwrap());
        }
        let waits =
            (SIGN_INS_MAX..SIGN_INS_PER_ADDRESS_MAX).map(|_| sign_ins.admitted(Some(address), 0, &words));
        let mut waits: Vec<_> = waits.map(Box::pin).collect();
        let moment = Duration::from_millis(5);
        for wait in &mut waits {
            assert!(tokio::time::timeout(moment, wait).await.is_err());
        }
        assert_eq!(sign_ins.admitted(Some(address), 0, &words).await.unwrap_err().code, Code::TooMany);
        held.clear();
        assert!(tokio::time::timeout(moment, &mut waits[0]).await.is_ok());
    }
}
