//! What a notice says of time limits that have passed.

use serde::{Deserialize, Serialize};

use super::document;
use crate::model::time::Instant;
use crate::playbook::Text;

/// A time limit that has passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateClock {
    /// The case.
    pub case: String,
    /// Id of the time limit in the playbook.
    pub clock: String,
    /// Of a handoff: its number in its case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u32>,
    /// When the clock started.
    #[serde(with = "document::instant")]
    pub start: Instant,
    /// The last second in time.
    #[serde(with = "document::instant")]
    pub due: Instant,
    /// Whether holidays that are not announced yet may move that second.
    #[serde(default, skip_serializing_if = "is_false")]
    pub provisional: bool,
}

/// A time limit of the playbook and how often it has passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockCount {
    /// Its id.
    pub clock: String,
    /// What it is called.
    pub title: Text,
    /// Statute and article, or the place's own practice.
    pub basis: Text,
    /// How often it has passed.
    pub count: u64,
}

/// For what a document says only where it is so.
fn is_false(flag: &bool) -> bool {
    !*flag
}
