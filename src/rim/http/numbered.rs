//! The number of the request that is being answered: for the log, and for problem documents that refer to it.

tokio::task_local! {
    /// The number.
    pub static REQUEST: String;
}

/// The number of the request that this task answers; none outside of one.
#[must_use]
pub fn current() -> Option<String> {
    REQUEST.try_with(Clone::clone).ok()
}
