//! What a sweep says about all handoffs together.

use super::quantile::Tenths;

/// What a sweep says about all handoffs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overall {
    /// How many handoffs exist at the moment.
    pub handoffs: u64,
    /// The median of their waits in seconds; none when there is no handoff.
    pub median_wait: Option<Tenths>,
}
