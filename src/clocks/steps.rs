//! How many things are looked at: counted in tests, which hold how it grows with a case.

#[cfg(test)]
thread_local! {
    /// How many handoffs, events and words were looked at on this thread.
    pub(super) static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Counts one thing looked at; tests hold how many there are.
#[inline]
pub(super) fn step() {
    #[cfg(test)]
    STEPS.with(|steps| steps.set(steps.get() + 1));
}
