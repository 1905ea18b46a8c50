//! Room for work that uses every core: whoever finds none waits for a while, and is told to come again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::{Code, Problem};
use crate::limits::SWEEP_WAIT_MS_MAX;
use crate::words::Words;

/// Seconds after which there may be room again.
const RETRY_S: u32 = 5;

/// Room in `all`, which is given back when it is dropped: by the work itself, so that work that nobody waits for any more
/// still counts.
///
/// # Errors
/// A problem when there is none for too long.
pub async fn room(all: &Arc<Semaphore>, words: &Words) -> Result<OwnedSemaphorePermit, Problem> {
    let permit = Arc::clone(all).acquire_owned();
    match tokio::time::timeout(Duration::from_millis(SWEEP_WAIT_MS_MAX), permit).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) | Err(_) => Err(Problem::new(Code::Unavailable, words).after(RETRY_S)),
    }
}
