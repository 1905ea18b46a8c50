//! Threads of low priority, and what is wanted of them.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::app::error::AppError;

/// How long the thread sleeps before it looks whether the service is still there.
const LOOK_MS: u64 = 500;

/// How much lower than usual the priority of background work is (`nice`).
const NICENESS: i32 = 10;

/// What is to be made in the background, the greater one including the lesser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wanted {
    /// What accounts are answered from, of the snapshot that is shown.
    Views,
    /// A snapshot of the rows as they are now, and what accounts are answered from.
    Snapshot,
}

/// Threads of low priority, and what they are wanted for.
pub struct Refresher {
    pool: ThreadPool,
    wanted: Mutex<Option<Wanted>>,
    signal: Condvar,
}

impl Refresher {
    /// Threads that make way for answers.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn new() -> Result<Self, AppError> {
        let pool = low_priority("refresh", None)?;
        Ok(Self { pool, wanted: Mutex::new(None), signal: Condvar::new() })
    }

    /// Does `work` on these threads and waits for it.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.pool.install(work)
    }

    /// Does `work` on these threads some time.
    pub fn spawn(&self, work: impl FnOnce() + Send + 'static) {
        self.pool.spawn(work);
    }

    /// Asks for `what`.
    pub(super) fn want(&self, what: Wanted) {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        *wanted = (*wanted).max(Some(what));
        drop(wanted);
        self.signal.notify_one();
    }

    /// Waits a while for something to be wanted.
    pub(super) fn wanted(&self) -> Option<Wanted> {
        let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.signal.wait_timeout_while(wanted, Duration::from_millis(LOOK_MS), |w| w.is_none());
        let (mut wanted, _) = waited.unwrap_or_else(PoisonError::into_inner);
        wanted.take()
    }
}

/// Threads of low priority, called `name`: so many, or one for each core.
///
/// # Errors
/// When no thread can be started.
pub(super) fn low_priority(name: &'static str, threads: Option<usize>) -> Result<ThreadPool, AppError> {
    ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .thread_name(move |n| format!("{name}-{n}"))
        .start_handler(|_| make_way())
        .build()
        .map_err(|error| AppError::Threads { reason: error.to_string() })
}

/// Lowers the priority of the calling thread, where the system has one for threads.
pub(super) fn make_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICENESS) {
        tracing::debug!(%error, "the priority of a background thread stays as it is");
    }
}
