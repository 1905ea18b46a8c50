//! How far each webhook has been told: kept beside the ledger, so that a restart goes on where it was.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::access::credentials::random_token;
use crate::app::error::AppError;
use crate::limits::{WEBHOOK_FAILING_S_MAX, WEBHOOK_PAUSE_S_MAX};
use crate::model::entry::Seq;
use crate::store::secrets::{Drawer, Secrets};

/// How far a webhook has been told, and how that goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// The entry that made the webhook what it was when it was told last: of another one, failures do not count.
    pub of: Seq,
    /// The last entry that was delivered or passed over.
    pub seq: Seq,
    /// What it knows of each detector; none before the first look, of which nothing is told.
    pub counts: Option<BTreeMap<String, u64>>,
    /// An event of findings that is to be delivered: it stays the same until it is.
    pub finding: Option<Finding>,
    /// Failures in a row.
    pub failures: u32,
    /// When the first of them was, in seconds since 1970.
    pub failing_since: Option<u32>,
    /// Not before which second it is tried again.
    pub retry_at: u32,
    /// What went wrong last.
    pub error: Option<String>,
}

/// That a detector finds more than it did.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The detector.
    pub detector: String,
    /// How many things it finds.
    pub count: u64,
    /// The last entry that the snapshot shows in which it does.
    pub seq: Seq,
    /// When that was seen, in seconds since 1970.
    pub at: u32,
}

/// How a webhook fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fares {
    /// What there was to tell has been told.
    Well,
    /// It is tried again.
    Retrying,
    /// It has failed for too long and is not tried any more.
    Failing,
}

impl Fares {
    /// Name in documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Well => "ok",
            Self::Retrying => "retrying",
            Self::Failing => "failing",
        }
    }
}

impl Position {
    /// Of the webhook that entry `first` made and entry `of` made what it is: it is told what comes after the first.
    /// `kept` is how far it has been told, if it has been.
    #[must_use]
    pub fn of(kept: Option<Self>, (first, of): (Seq, Seq)) -> Self {
        let mut position = kept.unwrap_or_else(|| Self { seq: first, of, ..Self::default() });
        if position.of != of {
            position.succeed();
            position.of = of;
        }
        position
    }

    /// How it fares at second `now`.
    #[must_use]
    pub fn fares(&self, now: u32) -> Fares {
        match self.failing_since {
            None => Fares::Well,
            Some(since) if since.saturating_add(WEBHOOK_FAILING_S_MAX) <= now => Fares::Failing,
            Some(_) => Fares::Retrying,
        }
    }

    pub(super) fn succeed(&mut self) {
        let Self { of, seq, counts, finding, .. } = std::mem::take(self);
        *self = Self { of, seq, counts, finding, ..Self::default() };
    }

    /// Notes a failure at second `now`; `draw` is any number, so that not all come back at once.
    pub(super) fn fail(&mut self, now: u32, error: String, draw: u32) {
        self.failures = self.failures.saturating_add(1);
        self.failing_since.get_or_insert(now);
        self.retry_at = now.saturating_add(pause_s(self.failures, draw));
        self.error = Some(error);
    }
}

/// Seconds to wait after so many failures in a row: doubling up to the longest pause, and of that half up to the whole.
fn pause_s(failures: u32, draw: u32) -> u32 {
    let whole = 1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX).min(WEBHOOK_PAUSE_S_MAX);
    let half = whole.div_ceil(2);
    half + draw % (whole - half + 1)
}

fn position_key(id: &str) -> String {
    format!("position/{id}")
}

fn secret_key(id: &str) -> String {
    format!("secret/{id}")
}

/// How far the webhook `id` has been told; none before its first look.
///
/// # Errors
/// When the file of secrets cannot be read.
pub fn position(secrets: &Secrets, id: &str) -> Result<Option<Position>, AppError> {
    let Some(bytes) = secrets.get(Drawer::Webhooks, &position_key(id))? else { return Ok(None) };
    serde_json::from_slice(&bytes).map(Some).map_err(|_| AppError::Secrets)
}

/// Remembers how far the webhook `id` has been told.
///
/// # Errors
/// When the file of secrets cannot be written.
pub fn keep(secrets: &Secrets, id: &str, position: &Position) -> Result<(), AppError> {
    let bytes = serde_json::to_vec(position).map_err(|_| AppError::Secrets)?;
    Ok(secrets.change(&[(Drawer::Webhooks, &position_key(id), Some(&bytes))])?)
}

/// Makes a secret for the webhook `id`, keeps it, and returns it: the only time that it can be read.
///
/// # Errors
/// When there is no randomness or the file of secrets cannot be written.
pub fn give_secret(secrets: &Secrets, id: &str) -> Result<String, AppError> {
    let secret = random_token("dw_")?;
    secrets.change(&[(Drawer::Webhooks, &secret_key(id), Some(secret.as_bytes()))])?;
    Ok(secret)
}

/// The secret of the webhook `id`.
///
/// # Errors
/// When the file of secrets cannot be read.
pub(super) fn secret(secrets: &Secrets, id: &str) -> Result<Option<Vec<u8>>, AppError> {
    Ok(secrets.get(Drawer::Webhooks, &secret_key(id))?)
}

/// Forgets the secret of the webhook `id` and how far it was told.
///
/// # Errors
/// When the file of secrets cannot be written.
pub fn forget(secrets: &Secrets, id: &str) -> Result<(), AppError> {
    let (position, secret) = (position_key(id), secret_key(id));
    Ok(secrets.change(&[(Drawer::Webhooks, &position, None), (Drawer::Webhooks, &secret, None)])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour_and_differ() {
        assert_eq!((pause_s(1, 0), pause_s(1, 7)), (1, 1));
        assert_eq!((pause_s(4, 0), pause_s(4, 4), pause_s(4, 5)), (4, 8, 4));
        for failures in 1..200 {
            for draw in [0, 1, 99, u32::MAX] {
                assert!((1..=WEBHOOK_PAUSE_S_MAX).contains(&pause_s(failures, draw)));
            }
        }
        assert_eq!(pause_s(60, 0), WEBHOOK_PAUSE_S_MAX / 2);
    }

    #[test]
    fn after_a_day_of_failures_it_is_given_up_and_a_success_forgets_them() {
        let new = Position::of(None, (7, 9));
        let mut position = new.clone();
        assert_eq!(position.fares(1_000), Fares::Well);
        position.fail(1_000, "HTTP 500".to_owned(), 0);
        position.fail(2_000, "HTTP 502".to_owned(), 0);
        assert_eq!(position.failing_since, Some(1_000));
        assert_eq!(position.fares(1_000 + WEBHOOK_FAILING_S_MAX - 1), Fares::Retrying);
        assert_eq!(position.fares(1_000 + WEBHOOK_FAILING_S_MAX), Fares::Failing);
        let changed = Position::of(Some(position.clone()), (7, 12));
        assert_eq!(
            (changed.fares(u32::MAX), changed.seq),
            (Fares::Well, 7),
            "one that is changed is tried again"
        );
        assert_eq!(Position::of(Some(position.clone()), (7, 9)), position);
        position.succeed();
        assert_eq!(position, new);
    }
}
