//! The time of day: the one place where it enters.

use crate::model::time::Instant;

/// The present instant.
#[must_use]
pub fn now() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "the time of day enters here and nowhere else")]
    let seconds = jiff::Timestamp::now().as_second();
    Instant::from_unix(seconds).unwrap_or(Instant::MAX)
}

/// Measures how long work takes; for people to read, never for results.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Starts now.
    #[must_use]
    pub fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// Time since the start.
    #[must_use]
    pub fn elapsed(&self) -> std::time::Duration {
        self.0.elapsed()
    }
}
